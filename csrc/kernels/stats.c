/* The variance of floats and complex numbers; compiled once per tier. */
#include "simd/dsum.h"

#define PND_FAMILY stats
#define PND_FAMILY_TEMPLATE "stats.tmpl.h"
#define PND_FAMILY_FOR (PND_FOR_FLOATS | PND_FOR_COMPLEXES)
#include "family.h"
