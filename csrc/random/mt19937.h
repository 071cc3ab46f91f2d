/*
 * MT19937 (Matsumoto, Nishimura, "Mersenne Twister", ACM TOMACS 8, 1998): 32-bit words; a 64-bit draw is two of them, the
 * first one high, a double 27 and 26 bits of two.
 */
#ifndef PND_RANDOM_MT19937_H
#define PND_RANDOM_MT19937_H

#include "bitgen.h"

#define PND_MT_WORDS 624

typedef struct pnd_mt19937 {
    uint32_t key[PND_MT_WORDS];
    int32_t pos; /* next word of key to be tempered; 624: all are used */
} pnd_mt19937;

extern const pnd_bitgen_kind pnd_mt19937_kind;

void pnd_mt19937_seed_int(pnd_mt19937 *s, uint32_t seed);
void pnd_mt19937_seed_words(pnd_mt19937 *s, const uint32_t *words, intptr_t n); /* n >= 1 */

/* Moves on by 2**128 steps, `times` times.  -1: out of memory. */
int pnd_mt19937_jump(pnd_mt19937 *s, uint64_t times);

#endif
