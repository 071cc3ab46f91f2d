/* add, subtract, multiply, ... of one type. */
#ifndef T
#include "template.h"
#include "types/f32.h"
#include "element.tmpl.h"
#endif

#ifdef TYPE_IS_COMPLEX
PND_INLINE C NAME(op_add)(C a, C b) { return (C){a.re + b.re, a.im + b.im}; }
#else
PND_INLINE C NAME(op_add)(C a, C b) { return (C)(a + b); }
#endif

PND_INLINE void NAME(binary)(C (*op)(C, C), char *const *p, intptr_t n, intptr_t sa, intptr_t sb, intptr_t so)
{
    const char *a = p[0], *b = p[1]; /* hoisted: a store may alias p[] itself */
    char *o = p[2];
    for (intptr_t i = 0; i < n; i++) STORE(o + i * so, op(LOAD(a + i * sa), LOAD(b + i * sb)));
}

static int NAME(add)(const pnd_loop *ctx, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    const intptr_t w = sizeof(T); /* constants fold: this call vectorises */
    if (s[0] == w && s[1] == w && s[2] == w) NAME(binary)(NAME(op_add), p, dims[0], w, w, w);
    else NAME(binary)(NAME(op_add), p, dims[0], s[0], s[1], s[2]);
    return (void)ctx, 0;
}

static const pnd_kernel_row NAME(rows)[] = {
    {PND_SHAPE_MAP, PND_OP_add, 3, {DTYPE, DTYPE, DTYPE}, .fn = NAME(add)},
};
