/* Distributions without Python: each fill against one value after the other with the same stream left behind, integers within their
 * range, floats inside half-open intervals, moments, and parameters at the edge, whose loops must end.  Values are compared with the
 * oracle's in tests/differential/test_random_distributions.py. */
#include "check.h"

#include <math.h>
#include <stdlib.h>

#include "platform/pool.h"
#include "random/continuous.h"
#include "random/discrete.h"
#include "random/exponential.h"
#include "random/gamma.h"
#include "random/legacy.h"
#include "random/mt19937.h"
#include "random/normal.h"
#include "random/pcg64.h"
#include "random/philox.h"
#include "random/seedseq.h"
#include "random/sfc64.h"
#include "random/uniform.h"

static const pnd_bitgen_kind *const kinds[] = {&pnd_mt19937_kind, &pnd_pcg64_kind, &pnd_pcg64dxsm_kind, &pnd_philox_kind, &pnd_sfc64_kind};
static const intptr_t lengths[] = {0, 1, 2, 3, 7, 511, 512, 513, 1024, 5000};
enum { NKINDS = 5, STATE = 4096, LONGEST = 5000 };

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

/* ---- fills -------------------------------------------------------------- */

typedef struct both {
    double (*one)(const pnd_bitgen *);
    void (*fill)(const pnd_bitgen *, const pnd_bitgen_kind *, intptr_t, double *);
} both;

typedef struct both_f {
    float (*one)(const pnd_bitgen *);
    void (*fill)(const pnd_bitgen *, const pnd_bitgen_kind *, intptr_t, float *);
} both_f;

static const both doubles[] = {{pnd_random_standard_normal, pnd_random_standard_normal_fill},
                               {pnd_random_standard_exponential, pnd_random_standard_exponential_fill},
                               {pnd_random_standard_exponential_inv, pnd_random_standard_exponential_inv_fill}};
static const both_f floats[] = {{pnd_random_standard_normal_f, pnd_random_standard_normal_fill_f},
                                {pnd_random_standard_exponential_f, pnd_random_standard_exponential_fill_f},
                                {pnd_random_standard_exponential_inv_f, pnd_random_standard_exponential_inv_fill_f}};

/* known: the fill is told the kind; else it draws as from a foreign generator. */
static void check_fill(const pnd_bitgen_kind *kind, const both *d, const both_f *f, intptr_t n, bool known)
{
    static double out[LONGEST];
    static float out_f[LONGEST];
    generator a, b;
    start(&a, kind, (uint32_t)n + 5), start(&b, kind, (uint32_t)n + 5);
    pnd_next_u32(&a.bitgen), pnd_next_u32(&b.bitgen); /* a half is kept from now on */
    d->fill(&a.bitgen, known ? kind : NULL, n, out);
    for (intptr_t i = 0; i < n; i++) CHECK(out[i] == d->one(&b.bitgen));
    CHECK(!memcmp(a.state, b.state, STATE));
    f->fill(&a.bitgen, known ? kind : NULL, n, out_f);
    for (intptr_t i = 0; i < n; i++) CHECK(out_f[i] == f->one(&b.bitgen));
    CHECK(!memcmp(a.state, b.state, STATE));
}

static void test_fills(void)
{
    for (int k = 0; k < NKINDS; k++)
        for (int d = 0; d < 3; d++)
            for (int l = 0; l < PND_COUNT(lengths); l++)
                for (int known = 0; known < 2; known++) check_fill(kinds[k], &doubles[d], &floats[d], lengths[l], known);
}

static void test_gauss_fill(void)
{
    static double out[LONGEST];
    generator a, b;
    start(&a, &pnd_mt19937_kind, 3), start(&b, &pnd_mt19937_kind, 3);
    pnd_legacy x = {&a.bitgen, 0, 0}, y = {&b.bitgen, 0, 0};
    for (int l = 0; l < PND_COUNT(lengths); l++) {
        pnd_legacy_gauss_fill(&x, a.kind, lengths[l], out);
        for (intptr_t i = 0; i < lengths[l]; i++) CHECK(out[i] == pnd_legacy_gauss(&y));
        CHECK_INT(x.has_gauss, y.has_gauss);
        CHECK(x.gauss == y.gauss && !memcmp(a.state, b.state, STATE));
    }
}

/* ---- integers ----------------------------------------------------------- */

static uint64_t element(int bits, const void *p, intptr_t i)
{
    if (bits <= 8) return ((const uint8_t *)p)[i];
    if (bits == 16) return ((const uint16_t *)p)[i];
    return bits == 32 ? ((const uint32_t *)p)[i] : ((const uint64_t *)p)[i];
}

static void check_bounded(const pnd_bitgen_kind *kind, int bits, uint64_t rng, bool masked, intptr_t n)
{
    static uint64_t out[LONGEST];
    const uint64_t all = UINT64_MAX >> (64 - bits), off = bits == 1 ? (rng ? 0 : 1) : all - 2; /* sums wrap */
    generator a, b;
    pnd_random_bits rest = {0, 0};
    start(&a, kind, 9), start(&b, kind, 9);
    pnd_random_bounded_fill(&a.bitgen, kind, bits, off, rng, masked, n, out);
    for (intptr_t i = 0; i < n; i++) {
        const uint64_t x = element(bits, out, i);
        CHECK(x == pnd_random_bounded(&b.bitgen, bits, off, rng, masked, &rest));
        CHECK(((x - off) & all) <= rng);
    }
    CHECK(!memcmp(a.state, b.state, STATE));
}

static void test_bounded(void)
{
    static const int widths[] = {1, 8, 16, 32, 64};
    static const uint64_t ranges[] = {0,
                                      1,
                                      2,
                                      9,
                                      127,
                                      128,
                                      254,
                                      255,
                                      256,
                                      40000,
                                      65534,
                                      65535,
                                      65536,
                                      UINT32_MAX / 2 + 1,
                                      UINT32_MAX - 1,
                                      UINT32_MAX,
                                      (uint64_t)UINT32_MAX + 1,
                                      UINT64_MAX / 2 + 1,
                                      UINT64_MAX - 1,
                                      UINT64_MAX};
    for (int k = 0; k < NKINDS; k++)
        for (int w = 0; w < 5; w++)
            for (int r = 0; r < PND_COUNT(ranges); r++)
                for (int l = 0; l < PND_COUNT(lengths); l++)
                    for (int masked = 0; masked < 2; masked++)
                        if (ranges[r] <= UINT64_MAX >> (64 - widths[w])) check_bounded(kinds[k], widths[w], ranges[r], masked, lengths[l]);
}

static void test_interval(void)
{
    generator g;
    start(&g, &pnd_pcg64_kind, 1);
    CHECK(pnd_random_mask(0) == 0 && pnd_random_mask(1) == 1 && pnd_random_mask(8) == 15 && pnd_random_mask(UINT64_MAX) == UINT64_MAX);
    for (int i = 0; i < 1000; i++) {
        CHECK(pnd_random_interval(&g.bitgen, 5) <= 5);
        CHECK(pnd_random_interval(&g.bitgen, (uint64_t)1 << 40) <= (uint64_t)1 << 40);
        CHECK(pnd_random_positive_int64(&g.bitgen) >= 0 && pnd_random_positive_int32(&g.bitgen) >= 0);
    }
}

/* ---- floats of half-open intervals --------------------------------------- */

static void test_narrow(void)
{
    generator g;
    start(&g, &pnd_pcg64_kind, 2);
    CHECK(pnd_random_narrow(1 - 0x1p-40, 0, 1) == 1 - 0x1p-24f);
    CHECK(pnd_random_narrow(0.1, 0.1, 0.2) >= 0.1f && pnd_random_narrow(0.5, 0, 1) == 0.5f);
    for (int i = 0; i < 100000; i++) {
        const float near = pnd_random_uniform_f(&g.bitgen, 16777215, 1.5), tiny = pnd_random_uniform_f(&g.bitgen, 1, 0x1p-20);
        CHECK((double)near >= 16777215 && (double)near < 16777216.5);
        CHECK((double)tiny >= 1 && (double)tiny < 1 + 0x1p-20);
        CHECK(pnd_random_standard_uniform_f(&g.bitgen) < 1);
    }
}

/* ---- moments, and loops that must end ------------------------------------ */

static void test_moments(void)
{
    static double out[LONGEST];
    generator g;
    double sum = 0, squares = 0, log_sum = 0;
    start(&g, &pnd_pcg64_kind, 4);
    for (int round = 0; round < 40; round++) {
        pnd_random_standard_normal_fill(&g.bitgen, g.kind, LONGEST, out);
        for (int i = 0; i < LONGEST; i++) sum += out[i], squares += out[i] * out[i];
        pnd_random_standard_exponential_fill(&g.bitgen, g.kind, LONGEST, out);
        for (int i = 0; i < LONGEST; i++) log_sum += out[i];
    }
    const double n = 40.0 * LONGEST;
    CHECK(fabs(sum / n) < 5 / sqrt(n) && fabs(squares / n - 1) < 5 * sqrt(2 / n) && fabs(log_sum / n - 1) < 5 / sqrt(n));
}

static void test_edges(void)
{
    generator g;
    start(&g, &pnd_mt19937_kind, 6);
    pnd_legacy s = {&g.bitgen, 0, 0};
    pnd_binomial setup = {0};
    CHECK_INT(pnd_legacy_zipf(&g.bitgen, 2000), 1);
    CHECK_INT(pnd_random_zipf(&g.bitgen, INFINITY), 1);
    CHECK(isfinite(pnd_legacy_vonmises(&s, 0.5, 1e17)) && isfinite(pnd_random_vonmises(&g.bitgen, 0.5, INFINITY)));
    CHECK(isnan(pnd_legacy_vonmises(&s, 0, NAN)) && isnan(pnd_random_vonmises(&g.bitgen, 0, NAN)));
    CHECK_INT(pnd_random_binomial(&g.bitgen, NAN, 1000, &setup), 0);
    CHECK_INT(pnd_random_binomial(&g.bitgen, 1, INT64_MAX, &setup), INT64_MAX);
    const int64_t half = pnd_random_binomial(&g.bitgen, 0.5, INT64_MAX, &setup);
    CHECK(half > INT64_MAX / 2 - ((int64_t)1 << 36) && half < INT64_MAX / 2 + ((int64_t)1 << 36));
    CHECK_INT(pnd_random_geometric(&g.bitgen, 1e-300), INT64_MAX);
    CHECK(isinf(pnd_random_standard_gamma(&g.bitgen, INFINITY)) && isnan(pnd_random_standard_gamma(&g.bitgen, NAN)));
    CHECK(isinf(pnd_random_standard_gamma_f(&g.bitgen, INFINITY)) && isnan(pnd_random_standard_gamma_f(&g.bitgen, NAN)));
    CHECK(isnan(pnd_random_noncentral_chisquare(&g.bitgen, 2, NAN)));
    const double corner = pnd_random_beta(&g.bitgen, 1e-300, 1e-300);
    CHECK(corner == 0 || corner == 1);
    CHECK_INT(pnd_random_hypergeometric(&g.bitgen, 0, 7, 5), 0);
    CHECK_INT(pnd_legacy_hypergeometric(&g.bitgen, 3, 3, 6), 3);
}

static void test_urns(void)
{
    static const int64_t colors[] = {100, 0, 7, 3000};
    generator g;
    int64_t counts[5 * 4];
    for (int method = 0; method < 2; method++)
        for (int64_t n = 0; n <= 3107; n += 239) {
            start(&g, &pnd_pcg64_kind, 8);
            if (method) pnd_random_multivariate_hypergeometric_marginals(&g.bitgen, 3107, 4, colors, n, 5, counts);
            else CHECK_INT(pnd_random_multivariate_hypergeometric_count(&g.bitgen, 3107, 4, colors, n, 5, counts), 0);
            for (int row = 0; row < 5; row++) {
                int64_t sum = 0;
                for (int c = 0; c < 4; c++) {
                    CHECK(counts[row * 4 + c] >= 0 && counts[row * 4 + c] <= colors[c]);
                    sum += counts[row * 4 + c];
                }
                CHECK_INT(sum, n);
            }
        }
}

int main(void)
{
    pnd_error err;
    if (pnd_pool_init(&err) < 0) return puts(err.message), 1;
    RUN(test_fills);
    RUN(test_gauss_fill);
    RUN(test_bounded);
    RUN(test_interval);
    RUN(test_narrow);
    RUN(test_moments);
    RUN(test_edges);
    RUN(test_urns);
    return check_done();
}
