/*
 * Batches of matrix products: operands made fit for BLAS, the work cut into blocks, the blocks run.
 *
 * An operand that BLAS cannot address (no unit step, negative, overlapping or odd steps, unaligned) is copied once, whole,
 * into C order; such an output is computed in a buffer and copied out.  A block is either some items of the batch or a
 * tile of one item, cut along m and n only.  The partition follows from the shape, never from the number of threads.
 */
#include "matmul.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include "../engine/assign.h"
#include "../engine/blocks.h"
#include "../iter/nest.h"
#include "../platform/checked.h"
#include "../platform/mem.h"
#include "product.h"

typedef struct operand {
    pnd_mat m; /* of the first item */
    intptr_t steps[PND_MAXDIMS]; /* of the batch axes */
    char *block; /* the private copy, or NULL */
    size_t bytes;
} operand;

typedef struct job {
    const pnd_blas *blas; /* NULL: plain */
    pnd_product_fn *plain;
    const pnd_dtype *dtype;
    int ndim; /* batch axes */
    const intptr_t *shape;
    operand a, b, c;
    pnd_nest batch; /* over the items: a, b, c */
    intptr_t tile_rows, tile_cols, row_tiles, col_tiles;
    intptr_t group; /* items of a block; 1 when an item has several tiles */
} job;

/**************************************************************************** operands */

static void operand_init(operand *o, const pnd_view *v)
{
    const int n = v->ndim - 2;
    o->m = (pnd_mat){v->data, v->shape[n], v->shape[n + 1], v->strides[n], v->strides[n + 1]};
    memcpy(o->steps, v->strides, (size_t)n * sizeof(intptr_t));
    o->block = NULL;
}

/* Can BLAS take every item as it stands? */
static bool fits(const operand *o, const job *j, bool vector)
{
    for (int k = 0; k < j->ndim; k++)
        if (j->shape[k] > 1 && o->steps[k] % j->dtype->align != 0) return false;
    return pnd_blas_takes(j->dtype, &o->m, vector);
}

/* Gives the operand memory of its own in C order; batch axes along which it repeats are stored once. */
static int make_private(operand *o, const pnd_view *v, pnd_viewbuf *view, pnd_error *err)
{
    intptr_t bytes = v->dtype->size;
    bool over = false;
    pnd_viewbuf_init(view, v);
    for (int k = v->ndim - 1; k >= 0; k--) {
        const bool repeats = k < v->ndim - 2 && v->strides[k] == 0;
        if (repeats) view->shape[k] = 1;
        view->strides[k] = repeats ? 0 : bytes;
        over |= pnd_mul_over(bytes, view->shape[k], &bytes);
    }
    if (over || (o->block = pnd_data_alloc((size_t)bytes, false)) == NULL) return pnd_fail_memory(err);
    o->bytes = (size_t)bytes;
    view->v.data = o->block;
    const int n = v->ndim - 2;
    o->m = (pnd_mat){o->block, v->shape[n], v->shape[n + 1], view->strides[n], view->strides[n + 1]};
    memcpy(o->steps, view->strides, (size_t)n * sizeof(intptr_t));
    return 0;
}

static int pack_input(operand *o, const pnd_view *v, pnd_error *err)
{
    pnd_viewbuf to;
    if (make_private(o, v, &to, err) < 0) return -1;
    const pnd_view from = {v->data, v->dtype, v->ndim, to.shape, v->strides};
    return pnd_assign(&to.v, &from, NULL, NULL, err);
}

/**************************************************************************** partition */

/* Picoseconds for one multiplication and addition, on one core; a vector's are bound by memory. */
static intptr_t cost_of(const job *j)
{
    const pnd_dtype *d = j->dtype;
    const bool vector = j->c.m.rows == 1 || j->c.m.cols == 1;
    if (j->blas != NULL) return d->size * (d->kind == 'c' || vector ? 10 : 5);
    return d->size > 8 ? 4000 : 400;
}

#define ITEM_COST ((intptr_t)100 * 1000)

/* A tile of TILE rows and columns is large enough that packing its panels costs little beside using them; fewer rows or
   columns make it longer, so that it holds a block's work.  Edges are multiples of every microkernel's. */
#define TILE 512
#define TILE_MAX ((intptr_t)1 << 30) /* BLAS counts in 32 bits */

static intptr_t product_cost(intptr_t m, intptr_t n, intptr_t k, intptr_t unit)
{
    intptr_t cost;
    const bool over = pnd_mul_over(m, n, &cost) | pnd_mul_over(cost, k, &cost) | pnd_mul_over(cost, unit, &cost);
    return over || pnd_add_over(cost, ITEM_COST, &cost) ? INTPTR_MAX : cost;
}

/* The length of a tile along an axis of n: near `least`, all tiles about equal. */
static intptr_t tile_of(intptr_t n, intptr_t least)
{
    if (least > TILE_MAX / 2) least = TILE_MAX / 2;
    if (n <= least + least / 2) return n;
    const intptr_t tiles = (n + least - 1) / least;
    return ((n + tiles - 1) / tiles + 63) / 64 * 64;
}

static void partition(job *j)
{
    const intptr_t m = j->c.m.rows, n = j->c.m.cols, k = j->a.m.cols, unit = cost_of(j), cost = product_cost(m, n, k, unit);
    j->tile_rows = m;
    j->tile_cols = n;
    j->group = j->batch.size;
    if (cost >= PND_BLOCK_WORK) {
        const intptr_t narrow = m < n ? m : n; /* the shorter side is cut first */
        const intptr_t across = tile_of(narrow, TILE);
        const intptr_t row_cost = product_cost(across, 1, k, unit), rows = PND_BLOCK_WORK / row_cost;
        const intptr_t along = tile_of(m < n ? n : m, rows > TILE ? rows : TILE);
        j->group = 1;
        j->tile_rows = m < n ? across : along;
        j->tile_cols = m < n ? along : across;
    } else if (cost > PND_THREADS_WORK / j->batch.size) {
        j->group = PND_BLOCK_WORK / cost < 1 ? 1 : PND_BLOCK_WORK / cost;
    }
    j->row_tiles = (m + j->tile_rows - 1) / j->tile_rows;
    j->col_tiles = (n + j->tile_cols - 1) / j->tile_cols;
}

/**************************************************************************** blocks */

static void multiply(const job *j, const pnd_mat *a, const pnd_mat *b, const pnd_mat *c)
{
    if (j->blas != NULL) pnd_product_blas(j->blas, j->dtype, a, b, c);
    else j->plain(a, b, c);
}

static void run_items(const job *j, intptr_t first, intptr_t count)
{
    pnd_mat a = j->a.m, b = j->b.m, c = j->c.m;
    pnd_cursor at;
    pnd_cursor_seek(&j->batch, &at, first);
    for (; count > 0; count--, pnd_cursor_advance(&j->batch, &at, 1)) {
        a.p = at.ptr[0], b.p = at.ptr[1], c.p = at.ptr[2];
        multiply(j, &a, &b, &c);
    }
}

static void run_tile(const job *j, intptr_t item, intptr_t tile)
{
    const intptr_t row = tile / j->col_tiles * j->tile_rows, col = tile % j->col_tiles * j->tile_cols;
    pnd_mat a = j->a.m, b = j->b.m, c = j->c.m;
    pnd_cursor at;
    pnd_cursor_seek(&j->batch, &at, item);
    a.p = at.ptr[0] + row * a.row_step;
    b.p = at.ptr[1] + col * b.col_step;
    c.p = at.ptr[2] + row * c.row_step + col * c.col_step;
    c.rows = a.rows = c.rows - row < j->tile_rows ? c.rows - row : j->tile_rows;
    c.cols = b.cols = c.cols - col < j->tile_cols ? c.cols - col : j->tile_cols;
    multiply(j, &a, &b, &c);
}

static int run_block(void *arg, intptr_t block, pnd_error *err)
{
    const job *j = arg;
    const intptr_t tiles = j->row_tiles * j->col_tiles;
    (void)err;
    if (tiles > 1) run_tile(j, block / tiles, block % tiles);
    else {
        const intptr_t first = block * j->group;
        run_items(j, first, j->batch.size - first < j->group ? j->batch.size - first : j->group);
    }
    return 0;
}

/**************************************************************************** entry */

static int zeros(const pnd_view *out, pnd_error *err)
{
    const char zero[64] = {0};
    assert(out->dtype->size <= (intptr_t)sizeof zero);
    return pnd_fill(out, zero, err);
}

static int nest_items(job *j, pnd_error *err)
{
    const operand *const operands[3] = {&j->a, &j->b, &j->c};
    if (pnd_nest_init(&j->batch, j->ndim, j->shape, 3, err) < 0) return -1;
    for (int i = 0; i < 3; i++) pnd_nest_set(&j->batch, i, operands[i]->m.p, j->ndim, j->shape, operands[i]->steps);
    pnd_nest_settle(&j->batch, 2, false);
    return 0;
}

static int run(job *j, const pnd_view *out, const pnd_viewbuf *buffered, int *fpe, pnd_error *err)
{
    if (nest_items(j, err) < 0) return -1;
    partition(j);
    const intptr_t tiles = j->row_tiles * j->col_tiles;
    const intptr_t nblocks = tiles > 1 ? tiles * j->batch.size : (j->batch.size + j->group - 1) / j->group;
    const unsigned x87 = j->dtype->size > 8 && j->blas == NULL ? PND_BLOCKS_X87 : 0;
    const int status = pnd_blocks_run(run_block, j, nblocks, PND_BLOCKS_THREADS | x87, fpe, err);
    pnd_nest_free(&j->batch);
    if (status < 0) return -1;
    return j->c.block != NULL ? pnd_assign(out, &buffered->v, NULL, NULL, err) : 0;
}

static int prepare_blas(job *j, const pnd_view *a, const pnd_view *b, const pnd_view *out, pnd_viewbuf *buffered, pnd_error *err)
{
    const bool row = j->c.m.rows == 1, column = j->c.m.cols == 1;
    if ((j->blas = pnd_blas_get(err)) == NULL) return -1;
    if (!fits(&j->a, j, row) && pack_input(&j->a, a, err) < 0) return -1;
    if (!fits(&j->b, j, column) && pack_input(&j->b, b, err) < 0) return -1;
    if (!fits(&j->c, j, row || column) && make_private(&j->c, out, buffered, err) < 0) return -1;
    return 0;
}

int pnd_matmul(const pnd_view *a, const pnd_view *b, const pnd_view *out, int *fpe, pnd_error *err)
{
    assert(out->ndim >= 2 && a->ndim == out->ndim && b->ndim == out->ndim);
    assert(pnd_dtype_is_builtin(out->dtype) && a->dtype == out->dtype && b->dtype == out->dtype && !out->dtype->swapped);
    job j = {.dtype = out->dtype, .ndim = out->ndim - 2, .shape = out->shape};
    pnd_viewbuf buffered;
    if (fpe != NULL) *fpe = 0;
    if (pnd_view_size(out) == 0) return 0;
    operand_init(&j.a, a);
    operand_init(&j.b, b);
    operand_init(&j.c, out);
    if (j.a.m.cols == 0) return zeros(out, err);
    for (int k = 0; k < j.ndim; k++) assert(a->shape[k] == out->shape[k] && b->shape[k] == out->shape[k]);
    int status = 0;
    if (pnd_blas_has(j.dtype)) status = prepare_blas(&j, a, b, out, &buffered, err);
    else j.plain = pnd_product_plain(j.dtype);
    if (status == 0) status = run(&j, out, &buffered, fpe, err);
    pnd_data_free(j.a.block, j.a.bytes);
    pnd_data_free(j.b.block, j.b.bytes);
    pnd_data_free(j.c.block, j.c.bytes);
    return status;
}
