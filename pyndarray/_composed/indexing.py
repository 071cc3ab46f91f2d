"""Indices: ix_, those of diagonals and triangles, fill_diagonal, and what mgrid, ogrid, r_ and c_ do with what stands between brackets."""
import sys
from math import ceil

from .. import _core
from .._core import arange, array, asarray, concatenate, indices, linspace, ndarray, nonzero, result_type, tri
from .._core import bool as bool_
from .._matrix import asmatrix, bmat


def ix_(*args):
    """Index arrays that select the cross product of the given indices.

    Parameters
    ----------
    *args : sequences of int or bool
        One for each axis.

    Returns
    -------
    tuple of ndarray
        ``a[ix_([1, 3], [2, 5])]`` is ``[[a[1, 2], a[1, 5]], [a[3, 2], a[3, 5]]]``.
    """
    out, n = [], len(args)
    for k, given in enumerate(args):
        x = given if isinstance(given, ndarray) else asarray(given)
        if x.size == 0 and x is not given:
            x = x.astype(_core.intp)
        if x.ndim != 1:
            raise ValueError("Cross index must be 1 dimensional")
        if x.dtype == bool_:
            x, = x.nonzero()
        out.append(x.reshape((1,) * k + (x.size,) + (1,) * (n - k - 1)))
    return tuple(out)


# ---- diagonals and triangles -------------------------------------------------------------------------------------------------------------


def _square(a):
    if len(set(a.shape)) != 1:
        raise ValueError("All dimensions of input must be of equal length")


def diag_indices(n, ndim=2):
    """Indices of the main diagonal of an array of `ndim` axes of length `n`."""
    return (arange(n),) * ndim


def diag_indices_from(arr):
    """Indices of the main diagonal of an array whose axes are equally long."""
    if not arr.ndim >= 2:
        raise ValueError("input array must be at least 2-d")
    _square(arr)
    return diag_indices(arr.shape[0], arr.ndim)


def _of_mask(mask):
    return tuple([_core.ascontiguousarray(x) for x in nonzero(mask)])


def tril_indices(n, k=0, m=None):
    """Indices of the elements of an (n, m) matrix at and below diagonal k."""
    return _of_mask(tri(n, m, k=k, dtype=bool_))


def triu_indices(n, k=0, m=None):
    """Indices of the elements of an (n, m) matrix at and above diagonal k."""
    return _of_mask(~tri(n, m, k=k - 1, dtype=bool_))


def _matrix(arr):
    if arr.ndim != 2:
        raise ValueError("input array must be 2-d")
    return arr.shape


def tril_indices_from(arr, k=0):
    """Indices of the elements of a matrix at and below diagonal k."""
    n, m = _matrix(arr)
    return tril_indices(n, k=k, m=m)


def triu_indices_from(arr, k=0):
    """Indices of the elements of a matrix at and above diagonal k."""
    n, m = _matrix(arr)
    return triu_indices(n, k=k, m=m)


def mask_indices(n, mask_func, k=0):
    """Indices at which ``mask_func(ones((n, n)), k)``, such as `triu`, is not zero."""
    return nonzero(mask_func(_core.ones((n, n), int), k) != 0)


def fill_diagonal(a, val, wrap=False):
    """Set the main diagonal of an array in place.

    Parameters
    ----------
    a : ndarray
        Of at least two axes; equally long, where there are more than two.
    val : array_like
        Repeated, or cut, to the length of the diagonal.
    wrap : bool
        In a tall matrix the diagonal begins again after a row left out.
    """
    if a.ndim < 2:
        raise ValueError("array must be at least 2-d")
    end = None
    if a.ndim == 2:
        step = a.shape[1] + 1
        end = None if wrap else a.shape[1] * a.shape[1]
    else:
        _square(a)
        step = sum(a.shape[0] ** k for k in range(a.ndim))
    a.flat[:end:step] = val


# ---- mgrid, ogrid ----------------------------------------------------------------------------------------------------------------------------


def _is_count(step):
    """An imaginary step is a number of points, the last of which is the stop."""
    return isinstance(step, (complex, _core.complexfloating))


def _spaced(k):
    """start, step and number of points of a slice, and the value that takes part in the choice of the dtype."""
    start, step = 0 if k.start is None else k.start, 1 if k.step is None else k.step
    if not _is_count(step):
        return start, step, ceil((k.stop - start) / step), step
    n = int(abs(step))
    return start, (k.stop - start) / float(n - 1) if n != 1 else 1, n, abs(step)


def grid(key, sparse):
    """What mgrid[key] and ogrid[key] are."""
    if not isinstance(key, (tuple, list)):
        if not _is_count(key.step):
            return arange(0 if key.start is None else key.start, key.stop, key.step)
        start, step, n, number = _spaced(key)
        return arange(0, n, 1, dtype=result_type(start, key.stop, number)) * step + start
    axes = [_spaced(k) for k in key]
    dtype = result_type(0, *(x for (start, _, _, number), k in zip(axes, key) for x in (start, k.stop, number)))
    out = indices([n for _, _, n, _ in axes], dtype=dtype, sparse=sparse)
    if sparse:
        return tuple([x * step + start for x, (start, step, _, _) in zip(out, axes)])
    for x, (start, step, _, _) in zip(out, axes):
        x[...] = x * step + start
    return out


# ---- r_, c_ ------------------------------------------------------------------------------------------------------------------------------------


def _range(key):
    start, step = 0 if key.start is None else key.start, 1 if key.step is None else key.step
    if _is_count(step):
        return linspace(start, key.stop, num=int(abs(step)))
    return arange(start, key.stop, step)


def _directive(text, axis, ndmin, trans1d):
    """Up to three numbers: axis, ndmin, and where the axes of a shorter operand go."""
    if "," in text:
        try:
            numbers = [int(x) for x in text.split(",")]
        except ValueError as error:
            raise ValueError(f"unknown special directive {text!r}") from error
        return numbers[0], numbers[1], numbers[2] if len(numbers) == 3 else trans1d
    try:
        return int(text), ndmin, trans1d
    except (ValueError, TypeError) as error:
        raise ValueError("unknown special directive") from error


def _grown(x, ndmin, trans1d):
    """With ndmin axes: its own begin at trans1d (from the end where negative)."""
    have = _core.ndim(x)
    x = array(x, copy=None, subok=True, ndmin=ndmin)
    if trans1d == -1 or have >= ndmin:
        return x
    at = trans1d + (ndmin - have + 1 if trans1d < 0 else 0)
    new = list(range(ndmin - have))  # the axes put in front
    order = new[:at] + list(range(ndmin - have, ndmin)) + new[at:]
    return x.transpose(order)


def joined(key, axis, ndmin, trans1d):
    """What r_[key] and c_[key] are."""
    if isinstance(key, str):
        caller = sys._getframe(2)
        return bmat(key, caller.f_locals, caller.f_globals)
    if not isinstance(key, tuple):
        key = (key,)
    pieces, operands, of_matrix = [], [], None
    for k, item in enumerate(key):
        weak = None
        if isinstance(item, slice):
            piece = _range(item)
            if ndmin > 1:
                piece = _grown(piece, ndmin, trans1d)
        elif isinstance(item, str):
            if k != 0:
                raise ValueError("special directives must be the first entry.")
            if item in ("r", "c"):
                of_matrix = item
                continue
            axis, ndmin, trans1d = _directive(item, axis, ndmin, trans1d)
            continue
        elif type(item) in (int, float, complex, bool) or isinstance(item, _core.generic):
            piece, weak = array(item, ndmin=ndmin), item
        else:
            piece = _grown(item, ndmin, trans1d)
        pieces.append(piece)
        operands.append(piece if weak is None else weak)
    if operands:
        typ = result_type(*operands)
        pieces = [array(x, copy=None, subok=True, ndmin=ndmin, dtype=typ) for x in operands]  # a number that does not fit is refused
    result = concatenate(tuple(pieces), axis=axis)
    if of_matrix is None:
        return result
    return asmatrix(result).T if of_matrix == "c" and result.ndim == 1 else asmatrix(result)
