"""Arrays cut into several: array_split, split, hsplit, vsplit, dsplit, unstack.  All results are views."""
from .._core import asanyarray, moveaxis


def _cut(a, ends, axis):
    before = (slice(None),) * axis
    start, out = 0, []
    for end in ends:
        out.append(a[before + (slice(start, end),)])
        start = end
    return out


def array_split(ary, indices_or_sections, axis=0):
    """Cut an array into views along an axis, not necessarily of equal length.

    Parameters
    ----------
    ary : array_like
    indices_or_sections : int or sequence of int
        How many parts (the first ``length % n`` are one longer than the others), or where each part but the first begins.
    axis : int

    Returns
    -------
    list of ndarray
        Views of `ary`.

    Raises
    ------
    ValueError
        If the number of parts is not positive.
    """
    a = asanyarray(ary)
    if a.ndim == 0 and not hasattr(ary, "shape"):
        raise TypeError(f"object of type {type(ary).__name__!r} has no len()")
    length = a.shape[axis]
    if axis < 0:
        axis += a.ndim
    try:
        ends = [*indices_or_sections, length]
    except TypeError:
        n = int(indices_or_sections)
        if n <= 0:
            raise ValueError("number sections must be larger than 0.") from None
        each, longer = divmod(length, n)
        ends = [each * k + min(k, longer) for k in range(1, n + 1)]
    return _cut(a, ends, axis)


def split(ary, indices_or_sections, axis=0):
    """Cut an array into views of equal length along an axis, or at given places.

    Parameters
    ----------
    ary : array_like
    indices_or_sections : int or sequence of int
        How many equal parts, or where each part but the first begins.
    axis : int

    Returns
    -------
    list of ndarray
        Views of `ary`.

    Raises
    ------
    ValueError
        If the axis cannot be cut into that many equal parts.
    """
    try:
        len(indices_or_sections)
    except TypeError:
        a = asanyarray(ary)
        if (a.ndim or hasattr(ary, "shape")) and a.shape[axis] % indices_or_sections:
            raise ValueError("array split does not result in an equal division") from None
    return array_split(ary, indices_or_sections, axis)


def _at_least(ary, ndim, name):
    a = asanyarray(ary)
    if a.ndim < ndim:
        raise ValueError(f"{name} only works on arrays of {ndim} or more dimensions")
    return a


def hsplit(ary, indices_or_sections):
    """Cut along the second axis, or the only one, as `split` does."""
    a = _at_least(ary, 1, "hsplit")
    return split(a, indices_or_sections, min(1, a.ndim - 1))


def vsplit(ary, indices_or_sections):
    """Cut an array of at least two axes along the first, as `split` does."""
    return split(_at_least(ary, 2, "vsplit"), indices_or_sections, 0)


def dsplit(ary, indices_or_sections):
    """Cut an array of at least three axes along the third, as `split` does."""
    return split(_at_least(ary, 3, "dsplit"), indices_or_sections, 2)


def unstack(x, /, *, axis=0):
    """The parts of an array along an axis, which they no longer have, as a tuple of views (scalars of an array with one axis)."""
    x = asanyarray(x)
    if x.ndim == 0:
        raise ValueError("Input array must be at least 1-d.")
    return tuple(moveaxis(x, axis, 0))
