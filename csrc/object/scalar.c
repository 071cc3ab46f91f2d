/*
 * NumPy's scalar types: static types, one row of dtypes.def each, below an abstract tree.
 *
 * A scalar is a header and its value, in native order, at offset 16; it is immutable.  float64 is also a Python float
 * and complex128 a Python complex: their values stand where Python's own do.  bool has two instances.
 */
#include "scalar.h"

#include "../dtype/smallfloat.h"
#include "../platform/mem.h"
#include "../py/state.h"
#include "array.h"
#include "objref.h"

PyNumberMethods pnd_scalar_as_number;
richcmpfunc pnd_scalar_richcompare;
static PyObject *true_scalar, *false_scalar;

/* ---- free list ---------------------------------------------------------------------------------------------------------------------- */

/* Scalars of up to 8 bytes have one size; guarded by the GIL. */
#define SMALL_SIZE 24
#define FREE_MAX 64
#if defined(PND_SANITIZE) || defined(PND_PARANOID)
#define FREE_LIST false
#else
#define FREE_LIST true
#endif
static PyObject *free_scalars[FREE_MAX];
static int nfree;

static PyObject *new_scalar(int idx)
{
    PyTypeObject *type = &pnd_scalar_types[idx];
    if (FREE_LIST && type->tp_basicsize == SMALL_SIZE && nfree > 0) {
        if (PND_UNLIKELY(pnd_mem_should_fail())) return PyErr_NoMemory();
        return PyObject_Init(free_scalars[--nfree], type);
    }
    PyObject *o = pnd_mem_should_fail() ? NULL : PyObject_Malloc((size_t)type->tp_basicsize);
    return o ? PyObject_Init(o, type) : PyErr_NoMemory();
}

static void scalar_dealloc(PyObject *o)
{
    PyTypeObject *type = Py_TYPE(o);
    bool exact = type >= &pnd_scalar_types[0] && type < &pnd_scalar_types[PND_NIDX];
    if (FREE_LIST && exact && type->tp_basicsize == SMALL_SIZE && nfree < FREE_MAX) {
        free_scalars[nfree++] = o;
        return;
    }
    if (exact) PyObject_Free(o);
    else type->tp_free(o);
}

/* ---- values --------------------------------------------------------------------------------------------------------------------------- */

static inline void store_value(char *to, const pnd_dtype *d, const char *p)
{
    if (PND_LIKELY(!d->swapped)) {
        switch (d->size) {
        case 8: memcpy(to, p, 8); return;
        case 4: memcpy(to, p, 4); return;
        }
        memcpy(to, p, (size_t)d->size);
        return;
    }
    intptr_t unit = d->kind == 'c' ? d->size / 2 : d->size;
    for (intptr_t i = 0; i < d->size; i++) to[i] = p[i / unit * unit + unit - 1 - i % unit];
}

PyObject *pnd_scalar_new(const pnd_dtype *d, const char *p)
{
    if (PND_UNLIKELY(d->idx == PND_IDX_OBJECT)) return pnd_objref_get(p);
    if (d->idx == PND_IDX_BOOL) return Py_NewRef(*p ? true_scalar : false_scalar);
    PyObject *o = new_scalar(d->idx);
    if (PND_LIKELY(o != NULL)) store_value(((PndScalarObject *)o)->value, d, p);
    return o;
}

int pnd_scalar_row(const PyTypeObject *type)
{
    for (; type; type = type->tp_base)
        if (type >= &pnd_scalar_types[0] && type < &pnd_scalar_types[PND_NIDX]) return (int)(type - pnd_scalar_types);
    return -1;
}

/* ---- hash: equal to the hash of the equal Python number ---------------------------------------------------------------------------------- */

static Py_hash_t hash_double(PyObject *o, double v) { return _Py_HashDouble(o, v); }

static Py_hash_t hash_complex(PyObject *o, double re, double im)
{
    Py_uhash_t h = (Py_uhash_t)hash_double(o, re) + _PyHASH_IMAG * (Py_uhash_t)hash_double(o, im);
    return h == (Py_uhash_t)-1 ? -2 : (Py_hash_t)h;
}

static Py_hash_t hash_python(PyObject *value)
{
    if (!value) return -1;
    Py_hash_t h = PyObject_Hash(value);
    Py_DECREF(value);
    return h;
}

#define VALUE(type) (*(const type *)(const void *)pnd_scalar_data(o))

static Py_hash_t scalar_hash(PyObject *o)
{
    const pnd_dtype *d = pnd_scalar_dtype(o);
    const char *p = pnd_scalar_data(o);
    switch (d->loops) {
    case PND_IDX_BOOL: return *p != 0;
    case PND_IDX_BYTE: return hash_python(PyLong_FromLong(VALUE(int8_t)));
    case PND_IDX_UBYTE: return hash_python(PyLong_FromLong(VALUE(uint8_t)));
    case PND_IDX_SHORT: return hash_python(PyLong_FromLong(VALUE(int16_t)));
    case PND_IDX_USHORT: return hash_python(PyLong_FromLong(VALUE(uint16_t)));
    case PND_IDX_INT: return hash_python(PyLong_FromLong(VALUE(int32_t)));
    case PND_IDX_UINT: return hash_python(PyLong_FromUnsignedLong(VALUE(uint32_t)));
    case PND_IDX_LONG: return hash_python(PyLong_FromLongLong(VALUE(int64_t)));
    case PND_IDX_ULONG: return hash_python(PyLong_FromUnsignedLongLong(VALUE(uint64_t)));
    case PND_IDX_FLOAT: return hash_double(o, (double)VALUE(float));
    case PND_IDX_DOUBLE: return hash_double(o, VALUE(double));
    case PND_IDX_LONGDOUBLE: return hash_double(o, (double)VALUE(long double));
    case PND_IDX_CFLOAT: return hash_complex(o, (double)VALUE(float), (double)((const float *)(const void *)p)[1]);
    case PND_IDX_CDOUBLE: return hash_complex(o, VALUE(double), ((const double *)(const void *)p)[1]);
    case PND_IDX_CLONGDOUBLE: return hash_complex(o, (double)VALUE(long double), (double)((const long double *)(const void *)p)[1]);
    }
    return hash_python(PyNumber_Float(o)); /* the small floats, through their __float__ */
}

/* ---- the types -------------------------------------------------------------------------------------------------------------------------- */

#define ABSTRACT(var, name, base, text) \
    PyTypeObject var = {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "pyndarray." name, .tp_basicsize = sizeof(PyObject), .tp_base = base, \
                        .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, .tp_doc = text}
ABSTRACT(PndGeneric_Type, "generic", NULL, "Base class of the scalar types.");
ABSTRACT(PndNumber_Type, "number", &PndGeneric_Type, "Base class of the numeric scalar types.");
ABSTRACT(PndInteger_Type, "integer", &PndNumber_Type, "Base class of the integer scalar types.");
ABSTRACT(PndSignedInteger_Type, "signedinteger", &PndInteger_Type, "Base class of the signed integer scalar types.");
ABSTRACT(PndUnsignedInteger_Type, "unsignedinteger", &PndInteger_Type, "Base class of the unsigned integer scalar types.");
ABSTRACT(PndInexact_Type, "inexact", &PndNumber_Type, "Base class of the floating and complex scalar types.");
ABSTRACT(PndFloating_Type, "floating", &PndInexact_Type, "Base class of the floating scalar types.");
ABSTRACT(PndComplexFloating_Type, "complexfloating", &PndInexact_Type, "Base class of the complex scalar types.");
ABSTRACT(PndFlexible_Type, "flexible", &PndGeneric_Type, "Base class of the scalar types of no fixed size.");
ABSTRACT(PndCharacter_Type, "character", &PndFlexible_Type, "Base class of the string scalar types.");
#undef ABSTRACT

#define PARENT_generic (&PndGeneric_Type)
#define PARENT_signedinteger (&PndSignedInteger_Type)
#define PARENT_unsignedinteger (&PndUnsignedInteger_Type)
#define PARENT_floating (&PndFloating_Type)
#define PARENT_complexfloating (&PndComplexFloating_Type)

/* Text signatures by parent; generic's are bool's and object's. */
#define SIGNATURE_generic "(value=False, /)\n--\n\n"
#define SIGNATURE_signedinteger "(value=0, /)\n--\n\n"
#define SIGNATURE_unsignedinteger "(value=0, /)\n--\n\n"
#define SIGNATURE_floating "(value=0, /)\n--\n\n"
#define SIGNATURE_complexfloating "(real=0, imag=0, /)\n--\n\n"

PyTypeObject pnd_scalar_types[PND_NIDX] = {
#define PND_DTYPE(ID, number, name, kind, char_, size, align, CLASS, scalar, parent, loops, dlpack) \
    [PND_IDX_##ID] = {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "pyndarray." name, \
                      .tp_basicsize = (size) <= 8 ? SMALL_SIZE : 16 + (size), \
                      .tp_base = PARENT_##parent, \
                      .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, \
                      .tp_hash = scalar_hash, \
                      .tp_dealloc = scalar_dealloc, \
                      .tp_as_number = &pnd_scalar_as_number, \
                      .tp_doc = name SIGNATURE_##parent "Scalar of dtype " name "."},
#include "../dtype/dtypes.def"
#undef PND_DTYPE
};

/* float64 and complex128 have Python's type as second base, whose layout they share. */
static int add_python_base(int idx, PyTypeObject *python)
{
    PyTypeObject *type = &pnd_scalar_types[idx];
    type->tp_bases = PyTuple_Pack(2, type->tp_base, python);
    type->tp_base = python;
    return type->tp_bases ? 0 : -1;
}

_Static_assert(offsetof(PyFloatObject, ob_fval) == offsetof(PndScalarObject, value), "float64 is a float");
_Static_assert(offsetof(PyComplexObject, cval) == offsetof(PndScalarObject, value), "complex128 is a complex");

int pnd_scalar_ready(void)
{
    PyTypeObject *abstract[] = {&PndGeneric_Type,         &PndNumber_Type,   &PndInteger_Type,  &PndSignedInteger_Type,
                                &PndUnsignedInteger_Type, &PndInexact_Type,  &PndFloating_Type, &PndComplexFloating_Type,
                                &PndFlexible_Type,        &PndCharacter_Type};
    for (size_t i = 0; i < sizeof abstract / sizeof *abstract; i++)
        if (pnd_type_ready(abstract[i]) < 0) return -1;
    /* only now: the collector may look into the tuple of bases, which must be whole types */
    if (add_python_base(PND_IDX_DOUBLE, &PyFloat_Type) < 0 || add_python_base(PND_IDX_CDOUBLE, &PyComplex_Type) < 0) return -1;
    for (int idx = 0; idx < PND_NIDX; idx++) {
        PyTypeObject *t = &pnd_scalar_types[idx];
        if (!t->tp_richcompare) t->tp_richcompare = pnd_scalar_richcompare;
        if (!t->tp_repr) t->tp_repr = PndGeneric_Type.tp_repr;
        if (!t->tp_str) t->tp_str = PndGeneric_Type.tp_str;
        if (idx == PND_IDX_BOOL) t->tp_flags &= ~Py_TPFLAGS_BASETYPE; /* two instances, no more */
        if (idx == PND_IDX_OBJECT) { /* without instances: elements are the objects themselves */
            t->tp_name = "pyndarray.object_";
            t->tp_doc = "object_(value=None, /)\n--\n\nAny Python object: gives back the value.";
        }
        if (pnd_type_ready(t) < 0) return -1;
    }
    return 0;
}

/* Other names of the same types; the long ones are those of this platform's C types. */
static int add_aliases(PyObject *module)
{
    static const struct {
        const char *alias;
        int row;
    } aliases[] = {
        {"bool_", PND_IDX_BOOL},          {"byte", PND_IDX_BYTE},      {"ubyte", PND_IDX_UBYTE},     {"short", PND_IDX_SHORT},
        {"ushort", PND_IDX_USHORT},       {"intc", PND_IDX_INT},       {"uintc", PND_IDX_UINT},      {"long", PND_IDX_LONG},
        {"ulong", PND_IDX_ULONG},         {"int_", PND_IDX_LONG},      {"uint", PND_IDX_ULONG},      {"intp", PND_IDX_LONG},
        {"uintp", PND_IDX_ULONG},         {"half", PND_IDX_HALF},      {"single", PND_IDX_FLOAT},    {"double", PND_IDX_DOUBLE},
        {"float128", PND_IDX_LONGDOUBLE}, {"csingle", PND_IDX_CFLOAT}, {"cdouble", PND_IDX_CDOUBLE}, {"complex256", PND_IDX_CLONGDOUBLE},
    };
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (PyModule_AddObjectRef(module, aliases[i].alias, (PyObject *)&pnd_scalar_types[aliases[i].row]) < 0) return -1;
    return 0;
}

int pnd_scalar_init(PyObject *module)
{
    PyTypeObject *abstract[] = {&PndGeneric_Type,         &PndNumber_Type,   &PndInteger_Type,  &PndSignedInteger_Type,
                                &PndUnsignedInteger_Type, &PndInexact_Type,  &PndFloating_Type, &PndComplexFloating_Type,
                                &PndFlexible_Type,        &PndCharacter_Type};
    for (size_t i = 0; i < sizeof abstract / sizeof *abstract; i++)
        if (PyModule_AddType(module, abstract[i]) < 0) return -1;
    for (int idx = 0; idx < PND_NIDX; idx++)
        if (PyModule_AddType(module, &pnd_scalar_types[idx]) < 0) return -1;
    if (add_aliases(module) < 0) return -1;
    false_scalar = new_scalar(PND_IDX_BOOL);
    true_scalar = new_scalar(PND_IDX_BOOL);
    if (!false_scalar || !true_scalar) return -1;
    ((PndScalarObject *)false_scalar)->value[0] = 0;
    ((PndScalarObject *)true_scalar)->value[0] = 1;
    if (PyModule_AddObjectRef(module, "False_", false_scalar) < 0) return -1;
    return PyModule_AddObjectRef(module, "True_", true_scalar);
}
