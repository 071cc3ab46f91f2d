/* IEEE 754 status flags of the calling thread, in NumPy's bit numbers. */
#ifndef PND_PLATFORM_FPSTATUS_H
#define PND_PLATFORM_FPSTATUS_H

#include "compiler.h"

enum { PND_FPE_DIVIDE = 1, PND_FPE_OVERFLOW = 2, PND_FPE_UNDERFLOW = 4, PND_FPE_INVALID = 8 };

#if defined(__x86_64__)
#include <xmmintrin.h>
/* MXCSR bits: IE 1, DE 2, ZE 4, OE 8, UE 16, PE 32.  The x87 word (longdouble) is read by pnd_fp_get_slow().  PE (inexact) is set by
   most arithmetic and asked for by nobody: it is left alone, as writing the word costs more than a small loop. */
PND_INLINE void pnd_fp_clear(void)
{
    unsigned w = _mm_getcsr();
    if (w & 0x1d) _mm_setcsr(w & ~0x1du);
}
PND_INLINE int pnd_fp_get(void)
{
    unsigned w = _mm_getcsr();
    return (int)(((w >> 2) & 7u) | ((w & 1u) << 3));
}
/* The status word, to be put back after code whose flags mean nothing. */
PND_INLINE unsigned pnd_fp_save(void) { return _mm_getcsr(); }
PND_INLINE void pnd_fp_restore(unsigned saved)
{
    unsigned w = _mm_getcsr();
    if ((w ^ saved) & 0x3f) _mm_setcsr((w & ~0x3fu) | (saved & 0x3f));
}
#else
unsigned pnd_fp_save(void);
void pnd_fp_restore(unsigned saved);
void pnd_fp_clear(void);
int pnd_fp_get(void);
#endif

void pnd_fp_clear_slow(void); /* x87 as well: for longdouble loops and libm */
int pnd_fp_get_slow(void);

/* Rounding mode and treatment of subnormals: a pool thread takes them over from its job's caller. */
unsigned pnd_fp_control(void);
void pnd_fp_set_control(unsigned control);

#endif
