"""Bit generators and seed sequences against the oracle's: streams, states, jumps, pickles, errors.

PND_CASES scales the length of the hashed streams (10**7 words at 1); tools/random_streams.py hashes 10**8.
"""
import copy
import ctypes
import gc
import hashlib
import pickle
import subprocess
import sys
import threading

import numpy as onp
import numpy.random as onpr
import pytest

import pyndarray as np
import pyndarray.random as npr
import pyndarray.random._pickle
from pyndarray.random import bit_generator

from .harness import case_count

NAMES = ["MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64"]
WORDS64 = NAMES[1:]
SEEDS = [0, 1, 42, 2**32 - 1, 2**32, 2**64 + 5, 3**300, [0], [1, 2, 3], [2**70, 5], (), range(5), [[1, 2], [3, [4]]], ["12", "0xff"],
         True, onp.int8(5), onp.uint64(2**63), onp.arange(5), onp.arange(7, dtype="u4"), onp.array([2**40, 1]), onp.array([[1, 2], [3, 4]]), onp.array([2**80, 1], dtype=object)]


def pair(name, *args, **kwargs):
    return getattr(npr, name)(*args, **kwargs), getattr(onpr, name)(*args, **kwargs)


def plain(state):
    if isinstance(state, dict):
        return {k: plain(v) for k, v in state.items()}
    return (str(state.dtype), state.tolist()) if hasattr(state, "dtype") else state


def same(x, y):
    assert plain(x.state) == plain(y.state)


def outcome(function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except Exception as e:
        return type(e)
    return None


# ---- streams ----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("name", NAMES)
def test_long_streams_hash_equal(name):
    x, y = pair(name, 20260101)
    left = case_count(10**7)
    ours, theirs = hashlib.sha1(), hashlib.sha1()
    for n in [1, 7, 4099, 1_000_003]:
        ours.update(memoryview(x.random_raw(n)))
        theirs.update(memoryview(y.random_raw(n)))
        left -= n
    while left > 0:
        n = min(left, 2**20 + 3)
        ours.update(memoryview(x.random_raw(n)))
        theirs.update(memoryview(y.random_raw(n)))
        left -= n
    assert ours.digest() == theirs.digest()
    same(x, y)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("name", NAMES)
def test_every_length_of_a_fill(name, threads):
    before = np.get_num_threads()
    np.set_num_threads(threads)
    try:
        x, y = pair(name, 5)
        for n in [*range(0, 70), 255, 256, 257, 623, 624, 625, 2047, 2048, 2049, 65535, 65536, 65537, 98304, 100001, 131077]:
            assert x.random_raw(n).tolist() == y.random_raw(n).tolist(), n
            same(x, y)
    finally:
        np.set_num_threads(before)


@pytest.mark.parametrize("name", NAMES)
def test_functions_through_the_oracles_generator(name):
    """The capsule drives the oracle's distributions: words, halves and doubles in any order."""
    x, y = pair(name, 99)
    g, h, rng = onpr.Generator(x), onpr.Generator(y), onpr.default_rng(1)
    for _ in range(300):
        n = int(rng.integers(1, 40))
        draw = [lambda q: q.random(n), lambda q: q.random(n, dtype="f4"), lambda q: q.integers(0, 2**32, n, dtype="u4"),
                lambda q: q.integers(0, 2**64, n, dtype="u8"), lambda q: q.integers(100, size=n, dtype="u1"),
                lambda q: q.standard_normal(n), lambda q: q.permutation(n)][rng.integers(7)]
        assert draw(g).tolist() == draw(h).tolist()
        same(x, y)


@pytest.mark.parametrize("name", NAMES)
def test_ctypes_functions(name):
    x, y = pair(name, 3)
    a, b = x.ctypes, y.ctypes
    assert a._fields == b._fields and a.state_address == a.state.value
    rng = onpr.default_rng(2)
    for _ in range(2000):
        f = ["next_uint64", "next_uint32", "next_double"][rng.integers(3)]
        assert getattr(a, f)(a.state) == getattr(b, f)(b.state)
    same(x, y)
    assert x.ctypes is a
    table = ctypes.cast(a.bit_generator, ctypes.POINTER(ctypes.c_void_p))
    assert table[0] == a.state_address and table[1] == ctypes.cast(a.next_uint64, ctypes.c_void_p).value


def test_cffi():
    try:
        import cffi  # noqa: F401
    except ImportError:
        with pytest.raises(ImportError, match="cffi cannot be imported"):
            npr.PCG64(1).cffi
        return
    x, y = pair("PCG64", 1)
    assert x.cffi.next_uint64(x.cffi.state) == int(y.random_raw())


@pytest.mark.parametrize("name", NAMES)
def test_random_raw_sizes(name):
    x, y = pair(name, 11)
    for size in [None, (), 0, 1, 5, (2, 3), [2, 2], (3, 0), np.int64(2)]:
        a, b = x.random_raw(size), y.random_raw(size)
        if size is None:
            assert type(a) is int and a == b
        else:
            assert type(a) is np.ndarray and a.dtype == np.uint64 and a.shape == b.shape and a.tolist() == b.tolist()
        if type(size) is not tuple or size:  # the oracle fails at ()
            assert x.random_raw(size, output=False) is None and y.random_raw(size, False) is None
        same(x, y)
    for size in [-1, 1.5, "a", (-1, 2), (2**40, 2**40)]:
        before = plain(x.state)
        assert outcome(x.random_raw, size) is outcome(y.random_raw, size), size
        assert plain(x.state) == before
    assert x._benchmark(3) is None and x._benchmark(3, "double") is None
    with pytest.raises(ValueError, match="Unknown method"):
        x._benchmark(3, "float")


# ---- seeding ----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("seed", SEEDS, ids=lambda s: f"{type(s).__name__}-{str(s)[:20]}")
def test_seeds(seed):
    for name in NAMES:
        x, y = pair(name, seed)
        same(x, y)
        same(getattr(npr, name)(seed=npr.SeedSequence(seed)), y)
        same(getattr(npr, name)(onpr.SeedSequence(seed)), y)
    if isinstance(seed, onp.ndarray) and seed.dtype != object:
        same(npr.PCG64(np.asarray(seed)), onpr.PCG64(seed))
        same(npr.PCG64(list(np.asarray(seed))), onpr.PCG64(seed))


@pytest.mark.parametrize("seed", [-1, [-1], 1.5, [1.5], "1", b"1", {1}, object(), [None], [1, "x"], onp.float64(3), onp.array([1.5]),
                                  onp.array([-5]), onp.array(5), onp.array(5, dtype="u4"), onp.array(True), onp.bool_(1), onp.array([[1, 2]], dtype="u4"), iter([1])],
                         ids=lambda s: f"{type(s).__name__}-{str(s)[:12]}")
def test_bad_seeds(seed):
    wanted = outcome(onpr.SeedSequence, seed)
    assert wanted is not None and outcome(npr.SeedSequence, seed) is wanted
    g = npr.PCG64(1)
    before = plain(g.state)
    assert outcome(g.__init__, seed) is wanted and plain(g.state) == before


def test_scalars_of_ours_are_seeds():
    same(npr.PCG64(np.int16(7)), onpr.PCG64(7))
    same(npr.PCG64([np.uint64(2**63), np.int8(1)]), onpr.PCG64([2**63, 1]))
    for bad in [np.float32(1), np.bool_(True), np.array(3)]:
        with pytest.raises(TypeError):
            npr.PCG64(bad)


def test_no_seed_is_fresh_entropy():
    a, b = npr.PCG64(), npr.PCG64(None)
    assert plain(a.state) != plain(b.state) and a.seed_seq.entropy != b.seed_seq.entropy
    same(a, onpr.PCG64(a.seed_seq.entropy))
    assert npr.SeedSequence(pool_size=100).entropy.bit_length() > 3000


def test_objects_that_generate_state():
    class Sequence(bit_generator.ISeedSequence):
        def generate_state(self, n_words, dtype=np.uint32):
            return np.arange(n_words, dtype=dtype)

    class Oracles(onpr.bit_generator.ISeedSequence):
        def generate_state(self, n_words, dtype=onp.uint32):
            return onp.arange(n_words, dtype=dtype)

    class Short(Sequence):
        def generate_state(self, n_words, dtype=np.uint32):
            return np.arange(n_words - 1, dtype=dtype)

    for name in NAMES:
        same(getattr(npr, name)(Sequence()), getattr(onpr, name)(Oracles()))
        same(getattr(npr, name)(Oracles()), getattr(onpr, name)(Oracles()))
        with pytest.raises(ValueError):
            getattr(npr, name)(Short())
    with pytest.raises(TypeError, match="spawning"):
        npr.PCG64(Sequence()).spawn(1)
    with pytest.raises(NotImplementedError):
        npr.PCG64(bit_generator.SeedlessSeedSequence())


@pytest.mark.parametrize("kwargs", [dict(spawn_key=(3,)), dict(spawn_key=[2**40, 0, 7]), dict(pool_size=9), dict(pool_size=9, spawn_key=(1, 2)),
                                    dict(n_children_spawned=4)], ids=str)
@pytest.mark.parametrize("entropy", [0, 17, 5**200, [1, 2, 3, 4, 5, 6]], ids=lambda e: str(e)[:20])
def test_seed_sequences(entropy, kwargs):
    x, y = npr.SeedSequence(entropy, **kwargs), onpr.SeedSequence(entropy, **kwargs)
    assert x.state == y.state and repr(x) == repr(y) and plain(x.pool) == plain(y.pool)
    for a, b in [(x, y), *zip(x.spawn(3), y.spawn(3)), (x.spawn(1)[0].spawn(2)[1], y.spawn(1)[0].spawn(2)[1])]:
        assert a.state == b.state and a.spawn_key == b.spawn_key and repr(a) == repr(b)
        for n in (0, 1, 5, 300):
            for dtype in ("uint32", "uint64"):
                assert plain(a.generate_state(n, dtype)) == plain(b.generate_state(n, dtype))
    assert x.state == y.state and npr.SeedSequence(**x.state).state == x.state
    z = pickle.loads(pickle.dumps(x))
    assert z.state == x.state and plain(z.pool) == plain(x.pool) and type(z) is npr.SeedSequence


def test_seed_sequence_errors():
    for kwargs in [dict(pool_size=3), dict(pool_size=4.5), dict(pool_size=2**62), dict(spawn_key=5), dict(spawn_key=None), dict(spawn_key=(-1,)),
                   dict(spawn_key=(1.5,)), dict(n_children_spawned=-2), dict(n_children_spawned=2**32), dict(x=1)]:
        assert outcome(npr.SeedSequence, 1, **kwargs) is outcome(onpr.SeedSequence, 1, **kwargs) is not None, kwargs
    x, y = npr.SeedSequence(1), onpr.SeedSequence(1)
    for args in [(-1,), (1.5,), (None,), ("a",), (3, "int32"), (3, ">u8")]:
        assert outcome(x.generate_state, *args) is outcome(y.generate_state, *args) is not None, args
    for n in [-1, "a", 1.5]:
        assert outcome(x.spawn, n) is outcome(y.spawn, n) is not None, n
    assert x.n_children_spawned == 0
    with pytest.raises(ValueError):
        npr.SeedSequence.__new__(npr.SeedSequence).generate_state(1)
    with pytest.raises(ValueError):
        x.__setstate__((1, 0, [1, 2], 4, ()))


def test_interfaces():
    for cls in (bit_generator.ISeedSequence, bit_generator.ISpawnableSeedSequence):
        assert isinstance(npr.SeedSequence(1), cls)
        with pytest.raises(TypeError):
            cls()
    dummy = bit_generator.SeedlessSeedSequence()
    assert dummy.spawn(3) == [dummy] * 3
    with pytest.raises(NotImplementedError):
        dummy.generate_state(10)
    assert bit_generator._coerce_to_uint32_array([2**40, 3]).tolist() == [0, 256, 3]


LEGACY = [0, 1, 2**32 - 1, True, [1], [1, 2, 3], list(range(1000)), onp.int64(8), onp.array(3), onp.array([3]), onp.array([2, 3], dtype="u4")]
BAD_LEGACY = [-1, 2**32, 2**70, 1.5, [], [[1, 2], [3, 4]], [2**32], [-1], [1.5], onp.array(3.0)]


@pytest.mark.parametrize("seed", LEGACY + BAD_LEGACY, ids=lambda s: f"{type(s).__name__}-{str(s)[:12]}")
def test_legacy_seeding(seed):
    x, y = pair("MT19937", 1)
    assert outcome(x._legacy_seeding, seed) is outcome(y._legacy_seeding, seed)
    same(x, y)
    assert x.random_raw(1500).tolist() == y.random_raw(1500).tolist()


def test_legacy_seeding_without_a_seed():
    x = npr.MT19937(1)
    x._legacy_seeding(None)
    assert x.seed_seq is None and x.state["state"]["key"][0] == 2**31 and x.state["state"]["pos"] == 623


# ---- jumps ------------------------------------------------------------------------------------------------------------

def middle(name):
    """A pair in the middle of a block, with a half kept."""
    x, y = pair(name, 1234)
    for g in (x, y):
        g.random_raw(1003)
        if name != "MT19937":
            g.ctypes.next_uint32(g.ctypes.state)
    return x, y


@pytest.mark.parametrize("jumps", [0, 1, 2, 5, -1, 2**64, 2**200 + 1])
@pytest.mark.parametrize("name", ["PCG64", "PCG64DXSM", "Philox"])
def test_jumped_and_advanced(name, jumps):
    x, y = middle(name)
    same(x.jumped(jumps), y.jumped(jumps))
    same(x, y)
    assert x.jumped(jumps).random_raw(9).tolist() == y.jumped(jumps).random_raw(9).tolist()
    assert x.advance(jumps) is x
    y.advance(jumps)
    same(x, y)


@pytest.mark.parametrize("drawn", [0, 1, 600, 623, 624, 1003])
def test_jumped_mt19937(drawn):
    x, y = pair("MT19937", 7)
    for g in (x, y):
        g._legacy_seeding(9)
        g.random_raw(drawn)
    for jumps in (0, 1, 3, -1):
        same(x.jumped(jumps), y.jumped(jumps))
    assert x.jumped().jumped().random_raw(1300).tolist() == y.jumped(2).random_raw(1300).tolist()


def test_bad_distances():
    for name in NAMES[:4]:
        x, y = pair(name, 1)
        for bad in (None, "a", [1]):
            assert issubclass(outcome(x.jumped, bad), (TypeError, ValueError)), (name, bad)
            if name != "MT19937":
                assert outcome(x.advance, bad) is TypeError
        same(x, y)
    assert outcome(npr.PCG64(1).advance, 2.0) is outcome(npr.Philox(1).jumped, 2.0) is TypeError
    same(npr.PCG64(1).jumped(2.0), onpr.PCG64(1).jumped(2.0))
    assert not hasattr(npr.SFC64(1), "jumped") and not hasattr(npr.MT19937(1), "advance")


@pytest.mark.parametrize("name", NAMES)
def test_spawned(name):
    x, y = pair(name, 77)
    for _ in range(2):
        for a, b in zip(x.spawn(3), y.spawn(3), strict=True):
            same(a, b)
            assert type(a) is type(x) and repr(a.seed_seq) == repr(b.seed_seq)
    assert x.spawn(0) == []
    assert outcome(x.spawn, -1) is OverflowError and outcome(x.spawn, "a") is TypeError


# ---- states -----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("name", NAMES)
def test_states_travel(name):
    x, y = middle(name)
    z = getattr(npr, name)(5)
    z.state = x.state
    same(z, y)
    z = getattr(npr, name)(6)
    z.state = y.state  # with the oracle's arrays
    same(z, y)
    for copied in (copy.copy(x), copy.deepcopy(x), *(pickle.loads(pickle.dumps(x, protocol)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1))):
        same(copied, y)
        assert type(copied) is type(x) and repr(copied.seed_seq) == repr(x.seed_seq)
    z = getattr(npr, name)(8)
    z.__setstate__(x.state)
    same(z, y)
    w = getattr(onpr, name)(5)
    w.state = x.state
    same(x, w)


def edited(state, path, value):
    state = copy.deepcopy(state)
    inner = state
    for key in path[:-1]:
        inner = inner[key]
    if value is KeyError:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return state


EDITS = [(name, ("bit_generator",), v) for name in NAMES for v in (KeyError, "X", None)]
EDITS += [(name, ("state",), v) for name in NAMES for v in (KeyError, 5)]
EDITS += [(name, ("has_uint32",), v) for name in WORDS64 for v in (0, 1, True, 1.5, 2**31, 2**40, "a", None, KeyError)]
EDITS += [(name, ("uinteger",), v) for name in WORDS64 for v in (0, 2**32 - 1, -1, 2**32, 1.5, "a", None, KeyError)]
EDITS += [("PCG64", ("state", k), v) for k in ("state", "inc") for v in (0, 2**128 - 1, -1, 2**128, 1.5, 2.0**70, "a", None, KeyError)]
EDITS += [("MT19937", ("state", "pos"), v) for v in (0, 624, 1.5, 2**31, 2**40, "a", None, KeyError)]
EDITS += [("MT19937", ("state", "key"), v) for v in ([1, 2], onp.zeros(624) + 2.5, onp.zeros(625), onp.zeros((624, 1)), [-1] * 624,
                                                     [2**32] * 624, 5, None, "a", KeyError)]
EDITS += [("Philox", p, v) for p in (("state", "counter"), ("buffer",))
          for v in ([1, 2, 3, 4], onp.zeros(5), [1, 2], [-1] * 4, [2**64] * 4, 5, None, "a", KeyError)]
EDITS += [("Philox", ("state", "key"), v) for v in ([1], [1, 2], [-1, 2], None)]
EDITS += [("Philox", ("buffer_pos",), v) for v in (0, 4, 1.5, 2**40, "a", None, KeyError)]
EDITS += [("SFC64", ("state", "state"), v) for v in ([1, 2], [1, 2, 3, 4], onp.zeros(5), [-1] * 4, KeyError, 5, 1.5, onp.uint64(7), onp.array(8), [9], onp.array([[1, 2, 3, 4]]),
                                                       [[6]], -1, 2**64, [], "a", "abcd", None)]
EDITS += [("PCG64", ("state", "state"), v) for v in (onp.array([5]), onp.array([1, 2]), [1, 2], [])]


@pytest.mark.parametrize("name, path, value", EDITS, ids=lambda v: str(v)[:24].replace("\n", ""))
def test_states_edited(name, path, value):
    x, y = pair(name, 4)
    before, new = plain(x.state), edited(y.state, path, value)
    wanted = outcome(lambda: setattr(y, "state", new))
    assert outcome(lambda: setattr(x, "state", new)) is wanted
    if wanted:
        assert plain(x.state) == before
    else:
        same(x, y)
        assert x.random_raw(700).tolist() == y.random_raw(700).tolist()


def test_states_that_lead_outside_are_refused():
    """The oracle takes these and reads outside its arrays."""
    for name, path, values in [("MT19937", ("state", "pos"), (-1, 625, -2**31)), ("Philox", ("buffer_pos",), (-1, 5, 2**31 - 1))]:
        for value in values:
            g = getattr(npr, name)(1)
            before = plain(g.state)
            with pytest.raises(ValueError, match="must be in"):
                g.state = edited(g.state, path, value)
            assert plain(g.state) == before


def test_a_state_that_holds_itself():
    loop = []
    loop.append(loop)
    g = npr.SFC64(1)
    with pytest.raises(ValueError, match="sequences of words"):
        g.state = {**g.state, "state": {"state": loop}}


def test_states_of_other_kinds():
    for bad in (5, None, (1, 2), []):
        assert outcome(lambda: setattr(npr.PCG64(1), "state", bad)) is TypeError
    key = onp.arange(624)
    for value in [("MT19937", key, 5), ("MT19937", key, 5, 0, 1.0), ("MT19937", key), ("PCG64", key, 5), ["MT19937", key, 5], (), (1, 2, 3)]:
        x, y = pair("MT19937", 1)
        wanted = outcome(lambda: setattr(y, "state", value))
        assert (outcome(lambda: setattr(x, "state", value)) is wanted) or value == ()
        same(x, y)


def test_philox_key_and_counter():
    good = [dict(counter=5), dict(key=5), dict(key=5, counter=[1, 2, 3, 4]), dict(key=[1, 2]), dict(key=onp.array([2**33, 2], "u8")),
            dict(key=2**128 - 1), dict(counter=2**256 - 1, key=0), dict(key=1.5), dict(counter=onp.array([1, 2, 3, 4]), seed=1)]
    for kwargs in good:
        if kwargs == dict(counter=5):
            kwargs = dict(seed=2, counter=5)
        x, y = pair("Philox", **kwargs)
        same(x, y)
        assert x.random_raw(20).tolist() == y.random_raw(20).tolist()
    assert npr.Philox(key=5).seed_seq is None
    for kwargs in [dict(key=5, seed=1), dict(key=-1), dict(key=2**128), dict(key=[1, 2, 3]), dict(key="a"), dict(counter=-1), dict(counter=2**256),
                   dict(counter=[1, 2])]:
        assert outcome(npr.Philox, **kwargs) is outcome(onpr.Philox, **kwargs) is not None, kwargs


# ---- objects ----------------------------------------------------------------------------------------------------------

def test_base_class():
    for args in [(), (1,)]:
        with pytest.raises(NotImplementedError):
            npr.BitGenerator(*args)

    class Bare(npr.BitGenerator):
        pass

    bare = Bare(3)
    assert repr(bare.seed_seq) == repr(npr.SeedSequence(3))
    for use in (lambda: bare.random_raw(), lambda: bare.state, lambda: bare.capsule, lambda: bare.ctypes, lambda: bare._benchmark(1)):
        with pytest.raises(NotImplementedError):
            use()


def test_subclasses():
    class Mine(npr.PCG64):
        pass

    g = Mine(3)
    g.extra = 5
    assert g.state["bit_generator"] == "Mine" and type(g.jumped()) is Mine and type(g.spawn(1)[0]) is Mine
    with pytest.raises(ValueError, match="state must be for a Mine RNG"):
        g.state = npr.PCG64(1).state

    class Forgetful(npr.MT19937):
        def __init__(self):
            pass

    assert Forgetful().random_raw(1000).tolist() == [0] * 1000


def test_a_capsule_keeps_its_generator():
    y = onpr.PCG64(5)

    class Holder:
        capsule, lock = npr.PCG64(5).capsule, threading.Lock()

    gc.collect()
    [npr.PCG64(i) for i in range(100)]
    assert onpr.Generator(Holder()).random() == onpr.Generator(y).random()


def test_the_lock():
    g = npr.PCG64(1)
    assert g.lock is g.lock
    with g.lock:
        assert g.lock.acquire() is True
        g.random_raw(5)
        seen = []
        threads = [threading.Thread(target=lambda: seen.append(g.lock.acquire(False))),
                   threading.Thread(target=lambda: seen.append(g.lock.acquire(timeout=0.01)))]
        for t in threads:
            t.start()
            t.join()
        assert seen == [False, False]
        g.lock.release()
    with pytest.raises(RuntimeError):
        g.lock.release()
    with pytest.raises(ValueError):
        g.lock.acquire(False, 1)


@pytest.mark.parametrize("name", NAMES)
def test_many_threads_give_each_number_once(name):
    g, all_words = getattr(npr, name)(3), getattr(onpr, name)(3).random_raw(200_000)
    parts = []

    def work():
        for n in (7000, 10, 12000, 990) * 2 + (10_000,):
            parts.append(g.random_raw(n))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert sum(len(p) for p in parts) == 200_000
    assert sorted(w for p in parts for w in p.tolist()) == sorted(all_words.tolist())


def test_pickles_name_public_modules():
    text = pickle.dumps(npr.PCG64(1), 0).decode("latin-1")
    assert "pyndarray.random._pickle" in text and "pyndarray.random._pcg64" in text and "_core._random" not in text
    ctor = getattr(npr._pickle, "__bit_generator_ctor")
    assert type(ctor("SFC64")) is npr.SFC64 and type(ctor()) is npr.MT19937
    for bad in ("x", int, 5):
        with pytest.raises(ValueError, match="is not a known BitGenerator module"):
            ctor(bad)


AS_NUMPY = """
import importlib, pickle, sys
import pyndarray
pyndarray._core._set_root("numpy")
for name in ("_core", "_core.multiarray", "random", "random._pickle", "random._pcg64", "random._mt19937", "random._philox", "random._sfc64",
             "random.bit_generator"):
    sys.modules["numpy." + name] = importlib.import_module("pyndarray." + name)
sys.modules["numpy"] = pyndarray
import numpy
theirs = pickle.loads(sys.stdin.buffer.read())
assert all(type(g).__module__.startswith("numpy.random._") and isinstance(g, pyndarray.random.BitGenerator) for g in theirs), theirs
sys.stdout.buffer.write(pickle.dumps([(g, g.seed_seq.spawn(1)[0]) for g in theirs]))
"""


def test_pickles_go_to_the_oracle_and_back_under_its_name():
    generators = [getattr(onpr, name)(5) for name in NAMES]
    for g in generators:
        g.random_raw(1001)
    run = subprocess.run([sys.executable, "-c", AS_NUMPY], input=pickle.dumps(generators), stdout=subprocess.PIPE, check=True)
    for (back, child), g in zip(pickle.loads(run.stdout), generators, strict=True):
        assert type(back) is type(g)
        same(back, g)
        assert repr(child) == repr(g.seed_seq.spawn(1)[0]) and plain(child.pool) == plain(onpr.SeedSequence(**child.state).pool)


def test_no_import_of_the_oracle():
    code = "import sys, pyndarray.random as r; r.PCG64(1).ctypes; r.MT19937().jumped(); assert not any(m.split('.')[0] == 'numpy' for m in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
