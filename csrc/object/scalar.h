/* NumPy's scalar types: the class tree, values at offset 16, free lists for the frequent ones. */
#ifndef PND_OBJECT_SCALAR_H
#define PND_OBJECT_SCALAR_H

#include "abi_layout.h"

/* Abstract: generic > number > {integer > {signedinteger, unsignedinteger}, inexact > {floating, complexfloating}}, flexible > character. */
extern PyTypeObject PndGeneric_Type, PndNumber_Type, PndInteger_Type, PndSignedInteger_Type, PndUnsignedInteger_Type, PndInexact_Type,
    PndFloating_Type, PndComplexFloating_Type, PndFlexible_Type, PndCharacter_Type;
extern PyTypeObject pnd_scalar_types[PND_NIDX]; /* by row; float64 also derives from float, complex128 from complex */
extern PyNumberMethods pnd_scalar_as_number; /* shared; filled by layer 10 */

static inline bool pnd_is_scalar(PyObject *o) { return PyType_IsSubtype(Py_TYPE(o), &PndGeneric_Type); }
int pnd_scalar_row(const PyTypeObject *type); /* row of dtypes.def a scalar type or subtype is of, or -1 */
/* dtype of an exact or derived scalar (native), or NULL for others (no error). */
static inline const pnd_dtype *pnd_scalar_dtype(PyObject *o)
{
    const PyTypeObject *t = Py_TYPE(o);
    if (PND_LIKELY(t >= &pnd_scalar_types[0] && t < &pnd_scalar_types[PND_NIDX])) return &pnd_dtype_rows[t - pnd_scalar_types];
    const int row = pnd_scalar_row(t);
    return row < 0 ? NULL : &pnd_dtype_rows[row];
}
/* Address of its value, native order. */
static inline const char *pnd_scalar_data(PyObject *o) { return ((PndScalarObject *)o)->value; }
/* New scalar from one element at p (any byte order, need not be aligned).  bool gives the two singletons. */
PyObject *pnd_scalar_new(const pnd_dtype *d, const char *p);

extern richcmpfunc pnd_scalar_richcompare; /* filled by layer 10 before pnd_scalar_ready */

int pnd_scalar_ready(void);
int pnd_scalar_init(PyObject *module);

#endif
