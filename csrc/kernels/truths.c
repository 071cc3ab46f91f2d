/* all, any and logical_xor as reductions; compiled once per tier. */
#include "template.h"

static int merge_and(PND_LOOP)
{
    for (intptr_t i = 0; i < dims[0]; i++) p[0][i * s[0]] &= p[1][i * s[1]];
    return 0;
}
static int merge_or(PND_LOOP)
{
    for (intptr_t i = 0; i < dims[0]; i++) p[0][i * s[0]] |= p[1][i * s[1]];
    return 0;
}
static int merge_xor(PND_LOOP)
{
    for (intptr_t i = 0; i < dims[0]; i++) p[0][i * s[0]] ^= p[1][i * s[1]];
    return 0;
}
static int finish(PND_LOOP)
{
    for (intptr_t i = 0; i < dims[0]; i++) p[1][i * s[1]] = p[0][i * s[0]];
    return 0;
}
static int seed(PND_LOOP)
{
    for (intptr_t i = 0; i < dims[0]; i++) p[0][i * s[0]] = p[1][i * s[1]] != 0;
    return 0;
}

#define PND_FAMILY truths
#define PND_FAMILY_TEMPLATE "truths.tmpl.h"
#define PND_FAMILY_FOR PND_FOR_ALL
#define PND_FAMILY_OWN_LOOPS
#include "family.h"
