/* Converters for the usual arguments.  Each returns 0, or -1 with an exception; NULL and None give the default where one is named. */
#ifndef PND_CONVERT_ARGS_H
#define PND_CONVERT_ARGS_H

#include "../dtype/promote.h"
#include "../object/array.h"

int pnd_arg_intp(PyObject *o, Py_ssize_t *out);                    /* __index__; message as NumPy's */
int pnd_arg_bool(PyObject *o, bool fallback, bool *out);           /* truth value */
int pnd_arg_shape(PyObject *o, int *ndim, Py_ssize_t shape[PND_MAXDIMS]); /* int or sequence */
int pnd_arg_order(PyObject *o, pnd_order fallback, pnd_order *out); /* 'C' 'F' 'A' 'K' */
int pnd_arg_casting(PyObject *o, pnd_casting fallback, pnd_casting *out);
/* axis=None: every axis (*all true).  int or tuple; duplicates and range checked.  `mask` has ndim entries. */
int pnd_arg_axes(PyObject *o, int ndim, bool *mask, bool *all);
int pnd_arg_axis(PyObject *o, int ndim, int *axis);
/* out=: NULL/None -> NULL; an ndarray, or a 1-tuple of one; else TypeError `return arrays must be of ArrayType`. Borrowed. */
int pnd_arg_out(PyObject *o, PyObject **out);

#endif
