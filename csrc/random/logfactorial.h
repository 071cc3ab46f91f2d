/* Logarithms of factorials, and of the gamma function as the rejection tests of the frozen streams compute it; the two kinds of geometric. */
#ifndef PND_RANDOM_LOGFACTORIAL_H
#define PND_RANDOM_LOGFACTORIAL_H

#include "bitgen.h"

double pnd_logfactorial(int64_t k); /* k >= 0 */
double pnd_loggam(double x); /* x > 0 */

/* By adding up probabilities: what both families do from p = 1/3 on. */
int64_t pnd_geometric_search(const pnd_bitgen *g, double p);

#endif
