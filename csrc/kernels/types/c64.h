/* complex64: a struct of two floats, never _Complex */
#define T pnd_c64
#define C pnd_c64
#define SFX c64
#define DTYPE PND_IDX_CFLOAT
#define TYPE_IS_COMPLEX 1
#define WIDEN(x) (x)
#define NARROW(x) (x)
#define R float
