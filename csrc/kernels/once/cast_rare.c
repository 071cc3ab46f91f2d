/* Casts from or to longdouble and complex, compiled once with the baseline's flags: they are not worth three tiers. */
#include "../cast_common.h"

extern const pnd_kernel_table pnd_cast_rare_baseline;

/* Rows to float64 and narrower. */
#define PND_CAST_WANTED(idx, size, kind) PND_CAST_RARE(idx, kind)
#define PND_FOR (PND_FOR_BOOL | PND_FOR_INTS | PND_FOR_STORAGE | PND_FOR_REALS)
#define PND_TEMPLATE "cast.tmpl.h"
#include "../foreach.h"

#undef PND_CAST_WANTED
#define PND_CAST_WANTED(idx, size, kind) 1
#define PND_FOR (PND_FOR_LONGDOUBLE | PND_FOR_COMPLEXES)
#define PND_TEMPLATE "cast.tmpl.h"
#include "../foreach.h"

static const pnd_kernel_rows lists[] = {
#define PND_FOR PND_FOR_ALL
#define PND_TEMPLATE "rows.tmpl.h"
#include "../foreach.h"
    {NULL, 0},
};

const pnd_kernel_table pnd_cast_rare_baseline = {"cast_rare", "once", lists};
