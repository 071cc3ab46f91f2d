/*
 * array, asarray and their kin; empty, zeros, ones, full, and the same in the likeness of another array.
 *
 * Each function reads its arguments, in NumPy's order of complaints, and hands over to convert/ or object/.
 */
#include "create.h"

#include "../convert/args.h"
#include "../convert/item.h"
#include "../engine/assign.h"
#include "../py/errors.h"
#include "../py/signature.h"

/**** Arguments ****/

int pnd_arg_device(PyObject *o)
{
    if (!o || o == Py_None) return 0;
    if (PyUnicode_Check(o) && PyUnicode_CompareWithASCIIString(o, "cpu") == 0) return 0;
    if (PyErr_Occurred()) return -1;
    PyErr_Format(PyExc_ValueError, "Device not understood. Only \"cpu\" is allowed, but received: %S", o);
    return -1;
}

/* copy=: adds PND_AS_COPY or PND_AS_NOCOPY to *flags. */
static int arg_copy(PyObject *o, bool fallback, int *flags)
{
    if (!o) return *flags |= fallback ? PND_AS_COPY : 0, 0;
    if (o == Py_None) return 0;
    if (PyUnicode_Check(o)) {
        PyErr_SetString(PyExc_ValueError, "strings are not allowed for 'copy' keyword. Use True/False/None instead.");
        return -1;
    }
    const int truth = PyObject_IsTrue(o);
    if (truth < 0) return -1;
    return *flags |= truth ? PND_AS_COPY : PND_AS_NOCOPY, 0;
}

static int arg_order_flags(PyObject *o, int *flags)
{
    pnd_order order;
    if (pnd_arg_order(o, PND_ORDER_K, &order) < 0) return -1;
    static const int bits[] = {[PND_ORDER_C] = PND_AS_C, [PND_ORDER_F] = PND_AS_F, [PND_ORDER_A] = PND_AS_A, [PND_ORDER_K] = 0};
    return *flags |= bits[order], 0;
}

int pnd_arg_order_cf(PyObject *o, pnd_order *order)
{
    if (pnd_arg_order(o, PND_ORDER_C, order) < 0) return -1;
    if (*order == PND_ORDER_C || *order == PND_ORDER_F) return 0;
    PyErr_SetString(PyExc_ValueError, "only 'C' or 'F' order is permitted");
    return -1;
}

/* dtype= where None means as found; *descr is a new reference or NULL. */
static int arg_dtype_or_null(PyObject *o, PndDescrObject **descr)
{
    *descr = NULL;
    if (!o || o == Py_None) return 0;
    return (*descr = pnd_descr_from_object(o, NULL)) ? 0 : -1;
}

/**** array, asarray, ... ****/

static PyObject *array_(PyObject *const *args)
{
    enum { OBJECT, DTYPE, COPY, ORDER, SUBOK, NDMIN, NDMAX, LIKE };
    int flags = PND_AS_FORCECAST, truth;
    Py_ssize_t ndmin = 0, ndmax = 0;
    PndDescrObject *descr;
    if (arg_copy(args[COPY], true, &flags) < 0 || arg_order_flags(args[ORDER], &flags) < 0) return NULL;
    if (args[SUBOK]) {
        if ((truth = PyObject_IsTrue(args[SUBOK])) < 0) return NULL;
        if (truth) flags |= PND_AS_SUBOK;
    }
    if (args[NDMIN] && pnd_arg_intp(args[NDMIN], &ndmin) < 0) return NULL;
    if (args[NDMAX] && pnd_arg_intp(args[NDMAX], &ndmax) < 0) return NULL;
    if (!args[NDMAX]) ndmax = PND_MAXDIMS;
    if (ndmax > PND_MAXDIMS || ndmax < 0)
        return PyErr_Format(PyExc_ValueError, "ndmax must be in the range [0, NPY_MAXDIMS (%d)] ", PND_MAXDIMS);
    if (ndmin > ndmax) return PyErr_Format(PyExc_ValueError, "ndmin must be <= ndmax (%zd)", ndmax);
    if (arg_dtype_or_null(args[DTYPE], &descr) < 0) return NULL;
    PyObject *out = pnd_as_array_limited(args[OBJECT], descr, flags, (int)ndmin, (int)ndmax);
    Py_XDECREF(descr);
    return out;
}

static PyObject *as_array(PyObject *const *args, int flags)
{
    enum { A, DTYPE, ORDER, DEVICE, COPY, LIKE };
    PndDescrObject *descr;
    flags |= PND_AS_FORCECAST;
    if (arg_order_flags(args[ORDER], &flags) < 0 || pnd_arg_device(args[DEVICE]) < 0 || arg_copy(args[COPY], false, &flags) < 0)
        return NULL;
    if (arg_dtype_or_null(args[DTYPE], &descr) < 0) return NULL;
    PyObject *out = pnd_as_array(args[A], descr, flags, 0);
    Py_XDECREF(descr);
    return out;
}

static PyObject *asarray(PyObject *const *args) { return as_array(args, 0); }
static PyObject *asanyarray(PyObject *const *args) { return as_array(args, PND_AS_SUBOK); }

/* At least one axis, as NumPy's. */
static PyObject *as_contiguous(PyObject *const *args, int flags)
{
    PndDescrObject *descr;
    if (arg_dtype_or_null(args[1], &descr) < 0) return NULL;
    PyObject *out = pnd_as_array(args[0], descr, flags | PND_AS_FORCECAST, 1);
    Py_XDECREF(descr);
    return out;
}

static PyObject *ascontiguousarray(PyObject *const *args) { return as_contiguous(args, PND_AS_C); }
static PyObject *asfortranarray(PyObject *const *args) { return as_contiguous(args, PND_AS_F); }

static PyObject *copy(PyObject *const *args)
{
    enum { A, ORDER, SUBOK };
    int flags = PND_AS_FORCECAST | PND_AS_COPY;
    bool subok;
    if (arg_order_flags(args[ORDER], &flags) < 0 || pnd_arg_bool(args[SUBOK], false, &subok) < 0) return NULL;
    return pnd_as_array(args[A], NULL, flags | (subok ? PND_AS_SUBOK : 0), 0);
}

/**** empty, zeros, ones, full ****/

/* The arguments of the functions that allocate, looked at in the oracle's order. */
static PyObject *new_of_shape(PyObject *shape, PyObject *dtype, const pnd_dtype *fallback, PyObject *order, PyObject *device, bool zero)
{
    int ndim;
    Py_ssize_t dims[PND_MAXDIMS];
    pnd_order o;
    if (pnd_arg_shape(shape, &ndim, dims) < 0) return NULL;
    PndDescrObject *descr = pnd_arg_dtype(dtype, fallback);
    PyObject *out = NULL;
    if (descr && pnd_arg_order_cf(order, &o) == 0 && pnd_arg_device(device) == 0)
        out = zero ? pnd_array_zeros(descr->core, ndim, dims, o) : pnd_array_new(descr->core, ndim, dims, o);
    Py_XDECREF(descr);
    return out;
}

static PyObject *empty_or_zeros(PyObject *const *args, bool zero)
{
    enum { SHAPE, DTYPE, ORDER, DEVICE, LIKE };
    return new_of_shape(args[SHAPE], args[DTYPE], PND_DT(DOUBLE), args[ORDER], args[DEVICE], zero);
}

static PyObject *empty(PyObject *const *args) { return empty_or_zeros(args, false); }
static PyObject *zeros(PyObject *const *args) { return empty_or_zeros(args, true); }

/* out[...] = 1; takes the reference. */
static PyObject *fill_one(PyObject *out)
{
    if (!out) return NULL;
    const pnd_view v = pnd_array_view(out);
    PyObject *one = PyLong_FromLong(1);
    if (!one || pnd_assign_object(&v, one) < 0) Py_CLEAR(out);
    Py_XDECREF(one);
    return out;
}

static PyObject *ones(PyObject *const *args) { return fill_one(empty_or_zeros(args, false)); }

/*
 * out[...] = value as copyto does it; takes the reference.  An int must fit; other values but floats for float64 become arrays
 * first and are cast, so that 1+2j may fill integers.  What has no array yet (text, objects) is converted element by element.
 */
static PyObject *fill_with(PyObject *out, PyObject *given)
{
    PyObject *value = NULL;
    if (!out) return NULL;
    const bool same = PyFloat_CheckExact(given) && PND_ARRAY(out)->descr->core == PND_DT(DOUBLE);
    if (!same && !PyLong_Check(given) && !PyUnicode_Check(given) && !PyBytes_Check(given) && given != Py_None) {
        value = pnd_as_array(given, NULL, PND_AS_FORCECAST, 0);
        if (!value && !PyErr_ExceptionMatches(PyExc_TypeError)) return Py_DECREF(out), NULL;
        PyErr_Clear();
    }
    const pnd_view v = pnd_array_view(out);
    pnd_array_pin(out);
    const int rc = pnd_assign_object(&v, value ? value : given);
    pnd_array_unpin(out);
    Py_XDECREF(value);
    if (rc < 0) Py_CLEAR(out);
    return out;
}

static PyObject *full(PyObject *const *args)
{
    enum { SHAPE, FILL, DTYPE, ORDER, DEVICE, LIKE };
    PyObject *value = Py_NewRef(args[FILL]);
    const pnd_dtype *found = PND_DT(DOUBLE);
    if ((!args[DTYPE] || args[DTYPE] == Py_None) && !PyFloat_CheckExact(value)) {
        Py_SETREF(value, pnd_as_array(args[FILL], NULL, PND_AS_FORCECAST, 0));
        if (!value) return NULL;
        found = PND_ARRAY(value)->descr->core;
    }
    PyObject *out = fill_with(new_of_shape(args[SHAPE], args[DTYPE], found, args[ORDER], args[DEVICE], false), value);
    Py_DECREF(value);
    return out;
}

/**** ..._like ****/

/* Arguments of the family: dtype, order, subok, shape, device in this order from args[first]. */
static PyObject *like(PyObject *const *args, int first, bool zero)
{
    enum { DTYPE, ORDER, SUBOK, SHAPE, DEVICE };
    PyObject *const *rest = args + first;
    PndDescrObject *descr = NULL;
    PyObject *prototype = NULL, *out = NULL;
    pnd_order order;
    bool subok;
    int ndim = -1;
    Py_ssize_t shape[PND_MAXDIMS];
    if (pnd_arg_order(rest[ORDER], PND_ORDER_K, &order) < 0 || pnd_arg_bool(rest[SUBOK], true, &subok) < 0) return NULL;
    if (pnd_arg_device(rest[DEVICE]) < 0) return NULL;
    if (rest[SHAPE] && rest[SHAPE] != Py_None && pnd_arg_shape(rest[SHAPE], &ndim, shape) < 0) return NULL;
    prototype = pnd_as_array(args[0], NULL, PND_AS_SUBOK | PND_AS_FORCECAST, 0);
    if (!prototype || arg_dtype_or_null(rest[DTYPE], &descr) < 0) goto done;
    out = pnd_array_empty_like(prototype, descr ? descr->core : PND_ARRAY(prototype)->descr->core, order, subok, ndim, shape, zero);
done:
    Py_XDECREF(descr);
    Py_XDECREF(prototype);
    return out;
}

static PyObject *empty_like(PyObject *const *args) { return like(args, 1, false); }
static PyObject *zeros_like(PyObject *const *args) { return like(args, 1, true); }
static PyObject *ones_like(PyObject *const *args) { return fill_one(like(args, 1, false)); }
static PyObject *full_like(PyObject *const *args) { return fill_with(like(args, 2, false), args[1]); }

/**** Rows ****/

static const pnd_callable rows[] = {
    {"array", "object, dtype=None, *, copy=True, order='K', subok=False, ndmin=0, ndmax=0, like:L=None",
     "New array from an array, an exporter of memory (buffer, DLPack, array interface) or nested sequences.\n\n"
     "Parameters\n----------\nobject : array_like\ndtype : data-type, optional\n    As found when not given; elements are converted "
     "without a check of "
     "the cast.\ncopy : bool or None\n    True copies; None copies where needed; False raises ValueError where a copy is needed.\n"
     "order : {'K', 'A', 'C', 'F'}\nsubok : bool\n    Subclasses are passed through.\nndmin : int\n    Axes are added in front up to this "
     "number.\n"
     "ndmax : int\n    Deepest nesting of sequences that is looked into; 64 when not given.\n\nReturns\n-------\nout : ndarray",
     array_},
    {"asarray", "a, dtype=None, order=None, *, device=None, copy=None, like:L=None",
     "`a` as an ndarray: itself, a view of its memory, or a copy where one is needed.", asarray},
    {"asanyarray", "a, dtype=None, order=None, *, device=None, copy=None, like:L=None", "As asarray; subclasses are passed through.",
     asanyarray},
    {"ascontiguousarray", "a, dtype=None, *, like:L=None", "C contiguous array of at least one axis; a copy only where needed.",
     ascontiguousarray},
    {"asfortranarray", "a, dtype=None, *, like:L=None", "Fortran contiguous array of at least one axis; a copy only where needed.",
     asfortranarray},
    {"copy", "a:A, order='K', subok=False", "Copy of an array_like, in the memory order of `order`.", copy},
    {"empty", "shape, dtype=None, order='C', *, device=None, like:L=None", "New array of the shape; its contents are arbitrary.", empty},
    {"zeros", "shape, dtype=None, order='C', *, device=None, like:L=None", "New array of zeros.", zeros},
    {"ones", "shape, dtype=None, order='C', *, device=None, like:L=None", "New array of ones.", ones},
    {"full", "shape, fill_value, dtype=None, order='C', *, device=None, like:L=None",
     "New array filled with `fill_value` (broadcast to the shape); dtype as fill_value's when not given.", full},
    {"empty_like", "prototype:A, /, dtype=None, order='K', subok=True, shape=None, *, device=None",
     "New array of the prototype's shape, dtype, memory order and class; its contents are arbitrary.", empty_like},
    {"zeros_like", "a:A, dtype=None, order='K', subok=True, shape=None, *, device=None", "As empty_like, filled with zeros.", zeros_like},
    {"ones_like", "a:A, dtype=None, order='K', subok=True, shape=None, *, device=None", "As empty_like, filled with ones.", ones_like},
    {"full_like", "a:A, fill_value, dtype=None, order='K', subok=True, shape=None, *, device=None",
     "As empty_like, filled with `fill_value`.", full_like},
    {NULL, NULL, NULL, NULL},
};

int pnd_create_init(PyObject *module) { return pnd_module_add_functions(module, rows); }
