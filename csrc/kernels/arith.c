/* add, subtract, multiply of all numeric types; compiled once per tier. */
#define PND_FAMILY arith
#define PND_FAMILY_TEMPLATE "arith.tmpl.h"
#define PND_FAMILY_FOR PND_FOR_ALL
#include "family.h"
