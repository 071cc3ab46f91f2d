/*
 * Any binary loop as a reduction: the accumulator is one element of the loop's output dtype and a mark that says whether it
 * holds anything yet.  Kernels may not be run with an output they read ahead of, so a run into one accumulator is one call an
 * element; runs into many accumulators are one call.  Elements that are not plain are owned by the accumulator.
 */
#ifndef PND_ENGINE_FOLD_H
#define PND_ENGINE_FOLD_H

#include "reduce.h"

typedef struct pnd_fold {
    pnd_reduction reduction;
    const pnd_dtype *dtypes[2]; /* second input, output */
    const pnd_ufunc_loop *loop;
    intptr_t mark;              /* offset of the mark in an accumulator */
    pnd_identity identity;
    bool truth;                 /* the identity is a bool */
} pnd_fold;

int pnd_fold_init(pnd_fold *f, const pnd_reduce_call *call, pnd_error *err);

/* The ufunc's identity (truth: as a bool) as an element of dtype d, valid already where d is not plain: 1, or 0 where there is none. */
int pnd_identity_element(pnd_identity identity, bool truth, const pnd_dtype *d, char *out, pnd_error *err);

#endif
