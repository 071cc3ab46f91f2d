/* RandomState's distributions, frozen since NumPy 1.16: other algorithms or other roundings than the Generator's.
 * Those not here are shared: uniform, laplace, gumbel, logistic, triangular, poisson, interval and bounded integers (masked). */
#ifndef PND_RANDOM_LEGACY_H
#define PND_RANDOM_LEGACY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "bitgen.h"
#include "discrete.h"

/* The polar method makes gaussians in pairs; the second waits here and is part of the state that get_state shows. */
typedef struct pnd_legacy {
    const pnd_bitgen *bitgen;
    int has_gauss;
    double gauss;
} pnd_legacy;

double pnd_legacy_double(pnd_legacy *s);
double pnd_legacy_gauss(pnd_legacy *s);
void pnd_legacy_gauss_fill(pnd_legacy *s, const pnd_bitgen_kind *kind, intptr_t n, double *out);
double pnd_legacy_standard_exponential(pnd_legacy *s);
double pnd_legacy_standard_gamma(pnd_legacy *s, double shape);
double pnd_legacy_standard_cauchy(pnd_legacy *s);
double pnd_legacy_normal(pnd_legacy *s, double loc, double scale);
double pnd_legacy_lognormal(pnd_legacy *s, double mean, double sigma);
double pnd_legacy_exponential(pnd_legacy *s, double scale);
double pnd_legacy_gamma(pnd_legacy *s, double shape, double scale);
double pnd_legacy_pareto(pnd_legacy *s, double a);
double pnd_legacy_weibull(pnd_legacy *s, double a);
double pnd_legacy_power(pnd_legacy *s, double a);
double pnd_legacy_rayleigh(pnd_legacy *s, double scale);
double pnd_legacy_beta(pnd_legacy *s, double a, double b);
double pnd_legacy_chisquare(pnd_legacy *s, double df);
double pnd_legacy_noncentral_chisquare(pnd_legacy *s, double df, double nonc);
double pnd_legacy_f(pnd_legacy *s, double dfnum, double dfden);
double pnd_legacy_noncentral_f(pnd_legacy *s, double dfnum, double dfden, double nonc);
double pnd_legacy_standard_t(pnd_legacy *s, double df);
double pnd_legacy_wald(pnd_legacy *s, double mean, double scale);
double pnd_legacy_vonmises(pnd_legacy *s, double mu, double kappa);
void pnd_legacy_dirichlet(pnd_legacy *s, intptr_t k, const double *alpha, double *out);

int64_t pnd_legacy_poisson(const pnd_bitgen *g, double lam);
int64_t pnd_legacy_binomial(const pnd_bitgen *g, double p, int64_t n, pnd_binomial *setup);
int64_t pnd_legacy_negative_binomial(pnd_legacy *s, double n, double p);
int64_t pnd_legacy_geometric(const pnd_bitgen *g, double p);
int64_t pnd_legacy_zipf(const pnd_bitgen *g, double a);
int64_t pnd_legacy_logseries(const pnd_bitgen *g, double p);
int64_t pnd_legacy_hypergeometric(const pnd_bitgen *g, int64_t good, int64_t bad, int64_t sample);
void pnd_legacy_multinomial(const pnd_bitgen *g, int64_t n, const double *p, intptr_t d, pnd_binomial *setup, int64_t *counts);

#endif
