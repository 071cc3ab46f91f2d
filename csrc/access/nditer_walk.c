/*
 * Moving an nditer: positions, chunks and buffers.
 *
 * A chunk is a run of positions for which every operand has one address and one step.  Without buffering it is what is left
 * of the inner axis.  With buffering it is up to buffersize positions; operands that are converted, or that have no single step
 * over the chunk, stand in their buffers, and what is written there is stored when the chunk is left.
 */
#include "nditer.h"

#include "../convert/item.h"
#include "../platform/checked.h"
#include "../platform/fpstatus.h"
#include "../platform/mem.h"

void pnd_nditer_seek(nditer *it, intptr_t position)
{
    it->position = position;
    for (int i = 0; i < it->nop; i++) it->op[i].ptr = it->op[i].base;
    for (int k = 0; k < it->ndim; k++) {
        it->at[k] = it->shape[k] > 0 ? position % it->shape[k] : 0;
        if (it->shape[k] > 0) position /= it->shape[k];
        for (int i = 0; i < it->nop; i++) it->op[i].ptr += it->at[k] * it->op[i].strides[k];
    }
}

/* One position on, within the range. */
static inline void step_one(nditer *it)
{
    it->position++;
    for (int k = 0; k < it->ndim; k++) {
        if (++it->at[k] < it->shape[k]) {
            for (int i = 0; i < it->nop; i++) it->op[i].ptr += it->op[i].strides[k];
            return;
        }
        it->at[k] = 0;
        for (int i = 0; i < it->nop; i++) it->op[i].ptr -= (it->shape[k] - 1) * it->op[i].strides[k];
    }
}

static intptr_t left_in_row(const nditer *it) { return it->ndim > 0 ? it->shape[0] - it->at[0] : 1; }

/**************************************************************************** between array and buffer */

typedef struct transfer {
    const nditer *it;
    ndop *op;
    bool store;
    const ndop *mask; /* or NULL */
} transfer;

/* m elements, `done` elements into the buffer, at p in the array. */
static int transfer_run(const transfer *t, char *p, intptr_t stride, intptr_t done, intptr_t m, pnd_error *err)
{
    ndop *op = t->op;
    const intptr_t item = op->descr->elsize;
    char *b = op->buffer + done * op->step;
    if (!t->store) return pnd_castop_run(&op->in, p, stride, b, item, m, err);
    if (t->mask == NULL) return pnd_castop_run(&op->out, b, op->step, p, stride, m, err);
    for (intptr_t i = 0; i < m; i++)
        if (t->mask->data[(done + i - t->it->chunk_at) * t->mask->step] &&
            pnd_castop_run(&op->out, b + i * op->step, 0, p + i * stride, 0, 1, err) < 0)
            return -1;
    return 0;
}

/* The chunk's n elements from position `from` on. */
static int transfer_chunk(const transfer *t, intptr_t from, intptr_t n, pnd_error *err)
{
    const nditer *it = t->it;
    const ndop *op = t->op;
    intptr_t at[PND_MAXDIMS], position = from;
    char *p = op->base;
    for (int k = 0; k < it->ndim; k++) {
        at[k] = position % it->shape[k];
        position /= it->shape[k];
        p += at[k] * op->strides[k];
    }
    if (op->step == 0) return transfer_run(t, p, 0, 0, 1, err);
    for (intptr_t done = 0; done < n;) {
        const intptr_t left = it->ndim > 0 ? it->shape[0] - at[0] : 1, m = left < n - done ? left : n - done;
        if (transfer_run(t, p, it->ndim > 0 ? op->strides[0] : 0, done, m, err) < 0) return -1;
        done += m;
        if (it->ndim == 0) break;
        p -= at[0] * op->strides[0];
        at[0] = 0;
        for (int k = 1; k < it->ndim; k++) {
            if (++at[k] < it->shape[k]) {
                p += op->strides[k];
                break;
            }
            at[k] = 0;
            p -= (it->shape[k] - 1) * op->strides[k];
        }
    }
    return 0;
}

static int run_transfer(nditer *it, ndop *op, bool store, intptr_t from, intptr_t n)
{
    pnd_error err;
    const transfer t = {it, op, store, store && (op->flags & OP_WRITEMASKED) && it->mask >= 0 ? &it->op[it->mask] : NULL};
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback); /* of another operand's transfer: the first one is told */
    pnd_fp_clear();
    it->busy++;
    int status = transfer_chunk(&t, from, n, &err);
    if (status < 0) status = pnd_raise_int(&err);
    else {
        const int fpe = pnd_fp_get();
        pnd_fp_clear();
        if (fpe) status = pnd_fpe_hook(fpe, "cast");
    }
    it->busy--;
    if (type) PyErr_Restore(type, value, traceback);
    return status;
}

int pnd_nditer_flush(nditer *it)
{
    int status = 0;
    if (!(it->flags & IT_BUFFERED) || it->chunk == 0) return 0;
    for (int i = 0; i < it->nop; i++) {
        ndop *op = &it->op[i];
        if (op->in_buffer && (op->flags & OP_WRITE) && op->array && run_transfer(it, op, true, it->position - it->chunk_at, it->chunk) < 0)
            status = -1;
        op->in_buffer = false;
    }
    it->chunk = 0;
    return status;
}

/**************************************************************************** the plan of the chunks */

/* Has the operand one step over the axes up to `last`? */
static bool one_step(const nditer *it, const ndop *op, int last)
{
    intptr_t covered = it->ndim > 0 ? it->shape[0] : 1;
    for (int k = 1; k <= last; k++) {
        if (op->strides[k] != op->strides[0] * covered) return false;
        covered *= it->shape[k];
    }
    return true;
}

static bool needs_buffer(const nditer *it, const ndop *op, int last)
{
    return op->array == NULL || (op->flags & OP_BUFFERS) || !one_step(it, op, last);
}

/* What is reduced into along this axis and not along the innermost, or the other way round, ends the chunk here. */
static bool splits_reduction(const nditer *it, int k)
{
    for (int i = 0; i < it->nop; i++) {
        const ndop *op = &it->op[i];
        if ((op->flags & OP_REDUCES) && (op->strides[k] == 0) != (op->strides[0] == 0)) return true;
    }
    return false;
}

/* A way to cut: the axes up to `last`, the innermost of which hold `core` elements, whole or (part) some steps along it. */
typedef struct cut {
    int last;
    bool part;
    intptr_t core, cost, size; /* it costs 1 and 1 for each buffered operand, for `size` elements */
} cut;

static void keep_cheaper(cut *best, cut other)
{
    if ((double)other.cost * (double)best->size <= (double)best->cost * (double)other.size) *best = other;
}

/*
 * Buffers shall be long, and operands that can be seen in place shall be: of all cuts that fit, the one whose cost for an
 * element is least, the longest among equals.  What is reduced over the next axis is filled once for that axis, and so counts
 * as longer.  With grow_inner a chunk that needs no buffer may be longer than one.
 */
void pnd_nditer_plan(nditer *it)
{
    cut best = {-1, false, 1, 1, 1};
    intptr_t core = 1, buffered = 0;
    if (!(it->flags & IT_BUFFERED)) return;
    for (int k = 0; k < it->ndim && it->size > 0; k++) {
        const intptr_t room = it->buffersize;
        if (k > 0 && splits_reduction(it, k)) {
            const intptr_t longer = core > room / it->shape[k] ? room : core * it->shape[k];
            if (core <= room) keep_cheaper(&best, (cut){k - 1, false, core / it->shape[k - 1], 1 + buffered, longer});
            break;
        }
        buffered = 0;
        for (int i = 0; i < it->nop; i++) buffered += needs_buffer(it, &it->op[i], k);
        const bool part = core > room / it->shape[k] && !((it->flags & IT_GROW) && buffered == 0);
        if (part && core > room) break;
        const cut here = {k, part, core, 1 + buffered, part ? room : core * it->shape[k]};
        if (k == 0) best = here;
        else keep_cheaper(&best, here);
        if (part) break;
        core *= it->shape[k];
    }
    it->row = best.last < 0 ? 1 : best.core * it->shape[best.last];
    it->core = best.part ? best.core : it->row;
    it->piece = best.part ? it->buffersize / best.core * best.core : it->row;
    for (int i = 0; i < it->nop; i++) it->op[i].buffers = needs_buffer(it, &it->op[i], best.last);
}

/* Within the row, and not beyond it; from the middle of a core to its end. */
static intptr_t chunk_length(const nditer *it)
{
    const intptr_t left = it->end - it->position, in_core = it->position % it->core, in_row = it->position % it->row;
    intptr_t n = in_core ? it->core - in_core : it->piece;
    if (n > it->row - in_row) n = it->row - in_row;
    return n < left ? n : left;
}

/* One element serves the whole chunk: what is reduced into, and what is only read and need not be contiguous. */
static bool repeats(const nditer *it, const ndop *op)
{
    if (op->array == NULL || (it->ndim > 0 && op->strides[0] != 0)) return false;
    intptr_t covered = 1;
    for (int k = 0; k < it->ndim && covered < it->piece; covered *= it->shape[k++])
        if (op->strides[k] != 0) return false;
    return (op->flags & OP_REDUCES) || !(op->flags & OP_CONTIG);
}

/* Where the elements from position on are seen, before any of them is there. */
static void place_chunk(nditer *it)
{
    for (int i = 0; i < it->nop; i++) {
        ndop *op = &it->op[i];
        op->in_buffer = op->buffers;
        if (op->in_buffer) {
            op->step = repeats(it, op) ? 0 : op->descr->elsize;
            op->data = op->buffer;
        } else {
            op->data = op->ptr;
            op->step = it->ndim > 0 ? op->strides[0] : 0;
        }
    }
}

int pnd_nditer_load(nditer *it)
{
    it->chunk_at = 0;
    if (!(it->flags & IT_BUFFERED)) {
        const intptr_t left = it->end - it->position;
        it->chunk = left_in_row(it) < left ? left_in_row(it) : left;
        for (int i = 0; i < it->nop; i++) {
            it->op[i].data = it->op[i].ptr;
            it->op[i].step = it->ndim > 0 ? it->op[i].strides[0] : 0;
        }
        return 0;
    }
    it->chunk = 0;
    if (it->position >= it->end) return 0;
    const intptr_t n = chunk_length(it);
    place_chunk(it);
    for (int i = 0; i < it->nop; i++) {
        ndop *op = &it->op[i];
        if (!op->in_buffer) continue;
        /* What is only written is loaded where a mask may leave some of it alone, and where it is not plain. */
        const bool reads = op->array && ((op->flags & OP_READ) || (op->flags & OP_WRITEMASKED) || !pnd_dtype_is_plain(op->descr->core));
        if (reads && run_transfer(it, op, false, it->position, n) < 0) return -1;
    }
    it->chunk = n;
    return 0;
}

int pnd_nditer_goto(nditer *it, intptr_t position)
{
    int status = pnd_nditer_flush(it);
    pnd_nditer_seek(it, position);
    return pnd_nditer_load(it) < 0 ? -1 : status;
}

static int make_buffer(nditer *it, ndop *op)
{
    pnd_error err;
    intptr_t bytes;
    if (op->buffer) return 0;
    if (pnd_mul_over(it->buffersize, op->descr->elsize, &bytes)) return PyErr_NoMemory(), -1;
    op->buffer = pnd_data_alloc((size_t)bytes, true);
    if (op->buffer == NULL) return PyErr_NoMemory(), -1;
    if (pnd_dtype_is_plain(op->descr->core)) return 0;
    if (pnd_move_init(op->descr->core, op->buffer, op->descr->elsize, it->buffersize, &err) == 0) return 0;
    pnd_data_free(op->buffer, (size_t)bytes);
    op->buffer = NULL;
    return pnd_raise_int(&err);
}

int pnd_nditer_allocate(nditer *it)
{
    if (!(it->flags & IT_BUFFERED)) return 0;
    if (it->buffer_room == 0) it->buffer_room = it->buffersize;
    for (int i = 0; i < it->nop; i++)
        if (make_buffer(it, &it->op[i]) < 0) return -1;
    it->delayed = false;
    return 0;
}

int pnd_nditer_reset(nditer *it)
{
    if (pnd_nditer_allocate(it) < 0) return -1;
    it->started = false;
    it->finished = it->start >= it->end;
    return pnd_nditer_goto(it, it->start);
}

intptr_t pnd_nditer_inner(const nditer *it) { return it->chunk - it->chunk_at; }

int pnd_nditer_next(nditer *it)
{
    if (it->flags & IT_EXTERNAL) {
        const intptr_t next = it->position + pnd_nditer_inner(it);
        if (next >= it->end) {
            int status = pnd_nditer_flush(it);
            pnd_nditer_seek(it, it->end);
            return status < 0 ? -1 : 0;
        }
        return pnd_nditer_goto(it, next) < 0 ? -1 : 1;
    }
    if (it->position + 1 >= it->end) {
        int status = pnd_nditer_flush(it);
        it->position = it->end;
        return status < 0 ? -1 : 0;
    }
    if (it->chunk_at + 1 < it->chunk) {
        step_one(it);
        it->chunk_at++;
        for (int i = 0; i < it->nop; i++) it->op[i].data += it->op[i].step;
        return 1;
    }
    if (pnd_nditer_flush(it) < 0) return -1;
    step_one(it);
    return pnd_nditer_load(it) < 0 ? -1 : 1;
}
