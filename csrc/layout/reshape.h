/* Views of another shape over the same elements.  Each writes out->shape and out->strides and sets out->v. */
#ifndef PND_LAYOUT_RESHAPE_H
#define PND_LAYOUT_RESHAPE_H

#include "strides.h"

/* Resolves one -1 in shape against `size`.  -1: PND_ERR_VALUE `cannot reshape array of size 6 into shape (4,)` (words as NumPy's). */
int pnd_resolve_shape(intptr_t size, int ndim, intptr_t *shape, pnd_error *err);
/* Resolves shape and views v in it: 1: a view exists; 0: a copy is needed (out untouched); -1 as above.  A shape that v has, written
   without -1, keeps v's strides; otherwise axes of length 1 get the strides of a fresh array where v is contiguous. */
int pnd_reshape(const pnd_view *v, int ndim, intptr_t *shape, pnd_order order, pnd_viewbuf *out, pnd_error *err);
/* The same for a shape of v's size. */
int pnd_reshape_view(const pnd_view *v, int ndim, const intptr_t *shape, pnd_order order, pnd_viewbuf *out);
int pnd_axis(intptr_t axis, int ndim, pnd_error *err); /* normalised axis, or -1 with PND_ERR_AXIS */
/* axes NULL: reversed. */
int pnd_transpose(const pnd_view *v, int n, const intptr_t *axes, pnd_viewbuf *out, pnd_error *err);
int pnd_swapaxes(const pnd_view *v, intptr_t a, intptr_t b, pnd_viewbuf *out, pnd_error *err);
/* n < 0: every axis of length 1. */
int pnd_squeeze(const pnd_view *v, int n, const intptr_t *axes, pnd_viewbuf *out, pnd_error *err);
int pnd_expand_dims(const pnd_view *v, int n, const intptr_t *axes, pnd_viewbuf *out, pnd_error *err);
int pnd_broadcast_to(const pnd_view *v, int ndim, const intptr_t *shape, pnd_viewbuf *out, pnd_error *err);
/* view(dtype): the last axis changes length where item sizes differ, as NumPy allows.  Both dtypes must be plain. */
int pnd_view_dtype(const pnd_view *v, const pnd_dtype *dtype, pnd_viewbuf *out, pnd_error *err);
/* Part 0 real, 1 imaginary, of a complex view. */
int pnd_view_part(const pnd_view *v, int part, pnd_viewbuf *out, pnd_error *err);

#endif
