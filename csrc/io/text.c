/* A growing buffer of text: the first 256 bytes cost no allocation. */
#include "text.h"

#include "../platform/mem.h"

void pnd_text_init(pnd_text *t)
{
    t->data = t->small;
    t->length = 0;
    t->room = sizeof t->small;
    t->failed = false;
}

void pnd_text_clear(pnd_text *t)
{
    if (t->data != t->small) pnd_free(t->data);
    pnd_text_init(t);
}

char *pnd_text_grow(pnd_text *t, size_t n)
{
    size_t room = t->room * 2 > t->length + n ? t->room * 2 : t->length + n;
    char *data = t->failed ? NULL : t->data == t->small ? pnd_malloc(room) : pnd_realloc(t->data, room);
    if (!data) return t->failed = true, NULL;
    if (t->data == t->small) memcpy(data, t->small, t->length);
    t->data = data;
    t->room = room;
    return data + t->length;
}

intptr_t pnd_text_width(const char *s, size_t n)
{
    intptr_t width = 0;
    for (size_t i = 0; i < n; i++) width += ((unsigned char)s[i] & 0xc0) != 0x80;
    return width;
}
