"""promote_types, result_type, can_cast, min_scalar_type, issubdtype, isdtype against NumPy: whole tables and random tuples."""
import random

import numpy
import pytest

import pyndarray as np

from . import harness
from ..small_floats import SMALL_FLOATS

CHARS = "?bBhHiIlLqQefdgFDG"
SPELLINGS = list(CHARS) + [">h", ">l", ">q", ">e", ">d", ">g", ">D"]
CASTING = ["no", "equiv", "safe", "same_kind", "unsafe"]


@pytest.mark.parametrize("a", SPELLINGS)
def test_promote_types(a):
    for b in SPELLINGS:
        harness.count()
        ours, theirs = np.promote_types(a, b), numpy.promote_types(a, b)
        assert ours == theirs and ours.char == theirs.char and ours.byteorder == theirs.byteorder, (a, b)


@pytest.mark.parametrize("casting", CASTING)
@pytest.mark.parametrize("a", SPELLINGS)
def test_can_cast(a, casting):
    for b in SPELLINGS:
        harness.count()
        assert np.can_cast(a, b, casting) is numpy.can_cast(a, b, casting), (a, b)


def test_result_type_of_random_tuples():
    rng = random.Random(20240)
    weak = [1, 1.0, 1j, True, 300, 2.5]
    for _ in range(4000):
        picked = [rng.choice(SPELLINGS + weak) for _ in range(rng.randint(1, 4))]
        harness.count()
        ours, theirs = np.result_type(*picked), numpy.result_type(*picked)
        assert ours == theirs and ours.char == theirs.char and ours.isnative, picked


def test_result_type_of_arrays_and_scalars():
    for char in CHARS:
        a, b = np.zeros(2, char), numpy.zeros(2, char)
        for other in (1, 1.5, 2j, True):
            assert np.result_type(a, other) == numpy.result_type(b, other)
        assert np.result_type(a[:1].reshape(()), "f2") == numpy.result_type(b[0], "f2")


@pytest.mark.parametrize("small, table", [(row.name, row.common) for row in SMALL_FLOATS])
def test_small_floats(small, table):
    for char, want in table.items():
        assert np.promote_types(small, char) is np.promote_types(char, small) is np.dtype(want), char
        assert np.can_cast(char, small, "safe") is (np.dtype(want) == small)
        assert np.can_cast(small, char, "safe") is (np.dtype(want) == char)
        assert np.can_cast(char, small, "same_kind") is (np.dtype(char).kind != "c")
        assert np.can_cast(small, char, "same_kind") is (np.dtype(char).kind in "fc")
    assert np.promote_types(small, small) is np.dtype(small)
    assert np.result_type(small, 1) is np.result_type(small, 1.5) is np.dtype(small)
    assert np.result_type(small, 1j) is np.dtype("c8")
    assert np.result_type("h", "H", small) is np.dtype("f4")


def test_small_floats_together():
    eights = [row.name for row in SMALL_FLOATS if np.dtype(row.name).itemsize == 1]
    for a in eights:
        assert np.promote_types("bfloat16", a) is np.dtype("bfloat16")
        for b in eights:
            assert np.promote_types(a, b) is np.dtype(a if a == b else "f2")
    assert np.result_type("bfloat16", "float8_e4m3fn", "f2") is np.dtype("f4")


VALUES = [0, 1, -1, 127, 128, -128, -129, 255, 256, 32767, 32768, 65535, 65536, 2**31 - 1, 2**31, 2**32, -2**31, -2**31 - 1, 2**63 - 1, 2**63,
          2**64 - 1, -2**63, True, False, 0.0, 1.1, 64999.0, 65000.0, -65000.0, 1e5, 3.3e38, 3.4e38, 1e50, float("inf"), float("nan"), 1j, 1e5j, 1e50j]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_min_scalar_type(value):
    assert np.min_scalar_type(value) == numpy.min_scalar_type(value)
    for char in CHARS:
        theirs = numpy.asarray(value)
        if not numpy.can_cast(theirs.dtype, char, "same_kind"):
            continue
        with numpy.errstate(all="ignore"):
            theirs = theirs.astype(char)
        assert np.min_scalar_type(np.asarray(theirs)) == numpy.min_scalar_type(theirs), char


def test_min_scalar_type_of_arrays():
    assert np.min_scalar_type(np.zeros(3, "f8")) == "f8"
    assert np.min_scalar_type([1, 2]) == "i8"


ABSTRACT = "generic number integer signedinteger unsignedinteger inexact floating complexfloating".split()
CONCRETE = "bool int8 uint8 int16 uint16 int32 uint32 int64 uint64 longlong ulonglong float16 float32 float64 longdouble complex64 complex128 clongdouble".split()


def test_issubdtype():
    for a in CONCRETE + ABSTRACT:
        for b in CONCRETE + ABSTRACT:
            assert np.issubdtype(getattr(np, a), getattr(np, b)) is numpy.issubdtype(getattr(numpy, a), getattr(numpy, b)), (a, b)
    for a in CHARS:
        for b in (int, float, complex, bool):
            assert np.issubdtype(a, b) is numpy.issubdtype(a, b)


def test_isdtype():
    kinds = ["bool", "signed integer", "unsigned integer", "integral", "real floating", "complex floating", "numeric"]
    for char in CHARS:
        for kind in kinds + [tuple(kinds[:2]), ("numeric", "bool"), ()]:
            assert np.isdtype(np.dtype(char), kind) is numpy.isdtype(numpy.dtype(char), kind), (char, kind)
        for other in CHARS:
            assert np.isdtype(np.dtype(char), np.dtype(other).type) is numpy.isdtype(numpy.dtype(char), numpy.dtype(other).type)
    assert np.isdtype(np.dtype("bfloat16"), "real floating")


ERRORS = ["{0}.promote_types('zz', 'i4')", "{0}.promote_types(1, 2)", "{0}.promote_types(None, 'i2')", "{0}.result_type()",
          "{0}.can_cast(1, 'i8')", "{0}.can_cast(1.5, 'i8')", "{0}.can_cast(1j, 'i8')", "{0}.can_cast(True, 'i8')", "{0}.can_cast('i4', 'f4', 'bogus')",
          "{0}.can_cast('i4', 'f4', 'same_value')", "{0}.can_cast('i4', None)", "{0}.issubdtype('zz', int)", "{0}.issubdtype(5, int)",
          "{0}.isdtype('f4', 'bool')", "{0}.isdtype({0}.float32, 'bogus')", "{0}.isdtype({0}.float32, 1)", "{0}.isdtype(1, 'bool')",
          "{0}.isdtype({0}.float16, float)"]


@pytest.mark.parametrize("text", ERRORS)
def test_errors(text):
    def outcome(module):
        try:
            return eval(text.format("m"), {"m": module})
        except Exception as e:
            return type(e).__name__, str(e)
    assert outcome(np) == outcome(numpy)
