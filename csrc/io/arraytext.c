/*
 * The layout of arrays as text.
 *
 * What is shown is visited twice or three times (measuring, writing) by the same walk.  Text goes straight into the output;
 * only the current line's width is kept, because a row that is wrapped goes back no further than its last spaces.
 */
#include "arraytext.h"

#include "arrayshown.h"

typedef struct writer {
    const pnd_view *v;
    const pnd_print_options *options;
    const pnd_array_style *style;
    pnd_element_style element;
    bool summary;
    intptr_t base;  /* columns before the array's first element on its first line */
    intptr_t width; /* of the line being written */
    size_t solid;   /* of the separator without its trailing spaces, in bytes */
    intptr_t solid_width, separator_width;
    pnd_text *out, word;
} writer;

static bool is_113(const writer *w) { return w->options->legacy <= 113; }

/**** Rows ****/

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static void new_line(writer *w, intptr_t indent)
{
    while (w->out->length && is_space(w->out->data[w->out->length - 1])) w->out->length--;
    pnd_text_string(w->out, "\n");
    pnd_text_fill(w->out, ' ', indent);
    w->width = indent;
}

static void put(writer *w, const char *s, size_t n, intptr_t width)
{
    pnd_text_add(w->out, s, n);
    w->width += width;
}

/* A word that may hold line ends (from a formatter): its lines stand below one another. */
static void put_lines(writer *w)
{
    const char *s = w->word.data, *end = s + w->word.length;
    intptr_t widest = 0, last = 0;
    const intptr_t column = w->width;
    for (const char *p = s; p <= end;) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        if (!stop) stop = end;
        last = pnd_text_width(p, (size_t)(stop - p));
        if (last > widest) widest = last;
        if (p != s) new_line(w, column);
        put(w, p, (size_t)(stop - p), last);
        p = stop + 1;
    }
    pnd_text_fill(w->out, ' ', widest - last);
    w->width += widest - last;
}

/* Puts w->word on the line, or on a new one where it would pass `limit` (a line is never left empty). */
static void put_word(writer *w, intptr_t limit, intptr_t indent)
{
    const char *s = w->word.data;
    const size_t n = w->word.length;
    const bool lines = w->style->custom && !is_113(w) && memchr(s, '\n', n);
    intptr_t width = 0;
    if (lines) {
        for (const char *p = s; p < s + n;) {
            const char *stop = memchr(p, '\n', (size_t)(s + n - p));
            if (!stop) stop = s + n;
            const intptr_t one = pnd_text_width(p, (size_t)(stop - p));
            if (one > width) width = one;
            p = stop + 1;
        }
    } else width = pnd_text_width(s, n);
    const bool full = w->width + width > limit;
    if (full && w->width > indent) new_line(w, indent);
    else if (full && is_113(w)) pnd_text_string(w->out, " "); /* what was left of a line end before the first word */
    if (lines) put_lines(w);
    else put(w, s, n, width);
}

static int make_word(writer *w, const char *p)
{
    w->word.length = 0;
    if (w->style->custom) return w->style->custom(w->style->arg, w->v->dtype, p, &w->word);
    pnd_style_write(&w->element, p, &w->word);
    return 0;
}

static int write_row(writer *w, const char *p, intptr_t indent)
{
    const int axis = w->v->ndim - 1;
    const intptr_t n = w->v->shape[axis], step = w->v->strides[axis];
    const intptr_t room = w->options->linewidth - (is_113(w) ? 0 : axis);
    const intptr_t limit = room - (w->solid_width > 1 || is_113(w) ? w->solid_width : 1);
    intptr_t front, back;
    const bool cut = pnd_axis_shown(w->v, w->options, w->summary, axis, &front, &back);
    w->width = indent;
    for (intptr_t i = 0; i < front; i++) {
        if (make_word(w, p + i * step) < 0) return -1;
        put_word(w, limit, indent);
        put(w, w->style->separator, strlen(w->style->separator), w->separator_width);
    }
    if (cut) {
        w->word.length = 0;
        pnd_text_string(&w->word, "...");
        put_word(w, limit, indent);
        if (is_113(w)) put(w, ", ", 2, 2);
        else put(w, w->style->separator, strlen(w->style->separator), w->separator_width);
    }
    for (intptr_t i = n - back; i < n; i++) {
        if (make_word(w, p + i * step) < 0) return -1;
        put_word(w, is_113(w) && i == n - 1 ? room : limit, indent);
        if (i < n - 1) put(w, w->style->separator, strlen(w->style->separator), w->separator_width);
    }
    return 0;
}

/**** Axes ****/

static void between_rows(writer *w, int axis, intptr_t indent)
{
    pnd_text_add(w->out, w->style->separator, w->solid);
    for (int i = axis; i < w->v->ndim - 1; i++) pnd_text_string(w->out, "\n");
    pnd_text_fill(w->out, ' ', indent);
}

static int write_axis(writer *w, int axis, const char *p)
{
    const intptr_t indent = w->base + axis, n = w->v->shape[axis], step = w->v->strides[axis];
    intptr_t front, back;
    bool first = true;
    pnd_text_string(w->out, "[");
    if (axis == w->v->ndim - 1) {
        if (write_row(w, p, indent) < 0) return -1;
    } else {
        const bool cut = pnd_axis_shown(w->v, w->options, w->summary, axis, &front, &back);
        for (intptr_t i = 0; i < n; i++) {
            if (cut && i == front) { /* the summary stands for the middle */
                if (!first) between_rows(w, axis, indent);
                pnd_text_string(w->out, is_113(w) ? "..., \n" : "...");
                if (is_113(w)) pnd_text_fill(w->out, ' ', indent);
                first = is_113(w);
                i = n - back;
            }
            if (!first) between_rows(w, axis, indent);
            if (write_axis(w, axis + 1, p + i * step) < 0) return -1;
            first = false;
        }
    }
    pnd_text_string(w->out, "]");
    return w->out->failed ? -1 : 0;
}

static size_t length_without_spaces(const char *s)
{
    size_t n = strlen(s);
    while (n && is_space(s[n - 1])) n--;
    return n;
}

int pnd_array_text(const pnd_view *v, const pnd_print_options *options, const pnd_array_style *style, pnd_text *out, pnd_error *err)
{
    writer w = {.v = v, .options = options, .style = style, .out = out};
    const intptr_t size = pnd_view_size(v);
    int status = 0;
    if (!pnd_dtype_is_builtin(v->dtype) && !style->custom) return pnd_fail(err, PND_ERR_TYPE, "dtype %s has no text yet", v->dtype->name);
    if (size == 0) {
        pnd_text_string(out, "[]");
        return out->failed ? pnd_fail_memory(err) : 0;
    }
    w.summary = pnd_array_is_summary(v, options);
    w.base = 1 + pnd_text_width(style->prefix, strlen(style->prefix));
    w.solid = length_without_spaces(style->separator);
    w.solid_width = pnd_text_width(style->separator, w.solid);
    w.separator_width = pnd_text_width(style->separator, strlen(style->separator));
    pnd_text_init(&w.word);
    if (!style->custom) pnd_style_of_array(&w.element, v, options, w.summary);
    if (v->ndim > 0) status = write_axis(&w, 0, v->data);
    else if ((status = make_word(&w, v->data)) == 0) pnd_text_add(out, w.word.data, w.word.length);
    const bool failed = out->failed || w.word.failed;
    pnd_text_clear(&w.word);
    if (failed) return pnd_fail_memory(err);
    if (status < 0) return pnd_fail(err, PND_ERR_CALLBACK, "an element could not be written");
    return 0;
}
