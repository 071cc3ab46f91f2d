/* The common shape of several operands. */
#ifndef PND_LAYOUT_BROADCAST_H
#define PND_LAYOUT_BROADCAST_H

#include "view.h"

/* Writes shape (room for PND_MAXDIMS) and ndim.  -1: PND_ERR_VALUE `operands could not be broadcast together with
   shapes (2,3) (4,) ` as NumPy words it.  NULL views are skipped. */
int pnd_broadcast_shape(int n, const pnd_view *const *views, int *ndim, intptr_t *shape, pnd_error *err);
/* Strides of v as seen through the broadcast shape: 0 where it repeats.  v must broadcast to it. */
void pnd_broadcast_strides(const pnd_view *v, int ndim, const intptr_t *shape, intptr_t *strides);
/* "(2,3)", "(4,)", "()" into a bounded buffer, for messages. */
const char *pnd_shape_text(int ndim, const intptr_t *shape, char *buffer, size_t size);

#endif
