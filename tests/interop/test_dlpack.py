"""DLPack both ways: layouts, flags, forged capsules, the C exchange API."""
import sys
import io
import hashlib
import ctypes
import gc
import threading

import numpy as onp
import pytest

import pyndarray as np

from .dlpack_forge import Exporter

torch = pytest.importorskip("torch", reason="torch is the other side of these tests")

TORCH_DTYPES = ["bool", "uint8", "int8", "int16", "int32", "int64", "uint16", "uint32", "uint64", "float16", "float32", "float64", "bfloat16",
                "float8_e4m3fn", "complex64", "complex128"]


def address(a):
    return a.view(np.uint8).__array_interface__["data"][0]


def bits_of(t):
    return t.contiguous().view(torch.uint8).flatten().tolist()


# ---- torch ---------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("name", TORCH_DTYPES)
def test_round_trip_shares_memory_and_bits(name):
    raw = torch.arange(48, dtype=torch.uint8)
    if name == "bool":
        raw = raw % 2
    t = raw.view(getattr(torch, name)).reshape(3, -1)
    a = np.from_dlpack(t)
    assert str(a.dtype) == name and a.shape == tuple(t.shape)
    assert address(a) == t.data_ptr() and a.flags.writeable
    assert a.reshape(-1).view(np.uint8).tolist() == bits_of(t)
    back = torch.from_dlpack(a)
    assert back.dtype == t.dtype and back.data_ptr() == t.data_ptr() and bits_of(back) == bits_of(t)
    assert address(np.asarray(t)) == t.data_ptr()


def test_writes_are_seen_on_both_sides():
    a = np.zeros((2, 3), dtype=np.float32)
    t = torch.from_dlpack(a)
    t[1, 2] = 5
    a[0, 0] = 7
    assert a.tolist() == [[7, 0, 0], [0, 0, 5]] == t.tolist()


def test_tensor_outlives_array_and_the_other_way_round():
    t = torch.from_dlpack(np.arange(1000.0))
    a = np.from_dlpack(torch.arange(1000.0))
    gc.collect()
    assert t.sum().item() == 499500 == float(a.sum())


@pytest.mark.parametrize("make, advice", [
    (lambda: torch.ones(3, requires_grad=True), "detach"),
    (lambda: torch.ones(3, dtype=torch.complex64).conj(), "resolve_conj"),
    (lambda: torch.ones(3, dtype=torch.complex64).conj().imag, "resolve_neg"),
])
@pytest.mark.parametrize("call", [np.from_dlpack, np.asarray])
def test_tensors_that_memory_cannot_express(make, advice, call):
    with pytest.raises(BufferError, match=advice):
        call(make())


@pytest.mark.parametrize("view", [lambda a: a[::-1], lambda a: a[:, ::-1], lambda a: a.astype(a.dtype.newbyteorder())])
def test_what_consumers_cannot_take_is_copied(view):
    a = view(np.arange(12, dtype=np.int32).reshape(3, 4))
    t = torch.from_dlpack(a)
    assert t.tolist() == a.tolist()
    t[0, 0] = -1
    assert a[0, 0] != -1
    with pytest.raises(BufferError, match="copy=False"):
        a.__dlpack__(max_version=(1, 0), copy=False)


def test_sub_item_stride_is_copied():
    raw = np.zeros(17, dtype=np.uint8)
    a = np.ndarray((3,), dtype=np.float32, buffer=raw, strides=(6,))
    a[...] = [1, 2, 3]
    assert torch.from_dlpack(a).tolist() == a.tolist()


@pytest.mark.parametrize("shape", [(), (0,), (0, 3), (3, 0), (1,), (1, 1, 1), (1, 4, 1), (2, 1, 3)])
def test_small_and_empty_shapes(shape):
    a = np.zeros(shape, dtype=np.float32)
    t = torch.from_dlpack(a)
    assert tuple(t.shape) == shape
    b = np.from_dlpack(t)
    assert b.shape == shape and b.dtype == a.dtype
    assert np.from_dlpack(onp.zeros(shape)).shape == shape


def test_stride_of_short_axes_is_one():
    a = np.zeros((5, 4), dtype=np.float64)[::5, ::4]
    assert a.shape == (1, 1) and torch.from_dlpack(a).stride() == (1, 1)


def test_read_only():
    a = np.arange(3.0)
    a.flags.writeable = False
    with pytest.raises(BufferError, match="readonly"):
        a.__dlpack__()
    b = onp.from_dlpack(a)
    assert not b.flags.writeable and b.tolist() == [0, 1, 2]
    assert not np.from_dlpack(a).flags.writeable
    assert np.from_dlpack(Exporter(flags=1)).flags.writeable is False
    assert np.from_dlpack(Exporter(flags=0)).flags.writeable is True
    assert np.from_dlpack(Exporter(versioned=False)).flags.writeable is False


def test_copy_argument():
    a = np.arange(3.0)
    assert np.from_dlpack(a, copy=True).__array_interface__["data"] != a.__array_interface__["data"]
    assert np.from_dlpack(a, copy=False).__array_interface__["data"] == a.__array_interface__["data"]
    t = torch.arange(3.0)
    assert address(np.from_dlpack(t, copy=True)) != t.data_ptr()


@pytest.mark.parametrize("kwargs, error", [
    (dict(stream=1), RuntimeError), (dict(dl_device=(2, 0)), BufferError), (dict(dl_device="cpu"), TypeError),
    (dict(max_version=1), TypeError), (dict(max_version=(1,)), TypeError),
])
def test_bad_arguments_of_dlpack(kwargs, error):
    with pytest.raises(error):
        np.arange(3).__dlpack__(**kwargs)


def test_device():
    assert np.arange(3).__dlpack_device__() == (1, 0)
    assert np.from_dlpack(np.arange(3), device="cpu").tolist() == [0, 1, 2]
    with pytest.raises(ValueError, match="cuda"):
        np.from_dlpack(np.arange(3), device="cuda")
    with pytest.raises(AttributeError, match="__dlpack__"):
        np.from_dlpack([1, 2])


@pytest.mark.parametrize("dtype", ["longdouble", "clongdouble"])
def test_dtypes_dlpack_cannot_name(dtype):
    with pytest.raises(BufferError, match=dtype):
        np.zeros(2, dtype=dtype).__dlpack__()


def test_capsule_nobody_takes_is_deleted_once():
    before = np._core._testing.live_arrays() if hasattr(np._core._testing, "live_arrays") else None
    a = np.arange(1000.0)
    for _ in range(50):
        a.__dlpack__()
        a.__dlpack__(max_version=(1, 0))
    if before is not None:
        assert np._core._testing.live_arrays() <= before + 1
    a.resize(2000, refcheck=False) if hasattr(a, "resize") else None


def test_deleter_runs_on_another_thread():
    a = np.arange(100000.0)
    tensors = [torch.from_dlpack(a) for _ in range(20)]
    worker = threading.Thread(target=tensors.clear)
    worker.start()
    worker.join()
    assert float(a.sum()) == 4999950000


# ---- forged capsules -------------------------------------------------------------------------------------------------------

BIG = 2**62
FORGED = {
    "ndim negative": dict(ndim=-1), "ndim 65": dict(shape=(1,) * 65), "ndim huge": dict(ndim=2**31 - 1), "no shape": dict(null_shape=True),
    "negative extent": dict(shape=(2, -3)), "product wraps": dict(shape=(BIG, BIG)), "product 2**63": dict(shape=(2**32, 2**31)),
    "bytes wrap": dict(shape=(2**61,)), "stride wraps": dict(strides=(BIG, 1)), "stride minus": dict(strides=(-BIG, 1)),
    "extent wraps": dict(shape=(3, 3), strides=(2**59, 2**59)), "lanes 2": dict(dtype=(2, 64, 2)), "lanes 0": dict(dtype=(2, 64, 0)),
    "code 99": dict(dtype=(99, 64, 1)), "bits 7": dict(dtype=(0, 7, 1)), "bits 0": dict(dtype=(2, 0, 1)), "float 128": dict(dtype=(2, 128, 1)),
    "float4": dict(dtype=(17, 4, 1)), "cuda": dict(device=(2, 0)), "device 77": dict(device=(77, 0)), "null data": dict(data=None),
    "offset wraps": dict(byte_offset=2**64 - 1), "offset huge": dict(byte_offset=2**63), "version 2": dict(version=(2, 0)),
    "version 99": dict(version=(99, 0)), "end of memory": dict(data=2**64 - 8), "before zero": dict(data=8, shape=(2,), strides=(-9,)),
}


@pytest.mark.parametrize("versioned", [True, False])
@pytest.mark.parametrize("what", FORGED)
def test_forged_field(what, versioned):
    if not versioned and "version" in FORGED[what]:
        return
    e = Exporter(versioned=versioned, **FORGED[what])
    with pytest.raises((BufferError, ValueError)):
        np.from_dlpack(e)
    assert e.deleted == 0 and not e.taken()  # the producer still owns it
    with pytest.raises((BufferError, ValueError, TypeError)):
        np.array(e)


@pytest.mark.parametrize("name", [b"used_dltensor", b"used_dltensor_versioned", b"other", b"dltensor_version"])
def test_wrong_capsule_name(name):
    e = Exporter(capsule_name=name)
    with pytest.raises(BufferError):
        np.from_dlpack(e)
    assert e.deleted == 0


@pytest.mark.parametrize("versioned", [True, False])
def test_deleter_runs_exactly_once(versioned):
    e = Exporter(shape=(4, 2), strides=(2, 1), versioned=versioned, byte_offset=16)
    a = np.from_dlpack(e)
    assert e.taken() and a.tolist() == [[2, 3], [4, 5], [6, 7], [8, 9]]
    view = a[1:, 0]
    del a
    gc.collect()
    assert e.deleted == 0 and view.tolist() == [4, 6, 8]
    del view
    gc.collect()
    assert e.deleted == 1


@pytest.mark.parametrize("shape", [(0,), (0, 5), (5, 0)])
def test_empty_without_data(shape):
    e = Exporter(shape=shape, data=None)
    a = np.from_dlpack(e)
    assert a.shape == shape and a.size == 0
    del a
    gc.collect()
    assert e.deleted == 1


def test_strides_of_empty_and_short_axes_do_not_matter():
    assert np.from_dlpack(Exporter(shape=(1, 2), strides=(BIG, 1))).tolist() == [[0, 1]]
    assert np.from_dlpack(Exporter(shape=(0, 2), strides=(BIG, BIG))).shape == (0, 2)


def test_null_strides_are_c_order():
    assert np.from_dlpack(Exporter(shape=(2, 3))).tolist() == [[0, 1, 2], [3, 4, 5]]


def test_negative_strides_are_taken():
    e = Exporter(shape=(3,), strides=(-1,), byte_offset=16)
    assert np.from_dlpack(e).tolist() == [2, 1, 0]


# ---- misbehaving exporters ---------------------------------------------------------------------------------------------------

class Raises:
    def __dlpack_device__(self):
        return (1, 0)

    def __dlpack__(self, **kw):
        raise self.error

    def __init__(self, error):
        self.error = error


@pytest.mark.parametrize("error", [ValueError("v"), RuntimeError("r"), MemoryError("m"), KeyboardInterrupt("k")])
def test_errors_of_the_exporter_are_passed_on(error):
    with pytest.raises(type(error)):
        np.from_dlpack(Raises(error))


def test_old_exporter_without_keywords():
    class Old(Exporter):
        def __dlpack__(self):
            return super().__dlpack__()

    assert np.from_dlpack(Old(versioned=False, shape=(2,))).tolist() == [0, 1]


def test_not_a_capsule():
    class Wrong:
        def __dlpack__(self, **kw):
            return 42

    with pytest.raises(BufferError, match="42"):
        np.from_dlpack(Wrong())


# ---- the C exchange API of ours -------------------------------------------------------------------------------------------------

def exchange_api():
    get = ctypes.pythonapi.PyCapsule_GetPointer
    get.restype, get.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    return get(np.ndarray.__dlpack_c_exchange_api__, b"dlpack_exchange_api")


def test_exchange_api_table():
    table = ctypes.cast(exchange_api(), ctypes.POINTER(ctypes.c_void_p))
    version = ctypes.cast(exchange_api(), ctypes.POINTER(ctypes.c_uint32))
    assert (version[0], version[1]) == (1, 3)
    assert all(table[i] for i in (2, 3, 4, 6)) and not table[1]


def test_exchange_api_round_trip():
    table = ctypes.cast(exchange_api(), ctypes.POINTER(ctypes.c_void_p))
    from_object = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.py_object, ctypes.POINTER(ctypes.c_void_p))(table[3])
    to_object = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(ctypes.py_object))(table[4])
    a = np.arange(6.0).reshape(2, 3)
    managed, out = ctypes.c_void_p(), ctypes.py_object()
    assert from_object(a, ctypes.byref(managed)) == 0
    assert to_object(managed, ctypes.byref(out)) == 0
    b = out.value
    ctypes.pythonapi.Py_DecRef(ctypes.py_object(b))  # `out` held the new reference that to_object gave
    assert b.tolist() == a.tolist() and b.__array_interface__["data"] == a.__array_interface__["data"]


@pytest.mark.parametrize("kind", ["sparse", "csr", "meta", "nested"])
@pytest.mark.parametrize("take", [np.asarray, np.from_dlpack, lambda t: np.zeros(3) + np.asarray(t)])
@pytest.mark.filterwarnings("ignore")
def test_tensors_without_memory_to_share(kind, take):
    t = {
        "sparse": lambda: torch.eye(3).to_sparse(),
        "csr": lambda: torch.eye(3).to_sparse_csr(),
        "meta": lambda: torch.zeros(3, device="meta"),
        "nested": lambda: torch.nested.nested_tensor([torch.zeros(2), torch.zeros(3)]),
    }[kind]()
    with pytest.raises(BufferError, match="cannot share memory with Tensor: ") as e:
        take(t)
    assert "\n" not in str(e.value) and "%" not in str(e.value) and isinstance(e.value.__cause__, RuntimeError)


def test_a_tensor_is_no_output():
    t = torch.zeros(3)
    with pytest.raises(TypeError):
        np.add(np.zeros(3, "f4"), 1, out=t)
    np.add(np.zeros(3, "f4"), 1, out=np.asarray(t))
    assert t.tolist() == [1, 1, 1]


def test_objects_are_no_tensor():
    """Every way into torch ends in an exception, and the references are counted as before."""
    class Thing:
        pass

    t = Thing()
    ways = [torch.from_dlpack, torch.as_tensor, torch.tensor, torch.asarray, torch.from_numpy, lambda a: torch.frombuffer(a, dtype=torch.int64),
            lambda a: torch.utils.dlpack.from_dlpack(a.__dlpack__()), lambda a: torch.zeros(2) + a, lambda a: torch.zeros(2).copy_(a)]
    arrays = [np.array([t, 1], object), np.array([1, 2], object), np.array([1.5, None], object), np.array([], object), np.array(5, object), np.zeros((2, 2), object)]
    held = sys.getrefcount(t)
    for a in arrays:
        before = a.tolist()
        for way in ways:
            with pytest.raises((TypeError, BufferError, RuntimeError, ValueError)):
                way(a)
        assert a.tolist() == before
        with pytest.raises((TypeError, BufferError)):
            a.__dlpack__()
    assert sys.getrefcount(t) == held
    before = None
    del arrays, a
    assert sys.getrefcount(t) == held - 1


def test_references_are_no_bytes():
    a = np.array([1, None], object)
    for use in (io.BytesIO().write, hashlib.md5, torch.asarray):
        with pytest.raises((BufferError, RuntimeError)):
            use(a)
    assert memoryview(a).readonly and memoryview(a).format == "O"
