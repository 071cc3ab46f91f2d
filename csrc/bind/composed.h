/* Functions composed in Python: the rows of composed.def as function objects, in the main namespace and below. */
#ifndef PND_BIND_COMPOSED_H
#define PND_BIND_COMPOSED_H

#include "../py/python.h"

int pnd_composed_init(PyObject *module);

#endif
