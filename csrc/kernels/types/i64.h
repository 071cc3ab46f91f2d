/* int64, longlong */
#define T int64_t
#define C int64_t
#define SFX i64
#define DTYPE PND_IDX_LONG
#define TYPE_IS_SIGNED 1
#define WIDEN(x) (x)
#define NARROW(x) (x)
#define SIGNLESS u64
