/*
 * One element to and from Python.
 *
 * Reading is a switch on the dtype.  Writing asks first for the exact types of CPython (no Python code runs), then for
 * our scalars and 0-d arrays, then for foreign exporters through the import hook, and at last for the number protocol.
 * Everything but the first step may run arbitrary code: callers must not keep pointers into lists over it.
 */
#include "item.h"

#include <float.h>
#include <math.h>

#include "coerce.h"

#include "../dtype/promote.h"
#include "../kernels/registry.h"
#include "../kernels/types/layouts.h"
#include "../object/objref.h"
#include "../object/scalar.h"
#include "../platform/fpstatus.h"
#include "../py/errors.h"

/**** Elements ****/

const char *pnd_item_native(const pnd_dtype *d, const char *p, char buffer[32])
{
    if (!d->swapped) return p;
    const intptr_t unit = d->kind == 'c' ? d->size / 2 : d->size;
    for (intptr_t i = 0; i < d->size; i++) buffer[i / unit * unit + (unit - 1 - i % unit)] = p[i];
    return buffer;
}

static int default_fpe(int fpe, const char *name)
{
    static const struct {
        int bit;
        const char *what;
    } words[] = {{PND_FPE_DIVIDE, "divide by zero"}, {PND_FPE_OVERFLOW, "overflow"}, {PND_FPE_INVALID, "invalid value"}};
    for (intptr_t i = 0; i < PND_COUNT(words); i++)
        if ((fpe & words[i].bit) && PyErr_WarnFormat(PyExc_RuntimeWarning, 1, "%s encountered in %s", words[i].what, name) < 0) return -1;
    return 0;
}

pnd_fpe_fn *pnd_fpe_hook = default_fpe;

int pnd_warn_discards_imag(const pnd_dtype *from, const pnd_dtype *to)
{
    if (from->kind != 'c' || to->kind == 'c' || to->kind == 'b' || to->kind == 'O' || !pnd_dtype_is_builtin(to)) return 0;
    return PyErr_WarnEx(PndExc_ComplexWarning, "Casting complex values to real discards the imaginary part", 1);
}

/* One native element converted by the cast kernel; IEEE flags are reported as the oracle does. */
static int cast_element(const pnd_dtype *from, const char *src, const pnd_dtype *to, char *dst)
{
    char buffer[32];
    pnd_error err = {0};
    src = pnd_item_native(from, src, buffer);
    from = pnd_dtype_native(from);
    if (from == to) return memcpy(dst, src, (size_t)to->size), 0;
    if (pnd_warn_discards_imag(from, to) < 0) return -1;
    const pnd_dtype *const dtypes[2] = {from, to};
    const pnd_loop loop = {dtypes, NULL, &err, 0};
    char *const ptrs[2] = {(char *)src, dst};
    const intptr_t one = 1, steps[2] = {from->size, to->size};
    const bool x87 = from->align == 16 || to->align == 16; /* longdouble: flags in another, slower register too */
    if (x87) pnd_fp_clear_slow();
    else pnd_fp_clear();
    if (pnd_cast_find(from->idx, to->idx)(&loop, ptrs, &one, steps) < 0) return pnd_raise_int(&err);
    const int fpe = x87 ? pnd_fp_get_slow() : pnd_fp_get();
    return fpe ? pnd_fpe_hook(fpe, "cast") : 0;
}

PyObject *pnd_item_get(const pnd_dtype *d, const char *p)
{
    char buffer[32];
    union {
        int8_t i8;
        uint8_t u8;
        int16_t i16;
        uint16_t u16;
        int32_t i32;
        uint32_t u32;
        int64_t i64;
        uint64_t u64;
        float f32;
        double f64;
        pnd_c64 c64;
        pnd_c128 c128;
    } x;
    if (!pnd_dtype_is_builtin(d)) return PyErr_Format(PyExc_TypeError, "dtype %s has no Python value yet", d->name);
    if (pnd_dtype_is_object(d)) return pnd_objref_get(p);
    p = pnd_item_native(d, p, buffer);
    if (d->size <= (intptr_t)sizeof x) memcpy(&x, p, (size_t)d->size);
    switch (d->loops) {
    case PND_IDX_BOOL: return PyBool_FromLong(x.u8);
    case PND_IDX_BYTE: return PyLong_FromLong(x.i8);
    case PND_IDX_UBYTE: return PyLong_FromLong(x.u8);
    case PND_IDX_SHORT: return PyLong_FromLong(x.i16);
    case PND_IDX_USHORT: return PyLong_FromLong(x.u16);
    case PND_IDX_INT: return PyLong_FromLong(x.i32);
    case PND_IDX_UINT: return PyLong_FromUnsignedLong(x.u32);
    case PND_IDX_LONG: return PyLong_FromLongLong(x.i64);
    case PND_IDX_ULONG: return PyLong_FromUnsignedLongLong(x.u64);
    case PND_IDX_HALF: return PyFloat_FromDouble((double)pnd_f16_to_f32(x.u16));
    case PND_IDX_BFLOAT16: return PyFloat_FromDouble((double)pnd_bf16_to_f32(x.u16));
    case PND_IDX_FLOAT: return PyFloat_FromDouble((double)x.f32);
    case PND_IDX_DOUBLE: return PyFloat_FromDouble(x.f64);
    case PND_IDX_CFLOAT: return PyComplex_FromDoubles((double)x.c64.re, (double)x.c64.im);
    case PND_IDX_CDOUBLE: return PyComplex_FromDoubles(x.c128.re, x.c128.im);
    }
    d = pnd_dtype_native(d);
    if (d->kind == 'f' && d->size < 8) return cast_element(d, p, PND_DT(DOUBLE), (char *)&x.f64) < 0 ? NULL : PyFloat_FromDouble(x.f64);
    return pnd_scalar_new(d, p); /* longdouble and clongdouble: Python has nothing as wide */
}

/**** Integers ****/

static const char *integer_name(const pnd_dtype *d) { return pnd_dtype_rows[d->loops].name; /* longlong is spoken of as int64 */ }

static int out_of_bounds(const pnd_dtype *d, PyObject *value)
{
    PyErr_Format(PyExc_OverflowError, "Python integer %S out of bounds for %s", value, integer_name(d));
    return -1;
}

static int too_large(const pnd_dtype *d)
{
    PyErr_SetString(PyExc_OverflowError, d->idx == d->loops ? "Python int too large to convert to C long" : "int too big to convert");
    return -1;
}

/* False when v is outside d's range (d: an integer dtype). */
static inline bool store_int(const pnd_dtype *d, char *p, int64_t v)
{
    switch (d->loops) {
    case PND_IDX_BYTE: {
        int8_t x = (int8_t)v;
        return x == v && (memcpy(p, &x, 1), true);
    }
    case PND_IDX_UBYTE: {
        uint8_t x = (uint8_t)v;
        return x == v && (memcpy(p, &x, 1), true);
    }
    case PND_IDX_SHORT: {
        int16_t x = (int16_t)v;
        return x == v && (memcpy(p, &x, 2), true);
    }
    case PND_IDX_USHORT: {
        uint16_t x = (uint16_t)v;
        return x == v && (memcpy(p, &x, 2), true);
    }
    case PND_IDX_INT: {
        int32_t x = (int32_t)v;
        return x == v && (memcpy(p, &x, 4), true);
    }
    case PND_IDX_UINT: {
        uint32_t x = (uint32_t)v;
        return x == v && (memcpy(p, &x, 4), true);
    }
    case PND_IDX_LONG: memcpy(p, &v, 8); return true;
    case PND_IDX_ULONG: memcpy(p, &v, 8); return v >= 0;
    }
    return false;
}

/* value: an int (or a subclass). */
static int set_int_from_long(const pnd_dtype *d, char *p, PyObject *value)
{
    int64_t v;
    if (pnd_small_int(value, &v)) return PND_LIKELY(store_int(d, p, v)) ? 0 : out_of_bounds(d, value);
    if (d->loops == PND_IDX_ULONG || d->loops == PND_IDX_UINT) {
        uint64_t u = PyLong_AsUnsignedLongLong(value);
        if (!(u == (uint64_t)-1 && PyErr_Occurred())) return d->size == 8 ? (memcpy(p, &u, 8), 0) : out_of_bounds(d, value);
        PyErr_Clear();
    }
    return too_large(d);
}

/* Our own scalars written to signed integers keep NumPy's checks; `x` is exact for every real dtype of ours but uint64. */
static int set_signed_from_scalar(const pnd_dtype *d, char *p, const pnd_dtype *from, const char *src)
{
    char wide[16];
    long double x;
    if (from->kind == 'b' || pnd_dtype_is_integer(from)) {
        PyObject *value = pnd_item_get(from, src);
        if (!value) return -1;
        int rc = set_int_from_long(d, p, value);
        return Py_DECREF(value), rc;
    }
    if (pnd_warn_discards_imag(from, d) < 0) return -1;
    if (from->kind == 'c') from = pnd_dtype_real(from);
    if (cast_element(from, src, PND_DT(LONGDOUBLE), wide) < 0) return -1;
    memcpy(&x, wide, sizeof x);
    if (isnan(x)) return PyErr_SetString(PyExc_ValueError, "cannot convert float NaN to integer"), -1;
    if (isinf(x)) return PyErr_SetString(PyExc_OverflowError, "cannot convert float infinity to integer"), -1;
    x = truncl(x);
    if (!(x >= -0x1p63L && x < 0x1p63L)) return too_large(d);
    if (store_int(d, p, (int64_t)x)) return 0;
    PyErr_Format(PyExc_OverflowError, "Python integer %lld out of bounds for %s", (long long)x, integer_name(d));
    return -1;
}

static int set_integer(const pnd_dtype *d, char *p, PyObject *value)
{
    if (PyLong_Check(value)) return set_int_from_long(d, p, value);
    PyObject *number = PyNumber_Long(value);
    if (!number) return -1;
    int rc = set_int_from_long(d, p, number);
    return Py_DECREF(number), rc;
}

/**** Floats and complex ****/

/* A double rounded once to d, native. */
static int store_double(const pnd_dtype *d, char *p, double x)
{
    if (d->idx == PND_IDX_DOUBLE) return memcpy(p, &x, 8), 0;
    if (d->idx == PND_IDX_FLOAT) {
        float y = (float)x;
        memcpy(p, &y, 4);
        return PND_UNLIKELY(isinf(y) && !isinf(x)) ? pnd_fpe_hook(PND_FPE_OVERFLOW, "cast") : 0;
    }
    return cast_element(PND_DT(DOUBLE), (const char *)&x, d, p);
}

static bool is_sequence_not_text(PyObject *o) { return PySequence_Check(o) && !PyUnicode_Check(o) && !PyBytes_Check(o); }

static int set_longdouble_from_text(char *p, PyObject *text)
{
    int rc = -1;
    PyObject *ascii = PyUnicode_Check(text) ? PyUnicode_AsASCIIString(text) : Py_NewRef(text);
    if (!ascii) return -1;
    const char *s = PyBytes_AS_STRING(ascii);
    char *end;
    while (Py_ISSPACE(*s)) s++;
    long double x = strtold(s, &end);
    while (Py_ISSPACE(*end)) end++;
    if (end == s || *end) PyErr_Format(PyExc_ValueError, "invalid literal for long double: %s", PyBytes_AS_STRING(ascii));
    else {
        pnd_ldbytes b = pnd_ld_store(x);
        memcpy(p, &b, sizeof b);
        rc = isinf(x) && !strpbrk(s, "iI") ? PyErr_WarnEx(PyExc_RuntimeWarning, "overflow encountered in conversion from string", 1) : 0;
    }
    Py_DECREF(ascii);
    return rc;
}

static int set_longdouble(char *p, PyObject *value)
{
    int64_t v;
    if (PyLong_Check(value)) {
        if (pnd_small_int(value, &v)) {
            pnd_ldbytes b = pnd_ld_store((long double)v);
            return memcpy(p, &b, sizeof b), 0;
        }
        PyObject *text = PyLong_Type.tp_repr(value);
        if (!text) return -1;
        int rc = set_longdouble_from_text(p, text);
        return Py_DECREF(text), rc;
    }
    if (PyUnicode_Check(value) || PyBytes_Check(value)) return set_longdouble_from_text(p, value);
    PyObject *number = value == Py_None ? PyFloat_FromDouble((double)NAN) : PyNumber_Float(value);
    if (!number) return -1;
    pnd_ldbytes b = pnd_ld_store((long double)PyFloat_AS_DOUBLE(number));
    memcpy(p, &b, sizeof b);
    return Py_DECREF(number), 0;
}

static int set_float(const pnd_dtype *d, char *p, PyObject *value)
{
    double x;
    if (d->idx == PND_IDX_LONGDOUBLE) return set_longdouble(p, value);
    if (value == Py_None) x = (double)NAN;
    else if (PyFloat_Check(value)) x = PyFloat_AS_DOUBLE(value);
    else if (PyLong_Check(value)) {
        x = PyLong_AsDouble(value);
        if (x == -1.0 && PyErr_Occurred()) return -1;
    } else {
        PyObject *number = PyNumber_Float(value);
        if (!number) {
            if ((PyErr_ExceptionMatches(PyExc_TypeError) || PyErr_ExceptionMatches(PyExc_ValueError)) && is_sequence_not_text(value))
                PyErr_SetString(PyExc_ValueError, "setting an array element with a sequence.");
            return -1;
        }
        x = PyFloat_AS_DOUBLE(number);
        Py_DECREF(number);
    }
    return store_double(d, p, x);
}

static int set_complex(const pnd_dtype *d, char *p, PyObject *value)
{
    const pnd_dtype *real = pnd_dtype_real(d);
    Py_complex z;
    if (value == Py_None) z.real = z.imag = (double)NAN;
    else if (PyUnicode_Check(value) || PyBytes_Check(value)) {
        PyObject *text = PyUnicode_Check(value) ? Py_NewRef(value) : PyUnicode_FromEncodedObject(value, "ASCII", "strict");
        PyObject *number = text ? PyObject_CallOneArg((PyObject *)&PyComplex_Type, text) : NULL;
        Py_XDECREF(text);
        if (!number) return -1;
        z = PyComplex_AsCComplex(number);
        Py_DECREF(number);
    } else {
        z = PyComplex_AsCComplex(value);
        if (z.real == -1.0 && PyErr_Occurred()) return -1;
    }
    return store_double(real, p, z.real) < 0 || store_double(real, p + real->size, z.imag) < 0 ? -1 : 0;
}

/**** Any value ****/

/* Exact CPython numbers that need no Python code but a warning: 1 stored, 0 not one of them, -1 error. */
static inline int set_exact(const pnd_dtype *d, char *p, PyObject *o)
{
    PyTypeObject *type = Py_TYPE(o);
    int64_t v;
    if (type == &PyFloat_Type && d->kind == 'f') return store_double(d, p, PyFloat_AS_DOUBLE(o)) < 0 ? -1 : 1;
    if (type == &PyLong_Type) {
        if (pnd_dtype_is_integer(d)) return set_int_from_long(d, p, o) < 0 ? -1 : 1;
        if (d->kind == 'f' && d->idx != PND_IDX_LONGDOUBLE && pnd_small_int(o, &v)) return store_double(d, p, (double)v) < 0 ? -1 : 1;
    }
    if (d->kind == 'b') {
        if (type == &PyBool_Type) return *p = (o == Py_True), 1;
        if (type == &PyLong_Type || type == &PyFloat_Type) return *p = (char)(PyObject_IsTrue(o) == 1), 1;
    }
    return 0;
}

static int set_from_array(const pnd_dtype *d, char *p, PyObject *array)
{
    pnd_view v = pnd_array_view(array);
    if (v.ndim == 0 || (d->kind == 'b' && pnd_array_size(array) == 1)) {
        if (!pnd_dtype_is_object(v.dtype)) return cast_element(v.dtype, v.data, d, p);
        PyObject *o = pnd_objref_get(v.data);
        if (Py_EnterRecursiveCall(" while an array is converted")) return Py_DECREF(o), -1; /* an array may hold itself */
        int rc = pnd_item_set(d, p, o);
        Py_LeaveRecursiveCall();
        return Py_DECREF(o), rc;
    }
    if (d->kind == 'c' || d->idx == PND_IDX_LONGDOUBLE)
        PyErr_SetString(PyExc_TypeError, "only 0-dimensional arrays can be converted to Python scalars");
    else PyErr_SetString(PyExc_ValueError, "setting an array element with a sequence.");
    return -1;
}

static int set_number(const pnd_dtype *d, char *p, PyObject *value)
{
    if (pnd_dtype_is_integer(d)) return set_integer(d, p, value);
    if (d->kind == 'f') return set_float(d, p, value);
    if (d->kind == 'c') return set_complex(d, p, value);
    int truth = PyObject_IsTrue(value);
    if (truth < 0) return -1;
    return *p = (char)truth, 0;
}

static bool is_plain_python(PyObject *o)
{
    return PyFloat_CheckExact(o) || PyLong_Check(o) || PyComplex_CheckExact(o) || o == Py_None || PyUnicode_Check(o) || PyBytes_Check(o) ||
           PyList_Check(o) || PyTuple_Check(o) || PyDict_Check(o);
}

static int set_native(const pnd_dtype *d, char *p, PyObject *value)
{
    int rc = set_exact(d, p, value);
    if (rc) return rc < 0 ? -1 : 0;
    if (pnd_is_scalar(value)) {
        const pnd_dtype *from = pnd_scalar_dtype(value);
        if (!from) return set_number(d, p, value);
        const char *src = pnd_scalar_data(value);
        if (d->kind == 'i' && from != d) return set_signed_from_scalar(d, p, from, src);
        return cast_element(from, src, d, p);
    }
    if (pnd_is_array(value)) return set_from_array(d, p, value);
    if (!is_plain_python(value) && pnd_import_hook) {
        PyObject *array = pnd_import_hook(value, NULL, 0);
        if (!array && PyErr_Occurred()) return -1;
        if (array && PND_ARRAY(array)->nd == 0) {
            rc = set_from_array(d, p, array);
            return Py_DECREF(array), rc;
        }
        Py_XDECREF(array); /* with axes: left to the number protocol, and its words */
    }
    return set_number(d, p, value);
}

int pnd_item_set(const pnd_dtype *d, char *p, PyObject *value)
{
    char buffer[32], swapped[32];
    if (PND_UNLIKELY(!pnd_dtype_is_builtin(d))) {
        PyErr_Format(PyExc_TypeError, "dtype %s is not supported yet", d->name);
        return -1;
    }
    if (PND_UNLIKELY(pnd_dtype_is_object(d))) return pnd_objref_put(p, Py_NewRef(value)), 0;
    if (PND_LIKELY(!d->swapped)) return set_native(d, p, value);
    if (set_native(d->twin, buffer, value) < 0) return -1;
    return memcpy(p, pnd_item_native(d, buffer, swapped), (size_t)d->size), 0;
}

/**** Runs of items ****/

static int sequence_changed(void)
{
    PyErr_SetString(PyExc_RuntimeError, "Inconsistent object during array creation? Content of sequences changed (length inconsistent).");
    return -1;
}

/* An exact float, or an exact small int where they may be mixed. */
static inline bool exact_double(PyObject *o, bool mixed, double *x)
{
    int64_t v;
    if (PND_LIKELY(PyFloat_CheckExact(o))) return *x = PyFloat_AS_DOUBLE(o), true;
    return mixed && PyLong_CheckExact(o) && pnd_small_int(o, &v) ? (*x = (double)v, true) : false;
}

Py_ssize_t pnd_item_run_exact(const pnd_dtype *d, char *p, intptr_t stride, PyObject *const *items, Py_ssize_t n, bool mixed)
{
    Py_ssize_t i = 0;
    double x;
    if (d == PND_DT(DOUBLE)) {
        for (; i < n && exact_double(items[i], mixed, &x); i++, p += stride) memcpy(p, &x, 8);
    } else if (d == PND_DT(LONG)) {
        int64_t v;
        for (; i < n && PyLong_CheckExact(items[i]) && pnd_small_int(items[i], &v); i++, p += stride) memcpy(p, &v, 8);
    } else if (d == PND_DT(FLOAT)) {
        for (; i < n && exact_double(items[i], mixed, &x); i++, p += stride) {
            const float y = (float)x;
            if (PND_UNLIKELY(isinf(y) && !isinf(x))) break; /* the slow path warns */
            memcpy(p, &y, 4);
        }
    } else if (d == PND_DT(BOOL)) {
        for (; i < n && PyBool_Check(items[i]); i++, p += stride) *p = items[i] == Py_True;
    }
    if (!d->swapped) { /* scalars of this very dtype */
        const PyTypeObject *own = &pnd_scalar_types[d->idx];
        for (; i < n && Py_TYPE(items[i]) == own; i++, p += stride) memcpy(p, ((PndScalarObject *)items[i])->value, (size_t)d->size);
    }
    return i;
}

int pnd_item_set_run(const pnd_dtype *d, char *p, intptr_t stride, PyObject *seq, Py_ssize_t n)
{
    Py_ssize_t i = 0;
    while (i < n) {
        if (PySequence_Fast_GET_SIZE(seq) < n) return sequence_changed();
        PyObject *const *items = PySequence_Fast_ITEMS(seq);
        i += pnd_item_run_exact(d, p + i * stride, stride, items + i, n - i, true);
        if (i >= n) break;
        PyObject *o = Py_NewRef(items[i]); /* its methods may change the list */
        int rc = pnd_item_set(d, p + i * stride, o);
        Py_DECREF(o);
        if (rc < 0) return -1;
        i++;
    }
    return 0;
}

/**** Kinds ****/

int pnd_scalar_kind(PyObject *o, uint8_t *weak, const pnd_dtype **dtype)
{
    PyTypeObject *type = Py_TYPE(o);
    *weak = PND_WEAK_NOT;
    if (type == &PyFloat_Type) return *weak = PND_WEAK_FLOAT, *dtype = PND_DT(DOUBLE), 1;
    if (type == &PyLong_Type) return *weak = PND_WEAK_INT, *dtype = PND_DT(LONG), 1;
    if (type == &PyBool_Type) return *dtype = PND_DT(BOOL), 1;
    if (pnd_is_scalar(o)) return (*dtype = pnd_scalar_dtype(o)) != NULL;
    if (type == &PyComplex_Type) return *weak = PND_WEAK_COMPLEX, *dtype = PND_DT(CDOUBLE), 1;
    int64_t small;
    if (PyLong_Check(o)) return *dtype = PND_DT(LONG), pnd_small_int(o, &small); /* what derives from Python's numbers is not weak */
    if (PyFloat_Check(o)) return *dtype = PND_DT(DOUBLE), 1;
    return PyComplex_Check(o) ? (*dtype = PND_DT(CDOUBLE), 1) : 0;
}
