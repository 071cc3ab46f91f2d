/*
 * Choosing a loop for Python operands.
 *
 * The rule itself (exact, common dtype, first safe one) is the core's, kernels/registry.c; here stand what Python adds:
 * weak scalars, dtype= and signature=, casting checks, and the wording of failures.
 */
#include "resolve.h"

#include "../py/errors.h"
#include "../py/state.h"

static PyObject *UFuncTypeError, *UFuncInputCastingError, *UFuncOutputCastingError, *UFuncNoLoopError;

/* ---- failures ------------------------------------------------------------------------------------------------------- */

static void raise_no_loop(const pnd_ufunc *u)
{
    if (u->op == PND_OP_subtract && u->nin == 2) {
        PyErr_SetString(PyExc_TypeError,
                        "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` operator, "
                        "or the logical_xor function instead.");
        return;
    }
    if (u->op == PND_OP_negative) {
        PyErr_SetString(PyExc_TypeError, "The numpy boolean negative, the `-` operator, is not supported, use the `~` operator or the "
                                         "logical_not function instead.");
        return;
    }
    if (u->op == PND_OP_positive || u->op == PND_OP_sign) {
        PyErr_Format(UFuncNoLoopError,
                     "ufunc '%s' did not contain a loop with signature matching types <class 'numpy.dtypes.BoolDType'> -> None", u->name);
        return;
    }
    PyErr_Format(PyExc_TypeError,
                 "ufunc '%s' not supported for the input types, and the inputs could not be safely coerced to any supported "
                 "types according to the casting rule ''safe''",
                 u->name);
}

static int raise_casting(const pnd_ufunc *u, bool output, int i, const pnd_dtype *from, const pnd_dtype *to, pnd_casting casting)
{
    PyObject *f = (PyObject *)pnd_descr_new(from), *t = (PyObject *)pnd_descr_new(to);
    char which[24] = "";
    if ((output ? u->nout : u->nin) > 1) snprintf(which, sizeof which, "%d ", output ? u->nin + i : i);
    if (f && t)
        PyErr_Format(output ? UFuncOutputCastingError : UFuncInputCastingError,
                     "Cannot cast ufunc '%s' %s %sfrom %R to %R with casting rule '%s'", u->name, output ? "output" : "input", which, f, t,
                     pnd_casting_name(casting));
    Py_XDECREF(f);
    Py_XDECREF(t);
    return -1;
}

/* ---- fixed dtypes ---------------------------------------------------------------------------------------------------- */

static int fix_one(const pnd_ufunc *u, PyObject *o, const pnd_dtype **fixed)
{
    if (o == Py_None) return 0;
    PndDescrObject *d = pnd_descr_from_object(o, NULL);
    if (!d) return -1;
    const pnd_dtype *core = pnd_dtype_native(d->core);
    Py_DECREF(d);
    if (!pnd_dtype_is_builtin(core)) {
        PyErr_Format(PyExc_TypeError, "ufunc '%s' has no loop for dtype %s", u->name, core->name);
        return -1;
    }
    *fixed = core;
    return 0;
}

static int fix_from_chars(const pnd_ufunc *u, const char *text, const pnd_dtype **fixed)
{
    int nargs = u->nin + u->nout, n = 0;
    for (const char *c = text; *c; c++) {
        if (*c == '-' || *c == '>') continue;
        if (n == nargs) {
            n++;
            break;
        }
        char one[2] = {*c, 0};
        PyObject *s = PyUnicode_FromString(one);
        int status = s ? fix_one(u, s, &fixed[n++]) : -1;
        Py_XDECREF(s);
        if (status < 0) return -1;
    }
    if (n == 1 && nargs > 1) { /* one character: the output's, as NumPy reads it */
        fixed[u->nin] = fixed[0];
        fixed[0] = NULL;
        return 0;
    }
    if (n != nargs) {
        PyErr_Format(PyExc_ValueError,
                     "a type-string for %s, requires 1 typecode or %d typecode(s) before and %d after the -> sign, not '%s'", u->name,
                     u->nin, u->nout, text);
        return -1;
    }
    return 0;
}

int pnd_fixed_dtypes(const pnd_ufunc *u, PyObject *dtype, PyObject *signature, const pnd_dtype **fixed)
{
    int nargs = u->nin + u->nout;
    for (int i = 0; i < nargs; i++) fixed[i] = NULL;
    if (dtype && dtype != Py_None) {
        for (int i = u->nin; i < nargs; i++)
            if (fix_one(u, dtype, &fixed[i]) < 0) return -1;
    }
    if (!signature || signature == Py_None) return 0;
    if (dtype && dtype != Py_None) {
        PyErr_SetString(PyExc_TypeError, "cannot specify both 'signature' and 'dtype'");
        return -1;
    }
    if (PyUnicode_Check(signature)) {
        const char *text = PyUnicode_AsUTF8(signature);
        return text ? fix_from_chars(u, text, fixed) : -1;
    }
    if (PyTuple_Check(signature)) {
        Py_ssize_t n = PyTuple_GET_SIZE(signature);
        if (n == 1 && nargs > 1) return fix_one(u, PyTuple_GET_ITEM(signature, 0), &fixed[u->nin]);
        if (n != nargs) {
            PyErr_Format(PyExc_ValueError, "a type-tuple must be specified of length %d for ufunc '%s'", nargs, u->name);
            return -1;
        }
        for (Py_ssize_t i = 0; i < n; i++)
            if (fix_one(u, PyTuple_GET_ITEM(signature, i), &fixed[i]) < 0) return -1;
        return 0;
    }
    PyErr_SetString(PyExc_TypeError, "the signature object to ufunc must be a string or a tuple.");
    return -1;
}

/* ---- the loop -------------------------------------------------------------------------------------------------------- */

static bool matches_fixed(const pnd_ufunc *u, const pnd_ufunc_loop *loop, const pnd_dtype *const *fixed)
{
    for (int i = 0; i < u->nin + u->nout; i++)
        if (fixed[i] && fixed[i]->idx != loop->dtypes[i]->idx) return false;
    return true;
}

/* A weak Python scalar goes to any dtype of its kind or a higher one. */
static bool operand_casts(const pnd_operand *op, const pnd_dtype *to, pnd_casting casting)
{
    if (pnd_dtype_is_object(to)) return true;
    switch ((pnd_weak)op->weak) {
    case PND_WEAK_NOT: return pnd_can_cast(op->dtype, to, casting);
    case PND_WEAK_INT: return to->kind != 'b' || casting == PND_CAST_UNSAFE;
    case PND_WEAK_FLOAT: return to->kind == 'f' || to->kind == 'c' || casting == PND_CAST_UNSAFE;
    case PND_WEAK_COMPLEX: return to->kind == 'c' || casting == PND_CAST_UNSAFE;
    }
    return false;
}

static const pnd_ufunc_loop *first_fixed(const pnd_ufunc *u, const pnd_operand *ops, const pnd_dtype *const *fixed, pnd_casting casting,
                                         bool any)
{
    for (intptr_t l = 0; l < u->nloops; l++) {
        const pnd_ufunc_loop *loop = &u->loops[l];
        if (!matches_fixed(u, loop, fixed)) continue;
        bool good = true;
        for (int i = 0; i < u->nin && good && !any; i++) good = operand_casts(&ops[i], loop->dtypes[i], casting);
        if (good) return loop;
    }
    return NULL;
}

/* What result_type and the registry are told: a lone Python scalar has its default dtype. */
static void weak_kinds(const pnd_ufunc *u, const pnd_operand *ops, const pnd_dtype **dtypes, uint8_t *weak)
{
    bool strong = false;
    int n = u->nin;
    for (int i = 0; i < n; i++) strong |= ops[i].weak == PND_WEAK_NOT;
    for (int i = 0; i < n; i++) {
        dtypes[i] = ops[i].dtype;
        weak[i] = strong ? ops[i].weak : PND_WEAK_NOT;
    }
}

/* Some ufuncs search their loops in order, unless the dtypes are exactly a loop's: they find int64 before longlong. */
static const pnd_ufunc_loop *prefer_long(const pnd_ufunc *u, const pnd_ufunc_loop *loop, const pnd_dtype *const *dtypes,
                                         const uint8_t *weak)
{
    switch (u->op) {
    case PND_OP_floor_divide:
    case PND_OP_remainder:
    case PND_OP_divmod:
    case PND_OP_bitwise_and:
    case PND_OP_bitwise_or:
    case PND_OP_bitwise_xor:
    case PND_OP_left_shift:
    case PND_OP_right_shift:
    case PND_OP_power: break;
    default: return loop;
    }
    int idx = loop->dtypes[0]->idx;
    if (idx != PND_IDX_LONGLONG && idx != PND_IDX_ULONGLONG) return loop;
    bool exact = (weak[0] || dtypes[0]->idx == idx) && (weak[1] || dtypes[1]->idx == idx);
    return exact ? loop : u->same[idx == PND_IDX_LONGLONG ? PND_IDX_LONG : PND_IDX_ULONG];
}

/* Operands of one dtype have their own loop; others count as booleans. */
static const pnd_ufunc_loop *logical_loop(const pnd_ufunc *u, const pnd_operand *ops)
{
    for (int i = 0; i < u->nin; i++)
        if (pnd_dtype_is_object(ops[i].dtype)) return u->same[PND_IDX_OBJECT];
    for (int i = 0; i < u->nin; i++)
        if (ops[i].weak == PND_WEAK_INT && PyLong_AsLong(ops[i].given) == -1 && PyErr_Occurred()) return NULL;
    bool one = u->nin == 1 || pnd_dtype_native(ops[0].dtype) == pnd_dtype_native(ops[1].dtype);
    return u->same[one && ops[0].dtype->idx < PND_NIDX ? ops[0].dtype->idx : PND_IDX_BOOL];
}

const pnd_ufunc_loop *pnd_resolve_loop(const pnd_ufunc *u, const pnd_operand *ops, const pnd_dtype *const *fixed, pnd_casting casting)
{
    const pnd_dtype *dtypes[PND_MAXARGS];
    uint8_t weak[PND_MAXARGS];
    weak_kinds(u, ops, dtypes, weak);
    pnd_error err = {0};
    const pnd_ufunc_loop *loop = u->resolver == PND_RESOLVE_LOGICAL ? logical_loop(u, ops) : pnd_ufunc_resolve(u, dtypes, weak, &err);
    if (!loop && PyErr_Occurred()) return NULL;
    bool any_fixed = false;
    for (int i = 0; fixed && i < u->nin + u->nout; i++) any_fixed |= fixed[i] != NULL;
    if (any_fixed && !(loop && matches_fixed(u, loop, fixed))) {
        loop = first_fixed(u, ops, fixed, PND_CAST_SAFE, false);
        if (!loop) loop = first_fixed(u, ops, fixed, casting, false);
        if (!loop) loop = first_fixed(u, ops, fixed, casting, true);
        if (!loop) PyErr_Format(PyExc_TypeError, "No loop matching the specified signature and casting was found for ufunc %s", u->name);
        return loop;
    }
    if (loop) return prefer_long(u, loop, dtypes, weak);
    if (err.code == PND_ERR_NOLOOP || err.code == PND_ERR_PROMOTION || err.code == PND_ERR_NONE) raise_no_loop(u);
    else pnd_raise(&err);
    return NULL;
}

int pnd_check_casting_dtypes(const pnd_ufunc *u, const pnd_ufunc_loop *loop, const pnd_operand *ops, const pnd_dtype *const *out,
                             pnd_casting casting)
{
    const bool truths = u->resolver == PND_RESOLVE_LOGICAL && loop->dtypes[0] == PND_DT(BOOL); /* anything counts as true or false */
    for (int i = 0; i < u->nin && !truths; i++)
        if (!operand_casts(&ops[i], loop->dtypes[i], casting)) return raise_casting(u, false, i, ops[i].dtype, loop->dtypes[i], casting);
    for (int i = 0; i < u->nout; i++) {
        if (!out[i]) continue;
        if (!pnd_can_cast(loop->dtypes[u->nin + i], out[i], casting))
            return raise_casting(u, true, i, loop->dtypes[u->nin + i], out[i], casting);
    }
    return 0;
}

int pnd_check_casting(const pnd_ufunc *u, const pnd_ufunc_loop *loop, const pnd_operand *ops, PyObject *const *out, pnd_casting casting)
{
    const pnd_dtype *dtypes[PND_MAXARGS];
    for (int i = 0; i < u->nout; i++) dtypes[i] = out[i] ? PND_ARRAY(out[i])->descr->core : NULL;
    return pnd_check_casting_dtypes(u, loop, ops, dtypes, casting);
}

static PyObject *new_exception(PyObject *module, const char *name, PyObject *base)
{
    PyObject *type = PyErr_NewException("pyndarray._core._exceptions.UFuncTypeError", base, NULL); /* all show as their public base */
    PyObject *there = pnd_core_submodule("_exceptions"); /* where pickle looks */
    if (type && (!there || PyModule_AddObjectRef(there, name, type) < 0 || PyModule_AddObjectRef(module, name, type) < 0)) Py_CLEAR(type);
    return type;
}

/* Named where NumPy keeps them, and in the core. */
int pnd_resolve_init(PyObject *module)
{
    PyObject *casting = NULL;
    UFuncTypeError = new_exception(module, "UFuncTypeError", PyExc_TypeError);
    if (UFuncTypeError) casting = new_exception(module, "_UFuncCastingError", UFuncTypeError);
    if (!casting) return -1;
    UFuncInputCastingError = new_exception(module, "_UFuncInputCastingError", casting);
    UFuncOutputCastingError = new_exception(module, "_UFuncOutputCastingError", casting);
    UFuncNoLoopError = new_exception(module, "_UFuncNoLoopError", UFuncTypeError);
    Py_DECREF(casting);
    return UFuncInputCastingError && UFuncOutputCastingError && UFuncNoLoopError ? 0 : -1;
}
