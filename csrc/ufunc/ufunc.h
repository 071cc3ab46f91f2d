/*
 * ufunc objects.  Public fields stand where NumPy's stand (facts of the C layout in object/abi_layout.h); `core` points to
 * the engine's facts and loops.  pnd_binary / pnd_unary are the call path operators use.
 */
#ifndef PND_UFUNC_UFUNC_H
#define PND_UFUNC_UFUNC_H

#include "../convert/coerce.h"
#include "../kernels/registry.h"

extern PyTypeObject PndUfunc_Type;

PyObject *pnd_ufunc_object(int op); /* borrowed */
/* op(a, b), as the operator: no override check beyond what operators need; NULL with an error. */
PyObject *pnd_binary(int op, PyObject *a, PyObject *b);
PyObject *pnd_unary(int op, PyObject *a);
PyObject *pnd_binary_out(int op, PyObject *a, PyObject *b, PyObject *out);
/* op.reduce for methods and functions; any argument may be NULL. */
PyObject *pnd_ufunc_reduce(int op, PyObject *a, PyObject *axis, PyObject *dtype, PyObject *out, PyObject *keepdims, PyObject *initial,
                           PyObject *where);
/* Reports IEEE flags by errstate: 0, or -1 with FloatingPointError or a warning turned error. */
int pnd_report_fpe(int fpe, const char *name);

void pnd_ufunc_slots(void);
int pnd_ufunc_ready(void);
int pnd_ufunc_init(PyObject *module);

#endif
