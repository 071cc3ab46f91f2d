/* Array creation: functions of the main namespace. */
#ifndef PND_BIND_CREATE_H
#define PND_BIND_CREATE_H

#include "../convert/coerce.h"

int pnd_create_init(PyObject *module); /* array, zeros, full, ..._like, copy: create.c */
int pnd_ranges_init(PyObject *module); /* arange, linspace: ranges.c */
int pnd_fromstring_init(PyObject *module); /* fromstring.c */
int pnd_build_init(PyObject *module);  /* eye, tri, diag, frombuffer, fromiter: build.c */

/* arange(n, dtype=dtype), and arange as a function; NULL arguments are those not given. */
PyObject *pnd_arange_upto(Py_ssize_t n, PyObject *dtype);
PyObject *pnd_arange(PyObject *start, PyObject *stop, PyObject *step);

/* device=: None or "cpu"; else -1 with ValueError. */
int pnd_arg_device(PyObject *o);
/* order= of the functions that allocate: C or F only. */
int pnd_arg_order_cf(PyObject *o, pnd_order *order);
/* dtype= with a fallback row; new reference. */
static inline PndDescrObject *pnd_arg_dtype(PyObject *o, const pnd_dtype *fallback)
{
    if (!o || o == Py_None) return (PndDescrObject *)Py_NewRef(pnd_descr_builtin(fallback));
    return pnd_descr_from_object(o, pnd_descr_builtin(fallback));
}

#endif
