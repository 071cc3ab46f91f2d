/*
 * The hash behind SeedSequence: O'Neill's seed_seq_fe ("Developing a seed_seq Alternative", 2015), in which every input
 * word reaches every word of a pool, and the pool then gives as many words as are asked for.
 */
#ifndef PND_RANDOM_SEEDSEQ_H
#define PND_RANDOM_SEEDSEQ_H

#include "../platform/compiler.h"

#define PND_SEEDSEQ_POOL 4 /* words in the pool by default, and at least */

void pnd_seedseq_mix(uint32_t *pool, intptr_t size, const uint32_t *entropy, intptr_t n); /* size >= 1 */
void pnd_seedseq_generate(const uint32_t *pool, intptr_t size, uint32_t *out, intptr_t n);

#endif
