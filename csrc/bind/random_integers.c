/*
 * Generator.integers, RandomState.randint and their kin: integers of a range, in any integer dtype.
 *
 * Bounds are held in 128 bits, in which low, high and high - 1 of every dtype are exact.  Bounds of one element each make
 * one range for the whole result; others broadcast.
 */
#include "random_dists.h"

#include <math.h>

#include "../convert/args.h"
#include "../convert/coerce.h"
#include "../convert/item.h"
#include "../engine/walk.h"
#include "../layout/broadcast.h"
#include "../object/scalar.h"
#include "../py/errors.h"
#include "../random/uniform.h"

typedef __int128 wide;

typedef struct request {
    PndRandomObject *r;
    const char *function;
    PyObject *low, *high; /* high NULL: [0, low) */
    bool closed, plain;   /* plain: dtype=int or bool, the result is Python's */
    const pnd_dtype *type;
    int bits, open_by;    /* open_by: what is taken from high to have the last one */
    wide least, most; /* of the dtype */
    bool sized;
    int ndim;
    Py_ssize_t shape[PND_MAXDIMS];
} request;

/**** Arguments ****/

static int read_type(request *q, PyObject *o, const pnd_dtype *fallback)
{
    q->plain = o == (PyObject *)&PyLong_Type || o == (PyObject *)&PyBool_Type || (!o && q->r->frozen);
    q->type = fallback;
    if (o && o != (PyObject *)&PyLong_Type) {
        PndDescrObject *descr = pnd_descr_from_object(o, NULL);
        if (!descr) return -1;
        q->type = descr->core;
        int status = 0;
        if (q->type->swapped && !q->r->frozen) {
            PyErr_SetString(PyExc_ValueError, "Providing a dtype with a non-native byteorder is not supported. If you require "
                                              "platform-independent byteorder, call byteswap when required.");
            status = -1;
        } else if (q->type->swapped) {
            q->type = pnd_dtype_native(q->type);
            status = PyErr_WarnEx(PyExc_DeprecationWarning,
                                  "Providing a dtype with a non-native byteorder is not supported. If you require platform-independent "
                                  "byteorder, call byteswap when required.\nIn future version, an error will be raised",
                                  1);
        }
        if (status == 0 && !pnd_dtype_is_integer(q->type) && q->type != PND_DT(BOOL))
            status = (PyErr_Format(PyExc_TypeError, "Unsupported dtype %R for %s", descr, q->function), -1);
        Py_DECREF(descr);
        if (status < 0) return -1;
    }
    const int bits = (int)q->type->size * 8;
    q->bits = q->type == PND_DT(BOOL) ? 1 : bits;
    q->least = q->type->kind == 'i' ? -((wide)1 << (bits - 1)) : 0;
    q->most = q->type == PND_DT(BOOL) ? 1 : q->type->kind == 'i' ? ((wide)1 << (bits - 1)) - 1 : ((wide)1 << bits) - 1;
    return 0;
}

/* int(o), clamped far outside every dtype where it does not fit 64 bits. */
static int read_wide(PyObject *o, wide *out)
{
    int64_t small;
    int overflow;
    if (PyLong_CheckExact(o) && pnd_small_int(o, &small)) return *out = small, 0;
    PyObject *number = PyNumber_Long(o);
    if (!number) return -1;
    *out = PyLong_AsLongLongAndOverflow(number, &overflow);
    if (overflow) {
        *out = overflow < 0 ? -((wide)1 << 100) : (wide)1 << 100;
        if (overflow > 0) {
            const unsigned long long u = PyLong_AsUnsignedLongLong(number);
            if (!PyErr_Occurred()) *out = u;
            else {
                PyObject *limit = PyLong_FromUnsignedLongLong(~0ULL), *one = PyLong_FromLong(1), *less = NULL;
                PyErr_Clear();
                less = limit && one ? PyNumber_Subtract(number, one) : NULL; /* 2**64 is a bound of uint64 */
                const int same = less ? PyObject_RichCompareBool(less, limit, Py_EQ) : -1;
                if (same == 1) *out = (wide)1 << 64;
                Py_XDECREF(limit);
                Py_XDECREF(one);
                Py_XDECREF(less);
                if (same < 0) return Py_DECREF(number), -1;
            }
        }
    }
    Py_DECREF(number);
    return *out == -1 && PyErr_Occurred() ? -1 : 0;
}

/* low <= high among closed bounds, and inside the dtype. */
static int check_range(const request *q, wide low, wide high)
{
    if (low < q->least) return PyErr_Format(PyExc_ValueError, "low is out of bounds for %s", q->type->name), -1;
    if (high > q->most) return PyErr_Format(PyExc_ValueError, "high is out of bounds for %s", q->type->name), -1;
    if (low <= high) return 0;
    if (low == 0) PyErr_SetString(PyExc_ValueError, q->closed ? "high < 0" : "high <= 0");
    else PyErr_SetString(PyExc_ValueError, q->closed ? "low > high" : "low >= high");
    return -1;
}

/**** One range ****/

static PyObject *box(const request *q, uint64_t bits)
{
    if (q->type == PND_DT(BOOL)) {
        const char truth = (char)bits;
        return q->plain ? PyBool_FromLong((long)bits) : pnd_scalar_new(q->type, &truth);
    }
    if (q->plain) return PyLong_FromLongLong((int64_t)bits);
    const pnd_dtype *t = q->type == PND_DT(LONGLONG) ? PND_DT(LONG) : q->type == PND_DT(ULONGLONG) ? PND_DT(ULONG) : q->type;
    return pnd_scalar_new(t, (const char *)&bits); /* little-endian: the low bytes come first */
}

static PyObject *one_range(request *q, wide low, wide high)
{
    pnd_draw_scope scope;
    const uint64_t off = (uint64_t)low, range = (uint64_t)(high - low), mask = q->bits == 64 ? ~0ULL : (1ULL << q->bits) - 1;
    if (check_range(q, low, high) < 0) return NULL;
    if (!q->sized) {
        pnd_random_bits rest = {0, 0};
        if (pnd_draw_begin(q->r, 1, &scope) < 0) return NULL;
        const uint64_t x = pnd_random_bounded(q->r->source.bitgen, q->bits, off & mask, range, q->r->frozen, &rest);
        return pnd_draw_end(&scope) < 0 ? NULL : box(q, x & mask);
    }
    PyObject *out = pnd_array_new(q->type, q->ndim, q->shape, PND_ORDER_C);
    const intptr_t n = out ? pnd_array_size(out) : 0;
    if (n == 0) return out;
    if (pnd_draw_begin(q->r, n, &scope) < 0) return Py_DECREF(out), NULL;
    pnd_random_bounded_fill(q->r->source.bitgen, q->r->source.kind, q->bits, off & mask, range, q->r->frozen, n, PND_ARRAY(out)->data);
    if (pnd_draw_end(&scope) < 0) Py_CLEAR(out);
    return out;
}

void pnd_random_indices(PndRandomObject *r, uint64_t last, intptr_t n, int64_t *out)
{
    pnd_random_bounded_fill(r->source.bitgen, r->source.kind, 64, 0, last, r->frozen, n, out);
}

/**** Ranges that broadcast ****/

/* Python ints of which some are beyond int64 and all fit uint64; NULL with an exception. */
static PyObject *unsigned_bounds(PyObject *o)
{
    return pnd_as_array(o, pnd_descr_builtin(PND_DT(ULONG)), PND_AS_C | PND_AS_FORCECAST | PND_AS_COPY, 0);
}

/* Does a list of ints need more than int64, though float64 is what it has in common? */
static bool holds_big(PyObject *o, PyObject *found)
{
    if (!(PyList_CheckExact(o) || PyTuple_CheckExact(o)) || PND_ARRAY(found)->descr->core != PND_DT(DOUBLE)) return false;
    const double *x = (const double *)PND_ARRAY(found)->data;
    bool big = false;
    for (intptr_t i = 0, n = pnd_array_size(found); i < n; i++) {
        if (!(x[i] >= 0 && x[i] <= 18446744073709551616.0)) return false; /* 2**64 - 1 rounds up to the limit */
        big |= x[i] >= 9223372036854775808.0;
    }
    return big;
}

/* Python's numbers: int64 or, where some are beyond it, uint64; OverflowError when neither holds all. */
static PyObject *object_bounds(PyObject *o)
{
    PyObject *copy = pnd_as_array(o, NULL, PND_AS_C | PND_AS_COPY, 0), *out = NULL; /* int() may change the original */
    const wide top = ((wide)1 << 63) - 1;
    wide least = 0, most = 0;
    if (!copy) return NULL;
    PyObject *const *items = (PyObject *const *)(const void *)PND_ARRAY(copy)->data;
    const intptr_t n = pnd_array_size(copy);
    wide *values = PyMem_Calloc((size_t)n + 1, sizeof *values);
    if (!values) {
        PyErr_NoMemory();
        goto done;
    }
    for (intptr_t i = 0; i < n; i++) {
        if (read_wide(items[i] ? items[i] : Py_None, &values[i]) < 0) goto done;
        if (values[i] < least) least = values[i];
        if (values[i] > most) most = values[i];
    }
    if (least < -top - 1 || most > 2 * top + 1 || (least < 0 && most > top)) {
        PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C long");
        goto done;
    }
    if (!(out = pnd_array_new(most > top ? PND_DT(ULONG) : PND_DT(LONG), PND_ARRAY(copy)->nd, PND_ARRAY(copy)->dimensions, PND_ORDER_C)))
        goto done;
    for (intptr_t i = 0; i < n; i++) ((uint64_t *)(void *)PND_ARRAY(out)->data)[i] = (uint64_t)values[i];
done:
    PyMem_Free(values);
    Py_DECREF(copy);
    return out;
}

/* Bounds as an array: private copy of int64 or uint64. */
static PyObject *bounds_array(PyObject *o)
{
    PyObject *found = pnd_as_array(o, NULL, PND_AS_C, 0), *result = NULL;
    if (!found) return NULL;
    if (PND_ARRAY(found)->descr->core->kind == 'u') result = unsigned_bounds(found);
    else if (PND_ARRAY(found)->descr->core->kind == 'O') result = object_bounds(found);
    else if (holds_big(o, found)) result = unsigned_bounds(o);
    else {
        Py_SETREF(found, pnd_random_array(found, PND_DT(LONG)));
        if (found) result = pnd_as_array(found, NULL, PND_AS_C, 0);
    }
    Py_XDECREF(found);
    return result;
}

static wide load_bound(const char *p, bool is_unsigned)
{
    int64_t i;
    memcpy(&i, p, 8);
    return is_unsigned ? (wide)(uint64_t)i : (wide)i;
}

static void store(const request *q, char *out, intptr_t i, uint64_t x)
{
    const intptr_t size = q->type->size;
    memcpy(out + i * size, &x, (size_t)size);
}

typedef struct bounds {
    pnd_view v[2]; /* low, high */
    bool is_unsigned[2];
    intptr_t steps[2][PND_MAXDIMS];
} bounds;

/* Over all ranges in C order, or with `once` over each of them one time. */
static void walk_start(pnd_walk *w, const bounds *b, int ndim, const Py_ssize_t *shape, bool once)
{
    Py_ssize_t over[PND_MAXDIMS];
    for (int a = 0; a < ndim; a++) over[a] = !once || shape[a] == 0 || b->steps[0][a] || b->steps[1][a] ? shape[a] : 1;
    pnd_walk_init(w, ndim, over, 2);
    for (int k = 0; k < 2; k++) pnd_walk_op(w, k, b->v[k].data, b->steps[k]);
    pnd_walk_fold(w);
}

static wide low_at(const bounds *b, const pnd_walk *w, intptr_t i) { return load_bound(w->ptr[0] + i * w->inner[0], b->is_unsigned[0]); }

static wide high_at(const request *q, const bounds *b, const pnd_walk *w, intptr_t i)
{
    return load_bound(w->ptr[1] + i * w->inner[1], b->is_unsigned[1]) - q->open_by;
}

static int check_ranges(const request *q, const bounds *b, int ndim, const Py_ssize_t *shape)
{
    pnd_walk w;
    walk_start(&w, b, ndim, shape, true);
    if (w.n == 0) return 0;
    do {
        for (intptr_t i = 0; i < w.n; i++)
            if (check_range(q, low_at(b, &w, i), high_at(q, b, &w, i)) < 0) return -1;
    } while (pnd_walk_next(&w));
    return 0;
}

static void fill_ranges(request *q, const bounds *b, int ndim, const Py_ssize_t *shape, char *out)
{
    pnd_walk w;
    const uint64_t mask = q->bits == 64 ? ~0ULL : (1ULL << q->bits) - 1;
    pnd_random_bits rest = {0, 0};
    intptr_t done = 0;
    walk_start(&w, b, ndim, shape, false);
    if (w.n == 0) return;
    do {
        for (intptr_t i = 0; i < w.n; i++) {
            const wide low = low_at(b, &w, i);
            const uint64_t range = (uint64_t)(high_at(q, b, &w, i) - low);
            store(q, out, done++,
                  pnd_random_bounded(q->r->source.bitgen, q->bits, (uint64_t)low & mask, range, q->r->frozen, &rest) & mask);
        }
    } while (pnd_walk_next(&w));
}

static PyObject *many_ranges(request *q, PyObject *low, PyObject *high)
{
    bounds b;
    pnd_draw_scope scope;
    pnd_error err;
    int ndim;
    Py_ssize_t shape[PND_MAXDIMS];
    PyObject *const given[2] = {low, high};
    for (int k = 0; k < 2; k++) {
        b.v[k] = pnd_array_view(given[k]);
        b.is_unsigned[k] = b.v[k].dtype->kind == 'u';
    }
    const pnd_view wanted = {NULL, PND_DT(LONG), q->ndim, q->shape, q->shape}, *views[3] = {&b.v[0], &b.v[1], q->sized ? &wanted : NULL};
    if (pnd_broadcast_shape(3, views, &ndim, shape, &err) < 0) return pnd_raise(&err);
    if (q->sized && (ndim != q->ndim || memcmp(shape, q->shape, (size_t)ndim * sizeof *shape) != 0))
        return PyErr_Format(PyExc_ValueError, "Output size is not compatible with broadcast dimensions of inputs");
    for (int k = 0; k < 2; k++) pnd_broadcast_strides(&b.v[k], ndim, shape, b.steps[k]);
    if (check_ranges(q, &b, ndim, shape) < 0) return NULL;
    PyObject *out = pnd_array_new(q->type, ndim, shape, PND_ORDER_C);
    const intptr_t n = out ? pnd_array_size(out) : 0;
    if (n == 0) return out;
    if (pnd_draw_begin(q->r, n, &scope) < 0) return Py_DECREF(out), NULL;
    fill_ranges(q, &b, ndim, shape, PND_ARRAY(out)->data);
    if (pnd_draw_end(&scope) < 0) Py_CLEAR(out);
    return out;
}

/* A copy of nested lists and tuples with 1 taken from every item: 2**64 is then a uint64. */
static PyObject *less_one(PyObject *o)
{
    if (!PyList_CheckExact(o) && !PyTuple_CheckExact(o)) {
        PyObject *one = PyLong_FromLong(1), *less = one ? PyNumber_Subtract(o, one) : NULL;
        Py_XDECREF(one);
        return less;
    }
    if (Py_EnterRecursiveCall(" in integers")) return NULL;
    PyObject *list = PyList_New(0);
    for (Py_ssize_t i = 0; list && i < PySequence_Fast_GET_SIZE(o); i++) {
        PyObject *item = less_one(PySequence_Fast_GET_ITEM(o, i));
        if (!item || PyList_Append(list, item) < 0) Py_CLEAR(list);
        Py_XDECREF(item);
    }
    Py_LeaveRecursiveCall();
    return list;
}

/* With an exception set: is o a list of something other than numbers, which is what the exception is about? */
static bool holds_objects(PyObject *o)
{
    PyObject *type, *value, *trace;
    PyErr_Fetch(&type, &value, &trace);
    PyObject *found = pnd_as_array(o, NULL, 0, 0);
    const bool objects = !found || PND_ARRAY(found)->descr->core->kind == 'O';
    Py_XDECREF(found);
    PyErr_Restore(type, value, trace); /* in place of what found may have raised */
    return objects;
}

/* An array of bounds with integers beyond 64 bits: out of every dtype, but for 2**64 itself as an open bound. */
static PyObject *wide_bounds(const request *q, PyObject *o, bool is_high, bool *closed)
{
    PyObject *less = NULL, *result = NULL;
    const bool objects = pnd_is_array(o) && PND_ARRAY(o)->descr->core->kind == 'O';
    if (!PyErr_ExceptionMatches(PyExc_OverflowError) && !PyErr_ExceptionMatches(PyExc_TypeError)) return NULL;
    if (objects && !PyErr_ExceptionMatches(PyExc_OverflowError)) return NULL;
    if (!objects && !PyList_CheckExact(o) && !PyTuple_CheckExact(o) && !PyLong_CheckExact(o)) return NULL;
    if (PyErr_ExceptionMatches(PyExc_TypeError) && holds_objects(o)) return NULL;
    PyErr_Clear();
    if (is_high && !q->closed) {
        if (!(less = less_one(o))) return NULL;
        result = PyLong_CheckExact(less) ? unsigned_bounds(less) : bounds_array(less);
        Py_DECREF(less);
        *closed = true;
        if (result) return result;
        if (!PyErr_ExceptionMatches(PyExc_TypeError) && !PyErr_ExceptionMatches(PyExc_OverflowError)) return NULL;
        PyErr_Clear();
    }
    return PyErr_Format(PyExc_ValueError, "%s is out of bounds for %s", is_high ? "high" : "low", q->type->name);
}

/* low and high as arrays; new references in given, both NULL on failure.  closed: is the high one? */
static int arrays_of_bounds(const request *q, PyObject **given, bool *closed)
{
    PyObject *zero = PyLong_FromLong(0), *low = q->high ? q->low : zero, *high = q->high ? q->high : q->low;
    *closed = q->closed;
    given[0] = given[1] = NULL;
    if (!zero) return -1;
    if (!(given[0] = bounds_array(low))) given[0] = wide_bounds(q, low, false, closed);
    if (given[0] && !(given[1] = bounds_array(high))) given[1] = wide_bounds(q, high, true, closed);
    Py_DECREF(zero);
    if (given[1]) return 0;
    Py_CLEAR(given[0]);
    return -1;
}

static PyObject *draw_ranges(request *q)
{
    PyObject *given[2], *out = NULL;
    bool closed;
    if (arrays_of_bounds(q, given, &closed) < 0) return NULL;
    PndArrayObject *low = PND_ARRAY(given[0]), *high = PND_ARRAY(given[1]);
    q->open_by = closed ? 0 : 1;
    if (pnd_array_size(given[0]) == 1 && pnd_array_size(given[1]) == 1) {
        if (!q->sized) { /* the bounds' own shape, of ones */
            q->ndim = low->nd > high->nd ? low->nd : high->nd;
            q->sized = q->ndim > 0;
            for (int k = 0; k < q->ndim; k++) q->shape[k] = 1;
        }
        out = one_range(q, load_bound(low->data, low->descr->core->kind == 'u'),
                        load_bound(high->data, high->descr->core->kind == 'u') - q->open_by);
    } else out = many_ranges(q, given[0], given[1]);
    Py_DECREF(given[0]);
    Py_DECREF(given[1]);
    return out;
}

static PyObject *integers_of(request *q, PyObject *size)
{
    wide low = 0, high;
    if (q->high == Py_None) q->high = NULL;
    if (pnd_random_arg_size(size, &q->sized, &q->ndim, q->shape) < 0) return NULL;
    const int low_many = pnd_random_is_arraylike(q->low), high_many = q->high ? pnd_random_is_arraylike(q->high) : 0;
    if (low_many < 0 || high_many < 0) return NULL;
    if (low_many || high_many) return draw_ranges(q);
    if (q->sized && pnd_shape_size(q->ndim, q->shape) == 0) return pnd_array_new(q->type, q->ndim, q->shape, PND_ORDER_C);
    if (q->high ? read_wide(q->low, &low) < 0 || read_wide(q->high, &high) < 0 : read_wide(q->low, &high) < 0) return NULL;
    return one_range(q, low, high - !q->closed);
}

/**** Methods ****/

static PyObject *integers(PyObject *const *args)
{
    enum { SELF, LOW, HIGH, SIZE, DTYPE, ENDPOINT };
    request q = {.r = PND_RANDOM(args[SELF]), .function = "integers", .low = args[LOW], .high = args[HIGH]};
    if (read_type(&q, args[DTYPE], PND_DT(LONG)) < 0 || pnd_arg_bool(args[ENDPOINT], false, &q.closed) < 0) return NULL;
    return integers_of(&q, args[SIZE]);
}

static PyObject *randint(PyObject *const *args)
{
    enum { SELF, LOW, HIGH, SIZE, DTYPE };
    request q = {.r = PND_RANDOM(args[SELF]), .function = "randint", .low = args[LOW], .high = args[HIGH]};
    if (read_type(&q, args[DTYPE], PND_DT(LONG)) < 0) return NULL;
    return integers_of(&q, args[SIZE]);
}

static PyObject *random_integers(PyObject *const *args)
{
    enum { SELF, LOW, HIGH, SIZE };
    PyObject *one = NULL, *low = args[LOW], *high = args[HIGH] == Py_None ? NULL : args[HIGH], *out = NULL;
    if (PyErr_WarnFormat(PyExc_DeprecationWarning, 1,
                         high ? "This function is deprecated. Please call randint(%S, %S + 1) instead"
                              : "This function is deprecated. Please call randint(1, %S + 1) instead",
                         low, high ? high : low) < 0)
        return NULL;
    if (!(one = PyLong_FromLong(1))) return NULL;
    request q = {
        .r = PND_RANDOM(args[SELF]), .function = "random_integers", .low = high ? low : one, .high = high ? high : low, .closed = true};
    if (read_type(&q, NULL, PND_DT(LONG)) == 0) {
        q.plain = false;
        out = integers_of(&q, args[SIZE]);
    }
    Py_DECREF(one);
    return out;
}

static PyObject *tomaxint(PyObject *const *args)
{
    request q = {.r = PND_RANDOM(args[0])};
    pnd_draw_scope scope;
    if (pnd_random_arg_size(args[1], &q.sized, &q.ndim, q.shape) < 0) return NULL;
    PyObject *out = q.sized ? pnd_array_new(PND_DT(LONG), q.ndim, q.shape, PND_ORDER_C) : NULL;
    if (q.sized && !out) return NULL;
    const intptr_t n = out ? pnd_array_size(out) : 1;
    int64_t one, *to = out ? (int64_t *)PND_ARRAY(out)->data : &one;
    if (pnd_draw_begin(q.r, n, &scope) < 0) return Py_XDECREF(out), NULL;
    for (intptr_t i = 0; i < n; i++) to[i] = pnd_random_positive_int64(q.r->source.bitgen);
    if (pnd_draw_end(&scope) < 0) return Py_XDECREF(out), NULL;
    return out ? out : PyLong_FromLongLong(one);
}

/* Whole words of 32 bits, the last one cut; a length that is not one of memory raises before the first draw. */
static PyObject *bytes(PyObject *const *args)
{
    int64_t length;
    pnd_draw_scope scope;
    PndRandomObject *r = PND_RANDOM(args[0]);
    if (PyUnicode_Check(args[1])) return PyErr_Format(PyExc_TypeError, "an integer is required, not %R", args[1]);
    if (pnd_random_arg_int64(args[1], &length) < 0) return NULL;
    if (length < 0) return PyErr_Format(PyExc_ValueError, "negative length: %lld", (long long)length);
    PyObject *out = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)length);
    if (!out) return NULL;
    const intptr_t words = length == 0 ? 1 : (intptr_t)((length - 1) / 4 + 1); /* no byte costs a word too */
    char *p = PyBytes_AS_STRING(out);
    if (pnd_draw_begin(r, words, &scope) < 0) return Py_DECREF(out), NULL;
    for (intptr_t i = 0; i < words; i++, length -= 4) {
        const uint32_t word = pnd_next_u32(r->source.bitgen);
        memcpy(p + 4 * i, &word, length < 4 ? (size_t)length : 4);
    }
    if (pnd_draw_end(&scope) < 0) Py_CLEAR(out);
    return out;
}

#define BOUNDS \
    "Parameters\n----------\nlow, high : int or array_like of ints\n    [low, high), or [0, low) when high is not given.\n" \
    "size : int or tuple of ints, optional\n    Shape of the result; that of the bounds when not given.\n" \
    "dtype : dtype\n    Any integer dtype or bool, in native byte order.\n"

const pnd_callable pnd_generator_integers[] = {
    {"integers", "self, low, high=None, size=None, dtype=None, endpoint=False",
     "Random integers, uniform over a range.\n\n" BOUNDS
     "endpoint : bool\n    high is included.\n\nReturns\n-------\nint64 (of dtype) or ndarray\n",
     integers},
    {"bytes", "self, length", "Random bytes.", bytes},
    {NULL, NULL, NULL, NULL},
};

const pnd_callable pnd_state_integers[] = {
    {"randint", "self, low, high=None, size=None, dtype=int",
     "Random integers, uniform over a range.\n\n" BOUNDS "\nReturns\n-------\nint or ndarray\n", randint},
    {"random_integers", "self, low, high=None, size=None", "Random integers of [low, high], or [1, low]; deprecated, use randint.",
     random_integers},
    {"tomaxint", "self, size=None", "Random integers of [0, 2**63).", tomaxint},
    {"bytes", "self, length", "Random bytes.", bytes},
    {NULL, NULL, NULL, NULL},
};
