/*
 * The ufunc type: creation, attributes, and the vectorcall that walks the call path from its first rung.
 */
#include "object.h"

#include "../convert/args.h"
#include "../py/errors.h"
#include "../py/signature.h"
#include "../py/state.h"
#include "call.h"
#include "errstate.h"
#include "fast.h"
#include "matmul_ufunc.h"
#include "methods.h"
#include "operators.h"
#include "override.h"
#include "parse.h"
#include "reductions.h"
#include "resolve.h"

static PyObject *ufunc_objects[PND_NOPS]; /* made at import, for the life of the process */
static PyObject *s_out;

PyObject *pnd_ufunc_object(int op) { return ufunc_objects[op]; }

/* ---- the call ---------------------------------------------------------------------------------------------------------------- */

static bool all_plain(PyObject *const *objects, Py_ssize_t n)
{
    for (Py_ssize_t i = 0; i < n; i++)
        if (objects[i] && !pnd_is_plain_operand(objects[i])) return false;
    return true;
}

/* Overrides first: inputs, outputs and where= are asked. */
static PyObject *general_call(PndUfuncObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    pnd_ufunc_args a;
    if (pnd_ufunc_parse(self, args, nargs, kwnames, &a) < 0) return NULL;
    PyObject *others[PND_MAXARGS + 1];
    for (int i = 0; i < self->nout; i++) others[i] = a.out[i];
    others[self->nout] = a.where;
    if (!all_plain(args, self->nin) || !all_plain(others, self->nout + 1)) {
        PyObject *result = pnd_try_override(self, "__call__", args, nargs, kwnames, self->nin, others, self->nout + 1);
        if (result || PyErr_Occurred()) return result;
    }
    return pnd_ufunc_check_outputs(self, &a) < 0 ? NULL : self->call(self, &a);
}

static PyObject *ufunc_vectorcall(PyObject *callable, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    PndUfuncObject *self = (PndUfuncObject *)callable;
    Py_ssize_t nargs = PyVectorcall_NARGS(nargsf);
    PyObject *result, *out = NULL;
    bool plain = !kwnames;
    if (kwnames && PyTuple_GET_SIZE(kwnames) == 1 && PyTuple_GET_ITEM(kwnames, 0) == s_out) {
        out = args[nargs];
        plain = nargs == self->nin;
    }
    if (plain && !self->core_enabled && self->nout == 1) {
        if (!out && nargs == self->nargs) out = args[nargs - 1];
        if (self->nin == 2 && nargs >= 2 && nargs <= 3 && pnd_fast_binary(self->core, args[0], args[1], out, &result)) return result;
        if (self->nin == 1 && nargs >= 1 && nargs <= 2 && pnd_fast_unary(self->core, args[0], out, &result)) return result;
    }
    return general_call(self, args, nargs, kwnames);
}

/* ---- creation ------------------------------------------------------------------------------------------------------------------ */

/* "ddd" rows as NumPy's PyUFuncObject.types: nargs bytes of type numbers a loop (those below 256). */
static int fill_types(PndUfuncObject *self, const pnd_ufunc *u)
{
    int n = 0;
    char *types = PyMem_Malloc((size_t)(u->nloops * self->nargs + 1));
    if (!types) return PyErr_NoMemory(), -1;
    for (intptr_t l = 0; l < u->nloops; l++) {
        bool small = true;
        for (int i = 0; i < self->nargs; i++) small &= u->loops[l].dtypes[i]->num < 256;
        for (int i = 0; small && i < self->nargs; i++) types[n * self->nargs + i] = (char)u->loops[l].dtypes[i]->num;
        n += small;
    }
    self->types = types;
    self->ntypes = n;
    return 0;
}

static int public_identity(pnd_identity identity)
{
    switch (identity) { /* PyUFunc_Zero, One, MinusOne, ReorderableNone, None */
    case PND_IDENTITY_ZERO: return 0;
    case PND_IDENTITY_ONE: return 1;
    case PND_IDENTITY_MINUSONE: return 2;
    case PND_IDENTITY_ANY: return -2;
    case PND_IDENTITY_NONE: return -1;
    }
    return -1;
}

PyObject *pnd_ufunc_new(pnd_ufunc *u, const char *core_signature, pnd_ufunc_call_fn *call)
{
    PndUfuncObject *self = PyObject_New(PndUfuncObject, &PndUfunc_Type);
    if (!self) return NULL;
    memset((char *)self + sizeof(PyObject), 0, sizeof *self - sizeof(PyObject));
    self->nin = u->nin;
    self->nout = u->nout;
    self->nargs = u->nin + u->nout;
    self->identity = public_identity(u->identity);
    self->name = u->name;
    self->doc = u->doc;
    self->core = u;
    self->core_enabled = core_signature != NULL;
    self->core_signature = (char *)(uintptr_t)core_signature;
    self->call = call;
    self->vectorcall = ufunc_vectorcall;
    if (fill_types(self, u) < 0) Py_CLEAR(self);
    return (PyObject *)self;
}

static void ufunc_dealloc(PyObject *o)
{
    PndUfuncObject *self = (PndUfuncObject *)o;
    PyMem_Free((void *)(uintptr_t)self->types);
    Py_XDECREF(self->dict);
    Py_XDECREF(self->obj);
    PyObject_Free(self);
}

/* ---- attributes ------------------------------------------------------------------------------------------------------------------ */

static PyObject *ufunc_repr(PyObject *o) { return PyUnicode_FromFormat("<ufunc '%s'>", ((PndUfuncObject *)o)->name); }

static PyObject *get_types(PyObject *o, void *closure)
{
    PndUfuncObject *self = (PndUfuncObject *)o;
    const pnd_ufunc *u = self->core;
    (void)closure;
    PyObject *list = PyList_New(0);
    for (intptr_t l = 0; list && l < u->nloops; l++) {
        if (u->loops[l].flags & PND_LOOP_UNLISTED) continue;
        char text[PND_MAXARGS + 4];
        int n = 0;
        for (int i = 0; i < self->nargs; i++) {
            if (i == self->nin) text[n++] = '-', text[n++] = '>';
            text[n++] = u->loops[l].dtypes[i]->type_char;
        }
        PyObject *s = PyUnicode_FromStringAndSize(text, n);
        if (!s || PyList_Append(list, s) < 0) Py_CLEAR(list);
        Py_XDECREF(s);
    }
    return list;
}

static PyObject *get_ntypes(PyObject *o, void *closure)
{
    (void)closure;
    PyObject *types = get_types(o, NULL);
    if (!types) return NULL;
    const Py_ssize_t n = PyList_GET_SIZE(types);
    Py_DECREF(types);
    return PyLong_FromSsize_t(n);
}

static PyObject *get_identity(PyObject *o, void *closure)
{
    const pnd_ufunc *u = ((PndUfuncObject *)o)->core;
    (void)closure;
    bool truth = u->op < PND_NOPS && (u->op == PND_OP_logical_and || u->op == PND_OP_logical_or || u->op == PND_OP_logical_xor);
    switch (u->identity) {
    case PND_IDENTITY_ZERO: return truth ? Py_NewRef(Py_False) : PyLong_FromLong(0);
    case PND_IDENTITY_ONE: return truth ? Py_NewRef(Py_True) : PyLong_FromLong(1);
    case PND_IDENTITY_MINUSONE: return PyLong_FromLong(-1);
    case PND_IDENTITY_ANY:
    case PND_IDENTITY_NONE: break;
    }
    Py_RETURN_NONE;
}

static PyObject *get_signature(PyObject *o, void *closure)
{
    PndUfuncObject *self = (PndUfuncObject *)o;
    (void)closure;
    if (!self->core_signature) Py_RETURN_NONE;
    return PyUnicode_FromString(self->core_signature);
}

static PyObject *get_name(PyObject *o, void *closure) { return (void)closure, PyUnicode_FromString(((PndUfuncObject *)o)->name); }

static PyObject *get_doc(PyObject *o, void *closure)
{
    PndUfuncObject *self = (PndUfuncObject *)o;
    (void)closure;
    return PyUnicode_FromFormat(
        "%s(x1%s, /, out=None, *, where=True, casting='same_kind', order='K', dtype=None, subok=True[, signature])\n\n%s", self->name,
        self->nin == 3   ? ", x2, x3"
        : self->nin == 2 ? ", x2"
                         : "",
        self->doc);
}

static PyObject *get_text_signature(PyObject *o, void *closure)
{
    PndUfuncObject *self = (PndUfuncObject *)o;
    (void)closure;
    const char *inputs = self->nin == 1 ? "x" : self->nin == 2 ? "x1, x2" : "x1, x2, x3";
    return PyUnicode_FromFormat("(%s, /, out=%s, *, %scasting='same_kind', order='K', dtype=None, subok=True, signature=None)", inputs,
                                self->nout == 2 ? "(None, None)" : "None",
                                self->core_enabled ? "axes=_NoValue, axis=_NoValue, keepdims=False, " : "where=True, ");
}

static PyObject *get_module(PyObject *o, void *closure)
{
    (void)o, (void)closure;
    return PyUnicode_FromString(pnd_root());
}

static PyObject *ufunc_reduce_pickle(PyObject *o, PyObject *unused)
{
    (void)unused;
    return PyUnicode_FromString(((PndUfuncObject *)o)->name);
}

static PyGetSetDef getset[] = {
    {"types", get_types, NULL, "Types of the loops, as 'dd->d'.", NULL},
    {"ntypes", get_ntypes, NULL, "Number of loops.", NULL},
    {"identity", get_identity, NULL, "The identity of the reduction, or None.", NULL},
    {"signature", get_signature, NULL, "Core dimensions of a generalised ufunc, or None.", NULL},
    {"__name__", get_name, NULL, NULL, NULL},
    {"__qualname__", get_name, NULL, NULL, NULL},
    {"__doc__", get_doc, NULL, NULL, NULL},
    {"__module__", get_module, NULL, NULL, NULL},
    {"__text_signature__", get_text_signature, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMemberDef members[] = {
    {"nin", T_INT, offsetof(PndUfuncObject, nin), READONLY, "Number of inputs."},
    {"nout", T_INT, offsetof(PndUfuncObject, nout), READONLY, "Number of outputs."},
    {"nargs", T_INT, offsetof(PndUfuncObject, nargs), READONLY, "Number of inputs and outputs."},
    {NULL, 0, 0, 0, NULL},
};

static PyMethodDef plain_methods[] = {
    {"__reduce__", ufunc_reduce_pickle, METH_NOARGS, "__reduce__($self, /)\n--\n\nPickled by name."},
    {NULL, NULL, 0, NULL},
};

PyTypeObject PndUfunc_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "pyndarray.ufunc",
    .tp_basicsize = sizeof(PndUfuncObject),
    .tp_dealloc = ufunc_dealloc,
    .tp_repr = ufunc_repr,
    .tp_call = PyVectorcall_Call,
    .tp_vectorcall_offset = offsetof(PndUfuncObject, vectorcall),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL,
    .tp_doc = "ufunc()\n--\n\nFunctions that operate element by element on whole arrays.",
    .tp_getset = getset,
    .tp_members = members,
    .tp_methods = plain_methods,
    .tp_dictoffset = offsetof(PndUfuncObject, dict),
    .tp_getattro = PyObject_GenericGetAttr,
};

/* ---- the layer's initialisation ----------------------------------------------------------------------------------------------------- */

void pnd_ufunc_slots(void) { pnd_operators_slots(); }

int pnd_ufunc_ready(void) { return pnd_type_ready(&PndUfunc_Type); }

static int add_ufuncs(PyObject *module)
{
    PyObject *umath = pnd_core_submodule("umath"); /* for a ufunc whose public name is a function's */
    if (!umath) return -1;
    for (int op = 0; op < PND_NOPS; op++) {
        PyObject *home = op == PND_OP_clip ? umath : module;
        ufunc_objects[op] = pnd_ufunc_new(&pnd_ufuncs[op], NULL, pnd_ufunc_elementwise);
        if (!ufunc_objects[op] || PyModule_AddObjectRef(home, pnd_ufuncs[op].name, ufunc_objects[op]) < 0) return -1;
    }
    return 0;
}

/* Other names of the same objects. */
static int add_aliases(PyObject *module)
{
    static const struct {
        const char *alias;
        int op;
    } aliases[] = {
        {"abs", PND_OP_absolute},
        {"bitwise_invert", PND_OP_invert},
        {"bitwise_left_shift", PND_OP_left_shift},
        {"bitwise_not", PND_OP_invert},
        {"bitwise_right_shift", PND_OP_right_shift},
        {"conj", PND_OP_conjugate},
        {"mod", PND_OP_remainder},
        {"pow", PND_OP_power},
        {"true_divide", PND_OP_divide},
    };
    for (int i = 0; i < PND_COUNT(aliases); i++)
        if (PyModule_AddObjectRef(module, aliases[i].alias, ufunc_objects[aliases[i].op]) < 0) return -1;
    return 0;
}

int pnd_ufunc_init(PyObject *module)
{
    s_out = PyUnicode_InternFromString("out");
    if (!s_out) return -1;
    if (pnd_errstate_init(module) < 0 || pnd_resolve_init(module) < 0 || pnd_override_init(module) < 0 || pnd_ufunc_parse_init() < 0)
        return -1;
    if (add_ufuncs(module) < 0 || add_aliases(module) < 0 || pnd_matmul_ufunc_init(module) < 0) return -1;
    if (PyModule_AddObjectRef(module, "ufunc", (PyObject *)&PndUfunc_Type) < 0) return -1;
    return pnd_ufunc_methods_init() < 0 || pnd_resolve_dtypes_init() < 0 ? -1 : pnd_reductions_init(module);
}
