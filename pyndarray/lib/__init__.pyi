"""Written by tools/stubs.py: change its tables, not this file."""
import builtins
from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar, Generic, Literal, SupportsIndex, SupportsInt, TypeAlias, TypeVar, overload
from typing_extensions import Self, disjoint_base, final
from pyndarray import _Casting, _DTypeArg, _Order, _ScalarT, dtype, float64, generic, int64, ndarray, ufunc
from pyndarray.typing import ArrayLike, DTypeLike, NDArray, _ShapeLike

from pyndarray.lib import array_utils as array_utils
from pyndarray.lib import mixins as mixins
from pyndarray.lib import stride_tricks as stride_tricks

class NumpyVersion:
    def __eq__(self, value: Any, /) -> Any: ...  # type: ignore[override]
    def __ge__(self, other: Any) -> Any: ...
    def __gt__(self, other: Any) -> Any: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]
    def __init__(self, vstring: Any) -> None: ...
    def __le__(self, other: Any) -> Any: ...
    def __lt__(self, other: Any) -> Any: ...
    def __ne__(self, value: Any, /) -> Any: ...  # type: ignore[override]
    def __repr__(self) -> builtins.str: ...

__all__: list[builtins.str]
