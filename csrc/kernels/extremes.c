/* maximum, minimum, fmax, fmin as reductions, argmax and argmin; compiled once per tier. */
#define PND_FAMILY extremes
#define PND_FAMILY_TEMPLATE "extremes.tmpl.h"
#define PND_FAMILY_FOR PND_FOR_ALL
#define PND_FAMILY_OWN_LOOPS
#include "family.h"
