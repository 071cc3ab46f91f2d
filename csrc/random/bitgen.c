/* Fills of any bit generator: by its kind's own where it has them, else one number at a time. */
#include "bitgen.h"

void pnd_fill_u64(const pnd_bitgen *g, const pnd_bitgen_kind *kind, uint64_t *out, intptr_t n)
{
    assert(n >= 0);
    if (kind) kind->fill_u64(g->state, out, n);
    else
        for (intptr_t i = 0; i < n; i++) out[i] = pnd_next_u64(g);
}

void pnd_fill_u32(const pnd_bitgen *g, const pnd_bitgen_kind *kind, uint32_t *out, intptr_t n)
{
    assert(n >= 0);
    if (kind) kind->fill_u32(g->state, out, n);
    else
        for (intptr_t i = 0; i < n; i++) out[i] = pnd_next_u32(g);
}

void pnd_fill_double(const pnd_bitgen *g, const pnd_bitgen_kind *kind, double *out, intptr_t n)
{
    assert(n >= 0);
    if (kind) kind->fill_double(g->state, out, n);
    else
        for (intptr_t i = 0; i < n; i++) out[i] = pnd_next_double(g);
}

void pnd_fill_float(const pnd_bitgen *g, const pnd_bitgen_kind *kind, float *out, intptr_t n)
{
    assert(n >= 0);
    if (kind) kind->fill_float(g->state, out, n);
    else
        for (intptr_t i = 0; i < n; i++) out[i] = pnd_next_float(g);
}
