/*
 * pnd_view: where the elements of an array stand.  Borrowed pointers only; whoever makes one keeps them alive.
 * Nothing in this layer touches an element.
 */
#ifndef PND_LAYOUT_VIEW_H
#define PND_LAYOUT_VIEW_H

#include "../dtype/dtype.h"

typedef struct pnd_view {
    char *data;
    const pnd_dtype *dtype;
    int ndim;
    const intptr_t *shape;
    const intptr_t *strides; /* bytes */
} pnd_view;

/* A view with room for its own shape and strides. */
typedef struct pnd_viewbuf {
    pnd_view v; /* v.shape == shape, v.strides == strides */
    intptr_t shape[PND_MAXDIMS];
    intptr_t strides[PND_MAXDIMS];
} pnd_viewbuf;

intptr_t pnd_view_size(const pnd_view *v); /* elements; the product is known to fit */
void pnd_viewbuf_init(pnd_viewbuf *b, const pnd_view *from); /* copies shape and strides */

#endif
