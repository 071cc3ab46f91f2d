/*
 * Eight lanes of double: 64 bytes, whatever the machine's vectors are, so that a sum has the same bits on every tier.
 *
 * Written with the compilers' vector extension in the tier's own width; wider vectors than the machine's are slow in gcc.
 * Dense sums of 128 doubles and less add in the oracle's order (eight interleaved sums, then a tree, then the rest).
 */
#ifndef PND_KERNELS_SIMD_LANES_H
#define PND_KERNELS_SIMD_LANES_H

#include "../template.h"

#if defined(__AVX512F__)
#define PND_LANE_BYTES 64
#elif defined(__AVX__)
#define PND_LANE_BYTES 32
#else
#define PND_LANE_BYTES 16
#endif
#define PND_LANE_PARTS (64 / PND_LANE_BYTES)

typedef double pnd_vd __attribute__((vector_size(PND_LANE_BYTES)));
typedef float pnd_vhf __attribute__((vector_size(PND_LANE_BYTES / 2)));
typedef struct {
    pnd_vd v[PND_LANE_PARTS];
} pnd_lanes;

PND_INLINE pnd_lanes pnd_lanes_f64(const char *p)
{
    pnd_lanes r;
    for (int k = 0; k < PND_LANE_PARTS; k++) memcpy(&r.v[k], p + k * PND_LANE_BYTES, PND_LANE_BYTES);
    return r;
}
PND_INLINE pnd_lanes pnd_lanes_f32(const char *p)
{
    pnd_lanes r;
    for (int k = 0; k < PND_LANE_PARTS; k++) {
        pnd_vhf h;
        memcpy(&h, p + k * (PND_LANE_BYTES / 2), sizeof h);
        r.v[k] = __builtin_convertvector(h, pnd_vd);
    }
    return r;
}
PND_INLINE pnd_lanes pnd_lanes_add(pnd_lanes a, pnd_lanes b)
{
    for (int k = 0; k < PND_LANE_PARTS; k++) a.v[k] += b.v[k];
    return a;
}
PND_INLINE pnd_lanes pnd_lanes_sub(pnd_lanes a, pnd_lanes b)
{
    for (int k = 0; k < PND_LANE_PARTS; k++) a.v[k] -= b.v[k];
    return a;
}
PND_INLINE pnd_lanes pnd_lanes_mul(pnd_lanes a, pnd_lanes b)
{
    for (int k = 0; k < PND_LANE_PARTS; k++) a.v[k] *= b.v[k];
    return a;
}
PND_INLINE void pnd_lanes_put(pnd_lanes a, double *out) { memcpy(out, &a, sizeof a); }

/* The fixed tree; `pairs`: re and im alternate. */
PND_INLINE void pnd_lanes_sum(pnd_lanes a, bool pairs, double *re, double *im)
{
    double x[8];
    pnd_lanes_put(a, x);
    *re = pairs ? (x[0] + x[2]) + (x[4] + x[6]) : ((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + (x[6] + x[7]));
    *im = pairs ? (x[1] + x[3]) + (x[5] + x[7]) : 0;
}

#endif
