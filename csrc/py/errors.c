/*
 * The seam between the core's errors and Python's exceptions, and the exception classes of pyndarray.exceptions.
 */
#include "errors.h"

#include <errno.h>

#include "state.h"

PyObject *PndExc_AxisError, *PndExc_DTypePromotionError, *PndExc_ComplexWarning, *PndExc_VisibleDeprecationWarning, *PndExc_TooHardError,
    *PndExc_RankWarning, *PndExc_ModuleDeprecationWarning, *PndExc_ArrayMemoryError;
pnd_raise_hook *pnd_raise_ufunc_error;

static void raise_axis(const pnd_error *err)
{
    PyObject *prefix = err->message[0] ? PyUnicode_FromString(err->message) : Py_NewRef(Py_None);
    PyObject *e = prefix ? PyObject_CallFunction(PndExc_AxisError, "nnO", (Py_ssize_t)err->arg[0], (Py_ssize_t)err->arg[1], prefix) : NULL;
    if (e) PyErr_SetObject(PndExc_AxisError, e);
    Py_XDECREF(e);
    Py_XDECREF(prefix);
}

PyObject *pnd_raise(const pnd_error *err)
{
    PyObject *type = PyExc_SystemError;
    switch (err->code) {
    case PND_ERR_NONE: PyErr_SetString(type, "a core function failed without an error"); return NULL;
    case PND_ERR_MEMORY: return PyErr_NoMemory();
    case PND_ERR_VALUE: type = PyExc_ValueError; break;
    case PND_ERR_TYPE: type = PyExc_TypeError; break;
    case PND_ERR_INDEX: type = PyExc_IndexError; break;
    case PND_ERR_OVERFLOW: type = PyExc_OverflowError; break;
    case PND_ERR_ZERODIV: type = PyExc_ZeroDivisionError; break;
    case PND_ERR_BUFFER: type = PyExc_BufferError; break;
    case PND_ERR_RUNTIME: type = PyExc_RuntimeError; break;
    case PND_ERR_OS: errno = (int)err->arg[0]; return PyErr_SetFromErrno(PyExc_OSError);
    case PND_ERR_AXIS: raise_axis(err); return NULL;
    case PND_ERR_PROMOTION: type = PndExc_DTypePromotionError; break;
    case PND_ERR_NOLOOP:
    case PND_ERR_CASTING:
        if (pnd_raise_ufunc_error) return pnd_raise_ufunc_error(err);
        type = PyExc_TypeError;
        break;
    case PND_ERR_CALLBACK:
        if (!PyErr_Occurred()) PyErr_SetString(type, "a callback failed without an exception");
        return NULL;
    }
    PyErr_SetString(type, err->message);
    return NULL;
}

int pnd_raise_int(const pnd_error *err)
{
    pnd_raise(err);
    return -1;
}

int pnd_error_from_python(pnd_error *err)
{
    err->code = PND_ERR_CALLBACK;
    err->message[0] = 0;
    return -1;
}

int pnd_find_attr(PyObject *o, PyObject *name, PyObject **value)
{
    *value = PyObject_GetAttr(o, name);
    if (*value) return 1;
    if (!PyErr_ExceptionMatches(PyExc_AttributeError)) return -1;
    PyErr_Clear();
    return 0;
}

int pnd_has_attr(PyObject *o, const char *name)
{
    PyObject *key = pnd_keep_name(name), *value = NULL;
    int found = key ? pnd_find_attr(o, key, &value) : -1;
    Py_XDECREF(value);
    return found;
}

PyObject *pnd_attr(PyObject *o, const char *name)
{
    PyObject *key = pnd_keep_name(name);
    return key ? PyObject_GetAttr(o, key) : NULL;
}

PyObject *pnd_call_attr(PyObject *o, const char *name, PyObject *args)
{
    PyObject *method = args ? pnd_attr(o, name) : NULL, *result = method ? PyObject_CallObject(method, args) : NULL;
    Py_XDECREF(method);
    Py_XDECREF(args);
    return result;
}

bool pnd_error_must_pass(void)
{
    PyObject *e = PyErr_Occurred();
    return e && (!PyErr_GivenExceptionMatches(e, PyExc_Exception) || PyErr_GivenExceptionMatches(e, PyExc_MemoryError) ||
                 PyErr_GivenExceptionMatches(e, PyExc_RecursionError));
}

/* The classes are written in Python (pyndarray/exceptions.py), which needs nothing of this extension. */
int pnd_errors_init(PyObject *module)
{
    static const struct {
        PyObject **where;
        const char *name;
    } classes[] = {
        {&PndExc_AxisError, "AxisError"},
        {&PndExc_DTypePromotionError, "DTypePromotionError"},
        {&PndExc_ComplexWarning, "ComplexWarning"},
        {&PndExc_VisibleDeprecationWarning, "VisibleDeprecationWarning"},
        {&PndExc_TooHardError, "TooHardError"},
        {&PndExc_RankWarning, "RankWarning"},
        {&PndExc_ModuleDeprecationWarning, "ModuleDeprecationWarning"},
        {&PndExc_ArrayMemoryError, "_ArrayMemoryError"},
    };
    PyObject *exceptions = PyImport_ImportModule("pyndarray.exceptions");
    (void)module;
    if (!exceptions) return -1;
    int status = 0;
    for (size_t i = 0; i < sizeof classes / sizeof *classes && status == 0; i++)
        if (!(*classes[i].where = PyObject_GetAttrString(exceptions, classes[i].name))) status = -1;
    Py_DECREF(exceptions);
    return status;
}
