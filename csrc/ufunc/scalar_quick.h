/*
 * Scalar arithmetic that needs no loop: numbers of one type, or beside Python's, whose result raised no flag.
 *
 * Each function returns true when it has the result.  A float result that is normal (or a sum that is zero) raised neither
 * overflow, invalid, division by zero nor underflow; all else is left to the loops, which report by errstate.  Values are
 * the loops' own: one IEEE operation, integers wrapped by nobody.
 */
#ifndef PND_UFUNC_SCALAR_QUICK_H
#define PND_UFUNC_SCALAR_QUICK_H

#include "../convert/item.h"
#include "../dtype/smallfloat.h"
#include "../kernels/registry.h"
#include "../object/scalar.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "an int64 begins with the bytes of narrower integers");

#define PND_SCALAR_TYPE(ID) (&pnd_scalar_types[PND_IDX_##ID])

static inline double pnd_scalar_f64(PyObject *o) { return *(const double *)(const void *)pnd_scalar_data(o); }
static inline float pnd_scalar_f32(PyObject *o) { return *(const float *)(const void *)pnd_scalar_data(o); }
static inline int64_t pnd_scalar_i64(PyObject *o) { return *(const int64_t *)(const void *)pnd_scalar_data(o); }

static inline bool pnd_quick_long(PyObject *o, int64_t *v) { return PyLong_CheckExact(o) && pnd_small_int(o, v); }

/* ---- integers ------------------------------------------------------------------------------------------------------------- */

static inline bool pnd_is_int_type(const PyTypeObject *t) { return t >= PND_SCALAR_TYPE(BYTE) && t <= PND_SCALAR_TYPE(ULONGLONG); }

/* Value of an integer element; a large uint64 comes out negative. */
static inline int64_t pnd_quick_load(const pnd_dtype *d, const char *p)
{
    if (d->kind == 'i') switch (d->size) {
        case 1: return *(const int8_t *)p;
        case 2: return *(const int16_t *)(const void *)p;
        case 4: return *(const int32_t *)(const void *)p;
        default: return *(const int64_t *)(const void *)p;
        }
    switch (d->size) {
    case 1: return *(const uint8_t *)p;
    case 2: return *(const uint16_t *)(const void *)p;
    case 4: return *(const uint32_t *)(const void *)p;
    default: return *(const int64_t *)(const void *)p;
    }
}

/* Is v a value of the integer dtype?  For unsigned 64-bit ones: of its lower half. */
static inline bool pnd_quick_fits(const pnd_dtype *d, int64_t v)
{
    if (d->size == 8) return d->kind == 'i' || v >= 0;
    const int bits = 8 * (int)d->size;
    return d->kind == 'i' ? v >= -(INT64_C(1) << (bits - 1)) && v < INT64_C(1) << (bits - 1) : v >= 0 && v < INT64_C(1) << bits;
}

PND_INLINE bool pnd_quick_i64(int op, int64_t x, int64_t y, int64_t *r)
{
    switch (op) {
    case PND_OP_add: return !__builtin_add_overflow(x, y, r);
    case PND_OP_subtract: return !__builtin_sub_overflow(x, y, r);
    case PND_OP_multiply: return !__builtin_mul_overflow(x, y, r);
    case PND_OP_bitwise_and: return *r = x & y, true;
    case PND_OP_bitwise_or: return *r = x | y, true;
    case PND_OP_bitwise_xor: return *r = x ^ y, true;
    case PND_OP_floor_divide: return y > 0 ? *r = x / y - (x % y < 0), true : false;
    case PND_OP_remainder: return y > 0 ? *r = x % y + (x % y < 0 ? y : 0), true : false;
    }
    return false;
}

/* ---- floats ------------------------------------------------------------------------------------------------------------------ */

PND_INLINE bool pnd_quick_f64(int op, double x, double y, double *r)
{
    switch (op) {
    case PND_OP_add: *r = x + y; break;
    case PND_OP_subtract: *r = x - y; break;
    case PND_OP_multiply: *r = x * y; break;
    case PND_OP_divide: *r = x / y; break;
    case PND_OP_power:
        if (y != 2) return false;
        *r = x * x;
        break;
    default: return false;
    }
    return __builtin_isnormal(*r) || (*r == 0 && (op == PND_OP_add || op == PND_OP_subtract));
}

PND_INLINE bool pnd_quick_f32(int op, float x, float y, float *r)
{
    switch (op) {
    case PND_OP_add: *r = x + y; break;
    case PND_OP_subtract: *r = x - y; break;
    case PND_OP_multiply: *r = x * y; break;
    case PND_OP_divide: *r = x / y; break;
    default: return false;
    }
    return __builtin_isnormal(*r) || (*r == 0 && (op == PND_OP_add || op == PND_OP_subtract));
}

/* What float64 takes into its own arithmetic: float64, float32, integers, bool; Python's float and small int. */
static inline bool pnd_quick_as_f64(PyObject *o, double *v)
{
    int64_t i;
    PyTypeObject *t = Py_TYPE(o);
    if (t == PND_SCALAR_TYPE(DOUBLE)) return *v = pnd_scalar_f64(o), true;
    if (PyFloat_CheckExact(o)) return *v = PyFloat_AS_DOUBLE(o), true;
    if (pnd_quick_long(o, &i)) return *v = (double)i, true;
    if (pnd_is_int_type(t)) {
        const pnd_dtype *d = &pnd_dtype_rows[t - pnd_scalar_types];
        i = pnd_quick_load(d, pnd_scalar_data(o));
        return *v = d->kind == 'u' ? (double)(uint64_t)i : (double)i, true;
    }
    if (t == PND_SCALAR_TYPE(FLOAT)) return *v = (double)pnd_scalar_f32(o), true;
    return false;
}

/* What float32 takes: float32; a Python float that stays finite, an int that is exact. */
static inline bool pnd_quick_as_f32(PyObject *o, float *v)
{
    int64_t i;
    if (Py_TYPE(o) == PND_SCALAR_TYPE(FLOAT)) return *v = pnd_scalar_f32(o), true;
    if (PyFloat_CheckExact(o)) return *v = (float)PyFloat_AS_DOUBLE(o), __builtin_isfinite(*v) != 0;
    return pnd_quick_long(o, &i) && i >= -(1 << 24) && i <= 1 << 24 ? *v = (float)i, true : false;
}

static inline bool pnd_quick_as_i64(PyObject *o, int64_t *v)
{
    return Py_TYPE(o) == PND_SCALAR_TYPE(LONG) ? *v = pnd_scalar_i64(o), true : pnd_quick_long(o, v);
}

#endif
