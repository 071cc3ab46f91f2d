/*
 * Drivers of reductions that fold elements into one accumulator of type A with an associative op.
 *
 * Needs the type's macros, A (accumulator) and FOLD(x) (a name unique to T and A); used again for another A of the same
 * type after PND_FOLD_END.  `get` makes an A of the element at an address.
 */
#ifndef T
#include "template.h"
#include "types/i32.h"
#include "element.tmpl.h"
#define A C
#define FOLD(x) NAME(x)
#endif

PND_INLINE A FOLD(acc)(const char *p)
{
    A x;
    memcpy(&x, p, sizeof x);
    return x;
}
PND_INLINE void FOLD(put)(char *p, A x) { memcpy(p, &x, sizeof x); }

PND_INLINE int FOLD(init)(A empty, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    char *acc = p[0];
    for (intptr_t i = 0; i < dims[0]; i++) FOLD(put)(acc + i * s[0], empty);
    return 0;
}

PND_INLINE int FOLD(step)(A (*op)(A, A), A (*get)(const char *), char *const *p, const intptr_t *dims, const intptr_t *s)
{
    const intptr_t n = dims[0], w = sizeof(T), sc = s[0], si = s[1];
    char *acc = p[0];
    const char *in = p[1];
    if (sc == 0) {
        A r = FOLD(acc)(acc);
        if (si == w) {
            for (intptr_t i = 0; i < n; i++) r = op(r, get(in + i * w));
        } else {
            for (intptr_t i = 0; i < n; i++) {
                PND_SCALAR();
                r = op(r, get(in + i * si));
            }
        }
        FOLD(put)(acc, r);
    } else if (sc == (intptr_t)sizeof(A) && si == w) {
        PND_IVDEP
        for (intptr_t i = 0; i < n; i++)
            FOLD(put)(acc + i * (intptr_t)sizeof(A), op(FOLD(acc)(acc + i * (intptr_t)sizeof(A)), get(in + i * w)));
    } else {
        for (intptr_t i = 0; i < n; i++) {
            PND_SCALAR();
            FOLD(put)(acc + i * sc, op(FOLD(acc)(acc + i * sc), get(in + i * si)));
        }
    }
    return 0;
}

PND_INLINE int FOLD(merge)(A (*op)(A, A), char *const *p, const intptr_t *dims, const intptr_t *s)
{
    char *acc = p[0];
    const char *later = p[1];
    for (intptr_t i = 0; i < dims[0]; i++) {
        PND_SCALAR();
        FOLD(put)(acc + i * s[0], op(FOLD(acc)(acc + i * s[0]), FOLD(acc)(later + i * s[1])));
    }
    return 0;
}
