/*
 * cumsum and cumprod of one type: out[i] = state = op(state, in[i]), the state one element of the type, rounded at every
 * step as the oracle's.
 */
#ifndef T
#include "template.h"
#include "types/f32.h"
#include "element.tmpl.h"
#endif

#if defined(TYPE_IS_COMPLEX)
PND_INLINE C NAME(op_add)(C a, C b) { return (C){a.re + b.re, a.im + b.im}; }
PND_INLINE C NAME(op_multiply)(C a, C b) { return (C){a.re * b.re + PND_FLIP(a.im) * b.im, a.re * b.im + a.im * b.re}; }
#elif defined(TYPE_IS_BOOL)
PND_INLINE C NAME(op_add)(C a, C b) { return a | b; }
PND_INLINE C NAME(op_multiply)(C a, C b) { return a & b; }
#else
PND_INLINE C NAME(op_add)(C a, C b) { return (C)(a + b); }
PND_INLINE C NAME(op_multiply)(C a, C b) { return (C)(a * b); }
#endif

PND_INLINE int NAME(scan)(C (*op)(C, C), char *const *p, const intptr_t *dims, const intptr_t *s)
{
    const intptr_t n = dims[0], si = s[1], so = s[2];
    char *state = p[0], *o = p[2];
    const char *in = p[1];
    C x = LOAD(state);
#ifdef TYPE_IS_STORAGE
    int lost = 0;
    for (intptr_t i = 0; i < n; i++) {
        x = op(x, LOAD(in + i * si));
        lost |= LOST32(x);
        x = WIDEN(NARROW(x));
        STORE(o + i * so, x);
    }
    if (lost) pnd_fp_raise(lost);
#else
    for (intptr_t i = 0; i < n; i++) {
        PND_SCALAR();
        x = op(x, LOAD(in + i * si));
        STORE(o + i * so, x);
    }
#endif
    STORE(state, x);
    return 0;
}

static int NAME(add)(PND_LOOP) { return NAME(scan)(NAME(op_add), p, dims, s); }
static int NAME(multiply)(PND_LOOP) { return NAME(scan)(NAME(op_multiply), p, dims, s); }

static const pnd_kernel_row NAME(rows)[] = {
    {PND_SHAPE_SCAN, PND_OP_add, 3, {DTYPE, DTYPE, DTYPE}, .fn = NAME(add)},
    {PND_SHAPE_SCAN, PND_OP_multiply, 3, {DTYPE, DTYPE, DTYPE}, .fn = NAME(multiply)},
};
