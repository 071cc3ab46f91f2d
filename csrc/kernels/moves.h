/*
 * Loops that move plain elements by size alone: copies, swaps, fills, gathers, scatters, selects, mask counting.
 * Each is found by item size (and falls back to a loop over bytes), in the best tier's version.
 */
#ifndef PND_KERNELS_MOVES_H
#define PND_KERNELS_MOVES_H

#include "loop.h"

/* memmove, without what glibc does badly in the middle sizes. */
void pnd_copy_bytes(char *to, const char *from, intptr_t n);

/* Every loop below takes ctx->aux as a pointer to the item size (intptr_t). */
pnd_loop_fn *pnd_copy_find(intptr_t itemsize);     /* ptrs = from, to */
pnd_loop_fn *pnd_swap_find(intptr_t unit); /* copy with the bytes of each unit reversed (complex: unit = half the item; aux = item size) */
/* ptrs = source, index (intp), output.  dims = {n, extent}; strides = {step of source per index, of index, of output}.  Negative indices
   count from the end.  Each index is checked as it is read: -1 with PND_ERR_INDEX (arg[0] the index, arg[1] the extent). */
pnd_loop_fn *pnd_gather_find(intptr_t itemsize);
pnd_loop_fn *pnd_scatter_find(intptr_t itemsize); /* ptrs = destination, index, values; otherwise the same; in index order */
pnd_loop_fn *pnd_select_find(intptr_t itemsize); /* ptrs = mask, a, b, output */
intptr_t pnd_count_true(const char *mask, intptr_t stride, intptr_t n);
/* Writes at most `room` positions (base + i of the true bytes); returns how many it wrote. */
intptr_t pnd_true_positions(const char *mask, intptr_t stride, intptr_t n, intptr_t base, intptr_t *out, intptr_t room);
/* Compress: ptrs copied where mask is true; at most `room` elements; returns how many. */
intptr_t pnd_compress(const char *mask, intptr_t mask_stride, const char *from, intptr_t from_stride, intptr_t n, intptr_t itemsize,
                      char *out, intptr_t room);

#endif
