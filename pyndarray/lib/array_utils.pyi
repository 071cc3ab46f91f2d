"""Written by tools/stubs.py: change its tables, not this file."""
import builtins
from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar, Generic, Literal, SupportsIndex, SupportsInt, TypeAlias, TypeVar, overload
from typing_extensions import Self, disjoint_base, final
from pyndarray import _Casting, _DTypeArg, _Order, _ScalarT, dtype, float64, generic, int64, ndarray, ufunc
from pyndarray.typing import ArrayLike, DTypeLike, NDArray, _ShapeLike


def byte_bounds(a: ArrayLike) -> Any: ...
def normalize_axis_index(axis: SupportsIndex | Sequence[SupportsIndex] | None, ndim: Any, msg_prefix: Any = None) -> Any: ...
def normalize_axis_tuple(axis: SupportsIndex | Sequence[SupportsIndex] | None, ndim: Any, argname: Any = None, allow_duplicate: builtins.bool = False) -> Any: ...
__all__: list[builtins.str]
