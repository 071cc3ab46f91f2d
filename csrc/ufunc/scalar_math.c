/*
 * Operators of scalars: number slots, comparison, conversion to Python numbers.
 */
#include "scalar_math.h"

void pnd_scalar_math_slots(void) {}
int pnd_scalar_math_init(PyObject *module) { return (void)module, 0; }
