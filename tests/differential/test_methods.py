"""Methods that write, choose, limit and partition, and the functions of the same names: one expression a line, evaluated
with either library, then random operands.

Partitions are compared by what they promise, not element by element: any order that fits is one.
"""
import zlib

import numpy as onp
import pytest

import pyndarray as np

from . import harness as h
from .test_shape import outcome

LINES = r"""
np.clip(a, 1, 3)
np.clip(i, 1, 3)
np.clip(a, None, 3)
np.clip(a, 2, None)
np.clip(a, None, None)
np.clip(a)
np.clip(a, 1)
np.clip(a, min=1)
np.clip(a, max=1)
np.clip(a, min=1, max=2)
np.clip(a, 1, 2, min=1)
np.clip(a, a_max=1)
np.clip(a, 4, 1)
np.clip(m, [1, 2, 3], [[3], [4]])
np.clip(m.T, 1, 3)
np.clip(q, -1000, 1000)
np.clip(q, 1000, None)
np.clip(q, 1000, 2000)
np.clip(q, -128, 3)
np.clip(q, 1, 127)
np.clip(q, 1.5, 3)
np.clip(q, np.int16(1), 3)
np.clip(q, True, 3)
np.clip(b, False, True)
np.clip(b, 0, 1)
b.clip()
np.clip(c, 1, 3)
np.clip(c, 1j, 3+1j)
np.clip(n, 0, 1)
np.clip(n, np.nan, 1)
np.clip(a, 0, np.nan)
np.clip(z, 1, 2)
np.clip(3, 1, 2)
np.clip(3.5, None, 2)
np.clip([1, 2, 3], 2, 3)
np.clip(a, 1, 2, x=3)
np.clip(a, 1, 3, dtype='f4')
np.clip(a, 1, 3, dtype='i4')
np.clip(a, 1, 3, casting='unsafe', dtype='i4')
np.clip(a, 1.5, 3, out=i)
np.clip(a, 1, 3, out=a) is a
np.clip(i, 1, 3, a)
np.clip(a, 1, 3, out=np.zeros(3))
np.clip(r, 0, 1, out=r)
np.clip(x[::-1, ::2], 3, 9)
np.clip(e, 0, 1)
np.clip(a, 1, 3, where=[True, False] * 3, out=a)
a.clip(1, 3)
a.clip(max=3)
a.clip(min=2)
a.clip(1, 3, a) is a
a.clip([1])
a.clip(1, [2, 3])
>> np.clip(a, 1, 3, out=a[::-1])
>> np.clip(a[:-1], 1, 3, out=a[1:])
np.round(a / 3, 2)
np.round(h)
np.round(i)
np.round(i) is i
np.round(i, -1)
np.round(x, -1)
np.round(q, -2)
np.round(c / 3, 1)
np.round(c, 1, c) is c
np.round(c, out=a)
np.round(z, -1)
np.round(2.567, 1)
np.round(25, -1)
np.round(b)
np.round(a, 1.5)
np.round(a, '1')
np.round(h, out=m) is m
np.round(h, out=i)
np.round(h, out=i.reshape(2, 3))
np.round(i, out=a)
np.round(x, -1, x.astype('f8'))
np.round(m.T / 7, 2)
np.around(h / 7, decimals=3)
np.round(np.array([0.5, 1.5, 2.5, -0.5, np.inf, np.nan]))
np.round(np.array([1e300, 1e-300]), 300)
np.round(np.array([1.25, 2.35], 'f4'), 1)
np.round(np.array([1.25, 2.35], 'f2'), 1)
np.round(np.array([1.5, 2.5], '>f8'))
np.round(np.array([125, 135], '>i4'), -1)
a.round(1)
a.round(decimals=1)
a.round(1, a) is a
z.round()
a.round(2**40)
c.conj()
c.conjugate()
c.conj() is c
a.conj() is a
c.conj(c) is c
a.conj(np.zeros(6))
a.conj(i)
np.conj(c)
np.conj(a)
np.conj is np.conjugate
m.trace()
x.trace()
x.trace(1, 1, 2)
x.trace(-1, 0, -1)
x.trace(0, 1, 0)
q.reshape(2, 3).trace()
q.reshape(2, 3).trace(dtype='i1')
b.trace()
m.trace(out=np.zeros(()))
x.trace(out=np.zeros(4, 'i8'))
a.trace()
m.trace(0, 0, 0)
m.trace(0, 0, 5)
m.trace(7)
e.trace()
np.trace([[1, 2], [3, 4]])
np.trace(x, 1, 0, 2, 'f4')
>> a.put([0, 2], [9, 8])
>> a.put([0, 2, 4], [9, 8])
>> a.put([0, -1], 7)
>> a.put([], 7)
>> a.put([1], [])
>> a.put([7, -1], [1, 2], 'clip')
>> a.put([7, -1], [1, 2], mode='wrap')
>> a.put([[0, 1], [2, 3]], [[5], [6]])
>> m.T.put([0, 1, 2], [9, 8, 7])
>> a[::2].put([0, 2], [9, 8])
>> i.put([0], 1.9)
>> q.put([0, 1], [1, 2])
>> a.put([1, 2, 3], a)
>> a.put(i, a[::-1])
>> i.put(i[::-1], i)
>> c.put([1], 1j)
>> b.put([1], 1)
>> z.put([0], 9)
>> x[:, ::2].put([3, 5], [100, 200])
a.put([0], 1)
a.put([6], 1)
a.put([-7], 1)
a.put([0.5], 1)
a.put(np.array([1.5]), 1)
a.put(np.array([1], 'u8'), 1)
a.put([0], 1j)
a.put([0], 'x')
a.put([0], 1, 'foo')
r.put([0], 1)
e.put([0], 1)
e.put([], 1)
e.put([0], 1, 'clip')
np.put([1], [0], 1)
np.put(a, [0], 1)
>> np.put(a, [1, 9], 1, 'clip')
>> np.putmask(a, a > 2, 0)
>> np.putmask(a, a > 2, [10, 20])
>> np.putmask(a, a > 2, [10, 20, 30, 40, 50, 60, 70])
>> np.putmask(m, b, x)
>> np.putmask(m.T, b.T, [1, 2])
>> np.putmask(m, [1, 0, 1, 0, 1, 0], 9)
>> np.putmask(a, a > 2, [])
>> np.putmask(a, a > 2, a[::-1])
>> np.putmask(a[1:], a[:-1] > 2, a[:-1])
>> np.putmask(i, i > 2, 2.7)
>> np.putmask(e, [], 3)
np.putmask(a, [1, 0], 3)
np.putmask([1], [1], 3)
np.putmask(r, [1, 1, 1], 3)
np.putmask(a, a > 1, 1j)
np.putmask(a, a > 1, mask=3)
>> np.place(a, a > 2, [10, 20])
>> np.place(a, a > 2, [10])
>> np.place(m.T, b.T, [10, 20])
>> np.place(a, a > 99, [])
>> np.place(a, [0, 1] * 3, np.arange(10))
>> np.place(i, i > 1, [1.5, 2.5])
np.place(a, a > 2, [])
np.place(a, [1], [1])
np.place([1], [1], [1])
np.extract([1, 0, 1], [4, 5, 6])
np.extract(b, m)
np.extract(b.T, m.T)
np.extract([1, 0, 1, 1], [4, 5, 6])
np.extract([True], z)
np.compress([1, 0, 1], m, 1)
np.compress([1], m, 0)
np.compress([0, 1, 1], m)
np.compress([1, 0, 1, 1], [1, 2])
np.compress([[1]], [1])
np.compress(1, [1])
np.compress([True, False], m, axis=0, out=np.zeros((1, 3)))
m.compress([1, 0, 1], axis=1)
m.compress([1, 0, 1], axis=5)
np.choose([0, 1, 2], [[1, 2, 3], [4, 5, 6], [7, 8, 9]])
np.choose([0, 1, 2], x[0].T)
np.choose(b, [m, -m])
np.choose(b, (10, m))
np.choose([0, 1], [1, 2.5])
np.choose([0, 1], [np.float32(1), 2.5])
np.choose([0, 1], [np.int8(1), 2])
np.choose([0, 1], [q, a])
np.choose([[0], [1]], [q, a])
np.choose(1, [1, 2])
np.choose([5, -1], [1, 2], mode='wrap')
np.choose([5, -1], [1, 2], mode='clip')
np.choose([5, -1], [1, 2])
np.choose([-1], [1, 2])
np.choose([0], [])
np.choose([], [[1], [2]])
np.choose([0.5], [1])
np.choose(np.array([0], 'u8'), [1])
np.choose([0], 3)
np.choose([0], [[1]], out=np.zeros(2))
np.choose([0], [[1]], out=np.zeros(1, 'f4'))
np.choose([0], [[1]], out=3)
np.choose([0] * 3, [1] * 65)
np.choose([0, 1, 0], [[1, 2], [3, 4, 5]])
np.choose(m.T.astype('i4') % 2, [m.T, 0])
i.choose(1, 2, 3, 4, 5, 6)
(i % 2).choose([7, 8])
(i % 2).choose(7, 8, out=a)
(i % 2).choose()
np.take_along_axis(m, np.array([[0], [1]]), 1)
np.take_along_axis(m, np.array([[0], [1]]), -1)
np.take_along_axis(m, np.array([[0], [1]]))
np.take_along_axis(m, m.argsort(1), axis=1)
np.take_along_axis(m, np.array([[1, 0, 1]]), 0)
np.take_along_axis(m, np.array([5, 0, -1]), None)
np.take_along_axis(m, np.array([[5]]), None)
np.take_along_axis(m, np.array([[7]]), 1)
np.take_along_axis(m, np.array([0]), 1)
np.take_along_axis(m, np.array([[0.5]]), 1)
np.take_along_axis(m, np.array([[0]]), 2)
np.take_along_axis([1], np.array([0]), 0)
np.take_along_axis(x, np.array([[[1, 0]]]), 2)
>> np.put_along_axis(m, np.array([[0], [1]]), 9, 1)
>> np.put_along_axis(m, np.array([[0, 1, 0]]), [[7, 8, 9]], 0)
>> np.put_along_axis(m, np.array([5, 0]), [1, 2], None)
np.put_along_axis(m, np.array([[7]]), 9, 1)
np.put_along_axis(r, np.array([0]), 9, 0)
np.partition([3, 1, 2], 5)
np.partition([3, 1, 2], -4)
np.partition([3, 1, 2], 1.0)
np.partition([3, 1, 2], True)
np.partition([3, 1, 2], 1, kind='x')
np.partition([3, 1, 2], 1, kind=3)
np.partition([3, 1, 2], 1, order='a')
np.partition([3, 1, 2], [])
np.partition(3, 0)
np.partition([], 0)
np.partition([3, 1, 2], 0, axis=3)
np.partition(e, 0, 0)
np.partition(e, 7)
np.argpartition(3, 0)
np.argpartition([], 0)
np.argpartition([3, 1, 2], 5)
z.partition(0)
r.partition(0)
m.getfield('i4')
m.getfield('i4', 4)
m.getfield('i4', 5)
m.getfield('i4', -1)
m.getfield('c16')
m.getfield('u1', 7)
m.T.getfield('i2', 2)
m.getfield('i4', 2**40)
m.getfield('i4', offset='x')
>> m.setfield(3, 'i4', 4)
>> m.setfield([1, 2, 3], 'i2')
>> m.T.setfield([1, 2], 'i2', 6)
m.setfield([1, 2], 'i4')
r.setfield(1, 'i4')
>> a = np.arange(6); a.resize(3, 3)
>> a = np.arange(6); a.resize((2, 2))
>> a = np.arange(6); a.resize(2)
>> a = np.arange(6); a.resize()
>> a = np.arange(6); a.resize(None)
>> a = np.arange(6); a.resize(0)
>> a = np.arange(6); a.resize(())
>> a = np.arange(6.).reshape(2, 3).copy('F'); a.resize(3, 4)
>> a = np.arange(100); a.resize(300)
>> a = np.arange(100); a.resize(3)
>> a = np.arange(100); a.resize(10, 10)
>> a = np.arange(6); y = a; a.resize(7, refcheck=False)
>> z.resize(1, 1, 1)
v.resize(3)
v.resize(4)
a[::2].resize(9)
np.arange(6).resize(-1)
np.arange(6).resize(2, -3)
np.arange(6).resize(2**62)
np.arange(6).resize(2**31, 2**31, 2**31)
np.arange(6).resize(1.5)
np.arange(6).resize((1, 2), 3)
np.arange(6).resize('x')
>> y = a; a.resize(9)
a.__array_namespace__() is np
a.__array_namespace__(api_version='2024.12') is np
a.__array_namespace__(api_version='1')
a.__array_namespace__(api_version=3)
np.float64(1).__array_namespace__() is np
np.ndarray[int]
np.ndarray[int, float]
np.ndarray[int, float, str]
np.ndarray[()]
list(m.ctypes.shape), list(m.ctypes.strides), m.ctypes.data == m.__array_interface__['data'][0]
z.ctypes.shape, z.ctypes.strides
m.dot([1, 2, 3])
m.dot(m.T)
m.dot(b=3)
m.dot(m.T, out=np.zeros((2, 2)))
np.float64(2.5).round()
np.float64(2.567).round(1)
np.float64(2.5).clip(3, 4)
np.int8(5).conj()
np.complex64(1+2j).conjugate()
np.int64(1).choose([5, 6])
np.float64(1).compress([True])
np.float64(1).trace()
np.float64(1).put([0], 3)
np.float64(1).getfield('i4', 4)
np.float64(1).resize(1)
np.float64(1).dumps()[:2]
""".strip().splitlines()

BITS = r"""
np.packbits([1, 0, 1])
np.packbits([1.0])
np.packbits([])
np.packbits(np.zeros((0, 3), bool), axis=1)
np.packbits(3)
np.packbits([[1, 0], [1, 1]], axis=0)
np.packbits([[1, 0], [1, 1]], axis=-1, bitorder='little')
np.packbits([1], bitorder='x')
np.packbits([1], bitorder=3)
np.packbits([1], axis=3)
np.packbits([2 ** 40, 256], 0)
np.packbits(np.array([-1], 'i1'))
np.packbits([[1] * 9] * 2, 1)
np.packbits([[1, 0], [1, 1]])
np.packbits([True], None, 'little')
np.packbits(np.zeros((2, 0), 'i4'), axis=1)
np.packbits(np.asfortranarray(np.ones((2, 9), bool)), axis=0)
np.packbits(3, 0)
np.packbits(3, -1)
np.unpackbits(np.array([5], 'u1'))
np.unpackbits([5])
np.unpackbits(np.array([[5], [7]], 'u1'), axis=1)
np.unpackbits(np.array([[5], [7]], 'u1'), axis=0, count=3)
np.unpackbits(np.array([5], 'u1'), count=-3)
np.unpackbits(np.array([5], 'u1'), count=12)
np.unpackbits(np.array([5], 'u1'), count=-9)
np.unpackbits(np.array([5], 'u1'), count=-8)
np.unpackbits(np.array([5], 'u1'), bitorder='little')
np.unpackbits(np.array(5, 'u1'))
np.unpackbits(np.array([], 'u1'))
np.unpackbits(np.array([5], 'u1'), count=1.5)
np.unpackbits(np.array([5], 'u1'), count=2 ** 70)
np.unpackbits(np.array([5], 'u1'), 0)
np.unpackbits(np.array(5, 'u1'), axis=0)
np.unpackbits(np.array([5], 'u1'), count=0)
np.unpackbits(np.array([5], 'u1'), count=-10)
np.unpackbits(np.array([[5]], 'u1'), count=-2 ** 63)
np.unpackbits(np.array([5], 'i1'))
np.unpackbits(np.array([5], '?'))
np.unravel_index(5, (2, 3))
np.unravel_index([1, 5], (2, 3))
np.unravel_index([[1, 5]], (2, 3), 'F')
np.unravel_index(6, (2, 3))
np.unravel_index(-1, (2, 3))
np.unravel_index([], (2, 3))
np.unravel_index(1.0, (2, 3))
np.unravel_index(0, ())
np.unravel_index([0], ())
np.unravel_index([], ())
np.unravel_index(3, 5)
np.unravel_index(0, (2 ** 40, 2 ** 40))
np.unravel_index(0, (0, 3))
np.unravel_index([], (0, 3))
np.unravel_index(0, (2,), 'K')
np.unravel_index([1], (2,), order='x')
np.unravel_index(np.array([1.5]), (2,))
np.unravel_index(np.array([], float), (2,))
np.unravel_index(1, shape=[2, 3])
np.unravel_index(1, dims=(2,))
np.unravel_index(np.array([1], 'u8'), (2,))
np.unravel_index(True, (2,))
np.unravel_index([True], (2,))
np.unravel_index(np.array([1], 'i1'), (2,))
np.unravel_index(0, (1,) * 65)
np.unravel_index(2 ** 70, (2,))
np.unravel_index(np.arange(6).reshape(2, 3).T, (6, 1))
np.unravel_index(2 ** 63 - 1, (2 ** 62, 3))
np.unravel_index('a', (2,))
np.unravel_index([2 ** 63], (2,))
np.unravel_index(3, 2.5)
np.unravel_index(5, None)
np.ravel_multi_index(([1, 0], [2, 1]), (2, 3))
np.ravel_multi_index((1, 2), (2, 3))
np.ravel_multi_index([[1, 0], [2, 1]], (2, 3), order='F')
np.ravel_multi_index((1, 3), (2, 3))
np.ravel_multi_index((1, 3), (2, 3), mode='wrap')
np.ravel_multi_index((1, -4), (2, 3), mode=('raise', 'clip'))
np.ravel_multi_index((1, -4), (2, 3), mode=('raise', 'wrap'))
np.ravel_multi_index((-1, 0), (2, 3))
np.ravel_multi_index((1,), (2, 3))
np.ravel_multi_index((1.0, 2), (2, 3))
np.ravel_multi_index(([], []), (2, 3))
np.ravel_multi_index((), ())
np.ravel_multi_index(((), ()), (2, 3))
np.ravel_multi_index((0, 0), (2 ** 40, 2 ** 40))
np.ravel_multi_index(([0, 1], [[0], [1]]), (2, 3))
np.ravel_multi_index(([0, 1], [0, 1, 2]), (2, 3))
np.ravel_multi_index((0, 0), (2, 3), mode=('raise',))
np.ravel_multi_index((0, 0), (2, 3), mode='x')
np.ravel_multi_index((0, 0), (2, 3), order='A')
np.ravel_multi_index((0, 0), (0, 3))
np.ravel_multi_index((0, 0), (0, 3), mode='wrap')
np.ravel_multi_index((0, 0), (0, 3), mode='clip')
np.ravel_multi_index((0, 0), (-1, 3))
np.ravel_multi_index((np.array([], float), []), (2, 3))
np.ravel_multi_index(np.array([[1], [2]], 'u8'), (2, 3))
np.ravel_multi_index((0, [0.0]), (2, 3))
np.ravel_multi_index((2 ** 70, 0), (2, 3))
np.ravel_multi_index([[1], [2]], dims=(2, 3), mode=('clip', 'clip'))
np.ravel_multi_index(np.arange(6).reshape(2, 3) % 2, (2, 3))
np.ravel_multi_index((np.arange(6).reshape(2, 3).T % 2, 1), (2, 3))
np.ravel_multi_index((2 ** 62, 0), (2, 3), mode='wrap')
np.ravel_multi_index((-2 ** 63, 2 ** 63 - 1), (2, 3), mode='clip')
""".strip().splitlines()


@pytest.mark.parametrize("line", LINES + BITS)
def test_line(line):
    h.count()
    mine, want = outcome(line, np), outcome(line, onp)
    assert mine == want


def test_bits_of_nothing():
    """NumPy shows memory that nobody has written."""
    assert np.unpackbits(np.array([], "u1"), count=3).tolist() == [0, 0, 0]


@pytest.fixture
def rng(request):
    return onp.random.default_rng([h.seed(), zlib.crc32(request.node.name.encode())])


@pytest.fixture
def pool(rng):
    return h.Pool(rng, each=8)


def bound(rng, pool, shape):
    kind = int(rng.integers(0, 5))
    if kind == 0:
        return None, None
    if kind == 1:
        v = int(rng.integers(-5, 130))
        return v, v
    if kind == 2:
        v = float(rng.choice([-1.5, 0.0, 2.5, onp.inf, onp.nan]))
        return v, v
    if kind == 3:
        return pool.scalar()
    return h.lay_out(rng, h.DTYPES[int(rng.integers(0, len(h.DTYPES)))], tuple(shape[int(rng.integers(0, len(shape) + 1)):]), "c")


def test_clip(rng, pool):
    n, out = h.case_count(3000), []
    for _ in range(n):
        o, x = pool.draw()
        (o1, x1), (o2, x2) = bound(rng, pool, o.shape), bound(rng, pool, o.shape)
        label = f"clip({h.describe(o)}, {h.describe(o1)}, {h.describe(o2)})"
        out.append(h.check(label, lambda: np.clip(x, x1, x2), lambda: onp.clip(o, o1, o2), "value"))
    h.assert_none(out, n)


def test_clip_out(rng, pool):
    n, out = h.case_count(600), []
    for _ in range(n):
        o, x = pool.draw()
        (o1, x1), (o2, x2) = bound(rng, pool, o.shape), bound(rng, pool, o.shape)
        dtype = h.DTYPES[int(rng.integers(0, len(h.DTYPES)))]
        where = {"casting": str(rng.choice(["same_kind", "unsafe"])) if onp.dtype(dtype).kind in "fc" else "same_kind"}  # NaN is no integer
        po, px = h.lay_out(rng, dtype, o.shape, str(rng.choice(["c", "f", "strided", "swapped"])))
        label = f"clip({h.describe(o)}, {h.describe(o1)}, {h.describe(o2)}, out={h.describe(po)}, {where})"
        out.append(h.check(label, lambda: np.clip(x, x1, x2, px, **where), lambda: onp.clip(o, o1, o2, po, **where), "value"))
        out.append(h.values_differ(h.to_oracle(px), po, "value") and f"{label}: out differs")
    h.assert_none(out, n)


def test_round(rng, pool):
    n, out = h.case_count(1500), []
    for _ in range(n):
        o, x = pool.draw()
        decimals = int(rng.integers(0 if o.dtype.kind == "u" else -3, 6))  # rounded up, an integer may leave its range
        out.append(h.check(f"round({h.describe(o)}, {decimals})", lambda: np.round(x, decimals), lambda: onp.round(o, decimals), "bits"))
    h.assert_none(out, n)


@pytest.mark.parametrize("name", ["put", "putmask", "place", "compress", "extract", "choose"])
def test_positions(name, rng, pool):
    """Writing and choosing by flat positions, in any layout, dtype and mode; what is written may be of another dtype."""
    n, out = h.case_count(1200), []
    for _ in range(n):
        shape = h.SHAPES[int(rng.integers(0, len(h.SHAPES)))]
        dtype = h.DTYPES[int(rng.integers(0, len(h.DTYPES)))]
        o, x = h.lay_out(rng, dtype, shape, str(rng.choice(["c", "f", "reversed", "strided", "swapped", "unaligned", "readonly"])))
        count = int(rng.choice([0, 1, 2, 3, o.size, o.size + 2]))
        vo, vx = h.lay_out(rng, dtype if rng.integers(0, 3) else "int8", (count,), str(rng.choice(["c", "reversed", "strided"])))
        mo, mx = h.base_pair(rng.integers(0, 2, o.shape).astype(bool))
        io, ix = h.base_pair(rng.integers(-o.size - (rng.integers(0, 9) == 0), max(o.size, 1), count))
        mode = str(rng.choice(["raise", "wrap", "clip"]))
        calls = {
            "put": lambda m, a, v, k, i: m.put(a, i, v, mode), "putmask": lambda m, a, v, k, i: m.putmask(a, k, v), "place": lambda m, a, v, k, i: m.place(a, k, v),
            "compress": lambda m, a, v, k, i: m.compress(k.ravel(), a), "extract": lambda m, a, v, k, i: m.extract(k, a),
            "choose": lambda m, a, v, k, i: m.choose(k.astype("i8") * 2 - (mode != "raise"), [a, 3, v[:1]], mode=mode),
        }
        call = calls[name]
        refused = name == "put" and mode == "raise" and count and (not ((io >= -o.size) & (io < o.size)).all())
        label = f"{name}({h.describe(o)}, {h.describe(vo)}, {mo.tolist()}, {io.tolist()}, {mode})"
        out.append(h.check(label, lambda: call(np, x, vx, mx, ix), lambda: call(onp, o, vo, mo, io), "bits"))
        if not refused and name in ("put", "putmask", "place"):  # an index out of range: NumPy has written what came before it
            found = h.values_differ(h.to_oracle(x), o, "bits")
            out.append(found and f"{label}: the array: {found}")
    h.assert_none(out, n)


@pytest.mark.parametrize("dtype", ["int8", "uint16", "int64", "float32", "float64", "float16", "complex128", "bool"])
def test_partition(dtype, rng):
    for _ in range(h.case_count(40)):
        shape = (int(rng.integers(1, 40)), int(rng.integers(1, 5)))
        o, x = h.lay_out(rng, dtype, shape, str(rng.choice(["c", "f", "strided"])))
        axis = int(rng.integers(0, 2))
        n = shape[axis]
        kth = sorted({int(k) for k in rng.integers(-n, n, int(rng.integers(1, 3)))})
        want = onp.sort(o, axis=axis)
        for got in (np.partition(x, kth, axis), np.take_along_axis(x, np.argpartition(x, kth, axis), axis)):
            h.count()
            got = h.to_oracle(got)
            assert got.dtype == o.dtype and got.shape == o.shape
            onp.testing.assert_array_equal(onp.sort(got, axis=axis), want)
            for k in kth:
                onp.testing.assert_array_equal(onp.take(got, k, axis), onp.take(want, k, axis))
                k %= n
                low, high = onp.sort(onp.take(got, range(k), axis), axis=axis), onp.sort(onp.take(got, range(k, n), axis), axis=axis)
                onp.testing.assert_array_equal(onp.concatenate([low, high], axis), want)


def test_bits(rng):
    """Packed and unpacked along any axis of any layout, and back."""
    out, n = [], h.case_count(800)
    for _ in range(n):
        shape = h.SHAPES[int(rng.integers(0, len(h.SHAPES)))]
        dtype = str(rng.choice(["bool", "int8", "uint8", "int64", "uint16", "float32"]))
        o, x = h.lay_out(rng, dtype, shape, str(rng.choice(h.LAYOUTS)))
        axis = None if rng.integers(0, 3) == 0 else int(rng.integers(-max(o.ndim, 1) - (rng.integers(0, 9) == 0), max(o.ndim, 1)))
        order = str(rng.choice(["big", "little"]))
        count = None if rng.integers(0, 2) or o.size == 0 else int(rng.integers(-30, 60))  # NumPy does not fill what nothing gives bits for
        label = f"bits({h.describe(o)}, {axis}, {order}, {count})"
        out.append(h.check(label, lambda: np.packbits(x, axis, order), lambda: onp.packbits(o, axis, order), layout=not 0 in o.strides))
        out.append(h.check(label, lambda: np.unpackbits(x, axis, count, order), lambda: onp.unpackbits(o, axis, count, order), layout=not 0 in o.strides))
    h.assert_none(out, n)


def test_flat_indices(rng):
    out, n = [], h.case_count(800)
    for _ in range(n):
        dims = tuple(int(k) for k in rng.integers(1, 6, int(rng.integers(1, 5))))
        size = int(onp.prod(dims))
        order = str(rng.choice(["C", "F"]))
        o, x = h.lay_out(rng, "int64", h.SHAPES[int(rng.integers(0, len(h.SHAPES)))], str(rng.choice(h.LAYOUTS)))
        with onp.errstate(all="ignore"):
            o, x = o % size, x % size
        label = f"flat({h.describe(o)}, {dims}, {order})"
        out.append(h.check(label, lambda: np.unravel_index(x, dims, order), lambda: onp.unravel_index(o, dims, order), layout=o.size > 0))
        parts = onp.unravel_index(o, dims, order)
        mode = tuple(str(m) for m in rng.choice(["raise", "wrap", "clip"], len(dims)))
        shift = int(rng.integers(-1, 2)) * (rng.integers(0, 3) == 0)
        mine = tuple(h.base_pair(onp.array(p + shift))[1] for p in parts)
        out.append(h.check(label, lambda: np.ravel_multi_index(mine, dims, mode, order), lambda: onp.ravel_multi_index(tuple(h.base_pair(onp.array(p + shift))[0] for p in parts), dims, mode, order), layout=o.size > 0))
    h.assert_none(out, n)


FLAT = [True, False, "np.True_", "np.array(True)", "np.array(False)", [True, 1], [True, True], [False, 1.0], [1.5], 1.5, "np.array([1.0])", "np.float64(2)", "np.array(2)",
        None, [], [[]], (), (1,), ([1, 2],), (1, 2), (...,), (slice(1, 3),), ..., "a.flat", "np.array([0, 5]).flat", "np.array([])", (1.0,), (True,), "np.arange(3, dtype='u8')",
        [10], [-10], 2**70, 1j, "np.array([[True] * 3] * 3)", [True] * 9]


@pytest.mark.parametrize("key", FLAT, ids=repr)
@pytest.mark.parametrize("line", ["a.flat[{}]", ">> a.flat[{}] = 7"])
def test_flat(line, key):
    """NumPy 2.4's rules for a.flat, with what it deprecates."""
    h.count()
    line = line.format("..." if key is ... else key if isinstance(key, str) else repr(key).replace("Ellipsis", "..."))
    assert outcome(line, np) == outcome(line, onp)


def test_too_many_index_arrays():
    a = np.ones((1,) * 64)
    for key in ((np.array([0]),) * 64, (True,) * 64):
        for call in (lambda: a[key], lambda: a.__setitem__(key, 1)):
            with pytest.raises(IndexError, match="index arrays cannot be above 63|too many|number of dimensions"):
                call()


@pytest.mark.parametrize("name", ["accumulate", "reduceat"])
def test_scans_into_shared_memory(name):
    """Inputs, indices and an output whose own elements share memory: as if all had been copied first."""
    for m in (np, onp):
        x = m.arange(40, dtype="i2")
        views = [x[:20], x[20:], x[::-1][:20], x[::2], x[1::2]]
        for a in views:
            for out in views:
                x[...] = m.arange(40) * 3
                if name == "accumulate":
                    want = m.add.accumulate(a.copy(), out=m.zeros(20, "i2"))
                    m.add.accumulate(a, out=out)
                else:
                    want = m.add.reduceat(a.copy(), m.arange(20)[::-1])
                    m.add.reduceat(a, m.arange(20)[::-1], out=out)
                assert out.tolist() == want.tolist()
    x = np.arange(6.0)
    same = np.ndarray((4, 3), "f8", x, 0, (0, 8))
    np.add.accumulate(np.arange(12.0).reshape(4, 3), out=same)
    assert same[3].tolist() == [18, 22, 26]


@pytest.mark.parametrize("dtype", ["f4", "f8", "c16", "i2"])
def test_put_far(dtype, rng):
    """Targets beyond the caches; what is put last at an index stays."""
    n = 600_000 * (4 if dtype == "i2" else 1)
    index = rng.integers(-n, n, 200_000)
    index[100_000:] = index[:100_000]
    values = rng.integers(0, 30_000, index.size)
    for v in (values, 7):
        o, x = onp.zeros(n, dtype), np.zeros(n, dtype)
        onp.put(o, index, v)
        np.put(x, index, v)
        assert (h.to_oracle(x) == o).all()
        x[...] = 0
        x[np.array(index)] = np.array(v, dtype)
        assert (h.to_oracle(x) == o).all()
    index[150_000] = n
    with pytest.raises(IndexError, match=f"index {n} is out of bounds for axis 0 with size {n}"):
        np.put(x, index, 9)
    assert (h.to_oracle(x) == o).all()
    h.count(2)
