/*
 * RandomState's distributions.
 *
 * Older algorithms (the polar method, inversions by 1 - u) and older roundings (log(1 - p) for log1p(-p)), kept because
 * seeds of old papers and tests rely on them.
 */
#include "legacy.h"
#include "binomial.h"
#include "logfactorial.h"

#include <math.h>

static const double pi = 3.141592653589793238462643383279502884;

double pnd_legacy_double(pnd_legacy *s) { return pnd_next_double(s->bitgen); }

/* Marsaglia's polar method (Marsaglia and Bray, SIAM Review 6, 1964). */
double pnd_legacy_gauss(pnd_legacy *s)
{
    if (s->has_gauss) {
        const double kept = s->gauss;
        s->has_gauss = 0;
        s->gauss = 0.0;
        return kept;
    }
    double x, y, r2;
    do {
        x = 2.0 * pnd_legacy_double(s) - 1.0;
        y = 2.0 * pnd_legacy_double(s) - 1.0;
        r2 = x * x + y * y;
    } while (r2 >= 1.0 || r2 == 0.0);
    const double f = sqrt(-2.0 * log(r2) / r2);
    s->gauss = f * x;
    s->has_gauss = 1;
    return f * y;
}

/* Pairs need at least one double a value: as many are drawn ahead as values are owed (words.h). */
void pnd_legacy_gauss_fill(pnd_legacy *s, const pnd_bitgen_kind *kind, intptr_t n, double *out)
{
    double block[512];
    intptr_t i = 0;
    if (n > 0 && s->has_gauss) out[i++] = pnd_legacy_gauss(s);
    while (kind && n - i >= 2) {
        const intptr_t have = (n - i < PND_COUNT(block) ? n - i : PND_COUNT(block)) & ~(intptr_t)1;
        pnd_fill_double(s->bitgen, kind, block, have);
        for (intptr_t j = 0; j < have; j += 2) {
            const double x = 2.0 * block[j] - 1.0, y = 2.0 * block[j + 1] - 1.0, r2 = x * x + y * y;
            if (r2 >= 1.0 || r2 == 0.0) continue;
            const double f = sqrt(-2.0 * log(r2) / r2);
            s->gauss = 0.0;
            out[i] = f * y;
            out[i + 1] = f * x;
            i += 2;
        }
    }
    while (i < n) out[i++] = pnd_legacy_gauss(s);
}

double pnd_legacy_standard_exponential(pnd_legacy *s) { return -log(1.0 - pnd_legacy_double(s)); }

static double small_gamma(pnd_legacy *s, double shape)
{
    for (;;) {
        const double u = pnd_legacy_double(s), v = pnd_legacy_standard_exponential(s);
        if (u <= 1.0 - shape) {
            const double x = pow(u, 1. / shape);
            if (x <= v) return x;
        } else {
            const double y = -log((1 - u) / shape);
            const double x = pow(1.0 - shape + shape * y, 1. / shape);
            if (x <= v + y) return x;
        }
    }
}

static double large_gamma(pnd_legacy *s, double shape)
{
    const double b = shape - 1. / 3., c = 1. / sqrt(9 * b);
    for (;;) {
        double x, v;
        do {
            x = pnd_legacy_gauss(s);
            v = 1.0 + c * x;
        } while (v <= 0.0);
        v = v * v * v;
        const double u = pnd_legacy_double(s);
        if (u < 1.0 - 0.0331 * (x * x) * (x * x)) return b * v;
        if (log(u) < 0.5 * x * x + b * (1. - v + log(v))) return b * v;
    }
}

double pnd_legacy_standard_gamma(pnd_legacy *s, double shape)
{
    if (shape == 1.0) return pnd_legacy_standard_exponential(s);
    if (shape == 0.0) return 0.0;
    return shape < 1.0 ? small_gamma(s, shape) : large_gamma(s, shape);
}

double pnd_legacy_standard_cauchy(pnd_legacy *s)
{
    const double above = pnd_legacy_gauss(s);
    return above / pnd_legacy_gauss(s);
}

double pnd_legacy_normal(pnd_legacy *s, double loc, double scale) { return loc + scale * pnd_legacy_gauss(s); }
double pnd_legacy_lognormal(pnd_legacy *s, double mean, double sigma) { return exp(pnd_legacy_normal(s, mean, sigma)); }
double pnd_legacy_exponential(pnd_legacy *s, double scale) { return scale * pnd_legacy_standard_exponential(s); }
double pnd_legacy_gamma(pnd_legacy *s, double shape, double scale) { return scale * pnd_legacy_standard_gamma(s, shape); }
double pnd_legacy_pareto(pnd_legacy *s, double a) { return exp(pnd_legacy_standard_exponential(s) / a) - 1; }

double pnd_legacy_weibull(pnd_legacy *s, double a)
{
    if (a == 0.0) return 0.0;
    return pow(pnd_legacy_standard_exponential(s), 1. / a);
}

double pnd_legacy_power(pnd_legacy *s, double a) { return pow(1 - exp(-pnd_legacy_standard_exponential(s)), 1. / a); }
double pnd_legacy_rayleigh(pnd_legacy *s, double scale) { return scale * sqrt(-2.0 * log1p(-pnd_legacy_double(s))); }

double pnd_legacy_beta(pnd_legacy *s, double a, double b)
{
    if (!(a <= 1.0 && b <= 1.0)) { /* NaN too: the loop below would not end */
        const double x = pnd_legacy_standard_gamma(s, a), y = pnd_legacy_standard_gamma(s, b);
        return x / (x + y);
    }
    for (;;) {
        const double u = pnd_legacy_double(s), v = pnd_legacy_double(s);
        const double x = pow(u, 1.0 / a), y = pow(v, 1.0 / b), sum = x + y;
        if (!(sum <= 1.0 && u + v > 0.0)) continue;
        if (sum > 0) return x / sum;
        double log_x = log(u) / a, log_y = log(v) / b;
        const double top = log_x > log_y ? log_x : log_y;
        log_x -= top;
        log_y -= top;
        return exp(log_x - log(exp(log_x) + exp(log_y)));
    }
}

double pnd_legacy_chisquare(pnd_legacy *s, double df) { return 2.0 * pnd_legacy_standard_gamma(s, df / 2.0); }

double pnd_legacy_noncentral_chisquare(pnd_legacy *s, double df, double nonc)
{
    if (nonc == 0) return pnd_legacy_chisquare(s, df);
    if (1 < df) {
        const double chi2 = pnd_legacy_chisquare(s, df - 1);
        const double n = pnd_legacy_gauss(s) + sqrt(nonc);
        return chi2 + n * n;
    }
    const int64_t i = pnd_random_poisson(s->bitgen, nonc / 2.0);
    const double x = pnd_legacy_chisquare(s, df + 2 * (double)i);
    return isnan(nonc) ? (double)NAN : x; /* after the draws, which are part of the stream */
}

double pnd_legacy_f(pnd_legacy *s, double dfnum, double dfden)
{
    const double above = pnd_legacy_chisquare(s, dfnum) * dfden, below = pnd_legacy_chisquare(s, dfden) * dfnum;
    return above / below;
}

double pnd_legacy_noncentral_f(pnd_legacy *s, double dfnum, double dfden, double nonc)
{
    const double above = pnd_legacy_noncentral_chisquare(s, dfnum, nonc) * dfden;
    return above / (pnd_legacy_chisquare(s, dfden) * dfnum);
}

double pnd_legacy_standard_t(pnd_legacy *s, double df)
{
    const double n = pnd_legacy_gauss(s), gamma = pnd_legacy_standard_gamma(s, df / 2);
    return sqrt(df / 2) * n / sqrt(gamma);
}

double pnd_legacy_wald(pnd_legacy *s, double mean, double scale)
{
    const double half = mean / (2 * scale);
    double y = pnd_legacy_gauss(s);
    y = mean * y * y;
    const double x = mean + half * (y - sqrt(4 * scale * y + y * y));
    const double u = pnd_legacy_double(s);
    return u <= mean / (mean + x) ? x : mean * mean / x;
}

double pnd_legacy_vonmises(pnd_legacy *s, double mu, double kappa)
{
    if (isnan(kappa)) return (double)NAN;
    if (kappa < 1e-8) return pi * (2 * pnd_legacy_double(s) - 1);
    double envelope = 1. / kappa + kappa;
    if (kappa >= 1e-5) {
        const double r = 1 + sqrt(1 + 4 * kappa * kappa), rho = (r - sqrt(2 * r)) / (2 * kappa);
        envelope = (1 + rho * rho) / (2 * rho);
    }
    double w = 1;
    for (int tries = 0;; tries++) {
        if (tries == 1 << 20) return mu; /* at a kappa so large that s is 1 the loop may not end */
        const double z = cos(pi * pnd_legacy_double(s));
        w = (1 + envelope * z) / (envelope + z);
        const double y = kappa * (envelope - w), v = pnd_legacy_double(s);
        if (y * (2 - y) - v >= 0 || log(y / v) + 1 - y >= 0) break;
    }
    double angle = acos(w);
    if (pnd_legacy_double(s) < 0.5) angle = -angle;
    angle += mu;
    const double size = fmod(fabs(angle) + pi, 2 * pi) - pi;
    return angle < 0 ? -size : size;
}

void pnd_legacy_dirichlet(pnd_legacy *s, intptr_t k, const double *alpha, double *out)
{
    double sum = 0;
    for (intptr_t j = 0; j < k; j++) {
        out[j] = pnd_legacy_standard_gamma(s, alpha[j]);
        sum += out[j];
    }
    const double scale = 1 / sum;
    for (intptr_t j = 0; j < k; j++) out[j] *= scale;
}

/**** Integers ****/

int64_t pnd_legacy_poisson(const pnd_bitgen *g, double lam) { return pnd_random_poisson(g, lam); }

int64_t pnd_legacy_binomial(const pnd_bitgen *g, double p, int64_t n, pnd_binomial *setup)
{
    return pnd_binomial_draw(g, p, n, setup, true);
}

/* Its binomials are the Generator's. */
void pnd_legacy_multinomial(const pnd_bitgen *g, int64_t n, const double *p, intptr_t d, pnd_binomial *setup, int64_t *counts)
{
    pnd_random_multinomial(g, n, p, d, setup, counts);
}

int64_t pnd_legacy_negative_binomial(pnd_legacy *s, double n, double p)
{
    return pnd_random_poisson(s->bitgen, pnd_legacy_gamma(s, n, (1 - p) / p));
}

/* What a double out of range becomes is the processor's answer on x86: the least integer. */
static int64_t to_int64(double x) { return x > -9.3e18 && x < 9.223372036854775808e18 ? (int64_t)x : INT64_MIN; }

int64_t pnd_legacy_geometric(const pnd_bitgen *g, double p)
{
    if (p >= 0.333333333333333333333333) return pnd_geometric_search(g, p);
    return to_int64(ceil(log(1.0 - pnd_next_double(g)) / log(1.0 - p)));
}

int64_t pnd_legacy_zipf(const pnd_bitgen *g, double a)
{
    const double am1 = a - 1.0, b = pow(2.0, am1);
    if (a >= 1025) return 1; /* b overflows: the loop would not end, and 1 is all there is */
    for (;;) {
        const double u = 1.0 - pnd_next_double(g), v = pnd_next_double(g);
        const double x = floor(pow(u, -1.0 / am1));
        if (x > (double)INT64_MAX || x < 1.0) continue;
        const double t = pow(1.0 + 1.0 / x, am1);
        if (v * x * (t - 1.0) / (b - 1.0) <= t / b) return to_int64(x);
    }
}

int64_t pnd_legacy_logseries(const pnd_bitgen *g, double p)
{
    const double r = log(1.0 - p);
    for (;;) {
        const double v = pnd_next_double(g);
        if (v >= p) return 1;
        const double q = 1.0 - exp(r * pnd_next_double(g));
        if (v > q * q) return v >= q ? 1 : 2;
        const int64_t x = to_int64(floor(1 + log(v) / log(q)));
        if (x >= 1 && v != 0.0) return x;
    }
}

/* One thing after the other, by inversion. */
static int64_t hypergeometric_each(const pnd_bitgen *g, int64_t good, int64_t bad, int64_t sample)
{
    const int64_t others = bad + good - sample;
    const double few = (double)(bad < good ? bad : good);
    double y = few;
    for (int64_t k = sample; y > 0.0;) {
        const double u = pnd_next_double(g);
        y -= (double)(int64_t)floor(u + y / (double)(others + k));
        if (--k == 0) break;
    }
    const int64_t z = (int64_t)(few - y);
    return good > bad ? sample - z : z;
}

static int64_t hypergeometric_ratio(const pnd_bitgen *g, int64_t good, int64_t bad, int64_t sample)
{
    const int64_t few = good < bad ? good : bad, many = good < bad ? bad : good, total = good + bad;
    const int64_t m = sample < total - sample ? sample : total - sample;
    const double p = (double)few / (double)total, q = 1.0 - p;
    const double a = (double)m * p + 0.5;
    const double c = sqrt((double)(total - m) * (double)sample * p * q / (double)(total - 1) + 0.5);
    const double h = 1.7155277699214135 * c + 0.8989161620588988;
    const int64_t mode = (int64_t)floor((double)(m + 1) * (double)(few + 1) / (double)(total + 2));
    const double top = pnd_loggam((double)(mode + 1)) + pnd_loggam((double)(few - mode + 1)) + pnd_loggam((double)(m - mode + 1)) +
                       pnd_loggam((double)(many - m + mode + 1));
    const double ends = (double)(m < few ? m : few) + 1.0, far = floor(a + 16 * c);
    const double bound = ends < far ? ends : far;
    int64_t z;
    for (;;) {
        const double x = pnd_next_double(g), y = pnd_next_double(g);
        const double w = a + h * (y - 0.5) / x;
        if (w < 0.0 || w >= bound) continue;
        z = (int64_t)floor(w);
        const double t = top - (pnd_loggam((double)(z + 1)) + pnd_loggam((double)(few - z + 1)) + pnd_loggam((double)(m - z + 1)) +
                                pnd_loggam((double)(many - m + z + 1)));
        if (x * (4.0 - x) - 3.0 <= t) break;
        if (x * (x - t) >= 1) continue;
        if (2.0 * log(x) <= t) break;
    }
    if (good > bad) z = m - z;
    return m < sample ? good - z : z;
}

int64_t pnd_legacy_hypergeometric(const pnd_bitgen *g, int64_t good, int64_t bad, int64_t sample)
{
    if (sample > 10) return hypergeometric_ratio(g, good, bad, sample);
    return sample > 0 ? hypergeometric_each(g, good, bad, sample) : 0;
}
