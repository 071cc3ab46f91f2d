"""Types for annotations.

ArrayLike: what `asarray` takes.  DTypeLike: what `dtype` takes.  NDArray[np.float32]: an array of any shape of that scalar type.
NBitBase: NumPy's base of precisions, for code that names it.
"""
from collections.abc import Sequence
from typing import Any, Protocol, SupportsIndex, TypeAlias, TypeVar, Union, final

import pyndarray as _np

__all__ = ["ArrayLike", "DTypeLike", "NBitBase", "NDArray"]

_ScalarT = TypeVar("_ScalarT", bound=_np.generic)


class _SupportsArray(Protocol):
    def __array__(self) -> "_np.ndarray[Any, Any]": ...


class _SupportsDLPack(Protocol):
    def __dlpack__(self) -> object: ...


class _SupportsBuffer(Protocol):
    def __buffer__(self, flags: int, /) -> memoryview: ...


class _HasDType(Protocol):
    @property
    def dtype(self) -> Any: ...


@final
class NBitBase:
    """Stands for a number's precision in annotations written for NumPy; has no instances."""

    def __init_subclass__(cls) -> None:
        raise TypeError('cannot inherit from final class "NBitBase"')


ArrayLike: TypeAlias = Union["_np.ndarray[Any, Any]", _np.generic, _SupportsArray, _SupportsDLPack, _SupportsBuffer, complex, str, bytes,
                             Sequence[Any]]
DTypeLike: TypeAlias = Union["_np.dtype[Any]", type[Any], str, _HasDType]
NDArray: TypeAlias = _np.ndarray[tuple[Any, ...], _np.dtype[_ScalarT]]
_ShapeLike: TypeAlias = Union[SupportsIndex, Sequence[SupportsIndex]]
