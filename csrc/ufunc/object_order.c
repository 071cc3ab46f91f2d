/*
 * The order of objects: sort and argsort by `<`, searches by `<`, argmax by `>` and argmin by `<`.
 *
 * Sorting moves pointers of a line that the engine owns, so that comparing may change whatever array they came from.  It is a merge
 * sort, bottom-up from runs of insertion, whose every step keeps the line a permutation of itself: a comparison that fails, or
 * answers now this and now that, ends in an error or in some order, never in an object lost or doubled.
 */
#include "object_loops.h"

#include "../kernels/registry.h"
#include "../object/objref.h"
#include "../platform/mem.h"
#include "../py/errors.h"

#define RUN 12 /* elements sorted by insertion */

static int compare(PyObject *a, PyObject *b, int how, pnd_error *err)
{
    const int truth = PyObject_RichCompareBool(a ? a : Py_None, b ? b : Py_None, how);
    return truth < 0 ? pnd_error_from_python(err) : truth;
}

/* What positions are sorted by. */
typedef struct line {
    PyObject **keys; /* owned by the engine's buffer */
    pnd_error *err;
} line;

static int is_less(const line *l, intptr_t a, intptr_t b) { return compare(l->keys[a], l->keys[b], Py_LT, l->err); }

/* x[0 .. n) are positions; insertion of each into those before it. */
static int insert_run(const line *l, intptr_t *x, intptr_t n)
{
    for (intptr_t i = 1; i < n; i++) {
        const intptr_t v = x[i];
        intptr_t j = i;
        for (; j > 0; j--) {
            const int less = is_less(l, v, x[j - 1]);
            if (less < 0) {
                x[j] = v;
                return -1;
            }
            if (!less) break;
            x[j] = x[j - 1];
        }
        x[j] = v;
    }
    return 0;
}

/* from[0 .. mid) and from[mid .. n) into to. */
static int merge(const line *l, const intptr_t *from, intptr_t mid, intptr_t n, intptr_t *to)
{
    intptr_t a = 0, b = mid;
    int status = 0;
    while (a < mid && b < n) {
        const int less = is_less(l, from[b], from[a]);
        if (less < 0) {
            status = -1;
            break;
        }
        *to++ = from[less ? b++ : a++];
    }
    while (a < mid) *to++ = from[a++];
    while (b < n) *to++ = from[b++];
    return status;
}

/* Sorts x, a permutation of 0 .. n - 1, through `room` of as many. */
static int sort_positions(const line *l, intptr_t *x, intptr_t *room, intptr_t n)
{
    for (intptr_t i = 0; i < n; i += RUN)
        if (insert_run(l, x + i, n - i < RUN ? n - i : RUN) < 0) return -1;
    intptr_t *from = x, *to = room;
    for (intptr_t width = RUN; width < n; width *= 2) {
        for (intptr_t i = 0; i < n; i += 2 * width) {
            const intptr_t left = n - i, both = left < 2 * width ? left : 2 * width;
            if (merge(l, from + i, left < width ? left : width, both, to + i) < 0) return -1;
        }
        intptr_t *t = from;
        from = to;
        to = t;
    }
    if (from != x) memcpy(x, from, (size_t)n * sizeof *x);
    return 0;
}

static int argsort_objects(const pnd_loop *ctx, const char *data, intptr_t *index, intptr_t n, bool stable)
{
    intptr_t *room = pnd_malloc_array((size_t)(n > 0 ? n : 1), sizeof *room);
    const line l = {.keys = (PyObject **)(uintptr_t)data, .err = ctx->err};
    (void)stable; /* always */
    if (!room) return pnd_fail_memory(ctx->err);
    for (intptr_t i = 0; i < n; i++) index[i] = i;
    const int status = sort_positions(&l, index, room, n);
    pnd_free(room);
    return status;
}

static int sort_objects(const pnd_loop *ctx, char *data, intptr_t n, bool stable)
{
    intptr_t *index = pnd_malloc_array((size_t)(n > 0 ? n : 1), sizeof *index);
    PyObject **sorted = pnd_malloc_array((size_t)(n > 0 ? n : 1), sizeof *sorted), **keys = (PyObject **)(void *)data;
    int status = index && sorted ? argsort_objects(ctx, data, index, n, stable) : pnd_fail_memory(ctx->err);
    if (status == 0) {
        for (intptr_t i = 0; i < n; i++) sorted[i] = keys[index[i]];
        memcpy(keys, sorted, (size_t)n * sizeof *keys);
    }
    pnd_free(index);
    pnd_free(sorted);
    return status;
}

static int less_objects(const char *p, const char *q, pnd_error *err)
{
    PyObject *a = pnd_objref_get(p), *b = pnd_objref_get(q);
    const int less = compare(a, b, Py_LT, err);
    Py_DECREF(a);
    Py_DECREF(b);
    return less;
}

static const pnd_sorting sorting = {.sort = sort_objects, .argsort = argsort_objects, .try_less = less_objects};

/**** argmax, argmin ****/

/* The best so far stands in the array, which is pinned; it is read anew for each comparison. */
typedef struct best {
    const char *where; /* NULL: nothing yet */
    intptr_t index;    /* of where among `seen` */
    intptr_t seen;
} best;

static int best_init(const pnd_loop *ctx, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    (void)ctx;
    for (intptr_t i = 0; i < dims[0]; i++) *(best *)(void *)(p[0] + i * s[0]) = (best){NULL, 0, 0};
    return 0;
}

/* Does the element at p (seen as number `index`) win? */
static int consider(best *b, const char *p, intptr_t index, int how, pnd_error *err)
{
    PyObject *x;
    memcpy(&x, p, sizeof x);
    if (!x) return 0; /* never written: no candidate, as in NumPy */
    if (b->where) {
        PyObject *mine = pnd_objref_get(b->where), *other = pnd_objref_get(p);
        const int wins = compare(other, mine, how, err);
        Py_DECREF(mine);
        Py_DECREF(other);
        if (wins <= 0) return wins;
    }
    b->where = p;
    b->index = index;
    return 0;
}

static int best_step(const pnd_loop *ctx, char *const *p, const intptr_t *dims, const intptr_t *s, int how)
{
    for (intptr_t i = 0; i < dims[0]; i++) {
        best *b = (best *)(void *)(p[0] + i * s[0]);
        if (consider(b, p[1] + i * s[1], b->seen++, how, ctx->err) < 0) return -1;
    }
    return 0;
}

static int best_merge(const pnd_loop *ctx, char *const *p, const intptr_t *dims, const intptr_t *s, int how)
{
    for (intptr_t i = 0; i < dims[0]; i++) {
        best *b = (best *)(void *)(p[0] + i * s[0]);
        const best *later = (const best *)(const void *)(p[1] + i * s[1]);
        if (later->where && consider(b, later->where, b->seen + later->index, how, ctx->err) < 0) return -1;
        b->seen += later->seen;
    }
    return 0;
}

static int best_finish(const pnd_loop *ctx, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    (void)ctx;
    for (intptr_t i = 0; i < dims[0]; i++)
        memcpy(p[1] + i * s[1], &((const best *)(const void *)(p[0] + i * s[0]))->index, sizeof(intptr_t));
    return 0;
}

#define EXTREME(name, how) \
    static int name##_step(const pnd_loop *c, char *const *p, const intptr_t *d, const intptr_t *s) { return best_step(c, p, d, s, how); } \
    static int name##_merge(const pnd_loop *c, char *const *p, const intptr_t *d, const intptr_t *s) \
    { \
        return best_merge(c, p, d, s, how); \
    } \
    static const pnd_reduction name = {.in = PND_IDX_OBJECT, \
                                       .out = PND_IDX_LONG, \
                                       .acc_size = 32, \
                                       .init = best_init, \
                                       .step = name##_step, \
                                       .merge = name##_merge, \
                                       .finish = best_finish};
EXTREME(argmax, Py_GT)
EXTREME(argmin, Py_LT)
#undef EXTREME

void pnd_object_order_install(void)
{
    _Static_assert(sizeof(best) <= 32, "an accumulator of argmax");
    pnd_registry_set_sorting(PND_IDX_OBJECT, &sorting);
    pnd_registry_set_stat(PND_STAT_ARGMAX, PND_IDX_OBJECT, &argmax);
    pnd_registry_set_stat(PND_STAT_ARGMIN, PND_IDX_OBJECT, &argmin);
}
