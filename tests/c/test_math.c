/* Elementary functions: special values and IEEE flags, the same bits on every tier and in every layout, rounding. */
#include "check.h"

#include <fenv.h>
#include <math.h>
#include <stdlib.h>

#include "dtype/smallfloat.h"
#include "kernels/registry.h"
#include "platform/cpu.h"
#include "platform/fpstatus.h"

#define TABLES(family) \
    extern const pnd_kernel_table pnd_##family##_baseline __attribute__((weak)); \
    extern const pnd_kernel_table pnd_##family##_avx2 __attribute__((weak)); \
    extern const pnd_kernel_table pnd_##family##_avx512 __attribute__((weak));
TABLES(math)
TABLES(power)

static const pnd_kernel_table *const tables[PND_NTIERS][2] = {
    {&pnd_math_baseline, &pnd_power_baseline}, {&pnd_math_avx2, &pnd_power_avx2}, {&pnd_math_avx512, &pnd_power_avx512}};

static pnd_error err;
static const pnd_loop ctx = {.err = &err};

static bool has_tier(int tier) { return tier <= (int)pnd_cpu_tier() && tables[tier][0] != NULL; }

/* The loop of one tier: no tier falls back to another here. */
static pnd_loop_fn *find(int tier, int op, int type)
{
    const pnd_kernel_table *table = tables[tier][op == PND_OP_power];
    for (const pnd_kernel_rows *list = table->lists; list->rows != NULL; list++) {
        for (intptr_t i = 0; i < list->count; i++) {
            if (list->rows[i].op == op && list->rows[i].types[0] == type) return list->rows[i].fn;
        }
    }
    CHECK_FAIL("no loop of op %d, type %d in tier %d", op, type, tier);
    return NULL;
}

static int call1(pnd_loop_fn *fn, const void *in, intptr_t si, void *out, intptr_t so, intptr_t n)
{
    pnd_fp_clear();
    fn(&ctx, (char *const[]){(char *)(uintptr_t)in, out}, &n, (const intptr_t[]){si, so});
    return pnd_fp_get();
}

static int call2(pnd_loop_fn *fn, const void *a, intptr_t sa, const void *b, intptr_t sb, void *out, intptr_t so, intptr_t n)
{
    pnd_fp_clear();
    fn(&ctx, (char *const[]){(char *)(uintptr_t)a, (char *)(uintptr_t)b, out}, &n, (const intptr_t[]){sa, sb, so});
    return pnd_fp_get();
}

static const int unary[] = {PND_OP_sqrt, PND_OP_exp, PND_OP_log, PND_OP_tanh, PND_OP_sin, PND_OP_cos};
static double (*const reference[])(double) = {sqrt, exp, log, tanh, sin, cos};
static const int reals[] = {PND_IDX_HALF, PND_IDX_BFLOAT16, PND_IDX_F8E4M3FN, PND_IDX_FLOAT, PND_IDX_DOUBLE};

static uint64_t state = 88172645463325252u;
static uint64_t random64(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state * 0x2545f4914f6cdd1du;
}

/* Any bits, or a number of middling size. */
static double random_double(void)
{
    uint64_t r = random64();
    if (r & 1) return pnd_f64_bits(random64());
    return ldexp((double)(int64_t)random64(), -63 + (int)(r >> 1 & 15) - 4);
}

static bool same_f64(double a, double b) { return pnd_bits_f64(a) == pnd_bits_f64(b) || (a != a && b != b); }

/**************************************************************************** special values */

enum { D = PND_FPE_DIVIDE, O = PND_FPE_OVERFLOW, U = PND_FPE_UNDERFLOW, V = PND_FPE_INVALID };
#define INF ((double)INFINITY)
#define QNAN ((double)NAN)

static const struct {
    int op;
    double x, y;
    int flags;
} special1[] = {
    {PND_OP_sqrt, 0.0, 0.0, 0},
    {PND_OP_sqrt, -0.0, -0.0, 0},
    {PND_OP_sqrt, INF, INF, 0},
    {PND_OP_sqrt, -INF, QNAN, V},
    {PND_OP_sqrt, -1.0, QNAN, V},
    {PND_OP_sqrt, QNAN, QNAN, 0},
    {PND_OP_sqrt, 4.0, 2.0, 0},
    {PND_OP_exp, 0.0, 1.0, 0},
    {PND_OP_exp, -0.0, 1.0, 0},
    {PND_OP_exp, INF, INF, 0},
    {PND_OP_exp, -INF, 0.0, 0},
    {PND_OP_exp, QNAN, QNAN, 0},
    {PND_OP_exp, 1e5, INF, O},
    {PND_OP_exp, -1e5, 0.0, U},
    {PND_OP_exp, 3e38, INF, O},
    {PND_OP_exp, -3e38, 0.0, U},
    {PND_OP_exp, 1e-30, 1.0, 0},
    {PND_OP_exp, -1e-30, 1.0, 0},
    {PND_OP_log, 0.0, -INF, D},
    {PND_OP_log, -0.0, -INF, D},
    {PND_OP_log, 1.0, 0.0, 0},
    {PND_OP_log, -1.0, QNAN, V},
    {PND_OP_log, -INF, QNAN, V},
    {PND_OP_log, INF, INF, 0},
    {PND_OP_log, QNAN, QNAN, 0},
    {PND_OP_log, -1e-30, QNAN, V},
    {PND_OP_tanh, 0.0, 0.0, 0},
    {PND_OP_tanh, -0.0, -0.0, 0},
    {PND_OP_tanh, INF, 1.0, 0},
    {PND_OP_tanh, -INF, -1.0, 0},
    {PND_OP_tanh, QNAN, QNAN, 0},
    {PND_OP_tanh, 50.0, 1.0, 0},
    {PND_OP_tanh, -3e38, -1.0, 0},
    {PND_OP_tanh, 0x1p-100, 0x1p-100, 0},
    {PND_OP_sin, 0.0, 0.0, 0},
    {PND_OP_sin, -0.0, -0.0, 0},
    {PND_OP_sin, INF, QNAN, V},
    {PND_OP_sin, -INF, QNAN, V},
    {PND_OP_sin, QNAN, QNAN, 0},
    {PND_OP_sin, 0x1p-100, 0x1p-100, 0},
    {PND_OP_sin, -0x1p-100, -0x1p-100, 0},
    {PND_OP_cos, 0.0, 1.0, 0},
    {PND_OP_cos, -0.0, 1.0, 0},
    {PND_OP_cos, INF, QNAN, V},
    {PND_OP_cos, -INF, QNAN, V},
    {PND_OP_cos, QNAN, QNAN, 0},
    {PND_OP_cos, 0x1p-100, 1.0, 0},
};

static void test_special_values(void)
{
    enum { N = 37 };
    for (int tier = 0; tier < PND_NTIERS; tier++) {
        if (!has_tier(tier)) continue;
        for (intptr_t i = 0; i < PND_COUNT(special1); i++) {
            double x[N], y[N];
            float xf[N], yf[N];
            for (intptr_t n = 1; n <= N; n += N - 1) { /* alone, and in the last place behind others */
                for (int k = 0; k < N; k++) xf[k] = (float)(x[k] = k + 1 == n ? special1[i].x : 1.0);
                int flags = call1(find(tier, special1[i].op, PND_IDX_DOUBLE), x, 8, y, 8, n);
                int flags_f = call1(find(tier, special1[i].op, PND_IDX_FLOAT), xf, 4, yf, 4, n);
                if (!same_f64(y[n - 1], special1[i].y) || flags != special1[i].flags) {
                    CHECK_FAIL("tier %d op %d double %g: %g, flags %d", tier, special1[i].op, x[n - 1], y[n - 1], flags);
                }
                if (!same_f64((double)yf[n - 1], special1[i].y) || flags_f != special1[i].flags) {
                    CHECK_FAIL("tier %d op %d float %g: %g, flags %d", tier, special1[i].op, x[n - 1], (double)yf[n - 1], flags_f);
                }
            }
        }
    }
}

/* C17, F.10.4.4, and a few more. */
static const struct {
    double x, y, power;
    int flags;
} special2[] = {
    {0.0, -1.0, INF, D},   {-0.0, -1.0, -INF, D}, {-0.0, -3.0, -INF, D}, {0.0, -2.0, INF, D},     {-0.0, -2.0, INF, D},
    {-0.0, -2.5, INF, D},  {0.0, -INF, INF, 0},   {-0.0, -INF, INF, 0},  {-0.0, 3.0, -0.0, 0},    {0.0, 3.0, 0.0, 0},
    {-0.0, 2.0, 0.0, 0},   {-0.0, 0.5, 0.0, 0},   {-1.0, INF, 1.0, 0},   {-1.0, -INF, 1.0, 0},    {1.0, QNAN, 1.0, 0},
    {1.0, INF, 1.0, 0},    {1.0, -3.0, 1.0, 0},   {QNAN, 0.0, 1.0, 0},   {INF, -0.0, 1.0, 0},     {0.0, 0.0, 1.0, 0},
    {-2.5, 0.0, 1.0, 0},   {-2.0, 0.5, QNAN, V},  {-2.0, 1.5, QNAN, V},  {-2.0, -0.25, QNAN, V},  {-2.0, 1e-30, QNAN, V},
    {0.5, -INF, INF, 0},   {-0.5, -INF, INF, 0},  {2.0, -INF, 0.0, 0},   {-2.0, -INF, 0.0, 0},    {0.5, INF, 0.0, 0},
    {2.0, INF, INF, 0},    {-INF, -3.0, -0.0, 0}, {-INF, -2.0, 0.0, 0},  {-INF, -2.5, 0.0, 0},    {-INF, 3.0, -INF, 0},
    {-INF, 2.0, INF, 0},   {-INF, 2.5, INF, 0},   {INF, -1.0, 0.0, 0},   {INF, 2.0, INF, 0},      {INF, 0.5, INF, 0},
    {-INF, 0.5, INF, 0},   {INF, -2.0, 0.0, 0},   {QNAN, 1.0, QNAN, 0},  {2.0, QNAN, QNAN, 0},    {QNAN, QNAN, QNAN, 0},
    {QNAN, 2.0, QNAN, 0},  {QNAN, 3.0, QNAN, 0},  {QNAN, -2.0, QNAN, 0}, {2.0, 3.0, 8.0, 0},      {-2.0, 3.0, -8.0, 0},
    {-2.0, -2.0, 0.25, 0}, {2.0, -1.0, 0.5, 0},   {9.0, 0.5, 3.0, 0},    {10.0, 3.0, 1000.0, 0},  {2.0, 1e30, INF, O},
    {-2.0, 1e30, INF, O},  {0.5, 1e30, 0.0, U},   {2.0, -1e30, 0.0, U},  {-2.0, 2047.0, -INF, O}, {-2.0, -2047.0, -0.0, U},
    {3.0, 1e-30, 1.0, 0},  {1.0, 1e30, 1.0, 0},   {-1.0, 1e30, 1.0, 0},  {-1.0, 33.0, -1.0, 0},   {-1.0, 0x1p23 + 1, -1.0, 0},
    {-3.0, 1.0, -3.0, 0},
};

static void test_special_powers(void)
{
    enum { N = 37 };
    for (int tier = 0; tier < PND_NTIERS; tier++) {
        if (!has_tier(tier)) continue;
        for (intptr_t i = 0; i < PND_COUNT(special2); i++) {
            double x[N], y[N], z[N];
            float xf[N], yf[N], zf[N];
            for (int repeated = 0; repeated < 2; repeated++) {
                const intptr_t n = repeated ? 3 : N;
                for (int k = 0; k < N; k++) xf[k] = (float)(x[k] = repeated || k == N - 1 ? special2[i].x : 1.5);
                for (int k = 0; k < N; k++) yf[k] = (float)(y[k] = repeated || k == N - 1 ? special2[i].y : 1.5);
                int flags = call2(find(tier, PND_OP_power, PND_IDX_DOUBLE), x, 8, y, repeated ? 0 : 8, z, 8, n);
                int flags_f = call2(find(tier, PND_OP_power, PND_IDX_FLOAT), xf, 4, yf, repeated ? 0 : 4, zf, 4, n);
                if (!same_f64(z[n - 1], special2[i].power) || flags != special2[i].flags) {
                    CHECK_FAIL("tier %d double %g ^ %g: %g, flags %d", tier, x[n - 1], y[n - 1], z[n - 1], flags);
                }
                if (!same_f64((double)zf[n - 1], special2[i].power) || flags_f != special2[i].flags) {
                    CHECK_FAIL("tier %d float %g ^ %g: %g, flags %d", tier, x[n - 1], y[n - 1], (double)zf[n - 1], flags_f);
                }
            }
        }
    }
}

/* Divide, overflow and invalid as the C library raises them; underflow where it does, but not for tiny results that are
   the argument itself, nor where a result in double is exact by chance. */
static void test_flags_like_libm(void)
{
    for (int tier = 0; tier < PND_NTIERS; tier++) {
        if (!has_tier(tier)) continue;
        for (int f = 0; f < PND_COUNT(unary); f++) {
            pnd_loop_fn *fn = find(tier, unary[f], PND_IDX_DOUBLE);
            for (int i = 0; i < 4000; i++) {
                volatile double x = random_double(), y;
                if (x != x) continue;
                double z;
                int ours = call1(fn, (const void *)(uintptr_t)&x, 8, &z, 8, 1);
                pnd_fp_clear();
                y = reference[f](x);
                int theirs = pnd_fp_get(), mask = unary[f] == PND_OP_exp ? ~0 : ~U;
                if ((ours & mask) != (theirs & mask))
                    CHECK_FAIL("tier %d op %d: flags of %a are %d, the C library's %d", tier, unary[f], x, ours, theirs);
                if (ours & U & ~theirs) CHECK_FAIL("tier %d op %d: underflow of %a", tier, unary[f], x);
                (void)y;
            }
        }
        pnd_loop_fn *fn = find(tier, PND_OP_power, PND_IDX_DOUBLE);
        for (int i = 0; i < 8000; i++) {
            volatile double x = random_double(), y = random_double(), r;
            if (x != x || y != y) continue;
            double z;
            int ours = call2(fn, (const void *)(uintptr_t)&x, 8, (const void *)(uintptr_t)&y, 8, &z, 8, 1);
            pnd_fp_clear();
            r = pow(x, y);
            int theirs = pnd_fp_get();
            if (ours != theirs) CHECK_FAIL("tier %d: flags of %a ^ %a are %d, the C library's %d", tier, x, y, ours, theirs);
            (void)r;
        }
    }
}

static void test_large_angles(void)
{
    static const struct {
        double x, sine, cosine;
    } known[] = {
        /* nearest to a multiple of pi/2 of all doubles */
        {0x1.6ac5b262ca1ffp+849, 0x1p+0, -0x1.14ae72e6ba22fp-61},
        {1e22, -0x1.b453ab76bf397p-1, 0x1.0be2cef01c8f4p-1},
        {0x1.fffffffffffffp+1023, 0x1.452fc98b34e97p-8, -0x1.fffe62ecfab75p-1},
    };
    for (int tier = 0; tier < PND_NTIERS; tier++) {
        if (!has_tier(tier)) continue;
        for (intptr_t i = 0; i < PND_COUNT(known); i++) {
            double s, c;
            call1(find(tier, PND_OP_sin, PND_IDX_DOUBLE), &known[i].x, 8, &s, 8, 1);
            call1(find(tier, PND_OP_cos, PND_IDX_DOUBLE), &known[i].x, 8, &c, 8, 1);
            CHECK_DOUBLE(s, known[i].sine);
            CHECK_DOUBLE(c, known[i].cosine);
        }
    }
}

/**************************************************************************** tiers and layouts */

enum { MANY = 3000 };

static intptr_t size_of(int type) { return pnd_dtype_rows[type].size; }

/* Random elements of a type. */
static void fill(char *p, int type, intptr_t n)
{
    const intptr_t size = size_of(type);
    for (intptr_t i = 0; i < n; i++) {
        double x = random_double();
        float f = (float)x;
        uint64_t bits = random64();
        memcpy(p + i * size, type == PND_IDX_DOUBLE ? (void *)&x : type == PND_IDX_FLOAT ? (void *)&f : (void *)&bits, (size_t)size);
    }
}

static bool is_nan(const char *p, int type)
{
    uint64_t u = 0;
    memcpy(&u, p, (size_t)size_of(type));
    switch (type) {
    case PND_IDX_DOUBLE: return (u & 0x7fffffffffffffff) > 0x7ff0000000000000;
    case PND_IDX_FLOAT: return (u & 0x7fffffff) > 0x7f800000;
    case PND_IDX_HALF: return (u & 0x7fff) > 0x7c00;
    case PND_IDX_BFLOAT16: return (u & 0x7fff) > 0x7f80;
    case PND_IDX_F8E4M3FN: return (u & 0x7f) == 0x7f;
    default: return false;
    }
}

static bool same_element(const char *a, const char *b, int type)
{
    return memcmp(a, b, (size_t)size_of(type)) == 0 || (is_nan(a, type) && is_nan(b, type));
}

static char in1[MANY * 8], in2[MANY * 8], out1[MANY * 8], out2[MANY * 8];

static void test_tiers_agree(void)
{
    for (intptr_t t = 0; t < PND_COUNT(reals); t++) {
        const int type = reals[t];
        const intptr_t w = size_of(type);
        for (int f = 0; f <= PND_COUNT(unary); f++) {
            const bool binary = f == PND_COUNT(unary);
            const int op = binary ? PND_OP_power : unary[f];
            fill(in1, type, MANY);
            fill(in2, type, MANY);
            for (int tier = 1; tier < PND_NTIERS; tier++) {
                if (!has_tier(tier)) continue;
                pnd_loop_fn *base = find(0, op, type), *fn = find(tier, op, type);
                for (intptr_t i = 0; i < MANY; i += 25) { /* in pieces, so that flags tell something */
                    const intptr_t at = i * w;
                    int flags =
                        binary ? call2(base, in1 + at, w, in2 + at, w, out1 + at, w, 25) : call1(base, in1 + at, w, out1 + at, w, 25);
                    int flags2 = binary ? call2(fn, in1 + at, w, in2 + at, w, out2 + at, w, 25) : call1(fn, in1 + at, w, out2 + at, w, 25);
                    if (flags != flags2)
                        CHECK_FAIL("op %d type %d: flags %d in tier %d, %d in the baseline", op, type, flags2, tier, flags);
                }
                for (intptr_t i = 0; i < MANY; i++) {
                    if (same_element(out1 + i * w, out2 + i * w, type)) continue;
                    CHECK_FAIL("op %d type %d: element %d differs between tier %d and the baseline", op, type, (int)i, tier);
                    break;
                }
            }
        }
    }
}

static void test_layouts_agree(void)
{
    for (int tier = 0; tier < PND_NTIERS; tier++) {
        if (!has_tier(tier)) continue;
        for (intptr_t t = 0; t < PND_COUNT(reals); t++) {
            const int type = reals[t];
            const intptr_t w = size_of(type);
            for (int f = 0; f <= PND_COUNT(unary); f++) {
                const bool binary = f == PND_COUNT(unary);
                pnd_loop_fn *fn = find(tier, binary ? PND_OP_power : unary[f], type);
                enum { N = 300 };
                char a[N * 8], b[N * 8], dense[N * 8];
                fill(a, type, N);
                fill(b, type, N);
                if (binary) call2(fn, a, w, b, w, dense, w, N);
                else call1(fn, a, w, dense, w, N);
                for (int round = 0; round < 40; round++) {
                    const intptr_t n = round < 20 ? round : (intptr_t)(random64() % N);
                    /* any steps of at least an item, either direction, any alignment; in place now and then */
                    const intptr_t sa = (w + (intptr_t)(random64() % 3) * w + (round & 1)) * (round & 2 ? -1 : 1);
                    const intptr_t sb = w + (intptr_t)(random64() % 2), so = round % 5 == 0 ? sa
                                                                             : round % 3    ? w
                                                                                            : (w + 3) * (round & 4 ? -1 : 1);
                    char *x = calloc(N * 40 + 64, 1), *y = calloc(N * 40 + 64, 1), *z = calloc(N * 40 + 64, 1);
                    char *xa = x + 8 + (sa < 0 ? N * 32 : 0), *yb = y + 5, *zo = round % 5 == 0 ? xa : z + 16 + (so < 0 ? N * 32 : 0);
                    for (intptr_t i = 0; i < n; i++) {
                        memcpy(xa + i * sa, a + i * w, (size_t)w);
                        memcpy(yb + i * sb, b + i * w, (size_t)w);
                    }
                    if (binary) call2(fn, xa, sa, yb, sb, zo, so, n);
                    else call1(fn, xa, sa, zo, so, n);
                    for (intptr_t i = 0; i < n; i++) {
                        if (same_element(dense + i * w, zo + i * so, type)) continue;
                        CHECK_FAIL("op %d type %d: element %d of %d, steps %d %d, differs in tier %d", f, type, (int)i, (int)n, (int)sa,
                                   (int)so, tier);
                        break;
                    }
                    free(x), free(y), free(z);
                }
            }
        }
    }
}

/* A binary loop as accumulate drives it: out[i + 1] = out[i] ^ y. */
static void test_power_as_scan(void)
{
    for (int tier = 0; tier < PND_NTIERS; tier++) {
        if (!has_tier(tier)) continue;
        double chain[20] = {1.5}, y[20];
        uint8_t small[8] = {3}, two[8] = {2, 2, 2, 2, 2, 2, 2, 2};
        for (int i = 0; i < 20; i++) y[i] = i % 3 ? 1.25 : 0.75;
        call2(find(tier, PND_OP_power, PND_IDX_DOUBLE), chain, 8, y, 8, chain + 1, 8, 19);
        for (int i = 1; i < 20; i++) {
            double want;
            call2(find(tier, PND_OP_power, PND_IDX_DOUBLE), chain + i - 1, 8, y + i - 1, 8, &want, 8, 1);
            CHECK_DOUBLE(chain[i], want);
        }
        for (int repeated = 0; repeated < 2; repeated++) {
            call2(find(tier, PND_OP_power, PND_IDX_UBYTE), small, 1, two, repeated ? 0 : 1, small + 1, 1, 7);
            for (int i = 1; i < 8; i++) CHECK_INT(small[i], (uint8_t)(small[i - 1] * small[i - 1]));
        }
        double x[9] = {2.0}, three = 3.0; /* the short cut must not read what it has not yet written */
        call2(find(tier, PND_OP_power, PND_IDX_DOUBLE), x, 8, &three, 0, x + 1, 8, 3);
        CHECK_DOUBLE(x[1], 8.0);
        CHECK_DOUBLE(x[2], 512.0);
        CHECK_DOUBLE(x[3], 134217728.0);
    }
}

/**************************************************************************** rounding */

static uint16_t narrow(double x, int type)
{
    return type == PND_IDX_HALF ? pnd_f64_to_f16(x) : type == PND_IDX_BFLOAT16 ? pnd_f64_to_bf16(x) : pnd_f64_to_f8e4m3fn(x);
}
static double widen(uint16_t h, int type)
{
    return (double)(type == PND_IDX_HALF       ? pnd_f16_to_f32(h)
                    : type == PND_IDX_BFLOAT16 ? pnd_bf16_to_f32(h)
                                               : pnd_f8e4m3fn_to_f32((uint8_t)h));
}

/* All inputs of the narrow types.  No result lies so near to a tie that the C library's double would not show its side. */
static void test_narrow_types_round_right(void)
{
    static uint16_t x[65536], y[65536];
    for (int tier = 0; tier < PND_NTIERS; tier++) {
        if (!has_tier(tier)) continue;
        for (int t = 0; t < 3; t++) {
            const int type = reals[t];
            const intptr_t w = size_of(type), n = w == 2 ? 65536 : 256;
            for (intptr_t i = 0; i < n; i++) {
                if (w == 2) x[i] = (uint16_t)i;
                else ((uint8_t *)x)[i] = (uint8_t)i;
            }
            for (int f = 0; f < PND_COUNT(unary); f++) {
                call1(find(tier, unary[f], type), x, w, y, w, n);
                intptr_t wrong = 0;
                for (intptr_t i = 0; i < n; i++) {
                    const double want = reference[f](widen((uint16_t)i, type));
                    const uint16_t got = w == 2 ? y[i] : ((uint8_t *)y)[i];
                    if (want != want ? !is_nan((const char *)y + i * w, type) : got != narrow(want, type)) wrong++;
                }
                CHECK_INT(wrong, 0);
            }
        }
    }
}

static double ulps(double got, long double want)
{
    if (got != got || want != want) return (got != got) == (want != want) ? 0 : 1e300;
    if ((long double)got == want || (double)want == got) return 0.5;
    int e;
    frexpl(want, &e);
    return (double)(fabsl((long double)got - want) * ldexpl(1, 53 - (e < -1021 ? -1021 : e)));
}

static void test_short_cuts(void)
{
    static const double exponents[] = {2.0, 3.0, -1.0, -2.0, 0.5, 1.0, 4.0, 0.0};
    for (int tier = 0; tier < PND_NTIERS; tier++) {
        if (!has_tier(tier)) continue;
        for (intptr_t k = 0; k < PND_COUNT(exponents); k++) {
            double x[999], y[999];
            float xf[999], yf[999], e = (float)exponents[k];
            for (int i = 0; i < 999; i++) xf[i] = (float)(x[i] = random_double());
            call2(find(tier, PND_OP_power, PND_IDX_DOUBLE), x, 8, &exponents[k], 0, y, 8, 999);
            call2(find(tier, PND_OP_power, PND_IDX_FLOAT), xf, 4, &e, 0, yf, 4, 999);
            for (int i = 0; i < 999; i++) {
                long double want = powl((long double)x[i], (long double)exponents[k]);
                double in_float = pow((double)xf[i], exponents[k]);
                if (!(ulps(y[i], want) <= 1))
                    CHECK_FAIL("tier %d: %a ^ %g is %a, %.3f ULP away", tier, x[i], exponents[k], y[i], ulps(y[i], want));
                if (!(yf[i] == (float)in_float || nextafterf(yf[i], (float)in_float) == (float)in_float || in_float != in_float)) {
                    CHECK_FAIL("tier %d: float %a ^ %g is %a", tier, (double)xf[i], exponents[k], (double)yf[i]);
                }
            }
        }
    }
}

/* Random powers of float16 and bfloat16 against the C library's long double, rounded once. */
static void test_narrow_powers(void)
{
    for (int tier = 0; tier < PND_NTIERS; tier++) {
        if (!has_tier(tier)) continue;
        for (int t = 0; t < 2; t++) {
            uint16_t x[2000], y[2000], z[2000];
            for (int i = 0; i < 2000; i++)
                x[i] = narrow(random_double(), reals[t]), y[i] = narrow(i & 1 ? (double)(i % 9) - 4 : random_double(), reals[t]);
            call2(find(tier, PND_OP_power, reals[t]), x, 2, y, 2, z, 2, 2000);
            for (int i = 0; i < 2000; i++) {
                const double want = (double)powl((long double)widen(x[i], reals[t]), (long double)widen(y[i], reals[t]));
                if (want != want ? is_nan((char *)&z[i], reals[t]) : z[i] == narrow(want, reals[t])) continue;
                CHECK_FAIL("tier %d type %d: %g ^ %g is %g, not %g", tier, reals[t], widen(x[i], reals[t]), widen(y[i], reals[t]),
                           widen(z[i], reals[t]), want);
            }
        }
    }
}

/**************************************************************************** integers */

static void test_integer_powers(void)
{
    for (int tier = 0; tier < PND_NTIERS; tier++) {
        if (!has_tier(tier)) continue;
        for (int repeated = 0; repeated < 2; repeated++) {
            int32_t x[100], y[100], z[100];
            uint64_t xl[100], yl[100], zl[100];
            int8_t xb[100], yb[100], zb[100];
            for (int i = 0; i < 100; i++) {
                x[i] = (int32_t)random64(), xl[i] = random64(), xb[i] = (int8_t)random64();
                y[i] = (int32_t)(random64() % 40), yl[i] = i & 1 ? random64() : random64() % 70, yb[i] = (int8_t)(random64() % 20);
            }
            call2(find(tier, PND_OP_power, PND_IDX_INT), x, 4, y, repeated ? 0 : 4, z, 4, 100);
            call2(find(tier, PND_OP_power, PND_IDX_ULONG), xl, 8, yl, repeated ? 0 : 8, zl, 8, 100);
            call2(find(tier, PND_OP_power, PND_IDX_BYTE), xb, 1, yb, repeated ? 0 : 1, zb, 1, 100);
            for (int i = 0; i < 100; i++) {
                uint32_t r = 1, rb = 1;
                for (int k = 0; k < y[repeated ? 0 : i]; k++) r *= (uint32_t)x[i];
                for (int k = 0; k < yb[repeated ? 0 : i]; k++) rb *= (uint32_t)xb[i];
                CHECK_INT(z[i], (int32_t)r);
                CHECK_INT(zb[i], (int8_t)rb);
                uint64_t e = yl[repeated ? 0 : i], want = 1, p = xl[i];
                for (; e != 0; e >>= 1, p *= p) want *= e & 1 ? p : 1;
                CHECK(zl[i] == want);
            }
        }
        int16_t base[3] = {1, 2, 3}, exponent[3] = {1, 2, -1}, out[3] = {7, 7, 7};
        intptr_t n = 3;
        char *const at[3] = {(char *)base, (char *)exponent, (char *)out};
        CHECK_FAILS(find(tier, PND_OP_power, PND_IDX_SHORT)(&ctx, at, &n, (const intptr_t[]){2, 2, 2}), err, PND_ERR_VALUE);
        CHECK_STR(err.message, "Integers to negative integer powers are not allowed.");
        n = 0;
        CHECK_OK(find(tier, PND_OP_power, PND_IDX_SHORT)(&ctx, at, &n, (const intptr_t[]){2, 0, 2}), err);
    }
}

int main(void)
{
    if (pnd_cpu_init(&err) < 0) return printf("%s\n", err.message), 1;
    RUN(test_special_values);
    RUN(test_special_powers);
    RUN(test_flags_like_libm);
    RUN(test_large_angles);
    RUN(test_tiers_agree);
    RUN(test_layouts_agree);
    RUN(test_power_as_scan);
    RUN(test_narrow_types_round_right);
    RUN(test_short_cuts);
    RUN(test_narrow_powers);
    RUN(test_integer_powers);
    return check_done();
}
