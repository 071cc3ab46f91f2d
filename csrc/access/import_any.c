/*
 * np.asarray of objects of other libraries: every protocol in turn.
 *
 * The order is DLPack (it carries bfloat16 and unsigned tensors), the buffer protocol, __array_struct__,
 * __array_interface__, __array__.  A protocol that says "not me" passes the question on; a refusal that tells the user
 * what to do (a tensor that requires grad) is final.
 */
#include "import_any.h"

#include "../convert/coerce.h"
#include "../py/errors.h"
#include "buffer.h"
#include "dlpack.h"
#include "interface.h"

/* An error set aside while other protocols are asked. */
typedef struct refusal {
    PyObject *type, *value, *trace;
} refusal;

static void forget(refusal *r)
{
    Py_CLEAR(r->type);
    Py_CLEAR(r->value);
    Py_CLEAR(r->trace);
}

/* DLPack's own refusals (an unsupported type, a read-only old capsule) leave the field to the other protocols. */
static PyObject *by_dlpack(PyObject *o, bool *final, refusal *why)
{
    bool missing;
    PyObject *result = pnd_from_dlpack(o, NULL, 0, &missing);
    *final = false;
    if (result || missing) return result;
    *final = true;
    if (pnd_error_must_pass() || !(PyErr_ExceptionMatches(PyExc_BufferError) || PyErr_ExceptionMatches(PyExc_TypeError) ||
                                   PyErr_ExceptionMatches(PyExc_RuntimeError)))
        return NULL;
    PyErr_Fetch(&why->type, &why->value, &why->trace);
    int tensor = pnd_has_attr(o, "requires_grad");
    *final = tensor != 0;
    if (tensor > 0) { /* its message says what to call */
        PyErr_Restore(why->type, why->value, why->trace);
        *why = (refusal){NULL, NULL, NULL};
    }
    return NULL;
}

/* NumPy's datetime64 and timedelta64 scalars export their bytes as a buffer of uint8: their dtype says what they are.  1: refused, or looking failed. */
static int refuse_dates(PyObject *o)
{
    PyObject *dtype = PyObject_CheckBuffer(o) ? PyObject_GetAttrString(o, "dtype") : NULL;
    PyObject *kind = dtype ? PyObject_GetAttrString(dtype, "kind") : NULL;
    if (PyErr_Occurred()) {
        const bool none = PyErr_ExceptionMatches(PyExc_AttributeError);
        if (none) PyErr_Clear();
        Py_XDECREF(dtype);
        return none ? 0 : 1;
    }
    const bool date = kind && PyUnicode_Check(kind) &&
                      (PyUnicode_CompareWithASCIIString(kind, "M") == 0 || PyUnicode_CompareWithASCIIString(kind, "m") == 0);
    if (date) PyErr_Format(PyExc_TypeError, "cannot make an array of %s: %R is not supported yet", Py_TYPE(o)->tp_name, dtype);
    Py_XDECREF(kind);
    Py_XDECREF(dtype);
    return date;
}

static PyObject *import_any(PyObject *o, PndDescrObject *descr, int flags)
{
    bool final;
    refusal why = {NULL, NULL, NULL};
    int copy = flags & PND_AS_COPY ? 1 : flags & PND_AS_NOCOPY ? -1 : 0;
    if (PyType_Check(o)) return NULL; /* what its instances can do says nothing about a class */
    PyObject *result = by_dlpack(o, &final, &why);
    if (result || final || refuse_dates(o)) {
        forget(&why);
        return result;
    }
    if (!PyBytes_Check(o) && !PyUnicode_Check(o)) result = pnd_from_buffer(o);
    if (!result && !PyErr_Occurred()) result = pnd_from_array_struct(o);
    if (!result && !PyErr_Occurred()) result = pnd_from_array_interface(o);
    if (!result && !PyErr_Occurred()) result = pnd_from_array_method(o, (PyObject *)descr, copy);
    if (!result && why.type && !PyErr_Occurred() && !PySequence_Check(o)) { /* what cannot hand over its data is no object element either */
        PyErr_Restore(why.type, why.value, why.trace);
        return NULL;
    }
    forget(&why);
    return result;
}

int pnd_import_any_init(PyObject *module)
{
    (void)module;
    pnd_import_hook = import_any;
    return 0;
}
