/* Storage structs of the types that C has no plain scalar for, and their moves. */
#ifndef PND_KERNELS_LAYOUTS_H
#define PND_KERNELS_LAYOUTS_H

#include "../../dtype/smallfloat.h"

typedef struct {
    float re, im;
} pnd_c64;
typedef struct {
    double re, im;
} pnd_c128;
typedef struct {
    long double re, im;
} pnd_cld;

/* longdouble in memory: 16 bytes, of which x87 uses 10; the rest is written as zero so that no heap bytes leak. */
typedef struct {
    unsigned char b[16];
} pnd_ldbytes;
typedef struct {
    pnd_ldbytes re, im;
} pnd_cldbytes;

PND_INLINE long double pnd_ld_load(pnd_ldbytes s)
{
    long double x;
    memcpy(&x, s.b, sizeof x);
    return x;
}
PND_INLINE pnd_ldbytes pnd_ld_store(long double x)
{
    pnd_ldbytes s = {{0}};
    memcpy(s.b, &x, 10);
    return s;
}
PND_INLINE pnd_cld pnd_cld_load(pnd_cldbytes s) { return (pnd_cld){pnd_ld_load(s.re), pnd_ld_load(s.im)}; }
PND_INLINE pnd_cldbytes pnd_cld_store(pnd_cld x) { return (pnd_cldbytes){pnd_ld_store(x.re), pnd_ld_store(x.im)}; }

#endif
