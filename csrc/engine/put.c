/*
 * put and choose: one element at a time, wherever it stands.
 *
 * An index is checked on the value that is used (another thread may write to it meanwhile); put looks at all of them before
 * its first write as well, so that a failing call writes nothing.
 */
#include "put.h"

#include "../kernels/moves.h"
#include "../layout/broadcast.h"
#include "../layout/strides.h"
#include "../platform/poll.h"
#include "walk.h"

/* Index x brought into [0, extent); false where RAISE refuses it.  extent > 0. */
PND_INLINE bool settle(intptr_t x, intptr_t extent, pnd_clipmode mode, intptr_t *out)
{
    if (PND_LIKELY((uintptr_t)x < (uintptr_t)extent)) return *out = x, true;
    switch (mode) {
    case PND_MODE_RAISE: *out = x + extent; return x < 0 && *out >= 0;
    case PND_MODE_WRAP:
        x %= extent;
        *out = x < 0 ? x + extent : x;
        return true;
    case PND_MODE_CLIP: *out = x < 0 ? 0 : extent - 1; return true;
    }
    return false;
}

/* Address of element i in C order. */
static char *flat_address(const pnd_view *v, intptr_t i)
{
    char *p = v->data;
    for (int k = v->ndim - 1; k > 0; k--) {
        p += i % v->shape[k] * v->strides[k];
        i /= v->shape[k];
    }
    return v->ndim > 0 ? p + i * v->strides[0] : p;
}

/* The first index that RAISE refuses is reported. */
static int check_positions(const intptr_t *index, intptr_t n, intptr_t extent, pnd_pace *pace, pnd_error *err)
{
    for (intptr_t i = 0; i < n;) {
        const intptr_t end = i + pnd_piece(n - i), start = i;
        bool bad = false;
        intptr_t x;
        for (; i < end; i++) bad |= !settle(index[i], extent, PND_MODE_RAISE, &x);
        for (intptr_t k = start; bad && k < end; k++)
            if (!settle(index[k], extent, PND_MODE_RAISE, &x)) return pnd_fail_index(err, index[k], 0, extent);
        if (pnd_pace_check(pace, end - start, err) < 0) return -1;
    }
    return 0;
}

/* Writes that follow the scatter kernel's form: dense memory, plain elements, one value or one for each index. */
static int put_dense(const pnd_view *v, const intptr_t *index, intptr_t n, const char *values, intptr_t step, intptr_t extent,
                     pnd_pace *pace, pnd_error *err)
{
    pnd_loop ctx = {.aux = &v->dtype->size, .err = err};
    pnd_loop_fn *fn = pnd_scatter_find(v->dtype->size);
    for (intptr_t i = 0; i < n;) {
        const intptr_t m = pnd_piece(n - i), dims[2] = {m, extent}, strides[3] = {v->dtype->size, sizeof(intptr_t), step};
        char *const ptrs[3] = {v->data, (char *)(uintptr_t)(index + i), (char *)(uintptr_t)(values + i * step)};
        if (fn(&ctx, ptrs, dims, strides) < 0) return err->code == PND_ERR_INDEX ? pnd_fail_index(err, err->arg[0], 0, extent) : -1;
        i += m;
        if (pnd_pace_check(pace, m, err) < 0) return -1;
    }
    return 0;
}

int pnd_put(const pnd_view *v, const intptr_t *index, intptr_t n, pnd_clipmode mode, const char *values, intptr_t m, bool by_position,
            pnd_error *err)
{
    const intptr_t extent = pnd_view_size(v), item = v->dtype->size;
    pnd_pace pace = PND_PACE_START;
    assert(m > 0);
    if (n == 0) return 0;
    if (extent == 0) return pnd_fail(err, PND_ERR_INDEX, "cannot replace elements of an empty array");
    if (mode == PND_MODE_RAISE && check_positions(index, n, extent, &pace, err) < 0) return -1;
    const bool dense = pnd_dtype_is_plain(v->dtype) && (pnd_contiguity(v->ndim, v->shape, v->strides, item) & PND_FLAG_C);
    if (dense && mode == PND_MODE_RAISE && (m == 1 || (m >= n && !by_position)))
        return put_dense(v, index, n, values, m == 1 ? 0 : item, extent, &pace, err);
    intptr_t k = 0;
    for (intptr_t i = 0; i < n; i++) {
        intptr_t x;
        if (!settle(index[i], extent, mode, &x)) return pnd_fail_index(err, index[i], 0, extent);
        if (by_position) k = x % m;
        char *p = dense ? v->data + x * item : flat_address(v, x);
        if (pnd_run_move(v->dtype, p, 0, values + k * item, 0, 1, err) < 0) return -1;
        if (++k == m) k = 0;
        if (pnd_pace_check(&pace, 1, err) < 0) return -1;
    }
    return 0;
}

int pnd_choose(const pnd_view *index, intptr_t n, const pnd_view *choices, pnd_clipmode mode, const pnd_view *out, pnd_error *err)
{
    pnd_walk w;
    intptr_t strides[PND_MAXDIMS];
    pnd_pace pace = PND_PACE_START;
    if (pnd_view_size(out) == 0) return 0;
    /* Axes are not merged: coordinates find the element of whichever choice it is. */
    const int rank = out->ndim > 0 ? out->ndim - 1 : 0;
    const intptr_t length = out->ndim > 0 ? out->shape[rank] : 1;
    pnd_broadcast_strides(index, out->ndim, out->shape, strides);
    pnd_walk_init(&w, rank, out->shape, 2);
    pnd_walk_op(&w, 0, index->data, strides);
    pnd_walk_op(&w, 1, out->data, out->strides);
    pnd_walk_start(&w);
    const intptr_t si = out->ndim > 0 ? strides[rank] : 0, so = out->ndim > 0 ? out->strides[rank] : 0;
    do {
        for (intptr_t i = 0; i < length; i++) {
            intptr_t x;
            memcpy(&x, w.ptr[0] + i * si, sizeof x);
            if ((mode == PND_MODE_RAISE && x < 0) || !settle(x, n, mode, &x))
                return pnd_fail(err, PND_ERR_VALUE, "invalid entry in choice array");
            const pnd_view *c = &choices[x];
            const char *p = c->data;
            const int lead = out->ndim - c->ndim;
            for (int k = 0; k < c->ndim; k++)
                if (c->shape[k] != 1) p += c->strides[k] * (k + lead == rank ? i : w.at[k + lead]);
            if (pnd_run_move(out->dtype, w.ptr[1] + i * so, 0, p, 0, 1, err) < 0) return -1;
        }
        if (pnd_pace_check(&pace, length, err) < 0) return -1;
    } while (pnd_walk_next(&w));
    return 0;
}
