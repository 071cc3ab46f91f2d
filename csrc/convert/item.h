/* One element to and from Python. */
#ifndef PND_CONVERT_ITEM_H
#define PND_CONVERT_ITEM_H

#include "../object/array.h"

/* Element -> Python bool/int/float/complex (longdouble: its own scalar), as .item(). */
PyObject *pnd_item_get(const pnd_dtype *d, const char *p);
/* Python value -> element, with NumPy's rules and errors (OverflowError for integers out of bounds, TypeError for None, ComplexWarning...). */
int pnd_item_set(const pnd_dtype *d, char *p, PyObject *value);
/* The exact floats, ints or bools items begin with, into native float64, float32, int64 or bool, or scalars of d itself: how many were
   stored.  mixed: ints may stand among floats.  Runs no Python code. */
Py_ssize_t pnd_item_run_exact(const pnd_dtype *d, char *p, intptr_t stride, PyObject *const *items, Py_ssize_t n, bool mixed);
/* n items of a list or tuple -> n elements, `stride` bytes apart.  RuntimeError when conversion code shortens the list meanwhile. */
int pnd_item_set_run(const pnd_dtype *d, char *p, intptr_t stride, PyObject *seq, Py_ssize_t n);
/* Kind of a Python scalar under NEP 50; *dtype: the default or, for scalars of ours, the strong dtype (weak is then PND_WEAK_NOT).
   Returns 1 if o is a scalar, 0 if it is something else. */
int pnd_scalar_kind(PyObject *o, uint8_t *weak, const pnd_dtype **dtype);

/* A Python int that fits int64; the inline half avoids a call for what lists mostly hold. */
static inline bool pnd_small_int(PyObject *o, int64_t *out)
{
#if PY_VERSION_HEX < 0x030c0000
    const Py_ssize_t size = Py_SIZE(o);
    const digit *d = ((PyLongObject *)o)->ob_digit;
    if (size == 1) return *out = d[0], true;
    if (size == 0) return *out = 0, true;
    if (size == -1) return *out = -(int64_t)d[0], true;
    if (size == 2) return *out = (int64_t)((uint64_t)d[0] | (uint64_t)d[1] << PyLong_SHIFT), true;
    if (size == -2) return *out = -(int64_t)((uint64_t)d[0] | (uint64_t)d[1] << PyLong_SHIFT), true;
#else
    if (PyUnstable_Long_IsCompact((PyLongObject *)o)) return *out = PyUnstable_Long_CompactValue((PyLongObject *)o), true;
#endif
    int overflow;
    *out = PyLong_AsLongLongAndOverflow(o, &overflow);
    return overflow == 0;
}

/* One element of a built-in dtype in native byte order, in `buffer` when it must be swapped. */
const char *pnd_item_native(const pnd_dtype *d, const char *p, char buffer[32]);

/*
 * Reports IEEE flags raised by a conversion ("cast"): 0, or -1 with an exception.  Layer 10 replaces the default, which
 * warns, by one that obeys errstate.
 */
typedef int pnd_fpe_fn(int fpe, const char *name);
extern pnd_fpe_fn *pnd_fpe_hook;

/* ComplexWarning when a conversion drops imaginary parts: 0, or -1 when the warning became an error. */
int pnd_warn_discards_imag(const pnd_dtype *from, const pnd_dtype *to);

#endif
