/*
 * Binomial numbers: inversion where n p is at most 30, else BTPE (Kachitvichyanukul and Schmeiser, CACM 31, 1988), a rejection from a
 * triangle over the mode, parallelograms beside it and exponential tails.  The names are the paper's.
 */
#include "binomial.h"

#include <math.h>
#include <stdlib.h>

/**** Inversion ****/

static void prepare_inversion(pnd_binomial *b, int64_t n, double p, bool old)
{
    b->ready = true, b->n = n, b->p = p;
    b->q = 1.0 - p;
    b->r = old ? exp((double)n * log(b->q)) : exp((double)n * log1p(-p)); /* P(0) */
    const double np = b->c = (double)n * p;
    const double far = np + 10.0 * sqrt(np * b->q + 1);
    b->m = (int64_t)((double)n < far ? (double)n : far); /* the search gives up here and draws again */
}

static int64_t inversion(const pnd_bitgen *g, int64_t n, double p, pnd_binomial *b, bool old)
{
    if (!b->ready || b->n != n || b->p != p) prepare_inversion(b, n, p, old);
    int64_t x = 0;
    double px = b->r, u = pnd_next_double(g);
    while (u > px) {
        x++;
        if (x > b->m) {
            x = 0;
            px = b->r;
            u = pnd_next_double(g);
        } else {
            u -= px;
            px = ((double)(n - x + 1) * p * px) / ((double)x * b->q);
        }
    }
    return x;
}

/**** BTPE ****/

/* Step 0: the areas p1 to p4 of the four pieces, one added to the other. */
static void prepare_btpe(pnd_binomial *b, int64_t n, double p)
{
    b->ready = true, b->n = n, b->p = p;
    const double r = b->r = p < 1.0 - p ? p : 1.0 - p;
    const double q = b->q = 1.0 - r;
    b->fm = (double)n * r + r;
    b->m = (int64_t)floor(b->fm);
    b->p1 = floor(2.195 * sqrt((double)n * r * q) - 4.6 * q) + 0.5;
    b->xm = (double)b->m + 0.5;
    b->xl = b->xm - b->p1;
    b->xr = b->xm + b->p1;
    b->c = 0.134 + 20.5 / (15.3 + (double)b->m);
    double a = (b->fm - b->xl) / (b->fm - b->xl * r);
    b->laml = a * (1.0 + a / 2.0);
    a = (b->xr - b->fm) / (b->xr * q);
    b->lamr = a * (1.0 + a / 2.0);
    b->p2 = b->p1 * (1.0 + 2.0 * b->c);
    b->p3 = b->p2 + b->c / b->laml;
    b->p4 = b->p3 + b->c / b->lamr;
}

/* Steps 1 to 4: a point under the hat.  False: outside, draw again; *sure: in the triangle, where no test is needed. */
static bool propose(const pnd_bitgen *g, const pnd_binomial *b, int64_t *y, double *height, bool *sure)
{
    const double u = pnd_next_double(g) * b->p4;
    double v = pnd_next_double(g);
    *sure = u <= b->p1;
    if (*sure) {
        *y = (int64_t)floor(b->xm - b->p1 * v + u);
        return true;
    }
    if (u <= b->p2) {
        const double x = b->xl + (u - b->p1) / b->c;
        v = v * b->c + 1.0 - fabs((double)b->m - x + 0.5) / b->p1;
        if (v > 1.0) return false;
        *y = (int64_t)floor(x);
    } else if (u <= b->p3) {
        if (v == 0.0) return false;
        *y = (int64_t)floor(b->xl + log(v) / b->laml);
        if (*y < 0) return false;
        v = v * (u - b->p2) * b->laml;
    } else {
        if (v == 0.0) return false;
        *y = (int64_t)floor(b->xr - log(v) / b->lamr);
        if (*y > b->n) return false;
        v = v * (u - b->p3) * b->lamr;
    }
    *height = v;
    return true;
}

/* Stirling's correction, times x. */
PND_INLINE double stirling(double x)
{
    const double square = x * x;
    return (13680. - (462. - (132. - (99. - 140. / square) / square) / square) / square) / x / 166320.;
}

/* Step 5.2 and 5.3: far from the mode; a squeeze, then the logarithm of the density ratio. */
static bool accept_far(const pnd_binomial *b, int64_t y, int64_t k, double nrq, double v)
{
    const double kd = (double)k;
    const double rho = (kd / nrq) * ((kd * (kd / 3.0 + 0.625) + 0.16666666666666666) / nrq + 0.5);
    const double t = (double)(int64_t)-((uint64_t)k * (uint64_t)k) / (2 * nrq);
    const double a = log(v);
    if (a < t - rho) return true;
    if (a > t + rho) return false;
    const double x1 = (double)(y + 1), f1 = (double)(b->m + 1), z = (double)(b->n + 1 - b->m), w = (double)(b->n - y + 1);
    const double bound = b->xm * log(f1 / x1) + ((double)(b->n - b->m) + 0.5) * log(z / w) +
                         (double)(y - b->m) * log(w * b->r / (x1 * b->q)) + stirling(f1) + stirling(z) + stirling(x1) + stirling(w);
    return !(a > bound);
}

/* Step 5: by recursion from the mode where that is short or the distribution narrow. */
static bool accept(const pnd_binomial *b, int64_t y, double v)
{
    const int64_t k = llabs(y - b->m);
    const double nrq = (double)b->n * b->r * b->q;
    if (k > 20 && (double)k < nrq / 2.0 - 1) return accept_far(b, y, k, nrq, v);
    const double s = b->r / b->q, a = s * (double)(b->n + 1);
    double f = 1.0;
    for (int64_t i = b->m + 1; i <= y; i++) f *= a / (double)i - s;
    for (int64_t i = y + 1; i <= b->m; i++) f /= a / (double)i - s;
    return !(v > f);
}

static int64_t btpe(const pnd_bitgen *g, int64_t n, double p, pnd_binomial *b)
{
    if (!b->ready || b->n != n || b->p != p) prepare_btpe(b, n, p);
    int64_t y = 0;
    double v = 0;
    bool sure;
    while (!propose(g, b, &y, &v, &sure) || (!sure && !accept(b, y, v))) continue;
    return b->p > 0.5 ? n - y : y;
}

int64_t pnd_binomial_draw(const pnd_bitgen *g, double p, int64_t n, pnd_binomial *setup, bool old)
{
    if ((!old && (n == 0 || p == 0.0)) || isnan(p)) return 0; /* the old one draws even then */
    const bool often = p > 0.5;
    const double rare = often ? 1.0 - p : p;
    const int64_t x = rare * (double)n <= 30.0 ? inversion(g, n, rare, setup, old) : btpe(g, n, rare, setup);
    return often ? n - x : x;
}
