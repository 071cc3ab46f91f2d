/* Tables of the ziggurats of normal.c and exponential.c. */
#ifndef PND_RANDOM_ZIGGURAT_H
#define PND_RANDOM_ZIGGURAT_H

#include <stdint.h>

/* An abscissa of m bits below k lies under the curve; w scales it to x; f is the curve at the layer's end. */
typedef struct pnd_layer {
    uint64_t k;
    double w, f;
} pnd_layer;

typedef struct pnd_layer_f {
    uint32_t k;
    float w, f;
} pnd_layer_f;

#define PND_NORMAL_TAIL 3.6541528853610087963519472518 /* where the tail begins */
#define PND_EXPONENTIAL_TAIL 7.69711747013104972

extern const pnd_layer pnd_ziggurat_normal[256], pnd_ziggurat_exponential[256];
extern const pnd_layer_f pnd_ziggurat_normal_f[256], pnd_ziggurat_exponential_f[256];

#endif
