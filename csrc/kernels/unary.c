/* Negative, absolute, square, sign and other one-input arithmetic; compiled once per tier. */
#include "hypot.h"

#define PND_FAMILY unary
#define PND_FAMILY_TEMPLATE "unary.tmpl.h"
#define PND_FAMILY_FOR PND_FOR_ALL
#include "family.h"
