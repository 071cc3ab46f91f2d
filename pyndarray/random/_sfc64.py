"""SFC64: where pickles and NumPy's users look for the class."""
from .._core._random import SFC64

__all__ = ["SFC64"]
