"""Objects that misbehave in the middle of a call: each call ends in an exception or in a result, none in a crash.

A hostile object is given where a number, a sequence, an index or an array belongs.  Its methods resize, re-dtype, reshape or drop
the arrays of the call, run the call again, or raise, and then answer with something plausible, or not.  The sanitizer build runs
this too: memory freed too early or written out of bounds is reported there.
"""
import gc
import io
import operator
import os
import random
import warnings

import pytest

import pyndarray as np

CASES = 20_000
SEED = 20260101


class Refused(Exception):
    """Raised by a hostile object: only this one, or an error of ours, may come out of a call."""


class World:
    """The arrays of one call, and what may be done to them in its middle."""

    def __init__(self, rng):
        self.rng = rng
        dtype = rng.choice(["f8", "f4", "i8", "u1", "?", "c16", "f2", "bfloat16", *OBJECT])
        n = rng.choice([0, 1, 3, 8, 70])
        self.a = np.ones(n, dtype) if rng.random() < 0.5 else np.ones((n, 4), dtype)
        if rng.random() < 0.3:
            self.a = self.a[::-1]
        self.out = np.zeros(self.a.shape, dtype)
        self.depth = 0
        self.call = None

    def act(self):
        """One deed, never an exception but Refused."""
        deed = self.rng.choice(DEEDS)
        if deed is refuse:
            raise Refused
        self.depth += 1
        try:
            if self.depth < 3:
                deed(self)
        except Exception:  # noqa: BLE001 - a deed that is refused is as good as one that is done
            pass
        finally:
            self.depth -= 1

    def victim(self):
        return self.rng.choice([self.a, self.out])


def refuse(w):
    raise Refused


def resize(w):
    w.victim().resize(w.rng.choice([0, 1, 1000]), refcheck=w.rng.random() < 0.5)


def reshape(w):
    w.victim().shape = (-1,)


def restride(w):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        w.victim().strides = (0,) * w.victim().ndim


def redtype(w):
    w.victim().dtype = w.rng.choice(["u1", "f8", "i2"])


def freeze(w):
    w.victim().flags.writeable = False


def write(w):
    w.victim()[...] = 7


def drop(w):
    w.a = w.out = None
    gc.collect(0)


def again(w):
    w.call()


def nothing(w):
    pass


DEEDS = [refuse, resize, reshape, restride, redtype, freeze, write, drop, again, nothing]


class Hostile:
    """Whatever it is asked for, it acts first."""

    def __init__(self, world):
        self._w = world

    def _do(self, answers):
        self._w.act()
        answer = self._w.rng.choice(answers)
        return answer() if callable(answer) else answer

    def __index__(self):
        return self._do([0, 1, -1, 2, 10 ** 30, 2 ** 62])

    def __int__(self):
        return self._do([0, 3, 10 ** 30])

    def __float__(self):
        return self._do([0.5, float("nan"), 1e300])

    def __complex__(self):
        return self._do([1j])

    def __bool__(self):
        return self._do([True, False])

    def __len__(self):
        return self._do([0, 1, 3, 10 ** 6])

    def __getitem__(self, i):
        if isinstance(i, int) and i > 5:
            raise IndexError
        return self._do([1, 0.5, [1, 2], None, self])

    def __eq__(self, other):
        return self._do([True, False, 3])

    def __lt__(self, other):
        return self._do([True, False, 3])

    __hash__ = None

    def __add__(self, other):
        return self._do([1, self])

    __radd__ = __mul__ = __rmul__ = __sub__ = __rsub__ = __add__

    def __del__(self):
        try:
            self._w.act()
        except Refused:
            pass


class HostileArray(Hostile):
    def __array__(self, dtype=None, copy=None):
        return self._do([lambda: np.ones(3), lambda: self._w.a, lambda: np.ones((2, 2), "i4"), None])


class HostileFunction(Hostile):
    def __array_ufunc__(self, *args, **kwargs):
        return self._do([NotImplemented, 1, None])

    def __array_function__(self, *args, **kwargs):
        return self._do([NotImplemented, 1, None])


class HostileIndex(Hostile):
    """An integer and nothing else."""
    __len__ = __getitem__ = None


def objects_of(w):
    """An array of dtype object that holds hostile elements."""
    a = np.empty(4, "O")
    a[0], a[1], a[2] = Hostile(w), 1, Hostile(w)
    return a


try:
    np.dtype("O")
    OBJECT = ["O"]
except TypeError:
    OBJECT = []

KINDS = [Hostile, HostileArray, HostileFunction, HostileIndex] + ([objects_of] if OBJECT else [])

CALLS = [
    lambda w, h: np.array(h()), lambda w, h: np.array([h(), h(), 1.0]), lambda w, h: np.array([[1, h()], [h(), 2]], w.a.dtype), lambda w, h: np.asarray(h(), "f4"),
    lambda w, h: np.array([w.a, h()]), lambda w, h: np.full(h(), h()), lambda w, h: np.full(3, h(), w.a.dtype), lambda w, h: np.zeros((h(), 2)), lambda w, h: np.arange(h(), h()),
    lambda w, h: np.linspace(h(), h(), 5), lambda w, h: np.eye(h()), lambda w, h: np.fromiter((h() for _ in range(4)), w.a.dtype), lambda w, h: np.frombuffer(h(), "u1"),
    lambda w, h: operator.setitem(w.a, 0, h()), lambda w, h: operator.setitem(w.a, slice(None), h()), lambda w, h: operator.setitem(w.a, h(), h()),
    lambda w, h: operator.setitem(w.a, [h(), 0], h()), lambda w, h: operator.setitem(w.a, w.a == 1, h()), lambda w, h: operator.setitem(w.a, Ellipsis, [h()] * 3),
    lambda w, h: operator.setitem(w.a, slice(h(), h(), h()), 3), lambda w, h: w.a[h()], lambda w, h: w.a[h(), h()], lambda w, h: w.a[[0, h()]], lambda w, h: w.a[h():h():h()],
    lambda w, h: w.a[np.array([h(), h()])], lambda w, h: w.a.fill(h()), lambda w, h: w.a.item(h()), lambda w, h: w.a.reshape(h(), -1), lambda w, h: w.a.transpose(h(), h()),
    lambda w, h: w.a.take([h(), 0], axis=h()), lambda w, h: w.a.take(h(), out=w.out), lambda w, h: w.a.repeat(h()), lambda w, h: w.a.repeat([h()] * 3, axis=0),
    lambda w, h: w.a.astype(h()), lambda w, h: w.a.sum(axis=h()), lambda w, h: w.a.sum(initial=h(), out=w.out), lambda w, h: w.a.max(axis=(h(), h())),
    lambda w, h: w.a.mean(where=h()), lambda w, h: w.a.sort(axis=h()), lambda w, h: w.a.argsort(h()), lambda w, h: w.a.searchsorted(h()), lambda w, h: w.a.view(h()),
    lambda w, h: w.a + h(), lambda w, h: h() + w.a, lambda w, h: operator.iadd(w.a, h()), lambda w, h: np.add(w.a, h(), out=w.out), lambda w, h: np.add(h(), h(), out=w.out),
    lambda w, h: np.multiply(w.a, h(), where=h()), lambda w, h: np.less(w.a, h()), lambda w, h: w.a == h(), lambda w, h: w.a @ h(), lambda w, h: np.dot(w.a, h()),
    lambda w, h: np.add.reduce(h(), axis=h()), lambda w, h: np.add.at(w.a, h(), h()), lambda w, h: np.add.at(w.a, [0, h()], [h(), 1]), lambda w, h: np.add.reduceat(w.a, [0, h()]),
    lambda w, h: np.add.accumulate(h(), out=w.out), lambda w, h: np.add.outer(w.a, h()), lambda w, h: np.where(h(), w.a, h()), lambda w, h: np.where(w.a == 1, h(), w.a),
    lambda w, h: np.concatenate([w.a, h()]), lambda w, h: np.concatenate(h()), lambda w, h: np.stack([h(), h()], axis=h()), lambda w, h: np.concatenate([w.a, w.a], out=w.out, axis=h()),
    lambda w, h: np.broadcast_to(h(), (h(), 3)), lambda w, h: np.copyto(w.a, h(), where=h()), lambda w, h: np.copyto(w.a, h()), lambda w, h: np.moveaxis(w.a, h(), h()),
    lambda w, h: np.expand_dims(w.a, h()), lambda w, h: np.squeeze(w.a, h()), lambda w, h: np.nonzero(h()), lambda w, h: np.isnan(h()), lambda w, h: np.sqrt(w.a, out=h()),
    lambda w, h: np.clip(w.a, h(), h(), out=w.out), lambda w, h: np.cumsum(w.a, axis=h(), out=w.out), lambda w, h: np.sort(h()), lambda w, h: np.all(h()), lambda w, h: str(np.array([h()])),
    lambda w, h: np.put(w.a, [0, h()], h()), lambda w, h: np.putmask(w.a, w.a == 1, h()), lambda w, h: np.place(w.a, w.a == 1, [h()]), lambda w, h: np.choose(h(), [w.a, h()]),
    lambda w, h: np.compress([h(), True], w.a), lambda w, h: np.take_along_axis(w.a, h(), 0), lambda w, h: np.put_along_axis(w.a, h(), h(), 0), lambda w, h: np.pad(w.a, h()),
    lambda w, h: np.insert(w.a, h(), h()), lambda w, h: np.delete(w.a, [h()]), lambda w, h: np.roll(w.a, h(), axis=h()), lambda w, h: np.tile(w.a, h()), lambda w, h: np.split(w.a, [h()]),
    lambda w, h: np.unravel_index(h(), (h(), 3)), lambda w, h: np.ravel_multi_index((h(), h()), (3, 3)), lambda w, h: list(np.nditer([w.a, h()])), lambda w, h: np.packbits(h()),
    lambda w, h: next(np.ndindex(h(), 2)), lambda w, h: list(zip(w.a.flat, [h()], strict=False)), lambda w, h: operator.setitem(w.a.flat, h(), h()),
    lambda w, h: operator.setitem(w.a.flat, [0, h()], [h(), 1]), lambda w, h: w.a.flat[h()], lambda w, h: np.isclose(w.a, h()), lambda w, h: np.array_equal(w.a, h()),
    lambda w, h: w.a.tolist(), lambda w, h: w.a.copy().partition(h()), lambda w, h: w.a.trace(h()), lambda w, h: w.a.diagonal(h(), h(), h()), lambda w, h: w.a.swapaxes(h(), h()),
    lambda w, h: np.float64(h()), lambda w, h: np.int8(h()), lambda w, h: np.float32(2) + h(), lambda w, h: np.int64(1) == h(), lambda w, h: np.float64(1).astype(h()),
    lambda w, h: setattr(w.a, "shape", (h(), -1)), lambda w, h: setattr(w.a, "dtype", h()), lambda w, h: setattr(w.a, "real", h()), lambda w, h: setattr(w.a, "flat", h()),
    lambda w, h: np.random.default_rng(1).choice(w.a, h()), lambda w, h: np.random.default_rng(1).normal(h(), h(), h()), lambda w, h: np.random.default_rng(1).shuffle(w.a, axis=h()),
    lambda w, h: np.random.default_rng(1).integers(h(), h(), size=h()), lambda w, h: np.random.default_rng(1).permutation(h()), lambda w, h: np.random.default_rng(1).random(out=w.out),
]


@pytest.mark.parametrize("part", range(8))
def test_no_call_ends_in_a_crash(part):
    rng = random.Random(SEED + part)
    ended = {"result": 0, "error": 0}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for case in range(CASES // 8):
            w = World(rng)
            call, kind = CALLS[(case * 8 + part) % len(CALLS)], rng.choice(KINDS)
            w.call = lambda: call(w, lambda: kind(w))  # noqa: B023 - called in this turn only
            before = w.a
            try:
                w.call()
                ended["result"] += 1
            except SystemError:
                raise
            except Exception:  # noqa: BLE001 - any typed exception is an answer
                ended["error"] += 1
            w.call = nothing_to_call
            if max(before.shape, default=0) < 10 ** 6:  # (2**62, 0) is a shape too
                before.tolist()
            assert before.size == len(before.reshape(-1)) and before.nbytes == before.size * before.itemsize
    assert min(ended.values()) > CASES // 80, ended  # both ends are seen


def nothing_to_call():
    """In place of a call that has ended."""


def test_lists_emptied_while_overrides_are_looked_for():
    """The arguments that may override are held: their class's property drops the list they came from."""
    for call in (np.concatenate, lambda items: np.block([items])):
        items = []

        class Meta(type):
            @property
            def __array_function__(cls, items=items):
                items.clear()
                gc.collect()
                cls.junk = [bytes(64) for _ in range(2000)]
                return lambda *args, **kwargs: "taken over"

        class Other(metaclass=Meta):
            pass

        items.extend([Other() for _ in range(5)])
        assert call(items) == "taken over" and not items


def test_references_are_not_split():
    a = np.array([None, 1, "a"], "O")
    for check in (True, False):
        with pytest.raises(ValueError, match="no multiple of the size of a reference"):
            np.lib.stride_tricks.as_strided(a, (9,), (1,), check_bounds=check)
    assert np.lib.stride_tricks.as_strided(a, (2,), (16,)).tolist() == [None, "a"]


def test_bytes_that_a_pipe_does_not_take():
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with os.fdopen(writing, "wb", buffering=0) as f, pytest.raises(OSError, match="1048576 requested and [1-9][0-9]* written"):
        np.zeros(1 << 20, "u1").tofile(f)
    os.close(reading)


def test_a_raw_file_that_takes_a_part_at_a_time(tmp_path):
    class Slow(io.FileIO):
        def write(self, data):
            return super().write(bytes(data)[:1000])

    a = np.arange(2000.0)
    with Slow(tmp_path / "a.bin", "w") as f:
        a.tofile(f)
    assert (tmp_path / "a.bin").read_bytes() == a.tobytes()
