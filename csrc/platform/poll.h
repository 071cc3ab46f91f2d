/* The hook through which long loops ask whether to go on (Ctrl-C).  Layer 7 installs the function at import. */
#ifndef PND_PLATFORM_POLL_H
#define PND_PLATFORM_POLL_H

#include "error.h"

typedef int pnd_poll_fn(pnd_error *err); /* 0: go on; -1: stop, *err is PND_ERR_CALLBACK */

void pnd_poll_install(pnd_poll_fn *fn);
/* Cheap: looks at the clock, and calls the hook at most once in 20 ms, only on the thread that calls it. */
typedef struct pnd_poll {
    uint64_t next_ns;
} pnd_poll;
void pnd_poll_start(pnd_poll *p);
int pnd_poll_check(pnd_poll *p, pnd_error *err);

/* For loops of small steps: the clock is looked at once PND_POLL_WORK (about one for each element) has added up, so that short
   calls never do.  A long run is cut into pieces of at most PND_POLL_WORK elements. */
#define PND_POLL_WORK ((intptr_t)1 << 16)
typedef struct pnd_pace {
    intptr_t left;
    pnd_poll poll; /* started when the clock is first looked at */
} pnd_pace;
#define PND_PACE_START {PND_POLL_WORK, {0}}
int pnd_pace_poll(pnd_pace *p, pnd_error *err);
PND_INLINE int pnd_pace_check(pnd_pace *p, intptr_t work, pnd_error *err)
{
    p->left -= work;
    return PND_LIKELY(p->left > 0) ? 0 : pnd_pace_poll(p, err);
}
PND_INLINE intptr_t pnd_piece(intptr_t left) { return left < PND_POLL_WORK ? left : PND_POLL_WORK; }

#endif
