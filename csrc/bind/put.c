/* Functions that write, choose or limit elements: most are a method of the first argument. */
#include "shape.h"

#include "../access/compute.h"
#include "../object/scalar.h"
#include "../py/signature.h"
#include "../ufunc/call.h"
#include "../ufunc/ufunc.h"

/**************************************************************************** methods as functions */

static PyObject *fn_choose(PyObject *const *args)
{
    PyObject *a = pnd_any_array(args[0]), *result = a ? pnd_array_choose(a, args[1], args[2], args[3]) : NULL;
    if (args[2] == NULL || args[2] == Py_None) result = pnd_return_scalar_of_any(result);
    Py_XDECREF(a);
    return result;
}

static PyObject *fn_compress(PyObject *const *args)
{
    PyObject *a = pnd_any_array(args[1]), *result = a ? pnd_array_compress(a, args[0], args[2], args[3]) : NULL;
    Py_XDECREF(a);
    return result;
}

/* a_min, a_max or min, max: both of one kind. */
static int clip_bounds(PyObject *const *args, PyObject **low, PyObject **high)
{
    PyObject *a_min = args[1], *a_max = args[2], *min = args[4], *max = args[5];
    if (!a_min && !a_max) return *low = min, *high = max, 0;
    if (!a_min || !a_max)
        return PyErr_Format(PyExc_TypeError, "clip() missing 1 required positional argument: '%s'", a_min ? "a_max" : "a_min"), -1;
    if (min || max) {
        PyErr_SetString(PyExc_ValueError, "Passing `min` or `max` keyword argument when `a_min` and `a_max` are provided is forbidden.");
        return -1;
    }
    return *low = a_min, *high = a_max, 0;
}

static PyObject *fn_clip(PyObject *const *args)
{
    PyObject *low, *high;
    if (clip_bounds(args, &low, &high) < 0) return NULL;
    PyObject *a = pnd_any_array(args[0]), *result = a ? pnd_array_clip(a, low, high, args[3], args + 6) : NULL;
    Py_XDECREF(a);
    return result;
}

static PyObject *fn_round(PyObject *const *args)
{
    int decimals;
    PyObject *out, *a = pnd_any_array(args[0]), *result = NULL;
    if (a && pnd_arg_decimals(args[1], &decimals) == 0 && pnd_arg_out(args[2], &out) == 0) result = pnd_return_round(a, decimals, out);
    Py_XDECREF(a);
    return result;
}

static PyObject *fn_trace(PyObject *const *args)
{
    PyObject *a = pnd_any_array_but_matrix(args[0]), *result = a ? pnd_array_trace(a, args + 1) : NULL;
    Py_XDECREF(a);
    return result;
}

static PyObject *fn_partition(PyObject *const *args)
{
    PyObject *a = pnd_any_array(args[0]), *result = a ? pnd_array_partitioned(a, args + 1) : NULL;
    Py_XDECREF(a);
    return result;
}

static PyObject *fn_argpartition(PyObject *const *args)
{
    PyObject *a = pnd_any_array(args[0]), *result = a ? pnd_array_argpartition(a, args + 1) : NULL;
    Py_XDECREF(a);
    return result;
}

/**************************************************************************** writing */

static PyObject *fn_put(PyObject *const *args)
{
    if (!pnd_is_array(args[0])) return PyErr_Format(PyExc_TypeError, "argument 1 must be numpy.ndarray, not %R", Py_TYPE(args[0]));
    return pnd_array_put(args[0], args[1], args[2], args[3]) < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *fn_putmask(PyObject *const *args)
{
    if (!pnd_is_array(args[0])) return PyErr_Format(PyExc_TypeError, "putmask: first argument must be an array");
    return pnd_array_putmask(args[0], args[1], args[2], false, "putmask") < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *fn_place(PyObject *const *args)
{
    if (!pnd_is_array(args[0]))
        return PyErr_Format(PyExc_TypeError, "place() argument 1 must be numpy.ndarray, not %s", Py_TYPE(args[0])->tp_name);
    return pnd_array_putmask(args[0], args[1], args[2], true, "place") < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *fn_extract(PyObject *const *args)
{
    PyObject *condition = pnd_any_array_but_matrix(args[0]), *a = condition ? pnd_any_array_but_matrix(args[1]) : NULL, *result = NULL;
    PyObject *mask = a ? pnd_array_ravel(condition, PND_ORDER_C) : NULL, *flat = mask ? pnd_array_ravel(a, PND_ORDER_C) : NULL;
    PyObject *all = flat ? pnd_array_nonzero(mask) : NULL;
    if (all) result = pnd_array_take(flat, PyTuple_GET_ITEM(all, 0), NULL, NULL, NULL);
    Py_XDECREF(all);
    Py_XDECREF(flat);
    Py_XDECREF(mask);
    Py_XDECREF(a);
    Py_XDECREF(condition);
    return result;
}

/**************************************************************************** along an axis */

/* The index for one axis that is not indexed: 0 ... n-1, standing along that axis of `ndim`. */
static PyObject *axis_index(Py_ssize_t n, int axis, int ndim)
{
    Py_ssize_t shape[PND_MAXDIMS];
    for (int i = 0; i < ndim; i++) shape[i] = i == axis ? n : 1;
    PyObject *x = pnd_array_new(PND_DT(LONG), ndim, shape, PND_ORDER_C);
    for (Py_ssize_t i = 0; x && i < n; i++) ((intptr_t *)(void *)PND_ARRAY(x)->data)[i] = i;
    return x;
}

/* The tuple of index arrays that stands for `indices` along an axis of a. */
static PyObject *along_axis_key(PyObject *a, PyObject *indices, int axis)
{
    const PndArrayObject *v = PND_ARRAY(a);
    if (!pnd_dtype_is_integer(PND_ARRAY(indices)->descr->core)) return PyErr_Format(PyExc_IndexError, "`indices` must be an integer array");
    if (v->nd != PND_ARRAY(indices)->nd)
        return PyErr_Format(PyExc_ValueError, "`indices` and `arr` must have the same number of dimensions");
    PyObject *key = PyTuple_New(v->nd);
    for (int i = 0; key && i < v->nd; i++) {
        PyObject *x = i == axis ? Py_NewRef(indices) : axis_index(v->dimensions[i], i, v->nd);
        if (x == NULL) Py_CLEAR(key);
        else PyTuple_SET_ITEM(key, i, x);
    }
    return key;
}

/* What is indexed and by what, for axis= as NumPy takes it; new references.  writes: axis=None writes through a.flat's array. */
static int along_axis_parts(PyObject *const *args, PyObject *axis_arg, PyObject **a, PyObject **key)
{
    PyObject *arr = args[0], *indices = args[1];
    int axis = 0;
    *a = *key = NULL;
    for (int i = 0; i < 2; i++)
        if (!pnd_is_array(args[i])) {
            PyErr_Format(PyExc_AttributeError, "'%s' object has no attribute '%s'", Py_TYPE(args[i])->tp_name, i ? "dtype" : "ndim");
            return -1;
        }
    if (axis_arg == Py_None) {
        if (PND_ARRAY(indices)->nd != 1)
            return PyErr_SetString(PyExc_ValueError, "when axis=None, `indices` must have a single dimension."), -1;
        const pnd_view v = pnd_array_view(arr); /* a.flat's elements have no class */
        PyObject *plain = pnd_array_view_of(arr, &v, false);
        *a = plain ? pnd_array_ravel(plain, PND_ORDER_C) : NULL;
        Py_XDECREF(plain);
    } else if (pnd_arg_axis(axis_arg, PND_ARRAY(arr)->nd, &axis) == 0) *a = Py_NewRef(arr);
    if (*a) *key = along_axis_key(*a, indices, axis);
    if (*key == NULL) Py_CLEAR(*a);
    return *key ? 0 : -1;
}

static PyObject *fn_take_along_axis(PyObject *const *args)
{
    PyObject *a, *key, *axis = args[2] ? Py_NewRef(args[2]) : PyLong_FromLong(-1), *result = NULL;
    PyObject *of = pnd_is_scalar(args[0]) ? pnd_any_array(args[0]) : Py_NewRef(args[0]), *parts[2] = {of, args[1]};
    if (axis && of && along_axis_parts(parts, axis, &a, &key) == 0) {
        result = PyObject_GetItem(a, key);
        Py_DECREF(key);
        Py_DECREF(a);
    }
    Py_XDECREF(of);
    Py_XDECREF(axis);
    return result;
}

static PyObject *fn_put_along_axis(PyObject *const *args)
{
    PyObject *a, *key;
    if (along_axis_parts(args, args[3], &a, &key) < 0) return NULL;
    int status;
    if (a != args[0]) { /* axis=None: by flat positions, into the array itself */
        PyObject *flat = pnd_array_flat(args[0]);
        status = flat ? PyObject_SetItem(flat, PyTuple_GET_ITEM(key, 0), args[2]) : -1;
        Py_XDECREF(flat);
    } else status = PyObject_SetItem(a, key, args[2]);
    Py_DECREF(key);
    Py_DECREF(a);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

static const pnd_callable rows[] = {
    {"choose", "a:A, choices:[A], out:A?=None, mode='raise'", "Elements of the choices, which of them a says.", fn_choose,
     "choose choices out= mode="},
    {"compress", "condition:A, a:A, axis=None, out:A?=None", "The slices of a along an axis for which condition is true.", fn_compress},
    {"clip",
     "a:A, a_min:A?=<no value>, a_max:A?=<no value>, out:A?=None, *, min:A?=<no value>, max:A?=<no value>, where=True, "
     "casting='same_kind', order='K', dtype=None, subok=True, signature=None",
     "The elements of a, limited to [a_min, a_max]; None is no limit.  Keywords are those of ufuncs.", fn_clip},
    {"round", "a:A, decimals=0, out:A?=None", "The elements of a rounded to so many decimals, halves to even.", fn_round,
     "round decimals= out="},
    {"around", "a:A, decimals=0, out:A?=None", "The elements of a rounded to so many decimals, halves to even.", fn_round,
     "round decimals= out="},
    {"trace", "a:A, offset=0, axis1=0, axis2=1, dtype=None, out:A?=None", "The sum along a diagonal of a.", fn_trace},
    {"partition", "a:A, kth, axis=-1, kind='introselect', order=None",
     "A copy of a in which the kth element stands where sorting would put it, no larger one before it.", fn_partition},
    {"argpartition", "a:A, kth, axis=-1, kind='introselect', order=None", "Indices that would partition a.", fn_argpartition,
     "argpartition kth axis= kind= order="},
    {"put", "a:A, ind:A, v:A, mode='raise'", "Sets the elements of a at flat indices; v is repeated as needed.", fn_put},
    {"putmask", "a:A, /, mask:A, values:A", "Sets the elements of a where mask is true, to the values at the same positions.", fn_putmask},
    {"place", "arr:A, mask:A, vals:A", "Sets the elements of arr where mask is true, to one value of vals after the other.", fn_place},
    {"extract", "condition:A, arr:A", "The elements of arr where condition is true.", fn_extract},
    {"take_along_axis", "arr:A, indices:A, axis=-1", "Elements of arr at indices along an axis, line by line.", fn_take_along_axis},
    {"put_along_axis", "arr:A, indices:A, values:A, axis", "Sets elements of arr at indices along an axis, line by line.",
     fn_put_along_axis},
    {NULL, NULL, NULL, NULL},
};

int pnd_put_init(PyObject *module)
{
    PyObject *conjugate = pnd_ufunc_object(PND_OP_conjugate);
    return PyModule_AddObjectRef(module, "conj", conjugate) < 0 ? -1 : pnd_module_add_functions(module, rows);
}
