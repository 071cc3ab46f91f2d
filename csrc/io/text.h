/* A growing buffer of UTF-8 text.  Running out of memory is remembered and asked for once, at the end. */
#ifndef PND_IO_TEXT_H
#define PND_IO_TEXT_H

#include <stdbool.h>
#include <string.h>

#include "../platform/compiler.h"

typedef struct pnd_text {
    char *data;
    size_t length, room;
    bool failed;
    char small[256];
} pnd_text;

void pnd_text_init(pnd_text *t);
void pnd_text_clear(pnd_text *t);
char *pnd_text_grow(pnd_text *t, size_t n); /* room for n more bytes, or NULL (failed is set) */

PND_INLINE char *pnd_text_room(pnd_text *t, size_t n)
{
    return PND_LIKELY(t->room - t->length >= n) ? t->data + t->length : pnd_text_grow(t, n);
}

PND_INLINE void pnd_text_add(pnd_text *t, const char *s, size_t n)
{
    char *p = pnd_text_room(t, n);
    if (p) memcpy(p, s, n), t->length += n;
}

PND_INLINE void pnd_text_fill(pnd_text *t, char c, intptr_t n)
{
    char *p = n > 0 ? pnd_text_room(t, (size_t)n) : NULL;
    if (p) memset(p, c, (size_t)n), t->length += (size_t)n;
}

PND_INLINE void pnd_text_string(pnd_text *t, const char *s) { pnd_text_add(t, s, strlen(s)); }

/* Code points of UTF-8. */
intptr_t pnd_text_width(const char *s, size_t n);

#endif
