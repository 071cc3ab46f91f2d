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

#if defined(TYPE_IS_STORAGE)
static pnd_loop_fn sqrt_f32, exp_f32, log_f32, tanh_f32, sin_f32, cos_f32;
static int NAME(exp_corrected)(PND_LOOP) { return math_corrected(exp_f32, exp_exceptions, PND_COUNT(exp_exceptions), ctx, p, dims, s); }
static int NAME(log_corrected)(PND_LOOP) { return math_corrected(log_f32, log_exceptions, PND_COUNT(log_exceptions), ctx, p, dims, s); }
static int NAME(sin_corrected)(PND_LOOP) { return math_corrected(sin_f32, sin_exceptions, PND_COUNT(sin_exceptions), ctx, p, dims, s); }
static int NAME(cos_corrected)(PND_LOOP) { return math_corrected(cos_f32, cos_exceptions, PND_COUNT(cos_exceptions), ctx, p, dims, s); }
static int NAME(sqrt)(PND_LOOP) { return NAME(via1)(sqrt_f32, ctx, p, dims, s); }
static int NAME(exp)(PND_LOOP) { return NAME(via1)(NAME(exp_corrected), ctx, p, dims, s); }
static int NAME(log)(PND_LOOP) { return NAME(via1)(NAME(log_corrected), ctx, p, dims, s); }
static int NAME(tanh)(PND_LOOP) { return NAME(via1)(tanh_f32, ctx, p, dims, s); }
static int NAME(sin)(PND_LOOP) { return NAME(via1)(NAME(sin_corrected), ctx, p, dims, s); }
static int NAME(cos)(PND_LOOP) { return NAME(via1)(NAME(cos_corrected), ctx, p, dims, s); }
#else
#include "elementary/run.tmpl.h"
static void NAME(run_sqrt)(const char *in, char *out, intptr_t n) { NAME(run)(NAME(vec_sqrt), in, out, n); }
static void NAME(run_exp)(const char *in, char *out, intptr_t n) { NAME(run)(NAME(vec_exp), in, out, n); }
static void NAME(run_log)(const char *in, char *out, intptr_t n) { NAME(run)(NAME(vec_log), in, out, n); }
static void NAME(run_tanh)(const char *in, char *out, intptr_t n) { NAME(run)(NAME(vec_tanh), in, out, n); }
static void NAME(run_sin)(const char *in, char *out, intptr_t n) { NAME(run)(NAME(vec_sin), in, out, n); }
static void NAME(run_cos)(const char *in, char *out, intptr_t n) { NAME(run)(NAME(vec_cos), in, out, n); }
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
