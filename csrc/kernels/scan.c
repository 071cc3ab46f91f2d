/* Running sums and products; compiled once per tier. */
#define PND_FAMILY scan
#define PND_FAMILY_TEMPLATE "scan.tmpl.h"
#define PND_FAMILY_FOR PND_FOR_ALL
#define PND_FAMILY_OWN_LOOPS
#include "family.h"
