/* int8 */
#define T int8_t
#define C int8_t
#define SFX i8
#define DTYPE PND_IDX_BYTE
#define TYPE_IS_SIGNED 1
#define WIDEN(x) (x)
#define NARROW(x) (x)
