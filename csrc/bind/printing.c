/*
 * repr, str and format of arrays and scalars.
 *
 * Print options live in a ContextVar whose value is a dict that is never changed in place (pyndarray/_printing makes the
 * dicts): so one dict, parsed into a struct, is remembered by identity.  io/arraytext.c lays the text out.
 */
#include "printing.h"

#include <math.h>

#include "../convert/coerce.h"
#include "../convert/item.h"
#include "../io/arrayhtml.h"
#include "../io/arraytext.h"
#include "../io/element.h"
#include "../object/scalar.h"
#include "../py/errors.h"
#include "../py/signature.h"

/**** Options ****/

typedef struct options {
    pnd_print_options print;
    PyObject *formatter, *override_repr; /* borrowed from the dict; NULL when None */
    bool shape_shown;                    /* repr names the shape of a summarised array (not in legacy 2.1 and before) */
    PyObject *dict;                      /* owned: keeps the borrowed parts alive */
} options;

static PyObject *options_var;
static options remembered; /* of the last dict read; changed with the GIL held */

static PyObject *option(PyObject *dict, const char *name)
{
    PyObject *o = PyDict_GetItemString(dict, name); /* borrowed */
    return o == Py_None ? NULL : o;
}

/* Any number to intptr; infinities and big ones clip. */
static int option_int(PyObject *dict, const char *name, intptr_t fallback, intptr_t *out)
{
    PyObject *o = option(dict, name);
    *out = fallback;
    if (!o) return 0;
    if (PyFloat_Check(o)) {
        const double x = floor(PyFloat_AS_DOUBLE(o));
        return *out = x >= 0x1p62 ? INTPTR_MAX / 2 : x <= -0x1p62 ? -(INTPTR_MAX / 2) : (intptr_t)x, 0;
    }
    *out = PyNumber_AsSsize_t(o, NULL);
    if (*out == -1 && PyErr_Occurred()) return -1;
    if (*out > INTPTR_MAX / 2) *out = INTPTR_MAX / 2;
    return 0;
}

static const char *option_text(PyObject *dict, const char *name, const char *fallback)
{
    PyObject *o = option(dict, name);
    if (!o) return fallback;
    if (!PyUnicode_Check(o)) return PyErr_Format(PyExc_TypeError, "%s must be str, not %s", name, Py_TYPE(o)->tp_name), NULL;
    return PyUnicode_AsUTF8(o);
}

static int option_floatmode(PyObject *dict, pnd_floatmode *mode)
{
    static const char *const names[] = {"fixed", "unique", "maxprec", "maxprec_equal"};
    const char *name = option_text(dict, "floatmode", "maxprec");
    if (!name) return -1;
    for (int i = 0; i < 4; i++)
        if (!strcmp(name, names[i])) return *mode = (pnd_floatmode)i, 0;
    PyErr_SetString(PyExc_ValueError, "floatmode option must be one of \"fixed\", \"unique\", \"maxprec\", \"maxprec_equal\"");
    return -1;
}

/* '1.13' is 113; False (and any other text) the newest. */
static int parse_legacy(PyObject *legacy)
{
    const char *s = legacy && PyUnicode_Check(legacy) ? PyUnicode_AsUTF8(legacy) : NULL;
    if (!s || s[0] < '1' || s[0] > '9' || s[1] != '.') return PyErr_Clear(), PND_LEGACY_NONE;
    int minor = 0;
    for (s += 2; *s >= '0' && *s <= '9' && minor < 10; s++) minor = 10 * minor + (*s - '0');
    return 100 * (PyUnicode_READ_CHAR(legacy, 0) - '0') + minor;
}

/* Precision is checked where it is used, as the oracle does: only floats mind. */
static int parse_options(PyObject *dict, options *o)
{
    intptr_t precision;
    pnd_print_options *p = &o->print;
    const char *sign = option_text(dict, "sign", "-");
    PyObject *suppress = option(dict, "suppress");
    if (!sign || option_int(dict, "precision", -1, &precision) < 0 || option_int(dict, "threshold", 1000, &p->threshold) < 0 ||
        option_int(dict, "edgeitems", 3, &p->edgeitems) < 0 || option_int(dict, "linewidth", 75, &p->linewidth) < 0 ||
        option_floatmode(dict, &p->floatmode) < 0)
        return -1;
    p->precision = !option(dict, "precision") ? -1 : precision < 0 ? -2 : precision > 100000 ? 100000 : (int)precision;
    p->sign = sign[0];
    const int truth = suppress ? PyObject_IsTrue(suppress) : 0;
    if (truth < 0) return -1;
    p->suppress = truth;
    if (!(p->nanstr = option_text(dict, "nanstr", "nan")) || !(p->infstr = option_text(dict, "infstr", "inf"))) return -1;
    o->formatter = option(dict, "formatter");
    o->override_repr = option(dict, "override_repr");
    p->legacy = parse_legacy(option(dict, "legacy"));
    o->shape_shown = p->legacy == PND_LEGACY_NONE;
    o->dict = dict;
    return 0;
}

/* The options in force, copied; *out keeps a reference to their dict that the caller drops. */
static int current_options(options *out)
{
    PyObject *dict;
    if (PyContextVar_Get(options_var, NULL, &dict) < 0) return -1;
    if (dict != remembered.dict) {
        options fresh = {0};
        if (!PyDict_Check(dict)) PyErr_SetString(PyExc_TypeError, "print options must be a dict");
        if (PyErr_Occurred() || parse_options(dict, &fresh) < 0) return Py_DECREF(dict), -1;
        PyObject *old = remembered.dict;
        remembered = fresh;
        Py_INCREF(dict);
        Py_XDECREF(old);
    }
    *out = remembered;
    out->dict = dict;
    return 0;
}

/* Floats need a precision unless each is written in full. */
static int check_precision(const options *o, const pnd_dtype *dtype)
{
    if (!pnd_dtype_is_inexact(dtype) || o->print.floatmode == PND_FLOAT_UNIQUE) return 0;
    if (o->print.precision == -2) return PyErr_SetString(PyExc_ValueError, "precision must be >= 0"), -1;
    if (o->print.precision == -1 && o->print.floatmode == PND_FLOAT_FIXED)
        return PyErr_SetString(PyExc_TypeError, "in non-unique mode `precision` must be supplied"), -1;
    return 0;
}

/**** formatter= ****/

/* Calls a Python function on the element's scalar. */
static int call_formatter(void *arg, const pnd_dtype *dtype, const char *p, pnd_text *out)
{
    Py_ssize_t n;
    PyObject *scalar = pnd_scalar_new(dtype, p), *text = scalar ? PyObject_CallOneArg(arg, scalar) : NULL;
    Py_XDECREF(scalar);
    if (!text) return -1;
    const char *s = NULL;
    if (PyUnicode_Check(text)) s = PyUnicode_AsUTF8AndSize(text, &n);
    else PyErr_Format(PyExc_TypeError, "a formatter must return str, not %s", Py_TYPE(text)->tp_name);
    if (s) pnd_text_add(out, s, (size_t)n);
    Py_DECREF(text);
    return s ? 0 : -1;
}

/* An object's repr; a list says that it is one, or it would read as an axis. */
static int write_object(void *arg, const pnd_dtype *dtype, const char *p, pnd_text *out)
{
    Py_ssize_t n;
    PyObject *o = pnd_scalar_new(dtype, p), *text = o ? PyObject_Repr(o) : NULL;
    const bool list = o && PyList_Check(o);
    const char *s = text ? PyUnicode_AsUTF8AndSize(text, &n) : NULL;
    (void)arg;
    if (s) {
        if (list) pnd_text_string(out, "list(");
        pnd_text_add(out, s, (size_t)n);
        if (list) pnd_text_string(out, ")");
    }
    Py_XDECREF(text);
    Py_XDECREF(o);
    return s ? 0 : -1;
}

/* The callable for a dtype: by its own key, else its kind's, else "all"; borrowed or NULL. */
static PyObject *find_formatter(PyObject *formatter, const pnd_dtype *dtype)
{
    const bool wide = dtype->idx == PND_IDX_LONGDOUBLE || dtype->idx == PND_IDX_CLONGDOUBLE;
    const char *keys[3] = {NULL, NULL, "all"};
    if (!formatter || !PyDict_Check(formatter)) return NULL;
    switch (dtype->kind) {
    case 'b': keys[0] = "bool"; break;
    case 'O': keys[0] = "object"; break;
    case 'i':
    case 'u':
        keys[0] = "int";
        keys[1] = "int_kind";
        break;
    case 'f':
        keys[0] = wide ? "longfloat" : "float";
        keys[1] = "float_kind";
        break;
    case 'c':
        keys[0] = wide ? "longcomplexfloat" : "complexfloat";
        keys[1] = "complex_kind";
        break;
    }
    for (int i = 0; i < 3; i++) {
        PyObject *f = keys[i] ? option(formatter, keys[i]) : NULL;
        if (f) return f;
    }
    return NULL;
}

/**** Arrays ****/

typedef int layout_fn(const pnd_view *v, const pnd_print_options *options, const pnd_array_style *style, pnd_text *out, pnd_error *err);

/* Appends the array's elements as `layout` lays them out. */
static int lay_out(PyObject *a, const options *o, const char *separator, const char *prefix, layout_fn *layout, pnd_text *out)
{
    pnd_error err;
    const pnd_view v = pnd_array_view(a);
    PyObject *formatter = find_formatter(o->formatter, v.dtype);
    const bool object = pnd_dtype_is_object(v.dtype);
    const pnd_array_style style = {separator, prefix, formatter ? call_formatter : object ? write_object : NULL, formatter};
    const int inside = object ? Py_ReprEnter(a) : 0; /* an array may hold itself */
    if (inside) {
        if (inside > 0) pnd_text_string(out, "...");
        return inside > 0 ? 0 : -1;
    }
    if (!formatter && check_precision(o, v.dtype) < 0) return -1;
    pnd_array_pin(a); /* a formatter may do anything */
    const int rc = layout(&v, &o->print, &style, out, &err);
    pnd_array_unpin(a);
    if (object) Py_ReprLeave(a);
    return rc < 0 ? pnd_raise_int(&err) : 0;
}

/* Appends the array's own text. */
static int array_text(PyObject *a, const options *o, const char *separator, const char *prefix, pnd_text *out)
{
    return lay_out(a, o, separator, prefix, pnd_array_text, out);
}

static PyObject *take_text(pnd_text *t, int status)
{
    PyObject *out = NULL;
    if (t->failed) PyErr_NoMemory();
    else if (status == 0) out = PyUnicode_DecodeUTF8(t->data, (Py_ssize_t)t->length, NULL);
    pnd_text_clear(t);
    return out;
}

/* dtypes that repr leaves out: what Python's own numbers become. */
static bool is_implied(const pnd_dtype *d) { return d == PND_DT(LONG) || d == PND_DT(DOUBLE) || d == PND_DT(CDOUBLE) || d == PND_DT(BOOL); }

static void add_dtype_name(pnd_text *t, const pnd_dtype *d)
{
    char text[40];
    const char *name = pnd_dtype_rows[d->loops].name;
    if (d->swapped) {
        snprintf(text, sizeof text, "'%c%c%zd'", d->byteorder, d->kind, (Py_ssize_t)d->size);
        name = text;
    } else if (d->idx == PND_IDX_LONGDOUBLE || d->idx == PND_IDX_CLONGDOUBLE) {
        snprintf(text, sizeof text, "%s%zd", d->kind == 'c' ? "complex" : "float", (Py_ssize_t)d->size * 8);
        name = text;
    }
    pnd_text_string(t, name);
}

static void add_extras(pnd_text *t, PyObject *a, const options *o)
{
    const pnd_view v = pnd_array_view(a);
    const Py_ssize_t size = pnd_view_size(&v);
    const bool shape = (size == 0 && !(v.ndim == 1 && v.shape[0] == 0)) || (o->shape_shown && size > o->print.threshold);
    const bool dtype = size == 0 || !is_implied(v.dtype) || (v.dtype->kind == 'b' && o->print.legacy <= 113);
    char number[24];
    if (shape) {
        pnd_text_string(t, "shape=(");
        for (int i = 0; i < v.ndim; i++) {
            snprintf(number, sizeof number, i ? ", %zd" : "%zd", (Py_ssize_t)v.shape[i]);
            pnd_text_string(t, number);
        }
        pnd_text_string(t, v.ndim == 1 ? ",)" : ")");
    }
    if (shape && dtype) pnd_text_string(t, ", ");
    if (dtype) {
        pnd_text_string(t, "dtype=");
        add_dtype_name(t, v.dtype);
    }
}

/* Columns of the last line of t. */
static intptr_t last_line_width(const pnd_text *t)
{
    size_t start = t->length;
    while (start && t->data[start - 1] != '\n') start--;
    return pnd_text_width(t->data + start, t->length - start);
}

/* NumPy 1.13 shows a 0-d array as Python shows its item: a new reference to the text. */
static PyObject *item_text(PyObject *a, bool repr)
{
    const pnd_view v = pnd_array_view(a);
    PyObject *item = pnd_item_get(v.dtype, v.data), *text = !item ? NULL : repr ? PyObject_Repr(item) : PyObject_Str(item);
    Py_XDECREF(item);
    return text;
}

static bool is_item_113(PyObject *a, const options *o) { return o->print.legacy <= 113 && PND_ARRAY(a)->nd == 0; }

static int add_item_text(PyObject *a, pnd_text *out)
{
    Py_ssize_t n;
    PyObject *text = item_text(a, true);
    const char *s = text ? PyUnicode_AsUTF8AndSize(text, &n) : NULL;
    if (s) pnd_text_add(out, s, (size_t)n);
    Py_XDECREF(text);
    return s ? 0 : -1;
}

static PyObject *repr_with(PyObject *a, options *o, intptr_t linewidth)
{
    pnd_text t, extras;
    const char *name = pnd_is_exact_array(a) ? "array" : strrchr(Py_TYPE(a)->tp_name, '.');
    name = !name ? Py_TYPE(a)->tp_name : *name == '.' ? name + 1 : name;
    char prefix[300];
    snprintf(prefix, sizeof prefix, "%s(", name);
    const intptr_t prefix_width = pnd_text_width(prefix, strlen(prefix));
    pnd_text_init(&t);
    pnd_text_init(&extras);
    pnd_text_string(&t, prefix);
    const bool old = o->print.legacy <= 113;
    o->print.linewidth = linewidth - !old; /* for the closing bracket */
    const int status = is_item_113(a, o) ? add_item_text(a, &t) : array_text(a, o, ", ", prefix, &t);
    add_extras(&extras, a, o);
    if (extras.length) {
        pnd_text_string(&t, ",");
        if (!old && last_line_width(&t) + (intptr_t)extras.length + 2 > linewidth) {
            pnd_text_string(&t, "\n");
            pnd_text_fill(&t, ' ', prefix_width);
        } else pnd_text_string(&t, " ");
        pnd_text_add(&t, extras.data, extras.length);
    }
    pnd_text_string(&t, ")");
    t.failed |= extras.failed;
    pnd_text_clear(&extras);
    return take_text(&t, status);
}

static PyObject *scalar_text(const pnd_dtype *dtype, const char *p, int legacy, bool repr)
{
    char buffer[32];
    pnd_text t;
    pnd_text_init(&t);
    pnd_write_element(pnd_dtype_native(dtype), pnd_item_native(dtype, p, buffer), (pnd_scalar_style){legacy, repr}, &t);
    return take_text(&t, 0);
}

static PyObject *str_with(PyObject *a, options *o)
{
    pnd_text t;
    const pnd_view v = pnd_array_view(a);
    if (is_item_113(a, o)) return item_text(a, false);
    if (v.ndim == 0 && pnd_dtype_is_object(v.dtype)) {
        PyObject *item = pnd_scalar_new(v.dtype, v.data), *text = item ? PyObject_Str(item) : NULL;
        Py_XDECREF(item);
        return text;
    }
    if (v.ndim == 0 && pnd_dtype_is_builtin(v.dtype)) return scalar_text(v.dtype, v.data, o->print.legacy, false);
    pnd_text_init(&t);
    return take_text(&t, array_text(a, o, " ", "", &t));
}

static PyObject *array_repr_slot(PyObject *a)
{
    options o;
    if (current_options(&o) < 0) return NULL;
    PyObject *out = o.override_repr ? PyObject_CallOneArg(o.override_repr, a) : repr_with(a, &o, o.print.linewidth);
    Py_DECREF(o.dict);
    return out;
}

static PyObject *array_str_slot(PyObject *a)
{
    options o;
    if (current_options(&o) < 0) return NULL;
    PyObject *out = str_with(a, &o);
    Py_DECREF(o.dict);
    return out;
}

/**** HTML, for notebooks ****/

/* `o` as text, escaped; takes the reference. */
static int add_escaped(pnd_text *t, PyObject *o)
{
    Py_ssize_t n;
    PyObject *text = o ? PyObject_Str(o) : NULL;
    const char *s = text ? PyUnicode_AsUTF8AndSize(text, &n) : NULL;
    if (s) pnd_html_escape(t, s, (size_t)n);
    Py_XDECREF(text);
    Py_XDECREF(o);
    return s ? 0 : -1;
}

static const char *order_text(int flags)
{
    const bool c = flags & PND_FLAG_C, f = flags & PND_FLAG_F;
    return c && f ? "C and F" : c ? "C" : f ? "F" : "strided";
}

/* <p>ndarray: dtype <b>float64</b>, shape <b>(3, 4)</b>, 96 bytes, order C</p> */
static int add_facts(PyObject *a, pnd_text *t)
{
    const pnd_view v = pnd_array_view(a);
    const char *name = strrchr(Py_TYPE(a)->tp_name, '.');
    char number[80];
    pnd_text_string(t, "<p>");
    if (add_escaped(t, PyUnicode_FromString(name ? name + 1 : Py_TYPE(a)->tp_name)) < 0) return -1;
    pnd_text_string(t, ": dtype <b>");
    if (add_escaped(t, Py_NewRef((PyObject *)PND_ARRAY(a)->descr)) < 0) return -1;
    pnd_text_string(t, "</b>, shape <b>");
    if (add_escaped(t, PyObject_GetAttrString(a, "shape")) < 0) return -1;
    snprintf(number, sizeof number, "</b>, %zd bytes, order %s</p>\n", (Py_ssize_t)(pnd_view_size(&v) * v.dtype->size),
             order_text(PND_ARRAY(a)->flags));
    pnd_text_string(t, number);
    return 0;
}

static PyObject *array_html(PyObject *const *args)
{
    options o;
    pnd_text t;
    if (current_options(&o) < 0) return NULL;
    PyObject *html = PyDict_GetItemString(o.dict, "html"), *out = NULL; /* borrowed */
    const int wanted = html ? PyObject_IsTrue(html) : 1;
    if (wanted > 0) {
        pnd_text_init(&t);
        pnd_text_string(&t, "<div>\n");
        int status = add_facts(args[0], &t);
        if (status == 0) status = lay_out(args[0], &o, " ", "", pnd_array_html, &t);
        pnd_text_string(&t, "</div>");
        out = take_text(&t, status);
    } else if (wanted == 0) out = Py_NewRef(Py_None);
    Py_DECREF(o.dict);
    return out;
}

/**** Formats ****/

/* A 0-d array is formatted as its element; with more axes only the empty format means something. */
static PyObject *array_format(PyObject *const *args)
{
    const pnd_view v = pnd_array_view(args[0]);
    if (v.ndim > 0) return PyObject_CallMethod((PyObject *)&PyBaseObject_Type, "__format__", "OO", args[0], args[1]);
    PyObject *item = pnd_scalar_new(v.dtype, v.data), *out = NULL;
    if (item && !Py_EnterRecursiveCall(" while an array is formatted")) {
        out = PyObject_Format(item, args[1]);
        Py_LeaveRecursiveCall();
    }
    Py_XDECREF(item);
    return out;
}

/**** Functions on arrays; `options` is a whole dict made by pyndarray._printing ****/

static int need_array(PyObject *a)
{
    if (pnd_is_array(a)) return 0;
    PyErr_Format(PyExc_AttributeError, "'%s' object has no attribute 'shape'", Py_TYPE(a)->tp_name);
    return -1;
}

static PyObject *array_text_function(PyObject *const *args)
{
    enum { A, OPTIONS, SEPARATOR, PREFIX, SUFFIX };
    options o = {0};
    pnd_text t;
    PyObject *a = pnd_is_scalar(args[A]) ? pnd_as_array(args[A], NULL, 0, 0) : Py_NewRef(args[A]), *out = NULL;
    const char *separator = PyUnicode_AsUTF8(args[SEPARATOR]), *prefix = PyUnicode_AsUTF8(args[PREFIX]);
    if (a && separator && prefix && need_array(a) == 0 && parse_options(args[OPTIONS], &o) == 0) {
        if (o.print.legacy > 113) o.print.linewidth -= PyUnicode_GET_LENGTH(args[SUFFIX]);
        pnd_text_init(&t);
        out = is_item_113(a, &o) ? item_text(a, true) : take_text(&t, array_text(a, &o, separator, prefix, &t));
    }
    Py_XDECREF(a);
    return out;
}

static PyObject *array_repr_function(PyObject *const *args)
{
    options o = {0};
    if (need_array(args[0]) < 0 || parse_options(args[1], &o) < 0) return NULL;
    if (o.override_repr) return PyObject_CallOneArg(o.override_repr, args[0]);
    return repr_with(args[0], &o, o.print.linewidth);
}

static PyObject *array_str_function(PyObject *const *args)
{
    options o = {0};
    if (need_array(args[0]) < 0 || parse_options(args[1], &o) < 0) return NULL;
    return str_with(args[0], &o);
}

/**** Scalars ****/

/* The Python number a scalar is formatted as: float for longdouble too. */
static PyObject *python_number(PyObject *scalar)
{
    const pnd_dtype *d = pnd_scalar_dtype(scalar);
    PyObject *item = d ? pnd_item_get(d, pnd_scalar_data(scalar)) : NULL;
    if (!item || !pnd_is_scalar(item)) return item;
    long double x[2] = {0.0L, 0.0L};
    memcpy(x, pnd_scalar_data(item), d->kind == 'c' ? 32 : 16);
    Py_DECREF(item);
    return d->kind == 'c' ? PyComplex_FromDoubles((double)x[0], (double)x[1]) : PyFloat_FromDouble((double)x[0]);
}

static PyObject *scalar_format(PyObject *const *args)
{
    PyObject *number = python_number(args[0]), *out = number ? PyObject_Format(number, args[1]) : NULL;
    Py_XDECREF(number);
    return out;
}

static int current_legacy(int *legacy)
{
    options o;
    if (current_options(&o) < 0) return -1;
    Py_DECREF(o.dict);
    return *legacy = o.print.legacy, 0;
}

static PyObject *scalar_str(PyObject *o)
{
    const pnd_dtype *d = pnd_scalar_dtype(o);
    int legacy;
    if (!d) return PyBaseObject_Type.tp_repr(o);
    return current_legacy(&legacy) < 0 ? NULL : scalar_text(d, pnd_scalar_data(o), legacy, false);
}

/* np.float64(1.5), np.True_, np.longdouble('1.5'), np.complex64(1+2j); subtypes of integers by their own name. */
static PyObject *scalar_repr(PyObject *o)
{
    const pnd_dtype *d = pnd_scalar_dtype(o);
    if (!d) return PyBaseObject_Type.tp_repr(o);
    int legacy;
    PyObject *text = current_legacy(&legacy) < 0 ? NULL : scalar_text(d, pnd_scalar_data(o), legacy, true), *out = NULL;
    if (!text || legacy <= 125) return text;
    const bool wide = d->idx == PND_IDX_LONGDOUBLE || d->idx == PND_IDX_CLONGDOUBLE;
    const char *name = pnd_dtype_rows[d->loops].name;
    if (d->kind == 'c' && PyUnicode_READ_CHAR(text, 0) == '(')
        Py_SETREF(text, PyUnicode_Substring(text, 1, PyUnicode_GET_LENGTH(text) - 1));
    if (text && pnd_dtype_is_integer(d) && Py_TYPE(o) != &pnd_scalar_types[d->idx]) {
        const char *dot = strrchr(Py_TYPE(o)->tp_name, '.');
        out = PyUnicode_FromFormat("%s(%U)", dot ? dot + 1 : Py_TYPE(o)->tp_name, text);
    } else if (text)
        out = d->kind == 'b' ? PyUnicode_FromFormat("np.%U_", text) : PyUnicode_FromFormat(wide ? "np.%s('%U')" : "np.%s(%U)", name, text);
    Py_XDECREF(text);
    return out;
}

/**** format_float_... ****/

/* None and not given: -1; else an index that must not be negative. */
static int arg_count(PyObject *o, const char *name, int *out)
{
    *out = -1;
    if (!o || o == Py_None) return 0;
    const Py_ssize_t v = PyNumber_AsSsize_t(o, NULL);
    if (v == -1 && PyErr_Occurred()) return -1;
    if (v < 0) return PyErr_Format(PyExc_ValueError, "%s must be >= 0", name), -1;
    return *out = v > 100000 ? 100000 : (int)v, 0;
}

static int arg_trim(PyObject *o, pnd_trim *trim)
{
    static const char letters[] = "k.0-"; /* in the order of pnd_trim */
    const char *s = !o ? "k" : PyUnicode_Check(o) ? PyUnicode_AsUTF8(o) : "";
    const char *at = s && s[0] && !s[1] ? strchr(letters, s[0]) : NULL;
    if (!at) return PyErr_Format(PyExc_TypeError, "if supplied, trim must be 'k', '.', '0' or '-' found `%S`", o), -1;
    return *trim = (pnd_trim)(at - letters), 0;
}

static int arg_flag(PyObject *o, bool fallback, bool *out)
{
    const int truth = o ? PyObject_IsTrue(o) : fallback;
    return truth < 0 ? -1 : (*out = truth, 0);
}

/* Float scalars keep their type; anything else becomes a float64. */
static int load_float(PyObject *x, pnd_binary *b)
{
    const pnd_dtype *d = pnd_is_scalar(x) ? pnd_scalar_dtype(x) : NULL;
    if (d && d->kind == 'f') return *b = pnd_binary_load(d, pnd_scalar_data(x)), 0;
    if (pnd_is_array(x) && PND_ARRAY(x)->nd == 0 && PND_ARRAY(x)->descr->core->kind == 'f') {
        const pnd_view v = pnd_array_view(x);
        char buffer[32];
        return *b = pnd_binary_load(pnd_dtype_native(v.dtype), pnd_item_native(v.dtype, v.data, buffer)), 0;
    }
    const double value = PyFloat_AsDouble(x);
    if (value == -1.0 && PyErr_Occurred()) return -1;
    return *b = pnd_binary_load(PND_DT(DOUBLE), (const char *)&value), 0;
}

static int check_format(const pnd_number_format *f)
{
    if (!f->fractional && f->precision == 0) PyErr_SetString(PyExc_ValueError, "precision must be greater than 0 if fractional=False");
    else if (f->min_digits > 0 && f->precision > 0 && f->min_digits > f->precision)
        PyErr_SetString(PyExc_ValueError, "min_digits must be less than or equal to precision");
    else if (!f->unique && f->precision < 0) PyErr_SetString(PyExc_TypeError, "in non-unique mode `precision` must be supplied");
    return PyErr_Occurred() ? -1 : 0;
}

#define LONGEST 16384 /* characters of one float */

static PyObject *format_float_positional(PyObject *const *args)
{
    enum { X, PRECISION, UNIQUE, FRACTIONAL, TRIM, SIGN, PAD_LEFT, PAD_RIGHT, MIN_DIGITS };
    pnd_number_format f = {.exp_digits = -1};
    pnd_binary b;
    pnd_text t;
    if (arg_count(args[PRECISION], "precision", &f.precision) < 0 || arg_count(args[PAD_LEFT], "pad_left", &f.pad_left) < 0 ||
        arg_count(args[PAD_RIGHT], "pad_right", &f.pad_right) < 0 || arg_count(args[MIN_DIGITS], "min_digits", &f.min_digits) < 0 ||
        arg_flag(args[UNIQUE], true, &f.unique) < 0 || arg_flag(args[FRACTIONAL], true, &f.fractional) < 0 ||
        arg_flag(args[SIGN], false, &f.plus) < 0)
        return NULL;
    if (check_format(&f) < 0 || arg_trim(args[TRIM], &f.trim) < 0 || load_float(args[X], &b) < 0) return NULL;
    pnd_text_init(&t);
    pnd_write_positional(&b, &f, &t);
    if (t.length > LONGEST) {
        PyErr_SetString(PyExc_RuntimeError, "Float formatting result too large");
        return take_text(&t, -1);
    }
    return take_text(&t, 0);
}

static PyObject *format_float_scientific(PyObject *const *args)
{
    enum { X, PRECISION, UNIQUE, TRIM, SIGN, PAD_LEFT, EXP_DIGITS, MIN_DIGITS };
    pnd_number_format f = {.fractional = true, .pad_right = -1};
    pnd_binary b;
    pnd_text t;
    if (arg_count(args[PRECISION], "precision", &f.precision) < 0 || arg_count(args[PAD_LEFT], "pad_left", &f.pad_left) < 0 ||
        arg_count(args[EXP_DIGITS], "exp_digits", &f.exp_digits) < 0 || arg_count(args[MIN_DIGITS], "min_digits", &f.min_digits) < 0 ||
        arg_flag(args[UNIQUE], true, &f.unique) < 0 || arg_flag(args[SIGN], false, &f.plus) < 0)
        return NULL;
    if (check_format(&f) < 0 || arg_trim(args[TRIM], &f.trim) < 0 || load_float(args[X], &b) < 0) return NULL;
    pnd_text_init(&t);
    pnd_write_scientific(&b, &f, &t);
    return take_text(&t, 0);
}

/**** Rows ****/

static const pnd_callable functions[] = {
    {"_array_text", "a, options, separator, prefix, suffix", "Text of an array without a name; see pyndarray._printing.",
     array_text_function},
    {"_array_repr", "a, options", "repr of an array under a dict of print options.", array_repr_function},
    {"_array_str", "a, options", "str of an array under a dict of print options.", array_str_function},
    {"format_float_positional",
     "x, precision=None, unique=True, fractional=True, trim='k', sign=False, pad_left=None, pad_right=None, min_digits=None",
     "A float as decimal text in positional notation.\n\nunique: the shortest digits that tell it from its neighbours in its own type, at "
     "most "
     "`precision`;\nelse exactly `precision` correctly rounded ones.  fractional: digits are counted after the point.\ntrim: what becomes "
     "of trailing "
     "zeros: 'k' kept, '.' dropped, '0' dropped but one, '-' dropped with the point.",
     format_float_positional},
    {"format_float_scientific", "x, precision=None, unique=True, trim='k', sign=False, pad_left=None, exp_digits=None, min_digits=None",
     "A float as decimal text with an exponent; arguments as format_float_positional's.", format_float_scientific},
    {NULL, NULL, NULL, NULL},
};

static const pnd_callable array_methods[] = {
    {"__format__", "self, format_spec, /", "format(self, format_spec): of the element of a 0-d array.", array_format},
    {"_repr_html_", "self, /",
     "Notebooks' view: dtype, shape, bytes and order, and a table for each 2-D slice, summarised as the text is.\n\n"
     "Returns\n-------\nstr or None\n    None after set_printoptions(html=False): notebooks then show the text.",
     array_html},
    {NULL, NULL, NULL, NULL},
};

static const pnd_callable scalar_methods[] = {
    {"__format__", "self, format_spec, /", "format(self, format_spec), as the Python number it stands for.", scalar_format},
    {NULL, NULL, NULL, NULL},
};

void pnd_printing_slots(void)
{
    PndArray_Type.tp_repr = array_repr_slot;
    PndArray_Type.tp_str = array_str_slot;
    PndGeneric_Type.tp_repr = scalar_repr;
    PndGeneric_Type.tp_str = scalar_str;
}

int pnd_printing_init(PyObject *module)
{
    PyObject *defaults =
        Py_BuildValue("{s:i,s:i,s:s,s:i,s:O,s:i,s:s,s:s,s:s,s:O,s:O,s:O,s:O}", "edgeitems", 3, "threshold", 1000, "floatmode", "maxprec",
                      "precision", 8, "suppress", Py_False, "linewidth", 75, "nanstr", "nan", "infstr", "inf", "sign", "-", "formatter",
                      Py_None, "legacy", Py_False, "override_repr", Py_None, "html", Py_True);
    options_var = defaults ? PyContextVar_New("pyndarray.printoptions", defaults) : NULL;
    Py_XDECREF(defaults);
    if (!options_var || PyModule_AddObjectRef(module, "_format_options", options_var) < 0) return -1;
    if (pnd_module_add_functions(module, functions) < 0 || pnd_type_add_methods(&PndArray_Type, array_methods) < 0) return -1;
    return pnd_type_add_methods(&PndGeneric_Type, scalar_methods);
}
