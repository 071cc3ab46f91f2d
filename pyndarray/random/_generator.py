"""Generator and default_rng: where pickles and NumPy's users look for them."""
from .._core import _random

_random._load()
Generator, default_rng = _random.Generator, _random.default_rng

__all__ = ["Generator", "default_rng"]
