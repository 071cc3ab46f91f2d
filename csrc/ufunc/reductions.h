/* sum, prod, mean, var, std, min, max, argmin, argmax, any, all, cumsum, cumprod, ptp: functions and methods. */
#ifndef PND_UFUNC_REDUCTIONS_H
#define PND_UFUNC_REDUCTIONS_H

#include "../py/python.h"

int pnd_reductions_init(PyObject *module);

#endif
