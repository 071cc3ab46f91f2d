/*
 * DLPack, both ways.
 *
 * Export: the producer owns a struct that holds a strong reference to the array and a data pin; the deleter drops both,
 * on any thread, once.  Layouts that DLPack or its consumers cannot take are copied.  Import: every field is checked
 * before use; the managed tensor lives in a capsule that is the array's base.
 */
#ifndef PND_ACCESS_DLPACK_H
#define PND_ACCESS_DLPACK_H

#include "../object/array.h"
#include "../py/signature.h"
#include "dlpack_abi.h"

/* New managed tensor for an array; copy: -1 never, 0 when needed, 1 always.  NULL with BufferError. */
pnd_dl_managed_versioned *pnd_dl_export(PyObject *array, int copy);
/* Same memory behind the struct of DLPack 0.x. */
pnd_dl_managed *pnd_dl_export_unversioned(PyObject *array, int copy);

/* New array over a tensor; `owner` (a capsule) becomes its base.  NULL with an exception: then owner was not used. */
PyObject *pnd_dl_import(const pnd_dl_tensor *t, bool writable, PyObject *owner);

/* The C exchange API of a type, of a version we understand: 1, 0 (NULL) when it has none, -1. */
int pnd_dl_find_exchange(PyTypeObject *type, const pnd_dl_exchange **found);

/* np.from_dlpack.  copy: -1 False, 0 None, 1 True.  *missing is set when x has no DLPack at all (and no error is set then). */
PyObject *pnd_from_dlpack(PyObject *x, PyObject *device, int copy, bool *missing);
extern const pnd_callable pnd_dlpack_methods[]; /* __dlpack__, __dlpack_device__ */
int pnd_dlpack_init(PyObject *module);

#endif
