/*
 * multivariate_normal: rows z of independent standard normal numbers become mean + z F', where F F' is the covariance.
 *
 * F comes from the covariance's singular values, eigenvalues or Cholesky factor.  It is made, and the covariance judged,
 * before the first number is drawn, so a call that raises leaves the stream where it was.
 */
#include "random_dists.h"

#include <math.h>

#include "../convert/args.h"
#include "../convert/coerce.h"
#include "../linalg/factor.h"
#include "../linalg/matmul.h"
#include "../platform/mem.h"
#include "../py/errors.h"
#include "../py/gil.h"
#include "../random/normal.h"

typedef enum factor_method { BY_SVD, BY_EIGH, BY_CHOLESKY } factor_method;
typedef enum validity { VALID_IGNORE, VALID_WARN, VALID_RAISE, VALID_UNKNOWN } validity;

typedef struct multinormal {
    PndRandomObject *r;
    factor_method method;
    validity valid;
    double tol;
    intptr_t n;
    PyObject *mean, *cov; /* owned: private, float64, C contiguous */
    double *factor;       /* owned: n x n in Fortran order */
} multinormal;

static int refuse(const char *why) { return PyErr_SetString(PyExc_ValueError, why), -1; }

/**** Arguments ****/

static bool is_word(PyObject *o, const char *word) { return PyUnicode_Check(o) && PyUnicode_CompareWithASCIIString(o, word) == 0; }

static int read_method(multinormal *m, PyObject *o)
{
    m->method = BY_SVD;
    if (!o || is_word(o, "svd")) return 0;
    if (is_word(o, "eigh")) return m->method = BY_EIGH, 0;
    if (is_word(o, "cholesky")) return m->method = BY_CHOLESKY, 0;
    return refuse("method must be one of {'eigh', 'svd', 'cholesky'}");
}

/* Of a Cholesky factor there is nothing to check: its being there says all. */
static int read_validity(multinormal *m, PyObject *valid, PyObject *tol)
{
    m->valid = VALID_IGNORE;
    m->tol = 1e-8;
    if (m->method == BY_CHOLESKY || (valid && is_word(valid, "ignore"))) return 0;
    if (!valid || is_word(valid, "warn")) m->valid = VALID_WARN;
    else if (is_word(valid, "raise")) m->valid = VALID_RAISE;
    else m->valid = VALID_UNKNOWN; /* told when there is a factor to be checked */
    return tol ? pnd_random_arg_double(tol, &m->tol) : 0;
}

/* A private copy of `ndim` axes, or NULL. */
static PyObject *read_real(PyObject *o, int ndim, const char *why)
{
    const int many = pnd_random_is_arraylike(o);
    PyObject *found = many > 0 ? pnd_as_array(o, NULL, 0, 0) : NULL, *a = NULL;
    if (many < 0 || (many && !found)) return NULL;
    if (!many || PND_ARRAY(found)->nd != ndim) refuse(why);
    else if (PND_ARRAY(found)->descr->core->kind == 'c') PyErr_SetString(PyExc_TypeError, "mean and cov must not be complex");
    else a = pnd_as_array(found, pnd_descr_builtin(PND_DT(DOUBLE)), PND_AS_C | PND_AS_ALIGNED | PND_AS_COPY | PND_AS_FORCECAST, 0);
    Py_XDECREF(found);
    return a;
}

static int read_moments(multinormal *m, PyObject *mean, PyObject *cov)
{
    static const char not_square[] = "cov must be 2 dimensional and square";
    if (!(m->mean = read_real(mean, 1, "mean must be 1 dimensional")) || !(m->cov = read_real(cov, 2, not_square))) return -1;
    const Py_ssize_t *shape = PND_ARRAY(m->cov)->dimensions;
    m->n = PND_ARRAY(m->mean)->dimensions[0];
    if (shape[0] != shape[1]) return refuse(not_square);
    if (m->n != shape[0]) return refuse("mean and cov must have same length");
    return m->n == 0 ? refuse("mean and cov must not be empty") : 0;
}

/**** The factor ****/

/* pyndarray.linalg.LinAlgError; -1. */
static int no_factor(const char *why)
{
    PyObject *linalg = PyImport_ImportModule("pyndarray.linalg"), *type = linalg ? pnd_attr(linalg, "LinAlgError") : NULL;
    if (type) PyErr_SetString(type, why);
    Py_XDECREF(linalg);
    Py_XDECREF(type);
    return -1;
}

/* numpy.allclose of one element, with the tolerance both relative and absolute. */
static bool is_close(double a, double b, double tol)
{
    return a == b || (isfinite(a) && isfinite(b) && fabs(a - b) <= tol + tol * fabs(b));
}

/* Are the covariance and vt' diag(s) vt the same?  True of symmetric matrices without negative eigenvalues.  -1 with *err. */
static int is_semidefinite(const multinormal *m, const double *s, const double *vt, pnd_error *err)
{
    const intptr_t n = m->n;
    const pnd_blas *b = pnd_blas_get(err);
    double *scaled = b ? pnd_malloc_array((size_t)n * (size_t)n * 2, sizeof *scaled) : NULL;
    const double *cov = (const double *)PND_ARRAY(m->cov)->data;
    bool close = true;
    if (!scaled) return b ? pnd_fail_memory(err) : -1;
    double *const product = scaled + n * n;
    for (intptr_t j = 0; j < n; j++)
        for (intptr_t i = 0; i < n; i++) scaled[i + j * n] = s[i] * vt[i + j * n];
    b->dgemm(PND_BLAS_COLS, PND_BLAS_TRANS, PND_BLAS_NOTRANS, (int)n, (int)n, (int)n, 1, vt, (int)n, scaled, (int)n, 0, product, (int)n);
    for (intptr_t i = 0; i < n && close; i++)
        for (intptr_t j = 0; j < n && close; j++) close = is_close(product[i + j * n], cov[i * n + j], m->tol);
    pnd_free(scaled);
    return close;
}

/* Each returns what factor.h does, and in *good whether the covariance is symmetric and positive semidefinite. */
static int by_svd(multinormal *m, bool *good, pnd_error *err)
{
    const intptr_t n = m->n;
    double *u = pnd_malloc_array((size_t)n * (size_t)n * 2 + (size_t)n, sizeof *u);
    if (!u) return pnd_fail_memory(err);
    double *const vt = u + n * n, *const s = vt + n * n;
    int status = pnd_factor_svd(n, m->factor, s, u, vt, err);
    if (status == 0 && m->valid != VALID_IGNORE) {
        const int same = is_semidefinite(m, s, vt, err);
        if (same < 0) status = -1;
        *good = same > 0;
    }
    for (intptr_t j = 0; status == 0 && j < n; j++)
        for (intptr_t i = 0; i < n; i++) m->factor[i + j * n] = sqrt(s[j]) * (m->r->frozen ? vt[j + i * n] : u[i + j * n]);
    pnd_free(u);
    return status;
}

static int by_eigh(multinormal *m, bool *good, pnd_error *err)
{
    const intptr_t n = m->n;
    double *w = pnd_malloc_array((size_t)n, sizeof *w);
    if (!w) return pnd_fail_memory(err);
    const int status = pnd_factor_eigh(n, m->factor, w, err);
    for (intptr_t j = 0; status == 0 && j < n; j++) {
        if (w[j] < -m->tol) *good = false;
        for (intptr_t i = 0; i < n; i++) m->factor[i + j * n] *= sqrt(fabs(w[j]));
    }
    pnd_free(w);
    return status;
}

static int make_factor(multinormal *m)
{
    static const char *const failures[] = {"SVD did not converge", "Eigenvalues did not converge", "Matrix is not positive definite"};
    static const char not_valid[] = "covariance is not symmetric positive-semidefinite.";
    const intptr_t n = m->n;
    const double *cov = (const double *)PND_ARRAY(m->cov)->data;
    bool good = true;
    pnd_error err;
    if (!(m->factor = pnd_malloc_array((size_t)n * (size_t)n, sizeof *m->factor))) return PyErr_NoMemory(), -1;
    PyThreadState *gil = pnd_gil_release(n > 10000 ? PND_GIL_WORK : n * n * n / 8, true);
    for (intptr_t i = 0; i < n; i++)
        for (intptr_t j = 0; j < n; j++) m->factor[i + j * n] = cov[i * n + j];
    const int status = m->method == BY_SVD    ? by_svd(m, &good, &err)
                       : m->method == BY_EIGH ? by_eigh(m, &good, &err)
                                              : pnd_factor_cholesky(n, m->factor, &err);
    pnd_gil_retake(gil);
    if (status < 0) return pnd_raise_int(&err);
    if (status > 0) return no_factor(failures[m->method]);
    if (m->valid == VALID_UNKNOWN) return refuse("check_valid must equal 'warn', 'raise', or 'ignore'");
    if (good || m->valid == VALID_IGNORE) return 0;
    return m->valid == VALID_RAISE ? refuse(not_valid) : PyErr_WarnEx(PyExc_RuntimeWarning, not_valid, 1);
}

/**** Drawing ****/

static void draw_normals(PndRandomObject *r, intptr_t n, double *out)
{
    if (r->frozen) pnd_legacy_gauss_fill(&r->legacy, r->source.kind, n, out);
    else pnd_random_standard_normal_fill(r->source.bitgen, r->source.kind, n, out);
}

/* out = mean + z F', row by row; z and out are dense. */
static int place(const multinormal *m, intptr_t rows, double *z, double *out, pnd_error *err)
{
    const intptr_t n = m->n, of_rows[] = {rows, n}, of_factor[] = {n, n};
    const intptr_t along[] = {8 * n, 8}, transposed[] = {8 * n, 8}; /* F in Fortran order is F' in C order */
    const double *mean = (const double *)PND_ARRAY(m->mean)->data;
    const pnd_view a = {(char *)z, PND_DT(DOUBLE), 2, of_rows, along}, b = {(char *)m->factor, PND_DT(DOUBLE), 2, of_factor, transposed},
                   to = {(char *)out, PND_DT(DOUBLE), 2, of_rows, along};
    if (pnd_matmul(&a, &b, &to, NULL, err) < 0) return -1;
    for (intptr_t i = 0; i < rows; i++, out += n)
        for (intptr_t k = 0; k < n; k++) out[k] += mean[k];
    return 0;
}

static PyObject *draw(const multinormal *m, int ndim, Py_ssize_t *shape)
{
    pnd_draw_scope scope;
    pnd_error err;
    if (ndim >= PND_MAXDIMS)
        return PyErr_Format(PyExc_ValueError, "maximum supported dimension for an ndarray is %d, found %d", PND_MAXDIMS, ndim + 1);
    shape[ndim] = m->n;
    PyObject *out = pnd_array_new(PND_DT(DOUBLE), ndim + 1, shape, PND_ORDER_C), *z = NULL;
    const intptr_t size = out ? pnd_array_size(out) : 0;
    if (size == 0) return out;
    int status = -1;
    if ((z = pnd_array_new(PND_DT(DOUBLE), ndim + 1, shape, PND_ORDER_C)) && pnd_draw_begin(m->r, size, &scope) == 0) {
        draw_normals(m->r, size, (double *)PND_ARRAY(z)->data);
        status = pnd_draw_end(&scope);
    }
    if (status == 0) {
        PyThreadState *gil = pnd_gil_release(size, true);
        status = place(m, size / m->n, (double *)PND_ARRAY(z)->data, (double *)PND_ARRAY(out)->data, &err);
        pnd_gil_retake(gil);
        if (status < 0) pnd_raise(&err);
    }
    Py_XDECREF(z);
    if (status < 0) Py_CLEAR(out);
    return out;
}

/* args: self, mean, cov, size, check_valid, tol, and of a Generator method. */
PyObject *pnd_random_multivariate_normal(PyObject *const *args, PyObject *method)
{
    multinormal m = {.r = PND_RANDOM(args[0])};
    PyObject *result = NULL;
    bool sized;
    int ndim;
    Py_ssize_t shape[PND_MAXDIMS];
    if (read_method(&m, method) == 0 && pnd_random_arg_size(args[3], &sized, &ndim, shape) == 0 &&
        read_moments(&m, args[1], args[2]) == 0 && read_validity(&m, args[4], args[5]) == 0 && make_factor(&m) == 0)
        result = draw(&m, ndim, shape);
    Py_XDECREF(m.mean);
    Py_XDECREF(m.cov);
    pnd_free(m.factor);
    return result;
}
