/*
 * States of bit generators as dicts, in NumPy's form, and back.
 *
 * A dict is read to its end into a state of its own before any of it takes effect.  What would lead outside the state's
 * arrays (pos of MT19937, buffer_pos of Philox) is refused with ValueError.
 */
#include "random_kinds.h"

#include "random_draw.h"

#include "../object/array.h"
#include "../py/errors.h"
#include "../random/mt19937.h"
#include "../random/pcg64.h"
#include "../random/philox.h"
#include "../random/sfc64.h"

typedef union anystate {
    pnd_half half; /* of all but MT19937 */
    pnd_mt19937 mt;
    pnd_pcg64 pcg;
    pnd_philox philox;
    pnd_sfc64 sfc;
} anystate;

/**** To Python ****/

static PyObject *array_of(const pnd_dtype *d, const void *words, Py_ssize_t n)
{
    PyObject *a = pnd_array_new(d, 1, &n, PND_ORDER_C);
    if (a) memcpy(PND_ARRAY(a)->data, words, (size_t)(n * d->size));
    return a;
}

static PyObject *words64(const uint64_t *words, Py_ssize_t n) { return array_of(PND_DT(ULONG), words, n); }

static PyObject *int128(const uint64_t w[2])
{
    char hex[36];
    snprintf(hex, sizeof hex, "%016llx%016llx", (unsigned long long)w[1], (unsigned long long)w[0]);
    return PyLong_FromString(hex, NULL, 16);
}

/* state: the inner dict, taken over; NULL with an exception. */
static PyObject *with_half(PyObject *name, PyObject *state, const pnd_half *half)
{
    if (!state) return NULL;
    return Py_BuildValue("{sOsNsisk}", "bit_generator", name, "state", state, "has_uint32", half->has, "uinteger",
                         (unsigned long)half->value);
}

static PyObject *philox_dict(PyObject *name, const pnd_philox *s)
{
    PyObject *counter = words64(s->counter, 4), *key = words64(s->key, 2), *buffer = words64(s->buffer, 4), *result = NULL;
    if (counter && key && buffer)
        result = Py_BuildValue("{sOs{sOsO}sOsisisk}", "bit_generator", name, "state", "counter", counter, "key", key, "buffer", buffer,
                               "buffer_pos", s->pos, "has_uint32", s->half.has, "uinteger", (unsigned long)s->half.value);
    Py_XDECREF(counter);
    Py_XDECREF(key);
    Py_XDECREF(buffer);
    return result;
}

static PyObject *pcg_dict(PyObject *name, const pnd_pcg64 *s)
{
    PyObject *state = int128(s->state), *inc = int128(s->inc), *inner = NULL;
    if (state && inc) inner = Py_BuildValue("{sOsO}", "state", state, "inc", inc);
    Py_XDECREF(state);
    Py_XDECREF(inc);
    return with_half(name, inner, &s->half);
}

static PyObject *make_dict(const pnd_bitgen_kind *kind, PyObject *name, const anystate *s)
{
    PyObject *words, *inner;
    if (kind == &pnd_philox_kind) return philox_dict(name, &s->philox);
    if (kind == &pnd_pcg64_kind || kind == &pnd_pcg64dxsm_kind) return pcg_dict(name, &s->pcg);
    if (kind == &pnd_sfc64_kind) {
        words = words64(s->sfc.s, 4);
        inner = words ? Py_BuildValue("{sN}", "state", words) : NULL;
        return with_half(name, inner, &s->half);
    }
    assert(kind == &pnd_mt19937_kind);
    words = array_of(PND_DT(UINT), s->mt.key, PND_MT_WORDS);
    return words ? Py_BuildValue("{sOs{sNsi}}", "bit_generator", name, "state", "key", words, "pos", s->mt.pos) : NULL;
}

static PyObject *class_name(PndBitGeneratorObject *g) { return pnd_attr((PyObject *)Py_TYPE(g), "__name__"); }

PyObject *pnd_bitgen_get_state(PndBitGeneratorObject *g)
{
    anystate s;
    PyObject *name = class_name(g), *dict = NULL;
    if (name && pnd_bitgen_lock(g) == 0) {
        memcpy(&s, g->state, g->kind->state_size);
        if (pnd_bitgen_unlock(g) == 0) dict = make_dict(g->kind, name, &s);
    }
    Py_XDECREF(name);
    return dict;
}

/**** From Python ****/

/* o[key], new; KeyError without it. */
static PyObject *item(PyObject *o, const char *key)
{
    PyObject *k = PyUnicode_FromString(key), *v = k ? PyObject_GetItem(o, k) : NULL;
    Py_XDECREF(k);
    return v;
}

/* As an int of Python's: floats are cut off, as NumPy does. */
static PyObject *whole(PyObject *o) { return PyFloat_Check(o) ? PyNumber_Long(o) : PyNumber_Index(o); }

/* The usual word, without the general way's bytes; false: go that way. */
static bool read_small(PyObject *o, int bits, uint64_t *out)
{
    int overflow;
    if (!PyLong_CheckExact(o)) return false;
    const long long n = PyLong_AsLongLongAndOverflow(o, &overflow);
    if (overflow || n < 0 || (bits < 64 && n >> bits)) return false;
    return *out = (uint64_t)n, true;
}

/* 0 <= o < 2**bits, else OverflowError; high: NULL, or where bits 64 to 127 go. */
static int read_word(PyObject *o, int bits, uint64_t *low, uint64_t *high)
{
    if (high) *high = 0;
    if (read_small(o, bits, low)) return 0;
    if (high && !PyList_Check(o) && !PyTuple_Check(o) && pnd_random_is_arraylike(o) > 0)
        return PyErr_Format(PyExc_OverflowError, "state: %R is no integer of %d bits", o, bits), -1;
    PyObject *value = whole(o), *bytes = value ? pnd_call_attr(value, "to_bytes", Py_BuildValue("(is)", bits / 8, "little")) : NULL;
    uint64_t w[2] = {0, 0};
    if (bytes)
        for (int i = bits / 8 - 1; i >= 0; i--) w[i / 8] = w[i / 8] << 8 | (unsigned char)PyBytes_AS_STRING(bytes)[i];
    else if (value && PyErr_ExceptionMatches(PyExc_OverflowError))
        PyErr_Format(PyExc_OverflowError, "state: %S is not in [0, 2**%d)", value, bits);
    Py_XDECREF(value);
    Py_XDECREF(bytes);
    if (!bytes) return -1;
    *low = w[0];
    if (high) *high = w[1];
    return 0;
}

/* The first n items of a sequence, as words of 64 or (to32) 32 bits. */
static int read_items(PyObject *sequence, Py_ssize_t n, uint64_t *to64, uint32_t *to32)
{
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *o = PySequence_GetItem(sequence, i);
        uint64_t w = 0;
        const int status = o ? read_word(o, to32 ? 32 : 64, &w, NULL) : -1;
        Py_XDECREF(o);
        if (status < 0) return -1;
        if (to32) to32[i] = (uint32_t)w;
        else to64[i] = w;
    }
    return 0;
}

static int read_words(PyObject *dict, const char *key, Py_ssize_t n, uint64_t *to64, uint32_t *to32)
{
    PyObject *sequence = item(dict, key);
    const int status = sequence ? read_items(sequence, n, to64, to32) : -1;
    Py_XDECREF(sequence);
    return status;
}

/* dict[key], an int of C. */
static int read_int(PyObject *dict, const char *key, int *out)
{
    PyObject *o = item(dict, key), *value = o ? whole(o) : NULL;
    const long n = value ? PyLong_AsLong(value) : -1;
    Py_XDECREF(o);
    Py_XDECREF(value);
    if (n == -1 && PyErr_Occurred()) return -1;
    if (n != (int)n) return PyErr_Format(PyExc_OverflowError, "state: %s = %ld is too large", key, n), -1;
    return *out = (int)n, 0;
}

static int read_range(PyObject *dict, const char *key, int last, int *out)
{
    if (read_int(dict, key, out) < 0) return -1;
    if (*out >= 0 && *out <= last) return 0;
    return PyErr_Format(PyExc_ValueError, "state: %s must be in [0, %d], not %d", key, last, *out), -1;
}

static int read_half(PyObject *dict, pnd_half *half)
{
    uint64_t w = 0;
    int has;
    PyObject *value = read_int(dict, "has_uint32", &has) < 0 ? NULL : item(dict, "uinteger");
    const int status = value ? read_word(value, 32, &w, NULL) : -1;
    Py_XDECREF(value);
    *half = (pnd_half){status == 0 && has != 0, (uint32_t)w};
    return status;
}

static int read_int128(PyObject *dict, const char *key, uint64_t out[2])
{
    PyObject *value = item(dict, key);
    const int status = value ? read_word(value, 128, &out[0], &out[1]) : -1;
    Py_XDECREF(value);
    return status;
}

/* Philox's block has exactly four words and its key two; the counter is not checked: all values are states. */
static int read_philox(PyObject *dict, PyObject *inner, pnd_philox *s)
{
    s->unused = 0;
    return read_words(inner, "counter", 4, s->counter, NULL) < 0 || read_words(inner, "key", 2, s->key, NULL) < 0 ||
                   read_words(dict, "buffer", 4, s->buffer, NULL) < 0 || read_half(dict, &s->half) < 0
               ? -1
               : read_range(dict, "buffer_pos", 4, &s->pos);
}

/* The four words of SFC64 are assigned from what is there, so one word, alone or in a sequence of one, serves for all. */
static int read_sfc(PyObject *dict, PyObject *inner, pnd_sfc64 *s)
{
    PyObject *words = item(inner, "state");
    Py_ssize_t n = -1;
    for (int depth = 0; words && pnd_random_is_arraylike(words) > 0; depth++, n = -1) {
        const bool plain = PyList_Check(words) || PyTuple_Check(words);
        if ((n = PySequence_Size(words)) != 1) break;
        PyObject *only = PySequence_GetItem(words, 0);
        Py_SETREF(words, only);
        if (only && (plain || depth > PND_MAXDIMS) && pnd_random_is_arraylike(only) > 0) {
            PyErr_SetString(PyExc_ValueError, "state of SFC64 has 4 words, not sequences of words");
            break;
        }
    }
    int status = -1;
    if (!words || PyErr_Occurred()) status = -1;
    else if (PyUnicode_Check(words)) PyErr_Format(PyExc_ValueError, "state of SFC64 has 4 words, not the text %R", words);
    else if (n >= 0 && n != 4) PyErr_Format(PyExc_ValueError, "state of SFC64 has 4 words, not %zd", n);
    else if (n == 4) status = read_items(words, 4, s->s, NULL);
    else if ((status = read_word(words, 64, &s->s[0], NULL)) == 0) s->s[1] = s->s[2] = s->s[3] = s->s[0];
    Py_XDECREF(words);
    return status < 0 ? -1 : read_half(dict, &s->half);
}

static int read_dict(const pnd_bitgen_kind *kind, PyObject *dict, anystate *s)
{
    PyObject *inner = item(dict, "state");
    int status = -1;
    if (!inner) return -1;
    if (kind == &pnd_philox_kind) status = read_philox(dict, inner, &s->philox);
    else if (kind == &pnd_sfc64_kind) status = read_sfc(dict, inner, &s->sfc);
    else if (kind == &pnd_mt19937_kind) {
        if (read_words(inner, "key", PND_MT_WORDS, NULL, s->mt.key) == 0) status = read_range(inner, "pos", PND_MT_WORDS, &s->mt.pos);
    } else if (read_int128(inner, "state", s->pcg.state) == 0 && read_int128(inner, "inc", s->pcg.inc) == 0)
        status = read_half(dict, &s->half);
    Py_DECREF(inner);
    return status;
}

/* MT19937's old form, a tuple: ('MT19937', key, pos) and perhaps the kept gaussian.  New: the dict it stands for. */
static PyObject *dict_of_tuple(PyObject *value)
{
    const Py_ssize_t n = PyTuple_GET_SIZE(value);
    PyObject *name = n ? PyTuple_GET_ITEM(value, 0) : NULL;
    if ((n != 3 && n != 5) || !PyUnicode_Check(name) || PyUnicode_CompareWithASCIIString(name, "MT19937") != 0)
        return PyErr_SetString(PyExc_ValueError, "state is not a legacy MT19937 state"), NULL;
    return Py_BuildValue("{sOs{sOsO}}", "bit_generator", name, "state", "key", PyTuple_GET_ITEM(value, 1), "pos",
                         PyTuple_GET_ITEM(value, 2));
}

/* Is it a dict, and one for g's class? */
static int check_dict(PndBitGeneratorObject *g, PyObject *dict)
{
    if (!PyDict_Check(dict)) return PyErr_SetString(PyExc_TypeError, "state must be a dict"), -1;
    PyObject *mine = class_name(g), *named = PyDict_GetItemString(dict, "bit_generator");
    Py_XINCREF(named);
    const int same = mine ? named ? PyObject_RichCompareBool(mine, named, Py_EQ) : 0 : -1;
    if (same == 0) PyErr_Format(PyExc_ValueError, "state must be for a %S %s", mine, g->kind == &pnd_mt19937_kind ? "PRNG" : "RNG");
    Py_XDECREF(named);
    Py_XDECREF(mine);
    return same == 1 ? 0 : -1;
}

int pnd_bitgen_set_state(PndBitGeneratorObject *g, PyObject *value)
{
    anystate s;
    PyObject *dict = g->kind == &pnd_mt19937_kind && PyTuple_Check(value) ? dict_of_tuple(value) : Py_NewRef(value);
    int status = -1;
    memset(&s, 0, sizeof s);
    if (dict && check_dict(g, dict) == 0 && read_dict(g->kind, dict, &s) == 0 && pnd_bitgen_lock(g) == 0) {
        memcpy(g->state, &s, g->kind->state_size);
        status = pnd_bitgen_unlock(g);
    }
    Py_XDECREF(dict);
    return status;
}
