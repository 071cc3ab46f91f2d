/* SeedSequence and SeedlessSeedSequence, for the files that seed from them. */
#ifndef PND_BIND_RANDOM_SEEDSEQ_H
#define PND_BIND_RANDOM_SEEDSEQ_H

#include "../py/python.h"

extern PyTypeObject PndSeedSequence_Type, PndSeedlessSeedSequence_Type;

/* New: `seed` itself when it can generate_state, else SeedSequence(seed); seed NULL or None: fresh entropy. */
PyObject *pnd_seed_sequence_for(PyObject *seed);
/* n words of 32 or 64 bits out of any seed sequence; 0 or -1 with an exception. */
int pnd_seed_sequence_words(PyObject *sequence, int bits, Py_ssize_t n, void *out);

int pnd_random_seedseq_init(PyObject *module);

#endif
