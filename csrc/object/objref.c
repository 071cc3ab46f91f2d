/*
 * The moves of dtype=object, which the core calls through its dtype's table.
 *
 * Runs are walked one element after the other, each left in a valid state before anything is dropped: a destructor that reads the
 * array, or writes to it, finds whole elements.  Clearing puts NULL in place of each reference first, so that a second look (by a
 * destructor, or by a second clear) finds None.
 */
#include "objref.h"

#include "../dtype/dtype.h"

static int ref_init(const pnd_dtype *d, char *p, intptr_t stride, intptr_t n, pnd_error *err)
{
    PyObject *none = NULL;
    (void)d, (void)err;
    for (intptr_t i = 0; i < n; i++) memcpy(p + i * stride, &none, sizeof none);
    return 0;
}

static int ref_copy(const pnd_dtype *d, char *dst, intptr_t dst_stride, const char *src, intptr_t src_stride, intptr_t n, pnd_error *err)
{
    (void)d, (void)err;
    for (intptr_t i = 0; i < n; i++) {
        PyObject *o;
        memcpy(&o, src + i * src_stride, sizeof o);
        pnd_objref_put(dst + i * dst_stride, Py_XNewRef(o));
    }
    return 0;
}

static void ref_clear(const pnd_dtype *d, char *p, intptr_t stride, intptr_t n)
{
    (void)d;
    for (intptr_t i = 0; i < n; i++) pnd_objref_put(p + i * stride, NULL);
}

static int ref_traverse(const pnd_dtype *d, char *p, intptr_t stride, intptr_t n, int (*visit)(void *ref, void *arg), void *arg)
{
    (void)d;
    for (intptr_t i = 0; i < n; i++) {
        PyObject *o;
        memcpy(&o, p + i * stride, sizeof o);
        const int status = o ? visit(o, arg) : 0;
        if (status) return status;
    }
    return 0;
}

void pnd_objref_install(void)
{
    static const pnd_move moves = {ref_init, ref_copy, ref_clear, ref_traverse};
    pnd_dtype_set_object_moves(&moves);
}
