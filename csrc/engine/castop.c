/* Compositions of swap and cast, by windows of one cache-resident buffer. */
#include "castop.h"

#include <string.h>

#include "../kernels/moves.h"

#define SWAP_ROOM (PND_WINDOW * 32)

/* The piece of an element whose bytes are reversed: half of a complex one. */
static intptr_t swap_unit(const pnd_dtype *d) { return d->kind == 'c' ? d->size / 2 : d->size; }

int pnd_castop_init(pnd_castop *c, const pnd_dtype *from, const pnd_dtype *to, pnd_error *err)
{
    c->from = from;
    c->to = to;
    c->fn = NULL;
    c->same = pnd_same_layout(from, to);
    if (c->same) {
        if (pnd_dtype_is_plain(to)) c->fn = pnd_copy_find(to->size);
        return 0;
    }
    if (!pnd_dtype_is_builtin(from) || !pnd_dtype_is_builtin(to))
        return pnd_fail(err, PND_ERR_TYPE, "cannot convert elements of dtype %s to dtype %s", from->name, to->name);
    if (!from->swapped && !to->swapped) c->fn = pnd_cast_find(from->loops, to->loops);
    return 0;
}

static int run_loop(pnd_loop_fn *fn, const pnd_castop *c, const void *aux, const char *from, intptr_t from_stride, char *to,
                    intptr_t to_stride, intptr_t n, pnd_error *err)
{
    const pnd_dtype *dtypes[2] = {c->from, c->to};
    const pnd_loop ctx = {.dtypes = dtypes, .aux = aux, .err = err};
    char *const ptrs[2] = {(char *)from, to};
    const intptr_t strides[2] = {from_stride, to_stride};
    return fn(&ctx, ptrs, &n, strides);
}

static int run_swap(const pnd_castop *c, const pnd_dtype *d, const char *from, intptr_t from_stride, char *to, intptr_t to_stride,
                    intptr_t n, pnd_error *err)
{
    return run_loop(pnd_swap_find(swap_unit(d)), c, &d->size, from, from_stride, to, to_stride, n, err);
}

/* At least one side is swapped and the values change dtype: swap in, cast, swap out, a window at a time. */
static int run_swapped(const pnd_castop *c, const char *from, intptr_t from_stride, char *to, intptr_t to_stride, intptr_t n,
                       pnd_error *err)
{
    _Alignas(64) char in[SWAP_ROOM], out[SWAP_ROOM];
    pnd_loop_fn *cast = c->from->loops == c->to->loops ? pnd_copy_find(c->to->size) : pnd_cast_find(c->from->loops, c->to->loops);
    const intptr_t fsize = c->from->size, tsize = c->to->size;
    for (intptr_t done = 0; done < n;) {
        const intptr_t m = n - done < PND_WINDOW ? n - done : PND_WINDOW;
        const char *source = from + done * from_stride;
        intptr_t step = from_stride;
        if (c->from->swapped) {
            if (run_swap(c, c->from, source, from_stride, in, fsize, m, err) < 0) return -1;
            source = in;
            step = fsize;
        }
        char *target = to + done * to_stride;
        if (!c->to->swapped) {
            if (run_loop(cast, c, &tsize, source, step, target, to_stride, m, err) < 0) return -1;
        } else {
            if (run_loop(cast, c, &tsize, source, step, out, tsize, m, err) < 0) return -1;
            if (run_swap(c, c->to, out, tsize, target, to_stride, m, err) < 0) return -1;
        }
        done += m;
    }
    return 0;
}

int pnd_castop_run(const pnd_castop *c, const char *from, intptr_t from_stride, char *to, intptr_t to_stride, intptr_t n, pnd_error *err)
{
    if (c->fn) {
        if (c->same && from_stride == c->to->size && to_stride == from_stride) {
            pnd_copy_bytes(to, from, n * from_stride);
            return 0;
        }
        return run_loop(c->fn, c, &c->to->size, from, from_stride, to, to_stride, n, err);
    }
    if (c->same) return pnd_move_copy(c->to, to, to_stride, from, from_stride, n, err);
    if (c->from->loops == c->to->loops) return run_swap(c, c->to, from, from_stride, to, to_stride, n, err);
    return run_swapped(c, from, from_stride, to, to_stride, n, err);
}
