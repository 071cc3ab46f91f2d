/*
 * Elements that own something, and memory that runs out: every engine path with the reference-counted dtype, plain and
 * inside a struct, each allocation and each copied element made to fail in turn.  A call fails or succeeds; what it was
 * given stays valid; in the end nothing lives.  Numeric calls go through the same sweep, and leave their inputs alone.
 */
#include "check.h"

#include "engine/assign.h"
#include "engine/elementwise.h"
#include "engine/reduce.h"
#include "engine/temp.h"
#include "fakeref.h"
#include "platform/cpu.h"
#include "platform/pool.h"

enum { ROWS = 3, COLUMNS = 4, N = ROWS * COLUMNS };

/* out = a + b, as cells; an empty input is an error. */
static int add_cells(const pnd_loop *ctx, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    for (intptr_t i = 0; i < dims[0]; i++) {
        const int a = fakeref_get(p[0] + i * s[0]), b = fakeref_get(p[1] + i * s[1]);
        if (a < 0 || b < 0) return pnd_fail(ctx->err, PND_ERR_VALUE, "empty element");
        if (fakeref_fails(ctx->err) < 0) return -1;
        fakeref_set(p[2] + i * s[2], a + b);
    }
    return 0;
}

static const pnd_ufunc cells_ufunc = {.name = "add_cells", .nin = 2, .nout = 1, .identity = PND_IDENTITY_NONE};
static const pnd_dtype *cells[3];
static pnd_ufunc_loop cells_loop = {.dtypes = cells, .fn = add_cells, .flags = PND_LOOP_NEEDS_GIL};

/* Three arrays of ROWS x COLUMNS elements of one dtype: 1, 2, 3 ... in a, b and o. */
typedef struct trio {
    const pnd_dtype *d;
    char *data[3];
    intptr_t shape[2], strides[2];
    pnd_view v[3];
    intptr_t offset;
} trio;

static void trio_make(trio *t, const pnd_dtype *d)
{
    pnd_error err;
    *t = (trio){.d = d, .shape = {ROWS, COLUMNS}, .strides = {COLUMNS * d->size, d->size}, .offset = d->nfields ? FAKEREF_STRUCT_B : 0};
    for (int k = 0; k < 3; k++) {
        t->data[k] = pnd_data_alloc((size_t)(N * d->size), false);
        CHECK_OK(pnd_move_init(d, t->data[k], d->size, N, &err), err);
        for (int i = 0; i < N; i++) fakeref_set(t->data[k] + i * d->size + t->offset, i + 1);
        t->v[k] = (pnd_view){t->data[k], d, 2, t->shape, t->strides};
    }
}

static void trio_drop(trio *t)
{
    for (int k = 0; k < 3; k++) {
        pnd_move_clear(t->d, t->data[k], t->d->size, N);
        pnd_data_free(t->data[k], (size_t)(N * t->d->size));
    }
}

static int value_at(const trio *t, int k, int i) { return fakeref_get(t->data[k] + i * t->d->size + t->offset); }

/**************************************************************************** calls */

static char mask_bytes[N] = {1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 1, 0};
static const intptr_t mask_shape[2] = {ROWS, COLUMNS}, mask_strides[2] = {COLUMNS, 1};

static int assign_masked(trio *t, pnd_error *err)
{
    const pnd_view mask = {mask_bytes, PND_DT(BOOL), 2, mask_shape, mask_strides};
    return pnd_assign(&t->v[2], &t->v[0], &mask, NULL, err);
}

static int assign_plain(trio *t, pnd_error *err) { return pnd_assign(&t->v[2], &t->v[0], NULL, NULL, err); }

static int assign_reversed_onto_itself(trio *t, pnd_error *err)
{
    const intptr_t n = N, back = -t->d->size, on = t->d->size;
    const pnd_view from = {t->data[2] + (N - 1) * t->d->size, t->d, 1, &n, &back}, to = {t->data[2], t->d, 1, &n, &on};
    return pnd_assign(&to, &from, NULL, NULL, err);
}

static int assign_one_to_all(trio *t, pnd_error *err) { return pnd_fill(&t->v[2], t->data[0], err); }

static int add_two(trio *t, pnd_error *err)
{
    const pnd_map_call call = {.ufunc = &cells_ufunc, .loop = &cells_loop, .nin = 2, .nout = 1, .ops = t->v, .ndim = 2, .shape = t->shape};
    return pnd_map_run(&call, err);
}

static int add_overlapping(trio *t, pnd_error *err)
{
    const intptr_t n = N - 1, step = t->d->size;
    const pnd_view ops[3] = {{t->data[2], t->d, 1, &n, &step}, {t->data[0], t->d, 1, &n, &step}, {t->data[2] + step, t->d, 1, &n, &step}};
    const pnd_map_call call = {.ufunc = &cells_ufunc, .loop = &cells_loop, .nin = 2, .nout = 1, .ops = ops, .ndim = 1, .shape = &n};
    return pnd_map_run(&call, err);
}

static int reduce_over(trio *t, bool rows, bool columns, bool masked, bool seeded, pnd_error *err)
{
    const intptr_t shape[2] = {rows ? 1 : ROWS, columns ? 1 : COLUMNS};
    const bool axes[2] = {rows, columns};
    const pnd_view mask = {mask_bytes, PND_DT(BOOL), 2, mask_shape, mask_strides}, out = {t->data[2], t->d, 2, shape, t->strides};
    const pnd_reduce_call call = {.ufunc = &cells_ufunc,
                                  .loop = &cells_loop,
                                  .in = t->v[0],
                                  .out = out,
                                  .axes = axes,
                                  .where = masked ? &mask : NULL,
                                  .initial = seeded ? t->data[1] : NULL};
    return pnd_reduce_run(&call, err);
}

static int reduce_rows(trio *t, pnd_error *err) { return reduce_over(t, true, false, false, false, err); }
static int reduce_columns(trio *t, pnd_error *err) { return reduce_over(t, false, true, false, true, err); }
static int reduce_masked(trio *t, pnd_error *err) { return reduce_over(t, true, true, true, true, err); }

static int reduce_into_itself(trio *t, pnd_error *err)
{
    const intptr_t shape[2] = {1, COLUMNS};
    const bool axes[2] = {true, false};
    const pnd_reduce_call call = {
        .ufunc = &cells_ufunc, .loop = &cells_loop, .in = t->v[2], .out = {t->data[2], t->d, 2, shape, t->strides}, .axes = axes};
    return pnd_reduce_run(&call, err);
}

static int accumulate(trio *t, pnd_error *err) { return pnd_accumulate_run(&cells_ufunc, &cells_loop, &t->v[0], &t->v[2], 0, NULL, err); }
static int accumulate_in_place(trio *t, pnd_error *err)
{
    return pnd_accumulate_run(&cells_ufunc, &cells_loop, &t->v[2], &t->v[2], 1, NULL, err);
}

static int copy_to_temp(trio *t, pnd_error *err)
{
    pnd_temp temp;
    if (pnd_temp_copy(&temp, &t->v[0], err) < 0) return -1;
    const int status = fakeref_get(temp.view.v.data + t->offset) == 1 ? 0 : pnd_fail(err, PND_ERR_RUNTIME, "wrong copy");
    pnd_temp_free(&temp);
    return status;
}

typedef int engine_call(trio *t, pnd_error *err);
static const struct {
    engine_call *call;
    bool structs_too;
    int index, value;
} calls[] = {
    {assign_plain, true, 5, 6},
    {assign_masked, true, 6, 7},
    {assign_reversed_onto_itself, true, 0, 12},
    {assign_one_to_all, true, 11, 1},
    {copy_to_temp, true, 3, 4},
    {add_two, false, 4, 10},
    {add_overlapping, false, 4, 8},
    {reduce_rows, false, 1, 2 + 6 + 10},
    {reduce_columns, false, 0, 1 + 10},
    {reduce_masked, false, 0, 1 + 45},
    {reduce_into_itself, false, 1, 2 + 6 + 10},
    {accumulate, false, 8, 1 + 5 + 9},
    {accumulate_in_place, false, 7, 5 + 6 + 7 + 8},
};

/* how: 0 the n-th allocation fails, 1 the n-th copied or made element. */
static void sweep(intptr_t which, bool structs, int how)
{
    for (int n = 1; n < 1000; n++) {
        const pnd_dtype *d = structs ? fakeref_struct_dtype() : fakeref_dtype();
        trio t;
        pnd_error err = {0};
        trio_make(&t, d);
        if (how == 0) pnd_mem_fail_at(n, false);
        else fakeref_fail_at(n);
        const int status = calls[which].call(&t, &err);
        pnd_mem_fail_at(0, false);
        fakeref_fail_at(0);
        if (status == 0) CHECK_INT(value_at(&t, 2, calls[which].index), calls[which].value);
        else CHECK(err.code == (how == 0 ? PND_ERR_MEMORY : PND_ERR_RUNTIME));
        for (int i = 0; i < N; i++) CHECK_INT(value_at(&t, 0, i), i + 1); /* inputs are as they were */
        trio_drop(&t);
        pnd_dtype_decref(d);
        fakeref_check_balanced();
        if (status == 0) return;
    }
    CHECK(!"never succeeds");
}

static void test_failures_keep_the_count(void)
{
    for (int i = 0; i < 3; i++) cells[i] = fakeref_dtype();
    for (intptr_t k = 0; k < PND_COUNT(calls); k++)
        for (int how = 0; how < 2; how++) {
            sweep(k, false, how);
            if (calls[k].structs_too) sweep(k, true, how);
        }
}

/**************************************************************************** numbers */

/* Windows, copies of overlapping operands, spans of reductions: all on the heap for this size. */
static int numeric_call(int which, char *a, char *b, char *o, pnd_error *err)
{
    enum { SIDE = 700 };
    const intptr_t shape[2] = {SIDE, SIDE}, dense[2] = {SIDE * 8, 8}, crossed[2] = {8, SIDE * 8}, floats[2] = {SIDE * 4, 4},
                   one[2] = {1, 1}, flat[2] = {0, 8};
    const intptr_t down[2] = {1, SIDE};
    const bool all[2] = {true, true}, rows[2] = {true, false};
    const pnd_ufunc *add = &pnd_ufuncs[PND_OP_add];
    const pnd_ufunc_loop *loop = add->same[PND_IDX_DOUBLE];
    pnd_view ops[3] = {{a, PND_DT(DOUBLE), 2, shape, dense}, {b, PND_DT(DOUBLE), 2, shape, dense}, {o, PND_DT(DOUBLE), 2, shape, dense}};
    pnd_map_call call = {.ufunc = add, .loop = loop, .nin = 2, .nout = 1, .ops = ops, .ndim = 2, .shape = shape};
    pnd_reduce_call reduce = {
        .reduction = add->reductions[PND_IDX_DOUBLE], .ufunc = add, .in = ops[0], .out = {o, PND_DT(DOUBLE), 2, one, flat}, .axes = all};
    switch (which) {
    case 0: return pnd_map_run(&call, err);
    case 1: ops[0] = (pnd_view){a, PND_DT(FLOAT), 2, shape, floats}; return pnd_map_run(&call, err);
    case 2: ops[0] = (pnd_view){a, PND_DT(DOUBLE), 2, shape, crossed}; return pnd_map_run(&call, err);
    case 3: ops[0] = (pnd_view){o, PND_DT(DOUBLE), 2, shape, crossed}; return pnd_map_run(&call, err);
    case 4: ops[2].dtype = pnd_dtype_swap(PND_DT(DOUBLE)); return pnd_map_run(&call, err);
    case 5: return pnd_reduce_run(&reduce, err);
    case 6:
        reduce.axes = rows;
        reduce.out.shape = down;
        return pnd_reduce_run(&reduce, err);
    case 7:
        reduce.in = (pnd_view){a, PND_DT(FLOAT), 2, shape, floats};
        reduce.out.dtype = PND_DT(FLOAT);
        return pnd_reduce_run(&reduce, err);
    case 8: ops[1] = (pnd_view){o, PND_DT(DOUBLE), 2, shape, crossed}; return pnd_assign(&ops[2], &ops[1], NULL, NULL, err);
    case 9:
        return pnd_accumulate_run(add, loop, &(pnd_view){a, PND_DT(FLOAT), 2, shape, floats},
                                  &(pnd_view){o, PND_DT(FLOAT), 2, shape, floats}, 0, NULL, err);
    }
    return -2;
}

static void test_memory_runs_out(void)
{
    const size_t bytes = 700 * 700 * 8;
    char *data[3];
    pnd_error err = {0};
    for (int k = 0; k < 3; k++) data[k] = pnd_data_alloc(bytes, true);
    for (int which = 0; which < 10; which++)
        for (int sticky = 0; sticky < 2; sticky++)
            for (int n = 1; n < 10000; n++) {
                pnd_mem_fail_at(n, sticky);
                const int status = numeric_call(which, data[0], data[1], data[2], &err);
                pnd_mem_fail_at(0, false);
                if (status == 0) break;
                CHECK_INT(status, -1);
                CHECK_INT(err.code, PND_ERR_MEMORY);
            }
    for (size_t i = 0; i < bytes; i++)
        if (data[0][i] || data[1][i]) {
            CHECK(!"an input was written to");
            break;
        }
    for (int k = 0; k < 3; k++) pnd_data_free(data[k], bytes);
}

int main(void)
{
    pnd_error err;
    if (pnd_cpu_init(&err) < 0 || pnd_registry_init(&err) < 0 || pnd_pool_init(&err) < 0) return printf("%s\n", err.message), 2;
    pnd_pool_set_threads(2, &err);
    RUN(test_failures_keep_the_count);
    RUN(test_memory_runs_out);
    return check_done();
}
