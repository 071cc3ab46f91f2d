/*
 * Do two views share memory?
 *
 * The addresses of a view are base + sum(s_i x_i) + k with 0 <= x_i < shape_i and 0 <= k < itemsize.  Turning negative
 * steps round, two views share a byte exactly when a bounded linear Diophantine equation
 *
 *     sum(a_i x_i) = r,   0 <= x_i <= u_i,   a_i > 0
 *
 * has a solution.  search() walks the terms from the largest a_i down.  At each it keeps the remainder within what the
 * smaller terms can still sum up to, and only visits values that leave a remainder divisible by their common divisor (an
 * arithmetic progression, found with one modular inverse), so that it ends after a few nodes for the layouts that occur;
 * max_work bounds the nodes for those that are made to be hard (the problem is NP-complete).
 */
#include "overlap.h"

#include "strides.h"

#include "../platform/checked.h"

typedef __int128 wide; /* sums of products of extents: two views' reach at most 2^65 */

typedef struct term {
    intptr_t a, u;
} term;

#define MAX_TERMS (2 * PND_MAXDIMS + 2)

typedef struct equation {
    int n;
    term terms[MAX_TERMS];
    wide reach[MAX_TERMS + 1];  /* sum of a_i u_i from i on */
    intptr_t gcd[MAX_TERMS + 1]; /* of a_i from i on; 0 at the end */
    intptr_t work;              /* nodes left; negative: no limit */
} equation;

static intptr_t gcd_of(intptr_t a, intptr_t b)
{
    while (b) {
        intptr_t r = a % b;
        a = b;
        b = r;
    }
    return a;
}

/* x with a x = 1 (mod m); gcd(a, m) == 1, m >= 1. */
static intptr_t inverse(intptr_t a, intptr_t m)
{
    wide r0 = m, r1 = a % m, t0 = 0, t1 = 1;
    while (r1 != 0) {
        wide q = r0 / r1, r = r0 - q * r1, t = t0 - q * t1;
        r0 = r1, r1 = r;
        t0 = t1, t1 = t;
    }
    t0 %= m;
    return (intptr_t)(t0 < 0 ? t0 + m : t0);
}

static void add_term(equation *e, intptr_t a, intptr_t u)
{
    if (a == 0 || u <= 0) return;
    assert(a > 0 && e->n < MAX_TERMS);
    e->terms[e->n++] = (term){a, u};
}

/* Sorts by falling a, merges equal ones, fills reach and gcd.  False when a merged bound does not fit. */
static bool prepare(equation *e)
{
    for (int i = 1; i < e->n; i++) {
        term t = e->terms[i];
        int k = i;
        for (; k > 0 && e->terms[k - 1].a < t.a; k--) e->terms[k] = e->terms[k - 1];
        e->terms[k] = t;
    }
    int n = 0;
    for (int i = 0; i < e->n; i++) {
        if (n > 0 && e->terms[n - 1].a == e->terms[i].a) {
            if (pnd_add_over(e->terms[n - 1].u, e->terms[i].u, &e->terms[n - 1].u)) return false;
        } else {
            e->terms[n++] = e->terms[i];
        }
    }
    e->n = n;
    e->reach[n] = 0;
    e->gcd[n] = 0;
    for (int i = n - 1; i >= 0; i--) {
        e->reach[i] = e->reach[i + 1] + (wide)e->terms[i].a * e->terms[i].u;
        e->gcd[i] = gcd_of(e->terms[i].a, e->gcd[i + 1]);
    }
    return true;
}

/* Is there a solution with the terms from i on?  Depth is at most MAX_TERMS. */
static pnd_overlap search(equation *e, int i, wide r)
{
    if (r < 0 || r > e->reach[i]) return PND_OVERLAP_NO;
    if (r == 0) return PND_OVERLAP_YES;
    if (e->work == 0) return PND_OVERLAP_TOO_HARD;
    if (e->work > 0) e->work--;
    if (r % e->gcd[i] != 0) return PND_OVERLAP_NO;

    const intptr_t a = e->terms[i].a, g = e->gcd[i + 1];
    if (g == 0) return r / a <= e->terms[i].u ? PND_OVERLAP_YES : PND_OVERLAP_NO; /* the last term; a divides r */

    wide low = r > e->reach[i + 1] ? (r - e->reach[i + 1] + a - 1) / a : 0;
    wide high = r / a < e->terms[i].u ? r / a : e->terms[i].u;
    /* a x = r (mod g): x runs through a residue class modulo g / gcd(a, g). */
    intptr_t step = g / e->gcd[i];
    intptr_t first = (intptr_t)((wide)((r / e->gcd[i]) % step) * inverse((a / e->gcd[i]) % step, step) % step);
    wide x = low + (first - low % step + step) % step;
    for (; x <= high; x += step) {
        pnd_overlap found = search(e, i + 1, r - a * x);
        if (found != PND_OVERLAP_NO) return found;
    }
    return PND_OVERLAP_NO;
}

static pnd_overlap solve(equation *e, wide r)
{
    if (!prepare(e)) return PND_OVERLAP_TOO_HARD;
    return search(e, 0, r);
}

/* Adds the axes of v as terms with positive steps.  False when a step has no magnitude. */
static bool add_view(equation *e, const pnd_view *v)
{
    for (int i = 0; i < v->ndim; i++) {
        if (v->strides[i] == INTPTR_MIN) return false;
        add_term(e, v->strides[i] < 0 ? -v->strides[i] : v->strides[i], v->shape[i] - 1);
    }
    add_term(e, 1, v->dtype->size - 1);
    return true;
}

static bool span(const pnd_view *v, wide *lo, wide *hi)
{
    intptr_t low, high;
    if (pnd_extent(v->ndim, v->shape, v->strides, v->dtype->size, &low, &high) < 0) return false;
    *lo = (wide)(uintptr_t)v->data + low;
    *hi = (wide)(uintptr_t)v->data + high;
    return true;
}

pnd_overlap pnd_views_overlap(const pnd_view *a, const pnd_view *b, intptr_t max_work)
{
    wide alo, ahi, blo, bhi;
    if (!span(a, &alo, &ahi) || !span(b, &blo, &bhi)) return PND_OVERLAP_TOO_HARD;
    if (alo >= ahi || blo >= bhi || ahi <= blo || bhi <= alo) return PND_OVERLAP_NO;
    if (max_work == 0) return PND_OVERLAP_TOO_HARD;
    /* A contiguous block has no gaps: overlapping extents decide. */
    if (pnd_contiguity(a->ndim, a->shape, a->strides, a->dtype->size) && pnd_contiguity(b->ndim, b->shape, b->strides, b->dtype->size))
        return PND_OVERLAP_YES;
    /* alo + X = bhi - 1 - Y, both sums with non-negative terms. */
    equation e = {.n = 0, .work = max_work};
    if (!add_view(&e, a) || !add_view(&e, b)) return PND_OVERLAP_TOO_HARD;
    return solve(&e, bhi - 1 - alo);
}

pnd_overlap pnd_view_self_overlap(const pnd_view *v, intptr_t max_work)
{
    equation base = {.n = 0};
    for (int i = 0; i < v->ndim; i++)
        if (v->shape[i] == 0) return PND_OVERLAP_NO;
    for (int i = 0; i < v->ndim; i++) {
        if (v->strides[i] == INTPTR_MIN) return PND_OVERLAP_TOO_HARD;
        if (v->shape[i] > 1 && v->strides[i] == 0) return v->dtype->size > 0 ? PND_OVERLAP_YES : PND_OVERLAP_NO;
        add_term(&base, v->strides[i] < 0 ? -v->strides[i] : v->strides[i], v->shape[i] - 1);
    }
    intptr_t item = v->dtype->size;
    if (item == 0) return PND_OVERLAP_NO;
    int n = base.n;
    /* Rising steps; where each is at least the reach of the smaller ones, every address is met once. */
    for (int i = 1; i < n; i++) {
        term t = base.terms[i];
        int k = i;
        for (; k > 0 && base.terms[k - 1].a > t.a; k--) base.terms[k] = base.terms[k - 1];
        base.terms[k] = t;
    }
    wide reach = item;
    int i = 0;
    for (; i < n && base.terms[i].a >= reach; i++) reach += (wide)base.terms[i].a * base.terms[i].u;
    if (i == n) return PND_OVERLAP_NO;
    if (max_work == 0) return PND_OVERLAP_TOO_HARD;

    /* Two different indices whose elements share a byte: d = x - y with |sum(a_i d_i)| < item.  Taking the first
       non-zero d_j positive, d_j = 1 + p, d_i = q_i - u_i for the terms after it, k = k' - (item - 1). */
    intptr_t work = max_work;
    for (int j = 0; j < n; j++) {
        equation e = {.n = 0, .work = work};
        wide r = (wide)item - 1 - base.terms[j].a;
        add_term(&e, base.terms[j].a, base.terms[j].u - 1);
        for (int m = j + 1; m < n; m++) {
            intptr_t twice;
            if (pnd_mul_over(2, base.terms[m].u, &twice)) return PND_OVERLAP_TOO_HARD;
            add_term(&e, base.terms[m].a, twice);
            r += (wide)base.terms[m].a * base.terms[m].u;
        }
        add_term(&e, 1, 2 * (item - 1));
        pnd_overlap found = solve(&e, r);
        if (found != PND_OVERLAP_NO) return found;
        work = e.work;
    }
    return PND_OVERLAP_NO;
}

bool pnd_views_identical(const pnd_view *a, const pnd_view *b)
{
    if (a->data != b->data || a->ndim != b->ndim || a->dtype->size != b->dtype->size) return false;
    for (int i = 0; i < a->ndim; i++) {
        if (a->shape[i] != b->shape[i]) return false;
        if (a->shape[i] > 1 && a->strides[i] != b->strides[i]) return false;
    }
    return true;
}
