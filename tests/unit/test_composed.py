"""Functions composed in Python: their rows and their Python halves agree; views, memory identity and what is specific to one."""
import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import pyndarray as np
from pyndarray.lib import mixins
from pyndarray.lib.array_utils import byte_bounds, normalize_axis_index, normalize_axis_tuple
from pyndarray.lib.stride_tricks import as_strided, sliding_window_view

ROOT = Path(__file__).resolve().parents[2]
ROWS = re.findall(r'^PND_COMPOSED\("([\w.]*)", "([\w.]+)", (\w+),', (ROOT / "csrc/bind/composed.def").read_text(), re.M)


def public(home, name):
    module = np._core if not home else getattr(np._core, home.replace(".", "_"))
    return getattr(module, name)


@pytest.mark.parametrize("home, module, name", ROWS)
def test_a_row_and_its_python_half_agree(home, module, name):
    row, function = public(home, name), getattr(importlib.import_module(f"pyndarray.{module}"), name)
    assert type(row) is type(np.zeros) and row.__name__ == name and row.__module__ == f"pyndarray{home}"
    mine, python = inspect.signature(row).parameters, inspect.signature(function).parameters
    assert list(mine) == list(python)
    for p, q in zip(mine.values(), python.values()):
        assert p.kind == q.kind, p.name
        assert repr(p.default) == repr(q.default) or p.default is q.default, p.name
    assert row.__doc__ == function.__doc__ and row.__doc__


def test_composed_modules_are_imported_at_the_first_call():
    code = "import sys, pyndarray as np; print(any('._composed' in m for m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr


# ---- the call -----------------------------------------------------------------------------------------------------------

class Sub(np.ndarray):
    pass


class Duck:
    """Takes over every function."""

    def __array_function__(self, func, types, args, kwargs):
        return func.__name__, args, kwargs


def test_arguments_go_on_as_they_came():
    assert np.roll(np.arange(4), shift=1).tolist() == [3, 0, 1, 2]
    assert np.roll(shift=1, a=np.arange(4), axis=0).tolist() == [3, 0, 1, 2]
    assert np.pad([1], 1, mode="constant", constant_values=5).tolist() == [5, 1, 5]
    assert np.apply_along_axis(lambda row, *a, **k: len(a) + len(k), 0, np.ones((2, 2)), 1, 2, q=3).tolist() == [3, 3]
    assert [x.shape for x in np.meshgrid([1, 2], [3], indexing="ij")] == [(2, 1), (2, 1)]


@pytest.mark.parametrize("call, text", [
    (lambda: np.roll(), r"roll\(\) missing 2 required positional arguments: 'a' and 'shift'"),
    (lambda: np.roll([1], 1, 0, 1), r"roll\(\) takes from 2 to 3 positional arguments but 4 were given"),
    (lambda: np.roll([1], 1, nope=1), r"roll\(\) got an unexpected keyword argument 'nope'"),
    (lambda: np.roll([1], 1, a=1), r"roll\(\) got multiple values for argument 'a'"),
    (lambda: np.unstack(x=[1]), "positional-only"),
    (lambda: np.pad([1], 1, array=[1]), "multiple values"),
    (lambda: np.meshgrid([1], nope=1), "unexpected keyword"),
])
def test_argument_errors_are_those_of_every_function(call, text):
    with pytest.raises(TypeError, match=text):
        call()


@pytest.mark.parametrize("call, args, kwargs", [
    (lambda d: np.roll(d, 1), "d1", {}), (lambda d: np.append([1], d), "1d", {}), (lambda d: np.meshgrid([1], d), "1d", {}),
    (lambda d: np.block([[1], d]), "1d", {}), (lambda d: np.block([[[1], [d]]]), "nested", {}), (lambda d: np.pad(d, 1, stat_length=2), "d1", {"stat_length": 2}), (lambda d: np.ix_(d), "d", {}),
    (lambda d: np.isclose(1, d), "1d", {}), (lambda d: np.allclose(1, 1, d), "11d", {}), (lambda d: np.isscalar(d), None, {}),
    (lambda d: sliding_window_view(d, 2), "d2", {}), (lambda d: np.select([True], [d]), "lists", {}),
])
def test_override(call, args, kwargs):
    found = call(Duck())
    if args is None:
        assert found is False
    else:
        assert isinstance(found, tuple) and isinstance(found[0], str) and found[2] == kwargs


def test_pickle_and_module():
    import pickle
    assert pickle.loads(pickle.dumps(np.roll)) is np.roll and np.roll.__module__ == "pyndarray"
    assert as_strided.__module__ == "pyndarray.lib.stride_tricks" and pickle.loads(pickle.dumps(sliding_window_view)) is sliding_window_view


# ---- views, copies, classes ---------------------------------------------------------------------------------------------

A = np.arange(24.0).reshape(2, 3, 4)


@pytest.mark.parametrize("call", [
    lambda: np.array_split(A, 2, 2), lambda: np.split(A, 3, 1), lambda: np.hsplit(A, 3), lambda: np.vsplit(A, 2), lambda: np.dsplit(A, 2), lambda: np.unstack(A),
    lambda: [np.rollaxis(A, 2)], lambda: [np.rot90(A, k) for k in range(4)], lambda: [np.fliplr(A), np.flipud(A)], lambda: [np.trim_zeros(A)],
    lambda: [sliding_window_view(A, (1, 2, 2))], lambda: [as_strided(A, (2, 2), (8, 8))], lambda: [np.real(A)], lambda: [np.real_if_close(A)],
    lambda: [np.require(A, requirements="CAW")], lambda: [np.asarray_chkfinite(A)], lambda: np.meshgrid(A[0, 0], A[1, 1], sparse=True, copy=False),
])
def test_views(call):
    for x in call():
        assert np.shares_memory(x, A)


@pytest.mark.parametrize("call", [
    lambda: np.append(A, []), lambda: np.delete(A, [], 0), lambda: np.delete(A, slice(0, 0), 0), lambda: np.insert(A, [], 1, 0), lambda: np.resize(A, A.shape),
    lambda: np.roll(A, 0), lambda: np.roll(A, 0, 0), lambda: np.tile(A, 1), lambda: np.tile(A, ()), lambda: np.block(A), lambda: np.block([A]),
    lambda: np.pad(A, 0), lambda: np.nan_to_num(A), lambda: np.meshgrid(A[0, 0])[0], lambda: np.select([True], [A]), lambda: np.require(A.T, requirements="C"),
])
def test_copies(call):
    assert not np.shares_memory(call(), A)


def test_same_object():
    assert np.require(A) is A and np.asarray_chkfinite(A) is A and np.real_if_close(A) is A
    a = np.array([np.nan, 1.0])
    np.nan_to_num(a, copy=False)
    assert a.tolist() == [0.0, 1.0]


@pytest.mark.parametrize("call", [
    lambda s: np.delete(s, 1, 0), lambda s: np.delete(s, [0], 0), lambda s: np.insert(s, 1, 1, 0), lambda s: np.roll(s, 1), lambda s: np.tile(s, 2),
    lambda s: np.rot90(s), lambda s: np.array_split(s, 2)[0], lambda s: np.nan_to_num(s), lambda s: np.isclose(s, 1),
    lambda s: sliding_window_view(s, 1, 0, subok=True), lambda s: as_strided(s, subok=True), lambda s: np.piecewise(s, [s > 1], [0]),
    lambda s: np.fliplr(s), lambda s: np.require(s),
])
def test_classes_are_kept(call):
    assert type(call(A.view(Sub))) is Sub


class First(np.ndarray):
    __array_priority__ = 1.0


def test_joined_arrays_are_of_the_class_with_priority():
    s, f = A.view(Sub), A.view(First)
    for call in (lambda x: np.resize(x, (2, 2)), lambda x: np.block([x, A]), lambda x: np.block([x] * 40), lambda x: np.concatenate([A, x]), lambda x: np.stack([x, A]),
                 lambda x: np.append(x, 1)):
        assert type(call(s)) is np.ndarray and type(call(f)) is First


def test_classes_are_dropped():
    s = A.view(Sub)
    for x in (np.pad(s, 1), np.select([s > 1], [s]), sliding_window_view(s, 1, 0), as_strided(s), np.asarray_chkfinite(s), np.require(s, requirements="E")):
        assert type(x) is np.ndarray


# ---- as_strided ---------------------------------------------------------------------------------------------------------

def test_as_strided_stays_in_its_memory():
    a = np.arange(10)
    assert as_strided(a, (3, 3), (8, 16)).tolist() == [[0, 2, 4], [1, 3, 5], [2, 4, 6]]
    assert as_strided(a[2:4], (5,), (8,)).tolist() == [2, 3, 4, 5, 6]  # as far as the array it is a view of
    assert as_strided(a[5:], (6,), (-8,)).tolist() == [5, 4, 3, 2, 1, 0]
    assert as_strided(a, (2 ** 40, 2), (0, 8))[2 ** 39].tolist() == [0, 1]
    for shape, strides in [((11,), (8,)), ((2,), (80,)), ((2,), (-8,)), ((10,), (9,)), ((2 ** 62,), (8,)), ((2 ** 62, 2 ** 62), (0, 0)), ((2,), (2 ** 62,))]:
        with pytest.raises(ValueError):
            as_strided(a, shape, strides)
    with pytest.raises(ValueError, match="reaches beyond the memory of the array"):
        as_strided(np.frombuffer(bytes(8), "i4"), (3,), (4,))
    assert as_strided(np.frombuffer(bytes(range(16)), "u1")[4:8], (12,), (1,)).tolist() == list(range(4, 16))


def test_as_strided_unchecked():
    a = np.arange(10)
    assert as_strided(a[:5], (3,), (8 * 100,), check_bounds=False).strides == (800,)
    assert as_strided(a, (0, 2 ** 40), (8, 2 ** 50)).size == 0
    with pytest.raises(ValueError):
        as_strided(a, (-1,), (8,))
    assert not as_strided(a, writeable=False).flags.writeable and as_strided(a).flags.writeable
    a.flags.writeable = False
    assert not as_strided(a).flags.writeable


EXTREMES = [0, 1, 2, -1, 2**31 - 1, 2**31 + 1, 2**32 + 1, 2**61, 2**62, 2**63 - 1, -2**63, 2**64]


@pytest.mark.parametrize("x", EXTREMES)
@pytest.mark.parametrize("y", EXTREMES)
def test_integer_extremes(x, y):
    a, m = np.arange(6), np.ones((2, 3))
    for call in (lambda: as_strided(a, (x, y), (8, 8)), lambda: as_strided(a, (2, 2), (x, y)), lambda: as_strided(a, (x,), (y,)),
                 lambda: sliding_window_view(m, (x, y)), lambda: sliding_window_view(a, x, y), lambda: np.roll(m, (x, y), (0, 1)), lambda: np.roll(m, x, y),
                 lambda: np.rot90(m, x, (0, y)), lambda: np.rollaxis(m, x, y), lambda: np.delete(a, [x, y]), lambda: np.delete(m, x, y),
                 lambda: np.delete(a, slice(x, y)), lambda: np.insert(a, [x, y], 1), lambda: np.insert(m, x, 1, y), lambda: np.array_split(m, [x, y], 1),
                 lambda: np.unstack(m, axis=x), lambda: normalize_axis_index(x, y), lambda: normalize_axis_tuple((x, y), 3), lambda: np.isclose(x, y),
                 lambda: np.allclose(a, y), lambda: np.nan_to_num(m, nan=x, posinf=y), lambda: np.trim_zeros(a, axis=x), lambda: np.unstack(m, axis=y)):
        try:
            call()
        except (ValueError, TypeError, IndexError, OverflowError, MemoryError):
            pass


def test_byte_bounds():
    a = np.zeros((3, 4), "i4")
    low, high = byte_bounds(a)
    assert high - low == 48 and byte_bounds(a[::-1, ::-1]) == (low, high) and byte_bounds(a[1:2, 1:3]) == (low + 20, low + 28)
    assert low == a.__array_interface__["data"][0]


# ---- NDArrayOperatorsMixin ----------------------------------------------------------------------------------------------

class Wrapped(mixins.NDArrayOperatorsMixin):
    def __init__(self, value):
        self.value = np.asarray(value)

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        inputs = [x.value if isinstance(x, Wrapped) else x for x in inputs]
        if "out" in kwargs:
            kwargs["out"] = tuple(x.value for x in kwargs["out"])
        result = getattr(ufunc, method)(*inputs, **kwargs)
        return tuple(map(Wrapped, result)) if isinstance(result, tuple) else Wrapped(result)


def test_operators_mixin():
    x = Wrapped([1, 2, 5])
    assert (x + 1).value.tolist() == [2, 3, 6] and (1 - x).value.tolist() == [0, -1, -4] and (x ** 2).value.tolist() == [1, 4, 25]
    assert (np.arange(3) * x).value.tolist() == [0, 2, 10] and (x == 2).value.tolist() == [False, True, False] and (-x).value.tolist() == [-1, -2, -5]
    assert [y.value.tolist() for y in divmod(x, 2)] == [[0, 1, 2], [1, 0, 1]] and [y.value.tolist() for y in divmod(7, x)] == [[7, 3, 1], [0, 1, 2]]
    x += 1
    assert type(x) is Wrapped and x.value.tolist() == [2, 3, 6]
    with pytest.raises(TypeError):
        hash(x)

    class Not:
        __array_ufunc__ = None

        def __radd__(self, other):
            return "mine"

    assert x + Not() == "mine"


# ---- close --------------------------------------------------------------------------------------------------------------

def test_small_floats_are_compared_in_their_own_arithmetic():
    for dtype in (np.bfloat16, np.float8_e4m3fn, np.float8_e5m2):
        a = np.array([1.0, 2.0, np.nan], dtype)
        assert np.isclose(a, a).tolist() == [True, True, False] and np.isclose(a, a, equal_nan=True).all()
        assert np.isclose(a, [1.5, 2.0, 0.0]).tolist() == [False, True, False]
        assert np.nan_to_num(a).tolist() == [1.0, 2.0, 0.0] and np.nan_to_num(a).dtype == a.dtype


def test_large_operands_go_in_blocks():
    a = np.linspace(0, 1, 500_000)
    assert np.allclose(a, a) and not np.allclose(a, np.where(a == a[-1], 2.0, a))
    b = a.copy()
    b[::1000] = np.nan
    assert np.isclose(a, b).sum() == 499_500 and np.nan_to_num(b, nan=-1.0).min() == -1.0


def test_threads_share_one_first_call():
    """The module of a composed function is imported by whichever thread calls first."""
    code = ("import threading, pyndarray as np\nout = []\n"
            "ts = [threading.Thread(target=lambda: out.append(np.vander([1, 2]).tolist())) for _ in range(8)]\n"
            "[t.start() for t in ts]; [t.join() for t in ts]\nprint(out == [[[1, 1], [2, 1]]] * 8)")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "True\n", done.stdout + done.stderr


# ---- objects ------------------------------------------------------------------------------------------------------------

def test_objects_pass_through():
    """The same objects come out, and their references are let go."""
    items = [object() for _ in range(6)]
    a = np.array(items, dtype=object).reshape(2, 3)
    before = [sys.getrefcount(x) for x in items]
    for call in (lambda: np.roll(a, 1), lambda: np.tile(a, 2), lambda: np.pad(a, 1, "edge"), lambda: np.pad(a, 2, "reflect"), lambda: np.delete(a, 1, 0),
                 lambda: np.insert(a, 1, None, 1), lambda: np.append(a, a), lambda: np.block([[a, a], [a, a]]), lambda: np.resize(a, 10), lambda: np.rot90(a),
                 lambda: np.array_split(a, 2, 1)[0], lambda: np.select([np.ones(3, bool)], [a]), lambda: np.piecewise(a, [np.ones((2, 3), bool)], [None]),
                 lambda: sliding_window_view(a, (1, 2)), lambda: as_strided(a, (2, 2), (8, 8)), lambda: np.meshgrid(a[0], a[1])[0]):
        out = call()
        assert {id(x) for x in out.ravel().tolist() if x is not None and x != 0} <= {id(x) for x in items}
        del out
    assert [sys.getrefcount(x) for x in items] == before
    assert type(np.apply_along_axis(lambda row: {1}, 0, np.ones((2, 2)))[0]) is set
    assert np.array_equal(a, a.copy()) and not np.array_equal(a, a[::-1])
    with pytest.raises(ValueError):
        as_strided(a, (7,), (8,))


# ---- arguments that misbehave -------------------------------------------------------------------------------------------

class Meddler:
    """Changes an array in the middle of a call, then stands for a number."""

    def __init__(self, act, value=2):
        self.act, self.value = act, value

    def __index__(self):
        self.act()
        return self.value

    __int__ = __index__

    def __float__(self):
        self.act()
        return float(self.value)

    def __bool__(self):
        self.act()
        return True

    def __array__(self, dtype=None, copy=None):
        self.act()
        return np.array([self.value] * 6, dtype)

    def __lt__(self, other):
        self.act()
        return False


def meddle(a, how):
    try:
        if how == "shrink":
            a.resize((2,), refcheck=False)
        elif how == "dtype":
            a.dtype = "i1"
        elif how == "shape":
            a.shape = (3, -1)
        elif how == "lock":
            a.flags.writeable = False
        else:
            raise KeyError("raised by the argument")
    except (ValueError, TypeError, AttributeError, RuntimeError):
        pass


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("how", ["shrink", "dtype", "shape", "lock", "raise"])
@pytest.mark.parametrize("call", [
    lambda a, x: as_strided(a, (x, 2), (8, 8)), lambda a, x: as_strided(a, (2, 2), (x, 8)), lambda a, x: as_strided(a, (2, 2), (8, 8), x, x),
    lambda a, x: as_strided(a, (2,), (8,), check_bounds=x), lambda a, x: sliding_window_view(a, x), lambda a, x: np.isclose(a, x), lambda a, x: np.isclose(x, a),
    lambda a, x: np.isclose(a, a, rtol=x), lambda a, x: np.allclose(a, a, equal_nan=x), lambda a, x: np.nan_to_num(a, copy=x), lambda a, x: np.nan_to_num(a, nan=x),
    lambda a, x: np.nan_to_num(a, False, posinf=x), lambda a, x: np.roll(a, x), lambda a, x: np.roll(a, x, x), lambda a, x: np.tile(a, x),
    lambda a, x: np.tile(a, (x, x)), lambda a, x: np.delete(a, x), lambda a, x: np.delete(a, [0, x]), lambda a, x: np.insert(a, x, 1), lambda a, x: np.insert(a, 1, x),
    lambda a, x: np.pad(a, x), lambda a, x: np.pad(a, 1, constant_values=x), lambda a, x: np.block([a, x, a]), lambda a, x: np.append(a, x),
    lambda a, x: np.array_split(a, x), lambda a, x: np.array_split(a, [1, x]), lambda a, x: np.resize(a, (x,)), lambda a, x: np.rollaxis(a, x),
    lambda a, x: np.rot90(a.reshape(2, -1), x), lambda a, x: np.fill_diagonal(a.reshape(2, -1), x), lambda a, x: np.select([x], [a]),
    lambda a, x: np.apply_along_axis(lambda row: x.__index__(), 0, a), lambda a, x: np.piecewise(a, [a > 1], [lambda y: x.__index__()]),
    lambda a, x: np.fromstring("1 2 3", count=x, sep=" "), lambda a, x: normalize_axis_index(x, 3), lambda a, x: byte_bounds(x), lambda a, x: np.kron(a, x),
    lambda a, x: np.vander(a, x), lambda a, x: np.ix_(a.astype(int), x), lambda a, x: np.concatenate([a, x, a]), lambda a, x: np.real(x), lambda a, x: np.isscalar(x),
])
def test_meddling_arguments(call, how):
    a = np.arange(6.0)
    try:
        call(a, Meddler(lambda: meddle(a, how)))
    except (ValueError, TypeError, IndexError, KeyError, RuntimeError, AttributeError, NotImplementedError):
        pass
    a.tolist()
