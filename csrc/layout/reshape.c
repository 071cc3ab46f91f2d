/*
 * Views of another shape, axis order or item size over the same elements.
 *
 * All write to a caller's pnd_viewbuf, which may not be the storage of the input's own shape and strides, unless said
 * otherwise.  Errors leave `out` in no particular state.
 */
#include "reshape.h"

#include <stdio.h>
#include <string.h>

#include "../platform/checked.h"

#include "broadcast.h"

static void set_out(pnd_viewbuf *out, const pnd_view *from, int ndim)
{
    out->v = (pnd_view){from->data, from->dtype, ndim, out->shape, out->strides};
}

static int fail_maxdims(intptr_t found, pnd_error *err)
{
    return pnd_fail(err, PND_ERR_VALUE, "maximum supported dimension for an ndarray is currently %d, found %td", PND_MAXDIMS,
                    (ptrdiff_t)found);
}

/* The shape as the message shows it: leading unknown lengths are left out, later ones are called newaxis. */
static int fail_reshape(intptr_t size, int ndim, const intptr_t *shape, pnd_error *err)
{
    char text[300];
    size_t at = 0;
    int i = 0;
    while (i < ndim && shape[i] < 0) i++;
    text[0] = '\0';
    for (int k = i; k < ndim && at < sizeof text; k++) {
        const char *comma = k > i ? "," : "";
        int n = shape[k] < 0 ? snprintf(text + at, sizeof text - at, "%snewaxis", comma)
                             : snprintf(text + at, sizeof text - at, "%s%td", comma, (ptrdiff_t)shape[k]);
        at += n > 0 ? (size_t)n : 0;
    }
    return pnd_fail(err, PND_ERR_VALUE, "cannot reshape array of size %td into shape (%s%s)", (ptrdiff_t)size, text, ndim == 1 ? "," : "");
}

int pnd_resolve_shape(intptr_t size, int ndim, intptr_t *shape, pnd_error *err)
{
    intptr_t known = 1;
    int unknown = -1;
    bool over = false, empty = false;
    for (int i = 0; i < ndim; i++) {
        if (shape[i] < 0) {
            if (unknown >= 0) return pnd_fail(err, PND_ERR_VALUE, "can only specify one unknown dimension");
            unknown = i;
        } else if (shape[i] == 0) {
            empty = true;
        } else {
            over |= pnd_mul_over(known, shape[i], &known);
        }
    }
    if (over) return fail_reshape(size, ndim, shape, err);
    if (empty) known = 0;
    if (unknown < 0) return known == size ? 0 : fail_reshape(size, ndim, shape, err);
    if (known == 0 || size % known != 0) return fail_reshape(size, ndim, shape, err);
    shape[unknown] = size / known;
    return 0;
}

/* Matches groups of old axes with groups of new ones of the same product; each old group must be one run in memory. */
static bool regroup(int n, const intptr_t *oldshape, const intptr_t *oldstrides, int ndim, const intptr_t *shape, bool forder,
                    intptr_t itemsize, intptr_t *strides)
{
    int o = 0, s = 0;
    while (s < ndim && o < n) {
        int oend = o + 1, send = s + 1;
        intptr_t have = oldshape[o], want = shape[s];
        while (have != want) {
            if (want < have) want *= shape[send++];
            else have *= oldshape[oend++];
        }
        for (int i = o; i < oend - 1; i++) {
            if (forder ? oldstrides[i + 1] != oldshape[i] * oldstrides[i] : oldstrides[i] != oldshape[i + 1] * oldstrides[i + 1])
                return false;
        }
        if (forder) {
            strides[s] = oldstrides[o];
            for (int i = s + 1; i < send; i++) strides[i] = strides[i - 1] * shape[i - 1];
        } else {
            strides[send - 1] = oldstrides[oend - 1];
            for (int i = send - 1; i > s; i--) strides[i - 1] = strides[i] * shape[i];
        }
        o = oend;
        s = send;
    }
    /* Trailing axes of length 1 go on as if the run did. */
    intptr_t last = s > 0 ? strides[s - 1] : itemsize;
    if (forder && s > 0) last *= shape[s - 1];
    for (; s < ndim; s++) strides[s] = last;
    return true;
}

int pnd_reshape_view(const pnd_view *v, int ndim, const intptr_t *shape, pnd_order order, pnd_viewbuf *out)
{
    const intptr_t item = v->dtype->size;
    int flags = pnd_contiguity(v->ndim, v->shape, v->strides, item);
    if (order == PND_ORDER_A || order == PND_ORDER_K) order = (flags & PND_FLAG_F) && !(flags & PND_FLAG_C) ? PND_ORDER_F : PND_ORDER_C;
    intptr_t strides[PND_MAXDIMS];
    if (flags & (order == PND_ORDER_F ? PND_FLAG_F : PND_FLAG_C)) {
        pnd_strides_contiguous(ndim, shape, item, order, strides);
    } else {
        intptr_t oldshape[PND_MAXDIMS], oldstrides[PND_MAXDIMS];
        int n = 0;
        for (int i = 0; i < v->ndim; i++) {
            if (v->shape[i] == 1) continue;
            oldshape[n] = v->shape[i];
            oldstrides[n++] = v->strides[i];
        }
        if (!regroup(n, oldshape, oldstrides, ndim, shape, order == PND_ORDER_F, item, strides)) return 0;
    }
    set_out(out, v, ndim);
    memmove(out->shape, shape, (size_t)ndim * sizeof *shape);
    memcpy(out->strides, strides, (size_t)ndim * sizeof *strides);
    return 1;
}

int pnd_reshape(const pnd_view *v, int ndim, intptr_t *shape, pnd_order order, pnd_viewbuf *out, pnd_error *err)
{
    if (ndim == v->ndim && (ndim == 0 || memcmp(shape, v->shape, (size_t)ndim * sizeof *shape) == 0)) {
        pnd_viewbuf_init(out, v);
        return 1;
    }
    return pnd_resolve_shape(pnd_view_size(v), ndim, shape, err) < 0 ? -1 : pnd_reshape_view(v, ndim, shape, order, out);
}

int pnd_axis(intptr_t axis, int ndim, pnd_error *err)
{
    if (axis < -ndim || axis >= ndim) return pnd_fail_axis(err, axis, ndim, "");
    return (int)(axis < 0 ? axis + ndim : axis);
}

int pnd_transpose(const pnd_view *v, int n, const intptr_t *axes, pnd_viewbuf *out, pnd_error *err)
{
    set_out(out, v, v->ndim);
    if (axes == NULL) {
        for (int i = 0; i < v->ndim; i++) {
            out->shape[i] = v->shape[v->ndim - 1 - i];
            out->strides[i] = v->strides[v->ndim - 1 - i];
        }
        return 0;
    }
    if (n != v->ndim) return pnd_fail(err, PND_ERR_VALUE, "axes don't match array");
    bool seen[PND_MAXDIMS] = {false};
    for (int i = 0; i < n; i++) {
        int axis = pnd_axis(axes[i], n, err);
        if (axis < 0) return -1;
        if (seen[axis]) return pnd_fail(err, PND_ERR_VALUE, "repeated axis in transpose");
        seen[axis] = true;
        out->shape[i] = v->shape[axis];
        out->strides[i] = v->strides[axis];
    }
    return 0;
}

int pnd_swapaxes(const pnd_view *v, intptr_t a, intptr_t b, pnd_viewbuf *out, pnd_error *err)
{
    int n = v->ndim;
    if (a < -n || a >= n) return pnd_fail_axis(err, a, n, "axis1");
    if (b < -n || b >= n) return pnd_fail_axis(err, b, n, "axis2");
    if (a < 0) a += n;
    if (b < 0) b += n;
    pnd_viewbuf_init(out, v);
    out->shape[a] = v->shape[b], out->strides[a] = v->strides[b];
    out->shape[b] = v->shape[a], out->strides[b] = v->strides[a];
    return 0;
}

int pnd_squeeze(const pnd_view *v, int n, const intptr_t *axes, pnd_viewbuf *out, pnd_error *err)
{
    bool drop[PND_MAXDIMS] = {false};
    for (int i = 0; i < n; i++) {
        int axis = pnd_axis(axes[i], v->ndim, err);
        if (axis < 0) return -1;
        if (drop[axis]) return pnd_fail(err, PND_ERR_VALUE, "duplicate value in 'axis'");
        drop[axis] = true;
    }
    int k = 0;
    for (int i = 0; i < v->ndim; i++) {
        if (n < 0 ? v->shape[i] == 1 : drop[i]) {
            if (v->shape[i] != 1)
                return pnd_fail(err, PND_ERR_VALUE, "cannot select an axis to squeeze out which has size not equal to one");
            continue;
        }
        out->shape[k] = v->shape[i];
        out->strides[k++] = v->strides[i];
    }
    set_out(out, v, k);
    return 0;
}

int pnd_expand_dims(const pnd_view *v, int n, const intptr_t *axes, pnd_viewbuf *out, pnd_error *err)
{
    int ndim = v->ndim + n;
    /* More than the limit: the axes are still checked first, as reshape() to the new shape would come after. */
    bool fresh[2 * PND_MAXDIMS] = {false};
    if (n > PND_MAXDIMS) return fail_maxdims(ndim, err);
    for (int i = 0; i < n; i++) {
        int axis = pnd_axis(axes[i], ndim, err);
        if (axis < 0) return -1;
        if (fresh[axis]) return pnd_fail(err, PND_ERR_VALUE, "repeated axis");
        fresh[axis] = true;
    }
    if (ndim > PND_MAXDIMS) return fail_maxdims(ndim, err);
    int k = v->ndim - 1;
    intptr_t step = v->dtype->size;
    for (int i = ndim - 1; i >= 0; i--) {
        if (fresh[i]) {
            out->shape[i] = 1;
            out->strides[i] = step;
        } else {
            out->shape[i] = v->shape[k];
            out->strides[i] = v->strides[k];
            step = (intptr_t)((uintptr_t)v->strides[k] * (uintptr_t)v->shape[k]);
            k--;
        }
    }
    set_out(out, v, ndim);
    return 0;
}

int pnd_broadcast_to(const pnd_view *v, int ndim, const intptr_t *shape, pnd_viewbuf *out, pnd_error *err)
{
    intptr_t size;
    if (ndim > PND_MAXDIMS) return fail_maxdims(ndim, err);
    if (ndim == 0 && v->ndim > 0) return pnd_fail(err, PND_ERR_VALUE, "cannot broadcast a non-scalar to a scalar array");
    for (int i = 0; i < ndim; i++)
        if (shape[i] < 0) return pnd_fail(err, PND_ERR_VALUE, "all elements of broadcast shape must be non-negative");
    if (v->ndim > ndim) return pnd_fail(err, PND_ERR_VALUE, "input operand has more dimensions than allowed by the axis remapping");
    int front = ndim - v->ndim;
    for (int i = 0; i < v->ndim; i++) {
        if (v->shape[i] == 1 || v->shape[i] == shape[front + i]) continue;
        char have[200], want[200];
        return pnd_fail(err, PND_ERR_VALUE,
                        "operands could not be broadcast together with remapped shapes [original->remapped]: %s  and requested shape %s",
                        pnd_shape_text(v->ndim, v->shape, have, sizeof have), pnd_shape_text(ndim, shape, want, sizeof want));
    }
    if (pnd_shape_size_over(ndim, shape, &size)) return pnd_fail(err, PND_ERR_VALUE, "iterator is too large");
    if (pnd_mul_over(size, v->dtype->size, &size))
        return pnd_fail(err, PND_ERR_VALUE, "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size.");
    intptr_t strides[PND_MAXDIMS];
    pnd_broadcast_strides(v, ndim, shape, strides);
    set_out(out, v, ndim);
    if (ndim > 0) {
        memmove(out->shape, shape, (size_t)ndim * sizeof *shape);
        memcpy(out->strides, strides, (size_t)ndim * sizeof *strides);
    }
    return 0;
}

int pnd_view_dtype(const pnd_view *v, const pnd_dtype *dtype, pnd_viewbuf *out, pnd_error *err)
{
    const intptr_t from = v->dtype->size, to = dtype->size;
    pnd_viewbuf_init(out, v);
    out->v.dtype = dtype;
    if (from == to) return 0;
    if (v->ndim == 0)
        return pnd_fail(err, PND_ERR_VALUE, "Changing the dtype of a 0d array is only supported if the itemsize is unchanged");
    int last = v->ndim - 1;
    intptr_t size = pnd_view_size(v);
    /* Strides do not matter where the last axis has one element, nor anywhere in an empty array. */
    if (v->shape[last] != 1 && size != 0 && v->strides[last] != from)
        return pnd_fail(err, PND_ERR_VALUE, "To change to a dtype of a different size, the last axis must be contiguous");
    intptr_t bytes;
    if (pnd_mul_over(v->shape[last], from, &bytes)) return pnd_fail(err, PND_ERR_VALUE, "array is too big");
    if (to > from) {
        if (to == 0 || bytes % to != 0)
            return pnd_fail(
                err, PND_ERR_VALUE,
                "When changing to a larger dtype, its size must be a divisor of the total size in bytes of the last axis of the array.");
    } else if (to == 0 || from % to != 0) {
        return pnd_fail(err, PND_ERR_VALUE, "When changing to a smaller dtype, its size must be a divisor of the size of original dtype");
    }
    out->shape[last] = bytes / to;
    out->strides[last] = to;
    return 0;
}

int pnd_view_part(const pnd_view *v, int part, pnd_viewbuf *out, pnd_error *err)
{
    const pnd_dtype *real = pnd_dtype_real(v->dtype);
    if (v->dtype->kind != 'c')
        return pnd_fail(err, PND_ERR_TYPE, "a view of dtype %s has no %s part", v->dtype->name, part ? "imaginary" : "real");
    pnd_viewbuf_init(out, v);
    out->v.data += part * real->size;
    out->v.dtype = v->dtype->swapped && real->twin && !real->swapped ? real->twin : real;
    return 0;
}
