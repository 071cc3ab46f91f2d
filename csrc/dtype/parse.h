/* Type strings: "f4", "<i8", "float32", "bfloat16", "=c16", "?", "longlong", buffer formats of one built-in element. */
#ifndef PND_DTYPE_PARSE_H
#define PND_DTYPE_PARSE_H

#include "dtype.h"

/* Borrowed built-in dtype, or NULL: PND_ERR_TYPE `data type '...' not understood`; a dtype whose support is still to
   come (object, S, U, V, M, m) is a PND_ERR_TYPE that names it. */
const pnd_dtype *pnd_dtype_parse(const char *text, size_t length, pnd_error *err);
/* "<f4", "|b1", ">c16" as dtype.str, and a PEP 3118 format of one element ("f", "Zd", ">i", "?"), NULL where none exists
   (bfloat16, float8).  The string is static. */
const char *pnd_dtype_str(const pnd_dtype *d, char buffer[16]);
const char *pnd_dtype_format(const pnd_dtype *d, char buffer[8]);
/* One PEP 3118 element format -> dtype; item size is checked against it.  NULL with PND_ERR_VALUE when not understood. */
const pnd_dtype *pnd_dtype_from_format(const char *format, intptr_t itemsize, pnd_error *err);

#endif
