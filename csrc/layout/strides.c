/*
 * Strides, contiguity, alignment and extents: arithmetic on shapes only.
 *
 * Sizes of shapes that come from outside go through checked.h; functions that take the shape of an existing array rely
 * on its having passed here once.
 */
#include "strides.h"

#include "../platform/checked.h"

void pnd_strides_contiguous(int ndim, const intptr_t *shape, intptr_t itemsize, pnd_order order, intptr_t *strides)
{
    intptr_t step = itemsize;
    for (int k = 0; k < ndim; k++) {
        int i = order == PND_ORDER_F ? k : ndim - 1 - k;
        strides[i] = step;
        if (shape[i] != 0) step *= shape[i];
    }
}

int pnd_strides_fill(int ndim, const intptr_t *shape, intptr_t itemsize, pnd_order order, intptr_t *strides, intptr_t *nbytes,
                     pnd_error *err)
{
    if (ndim < 0 || ndim > PND_MAXDIMS)
        return pnd_fail(err, PND_ERR_VALUE, "maximum supported dimension for an ndarray is currently %d, found %d", PND_MAXDIMS, ndim);
    intptr_t bytes = itemsize;
    bool over = false, empty = false;
    for (int i = 0; i < ndim; i++) {
        if (shape[i] < 0) return pnd_fail(err, PND_ERR_VALUE, "negative dimensions are not allowed");
        if (shape[i] == 0) empty = true;
        else over |= pnd_mul_over(bytes, shape[i], &bytes);
    }
    if (over)
        return pnd_fail(err, PND_ERR_VALUE, "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size.");
    if (empty || itemsize == 0) {
        for (int i = 0; i < ndim; i++) strides[i] = 0;
        *nbytes = 0;
        return 0;
    }
    pnd_strides_contiguous(ndim, shape, itemsize, order, strides);
    *nbytes = bytes;
    return 0;
}

static uintptr_t magnitude(intptr_t x) { return x < 0 ? 0 - (uintptr_t)x : (uintptr_t)x; }

void pnd_strides_like(int ndim, const intptr_t *shape, intptr_t itemsize, const intptr_t *like, intptr_t *strides)
{
    int order[PND_MAXDIMS]; /* axes from the largest step to the smallest; equal steps stay in C order */
    for (int i = 0; i < ndim; i++) {
        int k = i;
        for (; k > 0 && magnitude(like[order[k - 1]]) < magnitude(like[i]); k--) order[k] = order[k - 1];
        order[k] = i;
    }
    intptr_t step = itemsize;
    for (int k = ndim - 1; k >= 0; k--) {
        strides[order[k]] = step;
        if (shape[order[k]] != 0) step *= shape[order[k]];
    }
}

int pnd_contiguity(int ndim, const intptr_t *shape, const intptr_t *strides, intptr_t itemsize)
{
    int flags = PND_FLAG_C | PND_FLAG_F;
    intptr_t step = itemsize;
    for (int i = ndim - 1; i >= 0; i--) {
        if (shape[i] == 0) return PND_FLAG_C | PND_FLAG_F;
        if (shape[i] == 1) continue;
        if (strides[i] != step) flags &= ~PND_FLAG_C;
        step = (intptr_t)((uintptr_t)step * (uintptr_t)shape[i]);
    }
    step = itemsize;
    for (int i = 0; i < ndim; i++) {
        if (shape[i] == 1) continue;
        if (strides[i] != step) flags &= ~PND_FLAG_F;
        step = (intptr_t)((uintptr_t)step * (uintptr_t)shape[i]);
    }
    return flags;
}

bool pnd_is_aligned(const pnd_view *v)
{
    if (v->dtype->align <= 1) return true;
    uintptr_t bits = (uintptr_t)v->data;
    for (int i = 0; i < v->ndim; i++) {
        if (v->shape[i] == 0) return true;
        if (v->shape[i] > 1) bits |= (uintptr_t)v->strides[i];
    }
    return (bits & (uintptr_t)(v->dtype->align - 1)) == 0;
}

int pnd_extent(int ndim, const intptr_t *shape, const intptr_t *strides, intptr_t itemsize, intptr_t *lo, intptr_t *hi)
{
    intptr_t low = 0, high = 0;
    bool over = false;
    *lo = *hi = 0;
    for (int i = 0; i < ndim; i++) {
        if (shape[i] == 0) return 0;
        intptr_t reach;
        over |= pnd_mul_over(shape[i] - 1, strides[i], &reach);
        if (reach < 0) over |= pnd_add_over(low, reach, &low);
        else over |= pnd_add_over(high, reach, &high);
    }
    over |= pnd_add_over(high, itemsize, &high);
    if (over) return -1;
    *lo = low;
    *hi = high;
    return 0;
}

bool pnd_reach_wraps(const void *data, intptr_t lo, intptr_t hi)
{
    const uintptr_t base = (uintptr_t)data;
    return (lo < 0 && magnitude(lo) > base) || (hi > 0 && base + (uintptr_t)hi < base);
}

bool pnd_strides_in_bounds(int ndim, const intptr_t *shape, const intptr_t *strides, intptr_t itemsize, intptr_t offset, intptr_t nbytes)
{
    intptr_t lo, hi, size;
    if (pnd_shape_size_over(ndim, shape, &size)) return false;
    for (int i = 0; i < ndim; i++)
        if (shape[i] < 0) return false;
    if (pnd_extent(ndim, shape, strides, itemsize, &lo, &hi) < 0) return false;
    if (size == 0) return offset >= 0 && offset <= nbytes;
    return !pnd_add_over(offset, lo, &lo) && !pnd_add_over(offset, hi, &hi) && lo >= 0 && hi <= nbytes;
}
