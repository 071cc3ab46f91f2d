/* Iteration over the first axis, and the sequence slots: len, item, contains. */
#include "sequence.h"

#include "access.h"

#include "../object/scalar.h"
#include "../ufunc/ufunc.h"

typedef struct arrayiter {
    PyObject_HEAD PyObject *array; /* NULL when exhausted */
    Py_ssize_t next;
} arrayiter;

PyObject *pnd_array_iter(PyObject *self)
{
    if (PND_ARRAY(self)->nd == 0) {
        PyErr_SetString(PyExc_TypeError, "iteration over a 0-d array");
        return NULL;
    }
    arrayiter *it = PyObject_New(arrayiter, &PndArrayIter_Type);
    if (it == NULL) return NULL;
    Py_INCREF(self);
    it->array = self;
    it->next = 0;
    return (PyObject *)it;
}

static void iter_dealloc(PyObject *self)
{
    Py_XDECREF(((arrayiter *)self)->array);
    PyObject_Free(self);
}

/* The array's shape may change while it is iterated over: its length is asked each time. */
static PyObject *iter_next(PyObject *self)
{
    arrayiter *it = (arrayiter *)self;
    PyObject *a = it->array;
    if (a == NULL) return NULL;
    if (PND_LIKELY(PND_ARRAY(a)->nd > 0 && it->next < PND_ARRAY(a)->dimensions[0])) return pnd_array_item(a, it->next++);
    it->array = NULL;
    Py_DECREF(a);
    return NULL;
}

static PyObject *iter_length_hint(PyObject *self, PyObject *unused)
{
    const arrayiter *it = (arrayiter *)self;
    (void)unused;
    if (it->array == NULL || PND_ARRAY(it->array)->nd == 0) return PyLong_FromLong(0);
    Py_ssize_t rest = PND_ARRAY(it->array)->dimensions[0] - it->next;
    return PyLong_FromSsize_t(rest > 0 ? rest : 0);
}

static PyMethodDef iter_methods[] = {{"__length_hint__", iter_length_hint, METH_NOARGS, NULL}, {NULL}};

PyTypeObject PndArrayIter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "pyndarray._core.multiarray.arrayiterator",
    .tp_basicsize = sizeof(arrayiter),
    .tp_dealloc = iter_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = iter_next,
    .tp_methods = iter_methods,
};

/**************************************************************************** sequence slots */

Py_ssize_t pnd_array_length(PyObject *self)
{
    if (PND_ARRAY(self)->nd > 0) return PND_ARRAY(self)->dimensions[0];
    PyErr_SetString(PyExc_TypeError, "len() of unsized object");
    return -1;
}

/* The slot gets an index that Python has already made non-negative by len(); a negative one is out of range. */
PyObject *pnd_array_sq_item(PyObject *self, Py_ssize_t i)
{
    const PndArrayObject *a = PND_ARRAY(self);
    if (a->nd > 0 && i < 0)
        return PyErr_Format(PyExc_IndexError, "index %zd is out of bounds for axis 0 with size %zd", i, a->dimensions[0]);
    return pnd_array_item(self, i);
}

int pnd_array_sq_ass_item(PyObject *self, Py_ssize_t i, PyObject *value)
{
    PyObject *key = PyLong_FromSsize_t(i);
    if (key == NULL) return -1;
    int status = pnd_array_ass_subscript(self, key, value);
    Py_DECREF(key);
    return status;
}

/* any(self == value), as NumPy. */
int pnd_array_contains(PyObject *self, PyObject *value)
{
    PyObject *equal = pnd_binary(PND_OP_equal, self, value), *any;
    if (equal == NULL) return -1;
    any = pnd_is_array(equal) ? pnd_ufunc_reduce(PND_OP_logical_or, equal, Py_None, NULL, NULL, NULL, NULL, NULL) : Py_NewRef(equal);
    Py_DECREF(equal);
    if (any == NULL) return -1;
    int found = PyObject_IsTrue(any);
    Py_DECREF(any);
    return found;
}
