/* Private copies of views, for operands whose memory an output would overwrite. */
#ifndef PND_ENGINE_TEMP_H
#define PND_ENGINE_TEMP_H

#include "../layout/view.h"

typedef struct pnd_temp {
    pnd_viewbuf view;  /* the copy; axes along which the original repeats (step 0) repeat here too */
    intptr_t stored[PND_MAXDIMS]; /* extents of what is stored */
    intptr_t count;
    size_t bytes;
    char *block;       /* NULL: nothing held */
} pnd_temp;

/* A block of valid elements of `dtype`, in the memory order of `like`; *t is set to hold nothing on failure. */
int pnd_temp_like(pnd_temp *t, const pnd_view *like, const pnd_dtype *dtype, pnd_error *err);
int pnd_temp_copy(pnd_temp *t, const pnd_view *v, pnd_error *err);
void pnd_temp_free(pnd_temp *t);

#endif
