/*
 * Casts between dtype=object and every other dtype, as rows of the core's cast table.
 *
 * To objects: what .item() gives.  From objects: what assigning the object to one element does, its errors included.  An object
 * is owned while its methods run, since they may replace the element it was read from.
 */
#include "object_casts.h"

#include "item.h"

#include "../kernels/registry.h"
#include "../object/objref.h"
#include "../platform/fpstatus.h"
#include "../py/errors.h"

/* Elements reach a cast in native order, whatever the operand's dtype says. */
static const pnd_dtype *side(const pnd_loop *ctx, int k) { return pnd_dtype_native(ctx->dtypes[k]); }

static int to_object(const pnd_loop *ctx, char *const *ptrs, const intptr_t *dims, const intptr_t *strides)
{
    const pnd_dtype *from = side(ctx, 0);
    const char *p = ptrs[0];
    char *q = ptrs[1];
    for (intptr_t i = 0, n = dims[0], sp = strides[0], sq = strides[1]; i < n; i++) {
        PyObject *o = pnd_item_get(from, p + i * sp);
        if (!o) return pnd_error_from_python(ctx->err);
        pnd_objref_put(q + i * sq, o);
    }
    return 0;
}

/* IEEE flags of a conversion are reported where it happens; what the objects' own code raises is not the caller's. */
static int from_object(const pnd_loop *ctx, char *const *ptrs, const intptr_t *dims, const intptr_t *strides)
{
    const pnd_dtype *to = side(ctx, 1);
    const char *p = ptrs[0];
    char *q = ptrs[1];
    const unsigned saved = pnd_fp_save();
    int status = 0;
    for (intptr_t i = 0, n = dims[0], sp = strides[0], sq = strides[1]; i < n && status == 0; i++) {
        PyObject *o = pnd_objref_get(p + i * sp);
        status = pnd_item_set(to, q + i * sq, o);
        Py_DECREF(o);
    }
    pnd_fp_restore(saved);
    return status < 0 ? pnd_error_from_python(ctx->err) : 0;
}

int pnd_object_casts_init(PyObject *module)
{
    (void)module;
    for (int idx = 0; idx < PND_NIDX; idx++) {
        if (idx == PND_IDX_OBJECT) continue;
        pnd_registry_set_cast(idx, PND_IDX_OBJECT, to_object);
        pnd_registry_set_cast(PND_IDX_OBJECT, idx, from_object);
    }
    return 0;
}
