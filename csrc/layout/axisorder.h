/*
 * The memory order of a result made from several operands (order K).
 *
 * Axes are ranked from the innermost outwards so that fresh results follow the operands' strides; where operands say
 * nothing (stride 0, length 1) C order stands.  The ranking is NumPy's, pair by pair: a sort by insertion in which one
 * operand that is content with the present order of two axes keeps it.
 */
#ifndef PND_LAYOUT_AXISORDER_H
#define PND_LAYOUT_AXISORDER_H

#include "view.h"

/* strides[op][axis], 0 where operand `op` repeats or the axis has length 1.  order[0] becomes the innermost axis. */
void pnd_axis_order(int nop, const intptr_t *const *strides, int ndim, int *order);
/* Strides of a packed array whose innermost axis is order[0]. */
void pnd_strides_ordered(int ndim, const intptr_t *shape, const int *order, intptr_t itemsize, intptr_t *strides);

#endif
