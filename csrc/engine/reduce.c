/*
 * Reductions.  The axes fall into two nests, kept and reduced.  Outputs are made in tiles: up to `width` neighbours along the
 * innermost kept axis, each with an accumulator, so that a step is either
 *   inner   one run along the innermost reduced axis into one accumulator, or
 *   outer   one run along the innermost kept axis, element i into accumulator i,
 * whichever makes longer and denser runs.  The reduced positions of a tile are cut into blocks of at most RBLOCK elements or
 * RCALLS steps; each block starts from the empty state, and blocks are merged as a binary counter carries, so rounding errors
 * grow with the logarithm of the number of blocks.  Where there are few tiles and much work, the reduced positions are also
 * cut into spans for the pool, merged in order.  All cuts depend on shapes and strides only: any number of threads gives the same bits.
 */
#include "reduce.h"

#include <string.h>

#include "../iter/nest.h"
#include "../kernels/moves.h"
#include "../layout/overlap.h"
#include "../platform/fpstatus.h"
#include "../platform/mem.h"
#include "assign.h"
#include "blocks.h"
#include "fold.h"
#include "temp.h"

#ifdef PND_PARANOID
#define WIDTH_MAX 5
#define RBLOCK 64
#define RCALLS 4
#else
#define WIDTH_MAX 1024
#define RBLOCK 65536
#define RCALLS 256
#endif
#define TILE_BYTES 16384  /* accumulators of one tile stay in L1 */
#define PIECE 2048        /* elements of a run taken at a time where several accumulators share cache lines */
#define INNER_WIDTH 64    /* outputs finished at once */
#define SPANS_MAX 64
#define DEFAULT_COST 300  /* picoseconds an element */
#define STACK_ROOM 2048
#define OVERLAP_WORK 1000

typedef struct plan {
    const pnd_reduction *red;
    const pnd_dtype *dtypes[2];
    const void *aux;
    pnd_nest kept;     /* operands: in, out, mask */
    pnd_nest reduced;  /* operands: in, mask; offsets from in.data and mask.data */
    char *in_base, *mask_base;
    bool outer, masked, convert_in, convert_out, splits, owns;
    bool owned_window, owned_results; /* what is converted into, or out of, is not plain */
    pnd_castop cast_in, cast_out;
    const char *initial;
    intptr_t width, row_tiles, ntiles, piece;
    intptr_t rblock;         /* reduced positions a block */
    intptr_t span, nspans;   /* reduced positions a span */
    intptr_t group, ngroups; /* tiles a pool block, where nspans == 1 */
    int slots;               /* accumulator rows one thread needs */
    size_t slot_bytes, work_bytes;
    char *partial;           /* [tile][span][width] accumulators, where nspans > 1 */
} plan;

typedef struct tile {
    char *in, *out, *mask;
    intptr_t n;                 /* outputs */
    intptr_t in_step, out_step, mask_step;
} tile;

typedef struct work {
    const plan *p;
    pnd_loop ctx;
    char *slots[64];
    char *window, *packed, *results;
    char *heap;
    intptr_t owned; /* accumulators that hold elements which are not plain */
    _Alignas(64) char stack[STACK_ROOM];
} work;

/* ---- kernel calls --------------------------------------------------------------------------------------------- */

static int call2(pnd_loop_fn *fn, const pnd_loop *ctx, char *a, intptr_t sa, const char *b, intptr_t sb, intptr_t n)
{
    char *const ptrs[2] = {a, (char *)b};
    const intptr_t strides[2] = {sa, sb};
    return fn(ctx, ptrs, &n, strides);
}

static int start(work *w, char *accs, intptr_t n, bool first)
{
    const plan *p = w->p;
    if (p->owns) {
        if (call2(p->red->init, &w->ctx, accs, (intptr_t)p->red->acc_size, NULL, 0, n) < 0) return -1;
        w->owned = n;
        return p->initial ? call2(p->red->seed, &w->ctx, accs, (intptr_t)p->red->acc_size, p->initial, 0, n) : 0;
    }
    if (first && p->initial) return call2(p->red->seed, &w->ctx, accs, (intptr_t)p->red->acc_size, p->initial, 0, n);
    return call2(p->red->init, &w->ctx, accs, (intptr_t)p->red->acc_size, NULL, 0, n);
}

static int merge(const work *w, char *accs, const char *later, intptr_t n)
{
    const intptr_t s = (intptr_t)w->p->red->acc_size;
    return call2(w->p->red->merge, &w->ctx, accs, s, later, s, n);
}

/* m elements of one run into one accumulator. */
static int step_inner(const work *w, char *acc, const char *in, intptr_t stride, const char *mask, intptr_t mask_stride, intptr_t m)
{
    const plan *p = w->p;
    const intptr_t size = p->dtypes[0]->size;
    if (p->convert_in) {
        if (pnd_castop_run(&p->cast_in, in, stride, w->window, size, m, w->ctx.err) < 0) return -1;
        in = w->window;
        stride = size;
    }
    if (!p->masked) return call2(p->red->step, &w->ctx, acc, 0, in, stride, m);
    if (pnd_dtype_is_plain(p->dtypes[0])) {
        m = pnd_compress(mask, mask_stride, in, stride, m, size, w->packed, PND_WINDOW);
        return m ? call2(p->red->step, &w->ctx, acc, 0, w->packed, size, m) : 0;
    }
    for (intptr_t i = 0; i < m; i++)
        if (mask[i * mask_stride] && call2(p->red->step, &w->ctx, acc, 0, in + i * stride, stride, 1) < 0) return -1;
    return 0;
}

/* Element i of a row into accumulator i. */
static int step_outer(const work *w, char *accs, const char *in, intptr_t stride, const char *mask, intptr_t mask_stride, intptr_t n)
{
    const plan *p = w->p;
    const intptr_t size = p->dtypes[0]->size, acc = (intptr_t)p->red->acc_size;
    if (p->convert_in) {
        if (pnd_castop_run(&p->cast_in, in, stride, w->window, size, n, w->ctx.err) < 0) return -1;
        in = w->window;
        stride = size;
    }
    if (!p->masked) return call2(p->red->step, &w->ctx, accs, acc, in, stride, n);
    for (intptr_t i = 0; i < n;) {
        while (i < n && !mask[i * mask_stride]) i++;
        const intptr_t begin = i;
        while (i < n && mask[i * mask_stride]) i++;
        if (i > begin && call2(p->red->step, &w->ctx, accs + begin * acc, acc, in + begin * stride, stride, i - begin) < 0) return -1;
    }
    return 0;
}

/* ---- one tile ------------------------------------------------------------------------------------------------- */

static tile locate_tile(const plan *p, intptr_t index)
{
    const pnd_nest *k = &p->kept;
    pnd_cursor c;
    const intptr_t at = index % p->row_tiles * p->width;
    pnd_cursor_seek(k, &c, index / p->row_tiles * k->shape[0] + at);
    const intptr_t left = k->shape[0] - at;
    return (tile){.in = c.ptr[0],
                  .out = c.ptr[1],
                  .mask = p->masked ? c.ptr[2] : NULL,
                  .n = left < p->width ? left : p->width,
                  .in_step = k->strides[0],
                  .out_step = k->strides[1],
                  .mask_step = p->masked ? k->strides[2] : 0};
}

/* Reduced positions at .. end into the tile's accumulators. */
static int step_range(const work *w, const tile *t, char *accs, intptr_t at, intptr_t end)
{
    const plan *p = w->p;
    const pnd_nest *r = &p->reduced;
    const intptr_t in_stride = r->strides[0], mask_stride = p->masked ? r->strides[1] : 0, acc = (intptr_t)p->red->acc_size;
    pnd_cursor c;
    if (at == end) return 0; /* nothing to reduce: some extent is 0 */
    pnd_cursor_seek(r, &c, at);
    while (at < end) {
        intptr_t n = r->shape[0] - c.at[0];
        if (n > end - at) n = end - at;
        if (!p->outer && n > p->piece) n = p->piece;
        const char *in = t->in + (c.ptr[0] - p->in_base), *mask = p->masked ? t->mask + (c.ptr[1] - p->mask_base) : NULL;
        if (p->outer && p->red->step_rows && !p->convert_in && !p->masked && t->in_step == p->dtypes[0]->size) {
            char *const ptrs[] = {accs, (char *)(uintptr_t)in};
            if (p->red->step_rows(&w->ctx, ptrs, (const intptr_t[]){t->n, n}, (const intptr_t[]){acc, t->in_step, in_stride}) < 0)
                return -1;
        } else if (p->outer) {
            for (intptr_t i = 0; i < n; i++)
                if (step_outer(w, accs, in + i * in_stride, t->in_step, mask + i * mask_stride, t->mask_step, t->n) < 0) return -1;
        } else {
            for (intptr_t i = 0; i < t->n; i++)
                if (step_inner(w, accs + i * acc, in + i * t->in_step, in_stride, mask + i * t->mask_step, mask_stride, n) < 0) return -1;
        }
        at += n;
        pnd_cursor_advance(r, &c, n);
    }
    return 0;
}

/* The same in blocks; *accs becomes the slot that holds the result. */
static int reduce_range(work *w, const tile *t, intptr_t at, intptr_t end, char **accs)
{
    const plan *p = w->p;
    uintptr_t count = 0;
    char *now = w->slots[p->slots - 1];
    for (; at < end || count == 0; at += p->rblock) {
        const intptr_t stop = end - at < p->rblock ? end : at + p->rblock;
        if (start(w, now, t->n, at == 0) < 0 || step_range(w, t, now, at, stop) < 0) return -1;
        if (stop == end && count == 0) {
            *accs = now;
            return 0;
        }
        int level = 0;
        for (; count >> level & 1; level++) { /* the earlier half takes the later one, and its slot goes on */
            char *earlier = w->slots[level];
            if (merge(w, earlier, now, t->n) < 0) return -1;
            w->slots[level] = now;
            now = earlier;
        }
        char *vacant = w->slots[level];
        w->slots[level] = now;
        now = vacant;
        count++;
    }
    char *sum = NULL;
    for (int level = 0; count >> level; level++) {
        if (!(count >> level & 1)) continue;
        if (sum && merge(w, w->slots[level], sum, t->n) < 0) return -1;
        sum = w->slots[level];
    }
    /* The vacant slot has to be the last one again. */
    w->slots[p->slots - 1] = now;
    *accs = sum;
    return 0;
}

static int finish(const work *w, const tile *t, char *accs)
{
    const plan *p = w->p;
    const intptr_t acc = (intptr_t)p->red->acc_size, size = p->dtypes[1]->size;
    if (!p->convert_out) return call2(p->red->finish, &w->ctx, accs, acc, t->out, t->out_step, t->n);
    if (call2(p->red->finish, &w->ctx, accs, acc, w->results, size, t->n) < 0) return -1;
    return pnd_castop_run(&p->cast_out, w->results, size, t->out, t->out_step, t->n, w->ctx.err);
}

/* ---- blocks --------------------------------------------------------------------------------------------------- */

static size_t round64(size_t n) { return (n + 63) / 64 * 64; }

static int work_begin(work *w, const plan *p, pnd_error *err)
{
    w->p = p;
    w->ctx = (pnd_loop){.dtypes = p->dtypes, .aux = p->aux, .err = err};
    w->heap = NULL;
    w->owned = 0;
    char *room = w->stack;
    if (p->work_bytes > sizeof w->stack) {
        room = w->heap = pnd_data_alloc(p->work_bytes, false);
        if (!room) return pnd_fail_memory(err);
    }
    for (int i = 0; i < p->slots; i++, room += p->slot_bytes) w->slots[i] = room;
    w->window = room;
    if (p->convert_in) room += round64((size_t)(PND_WINDOW * p->dtypes[0]->size));
    w->packed = room;
    if (p->masked) room += round64((size_t)(PND_WINDOW * p->dtypes[0]->size));
    w->results = room;
    if (p->owned_window && pnd_move_init(p->dtypes[0], w->window, p->dtypes[0]->size, PND_WINDOW, err) < 0) goto fail;
    if (!p->owned_results || pnd_move_init(p->dtypes[1], w->results, p->dtypes[1]->size, p->width, err) == 0) return 0;
    if (p->owned_window) pnd_move_clear(p->dtypes[0], w->window, p->dtypes[0]->size, PND_WINDOW);
fail:
    if (w->heap) pnd_data_free(w->heap, p->work_bytes);
    return -1;
}

static void work_end(work *w)
{
    const plan *p = w->p;
    if (p->owned_window) pnd_move_clear(p->dtypes[0], w->window, p->dtypes[0]->size, PND_WINDOW);
    if (p->owned_results) pnd_move_clear(p->dtypes[1], w->results, p->dtypes[1]->size, p->width);
    if (w->heap) pnd_data_free(w->heap, w->p->work_bytes);
}

static int run_group(void *arg, intptr_t group, pnd_error *err)
{
    const plan *p = arg;
    work w;
    if (work_begin(&w, p, err) < 0) return -1;
    const intptr_t first = group * p->group, end = p->ntiles - first < p->group ? p->ntiles : first + p->group;
    int status = 0;
    for (intptr_t i = first; i < end && status == 0; i++) {
        const tile t = locate_tile(p, i);
        char *accs = NULL;
        status = reduce_range(&w, &t, 0, p->reduced.size, &accs);
        if (status == 0) status = finish(&w, &t, accs);
        if (w.owned) pnd_move_clear(p->dtypes[1], w.slots[0], (intptr_t)p->red->acc_size, w.owned);
        w.owned = 0;
    }
    work_end(&w);
    return status;
}

static char *partial_at(const plan *p, intptr_t index, intptr_t span)
{
    return p->partial + (size_t)(index * p->nspans + span) * p->slot_bytes;
}

static int run_span(void *arg, intptr_t block, pnd_error *err)
{
    const plan *p = arg;
    work w;
    if (work_begin(&w, p, err) < 0) return -1;
    const intptr_t index = block / p->nspans, span = block % p->nspans, at = span * p->span;
    const intptr_t end = p->reduced.size - at < p->span ? p->reduced.size : at + p->span;
    const tile t = locate_tile(p, index);
    char *accs = NULL;
    const int status = reduce_range(&w, &t, at, end, &accs);
    if (status == 0) memcpy(partial_at(p, index, span), accs, (size_t)t.n * p->red->acc_size);
    work_end(&w);
    return status;
}

static int merge_spans(void *arg, intptr_t index, pnd_error *err)
{
    const plan *p = arg;
    work w;
    if (work_begin(&w, p, err) < 0) return -1;
    const tile t = locate_tile(p, index);
    int status = 0;
    for (intptr_t step = 1; step < p->nspans && status == 0; step *= 2)
        for (intptr_t i = 0; i + step < p->nspans && status == 0; i += 2 * step)
            status = merge(&w, partial_at(p, index, i), partial_at(p, index, i + step), t.n);
    if (status == 0) status = finish(&w, &t, partial_at(p, index, 0));
    work_end(&w);
    return status;
}

/* ---- plan ----------------------------------------------------------------------------------------------------- */

/* Copies the axes of v with reduced == which into a compact view over the same data. */
static void choose_axes(const pnd_view *v, int ndim, const bool *axes, bool which, pnd_viewbuf *out)
{
    int n = 0;
    for (int k = 0; k < ndim; k++) {
        if (axes[k] != which) continue;
        const int axis = k - (ndim - v->ndim); /* v may have fewer axes, as it broadcasts */
        out->shape[n] = axis < 0 ? 1 : v->shape[axis];
        out->strides[n++] = axis < 0 ? 0 : v->strides[axis];
    }
    out->v = (pnd_view){v->data, v->dtype, n, out->shape, out->strides};
}

static void set_operand(pnd_nest *t, int op, const pnd_view *v, const pnd_reduce_call *call, bool which)
{
    pnd_viewbuf part;
    choose_axes(v, call->in.ndim, call->axes, which, &part);
    pnd_nest_set(t, op, v->data, part.v.ndim, part.shape, part.strides);
}

static int make_nests(plan *p, const pnd_reduce_call *call, bool any_order, pnd_error *err)
{
    pnd_viewbuf part;
    choose_axes(&call->in, call->in.ndim, call->axes, false, &part);
    if (pnd_nest_init(&p->kept, part.v.ndim, part.shape, 2 + p->masked, err) < 0) return -1;
    set_operand(&p->kept, 0, &call->in, call, false);
    set_operand(&p->kept, 1, &call->out, call, false);
    if (p->masked) set_operand(&p->kept, 2, call->where, call, false);
    pnd_nest_settle(&p->kept, 0, false);
    choose_axes(&call->in, call->in.ndim, call->axes, true, &part);
    if (pnd_nest_init(&p->reduced, part.v.ndim, part.shape, 1 + p->masked, err) < 0) {
        pnd_nest_free(&p->kept);
        return -1;
    }
    set_operand(&p->reduced, 0, &call->in, call, true);
    if (p->masked) set_operand(&p->reduced, 1, call->where, call, true);
    pnd_nest_settle(&p->reduced, 0, !any_order);
    p->in_base = call->in.data;
    p->mask_base = p->masked ? call->where->data : NULL;
    return 0;
}

static intptr_t magnitude(intptr_t x) { return x < 0 ? -x : x; }
static intptr_t smaller(intptr_t a, intptr_t b) { return a < b ? a : b; }
static intptr_t larger(intptr_t a, intptr_t b) { return a > b ? a : b; }

/* Runs along the kept or the reduced axis?  The denser one, unless it is so short that calls would cost more than work. */
static bool prefers_outer(const plan *p)
{
    const intptr_t nk = p->kept.shape[0], nr = p->reduced.shape[0];
    const intptr_t sk = magnitude(p->kept.strides[0]), sr = magnitude(p->reduced.strides[0]);
    if (nk == 1) return false;
    if (nr == 1) return true;
    if (sk < sr) return nk >= 16 || nk >= nr;
    return nr < 8 && nk > nr;
}

static void plan_cuts(plan *p, intptr_t cost)
{
    const intptr_t acc = (intptr_t)p->red->acc_size, nk = p->kept.shape[0], nred = larger(p->reduced.size, 1);
    p->outer = prefers_outer(p);
    const bool dense_runs = magnitude(p->reduced.strides[0]) <= magnitude(p->kept.strides[0]);
    p->width = p->outer ? smaller(WIDTH_MAX, larger(TILE_BYTES / acc, 16)) : smaller(WIDTH_MAX, INNER_WIDTH);
    if (p->convert_in && p->outer) p->width = smaller(p->width, PND_WINDOW);
    p->width = smaller(p->width, nk);
    p->piece = p->convert_in || p->masked ? PND_WINDOW : dense_runs || nk == 1 ? RBLOCK : PIECE;
    p->row_tiles = (nk + p->width - 1) / p->width;
    p->ntiles = p->row_tiles * (p->kept.size / nk);

    p->rblock = p->outer ? RCALLS : smaller(RBLOCK, RCALLS * smaller(p->reduced.shape[0], RBLOCK));
    if (!p->splits || nred < p->rblock || p->rblock == 0) p->rblock = nred;
    const intptr_t work_elements = larger(PND_BLOCK_WORK / cost, 1), total = p->kept.size * nred;
    p->nspans = 1;
    p->span = nred;
    if (p->splits && p->ntiles < 8 && total > PND_THREADS_WORK / cost && nred > p->rblock) {
        intptr_t want = smaller(smaller(SPANS_MAX, total / work_elements / p->ntiles), larger(2, 65536 / p->kept.size));
        want = larger(want, 1);
        p->span = ((nred + want - 1) / want + p->rblock - 1) / p->rblock * p->rblock;
        p->nspans = (nred + p->span - 1) / p->span;
    }
    p->group = smaller(p->ntiles, larger(1, work_elements / nred / p->width));
    if (total <= PND_THREADS_WORK / cost) p->group = p->ntiles;
    p->ngroups = (p->ntiles + p->group - 1) / p->group;

    intptr_t nblocks = (p->span + p->rblock - 1) / p->rblock;
    p->slots = 1;
    if (nblocks > 1)
        for (p->slots = 2; nblocks >> (p->slots - 1); p->slots++) {}
    p->slot_bytes = round64((size_t)(p->width * acc));
    p->work_bytes = (size_t)p->slots * p->slot_bytes + 63;
    if (p->convert_in) p->work_bytes += round64((size_t)(PND_WINDOW * p->dtypes[0]->size));
    if (p->masked) p->work_bytes += round64((size_t)(PND_WINDOW * p->dtypes[0]->size));
    if (p->convert_out) p->work_bytes += round64((size_t)(p->width * p->dtypes[1]->size));
}

static const char *reduction_name(const pnd_reduce_call *call) { return call->ufunc ? call->ufunc->name : "of this kind"; }

/* Is there a state to finish where nothing is reduced, or a mask may hide everything? */
static int check_empty(const pnd_reduce_call *call, const pnd_reduction *red, bool zero_size, pnd_error *err)
{
    if (red->has_empty || call->initial) return 0;
    if (zero_size) {
        if (!call->ufunc && (red == pnd_stat_find(PND_STAT_ARGMAX, red->in) || red == pnd_stat_find(PND_STAT_ARGMIN, red->in)))
            return pnd_fail(err, PND_ERR_VALUE, "attempt to get %s of an empty sequence",
                            red == pnd_stat_find(PND_STAT_ARGMAX, red->in) ? "argmax" : "argmin");
        return pnd_fail(err, PND_ERR_VALUE, "zero-size array to reduction operation %s which has no identity", reduction_name(call));
    }
    if (call->where)
        return pnd_fail(err, PND_ERR_VALUE,
                        "reduction operation '%s' does not have an identity, so to use a where mask one has to specify 'initial'",
                        reduction_name(call));
    return 0;
}

static int run_plan(plan *p, unsigned flags, int *fpe, pnd_error *err)
{
    if (p->nspans == 1) return pnd_blocks_run(run_group, p, p->ngroups, flags, fpe, err);
    const size_t bytes = (size_t)(p->ntiles * p->nspans) * p->slot_bytes;
    p->partial = pnd_data_alloc(bytes, false);
    if (!p->partial) return pnd_fail_memory(err);
    int late = 0, status = pnd_blocks_run(run_span, p, p->ntiles * p->nspans, flags, fpe, err);
    if (status == 0) status = pnd_blocks_run(merge_spans, p, p->ntiles, flags & ~(unsigned)PND_BLOCKS_THREADS, &late, err);
    if (fpe) *fpe |= late;
    pnd_data_free(p->partial, bytes);
    return status;
}

static int reduce_into(const pnd_reduce_call *call, const pnd_reduction *red, const pnd_dtype *const *dtypes, const void *aux, bool splits,
                       bool needs_gil, pnd_error *err)
{
    plan p;
    p.red = red;
    p.dtypes[0] = dtypes[0];
    p.dtypes[1] = dtypes[1];
    p.aux = aux;
    p.masked = call->where != NULL;
    p.initial = call->initial;
    p.splits = splits;
    p.owns = !splits && !pnd_dtype_is_plain(dtypes[1]);
    p.convert_in = !pnd_same_layout(call->in.dtype, dtypes[0]);
    p.convert_out = !pnd_same_layout(call->out.dtype, dtypes[1]);
    if (p.convert_in && pnd_castop_init(&p.cast_in, call->in.dtype, dtypes[0], err) < 0) return -1;
    if (p.convert_out && pnd_castop_init(&p.cast_out, dtypes[1], call->out.dtype, err) < 0) return -1;
    p.owned_window = p.convert_in && !pnd_dtype_is_plain(dtypes[0]);
    p.owned_results = p.convert_out && !pnd_dtype_is_plain(dtypes[1]);
    needs_gil |= !pnd_dtype_is_plain(dtypes[0]) || !pnd_dtype_is_plain(call->in.dtype) || !pnd_dtype_is_plain(call->out.dtype);
    if (call->initial && !red->seed) return pnd_fail(err, PND_ERR_VALUE, "this reduction takes no initial value");
    if (make_nests(&p, call, red->any_order, err) < 0) return -1;
    int status = 0;
    if (p.kept.size > 0) {
        status = check_empty(call, red, p.reduced.size == 0, err);
        if (status == 0) {
            const intptr_t cost = (call->ufunc && call->ufunc->cost > 0 ? call->ufunc->cost : DEFAULT_COST) + (p.convert_in ? 300 : 0);
            unsigned flags = needs_gil ? PND_BLOCKS_NO_POLL : PND_BLOCKS_THREADS;
            if (pnd_dtype_uses_x87(call->in.dtype) || pnd_dtype_uses_x87(call->out.dtype) || pnd_dtype_uses_x87(dtypes[0]) ||
                pnd_dtype_uses_x87(dtypes[1]))
                flags |= PND_BLOCKS_X87;
            plan_cuts(&p, cost);
            status = run_plan(&p, flags, call->fpe, err);
        }
    }
    pnd_nest_free(&p.kept);
    pnd_nest_free(&p.reduced);
    return status;
}

/* ---- the call ------------------------------------------------------------------------------------------------- */

/* One contiguous block of the reduction's own dtype, reduced whole (the output, written last, may lie in it):
   1 done, 0 not so, -1 error. */
static int run_direct(const pnd_reduce_call *call, pnd_error *err)
{
    const pnd_reduction *red = call->reduction;
    const pnd_dtype *const dtypes[2] = {&pnd_dtype_rows[red->in], &pnd_dtype_rows[red->out]};
    if (call->where || call->initial || call->in.dtype != dtypes[0] || call->out.dtype != dtypes[1]) return 0;
    if (pnd_dtype_uses_x87(dtypes[0]) || pnd_dtype_uses_x87(dtypes[1])) return 0;
    const intptr_t size = dtypes[0]->size;
    intptr_t n = 1;
    for (int k = call->in.ndim - 1; k >= 0; k--) {
        if (call->in.shape[k] == 1) continue;
        if (!call->axes[k] || call->in.strides[k] != n * size) return 0;
        n *= call->in.shape[k];
    }
    if (n == 0 || n > RBLOCK) return 0;
    _Alignas(64) char acc[PND_ACC_MAX];
    const pnd_loop ctx = {dtypes, call->ddof_known ? &call->ddof : NULL, err, 0};
    char *const ptrs[2] = {acc, call->in.data}, *const end_ptrs[2] = {acc, call->out.data};
    const intptr_t one = 1, strides[2] = {0, size};
    pnd_fp_clear();
    if (red->init(&ctx, ptrs, &one, strides) < 0 || red->step(&ctx, ptrs, &n, strides) < 0 ||
        red->finish(&ctx, end_ptrs, &one, strides) < 0)
        return -1;
    if (call->fpe) *call->fpe = pnd_fp_get();
    return 1;
}

static int run_any(const pnd_reduce_call *call, pnd_error *err)
{
    if (call->reduction) {
        const pnd_dtype *const dtypes[2] = {&pnd_dtype_rows[call->reduction->in], &pnd_dtype_rows[call->reduction->out]};
        return reduce_into(call, call->reduction, dtypes, call->ddof_known ? &call->ddof : NULL, true, false, err);
    }
    pnd_fold fold;
    if (pnd_fold_init(&fold, call, err) < 0) return -1;
    return reduce_into(call, &fold.reduction, fold.dtypes, &fold, false, (call->loop->flags & PND_LOOP_NEEDS_GIL) != 0, err);
}

int pnd_reduce_run(const pnd_reduce_call *call, pnd_error *err)
{
    assert(call->in.ndim == call->out.ndim);
    if (call->reduction) {
        const int status = run_direct(call, err);
        if (status != 0) return status < 0 ? -1 : 0;
    }
    if (call->fpe) *call->fpe = 0;
    const bool clash = pnd_views_overlap(&call->in, &call->out, OVERLAP_WORK) != PND_OVERLAP_NO ||
                       (call->where && pnd_views_overlap(call->where, &call->out, OVERLAP_WORK) != PND_OVERLAP_NO);
    if (!clash) return run_any(call, err);
    pnd_temp result;
    pnd_reduce_call apart = *call;
    if (pnd_temp_like(&result, &call->out, call->out.dtype, err) < 0) return -1;
    apart.out = result.view.v;
    int late = 0, status = run_any(&apart, err);
    if (status == 0) status = pnd_assign(&call->out, &result.view.v, NULL, &late, err);
    pnd_temp_free(&result);
    return status;
}
