/* LOAD and STORE of one type; include before any template that uses them. */
#ifndef T
#include "template.h"
#include "types/f32.h"
#endif

PND_INLINE C NAME(load)(const char *p) { T x; memcpy(&x, p, sizeof x); return WIDEN(x); }
PND_INLINE void NAME(store)(char *p, C x) { T y = NARROW(x); memcpy(p, &y, sizeof y); }
