"""Ordinary calls in their less ordinary forms: keyword and list arguments, 0-d and empty arrays, subclasses, huge numbers, errors.

Each line of a table is evaluated with the oracle and with ours; value, class, dtype, shape, flags, warnings, exception and its text
are compared as text.  A line with `;` runs what stands before the last one first.
"""
import io
import os
import pickle
import re
import tempfile
import warnings

import numpy as onp
import pytest

import pyndarray as np

from . import harness as h

MEMORY = """
np.empty((2**40, 2**10))
np.empty((2**60,), 'i1')
np.ones(2**50)
np.full((2**50, 3), 1, np.int16)
np.arange(2**50)
np.arange(1e15)
np.broadcast_to(1.0, (2**45,)).copy()
np.broadcast_to(1.0, (2**45,)) + 1
np.broadcast_to(np.float32(1.0), (2**25, 2**20)).astype('f8')
np.zeros(2**45, object)
np.linspace(0, 1, 2**50)
np.zeros(2**57, complex)
np.identity(2**25)
str(np._core._exceptions._ArrayMemoryError((2**62, 2**62), np.dtype('i1')))
np._core._exceptions._ArrayMemoryError.__mro__
issubclass(np._core._exceptions._UFuncNoLoopError, np._core._exceptions.UFuncTypeError)
"""

SHAPES = """
np.size(5)
np.size(5, 0)
np.size(5, -1)
np.size(5, ())
np.size([[1, 2]], (0, 1))
np.size([[1, 2]], [0, 1])
np.size([[1, 2]], (0, 0))
np.size([[1, 2]], (0, 5))
np.size([[1, 2]], 7)
np.size([[1, 2]], ())
np.size(np.zeros((2, 3, 4)), axis=(-1, 0))
np.size(np.zeros((2, 3, 4)), axis=None)
np.squeeze(5, axis=0)
np.squeeze(5, axis=-1)
np.squeeze(5, axis=1)
np.squeeze(5, axis=(0,))
np.squeeze(5, axis=())
np.squeeze([[1]], axis=[0])
np.squeeze([[1]], axis=0.5)
np.squeeze([[1]], axis=(0, 0))
np.array(5).squeeze(0)
np.float64(5).squeeze(axis=-1)
np.reshape([1, 2], None)
np.reshape([1, 2], shape=None, copy=True)
np.reshape(5, None)
np.arange(4).reshape(None)
np.arange(1).reshape()
np.arange(1).reshape(())
np.array_split(5, 1)
np.array_split(5, [1])
np.array_split(np.array(5), 1)
np.array_split(np.arange(3), 2.0)
np.split(np.array(5), 1)
a = np.arange(6); np.shares_memory(a[::2], a[1::2], max_work=0)
a = np.arange(6); np.shares_memory(a[::2], a[1::2], max_work=-2)
a = np.arange(6); np.shares_memory(a[::2], a[1::2], max_work=-3)
a = np.arange(6); np.shares_memory(a[:2], a[4:], max_work=0)
a = np.arange(6); np.may_share_memory(a[::2], a[1::2], max_work=0)
a = np.arange(6); np.may_share_memory(a[::2], a[1::2], -2)
"""

TRIANGLES = """
np.tri(3, k=1.0)
np.tri(3, k=1.5)
np.tri(3, k=-0.5)
np.tri(3, k=-1.5)
np.tri(3.0)
np.tri(2.5)
np.tri(3, 4.0)
np.tri(-1.5)
np.tri(3, k=np.float32(1))
np.tri(3, k=np.array(1.0))
np.tri(3, k=2**63 - 2)
np.tri(3, k=200)
np.tri(3, k=-200)
np.tril(np.ones((3, 3)), 1.0)
np.tril(np.ones((3, 3)), k=-0.5)
np.triu(np.ones((3, 3)), 1.0)
np.triu(np.ones((3, 3)), k=0.5)
np.triu(np.ones((3, 3)), k=-1.5)
np.triu(np.ones((3, 3)), k=2**63 - 1)
np.tril([1, 2, 3], k=1.0)
np.tril_indices(3, 1.0)
np.triu_indices(3, 0.5, 4)
np.tril_indices_from(np.ones((3, 3)), 1.0)
np.mask_indices(3, np.triu, 1.0)
np.eye(3.0)
np.eye(3, k=1.0)
np.diag([1, 2], 1.0)
"""

TAKE = """
np.arange(4).view(Sub).take(0)
np.arange(4).view(Sub).take([0])
np.arange(4).view(Sub).take(np.array(0))
np.take(np.arange(4).view(Sub), 0)
np.arange(4).reshape(2, 2).view(Sub).take(0, axis=1)
np.take([1, 2], 0, out=np.empty((), int))
np.take([1, 2], 0, out=np.empty((1,), int))
np.take([1, 2], 0, out=np.empty((), float))
np.take([1, 2], 0, out=np.empty((), 'i1'))
np.take([1, 2], 0, out=[1])
np.take([1, 2], 0, out=np.empty((), int).view(Sub))
np.take([1, 2], [0, 1], 0, np.empty(2, 'f4'), 'raise')
np.take([1, 2], [0, 1], 0, np.empty(2, '?'), 'clip')
np.take([1, 2], [0, 1], 0, np.empty(2, 'i2'), 'wrap')
"""

CLASSES = """
np.arange(4.).view(Sub).repeat(2)
np.arange(4.).view(Sub).compress([1, 0])
np.arange(4).view(Sub).choose([[1, 2, 3, 4]] * 4)
np.arange(400.).view(Sub).take([5] * 100)
np.arange(6).reshape(2, 3).view(Sub).argmax(1)
np.arange(4.).view(Sub).argsort()
np.arange(4.).view(Sub).imag
np.arange(4.).view(Sub).flat[1:]
np.arange(4.).view(Sub).flat.__array__()
np.arange(4.).reshape(2, 2).T.view(Sub).flat.__array__()
np.extract([1, 0, 1, 0], np.arange(4.).view(Sub))
np.packbits(np.array([True]).view(Sub))
np.unpackbits(np.array([1], 'u1').view(Sub))
np.dot(np.eye(2).view(Sub), [1, 2])
np.concatenate([np.arange(4.).view(Sub)] * 2)
np.count_nonzero(np.arange(6).reshape(2, 3).view(Sub), 0)
np.count_nonzero(np.arange(6).reshape(2, 3).view(Sub), (0, 1))
np.count_nonzero(np.arange(6).reshape(2, 3).view(Sub), keepdims=True)
np.array([None] * 3, object).view(Sub).take([1, 2])
np.array([Sub, np.ndarray], object).shape
np.asarray(np.ndarray)
np.array([3] * 30, object).view(Sub).take([1, 2] * 9)
"""

ZERO_D = """
np.array(5).cumsum()
np.array(5).cumsum(0)
np.array(5).cumsum(-1)
np.array(5).cumsum(1)
np.cumsum(5, axis=0)
np.cumsum(5, axis=1)
np.cumprod(5, axis=0)
np.array(5).cumsum(0, out=np.empty(1, int))
np.add.accumulate(5)
np.cumsum(np.float64(5), 0)
np.matrix([[1, 2]]).cumsum(0)
np.matrix([[1, 2]]).cumsum()
np.dot([1, 2], [3, 4], out=np.empty((), int))
np.dot(2, 3, out=np.empty((), int))
np.dot([[1, 2]], [3, 4], out=np.empty((1,), int))
np.arange(6).reshape(2, 3).T.__array__('f4')
np.arange(6).reshape(2, 3).T.__array__('f4', copy=True)
np.arange(6).reshape(2, 3).T.__array__(copy=True)
np.arange(6).item(7)
np.arange(6).item(-7)
np.arange(6).reshape(2, 3).item(7)
np.array(5).item(1)
np.array([], int).item(0)
np.array(5).sort(0)
np.array(5).argsort(0)
np.array(5).repeat(2, axis=0)
np.array(5).take(0, axis=0)
np.array(5).compress([1], axis=0)
np.take(5, 0, axis=1)
np.repeat(5, 2, axis=1)
np.sort(5, axis=1)
np.ptp(5, axis=0)
np.delete(5, 0, axis=0)
np.insert(5, 0, 1, axis=0)
np.append(5, 1, axis=0)
np.roll(5, 1, axis=0)
np.concatenate([5], axis=0)
np.setbufsize(10)
np.setbufsize(-1)
np.setbufsize(4)
np.setbufsize(10**7 + 16)
np.setbufsize(5.5)
"""

PROTOCOLS = """
np.array(Old(np.arange(3)))
np.array(Old(np.arange(3)), copy=True)
np.asarray(Old(np.arange(3)))
np.asarray(Old(np.arange(3)), 'f4')
np.asarray(Old(np.arange(3)), copy=False)
np.array(Old(np.arange(3)), 'f4', copy=False)
np.asarray(Bare(np.arange(3)))
np.array(Bare(np.arange(3)))
np.array(Bare(np.arange(3)), 'f4')
np.asarray(Bare(np.arange(3)), copy=False)
x = New(np.arange(3)); (np.asarray(x), x.seen)
x = New(np.arange(3)); (np.asarray(x, 'f4'), x.seen)
x = New(np.arange(3)); (np.array(x), x.seen)
x = New(np.arange(3)); (np.asarray(x, copy=False), x.seen)
np.array(Wrong())
np.array([Old(np.arange(3))] * 2)
np.arange(3) + Old(np.arange(3))
"""

BIG = """
np.result_type(10**30)
np.result_type(2**63)
np.result_type(5)
np.result_type(10**30,1)
np.concatenate([10**30],axis=None)
np.concatenate([10**30,1],axis=None)
np.concatenate([10**30,np.int8(1)],axis=None)
np.concatenate([10**30,1.5],axis=None)
np.concatenate([10**30,np.array([None])],axis=None)
np.concatenate([5],axis=None)
np.concatenate([2.5],axis=None,dtype='f4')
np.concatenate([10**30,np.array([1],'f4')],axis=None)
np.where(True,10**30,1)
np.where(True,10**30,np.array(None))
np.where([True,False],10**30,1.5)
np.where(True,10**30,np.uint8(1))
np.choose(0,[10**30,None])
np.choose(0,[10**30,np.int8(1)])
np.choose(0,[10**30])
np.choose(0,[10**30,1.5])
"""

SCALARS = """
np.dtype(np.ndarray)
np.dtype(Sub)
np.dtype(np.dtype)
np.dtype(np.ufunc)
np.dtype(np.nditer)
np.dtype(np.matrix)
np.dtype(np.generic)
np.dtype(np.flexible)
np.dtype(np.float32)
np.zeros(2,np.ndarray)
np.flip(5,axis=-1)
np.flip([[1,2]],(0,0))
np.flip([[1,2]], [0,1])
np.flip([[1,2]],(0,-2))
np.flip([[1,2]],-1)
np.flip(5,axis=())
np.astype(np.float64(1),'i1')
np.astype(np.float64(1),'i1',device='gpu')
np.astype(np.array([5]),'i1',device='gpu')
np.take_along_axis(np.float64(1),np.array([0]),None)
np.take_along_axis(np.float64(1),np.array([0]),0)
np.take_along_axis(np.array([1,2]),[0],0)
np.nonzero(True)
np.nonzero(1)
np.bool(True).nonzero()
np.choose(2.5,[1,2])
np.choose([2.5], [1,2])
np.choose(None,[1,2])
np.squeeze(np.float64(5))
np.squeeze(np.float64(5),axis=0)
np.reshape(np.float64(5),())
np.reshape(np.float64(5),(1,))
np.reshape(np.float64(5),-1)
np.transpose(np.float64(5))
np.permute_dims(np.int8(5))
np.swapaxes(np.int8(5),0,0)
np.matrix_transpose(np.int8(5))
np.split(np.float64(5),1)
np.split(np.array(5),1)
np.array_split(np.float64(5),1)
np.lib.stride_tricks.sliding_window_view(5,1)
"""

OTHERS = """
np.fromiter([1, 2, 3], int, count=-5)
np.fromiter([1, 2, 3], int, count=-1)
np.fromiter([1, 2, 3], int, count=0)
np.random.default_rng().integers(np.array([None], object), 5)
np.random.default_rng().integers([None], 5)
np.random.default_rng().integers(0, [None, 2**70])
np.random.default_rng().integers([2**70], 2**71)
np.random.randint([None], 5)
np.angle([1 + 1j, 2])
np.angle([1 + 1j, 2], True)
np.angle(1 + 1j, deg=True)
np.angle(-1)
np.angle([1, -1.5])
np.angle([True])
np.angle([])
np.angle(np.array([-1, 0, 1], 'f4'), deg=True)
np.angle(np.array([-1, 0, 1], 'F'))
np.angle([[1j, 2], [3, 4j]])
np.angle(np.array([[1j, 2], [3, 4j]], order='F'))
np.array2string(np.arange(3.), legacy=0)
np.set_printoptions(legacy=0)
f = tempfile.TemporaryFile('w+'); np.arange(3).tofile(f); f.seek(0); f.read()
f = tempfile.TemporaryFile('w+'); f.write('abc'); np.arange(3).tofile(f, sep=',', format='%d'); f.tell()
f = tempfile.TemporaryFile('w+'); f.write('abc'); np.arange(3).tofile(f, sep=',', format='%d'); f.write('x'); f.seek(0); f.read()
np.arange(3).tofile(io.StringIO())
np.arange(3).tofile('/nonexistent/x')
"""


def names(mod):
    class Sub(mod.ndarray):
        pass

    class Bare:
        def __init__(self, a):
            self.a = a

        def __array__(self):
            return self.a

    class Old(Bare):
        def __array__(self, dtype=None):
            return self.a if dtype is None else self.a.astype(dtype)

    class New(Bare):
        def __array__(self, dtype=None, **kwargs):
            self.seen = str(dtype), kwargs
            return self.a if dtype is None else self.a.astype(dtype)

    class Wrong:
        def __array__(self, dtype=None, copy=None):
            raise TypeError("not this one")

    return {"np": mod, "Sub": Sub, "Bare": Bare, "Old": Old, "New": New, "Wrong": Wrong, "io": io, "tempfile": tempfile}


def shown(x, mod):
    if isinstance(x, mod.ndarray):
        f = x.flags
        return f"{type(x).__name__} {x.dtype} {x.shape} {f.c_contiguous} {f.f_contiguous} {f.writeable} {f.owndata} {x.tolist()}"
    if isinstance(x, (tuple, list)):
        return f"{type(x).__name__}[{', '.join(shown(i, mod) for i in x)}]"
    return f"{type(x).__name__} {x!r}"


def outcome(call, mod):
    space = names(mod)
    *before, last = call.split("; ")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            exec("\n".join(before), space)
            text = shown(eval(last, space), mod)
        except Exception as e:
            text = f"{type(e).__name__}: {e}"
    told = [f"{w.category.__name__}: {w.message}" for w in caught if w.category is not ResourceWarning]
    return re.sub("0x[0-9a-f]+", "0x", "; ".join([text, *told]).replace("pyndarray", "numpy"))


def lines(*tables):
    return [line for table in tables for line in table.strip().splitlines()]


@pytest.mark.parametrize("call", lines(SHAPES, TRIANGLES, TAKE, CLASSES, ZERO_D, PROTOCOLS, BIG, SCALARS, OTHERS))
def test_as_the_oracle(call):
    h.count()
    assert outcome(call, np) == outcome(call, onp)


@pytest.mark.parametrize("call", lines(MEMORY))
def test_no_memory(call):
    """None of these fits any machine's address space, so nothing is asked for in earnest."""
    h.count()
    assert outcome(call, np) == outcome(call, onp)


def test_sizes_as_text():
    ours, theirs = np._core._exceptions._ArrayMemoryError, onp._core._exceptions._ArrayMemoryError
    rng = onp.random.default_rng(h.seed())
    sizes = [0, 1, 999, 1000, 1023, 1024, 10234, 1048064, 1048063, 2**20 - 1, 2**20, 2**70, 10**30, 2**900]
    sizes += [2**k + d for k in range(10, 70, 10) for d in (-1, 0, 1, 2 ** (k - 9), -(2 ** (k - 9)))] + [int(2**x) for x in rng.uniform(0, 80, 300)]
    for n in sizes:
        h.count()
        assert ours._size_to_string(n) == theirs._size_to_string(n), n
    assert ours._size_to_string(2**4000) == f"{2**3940}. EiB"


def test_memory_error_travels():
    with pytest.raises(MemoryError) as caught:
        np.empty((2**45, 3), "f4")
    e = pickle.loads(pickle.dumps(caught.value))
    assert type(e) is type(caught.value) is np._core._exceptions._ArrayMemoryError
    assert (e.shape, e.dtype, str(e)) == ((2**45, 3), np.dtype("f4"), str(caught.value))


def test_huge_diagonals():
    """The oracle raises OverflowError."""
    for k in (2**63 - 1, 2**63, 10**30, 1e300):
        assert np.tri(2, k=k).all() and not np.tri(2, k=-k).any()
        assert np.tril(np.ones((2, 2)), k).all() and not np.triu(np.ones((2, 2)), k).any()
        assert np.triu(np.ones((2, 2)), -k).all() and not np.tril(np.ones((2, 2)), -k).any()
    for k in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match=str(k)):
            np.tri(2, k=k)
        with pytest.raises(ValueError, match=str(k)):
            np.triu([[1]], k=k)


def test_unknown_legacy_prints_as_the_newest():
    """The oracle warns too, and then prints nothing at all until the option is set again."""
    for legacy in ("1.1", "1.14", 1.13, True, b"1.13", "", ["1.13"]):
        with pytest.warns(UserWarning, match="legacy printing option"):
            with np.printoptions(legacy=legacy) as options:
                assert options["legacy"] is False and str(np.arange(2.0)) == "[0. 1.]"


def test_angle_is_an_array_of_its_own():
    for z in (np.array([1j, 1]), np.array([1j, 1])[::-1], np.ones((2, 2), "F")):
        for deg in (False, True):
            a = np.angle(z, deg)
            assert a.flags.owndata and a.flags.writeable and a.base is None and not np.shares_memory(a, z)


def test_a_full_disk_is_an_error():
    """The oracle reports nothing for few bytes."""
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full")
    for sep in ("", ","):
        with open("/dev/full", "wb", buffering=0) as f, pytest.raises(OSError):
            np.arange(3).tofile(f, sep=sep)


def test_equality_of_what_is_not_supported_is_not_false():
    for call in (np.array_equal, np.array_equiv):
        with pytest.raises(TypeError, match="not supported yet"):
            call("a", "a")
        assert call([[1], [2, 3]], [[1], [2, 3]]) is False


def test_integers_beyond_64_bits_are_never_cut():
    for call in (lambda: np.where([True], 10**30, 1), lambda: np.concatenate([10**30, 1], axis=None), lambda: np.choose(0, [10**30, np.int8(1)])):
        with pytest.raises(OverflowError):
            call()
    assert np.where(True, 10**30, 10**40).item() == 10**30
    assert np.choose(0, [10**30, None]) == 10**30
