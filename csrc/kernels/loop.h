/*
 * The signature shared by all inner loops, and the closed set of kernel shapes.
 *
 * A loop runs over dims[0] elements; ptrs[i] is operand i's first element and strides[i] its step in bytes (0 repeats
 * one element).  ptrs, dims and strides are the caller's and may be aliased by stores: a loop hoists what it needs.
 * Operands are either disjoint or stand such that elementwise order is safe; the engine sees to that.  Elements are in
 * native byte order but need not be aligned.  0 is success; -1 leaves a message in ctx->err.  IEEE status flags are left
 * in the thread's status word, with the meaning the oracle gives them.
 */
#ifndef PND_KERNELS_LOOP_H
#define PND_KERNELS_LOOP_H

#include "../dtype/dtype.h"
#include "../platform/poll.h"

typedef struct pnd_loop {
    const pnd_dtype *const *dtypes; /* of the operands */
    const void *aux;                /* the row's own data */
    pnd_error *err;
    unsigned flags;
    pnd_pace *pace; /* or NULL: whom a kernel asks that may be long in one call (sorting); any other is called on pieces */
} pnd_loop;

typedef int pnd_loop_fn(const pnd_loop *ctx, char *const *ptrs, const intptr_t *dims, const intptr_t *strides);

/*
 * Shapes.  `op` in a row is a PND_OP_* for MAP, MASKED, REDUCE and SCAN, else a small number of that shape's own.
 *   MAP      ptrs = inputs, outputs
 *   MASKED   ptrs = inputs, outputs, mask (bool bytes): elements with a false mask keep the output's bytes
 *   REDUCE   a pnd_reduction
 *   SCAN     ptrs = state, input, output: out[i] = state = op(state, in[i]).  state is one element of the output's dtype and lives on
 *            between the calls of one line; the caller starts it with the line's first element
 *   CAST     ptrs = from, to
 *   SORT     a pnd_sorting
 *   GATHER   ptrs = source, indices (intp), output;  SCATTER ptrs = destination, indices, values; see gather.h
 */
typedef enum pnd_shape {
    PND_SHAPE_MAP,
    PND_SHAPE_MASKED,
    PND_SHAPE_REDUCE,
    PND_SHAPE_SCAN,
    PND_SHAPE_CAST,
    PND_SHAPE_SORT,
    PND_SHAPE_GATHER,
    PND_SHAPE_SCATTER
} pnd_shape;

/*
 * A reduction works on an accumulator of its own type (float for float16, so that it does not round once a chunk).
 *   init    ptrs = acc;            dims[0] accumulators, strides[0] apart, set to the empty state
 *   step    ptrs = acc, in;        strides[0] == 0: all dims[0] elements into one accumulator (inner axis);
 *                                  else element i into accumulator i (outer axis)
 *   merge   ptrs = acc, other acc; dims[0] pairs: acc = acc (+) other, `other` holding the later elements
 *   finish  ptrs = acc, out;       dims[0] results rounded and stored as out_dtype
 * step is called on any partition of the input in order; the engine's partition depends on shape and strides only.  The engine
 * starts afresh after at most 65,536 elements or 256 steps into one accumulator and merges the parts as a balanced tree, so that
 * errors across steps grow with a logarithm; within one step they are the kernel's affair.  A maximum or argmax of nothing is never
 * finished, but may be merged, from either side.  ctx->aux: var's ddof (const double *), NULL for the others.
 */
typedef struct pnd_reduction {
    uint8_t in, out; /* rows of dtypes.def */
    bool has_empty;  /* the empty state may be finished (sum); false: at least one element must have been seen (max) */
    bool any_order;  /* reorderable over several axes */
    size_t acc_size; /* a multiple of the accumulator's alignment (at most 16), at most PND_ACC_MAX */
    pnd_loop_fn *init, *step, *merge, *finish;
    /* Sets accumulators from `initial` elements of dtype `out` (ptrs = acc, initial); NULL when initial= has no meaning. */
    pnd_loop_fn *seed;
    /* NULL, or several dense rows at once: element i of dims[1] rows, strides[2] apart, into accumulator i (dense too), in order. */
    pnd_loop_fn *step_rows;
} pnd_reduction;
#define PND_ACC_MAX 128

typedef struct pnd_sorting {
    /* All contiguous and aligned; NaN last; argsort fills n indices; both are stable when asked.  -1 on PND_ERR_MEMORY, or when
       ctx->pace says stop: then data holds the same elements in some order. */
    int (*sort)(const pnd_loop *ctx, char *data, intptr_t n, bool stable);
    int (*argsort)(const pnd_loop *ctx, const char *data, intptr_t *index, intptr_t n, bool stable);
    /* As sort and argsort, but only the places kth[0 ... nk), which rise, need be right: no greater element before them, no lesser
       one behind.  NULL: there is only sorting. */
    int (*select)(const pnd_loop *ctx, char *data, intptr_t n, const intptr_t *kth, intptr_t nk);
    int (*argselect)(const pnd_loop *ctx, const char *data, intptr_t *index, intptr_t n, const intptr_t *kth, intptr_t nk);
    bool (*less)(const char *a, const char *b); /* the order sorting uses; elements may be unaligned */
    /* Where comparing may fail (objects), instead of less: 1, 0, or -1 with *err filled. */
    int (*try_less)(const char *a, const char *b, pnd_error *err);
} pnd_sorting;

/* A row of a kernel table.  fn for MAP, MASKED, SCAN, CAST, GATHER, SCATTER; reduction or sorting for the others.
   types of a MASKED row are those of its MAP row, which has none for the mask.
   op of a reduction that is no ufunc is -1 - PND_STAT_*.  flags: PND_LOOP_*. */
typedef struct pnd_kernel_row {
    pnd_shape shape;
    int op;
    uint8_t nargs;
    uint8_t types[4]; /* rows of dtypes.def */
    pnd_loop_fn *fn;
    const pnd_reduction *reduction;
    const pnd_sorting *sorting;
    unsigned flags;
} pnd_kernel_row;

typedef struct pnd_kernel_rows {
    const pnd_kernel_row *rows;
    intptr_t count;
} pnd_kernel_rows;

/* What one kernels/X.c, compiled for one tier, exports: a list of row lists ended by {NULL, 0}. */
typedef struct pnd_kernel_table {
    const char *family, *isa;
    const pnd_kernel_rows *lists;
} pnd_kernel_table;

#endif
