/*
 * Function objects made from rows: the signature is parsed once, at creation.
 *
 * A call copies borrowed pointers into one slot per parameter: positional ones in order, keyword ones by comparing
 * interned name pointers (names that are not interned are compared by value).  Nothing is allocated unless a `*name`
 * parameter collects a tuple.
 */
#include "signature.h"

#include <stdbool.h>
#include <string.h>

pnd_override_fn *pnd_override_hook;
PyObject *pnd_no_value;

typedef enum role { ROLE_PLAIN, ROLE_ARRAY, ROLE_SEQUENCE, ROLE_LIKE, ROLE_STAR } role;

typedef struct parameter {
    PyObject *name; /* interned */
    role role;
    bool required, star_array;
} parameter;

typedef struct FunctionObject {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    const pnd_callable *row;
    PyObject *module; /* name of the module, a str */
    PyObject *weakrefs;
    int n, npositional_only, npositional; /* parameters; those that may be given by position (a star excluded) */
    int star;                             /* index of `*name`, or -1 */
    bool dispatches;                      /* has array-like parameters */
    parameter p[];
} FunctionObject;

/* ---- parsing a signature ------------------------------------------------------------------------------------------------------- */

/* End of one parameter: the next comma outside brackets and quotes. */
static const char *
parameter_end(const char *s)
{
    int depth = 0;
    for (char quote = 0; *s; s++) {
        if (quote) quote = *s == quote ? 0 : quote;
        else if (*s == '\'' || *s == '"') quote = *s;
        else if (strchr("([{", *s)) depth++;
        else if (strchr(")]}", *s)) depth--;
        else if (*s == ',' && depth == 0) break;
    }
    return s;
}

/* The marker after "name:", and where it ends. */
static role
read_marker(const char **s)
{
    static const struct { const char *text; role role; } markers[] = {{"[A]", ROLE_SEQUENCE}, {"A?", ROLE_ARRAY}, {"A", ROLE_ARRAY}, {"L", ROLE_LIKE}};
    for (size_t i = 0; i < sizeof markers / sizeof *markers; i++) {
        size_t k = strlen(markers[i].text);
        if (strncmp(*s, markers[i].text, k) != 0) continue;
        *s += k;
        return markers[i].role;
    }
    return ROLE_PLAIN;
}

static int
parse_parameter(FunctionObject *f, const char *s, const char *end, bool *keyword_only)
{
    if (end - s == 1 && *s == '/') {
        f->npositional_only = f->n;
        return 0;
    }
    if (end - s == 1 && *s == '*') {
        *keyword_only = true;
        return 0;
    }
    if (f->n == PND_MAX_PARAMETERS) goto malformed;
    parameter *p = &f->p[f->n];
    bool star = *s == '*';
    s += star;
    const char *name = s;
    while (s < end && (*s == '_' || (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') || (*s >= '0' && *s <= '9'))) s++;
    if (s == name) goto malformed;
    if (!(p->name = PyUnicode_FromStringAndSize(name, s - name))) return -1;
    PyUnicode_InternInPlace(&p->name);
    p->role = *s == ':' ? (s++, read_marker(&s)) : ROLE_PLAIN;
    f->dispatches |= p->role != ROLE_PLAIN;
    p->required = s == end && !star;
    if (!p->required && !star && *s != '=') goto malformed;
    if (star) {
        p->star_array = p->role == ROLE_ARRAY;
        p->role = ROLE_STAR;
        f->star = f->n;
        *keyword_only = true;
    }
    else if (!*keyword_only) f->npositional = f->n + 1;
    f->n++;
    return 0;
malformed:
    PyErr_Format(PyExc_SystemError, "malformed signature of %s: %s", f->row->name, f->row->signature);
    return -1;
}

static int
parse_signature(FunctionObject *f)
{
    bool keyword_only = false;
    for (const char *s = f->row->signature; *s;) {
        while (*s == ' ' || *s == '\n') s++;
        const char *end = parameter_end(s), *stop = end;
        while (stop > s && stop[-1] == ' ') stop--;
        if (stop > s && parse_parameter(f, s, stop, &keyword_only) < 0) return -1;
        s = *end ? end + 1 : end;
    }
    return 0;
}

/* ---- binding arguments ------------------------------------------------------------------------------------------------------------ */

static int
too_many(const FunctionObject *f, Py_ssize_t given)
{
    int required = 0;
    for (int i = 0; i < f->npositional; i++) required += f->p[i].required;
    if (required == f->npositional)
        PyErr_Format(PyExc_TypeError, "%s() takes %d positional argument%s but %zd were given", f->row->name, f->npositional, f->npositional == 1 ? "" : "s", given);
    else PyErr_Format(PyExc_TypeError, "%s() takes from %d to %d positional arguments but %zd were given", f->row->name, required, f->npositional, given);
    return -1;
}

static int
find_keyword(const FunctionObject *f, PyObject *name)
{
    for (int i = f->npositional_only; i < f->n; i++)
        if (f->p[i].name == name && f->p[i].role != ROLE_STAR) return i;
    for (int i = f->npositional_only; i < f->n; i++)
        if (f->p[i].role != ROLE_STAR && PyUnicode_Compare(f->p[i].name, name) == 0) return i;
    return -1;
}

static int
bind_keywords(const FunctionObject *f, PyObject *const *values, PyObject *kwnames, PyObject **slots)
{
    for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(kwnames); k++) {
        PyObject *name = PyTuple_GET_ITEM(kwnames, k);
        int i = find_keyword(f, name);
        if (i < 0) {
            PyErr_Format(PyExc_TypeError, "%s() got an unexpected keyword argument '%U'", f->row->name, name);
            return -1;
        }
        if (slots[i]) {
            PyErr_Format(PyExc_TypeError, "%s() got multiple values for argument '%U'", f->row->name, name);
            return -1;
        }
        slots[i] = values[k];
    }
    return 0;
}

static int
check_required(const FunctionObject *f, PyObject *const *slots)
{
    PyObject *missing = NULL;
    int n = 0;
    for (int i = 0; i < f->n; i++) {
        if (slots[i] || !f->p[i].required) continue;
        missing = missing ? missing : f->p[i].name;
        n++;
    }
    if (n == 0) return 0;
    if (n == 1) PyErr_Format(PyExc_TypeError, "%s() missing 1 required positional argument: '%U'", f->row->name, missing);
    else PyErr_Format(PyExc_TypeError, "%s() missing %d required positional arguments, '%U' the first", f->row->name, n, missing);
    return -1;
}

/* ---- NEP 18 -------------------------------------------------------------------------------------------------------------------------- */

/* Calls the override hook when an array-like argument is of a type that may override.  As pnd_override_fn. */
static PyObject *
try_override(FunctionObject *f, PyObject *const *slots, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    PyObject *relevant[64];
    Py_ssize_t n = 0;
    for (int i = 0; i < f->n && n < 64; i++) {
        PyObject *o = slots[i];
        if (!o || o == Py_None) continue;
        bool many = f->p[i].role == ROLE_SEQUENCE || (f->p[i].role == ROLE_STAR && f->p[i].star_array);
        if (many && (PyList_CheckExact(o) || PyTuple_CheckExact(o))) {
            Py_ssize_t k = PySequence_Fast_GET_SIZE(o);
            for (Py_ssize_t j = 0; j < k && n < 64; j++) relevant[n++] = PySequence_Fast_GET_ITEM(o, j);
        }
        else if (f->p[i].role == ROLE_ARRAY || f->p[i].role == ROLE_LIKE || f->p[i].role == ROLE_SEQUENCE) relevant[n++] = o;
    }
    return n ? pnd_override_hook((PyObject *)f, relevant, n, args, nargs, kwnames) : NULL;
}

/* ---- the call ------------------------------------------------------------------------------------------------------------------------- */

static PyObject *
function_vectorcall(PyObject *callable, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    FunctionObject *f = (FunctionObject *)callable;
    Py_ssize_t nargs = PyVectorcall_NARGS(nargsf), given = nargs;
    PyObject *slots[PND_MAX_PARAMETERS], *rest = NULL, *result = NULL;
    if (nargs > f->npositional) {
        if (f->star < 0) return too_many(f, nargs), NULL;
        given = f->npositional;
    }
    for (int i = 0; i < f->n; i++) slots[i] = i < given ? args[i] : NULL;
    if (f->star >= 0) {
        Py_ssize_t k = nargs - given;
        if (!(rest = PyTuple_New(k))) return NULL;
        for (Py_ssize_t i = 0; i < k; i++) PyTuple_SET_ITEM(rest, i, Py_NewRef(args[given + i]));
        slots[f->star] = rest;
    }
    if (kwnames && bind_keywords(f, args + nargs, kwnames, slots) < 0) goto done;
    for (int i = 0; i < f->n; i++)
        if (slots[i] == pnd_no_value) slots[i] = NULL;
    if (check_required(f, slots) < 0) goto done;
    if (f->dispatches && pnd_override_hook) {
        result = try_override(f, slots, args, nargs, kwnames);
        if (result || PyErr_Occurred()) goto done;
    }
    result = f->row->impl(slots);
done:
    Py_XDECREF(rest);
    return result;
}

/* ---- the type ---------------------------------------------------------------------------------------------------------------------------- */

static void
function_dealloc(PyObject *o)
{
    FunctionObject *f = (FunctionObject *)o;
    if (f->weakrefs) PyObject_ClearWeakRefs(o);
    for (int i = 0; i < f->n; i++) Py_XDECREF(f->p[i].name);
    Py_XDECREF(f->module);
    PyObject_Free(o);
}

static PyObject *
function_repr(PyObject *o)
{
    return PyUnicode_FromFormat("<function %s at %p>", ((FunctionObject *)o)->row->name, (void *)o);
}

static PyObject *
function_bind(PyObject *o, PyObject *object, PyObject *type)
{
    (void)type;
    return object && object != Py_None ? PyMethod_New(o, object) : Py_NewRef(o);
}

static PyObject *get_name(PyObject *o, void *closure) { return (void)closure, PyUnicode_FromString(((FunctionObject *)o)->row->name); }
static PyObject *get_module(PyObject *o, void *closure) { return (void)closure, Py_NewRef(((FunctionObject *)o)->module); }

static PyObject *
get_doc(PyObject *o, void *closure)
{
    const char *doc = ((FunctionObject *)o)->row->doc;
    (void)closure;
    return doc ? PyUnicode_FromString(doc) : Py_NewRef(Py_None);
}

/* The row's signature without our markers. */
static PyObject *
get_text_signature(PyObject *o, void *closure)
{
    const char *s = ((FunctionObject *)o)->row->signature;
    char text[800];
    size_t n = 0;
    (void)closure;
    text[n++] = '(';
    for (int depth = 0; *s && n < sizeof text - 2; s++) {
        depth += *s == '(' || *s == '[' || *s == '{';
        depth -= *s == ')' || *s == ']' || *s == '}';
        if (*s == ':' && depth == 0) {
            const char *after = s + 1;
            if (read_marker(&after) != ROLE_PLAIN) {
                s = after - 1;
                continue;
            }
        }
        text[n++] = *s;
    }
    text[n++] = ')';
    return PyUnicode_FromStringAndSize(text, (Py_ssize_t)n);
}

static PyObject *
function_reduce(PyObject *o, PyObject *unused)
{
    (void)unused;
    return get_name(o, NULL);
}

static PyGetSetDef getset[] = {
    {"__name__", get_name, NULL, NULL, NULL}, {"__qualname__", get_name, NULL, NULL, NULL}, {"__module__", get_module, NULL, NULL, NULL},
    {"__doc__", get_doc, NULL, NULL, NULL}, {"__text_signature__", get_text_signature, NULL, NULL, NULL}, {NULL, NULL, NULL, NULL, NULL},
};
static PyMethodDef methods[] = {{"__reduce__", function_reduce, METH_NOARGS, "Pickled by name."}, {NULL, NULL, 0, NULL}};

PyTypeObject PndFunction_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "pyndarray._core.Function",
    .tp_basicsize = sizeof(FunctionObject),
    .tp_dealloc = function_dealloc, .tp_repr = function_repr, .tp_call = PyVectorcall_Call,
    .tp_vectorcall_offset = offsetof(FunctionObject, vectorcall), .tp_weaklistoffset = offsetof(FunctionObject, weakrefs),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_descr_get = function_bind, .tp_getset = getset, .tp_methods = methods,
    .tp_doc = "A function or method of the C core.",
};

PyObject *
pnd_function_new(const pnd_callable *row, const char *module)
{
    FunctionObject *f = PyObject_Malloc(sizeof *f + sizeof(parameter) * PND_MAX_PARAMETERS);
    if (!f) return PyErr_NoMemory();
    memset(f, 0, sizeof *f + sizeof(parameter) * PND_MAX_PARAMETERS);
    PyObject_Init((PyObject *)f, &PndFunction_Type);
    f->vectorcall = function_vectorcall;
    f->row = row;
    f->star = -1;
    f->module = PyUnicode_InternFromString(module);
    if (!f->module || parse_signature(f) < 0) Py_CLEAR(f);
    return (PyObject *)f;
}

int
pnd_module_add_functions(PyObject *module, const pnd_callable *rows)
{
    for (; rows->name; rows++) {
        PyObject *f = pnd_function_new(rows, "pyndarray");
        int status = f ? PyModule_AddObjectRef(module, rows->name, f) : -1;
        Py_XDECREF(f);
        if (status < 0) return -1;
    }
    return 0;
}

int
pnd_type_add_methods(PyTypeObject *type, const pnd_callable *rows)
{
    for (; rows->name; rows++) {
        PyObject *f = pnd_function_new(rows, "pyndarray");
        int status = f ? PyDict_SetItemString(type->tp_dict, rows->name, f) : -1;
        Py_XDECREF(f);
        if (status < 0) return -1;
    }
    PyType_Modified(type);
    return 0;
}

int
pnd_type_add_getset(PyTypeObject *type, PyGetSetDef *rows)
{
    for (; rows->name; rows++) {
        PyObject *d = PyDescr_NewGetSet(type, rows);
        int status = d ? PyDict_SetItemString(type->tp_dict, rows->name, d) : -1;
        Py_XDECREF(d);
        if (status < 0) return -1;
    }
    PyType_Modified(type);
    return 0;
}

/* ---- the sentinel -------------------------------------------------------------------------------------------------------------------------- */

static PyObject *no_value_repr(PyObject *o) { return (void)o, PyUnicode_FromString("<no value>"); }
static PyObject *no_value_reduce(PyObject *o, PyObject *unused) { return (void)o, (void)unused, PyUnicode_FromString("_NoValue"); }
static PyMethodDef no_value_methods[] = {{"__reduce__", no_value_reduce, METH_NOARGS, "Pickled by name."}, {NULL, NULL, 0, NULL}};
static PyTypeObject no_value_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "pyndarray._core._NoValueType", .tp_basicsize = sizeof(PyObject), .tp_repr = no_value_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, .tp_methods = no_value_methods, .tp_doc = "Stands for an argument that was not given.",
};

int
pnd_signature_init(PyObject *module)
{
    if (PyType_Ready(&PndFunction_Type) < 0 || PyType_Ready(&no_value_type) < 0) return -1;
    pnd_no_value = PyObject_New(PyObject, &no_value_type);
    return pnd_no_value ? PyModule_AddObjectRef(module, "_NoValue", pnd_no_value) : -1;
}
