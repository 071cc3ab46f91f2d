/* Rows of distributions: the parameters of each, what they must satisfy, and the functions that draw. */
#ifndef PND_BIND_RANDOM_DISTS_H
#define PND_BIND_RANDOM_DISTS_H

#include "random_draw.h"

#include "../py/signature.h"

/* What a parameter must satisfy, with NumPy's messages. */
typedef enum pnd_rule {
    PND_RULE_ANY,
    PND_RULE_NON_NEGATIVE, /* -0.0 is refused too, NaN is not */
    PND_RULE_POSITIVE,
    PND_RULE_POSITIVE_NOT_NAN,
    PND_RULE_0_1,
    PND_RULE_ABOVE_0_TO_1,
    PND_RULE_0_BELOW_1,
    PND_RULE_ABOVE_1,
    PND_RULE_POISSON,
    PND_RULE_COUNT /* integer >= 0 */
} pnd_rule;

typedef struct pnd_param {
    const char *name;
    pnd_rule rule;
    bool optional;
    double fallback;
} pnd_param;

/* Shapes of drawing functions: G draw from a bit generator, L from a pnd_legacy; 0 to 3 doubles in; I out: int64. */
typedef enum pnd_draw_shape {
    PND_G0,
    PND_G1,
    PND_G2,
    PND_G3,
    PND_L0,
    PND_L1,
    PND_L2,
    PND_L3,
    PND_GI1,
    PND_GI2,
    PND_LI2,
    PND_GBINOMIAL,
    PND_GI3
} pnd_draw_shape;

typedef union pnd_draw_fn {
    double (*g0)(const pnd_bitgen *);
    double (*g1)(const pnd_bitgen *, double);
    double (*g2)(const pnd_bitgen *, double, double);
    double (*g3)(const pnd_bitgen *, double, double, double);
    double (*l0)(pnd_legacy *);
    double (*l1)(pnd_legacy *, double);
    double (*l2)(pnd_legacy *, double, double);
    double (*l3)(pnd_legacy *, double, double, double);
    int64_t (*gi1)(const pnd_bitgen *, double);
    int64_t (*gi2)(const pnd_bitgen *, double, double);
    int64_t (*li2)(pnd_legacy *, double, double);
    int64_t (*gbinomial)(const pnd_bitgen *, double, int64_t, pnd_binomial *);
    int64_t (*gi3)(const pnd_bitgen *, int64_t, int64_t, int64_t);
} pnd_draw_fn;

/* Values of one element's parameters: `d` all, `i` those that are integers. */
typedef struct pnd_values {
    double d[3];
    int64_t i[3];
} pnd_values;

/* Dense fills for one set of parameters, or NULL.  f: float32. */
typedef struct pnd_fills {
    void (*fill)(PndRandomObject *r, const pnd_values *v, intptr_t n, double *out);
    void (*fill_f)(PndRandomObject *r, const pnd_values *v, intptr_t n, float *out);
} pnd_fills;

typedef struct pnd_dist {
    const char *name;
    int n;
    pnd_param p[3];
    pnd_draw_shape shape;
    pnd_draw_fn fn;
    /* Conditions on several parameters; may rewrite them (uniform: high becomes the range).  many: some are arrays. */
    int (*check)(pnd_values *v, bool many);
    const pnd_fills *fills;
} pnd_dist;

static inline bool pnd_dist_is_discrete(const pnd_dist *d) { return d->shape >= PND_GI1; }
static inline bool pnd_dist_has_counts(const pnd_dist *d, int k) { return d->p[k].rule == PND_RULE_COUNT; }

/* The call: args are self, d->n parameters, size and, where typed, dtype and out. */
PyObject *pnd_random_draw(const pnd_dist *d, PyObject *const *args, bool typed);

extern const pnd_callable pnd_generator_dists[], pnd_state_dists[]; /* methods of the two classes, ended by NULL */
extern const pnd_callable pnd_generator_integers[], pnd_state_integers[];
extern const pnd_callable pnd_generator_orders[], pnd_state_orders[];
extern const pnd_callable pnd_generator_choices[], pnd_state_choices[];
extern const pnd_callable pnd_generator_vectors[], pnd_state_vectors[];

/* Pieces that several files use. */
/* Integers of [0, last] as int64 into out: what integers() and choice() draw. */
void pnd_random_indices(PndRandomObject *r, uint64_t last, intptr_t n, int64_t *out);
/* Shuffles n int64, down to position `first`. */
void pnd_random_shuffle_int64(PndRandomObject *r, intptr_t n, intptr_t first, int64_t *data, bool interval);
PyObject *pnd_random_permutation_of(PndRandomObject *r, int64_t n); /* shuffled arange(n) */
double pnd_kahan_sum(const double *x, intptr_t n);
/* args: self, mean, cov, size, check_valid, tol; method NULL: 'svd'. */
PyObject *pnd_random_multivariate_normal(PyObject *const *args, PyObject *method);

#endif
