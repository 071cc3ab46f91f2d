/* Layer 0: memory and its big-buffer cache, failing on purpose, the thread pool and fork, IEEE flags, errors. */
#include "check.h"

#include <errno.h>
#include <fenv.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "platform/checked.h"
#include "platform/cpu.h"
#include "platform/fpstatus.h"
#include "platform/poll.h"
#include "platform/pool.h"

#if defined(PND_SANITIZE) || defined(PND_PARANOID)
#define HAS_CACHE 0
#else
#define HAS_CACHE 1
#endif

static pnd_error err;

/**************************************************************************** errors */

static void test_error(void)
{
    char longer[1000];
    CHECK_INT(pnd_fail(&err, PND_ERR_VALUE, "bad %d of %s", 3, "x"), -1);
    CHECK_INT(err.code, PND_ERR_VALUE);
    CHECK_STR(err.message, "bad 3 of x");
    pnd_fail(&err, PND_ERR_TYPE, "again: %s", err.message);
    CHECK_STR(err.message, "again: bad 3 of x");
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    pnd_fail(&err, PND_ERR_TYPE, "%s", longer);
    CHECK_INT(strlen(err.message), sizeof err.message - 1);
    CHECK_INT(pnd_fail_memory(&err), -1);
    CHECK_INT(err.code, PND_ERR_MEMORY);
    CHECK_STR(err.message, "");
    CHECK_INT(pnd_fail_axis(&err, 5, 2, "axes"), -1);
    CHECK_INT(err.arg[0], 5);
    CHECK_INT(err.arg[1], 2);
    CHECK_STR(err.message, "axes");
}

static void test_checked(void)
{
    intptr_t n;
    const intptr_t big = INTPTR_MAX / 2 + 1;
    CHECK(!pnd_mul_over(3, -4, &n) && n == -12);
    CHECK(pnd_mul_over(big, 2, &n));
    CHECK(pnd_add_over(INTPTR_MAX, 1, &n));
    CHECK(!pnd_shape_size_over(0, NULL, &n) && n == 1);
    CHECK(!pnd_shape_size_over(3, (intptr_t[]){2, 3, 4}, &n) && n == 24);
    CHECK(!pnd_shape_size_over(2, (intptr_t[]){0, 5}, &n) && n == 0);
    CHECK(pnd_shape_size_over(3, (intptr_t[]){big, 0, 2}, &n));
}

/**************************************************************************** memory */

static bool all_bytes(const char *p, size_t n, char value)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] != value) return false;
    return true;
}

static void test_alignment(void)
{
    static const size_t sizes[] = {0,
                                   1,
                                   15,
                                   16,
                                   17,
                                   63,
                                   64,
                                   65,
                                   4096,
                                   100000,
                                   PND_BIG_BUFFER - 1,
                                   PND_BIG_BUFFER,
                                   PND_BIG_BUFFER + 1,
                                   (size_t)5 << 20,
                                   ((size_t)33 << 20) + 7};
    for (int i = 0; i < PND_COUNT(sizes); i++) {
        char *p = pnd_data_alloc(sizes[i], true), *q = pnd_data_alloc(sizes[i], false);
        MUST(p != NULL && q != NULL);
        CHECK(p != q);
        CHECK((uintptr_t)p % PND_DATA_ALIGN == 0 && (uintptr_t)q % PND_DATA_ALIGN == 0);
        CHECK(all_bytes(p, sizes[i], 0));
        memset(q, 1, sizes[i]);
        memset(p, 2, sizes[i]);
        CHECK(all_bytes(q, sizes[i], 1));
        pnd_data_free(p, sizes[i]);
        pnd_data_free(q, sizes[i]);
    }
}

/* Zeros must be zeros also where a dirty block is used again. */
static void test_zero_reused(void)
{
    for (size_t size = 100; size < (size_t)20 << 20; size *= 3) {
        char *p = pnd_data_alloc(size, false);
        MUST(p != NULL);
        memset(p, 7, size);
        pnd_data_free(p, size);
        p = pnd_data_alloc(size, true);
        MUST(p != NULL);
        CHECK(all_bytes(p, size, 0));
        pnd_data_free(p, size);
    }
}

static void test_data_realloc(void)
{
    static const size_t sizes[] = {10, 5, 2000, PND_BIG_BUFFER, (size_t)3 << 20, ((size_t)3 << 20) + 5, (size_t)40 << 20, PND_BIG_BUFFER,
                                   3};
    char *p = pnd_data_alloc(sizes[0], false);
    size_t kept = sizes[0];
    MUST(p != NULL);
    memset(p, 9, sizes[0]);
    for (int i = 1; i < PND_COUNT(sizes); i++) {
        p = pnd_data_realloc(p, sizes[i - 1], sizes[i]);
        MUST(p != NULL);
        if (sizes[i] < kept) kept = sizes[i];
        CHECK((uintptr_t)p % PND_DATA_ALIGN == 0);
        CHECK(all_bytes(p, kept, 9));
        memset(p, 9, sizes[i]);
        kept = sizes[i];
    }
    pnd_data_free(p, sizes[PND_COUNT(sizes) - 1]);
}

static void test_impossible_sizes(void)
{
    CHECK(pnd_malloc(SIZE_MAX) == NULL);
    CHECK(pnd_malloc_array(SIZE_MAX / 2, 3) == NULL);
    CHECK(pnd_calloc(SIZE_MAX / 2, 3) == NULL);
    CHECK(pnd_data_alloc(SIZE_MAX, false) == NULL);
    CHECK(pnd_data_alloc((size_t)PTRDIFF_MAX, false) == NULL);
    CHECK(pnd_data_alloc((size_t)PTRDIFF_MAX - 10, true) == NULL);
    CHECK(pnd_data_alloc((size_t)1 << 61, true) == NULL);
    char *p = pnd_data_alloc(10, false);
    MUST(p != NULL);
    CHECK(pnd_data_realloc(p, 10, (size_t)PTRDIFF_MAX) == NULL);
    pnd_data_free(p, 10);
}

static void test_fail_at(void)
{
    const intptr_t before = pnd_mem_requests();
    pnd_mem_fail_at(2, false);
    void *a = pnd_malloc(1), *b = pnd_calloc(1, 1), *c = pnd_malloc(1);
    CHECK(a != NULL && b == NULL && c != NULL);
    pnd_mem_fail_at(1, true);
    CHECK(pnd_data_alloc(10, false) == NULL);
    CHECK(pnd_data_alloc((size_t)9 << 20, false) == NULL);
    CHECK(pnd_realloc(a, 100) == NULL);
    CHECK(pnd_mem_should_fail());
    pnd_mem_fail_at(0, false);
    CHECK(!pnd_mem_should_fail());
    CHECK_INT(pnd_mem_requests() - before, 8);
    pnd_free(a);
    pnd_free(b);
    pnd_free(c);
}

#if HAS_CACHE
static void test_cache(void)
{
    const size_t size = ((size_t)8 << 20) - 100, limit = pnd_cache_limit();
    pnd_cache_set_limit(0);
    CHECK_INT(pnd_cache_held(), 0);
    pnd_cache_set_limit((size_t)40 << 20);
    char *p = pnd_data_alloc(size, false);
    MUST(p != NULL);
    CHECK((uintptr_t)p % ((size_t)2 << 20) == 0);
    pnd_data_free(p, size);
    CHECK_INT(pnd_cache_held(), (size_t)8 << 20);
    char *q = pnd_data_alloc(size - 1000, false); /* the same size class */
    CHECK(p == q);
    CHECK_INT(pnd_cache_held(), 0);
    pnd_data_free(q, size - 1000);

    char *many[9];
    for (int i = 0; i < 9; i++) MUST((many[i] = pnd_data_alloc(size, false)) != NULL);
    for (int i = 0; i < 9; i++) {
        pnd_data_free(many[i], size);
        CHECK(pnd_cache_held() <= pnd_cache_limit());
    }
    CHECK_INT(pnd_cache_held(), (size_t)40 << 20);
    q = pnd_data_alloc(size, false);
    CHECK(q == many[8]); /* the newest is the warmest */
    pnd_data_free(q, size);
    pnd_cache_set_limit((size_t)16 << 20);
    CHECK_INT(pnd_cache_held(), (size_t)16 << 20);
    char *large = pnd_data_alloc((size_t)20 << 20, false);
    MUST(large != NULL);
    pnd_data_free(large, (size_t)20 << 20); /* larger than the limit: unmapped at once */
    CHECK_INT(pnd_cache_held(), (size_t)16 << 20);
    pnd_cache_set_limit(0);
    CHECK_INT(pnd_cache_held(), 0);
    pnd_cache_set_limit(limit);
}

/* More blocks than the table has places. */
static void test_cache_table(void)
{
    enum { N = 100 };
    char *p[N];
    const size_t limit = pnd_cache_limit();
    pnd_cache_set_limit((size_t)1 << 40);
    for (int i = 0; i < N; i++) MUST((p[i] = pnd_data_alloc(PND_BIG_BUFFER, false)) != NULL);
    for (int i = 0; i < N; i++) pnd_data_free(p[i], PND_BIG_BUFFER);
    CHECK_INT(pnd_cache_held(), 64 * PND_BIG_BUFFER);
    pnd_cache_set_limit(0);
    pnd_cache_set_limit(limit);
}

static void test_cache_ages(void)
{
    const size_t limit = pnd_cache_limit();
    pnd_cache_set_limit((size_t)100 << 20);
    char *p = pnd_data_alloc((size_t)4 << 20, false);
    MUST(p != NULL);
    pnd_data_free(p, (size_t)4 << 20);
    CHECK(pnd_cache_held() >= (size_t)4 << 20);
    nanosleep(&(struct timespec){.tv_sec = 5, .tv_nsec = 200000000}, NULL);
    p = pnd_data_alloc((size_t)2 << 20, false); /* any use of the cache drops what is old */
    MUST(p != NULL);
    CHECK_INT(pnd_cache_held(), 0);
    pnd_data_free(p, (size_t)2 << 20);
    pnd_cache_set_limit(limit);
}
#endif

/* Blocks allocated by one thread and freed by others. */
static void *free_blocks(void *arg)
{
    char **p = arg;
    for (int i = 0; i < 50; i++) pnd_data_free(p[i], PND_BIG_BUFFER * (size_t)(1 + i % 3));
    return NULL;
}

static void test_free_elsewhere(void)
{
    char *p[4][50];
    pthread_t t[4];
    for (int k = 0; k < 4; k++)
        for (int i = 0; i < 50; i++) MUST((p[k][i] = pnd_data_alloc(PND_BIG_BUFFER * (size_t)(1 + i % 3), false)) != NULL);
    for (int k = 0; k < 4; k++) pthread_create(&t[k], NULL, free_blocks, p[k]);
    for (int k = 0; k < 4; k++) pthread_join(t[k], NULL);
}

#if defined(PND_PARANOID)
static void test_poison(void)
{
    char *p = pnd_data_alloc(1000, false);
    MUST(p != NULL);
    CHECK(all_bytes(p, 1000, (char)0xfb));
    pnd_data_free(p, 1000);
}
#endif

/**************************************************************************** processor and flags */

static void test_cpu(void)
{
    setenv("PND_DISABLE_CPU", "avx512", 1);
    CHECK_OK(pnd_cpu_init(&err), err);
    CHECK(pnd_cpu_tier() <= PND_TIER_AVX2);
    setenv("PND_DISABLE_CPU", "avx512, avx2", 1);
    CHECK_OK(pnd_cpu_init(&err), err);
    CHECK_INT(pnd_cpu_tier(), PND_TIER_BASELINE);
    setenv("PND_DISABLE_CPU", "sse9", 1);
    CHECK_FAILS(pnd_cpu_init(&err), err, PND_ERR_VALUE);
    CHECK_STR(err.message, "PND_DISABLE_CPU: unknown instruction set 'sse9' (known: avx2, avx512)");
    unsetenv("PND_DISABLE_CPU");
    CHECK_OK(pnd_cpu_init(&err), err);
    CHECK_STR(pnd_tier_name(PND_TIER_AVX512), "avx512");
}

static volatile double zero = 0, one = 1, huge = 1e308, tiny = 1e-308, sink;
static volatile long double lzero = 0, lone = 1, lsink;

static void test_fpstatus(void)
{
    pnd_fp_clear_slow();
    CHECK_INT(pnd_fp_get_slow(), 0);
    sink = one / zero;
    CHECK_INT(pnd_fp_get(), PND_FPE_DIVIDE);
    pnd_fp_clear();
    sink = zero / zero;
    CHECK_INT(pnd_fp_get(), PND_FPE_INVALID);
    pnd_fp_clear();
    sink = huge * 10;
    CHECK_INT(pnd_fp_get(), PND_FPE_OVERFLOW);
    pnd_fp_clear();
    sink = tiny * 1e-10;
    CHECK_INT(pnd_fp_get(), PND_FPE_UNDERFLOW);
    pnd_fp_clear();
    CHECK_INT(pnd_fp_get(), 0);
    lsink = lone / lzero;
    CHECK_INT(pnd_fp_get_slow(), PND_FPE_DIVIDE);
    pnd_fp_clear_slow();
    lsink = lzero / lzero;
    CHECK_INT(pnd_fp_get_slow(), PND_FPE_INVALID);
    pnd_fp_clear_slow();
    CHECK_INT(pnd_fp_get_slow(), 0);
    fesetround(FE_UPWARD);
    const unsigned control = pnd_fp_control();
    fesetround(FE_TONEAREST);
    const unsigned nearest = pnd_fp_control();
    CHECK(control != nearest);
    pnd_fp_set_control(control);
    CHECK_INT(pnd_fp_control(), control);
    pnd_fp_set_control(nearest);
    fesetround(FE_TONEAREST);
}

static int hook_calls;
static int stop_hook(pnd_error *e) { return hook_calls++, e->code = PND_ERR_CALLBACK, -1; }

static void test_poll(void)
{
    pnd_poll p;
    pnd_poll_install(stop_hook);
    pnd_poll_start(&p);
    CHECK_OK(pnd_poll_check(&p, &err), err);
    CHECK_INT(hook_calls, 0);
    nanosleep(&(struct timespec){.tv_nsec = 25000000}, NULL);
    CHECK_FAILS(pnd_poll_check(&p, &err), err, PND_ERR_CALLBACK);
    CHECK_OK(pnd_poll_check(&p, &err), err);
    CHECK_INT(hook_calls, 1);
    pnd_poll_install(NULL);
}

/**************************************************************************** pool */

typedef struct counts {
    intptr_t n;
    unsigned char *seen; /* n bytes: how often each block ran */
    intptr_t fail_at;
    int threads_seen;
    pthread_t caller;
} counts;

static int mark(void *arg, intptr_t block)
{
    counts *c = arg;
    __atomic_fetch_add(&c->seen[block], 1, __ATOMIC_RELAXED);
    if (!pthread_equal(pthread_self(), c->caller)) __atomic_store_n(&c->threads_seen, 1, __ATOMIC_RELAXED);
    return block == c->fail_at ? -1 : 0;
}

static void run_blocks(intptr_t n)
{
    counts c = {.n = n, .seen = pnd_calloc((size_t)n + 1, 1), .fail_at = -1, .caller = pthread_self()};
    MUST(c.seen != NULL);
    CHECK_INT(pnd_pool_run(mark, &c, n, NULL), 0);
    CHECK(all_bytes((char *)c.seen, (size_t)n, 1));
    pnd_free(c.seen);
}

static void test_pool_blocks(void)
{
    for (int threads = 1; threads <= 8; threads += threads < 4 ? 1 : 4) {
        CHECK_OK(pnd_pool_set_threads(threads, &err), err);
        CHECK_INT(pnd_pool_threads(), threads);
        for (intptr_t n = 0; n < 10; n++) run_blocks(n);
        run_blocks(100000);
        for (int i = 0; i < 2000; i++) run_blocks(1 + i % 7); /* jobs that end before their workers wake */
    }
}

static void test_pool_fails(void)
{
    counts c = {.n = 1000, .seen = pnd_calloc(1000, 1), .fail_at = 10, .caller = pthread_self()};
    intptr_t ran = 0;
    MUST(c.seen != NULL);
    CHECK_OK(pnd_pool_set_threads(4, &err), err);
    CHECK_INT(pnd_pool_run(mark, &c, 1000, NULL), -1);
    for (intptr_t i = 0; i < 1000; i++) ran += c.seen[i];
    CHECK(ran < 1000);
    pnd_free(c.seen);
    CHECK_FAILS(pnd_pool_set_threads(0, &err), err, PND_ERR_VALUE);
    CHECK_FAILS(pnd_pool_set_threads(5000, &err), err, PND_ERR_VALUE);
}

static int slow_nested(void *arg, intptr_t block)
{
    intptr_t *sum = arg;
    counts c = {.n = 20, .seen = (unsigned char[20]){0}, .fail_at = block == 7 ? 3 : -1, .caller = pthread_self()};
    const int status = pnd_pool_run(mark, &c, 20, NULL);
    if (c.threads_seen) __atomic_fetch_add(sum, 1000000, __ATOMIC_RELAXED); /* a nested call runs on its caller alone */
    if ((status < 0) != (block == 7)) __atomic_fetch_add(sum, 1000000, __ATOMIC_RELAXED);
    for (int i = 0; i < 20; i++) __atomic_fetch_add(sum, c.seen[i], __ATOMIC_RELAXED);
    return 0;
}

static void test_pool_nested(void)
{
    intptr_t sum = 0;
    CHECK_OK(pnd_pool_set_threads(4, &err), err);
    CHECK_INT(pnd_pool_run(slow_nested, &sum, 50, NULL), 0);
    CHECK_INT(sum, 49 * 20 + 4);
}

static int raise_flag(void *arg, intptr_t block)
{
    const pthread_t *caller = arg;
    volatile double result = one;
    if (!pthread_equal(pthread_self(), *caller)) result = result / zero;
    else nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    return (int)(block * 0);
}

static void test_pool_flags(void)
{
    pthread_t self = pthread_self();
    int fpe = PND_FPE_INVALID;
    CHECK_OK(pnd_pool_set_threads(4, &err), err);
    pnd_fp_clear_slow();
    CHECK_INT(pnd_pool_run(raise_flag, &self, 100, &fpe), 0);
    CHECK_INT(fpe, PND_FPE_INVALID | PND_FPE_DIVIDE);
    CHECK_INT(pnd_fp_get_slow(), 0);
}

static int block_signals(void *arg, intptr_t block)
{
    sigset_t set;
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    pthread_sigmask(SIG_BLOCK, NULL, &set);
    if (!pthread_equal(pthread_self(), *(const pthread_t *)arg) && !sigismember(&set, SIGINT)) return -1;
    return (int)(block * 0);
}

static void test_pool_signals(void)
{
    pthread_t self = pthread_self();
    sigset_t set;
    CHECK_INT(pnd_pool_run(block_signals, &self, 50, NULL), 0);
    pthread_sigmask(SIG_BLOCK, NULL, &set);
    CHECK(!sigismember(&set, SIGINT));
}

/* Several threads call at once: one has the pool, the others go alone. */
static void *caller_thread(void *arg)
{
    for (int i = 0; i < 200; i++) run_blocks(50);
    return arg;
}

static void test_pool_many_callers(void)
{
    pthread_t t[4];
    for (int k = 0; k < 4; k++) pthread_create(&t[k], NULL, caller_thread, NULL);
    for (int k = 0; k < 4; k++) pthread_join(t[k], NULL);
}

/* The exit status of a child that runs the pool and the cache. */
static int child_status(pid_t pid)
{
    int status = 0;
    if (pid == 0) {
        alarm(30);
        const int before = check_failures;
        for (int i = 0; i < 20; i++) run_blocks(1000);
        char *p = pnd_data_alloc((size_t)8 << 20, true);
        if (p == NULL) _exit(2);
        pnd_data_free(p, (size_t)8 << 20);
        _exit(check_failures != before);
    }
    waitpid(pid, &status, 0);
    return status;
}

static void test_fork(void)
{
    CHECK_OK(pnd_pool_set_threads(4, &err), err);
    run_blocks(1000);
    for (int i = 0; i < 5; i++) CHECK_INT(child_status(fork()), 0);
    run_blocks(1000);
}

/* fork() while other threads allocate, free and run jobs.  Not under sanitizers, whose own allocators do not survive it. */
#if !defined(PND_SANITIZE)
static int stop_churn;

static void *churn(void *arg)
{
    while (!__atomic_load_n(&stop_churn, __ATOMIC_RELAXED)) {
        char *p = pnd_data_alloc(PND_BIG_BUFFER, false);
        run_blocks(20);
        pnd_data_free(p, PND_BIG_BUFFER);
    }
    return arg;
}

static void test_fork_while_busy(void)
{
    pthread_t t[3];
    for (int k = 0; k < 3; k++) pthread_create(&t[k], NULL, churn, NULL);
    for (int i = 0; i < 30; i++) CHECK_INT(child_status(fork()), 0);
    __atomic_store_n(&stop_churn, 1, __ATOMIC_RELAXED);
    for (int k = 0; k < 3; k++) pthread_join(t[k], NULL);
}
#endif

/* fork() from inside a block of the caller, as a signal handler run by the poll hook may do: parent and child both
   finish the job with every block run once. */
typedef struct forker {
    counts c;
    pid_t pid;
    int forked;
} forker;

static int fork_inside(void *arg, intptr_t block)
{
    forker *f = arg;
    if (pthread_equal(pthread_self(), f->c.caller) && !f->forked) {
        f->forked = 1;
        f->pid = fork();
        if (f->pid == 0) f->c.caller = pthread_self();
    }
    char *p = pnd_data_alloc(PND_BIG_BUFFER, false); /* workers want the cache's lock while fork waits for them */
    pnd_data_free(p, PND_BIG_BUFFER);
    return mark(&f->c, block);
}

static void test_fork_inside_job(void)
{
    for (int i = 0; i < 20; i++) {
        unsigned char seen[200] = {0};
        forker f = {.c = {.n = 200, .seen = seen, .fail_at = -1, .caller = pthread_self()}};
        CHECK_INT(pnd_pool_run(fork_inside, &f, 200, NULL), 0);
        const bool once = all_bytes((char *)seen, 200, 1);
        if (f.forked && f.pid == 0) _exit(once ? 0 : 3);
        CHECK(once);
        if (f.forked) {
            int status = 0;
            waitpid(f.pid, &status, 0);
            CHECK_INT(status, 0);
        }
    }
}

static void test_pool_environment(void)
{
    setenv("PYNDARRAY_NUM_THREADS", "3", 1);
    CHECK_OK(pnd_pool_init(&err), err);
    CHECK_INT(pnd_pool_threads(), 3);
    setenv("PYNDARRAY_NUM_THREADS", "many", 1);
    CHECK_FAILS(pnd_pool_init(&err), err, PND_ERR_VALUE);
    unsetenv("PYNDARRAY_NUM_THREADS");
    CHECK_OK(pnd_pool_init(&err), err);
    CHECK(pnd_pool_threads() >= 1);
}

int main(void)
{
    if (pnd_pool_init(&err) < 0) return 1;
    RUN(test_error);
    RUN(test_checked);
    RUN(test_alignment);
    RUN(test_zero_reused);
    RUN(test_data_realloc);
    RUN(test_impossible_sizes);
    RUN(test_fail_at);
#if HAS_CACHE
    RUN(test_cache);
    RUN(test_cache_table);
    RUN(test_cache_ages);
#endif
    RUN(test_free_elsewhere);
#if defined(PND_PARANOID)
    RUN(test_poison);
#endif
    RUN(test_cpu);
    RUN(test_fpstatus);
    RUN(test_poll);
    RUN(test_pool_blocks);
    RUN(test_pool_fails);
    RUN(test_pool_nested);
    RUN(test_pool_flags);
    RUN(test_pool_signals);
    RUN(test_pool_many_callers);
    RUN(test_fork);
#if !defined(PND_SANITIZE)
    RUN(test_fork_while_busy);
#endif
    RUN(test_fork_inside_job);
    RUN(test_pool_environment);
    return check_done();
}
