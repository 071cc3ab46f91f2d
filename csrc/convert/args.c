/*
 * Converters for the usual arguments, with NumPy's words.
 *
 * Each runs Python code at most through __index__, __len__ and __getitem__ of what it is given; results are plain C.
 */
#include "args.h"

#include "../layout/reshape.h"
#include "../object/scalar.h"
#include "../py/errors.h"

int pnd_arg_intp(PyObject *o, Py_ssize_t *out)
{
    PyObject *index = PyNumber_Index(o);
    if (!index) return -1;
    Py_ssize_t v = PyLong_AsSsize_t(index);
    Py_DECREF(index);
    if (v == -1 && PyErr_Occurred()) {
        if (PyErr_ExceptionMatches(PyExc_OverflowError)) PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C long");
        return -1;
    }
    return *out = v, 0;
}

int pnd_arg_bool(PyObject *o, bool fallback, bool *out)
{
    if (!o || o == Py_None) return *out = fallback, 0;
    int truth = PyObject_IsTrue(o);
    if (truth < 0) return -1;
    return *out = truth != 0, 0;
}

/* Shapes and axes are no place for booleans: TypeError. */
static int refuse_bool(PyObject *o, const char *text)
{
    if (!PyBool_Check(o) && !(pnd_is_scalar(o) && pnd_scalar_dtype(o) == PND_DT(BOOL))) return 0;
    return PyErr_SetString(PyExc_TypeError, text), -1;
}

/**** Shapes ****/

static int dimension(PyObject *o, Py_ssize_t *out)
{
    if (refuse_bool(o, "an integer is required") < 0) return -1;
    PyObject *index = PyNumber_Index(o);
    if (!index) return -1;
    Py_ssize_t v = PyLong_AsSsize_t(index);
    Py_DECREF(index);
    if (v == -1 && PyErr_Occurred()) {
        if (PyErr_ExceptionMatches(PyExc_OverflowError)) PyErr_SetString(PyExc_ValueError, "Maximum allowed dimension exceeded");
        return -1;
    }
    return *out = v, 0;
}

static int shape_of_sequence(PyObject *o, int *ndim, Py_ssize_t shape[PND_MAXDIMS])
{
    int rc = -1;
    PyObject *seq = PySequence_Tuple(o); /* a snapshot: __index__ of an item may change a list */
    if (!seq) return -1;
    const Py_ssize_t n = PyTuple_GET_SIZE(seq);
    if (n > PND_MAXDIMS) {
        PyErr_Format(PyExc_ValueError, "maximum supported dimension for an ndarray is currently %d, found %zd", PND_MAXDIMS, n);
        goto done;
    }
    for (Py_ssize_t i = 0; i < n; i++)
        if (dimension(PyTuple_GET_ITEM(seq, i), &shape[i]) < 0) goto done;
    *ndim = (int)n;
    rc = 0;
done:
    Py_DECREF(seq);
    return rc;
}

int pnd_arg_shape(PyObject *o, int *ndim, Py_ssize_t shape[PND_MAXDIMS])
{
    if (o == Py_None) return PyErr_SetString(PyExc_TypeError, "Use () not None as shape arguments"), -1;
    if (PyLong_CheckExact(o)) return *ndim = 1, dimension(o, &shape[0]);
    if (PyTuple_CheckExact(o) || PyList_CheckExact(o)) return shape_of_sequence(o, ndim, shape);
    if (pnd_is_array(o) && PND_ARRAY(o)->nd == 0 && PyIndex_Check(o)) return *ndim = 1, dimension(o, &shape[0]);
    if (PySequence_Check(o)) {
        if (PySequence_Size(o) >= 0) return shape_of_sequence(o, ndim, shape);
        if (!PyErr_ExceptionMatches(PyExc_TypeError)) return -1;
        PyErr_Clear(); /* a sequence without length, such as a 0-d exporter: perhaps an index */
    }
    if (PyIndex_Check(o) && !PyBool_Check(o)) return *ndim = 1, dimension(o, &shape[0]);
    PyErr_Format(PyExc_TypeError, "expected a sequence of integers or a single integer, got '%R'", o);
    return -1;
}

/**** Words ****/

/* UTF-8 of a str, or of bytes (which NumPy still takes); borrowed.  NULL with TypeError `order must be str, not int`. */
static const char *word(PyObject *o, const char *what, Py_ssize_t *length)
{
    if (PyUnicode_Check(o)) return PyUnicode_AsUTF8AndSize(o, length);
    if (PyBytes_Check(o)) return *length = PyBytes_GET_SIZE(o), PyBytes_AS_STRING(o);
    PyErr_Format(PyExc_TypeError, "%s must be str, not %s", what, Py_TYPE(o)->tp_name);
    return NULL;
}

int pnd_arg_order(PyObject *o, pnd_order fallback, pnd_order *out)
{
    Py_ssize_t n;
    if (!o || o == Py_None) return *out = fallback, 0;
    const char *s = word(o, "order", &n);
    if (!s) return -1;
    switch (n == 1 ? s[0] : 0) {
    case 'C':
    case 'c': return *out = PND_ORDER_C, 0;
    case 'F':
    case 'f': return *out = PND_ORDER_F, 0;
    case 'A':
    case 'a': return *out = PND_ORDER_A, 0;
    case 'K':
    case 'k': return *out = PND_ORDER_K, 0;
    }
    PyErr_Format(PyExc_ValueError, "order must be one of 'C', 'F', 'A', or 'K' (got %R)", o);
    return -1;
}

int pnd_arg_casting(PyObject *o, pnd_casting fallback, pnd_casting *out)
{
    static const pnd_casting all[] = {PND_CAST_NO, PND_CAST_EQUIV, PND_CAST_SAFE, PND_CAST_SAME_KIND, PND_CAST_UNSAFE, PND_CAST_SAME_VALUE};
    Py_ssize_t n;
    if (!o) return *out = fallback, 0;
    const char *s = word(o, "casting", &n);
    if (!s) return -1;
    for (intptr_t i = 0; i < PND_COUNT(all); i++) {
        const char *name = pnd_casting_name(all[i]);
        if ((size_t)n == strlen(name) && !memcmp(s, name, (size_t)n)) return *out = all[i], 0;
    }
    PyErr_Format(PyExc_ValueError, "casting must be one of 'no', 'equiv', 'safe', 'same_kind', 'unsafe', 'same_value' (got %R)", o);
    return -1;
}

/**** Axes ****/

static int raise_axis(Py_ssize_t axis, int ndim)
{
    pnd_error err;
    pnd_fail_axis(&err, axis, ndim, "");
    return pnd_raise_int(&err);
}

int pnd_arg_axis(PyObject *o, int ndim, int *axis)
{
    Py_ssize_t v;
    if (refuse_bool(o, "an integer is required for the axis") < 0 || pnd_arg_intp(o, &v) < 0) return -1;
    if (v < -ndim || v >= ndim) return raise_axis(v, ndim);
    return *axis = (int)(v < 0 ? v + ndim : v), 0;
}

static int mark_axis(PyObject *o, int ndim, bool *mask)
{
    int axis;
    if (refuse_bool(o, "an integer is required") < 0 || pnd_arg_axis(o, ndim, &axis) < 0) return -1;
    if (mask[axis]) return PyErr_SetString(PyExc_ValueError, "duplicate value in 'axis'"), -1;
    return mask[axis] = true, 0;
}

int pnd_arg_axes(PyObject *o, int ndim, bool *mask, bool *all)
{
    *all = !o || o == Py_None;
    for (int i = 0; i < ndim; i++) mask[i] = *all;
    if (*all) return 0;
    if (PyTuple_Check(o)) {
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(o); i++)
            if (mark_axis(PyTuple_GET_ITEM(o, i), ndim, mask) < 0) return -1;
        return 0;
    }
    if (ndim == 0) { /* NumPy lets axis 0 and -1 of a 0-d array pass */
        Py_ssize_t v;
        if (pnd_arg_intp(o, &v) < 0) return -1;
        return v == 0 || v == -1 ? 0 : raise_axis(v, 0);
    }
    return mark_axis(o, ndim, mask);
}

int pnd_arg_out(PyObject *o, PyObject **out)
{
    *out = NULL;
    if (!o || o == Py_None) return 0;
    if (PyTuple_Check(o) && PyTuple_GET_SIZE(o) == 1) o = PyTuple_GET_ITEM(o, 0);
    if (o == Py_None) return 0;
    if (!pnd_is_array(o)) return PyErr_SetString(PyExc_TypeError, "return arrays must be of ArrayType"), -1;
    return *out = o, 0;
}
