/*
 * a[key] and a[key] = value.
 *
 * Two rungs.  walk_basic() takes integers, slices, None and one Ellipsis of exact types straight to a view on the stack: no
 * allocation but the result.  Everything else goes through pnd_index_args and an index plan, then gather, scatter or a
 * boolean mask.
 *
 * Converting an index or a value may run anybody's code.  So reading looks at the array only after all items are converted,
 * and writing pins it (memory and metadata) from the gate on; the GIL is released only with every array pinned.
 */
#include "access.h"

#include "../convert/item.h"
#include "../engine/take.h"
#include "../layout/axisorder.h"
#include "../layout/broadcast.h"
#include "../layout/overlap.h"
#include "../object/scalar.h"
#include "../py/gil.h"

#include "indexargs.h"

/**************************************************************************** first rung: basic items */

typedef struct stackview {
    pnd_view v;
    bool element; /* every axis has an integer, and there is no ellipsis: a scalar */
    Py_ssize_t shape[PND_MAXDIMS], strides[PND_MAXDIMS];
} stackview;

enum { BASIC_NO, BASIC_YES };

/* Axes that the items from o on will use up. */
static int axes_used(PyObject *const *items, Py_ssize_t n)
{
    int used = 0;
    for (Py_ssize_t i = 0; i < n; i++) used += items[i] != Py_None;
    return used;
}

PND_INLINE bool whole_slice(PyObject *o)
{
    PySliceObject *s = (PySliceObject *)o;
    return s->start == Py_None && s->stop == Py_None && s->step == Py_None;
}

/* A slice whose members are ints of moderate size or None; taking it apart runs no other code.  False: PySlice_Unpack's case. */
PND_INLINE bool take_slice(PyObject *o, Py_ssize_t *start, Py_ssize_t *stop, Py_ssize_t *step)
{
    const PySliceObject *s = (PySliceObject *)o;
    int64_t x = 1;
    if (s->step != Py_None && (!PyLong_CheckExact(s->step) || !pnd_small_int(s->step, &x) || x == 0 || x == INT64_MIN)) return false;
    *step = (Py_ssize_t)x;
    x = *step < 0 ? PY_SSIZE_T_MAX : 0;
    if (s->start != Py_None && (!PyLong_CheckExact(s->start) || !pnd_small_int(s->start, &x))) return false;
    *start = (Py_ssize_t)x;
    x = *step < 0 ? PY_SSIZE_T_MIN : PY_SSIZE_T_MAX;
    if (s->stop != Py_None && (!PyLong_CheckExact(s->stop) || !pnd_small_int(s->stop, &x))) return false;
    *stop = (Py_ssize_t)x;
    return true;
}

/* BASIC_NO also for whatever is wrong with the items' number: the plan words that. */
static int walk_basic(PyObject *self, PyObject *const *items, Py_ssize_t n, stackview *b)
{
    const PndArrayObject *a = PND_ARRAY(self);
    char *data = a->data;
    int axis = 0, k = 0;
    bool dots = false;
    if (n > PND_MAXDIMS) return BASIC_NO;
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *o = items[i];
        if (PyLong_CheckExact(o)) {
            if (axis >= a->nd) return BASIC_NO;
            int64_t x;
            const Py_ssize_t extent = a->dimensions[axis];
            if (!pnd_small_int(o, &x)) return BASIC_NO;
            if (x < 0) x += extent;
            if ((size_t)x >= (size_t)extent) return BASIC_NO;
            data += x * a->strides[axis++];
        } else if (PySlice_Check(o)) {
            if (axis >= a->nd || k >= PND_MAXDIMS) return BASIC_NO;
            if (whole_slice(o)) {
                b->shape[k] = a->dimensions[axis];
                b->strides[k++] = a->strides[axis++];
                continue;
            }
            Py_ssize_t start, stop, step;
            if (!take_slice(o, &start, &stop, &step)) return BASIC_NO;
            Py_ssize_t length = pnd_slice_resolve(a->dimensions[axis], &start, &stop, step);
            if (length > 0) data += start * a->strides[axis];
            else step = 1; /* an empty slice has no step: NumPy's strides */
            b->shape[k] = length;
            b->strides[k++] = (Py_ssize_t)((size_t)a->strides[axis++] * (size_t)step);
        } else if (o == Py_None) {
            if (k >= PND_MAXDIMS) return BASIC_NO;
            b->shape[k] = 1;
            b->strides[k++] = 0;
        } else if (o == Py_Ellipsis) {
            if (dots) return BASIC_NO;
            dots = true;
            for (int rest = a->nd - axis - axes_used(items + i + 1, n - i - 1); rest > 0; rest--) {
                if (k >= PND_MAXDIMS || axis >= a->nd) return BASIC_NO;
                b->shape[k] = a->dimensions[axis];
                b->strides[k++] = a->strides[axis++];
            }
        } else {
            return BASIC_NO;
        }
    }
    b->element = axis == a->nd && k == 0 && !dots;
    for (; axis < a->nd; axis++) {
        if (k >= PND_MAXDIMS) return BASIC_NO;
        b->shape[k] = a->dimensions[axis];
        b->strides[k++] = a->strides[axis];
    }
    b->v = (pnd_view){data, a->descr->core, k, b->shape, b->strides};
    return BASIC_YES;
}

static int walk_key(PyObject *self, PyObject *key, stackview *b)
{
    if (PyTuple_CheckExact(key)) return walk_basic(self, &PyTuple_GET_ITEM(key, 0), PyTuple_GET_SIZE(key), b);
    return walk_basic(self, &key, 1, b);
}

static PyObject *view_or_scalar(PyObject *self, const pnd_view *v, bool element)
{
    if (element) return pnd_scalar_new(v->dtype, v->data);
    return pnd_array_view_descr(self, v, PND_ARRAY(self)->descr, true);
}

PyObject *pnd_array_item(PyObject *self, Py_ssize_t i)
{
    const PndArrayObject *a = PND_ARRAY(self);
    if (a->nd == 0) {
        PyErr_SetString(PyExc_IndexError, "too many indices for array: array is 0-dimensional, but 1 were indexed");
        return NULL;
    }
    Py_ssize_t extent = a->dimensions[0], x = i < 0 ? i + extent : i;
    if (PND_UNLIKELY((size_t)x >= (size_t)extent))
        return PyErr_Format(PyExc_IndexError, "index %zd is out of bounds for axis 0 with size %zd", i, extent);
    char *p = a->data + x * a->strides[0];
    if (a->nd == 1) return pnd_scalar_new(a->descr->core, p);
    pnd_view v = {p, a->descr->core, a->nd - 1, a->dimensions + 1, a->strides + 1};
    return pnd_array_view_descr(self, &v, a->descr, true);
}

/**************************************************************************** second rung: reading */

/* Strides of the index arrays' own axes in a fresh result, `step` bytes for one pick.  C order; but where a pick is a single
   element the index arrays' memory order decides, as in NumPy.  (33 kB of stack, in a frame of its own.) */
static PND_NOINLINE void pick_strides(const pnd_index_plan *plan, bool single, Py_ssize_t step, Py_ssize_t *strides)
{
    if (!single || plan->bndim < 2) {
        pnd_strides_contiguous(plan->bndim, plan->bshape, step, PND_ORDER_C, strides);
        return;
    }
    intptr_t seen[PND_MAXDIMS][PND_MAXDIMS];
    const intptr_t *all[PND_MAXDIMS];
    int order[PND_MAXDIMS];
    for (int i = 0; i < plan->nindex; i++) {
        pnd_broadcast_strides(&plan->index[i], plan->bndim, plan->bshape, seen[i]);
        all[i] = seen[i];
    }
    pnd_axis_order(plan->nindex, all, plan->bndim, order);
    pnd_strides_ordered(plan->bndim, plan->bshape, order, step, strides);
}

/* An array of the fancy result's elements, index-array axes first, the others in the order of the view's memory; `out` shows
   it with the plan's axes. */
static PyObject *new_result(PyObject *self, const pnd_index_plan *plan, pnd_viewbuf *out)
{
    const pnd_view *b = &plan->base.v;
    Py_ssize_t shape[PND_MAXDIMS], strides[PND_MAXDIMS], like[PND_MAXDIMS], size = 1, rest_size = 1;
    int n = plan->bndim, next = 0;
    for (int i = 0; i < n; i++) shape[i] = plan->bshape[i];
    for (int axis = 0; axis < b->ndim; axis++) {
        if (next < plan->nindex && plan->axis[next] == axis) {
            next++;
            continue;
        }
        shape[n] = b->shape[axis];
        like[n++] = b->strides[axis];
    }
    const int rest = n - plan->bndim;
    for (int i = 0; i < n; i++) size *= shape[i];
    for (int i = plan->bndim; i < n; i++) rest_size *= shape[i];
    PyObject *result;
    if (size == 0) {
        result = pnd_array_new(b->dtype, n, shape, PND_ORDER_C);
    } else {
        if (rest > 0) pnd_strides_like(rest, shape + plan->bndim, b->dtype->size, like + plan->bndim, strides + plan->bndim);
        pick_strides(plan, rest_size == 1, rest_size * b->dtype->size, strides);
        bool corder = true;
        Py_ssize_t expect = b->dtype->size;
        for (int i = n - 1; i >= 0; i--) corder &= strides[i] == expect, expect *= shape[i];
        result = corder && pnd_dtype_is_plain(b->dtype)
                     ? pnd_array_new_fast(PND_ARRAY(self)->descr, n, shape)
                     : pnd_array_from_data(&PndArray_Type, PND_ARRAY(self)->descr, n, shape, strides, NULL, PND_FLAG_WRITEABLE, NULL, NULL);
    }
    if (result == NULL) return NULL;
    const PndArrayObject *r = PND_ARRAY(result);
    out->v = (pnd_view){r->data, b->dtype, n, out->shape, out->strides};
    for (int i = 0; i < n; i++) {
        int from = i < plan->place ? plan->bndim + i : i < plan->place + plan->bndim ? i - plan->place : i;
        out->shape[i] = r->dimensions[from];
        out->strides[i] = r->strides[from];
    }
    return result;
}

PyObject *pnd_array_as_type_of(PyObject *self, PyObject *result)
{
    if (pnd_is_exact_array(self) || result == NULL) return result;
    const PndArrayObject *r = PND_ARRAY(result);
    PyObject *out = pnd_array_from_data(Py_TYPE(self), r->descr, r->nd, r->dimensions, r->strides, r->data, r->flags & PND_FLAG_WRITEABLE,
                                        result, self);
    Py_DECREF(result);
    return out;
}

static Py_ssize_t shape_size(int ndim, const Py_ssize_t *shape)
{
    Py_ssize_t size = 1;
    for (int i = 0; i < ndim; i++) size *= shape[i];
    return size;
}

static PyObject *get_fancy(PyObject *self, const pnd_index_plan *plan)
{
    pnd_viewbuf out;
    pnd_error err;
    PyObject *result = new_result(self, plan, &out);
    if (result == NULL) return NULL;
    pnd_array_pin(self);
    PyThreadState *state = pnd_gil_release(shape_size(plan->ndim, plan->shape), pnd_dtype_is_plain(plan->base.v.dtype));
    int status = pnd_gather(plan, &out.v, &err);
    pnd_gil_retake(state);
    pnd_array_unpin(self);
    if (status < 0) {
        Py_DECREF(result);
        return pnd_raise(&err);
    }
    if (plan->place > 0 && plan->bndim > 0) {
        PyObject *turned = pnd_array_view_descr(result, &out.v, PND_ARRAY(result)->descr, false);
        Py_DECREF(result);
        result = turned;
    }
    return result;
}

/* The item of a tuple of one. */
static PyObject *lone(PyObject *key) { return PyTuple_Check(key) && PyTuple_GET_SIZE(key) == 1 ? PyTuple_GET_ITEM(key, 0) : key; }

/* The key is a boolean array of the shape of self's leading axes (of all of them, if `full`).  Others, fitting or not, go
   through the plan. */
static bool is_mask(PyObject *self, PyObject *key, bool full)
{
    if (!pnd_is_array(key) || PND_ARRAY(key)->descr->core->idx != PND_IDX_BOOL) return false;
    const PndArrayObject *a = PND_ARRAY(self), *m = PND_ARRAY(key);
    if (m->nd == 0 || m->nd > a->nd || (full && m->nd != a->nd)) return false;
    for (int i = 0; i < m->nd; i++)
        if (m->dimensions[i] != a->dimensions[i]) return false;
    return true;
}

/* self[mask], the mask covering the leading axes: count, then copy at most as many.  An exact ndarray, as from get_fancy. */
static PND_NOINLINE PyObject *get_mask(PyObject *self, PyObject *mask_array)
{
    const pnd_view v = pnd_array_view(self), mask = pnd_array_view(mask_array);
    pnd_index_plan plan;
    pnd_viewbuf out;
    pnd_error err;
    intptr_t count = 0, written = 0;
    PyObject *result = NULL;
    const bool plain = pnd_dtype_is_plain(v.dtype);
    pnd_array_pin(self);
    pnd_array_pin(mask_array);
    PyThreadState *state = pnd_gil_release(pnd_view_size(&mask), true);
    int status = pnd_nonzero_count(&mask, &count, &err);
    pnd_gil_retake(state);
    if (status < 0) {
        pnd_raise(&err);
        goto done;
    }
    plan.nindex = 0;
    plan.bndim = 1, plan.bshape[0] = count, plan.place = 0;
    plan.base.v = (pnd_view){v.data, v.dtype, v.ndim - mask.ndim, v.shape + mask.ndim, v.strides + mask.ndim};
    result = new_result(self, &plan, &out);
    if (result == NULL) goto done;
    state = pnd_gil_release(pnd_view_size(&v), plain);
    status = pnd_mask_get(&v, &mask, &out.v, &written, &err);
    pnd_gil_retake(state);
    if (status < 0) {
        Py_CLEAR(result);
        pnd_raise(&err);
    } else if (written < count) {
        PND_ARRAY(result)->dimensions[0] = written; /* the mask changed between the passes */
        pnd_array_update_flags(result);
    }
done:
    pnd_array_unpin(mask_array);
    pnd_array_unpin(self);
    return result;
}

/* Integers alone, one for each axis, give an element; an ellipsis keeps the array. */
static bool is_element(const pnd_index_args *args, const pnd_view *base)
{
    if (base->ndim > 0) return false;
    for (int i = 0; i < args->n; i++)
        if (args->items[i].kind != PND_INDEX_INT) return false;
    return true;
}

/* What the indices make of `v`: 1 a view, in b; 0 index arrays are left, and *result is what they pick, unless NULL was given; -1. */
static PND_NOINLINE int follow_plan(PyObject *self, const pnd_view *v, const pnd_index_args *args, stackview *b, PyObject **result)
{
    pnd_index_plan plan;
    pnd_error err;
    if (pnd_index_plan_make(v, args->n, args->items, &plan, &err) < 0) return pnd_raise_int(&err);
    if (plan.fancy && pnd_index_args_check_count(args) < 0) return -1;
    if (plan.fancy) return result == NULL || (*result = get_fancy(self, &plan)) ? 0 : -1;
    memcpy(b->shape, plan.base.v.shape, sizeof *b->shape * (size_t)plan.base.v.ndim);
    memcpy(b->strides, plan.base.v.strides, sizeof *b->strides * (size_t)plan.base.v.ndim);
    b->v = plan.base.v;
    b->v.shape = b->shape;
    b->v.strides = b->strides;
    b->element = is_element(args, &b->v);
    return 1;
}

/* Plans are thousands of bytes: none is on the stack while an index, a value or __array_finalize__ may run code that indexes again. */
static PND_NOINLINE PyObject *get_general(PyObject *self, PyObject *key, stackview *b)
{
    if (is_mask(self, lone(key), false)) return pnd_array_as_type_of(self, get_mask(self, lone(key)));
    pnd_index_args args;
    PyObject *result = NULL;
    if (pnd_index_args_parse(key, &args) == 0) {
        const pnd_view v = pnd_array_view(self);
        int basic = follow_plan(self, &v, &args, b, &result);
        if (basic == 0) result = pnd_array_as_type_of(self, result);
        if (basic == 1) result = view_or_scalar(self, &b->v, b->element);
        if (basic == 1 && result && args.by_array && pnd_is_array(result)) Py_SETREF(result, pnd_array_copy(result, PND_ORDER_K, true));
    }
    pnd_index_args_clear(&args);
    return result;
}

static PND_NOINLINE PyObject *get_basic(PyObject *self, PyObject *key)
{
    stackview b;
    return walk_key(self, key, &b) == BASIC_YES ? view_or_scalar(self, &b.v, b.element) : get_general(self, key, &b);
}

/* a[i:j:k] of one axis. */
PND_INLINE PyObject *get_line(PyObject *self, PyObject *key)
{
    const PndArrayObject *a = PND_ARRAY(self);
    Py_ssize_t start, stop, step;
    if (!take_slice(key, &start, &stop, &step)) return get_basic(self, key);
    const Py_ssize_t length = pnd_slice_resolve(a->dimensions[0], &start, &stop, step);
    const Py_ssize_t stride = length > 0 ? (Py_ssize_t)((size_t)a->strides[0] * (size_t)step) : a->strides[0];
    const pnd_view v = {length > 0 ? a->data + start * a->strides[0] : a->data, a->descr->core, 1, &length, &stride};
    return pnd_array_view_descr(self, &v, a->descr, true);
}

/* Address of element [i, j] of two axes, or NULL where the key is anything else or out of range. */
PND_INLINE char *pair_address(const PndArrayObject *a, PyObject *key)
{
    PyObject *const *items = &PyTuple_GET_ITEM(key, 0);
    int64_t i, j;
    if (a->nd != 2 || !PyLong_CheckExact(items[0]) || !PyLong_CheckExact(items[1]) || !pnd_small_int(items[0], &i) ||
        !pnd_small_int(items[1], &j))
        return NULL;
    if (i < 0) i += a->dimensions[0];
    if (j < 0) j += a->dimensions[1];
    if ((size_t)i >= (size_t)a->dimensions[0] || (size_t)j >= (size_t)a->dimensions[1]) return NULL;
    return a->data + i * a->strides[0] + j * a->strides[1];
}

/* a[index] for two exact one-dimensional arrays, native intp and small: no plan.  NULL without an error: not that case. */
static PyObject *get_by_array(PyObject *self, PyObject *key)
{
    const pnd_view v = pnd_array_view(self), index = pnd_array_view(key);
    pnd_error err;
    if (v.ndim != 1 || index.ndim != 1 || index.dtype != PND_DT(LONG) || index.shape[0] >= PND_GIL_WORK || !pnd_dtype_is_plain(v.dtype))
        return NULL;
    PyObject *result = pnd_array_new_fast(PND_ARRAY(self)->descr, 1, index.shape);
    if (result == NULL) return NULL;
    const pnd_view out = pnd_array_view(result);
    if (v.shape[0] > 0 && pnd_take(&v, 0, &index, PND_MODE_RAISE, &out, &err) == 0) return result;
    Py_DECREF(result);
    return NULL; /* the plan words the error */
}

PyObject *pnd_array_subscript(PyObject *self, PyObject *key)
{
    if (PyLong_CheckExact(key)) {
        int64_t i;
        return PND_LIKELY(pnd_small_int(key, &i)) ? pnd_array_item(self, (Py_ssize_t)i) : get_basic(self, key);
    }
    if (PyTuple_CheckExact(key) && PyTuple_GET_SIZE(key) == 2) {
        const char *p = pair_address(PND_ARRAY(self), key);
        if (p != NULL) return pnd_scalar_new(PND_ARRAY(self)->descr->core, p);
    } else if (PySlice_Check(key) && PND_ARRAY(self)->nd == 1) {
        return get_line(self, key);
    } else if (pnd_is_exact_array(key) && pnd_is_exact_array(self)) {
        PyObject *result = get_by_array(self, key);
        if (result != NULL || PyErr_Occurred()) return result;
    }
    return get_basic(self, key);
}

/**************************************************************************** writing */

/* The frequent stores: exact Python numbers into the dtypes that hold them. */
PND_INLINE bool set_number(const pnd_dtype *d, char *p, PyObject *value)
{
    double x;
    int64_t i;
    if (PyFloat_CheckExact(value)) x = PyFloat_AS_DOUBLE(value);
    else if (PyLong_CheckExact(value) && pnd_small_int(value, &i)) {
        if (d == PND_DT(LONG)) return memcpy(p, &i, sizeof i), true;
        x = (double)i;
    } else return false;
    return d == PND_DT(DOUBLE) ? memcpy(p, &x, sizeof x), true : false;
}

/* One element. */
static int set_element(const pnd_dtype *d, char *p, PyObject *value)
{
    if (set_number(d, p, value)) return 0;
    if (pnd_is_array(value) && PND_ARRAY(value)->nd == 0 && !pnd_dtype_is_object(d)) {
        const pnd_view dst = {p, d, 0, NULL, NULL}, src = pnd_array_view(value);
        return pnd_assign_view(&dst, &src, NULL);
    }
    return pnd_item_set(d, p, value);
}

/* A view without axes, which an ellipsis gives, is no element: NumPy words the refusal of a sequence otherwise. */
static int set_view(const pnd_view *v, PyObject *value)
{
    if (v->ndim > 0 || pnd_dtype_is_object(v->dtype) || !(PyList_Check(value) || PyTuple_Check(value))) return pnd_assign_object(v, value);
    PyErr_SetString(PyExc_ValueError,
                    "setting an array element with a sequence. The requested array would exceed the maximum number of dimension of 0.");
    return -1;
}

/* The value as an array: as it is, or converted to self's dtype. */
static PyObject *value_array(PyObject *self, PyObject *value)
{
    if (pnd_is_array(value)) {
        Py_INCREF(value);
        return value;
    }
    return pnd_as_array(value, PND_ARRAY(self)->descr, PND_AS_FORCECAST, 0);
}

static PyObject *private_copy(PyObject *array) { return pnd_as_array(array, NULL, PND_AS_COPY, 0); }

/* The plan is made anew: values may have come from code that changed what the index arrays hold, but not their shapes, which are pinned. */
static PND_NOINLINE int scatter_values(const pnd_view *v, const pnd_index_args *args, PyObject *values, int *fpe)
{
    pnd_index_plan plan;
    pnd_error err;
    if (pnd_index_plan_make(v, args->n, args->items, &plan, &err) < 0) return pnd_raise_int(&err);
    const pnd_view from = pnd_array_view(values);
    const bool plain = pnd_dtype_is_plain(v->dtype) && pnd_dtype_is_plain(from.dtype);
    PyThreadState *state = pnd_gil_release(shape_size(plan.ndim, plan.shape), plain);
    int status = pnd_scatter(&plan, &from, fpe, &err);
    pnd_gil_retake(state);
    return status < 0 ? pnd_raise_int(&err) : 0;
}

static int set_fancy(PyObject *self, const pnd_view *v, const pnd_index_args *args, PyObject *value)
{
    int fpe = 0;
    PyObject *values = value_array(self, value);
    if (values == NULL) return -1;
    pnd_array_pin(values); /* a warning may run anybody's code */
    int status = pnd_warn_discards_imag(PND_ARRAY(values)->descr->core, v->dtype);
    if (status == 0) status = scatter_values(v, args, values, &fpe);
    pnd_array_unpin(values);
    Py_DECREF(values);
    return status == 0 && fpe ? pnd_fpe_hook(fpe, "cast") : status;
}

/* One value everywhere the mask is true. */
static int fill_mask(const pnd_view *v, PyObject *mask, PyObject *values)
{
    const pnd_view m = pnd_array_view(mask);
    pnd_view src = pnd_array_view(values);
    src.ndim = 0;
    return pnd_assign_view(v, &src, &m);
}

/* self[mask] = value with a mask of self's shape. */
static int set_mask(PyObject *self, const pnd_view *v, PyObject *mask, PyObject *value)
{
    pnd_error err;
    int status = -1, fpe = 0;
    pnd_array_pin(mask); /* its shape has been compared with self's */
    PyObject *values = value_array(self, value), *copy = NULL, *pinned = values;
    if (values == NULL) goto done;
    pnd_view m = pnd_array_view(mask), x = pnd_array_view(values);
    Py_INCREF(pinned);
    pnd_array_pin(pinned);
    if (x.ndim > 1) {
        PyErr_Format(PyExc_TypeError,
                     "NumPy boolean array indexing assignment requires a 0 or 1-dimensional input, input has %d dimensions", x.ndim);
        goto done;
    }
    if (x.ndim == 0 || x.shape[0] == 1) {
        status = fill_mask(v, mask, values);
        goto done;
    }
    if (pnd_views_overlap(v, &x, 1) != PND_OVERLAP_NO) {
        Py_SETREF(values, private_copy(values));
        if (values == NULL) goto done;
        x = pnd_array_view(values);
    }
    if (pnd_views_overlap(v, &m, 1) != PND_OVERLAP_NO) {
        copy = private_copy(mask);
        if (copy == NULL) goto done;
        m = pnd_array_view(copy);
    }
    if (pnd_warn_discards_imag(x.dtype, v->dtype) < 0) goto done;
    PyThreadState *state = pnd_gil_release(pnd_view_size(&m), pnd_dtype_is_plain(v->dtype) && pnd_dtype_is_plain(x.dtype));
    status = pnd_mask_put(v, &m, &x, &fpe, &err);
    pnd_gil_retake(state);
    if (status < 0) pnd_raise(&err);
    else if (fpe) status = pnd_fpe_hook(fpe, "cast");
done:
    if (pinned) pnd_array_unpin(pinned);
    Py_XDECREF(pinned);
    pnd_array_unpin(mask);
    Py_XDECREF(copy);
    Py_XDECREF(values);
    return status;
}

/* A lone True or False is the mask of a 0-d array. */
static int set_bool0(PyObject *self, const pnd_view *v, bool truth, PyObject *value)
{
    PyObject *mask = pnd_array_new(PND_DT(BOOL), 0, NULL, PND_ORDER_C);
    if (mask == NULL) return -1;
    *PND_ARRAY(mask)->data = truth;
    int status = set_mask(self, v, mask, value);
    Py_DECREF(mask);
    return status;
}

static PND_NOINLINE int set_general(PyObject *self, const pnd_view *v, PyObject *key, PyObject *value, stackview *b)
{
    if (is_mask(self, lone(key), true)) return set_mask(self, v, lone(key), value);
    pnd_index_args args;
    int status = -1;
    if (pnd_index_args_parse(key, &args) < 0) goto done;
    if (v->ndim == 0 && args.n == 1 && args.items[0].kind == PND_INDEX_BOOL0) {
        status = set_bool0(self, v, args.items[0].start, value);
        goto done;
    }
    const int basic = follow_plan(self, v, &args, b, NULL);
    if (basic == 0) status = set_fancy(self, v, &args, value);
    else if (basic == 1) status = b->element ? set_element(v->dtype, b->v.data, value) : set_view(&b->v, value);
done:
    pnd_index_args_clear(&args);
    return status;
}

static PND_NOINLINE int set_basic(PyObject *self, const pnd_view *v, PyObject *key, PyObject *value)
{
    stackview b;
    if (walk_key(self, key, &b) != BASIC_YES) return set_general(self, v, key, value, &b);
    return b.element ? set_element(v->dtype, b.v.data, value) : set_view(&b.v, value);
}

/* a[index] = number or array of a's own dtype, as get_by_array.  1 done, -1 failed, 0 not that case. */
static int set_by_array(const pnd_view *v, PyObject *key, PyObject *value)
{
    const pnd_view index = pnd_array_view(key);
    pnd_error err;
    _Alignas(8) char element[8];
    pnd_view x = {element, v->dtype, 0, NULL, NULL};
    if (v->ndim != 1 || index.ndim != 1 || index.dtype != PND_DT(LONG) || index.shape[0] >= PND_GIL_WORK || !pnd_dtype_is_plain(v->dtype))
        return 0;
    if (!set_number(v->dtype, element, value)) {
        if (!pnd_is_exact_array(value)) return 0;
        x = pnd_array_view(value);
        if (x.dtype != v->dtype || x.ndim > 1 || (x.ndim == 1 && x.shape[0] != 1 && x.shape[0] != index.shape[0])) return 0;
        if (pnd_views_overlap(v, &x, 0) != PND_OVERLAP_NO) return 0;
    }
    if (pnd_views_overlap(v, &index, 0) != PND_OVERLAP_NO) return 0;
    return pnd_scatter_line(v, &index, &x, &err) < 0 ? pnd_raise_int(&err) : 1;
}

static PND_NOINLINE int set_any(PyObject *self, const pnd_view *v, PyObject *key, PyObject *value)
{
    pnd_array_pin(self);
    int status = set_basic(self, v, key, value);
    pnd_array_unpin(self);
    return status;
}

int pnd_array_ass_subscript(PyObject *self, PyObject *key, PyObject *value)
{
    pnd_view v;
    if (value == NULL) {
        PyErr_SetString(PyExc_ValueError, "cannot delete array elements");
        return -1;
    }
    if (pnd_array_writable(self, &v, NULL) < 0) return -1;
    if (v.ndim == 1 && PyLong_CheckExact(key)) {
        int64_t i;
        if (pnd_small_int(key, &i)) {
            if (i < 0) i += v.shape[0];
            if ((size_t)i < (size_t)v.shape[0] && set_number(v.dtype, v.data + i * v.strides[0], value)) return 0;
        }
    } else if (PyTuple_CheckExact(key) && PyTuple_GET_SIZE(key) == 2) {
        char *p = pair_address(PND_ARRAY(self), key);
        if (p != NULL && set_number(v.dtype, p, value)) return 0;
    } else if (pnd_is_exact_array(key)) {
        int done = set_by_array(&v, key, value);
        if (done != 0) return done < 0 ? -1 : 0;
    }
    return set_any(self, &v, key, value);
}
