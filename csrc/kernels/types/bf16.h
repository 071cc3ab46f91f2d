/* bfloat16: stored as bits, computed in float, rounded once */
#define T uint16_t
#define C float
#define SFX bf16
#define DTYPE PND_IDX_BFLOAT16
#define TYPE_IS_FLOAT 1
#define WIDEN(x) pnd_bf16_to_f32(x)
#define NARROW(x) pnd_f32_to_bf16(x)
#define NARROW64(x) pnd_f64_to_bf16(x)
#define LOST32(x) pnd_f32_lost_bf16(x)
#define LOST64(x) pnd_f64_lost_bf16(x)
#define TYPE_IS_STORAGE 1
#define TYPE_HAS_VECTOR_MOVES 1 /* vf_load_bf16, vf_store_bf16 in simd/vec_*.h */
#define R float
#define BITS uint16_t
#define SBITS int16_t
#define MAG_FINITE 0x7f7f /* largest finite magnitude */
#define MAG_INF 0x7f80    /* infinity; MAG_FINITE where there is none; above: NaN */
#define NAN_BITS 0x7fc0
