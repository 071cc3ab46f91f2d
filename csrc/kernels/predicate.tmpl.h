/* isnan, isinf, isfinite, signbit of one type, by bits: no status flag.  Integers are finite. */
#ifndef T
#include "template.h"
#include "types/f32.h"
#include "element.tmpl.h"
#include "map.tmpl.h"
#endif

#if defined(BITS)
PND_INLINE bool NAME(op_isnan)(BITS b) { return PND_MAG(b) > MAG_INF; }
PND_INLINE bool NAME(op_isinf)(BITS b) { return (PND_MAG(b) <= MAG_INF) & (PND_MAG(b) > MAG_FINITE); }
PND_INLINE bool NAME(op_isfinite)(BITS b) { return PND_MAG(b) <= MAG_FINITE; }
PND_INLINE bool NAME(op_signbit)(BITS b) { return (b & PND_SIGN_BIT) != 0; }

PND_INLINE int NAME(predicate)(bool (*op)(BITS), char *const *p, const intptr_t *dims, const intptr_t *s)
{
    const intptr_t n = dims[0], w = sizeof(T), sa = s[0], so = s[1];
    const char *a = p[0];
    char *o = p[1];
    if (sa == w && so == 1 && !pnd_feeds(o, a, n * w)) {
        PND_IVDEP
        for (intptr_t i = 0; i < n; i++) o[i] = (char)op(NAME(load_bits)(a + i * w));
        return 0;
    }
    for (intptr_t i = 0; i < n; i++) {
        PND_SCALAR();
        o[i * so] = (char)op(NAME(load_bits)(a + i * sa));
    }
    return 0;
}
static int NAME(isnan)(PND_LOOP) { return NAME(predicate)(NAME(op_isnan), p, dims, s); }
static int NAME(isinf)(PND_LOOP) { return NAME(predicate)(NAME(op_isinf), p, dims, s); }
static int NAME(isfinite)(PND_LOOP) { return NAME(predicate)(NAME(op_isfinite), p, dims, s); }
static int NAME(signbit)(PND_LOOP) { return NAME(predicate)(NAME(op_signbit), p, dims, s); }
#else
#if defined(TYPE_IS_COMPLEX)
PND_INLINE bool NAME(op_isnan)(C a) { return PND_ISNAN(a.re) | PND_ISNAN(a.im); }
PND_INLINE bool NAME(op_isinf)(C a) { return PND_ISINF(a.re) | PND_ISINF(a.im); }
PND_INLINE bool NAME(op_isfinite)(C a) { return PND_ISFINITE(a.re) & PND_ISFINITE(a.im); }
#elif defined(TYPE_IS_FLOAT)
PND_INLINE bool NAME(op_isnan)(C a) { return PND_ISNAN(a); }
PND_INLINE bool NAME(op_isinf)(C a) { return PND_ISINF(a); }
PND_INLINE bool NAME(op_isfinite)(C a) { return PND_ISFINITE(a); }
PND_INLINE bool NAME(op_signbit)(C a) { return __builtin_signbit(a) != 0; }
static int NAME(signbit)(PND_LOOP) { return NAME(test1)(NAME(op_signbit), p, dims, s); }
#else
PND_INLINE bool NAME(op_isnan)(PND_UNUSED C a) { return false; }
PND_INLINE bool NAME(op_isfinite)(PND_UNUSED C a) { return true; }
#define op_isinf op_isnan
#endif
static int NAME(isnan)(PND_LOOP) { return NAME(test1)(NAME(op_isnan), p, dims, s); }
static int NAME(isinf)(PND_LOOP) { return NAME(test1)(NAME(op_isinf), p, dims, s); }
static int NAME(isfinite)(PND_LOOP) { return NAME(test1)(NAME(op_isfinite), p, dims, s); }
#undef op_isinf
#endif

#define ROW(op) {PND_SHAPE_MAP, PND_OP_##op, 2, {DTYPE, PND_IDX_BOOL}, .fn = NAME(op), .flags = PND_LOOP_NO_FPE}
static const pnd_kernel_row NAME(rows)[] = {
    ROW(isnan),
    ROW(isinf),
    ROW(isfinite),
#ifdef TYPE_IS_FLOAT
    ROW(signbit),
#endif
};
#undef ROW
