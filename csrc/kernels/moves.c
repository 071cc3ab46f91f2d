/*
 * Copies, byte swaps, gathers, scatters, selects, mask counts of plain elements; compiled once per tier.
 *
 * What an element means is no matter here: widths 1, 2, 4, 8 and 16 have loops of their own, all others one that calls
 * memmove.  The contiguous copy is memmove; overlapping operands come in an order that is safe element by element.
 */
#include "moves_common.h"

extern const pnd_moves PND_TABLE(pnd_moves);

#define W 1
#define E uint8_t
#define SFX w1
#include "moves.tmpl.h"
#define W 2
#define E uint16_t
#define SFX w2
#include "moves.tmpl.h"
#define W 4
#define E uint32_t
#define SFX w4
#include "moves.tmpl.h"
#define W 8
#define E uint64_t
#define SFX w8
#include "moves.tmpl.h"
#define W 16
#define E pnd_wide
#define SFX w16
#include "moves.tmpl.h"
#define W 0
#define E char
#define SFX any
#include "moves.tmpl.h"

/* ---- byte order ---- */

PND_INLINE void swap1(char *o, const char *a) { *o = *a; }
PND_INLINE void swap2(char *o, const char *a)
{
    uint16_t x;
    memcpy(&x, a, 2);
    x = __builtin_bswap16(x);
    memcpy(o, &x, 2);
}
PND_INLINE void swap4(char *o, const char *a)
{
    uint32_t x;
    memcpy(&x, a, 4);
    x = __builtin_bswap32(x);
    memcpy(o, &x, 4);
}
PND_INLINE void swap8(char *o, const char *a)
{
    uint64_t x;
    memcpy(&x, a, 8);
    x = __builtin_bswap64(x);
    memcpy(o, &x, 8);
}
PND_INLINE void swap16(char *o, const char *a)
{
    pnd_wide x;
    memcpy(&x, a, 16);
    x = (pnd_wide){__builtin_bswap64(x.b), __builtin_bswap64(x.a)};
    memcpy(o, &x, 16);
}

/* Items of `size` bytes made of units of `unit` bytes, each reversed. */
PND_INLINE int swap_items(void (*one)(char *, const char *), intptr_t unit, const pnd_loop *ctx, char *const *p, const intptr_t *dims,
                          const intptr_t *s)
{
    const char *a = p[0];
    char *o = p[1];
    const intptr_t n = dims[0], sa = s[0], so = s[1], size = *(const intptr_t *)ctx->aux;
    if (sa == size && so == size)
        for (intptr_t i = 0, units = n * (size / unit); i < units; i++) one(o + i * unit, a + i * unit);
    else if (size == unit)
        for (intptr_t i = 0; i < n; i++) one(o + i * so, a + i * sa);
    else
        for (intptr_t i = 0; i < n; i++)
            for (intptr_t j = 0; j < size; j += unit) one(o + i * so + j, a + i * sa + j);
    return 0;
}

static int swap_w1(const pnd_loop *c, char *const *p, const intptr_t *d, const intptr_t *s) { return swap_items(swap1, 1, c, p, d, s); }
static int swap_w2(const pnd_loop *c, char *const *p, const intptr_t *d, const intptr_t *s) { return swap_items(swap2, 2, c, p, d, s); }
static int swap_w4(const pnd_loop *c, char *const *p, const intptr_t *d, const intptr_t *s) { return swap_items(swap4, 4, c, p, d, s); }
static int swap_w8(const pnd_loop *c, char *const *p, const intptr_t *d, const intptr_t *s) { return swap_items(swap8, 8, c, p, d, s); }
static int swap_w16(const pnd_loop *c, char *const *p, const intptr_t *d, const intptr_t *s) { return swap_items(swap16, 16, c, p, d, s); }

/* ---- masks ---- */

static intptr_t count_true(const char *mask, intptr_t stride, intptr_t n)
{
    intptr_t i = 0, count = 0;
    if (stride == 1) {
        while (i + 8 <= n) { /* bytes of a word count up to 255 before they are added up */
            const intptr_t end = i + 8 * 255 < n ? i + 8 * 255 : n;
            uint64_t sums = 0;
            for (; i + 8 <= end; i += 8) sums += true_bits(mask + i) >> 7;
            for (; sums; sums >>= 8) count += (intptr_t)(sums & 0xff);
        }
    }
    for (; i < n; i++) count += mask[i * stride] != 0;
    return count;
}

static intptr_t true_positions(const char *mask, intptr_t stride, intptr_t n, intptr_t base, intptr_t *out, intptr_t room)
{
    intptr_t i = 0, k = 0;
    for (; stride == 1 && i + 8 <= n; i += 8) {
        for (uint64_t bits = true_bits(mask + i); bits; bits &= bits - 1) {
            if (k == room) return k;
            out[k++] = base + i + (__builtin_ctzll(bits) >> 3);
        }
    }
    for (; i < n; i++) {
        if (!mask[i * stride]) continue;
        if (k == room) return k;
        out[k++] = base + i;
    }
    return k;
}

#define PND_WIDTHS(move) {move##_w1, move##_w2, move##_w4, move##_w8, move##_w16, move##_any}

const pnd_moves PND_TABLE(pnd_moves) = {
    PND_STRING(PND_ISA),          .run = copy_run,
    .copy = PND_WIDTHS(copy),     .swap = {swap_w1, swap_w2, swap_w4, swap_w8, swap_w16, NULL},
    .gather = PND_WIDTHS(gather), .scatter = PND_WIDTHS(scatter),
    .select = PND_WIDTHS(select), .compress = PND_WIDTHS(compress),
    .count_true = count_true,     .true_positions = true_positions,
};
