/*
 * float16 <-> float in dense runs, with the conversion instructions where the tier has them (F16C, AVX-512), else by
 * smallfloat.h.  Neither side need be aligned; in place is safe where elementwise order is.
 *
 * Same bits on every tier, NaN payloads included, and the same IEEE flags: narrowing raises overflow where a finite value
 * becomes infinite, and underflow where a tiny result is not exact.  Tininess is detected after rounding, as vcvtps2ph
 * does (pnd_f32_lost_f16 follows it).  The instructions raise `invalid` for a signalling NaN, which the oracle does not:
 * that flag is taken back.
 * Measured on Zen 4 in L1, ns an element: f16 -> f32 0.08 (smallfloat.h 0.23), f32 -> f16 0.08 (0.38).
 */
#ifndef PND_KERNELS_SIMD_F16_H
#define PND_KERNELS_SIMD_F16_H

#include "../template.h"

#ifdef __F16C__
#include <immintrin.h>
#endif

#if defined(__AVX512F__)
#define PND_F16_LANES 16
PND_INLINE void pnd_f16_widen_lanes(const char *from, char *to)
{
    _mm512_storeu_ps(to, _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(const void *)from)));
}
PND_INLINE void pnd_f16_narrow_lanes(const char *from, char *to)
{
    _mm256_storeu_si256((__m256i *)(void *)to, _mm512_cvtps_ph(_mm512_loadu_ps(from), _MM_FROUND_TO_NEAREST_INT));
}
#elif defined(__F16C__)
#define PND_F16_LANES 8
PND_INLINE void pnd_f16_widen_lanes(const char *from, char *to)
{
    _mm256_storeu_ps((float *)(void *)to, _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(const void *)from)));
}
PND_INLINE void pnd_f16_narrow_lanes(const char *from, char *to)
{
    _mm_storeu_si128((__m128i *)(void *)to, _mm256_cvtps_ph(_mm256_loadu_ps((const float *)(const void *)from), _MM_FROUND_TO_NEAREST_INT));
}
#endif

#ifdef PND_F16_LANES
PND_INLINE unsigned pnd_f16_status(void) { return _mm_getcsr(); }
/* Takes back `invalid` if it was not raised before. */
PND_INLINE void pnd_f16_restore(unsigned before)
{
    const unsigned now = _mm_getcsr(), fresh = now & ~before & 1u;
    if (PND_UNLIKELY(fresh)) _mm_setcsr(now & ~fresh);
}
#endif

/* n dense float16 to n dense floats. */
PND_INLINE void pnd_f16_widen(const char *from, char *to, intptr_t n)
{
    intptr_t i = 0;
#ifdef PND_F16_LANES
    const unsigned before = pnd_f16_status();
    for (; i + PND_F16_LANES <= n; i += PND_F16_LANES) pnd_f16_widen_lanes(from + 2 * i, to + 4 * i);
    pnd_f16_restore(before);
#endif
    for (; i < n; i++) {
        uint16_t h;
        memcpy(&h, from + 2 * i, 2);
        const float x = pnd_f16_to_f32(h);
        memcpy(to + 4 * i, &x, 4);
    }
}

/* n dense floats to n dense float16; raises flags. */
PND_INLINE void pnd_f16_narrow(const char *from, char *to, intptr_t n)
{
    intptr_t i = 0;
    int lost = 0;
#ifdef PND_F16_LANES
    const unsigned before = pnd_f16_status();
    for (; i + PND_F16_LANES <= n; i += PND_F16_LANES) pnd_f16_narrow_lanes(from + 4 * i, to + 2 * i);
    pnd_f16_restore(before);
#endif
    for (; i < n; i++) {
        float x;
        memcpy(&x, from + 4 * i, 4);
        lost |= pnd_f32_lost_f16(x);
        const uint16_t h = pnd_f32_to_f16(x);
        memcpy(to + 2 * i, &h, 2);
    }
    if (PND_UNLIKELY(lost)) pnd_fp_raise(lost);
}

#endif
