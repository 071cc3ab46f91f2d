/* The loops behind isclose and nan_to_num of one floating or complex type. */
#ifndef T
#include "../template.h"
#include "../types/f32.h"
#include "../element.tmpl.h"
#include "../hypot.h"
#include "close.h"
#endif

/* A real result as the type would store it. */
#ifdef TYPE_IS_STORAGE
#define ROUND(x) WIDEN(NARROW(x))
#else
#define ROUND(x) (x)
#endif

#ifdef TYPE_IS_COMPLEX
PND_INLINE bool NAME(op_close)(C x, C y, R rtol, R atol, bool equal_nan)
{
    const R distance = PND_HYPOT(x.re - y.re, x.im - y.im), limit = atol + rtol * PND_HYPOT(y.re, y.im);
    const int finite = PND_ISFINITE(y.re) & PND_ISFINITE(y.im), same = (x.re == y.re) & (x.im == y.im);
    const int nans = (PND_ISNAN(x.re) | PND_ISNAN(x.im)) & (PND_ISNAN(y.re) | PND_ISNAN(y.im)) & equal_nan;
    return (__builtin_islessequal(distance, limit) & finite) | same | nans;
}
#else
PND_INLINE bool NAME(op_close)(C x, C y, R rtol, R atol, bool equal_nan)
{
    const C distance = PND_FABS(ROUND(x - y)), limit = ROUND(atol + ROUND(rtol * PND_FABS(y)));
    const int close = __builtin_islessequal(distance, limit) & PND_ISFINITE(y);
    return close | (x == y) | (PND_ISNAN(x) & PND_ISNAN(y) & equal_nan);
}
#endif

static int NAME(close)(PND_LOOP)
{
    const pnd_closeness *c = ctx->aux;
    const R rtol = (R)ROUND((R)c->rtol), atol = (R)ROUND((R)c->atol);
    const bool equal_nan = c->equal_nan;
    const intptr_t n = dims[0], w = sizeof(T), sa = s[0], sb = s[1], so = s[2];
    const char *a = p[0], *b = p[1];
    char *o = p[2];
#ifndef TYPE_IS_LONGDOUBLE
    if (sa == w && sb == w && so == 1) {
        for (intptr_t i = 0; i < n; i++) o[i] = (char)NAME(op_close)(LOAD(a + i * w), LOAD(b + i * w), rtol, atol, equal_nan);
        return 0;
    }
#endif
    (void)w;
    for (intptr_t i = 0; i < n; i++) {
        PND_SCALAR();
        o[i * so] = (char)NAME(op_close)(LOAD(a + i * sa), LOAD(b + i * sb), rtol, atol, equal_nan);
    }
#ifdef TYPE_IS_LONGDOUBLE
    pnd_fp_clear_slow(); /* the engine restores the flags of the other unit alone */
#endif
    return 0;
}

PND_INLINE R NAME(op_replace)(R x, R nan, R posinf, R neginf)
{
    const R infinite = __builtin_isgreater(x, 0) ? posinf : neginf;
    return PND_ISNAN(x) ? nan : PND_ISINF(x) ? infinite : x;
}

#ifdef TYPE_IS_COMPLEX
#ifdef TYPE_IS_LONGDOUBLE
#define LOAD_REAL(p) pnd_ld_load(*(const pnd_ldbytes *)(p))
#else
PND_INLINE R NAME(load_real)(const char *p)
{
    R x;
    memcpy(&x, p, sizeof x);
    return x;
}
#define LOAD_REAL(p) NAME(load_real)(p)
#endif
#else
#define LOAD_REAL(p) LOAD(p)
#endif

static int NAME(replace)(PND_LOOP)
{
    const pnd_replacements *f = ctx->aux;
    const R nan = LOAD_REAL(f->nan), posinf = LOAD_REAL(f->posinf), neginf = LOAD_REAL(f->neginf);
    const intptr_t n = dims[0], w = sizeof(T), sa = s[0], so = s[1];
    const char *a = p[0];
    char *o = p[1];
#ifdef TYPE_IS_COMPLEX
    (void)w;
    for (intptr_t i = 0; i < n; i++) {
        const C x = LOAD(a + i * sa);
        STORE(o + i * so, ((C){NAME(op_replace)(x.re, nan, posinf, neginf), NAME(op_replace)(x.im, nan, posinf, neginf)}));
    }
#else
    if (sa == w && so == w) {
        for (intptr_t i = 0; i < n; i++) STORE(o + i * w, (C)NAME(op_replace)(LOAD(a + i * w), nan, posinf, neginf));
        return 0;
    }
    for (intptr_t i = 0; i < n; i++) {
        PND_SCALAR();
        STORE(o + i * so, (C)NAME(op_replace)(LOAD(a + i * sa), nan, posinf, neginf));
    }
#endif
    return 0;
}
#undef ROUND
#undef LOAD_REAL
