/*
 * Living beside PyTorch: torch functions take our arrays, and results of ours go back as tensors.
 *
 * __torch_function__ (pyndarray/_torch.py, loaded on first use) replaces our arrays among the arguments of a torch function
 * by tensors over the same memory.  A ufunc whose input is a tensor gives its result back through the tensor's own C
 * exchange API, because torch's __array_wrap__ knows NumPy's arrays only.  Nothing here imports torch.
 */
#include "torch.h"

#include "../object/scalar.h"
#include "../py/signature.h"
#include "../ufunc/override.h"
#include "dlpack.h"

static PyObject *helper; /* pyndarray._torch.torch_function */

static PyObject *torch_function(PyObject *cls, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    (void)cls;
    if (!helper) {
        PyObject *m = PyImport_ImportModule("pyndarray._torch");
        if (!m) return NULL;
        helper = PyObject_GetAttrString(m, "torch_function");
        Py_DECREF(m);
        if (!helper) return NULL;
    }
    return PyObject_Vectorcall(helper, args, (size_t)nargs, kwnames);
}

static PyMethodDef torch_function_def = {"__torch_function__", (PyCFunction)(void (*)(void))torch_function,
                                         METH_FASTCALL | METH_KEYWORDS | METH_CLASS,
                                         "__torch_function__(func, types, args=(), kwargs=None)\n--\n\n"
                                         "Lets torch functions take this array: it is seen as a tensor over the same memory."};

/* result as an object of `like`'s type when that type offers the exchange API; NULL otherwise. */
static PyObject *wrap_foreign(PyObject *like, PyObject *result)
{
    const pnd_dl_exchange *api;
    if (pnd_is_array(like) || pnd_dl_find_exchange(Py_TYPE(like), &api) <= 0 || !api->to_object) return NULL;
    pnd_dl_managed_versioned *m = pnd_dl_export(result, 0);
    void *object = NULL;
    if (!m || api->to_object(m, &object) < 0) return NULL;
    return object;
}

/* ---- __array_wrap__ --------------------------------------------------------------------------------------------------------------------- */

/* self, array, context, return_scalar */
static PyObject *array_wrap(PyObject *const *a)
{
    int scalar = a[3] ? PyObject_IsTrue(a[3]) : 0;
    if (scalar < 0) return NULL;
    if (!pnd_is_array(a[1])) return PyErr_Format(PyExc_TypeError, "can only be called with ndarray object, not %R", a[1]);
    PndArrayObject *r = PND_ARRAY(a[1]);
    if (scalar && r->nd == 0 && pnd_is_exact_array(a[0])) return pnd_scalar_new(r->descr->core, r->data);
    if (Py_TYPE(a[0]) == Py_TYPE(a[1])) return Py_NewRef(a[1]);
    return pnd_array_from_data(Py_TYPE(a[0]), r->descr, r->nd, r->dimensions, r->strides, r->data, r->flags & PND_FLAG_WRITEABLE, a[1],
                               a[0]);
}

static PyObject *get_priority(PyObject *o, void *closure) { return (void)o, (void)closure, PyFloat_FromDouble(0.0); }
static PyObject *get_scalar_priority(PyObject *o, void *closure) { return (void)o, (void)closure, PyFloat_FromDouble(-1000000.0); }

static PyGetSetDef array_getset[] = {{"__array_priority__", get_priority, NULL, "Priority among array types: 0.", NULL},
                                     {NULL, NULL, NULL, NULL, NULL}};
static PyGetSetDef scalar_getset[] = {{"__array_priority__", get_scalar_priority, NULL, "Priority among array types: the lowest.", NULL},
                                      {NULL, NULL, NULL, NULL, NULL}};
static const pnd_callable methods[] = {
    {"__array_wrap__", "self, array, context=None, return_scalar=False, /", "The result `array` of an operation as this array's type.",
     array_wrap},
    {NULL, NULL, NULL, NULL},
};

static int add_torch_function(PyTypeObject *type)
{
    PyObject *method = PyDescr_NewClassMethod(type, &torch_function_def);
    int status = method ? PyDict_SetItemString(type->tp_dict, "__torch_function__", method) : -1;
    Py_XDECREF(method);
    PyType_Modified(type);
    return status;
}

int pnd_torch_init(PyObject *module)
{
    (void)module;
    pnd_wrap_foreign_hook = wrap_foreign;
    if (add_torch_function(&PndArray_Type) < 0 || add_torch_function(&PndGeneric_Type) < 0) return -1;
    if (pnd_type_add_getset(&PndArray_Type, array_getset) < 0 || pnd_type_add_getset(&PndGeneric_Type, scalar_getset) < 0) return -1;
    return pnd_type_add_methods(&PndArray_Type, methods);
}
