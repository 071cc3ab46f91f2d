/* add, multiply, bitwise and, or, xor as reductions into an accumulator of the loop's own type; compiled once per tier. */
#define PND_FAMILY folds
#define PND_FAMILY_TEMPLATE "folds.tmpl.h"
#define PND_FAMILY_FOR PND_FOR_ALL
#define PND_FAMILY_OWN_LOOPS
#include "family.h"
