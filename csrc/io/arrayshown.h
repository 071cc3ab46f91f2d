/* What is shown of an array: all of it, or, of a large one, the items at both ends of every axis. */
#ifndef PND_IO_ARRAYSHOWN_H
#define PND_IO_ARRAYSHOWN_H

#include "element.h"

/* Are there more elements than options->threshold? */
bool pnd_array_is_summary(const pnd_view *v, const pnd_print_options *options);
/* Axis split into shown items in front and behind; true: something is left out, though it may be nothing (of one item, edgeitems 0). */
bool pnd_axis_shown(const pnd_view *v, const pnd_print_options *options, bool summary, int axis, intptr_t *front, intptr_t *back);
/* The style of a view's elements, measured over those that are shown. */
void pnd_style_of_array(pnd_element_style *s, const pnd_view *v, const pnd_print_options *options, bool summary);

#endif
