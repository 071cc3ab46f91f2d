/*
 * PCG64 and PCG64DXSM.
 *
 * Long fills of PCG64 leapfrog: four states that are one step apart each go four steps at a time, so that the processor
 * multiplies for all while one waits.  DXSM's 64-bit multiplier would be lost so (its fourth power has 128 bits): there
 * two stretches of the stream are made side by side.
 */
#include "pcg64.h"

#include "../platform/pool.h"

#define U128(hi, lo) ((pnd_u128)(hi) << 64 | (lo))
#define MULTIPLIER U128(0x2360ed051fc65da4u, 0x4385df649fccf645u)
#define CHEAP 0xda942042e4dd58b5u

/**** The recurrence ****/

PND_INLINE pnd_u128 get(const uint64_t w[2]) { return U128(w[1], w[0]); }

PND_INLINE void put(uint64_t w[2], pnd_u128 x)
{
    w[0] = (uint64_t)x;
    w[1] = (uint64_t)(x >> 64);
}

/* x -> a x + c. */
typedef struct affine {
    pnd_u128 a, c;
} affine;

PND_INLINE pnd_u128 apply(affine f, pnd_u128 x) { return f.a * x + f.c; }
PND_INLINE affine compose(affine f, affine g) { return (affine){f.a * g.a, f.a * g.c + f.c}; } /* f after g */

/* `step` taken n times, by repeated squaring. */
static affine repeat(affine step, pnd_u128 n)
{
    affine all = {1, 0};
    for (; n; n >>= 1) {
        if (n & 1) all = compose(step, all);
        step = compose(step, step);
    }
    return all;
}

static void skip(pnd_pcg64 *s, pnd_u128 a, pnd_u128 n) { put(s->state, apply(repeat((affine){a, get(s->inc)}, n), get(s->state))); }

/* Words as a seed sequence gives them: high word of the state first, then the stream's.  NumPy seeds both
   generators with the long multiplier. */
static void seed(void *state, const void *from)
{
    pnd_pcg64 *s = state;
    uint64_t words[4];
    memcpy(words, from, sizeof words);
    const pnd_u128 c = U128(words[2], words[3]) << 1 | 1;
    const affine step = {MULTIPLIER, c};
    s->half = (pnd_half){0, 0};
    put(s->inc, c);
    put(s->state, apply(step, apply(step, 0) + U128(words[0], words[1])));
}

/**** PCG64 ****/

PND_INLINE uint64_t xsl_rr(pnd_u128 x) { return pnd_rotr64((uint64_t)(x >> 64) ^ (uint64_t)x, (unsigned)(x >> 122)); }

static uint64_t pcg64_next(pnd_pcg64 *s)
{
    const pnd_u128 x = get(s->state) * MULTIPLIER + get(s->inc);
    put(s->state, x);
    return xsl_rr(x);
}

PND_INLINE void pcg64_words(pnd_pcg64 *s, pnd_emit *emit, char *out, intptr_t n)
{
    const affine one = {MULTIPLIER, get(s->inc)};
    pnd_u128 x = get(s->state);
    if (n >= 32) {
        const affine two = compose(one, one), four = compose(two, two);
        pnd_u128 x0 = apply(one, x), x1 = apply(one, x0), x2 = apply(one, x1), x3 = apply(one, x2);
        for (;;) {
            emit(out, xsl_rr(x0));
            emit(out + 8, xsl_rr(x1));
            emit(out + 16, xsl_rr(x2));
            emit(out + 24, xsl_rr(x3));
            out += 32;
            n -= 4;
            if (n < 4) break;
            x0 = apply(four, x0);
            x1 = apply(four, x1);
            x2 = apply(four, x2);
            x3 = apply(four, x3);
        }
        x = x3;
    }
    for (; n > 0; n--, out += 8) {
        x = apply(one, x);
        emit(out, xsl_rr(x));
    }
    put(s->state, x);
}

static void pcg64_skip(pnd_pcg64 *s, uint64_t n) { skip(s, MULTIPLIER, n); }

#define G pcg64
#define STATE pnd_pcg64
#define FORK
#include "fills.tmpl.h"

static void pcg64_advance(void *state, const uint64_t delta[4])
{
    pnd_pcg64 *s = state;
    skip(s, MULTIPLIER, get(delta));
    s->half = (pnd_half){0, 0};
}

/* A jump is the golden ratio's share of the period, so that jumps spread evenly however many they are. */
#define GOLDEN {0xf39cc0605cedc835u, 0x9e3779b97f4a7c15u, 0, 0}

const pnd_bitgen_kind pnd_pcg64_kind = {
    .name = "PCG64",
    .state_size = sizeof(pnd_pcg64),
    .seed_words = 4,
    .seed_bits = 64,
    .next = {NULL, pcg64_next64, pcg64_next32, pcg64_next_double, pcg64_next64},
    .seed = seed,
    .advance = pcg64_advance,
    .stride = GOLDEN,
    .fill_u64 = pcg64_fill_u64,
    .fill_u32 = pcg64_fill_u32,
    .fill_double = pcg64_fill_double,
    .fill_float = pcg64_fill_float,
};

/**** PCG64DXSM ****/

PND_INLINE pnd_u128 cheap_step(pnd_u128 x, pnd_u128 c) { return x * CHEAP + c; }

PND_INLINE uint64_t dxsm(pnd_u128 x)
{
    uint64_t hi = (uint64_t)(x >> 64), lo = (uint64_t)x | 1;
    hi ^= hi >> 32;
    hi *= CHEAP;
    hi ^= hi >> 48;
    return hi * lo;
}

static uint64_t dxsm_next(pnd_pcg64 *s)
{
    const pnd_u128 x = get(s->state);
    put(s->state, cheap_step(x, get(s->inc)));
    return dxsm(x);
}

PND_INLINE void dxsm_words(pnd_pcg64 *s, pnd_emit *emit, char *out, intptr_t n)
{
    const pnd_u128 c = get(s->inc);
    pnd_u128 x = get(s->state);
    if (n >= 2048) {
        const intptr_t half = n / 2;
        pnd_u128 y = apply(repeat((affine){CHEAP, c}, (pnd_u128)half), x);
        for (intptr_t i = 0; i < half; i++) {
            emit(out + 8 * i, dxsm(x));
            x = cheap_step(x, c);
            emit(out + 8 * (half + i), dxsm(y));
            y = cheap_step(y, c);
        }
        x = y;
        out += 16 * half;
        n -= 2 * half;
    }
    for (; n > 0; n--, out += 8) {
        emit(out, dxsm(x));
        x = cheap_step(x, c);
    }
    put(s->state, x);
}

static void dxsm_skip(pnd_pcg64 *s, uint64_t n) { skip(s, CHEAP, n); }

#define G dxsm
#define STATE pnd_pcg64
#define FORK
#include "fills.tmpl.h"

static void dxsm_advance(void *state, const uint64_t delta[4])
{
    pnd_pcg64 *s = state;
    skip(s, CHEAP, get(delta));
    s->half = (pnd_half){0, 0};
}

const pnd_bitgen_kind pnd_pcg64dxsm_kind = {
    .name = "PCG64DXSM",
    .state_size = sizeof(pnd_pcg64),
    .seed_words = 4,
    .seed_bits = 64,
    .next = {NULL, dxsm_next64, dxsm_next32, dxsm_next_double, dxsm_next64},
    .seed = seed,
    .advance = dxsm_advance,
    .stride = GOLDEN,
    .fill_u64 = dxsm_fill_u64,
    .fill_u32 = dxsm_fill_u32,
    .fill_double = dxsm_fill_double,
    .fill_float = dxsm_fill_float,
};
