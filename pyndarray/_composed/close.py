"""isclose and nan_to_num for what bind/close.c leaves: subclasses, arrays of tolerances and of replacements, objects.

Arguments that were not given are None.
"""
from .. import _core
from .._core import absolute, array, asanyarray, copyto, isfinite, isinf, isnan, less_equal, result_type, signbit


def _warn(rtol, atol):
    """As a floating-point operation that is invalid."""
    from .._errstate import geterr
    text = f"One of rtol or atol is not valid, atol: {atol}, rtol: {rtol}"
    how = geterr()["invalid"]
    if how == "warn":
        import warnings
        warnings.warn(text, RuntimeWarning, stacklevel=3)
    elif how == "raise":
        raise FloatingPointError(text)
    elif how == "print":
        print(text)


def isclose(a, b, rtol, atol, equal_nan):
    x, y, rtol, atol = (v if type(v) in (int, float, complex) else asanyarray(v)
                        for v in (a, b, 1e-5 if rtol is None else rtol, 1e-8 if atol is None else atol))
    if not (isfinite(rtol).all() and isfinite(atol).all()):
        _warn(rtol, atol)
    if hasattr(y, "dtype"):
        if y.dtype.kind != "m":
            y = asanyarray(y, dtype=result_type(y, 1.0))
    elif isinstance(y, int):
        y = float(y)
    from .._errstate import errstate
    with errstate(invalid="ignore", over="ignore"):
        close = (less_equal(absolute(x - y), atol + rtol * absolute(y)) & isfinite(y)) | (x == y)
        if equal_nan:
            close |= isnan(x) & isnan(y)
    return close[()]


def nan_to_num(x, copy, nan, posinf, neginf):
    x = array(x, subok=True, copy=None if copy is not None and not copy else True)
    if x.dtype.kind not in "fc":
        return x[()]
    from .._limits import finfo
    limits = finfo(x.real.dtype)
    for part in (x.real, x.imag) if x.dtype.kind == "c" else (x,):
        is_nan, is_inf = isnan(part), isinf(part)
        negative = signbit(part)
        copyto(part, 0.0 if nan is None else nan, where=is_nan)
        copyto(part, limits.max if posinf is None else posinf, where=is_inf & ~negative)
        copyto(part, limits.min if neginf is None else neginf, where=is_inf & negative)
    return x[()]
