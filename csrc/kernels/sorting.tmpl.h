/*
 * sort and argsort of one type, always stable.  NaN is last; zeros of both signs are equal; complex numbers are ordered by
 * real, then imaginary part, with those that hold a NaN last: (r, nan), then (nan, i), then (nan, nan).
 */
#ifndef T
#include "template.h"
#include "types/f32.h"
#include "element.tmpl.h"
#endif
#include "sortlimits.h"

#if !defined(TYPE_IS_COMPLEX) && !defined(TYPE_IS_LONGDOUBLE)
#define KEYED true
#if defined(BITS)
#define UKEY BITS
PND_INLINE UKEY NAME(ukey)(T x)
{
    BITS b;
    memcpy(&b, &x, sizeof b);
    const BITS sign = (BITS)((SBITS)b >> (8 * sizeof(BITS) - 1)), mag = PND_MAG(b);
    return mag > MAG_INF ? (BITS)-1 : (BITS)((BITS)((mag ^ sign) - sign) ^ PND_SIGN_BIT);
}
#elif defined(TYPE_IS_SIGNED)
#define UKEY PND_PASTE(PND_UNSIGNED, SFX)
#define PND_UNSIGNED_i8 uint8_t
#define PND_UNSIGNED_i16 uint16_t
#define PND_UNSIGNED_i32 uint32_t
#define PND_UNSIGNED_i64 uint64_t
PND_INLINE UKEY NAME(ukey)(T x) { return (UKEY)((UKEY)x ^ (UKEY)((UKEY)1 << (8 * sizeof(T) - 1))); }
#else
#define UKEY T
PND_INLINE UKEY NAME(ukey)(T x) { return WIDEN(x); }
#endif
PND_INLINE bool NAME(before)(T a, T b) { return NAME(ukey)(a) < NAME(ukey)(b); }
#else
#define KEYED false
#if defined(TYPE_IS_COMPLEX)
PND_INLINE bool NAME(before)(T x, T y)
{
    const C a = WIDEN(x), b = WIDEN(y);
    const bool an = PND_ISNAN(a.re), bn = PND_ISNAN(b.re), am = PND_ISNAN(a.im), bm = PND_ISNAN(b.im);
    const int ca = 2 * an + am, cb = 2 * bn + bm; /* class: 0 number, 1 (r, nan), 2 (nan, i), 3 (nan, nan) */
    if (ca != cb) return ca < cb;
    if (!an && a.re != b.re) return a.re < b.re;
    return !am && a.im < b.im;
}
#else
PND_INLINE bool NAME(before)(T x, T y)
{
    const C a = WIDEN(x), b = WIDEN(y);
    return __builtin_isless(a, b) || (PND_ISNAN(b) && !PND_ISNAN(a));
}
#endif
#endif

static bool NAME(less)(const char *a, const char *b)
{
    T x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return NAME(before)(x, y);
}

/**** sort ****/

#define E T
#define CORE(x) PND_PASTE(NAME(x), values)
#define ELESS(a, b) NAME(before)(a, b)
#ifdef UKEY
#define KU UKEY
#define EKEY(e) NAME(ukey)(e)
#endif
#include "sortcore.tmpl.h"

static int NAME(sort)(const pnd_loop *ctx, char *data, intptr_t n, PND_UNUSED bool stable)
{
    T *a = (T *)(void *)data;
    if (n <= PND_SORT_RUN) {
        PND_PASTE(NAME(insertion), values)(a, n);
        return 0;
    }
    const bool radix = KEYED && n >= PND_SORT_RADIX(sizeof(T));
    const size_t size = (size_t)n * sizeof(T);
    T *x = (T *)(void *)pnd_data_alloc(radix ? 2 * size : size, false);
    if (x == NULL) return pnd_fail_memory(ctx->err);
    int status;
#ifdef UKEY
    if (radix) {
        memcpy(x, a, size);
        status = PND_PASTE(NAME(by_radix), values)(ctx, x, x + n, a, n) ? 0 : -1;
    } else
#endif
        status = PND_PASTE(NAME(by_merging), values)(ctx, a, x, n);
    pnd_data_free((char *)x, radix ? 2 * size : size);
    return status;
}

static int NAME(sort_rest)(const pnd_loop *ctx, T *a, intptr_t n) { return NAME(sort)(ctx, (char *)a, n, true); }

static int NAME(select)(const pnd_loop *ctx, char *data, intptr_t n, const intptr_t *kth, intptr_t nk)
{
    if (nk > PND_SELECT_MOST) return NAME(sort)(ctx, data, n, true);
    return PND_PASTE(NAME(select), values)(ctx, (T *)(void *)data, 0, n, kth, nk, NAME(sort_rest));
}

/**** argsort ****/

typedef struct NAME(pair) {
#ifdef UKEY
    UKEY key;
#else
    T key;
#endif
    uint32_t at; /* of 32 bits: beside small keys that halves the traffic */
} NAME(pair);

#define E NAME(pair)
#define CORE(x) PND_PASTE(NAME(x), pairs)
#ifdef UKEY
#define ELESS(a, b) ((a).key < (b).key)
#define KU UKEY
#define EKEY(e) ((e).key)
#else
#define ELESS(a, b) NAME(before)((a).key, (b).key)
#endif
#include "sortcore.tmpl.h"

static int NAME(fill_pairs)(const pnd_loop *ctx, const T *a, NAME(pair) * x, intptr_t n)
{
    for (intptr_t i = 0; i < n;) {
        const intptr_t m = pnd_piece(n - i);
        for (const intptr_t end = i + m; i < end; i++) {
#ifdef UKEY
            x[i].key = NAME(ukey)(a[i]);
#else
            x[i].key = a[i];
#endif
            x[i].at = (uint32_t)i;
        }
        if (pnd_sort_stop(ctx, m)) return -1;
    }
    return 0;
}

/* Sorts x, with y as scratch, into the one it returns; NULL when it stopped. */
static NAME(pair) * NAME(sort_pairs)(const pnd_loop *ctx, NAME(pair) * x, NAME(pair) * y, intptr_t n)
{
#ifdef UKEY
    if (n >= PND_SORT_RADIX(sizeof(T))) return PND_PASTE(NAME(by_radix), pairs)(ctx, x, y, NULL, n);
#endif
    return PND_PASTE(NAME(by_merging), pairs)(ctx, x, y, n) < 0 ? NULL : x;
}

static int NAME(argsort_part)(const pnd_loop *ctx, const T *a, intptr_t *index, intptr_t n)
{
    NAME(pair) few[PND_SORT_RUN], *x = few;
    const size_t size = (size_t)n * sizeof *x;
    if (n > PND_SORT_RUN) x = (NAME(pair) *)(void *)pnd_data_alloc(2 * size, false);
    if (x == NULL) return pnd_fail_memory(ctx->err);
    NAME(pair) *sorted = NAME(fill_pairs)(ctx, a, x, n) < 0 ? NULL : x;
    if (sorted && n <= PND_SORT_RUN) PND_PASTE(NAME(insertion), pairs)(x, n);
    else if (sorted) sorted = NAME(sort_pairs)(ctx, x, x + n, n);
    for (intptr_t i = 0; i < n && sorted; i++) index[i] = (intptr_t)sorted[i].at;
    if (x != few) pnd_data_free((char *)x, 2 * size);
    return sorted ? 0 : -1;
}

static int NAME(argsort)(const pnd_loop *ctx, const char *data, intptr_t *index, intptr_t n, PND_UNUSED bool stable)
{
    const T *a = (const T *)(const void *)data;
    if ((uintmax_t)n <= PND_ARGSORT_MAX) return NAME(argsort_part)(ctx, a, index, n);
    const intptr_t h = n / 2;
    if (NAME(argsort)(ctx, data, index, h, true) < 0 || NAME(argsort)(ctx, data + h * (intptr_t)sizeof(T), index + h, n - h, true) < 0)
        return -1;
    intptr_t *first = pnd_malloc_array((size_t)h, sizeof *first);
    if (first == NULL) return pnd_fail_memory(ctx->err);
    memcpy(first, index, (size_t)h * sizeof *first);
    intptr_t j = h;
    int status = 0;
    for (intptr_t i = 0, k = 0; i < h; k++) {
        if (pnd_sort_stop(ctx, 1)) {
            status = -1;
            break;
        }
        const bool second = j < n && NAME(before)(a[h + index[j]], a[first[i]]);
        index[k] = second ? h + index[j++] : first[i++];
    }
    for (; j < n && status == 0; j++) index[j] += h; /* what is left of the second half stands where it belongs */
    pnd_free(first);
    return status;
}

static int NAME(sort_rest_pairs)(const pnd_loop *ctx, NAME(pair) * a, intptr_t n)
{
    const size_t size = (size_t)n * sizeof *a;
    NAME(pair) *y = (NAME(pair) *)(void *)pnd_data_alloc(size, false);
    if (y == NULL) return pnd_fail_memory(ctx->err);
    NAME(pair) *sorted = NAME(sort_pairs)(ctx, a, y, n);
    if (sorted && sorted != a) memcpy(a, sorted, size);
    pnd_data_free((char *)y, size);
    return sorted ? 0 : -1;
}

static int NAME(argselect)(const pnd_loop *ctx, const char *data, intptr_t *index, intptr_t n, const intptr_t *kth, intptr_t nk)
{
    if (nk > PND_SELECT_MOST || (uintmax_t)n > PND_ARGSORT_MAX) return NAME(argsort)(ctx, data, index, n, true);
    NAME(pair) few[PND_SORT_RUN], *x = few;
    const size_t size = (size_t)n * sizeof *x;
    if (n > PND_SORT_RUN) x = (NAME(pair) *)(void *)pnd_data_alloc(size, false);
    if (x == NULL) return pnd_fail_memory(ctx->err);
    int status = NAME(fill_pairs)(ctx, (const T *)(const void *)data, x, n);
    if (status == 0) status = PND_PASTE(NAME(select), pairs)(ctx, x, 0, n, kth, nk, NAME(sort_rest_pairs));
    for (intptr_t i = 0; i < n && status == 0; i++) index[i] = (intptr_t)x[i].at;
    if (x != few) pnd_data_free((char *)x, size);
    return status;
}

static const pnd_sorting NAME(sorting) = {NAME(sort), NAME(argsort), NAME(select), NAME(argselect), NAME(less), NULL};
static const pnd_kernel_row NAME(rows)[] = {
    {PND_SHAPE_SORT, 0, 1, {DTYPE}, .sorting = &NAME(sorting)},
};
#undef KEYED
#undef UKEY
