"""dtype objects: construction, attributes, comparison, hash, pickle, classes; compared with NumPy's where it has them."""
import ctypes
import operator
import pickle
import warnings

import ml_dtypes
import numpy
import pytest

import pyndarray as np
import pyndarray.dtypes
from tests.small_floats import SMALL_NAMES

CHARS = "?bBhHiIlLqQefdgFDG"
SPELLINGS = [order + char for char in CHARS for order in "=<>|"]
ATTRIBUTES = """alignment byteorder char descr fields flags hasobject isalignedstruct isbuiltin isnative itemsize kind metadata
    name names ndim num shape str subdtype""".split()


@pytest.mark.parametrize("text", SPELLINGS)
def test_attributes_equal_numpys(text):
    ours, theirs = np.dtype(text), numpy.dtype(text)
    for name in ATTRIBUTES:
        assert getattr(ours, name) == getattr(theirs, name), name
    assert repr(ours) == repr(theirs)
    assert str(ours) == str(theirs)
    assert ours.base is ours
    assert ours.type is type(ours).type
    assert ours.type.__name__ == theirs.type.__name__
    assert len(ours) == 0 and bool(ours) is True


@pytest.mark.parametrize("text", SPELLINGS)
def test_equal_to_numpys_both_ways(text):
    ours, theirs = np.dtype(text), numpy.dtype(text)
    assert ours == theirs and theirs == ours
    assert not (ours != theirs) and not (theirs != ours)
    assert hash(ours) == hash(theirs)
    assert np.dtype(theirs) == ours and np.dtype(theirs).char == theirs.char
    assert numpy.dtype(ours) == theirs and numpy.dtype(ours).char == theirs.char
    assert {theirs: 1}[ours] == 1


@pytest.mark.parametrize("name", SMALL_NAMES)
def test_small_floats(name):
    ours, theirs = np.dtype(name), numpy.dtype(getattr(ml_dtypes, name))
    assert ours == theirs and theirs == ours and hash(ours) == hash(theirs)
    assert np.dtype(theirs) is ours and np.dtype(getattr(ml_dtypes, name)) is ours
    assert numpy.dtype(ours) == theirs
    assert ours.kind == "f" and ours.char == theirs.char and ours.num >= 256 and ours.isbuiltin == 2
    assert ours.str == name and np.dtype(ours.str) is ours
    assert repr(ours) == f"dtype('{name}')" and ours.name == name
    assert ours != np.dtype("f2") and np.issubdtype(ours, np.floating)
    assert pickle.loads(pickle.dumps(ours)) == ours
    if ours.itemsize > 1:
        swapped = ours.newbyteorder()
        assert swapped != ours and np.dtype(swapped.str) is swapped
        assert pickle.loads(pickle.dumps(swapped)) == swapped


def test_torch_dtypes():
    torch = pytest.importorskip("torch")
    for name in "bool uint8 int8 int16 int32 int64 uint16 uint32 uint64 float16 float32 float64 complex64 complex128".split() + SMALL_NAMES:
        assert np.dtype(getattr(torch, name)) is np.dtype(name)
        assert np.dtype(name) == getattr(torch, name)
    with pytest.raises(TypeError, match="not understood"):
        np.dtype(torch.complex32)


def test_scalar_types_name_dtypes():
    for name in "int8 uint8 int16 int32 int64 longlong float16 float32 float64 longdouble complex64 clongdouble bool".split():
        assert np.dtype(getattr(np, name)).char == numpy.dtype(getattr(numpy, name)).char
        assert np.dtype(getattr(numpy, name)).char == numpy.dtype(getattr(numpy, name)).char
    assert [np.dtype(t).name for t in (bool, int, float, complex)] == ["bool", "int64", "float64", "complex128"]
    assert np.dtype(None) is np.dtype("f8")


def test_ctypes():
    for c in (ctypes.c_bool, ctypes.c_int, ctypes.c_long, ctypes.c_ubyte, ctypes.c_float, ctypes.c_double, ctypes.c_double.__ctype_be__):
        assert np.dtype(c) == numpy.dtype(c)


def test_singletons():
    assert np.dtype("f4") is np.dtype("<f4") is np.dtype(np.float32) is np.float32(1).dtype if hasattr(np.float32, "dtype") else True
    assert np.dtype("f4").newbyteorder().newbyteorder() is np.dtype("f4")
    copy = np.dtype("f4", copy=True)
    assert copy is not np.dtype("f4") and copy == np.dtype("f4") and hash(copy) == hash(np.dtype("f4"))
    assert np.dtype("q") is not np.dtype("l") and np.dtype("q") == np.dtype("l")


def test_metadata():
    d = np.dtype("f8", metadata={"a": 1})
    assert d.metadata == {"a": 1} and d == np.dtype("f8") and np.dtype("f8").metadata is None
    with pytest.raises(TypeError):
        d.metadata["a"] = 2
    assert np.dtype(d, metadata={"b": 2}).metadata == {"a": 1, "b": 2}
    assert d.newbyteorder().metadata == {"a": 1}
    assert pickle.loads(pickle.dumps(d)).metadata == {"a": 1}


@pytest.mark.parametrize("text", SPELLINGS)
def test_pickle(text):
    ours, theirs = np.dtype(text), numpy.dtype(text)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        back = pickle.loads(pickle.dumps(ours, protocol))
        assert back == ours and back.str == ours.str and type(back) is type(np.dtype(ours.str))
    assert ours.__reduce__()[1:] == theirs.__reduce__()[1:]
    fresh = np.dtype(theirs.__reduce__()[1][0], copy=True)
    fresh.__setstate__(theirs.__reduce__()[2])  # as NumPy's pickles do
    assert fresh == ours


def test_setstate_leaves_singletons_alone():
    d = np.dtype("f8")
    d.__setstate__((3, ">", None, None, None, -1, -1, 0))
    assert d.str == "<f8" and d.byteorder == "="
    for state in (1, (), (3, ">"), (9, ">", None, None, None, -1, -1, 0), (3, 5, None, None, None, -1, -1, 0)):
        with pytest.raises(ValueError):
            np.dtype("f8", copy=True).__setstate__(state)


@pytest.mark.parametrize("text", ["f8", ">i4", "?", "i1", "D"])
@pytest.mark.parametrize("order", ["S", ">", "<", "=", "|", "big", "little", "N", "I", "native", "swap"])
def test_newbyteorder(text, order):
    assert np.dtype(text).newbyteorder(order) == numpy.dtype(text).newbyteorder(order)
    assert np.dtype(text).newbyteorder(order).str == numpy.dtype(text).newbyteorder(order).str


@pytest.mark.parametrize("op", ["lt", "le", "eq", "ne", "gt", "ge"])
def test_order_is_safe_casting(op):
    compare = getattr(operator, op)
    texts = list(CHARS) + [">f4", ">l"]
    for a in texts:
        for b in texts:
            assert compare(np.dtype(a), np.dtype(b)) == compare(numpy.dtype(a), numpy.dtype(b)), (a, b)


def test_compared_with_anything():
    d = np.dtype("f8")
    assert d == "f8" and d == float and d == np.float64 and d == None  # noqa: E711  None means float64
    assert d != "zzz" and d != 1.5 and d != [] and d != "f4"
    assert np.dtype("f4") < "f8" and np.dtype("f4") <= float
    assert d < list  # a type that is no number stands for dtype=object
    for other in (1.5, "zzz"):
        with pytest.raises(TypeError):
            d < other


ERRORS = {
    "'zz'": "data type 'zz' not understood", "b'zz'": "data type 'zz' not understood", "'f3'": "data type 'f3' not understood",
    "1": "Cannot interpret '1' as a data type", "True": "Cannot interpret 'True' as a data type", "'bool8'": "removed in NumPy 2.0",
    "np.floating": "not allowed", "np.number": "not allowed", "np.generic": "not allowed", "np.integer": "not allowed",
    "str": "data type 'str' is not supported yet",
    "'S5'": "'S5' is not supported yet", "'<U3'": "'<U3' is not supported yet", "'M8[s]'": "'M8[s]' is not supported yet",
    "'V8'": "'V8' is not supported yet", "[('a', 'f4')]": "not supported yet", "'f4,i4'": "not supported yet", "('f4', 2)": "not supported yet",
    "numpy.dtype('M8[s]')": "not supported yet", "numpy.dtype('S3')": "not supported yet", "numpy.str_": "not supported yet",
}


@pytest.mark.parametrize("text", ERRORS)
def test_refused(text):
    with pytest.raises(TypeError) as error:
        np.dtype(eval(text))
    assert ERRORS[text] in str(error.value)


def test_dtype_attribute():
    class Has:
        dtype = np.dtype("f4")

    class Protocol:
        __numpy_dtype__ = np.dtype("i2")

    class Bad:
        dtype = "f4"

    class Loop:
        dtype = property(lambda self: self)

    assert np.dtype(Has) is np.dtype(Has()) is np.dtype("f4")
    assert np.dtype(Protocol) is np.dtype(Protocol()) is np.dtype("i2")
    for bad in (Bad, Bad(), Loop()):
        with pytest.raises(ValueError, match="Could not convert"):
            np.dtype(bad)


def test_arguments():
    with pytest.raises(TypeError, match="missing required argument 'dtype'"):
        np.dtype()
    with pytest.raises(TypeError):
        np.dtype("f4", junk=1)
    with pytest.raises(TypeError):
        np.dtype("f4", metadata=1)
    with pytest.warns(np.exceptions.VisibleDeprecationWarning if hasattr(np, "exceptions") else Warning, match="align should be passed"):
        np.dtype("f4", align=2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        np.dtype("f4", align=True)


def test_classes():
    assert isinstance(np.dtype("f8"), np.dtype)
    assert type(np.dtype("f8")) is pyndarray.dtypes.Float64DType
    assert pyndarray.dtypes.Float64DType() is np.dtype("f8")
    assert pyndarray.dtypes.Float64DType.type is np.float64 and np.dtype.type is None
    assert pyndarray.dtypes.LongDType is pyndarray.dtypes.Int64DType
    assert type(np.dtype) is type(pyndarray.dtypes.Int8DType)
    assert pyndarray.dtypes.Int8DType.__module__.endswith(".dtypes")
    with pytest.raises(TypeError, match="no-argument"):
        pyndarray.dtypes.Float64DType("f8")
    with pytest.raises(TypeError):
        type("Sub", (np.dtype,), {})
    with pytest.raises(TypeError, match="Cannot subclass DType"):
        type(np.dtype)("Sub", (), {})
    for name in numpy.dtypes.__all__:
        if name not in ("ObjectDType", "BytesDType", "StrDType", "VoidDType", "DateTime64DType", "TimeDelta64DType", "StringDType"):
            assert hasattr(pyndarray.dtypes, name)
    assert np.dtype[float].__origin__ is np.dtype
    with pytest.raises(TypeError):
        np.dtype[float, int]


def test_read_only():
    d = np.dtype("f8")
    for name in ("kind", "num", "str", "type", "itemsize", "shape"):
        with pytest.raises(AttributeError):
            setattr(d, name, 1)
    with pytest.raises(AttributeError):
        d.anything = 1
    with pytest.raises(ValueError, match="no fields"):
        d.names = ("a",)
    with pytest.raises(KeyError, match="no fields in dtype float64"):
        d["a"]
    with pytest.raises(TypeError):
        d * 2


FINFO = "bits eps epsneg iexp machep max maxexp min minexp negep nexp nmant precision resolution smallest_normal smallest_subnormal tiny".split()


@pytest.mark.parametrize("char", list("efdgFDG"))
def test_finfo(char):
    ours, theirs = np.finfo(char), numpy.finfo(char)
    for name in FINFO:
        a, b = getattr(ours, name), getattr(theirs, name)
        assert type(a).__name__ == type(b).__name__, name
        assert repr(a) == repr(b), name
    assert ours.dtype == theirs.dtype and np.finfo(ours.dtype) is ours
    assert repr(ours) == repr(theirs) and str(ours) == str(theirs)


@pytest.mark.parametrize("name", SMALL_NAMES)
def test_finfo_small(name):
    ours, theirs = np.finfo(name), ml_dtypes.finfo(name)
    for field in FINFO:
        assert float(getattr(ours, field)) == float(getattr(theirs, field)), field


def test_finfo_arguments():
    assert np.finfo(1.0) is np.finfo(float) is np.finfo(np.dtype(">f8")) is np.finfo(dtype=np.complex128) is np.finfo("f8")
    assert pickle.loads(pickle.dumps(np.finfo("f4"))) is np.finfo("f4")
    for bad in ("i4", 1, "?", "zz", object):
        with pytest.raises(ValueError):
            np.finfo(bad)


@pytest.mark.parametrize("char", list("bBhHiIlLqQ"))
def test_iinfo(char):
    ours, theirs = np.iinfo(char), numpy.iinfo(char)
    for name in ("bits", "min", "max", "kind", "key"):
        assert getattr(ours, name) == getattr(theirs, name)
    assert ours.dtype == theirs.dtype and repr(ours) == repr(theirs) and str(ours) == str(theirs)


def test_iinfo_arguments():
    assert np.iinfo(5).dtype == np.iinfo(int).dtype == "i8"
    for bad, letter in (("f4", "f"), ("?", "b")):
        with pytest.raises(ValueError, match=f"Invalid integer data type '{letter}'"):
            np.iinfo(bad)
    with pytest.raises(TypeError):
        np.iinfo()
