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


class _ArrayMemoryError(MemoryError):
    """There is no memory for the elements of an array of this shape and dtype."""

    def __init__(self, shape, dtype):
        self.shape, self.dtype = shape, dtype

    @property
    def _total_size(self):
        size = self.dtype.itemsize
        for n in self.shape:
            size *= n
        return size

    def __str__(self):
        size = self._size_to_string(self._total_size)
        return f"Unable to allocate {size} for an array with shape {self.shape} and data type {self.dtype}"

    @staticmethod
    def _size_to_string(num_bytes):
        """Three digits or more and a binary unit, in which the number shows as less than 1024 where there is one."""
        size, unit, units = int(num_bytes), 1, ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
        while len(units) > 1 and 2 * size >= 2047 * unit:
            unit *= 1024
            del units[0]
        if unit == 1:
            return f"{size} bytes"
        return f"{size / unit:#.3g} {units[0]}" if 2 * size < 1999 * unit else f"{(2 * size + unit) // (2 * unit)}. {units[0]}"


_ArrayMemoryError.__module__ = __name__.partition(".")[0] + "._core._exceptions"  # as NumPy shows it
_ArrayMemoryError.__name__ = "MemoryError"


class ModuleDeprecationWarning(DeprecationWarning):
    """A module is deprecated; shown to users."""


class VisibleDeprecationWarning(UserWarning):
    """A deprecation that users should see by default."""


class RankWarning(RuntimeWarning):
    """A least-squares matrix has deficient rank."""


class TooHardError(RuntimeError):
    """The allowed work was exceeded before the problem was solved."""
