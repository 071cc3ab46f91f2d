/* Floor, ceil, trunc, rint; compiled once per tier. */
#include "simd/round.h"

#define PND_FAMILY rounding
#define PND_FAMILY_TEMPLATE "rounding.tmpl.h"
#define PND_FAMILY_FOR PND_FOR_ALL
#include "family.h"
