/* Importing arrays of other libraries by whatever protocol they speak. */
#ifndef PND_ACCESS_IMPORT_ANY_H
#define PND_ACCESS_IMPORT_ANY_H

#include "../py/python.h"

int pnd_import_any_init(PyObject *module);

#endif
