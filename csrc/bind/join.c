/*
 * concatenate, stack and their relatives.
 *
 * All end in join(): a list of arrays, an axis, and perhaps a new axis there (stack).  Where dtypes agree and every input is
 * C contiguous, the result is rows made of one stretch of each input; else each input is assigned to its place in the result.
 */
#include "create.h"
#include "shape.h"

#include "../engine/join.h"
#include "../layout/overlap.h"
#include "../object/scalar.h"
#include "../platform/checked.h"
#include "../py/gil.h"
#include "../py/signature.h"
#include "../py/state.h"
#include "../ufunc/override.h"

#define ROOM 16
#define AHEAD 8 /* arrays whose headers are asked of memory before their turn */

typedef struct joint {
    Py_ssize_t n;
    PyObject **arrays; /* owned and pinned: converting the others, and dtype=, may run anybody's code */
    PyObject *room[ROOM];
    uint8_t *weak, weak_room[ROOM]; /* Python scalars, with axis=None */
    bool fresh;        /* a new axis of length 1 is put in at `axis` */
    bool alike, dense, exact; /* seen while converting: all of one dtype, no weak scalars; all C contiguous and not empty; no subclass */
    Py_ssize_t length;        /* all 1-D: the sum of their lengths, else -1 */
    int axis, ndim;    /* of the result */
    Py_ssize_t shape[PND_MAXDIMS];
} joint;

static void joint_clear(joint *j)
{
    for (Py_ssize_t i = 0; i < j->n; i++) {
        pnd_array_unpin(j->arrays[i]);
        Py_DECREF(j->arrays[i]);
    }
    if (j->arrays != j->room) PyMem_Free(j->arrays);
    if (j->weak != j->weak_room) PyMem_Free(j->weak);
}

/* What arrays have in common is noted at the first touch: ten thousand small ones do not stay in a cache until the next. */
static void note_layout(joint *j)
{
    const PndArrayObject *a = PND_ARRAY(j->arrays[j->n]), *first = PND_ARRAY(j->arrays[0]);
    if (a->descr->core != first->descr->core || j->weak[j->n] != PND_WEAK_NOT) j->alike = false;
    if (!(a->flags & PND_FLAG_C)) j->dense = false;
    if (!pnd_is_exact_array(j->arrays[j->n])) j->exact = false;
    if (j->length >= 0 && (a->nd != 1 || pnd_add_over(j->length, a->dimensions[0], &j->length))) j->length = -1;
    for (int k = 0; k < a->nd; k++)
        if (a->dimensions[k] == 0) j->dense = false; /* contiguous whatever its steps, which have a say in the result's order */
}

/* The lines of a small array's header, of an item that may be no array. */
static void prefetch_array(PyObject *o)
{
    for (int line = 0; line < 3; line++) __builtin_prefetch((char *)o + 64 * line, 1);
}

typedef PyObject *convert_fn(PyObject *o, uint8_t *weak);

/* Items of a sequence (rows of an array), each converted.  joint_clear is needed after failure too. */
static int joint_init(joint *j, PyObject *sequence, const char *complaint, convert_fn *convert)
{
    j->n = 0; /* member by member: the room is large */
    j->fresh = false;
    j->alike = j->dense = j->exact = true;
    j->length = 0;
    j->arrays = j->room;
    j->weak = j->weak_room;
    const bool exact = PyList_CheckExact(sequence) || PyTuple_CheckExact(sequence);
    if (!exact && !PySequence_Check(sequence)) {
        PyErr_SetString(PyExc_TypeError, complaint);
        return -1;
    }
    PyObject *items = exact ? Py_NewRef(sequence) : PySequence_Tuple(sequence);
    if (items == NULL) return -1;
    const Py_ssize_t n = PySequence_Fast_GET_SIZE(items);
    if (n > ROOM) {
        PyObject **arrays = PyMem_New(PyObject *, (size_t)n);
        uint8_t *weak = PyMem_Malloc((size_t)n);
        if (arrays) j->arrays = arrays;
        if (weak) j->weak = weak;
        if (!arrays || !weak) {
            Py_DECREF(items);
            PyErr_NoMemory();
            return -1;
        }
    }
    for (; j->n < n; j->n++) {
        /* Conversion may run code that shortens a list. */
        if (j->n >= PySequence_Fast_GET_SIZE(items)) break;
        PyObject *o = Py_NewRef(PySequence_Fast_GET_ITEM(items, j->n));
        if (j->n + AHEAD < PySequence_Fast_GET_SIZE(items)) prefetch_array(PySequence_Fast_ITEMS(items)[j->n + AHEAD]);
        j->weak[j->n] = PND_WEAK_NOT;
        j->arrays[j->n] = convert(o, &j->weak[j->n]);
        Py_DECREF(o);
        if (j->arrays[j->n] == NULL) break;
        pnd_array_pin(j->arrays[j->n]);
        note_layout(j);
    }
    const bool good = j->n == n;
    Py_DECREF(items);
    if (good) return 0;
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_RuntimeError, "sequence changed while it was converted");
    return -1;
}

static PyObject *as_any(PyObject *o, uint8_t *weak) { return (void)weak, pnd_any_array(o); }
static PyObject *as_operand(PyObject *o, uint8_t *weak) { return pnd_as_exact_operand(o, weak); }
static PyObject *as_1d(PyObject *o, uint8_t *weak) { return (void)weak, pnd_at_least(o, 1); }
static PyObject *as_2d(PyObject *o, uint8_t *weak) { return (void)weak, pnd_at_least(o, 2); }
static PyObject *as_3d(PyObject *o, uint8_t *weak) { return (void)weak, pnd_at_least(o, 3); }
static PyObject *as_column(PyObject *o, uint8_t *weak)
{
    PyObject *a = pnd_any_array(o), *row, *column;
    (void)weak;
    if (a == NULL || PND_ARRAY(a)->nd >= 2) return a;
    row = pnd_at_least(a, 2);
    Py_DECREF(a);
    if (row == NULL) return NULL;
    column = pnd_array_transpose(row, 0, NULL);
    Py_DECREF(row);
    return column;
}

/**************************************************************************** shape and dtype of the result */

static int fail_shapes(const joint *j, Py_ssize_t i, int k)
{
    PyErr_Format(PyExc_ValueError,
                 "all the input array dimensions except for the concatenation axis must match exactly, but along dimension %d, the array "
                 "at index 0 has "
                 "size %zd and the array at index %zd has size %zd",
                 k, PND_ARRAY(j->arrays[0])->dimensions[k], i, PND_ARRAY(j->arrays[i])->dimensions[k]);
    return -1;
}

static int concatenated_shape(joint *j)
{
    const PndArrayObject *first = PND_ARRAY(j->arrays[0]);
    j->ndim = first->nd;
    if (j->length >= 0) {
        j->shape[0] = j->length;
        return 0;
    }
    for (int k = 0; k < j->ndim; k++) j->shape[k] = first->dimensions[k];
    for (Py_ssize_t i = 1; i < j->n; i++) {
        const PndArrayObject *a = PND_ARRAY(j->arrays[i]);
        if (a->nd != j->ndim) {
            PyErr_Format(PyExc_ValueError,
                         "all the input arrays must have same number of dimensions, but the array at index 0 has %d dimension(s) and the "
                         "array at index "
                         "%zd has %d dimension(s)",
                         j->ndim, i, a->nd);
            return -1;
        }
        for (int k = 0; k < j->ndim; k++) {
            if (k == j->axis) {
                if (!pnd_add_over(j->shape[k], a->dimensions[k], &j->shape[k])) continue;
                PyErr_SetString(PyExc_ValueError, "total size of new array too large");
                return -1;
            }
            if (a->dimensions[k] != j->shape[k]) return fail_shapes(j, i, k);
        }
    }
    return 0;
}

static int stacked_shape(joint *j)
{
    const PndArrayObject *first = PND_ARRAY(j->arrays[0]);
    for (Py_ssize_t i = 1; i < j->n; i++) {
        const PndArrayObject *a = PND_ARRAY(j->arrays[i]);
        bool same = a->nd == first->nd;
        for (int k = 0; same && k < a->nd; k++) same = a->dimensions[k] == first->dimensions[k];
        if (same) continue;
        PyErr_SetString(PyExc_ValueError, "all input arrays must have the same shape");
        return -1;
    }
    return 0;
}

/* The common dtype of inputs that differ; new reference. */
static PndDescrObject *common_descr(const joint *j)
{
    const pnd_dtype *types_room[ROOM] = {NULL}, **types = types_room, *d = NULL;
    pnd_weak kinds_room[ROOM] = {0}, *kinds = kinds_room;
    PndDescrObject *descr = NULL;
    pnd_error err;
    if (j->n > ROOM) {
        types = PyMem_New(const pnd_dtype *, (size_t)j->n);
        kinds = PyMem_New(pnd_weak, (size_t)j->n);
    }
    if (!types || !kinds) {
        PyErr_NoMemory();
        goto done;
    }
    Py_ssize_t i = 0;
    do { /* there is one array at least, which the compiler does not know */
        types[i] = PND_ARRAY(j->arrays[i])->descr->core;
        kinds[i] = j->n > 1 ? (pnd_weak)j->weak[i] : PND_WEAK_NOT; /* nothing to adapt to: it is what it is */
    } while (++i < j->n);
    d = pnd_result_type((int)j->n, types, kinds, &err);
    if (d) descr = pnd_descr_new(pnd_dtype_native(d));
    else pnd_raise(&err);
done:
    if (types != types_room) PyMem_Free(types);
    if (kinds != kinds_room) PyMem_Free(kinds);
    return descr;
}

/* dtype= as given, out's, or the common one; new reference. */
static PndDescrObject *result_descr(const joint *j, PyObject *out, PyObject *dtype)
{
    PndDescrObject *first = PND_ARRAY(j->arrays[0])->descr;
    if (out) return (PndDescrObject *)Py_NewRef(PND_ARRAY(out)->descr);
    if (dtype && dtype != Py_None) return pnd_descr_from_object(dtype, NULL);
    return j->alike && !first->core->swapped ? (PndDescrObject *)Py_NewRef(first) : common_descr(j);
}

/**************************************************************************** joining */

/* Array i as it stands in the result, its new axis included. */
static void piece(const joint *j, Py_ssize_t i, pnd_viewbuf *b)
{
    const pnd_view v = pnd_array_view(j->arrays[i]);
    if (!j->fresh) {
        pnd_viewbuf_init(b, &v);
        return;
    }
    for (int k = 0, from = 0; k < j->ndim; k++) {
        b->shape[k] = k == j->axis ? 1 : v.shape[from];
        b->strides[k] = k == j->axis ? 0 : v.strides[from];
        from += k != j->axis;
    }
    b->v = (pnd_view){v.data, v.dtype, j->ndim, b->shape, b->strides};
}

/* Axes from the outermost in, sorted by the pieces' steps: insertion from the front, axes of length 1 (step -1) having no say and a piece
   that is content with C order overruling the others.  (Not pnd_axis_order: NumPy's two rankings differ where axes are silent.) */
static void order_axes(Py_ssize_t n, const intptr_t *const *steps, int ndim, int *order)
{
    for (int i = 0; i < ndim; i++) {
        int place = i;
        for (int k = i - 1; k >= 0; k--) {
            int verdict = -1; /* -1 nobody cares, 0 leave them, 1 exchange them */
            for (Py_ssize_t p = 0; p < n; p++) {
                const intptr_t mine = steps[p][i], other = steps[p][order[k]];
                if (mine < 0 || other < 0) continue;
                if (mine <= other) verdict = 0;
                else if (verdict < 0) verdict = 1;
            }
            if (verdict == 0) break;
            if (verdict == 1) place = k;
        }
        for (int k = i; k > place; k--) order[k] = order[k - 1];
        order[place] = i;
    }
}

static PyObject *new_ordered(const joint *j, PndDescrObject *descr)
{
    int order[PND_MAXDIMS];
    intptr_t strides[PND_MAXDIMS], nbytes;
    pnd_error err;
    if (pnd_strides_fill(j->ndim, j->shape, descr->elsize, PND_ORDER_C, strides, &nbytes, &err) < 0) return pnd_raise(&err);
    if (nbytes == 0) return pnd_array_new(descr->core, j->ndim, j->shape, PND_ORDER_C);
    const intptr_t **rows = PyMem_New(const intptr_t *, (size_t)j->n);
    intptr_t *all = PyMem_New(intptr_t, (size_t)(j->n * j->ndim));
    if (rows && all) {
        for (Py_ssize_t i = 0; i < j->n; i++) {
            pnd_viewbuf b;
            piece(j, i, &b);
            rows[i] = all + i * j->ndim;
            for (int k = 0; k < j->ndim; k++) all[i * j->ndim + k] = b.shape[k] == 1 ? -1 : b.strides[k] < 0 ? -b.strides[k] : b.strides[k];
        }
        order_axes(j->n, rows, j->ndim, order);
        intptr_t step = descr->elsize;
        for (int k = j->ndim - 1; k >= 0; k--) strides[order[k]] = step, step *= j->shape[order[k]];
    }
    const bool good = rows && all;
    PyMem_Free(rows);
    PyMem_Free(all);
    return good ? pnd_array_from_data(&PndArray_Type, descr, j->ndim, j->shape, strides, NULL, PND_FLAG_WRITEABLE, NULL, NULL)
                : PyErr_NoMemory();
}

static PyObject *new_contiguous(const joint *j, PndDescrObject *descr)
{
    Py_ssize_t size = 1;
    bool small = true;
    for (int k = 0; small && k < j->ndim; k++) small = !pnd_mul_over(size, j->shape[k], &size) && size < PND_GIL_WORK;
    return small ? pnd_array_new_fast(descr, j->ndim, j->shape) : pnd_array_new(descr->core, j->ndim, j->shape, PND_ORDER_C);
}

/* Rows of one stretch of each input: 0, or -1 with an exception. */
static int join_rows(const joint *j, PyObject *result)
{
    pnd_stretch room[ROOM], *parts = room;
    Py_ssize_t rows = 1, inner = PND_ARRAY(result)->descr->elsize;
    const Py_ssize_t size = pnd_array_size(result);
    if (size == 0) return 0;
    if (j->n > ROOM && (parts = PyMem_New(pnd_stretch, (size_t)j->n)) == NULL) return PyErr_NoMemory(), -1;
    for (int k = 0; k < j->axis; k++) rows *= j->shape[k];
    for (int k = j->axis + 1; k < j->ndim; k++) inner *= j->shape[k];
    for (Py_ssize_t i = 0; i < j->n; i++) {
        const PndArrayObject *a = PND_ARRAY(j->arrays[i]);
        parts[i].data = a->data;
        __builtin_prefetch(a->data);
        parts[i].bytes = j->fresh ? inner : inner * a->dimensions[j->axis];
    }
    pnd_error err;
    pnd_array_pin(result);
    PyThreadState *state = pnd_gil_release(size, true);
    const int status = pnd_join_rows(PND_ARRAY(result)->data, parts, j->n, rows, &err);
    pnd_gil_retake(state);
    pnd_array_unpin(result);
    if (parts != room) PyMem_Free(parts);
    return status < 0 ? pnd_raise_int(&err) : 0;
}

static int join_pieces(const joint *j, PyObject *result)
{
    pnd_viewbuf dst, src;
    const pnd_view v = pnd_array_view(result);
    int status = 0;
    pnd_viewbuf_init(&dst, &v);
    pnd_array_pin(result); /* throughout: out= may be anybody's, and assigning objects runs their code between pieces too */
    for (Py_ssize_t i = 0; i < j->n && status == 0; i++) {
        piece(j, i, &src);
        dst.shape[j->axis] = src.shape[j->axis];
        status = pnd_copy_elements(result, &dst.v, j->arrays[i], &src.v);
        dst.v.data += dst.shape[j->axis] * dst.strides[j->axis];
    }
    pnd_array_unpin(result);
    return status;
}

static int check_out(const joint *j, PyObject *out)
{
    pnd_view v;
    if (pnd_array_writable(out, &v, "output array") < 0) return -1;
    bool same = v.ndim == j->ndim;
    if (!same) return PyErr_SetString(PyExc_ValueError, "Output array has wrong dimensionality"), -1;
    for (int k = 0; same && k < v.ndim; k++) same = v.shape[k] == j->shape[k];
    if (!same) return PyErr_SetString(PyExc_ValueError, "Output array is the wrong shape"), -1;
    return 0;
}

static bool out_overlaps(const joint *j, PyObject *out)
{
    const pnd_view o = pnd_array_view(out);
    for (Py_ssize_t i = 0; i < j->n; i++) {
        const pnd_view v = pnd_array_view(j->arrays[i]);
        if (pnd_views_overlap(&o, &v, 1) != PND_OVERLAP_NO) return true;
    }
    return false;
}

static int check_casts(const joint *j, const pnd_dtype *to, pnd_casting casting)
{
    if (j->alike && PND_ARRAY(j->arrays[0])->descr->core == to) return 0;
    for (Py_ssize_t i = 0; i < j->n; i++) {
        const pnd_dtype *from = PND_ARRAY(j->arrays[i])->descr->core;
        if (from == to) continue;
        if (j->weak[i] != PND_WEAK_NOT) from = pnd_weak_dtype((pnd_weak)j->weak[i], to);
        if (pnd_check_cast(from, to, casting, "array data") < 0) return -1;
    }
    return 0;
}

/* The result (consumed) as the subclass among the inputs with the highest priority above ndarray's, if there is one. */
static PyObject *as_leading_class(const joint *j, PyObject *result)
{
    double highest = 0.0;
    PyTypeObject *type = NULL;
    for (Py_ssize_t i = 0; i < j->n; i++) {
        PyObject *a = j->arrays[i];
        double mine = 0.0;
        if (pnd_is_exact_array(a) || Py_TYPE(a) == type) continue;
        if (pnd_find_priority(a, &mine) < 0) return Py_DECREF(result), NULL;
        if (mine > highest) highest = mine, type = Py_TYPE(a);
    }
    if (!type) return result;
    PndArrayObject *r = PND_ARRAY(result);
    PyObject *view = pnd_array_from_data(type, r->descr, r->nd, r->dimensions, r->strides, r->data, PND_FLAG_WRITEABLE, result, NULL);
    Py_DECREF(result);
    return view;
}

/* Shapes are settled.  out borrowed or NULL. */
static PyObject *join(const joint *j, PyObject *out, PyObject *dtype, PyObject *casting_arg)
{
    pnd_casting casting;
    if (pnd_arg_cast_rule(casting_arg, PND_CAST_SAME_KIND, &casting) < 0) return NULL;
    if (out && dtype && dtype != Py_None)
        return PyErr_Format(PyExc_TypeError, "concatenate() only takes `out` or `dtype` as an argument, but both were provided.");
    if (out && check_out(j, out) < 0) return NULL;
    PndDescrObject *descr = result_descr(j, out, dtype);
    if (descr == NULL) return NULL;
    PyObject *result = NULL;
    const bool chunks = j->alike && j->dense && PND_ARRAY(j->arrays[0])->descr->core == descr->core && pnd_dtype_is_plain(descr->core),
               through = out && out_overlaps(j, out);
    if (check_casts(j, descr->core, casting) < 0) goto done;
    if (out && !through) result = Py_NewRef(out);
    else result = chunks ? new_contiguous(j, descr) : new_ordered(j, descr);
    if (result == NULL) goto done;
    const bool by_rows = chunks && (PND_ARRAY(result)->flags & PND_FLAG_C);
    if ((by_rows ? join_rows(j, result) : join_pieces(j, result)) < 0) Py_CLEAR(result);
    if (result && through) {
        const pnd_view dst = pnd_array_view(out), src = pnd_array_view(result);
        int status = pnd_copy_elements(out, &dst, result, &src);
        Py_SETREF(result, status < 0 ? NULL : Py_NewRef(out));
    }
    if (result && !out && !j->exact) result = as_leading_class(j, result);
done:
    Py_DECREF(descr);
    return result;
}

static int take_axis(joint *j, PyObject *axis_arg, int ndim, Py_ssize_t fallback)
{
    pnd_error err;
    Py_ssize_t axis = fallback;
    if (axis_arg && pnd_arg_intp(axis_arg, &axis) < 0) return -1;
    j->axis = pnd_axis(axis, ndim, &err);
    return j->axis < 0 ? pnd_raise_int(&err) : 0;
}

static int need_arrays(const joint *j, const char *verb)
{
    if (j->n > 0) return 0;
    PyErr_Format(PyExc_ValueError, "need at least one array to %s", verb);
    return -1;
}

/* out=: an array, None or nothing; borrowed. */
static int take_out(PyObject *o, PyObject **out)
{
    *out = o == Py_None ? NULL : o;
    if (*out == NULL || pnd_is_array(*out)) return 0;
    PyErr_Format(PyExc_TypeError, "'out' must be an array");
    return -1;
}

static PyObject *concatenate(joint *j, PyObject *axis, Py_ssize_t fallback, PyObject *out_arg, PyObject *dtype, PyObject *casting)
{
    PyObject *out;
    if (take_out(out_arg, &out) < 0 || need_arrays(j, "concatenate") < 0) return NULL;
    if (PND_ARRAY(j->arrays[0])->nd == 0) return PyErr_Format(PyExc_ValueError, "zero-dimensional arrays cannot be concatenated");
    if (take_axis(j, axis, PND_ARRAY(j->arrays[0])->nd, fallback) < 0 || concatenated_shape(j) < 0) return NULL;
    return join(j, out, dtype, casting);
}

static PyObject *concatenate_flat(joint *j, PyObject *out_arg, PyObject *dtype, PyObject *casting)
{
    PyObject *out;
    if (take_out(out_arg, &out) < 0 || need_arrays(j, "concatenate") < 0) return NULL;
    j->dense = true;
    j->length = -1;
    for (Py_ssize_t i = 0; i < j->n; i++) {
        PyObject *flat = pnd_array_ravel(j->arrays[i], PND_ORDER_C);
        if (flat == NULL) return NULL;
        j->dense &= (PND_ARRAY(flat)->flags & PND_FLAG_C) && pnd_array_size(flat) > 0;
        pnd_array_pin(flat);
        pnd_array_unpin(j->arrays[i]);
        Py_SETREF(j->arrays[i], flat);
    }
    j->axis = 0;
    return concatenated_shape(j) < 0 ? NULL : join(j, out, dtype, casting);
}

static PyObject *fn_concatenate(PyObject *const *args)
{
    const bool flat = args[1] == Py_None;
    joint j;
    PyObject *result = NULL;
    if (joint_init(&j, args[0], "The first input argument needs to be a sequence", flat ? as_operand : as_any) == 0)
        result = flat ? concatenate_flat(&j, args[2], args[3], args[4]) : concatenate(&j, args[1], 0, args[2], args[3], args[4]);
    joint_clear(&j);
    return result;
}

static const char not_sequence[] = "arrays to stack must be passed as a \"sequence\" type such as list or tuple.";

static PyObject *stack(joint *j, PyObject *axis, PyObject *out_arg, PyObject *dtype, PyObject *casting)
{
    PyObject *out;
    if (take_out(out_arg, &out) < 0 || need_arrays(j, "stack") < 0 || stacked_shape(j) < 0) return NULL;
    const PndArrayObject *first = PND_ARRAY(j->arrays[0]);
    j->ndim = first->nd + 1;
    if (take_axis(j, axis, j->ndim, 0) < 0) return NULL;
    if (j->ndim > PND_MAXDIMS)
        return PyErr_Format(PyExc_IndexError, "number of dimensions must be within [0, %d], indexing result would have %d", PND_MAXDIMS,
                            j->ndim);
    for (int k = 0, from = 0; k < j->ndim; k++) j->shape[k] = k == j->axis ? j->n : first->dimensions[from++];
    j->fresh = true;
    return join(j, out, dtype, casting);
}

static PyObject *fn_stack(PyObject *const *args)
{
    joint j;
    PyObject *result = NULL;
    if (joint_init(&j, args[0], not_sequence, as_any) == 0) result = stack(&j, args[1], args[2], args[3], args[4]);
    joint_clear(&j);
    return result;
}

/* axis < 0: 0 for arrays of one axis, else 1. */
static PyObject *joined(PyObject *sequence, convert_fn *convert, int axis, PyObject *dtype, PyObject *casting)
{
    joint j;
    PyObject *result = NULL;
    if (joint_init(&j, sequence, not_sequence, convert) == 0) {
        if (axis < 0) axis = j.n > 0 && PND_ARRAY(j.arrays[0])->nd > 1;
        result = concatenate(&j, NULL, axis, NULL, dtype, casting);
    }
    joint_clear(&j);
    return result;
}

static PyObject *fn_vstack(PyObject *const *args) { return joined(args[0], as_2d, 0, args[1], args[2]); }
static PyObject *fn_hstack(PyObject *const *args) { return joined(args[0], as_1d, -1, args[1], args[2]); }
static PyObject *fn_dstack(PyObject *const *args) { return joined(args[0], as_3d, 2, NULL, NULL); }
static PyObject *fn_column_stack(PyObject *const *args) { return joined(args[0], as_column, 1, NULL, NULL); }

/**************************************************************************** r_, c_ */

static PyObject *as_bracketed(PyObject *o, uint8_t *weak)
{
    if (!PySlice_Check(o)) return pnd_as_exact_operand(o, weak);
    PySliceObject *s = (PySliceObject *)o;
    PyObject *zero = PyLong_FromLong(0), *start = s->start == Py_None ? zero : s->start, *result = NULL;
    if (start) result = pnd_arange(start, s->stop, s->step == Py_None ? NULL : s->step);
    Py_XDECREF(zero);
    return result;
}

static PyObject *grown(PyObject *o, uint8_t *weak, convert_fn *grow)
{
    PyObject *a = as_bracketed(o, weak), *result = a ? grow(a, weak) : NULL;
    Py_XDECREF(a);
    return result;
}

static PyObject *as_line(PyObject *o, uint8_t *weak) { return grown(o, weak, as_1d); }
static PyObject *as_bracketed_column(PyObject *o, uint8_t *weak) { return grown(o, weak, as_column); }

/* Texts are directives, an imaginary step is a number of points. */
static bool is_plain_key(PyObject *key)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(key); i++) {
        PyObject *o = PyTuple_GET_ITEM(key, i);
        if (PyUnicode_Check(o) || PyBytes_Check(o)) return false;
        if (PySlice_Check(o) && ((PySliceObject *)o)->step != Py_None && !PyLong_Check(((PySliceObject *)o)->step) &&
            !PyFloat_Check(((PySliceObject *)o)->step))
            return false;
    }
    return PyTuple_GET_SIZE(key) > 0;
}

/* Python numbers in the dtype of the result: one that does not fit is refused. */
static int settle_weak(joint *j, PyObject *key, PndDescrObject *descr, convert_fn *grow)
{
    j->alike = true;
    for (Py_ssize_t i = 0; i < j->n; i++) {
        if (j->weak[i] != PND_WEAK_NOT) {
            uint8_t unused;
            PyObject *number = pnd_as_array(PyTuple_GET_ITEM(key, i), descr, 0, 0), *x = number ? grow(number, &unused) : NULL;
            Py_XDECREF(number);
            if (x == NULL) return -1;
            j->weak[i] = PND_WEAK_NOT;
            pnd_array_pin(x);
            pnd_array_unpin(j->arrays[i]);
            Py_SETREF(j->arrays[i], x);
        }
        j->alike &= PND_ARRAY(j->arrays[i])->descr->core == descr->core;
    }
    return 0;
}

/* r_[key] or, as columns, c_[key]; None where the key is not that simple. */
static PyObject *fn_bracketed(PyObject *const *args)
{
    const bool columns = args[1] == Py_True;
    /* A tuple of another class may say that it has other items than it has: what it says is what is used throughout. */
    PyObject *key = PyTuple_Check(args[0]) ? PySequence_Tuple(args[0]) : PyTuple_Pack(1, args[0]), *result = NULL;
    joint j;
    if (key == NULL) return NULL;
    if (!is_plain_key(key)) return Py_DECREF(key), Py_NewRef(Py_None);
    if (joint_init(&j, key, not_sequence, columns ? as_bracketed_column : as_line) == 0) {
        PndDescrObject *descr = result_descr(&j, NULL, NULL);
        if (descr && settle_weak(&j, key, descr, columns ? as_column : as_1d) == 0)
            result = concatenate(&j, NULL, columns ? -1 : 0, NULL, (PyObject *)descr, NULL);
        Py_XDECREF(descr);
    }
    joint_clear(&j);
    Py_DECREF(key);
    return result;
}

static const pnd_callable brackets[] = {
    {"joined", "key, columns, /", "What r_[key] is, or with columns c_[key]; None for a key with texts or imaginary steps.", fn_bracketed},
    {NULL, NULL, NULL, NULL},
};

static const pnd_callable rows[] = {
    {"concatenate", "arrays:[A], /, axis=0, out:A?=None, *, dtype=None, casting='same_kind'", "Arrays joined along an axis they have.",
     fn_concatenate},
    {"concat", "arrays:[A], /, axis=0, out:A?=None, *, dtype=None, casting='same_kind'", "Arrays joined along an axis they have.",
     fn_concatenate},
    {"stack", "arrays:[A], axis=0, out:A?=None, *, dtype=None, casting='same_kind'", "Arrays of one shape joined along a new axis.",
     fn_stack},
    {"vstack", "tup:[A], *, dtype=None, casting='same_kind'", "Arrays joined as rows (along the first axis, of at least two).", fn_vstack},
    {"hstack", "tup:[A], *, dtype=None, casting='same_kind'", "Arrays joined side by side (along the second axis, or the only one).",
     fn_hstack},
    {"dstack", "tup:[A]", "Arrays joined along a third axis.", fn_dstack},
    {"column_stack", "tup:[A]", "Columns (1-D arrays) and matrices joined side by side.", fn_column_stack},
    {NULL, NULL, NULL, NULL},
};

int pnd_join_init(PyObject *module)
{
    PyObject *m = pnd_core_submodule("_brackets");
    if (m == NULL || pnd_module_add_functions(m, brackets) < 0) return -1;
    return pnd_module_add_functions(module, rows);
}
