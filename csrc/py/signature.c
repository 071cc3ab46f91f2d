/*
 * Function objects made from rows: the signature is parsed once, at creation.
 *
 * A call copies borrowed pointers into one slot per parameter: positional ones in order, keyword ones by comparing
 * interned name pointers (names that are not interned are compared by value).  Nothing is allocated unless a `*name`
 * parameter collects a tuple.  The arguments stay alive over the call: the caller's stack holds them.
 */
#include "signature.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "state.h"

#include "../platform/compiler.h"

pnd_override_fn *pnd_override_hook;
pnd_own_method_fn *pnd_own_method_hook;
PyTypeObject *pnd_never_overrides;
PyObject *pnd_no_value;

typedef enum role { ROLE_PLAIN, ROLE_ARRAY, ROLE_SEQUENCE, ROLE_NESTED, ROLE_LIKE, ROLE_STAR, ROLE_VECTOR } role;

typedef struct parameter {
    PyObject *name;       /* interned */
    const char *standard; /* text of the default, or NULL */
    role role;
    bool required, star_array;
} parameter;

typedef struct FunctionObject {
    PyObject_HEAD vectorcallfunc vectorcall;
    const pnd_callable *row;
    PyTypeObject *owner; /* borrowed, static: methods check that `self` is one; NULL for functions */
    const char *submodule; /* "" or "._core.x": what follows the root name in __module__ */
    PyObject *weakrefs;
    PyObject *composed; /* the Python function of a row without impl, from its first use on; or NULL */
    int n, npositional_only, npositional; /* parameters; those that may be given by position (a star excluded) */
    int required_first;                   /* leading parameters that must be given, or n + 1 when a later one must too */
    int star;                             /* index of `*name`, or -1 */
    int like;                             /* index of like=, or -1 */
    bool star_vector;                     /* it is handed on as a pnd_star */
    bool dispatches;                      /* has array-like parameters */
    bool any_keyword;                     /* has a `**name`, which has no slot */
    parameter p[];
} FunctionObject;

/* ---- parsing a signature ------------------------------------------------------------------------------------------------------- */

/* End of one parameter: the next comma outside brackets and quotes. */
static const char *parameter_end(const char *s)
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
static role read_marker(const char **s)
{
    static const struct {
        const char *text;
        role role;
    } markers[] = {{"[[A]]", ROLE_NESTED}, {"[A]", ROLE_SEQUENCE}, {"A?", ROLE_ARRAY},
                   {"A", ROLE_ARRAY},      {"L", ROLE_LIKE},       {"V", ROLE_VECTOR}};
    for (size_t i = 0; i < sizeof markers / sizeof *markers; i++) {
        size_t k = strlen(markers[i].text);
        if (strncmp(*s, markers[i].text, k) != 0) continue;
        *s += k;
        return markers[i].role;
    }
    return ROLE_PLAIN;
}

static int parse_parameter(FunctionObject *f, const char *s, const char *end, bool *keyword_only)
{
    if (end - s == 1 && *s == '/') {
        f->npositional_only = f->n;
        return 0;
    }
    if (end - s == 1 && *s == '*') {
        *keyword_only = true;
        return 0;
    }
    if (end - s > 2 && s[0] == '*' && s[1] == '*' && !f->row->impl) {
        f->any_keyword = true;
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
    f->dispatches |= p->role != ROLE_PLAIN && p->role != ROLE_VECTOR;
    if (p->role == ROLE_LIKE) f->like = f->n;
    p->required = s == end && !star;
    if (!p->required && !star && *s != '=') goto malformed;
    p->standard = p->required || star ? NULL : s + 1;
    if (star) {
        f->star_vector = p->role == ROLE_VECTOR;
        p->star_array = p->role == ROLE_ARRAY;
        p->role = ROLE_STAR;
        f->star = f->n;
        *keyword_only = true;
    } else if (!*keyword_only) f->npositional = f->n + 1;
    f->n++;
    return 0;
malformed:
    PyErr_Format(PyExc_SystemError, "malformed signature of %s: %s", f->row->name, f->row->signature);
    return -1;
}

static int parse_signature(FunctionObject *f)
{
    bool keyword_only = false;
    for (const char *s = f->row->signature; *s;) {
        while (*s == ' ' || *s == '\n') s++;
        const char *end = parameter_end(s), *stop = end;
        while (stop > s && stop[-1] == ' ') stop--;
        if (stop > s && parse_parameter(f, s, stop, &keyword_only) < 0) return -1;
        s = *end ? end + 1 : end;
    }
    while (f->required_first < f->n && f->p[f->required_first].required) f->required_first++;
    for (int i = f->required_first; i < f->n; i++)
        if (f->p[i].required) f->required_first = f->n + 1;
    if (f->owner && f->npositional_only == 0) f->npositional_only = 1; /* self */
    return 0;
}

/* ---- binding arguments ------------------------------------------------------------------------------------------------------------ */

static int too_many(const FunctionObject *f, Py_ssize_t given)
{
    int required = 0;
    for (int i = 0; i < f->npositional; i++) required += f->p[i].required;
    const char *were = given == 1 ? "was" : "were";
    if (required == f->npositional)
        PyErr_Format(PyExc_TypeError, "%s() takes %d positional argument%s but %zd %s given", f->row->name, f->npositional,
                     f->npositional == 1 ? "" : "s", given, were);
    else
        PyErr_Format(PyExc_TypeError, "%s() takes from %d to %d positional arguments but %zd %s given", f->row->name, required,
                     f->npositional, given, were);
    return -1;
}

/* Index of the parameter a keyword names, or -1. */
static int find_keyword(const FunctionObject *f, PyObject *name)
{
    for (int i = f->npositional_only; i < f->n; i++)
        if (f->p[i].name == name && f->p[i].role != ROLE_STAR) return i;
    for (int i = f->npositional_only; i < f->n; i++)
        if (f->p[i].role != ROLE_STAR && PyUnicode_Compare(f->p[i].name, name) == 0) return i;
    return -1;
}

static int unknown_keyword(const FunctionObject *f, PyObject *name)
{
    for (int i = 0; i < f->npositional_only; i++) {
        if (PyUnicode_Compare(f->p[i].name, name) != 0) continue;
        PyErr_Format(PyExc_TypeError, "%s() got some positional-only arguments passed as keyword arguments: '%U'", f->row->name, name);
        return -1;
    }
    if (!PyErr_Occurred()) PyErr_Format(PyExc_TypeError, "%s() got an unexpected keyword argument '%U'", f->row->name, name);
    return -1;
}

static int bind_keywords(const FunctionObject *f, PyObject *const *values, PyObject *kwnames, PyObject **slots)
{
    for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(kwnames); k++) {
        PyObject *name = PyTuple_GET_ITEM(kwnames, k);
        int i = find_keyword(f, name);
        if (i < 0 && f->any_keyword && !PyErr_Occurred()) continue;
        if (i < 0) return unknown_keyword(f, name);
        if (slots[i]) {
            PyErr_Format(PyExc_TypeError, "%s() got multiple values for argument '%U'", f->row->name, name);
            return -1;
        }
        slots[i] = values[k];
    }
    return 0;
}

/* "'a', 'b', and 'c'", as CPython lists them. */
static PyObject *name_list(PyObject *const *names, int n)
{
    PyObject *text = PyUnicode_FromString("");
    for (int i = 0; text && i < n; i++) {
        const char *join = i == 0 ? "" : n == 2 ? " and " : i == n - 1 ? ", and " : ", ";
        PyObject *longer = PyUnicode_FromFormat("%U%s'%U'", text, join, names[i]);
        Py_SETREF(text, longer);
    }
    return text;
}

static int check_required(const FunctionObject *f, PyObject *const *slots)
{
    PyObject *missing[PND_MAX_PARAMETERS];
    int n = 0, last = f->npositional;
    for (int i = 0; i < last; i++)
        if (!slots[i] && f->p[i].required) missing[n++] = f->p[i].name;
    bool by_position = n > 0;
    for (int i = last; i < f->n && !by_position; i++)
        if (!slots[i] && f->p[i].required) missing[n++] = f->p[i].name;
    if (n == 0) return 0;
    PyObject *names = name_list(missing, n);
    if (names)
        PyErr_Format(PyExc_TypeError, "%s() missing %d required %s argument%s: %U", f->row->name, n,
                     by_position ? "positional" : "keyword-only", n == 1 ? "" : "s", names);
    Py_XDECREF(names);
    return -1;
}

/* Methods reached through the type may be called on anything. */
static int check_self(const FunctionObject *f, PyObject *const *args, Py_ssize_t nargs)
{
    if (nargs > 0 && PND_LIKELY(PyObject_TypeCheck(args[0], f->owner))) return 0;
    if (nargs == 0) PyErr_Format(PyExc_TypeError, "unbound method %s.%s() needs an argument", _PyType_Name(f->owner), f->row->name);
    else
        PyErr_Format(PyExc_TypeError, "descriptor '%s' for '%s' objects doesn't apply to a '%s' object", f->row->name, f->owner->tp_name,
                     Py_TYPE(args[0])->tp_name);
    return -1;
}

/* ---- NEP 18 -------------------------------------------------------------------------------------------------------------------------- */

static inline bool never_overrides(PyObject *o)
{
    PyTypeObject *t = Py_TYPE(o);
    return t == pnd_never_overrides || o == Py_None || t == &PyFloat_Type || t == &PyLong_Type || t == &PyBool_Type || t == &PyList_Type ||
           t == &PyTuple_Type || t == &PyComplex_Type || t == &PyUnicode_Type || t == &PyBytes_Type;
}

#define MAX_RELEVANT 64

#define AHEAD 8

/* The first argument of each type that may override.  -1: there are too many such types. */
static Py_ssize_t gather(PyObject *const *items, Py_ssize_t count, PyObject **relevant, Py_ssize_t n)
{
    for (Py_ssize_t i = 0; i < count; i++) {
        if (i + AHEAD < count) __builtin_prefetch(items[i + AHEAD]); /* thousands of small arrays wait for memory and for little else */
        if (never_overrides(items[i])) continue;
        Py_ssize_t k = 0;
        while (k < n && Py_TYPE(relevant[k]) != Py_TYPE(items[i])) k++;
        if (k < n) continue;
        if (n == MAX_RELEVANT) {
            PyErr_Format(PyExc_TypeError, "maximum number (%d) of distinct argument types implementing __array_function__ exceeded",
                         MAX_RELEVANT);
            return -1;
        }
        relevant[n++] = items[i];
    }
    return n;
}

/* The same in lists of lists, as deep as an array may have axes. */
static Py_ssize_t gather_nested(PyObject *o, int depth, PyObject **relevant, Py_ssize_t n)
{
    if (!PyList_CheckExact(o) || depth == 0) return gather(&o, 1, relevant, n);
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(o) && n >= 0; i++) n = gather_nested(PyList_GET_ITEM(o, i), depth - 1, relevant, n);
    return n;
}

/* like= must be of a type that could have taken the call over. */
static int check_like(PyObject *o)
{
    if (!o || o == Py_None || Py_TYPE(o) == pnd_never_overrides) return 0;
    int has = pnd_has_attr((PyObject *)Py_TYPE(o), "__array_function__");
    if (has > 0) return 0;
    if (has == 0)
        PyErr_SetString(PyExc_TypeError, "The `like` argument must be an array-like that implements the `__array_function__` protocol.");
    return -1;
}

/* Calls the override hook when an array-like argument is of a type that may override.  As pnd_override_fn. */
static PyObject *try_override(FunctionObject *f, PyObject *const *slots, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    PyObject *relevant[MAX_RELEVANT];
    Py_ssize_t n = 0;
    for (int i = 0; i < f->n && n >= 0; i++) {
        PyObject *o = slots[i];
        role r = f->p[i].role;
        if (!o || r == ROLE_PLAIN) continue;
        if (r == ROLE_NESTED) {
            n = gather_nested(o, 64, relevant, n);
            continue;
        }
        bool many = r == ROLE_SEQUENCE || (r == ROLE_STAR && f->p[i].star_array);
        if (many && (PyList_CheckExact(o) || PyTuple_CheckExact(o)))
            n = gather(PySequence_Fast_ITEMS(o), PySequence_Fast_GET_SIZE(o), relevant, n);
        else if (r != ROLE_STAR) n = gather(&o, 1, relevant, n);
    }
    if (n > 0) {
        for (Py_ssize_t i = 0; i < n; i++) Py_INCREF(relevant[i]); /* looking for a method may empty the lists they came from */
        PyObject *result = pnd_override_hook((PyObject *)f, relevant, n, args, nargs, kwnames);
        for (Py_ssize_t i = 0; i < n; i++) Py_DECREF(relevant[i]);
        if (result || PyErr_Occurred()) return result;
    }
    if (n >= 0 && f->like >= 0) (void)check_like(slots[f->like]);
    return NULL;
}

/* ---- calls handed to a method of the first argument -------------------------------------------------------------------------------------- */

/* A default as the signature spells it: None, True, False, 'text' or an integer. */
static PyObject *read_default(const char *s)
{
    const size_t n = (size_t)(parameter_end(s) - s);
    if (*s == '\'') return PyUnicode_FromStringAndSize(s + 1, (Py_ssize_t)n - 2);
    if (strncmp(s, "None", 4) == 0) return Py_NewRef(Py_None);
    if (*s == 'T' || *s == 'F') return PyBool_FromLong(*s == 'T');
    return PyLong_FromLong(strtol(s, NULL, 10));
}

static int parameter_named(const FunctionObject *f, const char *name, size_t n)
{
    for (int i = 1; i < f->n; i++)
        if ((size_t)PyUnicode_GET_LENGTH(f->p[i].name) == n && memcmp(PyUnicode_AsUTF8(f->p[i].name), name, n) == 0) return i;
    return 0;
}

typedef struct handed {
    int n, npositional;
    PyObject *values[PND_MAX_PARAMETERS], *names; /* owned */
} handed;

/* One word of the row: adds its argument.  'a' by position, 'a=' by name, 'a?' by name unless None, 'a+' by name if given, 'a=b' by the
   name a, but b's value if that was given.  1: the function has to word an error. */
static int hand_on(const FunctionObject *f, PyObject *const *slots, const char *word, size_t n, handed *h)
{
    const size_t k = strcspn(word, "=?+ ");
    const char how = k < n ? word[k] : 0;
    const int i = parameter_named(f, word, k), other = k + 1 < n ? parameter_named(f, word + k + 1, n - k - 1) : 0;
    PyObject *value = slots[i];
    if (other && slots[other]) {
        if (value) return 1;
        value = slots[other];
    }
    if (how == '?' && value == Py_None) value = NULL;
    if (!value && (how == '?' || how == '+')) return 0;
    if (!(value = value ? Py_NewRef(value) : read_default(f->p[i].standard))) return -1;
    h->values[h->n++] = value;
    if (!how) return h->npositional++, 0;
    return PyList_Append(h->names, f->p[i].name);
}

/* NumPy's functions of this kind are `getattr(a, "sum")(axis=axis, out=out)` for whatever is no ndarray and has such a method.  The row's
   text names the method and the arguments; '!' in front: errors of the method stand (reductions), where otherwise a TypeError makes the
   function do it itself; '.': an attribute, where no other argument was given.  NULL without an error: the function does it. */
static PND_NOINLINE PyObject *delegate(const FunctionObject *f, PyObject *const *slots)
{
    const char *s = f->row->delegate;
    const bool stands = *s == '!', attribute = *s == '.';
    s += stands || attribute;
    for (int i = 1; attribute && i < f->n; i++)
        if (slots[i] && slots[i] != Py_None) return NULL;
    size_t n = strcspn(s, " ");
    PyObject *name = PyUnicode_FromStringAndSize(s, (Py_ssize_t)n), *method = NULL, *names = NULL, *result = NULL;
    handed h = {.n = 0};
    int found = name ? pnd_own_method_hook(slots[0], name, &method) : -1;
    Py_XDECREF(name);
    if (attribute) return method;
    if (found > 0 && (stands || method != Py_None) && (h.names = PyList_New(0))) {
        int status = 0;
        for (s += n; *s == ' ' && status == 0; s += n) n = strcspn(++s, " "), status = hand_on(f, slots, s, n, &h);
        if (status == 0) names = PyList_AsTuple(h.names);
        if (names) result = PyObject_Vectorcall(method, h.values, (size_t)h.npositional, names);
        if (!result && !stands && PyErr_ExceptionMatches(PyExc_TypeError)) PyErr_Clear();
    }
    for (int i = 0; i < h.n; i++) Py_DECREF(h.values[i]);
    Py_XDECREF(h.names);
    Py_XDECREF(names);
    Py_XDECREF(method);
    return result;
}

/* ---- functions composed in Python -------------------------------------------------------------------------------------------------------- */

/* Borrowed: the Python function behind a row without impl; imports its module at the first use. */
static PND_NOINLINE PyObject *find_composed(FunctionObject *f)
{
    char full[100];
    snprintf(full, sizeof full, "pyndarray.%s", f->row->python);
    PyObject *module = PyImport_ImportModule(full), *found = module ? PyObject_GetAttrString(module, f->row->name) : NULL;
    Py_XDECREF(module);
    if (found && !f->composed) f->composed = Py_NewRef(found); /* the import may have called this function */
    Py_XDECREF(found);
    return found ? f->composed : NULL;
}

/* The arguments have been looked at by the binding above; they go on as they came. */
static PyObject *call_composed(FunctionObject *f, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    PyObject *function = PND_LIKELY(f->composed) ? f->composed : find_composed(f);
    return function ? PyObject_Vectorcall(function, args, (size_t)nargs, kwnames) : NULL;
}

/* ---- the call ------------------------------------------------------------------------------------------------------------------------- */

static PyObject *function_vectorcall(PyObject *callable, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    FunctionObject *f = (FunctionObject *)callable;
    Py_ssize_t nargs = PyVectorcall_NARGS(nargsf), given = nargs;
    PyObject *slots[PND_MAX_PARAMETERS], *rest = NULL, *result = NULL;
    if (PND_UNLIKELY(f->owner && check_self(f, args, nargs) < 0)) return NULL;
    if (PND_UNLIKELY(nargs > f->npositional)) {
        if (f->star < 0) return too_many(f, nargs), NULL;
        given = f->npositional;
    }
    for (int i = 0; i < given; i++) slots[i] = args[i];
    for (int i = (int)given; i < f->n; i++) {
        slots[i] = NULL;
        __asm__("" ::: "memory"); /* or gcc calls memset for a handful of words */
    }
    pnd_star vector;
    if (f->star_vector) {
        vector = (pnd_star){nargs - given, args + given};
        slots[f->star] = (PyObject *)&vector;
    } else if (f->star >= 0) {
        Py_ssize_t k = nargs - given;
        if (!(rest = PyTuple_New(k))) return NULL;
        for (Py_ssize_t i = 0; i < k; i++) PyTuple_SET_ITEM(rest, i, Py_NewRef(args[given + i]));
        slots[f->star] = rest;
    }
    if (kwnames && bind_keywords(f, args + nargs, kwnames, slots) < 0) goto done;
    if (PND_UNLIKELY(given < f->required_first) && check_required(f, slots) < 0) goto done;
    for (int i = f->required_first > f->n ? 0 : f->required_first; i < f->n; i++)
        if (PND_UNLIKELY(slots[i] == pnd_no_value)) slots[i] = NULL;
    if (f->dispatches && pnd_override_hook) {
        result = try_override(f, slots, args, nargs, kwnames);
        if (result || PyErr_Occurred()) goto done;
    }
    if (f->row->delegate && !never_overrides(slots[0])) {
        result = delegate(f, slots);
        if (result || PyErr_Occurred()) goto done;
    }
    result = PND_LIKELY(f->row->impl) ? f->row->impl(slots) : call_composed(f, args, nargs, kwnames);
done:
    Py_XDECREF(rest);
    return result;
}

static PyObject *new_function(const pnd_callable *row, const char *submodule, PyTypeObject *owner);

/* ---- the type ---------------------------------------------------------------------------------------------------------------------------- */

static void function_dealloc(PyObject *o)
{
    FunctionObject *f = (FunctionObject *)o;
    if (f->weakrefs) PyObject_ClearWeakRefs(o);
    Py_XDECREF(f->composed);
    for (int i = 0; i < f->n; i++) Py_XDECREF(f->p[i].name);
    PyObject_Free(o);
}

static PyObject *function_repr(PyObject *o)
{
    FunctionObject *f = (FunctionObject *)o;
    if (f->owner) return PyUnicode_FromFormat("<method '%s' of '%s' objects>", f->row->name, f->owner->tp_name);
    return PyUnicode_FromFormat("<function %s at %p>", f->row->name, (void *)o);
}

static PyObject *function_bind(PyObject *o, PyObject *object, PyObject *type)
{
    (void)type;
    return object && object != Py_None ? PyMethod_New(o, object) : Py_NewRef(o);
}

static PyObject *get_name(PyObject *o, void *closure) { return (void)closure, PyUnicode_FromString(((FunctionObject *)o)->row->name); }

static PyObject *get_qualname(PyObject *o, void *closure)
{
    FunctionObject *f = (FunctionObject *)o;
    return f->owner ? PyUnicode_FromFormat("%s.%s", _PyType_Name(f->owner), f->row->name) : get_name(o, closure);
}

static PyObject *get_module(PyObject *o, void *closure)
{
    (void)closure;
    return PyUnicode_FromFormat("%s%s", pnd_root(), ((FunctionObject *)o)->submodule);
}

static PyObject *get_doc(PyObject *o, void *closure)
{
    FunctionObject *f = (FunctionObject *)o;
    const char *doc = f->row->doc;
    (void)closure;
    if (!doc && !f->row->impl) {
        PyObject *function = f->composed ? f->composed : find_composed(f);
        return function ? PyObject_GetAttrString(function, "__doc__") : NULL;
    }
    return doc ? PyUnicode_FromString(doc) : Py_NewRef(Py_None);
}

/* The row's signature without our markers; a method's self is written as CPython writes it. */
static PyObject *get_text_signature(PyObject *o, void *closure)
{
    FunctionObject *f = (FunctionObject *)o;
    const char *s = f->row->signature;
    char text[1000];
    size_t n = 0;
    (void)closure;
    text[n++] = '(';
    if (f->owner) {
        s = parameter_end(s);
        const char *after = s + (*s != 0);
        while (*after == ' ') after++;
        n += (size_t)snprintf(text + n, sizeof text - n, *after == '/' || f->npositional_only > 1 ? "$self" : "$self, /");
    }
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

/* inspect.Signature; made by Python code, for it is only looked at by people and tools. */
static PyObject *get_signature(PyObject *o, void *closure)
{
    PyObject *helper = PyImport_ImportModule("pyndarray._signature"), *text = helper ? get_text_signature(o, closure) : NULL;
    PyObject *result = text ? PyObject_CallMethod(helper, "signature", "O", text) : NULL;
    Py_XDECREF(helper);
    Py_XDECREF(text);
    return result;
}

/* By name: of the module, or of the type that has the method. */
static PyObject *function_reduce(PyObject *o, PyObject *unused)
{
    FunctionObject *f = (FunctionObject *)o;
    if (!f->owner) return get_name(o, unused);
    PyObject *builtins = PyEval_GetBuiltins(), *lookup = builtins ? PyDict_GetItemString(builtins, "getattr") : NULL;
    if (!lookup) return PyErr_Format(PyExc_RuntimeError, "no builtins.getattr");
    return Py_BuildValue("(O(Os))", lookup, f->owner, f->row->name);
}

static PyObject *get_objclass(PyObject *o, void *closure)
{
    FunctionObject *f = (FunctionObject *)o;
    (void)closure;
    if (!f->owner) return PyErr_Format(PyExc_AttributeError, "__objclass__");
    return Py_NewRef((PyObject *)f->owner);
}

/* The function that asks nobody whether to take the call over: what ndarray.__array_function__ calls. */
static PyObject *get_implementation(PyObject *o, void *closure)
{
    FunctionObject *f = (FunctionObject *)o;
    (void)closure;
    if (!f->dispatches || f->owner) return Py_NewRef(o);
    PyObject *plain = new_function(f->row, f->submodule, NULL);
    if (plain) ((FunctionObject *)plain)->dispatches = false;
    return plain;
}

static PyGetSetDef getset[] = {
    {"_implementation", get_implementation, NULL, NULL, NULL},
    {"__name__", get_name, NULL, NULL, NULL},
    {"__qualname__", get_qualname, NULL, NULL, NULL},
    {"__module__", get_module, NULL, NULL, NULL},
    {"__doc__", get_doc, NULL, NULL, NULL},
    {"__text_signature__", get_text_signature, NULL, NULL, NULL},
    {"__signature__", get_signature, NULL, NULL, NULL},
    {"__objclass__", get_objclass, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
static PyMethodDef methods[] = {{"__reduce__", function_reduce, METH_NOARGS, "__reduce__($self, /)\n--\n\nPickled by name."},
                                {NULL, NULL, 0, NULL}};

PyTypeObject PndFunction_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "pyndarray._core.Function",
    .tp_basicsize = sizeof(FunctionObject),
    .tp_dealloc = function_dealloc,
    .tp_repr = function_repr,
    .tp_call = PyVectorcall_Call,
    .tp_vectorcall_offset = offsetof(FunctionObject, vectorcall),
    .tp_weaklistoffset = offsetof(FunctionObject, weakrefs),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_descr_get = function_bind,
    .tp_getset = getset,
    .tp_methods = methods,
    .tp_doc = "A function or method of the C core.",
};

static int count_parameters(const char *signature)
{
    int n = 1;
    for (const char *s = parameter_end(signature); *s; s = parameter_end(s + 1)) n++;
    return n;
}

static PyObject *new_function(const pnd_callable *row, const char *submodule, PyTypeObject *owner)
{
    const int room = count_parameters(row->signature);
    const size_t size = sizeof(FunctionObject) + sizeof(parameter) * (size_t)(room < PND_MAX_PARAMETERS ? room : PND_MAX_PARAMETERS);
    FunctionObject *f = PyObject_Malloc(size);
    if (!f) return PyErr_NoMemory();
    memset(f, 0, size);
    PyObject_Init((PyObject *)f, &PndFunction_Type);
    f->vectorcall = function_vectorcall;
    f->row = row;
    f->owner = owner;
    f->submodule = submodule;
    f->star = f->like = -1;
    if (parse_signature(f) < 0) Py_CLEAR(f);
    return (PyObject *)f;
}

PyObject *pnd_function_new(const pnd_callable *row, const char *submodule) { return new_function(row, submodule, NULL); }

int pnd_module_add_functions(PyObject *module, const pnd_callable *rows)
{
    const char *name = PyModule_GetName(module), *dot = name ? strchr(name, '.') : NULL;
    if (!name) return -1;
    const char *submodule = !dot || strcmp(dot, "._core") == 0 ? "" : pnd_keep_text(dot);
    if (!submodule) return -1;
    for (; rows->name; rows++) {
        PyObject *f = new_function(rows, submodule, NULL);
        int status = f ? PyModule_AddObjectRef(module, rows->name, f) : -1;
        Py_XDECREF(f);
        if (status < 0) return -1;
    }
    return 0;
}

int pnd_type_add_methods(PyTypeObject *type, const pnd_callable *rows)
{
    for (; rows->name; rows++) {
        PyObject *f = new_function(rows, "", type);
        int status = f ? PyDict_SetItemString(type->tp_dict, rows->name, f) : -1;
        Py_XDECREF(f);
        if (status < 0) return -1;
    }
    PyType_Modified(type);
    return 0;
}

int pnd_type_add_getset(PyTypeObject *type, PyGetSetDef *rows)
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
static PyMethodDef no_value_methods[] = {{"__reduce__", no_value_reduce, METH_NOARGS, "__reduce__($self, /)\n--\n\nPickled by name."},
                                         {NULL, NULL, 0, NULL}};
static PyTypeObject no_value_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "pyndarray._core._NoValueType",
    .tp_basicsize = sizeof(PyObject),
    .tp_repr = no_value_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_methods = no_value_methods,
    .tp_doc = "Stands for an argument that was not given.",
};

int pnd_signature_init(PyObject *module)
{
    if (pnd_type_ready(&PndFunction_Type) < 0 || pnd_type_ready(&no_value_type) < 0) return -1;
    pnd_no_value = PyObject_New(PyObject, &no_value_type);
    return pnd_no_value ? PyModule_AddObjectRef(module, "_NoValue", pnd_no_value) : -1;
}
