/* Broadcasting: the common shape, strides seen through it, and shapes as text. */
#include "broadcast.h"

#include <stdio.h>
#include <string.h>

#include "../platform/checked.h"

const char *pnd_shape_text(int ndim, const intptr_t *shape, char *buffer, size_t size)
{
    if (size == 0) return "";
    size_t at = 0;
    buffer[0] = '\0';
    for (int i = 0; i < ndim && at < size; i++) {
        int n = snprintf(buffer + at, size - at, "%s%td", i ? "," : "(", (ptrdiff_t)shape[i]);
        at += n > 0 ? (size_t)n : 0;
    }
    if (ndim == 0 && at < size) snprintf(buffer + at, size - at, "()");
    else if (at < size) snprintf(buffer + at, size - at, ndim == 1 ? ",)" : ")");
    if (at + 3 > size && size >= 4) memcpy(buffer + size - 4, "...", 4);
    return buffer;
}

static int fail_broadcast(int n, const pnd_view *const *views, pnd_error *err)
{
    char text[400];
    size_t at = 0;
    text[0] = '\0';
    for (int i = 0; i < n && at + 1 < sizeof text; i++) {
        if (views[i] == NULL) continue;
        pnd_shape_text(views[i]->ndim, views[i]->shape, text + at, sizeof text - at);
        at += strlen(text + at);
        if (at + 1 < sizeof text) text[at++] = ' ', text[at] = '\0';
    }
    return pnd_fail(err, PND_ERR_VALUE, "operands could not be broadcast together with shapes %s", text);
}

int pnd_broadcast_shape(int n, const pnd_view *const *views, int *ndim, intptr_t *shape, pnd_error *err)
{
    int nd = 0;
    for (int i = 0; i < n; i++)
        if (views[i] && views[i]->ndim > nd) nd = views[i]->ndim;
    for (int k = 0; k < nd; k++) shape[k] = 1;
    for (int i = 0; i < n; i++) {
        const pnd_view *v = views[i];
        if (v == NULL) continue;
        for (int k = 0; k < v->ndim; k++) {
            intptr_t *s = &shape[nd - v->ndim + k];
            if (v->shape[k] == 1 || v->shape[k] == *s) continue;
            if (*s != 1) return fail_broadcast(n, views, err);
            *s = v->shape[k];
        }
    }
    intptr_t size;
    if (pnd_shape_size_over(nd, shape, &size)) return pnd_fail(err, PND_ERR_VALUE, "broadcast dimensions too large.");
    *ndim = nd;
    return 0;
}

void pnd_broadcast_strides(const pnd_view *v, int ndim, const intptr_t *shape, intptr_t *strides)
{
    int front = ndim - v->ndim;
    assert(front >= 0);
    for (int i = 0; i < front; i++) strides[i] = 0;
    for (int i = 0; i < v->ndim; i++) {
        assert(v->shape[i] == 1 || v->shape[i] == shape[front + i]);
        strides[front + i] = v->shape[i] == 1 ? 0 : v->strides[i];
    }
    (void)shape;
}
