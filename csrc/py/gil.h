/* Releasing the GIL around one engine call, above the size at which it pays. */
#ifndef PND_PY_GIL_H
#define PND_PY_GIL_H

#include <stdbool.h>

#include "python.h"

/* work: elements (roughly) the call visits; below the limit the GIL is kept and the state is NULL. */
#define PND_GIL_WORK 5000
static inline PyThreadState *pnd_gil_release(intptr_t work, bool allowed)
{
    return allowed && work >= PND_GIL_WORK ? PyEval_SaveThread() : NULL;
}
static inline void pnd_gil_retake(PyThreadState *state)
{
    if (state) PyEval_RestoreThread(state);
}

#endif
