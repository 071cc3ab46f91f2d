/*
 * Pickling.
 *
 * Protocols up to 4 carry the bytes: `_reconstruct(type, (0,), b'b')` makes an empty array that __setstate__ fills with
 * (1, shape, dtype, is_fortran, bytes), NumPy's tuple; objects stand in a list in the place of the bytes.  Protocol 5 hands the memory of contiguous arrays to pickle's
 * buffer callback, in band or out: `_frombuffer(buffer, dtype, shape, order)`.  Both live in pyndarray._core.multiarray,
 * so that a pickle names no private file.
 */
#include "pickle.h"

#include "../convert/args.h"
#include "../convert/coerce.h"
#include "../engine/assign.h"
#include "../object/objref.h"
#include "../object/scalar.h"
#include "../platform/checked.h"
#include "../py/errors.h"
#include "../py/signature.h"
#include "../py/state.h"
#include "buffer.h"

static PyObject *reconstruct, *frombuffer, *scalar_maker; /* made at import, for the life of the process */

static bool is_fortran(const PndArrayObject *a) { return (a->flags & PND_FLAG_F) && !(a->flags & PND_FLAG_C); }

/* All elements, packed in C order, or in Fortran order for arrays laid out that way. */
static PyObject *packed_bytes(PyObject *self)
{
    PndArrayObject *a = PND_ARRAY(self);
    Py_ssize_t n = pnd_array_size(self) * a->descr->elsize, strides[PND_MAXDIMS], unused;
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, n);
    pnd_error err;
    if (!bytes) return NULL;
    if (pnd_strides_fill(a->nd, a->dimensions, a->descr->elsize, is_fortran(a) ? PND_ORDER_F : PND_ORDER_C, strides, &unused, &err) == 0) {
        pnd_view src = pnd_array_view(self), dst = {PyBytes_AS_STRING(bytes), a->descr->core, a->nd, a->dimensions, strides};
        pnd_array_pin(self); /* a signal handler may run meanwhile */
        int status = pnd_assign(&dst, &src, NULL, NULL, &err);
        pnd_array_unpin(self);
        if (status == 0) return bytes;
    }
    Py_DECREF(bytes);
    return pnd_raise(&err);
}

/* All elements as a list: in C order always, as NumPy lists them. */
static PyObject *packed_list(PyObject *self)
{
    PyObject *flat = pnd_array_copy_of(self, PND_ARRAY(self)->descr->core, PND_ORDER_C, false); /* what follows runs no code but ours */
    if (!flat) return NULL;
    const Py_ssize_t n = pnd_array_size(flat);
    PyObject *list = PyList_New(n);
    for (Py_ssize_t i = 0; list && i < n; i++)
        PyList_SET_ITEM(list, i, pnd_objref_get(PND_ARRAY(flat)->data + i * PND_ARRAY(flat)->descr->elsize));
    Py_DECREF(flat);
    return list;
}

/* ---- protocols 0 to 4 ------------------------------------------------------------------------------------------------------------ */

static PyObject *array_reduce(PyObject *const *args)
{
    PyObject *self = args[0], *shape = pnd_shape_tuple(PND_ARRAY(self)->nd, PND_ARRAY(self)->dimensions), *bytes = NULL, *result = NULL;
    if (shape) bytes = pnd_dtype_is_object(PND_ARRAY(self)->descr->core) ? packed_list(self) : packed_bytes(self);
    if (bytes)
        result = Py_BuildValue("O(O(i)y#)(iOOOO)", reconstruct, (PyObject *)Py_TYPE(self), 0, "b", (Py_ssize_t)1, 1, shape,
                               (PyObject *)PND_ARRAY(self)->descr, is_fortran(PND_ARRAY(self)) ? Py_True : Py_False, bytes);
    Py_XDECREF(shape);
    Py_XDECREF(bytes);
    return result;
}

/* subtype, shape, dtype: an array that __setstate__ will fill. */
static PyObject *make_empty(PyObject *const *args)
{
    int nd;
    Py_ssize_t shape[PND_MAXDIMS];
    if (!PyType_Check(args[0]) || !PyType_IsSubtype((PyTypeObject *)args[0], &PndArray_Type)) {
        PyErr_Format(PyExc_TypeError, "_reconstruct: the first argument must be ndarray or a subclass, not %R", args[0]);
        return NULL;
    }
    if (pnd_arg_shape(args[1], &nd, shape) < 0) return NULL;
    bool placeholder = PyBytes_Check(args[2]); /* b'b': int8, as NumPy writes it */
    PndDescrObject *descr =
        placeholder ? (PndDescrObject *)Py_NewRef(pnd_descr_builtin(PND_DT(BYTE))) : pnd_descr_from_object(args[2], NULL);
    PyObject *result = descr ? pnd_array_from_data((PyTypeObject *)args[0], descr, nd, shape, NULL, NULL, 0, NULL, NULL) : NULL;
    Py_XDECREF(descr);
    return result;
}

static int fill_from_bytes(PyObject *self, PndDescrObject *descr, int nd, const Py_ssize_t *shape, bool fortran, PyObject *bytes)
{
    Py_ssize_t size, nbytes;
    if (pnd_shape_size_over(nd, shape, &size) || pnd_mul_over(size, descr->elsize, &nbytes) || nbytes != PyBytes_GET_SIZE(bytes)) {
        PyErr_Format(PyExc_ValueError, "buffer size does not match array size: %zd bytes for %zd elements of %zd bytes",
                     PyBytes_GET_SIZE(bytes), size, descr->elsize);
        return -1;
    }
    if (pnd_array_reset(self, descr, nd, shape, fortran ? PND_ORDER_F : PND_ORDER_C) < 0) return -1;
    memcpy(PND_ARRAY(self)->data, PyBytes_AS_STRING(bytes), (size_t)nbytes);
    return 0;
}

static int fill_from_list(PyObject *self, PndDescrObject *descr, int nd, const Py_ssize_t *shape, bool fortran, PyObject *list)
{
    Py_ssize_t size;
    if (pnd_shape_size_over(nd, shape, &size) || size != PyList_GET_SIZE(list)) {
        PyErr_Format(PyExc_ValueError, "a list of %zd objects does not fill an array of another size", PyList_GET_SIZE(list));
        return -1;
    }
    PyObject *items = pnd_array_new(descr->core, nd, shape, PND_ORDER_C); /* dropping what the array held may run any code */
    if (!items) return -1;
    char *p = PND_ARRAY(items)->data;
    for (Py_ssize_t i = 0; i < size; i++, p += descr->elsize) pnd_objref_put(p, Py_NewRef(PyList_GET_ITEM(list, i)));
    int status = pnd_array_reset(self, descr, nd, shape, fortran ? PND_ORDER_F : PND_ORDER_C);
    if (status == 0) {
        const pnd_view from = pnd_array_view(items), to = pnd_array_view(self);
        pnd_array_pin(self);
        status = pnd_assign_view(&to, &from, NULL);
        pnd_array_unpin(self);
    }
    Py_DECREF(items);
    return status;
}

/* self, state */
static PyObject *array_setstate(PyObject *const *args)
{
    PyObject *state = args[1];
    int nd;
    Py_ssize_t shape[PND_MAXDIMS], n = PyTuple_Check(state) ? PyTuple_GET_SIZE(state) : 0;
    if (n != 5 && n != 4) return PyErr_Format(PyExc_TypeError, "__setstate__ needs a tuple of 5 items, not %R", state);
    Py_ssize_t k = n - 4; /* version 0 had no number */
    PyObject *descr = PyTuple_GET_ITEM(state, k + 1), *bytes = PyTuple_GET_ITEM(state, k + 3);
    if (k && (!PyLong_Check(PyTuple_GET_ITEM(state, 0)) || PyLong_AsLong(PyTuple_GET_ITEM(state, 0)) != 1)) {
        if (!PyErr_Occurred())
            PyErr_Format(PyExc_ValueError, "can't handle version %R of numpy.ndarray pickle", PyTuple_GET_ITEM(state, 0));
        return NULL;
    }
    const bool object = pnd_is_descr(descr) && pnd_dtype_is_object(PND_DESCR(descr)->core);
    if (!PyTuple_Check(PyTuple_GET_ITEM(state, k)) || !pnd_is_descr(descr) || !(object ? PyList_Check(bytes) : PyBytes_Check(bytes)) ||
        (!object && !pnd_dtype_is_plain(PND_DESCR(descr)->core)))
        return PyErr_Format(PyExc_TypeError, "__setstate__: (1, shape, dtype, is_fortran, %s) wanted, not %R",
                            object ? "list of objects" : "bytes", state);
    int fortran = PyObject_IsTrue(PyTuple_GET_ITEM(state, k + 2));
    if (fortran < 0 || pnd_arg_shape(PyTuple_GET_ITEM(state, k), &nd, shape) < 0) return NULL;
    int (*fill)(PyObject *, PndDescrObject *, int, const Py_ssize_t *, bool, PyObject *) = object ? fill_from_list : fill_from_bytes;
    if (fill(args[0], PND_DESCR(descr), nd, shape, fortran, bytes) < 0) return NULL;
    Py_RETURN_NONE;
}

/* ---- protocol 5 --------------------------------------------------------------------------------------------------------------------- */

static PyObject *reduce_buffer(PyObject *self)
{
    PndArrayObject *a = PND_ARRAY(self);
    bool fortran = is_fortran(a);
    PyObject *memory = NULL, *shape = pnd_shape_tuple(a->nd, a->dimensions), *result = NULL;
    PyObject *flat = fortran ? PyObject_GetAttrString(self, "T") : Py_NewRef(self), *raw = NULL;
    if (flat) { /* bytes: every dtype has them, whatever the buffer protocol can name */
        pnd_view v = pnd_array_view(flat);
        Py_ssize_t n = pnd_array_size(self) * a->descr->elsize, one = 1;
        pnd_view bytes = {v.data, PND_DT(UBYTE), 1, &n, &one};
        raw = pnd_array_view_of(flat, &bytes, false);
    }
    if (raw) memory = PyPickleBuffer_FromObject(raw);
    if (memory && shape) result = Py_BuildValue("O(OOOs)", frombuffer, memory, (PyObject *)a->descr, shape, fortran ? "F" : "C");
    Py_XDECREF(flat);
    Py_XDECREF(raw);
    Py_XDECREF(memory);
    Py_XDECREF(shape);
    return result;
}

/* self, protocol */
static PyObject *array_reduce_ex(PyObject *const *args)
{
    PyObject *self = args[0];
    long protocol = PyLong_AsLong(args[1]);
    if (protocol == -1 && PyErr_Occurred()) return NULL;
    bool contiguous = (PND_ARRAY(self)->flags & (PND_FLAG_C | PND_FLAG_F)) && pnd_dtype_is_plain(PND_ARRAY(self)->descr->core);
    if (protocol < 5 || !contiguous || !pnd_is_exact_array(self) || pnd_array_size(self) == 0)
        return PyObject_CallMethod(self, "__reduce__", NULL);
    return reduce_buffer(self);
}

/* buffer, dtype, shape, order: shares the buffer's memory. */
static PyObject *from_buffer(PyObject *const *args)
{
    int nd;
    Py_ssize_t shape[PND_MAXDIMS], strides[PND_MAXDIMS], nbytes;
    pnd_order order;
    pnd_error err;
    const Py_buffer *b;
    if (!pnd_is_descr(args[1]) || pnd_arg_shape(args[2], &nd, shape) < 0 || pnd_arg_order(args[3], PND_ORDER_C, &order) < 0) {
        if (!PyErr_Occurred()) PyErr_Format(PyExc_TypeError, "_frombuffer: a dtype is wanted, not %R", args[1]);
        return NULL;
    }
    PndDescrObject *descr = PND_DESCR(args[1]);
    if (!pnd_dtype_is_plain(descr->core)) return PyErr_Format(PyExc_TypeError, "_frombuffer: %R cannot be read from bytes", args[1]);
    if (pnd_strides_fill(nd, shape, descr->elsize, order, strides, &nbytes, &err) < 0) return pnd_raise(&err);
    PyObject *holder = pnd_buffer_holder_new(args[0], PyBUF_SIMPLE, &b), *result = NULL;
    if (!holder) return NULL;
    if (b->len != nbytes)
        PyErr_Format(PyExc_ValueError, "_frombuffer: a buffer of %zd bytes cannot hold the %zd bytes of its array", b->len, nbytes);
    else if (nbytes == 0) result = pnd_array_new(descr->core, nd, shape, order);
    else
        result = pnd_array_from_data(&PndArray_Type, descr, nd, shape, strides, b->buf, b->readonly ? 0 : PND_FLAG_WRITEABLE, holder, NULL);
    Py_DECREF(holder);
    return result;
}

/* ---- scalars ---------------------------------------------------------------------------------------------------------------------------- */

/* dtype, bytes; of dtype=object the object itself */
static PyObject *make_scalar(PyObject *const *args)
{
    if (pnd_is_descr(args[0]) && pnd_dtype_is_object(PND_DESCR(args[0])->core)) return Py_NewRef(args[1]);
    if (!pnd_is_descr(args[0]) || !pnd_dtype_is_builtin(PND_DESCR(args[0])->core) || !PyBytes_Check(args[1]) ||
        PyBytes_GET_SIZE(args[1]) != PND_DESCR(args[0])->elsize)
        return PyErr_Format(PyExc_TypeError, "scalar() needs a dtype and as many bytes as it has, not %R, %R", args[0], args[1]);
    return pnd_scalar_new(PND_DESCR(args[0])->core, PyBytes_AS_STRING(args[1]));
}

static PyObject *scalar_reduce(PyObject *const *args)
{
    const pnd_dtype *d = pnd_scalar_dtype(args[0]);
    if (!d) return PyErr_Format(PyExc_TypeError, "cannot pickle %R", args[0]);
    char bytes[32];
    memcpy(bytes, pnd_scalar_data(args[0]), (size_t)d->size);
    if (d->idx == PND_IDX_LONGDOUBLE || d->idx == PND_IDX_CLONGDOUBLE) /* padding is not data */
        for (intptr_t i = 0; i < d->size; i += 16) memset(bytes + i + 10, 0, 6);
    return Py_BuildValue("O(Oy#)", scalar_maker, (PyObject *)pnd_descr_builtin(d), bytes, (Py_ssize_t)d->size);
}

/* ---- rows ---------------------------------------------------------------------------------------------------------------------------------- */

static const pnd_callable array_methods[] = {
    {"__reduce__", "self", "For pickle, protocols 0 to 4, and copy.", array_reduce},
    {"__reduce_ex__", "self, protocol, /", "For pickle; protocol 5 hands out the memory itself.", array_reduce_ex},
    {"__setstate__", "self, state, /", "For pickle: takes (1, shape, dtype, is_fortran, bytes).", array_setstate},
    {NULL, NULL, NULL, NULL},
};
static const pnd_callable scalar_methods[] = {{"__reduce__", "self", "For pickle and copy.", scalar_reduce}, {NULL, NULL, NULL, NULL}};
static const pnd_callable rebuilders[] = {
    {"_reconstruct", "subtype, shape, dtype, /", "Makes the array that __setstate__ fills.", make_empty},
    {"_frombuffer", "buffer, dtype, shape, order, /", "Array over the memory of a pickled buffer.", from_buffer},
    {"scalar", "dtype, bytes, /", "Makes a pickled scalar again.", make_scalar},
    {NULL, NULL, NULL, NULL},
};

int pnd_pickle_init(PyObject *module)
{
    PyObject *m = pnd_core_submodule("multiarray"); /* borrowed */
    PyObject **const where[] = {&reconstruct, &frombuffer, &scalar_maker};
    (void)module;
    if (!m) return -1;
    for (int i = 0; rebuilders[i].name; i++) {
        *where[i] = pnd_function_new(&rebuilders[i], "._core.multiarray");
        if (!*where[i] || PyModule_AddObjectRef(m, rebuilders[i].name, *where[i]) < 0) return -1;
    }
    if (pnd_type_add_methods(&PndArray_Type, array_methods) < 0) return -1;
    return pnd_type_add_methods(&PndGeneric_Type, scalar_methods);
}
