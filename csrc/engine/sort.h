/* Sorting and searching along an axis. */
#ifndef PND_ENGINE_SORT_H
#define PND_ENGINE_SORT_H

#include "../kernels/registry.h"
#include "../layout/view.h"

int pnd_sort(const pnd_view *v, int axis, bool stable, pnd_error *err);                           /* in place */
int pnd_argsort(const pnd_view *v, int axis, bool stable, const pnd_view *out, pnd_error *err); /* out: native intp */
/* The places kth[0 ... nk) along the axis, which rise, get what sorting would put there; no greater element stands before one of
   them, no lesser one behind.  Elements that are not plain are sorted. */
int pnd_partition(const pnd_view *v, int axis, const intptr_t *kth, intptr_t nk, pnd_error *err);
int pnd_argpartition(const pnd_view *v, int axis, const intptr_t *kth, intptr_t nk, const pnd_view *out, pnd_error *err);
int pnd_searchsorted(const pnd_view *sorted, const pnd_view *keys, bool right, const pnd_view *out, pnd_error *err);

#endif
