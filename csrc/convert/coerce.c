/*
 * Anything -> ndarray.
 *
 * Arrays are passed, viewed or copied; foreign exporters come in through the import hook; the rest is a Python scalar
 * or nested sequences, which discover.c measures and fills.  A flat list or tuple of one exact type is read in one pass.
 */
#include "coerce.h"

#include "discover.h"
#include "item.h"

#include "../dtype/promote.h"
#include "../engine/assign.h"
#include "../layout/broadcast.h"
#include "../layout/reshape.h"
#include "../object/objref.h"
#include "../object/scalar.h"
#include "../platform/fpstatus.h"
#include "../py/errors.h"
#include "../py/gil.h"

pnd_import_fn *pnd_import_hook;

/**** Assignment between arrays ****/

static int cannot_broadcast(const pnd_view *dst, const pnd_view *src)
{
    char from[PND_MAXDIMS * 22], to[PND_MAXDIMS * 22];
    PyErr_Format(PyExc_ValueError, "could not broadcast input array from shape %s into shape %s",
                 pnd_shape_text(src->ndim, src->shape, from, sizeof from), pnd_shape_text(dst->ndim, dst->shape, to, sizeof to));
    return -1;
}

static bool broadcasts_to(const pnd_view *src, const pnd_view *dst)
{
    if (src->ndim > dst->ndim) return false;
    for (int i = 1; i <= src->ndim; i++) {
        const intptr_t n = src->shape[src->ndim - i];
        if (n != 1 && n != dst->shape[dst->ndim - i]) return false;
    }
    return true;
}

int pnd_assign_view(const pnd_view *dst, const pnd_view *from, const pnd_view *where)
{
    pnd_error err;
    int fpe = 0;
    pnd_view src = *from;
    while (src.ndim > dst->ndim && src.shape[0] == 1) src.ndim--, src.shape++, src.strides++;
    if (!broadcasts_to(&src, dst)) return cannot_broadcast(dst, &src);
    if (pnd_warn_discards_imag(src.dtype, dst->dtype) < 0) return -1;
    PyThreadState *state = pnd_gil_release(pnd_view_size(dst), pnd_dtype_is_plain(dst->dtype) && pnd_dtype_is_plain(src.dtype));
    int rc = pnd_assign(dst, &src, where, &fpe, &err);
    pnd_gil_retake(state);
    if (rc < 0) return pnd_raise_int(&err);
    return fpe ? pnd_fpe_hook(fpe, "cast") : 0;
}

/* Strides of a fresh array of `shape` in the order asked for, K and A as v's; they become C or F where that says it all. */
static int like_strides(const pnd_view *v, intptr_t itemsize, pnd_order *wanted, int ndim, const Py_ssize_t *shape, intptr_t *strides)
{
    pnd_order order = *wanted;
    intptr_t nbytes;
    pnd_error err;
    if (order == PND_ORDER_A) {
        const int c = pnd_contiguity(v->ndim, v->shape, v->strides, v->dtype->size);
        order = (c & PND_FLAG_F) && !(c & PND_FLAG_C) ? PND_ORDER_F : PND_ORDER_C;
    }
    if (order == PND_ORDER_K) {
        const int c = pnd_contiguity(v->ndim, v->shape, v->strides, v->dtype->size);
        if (ndim != v->ndim || c & PND_FLAG_C) order = PND_ORDER_C;
        else if (c & PND_FLAG_F) order = PND_ORDER_F;
    }
    /* fills C strides for K too: that checks the extents and the size */
    *wanted = order;
    if (pnd_strides_fill(ndim, shape, itemsize, order == PND_ORDER_F ? PND_ORDER_F : PND_ORDER_C, strides, &nbytes, &err) < 0)
        return pnd_raise_int(&err);
    if (order == PND_ORDER_K && nbytes > 0) pnd_strides_like(ndim, shape, itemsize, v->strides, strides);
    return 0;
}

PyObject *pnd_array_empty_like(PyObject *o, const pnd_dtype *dtype, pnd_order order, bool subok, int ndim, const Py_ssize_t *shape,
                               bool zero)
{
    const pnd_view v = pnd_array_view(o);
    if (ndim < 0) ndim = v.ndim, shape = v.shape;
    const bool plain_class = !subok || pnd_is_exact_array(o);
    intptr_t strides[PND_MAXDIMS];
    if (like_strides(&v, dtype->size, &order, ndim, shape, strides) < 0) return NULL;
    if (plain_class && order != PND_ORDER_K && order != PND_ORDER_A)
        return zero ? pnd_array_zeros(dtype, ndim, shape, order) : pnd_array_new(dtype, ndim, shape, order);
    PndDescrObject *descr = pnd_descr_new(dtype);
    if (!descr) return NULL;
    PyTypeObject *type = plain_class ? &PndArray_Type : Py_TYPE(o);
    PyObject *out = pnd_array_from_data(type, descr, ndim, shape, strides, NULL, 0, NULL, plain_class ? NULL : o);
    Py_DECREF(descr);
    if (out && zero) {
        char element[32] = {0};
        const pnd_view to = pnd_array_view(out);
        pnd_error err;
        if (pnd_dtype_is_object(dtype)) pnd_objref_put(element, PyLong_FromLong(0)); /* small: always there */
        const int status = pnd_fill(&to, element, &err);
        pnd_move_clear(dtype, element, dtype->size, 1);
        if (status < 0) {
            pnd_raise(&err);
            Py_CLEAR(out);
        }
    }
    return out;
}

#define SMALL_COPY 4096 /* bytes: below, setting up a copy costs more than the copy */

/* The call path's copy: a small C contiguous exact array of the same plain dtype.  NULL without an error: not that simple. */
static PyObject *copy_small(PyObject *src, const pnd_dtype *dtype, pnd_order order)
{
    const PndArrayObject *a = PND_ARRAY(src);
    if (!pnd_is_exact_array(src) || a->descr->core != dtype || order == PND_ORDER_F || !(a->flags & PND_FLAG_C) ||
        !pnd_dtype_is_plain(dtype))
        return NULL;
    const Py_ssize_t nbytes = pnd_array_size(src) * dtype->size;
    if (nbytes > SMALL_COPY) return NULL;
    PyObject *out = pnd_array_new_fast(a->descr, a->nd, a->dimensions);
    if (out) memcpy(PND_ARRAY(out)->data, a->data, (size_t)nbytes);
    return out;
}

PyObject *pnd_array_copy_of(PyObject *src, const pnd_dtype *dtype, pnd_order order, bool subok)
{
    PyObject *small = copy_small(src, dtype, order);
    if (small || PyErr_Occurred()) return small;
    PyObject *out = pnd_array_empty_like(src, dtype, order, subok, -1, NULL, false);
    if (!out) return NULL;
    const pnd_view from = pnd_array_view(src), to = pnd_array_view(out);
    pnd_array_pin(src);
    pnd_array_pin(out);
    int rc = pnd_assign_view(&to, &from, NULL);
    pnd_array_unpin(out);
    pnd_array_unpin(src);
    if (rc < 0) Py_CLEAR(out);
    return out;
}

/**** Arrays to arrays ****/

PyObject *pnd_copy_refused(void)
{
    PyErr_SetString(
        PyExc_ValueError,
        "Unable to avoid copy while creating an array as requested.\n"
        "If using `np.array(obj, copy=False)` replace it with `np.asarray(obj)` to allow a copy when needed "
        "(no behavior change in NumPy 1.x).\n"
        "For more details, see https://numpy.org/devdocs/numpy_2_0_migration_guide.html#adapting-to-changes-in-the-copy-keyword.");
    return NULL;
}

static int check_cast(const pnd_dtype *from, const pnd_dtype *to, int ndim, int flags)
{
    if ((flags & PND_AS_FORCECAST) || pnd_can_cast(from, to, PND_CAST_SAFE)) return 0;
    PyErr_Format(PyExc_TypeError, "Cannot cast %s from dtype('%s') to dtype('%s') according to the rule 'safe'",
                 ndim ? "array data" : "scalar", pnd_dtype_is_object(from) ? "O" : from->name, pnd_dtype_is_object(to) ? "O" : to->name);
    return -1;
}

static pnd_order order_of(int flags)
{
    return flags & PND_AS_C ? PND_ORDER_C : flags & PND_AS_F ? PND_ORDER_F : flags & PND_AS_A ? PND_ORDER_A : PND_ORDER_K;
}

static bool needs_copy(PyObject *o, const pnd_dtype *dtype, int flags)
{
    const PndArrayObject *a = PND_ARRAY(o);
    const bool order_matters = a->nd > 1 || pnd_array_size(o) > 1;
    if ((flags & PND_AS_COPY) || !pnd_dtype_equal(dtype, a->descr->core)) return true;
    if (order_matters && (flags & PND_AS_C) && !(a->flags & PND_FLAG_C)) return true;
    if (order_matters && (flags & PND_AS_F) && !(a->flags & PND_FLAG_F)) return true;
    if ((flags & PND_AS_WRITEABLE) && !(a->flags & PND_FLAG_WRITEABLE)) return true;
    return (flags & PND_AS_ALIGNED) && !(a->flags & PND_FLAG_ALIGNED);
}

static PyObject *from_array(PyObject *o, PndDescrObject *descr, int flags)
{
    PndArrayObject *a = PND_ARRAY(o);
    const bool subok = flags & PND_AS_SUBOK;
    const pnd_dtype *dtype = descr ? descr->core : a->descr->core;
    if (needs_copy(o, dtype, flags)) {
        if (flags & PND_AS_NOCOPY) return pnd_copy_refused();
        if (check_cast(a->descr->core, dtype, a->nd, flags) < 0) return NULL;
        const bool plain_copy = (flags & PND_AS_COPY) && pnd_dtype_equal(dtype, a->descr->core);
        if (plain_copy) dtype = a->descr->core; /* long stays long */
        return pnd_array_copy_of(o, dtype, order_of(plain_copy ? flags : flags & ~PND_AS_A), subok);
    }
    const bool same_type = !descr || dtype == a->descr->core;
    if (same_type && (subok || pnd_is_exact_array(o))) return Py_NewRef(o);
    pnd_view v = pnd_array_view(o);
    return same_type ? pnd_array_view_of(o, &v, subok) : pnd_array_view_descr(o, &v, descr, subok);
}

/* ndmin: the array seen with axes of length 1 in front.  Takes the reference. */
static PyObject *prepend_axes(PyObject *o, int ndmin, int flags)
{
    const int extra = o ? ndmin - PND_ARRAY(o)->nd : 0;
    if (extra <= 0) return o;
    pnd_view v = pnd_array_view(o);
    intptr_t shape[PND_MAXDIMS], strides[PND_MAXDIMS];
    const int c = pnd_contiguity(v.ndim, v.shape, v.strides, v.dtype->size);
    const intptr_t step =
        (flags & PND_AS_F) || v.ndim == 0 || ((c & PND_FLAG_F) && !(c & PND_FLAG_C)) ? v.dtype->size : v.shape[0] * v.strides[0];
    for (int i = 0; i < ndmin; i++) {
        shape[i] = i < extra ? 1 : v.shape[i - extra];
        strides[i] = i < extra ? step : v.strides[i - extra];
    }
    v.ndim = ndmin;
    v.shape = shape;
    v.strides = strides;
    PyObject *out = pnd_array_view_of(o, &v, true);
    Py_DECREF(o);
    return out;
}

/**** Scalars and sequences to arrays ****/

static PyObject *from_scalar(PyObject *o, const pnd_dtype *from, PndDescrObject *descr, int flags)
{
    const pnd_dtype *to = descr ? descr->core : from;
    if (check_cast(from, to, 0, flags) < 0) return NULL;
    PyObject *out = pnd_array_new(to, 0, NULL, PND_ORDER_C);
    if (!out) return NULL;
    const pnd_view src = {(char *)pnd_scalar_data(o), from, 0, NULL, NULL}, dst = pnd_array_view(out);
    if (pnd_assign_view(&dst, &src, NULL) < 0) Py_CLEAR(out);
    return out;
}

/* dtype of a flat sequence by its first item: what a single pass may hope for. */
static const pnd_dtype *guess_flat(PyObject *first)
{
    if (PyFloat_CheckExact(first)) return PND_DT(DOUBLE);
    if (PyLong_CheckExact(first)) return PND_DT(LONG);
    return PyBool_Check(first) ? PND_DT(BOOL) : NULL;
}

/* A list or tuple of exact numbers in one pass: new array; NULL without an error when it is anything else. */
static PyObject *from_flat(PyObject *o, PndDescrObject *descr)
{
    const Py_ssize_t n = PySequence_Fast_GET_SIZE(o);
    const pnd_dtype *guess = n ? guess_flat(PySequence_Fast_GET_ITEM(o, 0)) : NULL;
    if (!guess || (descr && (!pnd_dtype_is_builtin(descr->core) || descr->core->swapped))) return NULL;
    PyObject *out = pnd_array_new_fast(descr ? descr : pnd_descr_builtin(guess), 1, &n);
    if (!out) return NULL;
    const pnd_view v = pnd_array_view(out);
    if (pnd_item_run_exact(v.dtype, v.data, v.dtype->size, PySequence_Fast_ITEMS(o), n, descr != NULL) < n) Py_CLEAR(out);
    return out;
}

static PyObject *from_sequence(PyObject *o, PndDescrObject *descr, int flags, int ndmax)
{
    PyObject *out = NULL;
    pnd_discovery found;
    if ((PyList_CheckExact(o) || PyTuple_CheckExact(o)) && ndmax > 0) {
        out = from_flat(o, descr);
        if (out || PyErr_Occurred()) return out;
    }
    if (pnd_discover(&found, o, descr ? descr->core : NULL, ndmax) < 0) goto done;
    out = pnd_array_new(found.dtype, found.ndim, found.shape, flags & PND_AS_F ? PND_ORDER_F : PND_ORDER_C);
    if (!out) goto done;
    const pnd_view dst = pnd_array_view(out);
    if (pnd_discovery_fill(&found, o, &dst) < 0) Py_CLEAR(out);
done:
    pnd_discovery_clear(&found);
    return out;
}

PyObject *pnd_as_array_limited(PyObject *o, PndDescrObject *descr, int flags, int ndmin, int ndmax)
{
    PyObject *out;
    assert(!((flags & PND_AS_COPY) && (flags & PND_AS_NOCOPY)));
    if (pnd_is_array(o)) return prepend_axes(from_array(o, descr, flags), ndmin, flags);
    if (!pnd_is_builtin_value(o) && pnd_import_hook) {
        PyObject *array = pnd_import_hook(o, descr, flags);
        if (!array && PyErr_Occurred()) return NULL;
        if (array) {
            out = from_array(array, descr, flags);
            Py_DECREF(array);
            return prepend_axes(out, ndmin, flags);
        }
    }
    if (flags & PND_AS_NOCOPY) return pnd_copy_refused();
    const bool object = descr && pnd_dtype_is_object(descr->core); /* a scalar is an object too, and stays one */
    const pnd_dtype *strong = pnd_is_scalar(o) && !object ? pnd_scalar_dtype(o) : NULL;
    out = strong ? from_scalar(o, strong, descr, flags) : from_sequence(o, descr, flags, ndmax);
    return prepend_axes(out, ndmin, flags);
}

PyObject *pnd_as_array(PyObject *o, PndDescrObject *descr, int flags, int ndmin)
{
    return pnd_as_array_limited(o, descr, flags, ndmin, PND_MAXDIMS);
}

/* A Python scalar as a 0-d array.  An int beyond int64 becomes uint64, then float64: its kind is weak anyway. */
static PyObject *from_python_scalar(PyObject *o, const pnd_dtype *dtype)
{
    int64_t v;
    if (dtype == PND_DT(LONG) && !pnd_small_int(o, &v)) {
        uint64_t u = PyLong_AsUnsignedLongLong(o);
        const bool fits = !(u == (uint64_t)-1 && PyErr_Occurred());
        PyErr_Clear();
        dtype = fits ? PND_DT(ULONG) : PND_DT(DOUBLE);
    }
    PyObject *out = pnd_array_new_fast(pnd_descr_builtin(dtype), 0, NULL);
    if (out && pnd_item_set(dtype, PND_ARRAY(out)->data, o) < 0) Py_CLEAR(out);
    return out;
}

PyObject *pnd_as_operand(PyObject *o, uint8_t *weak)
{
    uint8_t kind = PND_WEAK_NOT;
    const pnd_dtype *dtype;
    PyObject *out;
    if (pnd_is_array(o)) out = Py_NewRef(o);
    else if (pnd_is_scalar(o) && (dtype = pnd_scalar_dtype(o)) != NULL) out = from_scalar(o, dtype, NULL, PND_AS_FORCECAST);
    else if (pnd_scalar_kind(o, &kind, &dtype)) out = from_python_scalar(o, dtype);
    else out = pnd_as_array(o, NULL, PND_AS_SUBOK | PND_AS_FORCECAST, 0);
    if (weak) *weak = kind;
    return out;
}

PyObject *pnd_as_exact_operand(PyObject *o, uint8_t *weak)
{
    PyObject *out = pnd_as_operand(o, weak);
    const bool rounded = out && *weak == PND_WEAK_INT && PND_ARRAY(out)->descr->core == PND_DT(DOUBLE);
    if (rounded) Py_SETREF(out, pnd_as_array(o, pnd_descr_builtin(PND_DT(OBJECT)), 0, 0));
    return out;
}

/**** dst[...] = anything ****/

static int assign_sequence(const pnd_view *dst, PyObject *value)
{
    int rc = -1;
    PyObject *temp = NULL;
    pnd_discovery found;
    if (pnd_discover(&found, value, dst->dtype, dst->ndim) < 0) goto done;
    const bool same_shape = found.ndim == dst->ndim && !memcmp(found.shape, dst->shape, sizeof(intptr_t) * (size_t)dst->ndim);
    if (same_shape && !found.has_arrays) { /* arrays among the items may be views of dst */
        rc = pnd_discovery_fill(&found, value, dst);
        goto done;
    }
    temp = pnd_array_new(dst->dtype, found.ndim, found.shape, PND_ORDER_C);
    if (!temp) goto done;
    const pnd_view v = pnd_array_view(temp);
    rc = pnd_discovery_fill(&found, value, &v) < 0 ? -1 : pnd_assign_view(dst, &v, NULL);
done:
    Py_XDECREF(temp);
    pnd_discovery_clear(&found);
    return rc;
}

static int assign_item(const pnd_view *dst, PyObject *value)
{
    char element[32] = {0};
    pnd_error err;
    if (dst->ndim == 0) return pnd_item_set(dst->dtype, dst->data, value);
    assert(dst->dtype->size <= (intptr_t)sizeof element);
    if (pnd_item_set(dst->dtype, element, value) < 0) return -1;
    const int status = pnd_fill(dst, element, &err);
    pnd_move_clear(dst->dtype, element, dst->dtype->size, 1);
    return status < 0 ? pnd_raise_int(&err) : 0;
}

int pnd_assign_object(const pnd_view *dst, PyObject *value)
{
    if (pnd_is_array(value)) {
        const pnd_view src = pnd_array_view(value);
        pnd_array_pin(value);
        int rc = pnd_assign_view(dst, &src, NULL);
        pnd_array_unpin(value);
        return rc;
    }
    if (dst->ndim == 0 || PyFloat_CheckExact(value) || PyLong_CheckExact(value) || pnd_is_scalar(value)) return assign_item(dst, value);
    if (!pnd_is_builtin_value(value) && pnd_import_hook) {
        PyObject *array = pnd_import_hook(value, NULL, 0);
        if (array) {
            int rc = pnd_assign_object(dst, array);
            return Py_DECREF(array), rc;
        }
        if (PyErr_Occurred()) return -1;
    }
    return assign_sequence(dst, value);
}
