"""Ctrl-C in the middle of one long call: it ends well before the work would, and leaves nothing lost.

A timer's signal stands for Ctrl-C.  Bounds are parts of the time that the same call takes undisturbed, not speeds.
"""
import signal
import time

import pytest

import pyndarray as np

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no interval timers")


class Stopped(Exception):
    armed = False  # a signal that comes too late, when the call is over, must not hit what follows


@pytest.fixture(autouse=True)
def one_thread_and_alarm():
    def stop(*_):
        if Stopped.armed:
            Stopped.armed = False
            raise Stopped

    threads, old = np.get_num_threads(), signal.signal(signal.SIGALRM, stop)
    np.set_num_threads(1)  # so that work is long enough; who polls is the same thread with more
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, old)
    np.set_num_threads(threads)




def stops_early(make):
    """make(n) gives the call on about n elements."""
    n, whole = 1 << 19, 0.0
    while whole < 0.06:
        if n > 1 << 24:
            pytest.skip(f"too fast here: {whole} s")
        n *= 4
        call = make(n)
        start = time.perf_counter()
        call()
        whole = time.perf_counter() - start
    for attempt in range(5):  # a machine that others use may be late once
        start = time.perf_counter()
        Stopped.armed = True
        with pytest.raises(Stopped):
            signal.setitimer(signal.ITIMER_REAL, whole / 10)  # inside: on a busy machine it may come at once
            call()
            while time.perf_counter() < start + 20:  # the signal may come to another library's thread, which ends no long sleep
                time.sleep(0.001)
        took = time.perf_counter() - start
        if took < 0.7 * whole:
            return
    assert took < 0.7 * whole, (n, took, whole)


def mixed(n, dtype):
    """n numbers in no order."""
    x = np.arange(n, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return (x >> np.uint64(24)).astype(dtype)


@pytest.mark.parametrize("dtype", ["f8", "c16"])  # radix passes; merging
def test_sort_of_one_line(dtype):
    def make(n):
        a = mixed(n, dtype)
        return a.sort
    stops_early(make)


@pytest.mark.parametrize("dtype", ["f8", "c16"])
def test_argsort_of_one_line(dtype):
    def make(n):
        a = mixed(n, dtype)
        return a.argsort
    stops_early(make)


@pytest.mark.parametrize("step", [1, 2])
@pytest.mark.parametrize("dtype", ["i4", "c16"])
@pytest.mark.parametrize("part", [0.05, 0.3, 0.6, 0.9, 0.97])
def test_a_stopped_sort_loses_nothing(dtype, step, part):
    a = mixed(1 << 18, dtype)[::step]
    want = np.sort(a)
    for _ in range(3):
        b = a.copy() if step == 1 else np.repeat(a, 2)[::2]
        start = time.perf_counter()
        b.sort()
        whole = time.perf_counter() - start
        b[...] = a
        try:
            Stopped.armed = True
            signal.setitimer(signal.ITIMER_REAL, whole * part)
            b.sort()
            Stopped.armed = False
        except Stopped:
            pass
        signal.setitimer(signal.ITIMER_REAL, 0)
        assert (np.sort(b) == want).all()


def make_take(n):
    a, index = np.arange(n), mixed(n, "i8") % n
    return lambda: a.take(index)


def make_take_wrapped(n):
    a, index = np.arange(n), mixed(n, "i8")
    return lambda: a.take(index, mode="wrap")


def make_gather(n):
    a, index = np.arange(n), mixed(n, "i8") % n
    return lambda: a[index]


def make_pairs(n):
    a, index = np.arange(n).reshape(-1, 64), mixed(n, "i8")
    rows, columns = index % (n // 64), index % 64
    return lambda: a[rows, columns]


def make_scatter(n):
    a, index = np.arange(n), mixed(n, "i8") % n
    return lambda: a.__setitem__(index, 1)


def make_rows(n):
    a, index = np.arange(n).reshape(-1, 16), mixed(n // 16, "i8") % (n // 16)
    return lambda: a[index]


def make_cumsum(n):
    a = np.ones(n)
    return a.cumsum


def make_cumsum_converting(n):
    a = np.ones(n, "i4")
    return lambda: a.cumsum(dtype="f8")


def make_accumulate(n):
    a = np.ones(n)
    return lambda: np.maximum.accumulate(a)


def make_nonzero(n):
    return np.ones((n // 2, 2), "f4").nonzero


def make_mask(n):
    a, mask = np.arange(n), mixed(n, "i8") % 2 == 0
    return lambda: a[mask]


def make_mask_put(n):
    a, mask = np.arange(n), mixed(n, "i8") % 2 == 0
    return lambda: a.__setitem__(mask, 5)


def make_searchsorted(n):
    a, keys = np.arange(1 << 16), mixed(n, "i8")
    return lambda: a.searchsorted(keys)


def make_where(n):
    a, mask = np.arange(2 * n)[::2], mixed(n, "i8") % 2 == 0
    return lambda: np.where(mask, a, 0)


def make_unravel(n):
    index = mixed(n, "i8") % n
    return lambda: np.unravel_index(index, (n // 64, 64))


def make_ravel(n):
    index = mixed(n, "i8")
    return lambda: np.ravel_multi_index((index, index), (64, 64), mode="wrap")


def make_flat_get(n):
    a, index = np.arange(2 * n).reshape(-1, 64)[:, ::2], mixed(n, "i8") % n
    return lambda: a.flat[index]


def make_flat_put(n):
    a, index = np.arange(2 * n).reshape(-1, 64)[:, ::2], mixed(n, "i8") % n
    return lambda: a.flat.__setitem__(index, [1, 2, 3])


def make_flat_fill(n):
    a = np.arange(2 * n).reshape(-1, 64)[:, ::2]
    return lambda: setattr(a, "flat", [1, 2, 3])


@pytest.mark.parametrize("make", [v for k, v in sorted(globals().items()) if k.startswith("make_")], ids=lambda f: f.__name__[5:])
def test_long_calls(make):
    stops_early(make)


@pytest.mark.parametrize("step", [1, -3])
def test_pieces_join(step):
    """Lengths above the piece after which the clock is looked at: the same results as piece by piece."""
    n = 200_003
    a = np.arange(n * abs(step))[::step]
    index = mixed(n, "i8") % n
    mask = index % 3 == 0
    chosen = [i for i, m in enumerate(mask.tolist()) if m]
    assert np.ones(n, "i4").cumsum(dtype="f8").tolist() == list(range(1, n + 1))
    assert (np.maximum.accumulate(index)[1:] == np.maximum(index[1:], np.maximum.accumulate(index)[:-1])).all()
    values, places = a.tolist(), index.tolist()
    assert a.cumsum()[-1] == sum(values) and a[:n // 2].cumsum()[-1] == a.cumsum()[n // 2 - 1]
    assert a[index].tolist() == a.take(index).tolist() == [values[i] for i in places]
    assert a.take(index + n, mode="wrap").tolist() == a[index].tolist()
    pairs = np.stack([a, -a], 1)
    assert pairs[index, index % 2].tolist() == [-values[i] if i % 2 else values[i] for i in places]
    assert mask.nonzero()[0].tolist() == chosen and np.count_nonzero(mask) == len(chosen)
    assert a[mask].tolist() == [values[i] for i in chosen]
    assert np.where(mask, a, -1).tolist() == [v if m else -1 for v, m in zip(values, mask.tolist())]
    b, want = a.astype("f4"), a.astype("f4").tolist()
    b[index] = np.arange(n)
    for k, i in enumerate(places):
        want[i] = k
    assert b.tolist() == want
    b[mask] = a[mask]
    assert b[mask].tolist() == a[mask].astype("f4").tolist()
    index[n - 1] = n
    with pytest.raises(IndexError, match=f"index {n} is out of bounds"):
        b[index] = 0
    assert b[mask].tolist() == a[mask].astype("f4").tolist()
