"""partition and argpartition as selections: what they promise against NumPy's, for every dtype, layout and number of places.

The order on either side of a settled place is anybody's; the elements there are not.
"""
import threading

import numpy as onp
import pytest

import pyndarray as np

RNG = onp.random.default_rng(3)
DTYPES = "? i1 u2 i4 u8 f2 f4 f8 g c8 c16 G >f4 >i8".split()
SIZES = [1, 2, 20, 22, 100, 1600, 17_000]


def shapes_of(dtype, n):
    """Values of many kinds: random, few, equal, sorted, reversed, organ pipe, with NaN."""
    base = onp.arange(n)
    whole = [RNG.integers(0, 1 << 30, n), RNG.integers(0, 3, n), base * 0, base, base[::-1], onp.minimum(base, n - base), base % 17, RNG.permutation(n)]
    for a in whole:
        a = (a % 100 if onp.dtype(dtype).itemsize < 2 else a % 50_000 if onp.dtype(dtype).itemsize == 2 else a).astype(dtype)
        yield a
        if a.dtype.kind in "fc":
            a = a.copy()
            a[RNG.integers(0, n, n // 5)] = onp.nan
            a[RNG.integers(0, n, n // 9 + 1)] = -onp.inf
            a[RNG.integers(0, n, n // 9 + 1)] = -0.0
            if a.dtype.kind == "c":
                a[RNG.integers(0, n, n // 9 + 1)] = complex(1, onp.nan)
            yield a


def in_order(o):
    """NumPy's own sort of float16 is wrong about some arrays with NaN, infinities and zeros of both signs."""
    return onp.sort(o.astype("f8")).astype("f2") if o.dtype.char == "e" else onp.sort(o)


def fits(got, want, kth):
    """got: a partition of what `want` holds in order?"""
    assert got.dtype == want.dtype and got.shape == want.shape
    edges = [0, *sorted({k % len(want) for k in kth}), len(want)]
    for lo, hi in zip(edges, edges[1:]):
        onp.testing.assert_array_equal(in_order(got[lo:hi]), want[lo:hi])
    for k in kth:
        onp.testing.assert_array_equal(got[k], want[k])


@pytest.mark.parametrize("dtype", DTYPES)
def test_lines(dtype):
    for n in SIZES if dtype in ("f4", "c16") else SIZES[:-1]:
        for o in shapes_of(dtype, n):
            want = in_order(o)
            x = np.array(o) if o.dtype.isnative else np.array(o.astype(o.dtype.newbyteorder("="))).astype(dtype)
            for kth in ([n // 2], [0], [-1], RNG.integers(0, n, 4).tolist()):
                fits(onp.asarray(np.partition(x, kth)), want, kth)
                places = onp.asarray(np.argpartition(x, kth))
                assert places.dtype == onp.intp and (onp.sort(places) == onp.arange(n)).all()
                fits(o[places], want, kth)
                y = x.copy()
                assert y.partition(kth[0] if len(kth) == 1 else kth) is None
                fits(onp.asarray(y), want, kth)
                y = np.zeros(2 * n, x.dtype)[::-2]
                y[...] = x
                y.partition(kth)
                fits(onp.asarray(y), want, kth)


@pytest.mark.parametrize("dtype", ["f4", "i2", "c8"])
def test_axes(dtype):
    o = RNG.integers(0, 1000, (7, 40, 30)).astype(dtype)
    for axis in (0, 1, 2, -1, None):
        line = o.ravel() if axis is None else o
        at = 0 if axis is None else axis
        want = onp.moveaxis(onp.sort(line, axis=at), at, -1).reshape(-1, line.shape[at])
        for kth in (0, 3, [1, 5, 6]):
            ks = [kth] if isinstance(kth, int) else kth
            for x in (np.array(o), np.array(o.T.copy()).T, np.array(o[::-1])[::-1]):
                whole = onp.asarray(np.partition(x, kth, axis))
                picked = onp.take_along_axis(line, onp.asarray(np.argpartition(x, kth, axis)), at)
                for got in (whole, picked):
                    for g, w in zip(onp.moveaxis(got, at, -1).reshape(want.shape), want):
                        fits(g, w, ks)


def test_many_places():
    o = RNG.standard_normal(3000)
    x = np.array(o)
    for kth in (range(0, 3000, 7), list(range(64)), list(range(65)), list(range(-3000, 3000)), [5] * 100):
        fits(onp.asarray(np.partition(x, list(kth))), onp.sort(o), list(kth))
        fits(o[onp.asarray(np.argpartition(x, list(kth)))], onp.sort(o), list(kth))
    assert np.partition(x, np.zeros(0, int)).tolist() == o.tolist()
    assert sorted(np.argpartition(x, np.zeros(0, int)).tolist()) == list(range(3000))


def test_values_that_follow_the_pivots():
    """Values made after what the last run did with them."""


    n = 5000
    values = onp.zeros(n)
    for seed in range(6):
        order = onp.asarray(np.argpartition(np.array(values), n // 2))
        values[order] = onp.where(onp.arange(n) < n // 2, onp.arange(n) * 2, n - onp.arange(n))
        fits(onp.asarray(np.partition(np.array(values), n // 3)), onp.sort(values), [n // 3])


class Fickle:
    """Compares as it likes, and may change the array."""

    def __init__(self, act):
        self.act, self.calls = act, 0

    def __lt__(self, other):
        self.calls += 1
        return self.act(self.calls)


def test_objects():
    o = [int(k) for k in RNG.integers(0, 50, 200)]
    got = np.partition(np.array(o, object), 70).tolist()
    assert got[70] == sorted(o)[70] and sorted(got[:70]) == sorted(o)[:70] and sorted(got) == sorted(o)
    for act in (lambda n: True, lambda n: False, lambda n: n % 3 == 0):
        things = [Fickle(act) for _ in range(100)]
        for got in (np.partition(np.array(things, object), 50).tolist(), np.array(things, object)[np.argpartition(np.array(things, object), 50)].tolist()):
            assert {id(t) for t in got} == {id(t) for t in things}
    things = np.array([Fickle(lambda n: 1 / 0) for _ in range(30)], object)
    with pytest.raises(ZeroDivisionError):
        things.partition(3)
    assert None not in things.tolist()


class Late:
    """A place whose conversion changes the array."""

    def __init__(self, act):
        self.act = act

    def __index__(self):
        self.act()
        return 50


@pytest.mark.parametrize("shape", [(10, 10), (3,), (1000,), ()])
def test_kth_that_changes_the_array(shape):
    for call in (lambda a, k: a.partition(k), lambda a, k: np.partition(a, k), lambda a, k: np.argpartition(a, k), lambda a, k: np.argpartition(a, k, None)):
        a = np.arange(100.0)
        try:
            call(a, [Late(lambda: setattr(a, "shape", shape)), 7])
        except (ValueError, TypeError, RuntimeError):
            pass
        try:
            call(a, [Late(lambda: a.resize(shape, refcheck=False)), 7])
        except (ValueError, TypeError, RuntimeError):
            pass


def test_elements_that_change():
    a = np.array(RNG.standard_normal(200_000))
    stop = threading.Event()

    def write():
        while not stop.is_set():
            a[::3] = 5.0
            a[1::3] = -5.0

    other = threading.Thread(target=write)
    other.start()
    try:
        for k in range(15):
            a.partition([k, 100_000, 150_000]), np.argpartition(a, 100_000)
    finally:
        stop.set()
        other.join()


class Turning:
    """An axis that is another one each time it is asked."""

    def __init__(self, *seq):
        self.seq = list(seq)

    def __index__(self):
        return self.seq.pop(0) if len(self.seq) > 1 else self.seq[0]


@pytest.mark.parametrize("times", [1, 2, 3])
def test_axis_that_changes_its_mind(times):
    """Places were checked against the length of the first axis, and the second has none of them."""
    for call in (np.partition, np.ndarray.partition, np.argpartition, np.ndarray.argpartition):
        a = np.arange(20_000.0)[::-1].reshape(10_000, 2)
        try:
            result = call(a, 9_999, Turning(*[0] * times, 1))
        except ValueError as e:
            assert "changed its shape" in str(e)
            continue
        if result is None:
            assert a[9_999, 0] == 19_999
        else:
            assert result[9_999, 0] == (0 if result.dtype == np.intp else 19_999)


def test_subclass_that_turns_its_copy():
    class Turned(np.ndarray):
        def __array_finalize__(self, other):
            if self.shape == (1, 10_000):
                self.shape = (10_000, 1)

    a = np.arange(10_000.0).reshape(10_000, 1).view(Turned)
    a.shape = (1, 10_000)
    try:
        np.partition(a, 9_999, 1)
    except ValueError:
        pass
