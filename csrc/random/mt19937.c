/*
 * MT19937: stepping, seeding, fills.
 *
 * The recurrence runs over blocks of 624 words, and the tempering of a block does not wait for anything: both vectorise, and
 * fills temper straight into what they fill.
 */
#include "mt19937.h"

#include <string.h>

#define N PND_MT_WORDS
#define M 397

/**** The recurrence ****/

PND_INLINE uint32_t twist(uint32_t far, uint32_t upper, uint32_t lower)
{
    const uint32_t y = (upper & 0x80000000u) | (lower & 0x7fffffffu);
    return far ^ y >> 1 ^ (-(y & 1) & 0x9908b0dfu);
}

static void next_block(pnd_mt19937 *s)
{
    uint32_t *key = s->key;
    for (int i = 0; i < N - M; i++) key[i] = twist(key[i + M], key[i], key[i + 1]);
    for (int i = N - M; i < N - 1; i++) key[i] = twist(key[i + M - N], key[i], key[i + 1]);
    key[N - 1] = twist(key[M - 1], key[N - 1], key[0]);
    s->pos = 0;
}

PND_INLINE uint32_t temper(uint32_t y)
{
    y ^= y >> 11;
    y ^= y << 7 & 0x9d2c5680u;
    y ^= y << 15 & 0xefc60000u;
    return y ^ y >> 18;
}

PND_INLINE uint32_t next(pnd_mt19937 *s)
{
    if (PND_UNLIKELY(s->pos >= N)) next_block(s);
    return temper(s->key[s->pos++]);
}

PND_INLINE uint64_t join(uint32_t first, uint32_t second) { return (uint64_t)first << 32 | second; }

PND_INLINE double unit(uint32_t first, uint32_t second)
{
    return ((int32_t)(first >> 5) * 67108864.0 + (int32_t)(second >> 6)) * (1.0 / 9007199254740992.0);
}

PND_INLINE float unit_float(uint32_t word) { return (float)(int32_t)(word >> 8) * (1.0f / 16777216.0f); }

static uint32_t next32(void *state) { return next(state); }
static uint64_t next_raw(void *state) { return next(state); }

static uint64_t next64(void *state)
{
    const uint32_t first = next(state);
    return join(first, next(state));
}

static double next_double(void *state)
{
    const uint32_t first = next(state);
    return unit(first, next(state));
}

/**** Seeding ****/

/* The first word only says that the state is not zero. */
static void seed(void *state, const void *words)
{
    pnd_mt19937 *s = state;
    memcpy(s->key, words, sizeof s->key);
    s->key[0] = 0x80000000u;
    s->pos = N - 1;
}

void pnd_mt19937_seed_int(pnd_mt19937 *s, uint32_t word)
{
    for (uint32_t i = 0; i < N; i++) {
        s->key[i] = word;
        word = 1812433253u * (word ^ word >> 30) + i + 1;
    }
    s->pos = N;
}

/* The authors' init_by_array: two passes over the state, the first of which takes in the words. */
void pnd_mt19937_seed_words(pnd_mt19937 *s, const uint32_t *words, intptr_t n)
{
    uint32_t *key = s->key;
    int i = 1;
    assert(n >= 1);
    pnd_mt19937_seed_int(s, 19650218u);
    for (intptr_t k = n > N ? n : N, j = 0; k > 0; k--) {
        key[i] = (key[i] ^ (key[i - 1] ^ key[i - 1] >> 30) * 1664525u) + words[j] + (uint32_t)j;
        if (++i == N) {
            key[0] = key[N - 1];
            i = 1;
        }
        if (++j == n) j = 0;
    }
    for (int k = N - 1; k > 0; k--) {
        key[i] = (key[i] ^ (key[i - 1] ^ key[i - 1] >> 30) * 1566083941u) - (uint32_t)i;
        if (++i == N) {
            key[0] = key[N - 1];
            i = 1;
        }
    }
    key[0] = 0x80000000u;
}

/**** Fills ****/

static void fill_u32(void *state, uint32_t *out, intptr_t n)
{
    pnd_mt19937 *s = state;
    while (n > 0) {
        if (s->pos >= N) next_block(s);
        const intptr_t run = n < N - s->pos ? n : N - s->pos;
        const uint32_t *key = s->key + s->pos;
        for (intptr_t i = 0; i < run; i++) out[i] = temper(key[i]);
        s->pos += (int32_t)run;
        out += run;
        n -= run;
    }
}

static void fill_float(void *state, float *out, intptr_t n)
{
    pnd_mt19937 *s = state;
    while (n > 0) {
        if (s->pos >= N) next_block(s);
        const intptr_t run = n < N - s->pos ? n : N - s->pos;
        const uint32_t *key = s->key + s->pos;
        for (intptr_t i = 0; i < run; i++) out[i] = unit_float(temper(key[i]));
        s->pos += (int32_t)run;
        out += run;
        n -= run;
    }
}

#define WINDOW 512

static void fill_u64(void *state, uint64_t *out, intptr_t n)
{
    uint32_t w[2 * WINDOW];
    for (intptr_t run; n > 0; n -= run, out += run) {
        run = n < WINDOW ? n : WINDOW;
        fill_u32(state, w, 2 * run);
        for (intptr_t i = 0; i < run; i++) out[i] = join(w[2 * i], w[2 * i + 1]);
    }
}

static void fill_double(void *state, double *out, intptr_t n)
{
    uint32_t w[2 * WINDOW];
    for (intptr_t run; n > 0; n -= run, out += run) {
        run = n < WINDOW ? n : WINDOW;
        fill_u32(state, w, 2 * run);
        for (intptr_t i = 0; i < run; i++) out[i] = unit(w[2 * i], w[2 * i + 1]);
    }
}

const pnd_bitgen_kind pnd_mt19937_kind = {
    .name = "MT19937",
    .state_size = sizeof(pnd_mt19937),
    .seed_words = N,
    .seed_bits = 32,
    .next = {NULL, next64, next32, next_double, next_raw},
    .seed = seed,
    .fill_u64 = fill_u64,
    .fill_u32 = fill_u32,
    .fill_double = fill_double,
    .fill_float = fill_float,
};
