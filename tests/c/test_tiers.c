/*
 * The same bits on every tier: each row of a higher tier's tables is run beside the baseline's row of the same operation and
 * dtypes, on random operands of any length, dense and strided; results and IEEE flags must agree.  With PND_DEV=1 there is
 * but one tier and nothing to compare.
 */
#include "check.h"

#include "kernelrand.h"
#include "platform/cpu.h"
#include "platform/fpstatus.h"

#define PND_FAMILY(x) \
    extern const pnd_kernel_table pnd_##x##_baseline __attribute__((weak)); \
    extern const pnd_kernel_table pnd_##x##_avx2 __attribute__((weak)); \
    extern const pnd_kernel_table pnd_##x##_avx512 __attribute__((weak));
#include "kernels/families.def"
#undef PND_FAMILY

#define PND_FAMILY(x) {&pnd_##x##_baseline, &pnd_##x##_avx2, &pnd_##x##_avx512},
static const pnd_kernel_table *const tables[][PND_NTIERS] = {
#include "kernels/families.def"
};
#undef PND_FAMILY

#define N_MAX 300
static pnd_error err;
static intptr_t compared;
static _Alignas(64) char in[3][N_MAX * 64], out[2][2][N_MAX * 64];

static const pnd_kernel_row *find(const pnd_kernel_table *table, const pnd_kernel_row *row)
{
    for (const pnd_kernel_rows *list = table->lists; list->rows; list++) {
        for (intptr_t i = 0; i < list->count; i++) {
            const pnd_kernel_row *r = &list->rows[i];
            if (r->shape == row->shape && r->op == row->op && memcmp(r->types, row->types, row->nargs) == 0) return r;
        }
    }
    return NULL;
}

static int run_row(const pnd_kernel_row *row, const void *dtypes, int nin, int nargs, intptr_t n, intptr_t spread, char (*to)[N_MAX * 64],
                   int *fpe)
{
    const pnd_dtype *const *d = dtypes;
    const pnd_loop ctx = {d, NULL, &err, 0};
    char *p[5];
    intptr_t s[5];
    for (int k = 0; k < nargs; k++) {
        p[k] = k < nin ? in[k] : to[k - nin];
        s[k] = d[k]->size * spread;
        if (k < nin && spread == 1 && nin == 2 && n % 5 == 1 + k) s[k] = 0;
    }
    if (row->shape == PND_SHAPE_MASKED) {
        p[nargs] = in[2];
        s[nargs] = 1;
    }
    pnd_fp_clear_slow();
    const int status = row->fn(&ctx, p, &n, s);
    *fpe = row->flags & PND_LOOP_NO_FPE ? 0 : pnd_fp_get_slow();
    return status;
}

static void compare_loops(const pnd_kernel_row *base, const pnd_kernel_row *row, const char *isa)
{
    const pnd_dtype *d[4];
    const int nin = row->shape == PND_SHAPE_CAST ? 1 : pnd_ufuncs[row->op].nin;
    const int nargs = row->shape == PND_SHAPE_CAST ? 2 : nin + pnd_ufuncs[row->op].nout;
    const char *name = row->shape == PND_SHAPE_CAST ? "cast" : pnd_ufuncs[row->op].name;
    for (int k = 0; k < nargs; k++) d[k] = &pnd_dtype_rows[row->types[k]];
    for (intptr_t n = 0; n < N_MAX; n += 1 + n / 17) {
        const intptr_t spread = 1 + (n % 4 == 3);
        int fa, fb;
        for (int k = 0; k < nin; k++) {
            for (intptr_t i = 0; i < N_MAX * 2; i++) rnd_element(d[k], in[k] + i * d[k]->size);
        }
        if (row->shape == PND_SHAPE_MASKED) {
            for (intptr_t i = 0; i < N_MAX; i++) in[2][i] = (char)rnd(2);
        }
        memset(out, 0, sizeof out);
        const int a = run_row(base, d, nin, nargs, n, spread, out[0], &fa), b = run_row(row, d, nin, nargs, n, spread, out[1], &fb);
        if (a != b || (a == 0 && fa != fb))
            CHECK_FAIL("%s %s on %s: status %d/%d, flags %d/%d, n %d", name, d[0]->name, isa, a, b, fa, fb, (int)n);
        for (int k = nin; k < nargs && a == 0; k++) {
            for (intptr_t i = 0; i < n; i++) {
                const intptr_t at = i * d[k]->size * spread;
                if (same_element(d[k], out[0][k - nin] + at, out[1][k - nin] + at)) continue;
                CHECK_FAIL("%s %s -> %s on %s: element %d of %d (%.17g, %.17g)", name, d[0]->name, d[k]->name, isa, (int)i, (int)n,
                           as_double(d[k], out[0][k - nin] + at), as_double(d[k], out[1][k - nin] + at));
                return;
            }
        }
        compared++;
    }
}

static void reduce_with(const pnd_reduction *r, intptr_t n, intptr_t step, char *result)
{
    static _Alignas(64) char acc[N_MAX * PND_ACC_MAX];
    const pnd_dtype *const d[2] = {&pnd_dtype_rows[r->in], &pnd_dtype_rows[r->out]};
    const pnd_loop ctx = {d, NULL, &err, 0};
    const intptr_t w = (intptr_t)r->acc_size, one = 1, si = step * d[0]->size;
    /* n elements into one accumulator, then each into one of n of its own, twice */
    r->init(&ctx, (char *const[]){acc}, &one, (const intptr_t[]){w});
    r->step(&ctx, (char *const[]){acc, in[0]}, &n, (const intptr_t[]){0, si});
    r->finish(&ctx, (char *const[]){acc, result}, &one, (const intptr_t[]){w, d[1]->size});
    r->init(&ctx, (char *const[]){acc}, &n, (const intptr_t[]){w});
    for (int k = 0; k < 2; k++) r->step(&ctx, (char *const[]){acc, in[0]}, &n, (const intptr_t[]){w, si});
    r->finish(&ctx, (char *const[]){acc, result + d[1]->size}, &n, (const intptr_t[]){w, d[1]->size});
}

static void compare_reductions(const pnd_kernel_row *base, const pnd_kernel_row *row, const char *isa)
{
    const pnd_reduction *r = row->reduction;
    const pnd_dtype *d = &pnd_dtype_rows[r->in], *od = &pnd_dtype_rows[r->out];
    for (intptr_t n = 1; n < N_MAX; n += 1 + n / 9) {
        for (intptr_t i = 0; i < 2 * N_MAX; i++) rnd_element(d, in[0] + i * d->size);
        reduce_with(base->reduction, n, 1 + n % 2, out[0][0]);
        reduce_with(r, n, 1 + n % 2, out[1][0]);
        for (intptr_t i = 0; i <= n; i++) {
            if (same_element(od, out[0][0] + i * od->size, out[1][0] + i * od->size)) continue;
            CHECK_FAIL("reduction %s %s on %s: n %d, result %d", row->op < 0 ? "stat" : pnd_ufuncs[row->op].name, d->name, isa, (int)n,
                       (int)i);
            return;
        }
        compared++;
    }
}

static void compare_row(const pnd_kernel_row *base, const pnd_kernel_row *row, const char *isa)
{
    switch (row->shape) {
    case PND_SHAPE_MAP:
    case PND_SHAPE_MASKED:
    case PND_SHAPE_CAST:
        if (row->fn && base->fn) compare_loops(base, row, isa);
        break;
    case PND_SHAPE_REDUCE: compare_reductions(base, row, isa); break;
    case PND_SHAPE_SCAN:
    case PND_SHAPE_SORT:
    case PND_SHAPE_GATHER:
    case PND_SHAPE_SCATTER: break; /* compiled once, or moves of bytes */
    }
}

static void test_tiers(void)
{
    for (intptr_t f = 0; f < PND_COUNT(tables); f++) {
        MUST(tables[f][0] != NULL);
        for (int tier = 1; tier <= (int)pnd_cpu_tier(); tier++) {
            const pnd_kernel_table *t = tables[f][tier];
            for (const pnd_kernel_rows *list = t ? t->lists : NULL; list && list->rows; list++) {
                for (intptr_t i = 0; i < list->count; i++) {
                    const pnd_kernel_row *base = find(tables[f][0], &list->rows[i]);
                    if (base) compare_row(base, &list->rows[i], t->isa);
                    else CHECK_FAIL("%s: row %d of %s has no baseline", t->family, (int)i, t->isa);
                }
            }
        }
    }
    printf("%d comparisons of runs\n", (int)compared);
}

int main(void)
{
    if (pnd_cpu_init(&err) < 0 || pnd_registry_init(&err) < 0) return puts(err.message), 1;
    RUN(test_tiers);
    return check_done();
}
