"""Constructors that pickles name."""
from .._core import _random
from .._core._random import MT19937, PCG64, PCG64DXSM, SFC64, Philox, __bit_generator_ctor  # noqa: F401

_random._load()
Generator, RandomState = _random.Generator, _random.RandomState
globals().update({name: getattr(_random, name) for name in ("__generator_ctor", "__randomstate_ctor")})

BitGenerators = {c.__name__: c for c in (MT19937, PCG64, PCG64DXSM, Philox, SFC64)}
