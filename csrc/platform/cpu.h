/*
 * Which kernel tier this machine runs.  Read once; PND_DISABLE_CPU=avx512,avx2 lowers it (an unknown name aborts the
 * import with a message, through pnd_cpu_init's error).
 */
#ifndef PND_PLATFORM_CPU_H
#define PND_PLATFORM_CPU_H

#include "error.h"

typedef enum pnd_tier { PND_TIER_BASELINE, PND_TIER_AVX2, PND_TIER_AVX512, PND_NTIERS } pnd_tier;

int pnd_cpu_init(pnd_error *err);
pnd_tier pnd_cpu_tier(void);
const char *pnd_tier_name(pnd_tier tier);
size_t pnd_cpu_l3_bytes(void); /* 0 when unknown */

#endif
