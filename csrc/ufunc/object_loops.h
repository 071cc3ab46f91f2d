/* Loops for dtype=object. */
#ifndef PND_UFUNC_OBJECT_LOOPS_H
#define PND_UFUNC_OBJECT_LOOPS_H

#include "../layout/view.h"
#include "../py/python.h"

/* Adds the loops of dtype=object to the core's ufuncs: once, before ufunc objects are made. */
int pnd_object_loops_init(PyObject *module);
/* And its order: sort, argsort, searchsorted, argmax, argmin. */
void pnd_object_order_install(void);
/* out = a @ b: views with two core axes behind equal batch axes, all of dtype=object.  The sum of no products is 0.  0 or -1. */
int pnd_object_product(const pnd_view *a, const pnd_view *b, const pnd_view *out);

#endif
