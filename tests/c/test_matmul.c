/* Matrix products against naive loops: all dtypes, layouts and batches; tiles; wrapping; failing allocations. */
#define POOL (1 << 21)
#include "check.h"

#include <complex.h>
#include <math.h>
#include <stdlib.h>

#include "dtype/promote.h"
#include "engine/assign.h"
#include "kernels/registry.h"
#include "linalg/matmul.h"
#include "platform/cpu.h"
#include "platform/fpstatus.h"
#include "platform/pool.h"
#include "randview.h"

static pnd_error err;
static char *pools[3];

typedef struct dense { /* complex128, C order */
    intptr_t shape[PND_MAXDIMS], strides[PND_MAXDIMS];
    double complex *x;
    pnd_view v;
} dense;

static void dense_init(dense *d, int ndim, const intptr_t *shape)
{
    intptr_t n = sizeof(double complex);
    for (int k = ndim - 1; k >= 0; k--) {
        d->shape[k] = shape[k];
        d->strides[k] = n;
        n *= shape[k];
    }
    d->x = calloc(1, (size_t)n + 16);
    d->v = (pnd_view){(char *)d->x, PND_DT(CDOUBLE), ndim, d->shape, d->strides};
}

static double random_part(const pnd_dtype *d)
{
    if (d->kind == 'b') return rand_one_in(3);
    return (double)(d->kind == 'u' ? rand_below(3) : rand_below(5) - 2);
}

/* A random operand of the dtype and its values. */
static void rand_operand(int which, const pnd_dtype *d, int ndim, const intptr_t *shape, pnd_viewbuf *view, dense *values)
{
    rand_view(pools[which], d, ndim, shape, false, view);
    dense_init(values, ndim, shape);
    const intptr_t n = pnd_view_size(&values->v);
    for (intptr_t i = 0; i < n; i++) values->x[i] = random_part(d) + (double complex)I * (d->kind == 'c' ? random_part(d) : 0);
    CHECK_OK(pnd_assign(&view->v, &values->v, NULL, NULL, &err), err);
}

static void naive(const dense *a, const dense *b, dense *out, int ndim)
{
    const intptr_t m = a->shape[ndim - 2], k = a->shape[ndim - 1], n = b->shape[ndim - 1];
    const intptr_t items = m && n ? pnd_view_size(&out->v) / (m * n) : 0;
    for (intptr_t t = 0; t < items; t++)
        for (intptr_t i = 0; i < m; i++)
            for (intptr_t j = 0; j < n; j++) {
                double complex s = 0;
                for (intptr_t l = 0; l < k; l++) s += a->x[(t * m + i) * k + l] * b->x[(t * k + l) * n + j];
                out->x[(t * m + i) * n + j] = s;
            }
}

static bool same(const pnd_view *got, const dense *expected)
{
    /* what the dtype makes of the exact sum */
    dense rounded, back;
    bool equal = true;
    pnd_viewbuf held;
    dense_init(&rounded, got->ndim, got->shape);
    dense_init(&back, got->ndim, got->shape);
    const intptr_t n = pnd_view_size(got);
    char *memory = calloc((size_t)n + 1, (size_t)got->dtype->size);
    intptr_t step = got->dtype->size;
    pnd_viewbuf_init(&held, got);
    for (int k = got->ndim - 1; k >= 0; k--) {
        held.strides[k] = step;
        step *= got->shape[k];
    }
    held.v.data = memory;
    CHECK_OK(pnd_assign(&held.v, &expected->v, NULL, NULL, &err), err);
    CHECK_OK(pnd_assign(&rounded.v, &held.v, NULL, NULL, &err), err);
    CHECK_OK(pnd_assign(&back.v, got, NULL, NULL, &err), err);
    for (intptr_t i = 0; i < n; i++) equal &= rounded.x[i] == back.x[i];
    free(memory);
    free(rounded.x);
    free(back.x);
    return equal;
}

/* NaN in every float, so that what the output held is seen if it is read. */
static void spoil(char *pool) { memset(pool, 0xff, POOL); }

static void check_random(const pnd_dtype *d)
{
    static const intptr_t lengths[] = {0, 1, 1, 2, 3, 5, 9, 17, 30}, batch[] = {1, 2, 3};
    const int ndim = 2 + (int)rand_below(3);
    const intptr_t m = lengths[rand_below(9)], k = lengths[rand_below(9)], n = lengths[rand_below(9)];
    intptr_t sa[4], sb[4], so[4];
    for (int i = 0; i < ndim - 2; i++) sa[i] = sb[i] = so[i] = batch[rand_below(3)];
    sa[ndim - 2] = so[ndim - 2] = m;
    sa[ndim - 1] = sb[ndim - 2] = k;
    sb[ndim - 1] = so[ndim - 1] = n;
    pnd_viewbuf a, b, out;
    dense da, db, expected;
    int fpe = -1;
    rand_operand(0, d, ndim, sa, &a, &da);
    rand_operand(1, d, ndim, sb, &b, &db);
    spoil(pools[2]);
    rand_view(pools[2], d, ndim, so, false, &out);
    dense_init(&expected, ndim, so);
    naive(&da, &db, &expected, ndim);
    CHECK_OK(pnd_matmul(&a.v, &b.v, &out.v, &fpe, &err), err);
    CHECK_INT(fpe, 0);
    if (!same(&out.v, &expected))
        CHECK_FAIL("%s: ndim %d, m %td, k %td, n %td; steps a %td %td, b %td %td, out %td %td", d->name, ndim, m, k, n, a.strides[ndim - 2],
                   a.strides[ndim - 1], b.strides[ndim - 2], b.strides[ndim - 1], out.strides[ndim - 2], out.strides[ndim - 1]);
    free(da.x);
    free(db.x);
    free(expected.x);
}

static void test_random(void)
{
    for (int row = 0; row < PND_NPLAIN; row++) {
        const pnd_dtype *d = &pnd_dtype_rows[row];
        for (int i = 0; i < (pnd_dtype_is_inexact(d) ? 400 : 100); i++) check_random(d);
    }
}

/* Batch axes that repeat. */
static void test_broadcast(void)
{
    const intptr_t sa[] = {3, 4, 2, 5}, sb[] = {3, 4, 5, 3}, so[] = {3, 4, 2, 3};
    for (int row = 0; row < PND_NPLAIN; row++) {
        const pnd_dtype *d = &pnd_dtype_rows[row];
        for (int i = 0; i < 20; i++) {
            pnd_viewbuf a, b, out;
            dense da, db, expected, whole_a, whole_b;
            rand_operand(0, d, 2, sa + 2, &a, &da); /* (2, 5) */
            rand_operand(1, d, 3, sb + 1, &b, &db); /* (4, 5, 3) */
            intptr_t ta[] = {0, 0, a.strides[0], a.strides[1]}, tb[] = {0, b.strides[0], b.strides[1], b.strides[2]};
            const pnd_view va = {a.v.data, d, 4, sa, ta}, vb = {b.v.data, d, 4, sb, tb};
            dense_init(&whole_a, 4, sa);
            dense_init(&whole_b, 4, sb);
            CHECK_OK(pnd_assign(&whole_a.v, &va, NULL, NULL, &err), err);
            CHECK_OK(pnd_assign(&whole_b.v, &vb, NULL, NULL, &err), err);
            rand_view(pools[2], d, 4, so, false, &out);
            dense_init(&expected, 4, so);
            naive(&whole_a, &whole_b, &expected, 4);
            CHECK_OK(pnd_matmul(&va, &vb, &out.v, NULL, &err), err);
            CHECK(same(&out.v, &expected));
            free(da.x), free(db.x), free(whole_a.x), free(whole_b.x), free(expected.x);
        }
    }
}

/* Contiguous operands and their transposes, of sizes that are cut into tiles; any number of threads gives the same bits. */
static void check_large(const pnd_dtype *d, intptr_t m, intptr_t k, intptr_t n, bool ta, bool tb, bool to)
{
    const intptr_t w = d->size, sa[] = {m, k}, sb[] = {k, n}, so[] = {m, n};
    const intptr_t ra[] = {ta ? w : k * w, ta ? m * w : w}, rb[] = {tb ? w : n * w, tb ? k * w : w},
                   ro[] = {to ? w : n * w, to ? m * w : w};
    const size_t bytes = (size_t)(m * n * w);
    char *pa = malloc((size_t)(m * k * w)), *pb = malloc((size_t)(k * n * w)), *po = malloc(bytes), *first = malloc(bytes);
    double *x = malloc((size_t)(m * k + k * n) * sizeof *x);
    const pnd_view a = {pa, d, 2, sa, ra}, b = {pb, d, 2, sb, rb}, out = {po, d, 2, so, ro};
    const bool small_integers = rand_one_in(2);
    for (intptr_t i = 0; i < m * k; i++)
        element_set(d, pa + i * w, x[i] = small_integers ? (double)(rand_below(5) - 2) : (double)rand_next() * 1e-19);
    for (intptr_t i = 0; i < k * n; i++)
        element_set(d, pb + i * w, x[m * k + i] = small_integers ? (double)(rand_below(5) - 2) : (double)rand_next() * 1e-19);
    for (int threads = 1; threads <= 3; threads++) {
        CHECK_OK(pnd_pool_set_threads(threads, &err), err);
        memset(po, 0xff, bytes);
        CHECK_OK(pnd_matmul(&a, &b, &out, NULL, &err), err);
        if (threads == 1) memcpy(first, po, bytes);
        CHECK(memcmp(first, po, bytes) == 0);
    }
    const intptr_t samples = small_integers ? 1 + 300000 / k : 0;
    for (intptr_t sample = 0; sample < samples; sample++) {
        const intptr_t i = rand_below(m), j = rand_below(n);
        double sum = 0;
        for (intptr_t l = 0; l < k; l++) sum += element_get(d, pa + i * ra[0] + l * ra[1]) * element_get(d, pb + l * rb[0] + j * rb[1]);
        CHECK_DOUBLE(element_get(d, po + i * ro[0] + j * ro[1]), sum);
    }
    free(pa), free(pb), free(po), free(first), free(x);
}

static void test_large(void)
{
    static const pnd_dtype *const types[] = {PND_DT(FLOAT), PND_DT(DOUBLE), PND_DT(INT)};
    for (int t = 0; t < 3; t++) {
        for (int bits = 0; bits < 8; bits++) check_large(types[t], 900 + bits, 33, 1030, bits & 1, bits & 2, bits & 4);
        check_large(types[t], 40000, 30, 1, false, false, false); /* gemv */
        check_large(types[t], 40000, 30, 1, true, false, false);
        check_large(types[t], 1, 300, 9000, false, true, false);
        check_large(types[t], 1, 500000, 1, false, false, false); /* dot */
        check_large(types[t], 20000, 2, 3, false, false, false);
        check_large(types[t], 3, 2, 20000, true, false, true);
    }
}

/* Many small items are shared out over the threads. */
static void test_many_items(void)
{
    enum { ITEMS = 20000 };
    const intptr_t shape[] = {ITEMS, 4, 4}, strides[] = {64, 16, 4};
    float *a = malloc(ITEMS * 64), *b = malloc(ITEMS * 64), *out = malloc(ITEMS * 64);
    for (int i = 0; i < ITEMS * 16; i++) a[i] = (float)(i % 7), b[i] = (float)(i % 5);
    const pnd_view va = {(char *)a, PND_DT(FLOAT), 3, shape, strides}, vb = {(char *)b, PND_DT(FLOAT), 3, shape, strides};
    const pnd_view vo = {(char *)out, PND_DT(FLOAT), 3, shape, strides};
    CHECK_OK(pnd_matmul(&va, &vb, &vo, NULL, &err), err);
    for (int t = 0; t < ITEMS; t++)
        for (int i = 0; i < 4; i++)
            for (int j = 0; j < 4; j++) {
                float s = 0;
                for (int l = 0; l < 4; l++) s += a[t * 16 + i * 4 + l] * b[t * 16 + l * 4 + j];
                if (s != out[t * 16 + i * 4 + j]) check_failures++;
            }
    free(a), free(b), free(out);
}

static void test_wraps_and_rounds_once(void)
{
    const intptr_t sa[] = {1, 300}, sb[] = {300, 1}, so[] = {1, 1};
    int8_t x[300], r = 0;
    memset(x, 1, sizeof x);
    const pnd_view a = {(char *)x, PND_DT(BYTE), 2, sa, (intptr_t[]){300, 1}}, b = {(char *)x, PND_DT(BYTE), 2, sb, (intptr_t[]){1, 1}};
    const pnd_view out = {(char *)&r, PND_DT(BYTE), 2, so, (intptr_t[]){1, 1}};
    CHECK_OK(pnd_matmul(&a, &b, &out, NULL, &err), err);
    CHECK_INT(r, (int8_t)300);
    /* 2048 + 1 + 1 ...: float16 would lose every 1 if it rounded between */
    uint16_t h[300], one[300], hr;
    for (int i = 0; i < 300; i++) h[i] = i ? 0x3c00 : 0x6800, one[i] = 0x3c00;
    const pnd_view ha = {(char *)h, PND_DT(HALF), 2, sa, (intptr_t[]){600, 2}}, hb = {(char *)one, PND_DT(HALF), 2, sb, (intptr_t[]){2, 2}};
    const pnd_view ho = {(char *)&hr, PND_DT(HALF), 2, so, (intptr_t[]){2, 2}};
    CHECK_OK(pnd_matmul(&ha, &hb, &ho, NULL, &err), err);
    CHECK_INT(hr, 0x6800 + 150); /* 2347 lies halfway between 2346 and 2348, whose last bit is 0 */
}

static void test_flags(void)
{
    const intptr_t s[] = {2, 2}, t[] = {8, 4};
    float a[4] = {INFINITY, 1, 1, 1}, b[4] = {0, 1, 1, 1}, out[4];
    const pnd_view va = {(char *)a, PND_DT(FLOAT), 2, s, t}, vb = {(char *)b, PND_DT(FLOAT), 2, s, t},
                   vo = {(char *)out, PND_DT(FLOAT), 2, s, t};
    int fpe = 0;
    CHECK_OK(pnd_matmul(&va, &vb, &vo, &fpe, &err), err);
    CHECK_INT(fpe, PND_FPE_INVALID);
    CHECK(out[0] != out[0] && out[1] == INFINITY && out[2] == 1 && out[3] == 2);
}

/* What the block loop computes past the edge must not be seen: infinity times finite numbers is exact. */
static void test_no_flag_from_padding(void)
{
    const intptr_t sa[] = {3, 2}, sb[] = {2, 5}, so[] = {3, 5}, ta[] = {4, 2}, tb[] = {10, 2};
    uint16_t a[6] = {0x7c00, 0x3c00, 0x3c00, 0x3c00, 0x3c00, 0x3c00}, b[10], out[15];
    for (int i = 0; i < 10; i++) b[i] = 0x3c00;
    const pnd_view va = {(char *)a, PND_DT(HALF), 2, sa, ta}, vb = {(char *)b, PND_DT(HALF), 2, sb, tb},
                   vo = {(char *)out, PND_DT(HALF), 2, so, tb};
    int fpe = -1;
    CHECK_OK(pnd_matmul(&va, &vb, &vo, &fpe, &err), err);
    CHECK_INT(fpe, 0);
    CHECK_INT(out[0], 0x7c00);
    CHECK_INT(out[14], 0x4000);
    b[3] = 0; /* inf * 0 in one real column is still told */
    CHECK_OK(pnd_matmul(&va, &vb, &vo, &fpe, &err), err);
    CHECK_INT(fpe, PND_FPE_INVALID);
}

/* Each allocation in turn fails: an error, nothing lost. */
static void test_memory_fails(void)
{
    const intptr_t s[] = {3, 4, 4}, odd[] = {-200, 48, 12};
    char memory[3][1000] = {{0}};
    const pnd_view a = {memory[0] + 400, PND_DT(FLOAT), 3, s, odd}, b = {memory[1] + 400, PND_DT(FLOAT), 3, s, odd};
    const pnd_view out = {memory[2] + 400, PND_DT(FLOAT), 3, s, odd};
    int failures = 0;
    for (int n = 1; n < 100; n++) {
        err.code = PND_ERR_NONE;
        pnd_mem_fail_at(n, false);
        const int status = pnd_matmul(&a, &b, &out, NULL, &err);
        pnd_mem_fail_at(0, false);
        if (status == 0) break;
        CHECK_INT(err.code, PND_ERR_MEMORY);
        failures++;
    }
    CHECK(failures >= 3);
}

static void test_no_library(void)
{
    const char *named = getenv("PYNDARRAY_BLAS");
    CHECK(named == NULL);
    const char *config = pnd_blas_config(&err);
    CHECK(config != NULL && strstr(config, "OpenBLAS") != NULL);
}

int main(void)
{
    if (pnd_cpu_init(&err) < 0 || pnd_pool_init(&err) < 0 || pnd_registry_init(&err) < 0) return 1;
    if (getenv("PND_BLAS_DIR") == NULL) return 1;
    pnd_blas_set_path(getenv("PND_BLAS_DIR"));
    for (int i = 0; i < 3; i++) pools[i] = calloc(1, POOL);
    RUN(test_no_library);
    RUN(test_random);
    RUN(test_broadcast);
    RUN(test_large);
    RUN(test_many_items);
    RUN(test_wraps_and_rounds_once);
    RUN(test_flags);
    RUN(test_no_flag_from_padding);
    RUN(test_memory_fails);
    for (int i = 0; i < 3; i++) free(pools[i]);
    return check_done();
}
