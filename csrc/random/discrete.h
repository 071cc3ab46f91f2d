/* The discrete distributions.  Parameters are the caller's to check; results are int64. */
#ifndef PND_RANDOM_DISCRETE_H
#define PND_RANDOM_DISCRETE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "bitgen.h"

/* What binomial draws of one n and p share; all zeros at first, refreshed when n or p differ from the last call's. */
typedef struct pnd_binomial {
    bool ready;
    int64_t n;
    double p; /* of the rarer outcome */
    int64_t m; /* inversion: bound of the search; BTPE: the mode */
    double r, q, fm, p1, p2, p3, p4, xm, xl, xr, c, laml, lamr;
} pnd_binomial;

int64_t pnd_random_poisson(const pnd_bitgen *g, double lam);
int64_t pnd_random_binomial(const pnd_bitgen *g, double p, int64_t n, pnd_binomial *setup);
int64_t pnd_random_negative_binomial(const pnd_bitgen *g, double n, double p);
int64_t pnd_random_geometric(const pnd_bitgen *g, double p);
int64_t pnd_random_zipf(const pnd_bitgen *g, double a);
int64_t pnd_random_logseries(const pnd_bitgen *g, double p);
int64_t pnd_random_hypergeometric(const pnd_bitgen *g, int64_t good, int64_t bad, int64_t sample);

/* n things over d outcomes with probabilities p: all d counts are written. */
void pnd_random_multinomial(const pnd_bitgen *g, int64_t n, const double *p, intptr_t d, pnd_binomial *setup, int64_t *counts);

/* `rows` draws of nsample things without replacement from an urn of `total` = sum(colors): rows * d counts are written.
 * `count` keeps the whole urn in memory: -1 when there is none for it. */
int pnd_random_multivariate_hypergeometric_count(const pnd_bitgen *g, int64_t total, intptr_t d, const int64_t *colors, int64_t nsample,
                                                 intptr_t rows, int64_t *counts);
void pnd_random_multivariate_hypergeometric_marginals(const pnd_bitgen *g, int64_t total, intptr_t d, const int64_t *colors,
                                                      int64_t nsample, intptr_t rows, int64_t *counts);

#endif
