/*
 * See spread.h.
 *
 * Measured on two Zen 4 cores, 10 million random float32 into as many: one by one 60 to 70 ms; with prefetch 82 against 93 in
 * another hour; each of two threads reading all indices and writing one half 48; the same through a compacting window 42;
 * dealt out 24, of which 12 dealing.  Regions of 0.5 to 4 MB and blocks of 32k to 128k indices differ little.
 */
#include "spread.h"

#include <string.h>

#include "../kernels/once/spread.h"
#include "../platform/fpstatus.h"
#include "../platform/mem.h"

#include "blocks.h"

#define MAX_REGIONS 256
#ifdef PND_PARANOID
#define BLOCK 64
#define LEAST 100
#define LEAST_SPAN 64
#define REGION_BYTES 512
#define ROUND_BYTES 4096
#else
#define BLOCK ((intptr_t)1 << 16)           /* indices dealt at a time */
#define LEAST ((intptr_t)1 << 17)           /* indices */
#define LEAST_SPAN ((intptr_t)8 << 20)      /* bytes of destination */
#define REGION_BYTES ((intptr_t)1 << 20)
#define ROUND_BYTES ((intptr_t)160 << 20)   /* private memory */
#endif
#define PATTERN_BYTES 4096
#define SAMPLES 64

typedef struct round {
    const pnd_spread *s;
    const pnd_spreader *kernel;
    intptr_t start, n;      /* indices of this round */
    int shift;
    intptr_t nregions;
    uint32_t *starts;       /* [block][region + 1]: where its elements stand within the block's */
    uint32_t *at;
    char *values;           /* NULL: one value for all */
} round;

static intptr_t load_index(const pnd_spread *s, intptr_t i)
{
    intptr_t x;
    memcpy(&x, s->index + i * s->index_step, sizeof x);
    return x;
}

static intptr_t magnitude(intptr_t x) { return x < 0 ? -x : x; }

/* Do neighbours among the indices mostly fall within a page of each other?  Then one by one is as good. */
static bool is_local(const pnd_spread *s)
{
    intptr_t near = 0, x, y;
    for (intptr_t k = 0; k < SAMPLES; k++) {
        const intptr_t i = (s->n - 1) / SAMPLES * k;
        if (!pnd_settle(load_index(s, i), s->extent, s->mode, &x) || !pnd_settle(load_index(s, i + 1), s->extent, s->mode, &y)) continue;
        near += magnitude(x - y) < 4096 / magnitude(s->step);
    }
    return near > SAMPLES / 2;
}

bool pnd_spread_pays(const pnd_spread *s)
{
    if (s->n < LEAST || s->step == 0 || s->extent <= 0 || (size_t)s->extent > UINT32_MAX || pnd_spreader_find(s->item) == NULL)
        return false;
    if (s->extent < LEAST_SPAN / magnitude(s->step)) return false;
    return !is_local(s);
}

/**************************************************************************** the two passes */

static int fail_at(const pnd_spread *s, intptr_t x, pnd_error *err) { return pnd_fail_index(err, x, 0, s->extent); }

/* Positions of n indices from `start` on, and how many fall into each region. */
static int settle_block(const round *r, intptr_t start, intptr_t n, uint32_t *at, uint32_t *count, pnd_error *err)
{
    const pnd_spread *s = r->s;
    const intptr_t extent = s->extent, step = s->index_step;
    const char *index = s->index + start * step;
    const pnd_clipmode mode = s->mode;
    const int shift = r->shift;
    for (intptr_t i = 0; i < n; i++) {
        intptr_t k, x;
        memcpy(&k, index + i * step, sizeof k);
        if (!pnd_settle(k, extent, mode, &x)) return fail_at(s, k, err);
        at[i] = (uint32_t)x;
        count[x >> shift]++;
    }
    return 0;
}

/* The values of n indices from i on go where their positions say. */
static int deal_values(const round *r, intptr_t i, intptr_t n, const uint32_t *at, uint32_t *cursor, uint32_t *at_out, char *out,
                       pnd_error *err)
{
    const pnd_spread *s = r->s;
    _Alignas(64) char window[PND_WINDOW * 16];
    for (intptr_t done = 0, m; done < n; done += m) {
        const intptr_t k = (i + done) % s->period;
        const char *from = s->values + k * s->value_step;
        intptr_t step = s->value_step;
        m = n - done < s->period - k ? n - done : s->period - k;
        if (s->cast && out) {
            if (m > PND_WINDOW) m = PND_WINDOW;
            if (pnd_castop_run(s->cast, from, step, window, s->item, m, err) < 0) return -1;
            from = window, step = s->item;
        }
        r->kernel->deal(at + done, m, r->shift, cursor, from, step, at_out, out);
    }
    return 0;
}

static int deal_block(void *arg, intptr_t b, pnd_error *err)
{
    const round *r = arg;
    const intptr_t start = b * BLOCK, n = r->n - start < BLOCK ? r->n - start : BLOCK;
    uint32_t count[MAX_REGIONS + 1] = {0}, *starts = r->starts + b * (r->nregions + 1), sum = 0;
    uint32_t *at = pnd_malloc_array((size_t)n, sizeof *at);
    if (at == NULL) return pnd_fail_memory(err);
    int status = settle_block(r, r->start + start, n, at, count, err);
    for (intptr_t k = 0; k <= r->nregions; k++) {
        const uint32_t here = count[k];
        starts[k] = count[k] = sum;
        sum += here;
    }
    if (status == 0)
        status = deal_values(r, r->start + start, n, at, count, r->at + start, r->values ? r->values + start * r->s->item : NULL, err);
    pnd_free(at);
    return status;
}

static int write_region(void *arg, intptr_t k, pnd_error *err)
{
    const round *r = arg;
    const pnd_spread *s = r->s;
    (void)err;
    for (intptr_t b = 0; b * BLOCK < r->n; b++) {
        const uint32_t *starts = r->starts + b * (r->nregions + 1);
        const intptr_t from = b * BLOCK + starts[k], n = starts[k + 1] - starts[k];
        if (r->values) r->kernel->write(s->to, s->step, r->at + from, n, r->values + from * s->item, s->item);
        else r->kernel->write(s->to, s->step, r->at + from, n, s->values, 0);
    }
    return 0;
}

static int check_block(void *arg, intptr_t b, pnd_error *err)
{
    const pnd_spread *s = arg;
    intptr_t x;
    for (intptr_t i = b * BLOCK, end = s->n - i < BLOCK ? s->n : i + BLOCK; i < end; i++)
        if (!pnd_settle(load_index(s, i), s->extent, s->mode, &x)) return fail_at(s, load_index(s, i), err);
    return 0;
}

/**************************************************************************** rounds */

static intptr_t blocks_of(intptr_t n) { return (n + BLOCK - 1) / BLOCK; }

static int run_rounds(round *r, intptr_t most, int *fpe, pnd_error *err)
{
    const pnd_spread *s = r->s;
    if (s->n > most && s->mode == PND_MODE_RAISE &&
        pnd_blocks_run(check_block, (void *)(uintptr_t)s, blocks_of(s->n), PND_BLOCKS_THREADS, NULL, err) < 0)
        return -1;
    const unsigned x87 = s->cast && (pnd_dtype_uses_x87(s->cast->from) || pnd_dtype_uses_x87(s->cast->to)) ? PND_BLOCKS_X87 : 0;
    for (r->start = 0; r->start < s->n; r->start += most) {
        int raised = 0;
        r->n = s->n - r->start < most ? s->n - r->start : most;
        if (pnd_blocks_run(deal_block, r, blocks_of(r->n), PND_BLOCKS_THREADS | x87, &raised, err) < 0) return -1;
        *fpe |= raised;
        if (pnd_blocks_run(write_region, r, r->nregions, PND_BLOCKS_THREADS, NULL, err) < 0) return -1;
    }
    return 0;
}

/* Values so few that runs of them would be short are repeated into `pattern`. */
static void repeat_values(pnd_spread *s, char *pattern)
{
    const intptr_t bytes = s->period * s->item, most = PATTERN_BYTES / bytes * bytes;
    for (intptr_t k = 0; k < s->period; k++) memcpy(pattern + k * s->item, s->values + k * s->value_step, (size_t)s->item);
    for (intptr_t have = bytes; have < most; have += bytes) memcpy(pattern + have, pattern, (size_t)bytes);
    s->values = pattern, s->value_step = s->item, s->period = most / s->item;
}

int pnd_spread_run(const pnd_spread *given, int *fpe, pnd_error *err)
{
    pnd_spread s = *given;
    _Alignas(16) char pattern[PATTERN_BYTES];
    *fpe = 0;
    if (s.cast && s.value_step == 0) {
        pnd_fp_clear_slow();
        if (pnd_castop_run(s.cast, s.values, 0, pattern, s.item, 1, err) < 0) return -1;
        *fpe = pnd_fp_get_slow();
        s.values = pattern, s.cast = NULL;
    } else if (!s.cast && s.value_step != 0 && s.period < s.n && s.period <= PATTERN_BYTES / 2 / s.item) repeat_values(&s, pattern);
    round r = {.s = &s, .kernel = pnd_spreader_find(s.item)};
    const bool single = s.value_step == 0;
    while (((s.extent - 1) >> r.shift) >= MAX_REGIONS || ((intptr_t)1 << r.shift) < REGION_BYTES / magnitude(s.step)) r.shift++;
    r.nregions = ((s.extent - 1) >> r.shift) + 1;
    const intptr_t each = (intptr_t)sizeof *r.at + (single ? 0 : s.item), most_blocks = ROUND_BYTES / each / BLOCK;
    const intptr_t blocks = blocks_of(s.n) < most_blocks ? blocks_of(s.n) : most_blocks;
    const size_t bytes = (size_t)(blocks * BLOCK * each);
    r.starts = pnd_malloc_array((size_t)(blocks * (r.nregions + 1)), sizeof *r.starts);
    char *room = r.starts ? pnd_data_alloc(bytes, false) : NULL;
    int status = -1;
    if (room == NULL) pnd_fail_memory(err);
    else {
        r.at = (uint32_t *)(void *)room;
        r.values = single ? NULL : room + blocks * BLOCK * (intptr_t)sizeof *r.at;
        status = run_rounds(&r, blocks * BLOCK, fpe, err);
        pnd_data_free(room, bytes);
    }
    pnd_free(r.starts);
    return status;
}
