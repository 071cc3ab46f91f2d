/* Reductions and running results against naive loops, with reductions of our own whose results tell orders apart. */
#include "check.h"

#include "engine/assign.h"
#include "engine/reduce.h"
#include "platform/cpu.h"
#include "platform/pool.h"
#include "randview.h"

/**************************************************************************** reductions of our own */

/* Sum of doubles, and how many they were. */
typedef struct sum_acc {
    double sum;
    int64_t count;
} sum_acc;

static int sum_init(const pnd_loop *ctx, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    for (intptr_t i = 0; i < dims[0]; i++) *(sum_acc *)(p[0] + i * s[0]) = (sum_acc){0, 0};
    return (void)ctx, 0;
}

static int sum_step(const pnd_loop *ctx, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    for (intptr_t i = 0; i < dims[0]; i++) {
        double x;
        memcpy(&x, p[1] + i * s[1], 8);
        sum_acc *a = (sum_acc *)(p[0] + i * s[0]);
        a->sum += x;
        a->count++;
    }
    return (void)ctx, 0;
}

static int sum_merge(const pnd_loop *ctx, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    for (intptr_t i = 0; i < dims[0]; i++) {
        sum_acc *a = (sum_acc *)(p[0] + i * s[0]);
        const sum_acc *b = (const sum_acc *)(p[1] + i * s[1]);
        a->sum += b->sum;
        a->count += b->count;
    }
    return (void)ctx, 0;
}

static int sum_finish(const pnd_loop *ctx, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    for (intptr_t i = 0; i < dims[0]; i++) memcpy(p[1] + i * s[1], &((sum_acc *)(p[0] + i * s[0]))->sum, 8);
    return (void)ctx, 0;
}

static int count_finish(const pnd_loop *ctx, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    for (intptr_t i = 0; i < dims[0]; i++) memcpy(p[1] + i * s[1], &((sum_acc *)(p[0] + i * s[0]))->count, 8);
    return (void)ctx, 0;
}

static int sum_seed(const pnd_loop *ctx, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    for (intptr_t i = 0; i < dims[0]; i++) {
        sum_acc *a = (sum_acc *)(p[0] + i * s[0]);
        memcpy(&a->sum, p[1] + i * s[1], 8);
        a->count = 0;
    }
    return (void)ctx, 0;
}

static const pnd_reduction sum_rows = {PND_IDX_DOUBLE, PND_IDX_DOUBLE, true,      true,       sizeof(sum_acc),
                                       sum_init,       sum_step,       sum_merge, sum_finish, sum_seed};
static const pnd_reduction count_rows = {PND_IDX_DOUBLE, PND_IDX_LONG, true,      true,         sizeof(sum_acc),
                                         sum_init,       sum_step,     sum_merge, count_finish, NULL};

/* A polynomial in the elements: any change of order or partition that is not a merge of neighbours changes it. */
typedef struct hash_acc {
    uint64_t hash, power;
} hash_acc;

static int hash_init(const pnd_loop *ctx, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    for (intptr_t i = 0; i < dims[0]; i++) *(hash_acc *)(p[0] + i * s[0]) = (hash_acc){0, 1};
    return (void)ctx, 0;
}

static int hash_step(const pnd_loop *ctx, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    for (intptr_t i = 0; i < dims[0]; i++) {
        int64_t x;
        memcpy(&x, p[1] + i * s[1], 8);
        hash_acc *a = (hash_acc *)(p[0] + i * s[0]);
        a->hash = a->hash * 31 + (uint64_t)x;
        a->power *= 31;
    }
    return (void)ctx, 0;
}

static int hash_merge(const pnd_loop *ctx, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    for (intptr_t i = 0; i < dims[0]; i++) {
        hash_acc *a = (hash_acc *)(p[0] + i * s[0]);
        const hash_acc *b = (const hash_acc *)(p[1] + i * s[1]);
        a->hash = a->hash * b->power + b->hash;
        a->power *= b->power;
    }
    return (void)ctx, 0;
}

static int hash_finish(const pnd_loop *ctx, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    for (intptr_t i = 0; i < dims[0]; i++) memcpy(p[1] + i * s[1], &((hash_acc *)(p[0] + i * s[0]))->hash, 8);
    return (void)ctx, 0;
}

static const pnd_reduction hash_rows = {PND_IDX_LONG, PND_IDX_LONG, true,       false,       sizeof(hash_acc),
                                        hash_init,    hash_step,    hash_merge, hash_finish, NULL};

static int sub_f64(const pnd_loop *ctx, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    for (intptr_t i = 0; i < dims[0]; i++) {
        double a, b, o;
        memcpy(&a, p[0] + i * s[0], 8);
        memcpy(&b, p[1] + i * s[1], 8);
        o = b - a * 0.5;
        memcpy(p[2] + i * s[2], &o, 8);
    }
    return (void)ctx, 0;
}

static const pnd_dtype *const doubles[4] = {PND_DT(DOUBLE), PND_DT(DOUBLE), PND_DT(DOUBLE), PND_DT(DOUBLE)};
static const pnd_ufunc_loop sub_loop = {.dtypes = doubles, .fn = sub_f64};
static const pnd_ufunc sub_ufunc = {.name = "half_subtract", .nin = 2, .nout = 1, .identity = PND_IDENTITY_NONE};

/**************************************************************************** naive */

enum kind { SUM, COUNT, HASH, FOLD, NKINDS };

static char in_pool[POOL], out_pool[POOL], mask_pool[POOL], want_pool[POOL];

/* Over all indices of in whose kept part is `outer`, in C order. */
static bool naive(enum kind kind, const pnd_view *in, const bool *axes, const intptr_t *outer, const pnd_view *where, const double *initial,
                  double *out)
{
    intptr_t index[PND_MAXDIMS], shape[PND_MAXDIMS];
    double sum = initial ? *initial : 0;
    uint64_t hash = 0;
    int64_t count = 0;
    bool any = initial != NULL;
    for (int k = 0; k < in->ndim; k++) {
        shape[k] = in->shape[k];
        index[k] = axes[k] ? 0 : outer[k];
        if (shape[k] == 0) goto done;
    }
    for (;;) {
        if (!where || element_get(where->dtype, view_at_broadcast(where, in->ndim, index)) != 0) {
            const double x = element_get(in->dtype, view_at(in, index));
            if (kind == FOLD) sum = any ? x - sum * 0.5 : x;
            else sum += x;
            hash = hash * 31 + (uint64_t)(int64_t)x;
            count++;
            any = true;
        }
        int k = in->ndim - 1;
        for (; k >= 0; k--) {
            if (!axes[k]) continue;
            if (++index[k] < shape[k]) break;
            index[k] = 0;
        }
        if (k < 0) break;
    }
done:
    *out = kind == COUNT ? (double)count : kind == HASH ? (double)(int64_t)hash : sum;
    return any;
}

/**************************************************************************** tests */

static void reduce_case(enum kind kind)
{
    intptr_t shape[PND_MAXDIMS], out_shape[PND_MAXDIMS], index[PND_MAXDIMS] = {0};
    bool axes[PND_MAXDIMS], empty = false;
    const int ndim = rand_shape(shape, 4);
    int reduced = 0;
    for (int k = 0; k < ndim; k++) {
        axes[k] = rand_one_in(2) && !(kind == FOLD && reduced > 0);
        reduced += axes[k];
        empty |= axes[k] && shape[k] == 0;
        out_shape[k] = axes[k] ? 1 : shape[k];
    }
    pnd_viewbuf in, out, mask;
    /* FOLD is not exact on its way for long lines of halves: 53 bits hold the elements of the largest case only when few */
    const pnd_dtype *din = rand_one_in(2) ? (kind == HASH ? PND_DT(LONG) : PND_DT(DOUBLE)) : rand_dtype(true);
    const pnd_dtype *dout = rand_one_in(3) && kind != FOLD && kind != HASH ? rand_dtype(true)
                            : kind == HASH || kind == COUNT                ? PND_DT(LONG)
                                                                           : PND_DT(DOUBLE);
    memset(in_pool, 0, POOL);
    memset(out_pool, 0, POOL);
    rand_view(in_pool, din, ndim, shape, true, &in);
    rand_view(out_pool, dout, ndim, out_shape, false, &out);
    fill_view(&in.v, 3);
    rand_broadcastable(mask_pool, PND_DT(BOOL), ndim, shape, &mask);
    fill_view(&mask.v, 2);
    if (pnd_view_self_overlap(&out.v, -1) != PND_OVERLAP_NO) return;
    const double initial = 2;
    const bool seeded = (kind == SUM || kind == FOLD) && rand_one_in(3), masked = (kind != FOLD || seeded) && rand_one_in(3);
    memcpy(want_pool, out_pool, POOL);
    const bool no_result = empty && kind == FOLD && !seeded;
    intptr_t nout = 1;
    for (int k = 0; k < ndim; k++) nout *= out_shape[k];
    bool small = true;
    if (nout > 0 && !no_result) do {
            double x;
            naive(kind, &in.v, axes, index, masked ? &mask.v : NULL, seeded ? &initial : NULL, &x);
            if (kind == HASH) {
                const int64_t h = (int64_t)x; /* compared as int64 below, where a double holds it */
                small &= h < (1LL << 53) && h > -(1LL << 53);
            }
            if (dout->idx == PND_IDX_UBYTE || dout->idx == PND_IDX_BYTE) small &= x < 127;
            small &= dout->loops != PND_IDX_SHORT || x < 32767;
            if (small) element_set(dout, want_pool + (view_at(&out.v, index) - out_pool), x);
        } while (next_index(ndim, out_shape, index));
    if (!small) return;
    static const pnd_reduction *const rows[NKINDS] = {&sum_rows, &count_rows, &hash_rows, NULL};
    int fpe;
    pnd_error err;
    const pnd_reduce_call call = {.reduction = rows[kind],
                                  .ufunc = kind == FOLD ? &sub_ufunc : NULL,
                                  .loop = kind == FOLD ? &sub_loop : NULL,
                                  .in = in.v,
                                  .out = out.v,
                                  .axes = axes,
                                  .where = masked ? &mask.v : NULL,
                                  .initial = seeded ? (const char *)&initial : NULL,
                                  .fpe = &fpe};
    if (no_result && nout > 0) {
        CHECK_FAILS(pnd_reduce_run(&call, &err), err, PND_ERR_VALUE);
        CHECK_STR(err.message, "zero-size array to reduction operation half_subtract which has no identity");
    } else CHECK_OK(pnd_reduce_run(&call, &err), err);
    CHECK(memcmp(out_pool, want_pool, POOL) == 0);
}

static void test_sum(void)
{
    for (int i = 0; i < 4000; i++) reduce_case(SUM);
}

static void test_count(void)
{
    for (int i = 0; i < 2000; i++) reduce_case(COUNT);
}

static void test_order_is_kept(void)
{
    for (int i = 0; i < 4000; i++) reduce_case(HASH);
}

static void test_fold(void)
{
    for (int i = 0; i < 4000; i++) reduce_case(FOLD);
}

/* Large inputs of every aspect: all thread counts, the same bits; the ordered hash equals the naive one. */
static void test_threads_do_not_matter(void)
{
    static double x[3 << 18];
    static int64_t h[3 << 18];
    const intptr_t total = 3 << 18;
    const intptr_t aspects[][3] = {{total, 1, 1}, {3, total / 3, 1}, {total / 3, 3, 1}, {1024, 768, 1},
                                   {64, 3, 4096}, {4096, 3, 64},     {2, total / 4, 2}};
    for (intptr_t i = 0; i < total; i++) {
        x[i] = (double)(int64_t)(rand_next() >> 20) * 1e-7;
        h[i] = rand_below(1000);
    }
    static double results[2][3 << 18];
    static int64_t hashes[3 << 18];
    pnd_error err;
    for (intptr_t a = 0; a < PND_COUNT(aspects); a++) {
        for (int which = 1; which < 8; which++) {
            const intptr_t *shape = aspects[a];
            const intptr_t strides[3] = {shape[1] * shape[2] * 8, shape[2] * 8, 8};
            intptr_t out_shape[3], out_strides[3], nout = 1;
            bool axes[3];
            for (int k = 2; k >= 0; k--) {
                axes[k] = which >> k & 1;
                out_shape[k] = axes[k] ? 1 : shape[k];
                out_strides[k] = nout * 8;
                nout *= out_shape[k];
            }
            static const int threads[] = {1, 2, 3, 7};
            for (intptr_t t = 0; t < PND_COUNT(threads); t++) {
                CHECK_OK(pnd_pool_set_threads(threads[t], &err), err);
                pnd_reduce_call call = {.reduction = &sum_rows,
                                        .in = {(char *)x, PND_DT(DOUBLE), 3, shape, strides},
                                        .out = {(char *)results[t > 0], PND_DT(DOUBLE), 3, out_shape, out_strides},
                                        .axes = axes};
                CHECK_OK(pnd_reduce_run(&call, &err), err);
                CHECK(memcmp(results[0], results[t > 0], (size_t)nout * 8) == 0);
                call.reduction = &hash_rows;
                call.in = (pnd_view){(char *)h, PND_DT(LONG), 3, shape, strides};
                call.out = (pnd_view){(char *)hashes, PND_DT(LONG), 3, out_shape, out_strides};
                CHECK_OK(pnd_reduce_run(&call, &err), err);
                intptr_t i[3] = {0}, at = 0;
                do { /* one output in fifty, and the last */
                    if (at++ % 50 && at != nout) continue;
                    uint64_t want = 0;
                    for (intptr_t p = 0; p < (axes[0] ? shape[0] : 1); p++)
                        for (intptr_t q = 0; q < (axes[1] ? shape[1] : 1); q++)
                            for (intptr_t r = 0; r < (axes[2] ? shape[2] : 1); r++)
                                want = want * 31 + (uint64_t)h[((p + i[0]) * shape[1] + q + i[1]) * shape[2] + r + i[2]];
                    if (hashes[at - 1] != (int64_t)want) {
                        CHECK_FAIL("hash differs: aspect %d, axes %d, threads %d", (int)a, which, threads[t]);
                        return;
                    }
                } while (t == 0 && next_index(3, out_shape, i));
            }
        }
    }
    CHECK_OK(pnd_pool_set_threads(2, &err), err);
}

/* Steps into many accumulators add one element each; blocks keep their errors from growing with the number of rows. */
static void test_sums_are_accurate(void)
{
    enum { N = 1 << 20 };
    static double x[N], out[32];
    for (intptr_t i = 0; i < N; i++) x[i] = 0.1;
    const intptr_t shape[2] = {N / 32, 32}, down[2] = {256, 8}, out_shape[2] = {1, 32}, out_strides[2] = {8, 8};
    const bool axes[2] = {true, false};
    pnd_error err;
    const pnd_reduce_call call = {.reduction = &sum_rows,
                                  .in = {(char *)x, PND_DT(DOUBLE), 2, shape, down},
                                  .out = {(char *)out, PND_DT(DOUBLE), 2, out_shape, out_strides},
                                  .axes = axes};
    CHECK_OK(pnd_reduce_run(&call, &err), err);
    for (int i = 0; i < 32; i++) CHECK(out[i] > 3276.8 * (1 - 2e-14) && out[i] < 3276.8 * (1 + 2e-14));
}

static void test_overlapping_output(void)
{
    double x[12];
    for (int i = 0; i < 12; i++) x[i] = i;
    const intptr_t shape[2] = {3, 4}, strides[2] = {32, 8}, out_shape[2] = {1, 4};
    const bool axes[2] = {true, false};
    pnd_error err;
    const pnd_reduce_call call = {.reduction = &sum_rows,
                                  .in = {(char *)x, PND_DT(DOUBLE), 2, shape, strides},
                                  .out = {(char *)x, PND_DT(DOUBLE), 2, out_shape, strides},
                                  .axes = axes};
    CHECK_OK(pnd_reduce_run(&call, &err), err);
    for (int i = 0; i < 4; i++) CHECK_DOUBLE(x[i], 12 + 3 * i);
}

static void test_accumulate(void)
{
    for (int i = 0; i < 4000; i++) {
        intptr_t shape[PND_MAXDIMS], index[PND_MAXDIMS] = {0};
        const int ndim = rand_shape(shape, 4);
        if (ndim == 0) continue;
        const int axis = (int)rand_below(ndim);
        const bool shared = rand_one_in(4);
        pnd_viewbuf in, out;
        memset(in_pool, 0, POOL);
        memset(out_pool, 0, POOL);
        rand_view(in_pool, rand_one_in(2) ? PND_DT(DOUBLE) : rand_dtype(true), ndim, shape, true, &in);
        rand_view(out_pool, rand_one_in(2) ? PND_DT(DOUBLE) : rand_dtype(true), ndim, shape, false, &out);
        if (shared) { /* the same elements, in place */
            pnd_viewbuf_init(&in, &out.v);
            if (pnd_view_self_overlap(&in.v, -1) != PND_OVERLAP_NO) continue;
        }
        if (pnd_view_self_overlap(&out.v, -1) != PND_OVERLAP_NO) continue;
        fill_view(&in.v, 3);
        memcpy(want_pool, out_pool, POOL);
        intptr_t size = 1;
        for (int k = 0; k < ndim; k++) size *= shape[k];
        static char source[POOL];
        const char *pool = shared ? out_pool : in_pool;
        memcpy(source, pool, POOL);
        bool small = true;
        if (size > 0) do {
                intptr_t at[PND_MAXDIMS];
                memcpy(at, index, sizeof at);
                double sum = 0;
                for (intptr_t k = 0; k <= index[axis]; k++) {
                    at[axis] = k;
                    sum += element_get(in.v.dtype, source + (view_at(&in.v, at) - pool));
                }
                small &= sum < 127;
                element_set(out.v.dtype, want_pool + (view_at(&out.v, index) - out_pool), sum);
            } while (next_index(ndim, shape, index));
        if (!small) continue;
        int fpe;
        pnd_error err;
        const pnd_ufunc *add = &pnd_ufuncs[PND_OP_add];
        CHECK_OK(pnd_accumulate_run(add, add->same[PND_IDX_DOUBLE], &in.v, &out.v, axis, &fpe, &err), err);
        CHECK(memcmp(out_pool, want_pool, POOL) == 0);
    }
}

int main(void)
{
    pnd_error err;
    if (pnd_cpu_init(&err) < 0 || pnd_registry_init(&err) < 0 || pnd_pool_init(&err) < 0) return printf("%s\n", err.message), 2;
    RUN(test_sum);
    RUN(test_count);
    RUN(test_order_is_kept);
    RUN(test_fold);
    RUN(test_threads_do_not_matter);
    RUN(test_sums_are_accurate);
    RUN(test_overlapping_output);
    RUN(test_accumulate);
    return check_done();
}
