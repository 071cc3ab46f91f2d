"""Random numbers: bit generators, seeding, distributions.  The names and the streams are NumPy's.

`default_rng(seed)` makes a Generator; the functions of this module draw from one RandomState that the process shares.
"""
from . import _pickle, mtrand
from ._generator import Generator, default_rng
from ._mt19937 import MT19937
from ._pcg64 import PCG64, PCG64DXSM
from ._philox import Philox
from ._sfc64 import SFC64
from .bit_generator import BitGenerator, SeedSequence
from .mtrand import *  # noqa: F401,F403

__all__ = sorted(set(mtrand.__all__) - {"get_bit_generator", "set_bit_generator"}
                 | {"Generator", "default_rng", "MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64", "BitGenerator", "SeedSequence"})


def __RandomState_ctor():
    """For pickles of NumPy before 1.17."""
    return mtrand.RandomState(seed=0)
