/*
 * floor, ceil, trunc, rint of dense float and double, by the rounding instructions of each tier: the compiler does not
 * vectorise these functions while trapping math is on.  No status flag is raised.
 */
#ifndef PND_KERNELS_SIMD_ROUND_H
#define PND_KERNELS_SIMD_ROUND_H

#include "../template.h"

enum { PND_RINT = 0, PND_FLOOR = 1, PND_CEIL = 2, PND_TRUNC = 3 }; /* the instructions' own numbers */

PND_INLINE float pnd_round_f(float x, int mode)
{
    return mode == PND_RINT    ? __builtin_rintf(x)
           : mode == PND_FLOOR ? __builtin_floorf(x)
           : mode == PND_CEIL  ? __builtin_ceilf(x)
                               : __builtin_truncf(x);
}
PND_INLINE double pnd_round_d(double x, int mode)
{
    return mode == PND_RINT    ? __builtin_rint(x)
           : mode == PND_FLOOR ? __builtin_floor(x)
           : mode == PND_CEIL  ? __builtin_ceil(x)
                               : __builtin_trunc(x);
}
PND_INLINE long double pnd_round_l(long double x, int mode)
{
    return mode == PND_RINT    ? __builtin_rintl(x)
           : mode == PND_FLOOR ? __builtin_floorl(x)
           : mode == PND_CEIL  ? __builtin_ceill(x)
                               : __builtin_truncl(x);
}
#define PND_ROUND(x, mode) _Generic((x), float: pnd_round_f, double: pnd_round_d, long double: pnd_round_l)(x, mode)

#if defined(__AVX512F__)
#include <immintrin.h>
#define PND_ROUND_BYTES 64
#define PND_ROUND_PS(o, a, mode) _mm512_storeu_ps(o, _mm512_roundscale_ps(_mm512_loadu_ps(a), (mode) | _MM_FROUND_NO_EXC))
#define PND_ROUND_PD(o, a, mode) _mm512_storeu_pd(o, _mm512_roundscale_pd(_mm512_loadu_pd(a), (mode) | _MM_FROUND_NO_EXC))
#elif defined(__AVX__)
#include <immintrin.h>
#define PND_ROUND_BYTES 32
#define PND_ROUND_PS(o, a, mode) _mm256_storeu_ps(o, _mm256_round_ps(_mm256_loadu_ps(a), (mode) | _MM_FROUND_NO_EXC))
#define PND_ROUND_PD(o, a, mode) _mm256_storeu_pd(o, _mm256_round_pd(_mm256_loadu_pd(a), (mode) | _MM_FROUND_NO_EXC))
#elif defined(__SSE4_1__)
#include <smmintrin.h>
#define PND_ROUND_BYTES 16
#define PND_ROUND_PS(o, a, mode) _mm_storeu_ps(o, _mm_round_ps(_mm_loadu_ps(a), (mode) | _MM_FROUND_NO_EXC))
#define PND_ROUND_PD(o, a, mode) _mm_storeu_pd(o, _mm_round_pd(_mm_loadu_pd(a), (mode) | _MM_FROUND_NO_EXC))
#endif

/* Dense runs; each returns how many elements it did (whole vectors).  The casts only undo char *: unaligned moves. */
PND_INLINE intptr_t pnd_round_f32(const char *a, char *o, intptr_t n, int mode)
{
    intptr_t i = 0;
#ifdef PND_ROUND_BYTES
    for (; i + PND_ROUND_BYTES / 4 <= n; i += PND_ROUND_BYTES / 4) {
        void *to = o + i * 4;
        const void *from = a + i * 4;
        switch (mode) { /* the instruction holds it as a constant; the caller's is one, so one case stays */
        case _MM_FROUND_TO_NEAREST_INT: PND_ROUND_PS(to, from, _MM_FROUND_TO_NEAREST_INT); break;
        case _MM_FROUND_TO_NEG_INF: PND_ROUND_PS(to, from, _MM_FROUND_TO_NEG_INF); break;
        case _MM_FROUND_TO_POS_INF: PND_ROUND_PS(to, from, _MM_FROUND_TO_POS_INF); break;
        case _MM_FROUND_TO_ZERO: PND_ROUND_PS(to, from, _MM_FROUND_TO_ZERO); break;
        }
    }
#endif
    return i;
}
PND_INLINE intptr_t pnd_round_f64(const char *a, char *o, intptr_t n, int mode)
{
    intptr_t i = 0;
#ifdef PND_ROUND_BYTES
    for (; i + PND_ROUND_BYTES / 8 <= n; i += PND_ROUND_BYTES / 8) {
        void *to = o + i * 8;
        const void *from = a + i * 8;
        switch (mode) { /* the instruction holds it as a constant; the caller's is one, so one case stays */
        case _MM_FROUND_TO_NEAREST_INT: PND_ROUND_PD(to, from, _MM_FROUND_TO_NEAREST_INT); break;
        case _MM_FROUND_TO_NEG_INF: PND_ROUND_PD(to, from, _MM_FROUND_TO_NEG_INF); break;
        case _MM_FROUND_TO_POS_INF: PND_ROUND_PD(to, from, _MM_FROUND_TO_POS_INF); break;
        case _MM_FROUND_TO_ZERO: PND_ROUND_PD(to, from, _MM_FROUND_TO_ZERO); break;
        }
    }
#endif
    return i;
}

#endif
