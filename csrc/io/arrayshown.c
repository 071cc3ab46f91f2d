/*
 * What is shown of an array.
 *
 * The texts and the tables of arrays show the same items, written in the same style.
 */
#include "arrayshown.h"

bool pnd_array_is_summary(const pnd_view *v, const pnd_print_options *options) { return pnd_view_size(v) > options->threshold; }

bool pnd_axis_shown(const pnd_view *v, const pnd_print_options *options, bool summary, int axis, intptr_t *front, intptr_t *back)
{
    const intptr_t n = v->shape[axis], edge = options->edgeitems;
    const bool cut = summary && edge < n - edge;
    *front = cut ? edge : 0;
    *back = !cut ? n : edge > 0 ? edge : 1; /* the last one is shown always */
    return cut;
}

typedef struct survey {
    pnd_element_style *style;
    const pnd_view *v;
    const pnd_print_options *options;
    bool summary;
    int round;
} survey;

static void measure_axis(const survey *s, int axis, const char *p)
{
    if (axis == s->v->ndim) {
        pnd_style_measure(s->style, s->round, p);
        return;
    }
    intptr_t front, back;
    const intptr_t n = s->v->shape[axis], step = s->v->strides[axis];
    pnd_axis_shown(s->v, s->options, s->summary, axis, &front, &back);
    if (s->options->edgeitems == 0) back = n; /* the oracle measures all then, and shows the last */
    for (intptr_t i = 0; i < front; i++) measure_axis(s, axis + 1, p + i * step);
    for (intptr_t i = n - back; i < n; i++) measure_axis(s, axis + 1, p + i * step);
}

void pnd_style_of_array(pnd_element_style *style, const pnd_view *v, const pnd_print_options *options, bool summary)
{
    survey s = {style, v, options, summary, 0};
    pnd_style_init(style, v->dtype, v->ndim == 0, options);
    if (v->dtype->kind == 'b') return;
    do measure_axis(&s, 0, v->data);
    while (pnd_style_next(style, s.round++));
}
