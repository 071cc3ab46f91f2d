/*
 * Public functions and methods as rows: one text signature gives argument parser, __text_signature__, __doc__ and the
 * NEP 18 override check.
 *
 * Grammar of a signature, between the parentheses of Python's own: `a:A, axis=None, out:A?=None, /, *, dtype=None, *ops:A`.
 *   name:A    array-like: checked for __array_function__
 *   name:A?   array-like or None
 *   name:[A]  sequence of array-likes
 *   name:[[A]]  nested lists of array-likes
 *   name:L    like= (NEP 35)
 *   *name:A   collects positional arguments into a tuple
 *   *name:V   the same without making one: the implementation's pointer is to a pnd_star (call path of methods)
 *   **name    takes any other keyword; of rows that are composed in Python alone
 *   name=v    optional; v is documentation only: the implementation gets NULL when the argument was not given (and when
 *             it is the sentinel pyndarray._NoValue)
 * An implementation receives one borrowed pointer (or NULL) per parameter, in the order of the signature.
 *
 * A row without one is composed in Python: `python` names a module below the package that has a function of the row's name
 * and parameters.  It is imported at the first call and kept; from then on a call is handed to it as it came.  Its docstring
 * is the row's documentation.
 *
 * The object made from a row is a METHOD_DESCRIPTOR with a vectorcall: it serves as module function and, put in a
 * type's dictionary, as method (its first parameter, `self`, is filled by the attribute look-up).
 */
#ifndef PND_PY_SIGNATURE_H
#define PND_PY_SIGNATURE_H

#include "python.h"

#define PND_MAX_PARAMETERS 24

/* What `*name:V` gives: borrowed positional arguments. */
typedef struct pnd_star {
    Py_ssize_t n;
    PyObject *const *items;
} pnd_star;

typedef PyObject *pnd_impl(PyObject *const *args);

typedef struct pnd_callable {
    const char *name;
    const char *signature; /* without the outer parentheses */
    const char *doc;       /* numpydoc; NULL: the docstring of the Python function */
    pnd_impl *impl;        /* NULL: composed in Python */
    const char *delegate; /* or NULL: how the function calls a method of its first argument instead, see delegate() */
    const char *python;   /* "_composed.split": where a row without impl finds its function */
} pnd_callable;

extern PyTypeObject PndFunction_Type;
extern PyObject *pnd_no_value; /* the sentinel; borrowed */

/* New function object; parses the signature (a malformed one is a SystemError).  submodule: what follows the root's name in __module__,
   "" or "._core.x"; row and text live for ever. */
PyObject *pnd_function_new(const pnd_callable *row, const char *submodule);
/* Adds rows (ended by a NULL name) to a module, or to a static type that is ready.  A method's implementation is called only with a
   first argument of that type (or a subtype). */
int pnd_module_add_functions(PyObject *module, const pnd_callable *rows);
int pnd_type_add_methods(PyTypeObject *type, const pnd_callable *rows);
int pnd_type_add_getset(PyTypeObject *type, PyGetSetDef *rows);
int pnd_signature_init(PyObject *module);

/* Set by layer 10/11: the NEP 18 dispatcher.  Returns a new reference, NULL with an error, or NULL without one: no override. */
typedef PyObject *pnd_override_fn(PyObject *function, PyObject *const *relevant, Py_ssize_t n, PyObject *const *args, Py_ssize_t nargs,
                                  PyObject *kwnames);
extern pnd_override_fn *pnd_override_hook;
/* Set by layer 10: o's method in the place of a function (new reference): 1; 0 when the function is to do it itself; -1. */
typedef int pnd_own_method_fn(PyObject *o, PyObject *name, PyObject **method);
extern pnd_own_method_fn *pnd_own_method_hook;
/* The exact ndarray type, known never to override; set by layer 8. */
extern PyTypeObject *pnd_never_overrides;

#endif
