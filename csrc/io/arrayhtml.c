/*
 * Arrays as HTML tables, a table for each 2-D slice, for notebooks.
 *
 * The last axis lies across, the one before it down; a table's caption says where the others stand.  What a summary leaves
 * out is an ellipsis: a column, a row, or a line between tables.
 */
#include "arrayhtml.h"

#include <stdio.h>

#include "arrayshown.h"

#define HELLIP "&hellip;"

typedef struct html {
    const pnd_view *v;
    const pnd_print_options *options;
    const pnd_array_style *style;
    pnd_element_style element;
    bool summary;
    intptr_t index[PND_MAXDIMS]; /* of the axes before the last two */
    pnd_text *out, word;
} html;

void pnd_html_escape(pnd_text *out, const char *s, size_t n)
{
    size_t done = 0;
    for (size_t i = 0; i < n; i++) {
        const char *entity = s[i] == '&'    ? "&amp;"
                             : s[i] == '<'  ? "&lt;"
                             : s[i] == '>'  ? "&gt;"
                             : s[i] == '"'  ? "&quot;"
                             : s[i] == '\'' ? "&#39;"
                                            : NULL;
        if (!entity) continue;
        pnd_text_add(out, s + done, i - done);
        pnd_text_string(out, entity);
        done = i + 1;
    }
    pnd_text_add(out, s + done, n - done);
}

static void put_index(html *h, const char *before, intptr_t i, const char *after)
{
    char number[24];
    snprintf(number, sizeof number, "%td", (ptrdiff_t)i);
    pnd_text_string(h->out, before);
    pnd_text_string(h->out, number);
    pnd_text_string(h->out, after);
}

/* Calls visit for each shown item of an axis, and with -1 for the ellipsis. */
typedef int visit_fn(html *h, const char *p, intptr_t i);

static int for_shown(html *h, int axis, const char *p, visit_fn *visit)
{
    intptr_t front, back;
    const intptr_t n = h->v->shape[axis], step = h->v->strides[axis];
    const bool cut = pnd_axis_shown(h->v, h->options, h->summary, axis, &front, &back);
    for (intptr_t i = 0; i < front; i++)
        if (visit(h, p + i * step, i) < 0) return -1;
    if (cut && visit(h, NULL, -1) < 0) return -1;
    for (intptr_t i = n - back; i < n; i++)
        if (visit(h, p + i * step, i) < 0) return -1;
    return h->out->failed ? -1 : 0;
}

static int put_cell(html *h, const char *p, intptr_t i)
{
    if (i < 0) return pnd_text_string(h->out, "<td>" HELLIP "</td>"), 0;
    h->word.length = 0;
    if (!h->style->custom) pnd_style_write(&h->element, p, &h->word);
    else if (h->style->custom(h->style->arg, h->v->dtype, p, &h->word) < 0) return -1;
    const char *s = h->word.data, *end = s + h->word.length; /* a table pads by itself */
    while (s < end && *s == ' ') s++;
    while (end > s && end[-1] == ' ') end--;
    pnd_text_string(h->out, "<td>");
    if (s < end) pnd_html_escape(h->out, s, (size_t)(end - s));
    pnd_text_string(h->out, "</td>");
    return 0;
}

static int put_heading(html *h, const char *p, intptr_t i)
{
    (void)p;
    if (i < 0) pnd_text_string(h->out, "<th>" HELLIP "</th>");
    else put_index(h, "<th>", i, "</th>");
    return 0;
}

static int put_row(html *h, const char *p, intptr_t i)
{
    const int last = h->v->ndim - 1;
    pnd_text_string(h->out, "<tr>");
    if (i < 0) put_heading(h, NULL, -1);
    else put_index(h, "<th>", i, "</th>");
    if (i < 0) { /* as many as the columns: the headings' loop counts them */
        intptr_t front, back;
        const bool cut = pnd_axis_shown(h->v, h->options, h->summary, last, &front, &back);
        for (intptr_t k = 0; k < front + back + cut; k++) put_cell(h, NULL, -1);
    } else if (for_shown(h, last, p, put_cell) < 0) return -1;
    pnd_text_string(h->out, "</tr>\n");
    return 0;
}

static int put_table(html *h, const char *p)
{
    const int ndim = h->v->ndim;
    pnd_text_string(
        h->out, "<table style=\"text-align: right; white-space: pre; border-spacing: .7em .1em; font-variant-numeric: tabular-nums\">\n");
    if (ndim > 2) {
        for (int k = 0; k < ndim - 2; k++) put_index(h, k ? ", " : "<caption>[", h->index[k], "");
        pnd_text_string(h->out, ", :, :]</caption>\n");
    }
    if (ndim > 0) {
        pnd_text_string(h->out, ndim > 1 ? "<thead><tr><th></th>" : "<thead><tr>");
        if (for_shown(h, ndim - 1, p, put_heading) < 0) return -1;
        pnd_text_string(h->out, "</tr></thead>\n");
    }
    pnd_text_string(h->out, "<tbody>\n");
    int status = 0;
    if (ndim > 1) status = for_shown(h, ndim - 2, p, put_row);
    else {
        pnd_text_string(h->out, "<tr>");
        status = ndim == 1 ? for_shown(h, 0, p, put_cell) : put_cell(h, p, 0);
        pnd_text_string(h->out, "</tr>\n");
    }
    pnd_text_string(h->out, "</tbody>\n</table>\n");
    return status;
}

/* The tables below one place of the leading axes. */
static int put_tables(html *h, int axis, const char *p)
{
    if (axis >= h->v->ndim - 2) return put_table(h, p);
    intptr_t front, back;
    const intptr_t n = h->v->shape[axis], step = h->v->strides[axis];
    const bool cut = pnd_axis_shown(h->v, h->options, h->summary, axis, &front, &back);
    for (intptr_t i = 0; i < n; i++) {
        if (cut && i == front) {
            pnd_text_string(h->out, "<p>" HELLIP "</p>\n");
            i = n - back;
        }
        h->index[axis] = i;
        if (put_tables(h, axis + 1, p + i * step) < 0) return -1;
    }
    return h->out->failed ? -1 : 0;
}

int pnd_array_html(const pnd_view *v, const pnd_print_options *options, const pnd_array_style *style, pnd_text *out, pnd_error *err)
{
    html h = {.v = v, .options = options, .style = style, .out = out};
    if (!pnd_dtype_is_builtin(v->dtype) && !style->custom) return pnd_fail(err, PND_ERR_TYPE, "dtype %s has no text yet", v->dtype->name);
    if (pnd_view_size(v) == 0) return 0;
    h.summary = pnd_array_is_summary(v, options);
    pnd_text_init(&h.word);
    if (!style->custom) pnd_style_of_array(&h.element, v, options, h.summary);
    const int status = put_tables(&h, 0, v->data);
    const bool failed = out->failed || h.word.failed;
    pnd_text_clear(&h.word);
    if (failed) return pnd_fail_memory(err);
    return status < 0 ? pnd_fail(err, PND_ERR_CALLBACK, "an element could not be written") : 0;
}
