/* The standard normal distribution by the ziggurat method (Marsaglia and Tsang, J. Stat. Software 5, 2000; one draw gives layer, sign and
 * abscissa as in Doornik, 2005), as NumPy's Generator draws it.  RandomState's gaussian is in legacy.h. */
#ifndef PND_RANDOM_NORMAL_H
#define PND_RANDOM_NORMAL_H

#include <stddef.h>
#include <stdint.h>
#include "bitgen.h"

double pnd_random_standard_normal(const pnd_bitgen *g);
float pnd_random_standard_normal_f(const pnd_bitgen *g);
void pnd_random_standard_normal_fill(const pnd_bitgen *g, const pnd_bitgen_kind *kind, intptr_t n, double *out);
void pnd_random_standard_normal_fill_f(const pnd_bitgen *g, const pnd_bitgen_kind *kind, intptr_t n, float *out);

double pnd_random_normal(const pnd_bitgen *g, double loc, double scale);
double pnd_random_lognormal(const pnd_bitgen *g, double mean, double sigma);

#endif
