/* Factors of matrices multiply back to what they were made from; failing allocations; what has no factor. */
#include "check.h"

#include <math.h>
#include <stdlib.h>

#include "linalg/factor.h"
#include "platform/cpu.h"

#define MOST 40

static pnd_error err;
static double a[MOST * MOST], copy[MOST * MOST], u[MOST * MOST], vt[MOST * MOST], s[MOST];

/* Symmetric, with eigenvalues above `shift`. */
static void fill(intptr_t n, double shift)
{
    static double b[MOST * MOST];
    for (intptr_t i = 0; i < n * n; i++) b[i] = sin((double)(7 * i + 3));
    for (intptr_t i = 0; i < n; i++)
        for (intptr_t j = 0; j < n; j++) {
            double sum = i == j ? shift : 0;
            for (intptr_t k = 0; k < n; k++) sum += b[i * n + k] * b[j * n + k];
            a[i + j * n] = copy[i + j * n] = sum;
        }
}

/* Of left diag(d) right, against the copy; d NULL: ones.  Element (i, j) of right lies at i * ri + j * rj. */
static double distance(intptr_t n, const double *left, const double *d, const double *right, intptr_t ri, intptr_t rj)
{
    double worst = 0;
    for (intptr_t i = 0; i < n; i++)
        for (intptr_t j = 0; j < n; j++) {
            double sum = 0;
            for (intptr_t k = 0; k < n; k++) sum += left[i + k * n] * (d ? d[k] : 1) * right[k * ri + j * rj];
            worst = fmax(worst, fabs(sum - copy[i + j * n]));
        }
    return worst;
}

static void test_products(void)
{
    for (intptr_t n = 0; n <= MOST; n++) {
        fill(n, 0.5);
        CHECK_OK(pnd_factor_svd(n, a, s, u, vt, &err), err);
        CHECK(distance(n, u, s, vt, 1, n) < 1e-11);
        for (intptr_t k = 1; k < n; k++) CHECK(s[k] <= s[k - 1] && s[k] >= 0);
        fill(n, 0.5);
        CHECK_OK(pnd_factor_eigh(n, a, s, &err), err);
        CHECK(distance(n, a, s, a, n, 1) < 1e-11);
        for (intptr_t k = 1; k < n; k++) CHECK(s[k] >= s[k - 1]);
        fill(n, 0.5);
        CHECK_OK(pnd_factor_cholesky(n, a, &err), err);
        CHECK(distance(n, a, NULL, a, n, 1) < 1e-11);
        for (intptr_t j = 1; j < n; j++) CHECK_DOUBLE(a[j * n], 0);
    }
}

static void test_without_factor(void)
{
    fill(5, -100);
    CHECK_INT(pnd_factor_cholesky(5, a, &err), 1);
    fill(5, 1);
    a[7] = NAN;
    CHECK_INT(pnd_factor_svd(5, a, s, u, vt, &err), 1);
    CHECK_FAILS(pnd_factor_svd(PND_FACTOR_MAX + 1, a, s, u, vt, &err), err, PND_ERR_VALUE);
    CHECK_FAILS(pnd_factor_eigh(PND_FACTOR_MAX + 1, a, s, &err), err, PND_ERR_VALUE);
    CHECK_FAILS(pnd_factor_cholesky(PND_FACTOR_MAX + 1, a, &err), err, PND_ERR_VALUE);
}

static void test_memory_fails(void)
{
    for (int which = 0; which < 2; which++)
        for (int n = 1; n <= 3; n++) {
            fill(9, 1);
            err.code = PND_ERR_NONE;
            pnd_mem_fail_at(n, false);
            const int status = which ? pnd_factor_eigh(9, a, s, &err) : pnd_factor_svd(9, a, s, u, vt, &err);
            pnd_mem_fail_at(0, false);
            CHECK_INT(status, n <= 2 ? -1 : 0);
            CHECK_INT(err.code, n <= 2 ? PND_ERR_MEMORY : PND_ERR_NONE);
        }
}

int main(void)
{
    if (pnd_cpu_init(&err) < 0 || getenv("PND_BLAS_DIR") == NULL) return 1;
    pnd_blas_set_path(getenv("PND_BLAS_DIR"));
    RUN(test_products);
    RUN(test_without_factor);
    RUN(test_memory_fails);
    return check_done();
}
