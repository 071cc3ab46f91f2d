/* Singular values, eigenvalues and Cholesky factors; see factor.h. */
#include "factor.h"

#include <string.h>

#include "../platform/mem.h"

#define FIND(name) find(n, offsetof(pnd_blas, name), #name, err)

/* The library, if it has the function at this place of its table. */
static const pnd_blas *find(intptr_t n, size_t place, const char *name, pnd_error *err)
{
    const pnd_blas *b = pnd_blas_get(err);
    void *function;
    if (!b) return NULL;
    if (n > PND_FACTOR_MAX) {
        pnd_fail(err, PND_ERR_VALUE, "a matrix of %lld rows is too large to be factored, the limit is %d", (long long)n, PND_FACTOR_MAX);
        return NULL;
    }
    memcpy(&function, (const char *)b + place, sizeof function);
    if (function) return b;
    pnd_fail(err, PND_ERR_RUNTIME, "the BLAS library (%.200s) has no function LAPACKE_%s", b->config, name);
    return NULL;
}

int pnd_factor_svd(intptr_t n, double *a, double *s, double *u, double *vt, pnd_error *err)
{
    const pnd_blas *b = FIND(dgesdd_work);
    const int m = (int)n;
    double size = 0;
    if (!b) return -1;
    if (n == 0) return 0;
    int *integers = pnd_malloc_array((size_t)n * 8, sizeof *integers);
    if (!integers) return pnd_fail_memory(err);
    double *work = NULL;
    int info = b->dgesdd_work(PND_BLAS_COLS, 'A', m, m, a, m, s, u, m, vt, m, &size, -1, integers);
    if (info == 0 && (work = pnd_malloc_array((size_t)size, sizeof *work)))
        info = b->dgesdd_work(PND_BLAS_COLS, 'A', m, m, a, m, s, u, m, vt, m, work, (int)size, integers);
    pnd_free(integers);
    if (info == 0 && !work) return pnd_fail_memory(err);
    pnd_free(work);
    return info != 0;
}

int pnd_factor_eigh(intptr_t n, double *a, double *w, pnd_error *err)
{
    const pnd_blas *b = FIND(dsyevd_work);
    const int m = (int)n;
    double size = 0;
    int count = 0;
    if (!b) return -1;
    if (n == 0) return 0;
    (void)b->dsyevd_work(PND_BLAS_COLS, 'V', 'L', m, a, m, w, &size, -1, &count, -1);
    int *integers = pnd_malloc_array((size_t)count, sizeof *integers);
    double *work = integers ? pnd_malloc_array((size_t)size, sizeof *work) : NULL;
    const int info = work ? b->dsyevd_work(PND_BLAS_COLS, 'V', 'L', m, a, m, w, work, (int)size, integers, count) : 0;
    const bool memory = work != NULL;
    pnd_free(work);
    pnd_free(integers);
    return memory ? info != 0 : pnd_fail_memory(err);
}

int pnd_factor_cholesky(intptr_t n, double *a, pnd_error *err)
{
    const pnd_blas *b = FIND(dpotrf_work);
    if (!b) return -1;
    if (n == 0) return 0;
    if (b->dpotrf_work(PND_BLAS_COLS, 'L', (int)n, a, (int)n) != 0) return 1;
    for (intptr_t j = 1; j < n; j++) memset(a + j * n, 0, (size_t)j * sizeof *a);
    return 0;
}
