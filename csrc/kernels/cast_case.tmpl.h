/* Inside a switch over rows (load_storage of cast_common.h): one storage float. */
#ifndef T
#include "template.h"
#include "types/f16.h"
#include "element.tmpl.h"
#else
case DTYPE: return LOAD(p);
#endif
