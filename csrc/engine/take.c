/*
 * Gather, scatter and take: elements chosen by index arrays.
 *
 * Whatever the plan, it is first brought to one index array over one source: several index arrays are checked and summed
 * into private byte offsets (step 1).  What remains are two walks: over the index array's axes ("picks"), and over the axes
 * of the view that stay whole ("rest").  The rest's inner run decides the loop:
 *   CHUNK    it is contiguous on both sides: a kernel moves it as one item per pick
 *   BY_ITEM  strided and short: one kernel call over the picks for each of its elements
 *   BY_PICK  strided and long, converting, or not plain: one strided move for each pick
 *
 * An index is checked on the value that is used, since another thread may write to index arrays while we run.  Scatter
 * checks all of them before its first write as well, so that a failing assignment writes nothing.
 */
#include "take.h"

#include "../kernels/moves.h"
#include "../kernels/stream.h"
#include "../layout/broadcast.h"
#include "../layout/overlap.h"
#include "../layout/strides.h"
#include "../platform/checked.h"
#include "../platform/fpstatus.h"
#include "../platform/mem.h"
#include "../platform/poll.h"

#include "blocks.h"
#include "castop.h"
#include "spread.h"
#include "temp.h"
#include "walk.h"

#define WINDOW_BYTES 8192
#define SMALL_INDEX 128
#define STREAM_ROW 256 /* bytes: rows below it would be mostly shared cache lines */
#define PARALLEL_BYTES ((intptr_t)1 << 20)

typedef struct pickset {
    char *source;                /* item i starts at source + index[i] * step */
    intptr_t step, extent;
    pnd_view index;              /* bndim axes of intp */
    intptr_t strides[PND_MAXDIMS];
    intptr_t *owned;             /* offsets, when they are ours and not in `small` */
    intptr_t small[SMALL_INDEX];
} pickset;

PND_INLINE intptr_t load_index(const char *p)
{
    intptr_t x;
    memcpy(&x, p, sizeof x);
    return x;
}

/* One read, one check, one use.  False when it is out of range. */
PND_INLINE bool resolve(const char *p, intptr_t extent, intptr_t *index)
{
    intptr_t x = load_index(p);
    *index = x < 0 ? x + extent : x;
    return (uintptr_t)*index < (uintptr_t)extent;
}

/**************************************************************************** indices */

/* Looks at all indices of one array (its own shape, not the broadcast one); reports the first bad one. */
static int check_index(const pnd_view *index, int axis, intptr_t extent, pnd_error *err)
{
    pnd_walk w;
    pnd_walk_init(&w, index->ndim, index->shape, 1);
    pnd_walk_op(&w, 0, index->data, index->strides);
    pnd_walk_fold(&w);
    if (w.n == 0) return 0;
    pnd_pace pace = PND_PACE_START;
    do {
        for (intptr_t done = 0; done < w.n;) {
            const char *p = w.ptr[0] + done * w.inner[0];
            const intptr_t n = pnd_piece(w.n - done);
            bool bad = false;
            intptr_t x;
            for (intptr_t i = 0; i < n; i++) bad |= !resolve(p + i * w.inner[0], extent, &x);
            for (intptr_t i = 0; bad && i < n; i++)
                if (!resolve(p + i * w.inner[0], extent, &x)) return pnd_fail_index(err, load_index(p + i * w.inner[0]), axis, extent);
            if (pnd_pace_check(&pace, n, err) < 0) return -1;
            done += n;
        }
    } while (pnd_walk_next(&w));
    return 0;
}

static int check_all(const pnd_index_plan *plan, pnd_error *err)
{
    for (int k = 0; k < plan->nindex; k++)
        if (check_index(&plan->index[k], plan->real_axis[k], plan->base.shape[plan->axis[k]], err) < 0) return -1;
    return 0;
}

static int private_index(pickset *p, intptr_t count, pnd_error *err)
{
    p->owned = NULL;
    if (count > SMALL_INDEX) {
        p->owned = pnd_malloc_array((size_t)count, sizeof(intptr_t));
        if (p->owned == NULL) return pnd_fail_memory(err);
    }
    return 0;
}

static void use_private(pickset *p, int ndim, const intptr_t *shape)
{
    pnd_strides_contiguous(ndim, shape, sizeof(intptr_t), PND_ORDER_C, p->strides);
    p->index = (pnd_view){(char *)(p->owned ? p->owned : p->small), PND_DT(LONG), ndim, shape, p->strides};
}

/* How one index array adds to the offsets. */
typedef struct offset_term {
    intptr_t extent, step, shift;
    bool first;
} offset_term;

/* n indices from p on; false at the first that is out of range, which is stored in *bad. */
static bool add_offsets(const offset_term *t, const char *p, intptr_t stride, intptr_t *o, intptr_t n, intptr_t *bad)
{
    for (intptr_t i = 0; i < n; i++) {
        intptr_t x;
        if (!resolve(p + i * stride, t->extent, &x)) {
            *bad = x;
            return false;
        }
        o[i] = (t->first ? 0 : o[i]) + x * t->step + t->shift;
    }
    return true;
}

/* offsets[i] += index_k[i] * step_k for every index array; source moves to the lowest address any index can reach, so
   that offsets are never negative. */
static int sum_offsets(const pnd_index_plan *plan, intptr_t count, pickset *p, pnd_error *err)
{
    if (private_index(p, count, err) < 0) return -1;
    intptr_t *offsets = p->owned ? p->owned : p->small, reach = 0, bad;
    pnd_pace pace = PND_PACE_START;
    for (int k = 0; k < plan->nindex; k++) {
        const intptr_t extent = plan->base.shape[plan->axis[k]], step = plan->base.strides[plan->axis[k]];
        const intptr_t span = extent > 0 ? (extent - 1) * step : 0, shift = span < 0 ? -span : 0;
        const offset_term term = {extent, step, shift, k == 0};
        intptr_t strides[PND_MAXDIMS];
        pnd_walk w;
        pnd_broadcast_strides(&plan->index[k], plan->bndim, plan->bshape, strides);
        pnd_walk_init(&w, plan->bndim, plan->bshape, 1);
        pnd_walk_op(&w, 0, plan->index[k].data, strides);
        pnd_walk_fold(&w);
        p->source -= shift;
        reach += span < 0 ? -span : span;
        intptr_t *o = offsets;
        if (w.n > 0) do {
                for (intptr_t i = 0, n; i < w.n; i += n, o += n) {
                    n = pnd_piece(w.n - i);
                    if (!add_offsets(&term, w.ptr[0] + i * w.inner[0], w.inner[0], o, n, &bad)) {
                        if (check_all(plan, err) < 0) return -1;
                        return pnd_fail_index(err, bad, plan->real_axis[k], extent);
                    }
                    if (pnd_pace_check(&pace, n, err) < 0) return -1;
                }
            } while (pnd_walk_next(&w));
    }
    p->step = 1;
    p->extent = reach + 1;
    use_private(p, plan->bndim, plan->bshape);
    return 0;
}

static int copy_index(pickset *p, intptr_t count, pnd_error *err)
{
    pnd_view from = p->index;
    pnd_walk w;
    if (private_index(p, count, err) < 0) return -1;
    intptr_t *o = p->owned ? p->owned : p->small;
    pnd_walk_init(&w, from.ndim, from.shape, 1);
    pnd_walk_op(&w, 0, from.data, from.strides);
    pnd_walk_fold(&w);
    pnd_pace pace = PND_PACE_START;
    if (w.n > 0) do {
            for (intptr_t i = 0; i < w.n;) {
                for (const intptr_t end = i + pnd_piece(w.n - i); i < end; i++) *o++ = load_index(w.ptr[0] + i * w.inner[0]);
                if (pnd_pace_check(&pace, pnd_piece(w.n), err) < 0) return -1;
            }
        } while (pnd_walk_next(&w));
    use_private(p, from.ndim, from.shape);
    return 0;
}

/* Brings the plan's index arrays to one; several are checked here.  `writes`: they must not change with the view. */
static int picks_init(pickset *p, const pnd_index_plan *plan, bool writes, pnd_error *err)
{
    intptr_t count = 1;
    for (int i = 0; i < plan->bndim; i++) count *= plan->bshape[i];
    p->source = plan->base.v.data;
    p->owned = NULL;
    if (count == 0 || plan->nindex == 0) {
        p->small[0] = 0;
        p->step = 0, p->extent = 1;
        for (int i = 0; i < plan->bndim; i++) p->strides[i] = 0;
        p->index = (pnd_view){(char *)p->small, PND_DT(LONG), plan->bndim, plan->bshape, p->strides};
        return 0;
    }
    if (plan->nindex > 1) return sum_offsets(plan, count, p, err);
    p->step = plan->base.strides[plan->axis[0]];
    p->extent = plan->base.shape[plan->axis[0]];
    pnd_broadcast_strides(&plan->index[0], plan->bndim, plan->bshape, p->strides);
    p->index = (pnd_view){plan->index[0].data, PND_DT(LONG), plan->bndim, plan->bshape, p->strides};
    if (writes && pnd_views_overlap(&plan->index[0], &plan->base.v, 0) != PND_OVERLAP_NO) return copy_index(p, count, err);
    return 0;
}

static void picks_clear(pickset *p) { pnd_free(p->owned); }

/**************************************************************************** the loops */

typedef struct job {
    bool scatter, past;       /* past: the output leaves the caches before anyone reads it */
    pnd_clipmode mode;        /* of the indices: RAISE but for take */
    int axis;                 /* for messages */
    const pnd_dtype *dtype;   /* of source */
    const pnd_castop *cast;   /* scatter: values' dtype to `dtype`; NULL when they are moved */
    const pickset *p;
    pnd_walk picks;           /* 0 index, 1 other side */
    pnd_walk rest;            /* 0 source, 1 other side */
    char *other;              /* first element of the other side */
    enum { CHUNK, BY_ITEM, BY_PICK } way;
} job;

/* Some of the picks of one run: n of them, from these addresses on. */
typedef struct picked {
    char *source, *index, *other;
    intptr_t si, n; /* si: step of index */
} picked;

static int run_kernel(const job *j, pnd_loop_fn *fn, intptr_t item, char *source, char *index, intptr_t si, char *other, intptr_t step,
                      intptr_t n, pnd_error *err)
{
    pnd_loop ctx = {.aux = &item, .err = err};
    char *const ptrs[3] = {source, index, other};
    const intptr_t dims[2] = {n, j->p->extent}, strides[3] = {j->p->step, si, step};
    if (fn(&ctx, ptrs, dims, strides) == 0) return 0;
    if (err->code != PND_ERR_INDEX) return -1;
    return pnd_fail_index(err, err->arg[0], j->axis, j->p->extent);
}

/* Long rows past the caches; the next one is on its way while one is stored. */
static void stream_row(char *to, const char *from, intptr_t bytes, uintptr_t next)
{
    for (intptr_t k = 0; k < 4; k++) __builtin_prefetch((const void *)(next + (uintptr_t)k * 64));
    pnd_stream_copy(to, from, bytes);
}

/* Rows: long enough that memcpy is the loop. */
static int run_rows(const job *j, intptr_t bytes, const picked *q, pnd_error *err)
{
    const intptr_t si = q->si, so = j->picks.inner[1], step = j->p->step, extent = j->p->extent, last = q->n - 1;
    const bool stream = j->past && !j->scatter && bytes >= STREAM_ROW;
    for (intptr_t i = 0; i <= last; i++) {
        intptr_t x;
        if (!resolve(q->index + i * si, extent, &x)) return pnd_fail_index(err, load_index(q->index + i * si), j->axis, extent);
        char *s = q->source + x * step, *o = q->other + i * so;
        if (stream)
            stream_row(o, s, bytes, (uintptr_t)q->source + (uintptr_t)load_index(q->index + (i < last ? i + 1 : i) * si) * (uintptr_t)step);
        else if (j->scatter) pnd_copy_bytes(s, o, bytes);
        else pnd_copy_bytes(o, s, bytes);
    }
    if (stream) pnd_stream_end();
    return 0;
}

static int run_chunk(const job *j, const picked *q, pnd_error *err)
{
    intptr_t bytes = j->rest.n * j->dtype->size;
    if (bytes > 32) return run_rows(j, bytes, q, err);
    return run_kernel(j, j->scatter ? pnd_scatter_find(bytes) : pnd_gather_find(bytes), bytes, q->source, q->index, q->si, q->other,
                      j->picks.inner[1], q->n, err);
}

static int run_items(const job *j, const picked *q, pnd_error *err)
{
    const intptr_t item = j->dtype->size;
    pnd_loop_fn *fn = j->scatter ? pnd_scatter_find(item) : pnd_gather_find(item);
    for (intptr_t k = 0; k < j->rest.n; k++)
        if (run_kernel(j, fn, item, q->source + k * j->rest.inner[0], q->index, q->si, q->other + k * j->rest.inner[1], j->picks.inner[1],
                       q->n, err) < 0)
            return -1;
    return 0;
}

/* Converting scatter of single items: a window of values is converted, then scattered. */
static int run_converted(const job *j, const picked *q, intptr_t k, pnd_error *err)
{
    _Alignas(64) char window[WINDOW_BYTES];
    const intptr_t item = j->dtype->size, room = WINDOW_BYTES / item, so = j->picks.inner[1];
    char *source = q->source + k * j->rest.inner[0], *other = q->other + k * j->rest.inner[1];
    pnd_loop_fn *fn = pnd_scatter_find(item);
    for (intptr_t i = 0; i < q->n; i += room) {
        intptr_t m = q->n - i < room ? q->n - i : room;
        if (pnd_castop_run(j->cast, other + i * so, so, window, item, m, err) < 0) return -1;
        if (run_kernel(j, fn, item, source, q->index + i * q->si, q->si, window, item, m, err) < 0) return -1;
    }
    return 0;
}

static int run_picks(const job *j, const picked *q, pnd_error *err)
{
    const intptr_t si = q->si, so = j->picks.inner[1], step = j->p->step, extent = j->p->extent;
    const intptr_t rs = j->rest.inner[0], ro = j->rest.inner[1], m = j->rest.n;
    for (intptr_t i = 0; i < q->n; i++) {
        intptr_t x;
        if (!resolve(q->index + i * si, extent, &x)) return pnd_fail_index(err, load_index(q->index + i * si), j->axis, extent);
        char *s = q->source + x * step, *o = q->other + i * so;
        int status = j->cast      ? pnd_castop_run(j->cast, o, ro, s, rs, m, err)
                     : j->scatter ? pnd_run_move(j->dtype, s, rs, o, ro, m, err)
                                  : pnd_run_move(j->dtype, o, ro, s, rs, m, err);
        if (status < 0) return -1;
    }
    return 0;
}

static int run_way(const job *j, const picked *q, pnd_error *err)
{
    switch (j->way) {
    case CHUNK: return run_chunk(j, q, err);
    case BY_ITEM:
        if (!j->cast) return run_items(j, q, err);
        for (intptr_t k = 0; k < j->rest.n; k++)
            if (run_converted(j, q, k, err) < 0) return -1;
        return 0;
    case BY_PICK: return run_picks(j, q, err);
    }
    return 0;
}

/* Indices that wrap or are clipped are brought into the extent, window after window. */
static int run_one(const job *j, const picked *q, pnd_error *err)
{
    if (j->mode == PND_MODE_RAISE) return run_way(j, q, err);
    intptr_t at[PND_WINDOW];
    for (intptr_t i = 0; i < q->n; i += PND_WINDOW) {
        const picked w = {q->source, (char *)at, q->other + i * j->picks.inner[1], sizeof *at,
                          q->n - i < PND_WINDOW ? q->n - i : PND_WINDOW};
        for (intptr_t k = 0; k < w.n; k++) pnd_settle(load_index(q->index + (i + k) * q->si), j->p->extent, j->mode, &at[k]);
        if (run_way(j, &w, err) < 0) return -1;
    }
    return 0;
}

/* A part of one run over the picks.  Parts of a gather write disjoint parts of the output and may go to the pool; those of a scatter
   follow each other. */
typedef struct share {
    job *j;
    intptr_t block; /* picks */
    char *source, *index, *other;
} share;

static int run_share(void *arg, intptr_t b, pnd_error *err)
{
    const share *s = arg;
    const pnd_walk *w = &s->j->picks;
    const intptr_t start = b * s->block, left = w->n - start;
    const picked q = {s->source, s->index + start * w->inner[0], s->other + start * w->inner[1], w->inner[0],
                      left < s->block ? left : s->block};
    return run_one(s->j, &q, err);
}

/* *fpe: flags of what was converted. */
static int run_all(job *j, int *fpe, pnd_error *err)
{
    *fpe = 0;
    if (j->rest.n == 0 || j->picks.n == 0) return 0;
    pnd_pace pace = PND_PACE_START;
    const intptr_t items = j->picks.n * j->rest.n, bytes = items * j->dtype->size, per_pick = bytes / j->picks.n;
    const bool plain = pnd_dtype_is_plain(j->dtype), parts = bytes >= PARALLEL_BYTES;
    const intptr_t block = parts ? (PARALLEL_BYTES / 4 - 1) / (per_pick > 0 ? per_pick : 1) + 1 : j->picks.n;
    const unsigned flags = !j->scatter && plain ? PND_BLOCKS_THREADS : 0;
    if (j->cast) pnd_fp_clear();
    do {
        do { /* ends where it began: pnd_walk_next turns round to the start */
            char *source = j->rest.ptr[0], *other = j->picks.ptr[1] + (j->rest.ptr[1] - j->other);
            share s = {j, block, source, j->picks.ptr[0], other};
            int status, raised = 0;
            if (parts) status = pnd_blocks_run(run_share, &s, (j->picks.n + block - 1) / block, flags, &raised, err);
            else status = run_one(j, &(picked){source, j->picks.ptr[0], other, j->picks.inner[0], j->picks.n}, err);
            *fpe |= raised;
            if (status < 0 || pnd_pace_check(&pace, items, err) < 0) return -1;
        } while (pnd_walk_next(&j->picks));
    } while (pnd_walk_next(&j->rest));
    if (j->cast && !parts) *fpe = pnd_fp_get();
    return 0;
}

static void choose_way(job *j)
{
    const intptr_t item = j->dtype->size;
    if (!pnd_dtype_is_plain(j->dtype)) j->way = BY_PICK;
    else if (j->cast) j->way = j->rest.n < 16 && item <= WINDOW_BYTES ? BY_ITEM : BY_PICK;
    else if (j->rest.n == 1 || (j->rest.inner[0] == item && j->rest.inner[1] == item)) j->way = CHUNK;
    else j->way = j->rest.n > j->picks.n ? BY_PICK : BY_ITEM;
}

/* The other side (out or values) has plan->ndim axes; its strides are split between picks and rest, which both start at its
   first element. */
static void job_init(job *j, const pnd_index_plan *plan, const pickset *p, char *other, const intptr_t *other_strides, bool scatter,
                     const pnd_castop *cast)
{
    j->mode = PND_MODE_RAISE;
    j->scatter = scatter; /* member by member: most of the walks' room is never looked at */
    j->cast = cast;
    const pnd_view *b = &plan->base.v;
    intptr_t shape[PND_MAXDIMS], strides[PND_MAXDIMS], ostrides[PND_MAXDIMS];
    int n = 0, next = 0, k = 0;
    for (int axis = 0; axis < b->ndim; axis++) {
        if (next < plan->nindex && plan->axis[next] == axis) {
            next++;
            continue;
        }
        if (k == plan->place) k += plan->bndim;
        shape[n] = b->shape[axis];
        strides[n] = b->strides[axis];
        ostrides[n++] = other_strides[k++];
    }
    pnd_walk_init(&j->rest, n, shape, 2);
    pnd_walk_op(&j->rest, 0, p->source, strides);
    pnd_walk_op(&j->rest, 1, other, ostrides);
    pnd_walk_fold(&j->rest);
    pnd_walk_init(&j->picks, plan->bndim, plan->bshape, 2);
    pnd_walk_op(&j->picks, 0, p->index.data, p->index.strides);
    pnd_walk_op(&j->picks, 1, other, other_strides + plan->place);
    pnd_walk_fold(&j->picks);
    j->p = p;
    j->other = other;
    j->dtype = b->dtype;
    j->axis = plan->nindex == 1 ? plan->real_axis[0] : 0;
    j->past = !scatter && pnd_is_past_caches(j->picks.n * j->rest.n, j->dtype->size);
    choose_way(j);
}

/**************************************************************************** gather, scatter, take */

static bool is_empty(int ndim, const intptr_t *shape)
{
    for (int i = 0; i < ndim; i++)
        if (shape[i] == 0) return true;
    return false;
}

static int gather(const pnd_index_plan *plan, pnd_clipmode mode, const pnd_view *out, pnd_error *err)
{
    assert(out->ndim == plan->ndim && out->dtype->size == plan->base.v.dtype->size);
    if (is_empty(plan->bndim, plan->bshape)) return 0;
    if (is_empty(plan->ndim, plan->shape)) return mode == PND_MODE_RAISE ? check_all(plan, err) : 0;
    pickset p;
    job j;
    int status = picks_init(&p, plan, false, err);
    if (status == 0) {
        job_init(&j, plan, &p, out->data, out->strides, false, NULL);
        j.mode = mode;
        int ignored;
        status = run_all(&j, &ignored, err);
        /* The message is about the first bad index, whichever was met first. */
        if (status < 0 && err->code == PND_ERR_INDEX) {
            pnd_error first;
            if (check_all(plan, &first) < 0) *err = first;
        }
    }
    picks_clear(&p);
    return status;
}

int pnd_gather(const pnd_index_plan *plan, const pnd_view *out, pnd_error *err) { return gather(plan, PND_MODE_RAISE, out, err); }

static int fail_values(const pnd_view *values, const pnd_index_plan *plan, pnd_error *err)
{
    char have[200], want[200];
    return pnd_fail(err, PND_ERR_VALUE, "shape mismatch: value array of shape %s could not be broadcast to indexing result of shape %s",
                    pnd_shape_text(values->ndim, values->shape, have, sizeof have),
                    pnd_shape_text(plan->ndim, plan->shape, want, sizeof want));
}

/* values as seen through the result's shape; leading axes of length 1 too many are dropped. */
static int fit_values(const pnd_view *values, const pnd_index_plan *plan, intptr_t *strides, pnd_error *err)
{
    pnd_view v = *values;
    while (v.ndim > plan->ndim && v.shape[0] == 1) v.ndim--, v.shape++, v.strides++;
    if (v.ndim > plan->ndim) return fail_values(values, plan, err);
    for (int i = 0; i < v.ndim; i++)
        if (v.shape[i] != 1 && v.shape[i] != plan->shape[plan->ndim - v.ndim + i]) return fail_values(values, plan, err);
    pnd_broadcast_strides(&v, plan->ndim, plan->shape, strides);
    return 0;
}

/* The case of spread.h; several index arrays are byte offsets by now.  1 done, 0 not that case or one by one must say why not, -1 failed. */
static int run_spread(const job *j, const pnd_view *target, int *fpe, pnd_error *err)
{
    const pickset *p = j->p;
    const intptr_t n = j->picks.n;
    if (j->way == BY_PICK || j->picks.ndim > 0 || j->rest.ndim > 0 || (j->rest.n > 1 && (j->way != CHUNK || j->cast))) return 0;
    const intptr_t item = j->rest.n * j->dtype->size;
    const pnd_spread s = {p->source,      p->step,         p->extent,         item, j->picks.ptr[0], j->picks.inner[0], n,
                          PND_MODE_RAISE, j->picks.ptr[1], j->picks.inner[1], n,    j->cast};
    /* Elements of the target that share bytes may stand in two regions: the order of writes to them is that of the index. */
    if (!pnd_spread_pays(&s) || pnd_view_self_overlap(target, 1) != PND_OVERLAP_NO) return 0;
    if (pnd_spread_run(&s, fpe, err) == 0) return 1;
    return err->code == PND_ERR_INDEX || err->code == PND_ERR_MEMORY ? 0 : -1;
}

int pnd_scatter(const pnd_index_plan *plan, const pnd_view *values, int *fpe, pnd_error *err)
{
    pickset p;
    job j;
    pnd_castop cast, *convert = NULL;
    pnd_temp copy;
    intptr_t strides[PND_MAXDIMS];
    char *data = values->data;
    copy.block = NULL;
    if (fpe) *fpe = 0;
    if (fit_values(values, plan, strides, err) < 0) return -1;
    int status = -1;
    if (picks_init(&p, plan, true, err) < 0) goto done;
    if (is_empty(plan->ndim, plan->shape)) {
        status = plan->nindex == 1 && !is_empty(plan->bndim, plan->bshape) ? check_all(plan, err) : 0;
        goto done;
    }
    /* Identical views do not help here: the order of writes follows the index. */
    if (pnd_views_overlap(&plan->base.v, values, 1) != PND_OVERLAP_NO) {
        if (pnd_temp_copy(&copy, values, err) < 0 || fit_values(&copy.view.v, plan, strides, err) < 0) goto done;
        data = copy.block;
    }
    if (pnd_castop_init(&cast, values->dtype, plan->base.v.dtype, err) < 0) goto done;
    if (!cast.same) convert = &cast;
    job_init(&j, plan, &p, data, strides, true, convert);
    int raised = 0;
    const int spread = run_spread(&j, &plan->base.v, &raised, err);
    status = spread < 0 ? -1 : 0;
    if (spread == 0 && plan->nindex == 1) status = check_index(&p.index, plan->real_axis[0], p.extent, err);
    if (spread == 0 && status == 0) status = run_all(&j, &raised, err);
    if (fpe) *fpe = raised;
done:
    pnd_temp_free(&copy);
    picks_clear(&p);
    return status;
}

int pnd_scatter_line(const pnd_view *v, const pnd_view *index, const pnd_view *values, pnd_error *err)
{
    assert(v->ndim == 1 && index->ndim == 1 && values->ndim <= 1 && pnd_dtype_is_plain(v->dtype) && values->dtype == v->dtype);
    const intptr_t step = values->ndim == 1 && values->shape[0] != 1 ? values->strides[0] : 0;
    if (check_index(index, 0, v->shape[0], err) < 0) return -1;
    pnd_loop ctx = {.aux = &v->dtype->size, .err = err};
    char *const ptrs[3] = {v->data, index->data, values->data};
    const intptr_t dims[2] = {index->shape[0], v->shape[0]}, strides[3] = {v->strides[0], index->strides[0], step};
    if (pnd_scatter_find(v->dtype->size)(&ctx, ptrs, dims, strides) == 0) return 0;
    return err->code == PND_ERR_INDEX ? pnd_fail_index(err, err->arg[0], 0, v->shape[0]) : -1;
}

int pnd_take_check(const pnd_view *v, int axis, const pnd_view *index, pnd_error *err)
{
    return v->shape[axis] == 0 ? 0 : check_index(index, axis, v->shape[axis], err);
}

/* One axis, one kernel call. */
static int take_line(const pnd_view *v, const pnd_view *index, const pnd_view *out, pnd_error *err)
{
    pnd_loop ctx = {.aux = &v->dtype->size, .err = err};
    char *const ptrs[3] = {v->data, index->data, out->data};
    const intptr_t dims[2] = {index->shape[0], v->shape[0]}, strides[3] = {v->strides[0], index->strides[0], out->strides[0]};
    if (pnd_gather_find(v->dtype->size)(&ctx, ptrs, dims, strides) == 0) return 0;
    return err->code == PND_ERR_INDEX ? pnd_fail_index(err, err->arg[0], 0, v->shape[0]) : -1;
}

int pnd_take(const pnd_view *v, int axis, const pnd_view *index, pnd_clipmode mode, const pnd_view *out, pnd_error *err)
{
    assert(axis >= 0 && axis < v->ndim && out->ndim == v->ndim - 1 + index->ndim);
    const intptr_t count = pnd_view_size(index);
    if (v->shape[axis] == 0 && pnd_view_size(out) != 0)
        return pnd_fail(err, PND_ERR_INDEX, "cannot do a non-empty take from an empty axes.");
    if (count == 0 || is_empty(axis, v->shape)) return 0; /* nothing is taken: indices are not looked at, as in NumPy */
    if (v->ndim == 1 && index->ndim == 1 && mode == PND_MODE_RAISE && pnd_dtype_is_plain(v->dtype) &&
        count * v->dtype->size < PARALLEL_BYTES)
        return take_line(v, index, out, err);
    pnd_index_plan plan;
    plan.fancy = true;
    pnd_viewbuf_init(&plan.base, v);
    plan.nindex = 1;
    plan.axis[0] = axis;
    plan.real_axis[0] = axis;
    plan.index[0] = *index;
    plan.bndim = index->ndim;
    for (int i = 0; i < index->ndim; i++) plan.bshape[i] = index->shape[i];
    plan.place = axis;
    plan.ndim = out->ndim;
    for (int i = 0; i < out->ndim; i++) plan.shape[i] = out->shape[i];
    return gather(&plan, v->shape[axis] == 0 ? PND_MODE_RAISE : mode, out, err);
}
