/*
 * dtype objects: np.dtype, its classes (Float64DType ...) and their metaclass _DTypeMeta, the built-in instances.
 *
 * Everything here is static: classes and built-in instances are never freed.  The public fields of an instance are filled
 * from the core's row once; `core` is what the rest of the project reads.  copy=True and metadata make instances on the
 * heap; those alone may be changed by __setstate__ (unpickling sets the byte order of a fresh copy).
 */
#include "descr.h"

#include "objref.h"
#include "scalar.h"

#include "../dtype/parse.h"
#include "../dtype/promote.h"
#include "../py/errors.h"
#include "../py/state.h"

_Static_assert(offsetof(PndDTypeMetaObject, singleton) == sizeof(PyHeapTypeObject), "PyArray_DTypeMeta.singleton");
_Static_assert(sizeof(PndDTypeMetaObject) == sizeof(PyHeapTypeObject) + 64, "PyArray_DTypeMeta");

#define IMMORTAL ((Py_ssize_t)1 << 40)

PndDescrObject *pnd_descrs[2][PND_NIDX];
static PndDescrObject instances[2][PND_NIDX];
static PndDTypeMetaObject classes[PND_NIDX];

static bool is_static(PndDescrObject *d) { return pnd_dtype_is_builtin(d->core) && d == pnd_descr_builtin(d->core); }

PyTypeObject *pnd_dtype_class(const pnd_dtype *d) { return (PyTypeObject *)&classes[d->idx]; }

/**** Life ****/

static void fill_public(PndDescrObject *d, const pnd_dtype *core)
{
    d->typeobj = &pnd_scalar_types[core->idx];
    d->kind = core->kind;
    d->type = core->type_char;
    d->byteorder = core->byteorder;
    d->type_num = core->num;
    d->flags = core->flags;
    d->elsize = core->size;
    d->alignment = core->align;
    d->hash = -1;
    d->core = pnd_dtype_incref(core);
}

PndDescrObject *pnd_descr_new(const pnd_dtype *core)
{
    if (pnd_dtype_is_builtin(core)) return (PndDescrObject *)Py_NewRef((PyObject *)pnd_descr_builtin(core));
    PyErr_Format(PyExc_TypeError, "data type '%s' is not supported yet", core->name);
    return NULL;
}

PndDescrObject *pnd_descr_copy(PndDescrObject *d)
{
    PyTypeObject *type = Py_TYPE(d);
    PndDescrObject *copy = (PndDescrObject *)type->tp_alloc(type, 0);
    if (!copy) return NULL;
    fill_public(copy, d->core);
    copy->metadata = Py_XNewRef(d->metadata);
    return copy;
}

static void descr_dealloc(PyObject *self)
{
    PndDescrObject *d = PND_DESCR(self);
    if (is_static(d)) { /* someone dropped a reference that was not theirs */
        Py_SET_REFCNT(self, IMMORTAL);
        return;
    }
    Py_XDECREF(d->metadata);
    pnd_dtype_decref(d->core);
    Py_TYPE(self)->tp_free(self);
}

static int warn_align(PyObject *align)
{
    if (!align || PyBool_Check(align) || Py_TYPE(align) == &pnd_scalar_types[PND_IDX_BOOL]) return 0;
    return PyErr_WarnFormat(
        PndExc_VisibleDeprecationWarning, 1,
        "dtype(): align should be passed as Python or NumPy boolean but got `align=%.100R`. Did you mean to pass a tuple to create "
        "a subarray type? (Deprecated NumPy 2.4)",
        align);
}

static PyObject *descr_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"dtype", "align", "copy", "metadata", NULL};
    PyObject *what, *align = NULL, *metadata = NULL;
    int copy = 0;
    if (type != &PndDescr_Type) {
        if (PyTuple_GET_SIZE(args) || (kwargs && PyDict_GET_SIZE(kwargs)))
            return PyErr_SetString(PyExc_TypeError, "currently only the no-argument instantiation is supported; use `np.dtype` instead."),
                   NULL;
        return Py_NewRef((PyObject *)((PndDTypeMetaObject *)type)->singleton);
    }
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|OpO!:dtype", names, &what, &align, &copy, &PyDict_Type, &metadata)) return NULL;
    if (warn_align(align) < 0) return NULL;
    PndDescrObject *d = pnd_descr_from_object(what, NULL);
    if (!d || (!copy && !metadata)) return (PyObject *)d;
    Py_SETREF(d, pnd_descr_copy(d));
    if (!d || !metadata) return (PyObject *)d;
    PyObject *merged = d->metadata ? PyDict_Copy(d->metadata) : PyDict_New();
    if (!merged || PyDict_Merge(merged, metadata, 1) < 0) {
        Py_XDECREF(merged);
        Py_DECREF(d);
        return NULL;
    }
    Py_XSETREF(d->metadata, merged);
    return (PyObject *)d;
}

/**** Text ****/

const char *pnd_descr_name(const pnd_dtype *d, char buffer[16])
{
    const char *stem = d->kind == 'i' ? "int" : d->kind == 'u' ? "uint" : d->kind == 'f' ? "float" : "complex";
    if (!pnd_dtype_is_builtin(d) || d->kind == 'b' || d->kind == 'O' || d->num >= 256) return d->name;
    PyOS_snprintf(buffer, 16, "%s%d", stem, (int)d->size * 8);
    return buffer;
}

static PyObject *descr_str(PyObject *self)
{
    const pnd_dtype *d = PND_DESCR(self)->core;
    char buffer[16];
    return PyUnicode_FromString(d->swapped ? pnd_dtype_str(d, buffer) : pnd_descr_name(d, buffer));
}

static PyObject *descr_repr(PyObject *self)
{
    PyObject *text = pnd_dtype_is_object(PND_DESCR(self)->core) ? PyUnicode_FromString("O") : descr_str(self), *repr = NULL;
    if (!text) return NULL;
    repr = PyUnicode_FromFormat("dtype('%U')", text); /* metadata are shown for structured dtypes only */
    Py_DECREF(text);
    return repr;
}

/**** Comparison and hash ****/

static PyObject *descr_compare(PyObject *self, PyObject *other, int op)
{
    PndDescrObject *d = pnd_is_descr(other) ? (PndDescrObject *)Py_NewRef(other) : pnd_descr_from_object(other, NULL);
    if (!d) { /* not a dtype: unequal, and without order */
        if (PyErr_ExceptionMatches(PyExc_MemoryError) || PyErr_ExceptionMatches(PyExc_KeyboardInterrupt)) return NULL;
        PyErr_Clear();
        Py_RETURN_NOTIMPLEMENTED;
    }
    const pnd_dtype *a = PND_DESCR(self)->core, *b = d->core;
    bool equal = pnd_dtype_equal(a, b), result = false;
    switch (op) {
    case Py_EQ: result = equal; break;
    case Py_NE: result = !equal; break;
    case Py_LT: result = !equal && pnd_can_cast(a, b, PND_CAST_SAFE); break;
    case Py_LE: result = pnd_can_cast(a, b, PND_CAST_SAFE); break;
    case Py_GT: result = !equal && pnd_can_cast(b, a, PND_CAST_SAFE); break;
    case Py_GE: result = pnd_can_cast(b, a, PND_CAST_SAFE); break;
    }
    Py_DECREF(d);
    return PyBool_FromLong(result);
}

/* The oracle's hash (of the tuple kind, byte order, flags, item size, alignment), so that its dtypes find ours in a dict.
   The small floats are hashed as ml_dtypes' are, whose kind and flags differ from ours. */
static Py_hash_t descr_hash(PyObject *self)
{
    PndDescrObject *o = PND_DESCR(self);
    const pnd_dtype *d = o->core;
    if (o->hash != -1) return o->hash;
    bool small = d->num >= 256;
    const char order[2] = {d->byteorder == '=' || (small && !d->swapped) ? PY_LITTLE_ENDIAN ? '<' : '>' : d->byteorder, 0};
    const char kind[2] = {small && strcmp(d->name, "float8_e5m2") != 0 ? 'V' : d->kind, 0};
    PyObject *key = Py_BuildValue("(ssinn)", kind, order, (int)(small ? PND_DT_USE_SETITEM : d->flags), d->size, d->align);
    if (!key) return -1;
    o->hash = PyObject_Hash(key);
    Py_DECREF(key);
    return o->hash;
}

/**** Attributes ****/

static const pnd_dtype *core_of(PyObject *self) { return PND_DESCR(self)->core; }

static PyObject *get_str(PyObject *self, void *unused)
{
    char buffer[16];
    return (void)unused, PyUnicode_FromString(pnd_dtype_str(core_of(self), buffer));
}

static PyObject *get_name(PyObject *self, void *unused)
{
    char buffer[16];
    return (void)unused, PyUnicode_FromString(pnd_descr_name(core_of(self), buffer));
}

static PyObject *get_descr(PyObject *self, void *unused)
{
    char buffer[16];
    return (void)unused, Py_BuildValue("[(ss)]", "", pnd_dtype_str(core_of(self), buffer));
}

static PyObject *get_isbuiltin(PyObject *self, void *unused)
{
    const pnd_dtype *d = core_of(self);
    return (void)unused, PyLong_FromLong(d->num >= 256 ? 2 : !d->swapped);
}

static PyObject *get_metadata(PyObject *self, void *unused)
{
    PyObject *metadata = PND_DESCR(self)->metadata;
    (void)unused;
    if (!metadata) Py_RETURN_NONE;
    return PyDictProxy_New(metadata);
}

static PyObject *get_base(PyObject *self, void *unused) { return (void)unused, Py_NewRef(self); }
static PyObject *get_none(PyObject *self, void *unused) { return (void)self, (void)unused, Py_NewRef(Py_None); }
static PyObject *get_hasobject(PyObject *self, void *unused)
{
    return (void)unused, PyBool_FromLong((core_of(self)->flags & PND_DT_ITEM_REFCOUNT) != 0);
}
static PyObject *get_false(PyObject *self, void *unused) { return (void)self, (void)unused, Py_NewRef(Py_False); }
static PyObject *get_shape(PyObject *self, void *unused) { return (void)self, (void)unused, PyTuple_New(0); }
static PyObject *get_ndim(PyObject *self, void *unused) { return (void)self, (void)unused, PyLong_FromLong(0); }
static PyObject *get_isnative(PyObject *self, void *unused) { return (void)unused, PyBool_FromLong(!core_of(self)->swapped); }

static int set_names(PyObject *self, PyObject *value, void *unused)
{
    (void)self, (void)unused;
    if (!value) PyErr_SetString(PyExc_AttributeError, "Cannot delete dtype names attribute");
    else PyErr_SetString(PyExc_ValueError, "there are no fields defined");
    return -1;
}

/* The oracle's own dtype, for numpy.dtype(ours): imported only when asked. */
static PyObject *get_numpy_dtype(PyObject *self, void *unused)
{
    const pnd_dtype *d = core_of(self);
    char buffer[16];
    (void)unused;
    PyObject *numpy = PyImport_ImportModule("numpy"), *small = NULL, *result = NULL;
    if (!numpy) goto missing;
    if (d->num < 256) {
        char text[3] = {d->byteorder == '|' ? '=' : d->byteorder, d->type_char, 0};
        result = PyObject_CallMethod(numpy, "dtype", "s", text);
    } else {
        PyObject *types = PyImport_ImportModule("ml_dtypes");
        if (!types) goto missing;
        small = PyObject_GetAttrString(types, pnd_descr_name(d, buffer));
        Py_DECREF(types);
        if (small) result = PyObject_CallMethod(numpy, "dtype", "O", small);
        if (result && d->swapped) Py_SETREF(result, PyObject_CallMethod(result, "newbyteorder", NULL));
    }
    Py_XDECREF(small);
    Py_DECREF(numpy);
    return result;
missing:
    Py_XDECREF(numpy);
    if (!PyErr_ExceptionMatches(PyExc_ImportError)) return NULL;
    PyErr_Clear();
    return PyErr_SetString(PyExc_AttributeError, "__numpy_dtype__"), NULL;
}

static PyMemberDef descr_members[] = {
    {"type", T_OBJECT, offsetof(PndDescrObject, typeobj), READONLY, NULL},
    {"kind", T_CHAR, offsetof(PndDescrObject, kind), READONLY, NULL},
    {"char", T_CHAR, offsetof(PndDescrObject, type), READONLY, NULL},
    {"num", T_INT, offsetof(PndDescrObject, type_num), READONLY, NULL},
    {"byteorder", T_CHAR, offsetof(PndDescrObject, byteorder), READONLY, NULL},
    {"itemsize", T_PYSSIZET, offsetof(PndDescrObject, elsize), READONLY, NULL},
    {"alignment", T_PYSSIZET, offsetof(PndDescrObject, alignment), READONLY, NULL},
    {"flags", T_ULONGLONG, offsetof(PndDescrObject, flags), READONLY, NULL},
    {NULL},
};

static PyGetSetDef descr_getset[] = {
    {"str", get_str, NULL, NULL, NULL},
    {"name", get_name, NULL, NULL, NULL},
    {"descr", get_descr, NULL, NULL, NULL},
    {"base", get_base, NULL, NULL, NULL},
    {"shape", get_shape, NULL, NULL, NULL},
    {"ndim", get_ndim, NULL, NULL, NULL},
    {"subdtype", get_none, NULL, NULL, NULL},
    {"fields", get_none, NULL, NULL, NULL},
    {"names", get_none, set_names, NULL, NULL},
    {"metadata", get_metadata, NULL, NULL, NULL},
    {"hasobject", get_hasobject, NULL, NULL, NULL},
    {"isalignedstruct", get_false, NULL, NULL, NULL},
    {"isbuiltin", get_isbuiltin, NULL, NULL, NULL},
    {"isnative", get_isnative, NULL, NULL, NULL},
    {"__numpy_dtype__", get_numpy_dtype, NULL, NULL, NULL},
    {NULL},
};

/**** Methods ****/

/* 0 native, 1 swapped, 2 the other one, 3 as it is; -1 with ValueError. */
static int read_order(const char *text, PyObject *shown)
{
    switch (text[0]) {
    case '>':
    case 'b':
    case 'B': return PY_LITTLE_ENDIAN;
    case '<':
    case 'l':
    case 'L': return !PY_LITTLE_ENDIAN;
    case '=':
    case 'n':
    case 'N': return 0;
    case 's':
    case 'S': return 2;
    case '|':
    case 'i':
    case 'I': return 3;
    }
    PyErr_Format(PyExc_ValueError, "byteorder not recognized (got '%U')", shown);
    return -1;
}

static PyObject *descr_newbyteorder(PyObject *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"new_order", NULL};
    PyObject *order = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|O:newbyteorder", names, &order)) return NULL;
    const pnd_dtype *d = core_of(self);
    int want = 2;
    if (order) {
        if (!PyUnicode_Check(order)) return PyErr_Format(PyExc_TypeError, "byteorder must be str, not %s", Py_TYPE(order)->tp_name);
        const char *text = PyUnicode_AsUTF8(order);
        if (!text || (want = read_order(text, order)) < 0) return NULL;
    }
    bool swapped = want == 2 ? !d->swapped : want == 3 ? d->swapped : want;
    if (swapped == d->swapped || !d->twin) return Py_NewRef(self);
    PndDescrObject *other = pnd_descr_builtin(d->twin);
    if (!PND_DESCR(self)->metadata) return Py_NewRef((PyObject *)other);
    other = pnd_descr_copy(other);
    if (other) other->metadata = Py_NewRef(PND_DESCR(self)->metadata);
    return (PyObject *)other;
}

static PyObject *descr_reduce(PyObject *self, PyObject *unused)
{
    const pnd_dtype *d = core_of(self);
    PyObject *metadata = PND_DESCR(self)->metadata, *type = (PyObject *)&PndDescr_Type;
    char text[16], order[2] = {d->byteorder == '=' ? PY_LITTLE_ENDIAN ? '<' : '>' : d->byteorder, 0};
    (void)unused;
    if (d->num >= 256) PyOS_snprintf(text, sizeof text, "%s", d->name);
    else PyOS_snprintf(text, sizeof text, "%c%d", d->kind, (int)d->size);
    if (metadata)
        return Py_BuildValue("O(sOO)(isOOOiiiO)", type, text, Py_False, Py_True, 4, order, Py_None, Py_None, Py_None, -1, -1, (int)d->flags,
                             metadata);
    return Py_BuildValue("O(sOO)(isOOOiii)", type, text, Py_False, Py_True, 3, order, Py_None, Py_None, Py_None, -1, -1, (int)d->flags);
}

/* state = (version, byteorder, subdtype, names, fields, itemsize, alignment, flags[, metadata]); ours and NumPy's pickles. */
static PyObject *descr_setstate(PyObject *self, PyObject *state)
{
    PndDescrObject *d = PND_DESCR(self);
    if (is_static(d)) Py_RETURN_NONE;
    if (!PyTuple_Check(state) || PyTuple_GET_SIZE(state) < 8 || !PyUnicode_Check(PyTuple_GET_ITEM(state, 1)))
        return PyErr_SetString(PyExc_ValueError, "Invalid state while unpickling a dtype"), NULL;
    long version = PyLong_AsLong(PyTuple_GET_ITEM(state, 0));
    if (version == -1 && PyErr_Occurred()) return NULL;
    if (version < 3 || version > 4) return PyErr_Format(PyExc_ValueError, "can't handle version %ld of numpy.dtype pickle", version);
    const char *order = PyUnicode_AsUTF8(PyTuple_GET_ITEM(state, 1));
    if (!order) return NULL;
    bool swapped = order[0] == (PY_LITTLE_ENDIAN ? '>' : '<');
    if (d->core->twin && swapped != d->core->swapped) {
        const pnd_dtype *old = d->core;
        fill_public(d, old->twin);
        pnd_dtype_decref(old);
    }
    if (version == 4 && PyTuple_GET_SIZE(state) > 8 && PyDict_Check(PyTuple_GET_ITEM(state, 8)))
        Py_XSETREF(d->metadata, Py_NewRef(PyTuple_GET_ITEM(state, 8)));
    Py_RETURN_NONE;
}

static PyObject *descr_class_getitem(PyObject *cls, PyObject *args)
{
    Py_ssize_t n = PyTuple_Check(args) ? PyTuple_GET_SIZE(args) : 1;
    if (n != 1) return PyErr_Format(PyExc_TypeError, "Too %s arguments for %s", n ? "many" : "few", ((PyTypeObject *)cls)->tp_name);
    return Py_GenericAlias(cls, args);
}

static PyMethodDef descr_methods[] = {
    {"newbyteorder", (PyCFunction)(void (*)(void))descr_newbyteorder, METH_VARARGS | METH_KEYWORDS,
     "newbyteorder($self, new_order='S', /)\n--\n\nReturn a new dtype with a different byte order."},
    {"__reduce__", descr_reduce, METH_NOARGS, "__reduce__($self, /)\n--\n\nFor pickle."},
    {"__setstate__", descr_setstate, METH_O, "__setstate__($self, state, /)\n--\n\nFor pickle."},
    {"__class_getitem__", descr_class_getitem, METH_CLASS | METH_O,
     "__class_getitem__($cls, item, /)\n--\n\nFor annotations: dtype[scalar type]."},
    {NULL},
};

static Py_ssize_t descr_length(PyObject *self) { return (void)self, 0; }
static int descr_bool(PyObject *self) { return (void)self, 1; }

static PyObject *descr_subscript(PyObject *self, PyObject *key)
{
    (void)key;
    return PyErr_Format(PyExc_KeyError, "There are no fields in dtype %S.", self);
}

static PyObject *descr_repeat(PyObject *self, Py_ssize_t n)
{
    return PyErr_Format(PyExc_TypeError, "a subarray data type ('%S', (%zd,)) is not supported yet", self, n);
}

static PyNumberMethods descr_number = {.nb_bool = descr_bool};
static PySequenceMethods descr_sequence = {.sq_length = descr_length, .sq_repeat = descr_repeat};
static PyMappingMethods descr_mapping = {.mp_length = descr_length, .mp_subscript = descr_subscript};

PndDTypeMetaObject pnd_descr_type_full = {
    .super.ht_type =
        {
            PyVarObject_HEAD_INIT(&PndDTypeMeta_Type, 0).tp_name = "pyndarray.dtype",
            .tp_basicsize = sizeof(PndDescrObject),
            .tp_flags = Py_TPFLAGS_DEFAULT,
            .tp_doc = "dtype(dtype, align=False, copy=False, **kwargs)\n--\n\n"
                      "What the elements of an array are.\n\n"
                      "Parameters\n----------\n"
                      "dtype : str, type, dtype or object with a `dtype` attribute\n    What to convert; None means float64.\n"
                      "align : bool, optional\n    Without meaning for the dtypes there are.\n"
                      "copy : bool, optional\n    Make a new object instead of a reference to the built-in one.\n"
                      "metadata : dict, optional\n    Kept with the dtype and shown as a read-only mapping.\n",
            .tp_new = descr_new,
            .tp_dealloc = descr_dealloc,
            .tp_repr = descr_repr,
            .tp_str = descr_str,
            .tp_hash = descr_hash,
            .tp_richcompare = descr_compare,
            .tp_as_number = &descr_number,
            .tp_as_sequence = &descr_sequence,
            .tp_as_mapping = &descr_mapping,
            .tp_members = descr_members,
            .tp_getset = descr_getset,
            .tp_methods = descr_methods,
        },
    .type_num = -1,
    .flags = PND_DTYPE_ABSTRACT,
};

/**** The metaclass ****/

static PyObject *meta_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    (void)type, (void)args, (void)kwargs;
    return PyErr_SetString(PyExc_TypeError, "Preliminary-API: Cannot subclass DType."), NULL;
}

static PyObject *meta_type(PyObject *self, void *unused)
{
    PyObject *type = (PyObject *)((PndDTypeMetaObject *)self)->scalar_type;
    return (void)unused, Py_NewRef(type ? type : Py_None);
}

static PyObject *meta_flag(PyObject *self, void *bit)
{
    return PyBool_FromLong((((PndDTypeMetaObject *)self)->flags & (uint64_t)(uintptr_t)bit) != 0);
}

static PyGetSetDef meta_getset[] = {
    {"type", meta_type, NULL, "scalar type associated with the DType", NULL},
    {"_abstract", meta_flag, NULL, NULL, (void *)PND_DTYPE_ABSTRACT},
    {"_legacy", meta_flag, NULL, NULL, (void *)PND_DTYPE_LEGACY},
    {"_parametric", meta_flag, NULL, NULL, (void *)PND_DTYPE_PARAMETRIC},
    {"_is_numeric", meta_flag, NULL, NULL, (void *)PND_DTYPE_NUMERIC},
    {NULL},
};

PyTypeObject PndDTypeMeta_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "pyndarray._DTypeMeta",
    .tp_basicsize = sizeof(PndDTypeMetaObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "Type of the dtype classes.",
    .tp_new = meta_new,
    .tp_getset = meta_getset,
};

/**** Import ****/

typedef struct class_row {
    const char *name, *tp_name, *doc;
} class_row;

static const class_row class_rows[PND_NIDX] = {
#define PND_DTYPE(ID, number, name, kind, char_, size, align, CLASS, ...) \
    [PND_IDX_##ID] = {CLASS, "pyndarray.dtypes." CLASS, CLASS "()\n--\n\nClass of the dtype `" name "`."},
#include "../dtype/dtypes.def"
#undef PND_DTYPE
};

/* NumPy's second names for classes, by the C type. */
static const struct {
    const char *name;
    uint8_t idx;
} aliases[] = {
    {"ByteDType", PND_IDX_BYTE}, {"UByteDType", PND_IDX_UBYTE}, {"ShortDType", PND_IDX_SHORT}, {"UShortDType", PND_IDX_USHORT},
    {"IntDType", PND_IDX_INT},   {"UIntDType", PND_IDX_UINT},   {"LongDType", PND_IDX_LONG},   {"ULongDType", PND_IDX_ULONG},
};

static int ready_class(int idx)
{
    PndDTypeMetaObject *c = &classes[idx];
    PyTypeObject *t = &c->super.ht_type;
    Py_SET_TYPE(t, &PndDTypeMeta_Type);
    Py_SET_REFCNT(t, 1);
    t->tp_name = class_rows[idx].tp_name;
    t->tp_doc = class_rows[idx].doc;
    t->tp_base = &PndDescr_Type;
    t->tp_basicsize = sizeof(PndDescrObject);
    t->tp_flags = Py_TPFLAGS_DEFAULT;
    t->tp_new = descr_new;
    c->singleton = &instances[0][idx];
    c->type_num = pnd_dtype_rows[idx].num;
    c->scalar_type = &pnd_scalar_types[idx];
    c->flags = idx == PND_IDX_OBJECT ? PND_DTYPE_LEGACY : PND_DTYPE_LEGACY | PND_DTYPE_NUMERIC;
    return pnd_type_ready(t);
}

static void ready_instance(int swapped, int idx)
{
    const pnd_dtype *core = swapped ? &pnd_dtype_swapped_rows[idx] : &pnd_dtype_rows[idx];
    if (swapped && !pnd_dtype_rows[idx].twin) return;
    PndDescrObject *d = &instances[swapped][idx];
    Py_SET_TYPE(d, pnd_dtype_class(core));
    Py_SET_REFCNT(d, IMMORTAL);
    fill_public(d, core);
    pnd_descrs[swapped][idx] = d;
}

int pnd_descr_ready(void)
{
    pnd_objref_install();
    PndDTypeMeta_Type.tp_base = &PyType_Type;
    if (pnd_type_ready(&PndDTypeMeta_Type) < 0 || pnd_type_ready(&PndDescr_Type) < 0) return -1;
    for (int idx = 0; idx < PND_NIDX; idx++) {
        if (ready_class(idx) < 0) return -1;
        ready_instance(0, idx);
        ready_instance(1, idx);
    }
    return 0;
}

int pnd_descr_init(PyObject *module)
{
    PyObject *all = PyDict_New();
    int status = -1;
    if (!all) return -1;
    for (int idx = 0; idx < PND_NIDX; idx++) {
        if (PyDict_SetItemString(all, class_rows[idx].name, (PyObject *)&classes[idx]) < 0) goto done;
    }
    for (int i = 0; i < PND_COUNT(aliases); i++) {
        if (PyDict_SetItemString(all, aliases[i].name, (PyObject *)&classes[aliases[i].idx]) < 0) goto done;
    }
    if (PyModule_AddObjectRef(module, "_dtype_classes", all) < 0) goto done;
    if (PyModule_AddObjectRef(module, "_DTypeMeta", (PyObject *)&PndDTypeMeta_Type) < 0) goto done;
    status = PyModule_AddObjectRef(module, "dtype", (PyObject *)&PndDescr_Type);
done:
    Py_DECREF(all);
    return status;
}
