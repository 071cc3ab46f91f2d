/*
 * Fills the ufunc tables at import and answers (op, dtypes) -> loop.
 *
 * Rows of a higher tier replace the same row of a lower one, so a tier without a row falls back.  Everything here is
 * written once, before any kernel runs; pnd_ufunc_add_loop is for import time as well.
 */
#include "registry.h"

#include <stdlib.h>

#include "../dtype/promote.h"
#include "../platform/cpu.h"
#include "../platform/mem.h"

/* Weak: a tier or family that was not built is NULL. */
#define PND_FAMILY(x) \
    extern const pnd_kernel_table pnd_##x##_baseline __attribute__((weak)); \
    extern const pnd_kernel_table pnd_##x##_avx2 __attribute__((weak)); \
    extern const pnd_kernel_table pnd_##x##_avx512 __attribute__((weak));
#include "families.def"
#undef PND_FAMILY

#define PND_FAMILY(x) &pnd_##x##_baseline, &pnd_##x##_avx2, &pnd_##x##_avx512,
static const pnd_kernel_table *const families[] = {
#include "families.def"
};
#undef PND_FAMILY

pnd_ufunc pnd_ufuncs[PND_NOPS] = {
#define PND_UFUNC(id, in, out, ident, kind, ps, compare, text) \
    {.name = #id, \
     .doc = text, \
     .op = PND_OP_##id, \
     .nin = in, \
     .nout = out, \
     .identity = PND_IDENTITY_##ident, \
     .resolver = PND_RESOLVE_##kind, \
     .cost = ps},
#include "ops.def"
#undef PND_UFUNC
};

static pnd_loop_fn *casts[PND_NIDX][PND_NIDX];
static const pnd_sorting *sortings[PND_NIDX];
static const pnd_reduction *stats[PND_NSTATS][PND_NIDX];

/**** Loops of one ufunc ****/

static int find_row(const pnd_ufunc *u, const uint8_t *types)
{
    int nargs = u->nin + u->nout;
    for (intptr_t i = 0; i < u->nloops; i++) {
        bool equal = true;
        for (int k = 0; k < nargs; k++) equal &= u->loops[i].dtypes[k] == &pnd_dtype_rows[types[k]];
        if (equal) return (int)i;
    }
    return -1;
}

/* Makes room for one more loop and its dtypes; pointers into u->loops change. */
static pnd_ufunc_loop *new_loop(pnd_ufunc *u, pnd_error *err)
{
    pnd_ufunc_loop *grown = pnd_realloc(u->loops, (size_t)(u->nloops + 1) * sizeof *grown);
    if (grown == NULL) return pnd_fail_memory(err), NULL;
    u->loops = grown;
    int nargs = u->nin + u->nout;
    const pnd_dtype **dtypes = pnd_malloc_array((size_t)nargs, sizeof *dtypes);
    if (dtypes == NULL) return pnd_fail_memory(err), NULL;
    pnd_ufunc_loop *loop = &u->loops[u->nloops++];
    *loop = (pnd_ufunc_loop){.dtypes = dtypes};
    return loop;
}

static unsigned flags_of(const pnd_kernel_row *row)
{
    unsigned flags = row->flags;
    bool exact = true;
    for (int k = 0; k < row->nargs; k++) {
        if (row->types[k] == PND_IDX_LONGDOUBLE || row->types[k] == PND_IDX_CLONGDOUBLE) flags |= PND_LOOP_X87;
        exact &= !pnd_dtype_is_inexact(&pnd_dtype_rows[row->types[k]]);
    }
    if (exact && !(flags & PND_LOOP_RAISES)) flags |= PND_LOOP_NO_FPE;
    return flags;
}

static int add_map(const pnd_kernel_row *row, const char *isa, pnd_error *err)
{
    pnd_ufunc *u = &pnd_ufuncs[row->op];
    int at = find_row(u, row->types);
    if (at < 0) {
        pnd_ufunc_loop *made = new_loop(u, err);
        if (made == NULL) return -1;
        for (int k = 0; k < row->nargs; k++) ((const pnd_dtype **)made->dtypes)[k] = &pnd_dtype_rows[row->types[k]];
        at = (int)(made - u->loops);
    }
    pnd_ufunc_loop *loop = &u->loops[at];
    if (row->shape == PND_SHAPE_MASKED) loop->masked = row->fn;
    else loop->fn = row->fn;
    loop->isa = isa;
    loop->flags |= flags_of(row);
    return 0;
}

/**** One row of a kernel table ****/

static int add_row(const pnd_kernel_row *row, const char *isa, pnd_error *err)
{
    switch (row->shape) {
    case PND_SHAPE_MAP:
    case PND_SHAPE_MASKED: return add_map(row, isa, err);
    case PND_SHAPE_REDUCE:
        if (row->op < 0) stats[-1 - row->op][row->types[0]] = row->reduction;
        else pnd_ufuncs[row->op].reductions[row->types[0]] = row->reduction;
        return 0;
    case PND_SHAPE_SCAN: pnd_ufuncs[row->op].scans[row->types[0]] = row->fn; return 0;
    case PND_SHAPE_CAST: /* rows without a loop stand in the other file of casts */
        if (row->fn != NULL) casts[row->types[0]][row->types[1]] = row->fn;
        return 0;
    case PND_SHAPE_SORT: sortings[row->types[0]] = row->sorting; return 0;
    case PND_SHAPE_GATHER:
    case PND_SHAPE_SCATTER: return 0; /* found by size: moves.h */
    }
    return 0;
}

static uint8_t twin(uint8_t type) { return type == PND_IDX_LONG ? PND_IDX_LONGLONG : type == PND_IDX_ULONG ? PND_IDX_ULONGLONG : type; }

/* longlong computes as long: a row of one 64-bit integer type serves its twin too. */
static int add_twin(const pnd_kernel_row *row, const char *isa, pnd_error *err)
{
    pnd_kernel_row other = *row;
    const int nin = row->shape == PND_SHAPE_MAP || row->shape == PND_SHAPE_MASKED ? pnd_ufuncs[row->op].nin : 1;
    if (row->shape == PND_SHAPE_CAST || twin(row->types[0]) == row->types[0]) return 0;
    for (int k = 1; k < nin; k++) {
        if (row->types[k] != row->types[0]) return 0;
    }
    for (int k = 0; k < 4; k++) other.types[k] = twin(row->types[k]);
    return add_row(&other, isa, err);
}

static int add_table(const pnd_kernel_table *table, pnd_error *err)
{
    for (const pnd_kernel_rows *list = table->lists; list->rows != NULL; list++) {
        for (intptr_t i = 0; i < list->count; i++) {
            if (add_row(&list->rows[i], table->isa, err) < 0 || add_twin(&list->rows[i], table->isa, err) < 0) return -1;
        }
    }
    return 0;
}

/**** Order and look-up tables ****/

/* NumPy's order: by dtype; a loop of mixed inputs after the uniform loops of its largest input. */
static int loop_key(const pnd_ufunc_loop *loop, int nin)
{
    int largest = 0, mixed = 0, first = loop->dtypes[0]->idx;
    for (int k = 0; k < nin; k++) {
        int idx = loop->dtypes[k]->idx;
        if (idx > largest) largest = idx;
        mixed |= idx != first;
    }
    return (largest << 16) | (mixed << 8) | first;
}

static void sort_loops(pnd_ufunc *u)
{
    for (intptr_t i = 1; i < u->nloops; i++) { /* insertion: short and nearly sorted */
        pnd_ufunc_loop x = u->loops[i];
        intptr_t j = i;
        for (; j > 0 && loop_key(&u->loops[j - 1], u->nin) > loop_key(&x, u->nin); j--) u->loops[j] = u->loops[j - 1];
        u->loops[j] = x;
    }
}

static void index_loops(pnd_ufunc *u)
{
    for (int idx = 0; idx < PND_NIDX; idx++) u->same[idx] = NULL;
    for (intptr_t i = u->nloops - 1; i >= 0; i--) { /* backwards: the first loop wins */
        const pnd_dtype *const *d = u->loops[i].dtypes;
        bool uniform = pnd_dtype_is_builtin(d[0]);
        for (int k = 1; k < u->nin; k++) uniform &= d[k] == d[0];
        if (uniform) u->same[d[0]->idx] = &u->loops[i];
    }
}

int pnd_registry_init(pnd_error *err)
{
    for (int tier = 0; tier <= (int)pnd_cpu_tier(); tier++) {
        for (intptr_t i = tier; i < PND_COUNT(families); i += PND_NTIERS) {
            if (families[i] != NULL && add_table(families[i], err) < 0) return -1;
        }
    }
    for (int op = 0; op < PND_NOPS; op++) {
        sort_loops(&pnd_ufuncs[op]);
        index_loops(&pnd_ufuncs[op]);
    }
    return 0;
}

int pnd_ufunc_add_loop(pnd_ufunc *u, const pnd_ufunc_loop *loop, pnd_error *err)
{
    pnd_ufunc_loop *made = new_loop(u, err);
    if (made == NULL) return -1;
    const pnd_dtype **dtypes = (const pnd_dtype **)made->dtypes;
    *made = *loop;
    made->dtypes = dtypes;
    for (int k = 0; k < u->nin + u->nout; k++) dtypes[k] = pnd_dtype_incref(loop->dtypes[k]);
    index_loops(u);
    return 0;
}

/**** Resolution ****/

const pnd_ufunc_loop *pnd_ufunc_find(const pnd_ufunc *u, const pnd_dtype *const *in)
{
    bool uniform = pnd_dtype_is_builtin(in[0]);
    for (int k = 1; k < u->nin; k++) uniform &= in[k]->idx == in[0]->idx;
    if (uniform) return u->same[in[0]->idx];
    for (intptr_t i = 0; i < u->nloops; i++) {
        bool equal = true;
        for (int k = 0; k < u->nin; k++) equal &= u->loops[i].dtypes[k] == pnd_dtype_native(in[k]);
        if (equal) return &u->loops[i];
    }
    return NULL;
}

static bool is_small_float(const pnd_dtype *d) { return d->num >= 256; }

/* The loop of the common dtype, with what the ufunc's kind changes in it; NULL when there is none. */
static const pnd_ufunc_loop *loop_of_common(const pnd_ufunc *u, const pnd_dtype *common, const pnd_dtype *const *in)
{
    if (!pnd_dtype_is_builtin(common)) return NULL;
    bool exact = common->kind == 'b' || pnd_dtype_is_integer(common);
    if (u->resolver == PND_RESOLVE_DIVIDE && exact) return u->same[PND_IDX_DOUBLE];
    if (u->resolver == PND_RESOLVE_COMPARE && common->idx == PND_IDX_DOUBLE && pnd_dtype_is_integer(in[0]) && pnd_dtype_is_integer(in[1])) {
        bool first = in[0]->kind == 'i'; /* int64 with uint64: compared as integers */
        const pnd_dtype *mixed[2] = {first ? PND_DT(LONGLONG) : PND_DT(ULONGLONG), first ? PND_DT(ULONGLONG) : PND_DT(LONGLONG)};
        return pnd_ufunc_find(u, mixed);
    }
    return u->same[common->idx];
}

static const pnd_ufunc_loop *first_safe_loop(const pnd_ufunc *u, const pnd_dtype *const *in)
{
    bool any_object = false;
    for (int k = 0; k < u->nin; k++) any_object |= pnd_dtype_is_object(in[k]);
    for (intptr_t i = 0; i < u->nloops; i++) {
        bool fits = any_object || !pnd_dtype_is_object(u->loops[i].dtypes[0]); /* numbers are never computed with as objects */
        for (int k = 0; k < u->nin && fits; k++) {
            const pnd_dtype *want = u->loops[i].dtypes[k];
            fits = !is_small_float(want) && pnd_can_cast(in[k], want, PND_CAST_SAFE);
        }
        if (fits) return &u->loops[i];
    }
    return NULL;
}

const pnd_ufunc_loop *pnd_ufunc_resolve(const pnd_ufunc *u, const pnd_dtype *const *in, const uint8_t *weak, pnd_error *err)
{
    const pnd_dtype *as[PND_MAXARGS];
    pnd_weak w[PND_MAXARGS];
    bool any_weak = false;
    for (int k = 0; k < u->nin; k++) {
        w[k] = weak == NULL ? PND_WEAK_NOT : (pnd_weak)weak[k];
        any_weak |= w[k] != PND_WEAK_NOT;
    }
    const pnd_ufunc_loop *loop = any_weak ? NULL : pnd_ufunc_find(u, in);
    if (loop != NULL) return loop;
    pnd_error none = {0};
    const pnd_dtype *common = pnd_result_type(u->nin, in, w, &none);
    for (int k = 0; k < u->nin; k++) as[k] = w[k] == PND_WEAK_NOT ? in[k] : pnd_weak_dtype(w[k], common);
    bool no_bool = u->resolver == PND_RESOLVE_ARITH_NOBOOL && common != NULL && common->idx == PND_IDX_BOOL;
    if (!no_bool && common != NULL) loop = loop_of_common(u, common, as);
    if (!no_bool && loop == NULL) loop = first_safe_loop(u, as);
    if (loop == NULL) pnd_fail(err, PND_ERR_NOLOOP, "ufunc '%s' has no loop for these dtypes", u->name);
    return loop;
}

/**** Casts, sorting, statistics ****/

pnd_loop_fn *pnd_cast_find(int from_idx, int to_idx) { return casts[pnd_dtype_rows[from_idx].loops][pnd_dtype_rows[to_idx].loops]; }

const pnd_sorting *pnd_sorting_find(int idx) { return sortings[pnd_dtype_rows[idx].loops]; }

const pnd_reduction *pnd_stat_find(pnd_stat stat, int idx) { return stats[stat][idx]; }

void pnd_registry_set_cast(int from_idx, int to_idx, pnd_loop_fn *fn) { casts[from_idx][to_idx] = fn; }
void pnd_registry_set_sorting(int idx, const pnd_sorting *sorting) { sortings[idx] = sorting; }
void pnd_registry_set_stat(pnd_stat stat, int idx, const pnd_reduction *reduction) { stats[stat][idx] = reduction; }
