/*
 * Which kernel tier this machine runs: CPUID and XGETBV are read directly, because the names that compilers accept
 * in __builtin_cpu_supports differ.  A tier is the x86-64 psABI's level: baseline v2, avx2 v3, avx512 v4.
 */
#include "cpu.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pnd_tier current = PND_TIER_BASELINE;
static size_t l3_bytes;

static const char *const tier_names[PND_NTIERS] = {"baseline", "avx2", "avx512"};

#if defined(__x86_64__)
#include <cpuid.h>

#define HAS(word, bits) (((word) & (bits)) == (bits))

static unsigned xcr0(void)
{
    unsigned low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

/* The best tier of the machine; -1 when it is below the baseline. */
static int detect(void)
{
    unsigned a, b, c1 = 0, d, b7 = 0, c, c81 = 0;
    __cpuid(1, a, b, c1, d);
    if (__get_cpuid_max(0, NULL) >= 7) __cpuid_count(7, 0, a, b7, c, d);
    if ((unsigned)__get_cpuid_max(0x80000000u, NULL) >= 0x80000001u) __cpuid(0x80000001u, a, b, c81, d);

    /* SSE3, SSSE3, CX16, SSE4.1, SSE4.2, POPCNT */
    if (!HAS(c1, 1u << 0 | 1u << 9 | 1u << 13 | 1u << 19 | 1u << 20 | 1u << 23)) return -1;
    /* FMA, MOVBE, OSXSAVE, AVX, F16C; BMI1, AVX2, BMI2; LZCNT; the system saves XMM and YMM */
    if (!HAS(c1, 1u << 12 | 1u << 22 | 1u << 27 | 1u << 28 | 1u << 29) || !HAS(b7, 1u << 3 | 1u << 5 | 1u << 8) || !HAS(c81, 1u << 5) ||
        !HAS(xcr0(), 0x6u))
        return PND_TIER_BASELINE;
    /* AVX-512 F, DQ, CD, BW, VL; the system saves the mask and ZMM registers */
    if (!HAS(b7, 1u << 16 | 1u << 17 | 1u << 28 | 1u << 30 | 1u << 31) || !HAS(xcr0(), 0xe6u)) return PND_TIER_AVX2;
    return PND_TIER_AVX512;
}
#else
static int detect(void) { return PND_TIER_BASELINE; }
#endif

/* Lowers *tier below each name of a comma- or space-separated list. */
static int disable(const char *list, int *tier, pnd_error *err)
{
    while (*list) {
        const size_t n = strcspn(list, ", ");
        int found = n == 0;
        for (int t = PND_TIER_AVX2; t < PND_NTIERS; t++) {
            if (n == strlen(tier_names[t]) && memcmp(list, tier_names[t], n) == 0) {
                found = 1;
                if (*tier >= t) *tier = t - 1;
            }
        }
        if (!found)
            return pnd_fail(err, PND_ERR_VALUE, "PND_DISABLE_CPU: unknown instruction set '%.*s' (known: avx2, avx512)", (int)n, list);
        list += n;
        list += strspn(list, ", ");
    }
    return 0;
}

/* The kernel's figure first: in virtual machines glibc's answer has been seen ten times too large. */
static size_t read_l3(void)
{
    size_t kib = 0;
    FILE *f = fopen("/sys/devices/system/cpu/cpu0/cache/index3/size", "re");
    if (f != NULL) {
        if (fscanf(f, "%zuK", &kib) != 1) kib = 0;
        fclose(f);
    }
    if (kib > 0) return kib * 1024;
#if defined(_SC_LEVEL3_CACHE_SIZE)
    const long known = sysconf(_SC_LEVEL3_CACHE_SIZE);
    if (known > 0) return (size_t)known;
#endif
    return 0;
}

int pnd_cpu_init(pnd_error *err)
{
    int tier = detect();
    const char *list = getenv("PND_DISABLE_CPU");
    if (tier < 0) return pnd_fail(err, PND_ERR_RUNTIME, "pyndarray needs a processor with the x86-64-v2 instructions (SSE4.2, POPCNT)");
    if (list != NULL && disable(list, &tier, err) < 0) return -1;
    current = (pnd_tier)tier;
    l3_bytes = read_l3();
    return 0;
}

pnd_tier pnd_cpu_tier(void) { return current; }

const char *pnd_tier_name(pnd_tier tier)
{
    assert(tier < PND_NTIERS);
    return tier_names[tier];
}

size_t pnd_cpu_l3_bytes(void) { return l3_bytes; }
