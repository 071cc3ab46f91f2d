/*
 * Loops for dtype=object: one driver for each kind of operation, and a table that says what each ufunc does with objects.
 *
 * A ufunc that is not in the table calls the method of its own name (`sqrt`, `exp`), as NumPy does.  Operands are owned while
 * foreign code runs, and a result is stored before what it replaces is dropped.  The engine calls these loops with the GIL held.
 */
#include "object_loops.h"

#include "../kernels/registry.h"
#include "../object/objref.h"
#include "../object/scalar.h"
#include "../py/errors.h"
#include "../py/state.h"

typedef PyObject *unary_fn(PyObject *a);
typedef PyObject *binary_fn(PyObject *a, PyObject *b);

/* What ctx->aux points to. */
typedef struct object_op {
    const char *name; /* of the ufunc */
    unary_fn *unary;
    binary_fn *binary;
    int compare;      /* Py_LT ..., for the loops of comparisons */
    bool listed;      /* false: calls the method `name` */
} object_op;

/**** Drivers ****/

/*
 * Loops inside loops: elements may be arrays of objects themselves, to any depth.  A level takes kilobytes of C stack, which
 * Python's own limit does not know, so they have a limit of their own.
 */
#define DEEPEST 64
static _Thread_local int depth;

static bool enter(pnd_error *err)
{
    if (depth < DEEPEST) return depth++, true;
    PyErr_SetString(PyExc_RecursionError, "arrays of objects are nested too deeply to compute with");
    pnd_error_from_python(err);
    return false;
}

typedef int run_fn(const pnd_loop *ctx, char *const *ptrs, const intptr_t *dims, const intptr_t *s);

static inline int guarded(run_fn *run, const pnd_loop *ctx, char *const *ptrs, const intptr_t *dims, const intptr_t *s)
{
    if (!enter(ctx->err)) return -1;
    const int status = run(ctx, ptrs, dims, s);
    depth--;
    return status;
}

/* The loop the registry gets: `run` below a level. */
#define LOOP(name, run) \
    static int name(const pnd_loop *ctx, char *const *ptrs, const intptr_t *dims, const intptr_t *s) \
    { \
        return guarded(run, ctx, ptrs, dims, s); \
    }

static int run_unary(const pnd_loop *ctx, char *const *ptrs, const intptr_t *dims, const intptr_t *s)
{
    const object_op *op = ctx->aux;
    const char *p = ptrs[0];
    char *q = ptrs[1];
    for (intptr_t i = 0, n = dims[0], sp = s[0], sq = s[1]; i < n; i++) {
        PyObject *a = pnd_objref_get(p + i * sp), *r = op->unary(a);
        Py_DECREF(a);
        if (!r) return pnd_error_from_python(ctx->err);
        pnd_objref_put(q + i * sq, r);
    }
    return 0;
}
LOOP(map_unary, run_unary)

static int run_binary(const pnd_loop *ctx, char *const *ptrs, const intptr_t *dims, const intptr_t *s)
{
    const object_op *op = ctx->aux;
    const char *p = ptrs[0], *q = ptrs[1];
    char *o = ptrs[2];
    for (intptr_t i = 0, n = dims[0], sp = s[0], sq = s[1], so = s[2]; i < n; i++) {
        PyObject *a = pnd_objref_get(p + i * sp), *b = pnd_objref_get(q + i * sq), *r = op->binary(a, b);
        Py_DECREF(a);
        Py_DECREF(b);
        if (!r) return pnd_error_from_python(ctx->err);
        pnd_objref_put(o + i * so, r);
    }
    return 0;
}
LOOP(map_binary, run_binary)

/* The method itself, or NULL with the TypeError that says which element has none; what looking for it raised is its cause. */
static PyObject *find_method(PyObject *a, PyObject *name, intptr_t i)
{
    PyObject *method = PyObject_GetAttr(a, name);
    if (method && PyCallable_Check(method)) return method;
    PyObject *type, *cause = NULL, *traceback, *value;
    Py_XDECREF(method);
    PyErr_Fetch(&type, &cause, &traceback);
    if (type) PyErr_NormalizeException(&type, &cause, &traceback);
    if (cause && traceback) PyException_SetTraceback(cause, traceback);
    Py_XDECREF(type);
    Py_XDECREF(traceback);
    PyErr_Format(PyExc_TypeError, "loop of ufunc does not support argument %zd of type %s which has no callable %U method", (Py_ssize_t)i,
                 Py_TYPE(a)->tp_name, name);
    if (!cause) return NULL;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    PyException_SetContext(value, Py_NewRef(cause));
    PyException_SetCause(value, cause);
    PyErr_Restore(type, value, traceback);
    return NULL;
}

static int run_method(const pnd_loop *ctx, char *const *ptrs, const intptr_t *dims, const intptr_t *s)
{
    PyObject *name = pnd_keep_name(((const object_op *)ctx->aux)->name);
    const char *p = ptrs[0];
    char *q = ptrs[1];
    if (!name) return pnd_error_from_python(ctx->err);
    for (intptr_t i = 0, n = dims[0], sp = s[0], sq = s[1]; i < n; i++) {
        PyObject *a = pnd_objref_get(p + i * sp), *method = find_method(a, name, i), *r = method ? PyObject_CallNoArgs(method) : NULL;
        Py_XDECREF(method);
        Py_DECREF(a);
        if (!r) return pnd_error_from_python(ctx->err);
        pnd_objref_put(q + i * sq, r);
    }
    return 0;
}
LOOP(map_method, run_method)

static int run_method_of_two(const pnd_loop *ctx, char *const *ptrs, const intptr_t *dims, const intptr_t *s)
{
    PyObject *name = pnd_keep_name(((const object_op *)ctx->aux)->name);
    const char *p = ptrs[0], *q = ptrs[1];
    char *o = ptrs[2];
    if (!name) return pnd_error_from_python(ctx->err);
    for (intptr_t i = 0, n = dims[0], sp = s[0], sq = s[1], so = s[2]; i < n; i++) {
        PyObject *a = pnd_objref_get(p + i * sp), *b = pnd_objref_get(q + i * sq), *r = PyObject_CallMethodOneArg(a, name, b);
        Py_DECREF(a);
        Py_DECREF(b);
        if (!r) return pnd_error_from_python(ctx->err);
        pnd_objref_put(o + i * so, r);
    }
    return 0;
}
LOOP(map_method_of_two, run_method_of_two)

/* Comparisons with a bool output; the objects' own answers are what map_compare gives. */
static int run_truth(const pnd_loop *ctx, char *const *ptrs, const intptr_t *dims, const intptr_t *s)
{
    const object_op *op = ctx->aux;
    const char *p = ptrs[0], *q = ptrs[1];
    char *o = ptrs[2];
    for (intptr_t i = 0, n = dims[0], sp = s[0], sq = s[1], so = s[2]; i < n; i++) {
        PyObject *a = pnd_objref_get(p + i * sp), *b = pnd_objref_get(q + i * sq), *r = PyObject_RichCompare(a, b, op->compare);
        const int truth = r ? PyObject_IsTrue(r) : -1;
        Py_XDECREF(r);
        Py_DECREF(a);
        Py_DECREF(b);
        if (truth < 0) return pnd_error_from_python(ctx->err);
        o[i * so] = (char)truth;
    }
    return 0;
}
LOOP(map_truth, run_truth)

static int run_compare(const pnd_loop *ctx, char *const *ptrs, const intptr_t *dims, const intptr_t *s)
{
    const object_op *op = ctx->aux;
    const char *p = ptrs[0], *q = ptrs[1];
    char *o = ptrs[2];
    for (intptr_t i = 0, n = dims[0], sp = s[0], sq = s[1], so = s[2]; i < n; i++) {
        PyObject *a = pnd_objref_get(p + i * sp), *b = pnd_objref_get(q + i * sq), *r = PyObject_RichCompare(a, b, op->compare);
        Py_DECREF(a);
        Py_DECREF(b);
        if (!r) return pnd_error_from_python(ctx->err);
        pnd_objref_put(o + i * so, r);
    }
    return 0;
}
LOOP(map_compare, run_compare)

/* The truth of what an operation gives: logical ufuncs with a bool output. */
static int run_truth_of(const pnd_loop *ctx, char *const *ptrs, const intptr_t *dims, const intptr_t *s)
{
    const object_op *op = ctx->aux;
    const bool two = op->binary != NULL;
    for (intptr_t i = 0, n = dims[0], sp = s[0], sq = two ? s[1] : 0, so = s[two ? 2 : 1]; i < n; i++) {
        PyObject *a = pnd_objref_get(ptrs[0] + i * sp), *b = two ? pnd_objref_get(ptrs[1] + i * sq) : NULL;
        PyObject *r = two ? op->binary(a, b) : op->unary(a);
        const int truth = r ? PyObject_IsTrue(r) : -1;
        Py_XDECREF(r);
        Py_DECREF(a);
        Py_XDECREF(b);
        if (truth < 0) return pnd_error_from_python(ctx->err);
        ptrs[two ? 2 : 1][i * so] = (char)truth;
    }
    return 0;
}
LOOP(map_truth_of, run_truth_of)

/**** Operations ****/

static PyObject *power(PyObject *a, PyObject *b) { return PyNumber_Power(a, b, Py_None); }
static PyObject *square(PyObject *a) { return PyNumber_Multiply(a, a); }

static PyObject *reciprocal(PyObject *a)
{
    PyObject *one = PyLong_FromLong(1), *r = one ? PyNumber_TrueDivide(one, a) : NULL;
    Py_XDECREF(one);
    return r;
}

/* Ties and what has no order go to the second. */
static PyObject *larger(PyObject *a, PyObject *b)
{
    const int first = PyObject_RichCompareBool(a, b, Py_GE);
    return first < 0 ? NULL : Py_NewRef(first ? a : b);
}

static PyObject *smaller(PyObject *a, PyObject *b)
{
    const int first = PyObject_RichCompareBool(a, b, Py_LE);
    return first < 0 ? NULL : Py_NewRef(first ? a : b);
}

static PyObject *logical_and(PyObject *a, PyObject *b)
{
    const int truth = PyObject_IsTrue(a);
    return truth < 0 ? NULL : Py_NewRef(truth ? b : a);
}

static PyObject *logical_or(PyObject *a, PyObject *b)
{
    const int truth = PyObject_IsTrue(a);
    return truth < 0 ? NULL : Py_NewRef(truth ? a : b);
}

static PyObject *logical_not(PyObject *a)
{
    const int no = PyObject_Not(a);
    return no < 0 ? NULL : PyBool_FromLong(no);
}

static PyObject *sign(PyObject *a)
{
    static const struct {
        int compare;
        long sign;
    } tries[3] = {{Py_LT, -1}, {Py_GT, 1}, {Py_EQ, 0}};
    PyObject *zero = PyLong_FromLong(0), *r = NULL;
    for (int i = 0; zero && i < 3; i++) {
        const int yes = PyObject_RichCompareBool(a, zero, tries[i].compare);
        if (yes == 0) continue;
        if (yes > 0) r = PyLong_FromLong(tries[i].sign);
        break;
    }
    Py_XDECREF(zero);
    if (!r && !PyErr_Occurred()) PyErr_SetString(PyExc_TypeError, "unorderable types for comparison");
    return r;
}

/* math.floor, math.ceil, math.trunc: what the elements' __floor__ and its like say. */
static PyObject *by_math(const char *name, PyObject *a)
{
    PyObject *f = pnd_keep_attribute("math", name);
    return f ? PyObject_CallOneArg(f, a) : NULL;
}

static PyObject *floor_of(PyObject *a) { return by_math("floor", a); }
static PyObject *ceil_of(PyObject *a) { return by_math("ceil", a); }
static PyObject *trunc_of(PyObject *a) { return by_math("trunc", a); }

static int run_clip(const pnd_loop *ctx, char *const *ptrs, const intptr_t *dims, const intptr_t *s)
{
    for (intptr_t i = 0; i < dims[0]; i++) {
        PyObject *x = pnd_objref_get(ptrs[0] + i * s[0]), *low = pnd_objref_get(ptrs[1] + i * s[1]),
                 *high = pnd_objref_get(ptrs[2] + i * s[2]);
        PyObject *above = larger(x, low), *r = above ? smaller(above, high) : NULL;
        Py_DECREF(x);
        Py_DECREF(low);
        Py_DECREF(high);
        Py_XDECREF(above);
        if (!r) return pnd_error_from_python(ctx->err);
        pnd_objref_put(ptrs[3] + i * s[3], r);
    }
    return 0;
}
LOOP(map_clip, run_clip)

/**** The table ****/

static const object_op ops[] = {
    {"add", .binary = PyNumber_Add, .listed = true},
    {"subtract", .binary = PyNumber_Subtract, .listed = true},
    {"multiply", .binary = PyNumber_Multiply, .listed = true},
    {"divide", .binary = PyNumber_TrueDivide, .listed = true},
    {"floor_divide", .binary = PyNumber_FloorDivide, .listed = true},
    {"remainder", .binary = PyNumber_Remainder, .listed = true},
    {"power", .binary = power, .listed = true},
    {"bitwise_and", .binary = PyNumber_And, .listed = true},
    {"bitwise_or", .binary = PyNumber_Or, .listed = true},
    {"bitwise_xor", .binary = PyNumber_Xor, .listed = true},
    {"left_shift", .binary = PyNumber_Lshift, .listed = true},
    {"right_shift", .binary = PyNumber_Rshift, .listed = true},
    {"maximum", .binary = larger, .listed = true},
    {"minimum", .binary = smaller, .listed = true},
    {"fmax", .binary = larger, .listed = true},
    {"fmin", .binary = smaller, .listed = true},
    {"logical_and", .binary = logical_and, .listed = true},
    {"logical_or", .binary = logical_or, .listed = true},
    {"logical_not", .unary = logical_not, .listed = true},
    {"negative", .unary = PyNumber_Negative, .listed = true},
    {"positive", .unary = PyNumber_Positive, .listed = true},
    {"absolute", .unary = PyNumber_Absolute, .listed = true},
    {"invert", .unary = PyNumber_Invert, .listed = true},
    {"square", .unary = square, .listed = true},
    {"reciprocal", .unary = reciprocal, .listed = true},
    {"sign", .unary = sign, .listed = true},
    {"floor", .unary = floor_of, .listed = true},
    {"ceil", .unary = ceil_of, .listed = true},
    {"trunc", .unary = trunc_of, .listed = true},
    {"equal", .compare = Py_EQ, .listed = true},
    {"not_equal", .compare = Py_NE, .listed = true},
    {"less", .compare = Py_LT, .listed = true},
    {"less_equal", .compare = Py_LE, .listed = true},
    {"greater", .compare = Py_GT, .listed = true},
    {"greater_equal", .compare = Py_GE, .listed = true},
};

/* Those that NumPy has no loop of objects for. */
static const char *const without[] = {"isnan", "isinf", "isfinite", "isnat",   "signbit",   "copysign",  "divmod",    "float_power",
                                      "frexp", "ldexp", "modf",     "spacing", "nextafter", "heaviside", "logaddexp", "logaddexp2"};

static object_op by_name[PND_NOPS]; /* rows for those that call a method */

static const object_op *op_of(const pnd_ufunc *u)
{
    for (int i = 0; i < PND_COUNT(ops); i++)
        if (strcmp(ops[i].name, u->name) == 0) return &ops[i];
    for (int i = 0; i < PND_COUNT(without); i++)
        if (strcmp(without[i], u->name) == 0) return NULL;
    if (u->nout != 1 || u->nin > 2) return NULL;
    by_name[u->op] = (object_op){.name = u->name};
    return &by_name[u->op];
}

static int add_loop(pnd_ufunc *u, const object_op *op, pnd_loop_fn *fn, bool truth, pnd_error *err)
{
    const pnd_dtype *dtypes[4] = {PND_DT(OBJECT), PND_DT(OBJECT), PND_DT(OBJECT), PND_DT(OBJECT)};
    if (truth) dtypes[u->nin] = PND_DT(BOOL);
    const pnd_ufunc_loop loop = {.dtypes = dtypes,
                                 .fn = fn,
                                 .aux = op,
                                 .flags = truth && u->resolver == PND_RESOLVE_LOGICAL ? PND_LOOP_NEEDS_GIL | PND_LOOP_UNLISTED
                                                                                      : PND_LOOP_NEEDS_GIL,
                                 .isa = "python"};
    return pnd_ufunc_add_loop(u, &loop, err);
}

/* The first loop is the one that is chosen unless the output's dtype is asked for. */
static int add_loops(pnd_ufunc *u, pnd_error *err)
{
    const object_op *op = op_of(u);
    if (u->op == PND_OP_clip) return add_loop(u, NULL, map_clip, false, err);
    if (!op) return 0;
    if (u->resolver == PND_RESOLVE_COMPARE)
        return add_loop(u, op, map_truth, true, err) < 0 ? -1 : add_loop(u, op, map_compare, false, err);
    pnd_loop_fn *method = u->nin == 1 ? map_method : map_method_of_two;
    if (add_loop(u, op, !op->listed ? method : op->binary ? map_binary : map_unary, false, err) < 0) return -1;
    return u->resolver == PND_RESOLVE_LOGICAL && op->listed ? add_loop(u, op, map_truth_of, true, err) : 0;
}

int pnd_object_loops_init(PyObject *module)
{
    pnd_error err;
    (void)module;
    for (int op = 0; op < PND_NOPS; op++)
        if (add_loops(&pnd_ufuncs[op], &err) < 0) return pnd_raise_int(&err);
    pnd_object_order_install();
    return 0;
}

/**** Matrix products ****/

/* One element of a product: k products, summed from the first on. */
static PyObject *dot(const char *p, intptr_t sp, const char *q, intptr_t sq, intptr_t k)
{
    PyObject *sum = NULL;
    for (intptr_t i = 0; i < k; i++) {
        PyObject *a = pnd_objref_get(p + i * sp), *b = pnd_objref_get(q + i * sq), *ab = PyNumber_Multiply(a, b);
        Py_DECREF(a);
        Py_DECREF(b);
        if (ab && sum) {
            PyObject *next = PyNumber_Add(sum, ab);
            Py_DECREF(ab);
            ab = next;
        }
        Py_XDECREF(sum);
        if (!ab) return NULL;
        sum = ab;
    }
    return sum ? sum : PyLong_FromLong(0);
}

static int product_of_matrices(const pnd_view *a, const pnd_view *b, const pnd_view *out)
{
    const intptr_t *sa = a->strides, *sb = b->strides, *so = out->strides;
    for (intptr_t i = 0; i < out->shape[0]; i++) {
        for (intptr_t j = 0; j < out->shape[1]; j++) {
            pnd_error err;
            if (!enter(&err)) return -1;
            PyObject *r = dot(a->data + i * sa[0], sa[1], b->data + j * sb[1], sb[0], a->shape[1]);
            depth--;
            if (!r) return -1;
            pnd_objref_put(out->data + i * so[0] + j * so[1], r);
        }
    }
    return 0;
}

int pnd_object_product(const pnd_view *a, const pnd_view *b, const pnd_view *out)
{
    assert(a->ndim == out->ndim && b->ndim == out->ndim && out->ndim >= 2);
    if (out->ndim == 2) return product_of_matrices(a, b, out);
    pnd_view x = {a->data, a->dtype, a->ndim - 1, a->shape + 1, a->strides + 1},
             y = {b->data, b->dtype, b->ndim - 1, b->shape + 1, b->strides + 1},
             z = {out->data, out->dtype, out->ndim - 1, out->shape + 1, out->strides + 1};
    for (intptr_t i = 0; i < out->shape[0]; i++) {
        if (pnd_object_product(&x, &y, &z) < 0) return -1;
        x.data += a->strides[0];
        y.data += b->strides[0];
        z.data += out->strides[0];
    }
    return 0;
}
