/* AVX2 + FMA + F16C (x86-64-v3) lanes of vec.h. */
#ifndef PND_KERNELS_VEC_AVX2_H
#define PND_KERNELS_VEC_AVX2_H

#include <immintrin.h>
#include <stdbool.h>

#include "../../platform/compiler.h"

enum { vf_lanes = 8, vd_lanes = 4 };

typedef __m256 vf;
typedef int32_t vi __attribute__((vector_size(32)));
typedef uint32_t vu __attribute__((vector_size(32)));
typedef vi vfm; /* all bits of a lane set, or none */
typedef __m256d vd;
typedef int64_t vl __attribute__((vector_size(32)));
typedef uint64_t vul __attribute__((vector_size(32)));
typedef vl vdm;

PND_INLINE vf vf_set(float x) { return _mm256_set1_ps(x); }
PND_INLINE vi vi_set(int32_t x) { return (vi)_mm256_set1_epi32(x); }
PND_INLINE vd vd_set(double x) { return _mm256_set1_pd(x); }
PND_INLINE vl vl_set(int64_t x) { return (vl)_mm256_set1_epi64x(x); }

PND_INLINE vi vf_bits(vf x) { return (vi)_mm256_castps_si256(x); }
PND_INLINE vf vf_from_bits(vi x) { return _mm256_castsi256_ps((__m256i)x); }
PND_INLINE vl vd_bits(vd x) { return (vl)_mm256_castpd_si256(x); }
PND_INLINE vd vd_from_bits(vl x) { return _mm256_castsi256_pd((__m256i)x); }

PND_INLINE vf vf_fma(vf a, vf b, vf c) { return _mm256_fmadd_ps(a, b, c); }
PND_INLINE vf vf_fnma(vf a, vf b, vf c) { return _mm256_fnmadd_ps(a, b, c); }
PND_INLINE vf vf_fms(vf a, vf b, vf c) { return _mm256_fmsub_ps(a, b, c); }
PND_INLINE vf vf_sqrt(vf x) { return _mm256_sqrt_ps(x); }
PND_INLINE vf vf_from_int(vi x) { return _mm256_cvtepi32_ps((__m256i)x); }
PND_INLINE vd vd_fma(vd a, vd b, vd c) { return _mm256_fmadd_pd(a, b, c); }
PND_INLINE vd vd_fnma(vd a, vd b, vd c) { return _mm256_fnmadd_pd(a, b, c); }
PND_INLINE vd vd_fms(vd a, vd b, vd c) { return _mm256_fmsub_pd(a, b, c); }
PND_INLINE vd vd_sqrt(vd x) { return _mm256_sqrt_pd(x); }

PND_INLINE vfm vf_lt(vf a, vf b) { return (vi)_mm256_castps_si256(_mm256_cmp_ps(a, b, _CMP_LT_OQ)); }
PND_INLINE vfm vf_le(vf a, vf b) { return (vi)_mm256_castps_si256(_mm256_cmp_ps(a, b, _CMP_LE_OQ)); }
PND_INLINE vfm vf_eq(vf a, vf b) { return (vi)_mm256_castps_si256(_mm256_cmp_ps(a, b, _CMP_EQ_OQ)); }
PND_INLINE vfm vf_isnan(vf x) { return (vi)_mm256_castps_si256(_mm256_cmp_ps(x, x, _CMP_UNORD_Q)); }
PND_INLINE vfm vi_lt(vi a, vi b) { return a < b; }
PND_INLINE vfm vi_eq(vi a, vi b) { return a == b; }
PND_INLINE vfm vu_lt(vu a, vu b) { return (vi)(a ^ 0x80000000u) < (vi)(b ^ 0x80000000u); }
PND_INLINE vf vf_select(vfm m, vf a, vf b) { return _mm256_blendv_ps(b, a, vf_from_bits(m)); }
PND_INLINE vi vi_select(vfm m, vi a, vi b) { return (vi)_mm256_blendv_epi8((__m256i)b, (__m256i)a, (__m256i)m); }
PND_INLINE vi vi_min(vi a, vi b) { return (vi)_mm256_min_epi32((__m256i)a, (__m256i)b); }
PND_INLINE vi vi_max(vi a, vi b) { return (vi)_mm256_max_epi32((__m256i)a, (__m256i)b); }
PND_INLINE vfm vf_not(vfm m) { return ~m; }
PND_INLINE bool vf_any(vfm m) { return _mm256_movemask_ps(vf_from_bits(m)) != 0; }
PND_INLINE bool vf_all(vfm m) { return _mm256_movemask_ps(vf_from_bits(m)) == 0xff; }

PND_INLINE vdm vd_lt(vd a, vd b) { return (vl)_mm256_castpd_si256(_mm256_cmp_pd(a, b, _CMP_LT_OQ)); }
PND_INLINE vdm vd_le(vd a, vd b) { return (vl)_mm256_castpd_si256(_mm256_cmp_pd(a, b, _CMP_LE_OQ)); }
PND_INLINE vdm vd_eq(vd a, vd b) { return (vl)_mm256_castpd_si256(_mm256_cmp_pd(a, b, _CMP_EQ_OQ)); }
PND_INLINE vdm vd_isnan(vd x) { return (vl)_mm256_castpd_si256(_mm256_cmp_pd(x, x, _CMP_UNORD_Q)); }
PND_INLINE vdm vl_lt(vl a, vl b) { return a < b; }
PND_INLINE vdm vl_eq(vl a, vl b) { return a == b; }
PND_INLINE vdm vul_lt(vul a, vul b) { return (vl)(a ^ 0x8000000000000000u) < (vl)(b ^ 0x8000000000000000u); }
PND_INLINE vd vd_select(vdm m, vd a, vd b) { return _mm256_blendv_pd(b, a, vd_from_bits(m)); }
PND_INLINE vl vl_select(vdm m, vl a, vl b) { return (vl)_mm256_blendv_epi8((__m256i)b, (__m256i)a, (__m256i)m); }
PND_INLINE vdm vd_not(vdm m) { return ~m; }
PND_INLINE bool vd_any(vdm m) { return _mm256_movemask_pd(vd_from_bits(m)) != 0; }
PND_INLINE bool vd_all(vdm m) { return _mm256_movemask_pd(vd_from_bits(m)) == 0xf; }

/* The result of an odd function: magnitude y with x's sign, or x itself where that is NaN. */
PND_INLINE vf vf_odd(vf y, vf x) { return vf_select(vf_eq(x, x), _mm256_xor_ps(y, _mm256_and_ps(x, _mm256_set1_ps(-0.0f))), x); }
PND_INLINE vd vd_odd(vd y, vd x) { return vd_select(vd_eq(x, x), _mm256_xor_pd(y, _mm256_and_pd(x, _mm256_set1_pd(-0.0))), x); }

/* table[i mod 16].  Floats: two permutes and a blend by bit 3.  Doubles: a gather, since 16 doubles would be 4 permutes
   and 3 blends of pairs of indices. */
PND_INLINE vf vf_table16(const float *table, vi i)
{
    vf low = _mm256_permutevar8x32_ps(_mm256_load_ps(table), (__m256i)i);
    vf high = _mm256_permutevar8x32_ps(_mm256_load_ps(table + 8), (__m256i)i);
    return _mm256_blendv_ps(low, high, vf_from_bits(i << 28));
}
PND_INLINE vd vd_table16(const double *table, vl i) { return _mm256_i64gather_pd(table, (__m256i)(i & 15), 8); }

PND_INLINE vf vf_via_vd(vd (*op)(vd), vf x)
{
    vd low = op(_mm256_cvtps_pd(_mm256_castps256_ps128(x))), high = op(_mm256_cvtps_pd(_mm256_extractf128_ps(x, 1)));
    return _mm256_set_m128(_mm256_cvtpd_ps(high), _mm256_cvtpd_ps(low));
}
PND_INLINE vf vf_via_vd2(vd (*op)(vd, vd), vf x, vf y)
{
    vd low = op(_mm256_cvtps_pd(_mm256_castps256_ps128(x)), _mm256_cvtps_pd(_mm256_castps256_ps128(y)));
    vd high = op(_mm256_cvtps_pd(_mm256_extractf128_ps(x, 1)), _mm256_cvtps_pd(_mm256_extractf128_ps(y, 1)));
    return _mm256_set_m128(_mm256_cvtpd_ps(high), _mm256_cvtpd_ps(low));
}

PND_INLINE __m256i vec_first32(intptr_t n) { return (__m256i)((vi){0, 1, 2, 3, 4, 5, 6, 7} < (int32_t)n); }
PND_INLINE __m256i vec_first64(intptr_t n) { return (__m256i)((vl){0, 1, 2, 3} < (int64_t)n); }

PND_INLINE vf vf_load_f32(const char *p) { return _mm256_loadu_ps((const float *)(const void *)p); }
PND_INLINE void vf_store_f32(char *p, vf x) { _mm256_storeu_ps((float *)(void *)p, x); }
PND_INLINE vf vf_load_n_f32(const char *p, intptr_t n, float pad)
{
    __m256i m = vec_first32(n);
    return _mm256_blendv_ps(_mm256_set1_ps(pad), _mm256_maskload_ps((const float *)(const void *)p, m), _mm256_castsi256_ps(m));
}
PND_INLINE void vf_store_n_f32(char *p, intptr_t n, vf x) { _mm256_maskstore_ps((float *)(void *)p, vec_first32(n), x); }

/* NaNs are made quiet first: vcvtph2ps would raise `invalid` for a signalling one, the other tiers and the oracle do not. */
PND_INLINE vf vf_load_f16(const char *p)
{
    __m128i h = _mm_loadu_si128((const __m128i_u *)(const void *)p);
    __m128i nan = _mm_cmpgt_epi16(_mm_and_si128(h, _mm_set1_epi16(0x7fff)), _mm_set1_epi16(0x7c00));
    return _mm256_cvtph_ps(_mm_or_si128(h, _mm_and_si128(nan, _mm_set1_epi16(0x200))));
}
PND_INLINE void vf_store_f16(char *p, vf x) { _mm_storeu_si128((__m128i_u *)(void *)p, _mm256_cvtps_ph(x, _MM_FROUND_CUR_DIRECTION)); }

PND_INLINE vf vf_load_bf16(const char *p)
{
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i_u *)(const void *)p)), 16));
}
PND_INLINE void vf_store_bf16(char *p, vf x)
{
    vu u = (vu)vf_bits(x);
    vu rounded = (u + 0x7fffu + ((u >> 16) & 1u)) >> 16;
    __m256i out = (__m256i)vi_select(vf_isnan(x), (vi)((u >> 16) | 0x40u), (vi)rounded);
    _mm_storeu_si128((__m128i_u *)(void *)p, _mm_packus_epi32(_mm256_castsi256_si128(out), _mm256_extracti128_si256(out, 1)));
}

PND_INLINE vd vd_load_f64(const char *p) { return _mm256_loadu_pd((const double *)(const void *)p); }
PND_INLINE void vd_store_f64(char *p, vd x) { _mm256_storeu_pd((double *)(void *)p, x); }
PND_INLINE vd vd_load_n_f64(const char *p, intptr_t n, double pad)
{
    __m256i m = vec_first64(n);
    return _mm256_blendv_pd(_mm256_set1_pd(pad), _mm256_maskload_pd((const double *)(const void *)p, m), _mm256_castsi256_pd(m));
}
PND_INLINE void vd_store_n_f64(char *p, intptr_t n, vd x) { _mm256_maskstore_pd((double *)(void *)p, vec_first64(n), x); }

PND_INLINE __m128i vec_first32x4(intptr_t n) { return _mm_cmpgt_epi32(_mm_set1_epi32((int32_t)n), _mm_setr_epi32(0, 1, 2, 3)); }

PND_INLINE vd vd_load_f32(const char *p) { return _mm256_cvtps_pd(_mm_loadu_ps((const float *)(const void *)p)); }
PND_INLINE void vd_store_f32(char *p, vd x) { _mm_storeu_ps((float *)(void *)p, _mm256_cvtpd_ps(x)); }
PND_INLINE vd vd_load_n_f32(const char *p, intptr_t n, float pad)
{
    __m128i m = vec_first32x4(n);
    return _mm256_cvtps_pd(_mm_blendv_ps(_mm_set1_ps(pad), _mm_maskload_ps((const float *)(const void *)p, m), _mm_castsi128_ps(m)));
}
PND_INLINE void vd_store_n_f32(char *p, intptr_t n, vd x) { _mm_maskstore_ps((float *)(void *)p, vec_first32x4(n), _mm256_cvtpd_ps(x)); }

#endif
