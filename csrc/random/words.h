/*
 * Words drawn ahead in blocks, for fills that take a varying number of words a value.
 *
 * A fill that has still to make k values asks for at most k words: each value takes at least one, so all of them will be used and the
 * stream ends where drawing one at a time would have left it.  What a value needs beyond the block comes straight from the generator,
 * which then stands right behind the block.  An empty block is thus the generator itself, and one function serves draws and fills.
 */
#ifndef PND_RANDOM_WORDS_H
#define PND_RANDOM_WORDS_H

#include "mt19937.h"

enum { PND_BLOCK = 512 };

typedef struct pnd_words {
    const pnd_bitgen *g;
    const uint64_t *at, *end;
    bool halves; /* a double is made of both 32-bit halves (MT19937), not of the upper 53 bits */
} pnd_words;

typedef struct pnd_words32 {
    const pnd_bitgen *g;
    const uint32_t *at, *end;
} pnd_words32;

PND_INLINE pnd_words pnd_words_none(const pnd_bitgen *g) { return (pnd_words){g, NULL, NULL, false}; }
PND_INLINE pnd_words32 pnd_words32_none(const pnd_bitgen *g) { return (pnd_words32){g, NULL, NULL}; }

/* Draws the words of a block for `left` values still to make; returns how many. */
PND_INLINE intptr_t pnd_words_draw(pnd_words *w, const pnd_bitgen_kind *kind, intptr_t left, uint64_t *block)
{
    const intptr_t n = left < PND_BLOCK ? left : PND_BLOCK;
    pnd_fill_u64(w->g, kind, block, n);
    w->at = block, w->end = block + n;
    w->halves = kind == &pnd_mt19937_kind;
    return n;
}

PND_INLINE intptr_t pnd_words32_draw(pnd_words32 *w, const pnd_bitgen_kind *kind, intptr_t left, uint32_t *block)
{
    const intptr_t n = left < PND_BLOCK ? left : PND_BLOCK;
    pnd_fill_u32(w->g, kind, block, n);
    w->at = block, w->end = block + n;
    return n;
}

PND_INLINE uint64_t pnd_words_next(pnd_words *w) { return w->at < w->end ? *w->at++ : pnd_next_u64(w->g); }
PND_INLINE uint32_t pnd_words32_next(pnd_words32 *w) { return w->at < w->end ? *w->at++ : pnd_next_u32(w->g); }

PND_INLINE double pnd_words_double(pnd_words *w)
{
    if (w->at == w->end) return pnd_next_double(w->g);
    const uint64_t u = *w->at++;
    const uint64_t bits = w->halves ? u >> 37 << 26 | (u & 0xffffffff) >> 6 : u >> 11;
    return (double)bits * (1.0 / 9007199254740992.0);
}

PND_INLINE float pnd_words32_float(pnd_words32 *w) { return (float)(pnd_words32_next(w) >> 8) * (1.0f / 16777216.0f); }

/* n values, each made by `draw` (a function to inline); kind NULL: without blocks. */
PND_INLINE void pnd_words_fill(double (*draw)(pnd_words *), const pnd_bitgen *g, const pnd_bitgen_kind *kind, intptr_t n, double *out)
{
    pnd_words w = pnd_words_none(g);
    uint64_t block[PND_BLOCK];
    for (intptr_t i = 0; i < n;) {
        if (kind) pnd_words_draw(&w, kind, n - i, block);
        do out[i++] = draw(&w);
        while (w.at < w.end);
    }
}

PND_INLINE void pnd_words32_fill(float (*draw)(pnd_words32 *), const pnd_bitgen *g, const pnd_bitgen_kind *kind, intptr_t n, float *out)
{
    pnd_words32 w = pnd_words32_none(g);
    uint32_t block[PND_BLOCK];
    for (intptr_t i = 0; i < n;) {
        if (kind) pnd_words32_draw(&w, kind, n - i, block);
        do out[i++] = draw(&w);
        while (w.at < w.end);
    }
}

#endif
