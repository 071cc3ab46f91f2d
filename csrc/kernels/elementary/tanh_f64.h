/*
 * tanh of double lanes, at most 1 ULP: t / (t + 2) with t = exp(2|x|) - 1 in two parts and one correction of the quotient.
 */
#ifndef PND_KERNELS_TANH_F64_H
#define PND_KERNELS_TANH_F64_H

#include "exp_log_f64.h"

#define TANH_F64_LEAST 0x3e30000000000000 /* bits of 2^-28: below, tanh(x) is x */
#define TANH_F64_LIMIT 0x4033200000000000 /* of 19.125: from there on it is 1 */

/* (exp(r) - 1 - r - r^2 / 2) / r^3 for |r| <= ln2 / 2; r2 is r^2. */
PND_INLINE vd tanh_f64_poly(vd r, vd r2)
{
    vd r4 = r2 * r2;
    vd p0 = vd_pair(0x1.5555555555559p-5, 0x1.5555555555559p-3, r);
    vd p2 = vd_pair(0x1.6c16c16c16856p-10, 0x1.111111110f70ap-7, r);
    vd p4 = vd_pair(0x1.a01a019e30864p-16, 0x1.a01a01af9c4ddp-13, r);
    vd p6 = vd_pair(0x1.27e4f91a6326fp-22, 0x1.71ddf93918eecp-19, r);
    vd p8 = vd_pair(0x1.1f38324be02dep-29, 0x1.af5d057368c2p-26, r);
    return vd_fma(vd_fma(p8, r4, vd_fma(p6, r2, p4)), r4, vd_fma(p2, r2, p0));
}

PND_INLINE vd vec_tanh_f64(vd x)
{
    vd a = vd_abs(x);
    vul size = (vul)vd_bits(a);
    vdm usual = vul_lt(size - TANH_F64_LEAST, (vul)vl_set(TANH_F64_LIMIT - TANH_F64_LEAST));
    const bool all_usual = vd_all(usual);
    vd y = a, lo, shifted;
    if (PND_UNLIKELY(!all_usual)) y = vd_select(usual, a, vd_set(1.0));
    vd r = exp_f64_reduce(y + y, vd_set(0.0), &lo, &shifted);
    /* exp(r) - 1 = part + lo, part = r + r^2 / 2 rounded. */
    vd r2 = r * r, half = r2 * 0.5, part = r + half;
    lo = (vd_fma(vd_fms(r, r, r2), vd_set(0.5), lo) + (half - (part - r))) + r * r2 * tanh_f64_poly(r, r2);
    /* t = (2^n - 1) + 2^n part + 2^n lo, in two parts; then d = t + 2. */
    vd power = vd_from_bits((vd_bits(shifted) << 52) + 0x3ff0000000000000);
    vd first = power - 1.0, second = power * part;
    vd sum = first + second;
    vd rest = vd_fma(power, lo, second - (sum - first));
    vd t = sum + rest, t_lo = rest - (t - sum);
    vd d = t + 2.0, back = d - t;
    vd d_lo = ((t - (d - back)) + (2.0 - back)) + t_lo;
    vd inverse = 1.0 / d;
    vd q = t * inverse;
    rest = vd_fnma(q, d, t) + vd_fnma(q, d_lo, t_lo);
    y = vd_fma(rest, inverse, q);
    if (PND_UNLIKELY(!all_usual)) {
        y = vd_select(vul_lt(size, (vul)vl_set(TANH_F64_LEAST)), a, y);
        y = vd_select(vul_lt(size, (vul)vl_set(TANH_F64_LIMIT)), y, vd_set(1.0));
    }
    return vd_odd(y, x);
}

#endif
