/*
 * Shape and dtype of nested sequences, and their elements.
 *
 * Depth is bounded by NumPy's 64 axes, so recursion is too; a list that holds itself ends there as an error.  Foreign
 * code may run while either pass looks at an item and may change the lists: every item is owned while it is looked at, and
 * every list's length is read again on each step.
 */
#include "discover.h"

#include "coerce.h"
#include "item.h"

#include "../dtype/promote.h"
#include "../object/scalar.h"
#include "../platform/mem.h"
#include "../py/errors.h"

static int visit(pnd_discovery *d, PyObject *o, int depth);

bool pnd_is_builtin_value(PyObject *o)
{
    PyTypeObject *t = Py_TYPE(o);
    return t == &PyFloat_Type || t == &PyLong_Type || t == &PyList_Type || t == &PyTuple_Type || t == &PyBool_Type ||
           t == &PyComplex_Type || t == &PyUnicode_Type || t == &PyBytes_Type || o == Py_None || t == &PyDict_Type || t == &PyRange_Type ||
           pnd_is_scalar(o);
}

/**** Shape ****/

static void mark_ragged(pnd_discovery *d, int depth)
{
    d->ragged = d->fixed = true;
    if (depth < d->ndim) d->ndim = depth;
}

/* An axis of length n at this depth: does it fit what is known? */
static bool note_axis(pnd_discovery *d, int depth, Py_ssize_t n)
{
    if (depth < d->ndim && d->shape[depth] == n) return true;
    if (depth == d->ndim && !d->fixed) {
        d->shape[d->ndim++] = n;
        return true;
    }
    mark_ragged(d, depth);
    return false;
}

static void note_element(pnd_discovery *d, int depth)
{
    if (depth < d->ndim) mark_ragged(d, depth);
    else d->fixed = true;
}

static int too_deep(const pnd_discovery *d)
{
    PyErr_Format(PyExc_ValueError,
                 "setting an array element with a sequence. The requested array would exceed the maximum number of dimension of %d.",
                 d->ndmax);
    return -1;
}

static int raise_ragged(const pnd_discovery *d)
{
    PyObject *shape = PyTuple_New(d->ndim);
    if (!shape) return -1;
    for (int i = 0; i < d->ndim; i++) PyTuple_SET_ITEM(shape, i, PyLong_FromSsize_t(d->shape[i]));
    if (!PyErr_Occurred())
        PyErr_Format(PyExc_ValueError,
                     "setting an array element with a sequence. The requested array has an inhomogeneous shape after %d dimensions. "
                     "The detected shape was %R + inhomogeneous part.",
                     d->ndim, shape);
    Py_DECREF(shape);
    return -1;
}

/* Asked for as such: what fits no axis is an element then, whatever it is. */
static bool holds_objects(const pnd_discovery *d) { return d->wanted && pnd_dtype_is_object(d->dtype); }

/* A sequence at the limit stands for an element while the shape is looked at: raggedness is the better complaint.  The number
   is bounded because a list that holds itself twice would be visited for ever. */
static int note_too_deep(pnd_discovery *d, int depth)
{
    if (holds_objects(d) && d->ndmax < PND_MAXDIMS) return note_element(d, depth), 0;
    if (++d->deep > 10000 || (d->ndmax == PND_MAXDIMS && !holds_objects(d))) return too_deep(d);
    note_element(d, depth);
    return 0;
}

/**** dtype ****/

static int note_dtype(pnd_discovery *d, const pnd_dtype *dtype)
{
    pnd_error err;
    if (d->wanted || d->dtype == dtype) return 0;
    d->dtype = d->dtype ? pnd_promote(d->dtype, dtype, &err) : dtype;
    return d->dtype ? 0 : pnd_raise_int(&err);
}

static void note_foreign(pnd_discovery *d, const char *dtype, PyObject *o)
{
    if (d->wanted || d->foreign) return;
    d->foreign = dtype;
    PyOS_snprintf(d->foreign_type, sizeof d->foreign_type, "%s", Py_TYPE(o)->tp_name);
}

static int note_int(pnd_discovery *d, PyObject *o)
{
    int64_t v;
    if (d->wanted) return 0;
    if (pnd_small_int(o, &v)) return note_dtype(d, PND_DT(LONG));
    const uint64_t u = PyLong_AsUnsignedLongLong(o);
    if (!(u == (uint64_t)-1 && PyErr_Occurred())) return note_dtype(d, PND_DT(ULONGLONG)); /* the row the oracle takes */
    PyErr_Clear();
    return note_dtype(d, PND_DT(OBJECT)); /* no dtype of integers is that wide */
}

/* The dtype one scalar asks for; anything unknown asks for object. */
static int note_scalar(pnd_discovery *d, PyObject *o, int depth)
{
    uint8_t weak;
    const pnd_dtype *dtype;
    note_element(d, depth);
    if (PyLong_Check(o) && !PyBool_Check(o)) return note_int(d, o);
    if (pnd_scalar_kind(o, &weak, &dtype)) return note_dtype(d, dtype);
    if (!PyUnicode_Check(o) && !PyBytes_Check(o)) return note_dtype(d, PND_DT(OBJECT));
    note_foreign(d, PyUnicode_Check(o) ? "U" : "S", o);
    return 0;
}

/**** First pass ****/

/* Keeps value (taken) for the second pass. */
static int keep(pnd_discovery *d, PyObject *source, PyObject *value)
{
    if (d->nkept == d->room) {
        const Py_ssize_t room = d->room ? d->room * 2 : 16;
        pnd_discovered *kept = pnd_realloc(d->kept, (size_t)room * sizeof *kept);
        if (!kept) return Py_DECREF(value), PyErr_NoMemory(), -1;
        d->kept = kept;
        d->room = room;
    }
    d->kept[d->nkept++] = (pnd_discovered){Py_NewRef(source), value};
    return 0;
}

static int visit_array(pnd_discovery *d, PyObject *array, int depth)
{
    const PndArrayObject *a = PND_ARRAY(array);
    d->has_arrays = true;
    if (depth + a->nd > d->ndmax) return note_too_deep(d, d->ndmax);
    for (int i = 0; i < a->nd; i++)
        if (!note_axis(d, depth + i, a->dimensions[i])) break;
    if (!(d->ragged && depth + a->nd > d->ndim)) note_element(d, depth + a->nd);
    return note_dtype(d, pnd_dtype_native(a->descr->core));
}

static inline bool is_known_leaf(const pnd_discovery *d, PyObject *o, int depth)
{
    int64_t v;
    if (!(d->fixed && d->ndim == depth)) return false;
    if (PyFloat_CheckExact(o)) return d->wanted || d->dtype == PND_DT(DOUBLE);
    if (d->dtype && pnd_dtype_is_builtin(d->dtype) && Py_TYPE(o) == &pnd_scalar_types[d->dtype->idx]) return true;
    return PyLong_CheckExact(o) && (d->wanted || ((d->dtype == PND_DT(LONG) || d->dtype == PND_DT(DOUBLE)) && pnd_small_int(o, &v)));
}

static int visit_sequence(pnd_discovery *d, PyObject *seq, int depth)
{
    const Py_ssize_t n = PySequence_Fast_GET_SIZE(seq);
    if (depth >= d->ndmax) return note_too_deep(d, depth);
    if (!note_axis(d, depth, n)) return 0;
    if (n == 0) return note_element(d, depth + 1), 0; /* nothing deeper can be found below an empty axis */
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(seq); i++) {
        PyObject *o = PySequence_Fast_GET_ITEM(seq, i);
        if (is_known_leaf(d, o, depth + 1)) continue;
        Py_INCREF(o);
        int rc = visit(d, o, depth + 1);
        Py_DECREF(o);
        if (rc < 0) return -1;
        if (d->ragged && depth >= d->ndim) return 0; /* this axis is no longer part of the shape */
    }
    return 0;
}

/* An object of unknown type: an exporter, a sequence, or a scalar. */
static int visit_foreign(pnd_discovery *d, PyObject *o, int depth)
{
    PyObject *value = NULL;
    if (!pnd_is_builtin_value(o) && pnd_import_hook) {
        value = pnd_import_hook(o, NULL, 0);
        if (!value && PyErr_Occurred()) return -1;
        if (value) return keep(d, o, value) < 0 ? -1 : visit_array(d, value, depth);
    }
    if (PyType_Check(o) || !PySequence_Check(o)) return note_scalar(d, o, depth);
    if (PySequence_Size(o) < 0) {
        if (pnd_error_must_pass()) return -1;
        PyErr_Clear();
        return note_scalar(d, o, depth);
    }
    value = PySequence_Fast(o, "setting an array element with a sequence.");
    if (!value || keep(d, o, value) < 0) return -1;
    return visit_sequence(d, value, depth);
}

static int visit(pnd_discovery *d, PyObject *o, int depth)
{
    if (d->ragged && depth >= d->ndim) return 0;
    if (PyFloat_CheckExact(o)) return note_element(d, depth), note_dtype(d, PND_DT(DOUBLE));
    if (PyList_CheckExact(o) || PyTuple_CheckExact(o)) return visit_sequence(d, o, depth);
    if (pnd_is_array(o)) return visit_array(d, o, depth);
    if (pnd_is_scalar(o) || PyLong_CheckExact(o) || PyBool_Check(o) || PyComplex_CheckExact(o) || PyUnicode_Check(o) || PyBytes_Check(o) ||
        o == Py_None)
        return note_scalar(d, o, depth);
    return visit_foreign(d, o, depth);
}

int pnd_discover(pnd_discovery *d, PyObject *o, const pnd_dtype *want, int ndmax)
{
    d->ndim = 0;
    d->has_arrays = d->fixed = d->ragged = false;
    d->wanted = want != NULL;
    d->dtype = want;
    d->ndmax = ndmax;
    d->deep = 0;
    d->foreign = NULL;
    d->kept = NULL;
    d->nkept = d->room = d->next = 0;
    if (visit(d, o, 0) < 0) return -1;
    if (d->ragged && !holds_objects(d)) return raise_ragged(d);
    if (d->deep && !holds_objects(d)) return too_deep(d);
    if (d->foreign && !(d->dtype && pnd_dtype_is_object(d->dtype))) { /* beside an object, text is one too */
        PyErr_Format(PyExc_TypeError, "cannot make an array of %s: dtype('%s') is not supported yet", d->foreign_type, d->foreign);
        return -1;
    }
    if (!d->dtype) d->dtype = PND_DT(DOUBLE);
    return 0;
}

void pnd_discovery_clear(pnd_discovery *d)
{
    for (Py_ssize_t i = 0; i < d->nkept; i++) {
        Py_DECREF(d->kept[i].source);
        Py_DECREF(d->kept[i].value);
    }
    pnd_free(d->kept);
    d->kept = NULL;
    d->nkept = 0;
}

/**** Second pass ****/

static int changed(void)
{
    PyErr_SetString(PyExc_RuntimeError, "Inconsistent object during array creation? Content of sequences changed (length inconsistent).");
    return -1;
}

static int fill_array(PyObject *array, const pnd_view *dst)
{
    const pnd_view src = pnd_array_view(array);
    const bool fits = src.ndim == dst->ndim && !memcmp(src.shape, dst->shape, sizeof(intptr_t) * (size_t)src.ndim);
    if (!fits && !pnd_dtype_is_object(dst->dtype)) return changed();
    pnd_array_pin(array);
    int rc = pnd_assign_view(dst, &src, NULL);
    pnd_array_unpin(array);
    return rc;
}

/* o, or what the first pass made of it (borrowed). */
static PyObject *resolve(pnd_discovery *d, PyObject *o)
{
    if (d->next < d->nkept && d->kept[d->next].source == o) return d->kept[d->next++].value;
    return o;
}

static int fill(pnd_discovery *d, PyObject *o, const pnd_view *dst);

static int fill_sequence(pnd_discovery *d, PyObject *seq, const pnd_view *dst)
{
    const Py_ssize_t n = dst->shape[0];
    if (PySequence_Fast_GET_SIZE(seq) != n) return changed();
    if (dst->ndim == 1 && d->nkept == 0) return pnd_item_set_run(dst->dtype, dst->data, dst->strides[0], seq, n);
    pnd_view part = {dst->data, dst->dtype, dst->ndim - 1, dst->shape + 1, dst->strides + 1};
    for (Py_ssize_t i = 0; i < n; i++, part.data += dst->strides[0]) {
        if (PySequence_Fast_GET_SIZE(seq) != n) return changed();
        PyObject *o = Py_NewRef(PySequence_Fast_GET_ITEM(seq, i));
        int rc = fill(d, o, &part);
        Py_DECREF(o);
        if (rc < 0) return -1;
    }
    return 0;
}

static int fill(pnd_discovery *d, PyObject *source, const pnd_view *dst)
{
    PyObject *o = resolve(d, source);
    if (dst->ndim == 0 && pnd_dtype_is_object(dst->dtype)) /* whatever it is; an array too */
        return pnd_item_set(dst->dtype, dst->data, source);
    if (pnd_is_array(o)) return fill_array(o, dst);
    if (dst->ndim == 0) return pnd_item_set(dst->dtype, dst->data, o);
    if (PyList_Check(o) || PyTuple_Check(o)) return fill_sequence(d, o, dst);
    return changed();
}

int pnd_discovery_fill(pnd_discovery *d, PyObject *o, const pnd_view *dst)
{
    d->next = 0;
    return fill(d, o, dst);
}
