/*
 * add as a reduction of one floating or complex type.
 *
 * float16, bfloat16, float8, float32 and complex64 add in double, so that their sums are rounded once; float64 and
 * complex128 in blocks of 512 whose sums are merged as a binary counter carries: the error grows with the logarithm of n.
 * longdouble adds in blocks of 128.  Over an outer axis, element i goes into accumulator i, in order.
 */
#ifndef T
#include "template.h"
#include "types/f32.h"
#include "element.tmpl.h"
#include "simd/dsum.h"
#endif

#ifdef TYPE_IS_LONGDOUBLE
#define SUM long double
#else
#define SUM double
#endif

typedef struct NAME(sum) {
    SUM re;
#ifdef TYPE_IS_COMPLEX
    SUM im;
#endif
} NAME(sum);

#ifdef TYPE_IS_COMPLEX
PND_INLINE NAME(sum) NAME(of)(C x) { return (NAME(sum)){(SUM)x.re, (SUM)x.im}; }
PND_INLINE NAME(sum) NAME(plus)(NAME(sum) a, NAME(sum) b) { return (NAME(sum)){a.re + b.re, a.im + b.im}; }
PND_INLINE C NAME(rounded)(NAME(sum) a) { return (C){(R)a.re, (R)a.im}; }
#else
PND_INLINE NAME(sum) NAME(of)(C x) { return (NAME(sum)){(SUM)x}; }
PND_INLINE NAME(sum) NAME(plus)(NAME(sum) a, NAME(sum) b) { return (NAME(sum)){a.re + b.re}; }
#endif

/**** One block ****/

#ifdef TYPE_IS_LONGDOUBLE
#define BLOCK 128
static NAME(sum) NAME(block)(const char *in, intptr_t n, intptr_t step)
{
    NAME(sum) r = NAME(of)(LOAD(in));
    for (intptr_t i = 1; i < n; i++) r = NAME(plus)(r, NAME(of)(LOAD(in + i * step)));
    return r;
}
#else
#ifdef TYPE_IS_COMPLEX
#define PARTS 2
#else
#define PARTS 1
#endif
#define BLOCK (PND_DSUM_BLOCK / PARTS)
/* Strided and small elements are brought together first, so that the bits do not depend on the step. */
static NAME(sum) NAME(block)(const char *in, intptr_t n, intptr_t step)
{
    NAME(sum) r;
    double im;
#ifdef TYPE_IS_STORAGE
    float dense[BLOCK];
    NAME(widen)(in, step, dense, n);
    pnd_dsum_block((const char *)dense, n, false, false, &r.re, &im);
    (void)im;
#else
    char dense[BLOCK * sizeof(T)];
    if (step != (intptr_t)sizeof(T)) {
        for (intptr_t i = 0; i < n; i++) memcpy(dense + i * (intptr_t)sizeof(T), in + i * step, sizeof(T));
        in = dense;
    }
    pnd_dsum_block(in, n * PARTS, sizeof(R) == 8, PARTS == 2, &r.re, &im);
#ifdef TYPE_IS_COMPLEX
    r.im = im;
#endif
#endif
    return r;
}
#endif

/* A whole run: block sums meet in a balanced tree. */
PND_NOINLINE static NAME(sum) NAME(tree)(const char *in, intptr_t n, intptr_t step)
{
    NAME(sum) levels[48];
    uintptr_t count = 0;
    for (; n > 0; n -= BLOCK, in += BLOCK * step, count++) {
        NAME(sum) now = NAME(block)(in, n < BLOCK ? n : BLOCK, step);
        int level = 0;
        for (; count >> level & 1; level++) now = NAME(plus)(levels[level], now);
        levels[level] = now;
    }
    int level = __builtin_ctzll((unsigned long long)count);
    NAME(sum) all = levels[level];
    for (level++; count >> level; level++) {
        if (count >> level & 1) all = NAME(plus)(levels[level], all);
    }
    return all;
}

/**** The reduction ****/

static int NAME(init)(PND_LOOP)
{
    char *acc = p[0];
    const NAME(sum) zero = {0};
    for (intptr_t i = 0; i < dims[0]; i++) memcpy(acc + i * s[0], &zero, sizeof zero);
    return 0;
}

static int NAME(step)(PND_LOOP)
{
    const intptr_t n = dims[0], sc = s[0], si = s[1], w = sizeof(T), wa = sizeof(NAME(sum));
    char *acc = p[0];
    const char *in = p[1];
    if (n <= 0) return 0;
    if (sc == 0) {
        NAME(sum) a, b = n <= BLOCK ? NAME(block)(in, n, si) : NAME(tree)(in, n, si);
        memcpy(&a, acc, sizeof a);
        a = NAME(plus)(a, b);
        memcpy(acc, &a, sizeof a);
    } else if (sc == wa && si == w) {
#ifdef TYPE_IS_F16
        float x[PND_VIA_BLOCK];
        for (intptr_t i = 0; i < n; i += PND_VIA_BLOCK, acc += PND_VIA_BLOCK * wa) {
            const intptr_t m = n - i < PND_VIA_BLOCK ? n - i : PND_VIA_BLOCK;
            NAME(widen)(in + i * w, w, x, m);
            for (intptr_t k = 0; k < m; k++) {
                NAME(sum) a;
                memcpy(&a, acc + k * wa, sizeof a);
                a = NAME(plus)(a, NAME(of)(x[k]));
                memcpy(acc + k * wa, &a, sizeof a);
            }
        }
#elif defined(TYPE_IS_COMPLEX) && !defined(TYPE_IS_LONGDOUBLE)
        PND_IVDEP
        for (intptr_t i = 0; i < 2 * n; i++) { /* the parts are a flat row of reals */
            double a;
            memcpy(&a, acc + i * 8, 8);
            a += pnd_dsum_load(in, i, sizeof(R) == 8);
            memcpy(acc + i * 8, &a, 8);
        }
#else
        PND_IVDEP
        for (intptr_t i = 0; i < n; i++) {
            NAME(sum) a;
            memcpy(&a, acc + i * wa, sizeof a);
            a = NAME(plus)(a, NAME(of)(LOAD(in + i * w)));
            memcpy(acc + i * wa, &a, sizeof a);
        }
#endif
    } else {
        for (intptr_t i = 0; i < n; i++) {
            PND_SCALAR();
            NAME(sum) *a = (NAME(sum) *)(void *)(acc + i * sc);
            *a = NAME(plus)(*a, NAME(of)(LOAD(in + i * si)));
        }
    }
    return 0;
}

#if !defined(TYPE_IS_STORAGE) && !defined(TYPE_IS_COMPLEX)
/* Four rows to one pass over the accumulators: 64 MB of float32 over axis 0 in 3.8 ms instead of 7. */
static int NAME(step_rows)(PND_LOOP)
{
    const intptr_t n = dims[0], w = sizeof(T), row = s[2];
    const char *in = p[1];
    intptr_t left = dims[1];
    for (; left >= 4; left -= 4, in += 4 * row) {
        char *acc = p[0];
        PND_IVDEP
        for (intptr_t i = 0; i < n; i++) {
            SUM a;
            memcpy(&a, acc + i * (intptr_t)sizeof a, sizeof a);
            for (int k = 0; k < 4; k++) a += (SUM)LOAD(in + k * row + i * w);
            memcpy(acc + i * (intptr_t)sizeof a, &a, sizeof a);
        }
    }
    for (; left > 0; left--, in += row) {
        char *const one[] = {p[0], (char *)(uintptr_t)in};
        if (NAME(step)(ctx, one, &n, (const intptr_t[]){sizeof(SUM), w}) < 0) return -1;
    }
    return 0;
}
#endif

static int NAME(merge)(PND_LOOP)
{
    for (intptr_t i = 0; i < dims[0]; i++) {
        NAME(sum) *a = (NAME(sum) *)(void *)(p[0] + i * s[0]);
        *a = NAME(plus)(*a, *(const NAME(sum) *)(const void *)(p[1] + i * s[1]));
    }
    return 0;
}

static int NAME(finish)(PND_LOOP)
{
    const char *acc = p[0];
    char *o = p[1];
    for (intptr_t i = 0; i < dims[0]; i++) {
        NAME(sum) a;
        memcpy(&a, acc + i * s[0], sizeof a);
#if defined(TYPE_IS_COMPLEX)
        STORE(o + i * s[1], NAME(rounded)(a));
#elif defined(TYPE_IS_STORAGE)
        T y = NARROW64(a.re);
        if (LOST64(a.re)) pnd_fp_raise(LOST64(a.re));
        memcpy(o + i * s[1], &y, sizeof y);
#else
        STORE(o + i * s[1], (C)a.re);
#endif
    }
    return 0;
}

static int NAME(seed)(PND_LOOP)
{
    char *acc = p[0];
    const char *initial = p[1];
    for (intptr_t i = 0; i < dims[0]; i++) {
        const NAME(sum) a = NAME(of)(LOAD(initial + i * s[1]));
        memcpy(acc + i * s[0], &a, sizeof a);
    }
    return 0;
}

static const pnd_reduction NAME(reduction) = {.in = DTYPE,
                                              .out = DTYPE,
                                              .has_empty = true,
                                              .any_order = true,
                                              .acc_size = sizeof(NAME(sum)),
                                              .init = NAME(init),
                                              .step = NAME(step),
                                              .merge = NAME(merge),
                                              .finish = NAME(finish),
                                              .seed = NAME(seed),
#if !defined(TYPE_IS_STORAGE) && !defined(TYPE_IS_COMPLEX)
                                              .step_rows = NAME(step_rows)
#endif
};
static const pnd_kernel_row NAME(rows)[] = {
    {PND_SHAPE_REDUCE, PND_OP_add, 2, {DTYPE, DTYPE}, .reduction = &NAME(reduction)},
};
#undef SUM
#undef BLOCK
#undef PARTS
