/*
 * Moves for operands larger than the caches: stores that go past them, and transposes by whole cache lines.
 * The best tier's version is found at each call, so callers give them blocks of a kilobyte and more.
 */
#ifndef PND_KERNELS_STREAM_H
#define PND_KERNELS_STREAM_H

#include <stdbool.h>

#include "../platform/compiler.h"

/* A copy whose whole cache lines are written past the caches; the last line of one call and the first of the next should not be
   shared.  pnd_stream_end() before anyone else may read what was written. */
void pnd_stream_copy(char *dst, const char *src, intptr_t bytes);
void pnd_stream_end(void);

/* dst[j * dst_step + i * itemsize] = src[i * src_step + j * itemsize] for i < ni, j < nj: rows become columns.  Items of 1, 2, 4,
   8 or 16 bytes.  past: whole lines of dst go past the caches; pnd_stream_end() as above. */
void pnd_transpose_items(const char *src, intptr_t src_step, char *dst, intptr_t dst_step, intptr_t ni, intptr_t nj, intptr_t itemsize,
                         bool past);
bool pnd_transpose_takes(intptr_t itemsize);

#endif
