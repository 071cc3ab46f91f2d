/* Functions on shapes, on joining and on choosing elements: rows for the main namespace. */
#ifndef PND_BIND_SHAPE_H
#define PND_BIND_SHAPE_H

#include "../access/access.h"

int pnd_shape_init(PyObject *module);  /* reshape ... broadcast_to: shape.c */
int pnd_join_init(PyObject *module);   /* concatenate, stack ...: join.c */
int pnd_choose_init(PyObject *module); /* where, take, sort ...: choose.c */
int pnd_bits_init(PyObject *module);   /* packbits, unravel_index ...: bits.c */
int pnd_edit_init(PyObject *module);   /* delete, resize, indices: edit.c */
int pnd_put_init(PyObject *module);    /* put, choose, clip, round ...: put.c */

/* casting= where 'same_value' has no meaning. */
int pnd_arg_cast_rule(PyObject *o, pnd_casting fallback, pnd_casting *casting);
PyObject *pnd_at_least(PyObject *o, int n); /* as atleast_1d, 2d, 3d */

/* An array-like as an array; arrays (subclasses too) pass. */
static inline PyObject *pnd_any_array(PyObject *o) { return pnd_is_array(o) ? Py_NewRef(o) : pnd_as_array(o, NULL, PND_AS_SUBOK, 0); }
/* The same; a numpy.matrix as an exact array, for functions whose result may have any number of axes. */
PyObject *pnd_any_array_but_matrix(PyObject *o);

#endif
