/*
 * exp and log of float lanes, at most 1 ULP (docs/accuracy.md has the measured maxima over all 2^32 floats).
 *
 * exp: x = n ln2 + r with |r| <= ln2 / 2, exp(x) = 2^n (1 + r q(r)).  log: x = 2^e m with m in [sqrt(1/2), sqrt(2)),
 * r = m - 1, log(x) = e ln2 + r - r^2 / 2 + r^3 p(r).  The scheme is that of W. J. Cody and W. Waite, Software Manual for
 * the Elementary Functions, 1980, chapters 5 and 6, with fma; the polynomials are tools/minimax.py's.
 */
#ifndef PND_KERNELS_EXP_LOG_F32_H
#define PND_KERNELS_EXP_LOG_F32_H

#include "../simd/vec.h"
#include "../template.h"

#define LN2_F32_HI 0x1.62e43p-1f   /* ln2 rounded to float: x - n hi is exact in an fma, r being small */
#define LN2_F32_LO -0x1.05c61p-29f
#define LOG2E_F32 0x1.715476p0f

/* 2^-n exp(x) for |x| < 150; *shifted holds n in its low bits. */
PND_INLINE vf exp_f32_reduced(vf x, vf *shifted)
{
    *shifted = vf_fma(x, vf_set(LOG2E_F32), vf_set(VF_ROUND));
    vf n = *shifted - VF_ROUND;
    vf r = vf_fnma(n, vf_set(LN2_F32_LO), vf_fnma(n, vf_set(LN2_F32_HI), x));
    vf q = vf_set(0x1.6a524ep-10f);
    q = vf_fma(q, r, vf_set(0x1.12396ep-7f));
    q = vf_fma(q, r, vf_set(0x1.5558aap-5f));
    q = vf_fma(q, r, vf_set(0x1.555492p-3f));
    q = vf_fma(q, r, vf_set(0x1.fffffcp-2f));
    q = vf_fma(q, r, vf_set(1.0f));
    return vf_fma(q, r, vf_set(1.0f));
}

/* Some lane overflows, is subnormal, infinite or NaN.  Scaling in two steps rounds once and raises what is due. */
PND_INLINE vf exp_f32_wide(vf x)
{
    vfm finite = vf_lt(vf_abs(x), vf_set(INFINITY));
    vf inside = vf_select(finite, x, vf_set(0.0f)), shifted;
    inside = vf_select(vf_lt(vf_set(90.0f), inside), vf_set(90.0f), inside);
    inside = vf_select(vf_lt(inside, vf_set(-105.0f)), vf_set(-105.0f), inside);
    vf y = exp_f32_reduced(inside, &shifted);
    vi n = vf_bits(shifted) - vf_bits(vf_set(VF_ROUND)), half = n >> 1;
    y = y * vf_from_bits((half + 127) << 23) * vf_from_bits((n - half + 127) << 23);
    if (vf_any(vf_lt(vf_abs(y), vf_set(0x1p-126f)))) pnd_fp_raise(PND_FPE_UNDERFLOW); /* y was inexact before, too */
    vf outside = vf_select(finite, vf_set(0.0f), x);
    outside = vf_select(vf_lt(outside, vf_set(0.0f)), vf_set(0.0f), outside + outside); /* -inf; inf, NaN */
    return vf_select(finite, y, outside);
}

PND_INLINE vf vec_exp_f32(vf x)
{
    vf shifted;
    if (PND_UNLIKELY(!vf_all(vf_lt(vf_abs(x), vf_set(87.0f))))) return exp_f32_wide(x);
    vf y = exp_f32_reduced(x, &shifted);
    return vf_from_bits(vf_bits(y) + (vf_bits(shifted) << 23));
}

/* log(2^scale x) of positive normal lanes. */
PND_INLINE vf log_f32_normal(vf x, vf scale)
{
    vi bits = vf_bits(x) - 0x3f3504f3; /* sqrt(1/2) */
    vf e = vf_from_int(bits >> 23) + scale;
    vf m = vf_from_bits(vf_bits(x) - (bits & (int32_t)0xff800000));
    vf r = m - 1.0f;
    vf p = vf_set(-0x1.38cacp-4f);
    p = vf_fma(p, r, vf_set(0x1.055f38p-3f));
    p = vf_fma(p, r, vf_set(-0x1.0d8256p-3f));
    p = vf_fma(p, r, vf_set(0x1.22d926p-3f));
    p = vf_fma(p, r, vf_set(-0x1.547288p-3f));
    p = vf_fma(p, r, vf_set(0x1.99a01cp-3f));
    p = vf_fma(p, r, vf_set(-0x1.000226p-2f));
    p = vf_fma(p, r, vf_set(0x1.555554p-2f));
    p = vf_fma(p, r, vf_set(-0.5f));
    /* e ln2 + r as an exact sum of two floats. */
    vf eln2 = e * 0x1.62e4p-1f; /* 15 bits of ln2: the product is exact */
    vf hi = eln2 + r;
    vf lo = r - (hi - eln2);
    lo = vf_fma(e, vf_set(0x1.7f7d1cp-20f), lo);
    return hi + vf_fma(r * r, p, lo);
}

/* Some lane is zero, subnormal, negative, infinite or NaN. */
PND_INLINE vf log_f32_wide(vf x)
{
    vfm positive = vf_lt(vf_set(0.0f), x) & vf_lt(x, vf_set(INFINITY));
    vfm small = positive & vf_lt(x, vf_set(0x1p-126f));
    vf inside = vf_select(positive, x, vf_set(1.0f)) * vf_select(small, vf_set(0x1p23f), vf_set(1.0f));
    vf y = log_f32_normal(inside, vf_select(small, vf_set(-23.0f), vf_set(0.0f)));
    vfm zero = vf_eq(x, vf_set(0.0f));
    vf outside = vf_select(positive | zero, vf_set(1.0f), x);
    outside = vf_sqrt(outside);                                          /* negative: NaN and invalid; inf; NaN */
    vf pole = vf_set(-1.0f) / vf_select(zero, vf_set(0.0f), vf_set(1.0f)); /* raises divide for zeros alone */
    return vf_select(positive, y, vf_select(zero, pole, outside));
}

PND_INLINE vf vec_log_f32(vf x)
{
    if (PND_UNLIKELY(!vf_all(vu_lt((vu)(vf_bits(x) - 0x00800000), (vu)vi_set(0x7f000000))))) return log_f32_wide(x);
    return log_f32_normal(x, vf_set(0.0f));
}

#endif
