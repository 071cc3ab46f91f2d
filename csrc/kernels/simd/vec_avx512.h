/* AVX-512 (x86-64-v4) lanes of vec.h. */
#ifndef PND_KERNELS_VEC_AVX512_H
#define PND_KERNELS_VEC_AVX512_H

#include <immintrin.h>
#include <stdbool.h>

#include "../../platform/compiler.h"

enum { vf_lanes = 16, vd_lanes = 8 };

typedef __m512 vf;
typedef int32_t vi __attribute__((vector_size(64)));
typedef uint32_t vu __attribute__((vector_size(64)));
typedef __mmask16 vfm;
typedef __m512d vd;
typedef int64_t vl __attribute__((vector_size(64)));
typedef uint64_t vul __attribute__((vector_size(64)));
typedef __mmask8 vdm;

PND_INLINE vf vf_set(float x) { return _mm512_set1_ps(x); }
PND_INLINE vi vi_set(int32_t x) { return (vi)_mm512_set1_epi32(x); }
PND_INLINE vd vd_set(double x) { return _mm512_set1_pd(x); }
PND_INLINE vl vl_set(int64_t x) { return (vl)_mm512_set1_epi64(x); }

PND_INLINE vi vf_bits(vf x) { return (vi)_mm512_castps_si512(x); }
PND_INLINE vf vf_from_bits(vi x) { return _mm512_castsi512_ps((__m512i)x); }
PND_INLINE vl vd_bits(vd x) { return (vl)_mm512_castpd_si512(x); }
PND_INLINE vd vd_from_bits(vl x) { return _mm512_castsi512_pd((__m512i)x); }

PND_INLINE vf vf_fma(vf a, vf b, vf c) { return _mm512_fmadd_ps(a, b, c); }   /*  a b + c */
PND_INLINE vf vf_fnma(vf a, vf b, vf c) { return _mm512_fnmadd_ps(a, b, c); } /* -a b + c */
PND_INLINE vf vf_fms(vf a, vf b, vf c) { return _mm512_fmsub_ps(a, b, c); }   /*  a b - c */
PND_INLINE vf vf_sqrt(vf x) { return _mm512_sqrt_ps(x); }
PND_INLINE vf vf_from_int(vi x) { return _mm512_cvtepi32_ps((__m512i)x); }
PND_INLINE vd vd_fma(vd a, vd b, vd c) { return _mm512_fmadd_pd(a, b, c); }
PND_INLINE vd vd_fnma(vd a, vd b, vd c) { return _mm512_fnmadd_pd(a, b, c); }
PND_INLINE vd vd_fms(vd a, vd b, vd c) { return _mm512_fmsub_pd(a, b, c); }
PND_INLINE vd vd_sqrt(vd x) { return _mm512_sqrt_pd(x); }

PND_INLINE vfm vf_lt(vf a, vf b) { return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ); }
PND_INLINE vfm vf_le(vf a, vf b) { return _mm512_cmp_ps_mask(a, b, _CMP_LE_OQ); }
PND_INLINE vfm vf_eq(vf a, vf b) { return _mm512_cmp_ps_mask(a, b, _CMP_EQ_OQ); }
PND_INLINE vfm vf_isnan(vf x) { return _mm512_cmp_ps_mask(x, x, _CMP_UNORD_Q); }
PND_INLINE vfm vi_lt(vi a, vi b) { return _mm512_cmplt_epi32_mask((__m512i)a, (__m512i)b); }
PND_INLINE vfm vi_eq(vi a, vi b) { return _mm512_cmpeq_epi32_mask((__m512i)a, (__m512i)b); }
PND_INLINE vfm vu_lt(vu a, vu b) { return _mm512_cmplt_epu32_mask((__m512i)a, (__m512i)b); }
PND_INLINE vf vf_select(vfm m, vf a, vf b) { return _mm512_mask_mov_ps(b, m, a); }
PND_INLINE vi vi_select(vfm m, vi a, vi b) { return (vi)_mm512_mask_mov_epi32((__m512i)b, m, (__m512i)a); }
PND_INLINE vi vi_min(vi a, vi b) { return (vi)_mm512_min_epi32((__m512i)a, (__m512i)b); }
PND_INLINE vi vi_max(vi a, vi b) { return (vi)_mm512_max_epi32((__m512i)a, (__m512i)b); }
PND_INLINE vfm vf_not(vfm m) { return (vfm)~m; }
PND_INLINE bool vf_any(vfm m) { return m != 0; }
PND_INLINE bool vf_all(vfm m) { return m == 0xffff; }

PND_INLINE vdm vd_lt(vd a, vd b) { return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ); }
PND_INLINE vdm vd_le(vd a, vd b) { return _mm512_cmp_pd_mask(a, b, _CMP_LE_OQ); }
PND_INLINE vdm vd_eq(vd a, vd b) { return _mm512_cmp_pd_mask(a, b, _CMP_EQ_OQ); }
PND_INLINE vdm vd_isnan(vd x) { return _mm512_cmp_pd_mask(x, x, _CMP_UNORD_Q); }
PND_INLINE vdm vl_lt(vl a, vl b) { return _mm512_cmplt_epi64_mask((__m512i)a, (__m512i)b); }
PND_INLINE vdm vl_eq(vl a, vl b) { return _mm512_cmpeq_epi64_mask((__m512i)a, (__m512i)b); }
PND_INLINE vdm vul_lt(vul a, vul b) { return _mm512_cmplt_epu64_mask((__m512i)a, (__m512i)b); }
PND_INLINE vd vd_select(vdm m, vd a, vd b) { return _mm512_mask_mov_pd(b, m, a); }
PND_INLINE vl vl_select(vdm m, vl a, vl b) { return (vl)_mm512_mask_mov_epi64((__m512i)b, m, (__m512i)a); }
PND_INLINE vdm vd_not(vdm m) { return (vdm)~m; }
PND_INLINE bool vd_any(vdm m) { return m != 0; }
PND_INLINE bool vd_all(vdm m) { return m == 0xff; }

/* The result of an odd function: magnitude y with x's sign, or x itself where that is NaN (one masked instruction). */
PND_INLINE vf vf_odd(vf y, vf x)
{
    return _mm512_mask_xor_ps(x, _mm512_cmp_ps_mask(x, x, _CMP_ORD_Q), y, _mm512_and_ps(x, _mm512_set1_ps(-0.0f)));
}
PND_INLINE vd vd_odd(vd y, vd x)
{
    return _mm512_mask_xor_pd(x, _mm512_cmp_pd_mask(x, x, _CMP_ORD_Q), y, _mm512_and_pd(x, _mm512_set1_pd(-0.0)));
}

/* table[i mod 16], from registers: 1 and 2 permutes (0.27 ns a vector on Zen 4, a gather costs ten times that). */
PND_INLINE vf vf_table16(const float *table, vi i) { return _mm512_permutexvar_ps((__m512i)i, _mm512_load_ps(table)); }
PND_INLINE vd vd_table16(const double *table, vl i)
{
    return _mm512_permutex2var_pd(_mm512_load_pd(table), (__m512i)i, _mm512_load_pd(table + 8));
}

/* Runs a function of doubles over floats: both halves widened, the results rounded once. */
PND_INLINE vf vf_via_vd(vd (*op)(vd), vf x)
{
    vd low = op(_mm512_cvtps_pd(_mm512_castps512_ps256(x))), high = op(_mm512_cvtps_pd(_mm512_extractf32x8_ps(x, 1)));
    return _mm512_insertf32x8(_mm512_castps256_ps512(_mm512_cvtpd_ps(low)), _mm512_cvtpd_ps(high), 1);
}
PND_INLINE vf vf_via_vd2(vd (*op)(vd, vd), vf x, vf y)
{
    vd low = op(_mm512_cvtps_pd(_mm512_castps512_ps256(x)), _mm512_cvtps_pd(_mm512_castps512_ps256(y)));
    vd high = op(_mm512_cvtps_pd(_mm512_extractf32x8_ps(x, 1)), _mm512_cvtps_pd(_mm512_extractf32x8_ps(y, 1)));
    return _mm512_insertf32x8(_mm512_castps256_ps512(_mm512_cvtpd_ps(low)), _mm512_cvtpd_ps(high), 1);
}

/* Moves: whole vectors, and the first n (1 .. lanes) with the others padded.  Addresses need not be aligned. */
PND_INLINE vf vf_load_f32(const char *p) { return _mm512_loadu_ps(p); }
PND_INLINE void vf_store_f32(char *p, vf x) { _mm512_storeu_ps(p, x); }
PND_INLINE vf vf_load_n_f32(const char *p, intptr_t n, float pad)
{
    return _mm512_mask_loadu_ps(_mm512_set1_ps(pad), (__mmask16)((1u << n) - 1), p);
}
PND_INLINE void vf_store_n_f32(char *p, intptr_t n, vf x) { _mm512_mask_storeu_ps(p, (__mmask16)((1u << n) - 1), x); }

/* NaNs are made quiet first: vcvtph2ps would raise `invalid` for a signalling one, the other tiers and the oracle do not. */
PND_INLINE vf vf_load_f16(const char *p)
{
    __m256i h = _mm256_loadu_si256((const __m256i_u *)(const void *)p);
    __mmask16 nan = _mm256_cmpgt_epi16_mask(_mm256_and_si256(h, _mm256_set1_epi16(0x7fff)), _mm256_set1_epi16(0x7c00));
    return _mm512_cvtph_ps(_mm256_or_si256(h, _mm256_maskz_set1_epi16(nan, 0x200)));
}
PND_INLINE void vf_store_f16(char *p, vf x) { _mm256_storeu_si256((__m256i_u *)(void *)p, _mm512_cvtps_ph(x, _MM_FROUND_CUR_DIRECTION)); }

PND_INLINE vf vf_load_bf16(const char *p)
{
    return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i_u *)(const void *)p)), 16));
}
PND_INLINE void vf_store_bf16(char *p, vf x)
{
    vu u = (vu)vf_bits(x);
    vu rounded = (u + 0x7fffu + ((u >> 16) & 1u)) >> 16;
    vu out = (vu)vi_select(vf_isnan(x), (vi)((u >> 16) | 0x40u), (vi)rounded);
    _mm256_storeu_si256((__m256i_u *)(void *)p, _mm512_cvtepi32_epi16((__m512i)out));
}

PND_INLINE vd vd_load_f64(const char *p) { return _mm512_loadu_pd(p); }
PND_INLINE void vd_store_f64(char *p, vd x) { _mm512_storeu_pd(p, x); }
PND_INLINE vd vd_load_n_f64(const char *p, intptr_t n, double pad)
{
    return _mm512_mask_loadu_pd(_mm512_set1_pd(pad), (__mmask8)((1u << n) - 1), p);
}
PND_INLINE void vd_store_n_f64(char *p, intptr_t n, vd x) { _mm512_mask_storeu_pd(p, (__mmask8)((1u << n) - 1), x); }

PND_INLINE vd vd_load_f32(const char *p) { return _mm512_cvtps_pd(_mm256_loadu_ps((const float *)(const void *)p)); }
PND_INLINE void vd_store_f32(char *p, vd x) { _mm256_storeu_ps((float *)(void *)p, _mm512_cvtpd_ps(x)); }
PND_INLINE vd vd_load_n_f32(const char *p, intptr_t n, float pad)
{
    return _mm512_cvtps_pd(_mm256_mask_loadu_ps(_mm256_set1_ps(pad), (__mmask8)((1u << n) - 1), p));
}
PND_INLINE void vd_store_n_f32(char *p, intptr_t n, vd x) { _mm256_mask_storeu_ps(p, (__mmask8)((1u << n) - 1), _mm512_cvtpd_ps(x)); }

#endif
