"""MT19937: where pickles and NumPy's users look for the class."""
from .._core._random import MT19937

__all__ = ["MT19937"]
