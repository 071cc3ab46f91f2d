/* Matrix products.  float32/64 and complex64/128 through OpenBLAS at one thread, tiled over our pool; others by a plain loop. */
#ifndef PND_LINALG_MATMUL_H
#define PND_LINALG_MATMUL_H

#include "../layout/view.h"

/* out[..., m, n] = a[..., m, k] @ b[..., k, n]; leading axes already broadcast (stride 0 where repeated), all of one native dtype.
   out does not overlap a or b.  Layouts with one unit stride go to BLAS without a copy. */
int pnd_matmul(const pnd_view *a, const pnd_view *b, const pnd_view *out, int *fpe, pnd_error *err);
/* Directory the package's BLAS lies in; set by layer 12 at import, opened on first use. */
void pnd_blas_set_path(const char *path);
const char *pnd_blas_config(pnd_error *err);

#endif
