/*
 * IEEE status flags beyond what fpstatus.h does inline: the x87 word on x86-64, the FPSR on aarch64, and <fenv.h>
 * elsewhere.  The pnd_fp_*_slow() forms see every unit that may hold flags; libm and longdouble code needs them.
 */
#include "fpstatus.h"

#if defined(__x86_64__)

/* The x87 status word has the same low six bits as MXCSR: IE DE ZE OE UE PE. */
static unsigned x87_status(void)
{
    unsigned short word;
    __asm__ volatile("fnstsw %0" : "=am"(word));
    return word;
}

void pnd_fp_clear_slow(void)
{
    pnd_fp_clear();
    if (x87_status() & 0x1du) __asm__ volatile("fnclex");
}

int pnd_fp_get_slow(void)
{
    const unsigned w = x87_status();
    return pnd_fp_get() | (int)(((w >> 2) & 7u) | ((w & 1u) << 3));
}

unsigned pnd_fp_control(void) { return _mm_getcsr() & ~0x3fu; }
void pnd_fp_set_control(unsigned control) { _mm_setcsr(control); }

#elif defined(__aarch64__)

unsigned pnd_fp_save(void)
{
    uint64_t w;
    __asm__ volatile("mrs %0, fpsr" : "=r"(w));
    return (unsigned)w;
}

void pnd_fp_restore(unsigned saved)
{
    const uint64_t w = saved;
    __asm__ volatile("msr fpsr, %0" : : "r"(w));
}

/* FPSR: IOC 1, DZC 2, OFC 4, UFC 8. */
int pnd_fp_get(void)
{
    uint64_t w;
    __asm__ volatile("mrs %0, fpsr" : "=r"(w));
    return (int)(((w >> 1) & 7u) | ((w & 1u) << 3));
}

void pnd_fp_clear(void)
{
    uint64_t w;
    __asm__ volatile("mrs %0, fpsr" : "=r"(w));
    if (w & 0xfu) __asm__ volatile("msr fpsr, %0" : : "r"(w & ~UINT64_C(0x9f)));
}

void pnd_fp_clear_slow(void) { pnd_fp_clear(); }
int pnd_fp_get_slow(void) { return pnd_fp_get(); }

unsigned pnd_fp_control(void)
{
    uint64_t w;
    __asm__ volatile("mrs %0, fpcr" : "=r"(w));
    return (unsigned)w;
}

void pnd_fp_set_control(unsigned control) { __asm__ volatile("msr fpcr, %0" : : "r"((uint64_t)control)); }

#else

#include <fenv.h>

void pnd_fp_clear(void) { feclearexcept(FE_ALL_EXCEPT); }

unsigned pnd_fp_save(void) { return (unsigned)fetestexcept(FE_ALL_EXCEPT); }

void pnd_fp_restore(unsigned saved) { feclearexcept(FE_ALL_EXCEPT & ~(int)saved); }

int pnd_fp_get(void)
{
    const int w = fetestexcept(FE_ALL_EXCEPT);
    return ((w & FE_DIVBYZERO) ? PND_FPE_DIVIDE : 0) | ((w & FE_OVERFLOW) ? PND_FPE_OVERFLOW : 0) |
           ((w & FE_UNDERFLOW) ? PND_FPE_UNDERFLOW : 0) | ((w & FE_INVALID) ? PND_FPE_INVALID : 0);
}

void pnd_fp_clear_slow(void) { pnd_fp_clear(); }
int pnd_fp_get_slow(void) { return pnd_fp_get(); }

unsigned pnd_fp_control(void) { return (unsigned)fegetround(); }
void pnd_fp_set_control(unsigned control) { fesetround((int)control); }

#endif
