/* Methods of ufunc objects: reduce, accumulate, reduceat, outer, at, resolve_dtypes. */
#ifndef PND_UFUNC_METHODS_H
#define PND_UFUNC_METHODS_H

#include "object.h"

/* axis NULL: every axis for `whole`, else axis 0.  Any other argument may be NULL. */
PyObject *pnd_reduce_call_py(const pnd_ufunc *u, PyObject *a, PyObject *axis, PyObject *dtype, PyObject *out, PyObject *keepdims,
                             PyObject *initial, PyObject *where, bool whole);
/* np.sum and its like: asks __array_ufunc__ first, as the reduce method does. */
PyObject *pnd_reduce_named(int op, PyObject *a, PyObject *axis, PyObject *dtype, PyObject *out, PyObject *keepdims, PyObject *initial,
                           PyObject *where);
PyObject *pnd_accumulate_call_py(const pnd_ufunc *u, PyObject *a, PyObject *axis, PyObject *dtype, PyObject *out, bool flatten);
/* The dtype that reducing d computes in when nothing says otherwise. */
const pnd_dtype *pnd_reduction_widened(const pnd_ufunc *u, const pnd_dtype *d);
int pnd_ufunc_methods_init(void);
int pnd_resolve_dtypes_init(void);

#endif
