"""Writes at many positions far apart (engine/spread.c): put and assignment by index arrays, above the size at which they are dealt out.

Results are NumPy's, the last of several writes to one place included; a bad index leaves the target as it was; the number of threads
and failing requests for private memory change nothing.
"""
import threading
import warnings

import numpy as onp
import pytest

import pyndarray as np
from pyndarray._core import _testing

N = 150_001  # above engine/spread.c LEAST
SPAN = 9 << 20  # bytes, above LEAST_SPAN
RNG = onp.random.default_rng(7)


def make(dtype, n):
    raw = RNG.integers(0, 100, n)
    return (raw % 2 == 0) if dtype == "?" else raw.astype(dtype)


def both(a):
    return np.array(a.copy()), a.copy()


def same(ours, theirs):
    assert ours.dtype == theirs.dtype and ours.shape == theirs.shape
    if theirs.dtype.char in "gG":  # padding may hold anything
        assert onp.array_equal(onp.asarray(ours), theirs, equal_nan=True)
    else:
        assert ours.tobytes() == theirs.tobytes()


def extent_of(dtype):
    return SPAN // onp.dtype(dtype).itemsize


def run(target, index, values, act):
    """act(target, index, values) in both libraries: same target after it, same error."""
    (a, x), (i, ix), (v, vx) = both(target), both(index), both(values)
    errors = []
    for args in ((a, i, v), (x, ix, vx)):
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            try:
                act(*args)
                errors.append([str(w.message) for w in seen])
            except Exception as error:
                errors.append((type(error).__name__, str(error)))
    assert errors[0] == errors[1]
    same(a, x)
    return errors[0]


def assign(a, i, v):
    a[i] = v


DTYPES = "? u1 i2 f2 f4 i8 f8 c8 c16 g G".split()


@pytest.mark.parametrize("dtype", DTYPES)
def test_assignment(dtype):
    extent = extent_of(dtype)
    index = RNG.integers(-extent, extent, N)
    run(make(dtype, extent), index, make(dtype, N), assign)
    run(make(dtype, extent), index, make(dtype, 1), assign)


@pytest.mark.parametrize("mode", ["raise", "wrap", "clip"])
@pytest.mark.parametrize("count", [1, 3, 700, 5000, N - 1, N, N + 5])
def test_put(mode, count):
    for dtype in ("f8", "u1") if count != 3 else DTYPES:
        extent = extent_of(dtype)
        low, high = (-extent, extent) if mode == "raise" else (-3 * extent, 3 * extent)
        target = make(dtype, extent).reshape(2, -1) if extent % 2 == 0 else make(dtype, extent)
        run(target, RNG.integers(low, high, N), make(dtype, count), lambda a, i, v: a.put(i, v, mode=mode))


def test_the_last_write_wins():
    extent = extent_of("f8")
    few = RNG.integers(0, extent, 50)
    run(onp.zeros(extent), few[RNG.integers(0, 50, N)], onp.arange(N, dtype="f8"), assign)
    run(onp.zeros(extent), few[RNG.integers(0, 50, N)], onp.arange(N, dtype="f8"), lambda a, i, v: a.put(i, v))


@pytest.mark.parametrize("to, values", [("f4", "f8"), ("i4", "f8"), ("f8", ">f4"), (">f8", "i2"), ("f2", "f4"), ("c16", "f4"), ("u1", "i8"), ("g", "f8"), ("f4", "g")])
def test_values_of_another_dtype(to, values):
    extent = extent_of(to)
    index = RNG.integers(0, extent, N)
    given = (RNG.standard_normal(N) * 50).astype(values)
    run(make(to, extent), index, given, assign)
    run(make(to, extent), index, given[:1], assign)
    run(make(to, extent), index, given[:9], lambda a, i, v: a.put(i, v))
    if onp.dtype(values).kind == "f":
        given[[5, -1]] = onp.nan, onp.inf  # flags raised on whichever thread
        run(make(to, extent), index, given, assign)


def test_layouts():
    extent = extent_of("f4")
    index, values, target = RNG.integers(-extent, extent, N), make("f4", N), make("f4", extent)
    run(make("f4", 3 * extent), index, values, lambda a, i, v: a[::3].__setitem__(i, v))
    run(target, index, values, lambda a, i, v: a[::-1].__setitem__(i, v))
    run(target, make("i8", 2 * N), values, lambda a, i, v: a.__setitem__(i[::2], v[::-1]))
    run(target, index.astype("i4"), values, assign)
    run(target, index[: N // 2 * 2].reshape(2, -1), values[: N // 2], assign)
    run(target.reshape(-1, 2), index // 2, values[: 2 * 9], lambda a, i, v: a.__setitem__(i, v[:2]))
    run(target.reshape(-1, 2), index // 2, make("f4", (N, 2)), assign)
    run(target[: extent // 3 * 3].reshape(-1, 3), index // 3 % (extent // 3), make("f4", (N, 3)), assign)
    run(target.reshape(-1, 4)[:, 1:3], index // 4, make("f4", (N, 2)), assign)
    run(target.reshape(-1, 4), index // 4, values, lambda a, i, v: a.__setitem__((i, i % 4), v))
    run(target.reshape(-1, 4).T, index // 4, values, lambda a, i, v: a.__setitem__((i % 4, i), v))
    run(target.reshape(-1, 4).T, index, values, lambda a, i, v: a.put(i, v))
    run(target, RNG.permutation(extent)[:N], values, lambda a, i, v: a.__setitem__(i, a[:N]))
    run(make("u1", SPAN + 9), RNG.integers(0, SPAN, N), make("u1", 1), lambda a, i, v: a[1 : SPAN + 1].__setitem__(i, v))


def test_shared_memory():
    extent = extent_of("i8")
    run(RNG.integers(-extent, extent, extent), RNG.integers(0, 9, 1), make("i8", 1), lambda a, i, v: a.__setitem__(a, a[::-1]))
    run(RNG.integers(-extent, extent, extent), RNG.integers(0, 9, 1), make("i8", 1), lambda a, i, v: a.put(a, a[::-1]))


@pytest.mark.parametrize("where", [0, N // 2, N - 1])
@pytest.mark.parametrize("act", [assign, lambda a, i, v: a.put(i, v)], ids=["assign", "put"])
def test_a_bad_index_writes_nothing(where, act):
    extent = extent_of("f8")
    for bad in (extent, -extent - 1, 2**62, -(2**63)):
        index = RNG.integers(0, extent, N)
        index[where] = bad
        index[-1] = index[-1] if where == 0 else max(index[-1], extent)
        target = make("f8", extent)
        ours = np.array(target)
        with pytest.raises(IndexError, match=rf"index {bad if where != N - 1 else max(bad, extent)} is out of bounds for axis 0 with size {extent}"):
            act(ours, np.array(index), np.zeros(N))
        assert ours.tobytes() == target.tobytes()


def test_bad_index_of_a_later_axis():
    a, i = np.zeros((3, extent_of("f8"))), np.array(RNG.integers(0, extent_of("f8"), N))
    i[N // 3] = 10**9
    with pytest.raises(IndexError, match="index 1000000000 is out of bounds for axis 1 with size"):
        a[1, i] = 1.0
    assert not a.any()


def test_threads_do_not_matter():
    extent = extent_of("f4")
    index, values = np.array(RNG.integers(-extent, extent, 5 * N)), np.array(make("f8", 5 * N))
    results, before = [], np.get_num_threads()
    try:
        for threads in (1, 2, 5):
            np.set_num_threads(threads)
            a, b = np.zeros(extent, "f4"), np.zeros(extent, "f4")
            a[index] = values
            b.put(index * 3, values, mode="wrap")
            results.append(a.tobytes() + b.tobytes())
    finally:
        np.set_num_threads(before)
    assert results[0] == results[1] == results[2]


@pytest.mark.parametrize("fail", range(1, 9))
def test_memory_fails(fail):
    extent = extent_of("f4")
    start, index, values = make("f4", extent), RNG.integers(0, extent, N), make("f4", N)
    want = start.copy()
    want[index] = values
    for act in (assign, lambda a, i, v: a.put(i, v)):  # fewer requests may be left than `fail`
        a, i, v = np.array(start), np.array(index), np.array(values)
        _testing.fail_alloc(fail, True)
        try:
            act(a, i, v)
            done = True
        except MemoryError:
            done = False
        finally:
            _testing.fail_alloc(0)
        assert a.tobytes() == (want if done else start).tobytes()


def test_indices_that_change():
    """Results may be anything then, memory must not (which sanitizer builds see)."""
    extent = extent_of("f4")
    a, i, v = np.zeros(extent, "f4"), np.array(RNG.integers(0, extent, N)), np.ones(N, "f4")
    stop = threading.Event()

    def write():
        while not stop.is_set():
            i[::7] = 2**62
            i[::7] = 5

    other = threading.Thread(target=write)
    other.start()
    try:
        for k in range(40):
            for act in (lambda: assign(a, i, v), lambda: a.put(i, v), lambda: a.put(i, 1, mode="wrap"), lambda: a.put(i, v, mode="clip")):
                try:
                    act()
                except IndexError:
                    pass
    finally:
        stop.set()
        other.join()
    assert set(a.tolist()) <= {0.0, 1.0}


@pytest.mark.parametrize("count", [2, 3, 511, 513, 1999, 2000])
@pytest.mark.parametrize("dtype", ["u1", "f8", "c16", "g", "G", "O"])
def test_put_of_few(dtype, count):
    """Below the size of spreading: window by window."""
    extent = 1300
    for mode in ("raise", "wrap", "clip"):
        low, high = (-extent, extent) if mode == "raise" else (-3 * extent, 3 * extent)
        index, values, target = RNG.integers(low, high, 2000), make(dtype, count), make(dtype, extent)
        if dtype == "O":
            a, b = np.array(target.tolist(), object), target.copy()
            a.put(np.array(index), np.array(values.tolist(), object), mode=mode), b.put(index, values, mode=mode)
            assert a.tolist() == b.tolist()
        else:
            run(target, index, values, lambda a, i, v: a.put(i, v, mode=mode))
    if dtype != "O":
        mask = make("?", extent)
        for values in (make(dtype, count), make(dtype, 3)):
            run(make(dtype, extent), mask, values, lambda a, i, v: (np if isinstance(a, np.ndarray) else onp).putmask(a, i, v))
            run(make(dtype, extent), mask, values, lambda a, i, v: (np if isinstance(a, np.ndarray) else onp).place(a, i, v))


@pytest.mark.parametrize("step", [1, 3, 5, -3])
def test_elements_of_the_target_that_share_bytes(step):
    """Such a write may reach into the next region; each byte is still that of the last write in the order of the index."""
    extent, n = SPAN, N
    index, values = RNG.integers(0, extent, n), RNG.standard_normal(n)
    index[::2] = index[::2] // 65536 * 65536 + RNG.integers(0, 8, len(index[::2])) - (index[::2] >= 65536) * 4  # about the ends of regions
    index = index.clip(0, extent - 1)
    first = 0 if step > 0 else -step * (extent - 1)

    def run(m):
        memory = m.zeros(abs(step) * extent + 16, "u1")
        m.ndarray((extent,), "f8", memory, first, (step,))[m.array(index)] = m.array(values)
        return memory

    assert run(np).tobytes() == run(onp).tobytes()
