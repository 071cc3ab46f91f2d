/*
 * Functions composed in Python: the rows of composed.def as function objects.
 *
 * A row has no C behind it but the object every public function is (py/signature.h): one parser of arguments, signature,
 * __array_function__.  Those of another namespace than the main one are put into a module of the core,
 * _core._lib_stride_tricks for lib.stride_tricks, from where the public module takes them.
 */
#include "composed.h"

#include "../py/signature.h"
#include "../py/state.h"

typedef struct composed {
    const char *home; /* "", or ".lib.stride_tricks" */
    pnd_callable row;
} composed;

static const composed rows[] = {
#define PND_COMPOSED(home, python, name, signature) {home, {#name, signature, NULL, NULL, NULL, python}},
#include "composed.def"
#undef PND_COMPOSED
};

/* Borrowed: where functions of a namespace are kept. */
static PyObject *home_module(PyObject *core, const char *home)
{
    char name[60];
    size_t n = 0;
    if (!*home) return core;
    for (; home[n] && n < sizeof name - 1; n++) name[n] = home[n] == '.' ? '_' : home[n];
    name[n] = 0;
    return pnd_core_submodule(name);
}

int pnd_composed_init(PyObject *module)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        PyObject *home = home_module(module, rows[i].home), *f = home ? pnd_function_new(&rows[i].row, rows[i].home) : NULL;
        const int status = f ? PyModule_AddObjectRef(home, rows[i].row.name, f) : -1;
        Py_XDECREF(f);
        if (status < 0) return -1;
    }
    return 0;
}
