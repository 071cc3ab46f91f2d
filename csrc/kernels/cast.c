/* Casts among bool, integers and floats up to float64; compiled once per tier.  The rest: once/cast_rare.c. */
#include "cast_common.h"

extern const pnd_kernel_table PND_TABLE(pnd_cast);

#define PND_CAST_WANTED(idx, size, kind) !PND_CAST_RARE(idx, kind)
#define PND_CAST_TO (PND_FOR_BOOL | PND_FOR_INTS | PND_FOR_STORAGE | PND_FOR_REALS)

#define PND_FOR PND_CAST_TO
#define PND_TEMPLATE "cast.tmpl.h"
#include "foreach.h"

static const pnd_kernel_rows lists[] = {
#define PND_FOR PND_CAST_TO
#define PND_TEMPLATE "rows.tmpl.h"
#include "foreach.h"
    {NULL, 0},
};

const pnd_kernel_table PND_TABLE(pnd_cast) = {"cast", PND_STRING(PND_ISA), lists};
