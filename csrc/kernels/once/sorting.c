/* Sorting of every dtype; compiled once. */
#define PND_FAMILY sorting
#define PND_FAMILY_TEMPLATE "sorting.tmpl.h"
#define PND_FAMILY_FOR PND_FOR_ALL
#define PND_FAMILY_OWN_LOOPS
#include "../family.h"
