/* What the moves of every width share: reading indices and masks. */
#ifndef PND_KERNELS_MOVES_COMMON_H
#define PND_KERNELS_MOVES_COMMON_H

#include "moves_table.h"
#include "template.h"

typedef struct pnd_wide {
    uint64_t a, b;
} pnd_wide;

PND_INLINE intptr_t load_index(const char *p)
{
    intptr_t k;
    memcpy(&k, p, sizeof k);
    return k;
}

PND_UNUSED PND_NOINLINE static int bad_index(const pnd_loop *ctx, intptr_t index, intptr_t extent)
{
    pnd_fail(ctx->err, PND_ERR_INDEX, "index %lld is out of bounds for size %lld", (long long)index, (long long)extent);
    ctx->err->arg[0] = index;
    ctx->err->arg[1] = extent;
    return -1;
}

/* Eight mask bytes -> the top bit of each byte that is not zero. */
PND_INLINE uint64_t true_bits(const char *mask)
{
    const uint64_t low = 0x7f7f7f7f7f7f7f7fu;
    uint64_t x;
    memcpy(&x, mask, 8);
    return (((x & low) + low) | x) & ~low;
}

#endif
