/*
 * The array interface (version 3), as dictionary and as C struct, both ways; and __array__.
 *
 * A dtype that the protocols cannot name (bfloat16, float8) is never dressed as another: __array_interface__ and
 * __array_struct__ raise AttributeError, __array__ answers with an ml_dtypes array where that package is importable.
 */
#include "interface.h"

#include "../convert/args.h"
#include "../convert/coerce.h"
#include "../dtype/parse.h"
#include "../platform/checked.h"
#include "../platform/mem.h"
#include "../py/errors.h"
#include "../py/signature.h"

/* The struct behind __array_struct__ (PyArrayInterface). */
typedef struct interface {
    int two, nd;
    char typekind;
    int itemsize, flags;
    Py_ssize_t *shape, *strides;
    void *data;
    PyObject *descr;
} interface;
_Static_assert(sizeof(interface) == 56 && offsetof(interface, data) == 40, "PyArrayInterface");
enum { INTERFACE_NOTSWAPPED = 0x200 };

static bool has_public_name(const pnd_dtype *d) { return pnd_dtype_is_builtin(d) && d->num < 256; }

static void no_interface(const pnd_dtype *d, const char *what)
{
    PyErr_Format(PyExc_AttributeError,
                 "%s cannot express dtype %s; use DLPack, .view() with an integer dtype of the same size, or .astype(np.float32)", what,
                 d->name);
}

/* ---- out: the dictionary --------------------------------------------------------------------------------------------------------- */

static PyObject *get_interface(PyObject *self, void *closure)
{
    PndArrayObject *a = PND_ARRAY(self);
    char text[16];
    (void)closure;
    if (!has_public_name(a->descr->core)) return no_interface(a->descr->core, "__array_interface__"), NULL;
    const char *str = pnd_dtype_str(a->descr->core, text);
    PyObject *shape = pnd_shape_tuple(a->nd, a->dimensions);
    PyObject *strides = (a->flags & PND_FLAG_C) ? Py_NewRef(Py_None) : pnd_shape_tuple(a->nd, a->strides), *result = NULL;
    if (shape && strides)
        result = Py_BuildValue("{s(NO)sOs[(ss)]sssOsi}", "data", PyLong_FromVoidPtr(a->data),
                               (a->flags & PND_FLAG_WRITEABLE) ? Py_False : Py_True, "strides", strides, "descr", "", str, "typestr", str,
                               "shape", shape, "version", 3);
    Py_XDECREF(shape);
    Py_XDECREF(strides);
    return result;
}

/* ---- out: the struct ---------------------------------------------------------------------------------------------------------------- */

static void drop_struct(PyObject *capsule)
{
    pnd_free(PyCapsule_GetPointer(capsule, NULL));
    Py_XDECREF(PyCapsule_GetContext(capsule));
}

static PyObject *get_struct(PyObject *self, void *closure)
{
    PndArrayObject *a = PND_ARRAY(self);
    const pnd_dtype *d = a->descr->core;
    (void)closure;
    if (!has_public_name(d)) return no_interface(d, "__array_struct__"), NULL;
    interface *s = pnd_malloc(sizeof *s + sizeof(Py_ssize_t) * 2 * (size_t)a->nd);
    if (!s) return PyErr_NoMemory();
    Py_ssize_t *dims = (Py_ssize_t *)(void *)(s + 1);
    memcpy(dims, a->dimensions, sizeof *dims * (size_t)a->nd);
    memcpy(dims + a->nd, a->strides, sizeof *dims * (size_t)a->nd);
    int flags = a->flags & (PND_FLAG_C | PND_FLAG_F | PND_FLAG_ALIGNED | PND_FLAG_WRITEABLE);
    *s = (interface){.two = 2,
                     .nd = a->nd,
                     .typekind = d->kind,
                     .itemsize = (int)d->size,
                     .flags = flags | (d->swapped ? 0 : INTERFACE_NOTSWAPPED),
                     .shape = dims,
                     .strides = dims + a->nd,
                     .data = a->data};
    PyObject *capsule = PyCapsule_New(s, NULL, drop_struct);
    if (!capsule) {
        pnd_free(s);
        return NULL;
    }
    (void)PyCapsule_SetContext(capsule, Py_NewRef(self));
    return capsule;
}

/* ---- in: the struct ------------------------------------------------------------------------------------------------------------------ */

static PyObject *lookup(PyObject *o, const char *name)
{
    PyObject *value = PyObject_GetAttrString(o, name);
    if (!value && PyErr_ExceptionMatches(PyExc_AttributeError)) PyErr_Clear();
    return value;
}

static int bad(const char *what)
{
    PyErr_SetString(PyExc_ValueError, what);
    return -1;
}

/* Nothing the array could touch may wrap around the address space. */
static int check_reach(int nd, const intptr_t *shape, const intptr_t *strides, intptr_t itemsize, const void *data)
{
    intptr_t size, bytes, lo, hi;
    for (int i = 0; i < nd; i++)
        if (shape[i] < 0) return bad("array interface with a negative extent");
    if (pnd_shape_size_over(nd, shape, &size) || pnd_mul_over(size, itemsize, &bytes)) return bad("array interface whose extents overflow");
    if (size == 0) return 0;
    if (pnd_extent(nd, shape, strides, itemsize, &lo, &hi) < 0 || !data || pnd_reach_wraps(data, lo, hi))
        return bad("array interface that reaches outside the address space");
    return 0;
}

/* Numbers that anybody may write down are not taken for references. */
static int no_references(const pnd_dtype *d)
{
    return pnd_dtype_is_plain(d) ? 0 : bad("an array interface cannot hand over references to objects");
}

static const pnd_dtype *dtype_of_kind(char kind, int itemsize, bool swapped)
{
    char text[16];
    pnd_error err;
    int n = snprintf(text, sizeof text, "%c%d", kind, itemsize);
    const pnd_dtype *d = pnd_dtype_parse(text, (size_t)n, &err);
    if (!d) return pnd_raise(&err), NULL;
    return swapped ? pnd_dtype_swap(d) : d;
}

static PyObject *array_from_struct(const interface *s, PyObject *owner)
{
    if (s->two != 2) return bad("invalid __array_struct__: its first field must be 2"), NULL;
    if (s->nd < 0 || s->nd > PND_MAXDIMS)
        return PyErr_Format(PyExc_ValueError, "maximum supported dimension for an ndarray is %d, found %d", PND_MAXDIMS, s->nd);
    const pnd_dtype *d = dtype_of_kind(s->typekind, s->itemsize, !(s->flags & INTERFACE_NOTSWAPPED));
    if (!d || no_references(d) < 0) return NULL;
    if (s->nd > 0 && (!s->shape || !s->strides)) return bad("invalid __array_struct__: no shape or no strides"), NULL;
    if (check_reach(s->nd, s->shape, s->strides, d->size, s->data) < 0) return NULL;
    if (!s->data) return pnd_array_zeros(d, s->nd, s->shape, PND_ORDER_C);
    return pnd_array_from_data(&PndArray_Type, pnd_descr_builtin(d), s->nd, s->shape, s->strides, s->data, s->flags & PND_FLAG_WRITEABLE,
                               owner, NULL);
}

PyObject *pnd_from_array_struct(PyObject *o)
{
    PyObject *capsule = lookup(o, "__array_struct__");
    if (!capsule) return NULL;
    PyObject *result = NULL;
    if (PyType_Check(o))
        ; /* a class: its descriptor, not an array */
    else if (!PyCapsule_CheckExact(capsule) || PyCapsule_GetName(capsule)) bad("invalid __array_struct__: not a capsule without a name");
    else {
        PyObject *both = PyTuple_Pack(2, o, capsule); /* the struct may be freed with its capsule, the memory with o */
        const interface *s = PyCapsule_GetPointer(capsule, NULL);
        if (both && s) result = array_from_struct(s, both);
        Py_XDECREF(both);
    }
    Py_DECREF(capsule);
    return result;
}

/* ---- in: the dictionary --------------------------------------------------------------------------------------------------------------- */

typedef struct parsed {
    const pnd_dtype *dtype;
    int nd;
    intptr_t shape[PND_MAXDIMS], strides[PND_MAXDIMS];
    char *data;
    bool writable;
    PyObject *owner; /* new reference */
} parsed;

static int parse_type(PyObject *dict, parsed *p)
{
    PyObject *o = PyDict_GetItemString(dict, "typestr");
    if (!o || !PyUnicode_Check(o))
        return PyErr_SetString(PyExc_ValueError,
                               o ? "__array_interface__ typestr must be a string" : "Missing __array_interface__ typestr"),
               -1;
    Py_ssize_t n;
    const char *text = PyUnicode_AsUTF8AndSize(o, &n);
    pnd_error err;
    if (!text) return -1;
    p->dtype = pnd_dtype_parse(text, (size_t)n, &err);
    return p->dtype ? no_references(p->dtype) : pnd_raise_int(&err);
}

/* The dictionary is a private copy: the __index__ of an extent may empty the producer's. */
static int parse_shape(PyObject *dict, parsed *p)
{
    PyObject *shape = PyDict_GetItemString(dict, "shape"), *strides = PyDict_GetItemString(dict, "strides");
    if (!shape) return bad("Missing __array_interface__ shape");
    if (!PyTuple_Check(shape)) return PyErr_SetString(PyExc_TypeError, "__array_interface__ shape must be a tuple"), -1;
    if (pnd_arg_shape(shape, &p->nd, p->shape) < 0) return -1;
    if (!strides || strides == Py_None) {
        pnd_error err;
        intptr_t bytes;
        return pnd_strides_fill(p->nd, p->shape, p->dtype->size, PND_ORDER_C, p->strides, &bytes, &err) < 0 ? pnd_raise_int(&err) : 0;
    }
    if (!PyTuple_Check(strides)) return PyErr_SetString(PyExc_TypeError, "strides must be a tuple"), -1;
    if (PyTuple_GET_SIZE(strides) != p->nd) return bad("mismatch in length of strides and shape");
    for (int i = 0; i < p->nd; i++) {
        p->strides[i] = PyLong_AsSsize_t(PyTuple_GET_ITEM(strides, i));
        if (p->strides[i] == -1 && PyErr_Occurred()) return -1;
    }
    return 0;
}

/* data: (address, read-only) or a buffer with an offset; without data the object itself is the buffer. */
static int parse_data(PyObject *o, PyObject *dict, parsed *p)
{
    PyObject *data = PyDict_GetItemString(dict, "data");
    if (data && PyTuple_Check(data)) {
        if (PyTuple_GET_SIZE(data) != 2)
            return PyErr_SetString(PyExc_TypeError,
                                   "__array_interface__ data must be a 2-tuple with (data pointer integer, read-only flag)"),
                   -1;
        p->data = PyLong_AsVoidPtr(PyTuple_GET_ITEM(data, 0));
        if (PyErr_Occurred()) return -1;
        int readonly = PyObject_IsTrue(PyTuple_GET_ITEM(data, 1));
        p->writable = readonly == 0;
        p->owner = Py_NewRef(o);
        return readonly < 0 ? -1 : check_reach(p->nd, p->shape, p->strides, p->dtype->size, p->data);
    }
    PyObject *source = data && data != Py_None ? data : o, *mv = PyMemoryView_FromObject(source);
    if (!mv) return -1;
    p->owner = mv;
    Py_buffer *b = PyMemoryView_GET_BUFFER(mv);
    PyObject *off = PyDict_GetItemString(dict, "offset");
    Py_ssize_t offset = off ? PyLong_AsSsize_t(off) : 0;
    if (offset == -1 && PyErr_Occurred()) return -1;
    if (offset < 0 || offset > b->len || !pnd_strides_in_bounds(p->nd, p->shape, p->strides, p->dtype->size, offset, b->len))
        return bad("__array_interface__: the shape, strides and offset reach outside its buffer");
    p->data = (char *)b->buf + offset;
    p->writable = !b->readonly;
    return 0;
}

PyObject *pnd_from_array_interface(PyObject *o)
{
    PyObject *given = lookup(o, "__array_interface__"), *dict = NULL, *result = NULL;
    parsed p = {.owner = NULL};
    if (!given) return NULL;
    if (PyType_Check(o))
        ;
    else if (!PyDict_Check(given)) PyErr_SetString(PyExc_ValueError, "Invalid __array_interface__ value, must be a dict");
    else if ((dict = PyDict_Copy(given)) != NULL && parse_type(dict, &p) == 0 && parse_shape(dict, &p) == 0 &&
             parse_data(o, dict, &p) == 0) {
        if (p.data)
            result = pnd_array_from_data(&PndArray_Type, pnd_descr_builtin(p.dtype), p.nd, p.shape, p.strides, p.data,
                                         p.writable ? PND_FLAG_WRITEABLE : 0, p.owner, NULL);
        else result = pnd_array_zeros(p.dtype, p.nd, p.shape, PND_ORDER_C);
    }
    Py_XDECREF(p.owner);
    Py_XDECREF(dict);
    Py_DECREF(given);
    return result;
}

/* ---- __array__ --------------------------------------------------------------------------------------------------------------------------- */

/* An array of another library that an __array__ method gave: imported by the protocols above, but for __array__ itself. */
static PyObject *adopt(PyObject *value)
{
    if (pnd_is_array(value)) return Py_NewRef(value);
    PyObject *result = pnd_from_array_struct(value);
    if (!result && !PyErr_Occurred()) result = pnd_from_array_interface(value);
    if (!result && !PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "object __array__ method not producing an array");
    return result;
}

/* Is the exception a TypeError of an `__array__` that was written for NumPy 1 and has no parameter `copy`?  Then it is dropped. */
static bool knows_no_copy(void)
{
    PyObject *type, *value, *trace;
    if (!PyErr_ExceptionMatches(PyExc_TypeError)) return false;
    PyErr_Fetch(&type, &value, &trace);
    PyErr_NormalizeException(&type, &value, &trace);
    PyObject *text = PyObject_Str(value);
    const char *s = text ? PyUnicode_AsUTF8(text) : NULL;
    const bool found = s && (strstr(s, "unexpected keyword argument 'copy'") || strstr(s, "takes no keyword arguments"));
    Py_XDECREF(text);
    if (!found) return PyErr_Restore(type, value, trace), false; /* in place of what str() may have raised */
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(trace);
    return true;
}

static int warn_no_copy(void)
{
    return PyErr_WarnEx(PyExc_DeprecationWarning,
                        "__array__ implementation doesn't accept a copy keyword, so passing copy=False failed. __array__ must implement "
                        "'dtype' and 'copy' keyword arguments. To learn more, see the migration guide "
                        "https://numpy.org/devdocs/numpy_2_0_migration_guide.html#adapting-to-changes-in-the-copy-keyword",
                        1);
}

PyObject *pnd_from_array_method(PyObject *o, PyObject *dtype, int copy)
{
    PyObject *method = PyType_Check(o) ? NULL : lookup(o, "__array__"), *value = NULL;
    if (!method) return NULL;
    bool plain = copy == 0;
    if (!plain) {
        PyObject *names = Py_BuildValue("(s)", "copy"), *flag = copy > 0 ? Py_True : Py_False, *args[2] = {dtype ? dtype : flag, flag};
        if (names) value = PyObject_Vectorcall(method, args, dtype ? 1 : 0, names);
        Py_XDECREF(names);
        if (!value) plain = knows_no_copy() && warn_no_copy() == 0;
    }
    if (plain) value = dtype ? PyObject_CallOneArg(method, dtype) : PyObject_CallNoArgs(method);
    Py_DECREF(method);
    if (value && plain && copy < 0) { /* whether it is a copy nobody knows */
        Py_DECREF(value);
        return pnd_copy_refused();
    }
    PyObject *result = value ? adopt(value) : NULL;
    Py_XDECREF(value);
    return result;
}

/* bfloat16 and float8 leave as ml_dtypes arrays, if at all. */
static PyObject *as_ml_dtypes(PyObject *self)
{
    const pnd_dtype *d = PND_ARRAY(self)->descr->core;
    PyObject *ml = PyImport_ImportModule("ml_dtypes"), *numpy = ml ? PyImport_ImportModule("numpy") : NULL, *bits = NULL, *raw = NULL,
             *result = NULL;
    PyObject *type = numpy ? PyObject_GetAttrString(ml, d->name) : NULL;
    if (type) bits = PyObject_CallMethod(self, "view", "s", d->size == 1 ? "u1" : "u2");
    if (bits) raw = PyObject_CallMethod(numpy, "asarray", "O", bits);
    if (raw) result = PyObject_CallMethod(raw, "view", "O", type);
    if (!result && (PyErr_ExceptionMatches(PyExc_ImportError) || PyErr_ExceptionMatches(PyExc_AttributeError)))
        PyErr_Format(PyExc_TypeError,
                     "no other array type can hold dtype %s here (ml_dtypes is not importable); use .view(np.uint%d) for the bits or "
                     ".astype(np.float32) for the values",
                     d->name, (int)d->size * 8);
    Py_XDECREF(ml);
    Py_XDECREF(numpy);
    Py_XDECREF(type);
    Py_XDECREF(bits);
    Py_XDECREF(raw);
    return result;
}

/* self, dtype, copy */
static PyObject *array_method(PyObject *const *a)
{
    PndDescrObject *descr = NULL;
    int flags = PND_AS_FORCECAST;
    if (a[1] && a[1] != Py_None && !(descr = pnd_descr_from_object(a[1], NULL))) return NULL;
    if (a[2] && a[2] != Py_None) {
        int truth = PyObject_IsTrue(a[2]);
        if (truth < 0) {
            Py_XDECREF(descr);
            return NULL;
        }
        flags |= truth ? PND_AS_COPY : PND_AS_NOCOPY;
    }
    const bool converts = descr && PND_ARRAY(a[0])->descr->core != descr->core;
    if (converts || (flags & PND_AS_COPY)) flags |= PND_AS_C; /* what is made anew is in C order, as the oracle's */
    PyObject *result = pnd_as_array(a[0], descr, flags, 0);
    Py_XDECREF(descr);
    if (result && !has_public_name(PND_ARRAY(result)->descr->core)) {
        PyObject *foreign = as_ml_dtypes(result);
        Py_SETREF(result, foreign);
    }
    return result;
}

static PyGetSetDef getset[] = {
    {"__array_interface__", get_interface, NULL, "The array protocol, version 3, as a dictionary.", NULL},
    {"__array_struct__", get_struct, NULL, "The array protocol, version 3, as a capsule around a C struct.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static const pnd_callable methods[] = {
    {"__array__", "self, dtype=None, /, *, copy=None",
     "This array, converted to `dtype`; bfloat16 and float8 leave as an ml_dtypes array of NumPy's.\n\ncopy=False raises ValueError when a "
     "copy is needed.",
     array_method},
    {NULL, NULL, NULL, NULL},
};

int pnd_interface_init(PyObject *module)
{
    (void)module;
    if (pnd_type_add_getset(&PndArray_Type, getset) < 0) return -1;
    return pnd_type_add_methods(&PndArray_Type, methods);
}
