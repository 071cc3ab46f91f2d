/*
 * Floats as text.
 *
 * Both notations are made the same way: digits (decimal.h), then how many stand before and after the point, then the
 * zeros `trim` asks for, then padding.
 */
#include "number.h"

#include <stdlib.h>

#include "../dtype/smallfloat.h"

/* A number cut into what is written: whole digits and fraction digits, zeros included. */
typedef struct parts {
    pnd_decimal d;
    int fraction; /* digits after the point that are written */
    bool point;
    int exponent; /* scientific */
    char digits[PND_DIGITS_MAX];
} parts;

static int clip_position(intptr_t v) { return (int)(v < PND_NO_POSITION ? PND_NO_POSITION : v); }

static void get_digits(const pnd_binary *b, const pnd_number_format *f, bool scientific, pnd_decimal *d)
{
    const intptr_t precision = f->precision;
    if (scientific) {
        const intptr_t total = precision < 0 ? 0 : precision + 1;
        const bool more = f->min_digits >= 0 && f->min_digits > 0;
        if (!b->c) d->n = d->exponent = 0;
        else if (!f->unique) pnd_decimal_round(b, clip_position(pnd_decimal_magnitude(b) - total), d);
        else {
            if (precision < 0) pnd_decimal_shortest(b, PND_NO_POSITION, d);
            else pnd_decimal_total(b, total > 17000 ? 17000 : (int)total, d);
            if (more && d->n < f->min_digits + 1) {
                const int k = pnd_decimal_magnitude(b);
                pnd_decimal_at_least(b, precision < 0 ? PND_NO_POSITION : clip_position(k - total), clip_position(k - 1 - f->min_digits),
                                     d);
            }
        }
        return;
    }
    intptr_t stop = precision < 0 ? PND_NO_POSITION : -precision;
    if (!f->fractional && b->c && precision >= 0) stop = pnd_decimal_magnitude(b) - precision;
    if (!f->unique) pnd_decimal_round(b, clip_position(stop), d);
    else if (f->min_digits >= 0 && b->c) {
        const int k = f->fractional ? 0 : pnd_decimal_magnitude(b);
        pnd_decimal_at_least(b, clip_position(stop), clip_position((intptr_t)k - f->min_digits), d);
    } else pnd_decimal_shortest(b, clip_position(stop), d);
}

/* Digits after the point and whether there is one, by `trim`; `shown`: digits there are, `wanted`: with kept zeros. */
static void apply_trim(parts *p, pnd_trim trim, intptr_t shown, intptr_t wanted)
{
    if (trim == PND_TRIM_KEEP && wanted > shown) shown = wanted;
    if (trim == PND_TRIM_LEAVE_ONE && shown == 0) shown = 1;
    p->fraction = (int)shown;
    p->point = !(trim == PND_TRIM_POINT && shown == 0);
}

static int whole_length(const pnd_decimal *d) { return d->n && d->exponent > 0 ? d->exponent : 1; }

/* Zeros that rounding left at the end go unless trim keeps them: were there any? */
static bool trim_digits(pnd_decimal *d, pnd_trim trim)
{
    const int n = d->n;
    while (trim != PND_TRIM_KEEP && d->n > 1 && d->digits[d->n - 1] == '0') d->n--;
    return d->n < n;
}

static void make_positional(const pnd_binary *b, const pnd_number_format *f, parts *p)
{
    p->d.literal = !f->fractional && f->trim == PND_TRIM_KEEP;
    get_digits(b, f, false, &p->d);
    trim_digits(&p->d, f->trim);
    const intptr_t shown = p->d.n > p->d.exponent ? p->d.n - p->d.exponent : 0;
    intptr_t wanted = f->unique ? f->min_digits : f->precision;
    if (!f->fractional) wanted -= whole_length(&p->d); /* they count digits before the point too */
    if (f->unique && f->trim == PND_TRIM_KEEP && !p->d.n && b->c && f->fractional && f->precision > wanted)
        wanted = f->precision; /* 0.00 */
    apply_trim(p, f->trim, shown, wanted);
}

static void make_scientific(const pnd_binary *b, const pnd_number_format *f, parts *p)
{
    p->d.literal = f->trim == PND_TRIM_POINT;
    get_digits(b, f, true, &p->d);
    const bool trimmed = trim_digits(&p->d, f->trim);
    p->exponent = p->d.n ? p->d.exponent - 1 : 0;
    apply_trim(p, f->trim, p->d.n ? p->d.n - 1 : 0, f->unique ? f->min_digits : f->precision);
    p->point |= trimmed; /* the oracle leaves the point behind where it trims zeros that were digits */
}

static char sign_of(const pnd_binary *b, const pnd_number_format *f) { return b->negative ? '-' : f->plus ? '+' : 0; }

/* count digits of d from index `from` (negative or past the end: zeros). */
static void write_digits(pnd_text *out, const pnd_decimal *d, intptr_t from, intptr_t count)
{
    char *p = count > 0 ? pnd_text_room(out, (size_t)count) : NULL;
    if (!p) return;
    for (intptr_t i = 0; i < count; i++) p[i] = from + i >= 0 && from + i < d->n ? d->digits[from + i] : '0';
    out->length += (size_t)count;
}

static bool write_special(const pnd_binary *b, const pnd_number_format *f, pnd_text *out)
{
    if (b->kind == PND_FINITE) return false;
    if (b->kind == PND_NAN) pnd_text_string(out, "nan");
    else pnd_text_string(out, b->negative ? "-inf" : f->plus ? "+inf" : "inf");
    return true;
}

static void write_padded_sign(pnd_text *out, const pnd_binary *b, const pnd_number_format *f, int whole)
{
    const char sign = sign_of(b, f);
    pnd_text_fill(out, ' ', f->pad_left - whole - (sign != 0));
    if (sign) pnd_text_add(out, &sign, 1);
}

static void write_positional_parts(const pnd_binary *b, const pnd_number_format *f, const parts *p, pnd_text *out)
{
    const int whole = whole_length(&p->d), exponent = p->d.n ? p->d.exponent : 0;
    write_padded_sign(out, b, f, whole);
    if (exponent > 0) write_digits(out, &p->d, 0, whole);
    else pnd_text_add(out, "0", 1);
    if (p->point) pnd_text_add(out, ".", 1);
    write_digits(out, &p->d, exponent, p->fraction);
    if (f->pad_right >= 0) pnd_text_fill(out, ' ', f->pad_right - p->fraction + !p->point);
}

static int exponent_length(int exponent)
{
    int n = 0;
    for (unsigned e = (unsigned)abs(exponent); e; e /= 10) n++;
    return n < 2 ? 2 : n;
}

static void write_scientific_parts(const pnd_binary *b, const pnd_number_format *f, const parts *p, pnd_text *out)
{
    char text[12];
    int n = 0;
    write_padded_sign(out, b, f, 1);
    write_digits(out, &p->d, 0, 1);
    if (p->point) pnd_text_add(out, ".", 1);
    write_digits(out, &p->d, 1, p->fraction);
    pnd_text_string(out, p->exponent < 0 ? "e-" : "e+");
    for (unsigned e = (unsigned)abs(p->exponent); e; e /= 10) text[n++] = (char)('0' + e % 10);
    pnd_text_fill(out, '0', (f->exp_digits < 0 ? 2 : f->exp_digits) - n);
    while (n) pnd_text_add(out, &text[--n], 1);
}

typedef void write_fn(const pnd_binary *b, const pnd_number_format *f, const parts *p, pnd_text *out);

/* A longdouble may need 16,445 digits: only then is the big room taken. */
static PND_NOINLINE void write_wide(const pnd_binary *b, const pnd_number_format *f, bool scientific, pnd_text *out)
{
    parts p;
    char digits[PND_DIGITS_MAX_LD];
    p.d = (pnd_decimal){.digits = digits, .room = sizeof digits};
    (scientific ? make_scientific : make_positional)(b, f, &p);
    (scientific ? write_scientific_parts : write_positional_parts)(b, f, &p, out);
}

static inline bool needs_wide(const pnd_binary *b, const pnd_number_format *f)
{
    return b->bits > 53 && (b->q > 900 || b->q < -900 || f->precision > 900 || f->min_digits > 900);
}

void pnd_write_positional(const pnd_binary *b, const pnd_number_format *f, pnd_text *out)
{
    parts p;
    if (write_special(b, f, out)) return;
    if (needs_wide(b, f)) {
        write_wide(b, f, false, out);
        return;
    }
    p.d = (pnd_decimal){.digits = p.digits, .room = sizeof p.digits};
    make_positional(b, f, &p);
    write_positional_parts(b, f, &p, out);
}

void pnd_write_scientific(const pnd_binary *b, const pnd_number_format *f, pnd_text *out)
{
    parts p;
    if (write_special(b, f, out)) return;
    if (needs_wide(b, f)) {
        write_wide(b, f, true, out);
        return;
    }
    p.d = (pnd_decimal){.digits = p.digits, .room = sizeof p.digits};
    make_scientific(b, f, &p);
    write_scientific_parts(b, f, &p, out);
}

void pnd_measure_number(const pnd_binary *b, const pnd_number_format *f, bool scientific, int *whole, int *fraction, int *exponent)
{
    parts p;
    char wide[PND_DIGITS_MAX_LD];
    p.d = (pnd_decimal){.digits = b->bits > 53 ? wide : p.digits, .room = b->bits > 53 ? (int)sizeof wide : (int)sizeof p.digits};
    (scientific ? make_scientific : make_positional)(b, f, &p);
    *whole = (scientific ? 1 : whole_length(&p.d)) + (sign_of(b, f) != 0);
    *fraction = p.fraction;
    *exponent = scientific ? exponent_length(p.exponent) : 0;
}

/**** Scalars ****/

/* From this magnitude on a scalar of the type is written with an exponent: 10^(decimal digits the type can tell). */
static double scientific_from(const pnd_dtype *dtype, int legacy)
{
    return legacy <= 202 ? 1e16 : dtype->size <= 2 ? 1e3 : dtype->size == 4 ? 1e6 : 1e16;
}

/* C's %.{digits}g with `.0` behind whole numbers: what NumPy 1.13 wrote. */
static void write_significant(const pnd_binary *b, int digits, pnd_number_format f, pnd_text *out)
{
    parts p;
    char wide[PND_DIGITS_MAX_LD];
    p.d = (pnd_decimal){.digits = b->bits > 53 ? wide : p.digits, .room = b->bits > 53 ? (int)sizeof wide : (int)sizeof p.digits};
    const pnd_trim trim = f.trim;
    f.unique = false;
    f.trim = PND_TRIM_POINT;
    f.precision = digits - 1;
    make_scientific(b, &f, &p);
    if (b->c && (p.exponent < -4 || p.exponent >= digits)) {
        p.point = p.fraction > 0;
        write_scientific_parts(b, &f, &p, out);
        return;
    }
    f.trim = trim;
    f.precision = digits;
    f.fractional = false;
    make_positional(b, &f, &p);
    write_positional_parts(b, &f, &p, out);
}

static int digits_of_113(const pnd_dtype *dtype, bool repr)
{
    return dtype->size <= 4 ? repr ? 8 : 6 : !repr ? 12 : dtype->size == 8 ? 17 : 20;
}

void pnd_write_scalar(const pnd_dtype *dtype, const char *p, bool point, bool plus, pnd_scalar_style style, pnd_text *out)
{
    const pnd_binary b = pnd_binary_load(dtype, p);
    pnd_number_format f = {.unique = true,
                           .fractional = true,
                           .plus = plus,
                           .precision = -1,
                           .min_digits = -1,
                           .pad_left = -1,
                           .pad_right = -1,
                           .exp_digits = -1};
    const double magnitude = b.kind == PND_FINITE ? __builtin_ldexp((double)b.c, b.q) : 0.0;
    if (b.kind == PND_FINITE && style.legacy <= 113) {
        f.trim = point ? PND_TRIM_LEAVE_ONE : PND_TRIM_POINT;
        write_significant(&b, digits_of_113(dtype, style.repr), f, out);
    } else if (b.kind == PND_FINITE && b.c && !(magnitude < scientific_from(dtype, style.legacy) && magnitude >= 1e-4)) {
        f.trim = PND_TRIM_POINT;
        pnd_write_scientific(&b, &f, out);
    } else {
        f.trim = point ? PND_TRIM_LEAVE_ONE : PND_TRIM_POINT;
        pnd_write_positional(&b, &f, out);
    }
}
