/* Functions composed in Python (the rows of composed.def), and the C that stands beside them. */
#ifndef PND_BIND_COMPOSED_H
#define PND_BIND_COMPOSED_H

#include "../py/python.h"

int pnd_composed_init(PyObject *module);
int pnd_close_init(PyObject *module);   /* isclose, allclose, nan_to_num: close.c */
int pnd_strides_init(PyObject *module); /* as_strided, isscalar ...: strides.c */

#endif
