/* LOAD and STORE of one type; include before any template that uses them. */
#ifndef T
#include "template.h"
#include "types/f32.h"
#endif

#if defined(TYPE_IS_COMPLEX) && !defined(TYPE_IS_LONGDOUBLE)
/* Part by part: moved whole, the struct keeps the vectoriser out. */
PND_INLINE C NAME(load)(const char *p)
{
    R re, im;
    memcpy(&re, p, sizeof re);
    memcpy(&im, p + sizeof re, sizeof im);
    return (C){re, im};
}
PND_INLINE void NAME(store)(char *p, C x)
{
    memcpy(p, &x.re, sizeof x.re);
    memcpy(p + sizeof x.re, &x.im, sizeof x.im);
}
#else
PND_INLINE C NAME(load)(const char *p)
{
    T x;
    memcpy(&x, p, sizeof x);
    return WIDEN(x);
}
PND_INLINE void NAME(store)(char *p, C x)
{
    T y = NARROW(x);
    memcpy(p, &y, sizeof y);
}
#endif

#ifdef BITS
PND_INLINE BITS NAME(load_bits)(const char *p)
{
    BITS x;
    memcpy(&x, p, sizeof x);
    return x;
}
PND_INLINE void NAME(store_bits)(char *p, BITS x) { memcpy(p, &x, sizeof x); }
#endif

#ifdef TYPE_IS_COMPLEX
#ifdef TYPE_IS_LONGDOUBLE
PND_INLINE void NAME(store_real)(char *p, R x)
{
    pnd_ldbytes y = pnd_ld_store(x);
    memcpy(p, &y, sizeof y);
}
#else
PND_INLINE void NAME(store_real)(char *p, R x) { memcpy(p, &x, sizeof x); }
#endif
#endif
