/*
 * Uniform doubles, floats and integers.
 *
 * A range is drawn in the narrowest word that holds it: 64-bit integers whose range fits 32 bits take 32-bit draws, those of 16, 8 and 1
 * bits share one.  That, and which ranges need no rejection at all, is part of the stream.
 */
#include "uniform.h"
#include "words.h"

#include <math.h>

double pnd_random_standard_uniform(const pnd_bitgen *g) { return pnd_next_double(g); }
float pnd_random_standard_uniform_f(const pnd_bitgen *g) { return pnd_next_float(g); }

double pnd_random_uniform(const pnd_bitgen *g, double low, double range) { return low + range * pnd_next_double(g); }

float pnd_random_narrow(double x, double low, double high)
{
    float y = (float)x;
    if ((double)y >= high && x < high) y = nextafterf(y, -INFINITY);
    if ((double)y < low && x >= low) y = nextafterf(y, INFINITY);
    return y;
}

float pnd_random_uniform_f(const pnd_bitgen *g, double low, double range)
{
    const double high = low + range;
    const double x = pnd_random_uniform(g, low, range);
    if (!(range > 0)) return (float)x;
    /* The double itself may have rounded up to high; that is not to show either. */
    return pnd_random_narrow(x < high ? x : nextafter(high, low), low, high);
}

int64_t pnd_random_positive_int64(const pnd_bitgen *g) { return (int64_t)(pnd_next_u64(g) >> 1); }
int32_t pnd_random_positive_int32(const pnd_bitgen *g) { return (int32_t)(pnd_next_u32(g) >> 1); }

uint64_t pnd_random_mask(uint64_t rng) { return rng ? UINT64_MAX >> __builtin_clzll(rng) : 0; }

uint64_t pnd_random_interval(const pnd_bitgen *g, uint64_t max)
{
    if (max == 0) return 0;
    const uint64_t mask = pnd_random_mask(max);
    const bool narrow = max <= UINT32_MAX;
    uint64_t x;
    do x = (narrow ? pnd_next_u32(g) : pnd_next_u64(g)) & mask;
    while (x > max);
    return x;
}

/**** Integers below 2**64, one at a time ****/

PND_INLINE uint64_t lemire64(pnd_words *w, uint64_t rng)
{
    const uint64_t count = rng + 1;
    unsigned __int128 m = (unsigned __int128)pnd_words_next(w) * count;
    if (PND_UNLIKELY((uint64_t)m < count)) {
        const uint64_t surplus = (UINT64_MAX - rng) % count; /* 2**64 mod count */
        while ((uint64_t)m < surplus) m = (unsigned __int128)pnd_words_next(w) * count;
    }
    return (uint64_t)(m >> 64);
}

PND_INLINE uint32_t lemire32(pnd_words32 *w, uint32_t rng)
{
    const uint32_t count = rng + 1;
    uint64_t m = (uint64_t)pnd_words32_next(w) * count;
    if (PND_UNLIKELY((uint32_t)m < count)) {
        const uint32_t surplus = (UINT32_MAX - rng) % count;
        while ((uint32_t)m < surplus) m = (uint64_t)pnd_words32_next(w) * count;
    }
    return (uint32_t)(m >> 32);
}

PND_INLINE uint64_t masked64(pnd_words *w, uint64_t rng, uint64_t mask)
{
    uint64_t x;
    do x = pnd_words_next(w) & mask;
    while (x > rng);
    return x;
}

PND_INLINE uint32_t masked32(pnd_words32 *w, uint32_t rng, uint32_t mask)
{
    uint32_t x;
    do x = pnd_words32_next(w) & mask;
    while (x > rng);
    return x;
}

PND_INLINE uint32_t below32(pnd_words32 *w, uint32_t rng, bool masked, uint32_t mask)
{
    if (rng == 0) return 0;
    if (rng == UINT32_MAX) return pnd_words32_next(w);
    return masked ? masked32(w, rng, mask) : lemire32(w, rng);
}

/* Values of 1, 8 or 16 bits: cut from words, low bits first. */
PND_INLINE uint32_t cut(pnd_words32 *w, int bits, pnd_random_bits *rest)
{
    if (rest->left == 0) rest->word = pnd_words32_next(w), rest->left = 32 / bits;
    else rest->word >>= bits;
    rest->left--;
    return rest->word & ((1u << bits) - 1);
}

PND_INLINE uint32_t below_small(pnd_words32 *w, int bits, uint32_t rng, bool masked, uint32_t mask, pnd_random_bits *rest)
{
    const uint32_t top = (1u << bits) - 1;
    if (rng == 0) return 0;
    if (rng == top) return cut(w, bits, rest);
    if (masked) {
        uint32_t x;
        do x = cut(w, bits, rest) & mask;
        while (x > rng);
        return x;
    }
    const uint32_t count = rng + 1;
    uint32_t m = cut(w, bits, rest) * count;
    if ((m & top) < count) {
        const uint32_t surplus = (top - rng) % count;
        while ((m & top) < surplus) m = cut(w, bits, rest) * count;
    }
    return m >> bits;
}

uint64_t pnd_random_bounded(const pnd_bitgen *g, int bits, uint64_t off, uint64_t rng, bool masked, pnd_random_bits *rest)
{
    const uint64_t mask = pnd_random_mask(rng), all = UINT64_MAX >> (64 - bits);
    assert(rng <= all);
    if (rng <= UINT32_MAX) {
        pnd_words32 w = pnd_words32_none(g);
        if (bits >= 32) return (off + below32(&w, (uint32_t)rng, masked, (uint32_t)mask)) & all;
        return (off + below_small(&w, bits, (uint32_t)rng, masked, (uint32_t)mask, rest)) & all;
    }
    pnd_words w = pnd_words_none(g);
    if (rng == UINT64_MAX) return off + pnd_words_next(&w);
    return off + (masked ? masked64(&w, rng, mask) : lemire64(&w, rng));
}
