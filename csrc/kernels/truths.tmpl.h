/* logical_and, logical_or, logical_xor of one type as reductions to bool.  Runs stop at the first element that decides. */
#ifndef T
#include "template.h"
#include "types/f32.h"
#include "element.tmpl.h"
static pnd_loop_fn merge_and, merge_or, merge_xor, finish, seed;
#endif

#ifdef TYPE_IS_SIGNED
#define LOOP(x) SIGNED_SAME(x)
static pnd_loop_fn LOOP(init_and), LOOP(step_and), LOOP(init_or), LOOP(step_or), LOOP(step_xor);
#else
#define LOOP(x) NAME(x)
#define A uint8_t
#define FOLD(x) PND_PASTE(NAME(x), fold)
#include "fold.tmpl.h"

#if defined(TYPE_IS_COMPLEX)
PND_INLINE A NAME(truth)(const char *p)
{
    C x = LOAD(p);
    return (x.re != 0) | (x.im != 0);
}
#elif defined(BITS)
PND_INLINE A NAME(truth)(const char *p) { return PND_MAG(NAME(load_bits)(p)) != 0; }
#else
PND_INLINE A NAME(truth)(const char *p) { return LOAD(p) != 0; }
#endif

PND_INLINE A NAME(op_and)(A a, A b) { return a & b; }
PND_INLINE A NAME(op_or)(A a, A b) { return a | b; }
PND_INLINE A NAME(op_xor)(A a, A b) { return a ^ b; }

/* By blocks while undecided. */
PND_INLINE int NAME(until)(A (*op)(A, A), A decided, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    const intptr_t n = dims[0], si = s[1];
    if (s[0] != 0) return FOLD(step)(op, NAME(truth), p, dims, s);
    for (intptr_t i = 0; i < n && FOLD(acc)(p[0]) != decided; i += 1024) {
        const intptr_t m = n - i < 1024 ? n - i : 1024;
        FOLD(step)(op, NAME(truth), (char *const[]){p[0], p[1] + i * si}, &m, s);
    }
    return 0;
}

static int NAME(init_and)(PND_LOOP) { return FOLD(init)(1, p, dims, s); }
static int NAME(step_and)(PND_LOOP) { return NAME(until)(NAME(op_and), 0, p, dims, s); }
static int NAME(init_or)(PND_LOOP) { return FOLD(init)(0, p, dims, s); }
static int NAME(step_or)(PND_LOOP) { return NAME(until)(NAME(op_or), 1, p, dims, s); }
static int NAME(step_xor)(PND_LOOP) { return FOLD(step)(NAME(op_xor), NAME(truth), p, dims, s); }

#endif

#define REDUCTION(empty, op) \
    {.in = DTYPE, \
     .out = PND_IDX_BOOL, \
     .has_empty = true, \
     .any_order = true, \
     .acc_size = 1, \
     .init = LOOP(init_##empty), \
     .step = LOOP(step_##op), \
     .merge = merge_##op, \
     .finish = finish, \
     .seed = seed}
static const pnd_reduction NAME(reductions)[] = {REDUCTION(and, and), REDUCTION(or, or), REDUCTION(or, xor)};
#define ROW(op, i) {PND_SHAPE_REDUCE, PND_OP_##op, 2, {DTYPE, PND_IDX_BOOL}, .reduction = &NAME(reductions)[i]}
static const pnd_kernel_row NAME(rows)[] = {ROW(logical_and, 0), ROW(logical_or, 1), ROW(logical_xor, 2)};
#undef ROW
#undef REDUCTION
#undef A
#undef FOLD
#undef LOOP
