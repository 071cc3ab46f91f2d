"""finfo and iinfo: what the floating and integer dtypes hold.

The numbers come from the core's description of each dtype; this file names and prints them.
"""
from ._core import _float_limits, dtype as _dtype

_GenericAlias = type(list[int])

_FLOATS = {}  # dtype number -> finfo, made at first use
_COMPLEX = {"F": "f", "D": "d", "G": "g"}
_DIGITS = {"e": "%.5e", "f": "%.7e", "d": "%.16e"}  # of min and max in repr


def _dtype_of(value):
    """The dtype of a dtype, a dtype's name or a scalar; TypeError for arrays and the rest."""
    try:
        return _dtype(value)
    except TypeError:
        return _dtype(type(value))


class finfo:
    """Machine limits of a floating dtype.

    Parameters
    ----------
    dtype : dtype, dtype specifier or scalar
        A floating or complex one; a complex dtype gives its real part's limits.

    Attributes
    ----------
    bits, nmant, nexp, iexp : int
        Width of the dtype, of its fraction and its exponent.
    eps, epsneg : scalar
        The step from 1.0 to the next larger, and to the next smaller value.
    machep, negep : int
        Their exponents: ``eps == 2**machep``.
    max, min : scalar
        The largest and the lowest finite value.
    maxexp, minexp : int
        ``2**maxexp`` is the first power of two that overflows, ``2**minexp`` the smallest normal number.
    smallest_normal, tiny, smallest_subnormal : scalar
    precision : int
        Decimal digits that surely survive; ``resolution == 10**-precision``.

    Raises
    ------
    ValueError
        When the dtype is not inexact.
    """

    __module__ = "pyndarray"
    __slots__ = ("bits", "dtype", "eps", "epsneg", "iexp", "machep", "max", "maxexp", "min", "minexp", "negep", "nexp", "nmant", "precision",
                 "resolution", "smallest_normal", "smallest_subnormal", "tiny", "__weakref__")
    __class_getitem__ = classmethod(_GenericAlias)

    def __new__(cls, dtype):
        try:
            d = _dtype_of(dtype)
        except TypeError:
            raise ValueError(f"data type {dtype!r} not inexact") from None
        if d.char in _COMPLEX:
            d = _dtype(_COMPLEX[d.char])
        d = d.newbyteorder("=")
        if d.num not in _FLOATS:
            _FLOATS[d.num] = super().__new__(cls)._fill(d)
        return _FLOATS[d.num]

    def _fill(self, d):
        self.dtype = d
        self.bits, self.nmant, self.nexp, self.maxexp, self.minexp, self.precision, scalars = _float_limits(d)
        for name, value in scalars.items():
            setattr(self, name, value)
        self.iexp, self.machep, self.negep, self.tiny = self.nexp, -self.nmant, -self.nmant - 1, self.smallest_normal
        return self

    def __reduce__(self):
        return finfo, (self.dtype,)

    def __repr__(self):
        form = _DIGITS.get(self.dtype.char, "%s")
        return f"{type(self).__name__}(resolution={self.resolution!s}, min={form % self.min}, max={form % self.max}, dtype={self.dtype})"

    def __str__(self):
        line = "-" * 63
        return (f"Machine parameters for {self.dtype}\n{line}\n"
                f"precision = {self.precision}   resolution = {self.resolution!s}\n"
                f"machep = {self.machep}   eps =        {self.eps!s}\n"
                f"negep =  {self.negep}   epsneg =     {self.epsneg!s}\n"
                f"minexp = {self.minexp}   tiny =       {self.tiny!s}\n"
                f"maxexp = {self.maxexp}   max =        {self.max!s}\n"
                f"nexp =   {self.nexp}   min =        -max\n"
                f"smallest_normal = {self.smallest_normal!s}   smallest_subnormal = {self.smallest_subnormal!s}\n{line}\n")


class iinfo:
    """Machine limits of an integer dtype.

    Parameters
    ----------
    int_type : integer dtype, dtype specifier or scalar

    Attributes
    ----------
    bits : int
    dtype : dtype
    min, max : int

    Raises
    ------
    ValueError
        When the dtype is no integer.
    """

    __module__ = "pyndarray"
    __class_getitem__ = classmethod(_GenericAlias)

    def __init__(self, int_type):
        try:
            self.dtype = _dtype_of(int_type)
        except TypeError:
            raise ValueError("Invalid integer data type 'O'.") from None
        self.kind = self.dtype.kind
        self.bits = self.dtype.itemsize * 8
        self.key = f"{self.kind}{self.bits}"
        if self.kind not in "iu":
            raise ValueError(f"Invalid integer data type {self.kind!r}.")

    @property
    def min(self):
        """The smallest value."""
        return 0 if self.kind == "u" else -(1 << (self.bits - 1))

    @property
    def max(self):
        """The largest value."""
        return (1 << (self.bits - (self.kind == "i"))) - 1

    def __repr__(self):
        return f"{type(self).__name__}(min={self.min}, max={self.max}, dtype={self.dtype})"

    def __str__(self):
        line = "-" * 63
        return f"Machine parameters for {self.dtype}\n{line}\nmin = {self.min}\nmax = {self.max}\n{line}\n"
