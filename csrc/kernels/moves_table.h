/* The moves of one tier, by width class; moves.c fills one per tier, once/moves_find.c hands out the best. */
#ifndef PND_KERNELS_MOVES_TABLE_H
#define PND_KERNELS_MOVES_TABLE_H

#include "moves.h"

/* Width classes: 1, 2, 4, 8, 16 bytes, and any (ctx->aux tells). */
enum { PND_W1, PND_W2, PND_W4, PND_W8, PND_W16, PND_WANY, PND_NWIDTHS };

typedef intptr_t pnd_compress_fn(const char *mask, intptr_t mask_stride, const char *from, intptr_t from_stride, intptr_t n,
                                 intptr_t itemsize, char *out, intptr_t room);

typedef struct pnd_moves {
    const char *isa;
    void (*run)(char *to, const char *from, size_t n);
    pnd_loop_fn *copy[PND_NWIDTHS], *swap[PND_NWIDTHS], *gather[PND_NWIDTHS], *scatter[PND_NWIDTHS], *select[PND_NWIDTHS];
    pnd_compress_fn *compress[PND_NWIDTHS];
    intptr_t (*count_true)(const char *mask, intptr_t stride, intptr_t n);
    intptr_t (*true_positions)(const char *mask, intptr_t stride, intptr_t n, intptr_t base, intptr_t *out, intptr_t room);
} pnd_moves;

#endif
