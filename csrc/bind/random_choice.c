/*
 * choice: samples of a population, with or without replacement, uniform or weighted.
 *
 * Weighted draws look uniform numbers up in the cumulated weights.  A guide table (Chen and Asau, 1974) gives for each of
 * 2**k equal stretches of [0, 1) where its look-up begins; the bounds of the stretches are exact, so what is found is what
 * a binary search finds.
 */
#include "random_dists.h"

#include <math.h>

#include "../convert/args.h"
#include "../convert/coerce.h"
#include "../engine/take.h"
#include "../object/scalar.h"
#include "../platform/mem.h"
#include "../platform/pool.h"
#include "../py/errors.h"
#include "../random/uniform.h"

/**** Weighted draws ****/

typedef struct guide {
    const double *cdf; /* cumulated weights, divided by the last, and an infinity behind them */
    intptr_t n;
    double cells;      /* a power of two */
    int32_t *start;    /* of each cell: how many cumulated weights are <= its lower bound; one more for the end */
} guide;

static void cumulate(double *cdf, const double *p, intptr_t n)
{
    double sum = 0;
    for (intptr_t i = 0; i < n; i++) cdf[i] = sum = i ? sum + p[i] : p[0];
    const double last = cdf[n - 1];
    for (intptr_t i = 0; i < n; i++) cdf[i] /= last;
}

/* How many of the cumulated weights are <= u, searched in [low, high]. */
PND_INLINE intptr_t search(const double *cdf, intptr_t low, intptr_t high, double u)
{
    while (low < high) {
        const intptr_t middle = low + (high - low) / 2;
        if (cdf[middle] <= u) low = middle + 1;
        else high = middle;
    }
    return low;
}

/* known: uniform numbers are surely in [0, 1), as those of a foreign bit generator are not. */
static int guide_make(guide *g, const double *cdf, intptr_t n, intptr_t draws, bool known)
{
    intptr_t cells = 1;
    *g = (guide){cdf, n, 0, NULL};
    if (!known || draws < 64 || draws < n / 8 || n > INT32_MAX / 8) return 0; /* the table would not pay: plain search */
    while (cells < 4 * n) cells *= 2;
    if (!(g->start = pnd_malloc_array((size_t)cells + 1, sizeof *g->start))) return PyErr_NoMemory(), -1;
    intptr_t at = 0;
    for (intptr_t c = 0; c < cells; c++) {
        while (at < n && cdf[at] <= (double)c / (double)cells) at++;
        g->start[c] = (int32_t)at;
    }
    g->start[cells] = (int32_t)n;
    g->cells = (double)cells;
    return 0;
}

/* n uniform numbers at `at` become what they choose, in place.  The first step has no branch: most cells hold at most one bound. */
static void guide_find(const guide *g, int64_t *at, intptr_t n)
{
    const double *cdf = g->cdf;
    for (intptr_t i = 0; i < n; i++) {
        double u;
        memcpy(&u, &at[i], sizeof u);
        if (g->start) {
            const intptr_t cell = (intptr_t)(u * g->cells);
            intptr_t low = g->start[cell];
            low += cdf[low] <= u;
            if (PND_UNLIKELY(cdf[low] <= u)) low = search(cdf, low + 1, g->start[cell + 1], u);
            at[i] = low;
        } else at[i] = search(cdf, 0, g->n, u);
    }
}

#define BLOCK ((intptr_t)1 << 15)

typedef struct finding {
    const guide *g;
    int64_t *at;
    intptr_t n;
} finding;

static int find_block(void *arg, intptr_t block)
{
    const finding *f = arg;
    const intptr_t first = block * BLOCK, rest = f->n - first;
    guide_find(f->g, f->at + first, rest < BLOCK ? rest : BLOCK);
    return 0;
}

/* The numbers are drawn into the result's memory and looked up there, by all threads. */
static void draw_weighted(PndRandomObject *r, const guide *g, intptr_t n, int64_t *out)
{
    finding f = {g, out, n};
    _Static_assert(sizeof(double) == sizeof(int64_t), "a number is replaced by what it chooses");
    pnd_fill_double(r->source.bitgen, r->source.kind, (double *)(void *)out, n);
    if (n <= BLOCK) guide_find(g, out, n);
    else (void)pnd_pool_run(find_block, &f, (n + BLOCK - 1) / BLOCK, NULL);
}

/* Without replacement: rounds of weighted draws, in each of which the first of every value counts; drawn ones then weigh nothing. */
static int draw_distinct(PndRandomObject *r, const double *p, intptr_t pop, intptr_t n, int64_t *out)
{
    pnd_draw_scope scope;
    double *left = pnd_malloc_array((size_t)pop * 2 + (size_t)n + 1, sizeof *left);
    if (!left) return PyErr_NoMemory(), -1;
    double *cdf = left + pop, *u = cdf + pop;
    memcpy(left, p, (size_t)pop * sizeof *left);
    if (pnd_draw_begin(r, n, &scope) < 0) return pnd_free(left), -1;
    for (intptr_t have = 0; have < n;) {
        const intptr_t m = n - have;
        pnd_fill_double(r->source.bitgen, r->source.kind, u, m);
        cumulate(cdf, left, pop);
        for (intptr_t i = 0; i < m; i++) {
            const intptr_t at = search(cdf, 0, pop, u[i]);
            if (at >= pop || left[at] < 0) continue;
            out[have++] = at;
            left[at] = -1; /* met in this round: still has its weight in cdf */
        }
        for (intptr_t i = 0; i < have; i++) left[out[i]] = 0;
    }
    const int status = pnd_draw_end(&scope);
    pnd_free(left);
    return status;
}

/**** Uniform draws without replacement ****/

/* Floyd's sample (Bentley and Floyd, CACM 30, 1987), the members kept in a hash table of open addressing. */
static int draw_floyd(PndRandomObject *r, intptr_t pop, intptr_t n, bool shuffled, int64_t *out)
{
    pnd_draw_scope scope;
    const uint64_t mask = pnd_random_mask((uint64_t)(1.2 * (double)n));
    uint64_t *set = pnd_malloc_array((size_t)mask + 1, sizeof *set);
    if (!set) return PyErr_NoMemory(), -1;
    memset(set, 0xff, ((size_t)mask + 1) * sizeof *set);
    if (pnd_draw_begin(r, n, &scope) < 0) return pnd_free(set), -1;
    pnd_random_bits rest = {0, 0};
    for (uint64_t j = (uint64_t)(pop - n); j < (uint64_t)pop; j++) {
        uint64_t x = pnd_random_bounded(r->source.bitgen, 64, 0, j, false, &rest), at = x & mask;
        while (set[at] != ~0ULL && set[at] != x) at = (at + 1) & mask;
        if (set[at] == x) /* taken: j itself cannot be */
            for (x = j, at = j & mask; set[at] != ~0ULL;) at = (at + 1) & mask;
        set[at] = x;
        out[j - (uint64_t)(pop - n)] = (int64_t)x;
    }
    if (shuffled) pnd_random_shuffle_int64(r, n, 1, out, false);
    const int status = pnd_draw_end(&scope);
    pnd_free(set);
    return status;
}

/* The last n of a range of which only these places are shuffled. */
static int draw_tail(PndRandomObject *r, intptr_t pop, intptr_t n, int64_t *out)
{
    pnd_draw_scope scope;
    int64_t *all = pnd_malloc_array((size_t)pop, sizeof *all);
    if (!all) return PyErr_NoMemory(), -1;
    for (intptr_t i = 0; i < pop; i++) all[i] = i;
    if (pnd_draw_begin(r, pop, &scope) < 0) return pnd_free(all), -1;
    pnd_random_shuffle_int64(r, pop, pop - n > 1 ? pop - n : 1, all, false);
    memcpy(out, all + (pop - n), (size_t)n * sizeof *out);
    const int status = pnd_draw_end(&scope);
    pnd_free(all);
    return status;
}

static int draw_order(PndRandomObject *r, intptr_t pop, intptr_t n, int64_t *out)
{
    PyObject *order = pnd_random_permutation_of(r, pop);
    if (!order) return -1;
    memcpy(out, PND_ARRAY(order)->data, (size_t)n * sizeof *out);
    Py_DECREF(order);
    return 0;
}

/**** The call ****/

typedef struct choice {
    PndRandomObject *r;
    PyObject *a;       /* owned; NULL: a range */
    intptr_t pop;
    int axis;
    bool replace, shuffled;
    PyObject *p;       /* owned, float64, C contiguous; or NULL */
    bool sized;
    int ndim;
    Py_ssize_t shape[PND_MAXDIMS];
    intptr_t n;
} choice;

double pnd_kahan_sum(const double *x, intptr_t n)
{
    double sum = n ? x[0] : 0, lost = 0;
    for (intptr_t i = 1; i < n; i++) {
        const double y = x[i] - lost, t = sum + y;
        lost = (t - sum) - y;
        sum = t;
    }
    return sum;
}

static int refuse(const choice *c, const char *generator, const char *state)
{
    PyErr_SetString(PyExc_ValueError, c->r->frozen ? state : generator);
    return -1;
}

/* An int, or an array without dimensions that holds one. */
static bool is_index(PyObject *o)
{
    if (!pnd_is_array(o)) return PyIndex_Check(o);
    const char kind = PND_ARRAY(o)->descr->core->kind;
    PyObject *item = kind == 'O' ? *(PyObject **)(void *)PND_ARRAY(o)->data : NULL;
    return kind == 'i' || kind == 'u' || kind == 'b' || (item && PyIndex_Check(item));
}

static int read_population(choice *c, PyObject *a, PyObject *axis)
{
    const int many = pnd_random_is_arraylike(a);
    if (many < 0) return -1;
    if (!many && is_index(a)) {
        int64_t n;
        if (pnd_random_arg_int64(a, &n) < 0) {
            if (PyErr_ExceptionMatches(PyExc_OverflowError)) PyErr_SetString(PyExc_ValueError, "high is out of bounds for int64");
            return -1;
        }
        c->pop = (intptr_t)n;
        if (n > 0 || (c->sized && c->n == 0)) return 0;
        return refuse(c, "a must be a positive integer unless no samples are taken",
                      "a must be greater than 0 unless no samples are taken");
    }
    if (!many) {
        if (c->r->frozen) return refuse(c, "", "a must be 1-dimensional or an integer");
        return PyErr_Format(PyExc_ValueError, "a must be a sequence or an integer, not %R", Py_TYPE(a)), -1;
    }
    if (!(c->a = pnd_as_array(a, NULL, 0, 0))) return -1;
    const int ndim = PND_ARRAY(c->a)->nd;
    if (c->r->frozen ? ndim != 1 : ndim == 0)
        return refuse(c, "a must be a sequence or an integer", ndim ? "a must be 1-dimensional" : "a must be 1-dimensional or an integer");
    if (axis && pnd_arg_axis(axis, ndim, &c->axis) < 0) return -1;
    c->pop = PND_ARRAY(c->a)->dimensions[c->axis];
    if (c->pop > 0 || (c->sized && c->n == 0)) return 0;
    return refuse(c, "a cannot be empty unless no samples are taken", "'a' cannot be empty unless no samples are taken");
}

static int read_weights(choice *c, PyObject *given)
{
    double tolerance = sqrt(2.220446049250313e-16);
    if (pnd_is_array(given) && pnd_dtype_is_inexact(PND_ARRAY(given)->descr->core)) {
        const pnd_dtype *t = PND_ARRAY(given)->descr->core;
        const double loose = t == PND_DT(FLOAT) ? sqrt(1.1920928955078125e-07) : t == PND_DT(HALF) ? sqrt(0.0009765625) : 0;
        if (loose > tolerance) tolerance = loose;
    }
    if (!(c->p = pnd_as_array(given, pnd_descr_builtin(PND_DT(DOUBLE)), PND_AS_C | PND_AS_ALIGNED | PND_AS_COPY, 0))) return -1;
    if (PND_ARRAY(c->p)->nd == 0) return PyErr_Format(PyExc_TypeError, "object of type '%s' has no len()", Py_TYPE(given)->tp_name), -1;
    if (PND_ARRAY(c->p)->nd != 1) return refuse(c, "p must be 1-dimensional", "'p' must be 1-dimensional");
    const intptr_t n = PND_ARRAY(c->p)->dimensions[0];
    if (n != c->pop) return refuse(c, "a and p must have same size", "'a' and 'p' must have same size");
    const double *p = (const double *)PND_ARRAY(c->p)->data, sum = pnd_kahan_sum(p, n);
    if (isnan(sum)) return refuse(c, "Probabilities contain NaN", "probabilities contain NaN");
    for (intptr_t i = 0; i < n; i++)
        if (p[i] < 0) return refuse(c, "Probabilities are not non-negative", "probabilities are not non-negative");
    if (fabs(sum - 1) > tolerance)
        return refuse(c, "Probabilities do not sum to 1. See Notes section of docstring for more information.",
                      "probabilities do not sum to 1");
    return 0;
}

static int check_sample(const choice *c)
{
    intptr_t possible = 0;
    if (c->n > c->pop)
        return refuse(c, "Cannot take a larger sample than population when replace is False",
                      "Cannot take a larger sample than population when 'replace=False'");
    if (!c->p) return 0;
    for (intptr_t i = 0; i < c->pop; i++) possible += ((const double *)PND_ARRAY(c->p)->data)[i] > 0;
    return possible < c->n ? refuse(c, "Fewer non-zero entries in p than size", "Fewer non-zero entries in p than size") : 0;
}

static int draw_replaced(choice *c, int64_t *out)
{
    pnd_draw_scope scope;
    guide g = {NULL, 0, 0, NULL};
    double *cdf = NULL;
    int status = -1;
    if (c->p) {
        if (!(cdf = pnd_malloc_array((size_t)c->pop + 1, sizeof *cdf))) return PyErr_NoMemory(), -1;
        cumulate(cdf, (const double *)PND_ARRAY(c->p)->data, c->pop);
        cdf[c->pop] = (double)INFINITY;
        if (guide_make(&g, cdf, c->pop, c->n, c->r->source.kind != NULL) < 0) goto done;
    }
    if (pnd_draw_begin(c->r, c->n, &scope) < 0) goto done;
    if (c->p) draw_weighted(c->r, &g, c->n, out);
    else pnd_random_indices(c->r, (uint64_t)c->pop - 1, c->n, out);
    status = pnd_draw_end(&scope);
done:
    pnd_free(g.start);
    pnd_free(cdf);
    return status;
}

static int draw_sample(choice *c, int64_t *out)
{
    if (c->n == 0) return 0;
    if (c->replace) return draw_replaced(c, out);
    if (c->p) return draw_distinct(c->r, (const double *)PND_ARRAY(c->p)->data, c->pop, c->n, out);
    if (c->r->frozen) return draw_order(c->r, c->pop, c->n, out);
    if (c->pop > 10000 && c->n > c->pop / (c->shuffled ? 50 : 20)) return draw_tail(c->r, c->pop, c->n, out);
    return draw_floyd(c->r, c->pop, c->n, c->shuffled, out);
}

/* A new array for what the indices name: a's shape with theirs in place of the axis. */
static PyObject *room_for(const choice *c)
{
    const pnd_view v = pnd_array_view(c->a);
    Py_ssize_t shape[PND_MAXDIMS];
    int ndim = 0;
    if (v.ndim - 1 + c->ndim > PND_MAXDIMS)
        return PyErr_Format(PyExc_ValueError, "maximum supported dimension for an ndarray is %d", PND_MAXDIMS);
    for (int k = 0; k < c->axis; k++) shape[ndim++] = v.shape[k];
    for (int k = 0; k < c->ndim; k++) shape[ndim++] = c->shape[k];
    for (int k = c->axis + 1; k < v.ndim; k++) shape[ndim++] = v.shape[k];
    return pnd_array_new(v.dtype, ndim, shape, PND_ORDER_C);
}

/* What the indices name, in out (taken over), or the indices themselves. */
static PyObject *picked(const choice *c, PyObject *index, PyObject *out)
{
    if (!c->a) return c->sized ? Py_NewRef(index) : PyLong_FromLongLong(*(int64_t *)PND_ARRAY(index)->data);
    const pnd_view v = pnd_array_view(c->a), at = pnd_array_view(index), to = pnd_array_view(out);
    pnd_error err;
    if (pnd_array_size(out) > 0 && pnd_take(&v, c->axis, &at, PND_MODE_RAISE, &to, &err) < 0) {
        pnd_raise(&err);
        Py_CLEAR(out);
    } else if (!c->sized && to.ndim == 0) {
        PyObject *number = pnd_scalar_new(v.dtype, to.data);
        Py_SETREF(out, number);
    }
    return out;
}

/* args: self, a, size, replace, p, and for a Generator axis, shuffle. */
static PyObject *choose(PyObject *const *args, PyObject *axis, PyObject *shuffled)
{
    choice c = {.r = PND_RANDOM(args[0]), .n = 1};
    PyObject *index = NULL, *room = NULL, *result = NULL;
    if (pnd_arg_bool(args[3], true, &c.replace) < 0 || pnd_arg_bool(shuffled, true, &c.shuffled) < 0) return NULL;
    if (pnd_random_arg_size(args[2], &c.sized, &c.ndim, c.shape) < 0) return NULL;
    if (c.sized) c.n = pnd_shape_size(c.ndim, c.shape);
    if (read_population(&c, args[1], axis) < 0 || (args[4] && args[4] != Py_None && read_weights(&c, args[4]) < 0)) goto done;
    if (!c.replace && check_sample(&c) < 0) goto done;
    if (!(index = pnd_array_new(PND_DT(LONG), c.ndim, c.shape, PND_ORDER_C))) goto done;
    if (c.a && !(room = room_for(&c))) goto done;
    if (draw_sample(&c, (int64_t *)PND_ARRAY(index)->data) == 0) result = picked(&c, index, room);
    else Py_XDECREF(room);
done:
    Py_XDECREF(index);
    Py_XDECREF(c.a);
    Py_XDECREF(c.p);
    return result;
}

static PyObject *generator_choice(PyObject *const *args) { return choose(args, args[5], args[6]); }
static PyObject *state_choice(PyObject *const *args) { return choose(args, NULL, NULL); }

#define COMMON \
    "Parameters\n----------\na : int or array_like\n    The population; an int n stands for arange(n).\nsize : int or tuple of ints, " \
    "optional\n" \
    "    One sample when not given.\nreplace : bool\n    Whether one may be drawn more than once.\np : 1-D array_like, optional\n    " \
    "Probabilities, with sum 1; uniform when not given.\n"

const pnd_callable pnd_generator_choices[] = {
    {"choice", "self, a, size=None, replace=True, p=None, axis=0, shuffle=True",
     "A random sample of a population.\n\n" COMMON
     "axis : int\n    Axis of a that is sampled.\nshuffle : bool\n    Whether the order of a sample "
     "without replacement is random too.\n\nReturns\n-------\nitem or ndarray\n",
     generator_choice},
    {NULL, NULL, NULL, NULL},
};

const pnd_callable pnd_state_choices[] = {
    {"choice", "self, a, size=None, replace=True, p=None",
     "A random sample of a population.\n\n" COMMON "\nReturns\n-------\nitem or ndarray\n", state_choice},
    {NULL, NULL, NULL, NULL},
};
