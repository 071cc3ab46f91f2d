/* Matrix products.  float32/64 and complex64/128 through BLAS, large ones in tiles over our pool; other dtypes by our own loops. */
#ifndef PND_LINALG_MATMUL_H
#define PND_LINALG_MATMUL_H

#include "../layout/view.h"
#include "blas.h"

/* out[..., m, n] = a[..., m, k] @ b[..., k, n]; leading axes already broadcast (stride 0 where repeated), all of one native dtype.
   out does not overlap a or b.  k == 0 gives zeros.  Layouts with one unit stride go to BLAS without a copy.
   *fpe (may be NULL) is set to the IEEE flags of this call. */
int pnd_matmul(const pnd_view *a, const pnd_view *b, const pnd_view *out, int *fpe, pnd_error *err);

#endif
