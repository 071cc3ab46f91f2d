/*
 * pyndarray._core: calls each layer's initialisation, bottom-up.
 *
 * Three passes.  slots: type slots that lower layers only declare are filled.  ready: the static types become usable.
 * init: objects are made, names are added.  To add a layer's or a file's initialisation, add one row to `passes`.
 */
#include "access/access.h"
#include "access/buffer.h"
#include "access/dlpack.h"
#include "access/import_any.h"
#include "access/interface.h"
#include "access/pickle.h"
#include "access/scalars.h"
#include "access/torch.h"
#include "bind/composed.h"
#include "bind/create.h"
#include "bind/shape.h"
#include "bind/printing.h"
#include "bind/dtypes.h"
#include "bind/linalg.h"
#include "bind/random_bitgen.h"
#include "bind/random_generator.h"
#include "bind/random_seedseq.h"
#include "convert/object_casts.h"
#include "kernels/registry.h"
#include "object/array.h"
#include "object/descr.h"
#include "object/scalar.h"
#include "platform/cpu.h"
#include "platform/pool.h"
#include "py/errors.h"
#include "py/signature.h"
#include "py/state.h"
#include "ufunc/object_loops.h"
#include "ufunc/scalar_math.h"
#include "ufunc/ufunc.h"

static int core_init(PyObject *module)
{
    pnd_error err;
    (void)module;
    if (pnd_cpu_init(&err) < 0 || pnd_pool_init(&err) < 0 || pnd_registry_init(&err) < 0) return pnd_raise_int(&err);
    return 0;
}

static int ready_types(PyObject *module)
{
    (void)module;
    if (pnd_descr_ready() < 0 || pnd_scalar_ready() < 0 || pnd_array_ready() < 0) return -1;
    return pnd_ufunc_ready() < 0 ? -1 : pnd_buffer_ready();
}

static int fill_slots(PyObject *module)
{
    (void)module;
    pnd_ufunc_slots();
    pnd_scalar_math_slots();
    pnd_access_slots();
    pnd_buffer_slots();
    pnd_printing_slots();
    pnd_construct_slots();
    pnd_scalars_slots();
    return 0;
}

typedef int pass_fn(PyObject *module);
/* One row each. */
/* clang-format off */
static pass_fn *const passes[] = {
    pnd_errors_init,
    core_init,
    fill_slots,
    ready_types,
    pnd_signature_init,
    pnd_state_init,
    pnd_array_init,
    pnd_descr_init,
    pnd_scalar_init,
    pnd_object_casts_init,
    pnd_object_loops_init,
    pnd_ufunc_init,
    pnd_access_init,
    pnd_dlpack_init,
    pnd_interface_init,
    pnd_import_any_init,
    pnd_pickle_init,
    pnd_torch_init,
    pnd_create_init,
    pnd_ranges_init,
    pnd_build_init,
    pnd_fromstring_init,
    pnd_shape_init,
    pnd_join_init,
    pnd_edit_init,
    pnd_choose_init,
    pnd_put_init,
    pnd_bits_init,
    pnd_printing_init,
    pnd_bind_dtypes_init,
    pnd_bind_linalg_init,
    pnd_random_seedseq_init,
    pnd_random_bitgen_init,
    pnd_random_generator_init,
    pnd_composed_init,
    pnd_strides_init,
    pnd_close_init,
    pnd_scalars_init, /* forwards to ndarray's methods: after all that add some */
};
/* clang-format on */

/* The core keeps process-wide state (types, pool, registry): one module, in the main interpreter, once. */
static int core_exec(PyObject *module)
{
    static bool done;
    if (PyInterpreterState_Get() != PyInterpreterState_Main()) {
        PyErr_SetString(PyExc_ImportError, "pyndarray._core does not support sub-interpreters");
        return -1;
    }
    if (done) {
        PyErr_SetString(PyExc_ImportError, "pyndarray._core cannot be loaded more than once in one process");
        return -1;
    }
    done = true;
    for (size_t i = 0; i < sizeof passes / sizeof *passes; i++)
        if (passes[i](module) < 0) return -1;
    return 0;
}

static PyModuleDef_Slot core_slots[] = {{Py_mod_exec, (void *)(uintptr_t)core_exec}, {0, NULL}};

static struct PyModuleDef core_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "pyndarray._core",
    .m_doc = "The array core of pyndarray.",
    .m_size = 0,
    .m_slots = core_slots,
};

PyMODINIT_FUNC PyInit__core(void);

PyMODINIT_FUNC PyInit__core(void) { return PyModuleDef_Init(&core_module); }
