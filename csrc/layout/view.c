/* pnd_view: size and copies of the bookkeeping. */
#include "view.h"

#include <string.h>

intptr_t pnd_view_size(const pnd_view *v)
{
    intptr_t size = 1;
    for (int i = 0; i < v->ndim; i++) size *= v->shape[i];
    return size;
}

/* from == &b->v is allowed: shape and strides are then only re-anchored. */
void pnd_viewbuf_init(pnd_viewbuf *b, const pnd_view *from)
{
    assert(from->ndim >= 0 && from->ndim <= PND_MAXDIMS);
    b->v = *from;
    if (from->ndim > 0) {
        memmove(b->shape, b->v.shape, (size_t)b->v.ndim * sizeof *b->shape);
        memmove(b->strides, b->v.strides, (size_t)b->v.ndim * sizeof *b->strides);
    }
    b->v.shape = b->shape;
    b->v.strides = b->strides;
}
