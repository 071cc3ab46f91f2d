"""pyndarray's and NumPy's arrays in one expression."""
import array
import ctypes
import warnings

import numpy as onp
import pytest

import pyndarray as np


@pytest.mark.parametrize("call", [lambda a, o: a + o, lambda a, o: o + a, lambda a, o: np.add(a, o), lambda a, o: onp.add(a, o), lambda a, o: onp.add(o, a),
                                  lambda a, o: o * a - a, lambda a, o: a - o, lambda a, o: a < o, lambda a, o: o < a, lambda a, o: a @ o, lambda a, o: o @ a])
def test_mixed_operands(call):
    o = onp.arange(9.0).reshape(3, 3)
    a = np.array(o.tolist())
    result = call(a, o)
    assert isinstance(result, np.ndarray)
    assert result.tolist() == call(o, o).tolist()


def test_in_place():
    a, o = np.arange(3.0), onp.arange(3.0)
    o += a
    assert type(o) is onp.ndarray and o.tolist() == [0, 2, 4]
    a += o
    assert type(a) is np.ndarray and a.tolist() == [0, 3, 6]


def test_functions_take_the_other_library():
    o, a = onp.arange(6.0).reshape(2, 3), np.arange(6.0).reshape(2, 3)
    assert np.sum(o, axis=0).tolist() == [3, 5, 7] == onp.sum(a, axis=0).tolist()
    assert np.concatenate([o, a]).shape == (4, 3) == onp.concatenate([onp.asarray(a), o]).shape
    assert np.from_dlpack(o).tolist() == o.tolist()


def test_ufunc_we_do_not_have():
    with pytest.raises(TypeError):
        onp.heaviside(np.arange(3.0), 0.5)


@pytest.mark.parametrize("code", "?bhilqBHIQefdgF")
@pytest.mark.parametrize("name", ["argmax", "argmin"])
def test_positions_go_into_what_casts_safely_to_intp(name, code):
    outcomes = []
    for m in (onp, np):
        for keep, shape in ((False, (3,)), (True, (1, 3)), (False, (4,))):
            out, a = m.ones(shape, code), m.arange(6.0).reshape(2, 3)[:, ::-1]
            try:
                r = getattr(m, name)(a, axis=0, out=out, keepdims=keep)
                outcomes.append((m, r is out, out.tolist(), out.dtype.char))
            except (TypeError, ValueError) as e:
                outcomes.append((m, type(e), out.tolist()))
    half = len(outcomes) // 2
    assert [o[1:] for o in outcomes[:half]] == [o[1:] for o in outcomes[half:]]


def test_positions_into_awkward_outputs():
    for m in (onp, np):
        a = m.arange(6, dtype="i4")
        assert m.argmax(a.reshape(2, 3), axis=0, out=a[:3]).tolist() == [1, 1, 1] and a.tolist() == [1, 1, 1, 3, 4, 5]
        swapped, strided = m.zeros(3, ">i8"), m.zeros(6, "q")
        assert m.argmax(m.arange(6.0).reshape(2, 3), axis=0, out=swapped).tolist() == [1, 1, 1]
        assert m.argmax(m.arange(6.0).reshape(2, 3), axis=0, out=strided[::2]).tolist() == [1, 1, 1] and strided.sum() == 3
        strided.flags.writeable = False
        with pytest.raises(ValueError):
            m.argmax(m.arange(6.0), out=strided[0:1].reshape(()))


class Interface:
    def __init__(self, a):
        self.a, self.__array_interface__ = a, a.__array_interface__


class Struct:
    def __init__(self, a):
        self.a, self.__array_struct__ = a, a.__array_struct__


@pytest.mark.parametrize("wrap", [lambda a: a, lambda a: [a, a], Interface, Struct], ids=["itself", "list", "interface", "struct"])
@pytest.mark.parametrize(
    "a, text",
    [
        (onp.array([b"abc"]), "S3"),
        (onp.array(["abc"]), "U"),
        (onp.zeros(2, "V3"), "V3"),
        (onp.zeros(2, "i4,f8"), "V12"),
        (onp.zeros(2, [("x", "f4", (2, 2))]), "V16"),
        (onp.zeros(2, "M8[s]"), "M8"),
        (onp.zeros(2, "T"), "T"),
    ],
    ids=lambda x: x if type(x) is str else "",
)
def test_dtypes_of_later_are_refused_by_name(a, text, wrap):
    try:
        given = wrap(a)
    except ValueError:
        return  # has no such interface
    with pytest.raises(TypeError, match=text):
        np.asarray(given)
    with pytest.raises((TypeError, IndexError)):
        np.zeros(3)[given]


def test_objects_come_across_one_by_one():
    o = onp.array([1, None, "a", [2]], dtype=object)
    a = np.asarray(o)
    assert a.dtype == object and all(x is y for x, y in zip(a.tolist(), o.tolist(), strict=True))
    for wrap in (Interface, Struct):
        with pytest.raises(ValueError, match="references to objects"):
            np.asarray(wrap(o))


def test_buffers_of_later_dtypes():
    class Pair(ctypes.Structure):
        _fields_ = [("a", ctypes.c_int), ("b", ctypes.c_float)]

    for o, text in [
        (memoryview(b"abc").cast("c"), "S1"),
        ((ctypes.c_char * 3)(), "S1"),
        (Pair(), "V8"),
        ((Pair * 2)(), "V8"),
        (onp.void(b"abc"), "V3"),
        (array.array("u", "abc"), "U1"),
    ]:
        with pytest.raises(TypeError, match=text):
            np.asarray(o)
    assert np.frombuffer(memoryview(b"abc").cast("c"), "u1").tolist() == [97, 98, 99]
    for o in ((ctypes.c_wchar * 3)(), (ctypes.c_void_p * 3)()):
        with pytest.raises(ValueError):
            np.asarray(o)
        with pytest.raises(ValueError):
            onp.asarray(o)


@pytest.mark.parametrize("code", "bBhHiIlLqQefdg")
def test_rounding_scalars(code):
    for value in (0, 2.5, 3.5, 25, 12.345, 99.995, 127, 0.125, 65, float("nan"), float("inf"), -2.675, -15):
        try:
            o = onp.array(value, code)[()]
            x = np.array(value, code)[()]
        except (ValueError, OverflowError):
            continue  # NaN is no integer, -15 no unsigned one
        for digits in (-3, -2, -1, 0, 1, 2, 4, True):
            with onp.errstate(all="ignore"), np.errstate(all="ignore"):
                want, got = round(o, digits), round(x, digits)
            assert type(got).__name__ == type(want).__name__ and repr(got) == repr(want), (o, digits)
    one = np.array(1, code)[()]
    for digits in (1.5, "1", [1]):
        with pytest.raises(TypeError):
            round(one, digits)
    assert one.__round__() == 1 and type(one.__round__(None)) is int and one.__round__(ndigits=1) == 1


@pytest.mark.parametrize(
    "text",
    [
        "std([])", "var([])", "std(zeros((0, 3)), axis=0)", "std(zeros((0, 3)), axis=1)", "var(zeros((2, 0)), axis=1, ddof=1)",
        "std([1.0], ddof=1)", "std([1.0], ddof=2)", "std([[1.0, 2]], axis=0, ddof=1)", "var(zeros((0, 3), 'f2'))", "std(zeros((0, 3), 'c8'))",
        "std(zeros(0, 'i4'))", "std([1., 2], where=[False, False])", "var([1., 2], where=[True, False], ddof=1)", "var([], mean=0.)",
        "std(zeros(0), dtype='f4')", "std(zeros(1, 'f4'), ddof=1)", "var(zeros(0), ddof=-1)", "mean([])", "mean(zeros((0, 3)), axis=0)",
    ],
)  # fmt: skip
def test_warnings_of_nothing(text):
    seen = []
    for m in (onp, np):
        with warnings.catch_warnings(record=True) as w:
            warnings.simplefilter("always")
            r = eval("m." + text.replace("zeros", "m.zeros"))
        seen.append((onp.asarray(r).dtype, onp.asarray(r).shape, [(x.category, str(x.message)) for x in w]))
    assert seen[0] == seen[1]


def test_strides_of_an_empty_buffer():
    for m in (onp, np):
        assert m.frombuffer(b"", "i2").strides == (2,) == m.frombuffer(b"ab", "i2", 0).strides == m.frombuffer(b"ab", "i2", offset=2).strides
