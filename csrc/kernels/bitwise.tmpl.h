/* bitwise_and, bitwise_or, bitwise_xor, invert, left_shift, right_shift of one integer type (bool: no shifts). */
#ifndef T
#include "template.h"
#include "types/i32.h"
#include "element.tmpl.h"
#include "map.tmpl.h"
#endif

#ifdef TYPE_IS_SIGNED
static pnd_loop_fn SIGNED_SAME(bitwise_and), SIGNED_SAME(bitwise_or), SIGNED_SAME(bitwise_xor), SIGNED_SAME(invert),
    SIGNED_SAME(left_shift);
#define LOOP(x) SIGNED_SAME(x)
#else
#define LOOP(x) NAME(x)
#endif

PND_INLINE C NAME(op_and)(C a, C b) { return (C)(a & b); }
PND_INLINE C NAME(op_or)(C a, C b) { return (C)(a | b); }
PND_INLINE C NAME(op_xor)(C a, C b) { return (C)(a ^ b); }
#ifdef TYPE_IS_BOOL
PND_INLINE C NAME(op_invert)(C a) { return !a; }
#else
PND_INLINE C NAME(op_invert)(C a) { return (C)~a; }

/* A count outside 0 .. width-1 shifts everything out, and leaves copies of the sign when shifting right. */
PND_INLINE C NAME(op_left_shift)(C a, C b)
{
    const C width = 8 * sizeof(C);
    const bool in = (b & ~(width - 1)) == 0;
    return in ? (C)(a << (b & (width - 1))) : 0;
}
PND_INLINE C NAME(op_right_shift)(C a, C b)
{
    const C width = 8 * sizeof(C);
    const bool in = (b & ~(width - 1)) == 0;
#ifdef TYPE_IS_SIGNED
    return (C)(a >> (in ? b : width - 1));
#else
    return in ? (C)(a >> (b & (width - 1))) : 0;
#endif
}
#ifndef TYPE_IS_SIGNED
static int NAME(left_shift)(PND_LOOP) { return NAME(map2)(NAME(op_left_shift), p, dims, s); }
#endif
static int NAME(right_shift)(PND_LOOP) { return NAME(map2)(NAME(op_right_shift), p, dims, s); }
#endif

#ifndef TYPE_IS_SIGNED
static int NAME(bitwise_and)(PND_LOOP) { return NAME(map2)(NAME(op_and), p, dims, s); }
static int NAME(bitwise_or)(PND_LOOP) { return NAME(map2)(NAME(op_or), p, dims, s); }
static int NAME(bitwise_xor)(PND_LOOP) { return NAME(map2)(NAME(op_xor), p, dims, s); }
static int NAME(invert)(PND_LOOP) { return NAME(map1)(NAME(op_invert), p, dims, s); }
#endif

#define ROW(op, f) {PND_SHAPE_MAP, PND_OP_##op, 3, {DTYPE, DTYPE, DTYPE}, .fn = f}
static const pnd_kernel_row NAME(rows)[] = {
    ROW(bitwise_and, LOOP(bitwise_and)), ROW(bitwise_or, LOOP(bitwise_or)),
    ROW(bitwise_xor, LOOP(bitwise_xor)), {PND_SHAPE_MAP, PND_OP_invert, 2, {DTYPE, DTYPE}, .fn = LOOP(invert)},
#ifndef TYPE_IS_BOOL
    ROW(left_shift, LOOP(left_shift)),   ROW(right_shift, NAME(right_shift)),
#endif
};
#undef ROW
#undef LOOP
