/* Loops behind isclose and nan_to_num: one a floating or complex type, called with their own data, not through the registry. */
#ifndef PND_KERNELS_ONCE_CLOSE_H
#define PND_KERNELS_ONCE_CLOSE_H

#include "../loop.h"

/* aux of the loop (x, y) -> bool: |x - y| <= atol + rtol * |y|, y finite; or x == y; or, with equal_nan, both NaN.  Each operation is
   rounded to the type. */
typedef struct pnd_closeness {
    double rtol, atol;
    bool equal_nan;
} pnd_closeness;
pnd_loop_fn *pnd_close_loop(int idx); /* NULL for other types */

/* aux of the loop x -> x with NaN and infinities (in either part) replaced: elements of the real type. */
typedef struct pnd_replacements {
    char nan[16], posinf[16], neginf[16];
} pnd_replacements;
pnd_loop_fn *pnd_replace_loop(int idx);

#endif
