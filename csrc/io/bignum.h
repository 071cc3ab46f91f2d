/* Non-negative integers of up to 17,000 bits: what exact decimal digits of an x87 longdouble need.  Static, no allocation. */
#ifndef PND_IO_BIGNUM_H
#define PND_IO_BIGNUM_H

#include <string.h>

#include "../platform/compiler.h"

#define PND_BIG_LIMBS 540 /* 32 bits each: 10^4952 * 2^64 and some room */

typedef struct pnd_big {
    int n;
    uint32_t limb[PND_BIG_LIMBS];
} pnd_big; /* limb[n - 1] != 0 */

static inline void pnd_big_trim(pnd_big *x)
{
    while (x->n && !x->limb[x->n - 1]) x->n--;
}

static inline void pnd_big_set(pnd_big *x, uint64_t v)
{
    x->limb[0] = (uint32_t)v;
    x->limb[1] = (uint32_t)(v >> 32);
    x->n = 2;
    pnd_big_trim(x);
}

static inline void pnd_big_shift(pnd_big *x, int bits)
{
    const int limbs = bits / 32, rest = bits % 32;
    if (!x->n) return;
    assert(x->n + limbs + 1 <= PND_BIG_LIMBS);
    memmove(x->limb + limbs, x->limb, (size_t)x->n * 4);
    memset(x->limb, 0, (size_t)limbs * 4);
    x->n += limbs;
    if (!rest) return;
    x->limb[x->n] = 0;
    for (int i = x->n; i > limbs; i--) x->limb[i] = x->limb[i] << rest | (uint32_t)((uint64_t)x->limb[i - 1] >> (32 - rest));
    x->limb[limbs] <<= rest;
    x->n++;
    pnd_big_trim(x);
}

static inline void pnd_big_mul(pnd_big *x, uint32_t factor)
{
    uint64_t carry = 0;
    for (int i = 0; i < x->n; i++) {
        carry += (uint64_t)x->limb[i] * factor;
        x->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry) {
        assert(x->n < PND_BIG_LIMBS);
        x->limb[x->n++] = (uint32_t)carry;
    }
}

static inline void pnd_big_mul_pow10(pnd_big *x, int power)
{
    for (; power >= 9; power -= 9) pnd_big_mul(x, 1000000000u);
    for (; power > 0; power--) pnd_big_mul(x, 10u);
}

/* x /= divisor; the remainder is dropped. */
static inline void pnd_big_div(pnd_big *x, uint32_t divisor)
{
    uint64_t rest = 0;
    for (int i = x->n - 1; i >= 0; i--) {
        rest = rest << 32 | x->limb[i];
        x->limb[i] = (uint32_t)(rest / divisor);
        rest %= divisor;
    }
    pnd_big_trim(x);
}

static inline int pnd_big_compare(const pnd_big *a, const pnd_big *b)
{
    if (a->n != b->n) return a->n < b->n ? -1 : 1;
    for (int i = a->n - 1; i >= 0; i--)
        if (a->limb[i] != b->limb[i]) return a->limb[i] < b->limb[i] ? -1 : 1;
    return 0;
}

/* Sign of a + b - c. */
static inline int pnd_big_compare_sum(const pnd_big *a, const pnd_big *b, const pnd_big *c)
{
    pnd_big sum;
    const pnd_big *l = a->n >= b->n ? a : b, *s = l == a ? b : a;
    uint64_t carry = 0;
    for (int i = 0; i < l->n; i++) {
        carry += (uint64_t)l->limb[i] + (i < s->n ? s->limb[i] : 0);
        sum.limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    sum.n = l->n;
    if (carry) sum.limb[sum.n++] = (uint32_t)carry;
    return pnd_big_compare(&sum, c);
}

/* x -= y, x >= y. */
static inline void pnd_big_sub(pnd_big *x, const pnd_big *y)
{
    int64_t borrow = 0;
    for (int i = 0; i < x->n; i++) {
        borrow += (int64_t)x->limb[i] - (i < y->n ? (int64_t)y->limb[i] : 0);
        x->limb[i] = (uint32_t)borrow;
        borrow >>= 32;
    }
    assert(borrow == 0);
    pnd_big_trim(x);
}

/* x / y, below 10, leaving the remainder in x. */
static inline int pnd_big_digit(pnd_big *x, const pnd_big *y)
{
    int d = 0;
    while (pnd_big_compare(x, y) >= 0) pnd_big_sub(x, y), d++;
    assert(d < 10);
    return d;
}

#endif
