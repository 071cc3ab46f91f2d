/* power of one integer or real type. */
#ifndef T
#include "template.h"
#include "types/f64.h"
#include "element.tmpl.h"
#include "elementary/pow_short.h"
#endif

#if defined(TYPE_IS_STORAGE)
/* Blocks widened to double, the double loop, one rounding.  The result of the double loop is within 1 ULP of double, and
   is exact where the power is a double: a tie of the narrow type is therefore seen as one. */
PND_NOINLINE static void NAME(power_widen)(const char *from, intptr_t step, double *to, intptr_t n)
{
    if (step == (intptr_t)sizeof(T)) {
        for (intptr_t k = 0; k < n; k++) to[k] = (double)LOAD(from + k * (intptr_t)sizeof(T));
        return;
    }
    for (intptr_t k = 0; k < (step == 0 ? 1 : n); k++) {
        PND_SCALAR();
        to[k] = (double)LOAD(from + k * step);
    }
}

PND_NOINLINE static int NAME(power_narrow)(const double *from, char *to, intptr_t step, intptr_t n)
{
    int lost = 0;
    T dense[128];
    for (intptr_t k = 0; k < n; k++) {
        lost |= LOST64(from[k]);
        dense[k] = NARROW64(from[k]);
    }
    if (step == (intptr_t)sizeof(T)) memcpy(to, dense, (size_t)n * sizeof(T));
    else
        for (intptr_t k = 0; k < n; k++) memcpy(to + k * step, &dense[k], sizeof(T));
    return lost;
}

static int NAME(power)(PND_LOOP)
{
    enum { BLOCK = 128 };
    const intptr_t n = dims[0], sa = s[0], sb = s[1], so = s[2];
    const char *a = p[0], *b = p[1];
    char *o = p[2];
    double x[BLOCK] __attribute__((aligned(64))), y[BLOCK] __attribute__((aligned(64))), z[BLOCK] __attribute__((aligned(64)));
    const intptr_t one = NAME(via_block)(o, a, so, sa, n), two = NAME(via_block)(o, b, so, sb, n);
    const intptr_t size = one < BLOCK || two < BLOCK ? 1 : BLOCK, step_a = sa == 0 ? 0 : 8, step_b = sb == 0 ? 0 : 8;
    int lost = 0;
    for (intptr_t i = 0; i < n; i += size) {
        const intptr_t m = n - i < size ? n - i : size;
        NAME(power_widen)(a + i * sa, sa, x, m);
        NAME(power_widen)(b + i * sb, sb, y, m);
        pnd_run1 *run = sb == 0 && sa != 0 ? short_cut_f64(y[0]) : NULL;
        if (run != NULL) run((const char *)x, (char *)z, m);
        else run_pow_f64((const char *)x, step_a, (const char *)y, step_b, (char *)z, m);
        lost |= NAME(power_narrow)(z, o + i * so, so, m);
    }
    pnd_fp_raise(lost);
    return (void)ctx, 0;
}

#elif defined(TYPE_IS_FLOAT)
#include "elementary/run.tmpl.h"
static int NAME(power)(PND_LOOP)
{
    if (s[1] == 0 && dims[0] > 0 && !NAME(run_feeds)(p[2], s[2], p[0], s[0], dims[0]) && !NAME(run_feeds)(p[2], s[2], p[1], 0, dims[0])) {
        pnd_run1 *run = NAME(short_cut)(LOAD(p[1]));
        char *const at[2] = {p[0], p[2]};
        const intptr_t steps[2] = {s[0], s[2]};
        if (run != NULL) return NAME(run_map1)(run, at, dims, steps);
    }
    return (void)ctx, NAME(run_map2)(NAME(run_pow), p, dims, s);
}

#else
/* Products in an unsigned type no narrower than int: they wrap. */
#define WORD __typeof__((unsigned)1 * (T)1 * (sizeof(T) == 8 ? 1ul : 1u))

PND_INLINE uint64_t NAME(op_power)(uint64_t x, uint64_t y)
{
    uint64_t r = 1;
    for (;;) {
        if (y & 1) r *= x;
        y >>= 1;
        if (y == 0) return r;
        x *= x;
    }
}

/* Dense bases to one exponent: the products of a block side by side. */
static void NAME(power_block)(const char *a, uint64_t y, char *o, intptr_t n)
{
    enum { BLOCK = 64 };
    T x[BLOCK], r[BLOCK];
    for (intptr_t i = 0; i < n; i += BLOCK) {
        const intptr_t m = n - i < BLOCK ? n - i : BLOCK;
        memcpy(x, a + i * (intptr_t)sizeof(T), (size_t)m * sizeof(T));
        for (intptr_t k = 0; k < m; k++) r[k] = 1;
        for (uint64_t bits = y; bits != 0; bits >>= 1) {
            if (bits & 1) {
                for (intptr_t k = 0; k < m; k++) r[k] = (T)((WORD)r[k] * (WORD)x[k]);
            }
            if (bits == 1) break;
            for (intptr_t k = 0; k < m; k++) x[k] = (T)((WORD)x[k] * (WORD)x[k]);
        }
        memcpy(o + i * (intptr_t)sizeof(T), r, (size_t)m * sizeof(T));
    }
}
#undef WORD

static int NAME(power)(PND_LOOP)
{
    const intptr_t n = dims[0], w = sizeof(T), sa = s[0], sb = s[1], so = s[2];
    const char *a = p[0], *b = p[1];
    char *o = p[2];
#ifdef TYPE_IS_SIGNED
    for (intptr_t i = 0; i < (sb == 0 ? n > 0 : n); i++) {
        if (LOAD(b + i * sb) < 0) return pnd_fail(ctx->err, PND_ERR_VALUE, "Integers to negative integer powers are not allowed.");
    }
#endif
    if (sb == 0 && sa == w && so == w && n > 0 && !pnd_feeds(o, a, n * w) && !pnd_feeds(o, b, w) && o != b) {
        NAME(power_block)(a, (uint64_t)LOAD(b), o, n);
        return 0;
    }
    for (intptr_t i = 0; i < n; i++) STORE(o + i * so, (T)NAME(op_power)((uint64_t)LOAD(a + i * sa), (uint64_t)LOAD(b + i * sb)));
    return 0;
}
#endif

static const pnd_kernel_row NAME(rows)[] = {{PND_SHAPE_MAP, PND_OP_power, 3, {DTYPE, DTYPE, DTYPE}, .fn = NAME(power)}};
