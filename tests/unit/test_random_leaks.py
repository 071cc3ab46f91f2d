"""References, blocks and live objects stay flat over many calls of everything bit generators and seed sequences can do."""
import copy

import pytest

import pyndarray as np
from pyndarray import random as npr
from pyndarray.random import _pickle, bit_generator

pytestmark = pytest.mark.filterwarnings("ignore")

CLASSES = [npr.MT19937, npr.PCG64, npr.PCG64DXSM, npr.Philox, npr.SFC64]
GENERATORS = [c(5) for c in CLASSES]
SEQ = npr.SeedSequence([1, 2, 3], spawn_key=(4,))
SEEDLESS = bit_generator.SeedlessSeedSequence()
WORDS = np.arange(5, dtype="u4")


class Mine(npr.PCG64):
    pass


def locked(g):
    with g.lock:
        return g.lock.acquire(), g.lock.release(), repr(g.lock)


def reset(g):
    g.state = g.state


# Calls with a generator of each kind, by the name they use.
METHODS = dict(
    random_raw=lambda g: (g.random_raw(), g.random_raw((2, 3)), g.random_raw(9, False)), spawn=lambda g: type(g)(3).spawn(2), _benchmark=lambda g: g._benchmark(2),
    __getstate__=lambda g: g.__getstate__(), __setstate__=lambda g: g.__setstate__(g.__getstate__()), __reduce__=lambda g: (g.__reduce__(), copy.copy(g)),
    lock=locked, seed_seq=lambda g: g.seed_seq, _seed_seq=lambda g: g._seed_seq, capsule=lambda g: type(g)(1).capsule, ctypes=lambda g: g.ctypes,
    cffi=lambda g: type(g).cffi, state=reset, advance=lambda g: refused(lambda: g.advance(3)), jumped=lambda g: refused(lambda: g.jumped(1)),
    _legacy_seeding=lambda g: refused(lambda: (g._legacy_seeding(3), g._legacy_seeding([1, 2]), g._legacy_seeding(None))),
)
CALLS = dict(
    seeds=lambda: [c(seed) for c in CLASSES for seed in (None, 1, 2**90, [1, [2, "3"]], WORDS, SEQ)], fresh=lambda: npr.SeedSequence(),
    subclass=lambda: (Mine(1).jumped(), copy.copy(Mine(2)), Mine(3).spawn(1)), philox=lambda: npr.Philox(key=[1, 2], counter=2**200),
    sequence=lambda: (SEQ.pool, SEQ.state, SEQ.entropy, SEQ.spawn_key, SEQ.pool_size, SEQ.n_children_spawned, repr(SEQ)),
    words=lambda: (SEQ.generate_state(5), SEQ.generate_state(3, "u8"), bit_generator._coerce_to_uint32_array([1, "0x5", 2**70])),
    children=lambda: npr.SeedSequence(1).spawn(3), copied=lambda: (SEQ.__reduce__(), copy.copy(SEQ), copy.copy(SEEDLESS)),
    seedless=lambda: (SEEDLESS.spawn(2), refused(lambda: SEEDLESS.generate_state(1))), maker=lambda: getattr(_pickle, "__bit_generator_ctor")("SFC64"),
)
ERRORS = [
    lambda: npr.BitGenerator(), lambda: npr.PCG64(-1), lambda: npr.PCG64("x"), lambda: npr.PCG64([1, "x"]), lambda: npr.PCG64([[1], -1]), lambda: npr.PCG64(1, 2),
    lambda: npr.SeedSequence(1, pool_size=1), lambda: npr.SeedSequence(1, spawn_key=(1.5,)), lambda: SEQ.generate_state(-1), lambda: SEQ.generate_state(1, "f4"),
    lambda: SEQ.spawn(-1), lambda: SEQ.__setstate__((1, 0, [1], 4, ())), lambda: npr.Philox(key=-1), lambda: npr.Philox(key=1, seed=1), lambda: npr.Philox(counter=[1]),
    lambda: npr.MT19937(1)._legacy_seeding([1.5]), lambda: npr.MT19937(1)._legacy_seeding(-1), lambda: npr.MT19937(1)._legacy_seeding([]), lambda: npr.PCG64(1).advance(1.5),
    lambda: npr.PCG64(1).jumped("x"), lambda: npr.MT19937(1).jumped("x"), lambda: setattr(npr.PCG64(1), "state", {}), lambda: setattr(npr.PCG64(1), "state", 1),
    lambda: setattr(npr.MT19937(1), "state", ("MT19937", [1], 2)), lambda: setattr(npr.SFC64(1), "state", {"bit_generator": "SFC64", "state": {"state": [1]}}),
    lambda: npr.PCG64(1).random_raw(-1), lambda: npr.PCG64(1).random_raw("x"), lambda: npr.PCG64(1).spawn("x"), lambda: npr.PCG64(1).lock.release(),
    lambda: npr.PCG64(1)._benchmark(1, "x"), lambda: npr.PCG64(1).__setstate__(5), lambda: getattr(_pickle, "__bit_generator_ctor")(int),
]
ALL = [lambda f=f, g=g: f(g) for f in METHODS.values() for g in GENERATORS] + list(CALLS.values()) + ERRORS


def refused(call):
    try:
        call()
    except (TypeError, ValueError, AttributeError, NotImplementedError, RuntimeError, OverflowError, LookupError, ImportError):
        pass


def test_every_name_has_a_recipe():
    names = {name for c in CLASSES for name in dir(c)} - set(dir(object))
    assert not names - set(METHODS), f"add a recipe to METHODS for {sorted(names - set(METHODS))}"


@pytest.mark.parametrize("name", sorted(METHODS))
def test_method(flat, name):
    flat(lambda: [METHODS[name](g) for g in GENERATORS], *GENERATORS, *CLASSES, n=100)


@pytest.mark.parametrize("name", sorted(CALLS))
def test_call(flat, name):
    flat(CALLS[name], SEQ, WORDS, SEEDLESS, *CLASSES, n=100)


@pytest.mark.parametrize("number", range(len(ERRORS)))
def test_error(flat, number):
    flat(lambda: refused(ERRORS[number]), SEQ, WORDS, *CLASSES, n=100)


def test_a_seed_that_refers_to_its_generator_is_collected():
    import gc
    import weakref

    class Key(list):
        pass

    key = Key([1, 2])
    ring = npr.PCG64(key)
    key.append(ring)
    alive = weakref.ref(key)
    del key, ring
    gc.collect()
    assert alive() is None
