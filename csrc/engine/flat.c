/*
 * Flat positions.  An element costs a division for each axis, so what stands densely is taken by the kernels of take and put;
 * the rest is done one by one.  Everything here answers Ctrl-C.
 */
#include "flat.h"

#include "../layout/strides.h"
#include "../platform/poll.h"

#include "assign.h"
#include "spread.h"
#include "walk.h"

char *pnd_flat_address(const pnd_view *v, intptr_t i)
{
    char *p = v->data;
    for (int k = v->ndim - 1; k > 0; k--) {
        p += i % v->shape[k] * v->strides[k];
        i /= v->shape[k];
    }
    return v->ndim > 0 ? p + i * v->strides[0] : p;
}

int pnd_flat_get(const pnd_view *v, const intptr_t *index, intptr_t n, char *out, pnd_error *err)
{
    const intptr_t size = pnd_view_size(v), item = v->dtype->size, step = sizeof(intptr_t);
    const bool dense = pnd_contiguity(v->ndim, v->shape, v->strides, item) & PND_FLAG_C;
    if (dense || v->ndim == 1) {
        const intptr_t stride = v->ndim == 1 ? v->strides[0] : item;
        const pnd_view line = {v->data, v->dtype, 1, &size, &stride}, at = {(char *)(uintptr_t)index, PND_DT(LONG), 1, &n, &step},
                       to = {out, v->dtype, 1, &n, &item};
        return pnd_take(&line, 0, &at, PND_MODE_RAISE, &to, err);
    }
    pnd_pace pace = PND_PACE_START;
    for (intptr_t i = 0; i < n; i++) {
        intptr_t x;
        if (size == 0 || !pnd_settle(index[i], size, PND_MODE_RAISE, &x))
            return pnd_fail(err, PND_ERR_INDEX, "index %zd is out of bounds for size %zd", index[i], size);
        if (pnd_run_move(v->dtype, out + i * item, 0, pnd_flat_address(v, x), 0, 1, err) < 0 || pnd_pace_check(&pace, 1, err) < 0)
            return -1;
    }
    return 0;
}

int pnd_flat_fill(const pnd_view *v, const char *values, intptr_t m, pnd_error *err)
{
    const intptr_t item = v->dtype->size;
    pnd_pace pace = PND_PACE_START;
    pnd_walk w;
    if (m == 1) return pnd_fill(v, values, err);
    pnd_walk_init(&w, v->ndim, v->shape, 1);
    pnd_walk_op(&w, 0, v->data, v->strides);
    pnd_walk_fold(&w);
    intptr_t at = 0; /* in the values */
    if (w.n > 0) do {
            for (intptr_t i = 0, n; i < w.n; i += n) {
                n = w.n - i < m - at ? w.n - i : m - at;
                n = pnd_piece(n);
                if (pnd_run_move(v->dtype, w.ptr[0] + i * w.inner[0], w.inner[0], values + at * item, item, n, err) < 0) return -1;
                at = at + n < m ? at + n : 0;
                if (pnd_pace_check(&pace, n, err) < 0) return -1;
            }
        } while (pnd_walk_next(&w));
    return 0;
}

/**************************************************************************** coordinates */

/* What is done with n pairs of elements, `sp` and `so` bytes apart. */
typedef int pairs_fn(const void *arg, const char *p, intptr_t sp, char *o, intptr_t so, intptr_t n, pnd_error *err);

/* fn over all pairs of elements of two views of one shape, piece after piece. */
static int run_pairs(pairs_fn *fn, const void *arg, const pnd_view *from, const pnd_view *to, pnd_error *err)
{
    pnd_pace pace = PND_PACE_START;
    pnd_walk w;
    pnd_walk_init(&w, from->ndim, from->shape, 2);
    pnd_walk_op(&w, 0, from->data, from->strides);
    pnd_walk_op(&w, 1, to->data, to->strides);
    pnd_walk_fold(&w);
    if (w.n > 0) do {
            for (intptr_t i = 0, n; i < w.n; i += n) {
                n = pnd_piece(w.n - i);
                if (fn(arg, w.ptr[0] + i * w.inner[0], w.inner[0], w.ptr[1] + i * w.inner[1], w.inner[1], n, err) < 0 ||
                    pnd_pace_check(&pace, n, err) < 0)
                    return -1;
            }
        } while (pnd_walk_next(&w));
    return 0;
}

typedef struct unravelling {
    int ndim;
    const intptr_t *shape;
    bool fortran;
    intptr_t size;
} unravelling;

static int unravel_run(const void *arg, const char *p, intptr_t sp, char *o, intptr_t so, intptr_t n, pnd_error *err)
{
    const unravelling u = *(const unravelling *)arg;
    for (; n > 0; n--, p += sp, o += so) {
        intptr_t x;
        memcpy(&x, p, sizeof x);
        if (x < 0 || x >= u.size) return pnd_fail(err, PND_ERR_VALUE, "index %zd is out of bounds for array with size %zd", x, u.size);
        intptr_t *row = (intptr_t *)(void *)o;
        for (int k = 0; k < u.ndim; k++) {
            const int axis = u.fortran ? k : u.ndim - 1 - k;
            row[axis] = x % u.shape[axis];
            x /= u.shape[axis];
        }
    }
    return 0;
}

int pnd_unravel(const pnd_view *index, int ndim, const intptr_t *shape, bool fortran, intptr_t size, const pnd_view *rows, pnd_error *err)
{
    /* rows has an axis more, along which unravel_run goes */
    return run_pairs(unravel_run, &(unravelling){ndim, shape, fortran, size}, index, rows, err);
}

typedef struct ravelling {
    intptr_t extent, step;
    pnd_clipmode mode;
} ravelling;

static int ravel_run(const void *arg, const char *p, intptr_t sp, char *o, intptr_t so, intptr_t n, pnd_error *err)
{
    const ravelling r = *(const ravelling *)arg;
    for (; n > 0; n--, p += sp, o += so) {
        intptr_t x;
        memcpy(&x, p, sizeof x);
        if ((r.mode == PND_MODE_RAISE && x < 0) || !pnd_settle(x, r.extent, r.mode, &x))
            return pnd_fail(err, PND_ERR_VALUE, "invalid entry in coordinates array");
        *(intptr_t *)(void *)o += x * r.step;
    }
    return 0;
}

int pnd_ravel_axis(const pnd_view *x, const pnd_view *out, intptr_t extent, pnd_clipmode mode, intptr_t step, pnd_error *err)
{
    return run_pairs(ravel_run, &(ravelling){extent, step, mode}, x, out, err);
}
