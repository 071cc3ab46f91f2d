/*
 * promote_types, result_type, can_cast, min_scalar_type, issubdtype, isdtype; constants for finfo and iinfo.
 *
 * Arrays and scalars count by their dtype alone (NEP 50); Python's int, float and complex are weak.
 */
#include "dtypes.h"

#include <math.h>

#include "../convert/args.h"
#include "../convert/coerce.h"
#include "../dtype/promote.h"
#include "../kernels/registry.h"
#include "../object/array.h"
#include "../object/descr.h"
#include "../object/scalar.h"
#include "../py/errors.h"
#include "../py/signature.h"

static PyObject *descr_of(const pnd_dtype *d) { return (PyObject *)pnd_descr_new(d); }

/* None is no dtype here, though it is one for dtype=. */
static PndDescrObject *read_dtype(PyObject *o, const char *message)
{
    if (o == Py_None) return PyErr_SetString(PyExc_TypeError, message), NULL;
    return pnd_descr_from_object(o, NULL);
}

/**** Promotion ****/

static PyObject *promote_types(PyObject *const *args)
{
    PyObject *result = NULL;
    PndDescrObject *a = read_dtype(args[0], "did not understand one of the types"), *b = NULL;
    if (!a) goto done;
    if (!(b = read_dtype(args[1], "did not understand one of the types"))) goto done;
    pnd_error err;
    const pnd_dtype *d = pnd_promote(a->core, b->core, &err);
    result = d ? descr_of(d) : pnd_raise(&err);
done:
    Py_XDECREF(a);
    Py_XDECREF(b);
    return result;
}

/* A Python number's kind, 0 for anything else; bool is no weak scalar. */
static pnd_weak weak_kind(PyObject *o)
{
    if (PyLong_CheckExact(o)) return PND_WEAK_INT;
    if (PyFloat_CheckExact(o)) return PND_WEAK_FLOAT;
    return PyComplex_CheckExact(o) ? PND_WEAK_COMPLEX : PND_WEAK_NOT;
}

/* New reference to the dtype of an operand that is not weak. */
static PndDescrObject *operand_dtype(PyObject *o)
{
    if (pnd_is_array(o)) return (PndDescrObject *)Py_NewRef((PyObject *)PND_ARRAY(o)->descr);
    const pnd_dtype *d = pnd_is_scalar(o) ? pnd_scalar_dtype(o) : NULL;
    if (d) return pnd_descr_new(d);
    if (PyBool_Check(o)) return pnd_descr_new(PND_DT(BOOL));
    return pnd_descr_from_object(o, NULL);
}

static PyObject *result_type(PyObject *const *args)
{
    PyObject *operands = args[0], *result = NULL;
    Py_ssize_t n = PyTuple_GET_SIZE(operands), made = 0;
    PndDescrObject **descrs = PyMem_Calloc((size_t)n + 1, sizeof *descrs);
    const pnd_dtype **dtypes = PyMem_Calloc((size_t)n + 1, sizeof *dtypes);
    pnd_weak *weak = PyMem_Calloc((size_t)n + 1, sizeof *weak);
    if (!descrs || !dtypes || !weak) {
        PyErr_NoMemory();
        goto done;
    }
    for (; made < n; made++) {
        PyObject *o = PyTuple_GET_ITEM(operands, made);
        weak[made] = weak_kind(o);
        if (weak[made]) continue;
        if (!(descrs[made] = operand_dtype(o))) goto done;
        dtypes[made] = descrs[made]->core;
    }
    pnd_error err;
    PyObject *alone = n == 1 && weak[0] == PND_WEAK_INT ? PyTuple_GET_ITEM(operands, 0) : NULL; /* it has the dtype that holds it */
    if (alone) {
        PyObject *array = pnd_as_array(alone, NULL, 0, 0);
        if (!array) goto done;
        result = Py_NewRef((PyObject *)PND_ARRAY(array)->descr);
        Py_DECREF(array);
        goto done;
    }
    const pnd_dtype *d = pnd_result_type((int)n, dtypes, weak, &err);
    result = d ? descr_of(d) : pnd_raise(&err);
done:
    for (Py_ssize_t i = 0; i < made; i++) Py_XDECREF(descrs[i]);
    PyMem_Free(descrs);
    PyMem_Free(dtypes);
    PyMem_Free(weak);
    return result;
}

static PyObject *can_cast(PyObject *const *args)
{
    PyObject *result = NULL;
    pnd_casting casting;
    PndDescrObject *from = NULL, *to = NULL;
    if (pnd_arg_casting(args[2], PND_CAST_SAFE, &casting) < 0) {
        if (!PyErr_ExceptionMatches(PyExc_ValueError)) return NULL;
        casting = PND_CAST_SAME_VALUE;
    }
    if (casting == PND_CAST_SAME_VALUE) /* a rule for values, not for dtypes */
        return PyErr_Format(PyExc_ValueError, "casting must be one of 'no', 'equiv', 'safe', 'same_kind', 'unsafe' (got %R)", args[2]);
    if (weak_kind(args[0]) || PyBool_Check(args[0]))
        return PyErr_SetString(
                   PyExc_TypeError,
                   "can_cast() does not support Python ints, floats, and complex because the result used to depend on the value.\n"
                   "This change was part of adopting NEP 50, we may explicitly allow them again in the future."),
               NULL;
    if (args[0] == Py_None || args[1] == Py_None)
        return PyErr_SetString(PyExc_TypeError, "did not understand one of the types; 'None' not accepted"), NULL;
    if (!(from = operand_dtype(args[0])) || !(to = pnd_descr_from_object(args[1], NULL))) goto done;
    result = PyBool_FromLong(pnd_can_cast(from->core, to->core, casting));
done:
    Py_XDECREF(from);
    Py_XDECREF(to);
    return result;
}

/**** The smallest dtype of one value ****/

static bool within(long double x, double limit) { return x > -(long double)limit && x < (long double)limit; }

/* NumPy's thresholds, which stop short of the largest values. */
static const pnd_dtype *min_float(long double x)
{
    if (!isfinite(x) || within(x, 65000.0)) return PND_DT(HALF);
    if (within(x, 3.4e38)) return PND_DT(FLOAT);
    return within(x, 1.7e308) ? PND_DT(DOUBLE) : PND_DT(LONGDOUBLE);
}

/* Here NumPy does not look for infinities and NaN. */
static const pnd_dtype *min_complex(const long double z[2])
{
    if (within(z[0], 3.4e38) && within(z[1], 3.4e38)) return PND_DT(CFLOAT);
    return within(z[0], 1.7e308) && within(z[1], 1.7e308) ? PND_DT(CDOUBLE) : PND_DT(CLONGDOUBLE);
}

static const pnd_dtype *min_of_element(const pnd_dtype *d, const char *p)
{
    long double real[2] = {0, 0};
    int64_t value = 0;
    pnd_error err;
    const pnd_dtype *wide = d->kind == 'c'   ? PND_DT(CLONGDOUBLE)
                            : d->kind == 'f' ? PND_DT(LONGDOUBLE)
                            : d->kind == 'u' ? PND_DT(ULONG)
                                             : PND_DT(LONG);
    if (d->kind == 'b' || d->num >= 256) return d;
    const pnd_loop ctx = {.dtypes = (const pnd_dtype *const[]){d, wide}, .err = &err};
    char *const ptrs[2] = {(char *)p, pnd_dtype_is_integer(d) ? (char *)&value : (char *)real};
    const intptr_t one = 1, strides[2] = {0, 0};
    pnd_cast_find(d->loops, wide->idx)(&ctx, ptrs, &one, strides);
    if (d->kind == 'u') return pnd_min_int_dtype(false, (uint64_t)value);
    if (d->kind == 'i') return pnd_min_int_dtype(value < 0, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
    const pnd_dtype *least = d->kind == 'f' ? min_float(real[0]) : min_complex(real);
    return least->size < d->size ? least : d;
}

static PyObject *min_scalar_type(PyObject *const *args)
{
    PyObject *o = pnd_as_array(args[0], NULL, 0, 0), *native = NULL, *result = NULL;
    if (!o) return NULL;
    PndArrayObject *a = PND_ARRAY(o);
    if (a->nd > 0 || pnd_dtype_is_object(a->descr->core)) result = descr_of(a->descr->core);
    else if (a->descr->core->swapped) {
        PndDescrObject *d = pnd_descr_new(pnd_dtype_native(a->descr->core));
        native = d ? pnd_as_array(o, d, 0, 0) : NULL;
        Py_XDECREF(d);
        if (native) result = descr_of(min_of_element(PND_ARRAY(native)->descr->core, PND_ARRAY(native)->data));
        Py_XDECREF(native);
    } else result = descr_of(min_of_element(a->descr->core, a->data));
    Py_DECREF(o);
    return result;
}

/**** Kinds ****/

/* Borrowed scalar type of a type or of what names a dtype; the types in dtype objects live as long as the module. */
static PyTypeObject *scalar_type_of(PyObject *o)
{
    if (PyType_Check(o) && PyType_IsSubtype((PyTypeObject *)o, &PndGeneric_Type)) return (PyTypeObject *)o;
    PndDescrObject *d = pnd_descr_from_object(o, NULL);
    if (!d) return NULL;
    PyTypeObject *type = d->typeobj;
    Py_DECREF(d);
    return type;
}

static PyObject *issubdtype(PyObject *const *args)
{
    PyTypeObject *a = scalar_type_of(args[0]), *b = a ? scalar_type_of(args[1]) : NULL;
    return b ? PyBool_FromLong(PyType_IsSubtype(a, b)) : NULL;
}

static const struct {
    const char *name;
    PyTypeObject *base;
} kinds[] = {
    {"bool", &pnd_scalar_types[PND_IDX_BOOL]},
    {"signed integer", &PndSignedInteger_Type},
    {"unsigned integer", &PndUnsignedInteger_Type},
    {"integral", &PndInteger_Type},
    {"real floating", &PndFloating_Type},
    {"complex floating", &PndComplexFloating_Type},
    {"numeric", &PndNumber_Type},
};

/* A dtype object or a concrete scalar type; NULL without an exception for others. */
static PyTypeObject *strict_scalar_type(PyObject *o)
{
    if (pnd_is_descr(o)) return PND_DESCR(o)->typeobj;
    return PyType_Check(o) && PyType_IsSubtype((PyTypeObject *)o, &PndGeneric_Type) ? (PyTypeObject *)o : NULL;
}

static int is_of_kind(PyTypeObject *type, PyObject *kind)
{
    if (PyUnicode_Check(kind)) {
        for (int i = 0; i < PND_COUNT(kinds); i++) {
            if (PyUnicode_CompareWithASCIIString(kind, kinds[i].name) == 0) return PyType_IsSubtype(type, kinds[i].base);
        }
        return PyErr_Format(PyExc_ValueError, "kind argument is a string, but %R is not a known kind name.", kind), -1;
    }
    PyTypeObject *other = strict_scalar_type(kind);
    if (other) return PyType_IsSubtype(type, other);
    PyErr_Format(PyExc_TypeError, "kind argument must be comprised of NumPy dtypes or strings only, but is a %R.",
                 (PyObject *)Py_TYPE(kind));
    return -1;
}

static PyObject *isdtype(PyObject *const *args)
{
    PyTypeObject *type = strict_scalar_type(args[0]);
    if (!type) return PyErr_Format(PyExc_TypeError, "dtype argument must be a NumPy dtype, but it is a %R.", (PyObject *)Py_TYPE(args[0]));
    PyObject *kind = args[1];
    if (!PyTuple_Check(kind)) {
        int found = is_of_kind(type, kind);
        return found < 0 ? NULL : PyBool_FromLong(found);
    }
    bool any = false;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(kind); i++) {
        int found = is_of_kind(type, PyTuple_GET_ITEM(kind, i));
        if (found < 0) return NULL;
        any |= found;
    }
    return PyBool_FromLong(any);
}

/**** Limits ****/

/* x rounded to dtype d, as one of its scalars. */
static PyObject *scalar_from_ld(const pnd_dtype *d, long double x)
{
    char value[32] = {0};
    pnd_error err;
    const pnd_loop ctx = {.dtypes = (const pnd_dtype *const[]){PND_DT(LONGDOUBLE), d}, .err = &err};
    char *const ptrs[2] = {(char *)&x, value};
    const intptr_t one = 1, strides[2] = {0, 0};
    pnd_cast_find(PND_IDX_LONGDOUBLE, d->loops)(&ctx, ptrs, &one, strides);
    return pnd_scalar_new(d, value);
}

/* The largest finite value: all fraction bits set, or one step below where that code is NaN (float8_e4m3fn). */
static long double largest(const pnd_dtype *d, const pnd_reach *r)
{
    const long double top = ldexpl(1, r->emax), step = ldexpl(top, 1 - r->bits), full = top + (top - step);
    char value[32] = {0};
    long double back = 0;
    pnd_error err;
    const intptr_t one = 1, strides[2] = {0, 0};
    const pnd_loop ctx = {.dtypes = (const pnd_dtype *const[]){PND_DT(LONGDOUBLE), d}, .err = &err};
    pnd_cast_find(PND_IDX_LONGDOUBLE, d->loops)(&ctx, (char *const[]){(char *)&full, value}, &one, strides);
    pnd_cast_find(d->loops, PND_IDX_LONGDOUBLE)(&ctx, (char *const[]){value, (char *)&back}, &one, strides);
    return back == full ? full : full - step;
}

/* (bits, nmant, nexp, maxexp, minexp, precision, {name: scalar}) of a floating dtype. */
static PyObject *float_limits(PyObject *const *args)
{
    if (!pnd_is_descr(args[0])) return PyErr_SetString(PyExc_TypeError, "expected a dtype"), NULL;
    const pnd_dtype *d = pnd_dtype_native(PND_DESCR(args[0])->core);
    pnd_reach r;
    if (d->kind != 'f' || !pnd_reach_of(d, &r))
        return PyErr_Format(PyExc_ValueError, "data type %R not inexact", (PyObject *)PND_DESCR(args[0])->typeobj);
    const int nmant = r.bits - 1, minexp = r.emin + nmant, bits = (int)d->size * 8;
    const int digits = (int)floorl((long double)nmant * log10l(2.0L)), precision = digits > 1 ? digits : 1;
    int nexp = 1;
    while ((1 << (nexp - 1)) - 2 < -minexp) nexp++; /* the exponent's bias is 1 - minexp */
    const long double max = largest(d, &r), tiny = ldexpl(1, minexp);
    const struct {
        const char *name;
        long double value;
    } rows[] = {
        {"eps", ldexpl(1, -nmant)},
        {"epsneg", ldexpl(1, -nmant - 1)},
        {"max", max},
        {"min", -max},
        {"resolution", 1 / powl(10, precision)},
        {"smallest_normal", tiny},
        {"smallest_subnormal", ldexpl(1, r.emin)},
    };
    PyObject *values = PyDict_New();
    for (int i = 0; values && i < PND_COUNT(rows); i++) {
        PyObject *x = scalar_from_ld(d, rows[i].value);
        if (!x || PyDict_SetItemString(values, rows[i].name, x) < 0) Py_CLEAR(values);
        Py_XDECREF(x);
    }
    return values ? Py_BuildValue("(iiiiiiN)", bits, nmant, nexp, r.emax + 1, minexp, precision, values) : NULL;
}

/**** Rows ****/

static const pnd_callable functions[] = {
    {"promote_types", "type1, type2, /",
     "The smallest dtype to which both types can be cast safely.\n\n"
     "Parameters\n----------\ntype1, type2 : dtype or dtype specifier\n\n"
     "Returns\n-------\nout : dtype\n    In native byte order.\n\n"
     "Raises\n------\nDTypePromotionError\n    When there is none.\n\n"
     "Notes\n-----\nbfloat16 and the float8 dtypes follow the same rule: bfloat16 with int8 is bfloat16, with float16 float32.",
     promote_types},
    {"result_type", "*arrays_and_dtypes:A",
     "The dtype that results from applying NumPy's promotion rules (NEP 50) to the arguments.\n\n"
     "Parameters\n----------\narrays_and_dtypes : arrays, scalars, dtypes\n    Python's int, float and complex are weak: they adapt to the "
     "others.\n\n"
     "Returns\n-------\nout : dtype",
     result_type},
    {"can_cast", "from_:A, to, casting='safe'",
     "Whether a cast between dtypes may occur under a casting rule.\n\n"
     "Parameters\n----------\nfrom_ : dtype, dtype specifier, scalar or array\nto : dtype or dtype specifier\n"
     "casting : {'no', 'equiv', 'safe', 'same_kind', 'unsafe'}, optional\n\n"
     "Returns\n-------\nout : bool\n\nRaises\n------\nTypeError\n    For Python's int, float and complex, which have no dtype of their "
     "own.",
     can_cast},
    {"min_scalar_type", "a:A, /",
     "The smallest dtype that holds a scalar's value; for an array, its dtype.\n\nParameters\n----------\na : scalar or array\n\n"
     "Returns\n-------\nout : dtype",
     min_scalar_type},
    {"issubdtype", "arg1, arg2",
     "Whether the first argument's scalar type stands at or below the second's in the type hierarchy.\n\n"
     "Parameters\n----------\narg1, arg2 : dtype_like\n    Abstract scalar types (`np.floating`) too.\n\nReturns\n-------\nout : bool",
     issubdtype},
    {"isdtype", "dtype, kind",
     "Whether a dtype is of a kind.\n\nParameters\n----------\ndtype : dtype\nkind : dtype, str or tuple of them\n"
     "    'bool', 'signed integer', 'unsigned integer', 'integral', 'real floating', 'complex floating', "
     "'numeric'.\n\nReturns\n-------\nout : bool",
     isdtype},
    {"_float_limits", "dtype, /", "Constants of a floating dtype, for finfo.", float_limits},
    {NULL},
};

int pnd_bind_dtypes_init(PyObject *module) { return pnd_module_add_functions(module, functions); }
