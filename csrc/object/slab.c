/* The slab free list of slab.h.  Chunks are never given back: they are the working set of small arrays. */
#include "slab.h"

#include <stdlib.h>

#include "../platform/mem.h"

#if defined(PND_SANITIZE) || defined(PND_PARANOID) || defined(Py_DEBUG)

PndArrayObject *
pnd_slab_alloc(void)
{
    return pnd_mem_should_fail() ? NULL : aligned_alloc(64, PND_SLAB_BLOCK);
}

void
pnd_slab_free(PndArrayObject *a)
{
#ifdef PND_PARANOID
    memset(a, 0xDD, PND_SLAB_BLOCK);
#endif
    free(a);
}

#else

#define CHUNK_BLOCKS 64

typedef struct free_block { struct free_block *next; } free_block;
static free_block *free_blocks; /* guarded by the GIL */

static free_block *
new_chunk(void)
{
    char *chunk = aligned_alloc(64, PND_SLAB_BLOCK * CHUNK_BLOCKS);
    if (!chunk) return NULL;
    for (int i = 0; i < CHUNK_BLOCKS; i++) {
        free_block *b = (free_block *)(void *)(chunk + PND_SLAB_BLOCK * (size_t)i);
        b->next = free_blocks;
        free_blocks = b;
    }
    return free_blocks;
}

PndArrayObject *
pnd_slab_alloc(void)
{
    free_block *b = free_blocks;
    if (PND_UNLIKELY(pnd_mem_should_fail())) return NULL;
    if (PND_UNLIKELY(!b) && !(b = new_chunk())) return NULL;
    free_blocks = b->next;
    return (PndArrayObject *)(void *)b;
}

void
pnd_slab_free(PndArrayObject *a)
{
    free_block *b = (free_block *)(void *)a;
    b->next = free_blocks;
    free_blocks = b;
}

#endif
