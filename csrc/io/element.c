/*
 * Elements of arrays as text.
 *
 * Floats take two rounds: magnitudes decide on exponents, then the longest parts on padding.  An exponent is written from 1e8
 * on (float32: 1e6, narrower types: 1e3), below 1e-4, or where magnitudes span more than a factor of 1000; the last two are
 * compared in the dtype itself, as NumPy's are, so that float32(1e-4) is not below 1e-4.
 */
#include "element.h"

#include <math.h>

#include "../dtype/smallfloat.h"

/**** Elements ****/

static const char *native(const pnd_element_style *s, const char *p, char buffer[32])
{
    if (!s->swapped) return p;
    const intptr_t size = s->dtype->size, unit = s->dtype->kind == 'c' ? size / 2 : size;
    for (intptr_t i = 0; i < size; i++) buffer[i / unit * unit + (unit - 1 - i % unit)] = p[i];
    return buffer;
}

static int64_t load_signed(const pnd_dtype *d, const char *p)
{
    union {
        int8_t b;
        int16_t h;
        int32_t i;
        int64_t l;
    } x;
    memcpy(&x, p, (size_t)d->size);
    return d->size == 1 ? x.b : d->size == 2 ? x.h : d->size == 4 ? x.i : x.l;
}

static uint64_t load_unsigned(const pnd_dtype *d, const char *p)
{
    uint64_t x = 0;
    memcpy(&x, p, (size_t)d->size); /* little endian */
    return x;
}

static long double magnitude(const pnd_binary *b) { return ldexpl((long double)b->c, b->q); }

/**** Floats ****/

/* x rounded to the dtype whose arithmetic decides; our small floats decide in float32. */
static long double rounded(const pnd_dtype *d, long double x)
{
    if (d->idx == PND_IDX_LONGDOUBLE) return x;
    if (d->idx == PND_IDX_DOUBLE) return (long double)(double)x;
    if (d->idx == PND_IDX_HALF) return (long double)pnd_f16_to_f32(pnd_f32_to_f16((float)x));
    return (long double)(float)x;
}

static void survey_value(pnd_float_survey *v, const pnd_binary *b)
{
    if (b->kind != PND_FINITE) {
        v->special = true;
        v->negative_inf |= b->kind == PND_INF && b->negative;
        return;
    }
    v->finite = true;
    v->negative |= b->negative;
    if (!b->c) return;
    const long double x = magnitude(b);
    if (!v->nonzero || x < v->least) v->least = x;
    if (!v->nonzero || x > v->greatest) v->greatest = x;
    v->nonzero = true;
}

static bool is_113(const pnd_print_options *o) { return o->legacy <= 113; }

static bool wants_exponent(const pnd_float_style *s, const pnd_float_survey *v)
{
    const pnd_dtype *d = s->dtype;
    if (!v->nonzero) return false;
    if (v->greatest >= (s->options->legacy <= 202 ? 1e8L : d->size <= 2 ? 1e3L : d->size == 4 ? 1e6L : 1e8L)) return true;
    if (s->options->suppress) return false;
    return v->least < rounded(d, (long double)1e-4) || rounded(d, v->greatest / v->least) > rounded(d, 1000.0L);
}

/* After the magnitudes: the format in which parts are measured. */
static void style_first(pnd_float_style *s, const pnd_float_survey *v)
{
    const pnd_print_options *o = s->options;
    const bool fixed = o->floatmode == PND_FLOAT_FIXED;
    s->scientific = wants_exponent(s, v);
    const bool keep = fixed || (is_113(o) && s->scientific);
    s->format = (pnd_number_format){.unique = !keep || o->floatmode == PND_FLOAT_UNIQUE,
                                    .fractional = true,
                                    .plus = o->sign == '+',
                                    .trim = keep ? PND_TRIM_KEEP : PND_TRIM_ZEROS,
                                    .precision = o->floatmode == PND_FLOAT_UNIQUE ? -1 : o->precision,
                                    .min_digits = -1,
                                    .pad_left = -1,
                                    .pad_right = -1,
                                    .exp_digits = -1};
}

static void survey_parts(pnd_float_survey *v, const pnd_float_style *s, const pnd_binary *b)
{
    int whole, fraction, exponent;
    if (b->kind != PND_FINITE) return;
    pnd_measure_number(b, &s->format, s->scientific, &whole, &fraction, &exponent);
    if (is_113(s->options)) whole = s->scientific ? 3 : whole + !(b->negative || s->format.plus); /* room for a sign always */
    if (whole > v->whole) v->whole = whole;
    if (fraction > v->fraction) v->fraction = fraction;
    if (exponent > v->exponent) v->exponent = exponent;
}

/* After the parts: the format in which all are written. */
static void style_last(pnd_float_style *s, const pnd_float_survey *v)
{
    const pnd_print_options *o = s->options;
    pnd_number_format *f = &s->format;
    int right = 0;
    f->pad_left = v->whole;
    if (!v->finite) {
        f->unique = true;
        f->trim = PND_TRIM_ZEROS;
    } else if (s->scientific) {
        f->trim = PND_TRIM_KEEP;
        f->precision = f->min_digits = v->fraction;
        f->exp_digits = v->exponent;
        right = v->exponent + 2 + v->fraction;
    } else {
        right = f->pad_right = v->fraction;
        const bool equal = o->floatmode == PND_FLOAT_FIXED || o->floatmode == PND_FLOAT_MAXPREC_EQUAL;
        f->trim = equal ? PND_TRIM_KEEP : PND_TRIM_ZEROS;
        f->min_digits = equal ? v->fraction : 0;
        if (equal) f->precision = v->fraction;
    }
    if (o->sign == ' ' && !v->negative && !is_113(o)) f->pad_left++;
    if (v->special) {
        const bool sign = o->sign != '-' || v->negative_inf;
        const int nan = (int)pnd_text_width(o->nanstr, strlen(o->nanstr)) - right - 1;
        const int inf = (int)pnd_text_width(o->infstr, strlen(o->infstr)) + sign - right - 1;
        if (nan > f->pad_left) f->pad_left = nan;
        if (inf > f->pad_left) f->pad_left = inf;
    }
    s->width = f->pad_left + right + 1;
}

static void write_special(const pnd_float_style *s, const pnd_binary *b, pnd_text *out)
{
    const char *text = b->kind == PND_NAN ? s->options->nanstr : s->options->infstr;
    const char sign = b->kind == PND_INF && b->negative ? '-' : s->options->sign == '+' ? '+' : 0;
    pnd_text_fill(out, ' ', s->width - pnd_text_width(text, strlen(text)) - (sign != 0));
    if (sign) pnd_text_add(out, &sign, 1);
    pnd_text_string(out, text);
}

static void write_float(const pnd_float_style *s, const char *p, pnd_text *out)
{
    const pnd_binary b = pnd_binary_load(s->dtype, p);
    if (b.kind != PND_FINITE) write_special(s, &b, out);
    else if (s->scientific) pnd_write_scientific(&b, &s->format, out);
    else pnd_write_positional(&b, &s->format, out);
}

/* The j stands before the spaces that pad the imaginary part. */
static void write_complex(const pnd_element_style *s, const char *p, pnd_text *out)
{
    write_float(&s->real, p, out);
    const size_t start = out->length;
    write_float(&s->imaginary, p + s->dtype->size / 2, out);
    size_t end = out->length;
    while (end > start && out->data[end - 1] == ' ') end--;
    pnd_text_fill(out, ' ', 1);
    if (out->failed) return;
    out->data[end] = 'j'; /* the spaces are alike: one is overwritten, one was added */
}

/**** Integers ****/

static int digits_of(uint64_t x)
{
    int n = 1;
    while (x >= 10) x /= 10, n++;
    return n;
}

static void write_unsigned(uint64_t x, bool negative, char sign, int width, pnd_text *out)
{
    char text[24], *p = text + sizeof text;
    do *--p = (char)('0' + x % 10);
    while (x /= 10);
    if (negative) *--p = '-';
    else if (sign == '+' || sign == ' ') *--p = sign;
    const size_t n = (size_t)(text + sizeof text - p);
    pnd_text_fill(out, ' ', width - (intptr_t)n);
    pnd_text_add(out, p, n);
}

static void write_integer(const pnd_dtype *d, const char *p, char sign, int width, pnd_text *out)
{
    if (d->kind == 'u') {
        write_unsigned(load_unsigned(d, p), false, sign, width, out);
        return;
    }
    const int64_t v = load_signed(d, p);
    write_unsigned(v < 0 ? -(uint64_t)v : (uint64_t)v, v < 0, sign, width, out);
}

static void survey_integer(pnd_element_style *s, const char *p)
{
    const bool is_signed = s->dtype->kind == 'i';
    const int64_t v = is_signed ? load_signed(s->dtype, p) : 0;
    const uint64_t u = is_signed ? v < 0 ? 0 : (uint64_t)v : load_unsigned(s->dtype, p);
    s->any_negative |= v < 0;
    if (!s->any || v < s->least) s->least = v;
    if (!s->any || u > s->greatest) s->greatest = u;
    s->any = true;
}

/* All negative: the greatest is negative too, and takes no sign. */
static void style_integers(pnd_element_style *s)
{
    s->sign = s->options->sign;
    if (!s->any) return;
    if (s->sign == ' ' && s->any_negative) s->sign = '-';
    const int low = s->any_negative ? digits_of(-(uint64_t)s->least) + 1 : 0;
    const int high = digits_of(s->greatest) + (s->sign != '-');
    s->width = low > high ? low : high;
}

/**** Styles ****/

void pnd_style_init(pnd_element_style *s, const pnd_dtype *dtype, bool single, const pnd_print_options *options)
{
    memset(s, 0, sizeof *s);
    s->dtype = pnd_dtype_native(dtype);
    s->swapped = dtype->swapped;
    s->single = single;
    s->options = options;
    s->real.dtype = s->imaginary.dtype = pnd_dtype_real(s->dtype);
    s->real.options = s->imaginary.options = options;
    if (is_113(options) && !single) {
        s->real_options = *options;
        if (options->sign == '-') s->real_options.sign = ' ';
        if (dtype->kind == 'c') s->real_options.floatmode = PND_FLOAT_MAXPREC_EQUAL;
        s->real.options = &s->real_options;
    }
}

void pnd_style_measure(pnd_element_style *s, int round, const char *p)
{
    char buffer[32];
    p = native(s, p, buffer);
    if (pnd_dtype_is_integer(s->dtype)) {
        survey_integer(s, p);
        return;
    }
    const int parts = s->dtype->kind == 'c' ? 2 : 1;
    for (int i = 0; i < parts; i++) {
        const pnd_binary b = pnd_binary_load(s->real.dtype, p + i * s->dtype->size / 2);
        if (round == 0) survey_value(&s->survey[i], &b);
        else survey_parts(&s->survey[i], i ? &s->imaginary : &s->real, &b);
    }
}

static const pnd_print_options *with_plus(pnd_print_options *copy, const pnd_print_options *from)
{
    *copy = *from;
    copy->sign = '+';
    if (is_113(from)) copy->floatmode = PND_FLOAT_MAXPREC;
    return copy;
}

bool pnd_style_next(pnd_element_style *s, int round)
{
    const bool complex = s->dtype->kind == 'c';
    if (s->dtype->kind == 'b') return false;
    if (pnd_dtype_is_integer(s->dtype)) return style_integers(s), false;
    if (round == 0) {
        style_first(&s->real, &s->survey[0]);
        if (complex) {
            s->imaginary.options = with_plus(&s->signed_options, s->options);
            style_first(&s->imaginary, &s->survey[1]);
        }
        return true;
    }
    style_last(&s->real, &s->survey[0]);
    if (complex) style_last(&s->imaginary, &s->survey[1]);
    return false;
}

void pnd_style_write(const pnd_element_style *s, const char *p, pnd_text *out)
{
    char buffer[32];
    p = native(s, p, buffer);
    switch (s->dtype->kind) {
    case 'b': pnd_text_string(out, *p ? s->single ? "True" : " True" : "False"); break;
    case 'i':
    case 'u': write_integer(s->dtype, p, s->sign, s->width, out); break;
    case 'c': write_complex(s, p, out); break;
    default: write_float(&s->real, p, out);
    }
}

/**** One element alone ****/

static void write_complex_scalar(const pnd_dtype *real, const char *p, pnd_scalar_style style, pnd_text *out)
{
    const char *imaginary = p + real->size;
    const pnd_binary re = pnd_binary_load(real, p), im = pnd_binary_load(real, imaginary);
    const bool alone = re.kind == PND_FINITE && !re.c && !re.negative;
    if (!alone) {
        pnd_text_string(out, "(");
        pnd_write_scalar(real, p, false, false, style, out);
        if (im.kind == PND_NAN) pnd_text_string(out, "+");
    }
    pnd_write_scalar(real, imaginary, false, !alone, style, out);
    if (style.legacy <= 113 && im.kind != PND_FINITE) pnd_text_string(out, "*");
    pnd_text_string(out, alone ? "j" : "j)");
}

void pnd_write_element(const pnd_dtype *dtype, const char *p, pnd_scalar_style style, pnd_text *out)
{
    assert(!dtype->swapped);
    switch (dtype->kind) {
    case 'b': pnd_text_string(out, *p ? "True" : "False"); break;
    case 'i':
    case 'u': write_integer(dtype, p, '-', 0, out); break;
    case 'c': write_complex_scalar(pnd_dtype_real(dtype), p, style, out); break;
    default: pnd_write_scalar(dtype, p, true, false, style, out);
    }
}
