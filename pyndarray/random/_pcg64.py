"""PCG64, PCG64DXSM: where pickles and NumPy's users look for the classes."""
from .._core._random import PCG64, PCG64DXSM

__all__ = ["PCG64", "PCG64DXSM"]
