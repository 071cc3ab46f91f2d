/*
 * Memory: every byte the project owns comes from here.
 *
 * Two kinds.  pnd_malloc() and friends: bookkeeping (plans, tables).  pnd_data_alloc(): array data, 64-byte aligned;
 * blocks of PND_BIG_BUFFER and more come from a bounded cache of our own mmap regions, which may be freed from any
 * thread without the GIL.  Every function goes through one hook that can be told to fail the n-th request, so that
 * tests reach each out-of-memory path.  Failing returns NULL and sets no error; callers say pnd_fail_memory().
 */
#ifndef PND_PLATFORM_MEM_H
#define PND_PLATFORM_MEM_H

#include <stdbool.h>

#include "compiler.h"

#define PND_DATA_ALIGN 64
#define PND_BIG_BUFFER ((size_t)1 << 20)

void *pnd_malloc(size_t size);
void *pnd_malloc_array(size_t count, size_t size); /* NULL when the product wraps */
void *pnd_calloc(size_t count, size_t size);
void *pnd_realloc(void *p, size_t size);
void pnd_free(void *p);

/* size 0 gives a valid unique pointer.  zero: contents are zero bytes (fresh mmap pages are not touched). */
char *pnd_data_alloc(size_t size, bool zero);
/* For ndarray.resize: big buffers move by remapping, without a copy.  On failure p stays as it was. */
char *pnd_data_realloc(char *p, size_t old_size, size_t new_size);
void pnd_data_free(char *p, size_t size); /* size as it was asked for */

/* Big-buffer cache: limit in bytes (0 turns it off and empties it); what it holds now. */
void pnd_cache_set_limit(size_t bytes);
size_t pnd_cache_limit(void);
size_t pnd_cache_held(void);

/* Tests: the n-th request from now fails (1 = the next one), and with `sticky` all later ones too; 0 switches off.
   pnd_mem_requests() counts requests since start. */
void pnd_mem_fail_at(intptr_t n, bool sticky);
bool pnd_mem_should_fail(void); /* for allocations made elsewhere (CPython's allocator) that join the sweep */
intptr_t pnd_mem_requests(void);
intptr_t pnd_mem_live_blocks(void);

/* For pnd_platform's one pthread_atfork handler. */
void pnd_mem_before_fork(void);
void pnd_mem_after_fork(bool child);

#endif
