/*
 * sqrt, exp, log, tanh, sin, cos of the real floats; compiled once per tier.  Complex and longdouble: once/math_libm.c.
 *
 * float16, bfloat16 and float8 are correctly rounded: the float function is within 1 ULP of float, and where rounding
 * twice is not rounding once (a handful of float16 inputs, found by trying all 65,536) the result is put right here.
 */
#include "template.h"
#include "elementary/exp_log_f32.h"
#include "elementary/exp_log_f64.h"
#include "elementary/run.h"
#include "elementary/tanh_f32.h"
#include "elementary/tanh_f64.h"
#include "elementary/trig_f32.h"
#include "elementary/trig_f64.h"

/* A float input, and a float result that rounds to the right float16. */
typedef struct math_exception { float in, out; } math_exception;
static const math_exception exp_exceptions[] = {{0x1.de4p-8f, 0x1.01dffep0f}, {0x1.73cp-6f, 0x1.05dffep0f}};
static const math_exception log_exceptions[] = {{0x1.5ep-8f, -0x1.4edffep2f}};
static const math_exception sin_exceptions[] = {
    {0x1.accp-3f, 0x1.a9a002p-3f}, {-0x1.accp-3f, -0x1.a9a002p-3f}, {0x1.2cp8f, -0x1.ffdffep-1f}, {-0x1.2cp8f, 0x1.ffdffep-1f}};
static const math_exception cos_exceptions[] = {{0x1.dfp-5f, 0x1.ff2002p-1f}, {-0x1.dfp-5f, 0x1.ff2002p-1f}};

/* fn over floats (dense output), then the exceptions. */
static int math_corrected(pnd_loop_fn *fn, const math_exception *list, intptr_t count, PND_LOOP)
{
    const intptr_t n = dims[0], sa = s[0];
    if (fn(ctx, p, dims, s) < 0) return -1;
    for (intptr_t k = 0; k < count; k++) {
        const uint32_t in = pnd_bits_f32(list[k].in), out = pnd_bits_f32(list[k].out);
        const char *a = p[0];
        char *o = p[1];
        for (intptr_t i = 0; i < n; i++) {
            uint32_t x, y;
            memcpy(&x, a + i * sa, 4);
            memcpy(&y, o + i * 4, 4);
            y = x == in ? out : y;
            memcpy(o + i * 4, &y, 4);
        }
    }
    return 0;
}

#define PND_FAMILY math
#define PND_FAMILY_TEMPLATE "math.tmpl.h"
#define PND_FAMILY_FOR (PND_FOR_REALS | PND_FOR_STORAGE)
#include "family.h"
