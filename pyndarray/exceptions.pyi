"""Written by tools/stubs.py: change its tables, not this file."""
import builtins
from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar, Generic, Literal, SupportsIndex, SupportsInt, TypeAlias, TypeVar, overload
from typing_extensions import Self, disjoint_base, final
from pyndarray import _Casting, _DTypeArg, _Order, _ScalarT, dtype, float64, generic, int64, ndarray, ufunc
from pyndarray.typing import ArrayLike, DTypeLike, NDArray, _ShapeLike


class DTypePromotionError(TypeError):
    ...

class TooHardError(RuntimeError):
    ...

class ComplexWarning(RuntimeWarning):
    ...

class ModuleDeprecationWarning(DeprecationWarning):
    ...

class RankWarning(RuntimeWarning):
    ...

class VisibleDeprecationWarning(UserWarning):
    ...

class AxisError(ValueError, IndexError):  # type: ignore[misc]
    __slots__ = ('_msg', 'axis', 'ndim')
    def __init__(self, axis: SupportsIndex | Sequence[SupportsIndex] | None, ndim: Any = None, msg_prefix: Any = None) -> None: ...  # type: ignore[override]
    def __str__(self) -> builtins.str: ...  # type: ignore[override]

__all__: list[builtins.str]
