/*
 * Promotion and casting rules: NumPy 2's tables, NEP 50's weak Python scalars, and the rule for the new small floats
 * (the smallest dtype that holds both).  Works on dtypes only, never on values.
 */
#ifndef PND_DTYPE_PROMOTE_H
#define PND_DTYPE_PROMOTE_H

#include "dtype.h"

typedef enum pnd_casting {
    PND_CAST_NO = 0,
    PND_CAST_EQUIV = 1,
    PND_CAST_SAFE = 2,
    PND_CAST_SAME_KIND = 3,
    PND_CAST_UNSAFE = 4,
    PND_CAST_SAME_VALUE = 68
} pnd_casting;

const char *pnd_casting_name(pnd_casting casting); /* "no", "equiv", ... */
bool pnd_can_cast(const pnd_dtype *from, const pnd_dtype *to, pnd_casting casting);
/* Borrowed, native byte order for two different dtypes; NULL and PND_ERR_PROMOTION where there is none. */
const pnd_dtype *pnd_promote(const pnd_dtype *a, const pnd_dtype *b, pnd_error *err);

/* Kind of a Python scalar operand under NEP 50. */
typedef enum pnd_weak { PND_WEAK_NOT, PND_WEAK_INT, PND_WEAK_FLOAT, PND_WEAK_COMPLEX } pnd_weak;
/* The dtype a weak scalar takes beside `other` (NULL: alone, the default of its kind). */
const pnd_dtype *pnd_weak_dtype(pnd_weak weak, const pnd_dtype *other);
/* result_type of n operands; dtypes[i] is ignored where weak[i] is set (weak may be NULL). */
const pnd_dtype *pnd_result_type(int n, const pnd_dtype *const *dtypes, const pnd_weak *weak, pnd_error *err);
/* What a real dtype holds: significant bits, largest exponent (2^emax <= x), exponent of its smallest step.  False for
   complex dtypes and integers of 32 bits and more. */
typedef struct pnd_reach {
    int bits, emax, emin;
} pnd_reach;
bool pnd_reach_of(const pnd_dtype *d, pnd_reach *r);
/* Smallest dtype that holds the integer (negative: signed), as min_scalar_type. */
const pnd_dtype *pnd_min_int_dtype(bool negative, uint64_t magnitude);

#endif
