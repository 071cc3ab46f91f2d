"""Buffer protocol, array interface and struct, __array__, torch functions, pickling."""
import array
import copy
import ctypes
import gc
import hashlib
import pickle

import numpy as onp
import pytest

import pyndarray as np

torch = pytest.importorskip("torch", reason="torch is the other side of these tests")


def data(a):
    return a.__array_interface__["data"][0]


# ---- buffers ---------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("code", "bBhHiIlLfd?")
def test_buffer_formats_both_ways(code):
    o = onp.arange(6).astype(code).reshape(2, 3)
    a = np.asarray(o)
    assert a.dtype.char == code and a.tolist() == o.tolist()
    m = memoryview(np.array(o.tolist(), dtype=code))
    assert m.format == memoryview(o).format and m.shape == (2, 3) and m.strides == o.strides and m.tolist() == o.tolist()
    assert onp.asarray(np.array(o.tolist(), dtype=code)).dtype == o.dtype


@pytest.mark.parametrize("code", "FDgGeqQ")
def test_buffers_of_dtypes_memoryview_cannot_read(code):
    o = onp.arange(6).astype(code)
    assert onp.asarray(np.asarray(memoryview(o))).dtype == o.dtype
    assert memoryview(np.zeros(2, dtype=code)).format == memoryview(o).format


def test_buffer_shares_and_holds_its_owner():
    b = bytearray(16)
    a = np.asarray(memoryview(b).cast("d"))
    a[0] = 1.5
    assert onp.frombuffer(b)[0] == 1.5
    with pytest.raises(BufferError):
        b.extend(b"x")
    del a
    gc.collect()
    b.extend(b"x")


def test_buffer_of_read_only_memory():
    a = np.asarray(memoryview(bytes(range(4))))
    assert not a.flags.writeable and a.tolist() == [0, 1, 2, 3]
    with pytest.raises(ValueError, match="read-only"):
        a[0] = 1


def test_array_module():
    x = array.array("i", [1, 2, 3])
    a = np.asarray(x)
    a[1] = 20
    assert x[1] == 20


def test_memoryview_keeps_memory_and_shape():
    a = np.arange(6.0).reshape(2, 3)
    m = memoryview(a)
    a.shape = (3, 2)
    assert m.shape == (2, 3) and m.tolist() == [[0, 1, 2], [3, 4, 5]]
    del a
    gc.collect()
    assert m[1, 2] == 5


def test_buffer_requests():
    a = np.arange(6.0).reshape(2, 3)
    a.flags.writeable = False
    with pytest.raises((BufferError, TypeError)):
        ctypes.c_double.from_buffer(a)
    with pytest.raises(BufferError, match="C-contiguous"):
        bytes_of_c(a.T)


def bytes_of_c(a):
    """Asks for a C-contiguous buffer."""
    view = (ctypes.c_byte * 256)()
    get = ctypes.pythonapi.PyObject_GetBuffer
    get.argtypes = [ctypes.py_object, ctypes.c_void_p, ctypes.c_int]
    get(a, ctypes.addressof(view), 0x38)
    raise AssertionError("no BufferError")


class Buffer(ctypes.Structure):
    """Py_buffer."""
    _fields_ = [("buf", ctypes.c_void_p), ("obj", ctypes.py_object), ("len", ctypes.c_ssize_t), ("itemsize", ctypes.c_ssize_t), ("readonly", ctypes.c_int),
                ("ndim", ctypes.c_int), ("format", ctypes.c_char_p), ("shape", ctypes.POINTER(ctypes.c_ssize_t)), ("strides", ctypes.POINTER(ctypes.c_ssize_t)),
                ("suboffsets", ctypes.c_void_p), ("internal", ctypes.c_void_p)]


def request(a, flags):
    """What an exporter answers to PyObject_GetBuffer."""
    b = Buffer()
    get, release = ctypes.pythonapi.PyObject_GetBuffer, ctypes.pythonapi.PyBuffer_Release
    get.argtypes, release.argtypes = [ctypes.py_object, ctypes.c_void_p, ctypes.c_int], [ctypes.c_void_p]
    try:
        get(a, ctypes.addressof(b), flags)
    except (BufferError, ValueError):
        return None
    shape, strides = b.shape[:b.ndim] if b.shape else None, b.strides[:b.ndim] if b.strides else None
    answer = b.ndim, b.len, b.itemsize, b.readonly, b.format, shape, len(strides) if strides and b.len == 0 else strides  # of nothing: any
    release(ctypes.addressof(b))
    return answer


@pytest.mark.parametrize("shape, turned", [((2, 2), False), ((2, 3), True), ((), False), ((4,), False), ((0, 3), False), ((3, 0, 2), False), ((3, 1), True)])
def test_every_request_is_answered_as_the_oracle_answers_it(shape, turned):
    o = onp.ones(shape)
    a = np.ones(shape)
    o, a = (o.T, a.T) if turned else (o, a)
    for flags in (0, 1, 4, 8, 9, 12, 0x18, 0x38, 0x58, 0x98, 0x9c, 0x11c, 0x11d):
        assert request(a, flags) == request(o, flags), hex(flags)


def test_hashes_of_many_dimensions():
    assert hashlib.sha256(np.ones((2, 3))).digest() == hashlib.sha256(np.ones(6)).digest()


@pytest.mark.parametrize("name", ["bfloat16", "float8_e4m3fn"])
def test_a_format_never_lies(name):
    a = np.zeros(3, dtype=name)
    with pytest.raises(BufferError, match=name):
        memoryview(a)
    for attribute in ("__array_interface__", "__array_struct__"):
        with pytest.raises(AttributeError, match=name):
            getattr(a, attribute)


# ---- the array interface -----------------------------------------------------------------------------------------------------

def test_interface_matches_the_oracle():
    for o in (onp.arange(6, dtype="<i4").reshape(2, 3), onp.zeros((2, 3), ">f8"), onp.zeros((), "?"), onp.zeros((4, 5))[::2, ::-1]):
        a = np.asarray(o)
        mine, theirs = a.__array_interface__, o.__array_interface__
        assert mine == theirs


class Holder:
    def __init__(self, **interface):
        self.__array_interface__ = interface


def test_interface_of_others():
    b = bytearray(range(8))
    a = np.asarray(Holder(version=3, shape=(2, 2), typestr="<i2", data=b))
    assert a.tolist() == [[256, 770], [1284, 1798]] and data(a) == ctypes.addressof(ctypes.c_char.from_buffer(b))


@pytest.mark.parametrize("interface, error", [
    (dict(shape=(2,), typestr="<f8"), (ValueError, TypeError)), (dict(typestr="<f8", data=(0, False)), ValueError),
    (dict(shape=(2,), data=(0, False)), ValueError), (dict(shape=(2,), typestr=7, data=(0, False)), ValueError),
    (dict(shape=(2,), typestr="<q9", data=(8, False)), TypeError), (dict(shape=2, typestr="<f8", data=(8, False)), TypeError),
    (dict(shape=(-2,), typestr="<f8", data=(8, False)), ValueError), (dict(shape=(2,), typestr="<f8", data=(0, False)), ValueError),
    (dict(shape=(2**62, 2**62), typestr="<f8", data=(8, False)), ValueError), (dict(shape=(2**61,), typestr="<f8", data=(8, False)), ValueError),
    (dict(shape=(2,), typestr="<f8", data=(8,)), TypeError), (dict(shape=(3,), typestr="<f8", data=bytearray(16)), ValueError),
    (dict(shape=(2,), typestr="<f8", data=bytearray(16), strides=(16,)), ValueError),
    (dict(shape=(2,), typestr="<f8", data=bytearray(16), strides=(-8,)), ValueError),
    (dict(shape=(2,), typestr="<f8", data=bytearray(16), strides=(8, 8)), ValueError),
    (dict(shape=(2,), typestr="<f8", data=bytearray(16), offset=-1), ValueError),
    (dict(shape=(1,) * 65, typestr="<f8", data=bytearray(16)), ValueError),
    (dict(shape=(3, 3), typestr="<f8", data=(8, False), strides=(2**62, 2**62)), ValueError),
])
def test_forged_interface(interface, error):
    with pytest.raises(error):
        np.asarray(Holder(version=3, **interface))


def test_interface_emptied_while_it_is_read():
    class Extent:
        def __index__(self):
            fields.clear()
            self.churn = [tuple([object()]) for _ in range(100)]
            return 3

    class Exporter:
        pass

    o = onp.arange(6.0)
    e = Exporter()
    fields = dict(typestr="<f8", shape=(Extent(),), strides=tuple([int("16")]), data=(o.__array_interface__["data"][0], False), version=3)
    e.__array_interface__ = fields
    assert np.asarray(e).tolist() == [0.0, 2.0, 4.0] and not fields


@pytest.mark.parametrize("value", [onp.datetime64("2020-01-01"), onp.timedelta64(3, "s"), onp.arange(3).astype("m8[s]")])
@pytest.mark.parametrize("call", [np.asarray, lambda v: np.array([v]), lambda v: np.array(v, dtype="i8"), lambda v: np.zeros(1) + v])
def test_dates_are_refused(value, call):
    with pytest.raises(TypeError, match="[Mm]8.* is not supported yet"):
        call(value)


@pytest.mark.parametrize("scalar", [onp.float32(1.5), onp.float64(1.5), onp.int8(3), onp.bool_(True), onp.complex64(2j)])
def test_scalars_of_numpy_are_operands(scalar):
    a = np.arange(3, dtype="f4")
    for r, e in [(a + scalar, onp.arange(3, dtype="f4") + scalar), (np.add(scalar, a), scalar + onp.arange(3, dtype="f4")),
                 (np.add(np.float32(2), scalar), onp.float32(2) + scalar)]:
        assert type(r).__module__ == "pyndarray" and r.dtype == str(e.dtype) and r.tolist() == e.tolist()


def test_struct_round_trip():
    o = onp.arange(6.0).reshape(2, 3)[:, ::-1]

    class Struct:
        __array_struct__ = property(lambda self: o.__array_struct__)

    a = np.asarray(Struct())
    assert a.tolist() == o.tolist() and a.strides == o.strides and data(a) == o.__array_interface__["data"][0]

    class Ours:
        __array_struct__ = property(lambda self: a.__array_struct__)

    assert onp.asarray(Ours()).tolist() == o.tolist()


def test_struct_that_is_none():
    class Wrong:
        __array_struct__ = 3

    with pytest.raises(ValueError):
        np.asarray(Wrong())


# ---- __array__ ----------------------------------------------------------------------------------------------------------------

def test_array_method():
    a = np.arange(3)
    assert a.__array__() is a
    assert a.__array__(np.float64).dtype == np.float64
    assert a.__array__(copy=True) is not a
    with pytest.raises(ValueError):
        a.__array__(np.float64, copy=False)


def test_array_method_of_others():
    class New:
        def __array__(self, dtype=None, copy=None):
            return onp.arange(3.0)

    class Old:
        def __array__(self):
            return onp.arange(3.0)

    class Wrong:
        def __array__(self, dtype=None, copy=None):
            return 5

    assert np.asarray(New()).tolist() == [0, 1, 2] == np.asarray(Old()).tolist()
    with pytest.raises(ValueError):
        np.asarray(Wrong())


def test_small_floats_leave_as_ml_dtypes():
    ml = pytest.importorskip("ml_dtypes", reason="the package whose types these are")
    a = np.array([1.5, -2], dtype="bfloat16")
    o = onp.asarray(a)
    assert o.dtype == ml.bfloat16 and o.astype("f4").tolist() == [1.5, -2]
    back = np.asarray(o.view("u2")).view("bfloat16")
    assert back.tolist() == [1.5, -2]


# ---- torch functions ------------------------------------------------------------------------------------------------------------

MIXED = [lambda a, t: t + a, lambda a, t: a + t, lambda a, t: t * a, lambda a, t: a * t, lambda a, t: a - t, lambda a, t: t - a, lambda a, t: a / t,
         lambda a, t: torch.add(a, t), lambda a, t: torch.maximum(t, a), lambda a, t: a @ t.T, lambda a, t: t > a]


@pytest.mark.parametrize("call", MIXED)
def test_mixed_operands_give_what_torch_gives(call):
    a, t = np.arange(6.0).reshape(2, 3), torch.arange(6.0, dtype=torch.float64).reshape(2, 3) + 1
    result = call(a, t)
    assert isinstance(result, torch.Tensor)
    assert torch.allclose(result, call(torch.from_dlpack(a), t), rtol=1e-14)  # torch divides by way of the reciprocal


def test_mixed_add_values():
    a, t = np.arange(3.0), torch.ones(3, dtype=torch.float64)
    assert (a + t).tolist() == (t + a).tolist() == np.add(a, t).tolist() == [1, 2, 3]
    assert isinstance(np.add(t, a), torch.Tensor)


def test_torch_functions_take_arrays_without_a_copy():
    a = np.array([-1.0, 2.0], dtype=np.float32)
    assert torch.relu(a).tolist() == [0, 2]
    assert torch.cat([a, torch.zeros(1)]).tolist() == [-1, 2, 0]
    torch.nn.functional.relu(a, inplace=True)
    assert a.tolist() == [0, 2]


def test_scalars_beside_tensors():
    t = torch.ones(2)
    assert (t + np.float32(2)).tolist() == [3, 3] == (np.float32(2) + t).tolist()


# ---- pickling -------------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("make", [
    lambda: np.arange(6.0).reshape(2, 3), lambda: np.arange(6.0).reshape(2, 3).T, lambda: np.arange(24)[::3], lambda: np.array(3.5),
    lambda: np.zeros((0, 3), dtype=np.float32), lambda: np.array([1, 2], dtype=">i4"), lambda: np.array([1.5], dtype="bfloat16"),
    lambda: np.arange(100000.0), lambda: np.float32(1.5), lambda: np.longdouble(1) / np.longdouble(3), lambda: np.complex64(1 + 2j), lambda: np.True_])
def test_pickle(make, protocol):
    x = make()
    y = pickle.loads(pickle.dumps(x, protocol))
    assert type(y) is type(x) and y.dtype == x.dtype and y.shape == x.shape and y.tobytes() == x.tobytes()
    if x.ndim == 2 and x.size:
        assert y.flags.f_contiguous == x.flags.f_contiguous


def test_pickle_out_of_band_shares_memory():
    a = np.arange(1000.0)
    buffers = []
    text = pickle.dumps(a, 5, buffer_callback=buffers.append)
    assert len(text) < 500
    b = pickle.loads(text, buffers=buffers)
    assert data(b) == data(a) and b.flags.writeable
    c = pickle.loads(text, buffers=[bytes(a.tobytes())])
    assert c.tolist() == a.tolist() and not c.flags.writeable


@pytest.mark.parametrize("state", [None, (), (1, (2,), np.dtype("f8"), False, b""), (1, (2**62,), np.dtype("f8"), False, b""), (1, (-1,), np.dtype("f8"), False, b""),
                                   (1, 5, np.dtype("f8"), False, b"12345678"), (1, (1,), "f8", False, b"12345678"), (2, (1,), np.dtype("f8"), False, b"12345678"),
                                   (1, (1,), np.dtype("f8"), False, "12345678"), ("x", (1,), np.dtype("f8"), False, b"12345678")])
def test_forged_pickle_state_leaves_the_array_alone(state):
    a = np.arange(3.0)
    with pytest.raises((TypeError, ValueError)):
        a.__setstate__(state)
    assert a.tolist() == [0, 1, 2]


def test_setstate_under_a_memoryview_is_refused():
    a = np.arange(100.0)
    m = memoryview(a)
    with pytest.raises(ValueError):
        a.__setstate__((1, (1,), np.dtype("u1"), False, b"x"))
    assert m[99] == 99


def test_copies():
    a = np.arange(6.0).reshape(2, 3)
    for b in (copy.copy(a), copy.deepcopy(a)):
        assert b.tolist() == a.tolist() and data(b) != data(a)
