/*
 * Arrays made from an array's elements: copies, casts, bytes, lists, Python values; and fill, byteswap.
 *
 * Elements go from array to array through pnd_assign_view(), with both arrays pinned.
 */
#include "access.h"

#include "../convert/item.h"
#include "../convert/lists.h"
#include "../engine/assign.h"
#include "../engine/flat.h"
#include "../object/objref.h"
#include "../object/scalar.h"
#include "../py/gil.h"
#include "../py/signature.h"

#include "methods.h"

int pnd_copy_elements(PyObject *to, const pnd_view *dst, PyObject *from, const pnd_view *src)
{
    pnd_array_pin(to);
    pnd_array_pin(from);
    int status = pnd_assign_view(dst, src, NULL);
    pnd_array_unpin(from);
    pnd_array_unpin(to);
    return status;
}

int pnd_check_cast(const pnd_dtype *from, const pnd_dtype *to, pnd_casting casting, const char *what)
{
    if (PND_LIKELY(pnd_can_cast(from, to, casting))) return 0;
    PndDescrObject *f = pnd_descr_new(from), *t = pnd_descr_new(to);
    if (f && t)
        PyErr_Format(PyExc_TypeError, "Cannot cast %s from %R to %R according to the rule '%s'", what, f, t, pnd_casting_name(casting));
    Py_XDECREF(f);
    Py_XDECREF(t);
    return -1;
}

/**************************************************************************** copy, astype */

PyObject *pnd_array_copy(PyObject *self, pnd_order order, bool subok)
{
    PndArrayObject *a = PND_ARRAY(self);
    if ((a->flags & PND_FLAG_C) && (order == PND_ORDER_C || !(a->flags & PND_FLAG_F)) && order != PND_ORDER_F && pnd_is_exact_array(self) &&
        pnd_dtype_is_plain(a->descr->core)) {
        const Py_ssize_t nbytes = pnd_array_size(self) * a->descr->elsize;
        if (nbytes < PND_GIL_WORK) {
            PyObject *result = pnd_array_new_fast(a->descr, a->nd, a->dimensions);
            if (result) memcpy(PND_ARRAY(result)->data, a->data, (size_t)nbytes);
            return result;
        }
    }
    return pnd_array_copy_of(self, a->descr->core, order, subok);
}

static bool has_order(PyObject *self, pnd_order order)
{
    const int flags = PND_ARRAY(self)->flags;
    switch (order) {
    case PND_ORDER_K: return true;
    case PND_ORDER_A: return (flags & (PND_FLAG_C | PND_FLAG_F)) != 0;
    case PND_ORDER_C: return (flags & PND_FLAG_C) != 0;
    case PND_ORDER_F: return (flags & PND_FLAG_F) != 0;
    }
    return false;
}

/* Same bytes, same meaning: astype(copy=False) may give the array itself. */
static bool same_storage(const pnd_dtype *a, const pnd_dtype *b) { return a == b || (pnd_dtype_equal(a, b) && a->swapped == b->swapped); }

/* C names, in which NumPy words one error. */
static const char *const scalar_names[] = {
#define PND_DTYPE(ID, number, name, kind, char_, size, align, class_, scalar, ...) #scalar,
#include "../dtype/dtypes.def"
#undef PND_DTYPE
};

PyObject *pnd_array_astype(PyObject *self, PndDescrObject *descr, pnd_order order, pnd_casting casting, bool subok, bool copy)
{
    PndArrayObject *a = PND_ARRAY(self);
    if (!copy && same_storage(a->descr->core, descr->core) && has_order(self, order) && (subok || pnd_is_exact_array(self)))
        return Py_NewRef(self);
    if (pnd_check_cast(a->descr->core, descr->core, casting, "array data") < 0) return NULL;
    if (casting == PND_CAST_SAME_VALUE && pnd_dtype_is_plain(descr->core)) {
        const pnd_view v = pnd_array_view(self);
        pnd_error err;
        pnd_array_pin(self);
        int differs = pnd_same_value(&v, descr->core, &err);
        pnd_array_unpin(self);
        if (differs < 0) return pnd_raise(&err);
        if (differs) {
            assert(pnd_dtype_is_builtin(v.dtype) && pnd_dtype_is_builtin(descr->core));
            return PyErr_Format(PyExc_ValueError, "could not cast 'same_value' %s to %s", scalar_names[v.dtype->idx],
                                scalar_names[descr->core->idx]);
        }
    }
    return pnd_array_copy_of(self, descr->core, order, subok);
}

static PyObject *method_copy(PyObject *const *args)
{
    pnd_order order;
    if (pnd_arg_order(args[1], PND_ORDER_C, &order) < 0) return NULL;
    return pnd_array_copy(args[0], order, true);
}

static PyObject *method_astype(PyObject *const *args)
{
    pnd_order order;
    pnd_casting casting;
    bool subok, copy;
    if (pnd_arg_order(args[2], PND_ORDER_K, &order) < 0 || pnd_arg_casting(args[3], PND_CAST_UNSAFE, &casting) < 0 ||
        pnd_arg_bool(args[4], true, &subok) < 0 || pnd_arg_bool(args[5], true, &copy) < 0)
        return NULL;
    PndDescrObject *descr = pnd_descr_from_object(args[1], NULL);
    if (descr == NULL) return NULL;
    PyObject *result = pnd_array_astype(args[0], descr, order, casting, subok, copy);
    Py_DECREF(descr);
    return result;
}

static PyObject *method_shallow_copy(PyObject *const *args) { return pnd_array_copy(args[0], PND_ORDER_K, true); }

/* Objects are deep copied one by one.  The copy is in the memo before, so that an array that holds itself ends. */
static PyObject *method_deep_copy(PyObject *const *args)
{
    PyObject *self = args[0], *memo = args[1], *copy = pnd_array_copy(self, PND_ORDER_K, true);
    if (copy == NULL || !pnd_dtype_is_object(PND_ARRAY(copy)->descr->core)) return copy;
    PyObject *module = PyImport_ImportModule("copy"), *deepcopy = module ? PyObject_GetAttrString(module, "deepcopy") : NULL;
    PyObject *key = deepcopy ? PyLong_FromVoidPtr(self) : NULL;
    int status = key ? 0 : -1;
    if (status == 0 && PyDict_Check(memo)) status = PyDict_SetItem(memo, key, copy);
    pnd_array_pin(copy);
    const Py_ssize_t n = pnd_array_size(copy), step = PND_ARRAY(copy)->descr->elsize;
    for (Py_ssize_t i = 0; status == 0 && i < n; i++) { /* its elements are dense, in whatever order */
        char *p = PND_ARRAY(copy)->data + i * step;
        PyObject *o = pnd_objref_get(p), *deep = PyObject_CallFunctionObjArgs(deepcopy, o, memo, NULL);
        Py_DECREF(o);
        if (deep) pnd_objref_put(p, deep);
        else status = -1;
    }
    pnd_array_unpin(copy);
    Py_XDECREF(key);
    Py_XDECREF(deepcopy);
    Py_XDECREF(module);
    if (status < 0) Py_CLEAR(copy);
    return copy;
}

/**************************************************************************** flatten, tobytes */

/* A view of packed memory at p in self's shape, whose elements then follow each other in `order`. */
static void packed_view(PyObject *self, char *p, pnd_order order, pnd_viewbuf *out)
{
    const pnd_view v = pnd_array_view(self);
    const int flags = PND_ARRAY(self)->flags;
    pnd_viewbuf_init(out, &v);
    out->v.data = p;
    if (order == PND_ORDER_A) order = (flags & PND_FLAG_F) && !(flags & PND_FLAG_C) ? PND_ORDER_F : PND_ORDER_C;
    if (order == PND_ORDER_K) pnd_strides_like(v.ndim, v.shape, v.dtype->size, v.strides, out->strides);
    else pnd_strides_contiguous(v.ndim, v.shape, v.dtype->size, order, out->strides);
}

PyObject *pnd_array_flatten(PyObject *self, pnd_order order)
{
    const Py_ssize_t size = pnd_array_size(self);
    PndDescrObject *descr = PND_ARRAY(self)->descr;
    pnd_array_pin(self); /* a subclass's __array_finalize__ may do anything */
    PyObject *result = pnd_is_exact_array(self)
                           ? pnd_array_new(descr->core, 1, &size, PND_ORDER_C)
                           : pnd_array_from_data(Py_TYPE(self), descr, 1, &size, NULL, NULL, PND_FLAG_WRITEABLE, NULL, self);
    int status = result ? 0 : -1;
    if (status == 0 && PND_ARRAY(result)->nbytes < size * descr->elsize) {
        PyErr_SetString(PyExc_RuntimeError, "__array_finalize__ changed the array's memory");
        status = -1;
    }
    if (status == 0) {
        pnd_viewbuf dst;
        const pnd_view src = pnd_array_view(self);
        packed_view(self, PND_ARRAY(result)->data, order, &dst);
        status = pnd_copy_elements(result, &dst.v, self, &src);
    }
    pnd_array_unpin(self);
    if (status < 0) Py_CLEAR(result);
    return result;
}

static PyObject *method_flatten(PyObject *const *args)
{
    pnd_order order;
    if (pnd_arg_order(args[1], PND_ORDER_C, &order) < 0) return NULL;
    return pnd_array_flatten(args[0], order);
}

static PyObject *method_tobytes(PyObject *const *args)
{
    PyObject *self = args[0];
    pnd_order order;
    pnd_viewbuf dst;
    pnd_error err;
    if (pnd_arg_order(args[1], PND_ORDER_C, &order) < 0) return NULL;
    const pnd_view src = pnd_array_view(self);
    if (!pnd_dtype_is_plain(src.dtype))
        return PyErr_Format(PyExc_TypeError, "elements of dtype %s have no bytes of their own", src.dtype->name);
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, pnd_view_size(&src) * src.dtype->size);
    if (bytes == NULL) return NULL;
    packed_view(self, PyBytes_AS_STRING(bytes), order == PND_ORDER_K ? PND_ORDER_C : order, &dst); /* K is C here, as in NumPy */
    pnd_array_pin(self); /* a signal handler may run meanwhile */
    int status = pnd_assign(&dst.v, &src, NULL, NULL, &err);
    pnd_array_unpin(self);
    if (status == 0) return bytes;
    Py_DECREF(bytes);
    return pnd_raise(&err);
}

/**************************************************************************** Python values */

static PyObject *method_tolist(PyObject *const *args)
{
    const pnd_view v = pnd_array_view(args[0]);
    pnd_array_pin(args[0]);
    PyObject *list = pnd_list_of(&v);
    pnd_array_unpin(args[0]);
    return list;
}

static PyObject *item_at(const pnd_view *v, Py_ssize_t i)
{
    const Py_ssize_t size = pnd_view_size(v);
    if (i < -size || i >= size)
        return PyErr_Format(PyExc_IndexError, "index %zd is out of bounds for %ssize %zd", i, v->ndim == 1 ? "axis 0 with " : "", size);
    return pnd_item_get(v->dtype, pnd_flat_address(v, i < 0 ? i + size : i));
}

static PyObject *method_item(PyObject *const *args)
{
    pnd_star where = *(const pnd_star *)args[1];
    Py_ssize_t at[PND_MAXDIMS];
    if (where.n == 1 && PyTuple_Check(where.items[0]))
        where = (pnd_star){PyTuple_GET_SIZE(where.items[0]), &PyTuple_GET_ITEM(where.items[0], 0)};
    const Py_ssize_t n = where.n;
    for (Py_ssize_t i = 0; i < n && i < PND_MAXDIMS; i++)
        if (pnd_arg_intp(where.items[i], &at[i]) < 0) return NULL;
    const pnd_view v = pnd_array_view(args[0]); /* after the conversions, which may run anything */
    if (n == 0) {
        if (pnd_view_size(&v) == 1) return item_at(&v, 0);
        return PyErr_Format(PyExc_ValueError, "can only convert an array of size 1 to a Python scalar");
    }
    if (n == 1) return item_at(&v, at[0]);
    if (n != v.ndim) return PyErr_Format(PyExc_ValueError, "incorrect number of indices for array");
    const char *p = v.data;
    for (int k = 0; k < v.ndim; k++) {
        if (at[k] < -v.shape[k] || at[k] >= v.shape[k])
            return PyErr_Format(PyExc_IndexError, "index %zd is out of bounds for axis %d with size %zd", at[k], k, v.shape[k]);
        p += (at[k] < 0 ? at[k] + v.shape[k] : at[k]) * v.strides[k];
    }
    return pnd_item_get(v.dtype, p);
}

/**************************************************************************** fill, byteswap */

static PyObject *method_fill(PyObject *const *args)
{
    PyObject *self = args[0], *value = args[1];
    pnd_view v;
    pnd_error err;
    if (pnd_array_writable(self, &v, NULL) < 0) return NULL;
    int status;
    pnd_array_pin(self);
    if (pnd_is_array(value) && PND_ARRAY(value)->nd == 0 && !pnd_dtype_is_object(v.dtype)) {
        const pnd_view src = pnd_array_view(value);
        status = pnd_copy_elements(self, &v, value, &src);
    } else if (pnd_is_array(value) && !pnd_dtype_is_object(v.dtype)) {
        PyErr_SetString(PyExc_ValueError, "setting an array element with a sequence.");
        status = -1;
    } else {
        _Alignas(16) char element[64] = {0};
        assert(v.dtype->size <= (intptr_t)sizeof element);
        status = pnd_item_set(v.dtype, element, value);
        if (status == 0 && pnd_fill(&v, element, &err) < 0) status = pnd_raise_int(&err);
        pnd_move_clear(v.dtype, element, v.dtype->size, 1);
    }
    pnd_array_unpin(self);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

/* Elements of `dst` become those of `src` with their bytes reversed: an assignment between a dtype and its twin, undone in
   name only. */
static int swap_elements(PyObject *self, const pnd_view *dst, const pnd_view *src)
{
    pnd_view twin = *dst;
    pnd_error err;
    twin.dtype = pnd_dtype_swap(dst->dtype);
    pnd_array_pin(self);
    int status = pnd_assign(&twin, src, NULL, NULL, &err);
    pnd_array_unpin(self);
    return status < 0 ? pnd_raise_int(&err) : 0;
}

static PyObject *method_byteswap(PyObject *const *args)
{
    PyObject *self = args[0];
    bool inplace;
    pnd_view dst;
    if (pnd_arg_bool(args[1], false, &inplace) < 0) return NULL;
    const pnd_view src = pnd_array_view(self);
    if (inplace) {
        if (pnd_array_writable(self, &dst, "Cannot byte-swap in-place on a read-only array; array") < 0) return NULL;
        return swap_elements(self, &dst, &src) < 0 ? NULL : Py_NewRef(self);
    }
    PyObject *result = pnd_array_empty_like(self, src.dtype, PND_ORDER_K, true, -1, NULL, false);
    if (result == NULL) return NULL;
    dst = pnd_array_view(result);
    if (swap_elements(self, &dst, &src) == 0) return result;
    Py_DECREF(result);
    return NULL;
}

static PyObject *method_setflags(PyObject *const *args)
{
    return pnd_array_set_flags(args[0], args[1], args[2], args[3]) < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *method_to_device(PyObject *const *args)
{
    if (args[2] && args[2] != Py_None) return PyErr_Format(PyExc_ValueError, "The stream argument in to_device() is not supported");
    const char *device = PyUnicode_Check(args[1]) ? PyUnicode_AsUTF8(args[1]) : NULL;
    if (device && strcmp(device, "cpu") == 0) return Py_NewRef(args[0]);
    return PyErr_Occurred() ? NULL : PyErr_Format(PyExc_ValueError, "Unsupported device: %S. Only 'cpu' is accepted.", args[1]);
}

const pnd_callable pnd_copy_methods[] = {
    {"copy", "self, /, order='C'", "A copy of the array, its elements in the given memory order.", method_copy},
    {"astype", "self, /, dtype, order='K', casting='unsafe', subok=True, copy=True",
     "The array converted to another dtype; a copy unless copy=False and nothing has to change.", method_astype},
    {"__copy__", "self, /", "Used by copy.copy.", method_shallow_copy},
    {"__deepcopy__", "self, memo, /", "Used by copy.deepcopy.", method_deep_copy},
    {"flatten", "self, /, order='C'", "A copy of the array with one axis.", method_flatten},
    {"tobytes", "self, /, order='C'", "The elements' bytes, in C or F order.", method_tobytes},
    {"tolist", "self, /", "The elements as Python numbers in nested lists (one number for a 0-d array).", method_tolist},
    {"item", "self, /, *args:V", "One element as a Python number: of an array of size 1, at a flat index, or at one index per axis.",
     method_item},
    {"fill", "self, /, value", "Sets all elements to a scalar.", method_fill},
    {"byteswap", "self, /, inplace=False", "The elements with their bytes reversed; the dtype stays.", method_byteswap},
    {"setflags", "self, /, write=None, align=None, uic=None", "Sets the flags WRITEABLE, ALIGNED and WRITEBACKIFCOPY.", method_setflags},
    {"to_device", "self, device, /, *, stream=None", "The array itself, for device 'cpu'.", method_to_device},
    {NULL, NULL, NULL, NULL},
};
