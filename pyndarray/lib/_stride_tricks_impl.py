"""NumPy's private name of what stride_tricks and the main namespace have; others import it from here."""
from .._core import broadcast_arrays, broadcast_shapes, broadcast_to  # noqa: F401
from .stride_tricks import as_strided, sliding_window_view  # noqa: F401


def _broadcast_shape(*args):
    from .._core import shape
    return broadcast_shapes(*map(shape, args))
