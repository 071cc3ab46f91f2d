/* dtype rows, promotion tables, type strings, formats, struct dtypes and their composed move table. */
#include "check.h"
#include "fakeref.h"

#include "dtype/dtype.h"
#include "dtype/parse.h"
#include "dtype/promote.h"

static const pnd_dtype *parse(const char *text)
{
    pnd_error err = {0};
    return pnd_dtype_parse(text, strlen(text), &err);
}

static void test_rows(void)
{
    for (int i = 0; i < PND_NIDX; i++) {
        const pnd_dtype *d = &pnd_dtype_rows[i];
        CHECK_INT(d->idx, i);
        CHECK(!d->swapped && (d->move == NULL) == (i < PND_NPLAIN) && d->refcount == -1);
        CHECK(pnd_dtype_from_num(d->num) == d);
        CHECK(pnd_dtype_native(d) == d);
        CHECK(pnd_dtype_rows[d->loops].size == d->size);
        if (d->size == 1 || d->kind == 'O') {
            CHECK(d->twin == NULL && d->byteorder == '|' && pnd_dtype_swap(d) == d);
            continue;
        }
        const pnd_dtype *s = pnd_dtype_swap(d);
        CHECK(s == &pnd_dtype_swapped_rows[i] && s->swapped && s->num == d->num && s->size == d->size);
        CHECK(pnd_dtype_swap(s) == d && pnd_dtype_native(s) == d);
        CHECK(!pnd_dtype_equal(d, s) && pnd_dtype_equal(s, s));
        CHECK_INT(d->byteorder, '=');
    }
    CHECK(pnd_dtype_from_num(17) == PND_DT(OBJECT) && pnd_dtype_from_num(18) == NULL && pnd_dtype_from_num(-1) == NULL &&
          pnd_dtype_from_num(1000) == NULL);
    CHECK(pnd_dtype_equal(PND_DT(LONG), PND_DT(LONGLONG)) && !pnd_dtype_equal(PND_DT(LONG), PND_DT(ULONG)));
    CHECK(!pnd_dtype_equal(PND_DT(HALF), PND_DT(BFLOAT16)));
    CHECK(pnd_dtype_real(PND_DT(CDOUBLE)) == PND_DT(DOUBLE) && pnd_dtype_real(PND_DT(INT)) == PND_DT(INT));
    CHECK(pnd_dtype_real(pnd_dtype_swap(PND_DT(CFLOAT))) == pnd_dtype_swap(PND_DT(FLOAT)));
}

static void test_parse(void)
{
    static const struct {
        const char *text;
        int num;
        bool swapped;
    } good[] = {
        {"f4", 11},
        {"<f4", 11},
        {"=f4", 11},
        {"|f4", 11},
        {">f4", 11, true},
        {"i8", 7},
        {"u8", 8},
        {"q", 9},
        {">q", 9, true},
        {"Q", 10},
        {"l", 7},
        {"p", 7},
        {"n", 7},
        {"P", 8},
        {"N", 8},
        {">p", 7, true},
        {"?", 0},
        {"b1", 0},
        {">?", 0},
        {"b", 1},
        {"B", 2},
        {"i1", 1},
        {">i1", 1},
        {"e", 23},
        {"f2", 23},
        {"half", 23},
        {"float16", 23},
        {"single", 11},
        {"float", 12},
        {"double", 12},
        {"d", 12},
        {"g", 13},
        {"f16", 13},
        {"longdouble", 13},
        {"float128", 13},
        {"c8", 14},
        {"c16", 15},
        {"c32", 16},
        {"complex", 15},
        {"complex64", 14},
        {"complex128", 15},
        {"csingle", 14},
        {"cdouble", 15},
        {"clongdouble", 16},
        {"complex256", 16},
        {"int", 7},
        {"int_", 7},
        {"uint", 8},
        {"intc", 5},
        {"uintc", 6},
        {"short", 3},
        {"ushort", 4},
        {"byte", 1},
        {"ubyte", 2},
        {"intp", 7},
        {"uintp", 8},
        {"long", 7},
        {"ulong", 8},
        {"longlong", 9},
        {"ulonglong", 10},
        {"bool", 0},
        {"bool_", 0},
        {"i04", 5},
        {"i+4", 5},
        {"bfloat16", 256},
        {"float8_e4m3fn", 257},
        {">bfloat16", 256, true},
        {"int64", 7},
        {"uint16", 4},
    };
    for (intptr_t i = 0; i < PND_COUNT(good); i++) {
        const pnd_dtype *d = parse(good[i].text);
        if (!d || d->num != good[i].num || d->swapped != good[i].swapped)
            CHECK_FAIL("'%s' gives %s", good[i].text, d ? d->name : "nothing");
    }
    static const char *const bad[] = {"",
                                      "<",
                                      "z",
                                      "f3",
                                      "i16",
                                      "b2",
                                      "?1",
                                      "l8",
                                      "!i4",
                                      " i4",
                                      "i4 ",
                                      "<int8",
                                      ">float",
                                      "FLOAT",
                                      "F4",
                                      "ii",
                                      "E",
                                      "4",
                                      "cfloat",
                                      "longfloat",
                                      "float_",
                                      "uint_",
                                      "i99999999999999999999",
                                      "f-4",
                                      "<>i4",
                                      "number",
                                      "f4f4",
                                      "1",
                                      "99"};
    for (intptr_t i = 0; i < PND_COUNT(bad); i++) {
        pnd_error err = {0};
        if (pnd_dtype_parse(bad[i], strlen(bad[i]), &err)) CHECK_FAIL("'%s' is understood", bad[i]);
        CHECK_INT(err.code, PND_ERR_TYPE);
        CHECK(strstr(err.message, "not understood") != NULL);
    }
    static const char *const later[] = {"S5", "<U3", "V8", "M8[s]", "m8", "str", "bytes_", "datetime64", "void", "f4,i4", "2i4", "3f", "T"};
    for (intptr_t i = 0; i < PND_COUNT(later); i++) {
        pnd_error err = {0};
        CHECK(pnd_dtype_parse(later[i], strlen(later[i]), &err) == NULL);
        if (!strstr(err.message, "not supported yet") || !strstr(err.message, later[i])) CHECK_FAIL("'%s': %s", later[i], err.message);
    }
    pnd_error err = {0};
    CHECK(pnd_dtype_parse("f4xyz", 2, &err) == PND_DT(FLOAT)); /* the length counts, not a terminator */
    CHECK(pnd_dtype_parse("bool8", 5, &err) == NULL && strstr(err.message, "removed in NumPy 2.0") != NULL);
    CHECK(pnd_dtype_parse("i4\0", 3, &err) == NULL);
}

static void test_strings_round(void)
{
    char buffer[16], format[8];
    for (int i = 0; i < PND_NIDX; i++) {
        const pnd_dtype *both[2] = {&pnd_dtype_rows[i], pnd_dtype_swap(&pnd_dtype_rows[i])};
        for (int k = 0; k < 2; k++) {
            const pnd_dtype *d = parse(pnd_dtype_str(both[k], buffer));
            CHECK(d && pnd_dtype_equal(d, both[k]));
            if (!pnd_dtype_format(both[k], format)) {
                CHECK(both[k]->num >= 256);
                continue;
            }
            pnd_error err = {0};
            d = pnd_dtype_from_format(format, both[k]->size, &err);
            if (!d || !pnd_dtype_equal(d, both[k])) CHECK_FAIL("format '%s'", format);
            CHECK(pnd_dtype_from_format(format, both[k]->size + 1, &err) == NULL);
            CHECK_INT(err.code, PND_ERR_VALUE);
        }
    }
    CHECK_STR(pnd_dtype_str(PND_DT(FLOAT), buffer), "<f4");
    CHECK_STR(pnd_dtype_str(PND_DT(BOOL), buffer), "|b1");
    CHECK_STR(pnd_dtype_str(PND_DT(BFLOAT16), buffer), "bfloat16");
    CHECK_STR(pnd_dtype_format(pnd_dtype_swap(PND_DT(LONG)), format), ">q");
    CHECK_STR(pnd_dtype_format(PND_DT(CLONGDOUBLE), format), "Zg");
    pnd_error err = {0};
    CHECK(pnd_dtype_from_format("<l", 4, &err) == PND_DT(INT));
    CHECK(pnd_dtype_from_format("@l", 8, &err) == PND_DT(LONG));
    CHECK(pnd_dtype_from_format("!h", 2, &err) == pnd_dtype_swap(PND_DT(SHORT)));
    CHECK(pnd_dtype_from_format("^d", 8, &err) == PND_DT(DOUBLE));
    static const char *const bad[] = {"", "<", "Z", "Zi", "ff", "3f", "x", "T{f:a:}", "&f", "O", "w", "<n", "<P"};
    for (intptr_t i = 0; i < PND_COUNT(bad); i++) CHECK(pnd_dtype_from_format(bad[i], 4, &err) == NULL);
}

static const pnd_dtype *promote(const char *a, const char *b)
{
    pnd_error err = {0};
    return pnd_promote(parse(a), parse(b), &err);
}

static void test_promote(void)
{
    static const char *const rules[][3] = {
        {"i1", "u1", "i2"},
        {"i8", "u8", "f8"},
        {"q", "l", "q"},
        {"f2", "i2", "f4"},
        {"f4", "i4", "f8"},
        {"c8", "f8", "c16"},
        {"?", "i1", "i1"},
        {"bfloat16", "?", "bfloat16"},
        {"bfloat16", "i1", "bfloat16"},
        {"bfloat16", "u1", "bfloat16"},
        {"bfloat16", "i2", "f4"},
        {"bfloat16", "u2", "f4"},
        {"bfloat16", "f2", "f4"},
        {"bfloat16", "i4", "f8"},
        {"bfloat16", "u4", "f8"},
        {"bfloat16", "i8", "f8"},
        {"bfloat16", "f4", "f4"},
        {"bfloat16", "f8", "f8"},
        {"bfloat16", "g", "g"},
        {"bfloat16", "c8", "c8"},
        {"bfloat16", "G", "G"},
        {"float8_e4m3fn", "?", "float8_e4m3fn"},
        {"float8_e4m3fn", "i1", "f2"},
        {"float8_e4m3fn", "u1", "f2"},
        {"float8_e4m3fn", "f2", "f2"},
        {"float8_e4m3fn", "bfloat16", "bfloat16"},
        {"float8_e4m3fn", "i2", "f4"},
        {"float8_e4m3fn", "i4", "f8"},
        {"float8_e4m3fn", "Q", "f8"},
        {">f4", ">f4", "f4"},
        {">f4", "i2", "f4"},
    };
    for (intptr_t i = 0; i < PND_COUNT(rules); i++) {
        const pnd_dtype *want = parse(rules[i][2]), *got = promote(rules[i][0], rules[i][1]);
        if (got != want) CHECK_FAIL("%s with %s gives %s", rules[i][0], rules[i][1], got ? got->name : "nothing");
    }
    pnd_error err = {0};
    for (int i = 0; i < PND_NIDX; i++) {
        for (int j = 0; j < PND_NIDX; j++) {
            const pnd_dtype *a = &pnd_dtype_rows[i], *b = &pnd_dtype_rows[j], *c = pnd_promote(a, b, &err);
            MUST(c != NULL);
            CHECK(c == pnd_promote(b, a, &err));
            CHECK(pnd_can_cast(a, c, PND_CAST_SAFE) && pnd_can_cast(b, c, PND_CAST_SAFE));
        }
    }
    CHECK(pnd_promote(PND_DT(INT), fakeref_dtype(), &err) == NULL);
    CHECK_INT(err.code, PND_ERR_PROMOTION);
    CHECK(err.dtype[0] == PND_DT(INT) && err.dtype[1] == fakeref_dtype());
}

static void test_cast_levels(void)
{
    const pnd_dtype *f4 = PND_DT(FLOAT), *f4s = pnd_dtype_swap(f4);
    CHECK(pnd_can_cast(f4, f4, PND_CAST_NO) && !pnd_can_cast(f4, f4s, PND_CAST_NO) && pnd_can_cast(f4, f4s, PND_CAST_EQUIV));
    CHECK(pnd_can_cast(PND_DT(LONG), PND_DT(LONGLONG), PND_CAST_NO));
    CHECK(pnd_can_cast(PND_DT(LONG), PND_DT(DOUBLE), PND_CAST_SAFE) && !pnd_can_cast(PND_DT(LONG), f4, PND_CAST_SAFE));
    CHECK(pnd_can_cast(PND_DT(DOUBLE), f4, PND_CAST_SAME_KIND) && !pnd_can_cast(f4, PND_DT(LONG), PND_CAST_SAME_KIND));
    CHECK(pnd_can_cast(PND_DT(UINT), PND_DT(BYTE), PND_CAST_SAME_KIND) && !pnd_can_cast(PND_DT(BYTE), PND_DT(UINT), PND_CAST_SAME_KIND));
    CHECK(pnd_can_cast(PND_DT(CDOUBLE), PND_DT(BOOL), PND_CAST_UNSAFE) && pnd_can_cast(PND_DT(CDOUBLE), PND_DT(BOOL), PND_CAST_SAME_VALUE));
    CHECK(pnd_can_cast(f4, PND_DT(BFLOAT16), PND_CAST_SAME_KIND) && !pnd_can_cast(f4, PND_DT(BFLOAT16), PND_CAST_SAFE));
    CHECK(pnd_can_cast(PND_DT(BFLOAT16), f4, PND_CAST_SAFE) && !pnd_can_cast(PND_DT(BFLOAT16), PND_DT(HALF), PND_CAST_SAFE));
    CHECK_STR(pnd_casting_name(PND_CAST_SAME_VALUE), "same_value");
}

static void test_weak(void)
{
    pnd_error err = {0};
    CHECK(pnd_weak_dtype(PND_WEAK_INT, NULL) == PND_DT(LONG) && pnd_weak_dtype(PND_WEAK_INT, PND_DT(BOOL)) == PND_DT(LONG));
    CHECK(pnd_weak_dtype(PND_WEAK_INT, PND_DT(BYTE)) == PND_DT(BYTE) && pnd_weak_dtype(PND_WEAK_FLOAT, PND_DT(BYTE)) == PND_DT(DOUBLE));
    CHECK(pnd_weak_dtype(PND_WEAK_FLOAT, PND_DT(BFLOAT16)) == PND_DT(BFLOAT16));
    CHECK(pnd_weak_dtype(PND_WEAK_COMPLEX, PND_DT(HALF)) == PND_DT(CFLOAT) &&
          pnd_weak_dtype(PND_WEAK_COMPLEX, PND_DT(LONGDOUBLE)) == PND_DT(CLONGDOUBLE));
    const pnd_dtype *three[] = {PND_DT(SHORT), PND_DT(USHORT), PND_DT(FLOAT)};
    CHECK(pnd_result_type(3, three, NULL, &err) == PND_DT(FLOAT));
    const pnd_dtype *two[] = {PND_DT(FLOAT), NULL};
    const pnd_weak weak[] = {PND_WEAK_NOT, PND_WEAK_COMPLEX}, all[] = {PND_WEAK_INT, PND_WEAK_FLOAT};
    CHECK(pnd_result_type(2, two, weak, &err) == PND_DT(CFLOAT));
    CHECK(pnd_result_type(2, two, all, &err) == PND_DT(DOUBLE));
    CHECK(pnd_result_type(0, NULL, NULL, &err) == NULL);
    CHECK_INT(err.code, PND_ERR_VALUE);
    CHECK(pnd_min_int_dtype(false, 255) == PND_DT(UBYTE) && pnd_min_int_dtype(false, 256) == PND_DT(USHORT));
    CHECK(pnd_min_int_dtype(true, 128) == PND_DT(BYTE) && pnd_min_int_dtype(true, 129) == PND_DT(SHORT));
}

/* ---- moves ---- */

static int count_visit(void *ref, void *arg)
{
    (void)ref;
    ++*(int *)arg;
    return 0;
}

static void check_moves(const pnd_dtype *d, const intptr_t *refs, int nrefs)
{
    enum { N = 5 };
    char a[N * 40], b[N * 40];
    const intptr_t stride = d->size + 4;
    pnd_error err = {0};
    memset(a, 0x5a, sizeof a);
    memset(b, 0x5a, sizeof b);
    CHECK_OK(pnd_move_init(d, a, stride, N, &err), err);
    CHECK_OK(pnd_move_init(d, b, stride, N, &err), err);
    for (int i = 0; i < N; i++) {
        for (int k = 0; k < nrefs; k++) fakeref_set(a + i * stride + refs[k], 100 * i + k);
        CHECK_INT((unsigned char)a[i * stride + d->size], 0x5a); /* between elements nothing is written */
    }
    CHECK_OK(pnd_move_copy(d, b, stride, a, stride, N, &err), err);
    CHECK_OK(pnd_move_copy(d, b, stride, b, stride, N, &err), err); /* onto itself */
    for (int i = 0; i < N; i++)
        for (int k = 0; k < nrefs; k++) CHECK_INT(fakeref_get(b + i * stride + refs[k]), 100 * i + k);
    CHECK_OK(pnd_move_copy(d, a, stride, b + stride, 0, N, &err), err); /* one element to all */
    for (int i = 0; i < N; i++) CHECK_INT(fakeref_get(a + i * stride + refs[0]), 100);
    int seen = 0;
    CHECK_INT(d->move->traverse(d, a, stride, N, count_visit, &seen), 0);
    CHECK_INT(seen, N * nrefs);
    for (int fail = 1; fail <= N * nrefs; fail++) { /* a failing copy leaves valid elements on both sides */
        fakeref_fail_at(fail);
        CHECK_FAILS(pnd_move_copy(d, a, stride, b, stride, N, &err), err, PND_ERR_RUNTIME);
    }
    pnd_move_clear(d, a, stride, N);
    pnd_move_clear(d, b, stride, N);
    for (int fail = 1; fail <= N * nrefs; fail++) { /* a failing init leaves nothing behind */
        memset(a, 0x5a, sizeof a);
        fakeref_fail_at(fail);
        CHECK_FAILS(pnd_move_init(d, a, stride, N, &err), err, PND_ERR_RUNTIME);
    }
    fakeref_check_balanced();
}

static void test_moves_plain(void) { check_moves(fakeref_dtype(), (const intptr_t[]){0}, 1); }

static void test_moves_struct(void)
{
    const pnd_dtype *d = fakeref_struct_dtype();
    MUST(d != NULL);
    CHECK(!pnd_dtype_is_plain(d) && d->size == FAKEREF_STRUCT_SIZE && d->num == PND_NUM_VOID && (d->flags & PND_DT_ITEM_REFCOUNT));
    check_moves(d, (const intptr_t[]){FAKEREF_STRUCT_B, FAKEREF_STRUCT_D}, 2);
    pnd_dtype_decref(d);
}

static void test_moves_nested(void)
{
    pnd_error err = {0};
    const pnd_dtype *inner = fakeref_struct_dtype();
    const pnd_field fields[] = {{"x", 0, PND_DT(BYTE)}, {"y", 1, inner}};
    const pnd_dtype *outer = pnd_dtype_new_struct(2, fields, 32, 1, &err);
    pnd_dtype_decref(inner); /* the outer one keeps it */
    MUST(outer != NULL);
    check_moves(outer, (const intptr_t[]){1 + FAKEREF_STRUCT_B, 1 + FAKEREF_STRUCT_D}, 2);
    pnd_dtype_decref(outer);
}

static void test_structs(void)
{
    pnd_error err = {0};
    const pnd_field fields[] = {{"a", 0, PND_DT(INT)}, {"b", 4, PND_DT(FLOAT)}}, other[] = {{"a", 0, PND_DT(INT)}, {"c", 4, PND_DT(FLOAT)}};
    const pnd_dtype *x = pnd_dtype_new_struct(2, fields, 8, 4, &err), *y = pnd_dtype_new_struct(2, fields, 8, 4, &err);
    const pnd_dtype *z = pnd_dtype_new_struct(2, other, 8, 4, &err);
    MUST(x && y && z);
    CHECK(pnd_dtype_is_plain(x) && pnd_dtype_equal(x, y) && !pnd_dtype_equal(x, z) && !pnd_dtype_equal(x, PND_DT(INT)));
    CHECK(pnd_promote(x, y, &err) == x && pnd_promote(x, z, &err) == NULL);
    CHECK_STR(x->fields[1].name, "b");
    CHECK(pnd_dtype_incref(x) == x);
    pnd_dtype_decref(x);
    pnd_dtype_decref(x);
    pnd_dtype_decref(y);
    pnd_dtype_decref(z);
    CHECK(pnd_dtype_new_struct(2, fields, 7, 4, &err) == NULL);
    CHECK_INT(err.code, PND_ERR_VALUE);
    pnd_mem_fail_at(1, false);
    CHECK(pnd_dtype_new_struct(2, fields, 8, 4, &err) == NULL);
    CHECK_INT(err.code, PND_ERR_MEMORY);
    pnd_mem_fail_at(0, false);
}

int main(void)
{
    RUN(test_rows);
    RUN(test_parse);
    RUN(test_strings_round);
    RUN(test_promote);
    RUN(test_cast_levels);
    RUN(test_weak);
    RUN(test_moves_plain);
    RUN(test_moves_struct);
    RUN(test_moves_nested);
    RUN(test_structs);
    return check_done();
}
