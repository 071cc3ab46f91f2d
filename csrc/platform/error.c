/* Filling pnd_error.  Formatting goes into the caller's struct, so that reporting an error can never fail. */
#include "error.h"

#include <stdarg.h>
#include <stdio.h>

static void reset(pnd_error *err, pnd_errcode code)
{
    err->code = code;
    err->arg[0] = err->arg[1] = 0;
    err->dtype[0] = err->dtype[1] = NULL;
    err->message[0] = '\0';
}

int pnd_fail(pnd_error *err, pnd_errcode code, const char *format, ...)
{
    char text[sizeof err->message]; /* apart, because an argument may point into err->message */
    va_list args;
    assert(err != NULL && code != PND_ERR_NONE);
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    reset(err, code);
    __builtin_memcpy(err->message, text, sizeof text);
    return -1;
}

int pnd_fail_memory(pnd_error *err)
{
    reset(err, PND_ERR_MEMORY);
    return -1;
}

int pnd_fail_axis(pnd_error *err, intptr_t axis, intptr_t ndim, const char *prefix)
{
    reset(err, PND_ERR_AXIS);
    err->arg[0] = axis;
    err->arg[1] = ndim;
    if (prefix != NULL) snprintf(err->message, sizeof err->message, "%s", prefix);
    return -1;
}
