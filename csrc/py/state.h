/*
 * Process-wide state of the Python layers: the root module's name, submodules of the core, the signal hook, and the
 * _testing functions tests look inside with.
 */
#ifndef PND_PY_STATE_H
#define PND_PY_STATE_H

#include "python.h"

/*
 * The name the package goes by: "pyndarray", or "numpy" where it is installed as such.  Types' tp_name and functions'
 * __module__ begin with it; pnd_set_root swaps them all at once.
 */
const char *pnd_root(void);
int pnd_set_root(const char *root);
/* Static types whose tp_name begins with "pyndarray." (before or after PyType_Ready).  0 or -1. */
int pnd_root_add_type(PyTypeObject *type);
int pnd_type_ready(PyTypeObject *type); /* PyType_Ready as well */
/* Called with the new root, for names kept elsewhere (heap types). */
typedef int pnd_root_fn(const char *root);
int pnd_root_add_hook(pnd_root_fn *fn);

/* Borrowed: pyndarray._core.<name>, made at the first call and importable by that name. */
PyObject *pnd_core_submodule(const char *name);
/* A copy of the text that lives for ever, or NULL with MemoryError. */
const char *pnd_keep_text(const char *text);
/* Borrowed: a literal as an interned str, made once; NULL with an exception. */
PyObject *pnd_keep_name(const char *text);
/* Borrowed: an attribute of a standard module, looked up once; NULL with an exception.  Both texts are literals. */
PyObject *pnd_keep_attribute(const char *module, const char *name);

int pnd_state_init(PyObject *module);

#endif
