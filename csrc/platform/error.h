/*
 * Errors of the core (layers 0 to 6), which knows no Python.
 *
 * A function that can fail returns -1 or NULL and fills the pnd_error its last parameter points to; py/errors.c is
 * the only place that turns one into an exception.  PND_ERR_CALLBACK means that a Python error is already set and
 * must be left alone.  The caller owns the struct; filling it allocates nothing.
 */
#ifndef PND_PLATFORM_ERROR_H
#define PND_PLATFORM_ERROR_H

#include "compiler.h"

typedef enum pnd_errcode {
    PND_ERR_NONE = 0,
    PND_ERR_MEMORY,
    PND_ERR_VALUE,
    PND_ERR_TYPE,
    PND_ERR_INDEX,
    PND_ERR_OVERFLOW,
    PND_ERR_ZERODIV,
    PND_ERR_BUFFER,
    PND_ERR_RUNTIME,
    PND_ERR_OS,        /* arg[0] = errno */
    PND_ERR_AXIS,      /* arg[0] = axis, arg[1] = ndim; message is the prefix, may be empty */
    PND_ERR_PROMOTION, /* DTypePromotionError: no common dtype */
    PND_ERR_NOLOOP,    /* a ufunc has no loop for these dtypes (layer 10 words it) */
    PND_ERR_CASTING,   /* arg[0] = operand, arg[1] = its number among in- or outputs, dtype[0] -> dtype[1] */
    PND_ERR_CALLBACK   /* a Python error is already set */
} pnd_errcode;

typedef struct pnd_error {
    pnd_errcode code;
    intptr_t arg[2];
    const void *dtype[2]; /* borrowed const pnd_dtype *, or NULL */
    char message[480];
} pnd_error;

/* Fills *err and returns -1, so that a failing function ends in `return pnd_fail(err, ...)`. */
int pnd_fail(pnd_error *err, pnd_errcode code, const char *format, ...) PND_PRINTF(3, 4);
int pnd_fail_memory(pnd_error *err);
int pnd_fail_axis(pnd_error *err, intptr_t axis, intptr_t ndim, const char *prefix);

#endif
