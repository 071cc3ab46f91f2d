/* add, subtract, multiply of all numeric types; compiled once per tier. */
#include "template.h"
#include "simd/f16.h"

extern const pnd_kernel_table PND_TABLE(pnd_arith);

#define PND_FOR PND_FOR_ALL
#define PND_TEMPLATE "element.tmpl.h"
#include "foreach.h"

#define PND_FOR PND_FOR_STORAGE
#define PND_TEMPLATE "via.tmpl.h"
#include "foreach.h"

#define PND_FOR (PND_FOR_ALL & ~PND_FOR_STORAGE)
#define PND_TEMPLATE "map.tmpl.h"
#include "foreach.h"

#define PND_FOR PND_FOR_ALL
#define PND_TEMPLATE "arith.tmpl.h"
#include "foreach.h"

static const pnd_kernel_rows lists[] = {
#define PND_FOR PND_FOR_ALL
#define PND_TEMPLATE "rows.tmpl.h"
#include "foreach.h"
    {NULL, 0},
};

const pnd_kernel_table PND_TABLE(pnd_arith) = {"arith", PND_STRING(PND_ISA), lists};
