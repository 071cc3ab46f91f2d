/* Functions of pyndarray.linalg, and where its BLAS lies. */
#ifndef PND_BIND_LINALG_H
#define PND_BIND_LINALG_H

#include "../py/python.h"

int pnd_bind_linalg_init(PyObject *module);

#endif
