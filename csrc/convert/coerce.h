/* Anything -> ndarray: discovery of dtype and shape, nested sequences, foreign protocols (through layer 11's hook). */
#ifndef PND_CONVERT_COERCE_H
#define PND_CONVERT_COERCE_H

#include "../object/array.h"

enum {
    PND_AS_COPY = 1,        /* always copy */
    PND_AS_NOCOPY = 2,      /* ValueError when a copy is needed (copy=False) */
    PND_AS_C = 4, PND_AS_F = 8, /* layout wanted */
    PND_AS_SUBOK = 16,      /* keep subclasses */
    PND_AS_WRITEABLE = 32, PND_AS_ALIGNED = 64,
    PND_AS_FORCECAST = 128  /* conversion of an existing array with unsafe casting */
};

/* New reference: `o` itself, a view or a copy.  descr NULL: as found.  ndmin axes are added in front. */
PyObject *pnd_as_array(PyObject *o, PndDescrObject *descr, int flags, int ndmin);
/* Operand of a ufunc or function: arrays are passed through, all else converted; a Python scalar becomes a 0-d array of its default dtype
   and *weak tells its kind (weak may be NULL). */
PyObject *pnd_as_operand(PyObject *o, uint8_t *weak);

/* Layer 11: imports buffers, DLPack, array interface, __array__.  New array; NULL with an error; NULL without one: not an exporter. */
typedef PyObject *pnd_import_fn(PyObject *o, PndDescrObject *descr, int flags);
extern pnd_import_fn *pnd_import_hook;

/* dst[...] = value (array, scalar or sequence), broadcast, converted; the gate has been passed. */
int pnd_assign_object(const pnd_view *dst, PyObject *value);

#endif
