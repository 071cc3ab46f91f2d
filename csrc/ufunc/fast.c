/* The first rungs of the call path; see fast.h.  Nothing here allocates but the result. */
#include "fast.h"

#include "../convert/item.h"
#include "../object/scalar.h"
#include "../platform/fpstatus.h"
#include "../py/errors.h"
#include "errstate.h"

/* Above this many elements the engine takes over: windows, threads, released GIL. */
#define FAST_SIZE 2048

typedef union element {
    char bytes[32];
    long double align;
} element;

/* Exact ndarray, native built-in dtype, C contiguous and aligned, few axes. */
static inline bool is_simple(PyObject *o)
{
    if (Py_TYPE(o) != &PndArray_Type) return false;
    const PndArrayObject *a = PND_ARRAY(o);
    const int want = PND_FLAG_C | PND_FLAG_ALIGNED;
    return (a->flags & want) == want && a->nd <= PND_INLINE_DIMS && a->descr->core->idx < PND_NIDX && !a->descr->core->swapped;
}

static inline Py_ssize_t simple_size(const PndArrayObject *a)
{
    Py_ssize_t n = 1;
    for (int i = 0; i < a->nd; i++) n *= a->dimensions[i];
    return n;
}

static inline bool same_shape(const PndArrayObject *a, const PndArrayObject *b)
{
    if (a->nd != b->nd) return false;
    for (int i = 0; i < a->nd; i++)
        if (a->dimensions[i] != b->dimensions[i]) return false;
    return true;
}

static bool store_long(int idx, char *p, long long v)
{
#define STORE_IF(ID, type, low, high) \
    case PND_IDX_##ID: \
        if (v < (low) || v > (high)) return false; \
        *(type *)(void *)p = (type)v; \
        return true;
    switch (idx) {
        STORE_IF(BYTE, int8_t, INT8_MIN, INT8_MAX)
        STORE_IF(UBYTE, uint8_t, 0, UINT8_MAX)
        STORE_IF(SHORT, int16_t, INT16_MIN, INT16_MAX)
        STORE_IF(USHORT, uint16_t, 0, UINT16_MAX)
        STORE_IF(INT, int32_t, INT32_MIN, INT32_MAX)
        STORE_IF(UINT, uint32_t, 0, UINT32_MAX)
        STORE_IF(LONG, int64_t, INT64_MIN, INT64_MAX)
        STORE_IF(ULONG, uint64_t, 0, INT64_MAX)
        STORE_IF(FLOAT, float, -16777216, 16777216)
        STORE_IF(DOUBLE, double, INT64_MIN, INT64_MAX)
    }
#undef STORE_IF
    return false;
}

/* A scalar beside an array of dtype d, as one element of d; false: not on this rung (another dtype wins, or it does not fit). */
static bool scalar_element(const pnd_dtype *d, PyObject *o, element *e)
{
    if (PyFloat_CheckExact(o)) {
        double v = PyFloat_AS_DOUBLE(o);
        if (d->idx == PND_IDX_DOUBLE) memcpy(e, &v, sizeof v);
        else if (d->idx == PND_IDX_FLOAT) {
            float f = (float)v;
            if (__builtin_isinf(f) && !__builtin_isinf(v)) return false;
            memcpy(e, &f, sizeof f);
        } else return false;
        return true;
    }
    if (PyLong_CheckExact(o)) {
        int over;
        long long v = PyLong_AsLongLongAndOverflow(o, &over);
        return over == 0 && store_long(d->loops, e->bytes, v);
    }
    if (Py_TYPE(o) != &pnd_scalar_types[d->idx]) return false;
    memcpy(e, pnd_scalar_data(o), (size_t)d->size);
    return true;
}

static inline bool ranges_apart(const char *a, const char *b, Py_ssize_t na, Py_ssize_t nb) { return a + na <= b || b + nb <= a; }

/* May the result be written here while x (NULL: a scalar) is being read? */
static inline bool safe_output(const PndArrayObject *o, const PndArrayObject *x, Py_ssize_t n, Py_ssize_t out_item)
{
    if (!x || o == x || (o->data == x->data && out_item == x->descr->core->size)) return true;
    return ranges_apart(o->data, x->data, n * out_item, n * x->descr->core->size);
}

static bool output_fits(PyObject *out, const PndArrayObject *shape, const pnd_dtype *dtype)
{
    return is_simple(out) && PND_ARRAY(out)->descr->core == dtype && (PND_ARRAY(out)->flags & PND_FLAG_WRITEABLE) &&
           same_shape(PND_ARRAY(out), shape);
}

/*
 * Runs the loop once, and once more when IEEE flags stand after it that may be older than the call: reading the status word
 * before each call costs as much as the loop does.  `fresh`: no output is also an input, so that once more gives the same.
 */
static inline int call_loop(const pnd_ufunc *u, const pnd_ufunc_loop *loop, char *const *ptrs, Py_ssize_t n, const intptr_t *strides,
                            bool fresh)
{
    pnd_error err;
    const pnd_loop ctx = {loop->dtypes, loop->aux, &err, 0};
    const intptr_t dims[1] = {n};
    const bool quiet = loop->flags & PND_LOOP_NO_FPE;
    if (!quiet && !fresh) pnd_fp_clear();
    if (PND_UNLIKELY(loop->fn(&ctx, ptrs, dims, strides) < 0)) return pnd_raise_int(&err);
    if (quiet || PND_LIKELY(pnd_fp_get() == 0)) return 0;
    if (fresh) {
        pnd_fp_clear();
        if (loop->fn(&ctx, ptrs, dims, strides) < 0) return pnd_raise_int(&err);
    }
    const int fpe = pnd_fp_get();
    pnd_fp_clear();
    return fpe ? pnd_report_fpe(fpe, u->name) : 0;
}

/* The result for `shape`, run and returned.  p[0..nin) and s[] are set; `out` (NULL: a new array) is safe_output() of each input. */
static inline bool finish(const pnd_ufunc *u, const pnd_ufunc_loop *loop, const PndArrayObject *shape, Py_ssize_t n, char **p, intptr_t *s,
                          PyObject *out, PyObject **result)
{
    const bool fresh = !out || (PND_ARRAY(out)->data != p[0] && (u->nin == 1 || PND_ARRAY(out)->data != p[1]));
    const pnd_dtype *od = loop->dtypes[u->nin];
    element scalar;
    PyObject *r = NULL;
    if (out) r = Py_NewRef(out);
    else if (shape->nd > 0) {
        r = pnd_array_new_fast(pnd_descr_builtin(od), shape->nd, shape->dimensions);
        if (!r) return *result = NULL, true;
    }
    p[u->nin] = r ? PND_ARRAY(r)->data : scalar.bytes;
    s[u->nin] = od->size;
    if (PND_UNLIKELY(call_loop(u, loop, p, n, s, fresh) < 0)) {
        Py_XDECREF(r);
        return *result = NULL, true;
    }
    *result = r ? r : pnd_scalar_new(od, scalar.bytes);
    return true;
}

bool pnd_fast_binary(const pnd_ufunc *u, PyObject *a, PyObject *b, PyObject *out, PyObject **result)
{
    PndArrayObject *x = is_simple(a) ? PND_ARRAY(a) : NULL, *y = is_simple(b) ? PND_ARRAY(b) : NULL;
    if ((!x && !y) || u->nout != 1) return false;
    PndArrayObject *shape = x ? x : y;
    const pnd_dtype *d = shape->descr->core;
    const pnd_ufunc_loop *loop = u->same[d->idx];
    if (!loop || (loop->flags & (PND_LOOP_X87 | PND_LOOP_NEEDS_GIL))) return false;
    element e;
    char *p[3];
    intptr_t s[3] = {d->size, d->size, 0};
    if (x && y) {
        if (y->descr->core != d) return false;
        if (!same_shape(x, y)) {
            if (y->nd == 0) s[1] = 0;
            else if (x->nd == 0) s[0] = 0, shape = y;
            else return false;
        }
        p[0] = x->data;
        p[1] = y->data;
    } else {
        if (!scalar_element(d, x ? b : a, &e)) return false;
        p[0] = x ? x->data : e.bytes;
        p[1] = x ? e.bytes : y->data;
        s[x ? 1 : 0] = 0;
    }
    Py_ssize_t n = simple_size(shape);
    if (n > FAST_SIZE) return false;
    if (out && out != Py_None) {
        const pnd_dtype *od = loop->dtypes[2];
        if (!output_fits(out, shape, od) || !safe_output(PND_ARRAY(out), x, n, od->size) || !safe_output(PND_ARRAY(out), y, n, od->size))
            return false;
    } else out = NULL;
    return finish(u, loop, shape, n, p, s, out, result);
}

bool pnd_fast_unary(const pnd_ufunc *u, PyObject *a, PyObject *out, PyObject **result)
{
    if (!is_simple(a)) return false;
    PndArrayObject *x = PND_ARRAY(a);
    const pnd_dtype *d = x->descr->core;
    const pnd_ufunc_loop *loop = u->same[d->idx];
    if (!loop || (loop->flags & (PND_LOOP_X87 | PND_LOOP_NEEDS_GIL))) return false;
    Py_ssize_t n = simple_size(x);
    if (n > FAST_SIZE) return false;
    char *p[2] = {x->data, NULL};
    intptr_t s[2] = {d->size, 0};
    if (out && out != Py_None) {
        const pnd_dtype *od = loop->dtypes[1];
        if (!output_fits(out, x, od) || !safe_output(PND_ARRAY(out), x, n, od->size)) return false;
    } else out = NULL;
    return finish(u, loop, x, n, p, s, out, result);
}

bool pnd_fast_clip(PyObject *a, PyObject *low, PyObject *high, PyObject *out, PyObject **result)
{
    const pnd_ufunc *u = &pnd_ufuncs[PND_OP_clip];
    if (!is_simple(a)) return false;
    PndArrayObject *x = PND_ARRAY(a);
    const pnd_dtype *d = x->descr->core;
    const pnd_ufunc_loop *loop = u->same[d->idx];
    element e[2];
    const Py_ssize_t n = simple_size(x);
    if (!loop || (loop->flags & (PND_LOOP_X87 | PND_LOOP_NEEDS_GIL)) || n > FAST_SIZE) return false;
    if (!scalar_element(d, low, &e[0]) || !scalar_element(d, high, &e[1])) return false;
    char *p[4] = {x->data, e[0].bytes, e[1].bytes, NULL};
    intptr_t s[4] = {d->size, 0, 0, 0};
    if (out && out != Py_None) {
        if (!output_fits(out, x, d) || !safe_output(PND_ARRAY(out), x, n, d->size)) return false;
    } else out = NULL;
    return finish(u, loop, x, n, p, s, out, result);
}

bool pnd_fast_reduce(const pnd_reduction *r, PyObject *a, PyObject **result, const char *name)
{
    if (!r || !is_simple(a)) return false;
    PndArrayObject *x = PND_ARRAY(a);
    const pnd_dtype *d = x->descr->core, *dtypes[2] = {&pnd_dtype_rows[r->in], &pnd_dtype_rows[r->out]};
    Py_ssize_t n = simple_size(x);
    if (r->in != d->idx || n > FAST_SIZE || (n == 0 && !r->has_empty) || d->type_char == 'g' || d->type_char == 'G') return false;
    _Alignas(64) char acc[PND_ACC_MAX];
    element out;
    pnd_error err;
    const pnd_loop ctx = {dtypes, NULL, &err, 0};
    char *p[2] = {acc, x->data}, *q[2] = {acc, out.bytes};
    const intptr_t one[1] = {1}, dims[1] = {n}, s[2] = {0, d->size}, z[2] = {0, 0};
    pnd_fp_clear();
    if (r->init(&ctx, p, one, z) < 0 || r->step(&ctx, p, dims, s) < 0 || r->finish(&ctx, q, one, z) < 0) return false;
    int fpe = pnd_fp_get();
    *result = fpe && pnd_report_fpe(fpe, name) < 0 ? NULL : pnd_scalar_new(dtypes[1], out.bytes);
    return true;
}
