/*
 * Reductions maximum, minimum, fmax, fmin and the statistics argmax, argmin of one type.
 *
 * Floats that have BITS are compared as integers: key(x) orders as x does, so the loops vectorise, raise no flag and give
 * the same bits in any order of evaluation.  -0 stands below +0, except for argmax and argmin, to which they are equal.
 * maximum gives every NaN the largest key and minimum the smallest (a NaN wins); fmax and fmin the other way (it loses).
 */
#ifndef T
#include "template.h"
#include "types/f32.h"
#include "element.tmpl.h"
#endif

/**** Keys ****/

#if defined(BITS)
#define KEY SBITS
#define KEY_MAX ((KEY)((BITS) - 1 >> 1))
#define KEY_MIN ((KEY)(-KEY_MAX - 1))
/* By a mask: of ?: the compiler makes a jump that keeps the loop scalar. */
PND_INLINE KEY NAME(or_nan)(bool is_nan, KEY nan, KEY key)
{
    const KEY mask = (KEY) - (KEY)is_nan;
    return (KEY)((nan & mask) | (key & ~mask));
}
PND_INLINE KEY NAME(key)(const char *p, KEY nan)
{
    const BITS b = NAME(load_bits)(p);
    const KEY k = (KEY)(b ^ PND_MAG((BITS)((KEY)b >> (8 * sizeof(BITS) - 1))));
    return NAME(or_nan)(PND_MAG(b) > MAG_INF, nan, k);
}
PND_INLINE KEY NAME(argkey)(const char *p, KEY nan)
{
    const BITS b = NAME(load_bits)(p);
    const BITS sign = (BITS)((KEY)b >> (8 * sizeof(BITS) - 1));
    return NAME(or_nan)(PND_MAG(b) > MAG_INF, nan, (KEY)((BITS)(PND_MAG(b) ^ sign) - sign));
}
PND_INLINE void NAME(unkey)(char *p, KEY k)
{
    const BITS b = (BITS)k;
    NAME(store_bits)(p, k == KEY_MAX || k == KEY_MIN ? (BITS)NAN_BITS : (BITS)(b ^ PND_MAG((BITS)(k >> (8 * sizeof(BITS) - 1)))));
}
PND_INLINE KEY NAME(get_max)(const char *p) { return NAME(key)(p, KEY_MAX); }
PND_INLINE KEY NAME(get_min)(const char *p) { return NAME(key)(p, KEY_MIN); }
PND_INLINE KEY NAME(get_argmax)(const char *p) { return NAME(argkey)(p, KEY_MAX); }
PND_INLINE KEY NAME(get_argmin)(const char *p) { return NAME(argkey)(p, KEY_MIN); }
PND_INLINE KEY NAME(bigger)(KEY a, KEY b) { return a > b ? a : b; }
PND_INLINE KEY NAME(smaller)(KEY a, KEY b) { return a < b ? a : b; }
PND_INLINE bool NAME(above)(KEY a, KEY b) { return a > b; }
PND_INLINE bool NAME(below)(KEY a, KEY b) { return a < b; }
#else
#define KEY C
PND_INLINE KEY NAME(get_max)(const char *p) { return LOAD(p); }
PND_INLINE KEY NAME(get_min)(const char *p) { return LOAD(p); }
PND_INLINE KEY NAME(get_argmax)(const char *p) { return LOAD(p); }
PND_INLINE KEY NAME(get_argmin)(const char *p) { return LOAD(p); }
PND_INLINE void NAME(unkey)(char *p, KEY k) { STORE(p, k); }
#if defined(TYPE_IS_COMPLEX)
#define KEY_MAX ((C){(R)__builtin_inf(), (R)__builtin_inf()})
#define KEY_MIN ((C){-(R)__builtin_inf(), -(R)__builtin_inf()})
PND_INLINE bool NAME(nan)(C a) { return PND_ISNAN(a.re) | PND_ISNAN(a.im); }
PND_INLINE bool NAME(lt)(C a, C b) { return __builtin_isless(a.re, b.re) | ((a.re == b.re) & __builtin_isless(a.im, b.im)); }
#elif defined(TYPE_IS_FLOAT)
#define KEY_MAX ((C)__builtin_inf())
#define KEY_MIN (-(C)__builtin_inf())
PND_INLINE bool NAME(nan)(C a) { return PND_ISNAN(a); }
PND_INLINE bool NAME(lt)(C a, C b) { return __builtin_isless(a, b); }
#else
#ifdef TYPE_IS_SIGNED
#define KEY_MAX ((C)(((uint64_t)1 << (8 * sizeof(C) - 1)) - 1))
#define KEY_MIN ((C)(-KEY_MAX - 1))
#elif defined(TYPE_IS_BOOL)
#define KEY_MAX ((C)1)
#define KEY_MIN ((C)0)
#else
#define KEY_MAX ((C) - 1)
#define KEY_MIN ((C)0)
#endif
PND_INLINE KEY NAME(bigger)(KEY a, KEY b) { return a > b ? a : b; }
PND_INLINE KEY NAME(smaller)(KEY a, KEY b) { return a < b ? a : b; }
PND_INLINE bool NAME(above)(KEY a, KEY b) { return a > b; }
PND_INLINE bool NAME(below)(KEY a, KEY b) { return a < b; }
#endif
#if defined(TYPE_IS_FLOAT) || defined(TYPE_IS_COMPLEX)
/* Of zeros of both signs the first stays, as in the elementwise operations; longdouble's fmax takes the last there too. */
PND_INLINE KEY NAME(bigger)(KEY a, KEY b) { return NAME(nan)(a) || (!NAME(nan)(b) && !NAME(lt)(a, b)) ? a : b; }
PND_INLINE KEY NAME(smaller)(KEY a, KEY b) { return NAME(nan)(a) || (!NAME(nan)(b) && !NAME(lt)(b, a)) ? a : b; }
#if defined(TYPE_IS_LONGDOUBLE) && !defined(TYPE_IS_COMPLEX)
PND_INLINE KEY NAME(bigger_number)(KEY a, KEY b) { return NAME(nan)(a) ? b : NAME(nan)(b) || NAME(lt)(b, a) ? a : b; }
#else
PND_INLINE KEY NAME(bigger_number)(KEY a, KEY b) { return NAME(nan)(a) ? b : NAME(nan)(b) || !NAME(lt)(a, b) ? a : b; }
#endif
PND_INLINE KEY NAME(smaller_number)(KEY a, KEY b) { return NAME(nan)(a) ? b : NAME(nan)(b) || !NAME(lt)(b, a) ? a : b; }
/* Strictly better as argmax and argmin see it: a NaN beats every number, nothing beats a NaN. */
PND_INLINE bool NAME(above)(KEY a, KEY b) { return !NAME(nan)(b) && (NAME(nan)(a) || NAME(lt)(b, a)); }
PND_INLINE bool NAME(below)(KEY a, KEY b) { return !NAME(nan)(b) && (NAME(nan)(a) || NAME(lt)(a, b)); }
#endif
#endif

/**** maximum, minimum, fmax, fmin ****/

#define A KEY
#define FOLD(x) PND_PASTE(NAME(x), fold)
#include "fold.tmpl.h"

static int NAME(finish)(PND_LOOP)
{
    const char *acc = p[0];
    char *o = p[1];
    for (intptr_t i = 0; i < dims[0]; i++) NAME(unkey)(o + i * s[1], FOLD(acc)(acc + i * s[0]));
    return 0;
}
PND_INLINE int NAME(seed)(KEY (*get)(const char *), char *const *p, const intptr_t *dims, const intptr_t *s)
{
    char *acc = p[0];
    const char *initial = p[1];
    for (intptr_t i = 0; i < dims[0]; i++) FOLD(put)(acc + i * s[0], get(initial + i * s[1]));
    return 0;
}
static int NAME(seed_max)(PND_LOOP) { return NAME(seed)(NAME(get_max), p, dims, s); }
static int NAME(init_maximum)(PND_LOOP) { return FOLD(init)(KEY_MIN, p, dims, s); }
static int NAME(step_maximum)(PND_LOOP) { return FOLD(step)(NAME(bigger), NAME(get_max), p, dims, s); }
static int NAME(merge_maximum)(PND_LOOP) { return FOLD(merge)(NAME(bigger), p, dims, s); }
static int NAME(init_minimum)(PND_LOOP) { return FOLD(init)(KEY_MAX, p, dims, s); }
static int NAME(step_minimum)(PND_LOOP) { return FOLD(step)(NAME(smaller), NAME(get_min), p, dims, s); }
static int NAME(merge_minimum)(PND_LOOP) { return FOLD(merge)(NAME(smaller), p, dims, s); }
#if defined(BITS)
static int NAME(step_fmax)(PND_LOOP) { return FOLD(step)(NAME(bigger), NAME(get_min), p, dims, s); }
static int NAME(step_fmin)(PND_LOOP) { return FOLD(step)(NAME(smaller), NAME(get_max), p, dims, s); }
static int NAME(seed_min)(PND_LOOP) { return NAME(seed)(NAME(get_min), p, dims, s); }
#elif defined(TYPE_IS_FLOAT) || defined(TYPE_IS_COMPLEX)
/* Empty is NaN here: it loses against everything, and is what all NaN gives. */
#ifdef TYPE_IS_COMPLEX
#define NO_NUMBER ((C){(R)__builtin_nan(""), (R)__builtin_nan("")})
#else
#define NO_NUMBER ((C)__builtin_nan(""))
#endif
static int NAME(init_nan)(PND_LOOP) { return FOLD(init)(NO_NUMBER, p, dims, s); }
static int NAME(step_fmax)(PND_LOOP) { return FOLD(step)(NAME(bigger_number), NAME(get_max), p, dims, s); }
static int NAME(merge_fmax)(PND_LOOP) { return FOLD(merge)(NAME(bigger_number), p, dims, s); }
static int NAME(step_fmin)(PND_LOOP) { return FOLD(step)(NAME(smaller_number), NAME(get_max), p, dims, s); }
static int NAME(merge_fmin)(PND_LOOP) { return FOLD(merge)(NAME(smaller_number), p, dims, s); }
#undef NO_NUMBER
#endif

/**** argmax, argmin: the first of the best ****/

typedef struct NAME(arg) {
    KEY best;
    intptr_t at, seen;
} NAME(arg);

PND_INLINE int NAME(arg_init)(KEY worst, char *const *p, const intptr_t *dims, const intptr_t *s)
{
    char *acc = p[0];
    for (intptr_t i = 0; i < dims[0]; i++) {
        NAME(arg) *a = (NAME(arg) *)(void *)(acc + i * s[0]);
        a->best = worst; /* field by field, here and below: a load wider than the stores before it waits for them */
        a->at = a->seen = 0;
    }
    return 0;
}

/* Whole vectors of keys are worth it where there are such. */
#if defined(TYPE_IS_COMPLEX) || defined(TYPE_IS_LONGDOUBLE)
#define ARG_BLOCKS false
#else
#define ARG_BLOCKS true
#endif
PND_INLINE KEY NAME(best_of)(KEY (*better)(KEY, KEY), KEY (*get)(const char *), const char *in, intptr_t n)
{
    KEY best = get(in);
    for (intptr_t i = 1; i < n; i++) best = better(best, get(in + i * (intptr_t)sizeof(T)));
    return best;
}

/* A dense run in blocks: the block's best by a loop that vectorises, its place (by smaller blocks) only where it beats all before. */
PND_UNUSED PND_INLINE void NAME(arg_run)(KEY (*better)(KEY, KEY), bool (*beats)(KEY, KEY), KEY (*get)(const char *), NAME(arg) * a,
                                         const char *in, intptr_t n)
{
    const intptr_t w = sizeof(T), small = 64;
    for (intptr_t done = 0; done < n; done += 512) {
        const intptr_t m = n - done < 512 ? n - done : 512;
        const char *from = in + done * w;
        const KEY best = NAME(best_of)(better, get, from, m);
        if (a->seen == 0 || beats(best, a->best)) {
            intptr_t i = 0;
            while (i + small < m && beats(best, NAME(best_of)(better, get, from + i * w, small))) i += small;
            while (i + 1 < m && beats(best, get(from + i * w))) i++;
            a->best = best;
            a->at = a->seen + i;
        }
        a->seen += m;
    }
}

PND_INLINE void NAME(arg_one)(bool (*beats)(KEY, KEY), NAME(arg) * a, KEY k)
{
    if (a->seen == 0 || beats(k, a->best)) {
        a->best = k;
        a->at = a->seen;
    }
    a->seen++;
}

PND_INLINE int NAME(arg_step)(KEY (*better)(KEY, KEY), bool (*beats)(KEY, KEY), KEY (*get)(const char *), char *const *p,
                              const intptr_t *dims, const intptr_t *s)
{
    const intptr_t n = dims[0], sc = s[0], si = s[1];
    char *acc = p[0];
    const char *in = p[1];
    if (sc == 0) {
        NAME(arg) *to = (NAME(arg) *)(void *)acc, a = {.best = to->best, .at = to->at, .seen = to->seen};
        if (ARG_BLOCKS && si == (intptr_t)sizeof(T) && n > 32) NAME(arg_run)(better, beats, get, &a, in, n);
        else
            for (intptr_t i = 0; i < n; i++) NAME(arg_one)(beats, &a, get(in + i * si));
        to->best = a.best;
        to->at = a.at;
        to->seen = a.seen;
        return 0;
    }
    for (intptr_t i = 0; i < n; i++) NAME(arg_one)(beats, (NAME(arg) *)(void *)(acc + i * sc), get(in + i * si));
    return 0;
}

PND_INLINE int NAME(arg_merge)(bool (*beats)(KEY, KEY), char *const *p, const intptr_t *dims, const intptr_t *s)
{
    for (intptr_t i = 0; i < dims[0]; i++) {
        NAME(arg) *a = (NAME(arg) *)(void *)(p[0] + i * s[0]);
        const NAME(arg) *b = (const NAME(arg) *)(const void *)(p[1] + i * s[1]);
        if (b->seen > 0 && (a->seen == 0 || beats(b->best, a->best))) {
            a->best = b->best;
            a->at = a->seen + b->at;
        }
        a->seen += b->seen;
    }
    return 0;
}
static int NAME(arg_finish)(PND_LOOP)
{
    const char *acc = p[0];
    char *o = p[1];
    for (intptr_t i = 0; i < dims[0]; i++) memcpy(o + i * s[1], acc + i * s[0] + offsetof(NAME(arg), at), sizeof(intptr_t));
    return 0;
}
static int NAME(init_argmax)(PND_LOOP) { return NAME(arg_init)(KEY_MIN, p, dims, s); }
static int NAME(step_argmax)(PND_LOOP) { return NAME(arg_step)(NAME(bigger), NAME(above), NAME(get_argmax), p, dims, s); }
static int NAME(merge_argmax)(PND_LOOP) { return NAME(arg_merge)(NAME(above), p, dims, s); }
static int NAME(init_argmin)(PND_LOOP) { return NAME(arg_init)(KEY_MAX, p, dims, s); }
static int NAME(step_argmin)(PND_LOOP) { return NAME(arg_step)(NAME(smaller), NAME(below), NAME(get_argmin), p, dims, s); }
static int NAME(merge_argmin)(PND_LOOP) { return NAME(arg_merge)(NAME(below), p, dims, s); }

/**** Rows ****/

#define REDUCTION(init_, step_, merge_, seed_) \
    {.in = DTYPE, \
     .out = DTYPE, \
     .any_order = true, \
     .acc_size = sizeof(A), \
     .init = NAME(init_), \
     .step = NAME(step_), \
     .merge = NAME(merge_), \
     .finish = NAME(finish), \
     .seed = NAME(seed_)}
#define ARG(op) \
    {.in = DTYPE, \
     .out = PND_IDX_LONG, \
     .acc_size = sizeof(NAME(arg)), \
     .init = NAME(init_##op), \
     .step = NAME(step_##op), \
     .merge = NAME(merge_##op), \
     .finish = NAME(arg_finish)}
static const pnd_reduction NAME(reductions)[] = {
#if defined(BITS) /* a NaN is the largest key to maximum and fmin, the smallest to the others */
    REDUCTION(init_maximum, step_maximum, merge_maximum, seed_max),
    REDUCTION(init_minimum, step_minimum, merge_minimum, seed_min),
    REDUCTION(init_maximum, step_fmax, merge_maximum, seed_min),
    REDUCTION(init_minimum, step_fmin, merge_minimum, seed_max),
#elif defined(TYPE_IS_FLOAT) || defined(TYPE_IS_COMPLEX)
    REDUCTION(init_maximum, step_maximum, merge_maximum, seed_max),
    REDUCTION(init_minimum, step_minimum, merge_minimum, seed_max),
    REDUCTION(init_nan, step_fmax, merge_fmax, seed_max),
    REDUCTION(init_nan, step_fmin, merge_fmin, seed_max),
#else /* no NaN */
    REDUCTION(init_maximum, step_maximum, merge_maximum, seed_max),
    REDUCTION(init_minimum, step_minimum, merge_minimum, seed_max),
    REDUCTION(init_maximum, step_maximum, merge_maximum, seed_max),
    REDUCTION(init_minimum, step_minimum, merge_minimum, seed_max),
#endif
    ARG(argmax),
    ARG(argmin),
};
#define ROW(op, i) {PND_SHAPE_REDUCE, op, 2, {DTYPE, DTYPE}, .reduction = &NAME(reductions)[i]}
static const pnd_kernel_row NAME(rows)[] = {
    ROW(PND_OP_maximum, 0), ROW(PND_OP_minimum, 1),       ROW(PND_OP_fmax, 2),
    ROW(PND_OP_fmin, 3),    ROW(-1 - PND_STAT_ARGMAX, 4), ROW(-1 - PND_STAT_ARGMIN, 5),
};
#undef ROW
#undef REDUCTION
#undef ARG
#undef ARG_BLOCKS
#undef KEY
#undef KEY_MAX
#undef KEY_MIN
#undef A
#undef FOLD
