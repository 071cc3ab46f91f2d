/*
 * Elementwise calls.  Classified once, by the first rung that fits:
 *   flat     every operand has the loop's dtype and is contiguous or one element: one kernel call, or one a block
 *   nest     any strides: axes sorted and joined, one kernel call a run
 *   windows  operands of another dtype or byte order are converted into, or out of, L1-sized windows around each kernel call;
 *            outputs larger than the caches are made in a window too and stored past the caches
 *   tiles    inputs that are dense along another axis than the rest (M.T + M) are transposed, a tile at a time, before that
 * Before that, inputs an output would overwrite are copied, single elements of another dtype are converted once, and an
 * output that shares memory with an earlier one is written to a private copy and stored at the end.
 */
#include "elementwise.h"

#include <string.h>

#include "../iter/nest.h"
#include "../kernels/stream.h"
#include "../layout/overlap.h"
#include "../layout/strides.h"
#include "../platform/fpstatus.h"
#include "../platform/mem.h"
#include "assign.h"
#include "blocks.h"
#include "temp.h"

#define OVERLAP_WORK 1000
#define CONVERT_COST 300 /* picoseconds an element and converted operand */
#define STACK_WINDOWS 4096
#define FLAT_MOST ((intptr_t)1 << 24)
#define ACROSS_LIMIT 16  /* inner axes shorter than this ... */
#define ACROSS_CHUNK 512 /* ... are walked across, this many steps of the next axis at a time */
#define PAST_BYTES 2048  /* of a window that goes past the caches: reading goes on while the last one is stored */
#define MAX_TILED 4
/* Tiles: rows of a kilobyte for the kernels, which read and write the other operands along them; all of a tile stays in L2.
   4096 x 4096 float32, M.T + M: 31 ms with 64 x 64, 20 ms with 256 x 64. */
#ifdef PND_PARANOID
#define TILE_SIDE 16
#else
#define TILE_SIDE 256
#endif
#define TILE_BYTES 65536

typedef struct map_job {
    const pnd_ufunc_loop *loop;
    int nin, nout, nop;    /* nop: without the mask */
    bool masked;           /* operand nop of the nest is the mask */
    bool across;           /* kernels run along axis 1, once for each step of axis 0 */
    bool past;             /* outputs with windows of their own dtype are stored past the caches */
    int ntiled;            /* inputs dense along axis 1, transposed tile by tile */
    uint8_t tiled_op[MAX_TILED];
    intptr_t tile_rows;
    intptr_t item[PND_MAXARGS]; /* bytes of an element as it stands in memory */
    int nwindows, nconverted;
    uint8_t window_op[PND_NEST_OPS];
    pnd_castop cast[PND_MAXARGS]; /* of windowed operands */
    intptr_t window;       /* elements */
    size_t window_bytes;   /* of all windows and tiles */
    bool owned;            /* some window holds elements that are not plain */
    bool gil;              /* the kernel or a conversion needs the caller's lock */
    intptr_t block;        /* positions */
    pnd_nest nest;
} map_job;

/* What one thread needs for one block. */
typedef struct map_work {
    const map_job *job;
    pnd_loop ctx;
    char *windows[PND_MAXARGS]; /* of windowed operands */
    char *tiles[MAX_TILED];
    pnd_error *err;
} map_work;

/* ---- kernel calls --------------------------------------------------------------------------------------------- */

static int call_kernel(const map_work *w, char *const *ptrs, const intptr_t *strides, intptr_t n)
{
    const pnd_ufunc_loop *loop = w->job->loop;
    if (!(loop->flags & PND_LOOP_NO_FPE)) return loop->fn(&w->ctx, ptrs, &n, strides);
    const unsigned saved = pnd_fp_save(); /* conversions around it raise flags that count */
    const int status = loop->fn(&w->ctx, ptrs, &n, strides);
    pnd_fp_restore(saved);
    return status;
}

static int store_windows(const map_work *w, char *const *at, char *const *ptrs, const intptr_t *strides, const intptr_t *wstrides,
                         intptr_t n)
{
    const map_job *job = w->job;
    for (int k = 0; k < job->nwindows; k++) {
        const int op = job->window_op[k];
        if (op < job->nin) continue;
        if (job->cast[op].same && job->past) pnd_stream_copy(at[op], ptrs[op], n * strides[op]);
        else if (pnd_castop_run(&job->cast[op], ptrs[op], wstrides[op], at[op], strides[op], n, w->err) < 0) return -1;
    }
    return 0;
}

/* One run of at most job->window elements (any number where nothing is windowed).  at/strides: operands as they stand in memory. */
static int run_piece(const map_work *w, char *const *at, const intptr_t *strides, intptr_t n)
{
    const map_job *job = w->job;
    char *ptrs[PND_NEST_OPS];
    intptr_t steps[PND_NEST_OPS];
    memcpy(ptrs, at, sizeof(char *) * (size_t)job->nop);
    memcpy(steps, strides, sizeof(intptr_t) * (size_t)job->nop);
    for (int k = 0; k < job->nwindows; k++) {
        const int op = job->window_op[k];
        const bool repeats = strides[op] == 0 && op < job->nin;
        const pnd_castop *cast = &job->cast[op];
        ptrs[op] = w->windows[op];
        if (op < job->nin) {
            steps[op] = repeats ? 0 : cast->to->size;
            if (pnd_castop_run(cast, at[op], strides[op], ptrs[op], cast->to->size, repeats ? 1 : n, w->err) < 0) return -1;
        } else steps[op] = cast->from->size;
    }
    if (!job->masked) {
        if (call_kernel(w, ptrs, steps, n) < 0) return -1;
        return job->nwindows ? store_windows(w, at, ptrs, strides, steps, n) : 0;
    }
    /* Kernels see runs of true mask bytes only; windowed outputs are stored run by run, so that what is left out keeps its value. */
    const char *mask = at[job->nop];
    const intptr_t ms = strides[job->nop];
    for (intptr_t i = 0; i < n;) {
        char *run_at[PND_NEST_OPS], *run_ptrs[PND_NEST_OPS];
        while (i < n && !mask[i * ms]) i++;
        const intptr_t start = i;
        while (i < n && mask[i * ms]) i++;
        if (i == start) continue;
        for (int op = 0; op < job->nop; op++) {
            run_at[op] = at[op] + start * strides[op];
            run_ptrs[op] = ptrs[op] + start * steps[op];
        }
        if (call_kernel(w, run_ptrs, steps, i - start) < 0) return -1;
        if (job->nwindows && store_windows(w, run_at, run_ptrs, strides, steps, i - start) < 0) return -1;
    }
    return 0;
}

/* A run of any length: cut into windows where there are any; a kernel that takes the mask itself gets it. */
static int run_row(const map_work *w, char *const *at, const intptr_t *strides, intptr_t n)
{
    const map_job *job = w->job;
    if (job->nwindows == 0) {
        if (!job->masked) return call_kernel(w, at, strides, n);
        if (job->loop->masked) return job->loop->masked(&w->ctx, at, &n, strides);
        return run_piece(w, at, strides, n);
    }
    if (n <= job->window) return run_piece(w, at, strides, n);
    char *ptrs[PND_NEST_OPS];
    memcpy(ptrs, at, sizeof(char *) * (size_t)job->nest.nop);
    while (n > 0) {
        const intptr_t m = n < job->window ? n : job->window;
        if (run_piece(w, ptrs, strides, m) < 0) return -1;
        for (int op = 0; op < job->nest.nop; op++) ptrs[op] += m * strides[op];
        n -= m;
    }
    return 0;
}

/* Positions at .. end, row by row along axis 0. */
static int run_along(const map_work *w, intptr_t at, intptr_t end)
{
    const pnd_nest *t = &w->job->nest;
    pnd_cursor c;
    pnd_cursor_seek(t, &c, at);
    while (at < end) {
        intptr_t n = t->shape[0] - c.at[0];
        if (n > end - at) n = end - at;
        if (run_row(w, c.ptr, t->strides, n) < 0) return -1;
        at += n;
        pnd_cursor_advance(t, &c, n);
    }
    return 0;
}

/* The same with a short axis 0: kernels run along axis 1, once for each step of axis 0.  at and end are multiples of shape[0]. */
static int run_across(const map_work *w, intptr_t at, intptr_t end)
{
    const pnd_nest *t = &w->job->nest;
    const int nop = t->nop;
    const intptr_t width = t->shape[0], *across = t->strides, *along = t->strides + nop;
    char *ptrs[PND_NEST_OPS];
    pnd_cursor c;
    while (at < end) {
        pnd_cursor_seek(t, &c, at);
        intptr_t n = t->shape[1] - c.at[1];
        if (n > (end - at) / width) n = (end - at) / width;
        for (intptr_t done = 0; done < n; done += ACROSS_CHUNK) {
            const intptr_t m = n - done < ACROSS_CHUNK ? n - done : ACROSS_CHUNK;
            for (intptr_t j = 0; j < width; j++) {
                for (int op = 0; op < nop; op++) ptrs[op] = c.ptr[op] + done * along[op] + j * across[op];
                if (run_row(w, ptrs, along, m) < 0) return -1;
            }
        }
        at += n * width;
    }
    return 0;
}

/* Planes of axes 0 and 1, tile by tile.  at and end are multiples of shape[0] and walk along axis 1. */
static int run_tiles(const map_work *w, intptr_t at, intptr_t end)
{
    const map_job *job = w->job;
    const pnd_nest *t = &job->nest;
    const int nop = t->nop;
    const intptr_t width = t->shape[0], *s0 = t->strides, *s1 = t->strides + nop;
    intptr_t strides[PND_NEST_OPS];
    char *ptrs[PND_NEST_OPS];
    pnd_cursor c;
    memcpy(strides, s0, sizeof(intptr_t) * (size_t)nop);
    for (int k = 0; k < job->ntiled; k++) strides[job->tiled_op[k]] = job->item[job->tiled_op[k]];
    while (at < end) {
        pnd_cursor_seek(t, &c, at);
        intptr_t nj = t->shape[1] - c.at[1];
        if (nj > (end - at) / width) nj = (end - at) / width;
        if (nj > job->tile_rows) nj = job->tile_rows;
        for (intptr_t i = 0; i < width; i += TILE_SIDE) {
            const intptr_t ni = width - i < TILE_SIDE ? width - i : TILE_SIDE;
            for (int k = 0; k < job->ntiled; k++) {
                const int op = job->tiled_op[k];
                pnd_transpose_items(c.ptr[op] + i * s0[op], s0[op], w->tiles[k], TILE_SIDE * strides[op], ni, nj, strides[op], false);
            }
            for (intptr_t j = 0; j < nj; j++) {
                for (int op = 0; op < nop; op++) ptrs[op] = c.ptr[op] + i * s0[op] + j * s1[op];
                for (int k = 0; k < job->ntiled; k++) ptrs[job->tiled_op[k]] = w->tiles[k] + j * TILE_SIDE * strides[job->tiled_op[k]];
                if (run_row(w, ptrs, strides, ni) < 0) return -1;
            }
        }
        at += nj * width;
    }
    return 0;
}

static void clear_windows(const map_work *w, int n)
{
    for (int k = 0; k < n; k++) {
        const int op = w->job->window_op[k];
        const pnd_dtype *d = w->job->loop->dtypes[op];
        pnd_move_clear(d, w->windows[op], d->size, w->job->window);
    }
}

/* Windows of elements that are not plain hold valid ones throughout. */
static int init_windows(const map_work *w)
{
    for (int k = 0; k < w->job->nwindows; k++) {
        const int op = w->job->window_op[k];
        const pnd_dtype *d = w->job->loop->dtypes[op];
        if (pnd_dtype_is_plain(d) || pnd_move_init(d, w->windows[op], d->size, w->job->window, w->err) == 0) continue;
        clear_windows(w, k);
        return -1;
    }
    return 0;
}

static int run_block(void *arg, intptr_t block, pnd_error *err)
{
    const map_job *job = arg;
    map_work w; /* its tables are not cleared: a small call would notice */
    w.job = job;
    w.err = err;
    w.ctx = (pnd_loop){.dtypes = job->loop->dtypes, .aux = job->loop->aux, .err = err, .flags = job->loop->flags};
    _Alignas(64) char stack[STACK_WINDOWS];
    char *windows = stack, *heap = NULL;
    if (job->window_bytes > STACK_WINDOWS) {
        windows = heap = pnd_data_alloc(job->window_bytes, false);
        if (!heap) return pnd_fail_memory(err);
    }
    for (int k = 0; k < job->nwindows; k++) {
        const int op = job->window_op[k];
        const intptr_t size = job->loop->dtypes[op]->size;
        w.windows[op] = windows;
        windows += (job->window * size + 63) / 64 * 64;
    }
    for (int k = 0; k < job->ntiled; k++) {
        w.tiles[k] = windows;
        windows += TILE_BYTES;
    }
    if (job->owned && init_windows(&w) < 0) {
        if (heap) pnd_data_free(heap, job->window_bytes);
        return -1;
    }
    const intptr_t at = block * job->block, end = job->nest.size - at < job->block ? job->nest.size : at + job->block;
    const int status = job->ntiled ? run_tiles(&w, at, end) : job->across ? run_across(&w, at, end) : run_along(&w, at, end);
    if (job->past) pnd_stream_end();
    if (job->owned) clear_windows(&w, job->nwindows);
    if (heap) pnd_data_free(heap, job->window_bytes);
    return status;
}

/* ---- classification ------------------------------------------------------------------------------------------- */

static void add_window(map_job *job, int op, intptr_t *bytes)
{
    job->window_op[job->nwindows++] = (uint8_t)op;
    *bytes += job->loop->dtypes[op]->size;
}

/* Would storing this output past the caches pay?  Large, dense, and not read just before. */
static bool goes_past(const map_job *job, const pnd_view *ops, int op)
{
    const pnd_nest *t = &job->nest;
    const intptr_t size = ops[op].dtype->size;
    if (job->masked || !pnd_dtype_is_plain(ops[op].dtype) || t->strides[op] != size || t->shape[0] * size < 4 * PAST_BYTES) return false;
    for (int i = 0; i < job->nin; i++)
        if (ops[i].data == ops[op].data) return false;
    return pnd_is_past_caches(t->size, size);
}

/* Operands whose elements the loop cannot take as they stand get windows, and so do outputs that go past the caches. */
static int plan_windows(map_job *job, const pnd_view *ops, pnd_error *err)
{
    intptr_t bytes = 0;
    for (int op = 0; op < job->nop; op++) {
        const pnd_dtype *have = ops[op].dtype, *want = job->loop->dtypes[op];
        if (pnd_same_layout(have, want)) continue;
        const int status =
            op < job->nin ? pnd_castop_init(&job->cast[op], have, want, err) : pnd_castop_init(&job->cast[op], want, have, err);
        if (status < 0) return -1;
        job->owned |= !pnd_dtype_is_plain(want);
        job->gil |= !pnd_dtype_is_plain(want) || !pnd_dtype_is_plain(have);
        add_window(job, op, &bytes);
    }
    job->nconverted = job->nwindows;
    job->past = false;
    intptr_t most = PND_WINDOW;
    for (int op = job->nin; op < job->nop && !job->across && !job->ntiled; op++) {
        if (!pnd_same_layout(ops[op].dtype, job->loop->dtypes[op]) || !goes_past(job, ops, op)) continue;
        if (pnd_castop_init(&job->cast[op], job->loop->dtypes[op], ops[op].dtype, err) < 0) return -1;
        add_window(job, op, &bytes);
        job->past = true;
        most = PAST_BYTES / ops[op].dtype->size;
    }
    if (!job->nwindows) return 0;
    job->window = job->nest.size < most ? job->nest.size : most;
    job->window_bytes += (size_t)(bytes * job->window + 63 * job->nwindows);
    return 0;
}

/* Inputs that are dense along one other axis than axis 0, which becomes axis 1. */
static void plan_tiles(map_job *job, const pnd_view *ops)
{
    pnd_nest *t = &job->nest;
    int axis = 0;
    job->tile_rows = TILE_SIDE;
    for (int op = 0; op < job->nin && job->ntiled < MAX_TILED; op++) {
        const intptr_t size = ops[op].dtype->size;
        if (!pnd_dtype_is_plain(ops[op].dtype) || !pnd_transpose_takes(size)) continue;
        const int crossed = pnd_nest_crossed(t, op, size);
        if (!crossed || (axis && crossed != axis)) continue;
        axis = crossed;
        job->item[op] = size;
        job->tiled_op[job->ntiled++] = (uint8_t)op;
        job->window_bytes += TILE_BYTES;
        if (job->tile_rows > TILE_BYTES / (TILE_SIDE * size)) job->tile_rows = TILE_BYTES / (TILE_SIDE * size);
    }
    if (axis) pnd_nest_swap(t, 1, axis);
}

/* Runs along a short innermost axis cost more in calls than in work: go across where the next axis is longer. */
static bool prefers_across(const pnd_nest *t) { return t->ndim > 1 && t->shape[0] < ACROSS_LIMIT && t->shape[1] >= 2 * t->shape[0]; }

/* Distinct positions write distinct elements (up to a bound of work). */
static bool outputs_are_disjoint(const map_job *job, const pnd_view *ops)
{
    for (int op = job->nin; op < job->nop; op++)
        if (pnd_view_self_overlap(&ops[op], OVERLAP_WORK) != PND_OVERLAP_NO) return false;
    return true;
}

static int run_nest(const pnd_map_call *call, const pnd_view *ops, const pnd_view *where, pnd_error *err)
{
    map_job job;
    job.loop = call->loop;
    job.nin = call->nin;
    job.nout = call->nout;
    job.nop = call->nin + call->nout;
    job.masked = where != NULL;
    job.nwindows = job.ntiled = 0;
    job.owned = false;
    job.gil = (call->loop->flags & PND_LOOP_NEEDS_GIL) != 0;
    job.window_bytes = 0;
    if (pnd_nest_init(&job.nest, call->ndim, call->shape, job.nop + job.masked, err) < 0) return -1;
    pnd_nest *t = &job.nest;
    for (int op = 0; op < job.nop; op++) pnd_nest_set(t, op, ops[op].data, ops[op].ndim, ops[op].shape, ops[op].strides);
    if (where) pnd_nest_set(t, job.nop, where->data, where->ndim, where->shape, where->strides);
    pnd_nest_settle(t, call->nin, false);
    plan_tiles(&job, ops);
    job.across = !job.ntiled && prefers_across(t);

    int status = plan_windows(&job, ops, err);
    if (status == 0) {
        const unsigned lflags = call->loop->flags;
        unsigned flags = job.gil ? PND_BLOCKS_NO_POLL : PND_BLOCKS_THREADS;
        if (lflags & PND_LOOP_X87) flags |= PND_BLOCKS_X87;
        const intptr_t cost = (call->ufunc ? call->ufunc->cost : 1000) + CONVERT_COST * (job.nconverted + job.ntiled);
        job.block = pnd_block_elements(t->size, cost);
        if (job.block < t->size) {
            const intptr_t whole = job.ntiled ? t->shape[0] * job.tile_rows : job.across ? t->shape[0] : 1;
            job.block = (job.block + whole - 1) / whole * whole;
            if (!outputs_are_disjoint(&job, ops)) flags &= ~(unsigned)PND_BLOCKS_THREADS;
        }
        for (int k = 0; k < job.nconverted; k++) {
            const int op = job.window_op[k];
            if (pnd_dtype_uses_x87(ops[op].dtype) || pnd_dtype_uses_x87(call->loop->dtypes[op])) flags |= PND_BLOCKS_X87;
        }
        status = pnd_blocks_run(run_block, &job, (t->size + job.block - 1) / job.block, flags, call->fpe, err);
    }
    pnd_nest_free(t);
    return status;
}

/* ---- overlap and single elements ------------------------------------------------------------------------------ */

typedef struct map_temps {
    int n;
    int op[PND_MAXARGS + 1]; /* operand each replaces; -1 the mask */
    pnd_temp *temp;          /* array of n, made on first need */
    int room;
} map_temps;

static pnd_temp *add_temp(map_temps *t, int op, pnd_error *err)
{
    if (!t->temp) {
        t->temp = pnd_malloc_array((size_t)t->room, sizeof *t->temp);
        if (!t->temp) return pnd_fail_memory(err), NULL;
    }
    t->op[t->n] = op;
    t->temp[t->n].block = NULL;
    return &t->temp[t->n++];
}

static bool overlaps(const pnd_view *a, const pnd_view *b) { return pnd_views_overlap(a, b, OVERLAP_WORK) != PND_OVERLAP_NO; }

/* v seen through the call's shape is exactly the output's elements in the output's order. */
static bool is_in_place(const pnd_view *v, const pnd_view *out)
{
    return pnd_views_identical(v, out) && pnd_view_self_overlap(out, OVERLAP_WORK) == PND_OVERLAP_NO;
}

typedef struct range {
    uintptr_t low, high;
} range;

/* Every byte v can touch, or all of memory. */
static range range_of(const pnd_view *v)
{
    intptr_t low, high;
    if (pnd_extent(v->ndim, v->shape, v->strides, v->dtype->size, &low, &high) < 0) return (range){0, UINTPTR_MAX};
    return (range){(uintptr_t)v->data + (uintptr_t)low, (uintptr_t)v->data + (uintptr_t)high};
}

/* The usual answer, cheaply: no output's range meets another operand's. */
static bool stand_apart(const pnd_map_call *call, const pnd_view *ops, const pnd_view *where)
{
    const int nop = call->nin + call->nout;
    range outs[4];
    if (call->nout > PND_COUNT(outs)) return false;
    for (int o = 0; o < call->nout; o++) outs[o] = range_of(&ops[call->nin + o]);
    for (int i = where ? -1 : 0; i < nop; i++) {
        const range r = i >= call->nin ? outs[i - call->nin] : range_of(i < 0 ? where : &ops[i]);
        for (int o = 0; o < call->nout && call->nin + o != i; o++)
            if (r.low < outs[o].high && outs[o].low < r.high) return false;
    }
    return true;
}

static int copy_overlapping(const pnd_map_call *call, pnd_view *ops, pnd_view *where, map_temps *temps, pnd_error *err)
{
    const int nop = call->nin + call->nout;
    if (stand_apart(call, ops, where)) return 0;
    for (int i = where ? -1 : 0; i < call->nin; i++) {
        pnd_view *v = i < 0 ? where : &ops[i];
        bool clash = false; /* a mask has to outlive the kernels where outputs are stored after them */
        for (int o = call->nin; o < nop && !clash; o++)
            clash = overlaps(v, &ops[o]) && !(is_in_place(v, &ops[o]) && (i >= 0 || call->nout == 1));
        if (!clash) continue;
        pnd_temp *t = add_temp(temps, i, err);
        if (!t || pnd_temp_copy(t, v, err) < 0) return -1;
        *v = t->view.v;
    }
    for (int o = call->nin + 1; o < nop; o++) {
        bool clash = false;
        for (int p = call->nin; p < o && !clash; p++) clash = overlaps(&ops[o], &ops[p]);
        if (!clash) continue;
        pnd_temp *t = add_temp(temps, o, err);
        if (!t || pnd_temp_copy(t, &ops[o], err) < 0) return -1; /* a copy, for the elements a mask leaves alone */
        ops[o] = t->view.v;
    }
    return 0;
}

/* Outputs that were given private memory are stored, in order. */
static int store_outputs(const pnd_map_call *call, const map_temps *temps, const pnd_view *where, pnd_error *err)
{
    for (int k = 0; k < temps->n; k++) {
        const int op = temps->op[k];
        if (op >= call->nin && pnd_assign(&call->ops[op], &temps->temp[k].view.v, where, NULL, err) < 0) return -1;
    }
    return 0;
}

#define SINGLE_ROOM 32

/* Inputs of one element and another dtype are converted here, once. */
static int convert_singles(const pnd_map_call *call, pnd_view *ops, char (*room)[SINGLE_ROOM], int *fpe, pnd_error *err)
{
    for (int i = 0; i < call->nin; i++) {
        const pnd_dtype *want = call->loop->dtypes[i];
        if (pnd_same_layout(ops[i].dtype, want) || !pnd_dtype_is_plain(want) || want->size > SINGLE_ROOM || pnd_view_size(&ops[i]) != 1)
            continue;
        const bool x87 = pnd_dtype_uses_x87(ops[i].dtype) || pnd_dtype_uses_x87(want);
        pnd_castop cast;
        if (pnd_castop_init(&cast, ops[i].dtype, want, err) < 0) return -1;
        if (x87) pnd_fp_clear_slow();
        else pnd_fp_clear();
        if (pnd_castop_run(&cast, ops[i].data, 0, room[i], 0, 1, err) < 0) return -1;
        *fpe |= x87 ? pnd_fp_get_slow() : pnd_fp_get();
        ops[i].data = room[i];
        ops[i].dtype = want;
    }
    return 0;
}

/* ---- the call ------------------------------------------------------------------------------------------------- */

/* Step of an operand of a flat call: its item size, 0 for one element, -1 when it is neither. */
static intptr_t flat_step(const pnd_map_call *call, const pnd_view *v)
{
    intptr_t expected = v->dtype->size;
    bool whole = v->ndim == call->ndim, single = true;
    for (int k = v->ndim - 1; k >= 0; k--) {
        const intptr_t n = v->shape[k];
        if (n == 1) {
            whole = whole && call->shape[k] == 1;
            continue;
        }
        single = false;
        if (!whole || v->strides[k] != expected) return -1;
        expected *= n;
    }
    return whole ? v->dtype->size : single ? 0 : -1;
}

/* 1: done, 0: not a flat call, -1: error.  Small calls only; what needs blocks goes the general way. */
static int run_flat(const pnd_map_call *call, intptr_t size, pnd_error *err)
{
    const pnd_ufunc_loop *loop = call->loop;
    const int nop = call->nin + call->nout;
    char *ptrs[PND_MAXARGS];
    intptr_t steps[PND_MAXARGS];
    if (call->where || loop->flags & PND_LOOP_X87 || nop > 8) return 0;
    if (size > FLAT_MOST || size * (call->ufunc ? call->ufunc->cost : 1000) > PND_THREADS_WORK) return 0;
    for (int op = 0; op < nop; op++) {
        const pnd_view *v = &call->ops[op];
        if (!pnd_same_layout(v->dtype, loop->dtypes[op])) return 0;
        steps[op] = flat_step(call, v);
        if (steps[op] < 0 || (op >= call->nin && steps[op] == 0)) return 0;
        ptrs[op] = v->data;
        for (int o = call->nin; o < (op < call->nin ? nop : op); o++) {
            const char *out = call->ops[o].data, *end = out + size * loop->dtypes[o]->size;
            const char *in = v->data, *in_end = in + (steps[op] ? size : 1) * v->dtype->size;
            const bool same = in == out && steps[op] == loop->dtypes[o]->size && op < call->nin;
            if (in < end && out < in_end && !same) return 0;
        }
    }
    const pnd_loop ctx = {loop->dtypes, loop->aux, err, loop->flags};
    pnd_fp_clear();
    const int status = loop->fn(&ctx, ptrs, &size, steps);
    if (call->fpe) *call->fpe = loop->flags & PND_LOOP_NO_FPE ? 0 : pnd_fp_get();
    return status < 0 ? -1 : 1;
}

int pnd_map_run(const pnd_map_call *call, pnd_error *err)
{
    const int nop = call->nin + call->nout;
    assert(nop <= PND_MAXARGS);
    intptr_t size = 1;
    for (int k = 0; k < call->ndim; k++) size *= call->shape[k];
    if (call->fpe) *call->fpe = 0;
    if (size == 0) return 0;
    int status = run_flat(call, size, err);
    if (status != 0) return status < 0 ? -1 : 0;

    pnd_view ops[PND_MAXARGS], where;
    char room[8][SINGLE_ROOM] __attribute__((aligned(32)));
    map_temps temps;
    temps.n = 0;
    temps.temp = NULL;
    temps.room = nop + 1;
    int early = 0;
    memcpy(ops, call->ops, sizeof(pnd_view) * (size_t)nop);
    if (call->where) where = *call->where;
    status = -1;
    if (call->nin <= PND_COUNT(room) && convert_singles(call, ops, room, &early, err) < 0) goto done;
    if (copy_overlapping(call, ops, call->where ? &where : NULL, &temps, err) < 0) goto done;
    if (run_nest(call, ops, call->where ? &where : NULL, err) < 0) goto done;
    if (temps.n && store_outputs(call, &temps, call->where ? &where : NULL, err) < 0) goto done;
    status = 0;
done:
    if (call->fpe) *call->fpe |= early;
    for (int k = 0; k < temps.n; k++) pnd_temp_free(&temps.temp[k]);
    pnd_free(temps.temp);
    return status;
}
