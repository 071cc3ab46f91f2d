/*
 * The layout layer: tables of NumPy's answers and errors, and brute force over small random cases (overlap against the
 * set of byte addresses, index plans against positions worked out one by one, reshaped views against element order).
 *
 * The seed is printed and may be given as the first argument.
 */
#include <stdlib.h>

#include "check.h"
#include "layout/broadcast.h"
#include "layout/indexplan.h"
#include "layout/overlap.h"
#include "layout/reshape.h"

/* CHECK with words of its own. */
#define EXPECT(cond, ...) ((cond) ? (void)0 : (void)CHECK_FAIL(__VA_ARGS__))

static uint64_t state;

static uint64_t next_random(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static intptr_t between(intptr_t lo, intptr_t hi) { return lo + (intptr_t)(next_random() % (uint64_t)(hi - lo + 1)); }

static pnd_view view(char *data, const pnd_dtype *d, int ndim, const intptr_t *shape, const intptr_t *strides)
{
    return (pnd_view){data, d, ndim, shape, strides};
}

/* Address of element number `k` (C order), relative to data. */
static intptr_t offset_of(const pnd_view *v, intptr_t k)
{
    intptr_t offset = 0;
    for (int i = v->ndim - 1; i >= 0; i--) {
        offset += k % v->shape[i] * v->strides[i];
        k /= v->shape[i];
    }
    return offset;
}

/**************************************************************************** strides */

static void test_fill(void)
{
    static const struct {
        int ndim;
        intptr_t shape[3], itemsize;
        pnd_order order;
        intptr_t strides[3], nbytes;
        const char *message;
    } rows[] = {
        {0, {0}, 8, PND_ORDER_C, {0}, 8, NULL},
        {3, {2, 3, 4}, 8, PND_ORDER_C, {96, 32, 8}, 192, NULL},
        {3, {2, 3, 4}, 8, PND_ORDER_F, {8, 16, 48}, 192, NULL},
        {3, {2, 0, 4}, 8, PND_ORDER_C, {0, 0, 0}, 0, NULL},
        {2, {3, -1}, 8, PND_ORDER_C, {0}, 0, "negative dimensions are not allowed"},
        {1,
         {(intptr_t)1 << 62},
         8,
         PND_ORDER_C,
         {0},
         0,
         "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size."},
        {3,
         {0, (intptr_t)1 << 62, (intptr_t)1 << 62},
         1,
         PND_ORDER_C,
         {0},
         0,
         "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size."},
    };
    for (intptr_t i = 0; i < PND_COUNT(rows); i++) {
        intptr_t strides[3] = {0}, nbytes = 0;
        pnd_error err;
        int status = pnd_strides_fill(rows[i].ndim, rows[i].shape, rows[i].itemsize, rows[i].order, strides, &nbytes, &err);
        if (rows[i].message) {
            EXPECT(status < 0 && strcmp(err.message, rows[i].message) == 0, "row %td", (ptrdiff_t)i);
        } else {
            EXPECT(status == 0 && memcmp(strides, rows[i].strides, (size_t)rows[i].ndim * sizeof *strides) == 0, "row %td", (ptrdiff_t)i);
            EXPECT(nbytes == rows[i].nbytes, "row %td: %td", (ptrdiff_t)i, (ptrdiff_t)nbytes);
        }
    }
}

static void test_contiguity_and_bounds(void)
{
    static const struct {
        int ndim;
        intptr_t shape[3], strides[3];
        int flags;
    } rows[] = {
        {0, {0}, {0}, PND_FLAG_C | PND_FLAG_F},
        {2, {2, 3}, {24, 8}, PND_FLAG_C},
        {2, {2, 3}, {8, 16}, PND_FLAG_F},
        {2, {2, 3}, {48, 8}, 0},
        {2, {1, 3}, {-5, 8}, PND_FLAG_C | PND_FLAG_F},
        {2, {0, 3}, {-5, 7}, PND_FLAG_C | PND_FLAG_F},
        {3, {2, 1, 3}, {24, 1, 8}, PND_FLAG_C},
        {1, {3}, {-8}, 0},
    };
    for (intptr_t i = 0; i < PND_COUNT(rows); i++)
        EXPECT(pnd_contiguity(rows[i].ndim, rows[i].shape, rows[i].strides, 8) == rows[i].flags, "row %td", (ptrdiff_t)i);

    intptr_t lo, hi;
    EXPECT(pnd_extent(2, (intptr_t[]){3, 4}, (intptr_t[]){-16, 8}, 8, &lo, &hi) == 0 && lo == -32 && hi == 32, "%td %td", (ptrdiff_t)lo,
           (ptrdiff_t)hi);
    EXPECT(pnd_extent(1, (intptr_t[]){3}, (intptr_t[]){INTPTR_MAX}, 8, &lo, &hi) < 0, "wraps");
    EXPECT(pnd_strides_in_bounds(1, (intptr_t[]){3}, (intptr_t[]){-8}, 8, 16, 24), "reversed");
    EXPECT(!pnd_strides_in_bounds(1, (intptr_t[]){3}, (intptr_t[]){-8}, 8, 15, 24), "before the block");
    EXPECT(!pnd_strides_in_bounds(1, (intptr_t[]){4}, (intptr_t[]){8}, 8, 0, 24), "past the block");
    EXPECT(!pnd_strides_in_bounds(1, (intptr_t[]){INTPTR_MAX}, (intptr_t[]){INTPTR_MAX}, 8, 0, 24), "wraps");
    EXPECT(!pnd_strides_in_bounds(1, (intptr_t[]){-1}, (intptr_t[]){8}, 8, 0, 24), "negative");
    EXPECT(pnd_strides_in_bounds(2, (intptr_t[]){0, 1000}, (intptr_t[]){8, 8}, 8, 0, 0), "empty");
}

/**************************************************************************** reshape */

static void test_resolve(void)
{
    static const struct {
        intptr_t size;
        int ndim;
        intptr_t shape[3], out[3];
        const char *message;
    } rows[] = {
        {6, 2, {2, -1}, {2, 3}, NULL},
        {6, 2, {-7, 3}, {2, 3}, NULL},
        {0, 2, {3, -1}, {3, 0}, NULL},
        {6, 1, {4}, {0}, "cannot reshape array of size 6 into shape (4,)"},
        {6, 2, {-1, 4}, {0}, "cannot reshape array of size 6 into shape (4)"},
        {0, 2, {-1, 0}, {0}, "cannot reshape array of size 0 into shape (0)"},
        {0, 2, {0, -1}, {0}, "cannot reshape array of size 0 into shape (0,newaxis)"},
        {6, 2, {-2, -1}, {0}, "can only specify one unknown dimension"},
        {6, 2, {(intptr_t)1 << 40, (intptr_t)1 << 40}, {0}, "cannot reshape array of size 6 into shape (1099511627776,1099511627776)"},
        {1, 0, {0}, {0}, NULL},
    };
    for (intptr_t i = 0; i < PND_COUNT(rows); i++) {
        intptr_t shape[3];
        pnd_error err;
        memcpy(shape, rows[i].shape, sizeof shape);
        int status = pnd_resolve_shape(rows[i].size, rows[i].ndim, shape, &err);
        if (rows[i].message) EXPECT(status < 0 && strcmp(err.message, rows[i].message) == 0, "row %td: %s", (ptrdiff_t)i, err.message);
        else EXPECT(status == 0 && memcmp(shape, rows[i].out, (size_t)rows[i].ndim * sizeof *shape) == 0, "row %td", (ptrdiff_t)i);
    }
}

/* A random view into a made-up memory, steps both ways, zero and size-1 axes included. */
static void random_view(pnd_viewbuf *b, int maxdims, intptr_t maxlen, const pnd_dtype *d)
{
    int n = (int)between(0, maxdims);
    b->v = view((char *)(uintptr_t)1000000, d, n, b->shape, b->strides);
    intptr_t step = d->size;
    for (int i = n - 1; i >= 0; i--) {
        b->shape[i] = between(0, 19) == 0 ? 0 : between(1, maxlen);
        b->strides[i] = between(0, 3) ? step : step * between(-3, 3);
        if (between(0, 7) == 0) b->strides[i] = between(-40, 40);
        step *= b->shape[i] ? b->shape[i] : 1;
    }
    if (n > 1 && between(0, 2) == 0) {
        int i = (int)between(0, n - 1), k = (int)between(0, n - 1);
        intptr_t t = b->shape[i];
        b->shape[i] = b->shape[k], b->shape[k] = t;
        t = b->strides[i];
        b->strides[i] = b->strides[k], b->strides[k] = t;
    }
}

static bool same_order(const pnd_view *a, const pnd_view *b, bool forder)
{
    pnd_viewbuf x, y;
    pnd_error err;
    pnd_viewbuf_init(&x, a);
    pnd_viewbuf_init(&y, b);
    if (forder) {
        pnd_transpose(a, 0, NULL, &x, &err);
        pnd_transpose(b, 0, NULL, &y, &err);
    }
    intptr_t n = pnd_view_size(a);
    if (n != pnd_view_size(b)) return false;
    for (intptr_t k = 0; k < n; k++)
        if (offset_of(&x.v, k) != offset_of(&y.v, k)) return false;
    return true;
}

/* Any factorisation of size. */
static int random_shape(intptr_t size, intptr_t *shape)
{
    int n = 0;
    while (n < 5 && (size > 1 || between(0, 2) == 0)) {
        intptr_t f = between(1, size);
        while (size % f) f--;
        shape[n++] = f;
        size /= f;
    }
    if (size > 1 || n == 0) shape[n++] = size;
    return n;
}

static void test_reshape_random(void)
{
    int views = 0;
    for (int round = 0; round < 20000; round++) {
        pnd_viewbuf v, out;
        intptr_t shape[8];
        random_view(&v, 4, 5, PND_DT(SHORT));
        intptr_t size = pnd_view_size(&v.v);
        if (size == 0) continue;
        int ndim = random_shape(size, shape);
        pnd_order order = between(0, 1) ? PND_ORDER_C : PND_ORDER_F;
        if (!pnd_reshape_view(&v.v, ndim, shape, order, &out)) continue;
        views++;
        EXPECT(out.v.ndim == ndim && memcmp(out.shape, shape, (size_t)ndim * sizeof *shape) == 0, "shape");
        EXPECT(same_order(&v.v, &out.v, order == PND_ORDER_F), "order, round %d", round);
    }
    EXPECT(views > 5000, "only %d views", views);
}

static void test_axes(void)
{
    static const intptr_t shape[] = {2, 1, 3}, strides[] = {24, 24, 8};
    pnd_view v = view(NULL, PND_DT(DOUBLE), 3, shape, strides);
    pnd_viewbuf out;
    pnd_error err;
    EXPECT(pnd_transpose(&v, 3, (intptr_t[]){2, 0, -2}, &out, &err) == 0 && out.shape[0] == 3 && out.shape[1] == 2 && out.shape[2] == 1,
           "transpose");
    EXPECT(pnd_transpose(&v, 2, (intptr_t[]){0, 1}, &out, &err) < 0 && strcmp(err.message, "axes don't match array") == 0, "%s",
           err.message);
    EXPECT(pnd_transpose(&v, 3, (intptr_t[]){0, 1, -2}, &out, &err) < 0 && strcmp(err.message, "repeated axis in transpose") == 0, "%s",
           err.message);
    EXPECT(pnd_transpose(&v, 3, (intptr_t[]){0, 1, 3}, &out, &err) < 0 && err.code == PND_ERR_AXIS && err.arg[0] == 3 && err.arg[1] == 3,
           "axis");
    EXPECT(pnd_swapaxes(&v, -1, 0, &out, &err) == 0 && out.shape[0] == 3 && out.strides[2] == 24, "swapaxes");
    EXPECT(pnd_swapaxes(&v, 0, 3, &out, &err) < 0 && strcmp(err.message, "axis2") == 0, "%s", err.message);
    EXPECT(pnd_squeeze(&v, -1, NULL, &out, &err) == 0 && out.v.ndim == 2 && out.shape[1] == 3, "squeeze");
    EXPECT(pnd_squeeze(&v, 1, (intptr_t[]){0}, &out, &err) < 0 && err.code == PND_ERR_VALUE, "squeeze");
    EXPECT(pnd_expand_dims(&v, 2, (intptr_t[]){0, -1}, &out, &err) == 0 && out.v.ndim == 5 && out.shape[0] == 1 && out.shape[4] == 1,
           "expand");
    EXPECT(pnd_expand_dims(&v, 2, (intptr_t[]){0, 0}, &out, &err) < 0 && strcmp(err.message, "repeated axis") == 0, "%s", err.message);
    EXPECT(pnd_broadcast_to(&v, 3, (intptr_t[]){2, 5, 3}, &out, &err) == 0 && out.strides[1] == 0 && out.shape[1] == 5, "broadcast_to");
    EXPECT(pnd_broadcast_to(&v, 2, (intptr_t[]){2, 5}, &out, &err) < 0, "broadcast_to");
    EXPECT(strcmp(err.message, "input operand has more dimensions than allowed by the axis remapping") == 0, "%s", err.message);
    EXPECT(pnd_broadcast_to(&v, 4, (intptr_t[]){4, 2, 5, 4}, &out, &err) < 0, "broadcast_to");
    EXPECT(strcmp(err.message, "operands could not be broadcast together with remapped shapes [original->remapped]: (2,1,3)  and requested "
                               "shape (4,2,5,4)") == 0,
           "%s", err.message);
}

static void test_view_dtype(void)
{
    static const intptr_t shape[] = {4, 6}, strides[] = {12, 2}, gaps[] = {24, 4};
    pnd_view v = view(NULL, PND_DT(SHORT), 2, shape, strides), g = view(NULL, PND_DT(SHORT), 2, shape, gaps);
    pnd_view s = view(NULL, PND_DT(SHORT), 0, NULL, NULL);
    pnd_viewbuf out;
    pnd_error err;
    EXPECT(pnd_view_dtype(&v, PND_DT(INT), &out, &err) == 0 && out.shape[1] == 3 && out.strides[1] == 4 && out.strides[0] == 12, "wider");
    EXPECT(pnd_view_dtype(&v, PND_DT(BYTE), &out, &err) == 0 && out.shape[1] == 12 && out.strides[1] == 1, "narrower");
    EXPECT(pnd_view_dtype(&v, PND_DT(DOUBLE), &out, &err) < 0, "no divisor");
    EXPECT(pnd_view_dtype(&g, PND_DT(INT), &out, &err) < 0 && strstr(err.message, "last axis must be contiguous"), "%s", err.message);
    EXPECT(pnd_view_dtype(&g, PND_DT(USHORT), &out, &err) == 0 && out.strides[1] == 4, "same size");
    EXPECT(pnd_view_dtype(&s, PND_DT(INT), &out, &err) < 0 && strstr(err.message, "0d array"), "%s", err.message);
}

/**************************************************************************** broadcast */

static void test_broadcast(void)
{
    static const intptr_t a[] = {2, 1, 3}, b[] = {4, 1}, c[] = {4}, z[] = {0};
    static const intptr_t none[3] = {0};
    pnd_view va = view(NULL, PND_DT(DOUBLE), 3, a, none), vb = view(NULL, PND_DT(DOUBLE), 2, b, none),
             vc = view(NULL, PND_DT(DOUBLE), 1, c, none);
    pnd_view vz = view(NULL, PND_DT(DOUBLE), 1, z, none), vs = view(NULL, PND_DT(DOUBLE), 0, NULL, NULL);
    intptr_t shape[PND_MAXDIMS];
    int ndim;
    pnd_error err;
    EXPECT(pnd_broadcast_shape(3, (const pnd_view *[]){&va, NULL, &vb}, &ndim, shape, &err) == 0 && ndim == 3 && shape[1] == 4, "shape");
    EXPECT(pnd_broadcast_shape(2, (const pnd_view *[]){&vb, &vz}, &ndim, shape, &err) == 0 && shape[1] == 0, "1 and 0 give 0");
    EXPECT(pnd_broadcast_shape(3, (const pnd_view *[]){&va, &vc, &vs}, &ndim, shape, &err) < 0, "mismatch");
    EXPECT(strcmp(err.message, "operands could not be broadcast together with shapes (2,1,3) (4,) () ") == 0, "%s", err.message);
    char tiny[8];
    EXPECT(strlen(pnd_shape_text(3, (intptr_t[]){123456, 7, 8}, tiny, sizeof tiny)) == 7, "cut off");
}

/**************************************************************************** overlap */

#define MEMORY 4096
#define BASE 2000

static bool mark(const pnd_view *v, unsigned char *bytes)
{
    intptr_t n = pnd_view_size(v);
    bool twice = false;
    for (intptr_t k = 0; k < n; k++) {
        intptr_t at = BASE + (v->data - (char *)(uintptr_t)1000000) + offset_of(v, k);
        for (intptr_t i = 0; i < v->dtype->size; i++) twice |= bytes[at + i]++ > 0;
    }
    return twice;
}

static void test_overlap_random(void)
{
    static const pnd_dtype *const dtypes[] = {PND_DT(BYTE), PND_DT(SHORT), PND_DT(INT), PND_DT(DOUBLE)};
    int yes = 0, no = 0, self = 0;
    for (int round = 0; round < 60000; round++) {
        static unsigned char ma[MEMORY], mb[MEMORY];
        pnd_viewbuf a, b;
        random_view(&a, 4, 4, dtypes[between(0, 3)]);
        random_view(&b, 4, 4, dtypes[between(0, 3)]);
        b.v.data += between(-60, 60);
        intptr_t alo, ahi, blo, bhi;
        pnd_extent(a.v.ndim, a.shape, a.strides, a.v.dtype->size, &alo, &ahi);
        pnd_extent(b.v.ndim, b.shape, b.strides, b.v.dtype->size, &blo, &bhi);
        if (alo < -1900 || ahi > 1900 || blo < -1900 || bhi > 1900) continue;
        memset(ma, 0, sizeof ma);
        memset(mb, 0, sizeof mb);
        bool twice = mark(&a.v, ma);
        mark(&b.v, mb);
        bool share = false;
        for (int i = 0; i < MEMORY; i++) share |= ma[i] && mb[i];
        pnd_overlap found = pnd_views_overlap(&a.v, &b.v, -1);
        EXPECT(found == (share ? PND_OVERLAP_YES : PND_OVERLAP_NO), "round %d: %d, expected %d", round, found, share);
        found = pnd_views_overlap(&a.v, &b.v, 1);
        EXPECT(found == PND_OVERLAP_TOO_HARD || found == (share ? PND_OVERLAP_YES : PND_OVERLAP_NO), "round %d, bounded", round);
        EXPECT(!share || pnd_views_overlap(&a.v, &b.v, 0) != PND_OVERLAP_NO, "round %d, extents", round);
        found = pnd_view_self_overlap(&a.v, -1);
        EXPECT(found == (twice ? PND_OVERLAP_YES : PND_OVERLAP_NO), "round %d: self %d, expected %d", round, found, twice);
        share ? yes++ : no++;
        self += twice;
    }
    EXPECT(yes > 5000 && no > 5000 && self > 1000, "%d %d %d", yes, no, self);
}

static void test_overlap_limits(void)
{
    /* Huge extents and forged strides must neither wrap nor run long. */
    intptr_t shape[] = {INTPTR_MAX}, strides[] = {INTPTR_MAX}, one[] = {1000}, eight[] = {8};
    pnd_view huge = view((char *)(uintptr_t)4096, PND_DT(DOUBLE), 1, shape, strides);
    pnd_view small = view((char *)(uintptr_t)4096, PND_DT(DOUBLE), 1, one, eight);
    EXPECT(pnd_views_overlap(&huge, &small, -1) == PND_OVERLAP_TOO_HARD, "wraps");
    EXPECT(pnd_view_self_overlap(&small, 0) == PND_OVERLAP_NO, "one run");
    /* Even and odd elements of one block, of any length: one node decides. */
    intptr_t long1[] = {(intptr_t)1 << 50}, two[] = {16};
    pnd_view even = view((char *)(uintptr_t)4096, PND_DT(DOUBLE), 1, long1, two), odd = even;
    odd.data += 8;
    EXPECT(pnd_views_overlap(&even, &odd, 100) == PND_OVERLAP_NO, "even and odd");
    EXPECT(pnd_views_identical(&even, &even) && !pnd_views_identical(&even, &odd), "identical");
}

/**************************************************************************** index plans */

static pnd_index slice(intptr_t start, intptr_t stop, intptr_t step)
{
    return (pnd_index){.kind = PND_INDEX_SLICE, .start = start, .stop = stop, .step = step};
}
static pnd_index integer(intptr_t i) { return (pnd_index){.kind = PND_INDEX_INT, .start = i}; }
static pnd_index kind(pnd_index_kind k, intptr_t start) { return (pnd_index){.kind = k, .start = start}; }
static pnd_index array(int ndim, const intptr_t *shape)
{
    static const intptr_t zeros[PND_MAXDIMS];
    return (pnd_index){.kind = PND_INDEX_ARRAY, .array = {NULL, PND_DT(LONG), ndim, shape, zeros}};
}

static void test_plan_table(void)
{
    static const intptr_t shape[] = {2, 3, 4}, strides[] = {96, 32, 8}, n5[] = {5}, n67[] = {6, 7};
    pnd_view v = view(NULL, PND_DT(DOUBLE), 3, shape, strides);
    const pnd_index all = slice(0, INTPTR_MAX, 1), dots = kind(PND_INDEX_ELLIPSIS, 0), fresh = kind(PND_INDEX_NEWAXIS, 0);
    const pnd_index a5 = array(1, n5), a67 = array(2, n67), yes = kind(PND_INDEX_BOOL0, 1), no = kind(PND_INDEX_BOOL0, 0);
    struct {
        int n;
        pnd_index items[4];
        int ndim;
        intptr_t shape[5];
        const char *message;
    } rows[] = {
        {0, {all}, 3, {2, 3, 4}, NULL},
        {1, {integer(1)}, 2, {3, 4}, NULL},
        {2, {dots, integer(-1)}, 2, {2, 3}, NULL},
        {3, {fresh, dots, fresh}, 5, {1, 2, 3, 4, 1}, NULL},
        {3, {all, integer(0), slice(3, INTPTR_MIN, -2)}, 2, {2, 2}, NULL},
        {1, {a67}, 4, {6, 7, 3, 4}, NULL},
        {2, {all, a67}, 4, {2, 6, 7, 4}, NULL},
        {3, {a5, all, a5}, 2, {5, 3}, NULL},
        {3, {integer(0), all, a5}, 2, {5, 3}, NULL},
        {3, {all, integer(0), a5}, 2, {2, 5}, NULL},
        {4, {all, a5, dots, a5}, 2, {5, 2}, NULL},
        {2, {yes, a5}, 3, {5, 3, 4}, NULL},
        {1, {yes}, 4, {1, 2, 3, 4}, NULL},
        {2, {yes, no}, 4, {0, 2, 3, 4}, NULL},
        {1, {integer(5)}, 0, {0}, "index 5 is out of bounds for axis 0 with size 2"},
        {2, {dots, integer(-5)}, 0, {0}, "index -5 is out of bounds for axis 2 with size 4"},
        {4, {all, all, all, all}, 0, {0}, "too many indices for array: array is 3-dimensional, but 4 were indexed"},
        {2, {dots, dots}, 0, {0}, "an index can only have a single ellipsis ('...')"},
        {1, {slice(0, 1, 0)}, 0, {0}, "slice step cannot be zero"},
        {2, {a5, a67}, 0, {0}, "shape mismatch: indexing arrays could not be broadcast together with shapes (5,) (6,7) "},
        {3, {no, integer(0), a5}, 0, {0}, "shape mismatch: indexing arrays could not be broadcast together with shapes (0,) (5,) "},
    };
    for (intptr_t i = 0; i < PND_COUNT(rows); i++) {
        static pnd_index_plan plan;
        pnd_error err;
        int status = pnd_index_plan_make(&v, rows[i].n, rows[i].items, &plan, &err);
        if (rows[i].message) {
            EXPECT(status < 0 && strcmp(err.message, rows[i].message) == 0, "row %td: %s", (ptrdiff_t)i, err.message);
        } else {
            EXPECT(status == 0 && plan.ndim == rows[i].ndim, "row %td: %d", (ptrdiff_t)i, plan.ndim);
            EXPECT(memcmp(plan.shape, rows[i].shape, (size_t)rows[i].ndim * sizeof(intptr_t)) == 0, "row %td", (ptrdiff_t)i);
        }
    }
    pnd_index flags = array(1, n5);
    flags.from_bool = true, flags.extent = 7;
    static pnd_index_plan plan;
    pnd_error err;
    EXPECT(pnd_index_plan_make(&v, 2, (pnd_index[]){all, flags}, &plan, &err) < 0, "boolean");
    EXPECT(strcmp(err.message,
                  "boolean index did not match indexed array along axis 1; size of axis is 3 but size of corresponding boolean "
                  "axis is 7") == 0,
           "%s", err.message);
}

static void test_plan_too_many_axes(void)
{
    static const intptr_t shape[] = {2, 3}, strides[] = {24, 8};
    pnd_view v = view(NULL, PND_DT(DOUBLE), 2, shape, strides);
    static pnd_index items[70];
    static pnd_index_plan plan;
    pnd_error err;
    for (int i = 0; i < 70; i++) items[i] = kind(PND_INDEX_NEWAXIS, 0);
    EXPECT(pnd_index_plan_make(&v, 62, items, &plan, &err) == 0 && plan.ndim == 64, "64 axes");
    EXPECT(pnd_index_plan_make(&v, 63, items, &plan, &err) < 0, "65 axes");
    EXPECT(strcmp(err.message, "number of dimensions must be within [0, 64], indexing result would have 65") == 0, "%s", err.message);
    EXPECT(pnd_index_plan_make(&v, 70, items, &plan, &err) < 0, "72 axes");
}

/* One axis, every slice of small numbers, against counting. */
static void test_slices(void)
{
    static const intptr_t ends[] = {INTPTR_MIN, -9, -5, -4, -3, -1, 0, 1, 2, 4, 5, 9, INTPTR_MAX};
    static const intptr_t steps[] = {-INTPTR_MAX, -7, -2, -1, 1, 2, 3, INTPTR_MAX};
    for (intptr_t n = 0; n < 6; n++)
        for (intptr_t i = 0; i < PND_COUNT(ends); i++)
            for (intptr_t j = 0; j < PND_COUNT(ends); j++)
                for (intptr_t k = 0; k < PND_COUNT(steps); k++) {
                    intptr_t start = ends[i], stop = ends[j], step = steps[k];
                    intptr_t length = pnd_slice_resolve(n, &start, &stop, step), count = 0;
                    /* Python's own words: clip, then walk. */
                    intptr_t lo = step > 0 ? 0 : -1, hi = step > 0 ? n : n - 1;
                    __int128 x = ends[i] < 0 ? (__int128)ends[i] + n : ends[i], y = ends[j] < 0 ? (__int128)ends[j] + n : ends[j];
                    x = x < lo ? lo : x > hi ? hi : x;
                    y = y < lo ? lo : y > hi ? hi : y;
                    for (; step > 0 ? x < y : x > y; x += step) {
                        if (count == 0) EXPECT((intptr_t)x == start, "start");
                        count++;
                    }
                    EXPECT(count == length, "n %td [%td:%td:%td]: %td, expected %td", (ptrdiff_t)n, (ptrdiff_t)ends[i], (ptrdiff_t)ends[j],
                           (ptrdiff_t)step, (ptrdiff_t)length, (ptrdiff_t)count);
                }
}

/* Basic indexing of random views: each result element's address equals the one found item by item. */
static void test_plan_random(void)
{
    for (int round = 0; round < 30000; round++) {
        static pnd_index_plan plan;
        pnd_viewbuf v;
        pnd_index items[8];
        pnd_error err;
        random_view(&v, 4, 4, PND_DT(INT));
        int used = 0, n = 0;
        bool dots = false, empty = false;
        while (used < v.v.ndim && between(0, 3)) {
            intptr_t extent = v.shape[used];
            switch (between(0, 3)) {
            case 0:
                if (extent == 0) empty = true;
                else items[n++] = integer(between(-extent, extent - 1)), used++;
                break;
            case 1:
            case 2: items[n++] = slice(between(-5, 5), between(-5, 5), between(0, 1) ? between(1, 3) : between(-3, -1)), used++; break;
            default:
                if (n < 6) items[n++] = kind(PND_INDEX_NEWAXIS, 0);
            }
            if (empty || n == 8) break;
        }
        if (!empty && n < 8 && between(0, 1)) items[n++] = kind(PND_INDEX_ELLIPSIS, 0), dots = true;
        int status = pnd_index_plan_make(&v.v, n, items, &plan, &err);
        EXPECT(status == 0 && !plan.fancy, "round %d: %s", round, err.message);
        if (status < 0) continue;
        intptr_t size = pnd_view_size(&plan.base.v);
        for (intptr_t k = 0; k < size; k++) {
            /* Coordinates in the result, last axis fastest, then the address by the items' meaning. */
            intptr_t at[PND_MAXDIMS], rest = k, want = 0;
            for (int i = plan.ndim - 1; i >= 0; i--) at[i] = rest % plan.shape[i], rest /= plan.shape[i];
            int axis = 0, r = 0;
            for (int i = 0; i < n; i++) {
                if (items[i].kind == PND_INDEX_NEWAXIS) r++;
                else if (items[i].kind == PND_INDEX_INT) {
                    want += (items[i].start < 0 ? items[i].start + v.shape[axis] : items[i].start) * v.strides[axis];
                    axis++;
                } else if (items[i].kind == PND_INDEX_SLICE) {
                    intptr_t start = items[i].start, stop = items[i].stop;
                    pnd_slice_resolve(v.shape[axis], &start, &stop, items[i].step);
                    want += (start + at[r++] * items[i].step) * v.strides[axis++];
                }
            }
            for (; axis < v.v.ndim; axis++) want += at[r++] * v.strides[axis];
            intptr_t have = plan.base.v.data - v.v.data + offset_of(&plan.base.v, k);
            EXPECT(have == want, "round %d element %td", round, (ptrdiff_t)k);
        }
        (void)dots;
    }
}

int main(int argc, char **argv)
{
    state = argc > 1 ? strtoull(argv[1], NULL, 0) : UINT64_C(0x9e3779b97f4a7c15);
    printf("seed %#" PRIx64 "\n", state);
    RUN(test_fill);
    RUN(test_contiguity_and_bounds);
    RUN(test_resolve);
    RUN(test_reshape_random);
    RUN(test_axes);
    RUN(test_view_dtype);
    RUN(test_broadcast);
    RUN(test_overlap_random);
    RUN(test_overlap_limits);
    RUN(test_plan_table);
    RUN(test_plan_too_many_axes);
    RUN(test_slices);
    RUN(test_plan_random);
    return check_done();
}
