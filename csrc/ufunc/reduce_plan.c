/* Shapes of a reduction; see reduce_plan.h. */
#include "reduce_plan.h"

#include "../convert/args.h"
#include "../layout/axisorder.h"
#include "../layout/broadcast.h"

int pnd_reduce_axes(pnd_reduce_plan *p, PyObject *array, PyObject *axis, bool whole)
{
    p->in = pnd_array_view(array);
    int ndim = p->in.ndim;
    bool all = whole;
    p->nreduced = 0;
    p->c_order = false;
    p->mask = NULL;
    if (!axis && !whole) {
        for (int i = 0; i < ndim; i++) p->axes[i] = i == 0;
        p->nreduced = ndim > 0;
        return 0;
    }
    if (axis && axis != Py_None && ndim == 0 && PyLong_Check(axis)) { /* a scalar has an axis 0, and -1, to reduce over */
        long a = PyLong_AsLong(axis);
        if (a == 0 || a == -1) return 0;
        PyErr_Clear();
    }
    if (pnd_arg_axes(axis, ndim, p->axes, &all) < 0) return -1;
    for (int i = 0; i < ndim; i++) p->nreduced += p->axes[i];
    return 0;
}

/* Shape of the result object: reduced axes dropped, or kept with length 1. */
static int result_shape(const pnd_reduce_plan *p, bool keepdims, intptr_t *shape)
{
    int n = 0;
    for (int i = 0; i < p->in.ndim; i++) {
        if (!p->axes[i]) shape[n++] = p->in.shape[i];
        else if (keepdims) shape[n++] = 1;
    }
    return n;
}

/* The mask's step along each axis of the input. */
static void mask_steps(const pnd_reduce_plan *p, intptr_t *steps)
{
    const PndArrayObject *m = PND_ARRAY(p->mask);
    const int missing = p->in.ndim - m->nd;
    for (int i = 0; i < p->in.ndim; i++) steps[i] = i < missing || m->dimensions[i - missing] == 1 ? 0 : m->strides[i - missing];
}

/* Axes ranked as the input's and the mask's are, reduced ones included: those that stay keep their order. */
static PyObject *fresh_result(const pnd_reduce_plan *p, const pnd_dtype *dtype, bool keepdims, int n, const intptr_t *shape)
{
    if (n < 1) return pnd_array_new(dtype, n, shape, PND_ORDER_C);
    intptr_t steps[PND_MAXDIMS], of_mask[PND_MAXDIMS], strides[PND_MAXDIMS];
    const intptr_t *rows[2] = {steps, of_mask};
    int order[PND_MAXDIMS], kept[PND_MAXDIMS], place[PND_MAXDIMS], m = 0;
    for (int i = 0, k = 0; i < p->in.ndim; i++) {
        steps[i] = p->in.shape[i] == 1 ? 0 : p->in.strides[i];
        place[i] = !p->axes[i] || keepdims ? k++ : -1;
    }
    if (p->mask) mask_steps(p, of_mask);
    pnd_axis_order(p->mask ? 2 : 1, rows, p->in.ndim, order);
    for (int i = 0; i < p->in.ndim; i++)
        if (place[order[i]] >= 0) kept[m++] = place[order[i]];
    pnd_strides_ordered(n, shape, kept, dtype->size, strides);
    return pnd_array_from_data(&PndArray_Type, pnd_descr_builtin(dtype), n, shape, strides, NULL, 0, NULL, NULL);
}

static int wrong_axes(const char *name, int found, int expected, bool keepdims)
{
    if (keepdims)
        PyErr_Format(PyExc_ValueError,
                     "output parameter for reduction operation %s has the wrong number of dimensions: Found %d but expected %d "
                     "(must match the operand's when keepdims=True)",
                     name, found, expected);
    else
        PyErr_Format(PyExc_ValueError,
                     "output parameter for reduction operation %s has the wrong number of dimensions: Found %d but expected %d", name,
                     found, expected);
    return -1;
}

int pnd_reduce_result(pnd_reduce_plan *p, const char *name, const pnd_dtype *dtype, PyObject *out, bool keepdims)
{
    intptr_t shape[PND_MAXDIMS];
    int n = result_shape(p, keepdims, shape);
    p->result = NULL;
    if (out) {
        PndArrayObject *o = PND_ARRAY(out);
        if (o->nd != n) return wrong_axes(name, o->nd, n, keepdims);
        for (int i = 0; i < n; i++) {
            if (o->dimensions[i] == shape[i]) continue;
            PyErr_Format(PyExc_ValueError, "output parameter for reduction operation %s has a wrong length on axis %d: %zd, expected %zd",
                         name, i, o->dimensions[i], shape[i]);
            return -1;
        }
    }
    PyObject *result = out          ? Py_NewRef(out)
                       : p->c_order ? pnd_array_new(dtype, n, shape, PND_ORDER_C)
                                    : fresh_result(p, dtype, keepdims, n, shape);
    if (!result) return -1;
    if (pnd_array_writable(result, &p->out, "output array") < 0) {
        Py_DECREF(result);
        return -1;
    }
    const intptr_t *strides = p->out.strides;
    for (int i = 0, k = 0; i < p->in.ndim; i++) {
        p->shape[i] = p->axes[i] ? 1 : p->in.shape[i];
        p->strides[i] = p->axes[i] ? 0 : strides[k];
        k += !p->axes[i] || keepdims;
    }
    p->out.ndim = p->in.ndim;
    p->out.shape = p->shape;
    p->out.strides = p->strides;
    p->result = result;
    return 0;
}

int pnd_reduce_check_mask(PyObject *array, PyObject *mask)
{
    const PndArrayObject *a = PND_ARRAY(array), *m = PND_ARRAY(mask);
    if (m->nd > a->nd) {
        PyErr_SetString(PyExc_ValueError, "input operand has more dimensions than allowed by the axis remapping");
        return -1;
    }
    const Py_ssize_t *shape = a->dimensions + (a->nd - m->nd);
    for (int i = 0; i < m->nd; i++) {
        if (m->dimensions[i] == 1 || m->dimensions[i] == shape[i]) continue;
        char have[200], want[200];
        PyErr_Format(PyExc_ValueError, "operands could not be broadcast together with remapped shapes [original->remapped]: %s %s ",
                     pnd_shape_text(a->nd, a->dimensions, want, sizeof want), pnd_shape_text(m->nd, m->dimensions, have, sizeof have));
        return -1;
    }
    return 0;
}

intptr_t pnd_reduce_count(const pnd_reduce_plan *p)
{
    intptr_t n = 1;
    for (int i = 0; i < p->in.ndim; i++)
        if (p->axes[i]) n *= p->in.shape[i];
    return n;
}
