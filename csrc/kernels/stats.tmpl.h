/*
 * The statistic var of one floating or complex type, in double (longdouble: in itself), in one pass over memory.
 *
 * An accumulator holds the count and, relative to a shift, the sum of distances and the sum of squared distances, so that
 *     mean = shift + sum / count        M2 = squares - sum * sum / count
 * A run looks at each block of 512 twice while it is in the cache (shift = mean, sum = 0); over an outer axis the shift is
 * the first element.  That costs few bits: the first element's own distance is part of M2, so what is subtracted is at
 * most count * M2, and the engine starts afresh after 256 rows.  Accumulators are merged by the formula of Chan, Golub and LeVeque
 * ("Algorithms for computing the sample variance", 1983).  finish divides by count - ddof (ctx->aux: const double *), or by 0.
 */
#ifndef T
#include "template.h"
#include "types/f32.h"
#include "element.tmpl.h"
#include "simd/dsum.h"
#endif

#ifdef TYPE_IS_LONGDOUBLE
#define SUM long double
#define BLOCK 512
#else
#define SUM double
#ifdef TYPE_IS_COMPLEX
#define BLOCK (PND_DSUM_BLOCK / 2)
#else
#define BLOCK PND_DSUM_BLOCK
#endif
#endif

typedef struct NAME(var) {
    SUM count, shift, sum, squares;
#ifdef TYPE_IS_COMPLEX
    SUM shift_im, sum_im; /* squares are of both parts */
#endif
} NAME(var);

/* shift = mean, sum = 0. */
PND_INLINE void NAME(centre)(NAME(var) * a)
{
    if (a->count == 0) return;
    const SUM mean = a->sum / a->count;
    SUM less = a->sum * mean;
    a->shift += mean;
    a->sum = 0;
#ifdef TYPE_IS_COMPLEX
    const SUM mean_im = a->sum_im / a->count;
    less += a->sum_im * mean_im;
    a->shift_im += mean_im;
    a->sum_im = 0;
#endif
    a->squares -= less;
    if (__builtin_isless(a->squares, 0)) a->squares = 0;
}

/* Both centred. */
PND_INLINE void NAME(join)(NAME(var) * a, const NAME(var) * b)
{
    if (b->count == 0) return;
    if (a->count == 0) {
        *a = *b;
        return;
    }
    const SUM n = a->count + b->count, part = b->count / n, d = b->shift - a->shift;
    SUM square = d * d;
    a->shift += d * part;
#ifdef TYPE_IS_COMPLEX
    const SUM d_im = b->shift_im - a->shift_im;
    square += d_im * d_im;
    a->shift_im += d_im * part;
#endif
    a->squares += b->squares + square * (a->count * part);
    a->count = n;
}

#ifdef TYPE_IS_LONGDOUBLE
static NAME(var) NAME(of_block)(const char *in, intptr_t n, intptr_t step)
{
    NAME(var) v = {.count = (SUM)n};
    for (intptr_t i = 0; i < n; i++) {
        const C x = LOAD(in + i * step);
#ifdef TYPE_IS_COMPLEX
        v.shift += x.re;
        v.shift_im += x.im;
#else
        v.shift += x;
#endif
    }
    v.shift /= (SUM)n;
#ifdef TYPE_IS_COMPLEX
    v.shift_im /= (SUM)n;
#endif
    for (intptr_t i = 0; i < n; i++) {
        const C x = LOAD(in + i * step);
#ifdef TYPE_IS_COMPLEX
        const SUM d = x.re - v.shift, e = x.im - v.shift_im;
        v.squares += d * d + e * e;
#else
        const SUM d = x - v.shift;
        v.squares += d * d;
#endif
    }
    return v;
}
#else
static NAME(var) NAME(of_block)(const char *in, intptr_t n, intptr_t step)
{
    NAME(var) v = {.count = (SUM)n};
    double re, im;
#if defined(TYPE_IS_STORAGE)
    float dense[BLOCK];
    NAME(widen)(in, step, dense, n);
    in = (const char *)dense;
    const bool wide = false, pairs = false;
#else
    char dense[BLOCK * sizeof(T)];
    if (step != (intptr_t)sizeof(T)) {
        for (intptr_t i = 0; i < n; i++) memcpy(dense + i * (intptr_t)sizeof(T), in + i * step, sizeof(T));
        in = dense;
    }
#ifdef TYPE_IS_COMPLEX
    const bool wide = sizeof(R) == 8, pairs = true;
#else
    const bool wide = sizeof(R) == 8, pairs = false;
#endif
#endif
    pnd_dsum_block(in, pairs ? 2 * n : n, wide, pairs, &re, &im);
    v.shift = re / (double)n;
    im /= (double)n;
#ifdef TYPE_IS_COMPLEX
    v.shift_im = im;
#endif
    v.squares = pnd_dsquares_block(in, pairs ? 2 * n : n, wide, pairs, v.shift, im);
    return v;
}
#endif

static int NAME(init)(PND_LOOP)
{
    char *acc = p[0];
    const NAME(var) none = {0};
    for (intptr_t i = 0; i < dims[0]; i++) memcpy(acc + i * s[0], &none, sizeof none);
    return 0;
}

PND_INLINE void NAME(add_one)(NAME(var) * v, C x)
{
    const int first = v->count == 0;
#ifdef TYPE_IS_COMPLEX
    const SUM re = (SUM)x.re, im = (SUM)x.im;
    v->shift_im = PND_CHOOSE(first, im, v->shift_im);
#else
    const SUM re = (SUM)x;
#endif
    v->shift = PND_CHOOSE(first, re, v->shift);
    const SUM d = re - v->shift;
    v->count += 1;
    v->sum += d;
#ifdef TYPE_IS_COMPLEX
    const SUM e = im - v->shift_im;
    v->sum_im += e;
    v->squares += d * d + e * e;
#else
    v->squares += d * d;
#endif
}

static int NAME(step)(PND_LOOP)
{
    const intptr_t n = dims[0], sc = s[0], si = s[1];
    char *acc = p[0];
    const char *in = p[1];
    if (sc == 0) {
        NAME(var) *a = (NAME(var) *)(void *)acc;
        NAME(centre)(a);
        for (intptr_t i = 0; i < n; i += BLOCK) {
            const NAME(var) b = NAME(of_block)(in + i * si, n - i < BLOCK ? n - i : BLOCK, si);
            NAME(join)(a, &b);
        }
    } else if (sc == (intptr_t)sizeof(NAME(var)) && si == (intptr_t)sizeof(T)) {
        NAME(var) *a = (NAME(var) *)(void *)acc;
        PND_IVDEP
        for (intptr_t i = 0; i < n; i++) NAME(add_one)(&a[i], LOAD(in + i * (intptr_t)sizeof(T)));
    } else {
        for (intptr_t i = 0; i < n; i++) {
            PND_SCALAR();
            NAME(add_one)((NAME(var) *)(void *)(acc + i * sc), LOAD(in + i * si));
        }
    }
    return 0;
}

static int NAME(merge)(PND_LOOP)
{
    for (intptr_t i = 0; i < dims[0]; i++) {
        NAME(var) *a = (NAME(var) *)(void *)(p[0] + i * s[0]), b = *(const NAME(var) *)(const void *)(p[1] + i * s[1]);
        NAME(centre)(a);
        NAME(centre)(&b);
        NAME(join)(a, &b);
    }
    return 0;
}

static int NAME(finish)(PND_LOOP)
{
    const double ddof = ctx->aux ? *(const double *)ctx->aux : 0;
    const char *acc = p[0];
    char *o = p[1];
    for (intptr_t i = 0; i < dims[0]; i++) {
        NAME(var) a;
        memcpy(&a, acc + i * s[0], sizeof a);
        NAME(centre)(&a);
        const SUM left = a.count - (SUM)ddof, r = a.squares / (left > 0 ? left : 0);
#if defined(TYPE_IS_COMPLEX)
        NAME(store_real)(o + i * s[1], (R)r);
#elif defined(TYPE_IS_STORAGE)
        T y = NARROW64(r);
        if (LOST64(r)) pnd_fp_raise(LOST64(r));
        memcpy(o + i * s[1], &y, sizeof y);
#else
        STORE(o + i * s[1], (C)r);
#endif
    }
    return 0;
}

#ifdef TYPE_IS_COMPLEX
#define OUT (DTYPE - PND_IDX_CFLOAT + PND_IDX_FLOAT)
#else
#define OUT DTYPE
#endif
static const pnd_reduction NAME(reduction) = {.in = DTYPE,
                                              .out = OUT,
                                              .has_empty = true,
                                              .any_order = true,
                                              .acc_size = sizeof(NAME(var)),
                                              .init = NAME(init),
                                              .step = NAME(step),
                                              .merge = NAME(merge),
                                              .finish = NAME(finish)};
static const pnd_kernel_row NAME(rows)[] = {
    {PND_SHAPE_REDUCE, -1 - PND_STAT_VAR, 2, {DTYPE, OUT}, .reduction = &NAME(reduction)},
};
#undef OUT
#undef SUM
#undef BLOCK
