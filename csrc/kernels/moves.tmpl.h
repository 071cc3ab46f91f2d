/*
 * Moves of elements of one width.  Needs W (bytes; 0: any, read from ctx->aux), E (a type of W bytes that is loaded and
 * stored whole; char for 0) and SFX.
 */
#ifndef SFX
#include "moves_common.h"
#define W 4
#define E uint32_t
#define SFX w4
#endif

#if W
#define WIDTH(ctx) W
PND_INLINE void NAME(move)(char *to, const char *from, intptr_t width)
{
    E x;
    (void)width;
    memcpy(&x, from, W);
    memcpy(to, &x, W);
}
#else
#define WIDTH(ctx) (*(const intptr_t *)(ctx)->aux)
PND_INLINE void NAME(move)(char *to, const char *from, intptr_t width) { memmove(to, from, (size_t)width); }
#endif

PND_INLINE void NAME(copy_steps)(const char *a, char *o, intptr_t n, intptr_t sa, intptr_t so, intptr_t w)
{
    for (intptr_t i = 0; i < n; i++) NAME(move)(o + i * so, a + i * sa, w);
}

static int NAME(copy)(const pnd_loop *ctx, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    const intptr_t w = WIDTH(ctx), n = dims[0];
    if (s[0] == w && s[1] == w) copy_run(p[1], p[0], (size_t)(n * w));
    else if (s[0] == 0 && s[1] == w) NAME(copy_steps)(p[0], p[1], n, 0, w, w);
    else if (s[1] == w) NAME(copy_steps)(p[0], p[1], n, s[0], w, w);
    else NAME(copy_steps)(p[0], p[1], n, s[0], s[1], w);
    return (void)ctx, 0;
}

/*
 * The index is read once, and the value read is the one checked and used: another thread may be writing the array.
 */
#if W
/* Dense on all sides.  Sixteen indices are checked together, so that as many loads as the processor can hold are under way. */
static int NAME(gather_dense)(const pnd_loop *ctx, const char *from, const char *index, char *o, intptr_t n, intptr_t extent)
{
    intptr_t i = 0;
    for (; i + GROUP <= n; i += GROUP) {
        intptr_t at[GROUP];
        size_t bad = 0;
        memcpy(at, index + i * (intptr_t)sizeof *at, sizeof at);
        for (int j = 0; j < GROUP; j++) {
            at[j] += extent & (at[j] >> (8 * sizeof *at - 1));
            bad |= (size_t)((size_t)at[j] >= (size_t)extent);
        }
        if (PND_UNLIKELY(bad)) break;
        for (int j = 0; j < GROUP; j++) NAME(move)(o + (i + j) * W, from + at[j] * W, W);
    }
    for (; i < n; i++) {
        const intptr_t k = load_index(index + i * (intptr_t)sizeof k), at = k + (extent & (k >> (8 * sizeof k - 1)));
        if (PND_UNLIKELY((size_t)at >= (size_t)extent)) return bad_index(ctx, k, extent);
        NAME(move)(o + i * W, from + at * W, W);
    }
    return 0;
}
#endif

static int NAME(gather)(const pnd_loop *ctx, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    const char *from = p[0], *index = p[1];
    char *o = p[2];
    const intptr_t w = WIDTH(ctx), n = dims[0], extent = dims[1], step = s[0], si = s[1], so = s[2];
#if W
    if (step == W && so == W && si == (intptr_t)sizeof(intptr_t)) return NAME(gather_dense)(ctx, from, index, o, n, extent);
#endif
    for (intptr_t i = 0; i < n; i++) {
        const intptr_t k = load_index(index + i * si), at = k + (extent & (k >> (8 * sizeof k - 1)));
        if (PND_UNLIKELY((size_t)at >= (size_t)extent)) return bad_index(ctx, k, extent);
        NAME(move)(o + i * so, from + at * step, w);
    }
    return 0;
}

static int NAME(scatter)(const pnd_loop *ctx, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    char *to = p[0];
    const char *index = p[1], *values = p[2];
    const intptr_t w = WIDTH(ctx), n = dims[0], extent = dims[1], step = s[0], si = s[1], sv = s[2];
    for (intptr_t i = 0; i < n; i++) {
        const intptr_t k = load_index(index + i * si), at = k + (extent & (k >> (8 * sizeof k - 1)));
        if (PND_UNLIKELY((size_t)at >= (size_t)extent)) return bad_index(ctx, k, extent);
        NAME(move)(to + at * step, values + i * sv, w);
    }
    return 0;
}

PND_INLINE void NAME(select_steps)(char *const *p, intptr_t n, intptr_t sm, intptr_t sa, intptr_t sb, intptr_t so, intptr_t w)
{
    const char *m = p[0], *a = p[1], *b = p[2];
    char *o = p[3];
#if W && W <= 8
    for (intptr_t i = 0; i < n; i++) { /* both are loaded: a select without a branch, which vectorises */
        E x, y;
        memcpy(&x, a + i * sa, W);
        memcpy(&y, b + i * sb, W);
        const E keep = (E) - (E)(m[i * sm] != 0);
        x = (E)((x & keep) | (y & (E)~keep));
        memcpy(o + i * so, &x, W);
    }
    (void)w;
#else
    for (intptr_t i = 0; i < n; i++) NAME(move)(o + i * so, m[i * sm] ? a + i * sa : b + i * sb, w);
#endif
}

static int NAME(select)(const pnd_loop *ctx, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    const intptr_t w = WIDTH(ctx), n = dims[0];
    (void)ctx;
    if (s[0] == 1 && s[3] == w && s[1] == w && s[2] == w) NAME(select_steps)(p, n, 1, w, w, w, w);
    else if (s[0] == 1 && s[3] == w && s[1] == w && s[2] == 0) NAME(select_steps)(p, n, 1, w, 0, w, w);
    else if (s[0] == 1 && s[3] == w && s[1] == 0 && s[2] == w) NAME(select_steps)(p, n, 1, 0, w, w, w);
    else NAME(select_steps)(p, n, s[0], s[1], s[2], s[3], w);
    return 0;
}

static intptr_t NAME(compress)(const char *mask, intptr_t sm, const char *from, intptr_t sa, intptr_t n, intptr_t itemsize, char *out,
                               intptr_t room)
{
    const intptr_t w = W ? W : itemsize;
    intptr_t i = 0, k = 0;
    for (; sm == 1 && i + 8 <= n; i += 8) {
        for (uint64_t bits = true_bits(mask + i); bits; bits &= bits - 1) {
            if (k == room) return k;
            NAME(move)(out + k++ * w, from + (i + (__builtin_ctzll(bits) >> 3)) * sa, w);
        }
    }
    for (; i < n; i++) {
        if (!mask[i * sm]) continue;
        if (k == room) return k;
        NAME(move)(out + k++ * w, from + i * sa, w);
    }
    return k;
}

#undef WIDTH
#undef W
#undef E
#undef SFX
