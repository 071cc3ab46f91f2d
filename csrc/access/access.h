/*
 * Layer 11's own entry points: what the type slots, methods and attributes of ndarray do, and what other files of this
 * layer and the function tables above share.
 */
#ifndef PND_ACCESS_ACCESS_H
#define PND_ACCESS_ACCESS_H

#include "../convert/args.h"
#include "../convert/coerce.h"
#include "../engine/take.h"
#include "../layout/reshape.h"
#include "../py/errors.h"

void pnd_access_slots(void);             /* before the types are ready */
int pnd_access_init(PyObject *module);   /* after */

/* a[key], a[key] = value (value NULL: deleting, an error), as the mapping slots. */
PyObject *pnd_array_subscript(PyObject *self, PyObject *key);
int pnd_array_ass_subscript(PyObject *self, PyObject *key, PyObject *value);
PyObject *pnd_array_item(PyObject *self, Py_ssize_t i); /* self[i] for the sequence slots and iteration */

extern PyTypeObject PndFlags_Type, PndFlatIter_Type, PndArrayIter_Type, PndBroadcast_Type;
PyObject *pnd_array_iter(PyObject *self);
PyObject *pnd_array_flags(PyObject *self); /* self NULL: those of a scalar */
int pnd_array_set_flags(PyObject *self, PyObject *write, PyObject *align, PyObject *uic); /* NULL and None leave one as it is */
int pnd_iterators_init(PyObject *module); /* broadcast, ndindex, ndenumerate */
int pnd_nditer_init(PyObject *module);
int pnd_flags_ready(void);
int pnd_memory_init(void); /* ctypes, __class_getitem__ */
PyObject *pnd_array_flat(PyObject *self);
PyObject *pnd_flat_over(PyObject *array, PyObject *base); /* its `base` is another array, which `array` shows in another shape */
PyObject *pnd_flat_next(PyObject *flat);                  /* NULL without an error at the end */
PyObject *pnd_flat_coords(PyObject *flat);
void pnd_flat_reset(PyObject *flat);
int pnd_array_set_flat(PyObject *self, PyObject *value); /* a.flat = value: value is repeated or cut */
extern PyGetSetDef pnd_array_getset[];

/* New arrays with self's elements; each returns a new reference or NULL with an error. */
PyObject *pnd_array_reshape(PyObject *self, int ndim, Py_ssize_t *shape, pnd_order order,
                            int copy); /* copy: 1 always, 0 never, -1 when needed */
PyObject *pnd_array_ravel(PyObject *self, pnd_order order);
PyObject *pnd_array_flatten(PyObject *self, pnd_order order);
PyObject *pnd_array_swapaxes(PyObject *self, PyObject *axis1, PyObject *axis2);
PyObject *pnd_array_squeeze(PyObject *self, PyObject *axis);
PyObject *pnd_array_diagonal(PyObject *self, Py_ssize_t offset, Py_ssize_t axis1, Py_ssize_t axis2);
PyObject *pnd_array_transpose_arg(PyObject *self, PyObject *axes); /* NULL, None, or a sequence */
int pnd_arg_copy(PyObject *o, int *copy); /* copy=None, False, True: -1, 0, 1 */
PyObject *pnd_array_transpose(PyObject *self, int n, const Py_ssize_t *axes); /* axes NULL: reversed */
PyObject *pnd_array_copy(PyObject *self, pnd_order order, bool subok);
PyObject *pnd_array_astype(PyObject *self, PndDescrObject *descr, pnd_order order, pnd_casting casting, bool subok, bool copy);
PyObject *pnd_array_take(PyObject *self, PyObject *indices, PyObject *axis, PyObject *out, PyObject *mode);
int pnd_arg_clipmode(PyObject *o, pnd_clipmode *mode); /* 'raise' (NULL, None), 'wrap', 'clip', or NumPy's numbers */
PyObject *pnd_index_array(PyObject *o); /* native intp; arrays must cast to it within their kind */
PyObject *pnd_array_nonzero(PyObject *self);
PyObject *pnd_nonzero_rows(PyObject *self); /* [count, ndim] */
PyObject *pnd_array_sort(PyObject *const *args); /* in place: self, axis, kind, order, stable */
PyObject *pnd_array_sorted(PyObject *self, PyObject *axis, PyObject *kind, PyObject *order, PyObject *stable);
PyObject *pnd_array_argsort(PyObject *self, PyObject *axis, PyObject *kind, PyObject *order, PyObject *stable);
/* Places that a partition settles: they rise.  owned. */
typedef struct pnd_places {
    intptr_t *at;
    Py_ssize_t n;
} pnd_places;
int pnd_array_sort_in_place(PyObject *self, int axis, bool stable, const pnd_places *kth); /* kth NULL: all */
PyObject *pnd_array_sorted_copy(PyObject *self, PyObject *axis, bool stable, const pnd_places *kth);
PyObject *pnd_array_sorting(PyObject *self, PyObject *axis, bool stable, const pnd_places *kth); /* indices */
PyObject *pnd_array_searchsorted(PyObject *self, PyObject *keys, PyObject *side, PyObject *sorter);
PyObject *pnd_array_repeat(PyObject *self, PyObject *repeats, PyObject *axis);
PyObject *pnd_array_partitioned(PyObject *self, PyObject *const *args); /* kth, axis, kind, order */
PyObject *pnd_array_argpartition(PyObject *self, PyObject *const *args);
PyObject *pnd_array_choose(PyObject *self, PyObject *choices, PyObject *out, PyObject *mode);
PyObject *pnd_array_compress(PyObject *self, PyObject *condition, PyObject *axis, PyObject *out);
int pnd_array_put(PyObject *self, PyObject *indices, PyObject *values, PyObject *mode);
int pnd_array_putmask(PyObject *self, PyObject *mask, PyObject *values, bool in_turn, const char *function); /* in_turn: as place does */
PyObject *pnd_array_as_type_of(PyObject *self, PyObject *result); /* result (stolen when a view is made) seen as self's type */

/* The shape n views broadcast to.  ValueError `shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between ...`. */
int pnd_common_shape(Py_ssize_t n, const pnd_view *views, int *ndim, Py_ssize_t *shape);
/* The bytes around self's data, [lo, hi), that strides may reach: those of the array at the end of the base chain, or of the memory. */
void pnd_array_memory(PyObject *self, intptr_t *lo, intptr_t *hi);
/* pnd_assign_view between views of two arrays, which are pinned meanwhile. */
int pnd_copy_elements(PyObject *to, const pnd_view *dst, PyObject *from, const pnd_view *src);
/* TypeError `Cannot cast array data from dtype('float64') to dtype('int32') according to the rule 'safe'` unless allowed. */
int pnd_check_cast(const pnd_dtype *from, const pnd_dtype *to, pnd_casting casting, const char *what);

#endif
