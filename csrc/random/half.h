/*
 * What the generators of 64-bit words share: the kept half of a word, and the layout of a fill.
 *
 * A 32-bit draw takes a word's low half and keeps the high one for the next.  A state begins with a pnd_half, so that both
 * are found without knowing the generator.  Whatever is filled (words, halves, doubles, pairs of floats), one word makes
 * 8 bytes of it: the operations below, passed as a constant to a forced-inline loop, are all that differs.
 */
#ifndef PND_RANDOM_HALF_H
#define PND_RANDOM_HALF_H

#include <string.h>

#include "bitgen.h"

typedef struct pnd_half {
    int32_t has;    /* 0 or 1 */
    uint32_t value; /* stays when it has been given out: NumPy's state shows it */
} pnd_half;

typedef unsigned __int128 pnd_u128;

PND_INLINE uint64_t pnd_rotl64(uint64_t x, unsigned k) { return x << k | x >> (-k & 63); }
PND_INLINE uint64_t pnd_rotr64(uint64_t x, unsigned k) { return x >> k | x << (-k & 63); }

PND_INLINE double pnd_unit_double(uint64_t word) { return (double)(int64_t)(word >> 11) * (1.0 / 9007199254740992.0); }
PND_INLINE float pnd_unit_float(uint32_t half) { return (float)(int32_t)(half >> 8) * (1.0f / 16777216.0f); }

/* Writes what one word makes to the 8 bytes at out. */
typedef void pnd_emit(char *out, uint64_t word);

PND_INLINE void pnd_emit_u64(char *out, uint64_t word) { memcpy(out, &word, 8); }

PND_INLINE void pnd_emit_double(char *out, uint64_t word)
{
    const double x = pnd_unit_double(word);
    memcpy(out, &x, 8);
}

PND_INLINE void pnd_emit_u32(char *out, uint64_t word)
{
    const uint32_t pair[2] = {(uint32_t)word, (uint32_t)(word >> 32)};
    memcpy(out, pair, 8);
}

PND_INLINE void pnd_emit_float(char *out, uint64_t word)
{
    const float pair[2] = {pnd_unit_float((uint32_t)word), pnd_unit_float((uint32_t)(word >> 32))};
    memcpy(out, pair, 8);
}

#endif
