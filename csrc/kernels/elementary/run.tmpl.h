/*
 * Strides of a loop for the run functions of run.h: what is not dense goes through blocks on the stack.
 *
 *   run_map1   one input, one output        run_map2   two inputs, one output
 */
#ifndef T
#include "../template.h"
#include "../types/f64.h"
#include "../element.tmpl.h"
#endif
#include "run.h"

#ifndef PND_RUN_BLOCK
#define PND_RUN_BLOCK 128
#endif

PND_NOINLINE PND_UNUSED static void NAME(run_gather)(const char *from, intptr_t step, char *to, intptr_t n)
{
    for (intptr_t i = 0; i < n; i++) {
        PND_SCALAR();
        memcpy(to + i * (intptr_t)sizeof(T), from + i * step, sizeof(T));
    }
}

PND_NOINLINE PND_UNUSED static void NAME(run_scatter)(const char *from, char *to, intptr_t step, intptr_t n)
{
    for (intptr_t i = 0; i < n; i++) {
        PND_SCALAR();
        memcpy(to + i * step, from + i * (intptr_t)sizeof(T), sizeof(T));
    }
}

PND_NOINLINE PND_UNUSED static int NAME(run_map1)(pnd_run1 *run, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    const intptr_t n = dims[0], w = sizeof(T), sa = s[0], so = s[1];
    const char *a = p[0];
    char *o = p[1];
    char x[PND_RUN_BLOCK * sizeof(T)] __attribute__((aligned(64))), y[PND_RUN_BLOCK * sizeof(T)] __attribute__((aligned(64)));
    if (sa == w && so == w) {
        run(a, o, n);
        return 0;
    }
    for (intptr_t i = 0; i < n; i += PND_RUN_BLOCK) {
        const intptr_t m = n - i < PND_RUN_BLOCK ? n - i : PND_RUN_BLOCK;
        if (sa != w) NAME(run_gather)(a + i * sa, sa, x, m);
        run(sa == w ? a + i * w : x, so == w ? o + i * w : y, m);
        if (so != w) NAME(run_scatter)(y, o + i * so, so, m);
    }
    return 0;
}

/* Does a store feed a later load (a binary loop used as a scan or fold)?  Then only one by one is right. */
PND_INLINE bool NAME(run_feeds)(const char *o, intptr_t so, const char *a, intptr_t sa, intptr_t n)
{
    const intptr_t reach_a = n * (sa < 0 ? -sa : sa) + 1, reach_o = n * (so < 0 ? -so : so) + 1;
    if (so == 0 && n > 1) return true;
    if (o == a) return sa != so;
    return pnd_feeds(o, a, reach_a) || ((so < 0 || sa < 0) && pnd_feeds(a, o, reach_o));
}

PND_NOINLINE PND_UNUSED static int NAME(run_map2)(pnd_run2 *run, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    const intptr_t n = dims[0], w = sizeof(T), sa = s[0], sb = s[1], so = s[2];
    const char *a = p[0], *b = p[1];
    char *o = p[2];
    const bool one_by_one = NAME(run_feeds)(o, so, a, sa, n) || NAME(run_feeds)(o, so, b, sb, n);
    const bool dense_a = sa == w || sa == 0, dense_b = sb == w || sb == 0;
    if (dense_a && dense_b && so == w && !one_by_one) {
        run(a, sa, b, sb, o, n);
        return 0;
    }
    char x[PND_RUN_BLOCK * sizeof(T)] __attribute__((aligned(64))), y[PND_RUN_BLOCK * sizeof(T)] __attribute__((aligned(64)));
    char z[PND_RUN_BLOCK * sizeof(T)] __attribute__((aligned(64)));
    const intptr_t size = one_by_one ? 1 : PND_RUN_BLOCK;
    for (intptr_t i = 0; i < n; i += size) {
        const intptr_t m = n - i < size ? n - i : size;
        if (!dense_a) NAME(run_gather)(a + i * sa, sa, x, m);
        if (!dense_b) NAME(run_gather)(b + i * sb, sb, y, m);
        run(dense_a ? a + i * sa : x, sa == 0 ? 0 : w, dense_b ? b + i * sb : y, sb == 0 ? 0 : w, z, m);
        NAME(run_scatter)(z, o + i * so, so, m);
    }
    return 0;
}
