/* Floating-point error handling: what errstate asks for, and reporting. */
#ifndef PND_UFUNC_ERRSTATE_H
#define PND_UFUNC_ERRSTATE_H

#include "../py/python.h"

/* 0, or -1 with an exception (FloatingPointError, a warning turned error, a callback's own). */
int pnd_report_fpe(int fpe, const char *name);
int pnd_errstate_init(PyObject *module);

#endif
