/*
 * Constructors: ndarray(shape, dtype, buffer, offset, strides, order), and the scalar types' float32(x).
 *
 * A scalar type called with a Python number stores it straight; anything else goes through an array, so that float64([1, 2])
 * is an array as in NumPy.
 */
#include "scalars.h"

#include "../convert/args.h"
#include "../convert/coerce.h"
#include "../convert/item.h"
#include "../object/scalar.h"
#include "../py/errors.h"
#include "buffer.h"

/* ---- ndarray ------------------------------------------------------------------------------------------------------------------------------ */

typedef struct construction {
    PyTypeObject *type;
    PndDescrObject *descr;
    int nd, nstrides; /* nstrides -1: none given */
    Py_ssize_t shape[PND_MAXDIMS], strides[PND_MAXDIMS], offset;
    pnd_order order;
} construction;

static int check_strides(const construction *c, Py_ssize_t available)
{
    if (c->nstrides != c->nd) {
        PyErr_SetString(PyExc_ValueError, "strides, if given, must be the same length as shape");
        return -1;
    }
    if (pnd_strides_in_bounds(c->nd, c->shape, c->strides, c->descr->elsize, c->offset, available)) return 0;
    PyErr_SetString(PyExc_ValueError, "strides is incompatible with shape of requested array and size of buffer");
    return -1;
}

/* Strides where none were given, and the bytes they take. */
static int fill_strides(construction *c, Py_ssize_t *nbytes)
{
    pnd_error err;
    if (pnd_strides_fill(c->nd, c->shape, c->descr->elsize, c->order, c->nstrides < 0 ? c->strides : (Py_ssize_t[PND_MAXDIMS]){0}, nbytes,
                         &err) == 0)
        return 0;
    return pnd_raise_int(&err);
}

static PyObject *construct_fresh(construction *c)
{
    Py_ssize_t nbytes;
    if (fill_strides(c, &nbytes) < 0) return NULL;
    if (c->nstrides >= 0) {
        c->offset = 0;
        if (check_strides(c, nbytes) < 0) return NULL;
        if (nbytes == 0) c->nstrides = -1; /* as NumPy: an empty array's strides are its own */
    }
    return pnd_array_from_data(c->type, c->descr, c->nd, c->shape, c->nstrides >= 0 ? c->strides : NULL, NULL,
                               c->order == PND_ORDER_F ? PND_FLAG_F : 0, NULL, NULL);
}

/* The memory a buffer offers, writeable where it allows that; *base: new reference to what keeps it alive. */
static int open_buffer(PyObject *o, char **data, Py_ssize_t *size, int *flags, PyObject **base)
{
    const Py_buffer *view;
    if (pnd_is_array(o) && (PND_ARRAY(o)->flags & PND_FLAG_C) && pnd_dtype_is_plain(PND_ARRAY(o)->descr->core)) {
        *data = PND_ARRAY(o)->data;
        *size = pnd_array_size(o) * PND_ARRAY(o)->descr->elsize;
        *flags = PND_ARRAY(o)->flags & PND_FLAG_WRITEABLE;
        *base = Py_NewRef(o);
        return 0;
    }
    *flags = PND_FLAG_WRITEABLE;
    if (!(*base = pnd_buffer_holder_new(o, PyBUF_WRITABLE, &view))) {
        if (!PyErr_ExceptionMatches(PyExc_BufferError) && !PyErr_ExceptionMatches(PyExc_TypeError)) return -1;
        PyErr_Clear();
        *flags = 0;
        if (!(*base = pnd_buffer_holder_new(o, PyBUF_SIMPLE, &view))) return -1;
    }
    *data = view->buf;
    *size = view->len;
    return 0;
}

/* The bytes the buffer offers must hold the array. */
static PyObject *construct_on_buffer(construction *c, PyObject *buffer)
{
    Py_ssize_t nbytes, available;
    PyObject *result = NULL, *base = NULL;
    char *data;
    int flags;
    if (!pnd_dtype_is_plain(c->descr->core))
        return PyErr_Format(PyExc_ValueError, "cannot construct an %s array from buffer data", c->descr->core->name);
    if (fill_strides(c, &nbytes) < 0) return NULL;
    if (c->nstrides < 0) pnd_strides_contiguous(c->nd, c->shape, c->descr->elsize, c->order, c->strides);
    if (open_buffer(buffer, &data, &available, &flags, &base) < 0) return NULL;
    if (c->nstrides >= 0) {
        if (check_strides(c, available) < 0) goto done;
    } else if (c->offset < 0 || c->offset > available || nbytes > available - c->offset) {
        PyErr_SetString(PyExc_TypeError, "buffer is too small for requested array");
        goto done;
    }
    result = pnd_array_from_data(c->type, c->descr, c->nd, c->shape, c->strides, data + c->offset, flags, base, NULL);
done:
    Py_DECREF(base);
    return result;
}

static PyObject *array_tp_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"shape", "dtype", "buffer", "offset", "strides", "order", NULL};
    PyObject *shape, *dtype = NULL, *buffer = NULL, *strides = NULL, *order = NULL, *result = NULL;
    construction c = {.type = type, .nstrides = -1, .order = PND_ORDER_C};
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|OOnOO:ndarray", names, &shape, &dtype, &buffer, &c.offset, &strides, &order))
        return NULL;
    if (pnd_arg_shape(shape, &c.nd, c.shape) < 0 || pnd_arg_order(order, PND_ORDER_C, &c.order) < 0) return NULL;
    if (strides && strides != Py_None && pnd_arg_shape(strides, &c.nstrides, c.strides) < 0) return NULL;
    if (!(c.descr = pnd_descr_from_object(dtype ? dtype : Py_None, NULL))) return NULL;
    if (c.order != PND_ORDER_F) c.order = PND_ORDER_C;
    result = buffer && buffer != Py_None ? construct_on_buffer(&c, buffer) : construct_fresh(&c);
    Py_DECREF(c.descr);
    return result;
}

/* ---- scalars ------------------------------------------------------------------------------------------------------------------------------- */

/* A scalar of `type`, which is a subtype of row d's, from one native element. */
static PyObject *scalar_of(PyTypeObject *type, const pnd_dtype *d, const char *p)
{
    if (type == &pnd_scalar_types[d->idx]) return pnd_scalar_new(d, p);
    PyObject *o = type->tp_alloc(type, 0);
    if (o) memcpy(((PndScalarObject *)o)->value, p, (size_t)d->size);
    return o;
}

/* Values that are stored without making an array of them. */
static bool is_one_value(PyObject *o)
{
    return PyFloat_CheckExact(o) || PyLong_Check(o) || PyComplex_CheckExact(o) || PyUnicode_Check(o) || PyBytes_Check(o) || o == Py_None;
}

/* object_(x): x itself, or an array when it is a sequence. */
static PyObject *make_object(PyObject *value)
{
    if (!value) Py_RETURN_NONE;
    PyObject *array = pnd_as_array(value, pnd_descr_builtin(PND_DT(OBJECT)), PND_AS_FORCECAST, 0);
    if (!array || PND_ARRAY(array)->nd > 0) return array;
    PyObject *o = pnd_scalar_new(PND_DT(OBJECT), PND_ARRAY(array)->data);
    Py_DECREF(array);
    return o;
}

static PyObject *make_scalar(PyTypeObject *type, const pnd_dtype *d, PyObject *value)
{
    _Alignas(16) char bytes[32] = {0};
    if (!value) return scalar_of(type, d, bytes);
    if (is_one_value(value)) {
        if (pnd_item_set(d, bytes, value) < 0) return NULL;
        return scalar_of(type, d, bytes);
    }
    if (d == PND_DT(DOUBLE) && (PyByteArray_Check(value) || PyMemoryView_Check(value))) { /* float64 reads text wherever float does */
        PyObject *number = PyNumber_Float(value);
        if (number) {
            const double x = PyFloat_AS_DOUBLE(number);
            Py_DECREF(number);
            return scalar_of(type, d, (const char *)&x);
        }
        if (!PyErr_ExceptionMatches(PyExc_ValueError) && !PyErr_ExceptionMatches(PyExc_TypeError)) return NULL;
        PyErr_Clear();
    }
    if (Py_TYPE(value) == &pnd_scalar_types[d->idx]) return scalar_of(type, d, pnd_scalar_data(value));
    PyObject *array = pnd_as_array(value, pnd_descr_builtin(d), PND_AS_FORCECAST, 0);
    if (!array || PND_ARRAY(array)->nd > 0) return array;
    memcpy(bytes, PND_ARRAY(array)->data, (size_t)d->size);
    Py_DECREF(array);
    return scalar_of(type, d, bytes);
}

static int wrong_arguments(const pnd_dtype *d, Py_ssize_t n, bool keywords)
{
    const bool two = d->kind == 'c';
    if (keywords) PyErr_Format(PyExc_TypeError, "%s() takes no keyword arguments", d->name);
    else PyErr_Format(PyExc_TypeError, "%s() takes at most %d argument%s (%zd given)", d->name, two ? 2 : 1, two ? "s" : "", n);
    return -1;
}

/* complex64(real, imag): both real numbers. */
static PyObject *make_from_parts(PyTypeObject *type, const pnd_dtype *d, PyObject *const *parts)
{
    for (int i = 0; i < 2; i++)
        if (PyComplex_CheckExact(parts[i]) || !(PyNumber_Check(parts[i]) || pnd_is_scalar(parts[i])))
            return PyErr_Format(PyExc_TypeError, "Could not convert arguments into a complex scalar. '(%R, %R)' given.", parts[0],
                                parts[1]);
    PyObject *z = PyObject_Vectorcall((PyObject *)&PyComplex_Type, parts, 2, NULL), *result = z ? make_scalar(type, d, z) : NULL;
    Py_XDECREF(z);
    return result;
}

static PyObject *construct_scalar(PyTypeObject *type, PyObject *const *args, Py_ssize_t n, bool keywords)
{
    const int row = pnd_scalar_row(type);
    const pnd_dtype *d = &pnd_dtype_rows[row];
    assert(row >= 0);
    if (keywords || n > (d->kind == 'c' ? 2 : 1)) return wrong_arguments(d, n, keywords), NULL;
    if (pnd_dtype_is_object(d)) return make_object(n ? args[0] : NULL);
    return n == 2 ? make_from_parts(type, d, args) : make_scalar(type, d, n ? args[0] : NULL);
}

static PyObject *scalar_tp_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    return construct_scalar(type, &PyTuple_GET_ITEM(args, 0), PyTuple_GET_SIZE(args), kwargs && PyDict_GET_SIZE(kwargs) > 0);
}

static PyObject *scalar_vectorcall(PyObject *type, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    return construct_scalar((PyTypeObject *)type, args, PyVectorcall_NARGS(nargsf), kwnames && PyTuple_GET_SIZE(kwnames) > 0);
}

void pnd_construct_slots(void)
{
    PndArray_Type.tp_new = array_tp_new;
    for (int idx = 0; idx < PND_NIDX; idx++) {
        pnd_scalar_types[idx].tp_new = scalar_tp_new;
        pnd_scalar_types[idx].tp_vectorcall = scalar_vectorcall;
    }
}
