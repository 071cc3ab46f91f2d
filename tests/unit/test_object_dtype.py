"""dtype=object: references counted on every path, code that runs in the middle of a call, nesting without end, and refusals.

The random test at the end throws objects whose methods resize, re-type, free or raise at every function; it is meant for sanitizer
builds, and short elsewhere.
"""
import copy
import gc
import io
import os
import pickle
import random
import sys
import threading
import weakref
from fractions import Fraction

import pytest

import pyndarray as np
from pyndarray import _core

build = _core._testing.build()


class Thing:
    """Something to count."""

    def __init__(self, value=0):
        self.value = value

    def __repr__(self):
        return f"Thing({self.value})"


def counted(call, *things):
    """Runs call(); the things' counts are what they were."""
    before = [sys.getrefcount(t) for t in things]
    for _ in range(10):
        try:
            call()
        except (TypeError, ValueError, IndexError, ZeroDivisionError, KeyError, BufferError, RuntimeError):
            pass
    gc.collect()
    assert [sys.getrefcount(t) for t in things] == before


def test_an_element_is_the_object():
    t = Thing()
    a = np.array([t, None, 1], dtype=object)
    assert a[0] is t and a[1] is None and a.item(0) is t and a.tolist()[0] is t and a.flat[0] is t and next(iter(a)) is t
    assert np.array(t)[()] is t and np.array(t).dtype == object and np.array(t).shape == ()
    a[1] = t
    assert a[1] is t and a[:2].tolist() == [t, t] and a[[0, 1]][1] is t and a[a == t].size == 2
    assert np.empty(3, object).tolist() == [None] * 3 and np.zeros(2, object).tolist() == [0, 0] and np.ones(2, "O").tolist() == [1, 1]
    s = [1, 2]
    a[0] = s
    assert a[0] is s
    a[0] = np.array(5)
    assert isinstance(a[0], np.ndarray)  # stored, not looked into


CALLS = {
    "new": lambda t: np.array([t, t], dtype=object), "new nested": lambda t: np.array([[t], [t, t]], dtype=object), "ragged": lambda t: np.array([[t], [t, t]]), "full": lambda t: np.full((3, 4), t), "fill": lambda t: np.empty((3, 3), object).fill(t), "scalar": lambda t: np.array(t),
    "set": lambda t: np.empty(3, object).__setitem__(1, t), "set slice": lambda t: np.empty(3, object).__setitem__(slice(None), t), "set list": lambda t: np.empty(3, object).__setitem__(slice(None), [t, t, t]), "set wrong": lambda t: np.empty(3, object).__setitem__(slice(None), [t, t]),
    "get": lambda t: np.array([t, t], object)[0], "slice": lambda t: np.array([t, t], object)[::-1], "fancy": lambda t: np.array([t, t], object)[[0, 1, 1]], "mask": lambda t: np.array([t, t], object)[[True, False]], "fancy set": lambda t: np.empty(4, object).__setitem__([0, 0, 3], [t, t, t]), "mask set": lambda t: np.empty(4, object).__setitem__(np.ones(4, bool), t),
    "fancy fails": lambda t: np.array([t, t], object)[[0, 9]], "fancy set fails": lambda t: np.empty(2, object).__setitem__([0, 9], t), "take": lambda t: np.array([t, t], object).take([[1, 0]]), "take clip": lambda t: np.array([t, t], object).take([5], mode="clip"), "put": lambda t: np.empty(3, object).put([0, 2], [t]),
    "repeat": lambda t: np.array([t, t], object).repeat(3), "concatenate": lambda t: np.concatenate([np.array([t], object), [1, 2]]), "stack": lambda t: np.stack([np.array([t], object)] * 3), "copy": lambda t: np.array([t], object).copy(), "strided copy": lambda t: np.full((4, 4), t)[::2, ::-1].copy("F"), "astype": lambda t: np.array([t], object).astype(object),
    "to numbers": lambda t: np.array([t, 1], object).astype(float), "to int": lambda t: np.array([1, t], object).astype(int), "to bool": lambda t: np.array([t, t], object).astype(bool), "where": lambda t: np.where([True, False], np.array([t, t], object), 1), "choose": lambda t: np.choose([0, 1], [np.array([t, t], object), 1]), "add": lambda t: np.array([1, t], object) + np.array([1, 1]),
    "equal": lambda t: np.array([t, t], object) == t, "less": lambda t: np.array([t, t], object) < t, "maximum": lambda t: np.maximum(np.array([t, t], object), np.array([t, 1], object)), "logical_or": lambda t: np.logical_or(np.array([t, 0], object), t), "and out": lambda t: np.logical_and(np.array([t, t], object), t, out=np.empty(2, object)),
    "sqrt": lambda t: np.sqrt(np.array([t], object)), "sum": lambda t: np.array([t], object).sum(), "sum fails": lambda t: np.array([t, t], object).sum(), "initial": lambda t: np.add.reduce(np.array([], object), initial=t), "initial fails": lambda t: np.add.reduce(np.array([1, 2], object), initial=t), "logical reduce": lambda t: np.logical_and.reduce(np.array([[1, t], [t, 2]], object), axis=0),
    "reduce out": lambda t: np.logical_and.reduce(np.array([[1, t]], object), axis=0, out=np.empty(2, object)), "accumulate": lambda t: np.logical_and.accumulate(np.array([t, t, t], object)), "accumulate fails": lambda t: np.add.accumulate(np.array([t, t, t], object)), "reduceat": lambda t: np.logical_or.reduceat(np.array([0, t, t], object), [0, 1]), "outer": lambda t: np.logical_and.outer(np.array([t, 1], object), np.array([t, 2], object)),
    "at": lambda t: np.logical_and.at(np.array([1, 2], object), [0, 0, 1], t), "at fails": lambda t: np.add.at(np.array([1, 2], object), [0, 0, 1], t), "matmul": lambda t: np.full((2, 2), t) @ np.ones((2, 2), object), "dot": lambda t: np.dot(np.array([t], object), np.array([2], object)), "sort": lambda t: np.sort(np.array([t, t, t], object)), "argmax": lambda t: np.array([t, t], object).argmax(),
    "argmax of one": lambda t: np.array([t], object).argmax(), "searchsorted": lambda t: np.array([1, 2], object).searchsorted([t]), "nonzero": lambda t: np.array([t, 0], object).nonzero(), "any": lambda t: np.array([t], object).any(), "flat": lambda t: np.array([t, t], object).flat[::-1], "flat set": lambda t: setattr(np.empty(3, object), "flat", [t]), "flatten": lambda t: np.full((2, 2), t).flatten("F"),
    "tolist": lambda t: np.full((2, 2), t).tolist(), "repr": lambda t: repr(np.full((20, 60), t)), "str": lambda t: str(np.array(t)), "pickle": lambda t: pickle.loads(pickle.dumps(np.array([1, "a"], object))), "deepcopy": lambda t: copy.deepcopy(np.array([t], object)), "shallow": lambda t: copy.copy(np.array([t], object)), "view": lambda t: np.array([t], object).view(), "bad view": lambda t: np.array([t], object).view(int),
    "reshape": lambda t: np.full((2, 3), t).T.reshape(6), "resize": lambda t: np.full(3, t).resize(5, refcheck=False), "shrink": lambda t: np.full(30, t).resize(5, refcheck=False), "buffer": lambda t: memoryview(np.array([t], object)).tobytes(), "fromiter": lambda t: np.fromiter([t, t, t], object), "fromiter short": lambda t: np.fromiter([t, t], object, count=5), "arange": lambda t: np.arange(3, dtype=object), "ufunc out cast": lambda t: np.add(np.array([1], object), np.array([2], object), out=np.empty(1)),
    "dtype object of ints": lambda t: np.add.reduce(np.arange(5), dtype=object), "windows": lambda t: np.add(np.arange(700), np.full(700, 1, dtype=object)), "wide": lambda t: np.full(5000, t)[::2] == t, "diag": lambda t: np.diag(np.array([t, t], object)), "tril": lambda t: np.tril(np.full((3, 3), t)), "eye": lambda t: np.eye(3, dtype=object), "broadcast": lambda t: np.broadcast_to(np.array([t], object), (4, 4)).copy(), "asarray": lambda t: np.asarray([t, [t]], dtype=object),
    "isin text": lambda t: np.array(["a", t], object) == "a", "where mask": lambda t: np.add(np.array([1, t], object), 1, where=[True, False], out=np.empty(2, object)), "add where reduce": lambda t: np.add.reduce(np.array([1, t], object), where=[True, False], initial=0), "copyto": lambda t: np.copyto(np.empty((2, 2), object), t), "partition": lambda t: np.partition(np.array([t, t], object), 0), "clip": lambda t: np.clip(np.array([t], object), 0, 1),
    "conjugate": lambda t: np.conjugate(np.array([t], object)), "dlpack": lambda t: np.array([t], object).__dlpack__(), "interface": lambda t: np.array([t], object).__array_interface__, "real": lambda t: np.array([t], object).real, "imag": lambda t: np.array([t], object).imag, "byteswap": lambda t: np.array([t], object).byteswap(), "scalar op": lambda t: np.int64(3) == t, "scalar add": lambda t: np.float64(3) + t,
    "mean": lambda t: np.array([Fraction(1), Fraction(2)]).mean(), "var": lambda t: np.array([Fraction(1), Fraction(2)]).var(), "object_": lambda t: np.object_(t), "object_ list": lambda t: np.object_([t]), "setstate": lambda t: np.empty(0, object).__setstate__((1, (2,), np.dtype(object), False, [t, t])), "setstate wrong": lambda t: np.empty(0, object).__setstate__((1, (3,), np.dtype(object), False, [t, t])),
}


@pytest.mark.parametrize("name", CALLS)
def test_references_balance(name):
    t, none = Thing(), sys.getrefcount(None)
    counted(lambda: CALLS[name](t), t)
    del none
    gone = weakref.ref(t)
    del t
    gc.collect()
    assert gone() is None


def test_memory_fails():
    t = Thing()
    before = sys.getrefcount(t)
    a = np.full((3, 40), t)
    held = sys.getrefcount(t)
    for call in (lambda: a.copy(), lambda: a[[0, 1]], lambda: np.sort(np.array([3, 1, 2] * 50, object)), lambda: a == t, lambda: np.logical_and(a, a[:, ::-1]), lambda: np.logical_and.reduce(a, axis=0), lambda: a.astype(bool), lambda: np.array([t] * 50, dtype=object), lambda: pickle.loads(pickle.dumps(np.array([1] * 99, object))), lambda: np.concatenate([a, a]), lambda: np.logical_or.accumulate(a, axis=0)):
        for n in range(1, 12):
            _core._testing.fail_alloc(n)
            try:
                call()
            except MemoryError:
                pass
            finally:
                _core._testing.fail_alloc(0)
        assert sys.getrefcount(t) == held
    del a
    assert sys.getrefcount(t) == before


def test_none_is_everything_unwritten():
    a = np.empty((2, 2), object)
    assert a.tolist() == [[None, None]] * 2 and (a == None).all() and a.astype(bool).tolist() == [[False] * 2] * 2  # noqa: E711
    assert repr(np.empty(1, object)) == "array([None], dtype=object)" and a.ravel().argmax() == 0
    assert np.isnan(a.astype(float)).all() and pickle.loads(pickle.dumps(a)).tolist() == a.tolist() and copy.deepcopy(a).tolist() == a.tolist()
    with pytest.raises(TypeError):
        a + 1
    with pytest.raises(TypeError):
        a.astype(int)


class Sub(np.ndarray):
    pass


def test_subclasses_keep_and_drop():
    t = Thing()
    gone = weakref.ref(t)
    a = np.array([t, 1], object).view(Sub)
    assert type(a) is Sub and a[0] is t and type(a[::-1]) is Sub and type(a == 1) is Sub
    b = Sub((2,), object)
    b[...] = a
    assert b[0] is t
    del a, b, t
    gc.collect()
    assert gone() is None


def test_random_orders_move_references():
    things = [Thing(i) for i in range(30)]
    counts = [sys.getrefcount(t) for t in things]
    g, r = np.random.default_rng(1), np.random.RandomState(1)
    for _ in range(5):
        a = np.array(things, object)
        b = np.array(things, object).reshape(5, 6)[::-1, ::2]
        for call in (lambda: g.shuffle(a), lambda: g.permutation(a), lambda: g.permuted(a), lambda: g.choice(a, 5), lambda: g.choice(a, 5, replace=False), lambda: r.shuffle(a), lambda: r.permutation(a), lambda: r.choice(a), lambda: g.shuffle(b), lambda: g.shuffle(b, axis=1), lambda: g.permuted(b, axis=0), lambda: g.permuted(b, axis=1, out=b), lambda: g.permutation(b, axis=1)):
            call()
        assert sorted(t.value for t in a) == list(range(30))
    del a, b, call
    gc.collect()
    assert [sys.getrefcount(t) for t in things] == counts


# ---- code in the middle


class Trap:
    """Runs `code` when it is dropped."""

    def __init__(self, code):
        self.code = code

    def __del__(self):
        self.code()


def test_dropping_runs_code_that_writes():
    a = np.empty(4, object)
    seen = []

    def writes():
        seen.append(a.tolist())
        a[...] = "late"

    for act in (lambda: a.__setitem__(0, 1), lambda: a.fill(2), lambda: a.__setitem__(slice(None), [1, 2, 3, 4]), lambda: a.__setitem__([0, 1], 5), lambda: a.__setitem__(np.array([True, False, True, False]), 6), lambda: np.add(1, np.arange(4), out=a, dtype=object), lambda: np.copyto(a, np.arange(4)), lambda: a.put([0, 0], [1, 2]),
                lambda: setattr(a, "flat", 3), lambda: np.logical_or.accumulate(np.array([0, 1, 2, 3], object), out=a)):
        a[...] = None
        a[0] = Trap(writes)
        act()
        a[...] = None
    assert len(seen) == 10 and all(len(s) == 4 for s in seen)


def test_dropping_runs_code_that_resizes_and_retypes():
    errors = []

    def tries():
        for act in (lambda: a.resize(1000), lambda: a.resize(1000, refcheck=False), lambda: setattr(a, "shape", (2, 2)), lambda: setattr(a, "dtype", int), lambda: a.__setstate__((1, (1,), np.dtype("f8"), False, b"12345678"))):
            try:
                act()
            except Exception as e:
                errors.append(type(e).__name__)

    for _ in range(3):
        a = np.empty(4, object)
        a[0] = Trap(tries)
        a[...] = 5
    assert errors
    a = np.empty(4, object)
    a[:] = [Trap(tries) for _ in range(4)]
    a.resize(1, refcheck=False)
    a = np.empty(3, object)
    a[0] = Trap(lambda: a.tolist())
    a.__setstate__((1, (2,), np.dtype(object), False, [1, 2]))
    assert a.tolist() == [1, 2]


def test_a_destructor_may_raise_and_may_free():
    a = np.empty(3, object)
    a[0] = Trap(lambda: 1 / 0)
    with _quiet():
        a[0] = 1
    holder = [np.empty(3, object)]
    holder[0][1] = Trap(holder.clear)
    holder[0][1] = 2


class _quiet:
    def __enter__(self):
        self.hook, sys.unraisablehook = sys.unraisablehook, lambda *_: None

    def __exit__(self, *_):
        sys.unraisablehook = self.hook


def test_comparisons_that_change_the_array():
    class Changes:
        def __init__(self, a):
            self.a = a

        def __lt__(self, other):
            self.a[...] = 0
            gc.collect(0)
            return random.random() < 0.5

        __gt__ = __le__ = __ge__ = __eq__ = __lt__
        __hash__ = None

    for act in (lambda a: a.sort(), lambda a: np.sort(a), lambda a: a.argsort(), lambda a: a.argmax(), lambda a: a.argmin(), lambda a: a.searchsorted(a[0]), lambda a: a == a, lambda a: np.maximum(a, a), lambda a: a.max(), lambda a: np.minimum.accumulate(a), lambda a: np.equal.outer(a, a)):
        for n in (2, 13, 40):
            a = np.empty(n, object)
            for i in range(n):
                a[i] = Changes(a)
            try:
                act(a)
            except TypeError:
                pass


def test_a_failing_sort_leaves_the_array():
    a = np.array([3, 1, "x", 2] * 20, object)
    before = a.tolist()
    with pytest.raises(TypeError):
        a.sort()
    assert a.tolist() == before

    class Odd:
        def __lt__(self, other):
            return random.random() < 0.5

    things = [Odd() for _ in range(500)]
    b = np.array(things, object)
    b.sort()
    assert sorted(map(id, b.tolist())) == sorted(map(id, things))
    assert sorted(np.array(things, object).argsort().tolist()) == list(range(500))
    assert np.sort(np.array([(2, "a"), (1, "b")] + [None], object)[:2]).tolist() == [(1, "b"), (2, "a")]


def test_stable_sort_of_objects():
    class Key:
        def __init__(self, k):
            self.k = k

        def __lt__(self, other):
            return self.k < other.k

    rng = random.Random(1)
    keys = [Key(rng.randrange(7)) for _ in range(300)]
    assert [id(x) for x in np.sort(np.array(keys, object)).tolist()] == [id(x) for x in sorted(keys, key=lambda x: x.k)]
    assert np.array(keys, object).argsort(kind="stable").tolist() == sorted(range(300), key=lambda i: keys[i].k)


class Own(Exception):
    pass


def test_exceptions_pass_unchanged():
    class Bad:
        def _raise(self, *_):
            raise Own("mine")

        __add__ = __radd__ = __lt__ = __eq__ = __bool__ = __float__ = __int__ = __neg__ = __mul__ = __rmul__ = sqrt = __gt__ = __ge__ = __le__ = __repr__ = __reduce__ = __deepcopy__ = _raise
        __hash__ = None

    a = np.array([1, 2, 3], object)
    a[1] = Bad()
    for call in (lambda: a + 1, lambda: 1 + a, lambda: a == 1, lambda: np.sqrt(a[1:2]), lambda: -a, lambda: a.sum(), lambda: a.sort(), lambda: np.sort(a), lambda: a.max(), lambda: a.astype(float), lambda: a.astype(int), lambda: a.astype(bool), lambda: a.nonzero(), lambda: a.any(), lambda: repr(a), lambda: a @ a, lambda: np.dot(a, a), lambda: a.cumsum(), lambda: np.add.at(a, [1], 1),
                 lambda: copy.deepcopy(a), lambda: pickle.dumps(a), lambda: np.logical_not(a), lambda: a.argmax(), lambda: a.searchsorted(2), lambda: np.where(a, 1, 2), lambda: float(a[1:2].reshape(())), lambda: bool(a[1:2]), lambda: np.zeros(3).__setitem__(slice(None), a)):
        with pytest.raises(Own, match="mine"):
            call()


def test_a_method_that_is_missing():
    with pytest.raises(TypeError, match="loop of ufunc does not support argument 1 of type str which has no callable sqrt method") as error:
        class Root:
            def sqrt(self):
                return "root"
        np.sqrt(np.array([Root(), "a"], object))
    assert isinstance(error.value.__cause__, AttributeError)


# ---- nesting


def nest(n, shape=(1,)):
    x = np.array(5, object).reshape(shape)
    for _ in range(n):
        y = np.empty(shape, object)
        y[(0,) * len(shape)] = x
        x = y
    return x


@pytest.mark.parametrize("shape", [(), (1,)])
def test_nested_without_end(shape):
    assert isinstance(nest(20, shape) + 1, np.ndarray) or shape == ()
    for n in (300, 5_000):
        x = nest(n, shape)
        for call in (lambda: x + 1, lambda: x == 1, lambda: repr(x), lambda: str(x), lambda: float(x), lambda: bool(x), lambda: copy.deepcopy(x), lambda: x @ x, lambda: x.astype(float), lambda: f"{x}", lambda: np.array([[x], [x]], float), lambda: complex(x), lambda: np.sqrt(x)):
            try:
                call()
            except (RecursionError, TypeError, ValueError):
                pass
        del x


def test_an_array_that_holds_itself():
    a = np.empty(2, object)
    a[0] = a
    assert repr(a) == "array([array(..., dtype=object), None], dtype=object)" and "..." in str(a)
    for call in (lambda: a + 1, lambda: a == a, lambda: a.astype(float), lambda: np.sort(a), lambda: a.sum()):
        with pytest.raises((RecursionError, TypeError, ValueError)):
            call()
    b = copy.deepcopy(a)
    assert b[0] is b or isinstance(b[0], np.ndarray)
    a[0] = None


# ---- exchange


def test_bytes_never_become_objects():
    a = np.array([1, "a"], object)
    m = memoryview(a)
    assert m.format == "O" and m.readonly and m.itemsize == 8 and m.shape == (2,)
    with pytest.raises((BufferError, TypeError)):
        io.BytesIO(b"x" * 16).readinto(a)
    for call in (lambda: a.view("i8"), lambda: np.zeros(2, "i8").view(object), lambda: setattr(a, "dtype", "i8"), lambda: setattr(np.zeros(2), "dtype", object), lambda: a.tobytes(), lambda: np.frombuffer(b"12345678", object), lambda: np.ndarray((1,), object, buffer=b"12345678"), lambda: np.ndarray((1,), object, buffer=bytearray(8)), lambda: a.__dlpack__(),
                 lambda: np.empty(0, object).__setstate__((1, (1,), np.dtype(object), False, b"12345678")), lambda: _core.multiarray._frombuffer(b"12345678", np.dtype(object), (1,), "C"), lambda: a.getfield("i4"), lambda: np.zeros(2).getfield(object)):
        with pytest.raises((TypeError, ValueError, BufferError)):
            call()

    class Liar:
        __array_interface__ = {"data": (12345678, False), "typestr": "|O", "shape": (3,), "version": 3}

    with pytest.raises(ValueError):
        np.asarray(Liar())
    assert _core.multiarray.scalar(np.dtype(object), b"12345678") == b"12345678"
    with pytest.raises(ValueError), pytest.warns(DeprecationWarning):
        np.empty(4, object).strides = (1,)


def test_foreign_references_are_copied():
    import ctypes
    held = [Thing(i) for i in range(3)]
    array = (ctypes.py_object * 3)(*held)
    counts = [sys.getrefcount(t) for t in held]
    a = np.asarray(array)
    assert a.dtype == object and a.tolist() == held
    a[...] = None
    del a
    assert [sys.getrefcount(t) for t in held] == counts and array[0] is held[0]


@pytest.mark.parametrize("protocol", range(6))
def test_pickle_and_copies(protocol):
    inner = [1, 2]
    for a in (np.array([inner, inner, None], object), np.array([[1, "a"], [None, 2.5]], object).T, np.array(5, object), np.empty((0, 3), object)):
        b = pickle.loads(pickle.dumps(a, protocol))
        assert b.tolist() == a.tolist() and b.shape == a.shape and b.dtype == object and b.flags.f_contiguous == a.flags.f_contiguous
    a = np.array([inner, inner, None], object)
    b = pickle.loads(pickle.dumps(a, protocol))
    assert b[0] is b[1] and b[0] is not inner
    c, d = copy.deepcopy(a), copy.copy(a)
    assert c[0] == inner and c[0] is not inner and c[0] is c[1] and d[0] is inner


def test_facts():
    d = np.dtype(object)
    assert d is np.dtype("O") and (d.num, d.char, d.kind, d.str, d.itemsize, d.flags, d.hasobject, d.isnative) == (17, "O", "O", "|O", 8, 63, True, True)
    assert type(d) is np.dtypes.ObjectDType and d.type is np.object_ and np.issubdtype(d, np.generic) and not np.issubdtype(d, np.number)
    assert np.promote_types("f4", object) == d and np.result_type(np.array([None]), 1.0) == d and np.can_cast("c16", object) and not np.can_cast(object, "f8")
    assert sys.getsizeof(np.empty(100, object)) > 800 and np.isscalar(Fraction(1, 2))
    t = threading.Thread(target=lambda: np.sort(np.array(list(range(1000)), object)))
    t.start()
    t.join()


# ---- whatever comes


WORLD = {"arrays": None}  # no class attribute: CPython looks old values of those up while it drops them


class Hostile:
    """Every method may do something to the arrays of the moment before it answers, or raise."""

    def __init__(self, rng):
        self.rng = rng

    def mischief(self):
        rng, arrays = self.rng, WORLD["arrays"]
        a = rng.choice(arrays)
        deed = rng.randrange(12)
        try:
            if deed == 0:
                a.resize(rng.randrange(20), refcheck=False)
            elif deed == 1:
                a.shape = (-1,)
            elif deed == 2:
                a.dtype = rng.choice([float, object, "i1"])
            elif deed == 3:
                arrays[rng.randrange(len(arrays))] = np.empty(rng.randrange(5), object)
            elif deed == 4:
                a[...] = None
            elif deed == 5:
                a[rng.randrange(9)] = Hostile(rng)
            elif deed == 6:
                gc.collect(0)
            elif deed == 7:
                a.sort()
            elif deed == 8:
                a.flags.writeable = not a.flags.writeable
            elif deed == 9:
                a.__setstate__((1, (3,), np.dtype(object), False, [1, None, "x"]))
            elif deed == 10:
                raise Own("mischief")
        except RecursionError:
            raise
        except Own:
            if rng.random() < 0.3:
                raise
        except Exception:
            pass

    def answer(self):
        self.mischief()
        return self.rng.choice([0, 1, -1, 2.5, None, True, False, "a", self, NotImplemented, 2**70, [1, 2], np.arange(3), np.int8(3)])

    def _two(self, *_):
        return self.answer()

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __mod__ = __pow__ = __and__ = __or__ = __xor__ = __lshift__ = __neg__ = __pos__ = __abs__ = __invert__ = _two
    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = sqrt = exp = conjugate = rint = _two
    __hash__ = object.__hash__

    def __bool__(self):
        self.mischief()
        return self.rng.random() < 0.5

    def __int__(self):
        self.mischief()
        return self.rng.randrange(5)

    __index__ = __int__

    def __float__(self):
        self.mischief()
        return 1.5

    def __len__(self):
        self.mischief()
        return self.rng.randrange(4)

    def __getitem__(self, i):
        self.mischief()
        if not isinstance(i, int) or i > 3:
            raise IndexError
        return self.rng.choice([1, self, None])

    def __repr__(self):
        self.mischief()
        return "Hostile"

    def __del__(self):
        if WORLD["arrays"] and self.rng.random() < 0.3:
            try:
                self.mischief()
            except Own:
                pass


class Exporter(Hostile):
    def __array__(self, dtype=None, copy=None):
        self.mischief()
        return self.rng.choice([np.arange(3), np.empty(2, object), np.array(7), np.array(self.rng.choice(WORLD["arrays"]), copy=True)])


def hostile_array(rng):
    shape = rng.choice([(3,), (5,), (2, 2), (1,), (0,), (), (13,), (700,)])
    a = np.empty(shape, object)
    for i in range(min(a.size, 20)):
        a.flat[i] = rng.choice([Hostile(rng), Exporter(rng), 1, None, "a", 2.5, Hostile(rng)])
    return a


FUNCTIONS = [
    lambda a, b, c: a + b, lambda a, b, c: a == b, lambda a, b, c: a < c, lambda a, b, c: np.maximum(a, b), lambda a, b, c: np.add(a, b, out=a), lambda a, b, c: np.logical_and(a, b), lambda a, b, c: a.sum(), lambda a, b, c: a.max(axis=0), lambda a, b, c: a.argmax(), lambda a, b, c: np.add.accumulate(a), lambda a, b, c: np.add.at(a, [0, 0], c), lambda a, b, c: np.add.reduceat(a, [0]), lambda a, b, c: np.multiply.outer(a[:3], b[:3]),
    lambda a, b, c: a.sort(), lambda a, b, c: np.sort(a), lambda a, b, c: a.argsort(), lambda a, b, c: a.searchsorted(b), lambda a, b, c: a.astype(float), lambda a, b, c: a.astype(int), lambda a, b, c: a.astype(bool), lambda a, b, c: np.array(a.tolist()), lambda a, b, c: np.array(a.tolist(), dtype=object), lambda a, b, c: np.array([c, [c]], dtype=float), lambda a, b, c: a.__setitem__(..., b), lambda a, b, c: a.__setitem__(0, c),
    lambda a, b, c: a.__setitem__(slice(None), c), lambda a, b, c: a.__setitem__([0, 1], b), lambda a, b, c: a.__setitem__([c], 1), lambda a, b, c: a[c], lambda a, b, c: a[[c, 0]], lambda a, b, c: a.take([c], axis=c), lambda a, b, c: a.put([0, c], b), lambda a, b, c: np.where(a, b, c), lambda a, b, c: a.nonzero(), lambda a, b, c: a.any(), lambda a, b, c: np.all(a, axis=0), lambda a, b, c: a.repeat(c), lambda a, b, c: a.reshape(c), lambda a, b, c: np.concatenate([a, b, [c]]),
    lambda a, b, c: np.stack([a, b]), lambda a, b, c: np.full(3, c), lambda a, b, c: a.fill(c), lambda a, b, c: repr(a), lambda a, b, c: str(a), lambda a, b, c: a @ b, lambda a, b, c: np.dot(a, b), lambda a, b, c: np.sqrt(a), lambda a, b, c: -a, lambda a, b, c: np.float64(2) + c, lambda a, b, c: np.int8(c), lambda a, b, c: np.zeros(3).__setitem__(slice(None), a), lambda a, b, c: np.zeros(3).__setitem__(0, c), lambda a, b, c: a.flat.__setitem__(slice(None), b),
    lambda a, b, c: copy.deepcopy(np.array([1, [2]], object)), lambda a, b, c: a[a == b], lambda a, b, c: a.__setitem__(a == b, c), lambda a, b, c: np.array(c), lambda a, b, c: np.arange(c), lambda a, b, c: a.resize(c), lambda a, b, c: a.mean(), lambda a, b, c: a.var(), lambda a, b, c: np.copyto(a, b), lambda a, b, c: a.choose([b, c]), lambda a, b, c: np.clip(a, c, b), lambda a, b, c: a.item(c), lambda a, b, c: np.cumsum(a), lambda a, b, c: np.add.reduce(a, initial=c),
    lambda a, b, c: np.add(a, b, where=a.astype(bool), out=b), lambda a, b, c: np.equal(a, b, dtype=object), lambda a, b, c: a.trace(), lambda a, b, c: np.diag(a), lambda a, b, c: a.copy("F"), lambda a, b, c: a.T.copy(), lambda a, b, c: list(a), lambda a, b, c: c in a, lambda a, b, c: bool(a), lambda a, b, c: float(a), lambda a, b, c: np.add(np.arange(700), np.full(700, c)), lambda a, b, c: np.fromiter(a, object), lambda a, b, c: np.fromiter([c, c], float), lambda a, b, c: np.partition(a, 0),
]


def test_hostile_objects():
    rounds = int(os.environ.get("PND_HOSTILE", "3000" if "sanitize" in build else "1500"))
    rng = random.Random(os.environ["PND_SEED"])
    with _quiet():
        for _ in range(rounds):
            WORLD["arrays"] = [np.empty(3, object)]
            a = b = c = None
            try:
                WORLD["arrays"] = [hostile_array(rng) for _ in range(3)]
                a, b = WORLD["arrays"][:2]
                c = rng.choice([Hostile, Exporter])(rng)
                rng.choice(FUNCTIONS)(a, b, c)
            except Exception:
                pass
            del a, b, c
        world, WORLD["arrays"] = WORLD["arrays"], None
        del world
        gc.collect()
