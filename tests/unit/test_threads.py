"""Memory safety under threads, signals, forks and objects that change arrays under the hand.

A second thread writes to the inputs of long kernels: results may be anything, memory must not (which sanitizer builds see).
"""
import itertools
import os
import signal
import threading
import time
import warnings

import pytest

import pyndarray as np

N = 60_000
SECONDS = 0.15


def while_another_writes(call, write, seconds=SECONDS):
    """call() again and again while another thread calls write()."""
    stop, failures = threading.Event(), []

    def work():
        try:
            for i in itertools.count():
                if stop.is_set():
                    return
                write(i)
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        end = time.monotonic() + seconds
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            while time.monotonic() < end:
                try:
                    call()
                except (IndexError, ValueError):
                    pass
    finally:
        stop.set()
        thread.join()
    assert not failures


def noise(dtype):
    return (np.arange(N) * 7919 % 10007).astype(dtype)


def rewriter(x, other):
    """Writes two different contents in turn."""
    mine = x.copy()
    return lambda i: np.copyto(x, other if i % 2 else mine)


KERNELS = {
    "sort": lambda x, m, i: x.copy().sort(), "sort in place": lambda x, m, i: x.sort(), "argsort": lambda x, m, i: x.argsort(), "mask": lambda x, m, i: x[m],
    "mask assign": lambda x, m, i: x.__setitem__(m, x[::-1][m]), "mask assign scalar": lambda x, m, i: x.__setitem__(m, 1), "nonzero": lambda x, m, i: m.nonzero(),
    "nonzero values": lambda x, m, i: x.nonzero(), "mask rows": lambda x, m, i: x.reshape(-1, 4)[m[: N // 4]], "take": lambda x, m, i: x.take(i), "take clip": lambda x, m, i: x.take(i, mode="clip"),
    "index": lambda x, m, i: x[i], "index rows": lambda x, m, i: x.reshape(-1, 4)[i // 4], "index assign": lambda x, m, i: x.__setitem__(i, 3), "index two": lambda x, m, i: x.reshape(-1, 4)[i // 4, 1],
    "where": lambda x, m, i: np.where(m, x, 1), "where one": lambda x, m, i: np.where(m), "searchsorted": lambda x, m, i: x.searchsorted(x), "sum": lambda x, m, i: x.sum(),
    "max": lambda x, m, i: x.reshape(-1, 4).max(1), "argmax": lambda x, m, i: x.argmax(), "var": lambda x, m, i: x.var(), "sum where": lambda x, m, i: x.sum(where=m),
    "cast": lambda x, m, i: x.astype("i2"), "cumsum": lambda x, m, i: np.cumsum(x), "add where": lambda x, m, i: np.add(x, 1, out=x.copy(), where=m), "repeat": lambda x, m, i: np.repeat(x[:1000], abs(i[:1000]) % 3),
    "count": lambda x, m, i: np.count_nonzero(m), "add.at": lambda x, m, i: np.add.at(x, i, 1), "flat": lambda x, m, i: x[:2000].flat[i[:500]], "compare": lambda x, m, i: x < x[::-1],
    "concatenate": lambda x, m, i: np.concatenate([x, x]), "copy": lambda x, m, i: x.reshape(-1, 4).T.copy(), "tobytes": lambda x, m, i: x.tobytes(), "argwhere": lambda x, m, i: np.argwhere(m),
}


@pytest.mark.parametrize("dtype", ["f8", "i2"])
@pytest.mark.parametrize("name", sorted(KERNELS))
def test_inputs_change_meanwhile(name, dtype):
    x, m, i = noise(dtype), noise("i4") % 3 == 0, noise("i8") % N
    writes = [rewriter(x, x[::-1].copy()), rewriter(m, ~m), rewriter(i, np.full(N, -(1 << 40)))]

    def write(k):
        writes[k % 3](k // 3)

    call = KERNELS[name]
    while_another_writes(lambda: call(x, m, i), write)


def test_shape_and_dtype_change_meanwhile():
    """Attribute writes from another thread are refused while a kernel runs, and harmless between."""
    x = np.arange(float(N))

    def write(i):
        try:
            if i % 2:
                x.shape = (2, -1) if x.ndim == 1 else (-1,)
            else:
                x.dtype = "i8" if x.dtype == "f8" else "f8"
        except (RuntimeError, ValueError):
            pass

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for call in (lambda: x + 1, lambda: x.sum(0), lambda: x.copy(), lambda: x.sort(), lambda: np.tril(x[..., :50]), lambda: np.diag(x[..., :50]), lambda: np.concatenate([x, x]),
                     lambda: np.where(x, x, 1), lambda: x.tobytes(), lambda: x.astype("f4"), lambda: x[x > 4]):
            while_another_writes(call, write)
    assert x.size == N


def test_many_threads_on_their_own_arrays():
    results, failures = {}, []

    def work(k):
        try:
            a, b = np.full(20_000, float(k)), np.arange(20_000.0)
            for _ in range(20):
                a = a + b
                a -= b
            results[k] = bool((a == k).all()), float(a.sum())
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(12)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not failures and results == {k: (True, 20_000.0 * k) for k in range(12)}


def test_number_of_threads_changes_meanwhile():
    before, big = np.get_num_threads(), np.arange(1_000_000.0)
    expected = float(big.sum())
    try:
        while_another_writes(lambda: (big + big).sum() == 2 * expected or pytest.fail("wrong sum"), lambda i: np.set_num_threads(i % 5 + 1), 0.5)
    finally:
        np.set_num_threads(before)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_fork_in_the_middle():
    """The child of a process whose other threads compute can compute, with threads of its own."""
    big = np.arange(400_000.0)
    np.set_num_threads(3)
    children = []

    def fork(i):
        (big + 1).sum()

    def call():
        if len(children) > 5:
            return time.sleep(0.01)
        pid = os.fork()
        if pid == 0:
            signal.alarm(20)
            good = float((big * 2).sum()) == 400_000.0 * 399_999 and np.sort(big[::-1])[0] == 0
            os._exit(0 if good else 1)
        children.append(pid)

    try:
        while_another_writes(call, fork, 0.3)
    finally:
        np.set_num_threads(2)
    assert children and [os.waitpid(pid, 0)[1] for pid in children] == [0] * len(children)


LONG = {
    "elementwise": lambda x: [np.tanh(x, out=x) for _ in range(10_000)], "one reduction": lambda x: np.add.reduce(np.broadcast_to(x, (20_000, x.size)), axis=(0, 1)), "reduction along": lambda x: np.broadcast_to(x, (30_000, x.size)).max(axis=0),
    "sort lines": lambda x: np.sort(np.broadcast_to(x[::-1], (600, x.size))), "count": lambda x: np.broadcast_to(x, (30_000, x.size)).any(axis=0),
}


@pytest.mark.skipif(threading.current_thread() is not threading.main_thread(), reason="signals are delivered to the main thread")
@pytest.mark.parametrize("name", sorted(LONG))
def test_ctrl_c_ends_a_long_loop(name):
    x = np.arange(100_000.0) / 1e5

    def interrupt(*unused):
        raise KeyboardInterrupt

    old = signal.signal(signal.SIGALRM, interrupt)
    start = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            signal.setitimer(signal.ITIMER_REAL, 0.1)
            LONG[name](x)
            time.sleep(2)  # it was over before the signal came
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)
    assert time.monotonic() - start < 20  # generous: a sanitizer build on a busy machine; without polling it is minutes


def test_signal_handler_changes_the_array():
    """A handler that runs in the middle of a kernel cannot pull the memory away."""
    x = np.arange(3_000_000.0)
    refusals = []

    def handler(*unused):
        for change in (lambda: setattr(x, "shape", (2, -1)), lambda: x.__setstate__((1, (1,), np.dtype("f8"), False, b"\0" * 8))):
            try:
                change()
            except (RuntimeError, ValueError, TypeError) as error:
                refusals.append(error)

    old = signal.signal(signal.SIGALRM, handler)
    try:
        for call in (lambda: x.tobytes(), lambda: x.byteswap(True), lambda: x.__reduce__(), lambda: np.vdot(x, x), lambda: np.add.reduceat(x, [0]), lambda: np.tril(x[:500, None]),
                     lambda: np.add.at(x, slice(None), 1.0)):
            x = np.arange(3_000_000.0)
            signal.setitimer(signal.ITIMER_REAL, 0.001, 0.002)
            call()
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)


# ---- re-entrancy ------------------------------------------------------------------------------------------------------------

class Evil:
    """An object whose conversion does something to an array."""

    def __init__(self, deed, value=1):
        self.deed, self.value = deed, value

    def act(self):
        try:
            self.deed()
        except (RuntimeError, ValueError, TypeError):
            pass
        return self.value

    def __index__(self):
        return self.act()

    __int__ = __len__ = __index__

    def __float__(self):
        return float(self.act())

    def __bool__(self):
        return bool(self.act())

    def __complex__(self):
        return complex(self.act())

    def __getitem__(self, i):
        if i > 0:
            raise IndexError
        return self.act()


class EvilArray(Evil):
    def __array__(self, dtype=None, copy=None):
        return np.array([self.act()] * 3)


class EvilDtype(Evil):
    @property
    def dtype(self):
        self.act()
        return np.dtype("f4")


EMPTY_STATE = (1, (1,), np.dtype("i1"), False, b"\0")
DEEDS = {
    "shape": lambda x: setattr(x, "shape", (-1,)), "deep": lambda x: setattr(x, "shape", (1,) * 12 + (-1,)), "dtype": lambda x: setattr(x, "dtype", "i1"),
    "state": lambda x: x.__setstate__(EMPTY_STATE), "read-only": lambda x: x.setflags(write=False), "strides": lambda x: setattr(x, "strides", (0,) * x.ndim),
}
REENTRANT = {
    "sum axis": lambda x, e, a, d: x.sum(axis=e), "sum axes": lambda x, e, a, d: x.sum(axis=(0, e)), "sum initial": lambda x, e, a, d: x.sum(initial=e), "sum dtype": lambda x, e, a, d: x.sum(dtype=d),
    "sum where": lambda x, e, a, d: x.sum(where=a), "sum keepdims": lambda x, e, a, d: x.sum(keepdims=e), "var axis": lambda x, e, a, d: x.var(axis=e), "var mean": lambda x, e, a, d: x.var(mean=a),
    "var dtype": lambda x, e, a, d: x.var(axis=2, dtype=d), "argmax axis": lambda x, e, a, d: x.argmax(axis=e), "cumsum axis": lambda x, e, a, d: x.cumsum(axis=e), "cumsum dtype": lambda x, e, a, d: x.cumsum(2, dtype=d),
    "reduceat axis": lambda x, e, a, d: np.add.reduceat(x, [0, 1], axis=e), "reduceat indices": lambda x, e, a, d: np.add.reduceat(x, [0, e]), "accumulate": lambda x, e, a, d: np.add.accumulate(x, axis=e),
    "at indices": lambda x, e, a, d: np.add.at(x, [e, 0], 1), "at values": lambda x, e, a, d: np.add.at(x, (slice(None), slice(None), slice(None)), a), "take": lambda x, e, a, d: x.take([e], axis=2), "take axis": lambda x, e, a, d: x.take([1], axis=e),
    "take out": lambda x, e, a, d: x.take(a, out=x[0, 0]), "get": lambda x, e, a, d: x[e, ..., e], "get slice": lambda x, e, a, d: x[:, e:, [e, 0]], "get list": lambda x, e, a, d: x[[e]], "get array": lambda x, e, a, d: x[:, :, a],
    "set index": lambda x, e, a, d: x.__setitem__((e, 0, e), 1), "set value": lambda x, e, a, d: x.__setitem__((1, 2), e), "set list": lambda x, e, a, d: x.__setitem__((1, 2), [e, 1, e, 2]),
    "set mask": lambda x, e, a, d: x.__setitem__(x > 3, e), "set mask array": lambda x, e, a, d: x.__setitem__(x >= 0, a), "set fancy": lambda x, e, a, d: x.__setitem__([0, 1], a), "set slice array": lambda x, e, a, d: x.__setitem__((0, slice(None), slice(3)), a),
    "fill": lambda x, e, a, d: x.fill(e), "flat": lambda x, e, a, d: x.flat[[e, 5]], "flat set": lambda x, e, a, d: x.flat.__setitem__([1, e], a), "reshape": lambda x, e, a, d: x.reshape(-1, e), "repeat": lambda x, e, a, d: x.repeat([e], axis=e),
    "sort axis": lambda x, e, a, d: x.sort(axis=e), "argsort axis": lambda x, e, a, d: x.argsort(axis=e), "sort stable": lambda x, e, a, d: x.sort(axis=2, stable=e), "searchsorted": lambda x, e, a, d: x.ravel().searchsorted(a),
    "sorter": lambda x, e, a, d: x[0, 0].searchsorted(x[0], sorter=EvilArray(e.deed)), "swapaxes": lambda x, e, a, d: x.swapaxes(2, e), "squeeze": lambda x, e, a, d: x.squeeze(e), "transpose": lambda x, e, a, d: x.transpose(0, e, 2),
    "diagonal": lambda x, e, a, d: x.diagonal(e, 1, 2), "item": lambda x, e, a, d: x.item(e, 2, 3), "astype": lambda x, e, a, d: x.astype(d), "astype copy": lambda x, e, a, d: x.astype("f4", copy=e), "view": lambda x, e, a, d: x.view(d),
    "add": lambda x, e, a, d: np.add(x[..., :3], a), "add out": lambda x, e, a, d: np.add(a, 1, out=x[..., :3]), "add self": lambda x, e, a, d: np.add(x, a, out=x), "add where": lambda x, e, a, d: np.add(x, x, out=x, where=a),
    "add dtype": lambda x, e, a, d: np.add(x, x, dtype=d), "matmul": lambda x, e, a, d: np.matmul(x[..., :3], a), "concatenate": lambda x, e, a, d: np.concatenate([x, EvilArray(e.deed), x], axis=None),
    "concatenate axis": lambda x, e, a, d: np.concatenate([x, x], axis=e), "concatenate dtype": lambda x, e, a, d: np.concatenate([x, x], dtype=d, casting="unsafe"), "stack": lambda x, e, a, d: np.stack([x, x], axis=e),
    "array": lambda x, e, a, d: np.array([x, a]), "array of evil": lambda x, e, a, d: np.array([x[0, 0], [e, e, e, e]], "f8"), "copyto": lambda x, e, a, d: np.copyto(x[..., :3], a, where=a), "where": lambda x, e, a, d: np.where(x[..., :3], a, 1),
    "tril": lambda x, e, a, d: np.tril(x, e), "diag": lambda x, e, a, d: np.diag(x[0], e), "full_like": lambda x, e, a, d: np.full_like(x, e), "full_like shape": lambda x, e, a, d: np.full_like(x, 1, shape=(e, 2)),
    "broadcast_to": lambda x, e, a, d: np.broadcast_to(x, (e, 2, 3, 4)), "moveaxis": lambda x, e, a, d: np.moveaxis(x, 2, e), "expand_dims": lambda x, e, a, d: np.expand_dims(x, e), "flip": lambda x, e, a, d: np.flip(x, e), "size": lambda x, e, a, d: np.size(x, e),
    "set shape": lambda x, e, a, d: setattr(x, "shape", (e, -1)), "set strides": lambda x, e, a, d: setattr(x, "strides", (8, e, 8)), "set flat": lambda x, e, a, d: setattr(x, "flat", a), "set real": lambda x, e, a, d: setattr(x, "real", [[[e, 1, 2, 3]]]),
    "ndarray": lambda x, e, a, d: np.ndarray((e, 2), "f8", x, e), "frombuffer": lambda x, e, a, d: np.frombuffer(x, d, e), "linspace": lambda x, e, a, d: np.linspace(x, a, 3), "inner": lambda x, e, a, d: np.inner(x[..., :3], a),
    "setflags": lambda x, e, a, d: x.setflags(write=e), "dlpack": lambda x, e, a, d: x.__dlpack__(max_version=(e, e)), "format": lambda x, e, a, d: np.array2string(x, precision=e), "fromiter": lambda x, e, a, d: np.fromiter([e, e], "f8"),
}


@pytest.mark.parametrize("deed", sorted(DEEDS))
@pytest.mark.parametrize("name", sorted(REENTRANT))
@pytest.mark.filterwarnings("ignore")
def test_array_changes_in_the_middle_of_a_call(name, deed):
    """Any Python exception will do, or a result: the memory that is read and written must be the array's."""
    for layout in ("plain", "view"):
        x = np.arange(24.0).reshape(2, 3, 4)
        base = x if layout == "plain" else np.arange(48.0).reshape(2, 3, 8)
        x = base if layout == "plain" else base[..., ::2]
        for target in {id(x): x, id(base): base}.values():
            e = Evil(lambda: DEEDS[deed](target))
            try:
                result = REENTRANT[name](x, e, EvilArray(e.deed), EvilDtype(e.deed))
                repr(result)
            except Exception:  # noqa: BLE001
                pass
        repr(x), x.tolist(), x.tobytes()


def test_second_operand_changes_the_first():
    for other in (lambda i: i.__setstate__(EMPTY_STATE), lambda i: setattr(i, "shape", (1,) * 12 + (-1,))):
        for call in (lambda m, v: np.ones((2, 3)).__setitem__(m, v), lambda m, v: np.ones((2, 3)).__setitem__((m,), [v]), lambda m, v: np.add(np.ones((2, 3)), v, where=m, out=np.ones((2, 3))),
                     lambda m, v: np.copyto(np.ones((2, 3)), v, where=m), lambda m, v: np.where(m, np.ones((2, 3)), v), lambda m, v: np.sum(np.ones((2, 3)), initial=v, where=m)):
            m = np.array([[True, False, True], [False, True, True]])
            for value in (Evil(lambda: other(m)), EvilArray(lambda: other(m))):
                try:
                    call(m, value)
                except Exception:  # noqa: BLE001
                    pass


def test_a_warning_changes_the_array():
    x, z = np.zeros(8), np.ones(8, "c16")

    def show(*unused, **also):
        for a in (x, z):
            try:
                a.__setstate__(EMPTY_STATE)
            except (ValueError, RuntimeError):
                pass

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = show
        x[[0, 1, 2, 3, 4, 5, 6, 7]] = z
        if z.size == 8:
            x[np.ones(8, "?")] = z
        if z.size == 8 and x.size == 8:
            x[:] = z
            np.add(z, 1, out=x, casting="unsafe")


def test_lists_that_change():
    for length in (1, 3, 40):
        items = [1.0] * length
        items.insert(length // 2, Evil(items.clear))
        for call in (lambda: np.array(items), lambda: np.array([items, items]), lambda: np.zeros(len(items)).__setitem__(slice(None), items), lambda: np.zeros(9)[items],
                     lambda: np.concatenate([items, items]), lambda: np.concatenate(items, axis=None), lambda: np.fromiter(items, "f8"), lambda: np.array(items, "i4")):
            items[:] = [1.0] * length + [Evil(items.clear)]
            try:
                call()
            except Exception:  # noqa: BLE001
                pass
