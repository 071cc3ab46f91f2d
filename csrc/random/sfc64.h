/*
 * SFC64 (Doty-Humphrey, PractRand): three mixed words and a counter.  Nothing skips ahead in its stream.
 */
#ifndef PND_RANDOM_SFC64_H
#define PND_RANDOM_SFC64_H

#include "half.h"

typedef struct pnd_sfc64 {
    pnd_half half;
    uint64_t s[4]; /* a, b, c, counter */
} pnd_sfc64;

extern const pnd_bitgen_kind pnd_sfc64_kind;

#endif
