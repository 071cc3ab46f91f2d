/*
 * A nest: the loops over the elements of several operands of one (broadcast) shape.
 *
 * Made in three steps: pnd_nest_init with the shape, pnd_nest_set once for each operand, pnd_nest_settle, which sorts the
 * axes by stride, turns axes round whose steps are all negative, drops axes of length 1 and joins what can be joined.
 * After that axis 0 is the innermost; there is always at least one axis, and `size` positions are numbered with axis 0
 * fastest.  A cursor stands at one position and walks in runs along axis 0.  Nothing is allocated for a nest of up to
 * PND_NEST_ROOM shape and stride entries (8 axes of 8 operands).
 */
#ifndef PND_ITER_NEST_H
#define PND_ITER_NEST_H

#include "../layout/view.h"

#define PND_NEST_OPS (PND_MAXARGS + 2)
#define PND_NEST_ROOM 72

typedef struct pnd_nest {
    int nop, ndim;
    intptr_t size;
    intptr_t *shape;   /* ndim, innermost first */
    intptr_t *strides; /* [axis * nop + operand], bytes */
    intptr_t room[PND_NEST_ROOM];
    char *data[PND_NEST_OPS]; /* of position 0 */
} pnd_nest;

typedef struct pnd_cursor {
    intptr_t at[PND_MAXDIMS];
    char *ptr[PND_NEST_OPS];
} pnd_cursor;

/* -1 with PND_ERR_MEMORY; pnd_nest_free is needed only after success. */
int pnd_nest_init(pnd_nest *t, int ndim, const intptr_t *shape, int nop, pnd_error *err);
/* The operand broadcasts to the nest's shape. */
void pnd_nest_set(pnd_nest *t, int op, char *data, int ndim, const intptr_t *shape, const intptr_t *strides);
/* Operands from `first` on (outputs) have the first word in the order of the axes.  ordered: keep C order, join only. */
void pnd_nest_settle(pnd_nest *t, int first, bool ordered);
void pnd_nest_free(pnd_nest *t);
void pnd_nest_swap(pnd_nest *t, int a, int b);
/* The axis along which an operand of `size` bytes an element is dense, where that is not axis 0 and both are long enough for tiles to
   pay; else 0.  Such an operand is walked across its cache lines. */
int pnd_nest_crossed(const pnd_nest *t, int op, intptr_t size);

void pnd_cursor_seek(const pnd_nest *t, pnd_cursor *c, intptr_t position);
/* Moves on by n positions, n <= shape[0] - at[0]. */
PND_INLINE void pnd_cursor_advance(const pnd_nest *t, pnd_cursor *c, intptr_t n)
{
    const int nop = t->nop;
    const intptr_t *s = t->strides;
    if (c->at[0] + n < t->shape[0]) {
        c->at[0] += n;
        for (int op = 0; op < nop; op++) c->ptr[op] += n * s[op];
        return;
    }
    for (int op = 0; op < nop; op++) c->ptr[op] -= c->at[0] * s[op];
    c->at[0] = 0;
    for (int k = 1; k < t->ndim; k++) {
        s += nop;
        if (++c->at[k] < t->shape[k]) {
            for (int op = 0; op < nop; op++) c->ptr[op] += s[op];
            return;
        }
        c->at[k] = 0;
        for (int op = 0; op < nop; op++) c->ptr[op] -= (t->shape[k] - 1) * s[op];
    }
}

#endif
