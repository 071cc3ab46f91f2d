/*
 * One product through BLAS: dot for two vectors, gemv for a matrix and a vector, else gemm.
 *
 * BLAS counts in 32-bit integers; m and n are the caller's to bound (tiles), k is cut here and added up with beta = 1.
 */
#include "product.h"

#include <limits.h>
#include <string.h>

#define K_MAX ((intptr_t)1 << 30)

typedef enum kind { KIND_S, KIND_D, KIND_C, KIND_Z, KIND_NONE } kind;

static kind kind_of(const pnd_dtype *d)
{
    switch (d->idx) {
    case PND_IDX_FLOAT: return KIND_S;
    case PND_IDX_DOUBLE: return KIND_D;
    case PND_IDX_CFLOAT: return KIND_C;
    case PND_IDX_CDOUBLE: return KIND_Z;
    }
    return KIND_NONE;
}

bool pnd_blas_has(const pnd_dtype *d) { return !d->swapped && kind_of(d) != KIND_NONE; }

/**************************************************************************** layouts */

static pnd_mat transpose(const pnd_mat *m) { return (pnd_mat){m->p, m->cols, m->rows, m->col_step, m->row_step}; }

/* Rows are contiguous and at least `cols` elements apart; *ld is that distance. */
static bool as_rows(const pnd_mat *m, intptr_t w, int *ld)
{
    if (m->cols > 1 && m->col_step != w) return false;
    const intptr_t distance = m->rows > 1 ? m->row_step / w : m->cols;
    if (m->rows > 1 && (m->row_step % w != 0 || distance < m->cols || distance < 1)) return false;
    if (distance > INT_MAX) return false;
    *ld = (int)distance;
    return true;
}

static bool as_cols(const pnd_mat *m, intptr_t w, int *ld)
{
    const pnd_mat t = transpose(m);
    return as_rows(&t, w, ld);
}

/* How BLAS reads m, laid out by rows or by columns. */
static int leading(const pnd_mat *m, intptr_t w, int *ld)
{
    if (as_rows(m, w, ld)) return PND_BLAS_NOTRANS;
    if (as_cols(m, w, ld)) return PND_BLAS_TRANS;
    assert(!"a layout that BLAS does not take");
    return 0;
}

static bool as_vector(intptr_t n, intptr_t step, intptr_t w)
{
    return n <= 1 || (step != 0 && step % w == 0 && step / w <= INT_MAX && step / w >= -INT_MAX);
}

bool pnd_blas_takes(const pnd_dtype *d, const pnd_mat *m, bool vector)
{
    int ld;
    if ((uintptr_t)m->p % (uintptr_t)d->align != 0) return false;
    if (vector && as_vector(m->rows == 1 ? m->cols : m->rows, m->rows == 1 ? m->col_step : m->row_step, d->size)) return true;
    return as_rows(m, d->size, &ld) || as_cols(m, d->size, &ld);
}

/**************************************************************************** calls */

/* CBLAS with a negative step begins at the lowest address. */
typedef struct vector {
    char *p;
    int inc;
} vector;

static vector vector_of(char *p, intptr_t n, intptr_t step, intptr_t w)
{
    if (n <= 1) return (vector){p, 1};
    return (vector){step < 0 ? p + (n - 1) * step : p, (int)(step / w)};
}

static const float c_one[2] = {1, 0}, c_zero[2] = {0, 0};
static const double z_one[2] = {1, 0}, z_zero[2] = {0, 0};

static void gemm(const pnd_blas *l, kind t, int ta, int tb, int m, int n, int k, const void *a, int lda, const void *b, int ldb, bool add,
                 void *c, int ldc)
{
    const int order = PND_BLAS_ROWS;
    switch (t) {
    case KIND_S: l->sgemm(order, ta, tb, m, n, k, 1, a, lda, b, ldb, add ? 1 : 0, c, ldc); break;
    case KIND_D: l->dgemm(order, ta, tb, m, n, k, 1, a, lda, b, ldb, add ? 1 : 0, c, ldc); break;
    case KIND_C: l->cgemm(order, ta, tb, m, n, k, c_one, a, lda, b, ldb, add ? c_one : c_zero, c, ldc); break;
    case KIND_Z: l->zgemm(order, ta, tb, m, n, k, z_one, a, lda, b, ldb, add ? z_one : z_zero, c, ldc); break;
    case KIND_NONE: break;
    }
}

static void gemv(const pnd_blas *l, kind t, int trans, int m, int n, const void *a, int lda, vector x, bool add, vector y)
{
    const int order = PND_BLAS_ROWS;
    switch (t) {
    case KIND_S: l->sgemv(order, trans, m, n, 1, a, lda, x.p, x.inc, add ? 1 : 0, y.p, y.inc); break;
    case KIND_D: l->dgemv(order, trans, m, n, 1, a, lda, x.p, x.inc, add ? 1 : 0, y.p, y.inc); break;
    case KIND_C: l->cgemv(order, trans, m, n, c_one, a, lda, x.p, x.inc, add ? c_one : c_zero, y.p, y.inc); break;
    case KIND_Z: l->zgemv(order, trans, m, n, z_one, a, lda, x.p, x.inc, add ? z_one : z_zero, y.p, y.inc); break;
    case KIND_NONE: break;
    }
}

static void dot(const pnd_blas *l, kind t, const pnd_mat *a, const pnd_mat *b, intptr_t w, char *out)
{
    float s = 0, s2[2] = {0, 0}, part[2];
    double d = 0, d2[2] = {0, 0}, dpart[2];
    for (intptr_t k = 0; k < a->cols; k += K_MAX) {
        const intptr_t n = a->cols - k < K_MAX ? a->cols - k : K_MAX;
        const vector x = vector_of(a->p + k * a->col_step, n, a->col_step, w), y = vector_of(b->p + k * b->row_step, n, b->row_step, w);
        switch (t) {
        case KIND_S: s += l->sdot((int)n, x.p, x.inc, y.p, y.inc); break;
        case KIND_D: d += l->ddot((int)n, x.p, x.inc, y.p, y.inc); break;
        case KIND_C:
            l->cdotu_sub((int)n, x.p, x.inc, y.p, y.inc, part);
            s2[0] += part[0], s2[1] += part[1];
            break;
        case KIND_Z:
            l->zdotu_sub((int)n, x.p, x.inc, y.p, y.inc, dpart);
            d2[0] += dpart[0], d2[1] += dpart[1];
            break;
        case KIND_NONE: break;
        }
    }
    memcpy(out, t == KIND_S ? (void *)&s : t == KIND_D ? (void *)&d : t == KIND_C ? (void *)s2 : (void *)d2, (size_t)w);
}

/* c, a column, = a times the column b. */
static void times_vector(const pnd_blas *l, kind t, const pnd_mat *a, const pnd_mat *b, const pnd_mat *c, intptr_t w)
{
    int ld;
    const bool rows = leading(a, w, &ld) == PND_BLAS_NOTRANS;
    const vector y = vector_of(c->p, c->rows, c->row_step, w);
    for (intptr_t k = 0; k < a->cols; k += K_MAX) {
        const intptr_t n = a->cols - k < K_MAX ? a->cols - k : K_MAX;
        const vector x = vector_of(b->p + k * b->row_step, n, b->row_step, w);
        const char *from = a->p + k * a->col_step;
        if (rows) gemv(l, t, PND_BLAS_NOTRANS, (int)a->rows, (int)n, from, ld, x, k > 0, y);
        else gemv(l, t, PND_BLAS_TRANS, (int)n, (int)a->rows, from, ld, x, k > 0, y);
    }
}

void pnd_product_blas(const pnd_blas *blas, const pnd_dtype *d, const pnd_mat *a, const pnd_mat *b, const pnd_mat *c)
{
    const intptr_t w = d->size;
    const kind t = kind_of(d);
    assert(a->cols == b->rows && a->rows == c->rows && b->cols == c->cols && a->cols > 0 && c->rows > 0 && c->cols > 0);
    assert(c->rows <= INT_MAX && c->cols <= INT_MAX);
    if (c->rows == 1 && c->cols == 1) {
        dot(blas, t, a, b, w, c->p);
        return;
    }
    if (c->cols == 1) {
        times_vector(blas, t, a, b, c, w);
        return;
    }
    if (c->rows == 1) {
        const pnd_mat at = transpose(a), bt = transpose(b), ct = transpose(c);
        times_vector(blas, t, &bt, &at, &ct, w);
        return;
    }
    int lda, ldb, ldc;
    pnd_mat x = *a, y = *b;
    if (!as_rows(c, w, &ldc)) { /* c in columns: the transposed product, in rows */
        x = transpose(b);
        y = transpose(a);
        leading(c, w, &ldc);
    }
    const int ta = leading(&x, w, &lda), tb = leading(&y, w, &ldb);
    for (intptr_t k = 0; k < x.cols; k += K_MAX) {
        const intptr_t n = x.cols - k < K_MAX ? x.cols - k : K_MAX;
        gemm(blas, t, ta, tb, (int)x.rows, (int)y.cols, (int)n, x.p + k * x.col_step, lda, y.p + k * y.row_step, ldb, k > 0, c->p, ldc);
    }
}
