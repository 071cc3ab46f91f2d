/*
 * matmul as a ufunc with core dimensions (n?,k),(k,m?)->(n?,m?).
 *
 * Operands are brought to one native dtype, one-dimensional ones get an axis of length 1, leading axes broadcast by
 * strides; the product itself is linalg/matmul.c's.
 */
#include "matmul_ufunc.h"

#include "../convert/args.h"
#include "../engine/assign.h"
#include "../layout/axisorder.h"
#include "../layout/broadcast.h"
#include "../layout/overlap.h"
#include "../linalg/matmul.h"
#include "../platform/checked.h"
#include "../platform/fpstatus.h"
#include "../py/errors.h"
#include "../py/gil.h"
#include "call.h"
#include "errstate.h"
#include "object_loops.h"
#include "operators.h"
#include "override.h"
#include "resolve.h"

#define SIGNATURE "(n?,k),(k,m?)->(n?,m?)"

PyObject *pnd_matmul_object;

static pnd_ufunc matmul_core = {
    .name = "matmul",
    .doc = "Matrix product of two arrays.",
    .op = PND_NOPS,
    .nin = 2,
    .nout = 1,
    .identity = PND_IDENTITY_NONE,
    .resolver = PND_RESOLVE_COMMON,
};
static pnd_ufunc_loop matmul_loops[PND_NIDX];
static const pnd_dtype *matmul_dtypes[PND_NIDX][3];

/* One product: both operands as stacks of matrices, and the shape of the result. */
typedef struct product {
    intptr_t as[PND_MAXDIMS], at[PND_MAXDIMS], bs[PND_MAXDIMS], bt[PND_MAXDIMS]; /* shapes, strides of a and b */
    pnd_view a, b;
    bool row, column; /* a, b was one-dimensional: that axis leaves the result */
    int ndim;         /* result, with both axes */
    intptr_t shape[PND_MAXDIMS];
} product;

static int too_few_axes(int operand)
{
    PyErr_Format(PyExc_ValueError,
                 "matmul: Input operand %d does not have enough dimensions (has 0, gufunc core with signature " SIGNATURE " requires 1)",
                 operand);
    return -1;
}

static int plan_product(product *p, PyObject *x, PyObject *y)
{
    PndArrayObject *a = PND_ARRAY(x), *b = PND_ARRAY(y);
    if (a->nd == 0 || b->nd == 0) return too_few_axes(a->nd == 0 ? 0 : 1);
    p->row = a->nd == 1;
    p->column = b->nd == 1;
    intptr_t k = a->dimensions[a->nd - 1], kb = b->dimensions[p->column ? 0 : b->nd - 2];
    if (k != kb) {
        PyErr_Format(PyExc_ValueError,
                     "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature " SIGNATURE
                     " (size %zd is different from %zd)",
                     kb, k);
        return -1;
    }
    pnd_view va = {a->data, NULL, p->row ? 0 : a->nd - 2, a->dimensions, a->strides},
             vb = {b->data, NULL, p->column ? 0 : b->nd - 2, b->dimensions, b->strides};
    const pnd_view *both[2] = {&va, &vb};
    pnd_error err;
    int nb;
    if (pnd_broadcast_shape(2, both, &nb, p->shape, &err) < 0) return pnd_raise_int(&err);
    if (nb + 2 > PND_MAXDIMS) {
        PyErr_Format(PyExc_ValueError, "maximum supported dimension for an ndarray is %d, found %d", PND_MAXDIMS, nb + 2);
        return -1;
    }
    pnd_broadcast_strides(&va, nb, p->shape, p->at);
    pnd_broadcast_strides(&vb, nb, p->shape, p->bt);
    memcpy(p->as, p->shape, sizeof *p->as * (size_t)nb);
    memcpy(p->bs, p->shape, sizeof *p->bs * (size_t)nb);
    p->as[nb] = p->row ? 1 : a->dimensions[a->nd - 2];
    p->at[nb] = p->row ? 0 : a->strides[a->nd - 2];
    p->as[nb + 1] = p->bs[nb] = k;
    p->at[nb + 1] = a->strides[a->nd - 1];
    p->bt[nb] = b->strides[p->column ? 0 : b->nd - 2];
    p->bs[nb + 1] = p->column ? 1 : b->dimensions[b->nd - 1];
    p->bt[nb + 1] = p->column ? 0 : b->strides[b->nd - 1];
    p->ndim = nb + 2;
    p->shape[nb] = p->as[nb];
    p->shape[nb + 1] = p->bs[nb + 1];
    p->a = (pnd_view){a->data, a->descr->core, p->ndim, p->as, p->at};
    p->b = (pnd_view){b->data, b->descr->core, p->ndim, p->bs, p->bt};
    return 0;
}

/* The result's own shape: without the axes that stood for one-dimensional operands. */
static int result_shape(const product *p, intptr_t *shape)
{
    int n = p->ndim - 2;
    memcpy(shape, p->shape, sizeof *shape * (size_t)n);
    if (!p->row) shape[n++] = p->shape[p->ndim - 2];
    if (!p->column) shape[n++] = p->shape[p->ndim - 1];
    return n;
}

static int check_out(const product *p, PyObject *out)
{
    intptr_t shape[PND_MAXDIMS];
    int n = result_shape(p, shape);
    PndArrayObject *o = PND_ARRAY(out);
    if (o->nd == n && memcmp(o->dimensions, shape, sizeof *shape * (size_t)n) == 0) return 0;
    char a[400], b[400];
    PyErr_Format(PyExc_ValueError, "matmul: output operand has shape %s, but the product has shape %s",
                 pnd_shape_text(o->nd, o->dimensions, a, sizeof a), pnd_shape_text(n, shape, b, sizeof b));
    return -1;
}

/* `target`, of result_shape, seen with both matrix axes. */
static void widen_target(const product *p, PyObject *target, intptr_t *strides, pnd_view *v)
{
    PndArrayObject *t = PND_ARRAY(target);
    int n = p->ndim - 2, from = n;
    memcpy(strides, t->strides, sizeof *strides * (size_t)n);
    strides[n] = p->row ? 0 : t->strides[from++];
    strides[n + 1] = p->column ? 0 : t->strides[from];
    *v = (pnd_view){t->data, t->descr->core, p->ndim, p->shape, strides};
}

int pnd_run_product(PyObject *const *owners, const pnd_view *a, const pnd_view *b, const pnd_view *out, const char *name)
{
    pnd_error err;
    int fpe = 0;
    intptr_t work;
    pnd_shape_size_over(out->ndim, out->shape, &work);
    if (pnd_mul_over(work, a->shape[a->ndim - 1] + 1, &work)) work = INTPTR_MAX;
    if (pnd_dtype_is_object(out->dtype)) {
        for (int i = 0; i < 3; i++) pnd_array_pin(owners[i]);
        pnd_fp_clear();
        const int made = pnd_object_product(a, b, out);
        const int raised = pnd_fp_get();
        for (int i = 0; i < 3; i++) pnd_array_unpin(owners[i]);
        return made < 0 || !raised || strcmp(name, "vdot") == 0 ? made : pnd_report_fpe(raised, strcmp(name, "inner") == 0 ? "dot" : name);
    }
    for (int i = 0; i < 3; i++) pnd_array_pin(owners[i]);
    PyThreadState *state = pnd_gil_release(work, true);
    int status = pnd_matmul(a, b, out, &fpe, &err);
    pnd_gil_retake(state);
    for (int i = 0; i < 3; i++) pnd_array_unpin(owners[i]);
    if (status < 0) return pnd_raise_int(&err);
    return fpe ? pnd_report_fpe(fpe, name) : 0;
}

/* Where the product is written: `out` itself when it has the dtype and shares no memory with the inputs, else a fresh array. */
static PyObject *make_target(const product *p, const pnd_dtype *dtype, PyObject *out, pnd_order order)
{
    if (out && PND_ARRAY(out)->descr->core == dtype) {
        pnd_view o = pnd_array_view(out);
        if (pnd_views_overlap(&o, &p->a, 0) == PND_OVERLAP_NO && pnd_views_overlap(&o, &p->b, 0) == PND_OVERLAP_NO) return Py_NewRef(out);
    }
    intptr_t shape[PND_MAXDIMS], strides[PND_MAXDIMS];
    const int n = result_shape(p, shape), batch = p->ndim - 2;
    bool empty = false;
    for (int k = 0; k < n; k++) empty |= shape[k] == 0;
    if (order != PND_ORDER_K || batch < 2 || empty) return pnd_array_new(dtype, n, shape, order == PND_ORDER_F ? PND_ORDER_F : PND_ORDER_C);
    /* the batch axes in the order in which they lie in memory; the matrices in C order */
    intptr_t steps[2][PND_MAXDIMS];
    const intptr_t *rows[2] = {steps[0], steps[1]};
    int axes[PND_MAXDIMS], inner = 0;
    for (int k = 0; k < batch; k++) {
        steps[0][k] = p->shape[k] == 1 ? 0 : p->at[k];
        steps[1][k] = p->shape[k] == 1 ? 0 : p->bt[k];
    }
    for (int k = n - 1; k >= batch; k--) axes[inner++] = k;
    pnd_axis_order(2, rows, batch, axes + inner);
    pnd_strides_ordered(n, shape, axes, dtype->size, strides);
    return pnd_array_from_data(&PndArray_Type, pnd_descr_builtin(dtype), n, shape, strides, NULL, 0, NULL, NULL);
}

static PyObject *product_of(PyObject *x, PyObject *y, const pnd_dtype *dtype, PyObject *out, pnd_order order)
{
    product p;
    pnd_view o;
    pnd_error err;
    if (plan_product(&p, x, y) < 0) return NULL;
    if (out && (check_out(&p, out) < 0 || pnd_array_writable(out, &o, "output array") < 0)) return NULL;
    PyObject *target = make_target(&p, dtype, out, order);
    if (!target) return NULL;
    intptr_t strides[PND_MAXDIMS];
    pnd_view v;
    widen_target(&p, target, strides, &v);
    if (out) pnd_array_pin(out);
    int status = pnd_run_product((PyObject *const[]){x, y, target}, &p.a, &p.b, &v, "matmul");
    if (status == 0 && out && target != out) {
        pnd_view t = pnd_array_view(target);
        if (pnd_assign(&o, &t, NULL, NULL, &err) < 0) status = pnd_raise_int(&err);
    }
    if (out) pnd_array_unpin(out);
    if (status == 0 && out) Py_SETREF(target, Py_NewRef(out));
    if (status < 0) Py_CLEAR(target);
    return target;
}

static PyObject *matmul_call(PndUfuncObject *self, const pnd_ufunc_args *args)
{
    pnd_operand ops[2];
    const pnd_dtype *fixed[3];
    PyObject *arrays[2] = {NULL, NULL}, *result = NULL;
    if (args->axes || args->axis || args->keepdims) {
        PyErr_SetString(PyExc_TypeError, "matmul: axes=, axis= and keepdims= are not supported yet; move the axes with moveaxis");
        return NULL;
    }
    for (int i = 0; i < 2; i++)
        if (PyLong_CheckExact(args->in[i]) || PyFloat_CheckExact(args->in[i]) || PyComplex_CheckExact(args->in[i]) ||
            PyBool_Check(args->in[i]))
            return too_few_axes(i), NULL;
    if (pnd_fixed_dtypes(self->core, args->dtype, args->signature, fixed) < 0 || pnd_operands_from(2, args->in, ops) < 0) return NULL;
    const pnd_ufunc_loop *loop = pnd_resolve_loop(self->core, ops, fixed, args->casting);
    if (!loop || pnd_check_casting(self->core, loop, ops, args->out, args->casting) < 0) goto done;
    const pnd_dtype *dtype = loop->dtypes[0];
    for (int i = 0; i < 2; i++)
        if (!(arrays[i] = pnd_as_array(ops[i].array, pnd_descr_builtin(dtype), PND_AS_FORCECAST | PND_AS_SUBOK, 0))) goto done;
    result = product_of(arrays[0], arrays[1], dtype, args->out[0], args->order);
    if (result && !args->out[0]) {
        PyObject *wrapper = pnd_find_wrapper(args->in, 2);
        if (!wrapper && PyErr_Occurred()) Py_CLEAR(result);
        else result = wrapper && args->subok ? pnd_wrap_output(result, wrapper, self, args, 0) : pnd_return_scalar(result);
    }
done:
    Py_XDECREF(arrays[0]);
    Py_XDECREF(arrays[1]);
    pnd_operands_clear(2, ops);
    return result;
}

int pnd_matmul_ufunc_init(PyObject *module)
{
    for (int idx = 0; idx < PND_NIDX; idx++) {
        for (int i = 0; i < 3; i++) matmul_dtypes[idx][i] = &pnd_dtype_rows[idx];
        matmul_loops[idx] = (pnd_ufunc_loop){.dtypes = matmul_dtypes[idx], .isa = "blas"};
        matmul_core.same[idx] = &matmul_loops[idx];
    }
    matmul_core.loops = matmul_loops;
    matmul_core.nloops = PND_NIDX;
    pnd_matmul_object = pnd_ufunc_new(&matmul_core, SIGNATURE, matmul_call);
    return pnd_matmul_object ? PyModule_AddObjectRef(module, "matmul", pnd_matmul_object) : -1;
}
