/* Sorting and searching along an axis. */
#ifndef PND_ENGINE_SORT_H
#define PND_ENGINE_SORT_H

#include "../kernels/registry.h"
#include "../layout/view.h"

int pnd_sort(const pnd_view *v, int axis, bool stable, pnd_error *err);                           /* in place */
int pnd_argsort(const pnd_view *v, int axis, bool stable, const pnd_view *out, pnd_error *err); /* out: native intp */
int pnd_searchsorted(const pnd_view *sorted, const pnd_view *keys, bool right, const pnd_view *out, pnd_error *err);

#endif
