/* The ufunc object `matmul`: a call that is no elementwise loop.  `a @ b` comes here too. */
#ifndef PND_UFUNC_MATMUL_UFUNC_H
#define PND_UFUNC_MATMUL_UFUNC_H

#include "../layout/view.h"
#include "ufunc.h"

extern PyObject *pnd_matmul_object; /* borrowed */

/* pnd_matmul of views into three arrays (a's, b's, out's owner), which are pinned; without the GIL when it pays; IEEE flags are
   reported under `name`. */
int pnd_run_product(PyObject *const *owners, const pnd_view *a, const pnd_view *b, const pnd_view *out, const char *name);

int pnd_matmul_ufunc_init(PyObject *module);

#endif
