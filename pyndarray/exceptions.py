"""Exceptions and warnings of the array library."""

__all__ = ["AxisError", "ComplexWarning", "DTypePromotionError", "ModuleDeprecationWarning", "RankWarning",
           "TooHardError", "VisibleDeprecationWarning"]


class AxisError(ValueError, IndexError):
    """An axis was out of range.

    Parameters
    ----------
    axis : int or str
        The axis, or a whole message.
    ndim : int, optional
        Number of dimensions of the array.
    msg_prefix : str, optional
        Text to put before the message.
    """

    __slots__ = ("_msg", "axis", "ndim")

    def __init__(self, axis, ndim=None, msg_prefix=None):
        if ndim is msg_prefix is None:
            self._msg, self.axis, self.ndim = axis, None, None
        else:
            self._msg, self.axis, self.ndim = msg_prefix, axis, ndim

    def __str__(self):
        if self.axis is None and self.ndim is None:
            return str(self._msg)
        text = f"axis {self.axis} is out of bounds for array of dimension {self.ndim}"
        return text if self._msg is None else f"{self._msg}: {text}"


class DTypePromotionError(TypeError):
    """Dtypes have no common dtype."""


class ComplexWarning(RuntimeWarning):
    """A cast from complex to real discarded the imaginary part."""


class ModuleDeprecationWarning(DeprecationWarning):
    """A module is deprecated; shown to users."""


class VisibleDeprecationWarning(UserWarning):
    """A deprecation that users should see by default."""


class RankWarning(RuntimeWarning):
    """A least-squares matrix has deficient rank."""


class TooHardError(RuntimeError):
    """The allowed work was exceeded before the problem was solved."""
