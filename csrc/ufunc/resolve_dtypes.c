/*
 * ufunc.resolve_dtypes
 *
 * The dtypes a call would use, from dtypes alone; and ufunc.__signature__, for inspect.
 *
 * Python's int, float and complex stand for numbers of no dtype of their own (NEP 50).  In a reduction the first operand
 * is the output too; None there means that it is still to be made.
 */
#include "methods.h"

#include "../convert/args.h"
#include "../py/errors.h"
#include "../py/signature.h"
#include "call.h"
#include "resolve.h"

/* int, float or complex as an operand without an array; 0 for anything else. */
static bool weak_operand(PyObject *type, PyObject *zero, pnd_operand *op)
{
    const pnd_weak weak = type == (PyObject *)&PyLong_Type      ? PND_WEAK_INT
                          : type == (PyObject *)&PyFloat_Type   ? PND_WEAK_FLOAT
                          : type == (PyObject *)&PyComplex_Type ? PND_WEAK_COMPLEX
                                                                : PND_WEAK_NOT;
    if (!weak) return false;
    *op = (pnd_operand){.given = zero, .dtype = pnd_weak_dtype(weak, NULL), .weak = (uint8_t)weak};
    return true;
}

/* The tuple -> ops[nin] and out[nout] (NULL for None). */
static int read_operands(const pnd_ufunc *u, PyObject *dtypes, bool reduction, PyObject *zero, pnd_operand *ops, const pnd_dtype **out)
{
    for (int i = 0; i < u->nin + u->nout; i++) {
        PyObject *o = PyTuple_GET_ITEM(dtypes, i);
        if (o == Py_None) {
            if (i >= u->nin || (reduction && i == 0)) continue;
            PyErr_SetString(PyExc_TypeError, "All input dtypes must be provided (except the first one in reductions)");
            return -1;
        }
        if (i >= u->nin && reduction) {
            PyErr_SetString(PyExc_TypeError, "Output dtype must not be passed for reductions, pass the first input instead.");
            return -1;
        }
        if (i < u->nin && weak_operand(o, zero, &ops[i])) continue;
        if (!pnd_is_descr(o)) {
            PyErr_SetString(PyExc_TypeError, i < u->nin ? "Provided dtype must be a valid NumPy dtype, int, float, complex, or None."
                                                        : "Only dtypes and None can be passed for the outputs.");
            return -1;
        }
        if (i < u->nin) ops[i] = (pnd_operand){.given = o, .dtype = PND_DESCR(o)->core};
        else out[i - u->nin] = PND_DESCR(o)->core;
    }
    return 0;
}

static PyObject *dtypes_of(const pnd_ufunc *u, const pnd_ufunc_loop *loop)
{
    PyObject *result = PyTuple_New(u->nin + u->nout);
    for (int i = 0; result && i < u->nin + u->nout; i++) {
        PyObject *d = (PyObject *)pnd_descr_new(loop->dtypes[i]);
        if (!d) Py_CLEAR(result);
        else PyTuple_SET_ITEM(result, i, d);
    }
    return result;
}

static PyObject *method_resolve_dtypes(PyObject *const *args)
{
    enum { SELF, DTYPES, SIGNATURE, CASTING, REDUCTION };
    const pnd_ufunc *u = ((PndUfuncObject *)args[SELF])->core;
    const pnd_dtype *fixed[PND_MAXARGS], *out[PND_MAXARGS] = {NULL};
    pnd_operand ops[PND_MAXARGS] = {{NULL}};
    pnd_casting casting;
    const int reduction = args[REDUCTION] ? PyObject_IsTrue(args[REDUCTION]) : 0;
    if (reduction < 0 || pnd_arg_casting(args[CASTING] == Py_None ? NULL : args[CASTING], PND_CAST_SAME_KIND, &casting) < 0) return NULL;
    if (reduction && (u->nin != 2 || u->nout != 1))
        return PyErr_SetString(PyExc_ValueError, "ufunc is not compatible with reduction operations."), NULL;
    if (!PyTuple_Check(args[DTYPES]) || PyTuple_GET_SIZE(args[DTYPES]) != u->nin + u->nout)
        return PyErr_SetString(PyExc_TypeError, "resolve_dtypes: The dtypes must be a tuple of `ufunc.nargs` length."), NULL;
    PyObject *zero = PyLong_FromLong(0), *result = NULL;
    if (!zero || read_operands(u, args[DTYPES], reduction, zero, ops, out) < 0) goto done;
    if (pnd_fixed_dtypes(u, NULL, args[SIGNATURE], fixed) < 0) goto done;
    if (reduction && fixed[2]) {
        PyErr_SetString(PyExc_ValueError, "Reduction signature must end with None, instead pass the first DType in the signature.");
        goto done;
    }
    if (reduction && !ops[0].dtype) {
        ops[0] = ops[1];
        if (!fixed[0] && !fixed[1] && !fixed[2]) fixed[0] = fixed[2] = pnd_reduction_widened(u, ops[1].dtype);
        if (fixed[0] == ops[1].dtype) fixed[0] = fixed[2] = NULL; /* nothing is widened */
    } else if (reduction && !ops[0].weak) out[0] = ops[0].dtype;
    const pnd_ufunc_loop *loop = pnd_resolve_loop(u, ops, fixed, casting);
    if (!loop) goto done;
    if (reduction && u->resolver == PND_RESOLVE_LOGICAL) loop = u->same[PND_IDX_BOOL];
    if (reduction && loop->dtypes[0]->idx != loop->dtypes[2]->idx) {
        PyErr_Format(PyExc_TypeError, "No loop matching the specified signature and casting was found for ufunc %s", u->name);
        goto done;
    }
    if (pnd_check_casting_dtypes(u, loop, ops, out, casting) == 0) result = dtypes_of(u, loop);
done:
    Py_XDECREF(zero);
    return result;
}

/* inspect.Signature, made by Python code from the text. */
static PyObject *get_signature(PyObject *o, void *unused)
{
    PyObject *helper = PyImport_ImportModule("pyndarray._signature"), *text = PyObject_GetAttrString(o, "__text_signature__");
    PyObject *result = helper && text ? PyObject_CallMethod(helper, "signature", "O", text) : NULL;
    (void)unused;
    Py_XDECREF(helper);
    Py_XDECREF(text);
    return result;
}

static const pnd_callable methods[] = {
    {"resolve_dtypes", "self, dtypes, *, signature=None, casting=None, reduction=False",
     "The dtypes of inputs and outputs with which a call would compute.\n\n"
     "Parameters\n----------\ndtypes : tuple\n    A dtype for each operand: for inputs also int, float or complex (a Python number), for "
     "outputs "
     "None.\nsignature : tuple of dtypes or None, or str, optional\n    As for a call.\ncasting : {'no', 'equiv', 'safe', 'same_kind', "
     "'unsafe'}, optional\nreduction : bool\n    A reduction's: the first dtype is the result's, or None.\n\n"
     "Returns\n-------\ndtypes : tuple of dtypes\n    Native ones.\n\nRaises\n------\nTypeError\n    When no loop fits.",
     method_resolve_dtypes},
    {NULL, NULL, NULL, NULL},
};

static PyGetSetDef getset[] = {
    {"__signature__", get_signature, NULL, "For inspect.signature.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

int pnd_resolve_dtypes_init(void)
{
    return pnd_type_add_methods(&PndUfunc_Type, methods) < 0 ? -1 : pnd_type_add_getset(&PndUfunc_Type, getset);
}
