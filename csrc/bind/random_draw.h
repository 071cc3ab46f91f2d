/*
 * What Generator and RandomState share: the object, the right to draw, and the machine that runs a row of the table of
 * distributions (random_dists.h).
 *
 * Everything that can fail (parameters, sizes, memory) is done before the first draw, so a call that raises leaves the
 * stream where it was.  Draws happen between pnd_draw_begin and pnd_draw_end.
 */
#ifndef PND_BIND_RANDOM_DRAW_H
#define PND_BIND_RANDOM_DRAW_H

#include "random_bitgen.h"

#include "../object/array.h"
#include "../random/legacy.h"

#define PND_POISSON_MAX 9.223372006484771e18 /* largest mean: 2**63 - 1 less ten of its square roots */

typedef struct PndRandomObject {
    PyObject_HEAD pnd_random_source source;
    pnd_legacy legacy; /* RandomState: the kept gaussian */
    bool frozen;       /* RandomState: the frozen distributions */
    int draws;         /* under way with a lock that is not the GIL: meanwhile the source stays */
    unsigned forks;    /* pnd_random_forks() at the last one: draws of a parent's threads end with it */
    PyObject *weakrefs;
} PndRandomObject;

#define PND_RANDOM(o) ((PndRandomObject *)(o))

extern PyTypeObject PndGenerator_Type, PndRandomState_Type;

/* The right to draw: for small work the GIL, if nobody holds the lock; else the lock, with the GIL released for large work. */
typedef struct pnd_draw_scope {
    PndRandomObject *r;
    pnd_random_source source; /* object NULL: no lock was taken */
    PyThreadState *thread;
} pnd_draw_scope;

/* Nobody holds the lock: as long as the GIL is kept and no Python code runs, numbers may be drawn without begin and end. */
static inline bool pnd_draw_is_free(const PndRandomObject *r) { return r->source.object && pnd_random_is_free(&r->source); }

int pnd_draw_begin(PndRandomObject *r, intptr_t work, pnd_draw_scope *s);
int pnd_draw_end(pnd_draw_scope *s); /* -1 with an exception when a foreign lock raised */
/* Another bit generator from here on; takes what *source holds, success or not.  RuntimeError while numbers are drawn: it takes a foreign
   lock that excludes nobody, or steps written in Python. */
int pnd_random_replace(PndRandomObject *r, pnd_random_source *source);
/* Pickling of a dict or reading of attributes needs the object behind. */
static inline PyObject *pnd_random_bit_generator(const PndRandomObject *r) { return r->source.object; }

/* size=: NULL, None: *given is false, shape (). */
int pnd_random_arg_size(PyObject *o, bool *given, int *ndim, Py_ssize_t *shape);
/* out= of a fill: an array of exactly dtype d, contiguous in either order, aligned, writeable, of the given size if there is one. */
int pnd_random_check_out(PyObject *out, const pnd_dtype *d, bool sized, int ndim, const Py_ssize_t *shape);
intptr_t pnd_shape_size(int ndim, const Py_ssize_t *shape);
/* ndarray of float64 or int64 for a parameter, any strides; TypeError for what does not convert safely. */
PyObject *pnd_random_array(PyObject *o, const pnd_dtype *d);
/* Counts that are an array already are not cut off: TypeError unless it casts to int64 safely. */
int pnd_random_check_counts(PyObject *o);
/* An int of Python's int(o): 10.5 -> 10, and its errors. */
int pnd_random_arg_int64(PyObject *o, int64_t *out);
int pnd_random_arg_double(PyObject *o, double *out);
/* Is it an array of some dimension, a sequence, or what makes itself an array; rather than one value?  -1 with an exception. */
int pnd_random_is_arraylike(PyObject *o);

#endif
