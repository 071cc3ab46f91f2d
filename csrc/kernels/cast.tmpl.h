/*
 * Casts to one type T from every type.
 *
 * The target is the template's type; the sources come from dtypes.def: one thunk a source, which passes the source's row
 * as a constant to the forced-inline loop below, so that the switch in NAME(convert) folds and one loop remains.  (Two
 * types cannot both be the template's; the thunk is one call, no body in a macro.)  Thunks that the table does not name
 * cost nothing.  PND_CAST_WANTED(from, size, kind) says which sources this file compiles.
 */
#ifndef T
#include "cast_common.h"
#include "types/f32.h"
#define PND_CAST_WANTED(idx, size, kind) 1
#endif

/*
 * One element at p, of row `from`, in T's computing type.  Integers that float holds exactly go through int32; *lost
 * collects PND_FPE_* bits of what did not survive narrowing to a storage float.
 */
#if defined TYPE_IS_BOOL
#define FROM_TRUTH(p) (T) load_truth(p)
#define FROM_INT(x) ((x) != 0)
#define FROM_I32(x) ((x) != 0)
#define FROM_I64(x) ((x) != 0)
#define FROM_U64(x) ((x) != 0)
#define FROM_F32(x) ((x) != 0)
#define FROM_F64(x) ((x) != 0)
#define FROM_LD(x) ((x) != 0)
#elif defined TYPE_IS_SIGNED || defined TYPE_IS_UNSIGNED
#define FROM_TRUTH(p) ((T)load_truth(p))
#define FROM_INT(x) ((T)(x))
#define FROM_I32(x) ((T)(x))
#define FROM_I64(x) ((T)(x))
#define FROM_U64(x) ((T)(x))
#define FROM_F32(x) NAME(from_f32)(x)
#define FROM_F64(x) NAME(from_f64)(x)
#define FROM_LD(x) NAME(from_ld)(x)
PND_INLINE T NAME(from_f32)(float x)
{
    if (DTYPE == PND_IDX_ULONG) return (T)pnd_f32_to_u64(x);
    if (DTYPE == PND_IDX_LONG) return (T)pnd_f32_to_i64(x);
    return DTYPE == PND_IDX_UINT ? (T)pnd_f32_to_u32(x) : (T)pnd_f32_to_i32(x);
}
PND_INLINE T NAME(from_f64)(double x)
{
    if (DTYPE == PND_IDX_ULONG) return (T)pnd_f64_to_u64(x);
    if (DTYPE == PND_IDX_LONG) return (T)pnd_f64_to_i64(x);
    return DTYPE == PND_IDX_UINT ? (T)pnd_f64_to_u32(x) : (T)pnd_f64_to_i32(x);
}
PND_INLINE T NAME(from_ld)(long double x)
{
    if (DTYPE == PND_IDX_ULONG) return (T)pnd_ld_to_u64(x);
    if (DTYPE == PND_IDX_LONG || DTYPE == PND_IDX_UINT) return (T)pnd_ld_to_i64(x);
    return DTYPE == PND_IDX_INT || DTYPE == PND_IDX_USHORT ? (T)pnd_ld_to_i32(x) : (T)pnd_ld_to_i16(x);
}
#elif defined TYPE_IS_STORAGE
#define FROM_TRUTH(p) ((T)(-load_truth(p) & NARROW(1.0f)))
#define FROM_INT(x) NAME(from_f32)((float)(x), lost)
/* What float rounds (2^24 and more) is out of range for all but bfloat16, which needs the wider way. */
#define SHORT_RANGE (LOST32(0x1p24f) != 0)
#define FROM_I32(x) (SHORT_RANGE ? NAME(from_f32)((float)(x), lost) : NAME(from_f64)((double)(x), lost))
#define FROM_I64(x) (SHORT_RANGE ? NAME(from_f32)((float)(x), lost) : NAME(from_f64)(pnd_i64_to_odd(x), lost))
#define FROM_U64(x) (SHORT_RANGE ? NAME(from_f32)((float)(x), lost) : NAME(from_f64)(pnd_u64_to_odd(x), lost))
#define FROM_F32(x) NAME(from_f32)(x, lost)
#define FROM_F64(x) NAME(from_f64)(x, lost)
#define FROM_LD(x) NAME(from_f64)(pnd_ld_to_odd(x), lost)
PND_INLINE T NAME(from_f32)(float x, int *lost) { return *lost |= LOST32(x), NARROW(x); }
PND_INLINE T NAME(from_f64)(double x, int *lost) { return *lost |= LOST64(x), NARROW64(x); }
#else /* float32 and wider, complex: made from R */
#ifdef TYPE_IS_COMPLEX
#define FROM_REAL(x) ((C){(R)(x), 0})
#else
#define FROM_REAL(x) ((C)(x))
#endif
#define FROM_TRUTH(p) FROM_REAL(load_truth(p))
#define FROM_INT(x) FROM_REAL(x)
#define FROM_I32(x) FROM_REAL(x)
#define FROM_I64(x) FROM_REAL(x)
#define FROM_U64(x) FROM_REAL(x)
#define FROM_F32(x) FROM_REAL(x)
#define FROM_F64(x) FROM_REAL(x)
#define FROM_LD(x) FROM_REAL(x)
#endif

#if defined TYPE_IS_BOOL
#define FROM_COMPLEX(z, FROM_PART) ((z.re != 0) | (z.im != 0))
#elif defined TYPE_IS_COMPLEX
#define FROM_COMPLEX(z, FROM_PART) ((C){(R)z.re, (R)z.im})
#else
#define FROM_COMPLEX(z, FROM_PART) FROM_PART(z.re)
#endif

/* What the conversion makes: storage floats are narrowed in it, the others by STORE. */
#ifdef TYPE_IS_STORAGE
#define MADE T
#else
#define MADE C
#endif

PND_INLINE MADE NAME(convert)(int from, const char *p, int *lost)
{
    (void)lost;
    switch (from) {
    case PND_IDX_BOOL: return FROM_TRUTH(p);
    case PND_IDX_BYTE: return FROM_INT(load_i8(p));
    case PND_IDX_UBYTE: return FROM_INT(load_u8(p));
    case PND_IDX_SHORT: return FROM_INT(load_i16(p));
    case PND_IDX_USHORT: return FROM_INT(load_u16(p));
    case PND_IDX_INT: return FROM_I32(load_i32(p));
    case PND_IDX_UINT: return FROM_I32(load_u32(p));
    case PND_IDX_LONG: return FROM_I64(load_i64(p));
    case PND_IDX_ULONG: return FROM_U64(load_u64(p));
    case PND_IDX_FLOAT: return FROM_F32(load_f32(p));
    case PND_IDX_DOUBLE: return FROM_F64(load_f64(p));
    case PND_IDX_LONGDOUBLE: return FROM_LD(load_ld(p));
    case PND_IDX_CFLOAT: {
        pnd_c64 z = load_c64(p);
        return FROM_COMPLEX(z, FROM_F32);
    }
    case PND_IDX_CDOUBLE: {
        pnd_c128 z = load_c128(p);
        return FROM_COMPLEX(z, FROM_F64);
    }
    case PND_IDX_CLONGDOUBLE: {
        pnd_cld z = load_cld(p);
        return FROM_COMPLEX(z, FROM_LD);
    }
    }
    return FROM_F32(load_storage(from, p)); /* the storage floats */
}

PND_INLINE void NAME(put)(char *q, MADE x)
{
#ifdef TYPE_IS_STORAGE
    memcpy(q, &x, sizeof x);
#else
    STORE(q, x);
#endif
}

PND_INLINE void NAME(cast_steps)(int from, const char *a, char *o, intptr_t n, intptr_t sa, intptr_t so, bool scalar, int *lost)
{
    int seen = 0;
    for (intptr_t i = 0; i < n; i++) {
        if (scalar) PND_SCALAR();
        if (from == DTYPE) memcpy(o + i * so, a + i * sa, sizeof(T));
        else NAME(put)(o + i * so, NAME(convert)(from, a + i * sa, &seen));
    }
    *lost = seen;
}

/* Strided runs stay scalar, but for the storage floats, whose arithmetic is worth gathering elements for. */
PND_INLINE int NAME(cast)(int from, intptr_t width, bool storage, char *const *p, intptr_t n, const intptr_t *s)
{
    const intptr_t w = sizeof(T);
    int lost = 0;
#ifdef TYPE_IS_STORAGE
    storage = true;
#endif
    if (from == PND_IDX_HALF && DTYPE == PND_IDX_FLOAT && s[0] == 2 && s[1] == 4) return pnd_f16_widen(p[0], p[1], n), 0;
    if (from == PND_IDX_FLOAT && DTYPE == PND_IDX_HALF && s[0] == 4 && s[1] == 2) return pnd_f16_narrow(p[0], p[1], n), 0;
    if (s[0] == width && s[1] == w) NAME(cast_steps)(from, p[0], p[1], n, width, w, false, &lost);
    else NAME(cast_steps)(from, p[0], p[1], n, s[0], s[1], !storage, &lost);
    if (PND_UNLIKELY(lost)) pnd_fp_raise(lost);
    return 0;
}

#define PND_DTYPES_PLAIN
#define PND_DTYPE(ID, number, name, kind, char_, size, ...) \
    PND_UNUSED static int NAME(cast_##ID)(const pnd_loop *ctx, char *const *p, const intptr_t *dims, const intptr_t *s) \
    { \
        return (void)ctx, NAME(cast)(PND_IDX_##ID, size, (kind) == 'f' && (size) < 4, p, dims[0], s); \
    }
#include "../dtype/dtypes.def"
#undef PND_DTYPE

static const pnd_kernel_row NAME(rows)[] = {
#define PND_DTYPE(ID, number, name, kind, char_, size, align, CLASS, scalar, parent, loops, dlpack) \
    {PND_SHAPE_CAST, 0, 2, {PND_IDX_##ID, DTYPE}, .fn = PND_CAST_WANTED(PND_IDX_##ID, size, kind) ? NAME(cast_##loops) : NULL},
#include "../dtype/dtypes.def"
#undef PND_DTYPE
#undef PND_DTYPES_PLAIN
};

#undef FROM_TRUTH
#undef FROM_INT
#undef SHORT_RANGE
#undef FROM_I32
#undef FROM_I64
#undef FROM_U64
#undef FROM_F32
#undef FROM_F64
#undef FROM_LD
#undef FROM_REAL
#undef FROM_COMPLEX
#undef MADE
