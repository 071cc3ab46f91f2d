/* bool: 0 or 1; any other byte counts as true */
#define T uint8_t
#define C uint8_t
#define SFX b1
#define DTYPE PND_IDX_BOOL
#define TYPE_IS_BOOL 1
#define WIDEN(x) ((x) != 0)
#define NARROW(x) ((x) != 0)
