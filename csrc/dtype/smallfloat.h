/*
 * Storage floats: float16, bfloat16, float8 <-> float, double.  Widening is exact; narrowing rounds once, to nearest
 * even, directly from float or double.  Integer arithmetic only (vectorisable; no FTZ surprises); overflow and
 * underflow flags are raised by the caller's loop where the oracle raises them.
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

/* bfloat16: the upper half of a binary32.  NaN keeps its sign and upper payload and becomes quiet. */
PND_INLINE float pnd_bf16_to_f32(uint16_t h) { return pnd_f32_bits((uint32_t)h << 16); }
PND_INLINE uint16_t pnd_f32_to_bf16(float x)
{
    uint32_t u = pnd_bits_f32(x);
    uint32_t rounded = (u + 0x7fffu + ((u >> 16) & 1u)) >> 16;
    uint32_t nan = (u >> 16) | 0x40u;
    return (uint16_t)((u & 0x7fffffffu) > 0x7f800000u ? nan : rounded);
}

#endif
