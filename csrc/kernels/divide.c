/* divide, floor_divide, remainder, divmod; compiled once per tier. */
#include <math.h>

#include "simd/round.h"
#include "template.h"

#define PND_FAMILY divide
#define PND_FAMILY_TEMPLATE "divide.tmpl.h"
#define PND_FAMILY_FOR (PND_FOR_ALL & ~PND_FOR_BOOL)
#include "family.h"
