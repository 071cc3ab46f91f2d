"""Philox: where pickles and NumPy's users look for the class."""
from .._core._random import Philox

__all__ = ["Philox"]
