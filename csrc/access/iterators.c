/*
 * np.broadcast, np.ndindex and np.ndenumerate: iterators that visit in C order.
 *
 * broadcast holds one flat iterator for each operand, over a read-only view of it in the common shape; they advance together.
 */
#include "access.h"

#include "../layout/broadcast.h"
#include "../object/scalar.h"
#include "../platform/checked.h"
#include "../py/signature.h"
#include "../py/state.h"

/**************************************************************************** the common shape */

/* ValueError `shape mismatch: objects cannot be broadcast ... Mismatch is between arg 0 with shape (2, 3) and arg 1 ...`. */
static int fail_broadcast(Py_ssize_t i, const pnd_view *a, Py_ssize_t j, const pnd_view *b)
{
    PyObject *x = pnd_shape_tuple(a->ndim, a->shape), *y = pnd_shape_tuple(b->ndim, b->shape);
    if (x && y)
        PyErr_Format(PyExc_ValueError,
                     "shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg %zd with shape %R and arg "
                     "%zd with shape "
                     "%R.",
                     i, x, j, y);
    Py_XDECREF(x);
    Py_XDECREF(y);
    return -1;
}

int pnd_common_shape(Py_ssize_t n, const pnd_view *views, int *ndim, Py_ssize_t *shape)
{
    Py_ssize_t owner[PND_MAXDIMS], size;
    int nd = 0;
    for (Py_ssize_t i = 0; i < n; i++)
        if (views[i].ndim > nd) nd = views[i].ndim;
    for (int k = 0; k < nd; k++) shape[k] = 1, owner[k] = 0;
    for (Py_ssize_t i = 0; i < n; i++) {
        for (int k = 0; k < views[i].ndim; k++) {
            const int at = nd - views[i].ndim + k;
            if (views[i].shape[k] == 1 || views[i].shape[k] == shape[at]) continue;
            if (shape[at] != 1) return fail_broadcast(owner[at], &views[owner[at]], i, &views[i]);
            shape[at] = views[i].shape[k];
            owner[at] = i;
        }
    }
    *ndim = nd;
    if (!pnd_shape_size_over(nd, shape, &size)) return 0;
    PyErr_SetString(PyExc_ValueError, "broadcast dimensions too large.");
    return -1;
}

/**************************************************************************** broadcast */

#define MAX_ITERS 64

typedef struct broadcast {
    PyObject_HEAD PyObject *iters; /* tuple of flatiter */
    Py_ssize_t next, size;
    int ndim;
    Py_ssize_t shape[PND_MAXDIMS];
} broadcast;

#define BROADCAST(o) ((broadcast *)(o))

static int fail_count(void) { return PyErr_SetString(PyExc_ValueError, "Need at least 0 and at most 64 array objects."), -1; }

/* The arrays a call names; a broadcast object stands for its own operands.  New references in a list. */
static PyObject *operands_of(PyObject *args)
{
    PyObject *list = PyList_New(0);
    for (Py_ssize_t i = 0; list && i < PyTuple_GET_SIZE(args); i++) {
        PyObject *o = PyTuple_GET_ITEM(args, i);
        int status = 0;
        if (Py_IS_TYPE(o, &PndBroadcast_Type)) {
            PyObject *iters = BROADCAST(o)->iters;
            for (Py_ssize_t k = 0; status == 0 && k < PyTuple_GET_SIZE(iters); k++) {
                PyObject *base = PyObject_GetAttrString(PyTuple_GET_ITEM(iters, k), "base");
                status = base ? PyList_Append(list, base) : -1;
                Py_XDECREF(base);
            }
        } else {
            PyObject *a = pnd_as_array(o, NULL, PND_AS_SUBOK, 0);
            status = a ? PyList_Append(list, a) : -1;
            Py_XDECREF(a);
        }
        if (status == 0 && PyList_GET_SIZE(list) > MAX_ITERS) status = fail_count();
        if (status < 0) Py_CLEAR(list);
    }
    return list;
}

/* A flat iterator over `array` as the common shape shows it. */
static PyObject *iterator_for(PyObject *array, int ndim, const Py_ssize_t *shape)
{
    pnd_viewbuf out;
    const pnd_view v = pnd_array_view(array);
    out.v = (pnd_view){v.data, v.dtype, ndim, out.shape, out.strides};
    for (int i = 0; i < ndim; i++) out.shape[i] = shape[i];
    pnd_broadcast_strides(&v, ndim, shape, out.strides);
    PyObject *view = pnd_array_view_descr(array, &out.v, PND_ARRAY(array)->descr, false), *it = NULL;
    if (view) {
        PND_ARRAY(view)->flags &= ~PND_FLAG_WRITEABLE;
        it = pnd_flat_over(view, array);
    }
    Py_XDECREF(view);
    return it;
}

static PyObject *broadcast_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    pnd_view views[MAX_ITERS];
    if (kwargs && PyDict_GET_SIZE(kwargs) > 0) return PyErr_SetString(PyExc_ValueError, "keyword arguments not accepted."), NULL;
    PyObject *list = operands_of(args);
    if (list == NULL) return NULL;
    const Py_ssize_t n = PyList_GET_SIZE(list);
    broadcast *b = (broadcast *)type->tp_alloc(type, 0);
    for (Py_ssize_t i = 0; i < n; i++) views[i] = pnd_array_view(PyList_GET_ITEM(list, i));
    bool good = b && pnd_common_shape(n, views, &b->ndim, b->shape) == 0;
    if (good) good = (b->iters = PyTuple_New(n)) != NULL;
    if (good) (void)pnd_shape_size_over(b->ndim, b->shape, &b->size);
    for (Py_ssize_t i = 0; good && i < n; i++) {
        PyObject *it = iterator_for(PyList_GET_ITEM(list, i), b->ndim, b->shape);
        if (it) PyTuple_SET_ITEM(b->iters, i, it);
        good = it != NULL;
    }
    Py_DECREF(list);
    if (!good) Py_CLEAR(b);
    return (PyObject *)b;
}

static void broadcast_dealloc(PyObject *self)
{
    Py_XDECREF(BROADCAST(self)->iters);
    Py_TYPE(self)->tp_free(self);
}

static PyObject *broadcast_next(PyObject *self)
{
    broadcast *b = BROADCAST(self);
    if (b->next >= b->size) return NULL;
    const Py_ssize_t n = PyTuple_GET_SIZE(b->iters);
    PyObject *t = PyTuple_New(n);
    for (Py_ssize_t i = 0; t && i < n; i++) {
        PyObject *x = pnd_flat_next(PyTuple_GET_ITEM(b->iters, i));
        if (x == NULL) {
            if (!PyErr_Occurred()) PyErr_SetString(PyExc_RuntimeError, "an iterator of the broadcast was advanced by itself");
            Py_CLEAR(t);
        } else PyTuple_SET_ITEM(t, i, x);
    }
    if (t) b->next++;
    return t;
}

static PyObject *broadcast_reset(PyObject *const *args)
{
    broadcast *b = BROADCAST(args[0]);
    b->next = 0;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(b->iters); i++) pnd_flat_reset(PyTuple_GET_ITEM(b->iters, i));
    Py_RETURN_NONE;
}

static PyObject *get_shape(PyObject *o, void *unused) { return (void)unused, pnd_shape_tuple(BROADCAST(o)->ndim, BROADCAST(o)->shape); }
static PyObject *get_size(PyObject *o, void *unused) { return (void)unused, PyLong_FromSsize_t(BROADCAST(o)->size); }
static PyObject *get_index(PyObject *o, void *unused) { return (void)unused, PyLong_FromSsize_t(BROADCAST(o)->next); }
static PyObject *get_ndim(PyObject *o, void *unused) { return (void)unused, PyLong_FromLong(BROADCAST(o)->ndim); }
static PyObject *get_numiter(PyObject *o, void *unused) { return (void)unused, PyLong_FromSsize_t(PyTuple_GET_SIZE(BROADCAST(o)->iters)); }
static PyObject *get_iters(PyObject *o, void *unused) { return (void)unused, Py_NewRef(BROADCAST(o)->iters); }

static PyGetSetDef broadcast_getset[] = {
    {"shape", get_shape, NULL, "The common shape.", NULL},
    {"size", get_size, NULL, "Number of positions.", NULL},
    {"index", get_index, NULL, "Number of positions that have been visited.", NULL},
    {"nd", get_ndim, NULL, "Number of axes.", NULL},
    {"ndim", get_ndim, NULL, "Number of axes.", NULL},
    {"numiter", get_numiter, NULL, "Number of operands.", NULL},
    {"iters", get_iters, NULL, "A flat iterator for each operand.", NULL},
    {NULL},
};
static const pnd_callable broadcast_methods[] = {
    {"reset", "self, /", "Starts again.", broadcast_reset},
    {NULL, NULL, NULL, NULL},
};

PyTypeObject PndBroadcast_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "pyndarray.broadcast",
    .tp_basicsize = sizeof(broadcast),
    .tp_dealloc = broadcast_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc =
        "broadcast(*arrays)\n--\n\nThe operands seen in their common shape: an iterator over tuples of their elements.\n\n"
        "Parameters\n----------\n*arrays : array_like\n    At most 64.\n\nRaises\n------\nValueError\n    If they have no common shape.",
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = broadcast_next,
    .tp_getset = broadcast_getset,
    .tp_new = broadcast_new,
};

/**************************************************************************** ndindex */

typedef struct ndindex {
    PyObject_HEAD int ndim;
    bool done;
    Py_ssize_t shape[PND_MAXDIMS], at[PND_MAXDIMS];
} ndindex;

/* Lengths are what range() takes, True among them. */
static int ndindex_lengths(PyObject *given, ndindex *x)
{
    if (PyTuple_GET_SIZE(given) > PND_MAXDIMS)
        return PyErr_Format(PyExc_ValueError, "maximum supported dimension for an ndarray is currently %d, found %zd", PND_MAXDIMS,
                            PyTuple_GET_SIZE(given)),
               -1;
    x->ndim = (int)PyTuple_GET_SIZE(given);
    for (int i = 0; i < x->ndim; i++) {
        x->shape[i] = PyNumber_AsSsize_t(PyTuple_GET_ITEM(given, i), PyExc_OverflowError);
        if (x->shape[i] == -1 && PyErr_Occurred()) return -1;
        if (x->shape[i] < 0) return PyErr_SetString(PyExc_ValueError, "negative dimensions are not allowed"), -1;
        x->done |= x->shape[i] == 0;
    }
    return 0;
}

static PyObject *ndindex_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    if (kwargs && PyDict_GET_SIZE(kwargs) > 0) return PyErr_Format(PyExc_TypeError, "ndindex() takes no keyword arguments");
    ndindex *x = (ndindex *)type->tp_alloc(type, 0);
    if (x == NULL) return NULL;
    PyObject *shape = PyTuple_GET_SIZE(args) == 1 && PyTuple_Check(PyTuple_GET_ITEM(args, 0)) ? PyTuple_GET_ITEM(args, 0) : args;
    if (ndindex_lengths(shape, x) < 0) Py_CLEAR(x);
    return (PyObject *)x;
}

static PyObject *ndindex_next(PyObject *self)
{
    ndindex *x = (ndindex *)self;
    if (x->done) return NULL;
    PyObject *t = pnd_shape_tuple(x->ndim, x->at);
    int k = x->ndim - 1;
    for (; t && k >= 0; k--) {
        if (++x->at[k] < x->shape[k]) break;
        x->at[k] = 0;
    }
    if (t && k < 0) x->done = true;
    return t;
}

static void plain_dealloc(PyObject *self) { Py_TYPE(self)->tp_free(self); }

static PyTypeObject ndindex_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "pyndarray.ndindex",
    .tp_basicsize = sizeof(ndindex),
    .tp_dealloc = plain_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_doc = "ndindex(*shape)\n--\n\nAn iterator over the indices of an array of the given shape, in C order.\n\n"
              "Parameters\n----------\n*shape : ints, or a tuple of ints",
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = ndindex_next,
    .tp_new = ndindex_new,
};

/**************************************************************************** ndenumerate */

typedef struct ndenumerate {
    PyObject_HEAD PyObject *iter;
} ndenumerate;

static PyObject *ndenumerate_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"arr", NULL};
    PyObject *arr;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O:ndenumerate", names, &arr)) return NULL;
    PyObject *a = pnd_as_array(arr, NULL, 0, 0);
    if (a == NULL) return NULL;
    ndenumerate *e = (ndenumerate *)type->tp_alloc(type, 0);
    if (e && (e->iter = pnd_array_flat(a)) == NULL) Py_CLEAR(e);
    Py_DECREF(a);
    return (PyObject *)e;
}

static void ndenumerate_dealloc(PyObject *self)
{
    Py_XDECREF(((ndenumerate *)self)->iter);
    Py_TYPE(self)->tp_free(self);
}

static PyObject *ndenumerate_next(PyObject *self)
{
    PyObject *iter = ((ndenumerate *)self)->iter, *coords = pnd_flat_coords(iter), *x = coords ? pnd_flat_next(iter) : NULL, *pair = NULL;
    if (x) pair = PyTuple_Pack(2, coords, x);
    Py_XDECREF(x);
    Py_XDECREF(coords);
    return pair;
}

static PyMemberDef ndenumerate_members[] = {{"iter", T_OBJECT_EX, offsetof(ndenumerate, iter), READONLY, "The flat iterator."},
                                            {NULL, 0, 0, 0, NULL}};

static PyTypeObject ndenumerate_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "pyndarray.ndenumerate",
    .tp_basicsize = sizeof(ndenumerate),
    .tp_dealloc = ndenumerate_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_doc = "ndenumerate(arr)\n--\n\nAn iterator over pairs of an index and the element that stands there, in C order.\n\n"
              "Parameters\n----------\narr : array_like",
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = ndenumerate_next,
    .tp_members = ndenumerate_members,
    .tp_new = ndenumerate_new,
};

int pnd_iterators_init(PyObject *module)
{
    PyTypeObject *types[] = {&PndBroadcast_Type, &ndindex_type, &ndenumerate_type};
    for (int i = 0; i < 3; i++)
        if (pnd_type_ready(types[i]) < 0 || PyModule_AddType(module, types[i]) < 0) return -1;
    return pnd_type_add_methods(&PndBroadcast_Type, broadcast_methods);
}
