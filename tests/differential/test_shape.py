"""Attributes, shape and copy methods, joining, choosing and sorting: one expression a line, evaluated with either library.

Compared: arrays in values, dtype, shape, strides, flags, base; other results by type and value; errors by type and text;
warnings by class and text.  `>>` lines are statements, after which the arrays are compared.

Long because it is a table: most of it is expressions, one a line.
"""
import random
import warnings

import numpy as onp
import pytest

import pyndarray as np

from . import harness

ATTRIBUTES = r"""
m.T
m.mT
a.mT
x.T
m.shape
m.strides
m.ndim
m.size
m.itemsize
m.nbytes
m.dtype
m.device
m.real
m.imag
m.T.imag
c.real
c.imag
cs.real
cs.imag
m.base is None
a.base is None
v.base is a
v[::2].base is a
m.T.base is m
m.flags
m.T.flags
v.flags
m.flags.num
m.flags['C'], m.flags['F_CONTIGUOUS'], m.flags['W'], m.flags['ALIGNED'], m.flags['FNC'], m.flags['FORC'], m.flags['B'], m.flags['CA'], m.flags['FA']
m.flags.fnc, m.flags.forc, m.flags.behaved, m.flags.carray, m.flags.farray, m.flags.contiguous, m.flags.fortran
m.T.flags.fnc, m.T.flags.forc, m.T.flags.farray
m.flags == m.copy().flags
m.flags != m.T.flags
m.flags == 3
hash(m.flags)
m.flags.foo
m.flags['foo']
m.flags[3]
m.flags.c_contiguous = True
bytes(m.data) == m.tobytes()
z.shape, z.strides, z.size, z.T
m.to_device('cpu') is m
m.to_device('gpu')
m.__array_priority__
>> m.shape = (3, 2)
>> m.shape = 6
>> m.shape = -1
>> m.shape = (2, -1)
>> m.shape = None
>> m.shape = (5,)
>> m.T.shape = (6,)
>> del m.shape
>> z.shape = (1, 1)
>> m.strides = (8, 16)
>> m.strides = (1,)
>> m.strides = (100, 100)
>> m.strides = 3
>> del m.strides
>> v.strides = (8,)
>> m.dtype = 'i4'
>> m.dtype = 'i2'
>> m.dtype = 'c16'
>> m.T.dtype = 'i4'
>> m.dtype = 'u8'
>> m.real = 1
>> m.real = [1, 2, 3]
>> m.imag = 1
>> c.real = 5
>> c.imag = [1, 2, 3, 4, 5, 6]
>> c.imag = [1, 2]
>> m.flat = 7
>> m.flat = [1, 2]
>> m.flat = []
>> m.T.flat = [1, 2, 3, 4]
>> m.T = 1
>> m.ndim = 1
>> m.flags = 1
>> m.data = 1
>> m.flags.writeable = False; m[0] = 1
>> m.setflags(write=0); m.flat = 3
>> m.setflags(write=0, align=0); m.setflags(1, 1)
>> m.setflags(write=False); m.setflags(write=True); m[0] = 5
>> m.setflags(uic=1)
>> m.flags['W'] = False; m.fill(3)
>> m.flags['C'] = True
>> m.flags.writebackifcopy = True
>> r.flags.writeable = True
>> r[0] = 1
>> r.sort()
>> r.real = 1
"""

METHODS = r"""
m.reshape(3, 2)
m.reshape((3, 2))
m.reshape([3, 2])
m.reshape(-1)
m.reshape(2, -1)
m.reshape(3, -1, 1)
m.reshape(6)
m.reshape(1, 1, 1, 1, 1, 6)
m.reshape(2, 3)
m.reshape(None)
m.reshape(())
m.reshape()
m.reshape(4)
m.reshape(-1, 4)
m.reshape(-1, -1)
m.reshape(-1, 0)
m.reshape(-2, 3)
m.reshape(2**40, 2**40)
m.reshape('x')
m.reshape(2, 'x')
m.reshape(2.0, 3)
m.reshape(3, 2, order='F')
m.reshape(3, 2, order='A')
m.T.reshape(6)
m.T.reshape(6, order='F')
m.T.reshape(6, order='A')
m.T.reshape(3, 2)
m.T.reshape(2, 3)
m.T.reshape(6, copy=False)
m.reshape(6, copy=True)
m.reshape(6, order='X')
m.reshape(6, order='K')
m.reshape(3, 2).base is m
v.reshape(1, -1)
v[::-1].reshape(3, 1)
x.reshape(6, 4)[::2].reshape(3, 2, 2)
x[:, ::2].reshape(4, 4)
x.swapaxes(0, 1).reshape(6, 4)
z.reshape(1, 1)
z.reshape(())
e.reshape(0, 5)
e.reshape(3, -1)
e.reshape(-1)
m.ravel()
m.ravel('F')
m.ravel('K')
m.ravel('A')
m.T.ravel()
m.T.ravel('K')
m.T.ravel('A')
m.T.ravel('F')
v.ravel()
v[::2].ravel('K')
x.transpose(1, 0, 2).ravel('K')
x[:, ::-1].ravel('K')
a.ravel() is a
a.ravel().base is a
m.ravel('X')
m.flatten()
m.flatten('F')
m.flatten('K')
m.T.flatten('K')
m.T.flatten('A')
x.transpose(1, 0, 2).flatten('K')
z.flatten()
m.transpose()
m.transpose(None)
m.transpose(1, 0)
m.transpose((1, 0))
m.transpose([0, 1])
m.transpose(-1, 0)
x.transpose(2, 0, 1)
z.transpose()
z.transpose(())
m.transpose(())
m.transpose(0)
m.transpose(0, 0)
m.transpose(0, 2)
m.transpose('a')
m.transpose(None, None)
m.swapaxes(0, 1)
x.swapaxes(-1, 0)
m.swapaxes(0, 2)
m.swapaxes(-3, 2)
m.swapaxes(0.5, 1)
s.squeeze()
s.squeeze(0)
s.squeeze((0, 2))
s.squeeze(axis=-1)
s.squeeze(1)
s.squeeze((0, 0))
s.squeeze(9)
z.squeeze()
m.view()
m.view('i8')
m.view('f4')
m.view('c16')
a.view('c16')
m.view(np.float32)
m.view(dtype=np.uint8)
m.view(np.ndarray)
m.view('f4', np.ndarray)
m.view(np.ndarray, np.ndarray)
m.view(type=3)
m.view(3)
m.view(None)
m.T.view('f4')
m.T.view('i8')
m[:, ::2].view('f4')
m[:1].view('u1')
z.view('f4')
z.view('u8')
e.view('f4')
m.view('>f8')
m.diagonal()
m.diagonal(1)
m.diagonal(-1)
m.diagonal(7)
m.diagonal(-7)
x.diagonal(0, 1, 2)
x.diagonal(axis1=-1, axis2=0)
m.diagonal(5, 5)
m.diagonal(0, 0, 0)
a.diagonal()
m.copy()
m.copy('F')
m.T.copy()
m.T.copy('K')
m.T.copy('A')
x.transpose(1, 0, 2).copy('K')
x[:, ::-1].copy('K')
x[:, :1].transpose(2, 1, 0).copy('K')
v[::2].copy('K')
e.copy('F')
m.copy('X')
m.__copy__()
m.T.__copy__()
m.T.__deepcopy__({})
m.astype('f4')
m.T.astype('f4')
m.astype('f4', order='F')
m.astype('f8', copy=False) is m
m.astype('f8', copy=False, order='F') is m
m.astype('f8', copy=False, order='C') is m
m.astype('f8') is m
m.astype('>f8', copy=False) is m
m.astype('i4', casting='safe')
m.astype('f4', casting='no')
m.astype('i4', casting='same_value')
h.astype('i4', casting='same_value')
m.astype('i4', casting='xx')
m.astype(int)
m.astype(bool)
m.astype(complex)
m.astype('>i2')
m.astype('foo')
c.astype('f8')
c.astype(bool)
q.astype('u1')
x.transpose(2, 0, 1).astype('f4')
z.astype('i1')
m.tobytes()
m.tobytes('F')
m.T.tobytes('A')
m.T.tobytes('K')
v.tobytes()
m.tobytes('X')
m.tolist()
z.tolist()
e.tolist()
x.tolist()
c.tolist()
b.tolist()
i.tolist()
m.item(3)
m.item(-1)
m.item(0, 1)
m.item((0, 1))
m.item(-1, -1)
z.item()
z.item(0)
z.item(())
v[:1].item()
m.item()
m.item(9)
m.item(-7)
m.item(0, 9)
m.item(0, 0, 0)
m.item('x')
m.item(0.5)
>> m.fill(3)
>> m.T.fill(3.5)
>> v.fill(1)
>> m.fill([1, 2])
>> m.fill('x')
>> m.fill(1j)
>> m.fill(np.arange(3)[2])
>> m.fill(np.arange(2))
>> i.fill(2.7)
>> i.fill(2**70)
>> b.fill(2)
m.byteswap()
i.byteswap()
c.byteswap()
m.T.byteswap()
>> i.byteswap(True)
>> i.byteswap(inplace=True)
len(m)
len(z)
list(v)
[w.tolist() for w in m]
iter(z)
list(e)
3 in m
7 in m
[0, 1, 2] in m
float('nan') in n
m.__contains__([1, 2])
bool(m)
bool(e)
bool(v[:1])
bool(m[:1, 1:2])
int(h[1, 1])
int(z)
int(m)
int(v[:1])
float(z)
float(m)
complex(z)
complex(m)
z.__complex__()
z.__index__()
i[0:1].__index__()
h[0].__index__()
b.reshape(6)[0].__class__
list(range(9))[z]
format(z, '5d')
format(m, 'x')
hash(m)
"""

FLAT = r"""
m.flat[2]
m.flat[-1]
m.flat[1:3]
m.flat[::-2]
m.flat[[1, 2]]
m.T.flat[[1, -2]]
m.flat[m.ravel() > 2]
m.flat[...]
m.flat[()]
m.flat[(1,)]
m.flat[10]
m.flat[-7]
m.flat[[10]]
m.flat['a']
m.flat[None]
m.flat[1, 2]
m.flat[m > 2]
m.flat[[True, False]]
m.flat[[[0, 1], [2, 3]]]
m.flat.index
m.flat.coords
m.flat.base is m
len(m.flat)
list(m.T.flat)
m.flat.copy()
m.T.flat.copy()
m.flat == m.flat
m.flat < 3
m.T.flat.__array__()
[(f.index, f.coords) for f in [m.flat] for _ in f]
>> m.flat[2] = 9
>> m.flat[-1] = 9
>> m.flat[1:5] = [7, 8]
>> m.T.flat[1:3] = 0
>> m.flat[[0, 1, 2]] = [5, 6]
>> m.flat[m.ravel() > 2] = -1
>> m.flat[:] = m.flat[::-1]
>> m.flat[10] = 1
>> m.flat[0] = [1, 2]
>> m.flat['a'] = 1
>> del m.flat[0]
"""

FUNCTIONS = r"""
np.reshape(l, (4, 1))
np.reshape(l, [2, 2], 'F')
np.reshape(m, shape=(3, 2))
np.reshape(m, (3, 2), copy=False)
np.ravel(l, 'F')
np.transpose(l)
np.transpose(m, (1, 0))
np.permute_dims(x, (2, 0, 1))
np.matrix_transpose(x)
np.matrix_transpose(a)
np.swapaxes(l, 0, 1)
np.squeeze(s)
np.squeeze(s, 1)
np.squeeze(s, axis=(0,))
np.expand_dims(a, 0)
np.expand_dims(a, -1)
np.expand_dims(a, (0, 2))
np.expand_dims(a, [1, 2])
np.expand_dims(m, 5)
np.expand_dims(m, (0, 0))
np.expand_dims(l, 1)
np.moveaxis(x, 0, -1)
np.moveaxis(x, [0, 1], [-1, -2])
np.moveaxis(x, (0,), 1)
np.moveaxis(x, 5, 1)
np.moveaxis(x, 0, 5)
np.moveaxis(x, [0, 1], [0])
np.moveaxis(x, [0, 0], [0, 1])
np.moveaxis(x, [0, 1], [-1, -1])
np.diagonal(l)
np.flip(m)
np.flip(m, 0)
np.flip(m, (0, 1))
np.flip(m, 2)
np.flip(e)
np.atleast_1d(3)
np.atleast_1d(3, [1])
np.atleast_1d()
np.atleast_1d(a) is a
np.atleast_2d(a)
np.atleast_2d(3)
np.atleast_2d(m) is m
np.atleast_3d(3)
np.atleast_3d(a)
np.atleast_3d(m)
np.atleast_3d(x) is x
np.broadcast_to(m, (2, 2, 3))
np.broadcast_to(m, (2, 3))
np.broadcast_to(3, (2,))
np.broadcast_to([1, 2], 2)
np.broadcast_to(s, (1, 3, 5))
np.broadcast_to(m, (3,))
np.broadcast_to(m, (4, 2, 4))
np.broadcast_to(m, (-4, 2, 3))
np.broadcast_to(m, ())
np.broadcast_to(m, (0, 2, 3))
np.broadcast_to(a[:1], (2**40, 2**40))
np.broadcast_shapes((2, 1), (3,))
np.broadcast_shapes(3, (2, 1))
np.broadcast_shapes()
np.broadcast_shapes((2, 3), (4,))
np.broadcast_shapes((2, -3), (4,))
np.broadcast_arrays(m, m)[0] is m
np.broadcast_arrays()
np.broadcast_arrays(m, np.ones(4))
np.shape(l), np.shape(3), np.ndim(l), np.ndim(3), np.size(l), np.size(m, 1), np.size(m, (0, 1)), np.size(3)
np.isfortran(m.T), np.isfortran(m), np.isfortran(a)
"""

JOINING = r"""
np.concatenate([m, m])
np.concatenate([m, m], 1)
np.concatenate((m, m), axis=-1)
np.concatenate([m.T, m.T])
np.concatenate([m.T, m.T], axis=1)
np.concatenate([m, m.T.copy().T])
np.concatenate([x.transpose(1, 0, 2), x.transpose(1, 0, 2)])
np.concatenate([x, x[:, ::-1]], 2)
np.concatenate([m, m], axis=None)
np.concatenate([m.T, a], axis=None)
np.concatenate([1, m], axis=None)
np.concatenate([3, 4], axis=None)
np.concatenate([1, m.astype('f4')], axis=None)
np.concatenate([a, i])
np.concatenate([i, b.reshape(6), q])
np.concatenate([m.astype('>f8'), m.astype('>f8')])
np.concatenate([m.astype('>f8'), m])
np.concatenate(m)
np.concatenate(x)
np.concatenate([e, m])
np.concatenate([e, e])
np.concatenate([m])
np.concatenate([m, m], 1, np.empty((2, 6)))
np.concatenate([m, m], out=np.empty((4, 3), 'f4'))
np.concatenate([m, m], out=np.empty((4, 3), order='F'))
np.concatenate([m, m], dtype='f4')
np.concatenate([m, m], dtype='i4', casting='unsafe')
np.concat([a, a])
np.concatenate([])
np.concatenate([1, 2])
np.concatenate([m, a])
np.concatenate([m, m[:, :2]])
np.concatenate([m, m[:1]], axis=1)
np.concatenate([m, m], axis=2)
np.concatenate([m, m], axis=-3)
np.concatenate((w for w in [m, m]))
np.concatenate([m, m], out=np.empty((3, 3)))
np.concatenate([m, m], out=np.empty(3))
np.concatenate([m, m], out=np.empty((4, 3)), dtype='f4')
np.concatenate([m, m], out=np.empty((4, 3), 'i4'))
np.concatenate([m, m], dtype='i4')
np.concatenate([m, m], casting='foo')
np.stack([m, m])
np.stack([m, m], axis=1)
np.stack([m, m], axis=-1)
np.stack([m.T, m.T])
np.stack([m.T, m.T], axis=1)
np.stack([m, m.T.copy().T], -1)
np.stack([x.transpose(2, 0, 1)] * 3, 2)
np.stack([a, i, q])
np.stack([1, 2.5])
np.stack(m)
np.stack([z, z])
np.stack([m, m], out=np.empty((2, 2, 3)))
np.stack([m, m], dtype='f4')
np.stack([e, e], 1)
np.stack([])
np.stack([m, a])
np.stack([m, m], axis=3)
np.stack([m, m], axis=-4)
np.stack((w for w in [a, a]))
np.vstack([a, a])
np.vstack([m, a[:3]])
np.vstack([1, 2])
np.vstack([m, np.ones((2, 2))])
np.vstack([m, m], dtype='i4', casting='unsafe')
np.vstack([])
np.hstack([a, a])
np.hstack([m, m])
np.hstack([1, 2])
np.hstack([m, np.ones((3, 2))])
np.hstack([])
np.hstack((w for w in [a, a]))
np.dstack([m, m])
np.dstack([a, a])
np.dstack([1, 2])
np.column_stack([a, a])
np.column_stack([m, [[1], [2]]])
np.column_stack([a, m.T])
"""

CHOOSING = r"""
np.where([1, 0], [1, 2], [3.5, 4])
np.where([1, 0], 1, 2)
np.where(1, 2, 3)
np.where(m > 2, m, 0)
np.where(m > 2, m, -m.astype('f4'))
np.where(m > 2, 1, i[:3])
np.where(m > 2, m.astype('f4'), 2.0)
np.where(m > 2, q[:3], 2)
np.where(m, 1, 2)
np.where((m > 2).T, m.T, m.T)
np.where((m > 2).T, 1, 0)
np.where((m > 2).T, np.ones((3, 2)), 0)
np.where(m > 2, m.astype('>f8'), m.astype('>f8'))
np.where(c, c, 0)
np.where(a > 2, a[::-1], v[0])
np.where(x[::-1] > 5, x, x.transpose(0, 1, 2)[:, ::-1])
np.where(e, 1, 2)
np.where(m, [1, 2], 3)
np.where(m, 1)
np.where(m)
np.where(l)
np.take(a, [[0, 1], [2, -1]])
np.take([5, 6], 0)
np.take(m, [0, 2, 2], axis=1)
np.take(m, [0, 1], axis=-1, out=np.empty((2, 2)))
np.take(m, [0, 1], axis=-1, out=np.empty((2, 2), 'f4'))
np.take(m.T, [0, 1], axis=0)
np.take(x, np.array([[0, 1], [1, 0]], order='F'), axis=1)
np.take(a, [0, 7, -9], mode='wrap')
np.take(a, [0, 7, -9], mode='clip')
np.take(m, [0, 7, -9], 1, mode='clip')
a.take(0)
a.take([1.5])
a.take(np.array([1], 'u8'))
a.take(np.array([True]))
a.take(np.array([0.5]))
a.take([])
z.take(0)
z.take([0, 0])
z.take(0, axis=0)
a.take([9])
m.take([9])
m.take([2], axis=0)
m.take([5], axis=1)
m.take([2], axis=3)
a.take([-7])
e.take([0])
e.take([0], axis=0)
e.take([], axis=0)
e.take([5], axis=1)
e.take([0], axis=0, mode='clip')
a.take([0], mode='foo')
a.take([0], mode='WRAP')
a.take([0], mode=1)
a.take([0], mode=None)
m.take([0], axis=0, out=np.empty((2, 3)))
m.take([0], axis=0, out=[1])
np.nonzero([0, 1, 2])
np.nonzero(m)
m.nonzero()
x.transpose(2, 0, 1).nonzero()
v.nonzero()
z.nonzero()
np.nonzero(3)
np.flatnonzero(m)
np.argwhere(m)
np.argwhere(3)
np.count_nonzero(m)
np.count_nonzero(m, axis=0)
np.count_nonzero(m, axis=(0, 1))
np.count_nonzero(m, axis=0, keepdims=True)
np.count_nonzero(m, keepdims=True)
np.count_nonzero(n)
np.sort(h)
np.sort(h, axis=0)
np.sort(h, axis=None)
np.sort(h.T)
np.sort(h.astype('>f8'), 0)
np.sort(n)
np.sort(c[::-1])
np.sort(b)
np.sort([3, 1, 2], kind='stable')
np.sort([3, 1, 2], stable=True)
np.sort(z)
np.sort(z, axis=None)
np.sort(h, 5)
np.sort(e, 0)
np.sort(x[::-1, ::-1, ::-1], 1)
>> h.sort()
>> h.sort(0)
>> h.T.sort(axis=0, kind='mergesort')
>> v.sort()
>> m[::-1, ::-1].sort(0)
>> h.sort(axis=None)
>> z.sort()
>> m.sort(5)
>> m.sort(kind='foo')
>> m.sort(kind=3)
>> m.sort(kind='quick', stable=True)
>> m.sort(order='x')
h.argsort(kind='stable')
h.argsort(0, kind='stable')
h.T.argsort(0, 'stable')
h.argsort(None, 'stable')
h[::-1].argsort(stable=True)
z.argsort()
z.argsort(axis=1)
m.argsort(axis=5)
np.argsort([3, 1, 2])
n.argsort(kind='stable')
a.searchsorted(3)
a.searchsorted([3, 4.5, -1, 99], 'right')
a.searchsorted([[3, 3], [5, 1]])
i.searchsorted(2.5)
i.searchsorted([1], sorter=[0, 1, 2, 3, 4, 5])
i[::-1].searchsorted([1, 2, 9], sorter=[5, 4, 3, 2, 1, 0])
np.searchsorted([1, 2], [[1]])
np.searchsorted([1., 2, np.nan], [np.nan, 5, np.inf])
a.astype('>f8').searchsorted(q)
np.searchsorted(m, 1)
np.searchsorted(z, 1)
np.searchsorted(a, 1, side='foo')
i.searchsorted([1], side='l')
i.searchsorted([1], sorter=[0, 1, 2])
i.searchsorted([1], sorter=[[0]])
i.searchsorted([1], sorter=[0., 1, 2, 3, 4, 5])
a.repeat(2)
m.repeat(2)
m.repeat(2, axis=1)
m.repeat([1, 2], axis=0)
m.T.repeat([1, 0, 2], axis=0)
m.repeat([2], 1)
z.repeat(2)
z.repeat(2, axis=0)
np.repeat(3, 4)
a.repeat([1, 2])
a.repeat(-1)
m.repeat([1, -1, 0], axis=1)
a.repeat([1, 2, 3], axis=4)
np.astype(m, 'f4')
np.astype(l, 'f4')
>> np.copyto(m, 3)
>> np.copyto(m, [1, 2, 3])
>> np.copyto(m, m[::-1])
>> np.copyto(m, 1, where=[True, False, True])
>> np.copyto(m, -m, where=m > 2)
>> np.copyto(m, 1, where=False)
>> np.copyto(i, 2.5, 'unsafe')
>> np.copyto(m.astype('f4'), 1.5, casting='no')
>> np.copyto(m, [1, 2])
>> np.copyto(m, 1j)
>> np.copyto(i, 2.5)
>> np.copyto(i, m[0, 1])
>> np.copyto(i, a)
>> np.copyto(m, 1, where=[True, False])
>> np.copyto([1], 1)
>> np.copyto(i.astype('i1'), 300)
>> np.copyto(m, 1, casting='xx')
>> np.copyto(r, 1)
np.shares_memory(a, v), np.shares_memory(a[::2], a[1::2]), np.may_share_memory(a[::2], a[1::2]), np.shares_memory(a, m)
np.shares_memory(a, 3), np.may_share_memory(a, a, None), np.shares_memory(a[:0], a), np.shares_memory(a, a, max_work=None)
np.shares_memory(m, m, max_work=-5)
np.shares_memory(a, a, max_work='x')
np.shares_memory(a[::2].view('u1')[::3], a.view('u1')[5::7])
"""


def arrays(m):
    a = m.arange(6).astype("f8")
    r = m.arange(3.0)
    r.flags.writeable = False
    c = m.arange(6).astype("c16")
    c.imag = m.arange(6)[::-1]
    return {
        "np": m, "a": a, "v": a[1:4], "m": m.arange(6).astype("f8").reshape(2, 3).copy(), "x": m.arange(24).reshape(2, 3, 4).copy(), "c": c, "cs": c[::-2],
        "i": m.arange(6), "q": m.arange(6).astype("i1"), "b": m.arange(6).reshape(2, 3) > 2, "z": m.array(3), "e": m.zeros((0, 3)), "s": m.arange(3.0).reshape(1, 3, 1),
        "h": m.array([[2.5, -1, 7], [0, 2.5, 1]]), "n": m.array([1.0, float("nan"), -2, float("nan")]), "l": [[1, 2], [3, 4]], "r": r,
    }


def describe(x, m):
    ndarray = type(m.arange(1))
    if isinstance(x, ndarray):
        f = x.flags
        return ("array", x.shape, x.strides, x.dtype.str, x.tobytes(), f.c_contiguous, f.f_contiguous, f.owndata, f.writeable, f.aligned, x.base is None)
    if isinstance(x, (tuple, list)):
        return type(x).__name__, [describe(y, m) for y in x]
    if type(x).__name__ == "flagsobj":
        return repr(x)
    if isinstance(x, m.generic):
        return type(x).__name__, m.asarray(x).dtype.str, m.asarray(x).tobytes()
    if isinstance(x, type):
        return x.__name__
    return type(x).__name__, repr(x).replace("pyndarray", "numpy")


def outcome(line, m):
    env = arrays(m)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            if line.startswith(">>") or line.endswith("= True"):
                exec(line.removeprefix(">>").strip(), env)
                result = [(k, describe(env[k], m)) for k in "avmxcihbzenr"]
            else:
                result = describe(eval(line, env), m)
        except Exception as e:
            result = type(e).__name__, str(e).replace("pyndarray", "numpy")
    return result, [(w.category.__name__, str(w.message)) for w in caught]


LINES = [line for text in (ATTRIBUTES, METHODS, FLAT, FUNCTIONS, JOINING, CHOOSING) for line in text.strip().splitlines()]


@pytest.mark.parametrize("line", LINES)
def test_line(line):
    harness.count()
    mine, want = outcome(line, np), outcome(line, onp)
    assert mine == want


def random_array(r, m, shape, dtype, layout):
    size = 1
    for n in shape:
        size *= n
    a = m.arange(size).astype(dtype).reshape(tuple(shape[k] for k in layout))
    inverse = [list(layout).index(k) for k in range(len(layout))]
    a = a.transpose(*inverse) if layout else a
    if r.random() < .3 and shape:
        a = a[tuple(slice(None, None, -1) if r.random() < .5 else slice(None) for _ in shape)]
    return a


@pytest.mark.parametrize("start", range(0, 3000, 500))
def test_random_reshape(start):
    """Views or copies, strides included, of any layout into any shape."""
    for case in range(start, start + 500):
        r = random.Random(case)
        shape = [r.choice([1, 2, 3, 4]) for _ in range(r.randrange(0, 4))]
        layout = r.sample(range(len(shape)), len(shape))
        size = 1
        for n in shape:
            size *= n
        factors, rest = [], size
        while rest > 1:
            f = r.choice([d for d in range(1, rest + 1) if rest % d == 0])
            factors.append(f)
            rest //= f
        order = r.choice("CFA")
        results = []
        for m in (np, onp):
            r2 = random.Random(case + 1)
            a = random_array(r2, m, shape, "i4", layout)
            k = case % 4
            b = (a.reshape(tuple(factors), order=order) if k == 0 else a.ravel(r2.choice("CFAK")) if k == 1 else a.copy(r2.choice("CFAK")) if k == 2
                 else a.flatten(r2.choice("CFAK")))
            results.append(describe(b, m))
        harness.count()
        assert results[0] == results[1], (case, shape, layout, factors, order)


@pytest.mark.parametrize("start", range(0, 2000, 500))
def test_random_join(start):
    for case in range(start, start + 500):
        results = []
        for m in (np, onp):
            r = random.Random(case)
            shape = [r.choice([1, 2, 3]) for _ in range(r.randrange(1, 4))]
            n, axis = r.randrange(1, 4), r.randrange(len(shape))
            parts = []
            stacked = r.random() < .5
            for _ in range(n):
                mine = list(shape)
                if not stacked:
                    mine[axis] = r.choice([0, 1, 2, 3])
                parts.append(random_array(r, m, mine, r.choice(["f8", "f8", "i4", ">f8"]), r.sample(range(len(shape)), len(shape))))
            joined = m.stack(parts, r.randrange(-len(shape) - 1, len(shape) + 1)) if stacked else m.concatenate(parts, axis)
            results.append(describe(joined, m))
        harness.count()
        assert results[0] == results[1], case
