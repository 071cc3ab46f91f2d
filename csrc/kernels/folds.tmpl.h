/*
 * Reductions whose accumulator is what the loop computes in: add of integers and bools, multiply (of floats in order, as
 * the oracle's), bitwise_and, bitwise_or, bitwise_xor of integers.  Sums of floats: sums.tmpl.h.
 */
#ifndef T
#include "template.h"
#include "types/i32.h"
#include "element.tmpl.h"
#endif

#ifdef TYPE_IS_SIGNED
#define LOOP(x) SIGNED_SAME(x)
static pnd_loop_fn LOOP(finish), LOOP(seed), LOOP(init_multiply), LOOP(step_multiply), LOOP(merge_multiply), LOOP(init_add), LOOP(step_add),
    LOOP(merge_add), LOOP(init_and), LOOP(step_and), LOOP(merge_and), LOOP(step_or), LOOP(merge_or), LOOP(step_xor), LOOP(merge_xor);
#else
#define LOOP(x) NAME(x)
#define A C
#define FOLD(x) PND_PASTE(NAME(x), fold)
#include "fold.tmpl.h"

PND_INLINE A NAME(get)(const char *p) { return LOAD(p); }
static int NAME(finish)(PND_LOOP)
{
    const char *acc = p[0];
    char *o = p[1];
    for (intptr_t i = 0; i < dims[0]; i++) STORE(o + i * s[1], FOLD(acc)(acc + i * s[0]));
    return 0;
}
static int NAME(seed)(PND_LOOP)
{
    char *acc = p[0];
    const char *initial = p[1];
    for (intptr_t i = 0; i < dims[0]; i++) FOLD(put)(acc + i * s[0], LOAD(initial + i * s[1]));
    return 0;
}

#if defined(TYPE_IS_COMPLEX)
#define ONE ((C){1, 0})
PND_INLINE C NAME(op_multiply)(C a, C b) { return (C){a.re * b.re + PND_FLIP(a.im) * b.im, a.re * b.im + a.im * b.re}; }
#elif defined(TYPE_IS_BOOL)
#define ONE 1
PND_INLINE C NAME(op_add)(C a, C b) { return a | b; }
PND_INLINE C NAME(op_multiply)(C a, C b) { return a & b; }
#else
#define ONE 1
PND_INLINE C NAME(op_add)(C a, C b) { return (C)(a + b); }
PND_INLINE C NAME(op_multiply)(C a, C b) { return (C)(a * b); }
#endif

static int NAME(init_multiply)(PND_LOOP) { return FOLD(init)(ONE, p, dims, s); }
static int NAME(step_multiply)(PND_LOOP) { return FOLD(step)(NAME(op_multiply), NAME(get), p, dims, s); }
static int NAME(merge_multiply)(PND_LOOP) { return FOLD(merge)(NAME(op_multiply), p, dims, s); }
#if !defined(TYPE_IS_FLOAT) && !defined(TYPE_IS_COMPLEX)
#ifdef TYPE_IS_BOOL
#define MINUS_ONE 1
#else
#define MINUS_ONE ((C) - 1)
#endif
PND_INLINE C NAME(op_and)(C a, C b) { return (C)(a & b); }
PND_INLINE C NAME(op_or)(C a, C b) { return (C)(a | b); }
PND_INLINE C NAME(op_xor)(C a, C b) { return (C)(a ^ b); }
static int NAME(init_add)(PND_LOOP) { return FOLD(init)(0, p, dims, s); }
static int NAME(step_add)(PND_LOOP) { return FOLD(step)(NAME(op_add), NAME(get), p, dims, s); }
static int NAME(merge_add)(PND_LOOP) { return FOLD(merge)(NAME(op_add), p, dims, s); }
static int NAME(init_and)(PND_LOOP) { return FOLD(init)(MINUS_ONE, p, dims, s); }
static int NAME(step_and)(PND_LOOP) { return FOLD(step)(NAME(op_and), NAME(get), p, dims, s); }
static int NAME(merge_and)(PND_LOOP) { return FOLD(merge)(NAME(op_and), p, dims, s); }
static int NAME(step_or)(PND_LOOP) { return FOLD(step)(NAME(op_or), NAME(get), p, dims, s); }
static int NAME(merge_or)(PND_LOOP) { return FOLD(merge)(NAME(op_or), p, dims, s); }
static int NAME(step_xor)(PND_LOOP) { return FOLD(step)(NAME(op_xor), NAME(get), p, dims, s); }
static int NAME(merge_xor)(PND_LOOP) { return FOLD(merge)(NAME(op_xor), p, dims, s); }
#undef MINUS_ONE
#endif

#endif

#define REDUCTION(empty, op) \
    {.in = DTYPE, \
     .out = DTYPE, \
     .has_empty = true, \
     .any_order = true, \
     .acc_size = sizeof(C), \
     .init = LOOP(init_##empty), \
     .step = LOOP(step_##op), \
     .merge = LOOP(merge_##op), \
     .finish = LOOP(finish), \
     .seed = LOOP(seed)}
static const pnd_reduction NAME(reductions)[] = {
    REDUCTION(multiply, multiply),
#if !defined(TYPE_IS_FLOAT) && !defined(TYPE_IS_COMPLEX)
    REDUCTION(add, add),           REDUCTION(and, and), REDUCTION(add, or), REDUCTION(add, xor),
#endif
};
#define ROW(op, i) {PND_SHAPE_REDUCE, PND_OP_##op, 2, {DTYPE, DTYPE}, .reduction = &NAME(reductions)[i]}
static const pnd_kernel_row NAME(rows)[] = {
    ROW(multiply, 0),
#if !defined(TYPE_IS_FLOAT) && !defined(TYPE_IS_COMPLEX)
    ROW(add, 1),      ROW(bitwise_and, 2), ROW(bitwise_or, 3), ROW(bitwise_xor, 4),
#endif
};
#undef ROW
#undef REDUCTION
#undef ONE
#undef A
#undef FOLD
#undef LOOP
