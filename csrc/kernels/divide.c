/* divide, floor_divide, remainder, divmod; compiled once per tier. */
#include <math.h>

#include "simd/round.h"
#include "template.h"

#define PND_FMOD(a, b) _Generic((a), float: fmodf, double: fmod, long double: fmodl)(a, b)
#define PND_COPYSIGN(a, b) _Generic((a), float: __builtin_copysignf, double: __builtin_copysign, long double: __builtin_copysignl)(a, b)
#define PND_FLOOR_OF(a) PND_ROUND(a, PND_FLOOR)

#define PND_FAMILY divide
#define PND_FAMILY_TEMPLATE "divide.tmpl.h"
#define PND_FAMILY_FOR (PND_FOR_ALL & ~PND_FOR_BOOL)
#include "family.h"
