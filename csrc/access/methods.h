/* Rows of ndarray's methods, one table a file; access/init.c adds them to the type. */
#ifndef PND_ACCESS_METHODS_H
#define PND_ACCESS_METHODS_H

#include "../py/signature.h"

extern const pnd_callable pnd_copy_methods[], pnd_shape_methods[], pnd_select_methods[], pnd_number_methods[], pnd_compute_methods[],
    pnd_put_methods[], pnd_memory_methods[];
void pnd_number_slots(void); /* truth, int(), float(), index() in pnd_array_as_number */

#endif
