/*
 * Elementwise calls: classify the operands once, then drive a map kernel in chunks.
 *
 * Operands may have any dtype that casts to the loop's (casting is the caller's check), any strides, byte order and
 * overlap; results are as if all inputs had been copied first.  Inputs broadcast to the shape; outputs have it.
 */
#ifndef PND_ENGINE_ELEMENTWISE_H
#define PND_ENGINE_ELEMENTWISE_H

#include "../kernels/registry.h"
#include "../layout/view.h"

typedef struct pnd_map_call {
    const pnd_ufunc *ufunc;      /* for cost and name; may be NULL */
    const pnd_ufunc_loop *loop;
    int nin, nout;
    const pnd_view *ops;         /* nin + nout */
    const pnd_view *where;       /* bool, broadcasts; NULL for all.  Elements left out keep the output's old value */
    int ndim;                    /* the broadcast shape */
    const intptr_t *shape;
    int *fpe;                    /* receives PND_FPE_* of this call (cleared before, read after); NULL: do not care */
} pnd_map_call;

int pnd_map_run(const pnd_map_call *call, pnd_error *err);

#endif
