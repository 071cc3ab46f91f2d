/* Scalar types from outside: constructors, attributes, methods, buffer protocol. */
#ifndef PND_ACCESS_SCALARS_H
#define PND_ACCESS_SCALARS_H

#include "../py/python.h"

void pnd_scalars_slots(void);
int pnd_scalars_init(PyObject *module);

void pnd_construct_slots(void); /* tp_new of ndarray and the scalar types */

/* New 0-d array with the scalar's value. */
PyObject *pnd_scalar_to_array(PyObject *o);

#endif
