/* SFC64.  A step is five operations deep and no stretch of the stream can be found without those before it: one lane, one thread. */
#include "sfc64.h"

PND_INLINE uint64_t step(uint64_t *a, uint64_t *b, uint64_t *c, uint64_t *count)
{
    const uint64_t out = *a + *b + (*count)++;
    *a = *b ^ *b >> 11;
    *b = *c + (*c << 3);
    *c = pnd_rotl64(*c, 24) + out;
    return out;
}

static uint64_t sfc64_next(pnd_sfc64 *s) { return step(&s->s[0], &s->s[1], &s->s[2], &s->s[3]); }

PND_INLINE void sfc64_words(pnd_sfc64 *s, pnd_emit *emit, char *out, intptr_t n)
{
    uint64_t a = s->s[0], b = s->s[1], c = s->s[2], count = s->s[3];
    for (intptr_t i = 0; i < n; i++) emit(out + 8 * i, step(&a, &b, &c, &count));
    s->s[0] = a;
    s->s[1] = b;
    s->s[2] = c;
    s->s[3] = count;
}

#define G sfc64
#define STATE pnd_sfc64
#include "fills.tmpl.h"

static void sfc64_seed(void *state, const void *words)
{
    pnd_sfc64 *s = state;
    s->half = (pnd_half){0, 0};
    memcpy(s->s, words, 24);
    s->s[3] = 1;
    for (int i = 0; i < 12; i++) sfc64_next(s);
}

const pnd_bitgen_kind pnd_sfc64_kind = {
    .name = "SFC64",
    .state_size = sizeof(pnd_sfc64),
    .seed_words = 3,
    .seed_bits = 64,
    .next = {NULL, sfc64_next64, sfc64_next32, sfc64_next_double, sfc64_next64},
    .seed = sfc64_seed,
    .fill_u64 = sfc64_fill_u64,
    .fill_u32 = sfc64_fill_u32,
    .fill_double = sfc64_fill_double,
    .fill_float = sfc64_fill_float,
};
