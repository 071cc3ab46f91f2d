/* Binomial draws of both families: `old` is RandomState's, whose inversion rounds P(0) otherwise and which draws even for nothing. */
#ifndef PND_RANDOM_BINOMIAL_H
#define PND_RANDOM_BINOMIAL_H

#include "discrete.h"

int64_t pnd_binomial_draw(const pnd_bitgen *g, double p, int64_t n, pnd_binomial *setup, bool old);

#endif
