/* Attributes of ndarray: what can be read, and what may be set and how. */
#include "access.h"

#include "../engine/assign.h"
#include "../platform/checked.h"
#include "../py/signature.h"

static PyObject *tuple_of(int n, const Py_ssize_t *values)
{
    PyObject *t = PyTuple_New(n);
    if (t == NULL) return NULL;
    for (int i = 0; i < n; i++) {
        PyObject *x = PyLong_FromSsize_t(values[i]);
        if (x == NULL) {
            Py_DECREF(t);
            return NULL;
        }
        PyTuple_SET_ITEM(t, i, x);
    }
    return t;
}

static int cannot_delete(const char *name)
{
    PyErr_Format(PyExc_AttributeError, "Cannot delete array %s", name);
    return -1;
}

/**************************************************************************** shape, strides, dtype */

static PyObject *get_shape(PyObject *self, void *unused)
{
    return (void)unused, tuple_of(PND_ARRAY(self)->nd, PND_ARRAY(self)->dimensions);
}
static PyObject *get_strides(PyObject *self, void *unused) { return (void)unused, tuple_of(PND_ARRAY(self)->nd, PND_ARRAY(self)->strides); }

static int set_shape(PyObject *self, PyObject *value, void *unused)
{
    Py_ssize_t shape[PND_MAXDIMS];
    int ndim;
    pnd_viewbuf out;
    pnd_error err;
    (void)unused;
    if (value == NULL) return cannot_delete("shape");
    if (value == Py_None) {
        PyErr_SetString(PyExc_TypeError, "Use () not None as shape arguments");
        return -1;
    }
    if (pnd_arg_shape(value, &ndim, shape) < 0) return -1;
    const pnd_view v = pnd_array_view(self);
    int fits = pnd_reshape(&v, ndim, shape, PND_ORDER_C, &out, &err);
    if (fits < 0) return pnd_raise_int(&err);
    if (!fits) {
        PyErr_SetString(PyExc_AttributeError,
                        "Incompatible shape for in-place modification. Use `.reshape()` to make a copy with the desired shape.");
        return -1;
    }
    return pnd_array_set_layout(self, ndim, out.shape, out.strides);
}

/* The bytes strides may reach: those of the array at the end of the base chain, or of the memory itself. */
void pnd_array_memory(PyObject *self, intptr_t *lo, intptr_t *hi)
{
    PyObject *o = self;
    while (PND_ARRAY(o)->base && pnd_is_array(PND_ARRAY(o)->base)) o = PND_ARRAY(o)->base;
    const PndArrayObject *a = PND_ARRAY(o);
    PyObject *base = a->base;
    Py_buffer buffer;
    if (base && PyObject_CheckBuffer(base) && PyObject_GetBuffer(base, &buffer, PyBUF_SIMPLE) == 0) {
        *lo = (char *)buffer.buf - PND_ARRAY(self)->data;
        *hi = *lo + buffer.len;
        PyBuffer_Release(&buffer);
        return;
    }
    PyErr_Clear();
    if (pnd_extent(a->nd, a->dimensions, a->strides, a->descr->elsize, lo, hi) < 0) *lo = *hi = 0;
    *lo += a->data - PND_ARRAY(self)->data;
    *hi += a->data - PND_ARRAY(self)->data;
}

static int set_strides(PyObject *self, PyObject *value, void *unused)
{
    Py_ssize_t strides[PND_MAXDIMS];
    const PndArrayObject *a = PND_ARRAY(self);
    intptr_t lo, hi, size;
    (void)unused;
    if (value == NULL) return cannot_delete("strides");
    if (PyErr_WarnEx(PyExc_DeprecationWarning,
                     "Setting the strides on a NumPy array has been deprecated in NumPy 2.4.\n"
                     "As an alternative, you can create a new view using np.lib.stride_tricks.as_strided.",
                     1) < 0)
        return -1;
    PyObject *items = PyIndex_Check(value) ? PyTuple_Pack(1, value) : PySequence_Tuple(value);
    if (items == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_TypeError)) return -1;
        PyErr_SetString(PyExc_TypeError, "invalid strides");
        return -1;
    }
    int n = (int)PyTuple_GET_SIZE(items);
    if (PyTuple_GET_SIZE(items) != a->nd) {
        PyErr_Format(PyExc_ValueError, "strides must be  same length as shape (%d)", a->nd);
        n = -1;
    }
    for (int i = 0; i < n; i++) {
        if (pnd_arg_intp(PyTuple_GET_ITEM(items, i), &strides[i]) < 0) n = -1;
    }
    Py_DECREF(items);
    if (n < 0) return -1;
    if (a->nd != n) return pnd_array_check_meta(self); /* changed by an item's __index__ */
    pnd_array_memory(self, &lo, &hi);
    if (pnd_shape_size_over(n, a->dimensions, &size) ||
        (size > 0 && !pnd_strides_in_bounds(n, a->dimensions, strides, a->descr->elsize, -lo, hi - lo))) {
        PyErr_SetString(PyExc_ValueError, "strides is not compatible with available memory");
        return -1;
    }
    if (pnd_array_check_strides(self, n, a->dimensions, strides) < 0) return -1;
    return pnd_array_set_layout(self, n, a->dimensions, strides);
}

static PyObject *get_dtype(PyObject *self, void *unused)
{
    (void)unused;
    Py_INCREF(PND_ARRAY(self)->descr);
    return (PyObject *)PND_ARRAY(self)->descr;
}

static int set_dtype(PyObject *self, PyObject *value, void *unused)
{
    pnd_viewbuf out;
    pnd_error err;
    (void)unused;
    if (value == NULL) return cannot_delete("dtype");
    PndDescrObject *descr = pnd_descr_from_object(value, NULL);
    if (descr == NULL) return -1;
    const pnd_view v = pnd_array_view(self);
    if (!pnd_dtype_is_plain(descr->core) || !pnd_dtype_is_plain(v.dtype)) {
        PyErr_SetString(PyExc_TypeError, "Cannot change data-type for array of references.");
    } else if (pnd_view_dtype(&v, descr->core, &out, &err) < 0) {
        pnd_raise(&err);
    } else if (pnd_array_set_layout(self, out.v.ndim, out.shape, out.strides) == 0) {
        PndDescrObject *old = PND_ARRAY(self)->descr;
        PND_ARRAY(self)->descr = descr;
        pnd_array_update_flags(self);
        Py_DECREF(old);
        return 0;
    }
    Py_DECREF(descr);
    return -1;
}

static PyObject *get_ndim(PyObject *self, void *unused) { return (void)unused, PyLong_FromLong(PND_ARRAY(self)->nd); }
static PyObject *get_size(PyObject *self, void *unused) { return (void)unused, PyLong_FromSsize_t(pnd_array_size(self)); }
static PyObject *get_itemsize(PyObject *self, void *unused) { return (void)unused, PyLong_FromSsize_t(PND_ARRAY(self)->descr->elsize); }
static PyObject *get_nbytes(PyObject *self, void *unused)
{
    return (void)unused, PyLong_FromSsize_t(pnd_array_size(self) * PND_ARRAY(self)->descr->elsize);
}

/**************************************************************************** other views */

static PyObject *get_transposed(PyObject *self, void *unused)
{
    const PndArrayObject *a = PND_ARRAY(self);
    Py_ssize_t shape[PND_MAXDIMS], strides[PND_MAXDIMS];
    const int n = a->nd;
    (void)unused;
    for (int i = 0; i < n; i++) shape[i] = a->dimensions[n - 1 - i], strides[i] = a->strides[n - 1 - i];
    const pnd_view v = {a->data, a->descr->core, n, shape, strides};
    return pnd_array_view_descr(self, &v, a->descr, true);
}

static PyObject *get_matrix_transposed(PyObject *self, void *unused)
{
    const pnd_view v = pnd_array_view(self);
    pnd_viewbuf out;
    pnd_error err;
    (void)unused;
    if (v.ndim < 2) return PyErr_Format(PyExc_ValueError, "matrix transpose with ndim < 2 is undefined");
    if (pnd_swapaxes(&v, -1, -2, &out, &err) < 0) return pnd_raise(&err);
    return pnd_array_view_descr(self, &out.v, PND_ARRAY(self)->descr, true);
}

static PyObject *part_view(PyObject *self, int part)
{
    const pnd_view v = pnd_array_view(self);
    pnd_viewbuf out;
    pnd_error err;
    if (pnd_view_part(&v, part, &out, &err) < 0) return pnd_raise(&err);
    return pnd_array_view_of(self, &out.v, true);
}

static PyObject *get_real(PyObject *self, void *unused)
{
    (void)unused;
    if (PND_ARRAY(self)->descr->core->kind == 'c') return part_view(self, 0);
    Py_INCREF(self);
    return self;
}

static PyObject *get_imag(PyObject *self, void *unused)
{
    const PndArrayObject *a = PND_ARRAY(self);
    (void)unused;
    if (a->descr->core->kind == 'c') return part_view(self, 1);
    const bool fortran = (a->flags & PND_FLAG_F) && !(a->flags & PND_FLAG_C);
    PyObject *zeros = pnd_array_zeros(a->descr->core, a->nd, a->dimensions, fortran ? PND_ORDER_F : PND_ORDER_C);
    zeros = pnd_array_in_class(zeros, self);
    if (zeros) PND_ARRAY(zeros)->flags &= ~PND_FLAG_WRITEABLE;
    return zeros;
}

static int set_part(PyObject *self, PyObject *value, int part)
{
    pnd_view v;
    pnd_viewbuf out;
    pnd_error err;
    if (value == NULL) return cannot_delete(part ? "imag" : "real");
    if (pnd_array_writable(self, &v, NULL) < 0) return -1;
    if (v.dtype->kind != 'c') pnd_viewbuf_init(&out, &v);
    else if (pnd_view_part(&v, part, &out, &err) < 0) return pnd_raise_int(&err);
    pnd_array_pin(self);
    int status = pnd_assign_object(&out.v, value);
    pnd_array_unpin(self);
    return status;
}

static int set_real(PyObject *self, PyObject *value, void *unused) { return (void)unused, set_part(self, value, 0); }
static int set_imag(PyObject *self, PyObject *value, void *unused)
{
    (void)unused;
    if (PND_ARRAY(self)->descr->core->kind == 'c' || value == NULL) return set_part(self, value, 1);
    PyErr_SetString(PyExc_TypeError, "array does not have imaginary part to set");
    return -1;
}

static PyObject *get_flat(PyObject *self, void *unused) { return (void)unused, pnd_array_flat(self); }
static int set_flat(PyObject *self, PyObject *value, void *unused)
{
    (void)unused;
    if (value == NULL) return cannot_delete("flat iterator");
    return pnd_array_set_flat(self, value);
}

static PyObject *get_flags(PyObject *self, void *unused) { return (void)unused, pnd_array_flags(self); }
static PyObject *get_data(PyObject *self, void *unused) { return (void)unused, PyMemoryView_FromObject(self); }
static PyObject *get_base(PyObject *self, void *unused)
{
    PyObject *base = PND_ARRAY(self)->base;
    (void)unused;
    if (base == NULL) Py_RETURN_NONE;
    Py_INCREF(base);
    return base;
}
static PyObject *get_device(PyObject *self, void *unused) { return (void)self, (void)unused, PyUnicode_FromString("cpu"); }
static PyObject *get_priority(PyObject *self, void *unused) { return (void)self, (void)unused, PyFloat_FromDouble(0.0); }

PyGetSetDef pnd_array_getset[] = {
    {"T", get_transposed, NULL, "View of the transposed array: all axes reversed.", NULL},
    {"mT", get_matrix_transposed, NULL, "View with the last two axes exchanged.", NULL},
    {"shape", get_shape, set_shape,
     "Tuple of the lengths of the axes; may be set to another shape of the same size, where no copy is needed.", NULL},
    {"strides", get_strides, set_strides, "Tuple of the steps, in bytes, along the axes.", NULL},
    {"dtype", get_dtype, set_dtype, "The elements' data type.", NULL},
    {"ndim", get_ndim, NULL, "Number of axes.", NULL},
    {"size", get_size, NULL, "Number of elements.", NULL},
    {"itemsize", get_itemsize, NULL, "Length of an element in bytes.", NULL},
    {"nbytes", get_nbytes, NULL, "Bytes the elements take: size * itemsize.", NULL},
    {"real", get_real, set_real, "The real part: a view of complex arrays, the array itself for others.", NULL},
    {"imag", get_imag, set_imag, "The imaginary part: a view of complex arrays, read-only zeros for others.", NULL},
    {"flat", get_flat, set_flat, "A one-dimensional iterator over the array, in C order.", NULL},
    {"flags", get_flags, NULL, "Memory layout flags.", NULL},
    {"data", get_data, NULL, "Buffer of the array's data: a memoryview.", NULL},
    {"base", get_base, NULL, "The object that owns the memory, or None.", NULL},
    {"device", get_device, NULL, "'cpu'.", NULL},
    {"__array_priority__", get_priority, NULL, "Array priority.", NULL},
    {NULL},
};
