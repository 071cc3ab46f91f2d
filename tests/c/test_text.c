/* Decimal digits against the C library's exact ones, layout of arrays, and what runs out of memory on the way. */
#include "check.h"

#include <stdlib.h>

#include "dtype/smallfloat.h"
#include "io/arraytext.h"
#include "kernels/registry.h"

static uint64_t state = 0x9e3779b97f4a7c15;

static uint64_t next(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static double random_double(void)
{
    for (;;) {
        const double x = pnd_f64_bits(next());
        if (x == x && x - x == 0.0) return next() % 4 ? x : (double)(int64_t)(next() >> (next() % 50)) / 1000.0;
    }
}

static const char *scalar(const pnd_dtype *d, const void *p)
{
    static char buffer[400];
    pnd_text t;
    pnd_text_init(&t);
    pnd_write_scalar(d, p, true, false, (pnd_scalar_style){.legacy = PND_LEGACY_NONE}, &t);
    memcpy(buffer, t.data, t.length);
    buffer[t.length] = 0;
    pnd_text_clear(&t);
    return buffer;
}

/* As many significant digits as asked, in the C library's notation. */
static const char *rounded(double x, int precision)
{
    static char buffer[1200];
    const pnd_number_format f = {
        .fractional = true, .precision = precision, .min_digits = -1, .pad_left = -1, .pad_right = -1, .exp_digits = -1};
    const pnd_binary b = pnd_binary_load(PND_DT(DOUBLE), (const char *)&x);
    pnd_text t;
    pnd_text_init(&t);
    pnd_write_scientific(&b, &f, &t);
    memcpy(buffer, t.data, t.length);
    buffer[t.length] = 0;
    pnd_text_clear(&t);
    return buffer;
}

/* The shortest digits read back, and one digit less does not. */
static void test_shortest(void)
{
    for (int i = 0; i < 200000; i++) {
        const double x = random_double();
        const char *text = scalar(PND_DT(DOUBLE), &x);
        CHECK_DOUBLE(strtod(text, NULL), x);
        char digits[32], shorter[64];
        pnd_decimal d = {.digits = digits, .room = sizeof digits};
        const pnd_binary b = pnd_binary_load(PND_DT(DOUBLE), (const char *)&x);
        pnd_decimal_shortest(&b, PND_NO_POSITION, &d);
        CHECK(d.n <= 17);
        if (d.n > 1 && x != 0.0) {
            snprintf(shorter, sizeof shorter, "%.*e", d.n - 2, x);
            CHECK(strtod(shorter, NULL) != x);
        }
    }
    for (int i = 0; i < 200000; i++) {
        const float x = pnd_f32_bits((uint32_t)next());
        if (!(x - x == 0.0f)) continue;
        CHECK(strtof(scalar(PND_DT(FLOAT), &x), NULL) == x);
    }
    for (int i = 0; i < 2000; i++) {
        unsigned char bits[16] = {0};
        const uint64_t c = next() | (uint64_t)1 << 63;
        const uint16_t e = (uint16_t)(1 + next() % 0x7ffe);
        long double x;
        memcpy(bits, &c, 8);
        memcpy(bits + 8, &e, 2);
        memcpy(&x, bits, sizeof x);
        CHECK(strtold(scalar(PND_DT(LONGDOUBLE), bits), NULL) == x);
    }
}

static void test_rounded(void)
{
    char expected[1200];
    for (int i = 0; i < 100000; i++) {
        const double x = random_double();
        const int precision = (int)(next() % (i % 100 ? 20 : 800));
        if (precision == 0) continue; /* the C library writes no point */
        snprintf(expected, sizeof expected, "%.*e", precision, x);
        CHECK_STR(rounded(x, precision), expected);
    }
    for (int i = 1; i < 2000; i++) { /* ties go to the even digit */
        const double x = (double)i * 0.5;
        snprintf(expected, sizeof expected, "%.*e", 2, x);
        CHECK_STR(rounded(x, 2), expected);
    }
}

static void test_every_small_float(void)
{
    for (unsigned u = 0; u < 0x10000; u++) {
        const uint16_t h = (uint16_t)u;
        const float x = pnd_f16_to_f32(h), y = pnd_bf16_to_f32(h);
        if (x - x == 0.0f) CHECK(pnd_f32_to_f16(strtof(scalar(PND_DT(HALF), &h), NULL)) == h);
        if (y - y == 0.0f) CHECK(pnd_f64_to_bf16(strtod(scalar(PND_DT(BFLOAT16), &h), NULL)) == h);
    }
    for (unsigned u = 0; u < 256; u++) {
        const uint8_t b = (uint8_t)u;
        const float x = pnd_f8e4m3fn_to_f32(b);
        if (x - x == 0.0f) CHECK(pnd_f64_to_f8e4m3fn(strtod(scalar(PND_DT(F8E4M3FN), &b), NULL)) == b);
    }
}

static const pnd_print_options defaults = {8, 1000, 3, 75, false, '-', PND_FLOAT_MAXPREC, "nan", "inf", PND_LEGACY_NONE};

static void test_arrays(void)
{
    double x[] = {1, 2.5, -1e300, 0, 0, 3};
    const intptr_t shape[] = {2, 3}, strides[] = {24, 8};
    const pnd_view v = {(char *)x, PND_DT(DOUBLE), 2, shape, strides};
    const pnd_array_style style = {", ", "array(", NULL, NULL};
    pnd_text t;
    pnd_error err;
    x[4] = strtod("nan", NULL);
    pnd_text_init(&t);
    CHECK_OK(pnd_array_text(&v, &defaults, &style, &t, &err), err);
    pnd_text_add(&t, "", 1);
    CHECK_STR(t.data, "[[ 1.0e+000,  2.5e+000, -1.0e+300],\n       [ 0.0e+000,       nan,  3.0e+000]]");
    pnd_text_clear(&t);
    for (int n = 1; n < 10; n++) { /* each allocation fails in turn */
        double many[200];
        const intptr_t length = 200, step = 8;
        for (int i = 0; i < 200; i++) many[i] = (double)i / 7;
        const pnd_view long_view = {(char *)many, PND_DT(DOUBLE), 1, &length, &step};
        pnd_text_init(&t);
        pnd_mem_fail_at(n, false);
        const int status = pnd_array_text(&long_view, &defaults, &style, &t, &err);
        pnd_mem_fail_at(0, false);
        CHECK(status == 0 || err.code == PND_ERR_MEMORY);
        pnd_text_clear(&t);
        if (status == 0) break;
    }
}

int main(void)
{
    pnd_error err;
    if (pnd_registry_init(&err) < 0) return 1;
    RUN(test_shortest);
    RUN(test_rounded);
    RUN(test_every_small_float);
    RUN(test_arrays);
    return check_done();
}
