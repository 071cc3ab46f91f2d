/* Ranking axes by the operands' strides.  See axisorder.h for the rule. */
#include "axisorder.h"

/* How the operands see `inner` standing inside `outer`: -1 nobody cares, 0 leave them, 1 exchange them. */
static int want_exchange(int nop, const intptr_t *const *strides, int inner, int outer)
{
    int verdict = -1;
    for (int op = 0; op < nop; op++) {
        intptr_t si = strides[op][inner], so = strides[op][outer];
        if (si == 0 || so == 0) continue;
        if (si < 0) si = -si;
        if (so < 0) so = -so;
        if (si <= so) verdict = 0;
        else if (verdict < 0) verdict = 1;
    }
    return verdict;
}

void pnd_axis_order(int nop, const intptr_t *const *strides, int ndim, int *order)
{
    for (int i = 0; i < ndim; i++) order[i] = ndim - 1 - i;
    for (int i = 1; i < ndim; i++) {
        int axis = order[i], place = i;
        for (int j = i - 1; j >= 0; j--) {
            int verdict = want_exchange(nop, strides, order[j], axis);
            if (verdict == 0) break;
            if (verdict == 1) place = j;
        }
        for (int j = i; j > place; j--) order[j] = order[j - 1];
        order[place] = axis;
    }
}

void pnd_strides_ordered(int ndim, const intptr_t *shape, const int *order, intptr_t itemsize, intptr_t *strides)
{
    intptr_t step = itemsize;
    for (int i = 0; i < ndim; i++)
        if (shape[i] == 0) step = 0; /* as the oracle's: no element, no step */
    for (int i = 0; i < ndim; i++) {
        strides[order[i]] = step;
        if (shape[order[i]] > 1) step *= shape[order[i]];
    }
}
