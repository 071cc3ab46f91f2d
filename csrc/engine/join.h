/* Rows made of stretches of several arrays: what concatenate and stack of contiguous arrays come down to. */
#ifndef PND_ENGINE_JOIN_H
#define PND_ENGINE_JOIN_H

#include "../platform/error.h"

typedef struct pnd_stretch {
    const char *data; /* row r takes `bytes` from data + r * bytes */
    intptr_t bytes;   /* > 0 */
    intptr_t start;   /* in a row; pnd_join_rows fills it in */
} pnd_stretch;

/* `to` receives rows of one stretch of each of the n parts, 0 < n; it overlaps none of them.  Elements are plain. */
int pnd_join_rows(char *to, pnd_stretch *parts, intptr_t n, intptr_t rows, pnd_error *err);

#endif
