/*
 * What every kernel template uses: type classes, names, element moves.
 *
 * Families are X.c (one exported table, pnd_X_<isa>) and X.tmpl.h (the loops of one type).  LOAD and STORE are memcpy
 * moves: safe on unaligned addresses, and free where the compiler knows the step.
 */
#ifndef PND_KERNELS_TEMPLATE_H
#define PND_KERNELS_TEMPLATE_H

#include "loop.h"
#include "registry.h"
#include "types/layouts.h"

#define PND_FOR_BOOL 1
#define PND_FOR_INTS 2
#define PND_FOR_STORAGE 4 /* float16, bfloat16, float8 */
#define PND_FOR_REALS 8   /* float32, float64 */
#define PND_FOR_LONGDOUBLE 16
#define PND_FOR_COMPLEX 32
#define PND_FOR_CLONGDOUBLE 64
#define PND_FOR_FLOATS (PND_FOR_STORAGE | PND_FOR_REALS | PND_FOR_LONGDOUBLE)
#define PND_FOR_COMPLEXES (PND_FOR_COMPLEX | PND_FOR_CLONGDOUBLE)
#define PND_FOR_ALL (PND_FOR_BOOL | PND_FOR_INTS | PND_FOR_FLOATS | PND_FOR_COMPLEXES)

#define NAME(x) PND_PASTE(x, SFX)
#define PND_TABLE(family) PND_PASTE(family, PND_ISA) /* pnd_arith -> pnd_arith_avx2 */
#define PND_STRING_(x) #x
#define PND_STRING(x) PND_STRING_(x)

#define LOAD(p) NAME(load)(p)
#define STORE(p, x) NAME(store)(p, x)

#ifndef PND_ISA /* opened alone, in an editor */
#define PND_ISA baseline
#endif

#endif
