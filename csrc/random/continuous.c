/*
 * Continuous distributions by inversion, ratio or rejection.
 *
 * An inversion that meets a logarithm of 0 draws again.
 */
#include "continuous.h"
#include "exponential.h"
#include "normal.h"

#include <math.h>

static const double pi = 3.141592653589793238462643383279502884;

double pnd_random_standard_cauchy(const pnd_bitgen *g)
{
    const double above = pnd_random_standard_normal(g);
    return above / pnd_random_standard_normal(g);
}

double pnd_random_pareto(const pnd_bitgen *g, double a) { return expm1(pnd_random_standard_exponential(g) / a); }

double pnd_random_weibull(const pnd_bitgen *g, double a)
{
    if (a == 0.0) return 0.0;
    return pow(pnd_random_standard_exponential(g), 1. / a);
}

double pnd_random_power(const pnd_bitgen *g, double a) { return pow(-expm1(-pnd_random_standard_exponential(g)), 1. / a); }

double pnd_random_laplace(const pnd_bitgen *g, double loc, double scale)
{
    double u;
    do u = pnd_next_double(g);
    while (u == 0.0);
    return u >= 0.5 ? loc - scale * log(2.0 - u - u) : loc + scale * log(u + u);
}

double pnd_random_gumbel(const pnd_bitgen *g, double loc, double scale)
{
    double u;
    do u = 1.0 - pnd_next_double(g);
    while (u == 1.0);
    return loc - scale * log(-log(u));
}

double pnd_random_logistic(const pnd_bitgen *g, double loc, double scale)
{
    double u;
    do u = pnd_next_double(g);
    while (u == 0.0);
    return loc + scale * log(u / (1.0 - u));
}

double pnd_random_rayleigh(const pnd_bitgen *g, double scale) { return scale * sqrt(2.0 * pnd_random_standard_exponential(g)); }

/* Michael, Schucany and Haas (The American Statistician 30, 1976); the smaller root without cancellation. */
double pnd_random_wald(const pnd_bitgen *g, double mean, double scale)
{
    double y = pnd_random_standard_normal(g);
    y = mean * y * y;
    const double d = 1 + sqrt(1 + 4 * scale / y);
    const double x = mean * (1 - 2 / d);
    const double u = pnd_next_double(g);
    return u <= mean / (mean + x) ? x : mean * mean / x;
}

/* s of Best and Fisher's envelope (Applied Statistics 28, 1979); below 1e-5 its series, as the formula cancels there. */
static double envelope(double kappa)
{
    if (kappa < 1e-5) return 1. / kappa + kappa;
    const double r = 1 + sqrt(1 + 4 * kappa * kappa);
    const double rho = (r - sqrt(2 * r)) / (2 * kappa);
    return (1 + rho * rho) / (2 * rho);
}

/* From 1e6 on a normal distribution wrapped once; below 1e-8 a uniform one. */
double pnd_random_vonmises(const pnd_bitgen *g, double mu, double kappa)
{
    if (isnan(kappa)) return (double)NAN;
    if (kappa < 1e-8) return pi * (2 * pnd_next_double(g) - 1);
    if (kappa > 1e6) {
        double x = mu + sqrt(1. / kappa) * pnd_random_standard_normal(g);
        if (x < -pi) x += 2 * pi;
        if (x > pi) x -= 2 * pi;
        return x;
    }
    const double s = envelope(kappa);
    double w;
    for (;;) {
        const double z = cos(pi * pnd_next_double(g));
        w = (1 + s * z) / (s + z);
        const double y = kappa * (s - w), v = pnd_next_double(g);
        if (y * (2 - y) - v >= 0 || log(y / v) + 1 - y >= 0) break;
    }
    double angle = acos(w);
    if (pnd_next_double(g) < 0.5) angle = -angle;
    angle += mu;
    const double size = fmod(fabs(angle) + pi, 2 * pi) - pi;
    return angle < 0 ? -size : size;
}

double pnd_random_triangular(const pnd_bitgen *g, double left, double mode, double right)
{
    const double base = right - left, rise = mode - left;
    const double u = pnd_next_double(g);
    if (u <= rise / base) return left + sqrt(u * (rise * base));
    return right - sqrt((1.0 - u) * ((right - mode) * base));
}
