/*
 * Casts and moves below the Python line: every tier gives the same bits and flags, contiguous, strided and tail; moves of
 * every width against naive loops, indices out of range, masks with odd true bytes.  (Casts against NumPy: tests/differential.)
 */
#include "check.h"

#include "kernels/moves.h"
#include "kernels/moves_table.h"
#include "kernels/registry.h"
#include "platform/cpu.h"
#include "platform/fpstatus.h"

extern const pnd_kernel_table pnd_cast_baseline;
extern const pnd_kernel_table pnd_cast_avx2 __attribute__((weak)), pnd_cast_avx512 __attribute__((weak));
extern const pnd_moves pnd_moves_baseline;
extern const pnd_moves pnd_moves_avx2 __attribute__((weak)), pnd_moves_avx512 __attribute__((weak));

static uint64_t state = 0x9e3779b97f4a7c15u;
static uint64_t next_random(void)
{
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return state;
}

/* ---- casts ---- */

enum { N = 203, ROOM = N * 32 * 3 };

static pnd_loop_fn *cast_of(const pnd_kernel_table *table, int from, int to)
{
    for (const pnd_kernel_rows *list = table->lists; list->rows; list++)
        for (intptr_t i = 0; i < list->count; i++)
            if (list->rows[i].types[0] == from && list->rows[i].types[1] == to) return list->rows[i].fn;
    return NULL;
}

static int run_cast(pnd_loop_fn *fn, int from, int to, const char *a, intptr_t sa, char *o, intptr_t so, intptr_t n)
{
    pnd_error err = {0};
    const pnd_dtype *const dtypes[2] = {&pnd_dtype_rows[from], &pnd_dtype_rows[to]};
    const pnd_loop ctx = {.dtypes = dtypes, .err = &err};
    char *const ptrs[2] = {(char *)a, o};
    const intptr_t strides[2] = {sa, so};
    pnd_fp_clear_slow();
    CHECK_INT(fn(&ctx, ptrs, &n, strides), 0);
    const int flags = pnd_fp_get_slow();
    pnd_fp_clear_slow();
    return flags;
}

/* Any bits, with floats of moderate size among them, so that conversions to integers are in range too. */
static void fill(int from, char *a)
{
    const intptr_t size = pnd_dtype_rows[from].size;
    for (intptr_t i = 0; i < N * size; i++) a[i] = (char)next_random();
    for (intptr_t i = 0; i < N; i++) {
        const uint64_t r = next_random();
        if (from == PND_IDX_BOOL) a[i] = r % 3 == 0 ? 0 : (char)r;
        if (r % 2) continue;
        const double d = (double)(int64_t)r / (double)((uint64_t)1 << (r % 63));
        const float f = (float)d;
        if (from == PND_IDX_DOUBLE) memcpy(a + i * 8, &d, 8);
        if (from == PND_IDX_FLOAT) memcpy(a + i * 4, &f, 4);
    }
}

static bool is_nan_element(int to, const char *p)
{
    char wide[16] = {0};
    double x;
    run_cast(pnd_cast_find(to, PND_IDX_DOUBLE), to, PND_IDX_DOUBLE, p, 0, wide, 0, 1);
    memcpy(&x, wide, 8);
    return x != x;
}

/* Equal but for NaN payloads. */
static bool same_elements(int to, const char *x, intptr_t sx, const char *y, intptr_t sy)
{
    const pnd_dtype *d = &pnd_dtype_rows[to];
    for (intptr_t i = 0; i < N; i++) {
        if (memcmp(x + i * sx, y + i * sy, (size_t)d->size) == 0) continue;
        if (d->kind != 'f' || !is_nan_element(to, x + i * sx) || !is_nan_element(to, y + i * sy)) return false;
    }
    return true;
}

static void check_pair(int from, int to, const pnd_kernel_table *const *tables, int ntables)
{
    static char a[ROOM + 1], wide[ROOM + 1], want[ROOM + 1], got[ROOM + 1];
    const intptr_t fs = pnd_dtype_rows[from].size, ts = pnd_dtype_rows[to].size;
    pnd_loop_fn *first = cast_of(tables[0], from, to);
    if (!first) return;
    fill(from, a + 1); /* unaligned */
    for (intptr_t i = 0; i < N; i++) memcpy(wide + 1 + i * fs * 3, a + 1 + i * fs, (size_t)fs);
    const int flags = run_cast(first, from, to, a + 1, fs, want + 1, ts, N);
    for (int t = 0; t < ntables; t++) {
        pnd_loop_fn *fn = cast_of(tables[t], from, to);
        const char *name = tables[t]->isa, *f = pnd_dtype_rows[from].name, *g = pnd_dtype_rows[to].name;
        MUST(fn != NULL);
        const int dense = run_cast(fn, from, to, a + 1, fs, got + 1, ts, N);
        if (!same_elements(to, got + 1, ts, want + 1, ts)) CHECK_FAIL("%s -> %s, %s differs from baseline", f, g, name);
        if (dense != flags) CHECK_FAIL("%s -> %s, %s raises %d, baseline %d", f, g, name, dense, flags);
        const int strided = run_cast(fn, from, to, wide + 1, 3 * fs, got + 1, 2 * ts, N);
        if (!same_elements(to, got + 1, 2 * ts, want + 1, ts)) CHECK_FAIL("%s -> %s, %s: strided differs", f, g, name);
        if (strided != flags) CHECK_FAIL("%s -> %s, %s: strided raises %d, not %d", f, g, name, strided, flags);
        for (intptr_t n = 0; n < 40; n++) { /* tails; nothing is written past the end */
            memset(got, 0x77, sizeof got);
            run_cast(fn, from, to, a + 1, fs, got + 1, ts, n);
            CHECK_INT(got[1 + n * ts], 0x77);
            CHECK_INT(got[0], 0x77);
            if (n && memcmp(got + 1 + (n - 1) * ts, want + 1 + (n - 1) * ts, (size_t)ts) && !is_nan_element(to, want + 1 + (n - 1) * ts))
                CHECK_FAIL("%s -> %s, %s: the last of %d differs", f, g, name, (int)n);
        }
    }
}

static void test_tiers_agree(void)
{
    const pnd_kernel_table *const all[] = {&pnd_cast_baseline, &pnd_cast_avx2, &pnd_cast_avx512}, *tables[3];
    int n = 0;
    for (int t = 0; t <= (int)pnd_cpu_tier(); t++)
        if (all[t]) tables[n++] = all[t];
    for (int from = 0; from < PND_NPLAIN; from++)
        for (int to = 0; to < PND_NPLAIN; to++) check_pair(from, to, tables, n);
}

static void test_every_pair_exists(void)
{
    for (int from = 0; from < PND_NPLAIN; from++)
        for (int to = 0; to < PND_NPLAIN; to++) CHECK(pnd_cast_find(from, to) != NULL);
}

/* ---- moves ---- */

static const intptr_t widths[] = {1, 2, 3, 4, 5, 8, 12, 16, 24, 32};
static const pnd_moves *all_moves[3];
static int nmoves;

static void find_moves(void)
{
    const pnd_moves *const all[] = {&pnd_moves_baseline, &pnd_moves_avx2, &pnd_moves_avx512};
    nmoves = 0;
    for (int t = 0; t <= (int)pnd_cpu_tier(); t++)
        if (all[t]) all_moves[nmoves++] = all[t];
}

static int class_of(intptr_t w)
{
    return w == 1 ? PND_W1 : w == 2 ? PND_W2 : w == 4 ? PND_W4 : w == 8 ? PND_W8 : w == 16 ? PND_W16 : PND_WANY;
}

static char source[4096], target[4096], expected[4096], mask[128];

static void prepare(void)
{
    for (size_t i = 0; i < sizeof source; i++) source[i] = (char)next_random();
    for (size_t i = 0; i < sizeof mask; i++) mask[i] = next_random() % 2 ? 0 : (char)(1 + next_random() % 255);
    memset(target, 0x77, sizeof target);
    memset(expected, 0x77, sizeof expected);
}

static int call(pnd_loop_fn *fn, intptr_t w, char *const *ptrs, const intptr_t *dims, const intptr_t *strides, pnd_error *err)
{
    const pnd_loop ctx = {.aux = &w, .err = err};
    return fn(&ctx, ptrs, dims, strides);
}

static void check_copy(const pnd_moves *m, intptr_t w, intptr_t sa, intptr_t so)
{
    const intptr_t n = 37;
    pnd_error err;
    prepare();
    for (intptr_t i = 0; i < n; i++) memcpy(expected + i * so, source + 1500 + i * sa, (size_t)w);
    CHECK_INT(call(m->copy[class_of(w)], w, (char *const[]){source + 1500, target}, &n, (const intptr_t[]){sa, so}, &err), 0);
    CHECK(memcmp(target, expected, sizeof target) == 0);
}

static void test_copy(void)
{
    for (int t = 0; t < nmoves; t++)
        for (intptr_t i = 0; i < PND_COUNT(widths); i++) {
            const intptr_t w = widths[i];
            check_copy(all_moves[t], w, w, w);
            check_copy(all_moves[t], w, 0, w);
            check_copy(all_moves[t], w, -w, w);
            check_copy(all_moves[t], w, w + 3, 2 * w + 1);
        }
}

static void check_swap(const pnd_moves *m, intptr_t unit, intptr_t w, intptr_t sa, intptr_t so)
{
    const intptr_t n = 29;
    pnd_error err;
    prepare();
    for (intptr_t i = 0; i < n; i++)
        for (intptr_t k = 0; k < w; k++) expected[i * so + k] = source[i * sa + k / unit * unit + unit - 1 - k % unit];
    CHECK_INT(call(m->swap[class_of(unit)], w, (char *const[]){source, target}, &n, (const intptr_t[]){sa, so}, &err), 0);
    CHECK(memcmp(target, expected, sizeof target) == 0);
    memcpy(target, source, sizeof target); /* in place */
    CHECK_INT(call(m->swap[class_of(unit)], w, (char *const[]){target, target}, &n, (const intptr_t[]){so, so}, &err), 0);
    for (intptr_t i = 0; i < n * so; i++) {
        const intptr_t k = i % so;
        CHECK_INT(target[i], k < w ? source[i - k + k / unit * unit + unit - 1 - k % unit] : source[i]);
    }
}

static void test_swap(void)
{
    static const intptr_t units[][2] = {{2, 2}, {4, 4}, {8, 8}, {16, 16}, {4, 8}, {8, 16}, {16, 32}};
    for (int t = 0; t < nmoves; t++)
        for (intptr_t i = 0; i < PND_COUNT(units); i++) {
            check_swap(all_moves[t], units[i][0], units[i][1], units[i][1], units[i][1]);
            check_swap(all_moves[t], units[i][0], units[i][1], units[i][1] + 5, units[i][1] + 3);
        }
}

static void check_pick(const pnd_moves *m, intptr_t w)
{
    const intptr_t extent = 11, n = 25;
    intptr_t index[25];
    pnd_error err = {0};
    prepare();
    for (intptr_t i = 0; i < n; i++) index[i] = (intptr_t)(next_random() % (2 * (uint64_t)extent)) - extent;
    for (intptr_t i = 0; i < n; i++) memcpy(expected + i * w, source + (index[i] + (index[i] < 0 ? extent : 0)) * (w + 2), (size_t)w);
    const intptr_t dims[2] = {n, extent}, strides[3] = {w + 2, sizeof(intptr_t), w};
    CHECK_INT(call(m->gather[class_of(w)], w, (char *const[]){source, (char *)index, target}, dims, strides, &err), 0);
    CHECK(memcmp(target, expected, sizeof target) == 0);

    memset(target, 0x77, sizeof target);
    memset(expected, 0x77, sizeof expected);
    for (intptr_t i = 0; i < n; i++) memcpy(expected + (index[i] + (index[i] < 0 ? extent : 0)) * (w + 2), source + i * w, (size_t)w);
    CHECK_INT(call(m->scatter[class_of(w)], w, (char *const[]){target, (char *)index, source}, dims, strides, &err), 0);
    CHECK(memcmp(target, expected, sizeof target) == 0);

    static const intptr_t wrong[] = {11, -12, INTPTR_MAX, INTPTR_MIN};
    for (intptr_t k = 0; k < PND_COUNT(wrong); k++) {
        index[20] = wrong[k];
        CHECK_FAILS(call(m->gather[class_of(w)], w, (char *const[]){source, (char *)index, target}, dims, strides, &err), err,
                    PND_ERR_INDEX);
        CHECK_INT(err.arg[0], wrong[k]);
        CHECK_INT(err.arg[1], extent);
        CHECK_FAILS(call(m->scatter[class_of(w)], w, (char *const[]){target, (char *)index, source}, dims, strides, &err), err,
                    PND_ERR_INDEX);
    }
}

static void test_gather_scatter(void)
{
    for (int t = 0; t < nmoves; t++)
        for (intptr_t i = 0; i < PND_COUNT(widths); i++) check_pick(all_moves[t], widths[i]);
}

static void check_masks(const pnd_moves *m, intptr_t w)
{
    const intptr_t n = 61;
    pnd_error err;
    for (int variant = 0; variant < 4; variant++) {
        const intptr_t sa = variant == 1 ? 0 : w, sb = variant == 2 ? 0 : variant == 3 ? w + 1 : w;
        char *const ptrs[4] = {mask, source, source + 2000, target};
        prepare();
        for (intptr_t i = 0; i < n; i++) memcpy(expected + i * w, mask[i] ? source + i * sa : source + 2000 + i * sb, (size_t)w);
        CHECK_INT(call(m->select[class_of(w)], w, ptrs, &n, (const intptr_t[]){1, sa, sb, w}, &err), 0);
        CHECK(memcmp(target, expected, sizeof target) == 0);
    }

    for (intptr_t stride = 1; stride <= 2; stride++)
        for (intptr_t room = 0; room <= n; room += 7) {
            intptr_t k = 0;
            prepare();
            for (intptr_t i = 0; i < n && k < room; i++)
                if (mask[i * stride]) memcpy(expected + k++ * w, source + i * w, (size_t)w);
            CHECK_INT(m->compress[class_of(w)](mask, stride, source, w, n, w, target, room), k);
            CHECK(memcmp(target, expected, sizeof target) == 0);
        }
}

static void test_masks(void)
{
    for (int t = 0; t < nmoves; t++)
        for (intptr_t i = 0; i < PND_COUNT(widths); i++) check_masks(all_moves[t], widths[i]);
}

static void test_counts(void)
{
    static char big[5000];
    for (int t = 0; t < nmoves; t++) {
        for (intptr_t n = 0; n < 5000; n = n * 3 / 2 + 1) {
            intptr_t naive = 0, positions[64];
            for (intptr_t i = 0; i < 5000; i++) big[i] = next_random() % 4 ? (char)(next_random() | 0x80) : 0;
            for (intptr_t i = 0; i < n; i++) naive += big[i] != 0;
            CHECK_INT(all_moves[t]->count_true(big, 1, n), naive);
            for (intptr_t i = naive = 0; i < n / 2; i++) naive += big[2 * i] != 0;
            CHECK_INT(all_moves[t]->count_true(big, 2, n / 2), naive);
            const intptr_t k = all_moves[t]->true_positions(big, 1, n, 100, positions, 64);
            for (intptr_t i = naive = 0; i < n && naive < 64; i++)
                if (big[i]) CHECK_INT(positions[naive++], 100 + i);
            CHECK_INT(k, naive);
        }
    }
}

int main(void)
{
    pnd_error err;
    if (pnd_cpu_init(&err) < 0 || pnd_registry_init(&err) < 0) return 1;
    find_moves();
    RUN(test_every_pair_exists);
    RUN(test_tiers_agree);
    RUN(test_copy);
    RUN(test_swap);
    RUN(test_gather_scatter);
    RUN(test_masks);
    RUN(test_counts);
    return check_done();
}
