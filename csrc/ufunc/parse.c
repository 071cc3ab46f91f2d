/*
 * Arguments of a ufunc call: positional inputs and outputs, and the keywords of NumPy's ufuncs.
 *
 * Reading is kept apart from judging: an output may still be anything here, because __array_ufunc__ is asked between the
 * two.  Keywords are compared by the pointers of interned names, which callers written in Python always pass.
 */
#include "parse.h"

#include "../convert/args.h"

enum { KW_OUT, KW_WHERE, KW_CASTING, KW_ORDER, KW_DTYPE, KW_SUBOK, KW_SIGNATURE, KW_SIG, KW_AXES, KW_AXIS, KW_KEEPDIMS, KW_COUNT };
static const char *const keyword_names[KW_COUNT] = {"out",       "where", "casting", "order", "dtype",   "subok",
                                                    "signature", "sig",   "axes",    "axis",  "keepdims"};
static PyObject *keywords[KW_COUNT]; /* interned, for the life of the process */

int pnd_ufunc_parse_init(void)
{
    for (int k = 0; k < KW_COUNT; k++)
        if (!(keywords[k] = PyUnicode_InternFromString(keyword_names[k]))) return -1;
    return 0;
}

static int find_keyword(PyObject *name)
{
    for (int k = 0; k < KW_COUNT; k++)
        if (keywords[k] == name) return k;
    for (int k = 0; k < KW_COUNT; k++)
        if (PyUnicode_Compare(keywords[k], name) == 0) return k;
    return KW_COUNT;
}

/* Whether it is an array is asked after overrides: pnd_ufunc_check_outputs. */
static void set_output(pnd_ufunc_args *a, int i, PyObject *o) { a->out[i] = o == Py_None ? NULL : o; }

static int set_outputs(PndUfuncObject *self, pnd_ufunc_args *a, PyObject *value)
{
    a->out_given = true;
    if (PyTuple_CheckExact(value)) {
        if (PyTuple_GET_SIZE(value) != self->nout) {
            PyErr_SetString(PyExc_ValueError, "The 'out' tuple must have exactly one entry per ufunc output");
            return -1;
        }
        for (int i = 0; i < self->nout; i++) set_output(a, i, PyTuple_GET_ITEM(value, i));
        return 0;
    }
    if (self->nout > 1 && value != Py_None) {
        PyErr_SetString(PyExc_TypeError, "'out' must be a tuple of arrays");
        return -1;
    }
    if (value != Py_None) set_output(a, 0, value);
    return 0;
}

static int set_keyword(PndUfuncObject *self, pnd_ufunc_args *a, PyObject *name, PyObject *value, bool out_positional)
{
    bool core = self->core_enabled != 0;
    int k = find_keyword(name);
    switch (k) {
    case KW_OUT:
        if (out_positional) {
            PyErr_SetString(PyExc_TypeError, "cannot specify 'out' as both a positional and keyword argument");
            return -1;
        }
        return set_outputs(self, a, value);
    case KW_WHERE:
        if (core) break;
        a->where = value;
        return 0;
    case KW_CASTING: return pnd_arg_casting(value, PND_CAST_SAME_KIND, &a->casting);
    case KW_ORDER: return pnd_arg_order(value, PND_ORDER_K, &a->order);
    case KW_DTYPE: a->dtype = value; return 0;
    case KW_SUBOK:
        if (!PyBool_Check(value)) {
            PyErr_SetString(PyExc_TypeError, "'subok' must be a boolean");
            return -1;
        }
        a->subok = value == Py_True;
        return 0;
    case KW_SIG:
    case KW_SIGNATURE:
        if (a->signature) {
            PyErr_SetString(PyExc_TypeError, "cannot specify both 'sig' and 'signature'");
            return -1;
        }
        a->signature = value == Py_None ? NULL : value;
        return 0;
    case KW_AXES:
    case KW_AXIS:
    case KW_KEEPDIMS:
        if (!core) break;
        if (k == KW_AXES) a->axes = value;
        else if (k == KW_AXIS) a->axis = value;
        else a->keepdims = value;
        return 0;
    }
    PyErr_Format(PyExc_TypeError, "%s() got an unexpected keyword argument '%U'", self->name, name);
    return -1;
}

int pnd_ufunc_parse(PndUfuncObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames, pnd_ufunc_args *a)
{
    if (nargs < self->nin || nargs > self->nargs) {
        if (self->nin == self->nargs)
            PyErr_Format(PyExc_TypeError, "%s() takes %d positional arguments but %zd were given", self->name, self->nin, nargs);
        else
            PyErr_Format(PyExc_TypeError, "%s() takes from %d to %d positional arguments but %zd %s given", self->name, self->nin,
                         self->nargs, nargs, nargs == 1 ? "was" : "were");
        return -1;
    }
    a->out_given = nargs > self->nin;
    a->where = a->dtype = a->signature = a->axes = a->axis = a->keepdims = NULL;
    a->casting = PND_CAST_SAME_KIND;
    a->order = PND_ORDER_K;
    a->subok = true;
    for (int i = 0; i < self->nin; i++) a->in[i] = args[i];
    for (int i = 0; i < self->nout; i++) a->out[i] = NULL;
    for (Py_ssize_t i = self->nin; i < nargs; i++) set_output(a, (int)i - self->nin, args[i]);
    Py_ssize_t nkw = kwnames ? PyTuple_GET_SIZE(kwnames) : 0;
    for (Py_ssize_t i = 0; i < nkw; i++)
        if (set_keyword(self, a, PyTuple_GET_ITEM(kwnames, i), args[nargs + i], nargs > self->nin) < 0) return -1;
    if (a->dtype == Py_None) a->dtype = NULL;
    if (a->dtype && a->signature) {
        PyErr_SetString(PyExc_TypeError, "cannot specify both 'signature' and 'dtype'");
        return -1;
    }
    return 0;
}

int pnd_ufunc_check_outputs(const PndUfuncObject *self, const pnd_ufunc_args *a)
{
    for (int i = 0; i < self->nout; i++) {
        if (!a->out[i] || pnd_is_array(a->out[i])) continue;
        PyErr_SetString(PyExc_TypeError, "return arrays must be of ArrayType");
        return -1;
    }
    return 0;
}
