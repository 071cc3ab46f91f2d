/*
 * Process-wide state of the Python layers.
 *
 * Keeps the root name and what carries it, installs the poll hook, by which a long core loop asks the main thread for
 * Ctrl-C, and makes _core._testing: windows into memory, tiers and threads for tests and benchmarks.
 */
#include "state.h"

#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../kernels/registry.h"
#include "../platform/cpu.h"
#include "../platform/mem.h"
#include "../platform/poll.h"
#include "../platform/pool.h"
#include "errors.h"
#include "signature.h"

/* ---- the root's name --------------------------------------------------------------------------------------------------------------- */

#define NATIVE_ROOT "pyndarray"
#define MAX_TYPES 160
#define MAX_HOOKS 8
static const char *root = NATIVE_ROOT;
static struct {
    PyTypeObject *type;
    const char *native;
} named_types[MAX_TYPES];
static pnd_root_fn *root_hooks[MAX_HOOKS];
static int ntypes, nhooks;

const char *pnd_root(void) { return root; }

/* For the life of the process, and reached from here whatever becomes of its users: no leak to a leak checker. */
static struct kept_text {
    struct kept_text *next;
    char text[];
} *kept_texts;

const char *pnd_keep_text(const char *text)
{
    for (struct kept_text *k = kept_texts; k; k = k->next)
        if (strcmp(k->text, text) == 0) return k->text;
    struct kept_text *k = PyMem_RawMalloc(sizeof *k + strlen(text) + 1);
    if (!k) return PyErr_NoMemory(), NULL;
    k->next = kept_texts;
    kept_texts = k;
    return strcpy(k->text, text);
}

/* As kept_texts.  A name that died would be made anew for the next look-up, and CPython's attribute cache keeps each one. */
static struct kept_name {
    struct kept_name *next;
    const char *text;
    PyObject *name;
} *kept_names;

PyObject *pnd_keep_name(const char *text)
{
    for (struct kept_name *k = kept_names; k; k = k->next)
        if (k->text == text || strcmp(k->text, text) == 0) return k->name;
    struct kept_name *k = PyMem_RawMalloc(sizeof *k);
    if (!k) return PyErr_NoMemory();
    *k = (struct kept_name){kept_names, text, PyUnicode_InternFromString(text)};
    if (!k->name) return PyMem_RawFree(k), NULL;
    kept_names = k;
    return k->name;
}

static struct kept_attribute {
    struct kept_attribute *next;
    const char *module, *name;
    PyObject *value;
} *kept_attributes;

PyObject *pnd_keep_attribute(const char *module, const char *name)
{
    for (struct kept_attribute *k = kept_attributes; k; k = k->next)
        if (strcmp(k->name, name) == 0 && strcmp(k->module, module) == 0) return k->value;
    PyObject *m = PyImport_ImportModule(module), *value = m ? PyObject_GetAttrString(m, name) : NULL;
    Py_XDECREF(m);
    if (!value) return NULL;
    struct kept_attribute *k = PyMem_RawMalloc(sizeof *k);
    if (!k) return Py_DECREF(value), PyErr_NoMemory();
    *k = (struct kept_attribute){kept_attributes, module, name, value};
    kept_attributes = k;
    return value;
}

/* The type's name under the present root. */
static int rename_type(PyTypeObject *type, const char *native)
{
    if (strcmp(root, NATIVE_ROOT) == 0) return type->tp_name = native, 0;
    char name[200];
    snprintf(name, sizeof name, "%s%s", root, native + strlen(NATIVE_ROOT));
    const char *kept = pnd_keep_text(name);
    if (!kept) return -1;
    type->tp_name = kept;
    return 0;
}

int pnd_root_add_type(PyTypeObject *type)
{
    if (ntypes == MAX_TYPES || strncmp(type->tp_name, NATIVE_ROOT ".", sizeof NATIVE_ROOT) != 0) {
        PyErr_Format(PyExc_SystemError, "type %s cannot be named after the root", type->tp_name);
        return -1;
    }
    named_types[ntypes].type = type;
    named_types[ntypes].native = type->tp_name;
    return rename_type(type, named_types[ntypes++].native);
}

int pnd_type_ready(PyTypeObject *type) { return PyType_Ready(type) < 0 ? -1 : pnd_root_add_type(type); }

int pnd_root_add_hook(pnd_root_fn *fn)
{
    if (nhooks == MAX_HOOKS) return PyErr_SetString(PyExc_SystemError, "too many root hooks"), -1;
    root_hooks[nhooks++] = fn;
    return 0;
}

int pnd_set_root(const char *name)
{
    const char *kept = pnd_keep_text(name);
    if (!kept) return -1;
    root = kept;
    for (int i = 0; i < ntypes; i++)
        if (rename_type(named_types[i].type, named_types[i].native) < 0) return -1;
    for (int i = 0; i < nhooks; i++)
        if (root_hooks[i](root) < 0) return -1;
    return 0;
}

static PyObject *core; /* pyndarray._core, owned: sys.modules may lose it */

PyObject *pnd_core_submodule(const char *name)
{
    char full[80];
    PyObject *have = PyObject_GetAttrString(core, name);
    if (have) {
        Py_DECREF(have);
        return have;
    }
    PyErr_Clear();
    snprintf(full, sizeof full, "pyndarray._core.%s", name);
    PyObject *m = PyImport_AddModule(full);
    return m && PyObject_SetAttrString(core, name, m) == 0 ? m : NULL;
}

/* ---- signals --------------------------------------------------------------------------------------------------------------------------- */

/* Called on the calling thread, at most every 20 ms, with or without the GIL.  Signals are handled on the main thread alone, so no other
   thread waits for the GIL here. */
static int check_signals(pnd_error *err)
{
    if (syscall(SYS_gettid) != getpid() || !Py_IsInitialized()) return 0;
    PyGILState_STATE gil = PyGILState_Ensure();
    int status = PyErr_CheckSignals() < 0 ? pnd_error_from_python(err) : 0;
    PyGILState_Release(gil);
    return status;
}

/* ---- public: threads and the buffer cache ------------------------------------------------------------------------------------------ */

static PyObject *get_num_threads(PyObject *const *args) { return (void)args, PyLong_FromLong(pnd_pool_threads()); }

static PyObject *set_num_threads(PyObject *const *args)
{
    pnd_error err;
    long n = PyLong_AsLong(args[0]);
    if (n == -1 && PyErr_Occurred()) return NULL;
    if (n > 1000000) n = 1000000;
    if (pnd_pool_set_threads(n < 0 ? -1 : (int)n, &err) < 0) return pnd_raise(&err);
    Py_RETURN_NONE;
}

static PyObject *buffer_cache(PyObject *const *args)
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
    {"set_num_threads", "n, /", "Set the number of threads an operation may use (1 to 1024); results do not depend on it.",
     set_num_threads},
    {"buffer_cache", "limit=None",
     "Show or set the cache of large data blocks.\n\nParameters\n----------\nlimit : int, optional\n    Bytes to keep for reuse; 0 turns "
     "the cache off.\n\n"
     "Returns\n-------\ndict\n    'limit' and 'held', in bytes.",
     buffer_cache},
    {NULL, NULL, NULL, NULL},
};

/* ---- _testing ------------------------------------------------------------------------------------------------------------------------ */

static PyObject *fail_alloc(PyObject *const *args)
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

/* Switches this build was made with. */
static PyObject *build(PyObject *const *args)
{
    (void)args;
    PyObject *list = PyList_New(0);
    const char *const names[] = {
#ifdef PND_DEV
        "dev",
#endif
#ifdef PND_SANITIZE
        "sanitize",
#endif
#ifdef PND_PARANOID
        "paranoid",
#endif
#ifndef NDEBUG
        "asserts",
#endif
        NULL,
    };
    for (int i = 0; list && names[i]; i++) {
        PyObject *name = PyUnicode_FromString(names[i]);
        if (!name || PyList_Append(list, name) < 0) Py_CLEAR(list);
        Py_XDECREF(name);
    }
    return list;
}

static PyObject *kernel_report(PyObject *const *args)
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
    {"build", "", "Switches of this build: 'dev', 'sanitize', 'paranoid', 'asserts'.", build},
    {"kernel_report", "name", "[(types, tier)] of a ufunc's loops.", kernel_report},
    {NULL, NULL, NULL, NULL},
};

static PyObject *set_root(PyObject *const *args)
{
    const char *name = PyUnicode_AsUTF8(args[0]);
    if (!name || pnd_set_root(name) < 0) return NULL;
    Py_RETURN_NONE;
}

static const pnd_callable internals[] = {
    {"_set_root", "name, /", "Name types and functions after another root: 'pyndarray' or 'numpy'.", set_root},
    {NULL, NULL, NULL, NULL},
};

int pnd_state_init(PyObject *module)
{
    core = Py_NewRef(module);
    pnd_poll_install(check_signals);
    PyObject *m = pnd_core_submodule("_testing");
    if (!m || pnd_module_add_functions(m, testing) < 0 || pnd_module_add_functions(module, internals) < 0) return -1;
    return pnd_module_add_functions(module, functions);
}
