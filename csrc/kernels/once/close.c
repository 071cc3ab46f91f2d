/* Loops behind isclose and nan_to_num, compiled once: they are bound by memory. */
#include "close.h"

#include "../hypot.h"
#include "../template.h"

#define PND_FOR (PND_FOR_FLOATS | PND_FOR_COMPLEXES)
#define PND_TEMPLATE "element.tmpl.h"
#include "../foreach.h"

#define PND_FOR (PND_FOR_FLOATS | PND_FOR_COMPLEXES)
#define PND_TEMPLATE "once/close.tmpl.h"
#include "../foreach.h"

typedef struct close_loops {
    pnd_loop_fn *close, *replace;
} close_loops;

static const close_loops loops[PND_NIDX] = {
#define PND_FOR (PND_FOR_FLOATS | PND_FOR_COMPLEXES)
#define PND_TEMPLATE "once/closerow.tmpl.h"
#include "../foreach.h"
};

pnd_loop_fn *pnd_close_loop(int idx) { return loops[idx].close; }
pnd_loop_fn *pnd_replace_loop(int idx) { return loops[idx].replace; }
