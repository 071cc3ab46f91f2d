/* Evenly spaced elements from the first two: what arange is made of. */
#ifndef PND_KERNELS_ONCE_RAMP_H
#define PND_KERNELS_ONCE_RAMP_H

#include "../../dtype/dtype.h"

/* x[i] = x[0] + i * (x[1] - x[0]) for 2 <= i < n, computed in the type kernels compute in (float for float16).  Contiguous, aligned,
   native elements; integers wrap.  bool has no ramp: n <= 2. */
void pnd_ramp(const pnd_dtype *dtype, char *data, intptr_t n);

#endif
