/*
 * Drivers of map loops of one type; a row's function is one call of them with its op.
 *
 *   map1  C -> T       map2  C, C -> T       test1  C -> bool       test2  C, C -> bool       masked2  map2 where a mask is true
 *
 * Dense operands (and, for two inputs, one repeated element) get loops with constant steps, which vectorise; all else is
 * one scalar loop.
 */
#ifndef T
#include "template.h"
#include "types/f32.h"
#include "element.tmpl.h"
#endif

PND_INLINE int NAME(map1)(C (*op)(C), char *const *p, const intptr_t *dims, const intptr_t *s)
{
    const intptr_t n = dims[0], w = sizeof(T), sa = s[0], so = s[1];
    const char *a = p[0]; /* hoisted: a store may alias p[] itself */
    char *o = p[1];
    if (sa == w && so == w && !pnd_feeds(o, a, n * w)) {
        PND_IVDEP
        for (intptr_t i = 0; i < n; i++) STORE(o + i * w, op(LOAD(a + i * w)));
        return 0;
    }
    for (intptr_t i = 0; i < n; i++) {
        PND_SCALAR();
        STORE(o + i * so, op(LOAD(a + i * sa)));
    }
    return 0;
}

PND_INLINE int NAME(map2)(C (*op)(C, C), char *const *p, const intptr_t *dims, const intptr_t *s)
{
    const intptr_t n = dims[0], w = sizeof(T), sa = s[0], sb = s[1], so = s[2];
    const char *a = p[0], *b = p[1];
    char *o = p[2];
    if (so == w && sa == w && sb == w && !pnd_feeds(o, a, n * w) && !pnd_feeds(o, b, n * w)) {
        PND_IVDEP
        for (intptr_t i = 0; i < n; i++) STORE(o + i * w, op(LOAD(a + i * w), LOAD(b + i * w)));
        return 0;
    }
    if (so == w && sa == 0 && sb == w && !pnd_feeds(o, b, n * w) && n > 0) {
        C x = LOAD(a);
        PND_IVDEP
        for (intptr_t i = 0; i < n; i++) STORE(o + i * w, op(x, LOAD(b + i * w)));
        return 0;
    }
    if (so == w && sb == 0 && sa == w && !pnd_feeds(o, a, n * w) && n > 0) {
        C x = LOAD(b);
        PND_IVDEP
        for (intptr_t i = 0; i < n; i++) STORE(o + i * w, op(LOAD(a + i * w), x));
        return 0;
    }
    for (intptr_t i = 0; i < n; i++) {
        PND_SCALAR();
        STORE(o + i * so, op(LOAD(a + i * sa), LOAD(b + i * sb)));
    }
    return 0;
}

PND_INLINE int NAME(test1)(bool (*op)(C), char *const *p, const intptr_t *dims, const intptr_t *s)
{
    const intptr_t n = dims[0], w = sizeof(T), sa = s[0], so = s[1];
    const char *a = p[0];
    char *o = p[1];
    if (sa == w && so == 1 && !pnd_feeds(o, a, n * w)) {
        PND_IVDEP
        for (intptr_t i = 0; i < n; i++) o[i] = (char)op(LOAD(a + i * w));
        return 0;
    }
    for (intptr_t i = 0; i < n; i++) {
        PND_SCALAR();
        o[i * so] = (char)op(LOAD(a + i * sa));
    }
    return 0;
}

PND_INLINE int NAME(test2)(bool (*op)(C, C), char *const *p, const intptr_t *dims, const intptr_t *s)
{
    const intptr_t n = dims[0], w = sizeof(T), sa = s[0], sb = s[1], so = s[2];
    const char *a = p[0], *b = p[1];
    char *o = p[2];
    if (so == 1 && sa == w && sb == w && !pnd_feeds(o, a, n * w) && !pnd_feeds(o, b, n * w)) {
        PND_IVDEP
        for (intptr_t i = 0; i < n; i++) o[i] = (char)op(LOAD(a + i * w), LOAD(b + i * w));
        return 0;
    }
    if (so == 1 && sb == 0 && sa == w && !pnd_feeds(o, a, n * w) && n > 0) {
        C x = LOAD(b);
        PND_IVDEP
        for (intptr_t i = 0; i < n; i++) o[i] = (char)op(LOAD(a + i * w), x);
        return 0;
    }
    if (so == 1 && sa == 0 && sb == w && !pnd_feeds(o, b, n * w) && n > 0) {
        C x = LOAD(a);
        PND_IVDEP
        for (intptr_t i = 0; i < n; i++) o[i] = (char)op(x, LOAD(b + i * w));
        return 0;
    }
    for (intptr_t i = 0; i < n; i++) {
        PND_SCALAR();
        o[i * so] = (char)op(LOAD(a + i * sa), LOAD(b + i * sb));
    }
    return 0;
}

/* Elements that the mask leaves out are not computed: they raise no flag. */
PND_INLINE int NAME(masked2)(C (*op)(C, C), char *const *p, const intptr_t *dims, const intptr_t *s)
{
    const intptr_t n = dims[0], sa = s[0], sb = s[1], so = s[2], sm = s[3];
    const char *a = p[0], *b = p[1], *mask = p[3];
    char *o = p[2];
    for (intptr_t i = 0; i < n; i++) {
        if (mask[i * sm]) STORE(o + i * so, op(LOAD(a + i * sa), LOAD(b + i * sb)));
    }
    return 0;
}
