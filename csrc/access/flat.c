/*
 * a.flat: the array as one axis in C order, readable, assignable and iterable, whatever its strides.
 *
 * Reading by slices and arrays copies; assignment repeats the value's elements as often as they are needed.
 */
#include "access.h"

#include "../convert/item.h"
#include "../engine/flat.h"
#include "../engine/put.h"
#include "../object/scalar.h"

static const char bad_index[] = "only integers, slices (`:`), ellipsis (`...`) and integer or boolean arrays are valid indices";

typedef struct flatiter {
    PyObject_HEAD PyObject *array;
    PyObject *base; /* what the attribute shows */
    Py_ssize_t next;
} flatiter;

#define FLAT(o) ((flatiter *)(o))

PyObject *pnd_flat_over(PyObject *array, PyObject *base)
{
    flatiter *it = PyObject_New(flatiter, &PndFlatIter_Type);
    if (it == NULL) return NULL;
    it->array = Py_NewRef(array);
    it->base = Py_NewRef(base);
    it->next = 0;
    return (PyObject *)it;
}

PyObject *pnd_array_flat(PyObject *self) { return pnd_flat_over(self, self); }
void pnd_flat_reset(PyObject *flat) { FLAT(flat)->next = 0; }

static void flat_dealloc(PyObject *self)
{
    Py_DECREF(FLAT(self)->array);
    Py_DECREF(FLAT(self)->base);
    PyObject_Free(self);
}

PyObject *pnd_flat_next(PyObject *self)
{
    const pnd_view v = pnd_array_view(FLAT(self)->array);
    if (FLAT(self)->next >= pnd_view_size(&v)) return NULL;
    return pnd_scalar_new(v.dtype, pnd_flat_address(&v, FLAT(self)->next++));
}

static Py_ssize_t flat_length(PyObject *self) { return pnd_array_size(FLAT(self)->array); }

/**************************************************************************** positions */

static PyObject *new_positions(Py_ssize_t n) { return pnd_array_new(PND_DT(LONG), 1, &n, PND_ORDER_C); }
static intptr_t *positions_of(PyObject *array) { return (intptr_t *)(void *)PND_ARRAY(array)->data; }

static PyObject *slice_positions(Py_ssize_t start, Py_ssize_t step, Py_ssize_t n)
{
    PyObject *p = new_positions(n);
    for (Py_ssize_t i = 0; p && i < n; i++) positions_of(p)[i] = start + i * step;
    return p;
}

static PyObject *mask_positions(PyObject *mask, Py_ssize_t size)
{
    const pnd_view v = pnd_array_view(mask);
    pnd_error err;
    intptr_t count, written;
    if (v.ndim != 1)
        return PyErr_Format(PyExc_IndexError, "too many indices for flat iterator: flat iterator is 1-dimensional, but %d were indexed",
                            v.ndim);
    if (v.shape[0] != size)
        return PyErr_Format(
            PyExc_IndexError,
            "boolean index did not match indexed flat iterator along axis 0; size of axis is %zd but size of corresponding boolean "
            "axis is %zd",
            size, v.shape[0]);
    if (pnd_nonzero_count(&v, &count, &err) < 0) return pnd_raise(&err);
    PyObject *p = new_positions(count);
    if (p == NULL) return NULL;
    if (pnd_nonzero_fill(&v, count, positions_of(p), &written, &err) < 0) {
        Py_DECREF(p);
        return pnd_raise(&err);
    }
    PND_ARRAY(p)->dimensions[0] = written;
    return p;
}

/* A private copy, so that what was checked is what is used. */
static PyObject *array_positions(PyObject *array, Py_ssize_t size)
{
    PyObject *p = pnd_as_array(array, pnd_descrs[0][PND_IDX_LONG], PND_AS_COPY | PND_AS_C | PND_AS_FORCECAST, 0);
    if (p == NULL) return NULL;
    intptr_t *x = positions_of(p);
    for (Py_ssize_t i = 0, n = pnd_array_size(p); i < n; i++) {
        if (x[i] < -size || x[i] >= size) {
            PyErr_Format(PyExc_IndexError, "index %zd is out of bounds for size %zd", x[i], size);
            Py_DECREF(p);
            return NULL;
        }
        if (x[i] < 0) x[i] += size;
    }
    return p;
}

static const char bad_bools[] = "boolean indices for iterators are not supported because of previous behavior that was confusing (valid "
                                "boolean indices are expected to work in the future)";
static const char old_bool[] = "Indexing flat iterators with a 0-dimensional boolean index is deprecated and may be removed in a future "
                               "version. (Deprecated NumPy 2.4)";
static const char old_cast[] = "Invalid non-array indices for iterator objects are deprecated and will be removed in a future version. "
                               "(Deprecated NumPy 2.4)";

static int check_one(Py_ssize_t i, Py_ssize_t size, Py_ssize_t *one)
{
    if (i < -size || i >= size) return PyErr_Format(PyExc_IndexError, "index %zd is out of bounds for size %zd", i, size), -1;
    return *one = i < 0 ? i + size : i, 0;
}

/* True is the first element, False none. */
static PyObject *bool_positions(bool truth, Py_ssize_t size, Py_ssize_t *one)
{
    if (PyErr_WarnEx(PyExc_DeprecationWarning, old_bool, 1) < 0) return NULL;
    if (!truth) return new_positions(0);
    (void)check_one(0, size, one);
    return NULL;
}

/* Lists, numbers and whatever else becomes an array of integers, or of numbers that are cut off to integers. */
static PyObject *converted_positions(PyObject *key, Py_ssize_t size, Py_ssize_t *one)
{
    PyObject *array = pnd_as_array(key, NULL, 0, 0), *p = NULL;
    if (array == NULL) return NULL;
    const pnd_dtype *d = PND_ARRAY(array)->descr->core;
    const bool empty = pnd_array_size(array) == 0, inexact = d->kind == 'f' || d->kind == 'c' || d->num == PND_NUM_OBJECT;
    if (d->kind == 'b') PyErr_SetString(PyExc_IndexError, bad_bools);
    else if (!empty && !inexact && !pnd_dtype_is_integer(d)) PyErr_SetString(PyExc_IndexError, bad_index);
    else {
        p = array_positions(array, size);
        if (p && inexact && !empty && PyErr_WarnEx(PyExc_DeprecationWarning, old_cast, 1) < 0) Py_CLEAR(p);
        if (p && PND_ARRAY(p)->nd == 0) {
            *one = *positions_of(p);
            Py_CLEAR(p);
        }
    }
    Py_DECREF(array);
    return p;
}

/* New array of checked positions; an integer sets *one instead (NULL is returned then, without an error). */
static PyObject *positions(PyObject *key, Py_ssize_t size, bool writes, Py_ssize_t *one)
{
    Py_ssize_t start, stop, step;
    const bool alone = !PyTuple_Check(key);
    *one = -1;
    if (!alone) {
        const Py_ssize_t n = PyTuple_GET_SIZE(key);
        if (n > 1)
            return PyErr_Format(PyExc_IndexError,
                                "too many indices for flat iterator: flat iterator is 1-dimensional, but %zd were indexed", n);
        if (writes && (n == 0 || PyTuple_GET_ITEM(key, 0) == Py_Ellipsis))
            return PyErr_Format(PyExc_IndexError, "Assigning to a flat iterator with a 0-D index is not supported");
        if (n == 0) return slice_positions(0, 1, size);
        key = PyTuple_GET_ITEM(key, 0);
    }
    if (key == Py_Ellipsis) return slice_positions(0, 1, size);
    if (PySlice_Check(key)) {
        if (PySlice_Unpack(key, &start, &stop, &step) < 0) return NULL;
        Py_ssize_t n = pnd_slice_resolve(size, &start, &stop, step);
        return slice_positions(start, step, n);
    }
    if (alone && PyBool_Check(key)) return bool_positions(key == Py_True, size, one);
    if (pnd_is_array(key)) {
        const pnd_view v = pnd_array_view(key);
        if (v.dtype->idx == PND_IDX_BOOL) return v.ndim == 0 ? bool_positions(*v.data != 0, size, one) : mask_positions(key, size);
        if (!pnd_dtype_is_integer(v.dtype))
            return PyErr_Format(PyExc_IndexError, "arrays used as indices must be of integer (or boolean) type");
        if (v.ndim > 0) return array_positions(key, size);
    }
    if (key == Py_None || PyUnicode_Check(key) || PyBytes_Check(key)) return PyErr_SetString(PyExc_IndexError, bad_index), NULL;
    if (PyIndex_Check(key) && !PyBool_Check(key)) {
        if (pnd_arg_intp(key, &start) == 0) return (void)check_one(start, size, one), NULL;
        if (!PyErr_ExceptionMatches(PyExc_TypeError)) return NULL;
        PyErr_Clear();
    }
    return converted_positions(key, size, one);
}

/**************************************************************************** reading and writing */

static PyObject *flat_subscript(PyObject *self, PyObject *key)
{
    PyObject *array = FLAT(self)->array, *result = NULL;
    pnd_error err;
    Py_ssize_t one;
    PyObject *p = positions(key, pnd_array_size(array), false, &one);
    const pnd_view v = pnd_array_view(array);
    if (p == NULL) {
        if (one < 0) return NULL;
        return one < pnd_view_size(&v) ? pnd_scalar_new(v.dtype, pnd_flat_address(&v, one))
                                       : PyErr_Format(PyExc_RuntimeError, "array changed while it was indexed");
    }
    result = pnd_array_new(v.dtype, PND_ARRAY(p)->nd, PND_ARRAY(p)->dimensions, PND_ORDER_C);
    pnd_array_pin(array);
    if (result && pnd_flat_get(&v, positions_of(p), pnd_array_size(p), PND_ARRAY(result)->data, &err) < 0) {
        Py_CLEAR(result); /* indices are checked again, as the array may have shrunk while the key was converted */
        pnd_raise(&err);
    }
    pnd_array_unpin(array);
    Py_DECREF(p);
    return pnd_array_in_class(result, array);
}

/* Elements x[0..n) of v become those of values, again and again; x NULL: all in order. */
static int put_repeated(const pnd_view *v, const intptr_t *x, intptr_t n, PyObject *values)
{
    const intptr_t m = pnd_array_size(values);
    const char *data = PND_ARRAY(values)->data;
    pnd_error err;
    if (m == 0 || n == 0) return 0;
    const int status = x ? pnd_put(v, x, n, PND_MODE_RAISE, data, m, false, &err) : pnd_flat_fill(v, data, m, &err);
    return status < 0 ? pnd_raise_int(&err) : 0;
}

/* A copy in any case: values may be a view of the array itself. */
static PyObject *values_for(PyObject *array, PyObject *value)
{
    return pnd_as_array(value, PND_ARRAY(array)->descr, PND_AS_COPY | PND_AS_C | PND_AS_FORCECAST, 0);
}

int pnd_array_set_flat(PyObject *self, PyObject *value)
{
    pnd_view v;
    if (pnd_array_writable(self, &v, "array") < 0) return -1;
    pnd_array_pin(self);
    PyObject *values = values_for(self, value);
    int status = values ? put_repeated(&v, NULL, pnd_view_size(&v), values) : -1;
    Py_XDECREF(values);
    pnd_array_unpin(self);
    return status;
}

static int flat_ass_subscript(PyObject *self, PyObject *key, PyObject *value)
{
    PyObject *array = FLAT(self)->array, *p, *values = NULL;
    pnd_view v;
    Py_ssize_t one;
    int status = -1;
    if (value == NULL) {
        PyErr_SetString(PyExc_TypeError, "Cannot delete iterator elements");
        return -1;
    }
    if (pnd_array_writable(array, &v, "underlying array") < 0) return -1;
    pnd_array_pin(array);
    p = positions(key, pnd_view_size(&v), true, &one);
    if (p != NULL || one >= 0) values = values_for(array, value);
    if (values == NULL && one >= 0 && PyErr_ExceptionMatches(PyExc_ValueError)) {
        PyErr_Clear();
        PyErr_SetString(PyExc_ValueError, "Error setting single item of array.");
    }
    if (values && one >= 0) {
        if (PND_ARRAY(values)->nd > 0) PyErr_SetString(PyExc_ValueError, "Error setting single item of array.");
        else status = put_repeated(&v, &one, 1, values);
    } else if (values) {
        status = put_repeated(&v, positions_of(p), pnd_array_size(p), values);
    }
    Py_XDECREF(values);
    Py_XDECREF(p);
    pnd_array_unpin(array);
    return status;
}

/**************************************************************************** the type */

static PyObject *flat_copy(PyObject *self, PyObject *unused)
{
    (void)unused;
    PyObject *flat = pnd_array_ravel(FLAT(self)->array, PND_ORDER_C), *copy;
    if (flat == NULL) return NULL;
    copy = PND_ARRAY(flat)->base ? pnd_array_copy(flat, PND_ORDER_C, true) : Py_NewRef(flat);
    Py_DECREF(flat);
    return copy;
}

static PyObject *flat_array(PyObject *self, PyObject *args, PyObject *kwargs)
{
    (void)args, (void)kwargs;
    PyObject *array = FLAT(self)->array;
    const pnd_view v = pnd_array_view(array);
    array = pnd_is_exact_array(array) ? Py_NewRef(array) : pnd_array_view_of(array, &v, false);
    PyObject *flat = array ? pnd_array_ravel(array, PND_ORDER_C) : NULL;
    Py_XDECREF(array);
    if (flat && PND_ARRAY(flat)->base == NULL) PND_ARRAY(flat)->flags &= ~PND_FLAG_WRITEABLE; /* a copy: writing to it would be lost */
    return flat;
}

static PyObject *flat_compare(PyObject *a, PyObject *b, int op)
{
    PyObject *array = pnd_array_ravel(FLAT(a)->array, PND_ORDER_C), *result;
    if (array == NULL) return NULL;
    PyObject *other = Py_IS_TYPE(b, &PndFlatIter_Type) ? pnd_array_ravel(FLAT(b)->array, PND_ORDER_C) : Py_NewRef(b);
    result = other ? PyObject_RichCompare(array, other, op) : NULL;
    Py_XDECREF(other);
    Py_DECREF(array);
    return result;
}

static PyObject *flat_base(PyObject *self, void *unused) { return (void)unused, Py_NewRef(FLAT(self)->base); }
static PyObject *flat_index(PyObject *self, void *unused) { return (void)unused, PyLong_FromSsize_t(FLAT(self)->next); }
PyObject *pnd_flat_coords(PyObject *self)
{
    const PndArrayObject *a = PND_ARRAY(FLAT(self)->array);
    Py_ssize_t i = FLAT(self)->next;
    PyObject *t = PyTuple_New(a->nd);
    for (int k = a->nd - 1; t && k >= 0; k--) {
        Py_ssize_t n = a->dimensions[k] > 0 ? a->dimensions[k] : 1;
        PyObject *x = PyLong_FromSsize_t(k > 0 ? i % n : i);
        if (x == NULL) Py_CLEAR(t);
        else PyTuple_SET_ITEM(t, k, x);
        i /= n;
    }
    return t;
}

static PyObject *flat_coords(PyObject *self, void *unused) { return (void)unused, pnd_flat_coords(self); }

static PyMethodDef flat_methods[] = {
    {"copy", flat_copy, METH_NOARGS, "copy($self, /)\n--\n\nA copy of the elements as a 1-D array."},
    {"__array__", (PyCFunction)(void (*)(void))flat_array, METH_VARARGS | METH_KEYWORDS,
     "__array__($self, dtype=None, /, *, copy=None)\n--\n\nThe elements as a 1-D array."},
    {NULL},
};
static PyGetSetDef flat_getset[] = {
    {"base", flat_base, NULL, "The array that is iterated over.", NULL},
    {"index", flat_index, NULL, "Current flat index.", NULL},
    {"coords", flat_coords, NULL, "Current coordinates.", NULL},
    {NULL},
};
static PyMappingMethods flat_as_mapping = {
    .mp_length = flat_length, .mp_subscript = flat_subscript, .mp_ass_subscript = flat_ass_subscript};

PyTypeObject PndFlatIter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "pyndarray.flatiter",
    .tp_basicsize = sizeof(flatiter),
    .tp_dealloc = flat_dealloc,
    .tp_as_mapping = &flat_as_mapping,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_doc = "Flat iterator over an array, in C order.",
    .tp_richcompare = flat_compare,
    .tp_hash = PyObject_HashNotImplemented,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = pnd_flat_next,
    .tp_methods = flat_methods,
    .tp_getset = flat_getset,
};
