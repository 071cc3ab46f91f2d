/* Building nests: broadcasting strides, ordering and joining axes. */
#include "nest.h"

#include "../platform/mem.h"

int pnd_nest_init(pnd_nest *t, int ndim, const intptr_t *shape, int nop, pnd_error *err)
{
    assert(ndim >= 0 && ndim <= PND_MAXDIMS && nop >= 1 && nop <= PND_NEST_OPS);
    const int axes = ndim ? ndim : 1;
    t->nop = nop;
    t->ndim = ndim;
    t->shape = t->room;
    if ((intptr_t)axes * (1 + nop) > PND_NEST_ROOM) {
        t->shape = pnd_malloc_array((size_t)axes * (size_t)(1 + nop), sizeof(intptr_t));
        if (!t->shape) return pnd_fail_memory(err);
    }
    t->strides = t->shape + axes;
    t->size = 1;
    for (int k = 0; k < ndim; k++) {
        t->shape[k] = shape[ndim - 1 - k];
        t->size *= t->shape[k];
    }
    return 0;
}

void pnd_nest_free(pnd_nest *t)
{
    if (t->shape != t->room) pnd_free(t->shape);
}

void pnd_nest_set(pnd_nest *t, int op, char *data, int ndim, const intptr_t *shape, const intptr_t *strides)
{
    assert(op < t->nop && ndim <= t->ndim);
    t->data[op] = data;
    for (int k = 0; k < t->ndim; k++) {
        const int axis = ndim - 1 - k;
        const bool repeats = axis < 0 || shape[axis] == 1;
        assert(repeats || shape[axis] == t->shape[k]);
        t->strides[k * t->nop + op] = repeats ? 0 : strides[axis];
    }
}

static intptr_t magnitude(intptr_t x) { return x < 0 ? -x : x; }

/* Should axis a stand inside axis b?  The first operand that moves along both and tells them apart decides. */
static bool is_finer(const pnd_nest *t, int a, int b, int first)
{
    for (int i = 0; i < t->nop; i++) {
        const int op = first + i < t->nop ? first + i : first + i - t->nop;
        const intptr_t sa = magnitude(t->strides[a * t->nop + op]), sb = magnitude(t->strides[b * t->nop + op]);
        if (sa && sb && sa != sb) return sa < sb;
    }
    return false;
}

void pnd_nest_swap(pnd_nest *t, int a, int b)
{
    intptr_t hold = t->shape[a];
    t->shape[a] = t->shape[b];
    t->shape[b] = hold;
    for (int op = 0; op < t->nop; op++) {
        hold = t->strides[a * t->nop + op];
        t->strides[a * t->nop + op] = t->strides[b * t->nop + op];
        t->strides[b * t->nop + op] = hold;
    }
}

static void sort_axes(pnd_nest *t, int first)
{
    for (int k = 1; k < t->ndim; k++)
        for (int j = k; j > 0 && is_finer(t, j, j - 1, first); j--) pnd_nest_swap(t, j, j - 1);
}

static void drop_single_axes(pnd_nest *t)
{
    int n = 0;
    for (int k = 0; k < t->ndim; k++) {
        if (t->shape[k] == 1) continue;
        if (n != k) {
            t->shape[n] = t->shape[k];
            for (int op = 0; op < t->nop; op++) t->strides[n * t->nop + op] = t->strides[k * t->nop + op];
        }
        n++;
    }
    t->ndim = n;
}

/* Axes along which nobody steps forward are walked from their end: reversed arrays become contiguous. */
static void turn_negative_axes(pnd_nest *t)
{
    for (int k = 0; k < t->ndim; k++) {
        intptr_t *s = t->strides + k * t->nop;
        bool turn = false;
        for (int op = 0; op < t->nop; op++) {
            if (s[op] > 0) {
                turn = false;
                break;
            }
            turn |= s[op] < 0;
        }
        if (!turn) continue;
        for (int op = 0; op < t->nop; op++) {
            t->data[op] += (t->shape[k] - 1) * s[op];
            s[op] = -s[op];
        }
    }
}

static bool can_join(const pnd_nest *t, int inner, int outer)
{
    for (int op = 0; op < t->nop; op++)
        if (t->strides[outer * t->nop + op] != t->shape[inner] * t->strides[inner * t->nop + op]) return false;
    return true;
}

static void join_axes(pnd_nest *t)
{
    int n = 0;
    for (int k = 1; k < t->ndim; k++) {
        if (can_join(t, n, k)) {
            t->shape[n] *= t->shape[k];
            continue;
        }
        n++;
        if (n == k) continue;
        t->shape[n] = t->shape[k];
        for (int op = 0; op < t->nop; op++) t->strides[n * t->nop + op] = t->strides[k * t->nop + op];
    }
    t->ndim = n + 1;
}

void pnd_nest_settle(pnd_nest *t, int first, bool ordered)
{
    if (t->size > 0) {
        drop_single_axes(t);
        if (!ordered) {
            turn_negative_axes(t);
            sort_axes(t, first);
        }
        if (t->ndim > 1) join_axes(t);
    }
    if (t->ndim == 0) {
        t->ndim = 1;
        t->shape[0] = 1;
        for (int op = 0; op < t->nop; op++) t->strides[op] = 0;
    }
}

#define CROSSED_LENGTH 8
#define CACHE_LINE 64

int pnd_nest_crossed(const pnd_nest *t, int op, intptr_t size)
{
    const intptr_t along = t->strides[op];
    if (t->ndim < 2 || magnitude(along) < CACHE_LINE || t->shape[0] < CROSSED_LENGTH) return 0;
    for (int k = 1; k < t->ndim; k++)
        if (t->strides[k * t->nop + op] == size && t->shape[k] >= CROSSED_LENGTH) return k;
    return 0;
}

void pnd_cursor_seek(const pnd_nest *t, pnd_cursor *c, intptr_t position)
{
    for (int op = 0; op < t->nop; op++) c->ptr[op] = t->data[op];
    for (int k = 0; k < t->ndim; k++) {
        const intptr_t n = t->shape[k], at = k + 1 < t->ndim ? position % n : position;
        position = position / n;
        c->at[k] = at;
        if (at)
            for (int op = 0; op < t->nop; op++) c->ptr[op] += at * t->strides[k * t->nop + op];
    }
}
