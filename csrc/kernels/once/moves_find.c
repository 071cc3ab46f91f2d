/* Hands out the moves of the best tier that was built and that this machine runs. */
#include "../moves.h"

#include <string.h>

#include "../../platform/cpu.h"
#include "../moves_table.h"

extern const pnd_moves pnd_moves_baseline;
#ifdef PND_TIER_AVX2_BUILT
extern const pnd_moves pnd_moves_avx2;
#endif
#ifdef PND_TIER_AVX512_BUILT
extern const pnd_moves pnd_moves_avx512;
#endif

static const pnd_moves *best(void)
{
    const pnd_tier tier = pnd_cpu_tier();
#ifdef PND_TIER_AVX512_BUILT
    if (tier >= PND_TIER_AVX512) return &pnd_moves_avx512;
#endif
#ifdef PND_TIER_AVX2_BUILT
    if (tier >= PND_TIER_AVX2) return &pnd_moves_avx2;
#endif
    (void)tier;
    return &pnd_moves_baseline;
}

static int width_class(intptr_t width)
{
    switch (width) {
    case 1: return PND_W1;
    case 2: return PND_W2;
    case 4: return PND_W4;
    case 8: return PND_W8;
    case 16: return PND_W16;
    }
    return PND_WANY;
}

void pnd_copy_bytes(char *to, const char *from, intptr_t n)
{
    if (n < 2048) memmove(to, from, (size_t)n);
    else best()->run(to, from, (size_t)n);
}

pnd_loop_fn *pnd_copy_find(intptr_t itemsize) { return best()->copy[width_class(itemsize)]; }
pnd_loop_fn *pnd_swap_find(intptr_t unit) { return best()->swap[width_class(unit)]; }
pnd_loop_fn *pnd_gather_find(intptr_t itemsize) { return best()->gather[width_class(itemsize)]; }
pnd_loop_fn *pnd_scatter_find(intptr_t itemsize) { return best()->scatter[width_class(itemsize)]; }
pnd_loop_fn *pnd_select_find(intptr_t itemsize) { return best()->select[width_class(itemsize)]; }
intptr_t pnd_count_true(const char *mask, intptr_t stride, intptr_t n) { return best()->count_true(mask, stride, n); }

intptr_t pnd_true_positions(const char *mask, intptr_t stride, intptr_t n, intptr_t base, intptr_t *out, intptr_t room)
{
    return best()->true_positions(mask, stride, n, base, out, room);
}

intptr_t pnd_compress(const char *mask, intptr_t mask_stride, const char *from, intptr_t from_stride, intptr_t n, intptr_t itemsize,
                      char *out, intptr_t room)
{
    return best()->compress[width_class(itemsize)](mask, mask_stride, from, from_stride, n, itemsize, out, room);
}
