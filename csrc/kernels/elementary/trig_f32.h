/*
 * sin and cos of float lanes, at most 1 ULP.
 *
 * x = n pi/2 + r + lo with |r| <= pi/4: for |x| < 2^17 in floats, by three pieces of pi/2 and fma (Cody and Waite, 1980);
 * larger lanes one by one (pi_reduce.h).  Below 2^-12 sin(x) is x, and no square may underflow.  Then both polynomials, since choosing coefficients lane by lane costs as much.
 */
#ifndef PND_KERNELS_TRIG_F32_H
#define PND_KERNELS_TRIG_F32_H

#include "pi_reduce.h"
#include "../simd/vec.h"

#define SIN_F32_LEAST 0x39800000 /* bits of 2^-12 */
#define SIN_F32_LIMIT 0x48000000 /* of 2^17 */

/* Puts into r, lo, q what belongs to the lanes of x that are not small: NaN for those that are not finite. */
static PND_NOINLINE void reduce_large_f32(const float *x, float *r, float *lo, int32_t *q)
{
    for (int i = 0; i < vf_lanes; i++) {
        if (__builtin_isless(__builtin_fabsf(x[i]), 0x1p17f)) continue;
        double hi = 0, rest = 0;
        if (__builtin_isless(__builtin_fabsf(x[i]), INFINITY)) q[i] = pi_reduce((double)x[i], &hi, &rest);
        r[i] = (float)hi;
        lo[i] = (float)(hi - (double)r[i]);
        if (!__builtin_isless(__builtin_fabsf(x[i]), INFINITY)) r[i] = x[i] - x[i]; /* raises invalid for infinities */
    }
}

/* sin (quadrant 0) or cos (1) of all lanes. */
PND_INLINE vf sin_f32_quadrant(vf x, int quadrant)
{
    vu size = (vu)vf_bits(vf_abs(x));
    vfm usual = vu_lt(size - SIN_F32_LEAST, (vu)vi_set(SIN_F32_LIMIT - SIN_F32_LEAST));
    const bool all_usual = vf_all(usual);
    vf y = x;
    if (PND_UNLIKELY(!all_usual)) y = vf_select(usual, x, vf_set(0.0f));

    vf shifted = vf_fma(y, vf_set(0x1.45f306p-1f), vf_set(VF_ROUND));
    vf n = shifted - VF_ROUND;
    vi q = vf_bits(shifted);
    vf r1 = vf_fnma(n, vf_set(0x1.921fb6p0f), y); /* exact */
    vf p2 = n * -0x1.777a5cp-25f;                 /* r + lo = r1 - n P2 - n P3: an exact product, an exact sum (Knuth) */
    vf lo = vf_fms(n, vf_set(-0x1.777a5cp-25f), p2);
    lo = vf_fma(n, vf_set(-0x1.ee59dap-50f), lo);
    vf r = r1 - p2;
    lo = ((r1 - r) - p2) - lo;

    if (PND_UNLIKELY(!all_usual) && vf_any(vf_not(vu_lt(size, (vu)vi_set(SIN_F32_LIMIT))))) {
        float xs[vf_lanes], rs[vf_lanes], los[vf_lanes];
        int32_t qs[vf_lanes];
        memcpy(xs, &x, sizeof xs), memcpy(rs, &r, sizeof rs), memcpy(los, &lo, sizeof los), memcpy(qs, &q, sizeof qs);
        reduce_large_f32(xs, rs, los, qs);
        memcpy(&r, rs, sizeof rs), memcpy(&lo, los, sizeof los), memcpy(&q, qs, sizeof qs);
    }
    q += quadrant;
    vf s = r * r;
    vf p = vf_set(-0x1.990f92p-13f);
    p = vf_fma(p, s, vf_set(0x1.1106aep-7f));
    p = vf_fma(p, s, vf_set(-0x1.555544p-3f));
    vf sine = vf_fma(r * s, p, lo) + r;

    vf c = vf_set(0x1.99911cp-16f);
    c = vf_fma(c, s, vf_set(-0x1.6c0af4p-10f));
    c = vf_fma(c, s, vf_set(0x1.555548p-5f));
    vf w = vf_fnma(s, vf_set(0.5f), vf_set(1.0f)); /* 1 - s/2, and what its rounding lost */
    vf e = vf_fnma(s, vf_set(0.5f), 1.0f - w);
    vf cosine = vf_fma(s * s, c, vf_fnma(r, lo, e)) + w;

    y = vf_xor_sign(vf_select(vi_eq(q & 1, vi_set(0)), sine, cosine), q << 30);
    if (PND_UNLIKELY(!all_usual) && quadrant == 0) y = vf_select(vu_lt(size, (vu)vi_set(SIN_F32_LEAST)), x, y);
    return y;
}

PND_INLINE vf vec_sin_f32(vf x) { return sin_f32_quadrant(x, 0); }
PND_INLINE vf vec_cos_f32(vf x) { return sin_f32_quadrant(x, 1); }

#endif
