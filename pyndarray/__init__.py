"""pyndarray: NumPy's array core in C, sharing memory with PyTorch.

The names are NumPy's; this file only gathers them.  What is not needed to compute is imported at first use.
"""
from . import _core
from ._core import *  # noqa: F401,F403
from ._core import _NoValue  # noqa: F401
from ._errstate import errstate, getbufsize, geterr, geterrcall, setbufsize, seterr, seterrcall

__version__ = "0.1.0"

newaxis = None
e = 2.718281828459045
euler_gamma = 0.5772156649015329
inf = float("inf")
nan = float("nan")
pi = 3.141592653589793
little_endian = True

# Imported at first use: name -> where it comes from, "." for a submodule.
_lazy = {
    **dict.fromkeys(["exceptions", "dtypes", "linalg", "testing"], "."),
    **dict.fromkeys(["finfo", "iinfo"], "._limits"),
    **dict.fromkeys(["array2string", "array_repr", "array_str", "get_printoptions", "printoptions", "set_printoptions"], "._printing"),
}


def __getattr__(name):
    source = _lazy.get(name)
    if source is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module
    try:
        value = import_module(f".{name}", __package__) if source == "." else getattr(import_module(source, __package__), name)
    except ModuleNotFoundError as error:
        if error.name != f"{__package__}.{name}":
            raise
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
    globals()[name] = value
    return value


def __dir__():
    return sorted({*globals(), *_lazy})


_core._set_blas_path(__path__[0] + "/_openblas")
