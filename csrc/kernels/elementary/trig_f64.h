/*
 * sin and cos of double lanes, at most 1 ULP.
 *
 * x = n pi/2 + r + lo with |r| <= pi/4: for |x| < 2^30 by three pieces of pi/2 and fma (Cody and Waite, 1980), larger
 * lanes one by one (pi_reduce.h).  Below 2^-27 sin(x) is x, and no square may underflow.
 */
#ifndef PND_KERNELS_TRIG_F64_H
#define PND_KERNELS_TRIG_F64_H

#include "pi_reduce.h"
#include "../simd/vec.h"

#define SIN_F64_LEAST 0x3e40000000000000 /* bits of 2^-27 */
#define SIN_F64_LIMIT 0x41d0000000000000 /* of 2^30 */

/* Puts into r, lo, q what belongs to the lanes of x that are large: NaN for those that are not finite. */
static PND_NOINLINE void reduce_large_f64(const double *x, double *r, double *lo, int64_t *q)
{
    for (int i = 0; i < vd_lanes; i++) {
        if (__builtin_isless(__builtin_fabs(x[i]), 0x1p30)) continue;
        if (__builtin_isless(__builtin_fabs(x[i]), (double)INFINITY)) q[i] = pi_reduce(x[i], &r[i], &lo[i]);
        else r[i] = x[i] - x[i]; /* raises invalid for infinities */
    }
}

/* x = q pi/2 + r + lo for |x| < 2^30. */
PND_INLINE vd reduce_f64(vd x, vd *lo, vl *q)
{
    vd shifted = vd_fma(x, vd_set(0x1.45f306dc9c883p-1), vd_set(VD_ROUND));
    vd n = shifted - VD_ROUND;
    vd r1 = vd_fnma(n, vd_set(0x1.921fb54442d18p0), x); /* exact */
    vd p2 = n * 0x1.1a62633145c07p-54;                  /* r + lo = r1 - n P2 - n P3: an exact product, an exact sum */
    vd p2_lo = vd_fms(n, vd_set(0x1.1a62633145c07p-54), p2);
    p2_lo = vd_fma(n, vd_set(-0x1.f1976b7ed8fbcp-110), p2_lo);
    vd r = r1 - p2;
    vd back = r - r1;
    *lo = ((r1 - (r - back)) - (p2 + back)) - p2_lo;
    *q = vd_bits(shifted);
    return r;
}

/* sin (quadrant 0) or cos (1) of all lanes. */
PND_INLINE vd sin_f64_quadrant(vd x, int quadrant)
{
    vul size = (vul)vd_bits(vd_abs(x));
    vdm usual = vul_lt(size - SIN_F64_LEAST, (vul)vl_set(SIN_F64_LIMIT - SIN_F64_LEAST));
    const bool all_usual = vd_all(usual);
    vd y = x, lo;
    vl q;
    if (PND_UNLIKELY(!all_usual)) y = vd_select(usual, x, vd_set(0.0));
    vd r = reduce_f64(y, &lo, &q);
    if (PND_UNLIKELY(!all_usual) && vd_any(vd_not(vul_lt(size, (vul)vl_set(SIN_F64_LIMIT))))) {
        double xs[vd_lanes], rs[vd_lanes], los[vd_lanes];
        int64_t qs[vd_lanes];
        memcpy(xs, &x, sizeof xs), memcpy(rs, &r, sizeof rs), memcpy(los, &lo, sizeof los), memcpy(qs, &q, sizeof qs);
        reduce_large_f64(xs, rs, los, qs);
        memcpy(&r, rs, sizeof rs), memcpy(&lo, los, sizeof los), memcpy(&q, qs, sizeof qs);
    }
    q += quadrant;
    vd s = r * r, s2 = s * s;
    /* sin: r + lo + r^3 (p + s^2 ...);  cos: 1 - s/2 + s^2 (...) - r lo, with what 1 - s/2 loses. */
    vd p = vd_set(0x1.5d8b56bac08a8p-33), p1 = vd_set(-0x1.ae5e4b8749794p-26);
    p = vd_fma(p, s2, vd_set(0x1.71de35552e94p-19));
    p1 = vd_fma(p1, s2, vd_set(-0x1.a01a019be9237p-13));
    p = vd_fma(p, s2, vd_set(0x1.111111110f73p-7));
    p1 = vd_fma(p1, s2, vd_set(-0x1.5555555555548p-3));
    vd sine = vd_fma(r * s, vd_fma(p, s, p1), lo) + r;

    vd c = vd_set(-0x1.8fa65ee622b31p-37), c1 = vd_set(0x1.1ee9db8eaf348p-29);
    c = vd_fma(c, s2, vd_set(-0x1.27e4f7f1418b7p-22));
    c1 = vd_fma(c1, s2, vd_set(0x1.a01a019c8ed0cp-16));
    c = vd_fma(c, s2, vd_set(-0x1.6c16c16c15013p-10));
    c1 = vd_fma(c1, s2, vd_set(0x1.555555555554bp-5));
    vd w = vd_fnma(s, vd_set(0.5), vd_set(1.0));
    vd e = vd_fnma(s, vd_set(0.5), 1.0 - w);
    vd cosine = vd_fma(s2, vd_fma(c, s, c1), vd_fnma(r, lo, e)) + w;

    y = vd_xor_sign(vd_select(vl_eq(q & 1, vl_set(0)), sine, cosine), q << 62);
    if (PND_UNLIKELY(!all_usual) && quadrant == 0) y = vd_select(vul_lt(size, (vul)vl_set(SIN_F64_LEAST)), x, y);
    return y;
}

PND_INLINE vd vec_sin_f64(vd x) { return sin_f64_quadrant(x, 0); }
PND_INLINE vd vec_cos_f64(vd x) { return sin_f64_quadrant(x, 1); }

#endif
