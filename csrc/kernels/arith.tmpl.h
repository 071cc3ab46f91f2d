/* add, subtract, multiply of one type. */
#ifndef T
#include "template.h"
#include "types/f32.h"
#include "element.tmpl.h"
#include "map.tmpl.h"
#endif

#if defined(TYPE_IS_SIGNED)
static pnd_loop_fn SIGNED_SAME(add), SIGNED_SAME(subtract), SIGNED_SAME(multiply), SIGNED_SAME(add_masked), SIGNED_SAME(multiply_masked);
#define LOOP(x) SIGNED_SAME(x)
#elif defined(TYPE_IS_STORAGE)
static pnd_loop_fn add_f32, subtract_f32, multiply_f32;
static int NAME(add)(PND_LOOP) { return NAME(via2)(add_f32, ctx, p, dims, s); }
static int NAME(subtract)(PND_LOOP) { return NAME(via2)(subtract_f32, ctx, p, dims, s); }
static int NAME(multiply)(PND_LOOP) { return NAME(via2)(multiply_f32, ctx, p, dims, s); }
#else

#if defined(TYPE_IS_COMPLEX)
PND_INLINE C NAME(op_add)(C a, C b) { return (C){a.re + b.re, a.im + b.im}; }
PND_INLINE C NAME(op_subtract)(C a, C b) { return (C){a.re - b.re, a.im - b.im}; }
PND_INLINE C NAME(op_multiply)(C a, C b) { return (C){a.re * b.re + PND_FLIP(a.im) * b.im, a.re * b.im + a.im * b.re}; }
#elif defined(TYPE_IS_BOOL)
PND_INLINE C NAME(op_add)(C a, C b) { return a | b; }
PND_INLINE C NAME(op_multiply)(C a, C b) { return a & b; }
#else
PND_INLINE C NAME(op_add)(C a, C b) { return (C)(a + b); }
PND_INLINE C NAME(op_subtract)(C a, C b) { return (C)(a - b); }
PND_INLINE C NAME(op_multiply)(C a, C b) { return (C)(a * b); }
#endif

static int NAME(add)(PND_LOOP) { return NAME(map2)(NAME(op_add), p, dims, s); }
static int NAME(multiply)(PND_LOOP) { return NAME(map2)(NAME(op_multiply), p, dims, s); }
static int NAME(add_masked)(PND_LOOP) { return NAME(masked2)(NAME(op_add), p, dims, s); }
static int NAME(multiply_masked)(PND_LOOP) { return NAME(masked2)(NAME(op_multiply), p, dims, s); }
#ifndef TYPE_IS_BOOL
static int NAME(subtract)(PND_LOOP) { return NAME(map2)(NAME(op_subtract), p, dims, s); }
#endif
#endif

#ifndef LOOP
#define LOOP(x) NAME(x)
#endif
static const pnd_kernel_row NAME(rows)[] = {
    {PND_SHAPE_MAP, PND_OP_add, 3, {DTYPE, DTYPE, DTYPE}, .fn = LOOP(add)},
    {PND_SHAPE_MAP, PND_OP_multiply, 3, {DTYPE, DTYPE, DTYPE}, .fn = LOOP(multiply)},
#ifndef TYPE_IS_STORAGE
    {PND_SHAPE_MASKED, PND_OP_add, 3, {DTYPE, DTYPE, DTYPE}, .fn = LOOP(add_masked)},
    {PND_SHAPE_MASKED, PND_OP_multiply, 3, {DTYPE, DTYPE, DTYPE}, .fn = LOOP(multiply_masked)},
#endif
#ifndef TYPE_IS_BOOL
    {PND_SHAPE_MAP, PND_OP_subtract, 3, {DTYPE, DTYPE, DTYPE}, .fn = LOOP(subtract)},
#endif
};
#undef LOOP
