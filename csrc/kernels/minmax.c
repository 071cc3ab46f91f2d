/* Maximum, minimum, fmax, fmin, copysign, clip; compiled once per tier. */
#define PND_FAMILY minmax
#define PND_FAMILY_TEMPLATE "minmax.tmpl.h"
#define PND_FAMILY_FOR PND_FOR_ALL
#include "family.h"
