/* Arrays as HTML tables, a table for each 2-D slice, for notebooks. */
#ifndef PND_IO_ARRAYHTML_H
#define PND_IO_ARRAYHTML_H

#include "arraytext.h"

/* Appends n bytes of UTF-8 with &, <, >, " and ' as entities. */
void pnd_html_escape(pnd_text *out, const char *s, size_t n);
/* Appends the tables of v, which show what its text shows; none for an empty one.  `style`: only how elements are written. */
int pnd_array_html(const pnd_view *v, const pnd_print_options *options, const pnd_array_style *style, pnd_text *out, pnd_error *err);

#endif
