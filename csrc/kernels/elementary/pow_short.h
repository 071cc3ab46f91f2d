/*
 * x^y where one y of 2, 3, -1, -2 or 1/2 serves all x: short cuts, within 1 ULP as the general way is.  A lane's result never depends on its neighbours.
 */
#ifndef PND_KERNELS_POW_SHORT_H
#define PND_KERNELS_POW_SHORT_H

#include "pow.h"
#include "run.h"

/* x^3 with the rounding error of x^2 put back.  Outside the range either x^3 leaves the range of double too, or is zero. */
PND_INLINE vd pow_cube_f64(vd x)
{
    vd ax = vd_abs(x), p = x * x;
    vdm middling = vd_lt(vd_set(0x1p-480), ax) & vd_lt(ax, vd_set(0x1p342));
    if (PND_LIKELY(vd_all(middling))) return vd_fma(p, x, vd_fms(x, x, p) * x);
    vd inside = vd_select(middling, x, vd_set(0.0)), square = vd_select(middling, p, vd_set(0.0));
    return vd_select(middling, vd_fma(square, inside, vd_fms(inside, inside, square) * inside), p * x);
}

/* x^-2, one correction after the division. */
PND_INLINE vd pow_inverse_square_f64(vd x)
{
    vd p = x * x, lost = vd_fms(x, x, p), q = 1.0 / p;
    return vd_fma(vd_fnma(q, p, vd_set(1.0)) - q * lost, q, q);
}

/* C17, F.10.4.4: pow(-0, 1/2) is +0 and pow(-inf, 1/2) is inf, unlike sqrt. */
PND_INLINE vd pow_half_f64(vd x) { return vd_sqrt(vd_select(vd_eq(x, vd_set(-(double)INFINITY)), vd_set((double)INFINITY), x)) + 0.0; }
PND_INLINE vf pow_half_f32(vf x) { return vf_sqrt(vf_select(vf_eq(x, vf_set(-INFINITY)), vf_set(INFINITY), x)) + 0.0f; }
PND_INLINE vd pow_square_f64(vd x) { return x * x; }
PND_INLINE vf pow_square_f32(vf x) { return x * x; }
PND_INLINE vd pow_inverse_f64(vd x) { return 1.0 / x; }
PND_INLINE vf pow_inverse_f32(vf x) { return 1.0f / x; }

static void run_square_f64(const char *in, char *out, intptr_t n) { run_f64(pow_square_f64, in, out, n); }
static void run_cube_f64(const char *in, char *out, intptr_t n) { run_f64(pow_cube_f64, in, out, n); }
static void run_inverse_f64(const char *in, char *out, intptr_t n) { run_f64(pow_inverse_f64, in, out, n); }
static void run_half_f64(const char *in, char *out, intptr_t n) { run_f64(pow_half_f64, in, out, n); }
static void run_square_f32(const char *in, char *out, intptr_t n) { run_f32(pow_square_f32, in, out, n); }
static void run_inverse_f32(const char *in, char *out, intptr_t n) { run_f32(pow_inverse_f32, in, out, n); }
static void run_half_f32(const char *in, char *out, intptr_t n) { run_f32(pow_half_f32, in, out, n); }

/* Lanes whose square is no middling number take the general way, all others the short one. */
static void run_inverse_square_f64(const char *in, char *out, intptr_t n)
{
    for (; n > 0; n -= vd_lanes, in += 8 * vd_lanes, out += 8 * vd_lanes) {
        vd x = n >= vd_lanes ? vd_load_f64(in) : vd_load_n_f64(in, n, 1.0), ax = vd_abs(x);
        vdm middling = vd_lt(vd_set(0x1p-480), ax) & vd_lt(ax, vd_set(0x1p480));
        vd y;
        if (PND_LIKELY(vd_all(middling))) {
            y = pow_inverse_square_f64(x);
        } else {
            const double minus_two = -2.0;
            double xs[vd_lanes], ys[vd_lanes];
            memcpy(xs, &x, sizeof xs);
            run_pow_f64((const char *)xs, 8, (const char *)&minus_two, 0, (char *)ys, vd_lanes);
            memcpy(&y, ys, sizeof ys);
            y = vd_select(middling, pow_inverse_square_f64(vd_select(middling, x, vd_set(1.0))), y);
        }
        if (n >= vd_lanes) vd_store_f64(out, y);
        else vd_store_n_f64(out, n, y);
    }
}

/* In double, where neither the square nor the cube of a float leaves the range. */
PND_INLINE vd pow_cube_double(vd x) { return x * x * x; }
PND_INLINE vd pow_inverse_square_double(vd x) { return 1.0 / (x * x); }
PND_INLINE vf pow_cube_f32(vf x) { return vf_via_vd(pow_cube_double, x); }
PND_INLINE vf pow_inverse_square_f32(vf x) { return vf_via_vd(pow_inverse_square_double, x); }
static void run_cube_f32(const char *in, char *out, intptr_t n) { run_f32(pow_cube_f32, in, out, n); }
static void run_inverse_square_f32(const char *in, char *out, intptr_t n) { run_f32(pow_inverse_square_f32, in, out, n); }

/* The short cut for the exponent y, or NULL. */
static pnd_run1 *short_cut_f64(double y)
{
    return y == 2.0    ? run_square_f64
           : y == 3.0  ? run_cube_f64
           : y == -1.0 ? run_inverse_f64
           : y == -2.0 ? run_inverse_square_f64
           : y == 0.5  ? run_half_f64
                       : NULL;
}
static pnd_run1 *short_cut_f32(float y)
{
    return y == 2.0f    ? run_square_f32
           : y == 3.0f  ? run_cube_f32
           : y == -1.0f ? run_inverse_f32
           : y == -2.0f ? run_inverse_square_f32
           : y == 0.5f  ? run_half_f32
                        : NULL;
}

#endif
