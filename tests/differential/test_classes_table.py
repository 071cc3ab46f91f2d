"""Functions that choose, add, move and fold elements, of matrices and of subclasses with and without a priority: class, shape, dtype and
values of every result, and the type of every exception, are the oracle's."""
import warnings

import numpy as onp
import pytest

import pyndarray as np

from . import harness as h

CALLS = """
tile(x, 2); tile(x, (2, 1)); tile(x, (1, 2, 2)); tile(x, 1); tile(x, 0); tile(x, ())
resize(x, (2, 2)); resize(x, 5); resize(x, (2, 2, 2)); resize(x, 0); resize(x, (7, 1)); resize(x, ())
atleast_1d(x); atleast_2d(x); atleast_3d(x); atleast_2d(x, a); atleast_3d(a, x)
apply_along_axis(lambda r: r.sum(), 0, x); apply_along_axis(lambda r: r * 2, 1, x); apply_along_axis(lambda r: r[:1], -1, x); apply_along_axis(m.sort, 0, x)
apply_along_axis(lambda r: type(r).__name__ == 'ndarray', 0, x)
apply_over_axes(m.sum, x, 0); apply_over_axes(m.sum, x, (0, 1)); apply_over_axes(m.mean, x, [1])
compress([True, False], x); compress([True, False], x, axis=0); compress([False, True], x, axis=1); x.compress([True], axis=-1); compress([1, 1, 1, 1], x)
extract(x > 1, x); extract([True, False, True], x); extract(m.ones((2, 3)), x)
take(x, 1); take(x, [0, 1]); take(x, [[0, 1]], axis=0); take(x, [0], axis=1); take(x, 0, axis=1); x.take([0, 5], mode='wrap'); x.take([0, 9], mode='clip'); take(x, 99)
take(x, [[0]], axis=0); take(a, x.astype(int) % 2); take(x, m.array(1)); take(x, [], axis=0); take(x, m.array([], int))
take_along_axis(x, m.argsort(x, axis=0), 0); take_along_axis(x, m.argsort(x, axis=1), 1); take_along_axis(x, m.zeros(x.shape, int), axis=-1); take_along_axis(x, m.array([0, 0]), None)
take_along_axis(x, m.zeros((1, 1), int), 0)
done(lambda y: m.put_along_axis(y, m.zeros((1, y.shape[-1]), int), 9, 0)); done(lambda y: m.put_along_axis(y, m.array([0]), 7, None)); done(lambda y: m.put_along_axis(y, m.zeros((y.shape[0], 1), int), y[:, :1], 1))
done(lambda y: m.put(y, [0, 1], [8, 9])); done(lambda y: m.place(y, y > 1, [5, 6])); done(lambda y: m.putmask(y, y > 1, y * 2)); done(lambda y: m.copyto(y, 3)); done(lambda y: m.fill_diagonal(y, 5))
insert(x, 0, 1); insert(x, 1, 7, axis=0); insert(x, [0, 1], 7, axis=1); insert(x, 0, x[0], axis=0); insert(x, slice(0, 1), 5, axis=0); insert(x, [], 5, axis=0); insert(x, 99, 1)
append(x, 5); append(x, x); append(x, x, axis=0); append(x, a, axis=0); append(a, x, axis=1); append(x, [], axis=0); append(x, [[]], axis=1)
delete(x, 0); delete(x, 0, axis=0); delete(x, 0, axis=1); delete(x, [0], axis=0); delete(x, [True] + [False] * (x.shape[0] - 1), axis=0); delete(x, slice(None, None, 2)); delete(x, slice(None, None, -2), axis=1); delete(x, [], axis=0)
delete(x, slice(0, 0)); delete(x, 99); delete(x, [99], axis=0); delete(x, [0, 0, 1]); delete(x, m.array([], bool)); delete(x, m.array(0)); delete(x, m.array([0, 1]), axis=1); delete(x, [-1], axis=-1); delete(x.T, slice(0, 3, 2), axis=0); delete(x, 1.5); delete(x, m.True_); delete(x, [1.0]); delete(x, 2**70); delete(x, 0, axis=5)
delete(x, slice(None)); delete(m.asfortranarray(x), [0, 1], axis=1); delete(m.asfortranarray(x), slice(0, 2), axis=1); delete(5, 0); delete(m.array(5), 0, axis=0); delete([], 0); delete(x, None)
repeat(x, 2); repeat(x, 2, axis=0); repeat(x, [1] * x.shape[1], axis=1); x.repeat([2], axis=0); repeat(x, 0, axis=1); repeat(x, [1, 2])
roll(x, 1); roll(x, 1, axis=0); roll(x, (1, 1), axis=(0, 1)); roll(x, -1, axis=1); roll(x, 0); rollaxis(x, 1); moveaxis(x, 0, 1); swapaxes(x, 0, 1)
rot90(x); rot90(x, 2); rot90(x, -1); flip(x); flip(x, 0); fliplr(x); flipud(x)
pad(x, 1); pad(x, 1, mode='edge'); pad(x, (1, 0), mode='reflect'); pad(x, 1, mode='mean'); pad(x, 1, mode='linear_ramp'); pad(x, 1, mode='wrap'); pad(x, 1, mode='symmetric'); pad(x, 1, constant_values=7); pad(x, 0); pad(x, 1, mode='empty').shape; pad(x, 1, mode='maximum')
kron(x, x); kron(x, a); kron(a, x); kron(x, 2); kron([1, 2], x)
split(x, 1); split(x, [1], axis=1); array_split(x, 2); array_split(x, 3, axis=1); hsplit(x, [1]); vsplit(x, [1]); split(x, 7); dsplit(x, 1); unstack(x); unstack(x, axis=1)
where(x > 1, x, 0); where(x > 1, x, a); where(x > 1); where(x > 1, a, a); where(True, x, x); where(x, 1, 2)
select([x > 1, x > 0], [x, x * 2]); select([x > 1], [a], 5); select([a > 1], [x]); select([x > 1, a > 0], [1, x], default=x)
piecewise(x, [x < 1, x >= 1], [-1, 1]); piecewise(x, [x < 1], [lambda v: v * 2, lambda v: -v]); piecewise(x, x < 1, [1, 0])
choose((x > 1).astype(int), [x, x + 1]); choose((a > 1).astype(int), [x, a]); choose((x > 1).astype(int), [1, 2]); choose([0], x); choose(x.astype(int), [x] * 2, mode='clip')
ravel(x); ravel(x, order='F'); x.ravel(); x.flatten('F'); ravel(x.T); diagonal(x); x.diagonal(1); diagonal(x, -1); trace(x); x.trace(1); trace(x, dtype='f4'); diag(x); diagflat(x); trace(x, out=m.zeros(()))
sum(x, axis=0); x.sum(axis=1); x.sum(0, keepdims=True); sum(x, axis=(0, 1)); sum(x, keepdims=True); x.sum(axis=0, out=m.zeros(x.shape[1])); x.sum(axis=0, out=m.zeros((1, x.shape[1])).view(type(x))); sum(x, axis=()); x.sum(axis=None); x.sum(dtype='f4'); x.sum(axis=-1, initial=2); sum(x, axis=0, where=x > 1)
prod(x, axis=0); x.mean(0); mean(x, axis=1, keepdims=True); x.mean(out=m.zeros(())); std(x, axis=0); x.std(axis=1, ddof=1); var(x, axis=0, keepdims=True); x.var(); max(x, axis=0); x.max(axis=1); min(x, axis=0, keepdims=True); x.min(); ptp(x, axis=0); argmax(x); argmax(x, axis=0); x.argmin(axis=1); argmax(x, axis=0, keepdims=True); x.argmin()
any(x, axis=0); x.all(axis=1); all(x); any(x, keepdims=True); cumsum(x); x.cumsum(axis=0); cumprod(x, axis=1); count_nonzero(x); count_nonzero(x, axis=0); count_nonzero(x, keepdims=True)
sort(x); sort(x, axis=0); sort(x, axis=None); argsort(x); partition(x, 0); argpartition(x, 0, axis=0); searchsorted(m.ravel(a), x)
squeeze(x); expand_dims(x, 0); x.squeeze(); x.reshape(-1); reshape(x, (-1, 1)); transpose(x); x.T; broadcast_to(x, (2,) + x.shape); broadcast_to(x, (2,) + x.shape, subok=True); broadcast_arrays(x, a); broadcast_arrays(x, a, subok=True); meshgrid(x, a); ix_([0], [0]); nonzero(x); argwhere(x > 1); flatnonzero(x)
concatenate([x, x]); concatenate([x, a], axis=1); stack([x, x]); hstack([x, a]); vstack([a, x]); dstack([x, x]); column_stack([x, x]); block([[x, x], [x, x]]); block([x, a]); r_[x, x]; r_[a, x]; c_[x, a]; c_[x, x]; r_[x, 5]; r_[0:3]; r_[x[0], x[0]]; r_['r', 1, 2]; r_[1.5, 2:4]; c_[1:3, 4:6]; c_[m.arange(3), 1]; r_[m.int8(3), 4]; r_[m.array([1], 'i1'), 300]; r_[True, 2]; r_[[1, 2], (3,)]; r_[0:1:5j, 2]; r_[()]; c_[()]; r_[m.array(3)]; r_[None]
nan_to_num(x); clip(x, 0, 1); round(x); real(x); imag(x); conjugate(x); isclose(x, x); ones_like(x); zeros_like(x, shape=(2, 3)); full_like(x, 3); empty_like(x).shape; copy(x); array(x, subok=True); asanyarray(x); array(x); ascontiguousarray(x); asfortranarray(x); inner(x, x); dot(x, x.T); vdot(x, x); matmul(x, x.T); tril(x); triu(x, 1); vander([1, 2]); trim_zeros(m.array([0, 1, 0])); indices((2, 3)); indices((2,), dtype='f4'); indices((2, 3), sparse=True); indices(()); indices((0, 2)); indices(3); indices((-1,)); indices((2.5,)); indices((m.int64(2), True)); indices((3,), bool); indices((2,), object); indices([2], '>i2')
"""
CALLS = [c.strip() for line in CALLS.strip().splitlines() for c in line.split("; ")]

# NumPy's matrices grow more than two axes here, or are cut down to their first elements; dstack of two writes beyond its result
NOT_OF_MATRICES = ("atleast_3d(", "dstack(", "stack([", "vdot(", "count_nonzero(x, axis", "count_nonzero(x, keepdims")


def make(m, kind):
    class Plain(m.ndarray):
        pass

    class First(m.ndarray):
        __array_priority__ = 5.0

    class Last(m.ndarray):
        __array_priority__ = -5.0

    data = {"row": [[2.0, 0.0, 1.0]], "column": [[1.0], [3.0]]}.get(kind.partition(" ")[2], [[3.0, 0.0, 2.0], [1.0, 4.0, 0.5]])
    a = m.array(data)
    name = kind.partition(" ")[0]
    if name == "matrix":
        return a, m.matrix(data)
    return a, a.copy().view({"plain": Plain, "first": First, "last": Last, "ndarray": m.ndarray}[name])


def told(x):
    if isinstance(x, (tuple, list)):
        return [told(i) for i in x]
    if hasattr(x, "dtype"):
        strides = [s for s, n in zip(x.strides, x.shape) if n > 1] if getattr(x, "size", 0) else []
        return type(x).__name__, x.dtype.str, x.shape, strides, repr(x.tolist()), x.flags.writeable
    return type(x).__name__, repr(x)


def outcome(m, call, kind):
    a, x = make(m, kind)

    def done(change):
        y = x.copy()
        change(y)
        return y

    names = {"m": m, "a": a, "x": x, "done": done}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            text = call if call.startswith(("x.", "done(")) else "m." + call
            result = told(eval(text, names))
        except Exception as e:
            result = type(e).__name__
    return result, sorted({w.category.__name__ for w in caught})


KINDS = ["matrix", "matrix row", "matrix column", "plain", "first", "last", "plain row", "ndarray"]


@pytest.mark.parametrize("kind", KINDS)
def test_table(kind):
    wrong = []
    for call in CALLS:
        if kind.startswith("matrix") and call.startswith(NOT_OF_MATRICES):
            continue
        h.count()
        mine, theirs = outcome(np, call, kind), outcome(onp, call, kind)
        if mine != theirs:
            wrong.append((call, mine, theirs))
    assert not wrong, wrong
