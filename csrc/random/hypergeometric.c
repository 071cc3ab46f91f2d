/*
 * Draws from an urn without replacement.
 *
 * Few things are drawn one after the other; many by Stadlober's ratio of uniforms HRUA (J. Comput. Appl. Math. 31, 1990), on the smaller
 * half of the sample and of the urn.
 */
#include "discrete.h"
#include "../platform/mem.h"
#include "logfactorial.h"
#include "uniform.h"

#include <math.h>

/* At most half of the urn is drawn; what is asked for beyond is what stays. */
static int64_t draw_each(const pnd_bitgen *g, int64_t good, int64_t bad, int64_t sample)
{
    const int64_t total = good + bad;
    const bool rest = sample > total / 2;
    int64_t draws = rest ? total - sample : sample;
    int64_t left = total, left_good = good;
    while (draws > 0 && left_good > 0 && left > left_good) {
        left--;
        if ((int64_t)pnd_random_interval(g, (uint64_t)left) < left_good) left_good--;
        draws--;
    }
    if (left == left_good) left_good -= draws; /* only good ones are left */
    return rest ? left_good : good - left_good;
}

static int64_t ratio_of_uniforms(const pnd_bitgen *g, int64_t good, int64_t bad, int64_t sample)
{
    const int64_t total = good + bad, few = good < bad ? good : bad, many = good < bad ? bad : good;
    const int64_t draws = sample < total - sample ? sample : total - sample;
    const double p = (double)few / (double)total, q = (double)many / (double)total;
    const double a = (double)draws * p + 0.5;
    const double var = (double)(total - draws) * (double)draws * p * q / (double)(total - 1);
    const double c = sqrt(var + 0.5);
    const double h = 1.7155277699214135 * c + 0.8989161620588988; /* 2 sqrt(2/e), 3 - 2 sqrt(3/e) */
    const int64_t m = (int64_t)floor((double)(draws + 1) * (double)(few + 1) / (double)(total + 2));
    const double top = pnd_logfactorial(m) + pnd_logfactorial(few - m) + pnd_logfactorial(draws - m) + pnd_logfactorial(many - draws + m);
    const double ends = (double)((draws < few ? draws : few) + 1), far = floor(a + 16 * c);
    const double bound = ends < far ? ends : far;
    int64_t k;
    for (;;) {
        const double u = pnd_next_double(g), v = pnd_next_double(g);
        const double x = a + h * (v - 0.5) / u;
        if (x < 0.0 || x >= bound) continue;
        k = (int64_t)floor(x);
        const double t =
            top - (pnd_logfactorial(k) + pnd_logfactorial(few - k) + pnd_logfactorial(draws - k) + pnd_logfactorial(many - draws + k));
        if (u * (4.0 - u) - 3.0 <= t) break;
        if (u * (u - t) >= 1) continue;
        if (2.0 * log(u) <= t) break;
    }
    if (good > bad) k = draws - k;
    return draws < sample ? good - k : k;
}

int64_t pnd_random_hypergeometric(const pnd_bitgen *g, int64_t good, int64_t bad, int64_t sample)
{
    assert(good >= 0 && bad >= 0 && sample >= 0 && sample <= good + bad);
    return sample >= 10 && sample <= good + bad - 10 ? ratio_of_uniforms(g, good, bad, sample) : draw_each(g, good, bad, sample);
}

/**** Several colours ****/

static void take_complement(intptr_t d, const int64_t *colors, int64_t *counts)
{
    for (intptr_t k = 0; k < d; k++) counts[k] = colors[k] - counts[k];
}

/* Fisher and Yates's shuffle, as far as it is needed, of the urn laid out in a row; the next draw goes on from that order. */
int pnd_random_multivariate_hypergeometric_count(const pnd_bitgen *g, int64_t total, intptr_t d, const int64_t *colors, int64_t nsample,
                                                 intptr_t rows, int64_t *counts)
{
    for (intptr_t i = 0; i < rows * d; i++) counts[i] = 0;
    if (total == 0 || nsample == 0) return 0;
    intptr_t *urn = pnd_malloc_array((size_t)total, sizeof *urn);
    if (!urn) return -1;
    for (intptr_t k = 0, at = 0; k < d; k++)
        for (int64_t j = 0; j < colors[k]; j++) urn[at++] = k;
    const bool rest = nsample > total / 2;
    if (rest) nsample = total - nsample;
    for (intptr_t row = 0; row < rows; row++, counts += d) {
        for (int64_t j = 0; j < nsample; j++) {
            const int64_t k = j + (int64_t)pnd_random_interval(g, (uint64_t)(total - j - 1));
            const intptr_t color = urn[k];
            urn[k] = urn[j];
            urn[j] = color;
            counts[color]++;
        }
        if (rest) take_complement(d, colors, counts);
    }
    pnd_free(urn);
    return 0;
}

/* Colour by colour: how many of this one are among those drawn from it and all that follow. */
void pnd_random_multivariate_hypergeometric_marginals(const pnd_bitgen *g, int64_t total, intptr_t d, const int64_t *colors,
                                                      int64_t nsample, intptr_t rows, int64_t *counts)
{
    for (intptr_t i = 0; i < rows * d; i++) counts[i] = 0;
    if (total == 0 || nsample == 0) return;
    const bool rest = nsample > total / 2;
    if (rest) nsample = total - nsample;
    for (intptr_t row = 0; row < rows; row++, counts += d) {
        int64_t draws = nsample, others = total;
        for (intptr_t k = 0; k < d - 1 && draws > 0; k++) {
            others -= colors[k];
            counts[k] = pnd_random_hypergeometric(g, colors[k], others, draws);
            draws -= counts[k];
        }
        if (draws > 0) counts[d - 1] = draws;
        if (rest) take_complement(d, colors, counts);
    }
}
