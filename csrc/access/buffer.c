/*
 * The buffer protocol, both ways.
 *
 * Export: shape, strides and format are copied into a block that the Py_buffer owns, so attributes may change under a
 * memoryview; the memory itself is pinned until the buffer is released.  A format never lies: dtypes without one raise
 * BufferError when a format is asked for.
 *
 * Import: the Py_buffer lives in a holder object that becomes the array's base.  Item size, format, extents and length
 * are checked against one another before anything is read.
 */
#include "buffer.h"

#include "../convert/coerce.h"
#include "../dtype/parse.h"
#include "../platform/checked.h"
#include "../platform/mem.h"
#include "../py/errors.h"
#include "../py/state.h"

/* ---- export -------------------------------------------------------------------------------------------------------------------- */

typedef struct exported {
    char format[8];
    Py_ssize_t dims[];
} exported;

static int refuse(const char *message)
{
    PyErr_SetString(PyExc_BufferError, message);
    return -1;
}

static int check_request(const PndArrayObject *a, int flags)
{
    bool c = a->flags & PND_FLAG_C, f = a->flags & PND_FLAG_F;
    if ((flags & PyBUF_WRITABLE) && !(a->flags & PND_FLAG_WRITEABLE)) return refuse("buffer source array is read-only");
    if ((flags & PyBUF_C_CONTIGUOUS) == PyBUF_C_CONTIGUOUS && !c) return refuse("ndarray is not C-contiguous");
    if ((flags & PyBUF_F_CONTIGUOUS) == PyBUF_F_CONTIGUOUS && !f) return refuse("ndarray is not Fortran contiguous");
    if ((flags & PyBUF_ANY_CONTIGUOUS) == PyBUF_ANY_CONTIGUOUS && !c && !f) return refuse("ndarray is not contiguous");
    if ((flags & PyBUF_STRIDES) != PyBUF_STRIDES && !c) return refuse("ndarray is not C-contiguous");
    return 0;
}

/* Strides of axes with at most one element mean nothing to us, but consumers want to see those of a contiguous array there. */
static void strides_of(const PndArrayObject *a, int flags, Py_ssize_t *strides)
{
    const bool want_f = (flags & PyBUF_F_CONTIGUOUS) == PyBUF_F_CONTIGUOUS, c = (a->flags & PND_FLAG_C) && !want_f;
    if (!c && !(a->flags & PND_FLAG_F)) {
        memcpy(strides, a->strides, sizeof(Py_ssize_t) * (size_t)a->nd);
        return;
    }
    pnd_strides_contiguous(a->nd, a->dimensions, a->descr->elsize, c ? PND_ORDER_C : PND_ORDER_F, strides);
}

static int array_getbuffer(PyObject *self, Py_buffer *view, int flags)
{
    PndArrayObject *a = PND_ARRAY(self);
    const bool plain = pnd_dtype_is_plain(a->descr->core); /* bytes written over references would be taken for objects */
    view->obj = NULL;
    if (check_request(a, flags) < 0) return -1;
    if (!plain && (flags & PyBUF_WRITABLE)) return refuse("the references of an array of objects are read-only in a buffer");
    if (!plain && !(flags & PyBUF_FORMAT)) return refuse("an array of objects holds references, not bytes");
    exported *e = pnd_malloc(sizeof *e + sizeof(Py_ssize_t) * 2 * (size_t)a->nd);
    if (!e) return PyErr_NoMemory(), -1;
    const char *format = pnd_dtype_is_builtin(a->descr->core) ? pnd_dtype_format(a->descr->core, e->format) : NULL;
    if ((flags & PyBUF_FORMAT) && !format) {
        pnd_free(e);
        PyErr_Format(PyExc_BufferError,
                     "the buffer protocol has no format for dtype %s; use .view() with an integer dtype of the same size, or DLPack",
                     a->descr->core->name);
        return -1;
    }
    memcpy(e->dims, a->dimensions, sizeof(Py_ssize_t) * (size_t)a->nd);
    strides_of(a, flags, e->dims + a->nd);
    *view = (Py_buffer){
        .buf = a->data,
        .obj = Py_NewRef(self),
        .len = pnd_array_size(self) * a->descr->elsize,
        .itemsize = a->descr->elsize,
        .readonly = !plain || !(a->flags & PND_FLAG_WRITEABLE),
        .ndim = (flags & PyBUF_ND) == PyBUF_ND ? a->nd : 0, /* without a shape: bytes, as hashlib and sockets ask for them */
        .format = (flags & PyBUF_FORMAT) ? (char *)(uintptr_t)format : NULL,
        .shape = (flags & PyBUF_ND) == PyBUF_ND && a->nd > 0 ? e->dims : NULL,
        .strides = (flags & PyBUF_STRIDES) == PyBUF_STRIDES && a->nd > 0 ? e->dims + a->nd : NULL,
        .internal = e,
    };
    pnd_array_pin_data(self);
    return 0;
}

static void array_releasebuffer(PyObject *self, Py_buffer *view)
{
    pnd_array_unpin_data(self);
    pnd_free(view->internal);
    view->internal = NULL;
}

/* ---- the holder ------------------------------------------------------------------------------------------------------------------- */

typedef struct HolderObject {
    PyObject_HEAD Py_buffer view;
} HolderObject;

static void holder_dealloc(PyObject *o)
{
    PyBuffer_Release(&((HolderObject *)o)->view);
    PyObject_Free(o);
}

static PyObject *holder_get_obj(PyObject *o, void *closure)
{
    (void)closure;
    PyObject *obj = ((HolderObject *)o)->view.obj;
    return Py_NewRef(obj ? obj : Py_None);
}

static PyGetSetDef holder_getset[] = {{"obj", holder_get_obj, NULL, "The object whose buffer is held.", NULL},
                                      {NULL, NULL, NULL, NULL, NULL}};

static PyTypeObject holder_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "pyndarray._core.BufferHolder",
    .tp_basicsize = sizeof(HolderObject),
    .tp_dealloc = holder_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_getset = holder_getset,
    .tp_doc = "Holds the buffer of another object while an array shares its memory.",
};

PyObject *pnd_buffer_holder_new(PyObject *o, int flags, const Py_buffer **view)
{
    HolderObject *h = PyObject_New(HolderObject, &holder_type);
    if (!h) return NULL;
    memset(&h->view, 0, sizeof h->view);
    if (PyObject_GetBuffer(o, &h->view, flags) < 0) {
        h->view.obj = NULL;
        Py_DECREF(h);
        return NULL;
    }
    *view = &h->view;
    return (PyObject *)h;
}

/* ---- import ---------------------------------------------------------------------------------------------------------------------- */

/* Shape and strides of a buffer, checked: lengths agree, nothing wraps. */
static int read_layout(const Py_buffer *b, intptr_t itemsize, intptr_t *shape, intptr_t *strides)
{
    intptr_t size, bytes, lo, hi;
    if (b->ndim < 0 || b->ndim > PND_MAXDIMS) {
        PyErr_Format(PyExc_ValueError, "maximum supported dimension for an ndarray is %d, found %d", PND_MAXDIMS, b->ndim);
        return -1;
    }
    if (b->suboffsets)
        for (int i = 0; i < b->ndim; i++)
            if (b->suboffsets[i] >= 0) return PyErr_SetString(PyExc_ValueError, "buffers with suboffsets are not supported"), -1;
    if (!b->shape && b->ndim > 1) return PyErr_Format(PyExc_ValueError, "a buffer of %d dimensions without a shape", b->ndim), -1;
    for (int i = 0; i < b->ndim; i++) {
        shape[i] = b->shape ? b->shape[i] : b->len / itemsize;
        if (shape[i] < 0) return PyErr_Format(PyExc_ValueError, "a buffer with a negative extent %zd", shape[i]), -1;
    }
    bool over = pnd_shape_size_over(b->ndim, shape, &size);
    over |= pnd_mul_over(size, itemsize, &bytes);
    if (over || bytes != b->len) {
        PyErr_Format(PyExc_ValueError, "a buffer of %zd bytes does not hold the elements its shape and item size %zd describe", b->len,
                     itemsize);
        return -1;
    }
    intptr_t step = itemsize;
    for (int i = b->ndim - 1; i >= 0; i--) {
        strides[i] = b->strides ? b->strides[i] : step;
        if (shape[i] > 0) step *= shape[i];
    }
    if (size == 0) return 0;
    if (pnd_extent(b->ndim, shape, strides, itemsize, &lo, &hi) < 0 || pnd_reach_wraps(b->buf, lo, hi) || !b->buf)
        return PyErr_SetString(PyExc_ValueError, "a buffer whose strides reach outside the address space"), -1;
    return 0;
}

static const pnd_dtype *read_dtype(const Py_buffer *b)
{
    pnd_error err;
    const pnd_dtype *d = pnd_dtype_from_format(b->format ? b->format : "B", b->itemsize, &err);
    if (!d) pnd_raise(&err);
    else if (d->size != b->itemsize || d->size <= 0) {
        PyErr_Format(PyExc_ValueError, "buffer format '%s' has item size %zd, not %zd", b->format ? b->format : "B", d->size, b->itemsize);
        return NULL;
    }
    return d;
}

/* Do the references in this memory count, so that they may be replaced?  NumPy's arrays' do, and ours; those of a ctypes array, say,
   are kept alive elsewhere. */
static bool owns_references(PyObject *o)
{
    if (PyMemoryView_Check(o)) o = PyMemoryView_GET_BASE(o);
    if (!o) return false;
    for (PyTypeObject *t = Py_TYPE(o); t; t = t->tp_base)
        if (t == &PndArray_Type || strcmp(t->tp_name, "numpy.ndarray") == 0) return true;
    return false;
}

PyObject *pnd_from_buffer(PyObject *o)
{
    if (!PyObject_CheckBuffer(o)) return NULL;
    const Py_buffer *b;
    PyObject *holder = pnd_buffer_holder_new(o, PyBUF_RECORDS, &b), *result = NULL;
    if (!holder && !pnd_error_must_pass()) {
        PyErr_Clear();
        holder = pnd_buffer_holder_new(o, PyBUF_RECORDS_RO, &b);
    }
    if (!holder) {
        bool mine = PyErr_ExceptionMatches(PyExc_BufferError) || PyErr_ExceptionMatches(PyExc_ValueError) ||
                    PyErr_ExceptionMatches(PyExc_TypeError);
        if (mine) PyErr_Clear(); /* not an exporter after all: other protocols are asked next */
        return NULL;
    }
    intptr_t shape[PND_MAXDIMS], strides[PND_MAXDIMS];
    const pnd_dtype *d = read_dtype(b);
    if (d && read_layout(b, d->size, shape, strides) == 0) {
        if (b->buf)
            result = pnd_array_from_data(&PndArray_Type, pnd_descr_builtin(d), b->ndim, shape, strides, b->buf,
                                         b->readonly ? 0 : PND_FLAG_WRITEABLE, holder, NULL);
        else result = pnd_array_zeros(d, b->ndim, shape, PND_ORDER_C);
    }
    Py_DECREF(holder);
    if (result && pnd_dtype_is_object(d) && !owns_references(o)) Py_SETREF(result, pnd_array_copy_of(result, d, PND_ORDER_K, false));
    return result;
}

void pnd_buffer_slots(void)
{
    pnd_array_as_buffer.bf_getbuffer = array_getbuffer;
    pnd_array_as_buffer.bf_releasebuffer = array_releasebuffer;
}

int pnd_buffer_ready(void) { return pnd_type_ready(&holder_type); }
