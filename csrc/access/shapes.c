/* Views and copies of another shape: reshape, ravel, transpose, swapaxes, squeeze, view, diagonal. */
#include "access.h"

#include "../convert/item.h"
#include "../platform/checked.h"
#include "../py/signature.h"

#include "methods.h"

static PyObject *view_of(PyObject *self, const pnd_viewbuf *out)
{
    return pnd_array_view_descr(self, &out->v, PND_ARRAY(self)->descr, true);
}

/* An order for reading elements by: K is refused. */
static int reading_order(PyObject *self, pnd_order *order)
{
    const int flags = PND_ARRAY(self)->flags;
    if (*order == PND_ORDER_A) *order = (flags & PND_FLAG_F) && !(flags & PND_FLAG_C) ? PND_ORDER_F : PND_ORDER_C;
    if (*order != PND_ORDER_K) return 0;
    PyErr_SetString(PyExc_ValueError, "order 'K' is not permitted for reshaping");
    return -1;
}

PyObject *pnd_array_reshape(PyObject *self, int ndim, Py_ssize_t *shape, pnd_order order, int copy)
{
    pnd_viewbuf out;
    pnd_error err;
    pnd_view v = pnd_array_view(self);
    if (reading_order(self, &order) < 0) return NULL;
    int fits = pnd_reshape(&v, ndim, shape, order, &out, &err);
    if (fits < 0) return pnd_raise(&err);
    if (fits && copy != 1) return view_of(self, &out);
    if (copy == 0) return PyErr_Format(PyExc_ValueError, "Unable to avoid creating a copy while reshaping.");
    PyObject *packed = pnd_array_copy(self, order, true), *result;
    if (packed == NULL) return NULL;
    v = pnd_array_view(packed);
    fits = pnd_reshape_view(&v, ndim, shape, order, &out);
    assert(fits);
    (void)fits;
    result = view_of(packed, &out);
    Py_DECREF(packed);
    return result;
}

/* f(2, 3) or f((2, 3)). */
static int lengths(const pnd_star *given, int *n, Py_ssize_t *values)
{
    if (given->n == 1) return pnd_arg_shape(given->items[0], n, values);
    PyObject *t = PyTuple_New(given->n);
    if (t == NULL) return -1;
    for (Py_ssize_t i = 0; i < given->n; i++) PyTuple_SET_ITEM(t, i, Py_NewRef(given->items[i]));
    int status = pnd_arg_shape(t, n, values);
    Py_DECREF(t);
    return status;
}

/* copy=None, False, True as -1, 0, 1. */
int pnd_arg_copy(PyObject *o, int *copy)
{
    *copy = -1;
    if (o == NULL || o == Py_None) return 0;
    *copy = PyObject_IsTrue(o);
    return *copy < 0 ? -1 : 0;
}

/* The call path: C contiguous, ints as lengths, nothing else said.  NULL without an error: not that case. */
static PyObject *reshape_fast(PyObject *self, const pnd_star *given)
{
    const PndArrayObject *a = PND_ARRAY(self);
    Py_ssize_t shape[PND_INLINE_DIMS], strides[PND_INLINE_DIMS], known = 1;
    const Py_ssize_t size = pnd_array_size(self);
    int unknown = -1;
    if (given->n == 0 || given->n > PND_INLINE_DIMS || !(a->flags & PND_FLAG_C) || size == 0) return NULL;
    const int n = (int)given->n;
    for (int i = 0; i < n; i++) {
        int64_t x;
        if (!PyLong_CheckExact(given->items[i]) || !pnd_small_int(given->items[i], &x) || x > size) return NULL;
        shape[i] = (Py_ssize_t)x;
        if (x >= 0) {
            if (pnd_mul_over(known, shape[i], &known)) return NULL;
        } else if (unknown < 0) {
            unknown = i;
        } else {
            return NULL;
        }
    }
    if (unknown >= 0) {
        if (known == 0 || size % known != 0) return NULL;
        shape[unknown] = size / known;
    } else if (known != size) {
        return NULL;
    }
    bool same = unknown < 0 && n == a->nd;
    for (int i = 0; same && i < n; i++) same = shape[i] == a->dimensions[i];
    if (!same) pnd_strides_contiguous(n, shape, a->descr->elsize, PND_ORDER_C, strides);
    const pnd_view v = {a->data, a->descr->core, n, shape, same ? a->strides : strides};
    return pnd_array_view_descr(self, &v, a->descr, true);
}

static PyObject *method_reshape(PyObject *const *args)
{
    const pnd_star *given = (const pnd_star *)args[1];
    Py_ssize_t shape[PND_MAXDIMS];
    pnd_order order;
    int ndim, copy;
    if (PND_LIKELY(args[2] == NULL && args[3] == NULL)) {
        PyObject *view = reshape_fast(args[0], given);
        if (view != NULL || PyErr_Occurred()) return view;
    }
    if (given->n == 0) return PyErr_Format(PyExc_TypeError, "reshape() takes exactly 1 argument (0 given)");
    if (pnd_arg_order(args[2], PND_ORDER_C, &order) < 0 || pnd_arg_copy(args[3], &copy) < 0) return NULL;
    if (given->n == 1 && given->items[0] == Py_None) { /* reshape(None): the shape it has */
        const pnd_view v = pnd_array_view(args[0]);
        return pnd_array_view_descr(args[0], &v, PND_ARRAY(args[0])->descr, true);
    }
    if (lengths(given, &ndim, shape) < 0) return NULL;
    return pnd_array_reshape(args[0], ndim, shape, order, copy);
}

/* Elements of a view stand side by side in memory, in the order of its steps. */
static bool is_packed(const pnd_view *v)
{
    intptr_t strides[PND_MAXDIMS];
    pnd_strides_like(v->ndim, v->shape, v->dtype->size, v->strides, strides);
    for (int i = 0; i < v->ndim; i++)
        if (v->shape[i] > 1 && strides[i] != v->strides[i]) return false;
    return true;
}

PyObject *pnd_array_ravel(PyObject *self, pnd_order order)
{
    const PndArrayObject *a = PND_ARRAY(self);
    const pnd_view v = pnd_array_view(self);
    bool view = false;
    if (order == PND_ORDER_A) order = (a->flags & PND_FLAG_F) && !(a->flags & PND_FLAG_C) ? PND_ORDER_F : PND_ORDER_C;
    switch (order) {
    case PND_ORDER_C: view = (a->flags & PND_FLAG_C) != 0; break;
    case PND_ORDER_F: view = (a->flags & PND_FLAG_F) != 0; break;
    case PND_ORDER_K:
    case PND_ORDER_A: view = is_packed(&v); break;
    }
    if (!view) return pnd_array_flatten(self, order);
    const Py_ssize_t size = pnd_view_size(&v), step = v.dtype->size;
    const pnd_view flat = {v.data, v.dtype, 1, &size, &step};
    return pnd_array_view_descr(self, &flat, a->descr, true);
}

static PyObject *method_ravel(PyObject *const *args)
{
    pnd_order order;
    if (pnd_arg_order(args[1], PND_ORDER_C, &order) < 0) return NULL;
    return pnd_array_ravel(args[0], order);
}

PyObject *pnd_array_transpose(PyObject *self, int n, const Py_ssize_t *axes)
{
    const pnd_view v = pnd_array_view(self);
    pnd_viewbuf out;
    pnd_error err;
    if (pnd_transpose(&v, n, axes, &out, &err) < 0) return pnd_raise(&err);
    return view_of(self, &out);
}

PyObject *pnd_array_transpose_arg(PyObject *self, PyObject *axes)
{
    Py_ssize_t permutation[PND_MAXDIMS];
    int n;
    if (axes == NULL || axes == Py_None) return pnd_array_transpose(self, 0, NULL);
    if (pnd_arg_shape(axes, &n, permutation) < 0) return NULL;
    return pnd_array_transpose(self, n, permutation);
}

static PyObject *method_transpose(PyObject *const *args)
{
    const pnd_star *given = (const pnd_star *)args[1];
    Py_ssize_t axes[PND_MAXDIMS];
    int n;
    if (given->n == 0 || (given->n == 1 && given->items[0] == Py_None)) return pnd_array_transpose(args[0], 0, NULL);
    return lengths(given, &n, axes) < 0 ? NULL : pnd_array_transpose(args[0], n, axes);
}

PyObject *pnd_array_swapaxes(PyObject *self, PyObject *axis1, PyObject *axis2)
{
    Py_ssize_t a, b;
    pnd_viewbuf out;
    pnd_error err;
    if (pnd_arg_intp(axis1, &a) < 0 || pnd_arg_intp(axis2, &b) < 0) return NULL;
    const pnd_view v = pnd_array_view(self);
    if (pnd_swapaxes(&v, a, b, &out, &err) < 0) return pnd_raise(&err);
    return view_of(self, &out);
}

static PyObject *method_swapaxes(PyObject *const *args) { return pnd_array_swapaxes(args[0], args[1], args[2]); }

PyObject *pnd_array_squeeze(PyObject *self, PyObject *axis)
{
    Py_ssize_t axes[PND_MAXDIMS];
    int n = -1;
    pnd_viewbuf out;
    pnd_error err;
    if (axis && PyTuple_Check(axis)) {
        if (pnd_arg_shape(axis, &n, axes) < 0) return NULL;
    } else if (axis && axis != Py_None) {
        if (pnd_arg_intp(axis, axes) < 0) return NULL;
        n = PND_ARRAY(self)->nd == 0 && (axes[0] == 0 || axes[0] == -1) ? 0 : 1; /* a 0-d array passes, as NumPy's */
    }
    const pnd_view v = pnd_array_view(self);
    if (pnd_squeeze(&v, n, axes, &out, &err) < 0) return pnd_raise(&err);
    return out.v.ndim == v.ndim ? Py_NewRef(self) : view_of(self, &out); /* nothing to drop: the array itself, as NumPy */
}

static PyObject *method_squeeze(PyObject *const *args) { return pnd_array_squeeze(args[0], args[1]); }

/**************************************************************************** view */

static bool is_array_type(PyObject *o) { return PyType_Check(o) && PyType_IsSubtype((PyTypeObject *)o, &PndArray_Type); }

static PyObject *view_with(PyObject *self, PndDescrObject *descr, PyTypeObject *type)
{
    const PndArrayObject *a = PND_ARRAY(self);
    const pnd_view v = pnd_array_view(self);
    pnd_viewbuf out;
    pnd_error err;
    if (descr->core != v.dtype && (!pnd_dtype_is_plain(descr->core) || !pnd_dtype_is_plain(v.dtype)))
        return PyErr_Format(PyExc_TypeError, "Cannot change data-type for array of references.");
    if (pnd_view_dtype(&v, descr->core, &out, &err) < 0) return pnd_raise(&err);
    return pnd_array_from_data(type, descr, out.v.ndim, out.shape, out.strides, out.v.data, a->flags & PND_FLAG_WRITEABLE, self, self);
}

static PyObject *method_view(PyObject *const *args)
{
    PyObject *self = args[0], *dtype = args[1], *type = args[2];
    if (dtype && is_array_type(dtype)) {
        if (type) return PyErr_Format(PyExc_ValueError, "Cannot specify output type twice.");
        type = dtype;
        dtype = NULL;
    }
    if (type && !is_array_type(type)) return PyErr_Format(PyExc_ValueError, "Type must be a sub-type of ndarray type");
    PndDescrObject *descr =
        dtype ? pnd_descr_from_object(dtype, PND_ARRAY(self)->descr) : (PndDescrObject *)Py_NewRef(PND_ARRAY(self)->descr);
    if (descr == NULL) return NULL;
    PyObject *result = view_with(self, descr, type ? (PyTypeObject *)type : Py_TYPE(self));
    Py_DECREF(descr);
    return result;
}

/**************************************************************************** diagonal */

/* The diagonals of the planes of axes a and b, as last axis; read-only. */
PyObject *pnd_array_diagonal(PyObject *self, Py_ssize_t offset, Py_ssize_t axis1, Py_ssize_t axis2)
{
    const pnd_view v = pnd_array_view(self);
    pnd_viewbuf out;
    const int n = v.ndim;
    if (n < 2) return PyErr_Format(PyExc_ValueError, "diag requires an array of at least two dimensions");
    pnd_error err;
    if (axis1 < -n || axis1 >= n) return pnd_fail_axis(&err, axis1, n, "axis1"), pnd_raise(&err);
    if (axis2 < -n || axis2 >= n) return pnd_fail_axis(&err, axis2, n, "axis2"), pnd_raise(&err);
    const int a = (int)(axis1 < 0 ? axis1 + n : axis1), b = (int)(axis2 < 0 ? axis2 + n : axis2);
    if (a == b) return PyErr_Format(PyExc_ValueError, "axis1 and axis2 cannot be the same");
    Py_ssize_t rows = v.shape[a], columns = v.shape[b];
    char *data = v.data;
    if (offset >= 0) {
        columns = offset < columns ? columns - offset : 0;
        if (columns > 0) data += offset * v.strides[b];
    } else {
        rows = offset > -rows ? rows + offset : 0;
        if (rows > 0) data -= offset * v.strides[a];
    }
    int k = 0;
    for (int i = 0; i < n; i++) {
        if (i == a || i == b) continue;
        out.shape[k] = v.shape[i];
        out.strides[k++] = v.strides[i];
    }
    out.shape[k] = rows < columns ? rows : columns;
    out.strides[k++] = v.strides[a] + v.strides[b];
    out.v = (pnd_view){data, v.dtype, k, out.shape, out.strides};
    PyObject *result = view_of(self, &out);
    if (result) PND_ARRAY(result)->flags &= ~PND_FLAG_WRITEABLE;
    return result;
}

static PyObject *method_diagonal(PyObject *const *args)
{
    Py_ssize_t offset = 0, axis1 = 0, axis2 = 1;
    if ((args[1] && pnd_arg_intp(args[1], &offset) < 0) || (args[2] && pnd_arg_intp(args[2], &axis1) < 0) ||
        (args[3] && pnd_arg_intp(args[3], &axis2) < 0))
        return NULL;
    return pnd_array_diagonal(args[0], offset, axis1, axis2);
}

const pnd_callable pnd_shape_methods[] = {
    {"reshape", "self, /, *shape:V, order='C', copy=None", "The elements in another shape: a view where the layout allows it, else a copy.",
     method_reshape},
    {"ravel", "self, /, order='C'", "The elements along one axis: a view where they are contiguous in that order, else a copy.",
     method_ravel},
    {"transpose", "self, /, *axes:V", "View with the axes permuted; reversed without arguments.", method_transpose},
    {"swapaxes", "self, axis1, axis2, /", "View with two axes exchanged.", method_swapaxes},
    {"squeeze", "self, /, axis=None", "View without axes of length 1.", method_squeeze},
    {"view", "self, /, dtype=None, type=None", "View of the same memory, read as another dtype or of another array type.", method_view},
    {"diagonal", "self, /, offset=0, axis1=0, axis2=1", "Read-only view of a diagonal of two axes, as last axis.", method_diagonal},
    {NULL, NULL, NULL, NULL},
};
