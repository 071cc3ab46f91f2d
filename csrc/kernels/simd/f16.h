/*
 * float16 <-> float in blocks, with the conversion instructions where the tier has them (F16C), else by smallfloat.h.
 *
 * Same bits on every tier, and the oracle's IEEE flags: narrowing raises overflow where a finite value becomes infinite,
 * and underflow where a value below the smallest normal number is not exact.  The processor detects tininess after
 * rounding, the oracle before; blocks that hold a tiny value are therefore looked at by pnd_f16_flags().
 */
#ifndef PND_KERNELS_SIMD_F16_H
#define PND_KERNELS_SIMD_F16_H

#include "../template.h"

#ifdef __F16C__
#include <immintrin.h>
#endif

PND_INLINE void pnd_f16_flags(const float *from, const uint16_t *to, intptr_t n)
{
    int32_t over = 0, under = 0;
    for (intptr_t i = 0; i < n; i++) {
        int32_t mag = PND_F32_MAG(from[i]), back = PND_F32_MAG(pnd_f16_to_f32(to[i]));
        over |= (mag < PND_F32_INF) & (back == PND_F32_INF);
        under |= (mag < PND_F32_EXP2(-14)) & (back != mag);
    }
    pnd_fp_raise((over ? PND_FPE_OVERFLOW : 0) | (under ? PND_FPE_UNDERFLOW : 0));
}

/* n dense float16 to n floats. */
PND_INLINE void pnd_f16_widen(const char *from, float *to, intptr_t n)
{
    intptr_t i = 0;
#ifdef __F16C__
    for (; i + 8 <= n; i += 8) _mm256_storeu_ps(to + i, _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(const void *)(from + 2 * i))));
#endif
    for (; i < n; i++) {
        uint16_t h;
        memcpy(&h, from + 2 * i, 2);
        to[i] = pnd_f16_to_f32(h);
    }
}

/* n floats to n dense float16, raising flags. */
PND_INLINE void pnd_f16_narrow(const float *from, uint16_t *to, intptr_t n)
{
    intptr_t i = 0;
    int32_t odd = 0; /* any value beyond the normal range? */
#ifdef __F16C__
    for (; i + 8 <= n; i += 8) {
        _mm_storeu_si128((__m128i *)(void *)(to + i), _mm256_cvtps_ph(_mm256_loadu_ps(from + i), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
    }
#endif
    for (; i < n; i++) to[i] = pnd_f32_to_f16(from[i]);
    for (i = 0; i < n; i++) {
        int32_t mag = PND_F32_MAG(from[i]);
        odd |= (mag >= PND_F32_EXP2(16) - 4096) & (mag < PND_F32_INF);
        odd |= (mag < PND_F32_EXP2(-14)) & (mag != 0);
    }
    if (PND_UNLIKELY(odd)) pnd_f16_flags(from, to, n);
}

#endif
