"""pyndarray: NumPy's array core in C, sharing memory with PyTorch.

The names are NumPy's; this file only gathers them.
"""
from . import _core
from ._core import *  # noqa: F401,F403
from ._core import _NoValue  # noqa: F401
from ._errstate import errstate, getbufsize, geterr, geterrcall, setbufsize, seterr, seterrcall
from ._limits import finfo, iinfo
from ._printing import array2string, array_repr, array_str, get_printoptions, printoptions, set_printoptions

__version__ = "0.1.0"

_core._set_blas_path(__path__[0] + "/_openblas")
