/*
 * Writing at flat positions, choosing among arrays, and partitions: put, putmask, place, choose, compress, partition.
 *
 * What is written is copied first where it shares memory with the target, and converted before the target is looked at for
 * the last time: the target is pinned from the gate on.
 */
#include "access.h"

#include "../engine/put.h"
#include "../layout/overlap.h"
#include "../object/scalar.h"
#include "../platform/mem.h"
#include "../py/gil.h"
#include "../ufunc/call.h"

#include "methods.h"

/**************************************************************************** put, putmask, place */

/* `o`, or a private copy where its memory is the target's; the reference is consumed. */
static PyObject *apart_from(const pnd_view *target, PyObject *o)
{
    if (o == NULL) return NULL;
    const pnd_view v = pnd_array_view(o);
    if (pnd_views_overlap(target, &v, 1) == PND_OVERLAP_NO) return o;
    PyObject *copy = pnd_as_array(o, NULL, PND_AS_COPY | PND_AS_C, 0);
    Py_DECREF(o);
    return copy;
}

/* values as dense elements of the target's dtype, apart from it. */
static PyObject *dense_values(PyObject *target, const pnd_view *v, PyObject *values)
{
    return apart_from(v, pnd_as_array(values, PND_ARRAY(target)->descr, PND_AS_FORCECAST | PND_AS_C, 0));
}

/* The arrays are pinned; positions: dense native intp. */
static int put_arrays(const pnd_view *v, PyObject *positions, pnd_clipmode mode, PyObject *values, bool by_position)
{
    const intptr_t n = pnd_array_size(positions), m = pnd_array_size(values);
    pnd_error err;
    if (m == 0) return 0;
    PyThreadState *state = pnd_gil_release(n, pnd_dtype_is_plain(v->dtype));
    int status =
        pnd_put(v, (const intptr_t *)(const void *)PND_ARRAY(positions)->data, n, mode, PND_ARRAY(values)->data, m, by_position, &err);
    pnd_gil_retake(state);
    return status < 0 ? pnd_raise_int(&err) : 0;
}

/* put_arrays with `self` pinned by the caller. */
static int put_pinned(const pnd_view *v, PyObject *positions, pnd_clipmode mode, PyObject *values, bool by_position)
{
    pnd_array_pin(positions), pnd_array_pin(values);
    int status = put_arrays(v, positions, mode, values, by_position);
    pnd_array_unpin(values), pnd_array_unpin(positions);
    return status;
}

/* Dense native intp; an array's dtype must cast to it safely. */
static PyObject *dense_index(PyObject *indices)
{
    if (pnd_is_array(indices) &&
        pnd_check_cast(PND_ARRAY(indices)->descr->core, PND_DT(LONG), PND_CAST_SAFE, PND_ARRAY(indices)->nd ? "array data" : "scalar") < 0)
        return NULL;
    PyObject *index = pnd_index_array(indices), *dense = index ? pnd_as_array(index, NULL, PND_AS_C, 0) : NULL;
    Py_XDECREF(index);
    return dense;
}

int pnd_array_put(PyObject *self, PyObject *indices, PyObject *value, PyObject *mode_arg)
{
    pnd_clipmode mode;
    pnd_view v;
    PyObject *index, *values = NULL;
    int status = -1;
    if (pnd_arg_clipmode(mode_arg, &mode) < 0 || pnd_array_writable(self, &v, "put: output array") < 0) return -1;
    pnd_array_pin(self);
    index = apart_from(&v, dense_index(indices));
    if (index) values = dense_values(self, &v, value);
    if (values && pnd_array_size(index) > 0 && pnd_view_size(&v) == 0) /* even where there are no values */
        PyErr_SetString(PyExc_IndexError, "cannot replace elements of an empty array");
    else if (values) status = put_pinned(&v, index, mode, values, false);
    pnd_array_unpin(self);
    Py_XDECREF(values);
    Py_XDECREF(index);
    return status;
}

/* Values of the target's size, or one: an assignment with a mask.  Both stand densely and count by C order, whatever their shapes. */
static int assign_masked(const pnd_view *v, PyObject *mask, PyObject *values)
{
    intptr_t mstrides[PND_MAXDIMS], strides[PND_MAXDIMS];
    pnd_strides_contiguous(v->ndim, v->shape, 1, PND_ORDER_C, mstrides);
    pnd_strides_contiguous(v->ndim, v->shape, v->dtype->size, PND_ORDER_C, strides);
    const pnd_view m = {PND_ARRAY(mask)->data, PND_DT(BOOL), v->ndim, v->shape, mstrides};
    const pnd_view src = {PND_ARRAY(values)->data, v->dtype, pnd_array_size(values) == 1 ? 0 : v->ndim, v->shape, strides};
    return pnd_assign_view(v, &src, &m);
}

static PyObject *true_positions(PyObject *mask)
{
    PyObject *flat = pnd_array_ravel(mask, PND_ORDER_C), *all = flat ? pnd_array_nonzero(flat) : NULL, *positions = NULL;
    if (all) positions = pnd_as_array(PyTuple_GET_ITEM(all, 0), NULL, PND_AS_C, 0);
    Py_XDECREF(all);
    Py_XDECREF(flat);
    return positions;
}

/* Everything converted and pinned. */
static int put_masked(const pnd_view *v, PyObject *mask, PyObject *values, bool in_turn)
{
    const Py_ssize_t m = pnd_array_size(values), size = pnd_view_size(v);
    if (m == 1 || (m == size && !in_turn)) return assign_masked(v, mask, values);
    PyObject *positions = true_positions(mask);
    if (positions == NULL) return -1;
    int status = -1;
    if (in_turn && m == 0 && pnd_array_size(positions) > 0) PyErr_SetString(PyExc_ValueError, "Cannot insert from an empty array!");
    else status = put_pinned(v, positions, PND_MODE_RAISE, values, !in_turn);
    Py_DECREF(positions);
    return status;
}

int pnd_array_putmask(PyObject *self, PyObject *mask_arg, PyObject *value, bool in_turn, const char *function)
{
    pnd_view v;
    char what[40];
    PyObject *mask, *values = NULL;
    int status = -1;
    snprintf(what, sizeof what, "%s: output array", function);
    if (pnd_array_writable(self, &v, what) < 0) return -1;
    pnd_array_pin(self);
    mask = apart_from(&v, pnd_as_array(mask_arg, pnd_descr_builtin(PND_DT(BOOL)), PND_AS_FORCECAST | PND_AS_C, 0));
    if (mask == NULL) goto done;
    if (pnd_array_size(mask) != pnd_view_size(&v)) {
        PyErr_Format(PyExc_ValueError, "%s: mask and data must be the same size", function);
        goto done;
    }
    if (pnd_is_array(value) && pnd_check_cast(PND_ARRAY(value)->descr->core, v.dtype, PND_CAST_SAFE, "array data") < 0) goto done;
    values = dense_values(self, &v, value);
    if (values == NULL) goto done;
    pnd_array_pin(mask), pnd_array_pin(values);
    if (pnd_view_size(&v) == 0) status = 0;
    else status = put_masked(&v, mask, values, in_turn);
    pnd_array_unpin(values), pnd_array_unpin(mask);
done:
    pnd_array_unpin(self);
    Py_XDECREF(values);
    Py_XDECREF(mask);
    return status;
}

static PyObject *method_put(PyObject *const *args)
{
    return pnd_array_put(args[0], args[1], args[2], args[3]) < 0 ? NULL : Py_NewRef(Py_None);
}

/**************************************************************************** choose */

#define MAX_CHOICES 64

typedef struct choices {
    Py_ssize_t n;
    PyObject *array[MAX_CHOICES]; /* owned */
    pnd_view view[MAX_CHOICES];
} choices;

static int fail_many(void) { return PyErr_SetString(PyExc_ValueError, "Need at least 0 and at most 64 array objects."), -1; }

/* The choices as arrays of their common dtype; Python scalars count by their kind. */
static int read_choices(PyObject *o, choices *c, const pnd_dtype **common)
{
    const pnd_dtype *types[MAX_CHOICES];
    pnd_weak kinds[MAX_CHOICES];
    pnd_error err;
    bool strong = false;
    PyObject *items = PySequence_Tuple(o); /* an array gives its rows */
    c->n = 0;
    if (items == NULL) return -1;
    const Py_ssize_t n = PyTuple_GET_SIZE(items);
    int status = 0;
    if (n == 0) status = (PyErr_SetString(PyExc_ValueError, "0-length sequence."), -1);
    else if (n >= MAX_CHOICES) status = fail_many();
    for (Py_ssize_t i = 0; status == 0 && i < n; i++) {
        uint8_t weak = PND_WEAK_NOT;
        c->array[i] = pnd_as_exact_operand(PyTuple_GET_ITEM(items, i), &weak);
        if (c->array[i] == NULL) status = -1;
        else {
            c->n++;
            types[i] = PND_ARRAY(c->array[i])->descr->core;
            kinds[i] = (pnd_weak)weak;
            strong |= weak == PND_WEAK_NOT || (n > 1 && pnd_dtype_is_object(types[i])); /* an int beyond 64 bits has no dtype by itself */
        }
    }
    Py_DECREF(items);
    if (status < 0) return -1;
    const pnd_dtype *d = pnd_result_type((int)n, types, strong ? kinds : NULL, &err);
    if (d == NULL) return pnd_raise_int(&err);
    *common = d = pnd_dtype_native(d);
    for (Py_ssize_t i = 0; i < n; i++) {
        if (PND_ARRAY(c->array[i])->descr->core != d) Py_SETREF(c->array[i], pnd_array_copy_of(c->array[i], d, PND_ORDER_K, false));
        if (c->array[i] == NULL) return -1;
        c->view[i] = pnd_array_view(c->array[i]);
    }
    return 0;
}

static void clear_choices(choices *c)
{
    for (Py_ssize_t i = 0; i < c->n; i++) Py_XDECREF(c->array[i]);
}

static int choose_into(const pnd_view *index, const choices *c, pnd_clipmode mode, PyObject *result)
{
    const pnd_view out = pnd_array_view(result);
    pnd_error err;
    for (Py_ssize_t i = 0; i < c->n; i++) pnd_array_pin(c->array[i]);
    PyThreadState *state = pnd_gil_release(pnd_view_size(&out), pnd_dtype_is_plain(out.dtype));
    int status = pnd_choose(index, c->n, c->view, mode, &out, &err);
    pnd_gil_retake(state);
    for (Py_ssize_t i = 0; i < c->n; i++) pnd_array_unpin(c->array[i]);
    return status < 0 ? pnd_raise_int(&err) : 0;
}

/* The result is made apart from out, then moved there: an error leaves out alone, and the choices may share its memory. */
static PyObject *choose_from(PyObject *self, PyObject *index, const choices *c, const pnd_dtype *d, pnd_clipmode mode, PyObject *out)
{
    pnd_view all[MAX_CHOICES + 1];
    const pnd_view x = pnd_array_view(index);
    Py_ssize_t shape[PND_MAXDIMS];
    int ndim;
    for (Py_ssize_t i = 0; i < c->n; i++) all[i] = c->view[i];
    all[c->n] = x;
    if (pnd_common_shape(c->n + 1, all, &ndim, shape) < 0) return NULL;
    bool fits = out == NULL || PND_ARRAY(out)->nd == ndim;
    for (int i = 0; out && fits && i < ndim; i++) fits = PND_ARRAY(out)->dimensions[i] == shape[i];
    if (!fits) return PyErr_Format(PyExc_TypeError, "choose: invalid shape for output array.");
    PyObject *result = pnd_array_new(d, ndim, shape, PND_ORDER_C);
    pnd_view dst;
    if (result && choose_into(&x, c, mode, result) < 0) Py_CLEAR(result);
    if (result == NULL || out == NULL) return pnd_array_in_class(result, self);
    const pnd_view src = pnd_array_view(result);
    int status = pnd_array_writable(out, &dst, "output array");
    if (status == 0) status = pnd_copy_elements(out, &dst, result, &src);
    Py_DECREF(result);
    return status < 0 ? NULL : Py_NewRef(out);
}

PyObject *pnd_array_choose(PyObject *self, PyObject *choices_arg, PyObject *out, PyObject *mode_arg)
{
    pnd_clipmode mode;
    choices c;
    const pnd_dtype *d = NULL;
    PyObject *index = NULL, *result = NULL;
    if (out == Py_None) out = NULL;
    if (out && !pnd_is_array(out)) return PyErr_Format(PyExc_TypeError, "output must be an array");
    if (pnd_arg_clipmode(mode_arg, &mode) < 0) return NULL;
    if (read_choices(choices_arg, &c, &d) == 0 &&
        pnd_check_cast(PND_ARRAY(self)->descr->core, PND_DT(LONG), PND_CAST_SAFE, PND_ARRAY(self)->nd ? "array data" : "scalar") == 0)
        index = pnd_as_array(self, pnd_descr_builtin(PND_DT(LONG)), PND_AS_FORCECAST, 0);
    if (index) {
        pnd_array_pin(index);
        result = choose_from(self, index, &c, d, mode, out);
        pnd_array_unpin(index);
    }
    Py_XDECREF(index);
    clear_choices(&c);
    return result;
}

static PyObject *method_choose(PyObject *const *args)
{
    const pnd_star *star = (const pnd_star *)(const void *)args[1];
    if (star->n == 0) return PyErr_Format(PyExc_TypeError, "choose() takes exactly 1 argument (0 given)");
    PyObject *made = star->n == 1 ? Py_NewRef(star->items[0]) : PyTuple_New(star->n);
    if (made == NULL) return NULL;
    if (star->n > 1)
        for (Py_ssize_t i = 0; i < star->n; i++) PyTuple_SET_ITEM(made, i, Py_NewRef(star->items[i]));
    PyObject *result = pnd_array_choose(args[0], made, args[2], args[3]);
    if (args[2] == NULL || args[2] == Py_None) result = pnd_return_scalar_of_any(result);
    Py_DECREF(made);
    return result;
}

/**************************************************************************** compress */

PyObject *pnd_array_compress(PyObject *self, PyObject *condition, PyObject *axis, PyObject *out)
{
    PyObject *c = pnd_as_array(condition, NULL, 0, 0), *result = NULL;
    if (c == NULL) return NULL;
    if (PND_ARRAY(c)->nd != 1) {
        Py_DECREF(c);
        return PyErr_Format(PyExc_ValueError, "condition must be a 1-d array");
    }
    PyObject *all = pnd_array_nonzero(c);
    if (all) result = pnd_array_take(self, PyTuple_GET_ITEM(all, 0), axis, out, NULL);
    Py_XDECREF(all);
    Py_DECREF(c);
    return result;
}

static PyObject *method_compress(PyObject *const *args) { return pnd_array_compress(args[0], args[1], args[2], args[3]); }

/**************************************************************************** partition */

static int compare_places(const void *a, const void *b)
{
    const intptr_t x = *(const intptr_t *)a, y = *(const intptr_t *)b;
    return (x > y) - (x < y);
}

/* kth, an intp array, as places that rise; an empty array has none. */
static int read_places(PyObject *kth, Py_ssize_t extent, bool empty, pnd_places *places)
{
    const Py_ssize_t n = empty ? 0 : pnd_array_size(kth);
    const intptr_t *x = (const intptr_t *)(const void *)PND_ARRAY(kth)->data;
    intptr_t *at = pnd_malloc_array((size_t)n, sizeof *at);
    *places = (pnd_places){at, 0};
    if (at == NULL) return PyErr_NoMemory(), -1;
    for (Py_ssize_t i = 0; i < n; i++) {
        at[i] = x[i] < 0 ? x[i] + extent : x[i];
        if (at[i] >= 0 && at[i] < extent) continue;
        PyErr_Format(PyExc_ValueError, "kth(=%zd) out of bounds (%zd)", at[i], extent);
        pnd_free(at);
        return -1;
    }
    qsort(at, (size_t)n, sizeof *at, compare_places);
    for (Py_ssize_t i = 0; i < n; i++)
        if (i == 0 || at[i] != at[places->n - 1]) at[places->n++] = at[i];
    return 0;
}

/* kth=, kind=, order=. */
static int partition_places(PyObject *const *args, Py_ssize_t extent, bool empty, pnd_places *places)
{
    PyObject *kind = args[2], *order = args[3];
    if (order && order != Py_None) return PyErr_SetString(PyExc_ValueError, "Cannot specify order when the array has no fields."), -1;
    if (kind && !PyUnicode_Check(kind)) return PyErr_Format(PyExc_TypeError, "select kind must be str, not %s", Py_TYPE(kind)->tp_name), -1;
    if (kind && PyUnicode_CompareWithASCIIString(kind, "introselect") != 0)
        return PyErr_Format(PyExc_ValueError, "select kind must be 'introselect' (got %R)", kind), -1;
    PyObject *kth = pnd_as_array(args[0], NULL, 0, 0);
    if (kth == NULL) return -1;
    int status = -1;
    const pnd_dtype *d = PND_ARRAY(kth)->descr->core;
    if (d->kind == 'b') PyErr_SetString(PyExc_ValueError, "Booleans unacceptable as partition index");
    else if (!pnd_dtype_is_integer(d)) PyErr_SetString(PyExc_TypeError, "Partition index must be integer");
    else if (PND_ARRAY(kth)->nd > 1) PyErr_SetString(PyExc_ValueError, "kth array must have dimension <= 1");
    else {
        Py_SETREF(kth, pnd_as_array(kth, pnd_descr_builtin(PND_DT(LONG)), PND_AS_FORCECAST | PND_AS_C, 0));
        status = kth ? read_places(kth, extent, empty, places) : -1;
    }
    Py_XDECREF(kth);
    return status;
}

static PyObject *axis_argument(PyObject *axis) { return axis ? Py_NewRef(axis) : PyLong_FromLong(-1); }

static PyObject *method_partition(PyObject *const *args)
{
    PyObject *self = args[0], *axis_arg = axis_argument(args[2]);
    int axis, status = -1;
    pnd_view v;
    pnd_places kth;
    if (pnd_array_writable(self, &v, "partition array") < 0) Py_CLEAR(axis_arg);
    if (axis_arg && pnd_arg_axis(axis_arg, PND_ARRAY(self)->nd, &axis) == 0 &&
        partition_places(args + 1, PND_ARRAY(self)->dimensions[axis], pnd_array_size(self) == 0, &kth) == 0) {
        status = kth.n > 0 ? pnd_array_sort_in_place(self, axis, true, &kth) : 0;
        pnd_free(kth.at);
    }
    Py_XDECREF(axis_arg);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

/* The axis's length, for axis=None that of all; -1 with an exception. */
static Py_ssize_t partition_extent(PyObject *self, PyObject *axis_arg, bool flat0d)
{
    int axis;
    if (axis_arg == Py_None || (flat0d && PND_ARRAY(self)->nd == 0)) {
        if (axis_arg == Py_None) return pnd_array_size(self);
        return pnd_arg_axis(axis_arg, 1, &axis) < 0 ? -1 : 1;
    }
    return pnd_arg_axis(axis_arg, PND_ARRAY(self)->nd, &axis) < 0 ? -1 : PND_ARRAY(self)->dimensions[axis];
}

/* The places that args settle in self along an axis; -1 when the arguments are refused. */
static int read_partition(PyObject *self, PyObject *const *args, PyObject *axis, bool flat0d, pnd_places *kth)
{
    const Py_ssize_t extent = axis ? partition_extent(self, axis, flat0d) : -1;
    if (extent < 0 || partition_places(args, extent, pnd_array_size(self) == 0, kth) < 0) return -1;
    if (partition_extent(self, axis, flat0d) == extent) return 0;
    pnd_free(kth->at);
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "partition array changed its shape"); /* while kth was converted */
    return -1;
}

PyObject *pnd_array_partitioned(PyObject *self, PyObject *const *args)
{
    PyObject *axis = axis_argument(args[1]), *result = NULL;
    pnd_places kth;
    if (read_partition(self, args, axis, false, &kth) == 0) {
        result = pnd_array_sorted_copy(self, axis, true, &kth);
        pnd_free(kth.at);
    }
    Py_XDECREF(axis);
    return result;
}

PyObject *pnd_array_argpartition(PyObject *self, PyObject *const *args)
{
    PyObject *axis = axis_argument(args[1]), *result = NULL;
    pnd_places kth;
    if (read_partition(self, args, axis, true, &kth) == 0) {
        result = pnd_array_sorting(self, axis, true, &kth);
        pnd_free(kth.at);
    }
    Py_XDECREF(axis);
    return result;
}

static PyObject *method_argpartition(PyObject *const *args) { return pnd_array_argpartition(args[0], args + 1); }

const pnd_callable pnd_put_methods[] = {
    {"put", "self, indices, values, /, mode='raise'", "Sets the elements at flat indices; values are repeated as needed.", method_put},
    {"choose", "self, /, *choices:V, out=None, mode='raise'", "Elements of the choices, which of them the array's own elements say.",
     method_choose},
    {"compress", "self, /, condition, axis=None, out=None", "The slices along an axis for which a condition is true.", method_compress},
    {"partition", "self, kth, /, axis=-1, kind='introselect', order=None",
     "Puts the elements in place in an order in which the kth stands where sorting would put it, no larger one before it.",
     method_partition},
    {"argpartition", "self, kth, /, axis=-1, kind='introselect', order=None", "Indices that would partition the array.",
     method_argpartition},
    {NULL, NULL, NULL, NULL},
};
