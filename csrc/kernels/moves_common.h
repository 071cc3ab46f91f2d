/* What the moves of every width share: reading indices and masks. */
#ifndef PND_KERNELS_MOVES_COMMON_H
#define PND_KERNELS_MOVES_COMMON_H

#include "moves_table.h"
#include "simd/lanes.h"
#include "template.h"

typedef struct pnd_wide {
    uint64_t a, b;
} pnd_wide;

#define GROUP 16 /* indices checked together */

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

/*
 * memmove.  Between 2 KB and its limit for stores past the caches, glibc copies with `rep movsb`, which on Zen 4 falls to 1.9 GB/s
 * where source and destination are not aligned alike; this loop makes 54 to 83.
 */
PND_UNUSED PND_NOINLINE static void copy_run(char *o, const char *a, size_t n)
{
    enum { STEP = 4 * PND_LANE_BYTES, SHORT = 2048, LONG = 1 << 20 };
    const uintptr_t apart = (uintptr_t)o > (uintptr_t)a ? (uintptr_t)o - (uintptr_t)a : (uintptr_t)a - (uintptr_t)o;
    if (n < SHORT || n >= LONG || apart < n) {
        memmove(o, a, n);
        return;
    }
    memcpy(o, a, PND_LANE_BYTES); /* up to where the stores are aligned */
    for (size_t i = -(uintptr_t)o & (PND_LANE_BYTES - 1); i + STEP <= n; i += STEP) {
        pnd_vd x[4];
        memcpy(x, a + i, STEP);
        memcpy(o + i, x, STEP);
        PND_SCALAR(); /* else the compiler makes it a call of memcpy */
    }
    memcpy(o + n - STEP, a + n - STEP, STEP);
}

#endif
