/*
 * Philox 4x64-10.  Blocks do not depend on one another: with the rounds unrolled and the words in variables of their own
 * (gcc would put an array into vector registers, at twice the time) the processor overlaps two or three of them.
 */
#include "philox.h"

#include "../platform/pool.h"

PND_INLINE void increase(uint64_t counter[4]) { for (int i = 0; i < 4 && ++counter[i] == 0; i++); }

/* counter += delta, modulo 2**256 */
static void add(uint64_t counter[4], const uint64_t delta[4])
{
    pnd_u128 sum = 0;
    for (int i = 0; i < 4; i++) {
        sum += (pnd_u128)counter[i] + delta[i];
        counter[i] = (uint64_t)sum;
        sum >>= 64;
    }
}

PND_INLINE void encrypt(uint64_t out[4], const uint64_t counter[4], const uint64_t key[2])
{
    uint64_t k0 = key[0], k1 = key[1], x0 = counter[0], x1 = counter[1], x2 = counter[2], x3 = counter[3];
#pragma GCC unroll 10
    for (int round = 0; round < 10; round++) {
        const pnd_u128 p = (pnd_u128)0xD2E7470EE14C6C93u * x0, q = (pnd_u128)0xCA5A826395121157u * x2;
        x0 = (uint64_t)(q >> 64) ^ x1 ^ k0;
        x1 = (uint64_t)q;
        x2 = (uint64_t)(p >> 64) ^ x3 ^ k1;
        x3 = (uint64_t)p;
        k0 += 0x9E3779B97F4A7C15u;
        k1 += 0xBB67AE8584CAA73Bu;
    }
    out[0] = x0;
    out[1] = x1;
    out[2] = x2;
    out[3] = x3;
}

static void refill(pnd_philox *s)
{
    increase(s->counter);
    encrypt(s->buffer, s->counter, s->key);
    s->pos = 0;
}

PND_INLINE uint64_t philox_next(pnd_philox *s)
{
    if (s->pos >= 4) refill(s);
    return s->buffer[s->pos++];
}

PND_INLINE void philox_words(pnd_philox *s, pnd_emit *emit, char *out, intptr_t n)
{
    for (; n > 0 && s->pos < 4; n--, out += 8) emit(out, s->buffer[s->pos++]);
    uint64_t counter[4], x[4];
    const uint64_t key[2] = {s->key[0], s->key[1]}; /* out may be anything: hoisted */
    memcpy(counter, s->counter, sizeof counter);
    for (; n > 4; n -= 4, out += 32) { /* not the last: its words stay in the buffer */
        increase(counter);
        encrypt(x, counter, key);
        for (int i = 0; i < 4; i++) emit(out + 8 * i, x[i]);
    }
    memcpy(s->counter, counter, sizeof counter);
    for (; n > 0; n--, out += 8) emit(out, philox_next(s));
}

static void philox_skip(pnd_philox *s, uint64_t n)
{
    const uint64_t left = (uint64_t)(4 - s->pos);
    if (n <= left) {
        s->pos += (int32_t)n;
        return;
    }
    n -= left + 1; /* the word after which the state stands is number n % 4 of its block */
    add(s->counter, (const uint64_t[4]){n / 4, 0, 0, 0});
    refill(s);
    s->pos = (int32_t)(n % 4) + 1;
}

#define G philox
#define STATE pnd_philox
#define FORK
#include "fills.tmpl.h"

static void forget(pnd_philox *s)
{
    s->half = (pnd_half){0, 0};
    memset(s->buffer, 0, sizeof s->buffer);
    s->pos = 4;
}

/* The key; the counter starts at 0. */
static void philox_seed(void *state, const void *words)
{
    pnd_philox *s = state;
    memset(s, 0, sizeof *s);
    memcpy(s->key, words, sizeof s->key);
    s->pos = 4;
}

static void philox_advance(void *state, const uint64_t delta[4])
{
    pnd_philox *s = state;
    add(s->counter, delta);
    forget(s);
}

const pnd_bitgen_kind pnd_philox_kind = {
    .name = "Philox",
    .state_size = sizeof(pnd_philox),
    .seed_words = 2,
    .seed_bits = 64,
    .next = {NULL, philox_next64, philox_next32, philox_next_double, philox_next64},
    .seed = philox_seed,
    .advance = philox_advance,
    .stride = {0, 0, 1, 0},
    .fill_u64 = philox_fill_u64,
    .fill_u32 = philox_fill_u32,
    .fill_double = philox_fill_double,
    .fill_float = philox_fill_float,
};
