/*
 * What every kernel template uses: type classes, names, element moves.
 *
 * Families are X.c (one exported table, pnd_X_<isa>) and X.tmpl.h (the loops of one type).  LOAD and STORE are memcpy
 * moves: safe on unaligned addresses, and free where the compiler knows the step.
 */
#ifndef PND_KERNELS_TEMPLATE_H
#define PND_KERNELS_TEMPLATE_H

#include "loop.h"
#include "registry.h"
#include "../platform/fpstatus.h"
#include "types/layouts.h"

#define PND_FOR_BOOL 1
#define PND_FOR_INTS 2
#define PND_FOR_STORAGE 4 /* float16, bfloat16, float8 */
#define PND_FOR_REALS 8   /* float32, float64 */
#define PND_FOR_LONGDOUBLE 16
#define PND_FOR_COMPLEX 32
#define PND_FOR_CLONGDOUBLE 64
#define PND_FOR_FLOATS (PND_FOR_STORAGE | PND_FOR_REALS | PND_FOR_LONGDOUBLE)
#define PND_FOR_COMPLEXES (PND_FOR_COMPLEX | PND_FOR_CLONGDOUBLE)
#define PND_FOR_ALL (PND_FOR_BOOL | PND_FOR_INTS | PND_FOR_FLOATS | PND_FOR_COMPLEXES)

#define NAME(x) PND_PASTE(x, SFX)
#define PND_TABLE(family) PND_PASTE(family, PND_ISA) /* pnd_arith -> pnd_arith_avx2 */
#define PND_STRING_(x) #x
#define PND_STRING(x) PND_STRING_(x)

/* A loop that computes on bits alone serves signed and unsigned: the unsigned type's is used for both (SIGNLESS: its SFX). */
#define SIGNED_SAME(x) PND_PASTE(x, SIGNLESS)

#define LOAD(p) NAME(load)(p)
#define STORE(p, x) NAME(store)(p, x)

/* The parameters of a pnd_loop_fn, as every row's function has them. */
#define PND_LOOP PND_UNUSED const pnd_loop *ctx, char *const *p, const intptr_t *dims, const intptr_t *s

/* Promises the vectoriser that no iteration reads what an earlier one wrote; see pnd_feeds(). */
#ifdef __clang__
#define PND_IVDEP _Pragma("clang loop vectorize(assume_safety)")
#else
#define PND_IVDEP _Pragma("GCC ivdep")
#endif

/* Of the bits of a type that has BITS: the magnitude, the sign. */
#define PND_MAG(b) ((BITS)((b) & (BITS)((BITS) - 1 >> 1)))
#define PND_SIGN_BIT ((BITS) ~((BITS) - 1 >> 1))

/* Of a float, double or long double.  By bits where there are bits: no status flag, and vectors. */
PND_INLINE bool pnd_isnan_f(float x) { return PND_F32_MAG(x) > PND_F32_INF; }
PND_INLINE bool pnd_isnan_d(double x) { return PND_F64_MAG(x) > PND_F64_INF; }
PND_INLINE bool pnd_isnan_l(long double x) { return __builtin_isnan(x); }
PND_INLINE bool pnd_isinf_f(float x) { return PND_F32_MAG(x) == PND_F32_INF; }
PND_INLINE bool pnd_isinf_d(double x) { return PND_F64_MAG(x) == PND_F64_INF; }
PND_INLINE bool pnd_isinf_l(long double x) { return __builtin_isinf(x) != 0; }
PND_INLINE bool pnd_isfinite_f(float x) { return PND_F32_MAG(x) < PND_F32_INF; }
PND_INLINE bool pnd_isfinite_d(double x) { return PND_F64_MAG(x) < PND_F64_INF; }
PND_INLINE bool pnd_isfinite_l(long double x) { return __builtin_isfinite(x); }
#define PND_ISNAN(x) _Generic((x), float: pnd_isnan_f, double: pnd_isnan_d, long double: pnd_isnan_l)(x)
#define PND_ISINF(x) _Generic((x), float: pnd_isinf_f, double: pnd_isinf_d, long double: pnd_isinf_l)(x)
#define PND_ISFINITE(x) _Generic((x), float: pnd_isfinite_f, double: pnd_isfinite_d, long double: pnd_isfinite_l)(x)
#define PND_FABS(x) _Generic((x), float: __builtin_fabsf, double: __builtin_fabs, long double: __builtin_fabsl)(x)

#define PND_COPYSIGN(a, b) _Generic((a), float: __builtin_copysignf, double: __builtin_copysign, long double: __builtin_copysignl)(a, b)

/* cond ? x : y on bits, which the compiler does not turn into a branch around x's arithmetic. */
PND_INLINE float pnd_choose_f(int cond, float x, float y)
{
    return pnd_f32_bits((uint32_t)pnd_pick32(cond, (int32_t)pnd_bits_f32(x), (int32_t)pnd_bits_f32(y)));
}
PND_INLINE double pnd_choose_d(int cond, double x, double y)
{
    return pnd_f64_bits((uint64_t)pnd_pick64(cond, (int64_t)pnd_bits_f64(x), (int64_t)pnd_bits_f64(y)));
}
PND_INLINE long double pnd_choose_l(int cond, long double x, long double y) { return cond ? x : y; }
#define PND_CHOOSE(cond, x, y) _Generic((x), float: pnd_choose_f, double: pnd_choose_d, long double: pnd_choose_l)(cond, x, y)

/*
 * -x by its sign bit.  a * b + PND_FLIP(c) * d stands for a * b - c * d beside a sum: from the difference, gcc 12 makes
 * a fused vfmaddsub even with -ffp-contract=off, and the bits would depend on the tier.
 */
PND_INLINE float pnd_flip_f(float x) { return pnd_f32_bits(pnd_bits_f32(x) ^ 0x80000000u); }
PND_INLINE double pnd_flip_d(double x) { return pnd_f64_bits(pnd_bits_f64(x) ^ (uint64_t)1 << 63); }
PND_INLINE long double pnd_flip_l(long double x) { return -x; }
#define PND_FLIP(x) _Generic((x), float: pnd_flip_f, double: pnd_flip_d, long double: pnd_flip_l)(x)

/* Sets status flags (PND_FPE_*) by the arithmetic that has them: the status word takes no detour through libm. */
PND_INLINE void pnd_fp_raise(int flags)
{
    volatile float zero = 0.0f, one = 1.0f, big = 0x1p127f, tiny = 0x1p-126f, sink;
    if (flags & PND_FPE_DIVIDE) sink = one / zero;
    if (flags & PND_FPE_OVERFLOW) sink = big * big;
    if (flags & PND_FPE_UNDERFLOW) sink = tiny * tiny;
    if (flags & PND_FPE_INVALID) sink = zero / zero;
    (void)sink;
}

/* Keeps a loop scalar: strided loops gain nothing from vectors and cost most of the compile time. */
#define PND_SCALAR() __asm__ volatile("")

/* May n elements be read as a block before n results are written: the runs are one, or apart? */
PND_INLINE bool pnd_block_safe(const char *out, intptr_t so, const char *in, intptr_t si, intptr_t n, intptr_t width)
{
    if (so == 0) return n <= 1;
    if (out == in && so == si) return true;
    const char *out_low = so < 0 ? out + so * (n - 1) : out, *out_high = so < 0 ? out : out + so * (n - 1);
    const char *in_low = si < 0 ? in + si * (n - 1) : in, *in_high = si < 0 ? in : in + si * (n - 1);
    return out_high + width <= in_low || in_high + width <= out_low;
}

/* Would a run of `bytes` at `in` read what stores at `out` have just written?  (A binary loop used as a scan does.) */
PND_INLINE bool pnd_feeds(const char *out, const char *in, intptr_t bytes)
{
    return (uintptr_t)out - (uintptr_t)in - 1 < (uintptr_t)bytes - 1;
}

#ifndef PND_ISA /* opened alone, in an editor */
#define PND_ISA baseline
#endif

#endif
