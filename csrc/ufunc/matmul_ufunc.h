/* The matmul ufunc: core dimensions, broadcasting of the others, and the call into linalg/. */
#ifndef PND_UFUNC_MATMUL_UFUNC_H
#define PND_UFUNC_MATMUL_UFUNC_H

#include "../py/python.h"

int pnd_matmul_ufunc_init(PyObject *module);

#endif
