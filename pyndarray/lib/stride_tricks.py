"""Views made by shape and strides."""
from .._core._lib_stride_tricks import as_strided, sliding_window_view

__all__ = ["as_strided", "sliding_window_view"]
