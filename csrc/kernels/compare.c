/* equal, less and the other comparisons; compiled once per tier.  int64 with uint64 compares exactly. */
#include "template.h"

/**** int64 with uint64, in either order ****/

PND_INLINE bool equal_lL(int64_t a, uint64_t b) { return (a >= 0) & ((uint64_t)a == b); }
PND_INLINE bool less_lL(int64_t a, uint64_t b) { return (a < 0) | ((uint64_t)a < b); }
PND_INLINE bool less_equal_lL(int64_t a, uint64_t b) { return (a < 0) | ((uint64_t)a <= b); }

/* `flip` inverts the answer; swap: the unsigned operand comes first. */
PND_INLINE int mixed(bool (*op)(int64_t, uint64_t), bool flip, bool swap, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    const intptr_t n = dims[0], sa = s[swap], sb = s[!swap], so = s[2];
    const char *a = p[swap], *b = p[!swap];
    char *o = p[2];
    for (intptr_t i = 0; i < n; i++) {
        int64_t x;
        uint64_t y;
        memcpy(&x, a + i * sa, sizeof x);
        memcpy(&y, b + i * sb, sizeof y);
        o[i * so] = (char)(op(x, y) ^ flip);
    }
    return 0;
}

static int equal_qQ(PND_LOOP) { return mixed(equal_lL, false, false, p, dims, s); }
static int not_equal_qQ(PND_LOOP) { return mixed(equal_lL, true, false, p, dims, s); }
static int less_qQ(PND_LOOP) { return mixed(less_lL, false, false, p, dims, s); }
static int less_equal_qQ(PND_LOOP) { return mixed(less_equal_lL, false, false, p, dims, s); }
static int greater_qQ(PND_LOOP) { return mixed(less_equal_lL, true, false, p, dims, s); }
static int greater_equal_qQ(PND_LOOP) { return mixed(less_lL, true, false, p, dims, s); }
static int equal_Qq(PND_LOOP) { return mixed(equal_lL, false, true, p, dims, s); }
static int not_equal_Qq(PND_LOOP) { return mixed(equal_lL, true, true, p, dims, s); }
static int less_Qq(PND_LOOP) { return mixed(less_equal_lL, true, true, p, dims, s); }
static int less_equal_Qq(PND_LOOP) { return mixed(less_lL, true, true, p, dims, s); }
static int greater_Qq(PND_LOOP) { return mixed(less_lL, false, true, p, dims, s); }
static int greater_equal_Qq(PND_LOOP) { return mixed(less_equal_lL, false, true, p, dims, s); }

#define qQ(op) {PND_SHAPE_MAP, PND_OP_##op, 3, {PND_IDX_LONGLONG, PND_IDX_ULONGLONG, PND_IDX_BOOL}, .fn = op##_qQ}
#define Qq(op) {PND_SHAPE_MAP, PND_OP_##op, 3, {PND_IDX_ULONGLONG, PND_IDX_LONGLONG, PND_IDX_BOOL}, .fn = op##_Qq}
static const pnd_kernel_row mixed_rows[] = {
    qQ(equal), qQ(not_equal), qQ(less), qQ(less_equal), qQ(greater), qQ(greater_equal),
    Qq(equal), Qq(not_equal), Qq(less), Qq(less_equal), Qq(greater), Qq(greater_equal),
};

#define PND_FAMILY compare
#define PND_FAMILY_TEMPLATE "compare.tmpl.h"
#define PND_FAMILY_FOR PND_FOR_ALL
#define PND_FAMILY_MORE_ROWS {mixed_rows, PND_COUNT(mixed_rows)},
#include "family.h"
