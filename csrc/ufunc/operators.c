/*
 * ndarray's operators: number slots and rich comparison.
 *
 * Each slot tries the first rungs (fast.h), then asks whether the other operand should answer, then calls the ufunc.
 */
#include "operators.h"

#include "call.h"
#include "fast.h"
#include "override.h"

static inline const pnd_ufunc *core(int op) { return &pnd_ufuncs[op]; }

static PyObject *call_ufunc(int op, PyObject *const *args, Py_ssize_t n)
{
    return PyObject_Vectorcall(pnd_ufunc_object(op), args, (size_t)n, NULL);
}

PyObject *pnd_binary(int op, PyObject *a, PyObject *b)
{
    PyObject *result;
    if (pnd_fast_binary(core(op), a, b, NULL, &result)) return result;
    PyObject *args[2] = {a, b};
    return call_ufunc(op, args, 2);
}

PyObject *pnd_unary(int op, PyObject *a)
{
    PyObject *result;
    if (pnd_fast_unary(core(op), a, NULL, &result)) return result;
    return call_ufunc(op, &a, 1);
}

PyObject *pnd_binary_out(int op, PyObject *a, PyObject *b, PyObject *out)
{
    PyObject *result;
    if (pnd_fast_binary(core(op), a, b, out, &result)) return result;
    PyObject *args[3] = {a, b, out};
    return call_ufunc(op, args, out ? 3 : 2);
}

/* The slot is called for `x op y` and, reflected, for `y op x` where only y is ours: then nobody is left to defer to. */
static inline bool gives_way(PyObject *a, PyObject *b) { return pnd_is_array(a) && pnd_should_defer(a, b, false); }

static PyObject *operator2(int op, PyObject *a, PyObject *b)
{
    PyObject *result;
    if (PND_LIKELY(pnd_fast_binary(core(op), a, b, NULL, &result))) return result;
    if (gives_way(a, b)) return pnd_deferred();
    PyObject *args[2] = {a, b};
    return call_ufunc(op, args, 2);
}

static PyObject *operator2_inplace(int op, PyObject *a, PyObject *b)
{
    PyObject *result;
    if (pnd_fast_binary(core(op), a, b, a, &result)) return result;
    if (pnd_is_array(a) && pnd_should_defer(a, b, true)) return pnd_deferred();
    PyObject *args[3] = {a, b, a};
    return call_ufunc(op, args, 3);
}

static PyObject *operator1(int op, PyObject *a)
{
    PyObject *result;
    if (PND_LIKELY(pnd_fast_unary(core(op), a, NULL, &result))) return result;
    return call_ufunc(op, &a, 1);
}

#define BINARY(slot, op) \
    static PyObject *slot(PyObject *a, PyObject *b) { return operator2(PND_OP_##op, a, b); } \
    static PyObject *slot##_inplace(PyObject *a, PyObject *b) { return operator2_inplace(PND_OP_##op, a, b); }
BINARY(array_add, add)
BINARY(array_subtract, subtract)
BINARY(array_multiply, multiply)
BINARY(array_divide, divide)
BINARY(array_floor_divide, floor_divide)
BINARY(array_remainder, remainder)
BINARY(array_lshift, left_shift)
BINARY(array_rshift, right_shift)
BINARY(array_and, bitwise_and)
BINARY(array_or, bitwise_or)
BINARY(array_xor, bitwise_xor)
#undef BINARY

static PyObject *array_divmod(PyObject *a, PyObject *b) { return operator2(PND_OP_divmod, a, b); }
static PyObject *array_negative(PyObject *a) { return operator1(PND_OP_negative, a); }
static PyObject *array_positive(PyObject *a) { return operator1(PND_OP_positive, a); }
static PyObject *array_absolute(PyObject *a) { return operator1(PND_OP_absolute, a); }
static PyObject *array_invert(PyObject *a) { return operator1(PND_OP_invert, a); }

static PyObject *array_power(PyObject *a, PyObject *b, PyObject *modulo)
{
    if (modulo != Py_None) Py_RETURN_NOTIMPLEMENTED; /* as NumPy: there is no three-argument power */
    return operator2(PND_OP_power, a, b);
}

static PyObject *array_power_inplace(PyObject *a, PyObject *b, PyObject *modulo)
{
    if (modulo != Py_None) Py_RETURN_NOTIMPLEMENTED;
    return operator2_inplace(PND_OP_power, a, b);
}

/* ---- matmul -------------------------------------------------------------------------------------------------------------- */

static PyObject *array_matmul(PyObject *a, PyObject *b)
{
    if (gives_way(a, b)) return pnd_deferred();
    PyObject *args[2] = {a, b};
    return PyObject_Vectorcall(pnd_matmul_object, args, 2, NULL);
}

static PyObject *array_matmul_inplace(PyObject *a, PyObject *b)
{
    if (pnd_should_defer(a, b, true)) return pnd_deferred();
    PyObject *args[3] = {a, b, a};
    return PyObject_Vectorcall(pnd_matmul_object, args, 3, NULL);
}

/* ---- comparison ------------------------------------------------------------------------------------------------------------ */

/* `==` and `!=` with something that has no common dtype: nothing is equal. */
static PyObject *all_different(PyObject *self, bool value)
{
    PndArrayObject *a = PND_ARRAY(self);
    PyObject *result = pnd_array_zeros(PND_DT(BOOL), a->nd, a->dimensions, PND_ORDER_C);
    if (result && value) memset(PND_ARRAY(result)->data, 1, (size_t)pnd_array_size(result));
    return pnd_return_scalar(result);
}

static bool has_no_number(PyObject *o) { return o == Py_None || PyUnicode_Check(o) || PyBytes_Check(o); }

static PyObject *array_compare(PyObject *a, PyObject *b, int how)
{
    static const int ops[6] = {[Py_LT] = PND_OP_less,      [Py_LE] = PND_OP_less_equal, [Py_EQ] = PND_OP_equal,
                               [Py_NE] = PND_OP_not_equal, [Py_GT] = PND_OP_greater,    [Py_GE] = PND_OP_greater_equal};
    PyObject *result;
    if (PND_LIKELY(pnd_fast_binary(core(ops[how]), a, b, NULL, &result))) return result;
    if (gives_way(a, b)) return pnd_deferred();
    if ((how == Py_EQ || how == Py_NE) && has_no_number(b) && pnd_dtype_is_plain(PND_ARRAY(a)->descr->core))
        return all_different(a, how == Py_NE);
    PyObject *args[2] = {a, b};
    return call_ufunc(ops[how], args, 2);
}

void pnd_operators_slots(void)
{
    PyNumberMethods *n = &pnd_array_as_number;
    n->nb_add = array_add, n->nb_inplace_add = array_add_inplace;
    n->nb_subtract = array_subtract, n->nb_inplace_subtract = array_subtract_inplace;
    n->nb_multiply = array_multiply, n->nb_inplace_multiply = array_multiply_inplace;
    n->nb_true_divide = array_divide, n->nb_inplace_true_divide = array_divide_inplace;
    n->nb_floor_divide = array_floor_divide, n->nb_inplace_floor_divide = array_floor_divide_inplace;
    n->nb_remainder = array_remainder, n->nb_inplace_remainder = array_remainder_inplace;
    n->nb_lshift = array_lshift, n->nb_inplace_lshift = array_lshift_inplace;
    n->nb_rshift = array_rshift, n->nb_inplace_rshift = array_rshift_inplace;
    n->nb_and = array_and, n->nb_inplace_and = array_and_inplace;
    n->nb_or = array_or, n->nb_inplace_or = array_or_inplace;
    n->nb_xor = array_xor, n->nb_inplace_xor = array_xor_inplace;
    n->nb_power = array_power, n->nb_inplace_power = array_power_inplace;
    n->nb_matrix_multiply = array_matmul, n->nb_inplace_matrix_multiply = array_matmul_inplace;
    n->nb_divmod = array_divmod;
    n->nb_negative = array_negative, n->nb_positive = array_positive;
    n->nb_absolute = array_absolute, n->nb_invert = array_invert;
    PndArray_Type.tp_richcompare = array_compare;
    PndArray_Type.tp_as_number = n;
}
