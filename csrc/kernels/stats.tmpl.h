/*
 * The statistic var of one floating or complex type: count, mean and M2, the sum of squared distances from the mean, in
 * double (longdouble: in itself).  One pass over memory, each block of 512 looked at twice while it is in the cache;
 * blocks are merged by the formula of Chan, Golub and LeVeque ("Algorithms for computing the sample variance", 1983).
 * Over an outer axis by Welford's update.  finish divides by count - ddof (ctx->aux: const double *), or by 0.
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
    intptr_t count;
    SUM m2, mean;
#ifdef TYPE_IS_COMPLEX
    SUM mean_im;
#endif
} NAME(var);

PND_INLINE void NAME(join)(NAME(var) * a, const NAME(var) * b)
{
    if (b->count == 0) return;
    if (a->count == 0) {
        *a = *b;
        return;
    }
    const SUM na = (SUM)a->count, nb = (SUM)b->count, n = na + nb, d = b->mean - a->mean;
    SUM square = d * d;
    a->mean += d * (nb / n);
#ifdef TYPE_IS_COMPLEX
    const SUM d_im = b->mean_im - a->mean_im;
    square += d_im * d_im;
    a->mean_im += d_im * (nb / n);
#endif
    a->m2 += b->m2 + square * (na * nb / n);
    a->count += b->count;
}

#ifdef TYPE_IS_LONGDOUBLE
static NAME(var) NAME(of_block)(const char *in, intptr_t n, intptr_t step)
{
    NAME(var) v = {.count = n};
    for (intptr_t i = 0; i < n; i++) {
        const C x = LOAD(in + i * step);
#ifdef TYPE_IS_COMPLEX
        v.mean += x.re;
        v.mean_im += x.im;
#else
        v.mean += x;
#endif
    }
    v.mean /= (SUM)n;
#ifdef TYPE_IS_COMPLEX
    v.mean_im /= (SUM)n;
#endif
    for (intptr_t i = 0; i < n; i++) {
        const C x = LOAD(in + i * step);
#ifdef TYPE_IS_COMPLEX
        const SUM d = x.re - v.mean, e = x.im - v.mean_im;
        v.m2 += d * d + e * e;
#else
        const SUM d = x - v.mean;
        v.m2 += d * d;
#endif
    }
    return v;
}
#else
static NAME(var) NAME(of_block)(const char *in, intptr_t n, intptr_t step)
{
    NAME(var) v = {.count = n};
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
    v.mean = re / (double)n;
    im /= (double)n;
#ifdef TYPE_IS_COMPLEX
    v.mean_im = im;
#endif
    v.m2 = pnd_dsquares_block(in, pairs ? 2 * n : n, wide, pairs, v.mean, im);
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
    v->count++;
    const SUM n = (SUM)v->count;
#ifdef TYPE_IS_COMPLEX
    const SUM d = (SUM)x.re - v->mean, e = (SUM)x.im - v->mean_im;
    v->mean += d / n;
    v->mean_im += e / n;
    v->m2 += d * ((SUM)x.re - v->mean) + e * ((SUM)x.im - v->mean_im);
#else
    const SUM d = (SUM)x - v->mean;
    v->mean += d / n;
    v->m2 += d * ((SUM)x - v->mean);
#endif
}

static int NAME(step)(PND_LOOP)
{
    const intptr_t n = dims[0], sc = s[0], si = s[1];
    char *acc = p[0];
    const char *in = p[1];
    if (sc == 0) {
        NAME(var) a;
        memcpy(&a, acc, sizeof a);
        for (intptr_t i = 0; i < n; i += BLOCK) {
            const NAME(var) b = NAME(of_block)(in + i * si, n - i < BLOCK ? n - i : BLOCK, si);
            NAME(join)(&a, &b);
        }
        memcpy(acc, &a, sizeof a);
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
        NAME(join)((NAME(var) *)(void *)(p[0] + i * s[0]), (const NAME(var) *)(const void *)(p[1] + i * s[1]));
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
        const SUM left = (SUM)a.count - (SUM)ddof, r = a.m2 / (left > 0 ? left : 0);
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
