"""numpy.matrix: an array that stays two-dimensional, and whose `*` is the matrix product.  New code is better off with arrays and `@`."""
from . import _core
from ._core import ndarray

__all__ = ["matrix", "asmatrix", "bmat"]


def _rows_of(text):
    """'1 2; 3 4' as nested lists of numbers."""
    from ast import literal_eval
    rows = [[literal_eval(number) for piece in row.split(",") for number in piece.split()] for row in text.replace("[", "").replace("]", "").split(";")]
    if any(len(row) != len(rows[0]) for row in rows):
        raise ValueError("Rows not the same size.")
    return rows


class matrix(ndarray):  # noqa: N801
    """matrix(data, dtype=None, copy=True)

    A two-dimensional array whose operators are those of matrices.

    Parameters
    ----------
    data : array_like or str
        Text has rows between semicolons and numbers between commas or spaces: "1 2; 3 4".
    dtype : dtype, optional
    copy : bool
        False: memory is shared where data is an array of that dtype.
    """

    __array_priority__ = 10.0

    def __new__(subtype, data, dtype=None, copy=True):
        from warnings import warn
        warn("the matrix subclass is not the recommended way to represent matrices or deal with linear algebra (see "
             "https://docs.scipy.org/doc/numpy/user/numpy-for-matlab-users.html). Please adjust your code to use regular ndarray.",
             PendingDeprecationWarning, stacklevel=2)
        if isinstance(data, ndarray):
            wanted = data.dtype if dtype is None else _core.dtype(dtype)
            if isinstance(data, matrix) and wanted == data.dtype and not copy:
                return data
            result = data.view(subtype)
            return result.astype(wanted) if wanted != data.dtype else result.copy() if copy else result
        if isinstance(data, str):
            data = _rows_of(data)
        a = _core.array(data, dtype=dtype, copy=True if copy else None)
        if a.ndim > 2:
            raise ValueError("matrix must be 2-dimensional")
        shape = (1, 1) if a.ndim == 0 else (1, a.shape[0]) if a.ndim == 1 else a.shape
        if not (a.flags.c_contiguous or a.flags.f_contiguous):
            a = a.copy()
        return a.reshape(shape, order="F" if a.ndim == 2 and a.flags.fortran else "C").view(subtype)

    def __array_finalize__(self, obj):
        self._getitem = False
        if getattr(obj, "_getitem", False) or self.ndim == 2:
            return
        shape = self.shape
        if self.ndim > 2:
            shape = tuple(n for n in shape if n > 1)
            if len(shape) > 2:
                raise ValueError("shape too large to be a matrix.")
            if len(shape) == 2:
                self.shape = shape
                return
        self.shape = (1, 1) if len(shape) == 0 else (1, shape[0])

    def __getitem__(self, index):
        self._getitem = True
        try:
            out = ndarray.__getitem__(self, index)
        finally:
            self._getitem = False
        if not isinstance(out, ndarray):
            return out
        if out.ndim == 0:
            return out[()]
        if out.ndim == 1:
            n = out.shape[0]
            try:
                many = len(index)
            except TypeError:
                many = 0
            # A column stays one where its place along axis 1 was given by a number.
            out.shape = (n, 1) if many > 1 and _core.isscalar(index[1]) else (1, n)
        return out

    def __mul__(self, other):
        if isinstance(other, (ndarray, list, tuple)):
            return _core.dot(self, asmatrix(other))
        if _core.isscalar(other) or not hasattr(other, "__rmul__"):
            return _core.dot(self, other)
        return NotImplemented

    def __rmul__(self, other):
        return _core.dot(other, self)

    def __imul__(self, other):
        self[:] = self * other
        return self

    def __pow__(self, other):
        n = _core.asarray(other)
        if n.shape or n.dtype.kind not in "iu":
            raise TypeError("exponent must be an integer")
        if self.shape[0] != self.shape[1]:
            from .linalg import LinAlgError
            raise LinAlgError("Last 2 dimensions of the array must be square")
        n = int(n)
        base, result = (self.I if n < 0 else self), None
        for bit in bin(abs(n))[:1:-1].rstrip("b"):
            if bit == "1":
                result = base if result is None else _core.dot(result, base)
            base = _core.dot(base, base)
        return _core.eye(self.shape[0], dtype=self.dtype).view(type(self)) if result is None else result

    def __ipow__(self, other):
        self[:] = self ** other
        return self

    def __rpow__(self, other):
        return NotImplemented

    def _fold(self, name, axis, *args, **kwargs):
        """A reduction that keeps two dimensions; a number over both axes."""
        result = getattr(ndarray, name)(self, axis, *args, keepdims=True, **kwargs)
        return result[0, 0] if axis is None else result

    def sum(self, axis=None, dtype=None, out=None):
        """As ndarray.sum, in two dimensions."""
        return self._fold("sum", axis, dtype, out)

    def mean(self, axis=None, dtype=None, out=None):
        """As ndarray.mean, in two dimensions."""
        return self._fold("mean", axis, dtype, out)

    def std(self, axis=None, dtype=None, out=None, ddof=0):
        """As ndarray.std, in two dimensions."""
        return self._fold("std", axis, dtype, out, ddof)

    def var(self, axis=None, dtype=None, out=None, ddof=0):
        """As ndarray.var, in two dimensions."""
        return self._fold("var", axis, dtype, out, ddof)

    def prod(self, axis=None, dtype=None, out=None):
        """As ndarray.prod, in two dimensions."""
        return self._fold("prod", axis, dtype, out)

    def any(self, axis=None, out=None):
        """As ndarray.any, in two dimensions."""
        return self._fold("any", axis, out)

    def all(self, axis=None, out=None):
        """As ndarray.all, in two dimensions."""
        return self._fold("all", axis, out)

    def max(self, axis=None, out=None):
        """As ndarray.max, in two dimensions."""
        return self._fold("max", axis, out)

    def min(self, axis=None, out=None):
        """As ndarray.min, in two dimensions."""
        return self._fold("min", axis, out)

    def argmax(self, axis=None, out=None):
        """As ndarray.argmax, in two dimensions."""
        return self._fold("argmax", axis, out)

    def argmin(self, axis=None, out=None):
        """As ndarray.argmin, in two dimensions."""
        return self._fold("argmin", axis, out)

    def ptp(self, axis=None, out=None):
        """Range of values along an axis, in two dimensions."""
        result = _core.ptp(self.view(ndarray), axis, out, keepdims=True)
        return result[0, 0] if axis is None else asmatrix(result)

    def squeeze(self, axis=None):
        """As ndarray.squeeze; a column becomes a row."""
        return ndarray.squeeze(self, axis=axis)

    def flatten(self, order="C"):
        """A copy with one row."""
        return ndarray.flatten(self, order=order)

    def ravel(self, order="C"):
        """One row, as a view where that is possible."""
        return ndarray.ravel(self, order=order)

    def tolist(self):
        """Nested lists."""
        return self.__array__().tolist()

    @property
    def T(self):  # noqa: N802
        """The transpose, a view."""
        return self.transpose()

    @property
    def H(self):  # noqa: N802
        """The conjugate transpose; a view of real matrices."""
        return self.transpose().conjugate() if self.dtype.kind == "c" else self.transpose()

    @property
    def I(self):  # noqa: N802, E743
        """The inverse, or the pseudoinverse where the matrix is not square."""
        from . import linalg
        name = "inv" if self.shape[0] == self.shape[1] else "pinv"
        if not hasattr(linalg, name):
            raise NotImplementedError(f"the inverse of a matrix needs linalg.{name}, which this version does not have yet")
        return asmatrix(getattr(linalg, name)(self))

    @property
    def A(self):  # noqa: N802
        """The same memory as an ndarray."""
        return self.__array__()

    @property
    def A1(self):  # noqa: N802
        """The elements as an ndarray of one dimension."""
        return self.__array__().ravel()

    getT, getH, getI, getA, getA1 = T.fget, H.fget, I.fget, A.fget, A1.fget  # noqa: N815


def asmatrix(data, dtype=None):
    """A matrix, sharing memory where data is an array of that dtype.

    Returns
    -------
    matrix
    """
    return matrix(data, dtype=dtype, copy=False)


def bmat(obj, ldict=None, gdict=None):
    """A matrix made of blocks.

    Parameters
    ----------
    obj : str, sequence or array_like
        Text names matrices: "A, B; C, D"; nested sequences hold them.
    ldict, gdict : dict, optional
        Where names are looked up, local before global; default: the caller's variables.

    Returns
    -------
    matrix
    """
    if isinstance(obj, str):
        import sys
        frame = sys._getframe(1)
        local, outer = (frame.f_locals, frame.f_globals) if gdict is None else (ldict or {}, gdict)
        rows = []
        for row in obj.split(";"):
            names = [name for piece in row.split(",") for name in piece.split()]
            blocks = []
            for name in names:
                if name not in local and name not in outer:
                    raise NameError(f"name {name!r} is not defined")
                blocks.append(local[name] if name in local else outer[name])
            rows.append(_core.concatenate(blocks, axis=-1))
        return matrix(_core.concatenate(rows, axis=0))
    if isinstance(obj, (tuple, list)):
        for row in obj:
            if isinstance(row, ndarray):
                return matrix(_core.concatenate(obj, axis=-1))
        return matrix(_core.concatenate([_core.concatenate(row, axis=-1) for row in obj], axis=0))
    return matrix(obj)
