/*
 * Copies between views.  A copy is a nest of two operands (three with a mask) driven by one castop.  What is classified
 * once: a single source element is converted once and repeated; contiguous runs of one dtype are memory moves; a source
 * that overlaps the destination, other than element on element, is copied first.
 */
#include "assign.h"

#include <string.h>

#include "../iter/nest.h"
#include "../kernels/moves.h"
#include "../layout/overlap.h"
#include "blocks.h"
#include "temp.h"

#define COPY_COST 300  /* picoseconds an element, for splitting work */
#define CAST_COST 500
#define OVERLAP_WORK 1000
#define ELEMENT_ROOM 64

typedef struct copy_job {
    pnd_nest nest; /* source, destination, mask */
    pnd_castop cast;
    bool masked;
    intptr_t block; /* positions */
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

static int copy_block(void *arg, intptr_t block, pnd_error *err)
{
    const copy_job *job = arg;
    const pnd_nest *t = &job->nest;
    const intptr_t *s = t->strides;
    pnd_cursor c;
    intptr_t at = block * job->block, end = t->size - at < job->block ? t->size : at + job->block;
    pnd_cursor_seek(t, &c, at);
    while (at < end) {
        intptr_t n = t->shape[0] - c.at[0];
        if (n > end - at) n = end - at;
        const int status = job->masked ? copy_masked_run(&job->cast, c.ptr, s, n, err)
                                       : pnd_castop_run(&job->cast, c.ptr[0], s[0], c.ptr[1], s[1], n, err);
        if (status < 0) return -1;
        at += n;
        pnd_cursor_advance(t, &c, n);
    }
    return 0;
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
    job->block = flags & PND_BLOCKS_THREADS ? pnd_block_elements(size, cost) : size;
    const int status = pnd_blocks_run(copy_block, job, (size + job->block - 1) / job->block, flags, fpe, err);
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
