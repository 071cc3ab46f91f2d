/*
 * BitGenerator: what all bit generator objects do, and how others draw from one.
 *
 * The state lies in the object, behind the fields all share.  It is changed only under the lock, or under the GIL while the
 * lock is free.  A capsule holds its bit generator alive, so that a pointer taken from it stays good.
 */
#include "random_bitgen.h"

#include <string.h>

#include "../convert/args.h"
#include "../object/array.h"
#include "../object/scalar.h"
#include "../py/errors.h"
#include "../py/gil.h"
#include "../py/signature.h"
#include "../py/state.h"
#include "random_kinds.h"
#include "random_seedseq.h"

#define CAPSULE "BitGenerator"

/**** Sources ****/

int pnd_random_source_of(PyObject *o, pnd_random_source *out)
{
    *out = (pnd_random_source){0};
    if (pnd_is_bit_generator(o) && ((PndBitGeneratorObject *)o)->kind) {
        PndBitGeneratorObject *g = (PndBitGeneratorObject *)o;
        *out = (pnd_random_source){&g->bitgen, g->kind, Py_NewRef(o), Py_NewRef(g->lock), NULL};
        return 0;
    }
    PyObject *capsule = pnd_attr(o, "capsule");
    if (!capsule) return -1;
    pnd_bitgen *g = PyCapsule_IsValid(capsule, CAPSULE) ? PyCapsule_GetPointer(capsule, CAPSULE) : NULL;
    if (!g || !g->next_uint64 || !g->next_uint32 || !g->next_double || !g->next_raw) {
        Py_DECREF(capsule);
        PyErr_SetString(PyExc_ValueError, "Invalid bit generator. The bit generator must be instantiated.");
        return -1;
    }
    PyObject *lock = pnd_attr(o, "lock");
    if (!lock) return Py_DECREF(capsule), -1;
    *out = (pnd_random_source){g, NULL, Py_NewRef(o), lock, capsule};
    return 0;
}

void pnd_random_source_clear(pnd_random_source *source)
{
    source->bitgen = NULL;
    source->kind = NULL;
    Py_CLEAR(source->lock);
    Py_CLEAR(source->object);
    Py_CLEAR(source->capsule);
}

/* The source of an object of ours, all borrowed. */
static pnd_random_source source_of(PndBitGeneratorObject *g)
{
    return (pnd_random_source){&g->bitgen, g->kind, (PyObject *)g, g->lock, NULL};
}

int pnd_bitgen_lock(PndBitGeneratorObject *g)
{
    const pnd_random_source source = source_of(g);
    return pnd_random_lock(&source);
}

int pnd_bitgen_unlock(PndBitGeneratorObject *g)
{
    const pnd_random_source source = source_of(g);
    return pnd_random_unlock(&source);
}

static int check_kind(PndBitGeneratorObject *g)
{
    if (g->kind) return 0;
    PyErr_Format(PyExc_NotImplementedError, "%s has no stream of its own", _PyType_Name(Py_TYPE(g)));
    return -1;
}

PyObject *pnd_random_bit_generator_for(PyObject *seed, bool legacy)
{
    const int is_bitgen = seed && seed != Py_None ? pnd_has_attr(seed, "capsule") : 0;
    if (is_bitgen) return is_bitgen < 0 ? NULL : Py_NewRef(seed);
    if (!legacy) return PyObject_CallFunctionObjArgs((PyObject *)&PndPCG64_Type, seed, NULL);
    PyObject *g = PyObject_CallNoArgs((PyObject *)&PndMT19937_Type);
    PyObject *done = g ? pnd_call_attr(g, "_legacy_seeding", PyTuple_Pack(1, seed ? seed : Py_None)) : NULL;
    if (!done) Py_CLEAR(g);
    Py_XDECREF(done);
    return g;
}

/**** Life ****/

static PyObject *bitgen_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    (void)args, (void)kwargs;
    PndBitGeneratorObject *g = (PndBitGeneratorObject *)type->tp_alloc(type, 0);
    if (!g) return NULL;
    g->kind = pnd_bitgen_kind_of(type);
    if (g->kind) {
        g->bitgen = g->kind->next;
        g->bitgen.state = g->state;
    }
    g->lock = PyObject_CallNoArgs((PyObject *)&PndRandomLock_Type);
    if (!g->lock) Py_CLEAR(g);
    return (PyObject *)g;
}

/* Takes in the seed: the sequence, and the state's words where there is a kind. */
int pnd_bitgen_seed(PndBitGeneratorObject *g, PyObject *seed)
{
    _Alignas(16) uint32_t words[PND_MAX_SEED_WORDS];
    PyObject *sequence = pnd_seed_sequence_for(seed);
    int status = -1;
    if (!sequence) return -1;
    assert(!g->kind || g->kind->seed_words * g->kind->seed_bits / 32 <= PND_MAX_SEED_WORDS);
    if (!g->kind) status = 0;
    else if (pnd_seed_sequence_words(sequence, g->kind->seed_bits, g->kind->seed_words, words) == 0 && pnd_bitgen_lock(g) == 0) {
        g->kind->seed(g->state, words);
        status = pnd_bitgen_unlock(g);
    }
    if (status == 0) Py_XSETREF(g->seed_seq, Py_NewRef(sequence));
    Py_DECREF(sequence);
    return status;
}

static int bitgen_init(PyObject *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"seed", NULL};
    PyObject *seed = NULL;
    if (Py_IS_TYPE(self, &PndBitGenerator_Type)) {
        PyErr_SetString(PyExc_NotImplementedError, "BitGenerator is a base class and cannot be instantized");
        return -1;
    }
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|O:BitGenerator", names, &seed)) return -1;
    return pnd_bitgen_seed((PndBitGeneratorObject *)self, seed);
}

static int bitgen_traverse(PyObject *self, visitproc visit, void *arg)
{
    PndBitGeneratorObject *g = (PndBitGeneratorObject *)self;
    Py_VISIT(g->seed_seq);
    Py_VISIT(g->ctypes);
    Py_VISIT(g->cffi);
    return 0;
}

static int bitgen_clear(PyObject *self)
{
    PndBitGeneratorObject *g = (PndBitGeneratorObject *)self;
    Py_CLEAR(g->seed_seq);
    Py_CLEAR(g->ctypes);
    Py_CLEAR(g->cffi);
    return 0;
}

static void bitgen_dealloc(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    bitgen_clear(self);
    Py_CLEAR(((PndBitGeneratorObject *)self)->lock);
    Py_TYPE(self)->tp_free(self);
}

/**** Attributes ****/

static PyObject *get_seed_seq(PyObject *self, void *closure)
{
    PyObject *seq = ((PndBitGeneratorObject *)self)->seed_seq;
    return (void)closure, Py_NewRef(seq ? seq : Py_None);
}

static PyObject *get_lock(PyObject *self, void *closure) { return (void)closure, Py_NewRef(((PndBitGeneratorObject *)self)->lock); }

static void free_capsule(PyObject *capsule) { Py_XDECREF((PyObject *)PyCapsule_GetContext(capsule)); }

static PyObject *get_capsule(PyObject *self, void *closure)
{
    (void)closure;
    if (check_kind((PndBitGeneratorObject *)self) < 0) return NULL;
    PyObject *capsule = PyCapsule_New(&((PndBitGeneratorObject *)self)->bitgen, CAPSULE, free_capsule);
    if (capsule && PyCapsule_SetContext(capsule, self) == 0) Py_INCREF(self);
    return capsule;
}

/* closure: the function of pyndarray.random._common that words the addresses in the terms of ctypes or cffi. */
static PyObject *get_interface(PyObject *self, void *closure)
{
    PndBitGeneratorObject *g = (PndBitGeneratorObject *)self;
    const bool is_ctypes = strcmp(closure, "ctypes_interface") == 0;
    PyObject **cache = is_ctypes ? &g->ctypes : &g->cffi;
    if (*cache) return Py_NewRef(*cache);
    if (check_kind(g) < 0) return NULL;
    PyObject *common = PyImport_ImportModule("pyndarray.random._common");
    PyObject *made =
        common ? PyObject_CallMethod(common, closure, "KKKKK", (unsigned long long)(uintptr_t)g->bitgen.state,
                                     (unsigned long long)(uintptr_t)g->bitgen.next_uint64,
                                     (unsigned long long)(uintptr_t)g->bitgen.next_uint32,
                                     (unsigned long long)(uintptr_t)g->bitgen.next_double, (unsigned long long)(uintptr_t)&g->bitgen)
               : NULL;
    Py_XDECREF(common);
    if (made) Py_XSETREF(*cache, Py_NewRef(made));
    return made;
}

static PyObject *get_state(PyObject *self, void *closure)
{
    PndBitGeneratorObject *g = (PndBitGeneratorObject *)self;
    (void)closure;
    return check_kind(g) < 0 ? NULL : pnd_bitgen_get_state(g);
}

static int set_state(PyObject *self, PyObject *value, void *closure)
{
    PndBitGeneratorObject *g = (PndBitGeneratorObject *)self;
    (void)closure;
    if (!value) return PyErr_SetString(PyExc_TypeError, "the state cannot be deleted"), -1;
    return check_kind(g) < 0 ? -1 : pnd_bitgen_set_state(g, value);
}

static PyGetSetDef getset[] = {
    {"lock", get_lock, NULL, "Re-entrant lock, held while numbers are drawn; use it in `with`.", NULL},
    {"seed_seq", get_seed_seq, NULL, "The seed sequence, or None.", NULL},
    {"_seed_seq", get_seed_seq, NULL, "The seed sequence, or None.", NULL},
    {"capsule", get_capsule, NULL, "PyCapsule \"BitGenerator\" around the C struct bitgen_t; keeps this object alive.", NULL},
    {"ctypes", get_interface, NULL, "Addresses and functions for ctypes: a named tuple.", "ctypes_interface"},
    {"cffi", get_interface, NULL, "Addresses and functions for cffi: a named tuple.", "cffi_interface"},
    {"state", get_state, set_state, "The state as a dict; setting it moves the stream there.", NULL},
    {NULL},
};

/**** Drawing ****/

/* n raw steps to out, or to nowhere.  A raw step is a 64-bit draw, or of MT19937 a 32-bit one. */
static int draw_raw(PndBitGeneratorObject *g, uint64_t *out, Py_ssize_t n)
{
    uint64_t window[256];
    uint32_t halves[256];
    if (pnd_bitgen_lock(g) < 0) return -1;
    PyThreadState *gil = pnd_gil_release(n, true);
    const bool whole = g->bitgen.next_raw == g->bitgen.next_uint64;
    for (Py_ssize_t run; n > 0; n -= run) {
        run = (out && whole) || n < 256 ? n : 256;
        uint64_t *to = out ? out : window;
        if (whole) pnd_fill_u64(&g->bitgen, g->kind, to, run);
        else {
            pnd_fill_u32(&g->bitgen, g->kind, halves, run);
            for (Py_ssize_t i = 0; i < run; i++) to[i] = halves[i];
        }
        if (out) out += run;
    }
    pnd_gil_retake(gil);
    return pnd_bitgen_unlock(g);
}

/* How many numbers a call without output draws: NumPy adds the sizes of all axes up. */
static int sum_of_size(PyObject *size, Py_ssize_t *n)
{
    Py_ssize_t shape[PND_MAXDIMS];
    int ndim;
    *n = 1;
    if (!size || size == Py_None) return 0;
    if (pnd_arg_shape(size, &ndim, shape) < 0) return -1;
    *n = 0;
    for (int i = 0; i < ndim; i++)
        if (shape[i] > 0) *n = *n > PY_SSIZE_T_MAX - shape[i] ? PY_SSIZE_T_MAX : *n + shape[i];
    return 0;
}

static PyObject *random_raw(PyObject *const *args)
{
    PndBitGeneratorObject *g = (PndBitGeneratorObject *)args[0];
    const int output = args[2] ? PyObject_IsTrue(args[2]) : 1;
    Py_ssize_t n, shape[PND_MAXDIMS];
    uint64_t one;
    int ndim;
    if (output < 0 || check_kind(g) < 0) return NULL;
    if (!output) {
        if (sum_of_size(args[1], &n) < 0 || draw_raw(g, NULL, n) < 0) return NULL;
        Py_RETURN_NONE;
    }
    if (!args[1] || args[1] == Py_None) return draw_raw(g, &one, 1) < 0 ? NULL : PyLong_FromUnsignedLongLong(one);
    if (pnd_arg_shape(args[1], &ndim, shape) < 0) return NULL;
    PyObject *a = pnd_array_new(PND_DT(ULONG), ndim, shape, PND_ORDER_C);
    if (a && draw_raw(g, (uint64_t *)(void *)PND_ARRAY(a)->data, pnd_array_size(a)) < 0) Py_CLEAR(a);
    return a;
}

/* cnt draws thrown away, one by one. */
static PyObject *benchmark(PyObject *const *args)
{
    PndBitGeneratorObject *g = (PndBitGeneratorObject *)args[0];
    Py_ssize_t n;
    const char *method = args[2] ? PyUnicode_AsUTF8(args[2]) : "uint64";
    if (!method || pnd_arg_intp(args[1], &n) < 0 || check_kind(g) < 0) return NULL;
    const bool words = strcmp(method, "uint64") == 0;
    if (!words && strcmp(method, "double") != 0) return PyErr_SetString(PyExc_ValueError, "Unknown method"), NULL;
    if (pnd_bitgen_lock(g) < 0) return NULL;
    PyThreadState *gil = pnd_gil_release(n, true);
    for (Py_ssize_t i = 0; i < n; i++) {
        if (words) pnd_next_u64(&g->bitgen);
        else pnd_next_double(&g->bitgen);
    }
    pnd_gil_retake(gil);
    if (pnd_bitgen_unlock(g) < 0) return NULL;
    Py_RETURN_NONE;
}

static PyObject *spawn(PyObject *const *args)
{
    PndBitGeneratorObject *g = (PndBitGeneratorObject *)args[0];
    const int spawns = g->seed_seq && g->seed_seq != Py_None ? pnd_has_attr(g->seed_seq, "spawn") : 0;
    if (spawns < 0) return NULL;
    if (!spawns) return PyErr_SetString(PyExc_TypeError, "The underlying SeedSequence does not implement spawning."), NULL;
    PyObject *count = PyFloat_Check(args[1]) ? PyNumber_Long(args[1]) : PyNumber_Index(args[1]), *seeds = NULL, *list = NULL;
    if (count) seeds = pnd_call_attr(g->seed_seq, "spawn", PyTuple_Pack(1, count));
    if (seeds) list = PySequence_List(seeds);
    for (Py_ssize_t i = 0; list && i < PyList_GET_SIZE(list); i++) {
        PyObject *args1 = PyTuple_New(0), *kwargs = Py_BuildValue("{sO}", "seed", PyList_GET_ITEM(list, i));
        PyObject *child = args1 && kwargs ? PyObject_Call((PyObject *)Py_TYPE(g), args1, kwargs) : NULL;
        Py_XDECREF(args1);
        Py_XDECREF(kwargs);
        if (!child || PyList_SetItem(list, i, child) < 0) Py_CLEAR(list);
    }
    Py_XDECREF(seeds);
    Py_XDECREF(count);
    return list;
}

/**** Pickle ****/

static PyObject *maker; /* made at import */

static PyObject *pickled_state(PyObject *const *args)
{
    PyObject *state = pnd_attr(args[0], "state");
    return state ? Py_BuildValue("(NN)", state, get_seed_seq(args[0], NULL)) : NULL;
}

static PyObject *reduce(PyObject *const *args)
{
    PyObject *state = pickled_state(args);
    return state ? Py_BuildValue("O(O)N", maker, (PyObject *)Py_TYPE(args[0]), state) : NULL;
}

/* (state, seed sequence), or the state alone as old pickles have it */
static PyObject *setstate_pair(PyObject *const *args)
{
    PyObject *pair = args[1];
    const bool alone = PyDict_Check(pair);
    if (!alone && (!PyTuple_Check(pair) || PyTuple_GET_SIZE(pair) != 2))
        return PyErr_Format(PyExc_TypeError, "__setstate__ needs (state, seed_seq), not %R", pair);
    if (PyObject_SetAttrString(args[0], "state", alone ? pair : PyTuple_GET_ITEM(pair, 0)) < 0) return NULL;
    if (!alone) Py_XSETREF(((PndBitGeneratorObject *)args[0])->seed_seq, Py_NewRef(PyTuple_GET_ITEM(pair, 1)));
    Py_RETURN_NONE;
}

/* A fresh bit generator of a class, or of a class's name. */
static PyObject *make_for_pickle(PyObject *const *args)
{
    PyObject *cls = args[0] ? args[0] : (PyObject *)&PndMT19937_Type;
    if (PyUnicode_Check(cls)) {
        PyTypeObject *named = pnd_bitgen_type_named(cls);
        if (!named) return PyErr_Format(PyExc_ValueError, "%U is not a known BitGenerator module.", cls);
        cls = (PyObject *)named;
    }
    if (!PyType_Check(cls) || !PyType_IsSubtype((PyTypeObject *)cls, &PndBitGenerator_Type))
        return PyErr_Format(PyExc_ValueError, "%R is not a known BitGenerator module.", cls);
    return PyObject_CallNoArgs(cls);
}

static const pnd_callable methods[] = {
    {"random_raw", "self, size=None, output=True",
     "Raw steps of the generator.\n\n"
     "Parameters\n----------\nsize : int or tuple of ints, optional\n    Shape; None gives one int.\n"
     "output : bool, optional\n    False throws the numbers away (as many as the sizes of all axes add up to) and returns None.\n\n"
     "Returns\n-------\nint or ndarray of uint64\n    The words of MT19937 have 32 bits, all others' 64.\n",
     random_raw},
    {"spawn", "self, n_children",
     "New bit generators of this class, independent of this one and of each other.\n\n"
     "Parameters\n----------\nn_children : int\n    How many.\n\n"
     "Returns\n-------\nlist of BitGenerator\n\n"
     "Raises\n------\nTypeError\n    When the seed sequence cannot spawn.\n",
     spawn},
    {"_benchmark", "self, cnt, method='uint64'", "Draw `cnt` numbers ('uint64' or 'double') one by one and drop them.", benchmark},
    {"__getstate__", "self, /", "For pickle.", pickled_state},
    {"__setstate__", "self, state_seed_seq, /", "For pickle.", setstate_pair},
    {"__reduce__", "self, /", "For pickle.", reduce},
    {NULL, NULL, NULL, NULL},
};

PyTypeObject PndBitGenerator_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "pyndarray.random.bit_generator.BitGenerator",
    .tp_doc = "BitGenerator(seed=None)\n--\n\nBase class of bit generators: streams of random bits for Generator and RandomState.\n\n"
              "Parameters\n----------\nseed : {None, int, sequence of ints, SeedSequence}, optional\n"
              "    None draws entropy from the operating system.  Anything with a method generate_state serves as a sequence.\n",
    .tp_basicsize = sizeof(PndBitGeneratorObject),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_new = bitgen_new,
    .tp_init = bitgen_init,
    .tp_dealloc = bitgen_dealloc,
    .tp_traverse = bitgen_traverse,
    .tp_clear = bitgen_clear,
    .tp_getset = getset,
};

int pnd_random_bitgen_init(PyObject *module)
{
    static const pnd_callable row = {"__bit_generator_ctor", "bit_generator='MT19937'", "For pickle.", make_for_pickle};
    PyObject *m = pnd_core_submodule("_random");
    if (!m || pnd_random_lock_init(module) < 0 || pnd_type_ready(&PndBitGenerator_Type) < 0) return -1;
    if (pnd_type_add_methods(&PndBitGenerator_Type, methods) < 0 || !(maker = pnd_function_new(&row, ".random._pickle"))) return -1;
    if (PyModule_AddObjectRef(m, row.name, maker) < 0) return -1;
    return PyModule_AddObjectRef(m, "BitGenerator", (PyObject *)&PndBitGenerator_Type) < 0 ? -1 : pnd_random_kinds_init(m);
}
