/*
 * Reductions with names of their own.  One implementation serves function and method: the array is the first parameter.
 *
 * var and std are one pass over {count, mean, M2} (Chan, Golub, LeVeque 1983); mean is a sum divided once.
 */
#include "reductions.h"

#include <math.h>

#include "../convert/args.h"
#include "../convert/item.h"
#include "../engine/reduce.h"
#include "../object/scalar.h"
#include "../platform/fpstatus.h"
#include "../py/errors.h"
#include "../py/gil.h"
#include "../py/signature.h"
#include "call.h"
#include "errstate.h"
#include "fast.h"
#include "methods.h"
#include "override.h"
#include "reduce_plan.h"

/* ---- those that are a ufunc's reduce ------------------------------------------------------------------------------------------- */

/* a, axis, dtype, out, keepdims, initial, where */
#define WITH_DTYPE(name, op) \
    static PyObject *name(PyObject *const *a) { return pnd_reduce_named(PND_OP_##op, a[0], a[1], a[2], a[3], a[4], a[5], a[6]); }
/* a, axis, out, keepdims, initial, where */
#define WITHOUT_DTYPE(name, op) \
    static PyObject *name(PyObject *const *a) { return pnd_reduce_named(PND_OP_##op, a[0], a[1], NULL, a[2], a[3], a[4], a[5]); }
/* a, axis, out, keepdims, where */
#define TRUTH(name, op) \
    static PyObject *name(PyObject *const *a) { return pnd_reduce_named(PND_OP_##op, a[0], a[1], NULL, a[2], a[3], NULL, a[4]); }
WITH_DTYPE(array_sum, add)
WITH_DTYPE(array_prod, multiply)
WITHOUT_DTYPE(array_max, maximum)
WITHOUT_DTYPE(array_min, minimum)
TRUTH(array_any, logical_or)
TRUTH(array_all, logical_and)
#undef WITH_DTYPE
#undef WITHOUT_DTYPE
#undef TRUTH

static PyObject *array_cumsum(PyObject *const *a) { return pnd_accumulate_call_py(&pnd_ufuncs[PND_OP_add], a[0], a[1], a[2], a[3], true); }
static PyObject *array_cumprod(PyObject *const *a)
{
    return pnd_accumulate_call_py(&pnd_ufuncs[PND_OP_multiply], a[0], a[1], a[2], a[3], true);
}

/* a, axis, out, keepdims */
static PyObject *array_ptp(PyObject *const *a)
{
    PyObject *high = pnd_reduce_call_py(&pnd_ufuncs[PND_OP_maximum], a[0], a[1], NULL, a[2], a[3], NULL, NULL, true);
    PyObject *low = high ? pnd_reduce_call_py(&pnd_ufuncs[PND_OP_minimum], a[0], a[1], NULL, NULL, a[3], NULL, NULL, true) : NULL,
             *result = NULL;
    if (low) result = pnd_binary_out(PND_OP_subtract, high, low, a[2] && a[2] != Py_None ? high : NULL);
    Py_XDECREF(high);
    Py_XDECREF(low);
    return result;
}

/* ---- mean ------------------------------------------------------------------------------------------------------------------------ */

/* Elements each result sees: a Python int, or with where= an array of counts. */
static PyObject *count_items(PyObject *array, PyObject *axis, PyObject *where, PyObject *keepdims)
{
    pnd_reduce_plan plan;
    int scalar_axis;
    if (PND_ARRAY(array)->nd == 0 && axis && axis != Py_None && !PyTuple_Check(axis)) /* a sum takes axis 0 of a scalar, a mean does not */
        return pnd_arg_axis(axis, 0, &scalar_axis), NULL;
    if (!where || where == Py_True) {
        if (pnd_reduce_axes(&plan, array, axis, true) < 0) return NULL;
        return PyLong_FromSsize_t(pnd_reduce_count(&plan));
    }
    PyObject *mask = NULL, *result = NULL;
    if (pnd_where_array(where, &mask) < 0) return NULL;
    intptr_t strides[PND_MAXDIMS];
    pnd_view m = pnd_array_view(mask), wide = pnd_array_view(array);
    if (pnd_reduce_check_mask(array, mask) < 0) {
        Py_DECREF(mask);
        return NULL;
    }
    for (int i = 0; i < wide.ndim; i++) {
        int k = i - (wide.ndim - m.ndim);
        strides[i] = k >= 0 && m.shape[k] != 1 ? m.strides[k] : 0;
    }
    wide = (pnd_view){m.data, m.dtype, wide.ndim, wide.shape, strides};
    PyObject *view = pnd_array_view_of(mask, &wide, false);
    if (view)
        result = pnd_reduce_call_py(&pnd_ufuncs[PND_OP_add], view, axis, (PyObject *)pnd_descr_builtin(PND_DT(LONG)), NULL, keepdims, NULL,
                                    NULL, true);
    Py_XDECREF(view);
    Py_DECREF(mask);
    return result;
}

/* 1 when some count is <= limit, 0 when none, -1 on error. */
static int any_at_most(PyObject *counts, double limit)
{
    PyObject *bound = PyFloat_FromDouble(limit), *small = bound ? PyObject_RichCompare(counts, bound, Py_LE) : NULL, *any = NULL;
    if (small)
        any = pnd_is_array(small) ? pnd_ufunc_reduce(PND_OP_logical_or, small, NULL, NULL, NULL, NULL, NULL, NULL) : Py_NewRef(small);
    int verdict = any ? PyObject_IsTrue(any) : -1;
    Py_XDECREF(bound);
    Py_XDECREF(small);
    Py_XDECREF(any);
    return verdict;
}

/* total / count in total's own dtype: in place for arrays.  What an __array_wrap__ made of a sum is divided as it is. */
static PyObject *divide_by(PyObject *total, PyObject *count)
{
    if (!pnd_is_array(total)) {
        if (!pnd_is_scalar(total) || !pnd_scalar_dtype(total)) { /* an object: divided by an intp, as NumPy does */
            PyObject *n =
                PyLong_CheckExact(count) ? PyObject_CallOneArg((PyObject *)&pnd_scalar_types[PND_IDX_LONG], count) : Py_NewRef(count);
            PyObject *q = n ? PyNumber_TrueDivide(total, n) : NULL;
            Py_XDECREF(n);
            return q;
        }
        bool narrow =
            pnd_dtype_real(pnd_scalar_dtype(total))->size < 8; /* divided in float64, as an int64 count asks for, and rounded once */
        PyObject *type = (PyObject *)Py_TYPE(total), *n = narrow && PyLong_CheckExact(count)
                                                              ? PyObject_CallOneArg((PyObject *)&pnd_scalar_types[PND_IDX_LONG], count)
                                                              : Py_NewRef(count);
        PyObject *q = !n ? NULL : narrow ? pnd_binary(PND_OP_divide, total, n) : PyNumber_TrueDivide(total, n);
        Py_XDECREF(n);
        if (!q || (PyObject *)Py_TYPE(q) == type) return q;
        PyObject *same = PyObject_CallOneArg(type, q);
        Py_DECREF(q);
        return same;
    }
    PyObject *args[4] = {total, count, total, NULL};
    PyObject *names = Py_BuildValue("(ss)", "out", "casting"), *unsafe = PyUnicode_FromString("unsafe"), *result = NULL;
    args[3] = unsafe;
    if (names && unsafe) result = PyObject_Vectorcall(pnd_ufunc_object(PND_OP_divide), args, 2, names);
    Py_XDECREF(names);
    Py_XDECREF(unsafe);
    return result;
}

static const pnd_reduction *find_stat(pnd_stat stat, const pnd_dtype *d, const char *name)
{
    const pnd_reduction *r = d->idx < PND_NIDX ? pnd_stat_find(stat, d->loops) : NULL;
    if (!r) PyErr_Format(PyExc_TypeError, "%s is not defined for dtype %s", name, d->name);
    return r;
}

/* The dtype a mean is summed in: float64 for integers, float32 for the small floats.  NULL: the array's own. */
static const pnd_dtype *mean_dtype(const pnd_dtype *d)
{
    if (d->kind == 'b' || d->kind == 'i' || d->kind == 'u') return PND_DT(DOUBLE);
    return d->kind == 'f' && d->size < 4 ? PND_DT(FLOAT) : NULL;
}

static bool is_none(PyObject *o) { return !o || o == Py_None; }

static bool fast_mean(PyObject *a, PyObject **result)
{
    if (Py_TYPE(a) != &PndArray_Type) return false;
    const pnd_dtype *d = PND_ARRAY(a)->descr->core;
    if (d->idx != PND_IDX_DOUBLE && d->idx != PND_IDX_FLOAT) return false;
    Py_ssize_t n = pnd_array_size(a);
    if (n == 0 || !pnd_fast_reduce(pnd_ufuncs[PND_OP_add].reductions[d->idx], a, result, "reduce")) return false;
    if (!*result) return true;
    char *value = (char *)(uintptr_t)pnd_scalar_data(*result); /* fresh: nobody else has seen it */
    if (d->idx == PND_IDX_DOUBLE) *(double *)(void *)value /= (double)n;
    else *(float *)(void *)value = (float)((double)*(float *)(void *)value / (double)n);
    return true;
}

/* a, axis, dtype, out, keepdims, where */
static PyObject *array_mean(PyObject *const *a)
{
    PyObject *result = NULL, *total = NULL, *count = NULL, *descr = a[2];
    if (is_none(a[1]) && is_none(a[2]) && is_none(a[3]) && !a[4] && !a[5] && fast_mean(a[0], &result)) return result;
    PyObject *array = pnd_as_array(a[0], NULL, PND_AS_SUBOK, 0);
    if (!array) return NULL;
    const pnd_dtype *d = PND_ARRAY(array)->descr->core, *wide = mean_dtype(d);
    bool narrow = is_none(a[2]) && wide == PND_DT(FLOAT);
    if (is_none(a[2])) descr = wide ? (PyObject *)pnd_descr_builtin(wide) : NULL;
    if (!(count = count_items(array, a[1], a[5], a[4]))) goto done;
    int empty = any_at_most(count, 0);
    if (empty < 0 || (empty && PyErr_WarnEx(PyExc_RuntimeWarning, "Mean of empty slice", 2) < 0)) goto done;
    total = pnd_reduce_call_py(&pnd_ufuncs[PND_OP_add], array, a[1], descr, a[3], a[4], NULL, a[5], true);
    result = total ? divide_by(total, count) : NULL;
    if (result && narrow && is_none(a[3])) {
        PyObject *to = (PyObject *)pnd_descr_builtin(pnd_dtype_native(d));
        PyObject *cast = pnd_is_array(result) ? pnd_as_array(result, PND_DESCR(to), PND_AS_FORCECAST | PND_AS_SUBOK, 0)
                                              : PyObject_CallOneArg((PyObject *)PND_DESCR(to)->typeobj, result);
        Py_SETREF(result, cast);
    }
done:
    Py_XDECREF(total);
    Py_XDECREF(count);
    Py_DECREF(array);
    return result;
}

/* ---- var, std ---------------------------------------------------------------------------------------------------------------------- */

typedef struct variance {
    PyObject *axis, *dtype, *out, *keepdims, *where, *mean;
    double ddof;
} variance;

/* What is computed in: never less than float32, float64 for integers, and at least the dtype asked for. */
static const pnd_dtype *variance_dtype(const pnd_dtype *in, PyObject *dtype, const pnd_dtype **result)
{
    const pnd_dtype *wide = mean_dtype(in), *d = wide ? wide : pnd_dtype_native(in);
    *result = in->kind == 'f' && in->size < 4 ? pnd_dtype_native(in) : pnd_dtype_real(d);
    if (is_none(dtype)) return d;
    PndDescrObject *descr = pnd_descr_from_object(dtype, NULL);
    if (!descr) return NULL;
    pnd_error err;
    const pnd_dtype *asked = pnd_dtype_native(descr->core), *both = pnd_promote(asked, d, &err);
    Py_DECREF(descr);
    if (!both) return pnd_raise(&err), NULL;
    if (in->kind == 'c' && asked->kind != 'c' &&
        PyErr_WarnEx(PndExc_ComplexWarning, "Casting complex values to real discards the imaginary part", 1) < 0)
        return NULL;
    *result = asked;
    return both;
}

/* Booleans and integers, whose variance is a float64 whatever the mean is. */
static bool exact_kind(PyObject *array) { return strchr("biu", PND_ARRAY(array)->descr->core->kind) != NULL; }

/* Sum of squared distances from a mean the caller gave. */
static PyObject *variance_about(PyObject *array, const variance *v, PyObject *divisor)
{
    PyObject *d = pnd_binary(PND_OP_subtract, array, v->mean), *square = NULL, *total = NULL, *result = NULL;
    if (d && pnd_is_array(d) && PND_ARRAY(d)->descr->core->kind == 'c') { Py_SETREF(d, pnd_unary(PND_OP_absolute, d)); }
    if (d) square = pnd_binary(PND_OP_multiply, d, d);
    PyObject *dtype = is_none(v->dtype) && exact_kind(array) ? (PyObject *)pnd_descr_builtin(PND_DT(DOUBLE)) : v->dtype;
    if (square) total = pnd_reduce_call_py(&pnd_ufuncs[PND_OP_add], square, v->axis, dtype, v->out, v->keepdims, NULL, v->where, true);
    if (total) result = divide_by(total, divisor);
    Py_XDECREF(d);
    Py_XDECREF(square);
    Py_XDECREF(total);
    return result;
}

/* x * conj(x) of deviations; for objects its real part, as NumPy takes it. */
static PyObject *squared_objects(PyObject *d)
{
    PyObject *conjugate = pnd_unary(PND_OP_conjugate, d), *square = conjugate ? pnd_binary(PND_OP_multiply, d, conjugate) : NULL;
    Py_XDECREF(conjugate);
    return square;
}

/* Objects: two passes in their own arithmetic. */
static PyObject *variance_of_objects(PyObject *array, const variance *v, PyObject *count, PyObject *divisor)
{
    PyObject *mean = v->mean ? Py_NewRef(v->mean) : NULL, *d = NULL, *square = NULL, *total = NULL, *result = NULL;
    if (!mean) {
        PyObject *sum = pnd_reduce_call_py(&pnd_ufuncs[PND_OP_add], array, v->axis, v->dtype, NULL, Py_True, NULL, v->where, true);
        mean = sum ? divide_by(sum, count) : NULL;
        Py_XDECREF(sum);
    }
    if (mean) d = pnd_binary(PND_OP_subtract, array, mean);
    if (d) square = squared_objects(d);
    if (square) total = pnd_reduce_call_py(&pnd_ufuncs[PND_OP_add], square, v->axis, v->dtype, v->out, v->keepdims, NULL, v->where, true);
    if (total) result = divide_by(total, divisor);
    Py_XDECREF(mean);
    Py_XDECREF(d);
    Py_XDECREF(square);
    Py_XDECREF(total);
    return result;
}

static PyObject *variance_streamed(PyObject *array, const variance *v, PyObject *mask)
{
    pnd_reduce_plan plan;
    const pnd_dtype *rd, *d = variance_dtype(PND_ARRAY(array)->descr->core, v->dtype, &rd);
    PyObject *target;
    bool keep;
    int fpe = 0;
    pnd_error err;
    const pnd_reduction *reduction = d ? find_stat(PND_STAT_VAR, d, "var") : NULL;
    if (!reduction || pnd_arg_out(v->out, &target) < 0 || pnd_arg_bool(v->keepdims, false, &keep) < 0) return NULL;
    if (pnd_reduce_axes(&plan, array, v->axis, true) < 0) return NULL;
    plan.mask = mask;
    if (pnd_reduce_result(&plan, "add", rd, target, keep) < 0) return NULL;
    pnd_view m;
    if (mask) m = pnd_array_view(mask);
    pnd_reduce_call call = {.reduction = reduction,
                            .in = plan.in,
                            .out = plan.out,
                            .axes = plan.axes,
                            .where = mask ? &m : NULL,
                            .ddof_known = 1,
                            .ddof = v->ddof,
                            .fpe = &fpe};
    if (mask) pnd_array_pin(mask);
    pnd_array_pin(plan.result);
    PyThreadState *state =
        pnd_gil_release(pnd_view_size(&plan.in), pnd_dtype_is_plain(plan.in.dtype) && pnd_dtype_is_plain(plan.out.dtype));
    int status = pnd_reduce_run(&call, &err);
    pnd_gil_retake(state);
    pnd_array_unpin(plan.result);
    if (mask) pnd_array_unpin(mask);
    if (status < 0) pnd_raise(&err);
    else if (fpe) status = pnd_report_fpe(fpe, PND_ARRAY(plan.result)->nd == 0 && rd->size >= 8 ? "scalar divide" : "divide");
    if (status < 0) {
        Py_DECREF(plan.result);
        return NULL;
    }
    if (target) return plan.result;
    return pnd_is_exact_array(array) ? pnd_return_scalar(plan.result) : pnd_wrap_result(plan.result, array, NULL, true);
}

static PyObject *variance_of(PyObject *a, const variance *v)
{
    PyObject *array = pnd_as_array(a, NULL, PND_AS_SUBOK, 0), *count = NULL, *mask = NULL, *result = NULL, *ddof = NULL, *divisor = NULL;
    if (!array) return NULL;
    pnd_array_pin(array); /* converting axis, dtype and mean may run anybody's code */
    if (!(count = count_items(array, v->axis, v->where, v->keepdims))) goto done;
    int few = any_at_most(count, v->ddof);
    if (few < 0 || (few && PyErr_WarnEx(PyExc_RuntimeWarning, "Degrees of freedom <= 0 for slice", 2) < 0)) goto done;
    if ((few || v->ddof < 0) && is_none(v->mean)) { /* the mean of nothing is not a number either */
        int empty = any_at_most(count, 0);
        if (empty < 0 || (empty && pnd_report_fpe(PND_FPE_INVALID, "divide") < 0)) goto done;
    }
    const bool objects = pnd_dtype_is_object(PND_ARRAY(array)->descr->core);
    if (is_none(v->mean) && !objects) {
        if (pnd_where_array(v->where, &mask) == 0 && (!mask || pnd_reduce_check_mask(array, mask) == 0))
            result = variance_streamed(array, v, mask);
        goto done;
    }
    PyObject *zero = objects ? PyLong_FromLong(0) : PyFloat_FromDouble(0);
    ddof = objects && trunc(v->ddof) == v->ddof ? PyLong_FromDouble(v->ddof) : PyFloat_FromDouble(v->ddof); /* fractions stay fractions */
    if (zero && ddof && (divisor = PyNumber_Subtract(count, ddof))) Py_SETREF(divisor, pnd_binary(PND_OP_maximum, divisor, zero));
    Py_XDECREF(zero);
    if (divisor) result = objects ? variance_of_objects(array, v, count, divisor) : variance_about(array, v, divisor);
done:
    pnd_array_unpin(array);
    Py_DECREF(array);
    Py_XDECREF(count);
    Py_XDECREF(mask);
    Py_XDECREF(ddof);
    Py_XDECREF(divisor);
    return result;
}

/* a, axis, dtype, out, ddof, keepdims, where, mean, correction */
static int read_variance(PyObject *const *a, variance *v)
{
    *v = (variance){.axis = a[1], .dtype = is_none(a[2]) ? NULL : a[2], .out = a[3], .keepdims = a[5], .where = a[6], .mean = a[7]};
    PyObject *ddof = a[4];
    if (a[8]) {
        double given = ddof ? PyFloat_AsDouble(ddof) : 0;
        if (given == -1 && PyErr_Occurred()) return -1;
        if (given != 0) {
            PyErr_SetString(PyExc_ValueError, "ddof and correction can't be provided simultaneously.");
            return -1;
        }
        ddof = a[8];
    }
    v->ddof = ddof ? PyFloat_AsDouble(ddof) : 0;
    return v->ddof == -1 && PyErr_Occurred() ? -1 : 0;
}

static PyObject *array_var(PyObject *const *a)
{
    variance v;
    return read_variance(a, &v) < 0 ? NULL : variance_of(a[0], &v);
}

static PyObject *array_std(PyObject *const *a)
{
    variance v;
    if (read_variance(a, &v) < 0) return NULL;
    PyObject *square = variance_of(a[0], &v);
    if (!square) return NULL;
    PyObject *args[2] = {square, square};
    PyObject *root = PyObject_Vectorcall(pnd_ufunc_object(PND_OP_sqrt), args, pnd_is_array(square) ? 2 : 1, NULL);
    Py_DECREF(square);
    return root;
}

/* ---- argmax, argmin ---------------------------------------------------------------------------------------------------------------- */

static int arg_axes(pnd_reduce_plan *p, PyObject *array, PyObject *axis, const char *name)
{
    if (!is_none(axis) && !PyIndex_Check(axis)) {
        PyErr_Format(PyExc_TypeError, "'%s' object cannot be interpreted as an integer", Py_TYPE(axis)->tp_name);
        return -1;
    }
    if (pnd_reduce_axes(p, array, axis, true) < 0) return -1;
    p->c_order = true;
    if (pnd_reduce_count(p) == 0) {
        PyErr_Format(PyExc_ValueError, "attempt to get %s of an empty sequence", name);
        return -1;
    }
    return 0;
}

/* Positions are computed as intp and then stored in `out`.  *place: where to compute them, a new reference; NULL for a fresh result. */
static int arg_place(PyObject *target, PyObject **place)
{
    *place = target ? Py_NewRef(target) : NULL;
    if (!target || PND_ARRAY(target)->descr->core == PND_DT(LONG)) return 0;
    const PndArrayObject *t = PND_ARRAY(target);
    pnd_view v;
    Py_CLEAR(*place);
    if (pnd_array_writable(target, &v, "output array") < 0) return -1;
    *place = pnd_array_new(PND_DT(LONG), t->nd, t->dimensions, PND_ORDER_C);
    return *place ? 0 : -1;
}

/* NumPy's rule for out: what casts to intp safely, whether it can hold a position or not. */
static int check_positions(const PyObject *target)
{
    PndDescrObject *descr = ((const PndArrayObject *)target)->descr;
    if (pnd_can_cast(pnd_dtype_native(descr->core), PND_DT(LONG), PND_CAST_SAFE)) return 0;
    PyErr_Format(PyExc_TypeError, "Cannot cast array data from %R to %R according to the rule 'safe'", descr,
                 pnd_descr_builtin(PND_DT(LONG)));
    return -1;
}

/* Consumes the positions, and gives target back with them. */
static PyObject *store_positions(PyObject *positions, PyObject *target)
{
    pnd_view to;
    int status = pnd_array_writable(target, &to, "output array");
    if (status == 0) {
        const pnd_view from = pnd_array_view(positions);
        pnd_array_pin(target);
        status = pnd_assign_view(&to, &from, NULL);
        pnd_array_unpin(target);
    }
    Py_DECREF(positions);
    return status < 0 ? NULL : Py_NewRef(target);
}

static PyObject *arg_extreme(pnd_stat stat, const char *name, PyObject *const *a)
{
    PyObject *result, *target, *place = NULL;
    pnd_reduce_plan plan;
    bool keep;
    if (is_none(a[1]) && is_none(a[2]) && !a[3] && Py_TYPE(a[0]) == &PndArray_Type) {
        const pnd_dtype *d = PND_ARRAY(a[0])->descr->core;
        if (pnd_dtype_is_plain(d) && pnd_fast_reduce(pnd_stat_find(stat, d->loops), a[0], &result, name)) return result;
    }
    if (pnd_arg_out(a[2], &target) < 0 || pnd_arg_bool(a[3], false, &keep) < 0) return NULL;
    PyObject *array = pnd_as_array(a[0], NULL, PND_AS_SUBOK, 0);
    if (!array) return NULL;
    result = NULL;
    pnd_array_pin(array); /* converting axis may run anybody's code */
    const pnd_reduction *reduction = find_stat(stat, PND_ARRAY(array)->descr->core, name);
    if (!reduction || arg_axes(&plan, array, a[1], name) < 0) goto done;
    if (arg_place(target, &place) < 0) goto done;
    if (pnd_reduce_result(&plan, name, PND_DT(LONG), place, keep) < 0) {
        if (target && PyErr_ExceptionMatches(PyExc_ValueError))
            PyErr_Format(PyExc_ValueError, "output array does not match result of np.%s.", name);
        goto done;
    }
    if (place != target && check_positions(target) < 0) {
        Py_DECREF(plan.result);
        goto done;
    }
    pnd_error err;
    pnd_reduce_call call = {.reduction = reduction, .in = plan.in, .out = plan.out, .axes = plan.axes};
    pnd_array_pin(plan.result);
    PyThreadState *state = pnd_gil_release(pnd_view_size(&plan.in), pnd_dtype_is_plain(plan.in.dtype));
    int status = pnd_reduce_run(&call, &err);
    pnd_gil_retake(state);
    pnd_array_unpin(plan.result);
    if (status < 0) {
        Py_DECREF(plan.result);
        pnd_raise(&err);
    } else if (place != target) result = store_positions(plan.result, target);
    else if (target) result = plan.result;
    else result = PND_ARRAY(plan.result)->nd == 0 ? pnd_return_scalar(plan.result) : pnd_array_in_class(plan.result, array);
done:
    Py_XDECREF(place);
    pnd_array_unpin(array);
    Py_DECREF(array);
    return result;
}

static PyObject *array_argmax(PyObject *const *a) { return arg_extreme(PND_STAT_ARGMAX, "argmax", a); }
static PyObject *array_argmin(PyObject *const *a) { return arg_extreme(PND_STAT_ARGMIN, "argmin", a); }

/* ---- rows ---------------------------------------------------------------------------------------------------------------------------- */

#define SUM_TAIL ", axis=None, dtype=None, out:A?=None, keepdims=_NoValue, initial=_NoValue, where=_NoValue"
#define MAX_TAIL ", axis=None, out:A?=None, keepdims=_NoValue, initial=_NoValue, where=_NoValue"
#define ANY_TAIL ", axis=None, out:A?=None, keepdims=_NoValue, *, where=_NoValue"
#define VAR_TAIL ", axis=None, dtype=None, out:A?=None, ddof=0, keepdims=_NoValue, *, where=_NoValue, mean=_NoValue, correction=_NoValue"
#define CUM_TAIL ", axis=None, dtype=None, out:A?=None"
#define ARG_TAIL ", axis=None, out:A?=None, *, keepdims=_NoValue"

#include "reductions_doc.h"

static const pnd_callable functions[] = {
    {"sum", "a:A" SUM_TAIL, DOC_SUM, array_sum, "!sum axis= dtype? out= keepdims+ initial+ where+"},
    {"prod", "a:A" SUM_TAIL, DOC_PROD, array_prod, "!prod axis= dtype? out= keepdims+ initial+ where+"},
    {"max", "a:A" MAX_TAIL, DOC_MAX, array_max, "!max axis= out= keepdims+ initial+ where+"},
    {"min", "a:A" MAX_TAIL, DOC_MIN, array_min, "!min axis= out= keepdims+ initial+ where+"},
    {"amax", "a:A" MAX_TAIL, DOC_MAX, array_max, "!max axis= out= keepdims+ initial+ where+"},
    {"amin", "a:A" MAX_TAIL, DOC_MIN, array_min, "!min axis= out= keepdims+ initial+ where+"},
    {"any", "a:A" ANY_TAIL, DOC_ANY, array_any, "!any axis= out= keepdims+ where+"},
    {"all", "a:A" ANY_TAIL, DOC_ALL, array_all, "!all axis= out= keepdims+ where+"},
    {"mean", "a:A, axis=None, dtype=None, out:A?=None, keepdims=_NoValue, *, where=_NoValue", DOC_MEAN, array_mean,
     "!mean axis= dtype= out= keepdims+ where+"},
    {"var", "a:A" VAR_TAIL, DOC_VAR, array_var, "!var axis= dtype= out= ddof=correction keepdims+ where+ mean+"},
    {"std", "a:A" VAR_TAIL, DOC_STD, array_std, "!std axis= dtype= out= ddof=correction keepdims+ where+ mean+"},
    {"argmax", "a:A" ARG_TAIL, DOC_ARGMAX, array_argmax, "argmax axis= out= keepdims+"},
    {"argmin", "a:A" ARG_TAIL, DOC_ARGMIN, array_argmin, "argmin axis= out= keepdims+"},
    {"cumsum", "a:A" CUM_TAIL, DOC_CUMSUM, array_cumsum, "cumsum axis= dtype= out="},
    {"cumprod", "a:A" CUM_TAIL, DOC_CUMPROD, array_cumprod, "cumprod axis= dtype= out="},
    {"ptp", "a:A, axis=None, out:A?=None, keepdims=_NoValue", DOC_PTP, array_ptp},
    {NULL, NULL, NULL, NULL},
};

static const pnd_callable methods[] = {
    {"sum", "self" SUM_TAIL, DOC_SUM, array_sum},
    {"prod", "self" SUM_TAIL, DOC_PROD, array_prod},
    {"max", "self" MAX_TAIL, DOC_MAX, array_max},
    {"min", "self" MAX_TAIL, DOC_MIN, array_min},
    {"any", "self" ANY_TAIL, DOC_ANY, array_any},
    {"all", "self" ANY_TAIL, DOC_ALL, array_all},
    {"mean", "self, axis=None, dtype=None, out:A?=None, keepdims=_NoValue, *, where=_NoValue", DOC_MEAN, array_mean},
    {"var", "self" VAR_TAIL, DOC_VAR, array_var},
    {"std", "self" VAR_TAIL, DOC_STD, array_std},
    {"argmax", "self" ARG_TAIL, DOC_ARGMAX, array_argmax},
    {"argmin", "self" ARG_TAIL, DOC_ARGMIN, array_argmin},
    {"cumsum", "self" CUM_TAIL, DOC_CUMSUM, array_cumsum},
    {"cumprod", "self" CUM_TAIL, DOC_CUMPROD, array_cumprod},
    {NULL, NULL, NULL, NULL},
};

int pnd_reductions_init(PyObject *module)
{
    if (pnd_module_add_functions(module, functions) < 0) return -1;
    return pnd_type_add_methods(&PndArray_Type, methods);
}
