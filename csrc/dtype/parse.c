/*
 * Type strings -> dtypes and back.  Freestanding: bytes in, a row out; never reads past `length`.
 *
 * Grammar (NumPy's, for single elements):  [<>=|] ( char | kind digits ),  or a name without an order prefix; names of
 * the small floats may have one.
 */
#include "parse.h"

#include <stdio.h>
#include <string.h>
#include <sys/types.h>

#include "../platform/error.h"

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define NATIVE_ORDER '<'
#define OTHER_ORDER '>'
#else
#define NATIVE_ORDER '>'
#define OTHER_ORDER '<'
#endif

typedef struct alias {
    const char *text;
    uint8_t idx;
} alias;

/* Names besides those in dtypes.def. */
static const alias names[] = {
    {"bool_", PND_IDX_BOOL},          {"byte", PND_IDX_BYTE},
    {"ubyte", PND_IDX_UBYTE},         {"short", PND_IDX_SHORT},
    {"ushort", PND_IDX_USHORT},       {"intc", PND_IDX_INT},
    {"uintc", PND_IDX_UINT},          {"int", PND_IDX_LONG},
    {"int_", PND_IDX_LONG},           {"long", PND_IDX_LONG},
    {"intp", PND_IDX_LONG},           {"uint", PND_IDX_ULONG},
    {"ulong", PND_IDX_ULONG},         {"uintp", PND_IDX_ULONG},
    {"half", PND_IDX_HALF},           {"single", PND_IDX_FLOAT},
    {"float", PND_IDX_DOUBLE},        {"double", PND_IDX_DOUBLE},
    {"csingle", PND_IDX_CFLOAT},      {"complex", PND_IDX_CDOUBLE},
    {"cdouble", PND_IDX_CDOUBLE},     {"object_", PND_IDX_OBJECT},
#if defined(__x86_64__) || defined(__aarch64__)
    {"float128", PND_IDX_LONGDOUBLE}, {"complex256", PND_IDX_CLONGDOUBLE},
#endif
};

/* Characters besides those in dtypes.def (which come first: 'e' is float16's there, 'p' has no row). */
static const alias pointers[] = {{"p", PND_IDX_LONG}, {"n", PND_IDX_LONG}, {"P", PND_IDX_ULONG}, {"N", PND_IDX_ULONG}};

/* Names and characters of dtypes that NumPy has and we do not have yet. */
static const char *const later_names[] = {"str", "str_", "unicode", "bytes", "bytes_", "void", "datetime64", "timedelta64"};
static const char later_chars[] = "SUVMmTac";

static bool same(const char *text, size_t length, const char *word) { return strlen(word) == length && memcmp(text, word, length) == 0; }

static const pnd_dtype *find_name(const char *text, size_t length)
{
    for (int i = 0; i < PND_NIDX; i++) {
        if (same(text, length, pnd_dtype_rows[i].name)) return &pnd_dtype_rows[i];
    }
    for (int i = 0; i < PND_COUNT(names); i++) {
        if (same(text, length, names[i].text)) return &pnd_dtype_rows[names[i].idx];
    }
    return NULL;
}

static const pnd_dtype *find_char(char c)
{
    for (int i = 0; i < PND_NIDX; i++) {
        /* ml_dtypes' characters are not spellings of their own in NumPy. */
        if (pnd_dtype_rows[i].type_char == c && pnd_dtype_rows[i].num < 256) return &pnd_dtype_rows[i];
    }
    for (int i = 0; i < PND_COUNT(pointers); i++) {
        if (pointers[i].text[0] == c) return &pnd_dtype_rows[pointers[i].idx];
    }
    return NULL;
}

/* Digits (a sign and leading zeros are NumPy's to allow: it reads them with strtol); -1 when there is anything else. */
static intptr_t read_size(const char *text, size_t length)
{
    size_t i = length && text[0] == '+';
    intptr_t value = 0;
    if (i == length) return -1;
    for (; i < length; i++) {
        if (text[i] < '0' || text[i] > '9' || value > 100000) return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

/* Kind letter and item size, "f4".  The first row that fits, so that 'i8' is long and not longlong. */
static const pnd_dtype *find_sized(char kind, intptr_t size)
{
    for (int i = 0; i < PND_NIDX; i++) {
        const pnd_dtype *d = &pnd_dtype_rows[i];
        if (d->kind == kind && (d->size == size || (kind == 'O' && size == 4)) && d->num < 256) return d; /* 'O4': 32-bit pickles */
    }
    return NULL;
}

/* ">bfloat16": what pnd_dtype_str gives for the small floats, which have no kind and size of their own. */
static const pnd_dtype *find_small(const char *text, size_t length)
{
    for (int i = 0; i < PND_NIDX; i++) {
        if (pnd_dtype_rows[i].num >= 256 && same(text, length, pnd_dtype_rows[i].name)) return &pnd_dtype_rows[i];
    }
    return NULL;
}

static bool is_later(const char *text, size_t length)
{
    for (int i = 0; i < PND_COUNT(later_names); i++) {
        if (same(text, length, later_names[i])) return true;
    }
    if (length && memchr("<>=|", text[0], 4)) text++, length--;
    if (!length || !strchr(later_chars, text[0]) || !text[0]) return false;
    if (length == 1) return true;
    if ((text[0] == 'M' || text[0] == 'm') && text[length - 1] == ']') return true;
    return text[0] != 'a' && text[0] != 'c' && read_size(text + 1, length - 1) >= 0;
}

static int in_message(size_t length) { return length < 80 ? (int)length : 80; }

static const pnd_dtype *parse_one(const char *text, size_t length)
{
    const pnd_dtype *d = find_name(text, length);
    if (d) return d;
    char order = 0;
    if (length && memchr("<>=|", text[0], 4)) order = *text++, length--;
    if (length == 0) return NULL;
    if (length == 1) d = find_char(text[0]);
    else {
        intptr_t size = read_size(text + 1, length - 1);
        d = size > 0 ? find_sized(text[0], size) : NULL;
        if (!d) d = find_small(text, length);
    }
    return d && order == OTHER_ORDER ? pnd_dtype_swap(d) : d;
}

/* "f4,i4", "2f4", "(2,)f4": structured and subarray spellings. */
static bool is_structured(const char *text, size_t length)
{
    if (memchr(text, ',', length)) return true;
    size_t digits = 0;
    while (digits < length && text[digits] >= '0' && text[digits] <= '9') digits++;
    return digits && digits < length && parse_one(text + digits, length - digits);
}

const pnd_dtype *pnd_dtype_parse(const char *text, size_t length, pnd_error *err)
{
    const pnd_dtype *d = parse_one(text, length);
    if (d) return d;
    int shown = in_message(length);
    if (is_later(text, length)) pnd_fail(err, PND_ERR_TYPE, "data type '%.*s' is not supported yet", shown, text);
    else if (same(text, length, "bool8") || same(text, length, "int0") || same(text, length, "uint0") || same(text, length, "object0"))
        pnd_fail(err, PND_ERR_TYPE, "Alias '%.*s' was removed in NumPy 2.0. Use a name without a digit at the end.", shown, text);
    else if (is_structured(text, length))
        pnd_fail(err, PND_ERR_TYPE, "data type '%.*s' is not supported yet: it is structured", shown, text);
    else pnd_fail(err, PND_ERR_TYPE, "data type '%.*s' not understood", shown, text);
    return NULL;
}

const char *pnd_dtype_str(const pnd_dtype *d, char buffer[16])
{
    char order = d->byteorder == '=' ? NATIVE_ORDER : d->byteorder;
    if (d->num >= 256) { /* the name: a kind and size would read as float16's */
        snprintf(buffer, 16, "%s%s", d->swapped ? (char[2]){order, 0} : "", d->name);
        return buffer;
    }
    if (d->kind == 'O') snprintf(buffer, 16, "|O");
    else snprintf(buffer, 16, "%c%c%d", order, d->kind, (int)d->size);
    return buffer;
}

const char *pnd_dtype_format(const pnd_dtype *d, char buffer[8])
{
    if (!pnd_dtype_is_builtin(d) || d->num >= 256) return NULL;
    char *p = buffer;
    if (d->swapped) *p++ = OTHER_ORDER;
    if (d->kind == 'c') {
        *p++ = 'Z';
        *p++ = d->idx == PND_IDX_CFLOAT ? 'f' : d->idx == PND_IDX_CDOUBLE ? 'd' : 'g';
    } else if (d->swapped && d->num == PND_NUM_LONG) *p++ = 'q'; /* after a byte order, 'l' has 4 bytes */
    else if (d->swapped && d->num == PND_NUM_ULONG) *p++ = 'Q';
    else *p++ = d->type_char;
    *p = 0;
    return buffer;
}

/* Format characters whose size does not depend on the mode; standard sizes ("<l" has 4 bytes) come from `standard`. */
static const pnd_dtype *format_element(const char *p, bool standard, const char **end)
{
    bool complex = *p == 'Z';
    if (complex) p++;
    char c = *p;
    if (!c) return NULL;
    *end = p + 1;
    if (complex) return c == 'f' ? PND_DT(CFLOAT) : c == 'd' ? PND_DT(CDOUBLE) : c == 'g' ? PND_DT(CLONGDOUBLE) : NULL;
    if (standard && c == 'l') return PND_DT(INT);
    if (standard && c == 'L') return PND_DT(UINT);
    switch (c) {
    case 'n': return standard ? NULL : PND_DT(LONG);
    case 'N': return standard ? NULL : PND_DT(ULONG);
    case 'P': return standard ? NULL : PND_DT(ULONG);
    }
    if (!strchr("?bBhHiIlLqQefdgFDGO", c)) return NULL;
    return find_char(c);
}

/* A format that NumPy has a dtype for and we do not have yet. */
static const pnd_dtype *fail_format(const char *format, intptr_t itemsize, pnd_error *err)
{
    static const char letters[][2] = {{'s', 'S'}, {'c', 'S'}, {'w', 'U'}, {'x', 'V'}};
    const char *p = format + (*format && strchr("@=<>!^", *format)), *q = p;
    while (*q >= '0' && *q <= '9') q++;
    if (*q && !q[1]) {
        for (int i = 0; i < PND_COUNT(letters); i++) {
            if (*q != letters[i][0]) continue;
            const intptr_t n = *q == 'w' ? itemsize / 4 : itemsize;
            pnd_fail(err, PND_ERR_TYPE, "dtype('%c%zd') (buffer format '%.80s') is not supported yet", letters[i][1], (ssize_t)n, format);
            return NULL;
        }
    }
    const char *end;
    if (strchr(p, '{') || *p == '(' || (q > p && format_element(q, true, &end)))
        pnd_fail(err, PND_ERR_TYPE, "dtype('V%zd') (structured, buffer format '%.80s') is not supported yet", (ssize_t)itemsize, format);
    else pnd_fail(err, PND_ERR_VALUE, "'%.80s' is not a format of a supported element", format);
    return NULL;
}

const pnd_dtype *pnd_dtype_from_format(const char *format, intptr_t itemsize, pnd_error *err)
{
    const char *p = format, *end = NULL;
    char order = '@';
    if (*p && strchr("@=<>!^", *p)) order = *p++;
    if (order == '!') order = '>';
    const pnd_dtype *d = format_element(p, order == '=' || order == '<' || order == '>', &end);
    if (!d || *end) return fail_format(format, itemsize, err);
    if (d->size != itemsize) {
        pnd_fail(err, PND_ERR_VALUE, "item size %zd does not match the format '%.80s' of %zd bytes", (ssize_t)itemsize, format,
                 (ssize_t)d->size);
        return NULL;
    }
    return order == OTHER_ORDER ? pnd_dtype_swap(d) : d;
}
