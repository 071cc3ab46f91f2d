/* A ramp of one type. */
#ifndef T
#include "../template.h"
#include "../types/f32.h"
#include "../element.tmpl.h"
#endif

static void NAME(ramp)(char *p, intptr_t n)
{
    const intptr_t w = sizeof(T);
    const C start = LOAD(p), next = LOAD(p + w);
#if defined(TYPE_IS_COMPLEX)
    const R re = next.re - start.re, im = next.im - start.im;
    for (intptr_t i = 2; i < n; i++) STORE(p + i * w, ((C){start.re + (R)i * re, start.im + (R)i * im}));
#elif defined(TYPE_IS_FLOAT)
    const C delta = next - start;
    for (intptr_t i = 2; i < n; i++) STORE(p + i * w, start + (C)i * delta);
#else
    const C delta = (C)(next - start);
    for (intptr_t i = 2; i < n; i++) STORE(p + i * w, (C)(start + (C)((C)i * delta)));
#endif
}
