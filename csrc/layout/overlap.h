/* Do two views share memory?  Extents first, then a bounded Diophantine search (exact when it ends in the budget). */
#ifndef PND_LAYOUT_OVERLAP_H
#define PND_LAYOUT_OVERLAP_H

#include "view.h"

typedef enum pnd_overlap { PND_OVERLAP_NO, PND_OVERLAP_YES, PND_OVERLAP_TOO_HARD } pnd_overlap;

pnd_overlap pnd_views_overlap(const pnd_view *a, const pnd_view *b, intptr_t max_work); /* max_work < 0: no limit; 0: extents only */
pnd_overlap pnd_view_self_overlap(const pnd_view *v, intptr_t max_work); /* two indices, one address */
/* The same elements in the same order: an in-place elementwise loop is safe. */
bool pnd_views_identical(const pnd_view *a, const pnd_view *b);

#endif
