/* The other continuous distributions: inversions, ratios and rejections with one or two parameters.
 * Parameters are the caller's to check. */
#ifndef PND_RANDOM_CONTINUOUS_H
#define PND_RANDOM_CONTINUOUS_H

#include "bitgen.h"

double pnd_random_standard_cauchy(const pnd_bitgen *g);
double pnd_random_pareto(const pnd_bitgen *g, double a);
double pnd_random_weibull(const pnd_bitgen *g, double a);
double pnd_random_power(const pnd_bitgen *g, double a);
double pnd_random_laplace(const pnd_bitgen *g, double loc, double scale);
double pnd_random_gumbel(const pnd_bitgen *g, double loc, double scale);
double pnd_random_logistic(const pnd_bitgen *g, double loc, double scale);
double pnd_random_rayleigh(const pnd_bitgen *g, double scale);
double pnd_random_wald(const pnd_bitgen *g, double mean, double scale);
double pnd_random_vonmises(const pnd_bitgen *g, double mu, double kappa);
double pnd_random_triangular(const pnd_bitgen *g, double left, double mode, double right);

#endif
