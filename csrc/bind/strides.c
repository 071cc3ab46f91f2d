/*
 * Views made by shape and strides, and where arrays lie: lib.stride_tricks.as_strided, lib.array_utils.byte_bounds and
 * normalize_axis_index; and the questions iscomplexobj, isrealobj, isscalar, iterable, real, imag.
 *
 * as_strided makes no view that reaches beyond the memory its array lies in, unless check_bounds=False says so.
 */
#include "composed.h"

#include "../access/access.h"
#include "../convert/item.h"
#include "../layout/broadcast.h"
#include "../layout/strides.h"
#include "../object/scalar.h"
#include "../platform/checked.h"
#include "../py/errors.h"
#include "../py/signature.h"
#include "../py/state.h"

/**** as_strided ****/

/* Strides from the argument; of None those of x where they fit the shape, or of C order where x is contiguous. */
static int view_strides(PyObject *o, const PndArrayObject *x, int ndim, const Py_ssize_t *shape, Py_ssize_t *strides)
{
    int n = x->nd;
    if (o && o != Py_None) {
        if (pnd_arg_shape(o, &n, strides) < 0) return -1;
    } else if (x->flags & PND_FLAG_C) {
        pnd_error err;
        intptr_t nbytes;
        if (pnd_strides_fill(ndim, shape, x->descr->elsize, PND_ORDER_C, strides, &nbytes, &err) < 0) return pnd_raise_int(&err);
        n = ndim;
    } else memcpy(strides, x->strides, sizeof *strides * (size_t)n);
    if (n == ndim) return 0;
    PyErr_Format(PyExc_ValueError, "mismatch in length of strides and shape: %d and %d", n, ndim);
    return -1;
}

static int check_extents(PyObject *x, int ndim, const Py_ssize_t *shape, const Py_ssize_t *strides)
{
    intptr_t lo, hi, size;
    const Py_ssize_t width = PND_ARRAY(x)->descr->elsize;
    if (pnd_shape_size_over(ndim, shape, &size)) return PyErr_SetString(PyExc_ValueError, "array is too big"), -1;
    if (size == 0) return 0;
    pnd_array_memory(x, &lo, &hi);
    if (pnd_strides_in_bounds(ndim, shape, strides, width, -lo, hi - lo)) return 0;
    char at[400], bt[400];
    PyErr_Format(PyExc_ValueError,
                 "a view of shape %s and strides %s reaches beyond the memory of the array, which has %zd bytes before and %zd bytes after "
                 "its first element's address; check_bounds=False makes it nevertheless",
                 pnd_shape_text(ndim, shape, at, sizeof at), pnd_shape_text(ndim, strides, bt, sizeof bt), (Py_ssize_t)-lo, (Py_ssize_t)hi);
    return -1;
}

static PyObject *as_strided(PyObject *const *args)
{
    enum { X, SHAPE, STRIDES, SUBOK, WRITEABLE, CHECK };
    bool subok, writeable, check;
    int ndim;
    intptr_t size;
    Py_ssize_t shape[PND_MAXDIMS], strides[PND_MAXDIMS];
    if (pnd_arg_bool(args[SUBOK], false, &subok) < 0 || pnd_arg_bool(args[WRITEABLE], true, &writeable) < 0 ||
        pnd_arg_bool(args[CHECK], true, &check) < 0)
        return NULL;
    PyObject *x = pnd_as_array(args[X], NULL, subok ? PND_AS_SUBOK : 0, 0), *view = NULL;
    if (!x) return NULL;
    if (args[SHAPE] && args[SHAPE] != Py_None) {
        if (pnd_arg_shape(args[SHAPE], &ndim, shape) < 0) goto done;
    } else {
        ndim = PND_ARRAY(x)->nd;
        memcpy(shape, PND_ARRAY(x)->dimensions, sizeof *shape * (size_t)ndim);
    }
    for (int k = 0; k < ndim; k++) {
        if (shape[k] >= 0) continue;
        PyErr_SetString(PyExc_ValueError, "negative dimensions are not allowed");
        goto done;
    }
    if (view_strides(args[STRIDES], PND_ARRAY(x), ndim, shape, strides) < 0) goto done;
    if (pnd_array_check_strides(x, ndim, shape, strides) < 0) goto done;
    if (pnd_shape_size_over(ndim, shape, &size) || pnd_mul_over(size, PND_ARRAY(x)->descr->elsize, &size)) {
        PyErr_SetString(PyExc_ValueError, "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size.");
        goto done;
    }
    if (check && check_extents(x, ndim, shape, strides) < 0) goto done;
    const pnd_view v = {PND_ARRAY(x)->data, PND_ARRAY(x)->descr->core, ndim, shape, strides};
    view = pnd_array_view_of(x, &v, subok);
    if (view && !writeable) PND_ARRAY(view)->flags &= ~PND_FLAG_WRITEABLE;
done:
    Py_DECREF(x);
    return view;
}

/**** byte_bounds, normalize_axis_index ****/

static PyObject *byte_bounds(PyObject *const *args)
{
    intptr_t lo = 0, hi = 0;
    PyObject *a = pnd_as_array(args[0], NULL, PND_AS_SUBOK, 0);
    if (!a) return NULL;
    const pnd_view v = pnd_array_view(a);
    const int status = pnd_extent(v.ndim, v.shape, v.strides, v.dtype->size, &lo, &hi);
    const uintptr_t at = (uintptr_t)v.data;
    Py_DECREF(a);
    if (status < 0) return PyErr_Format(PyExc_ValueError, "the array reaches beyond the address space");
    return Py_BuildValue("(KK)", (unsigned long long)(at + (uintptr_t)lo), (unsigned long long)(at + (uintptr_t)hi));
}

static PyObject *normalize_axis_index(PyObject *const *args)
{
    enum { AXIS, NDIM, PREFIX };
    Py_ssize_t axis, ndim;
    if (pnd_arg_intp(args[AXIS], &axis) < 0 || pnd_arg_intp(args[NDIM], &ndim) < 0) return NULL;
    if (axis >= -ndim && axis < ndim) return PyLong_FromSsize_t(axis < 0 ? axis + ndim : axis);
    PyObject *e = args[PREFIX] && args[PREFIX] != Py_None ? PyObject_CallFunction(PndExc_AxisError, "nnO", axis, ndim, args[PREFIX])
                                                          : PyObject_CallFunction(PndExc_AxisError, "nn", axis, ndim);
    if (e) PyErr_SetObject(PndExc_AxisError, e);
    Py_XDECREF(e);
    return NULL;
}

/**** Questions ****/

/* 1, 0 or -1: is it an array, scalar or number of complex dtype?  What has a dtype is asked for that. */
static int is_complex(PyObject *o)
{
    if (pnd_is_array(o)) return PND_ARRAY(o)->descr->core->kind == 'c';
    const pnd_dtype *d = pnd_is_scalar(o) ? pnd_scalar_dtype(o) : NULL;
    if (d) return d->kind == 'c';
    if (PyFloat_CheckExact(o) || PyLong_CheckExact(o) || PyBool_Check(o)) return 0;
    PyObject *dtype = PyObject_GetAttrString(o, "dtype"), *kind = NULL, *a = NULL;
    int answer = -1;
    if (dtype) {
        if ((kind = PyObject_GetAttrString(dtype, "kind")))
            answer = PyUnicode_Check(kind) && PyUnicode_CompareWithASCIIString(kind, "c") == 0;
        else if (PyErr_ExceptionMatches(PyExc_AttributeError)) PyErr_Clear();
    } else if (PyErr_ExceptionMatches(PyExc_AttributeError)) PyErr_Clear();
    if (answer < 0 && !PyErr_Occurred() && (a = pnd_as_array(o, NULL, 0, 0))) answer = PND_ARRAY(a)->descr->core->kind == 'c';
    Py_XDECREF(a);
    Py_XDECREF(kind);
    Py_XDECREF(dtype);
    return answer;
}

static PyObject *iscomplexobj(PyObject *const *args)
{
    const int answer = is_complex(args[0]);
    return answer < 0 ? NULL : PyBool_FromLong(answer);
}

static PyObject *isrealobj(PyObject *const *args)
{
    const int answer = is_complex(args[0]);
    return answer < 0 ? NULL : PyBool_FromLong(!answer);
}

/* Scalars of ours, Python's own numbers and texts, and whatever is registered as a number. */
static PyObject *isscalar(PyObject *const *args)
{
    PyObject *o = args[0];
    PyTypeObject *t = Py_TYPE(o);
    if (pnd_is_scalar(o) || t == &PyLong_Type || t == &PyFloat_Type || t == &PyComplex_Type || t == &PyBool_Type || t == &PyBytes_Type ||
        t == &PyUnicode_Type || t == &PyMemoryView_Type)
        Py_RETURN_TRUE;
    if (pnd_is_array(o) || t == &PyList_Type || t == &PyTuple_Type) Py_RETURN_FALSE;
    static PyObject *number;
    if (!number) {
        PyObject *numbers = PyImport_ImportModule("numbers");
        number = numbers ? PyObject_GetAttrString(numbers, "Number") : NULL;
        Py_XDECREF(numbers);
        if (!number) return NULL;
    }
    const int answer = PyObject_IsInstance(o, number);
    return answer < 0 ? NULL : PyBool_FromLong(answer);
}

static PyObject *iterable(PyObject *const *args)
{
    PyObject *it = PyObject_GetIter(args[0]);
    if (!it && !PyErr_ExceptionMatches(PyExc_TypeError)) return NULL;
    PyErr_Clear();
    Py_XDECREF(it);
    return PyBool_FromLong(it != NULL);
}

static PyObject *part(PyObject *o, const char *name)
{
    PyObject *found = PyObject_GetAttrString(o, name);
    if (found || !PyErr_ExceptionMatches(PyExc_AttributeError)) return found;
    PyErr_Clear();
    PyObject *a = pnd_as_array(o, NULL, PND_AS_SUBOK, 0);
    found = a ? PyObject_GetAttrString(a, name) : NULL;
    Py_XDECREF(a);
    return found;
}

static PyObject *real(PyObject *const *args) { return part(args[0], "real"); }
static PyObject *imag(PyObject *const *args) { return part(args[0], "imag"); }

/**** Rows ****/

static const pnd_callable functions[] = {
    {"iscomplexobj", "x:A", "Is it of complex dtype, or a complex number?  Values are not looked at.", iscomplexobj},
    {"isrealobj", "x:A", "Is it not of complex dtype, and no complex number?  Values are not looked at.", isrealobj},
    {"isscalar", "element", "Is it a scalar (a number, str, bytes or memoryview)?  An array without axes is none.", isscalar},
    {"iterable", "y", "Can it be iterated over?", iterable},
    {"real", "val:A", "The real part: `val.real`, of an array a view.", real},
    {"imag", "val:A", "The imaginary part: `val.imag`, of a complex array a view.", imag},
    {NULL, NULL, NULL, NULL},
};

static const pnd_callable stride_tricks[] = {
    {"as_strided", "x, shape=None, strides=None, subok=False, writeable=True, *, check_bounds=True",
     "A view of an array by any shape and strides.\n\n"
     "Parameters\n----------\nx : array_like\nshape : tuple of int, optional\n    That of `x` when not given.\n"
     "strides : tuple of int, optional\n    In bytes; those of `x`, or of C order where `x` is contiguous, when not given.\n"
     "subok : bool\n    Keep the class of `x`.\nwriteable : bool\n    False: a read-only view.  Several elements may share memory.\n"
     "check_bounds : bool\n    False: let the view reach beyond the memory `x` lies in.  Reading there is undefined.\n\n"
     "Returns\n-------\nndarray\n    A view.\n\n"
     "Raises\n------\nValueError\n    If the view would reach beyond the memory of the array that `x` is a view of.\n",
     as_strided},
    {NULL, NULL, NULL, NULL},
};

static const pnd_callable array_utils[] = {
    {"byte_bounds", "a", "The addresses of the first byte of an array and of the one after its last.", byte_bounds},
    {"normalize_axis_index", "axis, ndim, msg_prefix=None", "An axis of `ndim` as a number from 0 up; one out of range is an AxisError.",
     normalize_axis_index},
    {NULL, NULL, NULL, NULL},
};

/* The namespaces' own functions go where their composed ones go. */
static int add_to(const char *name, const char *home, const pnd_callable *rows)
{
    PyObject *m = pnd_core_submodule(name);
    for (; m && rows->name; rows++) {
        PyObject *f = pnd_function_new(rows, home);
        const int status = f ? PyModule_AddObjectRef(m, rows->name, f) : -1;
        Py_XDECREF(f);
        if (status < 0) return -1;
    }
    return m ? 0 : -1;
}

int pnd_strides_init(PyObject *module)
{
    if (add_to("_lib_stride_tricks", ".lib.stride_tricks", stride_tricks) < 0) return -1;
    if (add_to("_lib_array_utils", ".lib.array_utils", array_utils) < 0) return -1;
    return pnd_module_add_functions(module, functions);
}
