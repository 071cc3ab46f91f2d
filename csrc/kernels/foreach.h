/*
 * Includes PND_TEMPLATE once for each type whose class is named in PND_FOR; no include guard, used many times.
 *
 *   #define PND_FOR (PND_FOR_INTS | PND_FOR_FLOATS)
 *   #define PND_TEMPLATE "arith.tmpl.h"
 *   #include "foreach.h"
 *
 * A template finds: T (what the array stores), C (what it computes in), R (the real type, floats and complex), SFX,
 * DTYPE (row of dtypes.def), WIDEN/NARROW between T and C, TYPE_IS_* and NAME(x) -> x_SFX.  PND_FOR and PND_TEMPLATE are
 * undefined afterwards.  Adding a dtype adds one stanza here.
 */
#include "template.h"

#if PND_FOR & PND_FOR_BOOL
#include "types/bool.h"
#include PND_TEMPLATE
#include "types/undef.h"
#endif
#if PND_FOR & PND_FOR_INTS
#include "types/i8.h"
#include PND_TEMPLATE
#include "types/undef.h"
#include "types/u8.h"
#include PND_TEMPLATE
#include "types/undef.h"
#include "types/i16.h"
#include PND_TEMPLATE
#include "types/undef.h"
#include "types/u16.h"
#include PND_TEMPLATE
#include "types/undef.h"
#include "types/i32.h"
#include PND_TEMPLATE
#include "types/undef.h"
#include "types/u32.h"
#include PND_TEMPLATE
#include "types/undef.h"
#include "types/i64.h"
#include PND_TEMPLATE
#include "types/undef.h"
#include "types/u64.h"
#include PND_TEMPLATE
#include "types/undef.h"
#endif
#if PND_FOR & PND_FOR_STORAGE
#include "types/f16.h"
#include PND_TEMPLATE
#include "types/undef.h"
#include "types/bf16.h"
#include PND_TEMPLATE
#include "types/undef.h"
#include "types/f8e4m3fn.h"
#include PND_TEMPLATE
#include "types/undef.h"
#include "types/f8e5m2.h"
#include PND_TEMPLATE
#include "types/undef.h"
#endif
#if PND_FOR & PND_FOR_REALS
#include "types/f32.h"
#include PND_TEMPLATE
#include "types/undef.h"
#include "types/f64.h"
#include PND_TEMPLATE
#include "types/undef.h"
#endif
#if PND_FOR & PND_FOR_LONGDOUBLE
#include "types/ld.h"
#include PND_TEMPLATE
#include "types/undef.h"
#endif
#if PND_FOR & PND_FOR_COMPLEX
#include "types/c64.h"
#include PND_TEMPLATE
#include "types/undef.h"
#include "types/c128.h"
#include PND_TEMPLATE
#include "types/undef.h"
#endif
#if PND_FOR & PND_FOR_CLONGDOUBLE
#include "types/cld.h"
#include PND_TEMPLATE
#include "types/undef.h"
#endif
#undef PND_FOR
#undef PND_TEMPLATE
