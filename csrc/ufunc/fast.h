/*
 * The first rungs of the call path: exact ndarrays of one native dtype, contiguous and small, and scalars beside them.
 *
 * Each function returns true when it took the call (then *result is the new reference, or NULL with an exception) and
 * false when the operands are not its kind; it has then done nothing.
 */
#ifndef PND_UFUNC_FAST_H
#define PND_UFUNC_FAST_H

#include "object.h"

bool pnd_fast_binary(const pnd_ufunc *u, PyObject *a, PyObject *b, PyObject *out, PyObject **result);
bool pnd_fast_unary(const pnd_ufunc *u, PyObject *a, PyObject *out, PyObject **result);
/* Bounds that are scalars. */
bool pnd_fast_clip(PyObject *a, PyObject *low, PyObject *high, PyObject *out, PyObject **result);
/* Whole-array reduction of a small contiguous array to a scalar. */
bool pnd_fast_reduce(const pnd_reduction *r, PyObject *a, PyObject **result, const char *name);

#endif
