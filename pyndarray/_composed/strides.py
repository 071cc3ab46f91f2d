"""Views made by strides: sliding_window_view."""
from .._core import array
from .._core._lib_stride_tricks import as_strided
from .axes import normalize_axis_tuple


def sliding_window_view(x, window_shape, axis=None, *, subok=False, writeable=False):
    """A view of all windows of a shape.

    Parameters
    ----------
    x : array_like
    window_shape : int or tuple of int
    axis : int or tuple of int or None
        The axes along which windows slide; None: all of them.
    subok : bool
        Keep the class of `x`.
    writeable : bool
        Windows overlap: writing into one changes others.

    Returns
    -------
    ndarray
        Of shape ``(places of the window..., other axes..., *window_shape)``; a view.

    Raises
    ------
    ValueError
        If a window is negative or longer than its axis.
    """
    try:
        window = tuple(window_shape)
    except TypeError:
        window = (window_shape,)
    x = array(x, copy=None, subok=subok)
    if any(n < 0 for n in window):
        raise ValueError("`window_shape` cannot contain negative values")
    if axis is None:
        axes = tuple(range(x.ndim))
        if len(window) != x.ndim:
            raise ValueError("Since axis is `None`, must provide window_shape for all dimensions of `x`; got "
                             f"{len(window)} window_shape elements and `x.ndim` is {x.ndim}.")
    else:
        axes = normalize_axis_tuple(axis, x.ndim, allow_duplicate=True)
        if len(window) != len(axes):
            raise ValueError(f"Must provide matching length window_shape and axis; got {len(window)} window_shape elements and {len(axes)} axes elements.")
    places = list(x.shape)
    for k, n in zip(axes, window):
        if places[k] < n:
            raise ValueError(f"window shape cannot be larger than input array shape: {n} along axis {k}, which has {places[k]}")
        places[k] -= n - 1
    strides = x.strides + tuple([x.strides[k] for k in axes])
    return as_strided(x, tuple(places) + window, strides, subok=subok, writeable=writeable)
