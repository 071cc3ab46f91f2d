/*
 * sqrt, exp, log, tanh, sin, cos of the real floats; compiled once per tier.  Complex and longdouble: once/math_libm.c.
 *
 * float16, bfloat16 and float8 are correctly rounded: the float function is within 1 ULP of float, and where rounding
 * twice is not rounding once (ten float16 inputs, found by trying all 65,536) the result is put right here.
 */
#include "template.h"
#include "elementary/exp_log_f32.h"
#include "elementary/exp_log_f64.h"
#include "elementary/run.h"
#include "elementary/tanh_f32.h"
#include "elementary/tanh_f64.h"
#include "elementary/trig_f32.h"
#include "elementary/trig_f64.h"

/*
 * The functions behind float16.  `in` are the numbers whose float result, though within 1 ULP of float, lies on a tie of
 * float16 or on its wrong side; `out` is the float on the right one.  No bfloat16 or float8 number needs that.
 */
PND_INLINE vf math_replace(vf y, vf x, float in, float out) { return vf_select(vi_eq(vf_bits(x), vf_bits(vf_set(in))), vf_set(out), y); }
PND_INLINE vf vec_sqrt_f16(vf x) { return vf_sqrt(x); }
PND_INLINE vf vec_tanh_f16(vf x) { return vec_tanh_f32(x); }
PND_INLINE vf vec_log_f16(vf x) { return math_replace(vec_log_f32(x), x, 0x1.5ep-8f, -0x1.4edffep2f); }
PND_INLINE vf vec_cos_f16(vf x) { return math_replace(vec_cos_f32(x), vf_abs(x), 0x1.dfp-5f, 0x1.ff2002p-1f); }
PND_INLINE vf vec_exp_f16(vf x)
{
    return math_replace(math_replace(vec_exp_f32(x), x, 0x1.de4p-8f, 0x1.01dffep0f), x, 0x1.73cp-6f, 0x1.05dffep0f);
}
PND_INLINE vf vec_sin_f16(vf x)
{
    vf a = vf_abs(x), y = vf_xor_sign(vec_sin_f32(x), vf_bits(x));
    y = math_replace(math_replace(y, a, 0x1.accp-3f, 0x1.a9a002p-3f), a, 0x1.2cp8f, -0x1.ffdffep-1f);
    return vf_xor_sign(y, vf_bits(x));
}

#define PND_FAMILY math
#define PND_FAMILY_TEMPLATE "math.tmpl.h"
#define PND_FAMILY_FOR (PND_FOR_REALS | PND_FOR_STORAGE)
#include "family.h"
