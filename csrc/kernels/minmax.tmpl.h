/*
 * maximum, minimum (a NaN wins), fmax, fmin (a NaN loses) of one type; copysign of the floats.
 *
 * Zeros of both signs are equal; the oracle's answer then depends on dtype and position.  Ours is its vector loops'
 * answer: the second operand for float32 and float64 (and fmax of longdouble), the first for the others.
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
#endif

#define ROW(op, f) {PND_SHAPE_MAP, PND_OP_##op, 3, {DTYPE, DTYPE, DTYPE}, .fn = NAME(f), .flags = PND_LOOP_NO_FPE}
static const pnd_kernel_row NAME(rows)[] = {
    ROW(maximum, maximum),   ROW(minimum, minimum),
#if defined(TYPE_IS_FLOAT) || defined(TYPE_IS_COMPLEX)
    ROW(fmax, fmax),         ROW(fmin, fmin),
#else
    ROW(fmax, maximum), ROW(fmin, minimum),
#endif
#ifdef TYPE_IS_FLOAT
    ROW(copysign, copysign),
#endif
};
#undef ROW
