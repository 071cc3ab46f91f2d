/* See poll.h.  The hook is written once, at import, before any loop can run. */
#include "poll.h"

#include <time.h>

#define POLL_NS UINT64_C(20000000)

static pnd_poll_fn *hook;

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * UINT64_C(1000000000) + (uint64_t)t.tv_nsec;
}

void pnd_poll_install(pnd_poll_fn *fn) { __atomic_store_n(&hook, fn, __ATOMIC_RELEASE); }

void pnd_poll_start(pnd_poll *p) { p->next_ns = now_ns() + POLL_NS; }

int pnd_poll_check(pnd_poll *p, pnd_error *err)
{
    const uint64_t now = now_ns();
    if (PND_LIKELY(now < p->next_ns)) return 0;
    p->next_ns = now + POLL_NS;
    pnd_poll_fn *fn = __atomic_load_n(&hook, __ATOMIC_ACQUIRE);
    return fn == NULL ? 0 : fn(err);
}

int pnd_pace_poll(pnd_pace *p, pnd_error *err)
{
    p->left = PND_POLL_WORK;
    if (p->poll.next_ns != 0) return pnd_poll_check(&p->poll, err);
    pnd_poll_start(&p->poll);
    return 0;
}
