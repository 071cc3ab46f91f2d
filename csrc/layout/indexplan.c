/*
 * Index plans: a[items] against a shape.
 *
 * Four small steps.  count_axes() says how many axes the items use and what the ellipsis stands for; apply_basic() walks
 * items and axes together and writes the base view, with index-array axes left whole; broadcast_indices() finds the common
 * shape of the index arrays; place_result() puts it where NumPy puts it: in the place of the first index array when all of
 * them (integers count, where there is an array) stand side by side, else in front.
 */
#include "indexplan.h"

#include <stdio.h>
#include <string.h>

#include "../platform/checked.h"

#include "broadcast.h"

typedef struct counts {
    intptr_t used;     /* axes of v the items speak of, without the ellipsis */
    intptr_t ellipsis; /* axes the (perhaps implied) ellipsis stands for */
    bool explicit;     /* an ellipsis was written */
    bool fancy;
} counts;

static int count_axes(const pnd_view *v, int n, const pnd_index *items, counts *c, pnd_error *err)
{
    *c = (counts){0};
    for (int i = 0; i < n; i++) {
        switch (items[i].kind) {
        case PND_INDEX_INT:
        case PND_INDEX_SLICE: c->used++; break;
        case PND_INDEX_ARRAY: c->used++, c->fancy = true; break;
        case PND_INDEX_BOOL0: c->fancy = true; break;
        case PND_INDEX_NEWAXIS: break;
        case PND_INDEX_ELLIPSIS:
            if (c->explicit) return pnd_fail(err, PND_ERR_INDEX, "an index can only have a single ellipsis ('...')");
            c->explicit = true;
            break;
        }
    }
    if (c->used > v->ndim)
        return pnd_fail(err, PND_ERR_INDEX, "too many indices for array: array is %d-dimensional, but %td were indexed", v->ndim,
                        (ptrdiff_t)c->used);
    c->ellipsis = v->ndim - c->used;
    return 0;
}

/* Boolean arrays must have their axes' lengths; said before anything is said of integers.  An empty one selects nothing from any
   axis, as in NumPy. */
static int check_booleans(const pnd_view *v, int n, const pnd_index *items, const counts *c, pnd_error *err)
{
    int axis = 0;
    for (int i = 0; i < n; i++) {
        switch (items[i].kind) {
        case PND_INDEX_ARRAY:
            if (items[i].from_bool && items[i].extent != v->shape[axis] && items[i].extent != 0)
                return pnd_fail(err, PND_ERR_INDEX,
                                "boolean index did not match indexed array along axis %d; size of axis is %td but size of "
                                "corresponding boolean axis is %td",
                                axis, (ptrdiff_t)v->shape[axis], (ptrdiff_t)items[i].extent);
            axis++;
            break;
        case PND_INDEX_INT:
        case PND_INDEX_SLICE: axis++; break;
        case PND_INDEX_ELLIPSIS: axis += (int)c->ellipsis; break;
        case PND_INDEX_NEWAXIS:
        case PND_INDEX_BOOL0: break;
        }
    }
    return 0;
}

int pnd_fail_index(pnd_error *err, intptr_t index, int axis, intptr_t extent)
{
    return pnd_fail(err, PND_ERR_INDEX, "index %td is out of bounds for axis %d with size %td", (ptrdiff_t)index, axis, (ptrdiff_t)extent);
}

intptr_t pnd_slice_resolve(intptr_t extent, intptr_t *start, intptr_t *stop, intptr_t step)
{
    assert(step != 0 && step > INTPTR_MIN);
    if (*start < 0) {
        *start += extent;
        if (*start < 0) *start = step < 0 ? -1 : 0;
    } else if (*start >= extent) {
        *start = step < 0 ? extent - 1 : extent;
    }
    if (*stop < 0) {
        *stop += extent;
        if (*stop < 0) *stop = step < 0 ? -1 : 0;
    } else if (*stop >= extent) {
        *stop = step < 0 ? extent - 1 : extent;
    }
    if (step == 1) return *start < *stop ? *stop - *start : 0; /* no division */
    if (step < 0) return *stop < *start ? (*start - *stop - 1) / -step + 1 : 0;
    return *start < *stop ? (*stop - *start - 1) / step + 1 : 0;
}

static int push_axis(pnd_viewbuf *b, intptr_t length, intptr_t stride, intptr_t *ndim)
{
    if (*ndim < PND_MAXDIMS) b->shape[*ndim] = length, b->strides[*ndim] = stride;
    return (int)++*ndim;
}

static int apply_slice(const pnd_index *it, intptr_t extent, intptr_t stride, pnd_viewbuf *b, intptr_t *ndim, pnd_error *err)
{
    intptr_t start = it->start, stop = it->stop, step = it->step;
    if (step == 0) return pnd_fail(err, PND_ERR_VALUE, "slice step cannot be zero");
    if (step == INTPTR_MIN) step = -INTPTR_MAX;
    intptr_t length = pnd_slice_resolve(extent, &start, &stop, step);
    if (length > 0) b->v.data += start * stride;
    else step = 1; /* an empty slice has no step: NumPy's strides */
    push_axis(b, length, (intptr_t)((uintptr_t)stride * (uintptr_t)step), ndim);
    return 0;
}

/* Writes plan->base and the index arrays; *ndim may pass the limit (checked by the caller: the message names the result's). */
static int apply_basic(const pnd_view *v, int n, const pnd_index *items, const counts *c, pnd_index_plan *plan, intptr_t *ndim,
                       pnd_error *err)
{
    pnd_viewbuf *b = &plan->base;
    int axis = 0;
    b->v = (pnd_view){v->data, v->dtype, 0, b->shape, b->strides};
    for (int i = 0; i < n; i++) {
        const pnd_index *it = &items[i];
        intptr_t extent = axis < v->ndim ? v->shape[axis] : 0;
        switch (it->kind) {
        case PND_INDEX_INT:
            if (it->start < -extent || it->start >= extent) return pnd_fail_index(err, it->start, axis, extent);
            b->v.data += (it->start < 0 ? it->start + extent : it->start) * v->strides[axis];
            axis++;
            break;
        case PND_INDEX_SLICE:
            if (apply_slice(it, extent, v->strides[axis], b, ndim, err) < 0) return -1;
            axis++;
            break;
        case PND_INDEX_ELLIPSIS:
            for (intptr_t k = 0; k < c->ellipsis; k++, axis++) push_axis(b, v->shape[axis], v->strides[axis], ndim);
            break;
        case PND_INDEX_NEWAXIS: push_axis(b, 1, 0, ndim); break;
        case PND_INDEX_ARRAY:
            plan->axis[plan->nindex] = (int)*ndim;
            plan->real_axis[plan->nindex] = axis;
            plan->index[plan->nindex++] = it->array;
            push_axis(b, extent, v->strides[axis], ndim);
            axis++;
            break;
        case PND_INDEX_BOOL0: break;
        }
    }
    if (!c->explicit)
        for (; axis < v->ndim; axis++) push_axis(b, v->shape[axis], v->strides[axis], ndim);
    assert(axis == v->ndim);
    return 0;
}

static int fail_index_shapes(int n, const pnd_index *items, pnd_error *err)
{
    char text[380];
    size_t at = 0;
    text[0] = '\0';
    for (int i = 0; i < n && at + 1 < sizeof text; i++) {
        if (items[i].kind == PND_INDEX_ARRAY) pnd_shape_text(items[i].array.ndim, items[i].array.shape, text + at, sizeof text - at);
        else if (items[i].kind == PND_INDEX_BOOL0) pnd_shape_text(1, &items[i].start, text + at, sizeof text - at);
        else continue;
        at += strlen(text + at);
        if (at + 1 < sizeof text) text[at++] = ' ', text[at] = '\0';
    }
    return pnd_fail(err, PND_ERR_INDEX, "shape mismatch: indexing arrays could not be broadcast together with shapes %s", text);
}

static int broadcast_indices(int n, const pnd_index *items, pnd_index_plan *plan, pnd_error *err)
{
    int nd = 0;
    for (int i = 0; i < n; i++) {
        if (items[i].kind == PND_INDEX_ARRAY && items[i].array.ndim > nd) nd = items[i].array.ndim;
        if (items[i].kind == PND_INDEX_BOOL0 && nd < 1) nd = 1;
    }
    for (int k = 0; k < nd; k++) plan->bshape[k] = 1;
    for (int i = 0; i < n; i++) {
        int m = items[i].kind == PND_INDEX_ARRAY ? items[i].array.ndim : items[i].kind == PND_INDEX_BOOL0 ? 1 : 0;
        const intptr_t *shape = items[i].kind == PND_INDEX_ARRAY ? items[i].array.shape : &items[i].start;
        for (int k = 0; k < m; k++) {
            intptr_t *s = &plan->bshape[nd - m + k];
            if (shape[k] == 1 || shape[k] == *s) continue;
            if (*s != 1) return fail_index_shapes(n, items, err);
            *s = shape[k];
        }
    }
    plan->bndim = nd;
    return 0;
}

/* Result axes in front of the index arrays' own, when those stand side by side; else 0. */
static int find_place(int n, const pnd_index *items, const counts *c)
{
    int before = 0, place = 0;
    bool seen = false, gap = false;
    for (int i = 0; i < n; i++) {
        switch (items[i].kind) {
        case PND_INDEX_INT:
        case PND_INDEX_ARRAY:
        case PND_INDEX_BOOL0:
            if (gap) return 0;
            if (!seen) place = before;
            seen = true;
            break;
        case PND_INDEX_SLICE:
        case PND_INDEX_NEWAXIS: before++, gap = seen; break;
        case PND_INDEX_ELLIPSIS: before += (int)c->ellipsis, gap = seen; break;
        }
    }
    return place;
}

static int place_result(pnd_index_plan *plan, pnd_error *err)
{
    const pnd_view *b = &plan->base.v;
    int ndim = b->ndim - plan->nindex + plan->bndim;
    if (ndim > PND_MAXDIMS)
        return pnd_fail(err, PND_ERR_INDEX, "number of dimensions must be within [0, %d], indexing result would have %d", PND_MAXDIMS,
                        ndim);
    int k = 0, next = 0;
    for (int axis = 0; axis < b->ndim; axis++) {
        if (next < plan->nindex && plan->axis[next] == axis) next++;
        else plan->shape[k++] = b->shape[axis];
    }
    for (int i = k - 1; i >= plan->place; i--) plan->shape[i + plan->bndim] = plan->shape[i];
    for (int i = 0; i < plan->bndim; i++) plan->shape[plan->place + i] = plan->bshape[i];
    plan->ndim = ndim;
    intptr_t size;
    if (pnd_shape_size_over(ndim, plan->shape, &size))
        return pnd_fail(err, PND_ERR_VALUE, "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size.");
    return 0;
}

int pnd_index_plan_make(const pnd_view *v, int n, const pnd_index *items, pnd_index_plan *plan, pnd_error *err)
{
    counts c;
    intptr_t ndim = 0;
    if (count_axes(v, n, items, &c, err) < 0) return -1;
    plan->fancy = c.fancy;
    plan->nindex = plan->bndim = plan->place = 0;
    if (c.fancy && check_booleans(v, n, items, &c, err) < 0) return -1;
    if (apply_basic(v, n, items, &c, plan, &ndim, err) < 0) return -1;
    if (ndim > PND_MAXDIMS) {
        intptr_t result = ndim;
        if (c.fancy && broadcast_indices(n, items, plan, err) < 0) return -1;
        result += plan->bndim - plan->nindex;
        return pnd_fail(err, PND_ERR_INDEX, "number of dimensions must be within [0, %d], indexing result would have %td", PND_MAXDIMS,
                        (ptrdiff_t)result);
    }
    plan->base.v.ndim = (int)ndim;
    if (c.fancy) {
        if (broadcast_indices(n, items, plan, err) < 0) return -1;
        plan->place = find_place(n, items, &c);
    }
    return place_result(plan, err);
}
