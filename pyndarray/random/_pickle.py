"""Constructors that pickles name."""
from .._core._random import MT19937, PCG64, PCG64DXSM, SFC64, Philox, __bit_generator_ctor  # noqa: F401

BitGenerators = {c.__name__: c for c in (MT19937, PCG64, PCG64DXSM, Philox, SFC64)}
