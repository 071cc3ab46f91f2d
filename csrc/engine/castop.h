/* Conversions between two strided runs: any two built-in dtypes and byte orders, or one dtype of any kind. */
#ifndef PND_ENGINE_CASTOP_H
#define PND_ENGINE_CASTOP_H

#include "../kernels/registry.h"

typedef struct pnd_castop {
    const pnd_dtype *from, *to;
    pnd_loop_fn *fn;   /* one native loop does it all; NULL when swapping is involved or elements are not plain */
    bool same;         /* elements are moved, not converted */
} pnd_castop;

/* -1 with PND_ERR_TYPE where there is no conversion. */
int pnd_castop_init(pnd_castop *c, const pnd_dtype *from, const pnd_dtype *to, pnd_error *err);
/* The runs are disjoint or the same; a step of 0 in `from` repeats its element.  Elements of `to` that are not plain are valid ones. */
int pnd_castop_run(const pnd_castop *c, const char *from, intptr_t from_stride, char *to, intptr_t to_stride, intptr_t n, pnd_error *err);

/* May a loop made for `loop` read and write elements of d as they stand? */
PND_INLINE bool pnd_same_layout(const pnd_dtype *d, const pnd_dtype *loop)
{
    if (d == loop) return true;
    if (pnd_dtype_is_builtin(d) && pnd_dtype_is_builtin(loop)) return d->loops == loop->loops && d->swapped == loop->swapped;
    return pnd_dtype_equal(d, loop);
}
/* Longdouble work raises its flags in the x87 word. */
PND_INLINE bool pnd_dtype_uses_x87(const pnd_dtype *d) { return d->idx == PND_IDX_LONGDOUBLE || d->idx == PND_IDX_CLONGDOUBLE; }

/* Elements in one window: they stay in L1 while they are converted and used.  Tiny in paranoid builds. */
#ifdef PND_PARANOID
#define PND_WINDOW 3
#else
#define PND_WINDOW 512
#endif

#endif
