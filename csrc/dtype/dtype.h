/*
 * pnd_dtype: what an element is, for code that knows no Python.
 *
 * Immutable and reference-counted.  Built-in dtypes, native and byte-swapped, are static: two equal ones are one
 * pointer, their count is not kept.  Parametric ones (structs, subarrays, strings, datetimes) are made at run time and
 * compared with pnd_dtype_equal().  Public numbers, kinds, chars and flag bits are NumPy's.
 *
 * An element is "plain" when its bytes are its value: it may be memcpy'ed, zeroed, mmapped or reinterpreted.  Other
 * elements own something; they are moved, made and dropped only through the `move` table.
 */
#ifndef PND_DTYPE_DTYPE_H
#define PND_DTYPE_DTYPE_H

#include <stdbool.h>

#include "../platform/error.h"

/* Row numbers of dtypes.def: small, dense, for tables. */
enum {
#define PND_DTYPE(ID, number, ...) PND_IDX_##ID,
#include "dtypes.def"
#undef PND_DTYPE
    PND_NIDX,
    PND_NPLAIN = PND_IDX_OBJECT, /* rows before it: numbers, whose bytes are their values */
    PND_IDX_OTHER = PND_NIDX /* strings, structs, datetimes, foreign */
};

/* Public type numbers. */
enum {
#define PND_DTYPE(ID, number, ...) PND_NUM_##ID = number,
#include "dtypes.def"
#undef PND_DTYPE
    PND_NUM_STRING = 18,
    PND_NUM_UNICODE = 19,
    PND_NUM_VOID = 20,
    PND_NUM_DATETIME = 21,
    PND_NUM_TIMEDELTA = 22,
    PND_NUM_NOTYPE = 25
};

/* NumPy's descriptor flag bits. */
enum {
    PND_DT_ITEM_REFCOUNT = 0x01,
    PND_DT_LIST_PICKLE = 0x02,
    PND_DT_IS_POINTER = 0x04,
    PND_DT_NEEDS_INIT = 0x08,
    PND_DT_NEEDS_PYAPI = 0x10,
    PND_DT_USE_GETITEM = 0x20,
    PND_DT_USE_SETITEM = 0x40,
    PND_DT_ALIGNED_STRUCT = 0x80,
    PND_DT_OBJECT = 0x3f /* all of dtype=object's */
};

typedef struct pnd_dtype pnd_dtype;

/*
 * How elements that are not plain live.  n elements, `stride` bytes apart; on failure (-1) everything already made by
 * the call has been cleared again.
 *   init      raw memory -> valid empty elements
 *   copy      valid elements at dst are replaced by copies of src's (dst and src equal or disjoint)
 *   clear     valid elements -> raw memory; cannot fail
 *   traverse  calls visit on every owned reference (tests and leak checks)
 */
typedef struct pnd_move {
    int (*init)(const pnd_dtype *d, char *p, intptr_t stride, intptr_t n, pnd_error *err);
    int (*copy)(const pnd_dtype *d, char *dst, intptr_t dst_stride, const char *src, intptr_t src_stride, intptr_t n, pnd_error *err);
    void (*clear)(const pnd_dtype *d, char *p, intptr_t stride, intptr_t n);
    int (*traverse)(const pnd_dtype *d, char *p, intptr_t stride, intptr_t n, int (*visit)(void *ref, void *arg), void *arg);
} pnd_move;

typedef struct pnd_field {
    const char *name; /* UTF-8, owned by the dtype; "" for an unnamed one */
    intptr_t offset;
    const pnd_dtype *dtype;
} pnd_field;

struct pnd_dtype {
    intptr_t refcount; /* atomic; -1 for static ones */
    int num;           /* public type number */
    uint8_t idx;       /* row of dtypes.def, or PND_IDX_OTHER */
    uint8_t loops;     /* row whose kernels serve it (== idx but for longlong, ulonglong) */
    bool swapped;      /* stored in the other byte order */
    int8_t dlpack;     /* DLPack type code, -1 for none */
    char kind, type_char, byteorder; /* byteorder: '=' native, '|' irrelevant, '<' or '>' when swapped */
    intptr_t size, align;
    uint64_t flags; /* PND_DT_* */
    const char *name;
    const pnd_move *move;    /* NULL for plain elements */
    const pnd_dtype *twin;   /* the other byte order, for built-in ones with one; else NULL */
    /* parametric */
    intptr_t nfields;
    const pnd_field *fields; /* structs */
    const pnd_dtype *base;   /* subarray element, else NULL */
    int sub_ndim;
    const intptr_t *sub_shape;
    struct {
        int unit, count;
    } datetime;
    void *owner; /* for the layer that made it (foreign and object dtypes) */
};

extern const pnd_dtype pnd_dtype_rows[PND_NIDX];         /* native */
extern const pnd_dtype pnd_dtype_swapped_rows[PND_NIDX]; /* byte-swapped; rows of size 1 are unused */

#define PND_DT(ID) (&pnd_dtype_rows[PND_IDX_##ID])

/* The moves of dtype=object: references to Python objects, NULL standing for None.  Set once by layer 8, before any array is made. */
void pnd_dtype_set_object_moves(const pnd_move *moves);

PND_INLINE bool pnd_dtype_is_plain(const pnd_dtype *d) { return d->move == NULL; }
PND_INLINE bool pnd_dtype_is_builtin(const pnd_dtype *d) { return d->idx != PND_IDX_OTHER; }
PND_INLINE const pnd_dtype *pnd_dtype_native(const pnd_dtype *d) { return d->swapped ? d->twin : d; }
PND_INLINE bool pnd_dtype_is_object(const pnd_dtype *d) { return d->idx == PND_IDX_OBJECT; }
PND_INLINE bool pnd_dtype_is_inexact(const pnd_dtype *d) { return d->kind == 'f' || d->kind == 'c'; }
PND_INLINE bool pnd_dtype_is_integer(const pnd_dtype *d) { return d->kind == 'i' || d->kind == 'u'; }

const pnd_dtype *pnd_dtype_from_num(int num); /* NULL when there is no such built-in dtype */
const pnd_dtype *pnd_dtype_from_dlpack(int code, int bits); /* first row with that DLPack type, or NULL */
/* -1 when DLPack has no such type */
PND_INLINE int pnd_dtype_dlpack_code(const pnd_dtype *d) { return pnd_dtype_is_builtin(d) ? d->dlpack : -1; }
const pnd_dtype *pnd_dtype_swap(const pnd_dtype *d); /* borrowed; d itself where order is irrelevant */
bool pnd_dtype_equal(const pnd_dtype *a, const pnd_dtype *b); /* identical, or equivalent as NumPy's == (long, longlong) */
/* Real part's dtype of a complex one (d itself for others). */
const pnd_dtype *pnd_dtype_real(const pnd_dtype *d);

/* Counts are no-ops on static dtypes. */
const pnd_dtype *pnd_dtype_incref(const pnd_dtype *d);
void pnd_dtype_decref(const pnd_dtype *d);

/* New struct dtype, its move table composed from the fields'.  Takes new references to the field dtypes. */
const pnd_dtype *pnd_dtype_new_struct(intptr_t n, const pnd_field *fields, intptr_t size, intptr_t align, pnd_error *err);

/* Move helpers: plain elements by memory moves, others through their table. */
int pnd_move_init(const pnd_dtype *d, char *p, intptr_t stride, intptr_t n, pnd_error *err);
int pnd_move_copy(const pnd_dtype *d, char *dst, intptr_t dst_stride, const char *src, intptr_t src_stride, intptr_t n, pnd_error *err);
void pnd_move_clear(const pnd_dtype *d, char *p, intptr_t stride, intptr_t n);

#endif
