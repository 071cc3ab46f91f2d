/*
 * See mem.h.
 *
 * Array data below PND_BIG_BUFFER comes from malloc with room in front for alignment: one byte before the data says
 * how far the block begins before it, and malloc's fast bins stay in use (posix_memalign bypasses them).  Larger data
 * is a mapping of its own whose capacity follows from the size alone, so that freeing needs no header: the size class
 * is an eighth of the power of two below it.  Freed mappings wait in a small table, newest reused first, the oldest
 * unmapped when the table is full, the limit is passed, or they lay unused for CACHE_AGE_NS.
 *
 * Checked builds (sanitizers, PND_PARANOID) take every block from posix_memalign with its exact size, so that an
 * access past the end is seen, and have no cache.  PND_PARANOID fills new data with 0xfb and freed data with 0xdb.
 */
#include "mem.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#if defined(PND_SANITIZE) || defined(PND_PARANOID)
#define EXACT_BLOCKS 1
#else
#define EXACT_BLOCKS 0
#endif

#define HUGE_PAGE ((size_t)2 << 20)
#define CACHE_SLOTS 64
#define CACHE_AGE_NS UINT64_C(5000000000)
#define CACHE_DEFAULT ((size_t)512 << 20)
/* A request for zeros above this takes fresh pages, which the kernel zeroes as they are touched; below it, clearing a
   cached block that is still in the processor's cache is faster than the page faults. */
#define ZERO_FROM_CACHE ((size_t)4 << 20)

/**************************************************************************** counting and failing on purpose */

static intptr_t requests, live_blocks;
static intptr_t fail_countdown; /* 0: off; -1: every request fails */
static bool fail_sticky;

static void count_live(intptr_t by) { __atomic_fetch_add(&live_blocks, by, __ATOMIC_RELAXED); }

/* Sanitizers' allocators end the program where malloc would return NULL. */
static bool impossible(size_t size)
{
#if defined(PND_SANITIZE)
    return size > (size_t)1 << 39;
#else
    return size > PTRDIFF_MAX;
#endif
}

void pnd_mem_fail_at(intptr_t n, bool sticky)
{
    if (n < 0) n = 0;
    __atomic_store_n(&fail_sticky, sticky, __ATOMIC_SEQ_CST);
    __atomic_store_n(&fail_countdown, n, __ATOMIC_SEQ_CST);
}

static PND_NOINLINE bool count_down(void)
{
    intptr_t left = __atomic_load_n(&fail_countdown, __ATOMIC_SEQ_CST);
    while (left > 0) {
        const intptr_t next = left > 1 ? left - 1 : __atomic_load_n(&fail_sticky, __ATOMIC_SEQ_CST) ? -1 : 0;
        if (__atomic_compare_exchange_n(&fail_countdown, &left, next, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) return left == 1;
    }
    return left < 0;
}

bool pnd_mem_should_fail(void)
{
    /* no locked instruction: tests that look at this number request from one thread */
    __atomic_store_n(&requests, __atomic_load_n(&requests, __ATOMIC_RELAXED) + 1, __ATOMIC_RELAXED);
    return PND_UNLIKELY(__atomic_load_n(&fail_countdown, __ATOMIC_RELAXED) != 0) && count_down();
}

intptr_t pnd_mem_requests(void) { return __atomic_load_n(&requests, __ATOMIC_RELAXED); }
intptr_t pnd_mem_live_blocks(void) { return __atomic_load_n(&live_blocks, __ATOMIC_RELAXED); }

static void *counted(void *p)
{
    if (p != NULL) count_live(1);
    return p;
}

/**************************************************************************** bookkeeping memory */

void *pnd_malloc(size_t size)
{
    if (pnd_mem_should_fail() || impossible(size)) return NULL;
    return counted(malloc(size ? size : 1));
}

void *pnd_malloc_array(size_t n, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes)) return NULL;
    return pnd_malloc(bytes);
}

void *pnd_calloc(size_t n, size_t size)
{
    size_t bytes;
    if (pnd_mem_should_fail() || __builtin_mul_overflow(n, size, &bytes) || impossible(bytes)) return NULL;
    return counted(calloc(bytes ? bytes : 1, 1));
}

void *pnd_realloc(void *p, size_t size)
{
    if (p == NULL) return pnd_malloc(size);
    if (pnd_mem_should_fail() || impossible(size)) return NULL;
    return realloc(p, size ? size : 1);
}

void pnd_free(void *p)
{
    if (p == NULL) return;
    count_live(-1);
    free(p);
}

/**************************************************************************** small data */

#if EXACT_BLOCKS

static char *small_alloc(size_t size, bool zero)
{
    void *p;
    if (posix_memalign(&p, PND_DATA_ALIGN, size ? size : 1) != 0) return NULL;
    if (zero) memset(p, 0, size);
#if defined(PND_PARANOID)
    else memset(p, 0xfb, size);
#endif
    return p;
}

static void small_free(char *p, size_t size)
{
#if defined(PND_PARANOID)
    memset(p, 0xdb, size);
    __asm__ volatile("" : : "r"(p) : "memory"); /* or the compiler drops a store to memory about to be freed */
#endif
    (void)size;
    free(p);
}

#else

/* malloc's blocks are 16-aligned, so the data begins 16 to 64 bytes after the block. */
static char *small_alloc(size_t size, bool zero)
{
    if (size > PTRDIFF_MAX - PND_DATA_ALIGN) return NULL;
    char *block = zero ? calloc(size + PND_DATA_ALIGN, 1) : malloc(size + PND_DATA_ALIGN);
    if (block == NULL) return NULL;
    char *p = (char *)(((uintptr_t)block + PND_DATA_ALIGN) & ~(uintptr_t)(PND_DATA_ALIGN - 1));
    p[-1] = (char)(p - block);
    return p;
}

static void small_free(char *p, size_t size)
{
    (void)size;
    free(p - p[-1]);
}

#endif

/**************************************************************************** big data: mappings and their cache */

#if !EXACT_BLOCKS

static bool is_big(size_t size) { return size >= PND_BIG_BUFFER; }

typedef struct region {
    char *p;
    size_t capacity;
    uint64_t freed_ns;
} region;

static struct {
    pthread_mutex_t lock;
    size_t limit, held;
    int count;
    bool limit_set;
    region slots[CACHE_SLOTS]; /* oldest first */
} cache = {.lock = PTHREAD_MUTEX_INITIALIZER};

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
    return (uint64_t)t.tv_sec * UINT64_C(1000000000) + (uint64_t)t.tv_nsec;
}

/* What is mapped for a request of size bytes: at most an eighth more, in whole pages.  0 when it does not fit. */
static size_t capacity_of(size_t size)
{
    if (size > (size_t)1 << 62) return 0;
    const size_t step = (size_t)1 << (63 - __builtin_clzll((unsigned long long)size) - 3);
    return (size + step - 1) & ~(step - 1);
}

/* A new mapping.  From one huge page up it begins on a huge page's boundary, by trimming a longer mapping. */
static char *map_region(size_t capacity)
{
    const size_t slack = capacity >= HUGE_PAGE ? HUGE_PAGE : 0;
    char *raw = mmap(NULL, capacity + slack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (raw == MAP_FAILED) return NULL;
    if (slack == 0) return raw;
    char *p = (char *)(((uintptr_t)raw + HUGE_PAGE - 1) & ~(uintptr_t)(HUGE_PAGE - 1));
    if (p > raw) munmap(raw, (size_t)(p - raw));
    if (p < raw + slack) munmap(p + capacity, (size_t)(raw + slack - p));
#if defined(MADV_HUGEPAGE)
    madvise(p, capacity, MADV_HUGEPAGE); /* a wish: where it is refused the pages are small */
#endif
    return p;
}

static size_t limit_locked(void)
{
    if (!cache.limit_set) {
        const long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
        const size_t part = pages > 0 && page > 0 ? (size_t)pages / 16 * (size_t)page : 0;
        cache.limit = part < CACHE_DEFAULT ? part : CACHE_DEFAULT;
        cache.limit_set = true;
    }
    return cache.limit;
}

/* Moves out of the table what is too old or does not fit the limit less `room`; the caller unmaps it unlocked. */
static int evict_locked(region *out, size_t limit, size_t room, uint64_t now)
{
    int n = 0;
    while (n < cache.count) {
        const region *r = &cache.slots[n];
        const bool old = now - r->freed_ns > CACHE_AGE_NS;
        const bool full = cache.held + room > limit || (room > 0 && cache.count - n == CACHE_SLOTS);
        if (!old && !full) break;
        cache.held -= r->capacity;
        out[n++] = *r;
    }
    cache.count -= n;
    memmove(cache.slots, cache.slots + n, (size_t)cache.count * sizeof(region));
    return n;
}

static void unmap_all(const region *r, int n)
{
    for (int i = 0; i < n; i++) munmap(r[i].p, r[i].capacity);
}

/* The newest cached mapping of exactly this capacity, or NULL. */
static char *cache_take(size_t capacity)
{
    region gone[CACHE_SLOTS];
    char *p = NULL;
    pthread_mutex_lock(&cache.lock);
    for (int i = cache.count - 1; i >= 0 && p == NULL; i--) {
        if (cache.slots[i].capacity != capacity) continue;
        p = cache.slots[i].p;
        cache.held -= capacity;
        cache.count--;
        memmove(cache.slots + i, cache.slots + i + 1, (size_t)(cache.count - i) * sizeof(region));
    }
    const int n = evict_locked(gone, limit_locked(), 0, now_ns());
    pthread_mutex_unlock(&cache.lock);
    unmap_all(gone, n);
    return p;
}

static void cache_empty(void)
{
    region gone[CACHE_SLOTS];
    pthread_mutex_lock(&cache.lock);
    const int n = evict_locked(gone, 0, 0, now_ns());
    pthread_mutex_unlock(&cache.lock);
    unmap_all(gone, n);
}

static char *big_alloc(size_t size, bool zero)
{
    const size_t capacity = capacity_of(size);
    if (capacity == 0) return NULL;
    char *p = zero && size > ZERO_FROM_CACHE ? NULL : cache_take(capacity);
    if (p != NULL) {
        if (zero) memset(p, 0, size);
        return p;
    }
    p = map_region(capacity);
    if (p != NULL) return p;
    cache_empty(); /* address space or memory is short */
    return map_region(capacity);
}

static char *big_realloc(char *p, size_t old_size, size_t new_size)
{
    const size_t from = capacity_of(old_size), to = capacity_of(new_size);
    if (from == to) return p;
    if (to == 0) return NULL;
    char *moved = mremap(p, from, to, MREMAP_MAYMOVE);
    return moved == MAP_FAILED ? NULL : moved;
}

static void big_free(char *p, size_t size)
{
    region gone[CACHE_SLOTS + 1];
    const size_t capacity = capacity_of(size);
    const uint64_t now = now_ns();
    pthread_mutex_lock(&cache.lock);
    const bool keep = capacity <= limit_locked();
    int n = evict_locked(gone, limit_locked(), keep ? capacity : 0, now);
    if (keep) {
        cache.slots[cache.count++] = (region){p, capacity, now};
        cache.held += capacity;
    } else gone[n++] = (region){p, capacity, now};
    pthread_mutex_unlock(&cache.lock);
    unmap_all(gone, n);
}

void pnd_cache_set_limit(size_t bytes)
{
    region gone[CACHE_SLOTS];
    pthread_mutex_lock(&cache.lock);
    cache.limit = bytes;
    cache.limit_set = true;
    const int n = evict_locked(gone, limit_locked(), 0, now_ns());
    pthread_mutex_unlock(&cache.lock);
    unmap_all(gone, n);
}

size_t pnd_cache_limit(void)
{
    pthread_mutex_lock(&cache.lock);
    const size_t limit = limit_locked();
    pthread_mutex_unlock(&cache.lock);
    return limit;
}

size_t pnd_cache_held(void)
{
    pthread_mutex_lock(&cache.lock);
    const size_t held = cache.held;
    pthread_mutex_unlock(&cache.lock);
    return held;
}

void pnd_mem_before_fork(void) { pthread_mutex_lock(&cache.lock); }

/* The child keeps the table: its entries are the child's own copies of the mappings. */
void pnd_mem_after_fork(bool child)
{
    if (child) pthread_mutex_init(&cache.lock, NULL);
    else pthread_mutex_unlock(&cache.lock);
}

#else

static bool is_big(size_t size) { return (void)size, false; }
static char *big_alloc(size_t size, bool zero) { return (void)size, (void)zero, NULL; }
static char *big_realloc(char *p, size_t old_size, size_t new_size) { return (void)p, (void)old_size, (void)new_size, NULL; }
static void big_free(char *p, size_t size) { (void)p, (void)size; }

void pnd_cache_set_limit(size_t bytes) { (void)bytes; }
size_t pnd_cache_limit(void) { return 0; }
size_t pnd_cache_held(void) { return 0; }
void pnd_mem_before_fork(void) {}
void pnd_mem_after_fork(bool child) { (void)child; }

#endif

/**************************************************************************** array data */

static char *data_alloc(size_t size, bool zero) { return is_big(size) ? big_alloc(size, zero) : small_alloc(size, zero); }

static void data_free(char *p, size_t size)
{
    if (is_big(size)) big_free(p, size);
    else small_free(p, size);
}

char *pnd_data_alloc(size_t size, bool zero)
{
    if (pnd_mem_should_fail() || impossible(size)) return NULL;
    return counted(data_alloc(size, zero));
}

char *pnd_data_realloc(char *p, size_t old_size, size_t new_size)
{
    assert(p != NULL);
    if (pnd_mem_should_fail() || impossible(new_size)) return NULL;
    if (is_big(old_size) && is_big(new_size)) return big_realloc(p, old_size, new_size);
    char *q = data_alloc(new_size, false);
    if (q == NULL) return NULL;
    memcpy(q, p, old_size < new_size ? old_size : new_size);
    data_free(p, old_size);
    return q;
}

void pnd_data_free(char *p, size_t size)
{
    if (p == NULL) return;
    count_live(-1);
    data_free(p, size);
}
