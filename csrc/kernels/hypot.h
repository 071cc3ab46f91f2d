/* sqrt(x*x + y*y) without overflow on the way; infinite where either part is, NaN or not. */
#ifndef PND_KERNELS_HYPOT_H
#define PND_KERNELS_HYPOT_H

#include <math.h>

#include "template.h"

/* float: double holds the squares exactly, so one rounding at the end (and one of the sum) is all there is. */
PND_INLINE float pnd_hypot_f(float x, float y)
{
    float h = (float)__builtin_sqrt((double)x * (double)x + (double)y * (double)y);
    return pnd_isinf_f(x) | pnd_isinf_f(y) ? __builtin_inff() : h;
}
PND_INLINE double pnd_hypot_d(double x, double y) { return hypot(x, y); }
PND_INLINE long double pnd_hypot_l(long double x, long double y) { return hypotl(x, y); }
#define PND_HYPOT(x, y) _Generic((x), float: pnd_hypot_f, double: pnd_hypot_d, long double: pnd_hypot_l)(x, y)

#endif
