/* Choosing, ordering and repeating elements along an axis: take, nonzero, sort, argsort, searchsorted, repeat. */
#include "access.h"

#include "../engine/sort.h"
#include "../engine/take.h"
#include "../layout/overlap.h"
#include "../object/scalar.h"
#include "../platform/checked.h"
#include "../py/gil.h"
#include "../py/signature.h"
#include "../ufunc/call.h"

#include "methods.h"

/* axis=None reads the array as one axis, and so does any axis of a 0-d array.  New reference; *axis is normalised. */
static PyObject *along_axis(PyObject *self, PyObject *axis_arg, int fallback, int *axis)
{
    Py_ssize_t x = fallback;
    pnd_error err;
    const bool none = axis_arg == Py_None;
    if (axis_arg && PyBool_Check(axis_arg)) return PyErr_Format(PyExc_TypeError, "an integer is required for the axis");
    if (axis_arg && !none && pnd_arg_intp(axis_arg, &x) < 0) return NULL;
    PyObject *a = (none && PND_ARRAY(self)->nd != 1) || PND_ARRAY(self)->nd == 0 ? pnd_array_ravel(self, PND_ORDER_C) : Py_NewRef(self);
    if (a == NULL) return NULL;
    *axis = pnd_axis(none ? PND_ARRAY(a)->nd - 1 : x, PND_ARRAY(a)->nd, &err); /* the last: a flattened matrix has one row */
    if (*axis >= 0) return a;
    Py_DECREF(a);
    return pnd_raise(&err);
}

/* The fresh array of a method as its array's class, but an element for a 0-d one. */
static PyObject *fresh_result(PyObject *self, PyObject *result)
{
    return result && PND_ARRAY(result)->nd == 0 ? pnd_return_scalar(result) : pnd_array_in_class(result, self);
}

/**************************************************************************** take */

int pnd_arg_clipmode(PyObject *o, pnd_clipmode *mode)
{
    static const struct {
        const char *name;
        pnd_clipmode mode;
    } names[] = {{"raise", PND_MODE_RAISE}, {"wrap", PND_MODE_WRAP}, {"clip", PND_MODE_CLIP}};
    *mode = PND_MODE_RAISE;
    if (o == NULL || o == Py_None) return 0;
    if (PyLong_Check(o)) {
        long number = PyLong_AsLong(o); /* NumPy's numbers: clip 0, wrap 1, raise 2 */
        if (number >= 0 && number <= 2) {
            *mode = number == 0 ? PND_MODE_CLIP : number == 1 ? PND_MODE_WRAP : PND_MODE_RAISE;
            return 0;
        }
        if (!PyErr_Occurred())
            PyErr_Format(PyExc_ValueError, "integer clipmode must be RAISE, WRAP, or CLIP from 'numpy.clip_mode', got %ld", number);
        return -1;
    }
    if (!PyUnicode_Check(o)) {
        PyErr_Format(PyExc_TypeError, "clipmode must be str, not %s", Py_TYPE(o)->tp_name);
        return -1;
    }
    for (intptr_t i = 0; i < PND_COUNT(names); i++) {
        if (PyUnicode_CompareWithASCIIString(o, names[i].name) != 0) continue;
        *mode = names[i].mode;
        return 0;
    }
    Py_UCS4 first = PyUnicode_GET_LENGTH(o) > 0 ? PyUnicode_READ_CHAR(o, 0) : 0;
    if (first < 128 && first && strchr("cCrRwW", (int)first))
        PyErr_SetString(PyExc_ValueError, "Use one of 'clip', 'raise', or 'wrap' for clip mode");
    else PyErr_Format(PyExc_ValueError, "clipmode must be one of 'clip', 'raise', or 'wrap' (got %R)", o);
    return -1;
}

/* Indices as native intp: arrays must cast to it within their kind, other things are converted. */
PyObject *pnd_index_array(PyObject *o)
{
    PndDescrObject *intp = pnd_descrs[0][PND_IDX_LONG];
    if (pnd_is_array(o)) {
        if (pnd_check_cast(PND_ARRAY(o)->descr->core, intp->core, PND_CAST_SAME_KIND, "array data") < 0) return NULL;
        if (PND_ARRAY(o)->descr->core == intp->core) return Py_NewRef(o);
    }
    return pnd_as_array(o, intp, PND_AS_FORCECAST, 0);
}

/* out = values, for functions whose out= takes any dtype; the result's shape must be out's. */
static PyObject *move_to_out(PyObject *values, PyObject *out, const char *function)
{
    pnd_view dst;
    if (values == NULL) return NULL;
    const pnd_view src = pnd_array_view(values);
    bool fits = pnd_array_writable(out, &dst, "output array") == 0;
    if (!fits) goto done;
    fits = dst.ndim == src.ndim;
    for (int i = 0; fits && i < dst.ndim; i++) fits = dst.shape[i] == src.shape[i];
    if (!fits) PyErr_Format(PyExc_ValueError, "output array does not match result of %s", function);
    else
        fits = pnd_check_cast(dst.dtype, src.dtype, PND_CAST_SAFE, dst.ndim ? "array data" : "scalar") == 0 && /* NumPy's rule */
               pnd_copy_elements(out, &dst, values, &src) == 0;
done:
    Py_DECREF(values);
    return fits ? Py_NewRef(out) : NULL;
}

/* May elements go into out as they are taken?  It must be of the result's dtype and shape, and apart from what is read. */
static bool takes_directly(PyObject *out, const pnd_view *v, const pnd_view *index, int ndim, const Py_ssize_t *shape)
{
    if (out == NULL || !pnd_dtype_is_plain(v->dtype)) return false;
    const pnd_view o = pnd_array_view(out);
    const int flags = PND_ARRAY(out)->flags;
    bool fits = o.ndim == ndim && o.dtype == v->dtype && (flags & PND_FLAG_WRITEABLE) && (flags & (PND_FLAG_C | PND_FLAG_F));
    for (int i = 0; fits && i < ndim; i++) fits = o.shape[i] == shape[i] && shape[i] > 0;
    return fits && pnd_views_overlap(&o, v, 0) == PND_OVERLAP_NO && pnd_views_overlap(&o, index, 0) == PND_OVERLAP_NO;
}

/* The result, or `out` where it could be filled directly. */
static PyObject *take_along(PyObject *a, int axis, PyObject *index, pnd_clipmode mode, PyObject *out_arg)
{
    const pnd_view v = pnd_array_view(a), x = pnd_array_view(index);
    Py_ssize_t shape[2 * PND_MAXDIMS];
    pnd_error err;
    int n = 0;
    if (v.ndim - 1 + x.ndim > PND_MAXDIMS)
        return PyErr_Format(PyExc_ValueError, "maximum supported dimension for an ndarray is currently %d, found %d", PND_MAXDIMS,
                            v.ndim - 1 + x.ndim);
    for (int i = 0; i < axis; i++) shape[n++] = v.shape[i];
    for (int i = 0; i < x.ndim; i++) shape[n++] = x.shape[i];
    for (int i = axis + 1; i < v.ndim; i++) shape[n++] = v.shape[i];
    intptr_t size;
    const bool small = !pnd_shape_size_over(n, shape, &size) && size < PND_GIL_WORK && pnd_dtype_is_plain(v.dtype);
    const bool direct = takes_directly(out_arg, &v, &x, n, shape);
    PyObject *result = direct  ? Py_NewRef(out_arg)
                       : small ? pnd_array_new_fast(PND_ARRAY(a)->descr, n, shape)
                               : pnd_array_new(v.dtype, n, shape, PND_ORDER_C);
    if (result == NULL) return NULL;
    const pnd_view out = pnd_array_view(result);
    if (small && !direct) { /* with the GIL held throughout nothing can change meanwhile */
        if (pnd_take(&v, axis, &x, mode, &out, &err) == 0) return result;
        Py_DECREF(result);
        return pnd_raise(&err);
    }
    pnd_array_pin(a);
    pnd_array_pin(index);
    pnd_array_pin(result);
    PyThreadState *state = pnd_gil_release(pnd_view_size(&out), pnd_dtype_is_plain(v.dtype));
    int status = direct && mode == PND_MODE_RAISE ? pnd_take_check(&v, axis, &x, &err) : 0;
    if (status == 0) status = pnd_take(&v, axis, &x, mode, &out, &err);
    pnd_gil_retake(state);
    pnd_array_unpin(result);
    pnd_array_unpin(index);
    pnd_array_unpin(a);
    if (status == 0) return result;
    Py_DECREF(result);
    return pnd_raise(&err);
}

PyObject *pnd_array_take(PyObject *self, PyObject *indices, PyObject *axis_arg, PyObject *out, PyObject *mode_arg)
{
    pnd_clipmode mode;
    int axis;
    if (out && out != Py_None && !pnd_is_array(out)) return PyErr_Format(PyExc_TypeError, "output must be an array");
    if (pnd_arg_clipmode(mode_arg, &mode) < 0) return NULL;
    if (out == Py_None) out = NULL;
    PyObject *index = pnd_index_array(indices), *result = NULL;
    if (index == NULL) return NULL;
    PyObject *a = along_axis(self, axis_arg ? axis_arg : Py_None, 0, &axis);
    if (a) {
        result = take_along(a, axis, index, mode, out);
        if (out == NULL) result = fresh_result(self, result);
        else if (result != out) result = move_to_out(result, out, "ndarray.take");
    }
    Py_XDECREF(a);
    Py_DECREF(index);
    return result;
}

static PyObject *method_take(PyObject *const *args) { return pnd_array_take(args[0], args[1], args[2], args[3], args[4]); }

/**************************************************************************** nonzero */

/* Positions [written, ndim], or NULL. */
PyObject *pnd_nonzero_rows(PyObject *self)
{
    const pnd_view v = pnd_array_view(self);
    intptr_t count = 0, written = 0;
    pnd_error err;
    PyObject *rows = NULL;
    pnd_array_pin(self);
    const bool plain = pnd_dtype_is_plain(v.dtype);
    PyThreadState *state = pnd_gil_release(pnd_view_size(&v), plain);
    int status = pnd_nonzero_count(&v, &count, &err);
    pnd_gil_retake(state);
    if (status == 0) {
        rows = pnd_array_new(PND_DT(LONG), 2, (const Py_ssize_t[]){count, v.ndim}, PND_ORDER_C);
        if (rows) {
            state = pnd_gil_release(pnd_view_size(&v), plain);
            status = pnd_nonzero_fill(&v, count, (intptr_t *)(void *)PND_ARRAY(rows)->data, &written, &err);
            pnd_gil_retake(state);
            if (status == 0 && written < count) PND_ARRAY(rows)->dimensions[0] = written; /* changed between the passes */
        }
    }
    pnd_array_unpin(self);
    if (status == 0) return rows;
    Py_XDECREF(rows);
    return pnd_raise(&err);
}

PyObject *pnd_array_nonzero(PyObject *self)
{
    const int n = PND_ARRAY(self)->nd;
    if (n == 0)
        return PyErr_Format(PyExc_ValueError, "Calling nonzero on 0d arrays is not allowed. Use np.atleast_1d(scalar).nonzero() instead.%s",
                            PND_ARRAY(self)->descr->core == PND_DT(BOOL)
                                ? " If the context of this error is of the form `arr[nonzero(cond)]`, just use `arr[cond]`."
                                : "");
    PyObject *rows = pnd_nonzero_rows(self), *result = rows ? PyTuple_New(n) : NULL;
    for (int i = 0; result && i < n; i++) {
        const PndArrayObject *r = PND_ARRAY(rows);
        const pnd_view column = {r->data + i * (Py_ssize_t)sizeof(intptr_t), r->descr->core, 1, r->dimensions, r->strides};
        PyObject *x = pnd_array_view_descr(rows, &column, r->descr, false);
        if (x == NULL) Py_CLEAR(result);
        else PyTuple_SET_ITEM(result, i, x);
    }
    Py_XDECREF(rows);
    return result;
}

static PyObject *method_nonzero(PyObject *const *args) { return pnd_array_nonzero(args[0]); }

/**************************************************************************** sort */

/* kind=, stable=, order=: is a stable sort asked for? */
static int arg_sort(PyObject *kind, PyObject *order, PyObject *stable, bool *is_stable)
{
    *is_stable = false;
    if (stable == Py_None) stable = NULL;
    if (kind == Py_None) kind = NULL;
    if (order && order != Py_None) return PyErr_SetString(PyExc_ValueError, "Cannot specify order when the array has no fields."), -1;
    if (stable && kind) {
        PyErr_SetString(PyExc_ValueError, "`kind` and keyword parameters can't be provided at the same time. Use only one of them.");
        return -1;
    }
    if (stable) return pnd_arg_bool(stable, false, is_stable);
    if (kind == NULL) return 0;
    if (!PyUnicode_Check(kind)) return PyErr_Format(PyExc_TypeError, "sort kind must be str, not %s", Py_TYPE(kind)->tp_name), -1;
    Py_UCS4 first = PyUnicode_GET_LENGTH(kind) > 0 ? PyUnicode_READ_CHAR(kind, 0) : 0;
    if (first >= 128 || !first || !strchr("qQhHmMsS", (int)first))
        return PyErr_Format(PyExc_ValueError, "sort kind must be one of 'quick', 'heap', or 'stable' (got %R)", kind), -1;
    *is_stable = strchr("mMsS", (int)first) != NULL;
    return 0;
}

/* Places were read when the axis had a length that anybody's code may have changed since (axis.__index__, __array_finalize__). */
static int check_places(const pnd_view *v, int axis, const pnd_places *kth)
{
    if (kth == NULL || (axis < v->ndim && (kth->n == 0 || kth->at[kth->n - 1] < v->shape[axis]))) return 0;
    PyErr_SetString(PyExc_ValueError, "partition array changed its shape");
    return -1;
}

int pnd_array_sort_in_place(PyObject *self, int axis, bool stable, const pnd_places *kth)
{
    pnd_view v;
    pnd_error err;
    if (pnd_array_writable(self, &v, "sort array") < 0 || check_places(&v, axis, kth) < 0) return -1;
    pnd_array_pin(self);
    PyThreadState *state = pnd_gil_release(pnd_view_size(&v), pnd_dtype_is_plain(v.dtype));
    int status = kth ? pnd_partition(&v, axis, kth->at, kth->n, &err) : pnd_sort(&v, axis, stable, &err);
    pnd_gil_retake(state);
    pnd_array_unpin(self);
    return status < 0 ? pnd_raise_int(&err) : 0;
}

PyObject *pnd_array_sort(PyObject *const *args)
{
    PyObject *self = args[0];
    bool stable;
    Py_ssize_t x = -1;
    pnd_error err;
    if (args[1] && pnd_arg_intp(args[1], &x) < 0) return NULL;
    if (arg_sort(args[2], args[3], args[4], &stable) < 0) return NULL;
    int axis = pnd_axis(x, PND_ARRAY(self)->nd, &err);
    if (axis < 0) return pnd_raise(&err);
    return pnd_array_sort_in_place(self, axis, stable, NULL) < 0 ? NULL : Py_NewRef(Py_None);
}

PyObject *pnd_array_sorted_copy(PyObject *self, PyObject *axis_arg, bool stable, const pnd_places *kth)
{
    Py_ssize_t x = -1;
    pnd_error err;
    if (axis_arg && axis_arg != Py_None && pnd_arg_intp(axis_arg, &x) < 0) return NULL;
    PyObject *copy = axis_arg == Py_None ? pnd_array_flatten(self, PND_ORDER_C) : pnd_array_copy(self, PND_ORDER_K, true);
    if (copy == NULL) return NULL;
    int axis = pnd_axis(x, PND_ARRAY(copy)->nd, &err);
    if (axis < 0) pnd_raise(&err);
    if (axis >= 0 && pnd_array_sort_in_place(copy, axis, stable, kth) == 0) return copy;
    Py_DECREF(copy);
    return NULL;
}

PyObject *pnd_array_sorted(PyObject *self, PyObject *axis_arg, PyObject *kind, PyObject *order, PyObject *stable_arg)
{
    bool stable;
    return arg_sort(kind, order, stable_arg, &stable) < 0 ? NULL : pnd_array_sorted_copy(self, axis_arg, stable, NULL);
}

PyObject *pnd_array_sorting(PyObject *self, PyObject *axis_arg, bool stable, const pnd_places *kth)
{
    int axis;
    pnd_error err;
    PyObject *a = along_axis(self, axis_arg, -1, &axis), *result = NULL;
    if (a == NULL) return NULL;
    const pnd_view v = pnd_array_view(a);
    if (check_places(&v, axis, kth) == 0) result = pnd_array_new(PND_DT(LONG), v.ndim, v.shape, PND_ORDER_C);
    if (result) {
        const pnd_view out = pnd_array_view(result);
        pnd_array_pin(a);
        PyThreadState *state = pnd_gil_release(pnd_view_size(&v), pnd_dtype_is_plain(v.dtype));
        int status = kth ? pnd_argpartition(&v, axis, kth->at, kth->n, &out, &err) : pnd_argsort(&v, axis, stable, &out, &err);
        pnd_gil_retake(state);
        pnd_array_unpin(a);
        if (status < 0) {
            Py_CLEAR(result);
            pnd_raise(&err);
        }
    }
    Py_DECREF(a);
    return pnd_array_in_class(result, self);
}

PyObject *pnd_array_argsort(PyObject *self, PyObject *axis_arg, PyObject *kind, PyObject *order, PyObject *stable_arg)
{
    bool stable;
    return arg_sort(kind, order, stable_arg, &stable) < 0 ? NULL : pnd_array_sorting(self, axis_arg, stable, NULL);
}

static PyObject *method_argsort(PyObject *const *args) { return pnd_array_argsort(args[0], args[1], args[2], args[3], args[4]); }

/**************************************************************************** searchsorted */

static int arg_side(PyObject *o, bool *right)
{
    *right = false;
    if (o == NULL) return 0;
    if (!PyUnicode_Check(o)) return PyErr_Format(PyExc_TypeError, "search side must be str, not %s", Py_TYPE(o)->tp_name), -1;
    *right = PyUnicode_CompareWithASCIIString(o, "right") == 0;
    if (*right || PyUnicode_CompareWithASCIIString(o, "left") == 0) return 0;
    Py_UCS4 first = PyUnicode_GET_LENGTH(o) > 0 ? PyUnicode_READ_CHAR(o, 0) : 0;
    if (first < 128 && first && strchr("lLrR", (int)first))
        PyErr_SetString(PyExc_ValueError, "search side must be one of 'left' or 'right'");
    else PyErr_Format(PyExc_ValueError, "search side must be 'left' or 'right' (got %R)", o);
    return -1;
}

/* a[sorter], the sorter's indices being of integer dtype and as many as a has; out-of-range ones are NumPy's ValueError. */
static PyObject *sorted_by(PyObject *a, PyObject *sorter)
{
    PyObject *index = pnd_as_array(sorter, NULL, 0, 0), *result = NULL;
    if (index == NULL) return NULL;
    if (PND_ARRAY(index)->nd != 1) PyErr_SetString(PyExc_TypeError, "could not parse sorter argument");
    else if (!pnd_dtype_is_integer(PND_ARRAY(index)->descr->core)) PyErr_SetString(PyExc_TypeError, "sorter must only contain integers");
    else if (PND_ARRAY(index)->dimensions[0] != PND_ARRAY(a)->dimensions[0])
        PyErr_SetString(PyExc_ValueError, "sorter.size must equal a.size");
    else {
        Py_SETREF(index, pnd_as_array(index, pnd_descrs[0][PND_IDX_LONG], PND_AS_FORCECAST, 0));
        result = index ? take_along(a, 0, index, PND_MODE_RAISE, NULL) : NULL;
        if (result == NULL && PyErr_ExceptionMatches(PyExc_IndexError)) {
            PyErr_Clear();
            PyErr_SetString(PyExc_ValueError, "Sorter index out of range.");
        }
    }
    Py_XDECREF(index);
    return result;
}

PyObject *pnd_array_searchsorted(PyObject *self, PyObject *keys_arg, PyObject *side, PyObject *sorter)
{
    bool right;
    pnd_error err;
    PyObject *sorted = NULL, *keys = NULL, *result = NULL;
    PndDescrObject *common = NULL;
    if (arg_side(side, &right) < 0) return NULL;
    if (PND_ARRAY(self)->nd != 1)
        return PyErr_Format(PyExc_ValueError,
                            PND_ARRAY(self)->nd > 1 ? "object too deep for desired array" : "object of too small depth for desired array");
    pnd_array_pin(self); /* converting keys and sorter may run anybody's code */
    const bool objects = pnd_dtype_is_object(PND_ARRAY(self)->descr->core); /* then whatever is looked for is one */
    keys = pnd_as_array(keys_arg, objects ? PND_ARRAY(self)->descr : NULL, PND_AS_FORCECAST, 0);
    if (keys == NULL) goto done;
    const pnd_dtype *d = pnd_promote(PND_ARRAY(self)->descr->core, PND_ARRAY(keys)->descr->core, &err);
    if (d == NULL) {
        pnd_raise(&err);
        goto done;
    }
    common = pnd_descr_new(pnd_dtype_native(d));
    if (common == NULL) goto done;
    Py_SETREF(keys, pnd_as_array(keys, common, PND_AS_FORCECAST, 0));
    if (keys) pnd_array_pin(keys);
    sorted = sorter && sorter != Py_None ? sorted_by(self, sorter) : Py_NewRef(self);
    if (keys) pnd_array_unpin(keys);
    if (sorted) Py_SETREF(sorted, pnd_as_array(sorted, common, PND_AS_FORCECAST, 0));
    if (keys == NULL || sorted == NULL) goto done;
    result = pnd_array_new(PND_DT(LONG), PND_ARRAY(keys)->nd, PND_ARRAY(keys)->dimensions, PND_ORDER_C);
    if (result) {
        const pnd_view s = pnd_array_view(sorted), k = pnd_array_view(keys), out = pnd_array_view(result);
        pnd_array_pin(sorted);
        pnd_array_pin(keys);
        PyThreadState *state = pnd_gil_release(pnd_view_size(&k), pnd_dtype_is_plain(k.dtype));
        int status = pnd_searchsorted(&s, &k, right, &out, &err);
        pnd_gil_retake(state);
        pnd_array_unpin(keys);
        pnd_array_unpin(sorted);
        if (status < 0) {
            Py_CLEAR(result);
            pnd_raise(&err);
        }
    }
done:
    pnd_array_unpin(self);
    Py_XDECREF(common);
    Py_XDECREF(sorted);
    Py_XDECREF(keys);
    return pnd_return_scalar(result);
}

static PyObject *method_searchsorted(PyObject *const *args) { return pnd_array_searchsorted(args[0], args[1], args[2], args[3]); }

/**************************************************************************** repeat */

/* Index array that names position i counts[i] times. */
static PyObject *repeated_positions(PyObject *counts, Py_ssize_t n)
{
    const PndArrayObject *c = PND_ARRAY(counts);
    const Py_ssize_t m = pnd_array_size(counts);
    const bool one = c->nd == 0 || (m == 1 && n != 1);
    const intptr_t *x = (const intptr_t *)(const void *)c->data;
    Py_ssize_t total = 0;
    if (!one && m != n) return PyErr_Format(PyExc_ValueError, "operands could not be broadcast together with shape (%zd,) (%zd,)", n, m);
    for (Py_ssize_t i = 0; i < n; i++) {
        Py_ssize_t count = x[one ? 0 : i];
        if (count < 0)
            return PyErr_Format(PyExc_ValueError, one ? "negative dimensions are not allowed" : "repeats may not contain negative values.");
        if (__builtin_add_overflow(total, count, &total)) return PyErr_NoMemory();
    }
    PyObject *positions = pnd_array_new(PND_DT(LONG), 1, &total, PND_ORDER_C);
    if (positions == NULL) return NULL;
    intptr_t *p = (intptr_t *)(void *)PND_ARRAY(positions)->data;
    for (Py_ssize_t i = 0; i < n; i++)
        for (Py_ssize_t k = x[one ? 0 : i]; k > 0; k--) *p++ = i;
    return positions;
}

PyObject *pnd_array_repeat(PyObject *self, PyObject *repeats, PyObject *axis_arg)
{
    int axis;
    PyObject *counts, *a, *positions, *result = NULL;
    if (pnd_is_array(repeats) && pnd_check_cast(PND_ARRAY(repeats)->descr->core, PND_DT(LONG), PND_CAST_SAFE, "array data") < 0)
        return NULL;
    /* A copy: counts are read twice. */
    counts = pnd_as_array(repeats, pnd_descrs[0][PND_IDX_LONG], PND_AS_COPY | PND_AS_C | PND_AS_FORCECAST, 0);
    if (counts == NULL) return NULL;
    if (PND_ARRAY(counts)->nd > 1) {
        Py_DECREF(counts);
        return PyErr_Format(PyExc_ValueError, "object too deep for desired array");
    }
    a = along_axis(self, axis_arg ? axis_arg : Py_None, 0, &axis);
    positions = a ? repeated_positions(counts, PND_ARRAY(a)->dimensions[axis]) : NULL;
    if (positions) result = take_along(a, axis, positions, PND_MODE_RAISE, NULL);
    Py_XDECREF(positions);
    Py_XDECREF(a);
    Py_DECREF(counts);
    return pnd_array_in_class(result, self);
}

static PyObject *method_repeat(PyObject *const *args) { return pnd_array_repeat(args[0], args[1], args[2]); }

const pnd_callable pnd_select_methods[] = {
    {"take", "self, indices, /, axis=None, out=None, mode='raise'",
     "The elements at the given indices along an axis (of the flattened array without one).", method_take},
    {"nonzero", "self, /", "Indices of the elements that are not zero: a tuple of one array for each axis.", method_nonzero},
    {"sort", "self, /, axis=-1, kind=None, order=None, *, stable=None", "Sorts the array in place along an axis; NaN comes last.",
     pnd_array_sort},
    {"argsort", "self, /, axis=-1, kind=None, order=None, *, stable=None", "Indices that would sort the array along an axis.",
     method_argsort},
    {"searchsorted", "self, v, /, side='left', sorter=None", "Where v's elements would be inserted to keep the (sorted, 1-D) array sorted.",
     method_searchsorted},
    {"repeat", "self, repeats, /, axis=None", "Each element repeated, along an axis (of the flattened array without one).", method_repeat},
    {NULL, NULL, NULL, NULL},
};
