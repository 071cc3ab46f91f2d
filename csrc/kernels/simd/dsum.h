/*
 * Sums of dense double or float (added as double), real or in pairs (complex), at most 512 at a time.
 *
 * Error: the longest chain of additions is 16 in a lane, 3 to 5 in the trees.  float sums are exact to 2**-44 relative to
 * the sum of magnitudes at this point; what is left is one rounding at the end.
 */
#ifndef PND_KERNELS_SIMD_DSUM_H
#define PND_KERNELS_SIMD_DSUM_H

#include "lanes.h"

#define PND_DSUM_BLOCK 512

/* The compiler keeps loads on their side of it: mixed, they are several streams again. */
#define PND_IN_ORDER() __asm__ volatile("" ::: "memory")

PND_INLINE double pnd_dsum_load(const char *in, intptr_t i, bool wide)
{
    if (wide) {
        double x;
        memcpy(&x, in + 8 * i, 8);
        return x;
    }
    float x;
    memcpy(&x, in + 4 * i, 4);
    return (double)x;
}
PND_INLINE pnd_lanes pnd_dsum_lanes(const char *in, intptr_t i, bool wide)
{
    return wide ? pnd_lanes_f64(in + 8 * i) : pnd_lanes_f32(in + 4 * i);
}

/* n <= 128 reals. */
PND_INLINE void pnd_dsum_128(const char *in, intptr_t n, bool wide, bool pairs, double *re, double *im)
{
    intptr_t i = 0;
    *re = *im = 0;
    if (n >= 8) {
        pnd_lanes r = pnd_dsum_lanes(in, 0, wide);
        for (i = 8; i + 8 <= n; i += 8) r = pnd_lanes_add(r, pnd_dsum_lanes(in, i, wide));
        pnd_lanes_sum(r, pairs, re, im);
    } else if (n > 0) {
        *re = pnd_dsum_load(in, 0, wide);
        i = 1;
        if (pairs) {
            *im = pnd_dsum_load(in, 1, wide);
            i = 2;
        }
    }
    for (; i < n; i++) {
        if (pairs && (i & 1)) *im += pnd_dsum_load(in, i, wide);
        else *re += pnd_dsum_load(in, i, wide);
    }
}

/*
 * 512 reals: four blocks of 128 one after another.  The processor runs their chains of additions side by side (a chain is some
 * 50 instructions), and memory is read in one stream: four streams 512 bytes apart took 5.7 ms for 64 MB, this takes 2.4.
 */
PND_INLINE void pnd_dsum_512(const char *in, bool wide, bool pairs, double *re, double *im)
{
    double r[4], m[4];
    for (int k = 0; k < 4; k++, in += 128 * (wide ? 8 : 4)) {
        pnd_lanes a = pnd_dsum_lanes(in, 0, wide);
        for (intptr_t i = 8; i < 128; i += 8) a = pnd_lanes_add(a, pnd_dsum_lanes(in, i, wide));
        pnd_lanes_sum(a, pairs, &r[k], &m[k]);
        PND_IN_ORDER();
    }
    *re = (r[0] + r[1]) + (r[2] + r[3]);
    *im = pairs ? (m[0] + m[1]) + (m[2] + m[3]) : 0;
}

/* n <= 512 reals (an even number in pairs). */
PND_INLINE void pnd_dsum_block(const char *in, intptr_t n, bool wide, bool pairs, double *re, double *im)
{
    if (n == PND_DSUM_BLOCK) {
        pnd_dsum_512(in, wide, pairs, re, im);
        return;
    }
    pnd_dsum_128(in, n < 128 ? n : 128, wide, pairs, re, im);
    for (intptr_t i = 128; i < n; i += 128) {
        double r, m;
        pnd_dsum_128(in + i * (wide ? 8 : 4), n - i < 128 ? n - i : 128, wide, pairs, &r, &m);
        *re += r;
        *im += m;
    }
}

/* Sum of squared distances from a mean; with what rounding left of the sum of distances taken out again. */
PND_INLINE double pnd_dsquares_block(const char *in, intptr_t n, bool wide, bool pairs, double mean_re, double mean_im)
{
    double rest[4] = {0, 0, 0, 0}; /* sums of distances and squares beside the lanes, re and im */
    double d_re = 0, d_im = 0, q_re = 0, q_im = 0;
    intptr_t i = 0;
    if (n >= 8) {
        double m[8];
        for (int k = 0; k < 8; k++) m[k] = pairs && (k & 1) ? mean_im : mean_re;
        const double none[8] = {0};
        const pnd_lanes mean = pnd_lanes_f64((const char *)m), zero = pnd_lanes_f64((const char *)none);
        pnd_lanes d0 = zero, d1 = zero, q0 = zero, q1 = zero;
        for (; i + 16 <= n; i += 16) {
            const pnd_lanes x = pnd_lanes_sub(pnd_dsum_lanes(in, i, wide), mean), y = pnd_lanes_sub(pnd_dsum_lanes(in, i + 8, wide), mean);
            d0 = pnd_lanes_add(d0, x);
            d1 = pnd_lanes_add(d1, y);
            q0 = pnd_lanes_add(q0, pnd_lanes_mul(x, x));
            q1 = pnd_lanes_add(q1, pnd_lanes_mul(y, y));
        }
        if (i + 8 <= n) {
            const pnd_lanes x = pnd_lanes_sub(pnd_dsum_lanes(in, i, wide), mean);
            d0 = pnd_lanes_add(d0, x);
            q0 = pnd_lanes_add(q0, pnd_lanes_mul(x, x));
            i += 8;
        }
        pnd_lanes_sum(pnd_lanes_add(d0, d1), pairs, &d_re, &d_im);
        pnd_lanes_sum(pnd_lanes_add(q0, q1), pairs, &q_re, &q_im);
    }
    for (; i < n; i++) {
        const int part = pairs && (i & 1);
        const double x = pnd_dsum_load(in, i, wide) - (part ? mean_im : mean_re);
        rest[part] += x;
        rest[2 + part] += x * x;
    }
    d_re += rest[0];
    d_im += rest[1];
    const double left = (d_re * d_re + d_im * d_im) / (double)(pairs ? n / 2 : n);
    const double m2 = (q_re + rest[2]) + (q_im + rest[3]) - left;
    return __builtin_isless(m2, 0) ? 0 : m2;
}

#endif
