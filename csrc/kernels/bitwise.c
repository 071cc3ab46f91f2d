/* Bitwise_and, bitwise_or, bitwise_xor, invert and shifts of integers; compiled once per tier. */
#define PND_FAMILY bitwise
#define PND_FAMILY_TEMPLATE "bitwise.tmpl.h"
#define PND_FAMILY_FOR (PND_FOR_BOOL | PND_FOR_INTS)
#include "family.h"
