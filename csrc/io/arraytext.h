/*
 * Arrays as text, laid out as NumPy does: one width for all elements that are shown, rows wrapped at a line width, long axes
 * summarised.  All built-in dtypes; another way to write an element can be given.
 */
#ifndef PND_IO_ARRAYTEXT_H
#define PND_IO_ARRAYTEXT_H

#include "number.h"

#include "../layout/view.h"

/* fixed: `precision` digits; unique: as many as tell each number; maxprec: those, at most `precision`; maxprec_equal: the same
   number of digits for all. */
typedef enum pnd_floatmode { PND_FLOAT_FIXED, PND_FLOAT_UNIQUE, PND_FLOAT_MAXPREC, PND_FLOAT_MAXPREC_EQUAL } pnd_floatmode;

typedef struct pnd_print_options {
    int precision; /* -1: none */
    intptr_t threshold, edgeitems, linewidth;
    bool suppress; /* no exponents for small numbers */
    char sign;     /* '-', '+' or ' ' */
    pnd_floatmode floatmode;
    const char *nanstr, *infstr; /* UTF-8, borrowed */
    int legacy;                  /* NumPy's version whose layout is wanted, as in pnd_scalar_style */
} pnd_print_options;

typedef int pnd_element_fn(void *arg, const pnd_dtype *dtype, const char *p, pnd_text *out); /* -1: a Python error is set */

typedef struct pnd_array_style {
    const char *separator, *prefix; /* UTF-8; prefix: what stands before the array on its first line */
    pnd_element_fn *custom;         /* NULL: the dtype's own way */
    void *arg;
} pnd_array_style;

/* Appends the text of v.  -1 with PND_ERR_CALLBACK from `custom`, PND_ERR_MEMORY, or PND_ERR_TYPE for a dtype it cannot write. */
int pnd_array_text(const pnd_view *v, const pnd_print_options *options, const pnd_array_style *style, pnd_text *out, pnd_error *err);

#endif
