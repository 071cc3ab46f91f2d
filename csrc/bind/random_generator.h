/* Generator and RandomState as objects. */
#ifndef PND_BIND_RANDOM_GENERATOR_H
#define PND_BIND_RANDOM_GENERATOR_H

#include "../py/python.h"

int pnd_random_generator_init(PyObject *module); /* _core._random._load */

#endif
