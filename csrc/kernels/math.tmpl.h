/* sqrt, exp, log, tanh, sin, cos of one real type. */
#ifndef T
#include "template.h"
#include "types/f32.h"
#include "element.tmpl.h"
#include "elementary/exp_log_f32.h"
#include "elementary/run.h"
#include "elementary/tanh_f32.h"
#include "elementary/trig_f32.h"
#endif

#if defined(TYPE_IS_STORAGE) && !defined(TYPE_HAS_VECTOR_MOVES)
static pnd_loop_fn sqrt_f32, exp_f32, log_f32, tanh_f32, sin_f32, cos_f32;
static int NAME(sqrt)(PND_LOOP) { return NAME(via1)(sqrt_f32, ctx, p, dims, s); }
static int NAME(exp)(PND_LOOP) { return NAME(via1)(exp_f32, ctx, p, dims, s); }
static int NAME(log)(PND_LOOP) { return NAME(via1)(log_f32, ctx, p, dims, s); }
static int NAME(tanh)(PND_LOOP) { return NAME(via1)(tanh_f32, ctx, p, dims, s); }
static int NAME(sin)(PND_LOOP) { return NAME(via1)(sin_f32, ctx, p, dims, s); }
static int NAME(cos)(PND_LOOP) { return NAME(via1)(cos_f32, ctx, p, dims, s); }

#else
#include "elementary/run.tmpl.h"

#ifdef TYPE_HAS_VECTOR_MOVES
#ifdef TYPE_IS_F16
#define OP(f) PND_PASTE(vec_##f, f16)
#else
#define OP(f) PND_PASTE(vec_##f, f32)
#endif
#define WIDTH (sizeof(T) * vf_lanes)
PND_INLINE void NAME(run)(vf (*op)(vf), const char *in, char *out, intptr_t n)
{
    for (; n >= vf_lanes; n -= vf_lanes, in += WIDTH, out += WIDTH) PND_PASTE(vf_store, SFX)(out, op(PND_PASTE(vf_load, SFX)(in)));
    if (n > 0) {
        T last[vf_lanes];
        for (int k = 0; k < vf_lanes; k++) last[k] = NARROW(1.0f);
        memcpy(last, in, (size_t)n * sizeof(T));
        PND_PASTE(vf_store, SFX)((char *)last, op(PND_PASTE(vf_load, SFX)((const char *)last)));
        memcpy(out, last, (size_t)n * sizeof(T));
    }
}
#undef WIDTH
#else
#define OP(f) NAME(vec_##f)
#endif

static void NAME(run_sqrt)(const char *in, char *out, intptr_t n) { NAME(run)(OP(sqrt), in, out, n); }
static void NAME(run_exp)(const char *in, char *out, intptr_t n) { NAME(run)(OP(exp), in, out, n); }
static void NAME(run_log)(const char *in, char *out, intptr_t n) { NAME(run)(OP(log), in, out, n); }
static void NAME(run_tanh)(const char *in, char *out, intptr_t n) { NAME(run)(OP(tanh), in, out, n); }
static void NAME(run_sin)(const char *in, char *out, intptr_t n) { NAME(run)(OP(sin), in, out, n); }
static void NAME(run_cos)(const char *in, char *out, intptr_t n) { NAME(run)(OP(cos), in, out, n); }
#undef OP
static int NAME(sqrt)(PND_LOOP) { return NAME(run_map1)(NAME(run_sqrt), p, dims, s); }
static int NAME(exp)(PND_LOOP) { return NAME(run_map1)(NAME(run_exp), p, dims, s); }
static int NAME(log)(PND_LOOP) { return NAME(run_map1)(NAME(run_log), p, dims, s); }
static int NAME(tanh)(PND_LOOP) { return NAME(run_map1)(NAME(run_tanh), p, dims, s); }
static int NAME(sin)(PND_LOOP) { return NAME(run_map1)(NAME(run_sin), p, dims, s); }
static int NAME(cos)(PND_LOOP) { return NAME(run_map1)(NAME(run_cos), p, dims, s); }
#endif

#define ROW(op) {PND_SHAPE_MAP, PND_OP_##op, 2, {DTYPE, DTYPE}, .fn = NAME(op)}
static const pnd_kernel_row NAME(rows)[] = {ROW(sqrt), ROW(exp), ROW(log), ROW(tanh), ROW(sin), ROW(cos)};
#undef ROW
