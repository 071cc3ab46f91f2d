"""dtype: every spelling the oracle takes, attributes, comparison, hash, byte orders, pickles."""
import ctypes
import itertools
import pickle

import numpy as onp
import pytest

import pyndarray as np

from . import harness

ATTRIBUTES = ("alignment base byteorder char descr fields flags hasobject isalignedstruct isbuiltin isnative itemsize kind metadata name names ndim num "
              "shape str subdtype").split()
NAMES = ("bool bool_ int8 byte uint8 ubyte int16 short uint16 ushort int32 intc uint32 uintc int64 long uint64 ulong longlong ulonglong intp uintp int uint "
         "int_ float16 half float32 single float64 double float float_ longdouble longfloat float128 float96 complex64 csingle complex128 cdouble complex "
         "complex_ clongdouble clongfloat complex256 singlecomplex object object_ Bool Int8 Float64 'f f04 i08 >>f4 <<i4 <>f4 float32_ FLOAT32 "
         "nonsense int128 float80 bool8 number generic f-4 f+4 f4.0 é ｆ４").split() + ["", "<", ">", " f4", "f4 ", "f4\n", "float64\x00"]
OBJECTS = [None, int, float, complex, bool, object, 1, 1.5, True, b"f4", b"<i8", b"?", type, float("nan"), ctypes.c_int, ctypes.c_double, ctypes.c_int8,
           ctypes.c_bool, ctypes.c_uint16.__ctype_be__, ctypes.c_longdouble, ctypes.c_size_t, ctypes.c_void_p]
DTYPES = [*"?bBhHiIlLqQefdgFDGO", ">i4", ">f8", ">c16", ">u2"]


def spellings():
    for order in ("", "<", ">", "=", "|"):
        yield from (order + c for c in "?bBhHiIlLqQefdgFDGOnNpP")
        yield from (f"{order}{kind}{size}" for kind in "biufcO?" for size in (0, 1, 2, 3, 4, 8, 10, 12, 16, 20, 24, 32, 64))
    yield from NAMES


def outcome(call):
    try:
        return call()
    except Exception as error:  # noqa: BLE001
        return type(error).__name__, str(error)


def text(x):
    return repr(x).replace("numpy", "m").replace("pyndarray", "m")


@pytest.mark.filterwarnings("ignore")
def test_every_spelling():
    for spelling in [*spellings(), *OBJECTS]:
        theirs, ours = outcome(lambda: onp.dtype(spelling)), outcome(lambda: np.dtype(spelling))
        harness.count()
        if isinstance(theirs, tuple):
            assert text(ours) == text(theirs), spelling
            continue
        assert [text(getattr(ours, name)) for name in ATTRIBUTES] == [text(getattr(theirs, name)) for name in ATTRIBUTES], spelling
        assert (repr(ours), str(ours), text(type(ours)), text(ours.__reduce__())) == (repr(theirs), str(theirs), text(type(theirs)), text(theirs.__reduce__()))
        assert ours == theirs and theirs == ours and hash(ours) == hash(theirs)
        back = pickle.loads(pickle.dumps(ours))
        assert back == ours and back.byteorder == ours.byteorder
        for order in "<>=|SBLNIsbln":
            assert ours.newbyteorder(order) == np.dtype(theirs.newbyteorder(order))


@pytest.mark.parametrize("a, b", list(itertools.product(DTYPES, DTYPES)))
def test_pairs(a, b):
    x, y, u, v = np.dtype(a), np.dtype(b), onp.dtype(a), onp.dtype(b)
    for compare in (lambda p, q: p < q, lambda p, q: p <= q, lambda p, q: p == q, lambda p, q: p != q, lambda p, q: p > q, lambda p, q: p >= q):
        assert outcome(lambda: compare(x, y)) == outcome(lambda: compare(u, v))
    for casting in ("no", "equiv", "safe", "same_kind", "unsafe"):
        assert np.can_cast(x, y, casting) == onp.can_cast(u, v, casting)
    assert text(outcome(lambda: np.promote_types(x, y))) == text(outcome(lambda: onp.promote_types(u, v)))
    harness.count(12)


@pytest.mark.parametrize("call", [
    lambda m: m.dtype("f4", copy=True) is m.dtype("f4"), lambda m: m.dtype("f4", metadata={"a": 1}).metadata, lambda m: m.dtype("f4", metadata={"a": 1}) == m.dtype("f4"),
    lambda m: m.dtype(m.dtype("f4", metadata={"a": 1})).metadata, lambda m: m.dtype(), lambda m: m.dtype("f4").x, lambda m: m.dtype("f4")["a"], lambda m: m.dtype("f4")[0],
    lambda m: len(m.dtype("f4")), lambda m: bool(m.dtype("f4")), lambda m: m.dtype[m.float32], lambda m: m.dtype["x", "y"], lambda m: m.dtype("f4") < 3,
    lambda m: m.dtype("f4") < "f8", lambda m: m.dtype("f4") == "bad", lambda m: m.dtype("f4") == None, lambda m: m.dtype("f8") == None,  # noqa: E711
    lambda m: m.dtype(m.float32(1)), lambda m: m.dtype(m.array(1)), lambda m: m.dtype("f4").newbyteorder("x"), lambda m: setattr(m.dtype("f4"), "names", ("a",)),
    lambda m: setattr(m.dtype("f4"), "kind", "x"), lambda m: delattr(m.dtype("f4"), "names"), lambda m: m.dtype("f4", False, False, {"a": 1}), lambda m: m.dtype(dtype="f4"),
    lambda m: type(m.dtype("f4"))("x"), lambda m: m.dtypes.Float32DType.type, lambda m: isinstance(m.dtype("f4"), m.dtypes.Float32DType), lambda m: m.dtypes.LongDType()])
def test_what_dtypes_do(call):
    assert text(outcome(lambda: call(np))) == text(outcome(lambda: call(onp)))
