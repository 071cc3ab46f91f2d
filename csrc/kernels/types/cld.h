/* clongdouble */
#define T pnd_cldbytes
#define C pnd_cld
#define SFX cld
#define DTYPE PND_IDX_CLONGDOUBLE
#define TYPE_IS_COMPLEX 1
#define WIDEN(x) pnd_cld_load(x)
#define NARROW(x) pnd_cld_store(x)
#define R long double
#define TYPE_IS_LONGDOUBLE 1
