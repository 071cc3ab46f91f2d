"""Print options and the functions that print arrays.

The options in force are one dict in a context variable of the core, replaced and never changed in place.  The core lays
arrays out; here options are checked and merged.
"""
from _operator import index

from .. import _core
from ._digits import base_repr, binary_repr

__all__ = ["base_repr", "binary_repr", "get_printoptions", "printoptions", "set_printoptions"]

_options = _core._format_options
_FLOATMODES = ("fixed", "unique", "maxprec", "maxprec_equal")
_LEGACY = (False, "1.13", "1.21", "1.25", "2.1", "2.2")


def _check(options):
    """The given options without those that are None; raises what NumPy raises."""
    options = {k: v for k, v in options.items() if v is not None}
    if "suppress" in options:
        options["suppress"] = bool(options["suppress"])
    if options.get("floatmode", "fixed") not in _FLOATMODES:
        raise ValueError("floatmode option must be one of " + ", ".join(f'"{m}"' for m in _FLOATMODES))
    if options.get("sign", "-") not in (" ", "+", "-"):
        raise ValueError("sign option must be one of ' ', '+', or '-'")
    legacy = options.get("legacy", False)
    if legacy is not False and (legacy == 0 or legacy not in _LEGACY):
        import warnings
        if legacy == 0:
            warnings.warn(f"Passing `legacy={legacy!r}` is deprecated.", FutureWarning, stacklevel=3)
        else:
            warnings.warn("legacy printing option can currently only be '1.13', '1.21', '1.25', '2.1', '2.2' or `False`", stacklevel=3)
        options["legacy"] = False  # an unknown version is no reason to print nothing
    if "threshold" in options:
        if isinstance(options["threshold"], (str, bytes, bool)) or not hasattr(options["threshold"], "__float__"):
            raise TypeError("threshold must be numeric")
        if options["threshold"] != options["threshold"]:
            raise ValueError("threshold must be non-NAN, try sys.maxsize for untruncated representation")
    if "precision" in options:
        try:
            options["precision"] = index(options["precision"])
        except TypeError as error:
            raise TypeError("precision must be an integer") from error
    return options


def set_printoptions(precision=None, threshold=None, edgeitems=None, linewidth=None, suppress=None, nanstr=None, infstr=None, formatter=None,
                     sign=None, floatmode=None, *, legacy=None, override_repr=None, html=None):
    """Set how arrays are printed, for this context.

    Parameters
    ----------
    precision : int or None
        Digits of floats after the point (8).
    threshold : int
        Arrays of more elements are summarised (1000).
    edgeitems : int
        Items at each end of a summarised axis (3).
    linewidth : int
        Characters a line (75).
    suppress : bool
        No exponents for small numbers (False).
    nanstr, infstr : str
    formatter : dict of callables or None
        Keys 'bool', 'int', 'float', 'longfloat', 'complexfloat', 'longcomplexfloat', 'int_kind', 'float_kind', 'complex_kind', 'all';
        not kept when the options are set again.
    sign : {'-', '+', ' '}
    floatmode : {'fixed', 'unique', 'maxprec', 'maxprec_equal'}
    legacy : str or False
        '1.13', '1.21', '1.25', '2.1' or '2.2': prints as that version of NumPy did; False: as the newest.
    override_repr : callable or None
        Called for repr of an array.
    html : bool
        Whether notebooks get a table (True); with False `_repr_html_` gives None.
    """
    given = _check(dict(precision=precision, threshold=threshold, edgeitems=edgeitems, linewidth=linewidth, suppress=suppress, nanstr=nanstr,
                        infstr=infstr, sign=sign, floatmode=floatmode, legacy=legacy, html=None if html is None else bool(html)))
    new = {**_options.get(), **given, "formatter": formatter, "override_repr": override_repr}
    if new["legacy"] == "1.13":
        new["sign"] = "-"
    _options.set(new)


def get_printoptions():
    """The print options in force, as a new dict."""
    return dict(_options.get())


class printoptions:
    """Context, or decorator of a function, in which set_printoptions(*args, **kwargs) holds; the context gives the options."""

    __slots__ = ("_args", "_kwargs", "_tokens", "__dict__")

    def __init__(self, *args, **kwargs):
        self._args, self._kwargs, self._tokens = args, kwargs, []

    def __enter__(self):
        self._tokens.append(_options.set(_options.get()))
        try:
            set_printoptions(*self._args, **self._kwargs)
        except BaseException:
            _options.reset(self._tokens.pop())
            raise
        return get_printoptions()

    def __exit__(self, *exc):
        _options.reset(self._tokens.pop())

    def __call__(self, func):
        from functools import wraps
        args, kwargs = self._args, self._kwargs

        @wraps(func)
        def inner(*a, **k):
            with printoptions(*args, **kwargs):
                return func(*a, **k)

        return inner


def _merged(**given):
    return {**_options.get(), **_check(given)}


# Functions whose rows stand in csrc/bind/composed.def.


def array2string(a, max_line_width=None, precision=None, suppress_small=None, separator=" ", prefix="", *, formatter=None, threshold=None,
                 edgeitems=None, sign=None, floatmode=None, suffix="", legacy=None):
    """Text of an array.

    Parameters
    ----------
    a : ndarray
    max_line_width, precision, suppress_small, formatter, threshold, edgeitems, sign, floatmode, legacy
        As of set_printoptions, for this call.
    separator : str
        Between elements.
    prefix, suffix : str
        Their lengths are left free on the first and at the end of the last line; they are not part of the text.

    Returns
    -------
    str
    """
    options = _merged(linewidth=max_line_width, precision=precision, suppress=suppress_small, formatter=formatter, threshold=threshold,
                      edgeitems=edgeitems, sign=sign, floatmode=floatmode, legacy=legacy)
    return _core._array_text(a, options, separator, prefix, suffix)


def array_repr(arr, max_line_width=None, precision=None, suppress_small=None):
    """repr of an array, with other print options."""
    return _core._array_repr(arr, _merged(linewidth=max_line_width, precision=precision, suppress=suppress_small))


def array_str(a, max_line_width=None, precision=None, suppress_small=None):
    """str of an array, with other print options."""
    return _core._array_str(a, _merged(linewidth=max_line_width, precision=precision, suppress=suppress_small))
