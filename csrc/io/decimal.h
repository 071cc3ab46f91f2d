/*
 * Binary floating point to decimal digits, exactly: the shortest digits that read back as the same number, or correctly
 * rounded ones (to nearest, ties to even) at any decimal position.
 *
 * Shortest digits of numbers of up to 53 bits come from Schubfach (R. Giulietti, "The Schubfach way to render doubles",
 * 2020), with its table of powers of ten computed exactly on first use; longdouble and what asks for more digits than 64-bit
 * arithmetic can prove go through exact integers of unbounded size (R. G. Burger and R. K. Dybvig, "Printing Floating-Point
 * Numbers Quickly and Accurately", PLDI 1996).
 */
#ifndef PND_IO_DECIMAL_H
#define PND_IO_DECIMAL_H

#include <stdbool.h>

#include "../dtype/dtype.h"

typedef enum pnd_float_class { PND_FINITE, PND_INF, PND_NAN } pnd_float_class;

/* A number as stored: (-1)^negative * c * 2^q. */
typedef struct pnd_binary {
    pnd_float_class kind;
    bool negative;
    bool closer; /* the neighbour below is only half as far as the one above (c is a power of two) */
    uint64_t c;
    int q;
    int bits; /* of precision of the type: 11 for float16, 64 for longdouble */
} pnd_binary;

/* One native element of a real float dtype. */
pnd_binary pnd_binary_load(const pnd_dtype *dtype, const char *p);

#define PND_DIGITS_MAX 1100 /* of a binary64; longdouble needs up to PND_DIGITS_MAX_LD */
#define PND_DIGITS_MAX_LD 16500

/* 0.d1d2d3... * 10^exponent; n == 0 is zero.  Zeros at the end are there only where rounding down left them. */
typedef struct pnd_decimal {
    int n, exponent;
    bool literal; /* in: zeros at the end of rounded digits must be as exact arithmetic leaves them (slower) */
    char *digits; /* the caller's room, `room` bytes */
    int room;
} pnd_decimal;

#define PND_NO_POSITION (-100000)

/* b finite.  Shortest digits, but none below 10^stop (PND_NO_POSITION: no limit), where they are rounded. */
void pnd_decimal_shortest(const pnd_binary *b, int stop, pnd_decimal *out);
/* The same with at most `total` digits. */
void pnd_decimal_total(const pnd_binary *b, int total, pnd_decimal *out);
/* Exact value rounded to a multiple of 10^position. */
void pnd_decimal_round(const pnd_binary *b, int position, pnd_decimal *out);
/* Shortest digits, and past them exact ones down to 10^least, rounded there. */
void pnd_decimal_at_least(const pnd_binary *b, int stop, int least, pnd_decimal *out);
/* 10^(k-1) <= |b| < 10^k (b not zero). */
int pnd_decimal_magnitude(const pnd_binary *b);

#endif
