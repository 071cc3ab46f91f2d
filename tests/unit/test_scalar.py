"""Scalar types: the tree, construction, values, arithmetic and comparison against NumPy over all pairs of types, methods."""
import copy
import fractions
import itertools
import operator
import os
import pickle
import random
import sys
import warnings

import numpy
import pytest

import pyndarray as np

INTEGERS = ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "longlong", "ulonglong"]
FLOATS = ["float16", "float32", "float64", "longdouble"]
COMPLEX = ["complex64", "complex128", "clongdouble"]
NAMES = ["bool", *INTEGERS, *FLOATS, *COMPLEX]
OURS = ["bfloat16", "float8_e4m3fn"]
RNG = random.Random(int(os.environ.get("PND_SEED", "20260101")))


def outcome(call):
    """What a call gives, in words that do not say which library it was."""
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        try:
            value = call()
        except Exception as e:
            name = type(e).__name__
            value = ("raises", "TypeError" if isinstance(e, TypeError) else name)
            if not isinstance(e, TypeError):
                value += (str(e),)
        else:
            value = describe(value)
    return value, sorted((w.category.__name__, str(w.message)) for w in seen)


def describe(value):
    if isinstance(value, tuple):
        return tuple(describe(v) for v in value)
    kind = type(value)
    if kind.__module__ in ("numpy", "pyndarray"):
        if kind.__name__ == "ndarray":
            return "ndarray", str(value.dtype).replace("float128", "longdouble"), value.shape, repr(value.tolist())
        return kind.__name__, value.dtype.char, bits(value)
    return kind.__name__, repr(value)


def bits(value):
    """The value's bytes; every NaN is the same, padding is nothing."""
    raw, char = value.tobytes(), value.dtype.char
    if char in "gG":
        raw = b"".join(raw[i:i + 10] for i in range(0, len(raw), 16))
    parts = [value] if char not in "FDG" else [value.real, value.imag]
    if any(p != p for p in parts):
        return tuple("nan" if p != p else bits(p) for p in parts) if len(parts) > 1 else "nan"
    return raw


def same(op, names, ours, theirs):
    """Equal, but for what kernels say about float16 remainders (NumPy's scalars divide by zero on the way) and about NaN in complex
    numbers, and for longlong where NumPy's ufunc has int64."""
    values = [str(x[0]).replace("'longlong', 'q'", "'int64', 'l'").replace("'ulonglong', 'Q'", "'uint64', 'L'") for x in (ours, theirs)]
    if values[0] != values[1]:
        return False
    if ours[1] == theirs[1]:
        return True
    if op in (operator.mod, operator.floordiv, divmod) and "float16" in values[0]:
        return True
    rest = [[w for w in x[1] if "invalid value" not in w[1]] for x in (ours, theirs)]
    return any(n in COMPLEX for n in names) and rest[0] == rest[1]


def both(call):
    assert outcome(lambda: call(np)) == outcome(lambda: call(numpy))


# ---- types


def test_the_tree_is_numpys():
    for name in [*NAMES, "generic", "number", "integer", "signedinteger", "unsignedinteger", "inexact", "floating", "complexfloating", "flexible", "character"]:
        ours, theirs = getattr(np, name), getattr(numpy, name)
        assert [c.__name__ for c in ours.__mro__] == [c.__name__ for c in theirs.__mro__], name
        assert ours.__name__ == theirs.__name__ and ours.__module__ == "pyndarray"
        assert ours.__basicsize__ == theirs.__basicsize__, name
    for name in OURS:
        assert [c.__name__ for c in getattr(np, name).__mro__] == [name, "floating", "inexact", "number", "generic", "object"]


def test_aliases_are_numpys():
    for name in ["bool_", "byte", "ubyte", "short", "ushort", "intc", "uintc", "long", "ulong", "int_", "uint", "intp", "uintp", "half", "single",
                 "double", "float128", "csingle", "cdouble", "complex256"]:
        assert getattr(np, name).__name__ == getattr(numpy, name).__name__, name
        assert np.dtype(getattr(np, name)).num == numpy.dtype(getattr(numpy, name)).num


@pytest.mark.parametrize("name", ["generic", "number", "integer", "floating", "inexact", "complexfloating", "flexible", "character"])
def test_abstract_types_make_nothing(name):
    with pytest.raises(TypeError, match="cannot create"):
        getattr(np, name)(1)


def test_bool_has_two_instances():
    assert np.bool(1) is np.True_ and np.bool(0) is np.False_ and np.bool_(3.5) is np.True_
    assert np.array([True])[0] is np.True_ and (np.float64(1) < 2) is np.True_ and ~np.True_ is np.False_
    assert pickle.loads(pickle.dumps(np.True_)) is np.True_
    with pytest.raises(TypeError):
        type("B", (np.bool,), {})


def test_a_class_mixed_from_an_abstract_type_cannot_crash():
    class Mixed(np.floating, float):
        pass

    m = Mixed(2.5)
    for name in set(dir(np.generic)) - {"__torch_function__"}:
        try:
            value = getattr(m, name)
            if callable(value) and not isinstance(value, type):
                value()
        except Exception:
            pass
    for op in (operator.add, operator.mul, operator.lt, operator.eq):
        for other in (1, 1.5, np.float64(2), np.int8(1), np.arange(2.0), m):
            for a, b in ((m, other), (other, m)):
                try:
                    op(a, b)
                except Exception:
                    pass


# ---- construction


VALUES = [
    0, 1, -1, 3, 127, 128, 255, 256, 300, -128, -129, 32767, 32768, 65536, 2**31 - 1, 2**31, 2**32, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1, 2**64, -2**63,
    -2**63 - 1, 10**40, 10**400, 0.0, -0.0, 0.1, 1.5, 3.7, -3.7, 300.7, 1e10, 1e20, 65519.0, 65520.0, 70000.0, 3.4e38, 3.5e38, 1e300, 5e-324, 1e-45,
    6e-8, float("inf"), float("-inf"), float("nan"), True, False, 1 + 2j, 1e300j, None, "", "1", " 12 ", "1.5", "-7", "1e5", "abc", "nan", "inf",
    "1+2j", "True", b"12", b"1.5", bytearray(b"3"), [], [1, 2], [[1.5]], (1,), object(), {}, "300", fractions.Fraction(7, 2), range(3),
]


@pytest.mark.parametrize("name", NAMES)
def test_construction_is_numpys(name):
    for value in VALUES:
        theirs = outcome(lambda: getattr(numpy, name)(value))
        if theirs[0][0] == "raises" and theirs[0][1] not in ("OverflowError", "ValueError"):
            with pytest.raises((TypeError, ValueError)):
                getattr(np, name)(value)
            continue
        if name == "longdouble" and value == " 12 ":  # NumPy reads no space behind a longdouble, but behind every other number
            continue
        assert outcome(lambda: getattr(np, name)(value)) == theirs, value


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("source", NAMES)
def test_construction_from_scalars_and_arrays_is_numpys(name, source):
    for value in (0, 1, 3, 100):
        both(lambda m: getattr(m, name)(getattr(m, source)(value)))
        both(lambda m: getattr(m, name)(m.array(getattr(m, source)(value))))
    both(lambda m: getattr(m, name)(m.array([getattr(m, source)(1)])))


def test_arguments():
    for name in NAMES:
        both(lambda m: getattr(m, name)())
        for call in (lambda t: t(1, 2, 3), lambda t: t(x=1), lambda t: t(1, x=1), lambda t: t(*range(40))):
            with pytest.raises(TypeError):
                call(getattr(np, name))
    both(lambda m: m.complex64(1, 2))
    both(lambda m: m.complex128(1.5, -2))
    assert np.clongdouble(1, 2) == 1 + 2j
    with pytest.raises(TypeError):
        np.float32(1, 2)
    for name in ("complex64", "complex128", "clongdouble"):
        for parts in ((1j, 1j), (1, 1j), (1, None), (None, 1), ("1", 2), ([1], 2), (object(), 1)):
            with pytest.raises(TypeError, match="Could not convert arguments into a complex scalar") if name != "clongdouble" else pytest.raises(TypeError):
                getattr(np, name)(*parts)
            with pytest.raises(TypeError):
                getattr(numpy, name)(*parts)


def test_small_floats_are_made():
    assert float(np.bfloat16(1.01)) == 1.0078125 and float(np.bfloat16("2.5")) == 2.5 and float(np.bfloat16(np.float64(3))) == 3
    assert float(np.float8_e4m3fn(1.1)) == 1.125 and np.bfloat16(1).dtype == np.dtype("bfloat16")
    assert type(np.bfloat16([1, 2])) is np.ndarray


# ---- arithmetic


def samples(name):
    if name == "bool":
        return [False, True]
    if name in INTEGERS:
        info = numpy.iinfo(name)
        return [0, 1, 2, 7, int(info.max), int(info.min), int(info.max) // 2 + 1, -1 if info.min else 3, RNG.randrange(int(info.max))]
    tiny = {"float16": 6e-8, "float32": 1e-45, "complex64": 1e-45}.get(name, 5e-324)
    big = {"float16": 65504.0, "float32": 3.4028234663852886e38, "complex64": 3.4e38}.get(name, 1.7976931348623157e308)
    real = [0.0, -0.0, 1.0, -1.5, 3.25, float("inf"), float("nan"), big, -big, tiny, RNG.uniform(-100, 100)]
    if name in FLOATS:
        return real
    return [complex(a, b) for a, b in [(0.0, 0.0), (1.0, 0.0), (1.0, -2.5), (0.0, 3.0), (float("inf"), 1.0), (float("nan"), 0.0), (-1.5, 0.25)]]


BINARY = [operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod, divmod, operator.and_, operator.or_, operator.xor,
          operator.lshift, operator.rshift, operator.lt, operator.le, operator.eq, operator.ne, operator.gt, operator.ge]
FLOATING_ONLY = {operator.and_, operator.or_, operator.xor, operator.lshift, operator.rshift}


def skip(op, a, b):
    """Cases that say the same thing again, and those whose bits are another layer's affair."""
    inexact = any(n in FLOATS + COMPLEX for n in (a, b))
    return op in FLOATING_ONLY and inexact


@pytest.mark.parametrize("left", NAMES)
def test_operators_on_pairs_of_scalars_are_numpys(left):
    for right in NAMES:
        pairs = list(itertools.product(samples(left), samples(right)))
        if len(pairs) > 12:
            pairs = RNG.sample(pairs, 12)
        for op in BINARY:
            for x, y in pairs[:3] if skip(op, left, right) else pairs:
                def call(m):
                    return op(getattr(m, left)(x), getattr(m, right)(y))
                ours, theirs = outcome(lambda: call(np)), outcome(lambda: call(numpy))
                assert same(op, (left, right), ours, theirs), f"{op.__name__}({left}({x!r}), {right}({y!r})): {ours} {theirs}"


PYTHON = [0, 1, -1, 2, 100, 127, 128, 255, 256, -129, 2**15, 2**31, 2**53 + 1, 2**63 - 1, 2**63, 2**64, 10**30, 0.0, -0.0, 0.1, 1.5, 1e10, 7e4, 1e39, float("inf"),
          float("nan"), True, False, 1j, 1.5 - 2j]


@pytest.mark.parametrize("name", NAMES)
def test_operators_with_python_numbers_are_numpys(name):
    for x, y in RNG.sample(list(itertools.product(samples(name), PYTHON)), 120 if name != "bool" else 58):
        for op in BINARY:
            if skip(op, name, "bool") or (op in FLOATING_ONLY and isinstance(y, (float, complex))):
                continue
            for call in (lambda m: op(getattr(m, name)(x), y), lambda m: op(y, getattr(m, name)(x))):
                ours, theirs = outcome(lambda: call(np)), outcome(lambda: call(numpy))
                kind = "complex128" if isinstance(y, complex) else name
                assert same(op, (name, kind), ours, theirs), f"{op.__name__}: {name}({x!r}), {y!r}: {ours} {theirs}"


@pytest.mark.parametrize("name", NAMES)
def test_unary_operators_and_conversions_are_numpys(name):
    for x in samples(name):
        for op in (operator.neg, operator.pos, abs, operator.invert, bool, int, float, complex, hash, operator.index):
            if op is hash and x != x:
                continue
            ours, theirs = outcome(lambda: op(getattr(np, name)(x))), outcome(lambda: op(getattr(numpy, name)(x)))
            assert ours == theirs, f"{op.__name__}({name}({x!r}))"


@pytest.mark.parametrize("name", NAMES)
def test_power_is_numpys(name):
    for x, y in itertools.product(samples(name), (0, 1, 2, 3, -1, 0.5, 2.0)):
        if name in FLOATS + COMPLEX and not (isinstance(x, float) and x in (0.0, 1.0, 3.25)):
            continue
        def call(m):
            r = getattr(m, name)(x) ** y
            return r if name not in FLOATS + COMPLEX else type(r).__name__
        ours, theirs = outcome(lambda: call(np)), outcome(lambda: call(numpy))
        assert ours[0][0] == theirs[0][0] and ours[1] == theirs[1], f"{name}({x!r}) ** {y!r}"
    with pytest.raises(TypeError):
        pow(getattr(np, name)(2), 3, 5)


def test_errstate_rules_scalars():
    with np.errstate(over="raise"):
        with pytest.raises(FloatingPointError, match="overflow encountered in scalar add"):
            np.int8(127) + np.int8(1)
        with pytest.raises(FloatingPointError, match="overflow encountered in scalar multiply"):
            np.float64(1e300) * 1e300
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.int8(127) + np.int8(1) == -128 and np.float64(1) / 0 == np.inf
    with np.errstate(under="raise"):
        with pytest.raises(FloatingPointError, match="underflow"):
            np.float64(1e-300) * 1e-300
        with pytest.raises(FloatingPointError, match="underflow"):
            np.float32(1e-30) * np.float32(1e-30)
        with pytest.raises(FloatingPointError, match="underflow"):
            np.float64(1e-300) / 1e10


def test_other_objects():
    a = np.arange(3.0)
    assert (np.float64(2) * a).tolist() == [0, 2, 4] and (a - np.float32(1)).tolist() == [-1, 0, 1]
    assert (np.int64(3) + [1, 2]).tolist() == [4, 5] and ((1, 2) + np.int8(1)).tolist() == [2, 3]
    assert np.int64(3) * [1, 2] == [1, 2] * 3 and "ab" * np.int8(2) == "abab" and np.uint8(2) * (1,) == (1, 1)
    with pytest.raises(TypeError, match="can't multiply sequence by non-int of type 'pyndarray.float64'"):
        np.float64(3) * [1, 2]
    assert np.float64(0.5) + fractions.Fraction(1, 2) == 1.0
    assert (np.float64(1) == None) is False and (np.float64(1) != None) is True  # noqa: E711
    assert not np.float64(1) == "a" and np.float64(1) != "a"
    for bad in (None, "a", object(), {}):
        for op in (operator.add, operator.lt, operator.mul):
            with pytest.raises(TypeError):
                op(np.float64(1), bad)
    with pytest.raises(TypeError):
        np.int64(1) @ np.int64(1)


def test_others_go_first_when_they_ask():
    class Defers:
        __array_ufunc__ = None

        def __radd__(self, other):
            return "radd"

        def __rmul__(self, other):
            return "rmul"

        def __gt__(self, other):
            return "gt"

    class Important:
        __array_priority__ = 1000

        def __radd__(self, other):
            return "radd"

        def __array__(self, dtype=None, copy=None):
            return np.arange(3.0)

    assert np.float64(1) + Defers() == "radd" and np.int8(1) * Defers() == "rmul" and (np.float32(1) < Defers()) == "gt"
    assert np.float64(1) + Important() == "radd"


def test_python_subclasses():
    class Mine(np.float64):
        pass

    class Int(np.int16):
        pass

    m = Mine(2.5)
    assert type(m) is Mine and m == 2.5 and type(m + 1) is np.float64 and type(-m) is np.float64 and m.dtype == np.float64
    assert type(Int(3)) is Int and type(Int(3) + Int(4)) is np.int16 and Int(3) * 2 == 6 and [10, 20][Int(1)] == 20
    assert type(np.asarray(m)) is np.ndarray and np.asarray(Int(3)).dtype == np.int16
    assert float(m) == 2.5 and hash(m) == hash(2.5) and isinstance(m, float)
    m.attribute = 1
    assert m.__dict__ == {"attribute": 1}


# ---- attributes and methods


@pytest.mark.parametrize("name", NAMES)
def test_attributes_are_numpys(name):
    for attribute in ("shape", "strides", "ndim", "size", "itemsize", "nbytes", "base", "real", "imag", "T", "device", "__array_priority__"):
        both(lambda m: getattr(getattr(m, name)(1), attribute))
    x = getattr(np, name)(1)
    assert x.dtype is np.dtype(getattr(np, name))
    flags = x.flags
    assert flags.c_contiguous and flags.f_contiguous and flags.owndata and flags.aligned and not flags.writeable
    for attribute in ("shape", "dtype", "real", "T"):
        with pytest.raises((AttributeError, TypeError)):
            setattr(x, attribute, 1)


@pytest.mark.parametrize("name", NAMES)
def test_methods_are_numpys(name):
    for text in ("x.item()", "x.item(0)", "x.item(1)", "x.item(())", "x.tolist()", "x.astype('f4')", "x.astype('i2')", "x.sum()", "x.prod()", "x.min()",
                 "x.max()", "x.all()", "x.any()", "x.argmax()", "x.reshape(1)", "x.reshape(1, 1)", "x.ravel()", "x.flatten()", "x.copy()",
                 "x.squeeze()", "x.transpose()", "x.fill(2)", "x.setflags(write=True)", "x.__copy__()", "x.__deepcopy__(None)", "x.cumsum()",
                 "x.repeat(2)", "x.__array__()", "x.__array__('f8')", "x.view()", "x[()]", "x[...]", "x[None]", "x[None, ..., None]", "x[0]", "x['a']",
                 "x[1:]", "len(x)", "iter(x)", "x.__setstate__(1)", "x.nonexistent", "x.mean()", "x.nonzero()", "x.sort()", "x.is_integer()",
                 "x.as_integer_ratio()", "x.bit_count()", "x.numerator", "x.denominator", "round(x)", "x.__round__()"):
        for value in (0, 1, 3):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                ours, theirs = (outcome(lambda: eval(text, {"x": getattr(m, name)(value)})) for m in (np, numpy))
            if text == "x.bit_count()" and name not in INTEGERS and ours[0] != theirs[0]:
                continue
            if text == "x.nonzero()":
                assert ours[0][:2] == theirs[0][:2]
            elif theirs[0][:2] in (("raises", "AttributeError"), ("raises", "DeprecationWarning")):
                assert ours[0][:2] in (("raises", "AttributeError"), ("raises", "TypeError")), text
            else:
                assert same(None, [name], ours, theirs), f"{text}, x = {name}({value}): {ours} {theirs}"


@pytest.mark.parametrize("name", FLOATS)
def test_exact_ratios(name):
    for text in ("0.1", "-2.5", "1e4", "6.1e-5", "nan", "inf", "-inf", "0.0", "-0.0", "12345.678"):
        both(lambda m: getattr(m, name)(text).as_integer_ratio())
        both(lambda m: getattr(m, name)(text).is_integer())
        both(lambda m: round(getattr(m, name)(text)))


def test_forwarded_methods_describe_themselves():
    assert np.generic.sum.__name__ == "sum" and np.generic.sum.__doc__ == np.ndarray.sum.__doc__
    assert np.generic.sum.__text_signature__ == np.ndarray.sum.__text_signature__
    with pytest.raises(TypeError):
        np.generic.sum(3)
    with pytest.raises(TypeError):
        np.generic.sum()
    assert np.float64.sum(np.float64(3)) == 3


def test_type_parameters():
    assert np.number[int].__args__ == (int,) and np.complexfloating[int, float].__args__ == (int, float) and np.bool[int]
    for bad in (lambda: np.float64[int], lambda: np.number[int, int], lambda: np.number[()], lambda: np.generic[int]):
        with pytest.raises(TypeError):
            bad()


@pytest.mark.parametrize("name", [*NAMES, *OURS])
def test_pickle_and_copy(name):
    x = getattr(np, name)(1)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        y = pickle.loads(pickle.dumps(x, protocol))
        assert y == x and y.dtype == x.dtype and (type(y) is type(x) or "longlong" in name)  # dtype('longlong') is pickled as 'i8'
    assert copy.copy(x) == x and copy.deepcopy(x) == x
    assert sys.getsizeof(x) == type(x).__basicsize__


@pytest.mark.parametrize("name", NAMES)
def test_buffers_are_numpys(name):
    ours, theirs = memoryview(getattr(np, name)(1)), memoryview(getattr(numpy, name)(1))
    for attribute in ("format", "itemsize", "ndim", "shape", "strides", "readonly", "nbytes"):
        assert getattr(ours, attribute) == getattr(theirs, attribute), attribute
    if name not in ("longdouble", "clongdouble"):
        assert bytes(getattr(np, name)(1)) == bytes(getattr(numpy, name)(1))


def test_buffers_of_small_floats():
    with pytest.raises(BufferError):
        memoryview(np.bfloat16(1))


@pytest.mark.parametrize("name", [*NAMES, *OURS])
def test_hash_is_that_of_the_equal_number(name):
    for value in (0, 1, 2, 96) if name != "bool" else (0, 1):
        assert hash(getattr(np, name)(value)) == hash(value) and getattr(np, name)(value) in {value}
    if name in FLOATS + OURS:
        for value in (0.5, -2.0, float("inf")) if name != "float8_e4m3fn" else (0.5, -2.0):
            assert hash(getattr(np, name)(value)) == hash(value)


def test_interface_of_a_scalar_keeps_its_copy():
    interface = np.float64(2.5).__array_interface__
    assert interface["shape"] == () and interface["typestr"] == "<f8"
    assert np.float32(1.5).__array__().tolist() == 1.5


@pytest.mark.parametrize("name", [*NAMES, *OURS])
def test_everything_is_flat(name, flat):
    from functools import partial
    t, flat = getattr(np, name), partial(flat, n=300)
    x, y = t(1), t(1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        flat(lambda: t(1), t)
        flat(lambda: t("1"), t)
        flat(lambda: x + y)
        flat(lambda: x == y)
        flat(lambda: x < 3)
        flat(lambda: x * 2)
        flat(lambda: x / y)
        flat(lambda: divmod(x, y), raises=TypeError)
        flat(lambda: x + "a", raises=TypeError)
        flat(lambda: x + [1, 2])
        flat(lambda: x & y, raises=TypeError)
        flat(lambda: x - y, raises=TypeError)
        flat(lambda: [float(x), int(x), bool(x), hash(x)])
        flat(lambda: [x.dtype, x.real, x.imag, x.flags, x.T, x.itemsize])
        flat(lambda: x.sum())
        flat(lambda: x.astype("f8"), np.dtype("f8"))
        flat(lambda: [x.item(), x.tolist(), x.tobytes(), x.copy()])
        flat(lambda: x.reshape(2), raises=ValueError)
        flat(lambda: x[...])
        flat(lambda: x[1], raises=IndexError)
        flat(lambda: pickle.loads(pickle.dumps(x)))
        flat(lambda: t([1, 2]))
        flat(lambda: t(object()), raises=TypeError)


class Derived:
    """Classes derived from Python's numbers: strong, as float64, int64 and complex128 are."""
    F, I, C = type("F", (float,), {}), type("I", (int,), {}), type("C", (complex,), {})


@pytest.mark.parametrize("number", [Derived.F(1.5), Derived.I(3), Derived.C(1 + 2j)], ids=["float", "int", "complex"])
@pytest.mark.parametrize("name", ["float16", "float32", "longdouble", "int8", "uint64", "complex64", "bool"])
def test_numbers_of_derived_classes_are_strong(number, name):
    both(lambda m: getattr(m, name)(1) + number)
    both(lambda m: number * getattr(m, name)(1))
    both(lambda m: getattr(m, name)(1) == number)
    both(lambda m: (m.ones(2, name) + number).dtype.char)
    both(lambda m: m.where([True, False], getattr(m, name)(1), number).dtype.char)


@pytest.mark.parametrize("base", [float, int, complex])
def test_derived_numbers_may_answer_themselves(base):
    kind = type("Own", (base,), {"__radd__": lambda self, other: "radd", "__gt__": lambda self, other: "gt", "__array_ufunc__": None})
    for name in ("float64", "float32", "int8", "longdouble", "complex64"):
        assert getattr(np, name)(1) + kind(2) == getattr(numpy, name)(1) + kind(2) == "radd"
        assert (getattr(np, name)(1) < kind(2)) == (getattr(numpy, name)(1) < kind(2)) == "gt"


@pytest.mark.parametrize("name", ["longdouble", "clongdouble"])
def test_wide_scalars_beside_objects_do_not_recurse(name):
    x = getattr(np, name)(3)
    for other in (None, object(), type("Mute", (), {})()):
        for call in (lambda: x + other, lambda: other * x, lambda: x < other, lambda: x ** other):
            with pytest.raises(TypeError):
                call()
        assert (x == other) is False and (x != other) is True
    assert x + type("Adds", (), {"__radd__": lambda self, scalar: ("added", scalar)})() == ("added", x)
