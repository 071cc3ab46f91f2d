/* Shapes of a reduction: axes, the result array and its view with the reduced axes kept. */
#ifndef PND_UFUNC_REDUCE_PLAN_H
#define PND_UFUNC_REDUCE_PLAN_H

#include "object.h"

typedef struct pnd_reduce_plan {
    pnd_view in;
    bool axes[PND_MAXDIMS];
    int nreduced;
    bool c_order;     /* a fresh result is C contiguous whatever the input's order (argmax) */
    PyObject *mask;   /* borrowed, checked; or NULL: has its say in a fresh result's memory order */
    PyObject *result; /* new reference: out itself or a fresh array */
    pnd_view out;     /* in.ndim axes, the reduced ones of length 1 */
    intptr_t shape[PND_MAXDIMS], strides[PND_MAXDIMS];
} pnd_reduce_plan;

/* Reads axis= (NULL: axis 0, or all for `whole`; 0-d arrays accept 0 and -1). */
int pnd_reduce_axes(pnd_reduce_plan *p, PyObject *array, PyObject *axis, bool whole);
/* Makes or checks the result: fresh in the memory order of the input and the mask, or `out` of exactly the right shape. */
int pnd_reduce_result(pnd_reduce_plan *p, const char *name, const pnd_dtype *dtype, PyObject *out, bool keepdims);
/* where= must broadcast to the array: -1 with ValueError if it does not. */
int pnd_reduce_check_mask(PyObject *array, PyObject *mask);
/* Number of elements each result sees. */
intptr_t pnd_reduce_count(const pnd_reduce_plan *p);

#endif
