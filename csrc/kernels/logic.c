/* Logical_and, logical_or, logical_xor, logical_not; compiled once per tier. */
#define PND_FAMILY logic
#define PND_FAMILY_TEMPLATE "logic.tmpl.h"
#define PND_FAMILY_FOR PND_FOR_ALL
#include "family.h"
