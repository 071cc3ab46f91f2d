/*
 * Float to integer, with one result on every tier for every input, out-of-range and NaN included.
 *
 * C leaves those undefined, and the instructions of SSE, AVX-512 and x87 differ.  The conversions here go through the
 * ones that all x86 tiers agree on (cvttps2dq, cvttpd2dq: 2^31 marks what does not fit; cvttsd2si and vcvttpd2qq: 2^63)
 * and raise `invalid` exactly where those do, which gives NumPy's results: types of 8 and 16 bits are the low bits of the
 * int32 result.  uint32 is NumPy's vectorised result (its scalar tail differs from itself; docs/differences.md).
 * Elsewhere than on x86 the same values are selected explicitly.
 */
#ifndef PND_KERNELS_TOINT_H
#define PND_KERNELS_TOINT_H

#include "../platform/compiler.h"

#if defined(__x86_64__)
PND_INLINE int32_t pnd_f32_to_i32(float x) { return (int32_t)x; }
PND_INLINE int32_t pnd_f64_to_i32(double x) { return (int32_t)x; }
PND_INLINE int64_t pnd_f32_to_i64(float x) { return (int64_t)x; }
PND_INLINE int64_t pnd_f64_to_i64(double x) { return (int64_t)x; }
PND_INLINE int16_t pnd_ld_to_i16(long double x) { return (int16_t)x; }
PND_INLINE int32_t pnd_ld_to_i32(long double x) { return (int32_t)x; }
PND_INLINE int64_t pnd_ld_to_i64(long double x) { return (int64_t)x; }
#else
PND_INLINE int32_t pnd_f32_to_i32(float x) { return x >= -0x1p31f && x < 0x1p31f ? (int32_t)x : INT32_MIN; }
PND_INLINE int32_t pnd_f64_to_i32(double x) { return x > -0x1p31 - 1 && x < 0x1p31 ? (int32_t)x : INT32_MIN; }
PND_INLINE int64_t pnd_f32_to_i64(float x) { return x >= -0x1p63f && x < 0x1p63f ? (int64_t)x : INT64_MIN; }
PND_INLINE int64_t pnd_f64_to_i64(double x) { return x >= -0x1p63 && x < 0x1p63 ? (int64_t)x : INT64_MIN; }
PND_INLINE int16_t pnd_ld_to_i16(long double x) { return x > -32769.0L && x < 32768.0L ? (int16_t)x : INT16_MIN; }
PND_INLINE int32_t pnd_ld_to_i32(long double x) { return x > -0x1p31L - 1 && x < 0x1p31L ? (int32_t)x : INT32_MIN; }
PND_INLINE int64_t pnd_ld_to_i64(long double x) { return x >= -0x1p63L && x < 0x1p63L ? (int64_t)x : INT64_MIN; }
#endif

/* Unsigned: the upper half of the range is moved down by half of it, so that one signed conversion serves both; the
   subtraction is of zero for all others, and raises nothing. */
PND_INLINE uint32_t pnd_f32_to_u32(float x)
{
    int high = __builtin_isgreaterequal(x, 0x1p31f);
    return (uint32_t)pnd_f32_to_i32(x - (high ? 0x1p31f : 0.0f)) ^ ((uint32_t)high << 31);
}
PND_INLINE uint32_t pnd_f64_to_u32(double x)
{
    int high = __builtin_isgreaterequal(x, 0x1p31);
    return (uint32_t)pnd_f64_to_i32(x - (high ? 0x1p31 : 0.0)) ^ ((uint32_t)high << 31);
}
PND_INLINE uint64_t pnd_f32_to_u64(float x)
{
    int high = __builtin_isgreaterequal(x, 0x1p63f);
    return (uint64_t)pnd_f32_to_i64(x - (high ? 0x1p63f : 0.0f)) ^ ((uint64_t)high << 63);
}
PND_INLINE uint64_t pnd_f64_to_u64(double x)
{
    int high = __builtin_isgreaterequal(x, 0x1p63);
    return (uint64_t)pnd_f64_to_i64(x - (high ? 0x1p63 : 0.0)) ^ ((uint64_t)high << 63);
}
PND_INLINE uint64_t pnd_ld_to_u64(long double x)
{
    int high = __builtin_isgreaterequal(x, 0x1p63L);
    return (uint64_t)pnd_ld_to_i64(x - (high ? 0x1p63L : 0.0L)) ^ ((uint64_t)high << 63);
}

#endif
