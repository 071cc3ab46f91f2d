/* __array_ufunc__ (NEP 13), __array_function__ (NEP 18), __array_priority__ and __array_wrap__. */
#ifndef PND_UFUNC_OVERRIDE_H
#define PND_UFUNC_OVERRIDE_H

#include "object.h"

/* Types that never override: looked at before anything else. */
bool pnd_is_plain_operand(PyObject *o);
/* Result of an override (new reference), NULL with an error, or NULL without one: nobody overrides.  method is "__call__", "reduce", ... */
PyObject *pnd_try_override(PndUfuncObject *self, const char *method, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames,
                           Py_ssize_t nin, PyObject *const *out, Py_ssize_t nout);
/* Should `self op other` return NotImplemented, so that other's reflected operator runs?  True also when asking failed: pnd_deferred()
   tells the two apart. */
bool pnd_should_defer(PyObject *self, PyObject *other, bool inplace);
static inline PyObject *pnd_deferred(void) { return PyErr_Occurred() ? NULL : Py_NewRef(Py_NotImplemented); }
/* o's __array_priority__, a very low one where it has none.  -1 with an exception. */
int pnd_find_priority(PyObject *o, double *p);
/* Wraps a result by the __array_wrap__ of the input with the highest priority; steals nothing: `result` is consumed and the wrapped new
   reference returned (or NULL).  context: what __array_wrap__ is told, (ufunc, arguments, number of the output), or NULL for None. */
PyObject *pnd_wrap_result(PyObject *result, PyObject *wrapper, PyObject *context, bool return_scalar);
/* The same for output i of a call. */
PyObject *pnd_wrap_output(PyObject *result, PyObject *wrapper, PndUfuncObject *self, const pnd_ufunc_args *args, int i);
/* Borrowed input whose __array_wrap__ wins, or NULL for none but exact arrays (and, with an error, when looking failed). */
PyObject *pnd_find_wrapper(PyObject *const *in, Py_ssize_t n);
/* Layer 11: results for inputs of other libraries.  New reference; NULL: not one of those (ordinary errors are cleared). */
typedef PyObject *pnd_wrap_foreign_fn(PyObject *like, PyObject *result);
extern pnd_wrap_foreign_fn *pnd_wrap_foreign_hook;
int pnd_override_init(PyObject *module);

#endif
