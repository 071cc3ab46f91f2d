/*
 * Stable sorting of an array of E: insertion for runs, merging, and for integer keys radix passes (least digit first).
 *
 * Needs E (element), CORE(x) (a name unique to E), ELESS(a, b), and for radix EKEY(e) of unsigned type KU; all undefined
 * afterwards.  Another thread may write to the data meanwhile, so nothing counted in a first pass bounds a later one
 * unless both look at a private copy: merging moves by positions alone, and the radix passes run on two buffers of ours.
 */
#ifndef E
#include "template.h"
#define E int32_t
#define KU uint32_t
#define EKEY(e) ((uint32_t)(e) ^ 0x80000000u)
#define ELESS(a, b) ((a) < (b))
#define CORE(x) PND_PASTE(x, core)
#endif

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

PND_INLINE void CORE(merge)(const E *a, intptr_t na, const E *b, intptr_t nb, E *out)
{
    intptr_t i = 0, j = 0, k = 0;
    while (i < na && j < nb) {
        const bool second = ELESS(b[j], a[i]);
        const E *from = second ? &b[j] : &a[i];
        out[k++] = *from;
        j += second;
        i += !second;
    }
    memcpy(out + k, a + i, (size_t)(na - i) * sizeof(E));
    memcpy(out + k + (na - i), b + j, (size_t)(nb - j) * sizeof(E));
}

/* Runs are sorted in place, then merged to and fro between a and spare. */
static void CORE(by_merging)(E *a, E *spare, intptr_t n)
{
    for (intptr_t i = 0; i < n; i += PND_SORT_RUN) CORE(insertion)(a + i, n - i < PND_SORT_RUN ? n - i : PND_SORT_RUN);
    E *from = a, *to = spare;
    for (intptr_t run = PND_SORT_RUN; run < n; run *= 2) {
        for (intptr_t i = 0; i < n; i += 2 * run) {
            const intptr_t na = n - i < run ? n - i : run, nb = n - i - na < run ? n - i - na : run;
            CORE(merge)(from + i, na, from + i + na, nb, to + i);
        }
        E *t = from;
        from = to;
        to = t;
    }
    if (from != a) memcpy(a, from, (size_t)n * sizeof(E));
}

#ifdef EKEY
/* One pass by the digit at `shift`; next[d] is where the next element of digit d goes. */
static void CORE(pass)(const E *from, E *to, intptr_t n, int shift, intptr_t *next)
{
    for (intptr_t i = 0; i < n; i++) {
        const E x = from[i];
        to[next[(uint8_t)(EKEY(x) >> shift)]++] = x;
    }
}

/* Sorts x (a private copy), with y as scratch, into `out` (anybody's memory: it is only written), or, where out is NULL, into
   whichever of the two it returns. */
static E *CORE(by_radix)(E *x, E *y, E *out, intptr_t n)
{
    intptr_t counts[sizeof(KU)][256];
    int used[sizeof(KU)], passes = 0;
    memset(counts, 0, sizeof counts);
    for (intptr_t i = 0; i < n; i++) {
        const KU k = EKEY(x[i]);
        for (int d = 0; d < (int)sizeof(KU); d++) counts[d][(uint8_t)(k >> (8 * d))]++;
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
        CORE(pass)(x, to, n, 8 * used[k], counts[used[k]]);
        y = x;
        x = to;
    }
    if (passes == 0 && out) memcpy(out, x, (size_t)n * sizeof(E));
    return x;
}
#endif

#undef E
#undef KU
#undef EKEY
#undef ELESS
#undef CORE
