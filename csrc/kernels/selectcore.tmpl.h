/*
 * Selection in an array of E: the elements at some places become those that sorting would put there, none that is greater
 * stands before them and none that is less behind.  Included by sortcore.tmpl.h, whose E, CORE(x) and ELESS(a, b) it uses.
 *
 * A range is split by a pivot of a sorted sample whose rank lies a little beyond the place that is wanted, so that the second
 * split throws away nearly all of the rest: 1.7 visits an element for a median.  What the splits may cost is limited; what is
 * left then is sorted by CORE(rest), so that no input takes more than that.  Another thread may write to the data meanwhile: a
 * split swaps elements within its range, whatever they are.
 */
#ifndef E
#include "sortcore.tmpl.h" /* includes this with its own */
#else
#define SAMPLE 511

typedef int CORE(rest)(const pnd_loop *ctx, E *a, intptr_t n);

/* Brings the elements of a[lo, hi) that are less than the pivot (or_equal: not greater) to the front; where they end, or -1.
   rare: few are, so that a branch is foreseen; without it each step would wait for what the last one stored in a[k]. */
PND_INLINE intptr_t CORE(split)(const pnd_loop *ctx, E *a, intptr_t lo, intptr_t hi, const E *pivot, const bool or_equal, const bool rare)
{
    const E p = *pivot;
    intptr_t k = lo;
    for (intptr_t i = lo; i < hi;) {
        const intptr_t m = pnd_piece(hi - i);
        for (const intptr_t end = i + m; i < end; i++) {
            const E x = a[i];
            const bool first = or_equal ? !ELESS(p, x) : ELESS(x, p);
            if (rare && PND_LIKELY(!first)) continue;
            a[i] = a[k];
            a[k] = x;
            k += first;
        }
        if (pnd_sort_stop(ctx, m)) return -1;
    }
    return k;
}

/* An element of about the rank of place k in a[lo, hi), on the side of it where fewer are left.  *low: few are less than it. */
static E CORE(pivot)(const E *a, intptr_t lo, intptr_t hi, intptr_t k, bool *low)
{
    E sample[SAMPLE];
    const intptr_t n = hi - lo, size = n < 1500 ? 7 : n < 16384 ? 63 : SAMPLE, margin = n < 1500 ? 0 : n < 16384 ? 5 : 20;
    uint32_t noise = (uint32_t)n;
    for (intptr_t i = 0; i < size; i++) {
        noise = noise * 1664525u + 1013904223u;
        sample[i] = a[lo + i * (n / size) + (intptr_t)(noise >> 8) % (n / size)];
    }
    for (intptr_t gap = size / 3 + 1; gap > 0; gap /= 3) { /* Shell's sort */
        for (intptr_t i = gap; i < size; i++) {
            const E x = sample[i];
            intptr_t j = i;
            for (; j >= gap && ELESS(x, sample[j - gap]); j -= gap) sample[j] = sample[j - gap];
            sample[j] = x;
        }
    }
    intptr_t rank = (intptr_t)((double)(k - lo) / (double)n * (double)size);
    rank += 2 * rank < size ? margin : -margin;
    rank = rank < 0 ? 0 : rank >= size ? size - 1 : rank;
    *low = 12 * (rank + 1) < size;
    return sample[rank];
}

/* Settles place k of a[lo, hi).  *budget: visits that are left. */
static int CORE(settle)(const pnd_loop *ctx, E *a, intptr_t lo, intptr_t hi, intptr_t k, intptr_t *budget, CORE(rest) * rest)
{
    while (hi - lo > PND_SORT_RUN) {
        if (*budget < hi - lo) return rest(ctx, a + lo, hi - lo);
        *budget -= hi - lo;
        bool low;
        const E pivot = CORE(pivot)(a, lo, hi, k, &low);
        intptr_t m = low ? CORE(split)(ctx, a, lo, hi, &pivot, false, true) : CORE(split)(ctx, a, lo, hi, &pivot, false, false);
        if (m < 0) return -1;
        if (k < m) hi = m;
        else if (m > lo) lo = m;
        else { /* the pivot is the least: those equal to it come next */ m = CORE(split)(ctx, a, lo, hi, &pivot, true, false);
            if (m < 0) return -1;
            if (k < m) return 0;
            lo = m;
        }
    }
    CORE(insertion)(a + lo, hi - lo);
    return 0;
}

/* The places kth[0 ... nk) rise and lie in [lo, hi): the middle one first. */
PND_UNUSED static int CORE(select)(const pnd_loop *ctx, E *a, intptr_t lo, intptr_t hi, const intptr_t *kth, intptr_t nk, CORE(rest) * rest)
{
    while (nk > 0) {
        const intptr_t mid = nk / 2, k = kth[mid];
        intptr_t budget = 8 * (hi - lo);
        if (CORE(settle)(ctx, a, lo, hi, k, &budget, rest) < 0) return -1;
        if (CORE(select)(ctx, a, lo, k, kth, mid, rest) < 0) return -1;
        kth += mid + 1, nk -= mid + 1, lo = k + 1;
    }
    return 0;
}
#undef SAMPLE
#endif
