/* Functions on dtypes: promotion, casting rules, kinds, limits. */
#ifndef PND_BIND_DTYPES_H
#define PND_BIND_DTYPES_H

#include "../py/python.h"

int pnd_bind_dtypes_init(PyObject *module);

#endif
