/* Isnan, isinf, isfinite, signbit; compiled once per tier. */
#define PND_FAMILY predicate
#define PND_FAMILY_TEMPLATE "predicate.tmpl.h"
#define PND_FAMILY_FOR PND_FOR_ALL
#include "family.h"
