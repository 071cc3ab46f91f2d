/*
 * Attributes by name, with interned names: CPython's cache of type attributes keeps a string it has not seen before alive,
 * and makes room for it, so names made afresh at each call would flood it.
 */
#ifndef PND_BIND_RANDOM_ATTR_H
#define PND_BIND_RANDOM_ATTR_H

#include "../py/python.h"

/* o.name: new, or NULL with an exception. */
static inline PyObject *pnd_attr(PyObject *o, const char *name)
{
    PyObject *s = PyUnicode_InternFromString(name), *value = s ? PyObject_GetAttr(o, s) : NULL;
    Py_XDECREF(s);
    return value;
}

/* o.name(*args): args is a tuple taken over, or NULL with an exception; the result is new. */
static inline PyObject *pnd_call_attr(PyObject *o, const char *name, PyObject *args)
{
    PyObject *method = args ? pnd_attr(o, name) : NULL, *result = method ? PyObject_CallObject(method, args) : NULL;
    Py_XDECREF(method);
    Py_XDECREF(args);
    return result;
}

#endif
