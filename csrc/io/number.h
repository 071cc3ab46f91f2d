/* Floats as text, the way NumPy writes them: positional or scientific, trimmed and padded. */
#ifndef PND_IO_NUMBER_H
#define PND_IO_NUMBER_H

#include "decimal.h"
#include "text.h"

/* What becomes of trailing zeros: kept, dropped, dropped but for one after the point, dropped with a bare point. */
typedef enum pnd_trim { PND_TRIM_KEEP, PND_TRIM_ZEROS, PND_TRIM_LEAVE_ONE, PND_TRIM_POINT } pnd_trim;

typedef struct pnd_number_format {
    bool unique;     /* shortest digits, cut at `precision`; else exact digits down to it */
    bool fractional; /* positional: precision counts digits after the point; else significant ones */
    bool plus;       /* + before positive numbers */
    pnd_trim trim;
    int precision;   /* -1: as many as needed (unique only) */
    int min_digits;  /* unique: digits after the point at the least; -1: none */
    int pad_left, pad_right, exp_digits; /* -1: none */
} pnd_number_format;

/* Infinities and NaN come out as inf, -inf, nan, unpadded. */
void pnd_write_positional(const pnd_binary *b, const pnd_number_format *f, pnd_text *out);
void pnd_write_scientific(const pnd_binary *b, const pnd_number_format *f, pnd_text *out);
/* Whose way a number alone is written in: a NumPy version as 100 * major + minor (113 for 1.13), or the newest. */
#define PND_LEGACY_NONE 10000
typedef struct pnd_scalar_style {
    int legacy;
    bool repr; /* 1.13 writes more digits there than in str */
} pnd_scalar_style;

/* As a scalar's str: shortest digits, `1.5`, `1e+16`; point: whole numbers end in `.0`. */
void pnd_write_scalar(const pnd_dtype *dtype, const char *p, bool point, bool plus, pnd_scalar_style style, pnd_text *out);

/* Lengths of the parts pnd_write_... would write with sign: integer part, fraction, exponent digits (scientific). */
void pnd_measure_number(const pnd_binary *b, const pnd_number_format *f, bool scientific, int *whole, int *fraction, int *exponent);

#endif
