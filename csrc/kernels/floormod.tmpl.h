/*
 * floor_divide, remainder, divmod of float or double, a block at a time, without fmod's loop over bits.
 *
 * For quotients below 2**51 (float: 2**22): q = a / b rounded to an integer is at most one off, a - q * b is exact, and one
 * more exact addition gives the remainder with the dividend's sign, which is fmod(a, b) to the last bit.  Infinite, NaN,
 * zero, tiny or huge operands and larger quotients are done over by libm (hard lanes).
 * Needs NAME(op_remainder) and NAME(op_divmod), which define the results.
 */
#ifndef T
#include "divide.tmpl.h" /* opened alone: the operations and this file, bound to a type */
#else

#define BLOCK 128
#define MAN (sizeof(T) == 8 ? 52 : 23)
#define EXP_MAX (sizeof(T) == 8 ? 0x7ff : 0xff)

PND_INLINE int NAME(hard)(C a, C b)
{
    BITS ba, bb;
    memcpy(&ba, &a, sizeof ba);
    memcpy(&bb, &b, sizeof bb);
    const int ea = (int)(PND_MAG(ba) >> MAN), eb = (int)(PND_MAG(bb) >> MAN), far = sizeof(T) == 8 ? 1000 : 100;
    return (ea == EXP_MAX) | (eb >= EXP_MAX - 40) | (eb == 0) | (ea - eb > MAN - 2) | ((PND_MAG(ba) != 0) & (eb - ea > far));
}

/* a - q * b, which is exact here. */
PND_INLINE C NAME(rest)(C a, C q, C b)
{
#if defined(__FMA__)
    return sizeof(T) == 8 ? (C)__builtin_fma(-(double)q, (double)b, (double)a) : (C)__builtin_fmaf(-(float)q, (float)b, (float)a);
#else
    if (sizeof(T) == 4) return (C)((double)a - (double)q * (double)b);
    const double split = 134217729.0, x = (double)q, y = (double)b, p = x * y; /* Dekker's product */
    const double tx = x * split, ty = y * split, xh = tx - (tx - x), yh = ty - (ty - y), xl = x - xh, yl = y - yh;
    return (C)(((double)a - p) - (((xh * yh - p) + xh * yl + xl * yh) + xl * yl));
#endif
}

PND_INLINE C NAME(to_integer)(C x)
{
    const C magic = sizeof(T) == 8 ? (C)0x1.8p52 : (C)0x1.8p23f;
    return (x + magic) - magic;
}

/* One lane: Python's quotient and remainder.  Of hard operands, of 0 and 1. */
PND_INLINE C NAME(easy)(C a, C b, int hard, C *remainder)
{
    const C zero = 0, one = 1;
    a = PND_CHOOSE(hard, zero, a);
    b = PND_CHOOSE(hard, one, b);
    const int below = __builtin_isless(PND_FABS(a), PND_FABS(b));
    const C q = NAME(to_integer)(PND_CHOOSE(below, zero, a) / b);
    C mod = NAME(rest)(a, q, b);
    mod += PND_CHOOSE(__builtin_isless(mod, 0) & __builtin_isgreater(a, 0), PND_FABS(b), zero);
    mod -= PND_CHOOSE(__builtin_isgreater(mod, 0) & __builtin_isless(a, 0), PND_FABS(b), zero);
    C div = (a - mod) / b;
    const int adjust = (mod != 0) & (__builtin_isless(mod, 0) != __builtin_isless(b, 0));
    *remainder = PND_CHOOSE(mod != 0, mod + PND_CHOOSE(adjust, b, zero), PND_COPYSIGN(zero, b));
    div -= PND_CHOOSE(adjust, one, zero);
    C down = NAME(to_integer)(div);
    down -= PND_CHOOSE(__builtin_isgreater(down, div), one, zero);
    down += PND_CHOOSE(__builtin_isgreater(div - down, (C)0.5), one, zero);
    BITS ba, bb;
    memcpy(&ba, &a, sizeof ba);
    memcpy(&bb, &b, sizeof bb);
    const BITS sign = (ba ^ bb) & PND_SIGN_BIT;
    C none;
    memcpy(&none, &sign, sizeof none);
    return PND_CHOOSE(div != 0, down, none);
}

/* n <= BLOCK dense elements; q or r may be NULL. */
PND_INLINE void NAME(floormod_block)(const C *a, const C *b, C *q, C *r, intptr_t n)
{
    int any = 0;
    for (intptr_t i = 0; i < n; i++) {
        C mod;
        const int hard = NAME(hard)(a[i], b[i]);
        const C div = NAME(easy)(a[i], b[i], hard, &mod);
        any |= hard;
        if (q) q[i] = div;
        if (r) r[i] = mod;
    }
    if (PND_LIKELY(!any)) return;
    for (intptr_t i = 0; i < n; i++) {
        if (!NAME(hard)(a[i], b[i])) continue;
        C mod;
        int fpe;
        if (!r) q[i] = NAME(op_floor_divide)(a[i], b[i]);
        else if (!q) r[i] = NAME(op_remainder)(a[i], b[i]);
        else q[i] = NAME(op_divmod)(a[i], b[i], &mod, &fpe), r[i] = mod;
    }
}

/* One output at p[2] (which: 0 quotient, 1 remainder), or both at p[2] and p[3] (which: 2). */
PND_INLINE int NAME(floormod)(int which, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    const intptr_t n = dims[0], sa = s[0], sb = s[1], so = s[2], sr = which == 2 ? s[3] : s[2];
    const char *a = p[0], *b = p[1];
    char *o = p[2], *r = which == 2 ? p[3] : p[2];
    C x[BLOCK], y[BLOCK], q[BLOCK], m[BLOCK];
    const bool apart = pnd_block_safe(o, so, a, sa, n, sizeof(T)) && pnd_block_safe(o, so, b, sb, n, sizeof(T));
    const intptr_t size = apart ? BLOCK : 1;
    for (intptr_t i = 0; i < n; i += size) {
        const intptr_t k = n - i < size ? n - i : size;
        for (intptr_t j = 0; j < k; j++) x[j] = LOAD(a + (i + j) * sa);
        for (intptr_t j = 0; j < k; j++) y[j] = LOAD(b + (i + j) * sb);
        NAME(floormod_block)(x, y, which == 1 ? NULL : q, which == 0 ? NULL : m, k);
        if (which != 1) {
            for (intptr_t j = 0; j < k; j++) STORE(o + (i + j) * so, q[j]);
        }
        if (which != 0) {
            for (intptr_t j = 0; j < k; j++) STORE(r + (i + j) * sr, m[j]);
        }
    }
    return 0;
}

static int NAME(floor_divide)(PND_LOOP) { return NAME(floormod)(0, p, dims, s); }
static int NAME(remainder)(PND_LOOP) { return NAME(floormod)(1, p, dims, s); }
static int NAME(divmod)(PND_LOOP) { return NAME(floormod)(2, p, dims, s); }

#undef BLOCK
#undef MAN
#undef EXP_MAX

#endif
