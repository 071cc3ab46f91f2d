/*
 * np.nditer: its state, in the order in which it is worked on.  nditer_args.c reads a call's arguments, nditer_make.c
 * makes axes and operands of them, nditer_walk.c moves it and fills its buffers, nditer.c is the Python object.
 *
 * Axis 0 is the innermost.  An operand is iterated over `array`, whose data is pinned while the iterator lives; what the user
 * sees are arrays over `data`, which is there or in the operand's buffer.  Buffers live as long as the object: the arrays that
 * show them hold a reference to it.
 */
#ifndef PND_ACCESS_NDITER_H
#define PND_ACCESS_NDITER_H

#include "../engine/castop.h"
#include "access.h"

enum { /* of the iterator */
       IT_BUFFERED = 1 << 0,
       IT_C_INDEX = 1 << 1,
       IT_F_INDEX = 1 << 2,
       IT_MULTI_INDEX = 1 << 3,
       IT_COMMON_DTYPE = 1 << 4,
       IT_COPY_IF_OVERLAP = 1 << 5,
       IT_DELAY = 1 << 6,
       IT_EXTERNAL = 1 << 7,
       IT_GROW = 1 << 8,
       IT_RANGED = 1 << 9,
       IT_REFS_OK = 1 << 10,
       IT_REDUCE_OK = 1 << 11,
       IT_ZEROSIZE_OK = 1 << 12
};

enum { /* of an operand */
       OP_READ = 1 << 0,
       OP_WRITE = 1 << 1,
       OP_COPY = 1 << 2,
       OP_UPDATE = 1 << 3,
       OP_NBO = 1 << 4,
       OP_ALIGNED = 1 << 5,
       OP_CONTIG = 1 << 6,
       OP_NO_BROADCAST = 1 << 7,
       OP_ALLOCATE = 1 << 8,
       OP_NO_SUBTYPE = 1 << 9,
       OP_VIRTUAL = 1 << 10,
       OP_ARRAYMASK = 1 << 11,
       OP_WRITEMASKED = 1 << 12,
       OP_ELEMENTWISE = 1 << 13,
       OP_REDUCES = 1 << 14, /* found out: written with a step of 0 */
       OP_BUFFERS = 1 << 15, /* must go through a buffer: another dtype, or as the flags ask */
       OP_FORCE_COPY = 1 << 16
};

typedef struct ndop {
    PyObject *array;       /* owned, data pinned; NULL for a virtual one */
    PyObject *target;      /* or NULL: `array` is a copy whose elements go back there */
    PndDescrObject *descr; /* owned: what the user sees */
    PndDescrObject *have;  /* owned: array's, as the iterator was made; NULL for a virtual one */
    unsigned flags;
    pnd_castop in, out;    /* array's dtype to descr's and back */
    intptr_t strides[PND_MAXDIMS];
    char *base, *ptr;      /* of position 0; of the current one */
    intptr_t turned;       /* base, seen from the array's first element */
    char *data;            /* what the user sees now, and its step within the chunk */
    intptr_t step;
    char *buffer;          /* owned; room for buffersize elements of descr */
    bool buffers, in_buffer, pinned; /* by the plan of the chunks; now */
} ndop;

typedef struct nditer {
    PyObject_HEAD int nop, ndim;
    unsigned flags;
    ndop *op;
    intptr_t shape[PND_MAXDIMS], at[PND_MAXDIMS];
    int perm[PND_MAXDIMS];  /* axis of the multi-index, */
    bool flip[PND_MAXDIMS]; /* ... which runs backwards here */
    intptr_t index_step[PND_MAXDIMS], index_base;
    intptr_t size, position, start, end;
    intptr_t buffersize, buffer_room; /* as it is, and as buffers were made; 0: there are none */
    intptr_t chunk, chunk_at; /* elements from position - chunk_at on that data and step hold for; where in them */
    intptr_t row, core, piece; /* with buffering: elements of the axes that a chunk stays within, of those it keeps whole, of a chunk */
    int mask;               /* operand that is the ARRAYMASK, or -1 */
    PyObject *child;        /* of nested_iters: moved along */
    bool started, finished, closed, delayed;
    int busy;               /* elements are on their way, which runs anyone's code: nothing may move meanwhile */
} nditer;

/* What a call says; everything borrowed but the arrays. */
typedef struct nditer_call {
    int nop;
    unsigned flags, *op_flags;
    PyObject **ops;          /* owned; NULL for None */
    PndDescrObject **dtypes; /* owned or NULL */
    int *op_axes;            /* [nop][PND_MAXDIMS], or NULL; -1: newaxis */
    bool *has_axes;
    int oa_ndim;             /* -1: not given */
    intptr_t itershape[PND_MAXDIMS];
    bool has_itershape;
    pnd_order order;
    pnd_casting casting;
    intptr_t buffersize;
} nditer_call;

int pnd_nditer_read(nditer_call *c, PyObject *op, PyObject *flags, PyObject *op_flags, PyObject *op_dtypes, PyObject *order,
                    PyObject *casting, PyObject *op_axes, PyObject *itershape, Py_ssize_t buffersize);
void pnd_nditer_call_clear(nditer_call *c);

/* it is freshly allocated; -1 with an exception leaves what pnd_nditer_clear takes down. */
int pnd_nditer_make(nditer *it, const nditer_call *c);
void pnd_nditer_clear(nditer *it);
int pnd_nditer_write_back(nditer *it); /* copies go back to their targets, for good */
void pnd_nditer_coalesce(nditer *it);
void pnd_nditer_drop_axis(nditer *it, int axis);         /* of the multi-index; to be reset afterwards */
int pnd_nditer_copy(nditer *copy, const nditer *it);     /* as pnd_nditer_make */

void pnd_nditer_seek(nditer *it, intptr_t position);     /* coordinates and ptr only */
void pnd_nditer_plan(nditer *it);                        /* how buffered chunks are cut */
int pnd_nditer_flush(nditer *it);                        /* what the buffers hold is stored */
int pnd_nditer_load(nditer *it);                         /* the chunk that begins at position */
int pnd_nditer_goto(nditer *it, intptr_t position);      /* flush, seek, load */
int pnd_nditer_reset(nditer *it);                        /* to the start of the range; buffers are made */
int pnd_nditer_next(nditer *it);                         /* 1, 0 at the end, -1 */
intptr_t pnd_nditer_inner(const nditer *it);             /* elements the user sees at once with external_loop */
int pnd_nditer_allocate(nditer *it);

#endif
