/*
 * delete, resize, indices: small arrays are what they are called with, so each makes its result at once.
 *
 * delete copies what stands before and behind the places; places that are not one run are left out by a mask.  Subclasses see
 * their result as NumPy's composition would show it: delete through __array_wrap__, resize by priority.
 */
#include "create.h"
#include "shape.h"

#include "../convert/item.h"
#include "../engine/assign.h"
#include "../engine/flat.h"
#include "../object/scalar.h"
#include "../py/gil.h"
#include "../py/signature.h"
#include "../ufunc/override.h"

/**************************************************************************** delete */

typedef struct deletion {
    PyObject *a; /* owned and pinned, as places and axis may be anybody's code; flattened where there was no axis */
    int axis;
    Py_ssize_t n;
    pnd_order order; /* of a result */
} deletion;

static int prepare(deletion *d, PyObject *arr, PyObject *axis)
{
    d->a = pnd_any_array(arr);
    if (d->a == NULL) return -1;
    const PndArrayObject *a = PND_ARRAY(d->a);
    d->order = a->nd > 1 && (a->flags & PND_FLAG_F) && !(a->flags & PND_FLAG_C) ? PND_ORDER_F : PND_ORDER_C;
    if (axis == NULL || axis == Py_None) {
        if (a->nd != 1) Py_SETREF(d->a, pnd_array_ravel(d->a, PND_ORDER_C));
        if (d->a == NULL) return -1;
        pnd_array_pin(d->a);
        d->axis = PND_ARRAY(d->a)->nd - 1; /* a flattened matrix has one row */
    } else {
        pnd_array_pin(d->a);
        if (pnd_arg_axis(axis, a->nd, &d->axis) < 0) return -1;
    }
    d->n = PND_ARRAY(d->a)->dimensions[d->axis];
    return 0;
}

/* `n` places along the axis, from `from` on in the array to `to` on in the result. */
static int copy_run(const deletion *d, PyObject *out, Py_ssize_t to, Py_ssize_t from, Py_ssize_t n)
{
    const pnd_view v = pnd_array_view(d->a), o = pnd_array_view(out);
    pnd_viewbuf src, dst;
    if (n <= 0) return 0;
    pnd_viewbuf_init(&src, &v);
    pnd_viewbuf_init(&dst, &o);
    src.shape[d->axis] = dst.shape[d->axis] = n;
    src.v.data += from * v.strides[d->axis];
    dst.v.data += to * o.strides[d->axis];
    return pnd_copy_elements(out, &dst.v, d->a, &src.v);
}

static PyObject *new_without(const deletion *d, Py_ssize_t gone)
{
    const PndArrayObject *a = PND_ARRAY(d->a);
    Py_ssize_t shape[PND_MAXDIMS];
    for (int k = 0; k < a->nd; k++) shape[k] = a->dimensions[k] - (k == d->axis ? gone : 0);
    return pnd_array_new(a->descr->core, a->nd, shape, d->order);
}

static PyObject *without_run(const deletion *d, Py_ssize_t start, Py_ssize_t gone)
{
    PyObject *out = new_without(d, gone);
    if (out && (copy_run(d, out, 0, 0, start) < 0 || copy_run(d, out, start, start + gone, d->n - start - gone) < 0)) Py_CLEAR(out);
    return out;
}

static PyObject *new_mask(Py_ssize_t n)
{
    PyObject *keep = pnd_array_new(PND_DT(BOOL), 1, &n, PND_ORDER_C);
    if (keep) memset(PND_ARRAY(keep)->data, 1, (size_t)n);
    return keep;
}

/* a[:, ..., keep] */
static PyObject *masked(const deletion *d, PyObject *keep)
{
    PyObject *all = NULL, *result = NULL, *key = PyTuple_New(d->axis + 1);
    if (key && d->axis > 0) all = PySlice_New(NULL, NULL, NULL);
    if (key && (all || d->axis == 0)) {
        for (int k = 0; k < d->axis; k++) PyTuple_SET_ITEM(key, k, Py_NewRef(all));
        PyTuple_SET_ITEM(key, d->axis, Py_NewRef(keep));
        result = PyObject_GetItem(d->a, key);
    }
    Py_XDECREF(all);
    Py_XDECREF(key);
    return result;
}

/* start:stop:step, brought to a step above zero; count of them. */
static PyObject *without_slice(const deletion *d, Py_ssize_t start, Py_ssize_t step, Py_ssize_t count)
{
    pnd_error err;
    if (count == 0) return pnd_array_copy(d->a, d->order, true);
    if (step < 0) start += (count - 1) * step, step = -step;
    if (step == 1 || count == 1) return without_run(d, start, count);
    PyObject *keep = new_mask(d->n), *result = NULL, *out = NULL;
    if (keep == NULL) return NULL;
    const pnd_view gone = {PND_ARRAY(keep)->data + start, PND_DT(BOOL), 1, &count, &step};
    const char no = 0;
    if (pnd_fill(&gone, &no, &err) < 0) pnd_raise(&err);
    else result = masked(d, keep);
    Py_DECREF(keep);
    if (result == NULL || !pnd_is_array(result) || PND_ARRAY(d->a)->nd == 1) return result;
    out = new_without(d, count); /* in the order that is asked for */
    const pnd_view from = pnd_array_view(result);
    if (out) {
        const pnd_view to = pnd_array_view(out);
        if (pnd_copy_elements(out, &to, result, &from) < 0) Py_CLEAR(out);
    }
    Py_DECREF(result);
    return out;
}

static PyObject *without_one(const deletion *d, PyObject *place)
{
    Py_ssize_t i = PyNumber_AsSsize_t(place, NULL); /* clips */
    if (i == -1 && PyErr_Occurred()) return NULL;
    if (i >= -d->n && i < d->n) return without_run(d, i < 0 ? i + d->n : i, 1);
    return PyErr_Format(PyExc_IndexError, "index %S is out of bounds for axis %d with size %zd", place, d->axis, d->n);
}

/* Places as an array of integers or of bool. */
static PyObject *without_places(const deletion *d, PyObject *obj)
{
    PyObject *places = pnd_as_array(obj, NULL, 0, 0), *keep = NULL, *key = NULL, *result = NULL;
    if (places == NULL) return NULL;
    const Py_ssize_t size = pnd_array_size(places);
    const char kind = PND_ARRAY(places)->descr->kind;
    if (size == 0 && !pnd_is_array(obj)) {
        PyObject *none = pnd_array_astype(places, pnd_descr_builtin(PND_DT(LONG)), PND_ORDER_K, PND_CAST_UNSAFE, false, false);
        Py_SETREF(places, none);
    } else if (size == 1 && (kind == 'i' || kind == 'u')) {
        const pnd_view v = pnd_array_view(places);
        PyObject *one = pnd_item_get(v.dtype, v.data);
        Py_DECREF(places);
        result = one ? without_one(d, one) : NULL;
        Py_XDECREF(one);
        return result;
    } else if (PND_ARRAY(places)->descr->core->kind == 'b' && (PND_ARRAY(places)->nd != 1 || size != d->n)) {
        PyErr_Format(PyExc_ValueError, "boolean array argument obj to delete must be one dimensional and match the axis length of %zd",
                     d->n);
        Py_CLEAR(places);
    }
    if (places && (keep = new_mask(d->n)) && (key = PyTuple_Pack(1, places)) && pnd_array_ass_subscript(keep, key, Py_False) == 0)
        result = masked(d, keep);
    Py_XDECREF(key);
    Py_XDECREF(keep);
    Py_XDECREF(places);
    return result;
}

static bool is_place(PyObject *o)
{
    if (PyLong_CheckExact(o)) return true;
    if (!PyIndex_Check(o) || PyBool_Check(o) || pnd_is_array(o)) return false;
    const pnd_dtype *d = pnd_scalar_dtype(o);
    return d == NULL || d->kind != 'b';
}

static PyObject *fn_delete(PyObject *const *args)
{
    deletion d;
    PyObject *obj = args[1], *result = NULL;
    Py_ssize_t start, stop, step;
    if (prepare(&d, args[0], args[2]) == 0) {
        if (PySlice_Check(obj)) {
            if (PySlice_Unpack(obj, &start, &stop, &step) == 0) {
                const Py_ssize_t count = PySlice_AdjustIndices(d.n, &start, &stop, step);
                result = without_slice(&d, start, step, count);
            }
        } else result = is_place(obj) ? without_one(&d, obj) : without_places(&d, obj);
    }
    if (result && !pnd_is_exact_array(d.a)) {
        PyObject *wrapped = PyObject_CallMethod(d.a, "__array_wrap__", "OOO", result, Py_None, Py_False);
        Py_SETREF(result, wrapped);
    }
    if (d.a) pnd_array_unpin(d.a);
    Py_XDECREF(d.a);
    return result;
}

/**************************************************************************** resize */

/* A fresh array (consumed) as one of the class of `like`, where its priority is above ndarray's. */
static PyObject *by_priority(PyObject *result, PyObject *like)
{
    double priority = 0.0;
    if (result == NULL || pnd_is_exact_array(like)) return result;
    if (pnd_find_priority(like, &priority) < 0) return Py_DECREF(result), NULL;
    return priority > 0.0 ? pnd_array_in_class(result, like) : result;
}

static PyObject *fn_resize(PyObject *const *args)
{
    Py_ssize_t shape[PND_MAXDIMS], size = 1;
    int ndim;
    pnd_error err;
    PyObject *a = NULL, *dense = NULL, *result = NULL;
    if (pnd_arg_shape(args[1], &ndim, shape) < 0) return NULL;
    for (int k = 0; k < ndim; k++) {
        if (shape[k] < 0) return PyErr_Format(PyExc_ValueError, "all elements of `new_shape` must be non-negative");
        if (shape[k] == 0) size = 0;
    }
    a = pnd_any_array_but_matrix(args[0]);
    if (a == NULL) goto done;
    const pnd_dtype *given = PND_ARRAY(a)->descr->core, *dtype = pnd_dtype_native(given); /* repetitions are native, as concatenated ones */
    const Py_ssize_t m = pnd_array_size(a);
    if (size == 0 || m == 0) {
        result = pnd_array_zeros(given, ndim, shape, PND_ORDER_C);
        if (result && !pnd_is_exact_array(a)) result = pnd_array_in_class(result, a);
        goto done;
    }
    dense = pnd_as_array(a, pnd_descr_builtin(dtype), PND_AS_C, 0);
    result = dense ? pnd_array_new(dtype, ndim, shape, PND_ORDER_C) : NULL;
    if (result == NULL) goto done;
    const pnd_view v = pnd_array_view(result);
    pnd_array_pin(dense);
    PyThreadState *state = pnd_gil_release(pnd_view_size(&v), pnd_dtype_is_plain(dtype));
    const int status = pnd_flat_fill(&v, PND_ARRAY(dense)->data, m, &err);
    pnd_gil_retake(state);
    pnd_array_unpin(dense);
    if (status < 0) {
        Py_CLEAR(result);
        pnd_raise(&err);
    }
    result = by_priority(result, a);
done:
    Py_XDECREF(dense);
    Py_XDECREF(a);
    return result;
}

/**************************************************************************** indices */

/* 0, 1, ... along axis k of n, the others of length 1. */
static PyObject *one_axis(int n, int k, Py_ssize_t length, PyObject *dtype)
{
    Py_ssize_t shape[PND_MAXDIMS];
    PyObject *line = pnd_arange_upto(length, dtype), *result;
    if (line == NULL || n == 1) return line;
    for (int i = 0; i < n; i++) shape[i] = i == k ? PND_ARRAY(line)->dimensions[0] : 1;
    result = pnd_array_reshape(line, n, shape, PND_ORDER_C, -1);
    Py_DECREF(line);
    return result;
}

static PyObject *sparse_indices(int n, const Py_ssize_t *shape, PyObject *dtype)
{
    PyObject *t = PyTuple_New(n);
    for (int k = 0; t && k < n; k++) {
        PyObject *x = one_axis(n, k, shape[k], dtype);
        if (x == NULL) Py_CLEAR(t);
        else PyTuple_SET_ITEM(t, k, x);
    }
    return t;
}

/* Part k of the result holds the positions along axis k. */
static int fill_part(PyObject *out, int n, int k, PyObject *dtype)
{
    const PndArrayObject *o = PND_ARRAY(out);
    Py_ssize_t steps[PND_MAXDIMS] = {0};
    PyObject *line = pnd_arange_upto(o->dimensions[k + 1], dtype);
    if (line == NULL) return -1;
    steps[k] = PND_ARRAY(line)->strides[0];
    const pnd_view dst = {o->data + k * o->strides[0], o->descr->core, n, o->dimensions + 1, o->strides + 1};
    const pnd_view src = {PND_ARRAY(line)->data, PND_ARRAY(line)->descr->core, n, o->dimensions + 1, steps};
    const int status = pnd_copy_elements(out, &dst, line, &src);
    Py_DECREF(line);
    return status;
}

static PyObject *fn_indices(PyObject *const *args)
{
    Py_ssize_t shape[PND_MAXDIMS + 1];
    int n;
    PyObject *dimensions = PySequence_Tuple(args[0]), *out = NULL;
    const int sparse = args[2] ? PyObject_IsTrue(args[2]) : 0;
    if (dimensions == NULL || sparse < 0 || pnd_arg_shape(dimensions, &n, shape + 1) < 0) goto done;
    PyObject *dtype = args[1] ? args[1] : (PyObject *)&PyLong_Type;
    if (sparse) {
        out = sparse_indices(n, shape + 1, dtype);
        goto done;
    }
    shape[0] = n;
    PndDescrObject *descr = pnd_arg_dtype(dtype, PND_DT(DOUBLE)); /* dtype=None is empty's default */
    if (n + 1 > PND_MAXDIMS) PyErr_Format(PyExc_ValueError, "maximum supported dimension for an ndarray is currently 64, found %d", n + 1);
    else if (descr) out = pnd_array_new(descr->core, n + 1, shape, PND_ORDER_C);
    Py_XDECREF(descr);
    for (int k = 0; out && k < n; k++)
        if (fill_part(out, n, k, dtype) < 0) Py_CLEAR(out);
done:
    Py_XDECREF(dimensions);
    return out;
}

static const pnd_callable rows[] = {
    {"delete", "arr:A, obj:A, axis=None",
     "A copy of an array (of its class) without the places obj along an axis: an int, a slice, a sequence of int or of bool.", fn_delete},
    {"resize", "a:A, new_shape",
     "A new array of another shape, filled with the elements of `a` in C order, again and again (zeros, where it has none).", fn_resize},
    {"indices", "dimensions, dtype=<class 'int'>, sparse=False",
     "The index of each element along each axis: an array of shape (len(dimensions), *dimensions), or with sparse=True a tuple of "
     "arrays that broadcast.",
     fn_indices},
    {NULL, NULL, NULL, NULL},
};

int pnd_edit_init(PyObject *module) { return pnd_module_add_functions(module, rows); }
