/* What clip, round and trace do, for the methods and for the functions of those names. */
#ifndef PND_ACCESS_COMPUTE_H
#define PND_ACCESS_COMPUTE_H

#include "access.h"

/* Keywords of a ufunc call that clip passes on: where, casting, order, dtype, subok, signature. */
#define PND_CLIP_KEYWORDS 6

/* Bounds, out and keywords (each, or all of them): NULL where not given. */
PyObject *pnd_array_clip(PyObject *self, PyObject *low, PyObject *high, PyObject *out, PyObject *const *keywords);
PyObject *pnd_array_round(PyObject *self, int decimals, PyObject *out);
PyObject *pnd_return_round(PyObject *a, int decimals, PyObject *out); /* the same, without axes a scalar */
int pnd_arg_decimals(PyObject *o, int *decimals);
PyObject *pnd_array_trace(PyObject *self, PyObject *const *args); /* offset, axis1, axis2, dtype, out */

#endif
