/*
 * dtype objects (instances of the dtype classes, metaclass _DTypeMeta) around the core's pnd_dtype.
 *
 * Built-in native and swapped dtypes are immortal singletons; pnd_descr_of gives a borrowed one for them.
 */
#ifndef PND_OBJECT_DESCR_H
#define PND_OBJECT_DESCR_H

#include "abi_layout.h"

extern PyTypeObject PndDTypeMeta_Type; /* _DTypeMeta */

/* PyArray_DTypeMeta: what a dtype class is.  NumPy's layout; its size depends on CPython's PyHeapTypeObject alone. */
typedef struct PndDTypeMetaObject {
    PyHeapTypeObject super;
    PndDescrObject *singleton; /* the native instance; NULL on np.dtype itself */
    int type_num;
    PyTypeObject *scalar_type;
    uint64_t flags; /* PND_DTYPE_* */
    void *dt_slots;
    void *reserved[3];
} PndDTypeMetaObject;

enum { PND_DTYPE_LEGACY = 1, PND_DTYPE_ABSTRACT = 2, PND_DTYPE_PARAMETRIC = 4, PND_DTYPE_NUMERIC = 8 };

/* np.dtype: itself an instance of the metaclass, abstract and without a singleton. */
extern PndDTypeMetaObject pnd_descr_type_full;
#define PndDescr_Type (pnd_descr_type_full.super.ht_type)

#define PND_DESCR(o) ((PndDescrObject *)(o))
static inline bool pnd_is_descr(PyObject *o) { return PyType_IsSubtype(Py_TYPE(o), &PndDescr_Type); }

/* Borrowed singletons; [0] native, [1] swapped (NULL where order is irrelevant). */
extern PndDescrObject *pnd_descrs[2][PND_NIDX];
static inline PndDescrObject *pnd_descr_builtin(const pnd_dtype *d) { return pnd_descrs[d->swapped][d->idx]; }
/* New reference for any core dtype. */
PndDescrObject *pnd_descr_new(const pnd_dtype *d);
/* New object equal to `d` that is not the singleton: for copy=True and metadata. */
PndDescrObject *pnd_descr_copy(PndDescrObject *d);
/* Class of a built-in dtype, borrowed. */
PyTypeObject *pnd_dtype_class(const pnd_dtype *d);
/* name as NumPy's attribute: "int64" for longlong, "float128" for longdouble.  Static or in buffer. */
const char *pnd_descr_name(const pnd_dtype *d, char buffer[16]);

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
