/*
 * See pool.h.
 *
 * One job at a time.  The caller publishes it, opens the gate and wakes sleepers; a worker enters the gate (which counts
 * those inside), claims blocks until none is left, and leaves.  When the caller finds no more blocks it closes the gate
 * and sleeps until nobody is inside.  A worker that wakes too late finds the gate closed, so the caller never waits for
 * a thread that has not begun, and the job may live on the caller's stack.
 *
 * Locks: `lock` guards only the claim of the pool and the list of threads, and is never held while blocks run, because
 * blocks may allocate and fork() takes the cache's lock before this one.
 */
#include "pool.h"

#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fpstatus.h"
#include "mem.h"

#define MAX_THREADS 1024
#define GATE_OPEN 0x80000000u

typedef struct job {
    pnd_block_fn *fn;
    void *arg;
    intptr_t nblocks;
    unsigned fp_control;
    intptr_t next __attribute__((aligned(64))); /* the block to claim next */
    uint32_t to_wake;                           /* sleepers still to be woken for this job */
    int failed, fpe;
} job;

static struct {
    pthread_mutex_t lock;
    bool busy;    /* somebody's job is running */
    int workers;  /* threads that exist */
    int wanted;   /* pool size, the caller included */
    job *current; /* valid while the gate is open or somebody is inside */
    uint32_t generation __attribute__((aligned(64))); /* futex: counts jobs */
    uint32_t gate __attribute__((aligned(64)));       /* futex: GATE_OPEN, number of workers inside */
} pool = {.lock = PTHREAD_MUTEX_INITIALIZER, .wanted = 1};

/* Set on workers for life, and on a caller during its job: a call made from inside a block runs alone. */
static _Thread_local job *inside;

/**************************************************************************** futexes */

static void futex_wait(uint32_t *word, uint32_t value) { syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0); }

static void futex_wake(uint32_t *word, int n) { syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, n, NULL, NULL, 0); }

/**************************************************************************** running blocks */

static void work(job *j)
{
    intptr_t block;
    while (!__atomic_load_n(&j->failed, __ATOMIC_RELAXED) && (block = __atomic_fetch_add(&j->next, 1, __ATOMIC_RELAXED)) < j->nblocks) {
        if (j->fn(j->arg, block) < 0) __atomic_store_n(&j->failed, 1, __ATOMIC_RELAXED);
    }
}

/* A thread wakes at most two others, so that many start in few steps. */
static void wake_others(job *j)
{
    uint32_t left = __atomic_load_n(&j->to_wake, __ATOMIC_RELAXED);
    while (left > 0) {
        const uint32_t n = left < 2 ? left : 2;
        if (!__atomic_compare_exchange_n(&j->to_wake, &left, left - n, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) continue;
        futex_wake(&pool.generation, (int)n);
        return;
    }
}

static bool enter_gate(void)
{
    uint32_t g = __atomic_load_n(&pool.gate, __ATOMIC_ACQUIRE);
    while (g & GATE_OPEN) {
        /* Also a thread woken late, for an earlier job, may come in: it finds the present job. */
        if (__atomic_compare_exchange_n(&pool.gate, &g, g + 1, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) return true;
    }
    return false;
}

static void leave_gate(void)
{
    if (__atomic_sub_fetch(&pool.gate, 1, __ATOMIC_ACQ_REL) == 0) futex_wake(&pool.gate, 1);
}

static void *worker(void *arg)
{
    uint32_t seen = (uint32_t)(uintptr_t)arg;
    for (;;) {
        uint32_t now;
        while ((now = __atomic_load_n(&pool.generation, __ATOMIC_ACQUIRE)) == seen) futex_wait(&pool.generation, seen);
        seen = now;
        if (!enter_gate()) continue;
        job *j = pool.current;
        inside = j;
        wake_others(j);
        pnd_fp_set_control(j->fp_control);
        pnd_fp_clear_slow();
        work(j);
        const int fpe = pnd_fp_get_slow();
        if (fpe) __atomic_fetch_or(&j->fpe, fpe, __ATOMIC_RELAXED);
        leave_gate();
    }
    return NULL;
}

static void close_gate(void)
{
    uint32_t g = __atomic_and_fetch(&pool.gate, ~GATE_OPEN, __ATOMIC_ACQ_REL);
    while (g != 0) {
        futex_wait(&pool.gate, g);
        g = __atomic_load_n(&pool.gate, __ATOMIC_ACQUIRE);
    }
}

/**************************************************************************** threads */

/* Makes threads up to n; where the system refuses, fewer.  Signals are left to the program's own threads. */
static void start_workers_locked(int n)
{
    sigset_t all, old;
    pthread_attr_t attr;
    if (pool.workers >= n || pthread_attr_init(&attr) != 0) return;
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    while (pool.workers < n) {
        pthread_t thread;
        if (pthread_create(&thread, &attr, worker, (void *)(uintptr_t)pool.generation) != 0) break;
        pool.workers++;
    }
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    pthread_attr_destroy(&attr);
}

/* True when the caller now owns the pool with at least one worker. */
static bool claim(int workers, int *have)
{
    pthread_mutex_lock(&pool.lock);
    const bool mine = !pool.busy;
    if (mine) {
        start_workers_locked(workers);
        *have = pool.workers < workers ? pool.workers : workers;
        pool.busy = *have > 0;
    }
    pthread_mutex_unlock(&pool.lock);
    return mine && *have > 0;
}

static void release(void)
{
    pthread_mutex_lock(&pool.lock);
    pool.busy = false;
    pthread_mutex_unlock(&pool.lock);
}

int pnd_pool_run(pnd_block_fn *fn, void *arg, intptr_t nblocks, int *fpe)
{
    assert(fn != NULL && nblocks >= 0);
    job j = {.fn = fn, .arg = arg, .nblocks = nblocks};
    const intptr_t helpers = pnd_pool_threads() - 1 < nblocks - 1 ? pnd_pool_threads() - 1 : nblocks - 1;
    int have = 0;
    if (helpers < 1 || inside != NULL || !claim((int)helpers, &have)) {
        job *outer = inside;
        inside = &j;
        work(&j);
        inside = outer;
        return j.failed ? -1 : 0;
    }
    inside = &j;
    j.fp_control = pnd_fp_control();
    j.to_wake = (uint32_t)have;
    pool.current = &j;
    __atomic_fetch_or(&pool.gate, GATE_OPEN, __ATOMIC_RELEASE);
    __atomic_fetch_add(&pool.generation, 1, __ATOMIC_RELEASE);
    wake_others(&j);
    work(&j);
    close_gate();
    inside = NULL;
    pool.current = NULL;
    release();
    if (fpe != NULL) *fpe |= j.fpe;
    return j.failed ? -1 : 0;
}

int pnd_pool_threads(void) { return __atomic_load_n(&pool.wanted, __ATOMIC_RELAXED); }

int pnd_pool_set_threads(int n, pnd_error *err)
{
    if (n < 1 || n > MAX_THREADS) return pnd_fail(err, PND_ERR_VALUE, "number of threads must be between 1 and %d, got %d", MAX_THREADS, n);
    __atomic_store_n(&pool.wanted, n, __ATOMIC_RELAXED);
    return 0;
}

/**************************************************************************** fork */

/* If this very thread is running a job (fork called from a poll hook), its workers finish first, before any lock is
   taken: in the child they would be gone together with the blocks they had claimed. */
static void before_fork(void)
{
    if (inside != NULL && pool.busy && pool.current == inside) close_gate();
    pnd_mem_before_fork();
    pthread_mutex_lock(&pool.lock);
}

static void after_fork_parent(void)
{
    pthread_mutex_unlock(&pool.lock);
    pnd_mem_after_fork(false);
}

static void after_fork_child(void)
{
    pthread_mutex_init(&pool.lock, NULL);
    pool.busy = false;
    pool.workers = 0;
    pool.gate = 0;
    pool.current = NULL;
    pnd_mem_after_fork(true);
}

/**************************************************************************** start */

static int cpus_allowed(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
    const long n = sysconf(_SC_NPROCESSORS_ONLN); /* more than 1024 processors */
    return n < 1 ? 1 : n > MAX_THREADS ? MAX_THREADS : (int)n;
}

int pnd_pool_init(pnd_error *err)
{
    static bool installed;
    const char *text = getenv("PYNDARRAY_NUM_THREADS");
    int n = cpus_allowed();
    if (text != NULL && *text != '\0') {
        char *end;
        errno = 0;
        const long value = strtol(text, &end, 10);
        if (errno != 0 || *end != '\0' || value < 1 || value > MAX_THREADS)
            return pnd_fail(err, PND_ERR_VALUE, "PYNDARRAY_NUM_THREADS must be a number between 1 and %d, got '%.40s'", MAX_THREADS, text);
        n = (int)value;
    }
    if (!installed) {
        if (pthread_atfork(before_fork, after_fork_parent, after_fork_child) != 0) return pnd_fail_memory(err);
        installed = true;
    }
    return pnd_pool_set_threads(n, err);
}
