"""Generator and RandomState beyond the oracle: every dtype, out, threads, errors that leave the stream where it was."""
import gc
import os
import pickle
import signal
import threading
import warnings
import weakref

import pytest

import pyndarray as np
import pyndarray.random as npr

CONTINUOUS = {"random": (), "standard_normal": (), "standard_exponential": (), "standard_gamma": (2.0,), "standard_cauchy": (), "beta": (0.5, 2), "chisquare": (2,), "exponential": (2,), "f": (2, 5),
              "gamma": (0.7, 2), "gumbel": (), "laplace": (), "logistic": (), "lognormal": (), "noncentral_chisquare": (2, 1), "noncentral_f": (2, 3, 1), "normal": (1, 2), "pareto": (2,), "power": (0.3,),
              "rayleigh": (), "standard_t": (3,), "triangular": (0, 1, 3), "uniform": (-1, 2), "vonmises": (0, 2), "wald": (1, 2), "weibull": (2,)}
DTYPES = ["f8", "f4", "f2", "bfloat16"]


@pytest.mark.parametrize("name", CONTINUOUS)
def test_every_dtype(name):
    parameters = CONTINUOUS[name]
    for dtype in DTYPES:
        x = getattr(npr.default_rng(3), name)(*parameters, size=(40, 5), dtype=dtype)
        assert x.dtype == np.dtype(dtype) and x.shape == (40, 5)
        out = np.zeros((40, 5), dtype)
        assert getattr(npr.default_rng(3), name)(*parameters, dtype=dtype, out=out) is out
        assert out.tobytes() == x.tobytes()
        one = getattr(npr.default_rng(3), name)(*parameters, dtype=dtype)
        assert type(one) is float and one == float(x[0, 0])
    single = getattr(npr.default_rng(3), name)(*parameters, size=(40, 5), dtype="f4")
    for dtype in ("f2", "bfloat16"):  # rounded from float32
        with np.errstate(all="ignore"):
            assert getattr(npr.default_rng(3), name)(*parameters, size=(40, 5), dtype=dtype).tobytes() == single.astype(dtype).tobytes()
    with pytest.raises(TypeError, match="Unsupported dtype"):
        getattr(npr.default_rng(3), name)(*parameters, dtype="i4")


@pytest.mark.parametrize("dtype", DTYPES)
def test_typed_broadcasting(dtype):
    x = npr.default_rng(1).normal([0, 100], [[1], [2], [3]], dtype=dtype)
    assert x.shape == (3, 2) and x.dtype == np.dtype(dtype) and (x[:, 1].astype("f8") > 50).all()
    out = np.zeros((3, 2), dtype)
    assert npr.default_rng(1).normal([0, 100], [[1], [2], [3]], dtype=dtype, out=out) is out and out.tobytes() == x.tobytes()


def test_float32_stays_half_open():
    x = npr.default_rng(0).random(4_000_000, dtype="f4")
    assert 0 <= x.min() and x.max() < 1
    for low, high in [(0, 1), (-1, 1), (1, 1 + 2**-20), (5, 6)]:
        x = npr.default_rng(0).uniform(low, high, 1_000_000, dtype="f4")
        assert low <= float(x.min()) and float(x.max()) < high


def test_threads_get_each_number_once():
    """Two threads drawing from one generator, small and large calls mixed: together they have what one thread would."""
    for n, times in [(1, 4000), (7, 1000), (20_000, 30)]:
        g, got = npr.default_rng(5), [[], []]

        def work(k):
            for _ in range(times):
                got[k].append(g.random(n))

        threads = [threading.Thread(target=work, args=(k,)) for k in range(2)]
        [t.start() for t in threads], [t.join() for t in threads]
        both = np.concatenate([np.concatenate(x) for x in got])
        alone = npr.default_rng(5).random(2 * n * times)
        assert np.sort(both).tobytes() == np.sort(alone).tobytes()


def test_bit_generator_changed_while_another_thread_draws():
    r, stop = npr.RandomState(1), []

    def work():
        while not stop:
            r._initialize_bit_generator(npr.MT19937(1))

    t = threading.Thread(target=work)
    t.start()
    try:
        for _ in range(200):
            assert r.random_sample(6000).max() < 1
    finally:
        stop.append(1)
        t.join()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_a_child_does_not_wait_for_its_parents_threads():
    """What a thread of the parent held is free in a child, what the forking thread held stays held."""
    g, mine, taken, stop = npr.default_rng(1), npr.default_rng(2), threading.Event(), threading.Event()

    def hold():
        with g.bit_generator.lock:
            taken.set()
            stop.wait()

    t = threading.Thread(target=hold)
    t.start()
    taken.wait()
    with mine.bit_generator.lock:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "multi-threaded, use of fork()"
            child = os.fork()
        if child == 0:
            signal.alarm(20)
            try:
                good = g.random() == npr.default_rng(1).random() and g.random(10**5).max() < 1 and g.bit_generator.lock.acquire(False)
                g.__init__(npr.PCG64(3))
                good = good and g.random() == npr.default_rng(3).random() and mine.random() > 0 and held_by_another(mine.bit_generator.lock)
                mine.bit_generator.lock.release()
                os._exit(0 if good else 1)
            except BaseException:
                os._exit(2)
    stop.set()
    t.join()
    assert os.waitpid(child, 0)[1] == 0
    assert g.random() == npr.default_rng(1).random()


def held_by_another(lock):
    """Whether another thread could not take it."""
    got = []
    t = threading.Thread(target=lambda: got.append(lock.acquire(False)))
    t.start()
    t.join()
    return not got[0]


def test_spawned_generators_differ():
    g = npr.default_rng(7)
    children = g.spawn(3)
    assert len({c.random() for c in children} | {g.random()}) == 4
    assert [c.random() for c in npr.default_rng(7).spawn(3)] != [c.random() for c in children]


def test_pickles():
    g = npr.Generator(npr.Philox(3))
    g.integers(5, dtype="u4")
    again = pickle.loads(pickle.dumps(g))
    assert type(again) is npr.Generator and again.random(3).tobytes() == g.random(3).tobytes()

    old = npr._pickle.__dict__["__generator_ctor"]("PCG64")
    old.__setstate__(npr.PCG64(9).state)
    assert old.random() == npr.default_rng(npr.PCG64(9)).random()


def test_subclasses_and_cycles():
    class Mine(npr.Generator):
        pass

    g = Mine(npr.PCG64(1))
    g.me = g
    assert str(g) == "Mine(PCG64)" and type(g.spawn(1)[0]) is Mine
    gone = weakref.ref(g)
    del g
    gc.collect()
    assert gone() is None


def test_without_init():
    g = npr.Generator.__new__(npr.Generator)
    for call in (lambda: g.random(), lambda: g.bit_generator, lambda: repr(g), lambda: g.integers(3, size=9), lambda: g.spawn(1), lambda: pickle.dumps(g), lambda: g.shuffle([1, 2])):
        with pytest.raises(ValueError, match="bit generator|__init__"):
            call()
    r = npr.RandomState.__new__(npr.RandomState)
    for call in (lambda: r.rand(), lambda: r.get_state(), lambda: r.seed(1), lambda: r.set_state({})):
        with pytest.raises(ValueError, match="bit generator|__init__"):
            call()


def test_own_messages():
    g = npr.default_rng(0)
    with pytest.raises(ValueError, match="negative length: -1"):
        g.bytes(-1)
    with pytest.raises(TypeError, match="Supplied output array has the wrong type. Expected float32, got float64"):
        g.normal(dtype="f4", out=np.zeros(3))


def test_float32_ends_of_intervals():
    pi32 = np.float32(3.141592653589793)
    x = npr.default_rng(2).vonmises(3.141592653589793, 1e12, size=10**5, dtype="f4")
    assert x.max() == pi32 and x.min() == -pi32
    assert float(npr.default_rng(1).triangular(0, 1 + 1e-8, 1 + 1e-8, size=10**5, dtype="f4").max()) <= 1 + 1e-8
