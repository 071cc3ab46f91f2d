/*
 * Making an nditer of what a call says: the common shape, dtypes and casts, the order of the axes, outputs that are missing,
 * copies where operands overlap or must be converted, the running index, and axes that can be joined.
 */
#include "nditer.h"

#include "../convert/item.h"
#include "../engine/assign.h"
#include "../layout/axisorder.h"
#include "../layout/broadcast.h"
#include "../layout/overlap.h"
#include "../platform/checked.h"
#include "../platform/fpstatus.h"
#include "../platform/mem.h"
#include "../ufunc/override.h"

#define DEFAULT_BUFFER 8192

/* Work on one call: axes in the order of the multi-index. */
typedef struct making {
    nditer *it;
    const nditer_call *c;
    int ndim;
    intptr_t shape[PND_MAXDIMS];
    intptr_t (*strides)[PND_MAXDIMS]; /* of each operand, seen through the shape; its own axes by axis_of() */
    const pnd_dtype **dtypes;         /* borrowed: what each operand is seen as; NULL while unknown */
} making;

static const char mask_reduces[] = "output operand requires a reduction, but is flagged as the ARRAYMASK operand which is not permitted "
                                   "to be the result of a reduction";

static int fail(const char *text) { return PyErr_SetString(PyExc_ValueError, text), -1; }

/* The operand's own axis that stands for axis k, or -1. */
static int axis_of(const making *m, int i, int k)
{
    const nditer_call *c = m->c;
    if (c->has_axes[i]) return c->op_axes[i * PND_MAXDIMS + k];
    if (c->ops[i] == NULL) return k;
    const int own = k - (m->ndim - PND_ARRAY(c->ops[i])->nd);
    return own < 0 ? -1 : own;
}

/**************************************************************************** flags */

static int check_global_flags(unsigned f)
{
    if ((f & IT_C_INDEX) && (f & IT_F_INDEX)) return fail("Iterator flags C_INDEX and F_INDEX cannot both be specified");
    if ((f & IT_EXTERNAL) && (f & (IT_C_INDEX | IT_F_INDEX | IT_MULTI_INDEX)))
        return fail("Iterator flag EXTERNAL_LOOP cannot be used if an index or multi-index is being tracked");
    if ((f & IT_RANGED) && (f & IT_EXTERNAL) && !(f & IT_BUFFERED))
        return fail("Iterator flag RANGED cannot be used with the flag EXTERNAL_LOOP unless BUFFERED is also enabled");
    return 0;
}

static int check_missing(unsigned f, unsigned flags)
{
    if (f & OP_VIRTUAL) {
        if ((f & (OP_READ | OP_WRITE)) != (OP_READ | OP_WRITE))
            return fail("The iterator flag VIRTUAL should be be used together with READWRITE");
        return 0;
    }
    if (!(f & OP_ALLOCATE)) return fail("Iterator operand was NULL, but neither the ALLOCATE nor the VIRTUAL flag was specified");
    if ((f & OP_READ) && (flags & IT_BUFFERED) && !(flags & IT_DELAY))
        return fail("An operand that is allocated and read needs delayed buffer allocation (delay_bufalloc)");
    if (!(f & OP_WRITE)) return fail("Automatic allocation was requested for an iterator operand, but it wasn't flagged for writing");
    return 0;
}

static int check_op_flags(making *m)
{
    nditer *it = m->it;
    bool masked = false;
    pnd_view v;
    it->mask = -1;
    for (int i = 0; i < it->nop; i++) {
        const unsigned f = it->op[i].flags = m->c->op_flags[i];
        PyObject *o = m->c->ops[i];
        if ((f & OP_COPY) && (f & OP_WRITE) && !(f & OP_UPDATE))
            return fail("If an iterator operand is writeable, must use the flag UPDATEIFCOPY instead of COPY");
        if (o == NULL && check_missing(f, it->flags) < 0) return -1;
        if (o && (f & OP_WRITE) && pnd_array_writable(o, &v, "operand array with iterator write flag set") < 0) return -1;
        if (f & OP_ARRAYMASK) {
            if (it->mask >= 0) return fail("Only one iterator operand may receive an ARRAYMASK flag");
            if (f & OP_WRITEMASKED) return fail("The iterator flag WRITEMASKED may not be used together with ARRAYMASK");
            it->mask = i;
        }
        if ((f & OP_WRITEMASKED) && !(f & OP_WRITE))
            return fail("The iterator flag WRITEMASKED may only be used with READWRITE or WRITEONLY");
        masked |= (f & OP_WRITEMASKED) != 0;
        if (o && !pnd_dtype_is_plain(PND_ARRAY(o)->descr->core) && !(it->flags & IT_REFS_OK)) {
            PyErr_SetString(PyExc_TypeError,
                            "Iterator operand or requested dtype holds references, but the NPY_ITER_REFS_OK flag was not enabled");
            return -1;
        }
    }
    if (masked && it->mask < 0)
        return fail("An iterator operand was flagged as WRITEMASKED, but no ARRAYMASK operand was given to supply the mask");
    if (!masked && it->mask >= 0)
        return fail("An iterator operand was flagged as the ARRAYMASK, but no WRITEMASKED operands were given to use the mask");
    return 0;
}

/**************************************************************************** the shape */

static int fail_shapes(const making *m)
{
    char text[600], one[200];
    size_t at = 0;
    const nditer_call *c = m->c;
    text[0] = 0;
    for (int i = 0; i < c->nop; i++) {
        if (c->ops[i] == NULL) continue;
        const PndArrayObject *a = PND_ARRAY(c->ops[i]);
        at += (size_t)snprintf(text + at, sizeof text - at, "%s", pnd_shape_text(a->nd, a->dimensions, one, sizeof one));
        if (at >= sizeof text) break;
        if (c->has_axes[i]) {
            at += (size_t)snprintf(text + at, sizeof text - at, "->(");
            for (int k = 0; k < m->ndim && at < sizeof text; k++) {
                const int own = axis_of(m, i, k);
                if (own >= 0 && own < a->nd)
                    at += (size_t)snprintf(text + at, sizeof text - at, "%zd%s", a->dimensions[own], k + 1 < m->ndim ? "," : "");
                else at += (size_t)snprintf(text + at, sizeof text - at, "newaxis%s", k + 1 < m->ndim ? "," : "");
            }
            if (at < sizeof text) at += (size_t)snprintf(text + at, sizeof text - at, ")");
        }
        if (at < sizeof text) at += (size_t)snprintf(text + at, sizeof text - at, " ");
        if (at >= sizeof text) break;
    }
    if (c->oa_ndim < 0) return PyErr_Format(PyExc_ValueError, "operands could not be broadcast together with shapes %s", text), -1;
    if (!c->has_itershape)
        return PyErr_Format(PyExc_ValueError, "operands could not be broadcast together with remapped shapes [original->remapped]: %s",
                            text),
               -1;
    return PyErr_Format(PyExc_ValueError,
                        "operands could not be broadcast together with remapped shapes [original->remapped]: %s and requested shape %s",
                        text, pnd_shape_text(m->ndim, c->itershape, one, sizeof one)),
           -1;
}

static int check_op_axes(const making *m, int i)
{
    const nditer_call *c = m->c;
    for (int k = 0; c->has_axes[i] && c->ops[i] && k < m->ndim; k++) {
        const int own = axis_of(m, i, k), nd = PND_ARRAY(c->ops[i])->nd;
        if (own < nd) continue;
        PyErr_Format(PyExc_ValueError, "Iterator input op_axes[%d][%d] (==%d) is not a valid axis of op[%d], which has %d dimensions ", i,
                     m->ndim - 1 - k, own, i, nd);
        return -1;
    }
    return 0;
}

static int common_shape(making *m)
{
    const nditer_call *c = m->c;
    intptr_t size;
    m->ndim = c->oa_ndim;
    for (int i = 0; c->oa_ndim < 0 && i < c->nop; i++)
        if (c->ops[i] && PND_ARRAY(c->ops[i])->nd > m->ndim) m->ndim = PND_ARRAY(c->ops[i])->nd;
    if (m->ndim < 0) m->ndim = 0;
    for (int i = 0; i < c->nop; i++)
        if (c->ops[i] && !c->has_axes[i] && PND_ARRAY(c->ops[i])->nd > m->ndim)
            return fail("input operand has more dimensions than allowed by the axis remapping");
    for (int k = 0; k < m->ndim; k++) m->shape[k] = c->has_itershape && c->itershape[k] >= 0 ? c->itershape[k] : 1;
    for (int i = 0; i < c->nop; i++) {
        if (check_op_axes(m, i) < 0) return -1;
        if (c->ops[i] == NULL) continue;
        for (int k = 0; k < m->ndim; k++) {
            const int own = axis_of(m, i, k);
            const intptr_t n = own < 0 ? 1 : PND_ARRAY(c->ops[i])->dimensions[own];
            if (n == 1 || n == m->shape[k]) continue;
            if (m->shape[k] != 1 || (c->has_itershape && c->itershape[k] == 1)) return fail_shapes(m);
            m->shape[k] = n;
        }
    }
    if (pnd_shape_size_over(m->ndim, m->shape, &size)) return fail("iterator is too large");
    m->it->size = size;
    if (size == 0 && !(m->it->flags & IT_ZEROSIZE_OK)) return fail("Iteration of zero-sized operands is not enabled");
    return 0;
}

static int fail_no_broadcast(const making *m, int i, const char *what)
{
    char have[200], want[200];
    const PndArrayObject *a = PND_ARRAY(m->c->ops[i]);
    PyErr_Format(PyExc_ValueError, "non-broadcastable %s with shape %s doesn't match the broadcast shape %s", what,
                 pnd_shape_text(a->nd, a->dimensions, have, sizeof have), pnd_shape_text(m->ndim, m->shape, want, sizeof want));
    return -1;
}

/* An operand that is written and repeated is a reduction: is that wanted? */
static int check_repeats(making *m, int i)
{
    const nditer_call *c = m->c;
    ndop *op = &m->it->op[i];
    const PndArrayObject *a = PND_ARRAY(c->ops[i]);
    for (int k = 0; k < m->ndim; k++) {
        const int own = axis_of(m, i, k);
        if ((op->flags & OP_NO_BROADCAST) && own < 0 && !c->has_axes[i])
            return fail_no_broadcast(m, i, op->flags & OP_WRITE ? "output operand" : "operand");
        if (m->shape[k] == 1 || (own >= 0 && a->dimensions[own] != 1)) {
            if (own >= 0 && m->shape[k] > 1 && a->strides[own] == 0 && (op->flags & OP_WRITE)) op->flags |= OP_REDUCES;
            continue;
        }
        if ((op->flags & OP_NO_BROADCAST) && own >= 0) return fail_no_broadcast(m, i, op->flags & OP_WRITE ? "output operand" : "operand");
        if (!(op->flags & OP_WRITE)) continue;
        if (!(m->it->flags & IT_REDUCE_OK)) {
            PyErr_Format(
                PyExc_ValueError,
                "output operand requires a reduction along dimension %d, but the reduction is not enabled. The dimension size of 1 "
                "does not match the expected output shape.",
                m->ndim - 1 - k);
            return -1;
        }
        if (!(op->flags & OP_READ)) return fail("output operand requires a reduction, but is flagged as write-only, not read-write");
        op->flags |= OP_REDUCES;
    }
    return 0;
}

/* The same for an output that is to be made. */
static int check_missing_repeats(making *m, int i)
{
    ndop *op = &m->it->op[i];
    for (int k = 0; !(op->flags & OP_VIRTUAL) && k < m->ndim; k++) {
        if (axis_of(m, i, k) >= 0 || m->shape[k] == 1) continue;
        if (!(m->it->flags & IT_REDUCE_OK)) return fail("output operand requires a reduction, but reduction is not enabled");
        if (!(op->flags & OP_READ)) return fail("output operand requires a reduction, but is flagged as write-only, not read-write");
        if (op->flags & OP_ARRAYMASK) return fail(mask_reduces);
        op->flags |= OP_REDUCES;
    }
    return 0;
}

/* Strides through the common shape, of the array that is iterated. */
static void seen_strides(making *m, int i, PyObject *array)
{
    const PndArrayObject *a = PND_ARRAY(array);
    for (int k = 0; k < m->ndim; k++) {
        const int own = axis_of(m, i, k);
        m->strides[i][k] = own < 0 || a->dimensions[own] == 1 ? 0 : a->strides[own];
    }
}

/**************************************************************************** dtypes */

/* What the operands that are read promote to, as they were asked for; with common_dtype, all that are there. */
static const pnd_dtype *common_dtype(const making *m)
{
    const pnd_dtype *common = NULL;
    pnd_error err;
    int n = 0;
    bool alone = false;
    for (int i = 0; i < m->c->nop; i++) {
        if (m->dtypes[i] == NULL || !((m->it->op[i].flags & OP_READ) || (m->it->flags & IT_COMMON_DTYPE))) continue;
        const pnd_dtype *d = m->dtypes[i];
        common = common ? pnd_promote(common, d, &err) : d;
        if (common == NULL) return (void)pnd_raise(&err), NULL;
        alone = n++ == 0 && (m->c->dtypes[i] || m->c->ops[i] == NULL || PND_ARRAY(m->c->ops[i])->nd > 0);
    }
    if (common == NULL) PyErr_SetString(PyExc_TypeError, "no arrays or types available to calculate result type");
    return common == NULL || alone ? common : pnd_dtype_native(common); /* a lone array's dtype stays as it is */
}

static int choose_dtypes(making *m)
{
    const nditer_call *c = m->c;
    const pnd_dtype *common = NULL;
    bool wanted = m->it->flags & IT_COMMON_DTYPE;
    for (int i = 0; i < c->nop; i++) {
        const unsigned f = m->it->op[i].flags;
        m->dtypes[i] = c->dtypes[i] && !(f & OP_VIRTUAL) ? c->dtypes[i]->core : c->ops[i] ? PND_ARRAY(c->ops[i])->descr->core : NULL;
        if (m->dtypes[i] && (f & OP_NBO)) m->dtypes[i] = pnd_dtype_native(m->dtypes[i]);
        wanted |= m->dtypes[i] == NULL;
    }
    if (wanted && (common = common_dtype(m)) == NULL) return -1;
    for (int i = 0; i < c->nop; i++)
        if (m->dtypes[i] == NULL || (m->it->flags & IT_COMMON_DTYPE)) m->dtypes[i] = common;
    for (int i = 0; i < c->nop; i++) {
        ndop *op = &m->it->op[i];
        const bool same = c->ops[i] && PND_ARRAY(c->ops[i])->descr->core == m->dtypes[i];
        op->descr = same ? (PndDescrObject *)Py_NewRef((PyObject *)PND_ARRAY(c->ops[i])->descr)
                    : c->dtypes[i] && c->dtypes[i]->core == m->dtypes[i] ? (PndDescrObject *)Py_NewRef((PyObject *)c->dtypes[i])
                                                                         : pnd_descr_new(m->dtypes[i]);
        if (op->descr == NULL) return -1;
        if (!pnd_dtype_is_plain(m->dtypes[i]) && !(m->it->flags & IT_REFS_OK)) {
            PyErr_SetString(PyExc_TypeError,
                            "Iterator operand or requested dtype holds references, but the NPY_ITER_REFS_OK flag was not enabled");
            return -1;
        }
    }
    return 0;
}

static int check_casts(making *m)
{
    const nditer_call *c = m->c;
    for (int i = 0; i < c->nop; i++) {
        if (c->ops[i] == NULL) continue;
        PndDescrObject *have = PND_ARRAY(c->ops[i])->descr, *want = m->it->op[i].descr;
        const unsigned f = m->it->op[i].flags;
        if (have->core == want->core) continue;
        if ((f & OP_READ) && !pnd_can_cast(have->core, want->core, c->casting)) {
            PyErr_Format(PyExc_TypeError, "Iterator operand %d dtype could not be cast from %R to %R according to the rule '%s'", i, have,
                         want, pnd_casting_name(c->casting));
            return -1;
        }
        if ((f & OP_WRITE) && !pnd_can_cast(want->core, have->core, c->casting)) {
            PyErr_Format(PyExc_TypeError,
                         "Iterator requested dtype could not be cast from %R to %R, the operand %d dtype, according to the rule '%s'", want,
                         have, i, pnd_casting_name(c->casting));
            return -1;
        }
    }
    return 0;
}

/**************************************************************************** the order of the axes */

static bool all_fortran(const making *m)
{
    for (int i = 0; i < m->c->nop; i++)
        if (m->c->ops[i] && !(PND_ARRAY(m->c->ops[i])->flags & PND_FLAG_F)) return false;
    return true;
}

/* it->perm and it->flip; only order K turns axes round, and only where nothing is to be allocated. */
static int order_axes(making *m)
{
    nditer *it = m->it;
    const intptr_t **rows = PyMem_New(const intptr_t *, (size_t)it->nop + 1);
    int n = 0;
    if (rows == NULL) return PyErr_NoMemory(), -1;
    bool turns = m->c->order == PND_ORDER_K;
    for (int i = 0; i < it->nop; i++) {
        if (m->c->ops[i]) rows[n++] = m->strides[i];
        else turns = false;
    }
    it->ndim = m->ndim;
    const bool fortran = m->c->order == PND_ORDER_F || (m->c->order == PND_ORDER_A && all_fortran(m));
    for (int k = 0; k < m->ndim; k++) it->perm[k] = fortran ? k : m->ndim - 1 - k;
    if (m->c->order == PND_ORDER_K) pnd_axis_order(n, rows, m->ndim, it->perm);
    for (int k = 0; k < m->ndim; k++) {
        bool negative = false, positive = false;
        for (int i = 0; i < n; i++) negative |= rows[i][it->perm[k]] < 0, positive |= rows[i][it->perm[k]] > 0;
        it->flip[k] = turns && negative && !positive;
        it->shape[k] = m->shape[it->perm[k]];
    }
    PyMem_Free(rows);
    return 0;
}

/* A fresh array for operand i, its axes in the order of the iteration. */
static PyObject *new_output(making *m, int i)
{
    nditer *it = m->it;
    intptr_t shape[PND_MAXDIMS], strides[PND_MAXDIMS], step = m->dtypes[i]->size;
    int nd = 0;
    for (int k = 0; k < m->ndim; k++)
        if (axis_of(m, i, k) >= nd) nd = axis_of(m, i, k) + 1;
    for (int own = 0; own < nd; own++) shape[own] = -1;
    for (int k = 0; k < it->ndim; k++) { /* innermost first */
        const int own = axis_of(m, i, it->perm[k]);
        if (own < 0) continue;
        shape[own] = it->shape[k];
        strides[own] = step;
        step *= it->shape[k] > 0 ? it->shape[k] : 1;
    }
    for (int own = 0; own < nd; own++)
        if (shape[own] < 0) return fail("automatically allocated output array specified with an inconsistent axis mapping"), NULL;
    if (it->size == 0) return pnd_array_new(m->dtypes[i], nd, shape, PND_ORDER_C);
    return pnd_array_from_data(&PndArray_Type, it->op[i].descr, nd, shape, strides, NULL, PND_FLAG_WRITEABLE, NULL, NULL);
}

/* A copy of operand i, its axes in the order of the iteration where each has a place there. */
static PyObject *copied(const making *m, int i)
{
    const nditer *it = m->it;
    PyObject *o = m->c->ops[i];
    const pnd_view src = pnd_array_view(o);
    intptr_t strides[PND_MAXDIMS], step = m->dtypes[i]->size;
    pnd_view dst;
    pnd_error err;
    int placed = 0, fpe = 0;
    for (int k = 0; k < it->ndim; k++) { /* innermost first */
        const int own = axis_of(m, i, it->perm[k]);
        if (own < 0) continue;
        strides[own] = step;
        step *= src.shape[own];
        placed++;
    }
    if (placed < src.ndim || it->size == 0) return pnd_array_copy_of(o, m->dtypes[i], PND_ORDER_K, false);
    PyObject *a = pnd_array_from_data(&PndArray_Type, it->op[i].descr, src.ndim, src.shape, strides, NULL, PND_FLAG_WRITEABLE, NULL, NULL);
    if (a == NULL) return NULL;
    int status = pnd_array_writable(a, &dst, NULL);
    if (status == 0 && pnd_assign(&dst, &src, NULL, &fpe, &err) < 0) status = pnd_raise_int(&err);
    if (status == 0 && fpe) status = pnd_fpe_hook(fpe, "cast");
    if (status < 0) Py_CLEAR(a);
    return a;
}

/* The class of the input with the highest priority. */
static PyObject *of_best_type(const making *m, int i, PyObject *array)
{
    if (array == NULL || (m->it->op[i].flags & OP_NO_SUBTYPE)) return array;
    PyObject **in = PyMem_New(PyObject *, (size_t)m->c->nop + 1);
    int n = 0;
    if (in == NULL) return Py_DECREF(array), PyErr_NoMemory();
    for (int k = 0; k < m->c->nop; k++)
        if (m->c->ops[k]) in[n++] = m->c->ops[k];
    PyObject *best = pnd_find_wrapper(in, n); /* borrowed */
    PyMem_Free(in);
    if (best == NULL && PyErr_Occurred()) return Py_DECREF(array), NULL;
    return best && pnd_is_array(best) ? pnd_array_as_type_of(best, array) : array;
}

/**************************************************************************** copies */

static bool needs_copy(const making *m, int i)
{
    const ndop *op = &m->it->op[i];
    const pnd_view v = pnd_array_view(m->c->ops[i]);
    if (v.dtype != m->dtypes[i]) return true;
    return (op->flags & OP_ALIGNED) && !pnd_is_aligned(&v);
}

/* Operands that are written and share memory with one that is read. */
static void find_overlaps(making *m)
{
    const nditer_call *c = m->c;
    for (int i = 0; i < c->nop; i++) {
        if (c->ops[i] == NULL || !(m->it->op[i].flags & OP_WRITE)) continue;
        const pnd_view a = pnd_array_view(c->ops[i]);
        for (int k = 0; k < c->nop; k++) {
            const unsigned f = m->it->op[k].flags;
            if (k == i || c->ops[k] == NULL || !(f & OP_READ) || (f & OP_FORCE_COPY)) continue;
            const pnd_view b = pnd_array_view(c->ops[k]);
            const bool elementwise = (f & OP_ELEMENTWISE) && (m->it->op[i].flags & OP_ELEMENTWISE);
            if (elementwise && pnd_views_identical(&a, &b) && pnd_view_self_overlap(&a, 1) == PND_OVERLAP_NO) continue;
            if (pnd_views_overlap(&a, &b, 1) == PND_OVERLAP_NO) continue;
            m->it->op[i].flags |= OP_FORCE_COPY;
            break;
        }
    }
}

/* it->op[i].array and target. */
static int take_array(making *m, int i)
{
    ndop *op = &m->it->op[i];
    PyObject *o = m->c->ops[i];
    if (o == NULL) {
        op->array = of_best_type(m, i, new_output(m, i));
        return op->array ? 0 : -1;
    }
    const bool other = needs_copy(m, i), reads = !(op->flags & OP_WRITE);
    const bool may = (op->flags & OP_UPDATE) || (reads && ((op->flags & OP_COPY) || PND_ARRAY(o)->nd == 0));
    if ((op->flags & OP_FORCE_COPY) || (other && may)) {
        pnd_view v; /* another operand's copy may already be due to go back there */
        if ((op->flags & OP_WRITE) && pnd_array_writable(o, &v, "operand array with iterator write flag set") < 0) return -1;
        op->array = copied(m, i);
        if (op->array && (op->flags & OP_WRITE)) {
            op->target = Py_NewRef(o);
            PND_ARRAY(o)->flags &= ~PND_FLAG_WRITEABLE; /* until the copy has gone back */
            PND_ARRAY(op->array)->flags |= PND_FLAG_WRITEBACK;
        }
        return op->array ? 0 : -1;
    }
    op->array = Py_NewRef(o);
    if (!other) return 0;
    if (m->it->flags & IT_BUFFERED) return op->flags |= OP_BUFFERS, 0;
    PyErr_SetString(PyExc_TypeError, "Iterator operand required copying or buffering, but neither copying nor buffering was enabled");
    return -1;
}

static int ready_casts(making *m)
{
    pnd_error err;
    for (int i = 0; i < m->it->nop; i++) {
        ndop *op = &m->it->op[i];
        if (op->array) op->have = (PndDescrObject *)Py_NewRef((PyObject *)PND_ARRAY(op->array)->descr);
        const pnd_dtype *have = op->have ? op->have->core : op->descr->core;
        if (pnd_castop_init(&op->in, have, op->descr->core, &err) < 0 || pnd_castop_init(&op->out, op->descr->core, have, &err) < 0)
            return pnd_raise_int(&err);
        if (op->array) pnd_array_pin_data(op->array);
        if (op->target) pnd_array_pin_data(op->target);
        op->pinned = true;
    }
    return 0;
}

/**************************************************************************** axes */

/* Strides and first elements along the iteration's axes; the running index is one more operand, with steps of its own. */
static void place_operands(making *m)
{
    nditer *it = m->it;
    intptr_t steps[PND_MAXDIMS], step = 1;
    for (int k = 0; k < m->ndim; k++) {
        const int axis = it->flags & IT_F_INDEX ? k : m->ndim - 1 - k;
        steps[axis] = m->shape[axis] == 1 ? 0 : step;
        step *= m->shape[axis] > 0 ? m->shape[axis] : 1;
    }
    it->index_base = 0;
    for (int i = 0; i < it->nop; i++) {
        it->op[i].base = it->op[i].array ? PND_ARRAY(it->op[i].array)->data : NULL;
        if (it->op[i].array) seen_strides(m, i, it->op[i].array);
        else memset(m->strides[i], 0, sizeof m->strides[i]);
    }
    for (int k = 0; k < it->ndim; k++) {
        const int axis = it->perm[k];
        const intptr_t last = it->shape[k] > 0 ? it->shape[k] - 1 : 0;
        it->index_step[k] = steps[axis];
        if (it->flip[k]) it->index_base += steps[axis] * last, it->index_step[k] = -steps[axis];
        for (int i = 0; i < it->nop; i++) {
            const intptr_t s = m->strides[i][axis];
            it->op[i].strides[k] = it->flip[k] ? -s : s;
            if (it->flip[k]) it->op[i].base += s * last, it->op[i].turned += s * last;
        }
    }
}

/* Operands that must stand densely do so in a buffer; an axis of length 1 has no step, and so is not dense. */
static int check_contiguous(nditer *it)
{
    for (int i = 0; i < it->nop; i++) {
        ndop *op = &it->op[i];
        if (!(op->flags & OP_CONTIG) || (it->ndim > 0 ? op->strides[0] : 0) == op->descr->elsize) continue;
        if (it->flags & IT_BUFFERED) {
            op->flags |= OP_BUFFERS;
            continue;
        }
        PyErr_SetString(PyExc_TypeError,
                        "Iterator operand required buffering, to be contiguous as requested, but buffering is not enabled");
        return -1;
    }
    return 0;
}

/* One mask value for each element that is written. */
static int check_mask(const nditer *it)
{
    if (it->mask < 0) return 0;
    const ndop *mask = &it->op[it->mask];
    if ((it->flags & IT_BUFFERED) && mask->descr->core->idx != PND_IDX_BOOL && mask->descr->core->idx != PND_IDX_UBYTE) {
        PyErr_Format(PyExc_TypeError, "The ARRAYMASK operand must have dtype bool or uint8, not %R", mask->descr);
        return -1;
    }
    if (mask->flags & OP_REDUCES) return fail(mask_reduces);
    for (int i = 0; i < it->nop; i++)
        for (int k = 0; (it->op[i].flags & OP_WRITEMASKED) && (it->op[i].flags & OP_REDUCES) && k < it->ndim; k++)
            if (it->shape[k] != 1 && it->op[i].strides[k] == 0 && mask->strides[k] != 0)
                return fail("Iterator reduction operand is WRITEMASKED, but also broadcasts to multiple mask values. "
                            "There can be only one mask value per WRITEMASKED element.");
    return 0;
}

static bool joins(const nditer *it, int a, int b)
{
    const intptr_t na = it->shape[a], nb = it->shape[b];
    for (int i = -1; i < it->nop; i++) {
        const intptr_t *s = i < 0 ? it->index_step : it->op[i].strides;
        if (i < 0 && !(it->flags & (IT_C_INDEX | IT_F_INDEX))) continue;
        if ((na == 1 && s[a] == 0) || (nb == 1 && s[b] == 0)) continue;
        if (s[a] * na != s[b]) return false;
    }
    return true;
}

void pnd_nditer_coalesce(nditer *it)
{
    int m = 0;
    for (int k = 1; k < it->ndim; k++) {
        if (joins(it, m, k)) {
            const bool take = it->shape[m] == 1;
            for (int i = 0; i < it->nop; i++)
                if (take && it->op[i].strides[m] == 0) it->op[i].strides[m] = it->op[i].strides[k];
            if (take && it->index_step[m] == 0) it->index_step[m] = it->index_step[k];
            it->shape[m] *= it->shape[k];
            continue;
        }
        m++;
        it->shape[m] = it->shape[k];
        it->index_step[m] = it->index_step[k];
        for (int i = 0; i < it->nop; i++) it->op[i].strides[m] = it->op[i].strides[k];
    }
    if (it->ndim > 0) it->ndim = m + 1;
}

void pnd_nditer_drop_axis(nditer *it, int axis)
{
    int gone = 0;
    while (it->perm[gone] != axis) gone++;
    for (int i = 0; it->flip[gone] && i < it->nop; i++) {
        const intptr_t back = (it->shape[gone] - 1) * it->op[i].strides[gone];
        it->op[i].base += back, it->op[i].turned += back;
    }
    for (int k = gone; k + 1 < it->ndim; k++) {
        it->shape[k] = it->shape[k + 1], it->perm[k] = it->perm[k + 1], it->flip[k] = it->flip[k + 1];
        for (int i = 0; i < it->nop; i++) it->op[i].strides[k] = it->op[i].strides[k + 1];
    }
    it->ndim--;
    it->size = 1;
    for (int k = 0; k < it->ndim; k++) {
        it->perm[k] -= it->perm[k] > axis;
        it->size *= it->shape[k];
    }
    it->start = 0, it->end = it->size;
}

/**************************************************************************** all together */

static int make_all(making *m)
{
    nditer *it = m->it;
    if (check_global_flags(it->flags) < 0 || check_op_flags(m) < 0 || common_shape(m) < 0) return -1;
    for (int i = 0; i < it->nop; i++) {
        if (m->c->ops[i] == NULL && check_missing_repeats(m, i) < 0) return -1;
        if (m->c->ops[i] == NULL) continue;
        if (check_repeats(m, i) < 0) return -1;
        seen_strides(m, i, m->c->ops[i]);
    }
    if (choose_dtypes(m) < 0 || check_casts(m) < 0 || order_axes(m) < 0) return -1;
    if (it->flags & IT_COPY_IF_OVERLAP) find_overlaps(m);
    for (int i = 0; i < it->nop; i++)
        if (take_array(m, i) < 0) return -1;
    if (ready_casts(m) < 0) return -1;
    place_operands(m);
    if (check_mask(it) < 0) return -1;
    if (check_contiguous(it) < 0) return -1;
    if (!(it->flags & IT_MULTI_INDEX)) pnd_nditer_coalesce(it);
    it->start = 0, it->end = it->size;
    it->buffersize = m->c->buffersize > 0 ? m->c->buffersize : DEFAULT_BUFFER;
    if (it->buffersize > it->size) it->buffersize = it->size > 0 ? it->size : 1;
    pnd_nditer_plan(it);
    it->delayed = (it->flags & IT_BUFFERED) && (it->flags & IT_DELAY);
    if (!it->delayed) return pnd_nditer_reset(it);
    it->finished = it->size == 0;
    return 0;
}

int pnd_nditer_make(nditer *it, const nditer_call *c)
{
    making m = {.it = it, .c = c};
    it->op = PyMem_Calloc((size_t)c->nop, sizeof *it->op);
    m.strides = PyMem_Calloc((size_t)c->nop, sizeof *m.strides);
    m.dtypes = PyMem_Calloc((size_t)c->nop, sizeof *m.dtypes);
    int status = -1;
    it->flags = c->flags;
    if (!it->op || !m.strides || !m.dtypes) PyErr_NoMemory();
    else {
        it->nop = c->nop;
        /* Outputs, copies and casts run anyone's code, which might reshape or shrink the operands. */
        for (int i = 0; i < c->nop; i++)
            if (c->ops[i]) pnd_array_pin(c->ops[i]);
        status = make_all(&m);
        for (int i = 0; i < c->nop; i++)
            if (c->ops[i]) pnd_array_unpin(c->ops[i]);
    }
    PyMem_Free(m.strides);
    PyMem_Free((void *)m.dtypes);
    return status;
}

int pnd_nditer_copy(nditer *copy, const nditer *it)
{
    memcpy((char *)copy + sizeof(PyObject), (const char *)it + sizeof(PyObject), sizeof *it - sizeof(PyObject));
    copy->child = NULL;
    copy->busy = 0;
    copy->chunk = copy->buffer_room = 0;
    copy->op = PyMem_Calloc((size_t)it->nop, sizeof *it->op);
    if (copy->op == NULL) {
        copy->nop = 0;
        return PyErr_NoMemory(), -1;
    }
    for (int i = 0; i < it->nop; i++) {
        ndop *op = &copy->op[i];
        *op = it->op[i];
        op->buffer = NULL;
        op->in_buffer = false;
        op->target = NULL;
        Py_XINCREF(op->array);
        Py_INCREF(op->descr);
        Py_XINCREF(op->have);
        if (op->array) pnd_array_pin_data(op->array);
        op->pinned = op->array != NULL;
    }
    int status = it->delayed ? 0 : pnd_nditer_allocate(copy);
    if (status == 0 && !it->delayed && !it->finished) status = pnd_nditer_goto(copy, it->position);
    return status;
}

int pnd_nditer_write_back(nditer *it)
{
    int status = 0;
    pnd_error err;
    it->busy++;
    for (int i = 0; i < it->nop; i++) {
        ndop *op = &it->op[i];
        PyObject *target = op->target;
        if (target == NULL) continue;
        PyObject *type, *value, *traceback;
        PyErr_Fetch(&type, &value, &traceback); /* of a flush or of another operand: the first one is told */
        int fpe = 0;
        op->target = NULL; /* from here on it is ours: the elements' own code may come back here */
        pnd_array_pin(target);
        pnd_array_pin(op->array);
        PND_ARRAY(target)->flags |= PND_FLAG_WRITEABLE;
        PND_ARRAY(op->array)->flags &= ~PND_FLAG_WRITEBACK;
        const pnd_view dst = pnd_array_view(target), src = pnd_array_view(op->array);
        if (dst.ndim != src.ndim || memcmp(dst.shape, src.shape, (size_t)dst.ndim * sizeof *dst.shape) != 0)
            status = fail("a copied operand cannot be written back: its shape has changed since the iterator was made");
        else if (pnd_assign(&dst, &src, NULL, &fpe, &err) < 0) status = pnd_raise_int(&err);
        else if (fpe && pnd_fpe_hook(fpe, "cast") < 0) status = -1;
        pnd_array_unpin(op->array);
        pnd_array_unpin(target);
        pnd_array_unpin_data(target);
        Py_DECREF(target);
        if (type) PyErr_Restore(type, value, traceback);
    }
    it->busy--;
    return status;
}

void pnd_nditer_clear(nditer *it)
{
    for (int i = 0; it->op && i < it->nop; i++) {
        ndop *op = &it->op[i];
        if (op->buffer) {
            if (!pnd_dtype_is_plain(op->descr->core)) pnd_move_clear(op->descr->core, op->buffer, op->descr->elsize, it->buffer_room);
            pnd_data_free(op->buffer, (size_t)(it->buffer_room * op->descr->elsize));
        }
        if (op->target) {
            PND_ARRAY(op->target)->flags |= PND_FLAG_WRITEABLE;
            if (op->array) PND_ARRAY(op->array)->flags &= ~PND_FLAG_WRITEBACK;
            if (op->pinned) pnd_array_unpin_data(op->target);
            Py_DECREF(op->target);
        }
        if (op->array) {
            if (op->pinned) pnd_array_unpin_data(op->array);
            Py_DECREF(op->array);
        }
        Py_XDECREF(op->descr);
        Py_XDECREF(op->have);
    }
    PyMem_Free(it->op);
    it->op = NULL;
    it->nop = 0;
    Py_CLEAR(it->child);
}
