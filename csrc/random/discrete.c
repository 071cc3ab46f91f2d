/*
 * Poisson, negative binomial, geometric, zipf and logarithmic numbers.
 */
#include "discrete.h"
#include "binomial.h"
#include "exponential.h"
#include "gamma.h"
#include "logfactorial.h"

#include <math.h>

int64_t pnd_random_binomial(const pnd_bitgen *g, double p, int64_t n, pnd_binomial *setup)
{
    return pnd_binomial_draw(g, p, n, setup, false);
}

void pnd_random_multinomial(const pnd_bitgen *g, int64_t n, const double *p, intptr_t d, pnd_binomial *setup, int64_t *counts)
{
    double left = 1.0;
    for (intptr_t j = 0; j < d; j++) counts[j] = 0;
    for (intptr_t j = 0; j < d - 1 && n > 0; j++) {
        counts[j] = pnd_binomial_draw(g, p[j] / left, n, setup, false);
        n -= counts[j];
        left -= p[j];
    }
    if (n > 0 && d > 0) counts[d - 1] = n;
}

/**** Poisson ****/

/* Uniforms are multiplied until exp(-lam) is passed. */
static int64_t poisson_product(const pnd_bitgen *g, double lam)
{
    const double limit = exp(-lam);
    double product = 1.0;
    for (int64_t x = 0;; x++) {
        product *= pnd_next_double(g);
        if (!(product > limit)) return x;
    }
}

/* Hoermann's transformed rejection PTRS (Insurance: Mathematics and Economics 12, 1993). */
static int64_t poisson_ptrs(const pnd_bitgen *g, double lam)
{
    const double log_lam = log(lam);
    const double b = 0.931 + 2.53 * sqrt(lam), a = -0.059 + 0.02483 * b;
    const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4), vr = 0.9277 - 3.6224 / (b - 2);
    for (;;) {
        const double u = pnd_next_double(g) - 0.5, v = pnd_next_double(g);
        const double us = 0.5 - fabs(u);
        const int64_t k = (int64_t)floor((2 * a / us + b) * u + lam + 0.43);
        if (us >= 0.07 && v <= vr) return k;
        if (k < 0 || (us < 0.013 && v > us)) continue;
        if (log(v) + log(inverse_alpha) - log(a / (us * us) + b) <= -lam + (double)k * log_lam - pnd_loggam((double)(k + 1))) return k;
    }
}

int64_t pnd_random_poisson(const pnd_bitgen *g, double lam)
{
    if (lam >= 10) return poisson_ptrs(g, lam);
    return lam == 0 ? 0 : poisson_product(g, lam);
}

int64_t pnd_random_negative_binomial(const pnd_bitgen *g, double n, double p)
{
    return pnd_random_poisson(g, pnd_random_gamma(g, n, (1 - p) / p));
}

/**** Geometric, zipf, logarithmic series ****/

int64_t pnd_geometric_search(const pnd_bitgen *g, double p)
{
    const double q = 1.0 - p, u = pnd_next_double(g);
    double sum = p, term = p;
    int64_t x = 1;
    for (; u > sum; x++) {
        term *= q;
        sum += term;
    }
    return x;
}

int64_t pnd_random_geometric(const pnd_bitgen *g, double p)
{
    if (p >= 0.333333333333333333333333) return pnd_geometric_search(g, p);
    const double z = ceil(-pnd_random_standard_exponential(g) / log1p(-p));
    return z >= 9.223372036854775808e18 ? INT64_MAX : (int64_t)z;
}

/* Devroye, "Non-Uniform Random Variate Generation", 1986, X.6.1; the uniform starts where results begin to fit. */
int64_t pnd_random_zipf(const pnd_bitgen *g, double a)
{
    if (a >= 1025) return 1;
    const double am1 = a - 1, b = pow(2.0, am1);
    const double least = pow((double)INT64_MAX, -am1);
    for (;;) {
        const double u01 = pnd_next_double(g);
        const double u = u01 * least + (1 - u01), v = pnd_next_double(g);
        const double x = floor(pow(u, -1.0 / am1));
        if (x > (double)INT64_MAX || x < 1.0) continue;
        const double t = pow(1.0 + 1.0 / x, am1);
        if (v * x * (t - 1.0) / (b - 1.0) <= t / b) return x >= 9.223372036854775808e18 ? INT64_MAX : (int64_t)x;
    }
}

/* Kemp's second accelerated generator (Applied Statistics 30, 1981). */
int64_t pnd_random_logseries(const pnd_bitgen *g, double p)
{
    const double r = log1p(-p);
    for (;;) {
        const double v = pnd_next_double(g);
        if (v >= p) return 1;
        const double q = -expm1(r * pnd_next_double(g));
        if (v > q * q) return v >= q ? 1 : 2;
        const int64_t x = (int64_t)floor(1 + log(v) / log(q));
        if (x >= 1 && v != 0.0) return x;
    }
}
