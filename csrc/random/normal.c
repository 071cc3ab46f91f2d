/*
 * Standard normal numbers by the ziggurat.
 *
 * One word gives layer (8 bits), sign (1) and abscissa (52, or 23 for float).  99 of 100 lie under the curve by the layer's k; the rest,
 * the wedge of a layer or the tail (Marsaglia, Technometrics 6, 1964) need further draws, made from the same block of words.
 */
#include "normal.h"
#include "words.h"
#include "ziggurat.h"

#include <math.h>
#include <string.h>

static const double inverse_tail = 0.27366123732975827203338247596;

/* Beyond the tail's beginning; `negative` is a bit of the abscissa that the choice of layer left unused. */
PND_NOINLINE static double tail(pnd_words *w, bool negative)
{
    for (;;) {
        const double x = -inverse_tail * log1p(-pnd_words_double(w));
        const double y = -log1p(-pnd_words_double(w));
        if (y + y > x * x) return negative ? -(PND_NORMAL_TAIL + x) : PND_NORMAL_TAIL + x;
    }
}

PND_NOINLINE static float tail_f(pnd_words32 *w, bool negative)
{
    const float r = (float)PND_NORMAL_TAIL;
    for (;;) {
        const float x = -(float)inverse_tail * log1pf(-pnd_words32_float(w));
        const float y = -log1pf(-pnd_words32_float(w));
        if (y + y > x * x) return negative ? -(r + x) : r + x;
    }
}

/* A word whose point is not surely under the curve: what becomes of it, words that follow included. */
PND_NOINLINE static double settle(pnd_words *w, uint64_t word)
{
    for (;;) {
        const int i = word & 0xff;
        const uint64_t a = word >> 9 & 0x000fffffffffffff;
        const double x = (double)a * pnd_ziggurat_normal[i].w;
        if (a < pnd_ziggurat_normal[i].k) return word & 0x100 ? -x : x;
        if (i == 0) return tail(w, a >> 8 & 1);
        const double below = pnd_ziggurat_normal[i].f, above = pnd_ziggurat_normal[i - 1].f;
        if ((above - below) * pnd_words_double(w) + below < exp(-0.5 * x * x)) return word & 0x100 ? -x : x;
        word = pnd_words_next(w);
    }
}

PND_NOINLINE static float settle_f(pnd_words32 *w, uint32_t word)
{
    for (;;) {
        const int i = word & 0xff;
        const uint32_t a = word >> 9;
        const float x = (float)a * pnd_ziggurat_normal_f[i].w;
        if (a < pnd_ziggurat_normal_f[i].k) return word & 0x100 ? -x : x;
        if (i == 0) return tail_f(w, a >> 8 & 1);
        const float below = pnd_ziggurat_normal_f[i].f, above = pnd_ziggurat_normal_f[i - 1].f;
        if ((double)((above - below) * pnd_words32_float(w) + below) < exp(-0.5 * (double)x * (double)x)) return word & 0x100 ? -x : x;
        word = pnd_words32_next(w);
    }
}

/* x >= 0, negative by bit 8 of the word: no branch, as half of them would be mispredicted. */
PND_INLINE double with_sign(double x, uint64_t word)
{
    uint64_t bits;
    memcpy(&bits, &x, 8);
    bits |= (word & 0x100) << 55;
    memcpy(&x, &bits, 8);
    return x;
}

PND_INLINE float with_sign_f(float x, uint32_t word)
{
    uint32_t bits;
    memcpy(&bits, &x, 4);
    bits |= (word & 0x100) << 23;
    memcpy(&x, &bits, 4);
    return x;
}

PND_INLINE double draw(pnd_words *w)
{
    const uint64_t word = pnd_words_next(w);
    const pnd_layer *layer = &pnd_ziggurat_normal[word & 0xff];
    const uint64_t a = word >> 9 & 0x000fffffffffffff;
    if (PND_UNLIKELY(a >= layer->k)) return settle(w, word);
    return with_sign((double)(int64_t)a * layer->w, word);
}

PND_INLINE float draw_f(pnd_words32 *w)
{
    const uint32_t word = pnd_words32_next(w), a = word >> 9;
    const pnd_layer_f *layer = &pnd_ziggurat_normal_f[word & 0xff];
    if (PND_UNLIKELY(a >= layer->k)) return settle_f(w, word);
    return with_sign_f((float)(int32_t)a * layer->w, word);
}

double pnd_random_standard_normal(const pnd_bitgen *g)
{
    pnd_words w = pnd_words_none(g);
    return draw(&w);
}

float pnd_random_standard_normal_f(const pnd_bitgen *g)
{
    pnd_words32 w = pnd_words32_none(g);
    return draw_f(&w);
}

void pnd_random_standard_normal_fill(const pnd_bitgen *g, const pnd_bitgen_kind *kind, intptr_t n, double *out)
{
    pnd_words_fill(draw, g, kind, n, out);
}

void pnd_random_standard_normal_fill_f(const pnd_bitgen *g, const pnd_bitgen_kind *kind, intptr_t n, float *out)
{
    pnd_words32_fill(draw_f, g, kind, n, out);
}

double pnd_random_normal(const pnd_bitgen *g, double loc, double scale) { return loc + scale * pnd_random_standard_normal(g); }

double pnd_random_lognormal(const pnd_bitgen *g, double mean, double sigma) { return exp(pnd_random_normal(g, mean, sigma)); }
