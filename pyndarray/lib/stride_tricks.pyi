"""Written by tools/stubs.py: change its tables, not this file."""
import builtins
from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar, Generic, Literal, SupportsIndex, SupportsInt, TypeAlias, TypeVar, overload
from typing_extensions import Self, disjoint_base, final
from pyndarray import _Casting, _DTypeArg, _Order, _ScalarT, dtype, float64, generic, int64, ndarray, ufunc
from pyndarray.typing import ArrayLike, DTypeLike, NDArray, _ShapeLike


def as_strided(x: ArrayLike, shape: _ShapeLike | None = None, strides: Any = None, subok: builtins.bool = False, writeable: builtins.bool = True, *, check_bounds: builtins.bool = True) -> NDArray[Any]: ...
@overload
def sliding_window_view(x: NDArray[_ScalarT], window_shape: Any, axis: SupportsIndex | Sequence[SupportsIndex] | None = None, *, subok: builtins.bool = False, writeable: builtins.bool = False) -> NDArray[_ScalarT]: ...
@overload
def sliding_window_view(x: ArrayLike, window_shape: Any, axis: SupportsIndex | Sequence[SupportsIndex] | None = None, *, subok: builtins.bool = False, writeable: builtins.bool = False) -> NDArray[Any]: ...
__all__: list[builtins.str]
