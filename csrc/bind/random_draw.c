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
#include "../engine/assign.h"
#include "../layout/broadcast.h"
#include "../py/errors.h"
#include "../py/gil.h"

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

int pnd_draw_begin(PndRandomObject *r, intptr_t work, pnd_draw_scope *s)
{
    s->thread = NULL;
    s->source.object = NULL;
    if (PND_UNLIKELY(!r->source.object)) return PyErr_SetString(PyExc_ValueError, "the generator has no bit generator"), -1;
    if (work < PND_GIL_WORK && pnd_random_is_free(&r->source)) return 0;
    if (lock_source(r, &s->source) < 0) return s->source.object = NULL, -1;
    s->r = r;
    r->draws++;
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
    const bool busy = r->draws > 0;
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
    const int wanted = PND_FLAG_ALIGNED | PND_FLAG_WRITEABLE;
    PndArrayObject *a = PND_ARRAY(out);
    if (!pnd_is_array(out) || (a->flags & wanted) != wanted || !(a->flags & (PND_FLAG_C | PND_FLAG_F)) || a->descr->core->swapped) {
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

bool pnd_random_is_number(PyObject *o)
{
    if (PyFloat_Check(o) || PyLong_Check(o) || o == Py_None || PyUnicode_Check(o) || PyBytes_Check(o) || PyComplex_Check(o)) return true;
    if (pnd_is_array(o)) return PND_ARRAY(o)->nd == 0;
    if (PySequence_Check(o) || PyObject_CheckBuffer(o))
        return !pnd_is_array(o) && Py_TYPE(o)->tp_as_number && Py_TYPE(o)->tp_as_number->nb_float && !PyObject_HasAttrString(o, "__len__");
    return Py_TYPE(o)->tp_as_number && (Py_TYPE(o)->tp_as_number->nb_float || Py_TYPE(o)->tp_as_number->nb_index);
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
    if (PyLong_CheckExact(o)) Py_INCREF(o);
    else if (!(o = PyNumber_Long(o))) return -1;
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

static int read_params(call *c, PyObject *const *args)
{
    for (int k = 0; k < c->d->n; k++) {
        const pnd_param *p = &c->d->p[k];
        PyObject *o = args[k];
        const bool count = pnd_dist_has_counts(c->d, k);
        if (!o) {
            c->v.d[k] = p->fallback;
        } else if (PND_LIKELY(PyFloat_CheckExact(o) && !count)) {
            c->v.d[k] = PyFloat_AS_DOUBLE(o);
        } else if (PyLong_CheckExact(o) || pnd_random_is_number(o)) {
            if ((count ? pnd_random_arg_int64(o, &c->v.i[k]) : pnd_random_arg_double(o, &c->v.d[k])) < 0) return -1;
        } else {
            if (!(c->arrays[k] = pnd_random_array(o, count ? PND_DT(LONG) : PND_DT(DOUBLE)))) return -1;
            c->many = true;
        }
    }
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

static PyObject *shape_tuple(int ndim, const Py_ssize_t *shape)
{
    PyObject *t = PyTuple_New(ndim);
    for (int k = 0; t && k < ndim; k++) {
        PyObject *n = PyLong_FromSsize_t(shape[k]);
        if (n) PyTuple_SET_ITEM(t, k, n);
        else Py_CLEAR(t);
    }
    return t;
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
            PyObject *want = shape_tuple(c->ndim, c->shape), *have = shape_tuple(ndim, shape);
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

/* Position of a walk in C order, last axis innermost, over the result, or with `once` over each set of parameters one time. */
typedef struct walk {
    Py_ssize_t shape[PND_MAXDIMS];
    intptr_t n;
    intptr_t at[PND_MAXDIMS];
    const char *ptr[3];
} walk;

static void load_values(const call *c, const walk *w, pnd_values *v)
{
    for (int k = 0; k < c->d->n; k++) {
        if (!c->arrays[k]) continue;
        if (pnd_dist_has_counts(c->d, k)) memcpy(&v->i[k], w->ptr[k], 8);
        else memcpy(&v->d[k], w->ptr[k], 8);
    }
}

static void walk_start(const call *c, walk *w, bool once)
{
    bool all = !once; /* of an empty array there is no set to visit, of a size without elements there is */
    for (int k = 0; k < c->d->n; k++) all |= c->arrays[k] && pnd_array_size(c->arrays[k]) == 0;
    for (int a = 0; a < c->ndim; a++) {
        bool moves = all;
        for (int k = 0; k < c->d->n; k++) moves |= c->arrays[k] && c->steps[k][a] != 0;
        w->shape[a] = moves ? c->shape[a] : 1;
    }
    w->n = pnd_shape_size(c->ndim, w->shape);
    memset(w->at, 0, (size_t)c->ndim * sizeof *w->at);
    for (int k = 0; k < 3; k++) w->ptr[k] = c->arrays[k] ? PND_ARRAY(c->arrays[k])->data : NULL;
}

static void walk_on(const call *c, walk *w)
{
    for (int a = c->ndim - 1; a >= 0; a--) {
        const bool wraps = ++w->at[a] == w->shape[a];
        for (int k = 0; k < c->d->n; k++)
            if (c->arrays[k]) w->ptr[k] += wraps ? -(w->shape[a] - 1) * c->steps[k][a] : c->steps[k][a];
        if (!wraps) return;
        w->at[a] = 0;
    }
}

/* Every element of the k-th parameter, whatever stands beside it. */
static int check_each(const call *c, int k)
{
    if (!c->arrays[k]) return check_value(c->d, k, &c->v, c->many);
    const char *data = PND_ARRAY(c->arrays[k])->data;
    for (intptr_t i = 0, n = pnd_array_size(c->arrays[k]); i < n; i++) {
        pnd_values v;
        if (pnd_dist_has_counts(c->d, k)) memcpy(&v.i[k], data + 8 * i, 8);
        else memcpy(&v.d[k], data + 8 * i, 8);
        if (check_value(c->d, k, &v, true) < 0) return -1;
    }
    return 0;
}

/* Checks every set of parameters; the arrays are private copies, so that they are the same when it comes to drawing. */
static int check_all(call *c)
{
    walk w;
    for (int k = 0; k < c->d->n; k++)
        if (check_each(c, k) < 0) return -1;
    if (!c->d->check) return 0;
    if (!c->many) return c->d->check(&c->v, false);
    walk_start(c, &w, true);
    for (intptr_t i = 0; i < w.n; i++, walk_on(c, &w)) {
        pnd_values v = c->v;
        load_values(c, &w, &v);
        if (c->d->check(&v, true) < 0) return -1;
    }
    return 0;
}

static void draw_each(call *c, char *out, pnd_binomial *setup)
{
    const bool discrete = pnd_dist_is_discrete(c->d);
    walk w;
    walk_start(c, &w, false);
    for (intptr_t i = 0; i < w.n; i++, walk_on(c, &w)) {
        pnd_values v = c->v;
        load_values(c, &w, &v);
        if (c->d->check) (void)c->d->check(&v, true); /* for what it rewrites */
        if (discrete) ((int64_t *)out)[i] = draw_int64(c->d, c->r, &v, setup);
        else if (c->work == PND_DT(DOUBLE)) ((double *)out)[i] = draw_double(c->d, c->r, &v);
        else draw_dense(c->d, c->r, &v, 1, c->work, out + i * 4, setup);
    }
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

/* One number: a Python float or int. */
static PyObject *draw_number(call *c)
{
    pnd_draw_scope scope;
    if (c->work != c->type) {
        PyObject *a = draw_array(c), *number = a ? PyNumber_Float(a) : NULL;
        Py_XDECREF(a);
        return number;
    }
    if (pnd_draw_begin(c->r, 1, &scope) < 0) return NULL;
    double x = 0;
    int64_t i = 0;
    if (pnd_dist_is_discrete(c->d)) {
        pnd_binomial setup = {0};
        i = draw_int64(c->d, c->r, &c->v, &setup);
    } else if (c->work == PND_DT(DOUBLE)) x = draw_double(c->d, c->r, &c->v);
    else {
        float f;
        draw_dense(c->d, c->r, &c->v, 1, c->work, (char *)&f, NULL);
        x = (double)f;
    }
    if (pnd_draw_end(&scope) < 0) return NULL;
    return pnd_dist_is_discrete(c->d) ? PyLong_FromLongLong(i) : PyFloat_FromDouble(x);
}

PyObject *pnd_random_draw(const pnd_dist *d, PyObject *const *args, bool typed)
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
    result = c.many || c.sized ? draw_array(&c) : draw_number(&c);
done:
    for (int k = 0; k < d->n; k++) Py_XDECREF(c.arrays[k]);
    return result;
}
