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

#endif
