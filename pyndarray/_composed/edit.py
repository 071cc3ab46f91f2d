"""Arrays with elements added, left out or moved: append, insert, trim_zeros, tile, block, roll and quarter turns."""
from _operator import index

from .. import _core
from .._core import (arange, array, asanyarray, asarray, broadcast_arrays, concatenate, empty, empty_like, flatnonzero, flip, ndarray, ones, ravel,
                     transpose)
from .._core import bool as bool_
from .axes import normalize_axis_index, normalize_axis_tuple


def append(arr, values, axis=None):
    """A new array of `arr` with `values` after it, along an axis (None: both flattened first); concatenate of two."""
    arr = asanyarray(arr)
    if axis is None:
        arr, values, axis = arr.ravel(), ravel(values), 0
    return concatenate((arr, values), axis=axis)


def _empty_joined(arrays, shape, dtype, order="C"):
    """A new array for elements of several; like concatenate's it is of a subclass only where that has a priority above ndarray's."""
    like = max(arrays, key=lambda a: a.__array_priority__)
    return empty_like(like, dtype=dtype, order=order, shape=shape) if like.__array_priority__ > 0 else empty(shape, dtype, order)


# ---- insert ----------------------------------------------------------------------------------------------------------------------


def _prepared(arr, axis):
    """The array, the axis as a number, and the memory order of a result."""
    a = asanyarray(arr)
    order = "F" if a.ndim > 1 and a.flags.fnc else "C"
    if axis is None:
        a = a.ravel() if a.ndim != 1 else a
        return a, a.ndim - 1, order  # a flattened matrix has one row
    return a, normalize_axis_index(axis, a.ndim), order


def _resized(a, axis, n, order):
    return empty(a.shape[:axis] + (n,) + a.shape[axis + 1:], a.dtype, order)


def _wrapped(like, result):
    return result if type(like) is ndarray else like.__array_wrap__(result, None, False)


def insert(arr, obj, values, axis=None):
    """A copy of an array with values put in before given places.

    Parameters
    ----------
    arr : array_like
    obj : int, slice, sequence of int or of bool
        Places along `axis`, as they are before anything is put in; one out of range is an IndexError.
    values : array_like
        What to put in; converted to the dtype of `arr` and broadcast.
    axis : int or None
        None: `arr` is flattened first.

    Returns
    -------
    ndarray
        A copy, of the class of `arr`.
    """
    a, axis, order = _prepared(arr, axis)
    n = a.shape[axis] if a.ndim else 1
    if isinstance(obj, slice):
        places = arange(*obj.indices(n), dtype=_core.intp)
    else:
        places = array(obj)
        if places.dtype == bool_:
            if places.ndim != 1:
                raise ValueError("boolean array argument obj to insert must be one dimensional")
            places = flatnonzero(places)
        elif places.ndim > 1:
            raise ValueError("index array argument obj to insert must be one dimensional or scalar")
    before = (slice(None),) * axis
    if places.size == 1:
        at = places.item()
        if not -n <= at <= n:
            raise IndexError(f"index {obj} is out of bounds for axis {axis} with size {n}")
        at = index(at)
        at += n if at < 0 else 0
        values = array(values, copy=None, ndmin=a.ndim, dtype=a.dtype)
        if places.ndim == 0:
            values = _core.moveaxis(values, 0, axis)  # one place takes the values' own first axis
        more = values.shape[axis]
        out = _resized(a, axis, n + more, order)
        out[before + (slice(0, at),)] = a[before + (slice(0, at),)]
        out[before + (slice(at, at + more),)] = values
        out[before + (slice(at + more, None),)] = a[before + (slice(at, None),)]
        return _wrapped(a, out)
    if places.size == 0 and not isinstance(obj, ndarray):
        places = places.astype(_core.intp)
    places = places.copy()
    places[places < 0] += n
    order_of = places.argsort(kind="stable")
    places[order_of] += arange(len(places))
    out = _resized(a, axis, n + len(places), order)
    old = ones(n + len(places), bool_)
    old[places] = False
    out[before + (places,)] = values
    out[before + (old,)] = a
    return _wrapped(a, out)


# ---- repeated elements -------------------------------------------------------------------------------------------------------------


def tile(A, reps):
    """An array repeated along each axis.

    Parameters
    ----------
    A : array_like
    reps : int or sequence of int
        How often, along each axis; the shorter of `reps` and the shape gets ones in front.

    Returns
    -------
    ndarray
        A new array, of the class of `A`, also where nothing is repeated.
    """
    if type(reps) is int:
        reps = (reps,)
    else:
        reps = tuple([index(r) for r in reps]) if _core.iterable(reps) else (index(reps),)
    a = array(A, copy=None, subok=True, ndmin=len(reps))
    shape = a.shape
    if len(reps) < len(shape):
        reps = (1,) * (len(shape) - len(reps)) + reps
    outer, inner, whole = [], [], []  # axes of (repeat, length) each; those without repetition stay single
    for n, r in zip(shape, reps):
        if r < 0:
            raise ValueError("negative dimensions are not allowed")
        whole.append(n * r)
        if r == 1:
            outer.append(n)
            inner.append(n)
        else:
            outer += r, n
            inner += 1, n
    out = empty_like(a, shape=whole, order="C")
    if not out.size:
        return out
    if len(outer) > 64:
        return _tiled_slowly(a, reps, out)
    asarray(out).reshape(outer)[...] = asarray(a).reshape(inner)  # not as a matrix, which has two axes
    return out


def _tiled_slowly(a, reps, out):
    """More axes than a view may have: one at a time."""
    for axis, r in enumerate(reps):
        a = concatenate([a] * r, axis) if r != 1 else a
    out[...] = a
    return out


# ---- trim_zeros -----------------------------------------------------------------------------------------------------------------------


def trim_zeros(filt, trim="fb", axis=None):
    """A view (of a sequence: a slice) without the zeros at the outside.

    Parameters
    ----------
    filt : array_like or sequence
    trim : {'fb', 'f', 'b'}
        In front, at the back, or both.
    axis : int or tuple of int or None
        Axes to trim; None: all.

    Returns
    -------
    ndarray or sequence
    """
    a = asarray(filt)
    how = trim.lower()
    if how not in ("fb", "bf", "f", "b"):
        raise ValueError(f"unexpected character(s) in `trim`: {trim!r}")
    axes = range(a.ndim) if axis is None else normalize_axis_tuple(axis, a.ndim, argname="axis")
    if not axes:
        return filt
    is_set = a != 0
    key = [slice(None)] * a.ndim
    for k in axes:
        others = tuple([i for i in range(a.ndim) if i != k])
        found = flatnonzero(is_set.any(axis=others) if others else is_set)
        start, stop = (int(found[0]), int(found[-1]) + 1) if found.size else (a.shape[k], a.shape[k]) if "f" in how else (0, 0)
        key[k] = slice(start if "f" in how else None, stop if "b" in how else None)
    return filt[key[0]] if len(key) == 1 else filt[tuple(key)]


# ---- block ------------------------------------------------------------------------------------------------------------------------------


def _place(path):
    return "arrays" + "".join([f"[{i}]" for i in path])


def _depth(x, path, leaves):
    """Depth of the nested lists, which must be the same everywhere, and nowhere 0 items; appends the arrays in order."""
    if type(x) is not list:
        if type(x) is tuple:
            raise TypeError(f"{_place(path)} is a tuple. Only lists can be used to arrange blocks, and np.block does not allow implicit conversion "
                            "from tuple to ndarray.")
        leaves.append(asanyarray(x))
        return 0
    if not x:
        raise ValueError(f"List at {_place(path)} cannot be empty")
    depth = None
    for i, item in enumerate(x):
        found = _depth(item, (*path, i), leaves)
        if depth is None:
            depth = found
        elif depth != found:
            raise ValueError(f"List depths are mismatched. First element was at depth {depth + len(path) + 1}, but there is an element at depth "
                             f"{found + len(path) + 1} ({_place((*path, i))})")
    return depth + 1


def _laid_out(x, depth, ndim, arrays, start, places):
    """Shape of a nested list; appends where each leaf begins."""
    if depth == 0:
        a = next(arrays)
        places.append(start)
        return a.shape
    axis = ndim - depth
    total, shape = 0, None
    for item in x:
        at = start[:axis] + (start[axis] + total,) + start[axis + 1:]
        one = _laid_out(item, depth - 1, ndim, arrays, at, places)
        if shape is not None and (one[:axis] != shape[:axis] or one[axis + 1:] != shape[axis + 1:]):
            raise ValueError(f"Mismatched array shapes in block along axis {axis}: {shape} and {one}.")
        shape = one if shape is None else shape
        total += one[axis]
    return shape[:axis] + (total,) + shape[axis + 1:]


def _concatenated(x, depth, ndim, arrays):
    """What is small is joined list by list."""
    if depth == 0:
        return next(arrays)
    return concatenate([_concatenated(item, depth - 1, ndim, arrays) for item in x], ndim - depth)


_SMALL = 512  # elements: copying them once more costs less than finding their places


def block(arrays):
    """An array made from nested lists of blocks: innermost lists are joined along the last axis, those around them along the one before, ...

    Parameters
    ----------
    arrays : nested list of array_like
        All lists of equal depth; blocks get axes of length 1 in front where they have fewer than others or than there are lists.

    Returns
    -------
    ndarray
        A new array; each element is copied once.

    Raises
    ------
    ValueError
        If depths or shapes do not match, or a list is empty.
    TypeError
        If there is a tuple among the lists.
    """
    leaves = []
    depth = _depth(arrays, (), leaves)
    ndim = max([depth, *[a.ndim for a in leaves]])
    if len(leaves) == 1:
        return array(leaves[0], subok=True, ndmin=ndim)
    leaves = [a if a.ndim == ndim else array(a, copy=None, subok=True, ndmin=ndim) for a in leaves]
    fortran = all([a.flags.f_contiguous for a in leaves]) and not all([a.flags.c_contiguous for a in leaves])
    if not fortran and sum([a.size for a in leaves]) < _SMALL:
        return _concatenated(arrays, depth, ndim, iter(leaves))
    places = []
    shape = _laid_out(arrays, depth, ndim, iter(leaves), (0,) * ndim, places)
    out = _empty_joined(leaves, shape, _core.result_type(*leaves), "F" if fortran else "C")
    for a, start in zip(leaves, places):
        out[tuple([slice(s, s + n) for s, n in zip(start, a.shape)])] = a
    return out


# ---- moved elements ------------------------------------------------------------------------------------------------------------------------


def roll(a, shift, axis=None):
    """A copy whose elements are moved along axes; those that leave at one end come in at the other.

    Parameters
    ----------
    a : array_like
    shift : int or tuple of int
        Places to move by; one number serves all axes, and an axis given twice moves by the sum.
    axis : int or tuple of int or None
        None: in the flattened array.

    Returns
    -------
    ndarray
    """
    a = asanyarray(a)
    if axis is None:
        return roll(a.ravel(), shift, 0).reshape(a.shape)
    if type(axis) is int and type(shift) is int:
        axis = normalize_axis_index(axis, a.ndim)
        shifts = {axis: shift}
    else:
        shift, places = broadcast_arrays(shift, normalize_axis_tuple(axis, a.ndim, allow_duplicate=True))
        if shift.ndim > 1:
            raise ValueError("'shift' and 'axis' should be scalars or 1D sequences")
        shifts = {}
        for by, k in zip(shift.reshape(-1).tolist(), places.reshape(-1).tolist()):
            shifts[k] = shifts.get(k, 0) + int(by)
    parts = [(a, empty_like(a))]
    out = parts[0][1]
    for k, by in shifts.items():
        by %= a.shape[k] or 1
        if by:
            before = (slice(None),) * k
            head, tail = before + (slice(None, by),), before + (slice(by, None),)
            source_head, source_tail = before + (slice(-by, None),), before + (slice(None, -by),)
            parts = [pair for s, d in parts for pair in ((s[source_tail], d[tail]), (s[source_head], d[head]))]
    for source, destination in parts:
        destination[...] = source
    return out


def rollaxis(a, axis, start=0):
    """A view with one axis moved to before another; `moveaxis` is easier to read."""
    n = a.ndim
    axis = normalize_axis_index(axis, n)
    at = start + n if start < 0 else start
    if not 0 <= at <= n:
        from ..exceptions import AxisError
        raise AxisError(f"'start' arg requires {-n} <= start < {n + 1}, but {start} was passed in")
    if at > axis:
        at -= 1
    if at == axis:
        return a[...]
    axes = [*range(axis), *range(axis + 1, n)]
    axes.insert(at, axis)
    return a.transpose(axes)


def rot90(m, k=1, axes=(0, 1)):
    """A view turned by 90 degrees k times, in the plane of two axes, from the first towards the second.

    Parameters
    ----------
    m : array_like
    k : int
    axes : (int, int)

    Returns
    -------
    ndarray
        A view of `m`.
    """
    axes = tuple(axes)
    if len(axes) != 2:
        raise ValueError("len(axes) must be 2.")
    m = asanyarray(m)
    n = m.ndim
    if axes[0] == axes[1] or abs(axes[0] - axes[1]) == n:
        raise ValueError("Axes must be different.")
    if not all(-n <= x < n for x in axes):
        raise ValueError(f"Axes={axes} out of range for array of ndim={n}.")
    k %= 4
    if k == 0:
        return m[:]
    if k == 2:
        return flip(flip(m, axes[0]), axes[1])
    order = list(range(n))
    order[axes[0]], order[axes[1]] = order[axes[1]], order[axes[0]]
    return transpose(flip(m, axes[1]), order) if k == 1 else flip(transpose(m, order), axes[1])


def fliplr(m):
    """A view with the second axis backwards."""
    m = asanyarray(m)
    if m.ndim < 2:
        raise ValueError("Input must be >= 2-d.")
    return m[:, ::-1]


def flipud(m):
    """A view with the first axis backwards."""
    m = asanyarray(m)
    if m.ndim < 1:
        raise ValueError("Input must be >= 1-d.")
    return m[::-1, ...]


def row_stack(tup, *, dtype=None, casting="same_kind"):
    """Deprecated name of `vstack`."""
    import warnings
    warnings.warn("`row_stack` alias is deprecated. Use `np.vstack` directly.", DeprecationWarning, stacklevel=2)
    return _core.vstack(tup, dtype=dtype, casting=casting)
