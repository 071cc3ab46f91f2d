/*
 * Running the blocks of one engine call: on the pool when that pays, else one after the other on the caller.
 *
 * Whoever calls decides the partition from shapes alone, so results never depend on the number of threads.  Blocks on the
 * caller's thread poll for signals between them; the first error stops the call and is the one reported; IEEE flags of
 * all blocks are gathered.
 */
#ifndef PND_ENGINE_BLOCKS_H
#define PND_ENGINE_BLOCKS_H

#include "../platform/error.h"

#include <stdbool.h>

typedef int pnd_engine_block_fn(void *arg, intptr_t block, pnd_error *err);

enum {
    PND_BLOCKS_THREADS = 1, /* may run on the pool */
    PND_BLOCKS_X87 = 2,     /* read the x87 flags too */
    PND_BLOCKS_NO_POLL = 4  /* the caller holds the GIL */
};

/* Picoseconds of work above which the pool is asked; and the work of one block. */
#define PND_THREADS_WORK ((intptr_t)60 * 1000 * 1000)
#define PND_BLOCK_WORK ((intptr_t)40 * 1000 * 1000)

/* *fpe (may be NULL) is set to the flags of this call. */
int pnd_blocks_run(pnd_engine_block_fn *fn, void *arg, intptr_t nblocks, unsigned flags, int *fpe, pnd_error *err);

/* how many elements of `cost` picoseconds make a block (a multiple of 1024 where it is more); `size` when all is one block. */
intptr_t pnd_block_elements(intptr_t size, intptr_t cost);

/* An output of so many elements leaves the caches before anyone can read it: store past them. */
bool pnd_is_past_caches(intptr_t size, intptr_t itemsize);

#endif
