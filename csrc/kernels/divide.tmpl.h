/* divide (floats, complex), floor_divide, remainder, divmod (integers, floats) of one type. */
#ifndef T
#include "template.h"
#include "types/f32.h"
#include "element.tmpl.h"
#include "map.tmpl.h"
#include "simd/round.h"
#include <math.h>
#endif

#ifndef PND_FMOD
#define PND_FMOD(a, b) _Generic((a), float: fmodf, double: fmod, long double: fmodl)(a, b)
#define PND_FLOOR_OF(a) PND_ROUND(a, PND_FLOOR)
#endif

#if defined(TYPE_IS_STORAGE)
static pnd_loop_fn divide_f32, floor_divide_f32, remainder_f32, divmod_f32;
static int NAME(divide)(PND_LOOP) { return NAME(via2)(divide_f32, ctx, p, dims, s); }
static int NAME(floor_divide)(PND_LOOP) { return NAME(via2)(floor_divide_f32, ctx, p, dims, s); }
static int NAME(remainder)(PND_LOOP) { return NAME(via2)(remainder_f32, ctx, p, dims, s); }
static int NAME(divmod)(PND_LOOP) { return NAME(via2x2)(divmod_f32, ctx, p, dims, s); }

#elif defined(TYPE_IS_COMPLEX)
/* Smith's method: scale by the ratio of the divisor's smaller part to its larger one.  b is not zero. */
PND_INLINE C NAME(smith)(C a, C b)
{
    const int swap = !__builtin_isgreaterequal(PND_FABS(b.re), PND_FABS(b.im));
    const R big = PND_CHOOSE(swap, b.im, b.re), small = PND_CHOOSE(swap, b.re, b.im);
    const R ratio = small / big, scale = 1 / (big + small * ratio);
    const R x = PND_CHOOSE(swap, a.im, a.re), y = PND_CHOOSE(swap, a.re, a.im);
    const R u = PND_CHOOSE(swap, PND_FLIP(y), y), v = PND_CHOOSE(swap, x, PND_FLIP(x));
    return (C){(x + y * ratio) * scale, (u + v * ratio) * scale};
}
PND_INLINE C NAME(op_divide)(C a, C b)
{
    if (b.re == 0 && b.im == 0) { /* infinite or NaN, with the flag */
        const R zero = PND_FABS(b.re);
        return (C){a.re / zero, a.im / zero};
    }
    return NAME(smith)(a, b);
}
static int NAME(divide_any)(PND_LOOP) { return NAME(map2)(NAME(op_divide), p, dims, s); }
static int NAME(divide_nonzero)(PND_LOOP) { return NAME(map2)(NAME(smith), p, dims, s); }

/* By blocks: those without a zero divisor need no branch, and vectorise. */
static int NAME(divide)(PND_LOOP)
{
    const intptr_t n = dims[0], size = 128;
    if (n < 4) return NAME(divide_any)(ctx, p, dims, s);
    char *at[3] = {p[0], p[1], p[2]};
    for (intptr_t i = 0; i < n; i += size) {
        const intptr_t m = n - i < size ? n - i : size;
        int zero = 0;
        for (intptr_t k = 0; k < (s[1] == 0 ? 1 : m); k++) {
            const C b = LOAD(at[1] + k * s[1]);
            zero |= (b.re == 0) & (b.im == 0);
        }
        if (zero) NAME(divide_any)(ctx, at, &m, s);
        else NAME(divide_nonzero)(ctx, at, &m, s);
        for (int k = 0; k < 3; k++) at[k] += size * s[k];
    }
    return 0;
}

#else
#ifdef TYPE_IS_FLOAT
PND_INLINE C NAME(op_divide)(C a, C b) { return a / b; }
static int NAME(divide)(PND_LOOP) { return NAME(map2)(NAME(op_divide), p, dims, s); }

/* Python's rules: the remainder has the divisor's sign, quotient * divisor + remainder is the dividend. */
PND_INLINE C NAME(op_remainder)(C a, C b)
{
    const C mod = PND_FMOD(a, b);
    if (!(b != 0)) return mod;
    if (!(mod != 0)) return PND_COPYSIGN((C)0, b);
    return __builtin_isless(b, 0) != __builtin_isless(mod, 0) ? mod + b : mod;
}
PND_INLINE C NAME(quotient)(C a, C b, C *remainder)
{
    C mod = PND_FMOD(a, b), div = (a - mod) / b, down;
    if (mod != 0) {
        if (__builtin_isless(b, 0) != __builtin_isless(mod, 0)) {
            mod += b;
            div -= 1;
        }
    } else {
        mod = PND_COPYSIGN((C)0, b);
    }
    *remainder = mod;
    if (!(div != 0)) return PND_COPYSIGN((C)0, a / b);
    down = PND_FLOOR_OF(div);
    return __builtin_isgreater(div - down, (C)0.5) ? down + 1 : down;
}
PND_INLINE C NAME(op_floor_divide)(C a, C b)
{
    C mod;
    return b != 0 ? NAME(quotient)(a, b, &mod) : a / b;
}
PND_INLINE C NAME(op_divmod)(C a, C b, C *mod, PND_UNUSED int *fpe)
{
    if (b != 0) return NAME(quotient)(a, b, mod);
    *mod = PND_FMOD(a, b);
    return a / b;
}
#ifndef TYPE_IS_LONGDOUBLE
#include "floormod.tmpl.h"
#define HAVE_DIVMOD
#else
static int NAME(floor_divide)(PND_LOOP) { return NAME(map2)(NAME(op_floor_divide), p, dims, s); }
static int NAME(remainder)(PND_LOOP) { return NAME(map2)(NAME(op_remainder), p, dims, s); }
#endif

#else
/* Quotient towards minus infinity; by zero 0 and the divide flag, the least number by -1 itself and the overflow flag. */
PND_INLINE C NAME(op_divmod)(C a, C b, C *mod, int *fpe)
{
    if (PND_UNLIKELY(b == 0)) {
        *fpe |= PND_FPE_DIVIDE;
        *mod = 0;
        return 0;
    }
#ifdef TYPE_IS_SIGNED
    if (PND_UNLIKELY(b == -1)) { /* the machine's division would trap on the least number */
        const C negated = (C)(0 - (uint64_t)a);
        if (a < 0 && negated == a) *fpe |= PND_FPE_OVERFLOW;
        *mod = 0;
        return negated;
    }
    const C q = (C)(a / b), r = (C)(a - q * b);
    const bool down = (r != 0) & ((r < 0) != (b < 0));
    *mod = (C)(down ? r + b : r);
    return (C)(q - down);
#else
    const C q = (C)(a / b);
    *mod = (C)(a - q * b);
    return q;
#endif
}

PND_INLINE int NAME(integer)(bool want_mod, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    const intptr_t n = dims[0], sa = s[0], sb = s[1], so = s[2];
    const char *a = p[0], *b = p[1];
    char *o = p[2];
    int fpe = 0;
    for (intptr_t i = 0; i < n; i++) {
        C mod, q = NAME(op_divmod)(LOAD(a + i * sa), LOAD(b + i * sb), &mod, &fpe);
        STORE(o + i * so, want_mod ? mod : q);
    }
    if (want_mod) fpe &= ~PND_FPE_OVERFLOW;
    if (fpe) pnd_fp_raise(fpe);
    return 0;
}
static int NAME(floor_divide)(PND_LOOP) { return NAME(integer)(false, p, dims, s); }
static int NAME(remainder)(PND_LOOP) { return NAME(integer)(true, p, dims, s); }
#endif

#ifndef HAVE_DIVMOD
static int NAME(divmod)(PND_LOOP)
{
    const intptr_t n = dims[0], sa = s[0], sb = s[1], so = s[2], sm = s[3];
    const char *a = p[0], *b = p[1];
    char *o = p[2], *m = p[3];
    int fpe = 0;
    for (intptr_t i = 0; i < n; i++) {
        C mod, q = NAME(op_divmod)(LOAD(a + i * sa), LOAD(b + i * sb), &mod, &fpe);
        STORE(o + i * so, q);
        STORE(m + i * sm, mod);
    }
    if (fpe) pnd_fp_raise(fpe);
    return 0;
}
#endif
#undef HAVE_DIVMOD
#endif

#define ROW(op) {PND_SHAPE_MAP, PND_OP_##op, 3, {DTYPE, DTYPE, DTYPE}, .fn = NAME(op), .flags = PND_LOOP_RAISES}
static const pnd_kernel_row NAME(rows)[] = {
#if defined(TYPE_IS_FLOAT) || defined(TYPE_IS_COMPLEX)
    ROW(divide),
#endif
#ifndef TYPE_IS_COMPLEX
    ROW(floor_divide),
    ROW(remainder),
    {PND_SHAPE_MAP, PND_OP_divmod, 4, {DTYPE, DTYPE, DTYPE, DTYPE}, .fn = NAME(divmod), .flags = PND_LOOP_RAISES},
#endif
};
#undef ROW
