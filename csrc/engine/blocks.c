/* The block runner: pool, polling, errors and IEEE flags. */
#include "blocks.h"

#include "../platform/cpu.h"
#include "../platform/fpstatus.h"
#include "../platform/poll.h"
#include "../platform/pool.h"

typedef struct run {
    pnd_engine_block_fn *fn;
    void *arg;
    unsigned flags;
    int fpe;       /* atomic */
    int failed;    /* atomic: 0, or 1 once somebody owns *err */
    pnd_error *err;
    const char *caller; /* address that is the calling thread's own */
    pnd_poll poll;
} run;

static _Thread_local char this_thread;

static void fp_start(unsigned flags)
{
    if (flags & PND_BLOCKS_X87) pnd_fp_clear_slow();
    else pnd_fp_clear();
}

static int fp_end(unsigned flags) { return flags & PND_BLOCKS_X87 ? pnd_fp_get_slow() : pnd_fp_get(); }

static int run_block(void *p, intptr_t block)
{
    run *r = p;
    pnd_error err;
    err.code = PND_ERR_NONE;
    int status = 0;
    if (r->caller == &this_thread && block > 0 && !(r->flags & PND_BLOCKS_NO_POLL)) status = pnd_poll_check(&r->poll, &err);
    if (status == 0) {
        fp_start(r->flags);
        status = r->fn(r->arg, block, &err);
        const int fpe = fp_end(r->flags);
        if (fpe) __atomic_fetch_or(&r->fpe, fpe, __ATOMIC_RELAXED);
    }
    if (status < 0 && !__atomic_exchange_n(&r->failed, 1, __ATOMIC_RELAXED) && r->err) *r->err = err;
    return status;
}

int pnd_blocks_run(pnd_engine_block_fn *fn, void *arg, intptr_t nblocks, unsigned flags, int *fpe, pnd_error *err)
{
    int status = 0;
    if (nblocks == 1) {
        fp_start(flags);
        status = fn(arg, 0, err);
        if (fpe) *fpe = fp_end(flags);
        return status;
    }
    run r = {.fn = fn, .arg = arg, .flags = flags, .err = err, .caller = &this_thread};
    if (!(flags & PND_BLOCKS_NO_POLL)) pnd_poll_start(&r.poll);
    if (flags & PND_BLOCKS_THREADS) {
        int ignored = 0;
        status = pnd_pool_run(run_block, &r, nblocks, &ignored);
    } else {
        for (intptr_t b = 0; b < nblocks && status == 0; b++) status = run_block(&r, b);
    }
    if (fpe) *fpe = r.fpe;
    return status < 0 || r.failed ? -1 : 0;
}

intptr_t pnd_block_elements(intptr_t size, intptr_t cost)
{
    if (cost < 1) cost = 1;
    if (size < 1024 ? size * cost <= PND_THREADS_WORK : size <= PND_THREADS_WORK / cost)
        return size; /* the usual case without a division */
    intptr_t n = PND_BLOCK_WORK / cost;
    if (n > 1024) n = n / 1024 * 1024; /* blocks of contiguous operands begin on cache lines */
    if (n < 1) n = 1;
    return n < size ? n : size;
}

bool pnd_is_past_caches(intptr_t size, intptr_t itemsize)
{
#ifdef PND_PARANOID
    return size * itemsize >= 4096;
#else
    const intptr_t l3 = (intptr_t)pnd_cpu_l3_bytes();
    return size * itemsize >= (l3 ? l3 / 2 : (intptr_t)16 << 20);
#endif
}
