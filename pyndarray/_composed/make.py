"""Arrays made from a rule: logspace, geomspace, vander, fromfunction, meshgrid; and asarray with demands."""
from .. import _core
from .._core import (array, asanyarray, asarray, broadcast_arrays, dtype as dtype_, empty, expand_dims, linspace, moveaxis, ndarray, power,
                     promote_types, result_type)
from .._matrix import asmatrix, matrix


def asarray_chkfinite(a, dtype=None, order=None):
    """asarray of something that must hold neither infinities nor NaN (else ValueError)."""
    a = asarray(a, dtype=dtype, order=order)
    if a.dtype.kind in "fc" and not _core.isfinite(a).all():
        raise ValueError("array must not contain infs or NaNs")
    return a


_FLAGS = {"C": "C", "C_CONTIGUOUS": "C", "CONTIGUOUS": "C", "F": "F", "F_CONTIGUOUS": "F", "FORTRAN": "F", "A": "A", "ALIGNED": "A", "W": "W",
          "WRITEABLE": "W", "O": "O", "OWNDATA": "O", "E": "E", "ENSUREARRAY": "E"}


def require(a, dtype=None, requirements=None, *, like=None):
    """`a` as an array that meets demands, copied only where it must be.

    Parameters
    ----------
    a : array_like
    dtype : data-type, optional
    requirements : str or sequence of str
        'C' or 'F' contiguous, 'A'ligned, 'W'riteable, 'O'wns its data, 'E': no subclass.
    like : array_like, optional

    Returns
    -------
    ndarray
    """
    if not requirements:
        return asanyarray(a, dtype=dtype)
    wanted = {_FLAGS[x.upper()] for x in requirements}
    if {"C", "F"} <= wanted:
        raise ValueError('Cannot specify both "C" and "F" order')
    order = "F" if "F" in wanted else "C" if "C" in wanted else "A"
    out = array(a, dtype=dtype, order=order, copy=None, subok="E" not in wanted)
    return out if all(out.flags[x] for x in wanted - {"E"}) else out.copy(order)


# ---- sequences -------------------------------------------------------------------------------------------------------------------------


def logspace(start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0):
    """Numbers evenly spaced on a logarithmic scale: ``base ** linspace(start, stop, num)``.

    Parameters
    ----------
    start, stop : array_like
        The first and last exponents.
    num : int
    endpoint : bool
        Is `stop` the last exponent?
    base : array_like
    dtype : data-type, optional
    axis : int
        Where the new axis goes, when start, stop or base are arrays.

    Returns
    -------
    ndarray
    """
    if _core.ndim(base):
        ndim = len(_core.broadcast_shapes(_core.shape(start), _core.shape(stop), _core.shape(base)))
        start, stop, base = (array(x, copy=None, subok=True, ndmin=ndim) for x in (start, stop, base))
        base = expand_dims(base, axis)
    exponents = linspace(start, stop, num=num, endpoint=endpoint, axis=axis)
    out = power(base, exponents)  # a number for base is weak
    return out if dtype is None else out.astype(dtype, copy=False)


def _log10(x):
    """In extended precision, where every power of ten has a whole logarithm."""
    wide = x.astype("G" if x.dtype.kind == "c" else "g")
    return (_core.log(wide) / _core.log(_core.longdouble(10))).astype(x.dtype)


def geomspace(start, stop, num=50, endpoint=True, dtype=None, axis=0):
    """Numbers in geometric progression, from start to stop.

    Parameters
    ----------
    start, stop : array_like
        Not zero; complex ends give a spiral.
    num : int
    endpoint : bool
        Is `stop` the last number?
    dtype : data-type, optional
    axis : int
        Where the new axis goes, when start or stop are arrays.

    Returns
    -------
    ndarray
    """
    start, stop = asanyarray(start), asanyarray(stop)
    if (start == 0).any() or (stop == 0).any():
        raise ValueError("Geometric sequence cannot include zero")
    exact = result_type(start, stop, float(num), dtype_(dtype) if dtype is not None else _core.float64)
    dtype = exact if dtype is None else dtype_(dtype)
    start, stop = start.astype(exact), stop.astype(exact)
    sign = _core.sign(start)
    start, stop = start / sign, stop / sign
    log_start, log_stop = asarray(_log10(start)), asarray(_log10(stop))
    exponents = linspace(log_start, log_stop, num=num, endpoint=endpoint)
    out = asanyarray(power(array(10.0, dtype=log_start.dtype), exponents))
    if num > 0:
        out[0] = start
        if num > 1 and endpoint:
            out[-1] = stop
    out = out * sign
    if axis != 0:
        out = moveaxis(out, 0, axis)
    return out.astype(dtype, copy=False)


def vander(x, N=None, increasing=False):
    """Vandermonde matrix: columns are powers of x, by descending (or increasing) exponent.

    Parameters
    ----------
    x : array_like of one axis
    N : int, optional
        Columns; as many as elements when not given.
    increasing : bool

    Returns
    -------
    ndarray
        Of shape ``(len(x), N)``.
    """
    x = asarray(x)
    if x.ndim != 1:
        raise ValueError("x must be a one-dimensional array or sequence.")
    n = len(x) if N is None else N
    out = empty((len(x), n), dtype=promote_types(x.dtype, int))
    rising = out if increasing else out[:, ::-1]
    if n > 0:
        rising[:, 0] = 1
    if n > 1:
        rising[:, 1:] = x[:, None]
        _core.multiply.accumulate(rising[:, 1:], out=rising[:, 1:], axis=1)
    return out


# ---- grids -------------------------------------------------------------------------------------------------------------------------------


def fromfunction(function, shape, *, dtype=float, like=None, **kwargs):
    """``function(*indices(shape, dtype), **kwargs)``: called once, with whole arrays of coordinates."""
    return function(*_core.indices(shape, dtype=dtype), **kwargs)


def meshgrid(*xi, copy=True, sparse=False, indexing="xy"):
    """Coordinate arrays from coordinate vectors.

    Parameters
    ----------
    x1, x2, ..., xn : array_like
        Of one axis (or none).
    copy : bool
        False: views, several of whose elements may share memory.
    sparse : bool
        Leave axes of length 1 where another vector runs.
    indexing : {'xy', 'ij'}
        'xy': the first vector runs along the second axis and the second along the first.

    Returns
    -------
    tuple of ndarray
        As in NumPy a list, of sparse views.
    """
    if indexing not in ("xy", "ij"):
        raise ValueError("Valid values for `indexing` are 'xy' and 'ij'.")
    n = len(xi)
    out = []
    for i, x in enumerate(xi):
        axis = 1 - i if indexing == "xy" and n > 1 and i < 2 else i
        out.append(asanyarray(x).reshape((1,) * axis + (-1,) + (1,) * (n - axis - 1)))
    if not sparse:
        out = broadcast_arrays(*out, subok=True)
    return tuple([x.copy() for x in out]) if copy else out


def kron(a, b):
    """Kronecker product: every element of `a`, times all of `b`.

    Parameters
    ----------
    a, b : array_like
        The one with fewer axes gets axes of length 1 in front.

    Returns
    -------
    ndarray
        Of shape ``(a0 * b0, a1 * b1, ...)``.
    """
    b = asanyarray(b)
    a = array(a, copy=None, subok=True, ndmin=b.ndim)
    if a.ndim == 0 or b.ndim == 0:
        return _core.multiply(a, b)
    b = array(b, copy=None, subok=True, ndmin=a.ndim)
    each = [(m, n) for m, n in zip(a.shape, b.shape)]
    flat = isinstance(a, matrix) or isinstance(b, matrix)
    if flat:  # a matrix stays in two dimensions
        a, b = _core.asarray(a), _core.asarray(b)
    product = _core.multiply(a.reshape([k for m, _ in each for k in (m, 1)]), b.reshape([k for _, n in each for k in (1, n)]))
    product = product.reshape([m * n for m, n in each])
    return asmatrix(product) if flat else product
