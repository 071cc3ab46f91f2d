/*
 * Gather, scatter, take, masks and where against loops that visit one element at a time; with random layouts, with dtypes
 * that own references (plain and inside a struct), with copies that fail, and with masks that change between two passes.
 */
#include "check.h"
#include "engine/take.h"
#include "fakeref.h"
#include "kernels/registry.h"
#include "layout/broadcast.h"
#include "layout/strides.h"
#include "platform/cpu.h"
#include "platform/pool.h"
#include "randview.h"

static _Alignas(64) char pool[POOL], other[POOL], before[POOL];

#define NINDEX 3
static intptr_t index_room[NINDEX][64], index_shape[PND_MAXDIMS], index_strides[NINDEX][PND_MAXDIMS];

/* Index arrays of one shape (some axes of length 1), with values that lie within `extent`. */
static pnd_index random_array(int k, intptr_t extent, int ndim)
{
    intptr_t size = 1;
    for (int i = 0; i < ndim; i++) size *= index_shape[i];
    for (intptr_t i = 0; i < size; i++) index_room[k][i] = rand_below(2 * extent) - extent;
    pnd_strides_contiguous(ndim, index_shape, sizeof(intptr_t), rand_one_in(2) ? PND_ORDER_C : PND_ORDER_F, index_strides[k]);
    return (pnd_index){.kind = PND_INDEX_ARRAY, .array = {(char *)index_room[k], PND_DT(LONG), ndim, index_shape, index_strides[k]}};
}

/* A key that fits v and holds at least one index array; 0 when v does not allow one. */
static int random_key(const pnd_view *v, pnd_index *items)
{
    int n = 0, arrays = 0;
    const int ndim = (int)rand_below(3);
    for (int i = 0; i < ndim; i++) index_shape[i] = 1 + rand_below(4);
    for (int axis = 0; axis < v->ndim; axis++) {
        const intptr_t extent = v->shape[axis];
        if (extent == 0) return 0;
        if (rand_one_in(6)) items[n++] = (pnd_index){.kind = PND_INDEX_NEWAXIS};
        switch (rand_below(4)) {
        case 0: items[n++] = (pnd_index){.kind = PND_INDEX_INT, .start = rand_below(2 * extent) - extent}; break;
        case 1: {
            const intptr_t step = rand_one_in(2) ? 1 + rand_below(2) : -1 - rand_below(2);
            items[n++] =
                (pnd_index){.kind = PND_INDEX_SLICE, .start = rand_below(extent), .stop = step > 0 ? INTPTR_MAX : INTPTR_MIN, .step = step};
            break;
        }
        default:
            if (arrays < NINDEX) items[n++] = random_array(arrays, extent, ndim), arrays++;
            else items[n++] = (pnd_index){.kind = PND_INDEX_SLICE, .start = 0, .stop = INTPTR_MAX, .step = 1};
        }
    }
    return arrays ? n : 0;
}

/* Address of a result element by the plan's meaning. */
static char *planned(const pnd_index_plan *plan, const intptr_t *at)
{
    intptr_t where[PND_MAXDIMS];
    const intptr_t *b = at + plan->place;
    int k = 0, next = 0;
    for (int axis = 0; axis < plan->base.v.ndim; axis++) {
        if (next < plan->nindex && plan->axis[next] == axis) {
            intptr_t x;
            memcpy(&x, view_at_broadcast(&plan->index[next], plan->bndim, b), sizeof x);
            where[axis] = x < 0 ? x + plan->base.shape[axis] : x;
            next++;
        } else {
            if (k == plan->place) k += plan->bndim;
            where[axis] = at[k++];
        }
    }
    return view_at(&plan->base.v, where);
}

static bool is_empty(const pnd_index_plan *plan)
{
    for (int i = 0; i < plan->ndim; i++)
        if (plan->shape[i] == 0) return true;
    return false;
}

static void test_gather(void)
{
    int done = 0;
    for (int round = 0; round < 20000; round++) {
        static pnd_index_plan plan;
        pnd_viewbuf v, out;
        pnd_index items[16];
        intptr_t shape[PND_MAXDIMS], at[PND_MAXDIMS] = {0};
        pnd_error err;
        const pnd_dtype *d = rand_dtype(true);
        rand_view(pool, d, rand_shape(shape, 4), shape, true, &v);
        fill_view(&v.v, 2);
        const int n = random_key(&v.v, items);
        if (!n) continue;
        CHECK_OK(pnd_index_plan_make(&v.v, n, items, &plan, &err), err);
        if (is_empty(&plan)) continue;
        rand_view(other, d, plan.ndim, plan.shape, false, &out);
        CHECK_OK(pnd_gather(&plan, &out.v, &err), err);
        do CHECK(memcmp(view_at(&out.v, at), planned(&plan, at), (size_t)d->size) == 0);
        while (next_index(plan.ndim, plan.shape, at));
        done++;
    }
    CHECK(done > 5000);
}

/* Values of another dtype, broadcast; the pool before the call serves the naive loop. */
static void test_scatter(void)
{
    int done = 0;
    for (int round = 0; round < 20000; round++) {
        static pnd_index_plan plan;
        static char expected[POOL];
        pnd_viewbuf v, values;
        pnd_index items[16];
        intptr_t shape[PND_MAXDIMS], at[PND_MAXDIMS] = {0};
        pnd_error err;
        int fpe;
        rand_view(pool, rand_dtype(true), rand_shape(shape, 4), shape, false, &v);
        fill_view(&v.v, 2);
        const int n = random_key(&v.v, items);
        if (!n) continue;
        CHECK_OK(pnd_index_plan_make(&v.v, n, items, &plan, &err), err);
        if (is_empty(&plan)) continue;
        const bool overlap = rand_one_in(4); /* values stand in the same memory */
        rand_broadcastable(overlap ? pool : other, overlap ? v.v.dtype : rand_dtype(true), plan.ndim, plan.shape, &values);
        fill_view(&values.v, 2);
        memcpy(before, pool, POOL);
        memcpy(expected, pool, POOL);
        do {
            const char *from = view_at_broadcast(&values.v, plan.ndim, at);
            if (overlap) from = before + (from - pool);
            element_set(v.v.dtype, expected + (planned(&plan, at) - pool), element_get(values.v.dtype, from));
        } while (next_index(plan.ndim, plan.shape, at));
        CHECK_OK(pnd_scatter(&plan, &values.v, &fpe, &err), err);
        CHECK(memcmp(pool, expected, POOL) == 0);
        done++;
    }
    CHECK(done > 5000);
}

static void test_bad_indices(void)
{
    static double data[12], out[4], values[4] = {9, 9, 9, 9};
    const intptr_t shape[] = {3, 4}, strides[] = {32, 8}, two[] = {2}, step8[] = {8};
    const pnd_view v = {(char *)data, PND_DT(DOUBLE), 2, shape, strides};
    const struct {
        intptr_t a[2], b[2];
        const char *message;
    } rows[] = {
        {{0, 3}, {0, 0}, "index 3 is out of bounds for axis 0 with size 3"},
        {{0, -4}, {0, 0}, "index -4 is out of bounds for axis 0 with size 3"},
        {{0, 1}, {4, 0}, "index 4 is out of bounds for axis 1 with size 4"},
        {{0, 3}, {4, 0}, "index 3 is out of bounds for axis 0 with size 3"}, /* by array, not by position */
        {{INTPTR_MAX, 0}, {0, 0}, "index 9223372036854775807 is out of bounds for axis 0 with size 3"},
        {{INTPTR_MIN, 0}, {0, 0}, "index -9223372036854775808 is out of bounds for axis 0 with size 3"},
    };
    for (intptr_t i = 0; i < PND_COUNT(rows); i++) {
        static pnd_index_plan plan;
        pnd_error err;
        int fpe;
        const pnd_index items[2] = {
            {.kind = PND_INDEX_ARRAY, .array = {(char *)rows[i].a, PND_DT(LONG), 1, two, step8}},
            {.kind = PND_INDEX_ARRAY, .array = {(char *)rows[i].b, PND_DT(LONG), 1, two, step8}},
        };
        const pnd_view o = {(char *)out, PND_DT(DOUBLE), 1, two, step8}, x = {(char *)values, PND_DT(DOUBLE), 1, two, step8};
        CHECK_OK(pnd_index_plan_make(&v, 2, items, &plan, &err), err);
        CHECK_FAILS(pnd_gather(&plan, &o, &err), err, PND_ERR_INDEX);
        CHECK_STR(err.message, rows[i].message);
        CHECK_FAILS(pnd_scatter(&plan, &x, &fpe, &err), err, PND_ERR_INDEX);
        CHECK_STR(err.message, rows[i].message);
    }
    for (int i = 0; i < 12; i++) CHECK_DOUBLE(data[i], 0); /* nothing was written by a scatter that failed */
}

static void test_take(void)
{
    static const pnd_clipmode modes[] = {PND_MODE_RAISE, PND_MODE_WRAP, PND_MODE_CLIP};
    for (int round = 0; round < 10000; round++) {
        pnd_viewbuf v, out;
        intptr_t shape[PND_MAXDIMS], oshape[PND_MAXDIMS], at[PND_MAXDIMS] = {0}, where[PND_MAXDIMS];
        pnd_error err;
        const pnd_dtype *d = rand_dtype(true);
        const int ndim = rand_shape(shape, 4);
        if (ndim == 0) continue;
        rand_view(pool, d, ndim, shape, true, &v);
        if (pnd_view_size(&v.v) == 0) continue;
        fill_view(&v.v, 2);
        const int axis = (int)rand_below(ndim), m = (int)rand_below(3);
        const pnd_clipmode mode = modes[rand_below(3)];
        for (int i = 0; i < m; i++) index_shape[i] = 1 + rand_below(4);
        pnd_index index = random_array(0, mode == PND_MODE_RAISE ? shape[axis] : 3 * shape[axis], m);
        int n = 0;
        for (int i = 0; i < axis; i++) oshape[n++] = shape[i];
        for (int i = 0; i < m; i++) oshape[n++] = index_shape[i];
        for (int i = axis + 1; i < ndim; i++) oshape[n++] = shape[i];
        rand_view(other, d, n, oshape, false, &out);
        CHECK_OK(pnd_take(&v.v, axis, &index.array, mode, &out.v, &err), err);
        do {
            intptr_t x;
            memcpy(&x, view_at(&index.array, at + axis), sizeof x);
            if (mode == PND_MODE_CLIP) x = x < 0 ? 0 : x >= shape[axis] ? shape[axis] - 1 : x;
            else x = (x % shape[axis] + shape[axis]) % shape[axis];
            for (int i = 0; i < axis; i++) where[i] = at[i];
            where[axis] = x;
            for (int i = axis + 1; i < ndim; i++) where[i] = at[i - 1 + m];
            CHECK(memcmp(view_at(&out.v, at), view_at(&v.v, where), (size_t)d->size) == 0);
        } while (next_index(n, oshape, at));
    }
}

/* Long enough for the pool, with one bad index somewhere in the middle. */
static void test_gather_parallel(void)
{
    enum { N = 1 << 20 };
    int32_t *data = malloc(N * sizeof *data), *out = malloc(N * sizeof *out);
    intptr_t *index = malloc(N * sizeof *index), shape[] = {N}, step4[] = {4}, step8[] = {8};
    pnd_error err;
    for (intptr_t i = 0; i < N; i++) data[i] = (int32_t)i, index[i] = (i * 7919) % N;
    const pnd_view v = {(char *)data, PND_DT(INT), 1, shape, step4}, o = {(char *)out, PND_DT(INT), 1, shape, step4};
    const pnd_view x = {(char *)index, PND_DT(LONG), 1, shape, step8};
    CHECK_OK(pnd_take(&v, 0, &x, PND_MODE_RAISE, &o, &err), err);
    intptr_t wrong = 0;
    for (intptr_t i = 0; i < N; i++) wrong += out[i] != (int32_t)index[i];
    CHECK_INT(wrong, 0);
    index[N / 2] = N;
    index[N / 2 + 5] = -N - 1;
    CHECK_FAILS(pnd_take(&v, 0, &x, PND_MODE_RAISE, &o, &err), err, PND_ERR_INDEX);
    CHECK_STR(err.message, "index 1048576 is out of bounds for axis 0 with size 1048576");
    free(data), free(out), free(index);
}

/**************************************************************************** masks */

static void test_nonzero(void)
{
    for (int round = 0; round < 5000; round++) {
        pnd_viewbuf v;
        intptr_t shape[PND_MAXDIMS], at[PND_MAXDIMS] = {0}, count, written, rows[4096], k = 0;
        pnd_error err;
        const int ndim = rand_shape(shape, 4);
        rand_view(pool, rand_dtype(true), ndim, shape, true, &v);
        fill_view(&v.v, 2);
        CHECK_OK(pnd_nonzero_count(&v.v, &count, &err), err);
        MUST(ndim == 0 || count * ndim + 8 <= PND_COUNT(rows));
        if (ndim == 0) continue;
        /* A first pass that saw too much: the second reports less.  One that saw too little: it stays within its room. */
        const intptr_t less = count > 0 ? rand_below(count) : 0;
        rows[less * ndim] = -77;
        CHECK_OK(pnd_nonzero_fill(&v.v, less, rows, &written, &err), err);
        CHECK(written == less && rows[less * ndim] == -77);
        CHECK_OK(pnd_nonzero_fill(&v.v, count + 1, rows, &written, &err), err);
        CHECK_INT(written, count);
        if (pnd_view_size(&v.v) == 0) continue;
        do {
            if (element_get(v.v.dtype, view_at(&v.v, at)) == 0) continue;
            for (int i = 0; i < ndim; i++) CHECK_INT(rows[k * ndim + i], at[i]);
            k++;
        } while (next_index(ndim, shape, at));
        CHECK_INT(k, count);
    }
}

static void test_masks(void)
{
    static char mask_pool[POOL], expected[POOL];
    for (int round = 0; round < 10000; round++) {
        pnd_viewbuf v, mask, out;
        intptr_t shape[PND_MAXDIMS], oshape[PND_MAXDIMS], at[PND_MAXDIMS] = {0}, count = 0, written;
        pnd_error err;
        int fpe;
        const int ndim = rand_shape(shape, 4), m = (int)rand_below(ndim + 1);
        rand_view(pool, rand_dtype(true), ndim, shape, false, &v);
        rand_view(mask_pool, PND_DT(BOOL), m, shape, true, &mask);
        if (pnd_view_size(&v.v) == 0) continue;
        fill_view(&v.v, 2);
        fill_view(&mask.v, 2);
        CHECK_OK(pnd_nonzero_count(&mask.v, &count, &err), err);
        oshape[0] = count;
        for (int i = m; i < ndim; i++) oshape[1 + i - m] = shape[i];
        const bool short_of_room = count > 0 && rand_one_in(8);
        if (short_of_room) oshape[0]--;
        rand_view(other, v.v.dtype, 1 + ndim - m, oshape, false, &out);
        CHECK_OK(pnd_mask_get(&v.v, &mask.v, &out.v, &written, &err), err);
        CHECK_INT(written, oshape[0]);
        intptr_t row[PND_MAXDIMS] = {-1}, last[PND_MAXDIMS] = {-1};
        last[0] = -1;
        do { /* the mask's axes are outermost: a new position starts a new row */
            if (!*view_at(&mask.v, at)) continue;
            if (last[0] == -1 || memcmp(last, at, (size_t)m * sizeof *at) != 0) row[0]++;
            memcpy(last, at, sizeof last);
            if (m == 0) row[0] = 0;
            if (row[0] == oshape[0]) break;
            for (int i = m; i < ndim; i++) row[1 + i - m] = at[i];
            CHECK(memcmp(view_at(&out.v, row), view_at(&v.v, at), (size_t)v.v.dtype->size) == 0);
        } while (next_index(ndim, shape, at));

        /* ... and back, from another dtype. */
        pnd_viewbuf values;
        oshape[0] = rand_one_in(3) ? 1 : count;
        rand_view(other, rand_dtype(true), 1 + ndim - m, oshape, true, &values);
        fill_view(&values.v, 2);
        memcpy(expected, pool, POOL);
        memset(at, 0, sizeof at);
        row[0] = last[0] = -1;
        do {
            if (!*view_at(&mask.v, at)) continue;
            if (last[0] == -1 || memcmp(last, at, (size_t)m * sizeof *at) != 0) row[0]++;
            memcpy(last, at, sizeof last);
            if (m == 0) row[0] = 0;
            for (int i = m; i < ndim; i++) row[1 + i - m] = at[i];
            const intptr_t kept = row[0];
            if (oshape[0] == 1) row[0] = 0;
            element_set(v.v.dtype, expected + (view_at(&v.v, at) - pool), element_get(values.v.dtype, view_at(&values.v, row)));
            row[0] = kept;
        } while (next_index(ndim, shape, at));
        CHECK_OK(pnd_mask_put(&v.v, &mask.v, &values.v, &fpe, &err), err);
        CHECK(memcmp(pool, expected, POOL) == 0);
    }
}

static void test_mask_put_count(void)
{
    double data[4] = {0}, three[3] = {1, 2, 3};
    char mask[4] = {1, 0, 1, 0};
    const intptr_t n4[] = {4}, n3[] = {3}, step8[] = {8}, step1[] = {1};
    const pnd_view v = {(char *)data, PND_DT(DOUBLE), 1, n4, step8}, m = {mask, PND_DT(BOOL), 1, n4, step1},
                   x = {(char *)three, PND_DT(DOUBLE), 1, n3, step8};
    pnd_error err;
    int fpe;
    CHECK_FAILS(pnd_mask_put(&v, &m, &x, &fpe, &err), err, PND_ERR_VALUE);
    CHECK_STR(err.message,
              "NumPy boolean array indexing assignment cannot assign 3 input values to the 2 output values where the mask is true");
}

static void test_select(void)
{
    static char a_pool[POOL], b_pool[POOL], mask_pool[POOL];
    for (int round = 0; round < 10000; round++) {
        pnd_viewbuf a, b, mask, out;
        intptr_t shape[PND_MAXDIMS], at[PND_MAXDIMS] = {0};
        pnd_error err;
        const int ndim = rand_shape(shape, 4);
        const pnd_dtype *d = rand_dtype(true);
        rand_broadcastable(a_pool, d, ndim, shape, &a);
        rand_broadcastable(b_pool, d, ndim, shape, &b);
        rand_broadcastable(mask_pool, PND_DT(BOOL), ndim, shape, &mask);
        rand_view(other, d, ndim, shape, false, &out);
        fill_view(&a.v, 2), fill_view(&b.v, 2), fill_view(&mask.v, 2);
        CHECK_OK(pnd_select(&mask.v, &a.v, &b.v, &out.v, &err), err);
        if (pnd_view_size(&out.v) == 0) continue;
        do {
            const pnd_view *from = *view_at_broadcast(&mask.v, ndim, at) ? &a.v : &b.v;
            CHECK(memcmp(view_at(&out.v, at), view_at_broadcast(from, ndim, at), (size_t)d->size) == 0);
        } while (next_index(ndim, shape, at));
    }
}

/**************************************************************************** elements that own something */

/* A [3, 4] array of dtype d whose fake references (at `field` of each element) hold 0 .. 11. */
typedef struct owned {
    char *data;
    const pnd_dtype *d;
    intptr_t n, field;
} owned;

static owned owned_new(const pnd_dtype *d, intptr_t field, intptr_t n, bool numbered)
{
    pnd_error err;
    owned o = {malloc((size_t)(n * d->size)), d, n, field};
    memset(o.data, 0, (size_t)(n * d->size));
    CHECK_OK(pnd_move_init(d, o.data, d->size, n, &err), err);
    for (intptr_t i = 0; numbered && i < n; i++) fakeref_set(o.data + i * d->size + field, (int)i);
    return o;
}

static int owned_get(const owned *o, intptr_t i) { return fakeref_get(o->data + i * o->d->size + o->field); }

static void owned_free(owned *o)
{
    pnd_move_clear(o->d, o->data, o->d->size, o->n);
    free(o->data);
}

/* Every operation on one dtype; `fail` makes the fail-th copied element fail.  Returns how many failed. */
static int owned_round(const pnd_dtype *d, intptr_t field, intptr_t fail)
{
    static pnd_index_plan plan;
    int failed = 0, fpe;
    pnd_error err;
    owned a = owned_new(d, field, 12, true), out = owned_new(d, field, 12, false), b = owned_new(d, field, 12, true);
    const intptr_t item = d->size, shape[] = {3, 4}, strides[] = {4 * item, item}, two[] = {2}, step8[] = {8}, oshape[] = {2, 4},
                   ostrides[] = {4 * item, item};
    const intptr_t rows[] = {2, -3}, cstrides[] = {item}, mshape[] = {3, 4}, mstrides[] = {4, 1}, n5[] = {5};
    const pnd_view v = {a.data, d, 2, shape, strides}, o = {out.data, d, 2, oshape, ostrides}, c = {out.data, d, 1, two, cstrides};
    const pnd_index index = {.kind = PND_INDEX_ARRAY, .array = {(char *)(uintptr_t)rows, PND_DT(LONG), 1, two, step8}};
    const pnd_index both[2] = {index, index};
    char mask[12] = {0, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0, 1};
    const pnd_view m = {mask, PND_DT(BOOL), 2, mshape, mstrides}, packed = {b.data, d, 1, n5, cstrides},
                   all = {b.data, d, 2, shape, strides};
    const pnd_view whole = {out.data, d, 2, shape, strides};
    intptr_t written;

    fakeref_fail_at(fail);
    CHECK_OK(pnd_index_plan_make(&v, 1, &index, &plan, &err), err);
    failed += pnd_gather(&plan, &o, &err) < 0;
    if (!failed) CHECK(owned_get(&out, 0) == 8 && owned_get(&out, 3) == 11 && owned_get(&out, 4) == 0 && owned_get(&out, 7) == 3);
    failed += pnd_scatter(&plan, &(pnd_view){b.data, d, 2, oshape, ostrides}, &fpe, &err) < 0;
    if (!failed) CHECK(owned_get(&a, 8) == 0 && owned_get(&a, 0) == 4 && owned_get(&a, 4) == 4);
    failed += pnd_scatter(&plan, &(pnd_view){a.data, d, 2, oshape, ostrides}, &fpe, &err) < 0; /* overlapping: through a copy */
    if (!failed) CHECK(owned_get(&a, 8) == 4 && owned_get(&a, 11) == 7 && owned_get(&a, 0) == 4);
    CHECK_OK(pnd_index_plan_make(&v, 2, both, &plan, &err), err);
    failed += pnd_gather(&plan, &c, &err) < 0;
    failed += pnd_take(&v, 1, &index.array, PND_MODE_RAISE, &(pnd_view){out.data, d, 2, (intptr_t[]){3, 2}, (intptr_t[]){2 * item, item}},
                       &err) < 0;
    failed += pnd_mask_get(&v, &m, &(pnd_view){out.data, d, 1, n5, cstrides}, &written, &err) < 0;
    failed += pnd_mask_put(&v, &m, &packed, &fpe, &err) < 0;
    if (!failed) CHECK(owned_get(&a, 1) == 0 && owned_get(&a, 6) == 2 && owned_get(&a, 11) == 4);
    failed += pnd_select(&m, &v, &all, &whole, &err) < 0;
    if (!failed) CHECK(owned_get(&out, 0) == 0 && owned_get(&out, 1) == 0 && owned_get(&out, 2) == 1 && owned_get(&out, 3) == 3);
    fakeref_fail_at(0);
    owned_free(&a), owned_free(&out), owned_free(&b);
    fakeref_check_balanced();
    return failed;
}

static void test_owned(void)
{
    const pnd_dtype *s = fakeref_struct_dtype();
    CHECK_INT(owned_round(fakeref_dtype(), 0, 0), 0);
    CHECK_INT(owned_round(s, FAKEREF_STRUCT_B, 0), 0);
    CHECK_INT(owned_round(s, FAKEREF_STRUCT_D, 0), 0);
    for (intptr_t fail = 1; fail < 120; fail++) {
        owned_round(fakeref_dtype(), 0, fail);
        owned_round(s, FAKEREF_STRUCT_D, fail);
    }
    CHECK(owned_round(fakeref_dtype(), 0, 1) > 0);
    pnd_dtype_decref(s);
}

/* Each allocation fails once: MEMORY, nothing leaks (RUN counts blocks), the view is untouched. */
static void test_memory_failures(void)
{
    static double data[400], values[400];
    static intptr_t rows[200], columns[200];
    static pnd_index_plan plan;
    const intptr_t shape[] = {20, 20}, strides[] = {160, 8}, n[] = {200}, step8[] = {8};
    const pnd_view v = {(char *)data, PND_DT(DOUBLE), 2, shape, strides}, x = {(char *)values, PND_DT(DOUBLE), 1, n, step8};
    const pnd_index items[2] = {{.kind = PND_INDEX_ARRAY, .array = {(char *)rows, PND_DT(LONG), 1, n, step8}},
                                {.kind = PND_INDEX_ARRAY, .array = {(char *)columns, PND_DT(LONG), 1, n, step8}}};
    pnd_error err;
    int fpe, status = -1;
    for (int i = 0; i < 200; i++) values[i] = 7;
    for (intptr_t fail = 1; status < 0 && fail < 20; fail++) {
        CHECK_OK(pnd_index_plan_make(&v, 2, items, &plan, &err), err);
        pnd_mem_fail_at(fail, false);
        status = pnd_scatter(&plan, &x, &fpe, &err);
        pnd_mem_fail_at(0, false);
        if (status < 0) CHECK(err.code == PND_ERR_MEMORY && data[0] == 0);
    }
    CHECK_INT(status, 0);
    CHECK_DOUBLE(data[0], 7);
}

int main(int argc, char **argv)
{
    pnd_error err;
    if (argc > 1) rand_state = strtoull(argv[1], NULL, 0);
    printf("seed %#" PRIx64 "\n", rand_state);
    if (pnd_cpu_init(&err) < 0 || pnd_pool_init(&err) < 0 || pnd_registry_init(&err) < 0) return printf("%s\n", err.message), 1;
    RUN(test_gather);
    RUN(test_scatter);
    RUN(test_bad_indices);
    RUN(test_take);
    RUN(test_gather_parallel);
    RUN(test_nonzero);
    RUN(test_masks);
    RUN(test_mask_put_count);
    RUN(test_select);
    RUN(test_owned);
    RUN(test_memory_failures);
    return check_done();
}
