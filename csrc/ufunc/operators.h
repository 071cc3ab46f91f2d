/* ndarray's operators. */
#ifndef PND_UFUNC_OPERATORS_H
#define PND_UFUNC_OPERATORS_H

#include "object.h"

extern PyObject *pnd_matmul_object; /* the matmul ufunc; borrowed */
void pnd_operators_slots(void);

#endif
