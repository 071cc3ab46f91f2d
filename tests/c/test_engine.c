/* Elementwise calls and copies against naive loops: random shapes, steps, dtypes, byte orders, masks and overlaps. */
#include "check.h"

#include <pthread.h>

#include "engine/assign.h"
#include "engine/blocks.h"
#include "engine/elementwise.h"
#include "engine/reduce.h"
#include "iter/nest.h"
#include "platform/cpu.h"
#include "platform/fpstatus.h"
#include "platform/pool.h"
#include "randview.h"

/**************************************************************************** loops of our own */

static int add_f64(const pnd_loop *ctx, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    for (intptr_t i = 0; i < dims[0]; i++) {
        double a, b, o;
        memcpy(&a, p[0] + i * s[0], 8);
        memcpy(&b, p[1] + i * s[1], 8);
        o = a + b;
        memcpy(p[2] + i * s[2], &o, 8);
    }
    return (void)ctx, 0;
}

static int add_masked_f64(const pnd_loop *ctx, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    for (intptr_t i = 0; i < dims[0]; i++) {
        const intptr_t one = 1;
        char *const q[3] = {p[0] + i * s[0], p[1] + i * s[1], p[2] + i * s[2]};
        if (p[3][i * s[3]]) add_f64(ctx, q, &one, s);
    }
    return 0;
}

/* Two outputs: sum and difference. */
static int sumdiff_f64(const pnd_loop *ctx, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    for (intptr_t i = 0; i < dims[0]; i++) {
        double a, b, o;
        memcpy(&a, p[0] + i * s[0], 8);
        memcpy(&b, p[1] + i * s[1], 8);
        o = a + b;
        memcpy(p[2] + i * s[2], &o, 8);
        o = a - b;
        memcpy(p[3] + i * s[3], &o, 8);
    }
    return (void)ctx, 0;
}

static int fail_on_negative(const pnd_loop *ctx, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    for (intptr_t i = 0; i < dims[0]; i++) {
        double a;
        memcpy(&a, p[0] + i * s[0], 8);
        if (a < 0) return pnd_fail(ctx->err, PND_ERR_VALUE, "negative element %g", a);
        memcpy(p[1] + i * s[1], &a, 8);
    }
    return 0;
}

static const pnd_dtype *const doubles[4] = {PND_DT(DOUBLE), PND_DT(DOUBLE), PND_DT(DOUBLE), PND_DT(DOUBLE)};
static const pnd_ufunc_loop add_loop = {.dtypes = doubles, .fn = add_f64};
static const pnd_ufunc_loop add_loop_masked = {.dtypes = doubles, .fn = add_f64, .masked = add_masked_f64};
static const pnd_ufunc_loop sumdiff_loop = {.dtypes = doubles, .fn = sumdiff_f64};
static const pnd_ufunc_loop checked_loop = {.dtypes = doubles, .fn = fail_on_negative};

/**************************************************************************** naive answers */

static double snapshot_get(const pnd_view *v, const char *pool, const char *snapshot, int ndim, const intptr_t *index)
{
    const char *p = view_at_broadcast(v, ndim, index);
    return element_get(v->dtype, snapshot + (p - pool));
}

static intptr_t size_of(int ndim, const intptr_t *shape)
{
    intptr_t n = 1;
    for (int k = 0; k < ndim; k++) n *= shape[k];
    return n;
}

/* Several pools, or one for all operands. */
static char pools[5][POOL], before[5][POOL], expected[5][POOL];

/**************************************************************************** tests */

static void elementwise_case(bool shared, int nout)
{
    intptr_t shape[PND_MAXDIMS], index[PND_MAXDIMS] = {0};
    const int ndim = rand_shape(shape, 4), nop = 2 + nout;
    const bool masked = rand_one_in(3);
    /* In a shared pool everything is read as one dtype at multiples of its size, so that all bits are small numbers. */
    const pnd_dtype *one = rand_one_in(2) ? PND_DT(UBYTE) : PND_DT(BOOL);
    pnd_viewbuf bufs[5];
    pnd_view ops[4];
    for (int i = 0; i < 5; i++)
        for (int k = 0; k < POOL; k++) pools[i][k] = shared ? (char)rand_below(one->idx == PND_IDX_BOOL ? 2 : 20) : 0;
    for (int i = 0; i < nop; i++) {
        char *pool = pools[shared ? 0 : i];
        const pnd_dtype *d = shared ? one : rand_one_in(2) ? PND_DT(DOUBLE) : rand_dtype(true);
        if (i < 2) {
            rand_broadcastable(pool, d, ndim, shape, &bufs[i]);
            if (!shared) fill_view(&bufs[i].v, 20);
        } else {
            rand_view(pool, d, ndim, shape, false, &bufs[i]);
            if (!shared) fill_view(&bufs[i].v, 20);
        }
    }
    if (shared && rand_one_in(3) && nout == 1) bufs[0] = bufs[2], bufs[0].v.shape = bufs[0].shape, bufs[0].v.strides = bufs[0].strides;
    for (int i = 0; i < nop; i++) ops[i] = bufs[i].v;
    char *mask_pool = pools[shared && one->idx == PND_IDX_BOOL ? 0 : 4];
    const pnd_view *where = NULL;
    if (masked) {
        rand_broadcastable(mask_pool, PND_DT(BOOL), ndim, shape, &bufs[4]);
        if (mask_pool != pools[0]) fill_view(&bufs[4].v, 2);
        where = &bufs[4].v;
    }
    for (int i = 2; i < nop; i++)
        if (pnd_view_self_overlap(&ops[i], -1) != PND_OVERLAP_NO) return; /* which write is last is not defined */
    memcpy(before, pools, sizeof pools);
    memcpy(expected, pools, sizeof pools);
    if (size_of(ndim, shape) > 0)
        for (int o = 2; o < nop; o++) {
            memset(index, 0, sizeof index);
            do {
                const int pa = shared ? 0 : 0, pb = shared ? 0 : 1, po = shared ? 0 : o;
                if (where && !snapshot_get(where, mask_pool, before[mask_pool == pools[0] ? 0 : 4], ndim, index)) continue;
                const double a = snapshot_get(&ops[0], pools[pa], before[pa], ndim, index);
                const double b = snapshot_get(&ops[1], pools[pb], before[pb], ndim, index);
                double r = o == 2 ? a + b : a - b;
                if (r < 0 && (ops[o].dtype->idx == PND_IDX_UBYTE)) r += 256; /* as the cast of a small negative number wraps */
                element_set(ops[o].dtype, expected[po] + (view_at(&ops[o], index) - pools[po]), r);
            } while (next_index(ndim, shape, index));
        }
    const pnd_ufunc_loop *loop = nout == 2 ? &sumdiff_loop : rand_one_in(2) ? &add_loop : &add_loop_masked;
    int fpe = -1;
    pnd_error err;
    const pnd_map_call call = {.loop = loop, .nin = 2, .nout = nout, .ops = ops, .where = where, .ndim = ndim, .shape = shape, .fpe = &fpe};
    CHECK_OK(pnd_map_run(&call, &err), err);
    CHECK(memcmp(pools, expected, sizeof pools) == 0);
    CHECK_INT(fpe, 0);
}

static void test_elementwise_random(void)
{
    for (int i = 0; i < 4000; i++) elementwise_case(false, 1);
}

static void test_elementwise_overlapping(void)
{
    for (int i = 0; i < 4000; i++) elementwise_case(true, 1);
}

static void test_elementwise_two_outputs(void)
{
    for (int i = 0; i < 1500; i++) elementwise_case(false, 2);
    for (int i = 0; i < 1500; i++) elementwise_case(true, 2);
}

static void test_assign_random(void)
{
    for (int i = 0; i < 6000; i++) {
        const bool shared = rand_one_in(3), masked = rand_one_in(4);
        intptr_t shape[PND_MAXDIMS], index[PND_MAXDIMS] = {0};
        const int ndim = rand_shape(shape, 5);
        pnd_viewbuf src, dst, mask;
        const pnd_dtype *ds = shared ? PND_DT(UBYTE) : rand_dtype(true), *dd = shared           ? PND_DT(UBYTE)
                                                                               : rand_one_in(3) ? ds
                                                                                                : rand_dtype(true);
        for (int p = 0; p < 3; p++)
            for (int k = 0; k < POOL; k++) pools[p][k] = shared ? (char)rand_below(100) : 0;
        rand_broadcastable(pools[0], ds, ndim, shape, &src);
        rand_view(pools[shared ? 0 : 1], dd, ndim, shape, false, &dst);
        rand_broadcastable(pools[2], PND_DT(BOOL), ndim, shape, &mask);
        fill_view(&mask.v, 2);
        if (!shared) fill_view(&src.v, 100), fill_view(&dst.v, 100);
        if (pnd_view_self_overlap(&dst.v, -1) != PND_OVERLAP_NO) continue;
        memcpy(before, pools, sizeof pools);
        memcpy(expected, pools, sizeof pools);
        const int pd = shared ? 0 : 1;
        if (size_of(ndim, shape) > 0) do {
                if (masked && !snapshot_get(&mask.v, pools[2], before[2], ndim, index)) continue;
                element_set(dd, expected[pd] + (view_at(&dst.v, index) - pools[pd]),
                            snapshot_get(&src.v, pools[0], before[0], ndim, index));
            } while (next_index(ndim, shape, index));
        pnd_error err;
        CHECK_OK(pnd_assign(&dst.v, &src.v, masked ? &mask.v : NULL, NULL, &err), err);
        CHECK(memcmp(pools, expected, sizeof pools) == 0);
    }
}

static void test_fill(void)
{
    for (int i = 0; i < 500; i++) {
        intptr_t shape[PND_MAXDIMS], index[PND_MAXDIMS] = {0};
        const int ndim = rand_shape(shape, 4);
        pnd_viewbuf dst;
        const pnd_dtype *d = rand_dtype(true);
        memset(pools[0], 0, POOL);
        rand_view(pools[0], d, ndim, shape, true, &dst);
        memcpy(expected[0], pools[0], POOL);
        char one[16];
        element_set(d, one, 77);
        if (size_of(ndim, shape) > 0) do
                memcpy(expected[0] + (view_at(&dst.v, index) - pools[0]), one, (size_t)d->size);
            while (next_index(ndim, shape, index));
        pnd_error err;
        CHECK_OK(pnd_fill(&dst.v, one, &err), err);
        CHECK(memcmp(pools[0], expected[0], POOL) == 0);
    }
}

static void test_same_value(void)
{
    pnd_error err;
    const intptr_t shape[1] = {3}, s8[1] = {8};
    const struct {
        double v[3];
        const pnd_dtype *to;
        int answer;
    } cases[] = {
        {{1, 2, 3}, PND_DT(INT), 0},        {{1, 2.5, 3}, PND_DT(INT), 1},  {{1, 0.1, 3}, PND_DT(FLOAT), 1},
        {{1, 0.5, -0.0}, PND_DT(FLOAT), 0}, {{-1, 2, 3}, PND_DT(UBYTE), 1}, {{255, 2, 3}, PND_DT(UBYTE), 0},
        {{256, 2, 3}, PND_DT(UBYTE), 1},    {{1, 0, 1}, PND_DT(BOOL), 0},
    };
    for (intptr_t i = 0; i < PND_COUNT(cases); i++) {
        const pnd_view v = {(char *)cases[i].v, PND_DT(DOUBLE), 1, shape, s8};
        CHECK_INT(pnd_same_value(&v, cases[i].to, &err), cases[i].answer);
    }
    int64_t big[3] = {INT64_MAX, -1, 5};
    pnd_view v = {(char *)big, PND_DT(LONG), 1, shape, s8};
    CHECK_INT(pnd_same_value(&v, PND_DT(ULONG), &err), 1);  /* -1 comes back as -1, yet changed on the way */
    CHECK_INT(pnd_same_value(&v, PND_DT(DOUBLE), &err), 1); /* 2**63 - 1 is no double */
    CHECK_INT(pnd_same_value(&v, PND_DT(LONGLONG), &err), 0);
}

static void test_kernel_error_stops(void)
{
    static double a[300000], o[300000];
    const intptr_t n = 300000, step = 8;
    for (intptr_t i = 0; i < n; i++) a[i] = 1;
    a[200001] = -3;
    const pnd_view ops[2] = {{(char *)a, PND_DT(DOUBLE), 1, &n, &step}, {(char *)o, PND_DT(DOUBLE), 1, &n, &step}};
    pnd_error err;
    int fpe;
    const pnd_map_call call = {.loop = &checked_loop, .nin = 1, .nout = 1, .ops = ops, .ndim = 1, .shape = &n, .fpe = &fpe};
    for (int threads = 1; threads <= 3; threads++) {
        CHECK_OK(pnd_pool_set_threads(threads, &err), err);
        CHECK_FAILS(pnd_map_run(&call, &err), err, PND_ERR_VALUE);
        CHECK_STR(err.message, "negative element -3");
    }
}

static void test_flags_are_gathered(void)
{
    static double a[300000], o[300000];
    const intptr_t n = 300000, step = 8;
    const pnd_view ops[3] = {
        {(char *)a, PND_DT(DOUBLE), 1, &n, &step}, {(char *)a, PND_DT(DOUBLE), 1, &n, &step}, {(char *)o, PND_DT(DOUBLE), 1, &n, &step}};
    pnd_error err;
    for (int threads = 1; threads <= 3; threads++) {
        int fpe = -1;
        const pnd_map_call call = {.loop = &add_loop, .nin = 2, .nout = 1, .ops = ops, .ndim = 1, .shape = &n, .fpe = &fpe};
        CHECK_OK(pnd_pool_set_threads(threads, &err), err);
        a[250000] = 1;
        CHECK_OK(pnd_map_run(&call, &err), err);
        CHECK_INT(fpe, 0);
        a[250000] = 1.7e308;
        CHECK_OK(pnd_map_run(&call, &err), err);
        CHECK_INT(fpe, PND_FPE_OVERFLOW);
    }
    CHECK_OK(pnd_pool_set_threads(2, &err), err);
}

static void test_many_axes_and_operands(void)
{
    enum { N = 64 };
    intptr_t shape[N];
    for (int k = 0; k < N; k++) shape[k] = k % 16 == 3 ? 2 : 1;
    double a[16], b[16], o[16];
    intptr_t sa[N], so[N], step = 8;
    for (int k = 0; k < N; k++) {
        sa[k] = so[k] = 0;
        if (shape[k] == 2) sa[k] = step, so[k] = 512 / step, step *= 2;
    }
    for (int i = 0; i < 16; i++) a[i] = i, b[i] = 100 * i;
    const pnd_view ops[3] = {
        {(char *)a, PND_DT(DOUBLE), N, shape, sa}, {(char *)b, PND_DT(DOUBLE), N, shape, sa}, {(char *)o, PND_DT(DOUBLE), N, shape, so}};
    pnd_error err;
    const pnd_map_call call = {.loop = &add_loop, .nin = 2, .nout = 1, .ops = ops, .ndim = N, .shape = shape};
    CHECK_OK(pnd_map_run(&call, &err), err);
    for (int i = 0; i < 16; i++) {
        const int turned = (i & 1) << 3 | (i & 2) << 1 | (i & 4) >> 1 | (i & 8) >> 3;
        CHECK_DOUBLE(o[turned], 101 * i);
    }
}

static void test_nest_walk(void)
{
    for (int i = 0; i < 2000; i++) {
        intptr_t shape[PND_MAXDIMS], index[PND_MAXDIMS] = {0};
        const int ndim = rand_shape(shape, 5);
        pnd_viewbuf v;
        rand_view(pools[0], PND_DT(UBYTE), ndim, shape, true, &v);
        memset(pools[0], 0, POOL);
        memset(expected[0], 0, POOL);
        const intptr_t size = size_of(ndim, shape);
        if (size == 0) continue;
        do expected[0][view_at(&v.v, index) - pools[0]]++;
        while (next_index(ndim, shape, index));
        pnd_nest t;
        pnd_cursor c;
        pnd_error err;
        CHECK_OK(pnd_nest_init(&t, ndim, shape, 1, &err), err);
        pnd_nest_set(&t, 0, v.v.data, ndim, shape, v.v.strides);
        pnd_nest_settle(&t, 0, rand_one_in(2));
        CHECK_INT(t.size, size);
        for (intptr_t at = 0; at < size;) { /* half the time, sought afresh */
            if (at == 0 || rand_one_in(2)) pnd_cursor_seek(&t, &c, at);
            intptr_t n = 1 + rand_below(t.shape[0] - c.at[0]);
            for (intptr_t k = 0; k < n; k++) c.ptr[0][k * t.strides[0]]++;
            pnd_cursor_advance(&t, &c, n);
            at += n;
        }
        CHECK(memcmp(pools[0], expected[0], POOL) == 0);
        pnd_nest_free(&t);
    }
}

/* Operands dense along different axes, larger than a tile, of every item size: copies, converting copies, masked ones, sums. */
static void test_crossed_axes(void)
{
    static const int rows[] = {PND_IDX_UBYTE, PND_IDX_SHORT, PND_IDX_FLOAT, PND_IDX_DOUBLE, PND_IDX_CDOUBLE, PND_IDX_CLONGDOUBLE};
    static const intptr_t extents[] = {8, 16, 31, 64, 100, 300, 530};
    enum { BYTES = 530 * 530 * 32 };
    char *a = pnd_data_alloc(BYTES, false), *o = pnd_data_alloc(BYTES, false), *m = pnd_data_alloc(BYTES, false);
    pnd_error err;
    for (int i = 0; i < BYTES; i++) m[i] = (char)rand_below(2);
    for (int trial = 0; trial < 150; trial++) {
        const pnd_dtype *d = &pnd_dtype_rows[rows[rand_below(PND_COUNT(rows))]];
        const intptr_t n = extents[rand_below(7)], k = extents[rand_below(7)], w = d->size;
        const intptr_t shape[3] = {rand_one_in(4) && n * k < 10000 ? 3 : 1, n, k}, crossed[3] = {n * k * w, w, n * w},
                       dense[3] = {n * k * w, k * w, w};
        const bool masked = rand_one_in(3);
        for (intptr_t i = 0; i < shape[0] * n * k * w; i++) a[i] = (char)(rand_next() >> 32), o[i] = 0;
        const pnd_view from = {a, d, 3, shape, crossed}, to = {o, d, 3, shape, dense};
        const intptr_t mask_strides[3] = {n * k, k, 1};
        const pnd_view mask = {m, PND_DT(BOOL), 3, shape, mask_strides};
        CHECK_OK(pnd_assign(&to, &from, masked ? &mask : NULL, NULL, &err), err);
        static const char zeros[32];
        bool equal = true;
        for (intptr_t p = 0; p < shape[0] * n * k; p++) {
            const intptr_t plane = p / (n * k), i = p / k % n, j = p % k;
            const char *want = masked && !m[p] ? zeros : a + plane * crossed[0] + i * crossed[1] + j * crossed[2];
            equal &= memcmp(o + p * w, want, (size_t)w) == 0;
        }
        CHECK(equal);
        if (d->idx != PND_IDX_FLOAT && d->idx != PND_IDX_UBYTE) continue;
        /* a.T + b with a conversion to double and back */
        for (intptr_t i = 0; i < shape[0] * n * k; i++)
            element_set(d, a + i * w, (double)rand_below(100)), element_set(d, o + i * w, (double)rand_below(100));
        char *sum = pnd_data_alloc(BYTES, true);
        const pnd_view ops[3] = {from, to, {sum, rand_one_in(2) ? d : pnd_dtype_swap(d), 3, shape, dense}};
        const pnd_map_call call = {
            .loop = &add_loop, .nin = 2, .nout = 1, .ops = ops, .where = masked ? &mask : NULL, .ndim = 3, .shape = shape};
        CHECK_OK(pnd_map_run(&call, &err), err);
        equal = true;
        for (intptr_t p = 0; p < shape[0] * n * k; p++) {
            const intptr_t plane = p / (n * k), i = p / k % n, j = p % k;
            const double x = element_get(d, a + plane * crossed[0] + i * crossed[1] + j * crossed[2]), y = element_get(d, o + p * w);
            equal &= element_get(ops[2].dtype, sum + p * w) == (masked && !m[p] ? 0 : x + y);
        }
        CHECK(equal);
        pnd_data_free(sum, BYTES);
    }
    pnd_data_free(a, BYTES);
    pnd_data_free(o, BYTES);
    pnd_data_free(m, BYTES);
}

/* Outputs larger than the caches are stored past them; ends and beginnings off the cache lines too. */
static void test_past_the_caches(void)
{
    const intptr_t n = (intptr_t)pnd_cpu_l3_bytes() / 16 + 1000003, step = 8;
    const size_t bytes = (size_t)(n * 8 + 64);
    char *a = pnd_data_alloc(bytes, true), *o = pnd_data_alloc(bytes, true);
    pnd_error err;
    for (intptr_t i = 0; i < n; i++) ((double *)(void *)a)[i] = (double)i;
    for (int offset = 0; offset <= 24; offset += 8) {
        const pnd_view ops[3] = {
            {a, PND_DT(DOUBLE), 1, &n, &step}, {a, PND_DT(DOUBLE), 1, &n, &step}, {o + offset, PND_DT(DOUBLE), 1, &n, &step}};
        const pnd_map_call call = {.loop = &add_loop, .nin = 2, .nout = 1, .ops = ops, .ndim = 1, .shape = &n};
        CHECK_OK(pnd_map_run(&call, &err), err);
        intptr_t bad = 0;
        for (intptr_t i = 0; i < n; i++) bad += ((double *)(void *)(o + offset))[i] != 2 * (double)i;
        CHECK_INT(bad, 0);
        CHECK_OK(pnd_assign(&ops[2], &ops[0], NULL, NULL, &err), err);
        CHECK(memcmp(a, o + offset, (size_t)n * 8) == 0);
    }
    pnd_data_free(a, bytes);
    pnd_data_free(o, bytes);
}

/* Another thread writes to masks and inputs all the while: results are whatever they are, but nothing outside is touched. */
static struct {
    char *mask, *data;
    intptr_t n;
    bool stop;
} racer;

static void *race(void *unused)
{
    (void)unused;
    for (uint64_t x = 1; !__atomic_load_n(&racer.stop, __ATOMIC_RELAXED); x = x * 6364136223846793005u + 1) {
        const intptr_t i = (intptr_t)(x >> 33) % racer.n;
        __atomic_store_n(&racer.mask[i], (char)(x >> 60 & 1), __ATOMIC_RELAXED);
        __atomic_store_n(&racer.data[i], (char)(x >> 50), __ATOMIC_RELAXED);
    }
    return NULL;
}

static void test_inputs_that_change(void)
{
    const intptr_t n = 5003, step = 8, ones = 1, back = -1;
    racer.mask = pnd_data_alloc((size_t)n, true);
    racer.data = pnd_data_alloc((size_t)n, true);
    racer.n = n;
    racer.stop = false;
    char *o = pnd_data_alloc((size_t)n * 8, true);
    double sum[1];
    pthread_t thread;
    pnd_error err;
    MUST(pthread_create(&thread, NULL, race, NULL) == 0);
    const pnd_view mask = {racer.mask, PND_DT(BOOL), 1, &n, &ones}, small = {racer.data, PND_DT(BYTE), 1, &n, &ones};
    const pnd_view reversed = {racer.data + n - 1, PND_DT(UBYTE), 1, &n, &back}, out = {o, PND_DT(DOUBLE), 1, &n, &step};
    const pnd_view ops[3] = {small, reversed, out};
    const pnd_map_call call = {.loop = &add_loop, .nin = 2, .nout = 1, .ops = ops, .where = &mask, .ndim = 1, .shape = &n};
    const pnd_ufunc *add = &pnd_ufuncs[PND_OP_add];
    const bool axes[1] = {true};
    const pnd_reduce_call reduce = {.reduction = add->reductions[PND_IDX_DOUBLE],
                                    .ufunc = add,
                                    .in = small,
                                    .out = {(char *)sum, PND_DT(DOUBLE), 1, &ones, &step},
                                    .axes = axes,
                                    .where = &mask};
    for (int i = 0; i < 300; i++) {
        CHECK_OK(pnd_map_run(&call, &err), err);
        CHECK_OK(pnd_assign(&out, &reversed, &mask, NULL, &err), err);
        CHECK_OK(pnd_reduce_run(&reduce, &err), err);
        CHECK(sum[0] >= -128.0 * (double)n && sum[0] <= 128.0 * (double)n);
    }
    __atomic_store_n(&racer.stop, true, __ATOMIC_RELAXED);
    pthread_join(thread, NULL);
    pnd_data_free(racer.mask, (size_t)n);
    pnd_data_free(racer.data, (size_t)n);
    pnd_data_free(o, (size_t)n * 8);
}

int main(void)
{
    pnd_error err;
    if (pnd_cpu_init(&err) < 0 || pnd_registry_init(&err) < 0 || pnd_pool_init(&err) < 0) return printf("%s\n", err.message), 2;
    RUN(test_nest_walk);
    RUN(test_elementwise_random);
    RUN(test_elementwise_overlapping);
    RUN(test_elementwise_two_outputs);
    RUN(test_assign_random);
    RUN(test_fill);
    RUN(test_same_value);
    RUN(test_kernel_error_stops);
    RUN(test_flags_are_gathered);
    RUN(test_many_axes_and_operands);
    RUN(test_inputs_that_change);
    RUN(test_crossed_axes);
    RUN(test_past_the_caches);
    return check_done();
}
