/*
 * Floating-point error handling.
 *
 * The state is the value of one context variable, _core._errstate: a tuple (divide, over, under, invalid, call, bufsize)
 * whose first four are numbers 0 ignore, 1 warn, 2 raise, 3 call, 4 print, 5 log, in NumPy's order of modes.
 * pyndarray/_errstate.py (errstate, seterr, ...) sets it; this file reads it, and only when a flag was raised.
 */
#include "errstate.h"

#include "../convert/item.h"
#include "../platform/fpstatus.h"

enum { MODE_IGNORE, MODE_WARN, MODE_RAISE, MODE_CALL, MODE_PRINT, MODE_LOG };

static PyObject *state_var;

static const struct {
    int bit;
    const char *text;
} kinds[4] = {
    {PND_FPE_DIVIDE, "divide by zero"},
    {PND_FPE_OVERFLOW, "overflow"},
    {PND_FPE_UNDERFLOW, "underflow"},
    {PND_FPE_INVALID, "invalid value"},
};

/* One error of one kind: 0, or -1 with an exception. */
static int report_one(int kind, long mode, PyObject *callback, const char *name, int fpe)
{
    char message[160];
    snprintf(message, sizeof message, "%s encountered in %s", kinds[kind].text, name);
    PyObject *result = NULL;
    switch (mode) {
    case MODE_IGNORE: return 0;
    case MODE_WARN: return PyErr_WarnEx(PyExc_RuntimeWarning, message, 1);
    case MODE_RAISE: PyErr_SetString(PyExc_FloatingPointError, message); return -1;
    case MODE_PRINT: PySys_WriteStderr("Warning: %s\n", message); return 0;
    case MODE_CALL:
        if (callback == Py_None) {
            PyErr_Format(PyExc_NameError, "python callback specified for %s (in  %s) but no function found.", kinds[kind].text, name);
            return -1;
        }
        result = PyObject_CallFunction(callback, "si", kinds[kind].text, fpe);
        break;
    case MODE_LOG:
        if (callback == Py_None) {
            PyErr_Format(PyExc_NameError, "log specified for %s (in %s) but no object with write method found.", kinds[kind].text, name);
            return -1;
        }
        result = PyObject_CallMethod(callback, "write", "s", message);
        break;
    default: PyErr_Format(PyExc_SystemError, "unknown floating-point error mode %ld", mode); return -1;
    }
    Py_XDECREF(result);
    return result ? 0 : -1;
}

int pnd_report_fpe(int fpe, const char *name)
{
    PyObject *state = NULL;
    if (PyContextVar_Get(state_var, NULL, &state) < 0) return -1;
    int status = 0;
    for (int kind = 0; kind < 4 && status == 0; kind++) {
        if (!(fpe & kinds[kind].bit)) continue;
        long mode = PyLong_AsLong(PyTuple_GET_ITEM(state, kind));
        status = report_one(kind, mode, PyTuple_GET_ITEM(state, 4), name, fpe);
    }
    Py_DECREF(state);
    return status;
}

int pnd_errstate_init(PyObject *module)
{
    PyObject *fallback = Py_BuildValue("(iiiiOi)", MODE_WARN, MODE_WARN, MODE_IGNORE, MODE_WARN, Py_None, 8192);
    if (!fallback) return -1;
    state_var = PyContextVar_New("pyndarray.errstate", fallback);
    Py_DECREF(fallback);
    if (!state_var) return -1;
    pnd_fpe_hook = pnd_report_fpe; /* casts below this layer report through it */
    return PyModule_AddObjectRef(module, "_errstate", state_var);
}
