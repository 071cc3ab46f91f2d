/* nextafter and spacing; compiled once: nothing here is worth a wider instruction set. */
#include "../template.h"

#include <math.h>

#define PND_FAMILY neighbours
#define PND_FAMILY_TEMPLATE "once/neighbours.tmpl.h"
#define PND_FAMILY_FOR PND_FOR_FLOATS
#include "../family.h"
