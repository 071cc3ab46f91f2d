"""Questions about values and types: real, imag, iscomplex, isscalar, array_equal, common_type, typename and their like."""
from .. import _core
from .._core import asanyarray, asarray, imag, isnan, promote_types, zeros
from .._core import bool as bool_


def iscomplex(x):
    """Which elements have an imaginary part that is not zero?"""
    x = asanyarray(x)
    if x.dtype.kind == "c":
        return x.imag != 0
    return zeros(x.shape, bool_)[()]


def isreal(x):
    """Which elements have no imaginary part, or one that is zero?"""
    return imag(x) == 0


def real_if_close(a, tol=100):
    """The real part, if all imaginary parts are small.

    Parameters
    ----------
    a : array_like
    tol : float
        What counts as small: above 1, so many machine epsilons of the dtype; else the value itself.

    Returns
    -------
    ndarray
        `a` itself where it is real or not close to it.
    """
    a = asanyarray(a)
    if a.dtype.kind != "c":
        return a
    if tol > 1:
        from .._limits import finfo
        tol = finfo(a.dtype).eps * tol
    return a.real if (abs(a.imag) < tol).all() else a


def _signed_inf(x, value, out):
    x = asanyarray(x)
    if x.dtype.kind == "c":
        raise TypeError(f"This operation is not supported for {x.dtype} values because it would be ambiguous.")
    return _core.equal(x, value, out) if x.dtype.kind == "f" else _core.logical_and(_core.isinf(x), False, out)


def isposinf(x, out=None):
    """Which elements are positive infinity?  out: where to write."""
    return _signed_inf(x, float("inf"), out)


def isneginf(x, out=None):
    """Which elements are negative infinity?  out: where to write."""
    return _signed_inf(x, -float("inf"), out)


def fix(x, out=None):
    """Rounded towards zero; `trunc`."""
    x = asanyarray(x)
    result = _core.trunc(x, out=out)
    return result


def angle(z, deg=False):
    """The angle of complex numbers, counter-clockwise from the positive real axis: in (-pi, pi], pi for negative real ones.

    Parameters
    ----------
    z : array_like
    deg : bool
        In degrees instead of radians.

    Returns
    -------
    ndarray or scalar
        Of floating dtype.
    """
    from .._errstate import errstate
    z = asanyarray(z)
    if z.dtype == bool_:
        z = z.astype(int)
    with errstate(all="ignore"):
        found = _core.log(z if z.dtype.kind == "c" else z.astype(_core.result_type(z, 1j))).imag  # the imaginary part of log is the angle
        if z.dtype.kind != "c":
            found = found.astype(_core.sqrt(z[..., None][..., :0]).dtype)
    if deg:
        return found * 57.29577951308232
    return found.copy("K") if found.ndim else found[()]  # an array of its own, not every second number of the logarithm


# ---- equality of arrays ------------------------------------------------------------------------------------------------------------------


def _pair(a1, a2):
    """Both as arrays; None where that cannot be done.  What is not supported here (text) is an error all the same: nobody knows."""
    try:
        return asarray(a1), asarray(a2)
    except MemoryError:
        raise
    except Exception as error:  # whatever an object's own conversion raises
        if isinstance(error, TypeError) and "not supported yet" in str(error):
            raise
        return None


def array_equal(a1, a2, equal_nan=False):
    """Have two arrays the same shape and equal elements?

    Parameters
    ----------
    a1, a2 : array_like
        What cannot be made an array is not equal to anything.
    equal_nan : bool
        Does NaN equal NaN?

    Returns
    -------
    bool
    """
    pair = _pair(a1, a2)
    if pair is None:
        return False
    a1, a2 = pair
    if a1.shape != a2.shape:
        return False
    same = a1 == a2
    if equal_nan and a1.dtype.kind in "fcO" and a2.dtype.kind in "fcO":
        same |= isnan(a1) & isnan(a2)
    return bool(asanyarray(same).all())


def array_equiv(a1, a2):
    """Are two arrays equal after broadcasting one to the other?"""
    pair = _pair(a1, a2)
    if pair is None:
        return False
    a1, a2 = pair
    try:
        _core.broadcast_shapes(a1.shape, a2.shape)
    except ValueError:
        return False
    return bool(asanyarray(a1 == a2).all())


# ---- types --------------------------------------------------------------------------------------------------------------------------------


def common_type(*arrays):
    """The scalar type that holds the elements of all arrays as inexact numbers (float64 for integers).

    Raises
    ------
    TypeError
        If there is an array of something else than numbers, or of bool.
    """
    found, is_complex = None, False
    for a in arrays:
        d = a.dtype
        if d.kind in "iu":
            d = _core.dtype(float)
        elif d.kind == "c":
            is_complex, d = True, _core.dtype({8: "f4", 16: "f8"}.get(d.itemsize, "g"))
        elif d.kind != "f":
            raise TypeError("can't get common type for non-numeric array")
        found = d if found is None else promote_types(found, d)
    if found is None:
        return _core.float16
    return promote_types(found, "F").type if is_complex else found.type


def mintypecode(typechars, typeset="GDFgdf", default="d"):
    """Character of the smallest type of `typeset` that the given types cast to safely.

    Parameters
    ----------
    typechars : sequence of str or of array_like
    typeset : str or sequence of str
    default : str
        Of types that are all outside of `typeset`.
    """
    chars = [t if isinstance(t, str) else asarray(t).dtype.char for t in typechars]
    found = {c for c in chars if c in typeset}
    if not found:
        return default
    if {"F", "d"} <= found:
        return "D"
    return min(found, key="GDFgdfQqLlIiHhBb?".index)


_NAMES = {"S1": "character", "?": "bool", "b": "signed char", "B": "unsigned char", "h": "short", "H": "unsigned short", "i": "integer",
          "I": "unsigned integer", "l": "long integer", "L": "unsigned long integer", "q": "long long integer", "Q": "unsigned long long integer",
          "f": "single precision", "d": "double precision", "g": "long precision", "F": "complex single precision", "D": "complex double precision",
          "G": "complex long double precision", "S": "string", "U": "unicode", "V": "void", "O": "object"}


def typename(char):
    """Description of the dtype with this character."""
    return _NAMES[char]
