/*
 * Stable sorting of an array of E: insertion for runs, merging, and for integer keys radix passes (least digit first).
 *
 * Needs E (element), CORE(x) (a name unique to E), ELESS(a, b), and for radix EKEY(e) of unsigned type KU; all undefined
 * afterwards.  Another thread may write to the data meanwhile, so nothing counted in a first pass bounds a later one
 * unless both look at a private copy: merging moves by positions alone, and the radix passes run on two buffers of ours.
 *
 * All ask the pace of their context and give up with -1 when it says so; the elements are then all there, in some order.
 */
#ifndef E
#include "template.h"
#define E int32_t
#define KU uint32_t
#define EKEY(e) ((uint32_t)(e) ^ 0x80000000u)
#define ELESS(a, b) ((a) < (b))
#define CORE(x) PND_PASTE(x, core)
#endif
#include "sortlimits.h"

#ifndef PND_SORT_RUN
#define PND_SORT_RUN 20
#endif

static void CORE(insertion)(E *a, intptr_t n)
{
    for (intptr_t i = 1; i < n; i++) {
        const E x = a[i];
        intptr_t j = i;
        while (j > 0 && ELESS(x, a[j - 1])) {
            a[j] = a[j - 1];
            j--;
        }
        a[j] = x;
    }
}

PND_INLINE int CORE(merge)(const pnd_loop *ctx, const E *a, intptr_t na, const E *b, intptr_t nb, E *out)
{
    intptr_t i = 0, j = 0, k = 0;
    while (i < na && j < nb) {
        const intptr_t ai = i + pnd_piece(na - i), bj = j + pnd_piece(nb - j), k0 = k;
        while (i < ai && j < bj) {
            const bool second = ELESS(b[j], a[i]);
            const E *from = second ? &b[j] : &a[i];
            out[k++] = *from;
            j += second;
            i += !second;
        }
        if (pnd_sort_stop(ctx, k - k0)) return -1;
    }
    memcpy(out + k, a + i, (size_t)(na - i) * sizeof(E));
    memcpy(out + k + (na - i), b + j, (size_t)(nb - j) * sizeof(E));
    return 0;
}

/* Runs are sorted in place, then merged to and fro between a and spare. */
static int CORE(by_merging)(const pnd_loop *ctx, E *a, E *spare, intptr_t n)
{
    for (intptr_t i = 0; i < n; i += PND_SORT_RUN) {
        CORE(insertion)(a + i, n - i < PND_SORT_RUN ? n - i : PND_SORT_RUN);
        if (pnd_sort_stop(ctx, 4 * PND_SORT_RUN)) return -1;
    }
    E *from = a, *to = spare;
    int status = 0;
    for (intptr_t run = PND_SORT_RUN; run < n; run *= 2) {
        for (intptr_t i = 0; i < n && status == 0; i += 2 * run) {
            const intptr_t na = n - i < run ? n - i : run, nb = n - i - na < run ? n - i - na : run;
            status = CORE(merge)(ctx, from + i, na, from + i + na, nb, to + i);
        }
        if (status < 0) break; /* all are still in `from` */
        E *t = from;
        from = to;
        to = t;
    }
    if (from != a) memcpy(a, from, (size_t)n * sizeof(E));
    return status;
}

#ifdef EKEY
/* One pass by the digit at `shift`; next[d] is where the next element of digit d goes. */
static int CORE(pass)(const pnd_loop *ctx, const E *from, E *to, intptr_t n, int shift, intptr_t *next)
{
    for (intptr_t i = 0; i < n;) {
        const intptr_t m = pnd_piece(n - i);
        for (const intptr_t end = i + m; i < end; i++) {
            const E x = from[i];
            to[next[(uint8_t)(EKEY(x) >> shift)]++] = x;
        }
        if (pnd_sort_stop(ctx, m)) return -1;
    }
    return 0;
}

/* Sorts x (a private copy), with y as scratch, into `out` (anybody's memory: it is only written), or, where out is NULL, into
   whichever of the two it returns.  NULL when it stopped: `out` then has been left alone or holds all elements of x. */
static E *CORE(by_radix)(const pnd_loop *ctx, E *x, E *y, E *out, intptr_t n)
{
    intptr_t counts[sizeof(KU)][256];
    int used[sizeof(KU)], passes = 0;
    memset(counts, 0, sizeof counts);
    for (intptr_t i = 0; i < n;) {
        const intptr_t m = pnd_piece(n - i);
        for (const intptr_t end = i + m; i < end; i++) {
            const KU k = EKEY(x[i]);
            for (int d = 0; d < (int)sizeof(KU); d++) counts[d][(uint8_t)(k >> (8 * d))]++;
        }
        if (pnd_sort_stop(ctx, m)) return NULL;
    }
    for (int d = 0; d < (int)sizeof(KU); d++) {
        if (counts[d][(uint8_t)(EKEY(x[0]) >> (8 * d))] == n) continue; /* all alike in this digit */
        intptr_t at = 0;
        for (int v = 0; v < 256; v++) {
            const intptr_t c = counts[d][v];
            counts[d][v] = at;
            at += c;
        }
        used[passes++] = d;
    }
    for (int k = 0; k < passes; k++) {
        E *to = out && k == passes - 1 ? out : y;
        if (CORE(pass)(ctx, x, to, n, 8 * used[k], counts[used[k]]) < 0) {
            if (out && to == out) memcpy(out, x, (size_t)n * sizeof(E));
            return NULL;
        }
        y = x;
        x = to;
    }
    if (passes == 0 && out) memcpy(out, x, (size_t)n * sizeof(E));
    return x;
}
#endif

#include "selectcore.tmpl.h"

#undef E
#undef KU
#undef EKEY
#undef ELESS
#undef CORE
