/*
 * The structs other people's compiled code reads in place: offsets are NumPy 2.x's and asserted here.  Public fields
 * are the only truth (foreign code writes them too); private fields come after them and never cache what they imply.
 */
#ifndef PND_OBJECT_ABI_LAYOUT_H
#define PND_OBJECT_ABI_LAYOUT_H

#include "../py/python.h"

#include "../dtype/dtype.h"

typedef struct PndDescrObject {
    PyObject_HEAD PyTypeObject *typeobj; /* scalar type, borrowed from a static type or owned for foreign ones */
    char kind, type, byteorder, _former_flags;
    int type_num;
    uint64_t flags;
    Py_ssize_t elsize, alignment;
    PyObject *metadata;
    Py_hash_t hash;
    void *reserved[2];
    void *subarray; /* {PyObject *base; PyObject *shape;} */
    PyObject *fields, *names;
    void *c_metadata;
    /* private */
    const pnd_dtype *core; /* owned reference */
} PndDescrObject;

_Static_assert(offsetof(PndDescrObject, typeobj) == 16, "PyArray_Descr.typeobj");
_Static_assert(offsetof(PndDescrObject, kind) == 24, "PyArray_Descr.kind");
_Static_assert(offsetof(PndDescrObject, type_num) == 28, "PyArray_Descr.type_num");
_Static_assert(offsetof(PndDescrObject, flags) == 32, "PyArray_Descr.flags");
_Static_assert(offsetof(PndDescrObject, elsize) == 40, "PyArray_Descr.elsize");
_Static_assert(offsetof(PndDescrObject, metadata) == 56, "PyArray_Descr.metadata");
_Static_assert(offsetof(PndDescrObject, hash) == 64, "PyArray_Descr.hash");
_Static_assert(offsetof(PndDescrObject, subarray) == 88, "PyArray_Descr.subarray");
_Static_assert(offsetof(PndDescrObject, names) == 104, "PyArray_Descr.names");
_Static_assert(offsetof(PndDescrObject, core) == 120, "PyArray_Descr is 120 bytes");

/* How an array's data was obtained. */
typedef enum pnd_origin { PND_DATA_FOREIGN, PND_DATA_INLINE, PND_DATA_OWN, PND_DATA_HANDLER } pnd_origin;

#define PND_INLINE_DIMS 4
#define PND_INLINE_DATA 64

typedef struct PndArrayObject {
    PyObject_HEAD char *data;
    int nd;
    Py_ssize_t *dimensions, *strides;
    PyObject *base;
    PndDescrObject *descr;
    int flags;
    PyObject *weakreflist;
    void *_buffer_info;
    PyObject *mem_handler;
    /* private */
    uint8_t origin;      /* pnd_origin */
    uint8_t dims_inline; /* dimensions points to dims[] below */
    uint16_t _unused;
    int32_t data_pins, meta_pins; /* changed with the GIL held */
    int32_t views;       /* arrays whose base this one is */
    Py_ssize_t nbytes;   /* size of the block behind PND_DATA_OWN, as allocated */
    Py_ssize_t dims[2 * PND_INLINE_DIMS];
    /* exact ndarrays made by the slab: up to PND_INLINE_DATA bytes of data follow, 64-byte aligned */
} PndArrayObject;

_Static_assert(offsetof(PndArrayObject, data) == 16, "PyArrayObject.data");
_Static_assert(offsetof(PndArrayObject, nd) == 24, "PyArrayObject.nd");
_Static_assert(offsetof(PndArrayObject, dimensions) == 32, "PyArrayObject.dimensions");
_Static_assert(offsetof(PndArrayObject, strides) == 40, "PyArrayObject.strides");
_Static_assert(offsetof(PndArrayObject, base) == 48, "PyArrayObject.base");
_Static_assert(offsetof(PndArrayObject, descr) == 56, "PyArrayObject.descr");
_Static_assert(offsetof(PndArrayObject, flags) == 64, "PyArrayObject.flags");
_Static_assert(offsetof(PndArrayObject, weakreflist) == 72, "PyArrayObject.weakreflist");
_Static_assert(offsetof(PndArrayObject, mem_handler) == 88, "PyArrayObject.mem_handler");
_Static_assert(offsetof(PndArrayObject, origin) == 96, "PyArrayObject_fields is 96 bytes");

/* All numeric scalars: the value stands at offset 16 (obval).  Allocation size by dtype; see scalar.h. */
typedef struct PndScalarObject {
    PyObject_HEAD char value[1];
} PndScalarObject;
_Static_assert(offsetof(PndScalarObject, value) == 16, "obval");

#endif
