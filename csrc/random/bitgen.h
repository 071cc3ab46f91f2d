/*
 * Bit generators: what makes random bits, and what turns bits into numbers sees of it.
 *
 * pnd_bitgen is NumPy's bitgen_t: the five pointers that stand in the capsule "BitGenerator", so that a generator of ours
 * drives other people's compiled code and theirs drives our distributions.  A foreign one has nothing else.
 *
 * pnd_bitgen_kind is what our own have beside it.  Its fills write what n calls of the matching next_ function would have
 * returned and leave the state where those calls would have left it, the kept half of a 64-bit word included; they may use
 * vector lanes and the thread pool.  A state is plain memory of state_size bytes without pointers into itself: copying it
 * out and back rewinds the stream.
 */
#ifndef PND_RANDOM_BITGEN_H
#define PND_RANDOM_BITGEN_H

#include <stdbool.h>

#include "../platform/compiler.h"

typedef struct pnd_bitgen {
    void *state;
    uint64_t (*next_uint64)(void *state);
    uint32_t (*next_uint32)(void *state);
    double (*next_double)(void *state); /* in [0, 1), a multiple of 2**-53 */
    uint64_t (*next_raw)(void *state);  /* one step of the algorithm, whatever its width */
} pnd_bitgen;

typedef struct pnd_bitgen_kind {
    const char *name; /* of the class */
    size_t state_size;
    int seed_words; /* how many ... */
    int seed_bits;  /* ... words of 32 or 64 bits a seed sequence is asked for */
    pnd_bitgen next; /* its functions; state is NULL */
    void (*seed)(void *state, const void *words);
    /* Moves on by delta steps (256 bits, low word first; of it what the period needs): backwards too, since it wraps.  NULL: cannot. */
    void (*advance)(void *state, const uint64_t delta[4]);
    uint64_t stride[4]; /* delta of one jump; zero where there is none, or not by advance */

    /* n >= 0 each. */
    void (*fill_u64)(void *state, uint64_t *out, intptr_t n); /* next_uint64 */
    void (*fill_u32)(void *state, uint32_t *out, intptr_t n); /* next_uint32 */
    void (*fill_double)(void *state, double *out, intptr_t n); /* next_double */
    void (*fill_float)(void *state, float *out, intptr_t n); /* (next_uint32 >> 8) * 2**-24, in [0, 1) */
} pnd_bitgen_kind;

PND_INLINE uint64_t pnd_next_u64(const pnd_bitgen *g) { return g->next_uint64(g->state); }
PND_INLINE uint32_t pnd_next_u32(const pnd_bitgen *g) { return g->next_uint32(g->state); }
PND_INLINE double pnd_next_double(const pnd_bitgen *g) { return g->next_double(g->state); }
PND_INLINE uint64_t pnd_next_raw(const pnd_bitgen *g) { return g->next_raw(g->state); }
PND_INLINE float pnd_next_float(const pnd_bitgen *g) { return (float)(pnd_next_u32(g) >> 8) * (1.0f / 16777216.0f); }

/* The same fills for any generator: kind NULL draws one by one. */
void pnd_fill_u64(const pnd_bitgen *g, const pnd_bitgen_kind *kind, uint64_t *out, intptr_t n);
void pnd_fill_u32(const pnd_bitgen *g, const pnd_bitgen_kind *kind, uint32_t *out, intptr_t n);
void pnd_fill_double(const pnd_bitgen *g, const pnd_bitgen_kind *kind, double *out, intptr_t n);
void pnd_fill_float(const pnd_bitgen *g, const pnd_bitgen_kind *kind, float *out, intptr_t n);

#endif
