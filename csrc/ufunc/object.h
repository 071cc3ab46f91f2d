/* The ufunc object's struct: NumPy's public fields at NumPy's offsets, then ours. */
#ifndef PND_UFUNC_OBJECT_H
#define PND_UFUNC_OBJECT_H

#include "../dtype/promote.h"
#include "ufunc.h"

typedef struct PndUfuncObject PndUfuncObject;

/* A ufunc with core dimensions (matmul) brings its own call: all inputs and outputs as objects, keyword values or NULL. */
typedef struct pnd_ufunc_args {
    PyObject *in[PND_MAXARGS];  /* borrowed */
    PyObject *out[PND_MAXARGS]; /* borrowed or NULL */
    bool out_given;             /* any out= was given (even None) */
    PyObject *where;            /* borrowed or NULL (True, or not given) */
    PyObject *dtype, *signature, *axes, *axis, *keepdims; /* borrowed or NULL */
    pnd_casting casting;
    pnd_order order;
    bool subok;
} pnd_ufunc_args;
typedef PyObject *pnd_ufunc_call_fn(PndUfuncObject *self, const pnd_ufunc_args *args);

struct PndUfuncObject {
    PyObject_HEAD int nin, nout, nargs, identity;
    void **functions;
    void *const *data;
    int ntypes, reserved1;
    const char *name;
    const char *types;
    const char *doc;
    void *ptr;
    PyObject *obj, *userloops;
    int core_enabled, core_num_dim_ix;
    int *core_num_dims, *core_dim_ixs, *core_offsets;
    char *core_signature;
    void *type_resolver;
    PyObject *dict;
    vectorcallfunc vectorcall;
    void *reserved3;
    uint32_t *op_flags;
    uint32_t iter_flags;
    Py_ssize_t *core_dim_sizes;
    uint32_t *core_dim_flags;
    PyObject *identity_value;
    void *_dispatch_cache;
    PyObject *_loops;
    /* private */
    pnd_ufunc *core;         /* facts and loops */
    pnd_ufunc_call_fn *call; /* elementwise, or the ufunc's own */
};

_Static_assert(offsetof(PndUfuncObject, functions) == 32, "PyUFuncObject.functions");
_Static_assert(offsetof(PndUfuncObject, ntypes) == 48, "PyUFuncObject.ntypes");
_Static_assert(offsetof(PndUfuncObject, name) == 56, "PyUFuncObject.name");
_Static_assert(offsetof(PndUfuncObject, obj) == 88, "PyUFuncObject.obj");
_Static_assert(offsetof(PndUfuncObject, core_num_dims) == 112, "PyUFuncObject.core_num_dims");
_Static_assert(offsetof(PndUfuncObject, dict) == 152, "PyUFuncObject.dict");
_Static_assert(offsetof(PndUfuncObject, vectorcall) == 160, "PyUFuncObject.vectorcall");
_Static_assert(offsetof(PndUfuncObject, op_flags) == 176, "PyUFuncObject.op_flags");
_Static_assert(offsetof(PndUfuncObject, identity_value) == 208, "PyUFuncObject.identity_value");
_Static_assert(offsetof(PndUfuncObject, core) == 232, "PyUFuncObject is 232 bytes");

/* New ufunc object around `core` (elementwise) or with a call of its own and a core signature. */
PyObject *pnd_ufunc_new(pnd_ufunc *core, const char *core_signature, pnd_ufunc_call_fn *call);

#endif
