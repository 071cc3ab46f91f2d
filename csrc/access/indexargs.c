/*
 * What may stand between the brackets: integers, slices, Ellipsis, None, booleans, arrays and what converts to them.
 *
 * Boolean arrays become the index arrays of their nonzero(); each remembers the boolean array's length along its axis, which
 * the plan compares with the axis once an ellipsis has been resolved.
 */
#include "indexargs.h"

#include "../convert/coerce.h"
#include "../engine/take.h"
#include "../object/scalar.h"
#include "../platform/mem.h"
#include "../py/errors.h"

const char pnd_index_error[] =
    "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid indices";

/* The most there can be, on the heap. */
typedef struct block {
    pnd_index items[PND_INDEX_MAX];
    PyObject *hold[PND_INDEX_MAX];
} block;

static int grow(pnd_index_args *args)
{
    block *b = pnd_malloc(sizeof *b);
    if (b == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memcpy(b->items, args->items, sizeof *args->items * (size_t)args->n);
    memcpy(b->hold, args->hold, sizeof(PyObject *) * (size_t)args->nhold);
    args->items = b->items;
    args->hold = b->hold;
    args->room = PND_INDEX_MAX;
    return 0;
}

static int room_for(pnd_index_args *args, int n)
{
    if (args->n + n <= args->room) return 0;
    if (args->n + n <= PND_INDEX_MAX) return grow(args);
    PyErr_SetString(PyExc_IndexError, "too many indices for array");
    return -1;
}

static int add_integer(pnd_index_args *args, Py_ssize_t i)
{
    if (room_for(args, 1) < 0) return -1;
    args->items[args->n++] = (pnd_index){.kind = PND_INDEX_INT, .start = i};
    return 0;
}

/* Slices are taken apart last: what is no index at all is found before. */
static int add_slice(pnd_index_args *args)
{
    if (room_for(args, 1) < 0) return -1;
    args->items[args->n++] = (pnd_index){.kind = PND_INDEX_SLICE};
    return 0;
}

/* The members of the n items that are slices go to the slices among args->items, in order. */
static int unpack_slices(pnd_index_args *args, PyObject *const *items, Py_ssize_t n)
{
    int at = 0;
    for (Py_ssize_t i = 0; i < n; i++) {
        Py_ssize_t start, stop, step;
        if (!PySlice_Check(items[i])) continue;
        if (PySlice_Unpack(items[i], &start, &stop, &step) < 0) return -1;
        while (args->items[at].kind != PND_INDEX_SLICE) at++;
        pnd_index *x = &args->items[at++];
        x->start = start, x->stop = stop, x->step = step;
    }
    return 0;
}

/* NumPy's limit, which is a limit of its iterator's operands. */
int pnd_index_args_check_count(const pnd_index_args *args)
{
    int n = 0;
    for (int i = 0; i < args->n; i++) n += args->items[i].kind == PND_INDEX_ARRAY || args->items[i].kind == PND_INDEX_BOOL0;
    if (n < PND_MAXDIMS) return 0;
    PyErr_Format(PyExc_IndexError, "when no subspace is given, the number of index arrays cannot be above %d, but %d index arrays found",
                 PND_MAXDIMS - 1, n);
    return -1;
}

static int add_plain(pnd_index_args *args, pnd_index_kind kind)
{
    if (room_for(args, 1) < 0) return -1;
    args->items[args->n++] = (pnd_index){.kind = kind};
    return 0;
}

static int add_bool0(pnd_index_args *args, bool value)
{
    if (room_for(args, 1) < 0) return -1;
    args->fancy = true;
    args->items[args->n++] = (pnd_index){.kind = PND_INDEX_BOOL0, .start = value};
    return 0;
}

/* Pinned, since items point to its shape and strides, and converting a later item may run anybody's code. */
static void hold(pnd_index_args *args, PyObject *o)
{
    pnd_array_pin(o);
    args->hold[args->nhold++] = o;
}

/* Takes over the reference to `array` (intp, native). */
static int add_index_array(pnd_index_args *args, PyObject *array)
{
    if (room_for(args, 1) < 0) {
        Py_DECREF(array);
        return -1;
    }
    hold(args, array);
    args->fancy = true;
    args->items[args->n++] = (pnd_index){.kind = PND_INDEX_ARRAY, .array = pnd_array_view(array)};
    return 0;
}

/* Positions of a boolean array's true elements, one index array for each of its axes. */
static int add_bool_array(pnd_index_args *args, PyObject *array)
{
    const pnd_view mask = pnd_array_view(array);
    pnd_error err;
    intptr_t count, written;
    if (mask.ndim == 0) return add_bool0(args, *mask.data != 0);
    if (room_for(args, mask.ndim) < 0) return -1;
    if (pnd_nonzero_count(&mask, &count, &err) < 0) return pnd_raise_int(&err);
    PyObject *rows = pnd_array_new(PND_DT(LONG), 2, (const Py_ssize_t[]){count, mask.ndim}, PND_ORDER_C);
    if (rows == NULL) return -1;
    PndArrayObject *r = PND_ARRAY(rows);
    if (pnd_nonzero_fill(&mask, count, (intptr_t *)(void *)r->data, &written, &err) < 0) {
        Py_DECREF(rows);
        return pnd_raise_int(&err);
    }
    if (written < count) r->dimensions[0] = written; /* the mask changed between the passes */
    hold(args, rows);
    args->fancy = true;
    for (int k = 0; k < mask.ndim; k++) {
        args->items[args->n++] = (pnd_index){
            .kind = PND_INDEX_ARRAY,
            .from_bool = true,
            .extent = mask.shape[k],
            .array = {r->data + k * (Py_ssize_t)sizeof(intptr_t), PND_DT(LONG), 1, r->dimensions, r->strides},
        };
    }
    return 0;
}

/* Takes over the reference.  `given`: it was an array before we converted it. */
static int add_array(pnd_index_args *args, PyObject *array, bool given)
{
    const pnd_dtype *d = PND_ARRAY(array)->descr->core;
    int status = -1;
    if (d->idx == PND_IDX_BOOL) {
        status = add_bool_array(args, array);
    } else if (!pnd_dtype_is_integer(d)) {
        PyErr_SetString(PyExc_IndexError, given ? "arrays used as indices must be of integer (or boolean) type" : pnd_index_error);
    } else if (PND_ARRAY(array)->nd == 0) {
        Py_ssize_t i = PyNumber_AsSsize_t(array, PyExc_IndexError);
        status = i == -1 && PyErr_Occurred() ? -1 : add_integer(args, i);
        args->by_array |= given;
    } else {
        if (d->loops != PND_IDX_LONG || d->swapped) {
            PyObject *intp = pnd_as_array(array, pnd_descrs[0][PND_IDX_LONG], PND_AS_FORCECAST, 0);
            Py_DECREF(array);
            if (intp == NULL) return -1;
            array = intp;
        }
        return add_index_array(args, array);
    }
    Py_DECREF(array);
    return status;
}

/* Lists and other things that convert.  An empty one is an empty index, whatever dtype conversion gives it. */
static int add_converted(pnd_index_args *args, PyObject *o)
{
    if (PyUnicode_Check(o) || PyBytes_Check(o)) {
        PyErr_SetString(PyExc_IndexError, pnd_index_error);
        return -1;
    }
    PyObject *array = pnd_as_array(o, NULL, 0, 0);
    if (array == NULL) {
        /* Elements of a dtype that no array has yet (strings, objects) are no indices. */
        if (PyErr_ExceptionMatches(PyExc_TypeError) || PyErr_ExceptionMatches(PyExc_OverflowError)) {
            PyErr_Clear();
            PyErr_SetString(PyExc_IndexError, pnd_index_error);
        }
        return -1;
    }
    if (pnd_array_size(array) == 0) {
        PyObject *intp = pnd_as_array(array, pnd_descrs[0][PND_IDX_LONG], PND_AS_FORCECAST, 0);
        Py_DECREF(array);
        return intp ? add_index_array(args, intp) : -1;
    }
    return add_array(args, array, false);
}

static int add_item(pnd_index_args *args, PyObject *o)
{
    if (o == Py_None) return add_plain(args, PND_INDEX_NEWAXIS);
    if (o == Py_Ellipsis) return add_plain(args, PND_INDEX_ELLIPSIS);
    if (PySlice_Check(o)) return add_slice(args);
    if (PyBool_Check(o)) return add_bool0(args, o == Py_True);
    if (pnd_is_array(o)) {
        Py_INCREF(o);
        return add_array(args, o, true);
    }
    if (pnd_is_scalar(o) && pnd_scalar_dtype(o) == PND_DT(BOOL)) return add_bool0(args, *pnd_scalar_data(o) != 0);
    if (PyIndex_Check(o)) {
        Py_ssize_t i = PyNumber_AsSsize_t(o, PyExc_IndexError);
        if (i != -1 || !PyErr_Occurred()) return add_integer(args, i);
        if (!PyLong_Check(o) && !PyErr_ExceptionMatches(PyExc_TypeError)) return -1;
        PyErr_Clear(); /* perhaps a sequence that has __index__ as well; else the message below */
        if (PyLong_Check(o)) {
            PyErr_SetString(PyExc_IndexError, pnd_index_error);
            return -1;
        }
    }
    return add_converted(args, o);
}

int pnd_index_args_parse(PyObject *key, pnd_index_args *args)
{
    args->n = args->nhold = 0;
    args->room = PND_INDEX_INLINE;
    args->items = args->few_items;
    args->hold = args->few_hold;
    args->fancy = args->by_array = false;
    if (!PyTuple_Check(key)) {
        if (add_item(args, key) < 0) return -1;
        return PySlice_Check(key) ? unpack_slices(args, &key, 1) : 0;
    }
    /* A tuple subclass's own iteration has no say. */
    Py_ssize_t n = PyTuple_GET_SIZE(key);
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *o = PyTuple_GET_ITEM(key, i);
        Py_INCREF(o);
        int status = add_item(args, o);
        Py_DECREF(o);
        if (status < 0) return -1;
    }
    return unpack_slices(args, &PyTuple_GET_ITEM(key, 0), n);
}

void pnd_index_args_clear(pnd_index_args *args)
{
    for (int i = 0; i < args->nhold; i++) {
        pnd_array_unpin(args->hold[i]);
        Py_DECREF(args->hold[i]);
    }
    args->nhold = 0;
    if (args->items != args->few_items) pnd_free(args->items); /* the block begins with its items */
    args->items = args->few_items;
}
