/*
 * MT19937, PCG64, PCG64DXSM, Philox and SFC64: the classes, and what only some of them can do.
 *
 * jumped() and advance() reckon in Python's ints, modulo 2**256 or a divisor of it: distances may be negative or longer
 * than the period.
 */
#include "random_kinds.h"

#include "../convert/coerce.h"
#include "../dtype/promote.h"
#include "../object/scalar.h"
#include "../py/errors.h"
#include "../py/gil.h"
#include "../py/signature.h"
#include "../py/state.h"
#include "../random/mt19937.h"
#include "../random/pcg64.h"
#include "../random/philox.h"
#include "../random/sfc64.h"
#include "random_seedseq.h"

static struct {
    PyTypeObject *type;
    const pnd_bitgen_kind *kind;
} const kinds[] = {
    {&PndMT19937_Type, &pnd_mt19937_kind}, {&PndPCG64_Type, &pnd_pcg64_kind}, {&PndPCG64DXSM_Type, &pnd_pcg64dxsm_kind},
    {&PndPhilox_Type, &pnd_philox_kind},   {&PndSFC64_Type, &pnd_sfc64_kind},
};

const pnd_bitgen_kind *pnd_bitgen_kind_of(PyTypeObject *type)
{
    for (; type; type = type->tp_base)
        for (int i = 0; i < PND_COUNT(kinds); i++)
            if (kinds[i].type == type) return kinds[i].kind;
    return NULL;
}

PyTypeObject *pnd_bitgen_type_named(PyObject *name)
{
    for (int i = 0; i < PND_COUNT(kinds); i++)
        if (PyUnicode_CompareWithASCIIString(name, kinds[i].kind->name) == 0) return kinds[i].type;
    return NULL;
}

/**** Distances ****/

/* value modulo 2**256, low word first; TypeError unless it is an int. */
static int distance(PyObject *value, uint64_t out[4])
{
    PyObject *int_value = PyNumber_Index(value), *mask = NULL, *low = NULL, *bytes = NULL;
    int status = -1;
    if (!int_value || !(mask = PyLong_FromString("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", NULL, 16)) ||
        !(low = PyNumber_And(int_value, mask)) || !(bytes = pnd_call_attr(low, "to_bytes", Py_BuildValue("(is)", 32, "little"))))
        goto done;
    for (int i = 0; i < 32; i++) out[i / 8] = out[i / 8] << 8 | (unsigned char)PyBytes_AS_STRING(bytes)[i / 8 * 8 + 7 - i % 8];
    status = 0;
done:
    Py_XDECREF(bytes);
    Py_XDECREF(low);
    Py_XDECREF(mask);
    Py_XDECREF(int_value);
    return status;
}

/* a = a * b modulo 2**256 */
static void multiply(uint64_t a[4], const uint64_t b[4])
{
    uint64_t out[4] = {0};
    for (int i = 0; i < 4; i++) {
        unsigned __int128 carry = 0;
        for (int j = 0; i + j < 4; j++) {
            carry += (unsigned __int128)a[i] * b[j] + out[i + j];
            out[i + j] = (uint64_t)carry;
            carry >>= 64;
        }
    }
    memcpy(a, out, sizeof out);
}

/* A new object of self's class in self's state. */
static PndBitGeneratorObject *twin(PndBitGeneratorObject *self)
{
    PyObject *o = PyObject_CallNoArgs((PyObject *)Py_TYPE(self));
    if (!o) return NULL;
    if (!pnd_is_bit_generator(o) || ((PndBitGeneratorObject *)o)->kind != self->kind) {
        PyErr_Format(PyExc_TypeError, "%s() did not give a bit generator of its class", _PyType_Name(Py_TYPE(self)));
        Py_CLEAR(o);
    } else if (pnd_bitgen_lock(self) < 0) Py_CLEAR(o);
    else {
        memcpy(((PndBitGeneratorObject *)o)->state, self->state, self->kind->state_size);
        if (pnd_bitgen_unlock(self) < 0) Py_CLEAR(o);
    }
    return (PndBitGeneratorObject *)o;
}

static PyObject *advance(PyObject *const *args)
{
    PndBitGeneratorObject *g = (PndBitGeneratorObject *)args[0];
    uint64_t delta[4] = {0};
    if (distance(args[1], delta) < 0 || pnd_bitgen_lock(g) < 0) return NULL;
    g->kind->advance(g->state, delta);
    return pnd_bitgen_unlock(g) < 0 ? NULL : Py_NewRef(args[0]);
}

static PyObject *jumped(PyObject *const *args)
{
    PndBitGeneratorObject *g = (PndBitGeneratorObject *)args[0];
    uint64_t delta[4] = {1};
    if (args[1]) {
        PyObject *times = g->kind == &pnd_philox_kind ? Py_NewRef(args[1]) : PyNumber_Long(args[1]); /* as NumPy's differ */
        const int status = times ? distance(times, delta) : -1;
        Py_XDECREF(times);
        if (status < 0) return NULL;
    }
    PndBitGeneratorObject *other = twin(g);
    if (!other) return NULL;
    multiply(delta, g->kind->stride);
    g->kind->advance(other->state, delta);
    return (PyObject *)other;
}

#define JUMPED_DOC(step) \
    "A new bit generator whose stream lies `jumps` stretches of " step " steps ahead.\n\n" \
    "Parameters\n----------\njumps : int, optional\n    How many stretches; negative ones lead back.\n\n" \
    "Returns\n-------\nBitGenerator\n    Of the same class; this one is unchanged.\n"
#define ADVANCE_DOC \
    "Move on by `delta` steps without drawing; a kept 32-bit half is dropped.\n\n" \
    "Parameters\n----------\ndelta : int\n    Steps of the generator, modulo its period; negative ones lead back.\n\n" \
    "Returns\n-------\nself\n"

static const pnd_callable pcg64_methods[] = {
    {"advance", "self, delta", ADVANCE_DOC, advance},
    {"jumped", "self, jumps=1", JUMPED_DOC("210306068529402873165736369884012333109"), jumped},
    {NULL, NULL, NULL, NULL},
};

static const pnd_callable philox_methods[] = {
    {"advance", "self, delta", ADVANCE_DOC, advance},
    {"jumped", "self, jumps=1", JUMPED_DOC("2**128 blocks of four"), jumped},
    {NULL, NULL, NULL, NULL},
};

/**** MT19937 ****/

#define JUMPS_AT_ONCE 32 /* some 20 ms */

static PyObject *mt_jumped(PyObject *const *args)
{
    PndBitGeneratorObject *g = (PndBitGeneratorObject *)args[0], *other = NULL;
    PyObject *value = !args[1] ? PyLong_FromLong(1) : PyFloat_Check(args[1]) ? PyNumber_Long(args[1]) : PyNumber_Index(args[1]);
    const Py_ssize_t times = value ? PyLong_AsSsize_t(value) : -1;
    Py_XDECREF(value);
    if ((times == -1 && PyErr_Occurred()) || !(other = twin(g))) return NULL;
    for (Py_ssize_t left = times; left > 0; left -= JUMPS_AT_ONCE) {
        PyThreadState *gil = pnd_gil_release(PND_GIL_WORK, true); /* nobody else has `other` */
        const int status = pnd_mt19937_jump((pnd_mt19937 *)(void *)other->state, (uint64_t)(left < JUMPS_AT_ONCE ? left : JUMPS_AT_ONCE));
        pnd_gil_retake(gil);
        if (status < 0) PyErr_NoMemory();
        if (status < 0 || PyErr_CheckSignals() < 0) {
            Py_DECREF(other);
            return NULL;
        }
    }
    return (PyObject *)other;
}

/* An int in [0, 2**32). */
static int legacy_word(PyObject *index, uint32_t *out)
{
    int overflow;
    const long long n = PyLong_AsLongLongAndOverflow(index, &overflow);
    if (n == -1 && !overflow && PyErr_Occurred()) return -1;
    if (overflow || n < 0 || n > UINT32_MAX) return PyErr_SetString(PyExc_ValueError, "Seed must be between 0 and 2**32 - 1"), -1;
    return *out = (uint32_t)n, 0;
}

/* seed: an array of integers, of one axis; or what NumPy does not take either. */
static int legacy_seed_array(pnd_mt19937 *s, PyObject *seed)
{
    PyObject *found = pnd_as_array(seed, NULL, 0, 0), *a = NULL;
    uint32_t *words = NULL;
    int status = -1;
    if (!found) return -1;
    if (pnd_array_size(found) == 0) {
        PyErr_SetString(PyExc_ValueError, "Seed must be non-empty");
        goto done;
    }
    if (!pnd_can_cast(PND_ARRAY(found)->descr->core, PND_DT(LONG), PND_CAST_SAFE)) {
        PyErr_Format(PyExc_TypeError, "Cannot cast %s from %R to dtype('int64') according to the rule 'safe'",
                     PND_ARRAY(found)->nd ? "array data" : "scalar", (PyObject *)PND_ARRAY(found)->descr);
        goto done;
    }
    if (PND_ARRAY(found)->nd != 1) {
        PyErr_SetString(PyExc_ValueError, "Seed array must be 1-d");
        goto done;
    }
    if (!(a = pnd_as_array(found, pnd_descr_builtin(PND_DT(LONG)), PND_AS_C, 0))) goto done;
    const Py_ssize_t n = PND_ARRAY(a)->dimensions[0];
    if (!(words = PyMem_Malloc((size_t)n * sizeof *words))) {
        PyErr_NoMemory();
        goto done;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        const int64_t w = ((const int64_t *)(const void *)PND_ARRAY(a)->data)[i];
        if (w < 0 || w > UINT32_MAX) {
            PyErr_SetString(PyExc_ValueError, "Seed must be between 0 and 2**32 - 1");
            goto done;
        }
        words[i] = (uint32_t)w;
    }
    pnd_mt19937_seed_words(s, words, n);
    status = 0;
done:
    PyMem_Free(words);
    Py_XDECREF(a);
    Py_XDECREF(found);
    return status;
}

/* The state legacy seeding gives, in *s. */
static int legacy_state(pnd_mt19937 *s, PyObject *seed)
{
    uint32_t word, words[PND_MT_WORDS];
    if (!seed || seed == Py_None) {
        PyObject *sequence = pnd_seed_sequence_for(NULL);
        const int status = sequence ? pnd_seed_sequence_words(sequence, 32, PND_MT_WORDS, words) : -1;
        if (status == 0) pnd_mt19937_kind.seed(s, words);
        Py_XDECREF(sequence);
        return status;
    }
    const int has = pnd_has_attr(seed, "squeeze");
    if (has < 0) return -1;
    PyObject *squeezed = has ? pnd_call_attr(seed, "squeeze", PyTuple_New(0)) : Py_NewRef(seed);
    PyObject *index = squeezed ? PyNumber_Index(squeezed) : NULL;
    int status = -1;
    if (index) {
        if ((status = legacy_word(index, &word)) == 0) pnd_mt19937_seed_int(s, word);
    } else if (squeezed && PyErr_ExceptionMatches(PyExc_TypeError)) {
        PyErr_Clear();
        status = legacy_seed_array(s, squeezed);
    }
    Py_XDECREF(index);
    Py_XDECREF(squeezed);
    return status;
}

static PyObject *legacy_seeding(PyObject *const *args)
{
    PndBitGeneratorObject *g = (PndBitGeneratorObject *)args[0];
    pnd_mt19937 s = {.pos = 0};
    if (legacy_state(&s, args[1]) < 0 || pnd_bitgen_lock(g) < 0) return NULL;
    memcpy(g->state, &s, sizeof s);
    Py_CLEAR(g->seed_seq);
    if (pnd_bitgen_unlock(g) < 0) return NULL;
    Py_RETURN_NONE;
}

static const pnd_callable mt19937_methods[] = {
    {"jumped", "self, jumps=1", JUMPED_DOC("2**128"), mt_jumped},
    {"_legacy_seeding", "self, seed",
     "Seed as RandomState does: an int in [0, 2**32) by init_genrand, a sequence of such by init_by_array.", legacy_seeding},
    {NULL, NULL, NULL, NULL},
};

/**** Philox: key and counter ****/

/* `words` 64-bit words out of an int or a sequence of so many; what: its name. */
static int read_block(PyObject *value, const char *what, int words, uint64_t *out)
{
    PyObject *number = NULL;
    if (PySequence_Check(value) && !PyUnicode_Check(value)) {
        PyObject *a = pnd_as_array(value, pnd_descr_builtin(PND_DT(ULONG)), PND_AS_C | PND_AS_FORCECAST, 0);
        const bool good = a && PND_ARRAY(a)->nd == 1 && PND_ARRAY(a)->dimensions[0] == words;
        if (good) memcpy(out, PND_ARRAY(a)->data, (size_t)words * 8);
        else if (a) PyErr_Format(PyExc_ValueError, "%s must have %d elements when using array form", what, words);
        Py_XDECREF(a);
        return good ? 0 : -1;
    }
    if (!(number = PyNumber_Long(value))) return -1;
    PyObject *bytes = pnd_call_attr(number, "to_bytes", Py_BuildValue("(is)", 8 * words, "little"));
    Py_DECREF(number);
    if (!bytes) {
        if (PyErr_ExceptionMatches(PyExc_OverflowError))
            PyErr_Format(PyExc_ValueError, "%s must be positive and less than 2**%d.", what, 64 * words);
        return -1;
    }
    for (int i = 0; i < 8 * words; i++) out[i / 8] = out[i / 8] << 8 | (unsigned char)PyBytes_AS_STRING(bytes)[i / 8 * 8 + 7 - i % 8];
    Py_DECREF(bytes);
    return 0;
}

static int philox_init(PyObject *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"seed", "counter", "key", NULL};
    PndBitGeneratorObject *g = (PndBitGeneratorObject *)self;
    PyObject *seed = Py_None, *counter = Py_None, *key = Py_None;
    uint64_t counter_words[4] = {0}, key_words[2] = {0};
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|OOO:Philox", names, &seed, &counter, &key)) return -1;
    if (seed != Py_None && key != Py_None) return PyErr_SetString(PyExc_ValueError, "seed and key cannot be both used"), -1;
    if (key != Py_None && read_block(key, "key", 2, key_words) < 0) return -1;
    if (counter != Py_None && read_block(counter, "counter", 4, counter_words) < 0) return -1;
    if (key == Py_None && pnd_bitgen_seed(g, seed) < 0) return -1;
    if (pnd_bitgen_lock(g) < 0) return -1;
    if (key != Py_None) {
        pnd_philox_kind.seed(g->state, key_words);
        Py_CLEAR(g->seed_seq);
    }
    memcpy(((pnd_philox *)(void *)g->state)->counter, counter_words, sizeof counter_words);
    return pnd_bitgen_unlock(g);
}

/**** The classes ****/

#define SEED_DOC \
    "\n\nParameters\n----------\nseed : {None, int, sequence of ints, SeedSequence}, optional\n" \
    "    None draws entropy from the operating system.\n"
#define TYPE(file, word, struct_type, text) \
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "pyndarray.random." file "." word, .tp_doc = text, \
                                .tp_basicsize = (Py_ssize_t)(sizeof(PndBitGeneratorObject) + ((sizeof(struct_type) + 15) & ~(size_t)15)), \
                                .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, .tp_base = &PndBitGenerator_Type

PyTypeObject PndMT19937_Type = {
    TYPE("_mt19937", "MT19937", pnd_mt19937,
         "MT19937(seed=None)\n--\n\nThe Mersenne Twister: 32-bit words, period 2**19937 - 1." SEED_DOC
         "\nNotes\n-----\nM. Matsumoto, T. Nishimura, \"Mersenne Twister\", ACM TOMACS 8, 1998.\n"),
};
PyTypeObject PndPCG64_Type = {
    TYPE("_pcg64", "PCG64", pnd_pcg64,
         "PCG64(seed=None)\n--\n\nPCG XSL-RR 128/64: 64-bit words, period 2**128; the default." SEED_DOC
         "\nNotes\n-----\nM. E. O'Neill, HMC-CS-2014-0905, 2014.\n"),
};
PyTypeObject PndPCG64DXSM_Type = {
    TYPE(
        "_pcg64", "PCG64DXSM", pnd_pcg64,
        "PCG64DXSM(seed=None)\n--\n\nPCG with the DXSM output function and a 64-bit multiplier; better where very many streams run side by "
        "side." SEED_DOC),
};
PyTypeObject PndPhilox_Type = {
    TYPE("_philox", "Philox", pnd_philox,
         "Philox(seed=None, counter=None, key=None)\n--\n\nPhilox 4x64-10: a cipher of a 256-bit counter; 64-bit words." SEED_DOC
         "counter : int below 2**256 or four words, optional\n    Where to start; 0 by default.\n"
         "key : int below 2**128 or two words, optional\n    Instead of a seed.\n"
         "\nNotes\n-----\nJ. K. Salmon et al., \"Parallel Random Numbers: As Easy as 1, 2, 3\", SC'11.\n"),
    .tp_init = philox_init,
};
PyTypeObject PndSFC64_Type = {
    TYPE("_sfc64", "SFC64", pnd_sfc64,
         "SFC64(seed=None)\n--\n\nChris Doty-Humphrey's Small Fast Chaotic generator: 64-bit words." SEED_DOC),
};

int pnd_random_kinds_init(PyObject *module)
{
    for (int i = 0; i < PND_COUNT(kinds); i++)
        if (pnd_type_ready(kinds[i].type) < 0 || PyModule_AddObjectRef(module, kinds[i].kind->name, (PyObject *)kinds[i].type) < 0)
            return -1;
    if (pnd_type_add_methods(&PndMT19937_Type, mt19937_methods) < 0 || pnd_type_add_methods(&PndPCG64_Type, pcg64_methods) < 0) return -1;
    return pnd_type_add_methods(&PndPCG64DXSM_Type, pcg64_methods) < 0 ? -1 : pnd_type_add_methods(&PndPhilox_Type, philox_methods);
}
