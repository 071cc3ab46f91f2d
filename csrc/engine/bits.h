/* Booleans as the bits of bytes, along one axis. */
#ifndef PND_ENGINE_BITS_H
#define PND_ENGINE_BITS_H

#include "../layout/view.h"
#include "../platform/error.h"

/* v: bool; out: uint8 of v's shape, but (n + 7) / 8 along the axis; missing bits are zero.  little: the first element is bit 0, else bit 7. */
int pnd_pack_bits(const pnd_view *v, int axis, bool little, const pnd_view *out, pnd_error *err);
/* v: uint8; out: uint8 of v's shape, but any length along the axis: bits that v does not have are zero. */
int pnd_unpack_bits(const pnd_view *v, int axis, bool little, const pnd_view *out, pnd_error *err);

#endif
