"""NumPy's namespace of things beside the array: stride_tricks, array_utils, mixins, NumpyVersion."""
from . import array_utils, mixins, stride_tricks
from ._version import NumpyVersion

__all__ = ["NumpyVersion", "array_utils", "mixins", "stride_tricks"]
