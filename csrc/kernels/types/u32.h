/* uint32 */
#define T uint32_t
#define C uint32_t
#define SFX u32
#define DTYPE PND_IDX_UINT
#define TYPE_IS_UNSIGNED 1
#define WIDEN(x) (x)
#define NARROW(x) (x)
