/*
 * exp and log of double lanes, at most 1 ULP.
 *
 * exp: x = n ln2 + r, exp(x) = 2^n (1 + r + r^2 p(r)), the sum kept in two parts to the end.  log: x = 2^e m,
 * f = m - 1, s = f / (2 + f), log(m) = f - f^2/2 + s (f^2/2 + s^2 p(s^2)), the atanh series as arranged by K. C. Ng in
 * fdlibm (1993), with our own sums and coefficients (tools/minimax.py).
 */
#ifndef PND_KERNELS_EXP_LOG_F64_H
#define PND_KERNELS_EXP_LOG_F64_H

#include "../simd/vec.h"
#include "../template.h"

#define LN2_F64_HI 0x1.62e42fefa39efp-1
#define LN2_F64_LO 0x1.abc9e3b39803fp-56
#define LOG2E_F64 0x1.71547652b82fep0

/* x + extra = n ln2 + r + lo for |x| < 1500 and extra far below x; *shifted holds n in its low bits. */
PND_INLINE vd exp_f64_reduce(vd x, vd extra, vd *lo, vd *shifted)
{
    *shifted = vd_fma(x, vd_set(LOG2E_F64), vd_set(VD_ROUND));
    vd n = *shifted - VD_ROUND;
    vd r1 = vd_fnma(n, vd_set(LN2_F64_HI), x); /* exact */
    vd rest = vd_fnma(n, vd_set(LN2_F64_LO), extra);
    vd r = r1 + rest;
    *lo = rest - (r - r1);
    return r;
}

/* exp(r + lo) for |r| <= ln2 / 2 and lo of the size of a rounding error. */
PND_INLINE vd exp_f64_reduced(vd r, vd lo)
{
    vd r2 = vd_fma(r, r, vd_set(0x1p-200)), r4 = r2 * r2; /* squares that cannot underflow */
    vd sum = r + 1.0, lost = r - (sum - 1.0);
    vd p0 = vd_pair(0x1.555555555550cp-3, 0x1.000000000000ap-1, r);
    vd p2 = vd_pair(0x1.1111111124705p-7, 0x1.555555555079dp-5, r);
    vd p4 = vd_pair(0x1.a01a0138157eap-13, 0x1.6c16c184393efp-10, r);
    vd p6 = vd_pair(0x1.71df0cd025aaap-19, 0x1.a0199a0ca9c85p-16, r);
    vd p8 = vd_pair(0x1.ad9f4a47796c6p-26, 0x1.28ad5f3f41f42p-22, r);
    vd p = vd_fma(vd_fma(p8, r4, vd_fma(p6, r2, p4)), r4, vd_fma(p2, r2, p0));
    return sum + vd_fma(r2, p, lost + lo);
}

/* y 2^n with one rounding, for results of any size; n as exp_f64_reduce left it.  y itself is rounded, so that a subnormal
   result counts as inexact (underflow) even where the last step happens to be exact. */
PND_INLINE vd exp_f64_scale(vd y, vd shifted)
{
    vl n = vd_bits(shifted) - vd_bits(vd_set(VD_ROUND));
    vl half = ((n + 4096) >> 1) - 2048; /* a shift of a positive number: AVX2 has no arithmetic one */
    y = y * vd_from_bits((half + 1023) << 52) * vd_from_bits((n - half + 1023) << 52);
    if (vd_any(vd_lt(vd_abs(y), vd_set(0x1p-1022)))) pnd_fp_raise(PND_FPE_UNDERFLOW);
    return y;
}

/* Some lane overflows, is subnormal, infinite or NaN. */
PND_INLINE vd exp_f64_wide(vd x)
{
    vdm finite = vd_lt(vd_abs(x), vd_set((double)INFINITY));
    vd inside = vd_select(finite, x, vd_set(0.0)), lo, shifted;
    inside = vd_select(vd_lt(vd_set(710.0), inside), vd_set(710.0), inside);
    inside = vd_select(vd_lt(inside, vd_set(-746.0)), vd_set(-746.0), inside);
    vd r = exp_f64_reduce(inside, vd_set(0.0), &lo, &shifted);
    vd y = exp_f64_scale(exp_f64_reduced(r, lo), shifted);
    vd outside = vd_select(finite, vd_set(0.0), x);
    outside = vd_select(vd_lt(outside, vd_set(0.0)), vd_set(0.0), outside + outside); /* -inf; inf, NaN */
    return vd_select(finite, y, outside);
}

PND_INLINE vd vec_exp_f64(vd x)
{
    if (PND_UNLIKELY(!vd_all(vd_lt(vd_abs(x), vd_set(708.0))))) return exp_f64_wide(x);
    vd lo, shifted, r = exp_f64_reduce(x, vd_set(0.0), &lo, &shifted);
    return vd_from_bits(vd_bits(exp_f64_reduced(r, lo)) + (vd_bits(shifted) << 52));
}

/* log(2^scale x) of positive normal lanes. */
PND_INLINE vd log_f64_normal(vd x, vl scale)
{
    vl bits = vd_bits(x) - 0x3fe6a09e667f3bcd; /* sqrt(1/2) */
    /* e by a shift of a positive number: AVX2 has no arithmetic one. */
    vl biased = (vl)((vul)(bits + 0x4000000000000000) >> 52);
    vd e = vd_from_small(biased - 1024 + scale);
    vd f = vd_from_bits(vd_bits(x) - (bits & (int64_t)0xfff0000000000000)) - 1.0;
    vd s = f / (f + 2.0);
    vd z = s * s, z2 = z * z;
    vd a = vd_set(0x1.2f044a3916a8ap-3), b = vd_set(0x1.39a1dbf770a31p-3);
    a = vd_fma(a, z2, vd_set(0x1.74663d5c6b74fp-3));
    b = vd_fma(b, z2, vd_set(0x1.c71c52128db4fp-3));
    a = vd_fma(a, z2, vd_set(0x1.24924941e2fd9p-2));
    b = vd_fma(b, z2, vd_set(0x1.999999997ff07p-2));
    a = vd_fma(a, z2, vd_set(0x1.5555555555592p-1));
    vd p = vd_fma(b, z, a) * z;
    vd half = f * f * 0.5;
    /* e ln2 + f as an exact sum of two doubles; its first part has 32 bits of ln2, so that the product is exact. */
    vd eln2 = e * 0x1.62e42ffp-1;
    vd hi = eln2 + f;
    vd lo = vd_fma(e, vd_set(-0x1.718432a1b0e26p-35), f - (hi - eln2));
    return hi + (vd_fma(s, half + p, lo) - half);
}

/* Some lane is zero, subnormal, negative, infinite or NaN. */
PND_INLINE vd log_f64_wide(vd x)
{
    vdm positive = vd_lt(vd_set(0.0), x) & vd_lt(x, vd_set((double)INFINITY));
    vdm small = positive & vd_lt(x, vd_set(0x1p-1022));
    vd inside = vd_select(positive, x, vd_set(1.0)) * vd_select(small, vd_set(0x1p54), vd_set(1.0));
    vd y = log_f64_normal(inside, vl_select(small, vl_set(-54), vl_set(0)));
    vdm zero = vd_eq(x, vd_set(0.0));
    vd outside = vd_sqrt(vd_select(positive | zero, vd_set(1.0), x));   /* negative: NaN and invalid; inf; NaN */
    vd pole = vd_set(-1.0) / vd_select(zero, vd_set(0.0), vd_set(1.0)); /* raises divide for zeros alone */
    return vd_select(positive, y, vd_select(zero, pole, outside));
}

PND_INLINE vd vec_log_f64(vd x)
{
    const vul least = (vul)vl_set(0x0010000000000000), normal = (vul)vl_set(0x7fe0000000000000);
    if (PND_UNLIKELY(!vd_all(vul_lt((vul)vd_bits(x) - least, normal)))) return log_f64_wide(x);
    return log_f64_normal(x, vl_set(0));
}

#endif
