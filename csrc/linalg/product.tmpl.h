/*
 * c = a @ b of one type without BLAS, in the type it computes in: integers wrap, bool is or-of-ands, float16, bfloat16 and
 * float8 are added in float32 and rounded once.
 *
 * PND_EDGE x PND_EDGE blocks of b are widened once into a dense buffer and used for PND_EDGE rows of a; the sums of a block
 * of c stay in another buffer until k is used up, in the order of k.
 */
#ifndef T
#include "../kernels/template.h"
#include "../kernels/types/f32.h"
#include "../kernels/element.tmpl.h"
#define PND_EDGE 48
#include "product.h"
#endif

#if defined(TYPE_IS_BOOL)
PND_INLINE C NAME(madd)(C sum, C x, C y) { return sum | (x & y); }
#elif defined(TYPE_IS_COMPLEX)
PND_INLINE C NAME(madd)(C sum, C x, C y) { return (C){sum.re + (x.re * y.re - x.im * y.im), sum.im + (x.re * y.im + x.im * y.re)}; }
#else
PND_INLINE C NAME(madd)(C sum, C x, C y) { return (C)(sum + x * y); }
#endif

/* sums += a[i.., k..] @ dense, `rows` rows and `depth` terms */
static void NAME(accumulate)(C *sums, const C *dense, const char *a, intptr_t row_step, intptr_t col_step, intptr_t rows, intptr_t depth)
{
    for (intptr_t i = 0; i < rows; i++) {
        C *sum = sums + i * PND_EDGE;
        for (intptr_t k = 0; k < depth; k++) {
            const C x = LOAD(a + i * row_step + k * col_step);
            const C *y = dense + k * PND_EDGE;
            for (int j = 0; j < PND_EDGE; j++) sum[j] = NAME(madd)(sum[j], x, y[j]);
        }
    }
}

static void NAME(product_block)(const pnd_mat *a, const pnd_mat *b, const pnd_mat *c, intptr_t i0, intptr_t j0)
{
    C sums[PND_EDGE * PND_EDGE], dense[PND_EDGE * PND_EDGE];
    const intptr_t rows = c->rows - i0 < PND_EDGE ? c->rows - i0 : PND_EDGE, cols = c->cols - j0 < PND_EDGE ? c->cols - j0 : PND_EDGE;
    memset(sums, 0, sizeof sums);
    for (intptr_t k0 = 0; k0 < a->cols; k0 += PND_EDGE) {
        const intptr_t depth = a->cols - k0 < PND_EDGE ? a->cols - k0 : PND_EDGE;
        for (intptr_t k = 0; k < depth; k++) {
            const char *from = b->p + (k0 + k) * b->row_step + j0 * b->col_step;
            for (intptr_t j = 0; j < cols; j++) dense[k * PND_EDGE + j] = LOAD(from + j * b->col_step);
            /* Columns past the edge are computed too, and not stored: copies of the first, so that they raise no flag of their own. */
            for (intptr_t j = cols; j < PND_EDGE; j++) dense[k * PND_EDGE + j] = dense[k * PND_EDGE];
        }
        NAME(accumulate)(sums, dense, a->p + i0 * a->row_step + k0 * a->col_step, a->row_step, a->col_step, rows, depth);
    }
    for (intptr_t i = 0; i < rows; i++)
        for (intptr_t j = 0; j < cols; j++) STORE(c->p + (i0 + i) * c->row_step + (j0 + j) * c->col_step, sums[i * PND_EDGE + j]);
}

/* One sum: a vector by a vector. */
static void NAME(product_dot)(const pnd_mat *a, const pnd_mat *b, char *out)
{
    C sum;
    memset(&sum, 0, sizeof sum);
    for (intptr_t k = 0; k < a->cols; k++) sum = NAME(madd)(sum, LOAD(a->p + k * a->col_step), LOAD(b->p + k * b->row_step));
    STORE(out, sum);
}

static void NAME(product)(const pnd_mat *a, const pnd_mat *b, const pnd_mat *c)
{
    if (c->rows * c->cols <= 8 || c->cols == 1) {
        for (intptr_t i = 0; i < c->rows; i++) {
            for (intptr_t j = 0; j < c->cols; j++) {
                const pnd_mat row = {a->p + i * a->row_step, 1, a->cols, 0, a->col_step};
                const pnd_mat col = {b->p + j * b->col_step, b->rows, 1, b->row_step, 0};
                NAME(product_dot)(&row, &col, c->p + i * c->row_step + j * c->col_step);
            }
        }
        return;
    }
    for (intptr_t i = 0; i < c->rows; i += PND_EDGE)
        for (intptr_t j = 0; j < c->cols; j += PND_EDGE) NAME(product_block)(a, b, c, i, j);
}
