/*
 * The ndarray's life.
 *
 * Ownership: an array owns a reference to its descr and to its base; data is inline, its own block, or somebody else's,
 * in which case `base` keeps it alive.  Invariants, valid whenever Python code can run: dimensions and strides have nd
 * entries; flags C, F and ALIGNED say what shape and strides say; OWNDATA exactly for inline and own data.
 */
#include "array.h"

#include "../engine/assign.h"
#include "../platform/checked.h"
#include "../platform/mem.h"
#include "../py/errors.h"
#include "../py/signature.h"
#include "../py/state.h"
#include "objref.h"
#include "slab.h"

PyNumberMethods pnd_array_as_number;
PyMappingMethods pnd_array_as_mapping;
PySequenceMethods pnd_array_as_sequence;
PyBufferProcs pnd_array_as_buffer;

static Py_ssize_t live_arrays;
static PyObject *s_finalize, *ndarray_finalize;

Py_ssize_t pnd_live_arrays(void) { return live_arrays; }

#define TRACE_DOMAIN 389047 /* NumPy's, so that tracemalloc filters written for it find our data too */

PyObject *pnd_shape_tuple(int n, const Py_ssize_t *values)
{
    PyObject *t = PyTuple_New(n);
    for (int i = 0; t && i < n; i++) {
        PyObject *x = PyLong_FromSsize_t(values[i]);
        if (x) PyTuple_SET_ITEM(t, i, x);
        else Py_CLEAR(t);
    }
    return t;
}

/* ---- data ------------------------------------------------------------------------------------------------------------------------ */

/* NumPy's MemoryError, which names the shape and the dtype that a has. */
static int raise_no_room(const PndArrayObject *a)
{
    PyObject *shape = pnd_shape_tuple(a->nd, a->dimensions);
    PyObject *e = shape ? PyObject_CallFunctionObjArgs(PndExc_ArrayMemoryError, shape, a->descr, NULL) : NULL;
    if (e) PyErr_SetObject(PndExc_ArrayMemoryError, e);
    Py_XDECREF(e);
    Py_XDECREF(shape);
    return -1;
}

static int take_own_data(PndArrayObject *a, Py_ssize_t nbytes, bool zero)
{
    bool is_plain = pnd_dtype_is_plain(a->descr->core);
    a->nbytes = nbytes > 0 ? nbytes : a->descr->elsize > 0 ? a->descr->elsize : 1;
#if !defined(PND_SANITIZE)
    if (a->nbytes <= PND_INLINE_DATA && Py_TYPE(a) == &PndArray_Type) {
        a->data = pnd_slab_data(a);
        a->origin = PND_DATA_INLINE;
        if (zero || !is_plain) memset(a->data, 0, PND_INLINE_DATA);
        return 0;
    }
#endif
    a->data = pnd_data_alloc((size_t)a->nbytes, zero || !is_plain);
    if (!a->data) return raise_no_room(a);
    a->origin = PND_DATA_OWN;
    PyTraceMalloc_Track(TRACE_DOMAIN, (uintptr_t)a->data, (size_t)a->nbytes);
    return 0;
}

static void free_block(pnd_origin origin, char *data, Py_ssize_t nbytes)
{
    if (origin != PND_DATA_OWN) return;
    PyTraceMalloc_Untrack(TRACE_DOMAIN, (uintptr_t)data);
    pnd_data_free(data, (size_t)nbytes);
}

/*
 * Arrays in arrays in arrays: dropping the outermost must not go down the C stack as far as they go.  Below a depth, blocks wait in a
 * list, which the outermost drop works off.
 */
typedef struct waiting {
    struct waiting *next;
    const pnd_dtype *dtype;
    pnd_origin origin;
    char *data;
    Py_ssize_t nbytes;
    char bytes[PND_INLINE_DATA]; /* of inline data, whose object is gone by then */
} waiting;
#define DROP_DEPTH 50
static _Thread_local int drop_depth;
static _Thread_local waiting *drop_later;

static bool postpone(const pnd_dtype *d, pnd_origin origin, char *data, Py_ssize_t nbytes)
{
    waiting *w = drop_depth < DROP_DEPTH ? NULL : pnd_malloc(sizeof *w);
    if (!w) return false;
    *w = (waiting){.next = drop_later, .dtype = pnd_dtype_incref(d), .origin = origin, .data = data, .nbytes = nbytes};
    if (origin == PND_DATA_INLINE) memcpy(w->data = w->bytes, data, (size_t)nbytes);
    drop_later = w;
    return true;
}

static void drop_elements(const pnd_dtype *d, pnd_origin origin, char *data, Py_ssize_t nbytes)
{
    drop_depth++;
    pnd_move_clear(d, data, d->size, nbytes / d->size);
    drop_depth--;
    free_block(origin, data, nbytes);
}

/* Elements are cleared, which may run any code: nothing reaches them any more. */
static void drop_block(const pnd_dtype *d, pnd_origin origin, char *data, Py_ssize_t nbytes)
{
    if (origin != PND_DATA_INLINE && origin != PND_DATA_OWN) return;
    if (pnd_dtype_is_plain(d) || d->size == 0) {
        free_block(origin, data, nbytes);
        return;
    }
    if (postpone(d, origin, data, nbytes)) return;
    drop_elements(d, origin, data, nbytes);
    while (drop_depth == 0 && drop_later) {
        waiting *w = drop_later;
        drop_later = w->next;
        drop_elements(w->dtype, w->origin, w->data, w->nbytes);
        pnd_dtype_decref(w->dtype);
        pnd_free(w);
    }
}

static void drop_own_data(PndArrayObject *a)
{
    const pnd_origin origin = a->origin;
    a->origin = PND_DATA_FOREIGN;
    drop_block(a->descr->core, origin, a->data, a->nbytes);
}

/* ---- header ------------------------------------------------------------------------------------------------------------------------ */

static int take_dims(PndArrayObject *a, int nd)
{
    a->nd = nd;
    a->dims_inline = nd <= PND_INLINE_DIMS;
    a->dimensions = a->dims_inline ? a->dims : pnd_malloc_array(2 * (size_t)nd, sizeof(Py_ssize_t));
    if (!a->dimensions) return PyErr_NoMemory(), -1;
    a->strides = a->dimensions + nd;
    return 0;
}

/* The fields of a block that holds anything: an array of no axes without data. */
static inline void clear_header(PndArrayObject *a, PndDescrObject *descr)
{
    live_arrays++;
    a->data = NULL;
    a->nd = 0;
    a->dimensions = a->strides = NULL;
    a->base = NULL;
    a->descr = (PndDescrObject *)Py_NewRef((PyObject *)descr);
    a->flags = 0;
    a->weakreflist = NULL;
    a->_buffer_info = NULL;
    a->mem_handler = NULL;
    a->origin = PND_DATA_FOREIGN;
    a->dims_inline = 1;
    a->data_pins = a->meta_pins = a->views = 0;
    a->nbytes = 0;
}

/* A block for an exact ndarray: type and reference count set, the rest undefined. */
static inline PndArrayObject *new_block(void)
{
    PndArrayObject *a = pnd_slab_alloc();
    if (PND_UNLIKELY(!a)) return NULL;
#if PY_VERSION_HEX < 0x030d0000 && !defined(Py_TRACE_REFS) && !defined(Py_DEBUG)
    Py_SET_TYPE(a, &PndArray_Type); /* what PyObject_Init does for a static type, without two calls */
    Py_SET_REFCNT(a, 1);
#else
    PyObject_Init((PyObject *)a, &PndArray_Type);
#endif
    return a;
}

/* An array without data; descr's reference is taken. */
static PndArrayObject *new_header(PyTypeObject *type, PndDescrObject *descr, int nd)
{
    PndArrayObject *a;
    if (type == &PndArray_Type) {
        if (!(a = new_block())) return (PndArrayObject *)PyErr_NoMemory();
    } else if (pnd_mem_should_fail()) return (PndArrayObject *)PyErr_NoMemory();
    else if (!(a = (PndArrayObject *)type->tp_alloc(type, 0))) return NULL;
    clear_header(a, descr);
    if (take_dims(a, nd) == 0) return a;
    a->dims_inline = 1;
    Py_DECREF(a);
    return NULL;
}

/* A copy that stands for its base (C-API only): its elements go back before it dies.  Errors can only be reported. */
static void write_back(PndArrayObject *a)
{
    PyObject *type, *value, *traceback;
    pnd_error err;
    PyErr_Fetch(&type, &value, &traceback);
    a->flags &= ~PND_FLAG_WRITEBACK;
    if (a->base && pnd_is_array(a->base)) {
        PND_ARRAY(a->base)->flags |= PND_FLAG_WRITEABLE;
        pnd_view to = pnd_array_view(a->base), from = pnd_array_view((PyObject *)a);
        if (pnd_assign(&to, &from, NULL, NULL, &err) < 0) {
            pnd_raise(&err);
            PyErr_WriteUnraisable(NULL);
        }
    }
    PyErr_Restore(type, value, traceback);
}

/* base: a reference is taken; an array counts who lives on its memory. */
static inline void take_base(PndArrayObject *a, PyObject *base)
{
    if (base && pnd_is_array(base)) PND_ARRAY(base)->views++;
    a->base = Py_XNewRef(base);
}

/* a's reference to its base, which is the caller's now; or NULL. */
static inline PyObject *release_base(PndArrayObject *a)
{
    PyObject *base = a->base;
    if (base && pnd_is_array(base)) PND_ARRAY(base)->views--;
    a->base = NULL;
    return base;
}

static inline void drop_base(PndArrayObject *a)
{
    PyObject *base = release_base(a);
    Py_XDECREF(base);
}

static void array_dealloc(PyObject *o)
{
    PndArrayObject *a = PND_ARRAY(o);
    /* the result of a small operation: nothing to give back but the block (a copy to write back has a base) */
    if (a->origin == PND_DATA_INLINE && !a->weakreflist && !a->base && a->dims_inline && !a->mem_handler &&
        pnd_dtype_is_plain(a->descr->core)) {
        Py_DECREF(a->descr);
        live_arrays--;
        pnd_slab_free(a);
        return;
    }
    if (a->weakreflist) PyObject_ClearWeakRefs(o);
    if (PND_UNLIKELY(a->flags & PND_FLAG_WRITEBACK)) write_back(a);
    if (a->origin != PND_DATA_FOREIGN) drop_own_data(a);
    drop_base(a);
    if (!a->dims_inline) pnd_free(a->dimensions);
    Py_XDECREF(a->mem_handler);
    Py_CLEAR(a->descr);
    live_arrays--;
    if (Py_TYPE(o) == &PndArray_Type) pnd_slab_free(a);
    else Py_TYPE(o)->tp_free(o);
}

/* pnd_contiguity and pnd_is_aligned in one pass: every view pays for this. */
static inline int layout_flags(int nd, const Py_ssize_t *shape, const Py_ssize_t *strides, Py_ssize_t itemsize, Py_ssize_t align,
                               const char *data)
{
    size_t bits = (size_t)data, c_step = (size_t)itemsize, f_step = (size_t)itemsize;
    int flags = PND_FLAG_C | PND_FLAG_F;
    if (nd == 1) {
        if (shape[0] == 0) return flags | PND_FLAG_ALIGNED;
        if (shape[0] != 1) {
            if (strides[0] != itemsize) flags = 0;
            bits |= (size_t)strides[0];
        }
        return bits & (size_t)(align - 1) ? flags : flags | PND_FLAG_ALIGNED;
    }
    for (int i = 0, j = nd - 1; i < nd; i++, j--) {
        if (shape[i] == 0) return PND_FLAG_C | PND_FLAG_F | PND_FLAG_ALIGNED;
        if (shape[i] != 1) {
            if ((size_t)strides[i] != f_step) flags &= ~PND_FLAG_F;
            f_step *= (size_t)shape[i];
            bits |= (size_t)strides[i];
        }
        if (shape[j] != 1) {
            if ((size_t)strides[j] != c_step) flags &= ~PND_FLAG_C;
            c_step *= (size_t)shape[j];
        }
    }
    return bits & (size_t)(align - 1) ? flags : flags | PND_FLAG_ALIGNED;
}

void pnd_array_update_flags(PyObject *o)
{
    PndArrayObject *a = PND_ARRAY(o);
    const pnd_dtype *d = a->descr->core;
    a->flags &= ~(PND_FLAG_C | PND_FLAG_F | PND_FLAG_ALIGNED);
    a->flags |= layout_flags(a->nd, a->dimensions, a->strides, d->size, d->align > 0 ? d->align : 1, a->data);
}

/* PARANOID builds check every array as it is handed out. */
static PyObject *checked(PndArrayObject *a)
{
#ifdef PND_PARANOID
    assert(a->nd >= 0 && a->nd <= PND_MAXDIMS && a->descr && a->descr->core && a->data);
    assert(a->strides == a->dimensions + a->nd);
    assert(a->descr->elsize == a->descr->core->size);
    assert(!(a->flags & PND_FLAG_OWNDATA) == (a->origin == PND_DATA_FOREIGN));
    assert((a->flags & (PND_FLAG_C | PND_FLAG_F)) == pnd_contiguity(a->nd, a->dimensions, a->strides, a->descr->elsize));
    for (int i = 0; i < a->nd; i++) assert(a->dimensions[i] >= 0);
#endif
    return (PyObject *)a;
}

/* ---- fresh arrays ------------------------------------------------------------------------------------------------------------------- */

/* Fresh data for shape and strides that a has; elements initialised. */
static int finish_fresh(PndArrayObject *a, Py_ssize_t nbytes, bool zero)
{
    const pnd_dtype *d = a->descr->core;
    if (take_own_data(a, nbytes, zero) < 0) return -1;
    a->flags = PND_FLAG_OWNDATA | PND_FLAG_WRITEABLE;
    pnd_array_update_flags((PyObject *)a);
    if (pnd_dtype_is_plain(d) || d->size == 0) return 0;
    pnd_error err;
    uint8_t origin = a->origin;
    a->origin = PND_DATA_FOREIGN; /* nothing to clear if init fails: it cleans up after itself */
    int status = pnd_move_init(d, a->data, d->size, a->nbytes / d->size, &err);
    if (status < 0) {
        if (origin == PND_DATA_OWN) {
            PyTraceMalloc_Untrack(TRACE_DOMAIN, (uintptr_t)a->data);
            pnd_data_free(a->data, (size_t)a->nbytes);
        }
        return pnd_raise_int(&err);
    }
    a->origin = origin;
    if (zero && pnd_dtype_is_object(d))
        for (Py_ssize_t i = 0; i < a->nbytes / d->size; i++) pnd_objref_put(a->data + i * d->size, PyLong_FromLong(0)); /* never fails */
    return 0;
}

static PyObject *new_fresh(PyTypeObject *type, PndDescrObject *descr, int nd, const Py_ssize_t *shape, pnd_order order, bool zero)
{
    pnd_error err;
    Py_ssize_t nbytes;
    if (nd < 0 || nd > PND_MAXDIMS)
        return PyErr_Format(PyExc_ValueError, "maximum supported dimension for an ndarray is %d, found %d", PND_MAXDIMS, nd);
    PndArrayObject *a = new_header(type, descr, nd);
    if (!a) return NULL;
    if (nd) memcpy(a->dimensions, shape, sizeof *shape * (size_t)nd);
    int status = pnd_strides_fill(nd, a->dimensions, descr->elsize, order, a->strides, &nbytes, &err);
    if (status < 0) {
        memset(a->dimensions, 0, sizeof *shape * (size_t)nd);
        pnd_raise(&err);
    }
    if (status < 0 || finish_fresh(a, nbytes, zero) < 0) {
        Py_DECREF(a);
        return NULL;
    }
    return checked(a);
}

static PyObject *new_of(const pnd_dtype *dtype, int nd, const Py_ssize_t *shape, pnd_order order, bool zero)
{
    PndDescrObject *descr = pnd_descr_new(dtype);
    PyObject *a = descr ? new_fresh(&PndArray_Type, descr, nd, shape, order, zero) : NULL;
    Py_XDECREF(descr);
    return a;
}

PyObject *pnd_array_new(const pnd_dtype *dtype, int nd, const Py_ssize_t *shape, pnd_order order)
{
    return new_of(dtype, nd, shape, order, false);
}
PyObject *pnd_array_zeros(const pnd_dtype *dtype, int nd, const Py_ssize_t *shape, pnd_order order)
{
    return new_of(dtype, nd, shape, order, true);
}

/* A C contiguous array of a plain dtype whose elements stand in its own block.  NULL without an exception: it is not so small, or
   there is no block; the general way then makes it or says so. */
static inline PyObject *new_inline(PndDescrObject *descr, int nd, const Py_ssize_t *shape)
{
#if !defined(PND_SANITIZE)
    Py_ssize_t step = descr->elsize;
    for (int i = 0; i < nd; i++) step *= shape[i];
    if (nd > PND_INLINE_DIMS || (size_t)step - 1 >= PND_INLINE_DATA || !pnd_dtype_is_plain(descr->core)) return NULL;
    PndArrayObject *a = new_block();
    if (PND_UNLIKELY(!a)) return NULL;
    clear_header(a, descr);
    int flags = PND_FLAG_OWNDATA | PND_FLAG_WRITEABLE | PND_FLAG_ALIGNED | PND_FLAG_C, wide = 0;
    a->nd = nd;
    a->dimensions = a->dims;
    a->strides = a->dims + nd;
    a->data = pnd_slab_data(a);
    a->origin = PND_DATA_INLINE;
    a->nbytes = step;
    step = descr->elsize;
    for (int i = nd - 1; i >= 0; i--) {
        a->dims[i] = shape[i];
        a->dims[nd + i] = step;
        wide += shape[i] != 1;
        step *= shape[i];
    }
    a->flags = wide < 2 ? flags | PND_FLAG_F : flags;
    return checked(a);
#else
    return (void)descr, (void)nd, (void)shape, NULL;
#endif
}

PyObject *pnd_array_new_fast(PndDescrObject *descr, int nd, const Py_ssize_t *shape)
{
    PyObject *a = new_inline(descr, nd, shape);
    return PND_LIKELY(a != NULL) ? a : new_fresh(&PndArray_Type, descr, nd, shape, PND_ORDER_C, false);
}

PyObject *pnd_array_new_like(const pnd_dtype *dtype, const pnd_view *like, pnd_order order)
{
    PndDescrObject *descr = pnd_descr_new(dtype);
    if (!descr) return NULL;
    if (order == PND_ORDER_A || order == PND_ORDER_K) {
        int both = pnd_contiguity(like->ndim, like->shape, like->strides, like->dtype->size);
        if (both & PND_FLAG_C || order == PND_ORDER_A) order = (both & PND_FLAG_F) && !(both & PND_FLAG_C) ? PND_ORDER_F : PND_ORDER_C;
        else if (both & PND_FLAG_F) order = PND_ORDER_F;
    }
    if (order != PND_ORDER_K) {
        PyObject *a = new_fresh(&PndArray_Type, descr, like->ndim, like->shape, order, false);
        Py_DECREF(descr);
        return a;
    }
    PyObject *o = new_fresh(&PndArray_Type, descr, like->ndim, like->shape, PND_ORDER_C, false);
    Py_DECREF(descr);
    if (!o) return NULL;
    PndArrayObject *a = PND_ARRAY(o);
    pnd_strides_like(a->nd, a->dimensions, dtype->size, like->strides, a->strides);
    pnd_array_update_flags(o);
    return checked(a);
}

/* ---- views and foreign memory ------------------------------------------------------------------------------------------------------- */

static int call_finalize(PyObject *a, PyObject *obj)
{
    if (pnd_is_exact_array(a)) return 0;
    PyObject *f;
    int has = pnd_find_attr((PyObject *)Py_TYPE(a), s_finalize, &f);
    if (has <= 0) return has;
    PyObject *r =
        f == ndarray_finalize || f == Py_None ? Py_NewRef(Py_None) : PyObject_CallFunctionObjArgs(f, a, obj ? obj : Py_None, NULL);
    Py_DECREF(f);
    Py_XDECREF(r);
    return r ? 0 : -1;
}

/* The object that keeps a view's memory alive: through arrays of exactly the view's type that own nothing. */
static inline PyObject *collapsed_base(PyTypeObject *type, PyObject *base)
{
    if (base && Py_TYPE(base) == &PndArray_Type && (PND_ARRAY(base)->flags & PND_FLAG_OWNDATA)) return base; /* nearly always */
    while (base && pnd_is_array(base) && !(PND_ARRAY(base)->flags & PND_FLAG_OWNDATA)) {
        PyObject *next = PND_ARRAY(base)->base;
        if (!next || Py_TYPE(next) != type) break;
        base = next;
    }
    return base;
}

PyObject *pnd_array_from_data(PyTypeObject *subtype, PndDescrObject *descr, int nd, const Py_ssize_t *shape, const Py_ssize_t *strides,
                              char *data, int flags, PyObject *base, PyObject *obj)
{
    PndArrayObject *a;
    if (nd < 0 || nd > PND_MAXDIMS)
        return PyErr_Format(PyExc_ValueError, "maximum supported dimension for an ndarray is %d, found %d", PND_MAXDIMS, nd);
    if (!data && !strides) a = PND_ARRAY(new_fresh(subtype, descr, nd, shape, flags & PND_FLAG_F ? PND_ORDER_F : PND_ORDER_C, false));
    else {
        Py_ssize_t nbytes;
        pnd_error err;
        if (!(a = new_header(subtype, descr, nd))) return NULL;
        if (nd) memcpy(a->dimensions, shape, sizeof *shape * (size_t)nd);
        bool good = pnd_strides_fill(nd, a->dimensions, descr->elsize, PND_ORDER_C, a->strides, &nbytes, &err) == 0;
        if (!good) pnd_raise(&err);
        if (strides && nd) memcpy(a->strides, strides, sizeof *strides * (size_t)nd);
        if (good && !data) good = finish_fresh(a, nbytes, false) == 0;
        else if (good) {
            a->data = data;
            a->flags = flags & (PND_FLAG_WRITEABLE | PND_FLAG_WRITEBACK);
            take_base(a, collapsed_base(subtype, base));
            pnd_array_update_flags((PyObject *)a);
        }
        if (!good) Py_CLEAR(a);
    }
    if (a && call_finalize((PyObject *)a, obj) < 0) Py_CLEAR(a);
    return a ? checked(a) : NULL;
}

PyObject *pnd_array_view_descr(PyObject *owner, const pnd_view *v, PndDescrObject *descr, bool subok)
{
    PyTypeObject *type = subok ? Py_TYPE(owner) : &PndArray_Type;
    int flags = PND_ARRAY(owner)->flags & PND_FLAG_WRITEABLE;
    if (type != &PndArray_Type) return pnd_array_from_data(type, descr, v->ndim, v->shape, v->strides, v->data, flags, owner, owner);
    PndArrayObject *a = new_header(type, descr, v->ndim);
    if (!a) return NULL;
    Py_ssize_t *shape = a->dimensions, *strides = a->strides;
    for (int i = 0; i < v->ndim; i++) {
        shape[i] = v->shape[i];
        strides[i] = v->strides[i];
    }
    a->data = v->data;
    a->flags =
        flags | layout_flags(a->nd, a->dimensions, a->strides, descr->elsize, descr->core->align > 0 ? descr->core->align : 1, a->data);
    take_base(a, collapsed_base(type, owner));
    return checked(a);
}

PyObject *pnd_array_view_of(PyObject *owner, const pnd_view *v, bool subok)
{
    PndDescrObject *descr = PND_ARRAY(owner)->descr;
    if (v->dtype == descr->core || !v->dtype) return pnd_array_view_descr(owner, v, descr, subok);
    PndDescrObject *other = pnd_descr_new(v->dtype);
    PyObject *result = other ? pnd_array_view_descr(owner, v, other, subok) : NULL;
    Py_XDECREF(other);
    return result;
}

int pnd_array_check_strides(PyObject *o, int ndim, const Py_ssize_t *shape, const Py_ssize_t *strides)
{
    const PndDescrObject *descr = PND_ARRAY(o)->descr;
    for (int i = 0; i < ndim && !pnd_dtype_is_plain(descr->core); i++) {
        if (shape[i] < 2 || strides[i] % descr->elsize == 0) continue;
        PyErr_Format(PyExc_ValueError, "stride %zd along axis %d is no multiple of the size of a reference", strides[i], i);
        return -1;
    }
    return 0;
}

/* Inline data get a block of their own, so that another array can have them. */
static int leave_slab(PndArrayObject *a)
{
    if (a->origin != PND_DATA_INLINE) return 0;
    char *block = pnd_data_alloc((size_t)a->nbytes, true);
    if (!block) return raise_no_room(a);
    PyTraceMalloc_Track(TRACE_DOMAIN, (uintptr_t)block, (size_t)a->nbytes);
    memcpy(block, a->data, (size_t)a->nbytes); /* moved, not copied: the slab's bytes are forgotten */
    a->data = block;
    a->origin = PND_DATA_OWN;
    return 0;
}

PyObject *pnd_array_in_class(PyObject *result, PyObject *like)
{
    if (!result || pnd_is_exact_array(like)) return result;
    PndArrayObject *a = PND_ARRAY(result), *dressed = NULL;
    if (Py_REFCNT(result) > 1 || (a->origin != PND_DATA_INLINE && a->origin != PND_DATA_OWN)) { /* somebody else's: a view of it */
        const pnd_view v = pnd_array_view(result);
        dressed =
            (PndArrayObject *)pnd_array_from_data(Py_TYPE(like), a->descr, v.ndim, v.shape, v.strides, v.data, a->flags, result, like);
        Py_DECREF(result);
        return (PyObject *)dressed;
    }
    if (leave_slab(a) == 0 && (dressed = new_header(Py_TYPE(like), a->descr, a->nd)) != NULL) {
        for (int i = 0; i < a->nd; i++) dressed->dimensions[i] = a->dimensions[i], dressed->strides[i] = a->strides[i];
        dressed->data = a->data;
        dressed->nbytes = a->nbytes;
        dressed->flags = a->flags;
        dressed->origin = a->origin;
        a->origin = PND_DATA_FOREIGN; /* what was its own is the other's now */
    }
    Py_DECREF(result);
    if (dressed && call_finalize((PyObject *)dressed, like) < 0) Py_CLEAR(dressed);
    return dressed ? checked(dressed) : NULL;
}

/* ---- writing ------------------------------------------------------------------------------------------------------------------------- */

int pnd_array_writable(PyObject *o, pnd_view *v, const char *what)
{
    if (!(PND_ARRAY(o)->flags & PND_FLAG_WRITEABLE)) {
        PyErr_Format(PyExc_ValueError, "%s is read-only", what ? what : "assignment destination");
        return -1;
    }
    *v = pnd_array_view(o);
    return 0;
}

bool pnd_array_can_be_writeable(PyObject *o)
{
    PyObject *base = PND_ARRAY(o)->base;
    if (!base || (PND_ARRAY(o)->flags & PND_FLAG_OWNDATA)) return true;
    for (; base && pnd_is_array(base); base = PND_ARRAY(base)->base) {
        if (PND_ARRAY(base)->flags & PND_FLAG_OWNDATA) return PND_ARRAY(base)->flags & PND_FLAG_WRITEABLE;
        if (!PND_ARRAY(base)->base) return PND_ARRAY(base)->flags & PND_FLAG_WRITEABLE;
    }
    Py_buffer b;
    if (!base || PyObject_GetBuffer(base, &b, PyBUF_WRITABLE | PyBUF_SIMPLE) < 0) return PyErr_Clear(), false;
    PyBuffer_Release(&b);
    return true;
}

Py_ssize_t pnd_array_size(PyObject *o)
{
    Py_ssize_t n = 1;
    for (int i = 0; i < PND_ARRAY(o)->nd; i++) n *= PND_ARRAY(o)->dimensions[i];
    return n;
}

/* ---- pins ------------------------------------------------------------------------------------------------------------------------------ */

static PndArrayObject *memory_owner(PyObject *o)
{
    while (PND_ARRAY(o)->base && pnd_is_array(PND_ARRAY(o)->base)) o = PND_ARRAY(o)->base;
    return PND_ARRAY(o);
}

void pnd_array_pin_data(PyObject *o) { memory_owner(o)->data_pins++; }
void pnd_array_unpin_data(PyObject *o) { memory_owner(o)->data_pins--; }

void pnd_array_pin(PyObject *o)
{
    PND_ARRAY(o)->meta_pins++;
    pnd_array_pin_data(o);
}

void pnd_array_unpin(PyObject *o)
{
    PND_ARRAY(o)->meta_pins--;
    pnd_array_unpin_data(o);
}

int pnd_array_check_meta(PyObject *o)
{
    if (PND_ARRAY(o)->meta_pins == 0) return 0;
    PyErr_SetString(PyExc_RuntimeError, "cannot change shape, strides, dtype or flags of an array while an operation runs on it");
    return -1;
}

int pnd_array_check_data(PyObject *o, const char *what)
{
    if (memory_owner(o)->data_pins == 0 && PND_ARRAY(o)->views == 0) return 0;
    PyErr_Format(PyExc_ValueError, "cannot %s an array whose memory is in use (by an operation, an export or a view)", what);
    return -1;
}

int pnd_array_set_layout(PyObject *o, int nd, const Py_ssize_t *shape, const Py_ssize_t *strides)
{
    PndArrayObject *a = PND_ARRAY(o);
    if (pnd_array_check_meta(o) < 0) return -1;
    Py_ssize_t *old = a->dims_inline ? NULL : a->dimensions, copy[2 * PND_MAXDIMS];
    if (nd) memcpy(copy, shape, sizeof *shape * (size_t)nd);
    if (nd) memcpy(copy + nd, strides, sizeof *strides * (size_t)nd);
    Py_ssize_t *dims = nd <= PND_INLINE_DIMS ? a->dims : pnd_malloc_array(2 * (size_t)nd, sizeof *dims);
    if (!dims) return PyErr_NoMemory(), -1;
    memcpy(dims, copy, sizeof *dims * 2 * (size_t)nd);
    a->dims_inline = dims == a->dims;
    a->nd = nd;
    a->dimensions = dims;
    a->strides = dims + nd;
    pnd_free(old);
    pnd_array_update_flags(o);
    return 0;
}

/* Data and layout of `fresh` become o's; both have been checked.  -1 leaves o as it was.  fresh's reference is consumed. */
static int adopt(PyObject *o, PyObject *fresh)
{
    PndArrayObject *a = PND_ARRAY(o), *f = PND_ARRAY(fresh);
    int status = -1;
    if (leave_slab(f) < 0 || pnd_array_set_layout(o, f->nd, f->dimensions, f->strides) < 0) goto done;
    /* the array is whole again before anything is dropped, since that may run any code */
    PndDescrObject *old_descr = a->descr;
    char *old_data = a->data;
    const pnd_origin old_origin = a->origin;
    const Py_ssize_t old_nbytes = a->nbytes;
    a->descr = (PndDescrObject *)Py_NewRef((PyObject *)f->descr);
    a->data = f->data;
    a->nbytes = f->nbytes;
    a->origin = f->origin;
    a->flags = f->flags;
    f->origin = PND_DATA_FOREIGN;
    PyObject *old_base = release_base(a);
    drop_block(old_descr->core, old_origin, old_data, old_nbytes);
    Py_XDECREF(old_base);
    Py_DECREF(old_descr);
    status = 0;
done:
    Py_DECREF(fresh);
    return status;
}

/* Gives an array new contents: fresh data of another dtype and shape.  -1 leaves it as it was. */
int pnd_array_reset(PyObject *o, PndDescrObject *descr, int nd, const Py_ssize_t *shape, pnd_order order)
{
    if (pnd_array_check_meta(o) < 0 || pnd_array_check_data(o, "replace the contents of") < 0) return -1;
    PyObject *fresh = new_fresh(&PndArray_Type, descr, nd, shape, order, false);
    return fresh ? adopt(o, fresh) : -1;
}

int pnd_array_resize(PyObject *o, int nd, const Py_ssize_t *shape, pnd_order order)
{
    PndArrayObject *a = PND_ARRAY(o);
    const pnd_dtype *d = a->descr->core;
    pnd_error err;
    if (pnd_array_check_meta(o) < 0 || pnd_array_check_data(o, "resize") < 0) return -1;
    PyObject *fresh = new_fresh(&PndArray_Type, a->descr, nd, shape, order, true);
    if (!fresh) return -1;
    const Py_ssize_t had = pnd_array_size(o), has = pnd_array_size(fresh), n = had < has ? had : has;
    const int writeable = a->flags & PND_FLAG_WRITEABLE;
    if (pnd_move_copy(d, PND_ARRAY(fresh)->data, d->size, a->data, d->size, n, &err) < 0) {
        Py_DECREF(fresh);
        return pnd_raise_int(&err);
    }
    pnd_strides_contiguous(nd, shape, d->size, order, PND_ARRAY(fresh)->strides); /* an empty array's too */
    if (adopt(o, fresh) < 0) return -1;
    if (!writeable) a->flags &= ~PND_FLAG_WRITEABLE;
    return 0;
}

/* ---- the type ---------------------------------------------------------------------------------------------------------------------------- */

static PyObject *finalize_nothing(PyObject *self, PyObject *obj) { return (void)self, (void)obj, Py_NewRef(Py_None); }
static PyMethodDef finalize_def = {"__array_finalize__", finalize_nothing, METH_O,
                                   "__array_finalize__(obj, /)\n--\n\nHook of subclasses; ndarray's does nothing."};

PyTypeObject PndArray_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "pyndarray.ndarray",
    .tp_basicsize = sizeof(PndArrayObject),
    .tp_dealloc = array_dealloc,
    .tp_as_number = &pnd_array_as_number,
    .tp_as_sequence = &pnd_array_as_sequence,
    .tp_as_mapping = &pnd_array_as_mapping,
    .tp_as_buffer = &pnd_array_as_buffer,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_weaklistoffset = offsetof(PndArrayObject, weakreflist),
    .tp_hash = PyObject_HashNotImplemented,
    .tp_doc = "ndarray(shape, dtype=None, buffer=None, offset=0, strides=None, order=None)\n--\n\n"
              "An array of elements of one dtype.\n\n"
              "Parameters\n----------\nshape : int or tuple of int\ndtype : dtype, optional\n    float64 when not given.\nbuffer : object "
              "with the buffer protocol, optional\n"
              "    Memory to share; None allocates (uninitialised).\noffset : int, optional\n    Bytes into the buffer.\n"
              "strides : tuple of int, optional\n    Bytes.\norder : {'C', 'F'}, optional",
};

int pnd_array_ready(void)
{
    if (pnd_type_ready(&PndArray_Type) < 0) return -1;
    if (!(s_finalize = PyUnicode_InternFromString("__array_finalize__"))) return -1;
    pnd_never_overrides = &PndArray_Type;
    ndarray_finalize = PyDescr_NewMethod(&PndArray_Type, &finalize_def);
    return ndarray_finalize ? PyDict_SetItem(PndArray_Type.tp_dict, s_finalize, ndarray_finalize) : -1;
}

/* ---- for tests ------------------------------------------------------------------------------------------------------------------------- */

static PyObject *count_live(PyObject *const *args) { return (void)args, PyLong_FromSsize_t(live_arrays); }

static const pnd_callable testing[] = {
    {"live_arrays", "", "ndarray objects alive.", count_live},
    {NULL, NULL, NULL, NULL},
};

int pnd_array_init(PyObject *module)
{
    PyObject *m = pnd_core_submodule("_testing");
    if (!m || pnd_module_add_functions(m, testing) < 0) return -1;
    return PyModule_AddType(module, &PndArray_Type);
}
