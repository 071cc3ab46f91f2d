/*
 * The table of distributions, their methods, and random, standard_normal, standard_exponential and standard_gamma.
 *
 * Fills use the bulk functions of the layer below and finish in place; each value is what the one-value function gives.
 */
#include "random_dists.h"

#include <math.h>

#include "../random/continuous.h"
#include "../random/exponential.h"
#include "../random/gamma.h"
#include "../random/normal.h"
#include "../random/uniform.h"

/**** Conditions on several parameters ****/

static int check_triangular(pnd_values *v, bool many)
{
    const double left = v->d[0], mode = v->d[1], right = v->d[2];
    (void)many;
    const char *why = left > mode ? "left > mode" : mode > right ? "mode > right" : left == right ? "left == right" : NULL;
    return why ? (PyErr_SetString(PyExc_ValueError, why), -1) : 0;
}

/* high becomes high - low. */
static int check_uniform(pnd_values *v, bool many)
{
    const double range = v->d[1] - v->d[0];
    if (!isfinite(range)) {
        PyErr_SetString(PyExc_OverflowError, many ? "Range exceeds valid bounds" : "high - low range exceeds valid bounds");
        return -1;
    }
    v->d[1] = range;
    return 0;
}

static int check_ordered(pnd_values *v, bool many)
{
    if (check_uniform(v, many) < 0) return -1;
    return signbit(v->d[1]) ? (PyErr_SetString(PyExc_ValueError, "high - low < 0"), -1) : 0;
}

/* The rule both families have. */
static int check_total(const pnd_values *v)
{
    if (v->i[0] < v->i[2] - v->i[1]) return PyErr_SetString(PyExc_ValueError, "ngood + nbad < nsample"), -1;
    return 0;
}

/* RandomState wants at least one. */
static int check_sample(pnd_values *v, bool many)
{
    if (v->i[2] >= 1) return check_total(v);
    PyErr_SetString(PyExc_ValueError, many ? "nsample < 1 or nsample contains NaNs" : "nsample < 1 or nsample is NaN");
    return -1;
}

static int check_hypergeometric(pnd_values *v, bool many)
{
    (void)many;
    if (v->i[0] >= 1000000000 || v->i[1] >= 1000000000)
        return PyErr_SetString(PyExc_ValueError, "both ngood and nbad must be less than 1000000000"), -1;
    return check_total(v);
}

/* The gamma variate that becomes a Poisson mean must stay in its range: mean + 10 standard deviations. */
static int check_negative_binomial(pnd_values *v, bool many)
{
    const double n = v->d[0], p = v->d[1];
    (void)many;
    if ((1 - p) / p * (n + 10 * sqrt(n)) <= 9.223372006484771e18) return 0;
    PyErr_SetString(PyExc_ValueError, "n too large or p too small, see Generator.negative_binomial Notes");
    return -1;
}

/**** Fills ****/

#define BLOCK ((intptr_t)1 << 16) /* values filled and finished while they are in the cache */

static void fill_random(PndRandomObject *r, const pnd_values *v, intptr_t n, double *out)
{
    (void)v;
    pnd_fill_double(r->source.bitgen, r->source.kind, out, n);
}

static void fill_random_f(PndRandomObject *r, const pnd_values *v, intptr_t n, float *out)
{
    (void)v;
    pnd_fill_float(r->source.bitgen, r->source.kind, out, n);
}

static void fill_uniform(PndRandomObject *r, const pnd_values *v, intptr_t n, double *out)
{
    const double low = v->d[0], range = v->d[1];
    for (intptr_t m; n > 0; n -= m, out += m) {
        m = n < BLOCK ? n : BLOCK;
        pnd_fill_double(r->source.bitgen, r->source.kind, out, m);
        for (intptr_t i = 0; i < m; i++) out[i] = low + range * out[i];
    }
}

static void fill_uniform_f(PndRandomObject *r, const pnd_values *v, intptr_t n, float *out)
{
    for (intptr_t i = 0; i < n; i++) out[i] = pnd_random_uniform_f(r->source.bitgen, v->d[0], v->d[1]);
}

static void fill_standard_normal(PndRandomObject *r, const pnd_values *v, intptr_t n, double *out)
{
    (void)v;
    pnd_random_standard_normal_fill(r->source.bitgen, r->source.kind, n, out);
}

static void fill_standard_normal_f(PndRandomObject *r, const pnd_values *v, intptr_t n, float *out)
{
    (void)v;
    pnd_random_standard_normal_fill_f(r->source.bitgen, r->source.kind, n, out);
}

static void fill_normal(PndRandomObject *r, const pnd_values *v, intptr_t n, double *out)
{
    const double loc = v->d[0], scale = v->d[1];
    for (intptr_t m; n > 0; n -= m, out += m) {
        m = n < BLOCK ? n : BLOCK;
        pnd_random_standard_normal_fill(r->source.bitgen, r->source.kind, m, out);
        for (intptr_t i = 0; i < m; i++) out[i] = loc + scale * out[i];
    }
}

static void fill_normal_f(PndRandomObject *r, const pnd_values *v, intptr_t n, float *out)
{
    const double loc = v->d[0], scale = v->d[1];
    pnd_random_standard_normal_fill_f(r->source.bitgen, r->source.kind, n, out);
    for (intptr_t i = 0; i < n; i++) out[i] = (float)(loc + scale * (double)out[i]);
}

static void fill_gauss(PndRandomObject *r, const pnd_values *v, intptr_t n, double *out)
{
    (void)v;
    pnd_legacy_gauss_fill(&r->legacy, r->source.kind, n, out);
}

static void fill_legacy_normal(PndRandomObject *r, const pnd_values *v, intptr_t n, double *out)
{
    const double loc = v->d[0], scale = v->d[1];
    pnd_legacy_gauss_fill(&r->legacy, r->source.kind, n, out);
    for (intptr_t i = 0; i < n; i++) out[i] = loc + scale * out[i];
}

static void fill_standard_exponential(PndRandomObject *r, const pnd_values *v, intptr_t n, double *out)
{
    (void)v;
    pnd_random_standard_exponential_fill(r->source.bitgen, r->source.kind, n, out);
}

static void fill_standard_exponential_f(PndRandomObject *r, const pnd_values *v, intptr_t n, float *out)
{
    (void)v;
    pnd_random_standard_exponential_fill_f(r->source.bitgen, r->source.kind, n, out);
}

static void fill_inverted(PndRandomObject *r, const pnd_values *v, intptr_t n, double *out)
{
    (void)v;
    pnd_random_standard_exponential_inv_fill(r->source.bitgen, r->source.kind, n, out);
}

static void fill_inverted_f(PndRandomObject *r, const pnd_values *v, intptr_t n, float *out)
{
    (void)v;
    pnd_random_standard_exponential_inv_fill_f(r->source.bitgen, r->source.kind, n, out);
}

static void fill_exponential(PndRandomObject *r, const pnd_values *v, intptr_t n, double *out)
{
    pnd_random_standard_exponential_fill(r->source.bitgen, r->source.kind, n, out);
    for (intptr_t i = 0; i < n; i++) out[i] = v->d[0] * out[i];
}

static void fill_exponential_f(PndRandomObject *r, const pnd_values *v, intptr_t n, float *out)
{
    pnd_random_standard_exponential_fill_f(r->source.bitgen, r->source.kind, n, out);
    for (intptr_t i = 0; i < n; i++) out[i] = (float)(v->d[0] * (double)out[i]);
}

static void fill_standard_gamma_f(PndRandomObject *r, const pnd_values *v, intptr_t n, float *out)
{
    for (intptr_t i = 0; i < n; i++) out[i] = pnd_random_standard_gamma_f(r->source.bitgen, (float)v->d[0]);
}

static void fill_gamma_f(PndRandomObject *r, const pnd_values *v, intptr_t n, float *out)
{
    for (intptr_t i = 0; i < n; i++) out[i] = pnd_random_gamma_f(r->source.bitgen, (float)v->d[0], (float)v->d[1]);
}

/* Rounding must not leave [left, right]. */
static void fill_triangular_f(PndRandomObject *r, const pnd_values *v, intptr_t n, float *out)
{
    const double left = v->d[0], mode = v->d[1], right = v->d[2], beyond = nextafter(right, (double)INFINITY);
    for (intptr_t i = 0; i < n; i++) out[i] = pnd_random_narrow(pnd_random_triangular(r->source.bitgen, left, mode, right), left, beyond);
}

/**** The table ****/

/* clang-format off */
#define P(name, rule) {name, PND_RULE_##rule, false, 0}
#define O(name, rule, value) {name, PND_RULE_##rule, true, value}
#define P0 {{NULL, PND_RULE_ANY, false, 0}}
#define P1(a) {a}
#define P2(a, b) {a, b}
#define P3(a, b, c) {a, b, c}
#define G0(f) PND_G0, {.g0 = f}
#define G1(f) PND_G1, {.g1 = f}
#define G2(f) PND_G2, {.g2 = f}
#define G3(f) PND_G3, {.g3 = f}
#define L0(f) PND_L0, {.l0 = f}
#define L1(f) PND_L1, {.l1 = f}
#define L2(f) PND_L2, {.l2 = f}
#define L3(f) PND_L3, {.l3 = f}
#define I1(f) PND_GI1, {.gi1 = f}
#define GI2(f) PND_GI2, {.gi2 = f}
#define LI2(f) PND_LI2, {.li2 = f}
#define GI3(f) PND_GI3, {.gi3 = f}
#define GBINOMIAL(f) PND_GBINOMIAL, {.gbinomial = f}
/* clang-format on */

enum {
#define PND_DIST(name, ...) DIST_##name,
#define PND_DISCRETE(name, ...) DIST_##name,
#include "random_dists.def"
#undef PND_DIST
#undef PND_DISCRETE
    NDISTS
};

static const pnd_fills no_fills;
static const pnd_fills generator_fills[NDISTS] = {
    [DIST_uniform] = {fill_uniform, fill_uniform_f},
    [DIST_normal] = {fill_normal, fill_normal_f},
    [DIST_exponential] = {fill_exponential, fill_exponential_f},
    [DIST_gamma] = {NULL, fill_gamma_f},
    [DIST_triangular] = {NULL, fill_triangular_f},
};
static const pnd_fills state_fills[NDISTS] = {
    [DIST_uniform] = {fill_uniform, NULL},
    [DIST_normal] = {fill_legacy_normal, NULL},
};

static const pnd_dist generator[NDISTS] = {
#define PND_DIST(name, sig, n, p, g, l, cg, cl, doc) {#name, n, p, g, cg, &generator_fills[DIST_##name]},
#define PND_DISCRETE PND_DIST
#include "random_dists.def"
#undef PND_DIST
};
static const pnd_dist state[NDISTS] = {
#define PND_DIST(name, sig, n, p, g, l, cg, cl, doc) {#name, n, p, l, cl, &state_fills[DIST_##name]},
#include "random_dists.def"
#undef PND_DIST
#undef PND_DISCRETE
};

#define PND_DIST(name, ...) \
    static PyObject *generator_##name(PyObject *const *args) { return pnd_random_draw(&generator[DIST_##name], args, true); }
#define PND_DISCRETE(name, ...) \
    static PyObject *generator_##name(PyObject *const *args) { return pnd_random_draw(&generator[DIST_##name], args, false); }
#include "random_dists.def"
#undef PND_DIST
#undef PND_DISCRETE
#define PND_DIST(name, ...) \
    static PyObject *state_##name(PyObject *const *args) { return pnd_random_draw(&state[DIST_##name], args, false); }
#define PND_DISCRETE PND_DIST
#include "random_dists.def"
#undef PND_DIST
#undef PND_DISCRETE

/**** random, standard_... ****/

static const pnd_fills random_fills = {fill_random, fill_random_f}, normal_fills = {fill_standard_normal, fill_standard_normal_f},
                       exponential_fills = {fill_standard_exponential, fill_standard_exponential_f},
                       inverted_fills = {fill_inverted, fill_inverted_f}, gamma_fills = {NULL, fill_standard_gamma_f},
                       gauss_fills = {fill_gauss, NULL};
static const pnd_dist random_row = {"random", 0, P0, G0(pnd_random_standard_uniform), NULL, &random_fills},
                      normal_row = {"standard_normal", 0, P0, G0(pnd_random_standard_normal), NULL, &normal_fills},
                      exponential_row = {"standard_exponential", 0, P0, G0(pnd_random_standard_exponential), NULL, &exponential_fills},
                      inverted_row = {"standard_exponential", 0, P0, G0(pnd_random_standard_exponential_inv), NULL, &inverted_fills},
                      gamma_row = {"standard_gamma", 1, {P("shape", NON_NEGATIVE)}, G1(pnd_random_standard_gamma), NULL, &gamma_fills},
                      gauss_row = {"standard_normal", 0, P0, L0(pnd_legacy_gauss), NULL, &gauss_fills},
                      legacy_exponential_row = {"standard_exponential", 0, P0, L0(pnd_legacy_standard_exponential), NULL, &no_fills},
                      legacy_gamma_row = {"standard_gamma", 1, {P("shape", NON_NEGATIVE)}, L1(pnd_legacy_standard_gamma), NULL, &no_fills};

static PyObject *generator_random(PyObject *const *args) { return pnd_random_draw(&random_row, args, true); }
static PyObject *generator_standard_normal(PyObject *const *args) { return pnd_random_draw(&normal_row, args, true); }
static PyObject *generator_standard_gamma(PyObject *const *args) { return pnd_random_draw(&gamma_row, args, true); }
static PyObject *state_random_sample(PyObject *const *args) { return pnd_random_draw(&random_row, args, false); }
static PyObject *state_standard_normal(PyObject *const *args) { return pnd_random_draw(&gauss_row, args, false); }
static PyObject *state_standard_exponential(PyObject *const *args) { return pnd_random_draw(&legacy_exponential_row, args, false); }
static PyObject *state_standard_gamma(PyObject *const *args) { return pnd_random_draw(&legacy_gamma_row, args, false); }

/* Any method but 'zig' means inversion. */
static PyObject *generator_standard_exponential(PyObject *const *args)
{
    PyObject *const reordered[] = {args[0], args[1], args[2], args[4]};
    const bool zig = !args[3] || (PyUnicode_Check(args[3]) && PyUnicode_CompareWithASCIIString(args[3], "zig") == 0);
    return pnd_random_draw(zig ? &exponential_row : &inverted_row, reordered, true);
}

/* rand(2, 3), randn(2, 3): args is self and a pnd_star. */
static PyObject *draw_shaped(const pnd_dist *d, PyObject *const *args)
{
    const pnd_star *sizes = (const pnd_star *)(const void *)args[1];
    PyObject *reordered[] = {args[0], NULL}, *tuple = NULL;
    for (Py_ssize_t i = 0; i < sizes->n; i++)
        if (PyBool_Check(sizes->items[i])) return PyErr_Format(PyExc_TypeError, "an integer is required, not %R", sizes->items[i]);
    if (sizes->n == 1 && PyLong_CheckExact(sizes->items[0])) reordered[1] = sizes->items[0];
    else if (sizes->n) {
        if (!(reordered[1] = tuple = PyTuple_New(sizes->n))) return NULL;
        for (Py_ssize_t i = 0; i < sizes->n; i++) PyTuple_SET_ITEM(tuple, i, Py_NewRef(sizes->items[i]));
    }
    PyObject *result = pnd_random_draw(d, reordered, false);
    Py_XDECREF(tuple);
    return result;
}

static PyObject *state_rand(PyObject *const *args) { return draw_shaped(&random_row, args); }
static PyObject *state_randn(PyObject *const *args) { return draw_shaped(&gauss_row, args); }

/**** Rows ****/

#define SIZE \
    "size : int or tuple of ints, optional\n    Shape of the result; one number, or the broadcast shape of the parameters, when not " \
    "given.\n"
#define TYPED \
    "dtype : {float64, float32, float16, bfloat16}\n    float32 is drawn natively where the distribution can, else rounded; the two " \
    "others are " \
    "rounded from it.\nout : ndarray, optional\n    Where to write: contiguous, of exactly that dtype and shape.\n"
#define RETURNS_FLOAT "\nReturns\n-------\nfloat or ndarray\n"
#define RETURNS_INT "\nReturns\n-------\nint or ndarray of int64\n"

const pnd_callable pnd_generator_dists[] = {
    {"random", "self, size=None, dtype=None, out=None",
     "Uniform floats of [0, 1); never 1.\n\nParameters\n----------\n" SIZE TYPED RETURNS_FLOAT, generator_random},
    {"standard_normal", "self, size=None, dtype=None, out=None",
     "Normal distribution of mean 0 and standard deviation 1.\n\nParameters\n----------\n" SIZE TYPED RETURNS_FLOAT,
     generator_standard_normal},
    {"standard_exponential", "self, size=None, dtype=None, method='zig', out=None",
     "Exponential distribution of mean 1.\n\nParameters\n----------\n" SIZE TYPED
     "method : {'zig', 'inv'}\n    Ziggurat, or inversion.\n" RETURNS_FLOAT,
     generator_standard_exponential},
    {"standard_gamma", "self, shape, size=None, dtype=None, out=None",
     "Gamma distribution of scale 1.\n\nParameters\n----------\nshape : float or array_like\n    Not negative.\n" SIZE TYPED RETURNS_FLOAT,
     generator_standard_gamma},
    {"standard_cauchy", "self, size=None, *, dtype=None, out=None",
     "Standard Cauchy distribution.\n\nParameters\n----------\n" SIZE TYPED RETURNS_FLOAT, generator_standard_cauchy},
#define PND_DIST(name, sig, n, p, g, l, cg, cl, doc) \
    {#name, "self, " sig ", size=None, *, dtype=None, out=None", doc SIZE TYPED RETURNS_FLOAT, generator_##name},
#define PND_DISCRETE(name, sig, n, p, g, l, cg, cl, doc) {#name, "self, " sig ", size=None", doc SIZE RETURNS_INT, generator_##name},
#define PND_WITHOUT_CAUCHY
#include "random_dists.def"
#undef PND_DIST
    {NULL, NULL, NULL, NULL},
};

const pnd_callable pnd_state_dists[] = {
    {"random_sample", "self, size=None", "Uniform floats of [0, 1).\n\nParameters\n----------\n" SIZE RETURNS_FLOAT, state_random_sample},
    {"random", "self, size=None", "Uniform floats of [0, 1): random_sample by another name.\n\nParameters\n----------\n" SIZE RETURNS_FLOAT,
     state_random_sample},
    {"rand", "self, *args:V", "Uniform floats of [0, 1), of the shape given as single numbers.", state_rand},
    {"randn", "self, *args:V", "Standard normal floats, of the shape given as single numbers.", state_randn},
    {"standard_normal", "self, size=None",
     "Normal distribution of mean 0 and standard deviation 1.\n\nParameters\n----------\n" SIZE RETURNS_FLOAT, state_standard_normal},
    {"standard_exponential", "self, size=None", "Exponential distribution of mean 1.\n\nParameters\n----------\n" SIZE RETURNS_FLOAT,
     state_standard_exponential},
    {"standard_gamma", "self, shape, size=None",
     "Gamma distribution of scale 1.\n\nParameters\n----------\nshape : float or array_like\n    Not negative.\n" SIZE RETURNS_FLOAT,
     state_standard_gamma},
    {"standard_cauchy", "self, size=None", "Standard Cauchy distribution.\n\nParameters\n----------\n" SIZE RETURNS_FLOAT,
     state_standard_cauchy},
#define PND_DIST(name, sig, n, p, g, l, cg, cl, doc) {#name, "self, " sig ", size=None", doc SIZE RETURNS_FLOAT, state_##name},
#undef PND_DISCRETE
#define PND_DISCRETE(name, sig, n, p, g, l, cg, cl, doc) {#name, "self, " sig ", size=None", doc SIZE RETURNS_INT, state_##name},
#include "random_dists.def"
#undef PND_DIST
#undef PND_DISCRETE
    {NULL, NULL, NULL, NULL},
};
