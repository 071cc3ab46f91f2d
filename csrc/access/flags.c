/*
 * a.flags: a snapshot of an array's flag bits that can also set them.
 *
 * One table holds the names: attribute, keys of [] and the bits that must be set.
 */
#include "access.h"

#include "../py/state.h"

typedef struct flagsobject {
    PyObject_HEAD PyObject *array; /* NULL for the flags of a scalar */
    int flags;
} flagsobject;

enum { ALL, C_OR_F, F_NOT_C };
enum { BEHAVED = PND_FLAG_ALIGNED | PND_FLAG_WRITEABLE };

typedef struct flagname {
    const char *attribute, *keys[4];
    int bits, rule;
} flagname;

static const flagname names[] = {
    {"c_contiguous", {"C", "C_CONTIGUOUS", "CONTIGUOUS"}, PND_FLAG_C, ALL},
    {"contiguous", {NULL}, PND_FLAG_C, ALL},
    {"f_contiguous", {"F", "F_CONTIGUOUS", "FORTRAN"}, PND_FLAG_F, ALL},
    {"fortran", {NULL}, PND_FLAG_F, ALL},
    {"owndata", {"O", "OWNDATA"}, PND_FLAG_OWNDATA, ALL},
    {"writeable", {"W", "WRITEABLE"}, PND_FLAG_WRITEABLE, ALL},
    {"aligned", {"A", "ALIGNED"}, PND_FLAG_ALIGNED, ALL},
    {"writebackifcopy", {"X", "WRITEBACKIFCOPY"}, PND_FLAG_WRITEBACK, ALL},
    {"behaved", {"B", "BEHAVED"}, BEHAVED, ALL},
    {"carray", {"CA", "CARRAY"}, PND_FLAG_C | BEHAVED, ALL},
    {"farray", {"FA", "FARRAY"}, BEHAVED | PND_FLAG_F, F_NOT_C},
    {"forc", {"FORC"}, 0, C_OR_F},
    {"fnc", {"FNC"}, PND_FLAG_F, F_NOT_C},
};

static bool holds(int flags, const flagname *f)
{
    switch (f->rule) {
    case C_OR_F: return (flags & (PND_FLAG_C | PND_FLAG_F)) != 0;
    case F_NOT_C: return (flags & f->bits) == f->bits && !(flags & PND_FLAG_C);
    default: return (flags & f->bits) == f->bits;
    }
}

PyObject *pnd_array_flags(PyObject *self)
{
    flagsobject *f = PyObject_New(flagsobject, &PndFlags_Type);
    if (f == NULL) return NULL;
    Py_XINCREF(self);
    f->array = self;
    f->flags = self ? PND_ARRAY(self)->flags : PND_FLAG_C | PND_FLAG_F | PND_FLAG_OWNDATA | PND_FLAG_ALIGNED;
    return (PyObject *)f;
}

static void flags_dealloc(PyObject *self)
{
    Py_XDECREF(((flagsobject *)self)->array);
    PyObject_Free(self);
}

/**************************************************************************** setting */

static int set_writeable(PyObject *array, bool on)
{
    if (on && !pnd_array_can_be_writeable(array)) {
        PyErr_SetString(PyExc_ValueError, "cannot set WRITEABLE flag to True of this array");
        return -1;
    }
    PND_ARRAY(array)->flags = on ? PND_ARRAY(array)->flags | PND_FLAG_WRITEABLE : PND_ARRAY(array)->flags & ~PND_FLAG_WRITEABLE;
    return 0;
}

static int set_aligned(PyObject *array, bool on)
{
    const pnd_view v = pnd_array_view(array);
    if (on && !pnd_is_aligned(&v)) {
        PyErr_SetString(PyExc_ValueError, "cannot set aligned flag of mis-aligned array to True");
        return -1;
    }
    PND_ARRAY(array)->flags = on ? PND_ARRAY(array)->flags | PND_FLAG_ALIGNED : PND_ARRAY(array)->flags & ~PND_FLAG_ALIGNED;
    return 0;
}

static int set_writeback(PyObject *array, bool on)
{
    (void)array;
    if (!on) return 0; /* no array of ours is a copy that is written back */
    PyErr_SetString(PyExc_ValueError, "cannot set WRITEBACKIFCOPY flag to True");
    return -1;
}

/* bit: one of the three that can be set.  value NULL: attribute deletion. */
static int set_flag(PyObject *array, int bit, PyObject *value)
{
    if (value == NULL) {
        PyErr_SetString(PyExc_AttributeError, "Cannot delete flags attribute");
        return -1;
    }
    int on = PyObject_IsTrue(value);
    if (on < 0 || pnd_array_check_meta(array) < 0) return -1;
    if (bit == PND_FLAG_WRITEABLE) return set_writeable(array, on);
    if (bit == PND_FLAG_ALIGNED) return set_aligned(array, on);
    return set_writeback(array, on);
}

static int set_own_flag(flagsobject *self, int bit, PyObject *value)
{
    if (self->array == NULL) {
        PyErr_SetString(PyExc_ValueError, "Cannot set flags on array scalars.");
        return -1;
    }
    if (set_flag(self->array, bit, value) < 0) return -1;
    self->flags = PND_ARRAY(self->array)->flags;
    return 0;
}

int pnd_array_set_flags(PyObject *array, PyObject *write, PyObject *align, PyObject *uic)
{
    const int before = PND_ARRAY(array)->flags;
    if (align && align != Py_None && set_flag(array, PND_FLAG_ALIGNED, align) < 0) return -1;
    if ((uic && uic != Py_None && set_flag(array, PND_FLAG_WRITEBACK, uic) < 0) ||
        (write && write != Py_None && set_flag(array, PND_FLAG_WRITEABLE, write) < 0)) {
        PND_ARRAY(array)->flags = before;
        return -1;
    }
    return 0;
}

/**************************************************************************** the type */

static PyObject *flags_get(PyObject *self, void *row) { return PyBool_FromLong(holds(((flagsobject *)self)->flags, row)); }
static PyObject *flags_num(PyObject *self, void *unused) { return (void)unused, PyLong_FromLong(((flagsobject *)self)->flags); }
static int flags_set(PyObject *self, PyObject *value, void *row)
{
    return set_own_flag((flagsobject *)self, ((const flagname *)row)->bits, value);
}

/* NULL with KeyError. */
static const flagname *find_key(PyObject *key)
{
    const char *text = NULL;
    if (PyUnicode_Check(key)) text = PyUnicode_AsUTF8(key);
    else if (PyBytes_Check(key)) text = PyBytes_AS_STRING(key);
    if (text == NULL && PyErr_Occurred()) return NULL;
    for (intptr_t i = 0; text && i < PND_COUNT(names); i++)
        for (int k = 0; k < 4 && names[i].keys[k]; k++)
            if (strcmp(text, names[i].keys[k]) == 0) return &names[i];
    PyErr_SetString(PyExc_KeyError, "Unknown flag");
    return NULL;
}

static PyObject *flags_subscript(PyObject *self, PyObject *key)
{
    const flagname *f = find_key(key);
    return f ? flags_get(self, (void *)(uintptr_t)f) : NULL;
}

static int flags_ass_subscript(PyObject *self, PyObject *key, PyObject *value)
{
    const flagname *f = find_key(key);
    if (f == NULL) return -1;
    if (f->bits == PND_FLAG_WRITEABLE || f->bits == PND_FLAG_ALIGNED || f->bits == PND_FLAG_WRITEBACK)
        return set_own_flag((flagsobject *)self, f->bits, value);
    PyErr_SetString(PyExc_KeyError, "Unknown flag");
    return -1;
}

static PyObject *flags_repr(PyObject *self)
{
    const int f = ((flagsobject *)self)->flags;
#define SHOW(bit) ((f & (bit)) ? "True" : "False")
    return PyUnicode_FromFormat(
        "  C_CONTIGUOUS : %s\n  F_CONTIGUOUS : %s\n  OWNDATA : %s\n  WRITEABLE : %s\n  ALIGNED : %s\n  WRITEBACKIFCOPY : %s\n",
        SHOW(PND_FLAG_C), SHOW(PND_FLAG_F), SHOW(PND_FLAG_OWNDATA), SHOW(PND_FLAG_WRITEABLE), SHOW(PND_FLAG_ALIGNED),
        SHOW(PND_FLAG_WRITEBACK));
#undef SHOW
}

static PyObject *flags_compare(PyObject *a, PyObject *b, int op)
{
    if (!Py_IS_TYPE(b, &PndFlags_Type) || (op != Py_EQ && op != Py_NE)) Py_RETURN_NOTIMPLEMENTED;
    return PyBool_FromLong((((flagsobject *)a)->flags == ((flagsobject *)b)->flags) == (op == Py_EQ));
}

static PyGetSetDef flags_getset[PND_COUNT(names) + 2]; /* filled from the table */

static PyMappingMethods flags_as_mapping = {.mp_subscript = flags_subscript, .mp_ass_subscript = flags_ass_subscript};

PyTypeObject PndFlags_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "pyndarray._core.multiarray.flagsobj",
    .tp_basicsize = sizeof(flagsobject),
    .tp_dealloc = flags_dealloc,
    .tp_repr = flags_repr,
    .tp_str = flags_repr,
    .tp_as_mapping = &flags_as_mapping,
    .tp_hash = PyObject_HashNotImplemented,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_richcompare = flags_compare,
    .tp_getset = flags_getset,
};

int pnd_flags_ready(void)
{
    for (intptr_t i = 0; i < PND_COUNT(names); i++) {
        const bool settable =
            names[i].bits == PND_FLAG_WRITEABLE || names[i].bits == PND_FLAG_ALIGNED || names[i].bits == PND_FLAG_WRITEBACK;
        flags_getset[i] = (PyGetSetDef){names[i].attribute, flags_get, settable ? flags_set : NULL, NULL, (void *)(uintptr_t)&names[i]};
    }
    flags_getset[PND_COUNT(names)] = (PyGetSetDef){"num", flags_num, NULL, NULL, NULL};
    return pnd_type_ready(&PndFlags_Type);
}
