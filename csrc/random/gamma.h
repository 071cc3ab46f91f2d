/* The gamma distribution (Marsaglia and Tsang, ACM TOMS 26, 2000; below shape 1 Ahrens and Dieter's rejection in Best's form) and those
 * made from gamma variates.  Parameters are the caller's to check: shape, a, b, df >= 0. */
#ifndef PND_RANDOM_GAMMA_H
#define PND_RANDOM_GAMMA_H

#include <stddef.h>
#include <stdint.h>
#include "bitgen.h"

double pnd_random_standard_gamma(const pnd_bitgen *g, double shape);
float pnd_random_standard_gamma_f(const pnd_bitgen *g, float shape);
double pnd_random_gamma(const pnd_bitgen *g, double shape, double scale);
float pnd_random_gamma_f(const pnd_bitgen *g, float shape, float scale);

double pnd_random_beta(const pnd_bitgen *g, double a, double b);
double pnd_random_chisquare(const pnd_bitgen *g, double df);
double pnd_random_noncentral_chisquare(const pnd_bitgen *g, double df, double nonc);
double pnd_random_f(const pnd_bitgen *g, double dfnum, double dfden);
double pnd_random_noncentral_f(const pnd_bitgen *g, double dfnum, double dfden, double nonc);
double pnd_random_standard_t(const pnd_bitgen *g, double df);

/* One row of k proportions: normed gammas, or sticks broken by betas where every alpha is below 0.1. */
void pnd_random_dirichlet(const pnd_bitgen *g, intptr_t k, const double *alpha, double *out);

#endif
