/*
 * Standard exponential numbers, by the ziggurat or by inversion.
 *
 * One word gives layer (8 bits) and abscissa (53, or 23 for float).  Beyond the base strip the exponential is itself again, so the tail
 * is one inversion; a wedge costs one more draw.
 */
#include "exponential.h"
#include "words.h"
#include "ziggurat.h"

#include <math.h>

/* A word (layer in its low bits, abscissa above) whose point is not surely under the curve, words that follow included. */
PND_NOINLINE static double settle(pnd_words *w, uint64_t word)
{
    for (;;) {
        const int i = word & 0xff;
        const uint64_t a = word >> 8;
        const double x = (double)a * pnd_ziggurat_exponential[i].w;
        if (a < pnd_ziggurat_exponential[i].k) return x;
        if (i == 0) return PND_EXPONENTIAL_TAIL - log1p(-pnd_words_double(w));
        const double below = pnd_ziggurat_exponential[i].f, above = pnd_ziggurat_exponential[i - 1].f;
        if ((above - below) * pnd_words_double(w) + below < exp(-x)) return x;
        word = pnd_words_next(w) >> 3;
    }
}

PND_NOINLINE static float settle_f(pnd_words32 *w, uint32_t word)
{
    for (;;) {
        const int i = word & 0xff;
        const uint32_t a = word >> 8;
        const float x = (float)a * pnd_ziggurat_exponential_f[i].w;
        if (a < pnd_ziggurat_exponential_f[i].k) return x;
        if (i == 0) return (float)PND_EXPONENTIAL_TAIL - log1pf(-pnd_words32_float(w));
        const float below = pnd_ziggurat_exponential_f[i].f, above = pnd_ziggurat_exponential_f[i - 1].f;
        if ((above - below) * pnd_words32_float(w) + below < expf(-x)) return x;
        word = pnd_words32_next(w) >> 1;
    }
}

PND_INLINE double draw(pnd_words *w)
{
    const uint64_t word = pnd_words_next(w) >> 3, a = word >> 8;
    const pnd_layer *layer = &pnd_ziggurat_exponential[word & 0xff];
    if (PND_UNLIKELY(a >= layer->k)) return settle(w, word);
    return (double)(int64_t)a * layer->w;
}

PND_INLINE float draw_f(pnd_words32 *w)
{
    const uint32_t word = pnd_words32_next(w) >> 1, a = word >> 8;
    const pnd_layer_f *layer = &pnd_ziggurat_exponential_f[word & 0xff];
    if (PND_UNLIKELY(a >= layer->k)) return settle_f(w, word);
    return (float)(int32_t)a * layer->w;
}

double pnd_random_standard_exponential(const pnd_bitgen *g)
{
    pnd_words w = pnd_words_none(g);
    return draw(&w);
}

float pnd_random_standard_exponential_f(const pnd_bitgen *g)
{
    pnd_words32 w = pnd_words32_none(g);
    return draw_f(&w);
}

void pnd_random_standard_exponential_fill(const pnd_bitgen *g, const pnd_bitgen_kind *kind, intptr_t n, double *out)
{
    pnd_words_fill(draw, g, kind, n, out);
}

void pnd_random_standard_exponential_fill_f(const pnd_bitgen *g, const pnd_bitgen_kind *kind, intptr_t n, float *out)
{
    pnd_words32_fill(draw_f, g, kind, n, out);
}

double pnd_random_standard_exponential_inv(const pnd_bitgen *g) { return -log1p(-pnd_next_double(g)); }
float pnd_random_standard_exponential_inv_f(const pnd_bitgen *g) { return (float)-log1p(-(double)pnd_next_float(g)); }

void pnd_random_standard_exponential_inv_fill(const pnd_bitgen *g, const pnd_bitgen_kind *kind, intptr_t n, double *out)
{
    pnd_fill_double(g, kind, out, n);
    for (intptr_t i = 0; i < n; i++) out[i] = -log1p(-out[i]);
}

void pnd_random_standard_exponential_inv_fill_f(const pnd_bitgen *g, const pnd_bitgen_kind *kind, intptr_t n, float *out)
{
    pnd_fill_float(g, kind, out, n);
    for (intptr_t i = 0; i < n; i++) out[i] = (float)-log1p(-(double)out[i]);
}

double pnd_random_exponential(const pnd_bitgen *g, double scale) { return scale * pnd_random_standard_exponential(g); }
