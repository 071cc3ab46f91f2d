/*
 * The slab of slab.h.
 *
 * Chunks of 64 KiB, aligned to their size, so that a block's chunk is found by a mask.  Each chunk keeps its own free
 * blocks, last freed first; chunks with a free block stand in a list whose head serves allocations.  A chunk that falls
 * empty is given back to malloc, but for a few kept against a program that hovers at a boundary.
 */
#include "slab.h"

#include <stdlib.h>

#include "../platform/mem.h"

#define TRACE_DOMAIN 389047 /* NumPy's: its filters for tracemalloc find our memory too */

#if defined(PND_SANITIZE) || defined(PND_PARANOID) || defined(Py_DEBUG)

PndArrayObject *pnd_slab_alloc(void) { return pnd_mem_should_fail() ? NULL : aligned_alloc(64, PND_SLAB_BLOCK); }

void pnd_slab_free(PndArrayObject *a)
{
#ifdef PND_PARANOID
    memset(a, 0xDD, PND_SLAB_BLOCK);
#endif
    free(a);
}

#else

#define CHUNK_SIZE ((size_t)1 << 16)
#define EMPTY_CHUNKS_KEPT 16

typedef struct free_block {
    struct free_block *next;
} free_block;

typedef struct chunk {
    free_block *free;          /* blocks that were freed */
    struct chunk *next, *prev; /* among chunks with room */
    char *fresh;               /* blocks from here to the end were never used */
    unsigned used;
} chunk;

#define FIRST_BLOCK 64
#define CHUNK_BLOCKS ((CHUNK_SIZE - FIRST_BLOCK) / PND_SLAB_BLOCK)
_Static_assert(sizeof(chunk) <= FIRST_BLOCK && PND_SLAB_BLOCK % 64 == 0, "blocks are 64-byte aligned");

static chunk *roomy; /* all guarded by the GIL */
static int nempty;

static void link_chunk(chunk *c)
{
    c->prev = NULL;
    c->next = roomy;
    if (roomy) roomy->prev = c;
    roomy = c;
}

static void unlink_chunk(chunk *c)
{
    if (c->prev) c->prev->next = c->next;
    else roomy = c->next;
    if (c->next) c->next->prev = c->prev;
}

static PND_NOINLINE chunk *new_chunk(void)
{
    chunk *c = aligned_alloc(CHUNK_SIZE, CHUNK_SIZE);
    if (!c) return NULL;
    PyTraceMalloc_Track(TRACE_DOMAIN, (uintptr_t)c, CHUNK_SIZE);
    *c = (chunk){.fresh = (char *)c + FIRST_BLOCK};
    link_chunk(c);
    nempty++;
    return c;
}

static PND_NOINLINE void drop_chunk(chunk *c)
{
    nempty--;
    unlink_chunk(c);
    PyTraceMalloc_Untrack(TRACE_DOMAIN, (uintptr_t)c);
    free(c);
}

PndArrayObject *pnd_slab_alloc(void)
{
    chunk *c = roomy;
    if (PND_UNLIKELY(pnd_mem_should_fail())) return NULL;
    if (PND_UNLIKELY(!c) && !(c = new_chunk())) return NULL;
    void *block = c->free;
    if (PND_LIKELY(block != NULL)) c->free = c->free->next;
    else {
        block = c->fresh;
        c->fresh += PND_SLAB_BLOCK;
    }
    nempty -= c->used == 0;
    if (PND_UNLIKELY(++c->used == CHUNK_BLOCKS)) unlink_chunk(c);
    return block;
}

void pnd_slab_free(PndArrayObject *a)
{
    chunk *c = (chunk *)((uintptr_t)a & ~(uintptr_t)(CHUNK_SIZE - 1));
    free_block *b = (free_block *)(void *)a;
    b->next = c->free;
    c->free = b;
    if (PND_UNLIKELY(c->used == CHUNK_BLOCKS)) link_chunk(c);
    if (PND_UNLIKELY(--c->used == 0) && ++nempty > EMPTY_CHUNKS_KEPT) drop_chunk(c);
}

#endif
