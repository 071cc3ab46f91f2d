/* How the elements of one array are written: measured once over all that are shown, then applied to each. */
#ifndef PND_IO_ELEMENT_H
#define PND_IO_ELEMENT_H

#include "arraytext.h"

/* Floats of one array, or the real or imaginary parts of one. */
typedef struct pnd_float_style {
    const pnd_dtype *dtype;
    const pnd_print_options *options;
    pnd_number_format format;
    bool scientific;
    int width; /* of infinities and NaN */
} pnd_float_style;

/* What is gathered about floats before their style is known. */
typedef struct pnd_float_survey {
    bool finite, special, negative, negative_inf; /* any? */
    bool nonzero;
    long double least, greatest; /* magnitudes of the finite non-zero ones */
    int whole, fraction, exponent; /* longest parts */
} pnd_float_survey;

typedef struct pnd_element_style {
    const pnd_dtype *dtype; /* native */
    bool swapped, single;   /* single: a 0-d array */
    const pnd_print_options *options;
    pnd_print_options signed_options; /* of imaginary parts: always with a sign */
    pnd_print_options real_options;   /* of the others in legacy 1.13 */
    pnd_float_style real, imaginary;
    pnd_float_survey survey[2];
    int width; /* bool and integers */
    char sign;
    bool any;
    int64_t least;
    uint64_t greatest; /* integers: least as int64 (0 for unsigned), greatest as uint64 of a non-negative one */
    bool any_negative;
} pnd_element_style;

void pnd_style_init(pnd_element_style *s, const pnd_dtype *dtype, bool single, const pnd_print_options *options);
/* Rounds of measuring: every shown element is passed to pnd_style_measure once a round, then pnd_style_next is called; it returns
   false when the style is ready. */
void pnd_style_measure(pnd_element_style *s, int round, const char *p);
bool pnd_style_next(pnd_element_style *s, int round);
void pnd_style_write(const pnd_element_style *s, const char *p, pnd_text *out);

/* Text of one element alone, as a scalar's str. */
void pnd_write_element(const pnd_dtype *dtype, const char *p, pnd_scalar_style style, pnd_text *out);

#endif
