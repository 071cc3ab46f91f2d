/* Bits and flat indices: packbits, unpackbits, ravel_multi_index, unravel_index. */
#include "shape.h"

#include "../engine/bits.h"
#include "../engine/flat.h"
#include "../layout/axisorder.h"
#include "../layout/broadcast.h"
#include "../object/scalar.h"
#include "../platform/checked.h"
#include "../py/gil.h"
#include "../py/signature.h"
#include "../ufunc/call.h"

/**************************************************************************** packbits, unpackbits */

/* 'big' (NULL) or 'little'. */
static int arg_bitorder(PyObject *o, const char *function, bool *little)
{
    *little = false;
    if (o == NULL) return 0;
    if (!PyUnicode_Check(o)) return PyErr_Format(PyExc_TypeError, "%s() argument 3 must be str, not %s", function, Py_TYPE(o)->tp_name), -1;
    *little = PyUnicode_CompareWithASCIIString(o, "little") == 0;
    if (*little || PyUnicode_CompareWithASCIIString(o, "big") == 0) return 0;
    return PyErr_SetString(PyExc_ValueError, "'order' must be either 'little' or 'big'"), -1;
}

/* The array and the axis; without one, and for an array without axes, all in one line.  New reference. */
static PyObject *lines_of(PyObject *a, PyObject *axis_arg, int *axis)
{
    const bool flat = axis_arg == NULL || axis_arg == Py_None || PND_ARRAY(a)->nd == 0;
    PyObject *line = flat ? pnd_array_ravel(a, PND_ORDER_C) : Py_NewRef(a);
    *axis = line ? PND_ARRAY(line)->nd - 1 : 0; /* a flattened matrix has one row */
    if (line && axis_arg && axis_arg != Py_None && pnd_arg_axis(axis_arg, PND_ARRAY(line)->nd, axis) < 0) Py_CLEAR(line);
    return line;
}

typedef int bits_fn(const pnd_view *v, int axis, bool little, const pnd_view *out, pnd_error *err);

/* A result like `a` but for its length along the axis, filled by fn. */
static PyObject *new_lines(PyObject *a, PyObject *like, int axis, Py_ssize_t length, bool little, bits_fn *fn)
{
    const PndArrayObject *x = PND_ARRAY(a);
    Py_ssize_t shape[PND_MAXDIMS];
    pnd_error err;
    for (int i = 0; i < x->nd; i++) shape[i] = i == axis ? length : x->dimensions[i];
    const bool fortran = (x->flags & PND_FLAG_F) && !(x->flags & PND_FLAG_C);
    PyObject *result = pnd_array_new(PND_DT(UBYTE), x->nd, shape, fortran ? PND_ORDER_F : PND_ORDER_C);
    if (result == NULL) return NULL;
    const pnd_view v = pnd_array_view(a), out = pnd_array_view(result);
    pnd_array_pin(a);
    PyThreadState *state = pnd_gil_release(pnd_view_size(&out), true);
    int status = fn(&v, axis, little, &out, &err);
    pnd_gil_retake(state);
    pnd_array_unpin(a);
    if (status < 0) {
        Py_DECREF(result);
        return pnd_raise(&err);
    }
    return pnd_array_in_class(result, like);
}

static PyObject *fn_packbits(PyObject *const *args)
{
    bool little;
    int axis;
    PyObject *a = pnd_any_array(args[0]), *line = NULL, *truth = NULL, *result = NULL;
    if (a == NULL) return NULL;
    const pnd_dtype *d = PND_ARRAY(a)->descr->core;
    if (d->kind != 'b' && !pnd_dtype_is_integer(d))
        PyErr_SetString(PyExc_TypeError, "Expected an input array of integer or boolean data type");
    else if (arg_bitorder(args[2], "pack", &little) == 0) line = lines_of(a, args[1], &axis);
    if (line) truth = pnd_array_astype(line, pnd_descr_builtin(PND_DT(BOOL)), PND_ORDER_K, PND_CAST_UNSAFE, false, false);
    if (truth) {
        const Py_ssize_t n = PND_ARRAY(truth)->dimensions[axis];
        result = new_lines(truth, a, axis, n / 8 + (n % 8 > 0), little, pnd_pack_bits);
    }
    Py_XDECREF(truth);
    Py_XDECREF(line);
    Py_DECREF(a);
    return result;
}

/* Bits along an axis of n bytes: all of them, the first `count`, or all but the last -count. */
static int bit_count(PyObject *count_arg, Py_ssize_t n, Py_ssize_t *length)
{
    Py_ssize_t count;
    if (pnd_mul_over(n, 8, length)) return PyErr_NoMemory(), -1;
    if (count_arg == NULL || count_arg == Py_None) return 0;
    if (pnd_arg_intp(count_arg, &count) < 0) return -1;
    if (count >= 0) return *length = count, 0;
    if (count < -*length) return PyErr_SetString(PyExc_ValueError, "-count larger than number of elements"), -1;
    return *length += count, 0;
}

static PyObject *fn_unpackbits(PyObject *const *args)
{
    bool little;
    int axis;
    Py_ssize_t length;
    PyObject *a = pnd_any_array(args[0]), *line = NULL, *result = NULL;
    if (a == NULL) return NULL;
    if (PND_ARRAY(a)->descr->core != PND_DT(UBYTE)) PyErr_SetString(PyExc_TypeError, "Expected an input array of unsigned byte data type");
    else if (arg_bitorder(args[3], "unpack", &little) == 0) line = lines_of(a, args[1], &axis);
    if (line && bit_count(args[2], PND_ARRAY(line)->dimensions[axis], &length) == 0)
        result = new_lines(line, a, axis, length, little, pnd_unpack_bits);
    Py_XDECREF(line);
    Py_DECREF(a);
    return result;
}

/**************************************************************************** unravel_index */

/* An integer array or what becomes one, as native intp. */
static PyObject *integer_indices(PyObject *o)
{
    PyObject *a = pnd_as_array(o, NULL, 0, 0);
    if (a == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_TypeError) && !PyErr_ExceptionMatches(PyExc_OverflowError)) return NULL;
        PyErr_Clear();
        return PyErr_Format(PyExc_TypeError, "only int indices permitted");
    }
    const pnd_dtype *d = PND_ARRAY(a)->descr->core;
    if (d->kind == 'b' || pnd_dtype_is_integer(d)) {
        Py_SETREF(a, pnd_as_array(a, pnd_descr_builtin(PND_DT(LONG)), PND_AS_FORCECAST, 0));
        return a;
    }
    const bool empty = !pnd_is_array(o) && pnd_array_size(a) == 0;
    Py_DECREF(a);
    if (!empty) return PyErr_Format(PyExc_TypeError, "only int indices permitted");
    return PyErr_Format(PyExc_TypeError, "indices must be integral: the provided empty sequence was inferred as float. Wrap it with "
                                         "'np.array(indices, dtype=np.intp)'");
}

static int arg_flat_order(PyObject *o, pnd_order *order)
{
    if (pnd_arg_order(o, PND_ORDER_C, order) < 0) return -1;
    if (*order == PND_ORDER_C || *order == PND_ORDER_F) return 0;
    return PyErr_SetString(PyExc_ValueError, "only 'C' or 'F' order is permitted"), -1;
}

/* Room for the coordinates: one row an index, the rows in the order of the indices' memory. */
static PyObject *new_rows(const pnd_view *index, int ndim)
{
    Py_ssize_t shape[PND_MAXDIMS], strides[PND_MAXDIMS];
    if (index->ndim + 1 > PND_MAXDIMS) return PyErr_Format(PyExc_ValueError, "too many dimensions");
    for (int i = 0; i < index->ndim; i++) shape[i] = index->shape[i];
    shape[index->ndim] = ndim;
    if (pnd_view_size(index) == 0) return pnd_array_new(PND_DT(LONG), index->ndim + 1, shape, PND_ORDER_C);
    const Py_ssize_t item = (Py_ssize_t)sizeof(intptr_t);
    if (index->ndim > 0) pnd_strides_like(index->ndim, shape, ndim * item, index->strides, strides);
    strides[index->ndim] = item;
    return pnd_array_from_data(&PndArray_Type, pnd_descr_builtin(PND_DT(LONG)), index->ndim + 1, shape, strides, NULL, PND_FLAG_WRITEABLE,
                               NULL, NULL);
}

static PyObject *coordinates(PyObject *rows, int ndim)
{
    const PndArrayObject *r = PND_ARRAY(rows);
    PyObject *t = PyTuple_New(ndim);
    for (int i = 0; t && i < ndim; i++) {
        const pnd_view v = {r->data + i * (Py_ssize_t)sizeof(intptr_t), r->descr->core, r->nd - 1, r->dimensions, r->strides};
        PyObject *x = v.ndim > 0 ? pnd_array_view_descr(rows, &v, r->descr, false) : pnd_scalar_new(v.dtype, v.data);
        if (x == NULL) Py_CLEAR(t);
        else PyTuple_SET_ITEM(t, i, x);
    }
    return t;
}

static PyObject *fn_unravel_index(PyObject *const *args)
{
    Py_ssize_t shape[PND_MAXDIMS], size = 1;
    int ndim;
    pnd_order order;
    PyObject *result = NULL, *index, *rows = NULL;
    if (arg_flat_order(args[2], &order) < 0 || pnd_arg_shape(args[1], &ndim, shape) < 0) return NULL;
    bool over = false, negative = false;
    for (int i = 0; i < ndim; i++) over |= pnd_mul_over(size, shape[i], &size), negative |= shape[i] < 0;
    if (over)
        return PyErr_Format(PyExc_ValueError,
                            "dimensions are too large; arrays and shapes with a total size greater than 'intp' are not supported.");
    index = integer_indices(args[0]);
    if (index == NULL) return NULL;
    pnd_array_pin(index);
    const pnd_view v = pnd_array_view(index);
    if (ndim == 0 && v.ndim != 0) PyErr_SetString(PyExc_ValueError, "multiple indices are not supported for 0d arrays");
    else if (negative && pnd_view_size(&v) > 0) PyErr_Format(PyExc_ValueError, "cannot unravel into a shape with negative entries");
    else if ((rows = new_rows(&v, ndim)) != NULL) {
        const pnd_view out = pnd_array_view(rows);
        pnd_error err;
        PyThreadState *state = pnd_gil_release(pnd_view_size(&v), true);
        const int status = pnd_unravel(&v, ndim, shape, order == PND_ORDER_F, size, &out, &err);
        pnd_gil_retake(state);
        result = status < 0 ? pnd_raise(&err) : coordinates(rows, ndim);
    }
    pnd_array_unpin(index);
    Py_XDECREF(rows);
    Py_DECREF(index);
    return result;
}

/**************************************************************************** ravel_multi_index */

/* mode= is one for all or a tuple of one for each axis. */
static int arg_modes(PyObject *o, int n, pnd_clipmode *modes)
{
    if (o && PyTuple_Check(o)) {
        if (PyTuple_GET_SIZE(o) != n)
            return PyErr_Format(PyExc_ValueError, "list of clipmodes has wrong length (%zd instead of %d)", PyTuple_GET_SIZE(o), n), -1;
        for (int i = 0; i < n; i++)
            if (pnd_arg_clipmode(PyTuple_GET_ITEM(o, i), &modes[i]) < 0) return -1;
        return 0;
    }
    pnd_clipmode one;
    if (pnd_arg_clipmode(o, &one) < 0) return -1;
    for (int i = 0; i < n; i++) modes[i] = one;
    return 0;
}

typedef struct ravelled {
    int ndim;
    Py_ssize_t dims[PND_MAXDIMS], steps[PND_MAXDIMS];
    pnd_clipmode modes[PND_MAXDIMS];
    PyObject *array[PND_MAXDIMS]; /* owned: the coordinates */
} ravelled;

/* Steps of the flat index. */
static int ravel_steps(ravelled *r, pnd_order order)
{
    Py_ssize_t step = 1;
    for (int k = 0; k < r->ndim; k++) {
        const int axis = order == PND_ORDER_C ? r->ndim - 1 - k : k;
        r->steps[axis] = step;
        if (pnd_mul_over(step, r->dims[axis], &step))
            return PyErr_SetString(PyExc_ValueError, "invalid dims: array size defined by dims is larger than the maximum possible size."),
                   -1;
    }
    return 0;
}

static PyObject *ravel_all(ravelled *r)
{
    pnd_view views[PND_MAXDIMS];
    const pnd_view *all[PND_MAXDIMS];
    Py_ssize_t shape[PND_MAXDIMS], strides[PND_MAXDIMS], seen[PND_MAXDIMS][PND_MAXDIMS];
    const intptr_t *rows[PND_MAXDIMS];
    int ndim, order[PND_MAXDIMS];
    pnd_error err;
    PyObject *result;
    for (int i = 0; i < r->ndim; i++) views[i] = pnd_array_view(r->array[i]), all[i] = &views[i];
    if (pnd_broadcast_shape(r->ndim, all, &ndim, shape, &err) < 0) return pnd_raise(&err);
    for (int i = 0; i < r->ndim; i++) {
        pnd_broadcast_strides(&views[i], ndim, shape, seen[i]);
        rows[i] = seen[i];
    }
    intptr_t size;
    if (pnd_shape_size_over(ndim, shape, &size)) return PyErr_Format(PyExc_ValueError, "broadcast dimensions too large.");
    pnd_axis_order(r->ndim, rows, ndim, order);
    pnd_strides_ordered(ndim, shape, order, sizeof(intptr_t), strides);
    result = size > 0 ? pnd_array_from_data(&PndArray_Type, pnd_descr_builtin(PND_DT(LONG)), ndim, shape, strides, NULL, PND_FLAG_WRITEABLE,
                                            NULL, NULL)
                      : pnd_array_new(PND_DT(LONG), ndim, shape, PND_ORDER_C);
    if (result == NULL) return NULL;
    if (size > 0) memset(PND_ARRAY(result)->data, 0, (size_t)size * sizeof(intptr_t));
    const pnd_view out = pnd_array_view(result);
    for (int i = 0; result && size > 0 && i < r->ndim; i++) {
        views[i].ndim = ndim, views[i].shape = shape, views[i].strides = seen[i];
        if (r->dims[i] <= 0) {
            PyErr_SetString(PyExc_ValueError, r->dims[i] == 0 ? "cannot unravel if shape has zero entries (is empty)."
                                                              : "invalid entry in coordinates array");
            Py_CLEAR(result);
            break;
        }
        PyThreadState *state = pnd_gil_release(size, true);
        const int status = pnd_ravel_axis(&views[i], &out, r->dims[i], r->modes[i], r->steps[i], &err);
        pnd_gil_retake(state);
        if (status < 0) {
            Py_CLEAR(result);
            pnd_raise(&err);
        }
    }
    return pnd_return_scalar(result);
}

static PyObject *fn_ravel_multi_index(PyObject *const *args)
{
    ravelled r;
    pnd_order order;
    PyObject *items = NULL, *result = NULL;
    int n = 0;
    if (arg_flat_order(args[3], &order) < 0 || pnd_arg_shape(args[1], &r.ndim, r.dims) < 0) return NULL;
    if (arg_modes(args[2], r.ndim, r.modes) < 0 || ravel_steps(&r, order) < 0) return NULL;
    items = PySequence_Tuple(args[0]);
    if (items == NULL) return NULL;
    if (PyTuple_GET_SIZE(items) != r.ndim) {
        PyErr_Format(PyExc_ValueError, "parameter multi_index must be a sequence of length %d", r.ndim);
        goto done;
    }
    for (; n < r.ndim; n++) {
        r.array[n] = integer_indices(PyTuple_GET_ITEM(items, n));
        if (r.array[n] == NULL) goto done;
        pnd_array_pin(r.array[n]);
    }
    result = ravel_all(&r);
done:
    for (int i = 0; i < n; i++) {
        pnd_array_unpin(r.array[i]);
        Py_DECREF(r.array[i]);
    }
    Py_DECREF(items);
    return result;
}

static const pnd_callable rows[] = {
    {"packbits", "a:A, /, axis=None, bitorder='big'", "Elements that are not zero as the bits of bytes, eight in each.", fn_packbits},
    {"unpackbits", "a:A, /, axis=None, count=None, bitorder='big'", "The bits of bytes as elements 0 and 1.", fn_unpackbits},
    {"unravel_index", "indices:A, shape, order='C'", "Flat indices as one array of coordinates for each axis.", fn_unravel_index},
    {"ravel_multi_index", "multi_index:[A], dims, mode='raise', order='C'", "Coordinates as flat indices.", fn_ravel_multi_index},
    {NULL, NULL, NULL, NULL},
};

int pnd_bits_init(PyObject *module) { return pnd_module_add_functions(module, rows); }
