/*
 * Running results along one axis.  Elements of the other axes are independent, so there are two ways to walk: down the
 * columns, one binary call for a row of neighbours (out[i] = op(out[i - 1], in[i])), or along each line, by the scan kernel
 * where there is one, else one call an element.  The work is done in the loop's dtype: in the output itself where it has that
 * dtype, else in a private array that is stored at the end.
 */
#include <string.h>

#include "../iter/nest.h"
#include "../layout/overlap.h"
#include "assign.h"
#include "blocks.h"
#include "reduce.h"
#include "temp.h"

#define OVERLAP_WORK 1000
#define DEFAULT_COST 1000
#define COLUMNS 512 /* neighbours taken at a time, so that the previous row is still in L1 */

typedef struct scan_job {
    const pnd_ufunc_loop *loop;
    pnd_loop_fn *scan;    /* or NULL */
    pnd_nest others;      /* output and input over the other axes */
    intptr_t length, out_step, in_step; /* along the axis */
    bool down;
    pnd_castop first;     /* input element to output element */
    intptr_t block;
} scan_job;

static int call3(const scan_job *job, pnd_error *err, char *a, intptr_t sa, char *b, intptr_t sb, char *o, intptr_t so, intptr_t n)
{
    const pnd_loop ctx = {job->loop->dtypes, job->loop->aux, err, job->loop->flags};
    char *const ptrs[3] = {a, b, o};
    const intptr_t strides[3] = {sa, sb, so};
    return job->loop->fn(&ctx, ptrs, &n, strides);
}

/* n neighbouring lines, row by row. */
static int scan_down(const scan_job *job, char *out, intptr_t so, char *in, intptr_t si, intptr_t n, pnd_error *err)
{
    if (pnd_castop_run(&job->first, in, si, out, so, n, err) < 0) return -1;
    if (n == 1 && job->scan && job->length > 1) {
        const pnd_loop ctx = {job->loop->dtypes, job->loop->aux, err, job->loop->flags};
        _Alignas(16) char state[32];
        memcpy(state, out, (size_t)job->loop->dtypes[2]->size);
        char *const ptrs[3] = {state, in + job->in_step, out + job->out_step};
        const intptr_t left = job->length - 1, strides[3] = {0, job->in_step, job->out_step};
        return job->scan(&ctx, ptrs, &left, strides);
    }
    for (intptr_t i = 1; i < job->length; i++) {
        char *previous = out + (i - 1) * job->out_step;
        if (call3(job, err, previous, so, in + i * job->in_step, si, out + i * job->out_step, so, n) < 0) return -1;
    }
    return 0;
}

static int scan_block(void *arg, intptr_t block, pnd_error *err)
{
    const scan_job *job = arg;
    const pnd_nest *t = &job->others;
    const intptr_t so = t->strides[0], si = t->strides[1];
    pnd_cursor c;
    intptr_t at = block * job->block, end = t->size - at < job->block ? t->size : at + job->block;
    pnd_cursor_seek(t, &c, at);
    while (at < end) {
        intptr_t n = t->shape[0] - c.at[0];
        if (n > end - at) n = end - at;
        if (n > COLUMNS) n = COLUMNS;
        if (!job->down) n = 1;
        if (scan_down(job, c.ptr[0], so, c.ptr[1], si, n, err) < 0) return -1;
        at += n;
        pnd_cursor_advance(t, &c, n);
    }
    return 0;
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

static int run_scan(const pnd_ufunc *u, const pnd_ufunc_loop *loop, const pnd_view *in, const pnd_view *out, int axis, int *fpe, pnd_error *err)
{
    scan_job job = {.loop = loop, .length = out->shape[axis], .out_step = out->strides[axis], .in_step = in->strides[axis]};
    const pnd_dtype *const *d = loop->dtypes;
    if (u && d[0] == d[1] && d[0] == d[2] && pnd_dtype_is_builtin(d[0])) job.scan = u->scans[d[0]->idx];
    if (pnd_castop_init(&job.first, in->dtype, out->dtype, err) < 0) return -1;
    pnd_viewbuf rest_out, rest_in;
    drop_axis(out, axis, &rest_out);
    drop_axis(in, axis, &rest_in);
    pnd_nest *t = &job.others;
    if (pnd_nest_init(t, rest_out.v.ndim, rest_out.shape, 2, err) < 0) return -1;
    pnd_nest_set(t, 0, out->data, rest_out.v.ndim, rest_out.shape, rest_out.strides);
    pnd_nest_set(t, 1, in->data, rest_in.v.ndim, rest_in.shape, rest_in.strides);
    pnd_nest_settle(t, 0, false);
    job.down = t->shape[0] > 1;
    const bool gil = (loop->flags & PND_LOOP_NEEDS_GIL) != 0;
    unsigned flags = gil ? PND_BLOCKS_NO_POLL : PND_BLOCKS_THREADS;
    if (loop->flags & PND_LOOP_X87 || pnd_dtype_uses_x87(loop->dtypes[2])) flags |= PND_BLOCKS_X87;
    const intptr_t cost = (u && u->cost > 0 ? u->cost : DEFAULT_COST) * job.length;
    job.block = gil ? t->size : pnd_block_elements(t->size, cost);
    const int status = pnd_blocks_run(scan_block, &job, (t->size + job.block - 1) / job.block, flags, fpe, err);
    pnd_nest_free(t);
    return status;
}

int pnd_accumulate_run(const pnd_ufunc *u, const pnd_ufunc_loop *loop, const pnd_view *in, const pnd_view *out, int axis, int *fpe, pnd_error *err)
{
    assert(axis >= 0 && axis < out->ndim && in->ndim == out->ndim);
    pnd_temp source, result;
    pnd_view from = *in, to = *out;
    int status = -1, early = 0, late = 0;
    source.block = result.block = NULL;
    if (fpe) *fpe = 0;
    if (pnd_view_size(out) == 0) return 0;
    const bool convert_in = !pnd_same_layout(in->dtype, loop->dtypes[1]), convert_out = !pnd_same_layout(out->dtype, loop->dtypes[2]);
    if (convert_out) {
        if (pnd_temp_like(&result, out, loop->dtypes[2], err) < 0) goto done;
        to = result.view.v;
    }
    if (convert_in) {
        if (pnd_temp_like(&source, in, loop->dtypes[1], err) < 0 || pnd_assign(&source.view.v, in, NULL, &early, err) < 0) goto done;
        from = source.view.v;
    } else if (!convert_out && pnd_views_overlap(in, out, OVERLAP_WORK) != PND_OVERLAP_NO && !pnd_views_identical(in, out)) {
        if (pnd_temp_copy(&source, in, err) < 0) goto done;
        from = source.view.v;
    }
    if (run_scan(u, loop, &from, &to, axis, fpe, err) < 0) goto done;
    if (convert_out && pnd_assign(out, &result.view.v, NULL, &late, err) < 0) goto done;
    status = 0;
done:
    if (fpe) *fpe |= early | late;
    pnd_temp_free(&source);
    pnd_temp_free(&result);
    return status;
}
