/* Limits of the sorts, the memory they borrow, and how they are stopped. */
#ifndef PND_KERNELS_SORTLIMITS_H
#define PND_KERNELS_SORTLIMITS_H

#include "../platform/mem.h"
#include "loop.h"

/* From how many elements of a size the radix passes beat merging. */
#define PND_SORT_RADIX(size) ((size) == 1 ? 64 : (size) == 2 ? 300 : (size) == 4 ? 500 : 2000)

/* For more places than this sorting is as good. */
#define PND_SELECT_MOST 64

PND_INLINE bool pnd_sort_stop(const pnd_loop *ctx, intptr_t work) { return ctx->pace && pnd_pace_check(ctx->pace, work, ctx->err) < 0; }

/* Longer arrays are argsorted by halves, so that positions fit in 32 bits beside small keys. */
#ifdef PND_PARANOID
#define PND_ARGSORT_MAX 700
#else
#define PND_ARGSORT_MAX UINT32_MAX
#endif

#endif
