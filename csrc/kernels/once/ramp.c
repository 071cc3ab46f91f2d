/* arange's loops: one a type, compiled once (they are bound by memory). */
#include "ramp.h"

#include "../template.h"

#define PND_FOR (PND_FOR_INTS | PND_FOR_FLOATS | PND_FOR_COMPLEXES)
#define PND_TEMPLATE "element.tmpl.h"
#include "../foreach.h"

#define PND_FOR (PND_FOR_INTS | PND_FOR_FLOATS | PND_FOR_COMPLEXES)
#define PND_TEMPLATE "once/ramp.tmpl.h"
#include "../foreach.h"

void pnd_ramp(const pnd_dtype *dtype, char *data, intptr_t n)
{
    static void (*const ramps[PND_NIDX])(char *, intptr_t) = {
#define PND_FOR (PND_FOR_INTS | PND_FOR_FLOATS | PND_FOR_COMPLEXES)
#define PND_TEMPLATE "once/ramprow.tmpl.h"
#include "../foreach.h"
    };
    assert(!dtype->swapped && pnd_dtype_is_builtin(dtype));
    if (n > 2 && ramps[dtype->loops]) ramps[dtype->loops](data, n);
}
