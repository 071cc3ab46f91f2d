/*
 * shuffle, permutation, permuted: random orders by Fisher and Yates' exchanges from the last position down.
 *
 * The positions to exchange do not depend on the elements, so they are drawn some way ahead and the memory they name is
 * fetched meanwhile.  Rows of arrays of more axes are gathered by a shuffled index instead of being exchanged.
 */
#include "random_dists.h"

#include "../convert/args.h"
#include "../convert/coerce.h"
#include "../convert/item.h"
#include "../engine/assign.h"
#include "../engine/take.h"
#include "../engine/walk.h"
#include "../layout/strides.h"
#include "../py/errors.h"
#include "../random/uniform.h"

/**** Exchanging ****/

#define AHEAD 64

/* The partner of position i.  interval: as both families shuffle; otherwise as Generator.choice does. */
PND_INLINE uint64_t partner(const pnd_bitgen *g, uint64_t i, bool interval)
{
    pnd_random_bits rest = {0, 0};
    return interval ? pnd_random_interval(g, i) : pnd_random_bounded(g, 64, 0, i, false, &rest);
}

/* In pieces, so that elements may be of any size; those of a reference-counted dtype keep their counts. */
PND_INLINE void exchange_bytes(char *a, char *b, size_t size)
{
    char kept[16];
    for (size_t at = 0, m; at < size; at += m) {
        m = size - at < sizeof kept ? size - at : sizeof kept;
        memcpy(kept, a + at, m);
        memmove(a + at, b + at, m);
        memcpy(b + at, kept, m);
    }
}

/* A width known at compile time makes the moves registers. */
PND_INLINE void exchange_run(const pnd_bitgen *g, intptr_t n, intptr_t first, char *data, intptr_t stride, size_t size, bool interval)
{
    uint64_t with[AHEAD];
    assert(first >= 1);
    for (intptr_t i = n - 1; i >= first;) {
        const intptr_t m = i - first + 1 < AHEAD ? i - first + 1 : AHEAD;
        for (intptr_t k = 0; k < m; k++) {
            with[k] = partner(g, (uint64_t)(i - k), interval);
            __builtin_prefetch(data + (intptr_t)with[k] * stride, 1);
        }
        for (intptr_t k = 0; k < m; k++, i--) exchange_bytes(data + i * stride, data + (intptr_t)with[k] * stride, size);
    }
}

static void exchange(const pnd_bitgen *g, intptr_t n, intptr_t first, char *data, intptr_t stride, intptr_t size, bool interval)
{
    if (first < 1) first = 1;
    if (size == 8 && stride == 8 && !interval) exchange_run(g, n, first, data, 8, 8, false);
    else if (size == 8 && stride == 8) exchange_run(g, n, first, data, 8, 8, true);
    else if (size == 4 && stride == 4) exchange_run(g, n, first, data, 4, 4, interval);
    else exchange_run(g, n, first, data, stride, (size_t)size, interval);
}

void pnd_random_shuffle_int64(PndRandomObject *r, intptr_t n, intptr_t first, int64_t *data, bool interval)
{
    exchange(r->source.bitgen, n, first, (char *)data, 8, 8, interval);
}

PyObject *pnd_random_permutation_of(PndRandomObject *r, int64_t n)
{
    pnd_draw_scope scope;
    const Py_ssize_t shape[] = {n < 0 ? 0 : (Py_ssize_t)n};
    PyObject *out = pnd_array_new(PND_DT(LONG), 1, shape, PND_ORDER_C);
    if (!out || n < 2) {
        if (out && n == 1) *(int64_t *)PND_ARRAY(out)->data = 0;
        return out;
    }
    int64_t *x = (int64_t *)PND_ARRAY(out)->data;
    if (pnd_draw_begin(r, n, &scope) < 0) return Py_DECREF(out), NULL;
    for (intptr_t i = 0; i < n; i++) x[i] = i;
    pnd_random_shuffle_int64(r, n, 1, x, true);
    if (pnd_draw_end(&scope) < 0) Py_CLEAR(out);
    return out;
}

/* Elements with references stand in two places in the middle of an exchange: nobody else may look then. */
static intptr_t work_of(const pnd_dtype *d, intptr_t n) { return pnd_dtype_is_plain(d) ? n : 1; }

/* v of one axis, in place. */
static int shuffle_line(PndRandomObject *r, const pnd_view *v, PyObject *owner)
{
    pnd_draw_scope scope;
    pnd_array_pin(owner);
    int status = pnd_draw_begin(r, work_of(v->dtype, v->shape[0]), &scope);
    if (status == 0) {
        exchange(r->source.bitgen, v->shape[0], 1, v->data, v->strides[0], v->dtype->size, true);
        status = pnd_draw_end(&scope);
    }
    pnd_array_unpin(owner);
    return status;
}

/* a with the slices along an axis in a random order; new array, whose memory is there before anything is drawn. */
static PyObject *shuffled_rows(PndRandomObject *r, PyObject *a, int axis)
{
    const pnd_view v = pnd_array_view(a);
    pnd_error err;
    PyObject *out = pnd_array_new(v.dtype, v.ndim, v.shape, PND_ORDER_C);
    PyObject *order = out ? pnd_random_permutation_of(r, v.shape[axis]) : NULL;
    if (!order) return Py_XDECREF(out), NULL;
    const pnd_view to = pnd_array_view(out), index = pnd_array_view(order);
    if (pnd_array_size(out) > 0 && pnd_take(&v, axis, &index, PND_MODE_RAISE, &to, &err) < 0) {
        pnd_raise(&err);
        Py_CLEAR(out);
    }
    Py_DECREF(order);
    return out;
}

static int shuffle_array(PndRandomObject *r, PyObject *x, int axis)
{
    pnd_view v;
    pnd_error err;
    if (pnd_array_writable(x, &v, "array") < 0) return -1;
    if (v.ndim == 1) return shuffle_line(r, &v, x);
    if (pnd_array_size(x) == 0 || v.shape[axis] < 2) return 0;
    PyObject *rows = shuffled_rows(r, x, axis);
    int status = rows ? 0 : -1;
    if (rows) {
        const pnd_view from = pnd_array_view(rows);
        pnd_array_pin(x);
        if (pnd_assign(&v, &from, NULL, NULL, &err) < 0) status = pnd_raise_int(&err);
        pnd_array_unpin(x);
    }
    Py_XDECREF(rows);
    return status;
}

/**** Sequences of Python ****/

static int warn_unless_sequence(PyObject *x)
{
    if (PyList_Check(x)) return 0;
    PyObject *abc = PyImport_ImportModule("collections.abc"), *type = abc ? PyObject_GetAttrString(abc, "Sequence") : NULL;
    const int is = type ? PyObject_IsInstance(x, type) : -1;
    Py_XDECREF(abc);
    Py_XDECREF(type);
    if (is != 0) return is < 0 ? -1 : 0;
    return PyErr_WarnFormat(PyExc_UserWarning, 1,
                            "you are shuffling a '%s' object which is not a subclass of 'Sequence'; `shuffle` is not guaranteed to behave "
                            "correctly. E.g., non-numpy array/tensor objects with view semantics may contain duplicates after shuffling.",
                            Py_TYPE(x)->tp_name);
}

static int exchange_items(PyObject *x, Py_ssize_t i, Py_ssize_t j)
{
    PyObject *a = NULL, *b = NULL, *ki = PyLong_FromSsize_t(i), *kj = PyLong_FromSsize_t(j);
    int status = -1;
    if (ki && kj && (a = PyObject_GetItem(x, ki)) && (b = PyObject_GetItem(x, kj)) && PyObject_SetItem(x, ki, b) == 0)
        status = PyObject_SetItem(x, kj, a);
    Py_XDECREF(ki);
    Py_XDECREF(kj);
    Py_XDECREF(a);
    Py_XDECREF(b);
    return status;
}

/* A list of a bit generator of ours: no Python code can run before it is done.  false: go the other way. */
static bool shuffle_list(PndRandomObject *r, PyObject *x)
{
    if (!PyList_CheckExact(x) || !pnd_draw_is_free(r)) return false;
    PyObject **items = ((PyListObject *)x)->ob_item;
    for (Py_ssize_t i = PyList_GET_SIZE(x) - 1; i > 0; i--) {
        const uint64_t j = partner(r->source.bitgen, (uint64_t)i, true);
        PyObject *kept = items[i];
        items[i] = items[j];
        items[j] = kept;
    }
    return true;
}

/* Python code may run between two draws, so each is a draw of its own. */
static int shuffle_sequence(PndRandomObject *r, PyObject *x)
{
    const Py_ssize_t n = PyObject_Size(x);
    const PyTypeObject *t = Py_TYPE(x);
    if (n < 0 || shuffle_list(r, x)) return n < 0 ? -1 : 0;
    if (!(t->tp_as_sequence && t->tp_as_sequence->sq_ass_item) && !(t->tp_as_mapping && t->tp_as_mapping->mp_ass_subscript))
        return PyErr_Format(PyExc_TypeError, "'%s' object does not support item assignment", t->tp_name), -1;
    if (warn_unless_sequence(x) < 0) return -1;
    for (Py_ssize_t i = n - 1; i > 0; i--) {
        pnd_draw_scope scope;
        if (pnd_draw_begin(r, 1, &scope) < 0) return -1;
        const Py_ssize_t j = (Py_ssize_t)partner(r->source.bitgen, (uint64_t)i, true);
        if (pnd_draw_end(&scope) < 0 || exchange_items(x, i, j) < 0) return -1;
    }
    return 0;
}

/**** Methods ****/

static PyObject *shuffle_along(PndRandomObject *r, PyObject *x, PyObject *axis_arg)
{
    int axis = 0;
    if (pnd_is_array(x)) {
        pnd_view v;
        if (PND_ARRAY(x)->nd == 0) return PyErr_Format(PyExc_TypeError, "len() of unsized object");
        if (pnd_array_writable(x, &v, "array") < 0) return NULL;
        if (axis_arg && pnd_arg_axis(axis_arg, PND_ARRAY(x)->nd, &axis) < 0) return NULL;
        if (shuffle_array(r, x, axis) < 0) return NULL;
        Py_RETURN_NONE;
    }
    int64_t along;
    if (axis_arg && !(PyLong_Check(axis_arg) && pnd_small_int(axis_arg, &along) && along == 0))
        return PyErr_Format(PyExc_NotImplementedError, "Axis argument is only supported on ndarray objects");
    if (shuffle_sequence(r, x) < 0) return NULL;
    Py_RETURN_NONE;
}

static PyObject *shuffle(PyObject *const *args) { return shuffle_along(PND_RANDOM(args[0]), args[1], args[2]); }
static PyObject *state_shuffle(PyObject *const *args) { return shuffle_along(PND_RANDOM(args[0]), args[1], NULL); }

static PyObject *permutation_along(PndRandomObject *r, PyObject *x, PyObject *axis_arg)
{
    int axis = 0;
    PyObject *result = NULL;
    if (!pnd_is_array(x) && PyIndex_Check(x)) {
        int64_t n;
        if (pnd_random_arg_int64(x, &n) == 0) return pnd_random_permutation_of(r, n);
        if (PyErr_ExceptionMatches(PyExc_OverflowError)) PyErr_SetString(PyExc_ValueError, "Maximum allowed size exceeded");
        return NULL;
    }
    const int many = pnd_random_is_arraylike(x);
    if (many < 0) return NULL;
    PyObject *a = many ? pnd_as_array(x, NULL, PND_AS_SUBOK, 0) : NULL;
    if (many && !a) return NULL;
    const int ndim = many ? PND_ARRAY(a)->nd : 0;
    if (r->frozen && ndim == 0) PyErr_SetString(PyExc_IndexError, "x must be an integer or at least 1-dimensional");
    else if (axis_arg ? pnd_arg_axis(axis_arg, ndim, &axis) < 0 : ndim == 0) {
        pnd_error err;
        if (!PyErr_Occurred()) (void)pnd_fail_axis(&err, 0, 0, ""), (void)pnd_raise(&err);
    } else if (ndim == 1) {
        result = pnd_array_copy_of(a, PND_ARRAY(a)->descr->core, PND_ORDER_C, false);
        if (result && shuffle_array(r, result, 0) < 0) Py_CLEAR(result);
    } else result = shuffled_rows(r, a, axis);
    Py_XDECREF(a);
    return result;
}

static PyObject *permutation(PyObject *const *args) { return permutation_along(PND_RANDOM(args[0]), args[1], args[2]); }
static PyObject *state_permutation(PyObject *const *args) { return permutation_along(PND_RANDOM(args[0]), args[1], NULL); }

/* Every line along an axis by itself, in C order of the others. */
static int shuffle_lines(PndRandomObject *r, PyObject *out, int axis)
{
    pnd_draw_scope scope;
    pnd_view v;
    pnd_walk w;
    Py_ssize_t others[PND_MAXDIMS];
    if (pnd_array_writable(out, &v, "array") < 0) return -1;
    memcpy(others, v.shape, (size_t)v.ndim * sizeof *others);
    others[axis] = others[axis] ? 1 : 0;
    pnd_walk_init(&w, v.ndim, others, 1);
    pnd_walk_op(&w, 0, v.data, v.strides);
    pnd_walk_fold(&w);
    if (w.n == 0) return 0;
    pnd_array_pin(out);
    if (pnd_draw_begin(r, work_of(v.dtype, pnd_array_size(out)), &scope) < 0) return pnd_array_unpin(out), -1;
    do {
        for (intptr_t i = 0; i < w.n; i++)
            exchange(r->source.bitgen, v.shape[axis], 1, w.ptr[0] + i * w.inner[0], v.strides[axis], v.dtype->size, true);
    } while (pnd_walk_next(&w));
    const int status = pnd_draw_end(&scope);
    pnd_array_unpin(out);
    return status;
}

/* All elements: in the order of memory where they are dense, else in C order. */
static int shuffle_all(PndRandomObject *r, PyObject *out)
{
    pnd_view v;
    pnd_error err;
    if (pnd_array_writable(out, &v, "array") < 0) return -1;
    const intptr_t n = pnd_array_size(out);
    if (n < 2) return 0;
    if (PND_ARRAY(out)->flags & (PND_FLAG_C | PND_FLAG_F)) {
        const intptr_t size = v.dtype->size;
        const pnd_view flat = {v.data, v.dtype, 1, &n, &size};
        return shuffle_line(r, &flat, out);
    }
    if (v.ndim == 1) return shuffle_line(r, &v, out);
    PyObject *copy = pnd_array_copy_of(out, v.dtype, PND_ORDER_C, false);
    if (!copy) return -1;
    int status = shuffle_all(r, copy);
    const pnd_view from = pnd_array_view(copy);
    if (status == 0 && pnd_assign(&v, &from, NULL, NULL, &err) < 0) status = pnd_raise_int(&err);
    Py_DECREF(copy);
    return status;
}

/* out=: of x's shape and a dtype x casts to safely; x is copied into it. */
static int permuted_into(PyObject *out, PyObject *x)
{
    pnd_view to;
    pnd_error err;
    if (!pnd_is_array(out)) return PyErr_SetString(PyExc_TypeError, "out must be a numpy array"), -1;
    PndArrayObject *o = PND_ARRAY(out), *a = PND_ARRAY(x);
    if (o->nd != a->nd || memcmp(o->dimensions, a->dimensions, (size_t)a->nd * sizeof *a->dimensions) != 0)
        return PyErr_SetString(PyExc_ValueError, "out must have the same shape as x"), -1;
    if (!pnd_can_cast(a->descr->core, o->descr->core, PND_CAST_SAFE)) {
        PyErr_Format(PyExc_TypeError, "Cannot cast array data from %R to %R according to the rule 'safe'", a->descr, o->descr);
        return -1;
    }
    if (out == x) return pnd_array_writable(out, &to, "array");
    const pnd_view from = pnd_array_view(x);
    if (pnd_array_writable(out, &to, "array") < 0) return -1;
    return pnd_assign(&to, &from, NULL, NULL, &err) < 0 ? pnd_raise_int(&err) : 0;
}

static PyObject *permuted(PyObject *const *args)
{
    enum { SELF, X, AXIS, OUT };
    PndRandomObject *r = PND_RANDOM(args[SELF]);
    PyObject *x = pnd_as_array(args[X], NULL, 0, 0), *out = NULL;
    int axis = 0, status = -1;
    const bool all = !args[AXIS] || args[AXIS] == Py_None;
    if (!x) return NULL;
    if (PND_ARRAY(x)->nd == 0) PyErr_SetString(PyExc_TypeError, "len() of unsized object");
    else if (all || pnd_arg_axis(args[AXIS], PND_ARRAY(x)->nd, &axis) == 0) {
        if (args[OUT] && args[OUT] != Py_None) out = permuted_into(args[OUT], x) < 0 ? NULL : Py_NewRef(args[OUT]);
        else out = pnd_array_copy_of(x, PND_ARRAY(x)->descr->core, PND_ORDER_K, false);
        if (out) status = all ? shuffle_all(r, out) : shuffle_lines(r, out, axis);
    }
    Py_DECREF(x);
    if (status < 0) Py_CLEAR(out);
    return out;
}

const pnd_callable pnd_generator_orders[] = {
    {"shuffle", "self, x, axis=0",
     "Shuffle an array or a mutable sequence in place, along one axis.\n\nParameters\n----------\nx : ndarray or MutableSequence\naxis : "
     "int\n    "
     "Only 0 for sequences.\n",
     shuffle},
    {"permutation", "self, x, axis=0",
     "A shuffled copy, or a shuffled range.\n\nParameters\n----------\nx : int or array_like\n    An int n stands for arange(n).\naxis : "
     "int\n    "
     "The axis whose slices change places.\n\nReturns\n-------\nndarray\n",
     permutation},
    {"permuted", "self, x, *, axis=None, out=None",
     "A copy in which every line along an axis is shuffled by itself.\n\nParameters\n----------\nx : array_like\n    At least one "
     "axis.\naxis : int, "
     "optional\n    All elements are shuffled when not given.\nout : ndarray, optional\n    Where to write, of x's shape; may be x.\n\n"
     "Returns\n-------\nndarray\n",
     permuted},
    {NULL, NULL, NULL, NULL},
};

const pnd_callable pnd_state_orders[] = {
    {"shuffle", "self, x", "Shuffle an array or a mutable sequence in place, along its first axis.", state_shuffle},
    {"permutation", "self, x", "A shuffled copy of an array_like along its first axis, or shuffled arange(x) for an int.",
     state_permutation},
    {NULL, NULL, NULL, NULL},
};
