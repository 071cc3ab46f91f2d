/*
 * dtype= arguments: anything that names a dtype -> dtype object.
 *
 * Foreign dtypes (the oracle's, torch's) are recognised by their type's name and read through their own attributes:
 * nothing is imported.
 */
#include "array.h"
#include "descr.h"
#include "scalar.h"

#include "../dtype/parse.h"
#include "../py/errors.h"

static PndDescrObject *singleton(const pnd_dtype *d) { return (PndDescrObject *)Py_NewRef((PyObject *)pnd_descr_builtin(d)); }

static PndDescrObject *not_yet(const char *name)
{
    PyErr_Format(PyExc_TypeError, "data type '%s' is not supported yet", name);
    return NULL;
}

/**** Text ****/

static PndDescrObject *from_text(const char *text, Py_ssize_t length)
{
    pnd_error err = {0};
    const pnd_dtype *d = pnd_dtype_parse(text, (size_t)length, &err);
    if (d) return singleton(d);
    pnd_raise(&err);
    return NULL;
}

/* The dtypes of the last literals seen, by address: reading "f4" costs more than converting a few elements.  Strings are held. */
static struct spelling {
    PyObject *text;
    PndDescrObject *descr;
} spellings[64];

static PndDescrObject *from_str(PyObject *o)
{
    struct spelling *known = &spellings[((uintptr_t)o >> 4) % PND_COUNT(spellings)];
    if (known->text == o) return (PndDescrObject *)Py_NewRef((PyObject *)known->descr);
    Py_ssize_t length;
    const char *text = PyUnicode_AsUTF8AndSize(o, &length);
    if (text) {
        pnd_error err = {0};
        const pnd_dtype *core = pnd_dtype_parse(text, (size_t)length, &err);
        if (!core && err.code == PND_ERR_TYPE && strstr(err.message, "not understood")) /* worded with the text as Python shows it */
            return PyErr_Format(PyExc_TypeError, "data type %R not understood", o), NULL;
        PndDescrObject *d = core ? singleton(core) : (PndDescrObject *)pnd_raise(&err);
        if (d && PyUnicode_CHECK_INTERNED(o) && pnd_dtype_is_builtin(d->core)) {
            known->descr = d; /* lives for ever */
            Py_XSETREF(known->text, Py_NewRef(o));
        }
        return d;
    }
    if (!PyErr_ExceptionMatches(PyExc_UnicodeError)) return NULL;
    PyErr_Clear();
    return PyErr_Format(PyExc_TypeError, "data type %R not understood", o), NULL;
}

/**** Types ****/

PndDescrObject *pnd_descr_from_scalar_type(PyTypeObject *type)
{
    for (; type; type = type->tp_base) {
        ptrdiff_t idx = type - pnd_scalar_types;
        if (type >= pnd_scalar_types && idx < PND_NIDX) return pnd_descrs[0][idx];
        if (type == &PndGeneric_Type) break;
    }
    return NULL;
}

/* Abstract scalar types and the types of dtypes still to come. */
static PndDescrObject *refuse_scalar_type(PyTypeObject *type)
{
    if (type == &PndGeneric_Type || type == &PndFlexible_Type)
        PyErr_SetString(PyExc_TypeError, "Converting `np.generic` to a dtype is not allowed.");
    else if (type == &PndNumber_Type || type == &PndInexact_Type || type == &PndFloating_Type)
        PyErr_SetString(PyExc_TypeError, "Converting `np.inexact` or `np.floating` to a dtype not allowed");
    else if (type == &PndComplexFloating_Type) PyErr_SetString(PyExc_TypeError, "Converting `np.complex` to a dtype is not allowed.");
    else if (type == &PndInteger_Type || type == &PndSignedInteger_Type)
        PyErr_SetString(PyExc_TypeError, "Converting 'np.integer' or 'np.signedinteger' to a dtype is not allowed");
    else if (type == &PndUnsignedInteger_Type)
        PyErr_SetString(PyExc_TypeError, "Converting `np.unsignedinteger` to a dtype is not allowed");
    else if (type == &PndCharacter_Type) PyErr_SetString(PyExc_TypeError, "Converting `np.character` to a dtype is not allowed");
    else return not_yet(type->tp_name);
    return NULL;
}

static const pnd_dtype *from_python_type(PyTypeObject *type)
{
    if (type == &PyFloat_Type) return PND_DT(DOUBLE);
    if (type == &PyLong_Type) return PND_DT(LONG);
    if (type == &PyBool_Type) return PND_DT(BOOL);
    if (type == &PyBaseObject_Type) return PND_DT(OBJECT);
    return type == &PyComplex_Type ? PND_DT(CDOUBLE) : NULL;
}

/* Does the type descend from one called `generic`, as scalar types do among the classes of a module? */
static bool is_generic(PyTypeObject *type)
{
    for (Py_ssize_t i = 0; type->tp_mro && i < PyTuple_GET_SIZE(type->tp_mro); i++) {
        const char *name = ((PyTypeObject *)PyTuple_GET_ITEM(type->tp_mro, i))->tp_name, *dot = strrchr(name, '.');
        if (dot && strcmp(dot + 1, "generic") == 0) return true;
    }
    return false;
}

/* numpy.float32, ml_dtypes.bfloat16: the name after the module's, else NULL. */
static const char *oracle_scalar_name(PyTypeObject *type)
{
    static const char *const modules[] = {"numpy.", "ml_dtypes.", "pyndarray."};
    for (int i = 0; i < PND_COUNT(modules); i++) {
        size_t n = strlen(modules[i]);
        if (strncmp(type->tp_name, modules[i], n) == 0 && !strchr(type->tp_name + n, '.'))
            return i == 1 || is_generic(type) ? type->tp_name + n : NULL;
    }
    if (strcmp(type->tp_name, "bfloat16") && strncmp(type->tp_name, "float8_", 7)) return NULL;
    PyObject *module = PyObject_GetAttrString((PyObject *)type, "__module__");
    bool ours = module && PyUnicode_Check(module) && PyUnicode_CompareWithASCIIString(module, "ml_dtypes") == 0;
    if (!module) PyErr_Clear();
    Py_XDECREF(module);
    return ours ? type->tp_name : NULL;
}

/* ctypes' simple types carry their format character. */
static PndDescrObject *from_ctypes(PyTypeObject *type)
{
    PyObject *letter = PyObject_GetAttrString((PyObject *)type, "_type_");
    if (!letter) return NULL;
    Py_ssize_t length = 0;
    const char *text = PyUnicode_Check(letter) ? PyUnicode_AsUTF8AndSize(letter, &length) : NULL;
    PndDescrObject *d = NULL;
    pnd_error err = {0};
    char format[2] = {text && length == 1 ? text[0] : 0, 0};
    const pnd_dtype *found = strchr("?bBhHiIlLqQfdgP", format[0]) && format[0] ? pnd_dtype_parse(format, 1, &err) : NULL;
    if (found && PyObject_HasAttrString((PyObject *)type, "__ctype_be__") && PyObject_HasAttrString((PyObject *)type, "__ctype_le__")) {
        PyObject *big = PyObject_GetAttrString((PyObject *)type, PY_LITTLE_ENDIAN ? "__ctype_be__" : "__ctype_le__");
        if (big == (PyObject *)type) found = pnd_dtype_swap(found);
        Py_XDECREF(big);
    }
    if (found) d = singleton(found);
    else if (!PyErr_Occurred()) PyErr_Format(PyExc_TypeError, "data type '%s' is not supported yet", type->tp_name);
    Py_DECREF(letter);
    return d;
}

/* obj.__numpy_dtype__ or obj.dtype.  1 with *out, 0 when there is neither, -1 with an exception. */
static int from_attribute(PyObject *o, PndDescrObject **out)
{
    static const char *const attributes[] = {"__numpy_dtype__", "dtype"};
    for (int i = 0; i < PND_COUNT(attributes); i++) {
        PyObject *value = PyObject_GetAttrString(o, attributes[i]);
        if (!value) {
            if (!PyErr_ExceptionMatches(PyExc_AttributeError)) return -1;
            PyErr_Clear();
            continue;
        }
        if (pnd_is_descr(value)) return *out = PND_DESCR(value), 1;
        const char *meta = Py_TYPE(Py_TYPE(value))->tp_name;
        bool foreign = strcmp(meta, "numpy._DTypeMeta") == 0 || strcmp(Py_TYPE(value)->tp_name, "torch.dtype") == 0;
        if (foreign && value != o) {
            *out = pnd_descr_from_object(value, NULL);
            Py_DECREF(value);
            return *out ? 1 : -1;
        }
        bool descriptor = PyType_Check(o) && (Py_TYPE(value)->tp_descr_get || PyObject_HasAttrString(value, "__get__"));
        if (!descriptor)
            PyErr_Format(PyExc_ValueError, "Could not convert %R to a NumPy dtype (via `.%s` value %R).", o, attributes[i], value);
        Py_DECREF(value);
        if (!descriptor) return -1;
    }
    return 0;
}

static PndDescrObject *from_type(PyTypeObject *type)
{
    const pnd_dtype *d = from_python_type(type);
    if (type == &PyUnicode_Type || type == &PyBytes_Type || type == &PyMemoryView_Type) return not_yet(type->tp_name);
    if (d) return singleton(d);
    PndDescrObject *found = pnd_descr_from_scalar_type(type);
    if (found) return (PndDescrObject *)Py_NewRef((PyObject *)found);
    if (PyType_IsSubtype(type, &PndGeneric_Type)) return refuse_scalar_type(type);
    const char *name = oracle_scalar_name(type);
    if (name) {
        pnd_error err = {0};
        d = pnd_dtype_parse(name, strlen(name), &err);
        return d ? singleton(d) : not_yet(name);
    }
    if (strcmp(Py_TYPE(type)->tp_name, "_ctypes.PyCSimpleType") == 0) return from_ctypes(type);
    switch (from_attribute((PyObject *)type, &found)) {
    case 1: return found;
    case -1: return NULL;
    }
    return singleton(PND_DT(OBJECT)); /* any other type: its instances are objects */
}

/**** Foreign dtype objects ****/

static PndDescrObject *from_torch(PyObject *o)
{
    PyObject *text = PyObject_Str(o); /* "torch.float32" */
    PndDescrObject *d = NULL;
    Py_ssize_t length;
    const char *name = text ? PyUnicode_AsUTF8AndSize(text, &length) : NULL;
    if (name) {
        const char *dot = strrchr(name, '.');
        d = from_text(dot ? dot + 1 : name, dot ? length - (dot + 1 - name) : length);
    }
    Py_XDECREF(text);
    return d;
}

static PndDescrObject *from_oracle(PyObject *o)
{
    PyObject *num = PyObject_GetAttrString(o, "num"), *name = NULL, *order = NULL;
    PndDescrObject *d = NULL;
    long number = num ? PyLong_AsLong(num) : -1;
    if (number == -1 && PyErr_Occurred()) goto done;
    const pnd_dtype *core = number < 256 ? pnd_dtype_from_num((int)number) : NULL;
    name = PyObject_GetAttrString(o, number < 256 ? "str" : "name");
    order = PyObject_GetAttrString(o, "isnative");
    if (!name || !order) goto done;
    d = core ? singleton(core) : from_str(name);
    if (d && order == Py_False) Py_SETREF(d, singleton(pnd_dtype_swap(d->core)));
done:
    Py_XDECREF(num);
    Py_XDECREF(name);
    Py_XDECREF(order);
    return d;
}

PndDescrObject *pnd_descr_from_object(PyObject *o, PndDescrObject *fallback)
{
    PndDescrObject *d = NULL;
    if (!o || o == Py_None) return (PndDescrObject *)Py_NewRef((PyObject *)(fallback ? fallback : pnd_descrs[0][PND_IDX_DOUBLE]));
    if (pnd_is_descr(o)) return (PndDescrObject *)Py_NewRef(o);
    if (PyUnicode_Check(o)) return from_str(o);
    if (PyType_Check(o)) return from_type((PyTypeObject *)o);
    if (PyBytes_Check(o)) return from_text(PyBytes_AS_STRING(o), PyBytes_GET_SIZE(o));
    if (pnd_is_array(o)) return PyErr_SetString(PyExc_TypeError, "Cannot construct a dtype from an array"), NULL;
    if (strcmp(Py_TYPE(Py_TYPE(o))->tp_name, "numpy._DTypeMeta") == 0) return from_oracle(o);
    if (strcmp(Py_TYPE(o)->tp_name, "torch.dtype") == 0) return from_torch(o);
    if (PyTuple_Check(o) || PyList_Check(o) || PyDict_Check(o)) {
        return PyErr_Format(PyExc_TypeError, "the structured data type %R is not supported yet", o), NULL;
    }
    switch (from_attribute(o, &d)) {
    case 1: return d;
    case -1: return NULL;
    }
    return PyErr_Format(PyExc_TypeError, "Cannot interpret '%S' as a data type", o), NULL;
}
