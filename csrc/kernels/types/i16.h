/* int16 */
#define T int16_t
#define C int16_t
#define SFX i16
#define DTYPE PND_IDX_SHORT
#define TYPE_IS_SIGNED 1
#define WIDEN(x) (x)
#define NARROW(x) (x)
