/* The general call of an elementwise ufunc, in steps that reductions and other methods share. */
#ifndef PND_UFUNC_CALL_H
#define PND_UFUNC_CALL_H

#include "object.h"

/*
 * An operand on its way to a loop.  Python scalars wait as objects (array NULL) until the loop's dtype is known, because
 * their own dtype is weak (NEP 50); pnd_operands_settle makes 0-d arrays of them.
 */
typedef struct pnd_operand {
    PyObject *array;        /* new reference, or NULL */
    PyObject *given;        /* borrowed: what the caller passed */
    const pnd_dtype *dtype; /* of the array, or the default of a Python scalar */
    uint8_t weak;           /* pnd_weak */
} pnd_operand;

PyObject *pnd_ufunc_elementwise(PndUfuncObject *self, const pnd_ufunc_args *args);
/* Runs `loop` over settled arrays: broadcasts, checks or makes outputs, reports IEEE flags.  out[i] borrowed or NULL; results are new
   references in result[nout].  where: bool array or NULL. */
int pnd_ufunc_run(const pnd_ufunc *u, const pnd_ufunc_loop *loop, PyObject *const *in, PyObject *const *out, PyObject *where,
                  pnd_order order, PyObject **result);

int pnd_operands_from(int n, PyObject *const *in, pnd_operand *ops);
void pnd_operands_clear(int n, pnd_operand *ops);
int pnd_operands_settle(int n, pnd_operand *ops, const pnd_dtype *const *dtypes);
/* where= -> new bool array, or NULL for True (not given).  0 or -1. */
int pnd_where_array(PyObject *where, PyObject **mask);
/* 0-d arrays become scalars; consumes `array`. */
PyObject *pnd_return_scalar(PyObject *array);
PyObject *pnd_return_scalar_of_any(PyObject *array); /* subclasses too: take, choose and round return no 0-d arrays */

#endif
