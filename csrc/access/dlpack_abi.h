/* The structs of DLPack 1.3 (and the unversioned capsule of 0.x), with their offsets asserted.  Standard: dmlc/dlpack, dlpack.h. */
#ifndef PND_ACCESS_DLPACK_ABI_H
#define PND_ACCESS_DLPACK_ABI_H

#include <stddef.h>
#include <stdint.h>

#define PND_DL_MAJOR 1
#define PND_DL_MINOR 3

enum { PND_DL_CPU = 1, PND_DL_CUDA = 2, PND_DL_CUDA_HOST = 3, PND_DL_ROCM_HOST = 11, PND_DL_CUDA_MANAGED = 13 };
enum { PND_DL_READ_ONLY = 1, PND_DL_IS_COPIED = 2 };

typedef struct pnd_dl_version {
    uint32_t major, minor;
} pnd_dl_version;
typedef struct pnd_dl_device {
    int32_t type, id;
} pnd_dl_device;
typedef struct pnd_dl_dtype {
    uint8_t code, bits;
    uint16_t lanes;
} pnd_dl_dtype;

typedef struct pnd_dl_tensor {
    void *data;
    pnd_dl_device device;
    int32_t ndim;
    pnd_dl_dtype dtype;
    int64_t *shape;
    int64_t *strides; /* in elements; NULL: C contiguous (before 1.2) */
    uint64_t byte_offset;
} pnd_dl_tensor;

typedef struct pnd_dl_managed {
    pnd_dl_tensor tensor;
    void *context;
    void (*deleter)(struct pnd_dl_managed *self);
} pnd_dl_managed;

typedef struct pnd_dl_managed_versioned {
    pnd_dl_version version;
    void *context;
    void (*deleter)(struct pnd_dl_managed_versioned *self);
    uint64_t flags;
    pnd_dl_tensor tensor;
} pnd_dl_managed_versioned;

/* The C exchange API: functions return 0, or -1 with a Python exception; they need the GIL and do not synchronise streams. */
typedef struct pnd_dl_exchange {
    pnd_dl_version version;
    struct pnd_dl_exchange *previous;
    int (*allocate)(pnd_dl_tensor *prototype, pnd_dl_managed_versioned **out, void *error_ctx,
                    void (*set_error)(void *error_ctx, const char *kind, const char *message));
    int (*from_object)(void *object, pnd_dl_managed_versioned **out);
    int (*to_object)(pnd_dl_managed_versioned *tensor, void **object);
    int (*borrow_from_object)(void *object, pnd_dl_tensor *out);
    int (*current_work_stream)(int32_t device_type, int32_t device_id, void **stream);
} pnd_dl_exchange;

_Static_assert(sizeof(pnd_dl_tensor) == 48, "DLTensor");
_Static_assert(offsetof(pnd_dl_tensor, byte_offset) == 40, "DLTensor.byte_offset");
_Static_assert(sizeof(pnd_dl_managed) == 64, "DLManagedTensor");
_Static_assert(offsetof(pnd_dl_managed_versioned, tensor) == 32, "DLManagedTensorVersioned.dl_tensor");
_Static_assert(offsetof(pnd_dl_exchange, allocate) == 16, "DLPackExchangeAPI");

#endif
