/*
 * Storage floats (float16, bfloat16, float8): blocks are widened into float buffers, the float32 loop runs there, and
 * results are rounded once.
 *
 *   via1, via2    float loop with 1 or 2 inputs and 1 output      via2x2   2 inputs, 2 outputs
 *   viatest1, 2   float loop with a bool output
 */
#ifndef T
#include "template.h"
#include "types/f16.h"
#include "element.tmpl.h"
#include "simd/f16.h"
#endif

#ifndef PND_VIA_BLOCK
#define PND_VIA_BLOCK 256
#endif

PND_NOINLINE PND_UNUSED static void NAME(widen)(const char *from, intptr_t step, float *to, intptr_t n)
{
    if (step == (intptr_t)sizeof(T)) {
#ifdef TYPE_IS_F16
        pnd_f16_widen(from, (char *)to, n);
#else
        for (intptr_t i = 0; i < n; i++) to[i] = LOAD(from + i * (intptr_t)sizeof(T));
#endif
        return;
    }
#ifdef TYPE_IS_F16
    for (intptr_t done = 0; done < n; done += 64) { /* brought together for the conversion instructions: 1.4 ns an element one by one */
        char dense[2 * 64];
        const intptr_t m = n - done < 64 ? n - done : 64;
        for (intptr_t i = 0; i < m; i++) memcpy(dense + 2 * i, from + (done + i) * step, 2);
        pnd_f16_widen(dense, (char *)(to + done), m);
    }
#else
    for (intptr_t i = 0; i < n; i++) {
        PND_SCALAR();
        to[i] = LOAD(from + i * step);
    }
#endif
}

PND_NOINLINE PND_UNUSED static void NAME(narrow)(const float *from, char *to, intptr_t step, intptr_t n)
{
#ifdef TYPE_IS_F16
    uint16_t dense[PND_VIA_BLOCK];
    pnd_f16_narrow((const char *)from, (char *)dense, n);
    if (step == 2) memcpy(to, dense, (size_t)n * 2);
    else
        for (intptr_t i = 0; i < n; i++) memcpy(to + i * step, &dense[i], 2);
#else
    if (step == (intptr_t)sizeof(T)) {
        for (intptr_t i = 0; i < n; i++) STORE(to + i * (intptr_t)sizeof(T), from[i]);
        return;
    }
    for (intptr_t i = 0; i < n; i++) {
        PND_SCALAR();
        STORE(to + i * step, from[i]);
    }
#endif
}

/* One operand's block: a repeated element is widened once. */
PND_INLINE void NAME(widen_block)(const char *from, intptr_t step, float *to, intptr_t n)
{
    if (step == 0) to[0] = LOAD(from);
    else NAME(widen)(from, step, to, n);
}

PND_INLINE intptr_t NAME(via_step)(intptr_t step) { return step == 0 ? 0 : (intptr_t)sizeof(float); }

/* Where stores feed later loads (a binary loop used as a scan or fold), one by one. */
PND_INLINE intptr_t NAME(via_block)(const char *out, const char *in, intptr_t so, intptr_t si, intptr_t n)
{
    return pnd_block_safe(out, so, in, si, n, sizeof(T)) ? PND_VIA_BLOCK : 1;
}

PND_NOINLINE PND_UNUSED static int NAME(via1)(pnd_loop_fn *fn, PND_LOOP)
{
    const intptr_t n = dims[0], sa = s[0], so = s[1];
    const char *a = p[0];
    char *o = p[1];
    float x[PND_VIA_BLOCK], y[PND_VIA_BLOCK];
    const intptr_t size = NAME(via_block)(o, a, so, sa, n), steps[2] = {NAME(via_step)(sa), sizeof(float)};
    char *const at[2] = {(char *)x, (char *)y};
    for (intptr_t i = 0; i < n; i += size) {
        const intptr_t m = n - i < size ? n - i : size;
        NAME(widen_block)(a + i * sa, sa, x, m);
        if (fn(ctx, at, &m, steps) < 0) return -1;
        NAME(narrow)(y, o + i * so, so, m);
    }
    return 0;
}

PND_NOINLINE PND_UNUSED static int NAME(via2)(pnd_loop_fn *fn, PND_LOOP)
{
    const intptr_t n = dims[0], sa = s[0], sb = s[1], so = s[2];
    const char *a = p[0], *b = p[1];
    char *o = p[2];
    float x[PND_VIA_BLOCK], y[PND_VIA_BLOCK], z[PND_VIA_BLOCK];
    const intptr_t one = NAME(via_block)(o, a, so, sa, n), two = NAME(via_block)(o, b, so, sb, n), size = one < two ? one : two;
    const intptr_t steps[3] = {NAME(via_step)(sa), NAME(via_step)(sb), sizeof(float)};
    char *const at[3] = {(char *)x, (char *)y, (char *)z};
    for (intptr_t i = 0; i < n; i += size) {
        const intptr_t m = n - i < size ? n - i : size;
        NAME(widen_block)(a + i * sa, sa, x, m);
        NAME(widen_block)(b + i * sb, sb, y, m);
        if (fn(ctx, at, &m, steps) < 0) return -1;
        NAME(narrow)(z, o + i * so, so, m);
    }
    return 0;
}

PND_NOINLINE PND_UNUSED static int NAME(via2x2)(pnd_loop_fn *fn, PND_LOOP)
{
    const intptr_t n = dims[0];
    float x[PND_VIA_BLOCK], y[PND_VIA_BLOCK], z[PND_VIA_BLOCK], v[PND_VIA_BLOCK];
    char *const in[4] = {p[0], p[1], p[2], p[3]}, *const at[4] = {(char *)x, (char *)y, (char *)z, (char *)v};
    const intptr_t sa = s[0], sb = s[1], so = s[2], sq = s[3];
    const intptr_t steps[4] = {NAME(via_step)(sa), NAME(via_step)(sb), sizeof(float), sizeof(float)};
    for (intptr_t i = 0; i < n; i += PND_VIA_BLOCK) {
        const intptr_t m = n - i < PND_VIA_BLOCK ? n - i : PND_VIA_BLOCK;
        NAME(widen_block)(in[0] + i * sa, sa, x, m);
        NAME(widen_block)(in[1] + i * sb, sb, y, m);
        if (fn(ctx, at, &m, steps) < 0) return -1;
        NAME(narrow)(z, in[2] + i * so, so, m);
        NAME(narrow)(v, in[3] + i * sq, sq, m);
    }
    return 0;
}

PND_NOINLINE PND_UNUSED static int NAME(viatest1)(pnd_loop_fn *fn, PND_LOOP)
{
    const intptr_t n = dims[0], sa = s[0], so = s[1];
    const char *a = p[0];
    float x[PND_VIA_BLOCK];
    const intptr_t steps[2] = {NAME(via_step)(sa), so};
    char *at[2] = {(char *)x, p[1]};
    for (intptr_t i = 0; i < n; i += PND_VIA_BLOCK, at[1] += PND_VIA_BLOCK * so) {
        const intptr_t m = n - i < PND_VIA_BLOCK ? n - i : PND_VIA_BLOCK;
        NAME(widen_block)(a + i * sa, sa, x, m);
        if (fn(ctx, at, &m, steps) < 0) return -1;
    }
    return 0;
}

PND_NOINLINE PND_UNUSED static int NAME(viatest2)(pnd_loop_fn *fn, PND_LOOP)
{
    const intptr_t n = dims[0], sa = s[0], sb = s[1], so = s[2];
    const char *a = p[0], *b = p[1];
    float x[PND_VIA_BLOCK], y[PND_VIA_BLOCK];
    const intptr_t steps[3] = {NAME(via_step)(sa), NAME(via_step)(sb), so};
    char *at[3] = {(char *)x, (char *)y, p[2]};
    for (intptr_t i = 0; i < n; i += PND_VIA_BLOCK, at[2] += PND_VIA_BLOCK * so) {
        const intptr_t m = n - i < PND_VIA_BLOCK ? n - i : PND_VIA_BLOCK;
        NAME(widen_block)(a + i * sa, sa, x, m);
        NAME(widen_block)(b + i * sb, sb, y, m);
        if (fn(ctx, at, &m, steps) < 0) return -1;
    }
    return 0;
}
