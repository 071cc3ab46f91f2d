/* repr, str and format of arrays and scalars; print options. */
#ifndef PND_BIND_PRINTING_H
#define PND_BIND_PRINTING_H

#include "../py/python.h"

void pnd_printing_slots(void); /* tp_repr, tp_str of ndarray and the scalars */
int pnd_printing_init(PyObject *module);

#endif
