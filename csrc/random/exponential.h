/* The standard exponential distribution by the ziggurat method (Marsaglia and Tsang, J. Stat. Software 5, 2000) or by inversion. */
#ifndef PND_RANDOM_EXPONENTIAL_H
#define PND_RANDOM_EXPONENTIAL_H

#include <stddef.h>
#include <stdint.h>
#include "bitgen.h"

double pnd_random_standard_exponential(const pnd_bitgen *g);
float pnd_random_standard_exponential_f(const pnd_bitgen *g);
void pnd_random_standard_exponential_fill(const pnd_bitgen *g, const pnd_bitgen_kind *kind, intptr_t n, double *out);
void pnd_random_standard_exponential_fill_f(const pnd_bitgen *g, const pnd_bitgen_kind *kind, intptr_t n, float *out);

/* method="inv": -log1p(-u). */
double pnd_random_standard_exponential_inv(const pnd_bitgen *g);
float pnd_random_standard_exponential_inv_f(const pnd_bitgen *g);
void pnd_random_standard_exponential_inv_fill(const pnd_bitgen *g, const pnd_bitgen_kind *kind, intptr_t n, double *out);
void pnd_random_standard_exponential_inv_fill_f(const pnd_bitgen *g, const pnd_bitgen_kind *kind, intptr_t n, float *out);

double pnd_random_exponential(const pnd_bitgen *g, double scale);

#endif
