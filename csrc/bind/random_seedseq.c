/*
 * SeedSequence: entropy of any kind into words, words into a pool, the pool into as many words as a generator needs.
 *
 * Entropy is an int, or nested sequences of ints and of strings that spell them; each int becomes as many 32-bit words as
 * it needs, lowest first.  Words of the spawn key follow, after padding that keeps children apart from longer entropy.
 */
#include "random_seedseq.h"

#include <errno.h>
#include <sys/random.h>

#include "../convert/args.h"
#include "../convert/coerce.h"
#include "../object/scalar.h"
#include "../platform/mem.h"
#include "../py/errors.h"
#include "../py/signature.h"
#include "../py/state.h"
#include "../random/seedseq.h"

/**** Entropy into words ****/

typedef struct wordlist {
    uint32_t *items;
    Py_ssize_t n, room;
} wordlist;

static int append(wordlist *list, uint32_t word)
{
    if (list->n == list->room) {
        const Py_ssize_t room = list->room ? 2 * list->room : 16;
        uint32_t *items = room <= PY_SSIZE_T_MAX / 8 ? pnd_realloc(list->items, (size_t)room * sizeof *items) : NULL;
        if (!items) return PyErr_NoMemory(), -1;
        list->items = items;
        list->room = room;
    }
    list->items[list->n++] = word;
    return 0;
}

/* value: an int of Python's. */
static int append_int(wordlist *list, PyObject *value)
{
    int overflow, status = -1;
    const long long small = PyLong_AsLongLongAndOverflow(value, &overflow);
    if (small < 0 && overflow == 0 && PyErr_Occurred()) return -1;
    if (overflow < 0 || (overflow == 0 && small < 0)) return PyErr_SetString(PyExc_ValueError, "expected non-negative integer"), -1;
    if (overflow == 0) return append(list, (uint32_t)small) < 0 || (small >> 32 && append(list, (uint32_t)(small >> 32)) < 0) ? -1 : 0;
    PyObject *bits = pnd_call_attr(value, "bit_length", PyTuple_New(0)), *bytes = NULL;
    const Py_ssize_t nbits = bits ? PyLong_AsSsize_t(bits) : -1, words = nbits < 0 ? 0 : (nbits - 1) / 32 + 1;
    if (nbits < 0 || !(bytes = pnd_call_attr(value, "to_bytes", Py_BuildValue("(ns)", 4 * words, "little")))) goto done;
    for (Py_ssize_t i = 0; i < words; i++) {
        const unsigned char *b = (const unsigned char *)PyBytes_AS_STRING(bytes) + 4 * i;
        if (append(list, b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24) < 0) goto done;
    }
    status = 0;
done:
    Py_XDECREF(bits);
    Py_XDECREF(bytes);
    return status;
}

/* Decimal, or hexadecimal after 0x. */
static int append_string(wordlist *list, PyObject *text)
{
    Py_ssize_t n;
    const char *s = PyUnicode_AsUTF8AndSize(text, &n);
    if (!s) return -1;
    const bool hex = n > 2 && s[0] == '0' && s[1] == 'x';
    bool good = n > 0;
    for (Py_ssize_t i = hex ? 2 : 0; i < n; i++) good = good && (hex ? Py_ISXDIGIT(s[i]) : Py_ISDIGIT(s[i]));
    if (!good) return PyErr_SetString(PyExc_ValueError, "unrecognized seed string"), -1;
    PyObject *value = PyLong_FromUnicodeObject(text, hex ? 16 : 10);
    const int status = value ? append_int(list, value) : -1;
    Py_XDECREF(value);
    return status;
}

static int append_entropy(wordlist *list, PyObject *o);

/* A sequence: its items, one after the other. */
static int append_items(wordlist *list, PyObject *o)
{
    int status = -1;
    if (PyObject_Size(o) < 0) return -1;
    PyObject *iter = PyObject_GetIter(o), *item;
    if (!iter || Py_EnterRecursiveCall(" in a nested seed")) goto done;
    while ((item = PyIter_Next(iter))) {
        const int failed = append_entropy(list, item);
        Py_DECREF(item);
        if (failed < 0) break;
    }
    status = PyErr_Occurred() ? -1 : 0;
    Py_LeaveRecursiveCall();
done:
    Py_XDECREF(iter);
    return status;
}

/* An array of words is taken as it is; NumPy would need more than one axis for anything else, and fails. */
static int append_words(wordlist *list, PyObject *o)
{
    const PndArrayObject *a = PND_ARRAY(o);
    if (a->nd != 1) return PyErr_Format(PyExc_ValueError, "a seed of dtype uint32 must have one dimension, not %d", a->nd), -1;
    for (Py_ssize_t i = 0; i < a->dimensions[0]; i++) {
        uint32_t word;
        memcpy(&word, a->data + i * a->strides[0], 4);
        if (append(list, word) < 0) return -1;
    }
    return 0;
}

/* Another library's array, as ours: new in *a, or NULL when `o` is none or has elements we have not.  -1 with an exception. */
static int foreign_array(PyObject *o, PyObject **a)
{
    *a = NULL;
    if (pnd_is_array(o) || !PySequence_Check(o) || PyList_Check(o) || PyTuple_Check(o)) return 0;
    const int has = pnd_has_attr(o, "__array_interface__");
    if (has > 0) *a = pnd_as_array(o, NULL, 0, 0);
    if (has <= 0 || *a) return has < 0 ? -1 : 0;
    if (pnd_error_must_pass()) return -1;
    PyErr_Clear();
    return 0;
}

static int append_entropy(wordlist *list, PyObject *o)
{
    if (PyLong_Check(o)) return append_int(list, o);
    if (PyUnicode_Check(o)) return append_string(list, o);
    if (PyFloat_Check(o) || PyType_IsSubtype(Py_TYPE(o), &PndInexact_Type)) {
        PyErr_SetString(PyExc_TypeError, "seed must be integer");
        return -1;
    }
    if (pnd_is_array(o) && PND_ARRAY(o)->descr->core == PND_DT(UINT)) return append_words(list, o);
    PyObject *value;
    if (foreign_array(o, &value) < 0) return -1;
    int status = -1;
    if (value) status = append_entropy(list, value);
    else if (!PyIndex_Check(o) || PySequence_Check(o)) status = append_items(list, o);
    else if ((value = PyNumber_Index(o))) status = append_int(list, value);
    Py_XDECREF(value);
    return status;
}

/* May `o` be entropy?  Ints, lists, tuples, ranges and arrays; other arrays than ours are known by their protocol.  -1 with an exception. */
static int is_entropy(PyObject *o)
{
    if (PyLong_Check(o) || PyList_Check(o) || PyTuple_Check(o) || PyRange_Check(o) || pnd_is_array(o)) return true;
    if (pnd_is_scalar(o)) return PyType_IsSubtype(Py_TYPE(o), &PndInteger_Type);
    const int has = pnd_has_attr(o, "__array_interface__");
    if (has <= 0) return has;
    return PySequence_Check(o) || (PyIndex_Check(o) && !strstr(Py_TYPE(o)->tp_name, "bool"));
}

/**** The object ****/

typedef struct seedseq {
    PyObject_HEAD PyObject *entropy, *spawn_key; /* spawn_key: a tuple */
    Py_ssize_t pool_size;
    uint32_t children;
    uint32_t *pool; /* NULL until __init__ or __setstate__ */
} seedseq;

static PyObject *fresh_entropy(Py_ssize_t words)
{
    const Py_ssize_t n = 4 * words;
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, n), *value = NULL;
    for (Py_ssize_t done = 0; bytes && done < n;) {
        const ssize_t got = getrandom(PyBytes_AS_STRING(bytes) + done, (size_t)(n - done < 256 ? n - done : 256), 0);
        if (got > 0) done += got;
        else if (got < 0 && errno != EINTR) {
            PyErr_SetFromErrno(PyExc_OSError);
            Py_CLEAR(bytes);
        }
    }
    if (bytes) value = pnd_call_attr((PyObject *)&PyLong_Type, "from_bytes", Py_BuildValue("(Os)", bytes, "little"));
    Py_XDECREF(bytes);
    return value;
}

/* The pool made from entropy and spawn key; NULL with an exception. */
static uint32_t *make_pool(PyObject *entropy, PyObject *spawn_key, Py_ssize_t size)
{
    wordlist list = {0};
    uint32_t *pool = NULL;
    if (append_entropy(&list, entropy) < 0) goto done;
    if (PyTuple_GET_SIZE(spawn_key)) {
        wordlist key = {0};
        int status = append_items(&key, spawn_key);
        if (status == 0 && key.n)
            while (list.n < size && (status = append(&list, 0)) == 0);
        for (Py_ssize_t i = 0; status == 0 && i < key.n; i++) status = append(&list, key.items[i]);
        pnd_free(key.items);
        if (status < 0) goto done;
    }
    pool = pnd_malloc_array((size_t)size, sizeof *pool);
    if (pool) pnd_seedseq_mix(pool, size, list.items, list.n);
    else PyErr_NoMemory();
done:
    pnd_free(list.items);
    return pool;
}

/* Takes over pool; entropy and key are borrowed. */
static void set_all(seedseq *s, PyObject *entropy, PyObject *spawn_key, uint32_t *pool, Py_ssize_t size, uint32_t children)
{
    pnd_free(s->pool);
    s->pool = pool;
    s->pool_size = size;
    s->children = children;
    Py_XSETREF(s->spawn_key, Py_NewRef(spawn_key));
    Py_XSETREF(s->entropy, Py_NewRef(entropy));
}

static int read_count(PyObject *o, uint32_t *out)
{
    PyObject *value = PyFloat_Check(o) ? PyNumber_Long(o) : PyNumber_Index(o);
    int overflow;
    const long long n = value ? PyLong_AsLongLongAndOverflow(value, &overflow) : -1;
    Py_XDECREF(value);
    if (!value || (n == -1 && !overflow && PyErr_Occurred())) return -1;
    if (overflow < 0 || (!overflow && n < 0)) return PyErr_SetString(PyExc_OverflowError, "can't convert negative value to uint32_t"), -1;
    if (overflow || n > UINT32_MAX) return PyErr_SetString(PyExc_OverflowError, "value too large to convert to uint32_t"), -1;
    return *out = (uint32_t)n, 0;
}

static int seedseq_init(PyObject *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"entropy", "spawn_key", "pool_size", "n_children_spawned", NULL};
    PyObject *entropy = Py_None, *key = NULL, *children = NULL, *tuple = NULL;
    Py_ssize_t size = PND_SEEDSEQ_POOL;
    uint32_t count = 0, *pool = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|O$OnO:SeedSequence", names, &entropy, &key, &size, &children)) return -1;
    if (size < PND_SEEDSEQ_POOL)
        return PyErr_Format(PyExc_ValueError, "The size of the entropy pool should be at least %d", PND_SEEDSEQ_POOL), -1;
    if (size > PY_SSIZE_T_MAX / 64) return PyErr_SetString(PyExc_ValueError, "the entropy pool is too big"), -1;
    if (children && read_count(children, &count) < 0) return -1;
    const int good = entropy == Py_None ? 1 : is_entropy(entropy);
    if (good < 0) return -1;
    if (!good) return PyErr_Format(PyExc_TypeError, "SeedSequence expects int or sequence of ints for entropy not %S", entropy), -1;
    entropy = entropy == Py_None ? fresh_entropy(size) : Py_NewRef(entropy);
    if (entropy) tuple = key ? PySequence_Tuple(key) : PyTuple_New(0);
    if (tuple) pool = make_pool(entropy, tuple, size);
    if (pool) set_all((seedseq *)self, entropy, tuple, pool, size, count);
    Py_XDECREF(tuple);
    Py_XDECREF(entropy);
    return pool ? 0 : -1;
}

static int check_ready(const seedseq *s)
{
    if (s->pool) return 0;
    PyErr_SetString(PyExc_ValueError, "SeedSequence.__init__ has not been called");
    return -1;
}

static void seedseq_dealloc(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    seedseq *s = (seedseq *)self;
    Py_XDECREF(s->entropy);
    Py_XDECREF(s->spawn_key);
    pnd_free(s->pool);
    Py_TYPE(self)->tp_free(self);
}

static int seedseq_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(((seedseq *)self)->entropy);
    Py_VISIT(((seedseq *)self)->spawn_key);
    return 0;
}

static int seedseq_clear(PyObject *self)
{
    Py_CLEAR(((seedseq *)self)->entropy);
    Py_CLEAR(((seedseq *)self)->spawn_key);
    return 0;
}

/**** Attributes ****/

static PyObject *or_none(PyObject *o) { return Py_NewRef(o ? o : Py_None); }
static PyObject *get_entropy(PyObject *self, void *closure) { return (void)closure, or_none(((seedseq *)self)->entropy); }
static PyObject *get_spawn_key(PyObject *self, void *closure) { return (void)closure, or_none(((seedseq *)self)->spawn_key); }
static PyObject *get_pool_size(PyObject *self, void *closure) { return (void)closure, PyLong_FromSsize_t(((seedseq *)self)->pool_size); }
static PyObject *get_children(PyObject *self, void *closure) { return (void)closure, PyLong_FromUnsignedLong(((seedseq *)self)->children); }

/* A copy: the pool itself never changes. */
static PyObject *get_pool(PyObject *self, void *closure)
{
    seedseq *s = (seedseq *)self;
    (void)closure;
    if (check_ready(s) < 0) return NULL;
    PyObject *a = pnd_array_new(PND_DT(UINT), 1, &s->pool_size, PND_ORDER_C);
    if (a) memcpy(PND_ARRAY(a)->data, s->pool, (size_t)s->pool_size * 4);
    return a;
}

static PyObject *get_state(PyObject *self, void *closure)
{
    seedseq *s = (seedseq *)self;
    (void)closure;
    if (check_ready(s) < 0) return NULL;
    return Py_BuildValue("{sOsOsnsk}", "entropy", s->entropy, "spawn_key", s->spawn_key, "pool_size", s->pool_size, "n_children_spawned",
                         (unsigned long)s->children);
}

static PyGetSetDef seedseq_getset[] = {
    {"entropy", get_entropy, NULL, "What the sequence was made from, or the int drawn for None.", NULL},
    {"spawn_key", get_spawn_key, NULL, "Tuple of ints: the place among the children of children.", NULL},
    {"pool_size", get_pool_size, NULL, "Words in the pool.", NULL},
    {"n_children_spawned", get_children, NULL, "Children made so far.", NULL},
    {"pool", get_pool, NULL, "The mixed pool, a copy: ndarray of uint32.", NULL},
    {"state", get_state, NULL, "Keyword arguments that make an equal sequence.", NULL},
    {NULL},
};

static PyObject *seedseq_repr(PyObject *self)
{
    seedseq *s = (seedseq *)self;
    char size[40] = "", children[48] = "";
    if (check_ready(s) < 0) return NULL;
    if (s->pool_size != PND_SEEDSEQ_POOL) snprintf(size, sizeof size, "    pool_size=%zd,\n", s->pool_size);
    if (s->children) snprintf(children, sizeof children, "    n_children_spawned=%u,\n", s->children);
    const char *name = _PyType_Name(Py_TYPE(self));
    if (PyTuple_GET_SIZE(s->spawn_key) == 0) return PyUnicode_FromFormat("%s(\n    entropy=%R,\n%s%s)", name, s->entropy, size, children);
    return PyUnicode_FromFormat("%s(\n    entropy=%R,\n    spawn_key=%R,\n%s%s)", name, s->entropy, s->spawn_key, size, children);
}

/**** Methods ****/

/* The dtype a caller asks words of: *bits becomes 32 or 64. */
static int read_dtype(PyObject *o, int *bits)
{
    PndDescrObject *descr = pnd_descr_from_object(o, NULL);
    if (!descr) return -1;
    const bool is32 = descr->core == PND_DT(UINT), is64 = descr->core->kind == 'u' && descr->core->size == 8 && !descr->core->swapped;
    Py_DECREF(descr);
    if (!is32 && !is64) return PyErr_SetString(PyExc_ValueError, "only support uint32 or uint64"), -1;
    *bits = is32 ? 32 : 64;
    return 0;
}

static PyObject *generate_state(PyObject *const *args)
{
    seedseq *s = (seedseq *)args[0];
    int bits = 32, ndim;
    Py_ssize_t shape[PND_MAXDIMS];
    if ((args[2] && read_dtype(args[2], &bits) < 0) || pnd_arg_shape(args[1], &ndim, shape) < 0 || check_ready(s) < 0) return NULL;
    if (ndim != 1 || PySequence_Check(args[1]))
        return PyErr_Format(PyExc_TypeError, "generate_state: n_words must be an integer, not %R", args[1]);
    PyObject *a = pnd_array_new(bits == 32 ? PND_DT(UINT) : PND_DT(ULONG), 1, shape, PND_ORDER_C);
    if (a) pnd_seedseq_generate(s->pool, s->pool_size, (uint32_t *)(void *)PND_ARRAY(a)->data, shape[0] * (bits / 32));
    return a;
}

static PyObject *make_child(seedseq *s, PyObject *noargs, uint32_t number)
{
    PyObject *key = NULL, *kwargs = NULL, *child = NULL;
    PyObject *last = Py_BuildValue("(k)", (unsigned long)number);
    if (last) key = PySequence_Concat(s->spawn_key, last);
    if (key) kwargs = Py_BuildValue("{sOsn}", "spawn_key", key, "pool_size", s->pool_size);
    if (kwargs) child = PyObject_Call((PyObject *)Py_TYPE(s), noargs, kwargs);
    Py_XDECREF(kwargs);
    Py_XDECREF(key);
    Py_XDECREF(last);
    return child;
}

static PyObject *spawn(PyObject *const *args)
{
    seedseq *s = (seedseq *)args[0];
    uint32_t n;
    if (check_ready(s) < 0) return NULL;
    if (PyFloat_Check(args[1])) return PyErr_SetString(PyExc_TypeError, "'float' object cannot be interpreted as an integer"), NULL;
    if (read_count(args[1], &n) < 0) return NULL;
    if (n > UINT32_MAX - s->children) return PyErr_Format(PyExc_OverflowError, "%u children after %u are too many", n, s->children);
    PyObject *list = PyList_New(0), *noargs = list ? PyTuple_Pack(1, s->entropy) : NULL;
    const uint32_t first = s->children;
    if (!noargs) Py_CLEAR(list);
    for (uint32_t i = 0; list && i < n; i++) {
        PyObject *child = make_child(s, noargs, first + i);
        if (!child || PyList_Append(list, child) < 0) Py_CLEAR(list);
        Py_XDECREF(child);
    }
    Py_XDECREF(noargs);
    if (list) s->children = first + n;
    return list;
}

/* NumPy's pickles: the class and a check number first, then this tuple for __setstate__. */
static PyObject *unpickle; /* made at import */

static PyObject *seedseq_reduce(PyObject *const *args)
{
    seedseq *s = (seedseq *)args[0];
    PyObject *pool = get_pool(args[0], NULL);
    if (!pool) return NULL;
    return Py_BuildValue("O(OiO)(OkNnO)", unpickle, (PyObject *)Py_TYPE(s), 0x3eaa222, Py_None, s->entropy, (unsigned long)s->children,
                         pool, s->pool_size, s->spawn_key);
}

static PyObject *seedseq_setstate(PyObject *const *args)
{
    seedseq *s = (seedseq *)args[0];
    PyObject *entropy, *pool, *key;
    Py_ssize_t size;
    unsigned int children;
    if (!PyTuple_Check(args[1])) return PyErr_Format(PyExc_TypeError, "SeedSequence.__setstate__ needs a tuple, not %R", args[1]);
    if (!PyArg_ParseTuple(args[1], "OIOnO!:__setstate__", &entropy, &children, &pool, &size, &PyTuple_Type, &key)) return NULL;
    PyObject *a = pnd_as_array(pool, pnd_descr_builtin(PND_DT(UINT)), PND_AS_C | PND_AS_FORCECAST, 0);
    uint32_t *copy = NULL;
    if (!a) return NULL;
    if (PND_ARRAY(a)->nd != 1 || size < PND_SEEDSEQ_POOL || PND_ARRAY(a)->dimensions[0] != size)
        PyErr_Format(PyExc_ValueError, "SeedSequence.__setstate__: a pool of %zd words is wanted, and at least %d", size, PND_SEEDSEQ_POOL);
    else if (!(copy = pnd_malloc_array((size_t)size, sizeof *copy))) PyErr_NoMemory();
    else {
        memcpy(copy, PND_ARRAY(a)->data, (size_t)size * 4);
        set_all(s, entropy, key, copy, size, children);
    }
    Py_DECREF(a);
    return copy ? Py_NewRef(Py_None) : NULL;
}

static PyObject *unpickle_seedseq(PyObject *const *args)
{
    PyObject *cls = args[0];
    if (!PyType_Check(cls) || !(PyType_IsSubtype((PyTypeObject *)cls, &PndSeedSequence_Type) ||
                                PyType_IsSubtype((PyTypeObject *)cls, &PndSeedlessSeedSequence_Type)))
        return PyErr_Format(PyExc_TypeError, "a SeedSequence class is wanted, not %R", cls);
    PyObject *o = pnd_call_attr(cls, "__new__", PyTuple_Pack(1, cls));
    if (!o || args[2] == Py_None) return o;
    PyObject *done = pnd_call_attr(o, "__setstate__", PyTuple_Pack(1, args[2]));
    if (!done) Py_CLEAR(o);
    Py_XDECREF(done);
    return o;
}

static const pnd_callable seedseq_methods[] = {
    {"generate_state", "self, n_words, dtype=np.uint32",
     "Words for the state of a bit generator.\n\n"
     "Parameters\n----------\nn_words : int\n    How many.\ndtype : np.uint32 or np.uint64, optional\n    Of which width.\n\n"
     "Returns\n-------\nndarray\n    Of shape (n_words,); the same at every call.\n",
     generate_state},
    {"spawn", "self, n_children",
     "Sequences with the same entropy that are independent of this one and of each other.\n\n"
     "Parameters\n----------\nn_children : int\n    How many; later calls go on where this one ends.\n\n"
     "Returns\n-------\nlist of SeedSequence\n",
     spawn},
    {"__reduce__", "self, /", "For pickle.", seedseq_reduce},
    {"__setstate__", "self, state, /", "For pickle.", seedseq_setstate},
    {NULL, NULL, NULL, NULL},
};

PyTypeObject PndSeedSequence_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "pyndarray.random.bit_generator.SeedSequence",
    .tp_doc = "SeedSequence(entropy=None, *, spawn_key=(), pool_size=4, n_children_spawned=0)\n--\n\n"
              "Mixes entropy into initial states that are far apart for any two seeds, and spawns independent children.\n\n"
              "Parameters\n----------\nentropy : {None, int, sequence of ints}, optional\n    None draws from the operating system.\n"
              "spawn_key : sequence of ints, optional\n    The place among children; set by `spawn`.\n"
              "pool_size : int, optional\n    Words in the pool, at least 4.\n"
              "n_children_spawned : int, optional\n    Children already made.\n\n"
              "Notes\n-----\nM. E. O'Neill, \"Developing a seed_seq Alternative\", 2015.  The same words as NumPy's class gives.\n",
    .tp_basicsize = sizeof(seedseq),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_new = PyType_GenericNew,
    .tp_init = seedseq_init,
    .tp_dealloc = seedseq_dealloc,
    .tp_traverse = seedseq_traverse,
    .tp_clear = seedseq_clear,
    .tp_repr = seedseq_repr,
    .tp_getset = seedseq_getset,
};

/**** SeedlessSeedSequence: for bit generators that are not seeded so ****/

static PyObject *seedless_generate(PyObject *const *args)
{
    (void)args;
    return PyErr_SetString(PyExc_NotImplementedError, "seedless SeedSequences cannot generate state"), NULL;
}

static PyObject *seedless_spawn(PyObject *const *args)
{
    PyObject *one = PyList_New(1);
    if (!one) return NULL;
    PyList_SET_ITEM(one, 0, Py_NewRef(args[0]));
    PyObject *all = PyNumber_Multiply(one, args[1]);
    Py_DECREF(one);
    return all;
}

static PyObject *seedless_reduce(PyObject *const *args) { return Py_BuildValue("O(OiO)", unpickle, Py_TYPE(args[0]), 0, Py_None); }

static const pnd_callable seedless_methods[] = {
    {"generate_state", "self, n_words, dtype=np.uint32", "Raises NotImplementedError.", seedless_generate},
    {"spawn", "self, n_children", "A list of this object, `n_children` times.", seedless_spawn},
    {"__reduce__", "self, /", "For pickle.", seedless_reduce},
    {NULL, NULL, NULL, NULL},
};

PyTypeObject PndSeedlessSeedSequence_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "pyndarray.random.bit_generator.SeedlessSeedSequence",
    .tp_doc = "SeedlessSeedSequence()\n--\n\nA seed sequence for bit generators whose state comes from elsewhere.",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = PyType_GenericNew,
};

/**** For bit generators ****/

PyObject *pnd_seed_sequence_for(PyObject *seed)
{
    const int is_sequence = seed && seed != Py_None && !PyLong_Check(seed) ? pnd_has_attr(seed, "generate_state") : 0;
    if (is_sequence) return is_sequence < 0 ? NULL : Py_NewRef(seed);
    return seed ? PyObject_CallOneArg((PyObject *)&PndSeedSequence_Type, seed) : PyObject_CallNoArgs((PyObject *)&PndSeedSequence_Type);
}

/* sequence.generate_state(n, dtype) as a C contiguous array of d with at least n elements; new. */
static PyObject *asked_words(PyObject *sequence, Py_ssize_t n, const pnd_dtype *d, PyObject *dtype)
{
    PyObject *words = pnd_call_attr(sequence, "generate_state", Py_BuildValue("(nO)", n, dtype));
    PyObject *a = words ? pnd_as_array(words, pnd_descr_builtin(d), PND_AS_C | PND_AS_FORCECAST, 0) : NULL;
    Py_XDECREF(words);
    if (a && pnd_array_size(a) < n) {
        PyErr_Format(PyExc_ValueError, "generate_state gave %zd words where %zd are needed", pnd_array_size(a), n);
        Py_CLEAR(a);
    }
    return a;
}

int pnd_seed_sequence_words(PyObject *sequence, int bits, Py_ssize_t n, void *out)
{
    assert(bits == 32 || bits == 64);
    if (Py_IS_TYPE(sequence, &PndSeedSequence_Type)) {
        const seedseq *s = (const seedseq *)sequence;
        if (check_ready(s) < 0) return -1;
        pnd_seedseq_generate(s->pool, s->pool_size, out, n * (bits / 32));
        return 0;
    }
    const pnd_dtype *d = bits == 32 ? PND_DT(UINT) : PND_DT(ULONG);
    PyObject *a = asked_words(sequence, n, d, (PyObject *)&pnd_scalar_types[d->idx]);
    if (!a && (PyErr_ExceptionMatches(PyExc_TypeError) || PyErr_ExceptionMatches(PyExc_ValueError))) {
        /* a class written for numpy does not know our types, but their names */
        PyObject *name = PyUnicode_FromString(bits == 32 ? "uint32" : "uint64");
        PyErr_Clear();
        a = name ? asked_words(sequence, n, d, name) : NULL;
        Py_XDECREF(name);
    }
    if (a) memcpy(out, PND_ARRAY(a)->data, (size_t)n * (size_t)(bits / 8));
    Py_XDECREF(a);
    return a ? 0 : -1;
}

/* The words of any entropy: what SeedSequence makes of it before mixing. */
static PyObject *entropy_words(PyObject *const *args)
{
    wordlist list = {0};
    PyObject *a = append_entropy(&list, args[0]) < 0 ? NULL : pnd_array_new(PND_DT(UINT), 1, &list.n, PND_ORDER_C);
    if (a && list.n) memcpy(PND_ARRAY(a)->data, list.items, (size_t)list.n * 4);
    pnd_free(list.items);
    return a;
}

static const pnd_callable functions[] = {
    {"_coerce_to_uint32_array", "x, /", "The 32-bit words of entropy, lowest first.", entropy_words},
    {NULL, NULL, NULL, NULL},
};

int pnd_random_seedseq_init(PyObject *module)
{
    static const pnd_callable row = {"__pyx_unpickle_SeedSequence", "cls, check, state, /", "For pickle.", unpickle_seedseq};
    PyObject *m = pnd_core_submodule("_random");
    (void)module;
    if (!m || pnd_type_ready(&PndSeedSequence_Type) < 0 || pnd_type_ready(&PndSeedlessSeedSequence_Type) < 0) return -1;
    if (pnd_type_add_methods(&PndSeedSequence_Type, seedseq_methods) < 0) return -1;
    if (pnd_type_add_methods(&PndSeedlessSeedSequence_Type, seedless_methods) < 0 || pnd_module_add_functions(m, functions) < 0) return -1;
    if (!(unpickle = pnd_function_new(&row, ".random.bit_generator"))) return -1;
    if (PyModule_AddObjectRef(m, row.name, unpickle) < 0) return -1;
    return PyModule_AddObjectRef(m, "SeedSequence", (PyObject *)&PndSeedSequence_Type) < 0
               ? -1
               : PyModule_AddObjectRef(m, "SeedlessSeedSequence", (PyObject *)&PndSeedlessSeedSequence_Type);
}
