/* Uniform numbers: doubles and floats of [0, 1), and integers of [off, off + rng].
 *
 * Streams and values are NumPy's.  Integers come by Lemire's multiplication with rejection (ACM TOMACS 29, 2019) or, where `masked` is
 * set (RandomState), by rejection under a bit mask.  Values of 16, 8 and 1 bits are cut from words of 32; what a call has left of a word
 * stands in a pnd_random_bits, which starts as zeros and lives as long as the call.
 *
 * Fills here and in the headers beside: n values as n calls of the one-value function make them, the stream left where those would
 * leave it; `kind` is the generator's (bitgen.h) or NULL for a foreign one. */
#ifndef PND_RANDOM_UNIFORM_H
#define PND_RANDOM_UNIFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "bitgen.h"

typedef struct pnd_random_bits {
    uint32_t word; /* its low bits were handed out last */
    int left;      /* values still in the word above those */
} pnd_random_bits;

/* Many: pnd_fill_double, pnd_fill_float (bitgen.h). */
double pnd_random_standard_uniform(const pnd_bitgen *g);
float pnd_random_standard_uniform_f(const pnd_bitgen *g); /* 24 bits of one 32-bit draw: never 1 */

/* low + range * u.  The float is that double rounded, kept within [low, low + range). */
double pnd_random_uniform(const pnd_bitgen *g, double low, double range);
float pnd_random_uniform_f(const pnd_bitgen *g, double low, double range);

/* x as a float, kept within [low, high) where rounding would leave it: how float32 is made of a distribution on an interval. */
float pnd_random_narrow(double x, double low, double high);

int64_t pnd_random_positive_int64(const pnd_bitgen *g); /* 63 bits: tomaxint, and seeds of children */
int32_t pnd_random_positive_int32(const pnd_bitgen *g); /* 31 bits */

/* [0, max] by rejection under a mask, in 32-bit draws where max fits: shuffle and permutation of both families, legacy choice. */
uint64_t pnd_random_interval(const pnd_bitgen *g, uint64_t max);

/* The smallest 2**k - 1 that is not below rng. */
uint64_t pnd_random_mask(uint64_t rng);

/* One integer of `bits` (1, 8, 16, 32, 64) bits in [off, off + rng], sums modulo 2**bits; rng < 2**bits.
 * The forms for low and high that broadcast: `rest` serves all values of one call. */
uint64_t pnd_random_bounded(const pnd_bitgen *g, int bits, uint64_t off, uint64_t rng, bool masked, pnd_random_bits *rest);
/* n of them for one off and rng; out is an array of bool, uint8_t, uint16_t, uint32_t or uint64_t. */
void pnd_random_bounded_fill(const pnd_bitgen *g, const pnd_bitgen_kind *kind, int bits, uint64_t off, uint64_t rng, bool masked,
                             intptr_t n, void *out);

#endif
