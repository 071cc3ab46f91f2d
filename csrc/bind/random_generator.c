/*
 * Generator, default_rng and RandomState: their lives, pickles and states.  What they draw is in the tables of random_dists.h.
 *
 * The classes are made when pyndarray.random is imported (_load), not with the core: importing pyndarray does not pay for them.
 */
#include "random_generator.h"

#include "random_dists.h"

#include "../py/signature.h"
#include "../py/state.h"

static PyObject *generator_maker, *state_maker; /* what pickles name; owned */

/**** Life ****/

static PyObject *random_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    (void)args, (void)kwargs;
    PyObject *o = type->tp_alloc(type, 0);
    if (o) PND_RANDOM(o)->frozen = PyType_IsSubtype(type, &PndRandomState_Type);
    return o;
}

static int random_traverse(PyObject *o, visitproc visit, void *arg)
{
    Py_VISIT(PND_RANDOM(o)->source.object);
    Py_VISIT(PND_RANDOM(o)->source.lock);
    Py_VISIT(PND_RANDOM(o)->source.capsule);
    return 0;
}

static int random_clear(PyObject *o)
{
    pnd_random_source source = PND_RANDOM(o)->source;
    PND_RANDOM(o)->source = (pnd_random_source){0};
    if (source.object) pnd_random_source_clear(&source);
    return 0;
}

static void random_dealloc(PyObject *o)
{
    PyObject_GC_UnTrack(o);
    if (PND_RANDOM(o)->weakrefs) PyObject_ClearWeakRefs(o);
    (void)random_clear(o);
    Py_TYPE(o)->tp_free(o);
}

/* Draws from this bit generator from here on. */
static int use(PyObject *o, PyObject *bit_generator)
{
    pnd_random_source source;
    if (pnd_random_source_of(bit_generator, &source) < 0) return -1;
    if (pnd_random_replace(PND_RANDOM(o), &source) < 0) return -1;
    PND_RANDOM(o)->legacy.has_gauss = 0;
    PND_RANDOM(o)->legacy.gauss = 0;
    return 0;
}

static int generator_init(PyObject *o, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"bit_generator", NULL};
    PyObject *bit_generator;
    return PyArg_ParseTupleAndKeywords(args, kwargs, "O:Generator", names, &bit_generator) ? use(o, bit_generator) : -1;
}

static int state_init(PyObject *o, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"seed", NULL};
    PyObject *seed = Py_None;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|O:RandomState", names, &seed)) return -1;
    PyObject *g = pnd_random_bit_generator_for(seed, true);
    const int status = g ? use(o, g) : -1;
    Py_XDECREF(g);
    return status;
}

/* New reference, as Python code that is called may give o another one meanwhile; NULL with ValueError before __init__. */
static PyObject *bit_generator_of(PyObject *o)
{
    PyObject *g = PND_RANDOM(o)->source.object;
    if (g) return Py_NewRef(g);
    return PyErr_Format(PyExc_ValueError, "%s.__init__ has not been called", Py_TYPE(o)->tp_name);
}

static PyObject *get_bit_generator(PyObject *o, void *closure) { return (void)closure, bit_generator_of(o); }

static PyObject *get_poisson_max(PyObject *o, void *closure) { return (void)o, (void)closure, PyFloat_FromDouble(PND_POISSON_MAX); }

static PyGetSetDef generator_getset[] = {
    {"bit_generator", get_bit_generator, NULL, "The bit generator that is drawn from.", NULL},
    {"_bit_generator", get_bit_generator, NULL, NULL, NULL},
    {"_poisson_lam_max", get_poisson_max, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
static PyGetSetDef state_getset[] = {
    {"_bit_generator", get_bit_generator, NULL, NULL, NULL},
    {"_poisson_lam_max", get_poisson_max, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyObject *random_str(PyObject *o)
{
    PyObject *g = bit_generator_of(o);
    PyObject *text = g ? PyUnicode_FromFormat("%s(%s)", _PyType_Name(Py_TYPE(o)), _PyType_Name(Py_TYPE(g))) : NULL;
    Py_XDECREF(g);
    return text;
}

static PyObject *random_repr(PyObject *o)
{
    char address[32];
    PyObject *text = random_str(o), *whole = NULL;
    snprintf(address, sizeof address, "0x%llX", (unsigned long long)(uintptr_t)o);
    if (text) whole = PyUnicode_FromFormat("%U at %s", text, address);
    Py_XDECREF(text);
    return whole;
}

/**** Generator ****/

static PyObject *spawn(PyObject *const *args)
{
    PyObject *g = bit_generator_of(args[0]), *list = g ? PyObject_CallMethod(g, "spawn", "O", args[1]) : NULL, *out = NULL;
    Py_XDECREF(g);
    if (!list) return NULL;
    PyObject *items = PySequence_Fast(list, "spawn must give a list");
    if (items) out = PyList_New(0);
    for (Py_ssize_t i = 0; out && i < PySequence_Fast_GET_SIZE(items); i++) {
        PyObject *child = PyObject_CallOneArg((PyObject *)Py_TYPE(args[0]), PySequence_Fast_GET_ITEM(items, i));
        if (!child || PyList_Append(out, child) < 0) Py_CLEAR(out);
        Py_XDECREF(child);
    }
    Py_XDECREF(items);
    Py_DECREF(list);
    return out;
}

static PyObject *generator_getstate(PyObject *const *args)
{
    (void)args;
    Py_RETURN_NONE;
}

/* A dict: the bit generator's state, as old pickles have it. */
static PyObject *generator_setstate(PyObject *const *args)
{
    PyObject *g = bit_generator_of(args[0]);
    const int status = !g ? -1 : PyDict_Check(args[1]) ? PyObject_SetAttrString(g, "state", args[1]) : 0;
    Py_XDECREF(g);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *generator_reduce(PyObject *const *args)
{
    PyObject *g = bit_generator_of(args[0]);
    return g ? Py_BuildValue("O(N)O", generator_maker, g, Py_None) : NULL;
}

static const pnd_callable generator_methods[] = {
    {"spawn", "self, n_children",
     "Independent generators for other threads, processes or workers.\n\nParameters\n----------\nn_children : "
     "int\n\nReturns\n-------\nlist of "
     "Generator\n    Of the same class, on children of the bit generator's seed sequence.\n",
     spawn},
    {"__getstate__", "self, /", "For pickle.", generator_getstate},
    {"__setstate__", "self, bit_gen", "For pickle.", generator_setstate},
    {"__reduce__", "self, /", "For pickle.", generator_reduce},
    {NULL, NULL, NULL, NULL},
};

PyTypeObject PndGenerator_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "pyndarray.random._generator.Generator",
    .tp_doc = "Generator(bit_generator)\n--\n\nRandom numbers of many distributions, drawn from a bit generator; made by default_rng.\n\n"
              "Every continuous distribution takes dtype (float64, float32, float16, bfloat16) and out.\n",
    .tp_basicsize = sizeof(PndRandomObject),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_new = random_new,
    .tp_init = generator_init,
    .tp_dealloc = random_dealloc,
    .tp_traverse = random_traverse,
    .tp_clear = random_clear,
    .tp_repr = random_repr,
    .tp_str = random_str,
    .tp_getset = generator_getset,
    .tp_weaklistoffset = offsetof(PndRandomObject, weakrefs),
};

/**** RandomState: seeds and states ****/

static bool is_mt19937(PyObject *g) { return PyObject_TypeCheck(g, &PndMT19937_Type); }

static PyObject *seed(PyObject *const *args)
{
    PndRandomObject *r = PND_RANDOM(args[0]);
    PyObject *g = bit_generator_of(args[0]);
    if (!g) return NULL;
    PyObject *done = is_mt19937(g) ? PyObject_CallMethod(g, "_legacy_seeding", "O", args[1] ? args[1] : Py_None)
                                   : PyErr_Format(PyExc_TypeError, "can only re-seed a MT19937 BitGenerator");
    Py_DECREF(g);
    if (!done) return NULL;
    Py_DECREF(done);
    r->legacy.has_gauss = 0;
    r->legacy.gauss = 0;
    Py_RETURN_NONE;
}

static PyObject *state_dict(PyObject *o)
{
    const pnd_legacy *kept = &PND_RANDOM(o)->legacy;
    PyObject *g = bit_generator_of(o), *state = g ? PyObject_GetAttrString(g, "state") : NULL;
    PyObject *has = PyLong_FromLong(kept->has_gauss), *gauss = PyFloat_FromDouble(kept->has_gauss ? kept->gauss : 0.0);
    if (state && (!has || !gauss || PyMapping_SetItemString(state, "has_gauss", has) < 0)) Py_CLEAR(state);
    if (state && PyMapping_SetItemString(state, "gauss", gauss) < 0) Py_CLEAR(state);
    Py_XDECREF(g);
    Py_XDECREF(has);
    Py_XDECREF(gauss);
    return state;
}

static PyObject *get_state(PyObject *const *args)
{
    int legacy = args[1] ? PyObject_IsTrue(args[1]) : 1;
    PyObject *state = legacy < 0 ? NULL : state_dict(args[0]), *inner = NULL, *key = NULL, *pos = NULL, *out = NULL;
    if (!state) return NULL;
    if (legacy && !is_mt19937(PND_RANDOM(args[0])->source.object)) {
        legacy = 0;
        if (PyErr_WarnEx(
                PyExc_RuntimeWarning,
                "get_state and legacy can only be used with the MT19937 BitGenerator. To silence this warning, set `legacy` to False.",
                1) < 0)
            return Py_DECREF(state), NULL;
    }
    if (!legacy) return state;
    if ((inner = PyMapping_GetItemString(state, "state")) && (key = PyMapping_GetItemString(inner, "key")) &&
        (pos = PyMapping_GetItemString(inner, "pos")))
        out = Py_BuildValue("sOOid", "MT19937", key, pos, PND_RANDOM(args[0])->legacy.has_gauss,
                            PND_RANDOM(args[0])->legacy.has_gauss ? PND_RANDOM(args[0])->legacy.gauss : 0.0);
    Py_DECREF(state);
    Py_XDECREF(inner);
    Py_XDECREF(key);
    Py_XDECREF(pos);
    return out;
}

/* The kept gaussian out of a state's two items; NULL ones mean none.  Own references: __index__ may change what they came from. */
static int read_gauss(PyObject *has, PyObject *gauss, pnd_legacy *kept)
{
    kept->has_gauss = 0;
    kept->gauss = 0;
    if (!has || !gauss) return 0;
    Py_INCREF(has);
    Py_INCREF(gauss);
    const long h = PyLong_AsLong(has);
    const bool good = !(h == -1 && PyErr_Occurred());
    if (good) kept->gauss = PyFloat_AsDouble(gauss);
    kept->has_gauss = h != 0;
    Py_DECREF(has);
    Py_DECREF(gauss);
    return good && !(kept->gauss == -1 && PyErr_Occurred()) ? 0 : -1;
}

/* The tuple ("MT19937", key, pos[, has_gauss, gauss]) as a dict of the bit generator; new. */
static PyObject *dict_of_tuple(PyObject *g, PyObject *sequence, pnd_legacy *kept)
{
    PyObject *t = PySequence_Tuple(sequence), *dict = NULL;
    if (!t) return NULL;
    const Py_ssize_t n = PyTuple_GET_SIZE(t);
    if (!is_mt19937(g)) PyErr_Format(PyExc_ValueError, "state must be for a %s RNG", _PyType_Name(Py_TYPE(g)));
    else if (n < 1) PyErr_SetString(PyExc_IndexError, "tuple index out of range");
    else if (!PyUnicode_Check(PyTuple_GET_ITEM(t, 0)) || PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(t, 0), "MT19937") != 0)
        PyErr_SetString(PyExc_ValueError, "set_state can only be used with legacy MT19937 state instances.");
    else if (n != 3 && n != 5) PyErr_Format(PyExc_ValueError, "a legacy state has 3 or 5 items, not %zd", n);
    else if (read_gauss(n == 5 ? PyTuple_GET_ITEM(t, 3) : NULL, n == 5 ? PyTuple_GET_ITEM(t, 4) : NULL, kept) == 0)
        dict = Py_BuildValue("{sOs{sOsO}}", "bit_generator", PyTuple_GET_ITEM(t, 0), "state", "key", PyTuple_GET_ITEM(t, 1), "pos",
                             PyTuple_GET_ITEM(t, 2));
    Py_DECREF(t);
    return dict;
}

static PyObject *dict_of_dict(PyObject *state, pnd_legacy *kept)
{
    if (!PyDict_GetItemString(state, "bit_generator") || !PyDict_GetItemString(state, "state"))
        return PyErr_Format(PyExc_ValueError, "state dictionary is not valid.");
    if (read_gauss(PyDict_GetItemString(state, "has_gauss"), PyDict_GetItemString(state, "gauss"), kept) < 0) return NULL;
    return Py_NewRef(state);
}

static PyObject *set_state(PyObject *const *args)
{
    PndRandomObject *r = PND_RANDOM(args[0]);
    PyObject *g = bit_generator_of(args[0]), *dict;
    pnd_legacy kept = {NULL, 0, 0};
    if (!g) return NULL;
    if (PyDict_Check(args[1])) dict = dict_of_dict(args[1], &kept);
    else if (PyTuple_Check(args[1]) || PyList_Check(args[1])) dict = dict_of_tuple(g, args[1], &kept);
    else dict = PyErr_Format(PyExc_TypeError, "state must be a dict or a tuple.");
    const int status = dict ? PyObject_SetAttrString(g, "state", dict) : -1;
    Py_XDECREF(dict);
    Py_DECREF(g);
    if (status < 0) return NULL;
    r->legacy.has_gauss = kept.has_gauss;
    r->legacy.gauss = kept.gauss;
    Py_RETURN_NONE;
}

static PyObject *state_getstate(PyObject *const *args) { return state_dict(args[0]); }

static PyObject *state_reduce(PyObject *const *args)
{
    PyObject *state = state_dict(args[0]);
    return state ? Py_BuildValue("O(O)N", state_maker, PND_RANDOM(args[0])->source.object, state) : NULL;
}

static PyObject *initialize_bit_generator(PyObject *const *args)
{
    if (use(args[0], args[1]) < 0) return NULL;
    Py_RETURN_NONE;
}

static const pnd_callable state_methods[] = {
    {"seed", "self, seed=None",
     "Seed anew.\n\nParameters\n----------\nseed : {None, int, sequence of ints}\n    In [0, 2**32); None takes entropy from the operating "
     "system.\n",
     seed},
    {"get_state", "self, legacy=True",
     "The state.\n\nReturns\n-------\ntuple or dict\n    legacy: ('MT19937', key, pos, has_gauss, gauss); else the bit generator's dict "
     "with "
     "has_gauss and gauss.\n",
     get_state},
    {"set_state", "self, state", "Go on from a state of get_state; one that is refused changes nothing.", set_state},
    {"_initialize_bit_generator", "self, bit_generator", "Draw from another bit generator.", initialize_bit_generator},
    {"__getstate__", "self, /", "For pickle.", state_getstate},
    {"__setstate__", "self, state", "For pickle.", set_state},
    {"__reduce__", "self, /", "For pickle.", state_reduce},
    {NULL, NULL, NULL, NULL},
};

PyTypeObject PndRandomState_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "pyndarray.random.mtrand.RandomState",
    .tp_doc = "RandomState(seed=None)\n--\n\nRandom numbers with the frozen streams of NumPy 1.16, on a Mersenne Twister.\n\n"
              "Parameters\n----------\nseed : {None, int, sequence of ints, BitGenerator}, optional\n    A bit generator is used itself.\n",
    .tp_basicsize = sizeof(PndRandomObject),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_new = random_new,
    .tp_init = state_init,
    .tp_dealloc = random_dealloc,
    .tp_traverse = random_traverse,
    .tp_clear = random_clear,
    .tp_repr = random_repr,
    .tp_str = random_str,
    .tp_getset = state_getset,
    .tp_weaklistoffset = offsetof(PndRandomObject, weakrefs),
};

/**** Functions ****/

static PyObject *default_rng(PyObject *const *args)
{
    PyObject *o = args[0];
    if (o && PyObject_TypeCheck(o, &PndGenerator_Type)) return Py_NewRef(o);
    PyObject *g = o && PyObject_TypeCheck(o, &PndRandomState_Type) ? get_bit_generator(o, NULL) : pnd_random_bit_generator_for(o, false);
    PyObject *made = g ? PyObject_CallOneArg((PyObject *)&PndGenerator_Type, g) : NULL;
    Py_XDECREF(g);
    return made;
}

/* What a pickle holds, a bit generator or its class's name, to a new object of `type`. */
static PyObject *make_from_pickle(PyTypeObject *type, PyObject *const *args)
{
    PyObject *g = args[0];
    if (g && pnd_is_bit_generator(g)) return PyObject_CallOneArg((PyObject *)type, g);
    PyObject *pickles = args[1] ? NULL : (PyObject *)pnd_core_submodule("_random");
    PyObject *maker = args[1] ? Py_NewRef(args[1]) : pickles ? PyObject_GetAttrString(pickles, "__bit_generator_ctor") : NULL;
    PyObject *made = !maker ? NULL : g ? PyObject_CallOneArg(maker, g) : PyObject_CallNoArgs(maker), *out = NULL;
    if (made) out = PyObject_CallOneArg((PyObject *)type, made);
    Py_XDECREF(maker);
    Py_XDECREF(made);
    return out;
}

static PyObject *make_generator(PyObject *const *args) { return make_from_pickle(&PndGenerator_Type, args); }
static PyObject *make_state(PyObject *const *args) { return make_from_pickle(&PndRandomState_Type, args); }

static const pnd_callable default_rng_row = {
    "default_rng", "seed=None",
    "A Generator on PCG64.\n\nParameters\n----------\nseed : {None, int, sequence of ints, SeedSequence, BitGenerator, Generator, "
    "RandomState}, "
    "optional\n    None takes entropy from the operating system; a BitGenerator is used itself, a Generator returned as it is.\n",
    default_rng};
static const pnd_callable generator_maker_row = {"__generator_ctor", "bit_generator_name='MT19937', bit_generator_ctor=None", "For pickle.",
                                                 make_generator};
static const pnd_callable state_maker_row = {"__randomstate_ctor", "bit_generator_name='MT19937', bit_generator_ctor=None", "For pickle.",
                                             make_state};

static int add_methods(PyTypeObject *type, const pnd_callable *const *tables, int n)
{
    if (pnd_type_ready(type) < 0) return -1;
    for (int i = 0; i < n; i++)
        if (pnd_type_add_methods(type, tables[i]) < 0) return -1;
    return 0;
}

/* Readies the classes and puts them into _core._random; once. */
static PyObject *load(PyObject *const *args)
{
    static const pnd_callable *const generator_tables[] = {pnd_generator_dists,   pnd_generator_integers, pnd_generator_orders,
                                                           pnd_generator_choices, pnd_generator_vectors,  generator_methods};
    static const pnd_callable *const state_tables[] = {pnd_state_dists,   pnd_state_integers, pnd_state_orders,
                                                       pnd_state_choices, pnd_state_vectors,  state_methods};
    (void)args;
    if (state_maker) Py_RETURN_NONE;
    PyObject *m = pnd_core_submodule("_random"), *rng = NULL;
    if (!m || add_methods(&PndGenerator_Type, generator_tables, 6) < 0 || add_methods(&PndRandomState_Type, state_tables, 6) < 0)
        return NULL;
    if (PyModule_AddObjectRef(m, "Generator", (PyObject *)&PndGenerator_Type) < 0) return NULL;
    if (PyModule_AddObjectRef(m, "RandomState", (PyObject *)&PndRandomState_Type) < 0) return NULL;
    if (!(generator_maker = pnd_function_new(&generator_maker_row, ".random._pickle"))) return NULL;
    if (PyModule_AddObjectRef(m, generator_maker_row.name, generator_maker) < 0) return NULL;
    if (!(rng = pnd_function_new(&default_rng_row, ".random")) || PyModule_AddObjectRef(m, "default_rng", rng) < 0) return NULL;
    Py_DECREF(rng);
    if (!(state_maker = pnd_function_new(&state_maker_row, ".random._pickle"))) return NULL;
    if (PyModule_AddObjectRef(m, state_maker_row.name, state_maker) < 0) return NULL;
    Py_RETURN_NONE;
}

int pnd_random_generator_init(PyObject *module)
{
    static const pnd_callable rows[] = {{"_load", "", "Make the classes Generator and RandomState.", load}, {NULL, NULL, NULL, NULL}};
    (void)module;
    PyObject *m = pnd_core_submodule("_random");
    return m ? pnd_module_add_functions(m, rows) : -1;
}
