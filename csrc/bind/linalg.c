/*
 * dot, vdot and inner, and where the BLAS lies.
 *
 * dot and inner sum over one axis of each operand and keep all others, a's before b's.  Both are one batched matrix
 * product of views: a with b's leading axes as axes of length 1 behind its own, b with a's in front, and the result seen
 * with its axes in the product's order.
 */
#include "linalg.h"

#include <float.h>

#include "../convert/args.h"
#include "../convert/coerce.h"
#include "../engine/assign.h"
#include "../layout/broadcast.h"
#include "../linalg/matmul.h"
#include "../py/errors.h"
#include "../py/signature.h"
#include "../ufunc/call.h"
#include "../ufunc/matmul_ufunc.h"
#include "../ufunc/override.h"
#include "../ufunc/ufunc.h"

/**** Operands ****/

/* Both as arrays of their common dtype, native; new references in ops. */
static int common_operands(PyObject *a, PyObject *b, PyObject **ops)
{
    PyObject *found[2] = {pnd_as_array(a, NULL, 0, 0), NULL};
    int status = -1;
    pnd_error err;
    if (!found[0] || !(found[1] = pnd_as_array(b, NULL, 0, 0))) goto done;
    const pnd_dtype *d = pnd_promote(PND_ARRAY(found[0])->descr->core, PND_ARRAY(found[1])->descr->core, &err);
    if (!d) {
        pnd_raise(&err);
        goto done;
    }
    PndDescrObject *descr = pnd_descr_builtin(pnd_dtype_native(d));
    if (!(ops[0] = pnd_as_array(found[0], descr, PND_AS_FORCECAST, 0))) goto done;
    if (!(ops[1] = pnd_as_array(found[1], descr, PND_AS_FORCECAST, 0))) Py_CLEAR(ops[0]);
    else status = 0;
done:
    Py_XDECREF(found[0]);
    Py_XDECREF(found[1]);
    return status;
}

static int not_aligned(PyObject *x, PyObject *y, int i, int j)
{
    PndArrayObject *a = PND_ARRAY(x), *b = PND_ARRAY(y);
    char at[400], bt[400];
    PyErr_Format(PyExc_ValueError, "shapes %s and %s not aligned: %zd (dim %d) != %zd (dim %d)",
                 pnd_shape_text(a->nd, a->dimensions, at, sizeof at), pnd_shape_text(b->nd, b->dimensions, bt, sizeof bt), a->dimensions[i],
                 i, b->dimensions[j], j);
    return -1;
}

/**** The sum over one axis of each ****/

/* Axes kept, and the batched product they make.  a: (its leading axes, 1 ..., rows, k); b: (1 ..., its leading axes, k, cols). */
typedef struct contraction {
    int na, nb; /* leading axes of a and b */
    bool row, column; /* a, b has one axis only: no row, no column in the result */
    int ndim; /* of the result */
    intptr_t shape[PND_MAXDIMS];
    intptr_t as[PND_MAXDIMS], at[PND_MAXDIMS], bs[PND_MAXDIMS], bt[PND_MAXDIMS], os[PND_MAXDIMS];
    pnd_view a, b;
} contraction;

/* axis: the one of b to sum over; the column is the last other one. */
static int plan_contraction(contraction *c, PyObject *x, PyObject *y, int axis)
{
    PndArrayObject *a = PND_ARRAY(x), *b = PND_ARRAY(y);
    const int la = a->nd - 1, other = axis == b->nd - 1 ? b->nd - 2 : b->nd - 1;
    if (a->dimensions[la] != b->dimensions[axis]) return not_aligned(x, y, la, axis);
    c->row = a->nd > 1;
    c->column = b->nd > 1;
    c->na = c->row ? a->nd - 2 : 0;
    c->nb = c->column ? b->nd - 2 : 0;
    c->ndim = la + b->nd - 1;
    const int n = c->na + c->nb;
    if (c->ndim > PND_MAXDIMS || n + 2 > PND_MAXDIMS) {
        PyErr_Format(PyExc_ValueError, "dot: the result would have %d dimensions; the maximum is %d", c->ndim, PND_MAXDIMS);
        return -1;
    }
    int out = 0;
    for (int k = 0; k < n; k++) {
        const bool mine = k < c->na;
        c->as[k] = c->bs[k] = mine ? a->dimensions[k] : b->dimensions[k - c->na];
        c->at[k] = mine ? a->strides[k] : 0;
        c->bt[k] = mine ? 0 : b->strides[k - c->na];
    }
    for (int k = 0; k < la; k++) c->shape[out++] = a->dimensions[k];
    for (int k = 0; k < b->nd; k++)
        if (k != axis) c->shape[out++] = b->dimensions[k];
    c->as[n] = c->row ? a->dimensions[la - 1] : 1;
    c->at[n] = c->row ? a->strides[la - 1] : 0;
    c->as[n + 1] = c->bs[n] = a->dimensions[la];
    c->at[n + 1] = a->strides[la];
    c->bt[n] = b->strides[axis];
    c->bs[n + 1] = c->column ? b->dimensions[other] : 1;
    c->bt[n + 1] = c->column ? b->strides[other] : 0;
    c->a = (pnd_view){a->data, a->descr->core, n + 2, c->as, c->at};
    c->b = (pnd_view){b->data, b->descr->core, n + 2, c->bs, c->bt};
    return 0;
}

/* `target`, of c->shape, with its axes in the product's order: a's leading, b's leading, row, column. */
static pnd_view product_view(contraction *c, PyObject *target, intptr_t *strides)
{
    PndArrayObject *t = PND_ARRAY(target);
    const int n = c->na + c->nb, skip = c->row ? 1 : 0;
    for (int k = 0; k < n; k++) {
        c->os[k] = c->as[k];
        strides[k] = t->strides[k < c->na ? k : k + skip];
    }
    c->os[n] = c->as[n];
    c->os[n + 1] = c->bs[n + 1];
    strides[n] = c->row ? t->strides[c->na] : 0;
    strides[n + 1] = c->column ? t->strides[t->nd - 1] : 0;
    return (pnd_view){t->data, t->descr->core, n + 2, c->os, strides};
}

static int check_out(PyObject *out, const pnd_dtype *d, int ndim, const intptr_t *shape)
{
    const int wanted = PND_FLAG_C | PND_FLAG_ALIGNED | PND_FLAG_WRITEABLE;
    if (!out) return 0;
    PndArrayObject *o = PND_ARRAY(out);
    if (o->descr->core == d && o->nd == ndim && (o->flags & wanted) == wanted &&
        memcmp(o->dimensions, shape, (size_t)ndim * sizeof *shape) == 0)
        return 0;
    PyErr_SetString(PyExc_ValueError,
                    "output array is not acceptable (must have the right datatype, number of dimensions, and be a C-Array)");
    return -1;
}

/* Writes `result` to out, when there is one: the operands may overlap it. */
static PyObject *deliver(PyObject *result, PyObject *out)
{
    pnd_view to, from;
    pnd_error err;
    if (!result || !out) return result ? pnd_return_scalar(result) : NULL;
    from = pnd_array_view(result);
    int status = pnd_array_writable(out, &to, "output array");
    pnd_array_pin(out); /* a signal handler may run meanwhile */
    if (status == 0 && pnd_assign(&to, &from, NULL, NULL, &err) < 0) status = pnd_raise_int(&err);
    pnd_array_unpin(out);
    Py_DECREF(result);
    if (status < 0) return NULL;
    return PND_ARRAY(out)->nd ? Py_NewRef(out) : pnd_return_scalar(Py_NewRef(out)); /* as the oracle */
}

static PyObject *contract(PyObject *x, PyObject *y, int axis, PyObject *out, const char *name)
{
    contraction c;
    intptr_t strides[PND_MAXDIMS];
    if (plan_contraction(&c, x, y, axis) < 0 || check_out(out, c.a.dtype, c.ndim, c.shape) < 0) return NULL;
    PyObject *result = pnd_array_new(c.a.dtype, c.ndim, c.shape, PND_ORDER_C);
    if (!result) return NULL;
    const pnd_view v = product_view(&c, result, strides);
    if (pnd_run_product((PyObject *const[]){x, y, result}, &c.a, &c.b, &v, name) < 0) Py_CLEAR(result);
    return deliver(result, out);
}

/* Is the product of these and a scalar in C order, whatever the other's is?  In NumPy, whose BLAS makes it, up to two axes. */
static bool is_scaled_in_c_order(const PndArrayObject *r)
{
    const pnd_dtype *d = r->descr->core;
    return r->nd <= 2 && (d == PND_DT(FLOAT) || d == PND_DT(DOUBLE) || d == PND_DT(CFLOAT) || d == PND_DT(CDOUBLE));
}

/* An operand without axes multiplies the other. */
static PyObject *scale(PyObject *x, PyObject *y, PyObject *out)
{
    PyObject *product = PyNumber_Multiply(x, y), *result = NULL;
    PndDescrObject *object = pnd_dtype_is_object(PND_ARRAY(x)->descr->core) ? PND_ARRAY(x)->descr : NULL;
    if (!product || !(result = pnd_as_array(product, object, PND_AS_FORCECAST, 0))) goto done;
    if (is_scaled_in_c_order(PND_ARRAY(result)) && !(PND_ARRAY(result)->flags & PND_FLAG_C)) {
        Py_SETREF(result, pnd_as_array(result, NULL, PND_AS_C, 0));
        if (!result) goto done;
    }
    PndArrayObject *r = PND_ARRAY(result);
    if (check_out(out, r->descr->core, r->nd, r->dimensions) < 0) Py_CLEAR(result);
    else result = deliver(result, out);
done:
    Py_XDECREF(product);
    return result;
}

/**** Functions ****/

/* A product of subclasses is one of the class with the higher __array_priority__, the first one's where they are equal. */
static PyObject *in_their_class(PyObject *result, PyObject *a, PyObject *b)
{
    PyObject *like = pnd_is_array(a) ? a : NULL;
    double first, second;
    if (!result || !pnd_is_array(result) || (pnd_never_overrides == Py_TYPE(a) && Py_TYPE(a) == Py_TYPE(b))) return result;
    if (pnd_is_array(b) && Py_TYPE(b) != Py_TYPE(a)) {
        if (!like) like = b;
        else if (pnd_find_priority(a, &first) < 0 || pnd_find_priority(b, &second) < 0) return Py_DECREF(result), NULL;
        else if (second > first) like = b;
    }
    return like ? pnd_array_in_class(result, like) : result;
}

static PyObject *dot(PyObject *const *args)
{
    PyObject *ops[2], *out = args[2] == Py_None ? NULL : args[2];
    if (out && !pnd_is_array(out)) {
        PyErr_SetString(PyExc_TypeError, "'out' must be an array");
        return NULL;
    }
    if (common_operands(args[0], args[1], ops) < 0) return NULL;
    const int na = PND_ARRAY(ops[0])->nd, nb = PND_ARRAY(ops[1])->nd;
    PyObject *result = na == 0 || nb == 0 ? scale(ops[0], ops[1], out) : contract(ops[0], ops[1], nb == 1 ? 0 : nb - 2, out, "dot");
    Py_DECREF(ops[0]);
    Py_DECREF(ops[1]);
    return out ? result : in_their_class(result, args[0], args[1]);
}

static PyObject *inner(PyObject *const *args)
{
    PyObject *ops[2];
    if (common_operands(args[0], args[1], ops) < 0) return NULL;
    const int na = PND_ARRAY(ops[0])->nd, nb = PND_ARRAY(ops[1])->nd;
    PyObject *result = na == 0 || nb == 0 ? scale(ops[0], ops[1], NULL) : contract(ops[0], ops[1], nb - 1, NULL, "inner");
    Py_DECREF(ops[0]);
    Py_DECREF(ops[1]);
    return in_their_class(result, args[0], args[1]);
}

/* A one-dimensional C contiguous copy with the imaginary parts' signs turned; of real elements, the values alone. */
static PyObject *conjugated_copy(PyObject *x)
{
    if (pnd_dtype_is_object(PND_ARRAY(x)->descr->core)) {
        PyObject *conjugate = pnd_unary(PND_OP_conjugate, x),
                 *array = conjugate ? pnd_as_array(conjugate, pnd_descr_builtin(PND_DT(OBJECT)), PND_AS_C | PND_AS_FORCECAST, 1) : NULL;
        Py_XDECREF(conjugate);
        if (!array) return NULL;
        const Py_ssize_t n = pnd_array_size(array), step = PND_ARRAY(array)->descr->elsize;
        const pnd_view flat = {PND_ARRAY(array)->data, PND_DT(OBJECT), 1, &n, &step};
        PyObject *view = pnd_array_view_of(array, &flat, false);
        Py_DECREF(array);
        return view;
    }
    const pnd_dtype *d = PND_ARRAY(x)->descr->core;
    const Py_ssize_t n = pnd_array_size(x), half = d->size / 2;
    const Py_ssize_t sign = half == 4 ? 3 : half == 8 ? 7 : LDBL_MANT_DIG == 64 ? 9 : 15; /* the byte that holds it */
    PyObject *copy = pnd_array_new(d, 1, &n, PND_ORDER_C);
    if (!copy) return NULL;
    pnd_view from = pnd_array_view(x);
    intptr_t strides[PND_MAXDIMS], step = d->size;
    for (int k = from.ndim - 1; k >= 0; k--) {
        strides[k] = step;
        step *= from.shape[k];
    }
    const pnd_view to = {PND_ARRAY(copy)->data, d, from.ndim, from.shape, strides};
    pnd_error err;
    pnd_array_pin(x);
    const int status = pnd_assign(&to, &from, NULL, NULL, &err);
    pnd_array_unpin(x);
    if (status < 0) {
        Py_DECREF(copy);
        return pnd_raise(&err);
    }
    for (Py_ssize_t i = 0; d->kind == 'c' && i < n; i++) to.data[i * d->size + half + sign] ^= (char)0x80;
    return copy;
}

static PyObject *vdot(PyObject *const *args)
{
    PyObject *ops[2] = {NULL, NULL}, *flat[2] = {NULL, NULL}, *result = NULL;
    if (common_operands(args[0], args[1], ops) < 0) return NULL;
    const Py_ssize_t n = pnd_array_size(ops[0]), m = pnd_array_size(ops[1]);
    if (n != m) {
        PyErr_Format(PyExc_ValueError, "vdot: the operands have different sizes, %zd and %zd", n, m);
        goto done;
    }
    /* conj(a) . b = conj(a . conj(b)); the copy of a is needed anyway where it is not one run of memory */
    if (!(flat[0] = conjugated_copy(ops[0])) || !(flat[1] = pnd_as_array(ops[1], NULL, PND_AS_C, 0))) goto done;
    pnd_view v = pnd_array_view(flat[1]);
    const intptr_t size = v.dtype->size;
    v.ndim = 1;
    v.shape = &n;
    v.strides = &size;
    Py_SETREF(flat[1], pnd_array_view_of(flat[1], &v, false));
    if (flat[1]) result = contract(flat[0], flat[1], 0, NULL, "vdot");
done:
    for (int i = 0; i < 2; i++) {
        Py_XDECREF(ops[i]);
        Py_XDECREF(flat[i]);
    }
    return result;
}

static PyObject *set_blas_path(PyObject *const *args)
{
    const char *path = PyUnicode_AsUTF8(args[0]);
    if (!path) return NULL;
    pnd_blas_set_path(path);
    Py_RETURN_NONE;
}

static PyObject *blas_config(PyObject *const *args)
{
    pnd_error err;
    (void)args;
    const char *text = pnd_blas_config(&err);
    return text ? PyUnicode_FromString(text) : pnd_raise(&err);
}

static const pnd_callable functions[] = {
    {"dot", "a:A, b:A, out:A?=None",
     "Sum over the last axis of `a` and the last but one of `b` (its only one, if `b` has one axis).\n\n"
     "Two vectors give their inner product without conjugation, two matrices their product; an operand without axes\n"
     "multiplies the other.\n\n"
     "Parameters\n----------\na, b : array_like\n    Converted to their common dtype.\n"
     "out : ndarray, optional\n    Where to write; it must be C contiguous and have exactly the result's shape and dtype.\n\n"
     "Returns\n-------\nndarray or scalar\n    Of shape ``a.shape[:-1] + b.shape[:-2] + b.shape[-1:]``.\n\n"
     "Raises\n------\nValueError\n    If the lengths summed over differ, or `out` is not acceptable.\n",
     dot},
    {"inner", "a:A, b:A, /",
     "Sum over the last axes of both operands.\n\n"
     "Parameters\n----------\na, b : array_like\n    Converted to their common dtype; their last axes must be equally long.\n\n"
     "Returns\n-------\nndarray or scalar\n    Of shape ``a.shape[:-1] + b.shape[:-1]``; an operand without axes multiplies the other.\n",
     inner},
    {"vdot", "a:A, b:A, /",
     "Sum of ``conj(a) * b`` over all elements, in C order.\n\n"
     "Parameters\n----------\na, b : array_like\n    Of equal size; their shapes do not matter.\n\n"
     "Returns\n-------\nscalar\n    Of the common dtype.\n",
     vdot},
    {"_set_blas_path", "path, /", "Directory of the package's BLAS library; it is opened on first use.", set_blas_path},
    {"_blas_config", "", "What the BLAS library says of itself; opens it.", blas_config},
    {NULL, NULL, NULL, NULL},
};

static const pnd_callable methods[] = {
    {"dot", "self, b, out=None", "The array's product with another: np.dot(self, b).", dot},
    {NULL, NULL, NULL, NULL},
};

int pnd_bind_linalg_init(PyObject *module)
{
    return pnd_type_add_methods(&PndArray_Type, methods) < 0 ? -1 : pnd_module_add_functions(module, functions);
}
