/*
 * arange and linspace.
 *
 * Facts kept bit for bit from NumPy: arange takes its length from Python's own arithmetic on (stop - start) / step, sets
 * the first two elements from Python values and continues with start + i * delta in the element type, delta being the
 * difference of those two.  linspace is i * step + start with step = (stop - start) / div, each operation rounded, or
 * i / div * delta where a step is zero; the last element is stop itself.
 */
#include "create.h"

#include <math.h>

#include "../convert/args.h"
#include "../convert/item.h"
#include "../dtype/promote.h"
#include "../kernels/moves.h"
#include "../kernels/once/ramp.h"
#include "../kernels/registry.h"
#include "../layout/reshape.h"
#include "../object/scalar.h"
#include "../py/errors.h"
#include "../py/signature.h"
#include "../ufunc/ufunc.h"

/**** arange: the length ****/

static int length_of_quotient(double quotient, bool has_span, Py_ssize_t *n)
{
    if (isnan(quotient)) return PyErr_SetString(PyExc_ValueError, "arange: cannot compute length"), -1;
    /* a quotient that underflowed still covers its first element */
    const double length = quotient == 0.0 && has_span ? (signbit(quotient) ? 0.0 : 1.0) : ceil(quotient);
    if (!(length < 0x1p63)) return PyErr_SetString(PyExc_ValueError, "Maximum allowed size exceeded"), -1;
    return *n = length > 0.0 ? (Py_ssize_t)length : 0, 0;
}

static int overflow_is_size_error(void)
{
    if (PyErr_ExceptionMatches(PyExc_OverflowError)) PyErr_SetString(PyExc_ValueError, "Maximum allowed size exceeded");
    return -1;
}

/* Any objects with arithmetic; *next is a new reference to start + step. */
static int length_by_objects(PyObject *start, PyObject *stop, PyObject *step, Py_ssize_t *n, PyObject **next)
{
    int rc = -1, span;
    Py_ssize_t imaginary = 0;
    PyObject *quotient = NULL, *delta = PyNumber_Subtract(stop, start);
    *next = NULL;
    if (!delta) return overflow_is_size_error();
    span = PyObject_IsTrue(delta);
    if (span < 0 || !(quotient = PyNumber_TrueDivide(delta, step))) goto done;
    if (PyComplex_Check(quotient)) {
        const Py_complex z = PyComplex_AsCComplex(quotient);
        if (length_of_quotient(z.real, false, n) < 0 || length_of_quotient(z.imag, false, &imaginary) < 0) goto done;
        if (imaginary < *n) *n = imaginary;
    } else {
        const double q = PyFloat_AsDouble(quotient);
        if (q == -1.0 && PyErr_Occurred()) goto done;
        if (length_of_quotient(q, span, n) < 0) goto done;
    }
    if (*n > 1 && !(*next = PyNumber_Add(start, step))) goto done;
    rc = 0;
done:
    Py_DECREF(delta);
    Py_XDECREF(quotient);
    return rc < 0 ? overflow_is_size_error() : 0;
}

/**** arange: the dtype ****/

static int common_dtype(const pnd_dtype **common, PyObject *o)
{
    uint8_t weak;
    const pnd_dtype *dtype;
    pnd_error err;
    if (!o) return 0;
    if (PyLong_CheckExact(o) && *common == PND_DT(LONG)) {
        int64_t v;
        if (pnd_small_int(o, &v)) return 0;
    }
    if (!pnd_scalar_kind(o, &weak, &dtype) || PyLong_Check(o)) {
        PyObject *array = pnd_as_array(o, NULL, PND_AS_FORCECAST, 0);
        if (!array) return -1;
        dtype = pnd_dtype_native(PND_ARRAY(array)->descr->core);
        Py_DECREF(array);
    }
    *common = pnd_promote(*common, dtype, &err);
    return *common ? 0 : pnd_raise_int(&err);
}

/* New reference: dtype= or the common dtype of int64 and the three values. */
static PndDescrObject *arange_dtype(PyObject *dtype, PyObject *start, PyObject *stop, PyObject *step)
{
    const pnd_dtype *common = PND_DT(LONG);
    if (dtype && dtype != Py_None) return pnd_descr_from_object(dtype, NULL);
    if (common_dtype(&common, start) < 0 || common_dtype(&common, stop) < 0 || common_dtype(&common, step) < 0) return NULL;
    return (PndDescrObject *)Py_NewRef(pnd_descr_builtin(common));
}

/**** arange: the elements ****/

/* start + i * (next - start) in the objects' own arithmetic, from the third element on. */
static int object_ramp(char *data, Py_ssize_t n, PyObject *start, PyObject *next)
{
    PyObject *delta = PyNumber_Subtract(next, start);
    int rc = delta ? 0 : -1;
    for (Py_ssize_t i = 2; rc == 0 && i < n; i++) {
        PyObject *k = PyLong_FromSsize_t(i), *way = k ? PyNumber_Multiply(k, delta) : NULL, *x = way ? PyNumber_Add(start, way) : NULL;
        Py_XDECREF(k);
        Py_XDECREF(way);
        rc = x ? pnd_item_set(PND_DT(OBJECT), data + i * PND_DT(OBJECT)->size, x) : -1;
        Py_XDECREF(x);
    }
    Py_XDECREF(delta);
    return rc;
}

static PyObject *ramp_array(PndDescrObject *descr, Py_ssize_t n, PyObject *start, PyObject *next)
{
    const pnd_dtype *dtype = pnd_dtype_native(descr->core);
    if (dtype->kind == 'b' && n > 2) {
        PyErr_SetString(PyExc_TypeError, "arange() is only supported for booleans when the result has at most length 2.");
        return NULL;
    }
    PyObject *out = pnd_array_new(dtype, 1, &n, PND_ORDER_C);
    if (!out) return NULL;
    char *data = PND_ARRAY(out)->data;
    if ((n > 0 && pnd_item_set(dtype, data, start) < 0) || (n > 1 && pnd_item_set(dtype, data + dtype->size, next) < 0)) {
        Py_DECREF(out);
        return NULL;
    }
    if (pnd_dtype_is_object(dtype) && n > 2) {
        if (object_ramp(data, n, start, next) < 0) Py_CLEAR(out);
        return out;
    }
    if (!pnd_dtype_is_object(dtype)) pnd_ramp(dtype, data, n);
    if (descr->core == dtype) return out;
    PyObject *swapped = pnd_array_copy_of(out, descr->core, PND_ORDER_C, false);
    Py_DECREF(out);
    return swapped;
}

/* Small exact ints, int64 wanted: no objects.  NULL without an error: not that simple. */
static PyObject *arange_ints(PyObject *start, PyObject *stop, PyObject *step)
{
    const int64_t limit = (int64_t)1 << 52; /* differences and quotients are exact doubles below */
    int64_t a = 0, b, s = 1;
    if ((start && !(PyLong_CheckExact(start) && pnd_small_int(start, &a))) || !(PyLong_CheckExact(stop) && pnd_small_int(stop, &b)) ||
        (step && !(PyLong_CheckExact(step) && pnd_small_int(step, &s))))
        return NULL;
    if (a < -limit || a > limit || b < -limit || b > limit || s < -limit || s > limit || s == 0) return NULL;
    const Py_ssize_t n = (b - a) / s + ((b - a) % s != 0 && ((b - a) < 0) == (s < 0));
    const Py_ssize_t length = n > 0 ? n : 0;
    PyObject *out = pnd_array_new_fast(pnd_descr_builtin(PND_DT(LONG)), 1, &length);
    if (!out) return NULL;
    int64_t *x = (int64_t *)PND_ARRAY(out)->data;
    for (Py_ssize_t i = 0; i < length; i++) x[i] = a + i * s;
    return out;
}

static PyObject *arange(PyObject *const *args)
{
    enum { START, STOP, STEP, DTYPE, DEVICE, LIKE };
    PyObject *start = args[START], *stop = args[STOP], *step = args[STEP], *next = NULL, *out = NULL, *zero = NULL, *one = NULL;
    PndDescrObject *descr = NULL;
    Py_ssize_t n;
    if (pnd_arg_device(args[DEVICE]) < 0) return NULL;
    if (step == Py_None) step = NULL;
    if (!stop || stop == Py_None) {
        if (!start) goto no_stop;
        stop = start;
        start = NULL;
    }
    if (!args[DTYPE] || args[DTYPE] == Py_None) {
        out = arange_ints(start, stop, step);
        if (out || PyErr_Occurred()) return out;
    }
    zero = PyLong_FromLong(0);
    one = PyLong_FromLong(1);
    if (!zero || !one) goto done;
    if (!start) start = zero;
    if (!step) step = one;
    if (stop != Py_None && start != Py_None) { /* None fails in the subtraction, with Python's words */
        descr = arange_dtype(args[DTYPE], start, stop, step);
        if (!descr) goto done;
    }
    if (length_by_objects(start, stop, step, &n, &next) < 0 || !descr) goto done;
    out = ramp_array(descr, n, start, next);
done:
    Py_XDECREF(descr);
    Py_XDECREF(next);
    Py_XDECREF(zero);
    Py_XDECREF(one);
    return out;
no_stop:
    PyErr_SetString(PyExc_TypeError, "arange() requires stop to be specified.");
    return NULL;
}

PyObject *pnd_arange(PyObject *start, PyObject *stop, PyObject *step)
{
    PyObject *const args[] = {start, stop, step, NULL, NULL, NULL};
    return arange(args);
}

PyObject *pnd_arange_upto(Py_ssize_t n, PyObject *dtype)
{
    const bool plain = dtype == (PyObject *)&PyLong_Type;
    PyObject *stop = PyLong_FromSsize_t(n), *const args[] = {stop, NULL, NULL, plain ? NULL : dtype, NULL, NULL}, *out = NULL;
    if (stop) out = arange(args);
    Py_XDECREF(stop);
    return out;
}

/**** linspace: two Python numbers ****/

static bool exact_real(PyObject *o, double *x)
{
    int64_t v;
    if (PyFloat_CheckExact(o)) return *x = PyFloat_AS_DOUBLE(o), true;
    if (PyLong_CheckExact(o) && pnd_small_int(o, &v)) return *x = (double)v, true;
    return false;
}

/* y[i] = i * step + start. */
static void linspace_fill(double *y, Py_ssize_t n, double start, double stop, double delta, double div, bool endpoint)
{
    const double step = delta / div;
    if (!(div > 0.0)) {
        for (Py_ssize_t i = 0; i < n; i++) y[i] = (double)i * delta + start;
    } else if (step == 0.0) {
        for (Py_ssize_t i = 0; i < n; i++) y[i] = (double)i / div * delta + start;
    } else {
        double x = 0.0; /* counts exactly, and converts nothing */
        for (Py_ssize_t i = 0; i < n; i++, x += 1.0) y[i] = x * step + start;
    }
    if (endpoint && n > 1) y[n - 1] = stop;
}

/* Exact Python numbers to float64.  NULL without an error: the general way (which also warns where NumPy does). */
static PyObject *linspace_reals(PyObject *start, PyObject *stop, Py_ssize_t n, bool endpoint, double *step)
{
    double a, b;
    if (!exact_real(start, &a) || !exact_real(stop, &b)) return NULL;
    const double delta = b - a, div = (double)(endpoint ? n - 1 : n);
    if (!isfinite(delta)) return NULL;
    PyObject *out = pnd_array_new_fast(pnd_descr_builtin(PND_DT(DOUBLE)), 1, &n);
    if (!out) return NULL;
    linspace_fill((double *)PND_ARRAY(out)->data, n, a, b, delta, div, endpoint);
    *step = div > 0.0 ? delta / div : (double)NAN;
    return out;
}

/**** linspace: anything ****/

/* Takes a, borrows b. */
static PyObject *then(int op, PyObject *a, PyObject *b)
{
    if (!a || !b) return Py_XDECREF(a), NULL;
    PyObject *out = pnd_binary(op, a, b);
    Py_DECREF(a);
    return out;
}

/* Takes o: an array of dtype, converted where it is another. */
static PyObject *as_dtype(PyObject *o, const pnd_dtype *dtype)
{
    PyObject *out = o ? pnd_as_array(o, pnd_descr_builtin(dtype), PND_AS_SUBOK | PND_AS_FORCECAST, 0) : NULL;
    Py_XDECREF(o);
    return out;
}

/* start, stop as arrays and the dtype they and an inexact number promote to. */
static int linspace_operands(PyObject *const *given, PyObject *ends[2], const pnd_dtype **dtype)
{
    const pnd_dtype *dtypes[3];
    pnd_weak weak[3];
    pnd_error err;
    for (int i = 0; i < 2; i++) {
        uint8_t w;
        if (!(ends[i] = pnd_as_operand(given[i], &w))) return -1;
        dtypes[i] = pnd_dtype_native(PND_ARRAY(ends[i])->descr->core);
        weak[i] = (pnd_weak)w;
    }
    dtypes[2] = NULL;
    weak[2] = PND_WEAK_FLOAT;
    *dtype = pnd_result_type(3, dtypes, weak, &err);
    return *dtype ? 0 : pnd_raise_int(&err);
}

/* arange(n) of dtype with `extra` axes of length 1 behind. */
static PyObject *counter(const pnd_dtype *dtype, Py_ssize_t n, int extra)
{
    Py_ssize_t shape[PND_MAXDIMS] = {n};
    for (int i = 1; i <= extra; i++) shape[i] = 1;
    PyObject *out = NULL, *zero = PyLong_FromLong(0), *one = PyLong_FromLong(1);
    if (extra + 1 > PND_MAXDIMS) PyErr_SetString(PyExc_ValueError, "maximum supported dimension for an ndarray is currently 64");
    else if (zero && one) out = pnd_array_new(dtype, extra + 1, shape, PND_ORDER_C);
    if (out) {
        char *data = PND_ARRAY(out)->data;
        if ((n > 0 && pnd_item_set(dtype, data, zero) < 0) || (n > 1 && pnd_item_set(dtype, data + dtype->size, one) < 0)) Py_CLEAR(out);
        else if (pnd_dtype_is_object(dtype)) {
            if (object_ramp(data, n, zero, one) < 0) Py_CLEAR(out);
        } else pnd_ramp(dtype, data, n);
    }
    Py_XDECREF(zero);
    Py_XDECREF(one);
    return out;
}

/* Is any element of o zero?  -1 with an error. */
static int any_zero(PyObject *o)
{
    PyObject *truth = pnd_as_array(o, pnd_descr_builtin(PND_DT(BOOL)), PND_AS_FORCECAST | PND_AS_C, 0);
    if (!truth) return -1;
    const Py_ssize_t n = pnd_array_size(truth);
    const int any = pnd_count_true(PND_ARRAY(truth)->data, 1, n) < n;
    Py_DECREF(truth);
    return any;
}

/* y = counter scaled to the distance; *step is a new reference (NaN where it has no meaning). */
static PyObject *linspace_scaled(PyObject *ends[2], const pnd_dtype *dt, Py_ssize_t n, Py_ssize_t div, PyObject **step)
{
    PyObject *a = as_dtype(Py_NewRef(ends[0]), dt), *b = as_dtype(Py_NewRef(ends[1]), dt), *delta = NULL, *y = NULL, *d = NULL;
    int zero = 0;
    if (!a || !b || !(delta = pnd_binary(PND_OP_subtract, b, a)) || !(d = PyLong_FromSsize_t(div))) goto done;
    y = counter(dt, n, pnd_is_array(delta) ? PND_ARRAY(delta)->nd : 0);
    if (!y) goto done;
    if (div > 0) {
        *step = pnd_binary(PND_OP_divide, delta, d);
        zero = *step ? any_zero(*step) : -1;
        if (zero < 0) Py_CLEAR(y);
        else if (zero) y = then(PND_OP_multiply, then(PND_OP_divide, y, d), delta);
        else y = then(PND_OP_multiply, y, *step);
    } else {
        *step = PyFloat_FromDouble((double)NAN);
        y = then(PND_OP_multiply, y, delta);
    }
done:
    Py_XDECREF(a);
    Py_XDECREF(b);
    Py_XDECREF(delta);
    Py_XDECREF(d);
    return y;
}

/* y[-1] = stop. */
static int set_last(PyObject *y, PyObject *stop)
{
    pnd_view v;
    if (pnd_array_writable(y, &v, NULL) < 0) return -1;
    const pnd_view last = {v.data + (v.shape[0] - 1) * v.strides[0], v.dtype, v.ndim - 1, v.shape + 1, v.strides + 1};
    return pnd_assign_object(&last, stop);
}

/* Takes y: its axis 0 moved to `axis`. */
static PyObject *move_first_axis(PyObject *y, PyObject *axis)
{
    int to, k = 0;
    intptr_t order[PND_MAXDIMS];
    pnd_viewbuf moved;
    pnd_error err;
    PyObject *out = NULL;
    const pnd_view v = pnd_array_view(y);
    Py_ssize_t given;
    if (pnd_arg_intp(axis, &given) < 0) goto done;
    if (given < -v.ndim || given >= v.ndim) {
        pnd_fail_axis(&err, given, v.ndim, "destination");
        pnd_raise(&err);
        goto done;
    }
    to = (int)(given < 0 ? given + v.ndim : given);
    if (to == 0) return y;
    for (int i = 0; i < v.ndim; i++) order[i] = i == to ? 0 : ++k;
    if (pnd_transpose(&v, v.ndim, order, &moved, &err) < 0) pnd_raise(&err);
    else out = pnd_array_view_of(y, &moved.v, true);
done:
    Py_DECREF(y);
    return out;
}

static PyObject *linspace_general(PyObject *const *args, Py_ssize_t n, bool endpoint, PyObject **step)
{
    enum { START, STOP, NUM, ENDPOINT, RETSTEP, DTYPE, AXIS, DEVICE };
    PyObject *ends[2] = {NULL, NULL}, *y = NULL;
    const pnd_dtype *dt;
    PndDescrObject *descr = NULL;
    if (linspace_operands(args, ends, &dt) < 0) goto done;
    descr = pnd_arg_dtype(args[DTYPE], dt);
    if (!descr) goto done;
    y = then(PND_OP_add, linspace_scaled(ends, dt, n, endpoint ? n - 1 : n, step), ends[0]);
    if (!y || !*step) goto failed;
    y = as_dtype(y, dt); /* a strong start may have widened it: NumPy adds in place */
    if (!y || (endpoint && n > 1 && set_last(y, ends[1]) < 0)) goto failed;
    if (args[AXIS] && !(y = move_first_axis(y, args[AXIS]))) goto done;
    if (pnd_dtype_is_integer(descr->core)) {
        PyObject *down = pnd_unary(PND_OP_floor, y);
        Py_SETREF(y, down);
    }
    if (y) {
        PyObject *out = pnd_as_array(y, descr, PND_AS_SUBOK | PND_AS_FORCECAST, 0);
        Py_SETREF(y, out);
    }
done:
    Py_XDECREF(ends[0]);
    Py_XDECREF(ends[1]);
    Py_XDECREF(descr);
    return y;
failed:
    Py_CLEAR(y);
    goto done;
}

static PyObject *linspace(PyObject *const *args)
{
    enum { START, STOP, NUM, ENDPOINT, RETSTEP, DTYPE, AXIS, DEVICE };
    PyObject *y = NULL, *step = NULL, *out = NULL;
    Py_ssize_t n = 50;
    bool endpoint, retstep;
    double s = 0.0;
    if (args[NUM] && pnd_arg_intp(args[NUM], &n) < 0) return NULL;
    if (n < 0) return PyErr_Format(PyExc_ValueError, "Number of samples, %zd, must be non-negative.", n);
    if (pnd_arg_bool(args[ENDPOINT], args[ENDPOINT] == NULL, &endpoint) < 0 || pnd_arg_bool(args[RETSTEP], false, &retstep) < 0)
        return NULL;
    if (pnd_arg_device(args[DEVICE]) < 0) return NULL;
    if ((!args[DTYPE] || args[DTYPE] == Py_None) && !args[AXIS]) {
        y = linspace_reals(args[START], args[STOP], n, endpoint, &s);
        if (!y && PyErr_Occurred()) return NULL;
        if (y && !retstep) return y;
        if (y) step = isnan(s) ? PyFloat_FromDouble(s) : pnd_scalar_new(PND_DT(DOUBLE), (const char *)&s);
    }
    if (!y) y = linspace_general(args, n, endpoint, &step);
    if (y && step) out = retstep ? PyTuple_Pack(2, y, step) : Py_NewRef(y);
    Py_XDECREF(y);
    Py_XDECREF(step);
    return out;
}

/**** Rows ****/

static const pnd_callable rows[] = {
    {"arange", "start=None, stop=None, step=None, dtype=None, *, device=None, like:L=None",
     "Evenly spaced values of the half-open interval [start, stop), or [0, start) when stop is not given.\n\n"
     "The length is ceil((stop - start) / step); the dtype, when not given, that of the values and at least int64.",
     arange},
    {"linspace", "start:A, stop:A, num=50, endpoint=True, retstep=False, dtype=None, axis=0, *, device=None",
     "`num` evenly spaced samples from start to stop, which is the last one unless endpoint is false.\n\n"
     "start and stop may be arrays that broadcast; the samples run along `axis`.  With retstep the step is returned too.",
     linspace},
    {NULL, NULL, NULL, NULL},
};

int pnd_ranges_init(PyObject *module) { return pnd_module_add_functions(module, rows); }
