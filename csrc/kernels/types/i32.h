/* int32 */
#define T int32_t
#define C int32_t
#define SFX i32
#define DTYPE PND_IDX_INT
#define TYPE_IS_SIGNED 1
#define WIDEN(x) (x)
#define NARROW(x) (x)
