/*
 * An array's elements in nested lists, as tolist() gives them.
 *
 * The time goes into making Python numbers; the frequent dtypes have loops of their own around constructors that do no more than
 * they must.
 */
#include "lists.h"

#include "../dtype/smallfloat.h"

#include "item.h"

/*
 * New floats and ints.  CPython's own constructors look at a free list or count digits, and initialise through a call; in a list
 * of a million that and the allocator are nearly all of the time (floats: 15.5 ms against 12.4 ms, NumPy 15.7 ms).
 */
#if PY_VERSION_HEX < 0x030c0000 && PYLONG_BITS_IN_DIGIT == 30 && !defined(Py_REF_DEBUG) && !defined(Py_TRACE_REFS)
static inline PyObject *new_float(double value)
{
    PyFloatObject *x = PyObject_Malloc(sizeof *x);
    if (x == NULL) return PyErr_NoMemory();
    Py_SET_REFCNT(x, 1);
    Py_SET_TYPE(x, &PyFloat_Type);
    x->ob_fval = value;
    return (PyObject *)x;
}

static inline PyObject *new_int(int64_t value)
{
    const uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    if (size <= 256 || size >> (2 * PyLong_SHIFT))
        return PyLong_FromLongLong(value); /* CPython's one object for each small int; three digits */
    PyLongObject *x = PyObject_Malloc(offsetof(PyLongObject, ob_digit) + 2 * sizeof(digit));
    if (x == NULL) return PyErr_NoMemory();
    const Py_ssize_t digits = 1 + (size >> PyLong_SHIFT != 0);
    Py_SET_REFCNT(x, 1);
    Py_SET_TYPE(x, &PyLong_Type);
    Py_SET_SIZE(x, value < 0 ? -digits : digits);
    x->ob_digit[0] = (digit)(size & PyLong_MASK);
    x->ob_digit[1] = (digit)(size >> PyLong_SHIFT);
    return (PyObject *)x;
}
#else
static inline PyObject *new_float(double value) { return PyFloat_FromDouble(value); }
static inline PyObject *new_int(int64_t value) { return PyLong_FromLongLong(value); }
#endif

/* The elements of frequent dtypes in native byte order; each is inlined into a loop of its own. */
#define LOADED(type, p) (*(const type *)memcpy(&(type){0}, p, sizeof(type)))
static inline PyObject *get_bool(const char *p) { return Py_NewRef(*p ? Py_True : Py_False); }
static inline PyObject *get_i8(const char *p) { return PyLong_FromLong(LOADED(int8_t, p)); }
static inline PyObject *get_u8(const char *p) { return PyLong_FromLong(LOADED(uint8_t, p)); }
static inline PyObject *get_i16(const char *p) { return new_int(LOADED(int16_t, p)); }
static inline PyObject *get_u16(const char *p) { return new_int(LOADED(uint16_t, p)); }
static inline PyObject *get_i32(const char *p) { return new_int(LOADED(int32_t, p)); }
static inline PyObject *get_u32(const char *p) { return new_int(LOADED(uint32_t, p)); }
static inline PyObject *get_i64(const char *p) { return new_int(LOADED(int64_t, p)); }
static inline PyObject *get_f16(const char *p) { return new_float((double)pnd_f16_to_f32(LOADED(uint16_t, p))); }
static inline PyObject *get_bf16(const char *p) { return new_float((double)pnd_bf16_to_f32(LOADED(uint16_t, p))); }
static inline PyObject *get_f32(const char *p) { return new_float((double)LOADED(float, p)); }
static inline PyObject *get_f64(const char *p) { return new_float(LOADED(double, p)); }
static inline PyObject *get_c64(const char *p) { return PyComplex_FromDoubles((double)LOADED(float, p), (double)LOADED(float, p + 4)); }
static inline PyObject *get_c128(const char *p) { return PyComplex_FromDoubles(LOADED(double, p), LOADED(double, p + 8)); }

PND_INLINE int fill(PyObject *(*get)(const char *), PyObject *list, const char *p, Py_ssize_t n, Py_ssize_t step)
{
    for (Py_ssize_t i = 0; i < n; i++, p += step) {
        PyObject *x = get(p);
        if (x == NULL) return -1;
        PyList_SET_ITEM(list, i, x);
    }
    return 0;
}

/* Fills an innermost list: 0, or -1 with an exception. */
static int fill_list(PyObject *list, const pnd_dtype *d, const char *p, Py_ssize_t n, Py_ssize_t step)
{
    if (!d->swapped) switch ((int)d->loops) {
        case PND_IDX_BOOL: return fill(get_bool, list, p, n, step);
        case PND_IDX_BYTE: return fill(get_i8, list, p, n, step);
        case PND_IDX_UBYTE: return fill(get_u8, list, p, n, step);
        case PND_IDX_SHORT: return fill(get_i16, list, p, n, step);
        case PND_IDX_USHORT: return fill(get_u16, list, p, n, step);
        case PND_IDX_INT: return fill(get_i32, list, p, n, step);
        case PND_IDX_UINT: return fill(get_u32, list, p, n, step);
        case PND_IDX_LONG: return fill(get_i64, list, p, n, step);
        case PND_IDX_HALF: return fill(get_f16, list, p, n, step);
        case PND_IDX_BFLOAT16: return fill(get_bf16, list, p, n, step);
        case PND_IDX_FLOAT: return fill(get_f32, list, p, n, step);
        case PND_IDX_DOUBLE: return fill(get_f64, list, p, n, step);
        case PND_IDX_CFLOAT: return fill(get_c64, list, p, n, step);
        case PND_IDX_CDOUBLE: return fill(get_c128, list, p, n, step);
        }
    for (Py_ssize_t i = 0; i < n; i++, p += step) {
        PyObject *x = pnd_item_get(d, p);
        if (x == NULL) return -1;
        PyList_SET_ITEM(list, i, x);
    }
    return 0;
}

PyObject *pnd_list_of(const pnd_view *v)
{
    if (v->ndim == 0) return pnd_item_get(v->dtype, v->data);
    const Py_ssize_t n = v->shape[0], step = v->strides[0];
    PyObject *list = PyList_New(n);
    if (list == NULL) return NULL;
    if (v->ndim == 1) {
        if (fill_list(list, v->dtype, v->data, n, step) == 0) return list;
        Py_DECREF(list);
        return NULL;
    }
    pnd_view part = {v->data, v->dtype, v->ndim - 1, v->shape + 1, v->strides + 1};
    for (Py_ssize_t i = 0; i < n; i++, part.data += step) {
        PyObject *x = pnd_list_of(&part);
        if (x == NULL) {
            Py_DECREF(list);
            return NULL;
        }
        PyList_SET_ITEM(list, i, x);
    }
    return list;
}
