/* The only include of <Python.h>.  Python-facing files include this first, or a header that does. */
#ifndef PND_PY_PYTHON_H
#define PND_PY_PYTHON_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>

#endif
