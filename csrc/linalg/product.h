/*
 * The product of two matrices, c = a @ b: what matmul.c runs for each tile of each item of a batch.
 *
 * A pnd_mat is a matrix of native elements anywhere in memory; steps are in bytes.
 */
#ifndef PND_LINALG_PRODUCT_H
#define PND_LINALG_PRODUCT_H

#include <stdbool.h>

#include "../dtype/dtype.h"
#include "blas.h"

typedef struct pnd_mat {
    char *p;
    intptr_t rows, cols;
    intptr_t row_step, col_step;
} pnd_mat;

/* Any layout; a.cols > 0. */
typedef void pnd_product_fn(const pnd_mat *a, const pnd_mat *b, const pnd_mat *c);
pnd_product_fn *pnd_product_plain(const pnd_dtype *d); /* every built-in dtype; never NULL for one */

/* Through BLAS: float32/64, complex64/128. */
bool pnd_blas_has(const pnd_dtype *d);
/* Can BLAS address m as it is?  A matrix needs one unit step; a vector, any whole step but zero.  a is a vector where
   it has one row, b where it has one column, c in either case. */
bool pnd_blas_takes(const pnd_dtype *d, const pnd_mat *m, bool vector);
void pnd_product_blas(const pnd_blas *blas, const pnd_dtype *d, const pnd_mat *a, const pnd_mat *b, const pnd_mat *c);

#endif
