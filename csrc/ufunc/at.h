/* ufunc.at and ufunc.outer. */
#ifndef PND_UFUNC_AT_H
#define PND_UFUNC_AT_H

#include "object.h"

PyObject *pnd_ufunc_at(PndUfuncObject *self, PyObject *a, PyObject *indices, PyObject *b);
PyObject *pnd_ufunc_outer(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);

#endif
