/* uint64, ulonglong */
#define T uint64_t
#define C uint64_t
#define SFX u64
#define DTYPE PND_IDX_ULONG
#define TYPE_IS_UNSIGNED 1
#define WIDEN(x) (x)
#define NARROW(x) (x)
