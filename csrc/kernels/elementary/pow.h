/*
 * x^y of double lanes, and of float lanes through double; at most 1 ULP.
 *
 * x = 2^e m, m near 1 + i/16 and c_i near its reciprocal: log(x) = e ln2 - log(c_i) + log(1 + r), r = m c_i - 1 with
 * |r| < 0.0344, exact because c_i has six bits, or five where |r| passes 1/32.  For double all of it is a sum of two
 * doubles, good to 2^-65: an error in log(x) counts |y log(x)| < 745 times.  The table method is that of P. T. P. Tang,
 * ACM TOMS 16, 1990; exact products by fma, exact sums by Dekker and Knuth; special values as in C17, F.10.4.4.
 *
 * In two steps, exponent and power, which run_pow_* take through blocks one after the other: together they are a chain
 * of a hundred cycles, more than the processor overlaps (2.3 ns an element in one loop, 2.0 in two, on Zen 4).
 */
#ifndef PND_KERNELS_POW_H
#define PND_KERNELS_POW_H

#include "exp_log_f64.h"

/* c_i */
static const double pow_c[16]
    __attribute__((aligned(64))) = {0x1p+0,    0x1.ep-1,  0x1.c8p-1, 0x1.bp-1, 0x1.98p-1, 0x1.88p-1, 0x1.7p-1, 0x1.6p-1,
                                    0x1.58p-1, 0x1.48p-1, 0x1.38p-1, 0x1.3p-1, 0x1.28p-1, 0x1.18p-1, 0x1.1p-1, 0x1.08p-1};
/* -log(c_i), a multiple of 2^-42, and the rest */
static const double pow_log_hi[16] __attribute__((aligned(64))) = {0x0p+0,
                                                                   0x1.08598b59e4p-4,
                                                                   0x1.da72763844p-4,
                                                                   0x1.5bf406b544p-3,
                                                                   0x1.d1037f2656p-3,
                                                                   0x1.1178e8227ep-2,
                                                                   0x1.522ae0738ap-2,
                                                                   0x1.7fafa3bd81p-2,
                                                                   0x1.973a343135p-2,
                                                                   0x1.c7ff9c7455p-2,
                                                                   0x1.fb358af7a5p-2,
                                                                   0x1.0ae76e2d058p-1,
                                                                   0x1.188ee40f24p-1,
                                                                   0x1.35028ad9d9p-1,
                                                                   0x1.43d9ff2f92p-1,
                                                                   0x1.5322e268678p-1};
static const double pow_log_lo[16] __attribute__((aligned(64))) = {0x0p+0,
                                                                   -0x1.7e5dd7009902cp-46,
                                                                   0x1.a89401fa71733p-46,
                                                                   -0x1.27023eb68981cp-46,
                                                                   -0x1.84a7e75b6f6e4p-47,
                                                                   0x1.1ef78ce2d07f2p-44,
                                                                   0x1.ebe708164c759p-45,
                                                                   0x1.46fb79bf6d4cbp-44,
                                                                   0x1.ab73b16bf4984p-44,
                                                                   0x1.324911f56db29p-44,
                                                                   -0x1.def40b87d36d9p-44,
                                                                   -0x1.82de51de06076p-44,
                                                                   -0x1.accec41d52e6cp-44,
                                                                   -0x1.bd1f01ab60655p-44,
                                                                   0x1.e267b0b7efae1p-44,
                                                                   0x1.5ccc45d257531p-47};
/* -log2(c_i) */
static const double pow_log2[16] __attribute__((aligned(64))) = {0x0p+0,
                                                                 0x1.7d60496cfbb4cp-4,
                                                                 0x1.563dc29ffacb2p-3,
                                                                 0x1.f5fd8a9063e35p-3,
                                                                 0x1.4f6fbb2cec598p-2,
                                                                 0x1.8a8980abfbd32p-2,
                                                                 0x1.e7df5fe538ab3p-2,
                                                                 0x1.14c560fe68af9p-1,
                                                                 0x1.25c0a0463bebp-1,
                                                                 0x1.48eef19317991p-1,
                                                                 0x1.6ddfc2a78fc63p-1,
                                                                 0x1.810fa51bf65fdp-1,
                                                                 0x1.94c287492c4dbp-1,
                                                                 0x1.bdce9dcc96187p-1,
                                                                 0x1.d338120a6dd9dp-1,
                                                                 0x1.e9452c8a71028p-1};

/* Bits of 1 less half an interval, so that the table's intervals lie around their centres. */
#define POW_OFFSET (0x3ff0000000000000 - (1LL << 47))

/* |y| from 2^-65 to 2^64: outside, x^y is 1, 0, infinite or NaN. */
#define POW_Y_LEAST 0x3be0000000000000
#define POW_Y_LIMIT 0x43f0000000000000

/* log(2^scale x) = result + lo for positive normal lanes. */
PND_INLINE vd pow_log(vd x, vl scale, vd *lo)
{
    vl bits = vd_bits(x) - POW_OFFSET;
    vl i = (vl)((vul)bits >> 48);
    vl biased = (vl)((vul)(bits + 0x4000000000000000) >> 52);
    vd e = vd_from_small(biased - 1024 + scale);
    vd m = vd_from_bits(vd_bits(x) - (bits & (int64_t)0xfff0000000000000));
    vd r = vd_fms(m, vd_table16(pow_c, i), vd_set(1.0)); /* exact */
    /* log(1 + r) = r - r^2 / 2 + r^3 v; squares and cubes in two parts. */
    vd r2 = r * r, r2_lo = vd_fms(r, r, r2), r4 = r2 * r2;
    vd r3 = r2 * r, r3_lo = vd_fma(r2_lo, r, vd_fms(r2, r, r3));
    vd p0 = vd_pair(-0x1p-2, 0x1.5555555555555p-2, r);
    vd p2 = vd_pair(-0x1.555555555555fp-3, 0x1.999999999abbbp-3, r);
    vd p4 = vd_pair(-0x1.00000001a0423p-3, 0x1.2492491c161d9p-3, r);
    vd p6 = vd_pair(-0x1.99996bdd3f466p-4, 0x1.c71c8c1e3fc2ep-4, r);
    vd p8 = vd_pair(-0x1.56213e2ede064p-4, 0x1.74d69e2e48b63p-4, r);
    vd v = vd_fma(vd_fma(p8, r4, vd_fma(p6, r2, p4)), r4, vd_fma(p2, r2, p0));
    vd half = r2 * -0.5, s = r + half, s_lo = vd_fma(r2_lo, vd_set(-0.5), half - (s - r));
    vd tail = r3 * v, tail_lo = vd_fma(r3_lo, v, vd_fms(r3, v, tail));
    /* e ln2 - log(c): the first part is exact. */
    vd t = vd_fma(e, vd_set(0x1.62e42ffp-1), vd_table16(pow_log_hi, i));
    vd t_lo = vd_fma(e, vd_set(-0x1.718432a1b0e26p-35), vd_table16(pow_log_lo, i));
    vd sum = t + s, sum_lo = (s - (sum - t)) + (s_lo + t_lo);
    vd hi = sum + tail;
    *lo = (tail - (hi - sum)) + (sum_lo + tail_lo);
    return hi;
}

/* One lane with x or y zero, infinite or NaN, or a y out of the usual range. */
static PND_NOINLINE double pow_special(double x, double y)
{
    const double ax = __builtin_fabs(x), ay = __builtin_fabs(y);
    volatile double huge = 0x1p1000, tiny = 0x1p-1000;
    if (y == 0 || x == 1) return 1;
    if (x != x || y != y) return x + y;
    const double whole = ay < 0x1p52 ? (ay + 0x1p52) - 0x1p52 : ay; /* ay rounded */
    const bool odd = whole == ay && ay < 0x1p53 && (pnd_bits_f64(ay < 0x1p52 ? ay + 0x1p52 : ay) & 1);
    if (ay == (double)INFINITY) return ax == 1 ? 1 : (ax > 1) == (y > 0) ? (double)INFINITY : 0;
    if (ax == 0) {
        volatile double zero = ax;
        double r = y < 0 ? 1 / zero : 0;
        return odd ? __builtin_copysign(r, x) : r;
    }
    if (ax == (double)INFINITY) {
        double r = y < 0 ? 0 : (double)INFINITY;
        return odd ? __builtin_copysign(r, x) : r;
    }
    if (x < 0 && whole != ay) return __builtin_sqrt(x); /* NaN, invalid */
    if (ay < 1 || ax == 1) return 1;
    return (ax > 1) == (y > 0) ? huge * huge : tiny * tiny;
}

/* For y below 2^64 in magnitude: whether it is an integer, and its lowest bit as an integer. */
PND_INLINE vdm pow_is_integer(vd y, vl *parity)
{
    vd ay = vd_abs(y), shifted = ay + 0x1p52;
    vdm large = vd_le(vd_set(0x1p52), ay), even = vd_le(vd_set(0x1p53), ay);
    *parity = vl_select(even, vl_set(0), vd_bits(vd_select(large, ay, shifted)));
    return large | vd_eq(shifted - 0x1p52, ay);
}

/* Inputs in which some lane is not simply a positive x and a middling y. */
typedef struct pow_lanes {
    vd x, y;       /* harmless where the lane is not regular */
    vl sign;       /* bit 63: the result is to be negated */
    vdm regular;   /* x^y is +- x^y of the fields above */
    vdm undefined; /* negative x and y no integer */
} pow_lanes;

PND_INLINE pow_lanes pow_sort(vd x, vd y, vdm usual_y)
{
    pow_lanes p;
    vd ax = vd_abs(x);
    vdm negative = vd_lt(x, vd_set(0.0)), middling = usual_y & vd_lt(vd_set(0.0), ax) & vd_lt(ax, vd_set((double)INFINITY));
    vl parity;
    vdm integer = pow_is_integer(y, &parity);
    p.undefined = middling & negative & vd_not(integer);
    p.regular = middling & vd_not(p.undefined);
    p.x = vd_select(p.regular, ax, vd_set(1.0));
    p.y = vd_select(p.regular, y, vd_set(1.0));
    p.sign = vl_select(p.regular & negative, parity << 63, vl_set(0));
    return p;
}

/* Puts the sign and the lanes that are not regular into a vector of results. */
PND_INLINE vd pow_finish(vd x, vd y, vdm usual_y, vd power)
{
    pow_lanes p = pow_sort(x, y, usual_y);
    power = vd_xor_sign(power, p.sign);
    if (vd_any(p.undefined)) { power = vd_select(p.undefined, vd_sqrt(vd_select(p.undefined, vd_set(-1.0), vd_set(1.0))), power); }
    if (!vd_all(p.regular | p.undefined)) {
        double xs[vd_lanes], ys[vd_lanes], out[vd_lanes];
        int64_t known[vd_lanes];
        vl mask = vl_select(p.regular | p.undefined, vl_set(1), vl_set(0));
        memcpy(xs, &x, sizeof xs), memcpy(ys, &y, sizeof ys), memcpy(out, &power, sizeof out), memcpy(known, &mask, sizeof known);
        for (int i = 0; i < vd_lanes; i++) {
            if (!known[i]) out[i] = pow_special(xs[i], ys[i]);
        }
        memcpy(&power, out, sizeof power);
    }
    return power;
}

/**** double ****/

PND_INLINE vdm pow_usual_y_f64(vd y) { return vul_lt((vul)vd_bits(vd_abs(y)) - POW_Y_LEAST, (vul)vl_set(POW_Y_LIMIT - POW_Y_LEAST)); }

/* y log(x) = result + lo, clamped to what exp needs; *usual is false when pow_finish must look at the lanes, *wide is
   true when some power is not a normal number. */
PND_INLINE vd pow_exponent_f64(vd x, vd y, vd *lo, bool *usual, bool *wide)
{
    const vul least = (vul)vl_set(0x0010000000000000), normal = (vul)vl_set(0x7fe0000000000000);
    vdm usual_y = pow_usual_y_f64(y);
    vl scale = vl_set(0);
    *usual = vd_all(usual_y & vul_lt((vul)vd_bits(x) - least, normal));
    if (PND_UNLIKELY(!*usual)) {
        pow_lanes p = pow_sort(x, y, usual_y);
        vdm small = vd_lt(p.x, vd_set(0x1p-1022));
        x = p.x * vd_select(small, vd_set(0x1p54), vd_set(1.0));
        y = p.y;
        scale = vl_select(small, vl_set(-54), vl_set(0));
    }
    vd l_lo, l = pow_log(x, scale, &l_lo);
    vd e = y * l, e_lo = vd_fma(y, l_lo, vd_fms(y, l, e));
    *wide = !vd_all(vd_lt(vd_abs(e), vd_set(708.0)));
    if (PND_UNLIKELY(*wide)) {
        vdm above = vd_lt(vd_set(720.0), e), below = vd_lt(e, vd_set(-760.0));
        e = vd_select(above, vd_set(720.0), vd_select(below, vd_set(-760.0), e));
        e_lo = vd_select(above | below, vd_set(0.0), e_lo);
    }
    *lo = e_lo;
    return e;
}

PND_INLINE vd pow_power_f64(vd e, vd e_lo, bool wide)
{
    vd lo, shifted, r = exp_f64_reduce(e, e_lo, &lo, &shifted);
    vd power = exp_f64_reduced(r, lo);
    return PND_UNLIKELY(wide) ? exp_f64_scale(power, shifted) : vd_from_bits(vd_bits(power) + (vd_bits(shifted) << 52));
}

/**** float, in double lanes: good to 2^-34, then rounded to float once ****/

PND_INLINE vdm pow_usual_y_f32(vd y) { return vd_lt(vd_abs(y), vd_set((double)INFINITY)); }

/* y log2(x), clamped to what exp2 needs. */
PND_INLINE vd pow_exponent_f32(vd x, vd y, bool *usual)
{
    vdm usual_y = pow_usual_y_f32(y);
    *usual = vd_all(usual_y & vd_lt(vd_set(0.0), x) & vd_lt(x, vd_set((double)INFINITY)));
    if (PND_UNLIKELY(!*usual)) {
        pow_lanes p = pow_sort(x, y, usual_y);
        x = p.x;
        y = p.y;
    }
    vl bits = vd_bits(x) - POW_OFFSET;
    vl i = (vl)((vul)bits >> 48);
    vd e = vd_from_small((vl)((vul)(bits + 0x4000000000000000) >> 52) - 1024);
    vd m = vd_from_bits(vd_bits(x) - (bits & (int64_t)0xfff0000000000000));
    vd r = vd_fms(m, vd_table16(pow_c, i), vd_set(1.0));
    vd r2 = r * r, r4 = r2 * r2;
    vd p0 = vd_pair(-0x1.71547653002e8p-1, 0x1.71547652b82f5p+0, r);
    vd p2 = vd_pair(-0x1.7154677892f88p-2, 0x1.ec709dc4acb63p-2, r);
    vd p4 = vd_pair(-0x1.ed34a684ce0d3p-3, 0x1.2776b2fc3b396p-2, r);
    vd p = vd_fma(vd_fma(vd_set(0x1.a6db2988b17b8p-3), r2, p4), r4, vd_fma(p2, r2, p0));
    vd t = y * vd_fma(p, r, vd_table16(pow_log2, i) + e);
    if (PND_UNLIKELY(!vd_all(vd_lt(vd_abs(t), vd_set(300.0))))) {
        t = vd_select(vd_lt(vd_set(300.0), t), vd_set(300.0), t);
        t = vd_select(vd_lt(t, vd_set(-300.0)), vd_set(-300.0), t);
    }
    return t;
}

PND_INLINE vd pow_power_f32(vd t)
{
    vd shifted = t + VD_ROUND;
    vd f = t - (shifted - VD_ROUND), f2 = f * f, f4 = f2 * f2;
    vd q0 = vd_pair(0x1.62e42ff116db3p-1, 0x1.ffffffffaba0dp-1, f);
    vd q2 = vd_pair(0x1.c6b08aae43c8cp-5, 0x1.ebfbe0a4f25edp-3, f);
    vd q4 = vd_pair(0x1.5d8a70fe654e1p-10, 0x1.3b29dc13c4c4dp-7, f);
    vd q6 = vd_pair(0x1.fe17784139fb9p-17, 0x1.446a44936beaep-13, f);
    vd q = vd_fma(vd_fma(q6, f2, q4), f4, vd_fma(q2, f2, q0));
    return vd_from_bits(vd_bits(q) + (vd_bits(shifted) << 52));
}

/**** Runs: a and b dense or, with step 0, one repeated element ****/

#define POW_BLOCK 64

PND_INLINE vd pow_load_f64(const char *p, intptr_t step, intptr_t i, intptr_t n)
{
    if (step == 0) {
        double x;
        memcpy(&x, p, sizeof x);
        return vd_set(x);
    }
    return n - i >= vd_lanes ? vd_load_f64(p + 8 * i) : vd_load_n_f64(p + 8 * i, n - i, 1.0);
}

static void run_pow_f64(const char *a, intptr_t sa, const char *b, intptr_t sb, char *o, intptr_t n)
{
    double e[POW_BLOCK] __attribute__((aligned(64))), lo[POW_BLOCK] __attribute__((aligned(64)));
    for (; n > 0; n -= POW_BLOCK, a += POW_BLOCK * sa, b += POW_BLOCK * sb, o += POW_BLOCK * 8) {
        const intptr_t m = n < POW_BLOCK ? n : POW_BLOCK;
        uint64_t unusual = 0, wide = 0; /* a bit for a vector's first element */
        for (intptr_t i = 0; i < m; i += vd_lanes) {
            bool usual, far;
            vd rest, t = pow_exponent_f64(pow_load_f64(a, sa, i, m), pow_load_f64(b, sb, i, m), &rest, &usual, &far);
            vd_store_f64((char *)(e + i), t);
            vd_store_f64((char *)(lo + i), rest);
            unusual |= (uint64_t)!usual << i;
            wide |= (uint64_t)far << i;
        }
        for (intptr_t i = 0; i < m; i += vd_lanes) {
            vd power = pow_power_f64(vd_load_f64((char *)(e + i)), vd_load_f64((char *)(lo + i)), wide >> i & 1);
            if (PND_UNLIKELY(unusual >> i & 1)) {
                vd x = pow_load_f64(a, sa, i, m), y = pow_load_f64(b, sb, i, m);
                power = pow_finish(x, y, pow_usual_y_f64(y), power);
            }
            if (m - i >= vd_lanes) vd_store_f64(o + 8 * i, power);
            else vd_store_n_f64(o + 8 * i, m - i, power);
        }
    }
}

PND_INLINE vd pow_load_f32(const char *p, intptr_t step, intptr_t i, intptr_t n)
{
    if (step == 0) {
        float x;
        memcpy(&x, p, sizeof x);
        return vd_set((double)x);
    }
    return n - i >= vd_lanes ? vd_load_f32(p + 4 * i) : vd_load_n_f32(p + 4 * i, n - i, 1.0f);
}

static void run_pow_f32(const char *a, intptr_t sa, const char *b, intptr_t sb, char *o, intptr_t n)
{
    double e[POW_BLOCK] __attribute__((aligned(64)));
    for (; n > 0; n -= POW_BLOCK, a += POW_BLOCK * sa, b += POW_BLOCK * sb, o += POW_BLOCK * 4) {
        const intptr_t m = n < POW_BLOCK ? n : POW_BLOCK;
        uint64_t unusual = 0;
        for (intptr_t i = 0; i < m; i += vd_lanes) {
            bool usual;
            vd_store_f64((char *)(e + i), pow_exponent_f32(pow_load_f32(a, sa, i, m), pow_load_f32(b, sb, i, m), &usual));
            unusual |= (uint64_t)!usual << i;
        }
        for (intptr_t i = 0; i < m; i += vd_lanes) {
            vd power = pow_power_f32(vd_load_f64((char *)(e + i)));
            if (PND_UNLIKELY(unusual >> i & 1)) {
                vd x = pow_load_f32(a, sa, i, m), y = pow_load_f32(b, sb, i, m);
                power = pow_finish(x, y, pow_usual_y_f32(y), power);
            }
            if (m - i >= vd_lanes) vd_store_f32(o + 4 * i, power);
            else vd_store_n_f32(o + 4 * i, m - i, power);
        }
    }
}

#endif
