/*
 * MT19937 moved on by 2**128 steps (Haramoto, Matsumoto, Nishimura, Panneton, L'Ecuyer, "Efficient Jump Ahead for F2-Linear
 * Random Number Generators", INFORMS JoC 20, 2008).
 *
 * A step is a linear map over GF(2); its characteristic polynomial p has degree 19937 and stands in closed form in the
 * paper of 1998.  With r = t**(2**128) mod p, the state 2**128 steps on is the sum of those states i steps on for which r
 * has the term t**i.  r is worked out once a process, by 128 squarings, in a few milliseconds.
 *
 * The state is taken as the window of 624 words that begins at pos, cyclically: that is NumPy's convention, and part of the
 * stream.
 */
#include "mt19937.h"

#include <pthread.h>
#include <string.h>

#include "../platform/mem.h"

#define N PND_MT_WORDS
#define M 397
#define DEGREE 19937
#define WORDS (DEGREE / 64 + 1)

/**** Polynomials over GF(2): bit i of the words is the coefficient of t**i ****/

typedef struct poly {
    uint64_t w[2 * WORDS]; /* room for a square */
} poly;

PND_INLINE int coefficient(const poly *p, int i) { return (int)(p->w[i >> 6] >> (i & 63) & 1); }

/* p += q t**shift, q of `words` words. */
static void add_shifted(poly *p, const uint64_t *q, int words, int shift)
{
    const int s = shift & 63;
    uint64_t *to = p->w + (shift >> 6);
    for (int i = 0; i < words; i++) {
        if (!q[i]) continue;
        to[i] ^= q[i] << s;
        if (s && i + (shift >> 6) + 1 < 2 * WORDS) to[i + 1] ^= q[i] >> (64 - s);
    }
}

/* (t**high + t**low) * p, of degree below 64 * WORDS. */
static void times_binomial(poly *p, int high, int low)
{
    const poly old = *p;
    memset(p, 0, sizeof *p);
    add_shifted(p, old.w, WORDS, high);
    add_shifted(p, old.w, WORDS, low);
}

/*
 * The characteristic polynomial.  With u = t**624 + t**397, v = t**623 + t**396 and the bits a_0 .. a_31 of the twist's
 * constant, lowest first:  u v**31 + sum of a_i u v**(30 - i) for i < 31  + a_31.
 */
static void characteristic(poly *p)
{
    const uint32_t a = 0x9908b0dfu;
    const int r = 31;
    memset(p, 0, sizeof *p);
    /* Horner in v over the terms u v**k, then the constant: u ((v + a_0) v + a_1 ...) */
    p->w[0] = 1;
    for (int i = 0; i < r; i++) {
        times_binomial(p, N - 1, M - 1);
        p->w[0] ^= a >> i & 1;
    }
    times_binomial(p, N, M);
    p->w[0] ^= a >> r & 1;
}

static uint64_t spread(uint32_t x) /* a zero between every two bits: the square of 32 coefficients */
{
    uint64_t y = x;
    y = (y | y << 16) & 0x0000ffff0000ffffu;
    y = (y | y << 8) & 0x00ff00ff00ff00ffu;
    y = (y | y << 4) & 0x0f0f0f0f0f0f0f0fu;
    y = (y | y << 2) & 0x3333333333333333u;
    return (y | y << 1) & 0x5555555555555555u;
}

/* p = p**2 mod m.  The terms of m below the leading one end far below it, so whole words are folded down at once. */
static void square_mod(poly *p, const int *terms, int nterms)
{
    for (int i = WORDS - 1; i >= 0; i--) {
        const uint64_t x = p->w[i];
        p->w[2 * i + 1] = spread((uint32_t)(x >> 32));
        p->w[2 * i] = spread((uint32_t)x);
    }
    for (int i = 2 * WORDS - 1; i >= WORDS - 1; i--) {
        uint64_t high = p->w[i];
        const int base = 64 * i - DEGREE; /* of the word's lowest coefficient, over t**DEGREE */
        if (base < 0) high &= ~(uint64_t)0 << -base;
        p->w[i] ^= high;
        if (base < 0) high >>= -base;
        for (int k = 0; k < nterms; k++) add_shifted(p, &high, 1, terms[k] + (base < 0 ? 0 : base));
    }
}

/* Exponents of the polynomial's terms but the leading one; how many. */
static int list_terms(const poly *p, int *terms, int room)
{
    int n = 0;
    for (int i = 0; i < DEGREE && n < room; i++)
        if (coefficient(p, i)) terms[n++] = i;
    return n;
}

/**** The jump ****/

static poly jump_poly; /* written once */
static pthread_once_t jump_once_flag = PTHREAD_ONCE_INIT;

static void make_jump_poly(void)
{
    poly p;
    int terms[400];
    characteristic(&p);
    const int n = list_terms(&p, terms, PND_COUNT(terms));
    assert(coefficient(&p, DEGREE) && n < PND_COUNT(terms) && terms[n - 1] < DEGREE - 128);
    memset(&p, 0, sizeof p);
    p.w[0] = 2; /* t */
    for (int i = 0; i < 128; i++) square_mod(&p, terms, n);
    jump_poly = p;
}

static void jump_once(pnd_mt19937 *s, const poly *p, uint32_t *seq)
{
    uint32_t sum[N] = {0};
    int top = 0;
    const int pos = s->pos >= N ? 0 : s->pos;
    for (int i = 0; i < N; i++) seq[i] = s->key[(pos + i) % N];
    for (int i = 0; i < DEGREE; i++) {
        const uint32_t y = (seq[i] & 0x80000000u) | (seq[i + 1] & 0x7fffffffu);
        seq[i + N] = seq[i + M] ^ y >> 1 ^ (-(y & 1) & 0x9908b0dfu);
    }
    for (int i = 0; i < DEGREE; i++) {
        if (!coefficient(p, i)) continue;
        for (int j = 0; j < N; j++) sum[j] ^= seq[i + j];
        top = i;
    }
    s->pos = (pos + top) % N;
    for (int i = 0; i < N; i++) s->key[(s->pos + i) % N] = sum[i];
}

int pnd_mt19937_jump(pnd_mt19937 *s, uint64_t times)
{
    if (times == 0) return 0;
    uint32_t *seq = pnd_malloc_array(DEGREE + N, sizeof *seq);
    if (!seq) return -1;
    pthread_once(&jump_once_flag, make_jump_poly);
    for (; times; times--) jump_once(s, &jump_poly, seq);
    pnd_free(seq);
    return 0;
}
