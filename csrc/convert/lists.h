/* Elements in nested lists. */
#ifndef PND_CONVERT_LISTS_H
#define PND_CONVERT_LISTS_H

#include "../layout/view.h"
#include "../py/python.h"

/* New nested lists of Python numbers; of a 0-d view, the number alone.  The caller pins the array. */
PyObject *pnd_list_of(const pnd_view *v);

#endif
