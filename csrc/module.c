/*
 * pyndarray._core: calls each layer's initialisation, bottom-up.
 *
 * Three passes.  *_slots fill type slots that lower layers only declare; *_ready make the static types usable;
 * *_init make objects and add names to the module.
 */
#include "py/errors.h"
#include "py/signature.h"

static struct PyModuleDef core_module = {
    .m_base = PyModuleDef_HEAD_INIT, .m_name = "pyndarray._core", .m_doc = "The array core of pyndarray.", .m_size = 0,
};

PyMODINIT_FUNC PyInit__core(void);

PyMODINIT_FUNC
PyInit__core(void)
{
    return PyModuleDef_Init(&core_module);
}
