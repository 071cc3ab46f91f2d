/*
 * The BLAS library: opened on first use, one table of function pointers.
 *
 * It is the OpenBLAS that the package carries, or the library whose absolute path PYNDARRAY_BLAS names.  It is opened
 * RTLD_LOCAL, so that it does not mix with another BLAS of the process, and set to one thread for good: its own pool
 * collapses beside another library's spinning threads, and its thread count would change result bits.  Threads are ours.
 */
#ifndef PND_LINALG_BLAS_H
#define PND_LINALG_BLAS_H

#include "../platform/error.h"

enum { PND_BLAS_ROWS = 101, PND_BLAS_COLS = 102, PND_BLAS_NOTRANS = 111, PND_BLAS_TRANS = 112 };

typedef struct pnd_blas {
#define PND_BLAS(result, name, parameters) result(*name) parameters;
#include "blas.def"
#undef PND_BLAS
#define PND_LAPACK(result, name, parameters) result(*name) parameters;
#include "lapack.def"
#undef PND_LAPACK
    const char *config; /* what the library says of itself */
} pnd_blas;

const pnd_blas *pnd_blas_get(pnd_error *err); /* NULL with PND_ERR_RUNTIME; later calls then fail alike */

/* Directory the package's BLAS lies in; set by layer 12 at import. */
void pnd_blas_set_path(const char *path);
const char *pnd_blas_config(pnd_error *err);

#endif
