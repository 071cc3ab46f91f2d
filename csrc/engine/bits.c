/*
 * Packing and unpacking bits, line by line along one axis.
 *
 * Eight dense bytes are packed at once: each is brought to 0 or 1 without carries into its neighbour, then one
 * multiplication moves the eight bits beside each other.
 */
#include "bits.h"

#include "../platform/poll.h"
#include "walk.h"

static uint64_t load8(const char *p)
{
    uint64_t x;
    memcpy(&x, p, 8);
    return x;
}

/* Byte k of x becomes 1 unless it is zero. */
PND_INLINE uint64_t to_bits(uint64_t x)
{
    const uint64_t low = 0x7f7f7f7f7f7f7f7fu;
    return (((x & low) + low) | x) >> 7 & 0x0101010101010101u;
}

PND_INLINE unsigned pack8(uint64_t x, bool little)
{
    return (unsigned)(to_bits(x) * (little ? 0x0102040810204080u : 0x8040201008040201u) >> 56);
}

static void pack_line(const char *p, intptr_t step, intptr_t n, char *o, intptr_t out_step, bool little)
{
    intptr_t i = 0;
    for (; step == 1 && i + 8 <= n; i += 8, o += out_step) *o = (char)pack8(load8(p + i), little);
    for (; i < n; i += 8, o += out_step) {
        const int m = n - i < 8 ? (int)(n - i) : 8;
        unsigned byte = 0;
        for (int k = 0; k < m; k++)
            if (p[(i + k) * step]) byte |= 1u << (little ? k : 7 - k);
        *o = (char)byte;
    }
}

static void unpack_line(const char *p, intptr_t step, intptr_t n, char *o, intptr_t out_step, intptr_t m, bool little)
{
    const intptr_t known = m / 8 < n ? m : n * 8;
    for (intptr_t i = 0; i < known; i++) {
        const unsigned byte = (unsigned char)p[(i >> 3) * step];
        o[i * out_step] = (char)(byte >> (little ? i & 7 : 7 - (i & 7)) & 1);
    }
    for (intptr_t i = known; i < m; i++) o[i * out_step] = 0;
}

/* Both walks: over all axes but one, which the line function runs along. */
typedef struct lines {
    pnd_walk w;
    intptr_t n, step, m, out_step;
} lines;

static bool lines_init(lines *l, const pnd_view *v, int axis, const pnd_view *out)
{
    intptr_t shape[PND_MAXDIMS], strides[2][PND_MAXDIMS];
    int n = 0;
    bool empty = false;
    for (int k = 0; k < v->ndim; k++) {
        if (k == axis) continue;
        empty |= v->shape[k] == 0;
        shape[n] = v->shape[k];
        strides[0][n] = v->strides[k];
        strides[1][n++] = out->strides[k];
    }
    pnd_walk_init(&l->w, n, shape, 2);
    pnd_walk_op(&l->w, 0, v->data, strides[0]);
    pnd_walk_op(&l->w, 1, out->data, strides[1]);
    pnd_walk_start(&l->w);
    l->n = v->shape[axis], l->step = v->strides[axis];
    l->m = out->shape[axis], l->out_step = out->strides[axis];
    return !empty && l->m > 0;
}

int pnd_pack_bits(const pnd_view *v, int axis, bool little, const pnd_view *out, pnd_error *err)
{
    lines l;
    pnd_pace pace = PND_PACE_START;
    if (!lines_init(&l, v, axis, out)) return 0;
    do {
        for (intptr_t i = 0; i < l.n;) {
            const intptr_t piece = pnd_piece(l.n - i) & ~(intptr_t)7, n = piece > 0 ? piece : l.n - i;
            pack_line(l.w.ptr[0] + i * l.step, l.step, n, l.w.ptr[1] + i / 8 * l.out_step, l.out_step, little);
            i += n;
            if (pnd_pace_check(&pace, n, err) < 0) return -1;
        }
    } while (pnd_walk_next(&l.w));
    return 0;
}

int pnd_unpack_bits(const pnd_view *v, int axis, bool little, const pnd_view *out, pnd_error *err)
{
    lines l;
    pnd_pace pace = PND_PACE_START;
    if (!lines_init(&l, v, axis, out)) return 0;
    do {
        unpack_line(l.w.ptr[0], l.step, l.n, l.w.ptr[1], l.out_step, l.m, little);
        if (pnd_pace_check(&pace, l.m, err) < 0) return -1;
    } while (pnd_walk_next(&l.w));
    return 0;
}
