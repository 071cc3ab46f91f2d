/*
 * Arithmetic and comparison of scalars: the ufuncs' loops on one element, with no array made.
 *
 * NEP 50 decides dtypes as for arrays, Python numbers being weak.  Integer results that do not fit wrap, as in arrays,
 * and warn (`overflow encountered in scalar add`), which only scalars do.
 */
#include "scalar_math.h"

#include "../convert/item.h"
#include "../dtype/promote.h"
#include "../engine/castop.h"
#include "../kernels/registry.h"
#include "../object/scalar.h"
#include "../platform/fpstatus.h"
#include "../py/errors.h"
#include "errstate.h"
#include "operators.h"
#include "override.h"
#include "resolve.h"
#include "scalar_quick.h"

typedef struct value {
    _Alignas(16) char bytes[32];
} value;

/* One operand: its dtype (default of its kind for Python numbers), its kind, and where its bytes are. */
typedef struct number {
    PyObject *object;
    const pnd_dtype *dtype;
    const char *data; /* NULL for Python numbers and foreign scalars */
    uint8_t weak;
} number;

static bool is_row(const PyTypeObject *t) { return t >= &pnd_scalar_types[0] && t < &pnd_scalar_types[PND_NIDX]; }

/* Is o a number of ours or Python's own?  Runs no Python code. */
static bool read_number(PyObject *o, number *n)
{
    static const char truth[2] = {0, 1};
    PyTypeObject *t = Py_TYPE(o);
    *n = (number){.object = o, .weak = PND_WEAK_NOT};
    if (PND_LIKELY(is_row(t))) {
        n->dtype = &pnd_dtype_rows[t - pnd_scalar_types];
        n->data = pnd_scalar_data(o);
        return true;
    }
    if (PyBool_Check(o)) {
        n->dtype = PND_DT(BOOL);
        n->data = &truth[o == Py_True];
        return true;
    }
    if (!pnd_scalar_kind(o, &n->weak, &n->dtype)) return false;
    if (pnd_scalar_row(t) >= 0) n->data = pnd_scalar_data(o);
    return true;
}

/* The operand as one element of `to`. */
static int fetch(const number *n, const pnd_dtype *to, value *out)
{
    int64_t small;
    if (!n->data && to->idx == PND_IDX_CLONGDOUBLE && PyLong_CheckExact(n->object) && pnd_small_int(n->object, &small)) { /* exact */
        memset(out->bytes + 16, 0, 16);
        return pnd_item_set(PND_DT(LONGDOUBLE), out->bytes, n->object);
    }
    if (!n->data && to->idx == PND_IDX_DOUBLE && PyFloat_CheckExact(n->object))
        return memcpy(out->bytes, &PyFloat_AS_DOUBLE(n->object), 8), 0;
    if (!n->data) return pnd_item_set(to, out->bytes, n->object);
    if (n->dtype == to || n->dtype->loops == to->loops) {
        memcpy(out->bytes, n->data, (size_t)to->size);
        return 0;
    }
    pnd_castop cast;
    pnd_error err;
    if (pnd_castop_init(&cast, n->dtype, to, &err) < 0 || pnd_castop_run(&cast, n->data, 0, out->bytes, 0, 1, &err) < 0)
        return pnd_raise_int(&err);
    return 0;
}

/* ---- integer overflow ---------------------------------------------------------------------------------------------------------------- */

/* Did the exact result of op on two elements of an integer dtype not fit? */
static bool integer_overflow(int op, const pnd_dtype *d, const char *a, const char *b)
{
    if (d->kind == 'i') {
        int64_t x = pnd_quick_load(d, a), y = b ? pnd_quick_load(d, b) : 0, r = 0,
                low = d->size == 8 ? INT64_MIN : -(INT64_C(1) << (8 * d->size - 1));
        bool over = false;
        switch (op) {
        case PND_OP_add: over = __builtin_add_overflow(x, y, &r); break;
        case PND_OP_subtract: over = __builtin_sub_overflow(x, y, &r); break;
        case PND_OP_multiply: over = __builtin_mul_overflow(x, y, &r); break;
        case PND_OP_negative:
        case PND_OP_absolute: return x == low;
        default: return false;
        }
        return over || r < low || r > -(low + 1);
    }
    uint64_t x = (uint64_t)pnd_quick_load(d, a), y = b ? (uint64_t)pnd_quick_load(d, b) : 0, r = 0,
             high = d->size == 8 ? UINT64_MAX : (UINT64_C(1) << (8 * d->size)) - 1;
    switch (op) {
    case PND_OP_add: return __builtin_add_overflow(x, y, &r) || r > high;
    case PND_OP_subtract: return y > x;
    case PND_OP_multiply: return __builtin_mul_overflow(x, y, &r) || r > high;
    case PND_OP_negative: return x != 0;
    }
    return false;
}

static int report(int op, int fpe, bool as_array, const pnd_dtype *in, const char *a, const char *b)
{
    if (!as_array && pnd_dtype_is_integer(in) && integer_overflow(op, in, a, b)) fpe |= PND_FPE_OVERFLOW;
    if (PND_LIKELY(fpe == 0)) return 0;
    if (as_array) return pnd_report_fpe(fpe, pnd_ufuncs[op].name);
    char name[64];
    snprintf(name, sizeof name, "scalar %s", pnd_ufuncs[op].name);
    return pnd_report_fpe(fpe, name);
}

/* ---- running a loop on one element ------------------------------------------------------------------------------------------------------ */

/* as_array: warnings are those of the ufunc. */
static PyObject *run_loop(int op, const pnd_ufunc_loop *loop, bool as_array, char **p)
{
    const pnd_ufunc *u = &pnd_ufuncs[op];
    pnd_error err;
    const pnd_loop ctx = {loop->dtypes, loop->aux, &err, 0};
    const intptr_t one[1] = {1}, strides[4] = {0, 0, 0, 0};
    value out[2];
    for (int i = 0; i < u->nout; i++) p[u->nin + i] = out[i].bytes;
    if (!(loop->flags & PND_LOOP_NO_FPE)) loop->flags &PND_LOOP_X87 ? pnd_fp_clear_slow() : pnd_fp_clear();
    if (loop->fn(&ctx, p, one, strides) < 0) return pnd_raise(&err);
    int fpe = (loop->flags & PND_LOOP_NO_FPE) ? 0 : loop->flags & PND_LOOP_X87 ? pnd_fp_get_slow() : pnd_fp_get();
    if (report(op, fpe, as_array, loop->dtypes[0], p[0], u->nin == 2 ? p[1] : NULL) < 0) return NULL;
    const pnd_dtype *const *od = loop->dtypes + u->nin;
    if (u->nout == 1) return pnd_scalar_new(od[0], out[0].bytes);
    PyObject *a = pnd_scalar_new(od[0], out[0].bytes), *b = a ? pnd_scalar_new(od[1], out[1].bytes) : NULL;
    PyObject *pair = b ? PyTuple_Pack(2, a, b) : NULL;
    Py_XDECREF(a);
    Py_XDECREF(b);
    return pair;
}

static const pnd_ufunc_loop *find_loop(const pnd_ufunc *u, const number *a, const number *b)
{
    if (a->dtype == b->dtype && u->same[a->dtype->idx]) return u->same[a->dtype->idx];
    pnd_operand ops[2] = {{.dtype = a->dtype, .weak = a->weak}, {.dtype = b->dtype, .weak = b->weak}};
    return pnd_resolve_loop(u, ops, NULL, PND_CAST_SAME_KIND);
}

/* NumPy's scalars leave to the ufunc what their own types cannot hold: arithmetic of bool, two scalars neither of which casts to the
   other's type (int64 and uint64), a Python number of a higher kind.  It shows in the words of warnings. */
static bool is_ufuncs_affair(const number *a, const number *b)
{
    const number *self = pnd_is_scalar(a->object) ? a : b, *other = self == a ? b : a;
    if (self->dtype->kind == 'b') return true;
    switch (other->weak) {
    case PND_WEAK_INT: return false;
    case PND_WEAK_FLOAT: return !pnd_dtype_is_inexact(self->dtype);
    case PND_WEAK_COMPLEX: return self->dtype->kind != 'c';
    }
    return a->dtype != b->dtype && !pnd_can_cast(a->dtype, b->dtype, PND_CAST_SAFE) && !pnd_can_cast(b->dtype, a->dtype, PND_CAST_SAFE);
}

static PyObject *binary_numbers(int op, const number *a, const number *b)
{
    const pnd_ufunc_loop *loop = find_loop(&pnd_ufuncs[op], a, b);
    value x, y;
    if (loop && a->dtype == b->dtype && a->data && b->data && loop->dtypes[0] == a->dtype && loop->dtypes[1] == a->dtype) {
        char *q[4] = {(char *)(uintptr_t)a->data, (char *)(uintptr_t)b->data, NULL, NULL};
        return run_loop(op, loop, a->dtype->kind == 'b', q);
    }
    if (!loop || fetch(a, loop->dtypes[0], &x) < 0 || fetch(b, loop->dtypes[1], &y) < 0) return NULL;
    char *p[4] = {x.bytes, y.bytes, NULL, NULL};
    return run_loop(op, loop, is_ufuncs_affair(a, b), p);
}

/* ---- something else ------------------------------------------------------------------------------------------------------------------------- */

/* `3 * [1, 2]`, as for Python's int: 1 done, 0 not such a case. */
static int repeat_sequence(PyObject *scalar, PyObject *other, PyObject **result)
{
    PySequenceMethods *seq = Py_TYPE(other)->tp_as_sequence;
    PyNumberMethods *num = Py_TYPE(other)->tp_as_number;
    if (!seq || !seq->sq_repeat || (num && num->nb_multiply)) return 0;
    const pnd_dtype *d = pnd_scalar_dtype(scalar);
    if (d && pnd_dtype_is_integer(d)) {
        Py_ssize_t n = PyNumber_AsSsize_t(scalar, PyExc_OverflowError);
        *result = n == -1 && PyErr_Occurred() ? NULL : PySequence_Repeat(other, n);
    } else *result = PyErr_Format(PyExc_TypeError, "can't multiply sequence by non-int of type '%s'", Py_TYPE(scalar)->tp_name);
    return 1;
}

/* Is it an array to someone?  1, 0 or -1. */
static int has_array_protocol(PyObject *o)
{
    static const char *const names[] = {"__array__", "__array_interface__", "__array_struct__", "__dlpack__", "__array_ufunc__"};
    if (pnd_is_array(o) || PyList_Check(o) || PyTuple_Check(o)) return 1;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        int has = pnd_has_attr((PyObject *)Py_TYPE(o), names[i]);
        if (has != 0) return has;
    }
    return PyObject_CheckBuffer(o);
}

/* Python's own comparison of a scalar's value with an object, whose answer need not be a bool: 1 done, 0 not such a case. */
static int compare_objects(int op, PyObject *scalar, PyObject *other, PyObject **result)
{
    static const int ops[6] = {[Py_LT] = PND_OP_less,      [Py_LE] = PND_OP_less_equal, [Py_EQ] = PND_OP_equal,
                               [Py_NE] = PND_OP_not_equal, [Py_GT] = PND_OP_greater,    [Py_GE] = PND_OP_greater_equal};
    const pnd_dtype *d = pnd_scalar_dtype(scalar);
    for (int how = 0; d && how < 6; how++) {
        if (ops[how] != op) continue;
        const int arrays = other == Py_None || PyType_Check(other) ? 0 : has_array_protocol(other);
        PyObject *item = arrays == 0 ? pnd_item_get(d, pnd_scalar_data(scalar)) : NULL;
        const bool python = item && !pnd_is_scalar(item);
        *result = python ? PyObject_RichCompare(item, other, how) : NULL;
        Py_XDECREF(item);
        return python || arrays < 0 || PyErr_Occurred();
    }
    return 0;
}

/* Python has no number for it: its item is itself. */
static bool is_beyond_python(PyObject *scalar)
{
    const pnd_dtype *d = pnd_scalar_dtype(scalar);
    return d && (d->idx == PND_IDX_LONGDOUBLE || d->idx == PND_IDX_CLONGDOUBLE);
}

/* Not two numbers: the ufunc's affair, unless the other one wants to answer itself. */
static PND_NOINLINE PyObject *binary_other(int op, PyObject *a, PyObject *b)
{
    const bool forward = pnd_is_scalar(a);
    PyObject *other = forward ? b : a, *result;
    if (pnd_is_exact_array(other)) return pnd_binary(op, a, b);
    if (op == PND_OP_multiply && repeat_sequence(forward ? a : b, other, &result)) return result;
    if (PyUnicode_Check(other) || PyBytes_Check(other)) {
        if (op != PND_OP_equal && op != PND_OP_not_equal) Py_RETURN_NOTIMPLEMENTED;
        const char differs = op == PND_OP_not_equal;
        return pnd_scalar_new(PND_DT(BOOL), &differs);
    }
    if (forward && pnd_should_defer(a, b, false)) return pnd_deferred();
    if (forward && compare_objects(op, a, other, &result)) return result;
    if (is_beyond_python(forward ? a : b)) {
        const int arrays = other == Py_None || PyType_Check(other) ? 0 : has_array_protocol(other);
        if (arrays < 0) return NULL;
        if (arrays == 0) Py_RETURN_NOTIMPLEMENTED; /* as an object it would be asked for the same again */
    }
    return pnd_binary(op, a, b); /* whatever it is, it is an object */
}

/* ---- slots ---------------------------------------------------------------------------------------------------------------------------------- */

static PND_NOINLINE PyObject *scalar_binary(int op, PyObject *a, PyObject *b)
{
    number x, y;
    if (PND_UNLIKELY(!read_number(a, &x) || !read_number(b, &y))) return binary_other(op, a, b);
    if (PND_UNLIKELY(!pnd_is_plain_operand(b)) && pnd_is_scalar(a) && pnd_should_defer(a, b, false)) return pnd_deferred();
    const bool is_complex = x.dtype->kind == 'c' || y.dtype->kind == 'c';
    if (is_complex && (op == PND_OP_floor_divide || op == PND_OP_remainder || op == PND_OP_divmod)) Py_RETURN_NOTIMPLEMENTED;
    if (x.dtype->loops == y.dtype->loops && !x.weak && !y.weak) y.dtype = x.dtype; /* int64 beside longlong: the first one's */
    return binary_numbers(op, &x, &y);
}

/* ---- without a loop ------------------------------------------------------------------------------------------------------------------------- */

static PyObject *new_f64(double r) { return pnd_scalar_new(PND_DT(DOUBLE), (const char *)&r); }

/* Integers of one type, or beside a Python int that it holds. */
static PND_NOINLINE bool quick_integers(int op, PyObject *a, PyObject *b, PyObject **result)
{
    PyTypeObject *ta = Py_TYPE(a), *tb = Py_TYPE(b), *t = pnd_is_int_type(ta) ? ta : tb;
    const pnd_dtype *d = &pnd_dtype_rows[t - pnd_scalar_types];
    int64_t x = 0, y = 0, r = 0;
    if (ta == t) x = pnd_quick_load(d, pnd_scalar_data(a));
    else if (!pnd_quick_long(a, &x)) return false;
    if (tb == t) y = pnd_quick_load(d, pnd_scalar_data(b));
    else if (!pnd_quick_long(b, &y)) return false;
    if (!pnd_quick_fits(d, x) || !pnd_quick_fits(d, y)) return false;
    if (op == PND_OP_divide) {
        double q;
        return y != 0 && x != 0 && pnd_quick_f64(op, (double)x, (double)y, &q) ? *result = new_f64(q), true : false;
    }
    if (!pnd_quick_i64(op, x, y, &r) || !pnd_quick_fits(d, r)) return false;
    *result = pnd_scalar_new(d, (const char *)&r); /* little-endian: the low bytes are the value */
    return true;
}

/* Two complex numbers; a product's own four products must be normal as well. */
static bool quick_parts(int op, const double x[2], const double y[2], double r[2])
{
    if (op == PND_OP_multiply) {
        const double p[4] = {x[0] * y[0], x[1] * y[1], x[0] * y[1], x[1] * y[0]};
        for (int i = 0; i < 4; i++)
            if (!__builtin_isnormal(p[i])) return false;
        return pnd_quick_f64(PND_OP_subtract, p[0], p[1], &r[0]) && pnd_quick_f64(PND_OP_add, p[2], p[3], &r[1]);
    }
    if (op != PND_OP_add && op != PND_OP_subtract) return false;
    return pnd_quick_f64(op, x[0], y[0], &r[0]) && pnd_quick_f64(op, x[1], y[1], &r[1]);
}

static PND_NOINLINE bool quick_complex(int op, PyObject *a, PyObject *b, PyObject **result)
{
    double x[2], y[2], r[2];
    memcpy(x, pnd_scalar_data(a), sizeof x);
    memcpy(y, pnd_scalar_data(b), sizeof y);
    if (!quick_parts(op, x, y, r)) return false;
    *result = pnd_scalar_new(PND_DT(CDOUBLE), (const char *)r);
    return true;
}

static PND_NOINLINE bool quick_half(int op, PyObject *a, PyObject *b, PyObject **result)
{
    uint16_t x, y, h;
    float r;
    memcpy(&x, pnd_scalar_data(a), sizeof x);
    memcpy(&y, pnd_scalar_data(b), sizeof y);
    if (!pnd_quick_f32(op, pnd_f16_to_f32(x), pnd_f16_to_f32(y), &r)) return false;
    h = pnd_f32_to_f16(r);
    const int exponent = h >> 10 & 31;
    if ((exponent == 0 && r != 0) || exponent == 31) return false;
    *result = pnd_scalar_new(PND_DT(HALF), (const char *)&h);
    return true;
}

PND_INLINE PyObject *operator2(int op, PyObject *a, PyObject *b)
{
    PyTypeObject *ta = Py_TYPE(a), *tb = Py_TYPE(b);
    PyObject *result;
    double x, y, r;
    if (ta == PND_SCALAR_TYPE(DOUBLE) || tb == PND_SCALAR_TYPE(DOUBLE)) {
        if (pnd_quick_as_f64(a, &x) && pnd_quick_as_f64(b, &y) && pnd_quick_f64(op, x, y, &r)) return new_f64(r);
    } else if ((ta == PND_SCALAR_TYPE(LONG) || tb == PND_SCALAR_TYPE(LONG)) && op != PND_OP_divide) {
        int64_t i = 0, j = 0, k;
        if (pnd_quick_as_i64(a, &i) && pnd_quick_as_i64(b, &j) && pnd_quick_i64(op, i, j, &k))
            return pnd_scalar_new(PND_DT(LONG), (const char *)&k);
    } else if (ta == PND_SCALAR_TYPE(FLOAT) || tb == PND_SCALAR_TYPE(FLOAT)) {
        float f, g, h;
        if (pnd_quick_as_f32(a, &f) && pnd_quick_as_f32(b, &g) && pnd_quick_f32(op, f, g, &h))
            return pnd_scalar_new(PND_DT(FLOAT), (const char *)&h);
    } else if (pnd_is_int_type(ta) || pnd_is_int_type(tb)) {
        if (quick_integers(op, a, b, &result)) return result;
    } else if (ta == tb && ta == PND_SCALAR_TYPE(CDOUBLE)) {
        if (quick_complex(op, a, b, &result)) return result;
    } else if (ta == tb && ta == PND_SCALAR_TYPE(HALF)) {
        if (quick_half(op, a, b, &result)) return result;
    }
    return scalar_binary(op, a, b);
}

#define BINARY(name, op) \
    static PyObject *name(PyObject *a, PyObject *b) { return operator2(PND_OP_##op, a, b); }
BINARY(scalar_add, add)
BINARY(scalar_subtract, subtract)
BINARY(scalar_multiply, multiply)
BINARY(scalar_divide, divide)
BINARY(scalar_floor_divide, floor_divide)
BINARY(scalar_remainder, remainder)
BINARY(scalar_divmod, divmod)
BINARY(scalar_lshift, left_shift)
BINARY(scalar_rshift, right_shift)
BINARY(scalar_and, bitwise_and)
BINARY(scalar_or, bitwise_or)
BINARY(scalar_xor, bitwise_xor)
#undef BINARY

static PyObject *scalar_power(PyObject *a, PyObject *b, PyObject *modulo)
{
    double x, y, r;
    if (modulo != Py_None) Py_RETURN_NOTIMPLEMENTED;
    if (Py_TYPE(a) == PND_SCALAR_TYPE(DOUBLE) && pnd_quick_as_f64(b, &y) && pnd_quick_f64(PND_OP_power, x = pnd_scalar_f64(a), y, &r))
        return new_f64(r);
    return scalar_binary(PND_OP_power, a, b);
}

static PyObject *scalar_unary(int op, PyObject *a)
{
    number x;
    value v;
    if (!read_number(a, &x))
        return PyErr_Format(PyExc_TypeError, "bad operand type for %s: '%s'", pnd_ufuncs[op].name, Py_TYPE(a)->tp_name);
    const pnd_ufunc *u = &pnd_ufuncs[op];
    const pnd_ufunc_loop *loop = u->same[x.dtype->idx];
    pnd_operand operand = {.dtype = x.dtype};
    if (!loop && !(loop = pnd_resolve_loop(u, &operand, NULL, PND_CAST_SAME_KIND))) return NULL;
    if (fetch(&x, loop->dtypes[0], &v) < 0) return NULL;
    char *p[3] = {v.bytes, NULL, NULL};
    return run_loop(op, loop, x.dtype->kind == 'b', p);
}

/* -x and abs(x) where nothing can overflow. */
static bool quick_unary(bool absolute, PyObject *a, PyObject **result)
{
    PyTypeObject *t = Py_TYPE(a);
    if (t == PND_SCALAR_TYPE(DOUBLE)) return *result = new_f64(absolute ? __builtin_fabs(pnd_scalar_f64(a)) : -pnd_scalar_f64(a)), true;
    if (t == PND_SCALAR_TYPE(FLOAT)) {
        const float r = absolute ? __builtin_fabsf(pnd_scalar_f32(a)) : -pnd_scalar_f32(a);
        return *result = pnd_scalar_new(PND_DT(FLOAT), (const char *)&r), true;
    }
    if (!pnd_is_int_type(t)) return false;
    const pnd_dtype *d = &pnd_dtype_rows[t - pnd_scalar_types];
    const int64_t x = pnd_quick_load(d, pnd_scalar_data(a)), r = (absolute && x >= 0) || x == INT64_MIN ? x : -x;
    if (d->kind != 'i' || x == INT64_MIN || !pnd_quick_fits(d, r)) return false;
    return *result = pnd_scalar_new(d, (const char *)&r), true;
}

static PyObject *scalar_negative(PyObject *a)
{
    PyObject *result;
    return quick_unary(false, a, &result) ? result : scalar_unary(PND_OP_negative, a);
}

static PyObject *scalar_absolute(PyObject *a)
{
    PyObject *result;
    return quick_unary(true, a, &result) ? result : scalar_unary(PND_OP_absolute, a);
}

static PyObject *scalar_positive(PyObject *a) { return scalar_unary(PND_OP_positive, a); }
static PyObject *scalar_invert(PyObject *a) { return scalar_unary(PND_OP_invert, a); }

/* ---- conversion ------------------------------------------------------------------------------------------------------------------------------ */

static PyObject *python_number(PyObject *o) { return pnd_item_get(pnd_scalar_dtype(o), pnd_scalar_data(o)); }

static int scalar_bool(PyObject *o)
{
    const pnd_dtype *d = pnd_scalar_dtype(o);
    if (!d) return 1;
    const char *p = pnd_scalar_data(o);
    static const char zero[32];
    if (d->idx == PND_IDX_DOUBLE) return pnd_scalar_f64(o) != 0;
    if (d->kind != 'f' && d->kind != 'c') return memcmp(p, zero, (size_t)d->size) != 0;
    char truth = 0;
    pnd_castop cast;
    pnd_error err;
    if (pnd_castop_init(&cast, d, PND_DT(BOOL), &err) < 0 || pnd_castop_run(&cast, p, 0, &truth, 0, 1, &err) < 0)
        return pnd_raise_int(&err);
    return truth;
}

static int warn_discards(const pnd_dtype *d)
{
    if (d->kind != 'c') return 0;
    return PyErr_WarnEx(PndExc_ComplexWarning, "Casting complex values to real discards the imaginary part", 1);
}

/* The real part as the dtype asked for. */
static PyObject *real_as(PyObject *o, const pnd_dtype *to)
{
    const pnd_dtype *d = pnd_scalar_dtype(o);
    value v;
    number n = {.object = o, .dtype = d, .data = pnd_scalar_data(o)};
    return fetch(&n, to, &v) < 0 ? NULL : pnd_item_get(to, v.bytes);
}

/* The whole part of a finite v, exactly: 64 bits and a power of two. */
static PyObject *int_of_wide(long double v)
{
    int exponent;
    const long double whole = __builtin_truncl(v), fraction = __builtin_frexpl(whole < 0 ? -whole : whole, &exponent);
    uint64_t bits = (uint64_t)__builtin_ldexpl(fraction, 64);
    if (exponent > 0 && exponent < 64) bits >>= 64 - exponent; /* nothing is lost: v is whole */
    PyObject *result = PyLong_FromUnsignedLongLong(exponent > 0 ? bits : 0);
    if (result && exponent > 64) {
        PyObject *shift = PyLong_FromLong(exponent - 64);
        Py_SETREF(result, shift ? PyNumber_Lshift(result, shift) : NULL);
        Py_XDECREF(shift);
    }
    if (result && whole < 0) Py_SETREF(result, PyNumber_Negative(result));
    return result;
}

static PyObject *scalar_int(PyObject *o)
{
    const pnd_dtype *d = pnd_scalar_dtype(o);
    PyObject *p, *result;
    if (!d) return PyErr_Format(PyExc_TypeError, "%s has no value", Py_TYPE(o)->tp_name);
    if (pnd_dtype_is_integer(d)) return python_number(o);
    if (d->idx == PND_IDX_DOUBLE) return PyLong_FromDouble(pnd_scalar_f64(o));
    if (warn_discards(d) < 0) return NULL;
    if (d == PND_DT(CFLOAT) || d == PND_DT(CDOUBLE)) p = real_as(o, PND_DT(DOUBLE));
    else if (d == PND_DT(LONGDOUBLE) || d == PND_DT(CLONGDOUBLE)) {
        long double v;
        memcpy(&v, pnd_scalar_data(o), sizeof v);
        if (!__builtin_isfinite(v)) {
            PyErr_Format(__builtin_isnan(v) ? PyExc_ValueError : PyExc_OverflowError, "cannot convert longdouble %s to integer",
                         __builtin_isnan(v) ? "NaN" : "infinity");
            return NULL;
        }
        return int_of_wide(v);
    } else p = python_number(o);
    if (!p) return NULL;
    result = PyNumber_Long(p);
    Py_DECREF(p);
    return result;
}

static PyObject *scalar_float(PyObject *o)
{
    const pnd_dtype *d = pnd_scalar_dtype(o);
    if (!d) return PyErr_Format(PyExc_TypeError, "%s has no value", Py_TYPE(o)->tp_name);
    if (d->idx == PND_IDX_DOUBLE) return PyFloat_FromDouble(pnd_scalar_f64(o));
    if (warn_discards(d) < 0) return NULL;
    if (d->kind == 'f' || d->kind == 'c') return real_as(o, PND_DT(DOUBLE));
    PyObject *p = python_number(o), *result = p ? PyNumber_Float(p) : NULL;
    Py_XDECREF(p);
    return result;
}

static PyObject *scalar_index(PyObject *o) { return python_number(o); }

/* ---- comparison -------------------------------------------------------------------------------------------------------------------------------- */

static PyObject *truth_scalar(bool truth)
{
    const char byte = truth;
    return pnd_scalar_new(PND_DT(BOOL), &byte);
}

static PyObject *compare_numbers(int op, int how, const number *x, const number *y)
{
    if ((x->weak == PND_WEAK_INT && pnd_dtype_is_integer(y->dtype)) || (y->weak == PND_WEAK_INT && pnd_dtype_is_integer(x->dtype))) {
        /* exact for any size of Python integer */
        PyObject *a = x->weak ? Py_NewRef(x->object) : python_number(x->object),
                 *b = y->weak ? Py_NewRef(y->object) : python_number(y->object);
        int truth = a && b ? PyObject_RichCompareBool(a, b, how) : -1;
        Py_XDECREF(a);
        Py_XDECREF(b);
        return truth < 0 ? NULL : truth_scalar(truth);
    }
    return binary_numbers(op, x, y);
}

static inline bool compare_double(int how, double x, double y)
{
    switch (how) {
    case Py_LT: return x < y;
    case Py_LE: return x <= y;
    case Py_EQ: return x == y;
    case Py_NE: return x != y;
    case Py_GT: return x > y;
    }
    return x >= y;
}

static inline bool compare_int(int how, int64_t x, int64_t y)
{
    switch (how) {
    case Py_LT: return x < y;
    case Py_LE: return x <= y;
    case Py_EQ: return x == y;
    case Py_NE: return x != y;
    case Py_GT: return x > y;
    }
    return x >= y;
}

/* Integers of one type, or beside any Python int of 64 bits. */
static inline bool quick_pair(PyObject *a, PyObject *b, int64_t *x, int64_t *y)
{
    PyTypeObject *t = Py_TYPE(a);
    if (!pnd_is_int_type(t)) return false;
    const pnd_dtype *d = &pnd_dtype_rows[t - pnd_scalar_types];
    *x = pnd_quick_load(d, pnd_scalar_data(a));
    if (Py_TYPE(b) == t) *y = pnd_quick_load(d, pnd_scalar_data(b));
    else if (!pnd_quick_long(b, y)) return false;
    return d->size < 8 || d->kind == 'i' || (*x >= 0 && *y >= 0);
}

static PyObject *scalar_compare(PyObject *a, PyObject *b, int how)
{
    static const int ops[6] = {[Py_LT] = PND_OP_less,      [Py_LE] = PND_OP_less_equal, [Py_EQ] = PND_OP_equal,
                               [Py_NE] = PND_OP_not_equal, [Py_GT] = PND_OP_greater,    [Py_GE] = PND_OP_greater_equal};
    number x, y;
    double f, g;
    int64_t i = 0, j = 0;
    if (Py_TYPE(a) == PND_SCALAR_TYPE(DOUBLE) && pnd_quick_as_f64(b, &g)) {
        f = pnd_scalar_f64(a);
        if (f == f && g == g) return truth_scalar(compare_double(how, f, g)); /* NaN may raise the invalid flag */
    }
    if (quick_pair(a, b, &i, &j)) return truth_scalar(compare_int(how, i, j));
    if (Py_TYPE(a) == PND_SCALAR_TYPE(FLOAT) && Py_TYPE(b) == PND_SCALAR_TYPE(FLOAT)) {
        f = (double)pnd_scalar_f32(a), g = (double)pnd_scalar_f32(b);
        if (f == f && g == g) return truth_scalar(compare_double(how, f, g));
    }
    if (PND_UNLIKELY(!read_number(a, &x) || !read_number(b, &y))) return binary_other(ops[how], a, b);
    if (PND_UNLIKELY(!pnd_is_plain_operand(b)) && pnd_should_defer(a, b, false)) return pnd_deferred();
    return compare_numbers(ops[how], how, &x, &y);
}

static PyNumberMethods integer_as_number;

void pnd_scalar_math_slots(void)
{
    pnd_scalar_as_number = (PyNumberMethods){
        .nb_add = scalar_add,
        .nb_subtract = scalar_subtract,
        .nb_multiply = scalar_multiply,
        .nb_true_divide = scalar_divide,
        .nb_floor_divide = scalar_floor_divide,
        .nb_remainder = scalar_remainder,
        .nb_divmod = scalar_divmod,
        .nb_power = scalar_power,
        .nb_lshift = scalar_lshift,
        .nb_rshift = scalar_rshift,
        .nb_and = scalar_and,
        .nb_or = scalar_or,
        .nb_xor = scalar_xor,
        .nb_negative = scalar_negative,
        .nb_positive = scalar_positive,
        .nb_absolute = scalar_absolute,
        .nb_invert = scalar_invert,
        .nb_bool = scalar_bool,
        .nb_int = scalar_int,
        .nb_float = scalar_float,
    };
    integer_as_number = pnd_scalar_as_number;
    integer_as_number.nb_index = scalar_index;
    for (int idx = 0; idx < PND_NIDX; idx++)
        pnd_scalar_types[idx].tp_as_number = pnd_dtype_is_integer(&pnd_dtype_rows[idx]) ? &integer_as_number : &pnd_scalar_as_number;
    PndGeneric_Type.tp_as_number = &pnd_scalar_as_number;
    PndGeneric_Type.tp_richcompare = pnd_scalar_richcompare = scalar_compare;
}
