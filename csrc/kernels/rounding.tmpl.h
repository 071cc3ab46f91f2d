/* floor, ceil, trunc (integers and bools: copies) and rint (floats and complex) of one type. */
#ifndef T
#include "template.h"
#include "types/f32.h"
#include "element.tmpl.h"
#include "map.tmpl.h"
#include "simd/round.h"
#endif

#if defined(TYPE_IS_STORAGE)
static pnd_loop_fn floor_f32, ceil_f32, trunc_f32, rint_f32;
static int NAME(floor)(PND_LOOP) { return NAME(via1)(floor_f32, ctx, p, dims, s); }
static int NAME(ceil)(PND_LOOP) { return NAME(via1)(ceil_f32, ctx, p, dims, s); }
static int NAME(trunc)(PND_LOOP) { return NAME(via1)(trunc_f32, ctx, p, dims, s); }
static int NAME(rint)(PND_LOOP) { return NAME(via1)(rint_f32, ctx, p, dims, s); }
#elif defined(TYPE_IS_COMPLEX)
PND_INLINE C NAME(op_rint)(C a) { return (C){PND_ROUND(a.re, PND_RINT), PND_ROUND(a.im, PND_RINT)}; }
static int NAME(rint)(PND_LOOP) { return NAME(map1)(NAME(op_rint), p, dims, s); }
#elif defined(TYPE_IS_FLOAT)
PND_INLINE int NAME(round)(int mode, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    const intptr_t n = dims[0], sa = s[0], so = s[1];
    const char *a = p[0];
    char *o = p[1];
    intptr_t i = 0;
#ifndef TYPE_IS_LONGDOUBLE
    if (sa == (intptr_t)sizeof(T) && so == sa && !pnd_feeds(o, a, n * sa)) i = PND_PASTE(pnd_round, SFX)(a, o, n, mode);
#endif
    for (; i < n; i++) {
        PND_SCALAR();
        STORE(o + i * so, PND_ROUND(LOAD(a + i * sa), mode));
    }
    return 0;
}
static int NAME(floor)(PND_LOOP) { return NAME(round)(PND_FLOOR, p, dims, s); }
static int NAME(ceil)(PND_LOOP) { return NAME(round)(PND_CEIL, p, dims, s); }
static int NAME(trunc)(PND_LOOP) { return NAME(round)(PND_TRUNC, p, dims, s); }
static int NAME(rint)(PND_LOOP) { return NAME(round)(PND_RINT, p, dims, s); }
#else
PND_INLINE C NAME(op_copy)(C a) { return a; }
static int NAME(copy)(PND_LOOP) { return NAME(map1)(NAME(op_copy), p, dims, s); }
#endif

#define ROW(op, f) {PND_SHAPE_MAP, PND_OP_##op, 2, {DTYPE, DTYPE}, .fn = NAME(f)}
static const pnd_kernel_row NAME(rows)[] = {
#if defined(TYPE_IS_COMPLEX)
    ROW(rint, rint),
#elif defined(TYPE_IS_FLOAT)
    ROW(floor, floor),
    ROW(ceil, ceil),
    ROW(trunc, trunc),
    ROW(rint, rint),
#else
    ROW(floor, copy),
    ROW(ceil, copy),
    ROW(trunc, copy),
#endif
};
#undef ROW
