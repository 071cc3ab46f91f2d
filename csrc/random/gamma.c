/*
 * Gamma variates and what is made of them.
 *
 * The order of draws, of roundings and of the branches is part of the stream.
 */
#include "gamma.h"
#include "discrete.h"
#include "exponential.h"
#include "normal.h"

#include <math.h>

/* Below this both parameters of a beta are so small that the variate is 0 or 1. */
static const double beta_tiny = 3e-103;

/* Shape below 1: under U <= 1 - shape the power part of the hat, else its exponential part; the exponential V decides. */
static double small_gamma(const pnd_bitgen *g, double shape)
{
    for (;;) {
        const double u = pnd_next_double(g), v = pnd_random_standard_exponential(g);
        if (u <= 1.0 - shape) {
            const double x = pow(u, 1.0 / shape);
            if (x <= v) return x;
        } else {
            const double y = -log((1.0 - u) / shape);
            const double x = pow(1.0 - shape + shape * y, 1.0 / shape);
            if (x <= v + y) return x;
        }
    }
}

static float small_gamma_f(const pnd_bitgen *g, float shape)
{
    for (;;) {
        const float u = pnd_next_float(g), v = pnd_random_standard_exponential_f(g);
        if (u <= 1.0f - shape) {
            const float x = powf(u, 1.0f / shape);
            if (x <= v) return x;
        } else {
            const float y = -logf((1.0f - u) / shape);
            const float x = powf(1.0f - shape + shape * y, 1.0f / shape);
            if (x <= v + y) return x;
        }
    }
}

/* Shape above 1: b (1 + c X)**3 of a normal X, by a squeeze and then the exact test. */
static double large_gamma(const pnd_bitgen *g, double shape)
{
    const double b = shape - 1. / 3., c = 1.0 / sqrt(9 * b);
    for (;;) {
        double x, v;
        do {
            x = pnd_random_standard_normal(g);
            v = 1.0 + c * x;
        } while (v <= 0.0);
        v = v * v * v;
        const double u = pnd_next_double(g);
        if (u < 1.0 - 0.0331 * (x * x) * (x * x)) return b * v;
        if (log(u) < 0.5 * x * x + b * (1. - v + log(v))) return b * v;
    }
}

static float large_gamma_f(const pnd_bitgen *g, float shape)
{
    const float b = shape - 1.0f / 3.0f, c = 1.0f / sqrtf(9.0f * b);
    for (;;) {
        float x, v;
        do {
            x = pnd_random_standard_normal_f(g);
            v = 1.0f + c * x;
        } while (v <= 0.0f);
        v = v * v * v;
        const float u = pnd_next_float(g);
        if (u < 1.0f - 0.0331f * (x * x) * (x * x)) return b * v;
        if (logf(u) < 0.5f * x * x + b * (1.0f - v + logf(v))) return b * v;
    }
}

double pnd_random_standard_gamma(const pnd_bitgen *g, double shape)
{
    if (shape == 1.0) return pnd_random_standard_exponential(g);
    if (shape == 0.0) return 0.0;
    return shape < 1.0 ? small_gamma(g, shape) : large_gamma(g, shape);
}

float pnd_random_standard_gamma_f(const pnd_bitgen *g, float shape)
{
    if (shape == 1.0f) return pnd_random_standard_exponential_f(g);
    if (shape == 0.0f) return 0.0f;
    return shape < 1.0f ? small_gamma_f(g, shape) : large_gamma_f(g, shape);
}

double pnd_random_gamma(const pnd_bitgen *g, double shape, double scale) { return scale * pnd_random_standard_gamma(g, shape); }
float pnd_random_gamma_f(const pnd_bitgen *g, float shape, float scale) { return scale * pnd_random_standard_gamma_f(g, shape); }

/* Joehnk (Metrika 8, 1964), in logarithms where both powers underflow. */
static double joehnk(const pnd_bitgen *g, double a, double b)
{
    for (;;) {
        const double u = pnd_next_double(g), v = pnd_next_double(g);
        const double x = pow(u, 1.0 / a), y = pow(v, 1.0 / b);
        const double sum = x + y;
        if (!(sum <= 1.0 && u + v > 0.0)) continue;
        if (x > 0 && y > 0) return x / sum;
        const double ratio = log(v) / b - log(u) / a; /* of y to x */
        return ratio > 0 ? exp(-ratio - log1p(exp(-ratio))) : exp(-log1p(exp(ratio)));
    }
}

double pnd_random_beta(const pnd_bitgen *g, double a, double b)
{
    if (a <= 1.0 && b <= 1.0) {
        if (a < beta_tiny && b < beta_tiny) return (a + b) * pnd_next_double(g) < a ? 1 : 0;
        return joehnk(g, a, b);
    }
    const double x = pnd_random_standard_gamma(g, a), y = pnd_random_standard_gamma(g, b);
    return x / (x + y);
}

double pnd_random_chisquare(const pnd_bitgen *g, double df) { return 2.0 * pnd_random_standard_gamma(g, df / 2.0); }

double pnd_random_noncentral_chisquare(const pnd_bitgen *g, double df, double nonc)
{
    if (isnan(nonc)) return (double)NAN;
    if (nonc == 0) return pnd_random_chisquare(g, df);
    if (1 < df) {
        const double chi2 = pnd_random_chisquare(g, df - 1);
        const double n = pnd_random_standard_normal(g) + sqrt(nonc);
        return chi2 + n * n;
    }
    const int64_t i = pnd_random_poisson(g, nonc / 2.0);
    return pnd_random_chisquare(g, df + 2 * (double)i);
}

double pnd_random_f(const pnd_bitgen *g, double dfnum, double dfden)
{
    const double above = pnd_random_chisquare(g, dfnum) * dfden, below = pnd_random_chisquare(g, dfden) * dfnum;
    return above / below;
}

double pnd_random_noncentral_f(const pnd_bitgen *g, double dfnum, double dfden, double nonc)
{
    const double above = pnd_random_noncentral_chisquare(g, dfnum, nonc) * dfden;
    return above / (pnd_random_chisquare(g, dfden) * dfnum);
}

double pnd_random_standard_t(const pnd_bitgen *g, double df)
{
    const double n = pnd_random_standard_normal(g), gamma = pnd_random_standard_gamma(g, df / 2);
    return sqrt(df / 2) * n / sqrt(gamma);
}

/**** Dirichlet ****/

/* The stick: each beta takes its share of what the ones before have left.  out holds the sums of alpha from each place on at first. */
static void break_stick(const pnd_bitgen *g, intptr_t k, const double *alpha, double *out)
{
    double left = 1.0;
    out[k - 1] = alpha[k - 1];
    for (intptr_t j = k - 2; j >= 0; j--) out[j] = out[j + 1] + alpha[j];
    if (out[0] == 0) {
        for (intptr_t j = 0; j < k; j++) out[j] = 0;
        return;
    }
    for (intptr_t j = 0; j < k - 1; j++) {
        const double v = pnd_random_beta(g, alpha[j], out[j + 1]);
        out[j] = left * v;
        left *= 1.0 - v;
        if (out[j + 1] == 0) { /* nothing left for the rest */
            for (intptr_t i = j + 1; i < k; i++) out[i] = 0;
            return;
        }
    }
    out[k - 1] = left;
}

void pnd_random_dirichlet(const pnd_bitgen *g, intptr_t k, const double *alpha, double *out)
{
    double sum = 0, top = 0;
    for (intptr_t j = 0; j < k; j++) top = alpha[j] > top ? alpha[j] : top;
    if (k > 0 && top < 0.1) {
        break_stick(g, k, alpha, out);
        return;
    }
    for (intptr_t j = 0; j < k; j++) {
        out[j] = pnd_random_standard_gamma(g, alpha[j]);
        sum += out[j];
    }
    const double scale = 1 / sum;
    for (intptr_t j = 0; j < k; j++) out[j] *= scale;
}
