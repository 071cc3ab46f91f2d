/* What kernels/stream.c exports for one tier; once/stream_find.c chooses. */
#ifndef PND_KERNELS_STREAM_TABLE_H
#define PND_KERNELS_STREAM_TABLE_H

#include "stream.h"

typedef void pnd_transpose_fn(const char *src, intptr_t src_step, char *dst, intptr_t dst_step, intptr_t ni, intptr_t nj, bool past);

typedef struct pnd_streams {
    void (*copy)(char *dst, const char *src, intptr_t bytes);
    pnd_transpose_fn *transpose[5]; /* by log2 of the item size */
} pnd_streams;

#endif
