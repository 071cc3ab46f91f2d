/* float32 */
#define T float
#define C float
#define SFX f32
#define DTYPE PND_IDX_FLOAT
#define TYPE_IS_FLOAT 1
#define WIDEN(x) (x)
#define NARROW(x) (x)
#define R float
#define BITS uint32_t
#define SBITS int32_t
#define MAG_FINITE 0x7f7fffff /* largest finite magnitude */
#define MAG_INF 0x7f800000    /* infinity; MAG_FINITE where there is none; above: NaN */
#define NAN_BITS 0x7fc00000
