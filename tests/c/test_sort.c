/* sort, argsort and searchsorted of views of any layout, axis and byte order, against insertion on one line at a time. */
#include "check.h"
#include "engine/sort.h"
#include "kernels/registry.h"
#include "layout/strides.h"
#include "platform/cpu.h"
#include "platform/pool.h"
#include "randview.h"

static _Alignas(64) char pool[POOL], before[POOL], index_pool[POOL], key_pool[POOL];

/* The first element of each line along the axis: all positions whose coordinate there is 0. */
static bool next_line(int ndim, const intptr_t *shape, int axis, intptr_t *at)
{
    while (next_index(ndim, shape, at))
        if (at[axis] == 0) return true;
    return false;
}

static double line_get(const pnd_view *v, const intptr_t *line, int axis, intptr_t i)
{
    intptr_t at[PND_MAXDIMS];
    memcpy(at, line, sizeof(intptr_t) * (size_t)v->ndim);
    at[axis] = i;
    return element_get(v->dtype, view_at(v, at));
}

/* Positions of a line's elements in stable order. */
static void naive_order(const pnd_view *v, const intptr_t *line, int axis, intptr_t *order)
{
    for (intptr_t i = 0; i < v->shape[axis]; i++) {
        intptr_t k = i;
        for (; k > 0 && line_get(v, line, axis, order[k - 1]) > line_get(v, line, axis, i); k--) order[k] = order[k - 1];
        order[k] = i;
    }
}

static bool random_case(pnd_viewbuf *v, int *axis)
{
    intptr_t shape[PND_MAXDIMS];
    const int ndim = rand_shape(shape, 4);
    rand_view(pool, rand_dtype(true), ndim, shape, false, v);
    if (ndim == 0 || pnd_view_size(&v->v) == 0) return false;
    fill_view(&v->v, rand_one_in(2) ? 3 : 100);
    *axis = (int)rand_below(ndim);
    return true;
}

static void test_sort(void)
{
    for (int round = 0; round < 5000; round++) {
        pnd_viewbuf v;
        int axis;
        intptr_t line[PND_MAXDIMS] = {0}, order[64];
        pnd_error err;
        if (!random_case(&v, &axis)) continue;
        memcpy(before, pool, POOL);
        CHECK_OK(pnd_sort(&v.v, axis, rand_one_in(2), &err), err);
        pnd_view old = v.v;
        old.data = before + (v.v.data - pool);
        do {
            naive_order(&old, line, axis, order);
            for (intptr_t i = 0; i < v.shape[axis]; i++) CHECK_DOUBLE(line_get(&v.v, line, axis, i), line_get(&old, line, axis, order[i]));
        } while (next_line(v.v.ndim, v.shape, axis, line));
    }
}

static void test_argsort(void)
{
    for (int round = 0; round < 5000; round++) {
        pnd_viewbuf v, out;
        int axis;
        intptr_t line[PND_MAXDIMS] = {0}, order[64];
        pnd_error err;
        if (!random_case(&v, &axis)) continue;
        memcpy(before, pool, POOL);
        rand_view(index_pool, PND_DT(LONG), v.v.ndim, v.shape, false, &out);
        CHECK_OK(pnd_argsort(&v.v, axis, true, &out.v, &err), err);
        CHECK(memcmp(pool, before, POOL) == 0);
        do {
            naive_order(&v.v, line, axis, order);
            for (intptr_t i = 0; i < v.shape[axis]; i++) CHECK_DOUBLE(line_get(&out.v, line, axis, i), (double)order[i]);
        } while (next_line(v.v.ndim, v.shape, axis, line));
    }
}

static void test_searchsorted(void)
{
    for (int round = 0; round < 5000; round++) {
        pnd_viewbuf v, keys, out;
        intptr_t n = rand_below(30), shape[PND_MAXDIMS], at[PND_MAXDIMS] = {0};
        pnd_error err;
        const pnd_dtype *d = rand_dtype(false);
        const bool right = rand_one_in(2);
        rand_view(pool, d, 1, &n, false, &v);
        fill_view(&v.v, 9);
        if (n > 0) CHECK_OK(pnd_sort(&v.v, 0, false, &err), err);
        const int ndim = rand_shape(shape, 3);
        rand_view(key_pool, d, ndim, shape, true, &keys);
        fill_view(&keys.v, 10);
        rand_view(index_pool, PND_DT(LONG), ndim, shape, false, &out);
        CHECK_OK(pnd_searchsorted(&v.v, &keys.v, right, &out.v, &err), err);
        if (pnd_view_size(&out.v) == 0) continue;
        do {
            const double key = element_get(d, view_at(&keys.v, at));
            intptr_t want = 0;
            for (intptr_t i = 0; i < n; i++) {
                const double x = element_get(d, view_at(&v.v, &i));
                want += right ? x <= key : x < key;
            }
            CHECK_DOUBLE(element_get(PND_DT(LONG), view_at(&out.v, at)), (double)want);
        } while (next_index(ndim, shape, at));
    }
}

/* Lines shared between threads give what one thread gives. */
static void test_many_lines(void)
{
    enum { LINES = 500, N = 700 };
    float *a = malloc(sizeof(float) * LINES * N), *b = malloc(sizeof(float) * LINES * N);
    const intptr_t shape[] = {LINES, N}, strides[] = {N * 4, 4}, fstrides[] = {4, LINES * 4};
    pnd_error err;
    for (intptr_t i = 0; i < LINES; i++)
        for (intptr_t k = 0; k < N; k++) a[i * N + k] = b[k * LINES + i] = (float)rand_below(1000);
    CHECK_OK(pnd_sort(&(pnd_view){(char *)a, PND_DT(FLOAT), 2, shape, strides}, 1, false, &err), err);
    CHECK_OK(pnd_sort(&(pnd_view){(char *)b, PND_DT(FLOAT), 2, shape, fstrides}, 1, false, &err), err);
    intptr_t wrong = 0;
    for (intptr_t i = 0; i < LINES; i++)
        for (intptr_t k = 0; k < N; k++) wrong += a[i * N + k] != b[k * LINES + i] || (k > 0 && a[i * N + k - 1] > a[i * N + k]);
    CHECK_INT(wrong, 0);
    free(a), free(b);
}

static void test_memory_failures(void)
{
    double a[8] = {3, 1, 2, 5, 4, 0, 7, 6};
    intptr_t out[4], n[] = {4}, step16[] = {16}, step8[] = {8};
    pnd_error err;
    int status = -1;
    for (intptr_t fail = 1; status < 0 && fail < 20; fail++) {
        pnd_mem_fail_at(fail, false);
        status = pnd_argsort(&(pnd_view){(char *)a, PND_DT(DOUBLE), 1, n, step16}, 0, true,
                             &(pnd_view){(char *)out, PND_DT(LONG), 1, n, step8}, &err);
        pnd_mem_fail_at(0, false);
        if (status < 0) CHECK_INT(err.code, PND_ERR_MEMORY);
    }
    CHECK_INT(status, 0);
    CHECK(out[0] == 1 && out[1] == 0 && out[2] == 2 && out[3] == 3);
}

int main(int argc, char **argv)
{
    pnd_error err;
    if (argc > 1) rand_state = strtoull(argv[1], NULL, 0);
    printf("seed %#" PRIx64 "\n", rand_state);
    if (pnd_cpu_init(&err) < 0 || pnd_pool_init(&err) < 0 || pnd_registry_init(&err) < 0) return printf("%s\n", err.message), 1;
    RUN(test_sort);
    RUN(test_argsort);
    RUN(test_searchsorted);
    RUN(test_many_lines);
    RUN(test_memory_failures);
    return check_done();
}
