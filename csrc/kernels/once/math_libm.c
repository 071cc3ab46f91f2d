/*
 * sqrt, exp, log, tanh, sin, cos and power of longdouble and of complex, by the C library; compiled once.
 *
 * The only place with C's _Complex: the oracle's values and flags for complex arguments are the C library's (C17, annex
 * G), whose functions take that type.  No arithmetic is done on it here, so __mulsc3 and its kin are not called.
 */
#include "../template.h"

#include <complex.h>
#include <tgmath.h>
#undef I

#define PND_FAMILY math_libm
#define PND_FAMILY_TEMPLATE "once/math_libm.tmpl.h"
#define PND_FAMILY_FOR (PND_FOR_LONGDOUBLE | PND_FOR_COMPLEXES)
#include "../family.h"
