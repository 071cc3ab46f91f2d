/* equal, not_equal, less, less_equal, greater, greater_equal of one type.  Quiet comparisons: NaN raises no flag. */
#ifndef T
#include "template.h"
#include "types/f32.h"
#include "element.tmpl.h"
#include "map.tmpl.h"
#endif

#ifdef TYPE_IS_STORAGE
static pnd_loop_fn equal_f32, not_equal_f32, less_f32, less_equal_f32;
static int NAME(equal)(PND_LOOP) { return NAME(viatest2)(equal_f32, ctx, p, dims, s); }
static int NAME(not_equal)(PND_LOOP) { return NAME(viatest2)(not_equal_f32, ctx, p, dims, s); }
static int NAME(less)(PND_LOOP) { return NAME(viatest2)(less_f32, ctx, p, dims, s); }
static int NAME(less_equal)(PND_LOOP) { return NAME(viatest2)(less_equal_f32, ctx, p, dims, s); }
#else

#if defined(TYPE_IS_COMPLEX)
PND_INLINE bool NAME(op_equal)(C a, C b) { return (a.re == b.re) & (a.im == b.im); }
PND_INLINE bool NAME(op_not_equal)(C a, C b) { return (a.re != b.re) | (a.im != b.im); }
/* Lexicographic, and false where a NaN takes part (the imaginary parts count even where the real ones decide). */
PND_INLINE bool NAME(op_less)(C a, C b)
{
    return (__builtin_isless(a.re, b.re) & !__builtin_isunordered(a.im, b.im)) | ((a.re == b.re) & __builtin_isless(a.im, b.im));
}
PND_INLINE bool NAME(op_less_equal)(C a, C b)
{
    return (__builtin_isless(a.re, b.re) & !__builtin_isunordered(a.im, b.im)) | ((a.re == b.re) & __builtin_islessequal(a.im, b.im));
}
#else
PND_INLINE bool NAME(op_equal)(C a, C b) { return a == b; }
PND_INLINE bool NAME(op_not_equal)(C a, C b) { return a != b; }
#ifdef TYPE_IS_FLOAT
PND_INLINE bool NAME(op_less)(C a, C b) { return __builtin_isless(a, b); }
PND_INLINE bool NAME(op_less_equal)(C a, C b) { return __builtin_islessequal(a, b); }
#else
PND_INLINE bool NAME(op_less)(C a, C b) { return a < b; }
PND_INLINE bool NAME(op_less_equal)(C a, C b) { return a <= b; }
#endif
#endif

#ifdef TYPE_IS_SIGNED
static pnd_loop_fn SIGNED_SAME(equal), SIGNED_SAME(not_equal);
#define EQUAL(x) SIGNED_SAME(x)
#else
static int NAME(equal)(PND_LOOP) { return NAME(test2)(NAME(op_equal), p, dims, s); }
static int NAME(not_equal)(PND_LOOP) { return NAME(test2)(NAME(op_not_equal), p, dims, s); }
#endif
static int NAME(less)(PND_LOOP) { return NAME(test2)(NAME(op_less), p, dims, s); }
static int NAME(less_equal)(PND_LOOP) { return NAME(test2)(NAME(op_less_equal), p, dims, s); }
#endif

static int NAME(greater)(PND_LOOP)
{
    return NAME(less)(ctx, (char *const[]){p[1], p[0], p[2]}, dims, (const intptr_t[]){s[1], s[0], s[2]});
}

static int NAME(greater_equal)(PND_LOOP)
{
    return NAME(less_equal)(ctx, (char *const[]){p[1], p[0], p[2]}, dims, (const intptr_t[]){s[1], s[0], s[2]});
}

#ifndef EQUAL
#define EQUAL(x) NAME(x)
#endif
#define ROW(op, f) {PND_SHAPE_MAP, PND_OP_##op, 3, {DTYPE, DTYPE, PND_IDX_BOOL}, .fn = f, .flags = PND_LOOP_NO_FPE}
static const pnd_kernel_row NAME(rows)[] = {
    ROW(equal, EQUAL(equal)),          ROW(not_equal, EQUAL(not_equal)), ROW(less, NAME(less)),
    ROW(less_equal, NAME(less_equal)), ROW(greater, NAME(greater)),      ROW(greater_equal, NAME(greater_equal)),
};
#undef ROW
#undef EQUAL
