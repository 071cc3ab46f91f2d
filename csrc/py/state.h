/* Process-wide state of the Python layers: the signal hook, and the _testing functions tests look inside with. */
#ifndef PND_PY_STATE_H
#define PND_PY_STATE_H

#include "python.h"

int pnd_state_init(PyObject *module);

#endif
