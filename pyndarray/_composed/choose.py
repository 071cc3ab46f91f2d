"""Values chosen by conditions: select and piecewise."""
from .. import _core
from .._core import asanyarray, asarray, broadcast_arrays, copyto, full, ndarray, result_type, zeros_like
from .._core import bool as bool_


def select(condlist, choicelist, default=0):
    """Elements chosen from the first array whose condition holds.

    Parameters
    ----------
    condlist : list of bool arrays
    choicelist : list of arrays
        As many; all broadcast.
    default : scalar
        Where no condition holds.

    Returns
    -------
    ndarray
        Of the common dtype of the choices and the default.
    """
    if len(condlist) != len(choicelist):
        raise ValueError("list of cases must be same length as list of conditions")
    if not condlist:
        raise ValueError("select with an empty condition list is not possible")
    choices = [c if type(c) in (int, float, complex) else asarray(c) for c in choicelist]
    choices.append(default if type(default) in (int, float, complex) else asarray(default))
    try:
        dtype = result_type(*choices)
    except TypeError as error:
        raise TypeError(f"Choicelist and default value do not have a common dtype: {error}") from None
    conditions = broadcast_arrays(*condlist)
    choices = broadcast_arrays(*choices)
    for i, c in enumerate(conditions):
        if c.dtype != bool_:
            raise TypeError(f"invalid entry {i} in condlist: should be boolean ndarray")
    shape = conditions[0].shape if choices[0].ndim == 0 else _core.broadcast_shapes(conditions[0].shape, choices[0].shape)
    out = full(shape, choices[-1], dtype)
    for c, choice in zip(conditions[::-1], choices[-2::-1]):
        copyto(out, choice, where=c)
    return out


def piecewise(x, condlist, funclist, *args, **kw):
    """A function defined piece by piece.

    Parameters
    ----------
    x : array_like
    condlist : list of bool arrays, or one
        Where each function serves; of several the last.
    funclist : list of callables or scalars
        Called as ``f(x[condition], *args, **kw)``; one more than conditions: for the rest.

    Returns
    -------
    ndarray
        Of shape and dtype of `x`; 0 where nothing serves.
    """
    x = asanyarray(x)
    count = len(funclist)
    if _core.isscalar(condlist) or (not isinstance(condlist[0], (list, ndarray)) and x.ndim != 0):
        condlist = [condlist]
    conditions = asarray(condlist, dtype=bool_)
    n = len(conditions)
    if n == count - 1:
        conditions = _core.concatenate([conditions, ~conditions.any(axis=0, keepdims=True)], axis=0)
    elif n != count:
        raise ValueError(f"with {n} condition(s), either {n} or {n + 1} functions are expected")
    out = zeros_like(x)
    for c, f in zip(conditions, funclist):
        if callable(f):
            values = x[c]
            if values.size:
                out[c] = f(values, *args, **kw)
        else:
            out[c] = f
    return out
