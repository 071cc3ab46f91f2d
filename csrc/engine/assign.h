/* Copies between views of any dtype, byte order, layout and overlap. */
#ifndef PND_ENGINE_ASSIGN_H
#define PND_ENGINE_ASSIGN_H

#include "../layout/view.h"
#include "castop.h"

/* dst[...] = src, broadcast, converted without a casting check; where (bool, broadcasts to dst) may be NULL.  Overlap is safe.
   fpe as in elementwise.h.  dst must be writeable: that was checked where its pointer was handed out. */
int pnd_assign(const pnd_view *dst, const pnd_view *src, const pnd_view *where, int *fpe, pnd_error *err);
/* dst[...] = one element of dst's own dtype (bytes in dst's byte order). */
int pnd_fill(const pnd_view *dst, const char *element, pnd_error *err);
/* Are all elements converted to `to` the same value?  (astype(..., casting="same_value")); 0 yes, 1 no, -1 error. */
int pnd_same_value(const pnd_view *src, const pnd_dtype *to, pnd_error *err);

#endif
