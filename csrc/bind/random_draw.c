/*
 * The machine behind every distribution: arguments are read and checked, the result is made, and then numbers are drawn
 * in C order, one call of the row's function each, or by its dense fill.
 *
 * Three paths: one number (no array is made), one set of parameters for a whole array, and parameters that broadcast.
 */
#include "random_draw.h"

#include <math.h>

#include "random_dists.h"

#include "../convert/args.h"
#include "../convert/coerce.h"
#include "../convert/item.h"
#include "../dtype/promote.h"
#include "../engine/assign.h"
#include "../engine/walk.h"
#include "../layout/broadcast.h"
#include "../object/scalar.h"
#include "../py/errors.h"
#include "../py/gil.h"
#include "../py/state.h"

/**** The right to draw ****/

static void hold_source(pnd_random_source *to, const pnd_random_source *from)
{
    *to = *from;
    Py_INCREF(to->object);
    Py_INCREF(to->lock);
    Py_XINCREF(to->capsule);
}

/* A copy of r's source, locked; r may get another one while we wait. */
static int lock_source(PndRandomObject *r, pnd_random_source *held)
{
    for (;;) {
        hold_source(held, &r->source);
        if (pnd_random_lock(held) < 0) return pnd_random_source_clear(held), -1;
        if (held->object == r->source.object) return 0;
        const int status = pnd_random_unlock(held);
        pnd_random_source_clear(held);
        if (status < 0) return -1;
    }
}

static int draws_of(const PndRandomObject *r) { return r->forks == pnd_random_forks() ? r->draws : 0; }

int pnd_draw_begin(PndRandomObject *r, intptr_t work, pnd_draw_scope *s)
{
    s->thread = NULL;
    s->source.object = NULL;
    if (PND_UNLIKELY(!r->source.object)) return PyErr_SetString(PyExc_ValueError, "the generator has no bit generator"), -1;
    if (work < PND_GIL_WORK && pnd_random_is_free(&r->source)) return 0;
    if (lock_source(r, &s->source) < 0) return s->source.object = NULL, -1;
    s->r = r;
    r->draws = draws_of(r) + 1;
    r->forks = pnd_random_forks();
    s->thread = pnd_gil_release(work, true);
    return 0;
}

int pnd_draw_end(pnd_draw_scope *s)
{
    if (!s->source.object) return 0;
    pnd_gil_retake(s->thread);
    s->r->draws--;
    const int status = pnd_random_unlock(&s->source);
    pnd_random_source_clear(&s->source);
    return status;
}

int pnd_random_replace(PndRandomObject *r, pnd_random_source *source)
{
    pnd_random_source old;
    if (!r->source.object) { /* a new object */
        r->source = *source;
        r->legacy.bitgen = source->bitgen;
        return 0;
    }
    if (lock_source(r, &old) < 0) return pnd_random_source_clear(source), -1;
    const bool busy = draws_of(r) > 0;
    pnd_random_source previous = busy ? *source : r->source;
    if (busy) PyErr_SetString(PyExc_RuntimeError, "the bit generator cannot be replaced while numbers are drawn from it");
    else {
        r->source = *source;
        r->legacy.bitgen = source->bitgen;
    }
    const int status = pnd_random_unlock(&old) < 0 || busy ? -1 : 0;
    pnd_random_source_clear(&old);
    pnd_random_source_clear(&previous);
    return status;
}

/**** Arguments ****/

int pnd_random_arg_size(PyObject *o, bool *given, int *ndim, Py_ssize_t *shape)
{
    *ndim = 0;
    *given = o && o != Py_None;
    if (!*given) return 0;
    int64_t one;
    if (PyLong_CheckExact(o) && pnd_small_int(o, &one) && one >= 0) return *ndim = 1, *shape = (Py_ssize_t)one, 0;
    if (pnd_arg_shape(o, ndim, shape) < 0) return -1;
    for (int k = 0; k < *ndim; k++)
        if (shape[k] < 0) return PyErr_SetString(PyExc_ValueError, "negative dimensions are not allowed"), -1;
    return 0;
}

intptr_t pnd_shape_size(int ndim, const Py_ssize_t *shape)
{
    intptr_t n = 1;
    for (int k = 0; k < ndim; k++) n *= shape[k];
    return n;
}

int pnd_random_check_out(PyObject *out, const pnd_dtype *d, bool sized, int ndim, const Py_ssize_t *shape)
{
    pnd_view v;
    PndArrayObject *a = PND_ARRAY(out);
    if (!pnd_is_array(out) || !(a->flags & PND_FLAG_ALIGNED) || !(a->flags & (PND_FLAG_C | PND_FLAG_F)) || a->descr->core->swapped ||
        pnd_array_writable(out, &v, "output array") < 0) {
        PyErr_SetString(PyExc_ValueError, "Supplied output array must be contiguous, writable, aligned, and in machine byte-order.");
        return -1;
    }
    if (a->descr->core != d) {
        PyErr_Format(PyExc_TypeError, "Supplied output array has the wrong type. Expected %s, got %s", d->name, a->descr->core->name);
        return -1;
    }
    if (sized && (a->nd != ndim || memcmp(a->dimensions, shape, (size_t)ndim * sizeof *shape) != 0)) {
        PyErr_SetString(PyExc_ValueError, "size must match out.shape when used together");
        return -1;
    }
    return 0;
}

int pnd_random_is_arraylike(PyObject *o)
{
    if (pnd_is_array(o)) return PND_ARRAY(o)->nd > 0;
    if (PyLong_Check(o) || PyFloat_Check(o) || PyComplex_Check(o) || pnd_is_scalar(o)) return 0;
    if (o == Py_None || PyUnicode_Check(o) || PyBytes_Check(o)) return 0;
    if (PyList_Check(o) || PyTuple_Check(o)) return 1;
    PyObject *name = pnd_keep_name("ndim"), *ndim;
    const int has = name ? pnd_find_attr(o, name, &ndim) : -1; /* other libraries' numbers and arrays of no dimension */
    if (has < 0) return -1;
    const bool one = has && PyLong_CheckExact(ndim) && PyLong_AsLong(ndim) == 0;
    Py_XDECREF(ndim);
    if (one) return 0;
    if (PySequence_Check(o) || PyObject_CheckBuffer(o)) return 1;
    const int makes = pnd_has_attr(o, "__array__");
    return makes ? makes : pnd_has_attr(o, "__array_interface__");
}

int pnd_random_arg_double(PyObject *o, double *out)
{
    if (PyFloat_CheckExact(o)) return *out = PyFloat_AS_DOUBLE(o), 0;
    if (PyUnicode_Check(o) || PyBytes_Check(o)) { /* never a parameter; what is no number either is told so, as NumPy does */
        PyObject *number = PyNumber_Float(o);
        if (number) PyErr_Format(PyExc_TypeError, "must be real number, not %s", Py_TYPE(o)->tp_name);
        Py_XDECREF(number);
        return -1;
    }
    if (PyComplex_Check(o) || (pnd_is_array(o) && PND_ARRAY(o)->descr->core->kind == 'c'))
        return PyErr_Format(PyExc_TypeError, "float() argument must be a string or a real number, not '%s'", Py_TYPE(o)->tp_name), -1;
    *out = PyFloat_AsDouble(o);
    return *out == -1.0 && PyErr_Occurred() ? -1 : 0;
}

int pnd_random_arg_int64(PyObject *o, int64_t *out)
{
    int overflow;
    const bool text = PyUnicode_Check(o) || PyBytes_Check(o); /* never a parameter; what is no number either is told so */
    if (PyLong_CheckExact(o)) Py_INCREF(o);
    else if (!(o = PyNumber_Long(o))) return -1;
    if (text) return Py_DECREF(o), PyErr_SetString(PyExc_TypeError, "an integer is required"), -1;
    *out = PyLong_AsLongLongAndOverflow(o, &overflow);
    Py_DECREF(o);
    if (!overflow) return *out == -1 && PyErr_Occurred() ? -1 : 0;
    PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C long");
    return -1;
}

/* Floats of an array to integers, as int() of each. */
static int check_integral(const pnd_dtype *from, PyObject *doubles)
{
    PyObject *flat = pnd_as_array(doubles, NULL, PND_AS_C, 0);
    if (!flat) return -1;
    const double *x = (const double *)PND_ARRAY(flat)->data;
    int status = 0;
    for (intptr_t i = 0, n = pnd_array_size(flat); i < n && status == 0; i++) {
        if (isnan(x[i])) status = (PyErr_SetString(PyExc_ValueError, "cannot convert float NaN to integer"), -1);
        else if (isinf(x[i])) status = (PyErr_SetString(PyExc_OverflowError, "cannot convert float infinity to integer"), -1);
        else if (!(x[i] >= -9223372036854775808.0 && x[i] < 9223372036854775808.0) || (from->kind == 'u' && x[i] > 9.2233720368547748e18))
            status = (PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C long"), -1);
    }
    Py_DECREF(flat);
    return status;
}

PyObject *pnd_random_array(PyObject *o, const pnd_dtype *d)
{
    if (d->kind == 'f') return pnd_as_array(o, pnd_descr_builtin(d), PND_AS_C | PND_AS_ALIGNED | PND_AS_COPY, 0);
    PyObject *found = pnd_as_array(o, NULL, 0, 0), *result = NULL;
    if (!found) return NULL;
    const pnd_dtype *from = PND_ARRAY(found)->descr->core;
    if (from->kind == 'c') PyErr_Format(PyExc_TypeError, "Cannot cast array data from dtype('%s') to dtype('%s')", from->name, d->name);
    else if (from->kind == 'f' || (from->kind == 'u' && from->size == 8)) {
        PyObject *doubles = pnd_as_array(found, pnd_descr_builtin(PND_DT(DOUBLE)), PND_AS_FORCECAST, 0);
        if (doubles && check_integral(from, doubles) == 0)
            result = pnd_as_array(found, pnd_descr_builtin(d), PND_AS_C | PND_AS_ALIGNED | PND_AS_FORCECAST | PND_AS_COPY, 0);
        Py_XDECREF(doubles);
    } else result = pnd_as_array(found, pnd_descr_builtin(d), PND_AS_C | PND_AS_ALIGNED | PND_AS_FORCECAST | PND_AS_COPY, 0);
    Py_DECREF(found);
    return result;
}

int pnd_random_check_counts(PyObject *o)
{
    if (!pnd_is_array(o) || pnd_can_cast(PND_ARRAY(o)->descr->core, PND_DT(LONG), PND_CAST_SAFE)) return 0;
    PyErr_Format(PyExc_TypeError, "Cannot cast %s from %R to dtype('int64') according to the rule 'safe'",
                 PND_ARRAY(o)->nd ? "array data" : "scalar", (PyObject *)PND_ARRAY(o)->descr);
    return -1;
}

/**** Conditions ****/

static int refuse(const char *format, const char *name)
{
    char text[160];
    int n = 0;
    for (; *format && n < 100; format++)
        if (*format == '@') n += snprintf(text + n, sizeof text - (size_t)n, "%.20s", name);
        else text[n++] = *format;
    text[n] = 0;
    PyErr_SetString(PyExc_ValueError, text);
    return -1;
}

static int check_param(const pnd_param *p, double x, bool many)
{
    switch (p->rule) {
    case PND_RULE_ANY: return 0;
    case PND_RULE_NON_NEGATIVE: return !isnan(x) && signbit(x) ? refuse("@ < 0", p->name) : 0;
    case PND_RULE_POSITIVE: return x <= 0 ? refuse("@ <= 0", p->name) : 0;
    case PND_RULE_POSITIVE_NOT_NAN: return isnan(x) ? refuse("@ must not be NaN", p->name) : x <= 0 ? refuse("@ <= 0", p->name) : 0;
    case PND_RULE_0_1: return x >= 0 && x <= 1 ? 0 : refuse(many ? "@ < 0, @ > 1 or @ contains NaNs" : "@ < 0, @ > 1 or @ is NaN", p->name);
    case PND_RULE_ABOVE_0_TO_1: return x > 0 && x <= 1 ? 0 : refuse("@ <= 0, @ > 1 or @ contains NaNs", p->name);
    case PND_RULE_0_BELOW_1:
        return x >= 0 && x < 1 ? 0 : refuse(many ? "@ < 0, @ >= 1 or @ contains NaNs" : "@ < 0, @ >= 1 or @ is NaN", p->name);
    case PND_RULE_ABOVE_1: return x > 1 ? 0 : refuse(many ? "@ <= 1 or @ contains NaNs" : "@ <= 1 or @ is NaN", p->name);
    case PND_RULE_POISSON:
        if (x > PND_POISSON_MAX || (many && isnan(x))) return refuse("@ value too large", p->name);
        return x >= 0 ? 0 : refuse(many ? "@ < 0 or @ contains NaNs" : "@ < 0 or @ is NaN", p->name);
    case PND_RULE_COUNT: return x < 0 ? refuse("@ < 0", p->name) : 0;
    }
    return 0;
}

static int check_value(const pnd_dist *d, int k, const pnd_values *v, bool many)
{
    return check_param(&d->p[k], pnd_dist_has_counts(d, k) ? (double)v->i[k] : v->d[k], many);
}

/**** Drawing ****/

PND_INLINE double draw_double(const pnd_dist *d, PndRandomObject *r, const pnd_values *v)
{
    const pnd_bitgen *g = r->source.bitgen;
    switch (d->shape) {
    case PND_G0: return d->fn.g0(g);
    case PND_G1: return d->fn.g1(g, v->d[0]);
    case PND_G2: return d->fn.g2(g, v->d[0], v->d[1]);
    case PND_G3: return d->fn.g3(g, v->d[0], v->d[1], v->d[2]);
    case PND_L0: return d->fn.l0(&r->legacy);
    case PND_L1: return d->fn.l1(&r->legacy, v->d[0]);
    case PND_L2: return d->fn.l2(&r->legacy, v->d[0], v->d[1]);
    case PND_L3: return d->fn.l3(&r->legacy, v->d[0], v->d[1], v->d[2]);
    case PND_GI1:
    case PND_GI2:
    case PND_LI2:
    case PND_GBINOMIAL:
    case PND_GI3: break;
    }
    return 0;
}

PND_INLINE int64_t draw_int64(const pnd_dist *d, PndRandomObject *r, const pnd_values *v, pnd_binomial *setup)
{
    const pnd_bitgen *g = r->source.bitgen;
    switch (d->shape) {
    case PND_GI1: return d->fn.gi1(g, v->d[0]);
    case PND_GI2: return d->fn.gi2(g, v->d[0], v->d[1]);
    case PND_LI2: return d->fn.li2(&r->legacy, v->d[0], v->d[1]);
    case PND_GBINOMIAL: return d->fn.gbinomial(g, v->d[1], v->i[0], setup);
    case PND_GI3: return d->fn.gi3(g, v->i[0], v->i[1], v->i[2]);
    case PND_G0:
    case PND_G1:
    case PND_G2:
    case PND_G3:
    case PND_L0:
    case PND_L1:
    case PND_L2:
    case PND_L3: break;
    }
    return 0;
}

/* n draws for one set of parameters into dense float64, float32 or int64. */
static void draw_dense(const pnd_dist *d, PndRandomObject *r, const pnd_values *v, intptr_t n, const pnd_dtype *t, char *out,
                       pnd_binomial *setup)
{
    if (pnd_dist_is_discrete(d)) {
        for (intptr_t i = 0; i < n; i++) ((int64_t *)out)[i] = draw_int64(d, r, v, setup);
    } else if (t == PND_DT(FLOAT)) {
        if (d->fills->fill_f) d->fills->fill_f(r, v, n, (float *)out);
        else
            for (intptr_t i = 0; i < n; i++) ((float *)out)[i] = (float)draw_double(d, r, v);
    } else if (d->fills->fill) d->fills->fill(r, v, n, (double *)out);
    else
        for (intptr_t i = 0; i < n; i++) ((double *)out)[i] = draw_double(d, r, v);
}

/**** One call ****/

typedef struct call {
    const pnd_dist *d;
    PndRandomObject *r;
    pnd_values v;          /* of numbers */
    PyObject *arrays[3];   /* owned: of parameters that are arrays */
    bool many;             /* there are some */
    bool sized;
    int ndim;              /* the result's shape */
    Py_ssize_t shape[PND_MAXDIMS];
    intptr_t steps[3][PND_MAXDIMS]; /* strides of the arrays through it */
    const pnd_dtype *type; /* of the result */
    const pnd_dtype *work; /* of the draws: float32 for float16 and bfloat16 */
    PyObject *out;         /* borrowed, or NULL */
} call;

/* A value of the k-th parameter where it lies in an array. */
static void load_value(const pnd_dist *d, int k, const char *from, pnd_values *v)
{
    if (pnd_dist_has_counts(d, k)) memcpy(&v->i[k], from, 8);
    else memcpy(&v->d[k], from, 8);
}

/* An array of no dimension stands for its value. */
static int read_array_param(call *c, int k, PyObject *o)
{
    PyObject *a = pnd_random_array(o, pnd_dist_has_counts(c->d, k) ? PND_DT(LONG) : PND_DT(DOUBLE));
    if (!a) return -1;
    if (PND_ARRAY(a)->nd > 0) return c->arrays[k] = a, c->many = true, 0;
    load_value(c->d, k, PND_ARRAY(a)->data, &c->v);
    Py_DECREF(a);
    return 0;
}

static int read_param(call *c, int k, PyObject *o)
{
    const bool count = pnd_dist_has_counts(c->d, k);
    if (!o) return c->v.d[k] = c->d->p[k].fallback, 0;
    if (PND_LIKELY(PyFloat_CheckExact(o) && !count)) return c->v.d[k] = PyFloat_AS_DOUBLE(o), 0;
    if (count && pnd_random_check_counts(o) < 0) return -1;
    const int is_array = pnd_random_is_arraylike(o);
    if (is_array) return is_array < 0 ? -1 : read_array_param(c, k, o);
    return count ? pnd_random_arg_int64(o, &c->v.i[k]) : pnd_random_arg_double(o, &c->v.d[k]);
}

static int read_params(call *c, PyObject *const *args)
{
    for (int k = 0; k < c->d->n; k++)
        if (read_param(c, k, args[k]) < 0) return -1;
    return 0;
}

static int read_dtype(call *c, PyObject *dtype)
{
    c->type = c->work = pnd_dist_is_discrete(c->d) ? PND_DT(LONG) : PND_DT(DOUBLE);
    if (!dtype || dtype == Py_None) return 0;
    PndDescrObject *descr = pnd_descr_from_object(dtype, NULL);
    if (!descr) return -1;
    const pnd_dtype *t = descr->core;
    c->type = t;
    int status = 0;
    if (t == PND_DT(DOUBLE)) c->work = t;
    else if (t == PND_DT(FLOAT) || t == PND_DT(HALF) || t == PND_DT(BFLOAT16)) c->work = PND_DT(FLOAT);
    else status = (PyErr_Format(PyExc_TypeError, "Unsupported dtype %R for %s", descr, c->d->name), -1);
    Py_DECREF(descr);
    return status;
}

static int read_out(call *c, PyObject *out)
{
    c->out = out && out != Py_None ? out : NULL;
    if (!c->out) return 0;
    if (c->d->n > 0 && pnd_is_array(out) && !(PND_ARRAY(out)->flags & PND_FLAG_C))
        return PyErr_SetString(PyExc_ValueError,
                               "Supplied output array must be C-contiguous, writable, aligned, and in machine byte-order."),
               -1;
    if (pnd_random_check_out(c->out, c->type, c->sized, c->ndim, c->shape) < 0) return -1;
    c->sized = true;
    c->ndim = PND_ARRAY(out)->nd;
    memcpy(c->shape, PND_ARRAY(out)->dimensions, (size_t)c->ndim * sizeof *c->shape);
    return 0;
}

/* The shape of the result, when parameters are arrays. */
static int broadcast_params(call *c)
{
    pnd_view views[3];
    const pnd_view *given[3] = {NULL, NULL, NULL};
    pnd_error err;
    int ndim;
    Py_ssize_t shape[PND_MAXDIMS];
    for (int k = 0; k < c->d->n; k++) {
        if (!c->arrays[k]) continue;
        views[k] = pnd_array_view(c->arrays[k]);
        given[k] = &views[k];
    }
    if (pnd_broadcast_shape(3, given, &ndim, shape, &err) < 0) return pnd_raise_int(&err);
    if (c->sized) {
        bool fits = ndim <= c->ndim;
        for (int k = 1; fits && k <= ndim; k++) fits = shape[ndim - k] == c->shape[c->ndim - k] || shape[ndim - k] == 1;
        if (!fits) {
            PyObject *want = pnd_shape_tuple(c->ndim, c->shape), *have = pnd_shape_tuple(ndim, shape);
            if (want && have)
                PyErr_Format(PyExc_ValueError, "Output size %R is not compatible with broadcast dimensions of inputs %R.", want, have);
            Py_XDECREF(want);
            Py_XDECREF(have);
            return -1;
        }
    } else {
        c->ndim = ndim;
        memcpy(c->shape, shape, (size_t)ndim * sizeof *shape);
    }
    for (int k = 0; k < c->d->n; k++)
        if (c->arrays[k]) pnd_broadcast_strides(&views[k], c->ndim, c->shape, c->steps[k]);
    return 0;
}

/* A walk over the parameters through the result, or with `once` over each set of them one time; single numbers stay where they are. */
static void walk_start(const call *c, pnd_walk *w, bool once)
{
    static const intptr_t still[PND_MAXDIMS];
    Py_ssize_t shape[PND_MAXDIMS];
    bool all = !once; /* of an empty array there is no set to visit, of a size without elements there is */
    for (int k = 0; k < c->d->n; k++) all |= c->arrays[k] && pnd_array_size(c->arrays[k]) == 0;
    for (int a = 0; a < c->ndim; a++) {
        bool moves = all;
        for (int k = 0; k < c->d->n; k++) moves |= c->arrays[k] && c->steps[k][a] != 0;
        shape[a] = moves ? c->shape[a] : 1;
    }
    pnd_walk_init(w, c->ndim, shape, c->d->n);
    for (int k = 0; k < c->d->n; k++) {
        const void *number = pnd_dist_has_counts(c->d, k) ? (const void *)&c->v.i[k] : (const void *)&c->v.d[k];
        pnd_walk_op(w, k, c->arrays[k] ? PND_ARRAY(c->arrays[k])->data : (char *)(uintptr_t)number, c->arrays[k] ? c->steps[k] : still);
    }
    pnd_walk_fold(w);
}

/* The values at the i-th place of the inner run. */
static void load_values(const pnd_dist *d, const pnd_walk *w, intptr_t i, pnd_values *v)
{
    for (int k = 0; k < d->n; k++) load_value(d, k, w->ptr[k] + i * w->inner[k], v);
}

/* Every element of the k-th parameter, whatever stands beside it. */
static int check_each(const call *c, int k)
{
    if (!c->arrays[k]) return check_value(c->d, k, &c->v, c->many);
    const char *data = PND_ARRAY(c->arrays[k])->data;
    for (intptr_t i = 0, n = pnd_array_size(c->arrays[k]); i < n; i++) {
        pnd_values v;
        load_value(c->d, k, data + 8 * i, &v);
        if (check_value(c->d, k, &v, true) < 0) return -1;
    }
    return 0;
}

/* Checks every set of parameters; the arrays are private copies, so that they are the same when it comes to drawing. */
static int check_all(call *c)
{
    pnd_walk w;
    for (int k = 0; k < c->d->n; k++)
        if (check_each(c, k) < 0) return -1;
    if (!c->d->check) return 0;
    if (!c->many) return c->d->check(&c->v, false);
    walk_start(c, &w, true);
    if (w.n == 0) return 0;
    do {
        for (intptr_t i = 0; i < w.n; i++) {
            pnd_values v;
            load_values(c->d, &w, i, &v);
            if (c->d->check(&v, true) < 0) return -1;
        }
    } while (pnd_walk_next(&w));
    return 0;
}

static void draw_each(call *c, char *out, pnd_binomial *setup)
{
    const bool discrete = pnd_dist_is_discrete(c->d);
    pnd_walk w;
    walk_start(c, &w, false);
    if (w.n == 0) return;
    do {
        for (intptr_t i = 0; i < w.n; i++, out += c->work->size) {
            pnd_values v;
            load_values(c->d, &w, i, &v);
            if (c->d->check) (void)c->d->check(&v, true); /* for what it rewrites */
            if (discrete) *(int64_t *)(void *)out = draw_int64(c->d, c->r, &v, setup);
            else if (c->work == PND_DT(DOUBLE)) *(double *)(void *)out = draw_double(c->d, c->r, &v);
            else draw_dense(c->d, c->r, &v, 1, c->work, out, setup);
        }
    } while (pnd_walk_next(&w));
}

static PyObject *draw_array(call *c)
{
    pnd_draw_scope scope;
    pnd_error err;
    pnd_binomial setup = {0};
    PyObject *result = c->out ? Py_NewRef(c->out) : pnd_array_new(c->type, c->ndim, c->shape, PND_ORDER_C);
    if (!result) return NULL;
    pnd_array_pin(result);
    PyObject *drawn = c->work == c->type ? Py_NewRef(result) : pnd_array_new(c->work, c->ndim, c->shape, PND_ORDER_C);
    const intptr_t n = drawn ? pnd_array_size(drawn) : 0;
    int status = !drawn ? -1 : n ? pnd_draw_begin(c->r, n, &scope) : 0;
    if (status == 0 && n > 0) {
        if (c->many) draw_each(c, PND_ARRAY(drawn)->data, &setup);
        else draw_dense(c->d, c->r, &c->v, n, c->work, PND_ARRAY(drawn)->data, &setup);
        status = pnd_draw_end(&scope);
    }
    if (status == 0 && drawn != result) {
        const pnd_view from = pnd_array_view(drawn), to = pnd_array_view(result);
        if (pnd_assign(&to, &from, NULL, NULL, &err) < 0) status = pnd_raise_int(&err);
    }
    pnd_array_unpin(result);
    Py_XDECREF(drawn);
    if (status < 0) Py_CLEAR(result);
    return result;
}

/* One number for parameters that are checked: a Python float or int. */
static PyObject *draw_one(const pnd_dist *d, PndRandomObject *r, const pnd_values *v)
{
    pnd_draw_scope scope;
    double x = 0;
    int64_t i = 0;
    const bool free = pnd_draw_is_free(r), discrete = pnd_dist_is_discrete(d);
    if (!free && pnd_draw_begin(r, 1, &scope) < 0) return NULL;
    if (discrete) {
        pnd_binomial setup;
        if (d->shape == PND_GBINOMIAL) memset(&setup, 0, sizeof setup);
        i = draw_int64(d, r, v, &setup);
    } else x = draw_double(d, r, v);
    if (!free && pnd_draw_end(&scope) < 0) return NULL;
    return discrete ? PyLong_FromLongLong(i) : PyFloat_FromDouble(x);
}

/* One float of a narrow type: its neighbour among Python's floats. */
static PyObject *draw_narrow(call *c)
{
    PyObject *a = draw_array(c), *number = a ? PyNumber_Float(a) : NULL;
    Py_XDECREF(a);
    return number;
}

/* The first rung: one number of plain Python floats and ints.  What is no such call gives NULL without an exception. */
static PyObject *draw_quick(const pnd_dist *d, PyObject *const *args, bool typed)
{
    pnd_values v;
    PyObject *const *rest = args + d->n;
    if ((rest[0] && rest[0] != Py_None) || (typed && (rest[1] || rest[2]))) return NULL;
    for (int k = 0; k < d->n; k++) {
        const bool count = pnd_dist_has_counts(d, k);
        int64_t i;
        if (!args[k]) v.d[k] = d->p[k].fallback;
        else if (PyFloat_CheckExact(args[k]) && !count) v.d[k] = PyFloat_AS_DOUBLE(args[k]);
        else if (!PyLong_CheckExact(args[k]) || !pnd_small_int(args[k], &i)) return NULL;
        else if (count) v.i[k] = i;
        else v.d[k] = (double)i;
    }
    for (int k = 0; k < d->n; k++)
        if (check_value(d, k, &v, false) < 0) return NULL;
    return d->check && d->check(&v, false) < 0 ? NULL : draw_one(d, PND_RANDOM(args[-1]), &v);
}

static PyObject *draw_general(const pnd_dist *d, PyObject *const *args, bool typed)
{
    PyObject *const *rest = args + 1 + d->n, *result = NULL;
    call c;
    c.d = d;
    c.r = PND_RANDOM(args[0]);
    c.arrays[0] = c.arrays[1] = c.arrays[2] = c.out = NULL;
    c.many = false;
    if (read_params(&c, args + 1) < 0 || read_dtype(&c, typed ? rest[1] : NULL) < 0) goto done;
    if (pnd_random_arg_size(rest[0], &c.sized, &c.ndim, c.shape) < 0 || (typed && read_out(&c, rest[2]) < 0)) goto done;
    if ((c.many && broadcast_params(&c) < 0) || check_all(&c) < 0) goto done;
    if (c.many || c.sized) result = draw_array(&c);
    else result = c.work == PND_DT(FLOAT) ? draw_narrow(&c) : draw_one(d, c.r, &c.v);
done:
    for (int k = 0; k < d->n; k++) Py_XDECREF(c.arrays[k]);
    return result;
}

PyObject *pnd_random_draw(const pnd_dist *d, PyObject *const *args, bool typed)
{
    PyObject *result = draw_quick(d, args + 1, typed);
    return PND_LIKELY(result != NULL) || PyErr_Occurred() ? result : draw_general(d, args, typed);
}
