/*
 * Scalars from outside: attributes, methods, indexing, buffer protocol.
 *
 * What says something about one element is answered here.  The methods a scalar shares with arrays are forwarded: one
 * descriptor type looks the method up on a 0-d array that holds the value, calls it, and turns a 0-d result back.
 */
#include "scalars.h"

#include <math.h>

#include "../convert/coerce.h"
#include "../convert/item.h"
#include "../dtype/parse.h"
#include "../object/scalar.h"
#include "../py/errors.h"
#include "../py/signature.h"
#include "../py/state.h"
#include "../ufunc/ufunc.h"
#include "access.h"

/* NULL with TypeError for objects whose class mixes an abstract type of ours with something else. */
static const pnd_dtype *dtype_of(PyObject *o)
{
    const pnd_dtype *d = pnd_scalar_dtype(o);
    if (PND_UNLIKELY(!d)) PyErr_Format(PyExc_TypeError, "a scalar of type %s has no dtype", Py_TYPE(o)->tp_name);
    return d;
}

PyObject *pnd_scalar_to_array(PyObject *o)
{
    const pnd_dtype *d = dtype_of(o);
    if (!d) return NULL;
    PyObject *array = pnd_array_new(d, 0, NULL, PND_ORDER_C);
    if (array) memcpy(PND_ARRAY(array)->data, pnd_scalar_data(o), (size_t)d->size);
    return array;
}

/* 0-d arrays become scalars; takes the reference. */
static PyObject *as_scalar(PyObject *o)
{
    if (!o || !pnd_is_exact_array(o) || PND_ARRAY(o)->nd > 0) return o;
    PyObject *scalar = pnd_scalar_new(PND_ARRAY(o)->descr->core, PND_ARRAY(o)->data);
    Py_DECREF(o);
    return scalar;
}

/* ---- attributes ---------------------------------------------------------------------------------------------------------------------------- */

static PyObject *get_dtype(PyObject *o, void *unused)
{
    const pnd_dtype *d = dtype_of(o);
    (void)unused;
    return d ? Py_NewRef((PyObject *)pnd_descr_builtin(d)) : NULL;
}

static PyObject *get_itemsize(PyObject *o, void *unused)
{
    const pnd_dtype *d = dtype_of(o);
    (void)unused;
    return d ? PyLong_FromSsize_t(d->size) : NULL;
}

static PyObject *get_empty_tuple(PyObject *o, void *unused) { return (void)o, (void)unused, PyTuple_New(0); }
static PyObject *get_number(PyObject *o, void *number) { return (void)o, PyLong_FromLong((long)(intptr_t)number); }
static PyObject *get_none(PyObject *o, void *unused) { return (void)o, (void)unused, Py_NewRef(Py_None); }
static PyObject *get_self(PyObject *o, void *unused) { return (void)unused, Py_NewRef(o); }
static PyObject *get_flags(PyObject *o, void *unused) { return (void)o, (void)unused, pnd_array_flags(NULL); }
static PyObject *get_data(PyObject *o, void *unused) { return (void)unused, PyMemoryView_FromObject(o); }
static PyObject *get_device(PyObject *o, void *unused) { return (void)o, (void)unused, PyUnicode_FromString("cpu"); }
static PyObject *get_priority(PyObject *o, void *unused) { return (void)o, (void)unused, PyFloat_FromDouble(-1000000.0); }

static PyObject *get_part(PyObject *o, void *part)
{
    static const char zero[32];
    const pnd_dtype *d = dtype_of(o), *real = d ? pnd_dtype_real(d) : NULL;
    const bool imag = part != NULL;
    if (!d) return NULL;
    if (d->kind != 'c') return imag ? pnd_scalar_new(d, zero) : Py_NewRef(o);
    return pnd_scalar_new(real, pnd_scalar_data(o) + (imag ? real->size : 0));
}

static PyObject *get_from_array(PyObject *o, void *name)
{
    PyObject *array = pnd_scalar_to_array(o), *value = array ? PyObject_GetAttrString(array, name) : NULL;
    Py_XDECREF(array);
    return value;
}

static PyObject *get_interface(PyObject *o, void *name)
{
    PyObject *array = pnd_scalar_to_array(o), *value = array ? PyObject_GetAttrString(array, name) : NULL;
    if (value && PyDict_CheckExact(value) && PyDict_SetItemString(value, "__ref__", array) < 0) Py_CLEAR(value); /* keeps the copy alive */
    Py_XDECREF(array);
    return value;
}

static PyGetSetDef getset[] = {
    {"dtype", get_dtype, NULL, "Data type of the scalar.", NULL},
    {"shape", get_empty_tuple, NULL, "Always ().", NULL},
    {"strides", get_empty_tuple, NULL, "Always ().", NULL},
    {"ndim", get_number, NULL, "Always 0.", (void *)0},
    {"size", get_number, NULL, "Always 1.", (void *)1},
    {"itemsize", get_itemsize, NULL, "Bytes of the element.", NULL},
    {"nbytes", get_itemsize, NULL, "Bytes of the element.", NULL},
    {"base", get_none, NULL, "Always None: a scalar owns its value.", NULL},
    {"T", get_self, NULL, "The scalar itself.", NULL},
    {"real", get_part, NULL, "Real part.", NULL},
    {"imag", get_part, NULL, "Imaginary part.", (void *)1},
    {"flags", get_flags, NULL, "Flags of an array that cannot be written.", NULL},
    {"data", get_data, NULL, "Memory of the scalar, as a memoryview.", NULL},
    {"device", get_device, NULL, "Always 'cpu'.", NULL},
    {"flat", get_from_array, NULL, "Iterator over a 1-d view of a copy.", "flat"},
    {"__array_priority__", get_priority, NULL, "Scalars give way to every other array-like.", NULL},
    {"__array_interface__", get_interface, NULL, "Array protocol, of a copy.", "__array_interface__"},
    {"__array_struct__", get_from_array, NULL, "Array protocol in C, of a copy.", "__array_struct__"},
    {NULL, NULL, NULL, NULL, NULL},
};

/* ---- forwarded methods ------------------------------------------------------------------------------------------------------------------------ */

typedef struct ForwardObject {
    PyObject_HEAD vectorcallfunc vectorcall;
    PyObject *name;
    bool keeps_array; /* a 0-d result stays an array */
} ForwardObject;

static PyObject *forward_vectorcall(PyObject *callable, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    PyObject *name = ((ForwardObject *)callable)->name, *result = NULL;
    Py_ssize_t n = PyVectorcall_NARGS(nargsf), total = n + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0);
    PyObject *stack[64];
    if (n == 0 || !pnd_is_scalar(args[0]))
        return PyErr_Format(PyExc_TypeError, "descriptor '%U' of 'generic' objects needs a scalar", name);
    if (total > 64) return PyErr_Format(PyExc_TypeError, "%U() takes no %zd arguments", name, total);
    memcpy(stack, args, sizeof *args * (size_t)total);
    PyObject *array = pnd_scalar_to_array(args[0]);
    if (!array) return NULL;
    stack[0] = array;
    result = PyObject_VectorcallMethod(name, stack, (size_t)n, kwnames);
    const bool keeps = ((ForwardObject *)callable)->keeps_array;
    if (result == array && !keeps) Py_SETREF(result, Py_NewRef(args[0]));
    Py_DECREF(array);
    return keeps ? result : as_scalar(result);
}

static void forward_dealloc(PyObject *o)
{
    Py_XDECREF(((ForwardObject *)o)->name);
    PyObject_Free(o);
}

static PyObject *forward_bind(PyObject *o, PyObject *object, PyObject *type)
{
    (void)type;
    return object && object != Py_None ? PyMethod_New(o, object) : Py_NewRef(o);
}

static PyObject *forward_repr(PyObject *o)
{
    return PyUnicode_FromFormat("<method '%U' of '%s' objects>", ((ForwardObject *)o)->name, PndGeneric_Type.tp_name);
}

/* Documentation and signature are those of ndarray's method. */
static PyObject *forward_attribute(PyObject *o, void *name)
{
    PyObject *method = PyObject_GetAttr((PyObject *)&PndArray_Type, ((ForwardObject *)o)->name);
    PyObject *value = method ? PyObject_GetAttrString(method, name) : NULL;
    Py_XDECREF(method);
    return value;
}

static PyObject *forward_qualname(PyObject *o, void *unused)
{
    return (void)unused, PyUnicode_FromFormat("generic.%U", ((ForwardObject *)o)->name);
}

static PyObject *forward_reduce(PyObject *o, PyObject *unused)
{
    PyObject *builtins = PyEval_GetBuiltins(), *lookup = builtins ? PyDict_GetItemString(builtins, "getattr") : NULL;
    (void)unused;
    if (!lookup) return PyErr_Format(PyExc_RuntimeError, "no builtins.getattr");
    return Py_BuildValue("(O(OO))", lookup, &PndGeneric_Type, ((ForwardObject *)o)->name);
}

static PyMemberDef forward_members[] = {{"__name__", T_OBJECT_EX, offsetof(ForwardObject, name), READONLY, NULL}, {NULL, 0, 0, 0, NULL}};
static PyGetSetDef forward_getset[] = {
    {"__doc__", forward_attribute, NULL, NULL, "__doc__"},
    {"__text_signature__", forward_attribute, NULL, NULL, "__text_signature__"},
    {"__signature__", forward_attribute, NULL, NULL, "__signature__"},
    {"__module__", forward_attribute, NULL, NULL, "__module__"},
    {"__qualname__", forward_qualname, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
static PyMethodDef forward_methods[] = {{"__reduce__", forward_reduce, METH_NOARGS, "__reduce__($self, /)\n--\n\nPickled by name."},
                                        {NULL, NULL, 0, NULL}};

static PyTypeObject forward_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "pyndarray._core.ScalarMethod",
    .tp_basicsize = sizeof(ForwardObject),
    .tp_dealloc = forward_dealloc,
    .tp_repr = forward_repr,
    .tp_call = PyVectorcall_Call,
    .tp_vectorcall_offset = offsetof(ForwardObject, vectorcall),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_descr_get = forward_bind,
    .tp_members = forward_members,
    .tp_methods = forward_methods,
    .tp_getset = forward_getset,
};

static int add_forwarded(void)
{
    static const char *const names[] = {
        "all",     "any",       "argmax",   "argmin",   "argsort",      "astype",    "byteswap",
        "choose",  "clip",      "compress", "conj",     "conjugate",    "copy",      "cumprod",
        "cumsum",  "diagonal",  "dump",     "dumps",    "fill",         "flatten",   "getfield",
        "max",     "mean",      "min",      "nonzero",  "prod",         "put",       "ravel",
        "repeat",  "reshape",   "resize",   "round",    "searchsorted", "setfield",  "sort",
        "squeeze", "std",       "sum",      "swapaxes", "take",         "to_device", "tofile",
        "trace",   "transpose", "var",      "view",     "tobytes",      "__array__", "__array_namespace__",
    };
    if (pnd_type_ready(&forward_type) < 0) return -1;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!PyDict_GetItemString(PndArray_Type.tp_dict, names[i])) continue;
        ForwardObject *f = PyObject_New(ForwardObject, &forward_type);
        if (!f) return -1;
        f->vectorcall = forward_vectorcall;
        f->keeps_array = strcmp(names[i], "__array__") == 0;
        f->name = PyUnicode_InternFromString(names[i]);
        int status = f->name ? PyDict_SetItem(PndGeneric_Type.tp_dict, f->name, (PyObject *)f) : -1;
        Py_DECREF(f);
        if (status < 0) return -1;
    }
    PyType_Modified(&PndGeneric_Type);
    return 0;
}

/* ---- methods of one element ------------------------------------------------------------------------------------------------------------------ */

static PyObject *python_value(PyObject *o)
{
    const pnd_dtype *d = dtype_of(o);
    return !d ? NULL : pnd_item_get(d, pnd_scalar_data(o));
}

static PyObject *method_item(PyObject *const *args)
{
    const Py_ssize_t n = PyTuple_GET_SIZE(args[1]);
    if (n == 0) return python_value(args[0]);
    PyObject *array = pnd_scalar_to_array(args[0]), *item = array ? PyObject_GetAttrString(array, "item") : NULL;
    PyObject *result = item ? PyObject_Call(item, args[1], NULL) : NULL;
    Py_XDECREF(array);
    Py_XDECREF(item);
    return result;
}

static PyObject *method_tolist(PyObject *const *args) { return python_value(args[0]); }
static PyObject *method_self(PyObject *const *args) { return Py_NewRef(args[0]); }
/* 0-d arrays become scalars unless return_scalar is False; others are given back. */
static PyObject *method_array_wrap(PyObject *const *args)
{
    const int scalar = args[3] && args[3] != Py_None ? PyObject_IsTrue(args[3]) : 1;
    if (scalar < 0) return NULL;
    if (!pnd_is_array(args[1]))
        return PyErr_Format(PyExc_TypeError, "can only be called with ndarray object, not %s", Py_TYPE(args[1])->tp_name);
    return scalar ? as_scalar(Py_NewRef(args[1])) : Py_NewRef(args[1]);
}

static PyObject *method_none(PyObject *const *args) { return (void)args, Py_NewRef(Py_None); }
static PyObject *method_sizeof(PyObject *const *args) { return PyLong_FromSsize_t(Py_TYPE(args[0])->tp_basicsize); }

static long double float_value(PyObject *o)
{
    long double v = 0;
    PyObject *f;
    const pnd_dtype *d = dtype_of(o);
    if (!d) return 0;
    if (d == PND_DT(LONGDOUBLE)) return memcpy(&v, pnd_scalar_data(o), sizeof v), v;
    f = pnd_item_get(d, pnd_scalar_data(o));
    if (!f) return 0;
    v = (long double)PyFloat_AS_DOUBLE(f);
    Py_DECREF(f);
    return v;
}

/* Decimals of a scalar, NumPy's way: scaled, rounded to the even one of two neighbours, scaled back. */
static PyObject *round_to(PyObject *o, PyObject *ndigits)
{
    const pnd_dtype *d = dtype_of(o);
    const Py_ssize_t n = d ? PyNumber_AsSsize_t(ndigits, PyExc_OverflowError) : -1;
    if (n == -1 && PyErr_Occurred()) return NULL;
    if (n >= 0 && pnd_dtype_is_integer(d)) return Py_NewRef(o);
    const int there = n >= 0 ? PND_OP_multiply : PND_OP_divide, back = n >= 0 ? PND_OP_divide : PND_OP_multiply;
    PyObject *power = PyFloat_FromDouble(pow(10, fabs((double)n))), *x = power ? pnd_binary(there, o, power) : NULL;
    if (x) Py_SETREF(x, pnd_unary(PND_OP_rint, x));
    if (x) Py_SETREF(x, pnd_binary(back, x, power));
    Py_XDECREF(power);
    if (!x || !pnd_dtype_is_integer(d)) return x;
    PyObject *whole = pnd_as_array(x, pnd_descr_builtin(d), PND_AS_FORCECAST, 0), *result = NULL;
    if (whole) result = pnd_scalar_new(d, PND_ARRAY(whole)->data);
    Py_XDECREF(whole);
    Py_DECREF(x);
    return result;
}

/* round(x) is a Python int, round(x, n) a scalar. */
static PyObject *method_round(PyObject *const *args)
{
    if (args[1] && args[1] != Py_None) return round_to(args[0], args[1]);
    const pnd_dtype *d = dtype_of(args[0]);
    if (!d) return NULL;
    if (d == PND_DT(LONGDOUBLE)) { /* wider than a float: its own integer conversion is exact */
        const long double whole = __builtin_rintl(float_value(args[0]));
        PyObject *x = pnd_scalar_new(d, (const char *)&whole), *whole_int = x ? PyNumber_Long(x) : NULL;
        Py_XDECREF(x);
        return whole_int;
    }
    PyObject *value = d->kind == 'f' ? PyNumber_Float(args[0]) : python_value(args[0]);
    PyObject *result = value ? PyObject_CallMethod(value, "__round__", NULL) : NULL;
    Py_XDECREF(value);
    return result;
}

/* copy.copy and copy.deepcopy: a scalar cannot change. */
static const pnd_callable generic_methods[] = {
    {"item", "self, /, *args", "The value as a Python number.", method_item},
    {"tolist", "self, /", "The value as a Python number.", method_tolist},
    {"setflags", "self, write=None, align=None, uic=None", "Does nothing: for the interface of arrays.", method_none},
    {"__array_wrap__", "self, array, context=None, return_scalar=True, /", "A 0-d `array` as a scalar, unless return_scalar is False.",
     method_array_wrap},
    {"__copy__", "self, /", "The scalar itself.", method_self},
    {"__deepcopy__", "self, memo, /", "The scalar itself.", method_self},
    {"__setstate__", "self, state, /", "Does nothing: a scalar is made whole.", method_none},
    {"__sizeof__", "self, /", "Bytes of the object.", method_sizeof},
    {NULL, NULL, NULL, NULL},
};
static const pnd_callable round_method[] = {
    {"__round__", "self, ndigits=None", "round(self): a Python int; with ndigits: a scalar.", method_round},
    {NULL, NULL, NULL, NULL},
};

/* ---- integers ----------------------------------------------------------------------------------------------------------------------------------- */

static PyObject *method_true(PyObject *const *args) { return (void)args, Py_NewRef(Py_True); }
static PyObject *get_one(PyObject *o, void *unused) { return (void)o, (void)unused, PyLong_FromLong(1); }

static PyObject *method_bit_count(PyObject *const *args)
{
    PyObject *value = python_value(args[0]), *result = value ? PyObject_CallMethod(value, "bit_count", NULL) : NULL;
    Py_XDECREF(value);
    return result;
}

static const pnd_callable integer_methods[] = {
    {"is_integer", "self, /", "Always True.", method_true},
    {"bit_count", "self, /", "Number of ones in the binary representation of the absolute value.", method_bit_count},
    {NULL, NULL, NULL, NULL},
};
static PyGetSetDef integer_getset[] = {
    {"numerator", get_self, NULL, "The value itself.", NULL},
    {"denominator", get_one, NULL, "Always 1.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

/* ---- floats ------------------------------------------------------------------------------------------------------------------------------------- */

static PyObject *method_float_is_integer(PyObject *const *args)
{
    long double v = float_value(args[0]);
    if (PyErr_Occurred()) return NULL;
    return PyBool_FromLong(__builtin_isfinite(v) && __builtin_truncl(v) == v);
}

/* Exact: every float is a mantissa of at most 64 bits times a power of two. */
static PyObject *method_integer_ratio(PyObject *const *args)
{
    long double v = float_value(args[0]);
    if (PyErr_Occurred()) return NULL;
    if (__builtin_isnan(v)) return PyErr_SetString(PyExc_ValueError, "cannot convert NaN to integer ratio"), NULL;
    if (__builtin_isinf(v)) return PyErr_SetString(PyExc_OverflowError, "cannot convert Infinity to integer ratio"), NULL;
    int exponent;
    bool negative = v < 0;
    long double fraction = __builtin_frexpl(negative ? -v : v, &exponent);
    uint64_t mantissa = (uint64_t)__builtin_ldexpl(fraction, 64);
    exponent -= 64;
    for (; mantissa && !(mantissa & 1); exponent++) mantissa >>= 1;
    if (!mantissa) exponent = 0;
    PyObject *m = PyLong_FromUnsignedLongLong(mantissa), *one = PyLong_FromLong(1),
             *shift = PyLong_FromLong(exponent < 0 ? -exponent : exponent);
    PyObject *numerator = NULL, *denominator = NULL, *result = NULL;
    if (m && negative) Py_SETREF(m, PyNumber_Negative(m));
    if (!m || !one || !shift) goto done;
    numerator = exponent > 0 ? PyNumber_Lshift(m, shift) : Py_NewRef(m);
    denominator = exponent < 0 ? PyNumber_Lshift(one, shift) : Py_NewRef(one);
    if (numerator && denominator) result = PyTuple_Pack(2, numerator, denominator);
done:
    Py_XDECREF(m);
    Py_XDECREF(one);
    Py_XDECREF(shift);
    Py_XDECREF(numerator);
    Py_XDECREF(denominator);
    return result;
}

static const pnd_callable float_methods[] = {
    {"is_integer", "self, /", "Is the value finite and integral?", method_float_is_integer},
    {"as_integer_ratio", "self, /", "Two integers whose ratio is the value, the second positive.", method_integer_ratio},
    {NULL, NULL, NULL, NULL},
};

/* ---- complex ------------------------------------------------------------------------------------------------------------------------------------ */

static PyObject *method_complex(PyObject *const *args)
{
    const pnd_dtype *d = pnd_scalar_dtype(args[0]);
    if (!d || d->idx != PND_IDX_CLONGDOUBLE) return python_value(args[0]);
    long double parts[2];
    memcpy(parts, pnd_scalar_data(args[0]), sizeof parts);
    return PyComplex_FromDoubles((double)parts[0], (double)parts[1]);
}

static const pnd_callable complex_methods[] = {{"__complex__", "self, /", "The value as a Python complex.", method_complex},
                                               {NULL, NULL, NULL, NULL}};

/* ---- type parameters, as in np.floating[Any] ---------------------------------------------------------------------------------------------------- */

static PyObject *class_getitem(PyObject *cls, PyObject *item)
{
    PyTypeObject *t = (PyTypeObject *)cls;
    const Py_ssize_t given = PyTuple_Check(item) ? PyTuple_GET_SIZE(item) : 1, most = t == &PndComplexFloating_Type ? 2 : 1;
    if (t != &pnd_scalar_types[PND_IDX_BOOL] && pnd_scalar_row(t) >= 0)
        return PyErr_Format(PyExc_TypeError, "There are no type variables left in %s", t->tp_name);
    if (given > most || given == 0) return PyErr_Format(PyExc_TypeError, "Too %s arguments for %s", given ? "many" : "few", t->tp_name);
    return Py_GenericAlias(cls, item);
}

static PyMethodDef class_getitem_def = {"__class_getitem__", class_getitem, METH_O | METH_CLASS,
                                        "__class_getitem__($cls, item, /)\n--\n\nThe type with type parameters, for annotations."};

static int add_class_getitem(PyTypeObject *type)
{
    PyObject *method = PyDescr_NewClassMethod(type, &class_getitem_def);
    int status = method ? PyDict_SetItemString(type->tp_dict, class_getitem_def.ml_name, method) : -1;
    Py_XDECREF(method);
    PyType_Modified(type);
    return status;
}

/* ---- indexing, buffer ------------------------------------------------------------------------------------------------------------------------------ */

/* x[()] is x, x[...] and x[None] are arrays; nothing else is an index. */
static PyObject *scalar_subscript(PyObject *o, PyObject *key)
{
    if (PyTuple_Check(key) && PyTuple_GET_SIZE(key) == 0) return Py_NewRef(o);
    bool good = key == Py_Ellipsis || key == Py_None || PyTuple_Check(key);
    for (Py_ssize_t i = 0; good && PyTuple_Check(key) && i < PyTuple_GET_SIZE(key); i++) {
        PyObject *k = PyTuple_GET_ITEM(key, i);
        good = k == Py_Ellipsis || k == Py_None;
    }
    if (!good) return PyErr_SetString(PyExc_IndexError, "invalid index to scalar variable."), NULL;
    PyObject *array = pnd_scalar_to_array(o), *result = array ? pnd_array_subscript(array, key) : NULL;
    Py_XDECREF(array);
    return result;
}

/* format must live as long as the view: the strings are static, one a dtype. */
static int scalar_getbuffer(PyObject *o, Py_buffer *view, int flags)
{
    static char formats[PND_NIDX][8];
    const pnd_dtype *d = pnd_scalar_dtype(o);
    view->obj = NULL;
    if (!d || (flags & PyBUF_WRITABLE)) {
        PyErr_SetString(PyExc_BufferError, "scalar buffer is readonly");
        return -1;
    }
    const char *format = pnd_dtype_format(d, formats[d->idx]);
    if ((flags & PyBUF_FORMAT) && !format) {
        PyErr_Format(PyExc_BufferError, "the buffer protocol has no format for dtype %s", d->name);
        return -1;
    }
    *view = (Py_buffer){.buf = (char *)(uintptr_t)pnd_scalar_data(o),
                        .obj = Py_NewRef(o),
                        .len = d->size,
                        .itemsize = d->size,
                        .readonly = 1,
                        .format = (flags & PyBUF_FORMAT) ? (char *)(uintptr_t)format : NULL};
    return 0;
}

static PyMappingMethods as_mapping = {.mp_subscript = scalar_subscript};
static PyBufferProcs as_buffer = {.bf_getbuffer = scalar_getbuffer};

void pnd_scalars_slots(void)
{
    PndGeneric_Type.tp_as_mapping = &as_mapping;
    PndGeneric_Type.tp_as_buffer = &as_buffer;
    for (int idx = 0; idx < PND_NIDX; idx++) {
        pnd_scalar_types[idx].tp_as_mapping = &as_mapping;
        pnd_scalar_types[idx].tp_as_buffer = &as_buffer;
    }
}

int pnd_scalars_init(PyObject *module)
{
    (void)module;
    if (pnd_type_add_getset(&PndGeneric_Type, getset) < 0 || add_forwarded() < 0 ||
        pnd_type_add_methods(&PndGeneric_Type, generic_methods) < 0)
        return -1;
    if (pnd_type_add_methods(&PndInteger_Type, round_method) < 0 || pnd_type_add_methods(&PndFloating_Type, round_method) < 0) return -1;
    if (pnd_type_add_methods(&PndInteger_Type, integer_methods) < 0 || pnd_type_add_getset(&PndInteger_Type, integer_getset) < 0) return -1;
    if (pnd_type_add_methods(&PndFloating_Type, float_methods) < 0 || pnd_type_add_methods(&PndComplexFloating_Type, complex_methods) < 0)
        return -1;
    if (add_class_getitem(&PndNumber_Type) < 0) return -1;
    return add_class_getitem(&pnd_scalar_types[PND_IDX_BOOL]);
}
