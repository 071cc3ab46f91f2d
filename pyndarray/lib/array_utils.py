"""Axis arguments and memory bounds."""
from .._core._lib_array_utils import byte_bounds, normalize_axis_index, normalize_axis_tuple

__all__ = ["byte_bounds", "normalize_axis_index", "normalize_axis_tuple"]
