/* The seam between the core's pnd_error and Python exceptions: the only place that translates one into the other. */
#ifndef PND_PY_ERRORS_H
#define PND_PY_ERRORS_H

#include <stdbool.h>

#include "python.h"

#include "../platform/error.h"

/* Sets the exception *err describes and returns NULL / -1. */
PyObject *pnd_raise(const pnd_error *err);
int pnd_raise_int(const pnd_error *err);
/* After a callback set a Python error inside the core: marks *err as PND_ERR_CALLBACK, returns -1. */
int pnd_error_from_python(pnd_error *err);

/* Attribute `name` of o, a new reference in *value: 1; 0 when there is none (NULL); -1 when looking failed in any other way. */
int pnd_find_attr(PyObject *o, PyObject *name, PyObject **value);
int pnd_has_attr(PyObject *o, const char *name); /* name: a literal */
PyObject *pnd_attr(PyObject *o, const char *name); /* o.name, new, or NULL with an exception; name: a literal */
/* o.name(*args): args is a new tuple, released here, or NULL with an exception; the result is new. */
PyObject *pnd_call_attr(PyObject *o, const char *name, PyObject *args);
/* An error is set that nobody may answer with something else: no memory, no stack, KeyboardInterrupt and whatever is no Exception. */
bool pnd_error_must_pass(void);

/* Exceptions with a class of their own (pyndarray.exceptions), created at import: borrowed. */
extern PyObject *PndExc_AxisError, *PndExc_DTypePromotionError, *PndExc_ComplexWarning, *PndExc_VisibleDeprecationWarning,
    *PndExc_TooHardError, *PndExc_RankWarning, *PndExc_ModuleDeprecationWarning, *PndExc_ArrayMemoryError;
/* Words PND_ERR_NOLOOP and PND_ERR_CASTING; installed by layer 10 (UFuncTypeError family). */
typedef PyObject *pnd_raise_hook(const pnd_error *err);
extern pnd_raise_hook *pnd_raise_ufunc_error;

int pnd_errors_init(PyObject *module);

#endif
