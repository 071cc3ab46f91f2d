/* What both files of casts (cast.c per tier, once/cast_rare.c) need beside the template. */
#ifndef PND_KERNELS_CAST_COMMON_H
#define PND_KERNELS_CAST_COMMON_H

#include "simd/f16.h"
#include "template.h"
#include "toint.h"

#include "../platform/fpstatus.h"

#define PND_FOR PND_FOR_ALL
#define PND_TEMPLATE "element.tmpl.h"
#include "foreach.h"

/* longdouble and complex are cast by loops compiled once. */
#define PND_CAST_RARE(idx, kind) ((idx) == PND_IDX_LONGDOUBLE || (kind) == 'c')

/* 0 or 1 (any byte but 0 is true) by arithmetic: from a comparison gcc makes a boolean, which it cannot convert to float
   in a vector loop.  The top bit of x | -x is set unless x is 0. */
PND_INLINE int load_truth(const char *p)
{
    uint8_t x;
    memcpy(&x, p, 1);
    return (uint8_t)(x | -x) >> 7;
}

/* An element of a storage float whose row is a constant; the cases come from foreach.h. */
PND_INLINE float load_storage(int idx, const char *p)
{
    switch (idx) {
#define PND_FOR PND_FOR_STORAGE
#define PND_TEMPLATE "cast_case.tmpl.h"
#include "foreach.h"
    }
    return 0;
}

/*
 * To double, rounded to odd where double does not hold the value: narrowing the result once more then rounds as if from
 * the value itself (Boldo and Melquiond, "When double rounding is odd", 2005).
 */
PND_INLINE double pnd_u64_to_odd(uint64_t x)
{
    uint64_t odd = (x & ~(uint64_t)0xfff) | (uint64_t)((x & 0xfff) != 0) << 11;
    return (double)(x >> 53 ? odd : x);
}
PND_INLINE double pnd_i64_to_odd(int64_t x)
{
    uint64_t mag = x < 0 ? 0 - (uint64_t)x : (uint64_t)x;
    double d = pnd_u64_to_odd(mag);
    return x < 0 ? -d : d;
}
PND_INLINE double pnd_ld_to_odd(long double x)
{
    double d = (double)x;
    long double back = (long double)d;
    uint64_t u = pnd_bits_f64(d);
    if (back == x || (u & 1u) || (u << 1) >= (uint64_t)0x7ff << 53) return d; /* exact, odd already, infinite or NaN */
    return pnd_f64_bits((back < x) == !(u >> 63) ? u + 1 : u - 1);
}

#endif
