/*
 * Methods that compute element by element or along a diagonal: clip, round, conj, trace.
 *
 * Each is a ufunc or two behind NumPy's rules about what is left alone: clip drops bounds that bound nothing, round leaves
 * integers as they are, conj hands back a real array itself.
 */
#include "compute.h"

#include <math.h>

#include "../convert/item.h"
#include "../object/scalar.h"
#include "../py/state.h"
#include "../ufunc/call.h"
#include "../ufunc/fast.h"
#include "../ufunc/ufunc.h"
#include "methods.h"

/**************************************************************************** clip */

/* An exact int that no element of the dtype can pass; low: from below. */
static int bounds_nothing(const pnd_dtype *d, PyObject *bound, bool low)
{
    if (!PyLong_CheckExact(bound) || !pnd_dtype_is_integer(d)) return 0;
    const int bits = 8 * (int)d->size - (d->kind == 'i');
    const unsigned long long top = bits == 64 ? ULLONG_MAX : (1ULL << bits) - 1;
    PyObject *limit = !low             ? PyLong_FromUnsignedLongLong(top)
                      : d->kind == 'u' ? PyLong_FromLong(0)
                                       : PyLong_FromLongLong(-(long long)top - 1);
    const int result = limit ? PyObject_RichCompareBool(bound, limit, low ? Py_LE : Py_GE) : -1;
    Py_XDECREF(limit);
    return result;
}

static const char *const keyword_names[PND_CLIP_KEYWORDS] = {"where", "casting", "order", "dtype", "subok", "signature"};

/* op(operands, out=out, keywords...). */
static PyObject *call_with(int op, PyObject *const *operands, int n, PyObject *out, PyObject *const *keywords)
{
    PyObject *stack[4 + PND_CLIP_KEYWORDS], *names[1 + PND_CLIP_KEYWORDS];
    int k = 0;
    for (int i = 0; i < n; i++) stack[i] = operands[i];
    if (out) stack[n + k] = out, names[k++] = pnd_keep_name("out");
    for (int i = 0; i < PND_CLIP_KEYWORDS; i++)
        if (keywords && keywords[i]) stack[n + k] = keywords[i], names[k++] = pnd_keep_name(keyword_names[i]);
    PyObject *kwnames = k ? PyTuple_New(k) : NULL, *result;
    if (k && !kwnames) return NULL;
    for (int i = 0; i < k; i++) {
        if (!names[i]) return Py_DECREF(kwnames), NULL;
        PyTuple_SET_ITEM(kwnames, i, Py_NewRef(names[i]));
    }
    result = PyObject_Vectorcall(pnd_ufunc_object(op), stack, (size_t)n, kwnames);
    Py_XDECREF(kwnames);
    return result;
}

PyObject *pnd_array_clip(PyObject *self, PyObject *low, PyObject *high, PyObject *out, PyObject *const *keywords)
{
    PyObject *result;
    bool bare = true;
    for (int i = 0; keywords && i < PND_CLIP_KEYWORDS; i++) bare &= keywords[i] == NULL;
    if (low == Py_None) low = NULL;
    if (high == Py_None) high = NULL;
    if (out == Py_None) out = NULL;
    if (low && high && bare && pnd_fast_clip(self, low, high, out, &result)) return result;
    const pnd_dtype *d = PND_ARRAY(self)->descr->core;
    const int no_low = low ? bounds_nothing(d, low, true) : 1, no_high = high ? bounds_nothing(d, high, false) : 1;
    if (no_low < 0 || no_high < 0) return NULL;
    if (no_low && no_high) return call_with(PND_OP_positive, &self, 1, out, keywords);
    if (no_low) return call_with(PND_OP_minimum, (PyObject *[]){self, high}, 2, out, keywords);
    if (no_high) return call_with(PND_OP_maximum, (PyObject *[]){self, low}, 2, out, keywords);
    return call_with(PND_OP_clip, (PyObject *[]){self, low, high}, 3, out, keywords);
}

static PyObject *method_clip(PyObject *const *args) { return pnd_array_clip(args[0], args[1], args[2], args[3], args + 4); }

/**************************************************************************** round */

/* out[...] = value; returns out. */
static PyObject *stored(PyObject *value, PyObject *out)
{
    if (value == NULL) return NULL;
    pnd_view dst;
    int status = pnd_array_writable(out, &dst, "output array");
    if (status == 0) {
        pnd_array_pin(out);
        status = pnd_assign_object(&dst, value);
        pnd_array_unpin(out);
    }
    Py_DECREF(value);
    return status < 0 ? NULL : Py_NewRef(out);
}

static PyObject *round_parts(PyObject *self, int decimals, PyObject *out)
{
    static const char *const names[2] = {"real", "imag"};
    PyObject *result = out ? Py_NewRef(out) : pnd_array_copy(self, PND_ORDER_C, true);
    if (out && PND_ARRAY(out)->descr->core->kind != 'c') {
        PyErr_SetString(PyExc_TypeError, "array does not have imaginary part to set");
        Py_CLEAR(result);
    }
    for (int i = 0; result && i < 2; i++) {
        PyObject *part = PyObject_GetAttrString(self, names[i]);
        if (part) Py_SETREF(part, pnd_array_round(part, decimals, NULL));
        if (!part || PyObject_SetAttrString(result, names[i], part) < 0) Py_CLEAR(result);
        Py_XDECREF(part);
    }
    return result;
}

/* 10^n as NumPy comes to it: exact up to 10^22, then by repeated multiplication. */
static double power_of_ten(double n)
{
    double power = 1;
    for (; n > 0 && power < HUGE_VAL; n--) power *= 10;
    return power;
}

/* Scaled, rounded and scaled back in out, which has self's shape. */
static int round_scaled(PyObject *self, int decimals, PyObject *out)
{
    const int first = decimals >= 0 ? PND_OP_multiply : PND_OP_divide, second = decimals >= 0 ? PND_OP_divide : PND_OP_multiply;
    PyObject *power = PyFloat_FromDouble(power_of_ten(fabs((double)decimals))), *rint[2] = {out, out}, *x = NULL;
    if (power) x = pnd_binary_out(first, self, power, out);
    if (x) Py_SETREF(x, PyObject_Vectorcall(pnd_ufunc_object(PND_OP_rint), rint, 2, NULL));
    if (x) Py_SETREF(x, pnd_binary_out(second, out, power, out));
    Py_XDECREF(power);
    Py_XDECREF(x);
    return x ? 0 : -1;
}

static PyObject *round_inexact(PyObject *self, const pnd_dtype *d, int decimals, PyObject *out)
{
    const PndArrayObject *a = PND_ARRAY(self);
    const bool fortran = (a->flags & PND_FLAG_F) && !(a->flags & PND_FLAG_C);
    PyObject *result = out ? Py_NewRef(out) : pnd_array_empty_like(self, d, fortran ? PND_ORDER_F : PND_ORDER_C, true, -1, NULL, false);
    if (result && round_scaled(self, decimals, result) < 0) Py_CLEAR(result);
    return result;
}

PyObject *pnd_array_round(PyObject *self, int decimals, PyObject *out)
{
    const pnd_dtype *d = PND_ARRAY(self)->descr->core;
    if (out) {
        if (pnd_array_size(self) != pnd_array_size(out)) return PyErr_Format(PyExc_ValueError, "invalid output shape");
    }
    if (d->kind == 'c') return round_parts(self, decimals, out);
    if (decimals >= 0) {
        if (pnd_dtype_is_integer(d)) return out ? stored(Py_NewRef(self), out) : pnd_array_copy(self, PND_ORDER_K, true);
        if (decimals == 0) {
            PyObject *args[2] = {self, out};
            return PyObject_Vectorcall(pnd_ufunc_object(PND_OP_rint), args, out ? 2 : 1, NULL);
        }
    }
    if (!pnd_dtype_is_integer(d)) return round_inexact(self, d, decimals, out);
    PyObject *x = round_inexact(self, PND_DT(DOUBLE), decimals, NULL);
    if (x && out) return stored(x, out);
    if (x) Py_SETREF(x, pnd_array_astype(x, pnd_descr_builtin(d), PND_ORDER_K, PND_CAST_UNSAFE, true, true));
    return x;
}

PyObject *pnd_return_round(PyObject *a, int decimals, PyObject *out)
{
    PyObject *result = pnd_array_round(a, decimals, out);
    return out ? result : pnd_return_scalar_of_any(result);
}

int pnd_arg_decimals(PyObject *o, int *decimals)
{
    *decimals = 0;
    if (o == NULL) return 0;
    PyObject *index = PyNumber_Index(o);
    if (index == NULL) return -1;
    long x = PyLong_AsLong(index);
    Py_DECREF(index);
    if (x == -1 && PyErr_Occurred()) return -1;
    if (x > INT_MAX || x < INT_MIN) {
        PyErr_Format(PyExc_OverflowError, "signed integer is %s", x > 0 ? "greater than maximum" : "less than minimum");
        return -1;
    }
    return *decimals = (int)x, 0;
}

static PyObject *method_round(PyObject *const *args)
{
    int decimals;
    PyObject *out;
    if (pnd_arg_decimals(args[1], &decimals) < 0 || pnd_arg_out(args[2], &out) < 0) return NULL;
    return pnd_return_round(args[0], decimals, out);
}

/**************************************************************************** conj, trace */

static PyObject *method_conj(PyObject *const *args)
{
    PyObject *out = args[1] == Py_None ? NULL : args[1], *given[2] = {args[0], out};
    if (out && !pnd_is_array(out)) return PyErr_Format(PyExc_TypeError, "output must be an array");
    const char kind = PND_ARRAY(args[0])->descr->core->kind;
    if (kind == 'c' || kind == 'O') return PyObject_Vectorcall(pnd_ufunc_object(PND_OP_conjugate), given, out ? 2 : 1, NULL);
    if (!out) return Py_NewRef(args[0]);
    if (pnd_check_cast(PND_ARRAY(args[0])->descr->core, PND_ARRAY(out)->descr->core, PND_CAST_SAME_KIND, "array data") < 0) return NULL;
    return stored(Py_NewRef(args[0]), out);
}

PyObject *pnd_array_trace(PyObject *self, PyObject *const *args)
{
    Py_ssize_t at[3] = {0, 0, 1};
    for (int i = 0; i < 3; i++)
        if (args[i] && pnd_arg_intp(args[i], &at[i]) < 0) return NULL;
    PyObject *diagonal = pnd_array_diagonal(self, at[0], at[1], at[2]), *last = diagonal ? PyLong_FromLong(-1) : NULL, *result = NULL;
    if (last) result = pnd_ufunc_reduce(PND_OP_add, diagonal, last, args[3], args[4], NULL, NULL, NULL);
    Py_XDECREF(last);
    Py_XDECREF(diagonal);
    const bool plain = result && pnd_is_array(result) && (!args[4] || args[4] == Py_None);
    if (!plain || PND_ARRAY(result)->nd != 0) return result;
    PyObject *scalar = pnd_scalar_new(PND_ARRAY(result)->descr->core, PND_ARRAY(result)->data); /* of a subclass too */
    Py_DECREF(result);
    return scalar;
}

static PyObject *method_trace(PyObject *const *args) { return pnd_array_trace(args[0], args + 1); }

const pnd_callable pnd_compute_methods[] = {
    {"clip", "self, /, min=None, max=None, out=None, *, where=True, casting='same_kind', order='K', dtype=None, subok=True, signature=None",
     "The elements, limited to [min, max]; None is no limit.  Keywords are those of ufuncs.", method_clip},
    {"round", "self, /, decimals=0, out=None", "The elements rounded to so many decimals, halves to even.", method_round},
    {"conj", "self, out=None, /", "The complex conjugates; a real array itself.", method_conj},
    {"conjugate", "self, out=None, /", "The complex conjugates; a real array itself.", method_conj},
    {"trace", "self, /, offset=0, axis1=0, axis2=1, dtype=None, out=None", "The sum along a diagonal.", method_trace},
    {NULL, NULL, NULL, NULL},
};
