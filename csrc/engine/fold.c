/* Reductions by the binary loop itself. */
#include "fold.h"

#include <string.h>

#include "castop.h"

static const pnd_fold *fold_of(const pnd_loop *ctx) { return ctx->aux; }

int pnd_identity_element(pnd_identity identity, bool truth, const pnd_dtype *d, char *out, pnd_error *err)
{
    int64_t value;
    switch (identity) {
    case PND_IDENTITY_ZERO: value = 0; break;
    case PND_IDENTITY_ONE: value = 1; break;
    case PND_IDENTITY_MINUSONE: value = -1; break;
    case PND_IDENTITY_NONE:
    case PND_IDENTITY_ANY: return 0;
    }
    pnd_castop cast;
    if (!pnd_dtype_is_builtin(d)) return 0;
    const char one = value == 1;
    const pnd_dtype *from = truth ? PND_DT(BOOL) : PND_DT(LONG);
    if (pnd_castop_init(&cast, from, d, err) < 0 || pnd_castop_run(&cast, truth ? &one : (const char *)&value, 0, out, d->size, 1, err) < 0)
        return -1;
    return 1;
}

static int fold_init(const pnd_loop *ctx, char *const *ptrs, const intptr_t *dims, const intptr_t *strides)
{
    const pnd_fold *f = fold_of(ctx);
    if (!pnd_dtype_is_plain(f->dtypes[1]) && pnd_move_init(f->dtypes[1], ptrs[0], strides[0], dims[0], ctx->err) < 0) return -1;
    for (intptr_t i = 0; i < dims[0]; i++) ptrs[0][i * strides[0] + f->mark] = 0;
    return 0;
}

static int fold_seed(const pnd_loop *ctx, char *const *ptrs, const intptr_t *dims, const intptr_t *strides)
{
    const pnd_fold *f = fold_of(ctx);
    char *acc = ptrs[0];
    const intptr_t n = dims[0], step = strides[0];
    if (pnd_move_copy(f->dtypes[1], acc, step, ptrs[1], strides[1], n, ctx->err) < 0) return -1;
    for (intptr_t i = 0; i < n; i++) acc[i * step + f->mark] = 1;
    return 0;
}

/* n elements into n accumulators that all hold something, or all nothing. */
static int fold_together(const pnd_fold *f, pnd_error *err, char *acc, intptr_t step, char *in, intptr_t in_step, intptr_t n, bool holds)
{
    if (!holds) {
        pnd_castop copy;
        if (pnd_castop_init(&copy, f->dtypes[0], f->dtypes[1], err) < 0 || pnd_castop_run(&copy, in, in_step, acc, step, n, err) < 0)
            return -1;
        for (intptr_t i = 0; i < n; i++) acc[i * step + f->mark] = 1;
        return 0;
    }
    const pnd_loop ctx = {f->loop->dtypes, f->loop->aux, err, f->loop->flags};
    char *const ptrs[3] = {acc, in, acc};
    const intptr_t strides[3] = {step, in_step, step};
    return f->loop->fn(&ctx, ptrs, &n, strides);
}

static int fold_step(const pnd_loop *ctx, char *const *ptrs, const intptr_t *dims, const intptr_t *strides)
{
    const pnd_fold *f = fold_of(ctx);
    char *acc = ptrs[0], *in = ptrs[1];
    const intptr_t n = dims[0], step = strides[0], in_step = strides[1];
    if (step == 0) {
        for (intptr_t i = 0; i < n; i++)
            if (fold_together(f, ctx->err, acc, 0, in + i * in_step, 0, 1, acc[f->mark] != 0) < 0) return -1;
        return 0;
    }
    for (intptr_t i = 0; i < n;) {
        const char holds = acc[i * step + f->mark];
        const intptr_t begin = i;
        while (i < n && acc[i * step + f->mark] == holds) i++;
        if (fold_together(f, ctx->err, acc + begin * step, step, in + begin * in_step, in_step, i - begin, holds != 0) < 0) return -1;
    }
    return 0;
}

/* Never called: a fold is not cut. */
static int fold_merge(const pnd_loop *ctx, char *const *ptrs, const intptr_t *dims, const intptr_t *strides)
{
    (void)ptrs, (void)dims, (void)strides;
    return pnd_fail(ctx->err, PND_ERR_RUNTIME, "a fold has no merge");
}

static int fold_finish(const pnd_loop *ctx, char *const *ptrs, const intptr_t *dims, const intptr_t *strides)
{
    const pnd_fold *f = fold_of(ctx);
    return pnd_move_copy(f->dtypes[1], ptrs[1], strides[1], ptrs[0], strides[0], dims[0], ctx->err);
}

/* With a mask, or nothing to reduce, the identity stands in for the first element. */
static int fold_start(const pnd_loop *ctx, char *const *ptrs, const intptr_t *dims, const intptr_t *strides)
{
    const pnd_fold *f = fold_of(ctx);
    _Alignas(16) char one[64];
    if (fold_init(ctx, ptrs, dims, strides) < 0) return -1;
    const pnd_dtype *d = f->dtypes[1];
    if (!pnd_dtype_is_plain(d) && pnd_move_init(d, one, d->size, 1, ctx->err) < 0) return -1;
    const int known = pnd_identity_element(f->identity, f->truth, d, one, ctx->err);
    if (known <= 0) return pnd_move_clear(d, one, d->size, 1), known;
    char *const seed_ptrs[2] = {ptrs[0], one};
    const intptr_t seed_strides[2] = {strides[0], 0};
    const int status = fold_seed(ctx, seed_ptrs, dims, seed_strides);
    pnd_move_clear(d, one, d->size, 1);
    return status;
}

int pnd_fold_init(pnd_fold *f, const pnd_reduce_call *call, pnd_error *err)
{
    const pnd_ufunc_loop *loop = call->loop;
    f->loop = loop;
    f->dtypes[0] = loop->dtypes[1];
    f->dtypes[1] = loop->dtypes[2];
    f->mark = (f->dtypes[1]->size + 7) / 8 * 8;
    f->identity = call->ufunc ? call->ufunc->identity : PND_IDENTITY_NONE;
    f->truth = call->ufunc && call->ufunc->resolver == PND_RESOLVE_LOGICAL;
    bool empty = call->where != NULL;
    for (int k = 0; k < call->in.ndim; k++) empty = empty || (call->axes[k] && call->in.shape[k] == 0);
    const bool has_identity = f->identity != PND_IDENTITY_NONE && f->identity != PND_IDENTITY_ANY && pnd_dtype_is_builtin(f->dtypes[1]);
    f->reduction = (pnd_reduction){.in = f->dtypes[0]->idx,
                                   .out = f->dtypes[1]->idx,
                                   .has_empty = has_identity,
                                   .any_order = f->identity != PND_IDENTITY_NONE && pnd_dtype_is_plain(f->dtypes[1]),
                                   .acc_size = (size_t)f->mark + 8,
                                   .init = empty && has_identity && !call->initial ? fold_start : fold_init,
                                   .step = fold_step,
                                   .merge = fold_merge,
                                   .finish = fold_finish,
                                   .seed = fold_seed};
    if (f->reduction.acc_size > PND_ACC_MAX)
        return pnd_fail(err, PND_ERR_TYPE, "elements of dtype %s are too large to be reduced", f->dtypes[1]->name);
    return 0;
}
