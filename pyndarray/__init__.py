"""pyndarray: NumPy's array core in C, sharing memory with PyTorch.

The names are NumPy's; this file only gathers them.  Import must stay fast, and so must `np.name`: what is imported here imports
nothing big itself, and the module has no __getattr__, which would keep CPython from specialising attribute look-ups.
"""
from . import _core, _numerictypes, dtypes, exceptions
from ._core import *  # noqa: F401,F403
from ._core import _NoValue  # noqa: F401
from ._brackets import c_, index_exp, mgrid, ogrid, r_, s_
from ._errstate import errstate, getbufsize, geterr, geterrcall, setbufsize, seterr, seterrcall
from ._info import __array_namespace_info__, get_include, info, show_config, show_runtime
from ._limits import finfo, iinfo
from ._matrix import asmatrix, bmat, matrix
from ._printing import base_repr, binary_repr, get_printoptions, printoptions, set_printoptions
from ._sctypes import ScalarType, sctypeDict, typecodes

__version__ = "0.1.0"

newaxis = None
e = 2.718281828459045
euler_gamma = 0.5772156649015329
inf = float("inf")
nan = float("nan")
pi = 3.141592653589793
little_endian = True


class _Submodule(type(_core)):
    """Stands for a submodule until something is asked of it."""

    def __getattr__(self, name):
        from importlib import import_module
        return getattr(import_module(self.__name__), name)  # the import puts the module itself into this one's place

    def __dir__(self):
        from importlib import import_module
        return dir(import_module(self.__name__))


lib = _Submodule(f"{__name__}.lib")
linalg = _Submodule(f"{__name__}.linalg")
random = _Submodule(f"{__name__}.random")
testing = _Submodule(f"{__name__}.testing")
typing = _Submodule(f"{__name__}.typing")

_core._exceptions._ArrayMemoryError = exceptions._ArrayMemoryError
_core.numerictypes, _core.sctypes, _core.finfo, _core.iinfo = _numerictypes, _numerictypes.sctypes, finfo, iinfo
_core._set_matrix(matrix)
_core._set_blas_path(__path__[0] + "/_openblas")
