/*
 * Sorting and searching along an axis.
 *
 * The kernels sort one contiguous native line.  A line that is contiguous, native and aligned is sorted where it stands;
 * any other is copied to a buffer (which is where byte order is turned round) and back.  Long work is shared between
 * threads by lines: a line is never split, so results do not depend on their number.
 */
#include "sort.h"

#include "../iter/nest.h"
#include "../layout/strides.h"
#include "../platform/mem.h"
#include "../platform/poll.h"

#include "blocks.h"
#include "castop.h"
#include "walk.h"

#define PARALLEL_ELEMENTS 65536
#define BLOCK_ELEMENTS 16384
#define KEY_WORK 32 /* of one search, in elements */

typedef struct sortjob {
    const pnd_sorting *kernel;
    const pnd_dtype *native;
    pnd_castop in, out;             /* to native, and back */
    intptr_t n, stride, out_stride; /* the line; out: of the index array */
    bool in_place, stable, indices;
    const intptr_t *kth;            /* partition: places that must be right; NULL: all */
    intptr_t nk;
    bool owned;                     /* elements are not plain: a line is always sorted in a buffer, which owns them too */
    pnd_nest lines;                 /* over the other axes: the data, and the index array */
    intptr_t block;                 /* lines a block */
} sortjob;

/* What one block needs: a context, and lines of its own. */
typedef struct sortwork {
    const sortjob *job;
    pnd_loop ctx;
    pnd_pace pace;
    char *buffer;    /* unless in_place: one native line */
    intptr_t *index; /* argsort: one line of the result */
} sortwork;

static int fetch_line(sortwork *w, const char *line)
{
    const sortjob *s = w->job;
    const intptr_t size = s->native->size;
    for (intptr_t i = 0; i < s->n;) {
        const intptr_t m = pnd_piece(s->n - i);
        if (pnd_castop_run(&s->in, line + i * s->stride, s->stride, w->buffer + i * size, size, m, w->ctx.err) < 0) return -1;
        if (pnd_pace_check(&w->pace, m, w->ctx.err) < 0) return -1;
        i += m;
    }
    return 0;
}

static int sort_data(sortwork *w, char *data)
{
    const sortjob *s = w->job;
    if (s->kth && s->kernel->select) return s->kernel->select(&w->ctx, data, s->n, s->kth, s->nk);
    return s->kernel->sort(&w->ctx, data, s->n, s->stable);
}

static int argsort_data(sortwork *w, const char *data, intptr_t *index)
{
    const sortjob *s = w->job;
    if (s->kth && s->kernel->argselect) return s->kernel->argselect(&w->ctx, data, index, s->n, s->kth, s->nk);
    return s->kernel->argsort(&w->ctx, data, index, s->n, s->stable);
}

/* A line that was copied is written back whole, or not at all. */
static int sort_line(sortwork *w, char *line)
{
    const sortjob *s = w->job;
    if (s->in_place) return sort_data(w, line);
    if (fetch_line(w, line) < 0 || sort_data(w, w->buffer) < 0) return -1;
    return pnd_castop_run(&s->out, w->buffer, s->native->size, line, s->stride, s->n, w->ctx.err);
}

static int argsort_line(sortwork *w, const char *line, char *result)
{
    const sortjob *s = w->job;
    const bool direct = s->out_stride == sizeof(intptr_t) && (uintptr_t)result % _Alignof(intptr_t) == 0;
    intptr_t *x = direct ? (intptr_t *)(void *)result : w->index;
    if (!s->in_place) {
        if (fetch_line(w, line) < 0) return -1;
        line = w->buffer;
    }
    if (argsort_data(w, line, x) < 0) return -1;
    if (!direct)
        for (intptr_t i = 0; i < s->n; i++) memcpy(result + i * s->out_stride, &x[i], sizeof *x);
    return 0;
}

static int sort_block(void *arg, intptr_t block, pnd_error *err)
{
    const sortjob *s = arg;
    const pnd_nest *t = &s->lines;
    const pnd_dtype *const dtypes[1] = {s->native};
    const size_t bytes = (size_t)(s->n * s->native->size);
    sortwork w = {.job = s, .pace = PND_PACE_START};
    w.ctx = (pnd_loop){.dtypes = dtypes, .err = err, .pace = &w.pace};
    pnd_cursor c;
    int status = 0;
    if (!s->in_place && (w.buffer = pnd_data_alloc(bytes, false)) == NULL) return pnd_fail_memory(err);
    if (s->owned && pnd_move_init(s->native, w.buffer, s->native->size, s->n, err) < 0) return pnd_data_free(w.buffer, bytes), -1;
    if (s->indices && (w.index = pnd_malloc_array((size_t)s->n, sizeof *w.index)) == NULL) status = pnd_fail_memory(err);
    intptr_t at = block * s->block;
    const intptr_t end = t->size - at < s->block ? t->size : at + s->block;
    pnd_cursor_seek(t, &c, at);
    for (; at < end && status == 0; at++, pnd_cursor_advance(t, &c, 1)) {
        status = s->indices ? argsort_line(&w, c.ptr[0], c.ptr[1]) : sort_line(&w, c.ptr[0]);
        if (status == 0) status = pnd_pace_check(&w.pace, s->n, err);
    }
    if (s->owned) pnd_move_clear(s->native, w.buffer, s->native->size, s->n);
    if (w.buffer) pnd_data_free(w.buffer, bytes);
    pnd_free(w.index);
    return status;
}

/* The nest over all axes but one. */
static int nest_lines(pnd_nest *t, const pnd_view *v, int axis, const pnd_view *out, pnd_error *err)
{
    intptr_t shape[PND_MAXDIMS], strides[2][PND_MAXDIMS];
    int n = 0;
    for (int i = 0; i < v->ndim; i++) {
        if (i == axis) continue;
        shape[n] = v->shape[i];
        strides[0][n] = v->strides[i];
        strides[1][n++] = out ? out->strides[i] : 0;
    }
    if (pnd_nest_init(t, n, shape, out ? 2 : 1, err) < 0) return -1;
    pnd_nest_set(t, 0, v->data, n, shape, strides[0]);
    if (out) pnd_nest_set(t, 1, out->data, n, shape, strides[1]);
    pnd_nest_settle(t, 0, false);
    return 0;
}

static int run(sortjob *s, const pnd_view *v, int axis, const pnd_view *out, bool stable, pnd_error *err)
{
    s->native = pnd_dtype_native(v->dtype);
    s->kernel = pnd_dtype_is_builtin(v->dtype) ? pnd_sorting_find(s->native->loops) : NULL;
    if (s->kernel == NULL) return pnd_fail(err, PND_ERR_TYPE, "type %s does not have compare function", v->dtype->name);
    if (pnd_castop_init(&s->in, v->dtype, s->native, err) < 0 || pnd_castop_init(&s->out, s->native, v->dtype, err) < 0) return -1;
    s->n = v->shape[axis];
    s->stride = v->strides[axis];
    s->out_stride = out ? out->strides[axis] : 0;
    s->stable = stable;
    s->indices = out != NULL;
    s->owned = !pnd_dtype_is_plain(v->dtype);
    s->in_place = !s->owned && !v->dtype->swapped && s->stride == v->dtype->size && pnd_is_aligned(v);
    if (pnd_view_size(v) == 0 || (s->n == 1 && !out)) return 0;
    if (nest_lines(&s->lines, v, axis, out, err) < 0) return -1;
    const intptr_t lines = s->lines.size;
    s->block = lines * s->n < PARALLEL_ELEMENTS ? lines : BLOCK_ELEMENTS / s->n + 1;
    const unsigned flags = s->owned ? PND_BLOCKS_NO_POLL : PND_BLOCKS_THREADS;
    const int status = pnd_blocks_run(sort_block, s, (lines + s->block - 1) / s->block, flags, NULL, err);
    pnd_nest_free(&s->lines);
    return status;
}

int pnd_sort(const pnd_view *v, int axis, bool stable, pnd_error *err)
{
    assert(axis >= 0 && axis < v->ndim);
    sortjob s = {.kth = NULL};
    return run(&s, v, axis, NULL, stable, err);
}

int pnd_argsort(const pnd_view *v, int axis, bool stable, const pnd_view *out, pnd_error *err)
{
    assert(axis >= 0 && axis < v->ndim && out->ndim == v->ndim && out->dtype->size == sizeof(intptr_t));
    sortjob s = {.kth = NULL};
    return run(&s, v, axis, out, stable, err);
}

int pnd_partition(const pnd_view *v, int axis, const intptr_t *kth, intptr_t nk, pnd_error *err)
{
    assert(axis >= 0 && axis < v->ndim);
    sortjob s = {.kth = kth, .nk = nk};
    return run(&s, v, axis, NULL, true, err);
}

int pnd_argpartition(const pnd_view *v, int axis, const intptr_t *kth, intptr_t nk, const pnd_view *out, pnd_error *err)
{
    assert(axis >= 0 && axis < v->ndim && out->ndim == v->ndim && out->dtype->size == sizeof(intptr_t));
    sortjob s = {.kth = kth, .nk = nk};
    return run(&s, v, axis, out, true, err);
}

/* First place in [lo, hi) before which every element is less than key (right: not greater than it). */
static intptr_t bisect(const pnd_sorting *k, const char *sorted, intptr_t stride, intptr_t lo, intptr_t hi, const char *key, bool right)
{
    while (lo < hi) {
        intptr_t mid = lo + (hi - lo) / 2;
        const char *p = sorted + mid * stride;
        if (right ? !k->less(key, p) : k->less(p, key)) lo = mid + 1;
        else hi = mid;
    }
    return lo;
}

/* The same where comparing may fail: the place, or -1. */
static intptr_t try_bisect(const pnd_sorting *k, const pnd_view *sorted, const char *key, bool right, pnd_error *err)
{
    intptr_t lo = 0, hi = sorted->shape[0];
    while (lo < hi) {
        const intptr_t mid = lo + (hi - lo) / 2;
        const char *p = sorted->data + mid * sorted->strides[0];
        const int less = right ? k->try_less(key, p, err) : k->try_less(p, key, err);
        if (less < 0) return -1;
        if (right ? !less : less) lo = mid + 1;
        else hi = mid;
    }
    return lo;
}

/* Both of one native dtype; keys that rise reuse the last bound. */
int pnd_searchsorted(const pnd_view *sorted, const pnd_view *keys, bool right, const pnd_view *out, pnd_error *err)
{
    assert(sorted->ndim == 1 && keys->dtype->loops == sorted->dtype->loops && !sorted->dtype->swapped && !keys->dtype->swapped);
    const pnd_sorting *k = pnd_dtype_is_builtin(sorted->dtype) ? pnd_sorting_find(sorted->dtype->loops) : NULL;
    if (k == NULL) return pnd_fail(err, PND_ERR_TYPE, "type %s does not have compare function", sorted->dtype->name);
    const intptr_t n = sorted->shape[0], stride = sorted->strides[0];
    pnd_walk w;
    pnd_walk_init(&w, keys->ndim, keys->shape, 2);
    pnd_walk_op(&w, 0, keys->data, keys->strides);
    pnd_walk_op(&w, 1, out->data, out->strides);
    pnd_walk_fold(&w);
    const char *last = NULL;
    intptr_t at = 0;
    pnd_pace pace = PND_PACE_START;
    if (w.n > 0) do {
            for (intptr_t i = 0; i < w.n; i++) {
                const char *key = w.ptr[0] + i * w.inner[0];
                if (k->try_less) {
                    if ((at = try_bisect(k, sorted, key, right, err)) < 0) return -1;
                    memcpy(w.ptr[1] + i * w.inner[1], &at, sizeof at);
                    continue;
                }
                const bool rises = last != NULL && !k->less(key, last);
                at = rises ? bisect(k, sorted->data, stride, at, n, key, right)
                           : bisect(k, sorted->data, stride, 0, last ? at : n, key, right);
                memcpy(w.ptr[1] + i * w.inner[1], &at, sizeof at);
                last = key;
                if (pnd_pace_check(&pace, KEY_WORK, err) < 0) return -1;
            }
        } while (pnd_walk_next(&w));
    return 0;
}
