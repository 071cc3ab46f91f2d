/*
 * Sorting and searching along an axis.
 *
 * The kernels sort one contiguous native line.  A line that is contiguous, native and aligned is sorted where it stands;
 * any other is copied to a buffer (which is where byte order is turned round) and back.  Long work is shared between
 * threads by lines: a line is never split, so results do not depend on their number.
 */
#include "sort.h"

#include "../layout/strides.h"

#include "../platform/mem.h"
#include "../platform/poll.h"
#include "../platform/pool.h"

#include "castop.h"
#include "walk.h"

#define PARALLEL_ELEMENTS 65536
#define BLOCK_ELEMENTS 16384

typedef struct sortjob {
    const pnd_sorting *kernel;
    const pnd_dtype *dtype, *native;
    pnd_castop in, out;             /* to native, and back */
    intptr_t n, stride, out_stride; /* the line; out: of the index array */
    bool in_place, stable, indices;
    int ndim;                       /* the other axes: */
    intptr_t shape[PND_MAXDIMS], strides[2][PND_MAXDIMS], lines;
    char *data, *result;
    intptr_t block;                 /* lines a block */
    pnd_error *err;
    int failed;
} sortjob;

static int sort_line(const sortjob *s, char *line, char *buffer, pnd_error *err)
{
    const pnd_dtype *const dtypes[1] = {s->native};
    pnd_loop ctx = {.dtypes = dtypes, .err = err};
    if (s->in_place) return s->kernel->sort(&ctx, line, s->n, s->stable);
    if (pnd_castop_run(&s->in, line, s->stride, buffer, s->native->size, s->n, err) < 0) return -1;
    if (s->kernel->sort(&ctx, buffer, s->n, s->stable) < 0) return -1;
    return pnd_castop_run(&s->out, buffer, s->native->size, line, s->stride, s->n, err);
}

static int argsort_line(const sortjob *s, char *line, char *result, char *buffer, intptr_t *index, pnd_error *err)
{
    const pnd_dtype *const dtypes[1] = {s->native};
    pnd_loop ctx = {.dtypes = dtypes, .err = err};
    intptr_t *x = s->out_stride == sizeof(intptr_t) && (uintptr_t)result % _Alignof(intptr_t) == 0 ? (intptr_t *)(void *)result : index;
    if (!s->in_place) {
        if (pnd_castop_run(&s->in, line, s->stride, buffer, s->native->size, s->n, err) < 0) return -1;
        line = buffer;
    }
    for (intptr_t i = 0; i < s->n; i++) x[i] = i;
    if (s->kernel->argsort(&ctx, line, x, s->n, s->stable) < 0) return -1;
    if (x == index)
        for (intptr_t i = 0; i < s->n; i++) memcpy(result + i * s->out_stride, &x[i], sizeof *x);
    return 0;
}

/* Lines [b * block, ...): coordinates from the line number, then stepped. */
static int sort_lines(const sortjob *s, intptr_t first, intptr_t count, pnd_error *err)
{
    char *buffer = NULL;
    intptr_t *index = NULL, at[PND_MAXDIMS];
    char *line = s->data, *result = s->result;
    pnd_poll poll;
    int status = -1;
    if (!s->in_place) {
        buffer = pnd_data_alloc((size_t)(s->n * s->native->size), false);
        if (buffer == NULL) return pnd_fail_memory(err);
    }
    if (s->indices) {
        index = pnd_malloc_array((size_t)s->n, sizeof *index);
        if (index == NULL) {
            pnd_fail_memory(err);
            goto done;
        }
    }
    intptr_t rest = first;
    for (int k = s->ndim - 1; k >= 0; k--) {
        at[k] = rest % s->shape[k];
        rest /= s->shape[k];
        line += at[k] * s->strides[0][k];
        result += at[k] * s->strides[1][k];
    }
    pnd_poll_start(&poll);
    for (intptr_t i = 0; i < count; i++) {
        if ((s->indices ? argsort_line(s, line, result, buffer, index, err) : sort_line(s, line, buffer, err)) < 0) goto done;
        if ((i & 63) == 63 && pnd_poll_check(&poll, err) < 0) goto done;
        for (int k = s->ndim - 1; k >= 0; k--) {
            line += s->strides[0][k];
            result += s->strides[1][k];
            if (++at[k] < s->shape[k]) break;
            line -= s->strides[0][k] * s->shape[k];
            result -= s->strides[1][k] * s->shape[k];
            at[k] = 0;
        }
    }
    status = 0;
done:
    if (buffer) pnd_data_free(buffer, (size_t)(s->n * s->native->size));
    pnd_free(index);
    return status;
}

static int sort_block(void *arg, intptr_t b)
{
    sortjob *s = arg;
    pnd_error err;
    intptr_t first = b * s->block, count = s->lines - first < s->block ? s->lines - first : s->block;
    if (sort_lines(s, first, count, &err) == 0) return 0;
    if (!__atomic_exchange_n(&s->failed, 1, __ATOMIC_ACQ_REL)) *s->err = err;
    return -1;
}

static int run(sortjob *s, const pnd_view *v, int axis, const pnd_view *out, bool stable, pnd_error *err)
{
    s->dtype = v->dtype;
    s->native = pnd_dtype_native(v->dtype);
    s->kernel = pnd_dtype_is_builtin(v->dtype) ? pnd_sorting_find(s->native->loops) : NULL;
    if (s->kernel == NULL) return pnd_fail(err, PND_ERR_TYPE, "type %s does not have compare function", v->dtype->name);
    if (pnd_castop_init(&s->in, s->dtype, s->native, err) < 0 || pnd_castop_init(&s->out, s->native, s->dtype, err) < 0) return -1;
    s->n = v->shape[axis];
    s->stride = v->strides[axis];
    s->out_stride = out ? out->strides[axis] : 0;
    s->stable = stable;
    s->indices = out != NULL;
    s->data = v->data;
    s->result = out ? out->data : NULL;
    s->err = err;
    s->in_place = !v->dtype->swapped && s->stride == v->dtype->size && pnd_is_aligned(v);
    s->lines = 1;
    for (int i = 0; i < v->ndim; i++) {
        if (i == axis) continue;
        s->shape[s->ndim] = v->shape[i];
        s->strides[0][s->ndim] = v->strides[i];
        s->strides[1][s->ndim++] = out ? out->strides[i] : 0;
        s->lines *= v->shape[i];
    }
    if (s->n == 0 || s->lines == 0 || (s->n == 1 && !out)) return 0;
    if (s->lines * s->n < PARALLEL_ELEMENTS || s->lines == 1 || pnd_pool_threads() == 1) return sort_lines(s, 0, s->lines, err);
    s->block = BLOCK_ELEMENTS / s->n + 1;
    return pnd_pool_run(sort_block, s, (s->lines + s->block - 1) / s->block, NULL);
}

int pnd_sort(const pnd_view *v, int axis, bool stable, pnd_error *err)
{
    assert(axis >= 0 && axis < v->ndim);
    sortjob s = {.kernel = NULL};
    return run(&s, v, axis, NULL, stable, err);
}

int pnd_argsort(const pnd_view *v, int axis, bool stable, const pnd_view *out, pnd_error *err)
{
    assert(axis >= 0 && axis < v->ndim && out->ndim == v->ndim && out->dtype->size == sizeof(intptr_t));
    sortjob s = {.kernel = NULL};
    return run(&s, v, axis, out, stable, err);
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
    if (w.n > 0) do {
            for (intptr_t i = 0; i < w.n; i++) {
                const char *key = w.ptr[0] + i * w.inner[0];
                const bool rises = last != NULL && !k->less(key, last);
                at = rises ? bisect(k, sorted->data, stride, at, n, key, right)
                           : bisect(k, sorted->data, stride, 0, last ? at : n, key, right);
                memcpy(w.ptr[1] + i * w.inner[1], &at, sizeof at);
                last = key;
            }
        } while (pnd_walk_next(&w));
    return 0;
}
