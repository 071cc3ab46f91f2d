/* The mixing of seedseq.h. */
#include "seedseq.h"

/* A multiplicative hash whose constant moves on with every word. */
PND_INLINE uint32_t hash(uint32_t word, uint32_t *constant, uint32_t multiplier)
{
    word ^= *constant;
    *constant *= multiplier;
    word *= *constant;
    return word ^ word >> 16;
}

PND_INLINE uint32_t mix(uint32_t x, uint32_t y)
{
    const uint32_t z = 0xca01f9ddu * x - 0x4973f715u * y;
    return z ^ z >> 16;
}

void pnd_seedseq_mix(uint32_t *pool, intptr_t size, const uint32_t *entropy, intptr_t n)
{
    const uint32_t multiplier = 0x931e8875u;
    uint32_t constant = 0x43b0d7e5u;
    assert(size >= 1 && n >= 0);
    for (intptr_t i = 0; i < size; i++) pool[i] = hash(i < n ? entropy[i] : 0, &constant, multiplier);
    for (intptr_t i = 0; i < size; i++)
        for (intptr_t j = 0; j < size; j++)
            if (i != j) pool[j] = mix(pool[j], hash(pool[i], &constant, multiplier));
    for (intptr_t i = size; i < n; i++)
        for (intptr_t j = 0; j < size; j++) pool[j] = mix(pool[j], hash(entropy[i], &constant, multiplier));
}

void pnd_seedseq_generate(const uint32_t *pool, intptr_t size, uint32_t *out, intptr_t n)
{
    uint32_t constant = 0x8b51f9ddu;
    for (intptr_t i = 0, j = 0; i < n; i++) {
        out[i] = hash(pool[j], &constant, 0x58f38dedu);
        j = j + 1 == size ? 0 : j + 1;
    }
}
