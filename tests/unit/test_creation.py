"""Creation: identity and memory, small dtypes, code that runs while lists are read, subclasses, allocation limits."""
import gc
import sys
import weakref

import pytest

import pyndarray as np

SMALL = ["bfloat16", "float8_e4m3fn", "float8_e5m2"] if hasattr(np, "float8_e5m2") else ["bfloat16", "float8_e4m3fn"]


def test_asarray_gives_the_array_itself():
    a = np.arange(4)
    for f in (np.asarray, np.asanyarray, np.ascontiguousarray):
        assert f(a) is a
    assert np.array(a, copy=None) is a and np.array(a, copy=False) is a and np.array(a) is not a
    assert np.asarray(a, dtype="i8") is a


def test_copy_false_raises():
    for bad in [lambda: np.array([1], copy=False), lambda: np.asarray(1.5, copy=False), lambda: np.array(np.zeros(2), dtype="f4", copy=False)]:
        with pytest.raises(ValueError, match="Unable to avoid copy"):
            bad()


def test_memory_is_aligned_and_fresh():
    for n in (1, 3, 8, 100, 100000):
        a = np.zeros(n)
        assert a.ctypes.data % 64 == 0 if hasattr(a, "ctypes") else True
        assert a.flags.owndata and a.flags.writeable and a.base is None
    b = np.array([1.0, 2.0])
    c = np.array(b)
    c[0] = 9
    assert b[0] == 1


@pytest.mark.parametrize("dtype", SMALL)
def test_small_floats(dtype):
    a = np.array([0, 1, -2.5, 0.1, True, "1.5", None], dtype=dtype)
    assert a.dtype.name == dtype and a.shape == (7,)
    assert a.tolist()[:3] == [0.0, 1.0, -2.5] and a.tolist()[4:6] == [1.0, 1.5] and a[6] != a[6]
    assert np.zeros(3, dtype).tolist() == [0, 0, 0] and np.ones(2, dtype).tolist() == [1, 1] and np.full(2, 3, dtype).tolist() == [3, 3]
    assert np.arange(4, dtype=dtype).tolist() == [0, 1, 2, 3]
    assert np.eye(2, dtype=dtype).tolist() == [[1, 0], [0, 1]]
    assert np.linspace(0, 1, 3, dtype=dtype).tolist() == [0, 0.5, 1]
    b = np.array([1.5], dtype)
    b[0] = np.float64(-3)
    assert b.tolist() == [-3]
    assert np.array([np.array(1.5, dtype), 2]).dtype == np.result_type(np.dtype(dtype), np.dtype("i8"))


def test_flat_lists_of_one_type_and_mixed():
    assert np.array([1.5, 2]).tolist() == [1.5, 2.0] and np.array([1, 2.5]).dtype == np.float64
    assert np.array([True, 2]).dtype == np.int64 and np.array([True, False]).dtype == np.bool_
    n = 100_000
    ints, floats = list(range(n)), [i / 3 for i in range(n)]
    assert np.array(ints).tolist() == ints and np.array(floats).tolist() == floats and np.array(tuple(floats)).tolist() == floats
    assert np.array(ints, dtype=float).tolist() == [float(i) for i in ints]
    mixed = floats[:-1] + [1j]
    assert np.array(mixed).dtype == np.complex128 and np.array(mixed)[-1] == 1j
    assert np.array(floats + [object()]).dtype == object
    big = [1 << 29, 1 << 30, 1 << 59, 1 << 60, 1 << 62, -(1 << 30), -(1 << 60), -(1 << 63), (1 << 63) - 1]
    assert np.array(big).tolist() == big and np.array(big).dtype == np.int64


# ---- code that runs while lists are read


class Evil:
    """A number whose conversion does something else first."""

    def __init__(self, action):
        self.action = action

    def __float__(self):
        self.action()
        return 1.0

    def __index__(self):
        self.action()
        return 1

    def __complex__(self):
        self.action()
        return 1j


@pytest.mark.parametrize("dtype", ["f8", "f4", "i8", "i2", "c16", "f2", "g"])
@pytest.mark.parametrize("action", ["clear", "pop", "append", "replace"])
def test_lists_that_change_while_they_are_read(dtype, action):
    items = []

    def act():
        if action == "clear":
            items.clear()
        elif action == "pop":
            del items[1:]
        elif action == "append":
            items.extend([5] * 1000)
        else:
            items[:] = [object() for _ in items]

    items[:] = [1, Evil(act), 2, 3, *range(50)]
    try:
        out = np.array(items, dtype=dtype)
    except (RuntimeError, TypeError, ValueError):
        return
    assert out.shape == (54,)


def test_nested_lists_that_change():
    inner = [1, 2, 3]
    outer = [inner, [Evil(inner.clear), 1, 2], inner]
    with pytest.raises(RuntimeError):
        np.array(outer, dtype=float)


class Growing:
    """A sequence that changes the list it stands in while it is asked."""

    def __init__(self, target):
        self.target = target

    def __len__(self):
        self.target.append(1)
        return 2

    def __getitem__(self, i):
        if i >= 2:
            raise IndexError
        self.target.clear()
        return i


def test_sequences_that_change_their_container():
    for _ in range(3):
        target = [[1, 2]]
        target.append(Growing(target))
        target.append([3, 4])
        try:
            np.array(target)
        except (RuntimeError, ValueError, TypeError, IndexError):
            pass


def test_array_resized_under_an_assignment():
    a = np.zeros(4)

    def shrink():
        a.resize(1, refcheck=False) if hasattr(a, "resize") else None

    for target in (slice(None), 0, slice(1, 3)):
        try:
            a[target] = Evil(shrink)
        except (ValueError, RuntimeError, IndexError):
            pass
    try:
        a[:] = [1, Evil(shrink), 2, 3]
    except (ValueError, RuntimeError):
        pass
    assert a.size in (1, 4)


def test_recursive_lists_end():
    twice = []
    twice += [twice, twice]
    for value in (twice, [twice]):
        with pytest.raises(ValueError, match="maximum number of dimension"):
            np.array(value)
    a = np.zeros((2,) * 20)
    with pytest.raises(ValueError):
        a[...] = twice


def test_errors_of_elements_come_through():
    class Broken:
        def __float__(self):
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        np.array([1, Broken()], dtype=float)
    with pytest.raises(KeyError, match="mine"):
        np.fromiter(iter([1.0, Broken()]), float)


def test_no_reference_is_lost():
    class Number:
        def __float__(self):
            return 1.0

    x = Number()
    gone = weakref.ref(x)
    before = sys.getrefcount(x)
    for _ in range(10):
        np.array([x, x], dtype=float)
        np.full(3, x, dtype=float)
        assert np.array([x, 1])[0] is x
        with pytest.raises(ValueError):
            np.array([[x], x], dtype=float)
    assert sys.getrefcount(x) == before
    del x
    gc.collect()
    assert gone() is None


# ---- subclasses


class Sub(np.ndarray):
    finalized = 0

    def __array_finalize__(self, obj):
        Sub.finalized += 1


def test_subclasses():
    s = np.zeros((2, 3)).view(Sub)
    assert type(np.array(s)) is np.ndarray and type(np.array(s, subok=True)) is Sub and type(np.asarray(s)) is np.ndarray
    assert np.asanyarray(s) is s
    Sub.finalized = 0
    for f in (np.zeros_like, np.ones_like, np.empty_like, lambda a: np.full_like(a, 2)):
        assert type(f(s)) is Sub
        assert type(f(s, subok=False) if f is not None and f.__name__ != "<lambda>" else np.full_like(s, 2, subok=False)) is np.ndarray
    assert Sub.finalized >= 4
    assert type(np.zeros_like(s, dtype="f4", shape=(5,))) is Sub
    assert np.zeros_like(s).tolist() == [[0.0] * 3] * 2 and np.ones_like(s).tolist() == [[1.0] * 3] * 2


# ---- ranges


def test_linspace_ends_where_it_is_told():
    for n in (2, 3, 10, 11, 1000):
        a = np.linspace(0.1, 0.7, n)
        assert a[0] == 0.1 and a[-1] == 0.7 and a.shape == (n,)
    y, step = np.linspace(0, 1, 5, retstep=True)
    assert step == 0.25 and type(step) is np.float64


def test_frombuffer_holds_its_owner():
    owner = bytearray(b"12345678")
    a = np.frombuffer(owner, "u1")
    with pytest.raises(BufferError):
        owner.append(1)
    a[0] = 65
    assert owner[0] == 65
    del a
    gc.collect()
    owner.append(1)
    fixed = np.frombuffer(b"1234", "u1")
    assert not fixed.flags.writeable and fixed.base == b"1234"
    with pytest.raises(ValueError):
        fixed[0] = 1


def test_sizes_that_cannot_be():
    for shape in [2**62, (2**40, 2**40), (2**31, 2**31, 2**31)]:
        for f in (np.zeros, np.empty, np.ones):
            with pytest.raises(ValueError, match="too big"):
                f(shape)
    with pytest.raises(MemoryError):
        np.ones(2**46)
    with pytest.raises(ValueError):
        np.arange(0, 2**62)
    with pytest.raises((ValueError, MemoryError)):
        np.linspace(0, 1, 2**61)
    with pytest.raises((ValueError, MemoryError)):
        np.eye(2**40)
