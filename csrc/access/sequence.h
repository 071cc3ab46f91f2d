/* Slots of access/iter.c. */
#ifndef PND_ACCESS_SEQUENCE_H
#define PND_ACCESS_SEQUENCE_H

#include "../object/array.h"

Py_ssize_t pnd_array_length(PyObject *self);
PyObject *pnd_array_sq_item(PyObject *self, Py_ssize_t i);
int pnd_array_sq_ass_item(PyObject *self, Py_ssize_t i, PyObject *value);
int pnd_array_contains(PyObject *self, PyObject *value);

#endif
