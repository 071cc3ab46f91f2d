/*
 * A reference-counted dtype without Python, for tests of every path that moves elements.
 *
 * An element is a pointer to a heap cell with a count, or NULL (empty, as None is for dtype=object: valid, owned by nobody).
 * All cells are kept on one list, so a test ends with fakeref_check_balanced(): nothing lives, nothing was dropped twice.
 * Copies can be told to fail: fakeref_fail_at(n) makes the n-th copied or initialised element from now fail.
 *
 *   const pnd_dtype *d = fakeref_dtype();             plain
 *   const pnd_dtype *s = fakeref_struct_dtype();      {int32 a; fakeref b; float64 c; fakeref d}, packed: 28 bytes, unaligned
 *   pnd_move_init / pnd_move_copy / pnd_move_clear    through d->move
 *   fakeref_set(p, value), fakeref_get(p)             one element's value; -1 for an empty one
 */
#ifndef FAKEREF_H
#define FAKEREF_H

#include <stdlib.h>

#include "check.h"

#include "dtype/dtype.h"
#include "platform/mem.h"

typedef struct fakeref_cell {
    struct fakeref_cell *next, *previous;
    intptr_t count;
    int value;
} fakeref_cell;

static struct {
    fakeref_cell *first;
    intptr_t cells, refs, fail_at;
    int wrong;
} fakeref_state PND_UNUSED;

PND_INLINE fakeref_cell *fakeref_load(const char *p)
{
    fakeref_cell *c;
    memcpy(&c, p, sizeof c);
    return c;
}
PND_INLINE void fakeref_store(char *p, fakeref_cell *c) { memcpy(p, &c, sizeof c); }

PND_UNUSED static void fakeref_incref(fakeref_cell *c)
{
    if (!c) return;
    if (c->count <= 0) fakeref_state.wrong++;
    c->count++;
    fakeref_state.refs++;
}

/* A cell dropped to zero is freed; touching it later is the sanitizers' to find, a count below zero ours. */
PND_UNUSED static void fakeref_decref(fakeref_cell *c)
{
    if (!c) return;
    fakeref_state.refs--;
    if (c->count <= 0) fakeref_state.wrong++;
    if (--c->count > 0) return;
    if (c->previous) c->previous->next = c->next;
    else fakeref_state.first = c->next;
    if (c->next) c->next->previous = c->previous;
    fakeref_state.cells--;
    free(c);
}

PND_UNUSED static void fakeref_set(char *p, int value)
{
    fakeref_cell *c = calloc(1, sizeof *c), *old = fakeref_load(p);
    *c = (fakeref_cell){fakeref_state.first, NULL, 1, value};
    if (c->next) c->next->previous = c;
    fakeref_state.first = c;
    fakeref_state.cells++;
    fakeref_state.refs++;
    fakeref_store(p, c);
    fakeref_decref(old);
}

PND_UNUSED static int fakeref_get(const char *p)
{
    fakeref_cell *c = fakeref_load(p);
    return c ? c->value : -1;
}
PND_UNUSED static void fakeref_fail_at(intptr_t n) { fakeref_state.fail_at = n; }

PND_INLINE int fakeref_fails(pnd_error *err)
{
    if (fakeref_state.fail_at == 0 || --fakeref_state.fail_at > 0) return 0;
    pnd_fail(err, PND_ERR_RUNTIME, "fakeref was told to fail");
    return -1;
}

/* ---- the move table ---- */

PND_UNUSED static void fakeref_move_clear(const pnd_dtype *d, char *p, intptr_t stride, intptr_t n)
{
    (void)d;
    for (intptr_t i = 0; i < n; i++) {
        fakeref_decref(fakeref_load(p + i * stride));
        memset(p + i * stride, 0xdb, sizeof(fakeref_cell *)); /* raw memory now: using it crashes */
    }
}

PND_UNUSED static int fakeref_move_init(const pnd_dtype *d, char *p, intptr_t stride, intptr_t n, pnd_error *err)
{
    for (intptr_t i = 0; i < n; i++) {
        if (fakeref_fails(err) < 0) return fakeref_move_clear(d, p, stride, i), -1;
        fakeref_store(p + i * stride, NULL);
    }
    return 0;
}

PND_UNUSED static int fakeref_move_copy(const pnd_dtype *d, char *dst, intptr_t dst_stride, const char *src, intptr_t src_stride,
                                        intptr_t n, pnd_error *err)
{
    (void)d;
    for (intptr_t i = 0; i < n; i++) {
        fakeref_cell *c = fakeref_load(src + i * src_stride), *old = fakeref_load(dst + i * dst_stride);
        if (fakeref_fails(err) < 0) return -1; /* what was copied stays: all of dst is valid */
        fakeref_incref(c);
        fakeref_store(dst + i * dst_stride, c);
        fakeref_decref(old);
    }
    return 0;
}

PND_UNUSED static int fakeref_move_traverse(const pnd_dtype *d, char *p, intptr_t stride, intptr_t n, int (*visit)(void *, void *),
                                            void *arg)
{
    (void)d;
    for (intptr_t i = 0; i < n; i++) {
        fakeref_cell *c = fakeref_load(p + i * stride);
        int status = c ? visit(c, arg) : 0;
        if (status) return status;
    }
    return 0;
}

static const pnd_move fakeref_move PND_UNUSED = {fakeref_move_init, fakeref_move_copy, fakeref_move_clear, fakeref_move_traverse};

/* Static, uncounted. */
PND_UNUSED static const pnd_dtype *fakeref_dtype(void)
{
    static const pnd_dtype d = {.refcount = -1,
                                .num = 17,
                                .idx = PND_IDX_OTHER,
                                .loops = PND_IDX_OTHER,
                                .kind = 'O',
                                .type_char = 'O',
                                .byteorder = '|',
                                .size = sizeof(fakeref_cell *),
                                .align = _Alignof(fakeref_cell *),
                                .flags = PND_DT_ITEM_REFCOUNT | PND_DT_NEEDS_INIT,
                                .name = "fakeref",
                                .move = &fakeref_move};
    return &d;
}

enum { FAKEREF_STRUCT_SIZE = 28, FAKEREF_STRUCT_B = 4, FAKEREF_STRUCT_D = 20 };

/* New reference; drop it with pnd_dtype_decref. */
PND_UNUSED static const pnd_dtype *fakeref_struct_dtype(void)
{
    pnd_error err = {0};
    const pnd_field fields[] = {{"a", 0, PND_DT(INT)},
                                {"b", FAKEREF_STRUCT_B, fakeref_dtype()},
                                {"c", 12, PND_DT(DOUBLE)},
                                {"d", FAKEREF_STRUCT_D, fakeref_dtype()}};
    return pnd_dtype_new_struct(PND_COUNT(fields), fields, FAKEREF_STRUCT_SIZE, 1, &err);
}

PND_UNUSED static void fakeref_check_balanced(void)
{
    CHECK_INT(fakeref_state.cells, 0);
    CHECK_INT(fakeref_state.refs, 0);
    CHECK_INT(fakeref_state.wrong, 0);
    fakeref_state.fail_at = 0;
    fakeref_state.wrong = 0;
}

#endif
