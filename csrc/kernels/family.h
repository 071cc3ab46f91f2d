/*
 * The frame of a family: instantiates its template for each type and exports the table.
 *
 *   #define PND_FAMILY arith                        exports pnd_arith_<tier>
 *   #define PND_FAMILY_TEMPLATE "arith.tmpl.h"      makes NAME(rows) of each type
 *   #define PND_FAMILY_FOR PND_FOR_ALL              types; with storage floats also PND_FOR_REALS
 *   #define PND_FAMILY_OWN_LOOPS                    optional: no map drivers (reductions and the like)
 *   #include "family.h"
 */
#include "template.h"
#include "simd/f16.h"

#define PND_FAMILY_TABLE PND_TABLE(PND_PASTE(pnd, PND_FAMILY))
extern const pnd_kernel_table PND_FAMILY_TABLE;

#define PND_FOR PND_FAMILY_FOR
#define PND_TEMPLATE "element.tmpl.h"
#include "foreach.h"

#ifndef PND_FAMILY_OWN_LOOPS
#define PND_FOR (PND_FAMILY_FOR & PND_FOR_STORAGE)
#define PND_TEMPLATE "via.tmpl.h"
#include "foreach.h"

#define PND_FOR (PND_FAMILY_FOR & ~PND_FOR_STORAGE)
#define PND_TEMPLATE "map.tmpl.h"
#include "foreach.h"
#endif

#define PND_FOR PND_FAMILY_FOR
#define PND_TEMPLATE PND_FAMILY_TEMPLATE
#include "foreach.h"

static const pnd_kernel_rows lists[] = {
#define PND_FOR PND_FAMILY_FOR
#define PND_TEMPLATE "rows.tmpl.h"
#include "foreach.h"
#ifdef PND_FAMILY_MORE_ROWS
    PND_FAMILY_MORE_ROWS
#endif
    {NULL, 0},
};

const pnd_kernel_table PND_FAMILY_TABLE = {PND_STRING(PND_FAMILY), PND_STRING(PND_ISA), lists};
