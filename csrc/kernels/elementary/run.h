/*
 * Drives a vector function over dense elements: whole vectors, then the rest in one padded vector through the same code.
 * A run function is instantiated once for each ufunc and type, so that a vector function is inlined in one place; the
 * strides of a loop are run.tmpl.h's.
 */
#ifndef PND_KERNELS_RUN_H
#define PND_KERNELS_RUN_H

#include "../simd/vec.h"

PND_INLINE vf vec_sqrt_f32(vf x) { return vf_sqrt(x); }
PND_INLINE vd vec_sqrt_f64(vd x) { return vd_sqrt(x); }

typedef void pnd_run1(const char *in, char *out, intptr_t n);
/* a and b dense or, with step 0, one repeated element. */
typedef void pnd_run2(const char *a, intptr_t sa, const char *b, intptr_t sb, char *out, intptr_t n);

PND_INLINE void run_f32(vf (*op)(vf), const char *in, char *out, intptr_t n)
{
    for (; n > 0; n -= vf_lanes, in += 4 * vf_lanes, out += 4 * vf_lanes) {
        const bool whole = n >= vf_lanes;
        vf y = op(PND_LIKELY(whole) ? vf_load_f32(in) : vf_load_n_f32(in, n, 1.0f));
        if (PND_LIKELY(whole)) vf_store_f32(out, y);
        else vf_store_n_f32(out, n, y);
    }
}

PND_INLINE void run_f64(vd (*op)(vd), const char *in, char *out, intptr_t n)
{
    for (; n > 0; n -= vd_lanes, in += 8 * vd_lanes, out += 8 * vd_lanes) {
        const bool whole = n >= vd_lanes;
        vd y = op(PND_LIKELY(whole) ? vd_load_f64(in) : vd_load_n_f64(in, n, 1.0));
        if (PND_LIKELY(whole)) vd_store_f64(out, y);
        else vd_store_n_f64(out, n, y);
    }
}

#endif
