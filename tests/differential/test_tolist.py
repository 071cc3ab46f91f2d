"""tolist(): the values and exact types of NumPy's, for every dtype, at the places where CPython's numbers change their shape."""
import gc
import sys

import numpy
import pytest

import pyndarray as np

EDGES = [0, 1, 5, 127, 128, 255, 256, 257, 2**15 - 1, 2**15, 2**16 - 1, 2**30 - 1, 2**30, 2**31 - 1, 2**31, 2**32 - 1, 2**32,
         2**60 - 1, 2**60, 2**60 + 1, 2**62, 2**63 - 1, 2**63, 2**64 - 1]
EDGES += [-x for x in EDGES[1:-1]] + [-2**63]
CODES = "?bBhHiIlLqQefdgFDG"


def _edges(code):
    if code in "?":
        return numpy.array([True, False, True])
    if code in "bBhHiIlLqQ":
        limits = numpy.iinfo(code)
        return numpy.array([x for x in EDGES if limits.min <= x <= limits.max], code)
    values = numpy.array([0.0, -0.0, 1.5, -2.25, numpy.inf, -numpy.inf, 1e-7, 65504], code)
    return values if code in "efdg" else values + values.dtype.type(1j) * values[::-1]


def _same(ours, theirs):
    if isinstance(theirs, list):
        return type(ours) is list and len(ours) == len(theirs) and all(map(_same, ours, theirs))
    kind = type(theirs).__name__
    return type(ours).__name__ == kind and (repr(ours) == repr(theirs) or kind in ("longdouble", "clongdouble") and str(ours) == str(theirs))


@pytest.mark.parametrize("code", list(CODES))
@pytest.mark.parametrize("order", ["=", ">"])
def test_edges(code, order):
    with numpy.errstate(all="ignore"):
        theirs = _edges(code).astype(numpy.dtype(code).newbyteorder(order))
    ours = np.asarray(theirs)
    assert _same(ours.tolist(), theirs.tolist())
    for key in (slice(None, None, -1), slice(1, None, 3), slice(0, 0), (slice(None), None), (None, slice(None, None, 2)), 1):
        assert _same(ours[key].tolist(), theirs[key].tolist()), key


def test_shapes():
    theirs = numpy.arange(-300, 300).reshape(4, 5, 30)
    ours = np.asarray(theirs)
    for axes in ((0, 1, 2), (2, 0, 1), (1, 2, 0)):
        assert ours.transpose(axes).tolist() == theirs.transpose(axes).tolist()
    assert np.zeros((2, 0, 3)).tolist() == [[], []]
    assert np.broadcast_to(np.float32(1.5), (2, 2)).tolist() == [[1.5, 1.5], [1.5, 1.5]]


def test_ints_are_pythons():
    """Ints of one and of two digits take part in arithmetic and hashing as CPython's own do; the small ones are its objects."""
    values = np.array([x for x in EDGES if abs(x) < 2**63], "i8").tolist()
    for x in values:
        same = int(str(x))
        assert x == same and hash(x) == hash(same) and x + 1 - 1 == same and x * x == same * same and (x >> 7, x & 0xFFFF) == (same >> 7, same & 0xFFFF)
        assert x.bit_length() == same.bit_length() and sys.getsizeof(x) == sys.getsizeof(same)
    assert all(a is b for a, b in zip(np.arange(-5, 257).tolist(), range(-5, 257)))


@pytest.mark.parametrize("code", ["f8", "f4", "f2", "i8", "i2", "c16"])
def test_memory_is_given_back(code):
    a = (np.arange(20000) * 3).astype(code)
    a.tolist()
    gc.collect()
    before = sys.getallocatedblocks()
    for _ in range(20):
        a.tolist()
    gc.collect()
    assert sys.getallocatedblocks() - before < 200
