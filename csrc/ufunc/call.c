/*
 * The general call of an elementwise ufunc: the last rung of the call path, where every option is known.
 *
 * Reads as: operands, loop, casting check, Python scalars to the loop's dtype, outputs, run, wrap.
 */
#include "call.h"

#include "../convert/args.h"
#include "../convert/item.h"
#include "../engine/assign.h"
#include "../engine/elementwise.h"
#include "../layout/axisorder.h"
#include "../layout/broadcast.h"
#include "../object/scalar.h"
#include "../platform/checked.h"
#include "../platform/fpstatus.h"
#include "../py/errors.h"
#include "../py/gil.h"
#include "errstate.h"
#include "override.h"
#include "resolve.h"

/* ---- operands ---------------------------------------------------------------------------------------------------------- */

static int operand_from(PyObject *o, pnd_operand *op)
{
    *op = (pnd_operand){.given = o, .weak = PND_WEAK_NOT};
    if (PyLong_CheckExact(o)) {
        op->weak = PND_WEAK_INT;
        op->dtype = PND_DT(LONG);
    } else if (PyFloat_CheckExact(o)) {
        op->weak = PND_WEAK_FLOAT;
        op->dtype = PND_DT(DOUBLE);
    } else if (PyComplex_CheckExact(o)) {
        op->weak = PND_WEAK_COMPLEX;
        op->dtype = PND_DT(CDOUBLE);
    } else if (PyBool_Check(o)) op->dtype = PND_DT(BOOL);
    else {
        op->array = pnd_as_operand(o, &op->weak);
        if (!op->array) return -1;
        op->dtype = PND_ARRAY(op->array)->descr->core;
    }
    return 0;
}

static bool has_objects(PyObject *o) { return pnd_is_array(o) && pnd_dtype_is_object(PND_ARRAY(o)->descr->core); }

/* Text and sequences beside an array of objects are objects. */
static int object_operand(PyObject *o, pnd_operand *op)
{
    *op = (pnd_operand){.given = o, .weak = PND_WEAK_NOT, .dtype = PND_DT(OBJECT)};
    op->array = pnd_as_array(o, pnd_descr_builtin(PND_DT(OBJECT)), PND_AS_FORCECAST, 0);
    return op->array ? 0 : -1;
}

int pnd_operands_from(int n, PyObject *const *in, pnd_operand *ops)
{
    bool objects = false;
    for (int i = 0; i < n; i++) objects |= has_objects(in[i]);
    for (int i = 0; i < n; i++) {
        const bool text = objects && (PyUnicode_Check(in[i]) || PyBytes_Check(in[i]) || PyList_Check(in[i]) || PyTuple_Check(in[i]));
        if ((text ? object_operand(in[i], &ops[i]) : operand_from(in[i], &ops[i])) == 0) continue;
        pnd_operands_clear(i, ops);
        return -1;
    }
    return 0;
}

void pnd_operands_clear(int n, pnd_operand *ops)
{
    for (int i = 0; i < n; i++) Py_CLEAR(ops[i].array);
}

/*
 * A Python scalar as one element.  What unsafe casting lets through is converted as arrays are: a complex number loses its
 * imaginary part (with a warning), a float out of an integer's range becomes some integer.
 */
static int set_weak(const pnd_dtype *d, char *p, const pnd_operand *op)
{
    bool to_complex = d->kind == 'c' || d->kind == 'b' || d->kind == 'O';
    bool exact = op->weak == PND_WEAK_NOT || op->weak == PND_WEAK_INT || (op->weak == PND_WEAK_FLOAT && !pnd_dtype_is_integer(d));
    if (exact || to_complex) return pnd_item_set(d, p, op->given);
    if (op->weak == PND_WEAK_COMPLEX &&
        PyErr_WarnEx(PndExc_ComplexWarning, "Casting complex values to real discards the imaginary part", 1) < 0)
        return -1;
    double v = op->weak == PND_WEAK_COMPLEX ? PyComplex_RealAsDouble(op->given) : PyFloat_AS_DOUBLE(op->given);
    pnd_castop cast;
    pnd_error err;
    pnd_fp_clear();
    if (pnd_castop_init(&cast, PND_DT(DOUBLE), d, &err) < 0 || pnd_castop_run(&cast, (char *)&v, 0, p, 0, 1, &err) < 0)
        return pnd_raise_int(&err);
    const int fpe = pnd_fp_get();
    return fpe ? pnd_report_fpe(fpe, "cast") : 0;
}

int pnd_operands_settle(int n, pnd_operand *ops, const pnd_dtype *const *dtypes)
{
    for (int i = 0; i < n; i++) {
        bool waits = ops[i].array == NULL;
        if (!waits && (ops[i].weak == PND_WEAK_NOT || ops[i].dtype == dtypes[i])) continue;
        PyObject *a = pnd_array_new(dtypes[i], 0, NULL, PND_ORDER_C);
        if (!a) return -1;
        Py_XSETREF(ops[i].array, a);
        if (set_weak(dtypes[i], PND_ARRAY(a)->data, &ops[i]) < 0) return -1;
        ops[i].dtype = dtypes[i];
    }
    return 0;
}

/* Two Python integers of any size compare as booleans in the same order. */
static int settle_two_ints(pnd_operand *ops)
{
    int less = PyObject_RichCompareBool(ops[0].given, ops[1].given, Py_LT),
        greater = PyObject_RichCompareBool(ops[0].given, ops[1].given, Py_GT);
    if (less < 0 || greater < 0) return -1;
    for (int i = 0; i < 2; i++) {
        ops[i].given = (i ? less : greater) ? Py_True : Py_False;
        ops[i].dtype = PND_DT(BOOL);
        ops[i].weak = PND_WEAK_NOT;
    }
    return 0;
}

/* An array of one truth with the shape, the memory order and the repeated axes (stride 0) of another. */
static PyObject *constant_like(PyObject *array, bool truth)
{
    pnd_viewbuf once;
    pnd_view like = pnd_array_view(array);
    pnd_viewbuf_init(&once, &like);
    for (int i = 0; i < like.ndim; i++)
        if (like.strides[i] == 0 && like.shape[i] > 1) once.shape[i] = 1;
    PyObject *small = pnd_array_new_like(PND_DT(BOOL), &once.v, PND_ORDER_K);
    if (!small) return NULL;
    memset(PND_ARRAY(small)->data, truth, (size_t)pnd_array_size(small));
    const pnd_view v = pnd_array_view(small);
    pnd_viewbuf_init(&once, &v);
    for (int i = 0; i < like.ndim; i++) {
        if (like.shape[i] == once.shape[i]) continue;
        once.shape[i] = like.shape[i];
        once.strides[i] = 0;
    }
    PyObject *view = pnd_array_view_of(small, &once.v, false);
    Py_DECREF(small);
    return view;
}

/*
 * A comparison with a Python integer outside the other operand's range has one answer for all elements.  It is found by
 * comparing booleans instead: the array stands as False and the integer as True where it is above the range, the other
 * way round where it is below.
 */
static int settle_comparison(pnd_operand *ops)
{
    if (ops[0].weak == PND_WEAK_INT && ops[1].weak == PND_WEAK_INT) return settle_two_ints(ops);
    for (int w = 0; w < 2; w++) {
        pnd_operand *number = &ops[w], *other = &ops[1 - w];
        if (number->weak != PND_WEAK_INT || other->weak != PND_WEAK_NOT || !other->array || !pnd_dtype_is_integer(other->dtype)) continue;
        char element[8];
        if (pnd_item_set(pnd_dtype_native(other->dtype), element, number->given) == 0) return 0;
        if (!PyErr_ExceptionMatches(PyExc_OverflowError)) return -1;
        PyErr_Clear();
        PyObject *zero = PyLong_FromLong(0);
        int above = zero ? PyObject_RichCompareBool(number->given, zero, Py_GT) : -1;
        Py_XDECREF(zero);
        PyObject *cell = pnd_array_new(PND_DT(BOOL), 0, NULL, PND_ORDER_C), *view = constant_like(other->array, !above);
        if (cell) *PND_ARRAY(cell)->data = (char)above;
        bool done = cell && view && above >= 0;
        if (done) {
            Py_XSETREF(number->array, Py_NewRef(cell));
            Py_SETREF(other->array, Py_NewRef(view));
            number->dtype = other->dtype = PND_DT(BOOL);
            number->weak = PND_WEAK_NOT;
        }
        Py_XDECREF(cell);
        Py_XDECREF(view);
        return done ? 0 : -1;
    }
    return 0;
}

int pnd_where_array(PyObject *where, PyObject **mask)
{
    *mask = NULL;
    if (!where || where == Py_True) return 0;
    if (pnd_is_array(where) && !pnd_can_cast(PND_ARRAY(where)->descr->core, PND_DT(BOOL), PND_CAST_SAFE)) {
        PyErr_Format(PyExc_TypeError, "Cannot cast array data from %R to dtype('bool') according to the rule 'safe'",
                     PND_ARRAY(where)->descr);
        return -1;
    }
    *mask = pnd_as_array(where, pnd_descr_builtin(PND_DT(BOOL)), PND_AS_FORCECAST, 0);
    return *mask ? 0 : -1;
}

PyObject *pnd_return_scalar(PyObject *array) { return array && pnd_is_exact_array(array) ? pnd_return_scalar_of_any(array) : array; }

PyObject *pnd_return_scalar_of_any(PyObject *array)
{
    if (!array || !pnd_is_array(array) || PND_ARRAY(array)->nd != 0) return array;
    PyObject *scalar = pnd_scalar_new(PND_ARRAY(array)->descr->core, PND_ARRAY(array)->data);
    Py_DECREF(array);
    return scalar;
}

/* ---- running a loop ------------------------------------------------------------------------------------------------------- */

/* Everything one run looks at; on the stack of pnd_ufunc_run. */
typedef struct run {
    const pnd_ufunc *u;
    const pnd_ufunc_loop *loop;
    int nin, nout, ndim;
    intptr_t shape[PND_MAXDIMS];
    pnd_view views[PND_MAXARGS];
    pnd_view mask;
    bool has_mask;
} run;

static int common_shape(run *r, PyObject *const *in, PyObject *where)
{
    const pnd_view *parts[PND_MAXARGS + 1];
    int n = 0;
    for (int i = 0; i < r->nin; i++) {
        r->views[i] = pnd_array_view(in[i]);
        parts[n++] = &r->views[i];
    }
    r->has_mask = where != NULL;
    if (where) {
        r->mask = pnd_array_view(where);
        parts[n++] = &r->mask;
    }
    pnd_error err;
    return pnd_broadcast_shape(n, parts, &r->ndim, r->shape, &err) < 0 ? pnd_raise_int(&err) : 0;
}

/* An output that was given must have the common shape (it may be larger: then everything broadcasts to it). */
static int check_output(run *r, PyObject *out)
{
    PndArrayObject *o = PND_ARRAY(out);
    pnd_view have = {NULL, NULL, r->ndim, r->shape, r->shape}, want = pnd_array_view(out);
    const pnd_view *both[2] = {&have, &want}, *all[PND_MAXARGS + 1];
    int ndim;
    intptr_t shape[PND_MAXDIMS];
    pnd_error err;
    int status = pnd_broadcast_shape(2, both, &ndim, shape, &err);
    if (status == 0 && ndim == o->nd && memcmp(shape, o->dimensions, sizeof *shape * (size_t)ndim) == 0) {
        memcpy(r->shape, shape, sizeof *shape * (size_t)ndim);
        r->ndim = ndim;
        return 0;
    }
    char a[400], b[400];
    if (status == 0)
        PyErr_Format(PyExc_ValueError, "non-broadcastable output operand with shape %s doesn't match the broadcast shape %s",
                     pnd_shape_text(o->nd, o->dimensions, a, sizeof a), pnd_shape_text(r->ndim, r->shape, b, sizeof b));
    else { /* worded with the shapes of all operands */
        for (int i = 0; i < r->nin; i++) all[i] = &r->views[i];
        all[r->nin] = &want;
        if (pnd_broadcast_shape(r->nin + 1, all, &ndim, shape, &err) < 0) pnd_raise(&err);
        else PyErr_SetString(PyExc_ValueError, "operands could not be broadcast together with the output");
    }
    return -1;
}

/* Inputs that need neither casting nor broadcasting (but for 0-d ones) and are all F contiguous, not all C: the result is F. */
static bool all_fortran(const run *r)
{
    int both = PND_FLAG_C | PND_FLAG_F;
    if (r->nout != 1) return false;
    for (int i = 0; i < r->nin; i++) {
        const pnd_view *v = &r->views[i];
        if (v->ndim == 0) continue;
        if (v->dtype->loops != r->loop->dtypes[i]->loops || v->dtype->swapped || !pnd_is_aligned(v)) return false;
        if (v->ndim != r->ndim || memcmp(v->shape, r->shape, sizeof *r->shape * (size_t)r->ndim) != 0) return false;
        both &= pnd_contiguity(v->ndim, v->shape, v->strides, v->dtype->size);
    }
    return !r->has_mask && both == PND_FLAG_F;
}

/* Fresh output in the memory order the inputs suggest. */
static PyObject *new_output(run *r, const pnd_dtype *dtype, pnd_order order)
{
    if (order == PND_ORDER_K && all_fortran(r)) order = PND_ORDER_F;
    if (order == PND_ORDER_A) {
        order = PND_ORDER_F;
        for (int i = 0; i < r->nin; i++)
            if (!(pnd_contiguity(r->views[i].ndim, r->views[i].shape, r->views[i].strides, r->views[i].dtype->size) & PND_FLAG_F))
                order = PND_ORDER_C;
    }
    bool c_order = order == PND_ORDER_C || r->ndim < 2;
    if (c_order || order == PND_ORDER_F) return pnd_array_new(dtype, r->ndim, r->shape, c_order ? PND_ORDER_C : PND_ORDER_F);
    intptr_t room[4][PND_MAXDIMS], strides[PND_MAXDIMS];
    const intptr_t *rows[4];
    int n = 0, axes[PND_MAXDIMS];
    for (int i = 0; i < r->nin + r->has_mask && n < 4; i++, n++) {
        pnd_broadcast_strides(i < r->nin ? &r->views[i] : &r->mask, r->ndim, r->shape, room[n]);
        for (int k = 0; k < r->ndim; k++)
            if (r->shape[k] == 1) room[n][k] = 0;
        rows[n] = room[n];
    }
    pnd_axis_order(n, rows, r->ndim, axes);
    pnd_strides_ordered(r->ndim, r->shape, axes, dtype->size, strides);
    return pnd_array_from_data(&PndArray_Type, pnd_descr_builtin(dtype), r->ndim, r->shape, strides, NULL, 0, NULL, NULL);
}

static int run_map(run *r, PyObject *const *pinned, int npinned)
{
    int fpe = 0;
    pnd_error err;
    pnd_map_call call = {.ufunc = r->u,
                         .loop = r->loop,
                         .nin = r->nin,
                         .nout = r->nout,
                         .ops = r->views,
                         .where = r->has_mask ? &r->mask : NULL,
                         .ndim = r->ndim,
                         .shape = r->shape,
                         .fpe = &fpe};
    intptr_t size;
    pnd_shape_size_over(r->ndim, r->shape, &size);
    bool free_running = !(r->loop->flags & PND_LOOP_NEEDS_GIL);
    for (int i = 0; i < r->nin + r->nout; i++) free_running &= pnd_dtype_is_plain(r->views[i].dtype);
    for (int i = 0; i < npinned; i++) pnd_array_pin(pinned[i]);
    PyThreadState *state = pnd_gil_release(size, free_running);
    int status = pnd_map_run(&call, &err);
    pnd_gil_retake(state);
    for (int i = 0; i < npinned; i++) pnd_array_unpin(pinned[i]);
    if (status < 0) return pnd_raise_int(&err);
    return fpe ? pnd_report_fpe(fpe, r->u->name) : 0;
}

int pnd_ufunc_run(const pnd_ufunc *u, const pnd_ufunc_loop *loop, PyObject *const *in, PyObject *const *out, PyObject *where,
                  pnd_order order, PyObject **result)
{
    run r = {.u = u, .loop = loop, .nin = u->nin, .nout = u->nout};
    PyObject *pinned[PND_MAXARGS + 1];
    int n = 0, made = 0;
    if (common_shape(&r, in, where) < 0) return -1;
    for (int i = 0; i < u->nout; i++)
        if (out && out[i] && check_output(&r, out[i]) < 0) return -1;
    for (; made < u->nout; made++) {
        PyObject *o = out && out[made] ? Py_NewRef(out[made]) : new_output(&r, loop->dtypes[u->nin + made], order);
        if (!o) goto fail;
        result[made] = o;
        if (pnd_array_writable(o, &r.views[u->nin + made], "output array") < 0) {
            made++;
            goto fail;
        }
    }
    for (int i = 0; i < u->nin; i++) pinned[n++] = in[i];
    for (int i = 0; i < u->nout; i++) pinned[n++] = result[i];
    if (where) pinned[n++] = where;
    if (run_map(&r, pinned, n) == 0) return 0;
fail:
    for (int i = 0; i < made; i++) Py_CLEAR(result[i]);
    return -1;
}

/* ---- the call ---------------------------------------------------------------------------------------------------------------- */

static PyObject *pack_results(PndUfuncObject *self, const pnd_ufunc_args *args, PyObject **result)
{
    PyObject *wrapper = pnd_find_wrapper(args->in, self->nin);
    PyObject *tuple = self->nout == 1 ? NULL : PyTuple_New(self->nout), *one = NULL;
    bool good = (self->nout == 1 || tuple) && (wrapper || !PyErr_Occurred());
    for (int i = 0; i < self->nout; i++) {
        PyObject *r = result[i];
        if (!good) Py_CLEAR(r);
        else if (!args->out[i]) r = wrapper && args->subok ? pnd_wrap_output(r, wrapper, self, args, i) : pnd_return_scalar(r);
        if (!r) good = false;
        if (tuple) PyTuple_SET_ITEM(tuple, i, r);
        else one = r;
    }
    if (good) return tuple ? tuple : one;
    Py_XDECREF(tuple);
    Py_XDECREF(one);
    return NULL;
}

static bool drops_imaginary(const pnd_dtype *from, const pnd_dtype *to)
{
    return from->kind == 'c' && to->kind != 'c' && to->kind != 'b' && to->kind != 'O';
}

/* Unsafe casting was asked for: that it loses imaginary parts is still worth a warning. */
static int warn_complex(const pnd_ufunc *u, const pnd_ufunc_loop *loop, const pnd_operand *ops, PyObject *const *out)
{
    bool drops = false;
    for (int i = 0; i < u->nin; i++) drops |= ops[i].array && drops_imaginary(ops[i].dtype, loop->dtypes[i]);
    for (int i = 0; i < u->nout; i++) drops |= out[i] && drops_imaginary(loop->dtypes[u->nin + i], PND_ARRAY(out[i])->descr->core);
    return drops ? PyErr_WarnEx(PndExc_ComplexWarning, "Casting complex values to real discards the imaginary part", 1) : 0;
}

PyObject *pnd_ufunc_elementwise(PndUfuncObject *self, const pnd_ufunc_args *args)
{
    const pnd_ufunc *u = self->core;
    pnd_operand ops[PND_MAXARGS];
    PyObject *mask = NULL, *result[PND_MAXARGS], *arrays[PND_MAXARGS];
    const pnd_dtype *fixed[PND_MAXARGS];
    bool is_fixed = (args->dtype && args->dtype != Py_None) || (args->signature && args->signature != Py_None);
    int status = -1;
    if (pnd_where_array(args->where, &mask) < 0) return NULL;
    if (mask && !args->out_given &&
        PyErr_WarnEx(PyExc_UserWarning,
                     "'where' used without 'out', expect unitialized memory in output. If this is intentional, use out=None.", 1) < 0)
        goto done;
    if (is_fixed && pnd_fixed_dtypes(u, args->dtype, args->signature, fixed) < 0) goto done;
    if (pnd_operands_from(u->nin, args->in, ops) < 0) goto done;
    if (u->resolver == PND_RESOLVE_COMPARE && !(is_fixed && (fixed[0] || fixed[1])) && settle_comparison(ops) < 0) goto clear;
    const pnd_ufunc_loop *loop = pnd_resolve_loop(u, ops, is_fixed ? fixed : NULL, args->casting);
    if (!loop || pnd_check_casting(u, loop, ops, args->out, args->casting) < 0) goto clear;
    if (warn_complex(u, loop, ops, args->out) < 0 || pnd_operands_settle(u->nin, ops, loop->dtypes) < 0) goto clear;
    for (int i = 0; i < u->nin; i++) arrays[i] = ops[i].array;
    status = pnd_ufunc_run(u, loop, arrays, args->out, mask, args->order, result);
clear:
    pnd_operands_clear(u->nin, ops);
done:
    Py_XDECREF(mask);
    return status < 0 ? NULL : pack_results(self, args, result);
}
