/*
 * Running results along one axis.  Elements of the other axes are independent, so there are two ways to walk: down the
 * columns, one binary call for a row of neighbours (out[i] = op(out[i - 1], in[i])), or along each line, by the scan kernel
 * where there is one, else one call an element.  The work is done in the loop's dtype: in the output itself where it has that
 * dtype, else in a private array that is stored at the end.
 */
#include <string.h>

#include "../iter/nest.h"
#include "../layout/overlap.h"
#include "../platform/poll.h"
#include "assign.h"
#include "blocks.h"
#include "reduce.h"
#include "temp.h"

#define OVERLAP_WORK 1000
#define DEFAULT_COST 1000
#define CALL_WORK 8 /* of one call of a loop, in elements */
#define COLUMNS PND_WINDOW /* neighbours taken at a time, so that the previous row is still in L1 */
#define WINDOW_BYTES (PND_WINDOW * 32)

typedef struct scan_job {
    const pnd_ufunc_loop *loop;
    pnd_loop_fn *scan;    /* or NULL */
    pnd_nest others;      /* output and input over the other axes */
    intptr_t length, out_step, in_step; /* along the axis */
    bool down, convert;
    pnd_castop first;     /* input element to output element */
    pnd_castop cast;      /* input element to what the loop takes, where they differ */
    intptr_t block;
} scan_job;

/* What one block needs: a context, and a window for converted input. */
typedef struct scan_work {
    const scan_job *job;
    pnd_loop ctx;
    pnd_pace pace;
    bool polls;
    bool owned; /* the window holds elements that are not plain */
    _Alignas(64) char window[WINDOW_BYTES];
} scan_work;

static int may_go_on(scan_work *w, intptr_t work) { return w->polls ? pnd_pace_check(&w->pace, work, w->ctx.err) : 0; }

/* n input elements as the loop takes them; *stride changes with them. */
static const char *converted(scan_work *w, const char *in, intptr_t *stride, intptr_t n)
{
    const scan_job *job = w->job;
    if (!job->convert) return in;
    const intptr_t size = job->cast.to->size;
    if (pnd_castop_run(&job->cast, in, *stride, w->window, size, n, w->ctx.err) < 0) return NULL;
    *stride = size;
    return w->window;
}

static int call3(const scan_work *w, pnd_loop_fn *fn, char *a, intptr_t sa, const char *b, intptr_t sb, char *o, intptr_t so, intptr_t n)
{
    char *const ptrs[3] = {a, (char *)b, o};
    const intptr_t strides[3] = {sa, sb, so};
    return fn(&w->ctx, ptrs, &n, strides);
}

/* n <= COLUMNS neighbouring lines, row by row. */
static int scan_down(scan_work *w, char *out, intptr_t so, const char *in, intptr_t si, intptr_t n)
{
    const scan_job *job = w->job;
    if (pnd_castop_run(&job->first, in, si, out, so, n, w->ctx.err) < 0) return -1;
    for (intptr_t i = 1; i < job->length; i++) {
        char *previous = out + (i - 1) * job->out_step;
        intptr_t step = si;
        const char *row = converted(w, in + i * job->in_step, &step, n);
        if (!row || call3(w, job->loop->fn, previous, so, row, step, out + i * job->out_step, so, n) < 0) return -1;
        if (may_go_on(w, n + CALL_WORK) < 0) return -1;
    }
    return 0;
}

/* One line by the scan kernel, in pieces: the state is carried on. */
static int scan_line(scan_work *w, char *out, const char *in)
{
    const scan_job *job = w->job;
    const intptr_t so = job->out_step, si = job->in_step;
    _Alignas(16) char state[PND_ACC_MAX];
    if (pnd_castop_run(&job->first, in, si, out, so, 1, w->ctx.err) < 0) return -1;
    memcpy(state, out, (size_t)job->first.to->size);
    for (intptr_t i = 1; i < job->length;) {
        intptr_t n = pnd_piece(job->length - i), step = si;
        if (job->convert && n > COLUMNS) n = COLUMNS;
        const char *run = converted(w, in + i * si, &step, n);
        if (!run || call3(w, job->scan, state, 0, run, step, out + i * so, so, n) < 0) return -1;
        if (may_go_on(w, n) < 0) return -1;
        i += n;
    }
    return 0;
}

static int scan_block(void *arg, intptr_t block, pnd_error *err)
{
    const scan_job *job = arg;
    const pnd_nest *t = &job->others;
    const intptr_t so = t->strides[0], si = t->strides[1];
    scan_work w;
    pnd_cursor c;
    w.job = job;
    w.pace = (pnd_pace)PND_PACE_START;
    w.polls = !(job->loop->flags & PND_LOOP_NEEDS_GIL);
    w.ctx = (pnd_loop){.dtypes = job->loop->dtypes, .aux = job->loop->aux, .err = err, .flags = job->loop->flags};
    w.owned = job->convert && !pnd_dtype_is_plain(job->cast.to);
    if (w.owned && pnd_move_init(job->cast.to, w.window, job->cast.to->size, COLUMNS, err) < 0) return -1;
    intptr_t at = block * job->block, end = t->size - at < job->block ? t->size : at + job->block;
    int status = 0;
    pnd_cursor_seek(t, &c, at);
    while (at < end && status == 0) {
        intptr_t n = t->shape[0] - c.at[0];
        if (n > end - at) n = end - at;
        if (n > COLUMNS) n = COLUMNS;
        if (!job->down) n = 1;
        status = job->scan && !job->down ? scan_line(&w, c.ptr[0], c.ptr[1]) : scan_down(&w, c.ptr[0], so, c.ptr[1], si, n);
        at += n;
        pnd_cursor_advance(t, &c, n);
    }
    if (w.owned) pnd_move_clear(job->cast.to, w.window, job->cast.to->size, COLUMNS);
    return status;
}

/* Rows of neighbours are the better runs where there are neighbours, and they are denser than the lines. */
static bool prefers_down(const scan_job *job)
{
    const pnd_nest *t = &job->others;
    const intptr_t across = t->strides[0] < 0 ? -t->strides[0] : t->strides[0], along = job->out_step < 0 ? -job->out_step : job->out_step;
    return job->scan ? t->shape[0] >= 8 && across < along : t->shape[0] > 1;
}

/* v without the axis. */
static void drop_axis(const pnd_view *v, int axis, pnd_viewbuf *out)
{
    int n = 0;
    for (int k = 0; k < v->ndim; k++) {
        if (k == axis) continue;
        out->shape[n] = v->shape[k];
        out->strides[n++] = v->strides[k];
    }
    out->v = (pnd_view){v->data, v->dtype, n, out->shape, out->strides};
}

static int run_scan(const pnd_ufunc *u, const pnd_ufunc_loop *loop, const pnd_view *in, const pnd_view *out, int axis, int *fpe,
                    pnd_error *err)
{
    scan_job job = {.loop = loop, .length = out->shape[axis], .out_step = out->strides[axis], .in_step = in->strides[axis]};
    const pnd_dtype *const *d = loop->dtypes;
    if (u && pnd_dtype_is_builtin(d[1]) && d[0] == d[1] && pnd_same_layout(d[1], d[2])) job.scan = u->scans[d[1]->idx];
    job.convert = !pnd_same_layout(in->dtype, loop->dtypes[1]);
    if (pnd_castop_init(&job.first, in->dtype, out->dtype, err) < 0) return -1;
    if (job.convert && pnd_castop_init(&job.cast, in->dtype, loop->dtypes[1], err) < 0) return -1;
    pnd_viewbuf rest_out, rest_in;
    drop_axis(out, axis, &rest_out);
    drop_axis(in, axis, &rest_in);
    pnd_nest *t = &job.others;
    if (pnd_nest_init(t, rest_out.v.ndim, rest_out.shape, 2, err) < 0) return -1;
    pnd_nest_set(t, 0, out->data, rest_out.v.ndim, rest_out.shape, rest_out.strides);
    pnd_nest_set(t, 1, in->data, rest_in.v.ndim, rest_in.shape, rest_in.strides);
    pnd_nest_settle(t, 0, false);
    job.down = prefers_down(&job);
    const bool gil = (loop->flags & PND_LOOP_NEEDS_GIL) != 0 || !pnd_dtype_is_plain(in->dtype);
    unsigned flags = gil ? PND_BLOCKS_NO_POLL : PND_BLOCKS_THREADS;
    if (loop->flags & PND_LOOP_X87 || pnd_dtype_uses_x87(loop->dtypes[2])) flags |= PND_BLOCKS_X87;
    const intptr_t cost = (u && u->cost > 0 ? u->cost : DEFAULT_COST) * job.length;
    job.block = gil ? t->size : pnd_block_elements(t->size, cost);
    const int status = pnd_blocks_run(scan_block, &job, (t->size + job.block - 1) / job.block, flags, fpe, err);
    pnd_nest_free(t);
    return status;
}

int pnd_accumulate_run(const pnd_ufunc *u, const pnd_ufunc_loop *loop, const pnd_view *in, const pnd_view *out, int axis, int *fpe,
                       pnd_error *err)
{
    assert(axis >= 0 && axis < out->ndim && in->ndim == out->ndim);
    pnd_temp source, result;
    pnd_view from = *in, to = *out;
    int status = -1, late = 0;
    source.block = result.block = NULL;
    if (fpe) *fpe = 0;
    if (pnd_view_size(out) == 0) return 0;
    /* Through a copy as well where elements of the output share memory: what is stored last then follows the order of the elements. */
    const bool convert_out = !pnd_same_layout(out->dtype, loop->dtypes[2]) || pnd_view_self_overlap(out, 1) != PND_OVERLAP_NO;
    if (convert_out) {
        if (pnd_temp_like(&result, out, loop->dtypes[2], err) < 0) goto done;
        to = result.view.v;
    }
    if (!convert_out && pnd_views_overlap(in, out, OVERLAP_WORK) != PND_OVERLAP_NO && !pnd_views_identical(in, out)) {
        if (pnd_temp_copy(&source, in, err) < 0) goto done;
        from = source.view.v;
    }
    if (run_scan(u, loop, &from, &to, axis, fpe, err) < 0) goto done;
    if (convert_out && pnd_assign(out, &result.view.v, NULL, &late, err) < 0) goto done;
    status = 0;
done:
    if (fpe) *fpe |= late;
    pnd_temp_free(&source);
    pnd_temp_free(&result);
    return status;
}
