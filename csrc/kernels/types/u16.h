/* uint16 */
#define T uint16_t
#define C uint16_t
#define SFX u16
#define DTYPE PND_IDX_USHORT
#define TYPE_IS_UNSIGNED 1
#define WIDEN(x) (x)
#define NARROW(x) (x)
