"""Written by tools/stubs.py: change its tables, not this file."""
import builtins
from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar, Generic, Literal, SupportsIndex, SupportsInt, TypeAlias, TypeVar, overload
from typing_extensions import Self, disjoint_base, final
from pyndarray import _Casting, _DTypeArg, _Order, _ScalarT, dtype, float64, generic, int64, ndarray, ufunc
from pyndarray.typing import ArrayLike, DTypeLike, NDArray, _ShapeLike


@final
class BFloat16DType(dtype[Any]):
    def __new__(cls) -> Self: ...

@final
class BoolDType(dtype[Any]):
    def __new__(cls) -> Self: ...

@final
class CLongDoubleDType(dtype[Any]):
    def __new__(cls) -> Self: ...

@final
class Complex128DType(dtype[Any]):
    def __new__(cls) -> Self: ...

@final
class Complex64DType(dtype[Any]):
    def __new__(cls) -> Self: ...

@final
class Float16DType(dtype[Any]):
    def __new__(cls) -> Self: ...

@final
class Float32DType(dtype[Any]):
    def __new__(cls) -> Self: ...

@final
class Float64DType(dtype[Any]):
    def __new__(cls) -> Self: ...

@final
class Float8E4M3FNDType(dtype[Any]):
    def __new__(cls) -> Self: ...

@final
class Float8E5M2DType(dtype[Any]):
    def __new__(cls) -> Self: ...

@final
class Int16DType(dtype[Any]):
    def __new__(cls) -> Self: ...

@final
class Int32DType(dtype[Any]):
    def __new__(cls) -> Self: ...

@final
class Int64DType(dtype[Any]):
    def __new__(cls) -> Self: ...

@final
class Int8DType(dtype[Any]):
    def __new__(cls) -> Self: ...

@final
class LongDoubleDType(dtype[Any]):
    def __new__(cls) -> Self: ...

@final
class LongLongDType(dtype[Any]):
    def __new__(cls) -> Self: ...

@final
class ObjectDType(dtype[Any]):
    def __new__(cls) -> Self: ...

@final
class UInt16DType(dtype[Any]):
    def __new__(cls) -> Self: ...

@final
class UInt32DType(dtype[Any]):
    def __new__(cls) -> Self: ...

@final
class UInt64DType(dtype[Any]):
    def __new__(cls) -> Self: ...

@final
class UInt8DType(dtype[Any]):
    def __new__(cls) -> Self: ...

@final
class ULongLongDType(dtype[Any]):
    def __new__(cls) -> Self: ...

ByteDType = Int8DType
IntDType = Int32DType
LongDType = Int64DType
ShortDType = Int16DType
UByteDType = UInt8DType
UIntDType = UInt32DType
ULongDType = UInt64DType
UShortDType = UInt16DType
__all__: list[builtins.str]
