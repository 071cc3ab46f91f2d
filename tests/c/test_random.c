/* Bit generators against published figures, every fill against one draw after the other, and jumps against steps. */
#include "check.h"

#include <stdlib.h>

#include "platform/pool.h"
#include "random/mt19937.h"
#include "random/pcg64.h"
#include "random/philox.h"
#include "random/seedseq.h"
#include "random/sfc64.h"

static const pnd_bitgen_kind *const kinds[] = {&pnd_mt19937_kind, &pnd_pcg64_kind, &pnd_pcg64dxsm_kind, &pnd_philox_kind, &pnd_sfc64_kind};
enum { NKINDS = 5, STATE = 4096, LONG = 200000 };

typedef struct generator {
    const pnd_bitgen_kind *kind;
    pnd_bitgen bitgen;
    _Alignas(16) char state[STATE];
} generator;

static void start(generator *g, const pnd_bitgen_kind *kind, uint32_t seed)
{
    uint32_t pool[4];
    _Alignas(16) uint32_t words[PND_MT_WORDS];
    memset(g, 0, sizeof *g);
    g->kind = kind;
    g->bitgen = kind->next;
    g->bitgen.state = g->state;
    pnd_seedseq_mix(pool, 4, &seed, 1);
    pnd_seedseq_generate(pool, 4, words, PND_MT_WORDS);
    kind->seed(g->state, words);
}

/* mt19937ar.out of the authors; the 10,000th word of std::mt19937. */
static void test_mt19937(void)
{
    static const uint32_t key[] = {0x123, 0x234, 0x345, 0x456}, first[] = {1067595299, 955945823, 477289528, 4107218783u, 4228976476u};
    pnd_mt19937 s;
    uint32_t word = 0;
    pnd_mt19937_seed_words(&s, key, 4);
    for (int i = 0; i < 5; i++) CHECK_INT(pnd_mt19937_kind.next.next_uint32(&s), first[i]);
    pnd_mt19937_seed_int(&s, 5489);
    for (int i = 0; i < 10000; i++) word = pnd_mt19937_kind.next.next_uint32(&s);
    CHECK_INT(word, 4123659995u);
}

/* The demonstration of pcg-cpp: pcg64(42, 54). */
static void test_pcg64(void)
{
    static const uint64_t seed[] = {0, 42, 0, 54};
    static const uint64_t first[] = {0x86b1da1d72062b68, 0x1304aa46c9853d39, 0xa3670e9e0dd50358,
                                     0xf9090e529a7dae00, 0xc85b9fd837996f2c, 0x606121f8e3919196};
    pnd_pcg64 s;
    pnd_pcg64_kind.seed(&s, seed);
    for (int i = 0; i < 6; i++) CHECK(pnd_pcg64_kind.next.next_uint64(&s) == first[i]);
}

/* kat_vectors of Random123: philox4x64, 10 rounds. */
static void test_philox(void)
{
    static const uint64_t rows[][10] = {
        {0, 0, 0, 0, 0, 0, 0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b},
        {-1ull, -1ull, -1ull, -1ull, -1ull, -1ull, 0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0},
        {0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89, 0x452821e638d01377, 0xbe5466cf34e90c6c,
         0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5, 0x57bd43b5e52b7fe6},
    };
    static const uint64_t back[4] = {-1ull, -1ull, -1ull, -1ull}; /* a draw counts first */
    for (int r = 0; r < PND_COUNT(rows); r++) {
        pnd_philox s;
        pnd_philox_kind.seed(&s, &rows[r][4]);
        memcpy(s.counter, rows[r], sizeof s.counter);
        pnd_philox_kind.advance(&s, back);
        for (int i = 0; i < 4; i++) CHECK(pnd_philox_kind.next.next_uint64(&s) == rows[r][6 + i]);
    }
}

static void test_seedseq(void)
{
    static const uint32_t entropy[] = {3735928559u, 195939070u, 229505742u, 305419896u};
    static const uint32_t words[] = {3914649087u, 576849849u, 3593928901u, 2229911004u};
    uint32_t pool[4], out[4];
    pnd_seedseq_mix(pool, 4, entropy, 4);
    pnd_seedseq_generate(pool, 4, out, 4);
    for (int i = 0; i < 4; i++) CHECK_INT(out[i], words[i]);
}

/* The four fills of n draws against n calls, from a state with a half kept and from one without. */
static void check_fills(const pnd_bitgen_kind *kind, intptr_t n, int half)
{
    generator a, b;
    uint64_t *words = calloc((size_t)n + 1, 8), one = 0;
    MUST(words);
    start(&a, kind, 3);
    for (int i = 0; i < 1 + half; i++) pnd_next_u32(&a.bitgen);
    intptr_t wrong = 0;
    for (int fill = 0; fill < 4; fill++) {
        b = a;
        b.bitgen.state = b.state;
        words[n] = 0x1234567;
        if (fill == 0) pnd_fill_u64(&a.bitgen, kind, words, n);
        else if (fill == 1) pnd_fill_double(&a.bitgen, kind, (double *)(void *)words, n);
        else if (fill == 2) pnd_fill_u32(&a.bitgen, kind, (uint32_t *)words, n);
        else pnd_fill_float(&a.bitgen, kind, (float *)(void *)words, n);
        for (intptr_t i = 0; i < n; i++) {
            const double x = fill == 1 ? pnd_next_double(&b.bitgen) : 0;
            const uint32_t w = fill == 2 ? pnd_next_u32(&b.bitgen) : 0;
            const float f = fill == 3 ? pnd_next_float(&b.bitgen) : 0;
            if (fill == 0) one = pnd_next_u64(&b.bitgen);
            const void *wanted = fill == 0 ? (const void *)&one : fill == 1 ? (const void *)&x : fill == 2 ? (const void *)&w : &f;
            const size_t size = fill < 2 ? 8 : 4;
            wrong += memcmp((const char *)words + (size_t)i * size, wanted, size) != 0;
        }
        CHECK(words[n] == 0x1234567);
        CHECK(memcmp(a.state, b.state, kind->state_size) == 0);
    }
    if (wrong) CHECK_FAIL("%s: %zd of the draws of fills of %zd are wrong", kind->name, (ssize_t)wrong, (ssize_t)n);
    free(words);
}

static void test_fills(void)
{
    pnd_error err;
    static const intptr_t lengths[] = {255, 256, 257, 623, 625, 1000, 2047, 2048, 2049, 4097, 65536, 131075, LONG};
    for (int threads = 1; threads <= 2; threads++) {
        MUST(pnd_pool_set_threads(threads, &err) == 0);
        for (int k = 0; k < NKINDS; k++) {
            for (intptr_t n = 0; n < 70; n++) check_fills(kinds[k], n, (int)n % 2);
            for (int i = 0; i < PND_COUNT(lengths); i++)
                for (int half = 0; half < 2; half++) check_fills(kinds[k], lengths[i], half);
        }
    }
}

/* n steps at once are n steps, and the way back leads back. */
static void test_advance(void)
{
    for (int k = 1; k < 4; k++) {
        generator a, b;
        start(&a, kinds[k], 7);
        start(&b, kinds[k], 7);
        const uint64_t steps = 1001, back[4] = {-steps, -1ull, -1ull, -1ull}, delta[4] = {steps, 0, 0, 0};
        a.kind->advance(a.state, delta);
        for (uint64_t i = 0; i < steps * (k == 3 ? 4 : 1); i++) pnd_next_u64(&b.bitgen); /* Philox counts blocks */
        CHECK(pnd_next_u64(&a.bitgen) == pnd_next_u64(&b.bitgen));
        start(&b, kinds[k], 7);
        start(&a, kinds[k], 7);
        a.kind->advance(a.state, delta);
        a.kind->advance(a.state, back);
        CHECK(memcmp(a.state, b.state, a.kind->state_size) == 0);
    }
}

/* A jump and whole blocks of steps may change places. */
static void test_mt19937_jump(void)
{
    pnd_mt19937 a, b;
    pnd_mt19937_seed_int(&a, 1);
    b = a;
    MUST(pnd_mt19937_jump(&a, 1) == 0);
    const int32_t pos = a.pos;
    a.pos = 0; /* the window itself, wherever it begins */
    pnd_mt19937 turned = a;
    for (int i = 0; i < PND_MT_WORDS; i++) turned.key[i] = a.key[(pos + i) % PND_MT_WORDS];
    uint32_t out[2 * PND_MT_WORDS], wanted[2 * PND_MT_WORDS];
    turned.pos = PND_MT_WORDS;
    pnd_mt19937_kind.fill_u32(&turned, out, 2 * PND_MT_WORDS);
    for (int i = 0; i < PND_MT_WORDS; i++) pnd_mt19937_kind.next.next_uint32(&b);
    MUST(pnd_mt19937_jump(&b, 1) == 0);
    pnd_mt19937 other = b;
    for (int i = 0; i < PND_MT_WORDS; i++) other.key[i] = b.key[(b.pos + i) % PND_MT_WORDS];
    other.pos = PND_MT_WORDS;
    pnd_mt19937_kind.fill_u32(&other, wanted, PND_MT_WORDS);
    CHECK(memcmp(out + PND_MT_WORDS, wanted, sizeof(uint32_t) * PND_MT_WORDS) == 0);
    pnd_mem_fail_at(1, false);
    CHECK_INT(pnd_mt19937_jump(&b, 1), -1);
    pnd_mem_fail_at(0, false);
}

int main(void)
{
    pnd_error err;
    if (pnd_pool_init(&err) < 0) return puts(err.message), 1;
    RUN(test_mt19937);
    RUN(test_pcg64);
    RUN(test_philox);
    RUN(test_seedseq);
    RUN(test_fills);
    RUN(test_advance);
    RUN(test_mt19937_jump);
    return check_done();
}
