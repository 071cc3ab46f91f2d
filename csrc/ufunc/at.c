/*
 * ufunc.at: an unbuffered in-place operation at indexed places, repeated indices included; and ufunc.outer.
 *
 * at() indexes an array of positions with the caller's index, so that every index a subscript takes works here, and then
 * runs the inner loop one element at a time, in index order.
 */
#include "at.h"

#include "../convert/args.h"
#include "../engine/assign.h"
#include "../layout/broadcast.h"
#include "../platform/fpstatus.h"
#include "../py/errors.h"
#include "call.h"
#include "errstate.h"
#include "override.h"
#include "resolve.h"

/* positions.reshape(a.shape)[indices] as C-contiguous intp. */
static PyObject *positions_of(PyObject *a, PyObject *indices)
{
    PndArrayObject *x = PND_ARRAY(a);
    PyObject *all = pnd_array_new(PND_DT(LONG), x->nd, x->dimensions, PND_ORDER_C);
    if (!all) return NULL;
    intptr_t n = pnd_array_size(all), *p = (intptr_t *)(void *)PND_ARRAY(all)->data;
    for (intptr_t i = 0; i < n; i++) p[i] = i;
    PyObject *some = PyObject_GetItem(all, indices);
    Py_DECREF(all);
    if (!some) return NULL;
    PyObject *result = pnd_as_array(some, pnd_descr_builtin(PND_DT(LONG)), PND_AS_C | PND_AS_ALIGNED, 0);
    Py_DECREF(some);
    return result;
}

/* Address of the element with C-order number k. */
static char *element_at(const pnd_view *v, intptr_t k)
{
    char *p = v->data;
    for (int i = v->ndim - 1; i >= 0; i--) {
        p += (k % v->shape[i]) * v->strides[i];
        k /= v->shape[i];
    }
    return p;
}

static int run_at(const pnd_ufunc *u, const pnd_ufunc_loop *loop, const pnd_view *a, const intptr_t *where, intptr_t n, const char *b)
{
    pnd_castop in, out;
    pnd_error err;
    int fpe = 0, status = 0;
    _Alignas(16) char x[32] = {0}, y[32] = {0}; /* valid elements of any dtype */
    const pnd_dtype *to = loop->dtypes[u->nin], *from = loop->dtypes[0];
    if (pnd_castop_init(&in, a->dtype, from, &err) < 0 || pnd_castop_init(&out, to, a->dtype, &err) < 0) return pnd_raise_int(&err);
    const pnd_loop ctx = {loop->dtypes, loop->aux, &err, 0};
    const intptr_t one[1] = {1}, none[3] = {0, 0, 0}, step = u->nin == 2 ? loop->dtypes[1]->size : 0;
    pnd_fp_clear_slow();
    for (intptr_t i = 0; i < n && status == 0; i++) {
        char *p = element_at(a, where[i]);
        char *ptrs[3] = {x, u->nin == 2 ? (char *)(uintptr_t)b + i * step : y, y};
        status = pnd_castop_run(&in, p, 0, x, 0, 1, &err);
        if (status == 0) status = loop->fn(&ctx, ptrs, one, none);
        if (status == 0) status = pnd_castop_run(&out, y, 0, p, 0, 1, &err);
    }
    fpe = loop->flags & PND_LOOP_NO_FPE ? 0 : pnd_fp_get_slow();
    pnd_move_clear(from, x, from->size, 1);
    pnd_move_clear(to, y, to->size, 1);
    if (status < 0) return pnd_raise_int(&err);
    return fpe ? pnd_report_fpe(fpe, u->name) : 0;
}

/* Operand b broadcast to the indexed shape, packed in the loop's dtype. */
static PyObject *packed_values(PyObject *b, const pnd_dtype *dtype, PyObject *positions)
{
    PndArrayObject *p = PND_ARRAY(positions);
    const PndArrayObject *from = PND_ARRAY(b);
    bool fits = from->nd <= p->nd;
    for (int i = 0; fits && i < from->nd; i++)
        fits = from->dimensions[i] == 1 || from->dimensions[i] == p->dimensions[p->nd - from->nd + i];
    if (!fits) {
        PyErr_SetString(PyExc_ValueError, "array is not broadcastable to correct shape");
        return NULL;
    }
    PyObject *packed = pnd_array_new(dtype, p->nd, p->dimensions, PND_ORDER_C);
    if (!packed) return NULL;
    pnd_view dst = pnd_array_view(packed), src = pnd_array_view(b);
    pnd_error err;
    pnd_array_pin(b);
    int status = pnd_assign(&dst, &src, NULL, NULL, &err);
    pnd_array_unpin(b);
    if (status == 0) return packed;
    Py_DECREF(packed);
    return pnd_raise(&err);
}

PyObject *pnd_ufunc_at(PndUfuncObject *self, PyObject *a, PyObject *indices, PyObject *b)
{
    const pnd_ufunc *u = self->core;
    pnd_view v;
    if (self->core_enabled || u->nout != 1 || u->nin > 2) {
        PyErr_SetString(PyExc_TypeError, "Only unary and binary ufuncs with one output support `.at`");
        return NULL;
    }
    if (!pnd_is_array(a)) {
        PyErr_SetString(PyExc_TypeError, "first operand must be array");
        return NULL;
    }
    if ((u->nin == 2) != (b != NULL)) {
        PyErr_SetString(PyExc_ValueError, b ? "second operand provided when ufunc is unary" : "second operand needed for ufunc");
        return NULL;
    }
    if (pnd_array_writable(a, &v, "first operand array") < 0) return NULL;
    pnd_operand ops[2];
    PyObject *in[2] = {a, b}, *positions = NULL, *values = NULL;
    int status = -1;
    pnd_array_pin(a); /* converting the indices and b may run anybody's code */
    if (pnd_operands_from(u->nin, in, ops) < 0) {
        pnd_array_unpin(a);
        return NULL;
    }
    const pnd_ufunc_loop *loop = pnd_resolve_loop(u, ops, NULL, PND_CAST_SAME_KIND);
    if (!loop || !(positions = positions_of(a, indices))) goto done;
    if (pnd_array_size(positions) == 0) {
        status = 0;
        goto done;
    }
    if (pnd_check_casting(u, loop, ops, &a, PND_CAST_UNSAFE) < 0 || pnd_operands_settle(u->nin, ops, loop->dtypes) < 0) goto done;
    if (b && !(values = packed_values(ops[1].array, loop->dtypes[1], positions))) goto done;
    status = run_at(u, loop, &v, (const intptr_t *)(void *)PND_ARRAY(positions)->data, pnd_array_size(positions),
                    values ? PND_ARRAY(values)->data : NULL);
done:
    pnd_array_unpin(a);
    pnd_operands_clear(u->nin, ops);
    Py_XDECREF(positions);
    Py_XDECREF(values);
    if (status < 0) return NULL;
    Py_RETURN_NONE;
}

/* a with n axes of length 1 behind it. */
static PyObject *padded(PyObject *a, int n)
{
    PndArrayObject *x = PND_ARRAY(a);
    intptr_t shape[PND_MAXDIMS], strides[PND_MAXDIMS];
    if (x->nd + n > PND_MAXDIMS) {
        PyErr_Format(PyExc_ValueError, "maximum supported dimension for an ndarray is %d, found %d", PND_MAXDIMS, x->nd + n);
        return NULL;
    }
    for (int i = 0; i < x->nd + n; i++) {
        shape[i] = i < x->nd ? x->dimensions[i] : 1;
        strides[i] = i < x->nd ? x->strides[i] : 0;
    }
    pnd_view v = {x->data, x->descr->core, x->nd + n, shape, strides};
    return pnd_array_view_of(a, &v, true);
}

PyObject *pnd_ufunc_outer(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    PndUfuncObject *u = (PndUfuncObject *)self;
    if (u->core_enabled || u->nin != 2) {
        PyErr_SetString(u->core_enabled ? PyExc_TypeError : PyExc_ValueError,
                        u->core_enabled ? "method outer is not allowed in ufunc with non-trivial signature"
                                        : "outer product only supported for binary functions");
        return NULL;
    }
    if (nargs != 2) {
        PyErr_Format(PyExc_TypeError, "outer() takes exactly 2 arguments (%zd given)", nargs);
        return NULL;
    }
    Py_ssize_t nkw = kwnames ? PyTuple_GET_SIZE(kwnames) : 0;
    PyObject *taken = pnd_try_override(u, "outer", args, 2, kwnames, 2, NULL, 0);
    if (taken || PyErr_Occurred()) return taken;
    PyObject *a = pnd_as_array(args[0], NULL, PND_AS_SUBOK, 0), *b = a ? pnd_as_array(args[1], NULL, PND_AS_SUBOK, 0) : NULL,
             *result = NULL;
    PyObject *wide = b ? padded(a, PND_ARRAY(b)->nd) : NULL;
    PyObject **stack = wide ? PyMem_Malloc(sizeof(PyObject *) * (size_t)(2 + nkw)) : NULL;
    if (stack) {
        stack[0] = wide;
        stack[1] = b;
        memcpy(stack + 2, args + 2, sizeof(PyObject *) * (size_t)nkw);
        result = PyObject_Vectorcall(self, stack, 2, kwnames);
    } else if (wide) PyErr_NoMemory();
    PyMem_Free(stack);
    Py_XDECREF(wide);
    Py_XDECREF(a);
    Py_XDECREF(b);
    return result;
}
