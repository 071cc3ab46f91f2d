/*
 * Random views, and a plain way to read and write their elements, for tests that compare an engine with naive loops.
 *
 * A view lies in a buffer of POOL bytes; axes are permuted, stepped over, turned round or repeated (step 0).  Elements are
 * small integers, so that every numeric dtype holds them exactly and any conversion is exact too.
 */
#ifndef RANDVIEW_H
#define RANDVIEW_H

#include <stdlib.h>

#include "dtype/dtype.h"
#include "layout/overlap.h"
#include "layout/view.h"

#ifndef POOL
#define POOL 65536
#endif

static uint64_t rand_state = 88172645463325252u;

PND_INLINE uint64_t rand_next(void)
{
    rand_state ^= rand_state << 13;
    rand_state ^= rand_state >> 7;
    rand_state ^= rand_state << 17;
    return rand_state;
}

PND_INLINE intptr_t rand_below(intptr_t n) { return (intptr_t)(rand_next() % (uint64_t)n); }
PND_INLINE bool rand_one_in(intptr_t n) { return rand_below(n) == 0; }

/* bool, int16, int32, int64, uint8, float32, float64: native or swapped. */
PND_UNUSED static const pnd_dtype *rand_dtype(bool may_swap)
{
    static const int rows[] = {PND_IDX_BOOL, PND_IDX_SHORT, PND_IDX_INT, PND_IDX_LONG, PND_IDX_UBYTE, PND_IDX_FLOAT, PND_IDX_DOUBLE};
    const pnd_dtype *d = &pnd_dtype_rows[rows[rand_below(PND_COUNT(rows))]];
    return may_swap && rand_one_in(4) ? pnd_dtype_swap(d) : d;
}

PND_INLINE void element_bytes(const pnd_dtype *d, const char *p, unsigned char *out)
{
    for (intptr_t i = 0; i < d->size; i++) out[i] = (unsigned char)p[d->swapped ? d->size - 1 - i : i];
}

PND_UNUSED static double element_get(const pnd_dtype *d, const char *p)
{
    unsigned char raw[16];
    element_bytes(d, p, raw);
#define CASE(ID, type) \
    case PND_IDX_##ID: { \
        type x; \
        memcpy(&x, raw, sizeof x); \
        return (double)x; \
    }
    switch (d->loops) {
    case PND_IDX_BOOL:
        return raw[0] != 0;
        CASE(BYTE, int8_t)
        CASE(UBYTE, uint8_t) CASE(SHORT, int16_t) CASE(INT, int32_t) CASE(LONG, int64_t) CASE(FLOAT, float) CASE(DOUBLE, double)
    }
#undef CASE
    abort();
}

PND_UNUSED static void element_set(const pnd_dtype *d, char *p, double v)
{
    char raw[16] = {0};
#define CASE(ID, type) \
    case PND_IDX_##ID: { \
        type x = (type)v; \
        memcpy(raw, &x, sizeof x); \
        break; \
    }
    switch (d->loops) {
    case PND_IDX_BOOL:
        raw[0] = v != 0;
        break;
        CASE(BYTE, int8_t)
        CASE(UBYTE, uint8_t)
        CASE(SHORT, int16_t) CASE(INT, int32_t) CASE(LONG, int64_t) CASE(FLOAT, float) CASE(DOUBLE, double) default : abort();
    }
#undef CASE
    element_bytes(d, raw, (unsigned char *)p);
}

PND_UNUSED static char *view_at(const pnd_view *v, const intptr_t *index)
{
    char *p = v->data;
    for (int k = 0; k < v->ndim; k++) p += index[k] * v->strides[k];
    return p;
}

/* The element of v that an index into a shape of `ndim` axes broadcasts from. */
PND_UNUSED static char *view_at_broadcast(const pnd_view *v, int ndim, const intptr_t *index)
{
    char *p = v->data;
    for (int k = 0; k < v->ndim; k++)
        if (v->shape[k] != 1) p += index[ndim - v->ndim + k] * v->strides[k];
    return p;
}

PND_UNUSED static bool next_index(int ndim, const intptr_t *shape, intptr_t *index)
{
    for (int k = ndim - 1; k >= 0; k--) {
        if (++index[k] < shape[k]) return true;
        index[k] = 0;
    }
    return false;
}

PND_UNUSED static int rand_shape(intptr_t *shape, int max_ndim)
{
    const int ndim = (int)rand_below(max_ndim + 1);
    static const intptr_t few[] = {1, 2, 3, 5}, some[] = {1, 2, 4, 7, 17, 40};
    for (int k = 0; k < ndim; k++) shape[k] = ndim > 2 ? few[rand_below(ndim > 4 ? 3 : 4)] : some[rand_below(6)];
    if (ndim && rand_one_in(40)) shape[rand_below(ndim)] = 0;
    return ndim;
}

/* A view of the shape somewhere in pool.  repeats: some axes may have step 0. */
PND_UNUSED static void rand_view(char *pool, const pnd_dtype *d, int ndim, const intptr_t *shape, bool repeats, pnd_viewbuf *out)
{
    int order[PND_MAXDIMS];
    for (int k = 0; k < ndim; k++) order[k] = ndim - 1 - k;
    if (rand_one_in(2))
        for (int k = ndim - 1; k > 0; k--) {
            const int j = (int)rand_below(k + 1), hold = order[k];
            order[k] = order[j];
            order[j] = hold;
        }
    const bool plain = rand_one_in(3);
    intptr_t step = d->size, low = 0, high = d->size;
    int stretches = 2;
    for (int k = 0; k < ndim; k++) {
        const int axis = order[k];
        if (!plain && stretches > 0 && rand_one_in(3)) step *= 2, stretches--;
        if (!plain && stretches > 0 && rand_one_in(6)) step += 1 + rand_below(d->size), stretches--; /* not aligned */
        intptr_t s = step;
        if (!plain && rand_one_in(4)) s = -s;
        if (repeats && rand_one_in(5)) s = 0;
        out->shape[axis] = shape[axis];
        out->strides[axis] = s;
        const intptr_t reach = (shape[axis] > 0 ? shape[axis] - 1 : 0) * s;
        low += reach < 0 ? reach : 0;
        high += reach > 0 ? reach : 0;
        if (s != 0) step *= shape[axis] > 0 ? shape[axis] : 1;
    }
    if (high - low > POOL) abort();
    const intptr_t slack = POOL - (high - low);
    const intptr_t offset = rand_one_in(2) ? rand_below(slack < 64 ? slack + 1 : 64) / 8 * 8 : rand_below(slack + 1);
    out->v = (pnd_view){pool + offset - low, d, ndim, out->shape, out->strides};
}

/* A view that broadcasts to the shape: leading axes may be missing, others of length 1. */
PND_UNUSED static void rand_broadcastable(char *pool, const pnd_dtype *d, int ndim, const intptr_t *shape, pnd_viewbuf *out)
{
    intptr_t mine[PND_MAXDIMS];
    const int skip = ndim && rand_one_in(3) ? (int)rand_below(ndim + 1) : 0;
    for (int k = skip; k < ndim; k++) mine[k - skip] = rand_one_in(4) ? 1 : shape[k];
    rand_view(pool, d, ndim - skip, mine, true, out);
}

/* Every element of the pool becomes a small number in d's representation, at every offset that is a multiple of its size;
   floats in between are made of the same bytes, so tests that mix offsets use one-byte dtypes or one view only. */
PND_UNUSED static void fill_view(const pnd_view *v, intptr_t limit)
{
    intptr_t index[PND_MAXDIMS] = {0};
    for (int k = 0; k < v->ndim; k++)
        if (v->shape[k] == 0) return;
    do element_set(v->dtype, view_at(v, index), (double)rand_below(limit));
    while (next_index(v->ndim, v->shape, index));
}

#endif
