/* Reductions over any set of axes, in O(block) extra memory, with results that do not depend on the thread count. */
#ifndef PND_ENGINE_REDUCE_H
#define PND_ENGINE_REDUCE_H

#include "elementwise.h"

typedef struct pnd_reduce_call {
    const pnd_reduction *reduction; /* or NULL: */
    const pnd_ufunc *ufunc;         /* ... the binary loop is used as reduction (no identity needed beyond `initial`) */
    const pnd_ufunc_loop *loop;
    pnd_view in;                    /* any dtype that casts to the reduction's input */
    pnd_view out;                   /* in.ndim axes; the reduced ones have length 1.  Any dtype the result casts to */
    const bool *axes;               /* in.ndim: reduced? */
    const pnd_view *where;          /* bool, broadcasts to in; or NULL */
    const char *initial;            /* element of the reduction's output dtype, or NULL */
    int ddof_known;                 /* var: */
    double ddof;
    int *fpe;
} pnd_reduce_call;

/* -1 with PND_ERR_VALUE `zero-size array to reduction operation maximum which has no identity` where that holds. */
int pnd_reduce_run(const pnd_reduce_call *call, pnd_error *err);

/* out[..., i, ...] = in[0] (+) ... (+) in[i] along axis; by the scan kernel where there is one, else by the binary loop. */
int pnd_accumulate_run(const pnd_ufunc *u, const pnd_ufunc_loop *loop, const pnd_view *in, const pnd_view *out, int axis, int *fpe,
                       pnd_error *err);

#endif
