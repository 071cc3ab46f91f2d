/* Python's index objects, brought to the items an index plan is made from. */
#ifndef PND_ACCESS_INDEXARGS_H
#define PND_ACCESS_INDEXARGS_H

#include "../layout/indexplan.h"
#include "../object/array.h"

/* NumPy's limit: every axis indexed, every new one made, and an ellipsis. */
#define PND_INDEX_MAX (2 * PND_MAXDIMS + 1)

/* Room for this many stands in the struct.  It is small because the struct is on the stack while the indices are converted, and
   converting them may run code that indexes again. */
#define PND_INDEX_INLINE 4

typedef struct pnd_index_args {
    int n, nhold, room;
    bool fancy;
    bool by_array;    /* an integer came as a 0-d array: NumPy then gives a copy where a view would do */
    PyObject **hold;  /* owned and pinned: what items[].array points into */
    pnd_index *items; /* in the struct, or a block of PND_INDEX_MAX of both on the heap */
    PyObject *few_hold[PND_INDEX_INLINE];
    pnd_index few_items[PND_INDEX_INLINE];
} pnd_index_args;

/* 0, or -1 with an exception; pnd_index_args_clear is needed in both cases. */
int pnd_index_args_parse(PyObject *key, pnd_index_args *args);
int pnd_index_args_check_count(const pnd_index_args *args); /* -1 with IndexError: more index arrays than NumPy takes */
void pnd_index_args_clear(pnd_index_args *args);

extern const char pnd_index_error[]; /* "only integers, slices (`:`), ..." */

#endif
