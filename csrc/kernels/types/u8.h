/* uint8 */
#define T uint8_t
#define C uint8_t
#define SFX u8
#define DTYPE PND_IDX_UBYTE
#define TYPE_IS_UNSIGNED 1
#define WIDEN(x) (x)
#define NARROW(x) (x)
