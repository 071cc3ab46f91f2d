/*
 * Factors of one square matrix of double, by LAPACK.
 *
 * A matrix is n x n in Fortran order without gaps, element (i, j) at i + j * n; `a` is overwritten.  Results are 0, 1 when
 * there is no such factor (no convergence, or not positive definite), or -1 with *err: no memory, a matrix beyond
 * PND_FACTOR_MAX, or a library without LAPACK.
 */
#ifndef PND_LINALG_FACTOR_H
#define PND_LINALG_FACTOR_H

#include "blas.h"

#define PND_FACTOR_MAX 20000 /* rows: beyond it the size of the work memory does not fit LAPACK's 32-bit integers */

/* a = u diag(s) vt, s falling and not negative.  u and vt are n x n as well. */
int pnd_factor_svd(intptr_t n, double *a, double *s, double *u, double *vt, pnd_error *err);
/* a = v diag(w) v' for the symmetric matrix whose lower triangle is given: w rising, a becomes v. */
int pnd_factor_eigh(intptr_t n, double *a, double *w, pnd_error *err);
/* a = l l' for the symmetric matrix whose lower triangle is given: a becomes l, with zeros above the diagonal. */
int pnd_factor_cholesky(intptr_t n, double *a, pnd_error *err);

#endif
