/*
 * Index plans: a[items] resolved against a shape, without touching an element.
 *
 * Layer 11 turns Python index objects into pnd_index items (booleans already replaced by integer views from nonzero,
 * integer index arrays as intp views); pnd_index_plan() applies NumPy's rules: basic items give `base`, a view; index
 * arrays stay for gather and scatter, with the place their broadcast axes take in the result.
 */
#ifndef PND_LAYOUT_INDEXPLAN_H
#define PND_LAYOUT_INDEXPLAN_H

#include "view.h"

typedef enum pnd_index_kind {
    PND_INDEX_INT,
    PND_INDEX_SLICE,
    PND_INDEX_ELLIPSIS,
    PND_INDEX_NEWAXIS,
    PND_INDEX_ARRAY,
    PND_INDEX_BOOL0
} pnd_index_kind;

typedef struct pnd_index {
    pnd_index_kind kind;
    intptr_t start, stop, step; /* INT: start.  SLICE: as Python gave them, INTPTR_MIN/MAX for None by the sign of step */
    pnd_view array;             /* ARRAY: native intp elements.  BOOL0: start is 0 or 1 (a 0-d boolean adds an axis) */
    bool from_bool;             /* ARRAY is one part of a boolean array's nonzero(): */
    intptr_t extent;            /* ... the boolean array's length along this axis, which must be the axis's */
} pnd_index;

typedef struct pnd_index_plan {
    pnd_viewbuf base;      /* v indexed by the basic items; index-array axes are left whole */
    bool fancy;            /* has index arrays: */
    int nindex;            /* their number */
    int axis[PND_MAXDIMS]; /* axis of base each applies to */
    int real_axis[PND_MAXDIMS]; /* axis of v, for messages */
    pnd_view index[PND_MAXDIMS];
    int bndim;             /* broadcast shape of the index arrays */
    intptr_t bshape[PND_MAXDIMS];
    int place;             /* where those axes stand in the result */
    int ndim;              /* result */
    intptr_t shape[PND_MAXDIMS];
} pnd_index_plan;

/* `index 9 is out of bounds for axis 0 with size 3`; returns -1. */
int pnd_fail_index(pnd_error *err, intptr_t index, int axis, intptr_t extent);
/* Python's rules: start and stop brought into range; returns the length.  step is neither 0 nor INTPTR_MIN. */
intptr_t pnd_slice_resolve(intptr_t extent, intptr_t *start, intptr_t *stop, intptr_t step);

int pnd_index_plan_make(const pnd_view *v, int n, const pnd_index *items, pnd_index_plan *plan, pnd_error *err);

#endif
