/*
 * DLPack import: np.from_dlpack, and the C exchange API both offered and used.
 *
 * The producer is not trusted: dimensions, extents, element type, strides and offsets are checked before the memory is
 * described to anybody.  A refused capsule is left to its producer, so that its deleter runs exactly once.
 */
#include "dlpack.h"

#include "../platform/checked.h"
#include "../platform/mem.h"
#include "../py/errors.h"

static PyObject *s_dlpack, *s_dlpack_device, *s_exchange, *s_requires_grad, *s_is_conj, *s_is_neg, *s_copy, *s_max_version, *s_dl_device;
static PyObject *version_10, *cpu_device;

/* ---- checks -------------------------------------------------------------------------------------------------------------------- */

static int refuse(const char *format, long long value)
{
    PyErr_Format(PyExc_BufferError, format, value);
    return -1;
}

static int check_head(const pnd_dl_tensor *t)
{
    int type = t->device.type;
    if (type != PND_DL_CPU && type != PND_DL_CUDA_HOST && type != PND_DL_ROCM_HOST && type != PND_DL_CUDA_MANAGED)
        return refuse("unsupported DLPack device type %lld: only memory the CPU can read", type);
    if (t->ndim < 0) return refuse("DLPack tensor with %lld dimensions", t->ndim);
    if (t->ndim > PND_MAXDIMS) {
        PyErr_Format(PyExc_ValueError, "maximum supported dimension for an ndarray is %d, found %d", PND_MAXDIMS, (int)t->ndim);
        return -1;
    }
    if (t->dtype.lanes != 1) return refuse("DLPack tensors with %lld lanes are not supported", t->dtype.lanes);
    if (t->ndim > 0 && !t->shape) return refuse("DLPack tensor of %lld dimensions without a shape", t->ndim);
    return 0;
}

/* Shape and strides in bytes; everything the array could touch must lie in one address range that does not wrap. */
static int check_layout(const pnd_dl_tensor *t, intptr_t itemsize, intptr_t *shape, intptr_t *strides)
{
    intptr_t size, packed = itemsize, lo, hi;
    bool over = false;
    for (int i = 0; i < t->ndim; i++) {
        if (t->shape[i] < 0) return refuse("DLPack tensor with a negative extent %lld", t->shape[i]);
        shape[i] = t->shape[i];
    }
    over |= pnd_shape_size_over(t->ndim, shape, &size);
    for (int i = t->ndim - 1; i >= 0; i--) {
        if (t->strides && shape[i] >= 2 && size != 0) over |= pnd_mul_over(t->strides[i], itemsize, &strides[i]);
        else strides[i] = t->strides ? itemsize : packed;
        if (!t->strides && shape[i] > 0) over |= pnd_mul_over(packed, shape[i], &packed);
    }
    intptr_t bytes;
    over |= pnd_mul_over(size, itemsize, &bytes);
    if (!over && size > 0) over |= pnd_extent(t->ndim, shape, strides, itemsize, &lo, &hi) < 0;
    if (over) return refuse("DLPack tensor whose extents overflow (%lld dimensions)", t->ndim);
    if (size == 0) return 0;
    if (!t->data) return refuse("DLPack tensor of %lld elements without data", size);
    uintptr_t base = (uintptr_t)t->data + (uintptr_t)t->byte_offset;
    bool wraps = t->byte_offset > (uint64_t)INTPTR_MAX || base < (uintptr_t)t->data;
    return wraps || pnd_reach_wraps((const void *)base, lo, hi)
               ? refuse("DLPack tensor that reaches outside the address space (byte_offset %lld)", (long long)t->byte_offset)
               : 0;
}

PyObject *pnd_dl_import(const pnd_dl_tensor *t, bool writable, PyObject *owner)
{
    intptr_t shape[PND_MAXDIMS], strides[PND_MAXDIMS];
    if (check_head(t) < 0) return NULL;
    const pnd_dtype *d = pnd_dtype_from_dlpack(t->dtype.code, t->dtype.bits);
    if (!d) {
        PyErr_Format(PyExc_BufferError, "unsupported DLPack element type: code %d, %d bits", t->dtype.code, t->dtype.bits);
        return NULL;
    }
    if (check_layout(t, d->size, shape, strides) < 0) return NULL;
    char *data = t->data ? (char *)t->data + t->byte_offset : NULL;
    if (!data) return pnd_array_zeros(d, t->ndim, shape, PND_ORDER_C); /* no elements, no memory to share */
    return pnd_array_from_data(&PndArray_Type, pnd_descr_builtin(d), t->ndim, shape, strides, data, writable ? PND_FLAG_WRITEABLE : 0,
                               owner, NULL);
}

/* ---- owners -------------------------------------------------------------------------------------------------------------------- */

/* The capsule that is an imported array's base: NumPy's names, so that debuggers recognise them. */
static void drop_versioned(PyObject *capsule)
{
    pnd_dl_managed_versioned *m = PyCapsule_GetPointer(capsule, "numpy_dltensor_versioned");
    if (m->deleter) m->deleter(m);
}

static void drop_plain(PyObject *capsule)
{
    pnd_dl_managed *m = PyCapsule_GetPointer(capsule, "numpy_dltensor");
    if (m->deleter) m->deleter(m);
}

/* Consumes an owned versioned tensor, also on failure. */
static PyObject *import_owned(pnd_dl_managed_versioned *m)
{
    PyObject *owner = PyCapsule_New(m, "numpy_dltensor_versioned", drop_versioned), *result = NULL;
    if (!owner) {
        if (m->deleter) m->deleter(m);
        return NULL;
    }
    if (m->version.major > PND_DL_MAJOR) refuse("DLPack version %lld is newer than this library understands", m->version.major);
    else result = pnd_dl_import(&m->tensor, !(m->flags & PND_DL_READ_ONLY), owner);
    Py_DECREF(owner);
    return result;
}

/* After the import succeeded the array owns the tensor: the producer's capsule is marked as used. */
static PyObject *import_capsule(PyObject *capsule)
{
    bool versioned = PyCapsule_IsValid(capsule, "dltensor_versioned");
    if (!versioned && !PyCapsule_IsValid(capsule, "dltensor")) {
        PyErr_Format(PyExc_BufferError, "__dlpack__ did not return a fresh DLPack capsule, but %R", capsule);
        return NULL;
    }
    void *m = PyCapsule_GetPointer(capsule, versioned ? "dltensor_versioned" : "dltensor");
    pnd_dl_managed_versioned *v = m;
    if (versioned && v->version.major > PND_DL_MAJOR)
        return refuse("DLPack version %lld is newer than this library understands", v->version.major), NULL;
    PyObject *owner = PyCapsule_New(m, versioned ? "numpy_dltensor_versioned" : "numpy_dltensor", NULL);
    if (!owner) return NULL;
    PyObject *result = versioned ? pnd_dl_import(&v->tensor, !(v->flags & PND_DL_READ_ONLY), owner)
                                 : pnd_dl_import(&((pnd_dl_managed *)m)->tensor, false, owner);
    if (result && PyCapsule_SetName(capsule, versioned ? "used_dltensor_versioned" : "used_dltensor") == 0) {
        (void)PyCapsule_SetDestructor(owner, versioned ? drop_versioned : drop_plain);
        if (PND_ARRAY(result)->base != owner) { /* nothing was shared: the tensor ends here */
            Py_DECREF(owner);
            return result;
        }
    } else Py_CLEAR(result);
    Py_DECREF(owner);
    return result;
}

/* ---- the exchange API of others ---------------------------------------------------------------------------------------------------- */

/* 1: asked and true; 0: false or no such attribute; -1: error. */
static int asks(PyObject *x, PyObject *name, bool call)
{
    PyObject *value = PyObject_GetAttr(x, name);
    if (!value) return PyErr_ExceptionMatches(PyExc_AttributeError) ? (PyErr_Clear(), 0) : -1;
    if (call && PyCallable_Check(value)) Py_SETREF(value, PyObject_CallNoArgs(value));
    int truth = value ? PyObject_IsTrue(value) : -1;
    Py_XDECREF(value);
    return truth;
}

/* What a raw pointer cannot express: gradients, lazily conjugated or negated views. */
static int check_tensor_bits(PyObject *x)
{
    static const char *const advice[3] = {"the tensor requires grad: call .detach() on it first",
                                          "the tensor has its conjugate bit set: call .resolve_conj() on it first",
                                          "the tensor has its negative bit set: call .resolve_neg() on it first"};
    PyObject *names[3] = {s_requires_grad, s_is_conj, s_is_neg};
    for (int i = 0; i < 3; i++) {
        int truth = asks(x, names[i], i > 0);
        if (truth < 0) return -1;
        if (truth == 0) continue;
        PyErr_Format(PyExc_BufferError, "cannot share memory with %s: %s", Py_TYPE(x)->tp_name, advice[i]);
        return -1;
    }
    return 0;
}

int pnd_dl_find_exchange(PyTypeObject *type, const pnd_dl_exchange **found)
{
    PyObject *capsule;
    *found = NULL;
    int has = pnd_find_attr((PyObject *)type, s_exchange, &capsule);
    if (has <= 0) return has;
    const pnd_dl_exchange *api =
        PyCapsule_IsValid(capsule, "dlpack_exchange_api") ? PyCapsule_GetPointer(capsule, "dlpack_exchange_api") : NULL;
    Py_DECREF(capsule); /* the table is static: a type attribute outlives its instances */
    while (api && api->version.major > PND_DL_MAJOR) api = api->previous;
    *found = api && api->version.major == PND_DL_MAJOR ? api : NULL;
    return *found != NULL;
}

/* ---- the protocol --------------------------------------------------------------------------------------------------------------------- */

static PyObject *call_dlpack(PyObject *x, PyObject *device, int copy)
{
    PyObject *method = PyObject_GetAttr(x, s_dlpack), *names = NULL, *capsule = NULL;
    if (!method) return NULL;
    PyObject *flag = copy > 0 ? Py_True : copy < 0 ? Py_False : Py_None;
    PyObject *args[3] = {version_10, device ? device : Py_None, flag};
    names = PyTuple_Pack(3, s_max_version, s_dl_device, s_copy);
    if (names) capsule = PyObject_Vectorcall(method, args, 0, names);
    if (!capsule && !device && copy == 0 && PyErr_ExceptionMatches(PyExc_TypeError)) { /* an exporter of before 1.0 */
        PyErr_Clear();
        capsule = PyObject_CallNoArgs(method);
    }
    Py_XDECREF(names);
    Py_DECREF(method);
    return capsule;
}

static PyObject *copy_of(PyObject *array)
{
    PyObject *copied = array ? PyObject_CallMethod(array, "copy", NULL) : NULL;
    Py_XDECREF(array);
    return copied;
}

/* What the producer's C code says of a tensor it cannot export (sparse, quantised, on no device) may be a stack trace of its own: one
   BufferError with the first line, and the original as its cause. */
static PyObject *refused_by_producer(PyObject *x)
{
    PyObject *type, *value, *trace;
    if (!PyErr_Occurred()) return refuse("the exchange API failed without an error (%lld)", -1), NULL;
    if (pnd_error_must_pass()) return NULL;
    PyErr_Fetch(&type, &value, &trace);
    PyErr_NormalizeException(&type, &value, &trace);
    PyObject *text = value ? PyObject_Str(value) : NULL, *line = NULL;
    if (text) {
        const Py_ssize_t n = PyUnicode_GET_LENGTH(text), end = PyUnicode_FindChar(text, '\n', 0, n, 1);
        line = PyUnicode_Substring(text, 0, end >= 0 ? end : n);
    }
    if (line) {
        PyErr_Format(PyExc_BufferError, "cannot share memory with %s: %U", Py_TYPE(x)->tp_name, line);
        PyObject *t, *ours, *tb;
        PyErr_Fetch(&t, &ours, &tb);
        PyErr_NormalizeException(&t, &ours, &tb);
        PyException_SetCause(ours, Py_NewRef(value));
        PyErr_Restore(t, ours, tb);
    }
    Py_XDECREF(line);
    Py_XDECREF(text);
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(trace);
    return NULL;
}

PyObject *pnd_from_dlpack(PyObject *x, PyObject *device, int copy, bool *missing)
{
    *missing = false;
    const pnd_dl_exchange *api;
    if (pnd_dl_find_exchange(Py_TYPE(x), &api) < 0) return NULL;
    if (api && api->from_object && !pnd_is_array(x)) {
        pnd_dl_managed_versioned *m = NULL;
        if (check_tensor_bits(x) < 0) return NULL;
        if (api->from_object(x, &m) < 0 || !m) return refused_by_producer(x);
        PyObject *result = import_owned(m);
        return copy > 0 ? copy_of(result) : result;
    }
    PyObject *method;
    int has = pnd_find_attr(x, s_dlpack, &method);
    Py_XDECREF(method);
    if (has <= 0) return *missing = has == 0, NULL;
    if (check_tensor_bits(x) < 0) return NULL;
    PyObject *capsule = call_dlpack(x, device, copy);
    PyObject *result = capsule ? import_capsule(capsule) : NULL;
    Py_XDECREF(capsule);
    return result;
}

static int read_device(PyObject *o, PyObject **device)
{
    *device = NULL;
    if (!o || o == Py_None) return 0;
    if (PyUnicode_Check(o) && PyUnicode_CompareWithASCIIString(o, "cpu") == 0) {
        *device = cpu_device;
        return 0;
    }
    PyErr_Format(PyExc_ValueError, "Device not understood. Only \"cpu\" is allowed, but received: %S", o);
    return -1;
}

/* x, device, copy */
static PyObject *from_dlpack(PyObject *const *a)
{
    PyObject *device;
    bool missing;
    int copy = 0;
    if (read_device(a[1], &device) < 0) return NULL;
    if (a[2] && a[2] != Py_None) {
        int truth = PyObject_IsTrue(a[2]);
        if (truth < 0) return NULL;
        copy = truth ? 1 : -1;
    }
    PyObject *result = pnd_from_dlpack(a[0], device, copy, &missing);
    if (!result && missing) PyErr_Format(PyExc_AttributeError, "'%s' object has no attribute '__dlpack__'", Py_TYPE(a[0])->tp_name);
    return result;
}

/* ---- our own exchange API ------------------------------------------------------------------------------------------------------------ */

static int api_from_object(void *object, pnd_dl_managed_versioned **out)
{
    *out = pnd_dl_export(object, 0);
    return *out ? 0 : -1;
}

static int api_to_object(pnd_dl_managed_versioned *m, void **object)
{
    *object = import_owned(m);
    return *object ? 0 : -1;
}

/* A tensor that owns a fresh array of the prototype's shape and type. */
static int api_allocate(pnd_dl_tensor *prototype, pnd_dl_managed_versioned **out, void *error_ctx,
                        void (*set_error)(void *, const char *, const char *))
{
    const char *what = "shape or device";
    PyGILState_STATE gil = PyGILState_Ensure();
    const pnd_dtype *d = pnd_dtype_from_dlpack(prototype->dtype.code, prototype->dtype.bits);
    PyObject *array = NULL;
    *out = NULL;
    if (!d) what = "element type";
    else if (prototype->ndim >= 0 && prototype->ndim <= PND_MAXDIMS && prototype->device.type == PND_DL_CPU)
        array = pnd_array_new(d, prototype->ndim, (const Py_ssize_t *)prototype->shape, PND_ORDER_C);
    if (array) *out = pnd_dl_export(array, 0);
    Py_XDECREF(array);
    if (!*out) {
        PyErr_Clear();
        char text[80];
        snprintf(text, sizeof text, "cannot allocate a tensor: unsupported or too large %s", what);
        if (set_error) set_error(error_ctx, "BufferError", text);
    }
    PyGILState_Release(gil);
    return *out ? 0 : -1;
}

static int api_current_stream(int32_t type, int32_t id, void **stream)
{
    (void)type, (void)id;
    *stream = NULL; /* the CPU has none */
    return 0;
}

static const pnd_dl_exchange our_api = {
    .version = {PND_DL_MAJOR, PND_DL_MINOR},
    .previous = NULL,
    .allocate = api_allocate,
    .from_object = api_from_object,
    .to_object = api_to_object,
    .borrow_from_object = NULL, /* a borrowed tensor would need shape and strides in elements to stand somewhere */
    .current_work_stream = api_current_stream,
};

static const pnd_callable functions[] = {
    {"from_dlpack", "x, /, *, device=None, copy=None",
     "Array that shares memory with any object that speaks DLPack.\n\n"
     "Parameters\n----------\nx : object with __dlpack__ (or the C exchange API)\ndevice : {None, 'cpu'}\ncopy : bool or None\n"
     "    True: always copy; False: never; None: only when the producer must.\n\n"
     "Returns\n-------\nndarray\n    Shares memory with `x`; writeable exactly when the producer says so.\n\n"
     "Raises\n------\nBufferError\n    When the producer cannot export, or what it exports is not sound.",
     from_dlpack},
    {NULL, NULL, NULL, NULL},
};

int pnd_dlpack_init(PyObject *module)
{
    static const struct {
        PyObject **where;
        const char *text;
    } names[] = {
        {&s_dlpack, "__dlpack__"},
        {&s_dlpack_device, "__dlpack_device__"},
        {&s_exchange, "__dlpack_c_exchange_api__"},
        {&s_requires_grad, "requires_grad"},
        {&s_is_conj, "is_conj"},
        {&s_is_neg, "is_neg"},
        {&s_copy, "copy"},
        {&s_max_version, "max_version"},
        {&s_dl_device, "dl_device"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!(*names[i].where = PyUnicode_InternFromString(names[i].text))) return -1;
    version_10 = Py_BuildValue("(ii)", 1, 0);
    cpu_device = Py_BuildValue("(ii)", PND_DL_CPU, 0);
    PyObject *api = PyCapsule_New((void *)(uintptr_t)&our_api, "dlpack_exchange_api", NULL);
    if (!version_10 || !cpu_device || !api) return -1;
    int status = PyDict_SetItem(PndArray_Type.tp_dict, s_exchange, api);
    Py_DECREF(api);
    if (status < 0 || pnd_type_add_methods(&PndArray_Type, pnd_dlpack_methods) < 0) return -1;
    PyType_Modified(&PndArray_Type);
    return pnd_module_add_functions(module, functions);
}
