/*
 * Storage floats: float16, bfloat16, float8 <-> float, double.  Widening is exact; narrowing rounds once, to nearest
 * even, directly from float or double.  Branch-free, on bits, so that loops vectorise; the few float operations inside
 * are exact or round normal numbers, so no flag but inexact is raised and FTZ changes nothing.
 *
 * Overflow and underflow are the caller's loop's to raise where the oracle raises them: pnd_f32_lost_f16(x) and its kin
 * give the flags (bits of fpstatus.h) that narrowing x earns; a loop ORs them and raises what it collected at its end.
 *
 * NaN keeps its sign; f16 and bf16 also keep the upper payload, and become quiet in either direction of a narrowing.
 * float8_e4m3fn has no infinity: what rounds past 448 is NaN, as in ml_dtypes and the OCP specification's
 * non-saturating mode.
 * Sources: IEEE 754-2019 for binary16; OCP 8-bit Floating Point Specification 1.0 for E4M3FN and E5M2.
 */
#ifndef PND_DTYPE_SMALLFLOAT_H
#define PND_DTYPE_SMALLFLOAT_H

#include <string.h>

#include "../platform/fpstatus.h"

PND_INLINE uint32_t pnd_bits_f32(float x)
{
    uint32_t u;
    memcpy(&u, &x, 4);
    return u;
}
PND_INLINE float pnd_f32_bits(uint32_t u)
{
    float x;
    memcpy(&x, &u, 4);
    return x;
}
PND_INLINE uint64_t pnd_bits_f64(double x)
{
    uint64_t u;
    memcpy(&u, &x, 8);
    return u;
}
PND_INLINE double pnd_f64_bits(uint64_t u)
{
    double x;
    memcpy(&x, &u, 8);
    return x;
}

/* a where cond, else b, on bits: with ?: the compiler would sink a float operation into a branch, and not vectorise it. */
PND_INLINE int32_t pnd_pick32(int cond, int32_t a, int32_t b)
{
    int32_t m = -(int32_t)(cond != 0);
    return (a & m) | (b & ~m);
}
PND_INLINE int64_t pnd_pick64(int cond, int64_t a, int64_t b)
{
    int64_t m = -(int64_t)(cond != 0);
    return (a & m) | (b & ~m);
}

/*
 * Magnitude of a binary32 -> magnitude of a format with `man` fraction bits and exponent bias `bias`, to nearest even.
 * mag is the input's bits without sign (signed integers, as SSE and AVX2 compare those); what is at or above `limit`
 * counts as `limit`, which callers choose as a power of two just past the format's range.
 */
PND_INLINE int32_t pnd_narrow_mag32(int32_t mag, int man, int bias, int32_t limit)
{
    const int drop = 23 - man;
    const int32_t least = (127 - bias + 1) << 23; /* the smallest normal number of the format */
    /* Subnormal results: adding a power of two whose ulp is the format's smallest step rounds in hardware. */
    const int32_t magic = (127 - bias + 1 + drop) << 23;
    mag = mag < limit ? mag : limit;
    int32_t small = mag < least ? mag : least;
    int32_t sub = (int32_t)pnd_bits_f32(pnd_f32_bits((uint32_t)small) + pnd_f32_bits((uint32_t)magic)) - magic;
    int32_t odd = (mag >> drop) & 1;
    int32_t norm = (mag - ((127 - bias) << 23) + ((1 << (drop - 1)) - 1) + odd) >> drop;
    return pnd_pick32(mag < least, sub, norm);
}

/* The same from binary64. */
PND_INLINE int64_t pnd_narrow_mag64(int64_t mag, int man, int bias, int64_t limit)
{
    const int drop = 52 - man;
    const int64_t least = (int64_t)(1023 - bias + 1) << 52;
    const int64_t magic = (int64_t)(1023 - bias + 1 + drop) << 52;
    mag = mag < limit ? mag : limit;
    int64_t small = mag < least ? mag : least;
    int64_t sub = (int64_t)pnd_bits_f64(pnd_f64_bits((uint64_t)small) + pnd_f64_bits((uint64_t)magic)) - magic;
    int64_t odd = (int64_t)((uint64_t)mag >> drop & 1u);
    int64_t norm = (int64_t)((uint64_t)(mag - ((int64_t)(1023 - bias) << 52) + (((int64_t)1 << (drop - 1)) - 1) + odd) >> drop);
    return pnd_pick64(mag < least, sub, norm);
}

/* Widens the magnitude of a format with `man` fraction bits and bias `bias`; subnormals by an exact int -> float product. */
PND_INLINE int32_t pnd_widen_mag32(int32_t mag, int man, int bias)
{
    const float step = pnd_f32_bits((uint32_t)(127 - bias + 1 - man) << 23);
    int32_t sub = (int32_t)pnd_bits_f32((float)mag * step);
    int32_t norm = (mag << (23 - man)) + ((127 - bias) << 23);
    return pnd_pick32(mag < (1 << man), sub, norm);
}

#define PND_F32_MAG(x) ((int32_t)(pnd_bits_f32(x) & 0x7fffffffu))
#define PND_F64_MAG(x) ((int64_t)(pnd_bits_f64(x) & 0x7fffffffffffffffu))
#define PND_F32_INF 0x7f800000
#define PND_F64_INF 0x7ff0000000000000
/* Bits of 2^e. */
#define PND_F32_EXP2(e) ((int32_t)(127 + (e)) << 23)
#define PND_F64_EXP2(e) ((int64_t)(1023 + (e)) << 52)

/* ---- bfloat16: the upper half of a binary32 ---- */
PND_INLINE float pnd_bf16_to_f32(uint16_t h) { return pnd_f32_bits((uint32_t)h << 16); }
PND_INLINE uint16_t pnd_f32_to_bf16(float x)
{
    uint32_t u = pnd_bits_f32(x);
    uint32_t rounded = (u + 0x7fffu + ((u >> 16) & 1u)) >> 16;
    uint32_t nan = (u >> 16) | 0x40u;
    return (uint16_t)(PND_F32_MAG(x) > PND_F32_INF ? nan : rounded);
}
PND_INLINE uint16_t pnd_f64_to_bf16(double x)
{
    int64_t mag = PND_F64_MAG(x);
    int64_t r = pnd_narrow_mag64(mag, 7, 127, PND_F64_EXP2(128));
    r = pnd_pick64(mag > PND_F64_INF, 0x7fc0 | (mag >> 45 & 0x3f), r);
    return (uint16_t)((uint64_t)r | (pnd_bits_f64(x) >> 63 << 15));
}

/* ---- float16: IEEE binary16 ---- */
PND_INLINE float pnd_f16_to_f32(uint16_t h)
{
    int32_t mag = h & 0x7fff;
    int32_t u = pnd_widen_mag32(mag, 10, 15);
    u += mag >= 0x7c00 ? (255 - 31 - (127 - 15)) << 23 : 0; /* the top exponent */
    u |= mag > 0x7c00 ? 0x400000 : 0;
    return pnd_f32_bits((uint32_t)u | ((uint32_t)(h & 0x8000u) << 16));
}
PND_INLINE uint16_t pnd_f32_to_f16(float x)
{
    int32_t mag = PND_F32_MAG(x);
    int32_t r = pnd_narrow_mag32(mag, 10, 15, PND_F32_EXP2(16));
    r = pnd_pick32(mag > PND_F32_INF, 0x7e00 | (mag >> 13 & 0x1ff), r);
    return (uint16_t)((uint32_t)r | (pnd_bits_f32(x) >> 31 << 15));
}
PND_INLINE uint16_t pnd_f64_to_f16(double x)
{
    int64_t mag = PND_F64_MAG(x);
    int64_t r = pnd_narrow_mag64(mag, 10, 15, PND_F64_EXP2(16));
    r = pnd_pick64(mag > PND_F64_INF, 0x7e00 | (mag >> 42 & 0x1ff), r);
    return (uint16_t)((uint64_t)r | (pnd_bits_f64(x) >> 63 << 15));
}

/* ---- float8_e4m3fn: bias 7, no infinity, 0x7f is NaN, largest 448 ---- */
PND_INLINE float pnd_f8e4m3fn_to_f32(uint8_t b)
{
    int32_t mag = b & 0x7f;
    int32_t u = pnd_widen_mag32(mag, 3, 7);
    u = pnd_pick32(mag == 0x7f, 0x7fc00000, u);
    return pnd_f32_bits((uint32_t)u | ((uint32_t)(b & 0x80u) << 24));
}
PND_INLINE uint8_t pnd_f32_to_f8e4m3fn(float x)
{
    int32_t r = pnd_narrow_mag32(PND_F32_MAG(x), 3, 7, PND_F32_EXP2(9));
    r = r < 0x7f ? r : 0x7f;
    return (uint8_t)((uint32_t)r | (pnd_bits_f32(x) >> 31 << 7));
}
PND_INLINE uint8_t pnd_f64_to_f8e4m3fn(double x)
{
    int64_t r = pnd_narrow_mag64(PND_F64_MAG(x), 3, 7, PND_F64_EXP2(9));
    r = r < 0x7f ? r : 0x7f;
    return (uint8_t)((uint64_t)r | (pnd_bits_f64(x) >> 63 << 7));
}

/* ---- float8_e5m2: the upper byte of a binary16, rounded from the wider type once ---- */
PND_INLINE float pnd_f8e5m2_to_f32(uint8_t b) { return pnd_f16_to_f32((uint16_t)(b << 8)); }
PND_INLINE uint8_t pnd_f32_to_f8e5m2(float x)
{
    int32_t mag = PND_F32_MAG(x);
    int32_t r = pnd_narrow_mag32(mag, 2, 15, PND_F32_EXP2(16));
    r = pnd_pick32(mag > PND_F32_INF, 0x7e, r);
    return (uint8_t)((uint32_t)r | (pnd_bits_f32(x) >> 31 << 7));
}
PND_INLINE uint8_t pnd_f64_to_f8e5m2(double x)
{
    int64_t mag = PND_F64_MAG(x);
    int64_t r = pnd_narrow_mag64(mag, 2, 15, PND_F64_EXP2(16));
    r = pnd_pick64(mag > PND_F64_INF, 0x7e, r);
    return (uint8_t)((uint64_t)r | (pnd_bits_f64(x) >> 63 << 7));
}

/*
 * Flags earned by narrowing.  float16: overflow, and underflow (tiny after rounding and inexact, as x86 has it; NumPy looks
 * before rounding, which differs in the last half step below 2^-14).  bfloat16 and float8: overflow alone.  Infinities and
 * NaN earn none.
 */
PND_INLINE int pnd_lost32(float x, int32_t over)
{
    int32_t mag = PND_F32_MAG(x);
    return ((mag > over) & (mag < PND_F32_INF)) * PND_FPE_OVERFLOW;
}
PND_INLINE int pnd_lost64(double x, int64_t over)
{
    int64_t mag = PND_F64_MAG(x);
    return ((mag > over) & (mag < PND_F64_INF)) * PND_FPE_OVERFLOW;
}
/* `over`: bits of the largest value that still rounds to a finite one. */
PND_INLINE int pnd_f32_lost_bf16(float x) { return pnd_lost32(x, 0x7f7f7fff); }
PND_INLINE int pnd_f64_lost_bf16(double x) { return pnd_lost64(x, 0x47efefffffffffff); }
PND_INLINE int pnd_f32_lost_f8e4m3fn(float x) { return pnd_lost32(x, 0x43e80000); } /* 464, a tie, goes to 448 */
PND_INLINE int pnd_f64_lost_f8e4m3fn(double x) { return pnd_lost64(x, 0x407d000000000000); }
PND_INLINE int pnd_f32_lost_f8e5m2(float x) { return pnd_lost32(x, 0x476fffff); } /* below 61440, which goes to inf */
PND_INLINE int pnd_f64_lost_f8e5m2(double x) { return pnd_lost64(x, 0x40edffffffffffff); }
PND_INLINE int pnd_f32_lost_f16(float x)
{
    const int32_t mag = PND_F32_MAG(x), least = PND_F32_EXP2(-14), small = mag < least ? mag : least; /* a minimum: no branch */
    const float magic = 0x1p-1f, t = pnd_f32_bits((uint32_t)small);                                   /* its ulp is 2^-24 */
    const int inexact = (int32_t)pnd_bits_f32((t + magic) - magic) != small;
    return pnd_lost32(x, 0x477fefff) | ((inexact & (mag < least - 0x800)) * PND_FPE_UNDERFLOW); /* 2^-14 - 2^-26 */
}
PND_INLINE int pnd_f64_lost_f16(double x)
{
    const int64_t mag = PND_F64_MAG(x), least = PND_F64_EXP2(-14), small = mag < least ? mag : least;
    const double magic = 0x1p28, t = pnd_f64_bits((uint64_t)small);
    const int inexact = (int64_t)pnd_bits_f64((t + magic) - magic) != small;
    return pnd_lost64(x, 0x40effdffffffffff) | ((inexact & (mag < least - ((int64_t)0x800 << 29))) * PND_FPE_UNDERFLOW);
}

#endif
