/*
 * The functions of one generator of 64-bit words, made from its steps.
 *
 * Needs G (what its functions' names begin with) and STATE (its struct, a pnd_half `half` first), and before inclusion
 *     static uint64_t G_next(STATE *)
 *     static void G_words(STATE *, pnd_emit *, char *out, intptr_t n)     n words, as n calls of G_next; forced inline
 * With FORK defined, also static void G_skip(STATE *, uint64_t n), which moves on by n words: then long fills are cut into
 * blocks for the pool, each with a copy of the state of its own.  Undefines G, STATE and FORK.
 */
#ifndef G /* opened alone */
#include "half.h"
#define G pnd_none
#define STATE struct pnd_none_state
struct pnd_none_state {
    pnd_half half;
};
static uint64_t pnd_none_next(STATE *s) { return s->half.value; }
PND_INLINE void pnd_none_words(STATE *s, pnd_emit *emit, char *out, intptr_t n)
{
    for (intptr_t i = 0; i < n; i++) emit(out + 8 * i, pnd_none_next(s));
}
#endif

#define GN(x) PND_PASTE(G, x)

static uint64_t GN(next64)(void *state) { return GN(next)(state); }
static double GN(next_double)(void *state) { return pnd_unit_double(GN(next)(state)); }

static uint32_t GN(next32)(void *state)
{
    STATE *s = state;
    if (s->half.has) {
        s->half.has = 0;
        return s->half.value;
    }
    const uint64_t word = GN(next)(s);
    s->half = (pnd_half){1, (uint32_t)(word >> 32)};
    return (uint32_t)word;
}

/* The loops, one for each operation. */
static void GN(run_u64)(STATE *s, char *out, intptr_t n) { GN(words)(s, pnd_emit_u64, out, n); }
static void GN(run_u32)(STATE *s, char *out, intptr_t n) { GN(words)(s, pnd_emit_u32, out, n); }
static void GN(run_double)(STATE *s, char *out, intptr_t n) { GN(words)(s, pnd_emit_double, out, n); }
static void GN(run_float)(STATE *s, char *out, intptr_t n) { GN(words)(s, pnd_emit_float, out, n); }
typedef void GN(run_fn)(STATE *s, char *out, intptr_t n);

#ifdef FORK
#define BLOCK 32768 /* words: some 40 us */

struct GN(job) {
    const STATE *from;
    GN(run_fn) * run;
    char *out;
    intptr_t n;
};

static int GN(block)(void *arg, intptr_t block)
{
    const struct GN(job) *job = arg;
    const intptr_t first = block * BLOCK, n = job->n - first < BLOCK ? job->n - first : BLOCK;
    STATE mine = *job->from;
    GN(skip)(&mine, (uint64_t)first);
    job->run(&mine, job->out + 8 * first, n);
    return 0;
}

static void GN(fill)(STATE *s, GN(run_fn) * run, void *out, intptr_t n)
{
    int fpe = 0;
    if (n < 2 * BLOCK || pnd_pool_threads() == 1) {
        run(s, out, n);
        return;
    }
    struct GN(job) job = {s, run, out, n};
    pnd_pool_run(GN(block), &job, (n + BLOCK - 1) / BLOCK, &fpe);
    GN(skip)(s, (uint64_t)n);
}
#undef BLOCK
#else
static void GN(fill)(STATE *s, GN(run_fn) * run, void *out, intptr_t n) { run(s, out, n); }
#endif

static void GN(fill_u64)(void *state, uint64_t *out, intptr_t n) { GN(fill)(state, GN(run_u64), out, n); }
static void GN(fill_double)(void *state, double *out, intptr_t n) { GN(fill)(state, GN(run_double), out, n); }

/* Of 32-bit draws, those that words make whole: how many words, after the half that is kept and before the last two draws. */
static intptr_t GN(whole)(const STATE *s, intptr_t n) { return n - s->half.has > 2 ? (n - s->half.has - 1) / 2 : 0; }

static void GN(fill_u32)(void *state, uint32_t *out, intptr_t n)
{
    STATE *s = state;
    const intptr_t words = GN(whole)(s, n);
    intptr_t i = 0;
    if (n && s->half.has) out[i++] = GN(next32)(s);
    GN(fill)(s, GN(run_u32), out + i, words);
    for (i += 2 * words; i < n; i++) out[i] = GN(next32)(s);
}

static void GN(fill_float)(void *state, float *out, intptr_t n)
{
    STATE *s = state;
    const intptr_t words = GN(whole)(s, n);
    intptr_t i = 0;
    if (n && s->half.has) out[i++] = pnd_unit_float(GN(next32)(s));
    GN(fill)(s, GN(run_float), out + i, words);
    for (i += 2 * words; i < n; i++) out[i] = pnd_unit_float(GN(next32)(s));
}

#undef GN
#undef G
#undef STATE
#undef FORK
