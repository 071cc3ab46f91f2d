/*
 * power of integers and of the real floats; compiled once per tier.  Complex and longdouble: once/math_libm.c.
 *
 * Integers wrap around; a negative exponent is an error.  Floats are within 1 ULP whatever the layout; a repeated
 * exponent of 2, 3, -1, -2 or 0.5 takes a short cut, also within 1 ULP, so that x**3 with a scalar
 * may differ in the last bit from x**y with an array of threes.  Storage floats are computed as double and rounded once.
 */
#include "template.h"
#include "elementary/pow_short.h"

#define PND_FAMILY power
#define PND_FAMILY_TEMPLATE "power.tmpl.h"
#define PND_FAMILY_FOR (PND_FOR_REALS | PND_FOR_STORAGE | PND_FOR_INTS)
#include "family.h"
