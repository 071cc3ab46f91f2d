/* Anything -> ndarray: discovery of dtype and shape, nested sequences, foreign protocols (through layer 11's hook). */
#ifndef PND_CONVERT_COERCE_H
#define PND_CONVERT_COERCE_H

#include "../object/array.h"

enum {
    PND_AS_COPY = 1,        /* always copy */
    PND_AS_NOCOPY = 2,      /* ValueError when a copy is needed (copy=False) */
    PND_AS_C = 4,
    PND_AS_F = 8, /* layout wanted; neither: any, and a copy keeps the order of its source */
    PND_AS_SUBOK = 16,      /* keep subclasses */
    PND_AS_WRITEABLE = 32,
    PND_AS_ALIGNED = 64,
    PND_AS_FORCECAST = 128, /* conversion of an existing array with unsafe casting; without it TypeError unless the cast is safe */
    PND_AS_A = 256          /* order='A': a copy of the same dtype is F when the source is Fortran contiguous only, else C */
};

/* New reference: `o` itself, a view or a copy.  descr NULL: as found.  ndmin axes are added in front. */
PyObject *pnd_as_array(PyObject *o, PndDescrObject *descr, int flags, int ndmin);
/* ValueError of copy=False where a copy would be needed; NULL. */
PyObject *pnd_copy_refused(void);
/* The same as pnd_as_array with a limit on the depth of nested sequences (PND_MAXDIMS: none); deeper is ValueError. */
PyObject *pnd_as_array_limited(PyObject *o, PndDescrObject *descr, int flags, int ndmin, int ndmax);
/* Operand of a ufunc or function: arrays are passed through, all else converted; a Python scalar becomes a 0-d array of its default dtype
   and *weak tells its kind (weak may be NULL). */
PyObject *pnd_as_operand(PyObject *o, uint8_t *weak);
/* The same, but a Python int beyond 64 bits is an object, and weak: what cannot hold it refuses it. */
PyObject *pnd_as_exact_operand(PyObject *o, uint8_t *weak);

/* Layer 11: imports buffers, DLPack, array interface, __array__.  New array; NULL with an error; NULL without one: not an exporter. */
typedef PyObject *pnd_import_fn(PyObject *o, PndDescrObject *descr, int flags);
extern pnd_import_fn *pnd_import_hook;

/*
 * dst[...] = value (array, scalar or sequence), broadcast, converted; the gate has been passed.  Unless value is an array
 * or an exact number of Python's its code may run: the caller pins dst's data over the call.
 */
int pnd_assign_object(const pnd_view *dst, PyObject *value);
/* dst[...] = src for arrays: unsafe cast, ComplexWarning, IEEE flags of the cast reported; ValueError `could not broadcast input
   array from shape ...`; leading axes of length 1 in src are ignored.  Releases the GIL for big copies: pin what the views borrow. */
int pnd_assign_view(const pnd_view *dst, const pnd_view *src, const pnd_view *where);
/* New array of dtype with src's elements converted so; memory order as `order` says (K: as src's). */
PyObject *pnd_array_copy_of(PyObject *src, const pnd_dtype *dtype, pnd_order order, bool subok);
/* Fresh array in the likeness of o: shape (ndim < 0: o's), memory order, and class when subok.  zero: filled with zeros. */
PyObject *pnd_array_empty_like(PyObject *o, const pnd_dtype *dtype, pnd_order order, bool subok, int ndim, const Py_ssize_t *shape,
                               bool zero);

#endif
