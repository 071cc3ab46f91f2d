/* Casts between dtype=object and the other dtypes. */
#ifndef PND_CONVERT_OBJECT_CASTS_H
#define PND_CONVERT_OBJECT_CASTS_H

#include "../py/python.h"

int pnd_object_casts_init(PyObject *module); /* once, before any array is converted */

#endif
