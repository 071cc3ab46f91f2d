/* Temporary copies of views. */
#include "temp.h"

#include "../layout/strides.h"
#include "../platform/checked.h"
#include "../platform/mem.h"
#include "assign.h"

int pnd_temp_like(pnd_temp *t, const pnd_view *like, const pnd_dtype *dtype, pnd_error *err)
{
    t->block = NULL;
    pnd_viewbuf_init(&t->view, like);
    t->view.v.dtype = dtype;
    for (int k = 0; k < like->ndim; k++) t->stored[k] = like->strides[k] == 0 && like->shape[k] > 0 ? 1 : like->shape[k];
    pnd_strides_like(like->ndim, t->stored, dtype->size, like->strides, t->view.strides);
    for (int k = 0; k < like->ndim; k++)
        if (t->stored[k] != like->shape[k]) t->view.strides[k] = 0;
    intptr_t bytes;
    if (pnd_shape_size_over(like->ndim, t->stored, &t->count) || pnd_mul_over(t->count, dtype->size, &bytes)) return pnd_fail_memory(err);
    t->bytes = (size_t)bytes;
    char *block = pnd_data_alloc(t->bytes, false);
    if (!block) return pnd_fail_memory(err);
    if (!pnd_dtype_is_plain(dtype) && pnd_move_init(dtype, block, dtype->size, t->count, err) < 0) {
        pnd_data_free(block, t->bytes);
        return -1;
    }
    t->block = t->view.v.data = block;
    return 0;
}

int pnd_temp_copy(pnd_temp *t, const pnd_view *v, pnd_error *err)
{
    if (pnd_temp_like(t, v, v->dtype, err) < 0) return -1;
    pnd_view to = t->view.v, from = *v;
    to.shape = from.shape = t->stored;
    if (pnd_assign(&to, &from, NULL, NULL, err) == 0) return 0;
    pnd_temp_free(t);
    return -1;
}

void pnd_temp_free(pnd_temp *t)
{
    if (!t->block) return;
    const pnd_dtype *d = t->view.v.dtype;
    if (!pnd_dtype_is_plain(d)) pnd_move_clear(d, t->block, d->size, t->count);
    pnd_data_free(t->block, t->bytes);
    t->block = NULL;
}
