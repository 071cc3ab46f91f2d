/* longdouble: 80-bit x87 in 16 bytes; storing zeroes the padding */
#define T pnd_ldbytes
#define C long double
#define SFX ld
#define DTYPE PND_IDX_LONGDOUBLE
#define TYPE_IS_FLOAT 1
#define WIDEN(x) pnd_ld_load(x)
#define NARROW(x) pnd_ld_store(x)
#define R long double
#define TYPE_IS_LONGDOUBLE 1
