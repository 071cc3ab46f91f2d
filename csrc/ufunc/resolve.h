/* Choosing a loop for Python operands, and the exceptions that say why there is none. */
#ifndef PND_UFUNC_RESOLVE_H
#define PND_UFUNC_RESOLVE_H

#include "call.h"

/* The loop for these operands; `fixed` (nargs entries, NULL: free) comes from dtype= or signature=.  NULL with an exception. */
const pnd_ufunc_loop *pnd_resolve_loop(const pnd_ufunc *u, const pnd_operand *ops, const pnd_dtype *const *fixed, pnd_casting casting);
/* Can every input be cast to the loop's dtype and every result to its output's?  0, or -1 with UFuncTypeError. */
int pnd_check_casting(const pnd_ufunc *u, const pnd_ufunc_loop *loop, const pnd_operand *ops, PyObject *const *out, pnd_casting casting);
/* The same for outputs of which only the dtypes are known; out[i] may be NULL. */
int pnd_check_casting_dtypes(const pnd_ufunc *u, const pnd_ufunc_loop *loop, const pnd_operand *ops, const pnd_dtype *const *out,
                             pnd_casting casting);
/* dtype= and signature= -> fixed[nargs], borrowed from the core's built-in dtypes. */
int pnd_fixed_dtypes(const pnd_ufunc *u, PyObject *dtype, PyObject *signature, const pnd_dtype **fixed);
int pnd_resolve_init(PyObject *module);

#endif
