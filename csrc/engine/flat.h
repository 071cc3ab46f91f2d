/* Flat positions: elements found by their number in C order, and numbers turned into coordinates and back. */
#ifndef PND_ENGINE_FLAT_H
#define PND_ENGINE_FLAT_H

#include "take.h"

/* Address of element i in C order; 0 <= i < size. */
char *pnd_flat_address(const pnd_view *v, intptr_t i);
/* out[i] = v.flat[index[i]]: n indices stand densely, out has their number of v's elements.  -1 with PND_ERR_INDEX. */
int pnd_flat_get(const pnd_view *v, const intptr_t *index, intptr_t n, char *out, pnd_error *err);
/* v's elements in C order become those of values, which stand densely apart from v, again and again: m > 0 of them, of v's dtype. */
int pnd_flat_fill(const pnd_view *v, const char *values, intptr_t m, pnd_error *err);

/* One row of ndim native intp for each index (native intp): rows has index's axes, strides of its own, and dense rows.  The first
   axis of `shape` varies fastest where `fortran`, else the last; size is its product.  -1 with PND_ERR_VALUE. */
int pnd_unravel(const pnd_view *index, int ndim, const intptr_t *shape, bool fortran, intptr_t size, const pnd_view *rows, pnd_error *err);
/* out += step * (x brought into [0, extent)): both native intp of one shape, extent > 0; sums that fit.  -1 with PND_ERR_VALUE. */
int pnd_ravel_axis(const pnd_view *x, const pnd_view *out, intptr_t extent, pnd_clipmode mode, intptr_t step, pnd_error *err);

#endif
