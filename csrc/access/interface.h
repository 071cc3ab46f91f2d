/* __array_interface__ and __array_struct__, both ways, and __array__. */
#ifndef PND_ACCESS_INTERFACE_H
#define PND_ACCESS_INTERFACE_H

#include "../object/array.h"

/* Each: new array; NULL with an exception; NULL without one when o does not speak the protocol. */
PyObject *pnd_from_array_struct(PyObject *o);
PyObject *pnd_from_array_interface(PyObject *o);
PyObject *pnd_from_array_method(PyObject *o, PyObject *dtype, int copy);
int pnd_interface_init(PyObject *module);

#endif
