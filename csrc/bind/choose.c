/* Choosing, ordering and copying elements: where, take, nonzero, sort ..., copyto; and do arrays share memory? */
#include "create.h"
#include "shape.h"

#include "../convert/item.h"
#include "../engine/assign.h"
#include "../engine/take.h"
#include "../layout/axisorder.h"
#include "../layout/broadcast.h"
#include "../layout/overlap.h"
#include "../object/scalar.h"
#include "../py/gil.h"
#include "../py/signature.h"
#include "../ufunc/call.h"
#include "../ufunc/ufunc.h"

/**************************************************************************** where */

static PyObject *new_for(const pnd_view *const *operands, int n, const pnd_dtype *d, int ndim, const Py_ssize_t *shape)
{
    bool plain_order = true;
    if (ndim == 0 || (ndim == 1 && shape[0] < PND_GIL_WORK)) return pnd_array_new_fast(pnd_descr_builtin(d), ndim, shape);
    for (int i = 0; i < n; i++)
        plain_order &= operands[i]->ndim <= 1 ||
                       pnd_contiguity(operands[i]->ndim, operands[i]->shape, operands[i]->strides, operands[i]->dtype->size) & PND_FLAG_C;
    if (plain_order) return pnd_array_new(d, ndim, shape, PND_ORDER_C);
    intptr_t strides[4][PND_MAXDIMS], mine[PND_MAXDIMS];
    const intptr_t *all[4] = {strides[0], strides[1], strides[2], strides[3]};
    int order[PND_MAXDIMS];
    bool empty = false;
    for (int i = 0; i < n; i++) pnd_broadcast_strides(operands[i], ndim, shape, strides[i]);
    for (int k = 0; k < ndim; k++) empty |= shape[k] == 0;
    if (empty) return pnd_array_new(d, ndim, shape, PND_ORDER_C);
    pnd_axis_order(n, all, ndim, order);
    pnd_strides_ordered(ndim, shape, order, d->size, mine);
    return pnd_array_from_data(&PndArray_Type, pnd_descr_builtin(d), ndim, shape, mine, NULL, PND_FLAG_WRITEABLE, NULL, NULL);
}

/* o's elements in dtype d; the reference to o is consumed. */
static PyObject *converted(PyObject *o, const pnd_dtype *d)
{
    if (o == NULL || PND_ARRAY(o)->descr->core == d) return o;
    PyObject *result = pnd_array_copy_of(o, d, PND_ORDER_K, false);
    Py_DECREF(o);
    return result;
}

static PyObject *choose_between(PyObject *c, PyObject *x, PyObject *y, const pnd_dtype *d)
{
    const pnd_view cv = pnd_array_view(c), xv = pnd_array_view(x), yv = pnd_array_view(y);
    const pnd_view *const all[3] = {&cv, &xv, &yv};
    Py_ssize_t shape[PND_MAXDIMS];
    int ndim;
    pnd_error err;
    if (cv.dtype != PND_DT(BOOL) || xv.dtype != d || yv.dtype != d)
        return PyErr_Format(PyExc_RuntimeError, "where: the dtype of an operand was changed while another one was read");
    if (pnd_broadcast_shape(3, all, &ndim, shape, &err) < 0) return pnd_raise(&err);
    PyObject *result = new_for(all, 3, d, ndim, shape);
    if (result == NULL) return NULL;
    const pnd_view out = pnd_array_view(result);
    const Py_ssize_t size = pnd_view_size(&out);
    PyThreadState *state = NULL;
    if (size >= PND_GIL_WORK) {
        pnd_array_pin(c), pnd_array_pin(x), pnd_array_pin(y);
        state = pnd_gil_release(size, pnd_dtype_is_plain(d));
    }
    int status = pnd_select(&cv, &xv, &yv, &out, &err);
    if (size >= PND_GIL_WORK) {
        pnd_gil_retake(state);
        pnd_array_unpin(c), pnd_array_unpin(x), pnd_array_unpin(y);
    }
    if (status == 0) return result;
    Py_DECREF(result);
    return pnd_raise(&err);
}

/* pnd_as_exact_operand; arrays, the frequent case, without a call. */
PND_INLINE PyObject *operand(PyObject *o, uint8_t *weak)
{
    if (!pnd_is_array(o)) return pnd_as_exact_operand(o, weak);
    *weak = PND_WEAK_NOT;
    return Py_NewRef(o);
}

static PyObject *fn_where(PyObject *const *args)
{
    PyObject *c, *x = NULL, *y = NULL, *result = NULL;
    uint8_t weak[2];
    pnd_error err;
    if ((args[1] == NULL) != (args[2] == NULL)) return PyErr_Format(PyExc_ValueError, "either both or neither of x and y should be given");
    if (args[1] == NULL) {
        c = pnd_any_array(args[0]);
        if (c) result = pnd_array_nonzero(c);
        Py_XDECREF(c);
        return result;
    }
    c = pnd_is_array(args[0]) ? Py_NewRef(args[0]) : pnd_as_array(args[0], NULL, 0, 0);
    c = converted(c, PND_DT(BOOL));
    x = c ? operand(args[1], &weak[0]) : NULL;
    y = x ? operand(args[2], &weak[1]) : NULL;
    if (c && x && y) {
        const pnd_dtype *types[2] = {PND_ARRAY(x)->descr->core, PND_ARRAY(y)->descr->core}, *d;
        const pnd_weak kinds[2] = {(pnd_weak)weak[0], (pnd_weak)weak[1]};
        if (types[0] == types[1] && !types[0]->swapped) d = types[0];
        else d = pnd_result_type(2, types, kinds, &err);
        if (d) {
            d = pnd_dtype_native(d);
            x = converted(x, d);
            y = x ? converted(y, d) : y;
            if (x && y) result = choose_between(c, x, y, d);
        } else {
            pnd_raise(&err);
        }
    }
    Py_XDECREF(c);
    Py_XDECREF(x);
    Py_XDECREF(y);
    return result;
}

/**************************************************************************** methods as functions */

static PyObject *fn_take(PyObject *const *args)
{
    PyObject *a = pnd_any_array(args[0]), *result = a ? pnd_array_take(a, args[1], args[2], args[3], args[4]) : NULL;
    Py_XDECREF(a);
    return result;
}

static PyObject *fn_nonzero(PyObject *const *args)
{
    PyObject *a = pnd_any_array(args[0]), *result = a ? pnd_array_nonzero(a) : NULL;
    Py_XDECREF(a);
    return result;
}

static PyObject *fn_flatnonzero(PyObject *const *args)
{
    PyObject *a = pnd_any_array_but_matrix(args[0]), *flat = a ? pnd_array_ravel(a, PND_ORDER_C) : NULL,
             *all = flat ? pnd_array_nonzero(flat) : NULL, *result = NULL;
    if (all) result = Py_NewRef(PyTuple_GET_ITEM(all, 0));
    Py_XDECREF(all);
    Py_XDECREF(flat);
    Py_XDECREF(a);
    return result;
}

static PyObject *fn_argwhere(PyObject *const *args)
{
    PyObject *a = pnd_any_array(args[0]), *result = NULL;
    if (a == NULL) return NULL;
    PyObject *one = pnd_at_least(a, 1), *rows = one ? pnd_nonzero_rows(one) : NULL,
             *turned = rows ? pnd_array_transpose(rows, 0, NULL) : NULL;
    PyObject *columns = turned ? pnd_array_copy(turned, PND_ORDER_C, false) : NULL; /* one run for each axis, as NumPy lays them */
    if (columns && PND_ARRAY(a)->nd > 0) {
        result = pnd_array_transpose(columns, 0, NULL);
    } else if (columns) { /* rows of no columns: one where the element is true */
        pnd_view v = pnd_array_view(columns);
        const Py_ssize_t shape[2] = {v.shape[1], 0}, strides[2] = {v.strides[1], v.strides[0]};
        v.shape = shape, v.strides = strides;
        result = pnd_array_view_descr(columns, &v, PND_ARRAY(columns)->descr, false);
    }
    Py_XDECREF(columns);
    Py_XDECREF(turned);
    Py_XDECREF(rows);
    Py_XDECREF(one);
    Py_DECREF(a);
    return result;
}

static PyObject *count_along(PyObject *a, PyObject *axis, PyObject *keepdims)
{
    PyObject *truth = pnd_array_astype(a, pnd_descr_builtin(PND_DT(BOOL)), PND_ORDER_K, PND_CAST_UNSAFE, true, false), *result = NULL;
    if (truth) result = pnd_ufunc_reduce(PND_OP_add, truth, axis, (PyObject *)pnd_descr_builtin(PND_DT(LONG)), NULL, keepdims, NULL, NULL);
    Py_XDECREF(truth);
    return result;
}

static PyObject *fn_count_nonzero(PyObject *const *args)
{
    PyObject *a = pnd_any_array(args[0]), *result = NULL;
    bool keepdims;
    intptr_t count;
    pnd_error err;
    if (a == NULL) return NULL;
    if (pnd_arg_bool(args[2], false, &keepdims) == 0) {
        if ((args[1] && args[1] != Py_None) || keepdims) {
            PyObject *plain = pnd_any_array_but_matrix(a);
            result = plain ? count_along(plain, args[1] ? args[1] : Py_None, args[2]) : NULL;
            if (plain && result && pnd_is_array(result)) result = pnd_array_as_type_of(plain, result);
            Py_XDECREF(plain);
        } else {
            const pnd_view v = pnd_array_view(a);
            pnd_array_pin(a);
            PyThreadState *state = pnd_gil_release(pnd_view_size(&v), pnd_dtype_is_plain(v.dtype));
            int status = pnd_nonzero_count(&v, &count, &err);
            pnd_gil_retake(state);
            pnd_array_unpin(a);
            result = status < 0 ? pnd_raise(&err) : pnd_scalar_new(PND_DT(LONG), (const char *)&count);
        }
    }
    Py_DECREF(a);
    return result;
}

static PyObject *fn_sort(PyObject *const *args)
{
    PyObject *a = pnd_any_array(args[0]), *result = a ? pnd_array_sorted(a, args[1], args[2], args[3], args[4]) : NULL;
    Py_XDECREF(a);
    return result;
}

static PyObject *fn_argsort(PyObject *const *args)
{
    PyObject *a = pnd_any_array(args[0]), *result = a ? pnd_array_argsort(a, args[1], args[2], args[3], args[4]) : NULL;
    Py_XDECREF(a);
    return result;
}

static PyObject *fn_searchsorted(PyObject *const *args)
{
    PyObject *a = pnd_any_array(args[0]), *result = a ? pnd_array_searchsorted(a, args[1], args[2], args[3]) : NULL;
    Py_XDECREF(a);
    return result;
}

static PyObject *fn_repeat(PyObject *const *args)
{
    PyObject *a = pnd_any_array(args[0]), *result = a ? pnd_array_repeat(a, args[1], args[2]) : NULL;
    Py_XDECREF(a);
    return result;
}

static PyObject *fn_astype(PyObject *const *args)
{
    bool copy;
    const bool scalar = pnd_is_scalar(args[0]);
    if (!scalar && !pnd_is_array(args[0]))
        return PyErr_Format(PyExc_TypeError, "Input should be a NumPy array or scalar. It is a %R instead.", Py_TYPE(args[0]));
    if (pnd_arg_bool(args[2], true, &copy) < 0 || pnd_arg_device(args[3]) < 0) return NULL;
    PndDescrObject *descr = pnd_descr_from_object(args[1], NULL);
    PyObject *x = descr ? pnd_any_array(args[0]) : NULL, *result = NULL;
    if (x) result = pnd_array_astype(x, descr, PND_ORDER_K, PND_CAST_UNSAFE, true, copy);
    Py_XDECREF(x);
    Py_XDECREF(descr);
    return scalar ? pnd_return_scalar(result) : result;
}

/**************************************************************************** copyto */

int pnd_arg_cast_rule(PyObject *o, pnd_casting fallback, pnd_casting *casting)
{
    if (pnd_arg_casting(o, fallback, casting) == 0) {
        if (*casting != PND_CAST_SAME_VALUE) return 0;
    } else if (!PyErr_ExceptionMatches(PyExc_ValueError) || !PyUnicode_Check(o)) {
        return -1;
    }
    PyErr_Clear();
    PyErr_Format(PyExc_ValueError, "casting must be one of 'no', 'equiv', 'safe', 'same_kind', 'unsafe' (got %R)", o);
    return -1;
}

/* src as an array that casts to dst by the rule; a Python scalar counts by its kind and becomes an element of dst's dtype. */
static PyObject *copyto_source(PyObject *dst, PyObject *src, pnd_casting casting)
{
    const pnd_dtype *to = PND_ARRAY(dst)->descr->core;
    uint8_t weak = PND_WEAK_NOT;
    const pnd_dtype *d = NULL;
    const bool scalar = !pnd_is_array(src) && pnd_scalar_kind(src, &weak, &d) == 1;
    if (scalar && weak != PND_WEAK_NOT) {
        if (pnd_check_cast(pnd_weak_dtype((pnd_weak)weak, to), to, casting, "scalar") < 0) return NULL;
        return pnd_as_array(src, PND_ARRAY(dst)->descr, PND_AS_FORCECAST, 0);
    }
    PyObject *a = pnd_any_array(src);
    if (a == NULL || pnd_check_cast(PND_ARRAY(a)->descr->core, to, casting, PND_ARRAY(a)->nd == 0 ? "scalar" : "array data") == 0) return a;
    Py_DECREF(a);
    return NULL;
}

static int copyto_mask(PyObject *dst, PyObject *where)
{
    const pnd_view m = pnd_array_view(where), d = pnd_array_view(dst);
    char have[200], want[200];
    bool fits = m.ndim <= d.ndim;
    for (int k = 0; fits && k < m.ndim; k++) fits = m.shape[k] == 1 || m.shape[k] == d.shape[d.ndim - m.ndim + k];
    if (fits) return 0;
    PyErr_Format(PyExc_ValueError, "could not broadcast where mask from shape %s into shape %s",
                 pnd_shape_text(m.ndim, m.shape, have, sizeof have), pnd_shape_text(d.ndim, d.shape, want, sizeof want));
    return -1;
}

static PyObject *fn_copyto(PyObject *const *args)
{
    PyObject *dst = args[0], *where = NULL, *src = NULL, *result = NULL;
    pnd_casting casting;
    pnd_view to;
    if (!pnd_is_array(dst))
        return PyErr_Format(PyExc_TypeError, "copyto() argument 1 must be a numpy.ndarray, not %s", Py_TYPE(dst)->tp_name);
    if (pnd_arg_cast_rule(args[2], PND_CAST_SAME_KIND, &casting) < 0) return NULL;
    src = copyto_source(dst, args[1], casting);
    if (src == NULL) return NULL;
    if (args[3] && args[3] != Py_True) {
        where = pnd_as_array(args[3], pnd_descr_builtin(PND_DT(BOOL)), PND_AS_FORCECAST, 0);
        if (where == NULL || copyto_mask(dst, where) < 0) goto done;
    }
    if (pnd_array_writable(dst, &to, NULL) < 0) goto done;
    const pnd_view from = pnd_array_view(src), mask = where ? pnd_array_view(where) : to;
    pnd_array_pin(dst), pnd_array_pin(src);
    if (where) pnd_array_pin(where);
    if (pnd_assign_view(&to, &from, where ? &mask : NULL) == 0) result = Py_NewRef(Py_None);
    if (where) pnd_array_unpin(where);
    pnd_array_unpin(src), pnd_array_unpin(dst);
done:
    Py_XDECREF(where);
    Py_DECREF(src);
    return result;
}

/**************************************************************************** shared memory */

static PyObject *memory_shared(PyObject *const *args, Py_ssize_t max_work)
{
    const bool exact = max_work < 0;
    if (args[2] && args[2] != Py_None) {
        max_work = PyLong_Check(args[2]) || PyIndex_Check(args[2]) ? PyNumber_AsSsize_t(args[2], PyExc_OverflowError) : 0;
        if (PyErr_Occurred()) return NULL;
        if (!PyIndex_Check(args[2])) return PyErr_Format(PyExc_ValueError, "max_work must be an integer");
        if (max_work < -2) return PyErr_Format(PyExc_ValueError, "Invalid value for max_work");
    }
    PyObject *a = pnd_any_array(args[0]), *b = a ? pnd_any_array(args[1]) : NULL, *result = NULL;
    if (b) {
        const pnd_view x = pnd_array_view(a), y = pnd_array_view(b);
        pnd_array_pin(a), pnd_array_pin(b);
        if (max_work < 0) max_work = -1;
        PyThreadState *state = max_work == 0 ? NULL : PyEval_SaveThread(); /* may run long */
        pnd_overlap found = pnd_views_overlap(&x, &y, max_work);
        pnd_gil_retake(state);
        pnd_array_unpin(b), pnd_array_unpin(a);
        if (found != PND_OVERLAP_TOO_HARD) result = PyBool_FromLong(found == PND_OVERLAP_YES);
        else if (max_work == 0 && !exact) result = Py_NewRef(Py_True); /* bounds overlap: all that was asked */
        else PyErr_SetString(PndExc_TooHardError, "Exceeded max_work");
    }
    Py_XDECREF(b);
    Py_XDECREF(a);
    return result;
}

static PyObject *fn_shares_memory(PyObject *const *args) { return memory_shared(args, -1); }
static PyObject *fn_may_share_memory(PyObject *const *args) { return memory_shared(args, 0); }

static const pnd_callable rows[] = {
    {"where", "condition:A, x:A?=None, y:A?=None, /",
     "Elements of x where condition is true, of y elsewhere; without both, condition's nonzero().", fn_where},
    {"take", "a:A, indices:A, axis=None, out:A?=None, mode='raise'",
     "Elements of a at indices along an axis (of the flattened array without one).", fn_take, "take indices axis= out= mode="},
    {"nonzero", "a:A", "Indices of the elements that are not zero: a tuple of one array for each axis.", fn_nonzero, "nonzero"},
    {"flatnonzero", "a:A", "Indices of non-zero elements in the flattened array.", fn_flatnonzero},
    {"argwhere", "a:A", "Indices of non-zero elements, one row for each.", fn_argwhere},
    {"count_nonzero", "a:A, axis=None, *, keepdims=False", "Number of elements that are not zero.", fn_count_nonzero},
    {"sort", "a:A, axis=-1, kind=None, order=None, *, stable=None", "A sorted copy of a; NaN comes last.", fn_sort},
    {"argsort", "a:A, axis=-1, kind=None, order=None, *, stable=None", "Indices that would sort a along an axis.", fn_argsort,
     "argsort axis= kind= order= stable="},
    {"searchsorted", "a:A, v:A, side='left', sorter=None", "Where v's elements would be inserted into the sorted a.", fn_searchsorted,
     "searchsorted v side= sorter="},
    {"repeat", "a:A, repeats, axis=None", "Each element of a repeated.", fn_repeat, "repeat repeats axis="},
    {"astype", "x:A, dtype, /, *, copy=True, device=None", "x converted to another dtype.", fn_astype},
    {"copyto", "dst:A, src:A, casting='same_kind', where:A?=True",
     "Copies values into dst, broadcast and converted, where the mask is true.", fn_copyto},
    {"shares_memory", "a:A, b:A, /, max_work=-1", "Is there an element that a and b share?  Exact; TooHardError past max_work.",
     fn_shares_memory},
    {"may_share_memory", "a:A, b:A, /, max_work=0", "Can a and b share memory?  By their bounds only, unless max_work allows more.",
     fn_may_share_memory},
    {NULL, NULL, NULL, NULL},
};

int pnd_choose_init(PyObject *module) { return pnd_module_add_functions(module, rows); }
