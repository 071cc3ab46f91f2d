"""pad: an array with margins.

The result is filled axis by axis: whatever has been filled so far along earlier axes, margins included, is what the next axis
continues.  Each margin is written once, from a slice or, where it repeats the interior, from the interior by an index along the axis.
"""
from .. import _core
from .._core import arange, asarray, empty, intp, linspace, moveaxis, where
from .._core._lib_array_utils import normalize_axis_index


def _pairs(x, ndim, as_index=False):
    """x (None, a number, a pair, or a pair for each axis) as a list of pairs, one for each axis."""
    if x is None:
        return [(None, None)] * ndim
    x = asarray(x)
    if as_index:
        x = _core.rint(x).astype(intp, copy=False)
        if x.size and x.min() < 0:
            raise ValueError("index can't contain negative values")
    pairs = _core.broadcast_to(x, (ndim, 2))
    return list(map(tuple, pairs.tolist() if as_index else pairs))


def _widths(pad_width, ndim):
    if isinstance(pad_width, dict):
        by_axis = [(0, 0)] * ndim
        for axis, width in pad_width.items():
            by_axis[normalize_axis_index(axis, ndim)] = width if isinstance(width, tuple) else (width, width)
        pad_width = by_axis
    try:
        widths = asarray(pad_width)
    except TypeError:
        widths = None
    if widths is None or widths.dtype.kind != "i":
        raise TypeError("`pad_width` must be of integral type.")
    return _pairs(widths, ndim, as_index=True)


class _Line:
    """One axis of the result: its margins and its interior, as parts of the whole."""

    def __init__(self, out, axis, left, right):
        self.whole = out.swapaxes(0, axis)  # views: the axis worked on is the first
        self.left, self.right = left, right
        self.n = self.whole.shape[0] - left - right

    @property
    def interior(self):
        return self.whole[self.left:self.left + self.n]

    def margins(self):
        """(view of the margin, its length, on the left?) of those that have one."""
        if self.left:
            yield self.whole[:self.left], self.left, True
        if self.right:
            yield self.whole[self.left + self.n:], self.right, False


def _edge(line):
    for margin, _, left in line.margins():
        margin[...] = line.interior[:1] if left else line.interior[-1:]


def _offsets(width, n, left):
    """Positions of a margin's elements, counted from the interior's first."""
    return arange(-width, 0) if left else arange(n, n + width)


def _mirrored(line, reflect_type, period, shift):
    """reflect: the edge is not repeated (period 2n - 2, shift 0); symmetric: it is (2n, 1)."""
    interior, n = line.interior, line.n
    if reflect_type == "odd":
        return _odd(line, 1 if shift == 0 else 0)
    for margin, width, left in line.margins():
        at = _offsets(width, n, left) % period
        margin[...] = interior[where(at < n, at, period - shift - at)]


def _odd(line, skip):
    """Margins that go on by point reflection about the edge, a piece at a time: each piece mirrors what is there."""
    whole, left, right, n = line.whole, line.left, line.right, line.n
    most = n - skip
    while left or right:
        if left:
            k = min(most, left)
            edge = whole[left:left + 1]
            whole[left - k:left] = 2 * edge - whole[left + skip:left + skip + k][::-1]
            left -= k
        if right:
            k = min(most, right)
            end = len(whole) - right
            edge = whole[end - 1:end]
            whole[end:end + k] = 2 * edge - whole[end - skip - k:end - skip][::-1]
            right -= k


def _wrap(line):
    interior, n = line.interior, line.n
    for margin, width, left in line.margins():
        margin[...] = interior[_offsets(width, n, left) % n]


def _ramp(line, ends, dtype):
    for margin, width, left in line.margins():
        edge = line.interior[0] if left else line.interior[-1]
        ramp = linspace(ends[0] if left else ends[1], edge, num=width, endpoint=False, dtype=dtype)
        margin[...] = ramp if left else ramp[::-1]


def _median(part, axis, keepdims):
    """The mean of the middle elements (one or two); NaN where there is one."""
    rising = _core.sort(part, axis=0)
    n = len(rising)
    middle = _core.mean(rising[(n - 1) // 2:n // 2 + 1], axis=0, keepdims=True)
    return where(_core.isnan(rising[-1:]), rising[-1:], middle) if n and middle.dtype.kind in "fc" and part.dtype.kind in "fc" else middle


_STATISTICS = {"maximum": _core.max, "minimum": _core.min, "mean": _core.mean, "median": _median}


def _statistic(line, mode, lengths, dtype):
    function = _STATISTICS[mode]
    found = []
    for margin, _, left in line.margins():
        length = lengths[0 if left else 1]
        k = line.n if length is None or length > line.n else int(length)
        part = line.interior[:k] if left else line.interior[line.n - k:]
        value = function(part, axis=0, keepdims=True)
        found.append((margin, _core.rint(value) if dtype.kind in "iu" and value.dtype.kind == "f" else value))
    for margin, value in found:
        margin[...] = value


def _by_function(out, widths, function, kwargs):
    from itertools import product
    for axis, pair in enumerate(widths):
        rows = moveaxis(out, axis, -1)
        for place in product(*map(range, rows.shape[:-1])):
            function(rows[place], pair, axis, kwargs)


_OPTIONS = {
    "empty": (), "edge": (), "wrap": (), "constant": ("constant_values",), "linear_ramp": ("end_values",), "maximum": ("stat_length",),
    "mean": ("stat_length",), "median": ("stat_length",), "minimum": ("stat_length",), "reflect": ("reflect_type",), "symmetric": ("reflect_type",),
}


def _starting(a, widths, zero):
    shape = tuple([left + n + right for n, (left, right) in zip(a.shape, widths)])
    out = empty(shape, a.dtype, "F" if a.flags.fnc else "C")
    if zero:
        out.fill(0)
    out[tuple([slice(left, left + n) for n, (left, _) in zip(a.shape, widths)])] = a
    return out


def pad(array, pad_width, mode="constant", **kwargs):
    """An array with margins around it.

    Parameters
    ----------
    array : array_like
    pad_width : int, pair, pairs for each axis, or dict of axis to int or pair
        How many elements before and after, along each axis.
    mode : str or callable
        'constant' (constant_values=0), 'edge', 'linear_ramp' (end_values=0), 'maximum', 'mean', 'median', 'minimum' (stat_length=None: of so many
        elements at that edge), 'reflect', 'symmetric' (reflect_type='even' or 'odd'), 'wrap', 'empty' (left as it is), or
        ``function(vector, pair, axis, kwargs)`` that fills each vector's margins in place.

    Returns
    -------
    ndarray
        A new array of the dtype of `array`.

    Raises
    ------
    ValueError
        Of unknown modes and options, negative widths, and axes without elements to continue.
    TypeError
        If a width is no integer.
    """
    a = asarray(array)
    widths = _widths(pad_width, a.ndim)
    if callable(mode):
        out = _starting(a, widths, True)
        _by_function(out, widths, mode, kwargs)
        return out
    try:
        unknown = set(kwargs) - set(_OPTIONS[mode])
    except (KeyError, TypeError):
        raise ValueError(f"mode '{mode}' is not supported") from None
    if unknown:
        raise ValueError(f"unsupported keyword arguments for mode '{mode}': {unknown}")
    if mode not in ("constant", "empty") and a.size == 0:
        for axis, pair in enumerate(widths):
            if a.shape[axis] == 0 and any(pair):
                raise ValueError(f"can't extend empty axis {axis} using modes other than 'constant' or 'empty'")
    reflect_type = kwargs.get("reflect_type", "even")
    if mode == "constant":
        values = _pairs(kwargs.get("constant_values", 0), a.ndim)
    elif mode == "linear_ramp":
        ends = _pairs(kwargs.get("end_values", 0), a.ndim)
    elif "stat_length" in _OPTIONS[mode]:
        lengths = _pairs(kwargs.get("stat_length"), a.ndim, as_index=True)
        if mode in ("maximum", "minimum") and any(0 in pair for pair in lengths):
            raise ValueError("stat_length of 0 yields no value for padding")
    out = _starting(a, widths, False)
    if out.size == 0 or mode == "empty":
        return out
    for axis, (left, right) in enumerate(widths):
        if not left and not right:
            continue
        line = _Line(out, axis, left, right)
        # margins of later axes do not hold anything yet: only what is filled is worked on
        line.whole = line.whole[_filled(axis, widths, line.whole.shape, out.ndim)]
        if mode == "constant":
            for margin, _, on_left in line.margins():
                margin[...] = values[axis][0 if on_left else 1]
        elif mode == "edge" or (mode == "reflect" and line.n == 1):
            _edge(line)
        elif mode == "linear_ramp":
            _ramp(line, ends[axis], a.dtype)
        elif mode == "wrap":
            _wrap(line)
        elif mode == "reflect":
            _mirrored(line, reflect_type, 2 * line.n - 2, 0)
        elif mode == "symmetric":
            _mirrored(line, reflect_type, 2 * line.n, 1)
        else:
            _statistic(line, mode, lengths[axis], a.dtype)
    return out


def _filled(axis, widths, shape, ndim):
    """Index of the part whose later axes are the interior; the axis itself comes first (swapped with axis 0)."""
    key = [slice(None)] * ndim
    for k in range(axis + 1, ndim):
        left, right = widths[k]
        key[k] = slice(left, shape[k] - right)
    return tuple(key)
