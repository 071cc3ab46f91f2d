/* float8_e5m2: stored as bits, computed in float, rounded once */
#define T uint8_t
#define C float
#define SFX f8e5m2
#define DTYPE PND_IDX_F8E5M2
#define TYPE_IS_FLOAT 1
#define WIDEN(x) pnd_f8e5m2_to_f32(x)
#define NARROW(x) pnd_f32_to_f8e5m2(x)
#define NARROW64(x) pnd_f64_to_f8e5m2(x)
#define LOST32(x) pnd_f32_lost_f8e5m2(x)
#define LOST64(x) pnd_f64_lost_f8e5m2(x)
#define TYPE_IS_STORAGE 1
#define R float
#define BITS uint8_t
#define SBITS int8_t
#define MAG_FINITE 0x7b /* largest finite magnitude */
#define MAG_INF 0x7c    /* infinity; MAG_FINITE where there is none; above: NaN */
#define NAN_BITS 0x7e
