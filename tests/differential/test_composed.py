"""Functions composed of others, and the C beside them, against the oracle: one expression a line, evaluated with either library.

LINES are fixed: special forms and errors.  RECIPES draw their parameters at random and run over operands of every dtype and layout.
Compared: type, dtype, shape, values, writeability, whether memory is shared with the operand, and warnings; errors by type.
"""
import random
import re
import warnings

import numpy as onp
import numpy.lib  # noqa: F401
import pytest

import pyndarray as np
import pyndarray.lib  # noqa: F401

from . import harness

# ---- fixed lines --------------------------------------------------------------------------------------------------------

LINES = r"""
np.append(m, 5)
np.append(m, [[9, 9, 9]], axis=0)
np.append(m, [1, 2], axis=0)
np.append([], [1, 2])
np.append(x, x, axis=-1)
np.array_split(v, 3)
np.array_split(v, 9)
np.array_split(v, [2, 3])
np.array_split(v, [3, 2])
np.array_split(v, [-2])
np.array_split(v, 0)
np.array_split(v, -1)
np.array_split(x, 2, axis=2)
np.array_split(x, 2, axis=-1)
np.array_split(x, 2, axis=3)
np.array_split(x, np.array([1, 2]), 1)
np.split(v, 2)
np.split(v, 4)
np.split(x, 2, 1)
np.split(x, [1], 2)
np.hsplit(m, 3)
np.hsplit(v, 2)
np.hsplit(z, 1)
np.vsplit(m, 2)
np.vsplit(v, 2)
np.dsplit(x, 2)
np.dsplit(m, 2)
np.unstack(x)
np.unstack(x, axis=1)
np.unstack(x, axis=-1)
np.unstack(x, axis=3)
np.unstack(z)
np.unstack(v)
np.block(1)
np.block([1, 2])
np.block([m, m])
np.block([[m, m], [m, m]])
np.block([[m], [v[:3]]])
np.block([[m, z], [z, m]])
np.block([])
np.block([[]])
np.block([m, [m]])
np.block([[m], m])
np.block((m, m))
np.block([(m, m)])
np.block([[m.T], [m.T]])
np.block([[m.T, m.T]])
np.block([[x, x], [x, x]])
np.block([[[x]], [[m]]])
np.block([[1, 2.5], [3, 4j]])
np.delete(v, 1)
np.delete(v, -1)
np.delete(v, 6)
np.delete(v, -7)
np.delete(v, [0, 5])
np.delete(v, [0, 6])
np.delete(v, [])
np.delete(v, np.array([]))
np.delete(v, [1])
np.delete(v, [1, 1, 2])
np.delete(v, slice(1, 4))
np.delete(v, slice(4, 1, -1))
np.delete(v, slice(4, None, -2))
np.delete(v, slice(0, None, 2))
np.delete(v, slice(3, 3))
np.delete(v, [True, False, True, False, True, False])
np.delete(v, [True, False])
np.delete(v, True)
np.delete(v, 1.0)
np.delete(v, [1.0, 2.0])
np.delete(m, 1)
np.delete(m, 1, 1)
np.delete(m, [0, 2], axis=1)
np.delete(m, slice(None), axis=0)
np.delete(m, 0, axis=2)
np.delete(m.T, 1, 0)
np.delete(m.T, [0, 1], 0)
np.delete(z, 0)
np.delete(x, np.array([0, 1]), -1)
np.insert(v, 1, 7)
np.insert(v, -1, 7)
np.insert(v, 6, 7)
np.insert(v, 7, 7)
np.insert(v, 1, [7, 8])
np.insert(v, [1], [7, 8])
np.insert(v, [1, 3], 7)
np.insert(v, [3, 1], [7, 8])
np.insert(v, [1, 1, 1], [7, 8, 9])
np.insert(v, [-1, 0], [7, 8])
np.insert(v, [9, 0], [7, 8])
np.insert(v, slice(0, 4, 2), [7, 8])
np.insert(v, slice(4, 0, -2), 9)
np.insert(v, [], 7)
np.insert(v, [], [])
np.insert(v, [[1]], 7)
np.insert(v, np.array([True, False, True, False, False, False]), 9)
np.insert(v, 1.0, 7)
np.insert(v, [1, 2.5], 7)
np.insert(m, 1, 5)
np.insert(m, 1, 5, axis=0)
np.insert(m, 1, [5, 6], axis=1)
np.insert(m, [1], [[5], [6]], axis=1)
np.insert(m, [0, 2], 5, axis=1)
np.insert(m.T, 1, 5, axis=0)
np.insert(m, 0, 5, axis=2)
np.insert(i, 2, 3.9)
np.insert(x, 1, m[0, 0], axis=1)
np.insert(z, 0, 5)
np.resize(m, (3, 4))
np.resize(m, 4)
np.resize(m, ())
np.resize(m, (2, 0))
np.resize([], (2, 2))
np.resize(m, (-1, 2))
np.resize(z, (2, 2))
np.roll(v, 2)
np.roll(v, -2)
np.roll(v, 100)
np.roll(m, 1)
np.roll(m, 1, 0)
np.roll(m, (1, 1), (0, 1))
np.roll(m, 1, (0, 1))
np.roll(m, (1, 2), 0)
np.roll(m, (1, 2), 1)
np.roll(m, ((1, 2),), 1)
np.roll(m, 1, 2)
np.roll(m, (1, 2, 3), (0, 1))
np.roll([], 1)
np.roll(z, 1)
np.roll(x, (2, -1, 3), (0, -1, 1))
np.rollaxis(x, 2)
np.rollaxis(x, 0, 3)
np.rollaxis(x, 1, 1)
np.rollaxis(x, 1, 4)
np.rollaxis(x, 1, -4)
np.rollaxis(x, 3)
np.rollaxis(x, -1, -2)
np.rot90(m)
np.rot90(m, 2)
np.rot90(m, 3)
np.rot90(m, -1)
np.rot90(m, 4)
np.rot90(x, 1, (1, 2))
np.rot90(x, 1, (2, 1))
np.rot90(x, 1, (0, 3))
np.rot90(x, 1, (0, -3))
np.rot90(x, 1, (0, 0))
np.rot90(x, 1, (0, 1, 2))
np.rot90(v)
np.fliplr(m)
np.fliplr(v)
np.flipud(m)
np.flipud(v)
np.flipud(z)
np.tile(v, 2)
np.tile(v, (2, 2))
np.tile(m, 2)
np.tile(m, (2, 1))
np.tile(m, (2, 1, 2))
np.tile(m, ())
np.tile(m, 0)
np.tile(m, (0, 2))
np.tile(m, -1)
np.tile(z, 3)
np.tile(z, (2, 2))
np.tile(m.T, (1, 2))
np.tile(m.T, 1)
np.tile(1, 2)
np.tile([[1, 2]], np.array([2, 1]))
np.tile(m, 1.5)
np.trim_zeros(np.array([0, 0, 1, 0, 2, 0]))
np.trim_zeros(np.array([0, 0, 1, 0, 2, 0]), 'f')
np.trim_zeros(np.array([0, 0, 1, 0, 2, 0]), 'B')
np.trim_zeros([0, 0, 1, 0])
np.trim_zeros((0, 1, 0))
np.trim_zeros([0, 0])
np.trim_zeros([0, 0], 'f')
np.trim_zeros([0, 0], 'b')
np.trim_zeros([])
np.trim_zeros(m, 'x')
np.trim_zeros(np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]]))
np.trim_zeros(np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]]), axis=1)
np.trim_zeros(np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]]), 'f', axis=(0, -1))
np.trim_zeros(np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]]), axis=2)
np.trim_zeros(np.zeros((2, 2)))
np.trim_zeros(np.zeros((2, 2)), axis=0)
np.row_stack([v, v])
np.apply_along_axis(np.sum, 0, m)
np.apply_along_axis(np.cumsum, 1, m)
np.apply_along_axis(np.cumsum, 0, m)
np.apply_along_axis(np.diag, -1, m)
np.apply_along_axis(np.diag, 0, m)
np.apply_along_axis(lambda a: a.max(), 1, x)
np.apply_along_axis(lambda a, b, c=1: a * b + c, 1, m, 2, c=5)
np.apply_along_axis(np.sum, 2, m)
np.apply_along_axis(np.sum, 0, np.zeros((0, 2)))
np.apply_along_axis(np.sum, 0, np.zeros((2, 0)))
np.apply_along_axis(np.sum, 0, z)
np.apply_along_axis(lambda a: [1, 2, 3.5], 0, m)
np.apply_over_axes(np.sum, x, [0, 2])
np.apply_over_axes(np.sum, x, 1)
np.apply_over_axes(np.cumsum, x, (0, -1))
np.apply_over_axes(lambda a, axis: a.sum(), x, 0)
np.lib.array_utils.normalize_axis_index(-1, 3)
np.lib.array_utils.normalize_axis_index(3, 3)
np.lib.array_utils.normalize_axis_index(-4, 3, 'p')
np.lib.array_utils.normalize_axis_index(1.0, 3)
np.lib.array_utils.normalize_axis_tuple(-1, 3)
np.lib.array_utils.normalize_axis_tuple((0, -1), 3)
np.lib.array_utils.normalize_axis_tuple((2, -1), 3)
np.lib.array_utils.normalize_axis_tuple((2, -1), 3, 'axes')
np.lib.array_utils.normalize_axis_tuple((2, -1), 3, allow_duplicate=True)
np.lib.array_utils.normalize_axis_tuple((5,), 3, 'axes')
np.asarray_chkfinite([1, 2])
np.asarray_chkfinite([1, np.nan])
np.asarray_chkfinite([1, np.inf], dtype='f4')
np.asarray_chkfinite(m, order='F')
np.require(m)
np.require(m.T, requirements='C')
np.require(m, 'f4', ['F', 'W'])
np.require(m, requirements=['C', 'F'])
np.require(m, requirements=['X'])
np.require(v[::2], requirements='A')
np.require(v[::2], requirements='O')
np.require(ro, requirements='W')
np.require([1, 2], requirements=['E', 'contiguous'])
np.logspace(0, 3, 4)
np.logspace(0, 3, 4, base=2)
np.logspace(0, 3, 4, dtype=int)
np.logspace([0, 1], [2, 3], 3)
np.logspace([0, 1], [2, 3], 3, axis=-1)
np.logspace(0, 3, 0)
np.logspace(0, 3, -1)
np.geomspace(0, 1)
np.geomspace(1, 1000, 0)
np.geomspace(1, 1000, 1)
np.geomspace([1, 2], 0)
np.vander([1, 2, 3])
np.vander([1, 2, 3], 2)
np.vander([1, 2, 3], 4, increasing=True)
np.vander([1, 2.5, 3j], 3)
np.vander([1, 2, 3], 0)
np.vander(m)
np.vander([])
np.vander([True, False], 3)
np.indices((2, 3))
np.indices((2, 3), sparse=True)
np.indices((2,), dtype='f4')
np.indices(())
np.indices((0, 2))
np.indices((-1, 2))
np.fromfunction(lambda i, j: i + j, (3, 3), dtype=int)
np.fromfunction(lambda i, j, k=0: i * k, (2, 2), k=3)
np.fromfunction(lambda i: 5, (3,))
np.meshgrid(v, i)
np.meshgrid(v, i, indexing='ij')
np.meshgrid(v, i, sparse=True)
np.meshgrid(v, i[:2], v[:3], sparse=True, copy=False)
np.meshgrid(v, i[:2], v[:3], indexing='ij', copy=True)[0].shape
np.meshgrid(v)
np.meshgrid(3, 4)
np.meshgrid()
np.meshgrid(v, indexing='xz')
np.kron(v[:2], v[:3])
np.kron(m, v)
np.kron(v, m)
np.kron(m, m.T)
np.kron(2, m)
np.kron(m, 2)
np.kron(2, 3)
np.kron(np.zeros((0, 2)), m)
np.ix_([0, 1], [2, 3])
np.ix_([True, False, True], [1])
np.ix_([])
np.ix_([[1]])
np.ix_()
np.ix_(np.array([]), [1])
np.diag_indices(3)
np.diag_indices(2, 3)
np.diag_indices_from(np.zeros((2, 2, 2)))
np.diag_indices_from(m)
np.diag_indices_from(v)
np.tril_indices(3)
np.tril_indices(3, 1)
np.tril_indices(3, -1, 5)
np.tril_indices(0)
np.triu_indices(3)
np.triu_indices(4, 2, 3)
np.triu_indices_from(m)
np.triu_indices_from(m, 1)
np.tril_indices_from(x)
np.tril_indices_from(m, k=-1)
np.mask_indices(3, np.triu)
np.mask_indices(3, np.tril, -1)
>> np.fill_diagonal(m, 7)
>> np.fill_diagonal(m, [7, 8, 9])
>> np.fill_diagonal(t, 7)
>> np.fill_diagonal(t, 7, wrap=True)
>> np.fill_diagonal(t.T, 7)
>> np.fill_diagonal(t.T, [1, 2], wrap=True)
>> np.fill_diagonal(k, 7)
>> np.fill_diagonal(x, 7)
>> np.fill_diagonal(v, 7)
>> np.fill_diagonal(ro, 7)
>> np.fill_diagonal(i.reshape(2, 3), 2.7)
>> np.fill_diagonal(m, [])
np.mgrid[0:3]
np.mgrid[0:3, 1:5]
np.mgrid[0:3:2, 1:5]
np.mgrid[0:1:3j]
np.mgrid[0:1:3j, 0:3]
np.mgrid[-1:1:5j]
np.mgrid[0:1:1j]
np.mgrid[0:1:1j, 0:2]
np.mgrid[0:2.5:0.5]
np.mgrid[5:0:-1]
np.mgrid[:3]
np.mgrid[0:0]
np.mgrid[0:3, 0:0]
np.mgrid[3]
np.mgrid[0:3, 1]
np.ogrid[0:3]
np.ogrid[0:3, 1:5]
np.ogrid[0:1:3j, 0:3]
np.ogrid[0:4, 0:2.5:0.5, 0:2]
np.r_[1, 2, 3]
np.r_[1:4, 0, 4]
np.r_[1:4:3j, 0]
np.r_[v, 1:3, [7, 8]]
np.r_[m, m]
np.r_['0,2', [1, 2], [3, 4]]
np.r_['1,2', [1, 2], [3, 4]]
np.r_['0,2,0', [1, 2], [3, 4]]
np.r_['1,2,0', [1, 2], [3, 4]]
np.r_['0,3,1', [1, 2], [3, 4]]
np.r_['0,3,-1', [1, 2], [3, 4]]
np.r_['-1', m, m]
np.r_['1', m, m]
np.r_['a', m]
np.r_[1, 'r']
np.r_['r', 1, 2]
np.r_['c', 1, 2]
np.r_['r', m, m]
np.r_['c', m, m]
np.c_['r', v, v]
np.r_['m, m; m, m']
np.r_['m nope']
np.r_['0,1,2,3', v]
np.r_[np.float32(1), np.int8(2)]
np.r_[1, 2.5, 3j]
np.r_[np.array([1], 'i1'), 2]
np.r_[True, 3]
np.r_[0:3, np.array(5.0)]
np.c_[v, v]
np.c_[m, m]
np.c_[1:4, 5:8]
np.c_[np.array([[1, 2, 3]]), 0, 0, np.array([[4, 5, 6]])]
np.c_[z, 3]
len(np.r_)
np.s_[1:3, ..., None]
np.s_[2]
np.index_exp[2]
np.index_exp[1:3, 2]
np.select([v > 3, v > 1], [v, v * 2])
np.select([v > 3, v > 1], [v, v * 2], 42)
np.select([v > 3], [v, v])
np.select([], [])
np.select([v], [v])
np.select([True, False], [1, 2])
np.select([m > 2], [z])
np.select([z > 2], [m])
np.select([v > 3, v > 1], [np.int8(1), 2], default=1.5)
np.select([v > 3, m[0, 0] > 1], [v, 1j])
np.piecewise(v, [v < 2, v >= 2], [-1, 1])
np.piecewise(v, [v < 2], [-1])
np.piecewise(v, [v < 2], [-1, 5])
np.piecewise(v, [v < 2, v > 4], [lambda a: -a, lambda a: a * 2, 9])
np.piecewise(v, v < 2, [1, 2])
np.piecewise(z, [True, False], [1, 2])
np.piecewise(z, True, [1])
np.piecewise(v, [v < 2], [1, 2, 3])
np.piecewise(v, [v < 2], [])
np.piecewise(i, [i < 2], [lambda a, b: a + b, 2.7], 3)
np.piecewise(m, [m < 2, m > 4], [-1.5, 1])
np.array_equal(m, m.copy())
np.array_equal(m, v)
np.array_equal(m, [[0, 1, 2], [3, 4, 6]])
np.array_equal([1, np.nan], [1, np.nan])
np.array_equal([1, np.nan], [1, np.nan], equal_nan=True)
np.array_equal([1, np.nan], [np.nan, 1], equal_nan=True)
np.array_equal([1 + 1j * np.nan], [np.nan], equal_nan=True)
np.array_equal([], [])
np.array_equal([], [[]])
np.array_equal(1, 1)
np.array_equal([1, 2], [1, 2], equal_nan=True)
np.array_equiv([1, 2], [[1, 2], [1, 2]])
np.array_equiv([1, 2], [[1, 2], [1, 3]])
np.array_equiv([1, 2], [1, 2, 3])
np.array_equiv([], [])
np.common_type(m, i)
np.common_type(np.ones(2, 'f4'))
np.common_type(np.ones(2, 'f2'), np.ones(2, 'F'))
np.common_type(np.ones(2, 'F'), np.ones(2, 'i1'))
np.common_type(np.ones(2, 'g'), np.ones(2, 'F'))
np.common_type(np.ones(2, '?'))
np.common_type()
np.mintypecode('fd')
np.mintypecode(['f', 'F', 'd'])
np.mintypecode('il')
np.mintypecode('il', typeset='ilq')
np.mintypecode('')
np.mintypecode([m, i, 'F'])
np.mintypecode('?', default='f')
np.typename('d')
np.typename('?')
np.typename('x')
[np.typename(c) for c in 'bBhHiIlLqQfdgFDG']
np.typecodes
len(np.ScalarType) > 20
np.sctypeDict['float'] is np.float64
np.isneginf(1j)
np.isposinf(1j)
np.isneginf([1.0, -np.inf, np.inf, np.nan])
np.isposinf([1.0, -np.inf, np.inf, np.nan])
np.isposinf([1.0, np.inf], np.zeros(2, bool))
np.isneginf([1.0, -np.inf], out=np.zeros(2, int))
np.isneginf(-np.inf)
np.isneginf(i)
np.fix([1.5, -1.5, 0.2, -0.2])
np.fix(-2.7)
np.fix(i)
np.fix(True)
np.fix([2.5], out=np.zeros(1))
np.iscomplex([1, 1j, 0j])
np.iscomplex(1)
np.iscomplex(1j)
np.isreal([1, 1j, 0j])
np.isreal(1)
np.isreal(m)
np.iscomplexobj(1j)
np.iscomplexobj(c)
np.iscomplexobj([1, 2j])
np.iscomplexobj(m)
np.iscomplexobj(np.complex64(1))
np.isrealobj(m)
np.isrealobj([1j])
np.isrealobj(3)
[np.isscalar(s) for s in (1, 1.5, 1j, True, 'a', b'a', np.float32(1), np.array(1), [1], None, (), {}, 3 .__class__)]
[np.iterable(s) for s in (1, 'a', [1], m, z, None, {1: 2}, iter([]))]
np.real(c)
np.imag(c)
np.real(1 + 2j)
np.imag(1 + 2j)
np.real(5)
np.imag([1, 2j])
np.imag(m)
np.real_if_close([1 + 1e-20j])
np.real_if_close([1 + 1e-3j])
np.real_if_close([1 + 1e-3j], tol=0.1)
np.real_if_close(m)
np.real_if_close(np.array([1 + 1e-6j], 'F'))
np.nan_to_num(np.inf)
np.nan_to_num(np.nan)
np.nan_to_num([1, 2])
np.nan_to_num([np.nan, np.inf, -np.inf, 1])
np.nan_to_num([np.nan, np.inf, -np.inf, 1], nan=5, posinf=6, neginf=7)
np.nan_to_num([np.nan, 1], nan=[5, 6])
np.nan_to_num([np.nan, 1], nan='a')
np.nan_to_num([np.inf], posinf=1j)
np.nan_to_num(complex(np.nan, np.inf))
np.nan_to_num(np.array([np.nan], '>f4'))
np.nan_to_num(True)
>> np.nan_to_num(n, copy=False)
>> np.nan_to_num(n[::2], copy=False, nan=3)
>> np.nan_to_num(ro, copy=False)
np.isclose(1, 1)
np.isclose(m, m + 1e-9)
np.isclose([1, np.nan], [1, np.nan])
np.isclose([1, np.nan], [1, np.nan], equal_nan=True)
np.isclose([np.inf, -np.inf], [np.inf, np.inf])
np.isclose([1, 2], [1, 2.0000001], rtol=[1e-5, 1e-9])
np.isclose([1], [1], rtol=np.nan)
np.isclose([1], [1], rtol=np.inf)
np.isclose([1], [2], rtol=-1)
np.isclose([1], [1.1], atol=np.float64(0.2))
np.isclose(np.float32(1), 1.00001)
np.isclose(m, v)
np.isclose([1], [1 + 1e-9j])
np.allclose(m, m)
np.allclose(m, m + 1)
np.allclose([], [])
np.allclose([], [1])
np.allclose(1, 1 + 1e-9)
np.allclose([1, np.nan], [1, np.nan], equal_nan=True)
np.allclose(m, m[0])
np.allclose(m, v)
np.allclose([1], [1.1], atol=[0.2])
np.lib.stride_tricks.sliding_window_view(v, 3)
np.lib.stride_tricks.sliding_window_view(m, (2, 2))
np.lib.stride_tricks.sliding_window_view(m, 2, axis=1)
np.lib.stride_tricks.sliding_window_view(m, (2, 2), axis=(1, 1))
np.lib.stride_tricks.sliding_window_view(m, 2)
np.lib.stride_tricks.sliding_window_view(m, (2, 2), axis=1)
np.lib.stride_tricks.sliding_window_view(v, 7)
np.lib.stride_tricks.sliding_window_view(v, -1)
np.lib.stride_tricks.sliding_window_view(v, 0)
np.lib.stride_tricks.sliding_window_view(v, 2, writeable=True)
np.lib.stride_tricks.sliding_window_view(x, 2, axis=3)
np.lib.stride_tricks.as_strided(v, (2, 2), (8, 8))
np.lib.stride_tricks.as_strided(v, (3,))
np.lib.stride_tricks.as_strided(v)
np.lib.stride_tricks.as_strided(v, strides=(0,))
np.lib.stride_tricks.as_strided(v[::2], (2,), (16,), writeable=False)
np.lib.stride_tricks.as_strided(v, (2, 2), (8,))
np.lib.NumpyVersion('1.8.0') < '1.9.0'
np.lib.NumpyVersion('1.8.0rc1') < '1.8.0'
np.lib.NumpyVersion('1.9.0.dev-f16acvda') < '1.9.0'
np.lib.NumpyVersion('1.9.0.dev-f16acvda') == '1.9.0.dev-f16acvdb'
np.lib.NumpyVersion('1.9.0a1') > '1.9.0b1', np.lib.NumpyVersion('1.10.0') > '1.9.0', np.lib.NumpyVersion('1.9.0rc2') != '1.9.0rc1'
np.lib.NumpyVersion('abc')
np.lib.NumpyVersion('1.8.0') < 3
np.pad(v, 2)
np.pad(v, (1, 2), constant_values=(7, 8))
np.pad(m, ((1, 0), (0, 2)), constant_values=((1, 2), (3, 4)))
np.pad(m, {0: 1, -1: (0, 2)})
np.pad(m, 1, 'nope')
np.pad(m, 1, 'edge', constant_values=3)
np.pad(m, 1, 'constant', stat_length=3)
np.pad(m, -1)
np.pad(m, 1.0)
np.pad(m, ((1, 2), (3, 4), (5, 6)))
np.pad(m, 1, 'maximum', stat_length=0)
np.pad(m, 1, 'mean', stat_length=1)
np.pad(m, 1, 'maximum', stat_length=-1)
np.pad(np.zeros((0, 2)), 1, 'edge')
np.pad(np.zeros((0, 2)), ((0, 0), (1, 1)), 'edge')
np.pad(np.zeros((0, 2)), 1)
np.pad(z, 1, 'edge')
np.pad(z, ())
np.pad([5], 4, 'reflect')
np.pad([5], 4, 'symmetric')
np.pad([5], 4, 'wrap')
np.pad(m, 2, lambda vec, width, axis, kw: vec.fill(axis))
np.pad(v, 2, lambda vec, width, axis, kw: vec.__setitem__(slice(None, width[0]), kw['q']), q=9)
""".strip().splitlines()


def arrays(m):
    ro = m.arange(6.0).reshape(2, 3) + 0.5
    ro.flags.writeable = False
    return {"np": m, "v": m.arange(6.0), "m": m.arange(6.0).reshape(2, 3).copy(), "x": m.arange(24).reshape(2, 3, 4).copy(), "i": m.arange(6),
            "z": m.array(3.5), "c": m.array([1 + 2j, 3 - 1j]), "ro": ro, "t": m.zeros((7, 2)), "k": m.zeros((3, 3, 3)),
            "n": m.array([1.0, m.nan, m.inf, -m.inf, m.nan])}


def owners(x, m):
    """The operands, whose memory results may share."""
    return [o for o in x.values() if isinstance(o, m.ndarray)]


def describe(x, m, operands):
    if isinstance(x, m.ndarray):
        shared = [m.may_share_memory(x, o) for o in operands]
        return type(x).__name__, x.shape, x.dtype.str, repr(x.tolist()), x.flags.writeable or x.size == 0, shared
    if isinstance(x, (tuple, list)):
        return type(x).__name__, [describe(y, m, operands) for y in x]
    if isinstance(x, m.generic):
        return type(x).__name__, repr(x.item())
    if isinstance(x, type):
        return x.__name__
    return type(x).__name__, re.sub(r" at 0x\w+", "", repr(x).replace("pyndarray", "numpy"))


def outcome(line, m, env):
    operands = owners(env, m)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            if line.startswith(">>"):
                exec(line[2:].strip(), env)
                result = [(k, describe(v, m, [])) for k, v in env.items() if isinstance(v, m.ndarray)]
            else:
                result = describe(eval(line, env), m, operands)
        except Exception as e:
            return type(e).__name__, []
    return result, sorted(w.category.__name__ for w in caught)


@pytest.mark.parametrize("line", LINES)
def test_line(line):
    harness.count()
    assert outcome(line, np, arrays(np)) == outcome(line, onp, arrays(onp))


# ---- drawn lines --------------------------------------------------------------------------------------------------------

def axis_of(r, ndim, wrong=0.05):
    return r.randrange(-ndim - 1, ndim + 2) if r.random() < wrong or not ndim else r.randrange(-ndim, ndim)


def places(r, n):
    """An obj= of delete and insert."""
    kind = r.randrange(6)
    if kind == 0:
        return r.randrange(-n - 1, n + 1)
    if kind == 1:
        return f"slice({r.choice([None, r.randrange(-n - 1, n + 2)])}, {r.choice([None, r.randrange(-n - 1, n + 2)])}, {r.choice([None, 1, 2, 3, -1, -2])})"
    if kind == 2:
        return [r.random() < 0.5 for _ in range(n if r.random() < 0.9 else n + 1)]
    return [r.randrange(-n, n) if n and r.random() < 0.97 else n + 1 for _ in range(r.randrange(5))]


def inserted(r, n):
    """obj= of insert: NumPy's fails on lists of bool."""
    obj = places(r, n)
    return f"np.array({obj})" if isinstance(obj, list) and obj and isinstance(obj[0], bool) else obj


def pad_line(r, shape):
    mode = r.choice(["constant", "edge", "linear_ramp", "maximum", "mean", "median", "minimum", "reflect", "symmetric", "wrap"])
    big = r.random() < 0.3
    widths = [(r.randrange(9 if big else 3), r.randrange(9 if big else 3)) for _ in shape]
    width = r.choice([widths, widths, widths[0] if widths else 1, r.randrange(4)])
    extra = ""
    if mode in ("reflect", "symmetric") and r.random() < 0.4:
        extra = ", reflect_type='odd'" if r.random() < 0.7 else ", reflect_type='even'"
    elif mode in ("maximum", "mean", "median", "minimum") and r.random() < 0.5:
        extra = f", stat_length={r.choice([1, 2, (1, 3), None])}"
    elif mode == "constant" and r.random() < 0.7:
        extra = f", constant_values={r.choice([1, (1, 2), [(k, k + 1) for k in range(len(shape))] or 0])}"
    elif mode == "linear_ramp" and r.random() < 0.7:
        extra = f", end_values={r.choice([1, (1, 2)])}"
    line = f"np.pad(a, {width}, {mode!r}{extra})"
    return f"np.round({line}, 3)" if mode in ("mean", "median") else line  # means of means: the order of sums has a say in the last bit


def extent(r, shape):
    return shape[r.randrange(len(shape))] if shape else 1


RECIPES = {
    "append": lambda r, s: f"np.append(a, b, axis={r.choice([None, axis_of(r, len(s))])})",
    "array_split": lambda r, s: f"np.array_split(a, {r.choice([r.randrange(1, 6), sorted(r.randrange(-3, 8) for _ in range(3))])}, {axis_of(r, len(s))})",
    "split": lambda r, s: f"np.split(a, {r.choice([r.randrange(1, 4), [1, 2]])}, {axis_of(r, len(s))})",
    "unstack": lambda r, s: f"np.unstack(a, axis={axis_of(r, len(s))})",
    "delete": lambda r, s: (lambda k: f"np.delete(a, {places(r, s[k] if s else 1)}, {k})" if r.random() < 0.8 and s else
                            f"np.delete(a, {places(r, int(onp.prod(s)))})")(axis_of(r, len(s), 0) if s else 0),
    "insert": lambda r, s: (lambda k: f"np.insert(a, {inserted(r, s[k] if s else 1)}, {r.choice(['1', '[1]', 'b'])}, {k})" if r.random() < 0.8 and s else
                            f"np.insert(a, {inserted(r, int(onp.prod(s)))}, 1)")(axis_of(r, len(s), 0) if s else 0),
    "resize": lambda r, s: f"np.resize(a, {r.choice([r.randrange(9), (r.randrange(5), r.randrange(5))])})",
    "roll": lambda r, s: r.choice([f"np.roll(a, {r.randrange(-9, 9)})", f"np.roll(a, {r.randrange(-9, 9)}, {axis_of(r, len(s))})",
                                   f"np.roll(a, {(r.randrange(-3, 4), r.randrange(-3, 4))}, {(axis_of(r, len(s)), axis_of(r, len(s)))})"]),
    "rollaxis": lambda r, s: f"np.rollaxis(a, {axis_of(r, len(s))}, {axis_of(r, len(s))})",
    "rot90": lambda r, s: f"np.rot90(a, {r.randrange(-4, 5)}, {(axis_of(r, len(s)), axis_of(r, len(s)))})",
    "flips": lambda r, s: r.choice(["np.fliplr(a)", "np.flipud(a)"]),
    "tile": lambda r, s: f"np.tile(a, {r.choice([r.randrange(4), tuple(r.randrange(4) for _ in range(r.randrange(4)))])})",
    "trim_zeros": lambda r, s: f"np.trim_zeros(a {r.choice(['', '> 2'])}, {r.choice(['fb', 'f', 'b'])!r}, {r.choice([None, axis_of(r, len(s))])})",
    "block": lambda r, s: r.choice(["np.block([a, a])", "np.block([[a, b], [b, a]])", "np.block([[a], [a]])", "np.block([[[a]], [[a]]])", "np.block([np.tile(a, 400), b])",
                                    "np.block([[np.tile(a, 400)], [np.tile(b, 400)]])"]),
    "pad": pad_line,
    "apply_along_axis": lambda r, s: f"np.apply_along_axis(lambda row: row[::2], {axis_of(r, len(s))}, a)",
    "apply_over_axes": lambda r, s: f"np.apply_over_axes(np.max, a, {[axis_of(r, len(s), 0) for _ in range(r.randrange(3))] if s else []})",
    "vander": lambda r, s: f"np.vander(a, {r.choice([None, 0, 1, 2, 3])}, {r.random() < 0.5})",
    "meshgrid": lambda r, s: f"np.meshgrid(a.ravel(), b.ravel(), indexing={r.choice(['xy', 'ij'])!r}, {r.choice(['', 'sparse=True', 'sparse=True, copy=False'])})",
    "kron": lambda r, s: "np.kron(a, b[..., :2])" if s else "np.kron(a, b)",
    "ix_": lambda r, s: "np.ix_(np.arange(3), a.ravel())",
    "fill_diagonal": lambda r, s: f">> np.fill_diagonal(a, {r.choice([1, [1, 2, 3]])}, wrap={r.random() < 0.5})",
    "select": lambda r, s: f"np.select([a > 1, b > 2], [a, b], {r.choice([0, 1.5])})",
    "piecewise": lambda r, s: "np.piecewise(a, [a > 2, a < 1], [lambda x: x[::-1], 1, 2])",
    "array_equal": lambda r, s: f"np.array_equal(a, {r.choice(['b', 'a.copy()', 'a.astype(b.dtype)'])}, equal_nan={r.random() < 0.5})",
    "array_equiv": lambda r, s: f"np.array_equiv(a, {r.choice(['b', 'a.copy()', 'a[..., :1]'])})",
    "questions": lambda r, s: r.choice(["np.iscomplex(a)", "np.isreal(a)", "np.real_if_close(a)", "np.real(a)", "np.imag(a)", "np.isposinf(a)", "np.isneginf(a)",
                                        "np.iscomplexobj(a)", "np.isrealobj(a)", "np.common_type(a, b)", "np.fix(a)", "np.asarray_chkfinite(a)",
                                        "np.mintypecode([a, b])", "np.isscalar(a)"]),
    "require": lambda r, s: f"np.require(a, requirements={r.sample(['C', 'A', 'W', 'O'], r.randrange(3))})",
    "windows": lambda r, s: f"np.lib.stride_tricks.sliding_window_view(a, {r.randrange(4)}, axis={axis_of(r, len(s))})",
}


def operand(r, rng, shape, dtype):
    """A pair of arrays with small values, in some layout."""
    o = onp.asarray(rng.integers(0, 4, shape)).astype(dtype)
    layout = r.choice(["c", "c", "f", "reversed", "strided", "readonly"])
    if layout == "strided" and shape:
        wide = onp.zeros(shape[:-1] + (2 * shape[-1],), dtype)
        wide[..., ::2] = o
        a, b = harness.base_pair(wide)
        return a[..., ::2], b[..., ::2]
    a, b = harness.base_pair(o.T.copy() if layout == "f" else o)
    if layout == "f":
        return a.T, b.T
    if layout == "reversed" and shape:
        return a[::-1], b[::-1]
    if layout == "readonly":
        a.flags.writeable = b.flags.writeable = False
    return a, b


SHAPES = [(), (0,), (1,), (3,), (5,), (2, 3), (3, 3), (1, 4), (0, 3), (3, 0), (2, 3, 4), (2, 2, 2), (3, 1, 2)]


@pytest.mark.parametrize("name", RECIPES)
def test_drawn(name):
    total, bad = harness.case_count(350), []
    r, rng = random.Random(f"{harness.seed()} {name}"), onp.random.default_rng([harness.seed(), *name.encode()])
    for _ in range(total):
        shape = r.choice(SHAPES)
        dtypes = r.choice(harness.DTYPES), r.choice(harness.DTYPES)
        a, b = (operand(r, rng, shape, d) for d in dtypes)
        line = RECIPES[name](r, shape)
        harness.count()
        mine = outcome(line, np, {"np": np, "a": a[1], "b": b[1]})
        want = outcome(line, onp, {"np": onp, "a": a[0], "b": b[0]})
        if mine != want:
            bad.append(f"{line} a{shape} {dtypes} strides {a[0].strides}: {mine}\n    the oracle {want}")
    assert not bad, f"{len(bad)} of {total} differ (PND_SEED={harness.seed()}):\n" + "\n".join(bad[:5])
