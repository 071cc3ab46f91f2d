/*
 * Promotion as data: NumPy's table by type characters, and a rule for the small floats beside it.
 *
 * The table's rows and columns stand in the order of the letters below; each letter is the type character of the result.  Casting
 * levels follow from it: `safe` means that promotion changes nothing, `same_kind` compares kinds.
 */
#include "promote.h"

#include <float.h>

#define NORDER 18
static const char table[NORDER][NORDER + 1] = {
    /* ? */ "?bBhHiIlLqQefdgFDG",
    /* b */ "bbhhiilldqdefdgFDG",
    /* B */ "BhBhHiIlLqQefdgFDG",
    /* h */ "hhhhiilldqdffdgFDG",
    /* H */ "HiHiHiIlLqQffdgFDG",
    /* i */ "iiiiiilldqddddgDDG",
    /* I */ "IlIlIlIlLqQdddgDDG",
    /* l */ "lllllllldqddddgDDG",
    /* L */ "LdLdLdLdLdQdddgDDG",
    /* q */ "qqqqqqqqdqddddgDDG",
    /* Q */ "QdQdQdQdQdQdddgDDG",
    /* e */ "eeeffddddddefdgFDG",
    /* f */ "fffffddddddffdgFDG",
    /* d */ "ddddddddddddddgDDG",
    /* g */ "gggggggggggggggGGG",
    /* F */ "FFFFFDDDDDDFFDGFDG",
    /* D */ "DDDDDDDDDDDDDDGDDG",
    /* G */ "GGGGGGGGGGGGGGGGGG",
};

/* Position of a row of dtypes.def in the table; -1 for the small floats, which have a rule instead. */
static int place(int idx)
{
    switch (idx) {
    case PND_IDX_BOOL: return 0;
    case PND_IDX_BYTE: return 1;
    case PND_IDX_UBYTE: return 2;
    case PND_IDX_SHORT: return 3;
    case PND_IDX_USHORT: return 4;
    case PND_IDX_INT: return 5;
    case PND_IDX_UINT: return 6;
    case PND_IDX_LONG: return 7;
    case PND_IDX_ULONG: return 8;
    case PND_IDX_LONGLONG: return 9;
    case PND_IDX_ULONGLONG: return 10;
    case PND_IDX_HALF: return 11;
    case PND_IDX_FLOAT: return 12;
    case PND_IDX_DOUBLE: return 13;
    case PND_IDX_LONGDOUBLE: return 14;
    case PND_IDX_CFLOAT: return 15;
    case PND_IDX_CDOUBLE: return 16;
    case PND_IDX_CLONGDOUBLE: return 17;
    }
    return -1;
}

static const pnd_dtype *by_char(char c)
{
    switch (c) {
#define PND_DTYPE(ID, number, name, kind, char_, ...) \
    case char_: return PND_DT(ID);
#include "dtypes.def"
#undef PND_DTYPE
    }
    return NULL;
}

/* The smallest dtype that holds two of them, small floats included, is the first of `ladder` that covers both. */
bool pnd_reach_of(const pnd_dtype *d, pnd_reach *r)
{
    switch (d->idx) {
    case PND_IDX_BOOL: *r = (pnd_reach){1, 0, 0}; return true;
    case PND_IDX_BYTE: *r = (pnd_reach){7, 7, 0}; return true;
    case PND_IDX_UBYTE: *r = (pnd_reach){8, 7, 0}; return true;
    case PND_IDX_SHORT: *r = (pnd_reach){15, 15, 0}; return true;
    case PND_IDX_USHORT: *r = (pnd_reach){16, 15, 0}; return true;
    case PND_IDX_F8E4M3FN: *r = (pnd_reach){4, 8, -9}; return true;
    case PND_IDX_F8E5M2: *r = (pnd_reach){3, 15, -16}; return true;
    case PND_IDX_HALF: *r = (pnd_reach){11, 15, -24}; return true;
    case PND_IDX_BFLOAT16: *r = (pnd_reach){8, 127, -133}; return true;
    case PND_IDX_FLOAT: *r = (pnd_reach){24, 127, -149}; return true;
    case PND_IDX_DOUBLE: *r = (pnd_reach){53, 1023, -1074}; return true;
    case PND_IDX_LONGDOUBLE: *r = (pnd_reach){LDBL_MANT_DIG, LDBL_MAX_EXP - 1, LDBL_MIN_EXP - LDBL_MANT_DIG}; return true;
    }
    return false; /* integers of 32 bits and more: float64, as NumPy has it */
}

static bool covers(const pnd_reach *big, const pnd_reach *small)
{
    return big->bits >= small->bits && big->emax >= small->emax && big->emin <= small->emin;
}

static const pnd_dtype *promote_small(const pnd_dtype *a, const pnd_dtype *b)
{
    static const uint8_t ladder[] = {PND_IDX_F8E4M3FN, PND_IDX_F8E5M2, PND_IDX_HALF, PND_IDX_BFLOAT16, PND_IDX_FLOAT};
    if (b->kind == 'c' || b->idx == PND_IDX_DOUBLE || b->idx == PND_IDX_LONGDOUBLE) return &pnd_dtype_rows[b->idx];
    pnd_reach x, y, z;
    bool known = pnd_reach_of(a, &x) && pnd_reach_of(b, &y);
    for (int i = 0; known && i < PND_COUNT(ladder); i++) {
        const pnd_dtype *d = &pnd_dtype_rows[ladder[i]];
        pnd_reach_of(d, &z);
        if (covers(&z, &x) && covers(&z, &y)) return d;
    }
    return PND_DT(DOUBLE);
}

/* Both built-in. */
static const pnd_dtype *promote_builtin(const pnd_dtype *a, const pnd_dtype *b)
{
    if (pnd_dtype_is_object(a) || pnd_dtype_is_object(b)) return PND_DT(OBJECT);
    int i = place(a->idx), j = place(b->idx);
    if (i >= 0 && j >= 0) return by_char(table[i][j]);
    return i < 0 ? promote_small(a, b) : promote_small(b, a);
}

const pnd_dtype *pnd_promote(const pnd_dtype *a, const pnd_dtype *b, pnd_error *err)
{
    if (a == b) return a->swapped && a->twin ? a->twin : a;
    if (pnd_dtype_is_builtin(a) && pnd_dtype_is_builtin(b)) return promote_builtin(a, b);
    if (pnd_dtype_equal(a, b)) return a;
    err->dtype[0] = a;
    err->dtype[1] = b;
    pnd_fail(err, PND_ERR_PROMOTION, "the dtypes %s and %s have no common dtype", a->name, b->name);
    err->dtype[0] = a;
    err->dtype[1] = b;
    return NULL;
}

const char *pnd_casting_name(pnd_casting casting)
{
    switch (casting) {
    case PND_CAST_NO: return "no";
    case PND_CAST_EQUIV: return "equiv";
    case PND_CAST_SAFE: return "safe";
    case PND_CAST_SAME_KIND: return "same_kind";
    case PND_CAST_UNSAFE: return "unsafe";
    case PND_CAST_SAME_VALUE: return "same_value";
    }
    return "?";
}

static int kind_rank(char kind)
{
    switch (kind) {
    case 'b': return 0;
    case 'u': return 1;
    case 'i': return 2;
    case 'f': return 3;
    case 'c': return 4;
    case 'O': return 9;
    }
    return -1;
}

static bool is_safe(const pnd_dtype *from, const pnd_dtype *to)
{
    if (from->loops == to->loops) return true;
    return promote_builtin(from, to)->loops == to->loops;
}

bool pnd_can_cast(const pnd_dtype *from, const pnd_dtype *to, pnd_casting casting)
{
    bool builtin = pnd_dtype_is_builtin(from) && pnd_dtype_is_builtin(to);
    switch (casting) {
    case PND_CAST_NO: return pnd_dtype_equal(from, to);
    case PND_CAST_EQUIV: return pnd_dtype_equal(from, to) || (builtin && from->loops == to->loops);
    case PND_CAST_SAFE: return pnd_dtype_equal(from, to) || (builtin && is_safe(from, to));
    case PND_CAST_SAME_KIND:
        return pnd_dtype_equal(from, to) || (builtin && (is_safe(from, to) || kind_rank(from->kind) <= kind_rank(to->kind)));
    case PND_CAST_UNSAFE: return builtin || pnd_dtype_equal(from, to);
    case PND_CAST_SAME_VALUE: /* which values survive is seen when they are cast */
        return pnd_dtype_equal(from, to) || (builtin && !pnd_dtype_is_object(from) && !pnd_dtype_is_object(to));
    }
    return false;
}

const pnd_dtype *pnd_weak_dtype(pnd_weak weak, const pnd_dtype *other)
{
    char kind = other ? other->kind : 0;
    if (kind == 'O' && weak != PND_WEAK_NOT) return other;
    switch (weak) {
    case PND_WEAK_NOT: break;
    case PND_WEAK_INT: return kind && kind != 'b' ? other : PND_DT(LONG);
    case PND_WEAK_FLOAT: return kind == 'f' || kind == 'c' ? other : PND_DT(DOUBLE);
    case PND_WEAK_COMPLEX:
        if (kind == 'c') return other;
        if (kind != 'f') return PND_DT(CDOUBLE);
        if (other->idx == PND_IDX_DOUBLE) return PND_DT(CDOUBLE);
        return other->idx == PND_IDX_LONGDOUBLE ? PND_DT(CLONGDOUBLE) : PND_DT(CFLOAT);
    }
    return other;
}

/*
 * More than two operands: the dtype of the highest kind decides first and is promoted with each of the others, so that
 * int16, uint16, float32 give float32 in any order (a plain left fold would go through int32 to float64).
 */
const pnd_dtype *pnd_result_type(int n, const pnd_dtype *const *dtypes, const pnd_weak *weak, pnd_error *err)
{
    const pnd_dtype *main = NULL, *result = NULL;
    pnd_weak highest = PND_WEAK_NOT;
    for (int i = 0; i < n; i++) {
        if (weak && weak[i]) {
            if (weak[i] > highest) highest = weak[i];
        } else if (!main || kind_rank(dtypes[i]->kind) > kind_rank(main->kind)) {
            main = dtypes[i];
        }
    }
    for (int i = 0; main && i < n; i++) {
        if (weak && weak[i]) continue;
        const pnd_dtype *one = pnd_promote(main, dtypes[i], err);
        if (!one) return NULL;
        result = result ? pnd_promote(result, one, err) : one;
        if (!result) return NULL;
    }
    if (!main && !highest) return pnd_fail(err, PND_ERR_VALUE, "at least one array or dtype is required"), NULL;
    return highest ? pnd_weak_dtype(highest, result) : result;
}

const pnd_dtype *pnd_min_int_dtype(bool negative, uint64_t magnitude)
{
    if (negative) {
        if (magnitude <= 128) return PND_DT(BYTE);
        if (magnitude <= 32768) return PND_DT(SHORT);
        return magnitude <= 2147483648u ? PND_DT(INT) : PND_DT(LONG);
    }
    if (magnitude <= 255) return PND_DT(UBYTE);
    if (magnitude <= 65535) return PND_DT(USHORT);
    return magnitude <= 4294967295u ? PND_DT(UINT) : PND_DT(ULONG);
}
