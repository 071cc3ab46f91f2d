/*
 * np.nditer, the Python object, and np.nested_iters.
 *
 * A closed iterator keeps its memory until it dies, because arrays that it gave away may show it; it answers no more.
 */
#include "nditer.h"

#include "../platform/checked.h"
#include "../py/signature.h"
#include "../py/state.h"

static PyTypeObject nditer_type;

#define IT(o) ((nditer *)(o))

static PyObject *fail(const char *text) { return PyErr_SetString(PyExc_ValueError, text), NULL; }

static bool invalid(const nditer *it) { return it->closed || it->op == NULL; }
/* Most attributes ask: is there a current position? */
static int check_position(const nditer *it)
{
    if (!invalid(it) && !it->finished) return 0;
    return fail("Iterator is past the end"), -1;
}
static int check_valid(const nditer *it) { return invalid(it) ? (fail("Iterator is invalid"), -1) : 0; }
/* While elements are on their way, neither it nor what moves along with it may be moved or looked at. */
static int check_idle(const nditer *it)
{
    for (; it; it = (const nditer *)it->child)
        if (it->busy) return PyErr_SetString(PyExc_RuntimeError, "Iterator is in use: its elements are being loaded or stored"), -1;
    return 0;
}
static int check_still(const nditer *it) { return check_valid(it) < 0 ? -1 : check_idle(it); }
static int check_ready(const nditer *it)
{
    if (check_position(it) < 0 || check_idle(it) < 0) return -1;
    return it->delayed ? (fail("Iterator construction used delayed buffer allocation, and no reset has been done yet"), -1) : 0;
}

/**************************************************************************** moving */

/* The iterator under this one starts again, from where this one's operands stand now. */
static int move_child(nditer *it)
{
    nditer *child = IT(it->child);
    if (child == NULL || invalid(child)) return 0;
    Py_INCREF(child);
    it->busy++, child->busy++;
    int status = pnd_nditer_flush(child);
    for (int i = 0; status == 0 && i < child->nop && i < it->nop; i++)
        if (child->op[i].array == it->op[i].array) child->op[i].base = it->op[i].ptr + child->op[i].turned;
    if (status == 0) status = pnd_nditer_reset(child);
    if (status == 0) status = move_child(child);
    it->busy--, child->busy--;
    Py_DECREF(child);
    return status;
}

static int go_to(nditer *it, intptr_t position)
{
    if (pnd_nditer_goto(it, position) < 0) return -1;
    it->started = it->finished = false;
    return move_child(it);
}

/* 1, 0 at the end, -1. */
static int advance(nditer *it)
{
    int status = pnd_nditer_next(it);
    if (status == 0) it->finished = true;
    if (status == 1 && it->child && move_child(it) < 0) return -1;
    return status;
}

/**************************************************************************** values */

static PyObject *value_of(nditer *it, int i)
{
    const ndop *op = &it->op[i];
    const bool many = it->flags & IT_EXTERNAL;
    const Py_ssize_t n = pnd_nditer_inner(it), step = op->step;
    const int flags = op->flags & OP_WRITE ? PND_FLAG_WRITEABLE : 0;
    return pnd_array_from_data(&PndArray_Type, op->descr, many, &n, &step, op->data, flags, (PyObject *)it, NULL);
}

static PyObject *all_values(nditer *it)
{
    if (it->nop == 1) return value_of(it, 0);
    PyObject *t = PyTuple_New(it->nop);
    for (int i = 0; t && i < it->nop; i++) {
        PyObject *x = value_of(it, i);
        if (x == NULL) Py_CLEAR(t);
        else PyTuple_SET_ITEM(t, i, x);
    }
    return t;
}

static PyObject *nditer_next(PyObject *self)
{
    nditer *it = IT(self);
    if (invalid(it) || it->finished) return NULL;
    if (check_idle(it) < 0) return NULL;
    if (it->started) {
        int status = advance(it);
        if (status <= 0) return NULL;
    }
    it->started = true;
    return check_ready(it) < 0 ? NULL : all_values(it);
}

static Py_ssize_t nditer_length(PyObject *self) { return invalid(IT(self)) ? 0 : IT(self)->nop; }

static int operand_index(nditer *it, Py_ssize_t i)
{
    const Py_ssize_t x = i < 0 ? i + it->nop : i;
    if (x >= 0 && x < it->nop) return (int)x;
    PyErr_Format(PyExc_IndexError, "Iterator operand index %zd is out of bounds", i);
    return -1;
}

static PyObject *sq_item(PyObject *self, Py_ssize_t i)
{
    if (check_ready(IT(self)) < 0) return NULL;
    int x = operand_index(IT(self), i);
    return x < 0 ? NULL : value_of(IT(self), x);
}

static PyObject *subscript(PyObject *self, PyObject *key)
{
    nditer *it = IT(self);
    if (check_ready(it) < 0) return NULL;
    if (PyIndex_Check(key)) {
        Py_ssize_t i = PyNumber_AsSsize_t(key, PyExc_IndexError);
        return i == -1 && PyErr_Occurred() ? NULL : sq_item(self, i);
    }
    if (!PySlice_Check(key)) return PyErr_SetString(PyExc_TypeError, "invalid index type for iterator indexing"), NULL;
    Py_ssize_t start, stop, step;
    if (PySlice_Unpack(key, &start, &stop, &step) < 0 || check_ready(it) < 0) return NULL;
    const Py_ssize_t n = PySlice_AdjustIndices(it->nop, &start, &stop, step);
    PyObject *t = PyTuple_New(n);
    for (Py_ssize_t i = 0; t && i < n; i++) {
        PyObject *x = value_of(it, (int)(start + i * step));
        if (x == NULL) Py_CLEAR(t);
        else PyTuple_SET_ITEM(t, i, x);
    }
    return t;
}

static int set_value(nditer *it, Py_ssize_t i, PyObject *value)
{
    pnd_view v;
    if (check_ready(it) < 0) return -1;
    int x = operand_index(it, i);
    if (x < 0) return -1;
    if (!(it->op[x].flags & OP_WRITE)) return PyErr_Format(PyExc_RuntimeError, "Iterator operand %zd is not writeable", i), -1;
    PyObject *array = value_of(it, x);
    if (array == NULL) return -1;
    int status = pnd_array_writable(array, &v, NULL);
    if (status == 0) status = pnd_assign_object(&v, value);
    Py_DECREF(array);
    return status;
}

static int ass_subscript(PyObject *self, PyObject *key, PyObject *value)
{
    nditer *it = IT(self);
    if (value == NULL) return PyErr_SetString(PyExc_TypeError, "Cannot delete iterator elements"), -1;
    if (check_ready(it) < 0) return -1;
    if (PyIndex_Check(key)) {
        Py_ssize_t i = PyNumber_AsSsize_t(key, PyExc_IndexError);
        return i == -1 && PyErr_Occurred() ? -1 : set_value(it, i, value);
    }
    if (!PySlice_Check(key)) return PyErr_SetString(PyExc_TypeError, "invalid index type for iterator indexing"), -1;
    Py_ssize_t start, stop, step;
    if (PySlice_Unpack(key, &start, &stop, &step) < 0) return -1;
    const Py_ssize_t n = PySlice_AdjustIndices(it->nop, &start, &stop, step);
    PyObject *items = PySequence_Check(value) ? PySequence_Tuple(value) : NULL;
    int status = 0;
    if (items == NULL || PyTuple_GET_SIZE(items) != n) {
        if (!PyErr_Occurred() || PyErr_ExceptionMatches(PyExc_TypeError)) fail("Wrong size to assign to iterator slice");
        status = -1;
    }
    for (Py_ssize_t i = 0; status == 0 && i < n; i++) status = set_value(it, start + i * step, PyTuple_GET_ITEM(items, i));
    Py_XDECREF(items);
    return status;
}

/**************************************************************************** attributes */

static PyObject *get_value(PyObject *o, void *unused) { return (void)unused, check_ready(IT(o)) < 0 ? NULL : all_values(IT(o)); }

/* A tuple of one thing for each operand. */
static PyObject *for_each(nditer *it, PyObject *(*get)(nditer *it, int i))
{
    if (check_valid(it) < 0) return NULL;
    PyObject *t = PyTuple_New(it->nop);
    for (int i = 0; t && i < it->nop; i++) {
        PyObject *x = get(it, i);
        if (x == NULL) Py_CLEAR(t);
        else PyTuple_SET_ITEM(t, i, x);
    }
    return t;
}

static PyObject *one_operand(nditer *it, int i) { return Py_NewRef(it->op[i].array ? it->op[i].array : Py_None); }
static PyObject *one_dtype(nditer *it, int i) { return Py_NewRef((PyObject *)it->op[i].descr); }
static PyObject *one_view(nditer *it, int i)
{
    intptr_t shape[PND_MAXDIMS], strides[PND_MAXDIMS];
    const ndop *op = &it->op[i];
    if (op->array == NULL) return Py_NewRef(Py_None);
    if (PND_ARRAY(op->array)->descr->core != op->have->core)
        return PyErr_Format(PyExc_RuntimeError, "dtype of iterator operand %d has changed from %R to %R", i, op->have,
                            PND_ARRAY(op->array)->descr);
    for (int k = 0; k < it->ndim; k++) {
        shape[k] = it->shape[it->ndim - 1 - k];
        strides[k] = op->strides[it->ndim - 1 - k];
    }
    const pnd_view v = {op->base, op->descr->core, it->ndim, shape, strides};
    PyObject *view = pnd_array_view_descr(op->array, &v, PND_ARRAY(op->array)->descr, false);
    if (view && !(op->flags & OP_WRITE)) PND_ARRAY(view)->flags &= ~PND_FLAG_WRITEABLE;
    return view;
}

static PyObject *get_operands(PyObject *o, void *unused) { return (void)unused, for_each(IT(o), one_operand); }
static PyObject *get_dtypes(PyObject *o, void *unused) { return (void)unused, for_each(IT(o), one_dtype); }
static PyObject *get_itviews(PyObject *o, void *unused)
{
    (void)unused;
    if (check_valid(IT(o)) < 0) return NULL;
    if (IT(o)->flags & IT_BUFFERED) return fail("cannot provide an iterator view when buffering is enabled");
    return for_each(IT(o), one_view);
}

static PyObject *get_shape(PyObject *o, void *unused)
{
    const nditer *it = IT(o);
    intptr_t shape[PND_MAXDIMS];
    (void)unused;
    if (check_position(it) < 0) return NULL;
    for (int k = 0; k < it->ndim; k++) shape[it->flags & IT_MULTI_INDEX ? it->perm[k] : k] = it->shape[k];
    return pnd_shape_tuple(it->ndim, shape);
}

static PyObject *get_multi_index(PyObject *o, void *unused)
{
    const nditer *it = IT(o);
    intptr_t at[PND_MAXDIMS];
    (void)unused;
    if (check_position(it) < 0) return NULL;
    if (!(it->flags & IT_MULTI_INDEX)) return fail("Iterator is not tracking a multi-index");
    if (check_ready(it) < 0) return NULL;
    for (int k = 0; k < it->ndim; k++) at[it->perm[k]] = it->flip[k] ? it->shape[k] - 1 - it->at[k] : it->at[k];
    return pnd_shape_tuple(it->ndim, at);
}

/* The position of the coordinates; -1 with an exception. */
static intptr_t position_of(const nditer *it, const Py_ssize_t *index)
{
    intptr_t position = 0, step = 1;
    for (int k = 0; k < it->ndim; k++) {
        const Py_ssize_t x = index[it->perm[k]];
        if (x < 0 || x >= it->shape[k])
            return PyErr_SetString(PyExc_IndexError, "Iterator GotoMultiIndex called with an out-of-bounds multi-index"), -1;
        position += (it->flip[k] ? it->shape[k] - 1 - x : x) * step;
        step *= it->shape[k];
    }
    if (position >= it->start && position < it->end) return position;
    PyErr_SetString(PyExc_IndexError, "Iterator GotoMultiIndex called with a multi-index outside the restricted iteration range");
    return -1;
}

static int cannot_delete(const char *name) { return PyErr_Format(PyExc_AttributeError, "Cannot delete nditer %s", name), -1; }

static int set_multi_index(PyObject *o, PyObject *value, void *unused)
{
    nditer *it = IT(o);
    Py_ssize_t index[PND_MAXDIMS];
    (void)unused;
    if (value == NULL) return cannot_delete("multi_index");
    if (check_valid(it) < 0) return -1;
    if (!(it->flags & IT_MULTI_INDEX)) return fail("Iterator is not tracking a multi-index"), -1;
    if (it->flags & IT_BUFFERED) return fail("Cannot call GotoMultiIndex on an iterator which is buffered"), -1;
    PyObject *items = PySequence_Check(value) ? PySequence_Tuple(value) : NULL;
    if (items == NULL) return PyErr_Occurred() ? -1 : (fail("multi_index must be set with a sequence"), -1);
    int status = 0;
    if (PyTuple_GET_SIZE(items) != it->ndim) fail("Wrong number of indices"), status = -1;
    for (int k = 0; status == 0 && k < PyTuple_GET_SIZE(items); k++) status = pnd_arg_intp(PyTuple_GET_ITEM(items, k), &index[k]);
    if (status == 0 && (check_still(it) < 0 || PyTuple_GET_SIZE(items) != it->ndim)) status = -1; /* an item's __index__ ran anything */
    Py_DECREF(items);
    if (status < 0) return PyErr_Occurred() ? -1 : (fail("Wrong number of indices"), -1);
    const intptr_t position = position_of(it, index);
    return position < 0 ? -1 : go_to(it, position);
}

static PyObject *get_index(PyObject *o, void *unused)
{
    const nditer *it = IT(o);
    (void)unused;
    if (check_position(it) < 0) return NULL;
    if (!(it->flags & (IT_C_INDEX | IT_F_INDEX))) return fail("Iterator does not have an index");
    intptr_t index = it->index_base;
    for (int k = 0; k < it->ndim; k++) index += it->at[k] * it->index_step[k];
    return PyLong_FromSsize_t(index);
}

static int set_index(PyObject *o, PyObject *value, void *unused)
{
    nditer *it = IT(o);
    Py_ssize_t x;
    (void)unused;
    if (value == NULL) return cannot_delete("index");
    if (check_valid(it) < 0) return -1;
    if (!(it->flags & (IT_C_INDEX | IT_F_INDEX))) return fail("Iterator does not have an index"), -1;
    if (it->flags & IT_BUFFERED) return fail("Cannot call GotoIndex on an iterator which is buffered"), -1;
    if (pnd_arg_intp(value, &x) < 0 || check_still(it) < 0) return -1;
    if (x < 0 || x >= it->size) return PyErr_SetString(PyExc_IndexError, "Iterator GotoIndex called with an out-of-bounds index"), -1;
    intptr_t position = 0, step = 1;
    for (int k = 0; k < it->ndim; k++) {
        const intptr_t s = it->index_step[k], size = s < 0 ? -s : s, at = s == 0 ? 0 : x / size % it->shape[k];
        position += (s < 0 ? it->shape[k] - 1 - at : at) * step;
        step *= it->shape[k];
    }
    if (position >= it->start && position < it->end) return go_to(it, position);
    PyErr_SetString(PyExc_IndexError, "Iterator GotoIndex called with an index outside the restricted iteration range.");
    return -1;
}

static PyObject *get_iterindex(PyObject *o, void *unused)
{
    return (void)unused, check_position(IT(o)) < 0 ? NULL : PyLong_FromSsize_t(IT(o)->position);
}

static int set_iterindex(PyObject *o, PyObject *value, void *unused)
{
    nditer *it = IT(o);
    Py_ssize_t x;
    (void)unused;
    if (value == NULL) return cannot_delete("iterindex");
    if (check_valid(it) < 0 || pnd_arg_intp(value, &x) < 0 || check_still(it) < 0) return -1;
    if (it->flags & IT_EXTERNAL) return fail("Cannot call GotoIterIndex on an iterator which has the flag EXTERNAL_LOOP"), -1;
    if (x < it->start || x >= it->end)
        return PyErr_SetString(PyExc_IndexError, "Iterator GotoIterIndex called with an iterindex outside the iteration range."), -1;
    if (pnd_nditer_allocate(it) < 0) return -1;
    return go_to(it, x);
}

static PyObject *get_iterrange(PyObject *o, void *unused)
{
    (void)unused;
    return check_valid(IT(o)) < 0 ? NULL : Py_BuildValue("nn", IT(o)->start, IT(o)->end);
}

static int set_iterrange(PyObject *o, PyObject *value, void *unused)
{
    nditer *it = IT(o);
    Py_ssize_t start, end;
    (void)unused;
    if (value == NULL) return cannot_delete("iterrange");
    if (check_valid(it) < 0) return -1;
    if (!PyTuple_Check(value)) return PyErr_SetString(PyExc_TypeError, "iterrange must be set with a tuple (start, end)"), -1;
    if (!PyArg_ParseTuple(value, "nn", &start, &end) || check_still(it) < 0) return -1;
    if (!(it->flags & IT_RANGED))
        return fail("Cannot call ResetToIterIndexRange on an iterator without requesting ranged iteration support in the constructor"), -1;
    if (start < 0 || end > it->size)
        return PyErr_Format(PyExc_ValueError, "Out-of-bounds range [%zd, %zd) passed to ResetToIterIndexRange", start, end), -1;
    if (end < start) return PyErr_Format(PyExc_ValueError, "Invalid range [%zd, %zd) passed to ResetToIterIndexRange", start, end), -1;
    it->start = start, it->end = end;
    return pnd_nditer_reset(it) < 0 ? -1 : move_child(it);
}

static PyObject *get_flag(PyObject *o, void *flag)
{
    return check_valid(IT(o)) < 0 ? NULL : PyBool_FromLong((IT(o)->flags & (unsigned)(uintptr_t)flag) != 0);
}
static PyObject *get_delayed(PyObject *o, void *unused)
{
    return (void)unused, check_valid(IT(o)) < 0 ? NULL : PyBool_FromLong(IT(o)->delayed);
}
static PyObject *get_needs_api(PyObject *o, void *unused)
{
    bool needs = false;
    (void)unused;
    if (check_valid(IT(o)) < 0) return NULL;
    for (int i = 0; i < IT(o)->nop; i++) needs |= !pnd_dtype_is_plain(IT(o)->op[i].descr->core);
    return PyBool_FromLong(needs);
}
static PyObject *get_ndim(PyObject *o, void *unused) { return (void)unused, check_valid(IT(o)) < 0 ? NULL : PyLong_FromLong(IT(o)->ndim); }
static PyObject *get_nop(PyObject *o, void *unused) { return (void)unused, check_valid(IT(o)) < 0 ? NULL : PyLong_FromLong(IT(o)->nop); }
static PyObject *get_size(PyObject *o, void *unused)
{
    return (void)unused, check_valid(IT(o)) < 0 ? NULL : PyLong_FromSsize_t(IT(o)->size);
}
static PyObject *get_finished(PyObject *o, void *unused) { return (void)unused, PyBool_FromLong(!invalid(IT(o)) && IT(o)->finished); }

static PyGetSetDef nditer_getset[] = {
    {"value", get_value, NULL, "The operands' current values: an array, or a tuple of them.", NULL},
    {"shape", get_shape, NULL, "Shape of the iteration.", NULL},
    {"multi_index", get_multi_index, set_multi_index, "The current coordinates, with the flag multi_index.", NULL},
    {"index", get_index, set_index, "The current flat index, with the flags c_index or f_index.", NULL},
    {"iterindex", get_iterindex, set_iterindex, "The current position in the order of the iteration.", NULL},
    {"iterrange", get_iterrange, set_iterrange, "First and one past the last position, with the flag ranged.", NULL},
    {"operands", get_operands, NULL, "The arrays iterated over.", NULL},
    {"itviews", get_itviews, NULL, "Views of the operands with the axes of the iteration.", NULL},
    {"dtypes", get_dtypes, NULL, "The dtypes of the values.", NULL},
    {"has_delayed_bufalloc", get_delayed, NULL, "Buffers are made at the first reset.", NULL},
    {"iterationneedsapi", get_needs_api, NULL, "Some operand holds Python objects.", NULL},
    {"has_multi_index", get_flag, NULL, "The flag multi_index was given.", (void *)(uintptr_t)IT_MULTI_INDEX},
    {"has_index", get_flag, NULL, "The flag c_index or f_index was given.", (void *)(uintptr_t)(IT_C_INDEX | IT_F_INDEX)},
    {"ndim", get_ndim, NULL, "Number of axes of the iteration.", NULL},
    {"nop", get_nop, NULL, "Number of operands.", NULL},
    {"itersize", get_size, NULL, "Number of positions.", NULL},
    {"finished", get_finished, NULL, "The iteration has come to its end.", NULL},
    {NULL},
};

/**************************************************************************** methods */

static PyObject *method_reset(PyObject *const *args)
{
    nditer *it = IT(args[0]);
    if (check_still(it) < 0 || pnd_nditer_reset(it) < 0 || move_child(it) < 0) return NULL;
    Py_RETURN_NONE;
}

static PyObject *method_iternext(PyObject *const *args)
{
    nditer *it = IT(args[0]);
    if (invalid(it) || it->finished) Py_RETURN_FALSE;
    if (check_ready(it) < 0) return NULL;
    int status = advance(it);
    return status < 0 ? NULL : PyBool_FromLong(status);
}

static PyObject *method_remove_axis(PyObject *const *args)
{
    nditer *it = IT(args[0]);
    Py_ssize_t axis;
    if (check_valid(it) < 0 || pnd_arg_intp(args[1], &axis) < 0 || check_still(it) < 0) return NULL;
    if (!(it->flags & IT_MULTI_INDEX))
        return PyErr_SetString(PyExc_RuntimeError, "Iterator RemoveAxis may only be called if a multi-index is being tracked"), NULL;
    if (it->flags & (IT_C_INDEX | IT_F_INDEX))
        return PyErr_SetString(PyExc_RuntimeError, "Iterator RemoveAxis may not be called on an iterator which is tracking an index"), NULL;
    if (it->flags & IT_BUFFERED)
        return PyErr_SetString(PyExc_RuntimeError, "Iterator RemoveAxis may not be called on an iterator which is buffered"), NULL;
    if (axis < 0 || axis >= it->ndim) return fail("axis out of bounds in iterator RemoveAxis");
    pnd_nditer_drop_axis(it, (int)axis);
    if (pnd_nditer_reset(it) < 0) return NULL;
    Py_RETURN_NONE;
}

static PyObject *method_remove_multi_index(PyObject *const *args)
{
    nditer *it = IT(args[0]);
    if (check_still(it) < 0 || pnd_nditer_flush(it) < 0) return NULL;
    if (it->flags & IT_MULTI_INDEX) {
        it->flags &= ~(unsigned)IT_MULTI_INDEX;
        pnd_nditer_coalesce(it); /* buffers stay as they were planned */
    }
    if (pnd_nditer_reset(it) < 0) return NULL;
    Py_RETURN_NONE;
}

static PyObject *method_enable_external_loop(PyObject *const *args)
{
    nditer *it = IT(args[0]);
    if (check_still(it) < 0) return NULL;
    if (it->flags & (IT_C_INDEX | IT_F_INDEX | IT_MULTI_INDEX))
        return fail("Iterator flag EXTERNAL_LOOP cannot be used if an index or multi-index is being tracked");
    it->flags |= IT_EXTERNAL;
    if (pnd_nditer_reset(it) < 0) return NULL;
    Py_RETURN_NONE;
}

static PyObject *method_close(PyObject *const *args)
{
    nditer *it = IT(args[0]);
    if (invalid(it)) Py_RETURN_NONE;
    if (check_idle(it) < 0) return NULL;
    it->closed = true;
    int status = pnd_nditer_flush(it);
    if (pnd_nditer_write_back(it) < 0) status = -1;
    Py_CLEAR(it->child);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *method_enter(PyObject *const *args)
{
    if (invalid(IT(args[0]))) return PyErr_SetString(PyExc_RuntimeError, "operation on non-initialized iterator"), NULL;
    return Py_NewRef(args[0]);
}

static PyObject *method_exit(PyObject *const *args) { return method_close(args); }

static PyObject *method_copy(PyObject *const *args)
{
    const nditer *it = IT(args[0]);
    if (check_valid(it) < 0) return NULL;
    nditer *copy = IT(nditer_type.tp_alloc(&nditer_type, 0));
    if (copy == NULL) return NULL;
    if (pnd_nditer_copy(copy, it) < 0) Py_CLEAR(copy);
    return (PyObject *)copy;
}

static PyObject *method_debug_print(PyObject *const *args)
{
    const nditer *it = IT(args[0]);
    if (check_valid(it) < 0) return NULL;
    PySys_WriteStdout("nditer: %d operands, %d axes, positions %zd to %zd of %zd, at %zd\n", it->nop, it->ndim, it->start, it->end,
                      it->size, it->position);
    for (int k = 0; k < it->ndim; k++)
        PySys_WriteStdout("  axis %d: length %zd, axis %d of the multi-index%s\n", k, it->shape[k], it->perm[k],
                          it->flip[k] ? ", backwards" : "");
    for (int i = 0; i < it->nop; i++)
        PySys_WriteStdout("  operand %d: flags 0x%x, step %zd, %s\n", i, it->op[i].flags, it->op[i].step,
                          it->op[i].in_buffer ? "in its buffer" : "in place");
    Py_RETURN_NONE;
}

static const pnd_callable nditer_methods[] = {
    {"reset", "self, /", "Starts again at the first position.", method_reset},
    {"iternext", "self, /", "Moves on; False at the end.", method_iternext},
    {"copy", "self, /", "An iterator at the same position.", method_copy},
    {"__copy__", "self, /", "An iterator at the same position.", method_copy},
    {"remove_axis", "self, i, /", "Iterates no longer along an axis of the multi-index.", method_remove_axis},
    {"remove_multi_index", "self, /", "Tracks the multi-index no longer, so that axes can be joined.", method_remove_multi_index},
    {"enable_external_loop", "self, /", "As if the flag external_loop had been given.", method_enable_external_loop},
    {"debug_print", "self, /", "Prints the state.", method_debug_print},
    {"close", "self, /", "Stores what is held in buffers and copies; the iterator can be used no more.", method_close},
    {"__enter__", "self, /", "The iterator itself.", method_enter},
    {"__exit__", "self, /, *exc", "Closes the iterator.", method_exit},
    {NULL, NULL, NULL, NULL},
};

/**************************************************************************** life */

static PyObject *nditer_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"op", "flags", "op_flags", "op_dtypes", "order", "casting", "op_axes", "itershape", "buffersize", NULL};
    PyObject *a[8] = {NULL};
    Py_ssize_t buffersize = 0;
    nditer_call c;
    nditer *it = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|OOOOOOOn:nditer", names, &a[0], &a[1], &a[2], &a[3], &a[4], &a[5], &a[6], &a[7],
                                     &buffersize))
        return NULL;
    if (pnd_nditer_read(&c, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], buffersize) == 0) {
        it = IT(type->tp_alloc(type, 0));
        if (it && pnd_nditer_make(it, &c) < 0) {
            pnd_nditer_clear(it); /* nothing goes back from an iterator that was never there */
            Py_CLEAR(it);
        }
    }
    pnd_nditer_call_clear(&c);
    return (PyObject *)it;
}

/* Copies go back, with a warning: nobody closed the iterator. */
static void finish_late(nditer *it)
{
    PyObject *type, *value, *traceback;
    bool pending = false;
    for (int i = 0; it->op && i < it->nop; i++) pending |= it->op[i].target != NULL;
    if (!pending && (invalid(it) || !(it->flags & IT_BUFFERED))) return;
    PyErr_Fetch(&type, &value, &traceback);
    if (!invalid(it) && pnd_nditer_flush(it) < 0) PyErr_WriteUnraisable(Py_None);
    if (!pending) {
        PyErr_Restore(type, value, traceback);
        return;
    }
    if (PyErr_WarnEx(PyExc_RuntimeWarning,
                     "Temporary data has not been written back to one of the operands. Typically nditer is used as a context manager "
                     "otherwise 'close' must be called before reading iteration results.",
                     1) < 0)
        PyErr_WriteUnraisable(Py_None);
    if (pnd_nditer_write_back(it) < 0) PyErr_WriteUnraisable(Py_None);
    PyErr_Restore(type, value, traceback);
}

static void nditer_dealloc(PyObject *self)
{
    finish_late(IT(self));
    pnd_nditer_clear(IT(self));
    Py_TYPE(self)->tp_free(self);
}

static PyMappingMethods as_mapping = {.mp_length = nditer_length, .mp_subscript = subscript, .mp_ass_subscript = ass_subscript};
static PySequenceMethods as_sequence = {.sq_length = nditer_length, .sq_item = sq_item};

static PyTypeObject nditer_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "pyndarray.nditer",
    .tp_basicsize = sizeof(nditer),
    .tp_dealloc = nditer_dealloc,
    .tp_as_mapping = &as_mapping,
    .tp_as_sequence = &as_sequence,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_doc =
        "nditer(op, flags=None, op_flags=None, op_dtypes=None, order='K', casting='safe', op_axes=None, itershape=None, "
        "buffersize=0)\n--\n\n"
        "An iterator over the elements of several arrays in their common shape, in an order that suits their memory.\n\n"
        "Parameters\n----------\nop : array_like or sequence of array_like\n    None: an output, to be allocated.\n"
        "flags : sequence of str, optional\n    buffered, c_index, f_index, multi_index, common_dtype, copy_if_overlap, delay_bufalloc,\n"
        "    external_loop, grow_inner, ranged, refs_ok, reduce_ok, zerosize_ok.\nop_flags : sequence of sequences of str, optional\n"
        "    For each operand one of readonly, readwrite, writeonly, and any of copy, updateifcopy, nbo, aligned, contig,\n"
        "    no_broadcast, allocate, no_subtype, arraymask, writemasked, virtual, overlap_assume_elementwise.\n"
        "op_dtypes : dtype or sequence of dtypes, optional\norder : {'C', 'F', 'A', 'K'}, optional\n"
        "casting : {'no', 'equiv', 'safe', 'same_kind', 'unsafe'}, optional\nop_axes : sequence of sequences of int, optional\n"
        "itershape : tuple of int, optional\nbuffersize : int, optional\n    Elements; 0 is the default.",
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = nditer_next,
    .tp_getset = nditer_getset,
    .tp_new = nditer_new,
};

/**************************************************************************** nested_iters */

#define MAX_NEST PND_MAXDIMS

typedef struct nesting {
    int n, naxes[MAX_NEST];
    int axes[MAX_NEST][PND_MAXDIMS];
} nesting;

/* axes: a sequence of sequences of different axes. */
static int read_nesting(PyObject *o, nesting *x)
{
    bool used[PND_MAXDIMS] = {false};
    PyObject *outer = PyTuple_Check(o) || PyList_Check(o) ? PySequence_Tuple(o) : NULL;
    int status = 0;
    if (outer == NULL) return PyErr_Occurred() ? -1 : (fail("axes must be a tuple of axis arrays"), -1);
    x->n = (int)PyTuple_GET_SIZE(outer);
    if (PyTuple_GET_SIZE(outer) < 2) fail("axes must have at least 2 entries for nested iteration"), status = -1;
    else if (PyTuple_GET_SIZE(outer) > MAX_NEST) fail("too many nested iterators"), status = -1;
    for (int i = 0; status == 0 && i < x->n; i++) {
        PyObject *inner = PySequence_Check(PyTuple_GET_ITEM(outer, i)) ? PySequence_Tuple(PyTuple_GET_ITEM(outer, i)) : NULL;
        if (inner == NULL) {
            if (!PyErr_Occurred()) fail("Each entry of axes must be a sequence");
            status = -1;
            break;
        }
        x->naxes[i] = (int)PyTuple_GET_SIZE(inner);
        if (PyTuple_GET_SIZE(inner) > PND_MAXDIMS) fail("Too many axes"), status = -1;
        for (int k = 0; status == 0 && k < x->naxes[i]; k++) {
            Py_ssize_t axis;
            status = pnd_arg_intp(PyTuple_GET_ITEM(inner, k), &axis);
            if (status == 0 && (axis < 0 || axis >= PND_MAXDIMS)) fail("An axis is out of bounds"), status = -1;
            else if (status == 0 && used[axis]) fail("An axis is used more than once"), status = -1;
            if (status == 0) used[axis] = true, x->axes[i][k] = (int)axis;
        }
        Py_DECREF(inner);
    }
    Py_DECREF(outer);
    return status;
}

/* The call for nest i: the operands' axes that stand in this nest.  own: each operand's op_axes as given, or what stands for None. */
static void narrow(nditer_call *c, const nesting *x, int i, const int *own)
{
    c->oa_ndim = x->naxes[i];
    for (int op = 0; op < c->nop; op++) {
        c->has_axes[op] = true;
        for (int k = 0; k < x->naxes[i]; k++) c->op_axes[op * PND_MAXDIMS + k] = own[op * PND_MAXDIMS + x->axes[i][k]];
    }
}

/* Where iteration axis k is found in each operand: by op_axes, else it is the operand's own axis k. */
static int *own_axes(const nditer_call *c)
{
    int *own = PyMem_Calloc((size_t)c->nop * PND_MAXDIMS, sizeof *own);
    if (own == NULL) return (void)PyErr_NoMemory(), NULL;
    for (int i = 0; i < c->nop; i++)
        for (int k = 0; k < PND_MAXDIMS; k++)
            own[i * PND_MAXDIMS + k] = !c->has_axes[i] ? k : k < c->oa_ndim ? c->op_axes[i * PND_MAXDIMS + k] : -1;
    return own;
}

/* The outermost iterator makes outputs and copies, which are the operands of the others. */
static void hand_down(nditer_call *c, const nditer *it)
{
    for (int k = 0; k < c->nop; k++) {
        c->op_flags[k] &= ~(unsigned)(OP_COPY | OP_UPDATE);
        if (it->op[k].array && it->op[k].array != c->ops[k]) Py_XSETREF(c->ops[k], Py_NewRef(it->op[k].array));
    }
}

static bool shares_operands(const nditer *a, const nditer *b)
{
    for (int k = 0; k < a->nop; k++)
        if (a->op[k].array != b->op[k].array) return false;
    return true;
}

/* One iterator a nest, outermost first.  The outer ones hand out addresses only: casts and buffers are the innermost one's. */
static PyObject *make_nest(nditer_call *c, const nesting *x, const int *own)
{
    const unsigned flags = c->flags;
    PndDescrObject **dtypes = c->dtypes, **some = PyMem_Calloc((size_t)c->nop, sizeof *some);
    PyObject *result = some ? PyTuple_New(x->n) : PyErr_NoMemory();
    for (int i = 0; result && i < x->n; i++) {
        const bool last = i == x->n - 1;
        for (int k = 0; k < c->nop; k++)
            some[k] = i == 0 && (c->ops[k] == NULL || (c->op_flags[k] & (OP_COPY | OP_UPDATE))) ? dtypes[k] : NULL;
        narrow(c, x, i, own);
        c->flags = last ? flags : flags & ~(unsigned)(IT_EXTERNAL | IT_BUFFERED | IT_COMMON_DTYPE);
        if (i > 0) c->flags &= ~(unsigned)IT_COPY_IF_OVERLAP;
        c->dtypes = last ? dtypes : some;
        nditer *it = IT(nditer_type.tp_alloc(&nditer_type, 0)), *outer = i > 0 ? IT(PyTuple_GET_ITEM(result, i - 1)) : NULL;
        bool good = it && pnd_nditer_make(it, c) == 0;
        if (good && outer && !shares_operands(outer, it)) {
            fail("operands of nested iterators must be copied with the flag copy or updateifcopy, or buffered, where they are converted");
            good = false;
        }
        if (!good) {
            if (it) pnd_nditer_clear(it);
            Py_XDECREF(it);
            Py_CLEAR(result);
            break;
        }
        PyTuple_SET_ITEM(result, i, (PyObject *)it);
        if (outer) outer->child = Py_NewRef((PyObject *)it);
        else hand_down(c, it);
    }
    c->dtypes = dtypes;
    c->flags = flags;
    PyMem_Free(some);
    if (result && move_child(IT(PyTuple_GET_ITEM(result, 0))) < 0) Py_CLEAR(result);
    return result;
}

static PyObject *nested_iters(PyObject *const *args)
{
    Py_ssize_t buffersize = 0;
    nditer_call c;
    nesting x;
    PyObject *result = NULL;
    if (args[7] && pnd_arg_intp(args[7], &buffersize) < 0) return NULL;
    if (read_nesting(args[1], &x) < 0) return NULL;
    if (pnd_nditer_read(&c, args[0], args[2], args[3], args[4], args[5], args[6], NULL, NULL, buffersize) == 0) {
        int *own = own_axes(&c);
        if (own) result = make_nest(&c, &x, own);
        PyMem_Free(own);
    }
    pnd_nditer_call_clear(&c);
    return result;
}

static const pnd_callable functions[] = {
    {"nested_iters", "op, axes, flags=None, op_flags=None, op_dtypes=None, order='K', casting='safe', buffersize=0",
     "Iterators for nested loops: one for each group of axes, the outer ones moving the inner ones along.", nested_iters},
    {NULL, NULL, NULL, NULL},
};

int pnd_nditer_init(PyObject *module)
{
    if (pnd_type_ready(&nditer_type) < 0 || pnd_type_add_methods(&nditer_type, nditer_methods) < 0) return -1;
    return PyModule_AddType(module, &nditer_type) < 0 ? -1 : pnd_module_add_functions(module, functions);
}
