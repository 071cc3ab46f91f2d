/*
 * dtype objects (instances of the dtype classes, metaclass _DTypeMeta) around the core's pnd_dtype.
 *
 * Built-in native and swapped dtypes are immortal singletons; pnd_descr_of gives a borrowed one for them.
 */
#ifndef PND_OBJECT_DESCR_H
#define PND_OBJECT_DESCR_H

#include "abi_layout.h"

extern PyTypeObject PndDescr_Type;     /* np.dtype */
extern PyTypeObject PndDTypeMeta_Type; /* _DTypeMeta */

#define PND_DESCR(o) ((PndDescrObject *)(o))
static inline bool pnd_is_descr(PyObject *o) { return PyType_IsSubtype(Py_TYPE(o), &PndDescr_Type); }

/* Borrowed singletons; [0] native, [1] swapped (NULL where order is irrelevant). */
extern PndDescrObject *pnd_descrs[2][PND_NIDX];
static inline PndDescrObject *pnd_descr_builtin(const pnd_dtype *d) { return pnd_descrs[d->swapped][d->idx]; }
/* New reference for any core dtype. */
PndDescrObject *pnd_descr_new(const pnd_dtype *d);

/*
 * dtype= arguments.  New reference, NULL with TypeError.  None gives `fallback` (NULL: float64).  Accepts dtype objects, strings, scalar
 * types, Python's bool/int/float/complex, dtype classes, objects with .dtype or __numpy_dtype__, the oracle's dtypes, torch.dtype.
 * object, str, bytes, void, datetime: TypeError naming the dtype, until they exist.
 */
PndDescrObject *pnd_descr_from_object(PyObject *o, PndDescrObject *fallback);
PndDescrObject *pnd_descr_from_scalar_type(PyTypeObject *type); /* borrowed or NULL without error */

int pnd_descr_ready(void);
int pnd_descr_init(PyObject *module);

#endif
