/* logical_and, logical_or, logical_xor, logical_not of one type: NaN is true, zero of either sign is false. */
#ifndef T
#include "template.h"
#include "types/f32.h"
#include "element.tmpl.h"
#include "map.tmpl.h"
#endif

#ifdef TYPE_IS_SIGNED
static pnd_loop_fn SIGNED_SAME(logical_and), SIGNED_SAME(logical_or), SIGNED_SAME(logical_xor), SIGNED_SAME(logical_not);
#define LOOP(x) SIGNED_SAME(x)
#else
#define LOOP(x) NAME(x)

#if defined(TYPE_IS_COMPLEX)
PND_INLINE bool NAME(truth)(C a) { return (a.re != 0) | (a.im != 0); }
#else
PND_INLINE bool NAME(truth)(C a) { return a != 0; }
#endif

#ifdef TYPE_IS_STORAGE
static pnd_loop_fn logical_and_f32, logical_or_f32, logical_xor_f32, logical_not_f32;
static int NAME(logical_and)(PND_LOOP) { return NAME(viatest2)(logical_and_f32, ctx, p, dims, s); }
static int NAME(logical_or)(PND_LOOP) { return NAME(viatest2)(logical_or_f32, ctx, p, dims, s); }
static int NAME(logical_xor)(PND_LOOP) { return NAME(viatest2)(logical_xor_f32, ctx, p, dims, s); }
static int NAME(logical_not)(PND_LOOP) { return NAME(viatest1)(logical_not_f32, ctx, p, dims, s); }
#else
PND_INLINE bool NAME(op_and)(C a, C b) { return NAME(truth)(a) & NAME(truth)(b); }
PND_INLINE bool NAME(op_or)(C a, C b) { return NAME(truth)(a) | NAME(truth)(b); }
PND_INLINE bool NAME(op_xor)(C a, C b) { return NAME(truth)(a) ^ NAME(truth)(b); }
PND_INLINE bool NAME(op_not)(C a) { return !NAME(truth)(a); }
static int NAME(logical_and)(PND_LOOP) { return NAME(test2)(NAME(op_and), p, dims, s); }
static int NAME(logical_or)(PND_LOOP) { return NAME(test2)(NAME(op_or), p, dims, s); }
static int NAME(logical_xor)(PND_LOOP) { return NAME(test2)(NAME(op_xor), p, dims, s); }
static int NAME(logical_not)(PND_LOOP) { return NAME(test1)(NAME(op_not), p, dims, s); }
#endif
#endif

#define ROW(op) {PND_SHAPE_MAP, PND_OP_##op, 3, {DTYPE, DTYPE, PND_IDX_BOOL}, .fn = LOOP(op), .flags = PND_LOOP_NO_FPE}
static const pnd_kernel_row NAME(rows)[] = {
    ROW(logical_and),
    ROW(logical_or),
    ROW(logical_xor),
    {PND_SHAPE_MAP, PND_OP_logical_not, 2, {DTYPE, PND_IDX_BOOL}, .fn = LOOP(logical_not), .flags = PND_LOOP_NO_FPE},
};
#undef ROW
#undef LOOP
