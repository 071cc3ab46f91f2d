/*
 * One pool of worker threads for the process, on futexes, without spinning.
 *
 * pnd_pool_run calls fn(arg, block) once for every block in [0, nblocks), on the caller and on the workers; the caller
 * claims blocks from an atomic counter and finishes alone when no worker wakes.  Which thread runs a block is not
 * fixed, so a result may depend on the block number only.  fn returns 0 or -1; after a -1 no further block is started
 * and pnd_pool_run returns -1.  IEEE flags raised by workers are added to *fpe.  A nested call, or a call while another
 * thread holds the pool, runs on the caller alone.  After fork() the child starts with no workers and makes its own.
 */
#ifndef PND_PLATFORM_POOL_H
#define PND_PLATFORM_POOL_H

#include "error.h"

typedef int pnd_block_fn(void *arg, intptr_t block);

int pnd_pool_run(pnd_block_fn *fn, void *arg, intptr_t nblocks, int *fpe);
int pnd_pool_init(pnd_error *err); /* reads PYNDARRAY_NUM_THREADS and sched_getaffinity; installs pthread_atfork */
int pnd_pool_threads(void);        /* callers included */
int pnd_pool_set_threads(int n, pnd_error *err); /* 1 .. 1024 */

#endif
