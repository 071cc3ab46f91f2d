/* Strides, contiguity, alignment and extents. */
#ifndef PND_LAYOUT_STRIDES_H
#define PND_LAYOUT_STRIDES_H

#include "view.h"

enum {
    PND_FLAG_C = 0x1,
    PND_FLAG_F = 0x2,
    PND_FLAG_OWNDATA = 0x4,
    PND_FLAG_ALIGNED = 0x100,
    PND_FLAG_WRITEABLE = 0x400,
    PND_FLAG_WRITEBACK = 0x2000
};

typedef enum pnd_order { PND_ORDER_C, PND_ORDER_F, PND_ORDER_A, PND_ORDER_K } pnd_order;

/* C or F strides of a fresh array.  -1: PND_ERR_VALUE (too big), negative extents (`negative dimensions are not allowed`). */
int pnd_strides_fill(int ndim, const intptr_t *shape, intptr_t itemsize, pnd_order order, intptr_t *strides, intptr_t *nbytes,
                     pnd_error *err);
/* The same without the checks, for a shape whose size is known to fit; an empty array gets strides as if empty axes had length 1
   (fresh arrays, by pnd_strides_fill, get zeros). */
void pnd_strides_contiguous(int ndim, const intptr_t *shape, intptr_t itemsize, pnd_order order, intptr_t *strides);
/* Strides of a fresh copy in the memory order of `like` (order K); shape may be another one of the same ndim. */
void pnd_strides_like(int ndim, const intptr_t *shape, intptr_t itemsize, const intptr_t *like, intptr_t *strides);
/* PND_FLAG_C | PND_FLAG_F as NumPy computes them (size-1 axes do not matter, empty arrays are both). */
int pnd_contiguity(int ndim, const intptr_t *shape, const intptr_t *strides, intptr_t itemsize);
bool pnd_is_aligned(const pnd_view *v);
/* First byte and one past the last byte the view can touch, relative to data.  lo == hi when it is empty.  -1: they do not fit. */
int pnd_extent(int ndim, const intptr_t *shape, const intptr_t *strides, intptr_t itemsize, intptr_t *lo, intptr_t *hi);
/* [lo, hi) around data, as pnd_extent gives it, leaves the address space. */
bool pnd_reach_wraps(const void *data, intptr_t lo, intptr_t hi);
/* Every element lies within [0, nbytes) of a buffer, `offset` being where data points. */
bool pnd_strides_in_bounds(int ndim, const intptr_t *shape, const intptr_t *strides, intptr_t itemsize, intptr_t offset, intptr_t nbytes);

#endif
