/* Arguments of a ufunc call: positional inputs and outputs, and keywords. */
#ifndef PND_UFUNC_PARSE_H
#define PND_UFUNC_PARSE_H

#include "object.h"

/* Parses a vectorcall's arguments (positional and keyword).  0 or -1.  Outputs may still be anything. */
int pnd_ufunc_parse(PndUfuncObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames, pnd_ufunc_args *a);
int pnd_ufunc_check_outputs(const PndUfuncObject *self, const pnd_ufunc_args *a); /* -1: an output is no array */
int pnd_ufunc_parse_init(void);

#endif
