/*
 * Many elements written at positions far apart: first dealt out by region of the destination, then region after region.
 *
 * One at a time, each write waits for a cache line from memory.  Here the indices are checked, brought to 32 bits and dealt
 * with their values into private memory, by which region of about a megabyte they fall into; then each region is written
 * while it lies in a cache, in the order of the indices, so that the last of several writes to one place wins.  Regions are
 * disjoint and may go to the pool.  Nothing is written before every index has been checked.
 */
#ifndef PND_ENGINE_SPREAD_H
#define PND_ENGINE_SPREAD_H

#include "castop.h"
#include "take.h"

/* to[place(index[i]) * step] = values[i % period * value_step].  All sides are apart from each other, and so are the elements
   of `to`. */
typedef struct pnd_spread {
    char *to;
    intptr_t step, extent, item;  /* item: bytes of one element of `to` */
    const char *index;            /* intp */
    intptr_t index_step, n;
    pnd_clipmode mode;
    const char *values;
    intptr_t value_step, period;
    const pnd_castop *cast;       /* of values; NULL when they are moved */
} pnd_spread;

/* Index x brought into [0, extent); false where RAISE refuses it.  extent > 0. */
PND_INLINE bool pnd_settle(intptr_t x, intptr_t extent, pnd_clipmode mode, intptr_t *out)
{
    if (PND_LIKELY((uintptr_t)x < (uintptr_t)extent)) return *out = x, true;
    switch (mode) {
    case PND_MODE_RAISE: *out = x + extent; return x < 0 && *out >= 0;
    case PND_MODE_WRAP:
        x %= extent;
        *out = x < 0 ? x + extent : x;
        return true;
    case PND_MODE_CLIP: *out = x < 0 ? 0 : extent - 1; return true;
    }
    return false;
}

/* Is it large, and are the positions far apart?  Looks at a few of the indices. */
bool pnd_spread_pays(const pnd_spread *s);
/* *fpe: flags of conversions.  -1 with PND_ERR_INDEX (arg[0]: one of the bad indices), nothing written; or with PND_ERR_MEMORY, after
   which the caller may write one by one. */
int pnd_spread_run(const pnd_spread *s, int *fpe, pnd_error *err);

#endif
