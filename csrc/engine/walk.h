/*
 * A walk: up to four operands stepped together over one shape, in C order, one inner run at a time.
 *
 * pnd_walk_fold() merges axes that follow each other in every operand (the order of visits stays), so that a contiguous
 * walk is one run.  The inner run is the last axis: `n` elements, steps inner[]; ptr[] stands at its start.
 *
 *     pnd_walk w;  pnd_walk_init(&w, ndim, shape, 2);  pnd_walk_op(&w, 0, ptr, strides); ...
 *     pnd_walk_fold(&w);
 *     if (w.n > 0) do { ... w.ptr[k], w.inner[k], w.n ... } while (pnd_walk_next(&w));
 */
#ifndef PND_ENGINE_WALK_H
#define PND_ENGINE_WALK_H

#include <string.h>

#include "../kernels/moves.h"
#include "../layout/view.h"

#define PND_WALK_OPS 4

typedef struct pnd_walk {
    int ndim, nop; /* ndim: outer axes, without the inner run */
    intptr_t n;    /* length of the inner run; 0 when the walk is empty */
    intptr_t inner[PND_WALK_OPS];
    char *ptr[PND_WALK_OPS];
    intptr_t shape[PND_MAXDIMS + 1], at[PND_MAXDIMS + 1];
    intptr_t strides[PND_WALK_OPS][PND_MAXDIMS + 1];
} pnd_walk;

PND_INLINE void pnd_walk_init(pnd_walk *w, int ndim, const intptr_t *shape, int nop)
{
    w->ndim = ndim;
    w->nop = nop;
    for (int i = 0; i < ndim; i++) w->shape[i] = shape[i];
}

PND_INLINE void pnd_walk_op(pnd_walk *w, int k, char *ptr, const intptr_t *strides)
{
    w->ptr[k] = ptr;
    for (int i = 0; i < w->ndim; i++) w->strides[k][i] = strides[i];
}

/* Instead of pnd_walk_fold, where the coordinates at[] are wanted: all axes are outer ones, and none may be empty. */
PND_INLINE void pnd_walk_start(pnd_walk *w)
{
    for (int i = 0; i < w->ndim; i++) w->at[i] = 0;
}

/* Merges axes, splits off the inner run and starts at the first element. */
static inline void pnd_walk_fold(pnd_walk *w)
{
    int m = 0;
    bool empty = false;
    for (int i = 0; i < w->ndim; i++) {
        if (w->shape[i] == 0) empty = true;
        if (w->shape[i] == 1) continue;
        bool joins = m > 0;
        for (int k = 0; joins && k < w->nop; k++) joins = w->strides[k][m - 1] == w->strides[k][i] * w->shape[i];
        if (joins) {
            w->shape[m - 1] *= w->shape[i];
            for (int k = 0; k < w->nop; k++) w->strides[k][m - 1] = w->strides[k][i];
        } else {
            w->shape[m] = w->shape[i];
            for (int k = 0; k < w->nop; k++) w->strides[k][m] = w->strides[k][i];
            m++;
        }
    }
    w->n = 1;
    for (int k = 0; k < w->nop; k++) w->inner[k] = 0;
    if (m > 0) {
        m--;
        w->n = w->shape[m];
        for (int k = 0; k < w->nop; k++) w->inner[k] = w->strides[k][m];
    }
    w->ndim = m;
    pnd_walk_start(w);
    if (empty) w->n = 0;
}

PND_INLINE bool pnd_walk_next(pnd_walk *w)
{
    for (int i = w->ndim - 1; i >= 0; i--) {
        if (++w->at[i] < w->shape[i]) {
            for (int k = 0; k < w->nop; k++) w->ptr[k] += w->strides[k][i];
            return true;
        }
        w->at[i] = 0;
        for (int k = 0; k < w->nop; k++) w->ptr[k] -= w->strides[k][i] * (w->shape[i] - 1);
    }
    return false;
}

/* Elements of the whole (folded) walk. */
PND_INLINE intptr_t pnd_walk_size(const pnd_walk *w)
{
    intptr_t n = w->n;
    for (int i = 0; i < w->ndim; i++) n *= w->shape[i];
    return n;
}

/* One strided run of elements of one dtype, whatever they are. */
static inline int pnd_run_move(const pnd_dtype *d, char *dst, intptr_t ds, const char *src, intptr_t ss, intptr_t n, pnd_error *err)
{
    if (!pnd_dtype_is_plain(d)) return pnd_move_copy(d, dst, ds, src, ss, n, err);
    pnd_loop ctx = {.aux = &d->size, .err = err};
    char *const ptrs[2] = {(char *)(uintptr_t)src, dst};
    const intptr_t strides[2] = {ss, ds};
    return pnd_copy_find(d->size)(&ctx, ptrs, &n, strides);
}

#endif
