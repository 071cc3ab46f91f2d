/* Binary floating point to decimal digits; see decimal.h for the algorithms and where they were published. */
#include "decimal.h"

#include <math.h>

#include "bignum.h"

#include "../dtype/promote.h"
#include "../dtype/smallfloat.h"
#include "../kernels/registry.h"

/**** Elements ****/

static pnd_binary from_double(double x, int bits)
{
    const uint64_t u = pnd_bits_f64(x), mantissa = u & 0xfffffffffffffu;
    const int exponent = (int)(u >> 52 & 0x7ff);
    pnd_binary b = {.negative = u >> 63, .bits = bits};
    if (exponent == 0x7ff) b.kind = mantissa ? PND_NAN : PND_INF;
    b.c = exponent ? mantissa | (uint64_t)1 << 52 : mantissa;
    b.q = exponent ? exponent - 1075 : -1074;
    b.closer = mantissa == 0 && exponent > 1;
    return b;
}

/* A narrower format: bits of precision, least exponent of c (that of its subnormals). */
static pnd_binary from_narrow(float x, int bits, int least)
{
    pnd_binary b = from_double((double)x, bits);
    if (b.kind != PND_FINITE || !b.c) return b;
    int shift = 53 - bits; /* c keeps only bits the format has */
    if (b.q + shift < least) shift = least - b.q;
    b.c >>= shift;
    b.q += shift;
    b.closer = b.c == (uint64_t)1 << (bits - 1) && b.q > least;
    return b;
}

static pnd_binary from_longdouble(const char *p)
{
    uint64_t c;
    uint16_t top;
    memcpy(&c, p, 8);
    memcpy(&top, p + 8, 2);
    const int exponent = top & 0x7fff;
    pnd_binary b = {.negative = top >> 15, .bits = 64, .c = c, .q = (exponent ? exponent : 1) - 16446};
    if (exponent == 0x7fff) b.kind = c << 1 ? PND_NAN : PND_INF;
    else if (exponent && !(c >> 63)) b.kind = PND_NAN; /* an unnormal: the processor refuses it */
    b.closer = c == (uint64_t)1 << 63 && exponent > 1;
    return b;
}

/* Any other float dtype: widened by its cast, described by its reach. */
static pnd_binary from_small(const pnd_dtype *dtype, const char *p)
{
    float x = 0.0f;
    pnd_reach reach = {0};
    pnd_error err;
    const pnd_dtype *const dtypes[2] = {dtype, PND_DT(FLOAT)};
    const pnd_loop loop = {dtypes, NULL, &err, 0};
    char *const ptrs[2] = {(char *)p, (char *)&x};
    const intptr_t one = 1, steps[2] = {dtype->size, 4};
    pnd_reach_of(dtype, &reach);
    pnd_cast_find(dtype->idx, PND_IDX_FLOAT)(&loop, ptrs, &one, steps);
    return from_narrow(x, reach.bits, reach.emin);
}

pnd_binary pnd_binary_load(const pnd_dtype *dtype, const char *p)
{
    union {
        uint16_t u16;
        float f32;
        double f64;
    } x = {0};
    memcpy(&x, p, dtype->size < 8 ? (size_t)dtype->size : 8);
    switch (dtype->idx) {
    case PND_IDX_HALF: return from_narrow(pnd_f16_to_f32(x.u16), 11, -24);
    case PND_IDX_FLOAT: return from_narrow(x.f32, 24, -149);
    case PND_IDX_DOUBLE: return from_double(x.f64, 53);
    case PND_IDX_LONGDOUBLE: return from_longdouble(p);
    }
    assert(dtype->kind == 'f' && dtype->size <= 2);
    return from_small(dtype, p);
}

/**** Schubfach ****/

#define K_MIN (-324) /* decimal exponents of 10^-k over all binary64 */
#define K_MAX 325

typedef struct u128 {
    uint64_t hi, lo;
} u128;
static u128 powers[K_MAX - K_MIN + 1]; /* upper 128 bits of 10^k, rounded up where inexact; written once */
static bool powers_ready;

/* The upper 128 bits of x, plus one unless the rest is zero. */
static u128 top_bits(const pnd_big *x, bool inexact)
{
    uint32_t w[5] = {0};
    for (int i = 0; i < 5 && i < x->n; i++) w[i] = x->limb[x->n - 1 - i];
    const int s = __builtin_clz(w[0]);
    uint32_t v[4];
    for (int i = 0; i < 4; i++) v[i] = w[i] << s | (uint32_t)((uint64_t)w[i + 1] >> (32 - s));
    bool rest = inexact || (uint32_t)(w[4] << s);
    for (int i = 0; i < x->n - 5 && !rest; i++) rest = x->limb[i];
    u128 out = {(uint64_t)v[0] << 32 | v[1], (uint64_t)v[2] << 32 | v[3]};
    if (rest && ++out.lo == 0) out.hi++;
    return out;
}

/* Exact: 10^k by multiplication, 2^n / 10^k by repeated division (floors compose), n large enough for 128 bits of the last. */
static void make_powers(void)
{
    pnd_big x;
    pnd_big_set(&x, 1);
    for (int k = 0; k <= K_MAX; k++) {
        powers[k - K_MIN] = top_bits(&x, false);
        pnd_big_mul(&x, 10);
    }
    pnd_big_set(&x, 1);
    pnd_big_shift(&x, 1280);
    for (int k = -1; k >= K_MIN; k--) {
        pnd_big_div(&x, 10);
        powers[k - K_MIN] = top_bits(&x, true);
    }
    __atomic_store_n(&powers_ready, true, __ATOMIC_RELEASE);
}

static inline int floor_log10_pow2(int e) { return (int)((int64_t)e * 1262611 >> 22); }
static inline int floor_log10_3quarters_pow2(int e) { return (int)(((int64_t)e * 1262611 - 524031) >> 22); }
static inline int floor_log2_pow10(int e) { return (int)((int64_t)e * 1741647 >> 19); }

/* The upper half of g * cp, its last bit set where anything below was lost. */
static inline uint64_t round_to_odd(u128 g, uint64_t cp)
{
    const unsigned __int128 x = (unsigned __int128)g.lo * cp, y = (unsigned __int128)g.hi * cp + (uint64_t)(x >> 64);
    return (uint64_t)(y >> 64) | ((uint64_t)y > 1);
}

/* Decimal s * 10^e nearest to c * 2^q among the shortest in its rounding interval (c < 2^53). */
static void schubfach(uint64_t c, int q, bool closer, uint64_t *significand, int *exponent)
{
    if (!__atomic_load_n(&powers_ready, __ATOMIC_ACQUIRE)) make_powers();
    const uint64_t odd = c & 1; /* the ends of the interval belong to even numbers */
    const int k = closer ? floor_log10_3quarters_pow2(q) : floor_log10_pow2(q);
    const int h = q + floor_log2_pow10(-k) + 1;
    const u128 g = powers[-k - K_MIN];
    const uint64_t vb = round_to_odd(g, c << 2 << h);
    const uint64_t lower = round_to_odd(g, ((c << 2) - (closer ? 1 : 2)) << h) + odd, upper = round_to_odd(g, ((c << 2) + 2) << h) - odd;
    const uint64_t s = vb / 4;
    *exponent = k;
    if (s >= 10) { /* one digit less? */
        const uint64_t tens = s / 10;
        const bool down = lower <= 40 * tens, up = 40 * tens + 40 <= upper;
        if (down != up) {
            *significand = tens + up;
            *exponent = k + 1;
            return;
        }
    }
    const bool down = lower <= 4 * s, up = 4 * s + 4 <= upper;
    if (down != up) *significand = s + up;
    else *significand = s + (vb > 4 * s + 2 || (vb == 4 * s + 2 && (s & 1)));
}

/**** Digits as text ****/

static void drop_zeros(pnd_decimal *out)
{
    while (out->n && out->digits[out->n - 1] == '0') out->n--;
    if (!out->n) out->exponent = 0;
}

static void digits_of(uint64_t significand, int exponent, pnd_decimal *out)
{
    char text[20];
    int n = 0;
    while (significand) {
        text[n++] = (char)('0' + significand % 10);
        significand /= 10;
    }
    for (int i = 0; i < n; i++) out->digits[i] = text[n - 1 - i];
    out->n = n;
    out->exponent = exponent + n;
    drop_zeros(out);
}

/* One more in the last of n digits; all nines carry over. */
static void increment(pnd_decimal *out)
{
    int i = out->n;
    while (i > 0 && out->digits[i - 1] == '9') i--;
    if (i == 0) {
        out->digits[0] = '1';
        out->n = 1;
        out->exponent++;
        return;
    }
    out->digits[i - 1]++;
    out->n = i;
}

/* Cuts at 10^stop, rounding by the digits themselves.  false, untouched: the rest is exactly one half, so the digits cannot tell. */
static bool cut(pnd_decimal *d, int stop)
{
    const int keep = d->exponent - stop;
    if (keep >= d->n) return true;
    if (keep < 0) return d->n = 0, d->exponent = 0, true;
    if (d->digits[keep] == '5' && d->n == keep + 1) return false;
    const bool up = d->digits[keep] >= '5';
    if (keep == 0) {
        d->n = 0;
        if (up) d->digits[0] = '1', d->n = 1, d->exponent = stop + 1;
        else d->exponent = 0;
        return true;
    }
    d->n = keep;
    if (up) increment(d);
    return true;
}

/**** Exact digits ****/

typedef struct exact {
    pnd_big r, s, up, down;
} exact; /* value r / s; half the gaps to the neighbours up / s, down / s */

static void exact_init(exact *x, const pnd_binary *b)
{
    const int twice = b->closer ? 2 : 1, e = b->q > 0 ? b->q : 0;
    pnd_big_set(&x->r, b->c);
    pnd_big_shift(&x->r, e + twice);
    pnd_big_set(&x->s, 1);
    pnd_big_shift(&x->s, (b->q < 0 ? -b->q : 0) + twice);
    pnd_big_set(&x->up, b->closer ? 2 : 1);
    pnd_big_shift(&x->up, e);
    pnd_big_set(&x->down, 1);
    pnd_big_shift(&x->down, e);
}

static void exact_scale(exact *x, int k)
{
    pnd_big_mul_pow10(&x->s, k);
    pnd_big_mul_pow10(&x->r, -k);
    pnd_big_mul_pow10(&x->up, -k);
    pnd_big_mul_pow10(&x->down, -k);
}

/* Gaps that cover everything already need not grow on. */
static void exact_ten(exact *x)
{
    pnd_big_mul(&x->r, 10);
    if (pnd_big_compare(&x->down, &x->s) >= 0) return;
    pnd_big_mul(&x->up, 10);
    pnd_big_mul(&x->down, 10);
}

/* Scales to r / s = value / 10^k with 10^(k-1) <= value < 10^k; returns k. */
static int exact_start(exact *x, const pnd_binary *b)
{
    exact_init(x, b);
    /* log10(2) to 32 bits: good for every exponent of a longdouble.  k is exact or one too small. */
    int k = (int)((int64_t)(b->q + 63 - __builtin_clzll(b->c)) * 1292913986 >> 32) + 1;
    exact_scale(x, k);
    if (pnd_big_compare(&x->r, &x->s) >= 0) {
        pnd_big_mul(&x->s, 10);
        k++;
    }
    return k;
}

/*
 * Digits until the number is told from its neighbours (when `shortest`) but at least down to 10^least, and never below
 * 10^stop; there the exact rest decides.
 */
static void exact_digits(const pnd_binary *b, bool shortest, int stop, int least, pnd_decimal *out)
{
    exact x;
    const bool even = !(b->c & 1);
    bool low = false, high = false;
    out->n = 0;
    const int k = out->exponent = exact_start(&x, b);
    if (stop > k) { /* below a tenth of the last place */
        out->exponent = 0;
        return;
    }
    for (int position = k; position > stop && out->n < out->room - 1;) {
        exact_ten(&x);
        position--;
        out->digits[out->n++] = (char)('0' + pnd_big_digit(&x.r, &x.s));
        if (shortest) {
            const int below = pnd_big_compare(&x.r, &x.down), above = pnd_big_compare_sum(&x.r, &x.up, &x.s);
            low = even ? below <= 0 : below < 0;
            high = even ? above >= 0 : above > 0;
            if ((low || high) && position <= least) break;
        } else if (!x.r.n) break;
    }
    bool up = high;
    if (low == high) {
        const int half = pnd_big_compare_sum(&x.r, &x.r, &x.s);
        up = half > 0 || (half == 0 && out->n && (out->digits[out->n - 1] & 1));
    }
    if (up && !out->n) {
        out->digits[0] = '1';
        out->n = 1;
        out->exponent++;
    } else if (up) increment(out);
    if (out->n == 1 && out->digits[0] == '0') out->n = 0;
    if (!out->n) out->exponent = 0;
}

/**** Entry points ****/

static bool is_zero(const pnd_binary *b, pnd_decimal *out)
{
    assert(b->kind == PND_FINITE);
    if (b->c) return false;
    out->n = out->exponent = 0;
    return true;
}

int pnd_decimal_magnitude(const pnd_binary *b)
{
    exact x;
    return exact_start(&x, b);
}

void pnd_decimal_shortest(const pnd_binary *b, int stop, pnd_decimal *out)
{
    uint64_t significand;
    int exponent;
    if (is_zero(b, out)) return;
    if (b->bits <= 53) {
        schubfach(b->c, b->q, b->closer, &significand, &exponent);
        digits_of(significand, exponent, out);
        if (cut(out, stop)) return;
    }
    exact_digits(b, true, stop, -PND_NO_POSITION, out);
}

void pnd_decimal_total(const pnd_binary *b, int total, pnd_decimal *out)
{
    uint64_t significand;
    int exponent;
    if (is_zero(b, out)) return;
    if (b->bits > 53) {
        exact_digits(b, true, pnd_decimal_magnitude(b) - total, -PND_NO_POSITION, out);
        return;
    }
    schubfach(b->c, b->q, b->closer, &significand, &exponent);
    digits_of(significand, exponent, out);
    const int stop = out->exponent - total; /* shorter by a digit than |b| only when there is nothing to cut */
    if (!cut(out, stop)) exact_digits(b, true, stop, -PND_NO_POSITION, out);
}

/* The value's digits to well past any of the first 15: those of the binary64 of the same value. */
static bool round_by_double(const pnd_binary *b, int position, pnd_decimal *out)
{
    uint64_t significand;
    int exponent;
    if (b->bits > 53 || out->literal) return false;
    const int shift = b->q < -1000 ? 0 : __builtin_clzll(b->c) - 11;
    const uint64_t c = b->c << shift;
    if (c >> 52 == 0) return false; /* subnormal: fewer digits are sure */
    schubfach(c, b->q - shift, c == (uint64_t)1 << 52, &significand, &exponent);
    digits_of(significand, exponent, out);
    return out->exponent - position <= 15 && cut(out, position);
}

void pnd_decimal_round(const pnd_binary *b, int position, pnd_decimal *out)
{
    if (is_zero(b, out) || round_by_double(b, position, out)) return;
    exact_digits(b, false, position, -PND_NO_POSITION, out);
}

void pnd_decimal_at_least(const pnd_binary *b, int stop, int least, pnd_decimal *out)
{
    if (b->bits > 53) {
        if (!is_zero(b, out)) exact_digits(b, true, stop, least, out);
        return;
    }
    pnd_decimal_shortest(b, stop, out);
    if (!b->c || (out->n && out->exponent - out->n <= least)) return;
    if (round_by_double(b, least, out)) return;
    exact_digits(b, true, stop, least, out);
}
