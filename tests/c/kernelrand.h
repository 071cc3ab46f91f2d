/* Random elements of any built-in dtype, and equality of elements: equal bytes, or NaN and NaN. */
#ifndef KERNELRAND_H
#define KERNELRAND_H

#include <math.h>
#include <string.h>

#include "kernels/registry.h"

static uint64_t rnd_state = 0x9e3779b97f4a7c15u;

static uint64_t rnd64(void)
{
    uint64_t z = (rnd_state += 0x9e3779b97f4a7c15u); /* splitmix64 */
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}
static intptr_t rnd(intptr_t n) { return (intptr_t)(rnd64() % (uint64_t)n); }

static void from_double(const pnd_dtype *d, double x, char *out)
{
    const pnd_loop ctx = {(const pnd_dtype *const[]){PND_DT(DOUBLE), d}, NULL, &(pnd_error){0}, 0};
    const intptr_t n = 1, s[2] = {8, d->size};
    pnd_cast_find(PND_IDX_DOUBLE, d->idx)(&ctx, (char *const[]){(char *)&x, out}, &n, s);
}

PND_UNUSED static double as_double(const pnd_dtype *d, const char *p)
{
    double x;
    const pnd_loop ctx = {(const pnd_dtype *const[]){d, PND_DT(DOUBLE)}, NULL, &(pnd_error){0}, 0};
    const intptr_t n = 1, s[2] = {d->size, 8};
    pnd_cast_find(d->idx, PND_IDX_DOUBLE)(&ctx, (char *const[]){(char *)p, (char *)&x}, &n, s);
    return x;
}

/* Of moderate size: nothing overflows. */
static void rnd_small(const pnd_dtype *d, char *out)
{
    if (d->kind == 'c') {
        rnd_small(pnd_dtype_real(d), out);
        rnd_small(pnd_dtype_real(d), out + d->size / 2);
    } else if (d->kind == 'f') {
        from_double(d, ldexp((double)(rnd64() >> 11), -53) + 0.5, out);
    } else {
        from_double(d, (double)rnd(2), out);
    }
}

/* Anything: small integers, extremes, infinities, NaN, any bits. */
static void rnd_element(const pnd_dtype *d, char *out)
{
    static const double some[] = {0, -0.0, 1, -1, 0.5, 2, 3, -7, 10, INFINITY, -INFINITY, NAN, 1e-5, 3.25, 100, -2.5};
    if (d->kind == 'c') {
        rnd_element(pnd_dtype_real(d), out);
        rnd_element(pnd_dtype_real(d), out + d->size / 2);
    } else if (d->kind == 'b') {
        *out = (char)rnd(2);
    } else if (d->kind == 'f') {
        if (rnd(3) == 0 && d->idx != PND_IDX_LONGDOUBLE) {
            const uint64_t bits = rnd64();
            memcpy(out, &bits, (size_t)d->size);
        } else {
            from_double(d, rnd(2) ? some[rnd(PND_COUNT(some))] : ldexp((double)(int64_t)rnd64(), -62), out);
        }
    } else {
        uint64_t bits = rnd(2) ? rnd64() : (uint64_t)(rnd(40) - 20);
        memcpy(out, &bits, (size_t)d->size);
    }
}

PND_UNUSED static bool same_element(const pnd_dtype *d, const char *a, const char *b)
{
    if (memcmp(a, b, (size_t)d->size) == 0) return true;
    if (d->kind == 'c') {
        const pnd_dtype *r = pnd_dtype_real(d);
        return same_element(r, a, b) && same_element(r, a + r->size, b + r->size);
    }
    if (d->kind != 'f') return false;
    const double x = as_double(d, a), y = as_double(d, b);
    return x != x && y != y;
}

#endif
