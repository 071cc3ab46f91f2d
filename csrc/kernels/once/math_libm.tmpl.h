/* sqrt, exp, log, tanh, sin, cos and power of longdouble or of one complex type. */
#ifndef T
#include "../template.h"
#include "../types/c128.h"
#include "../element.tmpl.h"
#include "../map.tmpl.h"
#include <complex.h>
#include <tgmath.h>
#endif

#ifdef TYPE_IS_COMPLEX
#define CALL(f, x) NAME(from_complex)(f(__builtin_complex((x).re, (x).im)))
PND_INLINE C NAME(from_complex)(R _Complex z) { return (C){creal(z), cimag(z)}; }

PND_INLINE C NAME(times)(C a, C b) { return (C){a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re}; }

/* 1 / a by Smith's method (Communications of the ACM 5, 1962), as the oracle divides. */
PND_INLINE C NAME(inverse)(C a)
{
    if (PND_FABS(a.re) >= PND_FABS(a.im)) {
        R ratio = a.im / a.re, scale = 1 / (a.re + a.im * ratio);
        return (C){(1 + 0 * ratio) * scale, (0 - ratio) * scale};
    }
    R ratio = a.re / a.im, scale = 1 / (a.im + a.re * ratio);
    return (C){(0 + ratio) * scale, (0 * ratio - 1) * scale};
}

/* The oracle's cases: exponent 0 gives 1, base 0 is 0 or undefined, small integer exponents are products. */
static C NAME(op_power)(C a, C b)
{
    if (b.re == 0 && b.im == 0) return (C){1, 0};
    if (a.re == 0 && a.im == 0) {
        if (b.re > 0) return (C){0, 0};
        pnd_fp_raise(PND_FPE_INVALID);
        return (C){(R)NAN, (R)NAN};
    }
    const int n = b.im == 0 && b.re > -100 && b.re < 100 ? (int)b.re : 0;
    if (n != 0 && n == b.re) {
        if (n == 1) return a;
        if (n == 2) return NAME(times)(a, a);
        if (n == 3) return NAME(times)(a, NAME(times)(a, a));
        C product = {1, 0}, square = a;
        for (int left = n < 0 ? -n : n;; square = NAME(times)(square, square)) {
            if (left & 1) product = NAME(times)(product, square);
            left >>= 1;
            if (left == 0) break;
        }
        return n < 0 ? NAME(inverse)(product) : product;
    }
    return NAME(from_complex)(pow(__builtin_complex(a.re, a.im), __builtin_complex(b.re, b.im)));
}
#else
#define CALL(f, x) f(x)
static C NAME(op_power)(C a, C b) { return pow(a, b); }
#endif

static C NAME(op_sqrt)(C x) { return CALL(sqrt, x); }
static C NAME(op_exp)(C x) { return CALL(exp, x); }
static C NAME(op_log)(C x) { return CALL(log, x); }
static C NAME(op_tanh)(C x) { return CALL(tanh, x); }
static C NAME(op_sin)(C x) { return CALL(sin, x); }
static C NAME(op_cos)(C x) { return CALL(cos, x); }
#undef CALL

/* One loop for all of them: a call of the C library outweighs an indirect call. */
static int NAME(libm1)(C (*op)(C), char *const *p, const intptr_t *dims, const intptr_t *s)
{
    const intptr_t n = dims[0], sa = s[0], so = s[1];
    const char *a = p[0];
    char *o = p[1];
    for (intptr_t i = 0; i < n; i++) STORE(o + i * so, op(LOAD(a + i * sa)));
    return 0;
}
static int NAME(sqrt)(PND_LOOP) { return NAME(libm1)(NAME(op_sqrt), p, dims, s); }
static int NAME(exp)(PND_LOOP) { return NAME(libm1)(NAME(op_exp), p, dims, s); }
static int NAME(log)(PND_LOOP) { return NAME(libm1)(NAME(op_log), p, dims, s); }
static int NAME(tanh)(PND_LOOP) { return NAME(libm1)(NAME(op_tanh), p, dims, s); }
static int NAME(sin)(PND_LOOP) { return NAME(libm1)(NAME(op_sin), p, dims, s); }
static int NAME(cos)(PND_LOOP) { return NAME(libm1)(NAME(op_cos), p, dims, s); }

static int NAME(power)(PND_LOOP)
{
    const intptr_t n = dims[0], sa = s[0], sb = s[1], so = s[2];
    const char *a = p[0], *b = p[1];
    char *o = p[2];
    for (intptr_t i = 0; i < n; i++) STORE(o + i * so, NAME(op_power)(LOAD(a + i * sa), LOAD(b + i * sb)));
    return 0;
}

#define ROW(op) {PND_SHAPE_MAP, PND_OP_##op, 2, {DTYPE, DTYPE}, .fn = NAME(op)}
static const pnd_kernel_row NAME(rows)[] = {
    ROW(sqrt),
    ROW(exp),
    ROW(log),
    ROW(tanh),
    ROW(sin),
    ROW(cos),
    {PND_SHAPE_MAP, PND_OP_power, 3, {DTYPE, DTYPE, DTYPE}, .fn = NAME(power)},
};
#undef ROW
