"""Assertions about arrays: the part of numpy.testing that tests of arrays use, with its rules and words.

NaN equals NaN and infinities must stand at the same places; shapes must be equal unless one side is a scalar; strict=True also
compares dtypes and forbids that exception.
"""
import contextlib
import math
import pprint
import re
import unittest
import warnings

from .. import _core
from .._printing import array2string
from . import _tools
from ._tools import *  # noqa: F401,F403

__all__ = [*_tools.__all__, "assert_approx_equal", "assert_array_compare", "assert_string_equal", "build_err_msg", "print_assert_equal", "verbose",
           "assert_", "assert_allclose", "assert_almost_equal", "assert_array_almost_equal", "assert_array_equal", "assert_array_less", "assert_equal",
           "assert_no_warnings", "assert_raises", "assert_raises_regex", "assert_warns"]

_case = unittest.TestCase()
assert_raises = _case.assertRaises
assert_raises_regex = _case.assertRaisesRegex
verbose = 0
_SHOWN = 5  # mismatches that are spelled out


def assert_(val, msg=""):
    """AssertionError unless val is true."""
    __tracebackhide__ = True
    if not val:
        raise AssertionError(msg() if callable(msg) else msg)


def _message(items, err_msg, header, names=("ACTUAL", "DESIRED"), verbose=True):
    lines = ["\n" + header]
    err_msg = str(err_msg)
    if err_msg:
        lines = [lines[0] + " " + err_msg] if "\n" not in err_msg and len(err_msg) < 79 - len(header) else [*lines, err_msg]
    if verbose:
        for name, item in zip(names, items, strict=False):
            text = repr(item)
            if text.count("\n") > 3:
                text = "\n".join(text.splitlines()[:3]) + "..."
            lines.append(f" {name}: {text}")
    return "\n".join(lines)


def _arrays(x, y):
    return _core.asanyarray(x), _core.asanyarray(y)


def _where_both(predicate, x, y, what, fail):
    """Positions where predicate holds, which must be the same on both sides."""
    px, py = predicate(x), predicate(y)
    if not bool((px == py).all()):
        fail("inf values mismatch:" if what == "inf" else f"{what} location mismatch:")
    return px | py


def _is_inexact(a):
    return a.dtype.kind in "fc"


def _differences(x, y, wrong):
    """Lines on the greatest differences at the wrong places."""
    lines = []
    with _quiet():
        error = _core.where(x > y, x - y, y - x) if x.dtype.kind != "c" and y.dtype.kind != "c" else _core.absolute(x - y)
        error = _core.broadcast_to(error, wrong.shape)[wrong]
        reference = _core.broadcast_to(_core.absolute(y), wrong.shape)[wrong]
        if error.size:
            lines.append(f"Max absolute difference among violations: {array2string(error.max())}")
            nonzero = reference != 0
            relative = array2string((error[nonzero] / reference[nonzero]).max()) if bool(nonzero.any()) else "inf"
            lines.append(f"Max relative difference among violations: {relative}")
    return lines


def _quiet():
    from .._errstate import errstate
    return errstate(all="ignore")


def _describe_wrong(x, y, good, names):
    wrong = ~good
    count = int(wrong.sum())
    lines = [f"Mismatched elements: {count} / {wrong.size} ({100 * count / wrong.size:.3g}%)"]
    full_x, full_y = _core.broadcast_to(x, wrong.shape), _core.broadcast_to(y, wrong.shape)
    places = list(zip(*(axis.tolist() for axis in wrong.nonzero()), strict=True)) if wrong.ndim else []
    if places:
        lines.append("Mismatch at index:" if len(places) == 1 else "Mismatch at indices:" if len(places) <= _SHOWN else f"First {_SHOWN} mismatches are at indices:")
        lines += [f" {list(p)}: {full_x[p]} ({names[0]}), {full_y[p]} ({names[1]})" for p in places[:_SHOWN]]
    return lines + (_differences(x, y, wrong) if x.dtype.kind != "b" and y.dtype.kind != "b" else [])


def _compare(good_at, x, y, err_msg="", verbose=True, header="", equal_nan=True, equal_inf=True, strict=False, names=("ACTUAL", "DESIRED")):
    __tracebackhide__ = True
    x, y = _arrays(x, y)

    def fail(what):
        raise AssertionError(_message((x, y), f"{err_msg}\n{what}", header, names, verbose))

    if strict:
        if x.shape != y.shape or x.dtype != y.dtype:
            fail(f"(shapes {x.shape}, {y.shape} mismatch)" if x.shape != y.shape else f"(dtypes {x.dtype}, {y.dtype} mismatch)")
    elif not (x.shape == () or y.shape == () or x.shape == y.shape):
        fail(f"(shapes {x.shape}, {y.shape} mismatch)")
    skip = _core.zeros((), bool)
    with _quiet():
        if _is_inexact(x) or _is_inexact(y):
            if equal_nan:
                skip = _where_both(_core.isnan, x, y, "nan", fail)
            if equal_inf and not (x.dtype.kind == "c" or y.dtype.kind == "c"):
                skip = skip | _where_both(lambda a: a == float("inf"), x, y, "inf", fail)
                skip = skip | _where_both(lambda a: a == -float("inf"), x, y, "inf", fail)
        good = good_at(x, y) | skip
    if not bool(_core.asarray(good).all()):
        fail("\n".join(_describe_wrong(x, y, _core.asarray(good), names)))


def assert_array_equal(actual, desired, err_msg="", verbose=True, *, strict=False):
    """AssertionError unless two array_likes have equal shapes and elements.

    Parameters
    ----------
    actual, desired : array_like
    err_msg : str
    verbose : bool
        The message shows both.
    strict : bool
        dtypes are compared too, and a scalar equals no array.
    """
    __tracebackhide__ = True
    _compare(lambda x, y: x == y, actual, desired, err_msg, verbose, "Arrays are not equal", strict=strict)


def assert_allclose(actual, desired, rtol=1e-07, atol=0, equal_nan=True, err_msg="", verbose=True, *, strict=False):
    """AssertionError unless |actual - desired| <= atol + rtol * |desired| everywhere."""
    __tracebackhide__ = True

    def close(x, y):
        wide = _core.float64 if y.dtype.kind in "biu" else None
        b = y.astype(wide) if wide else y
        a = x.astype(wide) if x.dtype.kind in "biu" else x
        return (x == y) | (_core.isfinite(b) & (_core.absolute(a - b) <= atol + rtol * _core.absolute(b)))

    _compare(close, actual, desired, err_msg, verbose, f"Not equal to tolerance rtol={rtol:g}, atol={atol:g}", equal_nan=equal_nan, strict=strict)


def assert_array_almost_equal(actual, desired, decimal=6, err_msg="", verbose=True):
    """AssertionError unless |desired - actual| < 1.5 * 10**-decimal everywhere."""
    __tracebackhide__ = True
    _compare(lambda x, y: (x == y) | (_core.absolute(x * 1.0 - y) < 1.5 * 10.0 ** -decimal), actual, desired, err_msg, verbose,
             f"Arrays are not almost equal to {decimal} decimals")


def assert_almost_equal(actual, desired, decimal=7, err_msg="", verbose=True):
    """AssertionError unless |desired - actual| < 1.5 * 10**-decimal; arrays, lists and tuples as assert_array_almost_equal."""
    __tracebackhide__ = True
    if isinstance(actual, (_core.ndarray, list, tuple)) or isinstance(desired, (_core.ndarray, list, tuple)):
        assert_array_almost_equal(actual, desired, decimal, err_msg, verbose)
        return

    def parts(z):
        return (z.real, z.imag) if isinstance(z, (complex, _core.complexfloating)) else (z, 0)

    for a, d in zip(parts(actual), parts(desired), strict=True):
        both_nan = a != a and d != d
        if not (both_nan or a == d or abs(d - a) < 1.5 * 10.0 ** -decimal):
            raise AssertionError(_message((actual, desired), err_msg, f"Arrays are not almost equal to {decimal} decimals", verbose=verbose))


def assert_approx_equal(actual, desired, significant=7, err_msg="", verbose=True):
    """AssertionError unless two numbers agree to `significant` digits."""
    __tracebackhide__ = True
    actual, desired = float(actual), float(desired)
    if actual == desired or (actual != actual and desired != desired):
        return
    size = 0.5 * (abs(desired) + abs(actual))
    scale = 10.0 ** math.floor(math.log10(size)) if math.isfinite(size) else math.nan
    if not abs(desired / scale - actual / scale) < 10.0 ** -(significant - 1):
        raise AssertionError(_message((actual, desired), err_msg, f"Items are not equal to {significant} significant digits:", verbose=verbose))


def assert_array_compare(comparison, x, y, err_msg="", verbose=True, header="", precision=6, equal_nan=True, equal_inf=True, *, strict=False,
                         names=("ACTUAL", "DESIRED")):
    """AssertionError unless comparison(x, y) holds everywhere (places where both are NaN, or the same infinity, are left out)."""
    __tracebackhide__ = True
    _compare(comparison, x, y, err_msg, verbose, header, equal_nan, equal_inf, strict, names)


def build_err_msg(arrays, err_msg, header="Items are not equal:", verbose=True, names=("ACTUAL", "DESIRED"), precision=8):
    """The text of an AssertionError about arrays.

    Returns
    -------
    str
    """
    return _message(arrays, err_msg, header, names, verbose)


def print_assert_equal(test_string, actual, desired):
    """AssertionError, with both values, unless actual == desired."""
    __tracebackhide__ = True
    if not actual == desired:
        raise AssertionError(f"{test_string} failed\nACTUAL: \n{pprint.pformat(actual)}DESIRED: \n{pprint.pformat(desired)}")


def assert_array_less(x, y, err_msg="", verbose=True, *, strict=False):
    """AssertionError unless x < y everywhere."""
    __tracebackhide__ = True
    _compare(lambda a, b: a < b, x, y, err_msg, verbose, "Arrays are not strictly ordered `x < y`", equal_inf=False, strict=strict, names=("x", "y"))


def _is_array(o):
    return isinstance(o, _core.ndarray)


def _same_number(a, d):
    """Equal, or both NaN; zeros of different sign are not the same, in either part of a complex number."""
    if isinstance(a, _COMPLEX) or isinstance(d, _COMPLEX):
        return _same_number(a.real, d.real) and _same_number(a.imag, d.imag)
    if a != a and d != d:
        return True
    return bool(a == d) and (not isinstance(a, _REAL) or not isinstance(d, _REAL) or a != 0 or math.copysign(1, a) == math.copysign(1, d))


_COMPLEX = (complex, _core.complexfloating)
_REAL = (int, float, _core.integer, _core.floating)


def assert_equal(actual, desired, err_msg="", verbose=True, *, strict=False):
    """AssertionError unless two objects are equal; looks into dicts, lists and tuples; arrays as assert_array_equal."""
    __tracebackhide__ = True
    if isinstance(desired, dict):
        if not isinstance(actual, dict):
            raise AssertionError(repr(type(actual)))
        assert_equal(len(actual), len(desired), err_msg, verbose)
        for k in desired:
            if k not in actual:
                raise AssertionError(repr(k))
            assert_equal(actual[k], desired[k], f"key={k!r}\n{err_msg}", verbose)
        return
    if isinstance(desired, (list, tuple)) and isinstance(actual, (list, tuple)):
        assert_equal(len(actual), len(desired), err_msg, verbose)
        for i, (a, d) in enumerate(zip(actual, desired, strict=True)):
            assert_equal(a, d, f"item={i!r}\n{err_msg}", verbose)
        return
    if _is_array(actual) or _is_array(desired):
        assert_array_equal(actual, desired, err_msg, verbose, strict=strict)
        return
    if not _same_number(actual, desired):
        raise AssertionError(_message((actual, desired), err_msg, "Items are not equal:", verbose=verbose))


@contextlib.contextmanager
def _warns(category):
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        yield
    if category is None and seen:
        raise AssertionError(f"Got warnings: {seen}")
    if category is not None and not any(issubclass(w.category, category) for w in seen):
        raise AssertionError(f"{category.__name__} was not warned")


def assert_warns(warning_class, *args, **kwargs):
    """Context, or call of a function, that must warn with the class."""
    if not args:
        return _warns(warning_class)
    with _warns(warning_class):
        return args[0](*args[1:], **kwargs)


def assert_no_warnings(*args, **kwargs):
    """Context, or call of a function, that must not warn."""
    if not args:
        return _warns(None)
    with _warns(None):
        return args[0](*args[1:], **kwargs)


def assert_string_equal(actual, desired):
    """AssertionError unless two strings are equal (line ends apart)."""
    __tracebackhide__ = True
    if not re.match(r"\A" + re.escape(desired) + r"\Z", actual, re.M):
        raise AssertionError(f"Differences in strings:\n- {actual!r}\n+ {desired!r}")
