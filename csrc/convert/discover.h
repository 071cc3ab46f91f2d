/*
 * Nested sequences measured and read in two passes: pnd_discover() finds shape and dtype, pnd_discovery_fill() writes
 * the elements.  What the first pass had to make on the way (snapshots of foreign sequences, imported arrays) is kept for
 * the second, so that foreign code is asked once.
 */
#ifndef PND_CONVERT_DISCOVER_H
#define PND_CONVERT_DISCOVER_H

#include "../object/array.h"

typedef struct pnd_discovered {
    PyObject *source, *value;
} pnd_discovered; /* both owned */

typedef struct pnd_discovery {
    const pnd_dtype *dtype; /* the wanted one, or the common one (float64 when there is no element) */
    int ndim;
    Py_ssize_t shape[PND_MAXDIMS];
    bool has_arrays; /* some item is an array */
    /* private */
    bool wanted, fixed, ragged;
    int ndmax, deep;          /* deep: sequences met at the limit */
    const char *foreign;      /* dtype an item would need that is not supported yet ... */
    char foreign_type[80];    /* ... and that item's type */
    pnd_discovered *kept;
    Py_ssize_t nkept, room, next;
} pnd_discovery;

/* want NULL: find the dtype.  -1 with ValueError (ragged, too deep), TypeError (objects, text), or what foreign code raised.
   *d must be cleared in either case. */
int pnd_discover(pnd_discovery *d, PyObject *o, const pnd_dtype *want, int ndmax);
/* Writes the elements; dst has the discovered shape.  RuntimeError when the sequences changed meanwhile. */
int pnd_discovery_fill(pnd_discovery *d, PyObject *o, const pnd_view *dst);
void pnd_discovery_clear(pnd_discovery *d);

/* Objects never asked for foreign protocols: exact Python numbers and containers, text, None, our scalars. */
bool pnd_is_builtin_value(PyObject *o);

#endif
