"""ndarray.ctypes: an array's memory for C functions called through ctypes; imported when it is first asked for."""
import ctypes

_INTP = ctypes.c_ssize_t


class _ctypes:
    """Address, shape and strides of an array as ctypes objects."""

    def __init__(self, array, ptr=None):
        self._arr = array
        self._ctypes = ctypes
        self._data = ctypes.c_void_p(ptr)
        self._zerod = array.ndim == 0

    def data_as(self, obj):
        """The address cast to a ctypes pointer type; the pointer keeps the array alive."""
        pointer = ctypes.cast(self._data, obj)
        pointer._arr = self._arr
        return pointer

    def shape_as(self, obj):
        """The shape as a ctypes array of another integer type; None for an array without axes."""
        return None if self._zerod else (obj * self._arr.ndim)(*self._arr.shape)

    def strides_as(self, obj):
        """The strides as a ctypes array of another integer type; None for an array without axes."""
        return None if self._zerod else (obj * self._arr.ndim)(*self._arr.strides)

    @property
    def data(self):
        """The address as an int.  It does not keep the array alive."""
        return self._data.value

    @property
    def shape(self):
        """The shape as a ctypes array of c_ssize_t."""
        return self.shape_as(_INTP)

    @property
    def strides(self):
        """The strides, in bytes, as a ctypes array of c_ssize_t."""
        return self.strides_as(_INTP)

    @property
    def _as_parameter_(self):
        """What ctypes passes when the object itself is an argument."""
        return self.data_as(ctypes.c_void_p)
