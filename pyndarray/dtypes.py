"""The dtype classes: one per dtype, each with one native instance (``type(np.dtype("f8")) is Float64DType``)."""
from ._core import _dtype_classes

globals().update(_dtype_classes)
__all__ = list(_dtype_classes)
