/* What PyTorch looks for on our types: __torch_function__, __array_priority__, __array_wrap__. */
#ifndef PND_ACCESS_TORCH_H
#define PND_ACCESS_TORCH_H

#include "../py/python.h"

int pnd_torch_init(PyObject *module);

#endif
