/*
 * Every loop of the registry, found by walking it, so that a new row is tested without a line here:
 *   map      any strides, alignment and length give what one element at a time gives, flags included, and nothing else is written;
 *            in place too; masked loops leave the other elements alone
 *   reduce   any partition, merge and axis direction give the same result (sums: within their bound)
 *   scan     the binary loop one element at a time;   sort   a stable permutation in the order of `less`
 * Values themselves are compared with NumPy in tests/differential; here only with plain C where that is short.
 */
#include "check.h"

#include <math.h>

#include "dtype/promote.h"
#include "kernels/registry.h"
#include "kernelrand.h"
#include "platform/cpu.h"
#include "platform/fpstatus.h"

#define N_MAX 67
#define ROOM (N_MAX * 3 * 33 + 64)

static pnd_error err;

static int call(const pnd_ufunc_loop *l, pnd_loop_fn *fn, char *const *p, intptr_t n, const intptr_t *s, int *fpe)
{
    const pnd_loop ctx = {l->dtypes, l->aux, &err, l->flags};
    pnd_fp_clear_slow();
    const int status = fn(&ctx, p, &n, s);
    const int got = pnd_fp_get_slow();
    if (fpe) *fpe = l->flags & PND_LOOP_NO_FPE ? 0 : got;
    return status;
}

/**************************************************************************** map loops */

typedef struct operand {
    _Alignas(64) char room[ROOM];
    char before[ROOM];
    char dense[N_MAX * 32];
    char *at;
    intptr_t stride;
    const pnd_dtype *dtype;
} operand;

/* A random place and stride; inputs may repeat one element. */
static void place(operand *o, const pnd_dtype *d, bool input)
{
    const intptr_t w = d->size, choices[] = {w, w, w, 0, 2 * w, -w, -2 * w, w + 1, -(w + 1), 2 * w + 1};
    o->dtype = d;
    do o->stride = choices[rnd(PND_COUNT(choices))];
    while (!input && o->stride == 0);
    o->at = o->room + (o->stride < 0 ? -o->stride * (N_MAX - 1) : 0) + (rnd(3) == 0 ? rnd(32) : 0);
    for (intptr_t i = 0; i < ROOM; i++) o->room[i] = (char)rnd(256);
    if (input) {
        for (intptr_t i = 0; i < N_MAX; i++) rnd_element(d, o->at + i * o->stride);
    }
    memcpy(o->before, o->room, ROOM);
    for (intptr_t i = 0; i < N_MAX; i++) memcpy(o->dense + i * w, o->at + i * o->stride, (size_t)w);
}

/* Expected outputs into `dense`, one element at a time; the status of the first failure, flags of all. */
static int one_by_one(const pnd_ufunc *u, const pnd_ufunc_loop *l, operand *ops, intptr_t n, int *fpe)
{
    const int nargs = u->nin + u->nout;
    int status = 0, flags;
    *fpe = 0;
    for (intptr_t i = 0; i < n && status == 0; i++) {
        char *p[4];
        intptr_t s[4];
        for (int k = 0; k < nargs; k++) {
            s[k] = l->dtypes[k]->size;
            p[k] = ops[k].dense + i * s[k];
        }
        status = call(l, l->fn, p, 1, s, &flags);
        *fpe |= flags;
    }
    return status;
}

static bool outputs_right(const pnd_ufunc *u, const operand *ops, intptr_t n, const char *mask)
{
    for (int k = u->nin; k < u->nin + u->nout; k++) {
        const operand *o = &ops[k];
        char expected[ROOM];
        memcpy(expected, o->before, ROOM);
        for (intptr_t i = 0; i < n; i++) {
            if (mask && !mask[i]) continue;
            const char *want = o->dense + i * o->dtype->size, *got = o->at + i * o->stride;
            if (!same_element(o->dtype, want, got)) return false;
            memcpy(expected + (got - o->room), got, (size_t)o->dtype->size);
        }
        if (memcmp(expected, o->room, ROOM) != 0) return false; /* bytes beside the elements */
    }
    return true;
}

static void check_map(const pnd_ufunc *u, const pnd_ufunc_loop *l, intptr_t n)
{
    static operand ops[4];
    char *p[5];
    intptr_t s[5];
    int want = 0, got = 0;
    for (int k = 0; k < u->nin + u->nout; k++) {
        place(&ops[k], l->dtypes[k], k < u->nin);
        p[k] = ops[k].at;
        s[k] = ops[k].stride;
    }
    if (strcmp(u->name, "power") == 0 && s[1] == 0) return; /* one exponent for all takes short cuts, which round otherwise */
    const int expected = one_by_one(u, l, ops, n, &want), status = call(l, l->fn, p, n, s, &got);
    if (status != expected || (status == 0 && (!outputs_right(u, ops, n, NULL) || (n > 0 && got != want))))
        CHECK_FAIL("%s %s n %d strides %d %d %d: status %d/%d flags %d/%d", u->name, l->dtypes[0]->name, (int)n, (int)s[0], (int)s[1],
                   (int)s[2], status, expected, got, want);
    if (l->masked && status == 0) {
        char mask[N_MAX];
        for (int k = u->nin; k < u->nin + u->nout; k++) memcpy(ops[k].room, ops[k].before, ROOM);
        for (intptr_t i = 0; i < N_MAX; i++) mask[i] = (char)rnd(2);
        p[u->nin + u->nout] = mask;
        s[u->nin + u->nout] = 1;
        if (call(l, l->masked, p, n, s, &got) != 0 || !outputs_right(u, ops, n, mask))
            CHECK_FAIL("%s %s masked n %d", u->name, l->dtypes[0]->name, (int)n);
    }
}

/* The output on top of an input of its own size, element on element. */
static void check_in_place(const pnd_ufunc *u, const pnd_ufunc_loop *l, intptr_t n)
{
    static operand ops[4];
    const int which = (int)rnd(u->nin);
    if (u->nout != 1 || l->dtypes[which]->size != l->dtypes[u->nin]->size) return;
    char *p[4];
    intptr_t s[4];
    int fpe;
    for (int k = 0; k < u->nin + 1; k++) {
        do place(&ops[k], l->dtypes[k], k < u->nin);
        while (k == which && ops[k].stride == 0);
        p[k] = ops[k].at;
        s[k] = ops[k].stride;
    }
    p[u->nin] = p[which];
    s[u->nin] = s[which];
    if (one_by_one(u, l, ops, n, &fpe) != 0) return;
    CHECK_INT(call(l, l->fn, p, n, s, NULL), 0);
    for (intptr_t i = 0; i < n; i++) {
        const pnd_dtype *d = l->dtypes[u->nin];
        if (!same_element(d, ops[u->nin].dense + i * d->size, p[which] + i * s[which])) {
            CHECK_FAIL("%s %s in place n %d", u->name, d->name, (int)n);
            return;
        }
    }
}

static void test_map(void)
{
    for (int op = 0; op < PND_NOPS; op++) {
        const pnd_ufunc *u = &pnd_ufuncs[op];
        for (intptr_t i = 0; i < u->nloops; i++) {
            if (u->loops[i].flags & PND_LOOP_NEEDS_GIL) continue;
            for (intptr_t n = 0; n <= N_MAX; n++) {
                for (int k = 0; k < 3; k++) check_map(u, &u->loops[i], n);
                check_in_place(u, &u->loops[i], n);
            }
        }
    }
}

/* A binary loop used as a scan: out[i] = op(out[i - 1], in[i]) must see what it has just written. */
static void test_feeding(void)
{
    int64_t ones[N_MAX + 1], sums[N_MAX + 1];
    uint16_t halves[N_MAX + 1], half_sums[N_MAX + 1];
    for (int i = 0; i <= N_MAX; i++) {
        ones[i] = sums[i] = 1;
        halves[i] = half_sums[i] = 0x3c00;
    }
    char *const p[3] = {(char *)sums, (char *)(ones + 1), (char *)(sums + 1)}, *const q[3] = {(char *)half_sums, (char *)(halves + 1),
                                                                                              (char *)(half_sums + 1)};
    const intptr_t s[3] = {8, 8, 8}, t[3] = {2, 2, 2};
    CHECK_INT(call(pnd_ufuncs[PND_OP_add].same[PND_IDX_LONG], pnd_ufuncs[PND_OP_add].same[PND_IDX_LONG]->fn, p, N_MAX, s, NULL), 0);
    CHECK_INT(call(pnd_ufuncs[PND_OP_add].same[PND_IDX_HALF], pnd_ufuncs[PND_OP_add].same[PND_IDX_HALF]->fn, q, N_MAX, t, NULL), 0);
    CHECK_INT(sums[N_MAX], N_MAX + 1);
    CHECK_INT(half_sums[N_MAX], 0x5440); /* 68 */
}

/**************************************************************************** reductions */

#define RN_MAX 700

static int reduce_call(const pnd_reduction *r, pnd_loop_fn *fn, char *a, intptr_t sa, const char *b, intptr_t sb, intptr_t n)
{
    const pnd_dtype *const d[2] = {&pnd_dtype_rows[r->in], &pnd_dtype_rows[r->out]};
    const pnd_loop ctx = {d, NULL, &err, 0};
    char *const p[2] = {a, (char *)b};
    const intptr_t s[2] = {sa, sb};
    return fn(&ctx, p, &n, s);
}

/* n elements at `in` in `parts` pieces, merged as a chain. */
static void reduce_parts(const pnd_reduction *r, const char *in, intptr_t step, intptr_t n, intptr_t parts, char *out)
{
    _Alignas(64) char acc[2][PND_ACC_MAX];
    const intptr_t w = (intptr_t)r->acc_size;
    for (intptr_t k = 0; k < parts; k++) {
        const intptr_t from = n * k / parts, to = n * (k + 1) / parts;
        reduce_call(r, r->init, acc[k > 0], w, NULL, 0, 1);
        reduce_call(r, r->step, acc[k > 0], 0, in + from * step, step, to - from);
        if (k > 0) reduce_call(r, r->merge, acc[0], w, acc[1], w, 1);
    }
    reduce_call(r, r->finish, acc[0], w, out, 0, 1);
}

static bool is_exact(const char *name, const pnd_reduction *r)
{
    const pnd_dtype *d = &pnd_dtype_rows[r->in];
    return !pnd_dtype_is_inexact(d) || (strcmp(name, "add") != 0 && strcmp(name, "multiply") != 0 && strcmp(name, "var") != 0);
}

static bool close_enough(const pnd_reduction *r, const char *a, const char *b)
{
    const pnd_dtype *d = &pnd_dtype_rows[r->out];
    const double x = as_double(d, a), y = as_double(d, b), eps = d->size == 1 ? 0.3 : d->size == 2 ? 0.02 : 1e-4;
    return x == y || (x != x && y != y) || fabs(x - y) <= eps * (fabs(x) + fabs(y) + 1);
}

static void check_reduction(const char *name, const pnd_reduction *r, intptr_t n)
{
    static char data[RN_MAX * 32 * 2], dense[RN_MAX * 32];
    static _Alignas(64) char accs[RN_MAX * PND_ACC_MAX];
    static char outs[RN_MAX * 32];
    const pnd_dtype *d = &pnd_dtype_rows[r->in], *od = &pnd_dtype_rows[r->out];
    const bool exact = is_exact(name, r);
    const intptr_t w = d->size, step = rnd(2) ? 2 * w : -w;
    char *in = step < 0 ? data + (n - 1) * w : data, a[32], b[32], c[32];
    for (intptr_t i = 0; i < n; i++) {
        if (exact) rnd_element(d, in + i * step);
        else rnd_small(d, in + i * step);
        memcpy(dense + i * w, in + i * step, (size_t)w);
    }
    reduce_parts(r, dense, w, n, 1, a);
    reduce_parts(r, in, step, n, 1, b);
    CHECK(same_element(od, a, b)); /* the step decides no bit */
    reduce_parts(r, in, step, n, 1 + rnd(n), c);
    if (!(exact ? same_element(od, a, c) : close_enough(r, a, c))) CHECK_FAIL("%s %s n %d in parts", name, d->name, (int)n);
    /* n columns of 5 rows, against 5 elements one after another */
    const intptr_t acc = (intptr_t)r->acc_size;
    reduce_call(r, r->init, accs, acc, NULL, 0, n);
    for (intptr_t k = 0; k < 5; k++) {
        if (k & 1) reduce_call(r, r->step, accs, acc, in, step, n);
        else reduce_call(r, r->step, accs, acc, dense, w, n);
    }
    reduce_call(r, r->finish, accs, acc, outs, od->size, n);
    for (intptr_t i = 0; i < n; i++) {
        reduce_parts(r, dense + i * w, 0, 5, 1, b);
        if (!(exact ? same_element(od, b, outs + i * od->size) : close_enough(r, b, outs + i * od->size))) {
            CHECK_FAIL("%s %s: column %d of %d", name, d->name, (int)i, (int)n);
            return;
        }
    }
}

static void test_reductions(void)
{
    static const intptr_t sizes[] = {1, 2, 3, 7, 8, 9, 15, 16, 31, 33, 64, 67, 127, 128, 129, 300, 511, 512, 513, 700};
    static const char *const stat_names[] = {"var", "argmax", "argmin", "mean"};
    for (int idx = 0; idx < PND_NIDX; idx++) {
        for (intptr_t k = 0; k < PND_COUNT(sizes); k++) {
            for (int op = 0; op < PND_NOPS; op++) {
                if (pnd_ufuncs[op].reductions[idx]) check_reduction(pnd_ufuncs[op].name, pnd_ufuncs[op].reductions[idx], sizes[k]);
            }
            for (int stat = 0; stat < PND_NSTATS; stat++) {
                if (pnd_stat_find((pnd_stat)stat, idx)) check_reduction(stat_names[stat], pnd_stat_find((pnd_stat)stat, idx), sizes[k]);
            }
        }
    }
}

static void test_reduction_values(void)
{
    static double x[3000];
    static float f[3000];
    const pnd_reduction *sum = pnd_ufuncs[PND_OP_add].reductions[PND_IDX_DOUBLE], *sumf = pnd_ufuncs[PND_OP_add].reductions[PND_IDX_FLOAT];
    long double exact = 0, exactf = 0;
    for (int i = 0; i < 3000; i++) {
        x[i] = ldexp((double)(rnd64() >> 11), -53) - 0.5;
        f[i] = (float)x[i];
        exact += (long double)x[i];
        exactf += (long double)f[i];
    }
    double got;
    float gotf;
    reduce_parts(sum, (const char *)x, 8, 3000, 1, (char *)&got);
    reduce_parts(sumf, (const char *)f, 4, 3000, 1, (char *)&gotf);
    CHECK(fabsl((long double)got - exact) < 1e-13L);
    CHECK(gotf == (float)exactf);
    const pnd_reduction *var = pnd_stat_find(PND_STAT_VAR, PND_IDX_DOUBLE);
    for (int i = 0; i < 3000; i++) x[i] = 1e9 + i % 2;
    reduce_parts(var, (const char *)x, 8, 3000, 3, (char *)&got);
    CHECK(fabs(got - 0.25) < 1e-9); /* no cancellation */
    const double nan = NAN, v[5] = {1, -INFINITY, nan, INFINITY, nan};
    intptr_t at;
    reduce_parts(pnd_stat_find(PND_STAT_ARGMAX, PND_IDX_DOUBLE), (const char *)v, 8, 5, 1, (char *)&at);
    CHECK_INT(at, 2);
    reduce_parts(pnd_stat_find(PND_STAT_ARGMIN, PND_IDX_DOUBLE), (const char *)v, 8, 2, 1, (char *)&at);
    CHECK_INT(at, 1);
    const double zeros[3] = {-1, -0.0, 0.0};
    reduce_parts(pnd_stat_find(PND_STAT_ARGMAX, PND_IDX_DOUBLE), (const char *)zeros, 8, 3, 1, (char *)&at);
    CHECK_INT(at, 1);
}

/**************************************************************************** scans */

static void test_scans(void)
{
    static char in[64 * 32], got[64 * 32], want[64 * 32];
    for (int op = 0; op < PND_NOPS; op++) {
        for (int idx = 0; idx < PND_NIDX; idx++) {
            pnd_loop_fn *scan = pnd_ufuncs[op].scans[idx];
            const pnd_ufunc_loop *l = pnd_ufuncs[op].same[idx];
            if (scan == NULL || !l) continue;
            const pnd_dtype *d = l->dtypes[0];
            const intptr_t w = d->size, s[3] = {0, w, w}, one[3] = {w, w, w}, n = 63;
            for (intptr_t i = 0; i < 64; i++) rnd_element(d, in + i * w);
            _Alignas(16) char state[32];
            memcpy(state, in, (size_t)w);
            memcpy(got, in, (size_t)w);
            memcpy(want, in, (size_t)w);
            CHECK_INT(call(l, scan, (char *const[]){state, in + w, got + w}, n, s, NULL), 0);
            for (intptr_t i = 1; i < 64; i++) call(l, l->fn, (char *const[]){want + (i - 1) * w, in + i * w, want + i * w}, 1, one, NULL);
            for (intptr_t i = 0; i < 64; i++) {
                if (!same_element(d, want + i * w, got + i * w)) {
                    CHECK_FAIL("%s %s: running result %d", pnd_ufuncs[op].name, d->name, (int)i);
                    break;
                }
            }
            CHECK(same_element(d, state, got + 63 * w));
        }
    }
}

/**************************************************************************** sorting */

#define SORT_MAX 2300

static void check_sorting(const pnd_dtype *d, const pnd_sorting *q, intptr_t n, int few)
{
    static _Alignas(64) char data[SORT_MAX * 32], sorted[SORT_MAX * 32];
    static intptr_t index[SORT_MAX];
    static bool seen[SORT_MAX];
    const intptr_t w = d->size;
    const pnd_loop ctx = {&d, NULL, &err, 0};
    for (intptr_t i = 0; i < n; i++) {
        if (few && i >= 5) memcpy(data + i * w, data + rnd(5) * w, (size_t)w);
        else rnd_element(d, data + i * w);
        index[i] = i;
        seen[i] = false;
    }
    memcpy(sorted, data, (size_t)(n * w));
    CHECK_INT(q->argsort(&ctx, data, index, n, true), 0);
    CHECK_INT(q->sort(&ctx, sorted, n, true), 0);
    for (intptr_t i = 0; i < n; i++) {
        MUST(index[i] >= 0 && index[i] < n && !seen[index[i]]);
        seen[index[i]] = true;
        MUST(memcmp(sorted + i * w, data + index[i] * w, (size_t)w) == 0);
        if (i == 0) continue;
        const char *a = data + index[i - 1] * w, *b = data + index[i] * w;
        if (q->less(b, a) || (!q->less(a, b) && index[i - 1] > index[i])) {
            CHECK_FAIL("%s: %d elements, place %d", d->name, (int)n, (int)i);
            return;
        }
    }
}

static void test_sorting(void)
{
    static const intptr_t sizes[] = {0, 1, 2, 3, 19, 20, 21, 40, 41, 63, 64, 65, 299, 300, 301, 499, 500, 777, 1500, 1999, 2000, 2300};
    for (int idx = 0; idx < PND_NPLAIN; idx++) {
        const pnd_dtype *d = &pnd_dtype_rows[idx];
        MUST(pnd_sorting_find(idx) != NULL);
        for (intptr_t k = 0; k < PND_COUNT(sizes); k++) {
            check_sorting(d, pnd_sorting_find(idx), sizes[k], 0);
            check_sorting(d, pnd_sorting_find(idx), sizes[k], 1);
        }
    }
}

/**************************************************************************** the registry */

static const char *types_of(const pnd_ufunc *u)
{
    static char text[1024];
    char *t = text;
    for (intptr_t i = 0; i < u->nloops; i++) {
        for (int k = 0; k < u->nin + u->nout; k++) {
            if (k == u->nin) t += sprintf(t, "->");
            *t++ = u->loops[i].dtypes[k]->type_char;
        }
        *t++ = ' ';
    }
    *t = 0;
    return text;
}

static bool starts_with(const char *text, const char *start) { return strncmp(text, start, strlen(start)) == 0; }

static void test_types(void)
{
    CHECK(starts_with(types_of(&pnd_ufuncs[PND_OP_add]),
                      "?"
                      "?->? bb->b BB->B hh->h HH->H ii->i II->I ll->l LL->L qq->q QQ->Q ee->e ff->f dd->d gg->g FF->F DD->D GG->G "));
    CHECK(starts_with(
        types_of(&pnd_ufuncs[PND_OP_less]),
        "?"
        "?->? bb->? BB->? hh->? HH->? ii->? II->? ll->? LL->? qq->? QQ->? qQ->? Qq->? ee->? ff->? dd->? gg->? FF->? DD->? GG->? "));
    CHECK(starts_with(types_of(&pnd_ufuncs[PND_OP_absolute]),
                      "?->? b->b B->B h->h H->H i->i I->I l->l L->L q->q Q->Q e->e f->f d->d g->g F->f D->d G->g "));
    CHECK(starts_with(types_of(&pnd_ufuncs[PND_OP_divmod]),
                      "bb->bb BB->BB hh->hh HH->HH ii->ii II->II ll->ll LL->LL qq->qq QQ->QQ ee->ee ff->ff dd->dd gg->gg "));
    CHECK(starts_with(types_of(&pnd_ufuncs[PND_OP_divide]), "ee->e ff->f dd->d gg->g FF->F DD->D GG->G "));
    for (int op = 0; op < PND_NOPS; op++) {
        const pnd_ufunc *u = &pnd_ufuncs[op];
        if (u->nloops == 0) CHECK_FAIL("%s has no loop", u->name);
        for (int idx = 0; idx < PND_NIDX; idx++) {
            if (u->same[idx] == NULL) continue;
            for (int k = 0; k < u->nin; k++) CHECK(u->same[idx]->dtypes[k] == &pnd_dtype_rows[idx]);
        }
    }
}

/* op, dtypes (chars), weak ('i', 'f', 'c' or space), the loop's inputs or "" for none */
static const struct {
    int op;
    const char *in, *weak, *loop;
} resolutions[] = {
    {PND_OP_add, "bb", "  ", "bb"},      {PND_OP_add, "bB", "  ", "hh"},
    {PND_OP_add, "lL", "  ", "dd"},      {PND_OP_add, "?b", "  ", "bb"},
    {PND_OP_add, "??", "  ", "??"},      {PND_OP_subtract, "??", "  ", ""},
    {PND_OP_subtract, "?b", "  ", "bb"}, {PND_OP_add, "ef", "  ", "ff"},
    {PND_OP_add, "bl", " i", "bb"},      {PND_OP_add, "bd", " f", "dd"},
    {PND_OP_add, "fd", " f", "ff"},      {PND_OP_add, "fD", " c", "FF"},
    {PND_OP_divide, "bb", "  ", "dd"},   {PND_OP_divide, "??", "  ", "dd"},
    {PND_OP_divide, "be", "  ", "ee"},   {PND_OP_divide, "qq", "  ", "dd"},
    {PND_OP_less, "lL", "  ", "qQ"},     {PND_OP_less, "QB", "  ", "QQ"},
    {PND_OP_less, "bL", "  ", "qQ"},     {PND_OP_less, "Lb", "  ", "Qq"},
    {PND_OP_less, "lf", "  ", "dd"},     {PND_OP_fabs, "b", " ", "e"},
    {PND_OP_fabs, "h", " ", "f"},        {PND_OP_fabs, "i", " ", "d"},
    {PND_OP_fabs, "D", " ", ""},         {PND_OP_square, "?", " ", "b"},
    {PND_OP_negative, "?", " ", ""},     {PND_OP_bitwise_and, "ff", "  ", ""},
    {PND_OP_add, "Ee", "  ", "ff"},      {PND_OP_add, "EB", "  ", "EE"},
    {PND_OP_add, "Ed", " f", "EE"},      {PND_OP_fabs, "E", " ", "E"},
    {PND_OP_rint, "b", " ", "e"},        {PND_OP_logical_and, "bd", "  ", "dd"},
};

static const pnd_dtype *dtype_of(char c)
{
    for (int idx = 0; idx < PND_NIDX; idx++) {
        if (pnd_dtype_rows[idx].type_char == c) return &pnd_dtype_rows[idx];
    }
    return NULL;
}

static void test_resolve(void)
{
    for (intptr_t i = 0; i < PND_COUNT(resolutions); i++) {
        const pnd_ufunc *u = &pnd_ufuncs[resolutions[i].op];
        const pnd_dtype *in[2];
        uint8_t weak[2];
        for (int k = 0; k < u->nin; k++) {
            in[k] = dtype_of(resolutions[i].in[k]);
            const char w = resolutions[i].weak[k];
            weak[k] = w == 'i' ? PND_WEAK_INT : w == 'f' ? PND_WEAK_FLOAT : w == 'c' ? PND_WEAK_COMPLEX : PND_WEAK_NOT;
        }
        const pnd_ufunc_loop *l = pnd_ufunc_resolve(u, in, weak, &err);
        char got[3] = "";
        for (int k = 0; l && k < u->nin; k++) got[k] = l->dtypes[k]->type_char;
        if (strcmp(got, resolutions[i].loop) != 0)
            CHECK_FAIL("%s of %s: loop %s, not %s", u->name, resolutions[i].in, got, resolutions[i].loop);
        if (!l) CHECK_INT(err.code, PND_ERR_NOLOOP);
    }
}

int main(void)
{
    if (pnd_cpu_init(&err) < 0 || pnd_registry_init(&err) < 0) return puts(err.message), 1;
    RUN(test_types);
    RUN(test_resolve);
    RUN(test_map);
    RUN(test_feeding);
    RUN(test_reductions);
    RUN(test_reduction_values);
    RUN(test_scans);
    RUN(test_sorting);
    return check_done();
}
