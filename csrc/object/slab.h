/*
 * Memory for exact ndarrays: blocks of one size, 64-byte aligned, kept on a free list.
 *
 * A block is header, four axes of shape and strides, and PND_INLINE_DATA bytes of data.  Sanitizer, PARANOID and debug
 * builds use one aligned malloc per object, so that tools see each object's bounds and lifetime.  Needs the GIL.
 */
#ifndef PND_OBJECT_SLAB_H
#define PND_OBJECT_SLAB_H

#include "abi_layout.h"

#define PND_SLAB_DATA_OFFSET ((sizeof(PndArrayObject) + 63) / 64 * 64)
#define PND_SLAB_BLOCK (PND_SLAB_DATA_OFFSET + PND_INLINE_DATA)

PndArrayObject *pnd_slab_alloc(void); /* NULL without an exception; contents undefined */
void pnd_slab_free(PndArrayObject *a);
static inline char *pnd_slab_data(PndArrayObject *a) { return (char *)a + PND_SLAB_DATA_OFFSET; }

#endif
