/*
 * x modulo pi/2 for arguments of any size: M. H. Payne and R. N. Hanek, SIGNUM Newsletter 18(1), 1983.
 *
 * For lanes that the piecewise reduction of trig_*.h does not reach.  Only those bits of 2/pi that matter are multiplied:
 * what lies above gives multiples of 4 quadrants, what lies below is under 2^-137 of a quadrant, and no double comes
 * nearer than 2^-62 to a multiple of pi/2 (J.-M. Muller, Elementary Functions, 2016, chapter 11), so that more than 70
 * bits of the remainder are right.
 */
#ifndef PND_KERNELS_PI_REDUCE_H
#define PND_KERNELS_PI_REDUCE_H

#include <stdbool.h>

#include "../../dtype/smallfloat.h"

/* 2/pi: 64 zero bits before the point, then its own. */
static const uint64_t pi_reduce_bits[21] = {0,
                                            0xa2f9836e4e441529,
                                            0xfc2757d1f534ddc0,
                                            0xdb6295993c439041,
                                            0xfe5163abdebbc561,
                                            0xb7246e3a424dd2e0,
                                            0x06492eea09d1921c,
                                            0xfe1deb1cb129a73e,
                                            0xe88235f52ebb4484,
                                            0xe99c7026b45f7e41,
                                            0x3991d639835339f4,
                                            0x9c845f8bbdf9283b,
                                            0x1ff897ffde05980f,
                                            0xef2f118b5a0a6d1f,
                                            0x6d367ecf27cb09b7,
                                            0x4f463f669e5fea2d,
                                            0x7527bac7ebe5f17b,
                                            0x3d0739f78a5292ea,
                                            0x6bfb5fb11f8d5d08,
                                            0x56033046fc7b6bab,
                                            0xf0cfbc209af4361d};

/* 64 bits from bit `at` of the table on. */
PND_INLINE uint64_t pi_reduce_word(int at)
{
    int word = at / 64, shift = at % 64;
    return pi_reduce_bits[word] << shift | (shift ? pi_reduce_bits[word + 1] >> (64 - shift) : 0);
}

/* x = n pi/2 + *hi + *lo with |*hi| <= pi/4; returns n mod 4.  1 <= |x| < inf. */
static int pi_reduce(double x, double *hi, double *lo)
{
    typedef unsigned __int128 u128;
    uint64_t bits = pnd_bits_f64(x), m = (bits & 0xfffffffffffff) | 0x10000000000000;
    int e = (int)(bits >> 52 & 0x7ff) - 1075; /* |x| = m 2^e */
    int at = e - 2 + 64;                      /* this bit of 2/pi times 2^e weighs 2 */
    u128 low = (u128)m * pi_reduce_word(at + 128), mid = (u128)m * pi_reduce_word(at + 64) + (uint64_t)(low >> 64);
    uint64_t v0 = m * pi_reduce_word(at) + (uint64_t)(mid >> 64), v1 = (uint64_t)mid, v2 = (uint64_t)low; /* units of 2^-190 */

    int n = (int)(v0 >> 62);
    uint64_t f0 = v0 << 2 | v1 >> 62, f1 = v1 << 2 | v2 >> 62, f2 = v2 << 2;
    bool above = f0 >> 63, minus = bits >> 63; /* a fraction above 1/2 counts as fraction - 1 */
    if (above) {
        n++;
        f2 = 0 - f2;
        f1 = ~f1 + (f2 == 0);
        f0 = ~f0 + (f2 == 0 && f1 == 0);
    }
    int shift = f0 != 0 ? __builtin_clzll(f0) : 63;
    if (shift > 0) {
        f0 = f0 << shift | f1 >> (64 - shift);
        f1 = f1 << shift | f2 >> (64 - shift);
    }
    /* The fraction as a sum of two doubles, times pi/2. */
    double scale = pnd_f64_bits((uint64_t)(1023 - shift) << 52);
    double a = (double)(f0 >> 11) * (scale * 0x1p-53), b = (double)((f0 << 53 | f1 >> 11) >> 11) * (scale * 0x1p-106);
    double r = a * 0x1.921fb54442d18p0;
    double s = __builtin_fma(a, 0x1.921fb54442d18p0, -r) + __builtin_fma(a, 0x1.1a62633145c07p-54, b * 0x1.921fb54442d18p0);
    double sum = r + s, rest = (r - sum) + s;
    *hi = above ^ minus ? -sum : sum;
    *lo = above ^ minus ? -rest : rest;
    return (minus ? -n : n) & 3;
}

#endif
