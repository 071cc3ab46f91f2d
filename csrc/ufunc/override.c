/*
 * How other types take part in our operations.
 *
 * NEP 13: a type with its own __array_ufunc__ is asked first, subclasses before their bases, left to right; None means
 * that the operator must not be tried.  NEP 18 likewise for functions.  Without either, __array_priority__ decides
 * whether an operator defers, and the __array_wrap__ of the input with the highest priority wraps the result.
 */
#include "override.h"

#include "../convert/coerce.h"
#include "../object/scalar.h"
#include "../py/errors.h"
#include "../py/signature.h"
#include "operators.h"

static PyObject *s_array_ufunc, *s_array_function, *s_array_priority, *s_array_wrap, *s_out;
pnd_wrap_foreign_fn *pnd_wrap_foreign_hook;
static PyObject *ndarray_array_ufunc; /* ndarray's own: not an override */

bool pnd_is_plain_operand(PyObject *o)
{
    PyTypeObject *t = Py_TYPE(o);
    return t == &PndArray_Type || t == &PyFloat_Type || t == &PyLong_Type || t == &PyBool_Type || t == &PyComplex_Type ||
           t == &PyList_Type || t == &PyTuple_Type || o == Py_None || t == &PyUnicode_Type || t == &PyBytes_Type ||
           (t >= &pnd_scalar_types[0] && t < &pnd_scalar_types[PND_NIDX]);
}

/* New reference to a special attribute looked up on the type, or NULL; with an error when looking failed. */
static PyObject *type_attribute(PyObject *o, PyObject *name)
{
    PyObject *value;
    return (void)pnd_find_attr((PyObject *)Py_TYPE(o), name, &value), value;
}

/* NumPy's arrays and scalars override for its own functions only: here they are operands like any other exporter. */
static bool is_oracles(PyObject *override)
{
    if (Py_TYPE(override) != &PyMethodDescr_Type) return false;
    const char *owner = PyDescr_TYPE(override)->tp_name;
    return strcmp(owner, "numpy.ndarray") == 0 || strcmp(owner, "numpy.generic") == 0;
}

/* o's own __array_ufunc__ (new reference), or NULL: none, or ndarray's; with an error when looking failed. */
static PyObject *own_array_ufunc(PyObject *o)
{
    if (pnd_is_plain_operand(o)) return NULL;
    PyObject *value = type_attribute(o, s_array_ufunc);
    if (value && (value == ndarray_array_ufunc || is_oracles(value))) Py_CLEAR(value);
    return value;
}

/* ---- __array_ufunc__ ----------------------------------------------------------------------------------------------------- */

typedef struct candidates {
    int n;
    PyObject *object[PND_MAXARGS];   /* borrowed */
    PyObject *override[PND_MAXARGS]; /* owned */
} candidates;

/* Adds o unless its type is there; before the first entry whose type it derives from. */
static int add_candidate(candidates *c, PyObject *o, PyObject *override)
{
    int place = c->n;
    for (int i = 0; i < c->n; i++) {
        if (Py_TYPE(c->object[i]) == Py_TYPE(o)) {
            Py_DECREF(override);
            return 0;
        }
        if (place == c->n && PyType_IsSubtype(Py_TYPE(o), Py_TYPE(c->object[i]))) place = i;
    }
    if (c->n == PND_MAXARGS) {
        Py_DECREF(override);
        PyErr_Format(PyExc_TypeError, "maximum number (%d) of distinct argument types implementing an override exceeded", PND_MAXARGS);
        return -1;
    }
    memmove(&c->object[place + 1], &c->object[place], sizeof(PyObject *) * (size_t)(c->n - place));
    memmove(&c->override[place + 1], &c->override[place], sizeof(PyObject *) * (size_t)(c->n - place));
    c->object[place] = o;
    c->override[place] = override;
    c->n++;
    return 0;
}

/* Positional inputs and keywords as NumPy hands them on: out always as a tuple, and only when something was given. */
static int normalise(PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames, Py_ssize_t nin, PyObject **inputs, PyObject **kwds)
{
    *kwds = NULL;
    *inputs = PyTuple_New(nargs < nin ? nargs : nin);
    if (!*inputs) return -1;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(*inputs); i++) PyTuple_SET_ITEM(*inputs, i, Py_NewRef(args[i]));
    *kwds = PyDict_New();
    if (!*kwds) return -1;
    Py_ssize_t nkw = kwnames ? PyTuple_GET_SIZE(kwnames) : 0;
    for (Py_ssize_t i = 0; i < nkw; i++) {
        PyObject *name = PyTuple_GET_ITEM(kwnames, i), *value = args[nargs + i], *wrapped = NULL;
        bool is_out = PyUnicode_Compare(name, s_out) == 0;
        if (is_out && value == Py_None) continue;
        if (is_out && !PyTuple_Check(value)) wrapped = PyTuple_Pack(1, value);
        int status = is_out && !PyTuple_Check(value) && !wrapped ? -1 : PyDict_SetItem(*kwds, name, wrapped ? wrapped : value);
        Py_XDECREF(wrapped);
        if (status < 0) return -1;
    }
    if (nargs > nin) {
        bool any = false;
        for (Py_ssize_t i = nin; i < nargs; i++) any |= args[i] != Py_None;
        PyObject *out = any ? PyTuple_New(nargs - nin) : NULL;
        if (any && !out) return -1;
        for (Py_ssize_t i = nin; any && i < nargs; i++) PyTuple_SET_ITEM(out, i - nin, Py_NewRef(args[i]));
        int status = any ? PyDict_SetItem(*kwds, s_out, out) : 0;
        Py_XDECREF(out);
        if (status < 0) return -1;
    }
    return 0;
}

static PyObject *call_override(PyObject *override, PyObject *object, PyObject *ufunc, const char *method, PyObject *inputs, PyObject *kwds)
{
    Py_ssize_t n = PyTuple_GET_SIZE(inputs);
    PyObject *all = PyTuple_New(n + 3), *name = PyUnicode_FromString(method), *result = NULL;
    if (all && name) {
        PyTuple_SET_ITEM(all, 0, Py_NewRef(object));
        PyTuple_SET_ITEM(all, 1, Py_NewRef(ufunc));
        PyTuple_SET_ITEM(all, 2, Py_NewRef(name));
        for (Py_ssize_t i = 0; i < n; i++) PyTuple_SET_ITEM(all, i + 3, Py_NewRef(PyTuple_GET_ITEM(inputs, i)));
        result = PyObject_Call(override, all, kwds);
    }
    Py_XDECREF(all);
    Py_XDECREF(name);
    return result;
}

static PyObject *ask_candidates(candidates *c, PndUfuncObject *self, const char *method, PyObject *const *args, Py_ssize_t nargs,
                                PyObject *kwnames, Py_ssize_t nin)
{
    PyObject *inputs = NULL, *kwds = NULL, *result = NULL;
    if (normalise(args, nargs, kwnames, nin, &inputs, &kwds) < 0) goto done;
    for (int i = 0; i < c->n; i++) {
        if (c->override[i] == Py_None) {
            PyErr_Format(PyExc_TypeError, "operand '%s' does not support ufuncs (__array_ufunc__=None)", Py_TYPE(c->object[i])->tp_name);
            goto done;
        }
        result = call_override(c->override[i], c->object[i], (PyObject *)self, method, inputs, kwds);
        if (!result || result != Py_NotImplemented) goto done;
        Py_CLEAR(result);
    }
    PyErr_Format(PyExc_TypeError, "operand type(s) all returned NotImplemented from __array_ufunc__(%R, '%s', *%R, **%R)", self, method,
                 inputs, kwds);
done:
    Py_XDECREF(inputs);
    Py_XDECREF(kwds);
    return result;
}

PyObject *pnd_try_override(PndUfuncObject *self, const char *method, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames,
                           Py_ssize_t nin, PyObject *const *out, Py_ssize_t nout)
{
    candidates c = {.n = 0};
    PyObject *result = NULL;
    for (Py_ssize_t i = 0; i < nargs && i < nin; i++) {
        PyObject *override = own_array_ufunc(args[i]);
        if (override ? add_candidate(&c, args[i], override) < 0 : PyErr_Occurred() != NULL) goto failed;
    }
    for (Py_ssize_t i = 0; i < nout; i++) {
        PyObject *override = out[i] ? own_array_ufunc(out[i]) : NULL;
        if (override ? add_candidate(&c, out[i], override) < 0 : PyErr_Occurred() != NULL) goto failed;
    }
    if (c.n == 0) return NULL;
    result = ask_candidates(&c, self, method, args, nargs, kwnames, nin);
failed:
    for (int i = 0; i < c.n; i++) Py_DECREF(c.override[i]);
    return result;
}

/* Our ufunc of the same name as another library's (borrowed), or NULL. */
static PyObject *namesake(PyObject *ufunc)
{
    if (Py_TYPE(ufunc) == &PndUfunc_Type) return ufunc;
    PyObject *name = PyObject_GetAttrString(ufunc, "__name__"), *found = NULL;
    if (!name && PyErr_ExceptionMatches(PyExc_AttributeError)) PyErr_Clear();
    for (int op = 0; name && op < PND_NOPS && !found; op++)
        if (PyUnicode_Check(name) && PyUnicode_CompareWithASCIIString(name, pnd_ufuncs[op].name) == 0) found = pnd_ufunc_object(op);
    if (name && !found && PyUnicode_Check(name) && PyUnicode_CompareWithASCIIString(name, "matmul") == 0) found = pnd_matmul_object;
    Py_XDECREF(name);
    return found;
}

/* A call of another library's ufunc (numpy.add(theirs, ours)): run by ours.  Their out= arrays are written through views of ours. */
static PyObject *call_namesake(PyObject *bound, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    Py_ssize_t nkw = kwnames ? PyTuple_GET_SIZE(kwnames) : 0;
    PyObject **stack = PyMem_Malloc(sizeof(PyObject *) * (size_t)(nargs + nkw + 1)), *views = NULL, *given = NULL, *result = NULL;
    if (!stack) return PyErr_NoMemory();
    memcpy(stack, args, sizeof(PyObject *) * (size_t)(nargs + nkw));
    for (Py_ssize_t i = 0; i < nkw; i++) {
        if (PyUnicode_Compare(PyTuple_GET_ITEM(kwnames, i), s_out) != 0 || !PyTuple_Check(args[nargs + i])) continue;
        given = args[nargs + i];
        views = PyTuple_New(PyTuple_GET_SIZE(given));
        for (Py_ssize_t k = 0; views && k < PyTuple_GET_SIZE(given); k++) {
            PyObject *o = PyTuple_GET_ITEM(given, k),
                     *v = o == Py_None ? Py_NewRef(o) : pnd_as_array(o, NULL, PND_AS_NOCOPY | PND_AS_SUBOK, 0);
            if (v) PyTuple_SET_ITEM(views, k, v);
            else Py_CLEAR(views);
        }
        if (!views) goto done;
        stack[nargs + i] = views;
    }
    result = PyObject_Vectorcall(bound, stack, (size_t)nargs, kwnames);
    if (result && given && PyTuple_GET_SIZE(given) == 1 && PyTuple_GET_ITEM(given, 0) != Py_None)
        Py_SETREF(result, Py_NewRef(PyTuple_GET_ITEM(given, 0)));
done:
    Py_XDECREF(views);
    PyMem_Free(stack);
    return result;
}

/* ndarray.__array_ufunc__(self, ufunc, method, *inputs, **kwargs): NotImplemented when an operand has an override of its own. */
static PyObject *array_ufunc_method(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    (void)self;
    if (nargs < 2) {
        PyErr_SetString(PyExc_TypeError, "__array_ufunc__ requires at least 2 arguments");
        return NULL;
    }
    Py_ssize_t all = nargs + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0);
    for (Py_ssize_t i = 2; i < all; i++) {
        PyObject *override = own_array_ufunc(args[i]);
        Py_XDECREF(override);
        if (override || PyErr_Occurred()) return pnd_deferred();
    }
    PyObject *ufunc = namesake(args[0]);
    if (!ufunc) return pnd_deferred();
    PyObject *bound = PyObject_GetAttr(ufunc, args[1]);
    if (!bound) return NULL;
    PyObject *result = ufunc == args[0] ? PyObject_Vectorcall(bound, args + 2, (size_t)(nargs - 2), kwnames)
                                        : call_namesake(bound, args + 2, nargs - 2, kwnames);
    Py_DECREF(bound);
    return result;
}

/* ---- __array_function__ ---------------------------------------------------------------------------------------------------- */

static PyObject *ask_functions(PyObject *function, candidates *c, PyObject *args, PyObject *kwds)
{
    PyObject *types = PyTuple_New(c->n), *result = NULL;
    if (!types) return NULL;
    for (int i = 0; i < c->n; i++) PyTuple_SET_ITEM(types, i, Py_NewRef((PyObject *)Py_TYPE(c->object[i])));
    for (int i = 0; i < c->n; i++) {
        result = PyObject_CallFunctionObjArgs(c->override[i], c->object[i], function, types, args, kwds, NULL);
        if (!result || result != Py_NotImplemented) break;
        Py_CLEAR(result);
    }
    if (!result && !PyErr_Occurred())
        PyErr_Format(PyExc_TypeError, "no implementation found for %R on types that implement __array_function__: %R", function, types);
    Py_DECREF(types);
    return result;
}

static PyObject *function_override(PyObject *function, PyObject *const *relevant, Py_ssize_t n, PyObject *const *args, Py_ssize_t nargs,
                                   PyObject *kwnames)
{
    candidates c = {.n = 0};
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *o = relevant[i];
        if (!o || pnd_is_plain_operand(o)) continue;
        PyObject *override = PyErr_Occurred() ? NULL : type_attribute(o, s_array_function);
        if (override && (is_oracles(override) || override == PyDict_GetItemWithError(PndArray_Type.tp_dict, s_array_function)))
            Py_CLEAR(override); /* the default: the function itself */
        if (override) (void)add_candidate(&c, o, override);
    }
    if (c.n == 0) return NULL;
    PyObject *tuple = PyTuple_New(nargs), *kwds = PyDict_New(), *result = NULL;
    bool good = tuple && kwds && !PyErr_Occurred();
    for (Py_ssize_t i = 0; good && i < nargs; i++) PyTuple_SET_ITEM(tuple, i, Py_NewRef(args[i]));
    for (Py_ssize_t i = 0; good && kwnames && i < PyTuple_GET_SIZE(kwnames); i++)
        if (PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(kwnames, i), "like") !=
            0) /* chooses the implementation, which does not see it */
            good = PyDict_SetItem(kwds, PyTuple_GET_ITEM(kwnames, i), args[nargs + i]) == 0;
    if (good) result = ask_functions(function, &c, tuple, kwds);
    Py_XDECREF(tuple);
    Py_XDECREF(kwds);
    for (int i = 0; i < c.n; i++) Py_DECREF(c.override[i]);
    return result;
}

/* ---- methods that functions hand over to ------------------------------------------------------------------------------------- */

/* Not asked: types whose memory we read as it is (NumPy's arrays, tensors, whatever offers the C exchange API).  They are operands. */
static int own_method(PyObject *o, PyObject *name, PyObject **method)
{
    *method = NULL;
    if (pnd_is_plain_operand(o)) return 0;
    if (!pnd_is_array(o)) {
        PyObject *mro = Py_TYPE(o)->tp_mro;
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(mro); i++) {
            const PyTypeObject *t = (PyTypeObject *)PyTuple_GET_ITEM(mro, i);
            if (strcmp(t->tp_name, "numpy.ndarray") == 0 || strcmp(t->tp_name, "numpy.generic") == 0) return 0;
        }
        int shares = pnd_has_attr((PyObject *)Py_TYPE(o), "__dlpack_c_exchange_api__");
        if (shares != 0) return shares < 0 ? -1 : 0;
    }
    return pnd_find_attr(o, name, method);
}

/* ---- __array_priority__, __array_wrap__ ------------------------------------------------------------------------------------ */

/* What is no number counts as no priority. */
int pnd_find_priority(PyObject *o, double *p)
{
    const double lowest = -1000000.0;
    PyObject *value;
    *p = pnd_is_exact_array(o) ? 0.0 : lowest;
    if (pnd_is_exact_array(o)) return 0;
    int has = pnd_find_attr(o, s_array_priority, &value); /* the object's: a subclass has ndarray's, which is a property */
    if (has <= 0) return has;
    *p = PyFloat_AsDouble(value);
    Py_DECREF(value);
    if (*p != -1 || !PyErr_Occurred()) return 0;
    *p = lowest;
    return pnd_error_must_pass() ? -1 : (PyErr_Clear(), 0);
}

bool pnd_should_defer(PyObject *self, PyObject *other, bool inplace)
{
    if (!other || !self || Py_TYPE(self) == Py_TYPE(other) || pnd_is_plain_operand(other)) return false;
    PyObject *ufunc = type_attribute(other, s_array_ufunc);
    if (ufunc) {
        bool defer = !inplace && ufunc == Py_None;
        Py_DECREF(ufunc);
        return defer;
    }
    if (PyErr_Occurred()) return true;
    if (!inplace && PyType_IsSubtype(Py_TYPE(other), Py_TYPE(self))) return false;
    double ours, theirs;
    if (pnd_find_priority(self, &ours) < 0 || pnd_find_priority(other, &theirs) < 0) return true;
    return ours < theirs;
}

PyObject *pnd_find_wrapper(PyObject *const *in, Py_ssize_t n)
{
    PyObject *best = NULL;
    double highest = 0;
    bool exact = false; /* an array of priority 0, which is no wrapper but outranks those below it */
    for (Py_ssize_t i = 0; i < n; i++) {
        exact |= pnd_is_exact_array(in[i]);
        if (pnd_is_plain_operand(in[i])) continue;
        PyObject *wrap = type_attribute(in[i], s_array_wrap);
        if (wrap && is_oracles(wrap)) Py_CLEAR(wrap); /* knows its own arrays only */
        Py_XDECREF(wrap);
        double p;
        if (!wrap && PyErr_Occurred()) return NULL;
        if (!wrap) continue;
        if (pnd_find_priority(in[i], &p) < 0) return NULL;
        if (!best || p > highest) {
            best = in[i];
            highest = p;
        }
    }
    if (exact && highest < 0) return NULL;
    return best && (!pnd_is_array(best) || !pnd_is_exact_array(best)) ? best : NULL;
}

/* (ufunc, (inputs, and outputs if any was given), i) */
static PyObject *call_context(PndUfuncObject *self, const pnd_ufunc_args *args, int i)
{
    bool any = false;
    for (int k = 0; k < self->nout; k++) any |= args->out[k] != NULL;
    PyObject *all = PyTuple_New(any ? self->nin + self->nout : self->nin);
    if (!all) return NULL;
    for (int k = 0; k < self->nin; k++) PyTuple_SET_ITEM(all, k, Py_NewRef(args->in[k]));
    for (int k = 0; any && k < self->nout; k++) PyTuple_SET_ITEM(all, self->nin + k, Py_NewRef(args->out[k] ? args->out[k] : Py_None));
    return Py_BuildValue("(ONi)", self, all, i);
}

PyObject *pnd_wrap_output(PyObject *result, PyObject *wrapper, PndUfuncObject *self, const pnd_ufunc_args *args, int i)
{
    PyObject *context = call_context(self, args, i);
    if (!context) return Py_DECREF(result), NULL;
    PyObject *wrapped = pnd_wrap_result(result, wrapper, context, true);
    Py_DECREF(context);
    return wrapped;
}

PyObject *pnd_wrap_result(PyObject *result, PyObject *wrapper, PyObject *context, bool return_scalar)
{
    if (pnd_wrap_foreign_hook && !pnd_is_array(wrapper)) {
        PyObject *foreign = pnd_wrap_foreign_hook(wrapper, result);
        if (foreign || pnd_error_must_pass()) return Py_DECREF(result), foreign;
        PyErr_Clear();
    }
    bool scalar = return_scalar && pnd_is_array(result) && PND_ARRAY(result)->nd == 0;
    PyObject *wrapped =
        PyObject_CallMethod(wrapper, "__array_wrap__", "OOO", result, context ? context : Py_None, scalar ? Py_True : Py_False);
    if (!wrapped && context && PyErr_ExceptionMatches(PyExc_TypeError)) { /* the protocol before 2.0: (array[, context]) */
        PyErr_Clear();
        wrapped = PyObject_CallMethod(wrapper, "__array_wrap__", "OO", result, context);
    }
    if (!wrapped && PyErr_ExceptionMatches(PyExc_TypeError)) {
        PyErr_Clear();
        wrapped = PyObject_CallMethod(wrapper, "__array_wrap__", "O", result);
    }
    Py_DECREF(result);
    return wrapped;
}

static PyMethodDef array_ufunc_def = {"__array_ufunc__", (PyCFunction)(void (*)(void))array_ufunc_method, METH_FASTCALL | METH_KEYWORDS,
                                      "__array_ufunc__(ufunc, method, /, *inputs, **kwargs)\n--\n\nProtocol of NEP 13."};

int pnd_override_init(PyObject *module)
{
    (void)module;
    s_array_ufunc = PyUnicode_InternFromString("__array_ufunc__");
    s_array_function = PyUnicode_InternFromString("__array_function__");
    s_array_priority = PyUnicode_InternFromString("__array_priority__");
    s_array_wrap = PyUnicode_InternFromString("__array_wrap__");
    s_out = PyUnicode_InternFromString("out");
    if (!s_array_ufunc || !s_array_function || !s_array_priority || !s_array_wrap || !s_out) return -1;
    PyObject *method = PyDescr_NewMethod(&PndArray_Type, &array_ufunc_def);
    int status = method ? PyDict_SetItem(PndArray_Type.tp_dict, s_array_ufunc, method) : -1;
    Py_XDECREF(method);
    if (status < 0) return -1;
    PyType_Modified(&PndArray_Type);
    ndarray_array_ufunc = PyObject_GetAttr((PyObject *)&PndArray_Type, s_array_ufunc);
    pnd_override_hook = function_override;
    pnd_own_method_hook = own_method;
    return ndarray_array_ufunc ? 0 : -1;
}
