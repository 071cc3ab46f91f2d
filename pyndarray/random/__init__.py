"""Random numbers: bit generators, seeding, distributions.  The names and the streams are NumPy's."""
from .._core._random import MT19937, PCG64, PCG64DXSM, Philox, SFC64
from .bit_generator import BitGenerator, SeedSequence

__all__ = ["BitGenerator", "MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64", "SeedSequence"]
