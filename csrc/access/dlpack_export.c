/*
 * DLPack export: __dlpack__, __dlpack_device__ and the producer side of the C exchange API.
 */
#include "dlpack.h"

#include "../convert/coerce.h"
#include "../platform/mem.h"

/* One block: the public struct, who keeps the memory alive, and the shape and strides the tensor points to. */
typedef struct exported {
    union {
        pnd_dl_managed_versioned versioned;
        pnd_dl_managed plain;
    } u;
    PyObject *owner;
    int64_t dims[];
} exported;

static void release(exported *e)
{
    if (!Py_IsInitialized()) return; /* after exit the owner's memory is gone with the interpreter: leaking the struct is harmless */
    PyGILState_STATE gil = PyGILState_Ensure();
    pnd_array_unpin_data(e->owner);
    Py_DECREF(e->owner);
    PyGILState_Release(gil);
    pnd_free(e);
}

static void delete_versioned(pnd_dl_managed_versioned *self) { release(self->context); }
static void delete_plain(pnd_dl_managed *self) { release(self->context); }

/* Which axis DLPack's consumers cannot take, -1 for none. */
static int awkward_axis(const PndArrayObject *a)
{
    for (int i = 0; i < a->nd; i++) {
        if (a->dimensions[i] < 2) continue;
        if (a->strides[i] < 0 || a->strides[i] % a->descr->elsize != 0) return i;
    }
    return -1;
}

static int dl_dtype(const PndArrayObject *a, pnd_dl_dtype *out)
{
    const pnd_dtype *d = a->descr->core;
    int code = pnd_dtype_dlpack_code(d);
    if (code < 0) {
        PyErr_Format(PyExc_BufferError, "DLPack has no type for dtype %s", d->name);
        return -1;
    }
    *out = (pnd_dl_dtype){(uint8_t)code, (uint8_t)(d->size * 8), 1};
    return 0;
}

/* The array to hand out: itself, or a fresh C copy in native order (*copied).  New reference. */
static PyObject *exportable(PyObject *array, int copy, bool *copied)
{
    PndArrayObject *a = PND_ARRAY(array);
    pnd_dl_dtype unused;
    if (dl_dtype(a, &unused) < 0) return NULL;
    int axis = pnd_array_size(array) > 0 ? awkward_axis(a) : -1;
    bool swapped = a->descr->core->swapped;
    *copied = copy == 1 || axis >= 0 || swapped;
    if (!*copied) return Py_NewRef(array);
    if (copy < 0) {
        if (swapped) PyErr_SetString(PyExc_BufferError, "DLPack only supports native byte order: copy=False cannot be honoured");
        else
            PyErr_Format(PyExc_BufferError, "DLPack cannot express stride %zd of axis %d (itemsize %zd): copy=False cannot be honoured",
                         a->strides[axis], axis, a->descr->elsize);
        return NULL;
    }
    return pnd_as_array(array, pnd_descr_builtin(pnd_dtype_native(a->descr->core)), PND_AS_COPY | PND_AS_C | PND_AS_FORCECAST, 0);
}

static void fill_tensor(exported *e, PndArrayObject *a, pnd_dl_tensor *t)
{
    t->data = a->data;
    t->device = (pnd_dl_device){PND_DL_CPU, 0};
    t->ndim = a->nd;
    (void)dl_dtype(a, &t->dtype);
    t->shape = a->nd ? e->dims : NULL;
    t->strides = a->nd ? e->dims + a->nd : NULL;
    t->byte_offset = 0;
    int64_t packed = 1;
    bool empty = pnd_array_size((PyObject *)a) == 0;
    for (int i = a->nd - 1; i >= 0; i--) {
        t->shape[i] = a->dimensions[i];
        t->strides[i] = empty ? packed : a->dimensions[i] < 2 ? 1 : a->strides[i] / a->descr->elsize;
        if (a->dimensions[i] > 0) packed *= a->dimensions[i];
    }
}

static exported *make_exported(PyObject *array, int copy, bool *copied)
{
    PyObject *owner = exportable(array, copy, copied);
    if (!owner) return NULL;
    exported *e = pnd_malloc(sizeof *e + sizeof(int64_t) * 2 * (size_t)PND_ARRAY(owner)->nd);
    if (!e) {
        Py_DECREF(owner);
        PyErr_NoMemory();
        return NULL;
    }
    e->owner = owner;
    pnd_array_pin_data(owner);
    return e;
}

pnd_dl_managed_versioned *pnd_dl_export(PyObject *array, int copy)
{
    bool copied;
    exported *e = make_exported(array, copy, &copied);
    if (!e) return NULL;
    bool writable = copied || (PND_ARRAY(array)->flags & PND_FLAG_WRITEABLE);
    pnd_dl_managed_versioned *m = &e->u.versioned;
    m->version = (pnd_dl_version){PND_DL_MAJOR, PND_DL_MINOR};
    m->context = e;
    m->deleter = delete_versioned;
    m->flags = (writable ? 0u : PND_DL_READ_ONLY) | (copied ? PND_DL_IS_COPIED : 0u);
    fill_tensor(e, PND_ARRAY(e->owner), &m->tensor);
    return m;
}

pnd_dl_managed *pnd_dl_export_unversioned(PyObject *array, int copy)
{
    bool copied;
    if (copy < 1 && !(PND_ARRAY(array)->flags & PND_FLAG_WRITEABLE)) {
        PyErr_SetString(
            PyExc_BufferError,
            "Cannot export readonly array since signalling readonly is unsupported by DLPack (supported by newer DLPack version).");
        return NULL;
    }
    exported *e = make_exported(array, copy, &copied);
    if (!e) return NULL;
    pnd_dl_managed *m = &e->u.plain;
    m->context = e;
    m->deleter = delete_plain;
    fill_tensor(e, PND_ARRAY(e->owner), &m->tensor);
    return m;
}

/* ---- capsules --------------------------------------------------------------------------------------------------------------- */

/* A capsule nobody consumed still owns its tensor. */
static void drop_versioned(PyObject *capsule)
{
    if (!PyCapsule_IsValid(capsule, "dltensor_versioned")) return;
    pnd_dl_managed_versioned *m = PyCapsule_GetPointer(capsule, "dltensor_versioned");
    if (m->deleter) m->deleter(m);
}

static void drop_plain(PyObject *capsule)
{
    if (!PyCapsule_IsValid(capsule, "dltensor")) return;
    pnd_dl_managed *m = PyCapsule_GetPointer(capsule, "dltensor");
    if (m->deleter) m->deleter(m);
}

static int read_version(PyObject *o, long *major)
{
    *major = 0;
    if (!o || o == Py_None) return 0;
    if (!PyTuple_Check(o) || PyTuple_GET_SIZE(o) != 2) {
        PyErr_Format(PyExc_TypeError, "max_version must be None or a tuple (major, minor), not %R", o);
        return -1;
    }
    *major = PyLong_AsLong(PyTuple_GET_ITEM(o, 0));
    return *major == -1 && PyErr_Occurred() ? -1 : 0;
}

static int check_device(PyObject *o)
{
    if (!o || o == Py_None) return 0;
    int type, id;
    if (!PyTuple_Check(o) || PyTuple_GET_SIZE(o) != 2) {
        PyErr_Format(PyExc_TypeError, "dl_device must be None or a tuple (device type, device id), not %R", o);
        return -1;
    }
    if (!PyArg_ParseTuple(o, "ii", &type, &id)) return -1;
    if (type == PND_DL_CPU && id == 0) return 0;
    PyErr_Format(PyExc_BufferError, "unsupported device requested: (%d, %d); this array is on the CPU, (1, 0)", type, id);
    return -1;
}

static int read_copy(PyObject *o, int *copy)
{
    *copy = 0;
    if (!o || o == Py_None) return 0;
    int truth = PyObject_IsTrue(o);
    if (truth < 0) return -1;
    *copy = truth ? 1 : -1;
    return 0;
}

/* self, stream, max_version, dl_device, copy */
static PyObject *array_dlpack(PyObject *const *a)
{
    long major;
    int copy;
    if (a[1] && a[1] != Py_None) {
        PyErr_Format(PyExc_RuntimeError, "this array is on the CPU: stream must be None, not %R", a[1]);
        return NULL;
    }
    if (read_version(a[2], &major) < 0 || check_device(a[3]) < 0 || read_copy(a[4], &copy) < 0) return NULL;
    PyObject *capsule;
    if (major >= 1) {
        pnd_dl_managed_versioned *m = pnd_dl_export(a[0], copy);
        if (!m) return NULL;
        capsule = PyCapsule_New(m, "dltensor_versioned", drop_versioned);
        if (!capsule) m->deleter(m);
    } else {
        pnd_dl_managed *m = pnd_dl_export_unversioned(a[0], copy);
        if (!m) return NULL;
        capsule = PyCapsule_New(m, "dltensor", drop_plain);
        if (!capsule) m->deleter(m);
    }
    return capsule;
}

static PyObject *array_dlpack_device(PyObject *const *a) { return (void)a, Py_BuildValue("(ii)", PND_DL_CPU, 0); }

const pnd_callable pnd_dlpack_methods[] = {
    {"__dlpack__", "self, *, stream=None, max_version=None, dl_device=None, copy=None",
     "Export as a DLPack capsule that shares memory.\n\n"
     "A negative stride, a stride that is no multiple of the item size, and swapped byte order are copied (IS_COPIED is set);\n"
     "with copy=False they raise BufferError.  Read-only arrays need max_version >= (1, 0).",
     array_dlpack},
    {"__dlpack_device__", "self", "The device as DLPack numbers it: (1, 0), the CPU.", array_dlpack_device},
    {NULL, NULL, NULL, NULL},
};
