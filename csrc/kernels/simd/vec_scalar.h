/*
 * One lane: the baseline tier, and machines for which nothing better is written.  Without FMA hardware fma() is the C
 * library's, which is slow and right; results are those of the other tiers.
 */
#ifndef PND_KERNELS_VEC_SCALAR_H
#define PND_KERNELS_VEC_SCALAR_H

#include <stdbool.h>

#include "../template.h"

enum { vf_lanes = 1, vd_lanes = 1 };

typedef float vf;
typedef int32_t vi;
typedef uint32_t vu;
typedef int32_t vfm; /* -1 or 0 */
typedef double vd;
typedef int64_t vl;
typedef uint64_t vul;
typedef int64_t vdm;

PND_INLINE vf vf_set(float x) { return x; }
PND_INLINE vi vi_set(int32_t x) { return x; }
PND_INLINE vd vd_set(double x) { return x; }
PND_INLINE vl vl_set(int64_t x) { return x; }

PND_INLINE vi vf_bits(vf x) { return (int32_t)pnd_bits_f32(x); }
PND_INLINE vf vf_from_bits(vi x) { return pnd_f32_bits((uint32_t)x); }
PND_INLINE vl vd_bits(vd x) { return (int64_t)pnd_bits_f64(x); }
PND_INLINE vd vd_from_bits(vl x) { return pnd_f64_bits((uint64_t)x); }

PND_INLINE vf vf_fma(vf a, vf b, vf c) { return __builtin_fmaf(a, b, c); }
PND_INLINE vf vf_fnma(vf a, vf b, vf c) { return __builtin_fmaf(-a, b, c); }
PND_INLINE vf vf_fms(vf a, vf b, vf c) { return __builtin_fmaf(a, b, -c); }
PND_INLINE vf vf_sqrt(vf x) { return __builtin_sqrtf(x); }
PND_INLINE vf vf_from_int(vi x) { return (float)x; }
PND_INLINE vd vd_fma(vd a, vd b, vd c) { return __builtin_fma(a, b, c); }
PND_INLINE vd vd_fnma(vd a, vd b, vd c) { return __builtin_fma(-a, b, c); }
PND_INLINE vd vd_fms(vd a, vd b, vd c) { return __builtin_fma(a, b, -c); }
PND_INLINE vd vd_sqrt(vd x) { return __builtin_sqrt(x); }

PND_INLINE vfm vf_lt(vf a, vf b) { return -__builtin_isless(a, b); }
PND_INLINE vfm vf_le(vf a, vf b) { return -__builtin_islessequal(a, b); }
PND_INLINE vfm vf_eq(vf a, vf b) { return -(a == b); }
PND_INLINE vfm vf_isnan(vf x) { return -(x != x); }
PND_INLINE vfm vi_lt(vi a, vi b) { return -(a < b); }
PND_INLINE vfm vi_eq(vi a, vi b) { return -(a == b); }
PND_INLINE vfm vu_lt(vu a, vu b) { return -(a < b); }
PND_INLINE vf vf_select(vfm m, vf a, vf b) { return m ? a : b; }
PND_INLINE vi vi_select(vfm m, vi a, vi b) { return m ? a : b; }
PND_INLINE vi vi_min(vi a, vi b) { return a < b ? a : b; }
PND_INLINE vi vi_max(vi a, vi b) { return a > b ? a : b; }
PND_INLINE vfm vf_not(vfm m) { return ~m; }
PND_INLINE bool vf_any(vfm m) { return m != 0; }
PND_INLINE bool vf_all(vfm m) { return m != 0; }

PND_INLINE vdm vd_lt(vd a, vd b) { return -__builtin_isless(a, b); }
PND_INLINE vdm vd_le(vd a, vd b) { return -__builtin_islessequal(a, b); }
PND_INLINE vdm vd_eq(vd a, vd b) { return -(a == b); }
PND_INLINE vdm vd_isnan(vd x) { return -(x != x); }
PND_INLINE vdm vl_lt(vl a, vl b) { return -(a < b); }
PND_INLINE vdm vl_eq(vl a, vl b) { return -(a == b); }
PND_INLINE vdm vul_lt(vul a, vul b) { return -(a < b); }
PND_INLINE vd vd_select(vdm m, vd a, vd b) { return m ? a : b; }
PND_INLINE vl vl_select(vdm m, vl a, vl b) { return m ? a : b; }
PND_INLINE vdm vd_not(vdm m) { return ~m; }
PND_INLINE bool vd_any(vdm m) { return m != 0; }
PND_INLINE bool vd_all(vdm m) { return m != 0; }

/* The result of an odd function: magnitude y with x's sign, or x itself where that is NaN. */
PND_INLINE vf vf_odd(vf y, vf x) { return vf_select(vf_eq(x, x), __builtin_copysignf(y, x), x); }
PND_INLINE vd vd_odd(vd y, vd x) { return vd_select(vd_eq(x, x), __builtin_copysign(y, x), x); }

PND_INLINE vf vf_table16(const float *table, vi i) { return table[i & 15]; }
PND_INLINE vd vd_table16(const double *table, vl i) { return table[i & 15]; }

PND_INLINE vf vf_via_vd(vd (*op)(vd), vf x) { return (float)op((double)x); }
PND_INLINE vf vf_via_vd2(vd (*op)(vd, vd), vf x, vf y) { return (float)op((double)x, (double)y); }

PND_INLINE vf vf_load_f32(const char *p)
{
    float x;
    memcpy(&x, p, sizeof x);
    return x;
}
PND_INLINE void vf_store_f32(char *p, vf x) { memcpy(p, &x, sizeof x); }
PND_INLINE vf vf_load_n_f32(const char *p, intptr_t n, float pad) { return (void)n, (void)pad, vf_load_f32(p); }
PND_INLINE void vf_store_n_f32(char *p, intptr_t n, vf x) { (void)n, vf_store_f32(p, x); }
PND_INLINE vd vd_load_f64(const char *p)
{
    double x;
    memcpy(&x, p, sizeof x);
    return x;
}
PND_INLINE void vd_store_f64(char *p, vd x) { memcpy(p, &x, sizeof x); }
PND_INLINE vd vd_load_n_f64(const char *p, intptr_t n, double pad) { return (void)n, (void)pad, vd_load_f64(p); }
PND_INLINE void vd_store_n_f64(char *p, intptr_t n, vd x) { (void)n, vd_store_f64(p, x); }

PND_INLINE vf vf_load_bf16(const char *p)
{
    uint16_t h;
    memcpy(&h, p, 2);
    return pnd_bf16_to_f32(h);
}
PND_INLINE void vf_store_bf16(char *p, vf x)
{
    uint16_t h = pnd_f32_to_bf16(x);
    memcpy(p, &h, 2);
}

PND_INLINE vf vf_load_f16(const char *p)
{
    uint16_t h;
    memcpy(&h, p, 2);
    return pnd_f16_to_f32(h);
}
PND_INLINE void vf_store_f16(char *p, vf x)
{
    const uint16_t h = pnd_f32_to_f16(x);
    const int lost = pnd_f32_lost_f16(x);
    if (PND_UNLIKELY(lost)) pnd_fp_raise(lost);
    memcpy(p, &h, 2);
}

PND_INLINE vd vd_load_f32(const char *p) { return (double)vf_load_f32(p); }
PND_INLINE void vd_store_f32(char *p, vd x) { vf_store_f32(p, (float)x); }
PND_INLINE vd vd_load_n_f32(const char *p, intptr_t n, float pad) { return (void)n, (void)pad, vd_load_f32(p); }
PND_INLINE void vd_store_n_f32(char *p, intptr_t n, vd x) { (void)n, vd_store_f32(p, x); }

#endif
