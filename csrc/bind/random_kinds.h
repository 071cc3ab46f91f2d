/* What the base class of bit generators and the five classes need of each other. */
#ifndef PND_BIND_RANDOM_KINDS_H
#define PND_BIND_RANDOM_KINDS_H

#include "random_bitgen.h"

#define PND_MAX_SEED_WORDS 624 /* of 32 bits */

/* Of a class or the nearest base that has one; NULL: none. */
const pnd_bitgen_kind *pnd_bitgen_kind_of(PyTypeObject *type);
PyTypeObject *pnd_bitgen_type_named(PyObject *name); /* borrowed, or NULL without an exception */

/* The state as a dict, and back; only for objects with a kind.  A state that is refused changes nothing. */
PyObject *pnd_bitgen_get_state(PndBitGeneratorObject *g);
int pnd_bitgen_set_state(PndBitGeneratorObject *g, PyObject *value);

int pnd_bitgen_seed(PndBitGeneratorObject *g, PyObject *seed); /* NULL, None or anything a SeedSequence takes */
int pnd_bitgen_lock(PndBitGeneratorObject *g);
int pnd_bitgen_unlock(PndBitGeneratorObject *g);

int pnd_random_lock_init(PyObject *module);
int pnd_random_kinds_init(PyObject *module); /* module: _core._random */

#endif
