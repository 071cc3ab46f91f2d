"""DLPack capsules made by hand with ctypes: any field can hold anything, and calls of the deleter are counted."""
import ctypes

_capsule_new = ctypes.pythonapi.PyCapsule_New
_capsule_new.restype = ctypes.py_object
_capsule_new.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
_name_of = ctypes.pythonapi.PyCapsule_GetName
_name_of.restype = ctypes.c_char_p
_name_of.argtypes = [ctypes.py_object]


class Device(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int32), ("id", ctypes.c_int32)]


class DType(ctypes.Structure):
    _fields_ = [("code", ctypes.c_uint8), ("bits", ctypes.c_uint8), ("lanes", ctypes.c_uint16)]


class Tensor(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("device", Device), ("ndim", ctypes.c_int32), ("dtype", DType),
                ("shape", ctypes.POINTER(ctypes.c_int64)), ("strides", ctypes.POINTER(ctypes.c_int64)), ("byte_offset", ctypes.c_uint64)]


class Managed(ctypes.Structure):
    pass


DELETER = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
Managed._fields_ = [("tensor", Tensor), ("context", ctypes.c_void_p), ("deleter", DELETER)]


class ManagedVersioned(ctypes.Structure):
    _fields_ = [("major", ctypes.c_uint32), ("minor", ctypes.c_uint32), ("context", ctypes.c_void_p), ("deleter", DELETER),
                ("flags", ctypes.c_uint64), ("tensor", Tensor)]


class Exporter:
    """An object with __dlpack__ whose tensor has the given fields; `deleted` counts the deleter's calls.

    Like an honest producer it deletes a tensor nobody took over when it is told to (`drop`).
    """

    def __init__(self, shape=(2, 3), strides=None, dtype=(2, 64, 1), data="own", ndim=None, device=(1, 0), byte_offset=0, versioned=True,
                 version=(1, 0), flags=0, capsule_name=None, null_shape=False):
        self.deleted = 0
        self.memory = (ctypes.c_double * 64)(*range(64))
        n = len(shape)
        self._shape = (ctypes.c_int64 * max(n, 1))(*shape)
        self._strides = None if strides is None else (ctypes.c_int64 * max(n, 1))(*strides)
        self._callback = DELETER(self._delete)
        self._m = ManagedVersioned() if versioned else Managed()
        if versioned:
            self._m.major, self._m.minor = version
            self._m.flags = flags
        t = self._m.tensor
        t.data = ctypes.addressof(self.memory) if data == "own" else data
        t.device = Device(*device)
        t.ndim = n if ndim is None else ndim
        t.dtype = DType(*dtype)
        if not null_shape:
            t.shape = ctypes.cast(self._shape, ctypes.POINTER(ctypes.c_int64))
        if self._strides is not None:
            t.strides = ctypes.cast(self._strides, ctypes.POINTER(ctypes.c_int64))
        t.byte_offset = byte_offset
        self._m.deleter = self._callback
        self._name = capsule_name or (b"dltensor_versioned" if versioned else b"dltensor")

    def _delete(self, _):
        self.deleted += 1

    def __dlpack_device__(self):
        return (self._m.tensor.device.type, self._m.tensor.device.id)

    def __dlpack__(self, **kwargs):
        self.capsule = _capsule_new(ctypes.addressof(self._m), self._name, None)
        return self.capsule

    def taken(self):
        """Was the capsule marked as used?"""
        return _name_of(self.capsule).startswith(b"used_")
