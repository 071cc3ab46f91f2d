/*
 * Distributions whose one draw is a row of numbers: multinomial, multivariate_hypergeometric, dirichlet; and the rows of
 * multivariate_normal, which has a file of its own.
 */
#include "random_dists.h"

#include <math.h>

#include "../convert/args.h"
#include "../convert/coerce.h"
#include "../engine/walk.h"
#include "../layout/broadcast.h"
#include "../platform/mem.h"
#include "../py/errors.h"
#include "../random/gamma.h"

/* A new array of the size, with one more axis of length k. */
static PyObject *rows_of(const pnd_dtype *d, int ndim, const Py_ssize_t *size, intptr_t k)
{
    Py_ssize_t shape[PND_MAXDIMS];
    if (ndim >= PND_MAXDIMS)
        return PyErr_Format(PyExc_ValueError, "maximum supported dimension for an ndarray is %d, found %d", PND_MAXDIMS, ndim + 1);
    memcpy(shape, size, (size_t)ndim * sizeof *shape);
    shape[ndim] = k;
    return pnd_array_new(d, ndim + 1, shape, PND_ORDER_C);
}

static int refuse(const char *why) { return PyErr_SetString(PyExc_ValueError, why), -1; }

/**** multinomial ****/

/* Each row of k probabilities: in [0, 1], all but the last with a sum of at most 1. */
static int check_pvals(const double *p, intptr_t rows, intptr_t k, bool narrow)
{
    for (intptr_t i = 0; i < rows * k; i++)
        if (!(p[i] >= 0 && p[i] <= 1)) return refuse("pvals < 0, pvals > 1 or pvals contains NaNs");
    for (intptr_t i = 0; i < rows; i++) {
        if (k == 0 || pnd_kahan_sum(p + i * k, k - 1) <= 1.0 + 1e-12) continue;
        return refuse(narrow
                          ? "sum(pvals[:-1].astype(np.float64)) > 1.0. The pvals array is cast to 64-bit floating point prior to checking "
                            "the sum. Precision changes when casting may cause problems even if the sum of the original pvals is valid."
                          : "sum(pvals[:-1]) > 1.0");
    }
    return 0;
}

/* Are these the probabilities of a narrower float than the sum is checked in? */
static bool is_narrow(PyObject *o)
{
    return pnd_is_array(o) && PND_ARRAY(o)->descr->core->kind == 'f' && PND_ARRAY(o)->descr->core->size < 8;
}

typedef struct trials {
    PndRandomObject *r;
    PyObject *n, *p; /* owned: n as int64, private; p as float64, C contiguous, private */
    intptr_t k;
} trials;

static void one_multinomial(const trials *t, int64_t n, const double *p, pnd_binomial *setup, int64_t *out)
{
    if (t->r->frozen) pnd_legacy_multinomial(t->r->source.bitgen, n, p, t->k, setup, out);
    else pnd_random_multinomial(t->r->source.bitgen, n, p, t->k, setup, out);
}

/* Rows for n and pvals that broadcast; shape: of the result without its last axis. */
static void many_multinomials(const trials *t, int ndim, const Py_ssize_t *shape, const intptr_t *ns, const intptr_t *ps, int64_t *out)
{
    pnd_walk w;
    pnd_walk_init(&w, ndim, shape, 2);
    pnd_walk_op(&w, 0, PND_ARRAY(t->n)->data, ns);
    pnd_walk_op(&w, 1, PND_ARRAY(t->p)->data, ps);
    pnd_walk_fold(&w);
    if (w.n == 0) return;
    do {
        for (intptr_t i = 0; i < w.n; i++, out += t->k) {
            pnd_binomial setup = {0};
            int64_t count;
            memcpy(&count, w.ptr[0] + i * w.inner[0], 8);
            one_multinomial(t, count, (const double *)(w.ptr[1] + i * w.inner[1]), &setup, out);
        }
    } while (pnd_walk_next(&w));
}

static PyObject *draw_multinomial(trials *t, bool sized, int ndim, Py_ssize_t *shape)
{
    pnd_error err;
    pnd_draw_scope scope;
    pnd_view n = pnd_array_view(t->n), p = pnd_array_view(t->p);
    intptr_t ns[PND_MAXDIMS], ps[PND_MAXDIMS];
    Py_ssize_t found[PND_MAXDIMS];
    int found_ndim;
    p.ndim--;
    const pnd_view *views[] = {&n, &p};
    if (pnd_broadcast_shape(2, views, &found_ndim, found, &err) < 0) return pnd_raise(&err);
    if (!sized) {
        ndim = found_ndim;
        memcpy(shape, found, (size_t)ndim * sizeof *shape);
    } else if (n.ndim || p.ndim) {
        const pnd_view wanted = {NULL, PND_DT(LONG), ndim, shape, shape}, *all[] = {&n, &p, &wanted};
        if (pnd_broadcast_shape(3, all, &found_ndim, found, &err) < 0) return pnd_raise(&err);
        if (found_ndim != ndim || memcmp(found, shape, (size_t)ndim * sizeof *shape) != 0)
            return PyErr_Format(PyExc_ValueError, "Output size is not compatible with broadcast dimensions of inputs");
    }
    pnd_broadcast_strides(&n, ndim, shape, ns);
    pnd_broadcast_strides(&p, ndim, shape, ps);
    PyObject *out = rows_of(PND_DT(LONG), ndim, shape, t->k);
    if (!out || pnd_array_size(out) == 0) return out;
    if (pnd_draw_begin(t->r, pnd_array_size(out), &scope) < 0) return Py_DECREF(out), NULL;
    many_multinomials(t, ndim, shape, ns, ps, (int64_t *)PND_ARRAY(out)->data);
    if (pnd_draw_end(&scope) < 0) Py_CLEAR(out);
    return out;
}

static int check_trials(PyObject *counts)
{
    PyObject *flat = pnd_as_array(counts, NULL, PND_AS_C, 0);
    if (!flat) return -1;
    int status = 0;
    for (intptr_t i = 0, n = pnd_array_size(flat); i < n && status == 0; i++)
        if (((const int64_t *)PND_ARRAY(flat)->data)[i] < 0) status = refuse("n < 0");
    Py_DECREF(flat);
    return status;
}

/* args: self, n, pvals, size. */
static PyObject *multinomial(PyObject *const *args)
{
    trials t = {PND_RANDOM(args[0]), NULL, NULL, 0};
    PyObject *result = NULL, *number = NULL;
    bool sized;
    int ndim;
    int64_t count;
    Py_ssize_t shape[PND_MAXDIMS];
    if (pnd_random_arg_size(args[3], &sized, &ndim, shape) < 0) return NULL;
    const int many = pnd_random_is_arraylike(args[1]);
    if (many < 0) return NULL;
    if (t.r->frozen && (many || PyUnicode_Check(args[1]))) return PyErr_Format(PyExc_TypeError, "an integer is required");
    if (!many && (pnd_random_arg_int64(args[1], &count) < 0 || !(number = PyLong_FromLongLong(count)))) return NULL;
    if ((!t.r->frozen && pnd_random_check_counts(args[1]) < 0) || !(t.n = pnd_random_array(number ? number : args[1], PND_DT(LONG))))
        goto done;
    if (!(t.p = pnd_as_array(args[2], pnd_descr_builtin(PND_DT(DOUBLE)), PND_AS_C | PND_AS_ALIGNED | PND_AS_COPY, 0))) goto done;
    const int axes = PND_ARRAY(t.p)->nd;
    t.k = axes ? PND_ARRAY(t.p)->dimensions[axes - 1] : 0;
    if (t.r->frozen && axes == 0) PyErr_SetString(PyExc_TypeError, "pvals must be a 1-d sequence");
    else if (t.r->frozen && axes > 1) refuse("object too deep for desired array");
    else if (!t.r->frozen && t.k == 0)
        refuse("pvals must have at least 1 dimension and the last dimension of pvals must be greater than 0.");
    else if (check_trials(t.n) == 0 &&
             check_pvals((const double *)PND_ARRAY(t.p)->data, t.k ? pnd_array_size(t.p) / t.k : 0, t.k, is_narrow(args[2])) == 0)
        result = draw_multinomial(&t, sized, ndim, shape);
done:
    Py_XDECREF(number);
    Py_XDECREF(t.n);
    Py_XDECREF(t.p);
    return result;
}

/**** dirichlet ****/

static PyObject *dirichlet(PyObject *const *args)
{
    PndRandomObject *r = PND_RANDOM(args[0]);
    pnd_draw_scope scope;
    bool sized;
    int ndim;
    Py_ssize_t shape[PND_MAXDIMS];
    PyObject *out = NULL;
    if (PyObject_Size(args[1]) < 0) return NULL;
    const int many = PyUnicode_Check(args[1]) || PyBytes_Check(args[1]) ? 1 : pnd_random_is_arraylike(args[1]);
    if (many <= 0) return many < 0 ? NULL : (refuse("object of too small depth for desired array"), NULL);
    PyObject *alpha = pnd_as_array(args[1], pnd_descr_builtin(PND_DT(DOUBLE)), PND_AS_C | PND_AS_ALIGNED | PND_AS_COPY, 1);
    if (!alpha) return NULL;
    const double *a = (const double *)PND_ARRAY(alpha)->data;
    const intptr_t k = pnd_array_size(alpha);
    if (PND_ARRAY(alpha)->nd != 1) {
        refuse("object too deep for desired array");
        goto done;
    }
    for (intptr_t i = 0; i < k; i++) {
        if (!(r->frozen ? a[i] <= 0 : a[i] < 0)) continue;
        refuse(r->frozen ? "alpha <= 0" : "alpha < 0");
        goto done;
    }
    if (pnd_random_arg_size(args[2], &sized, &ndim, shape) < 0 || !(out = rows_of(PND_DT(DOUBLE), ndim, shape, k))) goto done;
    const intptr_t rows = k ? pnd_array_size(out) / k : 0;
    if (rows == 0) goto done;
    if (pnd_draw_begin(r, rows * k, &scope) < 0) {
        Py_CLEAR(out);
        goto done;
    }
    double *to = (double *)PND_ARRAY(out)->data;
    for (intptr_t i = 0; i < rows; i++, to += k) {
        if (r->frozen) pnd_legacy_dirichlet(&r->legacy, k, a, to);
        else pnd_random_dirichlet(r->source.bitgen, k, a, to);
    }
    if (pnd_draw_end(&scope) < 0) Py_CLEAR(out);
done:
    Py_DECREF(alpha);
    return out;
}

/**** multivariate_hypergeometric ****/

static const char colors_message[] = "colors must be a one-dimensional sequence of nonnegative integers not exceeding 9223372036854775807.";

/* Private int64 copy of the urn, and how many things there are in it. */
static PyObject *read_colors(PyObject *o, int64_t *total)
{
    PyObject *found = pnd_as_array(o, NULL, PND_AS_C, 0), *colors = NULL;
    if (!found) return PyErr_ExceptionMatches(PyExc_TypeError) ? (refuse(colors_message), NULL) : NULL;
    const pnd_dtype *t = PND_ARRAY(found)->descr->core;
    const bool good = PND_ARRAY(found)->nd == 1 && (pnd_dtype_is_integer(t) || pnd_array_size(found) == 0);
    if (good) colors = pnd_as_array(found, pnd_descr_builtin(PND_DT(LONG)), PND_AS_C | PND_AS_COPY | PND_AS_FORCECAST, 0);
    else refuse(colors_message);
    Py_DECREF(found);
    if (!colors) return NULL;
    *total = 0;
    for (intptr_t i = 0; i < pnd_array_size(colors); i++) {
        const int64_t c = ((const int64_t *)PND_ARRAY(colors)->data)[i];
        if (c >= 0 && !__builtin_add_overflow(*total, c, total)) continue;
        refuse(c < 0 ? colors_message : "sum(colors) must not exceed the maximum value of a 64 bit signed integer (9223372036854775807)");
        Py_DECREF(colors);
        return NULL;
    }
    return colors;
}

static int read_urn_method(PyObject *o, bool *count)
{
    *count = false;
    if (!o) return 0;
    *count = PyUnicode_Check(o) && PyUnicode_CompareWithASCIIString(o, "count") == 0;
    if (*count || (PyUnicode_Check(o) && PyUnicode_CompareWithASCIIString(o, "marginals") == 0)) return 0;
    return refuse("method must be \"count\" or \"marginals\".");
}

static int draw_urn(PndRandomObject *r, bool count, int64_t total, PyObject *colors, int64_t nsample, PyObject *out)
{
    const intptr_t k = pnd_array_size(colors), rows = k ? pnd_array_size(out) / k : 0;
    const int64_t *c = (const int64_t *)PND_ARRAY(colors)->data;
    int64_t *to = (int64_t *)PND_ARRAY(out)->data;
    pnd_draw_scope scope;
    if (k) memset(to, 0, (size_t)(rows * k) * sizeof *to);
    if (rows == 0 || total == 0 || nsample == 0) return 0;
    if (pnd_draw_begin(r, rows * k, &scope) < 0) return -1;
    int status = 0;
    if (count) status = pnd_random_multivariate_hypergeometric_count(r->source.bitgen, total, k, c, nsample, rows, to);
    else pnd_random_multivariate_hypergeometric_marginals(r->source.bitgen, total, k, c, nsample, rows, to);
    if (pnd_draw_end(&scope) < 0) return -1;
    if (status == 0) return 0;
    PyErr_Format(PyExc_MemoryError, "Insufficient memory for multivariate_hypergeometric with method='count' and sum(colors)=%lld",
                 (long long)total);
    return -1;
}

/* args: self, colors, nsample, size, method. */
static PyObject *multivariate_hypergeometric(PyObject *const *args)
{
    bool count, sized;
    int ndim;
    int64_t nsample, total;
    Py_ssize_t shape[PND_MAXDIMS];
    if (read_urn_method(args[4], &count) < 0) return NULL;
    if (!PyIndex_Check(args[2])) return PyErr_Format(PyExc_ValueError, "nsample must be an integer");
    if (pnd_random_arg_int64(args[2], &nsample) < 0) return NULL;
    if (nsample < 0) return PyErr_Format(PyExc_ValueError, "nsample must be nonnegative.");
    PyObject *colors = read_colors(args[1], &total), *out = NULL;
    if (!colors) return NULL;
    if (nsample > total) refuse("nsample > sum(colors)");
    else if (count && total > PTRDIFF_MAX / 8)
        PyErr_Format(PyExc_ValueError, "When method is 'count', sum(colors) must not exceed %zd", (Py_ssize_t)(PTRDIFF_MAX / 8));
    else if (!count && total >= 1000000000) refuse("When method is \"marginals\", sum(colors) must be less than 1000000000.");
    else if (pnd_random_arg_size(args[3], &sized, &ndim, shape) == 0 &&
             (out = rows_of(PND_DT(LONG), ndim, shape, pnd_array_size(colors))) &&
             draw_urn(PND_RANDOM(args[0]), count, total, colors, nsample, out) < 0)
        Py_CLEAR(out);
    Py_DECREF(colors);
    return out;
}

/**** Rows ****/

static PyObject *generator_multivariate_normal(PyObject *const *args) { return pnd_random_multivariate_normal(args, args[6]); }
static PyObject *state_multivariate_normal(PyObject *const *args) { return pnd_random_multivariate_normal(args, NULL); }

#define SIZE \
    "size : int or tuple of ints, optional\n    Number of rows; one row when not given.\n\nReturns\n-------\nndarray\n    Of shape size " \
    "+ (k,).\n"

#define NORMAL \
    "Normal vectors of a mean and a covariance.\n\nParameters\n----------\nmean : array_like of k floats\ncov : array_like of shape (k, " \
    "k)\n    " \
    "Symmetric and positive semidefinite.\ncheck_valid : {'warn', 'raise', 'ignore'}\n    What to do when it is not.\ntol : float\n    " \
    "How far it may be off.\n"

const pnd_callable pnd_generator_vectors[] = {
    {"multinomial", "self, n, pvals, size=None",
     "Counts of n things over k outcomes.\n\nParameters\n----------\nn : int or array_like of ints\npvals : array_like of k "
     "probabilities\n    "
     "The last one is what the others leave of 1.\n" SIZE,
     multinomial},
    {"dirichlet", "self, alpha, size=None",
     "Proportions with a Dirichlet distribution.\n\nParameters\n----------\nalpha : sequence of k floats\n    Not negative.\n" SIZE,
     dirichlet},
    {"multivariate_hypergeometric", "self, colors, nsample, size=None, method='marginals'",
     "Counts of a sample without replacement from an urn of things of k colors.\n\nParameters\n----------\ncolors : sequence of k ints\n   "
     " How many "
     "there are of each.\nnsample : int\n    Not more than there are.\nmethod : {'marginals', 'count'}\n    'count' keeps the urn in "
     "memory.\n" SIZE,
     multivariate_hypergeometric},
    {"multivariate_normal", "self, mean, cov, size=None, check_valid='warn', tol=1e-8, *, method='svd'",
     NORMAL SIZE "\nNotes\n-----\n'cholesky' is the fastest and needs a positive definite cov; 'svd' is the slowest.\n",
     generator_multivariate_normal},
    {NULL, NULL, NULL, NULL},
};

const pnd_callable pnd_state_vectors[] = {
    {"multinomial", "self, n, pvals, size=None",
     "Counts of n things over k outcomes.\n\nParameters\n----------\nn : int\npvals : sequence of k probabilities\n    The last one is "
     "what the others "
     "leave of 1.\n" SIZE,
     multinomial},
    {"dirichlet", "self, alpha, size=None",
     "Proportions with a Dirichlet distribution.\n\nParameters\n----------\nalpha : sequence of k floats\n    Positive.\n" SIZE, dirichlet},
    {"multivariate_normal", "self, mean, cov, size=None, check_valid='warn', tol=1e-8", NORMAL SIZE, state_multivariate_normal},
    {NULL, NULL, NULL, NULL},
};
