/*
 * put and choose: one element at a time, wherever it stands; many far apart are spread (spread.h).
 *
 * An index is checked on the value that is used (another thread may write to it meanwhile); put looks at all of them before
 * its first write as well, so that a failing call writes nothing.
 */
#include "put.h"

#include "../kernels/moves.h"
#include "../layout/broadcast.h"
#include "../layout/strides.h"
#include "../platform/poll.h"

#include "flat.h"
#include "spread.h"
#include "walk.h"

/* The first index that RAISE refuses is reported. */
static int check_positions(const intptr_t *index, intptr_t n, intptr_t extent, pnd_pace *pace, pnd_error *err)
{
    for (intptr_t i = 0; i < n;) {
        const intptr_t end = i + pnd_piece(n - i), start = i;
        bool bad = false;
        intptr_t x;
        for (; i < end; i++) bad |= !pnd_settle(index[i], extent, PND_MODE_RAISE, &x);
        for (intptr_t k = start; bad && k < end; k++)
            if (!pnd_settle(index[k], extent, PND_MODE_RAISE, &x)) return pnd_fail_index(err, index[k], 0, extent);
        if (pnd_pace_check(pace, end - start, err) < 0) return -1;
    }
    return 0;
}

/* What is written where: the arguments of pnd_put. */
typedef struct writes {
    const pnd_view *v;
    intptr_t extent;
    const intptr_t *index;
    intptr_t n;
    pnd_clipmode mode;
    const char *values;
    intptr_t m;
    bool by_position, dense;
} writes;

/* Values for `n` positions, index i being the first: where they are, or gathered into `room` (*step says how far apart). */
static int window_values(const writes *w, intptr_t i, const intptr_t *at, intptr_t n, char *room, const char **from, intptr_t *step,
                         pnd_error *err)
{
    const intptr_t item = w->v->dtype->size, dims[2] = {n, w->m}, strides[3] = {item, sizeof(intptr_t), item};
    const intptr_t k = w->by_position ? 0 : i % w->m;
    intptr_t which[PND_WINDOW];
    *step = w->m == 1 ? 0 : item;
    if (w->m == 1 || (!w->by_position && k + n <= w->m)) return *from = w->values + k * item, 0;
    for (intptr_t j = 0, x = k; j < n; j++) {
        which[j] = w->by_position ? at[j] % w->m : x;
        if (++x == w->m) x = 0;
    }
    const pnd_loop ctx = {.aux = &item, .err = err};
    char *const ptrs[3] = {(char *)(uintptr_t)w->values, (char *)which, room};
    *from = room;
    return pnd_gather_find(item)(&ctx, ptrs, dims, strides);
}

/* Dense memory and small plain elements: settled positions go through the scatter kernel, window after window. */
static int put_windows(const writes *w, pnd_pace *pace, pnd_error *err)
{
    intptr_t at[PND_WINDOW], step;
    _Alignas(16) char room[PND_WINDOW * 16];
    const intptr_t item = w->v->dtype->size;
    pnd_loop_fn *fn = pnd_scatter_find(item);
    const pnd_loop ctx = {.aux = &item, .err = err};
    for (intptr_t i = 0, n; i < w->n; i += n) {
        const char *from;
        n = w->n - i < PND_WINDOW ? w->n - i : PND_WINDOW;
        for (intptr_t k = 0; k < n; k++) {
            const intptr_t x = w->index[i + k];
            if (!pnd_settle(x, w->extent, w->mode, &at[k])) return pnd_fail_index(err, x, 0, w->extent);
        }
        if (window_values(w, i, at, n, room, &from, &step, err) < 0) return -1;
        const intptr_t dims[2] = {n, w->extent}, strides[3] = {item, sizeof(intptr_t), step};
        char *const ptrs[3] = {w->v->data, (char *)at, (char *)(uintptr_t)from};
        if (fn(&ctx, ptrs, dims, strides) < 0 || pnd_pace_check(pace, n, err) < 0) return -1;
    }
    return 0;
}

static int put_items(const writes *w, pnd_pace *pace, pnd_error *err)
{
    const intptr_t item = w->v->dtype->size;
    for (intptr_t i = 0, k = 0; i < w->n; i++) {
        intptr_t x;
        if (!pnd_settle(w->index[i], w->extent, w->mode, &x)) return pnd_fail_index(err, w->index[i], 0, w->extent);
        if (w->by_position) k = x % w->m;
        char *p = w->dense ? w->v->data + x * item : pnd_flat_address(w->v, x);
        if (pnd_run_move(w->v->dtype, p, 0, w->values + k * item, 0, 1, err) < 0) return -1;
        if (++k == w->m) k = 0;
        if (pnd_pace_check(pace, 1, err) < 0) return -1;
    }
    return 0;
}

/* 1 done, 0 not that case, -1 failed. */
static int put_spread(const writes *w, pnd_error *err)
{
    const intptr_t item = w->v->dtype->size;
    int ignored;
    const pnd_spread s = {w->v->data,
                          item,
                          w->extent,
                          item,
                          (const char *)w->index,
                          sizeof(intptr_t),
                          w->n,
                          w->mode,
                          w->values,
                          w->m == 1 ? 0 : item,
                          w->m == 1 ? w->n : w->m,
                          NULL};
    if (!w->dense || (w->by_position && w->m != 1) || !pnd_spread_pays(&s)) return 0;
    if (pnd_spread_run(&s, &ignored, err) == 0) return 1;
    return err->code == PND_ERR_INDEX || err->code == PND_ERR_MEMORY ? 0 : -1; /* one by one finds the first bad index */
}

int pnd_put(const pnd_view *v, const intptr_t *index, intptr_t n, pnd_clipmode mode, const char *values, intptr_t m, bool by_position,
            pnd_error *err)
{
    pnd_pace pace = PND_PACE_START;
    assert(m > 0);
    writes w = {v, pnd_view_size(v), index, n, mode, values, m, by_position, false};
    if (n == 0) return 0;
    if (w.extent == 0) return pnd_fail(err, PND_ERR_INDEX, "cannot replace elements of an empty array");
    w.dense = pnd_dtype_is_plain(v->dtype) && (pnd_contiguity(v->ndim, v->shape, v->strides, v->dtype->size) & PND_FLAG_C);
    const int spread = put_spread(&w, err);
    if (spread != 0) return spread < 0 ? -1 : 0;
    if (mode == PND_MODE_RAISE && check_positions(index, n, w.extent, &pace, err) < 0) return -1;
    return w.dense && v->dtype->size <= 16 ? put_windows(&w, &pace, err) : put_items(&w, &pace, err);
}

int pnd_choose(const pnd_view *index, intptr_t n, const pnd_view *choices, pnd_clipmode mode, const pnd_view *out, pnd_error *err)
{
    pnd_walk w;
    intptr_t strides[PND_MAXDIMS];
    pnd_pace pace = PND_PACE_START;
    if (pnd_view_size(out) == 0) return 0;
    /* Axes are not merged: coordinates find the element of whichever choice it is. */
    const int rank = out->ndim > 0 ? out->ndim - 1 : 0;
    const intptr_t length = out->ndim > 0 ? out->shape[rank] : 1;
    pnd_broadcast_strides(index, out->ndim, out->shape, strides);
    pnd_walk_init(&w, rank, out->shape, 2);
    pnd_walk_op(&w, 0, index->data, strides);
    pnd_walk_op(&w, 1, out->data, out->strides);
    pnd_walk_start(&w);
    const intptr_t si = out->ndim > 0 ? strides[rank] : 0, so = out->ndim > 0 ? out->strides[rank] : 0;
    do {
        for (intptr_t i = 0; i < length; i++) {
            intptr_t x;
            memcpy(&x, w.ptr[0] + i * si, sizeof x);
            if ((mode == PND_MODE_RAISE && x < 0) || !pnd_settle(x, n, mode, &x))
                return pnd_fail(err, PND_ERR_VALUE, "invalid entry in choice array");
            const pnd_view *c = &choices[x];
            const char *p = c->data;
            const int lead = out->ndim - c->ndim;
            for (int k = 0; k < c->ndim; k++)
                if (c->shape[k] != 1) p += c->strides[k] * (k + lead == rank ? i : w.at[k + lead]);
            if (pnd_run_move(out->dtype, w.ptr[1] + i * so, 0, p, 0, 1, err) < 0) return -1;
        }
        if (pnd_pace_check(&pace, length, err) < 0) return -1;
    } while (pnd_walk_next(&w));
    return 0;
}
