/* Streams and transposes of the best tier that was built and that this machine runs. */
#include "../stream_table.h"

#include "../../platform/cpu.h"

extern const pnd_streams pnd_streams_baseline;
#ifdef PND_TIER_AVX2_BUILT
extern const pnd_streams pnd_streams_avx2;
#endif
#ifdef PND_TIER_AVX512_BUILT
extern const pnd_streams pnd_streams_avx512;
#endif

static const pnd_streams *best(void)
{
    const pnd_tier tier = pnd_cpu_tier();
#ifdef PND_TIER_AVX512_BUILT
    if (tier >= PND_TIER_AVX512) return &pnd_streams_avx512;
#endif
#ifdef PND_TIER_AVX2_BUILT
    if (tier >= PND_TIER_AVX2) return &pnd_streams_avx2;
#endif
    (void)tier;
    return &pnd_streams_baseline;
}

void pnd_stream_copy(char *dst, const char *src, intptr_t bytes) { best()->copy(dst, src, bytes); }

void pnd_stream_end(void)
{
#if defined(__x86_64__)
    __builtin_ia32_sfence();
#endif
}

bool pnd_transpose_takes(intptr_t itemsize) { return itemsize == 1 || itemsize == 2 || itemsize == 4 || itemsize == 8 || itemsize == 16; }

void pnd_transpose_items(const char *src, intptr_t src_step, char *dst, intptr_t dst_step, intptr_t ni, intptr_t nj, intptr_t itemsize,
                         bool past)
{
    assert(pnd_transpose_takes(itemsize));
    best()->transpose[__builtin_ctzl((unsigned long)itemsize)](src, src_step, dst, dst_step, ni, nj, past);
}
