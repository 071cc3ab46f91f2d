/* Running sums and products; a chain of dependent operations gains nothing from wider vectors: compiled once. */
#define PND_FAMILY scan
#define PND_FAMILY_TEMPLATE "scan.tmpl.h"
#define PND_FAMILY_FOR PND_FOR_ALL
#define PND_FAMILY_OWN_LOOPS
#include "../family.h"
