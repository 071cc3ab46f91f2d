"""Axis arguments, and functions applied along axes."""
from _operator import index
from itertools import product

from .._core import asanyarray, asarray, expand_dims, moveaxis, ndarray, transpose, zeros_like
from .._core._lib_array_utils import normalize_axis_index


def normalize_axis_tuple(axis, ndim, argname=None, allow_duplicate=False):
    """Axes as a tuple of numbers from 0 up.

    Parameters
    ----------
    axis : int or iterable of int
    ndim : int
    argname : str, optional
        What errors begin with.
    allow_duplicate : bool

    Raises
    ------
    AxisError
        If one is out of range.
    ValueError
        If one is there twice.
    """
    if type(axis) not in (tuple, list):
        try:
            axis = [index(axis)]
        except TypeError:
            pass
    axes = tuple([normalize_axis_index(x, ndim, argname) for x in axis])
    if not allow_duplicate and len(set(axes)) != len(axes):
        raise ValueError(f"repeated axis in `{argname}` argument" if argname else "repeated axis")
    return axes


def apply_along_axis(func1d, axis, arr, *args, **kwargs):
    """Apply a function to each 1-D slice along an axis.

    Parameters
    ----------
    func1d : callable
        ``func1d(slice, *args, **kwargs)``; its results must all have one shape, which takes the place of the axis.
    axis : int
    arr : array_like

    Returns
    -------
    ndarray
        Of the dtype of the first result.

    Raises
    ------
    ValueError
        If there is no slice.
    """
    a = asanyarray(arr)
    axis = normalize_axis_index(axis, a.ndim)
    rows = moveaxis(a, axis, -1)
    places = product(*[range(n) for n in rows.shape[:-1]])
    first = next(places, None)
    if first is None:
        raise ValueError("Cannot apply_along_axis when any iteration dimensions are 0")
    result = asanyarray(func1d(rows[first], *args, **kwargs))
    out = zeros_like(result, shape=rows.shape[:-1] + result.shape, subok=False)  # a matrix takes its two axes at the end
    out[(*first, ...)] = result  # the ellipsis: what is in an array of objects, not the array
    for place in places:
        out[(*place, ...)] = asanyarray(func1d(rows[place], *args, **kwargs))
    kept, n = a.ndim - 1, out.ndim
    out = transpose(out, [*range(axis), *range(kept, n), *range(axis, kept)])
    like = result if type(result) is not ndarray else a
    return out if type(like) is ndarray else like.__array_wrap__(out, None, False)


def apply_over_axes(func, a, axes):
    """Apply a function over several axes in turn.

    Parameters
    ----------
    func : callable
        ``func(array, axis)``; its result has the same number of axes, or one less.
    a : array_like
    axes : int or sequence of int

    Returns
    -------
    ndarray
        With as many axes as `a`.
    """
    value = asarray(a)
    n = value.ndim
    for axis in (axes,) if asarray(axes).ndim == 0 else axes:
        result = func(value, axis + n if axis < 0 else axis)
        if result.ndim != n:
            result = expand_dims(result, axis + n if axis < 0 else axis)
        if result.ndim != n:
            raise ValueError("function is not returning an array of the correct shape")
        value = result
    return value
