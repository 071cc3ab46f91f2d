/* Arithmetic, comparison and conversion slots of scalars. */
#ifndef PND_UFUNC_SCALAR_MATH_H
#define PND_UFUNC_SCALAR_MATH_H

#include "../py/python.h"

void pnd_scalar_math_slots(void);

#endif
