/*
 * Elements of dtype=object: references to Python objects, owned by the array.  A NULL reference stands for None.
 *
 * Order matters, since dropping an object may run any Python code: the new reference is in place before the old one is dropped, and
 * nothing that was read before such a moment is used after it.  An element may stand unaligned.  All of this needs the GIL.
 */
#ifndef PND_OBJECT_OBJREF_H
#define PND_OBJECT_OBJREF_H

#include <string.h>

#include "../py/python.h"

/* New reference to what an element holds. */
static inline PyObject *pnd_objref_get(const char *p)
{
    PyObject *o;
    memcpy(&o, p, sizeof o);
    return Py_NewRef(o ? o : Py_None);
}

/* Puts `o` (the reference is taken over) in the place of what the element held. */
static inline void pnd_objref_put(char *p, PyObject *o)
{
    PyObject *old;
    memcpy(&old, p, sizeof old);
    memcpy(p, &o, sizeof o);
    Py_XDECREF(old);
}

void pnd_objref_install(void); /* gives the core the moves of dtype=object */

#endif
