/*
 * PCG64 (O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random Number
 * Generation", HMC-CS-2014-0905): a 128-bit linear congruential generator, x = a x + c, with an output function.
 * PCG64 gives XSL-RR of the state after a step; PCG64DXSM has a 64-bit multiplier and gives DXSM of the state before it.
 */
#ifndef PND_RANDOM_PCG64_H
#define PND_RANDOM_PCG64_H

#include "half.h"

typedef struct pnd_pcg64 {
    pnd_half half;
    uint64_t state[2], inc[2]; /* low word first; inc is odd */
} pnd_pcg64;

extern const pnd_bitgen_kind pnd_pcg64_kind, pnd_pcg64dxsm_kind;

#endif
