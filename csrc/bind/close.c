/*
 * isclose, allclose and nan_to_num: one pass of the engine each.
 *
 * The usual calls are done here: arrays (no subclasses) and numbers, tolerances and replacements that are Python numbers.
 * The rest is composed of ufuncs in pyndarray/_composed/close.py, which also words warnings.
 */
#include "composed.h"

#include <math.h>

#include "../access/access.h"
#include "../convert/item.h"
#include "../engine/castop.h"
#include "../kernels/once/close.h"
#include "../object/scalar.h"
#include "../py/errors.h"
#include "../py/signature.h"
#include "../ufunc/call.h"

static PyObject *general_isclose, *general_nan_to_num; /* of _composed/close.py, from their first use on */

/* Calls the Python function of this name with all arguments, by position. */
static PyObject *call_general(PyObject **cache, const char *name, PyObject *const *args, int n)
{
    PyObject *given[8];
    if (!*cache) {
        PyObject *module = PyImport_ImportModule("pyndarray._composed.close");
        PyObject *found = module ? PyObject_GetAttrString(module, name) : NULL;
        Py_XDECREF(module);
        if (!found) return NULL;
        Py_XSETREF(*cache, found);
    }
    for (int i = 0; i < n; i++) given[i] = args[i] ? args[i] : Py_None; /* None: not given */
    return PyObject_Vectorcall(*cache, given, (size_t)n, NULL);
}

/* A finite Python number (or nothing, then *out stays).  No Python code runs. */
static bool plain_number(PyObject *o, double *out)
{
    int64_t v;
    if (!o) return true;
    if (PyFloat_CheckExact(o)) *out = PyFloat_AS_DOUBLE(o);
    else if (PyLong_CheckExact(o) && pnd_small_int(o, &v)) *out = (double)v;
    else return false;
    return isfinite(*out);
}

/**** isclose ****/

static bool is_subclass(PyObject *o) { return pnd_is_array(o) && !pnd_is_exact_array(o); }

/* The type the comparison is made in: of x and of y made inexact.  NULL: not one of ours. */
static const pnd_dtype *working_dtype(const pnd_operand *ops)
{
    pnd_error err;
    const pnd_weak alone[2] = {(pnd_weak)ops[1].weak, PND_WEAK_FLOAT};
    const pnd_dtype *const pair[2] = {ops[1].dtype, PND_DT(DOUBLE)}, *y = pnd_result_type(2, pair, alone, &err);
    if (!y) return NULL;
    const bool y_weak = ops[1].weak != PND_WEAK_NOT;
    const pnd_weak both[2] = {(pnd_weak)ops[0].weak,
                              y_weak ? ops[1].weak == PND_WEAK_COMPLEX ? PND_WEAK_COMPLEX : PND_WEAK_FLOAT : PND_WEAK_NOT};
    const pnd_dtype *const operands[2] = {ops[0].dtype, y}, *d = pnd_result_type(2, operands, both, &err);
    return d ? pnd_dtype_native(d) : NULL;
}

/* The array of answers (0-d too).  NULL without an error: the general function is to do it. */
static PyObject *compare(PyObject *const *args)
{
    enum { A, B, RTOL, ATOL, EQUAL_NAN };
    static const pnd_ufunc facts = {.name = "isclose", .op = -1, .nin = 2, .nout = 1, .cost = 600};
    pnd_closeness closeness = {.rtol = 1e-5, .atol = 1e-8};
    pnd_operand ops[2];
    if (!plain_number(args[RTOL], &closeness.rtol) || !plain_number(args[ATOL], &closeness.atol)) return NULL;
    if (is_subclass(args[A]) || is_subclass(args[B])) return NULL;
    if (pnd_arg_bool(args[EQUAL_NAN], false, &closeness.equal_nan) < 0) return NULL;
    if (pnd_operands_from(2, args, ops) < 0) return NULL;
    PyObject *result = NULL;
    const pnd_dtype *d = working_dtype(ops);
    pnd_loop_fn *fn = d ? pnd_close_loop(d->loops) : NULL;
    if (fn) {
        const pnd_dtype *const dtypes[3] = {d, d, PND_DT(BOOL)};
        const unsigned flags = PND_LOOP_NO_FPE | (pnd_dtype_uses_x87(d) ? PND_LOOP_X87 : 0);
        const pnd_ufunc_loop loop = {.dtypes = dtypes, .fn = fn, .aux = &closeness, .flags = flags};
        if (pnd_operands_settle(2, ops, dtypes) == 0) {
            PyObject *const in[2] = {ops[0].array, ops[1].array};
            if (pnd_ufunc_run(&facts, &loop, in, NULL, NULL, PND_ORDER_K, &result) < 0) result = NULL;
        }
    }
    pnd_operands_clear(2, ops);
    return result;
}

static PyObject *isclose(PyObject *const *args)
{
    PyObject *result = compare(args);
    if (result) return pnd_return_scalar(result);
    return PyErr_Occurred() ? NULL : call_general(&general_isclose, "isclose", args, 5);
}

static PyObject *allclose(PyObject *const *args)
{
    PyObject *result = compare(args);
    if (result) { /* fresh memory without gaps */
        const bool all = !memchr(PND_ARRAY(result)->data, 0, (size_t)pnd_array_size(result));
        Py_DECREF(result);
        return PyBool_FromLong(all);
    }
    if (PyErr_Occurred() || !(result = call_general(&general_isclose, "isclose", args, 5))) return NULL;
    Py_SETREF(result, PyObject_CallMethod(result, "all", NULL));
    const int all = result ? PyObject_IsTrue(result) : -1;
    Py_XDECREF(result);
    return all < 0 ? NULL : PyBool_FromLong(all);
}

/**** nan_to_num ****/

static const pnd_dtype *real_dtype(const pnd_dtype *d)
{
    switch (d->loops) {
    case PND_IDX_CFLOAT: return PND_DT(FLOAT);
    case PND_IDX_CDOUBLE: return PND_DT(DOUBLE);
    case PND_IDX_CLONGDOUBLE: return PND_DT(LONGDOUBLE);
    default: return pnd_dtype_native(d);
    }
}

/* Elements that stand in for NaN and the infinities: the given numbers, or 0 and the largest finite ones. */
static int fill_replacements(const pnd_dtype *real, PyObject *const *args, pnd_replacements *r)
{
    enum { X, COPY, NAN_VALUE, POSINF, NEGINF };
    static PyObject *limits;
    PyObject *zero = PyFloat_FromDouble(0.0), *info = NULL, *end = NULL;
    int status = -1;
    if (!zero || pnd_item_set(real, r->nan, args[NAN_VALUE] ? args[NAN_VALUE] : zero) < 0) goto done;
    char *const fills[2] = {r->posinf, r->neginf};
    for (int i = 0; i < 2; i++) {
        PyObject *given = args[POSINF + i];
        if (given && given != Py_None) {
            if (pnd_item_set(real, fills[i], given) < 0) goto done;
            continue;
        }
        if (!limits) {
            PyObject *module = PyImport_ImportModule("pyndarray._limits");
            limits = module ? PyObject_GetAttrString(module, "finfo") : NULL;
            Py_XDECREF(module);
            if (!limits) goto done;
        }
        if (!info && !(info = PyObject_CallOneArg(limits, (PyObject *)pnd_descr_builtin(real)))) goto done;
        Py_XSETREF(end, PyObject_GetAttrString(info, i ? "min" : "max"));
        if (!end || pnd_item_set(real, fills[i], end) < 0) goto done;
    }
    status = 0;
done:
    Py_XDECREF(zero);
    Py_XDECREF(info);
    Py_XDECREF(end);
    return status;
}

static bool plain_or_none(PyObject *o) { return !o || o == Py_None || PyFloat_CheckExact(o) || PyLong_CheckExact(o); }

static PyObject *nan_to_num(PyObject *const *args)
{
    enum { X, COPY, NAN_VALUE, POSINF, NEGINF };
    static const pnd_ufunc facts = {.name = "nan_to_num", .op = -1, .nin = 1, .nout = 1, .cost = 400};
    bool copy;
    if (!plain_or_none(args[POSINF]) || !plain_or_none(args[NEGINF]) || !plain_or_none(args[NAN_VALUE]) || args[NAN_VALUE] == Py_None)
        return call_general(&general_nan_to_num, "nan_to_num", args, 5);
    if (pnd_arg_bool(args[COPY], true, &copy) < 0) return NULL;
    PyObject *x = pnd_as_array(args[X], NULL, PND_AS_SUBOK, 0), *out = NULL;
    if (!x) return NULL;
    const pnd_view v = pnd_array_view(x);
    const pnd_dtype *d = pnd_dtype_is_builtin(v.dtype) ? pnd_dtype_native(v.dtype) : NULL;
    pnd_loop_fn *fn = d ? pnd_replace_loop(d->loops) : NULL;
    pnd_view writable;
    pnd_replacements r;
    out = copy ? fn ? pnd_array_empty_like(x, v.dtype, PND_ORDER_K, true, v.ndim, v.shape, false) : pnd_array_copy(x, PND_ORDER_K, true)
               : Py_NewRef(x);
    if (!out || !fn) goto done;
    if (pnd_array_writable(out, &writable, "assignment destination") < 0 || fill_replacements(real_dtype(d), args, &r) < 0) {
        Py_CLEAR(out);
        goto done;
    }
    const pnd_dtype *const dtypes[2] = {d, d};
    const unsigned flags = PND_LOOP_NO_FPE | (pnd_dtype_uses_x87(d) ? PND_LOOP_X87 : 0);
    const pnd_ufunc_loop loop = {.dtypes = dtypes, .fn = fn, .aux = &r, .flags = flags};
    PyObject *const in[1] = {x}, *const outs[1] = {out};
    PyObject *result = NULL;
    if (pnd_ufunc_run(&facts, &loop, in, outs, NULL, PND_ORDER_K, &result) < 0) Py_CLEAR(out);
    Py_XDECREF(result);
done:
    Py_DECREF(x);
    return pnd_return_scalar(out);
}

/**** Rows ****/

#define TOLERANCES \
    "a, b : array_like\n    They broadcast.\nrtol, atol : array_like\n    Relative (to `b`) and absolute tolerance.\n" \
    "equal_nan : bool\n    Does NaN equal NaN?\n\n"

static const pnd_callable functions[] = {
    {"isclose", "a:A, b:A, rtol:A=1e-05, atol:A=1e-08, equal_nan=False",
     "Which elements are equal within a tolerance: ``abs(a - b) <= atol + rtol * abs(b)``?\n\n"
     "Infinities are close to themselves alone.  The default `atol` does not suit numbers much smaller than one.\n\n"
     "Parameters\n----------\n" TOLERANCES "Returns\n-------\nndarray of bool, or bool scalar\n",
     isclose},
    {"allclose", "a:A, b:A, rtol:A=1e-05, atol:A=1e-08, equal_nan=False",
     "Are all elements equal within a tolerance, as `isclose` tells?\n\n"
     "Parameters\n----------\n" TOLERANCES "Returns\n-------\nbool\n",
     allclose},
    {"nan_to_num", "x:A, copy=True, nan=0.0, posinf=None, neginf=None",
     "NaN and infinities replaced by numbers.\n\n"
     "Parameters\n----------\nx : array_like\n    Of integers nothing is replaced; of complex numbers either part is looked at by itself.\n"
     "copy : bool\n    False: in place, where `x` is an array.\nnan : scalar\nposinf, neginf : scalar, optional\n"
     "    The largest and the smallest finite number of the dtype when not given.\n\n"
     "Returns\n-------\nndarray or scalar\n    Of the dtype and class of `x`.\n",
     nan_to_num},
    {NULL, NULL, NULL, NULL},
};

int pnd_close_init(PyObject *module) { return pnd_module_add_functions(module, functions); }
