/*
 * Methods about the bytes behind an array: resize, getfield, setfield, tofile, dump, dumps; the attribute ctypes; and the
 * protocols that name the library: __array_function__, __array_namespace__, __class_getitem__.
 *
 * resize never moves memory that somebody else sees: a view, an export or a running operation makes it a ValueError, with
 * refcheck=False too (NumPy would leave the view dangling).
 */
#include "access.h"

#include "../convert/item.h"
#include "../platform/checked.h"
#include "../py/signature.h"
#include "../py/state.h"

#include "methods.h"

/**************************************************************************** resize */

static const char in_use[] = "cannot resize an array that references or is referenced\nby another object in this way.\n"
                             "Use the np.resize function to get a new resized copy or\n set refcheck=False to disable this check";

static int resize_shape(const pnd_star *star, int *ndim, Py_ssize_t *shape)
{
    if (star->n == 1) return pnd_arg_shape(star->items[0], ndim, shape);
    if (star->n > PND_MAXDIMS) {
        PyErr_Format(PyExc_ValueError, "maximum supported dimension for an ndarray is currently %d, found %zd", PND_MAXDIMS, star->n);
        return -1;
    }
    for (Py_ssize_t i = 0; i < star->n; i++)
        if (pnd_arg_intp(star->items[i], &shape[i]) < 0) return -1;
    return *ndim = (int)star->n, 0;
}

/* May the memory be exchanged?  refs: what a call as method holds. */
static int check_resize(PyObject *self, bool refcheck, Py_ssize_t refs)
{
    const PndArrayObject *a = PND_ARRAY(self);
    if (!(a->flags & PND_FLAG_OWNDATA)) return PyErr_SetString(PyExc_ValueError, "cannot resize this array: it does not own its data"), -1;
    if (a->base || a->weakreflist)
        return PyErr_SetString(PyExc_ValueError, "cannot resize an array that references or is referenced\n"
                                                 "by another array in this way. Use the np.resize function."),
               -1;
    if ((refcheck && refs > 2) || a->views > 0) return PyErr_SetString(PyExc_ValueError, in_use), -1;
    return 0;
}

static PyObject *method_resize(PyObject *const *args)
{
    PyObject *self = args[0];
    const PndArrayObject *a = PND_ARRAY(self);
    const pnd_star *star = (const pnd_star *)(const void *)args[1];
    Py_ssize_t shape[PND_MAXDIMS], strides[PND_MAXDIMS], size, nbytes;
    int ndim;
    bool refcheck;
    if (star->n == 0 || (star->n == 1 && star->items[0] == Py_None)) Py_RETURN_NONE;
    if (pnd_arg_bool(args[2], true, &refcheck) < 0 || resize_shape(star, &ndim, shape) < 0) return NULL;
    if (!(a->flags & (PND_FLAG_C | PND_FLAG_F))) return PyErr_Format(PyExc_ValueError, "resize only works on single-segment arrays");
    for (int i = 0; i < ndim; i++)
        if (shape[i] < 0) return PyErr_Format(PyExc_ValueError, "negative dimensions not allowed");
    if (pnd_shape_size_over(ndim, shape, &size) || pnd_mul_over(size, a->descr->elsize, &nbytes)) return PyErr_NoMemory();
    const pnd_order order = a->flags & PND_FLAG_C ? PND_ORDER_C : PND_ORDER_F;
    int status;
    if (size == pnd_array_size(self)) {
        pnd_strides_contiguous(ndim, shape, a->descr->elsize, order, strides);
        status = pnd_array_set_layout(self, ndim, shape, strides);
    } else {
        status = check_resize(self, refcheck, Py_REFCNT(self));
        if (status == 0) status = pnd_array_resize(self, ndim, shape, order);
    }
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

/**************************************************************************** fields */

static PyObject *field_view(PyObject *self, PyObject *dtype, PyObject *offset_arg)
{
    const PndArrayObject *a = PND_ARRAY(self);
    Py_ssize_t offset = 0;
    if (offset_arg && pnd_arg_intp(offset_arg, &offset) < 0) return NULL;
    if (offset > INT_MAX || offset < INT_MIN)
        return PyErr_Format(PyExc_OverflowError, "signed integer is %s", offset > 0 ? "greater than maximum" : "less than minimum");
    PndDescrObject *descr = pnd_descr_from_object(dtype, NULL);
    PyObject *result = NULL;
    if (descr == NULL) return NULL;
    if (!pnd_dtype_is_plain(descr->core) != !pnd_dtype_is_plain(a->descr->core) ||
        (!pnd_dtype_is_plain(descr->core) && (descr->core != a->descr->core || offset != 0)))
        PyErr_SetString(PyExc_TypeError, "cannot get or set fields of an array of objects");
    else if (offset < 0) PyErr_SetString(PyExc_ValueError, "offset is negative");
    else if (descr->elsize > a->descr->elsize) PyErr_SetString(PyExc_ValueError, "new type is larger than original type");
    else if (offset > a->descr->elsize - descr->elsize)
        PyErr_SetString(PyExc_ValueError, "new type plus offset is larger than original type");
    else {
        pnd_view v = pnd_array_view(self);
        v.data += offset;
        v.dtype = descr->core;
        result = pnd_array_view_descr(self, &v, descr, true);
    }
    Py_DECREF(descr);
    return result;
}

static PyObject *method_getfield(PyObject *const *args) { return field_view(args[0], args[1], args[2]); }

static PyObject *method_setfield(PyObject *const *args)
{
    pnd_view v;
    if (pnd_array_writable(args[0], &v, NULL) < 0) return NULL;
    PyObject *field = field_view(args[0], args[2], args[3]);
    int status = field ? pnd_array_writable(field, &v, NULL) : -1;
    if (status == 0) {
        pnd_array_pin(field);
        status = pnd_assign_object(&v, args[1]);
        pnd_array_unpin(field);
    }
    Py_XDECREF(field);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

/**************************************************************************** files */

/* An open binary file for `file`, which is one or a path: a new reference; *opened says which. */
static PyObject *file_for(PyObject *file, const char *mode, bool *opened)
{
    int writes = pnd_has_attr(file, "write");
    *opened = writes == 0;
    if (writes != 0) return writes < 0 ? NULL : Py_NewRef(file);
    PyObject *path = PyOS_FSPath(file), *io = path ? PyImport_ImportModule("io") : NULL, *f = NULL;
    if (io) f = PyObject_CallMethod(io, "open", "Os", path, mode);
    Py_XDECREF(io);
    Py_XDECREF(path);
    return f;
}

/* Closes what file_for opened; an error that is set stays. */
static PyObject *done_with(PyObject *f, bool opened, PyObject *result)
{
    PyObject *type, *value, *traceback, *closed = NULL;
    if (opened) {
        PyErr_Fetch(&type, &value, &traceback);
        closed = PyObject_CallMethod(f, "close", NULL);
        if (closed == NULL && type == NULL) Py_CLEAR(result);
        else {
            if (closed == NULL) PyErr_Clear();
            PyErr_Restore(type, value, traceback);
        }
        Py_XDECREF(closed);
    }
    Py_DECREF(f);
    return result;
}

/* The elements as text, `format % item` joined by sep; 1-D C order. */
static PyObject *text_of(PyObject *self, PyObject *sep, PyObject *format)
{
    PyObject *flat = pnd_array_ravel(self, PND_ORDER_C), *list = NULL, *text = NULL;
    if (flat == NULL) return NULL;
    const Py_ssize_t n = pnd_array_size(flat);
    const bool formats = format && PyUnicode_GET_LENGTH(format) > 0;
    list = PyList_New(n);
    pnd_array_pin(flat);
    for (Py_ssize_t i = 0; list && i < n; i++) {
        const PndArrayObject *a = PND_ARRAY(flat);
        PyObject *item = pnd_item_get(a->descr->core, a->data + i * a->strides[0]), *one = item && formats ? PyTuple_Pack(1, item) : NULL;
        PyObject *s = NULL;
        if (item) s = formats ? (one ? PyUnicode_Format(format, one) : NULL) : PyObject_Str(item);
        Py_XDECREF(one);
        Py_XDECREF(item);
        if (s == NULL) Py_CLEAR(list);
        else PyList_SET_ITEM(list, i, s);
    }
    pnd_array_unpin(flat);
    if (list) text = PyUnicode_Join(sep, list);
    Py_XDECREF(list);
    Py_DECREF(flat);
    return text;
}

static PyObject *bytes_for_file(PyObject *self, PyObject *sep, PyObject *format)
{
    if (sep && PyUnicode_GET_LENGTH(sep) > 0) {
        PyObject *text = text_of(self, sep, format), *bytes = text ? PyUnicode_AsEncodedString(text, "ascii", "strict") : NULL;
        Py_XDECREF(text);
        return bytes;
    }
    if (!pnd_dtype_is_plain(PND_ARRAY(self)->descr->core))
        return PyErr_Format(PyExc_OSError, "cannot write object arrays to a file in binary mode");
    PyObject *flat = pnd_array_ravel(self, PND_ORDER_C), *view = flat ? PyObject_CallMethod(flat, "view", "s", "u1") : NULL;
    Py_XDECREF(flat);
    return view;
}

/* A raw file may take a part at a time, and a pipe none: what is left is written again, and what cannot be is an OSError. */
static int write_all(PyObject *f, PyObject *bytes)
{
    PyObject *all = PyMemoryView_FromObject(bytes);
    const Py_ssize_t size = all ? PyMemoryView_GET_BUFFER(all)->len : 0;
    Py_ssize_t done = 0;
    int status = all ? 0 : -1;
    while (status == 0 && done < size) {
        PyObject *rest = done ? PySequence_GetSlice(all, done, size) : Py_NewRef(all);
        PyObject *written = rest ? PyObject_CallMethod(f, "write", "O", rest) : NULL;
        const Py_ssize_t n = !written ? -1 : written == Py_None ? 0 : PyNumber_AsSsize_t(written, PyExc_OverflowError);
        if (n <= 0 || n > size - done) {
            if (!PyErr_Occurred()) PyErr_Format(PyExc_OSError, "%zd requested and %zd written", size, done + (n > 0 ? n : 0));
            status = -1;
        } else done += n;
        Py_XDECREF(written);
        Py_XDECREF(rest);
    }
    Py_XDECREF(all);
    return status;
}

/* A text file's own buffer in its place, after what was written to it so far. */
static int below_text(PyObject **f)
{
    const int has = pnd_has_attr(*f, "buffer");
    if (has <= 0) return has;
    PyObject *flushed = PyObject_CallMethod(*f, "flush", NULL), *buffer = flushed ? PyObject_GetAttrString(*f, "buffer") : NULL;
    Py_XDECREF(flushed);
    if (!buffer) return -1;
    Py_SETREF(*f, buffer);
    return 0;
}

static PyObject *method_tofile(PyObject *const *args)
{
    PyObject *self = args[0], *file = args[1], *sep = args[2], *format = args[3];
    bool opened;
    for (int i = 2; i < 4; i++)
        if (args[i] && !PyUnicode_Check(args[i]))
            return PyErr_Format(PyExc_TypeError, "tofile() argument %d must be str, not %s", i, Py_TYPE(args[i])->tp_name);
    PyObject *f = file_for(file, "wb", &opened), *bytes = NULL, *result = NULL;
    if (f == NULL) return NULL;
    PyObject *number = opened ? Py_NewRef(Py_None) : PyObject_CallMethod(f, "fileno", NULL); /* a file of the system's, as NumPy asks */
    if (number && !opened && below_text(&f) < 0) Py_CLEAR(number);
    if (number) bytes = bytes_for_file(self, sep, format);
    if (bytes && write_all(f, bytes) == 0) result = Py_NewRef(Py_None);
    Py_XDECREF(bytes);
    Py_XDECREF(number);
    return done_with(f, opened, result);
}

static PyObject *call_pickle(const char *name, PyObject *self, PyObject *file)
{
    PyObject *pickle = PyImport_ImportModule("pickle"), *result = NULL;
    if (pickle) result = file ? PyObject_CallMethod(pickle, name, "OOi", self, file, 2) : PyObject_CallMethod(pickle, name, "Oi", self, 2);
    Py_XDECREF(pickle);
    return result;
}

static PyObject *method_dump(PyObject *const *args)
{
    bool opened;
    PyObject *f = file_for(args[1], "wb", &opened);
    return f ? done_with(f, opened, call_pickle("dump", args[0], f)) : NULL;
}

static PyObject *method_dumps(PyObject *const *args) { return call_pickle("dumps", args[0], NULL); }

/**************************************************************************** protocols */

static PyObject *method_array_function(PyObject *const *args)
{
    PyObject *types = PySequence_Tuple(args[2]), *result = NULL, *f = NULL;
    if (types == NULL) return NULL;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(types); i++) {
        int known = PyObject_IsSubclass(PyTuple_GET_ITEM(types, i), (PyObject *)&PndArray_Type);
        if (known > 0) continue;
        Py_DECREF(types);
        return known < 0 ? NULL : Py_NewRef(Py_NotImplemented);
    }
    Py_DECREF(types);
    if (!PyTuple_Check(args[3]) || !PyDict_Check(args[4]))
        return PyErr_Format(PyExc_TypeError, "__array_function__() needs a tuple and a dict of arguments, not %s and %s",
                            Py_TYPE(args[3])->tp_name, Py_TYPE(args[4])->tp_name);
    f = PyObject_GetAttrString(args[1], "_implementation");
    if (f) result = PyObject_Call(f, args[3], args[4]);
    Py_XDECREF(f);
    return result;
}

static PyObject *method_array_namespace(PyObject *const *args)
{
    static const char *const versions[] = {"2021.12", "2022.12", "2023.12", "2024.12"};
    PyObject *version = args[1];
    bool known = version == NULL || version == Py_None;
    if (!known && !PyUnicode_Check(version))
        return PyErr_Format(PyExc_ValueError, "Only None and strings are allowed as the Array API version, but received: %S.", version);
    for (intptr_t i = 0; !known && i < PND_COUNT(versions); i++) known = PyUnicode_CompareWithASCIIString(version, versions[i]) == 0;
    if (!known) return PyErr_Format(PyExc_ValueError, "Version \"%U\" of the Array API Standard is not supported.", version);
    return PyImport_ImportModule(pnd_root());
}

static PyObject *class_getitem(PyObject *cls, PyObject *key)
{
    const Py_ssize_t n = PyTuple_Check(key) ? PyTuple_GET_SIZE(key) : 1;
    if (n < 1 || n > 2)
        return PyErr_Format(PyExc_TypeError, "Too %s arguments for %s", n > 2 ? "many" : "few", ((PyTypeObject *)cls)->tp_name);
    return Py_GenericAlias(cls, key);
}

static PyMethodDef class_getitem_def = {"__class_getitem__", class_getitem, METH_O | METH_CLASS,
                                        "__class_getitem__($cls, item, /)\n--\n\nAlias for annotations: ndarray[shape, dtype]."};

/**************************************************************************** ctypes */

static PyObject *get_ctypes(PyObject *self, void *unused)
{
    PyObject *m = PyImport_ImportModule("pyndarray._ctypes"), *result = NULL;
    (void)unused;
    if (m) result = PyObject_CallMethod(m, "_ctypes", "On", self, (Py_ssize_t)(intptr_t)PND_ARRAY(self)->data);
    Py_XDECREF(m);
    return result;
}

static PyGetSetDef getset[] = {
    {"ctypes", get_ctypes, NULL, "What a C function called through ctypes needs: data, shape, strides.", NULL},
    {NULL},
};

int pnd_memory_init(void)
{
    PyObject *getitem = PyDescr_NewClassMethod(&PndArray_Type, &class_getitem_def);
    int status = getitem ? PyDict_SetItemString(PndArray_Type.tp_dict, "__class_getitem__", getitem) : -1;
    Py_XDECREF(getitem);
    return status < 0 ? -1 : pnd_type_add_getset(&PndArray_Type, getset);
}

const pnd_callable pnd_memory_methods[] = {
    {"resize", "self, /, *new_shape:V, refcheck=True",
     "Changes shape and size in place; what is added is zero.  The memory must be the array's own, and nobody else may see it.",
     method_resize},
    {"getfield", "self, /, dtype, offset=0", "A view of part of each element: another dtype, so many bytes into it.", method_getfield},
    {"setfield", "self, val, /, dtype, offset=0", "Writes into part of each element.", method_setfield},
    {"tofile", "self, fid, /, sep='', format='%s'", "Writes the elements, in C order, to a file: their bytes, or as text with a separator.",
     method_tofile},
    {"dump", "self, file, /", "Pickles the array to a file.", method_dump},
    {"dumps", "self, /", "The array's pickle as bytes.", method_dumps},
    {"__array_function__", "self, /, func, types, args, kwargs", "Calls func where all types are arrays' (NEP 18).", method_array_function},
    {"__array_namespace__", "self, /, *, api_version=None", "The module, as the Array API standard asks for it.", method_array_namespace},
    {NULL, NULL, NULL, NULL},
};
