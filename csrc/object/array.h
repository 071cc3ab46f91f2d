/*
 * The ndarray's life: the only place where one is made, changed in shape, or freed.
 *
 * Data is reached through pnd_array_view() to read and pnd_array_writable() to write; the second is the one function
 * that hands out a mutable view, and it checks writeability.  All functions here need the GIL.
 */
#ifndef PND_OBJECT_ARRAY_H
#define PND_OBJECT_ARRAY_H

#include "abi_layout.h"
#include "descr.h"

#include "../layout/strides.h"

extern PyTypeObject PndArray_Type;
extern PyNumberMethods pnd_array_as_number;     /* filled by layer 10 */
extern PyMappingMethods pnd_array_as_mapping;   /* by layer 11 */
extern PySequenceMethods pnd_array_as_sequence; /* by layer 11 */
extern PyBufferProcs pnd_array_as_buffer;       /* by layer 11 */

#define PND_ARRAY(o) ((PndArrayObject *)(o))
static inline bool pnd_is_array(PyObject *o) { return Py_TYPE(o) == &PndArray_Type || PyType_IsSubtype(Py_TYPE(o), &PndArray_Type); }
static inline bool pnd_is_exact_array(PyObject *o) { return Py_TYPE(o) == &PndArray_Type; }

/* New array with fresh, uninitialised (plain) or initialised (other) elements; exact ndarray.  `dtype` is the core's.
   order K/A mean C.  ValueError / MemoryError on bad or huge shapes. */
PyObject *pnd_array_new(const pnd_dtype *dtype, int ndim, const Py_ssize_t *shape, pnd_order order);
PyObject *pnd_array_zeros(const pnd_dtype *dtype, int ndim, const Py_ssize_t *shape, pnd_order order);
/* Fresh elements, C contiguous, shape known to be small and valid: the call path's allocation. */
PyObject *pnd_array_new_fast(PndDescrObject *descr, int ndim, const Py_ssize_t *shape);
/* Fresh elements in the memory order of `like` (order K), any dtype. */
PyObject *pnd_array_new_like(const pnd_dtype *dtype, const pnd_view *like, pnd_order order);
/* General constructor.  data NULL: fresh data (strides then may be NULL: C or, with PND_FLAG_F in flags, F order).  With data: flags
   may say PND_FLAG_WRITEABLE; contiguity and alignment are computed; base is a new owner reference taken (may be NULL).
   subtypes get __array_finalize__(obj) when obj is not NULL. */
PyObject *pnd_array_from_data(PyTypeObject *subtype, PndDescrObject *descr, int ndim, const Py_ssize_t *shape, const Py_ssize_t *strides,
                              char *data, int flags, PyObject *base, PyObject *obj);
/* View of `owner` (type of owner kept when `subok`), sharing memory; writeability inherited; base collapsed as NumPy does. */
PyObject *pnd_array_view_of(PyObject *owner, const pnd_view *v, bool subok);
PyObject *pnd_array_view_descr(PyObject *owner, const pnd_view *v, PndDescrObject *descr, bool subok);

/* -1 with ValueError when the strides would split references (elements that are not plain). */
int pnd_array_check_strides(PyObject *o, int ndim, const Py_ssize_t *shape, const Py_ssize_t *strides);
/* An exact array (consumed) as one of the class of `like`, which gets to see like in __array_finalize__: it takes over the data of a fresh
   array that nobody else knows, and is a view of any other.  The array itself where like is exact. */
PyObject *pnd_array_in_class(PyObject *result, PyObject *like);

static inline pnd_view pnd_array_view(PyObject *o)
{
    PndArrayObject *a = PND_ARRAY(o);
    return (pnd_view){a->data, a->descr->core, a->nd, a->dimensions, a->strides};
}
/* The gate: -1 with ValueError (`assignment destination is read-only`, or `{what} is read-only`) unless writeable. */
int pnd_array_writable(PyObject *o, pnd_view *v, const char *what);
bool pnd_array_can_be_writeable(PyObject *o); /* may flags.writeable be set to True? */

Py_ssize_t pnd_array_size(PyObject *o);
/* n sizes, as a tuple of ints: a shape, strides, an index.  New, or NULL with an exception. */
PyObject *pnd_shape_tuple(int n, const Py_ssize_t *values);
void pnd_array_update_flags(PyObject *o); /* C, F, ALIGNED from shape and strides */

/* Pins: while held, resize and data swaps (data pin, on the owner of the memory) or attribute writes (meta pin) raise. */
void pnd_array_pin(PyObject *o);
void pnd_array_unpin(PyObject *o);
/* The data pin alone: exports copy shape and strides, so attributes may change under them. */
void pnd_array_pin_data(PyObject *o);
void pnd_array_unpin_data(PyObject *o);
int pnd_array_check_meta(PyObject *o);                /* -1 with RuntimeError while pinned */
int pnd_array_check_data(PyObject *o, const char *what); /* -1 with ValueError while pinned or seen by views */
/* Replaces shape and strides (ndim may change); checks the meta pin. */
int pnd_array_set_layout(PyObject *o, int ndim, const Py_ssize_t *shape, const Py_ssize_t *strides);

/* The elements in memory order go into fresh data of another shape: cut, or zeros added.  ValueError while views or pins hold the old. */
int pnd_array_resize(PyObject *o, int ndim, const Py_ssize_t *shape, pnd_order order);
int pnd_array_reset(PyObject *o, PndDescrObject *descr, int ndim, const Py_ssize_t *shape, pnd_order order);

Py_ssize_t pnd_live_arrays(void); /* for leak tests */
int pnd_array_ready(void);
int pnd_array_init(PyObject *module);

#endif
