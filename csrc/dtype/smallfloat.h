/*
 * Storage floats: float16, bfloat16, float8 <-> float, double.  Widening is exact; narrowing rounds once, to nearest
 * even, directly from float or double.  Branch-free, on bits, so that loops vectorise; the few float operations inside
 * are exact or round normal numbers, so no flag but inexact is raised and FTZ changes nothing.  Overflow and underflow
 * flags are raised by the caller's loop where the oracle raises them.
 *
 * NaN keeps its sign; f16 and bf16 also keep the upper payload, and become quiet in either direction of a narrowing.
 * float8_e4m3fn has no infinity: what rounds past 448 is NaN, as in ml_dtypes and the OCP specification's
 * non-saturating mode.
 * Sources: IEEE 754-2019 for binary16; OCP 8-bit Floating Point Specification 1.0 for E4M3FN and E5M2.
 */
#ifndef PND_DTYPE_SMALLFLOAT_H
#define PND_DTYPE_SMALLFLOAT_H

#include <string.h>

#include "../platform/compiler.h"

PND_INLINE uint32_t pnd_bits_f32(float x) { uint32_t u; memcpy(&u, &x, 4); return u; }
PND_INLINE float pnd_f32_bits(uint32_t u) { float x; memcpy(&x, &u, 4); return x; }
PND_INLINE uint64_t pnd_bits_f64(double x) { uint64_t u; memcpy(&u, &x, 8); return u; }
PND_INLINE double pnd_f64_bits(uint64_t u) { double x; memcpy(&x, &u, 8); return x; }

/*
 * Magnitude of a binary32 -> magnitude of a format with `man` fraction bits and exponent bias `bias`, to nearest even.
 * mag is the input's bits without sign; the result is not clamped: what is too large runs on past the format's top
 * exponent, so that the caller may clamp with a minimum.  Correct for finite inputs below 2^96 (callers clamp mag).
 */
PND_INLINE uint32_t pnd_narrow_mag32(uint32_t mag, int man, int bias)
{
    const int drop = 23 - man;
    const uint32_t least = (uint32_t)(127 - bias + 1) << 23; /* the smallest normal number of the format */
    /* Subnormal results: adding a power of two whose ulp is the format's smallest step rounds in hardware. */
    const uint32_t magic = (uint32_t)(127 - bias + 1 + drop) << 23;
    uint32_t small = mag < least ? mag : least;
    uint32_t sub = pnd_bits_f32(pnd_f32_bits(small) + pnd_f32_bits(magic)) - magic;
    uint32_t odd = (mag >> drop) & 1u;
    uint32_t norm = (mag - ((uint32_t)(127 - bias) << 23) + ((1u << (drop - 1)) - 1u) + odd) >> drop;
    return mag < least ? sub : norm;
}

/* The same from binary64. */
PND_INLINE uint64_t pnd_narrow_mag64(uint64_t mag, int man, int bias)
{
    const int drop = 52 - man;
    const uint64_t least = (uint64_t)(1023 - bias + 1) << 52;
    const uint64_t magic = (uint64_t)(1023 - bias + 1 + drop) << 52;
    uint64_t small = mag < least ? mag : least;
    uint64_t sub = pnd_bits_f64(pnd_f64_bits(small) + pnd_f64_bits(magic)) - magic;
    uint64_t odd = (mag >> drop) & 1u;
    uint64_t norm = (mag - ((uint64_t)(1023 - bias) << 52) + (((uint64_t)1 << (drop - 1)) - 1u) + odd) >> drop;
    return mag < least ? sub : norm;
}

/* Widens the magnitude of a format with `man` fraction bits and bias `bias`; subnormals by an exact int -> float product. */
PND_INLINE uint32_t pnd_widen_mag32(uint32_t mag, int man, int bias)
{
    const float step = pnd_f32_bits((uint32_t)(127 - bias + 1 - man) << 23);
    uint32_t sub = pnd_bits_f32((float)(int32_t)mag * step);
    uint32_t norm = (mag << (23 - man)) + ((uint32_t)(127 - bias) << 23);
    return mag < (1u << man) ? sub : norm;
}

#define PND_F32_INF 0x7f800000u
#define PND_F64_INF 0x7ff0000000000000u

/* ---- bfloat16: the upper half of a binary32 ---- */
PND_INLINE float pnd_bf16_to_f32(uint16_t h) { return pnd_f32_bits((uint32_t)h << 16); }
PND_INLINE uint16_t pnd_f32_to_bf16(float x)
{
    uint32_t u = pnd_bits_f32(x);
    uint32_t rounded = (u + 0x7fffu + ((u >> 16) & 1u)) >> 16;
    uint32_t nan = (u >> 16) | 0x40u;
    return (uint16_t)((u & 0x7fffffffu) > PND_F32_INF ? nan : rounded);
}
PND_INLINE uint16_t pnd_f64_to_bf16(double x)
{
    uint64_t u = pnd_bits_f64(x), mag = u & ~((uint64_t)1 << 63);
    uint64_t top = mag < (uint64_t)(1023 + 129) << 52 ? mag : (uint64_t)(1023 + 129) << 52;
    uint64_t r = pnd_narrow_mag64(top, 7, 127);
    r = r < 0x7f80u ? r : 0x7f80u;
    r = mag > PND_F64_INF ? 0x7fc0u | ((mag >> 45) & 0x3fu) : r;
    return (uint16_t)(r | (u >> 63 << 15));
}

/* ---- float16: IEEE binary16 ---- */
PND_INLINE float pnd_f16_to_f32(uint16_t h)
{
    uint32_t mag = h & 0x7fffu;
    uint32_t u = pnd_widen_mag32(mag, 10, 15);
    u += mag >= 0x7c00u ? (uint32_t)(255 - 31 - (127 - 15)) << 23 : 0u; /* the top exponent */
    u |= mag > 0x7c00u ? 0x400000u : 0u;
    return pnd_f32_bits(u | ((uint32_t)(h & 0x8000u) << 16));
}
PND_INLINE uint16_t pnd_f32_to_f16(float x)
{
    uint32_t u = pnd_bits_f32(x), mag = u & 0x7fffffffu;
    uint32_t top = mag < 0x47800000u ? mag : 0x47800000u; /* 2^16 */
    uint32_t r = pnd_narrow_mag32(top, 10, 15);
    r = mag > PND_F32_INF ? 0x7e00u | ((mag >> 13) & 0x1ffu) : r;
    return (uint16_t)(r | ((u >> 16) & 0x8000u));
}
PND_INLINE uint16_t pnd_f64_to_f16(double x)
{
    uint64_t u = pnd_bits_f64(x), mag = u & ~((uint64_t)1 << 63);
    uint64_t top = mag < 0x40f0000000000000u ? mag : 0x40f0000000000000u; /* 2^16 */
    uint64_t r = pnd_narrow_mag64(top, 10, 15);
    r = mag > PND_F64_INF ? 0x7e00u | ((mag >> 42) & 0x1ffu) : r;
    return (uint16_t)(r | (u >> 63 << 15));
}

/* ---- float8_e4m3fn: bias 7, no infinity, 0x7f is NaN, largest 448 ---- */
PND_INLINE float pnd_f8e4m3fn_to_f32(uint8_t b)
{
    uint32_t mag = b & 0x7fu;
    uint32_t u = pnd_widen_mag32(mag, 3, 7);
    u = mag == 0x7fu ? 0x7fc00000u : u;
    return pnd_f32_bits(u | ((uint32_t)(b & 0x80u) << 24));
}
PND_INLINE uint8_t pnd_f32_to_f8e4m3fn(float x)
{
    uint32_t u = pnd_bits_f32(x), mag = u & 0x7fffffffu;
    uint32_t top = mag < 0x44000000u ? mag : 0x44000000u; /* 512 */
    uint32_t r = pnd_narrow_mag32(top, 3, 7);
    r = r < 0x7fu ? r : 0x7fu;
    return (uint8_t)(r | ((u >> 24) & 0x80u));
}
PND_INLINE uint8_t pnd_f64_to_f8e4m3fn(double x)
{
    uint64_t u = pnd_bits_f64(x), mag = u & ~((uint64_t)1 << 63);
    uint64_t top = mag < 0x4080000000000000u ? mag : 0x4080000000000000u; /* 512 */
    uint64_t r = pnd_narrow_mag64(top, 3, 7);
    r = r < 0x7fu ? r : 0x7fu;
    return (uint8_t)(r | (u >> 63 << 7));
}

/* ---- float8_e5m2: the upper byte of a binary16, rounded from the wider type once ---- */
PND_INLINE float pnd_f8e5m2_to_f32(uint8_t b) { return pnd_f16_to_f32((uint16_t)(b << 8)); }
PND_INLINE uint8_t pnd_f32_to_f8e5m2(float x)
{
    uint32_t u = pnd_bits_f32(x), mag = u & 0x7fffffffu;
    uint32_t top = mag < 0x47800000u ? mag : 0x47800000u;
    uint32_t r = pnd_narrow_mag32(top, 2, 15);
    r = mag > PND_F32_INF ? 0x7eu : r;
    return (uint8_t)(r | ((u >> 24) & 0x80u));
}
PND_INLINE uint8_t pnd_f64_to_f8e5m2(double x)
{
    uint64_t u = pnd_bits_f64(x), mag = u & ~((uint64_t)1 << 63);
    uint64_t top = mag < 0x40f0000000000000u ? mag : 0x40f0000000000000u;
    uint64_t r = pnd_narrow_mag64(top, 2, 15);
    r = mag > PND_F64_INF ? 0x7eu : r;
    return (uint8_t)(r | (u >> 63 << 7));
}

#endif
