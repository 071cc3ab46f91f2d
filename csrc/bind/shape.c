/* Shape functions of the main namespace: the methods for anything that converts to an array, and what only exists as a function. */
#include "shape.h"

#include "../layout/broadcast.h"
#include "../object/scalar.h"
#include "../platform/checked.h"
#include "../py/signature.h"
#include "../ufunc/call.h"

/* f(array(o)), the array dropped afterwards. */
#define WITH_ARRAY(o, a, expression) \
    do { \
        PyObject *a = pnd_any_array(o), *result_ = NULL; \
        if (a != NULL) result_ = (expression); \
        Py_XDECREF(a); \
        return result_; \
    } while (0)

/**************************************************************************** numpy.matrix */

static PyTypeObject *matrix_type; /* written once, when the package is imported */

static PyObject *set_matrix(PyObject *const *args)
{
    if (!PyType_Check(args[0])) return PyErr_Format(PyExc_TypeError, "expected a class, not %R", args[0]);
    Py_XSETREF(matrix_type, (PyTypeObject *)Py_NewRef(args[0]));
    Py_RETURN_NONE;
}

PyObject *pnd_any_array_but_matrix(PyObject *o)
{
    if (!matrix_type || pnd_is_exact_array(o) || !PyObject_TypeCheck(o, matrix_type)) return pnd_any_array(o);
    const pnd_view v = pnd_array_view(o);
    return pnd_array_view_of(o, &v, false);
}

/**************************************************************************** methods as functions */

static PyObject *do_reshape(PyObject *a, PyObject *shape_arg, PyObject *order_arg, PyObject *copy_arg)
{
    Py_ssize_t shape[PND_MAXDIMS];
    pnd_order order;
    int ndim, copy;
    if (pnd_arg_order(order_arg, PND_ORDER_C, &order) < 0 || pnd_arg_copy(copy_arg, &copy) < 0) return NULL;
    if (shape_arg == Py_None) { /* the shape it has */
        const pnd_view v = pnd_array_view(a);
        return pnd_array_view_of(a, &v, true);
    }
    if (pnd_arg_shape(shape_arg, &ndim, shape) < 0) return NULL;
    return pnd_array_reshape(a, ndim, shape, order, copy);
}

static PyObject *do_ravel(PyObject *a, PyObject *order_arg)
{
    pnd_order order;
    return pnd_arg_order(order_arg, PND_ORDER_C, &order) < 0 ? NULL : pnd_array_ravel(a, order);
}

static PyObject *do_matrix_transpose(PyObject *a)
{
    const pnd_view v = pnd_array_view(a);
    pnd_viewbuf out;
    pnd_error err;
    if (v.ndim < 2) return PyErr_Format(PyExc_ValueError, "Input array must be at least 2-dimensional, but it is %d", v.ndim);
    if (pnd_swapaxes(&v, -1, -2, &out, &err) < 0) return pnd_raise(&err);
    return pnd_array_view_descr(a, &out.v, PND_ARRAY(a)->descr, true);
}

static PyObject *do_diagonal(PyObject *const *args, PyObject *a)
{
    Py_ssize_t offset = 0, axis1 = 0, axis2 = 1;
    if ((args[1] && pnd_arg_intp(args[1], &offset) < 0) || (args[2] && pnd_arg_intp(args[2], &axis1) < 0) ||
        (args[3] && pnd_arg_intp(args[3], &axis2) < 0))
        return NULL;
    return pnd_array_diagonal(a, offset, axis1, axis2);
}

/* What such a method of a scalar `o` gives: a scalar, where it has no axes. */
static PyObject *as_given(PyObject *o, PyObject *result) { return pnd_is_scalar(o) ? pnd_return_scalar(result) : result; }

static PyObject *fn_reshape(PyObject *const *args) { WITH_ARRAY(args[0], a, as_given(args[0], do_reshape(a, args[1], args[2], args[3]))); }
static PyObject *fn_ravel(PyObject *const *args)
{
    PyObject *a = pnd_any_array_but_matrix(args[0]), *result = a ? do_ravel(a, args[1]) : NULL;
    Py_XDECREF(a);
    return result;
}
static PyObject *fn_transpose(PyObject *const *args) { WITH_ARRAY(args[0], a, as_given(args[0], pnd_array_transpose_arg(a, args[1]))); }
static PyObject *fn_matrix_transpose(PyObject *const *args) { WITH_ARRAY(args[0], a, do_matrix_transpose(a)); }
static PyObject *fn_swapaxes(PyObject *const *args) { WITH_ARRAY(args[0], a, pnd_array_swapaxes(a, args[1], args[2])); }
static PyObject *fn_squeeze(PyObject *const *args) { WITH_ARRAY(args[0], a, as_given(args[0], pnd_array_squeeze(a, args[1]))); }
static PyObject *fn_diagonal(PyObject *const *args)
{
    PyObject *a = pnd_any_array_but_matrix(args[0]), *result = a ? do_diagonal(args, a) : NULL;
    Py_XDECREF(a);
    return result;
}

/**************************************************************************** expand_dims, moveaxis, atleast_nd, flip */

static PyObject *do_expand_dims(PyObject *a, PyObject *axis)
{
    Py_ssize_t axes[PND_MAXDIMS];
    int n;
    pnd_viewbuf out;
    pnd_error err;
    if (pnd_arg_shape(axis, &n, axes) < 0) return NULL;
    const pnd_view v = pnd_array_view(a);
    if (pnd_expand_dims(&v, n, axes, &out, &err) < 0) return pnd_raise(&err);
    return pnd_array_view_descr(a, &out.v, PND_ARRAY(a)->descr, true);
}

static PyObject *fn_expand_dims(PyObject *const *args)
{
    PyObject *a = pnd_any_array_but_matrix(args[0]), *result = a ? do_expand_dims(a, args[1]) : NULL;
    Py_XDECREF(a);
    return result;
}

/* Axes of `name` (or of no name), normalised; -1 with AxisError `source: axis 5 is ...` or ValueError on a repeated one. */
static int named_axes(PyObject *o, int ndim, const char *name, Py_ssize_t *axes)
{
    bool seen[PND_MAXDIMS] = {false};
    int n;
    pnd_error err;
    if (pnd_arg_shape(o, &n, axes) < 0) return -1;
    for (int i = 0; i < n; i++) {
        if (axes[i] < -ndim || axes[i] >= ndim) return pnd_fail_axis(&err, axes[i], ndim, name), pnd_raise_int(&err);
        if (axes[i] < 0) axes[i] += ndim;
    }
    for (int i = 0; i < n; i++) {
        if (seen[axes[i]]) {
            if (name) PyErr_Format(PyExc_ValueError, "repeated axis in `%s` argument", name);
            else PyErr_SetString(PyExc_ValueError, "repeated axis");
            return -1;
        }
        seen[axes[i]] = true;
    }
    return n;
}

static PyObject *do_moveaxis(PyObject *a, PyObject *source_arg, PyObject *destination_arg)
{
    Py_ssize_t source[PND_MAXDIMS], destination[PND_MAXDIMS], order[PND_MAXDIMS];
    const int ndim = PND_ARRAY(a)->nd;
    int n = named_axes(source_arg, ndim, "source", source), m, next = 0;
    if (n < 0 || (m = named_axes(destination_arg, ndim, "destination", destination)) < 0) return NULL;
    if (n != m) return PyErr_Format(PyExc_ValueError, "`source` and `destination` arguments must have the same number of elements");
    bool moved[PND_MAXDIMS] = {false};
    for (int i = 0; i < ndim; i++) order[i] = -1;
    for (int i = 0; i < n; i++) order[destination[i]] = source[i], moved[source[i]] = true;
    for (int i = 0; i < ndim; i++) {
        if (order[i] >= 0) continue;
        while (moved[next]) next++;
        order[i] = next++;
    }
    return pnd_array_transpose(a, ndim, order);
}

static PyObject *fn_moveaxis(PyObject *const *args) { WITH_ARRAY(args[0], a, do_moveaxis(a, args[1], args[2])); }

/* o with at least n axes, as atleast_1d, 2d and 3d place them. */
PyObject *pnd_at_least(PyObject *o, int n)
{
    PyObject *a = n > 2 ? pnd_any_array_but_matrix(o) : pnd_any_array(o), *result;
    if (a == NULL || PND_ARRAY(a)->nd >= n) return a;
    static const int places[4][3] = {{0}, {0}, {0, 1}, {0, 1, 0}}; /* [n][ndim]: where a's first axis stands */
    const pnd_view v = pnd_array_view(a);
    Py_ssize_t shape[3] = {1, 1, 1}, strides[3] = {0};
    for (int i = 0; i < v.ndim; i++) {
        shape[places[n][v.ndim] + i] = v.shape[i];
        strides[places[n][v.ndim] + i] = v.strides[i];
    }
    const pnd_view out = {v.data, v.dtype, n, shape, strides};
    result = v.ndim == 0 ? pnd_array_reshape(a, n, shape, PND_ORDER_C, -1) : pnd_array_view_descr(a, &out, PND_ARRAY(a)->descr, true);
    Py_DECREF(a);
    return result;
}

static PyObject *at_least_all(PyObject *given, int n)
{
    const Py_ssize_t count = PyTuple_GET_SIZE(given);
    if (count == 1) return pnd_at_least(PyTuple_GET_ITEM(given, 0), n);
    PyObject *result = PyTuple_New(count);
    for (Py_ssize_t i = 0; result && i < count; i++) {
        PyObject *a = pnd_at_least(PyTuple_GET_ITEM(given, i), n);
        if (a == NULL) Py_CLEAR(result);
        else PyTuple_SET_ITEM(result, i, a);
    }
    return result;
}

static PyObject *fn_atleast_1d(PyObject *const *args) { return at_least_all(args[0], 1); }
static PyObject *fn_atleast_2d(PyObject *const *args) { return at_least_all(args[0], 2); }
static PyObject *fn_atleast_3d(PyObject *const *args) { return at_least_all(args[0], 3); }

static PyObject *do_flip(PyObject *a, PyObject *axis)
{
    Py_ssize_t axes[PND_MAXDIMS];
    pnd_viewbuf out;
    const bool all = !axis || axis == Py_None;
    pnd_array_pin(a); /* converting axis may run anybody's code */
    const int n = all ? PND_ARRAY(a)->nd : named_axes(axis, PND_ARRAY(a)->nd, NULL, axes);
    pnd_array_unpin(a);
    if (n < 0) return NULL;
    const pnd_view v = pnd_array_view(a);
    pnd_viewbuf_init(&out, &v);
    for (int k = 0; k < n; k++) {
        const Py_ssize_t i = all ? k : axes[k];
        if (v.shape[i] > 0) out.v.data += (v.shape[i] - 1) * v.strides[i];
        out.strides[i] = -v.strides[i];
    }
    return pnd_array_view_descr(a, &out.v, PND_ARRAY(a)->descr, true);
}

/* Without axes it is m[()], an element. */
static PyObject *fn_flip(PyObject *const *args) { WITH_ARRAY(args[0], a, pnd_return_scalar(do_flip(a, args[1]))); }

/**************************************************************************** broadcasting */

static PyObject *broadcast_view(PyObject *a, int ndim, const Py_ssize_t *shape, bool subok, bool writeable)
{
    const pnd_view v = pnd_array_view(a);
    pnd_viewbuf out;
    pnd_error err;
    if (pnd_broadcast_to(&v, ndim, shape, &out, &err) < 0) return pnd_raise(&err);
    PyObject *result = pnd_array_view_descr(a, &out.v, PND_ARRAY(a)->descr, subok);
    if (result && !writeable) PND_ARRAY(result)->flags &= ~PND_FLAG_WRITEABLE;
    return result;
}

static PyObject *fn_broadcast_to(PyObject *const *args)
{
    Py_ssize_t shape[PND_MAXDIMS];
    int ndim;
    bool subok;
    if (pnd_arg_bool(args[2], false, &subok) < 0) return NULL;
    PyObject *a = pnd_any_array(args[0]), *result = NULL;
    if (a == NULL) return NULL;
    if (pnd_arg_shape(args[1], &ndim, shape) == 0) result = broadcast_view(a, ndim, shape, subok, false);
    Py_DECREF(a);
    return result;
}

static bool has_shape(PyObject *a, int ndim, const Py_ssize_t *shape)
{
    bool same = PND_ARRAY(a)->nd == ndim;
    for (int i = 0; same && i < ndim; i++) same = PND_ARRAY(a)->dimensions[i] == shape[i];
    return same;
}

static PyObject *fn_broadcast_arrays(PyObject *const *args)
{
    const Py_ssize_t n = PyTuple_GET_SIZE(args[0]);
    Py_ssize_t shape[PND_MAXDIMS];
    int ndim;
    bool subok;
    if (pnd_arg_bool(args[1], false, &subok) < 0) return NULL;
    PyObject *result = PyTuple_New(n);
    pnd_view *views = PyMem_New(pnd_view, (size_t)n + 1);
    if (views == NULL) PyErr_NoMemory();
    bool good = result && views;
    for (Py_ssize_t i = 0; good && i < n; i++) {
        PyObject *o = PyTuple_GET_ITEM(args[0], i), *a = subok ? pnd_any_array(o) : pnd_as_array(o, NULL, 0, 0);
        if (a) PyTuple_SET_ITEM(result, i, a), views[i] = pnd_array_view(a);
        good = a != NULL;
    }
    good = good && pnd_common_shape(n, views, &ndim, shape) == 0;
    bool same = true;
    for (Py_ssize_t i = 0; good && i < n; i++) same &= has_shape(PyTuple_GET_ITEM(result, i), ndim, shape);
    for (Py_ssize_t i = 0; good && !same && i < n; i++) {
        PyObject *a = PyTuple_GET_ITEM(result, i);
        PyObject *b = broadcast_view(a, ndim, shape, subok, has_shape(a, ndim, shape));
        good = b != NULL;
        if (good) {
            PyTuple_SET_ITEM(result, i, b);
            Py_DECREF(a);
        }
    }
    PyMem_Free(views);
    if (!good) Py_CLEAR(result);
    return result;
}

static PyObject *fn_broadcast_shapes(PyObject *const *args)
{
    const Py_ssize_t n = PyTuple_GET_SIZE(args[0]);
    Py_ssize_t shape[PND_MAXDIMS];
    int ndim = 0;
    PyObject *result = NULL;
    pnd_view *views = PyMem_New(pnd_view, (size_t)n + 1);
    Py_ssize_t(*shapes)[PND_MAXDIMS] = PyMem_Malloc(((size_t)n + 1) * sizeof *shapes);
    if (views == NULL || shapes == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        if (pnd_arg_shape(PyTuple_GET_ITEM(args[0], i), &views[i].ndim, shapes[i]) < 0) goto done;
        views[i].shape = shapes[i];
        for (int k = 0; k < views[i].ndim; k++) {
            if (shapes[i][k] >= 0) continue;
            PyErr_SetString(PyExc_ValueError, "negative dimensions are not allowed");
            goto done;
        }
    }
    if (pnd_common_shape(n, views, &ndim, shape) == 0) result = pnd_shape_tuple(ndim, shape);
done:
    PyMem_Free(shapes);
    PyMem_Free(views);
    return result;
}

/**************************************************************************** questions */

static PyObject *fn_shape(PyObject *const *args) { WITH_ARRAY(args[0], a, pnd_shape_tuple(PND_ARRAY(a)->nd, PND_ARRAY(a)->dimensions)); }
static PyObject *fn_ndim(PyObject *const *args) { WITH_ARRAY(args[0], a, PyLong_FromLong(PND_ARRAY(a)->nd)); }

static PyObject *do_size(PyObject *a, PyObject *axis)
{
    Py_ssize_t axes[PND_MAXDIMS], size = 1;
    if (!axis || axis == Py_None) return PyLong_FromSsize_t(pnd_array_size(a));
    pnd_array_pin(a);
    const int n = named_axes(axis, PND_ARRAY(a)->nd, NULL, axes);
    for (int i = 0; i < n; i++) size *= PND_ARRAY(a)->dimensions[axes[i]];
    pnd_array_unpin(a);
    return n < 0 ? NULL : PyLong_FromSsize_t(size);
}

static PyObject *fn_size(PyObject *const *args) { WITH_ARRAY(args[0], a, do_size(a, args[1])); }

/* Of whatever has flags: nothing is converted. */
static PyObject *fn_isfortran(PyObject *const *args)
{
    PyObject *flags = PyObject_GetAttrString(args[0], "flags"), *result = flags ? PyObject_GetAttrString(flags, "fnc") : NULL;
    Py_XDECREF(flags);
    return result;
}

static const pnd_callable rows[] = {
    {"reshape", "a:A, /, shape, order='C', *, copy=None", "The elements of a in another shape; a view where the layout allows it.",
     fn_reshape, "reshape shape order= copy?"},
    {"ravel", "a:A, order='C'", "The elements of a along one axis; a view where they are contiguous.", fn_ravel},
    {"transpose", "a:A, axes=None", "View of a with its axes permuted; reversed without axes.", fn_transpose, "transpose axes"},
    {"permute_dims", "a:A, axes=None", "View of a with its axes permuted; reversed without axes.", fn_transpose},
    {"matrix_transpose", "x:A, /", "View of x with its last two axes exchanged.", fn_matrix_transpose},
    {"swapaxes", "a:A, axis1, axis2", "View of a with two axes exchanged.", fn_swapaxes, "swapaxes axis1 axis2"},
    {"squeeze", "a:A, axis=None", "View of a without axes of length 1.", fn_squeeze, "!squeeze axis?"},
    {"_set_matrix", "matrix", "The class numpy.matrix, which some functions turn into an array.", set_matrix},
    {"expand_dims", "a:A, axis", "View of a with new axes of length 1 at the given places of the result.", fn_expand_dims},
    {"moveaxis", "a:A, source, destination", "View of a with axes moved to other places; the others keep their order.", fn_moveaxis},
    {"diagonal", "a:A, offset=0, axis1=0, axis2=1", "Read-only view of the diagonals of two axes.", fn_diagonal},
    {"flip", "m:A, axis=None", "View of m with the order along the given axes (all without) reversed.", fn_flip},
    {"atleast_1d", "*arys:A", "Inputs as arrays of at least one axis.", fn_atleast_1d},
    {"atleast_2d", "*arys:A", "Inputs as arrays of at least two axes.", fn_atleast_2d},
    {"atleast_3d", "*arys:A", "Inputs as arrays of at least three axes.", fn_atleast_3d},
    {"broadcast_to", "array:A, shape, subok=False", "Read-only view of array, repeated to a shape without copying.", fn_broadcast_to},
    {"broadcast_arrays", "*args:A, subok=False", "Tuple of views of the arrays, broadcast against each other.", fn_broadcast_arrays},
    {"broadcast_shapes", "*args", "The shape that results from broadcasting shapes.", fn_broadcast_shapes},
    {"shape", "a:A", "Tuple of the lengths of a's axes.", fn_shape, ".shape"},
    {"ndim", "a:A", "Number of axes of a.", fn_ndim, ".ndim"},
    {"size", "a:A, axis=None", "Number of elements of a, or along axes.", fn_size, ".size"},
    {"isfortran", "a", "Is a Fortran contiguous and not C contiguous?", fn_isfortran},
    {NULL, NULL, NULL, NULL},
};

int pnd_shape_init(PyObject *module) { return pnd_module_add_functions(module, rows); }
