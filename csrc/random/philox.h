/*
 * Philox 4x64 with 10 rounds (Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC'11): a cipher
 * of a 256-bit counter under a 128-bit key.
 */
#ifndef PND_RANDOM_PHILOX_H
#define PND_RANDOM_PHILOX_H

#include "half.h"

typedef struct pnd_philox {
    pnd_half half;
    uint64_t counter[4], key[2]; /* low word first; the counter of the block in buffer */
    uint64_t buffer[4];
    int32_t pos, unused; /* next word of buffer to be given out; 4: none is left */
} pnd_philox;

extern const pnd_bitgen_kind pnd_philox_kind;

#endif
