/*
 * Process-wide state of the Python layers.
 *
 * Installs the poll hook, by which a long core loop asks the main thread for Ctrl-C, and makes _core._testing: windows
 * into memory, tiers and threads for tests and benchmarks.
 */
#include "state.h"

#include "../kernels/registry.h"
#include "../platform/cpu.h"
#include "../platform/mem.h"
#include "../platform/poll.h"
#include "../platform/pool.h"
#include "errors.h"
#include "signature.h"

/* Called on the calling thread, at most every 20 ms; the GIL may or may not be held by it. */
static int
check_signals(pnd_error *err)
{
    if (!Py_IsInitialized()) return 0;
    PyGILState_STATE gil = PyGILState_Ensure();
    int status = PyErr_CheckSignals() < 0 ? pnd_error_from_python(err) : 0;
    PyGILState_Release(gil);
    return status;
}

/* ---- public: threads and the buffer cache ------------------------------------------------------------------------------------------ */

static PyObject *get_num_threads(PyObject *const *args) { return (void)args, PyLong_FromLong(pnd_pool_threads()); }

static PyObject *
set_num_threads(PyObject *const *args)
{
    pnd_error err;
    long n = PyLong_AsLong(args[0]);
    if (n == -1 && PyErr_Occurred()) return NULL;
    if (n > 1000000) n = 1000000;
    if (pnd_pool_set_threads(n < 0 ? -1 : (int)n, &err) < 0) return pnd_raise(&err);
    Py_RETURN_NONE;
}

static PyObject *
buffer_cache(PyObject *const *args)
{
    if (args[0] && args[0] != Py_None) {
        Py_ssize_t limit = PyNumber_AsSsize_t(args[0], PyExc_OverflowError);
        if (limit == -1 && PyErr_Occurred()) return NULL;
        if (limit < 0) return PyErr_Format(PyExc_ValueError, "the limit of the buffer cache must not be negative, not %zd", limit);
        pnd_cache_set_limit((size_t)limit);
    }
    return Py_BuildValue("{snsn}", "limit", (Py_ssize_t)pnd_cache_limit(), "held", (Py_ssize_t)pnd_cache_held());
}

static const pnd_callable functions[] = {
    {"get_num_threads", "", "Number of threads an operation may use, the calling one included.", get_num_threads},
    {"set_num_threads", "n, /", "Set the number of threads an operation may use (1 to 1024); results do not depend on it.", set_num_threads},
    {"buffer_cache", "limit=None",
     "Show or set the cache of large data blocks.\n\nParameters\n----------\nlimit : int, optional\n    Bytes to keep for reuse; 0 turns the cache off.\n\n"
     "Returns\n-------\ndict\n    'limit' and 'held', in bytes.", buffer_cache},
    {NULL, NULL, NULL, NULL},
};

/* ---- _testing ------------------------------------------------------------------------------------------------------------------------ */

static PyObject *
fail_alloc(PyObject *const *args)
{
    Py_ssize_t n = PyNumber_AsSsize_t(args[0], PyExc_OverflowError);
    int sticky = args[1] ? PyObject_IsTrue(args[1]) : 0;
    if ((n == -1 && PyErr_Occurred()) || sticky < 0) return NULL;
    pnd_mem_fail_at(n, sticky);
    Py_RETURN_NONE;
}

static PyObject *mem_requests(PyObject *const *args) { return (void)args, PyLong_FromSsize_t(pnd_mem_requests()); }
static PyObject *live_blocks(PyObject *const *args) { return (void)args, PyLong_FromSsize_t(pnd_mem_live_blocks()); }
static PyObject *cpu_tier(PyObject *const *args) { return (void)args, PyUnicode_FromString(pnd_tier_name(pnd_cpu_tier())); }

static PyObject *
kernel_report(PyObject *const *args)
{
    const char *name = PyUnicode_AsUTF8(args[0]);
    if (!name) return NULL;
    for (int op = 0; op < PND_NOPS; op++) {
        const pnd_ufunc *u = &pnd_ufuncs[op];
        if (strcmp(u->name, name) != 0) continue;
        PyObject *list = PyList_New(0);
        for (intptr_t l = 0; list && l < u->nloops; l++) {
            char text[8];
            for (int i = 0; i < u->nin + u->nout; i++) text[i] = u->loops[l].dtypes[i]->type_char;
            PyObject *row = Py_BuildValue("(s#s)", text, (Py_ssize_t)(u->nin + u->nout), u->loops[l].isa ? u->loops[l].isa : "");
            int status = row ? PyList_Append(list, row) : -1;
            Py_XDECREF(row);
            if (status < 0) Py_CLEAR(list);
        }
        return list;
    }
    return PyErr_Format(PyExc_KeyError, "no ufunc %s", name);
}

static const pnd_callable testing[] = {
    {"fail_alloc", "n, sticky=False", "The n-th memory request from now fails (0: none).", fail_alloc},
    {"mem_requests", "", "Memory requests since start.", mem_requests},
    {"live_blocks", "", "Blocks the core has allocated and not freed.", live_blocks},
    {"cpu_tier", "", "The instruction-set tier in use.", cpu_tier},
    {"kernel_report", "name", "[(types, tier)] of a ufunc's loops.", kernel_report},
    {NULL, NULL, NULL, NULL},
};

int
pnd_state_init(PyObject *module)
{
    pnd_poll_install(check_signals);
    PyObject *m = PyModule_New("pyndarray._core._testing");
    int status = m ? pnd_module_add_functions(m, testing) : -1;
    if (status == 0) status = PyModule_AddObjectRef(module, "_testing", m);
    Py_XDECREF(m);
    return status < 0 ? -1 : pnd_module_add_functions(module, functions);
}
