/* The buffer protocol, both ways (PEP 3118). */
#ifndef PND_ACCESS_BUFFER_H
#define PND_ACCESS_BUFFER_H

#include "../object/array.h"

/* New array over o's buffer; the array's base holds the Py_buffer, so that the owner cannot be closed underneath.  NULL with an
   exception, or NULL without one when o has no buffer.  Writeable when the exporter lets us write. */
PyObject *pnd_from_buffer(PyObject *o);
/* New object that holds a Py_buffer of o until it dies; *view points into it. */
PyObject *pnd_buffer_holder_new(PyObject *o, int flags, const Py_buffer **view);

void pnd_buffer_slots(void);
int pnd_buffer_ready(void);

#endif
