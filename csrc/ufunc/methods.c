/*
 * Methods of ufunc objects: reduce, accumulate, reduceat, outer, at.
 */
#include "methods.h"

#include "../convert/args.h"
#include "../convert/item.h"
#include "../engine/assign.h"
#include "../engine/elementwise.h"
#include "../engine/reduce.h"
#include "../layout/axisorder.h"
#include "../layout/overlap.h"
#include "../py/errors.h"
#include "../py/gil.h"
#include "../py/signature.h"
#include "at.h"
#include "call.h"
#include "errstate.h"
#include "fast.h"
#include "override.h"
#include "reduce_plan.h"
#include "resolve.h"

/* ---- dtypes of a reduction -------------------------------------------------------------------------------------------------- */

/* add and multiply widen bool and small integers to the platform's integer, as sum and prod do. */
const pnd_dtype *pnd_reduction_widened(const pnd_ufunc *u, const pnd_dtype *d)
{
    if (u->op != PND_OP_add && u->op != PND_OP_multiply) return d;
    if (d->kind == 'b' || (d->kind == 'i' && d->size < 8)) return PND_DT(LONG);
    if (d->kind == 'u' && d->size < 8) return PND_DT(ULONG);
    return d;
}

/* The loop whose first input and output are one dtype: what reducing needs.  NULL with an exception. */
static const pnd_ufunc_loop *reduce_loop(const pnd_ufunc *u, const pnd_dtype *d)
{
    const bool object = pnd_dtype_is_object(d), truths = u->resolver == PND_RESOLVE_LOGICAL && !object;
    const pnd_ufunc_loop *loop = d->idx < PND_NIDX ? u->same[truths ? PND_IDX_BOOL : d->idx] : NULL;
    if (object && u->resolver == PND_RESOLVE_COMPARE) loop = NULL; /* its answers are no objects to go on with */
    if (u->resolver == PND_RESOLVE_ARITH_NOBOOL && d->kind == 'b') {
        pnd_operand ops[2] = {{.dtype = d}, {.dtype = d}};
        return pnd_resolve_loop(u, ops, NULL, PND_CAST_SAFE); /* words the refusal */
    }
    if (u->resolver == PND_RESOLVE_DIVIDE && !pnd_dtype_is_inexact(d) && !object) return u->same[PND_IDX_DOUBLE];
    if (loop && loop->dtypes[0]->idx == loop->dtypes[2]->idx) return loop;
    for (intptr_t l = 0; l < u->nloops && !(object && u->resolver == PND_RESOLVE_COMPARE); l++) {
        loop = &u->loops[l];
        bool square = loop->dtypes[0]->idx == loop->dtypes[2]->idx && loop->dtypes[1]->idx == loop->dtypes[0]->idx;
        if (square && object == pnd_dtype_is_object(loop->dtypes[0]) && pnd_can_cast(d, loop->dtypes[0], PND_CAST_SAFE)) return loop;
    }
    PyErr_Format(PyExc_TypeError, "No loop matching the specified signature and casting was found for ufunc %s", u->name);
    return NULL;
}

/* Bool results of and, or, xor come from any dtype through a reduction row; others through a loop. */
static int choose_reduction(const pnd_ufunc *u, const pnd_dtype *d, bool fixed, const pnd_reduction **r, const pnd_ufunc_loop **loop,
                            const pnd_dtype **result)
{
    *loop = NULL;
    *r = d->idx < PND_NIDX ? u->reductions[d->idx] : NULL;
    if (*r && !(fixed && (*r)->out != d->idx && (*r)->in != d->idx)) {
        *result = &pnd_dtype_rows[(*r)->out];
        return 0;
    }
    *loop = reduce_loop(u, d);
    if (!*loop) return -1;
    *r = u->reductions[(*loop)->dtypes[0]->idx];
    *result = (*loop)->dtypes[2];
    return 0;
}

static int warn_complex(const pnd_dtype *from, const pnd_dtype *to)
{
    if (from->kind != 'c' || to->kind == 'c' || to->kind == 'b' || to->kind == 'O') return 0;
    return PyErr_WarnEx(PndExc_ComplexWarning, "Casting complex values to real discards the imaginary part", 1);
}

/* The dtype to compute in: `dtype`; else, with an out, what (out, in) promote to, as for op(out, in, out=out); else the input's, widened. */
static int reduction_dtype(const pnd_ufunc *u, const pnd_dtype *in, PyObject *dtype, PyObject *out, const pnd_dtype **d, bool *fixed)
{
    pnd_error err;
    *fixed = false;
    if (dtype && dtype != Py_None) {
        PndDescrObject *descr = pnd_descr_from_object(dtype, NULL);
        if (!descr) return -1;
        *d = pnd_dtype_native(descr->core);
        Py_DECREF(descr);
        *fixed = true;
        if (warn_complex(in, *d) < 0) return -1;
    } else if (out && u->resolver != PND_RESOLVE_LOGICAL) {
        const pnd_dtype *o = pnd_dtype_native(PND_ARRAY(out)->descr->core);
        const pnd_dtype *both = pnd_promote(pnd_dtype_native(in), o, &err);
        *d = both ? both : pnd_reduction_widened(u, pnd_dtype_native(in));
        if (warn_complex(in, o) < 0) return -1;
    } else *d = pnd_reduction_widened(u, pnd_dtype_native(in));
    return 0;
}

/* ---- reduce ------------------------------------------------------------------------------------------------------------------ */

static int check_reducible(const pnd_ufunc *u)
{
    if (u->nin == 2 && u->nout == 1) return 0;
    PyErr_SetString(PyExc_ValueError, u->nin != 2 ? "reduce only supported for binary functions"
                                                  : "reduce only supported for functions returning a single value");
    return -1;
}

/* initial= -> element; *given: there is one.  None means: none at all, not even the identity. */
static int read_initial(const pnd_dtype *d, PyObject *initial, char *element, bool *given)
{
    *given = initial && initial != Py_None;
    return *given ? pnd_item_set(d, element, initial) : 0;
}

/* object: an identity stands in for nothing at all, but never for elements that a mask leaves out. */
static int check_options(const pnd_ufunc *u, const pnd_reduce_plan *p, PyObject *mask, bool has_initial, bool none_initial, bool object)
{
    if (p->nreduced > 1 && u->identity == PND_IDENTITY_NONE) {
        PyErr_Format(PyExc_ValueError, "reduction operation '%s' is not reorderable, so at most one axis may be specified", u->name);
        return -1;
    }
    bool no_identity = u->identity == PND_IDENTITY_NONE || u->identity == PND_IDENTITY_ANY || none_initial;
    if (mask && (no_identity || object) && !has_initial) {
        PyErr_Format(PyExc_ValueError,
                     "reduction operation '%s' does not have an identity, so to use a where mask one has to specify 'initial'", u->name);
        return -1;
    }
    if (no_identity && !has_initial && pnd_reduce_count(p) == 0) {
        PyErr_Format(PyExc_ValueError, "zero-size array to reduction operation %s which has no identity", u->name);
        return -1;
    }
    return 0;
}

static int run_reduction(pnd_reduce_call *call, PyObject *const *pinned, int n)
{
    pnd_error err;
    int fpe = 0;
    call->fpe = &fpe;
    for (int i = 0; i < n; i++) pnd_array_pin(pinned[i]);
    bool gil = (call->loop && (call->loop->flags & PND_LOOP_NEEDS_GIL)) || !pnd_dtype_is_plain(call->in.dtype) ||
               !pnd_dtype_is_plain(call->out.dtype);
    PyThreadState *state = pnd_gil_release(pnd_view_size(&call->in), !gil);
    int status = pnd_reduce_run(call, &err);
    pnd_gil_retake(state);
    for (int i = 0; i < n; i++) pnd_array_unpin(pinned[i]);
    if (status < 0) return pnd_raise_int(&err);
    return fpe ? pnd_report_fpe(fpe, "reduce") : 0;
}

static PyObject *wrap_reduced(PyObject *result, PyObject *array, PyObject *out)
{
    if (out) return result;
    if (pnd_is_exact_array(array)) return pnd_return_scalar(result);
    return pnd_wrap_result(result, array, NULL, true);
}

/* The reduction proper, its arguments read. */
static PyObject *reduce_array(const pnd_ufunc *u, PyObject *array, PyObject *axis, PyObject *dtype, PyObject *out, bool keepdims,
                              PyObject *initial, PyObject *mask, bool whole)
{
    const pnd_dtype *d, *rd;
    pnd_reduce_call call = {0};
    pnd_reduce_plan plan = {0};
    bool fixed, has_initial;
    _Alignas(16) char element[32] = {0};
    if (pnd_reduce_axes(&plan, array, axis, whole) < 0) return NULL;
    if (reduction_dtype(u, plan.in.dtype, dtype, out, &d, &fixed) < 0) return NULL;
    if (choose_reduction(u, d, fixed, &call.reduction, &call.loop, &rd) < 0) return NULL;
    if (read_initial(rd, initial, element, &has_initial) < 0) return NULL;
    plan.mask = mask;
    if ((mask && pnd_reduce_check_mask(array, mask) < 0) || pnd_reduce_result(&plan, u->name, rd, out, keepdims) < 0)
        return pnd_move_clear(rd, element, rd->size, 1), NULL;
    int status = check_options(u, &plan, mask, has_initial, initial == Py_None, pnd_dtype_is_object(rd) && pnd_array_size(array) > 0);
    if (status == 0) {
        PyObject *pinned[3] = {array, plan.result, mask};
        pnd_view m;
        if (mask) m = pnd_array_view(mask);
        call.ufunc = u;
        if (!call.loop) call.loop = d->idx < PND_NIDX ? u->same[d->idx] : NULL;
        call.in = plan.in;
        call.out = plan.out;
        call.axes = plan.axes;
        call.where = mask ? &m : NULL;
        call.initial = has_initial ? element : NULL;
        status = run_reduction(&call, pinned, mask ? 3 : 2);
    }
    pnd_move_clear(rd, element, rd->size, 1);
    if (status < 0) {
        Py_DECREF(plan.result);
        return NULL;
    }
    return wrap_reduced(plan.result, array, out);
}

PyObject *pnd_reduce_call_py(const pnd_ufunc *u, PyObject *a, PyObject *axis, PyObject *dtype, PyObject *out, PyObject *keepdims,
                             PyObject *initial, PyObject *where, bool whole)
{
    PyObject *result = NULL, *target, *mask = NULL;
    bool keep = false;
    if (whole && (!axis || axis == Py_None) && !dtype && !out && !keepdims && !initial && !where && Py_TYPE(a) == &PndArray_Type) {
        const pnd_dtype *d = PND_ARRAY(a)->descr->core;
        if (d->idx < PND_NIDX && pnd_reduction_widened(u, d) == d && pnd_fast_reduce(u->reductions[d->idx], a, &result, "reduce"))
            return result;
    }
    if (check_reducible(u) < 0 || pnd_arg_bool(keepdims, false, &keep) < 0 || pnd_arg_out(out, &target) < 0) return NULL;
    PyObject *array = pnd_as_array(a, NULL, PND_AS_SUBOK, 0);
    if (!array) return NULL;
    pnd_array_pin(array); /* converting axis, dtype and initial may run anybody's code */
    if (target) pnd_array_pin(target);
    if (pnd_where_array(where, &mask) == 0) {
        if (mask) pnd_array_pin(mask);
        result = reduce_array(u, array, axis, dtype, target, keep, initial, mask, whole);
        if (mask) pnd_array_unpin(mask);
    }
    if (target) pnd_array_unpin(target);
    pnd_array_unpin(array);
    Py_XDECREF(mask);
    Py_DECREF(array);
    return result;
}

PyObject *pnd_ufunc_reduce(int op, PyObject *a, PyObject *axis, PyObject *dtype, PyObject *out, PyObject *keepdims, PyObject *initial,
                           PyObject *where)
{
    return pnd_reduce_call_py(&pnd_ufuncs[op], a, axis, dtype, out, keepdims, initial, where, true);
}

/* ---- accumulate ---------------------------------------------------------------------------------------------------------------- */

static int accumulate_axis(PyObject *axis, int ndim, const char *method, int *a)
{
    *a = 0;
    if (ndim == 0) {
        PyErr_Format(PyExc_TypeError, "cannot %s on a scalar", method);
        return -1;
    }
    if (axis && PyTuple_Check(axis)) {
        if (PyTuple_GET_SIZE(axis) != 1) {
            PyErr_Format(PyExc_ValueError, "%s does not allow multiple axes", method);
            return -1;
        }
        axis = PyTuple_GET_ITEM(axis, 0);
    }
    if (axis == Py_None) {
        if (ndim == 1) return 0;
        PyErr_Format(PyExc_ValueError, "%s does not allow multiple axes", method);
        return -1;
    }
    return axis ? pnd_arg_axis(axis, ndim, a) : 0;
}

/* Fresh result in the memory order of the input. */
static PyObject *new_accumulated(const pnd_dtype *dtype, const pnd_view *in)
{
    intptr_t steps[PND_MAXDIMS], strides[PND_MAXDIMS];
    const intptr_t *rows[1] = {steps};
    int order[PND_MAXDIMS];
    for (int i = 0; i < in->ndim; i++) steps[i] = in->shape[i] == 1 ? 0 : in->strides[i];
    pnd_axis_order(1, rows, in->ndim, order);
    pnd_strides_ordered(in->ndim, in->shape, order, dtype->size, strides);
    return pnd_array_from_data(&PndArray_Type, pnd_descr_builtin(dtype), in->ndim, in->shape, strides, NULL, 0, NULL, NULL);
}

static PyObject *accumulate_array(const pnd_ufunc *u, PyObject *array, PyObject *axis, PyObject *dtype, PyObject *out)
{
    PndArrayObject *a = PND_ARRAY(array);
    const pnd_dtype *d;
    int along, fpe = 0;
    bool fixed;
    pnd_view o, in;
    pnd_error err;
    if (accumulate_axis(axis, a->nd, "accumulate", &along) < 0 || reduction_dtype(u, a->descr->core, dtype, out, &d, &fixed) < 0)
        return NULL;
    const pnd_ufunc_loop *loop = reduce_loop(u, d);
    if (!loop) return NULL;
    if (out &&
        !(PND_ARRAY(out)->nd == a->nd && memcmp(PND_ARRAY(out)->dimensions, a->dimensions, sizeof(Py_ssize_t) * (size_t)a->nd) == 0)) {
        PyErr_Format(PyExc_ValueError, "provided out is the wrong size for the accumulation of %s", u->name);
        return NULL;
    }
    in = pnd_array_view(array);
    PyObject *result = out ? Py_NewRef(out) : new_accumulated(loop->dtypes[2], &in);
    if (!result) return NULL;
    int status = pnd_array_writable(result, &o, "output array");
    if (status == 0) {
        pnd_array_pin(array);
        pnd_array_pin(result);
        const bool plain = pnd_dtype_is_plain(in.dtype) && pnd_dtype_is_plain(o.dtype);
        PyThreadState *state = pnd_gil_release(pnd_view_size(&in), plain && !(loop->flags & PND_LOOP_NEEDS_GIL));
        status = pnd_accumulate_run(u, loop, &in, &o, along, &fpe, &err);
        pnd_gil_retake(state);
        pnd_array_unpin(array);
        pnd_array_unpin(result);
        if (status < 0) pnd_raise(&err);
        else if (fpe) status = pnd_report_fpe(fpe, "accumulate");
    }
    if (status < 0) Py_CLEAR(result);
    return result && !out && !pnd_is_exact_array(array) ? pnd_wrap_result(result, array, NULL, false) : result;
}

PyObject *pnd_accumulate_call_py(const pnd_ufunc *u, PyObject *a, PyObject *axis, PyObject *dtype, PyObject *out, bool flatten)
{
    PyObject *target, *result = NULL;
    if (check_reducible(u) < 0 || pnd_arg_out(out, &target) < 0) return NULL;
    PyObject *array = pnd_as_array(a, NULL, PND_AS_SUBOK, 0);
    PyObject *last = NULL; /* axis of a flattened array: a matrix keeps two */
    const bool whole = !axis || axis == Py_None;
    if (array && flatten && (whole || PND_ARRAY(array)->nd == 0)) { /* a 0-d array has its one element along axis 0 */
        if (PND_ARRAY(array)->nd != 1) Py_SETREF(array, PyObject_CallMethod(array, "ravel", NULL));
        if (array && (!pnd_is_array(array) || PND_ARRAY(array)->nd == 0)) {
            PyErr_Format(PyExc_TypeError, "ravel() of a subclass gave %s, not an array with axes", Py_TYPE(array)->tp_name);
            Py_CLEAR(array);
        }
        if (array && whole && !(axis = last = PyLong_FromLong(PND_ARRAY(array)->nd - 1))) Py_CLEAR(array);
    }
    if (array) {
        pnd_array_pin(array);
        if (target) pnd_array_pin(target);
        result = accumulate_array(u, array, axis, dtype, target);
        if (target) pnd_array_unpin(target);
        pnd_array_unpin(array);
    }
    Py_XDECREF(last);
    Py_XDECREF(array);
    return result;
}

/* ---- overrides of methods ------------------------------------------------------------------------------------------------------ */

/* Asks __array_ufunc__ of the array, of out and of where; arguments given by name are handed on by name. */
static PyObject *method_override(PndUfuncObject *self, const char *method, PyObject *const *args, const char *const *names, int nargs,
                                 int nin, PyObject *out, PyObject *where)
{
    if (out && PyTuple_CheckExact(out)) {
        if (PyTuple_GET_SIZE(out) != 1)
            return PyErr_SetString(PyExc_ValueError, "The 'out' tuple must have exactly one entry per ufunc output"), NULL;
        out = PyTuple_GET_ITEM(out, 0);
    }
    bool plain = (!out || pnd_is_plain_operand(out)) && (!where || pnd_is_plain_operand(where));
    for (int i = 0; i < nin; i++) plain &= args[i] == NULL || pnd_is_plain_operand(args[i]);
    if (plain) return NULL;
    PyObject *stack[PND_MAX_PARAMETERS], *kw[PND_MAX_PARAMETERS], *result = NULL;
    int n = 0, k = 0;
    for (int i = 0; i < nin; i++) stack[n++] = args[i];
    for (int i = nin; i < nargs; i++) {
        if (!args[i]) continue;
        if (!(kw[k] = PyUnicode_InternFromString(names[i]))) goto done;
        k++;
        stack[n++] = args[i];
    }
    PyObject *kwnames = PyTuple_New(k);
    if (!kwnames) goto done;
    for (int i = 0; i < k; i++) PyTuple_SET_ITEM(kwnames, i, Py_NewRef(kw[i]));
    PyObject *const others[2] = {out, where};
    result = pnd_try_override(self, method, stack, nin, kwnames, nin, others, 2);
    Py_DECREF(kwnames);
done:
    for (int i = 0; i < k; i++) Py_DECREF(kw[i]);
    return result;
}

static PyObject *reduce_override(PndUfuncObject *self, PyObject *const *args)
{
    static const char *const names[] = {"array", "axis", "dtype", "out", "keepdims", "initial", "where"};
    return method_override(self, "reduce", args, names, 7, 1, args[3], args[6]);
}

PyObject *pnd_reduce_named(int op, PyObject *a, PyObject *axis, PyObject *dtype, PyObject *out, PyObject *keepdims, PyObject *initial,
                           PyObject *where)
{
    PyObject *owned = NULL;
    if (PND_UNLIKELY(!pnd_is_exact_array(a) || out || where)) {
        PyObject *type =
            op == PND_OP_logical_or || op == PND_OP_logical_and ? (PyObject *)&PyBool_Type : dtype; /* what NumPy's any and all ask for */
        PyObject *args[7] = {a, axis ? axis : Py_None, type ? type : Py_None, out, keepdims, initial, where};
        PyObject *taken = reduce_override((PndUfuncObject *)pnd_ufunc_object(op), args);
        if (taken || PyErr_Occurred()) return taken;
    }
    if (!dtype && (op == PND_OP_logical_or || op == PND_OP_logical_and)) { /* any and all give bools for objects too */
        if (PND_UNLIKELY(!pnd_is_array(a))) {
            if (!(owned = pnd_as_array(a, NULL, PND_AS_SUBOK, 0))) return NULL;
            a = owned;
        }
        if (pnd_dtype_is_object(PND_ARRAY(a)->descr->core)) dtype = (PyObject *)pnd_descr_builtin(PND_DT(BOOL));
    }
    PyObject *result = pnd_reduce_call_py(&pnd_ufuncs[op], a, axis, dtype, out, keepdims, initial, where, true);
    Py_XDECREF(owned);
    return result;
}

static PyObject *method_reduce(PyObject *const *args)
{
    PndUfuncObject *self = (PndUfuncObject *)args[0];
    PyObject *result = reduce_override(self, args + 1);
    if (result || PyErr_Occurred()) return result;
    if (self->core_enabled) {
        PyErr_Format(PyExc_RuntimeError, "Reduction not defined on ufunc with signature");
        return NULL;
    }
    bool whole = args[2] == Py_None;
    return pnd_reduce_call_py(self->core, args[1], args[2], args[3], args[4], args[5], args[6], args[7], whole);
}

static PyObject *method_accumulate(PyObject *const *args)
{
    static const char *const names[] = {"array", "axis", "dtype", "out"};
    PndUfuncObject *self = (PndUfuncObject *)args[0];
    PyObject *result = method_override(self, "accumulate", args + 1, names, 4, 1, args[4], NULL);
    if (result || PyErr_Occurred()) return result;
    if (self->core_enabled) {
        PyErr_Format(PyExc_RuntimeError, "Reduction not defined on ufunc with signature");
        return NULL;
    }
    return pnd_accumulate_call_py(self->core, args[1], args[2], args[3], args[4], false);
}

/* ---- reduceat ------------------------------------------------------------------------------------------------------------------- */

/* One slice [start, stop) of the axis reduced into row i of the result; an empty or backward slice gives the element at start. */
static int reduceat_slice(const pnd_ufunc *u, const pnd_ufunc_loop *loop, pnd_view in, pnd_view out, int axis, intptr_t start,
                          intptr_t stop, intptr_t i)
{
    intptr_t ishape[PND_MAXDIMS], oshape[PND_MAXDIMS];
    bool axes[PND_MAXDIMS] = {false};
    pnd_error err;
    int fpe = 0;
    memcpy(ishape, in.shape, sizeof *ishape * (size_t)in.ndim);
    memcpy(oshape, out.shape, sizeof *oshape * (size_t)out.ndim);
    ishape[axis] = stop > start ? stop - start : 1;
    oshape[axis] = 1;
    in.data += start * in.strides[axis];
    out.data += i * out.strides[axis];
    in.shape = ishape;
    out.shape = oshape;
    axes[axis] = true;
    pnd_reduce_call call = {
        .reduction = u->reductions[loop->dtypes[0]->idx], .ufunc = u, .loop = loop, .in = in, .out = out, .axes = axes, .fpe = &fpe};
    if (pnd_reduce_run(&call, &err) < 0) return pnd_raise_int(&err);
    return fpe ? pnd_report_fpe(fpe, "reduceat") : 0;
}

static PyObject *reduceat_array(const pnd_ufunc *u, PyObject *array, PyObject *indices, PyObject *axis, PyObject *dtype, PyObject *out)
{
    PndArrayObject *a = PND_ARRAY(array), *index = PND_ARRAY(indices);
    const pnd_dtype *d;
    intptr_t shape[PND_MAXDIMS];
    int along = 0;
    bool fixed;
    pnd_view o, in = pnd_array_view(array);
    if (a->nd == 0 || index->nd != 1) {
        PyErr_SetString(PyExc_TypeError, a->nd == 0 ? "cannot reduceat on a scalar" : "Index array must be one-dimensional");
        return NULL;
    }
    if (accumulate_axis(axis, a->nd, "reduceat", &along) < 0 || reduction_dtype(u, a->descr->core, dtype, out, &d, &fixed) < 0) return NULL;
    intptr_t n = index->dimensions[0], extent = a->dimensions[along];
    const char *p = index->data;
    for (intptr_t i = 0; i < n; i++) {
        intptr_t v = *(const intptr_t *)(const void *)(p + i * index->strides[0]);
        if (v >= 0 && v < extent) continue;
        PyErr_Format(PyExc_IndexError, "index %zd out-of-bounds in %s.reduceat [0, %zd)", v, u->name, extent);
        return NULL;
    }
    const pnd_ufunc_loop *loop = reduce_loop(u, d);
    if (!loop) return NULL;
    memcpy(shape, a->dimensions, sizeof *shape * (size_t)a->nd);
    shape[along] = n;
    if (out && !(PND_ARRAY(out)->nd == a->nd && memcmp(PND_ARRAY(out)->dimensions, shape, sizeof *shape * (size_t)a->nd) == 0)) {
        PyErr_Format(PyExc_ValueError, "provided out is the wrong size for %s.reduceat", u->name);
        return NULL;
    }
    PyObject *result = out ? Py_NewRef(out) : pnd_array_new(loop->dtypes[2], a->nd, shape, PND_ORDER_C);
    int status = result ? pnd_array_writable(result, &o, "output array") : -1;
    for (intptr_t i = 0; i < n && status == 0; i++) {
        intptr_t start = *(const intptr_t *)(const void *)(p + i * index->strides[0]);
        intptr_t stop = i + 1 < n ? *(const intptr_t *)(const void *)(p + (i + 1) * index->strides[0]) : extent;
        status = reduceat_slice(u, loop, in, o, along, start, stop, i);
    }
    if (status < 0) Py_CLEAR(result);
    return result;
}

static PyObject *method_reduceat(PyObject *const *args)
{
    static const char *const names[] = {"array", "indices", "axis", "dtype", "out"};
    PndUfuncObject *self = (PndUfuncObject *)args[0];
    PyObject *result = method_override(self, "reduceat", args + 1, names, 5, 2, args[5], NULL), *target;
    if (result || PyErr_Occurred()) return result;
    if (check_reducible(self->core) < 0 || pnd_arg_out(args[5], &target) < 0) return NULL;
    PyObject *array = pnd_as_array(args[1], NULL, 0, 0), *apart = NULL;
    if (array && target) { /* the input as it was before the first write */
        const pnd_view in = pnd_array_view(array), to = pnd_array_view(target);
        if (pnd_views_overlap(&in, &to, 1) != PND_OVERLAP_NO) Py_SETREF(array, pnd_as_array(array, NULL, PND_AS_COPY, 0));
        if (array && pnd_view_self_overlap(&to, 1) != PND_OVERLAP_NO && (apart = pnd_as_array(target, NULL, PND_AS_COPY, 0)) == NULL)
            Py_CLEAR(array);
    }
    PyObject *raw = array ? pnd_as_array(args[2], NULL, 0, 0) : NULL;
    PyObject *indices = NULL;
    if (raw && PND_ARRAY(raw)->descr->core->kind == 'f' && pnd_array_size(raw) > 0)
        PyErr_Format(PyExc_TypeError, "Cannot cast array data from %R to dtype('int64') according to the rule 'safe'",
                     PND_ARRAY(raw)->descr);
    else if (raw) indices = pnd_as_array(raw, pnd_descr_builtin(PND_DT(LONG)), PND_AS_FORCECAST | PND_AS_ALIGNED | PND_AS_COPY, 0);
    if (indices) {
        pnd_array_pin(array);
        if (target) pnd_array_pin(target);
        result = reduceat_array(self->core, array, indices, args[3], args[4], apart ? apart : target);
        if (result && apart) { /* elements of the output share memory: stored once, in order */
            pnd_view to = pnd_array_view(target), from = pnd_array_view(apart);
            Py_SETREF(result, pnd_array_writable(target, &to, "output array") == 0 && pnd_assign_view(&to, &from, NULL) == 0
                                  ? Py_NewRef(target)
                                  : NULL);
        }
        if (target) pnd_array_unpin(target);
        pnd_array_unpin(array);
    }
    if (result && !target && pnd_is_array(args[1]) && !pnd_is_exact_array(args[1])) result = pnd_wrap_result(result, args[1], NULL, false);
    Py_XDECREF(array);
    Py_XDECREF(raw);
    Py_XDECREF(indices);
    Py_XDECREF(apart);
    return result;
}

static PyObject *method_at(PyObject *const *args)
{
    static const char *const names[] = {"a", "indices", "b"};
    PndUfuncObject *self = (PndUfuncObject *)args[0];
    PyObject *result = method_override(self, "at", args + 1, names, args[3] ? 3 : 2, args[3] ? 3 : 2, NULL, NULL);
    if (result || PyErr_Occurred()) return result;
    return pnd_ufunc_at(self, args[1], args[2], args[3]);
}

static const pnd_callable methods[] = {
    {"reduce", "self, array, /, axis=0, dtype=None, out=None, keepdims=False, initial=_NoValue, where=True",
     "Reduce `array` along the axes in `axis` by applying the ufunc.", method_reduce},
    {"accumulate", "self, array, /, axis=0, dtype=None, out=None", "Accumulate the result of applying the ufunc along `axis`.",
     method_accumulate},
    {"reduceat", "self, array, /, indices, axis=0, dtype=None, out=None", "Local reductions over the slices that `indices` starts.",
     method_reduceat},
    {"at", "self, a, indices, b=None, /",
     "Unbuffered operation in place on the elements of `a` that `indices` selects, repeated ones included.", method_at},
    {NULL, NULL, NULL, NULL},
};

static PyMethodDef outer_method = {"outer", (PyCFunction)(void (*)(void))pnd_ufunc_outer, METH_FASTCALL | METH_KEYWORDS,
                                   "outer($self, A, B, /, **kwargs)\n--\n\nApply the ufunc to all pairs (a, b) with a in A and b in B."};

int pnd_ufunc_methods_init(void)
{
    if (pnd_type_add_methods(&PndUfunc_Type, methods) < 0) return -1;
    PyObject *outer = PyDescr_NewMethod(&PndUfunc_Type, &outer_method);
    int status = outer ? PyDict_SetItemString(PndUfunc_Type.tp_dict, "outer", outer) : -1;
    Py_XDECREF(outer);
    PyType_Modified(&PndUfunc_Type);
    return status;
}
