/*
 * The built-in dtypes' rows, parametric struct dtypes, and the move helpers.
 *
 * A struct dtype is one allocation: the pnd_dtype, its fields, the names' bytes.  It holds a reference to every field's
 * dtype.  Its move table is the shared `struct_move`, which walks the fields; a struct of plain fields is plain itself.
 */
#include "dtype.h"

#include <string.h>
#include <sys/types.h>

#include "../platform/checked.h"
#include "../platform/mem.h"

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define SWAPPED_ORDER '>'
#else
#define SWAPPED_ORDER '<'
#endif

/* ---- rows ---- */

static pnd_move object_moves;

void pnd_dtype_set_object_moves(const pnd_move *moves) { object_moves = *moves; }

/* References have no byte order. */
#define HAS_ORDER(size, kind) ((size) > 1 && (kind) != 'O')

const pnd_dtype pnd_dtype_rows[PND_NIDX] = {
#define PND_DTYPE(ID, number, name_, kind_, char_, size_, align_, CLASS, scalar, parent, loops_, dlpack_) \
    [PND_IDX_##ID] = {.refcount = -1, \
                      .num = (number), \
                      .idx = PND_IDX_##ID, \
                      .loops = PND_IDX_##loops_, \
                      .swapped = false, \
                      .kind = (kind_), \
                      .type_char = (char_), \
                      .byteorder = HAS_ORDER(size_, kind_) ? '=' : '|', \
                      .size = (size_), \
                      .align = (align_), \
                      .flags = (kind_) == 'O' ? PND_DT_OBJECT : 0, \
                      .name = (name_), \
                      .move = (kind_) == 'O' ? &object_moves : NULL, \
                      .dlpack = (dlpack_), \
                      .twin = HAS_ORDER(size_, kind_) ? &pnd_dtype_swapped_rows[PND_IDX_##ID] : NULL},
#include "dtypes.def"
#undef PND_DTYPE
};

const pnd_dtype pnd_dtype_swapped_rows[PND_NIDX] = {
#define PND_DTYPE(ID, number, name_, kind_, char_, size_, align_, CLASS, scalar, parent, loops_, dlpack_) \
    [PND_IDX_##ID] = {.refcount = -1, \
                      .num = (number), \
                      .idx = PND_IDX_##ID, \
                      .loops = PND_IDX_##loops_, \
                      .swapped = true, \
                      .kind = (kind_), \
                      .type_char = (char_), \
                      .byteorder = SWAPPED_ORDER, \
                      .size = (size_), \
                      .align = (align_), \
                      .name = (name_), \
                      .dlpack = (dlpack_), \
                      .twin = &pnd_dtype_rows[PND_IDX_##ID]},
#include "dtypes.def"
#undef PND_DTYPE
};

const pnd_dtype *pnd_dtype_from_num(int num)
{
    switch (num) {
#define PND_DTYPE(ID, number, ...) \
    case number: return PND_DT(ID);
#include "dtypes.def"
#undef PND_DTYPE
    }
    return NULL;
}

const pnd_dtype *pnd_dtype_from_dlpack(int code, int bits)
{
    for (int idx = 0; idx < PND_NIDX; idx++) {
        const pnd_dtype *d = &pnd_dtype_rows[idx];
        if (d->dlpack == code && d->size * 8 == bits) return d;
    }
    return NULL;
}

const pnd_dtype *pnd_dtype_swap(const pnd_dtype *d) { return d->twin ? d->twin : d; }

static bool equal_struct(const pnd_dtype *a, const pnd_dtype *b)
{
    if (a->nfields != b->nfields || a->sub_ndim != b->sub_ndim) return false;
    if ((a->flags & PND_DT_ALIGNED_STRUCT) != (b->flags & PND_DT_ALIGNED_STRUCT)) return false;
    for (intptr_t i = 0; i < a->nfields; i++) {
        const pnd_field *f = &a->fields[i], *g = &b->fields[i];
        if (f->offset != g->offset || strcmp(f->name, g->name) != 0 || !pnd_dtype_equal(f->dtype, g->dtype)) return false;
    }
    for (int i = 0; i < a->sub_ndim; i++) {
        if (a->sub_shape[i] != b->sub_shape[i]) return false;
    }
    if (!a->base != !b->base) return false;
    return !a->base || pnd_dtype_equal(a->base, b->base);
}

bool pnd_dtype_equal(const pnd_dtype *a, const pnd_dtype *b)
{
    if (a == b) return true;
    if (pnd_dtype_is_builtin(a) || pnd_dtype_is_builtin(b))
        return a->idx != PND_IDX_OTHER && a->loops == b->loops && b->idx != PND_IDX_OTHER && a->swapped == b->swapped;
    if (a->num != b->num || a->size != b->size || a->swapped != b->swapped || a->move != b->move || a->owner != b->owner) return false;
    if (a->datetime.unit != b->datetime.unit || a->datetime.count != b->datetime.count) return false;
    return equal_struct(a, b);
}

static const pnd_dtype *in_order_of(const pnd_dtype *d, const pnd_dtype *native) { return d->swapped ? pnd_dtype_swap(native) : native; }

const pnd_dtype *pnd_dtype_real(const pnd_dtype *d)
{
    switch (d->idx) {
    case PND_IDX_CFLOAT: return in_order_of(d, PND_DT(FLOAT));
    case PND_IDX_CDOUBLE: return in_order_of(d, PND_DT(DOUBLE));
    case PND_IDX_CLONGDOUBLE: return in_order_of(d, PND_DT(LONGDOUBLE));
    }
    return d;
}

/* ---- references ---- */

const pnd_dtype *pnd_dtype_incref(const pnd_dtype *d)
{
    /* The rows are const and lie in read-only memory; only counted dtypes, which come from malloc, are written to. */
    if (d->refcount >= 0) __atomic_add_fetch((intptr_t *)&d->refcount, 1, __ATOMIC_RELAXED);
    return d;
}

void pnd_dtype_decref(const pnd_dtype *d)
{
    if (!d || d->refcount < 0) return;
    assert(d->refcount > 0);
    if (__atomic_sub_fetch((intptr_t *)&d->refcount, 1, __ATOMIC_ACQ_REL) > 0) return;
    for (intptr_t i = 0; i < d->nfields; i++) pnd_dtype_decref(d->fields[i].dtype);
    pnd_dtype_decref(d->base);
    pnd_free((void *)d);
}

/* ---- structs ---- */

static void struct_clear_fields(const pnd_dtype *d, intptr_t nfields, char *p, intptr_t stride, intptr_t n)
{
    for (intptr_t i = 0; i < nfields; i++) pnd_move_clear(d->fields[i].dtype, p + d->fields[i].offset, stride, n);
}

static int struct_init(const pnd_dtype *d, char *p, intptr_t stride, intptr_t n, pnd_error *err)
{
    for (intptr_t i = 0; i < n; i++) memset(p + i * stride, 0, (size_t)d->size);
    for (intptr_t i = 0; i < d->nfields; i++) {
        const pnd_field *f = &d->fields[i];
        if (pnd_dtype_is_plain(f->dtype)) continue;
        if (pnd_move_init(f->dtype, p + f->offset, stride, n, err) < 0) {
            struct_clear_fields(d, i, p, stride, n);
            return -1;
        }
    }
    return 0;
}

static int struct_copy(const pnd_dtype *d, char *dst, intptr_t dst_stride, const char *src, intptr_t src_stride, intptr_t n, pnd_error *err)
{
    for (intptr_t i = 0; i < d->nfields; i++) {
        const pnd_field *f = &d->fields[i];
        if (pnd_move_copy(f->dtype, dst + f->offset, dst_stride, src + f->offset, src_stride, n, err) < 0) return -1;
    }
    return 0;
}

static void struct_clear(const pnd_dtype *d, char *p, intptr_t stride, intptr_t n) { struct_clear_fields(d, d->nfields, p, stride, n); }

static int struct_traverse(const pnd_dtype *d, char *p, intptr_t stride, intptr_t n, int (*visit)(void *, void *), void *arg)
{
    for (intptr_t i = 0; i < d->nfields; i++) {
        const pnd_field *f = &d->fields[i];
        if (pnd_dtype_is_plain(f->dtype) || !f->dtype->move->traverse) continue;
        int status = f->dtype->move->traverse(f->dtype, p + f->offset, stride, n, visit, arg);
        if (status) return status;
    }
    return 0;
}

static const pnd_move struct_move = {struct_init, struct_copy, struct_clear, struct_traverse};

const pnd_dtype *pnd_dtype_new_struct(intptr_t n, const pnd_field *fields, intptr_t size, intptr_t align, pnd_error *err)
{
    size_t names = 0;
    bool plain = true;
    uint64_t flags = 0;
    for (intptr_t i = 0; i < n; i++) {
        const pnd_field *f = &fields[i];
        intptr_t end;
        if (f->offset < 0 || pnd_add_over(f->offset, f->dtype->size, &end) || end > size) {
            pnd_fail(err, PND_ERR_VALUE, "field '%s' at offset %zd (size %zd) does not fit into an item of %zd bytes", f->name,
                     (ssize_t)f->offset, (ssize_t)f->dtype->size, (ssize_t)size);
            return NULL;
        }
        names += strlen(f->name) + 1;
        plain = plain && pnd_dtype_is_plain(f->dtype);
        flags |= f->dtype->flags & (PND_DT_ITEM_REFCOUNT | PND_DT_NEEDS_INIT | PND_DT_NEEDS_PYAPI | PND_DT_LIST_PICKLE);
    }
    pnd_dtype *d = pnd_calloc(1, sizeof(pnd_dtype) + (size_t)n * sizeof(pnd_field) + names);
    if (!d) return pnd_fail_memory(err), NULL;
    pnd_field *own = (pnd_field *)(d + 1);
    char *text = (char *)(own + n);
    for (intptr_t i = 0; i < n; i++) {
        size_t length = strlen(fields[i].name) + 1;
        memcpy(text, fields[i].name, length);
        own[i] = (pnd_field){text, fields[i].offset, pnd_dtype_incref(fields[i].dtype)};
        text += length;
    }
    *d = (pnd_dtype){.refcount = 1,
                     .num = PND_NUM_VOID,
                     .idx = PND_IDX_OTHER,
                     .loops = PND_IDX_OTHER,
                     .kind = 'V',
                     .type_char = 'V',
                     .byteorder = '|',
                     .size = size,
                     .align = align,
                     .flags = flags,
                     .name = "void",
                     .move = plain ? NULL : &struct_move,
                     .nfields = n,
                     .fields = own};
    return d;
}

/* ---- moves ---- */

int pnd_move_init(const pnd_dtype *d, char *p, intptr_t stride, intptr_t n, pnd_error *err)
{
    if (d->move) return d->move->init(d, p, stride, n, err);
    if (stride == d->size) memset(p, 0, (size_t)(n * d->size));
    else
        for (intptr_t i = 0; i < n; i++) memset(p + i * stride, 0, (size_t)d->size);
    return 0;
}

/* Elements of a constant width, so that memmove becomes two instructions. */
PND_INLINE void copy_width(char *dst, intptr_t dst_stride, const char *src, intptr_t src_stride, intptr_t n, size_t width)
{
    for (intptr_t i = 0; i < n; i++) memmove(dst + i * dst_stride, src + i * src_stride, width);
}

int pnd_move_copy(const pnd_dtype *d, char *dst, intptr_t dst_stride, const char *src, intptr_t src_stride, intptr_t n, pnd_error *err)
{
    if (d->move) return d->move->copy(d, dst, dst_stride, src, src_stride, n, err);
    if (dst_stride == d->size && src_stride == d->size) return memmove(dst, src, (size_t)(n * d->size)), 0;
    switch (d->size) {
    case 1: copy_width(dst, dst_stride, src, src_stride, n, 1); break;
    case 2: copy_width(dst, dst_stride, src, src_stride, n, 2); break;
    case 4: copy_width(dst, dst_stride, src, src_stride, n, 4); break;
    case 8: copy_width(dst, dst_stride, src, src_stride, n, 8); break;
    case 16: copy_width(dst, dst_stride, src, src_stride, n, 16); break;
    default: copy_width(dst, dst_stride, src, src_stride, n, (size_t)d->size);
    }
    return 0;
}

void pnd_move_clear(const pnd_dtype *d, char *p, intptr_t stride, intptr_t n)
{
    if (d->move) d->move->clear(d, p, stride, n);
}
