/* Puts this layer's slots, attributes and methods on ndarray. */
#include "access.h"

#include "../py/signature.h"
#include "../py/state.h"

#include "methods.h"
#include "sequence.h"

void pnd_access_slots(void)
{
    pnd_array_as_mapping.mp_length = pnd_array_length;
    pnd_array_as_mapping.mp_subscript = pnd_array_subscript;
    pnd_array_as_mapping.mp_ass_subscript = pnd_array_ass_subscript;
    pnd_array_as_sequence.sq_length = pnd_array_length;
    pnd_array_as_sequence.sq_item = pnd_array_sq_item;
    pnd_array_as_sequence.sq_ass_item = pnd_array_sq_ass_item;
    pnd_array_as_sequence.sq_contains = pnd_array_contains;
    PndArray_Type.tp_iter = pnd_array_iter;
    pnd_number_slots();
}

int pnd_access_init(PyObject *module)
{
    if (pnd_flags_ready() < 0 || pnd_type_ready(&PndFlatIter_Type) < 0 || pnd_type_ready(&PndArrayIter_Type) < 0) return -1;
    if (pnd_type_add_getset(&PndArray_Type, pnd_array_getset) < 0 || pnd_type_add_methods(&PndArray_Type, pnd_copy_methods) < 0 ||
        pnd_type_add_methods(&PndArray_Type, pnd_shape_methods) < 0 || pnd_type_add_methods(&PndArray_Type, pnd_select_methods) < 0 ||
        pnd_type_add_methods(&PndArray_Type, pnd_number_methods) < 0 || pnd_type_add_methods(&PndArray_Type, pnd_compute_methods) < 0 ||
        pnd_type_add_methods(&PndArray_Type, pnd_put_methods) < 0 || pnd_type_add_methods(&PndArray_Type, pnd_memory_methods) < 0 ||
        pnd_memory_init() < 0 || pnd_iterators_init(module) < 0 || pnd_nditer_init(module) < 0)
        return -1;
    return PyModule_AddObjectRef(module, "flatiter", (PyObject *)&PndFlatIter_Type);
}
