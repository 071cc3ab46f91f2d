/*
 * eye, identity, tri, tril, triu, diag, diagflat; frombuffer and fromiter.
 *
 * The triangular ones fill whole runs of a row; nothing here visits elements one by one but fromiter.
 */
#include "create.h"
#include "shape.h"

#include <math.h>

#include "../convert/args.h"
#include "../convert/item.h"
#include "../engine/assign.h"
#include "../platform/checked.h"
#include "../platform/mem.h"
#include "../py/errors.h"
#include "../py/signature.h"

/**** Arguments and fills ****/

/* k=, an index clipped to the range in which diagonals differ. */
static int arg_offset(PyObject *o, Py_ssize_t *k)
{
    *k = 0;
    if (!o) return 0;
    PyObject *index = PyNumber_Index(o);
    if (!index) return -1;
    *k = PyNumber_AsSsize_t(index, NULL); /* clips */
    Py_DECREF(index);
    if (*k == -1 && PyErr_Occurred()) return -1;
    const Py_ssize_t limit = PY_SSIZE_T_MAX / 4;
    *k = *k > limit ? limit : *k < -limit ? -limit : *k;
    return 0;
}

/* An index or, as arange takes them, a real number: cut off, or rounded up.  New. */
static PyObject *whole_number(PyObject *o, bool up)
{
    PyObject *index = PyNumber_Index(o);
    const PyNumberMethods *number = Py_TYPE(o)->tp_as_number;
    if (index || PyComplex_Check(o) || !number || !number->nb_float || !PyErr_ExceptionMatches(PyExc_TypeError)) return index;
    PyErr_Clear();
    PyObject *real = PyNumber_Float(o);
    if (!real) return NULL;
    const double x = PyFloat_AS_DOUBLE(real);
    if (isfinite(x)) index = PyLong_FromDouble(up ? ceil(x) : trunc(x));
    else PyErr_Format(PyExc_ValueError, "cannot count to %R", o);
    Py_DECREF(real);
    return index;
}

static int arg_real_offset(PyObject *o, Py_ssize_t *k)
{
    PyObject *whole = o ? whole_number(o, false) : NULL;
    const int rc = o && !whole ? -1 : arg_offset(whole, k);
    Py_XDECREF(whole);
    return rc;
}

static int arg_real_length(PyObject *o, Py_ssize_t *n)
{
    PyObject *whole = whole_number(o, true);
    const int rc = whole ? pnd_arg_intp(whole, n) : -1;
    Py_XDECREF(whole);
    return rc;
}

static int fill_int(const pnd_view *v, long value)
{
    PyObject *number = PyLong_FromLong(value);
    const int rc = number ? pnd_assign_object(v, number) : -1;
    Py_XDECREF(number);
    return rc;
}

/* The k-th diagonal of the last two axes of v; length 0 when there is none. */
static void diagonal_of(const pnd_view *v, Py_ssize_t k, pnd_viewbuf *out)
{
    const int n = v->ndim - 2;
    const Py_ssize_t rows = v->shape[n], columns = v->shape[n + 1], down = k < 0 ? -k : 0, right = k > 0 ? k : 0;
    const Py_ssize_t a = rows > down ? rows - down : 0, b = columns > right ? columns - right : 0, length = a < b ? a : b;
    pnd_view d = *v;
    d.ndim = v->ndim - 1;
    if (length > 0) d.data += down * v->strides[n] + right * v->strides[n + 1];
    pnd_viewbuf_init(out, &d);
    out->shape[n] = length;
    out->strides[n] = v->strides[n] + v->strides[n + 1];
}

/**** eye, identity, tri ****/

static PyObject *new_eye(Py_ssize_t rows, Py_ssize_t columns, Py_ssize_t k, PyObject *dtype, pnd_order order)
{
    const Py_ssize_t shape[2] = {rows, columns};
    PndDescrObject *descr = pnd_arg_dtype(dtype, PND_DT(DOUBLE));
    PyObject *out = descr ? pnd_array_zeros(descr->core, 2, shape, order) : NULL;
    Py_XDECREF(descr);
    if (!out) return NULL;
    const pnd_view v = pnd_array_view(out);
    pnd_viewbuf d;
    diagonal_of(&v, k, &d);
    if (fill_int(&d.v, 1) < 0) Py_CLEAR(out);
    return out;
}

/* N, M=None, k=0 at args[0..2]. */
static int arg_grid(PyObject *const *args, Py_ssize_t *rows, Py_ssize_t *columns, Py_ssize_t *k)
{
    if (pnd_arg_intp(args[0], rows) < 0) return -1;
    *columns = *rows;
    if (args[1] && args[1] != Py_None && pnd_arg_intp(args[1], columns) < 0) return -1;
    return arg_offset(args[2], k);
}

static PyObject *eye(PyObject *const *args)
{
    enum { N, M, K, DTYPE, ORDER, DEVICE, LIKE };
    Py_ssize_t rows, columns, k;
    pnd_order order;
    if (arg_grid(args, &rows, &columns, &k) < 0 || pnd_arg_order_cf(args[ORDER], &order) < 0) return NULL;
    return pnd_arg_device(args[DEVICE]) < 0 ? NULL : new_eye(rows, columns, k, args[DTYPE], order);
}

static PyObject *identity(PyObject *const *args)
{
    Py_ssize_t n;
    return pnd_arg_intp(args[0], &n) < 0 ? NULL : new_eye(n, n, 0, args[1], PND_ORDER_C);
}

/* Fills columns [from, to) of row i, over all leading axes. */
static int fill_row(const pnd_view *v, Py_ssize_t i, Py_ssize_t from, Py_ssize_t to, long value)
{
    const int n = v->ndim - 2;
    const Py_ssize_t columns = v->shape[n + 1];
    from = from < 0 ? 0 : from;
    to = to > columns ? columns : to;
    if (from >= to) return 0;
    pnd_view row = *v;
    pnd_viewbuf part;
    row.ndim = v->ndim - 1;
    row.data += i * v->strides[n] + from * v->strides[n + 1];
    pnd_viewbuf_init(&part, &row);
    part.shape[n] = to - from;
    part.strides[n] = v->strides[n + 1];
    return fill_int(&part.v, value);
}

static PyObject *tri(PyObject *const *args)
{
    enum { N, M, K, DTYPE, LIKE };
    Py_ssize_t shape[2], k;
    if (arg_real_length(args[N], &shape[0]) < 0) return NULL;
    shape[1] = shape[0];
    if (args[M] && args[M] != Py_None && arg_real_length(args[M], &shape[1]) < 0) return NULL;
    if (arg_real_offset(args[K], &k) < 0) return NULL;
    PndDescrObject *descr = pnd_arg_dtype(args[DTYPE], PND_DT(DOUBLE));
    for (int i = 0; i < 2; i++) shape[i] = shape[i] < 0 ? 0 : shape[i];
    const bool object = descr && pnd_dtype_is_object(descr->core); /* True and False, as NumPy's */
    PyObject *out = descr ? pnd_array_zeros(object ? PND_DT(BOOL) : descr->core, 2, shape, PND_ORDER_C) : NULL;
    Py_XDECREF(descr);
    if (!out) return NULL;
    const pnd_view v = pnd_array_view(out);
    for (Py_ssize_t i = 0; shape[1] > 0 && i < shape[0]; i++) /* no columns: there may be 2^61 rows */
        if (fill_row(&v, i, 0, i + k + 1, 1) < 0) return Py_DECREF(out), NULL;
    if (object) Py_SETREF(out, pnd_array_copy_of(out, PND_DT(OBJECT), PND_ORDER_C, false));
    return out;
}

/* k= of tril and triu.  A fraction is cut off as the oracle does: of k by tril, of k - 1 by triu. */
static int arg_side(PyObject *o, bool lower, Py_ssize_t *k)
{
    if (lower || !o || PyLong_CheckExact(o)) return arg_real_offset(o, k);
    PyObject *one = PyLong_FromLong(1), *less = one ? PyNumber_Subtract(o, one) : NULL;
    const int rc = less ? arg_real_offset(less, k) : -1;
    Py_XDECREF(less);
    Py_XDECREF(one);
    *k += 1;
    return rc;
}

/* A copy of m, at least 2-d (one axis is repeated as rows), with one side of the k-th diagonal set to zero. */
static PyObject *triangle(PyObject *const *args, bool lower)
{
    Py_ssize_t k, shape[PND_MAXDIMS];
    PyObject *m = NULL, *out = NULL;
    if (arg_side(args[1], lower, &k) < 0) return NULL;
    m = pnd_as_array(args[0], NULL, PND_AS_FORCECAST, 0);
    if (!m) return NULL;
    const pnd_view from = pnd_array_view(m);
    if (from.ndim == 0) {
        PyErr_SetString(PyExc_TypeError, "tri() missing 1 required positional argument: 'N'");
        goto done;
    }
    const int ndim = from.ndim < 2 ? 2 : from.ndim;
    for (int i = 0; i < ndim; i++) shape[i] = from.shape[from.ndim < 2 ? 0 : i];
    out = pnd_array_new(from.dtype, ndim, shape, PND_ORDER_C);
    if (!out) goto done;
    const pnd_view v = pnd_array_view(out);
    pnd_array_pin(m);
    int rc = pnd_assign_view(&v, &from, NULL);
    pnd_array_unpin(m);
    for (Py_ssize_t i = 0; rc == 0 && i < shape[ndim - 2]; i++)
        rc = lower ? fill_row(&v, i, i + k + 1, shape[ndim - 1], 0) : fill_row(&v, i, 0, i + k, 0);
    if (rc < 0) Py_CLEAR(out);
done:
    Py_DECREF(m);
    return out;
}

static PyObject *tril(PyObject *const *args) { return triangle(args, true); }
static PyObject *triu(PyObject *const *args) { return triangle(args, false); }

/**** diag ****/

/* Square array with the 1-d v, of array `owner`, on its k-th diagonal. */
static PyObject *matrix_of_diagonal(PyObject *owner, const pnd_view *v, Py_ssize_t k)
{
    const Py_ssize_t n = v->shape[0] + (k < 0 ? -k : k), shape[2] = {n, n};
    PyObject *out = pnd_array_zeros(v->dtype, 2, shape, PND_ORDER_C);
    if (!out) return NULL;
    const pnd_view whole = pnd_array_view(out);
    pnd_viewbuf d;
    diagonal_of(&whole, k, &d);
    pnd_array_pin(owner);
    if (pnd_assign_view(&d.v, v, NULL) < 0) Py_CLEAR(out);
    pnd_array_unpin(owner);
    return out;
}

static PyObject *diag(PyObject *const *args)
{
    Py_ssize_t k;
    PyObject *v, *out = NULL;
    if (arg_offset(args[1], &k) < 0 || !(v = pnd_any_array_but_matrix(args[0]))) return NULL;
    const pnd_view view = pnd_array_view(v);
    if (view.ndim == 1) out = matrix_of_diagonal(v, &view, k);
    else if (view.ndim == 2) {
        pnd_viewbuf d;
        diagonal_of(&view, k, &d);
        out = pnd_array_view_of(v, &d.v, true);
        if (out) PND_ARRAY(out)->flags &= ~PND_FLAG_WRITEABLE; /* a view, read-only as NumPy's */
    } else PyErr_SetString(PyExc_ValueError, "Input must be 1- or 2-d.");
    Py_DECREF(v);
    return out;
}

static PyObject *diagflat(PyObject *const *args)
{
    Py_ssize_t k;
    PyObject *v, *out = NULL;
    if (arg_offset(args[1], &k) < 0 || !(v = pnd_as_array(args[0], NULL, PND_AS_C | PND_AS_FORCECAST, 0))) return NULL;
    pnd_view flat = pnd_array_view(v);
    const intptr_t size = pnd_array_size(v), stride = flat.dtype->size;
    flat.ndim = 1;
    flat.shape = &size;
    flat.strides = &stride;
    out = matrix_of_diagonal(v, &flat, k);
    Py_DECREF(v);
    return pnd_is_array(args[0]) ? pnd_array_in_class(out, args[0]) : out;
}

/**** frombuffer ****/

/* Elements of `itemsize` in `room` bytes; count < 0: all of them. */
static int buffer_count(Py_ssize_t room, Py_ssize_t itemsize, Py_ssize_t *count)
{
    Py_ssize_t wanted;
    if (*count < 0) {
        if (room % itemsize) return PyErr_SetString(PyExc_ValueError, "buffer size must be a multiple of element size"), -1;
        return *count = room / itemsize, 0;
    }
    if (pnd_mul_over(*count, itemsize, &wanted)) {
        PyErr_SetString(PyExc_ValueError, "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size.");
        return -1;
    }
    if (wanted <= room) return 0;
    return PyErr_SetString(PyExc_ValueError, "buffer is smaller than requested size"), -1;
}

/*
 * Who keeps the memory alive: the exporter itself when it has nothing to release, else a memoryview, which holds the
 * buffer so that the exporter cannot be closed or resized underneath.
 */
static PyObject *buffer_owner(PyObject *o)
{
    const PyBufferProcs *b = Py_TYPE(o)->tp_as_buffer;
    return b && !b->bf_releasebuffer ? Py_NewRef(o) : PyMemoryView_FromObject(o);
}

static PyObject *frombuffer(PyObject *const *args)
{
    enum { BUFFER, DTYPE, COUNT, OFFSET, LIKE };
    PyObject *out = NULL, *owner = NULL;
    PndDescrObject *descr = NULL;
    Py_ssize_t count = -1, offset = 0;
    Py_buffer buffer;
    bool writable = true;
    if ((args[COUNT] && pnd_arg_intp(args[COUNT], &count) < 0) || (args[OFFSET] && pnd_arg_intp(args[OFFSET], &offset) < 0)) return NULL;
    descr = pnd_arg_dtype(args[DTYPE], PND_DT(DOUBLE));
    if (!descr) return NULL;
    if (!pnd_dtype_is_plain(descr->core)) {
        PyErr_SetString(PyExc_ValueError, "cannot create an OBJECT array from memory buffer");
        goto done;
    }
    if (PyObject_CheckBuffer(args[BUFFER]) && !(owner = buffer_owner(args[BUFFER]))) goto done;
    if (PyObject_GetBuffer(owner ? owner : args[BUFFER], &buffer, PyBUF_WRITABLE | PyBUF_SIMPLE) < 0) {
        if (pnd_error_must_pass()) goto done;
        PyErr_Clear();
        writable = false;
        if (PyObject_GetBuffer(owner ? owner : args[BUFFER], &buffer, PyBUF_SIMPLE) < 0) goto done;
    }
    const Py_ssize_t length = buffer.len;
    char *data = buffer.buf;
    PyBuffer_Release(&buffer); /* the memoryview holds its own */
    if (offset < 0 || offset > length) {
        PyErr_Format(PyExc_ValueError, "offset must be non-negative and no greater than buffer length (%zd)", length);
        goto done;
    }
    if (buffer_count(length - offset, descr->elsize, &count) < 0) goto done;
    out = pnd_array_from_data(&PndArray_Type, descr, 1, &count, &descr->elsize, data + offset, writable ? PND_FLAG_WRITEABLE : 0, owner,
                              NULL);
done:
    Py_XDECREF(owner);
    Py_DECREF(descr);
    return out;
}

/**** fromiter ****/

typedef struct growing {
    char *data;
    Py_ssize_t n, room;
} growing;

static int grow(growing *g, Py_ssize_t itemsize)
{
    const Py_ssize_t room = g->room + g->room / 2 + 16;
    intptr_t bytes;
    char *data = pnd_mul_over(room, itemsize, &bytes) ? NULL : pnd_realloc(g->data, (size_t)bytes);
    if (!data) return PyErr_NoMemory(), -1;
    memset(data + g->room * itemsize, 0, (size_t)((room - g->room) * itemsize)); /* valid elements of any dtype */
    g->data = data;
    g->room = room;
    return 0;
}

/* Up to `count` items (all when negative); the memory is seen by no Python object while their code runs. */
static int collect(growing *g, const pnd_dtype *dtype, PyObject *iterator, Py_ssize_t count)
{
    PyObject *o;
    while (g->n != count && (o = PyIter_Next(iterator)) != NULL) {
        const int rc = g->n == g->room && grow(g, dtype->size) < 0 ? -1 : pnd_item_set(dtype, g->data + g->n * dtype->size, o);
        Py_DECREF(o);
        if (rc < 0) return -1;
        g->n++;
    }
    if (PyErr_Occurred()) return -1;
    if (g->n >= count) return 0;
    PyErr_Format(PyExc_ValueError, "iterator too short: Expected %zd but iterator had only %zd items.", count, g->n);
    return -1;
}

static PyObject *fromiter(PyObject *const *args)
{
    enum { ITER, DTYPE, COUNT, LIKE };
    PyObject *iterator = NULL, *out = NULL;
    Py_ssize_t count = -1;
    growing g = {0};
    if (args[COUNT] && pnd_arg_intp(args[COUNT], &count) < 0) return NULL;
    if (count < -1) count = 0; /* as the oracle */
    PndDescrObject *descr = pnd_descr_from_object(args[DTYPE], NULL);
    if (!descr || !(iterator = PyObject_GetIter(args[ITER])) || collect(&g, descr->core, iterator, count) < 0) goto done;
    out = pnd_array_new(descr->core, 1, &g.n, PND_ORDER_C);
    if (out && g.n) memcpy(PND_ARRAY(out)->data, g.data, (size_t)(g.n * descr->elsize));
    if (out) g.n = 0; /* moved, not copied: the array owns what the elements hold */
done:
    if (g.n) pnd_move_clear(descr->core, g.data, descr->elsize, g.n);
    pnd_free(g.data);
    Py_XDECREF(iterator);
    Py_XDECREF(descr);
    return out;
}

/**** Rows ****/

static const pnd_callable rows[] = {
    {"eye", "N, M=None, k=0, dtype=<class 'float'>, order='C', *, device=None, like:L=None",
     "N by M array (square when M is not given) with ones on the k-th diagonal.", eye},
    {"identity", "n, dtype=None, *, like:L=None", "Square array with ones on the main diagonal.", identity},
    {"tri", "N, M=None, k=0, dtype=<class 'float'>, *, like:L=None", "N by M array with ones at and below the k-th diagonal.", tri},
    {"tril", "m:A, k=0", "Copy of `m` with the elements above the k-th diagonal of its last two axes set to zero.", tril},
    {"triu", "m:A, k=0", "Copy of `m` with the elements below the k-th diagonal of its last two axes set to zero.", triu},
    {"diag", "v:A, k=0", "The k-th diagonal of a 2-d array, as a read-only view, or the matrix with the 1-d `v` on that diagonal.", diag},
    {"diagflat", "v:A, k=0", "Square array with the flattened `v` on its k-th diagonal.", diagflat},
    {"frombuffer", "buffer, dtype=None, count=-1, offset=0, *, like:L=None",
     "1-d array over the memory of an object with the buffer protocol; read-only when the buffer is.", frombuffer},
    {"fromiter", "iter, dtype, count=-1, *, like:L=None", "1-d array of `count` items of an iterable (all of them when negative).",
     fromiter},
    {NULL, NULL, NULL, NULL},
};

int pnd_build_init(PyObject *module) { return pnd_module_add_functions(module, rows); }
