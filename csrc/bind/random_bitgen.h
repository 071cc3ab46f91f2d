/*
 * Bit generator objects, as the classes that draw from them (Generator, RandomState) see them.
 *
 * A pnd_random_source is a bit generator in use: any object with `.capsule` and `.lock`, ours or foreign.  Its numbers may
 * be drawn only between pnd_random_lock and pnd_random_unlock, with or without the GIL; or, for ours, without the lock
 * while the GIL is held without a break and pnd_random_is_free said so (nobody else can run meanwhile): that is what a
 * single draw pays.
 */
#ifndef PND_BIND_RANDOM_BITGEN_H
#define PND_BIND_RANDOM_BITGEN_H

#include <stdbool.h>

#include "../py/python.h"

#include "../random/bitgen.h"

extern PyTypeObject PndBitGenerator_Type, PndMT19937_Type, PndPCG64_Type, PndPCG64DXSM_Type, PndPhilox_Type, PndSFC64_Type,
    PndRandomLock_Type;

/* A re-entrant lock like threading.RLock, of which owner and count are looked at under the GIL. */
typedef struct PndRandomLockObject {
    PyObject_HEAD PyThread_type_lock lock;
    unsigned long owner; /* thread that holds it; 0: nobody */
    Py_ssize_t count;    /* how often */
    unsigned forks;      /* pnd_random_forks() when it was taken */
} PndRandomLockObject;

typedef struct PndBitGeneratorObject {
    PyObject_HEAD pnd_bitgen bitgen;           /* state points into this object, or is NULL in a bare BitGenerator */
    const pnd_bitgen_kind *kind; /* NULL: BitGenerator itself, or a subclass that fills bitgen in some other way */
    PyObject *lock, *seed_seq, *capsule, *ctypes, *cffi;
    _Alignas(16) char state[]; /* kind->state_size bytes */
} PndBitGeneratorObject;

typedef struct pnd_random_source {
    pnd_bitgen *bitgen;          /* lives as long as object, or capsule where there is one */
    const pnd_bitgen_kind *kind; /* NULL: foreign */
    PyObject *object, *lock;     /* strong references */
    PyObject *capsule;           /* of a foreign one, likewise: what bitgen points into may live no longer; else NULL */
} pnd_random_source;

static inline bool pnd_is_bit_generator(PyObject *o) { return PyObject_TypeCheck(o, &PndBitGenerator_Type); }

/* Fills *out (to be cleared with pnd_random_source_clear); -1 with AttributeError without .capsule or .lock, or with ValueError when the
   capsule is not one of a bit generator. */
int pnd_random_source_of(PyObject *bit_generator, pnd_random_source *out);
void pnd_random_source_clear(pnd_random_source *source);

/* With the GIL; may wait, meanwhile letting other threads run.  -1 with an exception (a foreign lock may raise). */
int pnd_random_lock(const pnd_random_source *source);
/* Keeps an exception that is set; -1 when the foreign lock itself raised. */
int pnd_random_unlock(const pnd_random_source *source);

static inline bool pnd_random_is_free(const pnd_random_source *source)
{
    if (source->capsule || !Py_IS_TYPE(source->lock, &PndRandomLock_Type)) return false; /* foreign steps may be anything, Python too */
    const PndRandomLockObject *lock = (const PndRandomLockObject *)source->lock;
    return lock->owner == 0 || lock->owner == PyThread_get_thread_ident();
}

/* How many forks lie between this process and the one that loaded the library: what other threads held before the last one is nobody's. */
unsigned pnd_random_forks(void);

/* The bit generator `seed` stands for: itself, when it is one (has .capsule), else PCG64(seed) (legacy: MT19937 with legacy seeding);
   new reference. */
PyObject *pnd_random_bit_generator_for(PyObject *seed, bool legacy);

int pnd_random_bitgen_init(PyObject *module); /* _core._random: the classes */

#endif
