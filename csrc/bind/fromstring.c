/*
 * fromstring: numbers in a text, apart by a separator.
 *
 * White space may stand around every number; white space in the separator stands for any amount of it.  A number is the longest
 * text that is one: what follows must be the separator or the end.
 */
#include "create.h"

#include <ctype.h>

#include "../convert/args.h"
#include "../convert/coerce.h"
#include "../convert/item.h"
#include "../object/scalar.h"
#include "../platform/checked.h"
#include "../py/errors.h"
#include "../py/signature.h"

static const char *skip_space(const char *s)
{
    while (isspace((unsigned char)*s)) s++;
    return s;
}

/* Past the separator, or NULL where something else stands; at the end of the text everything is one. */
static const char *skip_separator(const char *s, const char *end, const char *separator)
{
    const char *start = s;
    for (; *separator; separator++) {
        s = skip_space(s);
        if (s == end) return s;
        if (isspace((unsigned char)*separator)) continue;
        if (*s++ != *separator) return NULL;
    }
    s = skip_space(s);
    return s > start ? s : NULL;
}

/**** One number: past it, or NULL where there is none (with an exception: out of range) ****/

static const char *read_integer(const char *s, const pnd_dtype *d, char *p)
{
    const char *start = s;
    const bool minus = *s == '-';
    if (*s == '+' || (minus && d->kind == 'i')) s++;
    const char *digits = s;
    while (isdigit((unsigned char)*s)) s++;
    if (s == digits) return NULL;
    PyObject *text = PyUnicode_FromStringAndSize(start, s - start), *number = text ? PyLong_FromUnicodeObject(text, 10) : NULL;
    const int status = number ? pnd_item_set(d, p, number) : -1;
    Py_XDECREF(text);
    Py_XDECREF(number);
    return status < 0 ? NULL : s;
}

static const char *read_double(const char *s, double *value)
{
    char *end;
    *value = PyOS_string_to_double(s, &end, NULL);
    if (end != s && !(*value == -1.0 && PyErr_Occurred())) return end;
    PyErr_Clear();
    return NULL;
}

/* re, re+imj, imj. */
static const char *read_complex(const char *s, double *re, double *im)
{
    double more;
    *im = 0.0;
    if (!(s = read_double(s, re))) return NULL;
    if (*s == 'j') return *im = *re, *re = 0.0, s + 1;
    const char *end = *s == '+' || *s == '-' ? read_double(s, &more) : NULL;
    if (!end || *end != 'j') return s;
    return *im = more, end + 1;
}

static const char *read_number(const char *s, const pnd_dtype *d, char *p)
{
    double re, im = 0.0;
    if (d->kind == 'i' || d->kind == 'u') return read_integer(s, d, p);
    const char *end = d->kind == 'c' ? read_complex(s, &re, &im) : read_double(s, &re);
    if (!end) return NULL;
    PyObject *value = d->kind == 'c'                 ? PyComplex_FromDoubles(re, im)
                      : d->kind == 'b'               ? PyBool_FromLong(re != 0.0)
                      : d->idx == PND_IDX_LONGDOUBLE ? PyUnicode_FromStringAndSize(s, end - s)
                                                     : PyFloat_FromDouble(re);
    if (value && d->idx == PND_IDX_LONGDOUBLE) Py_SETREF(value, PyObject_CallOneArg((PyObject *)&pnd_scalar_types[d->idx], value));
    const int status = value ? pnd_item_set(d, p, value) : -1;
    Py_XDECREF(value);
    return status < 0 ? NULL : end;
}

/**** All of them ****/

static int unmatched(const char *text, const char *s)
{
    if (!PyErr_Occurred())
        PyErr_Format(PyExc_ValueError, "string or file could not be read to its end due to unmatched data (at byte %zd)",
                     (Py_ssize_t)(s - text));
    return -1;
}

/* At most `most` numbers (< 0: all) into *block, which grows. */
static int read_all(const char *text, const char *end, const char *separator, const pnd_dtype *d, Py_ssize_t most, char **block,
                    Py_ssize_t *n)
{
    Py_ssize_t room = 0;
    const char *s = skip_space(text);
    for (*n = 0; s < end && *n != most;) {
        if (*n == room) {
            room = room ? 2 * room : 64;
            intptr_t bytes;
            char *more = pnd_mul_over(room, d->size, &bytes) ? NULL : PyMem_Realloc(*block, (size_t)bytes);
            if (!more) return PyErr_NoMemory(), -1;
            *block = more;
        }
        const char *next = read_number(s, d, *block + *n * d->size);
        if (!next) return unmatched(text, s);
        if (++*n == most) break; /* what follows is not looked at */
        if (!(s = skip_separator(next, end, separator))) return unmatched(text, next);
    }
    if (*n >= most || most < 0) return 0;
    PyErr_Format(PyExc_ValueError, "string is smaller than requested size: %zd numbers for count=%zd", *n, most);
    return -1;
}

/* The text as a new bytes object. */
static PyObject *text_bytes(PyObject *o) { return PyUnicode_Check(o) ? PyUnicode_AsUTF8String(o) : PyBytes_FromObject(o); }

static PyObject *fromstring(PyObject *const *args)
{
    enum { STRING, DTYPE, COUNT, SEP, LIKE };
    Py_ssize_t count = -1, n = 0;
    char *block = NULL;
    PyObject *out = NULL;
    if (args[COUNT] && pnd_arg_intp(args[COUNT], &count) < 0) return NULL;
    if (!PyUnicode_Check(args[SEP]))
        return PyErr_Format(PyExc_TypeError, "fromstring() argument 'sep' must be str, not %s", Py_TYPE(args[SEP])->tp_name);
    const char *separator = PyUnicode_AsUTF8(args[SEP]);
    if (!separator) return NULL;
    if (!*separator) return PyErr_Format(PyExc_ValueError, "The binary mode of fromstring is removed, use frombuffer instead");
    if (PyLong_Check(args[STRING]))
        return PyErr_Format(PyExc_TypeError, "a bytes-like object is required, not '%s'", Py_TYPE(args[STRING])->tp_name);
    PndDescrObject *descr = pnd_arg_dtype(args[DTYPE], PND_DT(DOUBLE));
    PyObject *text = descr ? text_bytes(args[STRING]) : NULL;
    if (!text) goto done;
    if (!pnd_dtype_is_builtin(descr->core) || !strchr("biufc", descr->core->kind)) {
        PyErr_Format(PyExc_ValueError, "Unable to read character files of that array type: %R", descr);
        goto done;
    }
    const pnd_dtype *d = pnd_dtype_native(descr->core);
    const char *s = PyBytes_AS_STRING(text);
    if (read_all(s, s + PyBytes_GET_SIZE(text), separator, d, count, &block, &n) < 0) goto done;
    out = pnd_array_new(d, 1, &n, PND_ORDER_C);
    if (out && n) memcpy(PND_ARRAY(out)->data, block, (size_t)(n * d->size));
    if (out && descr->core != d) Py_SETREF(out, pnd_array_copy_of(out, descr->core, PND_ORDER_C, false));
done:
    PyMem_Free(block);
    Py_XDECREF(text);
    Py_XDECREF(descr);
    return out;
}

static const pnd_callable functions[] = {
    {"fromstring", "string, dtype=<class 'float'>, count=-1, *, sep, like:L=None",
     "The numbers in a text as an array.\n\n"
     "Parameters\n----------\nstring : str or bytes\ndtype : data-type\n    Of bools, integers, floats or complex numbers.\n"
     "count : int\n    How many to read at most; all, where negative.\nsep : str\n    What stands between two numbers; white space stands "
     "for any "
     "amount of it, and may always stand around them.\nlike : array_like, optional\n\n"
     "Returns\n-------\nndarray of one axis\n\n"
     "Raises\n------\nValueError\n    If something is no number, or there are fewer than `count`.\n"
     "OverflowError\n    If the dtype cannot hold an integer.\n",
     fromstring},
    {NULL, NULL, NULL, NULL},
};

int pnd_fromstring_init(PyObject *module) { return pnd_module_add_functions(module, functions); }
