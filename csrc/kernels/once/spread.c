/* Moves by region for each width.  What bounds them is the memory, so one version does for every tier. */
#include "spread.h"

#include <string.h>

#include "../moves_common.h"

#define W 1
#define E uint8_t
#define SFX w1
#include "spread.tmpl.h"
#define W 2
#define E uint16_t
#define SFX w2
#include "spread.tmpl.h"
#define W 4
#define E uint32_t
#define SFX w4
#include "spread.tmpl.h"
#define W 8
#define E uint64_t
#define SFX w8
#include "spread.tmpl.h"
#define W 16
#define E pnd_wide
#define SFX w16
#include "spread.tmpl.h"

const pnd_spreader *pnd_spreader_find(intptr_t itemsize)
{
    static const pnd_spreader w1 = {deal_w1, write_w1}, w2 = {deal_w2, write_w2}, w4 = {deal_w4, write_w4}, w8 = {deal_w8, write_w8},
                              w16 = {deal_w16, write_w16};
    switch (itemsize) {
    case 1: return &w1;
    case 2: return &w2;
    case 4: return &w4;
    case 8: return &w8;
    case 16: return &w16;
    }
    return NULL;
}
