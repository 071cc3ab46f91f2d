/*
 * The registry: (op, dtypes) -> loop.  Filled once at import from the kernel tables of every tier this machine has,
 * lowest first, so that a tier without a row falls back to the one below; layer 10 adds the rows that need Python.
 */
#ifndef PND_KERNELS_REGISTRY_H
#define PND_KERNELS_REGISTRY_H

#include "loop.h"

typedef enum pnd_op {
#define PND_UFUNC(name, ...) PND_OP_##name,
#include "ops.def"
#undef PND_UFUNC
    PND_NOPS
} pnd_op;

typedef enum pnd_identity { PND_IDENTITY_NONE, PND_IDENTITY_ANY, PND_IDENTITY_ZERO, PND_IDENTITY_ONE, PND_IDENTITY_MINUSONE } pnd_identity;
typedef enum pnd_resolver {
    PND_RESOLVE_COMMON,
    PND_RESOLVE_COMPARE,
    PND_RESOLVE_LOGICAL,
    PND_RESOLVE_PREDICATE,
    PND_RESOLVE_ARITH_NOBOOL,
    PND_RESOLVE_DIVIDE
} pnd_resolver;

/* X87: raises flags in the x87 word too (set for longdouble).  NO_FPE: status flags mean nothing after this loop; set for
   integers and bools unless the row says RAISES (integer division). */
/* UNLISTED: not among the ufunc's `types`. */
enum { PND_LOOP_NEEDS_GIL = 1, PND_LOOP_X87 = 2, PND_LOOP_NO_FPE = 4, PND_LOOP_RAISES = 8, PND_LOOP_UNLISTED = 16 };

typedef struct pnd_ufunc_loop {
    const pnd_dtype *const *dtypes; /* nin + nout */
    pnd_loop_fn *fn;
    pnd_loop_fn *masked; /* or NULL */
    const void *aux;
    unsigned flags;
    const char *isa;     /* which tier it came from, for reports */
} pnd_ufunc_loop;

typedef struct pnd_ufunc {
    const char *name, *doc;
    int op, nin, nout;
    pnd_identity identity;
    pnd_resolver resolver;
    intptr_t cost;
    intptr_t nloops;
    pnd_ufunc_loop *loops;                      /* in the order of dtypes.def: the order of `types` and of searching */
    const pnd_ufunc_loop *same[PND_NIDX];       /* the loop whose inputs are all this dtype: the call path's one look-up */
    const pnd_reduction *reductions[PND_NIDX];  /* by input dtype */
    pnd_loop_fn *scans[PND_NIDX];
} pnd_ufunc;

extern pnd_ufunc pnd_ufuncs[PND_NOPS];

int pnd_registry_init(pnd_error *err);
/* Exact match of the input dtypes' loop rows, or NULL. */
const pnd_ufunc_loop *pnd_ufunc_find(const pnd_ufunc *u, const pnd_dtype *const *in);
/* NumPy's rule: exact match; else the loop of the common dtype; else the first loop every input casts to safely.
   weak as in promote.h (may be NULL).  NULL with PND_ERR_NOLOOP. */
const pnd_ufunc_loop *pnd_ufunc_resolve(const pnd_ufunc *u, const pnd_dtype *const *in, const uint8_t *weak, pnd_error *err);
int pnd_ufunc_add_loop(pnd_ufunc *u, const pnd_ufunc_loop *loop, pnd_error *err);

/* Native to native cast of built-in dtypes (never NULL for two of them; same row: a copy). */
pnd_loop_fn *pnd_cast_find(int from_idx, int to_idx);
const pnd_sorting *pnd_sorting_find(int idx);
/* Import time: the rows of dtype=object, which layers 9 and 10 write. */
void pnd_registry_set_cast(int from_idx, int to_idx, pnd_loop_fn *fn);
void pnd_registry_set_sorting(int idx, const pnd_sorting *sorting);

/* Reductions that are no ufunc: var over {count, mean, M2}, argmax and argmin over {best, index}. */
typedef enum pnd_stat { PND_STAT_VAR, PND_STAT_ARGMAX, PND_STAT_ARGMIN, PND_STAT_MEAN, PND_NSTATS } pnd_stat;
const pnd_reduction *pnd_stat_find(pnd_stat stat, int idx);
void pnd_registry_set_stat(pnd_stat stat, int idx, const pnd_reduction *reduction);

#endif
