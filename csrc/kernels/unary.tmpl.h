/* negative, positive, absolute, fabs, square, reciprocal, sign, conjugate of one type. */
#ifndef T
#include "template.h"
#include "types/f32.h"
#include "element.tmpl.h"
#include "map.tmpl.h"
#include "hypot.h"
#endif

/**** By bits, where the type has bits: exact, and no flag for a signalling NaN ****/

#ifdef BITS
PND_INLINE BITS NAME(bits_negative)(BITS b) { return (BITS)(b ^ PND_SIGN_BIT); }
PND_INLINE BITS NAME(bits_absolute)(BITS b) { return PND_MAG(b); }
PND_INLINE BITS NAME(bits_copy)(BITS b) { return b; }

PND_INLINE int NAME(mapbits)(BITS (*op)(BITS), char *const *p, const intptr_t *dims, const intptr_t *s)
{
    const intptr_t n = dims[0], w = sizeof(T), sa = s[0], so = s[1];
    const char *a = p[0];
    char *o = p[1];
    if (sa == w && so == w && !pnd_feeds(o, a, n * w)) {
        PND_IVDEP
        for (intptr_t i = 0; i < n; i++) NAME(store_bits)(o + i * w, op(NAME(load_bits)(a + i * w)));
        return 0;
    }
    for (intptr_t i = 0; i < n; i++) {
        PND_SCALAR();
        NAME(store_bits)(o + i * so, op(NAME(load_bits)(a + i * sa)));
    }
    return 0;
}
static int NAME(negative)(PND_LOOP) { return NAME(mapbits)(NAME(bits_negative), p, dims, s); }
static int NAME(absolute)(PND_LOOP) { return NAME(mapbits)(NAME(bits_absolute), p, dims, s); }
static int NAME(positive)(PND_LOOP) { return NAME(mapbits)(NAME(bits_copy), p, dims, s); }
#else

/**** By value ****/

PND_INLINE C NAME(op_positive)(C a) { return a; }
#if defined(TYPE_IS_COMPLEX)
PND_INLINE C NAME(op_negative)(C a) { return (C){-a.re, -a.im}; }
#elif defined(TYPE_IS_FLOAT)
PND_INLINE C NAME(op_negative)(C a) { return -a; }
PND_INLINE C NAME(op_absolute)(C a) { return PND_FABS(a); }
#elif !defined(TYPE_IS_BOOL)
PND_INLINE C NAME(op_negative)(C a) { return (C)-a; }
#endif
#ifdef TYPE_IS_SIGNED
PND_INLINE C NAME(op_absolute)(C a) { return (C)(a < 0 ? -a : a); }
#elif defined(TYPE_IS_BOOL) || defined(TYPE_IS_UNSIGNED)
#define op_absolute op_positive
#endif

#ifdef TYPE_IS_SIGNED
static pnd_loop_fn SIGNED_SAME(positive), SIGNED_SAME(negative), SIGNED_SAME(square);
#define LOOP(x) SIGNED_SAME(x)
#elif !defined(TYPE_IS_BOOL)
static int NAME(positive)(PND_LOOP) { return NAME(map1)(NAME(op_positive), p, dims, s); }
static int NAME(negative)(PND_LOOP) { return NAME(map1)(NAME(op_negative), p, dims, s); }
#endif
#ifdef TYPE_IS_COMPLEX
static int NAME(absolute)(PND_LOOP)
{
    const intptr_t n = dims[0], sa = s[0], so = s[1];
    const char *a = p[0];
    char *o = p[1];
    const intptr_t w = sizeof(T), wo = sizeof(T) / 2;
    if (sa == w && so == wo && !pnd_feeds(o, a, n * w)) {
        PND_IVDEP
        for (intptr_t i = 0; i < n; i++) NAME(store_real)(o + i * wo, PND_HYPOT(LOAD(a + i * w).re, LOAD(a + i * w).im));
        return 0;
    }
    for (intptr_t i = 0; i < n; i++) {
        PND_SCALAR();
        C x = LOAD(a + i * sa);
        NAME(store_real)(o + i * so, PND_HYPOT(x.re, x.im));
    }
    return 0;
}
#else
static int NAME(absolute)(PND_LOOP) { return NAME(map1)(NAME(op_absolute), p, dims, s); }
#endif
#undef op_absolute
#endif

/**** square, reciprocal, sign, conjugate ****/

#if defined(TYPE_IS_STORAGE)
static pnd_loop_fn square_f32, reciprocal_f32, sign_f32;
static int NAME(square)(PND_LOOP) { return NAME(via1)(square_f32, ctx, p, dims, s); }
static int NAME(reciprocal)(PND_LOOP) { return NAME(via1)(reciprocal_f32, ctx, p, dims, s); }
static int NAME(sign)(PND_LOOP) { return NAME(via1)(sign_f32, ctx, p, dims, s); }
#elif !defined(TYPE_IS_BOOL)
#if defined(TYPE_IS_COMPLEX)
PND_INLINE C NAME(op_square)(C a) { return (C){a.re * a.re + PND_FLIP(a.im) * a.im, a.re * a.im + a.im * a.re}; }
PND_INLINE C NAME(op_conjugate)(C a) { return (C){a.re, -a.im}; }

/* Smith: by the ratio of the smaller to the larger part. */
PND_INLINE C NAME(op_reciprocal)(C a)
{
    const int swap = !__builtin_islessequal(PND_FABS(a.im), PND_FABS(a.re));
    const R big = PND_CHOOSE(swap, a.im, a.re), small = PND_CHOOSE(swap, a.re, a.im), ratio = small / big, d = big + small * ratio, one = 1;
    return (C){PND_CHOOSE(swap, ratio, one) / d, -PND_CHOOSE(swap, one, ratio) / d};
}

/* a / |a|; the direction of one infinite part is exact (whatever the other is), of two it is not known. */
PND_INLINE C NAME(op_sign)(C a)
{
    const R whole = PND_HYPOT(a.re, a.im);
    if (PND_ISINF(whole) & !PND_ISINF(a.re) & !PND_ISINF(a.im)) a = (C){a.re / 4, a.im / 4}; /* |a| alone is out of range */
    const R h = PND_HYPOT(a.re, a.im), nan = (R)__builtin_nan(""), one = 1, zero = 0;
    const int ri = PND_ISINF(a.re), ii = PND_ISINF(a.im), none = h == 0;
    const int bad = ((PND_ISNAN(a.re) | PND_ISNAN(a.im)) & ((ri | ii) ^ 1)) | (ri & ii), some = (ri | ii | bad) ^ 1;
    const R d = PND_CHOOSE((some & !none), h, one); /* what is divided is finite */
    const R re = PND_CHOOSE((some & !none), a.re, PND_CHOOSE(ri, PND_COPYSIGN(one, a.re), zero));
    const R im = PND_CHOOSE((some & !none), a.im, PND_CHOOSE(ii, PND_COPYSIGN(one, a.im), zero));
    return (C){PND_CHOOSE(bad, nan, re / d), PND_CHOOSE(bad, nan, im / d)};
}
static int NAME(conjugate)(PND_LOOP) { return NAME(map1)(NAME(op_conjugate), p, dims, s); }
#elif defined(TYPE_IS_FLOAT)
PND_INLINE C NAME(op_square)(C a) { return a * a; }
PND_INLINE C NAME(op_reciprocal)(C a) { return 1 / a; }
/* NaN stays, zeros become +0. */
PND_INLINE C NAME(op_sign)(C a)
{
    const C one = (C)(__builtin_isgreater(a, 0) - __builtin_isless(a, 0));
    return __builtin_isunordered(a, a) ? a : one;
}
#else
PND_INLINE C NAME(op_square)(C a) { return (C)((uint64_t)a * (uint64_t)a); }
#ifdef TYPE_IS_SIGNED
PND_INLINE C NAME(op_sign)(C a) { return (C)((a > 0) - (a < 0)); }
#else
PND_INLINE C NAME(op_sign)(C a) { return a > 0; }
#endif

/* The double 1/a, truncated; of zero, what the oracle's conversion of infinity gives, with its flags. */
static int NAME(reciprocal)(PND_LOOP)
{
    const intptr_t n = dims[0], sa = s[0], so = s[1];
    const char *a = p[0];
    char *o = p[1];
    const bool wide = sizeof(T) >= 4;
    bool zero = false;
    for (intptr_t i = 0; i < n; i++) {
        PND_SCALAR();
        C x = LOAD(a + i * sa);
        C y = (C)(x == 1 ? 1 : 0);
#ifdef TYPE_IS_SIGNED
        if (x == -1) y = -1;
        if (x == 0 && wide) y = (C)((uint64_t)1 << (8 * sizeof(C) - 1));
#else
        (void)wide;
#endif
        zero |= x == 0;
        STORE(o + i * so, y);
    }
    if (zero) pnd_fp_raise(PND_FPE_DIVIDE | PND_FPE_INVALID);
    return 0;
}
#endif
#ifndef TYPE_IS_SIGNED
static int NAME(square)(PND_LOOP) { return NAME(map1)(NAME(op_square), p, dims, s); }
#endif
static int NAME(sign)(PND_LOOP) { return NAME(map1)(NAME(op_sign), p, dims, s); }
#if defined(TYPE_IS_FLOAT) || defined(TYPE_IS_COMPLEX)
static int NAME(reciprocal)(PND_LOOP) { return NAME(map1)(NAME(op_reciprocal), p, dims, s); }
#endif
#endif

#ifndef TYPE_IS_COMPLEX
#define REAL_DTYPE DTYPE
#else
#define REAL_DTYPE (DTYPE - PND_IDX_CFLOAT + PND_IDX_FLOAT)
#endif
#ifndef LOOP
#define LOOP(x) NAME(x)
#endif
#define ROW(op, out, f) {PND_SHAPE_MAP, PND_OP_##op, 2, {DTYPE, out}, .fn = f}
static const pnd_kernel_row NAME(rows)[] = {
    ROW(absolute, REAL_DTYPE, NAME(absolute)),
#ifdef TYPE_IS_FLOAT
    ROW(fabs, DTYPE, NAME(absolute)),
#endif
#ifndef TYPE_IS_BOOL
    ROW(negative, DTYPE, LOOP(negative)),
    ROW(positive, DTYPE, LOOP(positive)),
    ROW(square, DTYPE, LOOP(square)),
    {PND_SHAPE_MAP, PND_OP_reciprocal, 2, {DTYPE, DTYPE}, .fn = NAME(reciprocal), .flags = PND_LOOP_RAISES},
    {PND_SHAPE_MAP, PND_OP_sign, 2, {DTYPE, DTYPE}, .fn = NAME(sign), .flags = PND_LOOP_NO_FPE},
#ifdef TYPE_IS_COMPLEX
    ROW(conjugate, DTYPE, NAME(conjugate)),
#else
    ROW(conjugate, DTYPE, LOOP(positive)),
#endif
#endif
};
#undef ROW
#undef REAL_DTYPE
#undef LOOP
