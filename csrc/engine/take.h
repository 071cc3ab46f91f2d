/* Element selection: index plans, take, put, where, nonzero, boolean masks. */
#ifndef PND_ENGINE_TAKE_H
#define PND_ENGINE_TAKE_H

#include "../layout/indexplan.h"

typedef enum pnd_clipmode { PND_MODE_RAISE, PND_MODE_WRAP, PND_MODE_CLIP } pnd_clipmode;

/* out = v[plan] (out: plan->shape, v's dtype, not overlapping v or the index arrays);
   v[plan] = values (broadcast to plan->shape; converted; may overlap).  All indices are checked before the first write.
   -1 with PND_ERR_INDEX `index 9 is out of bounds for axis 0 with size 3`; PND_ERR_VALUE `shape mismatch: value array ...`. */
int pnd_gather(const pnd_index_plan *plan, const pnd_view *out, pnd_error *err);
int pnd_scatter(const pnd_index_plan *plan, const pnd_view *values, int *fpe, pnd_error *err);
/* The simple case of both: v and index of one axis, v plain; values of v's dtype: one, or one for each index, apart from v and index.
   Checked before the first write too. */
int pnd_scatter_line(const pnd_view *v, const pnd_view *index, const pnd_view *values, pnd_error *err);
/* take along one axis: out.shape = v.shape with axis replaced by index.shape; out has v's dtype; index native intp. */
int pnd_take(const pnd_view *v, int axis, const pnd_view *index, pnd_clipmode mode, const pnd_view *out, pnd_error *err);
/* All indices of a take, before it writes to what existed before; an empty axis is left to pnd_take. */
int pnd_take_check(const pnd_view *v, int axis, const pnd_view *index, pnd_error *err);
/* Positions of non-zero elements.  count first; then fill writes at most `count` rows of ndim intp (out: [count, ndim]) and reports how many. */
int pnd_nonzero_count(const pnd_view *v, intptr_t *count, pnd_error *err);
int pnd_nonzero_fill(const pnd_view *v, intptr_t count, intptr_t *out, intptr_t *written, pnd_error *err);
/* v[mask] with mask.shape == leading axes of v: how many, then rows copied in C order.  mask is bool. */
int pnd_mask_get(const pnd_view *v, const pnd_view *mask, const pnd_view *out, intptr_t *written, pnd_error *err);
/* v[mask] = values: values has one axis (of one element, or of as many as the mask has) before axes that broadcast to v's remaining
   ones.  -1 with PND_ERR_VALUE `NumPy boolean array indexing assignment cannot assign ...`. */
int pnd_mask_put(const pnd_view *v, const pnd_view *mask, const pnd_view *values, int *fpe, pnd_error *err);
/* out = where(mask, a, b): all of one dtype but the mask (bool), inputs broadcast to out. */
int pnd_select(const pnd_view *mask, const pnd_view *a, const pnd_view *b, const pnd_view *out, pnd_error *err);

#endif
