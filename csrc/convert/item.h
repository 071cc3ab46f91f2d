/* One element to and from Python. */
#ifndef PND_CONVERT_ITEM_H
#define PND_CONVERT_ITEM_H

#include "../object/array.h"

/* Element -> Python bool/int/float/complex (longdouble: its own scalar), as .item(). */
PyObject *pnd_item_get(const pnd_dtype *d, const char *p);
/* Python value -> element, with NumPy's rules and errors (OverflowError for integers out of bounds, TypeError for None, ComplexWarning...). */
int pnd_item_set(const pnd_dtype *d, char *p, PyObject *value);
/* Kind of a Python scalar under NEP 50; *dtype: the default or, for scalars of ours, the strong dtype (weak is then PND_WEAK_NOT).
   Returns 1 if o is a scalar, 0 if it is something else. */
int pnd_scalar_kind(PyObject *o, uint8_t *weak, const pnd_dtype **dtype);

#endif
