/* float64 */
#define T double
#define C double
#define SFX f64
#define DTYPE PND_IDX_DOUBLE
#define TYPE_IS_FLOAT 1
#define WIDEN(x) (x)
#define NARROW(x) (x)
#define R double
#define BITS uint64_t
#define SBITS int64_t
#define MAG_FINITE 0x7fefffffffffffff /* largest finite magnitude */
#define MAG_INF 0x7ff0000000000000    /* infinity; MAG_FINITE where there is none; above: NaN */
#define NAN_BITS 0x7ff8000000000000
