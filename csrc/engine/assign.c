/*
 * Copies between views.  A copy is a nest of two operands (three with a mask) driven by one castop.  What is classified
 * once: a single source element is converted once and repeated; contiguous runs of one dtype are memory moves; a source
 * that overlaps the destination, other than element on element, is copied first.
 */
#include "assign.h"

#include <string.h>

#include "../iter/nest.h"
#include "../kernels/stream.h"
#include "../layout/overlap.h"
#include "blocks.h"
#include "temp.h"

#define COPY_COST 300  /* picoseconds an element, for splitting work */
#define CAST_COST 500
#define OVERLAP_WORK 1000
#define ELEMENT_ROOM 64
#define TILE_BYTES 16384 /* 64 x 64 floats, 32 x 32 doubles */

typedef struct copy_job {
    pnd_nest nest; /* source, destination, mask */
    pnd_castop cast;
    bool masked;
    bool past;         /* larger than the caches: contiguous copies and transposes go past them */
    intptr_t block;    /* positions, or tiles: */
    bool tiled;        /* the source is dense along axis 1, the destination along axis 0 */
    intptr_t ti, tj;   /* sides of a tile along axes 0 and 1 */
    intptr_t across, down, ntiles; /* tiles along axes 0 and 1 of a plane, and all */
} copy_job;

/* Runs of true bytes, one castop each. */
static int copy_masked_run(const pnd_castop *cast, char *const *p, const intptr_t *s, intptr_t n, pnd_error *err)
{
    const char *mask = p[2];
    for (intptr_t i = 0; i < n;) {
        while (i < n && !mask[i * s[2]]) i++;
        const intptr_t start = i;
        while (i < n && mask[i * s[2]]) i++;
        if (i > start && pnd_castop_run(cast, p[0] + start * s[0], s[0], p[1] + start * s[1], s[1], i - start, err) < 0) return -1;
    }
    return 0;
}

static bool is_plain_copy(const copy_job *job) { return job->cast.same && job->cast.fn && !job->masked; }

static bool is_dense_copy(const copy_job *job)
{
    const intptr_t size = job->cast.to->size;
    return is_plain_copy(job) && job->nest.strides[0] == size && job->nest.strides[1] == size;
}

static int copy_positions(const copy_job *job, intptr_t at, intptr_t end, pnd_error *err)
{
    const pnd_nest *t = &job->nest;
    const intptr_t *s = t->strides;
    pnd_cursor c;
    pnd_cursor_seek(t, &c, at);
    while (at < end) {
        intptr_t n = t->shape[0] - c.at[0];
        if (n > end - at) n = end - at;
        int status = 0;
        if (job->past && is_dense_copy(job)) pnd_stream_copy(c.ptr[1], c.ptr[0], n * s[1]);
        else
            status = job->masked ? copy_masked_run(&job->cast, c.ptr, s, n, err)
                                 : pnd_castop_run(&job->cast, c.ptr[0], s[0], c.ptr[1], s[1], n, err);
        if (status < 0) return -1;
        at += n;
        pnd_cursor_advance(t, &c, n);
    }
    return 0;
}

/* A square of axes 0 and 1: transposed straight into the destination where nothing is converted, else by way of a buffer. */
static int copy_tile(const copy_job *job, char *const *p, intptr_t ni, intptr_t nj, pnd_error *err)
{
    const intptr_t *s0 = job->nest.strides, *s1 = s0 + job->nest.nop, size = job->cast.from->size;
    if (is_plain_copy(job)) {
        pnd_transpose_items(p[0], s0[0], p[1], s1[1], ni, nj, size, job->past);
        return 0;
    }
    _Alignas(64) char buffer[TILE_BYTES];
    pnd_transpose_items(p[0], s0[0], buffer, ni * size, ni, nj, size, false);
    for (intptr_t j = 0; j < nj; j++) {
        char *const row[3] = {buffer + j * ni * size, p[1] + j * s1[1], job->masked ? p[2] + j * s1[2] : NULL};
        const intptr_t s[3] = {size, s0[1], job->masked ? s0[2] : 0};
        const int status =
            job->masked ? copy_masked_run(&job->cast, row, s, ni, err) : pnd_castop_run(&job->cast, row[0], size, row[1], s[1], ni, err);
        if (status < 0) return -1;
    }
    return 0;
}

static int copy_tiles(const copy_job *job, intptr_t tile, intptr_t end, pnd_error *err)
{
    const pnd_nest *t = &job->nest;
    const intptr_t ti = job->ti, tj = job->tj, *s0 = t->strides, *s1 = s0 + t->nop;
    pnd_cursor c;
    for (intptr_t plane = -1; tile < end; tile++) {
        const intptr_t inside = tile % (job->across * job->down), j = inside % job->down * tj, i = inside / job->down * ti;
        if (plane != tile / (job->across * job->down)) {
            plane = tile / (job->across * job->down);
            pnd_cursor_seek(t, &c, plane * t->shape[0] * t->shape[1]);
        }
        char *p[3];
        for (int op = 0; op < t->nop; op++) p[op] = c.ptr[op] + i * s0[op] + j * s1[op];
        const intptr_t ni = t->shape[0] - i < ti ? t->shape[0] - i : ti, nj = t->shape[1] - j < tj ? t->shape[1] - j : tj;
        if (copy_tile(job, p, ni, nj, err) < 0) return -1;
    }
    return 0;
}

static int copy_block(void *arg, intptr_t block, pnd_error *err)
{
    const copy_job *job = arg;
    const intptr_t size = job->tiled ? job->ntiles : job->nest.size;
    const intptr_t at = block * job->block, end = size - at < job->block ? size : at + job->block;
    const int status = job->tiled ? copy_tiles(job, at, end, err) : copy_positions(job, at, end, err);
    if (job->past) pnd_stream_end();
    return status;
}

/* Where source and destination are dense along different axes, the plane of the two is cut into tiles. */
static void plan_tiles(copy_job *job)
{
    pnd_nest *t = &job->nest;
    const intptr_t size = job->cast.from->size;
    const bool plain = pnd_dtype_is_plain(job->cast.from) && pnd_transpose_takes(size);
    const int axis = plain && t->strides[1] == job->cast.to->size ? pnd_nest_crossed(t, 0, size) : 0;
    job->tiled = axis > 0;
    if (!job->tiled) return;
    pnd_nest_swap(t, 1, axis);
    if (is_plain_copy(job)) { /* one line of the destination by much of the source: rows are read on, which the processor prefetches */
        job->ti = 64 / size;
        job->tj = 512;
    } else job->ti = job->tj = size <= 4 ? 64 : size == 8 ? 32 : 16;
    job->across = (t->shape[0] + job->ti - 1) / job->ti;
    job->down = (t->shape[1] + job->tj - 1) / job->tj;
    job->ntiles = job->across * job->down * (t->size / t->shape[0] / t->shape[1]);
}

static bool is_single(const pnd_view *v)
{
    for (int k = 0; k < v->ndim; k++)
        if (v->shape[k] != 1 && v->strides[k] != 0) return false;
    return true;
}

/* Sources of one element are converted once: *src becomes a 0-d view of dst's dtype over `element`. */
static int convert_single(pnd_view *src, const pnd_dtype *to, char *element, pnd_error *err)
{
    pnd_castop cast;
    if (pnd_castop_init(&cast, src->dtype, to, err) < 0) return -1;
    if (pnd_castop_run(&cast, src->data, 0, element, 0, 1, err) < 0) return -1;
    *src = (pnd_view){element, to, 0, src->shape, src->strides};
    return 0;
}

/* May writing dst in any order change what is still to be read from v? */
static bool is_clobbered(const pnd_view *v, const pnd_view *dst)
{
    return pnd_views_overlap(v, dst, OVERLAP_WORK) != PND_OVERLAP_NO && !pnd_views_identical(v, dst);
}

static int run_copy(copy_job *job, const pnd_view *dst, const pnd_view *src, const pnd_view *where, int *fpe, pnd_error *err)
{
    if (pnd_castop_init(&job->cast, src->dtype, dst->dtype, err) < 0) return -1;
    if (pnd_nest_init(&job->nest, dst->ndim, dst->shape, where ? 3 : 2, err) < 0) return -1;
    pnd_nest_set(&job->nest, 0, src->data, src->ndim, src->shape, src->strides);
    pnd_nest_set(&job->nest, 1, dst->data, dst->ndim, dst->shape, dst->strides);
    if (where) pnd_nest_set(&job->nest, 2, where->data, where->ndim, where->shape, where->strides);
    pnd_nest_settle(&job->nest, 1, false);
    job->masked = where != NULL;
    const intptr_t size = job->nest.size, cost = job->cast.same ? COPY_COST : CAST_COST;
    unsigned flags = PND_BLOCKS_THREADS;
    if (pnd_dtype_uses_x87(src->dtype) || pnd_dtype_uses_x87(dst->dtype)) flags |= PND_BLOCKS_X87;
    if ((src->dtype->flags | dst->dtype->flags) & PND_DT_NEEDS_PYAPI || !pnd_dtype_is_plain(dst->dtype)) flags = PND_BLOCKS_NO_POLL;
    job->past = pnd_is_past_caches(size, dst->dtype->size);
    plan_tiles(job);
    const intptr_t units = job->tiled ? job->ntiles : size;
    job->block = flags & PND_BLOCKS_THREADS ? pnd_block_elements(units, job->tiled ? cost * job->ti * job->tj : cost) : units;
    /* Where two positions share an element, which write is last must not depend on threads. */
    if (job->block < units && pnd_view_self_overlap(dst, OVERLAP_WORK) != PND_OVERLAP_NO) flags &= ~(unsigned)PND_BLOCKS_THREADS;
    const int status = pnd_blocks_run(copy_block, job, (units + job->block - 1) / job->block, flags, fpe, err);
    pnd_nest_free(&job->nest);
    return status;
}

/* Leading axes of length 1 beyond dst's are dropped, as NumPy's assignment does. */
static void trim_leading(pnd_view *v, int ndim)
{
    while (v->ndim > ndim && v->shape[0] == 1) {
        v->ndim--;
        v->shape++;
        v->strides++;
    }
}

int pnd_assign(const pnd_view *dst, const pnd_view *src, const pnd_view *where, int *fpe, pnd_error *err)
{
    copy_job job;
    pnd_temp source, mask;
    pnd_view from = *src, select;
    _Alignas(16) char element[ELEMENT_ROOM];
    int status = -1, early = 0;
    source.block = mask.block = NULL;
    if (fpe) *fpe = 0;
    if (pnd_view_size(dst) == 0) return 0;
    trim_leading(&from, dst->ndim);
    if (where) select = *where;

    if (is_single(&from) && dst->ndim > 0 && pnd_dtype_is_plain(dst->dtype) && dst->dtype->size <= ELEMENT_ROOM && !where) {
        if (!pnd_same_layout(from.dtype, dst->dtype)) {
            /* A block of its own, for the flags of the conversion. */
            pnd_view one = {element, dst->dtype, 0, from.shape, from.strides}, all = {from.data, from.dtype, 0, from.shape, from.strides};
            if (pnd_assign(&one, &all, NULL, &early, err) < 0) goto done;
            from = one;
        } else if (convert_single(&from, dst->dtype, element, err) < 0) goto done;
    } else if (is_clobbered(&from, dst)) {
        if (pnd_temp_copy(&source, &from, err) < 0) goto done;
        from = source.view.v;
    }
    if (where && is_clobbered(&select, dst)) {
        if (pnd_temp_copy(&mask, &select, err) < 0) goto done;
        select = mask.view.v;
    }
    status = run_copy(&job, dst, &from, where ? &select : NULL, fpe, err);
    if (fpe) *fpe |= early;
done:
    pnd_temp_free(&source);
    pnd_temp_free(&mask);
    return status;
}

int pnd_fill(const pnd_view *dst, const char *element, pnd_error *err)
{
    const pnd_view one = {(char *)element, dst->dtype, 0, dst->shape, dst->strides};
    return pnd_assign(dst, &one, NULL, NULL, err);
}

/* Every built-in dtype converts to (complex) longdouble without loss, so values are compared there. */
static bool same_numbers(const long double *a, const long double *b, intptr_t n)
{
    for (intptr_t i = 0; i < n; i++)
        if (!(a[i] == b[i] || (a[i] != a[i] && b[i] != b[i]))) return false;
    return true;
}

static int compare_run(const pnd_castop *there, const pnd_castop *wide_from, const pnd_castop *wide_to, const char *p, intptr_t stride,
                       intptr_t n, pnd_error *err)
{
    enum { WIDTH = 32 };
    _Alignas(64) char cast[WIDTH * 32], a[WIDTH * 32], b[WIDTH * 32];
    const intptr_t tsize = there->to->size, wide = wide_to->to->size;
    while (n > 0) {
        const intptr_t m = n < WIDTH ? n : WIDTH;
        if (pnd_castop_run(there, p, stride, cast, tsize, m, err) < 0) return -1;
        if (pnd_castop_run(wide_from, p, stride, a, wide, m, err) < 0) return -1;
        if (pnd_castop_run(wide_to, cast, tsize, b, wide, m, err) < 0) return -1;
        if (!same_numbers((const long double *)a, (const long double *)b, m * wide / (intptr_t)sizeof(long double))) return 1;
        n -= m;
        p += m * stride;
    }
    return 0;
}

int pnd_same_value(const pnd_view *src, const pnd_dtype *to, pnd_error *err)
{
    if (pnd_same_layout(src->dtype, to) || (pnd_dtype_is_builtin(to) && src->dtype->loops == to->loops)) return 0;
    const bool complex_value = src->dtype->kind == 'c' || to->kind == 'c';
    const pnd_dtype *wide = complex_value ? PND_DT(CLONGDOUBLE) : PND_DT(LONGDOUBLE);
    pnd_castop there, wide_from, wide_to;
    if (pnd_castop_init(&there, src->dtype, to, err) < 0 || pnd_castop_init(&wide_from, src->dtype, wide, err) < 0 ||
        pnd_castop_init(&wide_to, to, wide, err) < 0)
        return -1;
    if (pnd_view_size(src) == 0) return 0;
    pnd_nest t;
    if (pnd_nest_init(&t, src->ndim, src->shape, 1, err) < 0) return -1;
    pnd_nest_set(&t, 0, src->data, src->ndim, src->shape, src->strides);
    pnd_nest_settle(&t, 0, false);
    pnd_cursor c;
    pnd_cursor_seek(&t, &c, 0);
    int status = 0;
    for (intptr_t at = 0; at < t.size && status == 0; at += t.shape[0]) {
        status = compare_run(&there, &wide_from, &wide_to, c.ptr[0], t.strides[0], t.shape[0], err);
        pnd_cursor_advance(&t, &c, t.shape[0]);
    }
    pnd_nest_free(&t);
    return status;
}
