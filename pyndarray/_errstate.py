"""Floating-point error handling: errstate, seterr, geterr, seterrcall, geterrcall, setbufsize, getbufsize.

The state lives in a context variable that the C core reads when an IEEE flag was raised.
"""
from _operator import index

from ._core import _errstate as _var

_MODES = ("ignore", "warn", "raise", "call", "print", "log")
_KINDS = ("divide", "over", "under", "invalid")
_UNSET = object()


def _mode(value):
    try:
        return _MODES.index(value)
    except ValueError:
        raise ValueError(f"invalid error mode {value!r}: one of {', '.join(_MODES)}") from None


def _changed(state, all=None, call=_UNSET, **kinds):
    new = list(state)
    for i, name in enumerate(_KINDS):
        value = kinds[name] if kinds.get(name) is not None else all
        if value is not None:
            new[i] = _mode(value)
    if call is not _UNSET:
        if call is not None and not callable(call) and not callable(getattr(call, "write", None)):
            raise ValueError("Only callable can be used as callback")
        new[4] = call
    return tuple(new)


def geterr():
    """Current handling of floating-point errors.

    Returns
    -------
    dict
        Keys 'divide', 'over', 'under', 'invalid'; values 'ignore', 'warn', 'raise', 'call', 'print' or 'log'.
    """
    return {name: _MODES[mode] for name, mode in zip(_KINDS, _var.get())}


def seterr(all=None, divide=None, over=None, under=None, invalid=None):
    """Set how floating-point errors are handled; None leaves a kind as it is.

    Returns
    -------
    dict
        The old settings.
    """
    old = geterr()
    _var.set(_changed(_var.get(), all=all, divide=divide, over=over, under=under, invalid=invalid))
    return old


def seterrcall(func):
    """Set the callable (mode 'call') or object with a write method (mode 'log') and return the old one."""
    old = geterrcall()
    _var.set(_changed(_var.get(), call=func))
    return old


def geterrcall():
    """The callable or log object in force, or None."""
    return _var.get()[4]


def setbufsize(size):
    """Set the ufunc buffer size, in elements, and return the old one.  Kept for compatibility: windows are chosen by the core."""
    size = index(size)
    if size < 0:
        raise ValueError("buffer size must be non-negative")
    wrong = "too big" if size > 10_000_000 else "too small" if size < 5 else "not a multiple of 16" if size % 16 else None
    if wrong:
        raise ValueError(f"Buffer size, {size}, is {wrong}")
    state = _var.get()
    _var.set((*state[:5], size))
    return state[5]


def getbufsize():
    """The ufunc buffer size, in elements."""
    return _var.get()[5]


class errstate:
    """Context manager and decorator that sets floating-point error handling for a block.

    Parameters
    ----------
    call : callable or object with a write method, optional
    all, divide, over, under, invalid : {'ignore', 'warn', 'raise', 'call', 'print', 'log'}, optional
    """

    __slots__ = ("_all", "_call", "_divide", "_invalid", "_over", "_token", "_under", "__dict__")

    def __init__(self, *, call=_UNSET, all=None, divide=None, over=None, under=None, invalid=None):
        self._call, self._all, self._divide, self._over, self._under, self._invalid = call, all, divide, over, under, invalid
        self._token = None

    def _given(self):
        return dict(call=self._call, all=self._all, divide=self._divide, over=self._over, under=self._under, invalid=self._invalid)

    def __enter__(self):
        if self._token is not None:
            raise TypeError("Cannot enter `np.errstate` twice.")
        self._token = _var.set(_changed(_var.get(), **self._given()))

    def __exit__(self, *exc):
        _var.reset(self._token)

    def __call__(self, func):
        from functools import wraps
        given = self._given()

        @wraps(func)
        def inner(*args, **kwargs):
            token = _var.set(_changed(_var.get(), **given))
            try:
                return func(*args, **kwargs)
            finally:
                _var.reset(token)

        return inner
