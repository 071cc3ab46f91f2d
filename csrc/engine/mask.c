/*
 * Boolean masks: positions of non-zero elements, selection and assignment by a mask, where().
 *
 * Counting and filling are two passes over memory that another thread may write to in between: the second pass is told
 * how much room there is, never trusts the first one's count, and reports what it did.
 */
#include "take.h"

#include "../kernels/moves.h"
#include "../layout/broadcast.h"
#include "../platform/fpstatus.h"
#include "../platform/poll.h"

#include "castop.h"
#include "walk.h"

#define WINDOW 1024

/**************************************************************************** nonzero */

/* Truth of n elements as bool bytes: the elements themselves, or converted into `window` (n <= WINDOW). */
typedef struct truth {
    bool direct;
    pnd_castop cast;
} truth;

static int truth_init(truth *t, const pnd_dtype *d, pnd_error *err)
{
    t->direct = d->idx == PND_IDX_BOOL;
    return t->direct ? 0 : pnd_castop_init(&t->cast, d, PND_DT(BOOL), err);
}

static int truth_get(const truth *t, const char **p, intptr_t *stride, intptr_t n, char *window, pnd_error *err)
{
    if (t->direct) return 0;
    if (pnd_castop_run(&t->cast, *p, *stride, window, 1, n, err) < 0) return -1;
    *p = window;
    *stride = 1;
    return 0;
}

int pnd_nonzero_count(const pnd_view *v, intptr_t *count, pnd_error *err)
{
    char window[WINDOW];
    truth t;
    pnd_walk w;
    *count = 0;
    if (truth_init(&t, v->dtype, err) < 0) return -1;
    pnd_walk_init(&w, v->ndim, v->shape, 1);
    pnd_walk_op(&w, 0, v->data, v->strides);
    pnd_walk_fold(&w);
    const intptr_t step = t.direct ? PND_POLL_WORK : WINDOW;
    pnd_pace pace = PND_PACE_START;
    if (w.n > 0) do {
            for (intptr_t i = 0; i < w.n; i += step) {
                const char *p = w.ptr[0] + i * w.inner[0];
                intptr_t n = w.n - i < step ? w.n - i : step, stride = w.inner[0];
                if (truth_get(&t, &p, &stride, n, window, err) < 0) return -1;
                *count += pnd_count_true(p, stride, n);
                if (pnd_pace_check(&pace, n, err) < 0) return -1;
            }
        } while (pnd_walk_next(&w));
    return 0;
}

/* Positions along the last axis, each written with the coordinates of the axes before it (outermost first). */
static intptr_t write_rows(const intptr_t *positions, intptr_t n, int ndim, const intptr_t *at, intptr_t *out)
{
    for (intptr_t i = 0; i < n; i++, out += ndim) {
        for (int k = 0; k < ndim - 1; k++) out[k] = at[k];
        out[ndim - 1] = positions[i];
    }
    return n;
}

int pnd_nonzero_fill(const pnd_view *v, intptr_t count, intptr_t *out, intptr_t *written, pnd_error *err)
{
    char window[WINDOW];
    intptr_t positions[WINDOW], done = 0;
    truth t;
    assert(v->ndim > 0);
    *written = 0;
    if (truth_init(&t, v->dtype, err) < 0) return -1;
    const int ndim = v->ndim;
    const intptr_t n = v->shape[ndim - 1], stride = v->strides[ndim - 1];
    pnd_pace pace = PND_PACE_START;
    pnd_walk rows; /* over the axes before the last; not folded, as their coordinates are the result */
    if (pnd_view_size(v) == 0) return 0;
    pnd_walk_init(&rows, ndim - 1, v->shape, 1);
    pnd_walk_op(&rows, 0, v->data, v->strides);
    pnd_walk_start(&rows);
    do {
        for (intptr_t i = 0; i < n && done < count; i += WINDOW) {
            const char *p = rows.ptr[0] + i * stride;
            intptr_t m = n - i < WINDOW ? n - i : WINDOW, step = stride;
            if (truth_get(&t, &p, &step, m, window, err) < 0 || pnd_pace_check(&pace, m, err) < 0) return -1;
            if (ndim == 1) done += pnd_true_positions(p, step, m, i, out + done, count - done);
            else
                done += write_rows(positions, pnd_true_positions(p, step, m, i, positions, count - done < m ? count - done : m), ndim,
                                   rows.at, out + done * ndim);
        }
    } while (done < count && pnd_walk_next(&rows));
    *written = done;
    return 0;
}

/**************************************************************************** v[mask] */

/* Axes of v behind the mask's, stepped together with those of the packed side (out or values) for one mask position; where
   they start is said for each position. */
static void rest_walk(pnd_walk *w, const pnd_view *v, int mask_ndim, const intptr_t *packed_strides)
{
    int n = v->ndim - mask_ndim;
    pnd_walk_init(w, n, v->shape + mask_ndim, 2);
    pnd_walk_op(w, 0, NULL, v->strides + mask_ndim);
    pnd_walk_op(w, 1, NULL, packed_strides);
    pnd_walk_fold(w);
}

static int move_rest(pnd_walk rest, const pnd_dtype *d, char *dst, bool dst_is_v, const char *src, pnd_error *err)
{
    const int dk = dst_is_v ? 0 : 1, sk = 1 - dk;
    rest.ptr[dk] = dst;
    rest.ptr[sk] = (char *)(uintptr_t)src;
    do {
        if (pnd_run_move(d, rest.ptr[dk], rest.inner[dk], rest.ptr[sk], rest.inner[sk], rest.n, err) < 0) return -1;
    } while (pnd_walk_next(&rest));
    return 0;
}

static void mask_walk(pnd_walk *w, const pnd_view *v, const pnd_view *mask)
{
    pnd_walk_init(w, mask->ndim, mask->shape, 2);
    pnd_walk_op(w, 0, mask->data, mask->strides);
    pnd_walk_op(w, 1, v->data, v->strides);
    pnd_walk_fold(w);
}

int pnd_mask_get(const pnd_view *v, const pnd_view *mask, const pnd_view *out, intptr_t *written, pnd_error *err)
{
    assert(mask->ndim <= v->ndim && out->ndim == 1 + v->ndim - mask->ndim);
    const intptr_t room = out->shape[0], item = v->dtype->size;
    pnd_walk w, rest;
    intptr_t done = 0;
    *written = 0;
    mask_walk(&w, v, mask);
    rest_walk(&rest, v, mask->ndim, out->strides + 1);
    if (w.n == 0 || room == 0) return 0;
    if (rest.n == 0) {
        *written = room;
        return 0;
    }
    const bool chunk = pnd_dtype_is_plain(v->dtype) && rest.ndim == 0 &&
                       (rest.n == 1 || (rest.inner[0] == item && rest.inner[1] == item)) && (out->strides[0] == rest.n * item || room == 1);
    const intptr_t rest_size = pnd_walk_size(&rest);
    pnd_pace pace = PND_PACE_START;
    do {
        for (intptr_t i = 0, n; chunk && i < w.n && done < room; i += n) {
            n = pnd_piece(w.n - i);
            done += pnd_compress(w.ptr[0] + i * w.inner[0], w.inner[0], w.ptr[1] + i * w.inner[1], w.inner[1], n, rest.n * item,
                                 out->data + done * rest.n * item, room - done);
            if (pnd_pace_check(&pace, n * rest.n, err) < 0) return -1;
        }
        for (intptr_t i = 0; !chunk && i < w.n && done < room; i++) {
            const bool chosen = w.ptr[0][i * w.inner[0]];
            if (pnd_pace_check(&pace, chosen ? rest_size : 1, err) < 0) return -1;
            if (!chosen) continue;
            if (move_rest(rest, v->dtype, out->data + done * out->strides[0], false, w.ptr[1] + i * w.inner[1], err) < 0) return -1;
            done++;
        }
    } while (done < room && pnd_walk_next(&w));
    *written = done;
    return 0;
}

static int put_converted(pnd_walk rest, const pnd_castop *cast, char *dst, const char *src, pnd_error *err)
{
    rest.ptr[0] = dst;
    rest.ptr[1] = (char *)(uintptr_t)src;
    do {
        if (pnd_castop_run(cast, rest.ptr[1], rest.inner[1], rest.ptr[0], rest.inner[0], rest.n, err) < 0) return -1;
    } while (pnd_walk_next(&rest));
    return 0;
}

/* The second pass of mask_put: at most `room` values are read. */
static int put_values(pnd_walk *w, const pnd_walk *rest, const pnd_view *v, const pnd_castop *cast, const char *values, intptr_t step,
                      intptr_t room, pnd_error *err)
{
    const intptr_t rest_size = pnd_walk_size(rest);
    pnd_pace pace = PND_PACE_START;
    intptr_t done = 0;
    do {
        for (intptr_t i = 0; i < w->n && done < room; i++) {
            const bool chosen = w->ptr[0][i * w->inner[0]];
            if (pnd_pace_check(&pace, chosen ? rest_size : 1, err) < 0) return -1;
            if (!chosen) continue;
            char *dst = w->ptr[1] + i * w->inner[1];
            const char *src = values + done * step;
            if ((cast ? put_converted(*rest, cast, dst, src, err) : move_rest(*rest, v->dtype, dst, true, src, err)) < 0) return -1;
            done++;
        }
    } while (done < room && pnd_walk_next(w));
    return 0;
}

int pnd_mask_put(const pnd_view *v, const pnd_view *mask, const pnd_view *values, int *fpe, pnd_error *err)
{
    assert(mask->ndim <= v->ndim && values->ndim == 1 + v->ndim - mask->ndim);
    intptr_t count, strides[PND_MAXDIMS];
    pnd_view tail = {values->data, values->dtype, values->ndim - 1, values->shape + 1, values->strides + 1};
    pnd_castop cast;
    pnd_walk w, rest;
    if (fpe) *fpe = 0;
    if (pnd_nonzero_count(mask, &count, err) < 0) return -1;
    if (values->shape[0] != 1 && values->shape[0] != count)
        return pnd_fail(
            err, PND_ERR_VALUE,
            "NumPy boolean array indexing assignment cannot assign %td input values to the %td output values where the mask is true",
            (ptrdiff_t)values->shape[0], (ptrdiff_t)count);
    if (count == 0) return 0;
    pnd_broadcast_strides(&tail, v->ndim - mask->ndim, v->shape + mask->ndim, strides);
    mask_walk(&w, v, mask);
    rest_walk(&rest, v, mask->ndim, strides);
    if (w.n == 0 || rest.n == 0) return 0;
    if (pnd_castop_init(&cast, values->dtype, v->dtype, err) < 0) return -1;
    const bool convert = !cast.same;
    if (fpe) pnd_fp_clear();
    int status = put_values(&w, &rest, v, convert ? &cast : NULL, values->data, values->shape[0] == 1 ? 0 : values->strides[0], count, err);
    if (fpe && convert) *fpe = pnd_fp_get();
    return status;
}

/**************************************************************************** where */

int pnd_select(const pnd_view *mask, const pnd_view *a, const pnd_view *b, const pnd_view *out, pnd_error *err)
{
    const pnd_view *in[3] = {mask, a, b};
    const intptr_t item = out->dtype->size;
    if (out->ndim == 1 && pnd_dtype_is_plain(out->dtype)) { /* one run, without a walk */
        pnd_loop line = {.aux = &item, .err = err};
        char *const ptrs[4] = {mask->data, a->data, b->data, out->data};
        intptr_t steps[4] = {0, 0, 0, out->strides[0]};
        for (int k = 0; k < 3; k++)
            if (in[k]->ndim == 1 && in[k]->shape[0] != 1) steps[k] = in[k]->strides[0];
        if (out->shape[0] <= PND_POLL_WORK) return out->shape[0] ? pnd_select_find(item)(&line, ptrs, out->shape, steps) : 0;
    }
    pnd_walk w;
    pnd_walk_init(&w, out->ndim, out->shape, 4);
    for (int k = 0; k < 3; k++) {
        intptr_t strides[PND_MAXDIMS];
        pnd_broadcast_strides(in[k], out->ndim, out->shape, strides);
        pnd_walk_op(&w, k, in[k]->data, strides);
    }
    pnd_walk_op(&w, 3, out->data, out->strides);
    pnd_walk_fold(&w);
    if (w.n == 0) return 0;
    const bool plain = pnd_dtype_is_plain(out->dtype);
    pnd_loop_fn *fn = plain ? pnd_select_find(item) : NULL;
    pnd_loop ctx = {.aux = &item, .err = err};
    pnd_pace pace = PND_PACE_START;
    do {
        for (intptr_t i = 0, n; plain && i < w.n; i += n) {
            char *ptrs[4];
            for (int k = 0; k < 4; k++) ptrs[k] = w.ptr[k] + i * w.inner[k];
            n = pnd_piece(w.n - i);
            if (fn(&ctx, ptrs, &n, w.inner) < 0 || pnd_pace_check(&pace, n, err) < 0) return -1;
        }
        for (intptr_t i = 0; !plain && i < w.n; i++) {
            int k = w.ptr[0][i * w.inner[0]] ? 1 : 2;
            if (pnd_move_copy(out->dtype, w.ptr[3] + i * w.inner[3], 0, w.ptr[k] + i * w.inner[k], 0, 1, err) < 0) return -1;
        }
    } while (pnd_walk_next(&w));
    return 0;
}
