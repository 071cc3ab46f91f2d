/*
 * Arithmetic on sizes and strides that cannot wrap in silence.
 *
 * Each function stores the (wrapped) result and returns true when it did not fit, so that a chain of products
 * is tested once:   bad |= pnd_mul_over(a, b, &n);
 */
#ifndef PND_PLATFORM_CHECKED_H
#define PND_PLATFORM_CHECKED_H

#include <stdbool.h>

#include "compiler.h"

PND_INLINE bool pnd_mul_over(intptr_t a, intptr_t b, intptr_t *out) { return __builtin_mul_overflow(a, b, out); }
PND_INLINE bool pnd_add_over(intptr_t a, intptr_t b, intptr_t *out) { return __builtin_add_overflow(a, b, out); }

/* Number of elements of a shape (1 for ndim 0).  True on overflow; a zero extent does not excuse the others,
   as in NumPy: the product of the non-zero extents must fit. */
PND_INLINE bool pnd_shape_size_over(int ndim, const intptr_t *shape, intptr_t *size)
{
    intptr_t product = 1;
    bool over = false, empty = false;
    for (int i = 0; i < ndim; i++) {
        if (shape[i] == 0) empty = true;
        else over |= pnd_mul_over(product, shape[i], &product);
    }
    *size = empty ? 0 : product;
    return over;
}

#endif
