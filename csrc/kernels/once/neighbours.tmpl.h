/*
 * nextafter and spacing of one floating type, by the bits of what is stored: a storage float steps in its own format.
 *
 * Flags are the oracle's: leaving the finite numbers is an overflow, arriving at a subnormal an underflow (C17 F.10.8.3),
 * except that float16 reports no underflow and finds the spacing of NaN and infinity invalid.
 */
#ifndef T
#include "../template.h"
#include "../types/f32.h"
#include "../element.tmpl.h"
#include "../map.tmpl.h"
#include <math.h>
#endif

#ifdef BITS
/* Neighbours in magnitude are neighbours as integers; zero's are the smallest subnormals of both signs. */
PND_INLINE BITS NAME(step)(BITS a, bool up)
{
    if (PND_MAG(a) == 0) return up ? (BITS)1 : (BITS)(PND_SIGN_BIT | 1);
    return (BITS)(((a & PND_SIGN_BIT) == 0) == up ? a + 1 : a - 1);
}

PND_INLINE SBITS NAME(order)(BITS a) { return (SBITS)(a & PND_SIGN_BIT ? -(SBITS)PND_MAG(a) : (SBITS)PND_MAG(a)); }

PND_INLINE BITS NAME(next)(BITS a, BITS b)
{
    if (PND_MAG(a) > MAG_INF || PND_MAG(b) > MAG_INF) return NAN_BITS;
    const SBITS from = NAME(order)(a), to = NAME(order)(b);
#ifdef TYPE_IS_F16
    if (from == to) return a;
#else
    if (from == to) return b;
#endif
    const BITS r = NAME(step)(a, from < to);
    if (PND_UNLIKELY(PND_MAG(r) > MAG_FINITE)) pnd_fp_raise(PND_FPE_OVERFLOW);
#ifndef TYPE_IS_STORAGE
    if (PND_UNLIKELY(PND_MAG(r) < (MAG_INF & -(SBITS)MAG_INF))) pnd_fp_raise(PND_FPE_UNDERFLOW);
#endif
    return r;
}

static int NAME(nextafter)(PND_LOOP)
{
    for (intptr_t i = 0; i < dims[0]; i++) {
        NAME(store_bits)(p[2] + i * s[2], NAME(next)(NAME(load_bits)(p[0] + i * s[0]), NAME(load_bits)(p[1] + i * s[1])));
    }
    return (void)ctx, 0;
}

/* The distance to the neighbour away from zero, with the sign of x; float16's is the one above, as the oracle has it. */
PND_INLINE C NAME(op_spacing)(C x, BITS a)
{
    if (PND_MAG(a) > MAG_FINITE) {
#ifdef TYPE_IS_F16
        pnd_fp_raise(PND_FPE_INVALID);
#endif
        return (C)NAN;
    }
#ifdef TYPE_IS_F16
    const BITS r = NAME(step)(a, true);
#else
    const BITS r = NAME(step)(a, PND_MAG(a) == 0 || (a & PND_SIGN_BIT) == 0);
#endif
    if (PND_MAG(r) > MAG_FINITE) pnd_fp_raise(PND_FPE_OVERFLOW);
#ifndef TYPE_IS_STORAGE
    if (PND_MAG(a) != 0 && PND_MAG(r) < (MAG_INF & -(SBITS)MAG_INF)) pnd_fp_raise(PND_FPE_UNDERFLOW);
#endif
    T next;
    memcpy(&next, &r, sizeof(T));
    return WIDEN(next) - x;
}

static int NAME(spacing)(PND_LOOP)
{
    for (intptr_t i = 0; i < dims[0]; i++) {
        const char *a = p[0] + i * s[0];
        STORE(p[1] + i * s[1], NAME(op_spacing)(LOAD(a), NAME(load_bits)(a)));
    }
    return (void)ctx, 0;
}
#else
static int NAME(nextafter)(PND_LOOP) { return NAME(map2)(nextafterl, p, dims, s); }
static C NAME(op_spacing)(C x)
{
    if (!PND_ISFINITE(x)) return (C)NAN;
    return nextafterl(x, x < 0 ? -(C)INFINITY : (C)INFINITY) - x;
}
static int NAME(spacing)(PND_LOOP) { return NAME(map1)(NAME(op_spacing), p, dims, s); }
#endif

static const pnd_kernel_row NAME(rows)[] = {
    {PND_SHAPE_MAP, PND_OP_nextafter, 3, {DTYPE, DTYPE, DTYPE}, .fn = NAME(nextafter)},
    {PND_SHAPE_MAP, PND_OP_spacing, 2, {DTYPE, DTYPE}, .fn = NAME(spacing)},
};
