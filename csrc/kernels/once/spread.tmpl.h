/*
 * Dealing and writing elements of one width.  Needs W (bytes), E (a type of W bytes that is loaded and stored whole) and SFX.
 * Values and the destination need not be aligned.
 */
#ifndef SFX
#include <string.h>

#include "../template.h"
#include "spread.h"
#define W 4
#define E uint32_t
#define SFX w4
#endif

PND_INLINE void NAME(deal_steps)(const uint32_t *at, intptr_t n, int shift, uint32_t *cursor, const char *values, intptr_t step,
                                 uint32_t *at_out, E *out)
{
    for (intptr_t i = 0; i < n; i++) {
        const uint32_t to = cursor[at[i] >> shift]++;
        at_out[to] = at[i];
        memcpy(&out[to], values + i * step, W);
    }
}

static void NAME(deal)(const uint32_t *at, intptr_t n, int shift, uint32_t *cursor, const char *values, intptr_t step, uint32_t *at_out,
                       char *values_out)
{
    E *out = (E *)(void *)values_out;
    if (out == NULL)
        for (intptr_t i = 0; i < n; i++) at_out[cursor[at[i] >> shift]++] = at[i];
    else if (step == W) NAME(deal_steps)(at, n, shift, cursor, values, W, at_out, out);
    else NAME(deal_steps)(at, n, shift, cursor, values, step, at_out, out);
}

static void NAME(write)(char *to, intptr_t step, const uint32_t *at, intptr_t n, const char *values, intptr_t values_step)
{
    if (step == W && values_step == W)
        for (intptr_t i = 0; i < n; i++) memcpy(to + (intptr_t)at[i] * W, values + i * W, W);
    else
        for (intptr_t i = 0; i < n; i++) memcpy(to + (intptr_t)at[i] * step, values + i * values_step, W);
}

#undef W
#undef E
#undef SFX
