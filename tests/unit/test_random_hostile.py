"""Objects that change a generator, or free what it draws from, while it is being used: errors or numbers, never freed memory.

Most of these showed only under AddressSanitizer or as crashes; the assertions are what is left to see when nothing goes wrong.
"""
import ctypes
import threading

import pytest

import pyndarray as np
import pyndarray.random as npr

WORD = ctypes.CFUNCTYPE(ctypes.c_uint64, ctypes.c_void_p)
HALF = ctypes.CFUNCTYPE(ctypes.c_uint32, ctypes.c_void_p)
DOUBLE = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_void_p)
new_capsule = ctypes.pythonapi.PyCapsule_New
new_capsule.restype, new_capsule.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]


class Steps(ctypes.Structure):
    _fields_ = [("state", ctypes.c_void_p), ("next_uint64", WORD), ("next_uint32", HALF), ("next_double", DOUBLE), ("next_raw", WORD)]


class Written:
    """A bit generator whose steps are Python functions, behind a lock of ours."""

    def __init__(self, double):
        self.lock = npr.PCG64(1).lock
        self.steps = Steps(None, WORD(lambda s: 1 << 63), HALF(lambda s: 7), DOUBLE(double), WORD(lambda s: 7))
        self.capsule = new_capsule(ctypes.addressof(self.steps), b"BitGenerator", None)


def replacing(change):
    """An int whose reading changes something and then reuses the memory that became free."""
    class Index:
        def __index__(self):
            change()
            [npr.MT19937(i) for i in range(20)]
            return 5
    return Index()


def test_capsule_made_at_each_look():
    class Passing:
        lock = threading.Lock()

        @property
        def capsule(self):
            return npr.PCG64(1).capsule

    g = npr.Generator(Passing())
    kept = [npr.PCG64(i) for i in range(100)]
    assert g.random(10).tobytes() == npr.default_rng(1).random(10).tobytes() and len(kept) == 100


def test_state_changed_while_it_is_read():
    state = npr.RandomState(1).get_state(legacy=False)

    def change():
        state["gauss"] = None
    state["has_gauss"], state["gauss"] = replacing(change), float("1251.5")
    r = npr.RandomState(2)
    r.set_state(state)
    assert r.standard_normal() == 1251.5


def test_bit_generator_replaced_by_an_argument():
    r = npr.RandomState(1)
    r.seed(replacing(lambda: r._initialize_bit_generator(npr.MT19937(2))))
    assert r.random_sample() == npr.RandomState(npr.MT19937(2)).random_sample()

    state = npr.RandomState(3).get_state(legacy=False)
    state["state"]["pos"] = replacing(lambda: r._initialize_bit_generator(npr.MT19937(2)))
    r.set_state(state)
    assert r.random_sample() == npr.RandomState(npr.MT19937(2)).random_sample()

    g = npr.default_rng(1)
    assert len(g.spawn(replacing(lambda: g.__init__(npr.PCG64(2))))) == 5
    assert g.random() == npr.default_rng(2).random()


def test_bit_generator_replaced_by_its_own_step():
    refused = []

    def double(state):
        try:
            g.__init__(npr.PCG64(5))
        except RuntimeError as e:
            refused.append(str(e))
        return 0.25

    g = npr.Generator(Written(double))
    assert g.random() == 0.25 and g.random(5).tolist() == [0.25] * 5
    assert len(refused) == 6 and "while numbers are drawn" in refused[0]
    g.__init__(npr.PCG64(5))
    assert g.random() == npr.default_rng(5).random()


@pytest.mark.parametrize("number", [1.0, 1e9, -1e9, float("nan"), float("inf")])
def test_uniform_numbers_out_of_range(number):
    g = npr.Generator(Written(lambda state: number))
    found = g.choice(10, 200, p=np.full(10, 0.1))
    assert 0 <= int(found.min()) and int(found.max()) <= 10
    if number >= 1:
        with pytest.raises(IndexError):
            g.choice(np.arange(10), 200, p=np.full(10, 0.1))


def test_lock_that_excludes_nobody():
    class Lock:
        def __enter__(self): pass

        def __exit__(self, *args): pass

    class Foreign:
        def __init__(self, inner):
            self.inner, self.capsule, self.lock = inner, inner.capsule, Lock()

    g, stop = npr.Generator(Foreign(npr.PCG64(1))), []

    def work():
        n = 0
        while not stop:
            n += 1
            try:
                g.__init__(npr.PCG64(3) if n % 2 else Foreign(npr.MT19937(1)))
            except RuntimeError:
                pass

    t = threading.Thread(target=work)
    t.start()
    try:
        for _ in range(60):
            assert 0 <= g.random(20000).min() and g.beta(2, 3, size=6000).max() <= 1
    finally:
        stop.append(1)
        t.join()


def test_sizes_out_of_reach():
    """Refused at once: parameters are looked at once each, not once for each number of the result."""
    for size in [(2**62, 4, 2), (2**45, 2)]:
        for name, args in [("random", ()), ("normal", ([1, 2], 1)), ("integers", ([1, 2], [5, 6])), ("integers", (5,)), ("choice", (5,)), ("binomial", ([1, 2], 0.5)),
                           ("multinomial", (5, [0.5, 0.5])), ("dirichlet", ([1, 2],))]:
            g = npr.default_rng(1)
            with pytest.raises((MemoryError, ValueError)):
                getattr(g, name)(*args, size=size)
            assert g.bit_generator.state == npr.PCG64(1).state


def test_each_parameter_is_checked_though_repeated():
    g = npr.default_rng(1)
    for size in [None, (3, 2), (4, 3, 2)]:
        with pytest.raises(ValueError, match="scale < 0"):
            g.normal([0, 1], [[1], [1], [-1]], size=size)
        with pytest.raises(ValueError, match="low >= high"):
            g.integers([0, 3], [[4], [5], [3]], size=size)
    for size in [(0, 2), (3, 0, 2)]:
        with pytest.raises(ValueError, match="scale < 0"):
            g.normal([[0]], [[1, -1]], size=size)
        assert g.normal([[0]], [[1, 2]], size=size).shape == size
    for loc, scale in [([], -1), (np.zeros((0, 1)), [[1, -1]])]:
        with pytest.raises(ValueError, match="scale < 0"):
            g.normal(loc, scale)
    with pytest.raises(TypeError, match="must be real number, not str"):
        g.normal("1.5")
    with pytest.raises(ValueError, match="could not convert string"):
        g.normal("x")
    for choose in (g.choice, npr.RandomState(1).choice):
        with pytest.raises(TypeError, match="has no len"):
            choose(4, p=0.5)
    assert g.bit_generator.state == npr.PCG64(1).state
