/* Arrays as Python numbers: truth, int(), float(), complex(), index(), format(), and __sizeof__. */
#include "access.h"

#include "../convert/item.h"
#include "../py/signature.h"

#include "methods.h"

static int array_bool(PyObject *self)
{
    const PndArrayObject *a = PND_ARRAY(self);
    const Py_ssize_t size = pnd_array_size(self);
    if (size != 1) {
        PyErr_SetString(PyExc_ValueError,
                        size ? "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()"
                             : "The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an array is not empty.");
        return -1;
    }
    if (a->descr->core->idx == PND_IDX_BOOL) return *a->data != 0;
    PyObject *x = pnd_item_get(a->descr->core, a->data);
    if (x == NULL) return -1;
    int truth = -1;
    if (!Py_EnterRecursiveCall(" while an array is asked for its truth")) {
        truth = PyObject_IsTrue(x);
        Py_LeaveRecursiveCall();
    }
    Py_DECREF(x);
    return truth;
}

/* The element of a 0-d array, converted by one of Python's functions. */
static PyObject *convert_0d(PyObject *self, PyObject *(*convert)(PyObject *))
{
    const PndArrayObject *a = PND_ARRAY(self);
    if (a->nd > 0) return PyErr_Format(PyExc_TypeError, "only 0-dimensional arrays can be converted to Python scalars");
    PyObject *x = pnd_item_get(a->descr->core, a->data), *result = NULL;
    if (x == NULL) return NULL;
    if (!Py_EnterRecursiveCall(" while an array is converted")) { /* an array may hold itself */
        result = convert(x);
        Py_LeaveRecursiveCall();
    }
    Py_DECREF(x);
    return result;
}

static PyObject *array_int(PyObject *self) { return convert_0d(self, PyNumber_Long); }
static PyObject *array_float(PyObject *self) { return convert_0d(self, PyNumber_Float); }

static PyObject *to_complex(PyObject *x) { return PyObject_CallOneArg((PyObject *)&PyComplex_Type, x); }
static PyObject *method_complex(PyObject *const *args) { return convert_0d(args[0], to_complex); }

static PyObject *array_index(PyObject *self)
{
    const PndArrayObject *a = PND_ARRAY(self);
    if (a->nd > 0 || !pnd_dtype_is_integer(a->descr->core))
        return PyErr_Format(PyExc_TypeError, "only integer scalar arrays can be converted to a scalar index");
    return pnd_item_get(a->descr->core, a->data);
}

static PyObject *method_format(PyObject *const *args)
{
    PyObject *self = args[0], *x, *text;
    if (PND_ARRAY(self)->nd > 0) {
        if (PyUnicode_Check(args[1]) && PyUnicode_GET_LENGTH(args[1]) == 0) return PyObject_Str(self);
        return PyErr_Format(PyExc_TypeError, "unsupported format string passed to %s.__format__", Py_TYPE(self)->tp_name);
    }
    x = pnd_item_get(PND_ARRAY(self)->descr->core, PND_ARRAY(self)->data);
    text = NULL;
    if (x && !Py_EnterRecursiveCall(" while an array is formatted")) {
        text = PyObject_Format(x, args[1]);
        Py_LeaveRecursiveCall();
    }
    Py_XDECREF(x);
    return text;
}

/* Header, shape and strides kept apart, and the data where it is the array's own. */
static PyObject *method_sizeof(PyObject *const *args)
{
    const PndArrayObject *a = PND_ARRAY(args[0]);
    Py_ssize_t bytes = Py_TYPE(a)->tp_basicsize;
    if (!a->dims_inline) bytes += 2 * a->nd * (Py_ssize_t)sizeof(Py_ssize_t);
    if (a->flags & PND_FLAG_OWNDATA) bytes += pnd_array_size(args[0]) * a->descr->elsize;
    return PyLong_FromSsize_t(bytes);
}

const pnd_callable pnd_number_methods[] = {
    {"__complex__", "self, /", NULL, method_complex},
    {"__format__", "self, spec, /", NULL, method_format},
    {"__sizeof__", "self, /", "Bytes the object takes, its own data included.", method_sizeof},
    {NULL, NULL, NULL, NULL},
};

void pnd_number_slots(void)
{
    pnd_array_as_number.nb_bool = array_bool;
    pnd_array_as_number.nb_int = array_int;
    pnd_array_as_number.nb_float = array_float;
    pnd_array_as_number.nb_index = array_index;
}
