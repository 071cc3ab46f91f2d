/*
 * maximum, minimum (a NaN wins), fmax, fmin (a NaN loses) of one type; copysign of the floats.
 *
 * Zeros of both signs are equal; the oracle's answer then depends on dtype and position.  Ours is its vector loops'
 * answer: the second operand for float32 and float64 (and fmax of longdouble), the first for the others.
 *
 * clip is minimum(maximum(x, low), high), with bounds that are nearly always one element each.
 */
#ifndef T
#include "template.h"
#include "types/f32.h"
#include "element.tmpl.h"
#include "map.tmpl.h"
#endif

#ifdef TYPE_IS_STORAGE
static pnd_loop_fn maximum_f32, minimum_f32, fmax_f32, fmin_f32, copysign_f32;
/* Operands exchanged, so that equal ones give the first. */
PND_INLINE int NAME(swapped)(pnd_loop_fn *fn, PND_LOOP)
{
    return NAME(via2)(fn, ctx, (char *const[]){p[1], p[0], p[2]}, dims, (const intptr_t[]){s[1], s[0], s[2]});
}
static int NAME(maximum)(PND_LOOP) { return NAME(swapped)(maximum_f32, ctx, p, dims, s); }
static int NAME(minimum)(PND_LOOP) { return NAME(swapped)(minimum_f32, ctx, p, dims, s); }
static int NAME(fmax)(PND_LOOP) { return NAME(swapped)(fmax_f32, ctx, p, dims, s); }
static int NAME(fmin)(PND_LOOP) { return NAME(swapped)(fmin_f32, ctx, p, dims, s); }
static int NAME(copysign)(PND_LOOP) { return NAME(via2)(copysign_f32, ctx, p, dims, s); }

static pnd_loop_fn clip_f32;
static int NAME(clip)(PND_LOOP)
{
    const intptr_t n = dims[0];
    char *const in[4] = {p[0], p[1], p[2], p[3]};
    const intptr_t sx = s[0], sl = s[1], sh = s[2], so = s[3];
    float x[PND_VIA_BLOCK], low[PND_VIA_BLOCK], high[PND_VIA_BLOCK], y[PND_VIA_BLOCK];
    char *const at[4] = {(char *)x, (char *)low, (char *)high, (char *)y};
    const intptr_t steps[4] = {NAME(via_step)(sx), NAME(via_step)(sl), NAME(via_step)(sh), sizeof(float)};
    intptr_t size = NAME(via_block)(in[3], in[0], so, sx, n);
    if (NAME(via_block)(in[3], in[1], so, sl, n) < size || NAME(via_block)(in[3], in[2], so, sh, n) < size) size = 1;
    for (intptr_t i = 0; i < n; i += size) {
        const intptr_t m = n - i < size ? n - i : size;
        NAME(widen_block)(in[0] + i * sx, sx, x, m);
        NAME(widen_block)(in[1] + i * sl, sl, low, m);
        NAME(widen_block)(in[2] + i * sh, sh, high, m);
        if (clip_f32(ctx, at, &m, steps) < 0) return -1;
        NAME(narrow)(y, in[3] + i * so, so, m);
    }
    return 0;
}
#else

#if defined(TYPE_IS_COMPLEX)
PND_INLINE bool NAME(nan)(C a) { return __builtin_isunordered(a.re, a.im); }
PND_INLINE bool NAME(ge)(C a, C b)
{
    return (__builtin_isgreater(a.re, b.re) & !__builtin_isunordered(a.im, b.im)) | ((a.re == b.re) & __builtin_isgreaterequal(a.im, b.im));
}
PND_INLINE C NAME(op_maximum)(C a, C b) { return NAME(nan)(a) | NAME(ge)(a, b) ? a : b; }
PND_INLINE C NAME(op_minimum)(C a, C b) { return NAME(nan)(a) | NAME(ge)(b, a) ? a : b; }
PND_INLINE C NAME(op_fmax)(C a, C b) { return NAME(nan)(b) | NAME(ge)(a, b) ? a : b; }
PND_INLINE C NAME(op_fmin)(C a, C b) { return NAME(nan)(b) | NAME(ge)(b, a) ? a : b; }
#elif defined(TYPE_IS_FLOAT)
#ifdef TYPE_IS_LONGDOUBLE
PND_INLINE C NAME(op_maximum)(C a, C b) { return __builtin_isgreaterequal(a, b) | (a != a) ? a : b; }
PND_INLINE C NAME(op_minimum)(C a, C b) { return __builtin_islessequal(a, b) | (a != a) ? a : b; }
#else
PND_INLINE C NAME(op_maximum)(C a, C b) { return __builtin_isgreater(a, b) | (a != a) ? a : b; }
PND_INLINE C NAME(op_minimum)(C a, C b) { return __builtin_isless(a, b) | (a != a) ? a : b; }
#endif
PND_INLINE C NAME(op_copysign)(C a, C b) { return PND_COPYSIGN(a, b); }
PND_INLINE C NAME(op_fmax)(C a, C b) { return __builtin_isgreater(a, b) | (b != b) ? a : b; }
#ifdef TYPE_IS_LONGDOUBLE
PND_INLINE C NAME(op_fmin)(C a, C b) { return __builtin_islessequal(a, b) | (b != b) ? a : b; }
#else
PND_INLINE C NAME(op_fmin)(C a, C b) { return __builtin_isless(a, b) | (b != b) ? a : b; }
#endif
#else
PND_INLINE C NAME(op_maximum)(C a, C b) { return a > b ? a : b; }
PND_INLINE C NAME(op_minimum)(C a, C b) { return a < b ? a : b; }
#endif

static int NAME(maximum)(PND_LOOP) { return NAME(map2)(NAME(op_maximum), p, dims, s); }
static int NAME(minimum)(PND_LOOP) { return NAME(map2)(NAME(op_minimum), p, dims, s); }
#if defined(TYPE_IS_FLOAT) || defined(TYPE_IS_COMPLEX)
static int NAME(fmax)(PND_LOOP) { return NAME(map2)(NAME(op_fmax), p, dims, s); }
static int NAME(fmin)(PND_LOOP) { return NAME(map2)(NAME(op_fmin), p, dims, s); }
#endif
#ifdef TYPE_IS_FLOAT
static int NAME(copysign)(PND_LOOP) { return NAME(map2)(NAME(op_copysign), p, dims, s); }
#endif

#ifdef TYPE_IS_FLOAT
PND_INLINE C NAME(op_clip)(C x, C low, C high)
{
    C y = __builtin_isless(x, low) | (low != low) ? low : x;
    return __builtin_isgreater(y, high) | (high != high) ? high : y;
}
#elif defined(TYPE_IS_COMPLEX)
/* Lexicographic; a NaN in the imaginary part counts only where real parts are equal. */
PND_INLINE bool NAME(gt)(C a, C b) { return __builtin_isgreater(a.re, b.re) | ((a.re == b.re) & __builtin_isgreater(a.im, b.im)); }
PND_INLINE C NAME(op_clip)(C x, C low, C high)
{
    C y = NAME(nan)(x) | NAME(gt)(x, low) ? x : low;
    return NAME(nan)(y) | NAME(gt)(high, y) ? y : high;
}
#else
PND_INLINE C NAME(op_clip)(C x, C low, C high)
{
    C y = x < low ? low : x;
    return y > high ? high : y;
}
#endif

static int NAME(clip)(PND_LOOP)
{
    const intptr_t n = dims[0], w = sizeof(T), sx = s[0], sl = s[1], sh = s[2], so = s[3];
    const char *x = p[0], *l = p[1], *h = p[2];
    char *o = p[3];
    if (so == w && sx == w && sl == 0 && sh == 0 && n > 0 && !pnd_feeds(o, x, n * w)) {
        const C low = LOAD(l), high = LOAD(h);
        PND_IVDEP
        for (intptr_t i = 0; i < n; i++) STORE(o + i * w, NAME(op_clip)(LOAD(x + i * w), low, high));
        return 0;
    }
    if (so == w && sx == w && sl == w && sh == w && !pnd_feeds(o, x, n * w) && !pnd_feeds(o, l, n * w) && !pnd_feeds(o, h, n * w)) {
        PND_IVDEP
        for (intptr_t i = 0; i < n; i++) STORE(o + i * w, NAME(op_clip)(LOAD(x + i * w), LOAD(l + i * w), LOAD(h + i * w)));
        return 0;
    }
    for (intptr_t i = 0; i < n; i++) {
        PND_SCALAR();
        STORE(o + i * so, NAME(op_clip)(LOAD(x + i * sx), LOAD(l + i * sl), LOAD(h + i * sh)));
    }
    return 0;
}
#endif

#define ROW(op, f) {PND_SHAPE_MAP, PND_OP_##op, 3, {DTYPE, DTYPE, DTYPE}, .fn = NAME(f), .flags = PND_LOOP_NO_FPE}
static const pnd_kernel_row NAME(rows)[] = {
    ROW(maximum, maximum),
    ROW(minimum, minimum),
#if defined(TYPE_IS_FLOAT) || defined(TYPE_IS_COMPLEX)
    ROW(fmax, fmax),
    ROW(fmin, fmin),
#else
    ROW(fmax, maximum),
    ROW(fmin, minimum),
#endif
#ifdef TYPE_IS_FLOAT
    ROW(copysign, copysign),
#endif
    {PND_SHAPE_MAP, PND_OP_clip, 4, {DTYPE, DTYPE, DTYPE, DTYPE}, .fn = NAME(clip), .flags = PND_LOOP_NO_FPE},
};
#undef ROW
