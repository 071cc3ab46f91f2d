"""take above the sizes at which it streams rows, goes to the pool, and writes straight into out=: results, errors and out= as NumPy."""
import numpy as onp
import pytest

import pyndarray as np

RNG = onp.random.default_rng(11)


def same(ours, theirs):
    assert ours.dtype == theirs.dtype and ours.shape == theirs.shape and ours.tobytes() == theirs.tobytes()


@pytest.mark.parametrize("dtype", "u1 i2 f4 f8 c16".split())
@pytest.mark.parametrize("mode", ["raise", "wrap", "clip"])
def test_single_items(dtype, mode):
    for n in (0, 1, 15, 16, 17, 600, 1 << 17 | 5, 1_500_003):
        x = RNG.integers(0, 100, 70_001).astype(dtype)
        low, high = (-70_001, 70_001) if mode == "raise" else (-300_000, 300_000)
        i = RNG.integers(low, high, n)
        a, k = np.array(x), np.array(i)
        want = x.take(i, mode=mode)
        same(a.take(k, mode=mode), want)
        out = np.zeros(n, dtype)
        assert a.take(k, mode=mode, out=out) is out
        same(out, want)
        same(np.array(x[::-1])[::-1].take(np.array(i[::-1])[::-1], mode=mode), want)
        if mode == "raise":
            same(a[k], want)


@pytest.mark.parametrize("width", [1, 3, 13, 63, 64, 65, 100, 768])
@pytest.mark.parametrize("mode", ["raise", "wrap", "clip"])
def test_rows(width, mode):
    x = RNG.standard_normal((500, width)).astype("f4")
    low, high = (-500, 500) if mode == "raise" else (-3000, 3000)
    for n in (1, 40, 20_000_000 // 4 // width):
        i = RNG.integers(low, high, n)
        want = x.take(i, 0, mode=mode)
        same(np.array(x).take(np.array(i), 0, mode=mode), want)
        out = np.zeros(want.shape, "f4")
        assert np.take(np.array(x), np.array(i), 0, out, mode) is out
        same(out, want)
        other = np.zeros(want.shape, "f2")  # out= must cast to the array's dtype safely, as the oracle says
        np.array(x).take(np.array(i), 0, other, mode)
        assert other.tobytes() == want.astype("f2").tobytes()
        same(np.array(x.T.copy()).take(np.array(i[:5000]), 1, mode=mode), x.T.take(i[:5000], 1, mode=mode))


@pytest.mark.parametrize("n", [3, 20, 300_000])
@pytest.mark.parametrize("where", [0, 1, -1])
def test_bad_index(n, where):
    x, i = np.arange(1000.0), np.array(RNG.integers(0, 1000, n))
    for bad in (1000, -1001, 2**63 - 1, -(2**63)):
        i[where] = bad
        out = np.full(n, 7.0)
        for call in (lambda: x.take(i), lambda: x[i], lambda: x.take(i, out=out)):
            with pytest.raises(IndexError, match=f"index {bad} is out of bounds for axis 0 with size 1000"):
                call()
        assert (out == 7.0).all()


def test_out_that_shares_memory():
    for mode in ("raise", "wrap", "clip"):
        x, y = np.arange(10), onp.arange(10)
        x.take(x[::-1], out=x, mode=mode), y.take(y[::-1].copy(), out=y, mode=mode)
        assert x.tolist() == y.tolist()
        x = np.arange(20)
        x.take([5, 1, 0], out=x[1:4], mode=mode)
        assert x.tolist() == [0, 5, 1, 0] + list(range(4, 20))
        i = np.array([2, 1, 0])
        np.array([2, 0, 1]).take(i, out=i, mode=mode)
        assert i.tolist() == [1, 0, 2]


def test_out_that_does_not_fit():
    x = np.arange(10.0)
    with pytest.raises(ValueError):
        x.take([1, 2], out=np.zeros(3))
    frozen = np.zeros(2)
    frozen.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        x.take([1, 2], out=frozen)
    once = np.broadcast_to(np.zeros(1), (2,))
    with pytest.raises(ValueError):
        x.take([1, 2], out=once)
    out = np.zeros((2, 3)).T
    assert x.take([[1, 2], [3, 4], [5, 6]], out=out) is out and out.tolist() == [[1, 2], [3, 4], [5, 6]]
    objects, held = np.array([[1], [2]] + [None], object)[:, ...], np.zeros(2, object)
    assert objects.take([2, 2], out=held) is held and held.tolist() == [None, None]
    zero = np.zeros(())
    assert x.take(3, out=zero) is zero and zero == 3.0
    with pytest.raises(IndexError, match="cannot do a non-empty take from an empty axes"):
        np.zeros(0).take([0], out=np.zeros(1))
