/* Functions of pyndarray.linalg, and where its BLAS lies. */
#include "linalg.h"

#include "../linalg/matmul.h"
#include "../py/errors.h"
#include "../py/signature.h"

static PyObject *
set_blas_path(PyObject *const *args)
{
    const char *path = PyUnicode_AsUTF8(args[0]);
    if (!path) return NULL;
    pnd_blas_set_path(path);
    Py_RETURN_NONE;
}

static PyObject *
blas_config(PyObject *const *args)
{
    pnd_error err;
    (void)args;
    const char *text = pnd_blas_config(&err);
    return text ? PyUnicode_FromString(text) : pnd_raise(&err);
}

static const pnd_callable functions[] = {
    {"_set_blas_path", "path, /", "Directory of the package's BLAS library; it is opened on first use.", set_blas_path},
    {"_blas_config", "", "What the BLAS library says of itself; opens it.", blas_config},
    {NULL, NULL, NULL, NULL},
};

int
pnd_bind_linalg_init(PyObject *module)
{
    return pnd_module_add_functions(module, functions);
}
