/*
 * Many integers of one range.
 *
 * Draws come in blocks, never more than there are values to make (words.h says why that is safe): a value takes one draw of 64, 32, 16
 * or 8 bits, or more where some are rejected.  Narrow draws lie in a block of 32-bit words in the order in which they are cut from them;
 * what the last word has beyond the last value is dropped, as every call drops it.
 *
 * Where rejection is rare a block is made as if there were none and made again if there was; else accepted values are packed without a
 * branch.
 */
#include "uniform.h"

#include <string.h>

enum { BLOCK_BYTES = 4096 };

/* What all draws of a call share.  surplus: Lemire's products whose low part is below it are rejected (2**draw mod count). */
typedef struct range {
    uint64_t off, rng, mask, surplus;
    bool masked, whole, rare; /* whole: every draw is a value */
} range;

static range make_range(int draw, uint64_t off, uint64_t rng, bool masked)
{
    const uint64_t top = UINT64_MAX >> (64 - draw);
    range r = {.off = off, .rng = rng, .mask = pnd_random_mask(rng), .masked = masked, .whole = rng == top};
    if (!r.whole) r.surplus = (top - rng) % (rng + 1);
    const double rejected = masked ? (double)(r.mask - rng) / (double)r.mask : (double)r.surplus / ((double)top + 1);
    r.rare = r.whole || rejected < 1e-4;
    return r;
}

PND_INLINE uint64_t load(int bits, const void *p, intptr_t i)
{
    if (bits == 8) return ((const uint8_t *)p)[i];
    if (bits == 16) return ((const uint16_t *)p)[i];
    if (bits == 32) return ((const uint32_t *)p)[i];
    return ((const uint64_t *)p)[i];
}

PND_INLINE void store(int bits, void *p, intptr_t i, uint64_t x)
{
    if (bits == 8) ((uint8_t *)p)[i] = (uint8_t)x;
    else if (bits == 16) ((uint16_t *)p)[i] = (uint16_t)x;
    else if (bits == 32) ((uint32_t *)p)[i] = (uint32_t)x;
    else ((uint64_t *)p)[i] = x;
}

/* The value that a draw gives; *ok: not rejected. */
PND_INLINE uint64_t value_of(int draw, const range *r, bool masked, uint64_t x, bool *ok)
{
    if (masked) {
        x &= r->mask;
        *ok = x <= r->rng;
        return x;
    }
    const uint64_t count = r->rng + 1;
    if (draw == 64) {
        const unsigned __int128 m = (unsigned __int128)x * count;
        *ok = (uint64_t)m >= r->surplus;
        return (uint64_t)(m >> 64);
    }
    const uint64_t m = (uint64_t)(uint32_t)x * (uint32_t)count, low = m & (UINT64_MAX >> (64 - draw));
    *ok = low >= r->surplus;
    return m >> draw;
}

/* n draws, as many values: false when one was to be rejected. */
PND_INLINE bool convert_all(int draw, int width, const range *r, bool masked, const void *draws, intptr_t n, void *out, intptr_t at)
{
    const range copy = *r;
    uint64_t fine = 1;
    for (intptr_t i = 0; i < n; i++) {
        bool ok;
        const uint64_t x = value_of(draw, &copy, masked, load(draw, draws, i), &ok);
        store(width, out, at + i, copy.off + x);
        fine &= ok;
    }
    return fine;
}

/* n draws, up to as many values; returns where the next one goes. */
PND_INLINE intptr_t pack(int draw, int width, const range *r, bool masked, const void *draws, intptr_t n, void *out, intptr_t at)
{
    const range copy = *r;
    for (intptr_t i = 0; i < n; i++) {
        bool ok;
        const uint64_t x = value_of(draw, &copy, masked, load(draw, draws, i), &ok);
        store(width, out, at, copy.off + x);
        at += ok;
    }
    return at;
}

PND_INLINE void add_all(int draw, int width, uint64_t off, const void *draws, intptr_t n, void *out, intptr_t at)
{
    for (intptr_t i = 0; i < n; i++) store(width, out, at + i, off + load(draw, draws, i));
}

PND_INLINE void fill(const pnd_bitgen *g, const pnd_bitgen_kind *kind, int draw, int width, const range *r, intptr_t n, void *out)
{
    uint64_t block[BLOCK_BYTES / 8];
    for (intptr_t i = 0; i < n;) {
        const intptr_t most = BLOCK_BYTES * 8 / draw, k = n - i < most ? n - i : most;
        const intptr_t words = (k * draw + 31) / 32, have = draw == 64 ? k : words * (32 / draw);
        if (draw == 64) pnd_fill_u64(g, kind, block, k);
        else pnd_fill_u32(g, kind, (uint32_t *)(void *)block, words);
        if (r->whole) {
            add_all(draw, width, r->off, block, k, out, i);
            i += k;
        } else if (r->masked) {
            i = pack(draw, width, r, true, block, k, out, i);
        } else if (r->rare && convert_all(draw, width, r, false, block, k, out, i)) {
            i += k;
        } else {
            i = pack(draw, width, r, false, block, k, out, i);
        }
        /* Where some were rejected, what the last word has beyond k draws counts too. */
        for (intptr_t j = k; j < have && i < n; j++) {
            bool ok;
            const uint64_t x = value_of(draw, r, r->masked, load(draw, block, j), &ok);
            store(width, out, i, r->off + x);
            i += ok;
        }
    }
}

static void fill_64_by_64(const pnd_bitgen *g, const pnd_bitgen_kind *kind, const range *r, intptr_t n, void *out)
{
    fill(g, kind, 64, 64, r, n, out);
}

static void fill_64_by_32(const pnd_bitgen *g, const pnd_bitgen_kind *kind, const range *r, intptr_t n, void *out)
{
    fill(g, kind, 32, 64, r, n, out);
}

static void fill_32(const pnd_bitgen *g, const pnd_bitgen_kind *kind, const range *r, intptr_t n, void *out)
{
    fill(g, kind, 32, 32, r, n, out);
}

static void fill_16(const pnd_bitgen *g, const pnd_bitgen_kind *kind, const range *r, intptr_t n, void *out)
{
    fill(g, kind, 16, 16, r, n, out);
}

static void fill_8(const pnd_bitgen *g, const pnd_bitgen_kind *kind, const range *r, intptr_t n, void *out)
{
    fill(g, kind, 8, 8, r, n, out);
}

/* Both values: the bits of words, low ones first. */
static void fill_bool(const pnd_bitgen *g, const pnd_bitgen_kind *kind, intptr_t n, uint8_t *out)
{
    uint32_t block[BLOCK_BYTES / 4];
    for (intptr_t i = 0; i < n;) {
        const intptr_t need = (n - i + 31) / 32, k = need < PND_COUNT(block) ? need : PND_COUNT(block);
        pnd_fill_u32(g, kind, block, k);
        for (intptr_t j = 0; j < k; j++) {
            uint8_t bytes[32];
            for (int b = 0; b < 32; b++) bytes[b] = block[j] >> b & 1;
            const intptr_t left = n - i < 32 ? n - i : 32;
            memcpy(out + i, bytes, (size_t)left);
            i += left;
        }
    }
}

static void fill_constant(int bits, uint64_t x, intptr_t n, void *out)
{
    for (intptr_t i = 0; i < n; i++) store(bits, out, i, x);
}

void pnd_random_bounded_fill(const pnd_bitgen *g, const pnd_bitgen_kind *kind, int bits, uint64_t off, uint64_t rng, bool masked,
                             intptr_t n, void *out)
{
    assert(rng <= UINT64_MAX >> (64 - bits));
    const int draw = bits == 64 && rng <= UINT32_MAX ? 32 : bits;
    if (rng == 0) {
        fill_constant(bits < 8 ? 8 : bits, off, n, out);
        return;
    }
    if (bits == 1) {
        fill_bool(g, kind, n, out);
        return;
    }
    const range r = make_range(draw, off, rng, masked);
    if (bits == 64) (draw == 64 ? fill_64_by_64 : fill_64_by_32)(g, kind, &r, n, out);
    else (bits == 32 ? fill_32 : bits == 16 ? fill_16 : fill_8)(g, kind, &r, n, out);
}
