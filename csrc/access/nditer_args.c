/* Arguments of nditer and nested_iters: words to flags, sequences to arrays; nothing is judged but the words themselves. */
#include "nditer.h"

#include "../py/state.h"

typedef struct word {
    const char *name;
    unsigned flag;
} word;

static const word global_words[] = {
    {"buffered", IT_BUFFERED},
    {"c_index", IT_C_INDEX},
    {"f_index", IT_F_INDEX},
    {"multi_index", IT_MULTI_INDEX},
    {"common_dtype", IT_COMMON_DTYPE},
    {"copy_if_overlap", IT_COPY_IF_OVERLAP},
    {"delay_bufalloc", IT_DELAY},
    {"external_loop", IT_EXTERNAL},
    {"growinner", IT_GROW},
    {"grow_inner", IT_GROW},
    {"ranged", IT_RANGED},
    {"refs_ok", IT_REFS_OK},
    {"reduce_ok", IT_REDUCE_OK},
    {"zerosize_ok", IT_ZEROSIZE_OK},
    {NULL, 0},
};

static const word op_words[] = {
    {"readwrite", OP_READ | OP_WRITE},
    {"readonly", OP_READ},
    {"writeonly", OP_WRITE},
    {"copy", OP_COPY},
    {"updateifcopy", OP_UPDATE},
    {"nbo", OP_NBO},
    {"aligned", OP_ALIGNED},
    {"contig", OP_CONTIG},
    {"no_broadcast", OP_NO_BROADCAST},
    {"allocate", OP_ALLOCATE},
    {"no_subtype", OP_NO_SUBTYPE},
    {"virtual", OP_VIRTUAL},
    {"arraymask", OP_ARRAYMASK},
    {"writemasked", OP_WRITEMASKED},
    {"overlap_assume_elementwise", OP_ELEMENTWISE},
    {NULL, 0},
};

static bool is_sequence(PyObject *o) { return PyTuple_Check(o) || PyList_Check(o); }
static PyObject *item(PyObject *o, Py_ssize_t i) { return PySequence_Fast_GET_ITEM(o, i); } /* borrowed, of a tuple or list */

static int find_word(PyObject *o, const word *words, const char *what, unsigned *flag)
{
    PyObject *text = PyBytes_Check(o) ? PyUnicode_FromEncodedObject(o, "ascii", "replace") : Py_NewRef(o);
    if (text == NULL) return -1;
    for (; words->name && PyUnicode_Check(text); words++) {
        if (PyUnicode_CompareWithASCIIString(text, words->name) != 0) continue;
        *flag = words->flag;
        Py_DECREF(text);
        return 0;
    }
    PyErr_Format(PyExc_ValueError, "Unexpected %s flag \"%S\"", what, text);
    Py_DECREF(text);
    return -1;
}

static int read_flags(PyObject *o, unsigned *flags)
{
    *flags = 0;
    if (o == NULL || o == Py_None) return 0;
    if (!is_sequence(o)) return PyErr_SetString(PyExc_ValueError, "Iterator global flags must be a list or tuple of strings"), -1;
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(o); i++) {
        unsigned flag;
        if (find_word(item(o, i), global_words, "iterator global", &flag) < 0) return -1;
        *flags |= flag;
    }
    return 0;
}

/* readwrite beside readonly is two of a kind: each of the three counts as one. */
static int read_op_flags(PyObject *o, unsigned *flags)
{
    int modes = 0;
    *flags = 0;
    if (!is_sequence(o)) return PyErr_SetString(PyExc_ValueError, "op_flags must be a tuple or array of per-op flag-tuples"), -1;
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(o); i++) {
        unsigned flag;
        if (find_word(item(o, i), op_words, "per-op iterator", &flag) < 0) return -1;
        modes += (flag & (OP_READ | OP_WRITE)) != 0;
        *flags |= flag;
    }
    if (modes == 1) return 0;
    PyErr_SetString(PyExc_ValueError,
                    modes ? "Only one of the iterator flags READWRITE, READONLY, and WRITEONLY may be specified for an operand"
                          : "None of the iterator flags READWRITE, READONLY, or WRITEONLY were specified for an operand");
    return -1;
}

static int read_all_op_flags(nditer_call *c, PyObject *o)
{
    static const char bad[] = "op_flags must be a tuple or array of per-op flag-tuples";
    if (o == NULL || o == Py_None) {
        for (int i = 0; i < c->nop; i++) c->op_flags[i] = c->ops[i] ? OP_READ : OP_WRITE | OP_ALLOCATE;
        return 0;
    }
    if (!is_sequence(o)) return PyErr_SetString(PyExc_ValueError, bad), -1;
    const Py_ssize_t n = PySequence_Fast_GET_SIZE(o);
    if (n > 0 && (PyUnicode_Check(item(o, 0)) || PyBytes_Check(item(o, 0)))) { /* the same words for all */
        for (int i = 0; i < c->nop; i++)
            if (read_op_flags(o, &c->op_flags[i]) < 0) return -1;
        return 0;
    }
    if (n != c->nop) return PyErr_SetString(PyExc_ValueError, bad), -1;
    for (int i = 0; i < c->nop; i++)
        if (read_op_flags(item(o, i), &c->op_flags[i]) < 0) return -1;
    return 0;
}

/* A list is read from a copy: its items run code of their own, which might take them out of it. */
static int read_frozen(nditer_call *c, PyObject *o, int i, int (*read)(nditer_call *c, PyObject *o, int i))
{
    PyObject *items = o && PyList_Check(o) ? PySequence_Tuple(o) : Py_NewRef(o ? o : Py_None);
    if (items == NULL) return -1;
    const int status = read(c, items, i);
    Py_DECREF(items);
    return status;
}

static int read_dtypes(nditer_call *c, PyObject *o, int unused)
{
    (void)unused;
    if (o == Py_None) return 0;
    if (is_sequence(o) && PySequence_Fast_GET_SIZE(o) == c->nop) {
        for (int i = 0; i < c->nop; i++)
            if (item(o, i) != Py_None && (c->dtypes[i] = pnd_descr_from_object(item(o, i), NULL)) == NULL) return -1;
        return 0;
    }
    PndDescrObject *one = pnd_descr_from_object(o, NULL);
    if (one == NULL) return -1;
    for (int i = 0; i < c->nop; i++) c->dtypes[i] = (PndDescrObject *)Py_NewRef((PyObject *)one);
    Py_DECREF(one);
    return 0;
}

static int read_one_op_axes(nditer_call *c, PyObject *o, int i)
{
    bool used[PND_MAXDIMS] = {false};
    if (!is_sequence(o)) return PyErr_SetString(PyExc_ValueError, "Each entry of op_axes must be None or a tuple/list"), -1;
    const Py_ssize_t n = PySequence_Fast_GET_SIZE(o);
    if (c->oa_ndim < 0) {
        if (n > PND_MAXDIMS) return PyErr_SetString(PyExc_ValueError, "Too many dimensions in op_axes"), -1;
        c->oa_ndim = (int)n;
    } else if (n != c->oa_ndim) return PyErr_SetString(PyExc_ValueError, "Each entry of op_axes must have the same size"), -1;
    c->has_axes[i] = true;
    for (Py_ssize_t k = 0; k < n; k++) {
        Py_ssize_t axis = -1;
        if (item(o, k) != Py_None && pnd_arg_intp(item(o, k), &axis) < 0) return -1;
        if (axis < -1 || axis >= PND_MAXDIMS) {
            PyErr_Format(PyExc_ValueError, "The 'op_axes' provided to the iterator constructor for operand %d contained invalid values %zd",
                         i, axis);
            return -1;
        }
        if (axis >= 0 && used[axis]) {
            PyErr_Format(PyExc_ValueError,
                         "The 'op_axes' provided to the iterator constructor for operand %d contained duplicate value %zd", i, axis);
            return -1;
        }
        if (axis >= 0) used[axis] = true;
        c->op_axes[i * PND_MAXDIMS + k] = (int)axis;
    }
    return 0;
}

static int read_op_axes(nditer_call *c, PyObject *o, int unused)
{
    (void)unused;
    if (o == Py_None) return 0;
    if (!is_sequence(o) || PySequence_Fast_GET_SIZE(o) != c->nop)
        return PyErr_SetString(PyExc_ValueError, "op_axes must be a tuple/list matching the number of ops"), -1;
    for (int i = 0; i < c->nop; i++)
        if (item(o, i) != Py_None && read_frozen(c, item(o, i), i, read_one_op_axes) < 0) return -1;
    if (c->oa_ndim < 0) return PyErr_SetString(PyExc_ValueError, "If op_axes is provided, at least one list of axes must be non-NULL"), -1;
    return 0;
}

static int read_itershape(nditer_call *c, PyObject *o)
{
    int n;
    if (o == NULL || o == Py_None) return 0;
    if (pnd_arg_shape(o, &n, c->itershape) < 0) return -1;
    if (c->oa_ndim >= 0 && n != c->oa_ndim) {
        PyErr_SetString(PyExc_ValueError, "'op_axes' and 'itershape' must have the same number of entries equal to the iterator ndim");
        return -1;
    }
    c->oa_ndim = n;
    c->has_itershape = true;
    return 0;
}

static int read_ops(nditer_call *c, PyObject *op)
{
    const Py_ssize_t n = is_sequence(op) ? PySequence_Fast_GET_SIZE(op) : 1;
    if (n == 0) return PyErr_SetString(PyExc_ValueError, "Must provide at least one operand"), -1;
    if (n > 1 << 20) return PyErr_SetString(PyExc_ValueError, "Too many operands"), -1;
    c->nop = (int)n;
    c->ops = PyMem_Calloc((size_t)n, sizeof *c->ops);
    c->op_flags = PyMem_Calloc((size_t)n, sizeof *c->op_flags);
    c->dtypes = PyMem_Calloc((size_t)n, sizeof *c->dtypes);
    c->has_axes = PyMem_Calloc((size_t)n, sizeof *c->has_axes);
    c->op_axes = PyMem_Calloc((size_t)n * PND_MAXDIMS, sizeof *c->op_axes);
    if (!c->ops || !c->op_flags || !c->dtypes || !c->has_axes || !c->op_axes) return PyErr_NoMemory(), -1;
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *o = is_sequence(op) ? item(op, i) : op;
        if (o != Py_None) c->ops[i] = Py_NewRef(o);
    }
    return 0;
}

/* Operands as arrays; written ones must be some already. */
static int convert_ops(nditer_call *c)
{
    for (int i = 0; i < c->nop; i++) {
        if (c->ops[i] == NULL || pnd_is_array(c->ops[i])) continue;
        if (c->op_flags[i] & OP_WRITE) {
            PyErr_SetString(
                PyExc_TypeError,
                "Iterator operand is flagged as writeable, but is an object which cannot be written back to via WRITEBACKIFCOPY");
            return -1;
        }
        PyObject *a = pnd_as_array(c->ops[i], NULL, PND_AS_SUBOK, 0);
        if (a == NULL) return -1;
        Py_SETREF(c->ops[i], a);
    }
    return 0;
}

int pnd_nditer_read(nditer_call *c, PyObject *op, PyObject *flags, PyObject *op_flags, PyObject *op_dtypes, PyObject *order,
                    PyObject *casting, PyObject *op_axes, PyObject *itershape, Py_ssize_t buffersize)
{
    *c = (nditer_call){.oa_ndim = -1, .buffersize = buffersize};
    if (read_flags(flags, &c->flags) < 0 || pnd_arg_order(order, PND_ORDER_K, &c->order) < 0) return -1;
    if (pnd_arg_casting(casting, PND_CAST_SAFE, &c->casting) < 0) {
        if (PyErr_ExceptionMatches(PyExc_ValueError))
            PyErr_Format(PyExc_ValueError, "casting must be one of 'no', 'equiv', 'safe', 'same_kind', 'unsafe' (got %R)", casting);
        return -1;
    }
    PyObject *ops = PyList_Check(op) ? PySequence_Tuple(op) : Py_NewRef(op); /* a list may change while operands are converted */
    if (ops == NULL) return -1;
    int status = read_ops(c, ops);
    Py_DECREF(ops);
    if (status < 0 || read_all_op_flags(c, op_flags) < 0 || convert_ops(c) < 0) return -1;
    if (read_frozen(c, op_dtypes, 0, read_dtypes) < 0 || read_frozen(c, op_axes, 0, read_op_axes) < 0) return -1;
    return read_itershape(c, itershape);
}

void pnd_nditer_call_clear(nditer_call *c)
{
    for (int i = 0; c->ops && i < c->nop; i++) Py_XDECREF(c->ops[i]);
    for (int i = 0; c->dtypes && i < c->nop; i++) Py_XDECREF(c->dtypes[i]);
    PyMem_Free(c->ops);
    PyMem_Free(c->op_flags);
    PyMem_Free(c->dtypes);
    PyMem_Free(c->has_axes);
    PyMem_Free(c->op_axes);
}
