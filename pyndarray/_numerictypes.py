"""The scalar types by kind, as `numpy._core.numerictypes` has them, and their places in Python's numeric tower."""
import numbers as _numbers

from ._core import *  # noqa: F401,F403
from ._core import complexfloating, floating, inexact, integer, number

_core_types = {
    "int": ("int8", "int16", "int32", "int64", "longlong"),
    "uint": ("uint8", "uint16", "uint32", "uint64", "ulonglong"),
    "float": ("float16", "float32", "float64", "longdouble"),
    "complex": ("complex64", "complex128", "clongdouble"),
    "others": ("bytes_", "str_", "void", "bool", "object_"),
}
sctypes = {kind: [globals()[name] for name in names if name in globals()] for kind, names in _core_types.items()}
del _core_types

_numbers.Number.register(number)
_numbers.Integral.register(integer)
_numbers.Complex.register(inexact)
_numbers.Real.register(floating)
_numbers.Complex.register(complexfloating)
