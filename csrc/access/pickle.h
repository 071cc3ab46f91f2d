/* Pickling of arrays and scalars. */
#ifndef PND_ACCESS_PICKLE_H
#define PND_ACCESS_PICKLE_H

#include "../py/python.h"

int pnd_pickle_init(PyObject *module);

#endif
