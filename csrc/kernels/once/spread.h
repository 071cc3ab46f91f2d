/* The two moves of a scatter over much memory: elements dealt out by region of their destination, and one region written. */
#ifndef PND_KERNELS_ONCE_SPREAD_H
#define PND_KERNELS_ONCE_SPREAD_H

#include "../../platform/compiler.h"

typedef struct pnd_spreader {
    /* Element i goes to place cursor[at[i] >> shift]++ of at_out and values_out, in order.  values_out NULL: positions only. */
    void (*deal)(const uint32_t *at, intptr_t n, int shift, uint32_t *cursor, const char *values, intptr_t step, uint32_t *at_out,
                 char *values_out);
    /* to[at[i] * step] = values[i * values_step] in order. */
    void (*write)(char *to, intptr_t step, const uint32_t *at, intptr_t n, const char *values, intptr_t values_step);
} pnd_spreader;

/* For elements of 1, 2, 4, 8 and 16 bytes; NULL for others. */
const pnd_spreader *pnd_spreader_find(intptr_t itemsize);

#endif
