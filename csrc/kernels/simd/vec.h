/*
 * Vectors of float and double in whatever width the tier has, for code that is written once.
 *
 *   vf vi vu vfm    float, int32, uint32 lanes and their mask        vf_lanes of them
 *   vd vl vul vdm   double, int64, uint64 lanes and their mask       vd_lanes of them
 *
 * Arithmetic, shifts and bit operations are C's own operators (a scalar operand counts for every lane); masks know & | ^.
 * What operators cannot say is a function vf_* or vd_*.  Every operation is exact or correctly rounded in each lane and
 * has no other effect, so that the tiers and the tail of a loop (padded with a harmless value) give the same bits.
 * Loads and stores named after a dtype convert from and to it; stores round once and raise what that earns, but for
 * bfloat16's overflow.  Comparisons are quiet: a NaN is false and raises nothing.  Where an operation must not raise a flag in some lane, the
 * caller puts a harmless value into that lane with vf_select first.
 */
#ifndef PND_KERNELS_VEC_H
#define PND_KERNELS_VEC_H

#include <math.h>
#include <string.h>

#include "../../dtype/smallfloat.h"

#if defined(PND_ISA_AVX512)
#include "vec_avx512.h"
#elif defined(PND_ISA_AVX2)
#include "vec_avx2.h"
#else
#include "vec_scalar.h"
#endif

/* The same for every width. */
PND_INLINE vf vf_abs(vf x) { return vf_from_bits(vf_bits(x) & 0x7fffffff); }
PND_INLINE vd vd_abs(vd x) { return vd_from_bits(vd_bits(x) & 0x7fffffffffffffff); }
/* x with its sign flipped where `from` has its sign bit set. */
PND_INLINE vf vf_xor_sign(vf x, vi from) { return vf_from_bits(vf_bits(x) ^ (from & (int32_t)0x80000000)); }
PND_INLINE vd vd_xor_sign(vd x, vl from) { return vd_from_bits(vd_bits(x) ^ (from & (int64_t)0x8000000000000000)); }
/* A small integer (below 2^51 in magnitude) as a double: through the mantissa, which every tier can. */
PND_INLINE vd vd_from_small(vl i) { return vd_from_bits(i + 0x4338000000000000) - 0x1.8p52; }

/*
 * x / c rounded to the nearest integer, by adding a constant that leaves no room for a fraction: `shifted`'s low bits are
 * the integer in two's complement, shifted - VF_ROUND is it as a float.
 */
#define VF_ROUND 0x1.8p23f
#define VD_ROUND 0x1.8p52

/* c0 + c1 x: polynomials are summed from pairs (Estrin), which makes a shorter chain than Horner's at the same cost. */
PND_INLINE vf vf_pair(float c1, float c0, vf x) { return vf_fma(vf_set(c1), x, vf_set(c0)); }
PND_INLINE vd vd_pair(double c1, double c0, vd x) { return vd_fma(vd_set(c1), x, vd_set(c0)); }

#endif
